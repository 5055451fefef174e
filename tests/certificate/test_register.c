/*
 * 証 from the judgement to the register: ratio and class of households (EL-53 to EL-56), issue, reprint,
 * return, loss (EL-14 to EL-20), applications (EL-23 to EL-25), on both stores.
 */
#include "../premium/ward.h"
#include "rows.h"

#include "casework/casework.h"
#include "eligibility/eligibility.h"
#include "certificate/register.h"
#include "store/sql_certificate.h"

#include <unistd.h>

const struct change_kind *const change_kinds[] = {&kind_certificate_issue, &kind_certificate_step,
                                                  &kind_certificate_application};
const size_t change_kind_count = COUNT_OF(change_kinds);

enum { HOUSE = 1001, HUSBAND = 5001, WIFE = 5002, SON = 5003 };

static struct arena *arena;
static int64_t change_no, moment;

static void lives(struct ward *w, int64_t person, int birth, bool is_head, bool is_insured)
{
    ward_belongs(w, WARD_FIRST, HOUSE, person, birth, is_head, 20200401, DAY_OPEN);
    ward_person(w, HOUSE, person, birth, "見本　太郎", false);
    if (is_insured) {
        ward_fact(w, WARD_FIRST, person, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    }
}

static struct certificate_judgement judged(struct ward *w, date on)
{
    struct certificate_judgement j;
    enum err e = certificate_judge(&w->clerk, HOUSE, on, INT64_MAX, arena, &w->report, &j);

    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return j;
}

/* A change as the frame makes it: checked, applied in a transaction. `values` up to NULL. */
static struct change_call call_of(struct ward *w, const struct change_kind *kind, int64_t person,
                                  const char *const *values)
{
    struct change_call call = {.kind = kind,
                               .session = &w->clerk,
                               .arena = arena,
                               .report = &w->report,
                               .subject_no = person,
                               .change_no = ++change_no,
                               .recorded_at = clock_now_ms()};

    moment = moment >= call.recorded_at ? moment + 1 : call.recorded_at;
    call.recorded_at = moment;
    for (size_t i = 0; i < kind->field_count; i++) {
        call.values.at[i] = text_of(values[i]);
    }
    return call;
}

static size_t stops(const struct change_call *call)
{
    size_t count = 0;

    for (size_t i = 0; i < call->warning_count; i++) {
        count += call->warnings[i].level == WARNING_STOP;
    }
    return count;
}

static enum err in_transaction(struct ward *w, struct change_call *call,
                               enum err (*what)(struct change_call *))
{
    struct store *s = w->clerk.store;

    assert_int_equal(store_begin(s, &w->report), ERR_NONE);
    enum err e = what(call);
    if (e == ERR_NONE) {
        assert_int_equal(store_commit(s, &w->report), ERR_NONE);
    } else {
        store_rollback(s);
    }
    return e;
}

static struct change_call say(struct ward *w, const struct change_kind *kind, int64_t person,
                              const char *const *values)
{
    struct change_call call = call_of(w, kind, person, values);

    assert_int_equal(kind->check(&call), ERR_NONE);
    if (stops(&call) > 0) {
        fail_msg("%s", call.warnings[0].words);
    }
    assert_int_equal(in_transaction(w, &call, kind->apply), ERR_NONE);
    return call;
}

static void refused(struct ward *w, const struct change_kind *kind, int64_t person,
                    const char *const *values, const char *words)
{
    struct change_call call = call_of(w, kind, person, values);

    assert_int_equal(kind->check(&call), ERR_NONE);
    assert_true(stops(&call) > 0);
    if (strstr(call.warnings[0].words, words) == NULL) {
        fail_msg("%s", call.warnings[0].words);
    }
}

static const struct certificate_paper *papers_of(struct ward *w, int64_t person, size_t *ret_count)
{
    struct certificate_paper *all = NULL;

    assert_int_equal(
        certificate_papers_of(w->clerk.store, &person, 1, INT64_MAX, arena, &w->report, &all, ret_count),
        ERR_NONE);
    return all;
}

static void verified(struct ward *w)
{
    enum err e = certificate_verify(w->clerk.store, &w->report);

    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
}

#define ISSUE(type, reason, from) ((const char *const[]){type, reason, from, "1", "", ""})

/* ------------------------------------------------------------------------------- judgements --- */

static void the_ratio_follows_income_EL_53_EL_56(void **state)
{
    struct ward *w = *state;
    date august = date_of(2026, 8, 1);

    lives(w, HUSBAND, 19530710, true, true);
    lives(w, WIFE, 19570710, false, true);
    ward_taxed(w, WARD_FIRST, 2026, HUSBAND, 2530000, 1450000, 0); /* 旧ただし書 2,100,000 */
    ward_taxed(w, WARD_FIRST, 2026, WIFE, 0, 0, 2);
    struct certificate_judgement j = judged(w, august);
    assert_int_equal(j.copay.route, COPAY_BASE_AT_MOST);
    assert_int_equal(j.copay.base_sum, 2100000);
    assert_int_equal(certificate_tenths_of(&j, HUSBAND), 2);
    assert_int_equal(certificate_tenths_of(&j, WIFE), 3); /* 69 */
    assert_int_equal(certificate_class_of(&j, HUSBAND), LIMIT_GENERAL);
    assert_int_equal(certificate_class_of(&j, WIFE), LIMIT_E); /* 2,100,000 ちょうど */
    /* A correction of the tax ledger: 3割 from what is known now, 2割 as it was known then (EL-54). */
    ward_forget_income(w, 1000, 2026, HUSBAND);
    ward_taxed(w, 1000, 2026, HUSBAND, 2530001, 1450000, 0);
    j = judged(w, august);
    assert_int_equal(certificate_tenths_of(&j, HUSBAND), 3);
    assert_int_equal(certificate_class_of(&j, HUSBAND), LIMIT_ACTIVE1);
    assert_int_equal(certificate_class_of(&j, WIFE), LIMIT_U);
    assert_true((j.copay.findings & JUDGEMENT_REVENUE_UNTESTED) != 0);
    assert_int_equal(certificate_judge(&w->clerk, HOUSE, august, 999, arena, &w->report, &j), ERR_NONE);
    assert_int_equal(certificate_tenths_of(&j, HUSBAND), 2);
}

/* LV-16: members under 19 on 31 December come off the head's taxable income: 1,500,000 − 330,000 − 120,000.
 */
static void young_members_come_off_LV_16(void **state)
{
    struct ward *w = *state;
    date august = date_of(2026, 8, 1);

    lives(w, HUSBAND, 19530710, true, true);
    lives(w, SON, 20120101, false, true);
    ward_taxed(w, WARD_FIRST, 2026, HUSBAND, 3000000, 1900000, 0);
    struct certificate_judgement j = judged(w, august);
    assert_int_equal(certificate_tenths_of(&j, HUSBAND), 3);
    (void)say(w, &kind_premium_young, HUSBAND,
              (const char *const[]){"2026", "declaration", "2026-06-01", "1", "0", "扶養控除の申告"});
    j = judged(w, august);
    assert_int_equal(certificate_tenths_of(&j, HUSBAND), 3); /* 1,570,000 */
    struct change_call both = say(
        w, &kind_premium_young, HUSBAND,
        (const char *const[]){"2026", "declaration", "2026-06-01", "1", "1", "長女は16歳"});
    j = judged(w, august);
    assert_int_equal(certificate_tenths_of(&j, HUSBAND), 3); /* 1,450,000 ちょうど */
    both.applied_at = both.recorded_at;
    both.recorded_at = ++moment;
    assert_int_equal(in_transaction(w, &both, kind_premium_young.undo), ERR_NONE);
    (void)say(w, &kind_premium_young, HUSBAND,
              (const char *const[]){"2026", "declaration", "2026-06-01", "2", "0", "長男と次男"});
    j = judged(w, august);
    assert_int_equal(certificate_tenths_of(&j, HUSBAND), 2); /* 1,240,000 */
}

static void what_the_ledger_has_not_said_is_a_finding_EL_55(void **state)
{
    struct ward *w = *state;

    lives(w, HUSBAND, 19530710, true, true);
    lives(w, SON, 19900101, false, true);
    ward_income(w, WARD_FIRST, 2026, HUSBAND, 1000000); /* no 課税所得, no 非課税区分 */
    struct certificate_judgement j = judged(w, date_of(2026, 8, 1));
    assert_int_equal(j.copay.route, COPAY_NOT_KNOWN);
    assert_int_equal(j.copay.findings, JUDGEMENT_TAXABLE_UNKNOWN | JUDGEMENT_TAX_UNKNOWN);
    assert_int_equal(certificate_class_of(&j, SON), LIMIT_A); /* his income is not known */
    assert_true((j.limit.findings & JUDGEMENT_INCOME_UNKNOWN) != 0);
}

/* 特例対象被保険者: the salary counts with 30/100, from the day after the job was left. */
static void who_lost_his_job_has_a_lower_class_EL_28_EL_55(void **state)
{
    struct ward *w = *state;

    lives(w, SON, 19900101, true, true);
    ward_salary(w, WARD_FIRST, 2026, SON, 7000000, 5000000);
    struct certificate_judgement j = judged(w, date_of(2026, 9, 15));
    assert_int_equal(j.limit.base_sum, 4570000);
    assert_int_equal(certificate_class_of(&j, SON), LIMIT_U);
    ward_fact(w, WARD_FIRST, SON, FACT_UNEMPLOYED, 20260915, 20280401, 11);
    j = judged(w, date_of(2026, 9, 15));
    assert_int_equal(certificate_class_of(&j, SON), LIMIT_U); /* the day of leaving */
    j = judged(w, date_of(2026, 9, 16));
    assert_int_equal(j.limit.base_sum, 1070000);
    assert_int_equal(certificate_class_of(&j, SON), LIMIT_E);
}

/* G28: the head dies on 20 August: his income counts for August, from September the class is his widow's alone, who is
 * the head and no nominal one. */
static void the_class_after_the_head_died_G28_EL_71(void **state)
{
    struct ward *w = *state;

    lives(w, HUSBAND, 19600710, true, true);
    lives(w, WIFE, 19650710, false, true);
    ward_taxed(w, WARD_FIRST, 2026, HUSBAND, 5000000, 3000000, 0);
    ward_taxed(w, WARD_FIRST, 2026, WIFE, 0, 0, 2);
    ward_forget_belonging(w, 1000, HOUSE, HUSBAND, 20200401);
    ward_forget_belonging(w, 1000, HOUSE, WIFE, 20200401);
    ward_forget_fact(w, 1000, HUSBAND, FACT_MEMBERSHIP, 20200401);
    ward_belongs(w, 1000, HOUSE, HUSBAND, 19600710, true, 20200401, 20260821);
    ward_belongs(w, 1000, HOUSE, WIFE, 19650710, false, 20200401, 20260821);
    ward_belongs(w, 1000, HOUSE, WIFE, 19650710, true, 20260821, DAY_OPEN);
    ward_fact(w, 1000, HUSBAND, FACT_MEMBERSHIP, 20200401, 20260821, 0);
    struct certificate_judgement j = judged(w, date_of(2026, 8, 1));
    assert_int_equal(certificate_class_of(&j, WIFE), LIMIT_U);
    j = judged(w, date_of(2026, 9, 1));
    assert_int_equal(certificate_class_of(&j, WIFE), LIMIT_O);
    assert_int_equal(j.limit.base_sum, 0);
}

/* G20: a head who is not insured is tested for the tax, his income is not added. */
static void a_nominal_head_counts_for_the_tax_EL_55(void **state)
{
    struct ward *w = *state;

    lives(w, HUSBAND, 19700101, true, false);
    lives(w, SON, 20150501, false, true);
    ward_taxed(w, WARD_FIRST, 2026, HUSBAND, 9000000, 7000000, 0);
    struct certificate_judgement j = judged(w, date_of(2026, 8, 1));
    assert_int_equal(certificate_class_of(&j, SON), LIMIT_E);
    assert_int_equal(j.limit.base_sum, 0);
    ward_forget_income(w, 1000, 2026, HUSBAND);
    ward_taxed(w, 1000, 2026, HUSBAND, 0, 0, 2);
    j = judged(w, date_of(2026, 8, 1));
    assert_int_equal(certificate_class_of(&j, SON), LIMIT_O);
}

/* EL-57, NX-04: no address in Japan on 1 January: with an income of zero and 非課税 in the ledger he is 課税最下位,
 * and without a declaration he is no ア either. With an address the same incomes are オ and ア. */
static void who_was_abroad_is_taxed_lowest_EL_57(void **state)
{
    struct ward *w = *state;
    const date on = date_of(2026, 8, 1);

    lives(w, SON, 19900101, true, true);
    ward_abroad_untaxed(w, WARD_FIRST, 2026, SON, true);
    struct certificate_judgement j = judged(w, on);
    assert_int_equal(certificate_class_of(&j, SON), LIMIT_E);
    ward_forget_income(w, 1000, 2026, SON);
    ward_abroad_untaxed(w, 1000, 2026, SON, false);
    j = judged(w, on);
    assert_int_equal(certificate_class_of(&j, SON), LIMIT_E);
    assert_int_equal(j.limit.findings, 0);
    ward_forget_income(w, 2000, 2026, SON);
    ward_taxed(w, 2000, 2026, SON, 0, 0, 2);
    j = judged(w, on);
    assert_int_equal(certificate_class_of(&j, SON), LIMIT_O);
    ward_forget_income(w, 3000, 2026, SON);
    ward_income(w, 3000, 2026, SON, -1);
    j = judged(w, on);
    assert_int_equal(certificate_class_of(&j, SON), LIMIT_A);
}

/* EL-57: the same from 70 on: 一般, not 低所得. */
static void an_elder_from_abroad_is_general_EL_57(void **state)
{
    struct ward *w = *state;
    const date on = date_of(2026, 8, 1);

    lives(w, HUSBAND, 19530710, true, true);
    ward_abroad_untaxed(w, WARD_FIRST, 2026, HUSBAND, true);
    struct certificate_judgement j = judged(w, on);
    assert_int_equal(certificate_class_of(&j, HUSBAND), LIMIT_GENERAL);
    assert_int_equal(certificate_tenths_of(&j, HUSBAND), 2);
    ward_forget_income(w, 1000, 2026, HUSBAND);
    ward_taxed(w, 1000, 2026, HUSBAND, 0, 0, 2);
    j = judged(w, on);
    assert_int_equal(certificate_class_of(&j, HUSBAND), LIMIT_LOW1);
}

/* --------------------------------------------------------------------------------- papers ----- */

static void issue_reprint_return_and_undo_EL_19(void **state)
{
    struct ward *w = *state;
    size_t count;

    ward_business_date(w, 20260720);
    lives(w, SON, 19900101, true, true);
    ward_taxed(w, WARD_FIRST, 2026, SON, 3000000, 1000000, 0);
    ward_taxed(w, WARD_FIRST, 2025, SON, 3000000, 1000000, 0);
    (void)say(w, &kind_certificate_issue, SON, ISSUE("4", "1", "2026-07-20"));
    const struct certificate_paper *p = papers_of(w, SON, &count);
    assert_int_equal(count, 1);
    assert_int_equal(p->paper_no, 1);
    assert_true(date_equal(p->last_day, date_of(2027, 9, 30)) && p->why_end == PAPER_END_COMMON);
    assert_int_equal(p->tenths, 0);
    /* Lost, and a new one: the old is void by it (one active paper per type and person). */
    struct change_call again = say(w, &kind_certificate_issue, SON, ISSUE("4", "3", "2026-07-20"));
    p = papers_of(w, SON, &count);
    assert_int_equal(count, 2);
    assert_int_equal(p[0].state, PAPER_HELD);
    assert_int_equal(p[1].state, PAPER_LOST);
    assert_ptr_equal(certificate_held(p, count, SON, CERT_CONFIRMATION, date_of(2026, 8, 1)), &p[0]);
    verified(w);
    /* Came back by mail, sent again, recalled; a paper that was recalled cannot be sent. */
    (void)say(w, &kind_certificate_step, SON, (const char *const[]){"2", "1", "2026-07-20", "宛所不明"});
    refused(w, &kind_certificate_step, SON, (const char *const[]){"2", "5", "2026-07-20", ""},
            "返戻の証は「回収済」");
    (void)say(w, &kind_certificate_step, SON, (const char *const[]){"2", "2", "2026-07-20", ""});
    struct change_call recall =
        say(w, &kind_certificate_step, SON, (const char *const[]){"2", "5", "2026-07-20", "転出"});
    refused(w, &kind_certificate_step, SON, (const char *const[]){"2", "2", "2026-07-20", ""},
            "回収済の証は");
    refused(w, &kind_certificate_step, SON, (const char *const[]){"9", "5", "2026-07-20", ""},
            "番号9の証はありません");
    refused(w, &kind_certificate_step, SON, (const char *const[]){"2", "4", "2026-07-19", ""},
            "交付の日より前");
    /* What has later steps cannot be taken back; the last one can, and the state is as before it. */
    again.applied_at = again.recorded_at;
    assert_int_equal(in_transaction(w, &again, kind_certificate_issue.undo), ERR_INPUT);
    report_clear(&w->report);
    recall.recorded_at = ++moment;
    assert_int_equal(in_transaction(w, &recall, kind_certificate_step.undo), ERR_NONE);
    p = papers_of(w, SON, &count);
    assert_int_equal(p[0].state, PAPER_RESENT);
    assert_int_equal(p[0].step_count, 2);
    verified(w);
}

static void entitlement_and_types_EL_14_EL_20(void **state)
{
    struct ward *w = *state;
    size_t count;

    ward_business_date(w, 20260720);
    lives(w, HUSBAND, 19530710, true, true);
    lives(w, WIFE, 19700101, false, false);
    ward_taxed(w, WARD_FIRST, 2025, HUSBAND, 1000000, 500000, 0);
    ward_taxed(w, WARD_FIRST, 2026, HUSBAND, 1000000, 500000, 0);
    refused(w, &kind_certificate_issue, WIFE, ISSUE("4", "1", "2026-07-20"), "被保険者ではありません");
    refused(w, &kind_certificate_issue, HUSBAND, ISSUE("6", "1", "2026-08-01"), "もう交付しない種類");
    refused(w, &kind_certificate_issue, HUSBAND, ISSUE("7", "7", "2026-08-01"),
            "認められた申請がありません");
    refused(w, &kind_certificate_issue, HUSBAND, ISSUE("4", "1", "2026-10-01"), "60日先まで");
    (void)say(w, &kind_certificate_issue, HUSBAND, ISSUE("4", "2", "2026-08-01"));
    const struct certificate_paper *p = papers_of(w, HUSBAND, &count);
    assert_int_equal(p->tenths, 2); /* 70-74: the ratio stands on it, until 31 July */
    assert_true(date_equal(p->last_day, date_of(2027, 7, 31)) && p->why_end == PAPER_END_YEARLY);
    /* A loss that is known already ends the paper with it. */
    ward_forget_fact(w, 1000, HUSBAND, FACT_MEMBERSHIP, 20200401);
    ward_fact(w, 1000, HUSBAND, FACT_MEMBERSHIP, 20200401, 20260901, 0);
    (void)say(w, &kind_certificate_issue, HUSBAND, ISSUE("4", "4", "2026-08-01"));
    p = papers_of(w, HUSBAND, &count);
    assert_true(date_equal(p->last_day, date_of(2026, 8, 31)));
    assert_int_equal(p[1].state, PAPER_VOID);
    verified(w);
}

/* ----------------------------------------------------------------------------- applications --- */

static void applications_EL_23_EL_24_EL_25(void **state)
{
    struct ward *w = *state;
    size_t count;

    ward_business_date(w, 20260820);
    lives(w, HUSBAND, 19530710, true, true);
    lives(w, SON, 19900101, false, true);
    ward_taxed(w, WARD_FIRST, 2026, HUSBAND, 3000000, 1600000, 0);
    ward_taxed(w, WARD_FIRST, 2026, SON, 9440000, 8000000, 0);
    /* G19: 基準収入額 received on 20 August counts from 1 September. */
    refused(w, &kind_certificate_application, HUSBAND,
            (const char *const[]){"2", "2026-08-20", "1", "", "", "確定申告書の控え"}, "収入の額を入れて");
    (void)say(w, &kind_certificate_application, HUSBAND,
              (const char *const[]){"2", "2026-08-20", "1", "", "3700000", "確定申告書の控え"});
    struct certificate_judgement j = judged(w, date_of(2026, 8, 31));
    assert_int_equal(certificate_tenths_of(&j, HUSBAND), 3);
    j = judged(w, date_of(2026, 9, 1));
    assert_int_equal(certificate_tenths_of(&j, HUSBAND), 2);
    assert_int_equal(j.copay.route, COPAY_REVENUE_UNDER);
    j = judged(w, date_of(2027, 7, 31));
    assert_int_equal(certificate_tenths_of(&j, HUSBAND), 2);
    /* 限度額: from the first of the month of the application; one that was refused gives nothing. */
    (void)say(w, &kind_certificate_application, SON,
              (const char *const[]){"1", "2026-08-19", "0", "", "", "資料がそろわない"});
    refused(w, &kind_certificate_issue, SON, ISSUE("7", "7", "2026-08-01"), "認められた申請がありません");
    struct change_call accepted = say(w, &kind_certificate_application, SON,
                                      (const char *const[]){"1", "2026-08-20", "1", "", "", "申請書"});
    (void)say(w, &kind_certificate_issue, SON, ISSUE("7", "7", "2026-08-01"));
    const struct certificate_paper *p = papers_of(w, SON, &count);
    assert_int_equal(p->limit_class, LIMIT_A); /* 2,570,000 + 9,010,000 */
    assert_true(date_equal(p->valid_from, date_of(2026, 8, 1)) &&
                date_equal(p->last_day, date_of(2027, 7, 31)));
    refused(w, &kind_certificate_issue, SON, ISSUE("7", "7", "2026-07-31"), "認められた申請がありません");
    accepted.recorded_at = ++moment;
    assert_int_equal(in_transaction(w, &accepted, kind_certificate_application.undo), ERR_NONE);
    refused(w, &kind_certificate_issue, SON, ISSUE("7", "3", "2026-08-01"), "認められた申請がありません");
    /* 特定疾病: dialysis under 70 of ア until 31 July. */
    (void)say(w, &kind_certificate_application, SON,
              (const char *const[]){"3", "2026-08-20", "1", "1", "", "医師の意見書"});
    (void)say(w, &kind_certificate_issue, SON, ISSUE("8", "7", "2026-08-20"));
    p = papers_of(w, SON, &count);
    assert_int_equal(p->disease, DISEASE_DIALYSIS);
    assert_true(date_equal(p->last_day, date_of(2027, 7, 31)));
    assert_int_equal(copay_disease_limit(&j.copay_terms, true, p->limit_class), 20000);
    verified(w);
}

/* ------------------------------------------------------------------------------- the yearly job -- */

enum { OTHER_HOUSE = 1002, GUARDED_HOUSE = 1003, OTHER = 5011, GUARDED = 5021 };

static void may_renew(struct ward *w)
{
    permission_add(&w->clerk.operator.permissions, PERM_ELIGIBILITY_CHANGE);
    permission_add(&w->chief.operator.permissions, PERM_ELIGIBILITY_APPROVE);
}

static enum err renew(struct ward *w, const char *from)
{
    struct job_request request = {.year = 2026, .is_quiet = true, .values = {from}};
    enum err e = job_start(&w->clerk, &job_certificate_renewal, &request, w->out, &w->report);

    report_print(&w->report, stderr);
    report_clear(&w->report);
    return e;
}

static void listed(struct ward *w, int64_t person, bool is_registered)
{
    struct store *s = w->clerk.store;
    int64_t changed;

    assert_int_equal(store_begin(s, &w->report), ERR_NONE);
    struct query *q = store_query(s, SQL_certificate_registration_add);
    query_set_i64(q, "addressee_no", person);
    query_set_i64(q, "is_registered", is_registered);
    query_set_i64(q, "listed_on", 20260701);
    query_set_i64(q, "recorded_at", 5);
    assert_int_equal(query_run(q, &w->report, &changed), ERR_NONE);
    assert_int_equal(store_commit(s, &w->report), ERR_NONE);
}

static void alone(struct ward *w, int64_t house, int64_t person, int birth, bool is_restricted)
{
    ward_belongs(w, WARD_FIRST, house, person, birth, true, 20200401, DAY_OPEN);
    ward_person(w, house, person, birth, "見本　次郎", is_restricted);
    ward_fact(w, WARD_FIRST, person, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    ward_taxed(w, WARD_FIRST, 2026, person, 1000000, 500000, 0);
}

static void everybody_without_a_paper_gets_one_EL_31(void **state)
{
    struct ward *w = *state;
    size_t count;

    ward_business_date(w, 20260715);
    may_renew(w);
    lives(w, HUSBAND, 19530710, true, true);
    lives(w, WIFE, 19600101, false, false);
    ward_taxed(w, WARD_FIRST, 2026, HUSBAND, 1000000, 500000, 0);
    alone(w, OTHER_HOUSE, OTHER, 19900101, false);
    alone(w, GUARDED_HOUSE, GUARDED, 19850303, true);
    listed(w, OTHER, true);
    listed(w, GUARDED, false);
    assert_int_equal(renew(w, ""), ERR_INPUT); /* from when has to be said */
    assert_int_equal(renew(w, "2026-08-01"), ERR_NONE);
    const char *said = ward_printed(w);
    assert_non_null(
        strstr(said, "被保険者 3 人、有効な証がある人 0 人、作った証 3 枚（支援措置 1 枚は別のファイル）"));
    assert_non_null(strstr(said, "資格確認書・新規・2割 1 枚"));
    assert_non_null(strstr(said, "資格情報のお知らせ・新規 1 枚"));
    /* Nothing counts before a second person has approved it. */
    assert_int_equal((papers_of(w, HUSBAND, &count), count), 0);
    assert_int_equal(ward_approve(w, &job_certificate_renewal, 2026), ERR_NONE);
    const struct certificate_paper *p = papers_of(w, HUSBAND, &count);
    assert_int_equal(count, 1);
    assert_int_equal(p->type, CERT_CONFIRMATION);
    assert_int_equal(p->tenths, 2);
    assert_true(date_equal(p->valid_from, date_of(2026, 8, 1)) &&
                date_equal(p->last_day, date_of(2027, 7, 31)));
    p = papers_of(w, OTHER, &count);
    assert_int_equal(p->type, CERT_NOTICE);
    assert_int_equal((papers_of(w, WIFE, &count), count), 0);
    verified(w);
    /* A second run finds only who has none: nobody. */
    assert_int_equal(renew(w, "2026-08-01"), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), "有効な証がある人 3 人、作った証 0 枚"));
}

