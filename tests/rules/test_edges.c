/*
 * The edge cases of the fact sheet on assessment, section 12, that touch incomes, reductions, months,
 * caps and instalments, by number: every one through premium_assess() and premium_assess_fast(), every
 * amount found in the derivation. 45, 46, 53 (relief on application) and 48 to 50 (pension withholding)
 * belong to parts not built here.
 *
 * Catalogue: LV-02, LV-35 to LV-48, LV-51 to LV-53, NX-01.
 */
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define ONE "{'fiscal_year':2026,'municipality':'131041','household':{'head':'A','members':["
#define END "]}}"

static void same_parts(const struct test_result *r, yen medical, yen support, yen care, yen child)
{
    assert_int_equal(r->a.parts[LEVY_MEDICAL].amount, medical);
    assert_int_equal(r->a.parts[LEVY_SUPPORT].amount, support);
    assert_int_equal(r->a.parts[LEVY_CARE].amount, care);
    assert_int_equal(r->a.parts[LEVY_CHILD].amount, child);
    assert_int_equal(r->a.total, medical + support + care + child);
}

/* One person of FY2026 with a total income. */
static struct test_result single(const char *born, yen income)
{
    return test_request(ONE "{'id':'A','birth_date':'%s','income':{'total_income':%lld}}" END, born,
                        (long long)income);
}

static void edge_01_single_30_income_0_declared_LV_40(void **state)
{
    (void)state;
    struct test_result r = single("1995-06-01", 0);
    same_parts(&r, 14280, 5280, 0, 561);
    assert_int_equal(r.a.total, 20121);
}

static void edge_02_not_declared_blocks_reduction_LV_40(void **state)
{
    (void)state;
    struct test_result r = test_request(ONE "{'id':'A','birth_date':'1995-06-01'}" END);
    same_parts(&r, 47600, 17600, 0, 1873);
    assert_false(r.a.judged_income_is_known);
    assert_int_equal(r.a.findings[0].code, FINDING_INCOME_UNKNOWN);
}

static void edge_03_04_at_and_over_430000_LV_40(void **state)
{
    (void)state;
    struct test_result r = single("1995-06-01", 430000);
    assert_int_equal(r.a.total, 20121);
    r = single("1995-06-01", 430001);
    same_parts(&r, 23800, 8800, 0, 936);
}

static void edge_05_at_and_over_740000_LV_40(void **state)
{
    (void)state;
    struct test_result r = single("1995-06-01", 740000);
    same_parts(&r, 47081, 17480, 0, 1773);
    r = single("1995-06-01", 740001);
    same_parts(&r, 61361, 22760, 0, 2335);
}

static void edge_06_at_and_over_1000000_LV_40(void **state)
{
    (void)state;
    struct test_result r = single("1995-06-01", 1000000);
    same_parts(&r, 80887, 30040, 0, 3037);
    r = single("1995-06-01", 1000001);
    same_parts(&r, 90407, 33560, 0, 3412);
}

static void edge_07_couple_of_70_pension_150000_LV_41(void **state)
{
    (void)state;
    for (yen more = 0; more <= 1; more++) {
        struct test_result r = test_request(
            ONE "{'id':'A','birth_date':'1956-02-01','income':{'pension_revenue':%lld}},"
                "{'id':'B','birth_date':'1956-03-01','income':{'pension_revenue':900000}}" END,
            1680000LL + (long long)more);
        if (more == 0) {
            same_parts(&r, 39825, 14760, 0, 1528);
            assert_int_equal(r.a.judged_income, 430000);
            assert_int_equal(r.a.earners_counted, 1);
        } else {
            same_parts(&r, 58865, 21800, 0, 2278);
        }
    }
}

static void edge_08_two_earners_add_100000_LV_47(void **state)
{
    (void)state;
#define TWO_EARNERS                                                                                \
    ONE "{'id':'A','birth_date':'1990-06-01','income':{'salary_income':%d,'other_income':%d}},"   \
        "{'id':'B','birth_date':'1991-06-01','income':{'salary_income':%d}}" END
    struct test_result r = test_request(TWO_EARNERS, 300000, 0, 230000);
    assert_int_equal(r.a.limits[0], 530000);
    assert_int_equal(r.a.reduction_tenths, 7);
    r = test_request(TWO_EARNERS, 300000, 230000, 0);
    assert_int_equal(r.a.reduction_tenths, 5);
}

