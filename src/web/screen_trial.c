/*
 * 試算 -- the premium of an imagined household at the counter, or of an existing one with "what if": the
 * same rules as a decision, printed on request, stored nowhere.
 *
 * Rows    LV-21, VN-01, expectation 8. What is typed travels in the body of a form, never in an address
 * line.
 */
#include "web/templates.h"
#include "web/views_trial.h"

#define YEAR_MIN 2000
#define YEAR_MAX 2097
#define LINES_AT_FIRST 4

static enum err trial_show(struct screen_call *call);
static enum err trial_act(struct screen_call *call);
static enum err paper_act(struct screen_call *call);

static const struct screen_field trial_fields[] = {
    {"b0", "生年月日", "S60.4.1、S600401、1985-04-01 のどれでも読めます"},
    {"k0", "給与収入",
     "源泉徴収票の「支払金額」です。500万、4,000,000、400m（m "
     "は万）と書けます。「給与所得控除後の金額」だけ"
     "分かるときは 所得356万（または s356m）と書きます。分からないときは ? "
     "です"},
    {"n0", "年金収入", "公的年金等の源泉徴収票の「支払金額」です。書き方は給与収入と同じです"},
    {"o0", "その他の所得",
     "事業・不動産・配当など、給与と年金のほかの所得の合計です。損失は −50万 "
     "と書きます"},
    {"r0", "届出",
     "離職は離職理由コードと離職日（22R8.3.31 か 22080331）、出産は 産R8.8.15 "
     "か b080815、双子などは "
     "多胎R8.8.15 か bb080815 です。空白で区切って並べられます"},
    {"s0", "立場",
     "国保に入るか、世帯主だが国保でない（擬制世帯主）か、国保から後期高齢者医"
     "療に移った人か"},
    {"p0", "期間",
     "R8.8.1- は8月1日に加入、-R8.10.1 "
     "は10月1日に喪失（その日からは国保でない）です"},
    {"year", "年度", "4月から始まる年度です。例：2026"},
    {"notice", "最初の通知の日", "年度の途中の期割に使います。空欄は当初（6月から全期）です"},
    {NULL, NULL, NULL}};
/* Numbers of ours: nobody looks for a 個人番号 in them. */
static const char *const no_words[] = {"ids", "payer", NULL};

const struct screen screen_trial = {
    .path = "/trial",
    .name = "trial",
    .label = "保険料の試算",
    .permission = PERM_TRIAL_VIEW,
    .is_in_menu = true,
    .may_repeat = true,
    .act_kind = AUDIT_VIEW,
    .no_words = no_words,
    .event = "trial.look",
    .help = "窓口で聞いた世帯の生年月日と収入から、年度の保険料を試算します。計算は賦課の決議と同じです。"
            "どこにも保存されず、試算したことだけが記録されます。1人目が世帯主です。"
            "収入を空欄にした人は所得不明（軽減なし）です。収入がない人には 0 を入れてください。",
    .reading = "しさん ほけんりょうのしさん",
    .fields = trial_fields,
    .show = trial_show,
    .act = trial_act,
};
const struct screen screen_trial_household = {
    .path = "/trial/#",
    .name = "trial-household",
    .label = "世帯の保険料の試算",
    .permission = PERM_TRIAL_VIEW,
    .shows_persons = true,
    .about = ABOUT_HOUSEHOLD,
    .may_repeat = true,
    .act_kind = AUDIT_VIEW,
    .no_words = no_words,
    .event = "trial.household.look",
    .help = "いまの世帯に、加入・喪失・所得の変更などを仮に加えて試算します。空欄は登録どおりです。"
            "計算は賦課の決議と同じで、どこにも保存されません。試算したことと見た世帯は記録されます。",
    .fields = trial_fields,
    .show = trial_show,
    .act = trial_act,
};
const struct screen screen_trial_paper = {
    .path = "/trial/#/paper", /* 0: an imagined household */
    .name = "trial-paper",
    .label = "試算の印刷",
    .permission = PERM_TRIAL_VIEW,
    .about = ABOUT_HOUSEHOLD,
    .may_repeat = true,
    .act_kind = AUDIT_OUTPUT,
    .no_words = no_words,
    .event = "trial.paper",
    .help = "試算を1枚の紙（PDF）にします。「試算」の印と透かしが入り、納付書は"
            "付きません。印刷の記録が残ります。",
    .act = paper_act,
};

