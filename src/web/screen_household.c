/*
 * 世帯 -- one household on one screen: members, 資格, incomes, premiums, notices, as true on a day and as
 * known on a day (NX-08); and the same household as of two days side by side.
 *
 * When any member is under 支援措置 the guard decides for the whole household what this operator sees
 * (RP-03).
 */
#include "rules/common/age.h"
#include "web/templates.h"

static enum err household_show(struct screen_call *call);
static enum err compare_show(struct screen_call *call);

#define FIELD_ON                                                                                   \
    {"on", "基準日",                                                                               \
     "この日に正しい姿を見ます。空欄は業務日です。例：R8.4.1 を入れると令和8年4月1日の世帯員と"     \
     "資格が出ます。"}
#define FIELD_KNOWN                                                                                \
    {"known", "いつの時点で分かっていたこと",                                                      \
     "この日までに届いていた届出と訂正だけで見ます。空欄は今までに分かっていることすべてです。"     \
     "例：決議の日を入れると、そのとき何を知って決めたかが分かります。"}

const struct screen screen_household = {
    .path = "/household/#",
    .name = "household",
    .label = "世帯の照会",
    .permission = PERM_ADDRESSEE_VIEW,
    .shows_persons = true,
    .about = ABOUT_HOUSEHOLD,
    .only_reads = true,
    .event = "household.look",
    .help = "世帯員、資格の履歴、所得、保険料、通知書を1つの画面で見ます。基準日を変えると、その日の姿に切"
            "り替わります。"
            "「いつの時点で分かっていたこと」を入れると、後から届いた訂正を除いて見ます。",
    .fields = (const struct screen_field[]){FIELD_ON, FIELD_KNOWN, {NULL, NULL, NULL}},
    .show = household_show,
};
const struct screen screen_household_compare = {
    .path = "/household/#/compare",
    .name = "household-compare",
    .label = "世帯の2つの姿の比較",
    .permission = PERM_ADDRESSEE_VIEW,
    .shows_persons = true,
    .about = ABOUT_HOUSEHOLD,
    .only_reads = true,
    .event = "household.compare.look",
    .help = "同じ世帯を2つの基準日・時点で並べ、変わったところに「変更」と印を付けます。"
            "訂正の前と後、転入の前と後を説明するときに使います。",
    .fields =
        (const struct screen_field[]){
            FIELD_ON,
            FIELD_KNOWN,
            {"on2", "比べる基準日", "右側に並べる姿の基準日。空欄は業務日です。"},
            {"known2", "比べる時点", "右側に並べる姿を、いつまでに分かっていたことで見るか。空欄は今です。"},
            {NULL, NULL, NULL}},
    .show = compare_show,
};

void as_of_read(struct screen_call *call, const char *on, const char *known, struct as_of_fields *ret)
{
    ret->on.typed = form_value(&call->query, on);
    ret->known.typed = form_value(&call->query, known);
    ret->on.is_wrong = !screen_date(call, ret->on.typed, &ret->on.day);
    ret->known.is_wrong = ret->known.typed.len > 0 && !screen_date(call, ret->known.typed, &ret->known.day);
    ret->is_known_now = ret->known.typed.len == 0 || ret->known.is_wrong;
    if (ret->on.is_wrong) {
        ret->on.day = call->session->folder.business_date;
    }
    if (ret->on.is_wrong || ret->known.is_wrong) {
        call->status = 422;
        call->title = arena_printf(call->arena, "エラー：%s", call->screen->label);
    }
    ret->as_of = (struct as_of){ret->on.day, INT64_MAX};
    if (!ret->is_known_now) {
        ret->as_of.known_at = moment_of_day(date_add_days(ret->known.day, 1)) - 1;
    }
}

/* ------------------------------------------------------------------------------- reading ------- */

static const int64_t *numbers_of(struct screen_call *call, const struct member_panel *members, size_t count)
{
    int64_t *numbers = ARENA_ARRAY(call->arena, int64_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        numbers[i] = members[i].person->addressee_no;
    }
    return numbers;
}

