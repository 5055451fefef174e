/* 減免 (法77条): decided by two, taken off by the next correction, looked at
 * again after any other (LV-08 to LV-11, LV-62; case 45). */
#include "ward.h"

#include "casework/casework.h"
#include "../ops/moment.h"

#include <inttypes.h>

const struct change_kind *const change_kinds[] = {&kind_premium_remission, &kind_premium_remission_end};
const size_t change_kind_count = COUNT_OF(change_kinds);

enum { HOUSEHOLD = 1001, PAYER = 1015 };
static struct arena *arena;
static char said[4096];

static void done(enum err e) { assert_true(e == ERR_NONE || e == ERR_FINDINGS); }

static void decide(struct ward *w, const struct job *job)
{
    done(ward_run(w, job, 2026, false, false));
    done(ward_approve(w, job, 2026));
}

static int set_up(void **state)
{
    arena = arena_new("試験", (size_t)256 << 20);
    (void)ward_setup(state);
    struct ward *w = *state;
    for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        permission_add(&w->clerk.operator.permissions, p);
        permission_add(&w->chief.operator.permissions, p);
    }
    ward_belongs(w, WARD_FIRST, HOUSEHOLD, PAYER, 19960101, true, 20200401, DAY_OPEN);
    ward_fact(w, WARD_FIRST, PAYER, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    ward_income(w, WARD_FIRST, 2026, PAYER, 2000000); /* 165,507 + 61,560 + 6,112 = 233,179 */
    decide(w, &job_premium_annual);
    ward_business_date(w, 20260710);
    return 0;
}

static int tear_down(void **state)
{
    struct ward *w = *state;
    enum err e = premium_verify(w->chief.store, &w->report);
    e = e == ERR_NONE ? casework_verify(w->chief.store, &w->report) : e;
    report_print(&w->report, stderr);
    arena_free(arena);
    (void)ward_teardown(state);
    return e == ERR_NONE ? 0 : 1;
}

static void put(struct change_call *call, const char *field, const char *value)
{
    for (size_t i = 0; i < call->kind->field_count; i++) {
        if (strcmp(call->kind->fields[i].name, field) == 0) {
            call->values.at[i] = text_of(value);
            return;
        }
    }
    fail();
}

static enum err act(struct ward *w, const struct change_kind *kind, const char *const *fields,
                    int64_t *ret_change)
{
    struct change_call call = {
        .kind = kind, .session = &w->clerk, .arena = arena, .report = &w->report, .subject_no = HOUSEHOLD};
    size_t at = 0;
    assert_true(kind->begin == NULL || kind->begin(&call) == ERR_NONE);
    put(&call, "words", "り災証明書（半壊）。7月14日決裁");
    for (; fields[0] != NULL; fields += 2) {
        put(&call, fields[0], fields[1]);
    }
    enum err e = change_propose(&call, true, ret_change);
    e = e == ERR_NONE ? change_approve(&w->chief, *ret_change, arena, &w->report) : e;
    said[0] = '\0';
    for (size_t i = 0; i < call.warning_count && at + 600 < sizeof(said); i++) {
        at += (size_t)snprintf(said + at, sizeof(said) - at, "%s\n", call.warnings[i].words);
    }
    report_print(&w->report, stderr);
    report_clear(&w->report);
    return e;
}

static struct premium_remission_look newest(struct ward *w)
{
    struct premium_remission_look *all;
    size_t count;
    assert_int_equal(premium_remissions(w->clerk.store, 2026, HOUSEHOLD, arena, &w->report, &all, &count),
                     ERR_NONE);
    assert_true(count > 0);
    return all[count - 1];
}

static void replayed(struct ward *w, const struct premium_decision *d)
{
    struct premium_replay replay;
    assert_int_equal(premium_replay(&w->clerk, d, arena, &w->report, &replay), ERR_NONE);
}

#define RATE_30                                                                                            \
    "ground", "disaster", "outcome", "1", "pattern", "2", "parts", "15", "rate", "30", "from", "4",        \
        "until", "3"