struct url trial_url(int64_t household_no)
{
    return household_no == 0 ? url_of("/trial") : url_number("/trial/", household_no);
}

struct url trial_paper_url(int64_t household_no)
{
    struct url u = url_number("/trial/", household_no);
    size_t len = strlen(u.path);

    (void)snprintf(u.path + len, sizeof(u.path) - len, "/paper");
    return u;
}

const char *trial_field(char kind, size_t line, struct arena *arena)
{
    return arena_printf(arena, "%c%zu", kind, line);
}

const char *trial_known_words(const struct trial_known *p, struct arena *arena)
{
    const struct {
        const char *label;
        yen amount;
    } amounts[] = {{"給与収入", p->income.salary_revenue},
                   {"給与所得", p->income.salary_income},
                   {"年金収入", p->income.pension_revenue},
                   {"総所得", p->income.total_income}};
    struct textbuf words;

    if (!p->income_is_known) {
        return "所得不明";
    }
    textbuf_init(&words, 400);
    for (size_t i = 0; i < COUNT_OF(amounts); i++) {
        char text[40];
        if (amounts[i].amount != 0) {
            yen_format(amounts[i].amount, text, sizeof(text));
            textbuf_printf(&words, "%s%s %s円", words.len > 0 ? "　" : "", amounts[i].label, text);
        }
    }
    const char *kept = words.len > 0 ? arena_copy(arena, words.bytes, words.len) : "所得 0円";
    textbuf_done(&words);
    return kept;
}

/* ----------------------------------------------------------------------------------- the form ---- */

static void read_line(struct screen_call *call, size_t i, struct trial_line *line)
{
    const struct {
        char kind;
        struct text *to;
    } texts[] = {{'b', &line->birth}, {'k', &line->salary},  {'n', &line->pension},
                 {'o', &line->other}, {'r', &line->notices}, {'p', &line->period}};
    int64_t role = TRIAL_AS_IS;

    for (size_t k = 0; k < COUNT_OF(texts); k++) {
        *texts[k].to = form_value(&call->form, trial_field(texts[k].kind, i, call->arena));
    }
    (void)form_number(&call->form, trial_field('s', i, call->arena), 0, TRIAL_ROLES - 1, &role);
    line->role = (enum trial_role)role;
}

/* "5001,5002": the registered persons of the first lines, in the order they stood on the page. */
static bool read_ids(struct text ids, struct trial_wish *wish)
{
    size_t count = 0;

    for (size_t at = 0; at < ids.len && count < TRIAL_LINES_MAX; count++) {
        size_t n = 0;
        while (at + n < ids.len && ids.bytes[at + n] != ',') {
            n++;
        }
        if (!parse_i64(ids.bytes + at, n, 1, INT64_MAX, &wish->lines[count].addressee_no)) {
            return false;
        }
        at += n + 1;
    }
    return true;
}

static bool is_filled(const struct trial_line *l)
{
    return l->addressee_no != 0 || l->birth.len > 0 || l->salary.len > 0 || l->pension.len > 0 ||
           l->other.len > 0 || l->notices.len > 0 || l->period.len > 0;
}

static enum err read_year(struct screen_call *call, const struct form *from, struct trial_wish *wish)
{
    int64_t year = fiscal_year_of(call->session->folder.business_date).first_year;

    if (form_value(from, "year").len > 0 && !form_number(from, "year", YEAR_MIN, YEAR_MAX, &year)) {
        return report_fail(call->report, ERR_INPUT, "年度は西暦4桁で入れてください。例：2026");
    }
    wish->year = (int32_t)year;
    return ERR_NONE;
}