enum err members_read(struct screen_call *call, const struct as_of_fields *at, struct member_panel *members,
                      size_t count)
{
    struct eligibility_fact *facts;
    size_t fact_count;
    for (size_t i = 0; i < count; i++) {
        const struct addressee *person = members[i].person;
        members[i].age = age_completed(person->birth, at->as_of.on);
        screen_saw(call, person->addressee_no, person->household_no);
    }
    if (!operator_may(&call->session->operator, PERM_ELIGIBILITY_VIEW)) {
        return ERR_NONE;
    }
    enum err e = eligibility_facts_of_persons(call->session->store, numbers_of(call, members, count), count,
                                              (struct span){0}, at->as_of.known_at, call->arena,
                                              call->report, &facts, &fact_count);
    for (size_t k = 0; e == ERR_NONE && k < fact_count; k++) { /* his facts stand together */
        for (size_t i = 0; i < count; i++) {
            if (facts[k].addressee_no == members[i].person->addressee_no) {
                members[i].facts = members[i].fact_count == 0 ? &facts[k] : members[i].facts;
                members[i].fact_count++;
            }
        }
    }
    return e;
}

static enum err read_members(struct screen_call *call, struct household_view *view)
{
    struct guarded_member *members = NULL;
    size_t count = 0;
    enum err e = addressee_household_for(call->session, view->household_no, view->at.as_of,
                                         view->from_no, GUARD_SCREEN, call->now, call->arena, call->report,
                                         &members, &count);
    if (e == ERR_FINDINGS) {
        report_clear(call->report);
        return ERR_NONE;
    }
    struct member_panel *panels = ARENA_ARRAY(call->arena, struct member_panel, count + 1);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct guarded_member *m = &members[i];
        panels[i] = (struct member_panel){.person = &m->who, .guard = m->guard};
        screen_saw_all(call, &m->guard, m->who.household_no);
        view->is_guarded = view->is_guarded || m->guard.is_restricted || m->who.is_restricted;
        view->is_hidden = view->is_hidden || m->guard.level != GUARD_FULL;
        if (m->who.is_head) {
            view->head = &m->who;
        }
    }
    view->members = panels;
    view->member_count = count;
    return e == ERR_NONE ? members_read(call, &view->at, panels, count) : e;
}

static void incomes_add(struct screen_call *call, const struct addressee *person,
                        struct premium_income_look now, struct premium_income_look used,
                        const struct premium_decision *newest, struct year_panel *ret)
{
    bool is_same = used.is_there == now.is_there && used.recorded_at == now.recorded_at;
    if (used.is_there) {
        *ARENA_PUSH(call->arena, ret->incomes, ret->income_count, ret->income_capacity) =
            (struct income_line){person, used, newest->version, false};
    }
    if (now.is_there && !is_same) {
        *ARENA_PUSH(call->arena, ret->incomes, ret->income_count, ret->income_capacity) =
            (struct income_line){person, now, 0, newest != NULL};
    }
}

static void incomes_of_year(struct screen_call *call, const struct as_of_fields *at,
                            const struct addressee *person, const struct premium_income_version *all,
                            size_t count, struct year_panel *year)
{
    const struct premium_decision *newest = year->count > 0 ? &year->decisions[0] : NULL;
    struct premium_income_look used = {.is_there = false}, now;
    now = premium_income_known(all, count, person->addressee_no, year->year, at->as_of.known_at);
    if (newest != NULL) {
        used = premium_income_known(all, count, person->addressee_no, year->year, newest->known_at);
    }
    incomes_add(call, person, now, used, newest, year);
}

enum err incomes_read(struct screen_call *call, const struct as_of_fields *at,
                      const struct member_panel *members, size_t count,
                      struct year_panel years[HOUSEHOLD_YEARS])
{
    struct premium_income_version *all;
    size_t income_count;
    enum err e = premium_incomes_of(call->session->store, numbers_of(call, members, count), count,
                                    years[0].year, HOUSEHOLD_YEARS, call->arena, call->report, &all,
                                    &income_count);
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        for (int k = 0; k < HOUSEHOLD_YEARS; k++) {
            incomes_of_year(call, at, members[i].person, all, income_count, &years[k]);
        }
    }
    return e;
}

