/*
 * 証 of everybody, on both stores: the yearly run (EL-31), valid papers that are judged anew (EL-54), whose stay has
 * ended (EL-47), and the ages that are reached from month to month (EL-22, EL-32).
 */
#include "desk.h"
#include "rows.h"

#include "store/sql_certificate.h"

const struct change_kind *const change_kinds[] = {&kind_certificate_issue, &kind_certificate_step,
                                                  &kind_certificate_application};
const size_t change_kind_count = COUNT_OF(change_kinds);

enum { OTHER_HOUSE = 1002, GUARDED_HOUSE = 1003, OTHER = 5011, GUARDED = 5021 };

/* ------------------------------------------------------------------------------- the yearly job -- */

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

/* ------------------------------------------------------------------------------ the ages ------ */

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

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(everybody_without_a_paper_gets_one_EL_31),
        TEST(a_changed_ratio_is_on_the_new_paper_EL_54),
        TEST(a_valid_paper_is_replaced_EL_54),
        TEST(a_70th_birthday_changes_the_others_EL_54),
        TEST(a_limit_certificate_follows_its_class_EL_54),
        TEST(a_proposal_leaves_nothing_EL_54),
        TEST(a_paper_from_the_counter_is_not_doubled_EL_19),
        TEST(a_stay_ends_the_paper_EL_47),
        TEST(ages_that_are_reached_EL_32),
        TEST(the_sweep_of_a_month_EL_22),
    };
    return fixture_run(argc, argv, "certificate renewal", tests, COUNT_OF(tests));
}
