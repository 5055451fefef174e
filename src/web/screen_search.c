/*
 * 検索 -- one box for everything: names, birth days in any spelling, numbers, telephone, addresses.
 *
 * The words are kept with the session and the result is opened by a number, so that no name stands in an
 * address line. People who read the same are warned about with age, address and household head.
 */
#include "base/personal_number.h"
#include "rules/common/age.h"
#include "web/access.h"
#include "web/search_card.h"
#include "web/templates.h"

#define RESULTS_SHOWN 50
#define TYPING_SHOWN 8
#define PAST_KEPT 10

static enum err search_show(struct screen_call *call);
static enum err search_act(struct screen_call *call);
static enum err result_show(struct screen_call *call);
static enum err typing_show(struct screen_call *call);

const struct screen screen_search = {
    .path = "/search",
    .name = "search",
    .label = "検索",
    .permission = PERM_ADDRESSEE_VIEW,
    .f_key = 2,
    .is_in_menu = true,
    .is_search = true,
    .number_field = "words",
    .event = "search.ask",
    .help = "氏名（漢字・カナ・ローマ字）、生年月日（どの書き方でも）、宛名番号・世帯番号、電話番号、住所（"
            "今と前）のどれかで人を探します。"
            "支援措置の対象の人は、見る権限がなければ住所や電話番号からは見つかりません。",
    .reading = "けんさく ひとをさがす",
    .fields =
        (const struct screen_field[]){
            {"words", "だれを探しますか",
             "氏名は漢字でもカナでもローマ字でも、姓だけ、名だけ、一部だけでも探せます。異体字（髙・高）、"
             "半角カナ、小さい「ッ」「ャ」、"
             "長音の違いは気にしません。生年月日は "
             "S56.5.2、560502、昭和56年5月2日、1981-05-02、S56、1981年5月 のどれでも読めます。"
             "氏名のあとに和暦の年だけを付けると絞れます（ヤマダ 50）。住所は 西新宿2-8-1 "
             "のように書けます。"
             "被保険者証は「記号 新宿 番号 12345 枝番 01」のように書きます（記号と枝番は省けます）。"
             "「カナ未入力」「生年月日未入力」「住所未入力」で、入力のない人を探せます。例：サトウ "
             "昭和56年5月2日"},
            {NULL, NULL, NULL}},
    .show = search_show,
    .act = search_act,
};
const struct screen screen_search_result = {
    .path = "/search/#",
    .name = "search-result",
    .label = "検索の結果",
    .permission = PERM_ADDRESSEE_VIEW,
    .shows_persons = true,
    .only_reads = true,
    .is_search = true,
    .event = "search.look",
    .help = "見つかった人の一覧。1人だけのときは、その人の世帯をすぐに開きます。同じ名前の人がいるときは、"
            "年齢・住所・世帯主で確かめてから開きます。"
            "「旧」の付いた行は、前の氏名や前の住所で見つかった人です。",
    .show = result_show,
};
/* The lines under the box while somebody types. */
const struct screen screen_search_typing = {
    .path = "/search/typing",
    .name = "search-typing",
    .label = "検索の候補",
    .permission = PERM_ADDRESSEE_VIEW,
    .shows_persons = true,
    .only_reads = true,
    .event = "search.typing",
    .help = "検索の言葉を入れている間に、はじめの数人を示します。",
    .show = typing_show,
};

/* ------------------------------------------------------------------------------ 検索の履歴 ---- */

static enum err past_of(struct screen_call *call, struct search_view *view)
{
    struct query *q = store_query(call->session->store, SQL_web_search_past_of);
    struct text *past = ARENA_ARRAY(call->arena, struct text, PAST_KEPT);
    bool row = false;
    enum err e;

    query_set_text(q, "operator_id", text_of(call->session->operator.id));
    query_set_i64(q, "count", PAST_KEPT);
    while ((e = query_step(q, call->report, &row)) == ERR_NONE && row && view->past_count < PAST_KEPT) {
        struct text words = query_text(q, 0);
        past[view->past_count++] = text_copy(call->arena, words);
    }
    query_reset(q);
    view->past = past;
    return e;
}

