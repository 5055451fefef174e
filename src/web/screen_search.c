/*
 * 検索 -- one box for everything: kana, kanji, birth day in any spelling, number.
 *
 * The words are kept with the session and the result is opened by a number, so that no name stands in an
 * address line. People who read the same are warned about with age, address and household head.
 */
#include "web/templates.h"

#define RESULTS_SHOWN 50

static enum err search_show(struct screen_call *call);
static enum err search_act(struct screen_call *call);
static enum err result_show(struct screen_call *call);

const struct screen screen_search = {
    .path = "/search",
    .name = "search",
    .label = "検索",
    .permission = PERM_ADDRESSEE_VIEW,
    .f_key = 2,
    .is_in_menu = true,
    .per_minute = 60,
    .event = "search.ask",
    .help = "氏名（漢字・カナ）、生年月日（どの書き方でも）、宛名番号・世帯番号のどれかで人を探します。",
    .reading = "けんさく ひとをさがす",
    .fields = (const struct screen_field[]){
        {"words", "だれを探しますか",
         "氏名は漢字でもカナでも、姓だけでも探せます。半角カナや小さい「ッ」「ャ」の違いは気にしません。"
         "生年月日は S56.5.2、560502、昭和56年5月2日、1981-05-02 のどれでも読めます。"
         "例：サトウ 昭和56年5月2日"},
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
    .per_minute = 60,
    .event = "search.look",
    .help = "見つかった人の一覧。1人だけのときは、その人の世帯をすぐに開きます。同じ名前の人がいるときは、年齢・住所・世帯主で確かめてから開きます。",
    .show = result_show,
};

static enum err search_show(struct screen_call *call)
{
    template_search(&call->html, call, &(struct search_view){.words = {"", 0}});
    return ERR_NONE;
}

enum err search_start(struct screen_call *call, struct text words)
{
    struct search_view view = {.words = words};
    call->criteria = words;
    if (words.len == 0) {
        view.message = "探す言葉を入れてください";
    } else if (utf8_characters(words.bytes, words.len) > 100) {
        view.message = "探す言葉は100文字までにしてください";
    }
    if (view.message != NULL) {
        call->status = 422;
        call->title = "エラー：検索";
        template_search(&call->html, call, &view);
        return ERR_NONE;
    }
    struct store *s = call->session->store;
    int64_t search_no = 0;
    enum err e = store_begin(s, call->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = web_search_add(s, call->login, words, call->report, &search_no);
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

/* A household that an earlier line has read already. */
static bool copy_known(struct person_line *lines, size_t at)
{
    for (size_t k = 0; k < at; k++) {
        if (lines[k].person->household_no == lines[at].person->household_no) {
            lines[at].head_name = lines[k].head_name;
            lines[at].is_guarded = lines[k].is_guarded;
            return true;
        }
    }
    return false;
}

/* Each line's household head, and whether anybody there is under 支援措置. */
static enum err find_heads(struct screen_call *call, struct as_of as_of, struct person_line *lines,
                           size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t household_no = lines[i].person->household_no;
        struct addressee *members;
        size_t n = 0;
        lines[i].head_name = "";
        lines[i].is_guarded = lines[i].person->is_restricted;
        if (household_no == 0 || copy_known(lines, i)) {
            lines[i].is_guarded = lines[i].is_guarded || lines[i].person->is_restricted;
            continue;
        }
        enum err e = addressee_household(call->session->store, household_no, as_of, call->arena,
                                         call->report, &members, &n);
        if (e != ERR_NONE && e != ERR_FINDINGS) {
            return e;
        }
        for (size_t k = 0; e == ERR_NONE && k < n; k++) {
            lines[i].is_guarded = lines[i].is_guarded || members[k].is_restricted;
            if (members[k].is_head) {
                lines[i].head_name =
                    arena_copy(call->arena, members[k].name.bytes, members[k].name.len);
                screen_saw(call, members[k].addressee_no, household_no);
            }
        }
    }
    return ERR_NONE;
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
    struct as_of as_of = {call->session->folder.business_date, INT64_MAX};
    struct search_view view = {.was_searched = true, .on = as_of.on};
    struct addressee *found;
    size_t count;
    enum err e = web_search_find(call->session->store, call->login, call->numbers[0], call->arena,
                                 call->report, &view.words);
    if (e == ERR_NONE) {
        e = addressee_search(call->session->store, view.words, as_of, RESULTS_SHOWN + 1, call->arena,
                             call->report, &found, &count);
    }
    if (e == ERR_FINDINGS) { /* nobody: a result like any other */
        report_clear(call->report);
        count = 0;
        e = ERR_NONE;
    }
    if (e != ERR_NONE) {
        return e;
    }
    call->criteria = view.words;
    call->result_count = (int64_t)count;
    view.has_more = count > RESULTS_SHOWN;
    view.count = view.has_more ? RESULTS_SHOWN : count;
    struct person_line *lines = ARENA_ARRAY(call->arena, struct person_line, view.count + 1);
    for (size_t i = 0; i < view.count; i++) {
        lines[i].person = &found[i];
        lines[i].age = age_on(found[i].birth, as_of.on);
        screen_saw(call, found[i].addressee_no, found[i].household_no);
    }
    if (view.count == 1) { /* nobody else it could be: the page of the one who was found */
        call->location = found[0].household_no > 0 ? household_url(found[0].household_no)
                                                   : person_url(found[0].addressee_no);
        return ERR_NONE;
    }
    e = find_heads(call, as_of, lines, view.count);
    if (e != ERR_NONE) {
        return e;
    }
    view.namesakes = mark_namesakes(lines, view.count);
    view.lines = lines;
    template_search(&call->html, call, &view);
    return ERR_NONE;
}