/* EL-54: the paper of 70-74 ends on 31 July; the new one carries what was judged for August. */
static void a_changed_ratio_is_on_the_new_paper_EL_54(void **state)
{
    struct ward *w = *state;
    size_t count;

    ward_business_date(w, 20260715);
    may_renew(w);
    lives(w, HUSBAND, 19530710, true, true);
    alone(w, OTHER_HOUSE, OTHER, 19540110, false);
    ward_taxed(w, WARD_FIRST, 2025, HUSBAND, 1000000, 500000, 0);
    ward_taxed(w, WARD_FIRST, 2026, HUSBAND, 9000000, 7000000, 0);
    ward_taxed(w, WARD_FIRST, 2025, OTHER, 1000000, 500000, 0);
    (void)say(w, &kind_certificate_issue, HUSBAND, ISSUE("4", "1", "2026-07-15"));
    (void)say(w, &kind_certificate_issue, OTHER, ISSUE("4", "1", "2026-07-15"));
    assert_int_equal(renew(w, "2026-08-01"), ERR_NONE);
    const char *said = ward_printed(w);
    assert_non_null(strstr(said, "有効な証がある人 0 人、作った証 2 枚"));
    assert_non_null(strstr(said, "資格確認書・負担割合変更・3割 1 枚"));
    assert_non_null(strstr(said, "資格確認書・更新・2割 1 枚"));
    assert_int_equal(ward_approve(w, &job_certificate_renewal, 2026), ERR_NONE);
    const struct certificate_paper *p = papers_of(w, HUSBAND, &count);
    assert_int_equal(count, 2);
    assert_int_equal(p[0].tenths, 3);
    assert_int_equal(p[1].tenths, 2);
    assert_int_equal(p[1].state, PAPER_HELD); /* to 31 July it stays what it is */
    verified(w);
}

