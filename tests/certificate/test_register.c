/*
 * 証 at the counter, from the judgement to the register: ratio and class of households (EL-53 to EL-56), issue,
 * reprint, return, loss (EL-14 to EL-20), applications (EL-23 to EL-25), what ends a paper, what has to be followed
 * up; on both stores. The yearly run follows in test_renewal.c.
 */
#include "desk.h"
#include "rows.h"

#include "../ops/moment.h"

const struct change_kind *const change_kinds[] = {&kind_certificate_issue, &kind_certificate_step,
                                                  &kind_certificate_application};
const size_t change_kind_count = COUNT_OF(change_kinds);

static struct certificate_judgement judged(struct ward *w, date on)
{
    struct certificate_judgement j;
    enum err e = certificate_judge(&w->clerk, HOUSE, on, INT64_MAX, arena, &w->report, &j);

    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return j;
}

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
    both.recorded_at = next_moment();
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

/* 国保上の世帯主 (eligibility 5.3): the wife stands for the head of the register, whose 住民税 goes on counting. */
static void the_head_of_the_register_counts_for_the_tax_EL_55(void **state)
{
    struct ward *w = *state;

    lives(w, HUSBAND, 19700101, true, false);
    lives(w, WIFE, 19740101, false, true);
    ward_taxed(w, WARD_FIRST, 2026, HUSBAND, 9000000, 7000000, 0);
    ward_taxed(w, WARD_FIRST, 2026, WIFE, 0, 0, 2);
    ward_household(w, WARD_FIRST, BELONGING_HEAD, HOUSE, WIFE, 19740101, 20260101, DAY_OPEN);
    struct certificate_judgement j = judged(w, date_of(2026, 8, 1));
    assert_int_equal(certificate_class_of(&j, WIFE), LIMIT_E);
    assert_int_equal(j.limit.base_sum, 0);
    ward_forget_income(w, 1000, 2026, HUSBAND);
    ward_taxed(w, 1000, 2026, HUSBAND, 0, 0, 2);
    j = judged(w, date_of(2026, 8, 1));
    assert_int_equal(certificate_class_of(&j, WIFE), LIMIT_O);
}

/* 法116条: a student counts in the household of his family and not where he lives, 法116条の2: who is in a facility by
 * himself; on the day before and the day after as the register says. */
static void who_belongs_elsewhere_counts_there_EL_10_EL_12_EL_55(void **state)
{
    struct ward *w = *state;
    enum { FAMILY = 1002, FACILITY = 8000000004, FATHER = 5011 };
    const date inside = date_of(2026, 8, 1), after = date_of(2026, 9, 1);
    struct certificate_judgement j;

    lives(w, HUSBAND, 19700101, true, true);
    lives(w, WIFE, 19740101, false, true);
    lives(w, SON, 20040101, false, true);
    ward_belongs(w, WARD_FIRST, FAMILY, FATHER, 19650101, true, 20200401, DAY_OPEN);
    ward_person(w, FAMILY, FATHER, 19650101, "見本　父", false);
    ward_fact(w, WARD_FIRST, FATHER, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    ward_income(w, WARD_FIRST, 2026, HUSBAND, 1430000);
    ward_income(w, WARD_FIRST, 2026, WIFE, 1430000);
    ward_income(w, WARD_FIRST, 2026, SON, 1430000);
    ward_income(w, WARD_FIRST, 2026, FATHER, 1430000);
    ward_household(w, WARD_FIRST, BELONGING_STUDENT, FAMILY, SON, 20040101, 20260401, 20260901);
    ward_household(w, WARD_FIRST, BELONGING_FACILITY, FACILITY, WIFE, 19740101, 20260401, 20260901);
    j = judged(w, inside);
    assert_int_equal(j.household.count, 1);
    assert_int_equal(j.limit.base_sum, 1000000);
    assert_int_equal(certificate_judge(&w->clerk, FAMILY, inside, INT64_MAX, arena, &w->report, &j), ERR_NONE);
    assert_int_equal(j.household.count, 2);
    assert_int_equal(j.limit.base_sum, 2000000);
    assert_int_equal(certificate_judge(&w->clerk, FACILITY, inside, INT64_MAX, arena, &w->report, &j), ERR_NONE);
    assert_int_equal(j.household.count, 1);
    assert_int_equal(j.limit.base_sum, 1000000);
    j = judged(w, after);
    assert_int_equal(j.household.count, 3);
    assert_int_equal(j.limit.base_sum, 3000000);
    assert_int_equal(certificate_judge(&w->clerk, FAMILY, after, INT64_MAX, arena, &w->report, &j), ERR_NONE);
    assert_int_equal(j.household.count, 1);
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
    recall.recorded_at = next_moment();
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
    accepted.recorded_at = next_moment();
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

/* ------------------------------------------------------------------------- what ends a paper -- */

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

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(the_ratio_follows_income_EL_53_EL_56),
        TEST(young_members_come_off_LV_16),
        TEST(what_the_ledger_has_not_said_is_a_finding_EL_55),
        TEST(the_class_after_the_head_died_G28_EL_71),
        TEST(a_nominal_head_counts_for_the_tax_EL_55),
        TEST(the_head_of_the_register_counts_for_the_tax_EL_55),
        TEST(who_belongs_elsewhere_counts_there_EL_10_EL_12_EL_55),
        TEST(who_was_abroad_is_taxed_lowest_EL_57),
        TEST(an_elder_from_abroad_is_general_EL_57),
        TEST(who_lost_his_job_has_a_lower_class_EL_28_EL_55),
        TEST(issue_reprint_return_and_undo_EL_19),
        TEST(entitlement_and_types_EL_14_EL_20),
        TEST(applications_EL_23_EL_24_EL_25),
        TEST(the_school_year_ends_the_paper_EL_10),
        TEST(who_lives_in_a_home_has_a_second_paper_EL_11),
        TEST(papers_to_follow_up_EL_19),
    };
    return fixture_run(argc, argv, "certificate register", tests, COUNT_OF(tests));
}