static void edge_09_nominal_head_income_counts_for_the_test_only_LV_48(void **state)
{
    (void)state;
#define NOMINAL_HEAD                                                                               \
    ONE "{'id':'A','birth_date':'1980-01-05','insured':[],'income':{'total_income':%d}},"         \
        "{'id':'B','birth_date':'1981-05-02','income':{'total_income':0}}" END
    struct test_result r = test_request(NOMINAL_HEAD, 6000000);
    same_parts(&r, 47600, 17600, 17800, 1873);
    r = test_request(NOMINAL_HEAD, 0); /* the pair: a head without income */
    assert_int_equal(r.a.total, 25461);
}

/* 国保上の世帯主 (eligibility 5.3): the spouse stands for the head, whose income counts as in case 9. */
static void edge_09_register_head_counts_behind_the_stand_in_LV_48(void **state)
{
    (void)state;
#define STOOD_FOR                                                                                            \
    "{'fiscal_year':2026,'municipality':'131041','trace':true,'household':{'head':'B'%s,'members':["         \
    "{'id':'A','birth_date':'1980-01-05','insured':[],'income':{'total_income':6000000}},"                   \
    "{'id':'B','birth_date':'1981-05-02','income':{'total_income':0}}" END
    struct test_result r = test_request(STOOD_FOR, ",'register_head':'A'");
    same_parts(&r, 47600, 17600, 17800, 1873);
    assert_int_equal(r.a.judged_income, 6000000);
    assert_int_equal(r.a.persons_counted, 1);
    r = test_request(STOOD_FOR, ""); /* the pair: one who lives there and is no head of anything */
    assert_int_equal(r.a.total, 25461);
    r = test_request(STOOD_FOR, ",'register_head':'B'"); /* the head himself: nothing more is said */
    assert_int_equal(r.a.total, 25461);
}

static void edge_10_parent_and_child_of_3_LV_44(void **state)
{
    (void)state;
    struct test_result r = test_request(
        ONE "{'id':'A','birth_date':'1981-05-02','income':{'total_income':0}},"
            "{'id':'B','birth_date':'2023-01-10','income':{'total_income':0}}" END);
    same_parts(&r, 21420, 7920, 5340, 561);
}

static void edge_11_family_of_four_LV_36_LV_44(void **state)
{
    (void)state;
    struct test_result r = test_request(
        ONE "{'id':'A','birth_date':'1981-05-02','income':{'total_income':3400000}},"
            "{'id':'B','birth_date':'1988-05-02','income':{'total_income':0}},"
            "{'id':'C','birth_date':'2011-01-10'},{'id':'D','birth_date':'2024-01-10'}" END);
    same_parts(&r, 389647, 144760, 89971, 11765);
}

static void edge_12_caps_part_by_part_LV_39(void **state)
{
    (void)state;
    struct test_result r = single("1981-05-02", 10000000);
    same_parts(&r, 670000, 260000, 170000, 27712);
}

static void edge_13_under_18_with_income_LV_36(void **state)
{
    (void)state;
    struct test_result r = test_request(
        ONE "{'id':'A','birth_date':'1981-05-02','insured':[],'income':{'total_income':9000000}},"
            "{'id':'B','birth_date':'2010-01-10','income':{'total_income':1430000}}" END);
    assert_int_equal(r.a.parts[LEVY_CHILD].amount, 2700);
    assert_int_equal(r.a.parts[LEVY_MEDICAL].per_capita, 47600);
    assert_int_equal(r.a.parts[LEVY_SUPPORT].per_capita, 17600);
}

static void edge_14_born_1_or_2_april_2008_LV_36(void **state)
{
    (void)state;
    for (int day = 1; day <= 2; day++) {
        struct test_result r = test_request(
            ONE "{'id':'A','birth_date':'1981-05-02','insured':[],'income':{'total_income':9000000}}"
                ",{'id':'B','birth_date':'2008-04-%02d','income':{'total_income':0}}" END, day);
        assert_int_equal(r.a.parts[LEVY_CHILD].amount, day == 1 ? 1873 : 0);
    }
}