static enum err past_add(struct screen_call *call, struct text words)
{
    struct query *q = store_query(call->session->store, SQL_web_search_past_add);
    int64_t changed = 0;

    query_set_text(q, "operator_id", text_of(call->session->operator.id));
    query_set_text(q, "words", words);
    query_set_i64(q, "at", call->now);
    enum err e = query_run(q, call->report, &changed);
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(call->session->store, SQL_web_search_past_trim);
    query_set_text(q, "operator_id", text_of(call->session->operator.id));
    query_set_i64(q, "count", PAST_KEPT);
    return query_run(q, call->report, &changed);
}

/* ------------------------------------------------------------------------------ 結果 ---------- */

static size_t mark_namesakes(struct person_line *lines, size_t count);

/* The lines of what was found; everybody on them is recorded as seen. */
static void add_lines(struct screen_call *call, const struct found_list *found, struct search_view *view)
{
    struct person_line *lines = ARENA_ARRAY(call->arena, struct person_line, found->count + 1);

    for (size_t i = 0; i < found->count; i++) {
        const struct found_person *f = &found->persons[i];
        lines[i] = (struct person_line){.person = &f->who, .age = age_completed(f->who.birth, view->on),
                                        .head_name = f->head_name, .is_guarded = f->is_household_guarded,
                                        .former = f->former};
        screen_saw(call, f->who.addressee_no, f->who.household_no);
    }
    view->lines = lines;
    view->count = found->count;
    view->has_more = found->has_more;
    view->hint = found->words;
    view->namesakes = mark_namesakes(lines, found->count);
    call->result_count = (int64_t)found->count;
}

static enum err find(struct screen_call *call, struct text words, size_t max, struct found_list *ret)
{
    struct as_of as_of = {call->session->folder.business_date, INT64_MAX};
    struct search_card card;

    call->criteria = words;
    if (search_card_read(words, call->arena, &card)) {
        return search_card_find(call, &card, max, ret);
    }
    return addressee_find(call->session, words, as_of, max, call->now, call->arena, call->report, ret);
}

static enum err show_message(struct screen_call *call, struct search_view *view, const char *message)
{
    view->message = message;
    call->status = 422;
    call->title = "エラー：検索";
    enum err e = past_of(call, view);
    if (e == ERR_NONE) {
        template_search(&call->html, call, view);
    }
    return e;
}

static enum err search_show(struct screen_call *call)
{
    struct search_view view = {.words = {"", 0}, .hint = ""};
    enum err e = past_of(call, &view);
    if (e == ERR_NONE) {
        template_search(&call->html, call, &view);
    }
    return e;
}

/*
 * 個人番号: answered on this page; neither the words nor a history keep it (MN-04). Wrong check digits are
 * refused before anything is read, and recorded without the digits.
 */
static enum err search_number(struct screen_call *call, const char digits[13])
{
    struct search_view view = {.words = {"", 0}, .hint = "", .on = call->session->folder.business_date,
                               .was_searched = true};
    struct found_list all = {.words = ""};
    size_t capacity = 0, count = 0;
    int64_t *numbers = NULL;

    call->criteria = text_of("個人番号");
    if (!individual_number_is_valid(digits, strlen(digits))) {
        const struct access access = {.kind = AUDIT_REFUSED, .event = "number.search", .outcome = 422,
                                      .words = text_of("個人番号の検査数字が合わない")};
        enum err e = access_write(call->session->audit, call, &access);
        view.was_searched = false;
        return e != ERR_NONE
                   ? e
                   : show_message(call, &view, "個人番号の検査数字が合いません。12桁を確かめてください");
    }
    const char *purpose = call->login->purpose[0] != '\0' ? call->login->purpose : "個人番号による検索";
    enum err e = addressee_find_number(call->session, text_of(digits), purpose, call->arena, call->report,
                                       &numbers, &count);
    if (e == ERR_INPUT && call->report->kept > 0) {
        view.was_searched = false;
        const char *why = arena_string(call->arena, call->report->lines[0]);
        report_clear(call->report);
        return show_message(call, &view, why);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct found_list one;
        e = find(call, text_of(arena_printf(call->arena, "%lld", (long long)numbers[i])), 1, &one);
        if (e == ERR_NONE && one.count > 0) {
            *ARENA_PUSH(call->arena, all.persons, all.count, capacity) = one.persons[0];
        }
    }
    if (e == ERR_NONE) {
        call->criteria = text_of("個人番号");
        add_lines(call, &all, &view);
        template_search(&call->html, call, &view);
    }
    return e;
}