/* LV-09, LV-11, case 45: 30 % in July; the year is lowered in October: relief
 * computed again, and on the list. */
static void test_rate(void **state)
{
    struct ward *w = *state;
    int64_t change = 0;
    assert_int_equal(act(w, &kind_premium_remission, (const char *const[]){RATE_30, NULL}, &change),
                     ERR_NONE);
    assert_int_equal(newest(w).decided_version, 0); /* decided, and not taken off yet */
    decide(w, &job_premium_monthly);
    struct premium_decision d = ward_decision(w, 2026, HOUSEHOLD, 0);
    assert_int_equal(d.version, 2);
    assert_int_equal(d.kind, KIND_DECREASE);
    assert_string_equal(d.reasons, "減免");
    assert_int_equal(d.total, 115855 + 43092 + 4279);
    replayed(w, &d);
    assert_int_equal(newest(w).decided_version, 2);
    assert_int_equal(newest(w).other_version, 0);
    assert_string_equal(newest(w).law, "条例24条1項1号（要確認）");
    assert_int_equal(date_ymd(newest(w).ends_on), 20270331);
    assert_int_equal(ward_findings(w, "premium-monthly", "remission_recheck"), 0);

    ward_business_date(w, 20261010);
    int64_t now = next_moment();
    ward_forget_fact(w, now, PAYER, FACT_MEMBERSHIP, 20200401);
    ward_fact(w, now, PAYER, FACT_MEMBERSHIP, 20200401, 20260915, 0); /* case 21: five months, 97,157 */
    done(ward_run(w, &job_premium_monthly, 2026, false, false));
    assert_int_equal(ward_findings(w, "premium-monthly", "remission_recheck"), 1);
    done(ward_approve(w, &job_premium_monthly, 2026));
    d = ward_decision(w, 2026, HOUSEHOLD, 0);
    assert_string_equal(d.reasons, "資格喪失");
    assert_int_equal(d.total, (68961 - 68961 * 3 / 10) + (25650 - 25650 * 3 / 10) + (2546 - 2546 * 3 / 10));
    assert_int_equal(newest(w).other_version, 3);
    replayed(w, &d);
}

/* LV-08, case 45: an amount larger than the new year is cut to it; cancelled,
 * the year stands as before. */
static void test_amount(void **state)
{
    struct ward *w = *state;
    int64_t change = 0, end = 0;
    const char *const fields[] = {"ground", "hardship", "outcome", "1", "pattern", "1",  "parts", "15",
                                  "amount", "100000",   "from",    "7", "until",   "12", NULL};
    assert_int_equal(act(w, &kind_premium_remission, fields, &change), ERR_NONE);
    decide(w, &job_premium_monthly);
    struct premium_decision d = ward_decision(w, 2026, HOUSEHOLD, 0);
    assert_int_equal(d.total, 133179);
    int64_t now = next_moment();
    ward_forget_fact(w, now, PAYER, FACT_MEMBERSHIP, 20200401);
    ward_fact(w, now, PAYER, FACT_MEMBERSHIP, 20200401, 20260915, 0);
    decide(w, &job_premium_monthly);
    d = ward_decision(w, 2026, HOUSEHOLD, 0);
    assert_int_equal(d.total, 0); /* 97,157 is less than 100,000 */
    replayed(w, &d);
    char number[32];
    (void)snprintf(number, sizeof(number), "%" PRId64, newest(w).rule.id);
    const char *const ends[] = {"year", "2026", "number", number, NULL};
    assert_int_equal(act(w, &kind_premium_remission_end, ends, &end), ERR_NONE);
    assert_true(newest(w).is_ended);
    assert_int_equal(act(w, &kind_premium_remission_end, ends, &end), ERR_FINDINGS); /* once */
    decide(w, &job_premium_monthly);
    d = ward_decision(w, 2026, HOUSEHOLD, 0);
    assert_int_equal(d.total, 97157);
    assert_string_equal(d.reasons, "減免");
    assert_int_equal(d.kind, KIND_INCREASE);
}

/* LV-10: what is granted for the fifth and the sixth instalment is off these,
 * and their sum is the decision. */