static void edge_15_turns_40_LV_37(void **state)
{
    (void)state;
    struct test_result r = single("1986-08-01", 3000000);
    assert_int_equal(months_count(r.a.members[0].months[LEVY_CARE]), 9);
    assert_int_equal(r.a.parts[LEVY_CARE].amount, 60188);
    r = single("1986-08-02", 3000000);
    assert_int_equal(months_count(r.a.members[0].months[LEVY_CARE]), 8);
    assert_int_equal(r.a.parts[LEVY_CARE].amount, 53500);

    /* care40 = at_event: the annual run does not look past its day. */
    struct premium_member m = r.request.household.members[0];
    struct premium_household h = r.request.household;
    h.members = &m;
    h.care40_not_after = date_of(2026, 7, 31);
    r = test_assess(r.law, &h);
    assert_int_equal(r.a.parts[LEVY_CARE].amount, 0);
    h.care40_not_after = date_of(2026, 8, 1);
    r = test_assess(r.law, &h);
    assert_int_equal(r.a.parts[LEVY_CARE].amount, 53500);
}

static void edge_16_turns_65_spread_over_all_instalments_LV_37_LV_51(void **state)
{
    (void)state;
    struct test_result r = single("1961-09-01", 3000000);
    assert_int_equal(r.a.members[0].months[LEVY_CARE], 0xF); /* April to July */
    assert_int_equal(r.a.instalment_count, 10);
    assert_int_equal(r.a.instalments[1].amount, r.a.instalments[9].amount);
}

static void edge_17_turns_75_LV_37(void **state)
{
    (void)state;
    struct test_result r = single("1951-07-01", 1000000);
    assert_int_equal(r.a.members[0].months[LEVY_MEDICAL], 0x7); /* April to June */
    r = single("1951-06-30", 1000000);
    assert_int_equal(r.a.members[0].months[LEVY_MEDICAL], 0x3);
}

static struct test_result between(const char *from, const char *until)
{
    return test_request(ONE "{'id':'A','birth_date':'1995-06-01','insured':[{'from':'%s','until':"
                            "'%s'}],'income':{'total_income':2000000}}" END, from, until);
}

static void edge_18_joined_and_left_in_one_month_LV_37(void **state)
{
    (void)state;
    struct test_result r = between("2026-10-05", "2026-10-25");
    same_parts(&r, 0, 0, 0, 0);
    assert_int_equal(r.a.findings[0].code, FINDING_NOBODY_INSURED);
}

static void edge_19_in_october_out_november_LV_37(void **state)
{
    (void)state;
    struct test_result r = between("2026-10-10", "2026-11-01");
    assert_int_equal(r.a.members[0].months[LEVY_MEDICAL], 1 << 6);
    r = between("2026-10-10", "2026-10-31");
    assert_int_equal(r.a.members[0].months[LEVY_MEDICAL], 0);
}

static void edge_20_joined_in_september_LV_37_LV_51(void **state)
{
    (void)state;
    struct test_result r = single("1995-06-01", 2000000);
    same_parts(&r, 165507, 61560, 0, 6112);
    assert_int_equal(r.a.instalments[0].amount, 23389); /* 233,179: 6.2 */
    assert_int_equal(r.a.instalments[9].amount, 23310);
    r = test_request(
        "{'fiscal_year':2026,'municipality':'131041','first_notice_on':'2026-10-15','household':"
        "{'head':'A','members':[{'id':'A','birth_date':'1995-06-01','insured':[{'from':'2026-09-12',"
        "'until':'2027-04-01'}],'income':{'total_income':2000000}}]}}");
    same_parts(&r, 96545, 35910, 0, 3565);
    assert_int_equal(r.a.instalments[4].amount, 0);
    assert_int_equal(r.a.instalments[5].amount, 27220);
    assert_int_equal(r.a.instalments[9].amount, 27200);
}

static struct premium_resplit resplit(const struct test_result *before, yen total, date cut_off)
{
    struct premium_resplit out;

    premium_instalments_resplit(before->law, before->law->year, before->a.instalments,
                                before->a.instalment_count, total, date_of(2026, 10, 10), cut_off,
                                false, before->trace, &out);
    return out;
}

static void edge_21_loss_in_september_LV_52(void **state)
{
    (void)state;
    struct test_result left = between("2026-04-01", "2026-09-20");
    same_parts(&left, 68961, 25650, 0, 2546);
    struct test_result r = between("2026-04-01", "2027-04-01");
    struct premium_resplit s = resplit(&r, 97157, date_of(2026, 9, 30));
    assert_int_equal(s.instalments[0].amount, 23389);
    assert_int_equal(s.instalments[4].amount + s.instalments[5].amount + s.instalments[6].amount +
                         s.instalments[7].amount + s.instalments[8].amount +
                         s.instalments[9].amount,
                     3838);
    assert_int_equal(s.refund, 0);
    s = resplit(&r, 97157, date_of(2026, 11, 2)); /* October is fixed already */
    assert_int_equal(s.refund, 19472);
    assert_int_equal(s.instalments[4].amount, 23310 - 19472);
    assert_int_equal(s.instalments[9].amount, 0);
}

