/*
 * 催告と時効: a letter that was sent stays the limit of the charges it named; what has lapsed is not
 * reminded of, demanded or called about (CO-19, CO-37, CO-47).
 */
#include "desk.h"

#include "demand/demand.h"

#define MONEY_LIST "未納者"

static void condition(struct ward *w)
{
    struct change_call call = {.kind = &kind_demand_condition,
                               .session = &w->clerk,
                               .arena = desk_arena(),
                               .report = &w->report,
                               .recorded_at = clock_now_ms()};
    int64_t no = 0;
    for (size_t i = 0; i < call.kind->field_count; i++) {
        const char *name = call.kind->fields[i].name;
        call.values.at[i] = text_of(strcmp(name, "criteria") == 0 ? "未納額=1-"
                                    : strcmp(name, "name") == 0   ? MONEY_LIST
                                                                  : "");
    }
    enum err e = change_propose(&call, true, &no);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
}

static enum err run(struct ward *w, const struct job *job, bool dry_run)
{
    const struct job_request request = {.is_quiet = true, .dry_run = dry_run, .values = {MONEY_LIST}};
    enum err e = job_start(&w->clerk, job, &request, w->out, &w->report);
    report_print(&w->report, stderr);
    report_clear(&w->report);
    return e;
}

static enum err notice(struct ward *w, const char *cut_off, const char *issued)
{
    const struct job_request request = {.is_quiet = true, .values = {cut_off, issued}};
    enum err e = job_start(&w->clerk, &job_demand_notice, &request, w->out, &w->report);
    report_print(&w->report, stderr);
    report_clear(&w->report);
    return e;
}

/* T3: sent, it stays the limit for six months, for the debtor's page and for the night's scan; not the charge
 * it did not name, and not before it is approved. */
static void stays_the_limit(void **state)
{
    struct ward *w = *state;
    desk_notified(w, 20280610);
    condition(w);
    desk_dun(w, 1, 20260718, 20260731);
    date first = desk_debt(w, 1).limit_late, second = desk_debt(w, 2).limit_late;
    assert_int_equal(date_ymd(first), 20280731);
    assert_true(run(w, &job_demand_letter, false) <= ERR_FINDINGS);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 20280731); /* proposed only */
    assert_true(desk_decide(w, &job_demand_letter) <= ERR_FINDINGS);
    assert_int_equal(date_ymd(desk_debt(w, 1).limit_late), 20281210);
    assert_int_equal(date_ymd(desk_debt(w, 2).limit_late), date_ymd(second));
    struct limit_month *months = NULL;
    size_t count = 0;
    date as_of;
    assert_true(desk_run(w, &job_arrears_limits) <= ERR_FINDINGS);
    assert_int_equal(arrears_limit_months(w->chief.store, desk_arena(), &w->report, &months, &count, &as_of),
                     ERR_NONE);
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        found = found || months[i].month == 202812;
    }
    assert_true(found);
    desk_done(w);
}

/* What lapsed yesterday is named and left out: by letter and by telephone; on the last day it is still in. */
static void lapsed_is_left_out(void **state)
{
    struct ward *w = *state;
    desk_notified(w, 20280731);
    condition(w);
    desk_dun(w, 1, 20260718, 20260731);
    (void)ward_printed(w);
    assert_int_equal(run(w, &job_demand_letter, true), ERR_NONE);
    assert_null(strstr(ward_printed(w), "時効が完成している"));
    assert_int_equal(run(w, &job_call_list, true), ERR_NONE);
    assert_null(strstr(ward_printed(w), "時効が完成している"));
    ward_business_date(w, 20280801);
    assert_int_equal(run(w, &job_demand_letter, true), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), "時効が完成している 1 期")); /* 第2期 was never dunned: no letter */
    assert_int_equal(run(w, &job_call_list, true), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), "時効が完成している 2 期"));
    desk_done(w);
}

/* DEMAND_LAPSED: a 督促 proposed on the last day and approved after it is taken out, and none stands. */
static void lapses_before_approval(void **state)
{
    struct ward *w = *state;
    desk_notified(w, 20280630);
    assert_true(notice(w, "2028-06-30", "2028-06-30") <= ERR_FINDINGS);
    ward_business_date(w, 20280703);
    assert_true(desk_decide(w, &job_demand_notice) <= ERR_FINDINGS);
    struct demand_debtor d;
    assert_int_equal(demand_debtor_look(&w->chief, PAYER, w->chief.folder.business_date, desk_arena(),
                                        &w->report, &d),
                     ERR_NONE);
    assert_int_equal(d.sent_count, 1);
    assert_int_equal(d.sent[0].why, DEMAND_LAPSED);
    assert_true(date_is_none(desk_debt(w, 1).dunned_on));
    desk_done(w);
}

/* Proposed, then seen again when it is approved: he is protected since, or dead. No 督促 stands, nothing is sent. */
static void pulled_at_approval(struct ward *w, int status, bool is_restricted, enum demand_why why)
{
    struct demand_debtor d;
    desk_notified(w, 20260901);
    assert_true(notice(w, "2026-09-01", "2026-09-01") <= ERR_FINDINGS);
    ward_person_again(w, HOUSEHOLD, PAYER, 19960101, "見本　一郎", status, is_restricted);
    assert_true(desk_decide(w, &job_demand_notice) <= ERR_FINDINGS);
    assert_int_equal(demand_debtor_look(&w->chief, PAYER, w->chief.folder.business_date, desk_arena(),
                                        &w->report, &d),
                     ERR_NONE);
    assert_int_equal(d.sent_count, 1);
    assert_int_equal(d.sent[0].why, why);
    assert_true(date_is_none(desk_debt(w, 1).dunned_on));
    desk_done(w);
}

/* RP-04: 支援措置 between proposal and approval. */
static void protected_before_approval(void **state)
{
    pulled_at_approval(*state, 1, true, DEMAND_GUARDED);
}

static void dies_before_approval(void **state)
{
    pulled_at_approval(*state, 3, false, DEMAND_DEAD);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(stays_the_limit),
        WITH_WARD(lapsed_is_left_out),
        WITH_WARD(lapses_before_approval),
        WITH_WARD(protected_before_approval),
        WITH_WARD(dies_before_approval),
    };
    collection_limits_by(arrears_limit_of);
    return fixture_run(argc, argv, "letters and the limit CO-19, CO-37, CO-47", tests, COUNT_OF(tests));
}