enum err years_read(struct screen_call *call, const struct as_of_fields *at, int64_t payer_no,
                    int64_t household_no, struct year_panel ret[HOUSEHOLD_YEARS])
{
    struct premium_decision *all;
    size_t count, next = 0;
    int32_t newest = fiscal_year_of(at->on.day).first_year;
    enum err e = premium_decisions_of_years(call->session->store, newest, HOUSEHOLD_YEARS, payer_no,
                                            household_no, call->arena, call->report, &all, &count);
    if (e != ERR_NONE) {
        return e;
    }
    for (int i = 0; i < HOUSEHOLD_YEARS; i++) {
        struct premium_decision *kept = &all[next];
        ret[i] = (struct year_panel){.year = newest - i, .decisions = kept};
        for (; next < count && all[next].year == newest - i; next++) {
            if (at->is_known_now ||
                (all[next].is_approved && date_at_most(all[next].decided_on, at->known.day))) {
                kept[ret[i].count++] = all[next];
            }
        }
    }
    return ERR_NONE;
}

static enum err read_notices(struct screen_call *call, struct household_view *view)
{
    struct premium_notice_look *all;
    size_t count, next = 0;
    enum err e = premium_notices_of(call->session->store, view->years[0].year, HOUSEHOLD_YEARS,
                                    view->household_no, call->arena, call->report, &all, &count);
    for (int i = 0; e == ERR_NONE && i < HOUSEHOLD_YEARS; i++) {
        struct year_panel *y = &view->years[i];
        y->notices = &all[next];
        for (; next < count && all[next].year == y->year; next++) {
            y->notice_count++;
        }
    }
    return e;
}

/* What only this screen shows of the years: notices, and the incomes of each member. */
static enum err read_year_panels(struct screen_call *call, struct household_view *view)
{
    enum err e = read_notices(call, view);
    return e == ERR_NONE
               ? incomes_read(call, &view->at, view->members, view->member_count, view->years)
               : e;
}

static const struct member_panel *member_of(const struct household_view *view, int64_t addressee_no);

/*
 * 国保上の世帯 on the day where it differs: another head, members who live elsewhere (マル学, マル遠,
 * 住所地特例). Whom this operator must not find from here is left out; of the others the number alone is
 * told.
 */
static enum err read_insurance(struct screen_call *call, struct household_view *view)
{
    struct belonging *rows = NULL;
    struct insurance_member *others = NULL;
    size_t count = 0, capacity = 0;
    bool differs = false;
    struct span on = span_of_day(view->at.on.day);
    enum err e = eligibility_belonging_differs(call->session->store, view->household_no, on,
                                               view->at.as_of.known_at, call->report, &differs);

    if (e == ERR_NONE && differs) {
        e = eligibility_belonging_of(call->session->store, view->household_no, on, view->at.as_of.known_at,
                                     call->arena, call->report, &rows, &count);
    }

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct member_panel *m = member_of(view, rows[i].addressee_no);
        struct guard guard;
        bool is_other_head = m != NULL && rows[i].is_head && !m->person->is_head;
        if (m != NULL && !is_other_head) {
            continue;
        }
        e = addressee_guard(call->session, rows[i].addressee_no, view->from_no, GUARD_SCREEN, call->now,
                            call->arena, call->report, &guard);
        if (e == ERR_NONE && guard.level != GUARD_NOTHING) {
            screen_saw_all(call, &guard, view->household_no);
            *ARENA_PUSH(call->arena, others, view->other_count, capacity) = (struct insurance_member){
                rows[i].addressee_no,
                rows[i].is_head ? "国保上の世帯主" : "特例により国保の世帯員（マル学など）"};
        }
    }
    view->others = others;
    return e;
}