static void edge_22_loss_in_december_LV_52(void **state)
{
    (void)state;
    struct test_result left = between("2026-04-01", "2026-12-15");
    same_parts(&left, 110338, 41040, 0, 4074);
    struct test_result r = between("2026-04-01", "2027-04-01");
    struct premium_resplit s = resplit(&r, left.a.total, date_of(2026, 11, 2));
    r = between("2026-04-01", "2027-04-01");
    s = resplit(&r, 155452, date_of(2026, 11, 2));
    assert_int_equal(s.instalments[5].amount, 7783);
    assert_int_equal(s.instalments[6].amount, 7760);
    assert_int_equal(s.instalments[9].amount, 7760);
}

static struct test_result unemployed(int year, const char *separated, const char *code)
{
    return test_request(
        "{'fiscal_year':%d,'municipality':'131041','household':{'head':'A','members':[{'id':'A',"
        "'birth_date':'1981-05-02','income':{'salary_revenue':5000000},'unemployed':"
        "{'separated_on':'%s','reason_code':'%s'}}]}}", year, separated, code);
}

static void edge_23_unemployed_30_percent_of_the_income_LV_46(void **state)
{
    (void)state;
    struct test_result r = unemployed(2026, "2026-03-31", "31");
    same_parts(&r, 95513, 35464, 33303, 3595);
    assert_int_equal(r.a.judged_income, 1068000);
    assert_int_equal(r.a.reduction_tenths, 0);
    r = unemployed(2026, "2026-03-31", "40"); /* no such reason: nothing changes, the trace keeps it */
    assert_int_equal(r.a.total, 492086);
    assert_int_equal(r.a.findings[0].code, FINDING_REASON_NOT_QUALIFYING);
}

static void edge_24_unemployment_period_LV_46(void **state)
{
    (void)state;
    struct test_result r = unemployed(2026, "2026-08-31", "31");
    /* 5 months at 3,130,000 and 7 at 638,000, one term each, and the per-capita levy of the year */
    yen full = 3130000LL * 751 / 10000, low = 638000LL * 751 / 10000;
    assert_int_equal(r.a.parts[LEVY_MEDICAL].amount, (full * 5 + low * 7) / 12 + 47600);
    assert_int_equal(r.a.judged_income, 3560000);
    r = unemployed(2026, "2026-03-30", "31");
    assert_int_equal(r.a.parts[LEVY_MEDICAL].amount, 95513); /* March 2026 to March 2027 */
    assert_int_equal(unemployed(2025, "2026-03-30", "31").a.judged_income, 3560000);
}

static void edge_25_42_time_limit_LV_53(void **state)
{
    (void)state;
    assert_int_equal(date_ymd(premium_last_assessment_day(date_of(2025, 6, 30))), 20270630);
    assert_int_equal(date_ymd(premium_last_assessment_day(date_of(2026, 6, 30))), 20280630);
    /* 42: FY2024's first date moved to 1 July 2024 */
    date first = test_law("131041", 2024)->due[0].due_date;
    assert_int_equal(date_ymd(first), 20240701);
    assert_int_equal(date_ymd(premium_last_assessment_day(first)), 20260701);
}

static struct test_result mother(int year, const char *birth, yen income)
{
    return test_request(
        "{'fiscal_year':%d,'municipality':'131041','household':{'head':'A','members':[{'id':'A',"
        "'birth_date':'1995-06-01','income':{'total_income':%lld},'maternity':{'expected_birth':"
        "'%s'}}]}}", year, (long long)income, birth);
}

static void edge_26_maternity_over_the_end_of_the_year_LV_45(void **state)
{
    (void)state;
    struct test_result r = mother(2026, "2027-02-10", 2000000);
    same_parts(&r, 165507 * 9 / 12, 61560 * 9 / 12, 0, 6112 * 9 / 12);
}