enum err search_start(struct screen_call *call, struct text words)
{
    struct search_view view = {.words = words, .hint = ""};
    char digits[13];
    if (words.len > 0 && addressee_words_number(words, digits)) {
        return search_number(call, digits);
    }
    call->criteria = words;
    if (words.len == 0) {
        return show_message(call, &view, "探す言葉を入れてください");
    }
    if (utf8_characters(words.bytes, words.len) > 100) {
        return show_message(call, &view, "探す言葉は100文字までにしてください");
    }
    struct store *s = call->session->store;
    int64_t search_no = 0;
    enum err e = store_begin(s, call->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = web_search_add(s, call->login, words, call->report, &search_no);
    if (e == ERR_NONE) {
        e = past_add(call, words);
    }
    if (e == ERR_NONE) {
        e = store_commit(s, call->report);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
        return e;
    }
    call->location = url_number("/search/", search_no);
    return ERR_NONE;
}

static enum err search_act(struct screen_call *call)
{
    return search_start(call, form_value(&call->form, "words"));
}

static bool reads_the_same(const struct addressee *a, const struct addressee *b)
{
    char key_a[256], key_b[256];
    struct text one = a->kana.len > 0 ? a->kana : a->name;
    struct text two = b->kana.len > 0 ? b->kana : b->name;
    size_t n = kana_fold(one.bytes, one.len, key_a, sizeof(key_a));
    size_t m = kana_fold(two.bytes, two.len, key_b, sizeof(key_b));
    return n > 0 && n == m && memcmp(key_a, key_b, n) == 0;
}

static size_t mark_namesakes(struct person_line *lines, size_t count)
{
    size_t marked = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count && !lines[i].has_namesake; k++) {
            lines[i].has_namesake = i != k && reads_the_same(lines[i].person, lines[k].person);
        }
        marked += lines[i].has_namesake;
    }
    return marked;
}

static enum err result_show(struct screen_call *call)
{
    struct search_view view = {.was_searched = true, .on = call->session->folder.business_date, .hint = ""};
    struct found_list found;
    enum err e = web_search_find(call->session->store, call->login, call->numbers[0], call->arena,
                                 call->report, &view.words);
    if (e == ERR_NONE) {
        e = find(call, view.words, RESULTS_SHOWN, &found);
    }
    if (e != ERR_NONE) {
        return e;
    }
    add_lines(call, &found, &view);
    const struct found_person *first = found.persons;
    if (found.count == 1 && !found.has_more && first->former[0] == '\0') { /* nobody else it could be */
        call->location = first->who.household_no > 0 ? household_url(first->who.household_no)
                                                     : person_url(first->who.addressee_no);
        return ERR_NONE;
    }
    e = past_of(call, &view);
    if (e == ERR_NONE) {
        template_search(&call->html, call, &view);
    }
    return e;
}

/* A 個人番号 is not looked for while it is typed, and does not stand in an address line of ours. */
static enum err typing_show(struct screen_call *call)
{
    struct search_view view = {.on = call->session->folder.business_date, .hint = "",
                               .words = form_value(&call->query, "words")};
    struct found_list found = {.words = ""};
    char digits[13];
    enum err e = ERR_NONE;

    if (addressee_words_number(view.words, digits)) {
        call->criteria = view.words; /* masked by the record */
        found.words = "個人番号は検索ボタンで探してください。";
        view.words = text_of("");
    } else if (view.words.len > 0) {
        view.was_searched = true;
        e = find(call, view.words, TYPING_SHOWN, &found);
    }
    if (e == ERR_NONE) {
        add_lines(call, &found, &view);
        template_search_found(&call->html, call, &view);
    }
    return e;
}