static enum err household_read(struct screen_call *call, struct household_view *view)
{
    view->may_see_eligibility = operator_may(&call->session->operator, PERM_ELIGIBILITY_VIEW);
    view->may_see_premium = operator_may(&call->session->operator, PERM_PREMIUM_VIEW);
    view->may_see_payments = operator_may(&call->session->operator, PERM_COLLECTION_VIEW);
    view->from_no = screen_came_from(call);
    enum err e = read_members(call, view);
    if (e == ERR_NONE && view->may_see_eligibility) {
        e = read_insurance(call, view);
    }
    if (e == ERR_NONE && view->may_see_premium) {
        e = years_read(call, &view->at, 0, view->household_no, view->years);
        for (int i = 0; e == ERR_NONE && i < HOUSEHOLD_YEARS; i++) {
            for (size_t k = 0; k < view->years[i].count; k++) {
                screen_saw(call, view->years[i].decisions[k].payer_no, view->household_no);
            }
        }
    }
    return e;
}

static enum err household_show(struct screen_call *call)
{
    struct household_view view = {.household_no = call->numbers[0]};
    if (view.household_no == 0) { /* 0 stands for people without a household */
        return report_fail(call->report, ERR_FINDINGS, "世帯番号 0 の世帯はありません");
    }
    as_of_read(call, "on", "known", &view.at);
    call->household_no = view.household_no;
    enum err e = household_read(call, &view);
    if (e == ERR_NONE && view.may_see_premium) {
        e = read_year_panels(call, &view);
    }
    if (e == ERR_NONE && view.may_see_premium && view.may_see_payments) {
        e = payments_read(call, &view);
    }
    if (e == ERR_NONE) {
        e = subject_panels_read(call, CHANGE_OF_HOUSEHOLD, view.household_no, view.at.as_of.known_at,
                                &view.panels);
    }
    if (e == ERR_NONE) {
        template_household(&call->html, call, &view);
    }
    return e;
}

/* ------------------------------------------------------------------------------ side by side -- */

static const struct member_panel *member_of(const struct household_view *view, int64_t addressee_no)
{
    for (size_t i = 0; i < view->member_count; i++) {
        if (view->members[i].person->addressee_no == addressee_no) {
            return &view->members[i];
        }
    }
    return NULL;
}

static const char *words_of(struct arena *arena, struct text t)
{
    return t.len > 0 ? arena_copy(arena, t.bytes, t.len) : "—";
}

static const char *born_words(struct arena *arena, register_day birth)
{
    char buf[DATE_TEXT_BYTES];
    if (!register_day_is_valid(birth.ymd)) {
        return "不詳";
    }
    register_day_format_era(birth, buf);
    return arena_string(arena, buf);
}

/* One fact in words: "被保険者 R6.4.1から継続中". */
static const char *fact_words(struct arena *arena, const struct eligibility_fact *f)
{
    char from[DATE_TEXT_BYTES], last[DATE_TEXT_BYTES];
    date_format_era_short(f->span.from, from);
    if (date_equal(f->span.until, date_open_end())) {
        return arena_printf(arena, "%s %sから継続中", fact_label(f->kind), from);
    }
    date_format_era_short(date_add_days(f->span.until, -1), last);
    return arena_printf(arena, "%s %sから%sまで", fact_label(f->kind), from, last);
}

static const char *facts_words(struct arena *arena, const struct member_panel *m)
{
    const char *all = "";
    for (size_t i = 0; i < m->fact_count; i++) {
        all = arena_printf(arena, "%s%s%s", all, i > 0 ? "、" : "", fact_words(arena, &m->facts[i]));
    }
    return all[0] != '\0' ? all : "—";
}

enum { MEMBER_LINES = 7 };
static const char *const member_labels[MEMBER_LINES] = {"氏名", "続柄",           "生年月日", "区分",
                                                        "住所", "住民となった日", "資格"};