static void edge_27_maternity_above_the_cap_LV_45(void **state)
{
    (void)state;
    struct test_result r = mother(2026, "2026-09-10", 20000000);
    assert_int_equal(r.a.parts[LEVY_MEDICAL].amount, 670000);
    assert_true(r.a.parts[LEVY_CHILD].before_cap > 30000);
    r = mother(2026, "2026-09-10", 10000000);
    assert_int_equal(r.a.parts[LEVY_CHILD].amount, 27712 * 8 / 12);
}

static void edge_28_maternity_notified_late_is_applied_back_LV_45(void **state)
{
    (void)state;
    struct test_result r = mother(2026, "2026-07-10", 2000000);
    assert_int_equal(r.a.parts[LEVY_MEDICAL].amount, 165507 * 8 / 12); /* June to September */
    struct test_result whole = single("1995-06-01", 2000000);
    struct premium_resplit s;
    yen total = 165507 * 8 / 12 + 61560 * 8 / 12 + 6112 * 8 / 12;
    premium_instalments_resplit(whole.law, whole.law->year, whole.a.instalments, 10, total,
                                date_of(2027, 3, 10), date_of(2027, 3, 31), false, whole.trace, &s);
    assert_int_equal(s.refund, whole.a.total - total);
}

static void edge_29_30_income_unknown_then_known(void **state)
{
    (void)state;
    struct test_result june = test_request(ONE "{'id':'A','birth_date':'1995-06-01','income':"
                                               "{'declared':false}}" END);
    assert_int_equal(june.a.parts[LEVY_MEDICAL].income_levy, 0);
    struct test_result august = single("1995-06-01", 2000000);
    assert_int_equal(august.a.parts[LEVY_MEDICAL].income_levy, 117907); /* back to April */
}

/* Whoever left on 20 April owes no month, and yet is asked for a declaration: the reduction of the rest waits. */
static struct test_result with_undeclared_until(const char *until)
{
    return test_request(ONE "{'id':'A','birth_date':'1995-06-01','income':{'total_income':0}},{'id':'B',"
                            "'birth_date':'1996-06-01','insured':[{'from':'2025-04-01','until':'%s'}]}" END,
                        until);
}

static void undeclared_who_left_in_april_is_a_finding_LV_40(void **state)
{
    (void)state;
    struct test_result r = with_undeclared_until("2026-04-20");
    assert_false(r.a.judged_income_is_known);
    assert_int_equal(r.a.finding_count, 1);
    assert_int_equal(r.a.findings[0].code, FINDING_INCOME_UNKNOWN);
    r = with_undeclared_until("2026-04-01"); /* not insured on 1 April: nobody asks */
    assert_true(r.a.judged_income_is_known);
    assert_int_equal(r.a.finding_count, 0);
}

static struct test_result abroad(const char *notice, const char *from)
{
    return test_request(
        "{'fiscal_year':2026,'municipality':'131041'%s,'household':{'head':'A','members':[{'id':'A',"
        "'birth_date':'1995-06-01','insured':[{'from':'%s','until':'2027-04-01'}],'income':"
        "{'total_income':0}}],'head_abroad_on_1_january':true}}", notice, from);
}

static void edge_31_payment_in_advance(void **state)
{
    (void)state;
    struct test_result r = abroad("", "2026-05-10");
    assert_int_equal(r.a.instalments[0].amount, r.a.total);
    assert_int_equal(date_ymd(r.a.instalments[0].due_date), 20260630);
    r = abroad(",'first_notice_on':'2026-10-10'", "2026-09-05");
    assert_int_equal(r.a.instalments[5].amount, r.a.total);
    assert_int_equal(date_ymd(r.a.instalments[5].due_date), 20261130);
}

static void edge_32_member_joins_in_august(void **state)
{
    (void)state;
    struct test_result r = test_request(
        ONE "{'id':'A','birth_date':'1995-06-01','income':{'total_income':0}},"
            "{'id':'B','birth_date':'1996-06-01','insured':[{'from':'2026-08-01','until':"
            "'2027-04-01'}],'income':{'total_income':5430000}}" END);
    assert_int_equal(r.a.reduction_tenths, 7);
    /* 5,000,000 x 7.51 % x 8/12 and 14,280 x (12 + 8)/12 */
    assert_int_equal(r.a.parts[LEVY_MEDICAL].amount, (375500 * 8 + 14280 * 20) / 12);
}

