/*
 * 世帯 -- one household on one screen: members, 資格, premiums, as true on a day and as known on a day.
 *
 * When any member is under 支援措置 no address is shown for the whole household.
 */
#include "web/templates.h"

static enum err household_show(struct screen_call *call);

const struct screen screen_household = {
    .path = "/household/#",
    .name = "household",
    .label = "世帯の照会",
    .permission = PERM_ADDRESSEE_VIEW,
    .shows_persons = true,
    .event = "household.look",
    .help = "世帯員、資格の履歴、保険料を1つの画面で見ます。基準日を変えると、その日の姿に切り替わります。"
            "「いつの時点で分かっていたこと」を入れると、後から届いた訂正を除いて見ます。",
    .fields = (const struct screen_field[]){
        {"on", "基準日",
         "この日に正しい姿を見ます。空欄は業務日です。例：R8.4.1 を入れると令和8年4月1日の世帯員と資格が出ます。"},
        {"known", "いつの時点で分かっていたこと",
         "この日までに届いていた届出と訂正だけで見ます。空欄は今までに分かっていることすべてです。"
         "例：決議の日を入れると、そのとき何を知って決めたかが分かります。"},
        {NULL, NULL, NULL}},
    .show = household_show,
};

static void read_days(struct screen_call *call, struct household_view *view)
{
    view->on.typed = form_value(&call->query, "on");
    view->known.typed = form_value(&call->query, "known");
    view->is_known_now = view->known.typed.len == 0;
    view->on.is_wrong = !screen_date(call, view->on.typed, &view->on.day);
    view->known.is_wrong =
        !view->is_known_now && !screen_date(call, view->known.typed, &view->known.day);
    if (view->on.is_wrong) {
        view->on.day = call->session->folder.business_date;
    }
    if (view->known.is_wrong) {
        view->is_known_now = true;
    }
}

static enum err read_members(struct screen_call *call, struct household_view *view,
                             struct as_of as_of)
{
    struct addressee *members = NULL;
    size_t count = 0;
    enum err e = addressee_household(call->session->store, view->household_no, as_of, call->arena,
                                     call->report, &members, &count);
    if (e == ERR_FINDINGS) {
        report_clear(call->report);
        return ERR_NONE;
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct member_panel *panels = ARENA_ARRAY(call->arena, struct member_panel, count + 1);
    for (size_t i = 0; i < count; i++) {
        panels[i].person = &members[i];
        panels[i].age = age_on(members[i].birth, as_of.on);
        view->is_guarded = view->is_guarded || members[i].is_restricted;
        if (members[i].is_head) {
            view->head = &members[i];
        }
        screen_saw(call, members[i].addressee_no, view->household_no);
        if (view->may_see_eligibility) {
            static const struct span always;
            struct eligibility_fact *facts;
            e = eligibility_facts_of(call->session->store, members[i].addressee_no, always,
                                     as_of.known_at, call->arena, call->report, &facts,
                                     &panels[i].fact_count);
            if (e != ERR_NONE) {
                return e;
            }
            panels[i].facts = facts;
        }
    }
    view->members = panels;
    view->member_count = count;
    return ERR_NONE;
}

/* The decisions that were known then; with no day given, all of them. */
static enum err read_year(struct screen_call *call, const struct household_view *view, int32_t year,
                          struct year_panel *ret)
{
    struct premium_decision *all;
    size_t count, kept = 0;
    enum err e = premium_decisions(call->session->store, year, 0, view->household_no, call->arena,
                                   call->report, &all, &count);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < count; i++) {
        bool was_known = view->is_known_now ||
                         (all[i].is_approved && date_at_most(all[i].decided_on, view->known.day));
        if (was_known) {
            all[kept++] = all[i];
            screen_saw(call, all[i].payer_no, view->household_no);
        }
    }
    *ret = (struct year_panel){year, all, kept};
    return ERR_NONE;
}

static enum err household_show(struct screen_call *call)
{
    struct household_view view = {.household_no = call->numbers[0]};
    const struct operator_identity *who = &call->session->operator;
    if (view.household_no == 0) { /* 0 stands for people without a household */
        return report_fail(call->report, ERR_FINDINGS, "世帯番号 0 の世帯はありません");
    }
    view.may_see_eligibility = operator_may(who, PERM_ELIGIBILITY_VIEW);
    view.may_see_premium = operator_may(who, PERM_PREMIUM_VIEW);
    read_days(call, &view);
    call->household_no = view.household_no;

    struct as_of as_of = {view.on.day, INT64_MAX};
    if (!view.is_known_now) {
        as_of.known_at = moment_of_day(date_add_days(view.known.day, 1)) - 1;
    }
    enum err e = read_members(call, &view, as_of);
    int32_t year = fiscal_year_of(view.on.day).first_year;
    for (int i = 0; e == ERR_NONE && view.may_see_premium && i < HOUSEHOLD_YEARS; i++) {
        e = read_year(call, &view, year - i, &view.years[i]);
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (view.on.is_wrong || view.known.is_wrong) {
        call->status = 422;
        call->title = "エラー：世帯の照会";
    }
    template_household(&call->html, call, &view);
    return ERR_NONE;
}