/* The cells of a member who is there; of one who is not, "いません". */
static void member_cells(struct arena *arena, const struct household_view *view, const struct member_panel *m,
                         const char *cells[MEMBER_LINES])
{
    char day[DATE_TEXT_BYTES];
    if (m == NULL) {
        for (int i = 0; i < MEMBER_LINES; i++) {
            cells[i] = "いません";
        }
        return;
    }
    const struct addressee *p = m->person;
    bool has_day = !date_is_none(p->resident_from);
    if (has_day) {
        date_format_era_short(p->resident_from, day);
    }
    cells[0] = words_of(arena, p->name);
    cells[1] = p->is_head ? "世帯主" : words_of(arena, p->relation);
    cells[2] = born_words(arena, p->birth);
    cells[3] = arena_printf(arena, "%s・%s", status_label(p->status), kind_label(p->kind));
    cells[4] = arena_printf(arena, "%s %s", words_of(arena, p->address), words_of(arena, p->building));
    cells[5] = has_day ? arena_string(arena, day) : "—";
    cells[6] = view->may_see_eligibility ? facts_words(arena, m) : "見る権限がありません";
}

static void compare_member(struct arena *arena, const struct household_view *before,
                           const struct household_view *after, int64_t addressee_no,
                           struct compare_list *list)
{
    const struct member_panel *a = member_of(before, addressee_no), *b = member_of(after, addressee_no);
    const char *left[MEMBER_LINES], *right[MEMBER_LINES];
    bool is_guarded = before->is_hidden || after->is_hidden;
    const char *group =
        arena_printf(arena, "%s（%lld）", words_of(arena, (a != NULL ? a : b)->person->name),
                     (long long)addressee_no);
    member_cells(arena, before, a, left);
    member_cells(arena, after, b, right);
    for (int i = 0; i < MEMBER_LINES; i++) {
        bool is_hidden = is_guarded && strcmp(member_labels[i], "住所") == 0;
        compare_add(arena, list, group, member_labels[i], is_hidden ? "支援措置のため表示しません" : left[i],
                    is_hidden ? "支援措置のため表示しません" : right[i]);
    }
}

static const char *year_words(struct arena *arena, const struct household_view *view, int32_t year)
{
    const char *all = "";
    for (int i = 0; i < HOUSEHOLD_YEARS; i++) {
        const struct year_panel *y = &view->years[i];
        for (size_t k = 0; y->year == year && k < y->count; k++) {
            const struct premium_decision *d = &y->decisions[k];
            bool is_newest = k == 0 || y->decisions[k - 1].payer_no != d->payer_no;
            char amount[40];
            yen_format(d->total, amount, sizeof(amount));
            if (is_newest) {
                all = arena_printf(arena, "%s%s%s円（第%d版）", all, all[0] != '\0' ? "、" : "", amount,
                                   (int)d->version);
            }
        }
    }
    return all[0] != '\0' ? all : "賦課はありません";
}

static void compare_households(struct arena *arena, const struct household_view *before,
                               const struct household_view *after, struct compare_list *list)
{
    for (size_t i = 0; i < before->member_count; i++) {
        compare_member(arena, before, after, before->members[i].person->addressee_no, list);
    }
    for (size_t i = 0; i < after->member_count; i++) {
        if (member_of(before, after->members[i].person->addressee_no) == NULL) {
            compare_member(arena, before, after, after->members[i].person->addressee_no, list);
        }
    }
    int32_t a = before->years[0].year, b = after->years[0].year;
    for (int32_t year = a > b ? a : b; before->may_see_premium && year > (a < b ? a : b) - HOUSEHOLD_YEARS;
         year--) {
        compare_add(arena, list, "保険料", arena_printf(arena, "%d年度", (int)year),
                    year_words(arena, before, year), year_words(arena, after, year));
    }
}

static enum err compare_show(struct screen_call *call)
{
    struct household_view before = {.household_no = call->numbers[0]}, after = before;
    struct compare_list list = {0};
    if (before.household_no == 0) {
        return report_fail(call->report, ERR_FINDINGS, "世帯番号 0 の世帯はありません");
    }
    as_of_read(call, "on", "known", &before.at);
    as_of_read(call, "on2", "known2", &after.at);
    call->household_no = before.household_no;
    enum err e = household_read(call, &before);
    if (e == ERR_NONE) {
        e = household_read(call, &after);
    }
    if (e == ERR_NONE) {
        compare_households(call->arena, &before, &after, &list);
        template_household_compare(&call->html, call, &before, &after, &list);
    }
    return e;
}