static enum err read_wish(struct screen_call *call, struct trial_wish *wish)
{
    *wish = (struct trial_wish){.notice_day = form_value(&call->form, "notice")};
    (void)form_number(&call->form, "payer", 1, INT64_MAX, &wish->payer_no);
    enum err e = read_year(call, &call->form, wish);
    if (e == ERR_NONE && !read_ids(form_value(&call->form, "ids"), wish)) {
        e = report_fail(call->report, ERR_INPUT,
                        "試算の世帯員を読めません。世帯の画面から開き直してください");
    }
    for (size_t i = 0; e == ERR_NONE && i < TRIAL_LINES_MAX; i++) {
        read_line(call, i, &wish->lines[i]);
        wish->line_count = is_filled(&wish->lines[i]) ? i + 1 : wish->line_count;
    }
    return e;
}

/* -------------------------------------------------------------------------------- the household ---- */

/* Names as this operator may see them; who must not be found leaves the whole household unfound. */
static enum err read_names(struct screen_call *call, struct trial_view *v, enum guard_use use)
{
    struct as_of as_of = {call->session->folder.business_date, INT64_MAX};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < TRIAL_LINES_MAX && e == ERR_NONE; i++) {
        struct trial_line *line = &v->wish.lines[i];
        struct addressee person;
        struct guard guard;
        if (line->addressee_no == 0) {
            continue;
        }
        e = addressee_by_no(call->session->store, line->addressee_no, as_of, call->arena, call->report,
                            &person);
        if (e == ERR_FINDINGS) { /* the register knows nothing but the number */
            report_clear(call->report);
            screen_saw(call, line->addressee_no, v->wish.household_no);
            e = ERR_NONE;
            continue;
        }
        if (e == ERR_NONE) {
            e = addressee_guard(call->session, line->addressee_no, 0, use, call->now, call->arena,
                                call->report, &guard);
        }
        if (e == ERR_NONE && guard.level == GUARD_NOTHING) {
            return report_fail(call->report, ERR_FINDINGS, "世帯番号 %lld の世帯はありません",
                               (long long)v->wish.household_no);
        }
        if (e == ERR_NONE) {
            addressee_mask(&person, &guard);
            line->name = person.name;
            screen_saw_all(call, &guard, v->wish.household_no);
        }
    }
    return e;
}

/* The persons of the first lines must be of this household: the form cannot ask about others. */
static enum err join_known(struct screen_call *call, struct trial_view *v, enum guard_use use)
{
    if (v->wish.household_no == 0) {
        for (size_t i = 0; i < TRIAL_LINES_MAX; i++) {
            v->wish.lines[i].addressee_no = 0;
        }
        return ERR_NONE;
    }
    enum err e = trial_household_known(call->session, v->wish.year, v->wish.household_no, v->wish.payer_no,
                                       call->arena, call->report, &v->known);
    if (e == ERR_NONE && v->known.words != NULL) {
        e = report_fail(call->report, ERR_INPUT, "%s", v->known.words);
    }
    struct textbuf ids;
    textbuf_init(&ids, 512);
    for (size_t i = 0; e == ERR_NONE && i < TRIAL_LINES_MAX; i++) {
        int64_t asked = v->wish.lines[i].addressee_no;
        int64_t here = i < v->known.count ? v->known.persons[i].addressee_no : 0;
        if (v->wish.line_count > 0 && asked != here) {
            e = report_fail(call->report, ERR_INPUT,
                            "世帯が変わりました。世帯の画面から開き直してください");
        }
        v->wish.lines[i].addressee_no = here;
        if (here != 0) {
            textbuf_printf(&ids, "%s%lld", i > 0 ? "," : "", (long long)here);
        }
    }
    v->ids = ids.len > 0 ? arena_copy(call->arena, ids.bytes, ids.len) : "";
    textbuf_done(&ids);
    if (e == ERR_NONE) {
        v->wish.payer_no = v->known.payer_no;
        v->wish.line_count = v->wish.line_count > v->known.count ? v->wish.line_count : v->known.count;
        call->household_no = v->wish.household_no;
        e = read_names(call, v, use);
    }
    return e;
}