static struct job_request request_of(const char *from)
{
    return (struct job_request){.year = 2026, .is_quiet = true, .values = {from}};
}

static void said(struct ward *w, const char *words)
{
    const char *all = ward_printed(w);

    if (strstr(all, words) == NULL) {
        fail_msg("%s", all);
    }
}

/* Papers of a couple of 73 and 69 (G16): 3割 of him alone, by a tax ledger that is corrected in October. */
static void couple(struct ward *w)
{
    lives(w, HUSBAND, 19530710, true, true);
    lives(w, WIFE, 19570910, false, true);
    ward_taxed(w, WARD_FIRST, 2026, HUSBAND, 2530000, 1600000, 0); /* 旧ただし書 2,100,000: 2割 */
    ward_taxed(w, WARD_FIRST, 2026, WIFE, 0, 0, 2);
    listed(w, HUSBAND, false);
    listed(w, WIFE, false);
}

/* EL-54: a correction of the taxes replaces the valid paper from the 1st of the next month; the months since
 * August are told, for their difference has to be claimed. A second run finds nothing. */
static void a_valid_paper_is_replaced_EL_54(void **state)
{
    struct ward *w = *state;
    const struct output_value none[OUTPUT_WORDS_MAX] = {{.is_given = false}};
    size_t count;

    ward_business_date(w, 20260715);
    may_renew(w);
    couple(w);
    assert_int_equal(renew(w, "2026-08-01"), ERR_NONE);
    assert_int_equal(ward_approve(w, &job_certificate_renewal, 2026), ERR_NONE);
    ward_business_date(w, 20261016);
    ward_forget_income(w, clock_now_ms(), 2026, HUSBAND);
    ward_taxed(w, clock_now_ms(), 2026, HUSBAND, 2530001, 1600000, 0); /* 2,100,001: 3割 */
    assert_int_equal(renew(w, "2026-10-16"), ERR_NONE); /* no first of a month: nothing is judged anew */
    said(w, "作った証 0 枚");
    assert_int_equal(renew(w, "2026-11-01"), ERR_NONE);
    said(w, "資格確認書・負担割合変更・3割 1 枚");
    assert_int_equal(ward_approve(w, &job_certificate_renewal, 2026), ERR_NONE);
    const struct certificate_paper *p = papers_of(w, HUSBAND, &count);
    assert_int_equal(count, 2);
    assert_int_equal(p[0].tenths, 3);
    assert_int_equal(p[0].reason, ISSUED_RATIO);
    assert_true(date_equal(p[0].valid_from, date_of(2026, 11, 1)));
    assert_int_equal(p[1].state, PAPER_VOID);
    /* Each of them counts on its own days. */
    assert_ptr_equal(certificate_held(p, count, HUSBAND, CERT_CONFIRMATION, date_of(2026, 10, 31)), &p[1]);
    assert_ptr_equal(certificate_held(p, count, HUSBAND, CERT_CONFIRMATION, date_of(2026, 11, 1)), &p[0]);
    const char *rows = rows_of(w, arena, &output_list_changed_papers, none);
    const char *end = "|2割|3割|2026-11-01|所得・住民税の課税区分の変更|";
    if (strstr(rows, end) == NULL || strstr(rows, "|2026-08-01|差額を世帯主に請求する|") == NULL) {
        fail_msg("%s", rows);
    }
    /* Asked back from its last day on, until it lies here. */
    assert_string_equal(rows_of(w, arena, &output_list_uncollected, none), "");
    ward_business_date(w, 20261101);
    assert_non_null(strstr(rows_of(w, arena, &output_list_uncollected, none),
                           "|無効|2026-11-01|負担割合・区分の変更による|"));
    (void)say(w, &kind_certificate_step, HUSBAND,
              (const char *const[]){arena_printf(arena, "%lld", (long long)p[1].paper_no), "5", "2026-11-01", ""});
    assert_string_equal(rows_of(w, arena, &output_list_uncollected, none), "");
    assert_int_equal(renew(w, "2026-12-01"), ERR_NONE);
    said(w, "作った証 0 枚");
    verified(w);
}