static void edge_33_head_changes_in_october_LV_39(void **state)
{
    (void)state;
    struct test_result r = test_request(
        ONE "{'id':'A','birth_date':'1955-06-01','insured':[],'income':{'total_income':0}},"
            "{'id':'B','birth_date':'1981-05-02','insured':[{'from':'2026-10-01','until':"
            "'2027-04-01'}],'income':{'total_income':10000000}}" END);
    assert_int_equal(r.a.parts[LEVY_MEDICAL].cap, 335000);
    assert_int_equal(r.a.parts[LEVY_MEDICAL].amount, 335000);
    assert_int_equal(r.a.parts[LEVY_CARE].amount, 85000);
    assert_int_equal(r.a.persons_counted, 1); /* judged in October */
}

static void edge_34_specified_member_leaves_the_test_LV_42(void **state)
{
    (void)state;
    struct test_result with = test_request(
        ONE "{'id':'A','birth_date':'1960-06-01','income':{'total_income':1300000}},"
            "{'id':'B','birth_date':'1948-06-01','insured':[],'specified_member':true,"
            "'income':{'total_income':0}}" END);
    struct test_result without = single("1960-06-01", 1300000);
    assert_int_equal(with.a.persons_counted, 2);
    assert_int_equal(with.a.reduction_tenths, 2); /* 430,000 + 570,000 x 2 */
    assert_int_equal(without.a.reduction_tenths, 0);
}

static void edge_35_casualty_loss_LV_41(void **state)
{
    (void)state;
    struct test_result r = test_request(ONE "{'id':'A','birth_date':'1995-06-01','income':"
                                            "{'other_income':1400000,'casualty_loss_carried':1000000"
                                            "}}" END);
    assert_int_equal(r.a.members[0].base_income, 970000);
    assert_int_equal(r.a.judged_income, 400000);
    assert_int_equal(r.a.reduction_tenths, 7);
}

static void edge_36_special_deduction_of_gains_LV_41(void **state)
{
    (void)state;
    struct test_result r = test_request(ONE "{'id':'A','birth_date':'1995-06-01','income':"
                                            "{'other_income':0,'special_deductions_of_gains':"
                                            "20000000}}" END);
    assert_int_equal(r.a.members[0].base_income, 0);
    assert_int_equal(r.a.judged_income, 20000000);
    assert_int_equal(r.a.reduction_tenths, 0);
}

static void edge_37_family_employee_pay_LV_41(void **state)
{
    (void)state;
    struct test_result r = test_request(
        ONE "{'id':'A','birth_date':'1980-06-01','income':{'other_income':1200000,"
            "'family_employee_pay_paid':1800000}},{'id':'B','birth_date':'1981-06-01','income':"
            "{'salary_revenue':1800000,'family_employee_pay_received':1800000}}" END);
    assert_int_equal(r.a.members[0].base_income, 770000);
    assert_int_equal(r.a.members[1].base_income, 1150000 - 430000);
    assert_int_equal(r.a.judged_income, 3000000);
    assert_int_equal(r.a.earners_counted, 0);
}

static void edge_38_deduction_by_combined_income(void **state)
{
    (void)state;
    struct test_result r = test_request(ONE "{'id':'A','birth_date':'1995-06-01','income':"
                                            "{'total_income':22300000,'combined_income':24300000}}"
                                            END);
    assert_int_equal(r.a.members[0].base_income, 22300000 - 290000);
}

static void edge_39_exact_rates_LV_38(void **state)
{
    (void)state;
    struct test_result r = single("1995-06-01", 4330000 + 430000);
    assert_int_equal(r.a.parts[LEVY_SUPPORT].income_levy, 121240);
}

static void edge_40_total_of_95_LV_51(void **state)
{
    (void)state;
    yen parts[10];
    yen_allot(95, 10, 10, ODD_YEN_FIRST, parts);
    assert_int_equal(parts[0], 95);
    struct test_result r = between("2026-04-01", "2027-04-01");
    struct premium_resplit s = resplit(&r, 95, date_of(2026, 4, 1));
    assert_int_equal(s.instalments[0].amount, 95);
    for (int k = 1; k < 10; k++) {
        assert_int_equal(s.instalments[k].amount, 0);
    }
}