static void test_instalments(void **state)
{
    struct ward *w = *state;
    int64_t change = 0;
    const char *const fields[] = {"ground", "disaster", "outcome", "1",           "pattern",
                                  "3",      "parts",    "15",      "instalments", "5=10000 6=8000",
                                  "from",   "10",       "until",   "11",          NULL};
    struct premium_decision before = ward_decision(w, 2026, HOUSEHOLD, 0);
    assert_int_equal(act(w, &kind_premium_remission, fields, &change), ERR_NONE);
    decide(w, &job_premium_monthly);
    struct premium_decision d = ward_decision(w, 2026, HOUSEHOLD, 0);
    assert_int_equal(d.total, before.total - 18000);
    yen sum = 0;
    for (size_t i = 0; i < d.instalment_count; i++) {
        yen off = i == 4 ? 10000 : i == 5 ? 8000 : 0;
        assert_int_equal(before.instalments[i].amount - d.instalments[i].amount, off);
        sum += d.instalments[i].amount;
    }
    assert_int_equal(sum, d.total);
    replayed(w, &d);
}

/* LV-62: a ground has its article, its months, its end; a refusal acts on
 * nothing; a new head has no relief. */
static void test_grounds(void **state)
{
    struct ward *w = *state;
    int64_t change = 0;
    const char *const long_one[] = {"ground", "hardship", "outcome", "1", "pattern", "2", "parts", "15",
                                    "rate",   "50",       "from",    "7", "until",   "1", NULL};
    assert_int_equal(act(w, &kind_premium_remission, long_one, &change), ERR_FINDINGS);
    assert_non_null(strstr(said, "6か月まで"));
    const char *const backwards[] = {"ground", "disaster", "outcome", "1", "pattern", "2", "parts", "15",
                                     "rate",   "50",       "from",    "1", "until",   "7", NULL};
    assert_int_equal(act(w, &kind_premium_remission, backwards, &change), ERR_FINDINGS);
    const char *const unread[] = {"ground",      "disaster", "outcome", "1", "pattern", "3", "parts", "15",
                                  "instalments", "5:3000",   "from",    "7", "until",   "8", NULL};
    assert_int_equal(act(w, &kind_premium_remission, unread, &change), ERR_FINDINGS);
    const char *const refused[] = {"ground", "other", "outcome", "2", "reason", "要件に当たらないため", NULL};
    assert_int_equal(act(w, &kind_premium_remission, refused, &change), ERR_NONE);
    assert_false(newest(w).is_granted);
    done(ward_run(w, &job_premium_monthly, 2026, false, false));
    assert_int_equal(ward_decision(w, 2026, HOUSEHOLD, 0).version, 1);

    assert_int_equal(act(w, &kind_premium_remission, (const char *const[]){RATE_30, NULL}, &change),
                     ERR_NONE);
    int64_t now = next_moment();
    ward_forget_belonging(w, now, HOUSEHOLD, PAYER, 20200401);
    ward_belongs(w, now, HOUSEHOLD, PAYER, 19960101, true, 20200401, 20261001);
    ward_belongs(w, now, HOUSEHOLD, PAYER, 19960101, false, 20261001, DAY_OPEN);
    ward_belongs(w, now, HOUSEHOLD, 1023, 19960101, true, 20261001, DAY_OPEN);
    ward_business_date(w, 20261010);
    decide(w, &job_premium_monthly);
    struct premium_decision old = ward_decision(w, 2026, HOUSEHOLD, PAYER),
                            new = ward_decision(w, 2026, HOUSEHOLD, 1023);
    assert_non_null(strstr(old.reasons, "減免"));
    assert_null(strstr(new.reasons, "減免"));
    assert_true(new.total > old.total); /* the same person's six months each, one
                                           of them with relief */
}

#define IN_A_WARD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {IN_A_WARD(test_rate), IN_A_WARD(test_amount),
                                       IN_A_WARD(test_instalments), IN_A_WARD(test_grounds)};
    return fixture_run(argc, argv, "premium remission", tests, COUNT_OF(tests));
}