/* EL-54, G16: when the wife becomes 70 both are judged anew for the month after: she gets her paper, and he
 * another; nothing was wrong before, so no month is told. */
static void a_70th_birthday_changes_the_others_EL_54(void **state)
{
    struct ward *w = *state;
    const struct output_value none[OUTPUT_WORDS_MAX] = {{.is_given = false}};
    size_t count;

    ward_business_date(w, 20260715);
    may_renew(w);
    lives(w, HUSBAND, 19530710, true, true);
    lives(w, WIFE, 19560910, false, true); /* 70 with October */
    ward_taxed(w, WARD_FIRST, 2026, HUSBAND, 1430000, 1000000, 0);
    ward_taxed(w, WARD_FIRST, 2026, WIFE, 5430000, 4000000, 0);
    listed(w, HUSBAND, false);
    listed(w, WIFE, false);
    assert_int_equal(renew(w, "2026-08-01"), ERR_NONE);
    assert_int_equal(ward_approve(w, &job_certificate_renewal, 2026), ERR_NONE);
    assert_int_equal(papers_of(w, HUSBAND, &count)->tenths, 2);
    ward_business_date(w, 20260820);
    assert_int_equal(renew(w, "2026-09-01"), ERR_NONE); /* in September she is 69 */
    said(w, "作った証 0 枚");
    ward_business_date(w, 20260910);
    assert_int_equal(renew(w, "2026-10-01"), ERR_NONE);
    said(w, "作った証 2 枚");
    assert_int_equal(ward_approve(w, &job_certificate_renewal, 2026), ERR_NONE);
    assert_int_equal(papers_of(w, HUSBAND, &count)->tenths, 3);
    assert_int_equal(papers_of(w, WIFE, &count)->tenths, 3);
    assert_non_null(strstr(rows_of(w, arena, &output_list_changed_papers, none),
                           "|2割|3割|2026-10-01|70歳・75歳に達した人がいる|"));
    assert_null(strstr(rows_of(w, arena, &output_list_changed_papers, none), "請求"));
    verified(w);
}