static void edge_41_due_dates_over_new_year_LV_51(void **state)
{
    (void)state;
    assert_int_equal(date_ymd(test_law("131041", 2026)->due[6].due_date), 20270104);
    assert_int_equal(date_ymd(test_law("131041", 2023)->due[9].due_date), 20240401);
    static const int expected[4][10] = {
        {20240701, 20240731, 20240902, 20240930, 20241031, 20241202, 20250106, 20250131, 20250228,
         20250331},
        {20250630, 20250731, 20250901, 20250930, 20251031, 20251201, 20260105, 20260202, 20260302,
         20260331},
        {20260630, 20260731, 20260831, 20260930, 20261102, 20261130, 20270104, 20270201, 20270301,
         20270331}};
    for (int year = 2024; year <= 2026; year++) {
        for (int k = 0; k < 10; k++) {
            assert_int_equal(date_ymd(test_law("131041", year)->due[k].due_date),
                             expected[year - 2024][k]);
        }
    }
}

static void edge_43_limit_is_known_so_that_a_reason_can_lift_it_LV_53(void **state)
{
    (void)state;
    date limit = premium_last_assessment_day(test_law("131041", 2022)->due[0].due_date);
    assert_int_equal(date_ymd(limit), 20240630);
    assert_true(date_before(limit, date_of(2026, 11, 1))); /* FY2022, notified 2026-11 */
}

static struct test_result dependant(const char *acquired, int head_income)
{
    return test_request(
        ONE "{'id':'A','birth_date':'1950-01-10','insured':[],'specified_member':true,'income':"
            "{'total_income':%d}},{'id':'B','birth_date':'1955-09-10','income':{'total_income':"
            "500000},'former_dependant':{'acquired_on':'%s'}}" END, head_income, acquired);
}

static void edge_44_former_dependant_of_70_with_2_tenths_LV_43(void **state)
{
    (void)state;
    struct test_result r = dependant("2026-04-01", 900000); /* judged 1,400,000 <= 1,570,000 */
    assert_int_equal(r.a.reduction_tenths, 2);
    same_parts(&r, 23800, 8800, 0, 936); /* income levy nil, half of the full amount */
    r = dependant("2024-05-10", 900000);  /* month 24 is April 2026; from month 25 only 2/10 */
    assert_int_equal(r.a.parts[LEVY_MEDICAL].amount, (23800 + 38080 * 11) / 12);
    r = dependant("2026-04-01", 0); /* judged 500,000: 5/10, nothing added */
    assert_int_equal(r.a.reduction_tenths, 5);
    assert_int_equal(r.a.parts[LEVY_MEDICAL].amount, 23800);
}

static void edge_47_care_exempt_facility_LV_37(void **state)
{
    (void)state;
    struct test_result r = test_request(
        ONE "{'id':'A','birth_date':'1976-01-10','care_exempt':[{'from':'2026-05-10','until':"
            "'2026-11-20'}],'income':{'total_income':0}}" END);
    assert_int_equal(months_count(r.a.members[0].months[LEVY_CARE]), 6);
}

static void edge_51_two_municipalities_in_one_month_LV_37(void **state)
{
    (void)state;
    struct test_result r = between("2020-01-01", "2026-05-15");
    assert_int_equal(r.a.members[0].months[LEVY_MEDICAL], 1);
    r = between("2026-05-15", "2027-04-01");
    assert_int_equal(r.a.members[0].months[LEVY_MEDICAL], 0xFFE);
}

static void edge_52_prior_year_by_its_own_rates_LV_36_OP_50(void **state)
{
    (void)state;
    struct test_result r = test_request(
        "{'fiscal_year':2025,'municipality':'131041','first_notice_on':'2026-07-10','household':"
        "{'head':'A','members':[{'id':'A','birth_date':'1995-06-01','income':{'total_income':"
        "2000000}}]}}");
    assert_false(r.a.parts[LEVY_CHILD].is_levied);
    assert_int_equal(r.a.parts[LEVY_MEDICAL].amount, 1570000 * 771 / 10000 + 47300);
    assert_int_equal(r.a.instalment_count, 11); /* one 随時 instalment, next month end */
    assert_int_equal(r.a.instalments[10].amount, r.a.total);
    assert_int_equal(date_ymd(r.a.instalments[10].due_date), 20260831);
}

static void edge_54_salary_and_pension_is_one_earner_LV_47(void **state)
{
    (void)state;
    struct test_result r = test_request(
        ONE "{'id':'A','birth_date':'1955-06-01','income':{'salary_revenue':2000000,"
            "'pension_revenue':2000000}}" END);
    assert_int_equal(r.a.earners_counted, 1);
    assert_int_equal(r.a.limits[0], 430000);
}