/* --------------------------------------------------------------------------------- the screens ---- */

static enum err draw(struct screen_call *call, struct trial_view *v)
{
    size_t shown = v->wish.line_count + 1;

    shown = shown < LINES_AT_FIRST ? LINES_AT_FIRST : shown;
    v->shown_lines = shown > TRIAL_LINES_MAX ? TRIAL_LINES_MAX : shown;
    template_trial(&call->html, call, v);
    return ERR_NONE;
}

static enum err trial_show(struct screen_call *call)
{
    struct trial_view v = {.ids = ""};
    enum err e = read_year(call, &call->query, &v.wish);

    if (call->screen == &screen_trial_household) {
        v.wish.household_no = call->numbers[0];
        (void)form_number(&call->query, "payer", 1, INT64_MAX, &v.wish.payer_no);
    }
    if (e == ERR_NONE) {
        e = join_known(call, &v, GUARD_SCREEN);
    }
    return e == ERR_NONE ? draw(call, &v) : e;
}

/* What was typed wrongly, all of it, on the page that is shown again. */
static void take_faults(struct screen_call *call, struct trial_view *v)
{
    const char **faults = ARENA_ARRAY(call->arena, const char *, call->report->kept + 1);

    for (size_t i = 0; i < call->report->kept; i++) {
        faults[i] = arena_string(call->arena, call->report->lines[i]);
    }
    v->fault_count = call->report->kept;
    v->faults = faults;
    (void)screen_told(call);
}

static enum err make(struct screen_call *call, struct trial_view *v)
{
    enum err e = trial_assess(call->session, &v->wish, call->arena, call->report, &v->answer);

    if (e == ERR_INPUT) {
        take_faults(call, v);
        return ERR_NONE;
    }
    if (e == ERR_NONE) {
        e = trial_classes(call->session, &v->answer, call->arena, call->report, &v->classes);
    }
    if (e != ERR_NONE) {
        return e;
    }
    size_t count = v->answer.made.household.member_count;
    struct text *names = ARENA_ARRAY(call->arena, struct text, count + 1);
    for (size_t i = 0; i < count; i++) {
        size_t line = v->answer.line_of[i];
        names[i] = v->wish.lines[line].name;
        if (names[i].len == 0) {
            names[i] = text_of(arena_printf(call->arena, "%zu人目", line + 1));
        }
    }
    v->names = names;
    v->derivation = derivation_of(&v->answer.made, names, call->arena);
    v->is_made = true;
    return ERR_NONE;
}

static enum err trial_act(struct screen_call *call)
{
    struct trial_view v = {.ids = ""};
    enum err e = read_wish(call, &v.wish);

    v.wish.household_no = call->screen == &screen_trial_household ? call->numbers[0] : 0;
    if (e == ERR_NONE) {
        e = join_known(call, &v, GUARD_SCREEN);
    }
    if (e == ERR_NONE) {
        e = make(call, &v);
    }
    return e == ERR_NONE ? draw(call, &v) : e;
}

static enum err print_trial(struct screen_call *call, const void *context, const char *path)
{
    const struct trial_view *v = context;

    return trial_paper(call->session, &v->wish, &v->answer, &v->classes, path, call->report);
}

static enum err paper_act(struct screen_call *call)
{
    struct trial_view v = {.ids = ""};
    enum err e = read_wish(call, &v.wish);

    v.wish.household_no = call->numbers[0];
    if (e == ERR_NONE) {
        e = join_known(call, &v, GUARD_PRINT);
    }
    if (e == ERR_NONE) {
        e = trial_assess(call->session, &v.wish, call->arena, call->report, &v.answer);
    }
    if (e == ERR_NONE) {
        e = trial_classes(call->session, &v.answer, call->arena, call->report, &v.classes);
    }
    if (e != ERR_NONE) {
        return e;
    }
    call->is_printed = true;
    return screen_answer_paper(call, print_trial, &v);
}