/* EL-54, G28: the class of a limit certificate follows, too. 一般 needs none: it is only asked back. */
static void a_limit_certificate_follows_its_class_EL_54(void **state)
{
    struct ward *w = *state;
    const struct output_value none[OUTPUT_WORDS_MAX] = {{.is_given = false}};
    size_t count;

    ward_business_date(w, 20260805);
    may_renew(w);
    lives(w, HUSBAND, 19530710, true, true);
    lives(w, SON, 19900101, false, true);
    ward_taxed(w, WARD_FIRST, 2026, HUSBAND, 0, 0, 2);
    ward_taxed(w, WARD_FIRST, 2026, SON, 0, 0, 2);
    listed(w, HUSBAND, false);
    listed(w, SON, false);
    for (int64_t person = HUSBAND; person <= SON; person += SON - HUSBAND) {
        (void)say(w, &kind_certificate_issue, person, ISSUE("4", "1", "2026-08-05"));
        (void)say(w, &kind_certificate_application, person,
                  (const char *const[]){"1", "2026-08-05", "1", "", "", "申請書"});
        (void)say(w, &kind_certificate_issue, person, ISSUE("7", "7", "2026-08-01"));
    }
    ward_business_date(w, 20260910);
    assert_int_equal(renew(w, "2026-10-01"), ERR_NONE);
    said(w, "作った証 0 枚");
    ward_forget_income(w, clock_now_ms(), 2026, SON);
    ward_taxed(w, clock_now_ms(), 2026, SON, 3000000, 1000000, 0); /* 旧ただし書 2,570,000: ウ; 一般 */
    assert_int_equal(renew(w, "2026-10-01"), ERR_NONE);
    const char *all = ward_printed(w);
    assert_non_null(strstr(all, "限度額適用認定証・区分変更 1 枚"));
    assert_non_null(strstr(all, "限度額適用認定証・区分変更・2割・回収のお知らせだけ 1 枚"));
    assert_int_equal(ward_approve(w, &job_certificate_renewal, 2026), ERR_NONE);
    const struct certificate_paper *p = papers_of(w, SON, &count);
    assert_int_equal(count, 3);
    assert_int_equal(p[0].type, CERT_LIMIT);
    assert_int_equal(p[0].limit_class, LIMIT_U);
    assert_int_equal(p[0].reason, ISSUED_CLASS);
    p = papers_of(w, HUSBAND, &count);
    assert_int_equal(count, 2); /* 低所得 has become 一般: no new one */
    assert_int_equal(certificate_counts_on(&p[0], date_of(2026, 10, 1)), false);
    assert_int_equal(certificate_counts_on(&p[0], date_of(2026, 9, 30)), true);
    const char *rows = rows_of(w, arena, &output_list_changed_papers, none);
    if (strstr(rows, "|オ|ウ|2026-10-01|") == NULL || strstr(rows, "|一般|2026-10-01|") == NULL ||
        strstr(rows, "|なし（回収だけ）|2026-08-01|高額療養費を計算し直す|") == NULL) {
        fail_msg("%s", rows);
    }
    assert_int_equal(renew(w, "2026-10-01"), ERR_NONE);
    said(w, "作った証 0 枚");
    verified(w);
}