static void edge_55_age_65_on_1_january_LV_41(void **state)
{
    (void)state;
    for (int day = 1; day <= 2; day++) {
        struct test_result r = test_request(
            ONE "{'id':'A','birth_date':'1961-01-%02d','income':{'pension_revenue':2000000}}" END,
            day);
        assert_int_equal(r.a.members[0].base_income, day == 1 ? 900000 - 430000 : 1225000 - 430000);
        assert_int_equal(r.a.judged_income, day == 1 ? 750000 : 1225000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edge_01_single_30_income_0_declared_LV_40),
        cmocka_unit_test(edge_02_not_declared_blocks_reduction_LV_40),
        cmocka_unit_test(edge_03_04_at_and_over_430000_LV_40),
        cmocka_unit_test(edge_05_at_and_over_740000_LV_40),
        cmocka_unit_test(edge_06_at_and_over_1000000_LV_40),
        cmocka_unit_test(edge_07_couple_of_70_pension_150000_LV_41),
        cmocka_unit_test(edge_08_two_earners_add_100000_LV_47),
        cmocka_unit_test(edge_09_nominal_head_income_counts_for_the_test_only_LV_48),
        cmocka_unit_test(edge_09_register_head_counts_behind_the_stand_in_LV_48),
        cmocka_unit_test(edge_10_parent_and_child_of_3_LV_44),
        cmocka_unit_test(edge_11_family_of_four_LV_36_LV_44),
        cmocka_unit_test(edge_12_caps_part_by_part_LV_39),
        cmocka_unit_test(edge_13_under_18_with_income_LV_36),
        cmocka_unit_test(edge_14_born_1_or_2_april_2008_LV_36),
        cmocka_unit_test(edge_15_turns_40_LV_37),
        cmocka_unit_test(edge_16_turns_65_spread_over_all_instalments_LV_37_LV_51),
        cmocka_unit_test(edge_17_turns_75_LV_37),
        cmocka_unit_test(edge_18_joined_and_left_in_one_month_LV_37),
        cmocka_unit_test(edge_19_in_october_out_november_LV_37),
        cmocka_unit_test(edge_20_joined_in_september_LV_37_LV_51),
        cmocka_unit_test(edge_21_loss_in_september_LV_52),
        cmocka_unit_test(edge_22_loss_in_december_LV_52),
        cmocka_unit_test(edge_23_unemployed_30_percent_of_the_income_LV_46),
        cmocka_unit_test(edge_24_unemployment_period_LV_46),
        cmocka_unit_test(edge_25_42_time_limit_LV_53),
        cmocka_unit_test(edge_26_maternity_over_the_end_of_the_year_LV_45),
        cmocka_unit_test(edge_27_maternity_above_the_cap_LV_45),
        cmocka_unit_test(edge_28_maternity_notified_late_is_applied_back_LV_45),
        cmocka_unit_test(edge_29_30_income_unknown_then_known),
        cmocka_unit_test(undeclared_who_left_in_april_is_a_finding_LV_40),
        cmocka_unit_test(edge_31_payment_in_advance),
        cmocka_unit_test(edge_32_member_joins_in_august),
        cmocka_unit_test(edge_33_head_changes_in_october_LV_39),
        cmocka_unit_test(edge_34_specified_member_leaves_the_test_LV_42),
        cmocka_unit_test(edge_35_casualty_loss_LV_41),
        cmocka_unit_test(edge_36_special_deduction_of_gains_LV_41),
        cmocka_unit_test(edge_37_family_employee_pay_LV_41),
        cmocka_unit_test(edge_38_deduction_by_combined_income),
        cmocka_unit_test(edge_39_exact_rates_LV_38),
        cmocka_unit_test(edge_40_total_of_95_LV_51),
        cmocka_unit_test(edge_41_due_dates_over_new_year_LV_51),
        cmocka_unit_test(edge_43_limit_is_known_so_that_a_reason_can_lift_it_LV_53),
        cmocka_unit_test(edge_44_former_dependant_of_70_with_2_tenths_LV_43),
        cmocka_unit_test(edge_47_care_exempt_facility_LV_37),
        cmocka_unit_test(edge_51_two_municipalities_in_one_month_LV_37),
        cmocka_unit_test(edge_52_prior_year_by_its_own_rates_LV_36_OP_50),
        cmocka_unit_test(edge_54_salary_and_pension_is_one_earner_LV_47),
        cmocka_unit_test(edge_55_age_65_on_1_january_LV_41),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    test_laws_free();
    return failed;
}