/* EL-54, OP-22: proposed and withdrawn leaves nothing; the same proposal again says the same. */
static void a_proposal_leaves_nothing_EL_54(void **state)
{
    struct ward *w = *state;
    const struct output_value none[OUTPUT_WORDS_MAX] = {{.is_given = false}};
    size_t count;

    ward_business_date(w, 20260715);
    may_renew(w);
    couple(w);
    assert_int_equal(renew(w, "2026-08-01"), ERR_NONE);
    assert_int_equal(ward_approve(w, &job_certificate_renewal, 2026), ERR_NONE);
    ward_forget_income(w, clock_now_ms(), 2026, HUSBAND);
    ward_taxed(w, clock_now_ms(), 2026, HUSBAND, 2530001, 1600000, 0);
    ward_business_date(w, 20261016);
    struct job_request dry = request_of("2026-11-01");
    dry.dry_run = true;
    assert_int_equal(job_start(&w->clerk, &job_certificate_renewal, &dry, w->out, &w->report), ERR_NONE);
    said(w, "作った証 1 枚");
    for (int turn = 0; turn < 2; turn++) { /* the second withdraws the first */
        assert_int_equal(renew(w, "2026-11-01"), ERR_NONE);
        said(w, "資格確認書・負担割合変更・3割 1 枚");
        assert_string_equal(rows_of(w, arena, &output_list_changed_papers, none), "");
        assert_int_equal((papers_of(w, HUSBAND, &count), count), 1);
    }
    verified(w);
}

/* F1: who got a paper at the counter between the proposal and its approval would hold two: he is left out. */
static void a_paper_from_the_counter_is_not_doubled_EL_19(void **state)
{
    struct ward *w = *state;
    size_t count;

    ward_business_date(w, 20260715);
    may_renew(w);
    lives(w, SON, 19900101, true, true);
    ward_taxed(w, WARD_FIRST, 2026, SON, 3000000, 1000000, 0);
    assert_int_equal(renew(w, "2026-08-01"), ERR_NONE);
    (void)say(w, &kind_certificate_issue, SON, ISSUE("4", "1", "2026-08-01"));
    assert_int_equal(ward_approve(w, &job_certificate_renewal, 2026), ERR_FINDINGS);
    report_clear(&w->report);
    assert_non_null(strstr(ward_printed(w), "ページを抜き取ってください"));
    assert_int_equal((papers_of(w, SON, &count), count), 1);
    verified(w);
}

/* EL-47, eligibility.md 12.4, 12.5: a foreign resident's paper ends the day after his stay, two months
 * later while the renewal is pending; after the stay nobody gets one, at the counter or by the run. */
static void a_stay_ends_the_paper_EL_47(void **state)
{
    struct ward *w = *state;
    size_t count;
    enum { OVER = 5021, PENDING = 5022 };
    static const struct {
        int64_t house, person;
        int until;
    } who[] = {{OTHER_HOUSE, OTHER, 20260930}, {2021, OVER, 20260630}, {2022, PENDING, 20260630}};

    ward_business_date(w, 20260715);
    may_renew(w);
    for (size_t i = 0; i < COUNT_OF(who); i++) {
        ward_belongs(w, WARD_FIRST, who[i].house, who[i].person, 19900101, true, 20200401, DAY_OPEN);
        ward_stays(w, who[i].house, who[i].person, 19900101, who[i].until);
        ward_fact(w, WARD_FIRST, who[i].person, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
        ward_taxed(w, WARD_FIRST, 2026, who[i].person, 1000000, 500000, 0);
        listed(w, who[i].person, false);
    }
    (void)say(w, &kind_certificate_issue, OTHER, ISSUE("4", "1", "2026-07-15"));
    const struct certificate_paper *p = papers_of(w, OTHER, &count);
    assert_true(date_equal(p->last_day, date_of(2026, 10, 1)));
    assert_int_equal(p->why_end, PAPER_END_STAY);
    refused(w, &kind_certificate_issue, OVER, ISSUE("4", "1", "2026-07-15"),
            "在留期間が令和8年6月30日に満了しています");
    (void)say(w, &kind_certificate_issue, PENDING,
              (const char *const[]){"4", "1", "2026-07-15", "1", "", "2026-06-20"});
    p = papers_of(w, PENDING, &count);
    assert_true(date_equal(p->last_day, date_of(2026, 9, 1)));
    assert_int_equal(renew(w, "2026-08-01"), ERR_FINDINGS); /* OVER waits for a person */
    const char *said = ward_printed(w);
    if (strstr(said, "被保険者 3 人、有効な証がある人 2 人、作った証 0 枚") == NULL) {
        fail_msg("%s", said);
    }
}

/* EL-10: マル学 ends the paper with the school year he is registered for. */
static void the_school_year_ends_the_paper_EL_10(void **state)
{
    struct ward *w = *state;
    size_t count;

    ward_business_date(w, 20260715);
    lives(w, HUSBAND, 19750710, true, true);
    lives(w, SON, 20070401, false, true);
    (void)say(w, &kind_eligibility_exception, SON,
              (const char *const[]){"1", "2", "2026-04-01", "1001", "", "見本大学 京都市", "1",
                                    "2026-04-10", "1", "", ""});
    (void)say(w, &kind_certificate_issue, SON, ISSUE("4", "1", "2026-07-15"));
    const struct certificate_paper *p = papers_of(w, SON, &count);
    assert_int_equal(p->why_end, PAPER_END_STUDENT);
    assert_true(date_equal(p->last_day, date_of(2027, 3, 31)));
}

/* EL-11: マル遠 has a paper of its own beside the one he holds, until his registration ends; it is returned as any. */
static void who_lives_in_a_home_has_a_second_paper_EL_11(void **state)
{
    struct ward *w = *state;
    size_t count;

    ward_business_date(w, 20260715);
    lives(w, HUSBAND, 19750710, true, true);
    lives(w, SON, 20140401, false, true);
    refused(w, &kind_certificate_issue, SON, ISSUE("9", "1", "2026-07-15"), "マル遠の登録がありません");
    (void)say(w, &kind_eligibility_exception, SON,
              (const char *const[]){"1", "4", "2026-06-01", "1001", "2026-12-31", "見本学園 千葉市", "1",
                                    "2026-06-05", "1", "", ""});
    (void)say(w, &kind_certificate_issue, SON, ISSUE("4", "1", "2026-07-15"));
    (void)say(w, &kind_certificate_issue, SON, ISSUE("9", "1", "2026-07-15"));
    const struct certificate_paper *p = papers_of(w, SON, &count);
    assert_int_equal(count, 2);
    assert_int_equal(p[0].type, CERT_REMOTE);
    assert_true(date_equal(p[0].last_day, date_of(2026, 12, 31)));
    assert_int_equal(p[0].state, PAPER_HELD);
    assert_int_equal(p[1].type, CERT_CONFIRMATION);
    assert_int_equal(p[1].state, PAPER_HELD); /* the second takes no place of the first */
    (void)say(w, &kind_certificate_step, SON, (const char *const[]){"2", "5", "2026-07-15", "退所"});
    p = papers_of(w, SON, &count);
    assert_int_equal(p[0].state, PAPER_RECALLED);
    assert_int_equal(p[1].state, PAPER_HELD);
    verified(w);
}

/* ----------------------------------------------------------------------------------- lists ---- */

/* EL-19: 証未回収 from the day of the loss until the paper is back; 証返戻 while it lies here. */
static void papers_to_follow_up_EL_19(void **state)
{
    struct ward *w = *state;
    const struct output_value none[OUTPUT_WORDS_MAX] = {{.is_given = false}};

    ward_business_date(w, 20260715);
    lives(w, HUSBAND, 19750710, true, true);
    (void)say(w, &kind_certificate_issue, HUSBAND, ISSUE("4", "1", "2026-07-15"));
    ward_forget_fact(w, clock_now_ms(), HUSBAND, FACT_MEMBERSHIP, 20200401);
    ward_fact(w, clock_now_ms(), HUSBAND, FACT_MEMBERSHIP, 20200401, 20260801, 0);
    ward_business_date(w, 20260731);
    assert_string_equal(rows_of(w, arena, &output_list_uncollected, none), "");
    ward_business_date(w, 20260801);
    const char *rows = rows_of(w, arena, &output_list_uncollected, none);
    assert_non_null(strstr(rows, "1|1001|5001|見本　太郎|資格確認書|2026-07-15|"));
    assert_non_null(strstr(rows, "|2026-08-01|資格を失った日のあとに有効な証があります|"));
    assert_string_equal(rows_of(w, arena, &output_list_returned, none), "");
    (void)say(w, &kind_certificate_step, HUSBAND,
              (const char *const[]){"1", "1", "2026-08-01", "宛所不明"});
    assert_non_null(strstr(rows_of(w, arena, &output_list_returned, none), "|2026-08-01|宛所不明|"));
    (void)say(w, &kind_certificate_step, HUSBAND, (const char *const[]){"1", "4", "2026-08-01", ""});
    assert_string_equal(rows_of(w, arena, &output_list_returned, none), "");
    assert_string_equal(rows_of(w, arena, &output_list_uncollected, none), "");
}

/* EL-32: 65 is reached on the eve of the birthday, 75 on it; born on the 1st of September: 65 in August. */
static void ages_that_are_reached_EL_32(void **state)
{
    struct ward *w = *state;
    const struct output_value august[OUTPUT_WORDS_MAX] = {
        {.is_given = true, .day_from = date_of(2026, 8, 1), .day_until = date_of(2026, 8, 31)}};

    ward_business_date(w, 20260715);
    lives(w, HUSBAND, 19610901, true, true);
    lives(w, WIFE, 19610902, false, true);
    alone(w, OTHER_HOUSE, OTHER, 19510831, false);
    alone(w, GUARDED_HOUSE, GUARDED, 19510901, false);
    assert_string_equal(
        rows_of(w, arena, &output_list_ages, august),
        "5001|見本　太郎|1961-09-01|65|2026-08-31|2026-09-01|前期高齢者になる、介護2号でなくなる|\n"
        "5011|見本　次郎|1951-08-31|75|2026-08-31|2026-08-31|後期高齢者医療に移る: 証を回収する|\n");
}

/* EL-22: the sweep of September: 65 and 70 by the eve of the birthday, born on the 1st with that month and on
 * the 2nd with the next, 75 on the birthday. A second sweep writes nothing; a corrected birthday ends a row. */
static void the_sweep_of_a_month_EL_22(void **state)
{
    struct ward *w = *state;
    const struct output_value none[OUTPUT_WORDS_MAX] = {{.is_given = false}};
    enum { SEVENTY = 5031, EARLY = 5041, LATER = 5042 };

    ward_business_date(w, 20260815);
    permission_add(&w->clerk.operator.permissions, PERM_NIGHT_RUN);
    permission_add(&w->clerk.operator.permissions, PERM_CASE_VIEW);
    lives(w, HUSBAND, 19510915, true, true);
    ward_taxed(w, WARD_FIRST, 2026, HUSBAND, 1000000, 500000, 0);
    alone(w, 2031, SEVENTY, 19560802, false);
    alone(w, 2041, EARLY, 19610901, false);
    alone(w, 2042, LATER, 19610902, false); /* with October */
    alone(w, GUARDED_HOUSE, GUARDED, 19560901, true);
    ward_belongs(w, WARD_FIRST, 2043, 5043, 19610815, true, 20200401, DAY_OPEN); /* not insured */
    const struct job_request request = {.year = 2026, .is_quiet = true};
    for (int turn = 0; turn < 2; turn++) {
        assert_int_equal(job_start(&w->clerk, &job_eligibility_elders, &request, w->out, &w->report), ERR_NONE);
        said(w, turn == 0 ? "前期高齢者になる人 1 人、70歳になり割合の証が要る人 2 人、75歳で離れる人 1 人（喪失の"
                            "入っていない人 1 人）。前の判定から増えた行 4、なくなった行 0"
                          : "前の判定から増えた行 0、なくなった行 0");
    }
    const char *rows = rows_of(w, arena, &output_list_elders, none);
    assert_non_null(strstr(rows, "|65|2026-08-31|2026-09-01|前期高齢者になる|介護2号でなくなる|"));
    assert_non_null(strstr(rows, "|70|2026-08-01|2026-09-01|高齢受給者（70歳から74歳）になる|割合を載せた証"));
    assert_non_null(strstr(rows, "|70|2026-08-31|2026-09-01|"));
    assert_non_null(strstr(rows, "|75|2026-09-15|2026-09-15|前期高齢者でなくなる（後期高齢者医療）|喪失が入っていない"));
    assert_null(strstr(rows, "5042"));
    assert_null(strstr(rows, "5043"));
    /* The loss is entered, and a birthday was wrong: the task ends, the row goes. */
    ward_forget_fact(w, clock_now_ms(), HUSBAND, FACT_MEMBERSHIP, 20200401);
    ward_fact(w, clock_now_ms(), HUSBAND, FACT_MEMBERSHIP, 20200401, 20260915, 0);
    ward_forget_belonging(w, clock_now_ms(), 2041, EARLY, 20200401);
    ward_belongs(w, clock_now_ms(), 2041, EARLY, 19610902, true, 20200401, DAY_OPEN);
    assert_int_equal(job_start(&w->clerk, &job_eligibility_elders, &request, w->out, &w->report), ERR_NONE);
    said(w, "前期高齢者になる人 0 人、70歳になり割合の証が要る人 2 人、75歳で離れる人 1 人（喪失の入っていない人 0 "
            "人）。前の判定から増えた行 0、なくなった行 1");
    struct task *tasks;
    size_t count;
    int64_t total;
    assert_int_equal(task_list(&w->clerk, text_of("source=job:eligibility-elders:loss state=any"), 10, 0, arena,
                               &w->report, &tasks, &count, &total),
                     ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(tasks[0].state, TASK_DONE);
    assert_int_equal(tasks[0].addressee_no, HUSBAND);
    /* The paper with the ratio follows by the run of papers, and the list tells it. */
    may_renew(w);
    assert_int_equal(renew(w, "2026-09-01"), ERR_NONE);
    assert_int_equal(ward_approve(w, &job_certificate_renewal, 2026), ERR_NONE);
    rows = rows_of(w, arena, &output_list_elders, none);
    assert_non_null(strstr(rows, "|70|2026-08-01|2026-09-01|高齢受給者（70歳から74歳）になる|証を作った（番号"));
    assert_non_null(strstr(rows, "|喪失が入っている。証を回収する|"));
    verified(w);
}

static int set_up(void **state)
{
    arena = arena_new("証の試験", (size_t)256 << 20);
    return ward_setup(state);
}

static int tear_down(void **state)
{
    arena_free(arena);
    return ward_teardown(state);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(the_ratio_follows_income_EL_53_EL_56),
        TEST(young_members_come_off_LV_16),
        TEST(what_the_ledger_has_not_said_is_a_finding_EL_55),
        TEST(the_class_after_the_head_died_G28_EL_71),
        TEST(a_nominal_head_counts_for_the_tax_EL_55),
        TEST(who_was_abroad_is_taxed_lowest_EL_57),
        TEST(an_elder_from_abroad_is_general_EL_57),
        TEST(who_lost_his_job_has_a_lower_class_EL_28_EL_55),
        TEST(issue_reprint_return_and_undo_EL_19),
        TEST(entitlement_and_types_EL_14_EL_20),
        TEST(applications_EL_23_EL_24_EL_25),
        TEST(everybody_without_a_paper_gets_one_EL_31),
        TEST(a_changed_ratio_is_on_the_new_paper_EL_54),
        TEST(a_valid_paper_is_replaced_EL_54),
        TEST(a_70th_birthday_changes_the_others_EL_54),
        TEST(a_limit_certificate_follows_its_class_EL_54),
        TEST(a_proposal_leaves_nothing_EL_54),
        TEST(a_paper_from_the_counter_is_not_doubled_EL_19),
        TEST(a_stay_ends_the_paper_EL_47),
        TEST(the_school_year_ends_the_paper_EL_10),
        TEST(who_lives_in_a_home_has_a_second_paper_EL_11),
        TEST(papers_to_follow_up_EL_19),
        TEST(ages_that_are_reached_EL_32),
        TEST(the_sweep_of_a_month_EL_22),
    };
    return fixture_run(argc, argv, "certificate register", tests, COUNT_OF(tests));
}
