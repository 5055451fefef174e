/* 即時更正: one household at the counter, the same numbers as the batch (LV-17
 * to LV-20, LV-53). */
#include "../premium/ward.h"
#include "../ops/moment.h"

#include "collection/collection.h"
#include "correction/correction.h"

#include <inttypes.h>

const struct change_kind *const change_kinds[] = {&kind_correction_up, &kind_correction_down};
const size_t change_kind_count = COUNT_OF(change_kinds);

enum { HOUSEHOLD = 1001, PAYER = 1015 };

static struct arena *arena;
static char said[8192];

static void allow(struct session *s)
{
    for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        permission_add(&s->operator.permissions, p);
    }
}

static int set_up(void **state)
{
    arena = arena_new("試験", (size_t)512 << 20);
    (void)ward_setup(state);
    struct ward *w = *state;
    allow(&w->clerk);
    allow(&w->chief);
    return 0;
}

static int tear_down(void **state)
{
    struct ward *w = *state;
    enum err e = premium_verify(w->chief.store, &w->report);
    e = e == ERR_NONE ? collection_verify(w->chief.store, &w->report) : e;
    e = e == ERR_NONE ? ledger_verify(w->chief.store, &w->report) : e;
    report_print(&w->report, stderr);
    arena_free(arena);
    (void)ward_teardown(state);
    return e == ERR_NONE ? 0 : 1;
}

static void resident(struct ward *w, int64_t household, int64_t person, int birth)
{
    ward_person(w, household, person, birth, "新宿　太郎", false);
    ward_belongs(w, WARD_FIRST, household, person, birth, true, 20200401, DAY_OPEN);
    ward_fact(w, WARD_FIRST, person, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
}

static void annual(struct ward *w, int year)
{
    assert_true(ward_run(w, &job_premium_annual, year, false, false) <= ERR_FINDINGS);
    assert_int_equal(ward_approve(w, &job_premium_annual, year), ERR_NONE);
}

static void new_income(struct ward *w, int year, int64_t person, yen total)
{
    int64_t now = next_moment();
    ward_forget_income(w, now, year, person);
    ward_income(w, now, year, person, total);
}

static void loses(struct ward *w, int64_t person, int from, int until)
{
    int64_t now = next_moment();
    ward_forget_fact(w, now, person, FACT_MEMBERSHIP, from);
    ward_fact(w, now, person, FACT_MEMBERSHIP, from, until, 0);
}

static struct premium_correction look(struct ward *w, int64_t household, int32_t first_year, bool excepted)
{
    const struct premium_correction_wish wish = {.household_no = household,
                                                 .day = date_none(),
                                                 .cut_off = date_none(),
                                                 .first_year = first_year,
                                                 .has_exception = excepted};
    struct premium_correction c;
    enum err e = premium_correct(&w->clerk, &wish, arena, &w->report, &c);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return c;
}

static const struct premium_corrected *item_of(const struct premium_correction *c, int32_t year)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->items[i].year == year) {
            return &c->items[i];
        }
    }
    fail();
    return NULL;
}

static void keep_words(struct ward *w, const struct change_call *call)
{
    size_t at = 0;
    said[0] = '\0';
    for (size_t i = 0; i < call->warning_count && at + 600 < sizeof(said); i++) {
        at += (size_t)snprintf(said + at, sizeof(said) - at, "%s\n", call->warnings[i].words);
    }
    for (size_t i = 0; i < w->report.kept && at + 600 < sizeof(said); i++) {
        at += (size_t)snprintf(said + at, sizeof(said) - at, "%s\n", w->report.lines[i]);
    }
    report_clear(&w->report);
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

/* As the form does it: opened, the occasion typed, proposed by the clerk. */
static enum err propose(struct ward *w, const struct change_kind *kind, int64_t household,
                        const char *const *fields, int64_t *ret_change)
{
    struct change_call call = {
        .kind = kind, .session = &w->clerk, .arena = arena, .report = &w->report, .subject_no = household};
    assert_int_equal(kind->begin(&call), ERR_NONE);
    put(&call, "occasion", "窓口で社会保険の資格取得証明書を確認");
    for (; fields != NULL && fields[0] != NULL; fields += 2) {
        put(&call, fields[0], fields[1]);
    }
    enum err e = change_propose(&call, true, ret_change);
    keep_words(w, &call);
    return e;
}

static enum err approve(struct ward *w, int64_t change_no)
{
    struct change_call none = {.report = &w->report};
    enum err e = change_approve(&w->chief, change_no, arena, &w->report);
    keep_words(w, &none);
    return e;
}

static yen posted(struct ward *w, int64_t payer, int year)
{
    yen sum = 0;
    assert_int_equal(ledger_balance(w->clerk.store, ACCOUNT_RECEIVABLE, payer, year, "", &w->report, &sum),
                     ERR_NONE);
    return sum;
}

/* LV-18, LV-19, LV-20: 2025 goes up, 2026 goes down; each is proposed, decided
 * and posted apart. */
static void test_both_lists(void **state)
{
    struct ward *w = *state;
    int64_t up = 0, down = 0;
    resident(w, HOUSEHOLD, PAYER, 19960101);
    ward_income(w, WARD_FIRST, 2025, PAYER, 2000000);
    ward_income(w, WARD_FIRST, 2026, PAYER, 3000000);
    ward_business_date(w, 20250605);
    annual(w, 2025);
    ward_business_date(w, 20260605);
    annual(w, 2026);
    yen first_2025 = ward_decision(w, 2025, HOUSEHOLD, 0).total;
    ward_business_date(w, 20260820);
    struct premium_correction c = look(w, HOUSEHOLD, 0, false);
    assert_int_equal(item_of(&c, 2026)->state, CORRECTED_SAME);
    assert_int_equal(c.row_count, 0);
    assert_int_equal(propose(w, &kind_correction_up, HOUSEHOLD, NULL, &up), ERR_FINDINGS);
    assert_non_null(strstr(said, "増額になる年度はありません"));

    new_income(w, 2025, PAYER, 2500000);
    new_income(w, 2026, PAYER, 1000000);
    c = look(w, HOUSEHOLD, 0, false);
    assert_int_equal(c.changed[KIND_INCREASE], 1);
    assert_int_equal(c.changed[KIND_DECREASE], 1);
    assert_string_equal(item_of(&c, 2025)->after.reasons, "所得更正");
    assert_int_equal(item_of(&c, 2025)->after.part_amount[LEVY_CHILD], 0); /* the parts of its year */
    assert_int_equal(date_ymd(item_of(&c, 2025)->last_day), 20270630);
    assert_int_equal(posted(w, PAYER, 2025), first_2025); /* looking changes nothing */

    assert_int_equal(propose(w, &kind_correction_up, HOUSEHOLD, NULL, &up), ERR_NONE);
    assert_non_null(strstr(said, "減額になる年度もあります"));
    assert_int_equal(ward_decision(w, 2025, HOUSEHOLD, 0).version, 1);
    enum err e = change_approve(&w->clerk, up, arena, &w->report); /* never by who proposed it */
    assert_int_equal(e, ERR_INPUT);
    report_clear(&w->report);
    assert_int_equal(approve(w, up), ERR_NONE);
    struct premium_decision d = ward_decision(w, 2025, HOUSEHOLD, 0);
    assert_int_equal(d.version, 2);
    assert_int_equal(d.kind, KIND_INCREASE);
    assert_true(d.is_approved && d.run_no < 0);
    assert_string_equal(d.proposer, "fuka1");
    assert_string_equal(d.approver, "fuka2");
    assert_int_equal(d.total, item_of(&c, 2025)->after.total);
    assert_int_equal(posted(w, PAYER, 2025), d.total);
    assert_int_equal(d.instalment_count, 11); /* 過年度: one 随時 at the end of the next month */
    assert_int_equal(date_ymd(d.instalments[10].due_date), 20260930);
    assert_int_equal(ward_decision(w, 2026, HOUSEHOLD, 0).version, 1); /* the other list waits */

    assert_int_equal(propose(w, &kind_correction_down, HOUSEHOLD, NULL, &down), ERR_NONE);
    assert_int_equal(approve(w, down), ERR_NONE);
    d = ward_decision(w, 2026, HOUSEHOLD, 0);
    assert_int_equal(d.version, 2);
    assert_int_equal(d.kind, KIND_DECREASE);
    assert_int_equal(posted(w, PAYER, 2026), d.total);
    struct premium_replay replay; /* each from what was known then */
    assert_int_equal(premium_replay(&w->clerk, &d, arena, &w->report, &replay), ERR_NONE);
    d = ward_decision(w, 2025, HOUSEHOLD, 0);
    assert_int_equal(premium_replay(&w->clerk, &d, arena, &w->report, &replay), ERR_NONE);
    c = look(w, HOUSEHOLD, 0, false);
    assert_int_equal(c.row_count, 0);
    assert_int_equal(casework_verify(w->chief.store, &w->report), ERR_NONE);
}

/* NX: what was proposed is what is decided, or nothing is. */
static void test_facts_moved(void **state)
{
    struct ward *w = *state;
    int64_t change = 0;
    resident(w, HOUSEHOLD, PAYER, 19960101);
    ward_income(w, WARD_FIRST, 2026, PAYER, 3000000);
    annual(w, 2026);
    ward_business_date(w, 20260820);
    new_income(w, 2026, PAYER, 2000000);
    assert_int_equal(
        propose(w, &kind_correction_down, HOUSEHOLD, (const char *const[]){"amount", "1", NULL}, &change),
        ERR_FINDINGS);
    assert_non_null(strstr(said, "計算した内容と合いません"));
    assert_int_equal(propose(w, &kind_correction_down, HOUSEHOLD, NULL, &change), ERR_NONE);
    ward_business_date(w, 20260821); /* the next day is no other correction */
    new_income(w, 2026, PAYER, 1500000);
    assert_int_equal(approve(w, change), ERR_FINDINGS);
    assert_non_null(strstr(said, "事実が変わりました"));
    assert_int_equal(ward_decision(w, 2026, HOUSEHOLD, 0).version, 1);
    new_income(w, 2026, PAYER, 2000000);
    assert_int_equal(approve(w, change), ERR_NONE);
    struct premium_decision d = ward_decision(w, 2026, HOUSEHOLD, 0), again;
    assert_int_equal(d.version, 2);
    assert_int_equal(date_ymd(d.decided_on), 20260821);
    struct premium_replay replay;
    again = d;
    assert_int_equal(premium_replay(&w->clerk, &again, arena, &w->report, &replay), ERR_NONE);
}

/* Case 22 with payments: what was paid and is not asked any more is 過誤納 in
 * the same moment. */
static void test_paid(void **state)
{
    struct ward *w = *state;
    int64_t change = 0, receipt = 0;
    resident(w, HOUSEHOLD, PAYER, 19960101);
    ward_income(w, WARD_FIRST, 2026, PAYER, 2000000); /* 233,179: 23,389 and nine of 23,310 */
    annual(w, 2026);
    const struct collection_line lines[] = {{1, ITEM_PRINCIPAL, 23389},
                                            {2, ITEM_PRINCIPAL, 23310},
                                            {3, ITEM_PRINCIPAL, 23310},
                                            {4, ITEM_PRINCIPAL, 23310}};
    const struct collection_booking b = {.channel = CHANNEL_COUNTER,
                                         .levy_year = 2026,
                                         .household_no = HOUSEHOLD,
                                         .payer_no = PAYER,
                                         .lines = lines,
                                         .line_count = COUNT_OF(lines),
                                         .cause = "",
                                         .received_on = date_of(2026, 6, 20),
                                         .paid_in_on = date_of(2026, 6, 20),
                                         .from = ACCOUNT_CASH,
                                         .origin = "test"};
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    enum err e = collection_book(&w->chief, &b, clock_now_ms(), &w->report, &receipt);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
    ward_business_date(w, 20261010);
    loses(w, PAYER, 20200401, 20260601); /* two months are left of what four instalments paid */
    struct premium_correction c = look(w, HOUSEHOLD, 0, false);
    yen left = item_of(&c, 2026)->after.total;
    assert_int_equal(item_of(&c, 2026)->refund, 93319 - left);
    assert_string_equal(item_of(&c, 2026)->after.reasons, "資格喪失");
    assert_int_equal(propose(w, &kind_correction_down, HOUSEHOLD, NULL, &change), ERR_NONE);
    assert_int_equal(approve(w, change), ERR_NONE);
    struct collection_excess *excess;
    size_t count;
    assert_int_equal(collection_excesses(w->chief.store, PAYER, arena, &w->report, &excess, &count),
                     ERR_NONE);
    yen raised = 0;
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(excess[i].cause, "K1");
        assert_int_equal(date_ymd(excess[i].arose_on), 20261010);
        raised += excess[i].amount;
    }
    assert_int_equal(raised, 93319 - left);
    assert_int_equal(posted(w, PAYER, 2026), 0); /* all that is asked is paid */
}

/* LV-53, cases 42 and 43: after the limit only what the exception lowers. */
static void test_limit(void **state)
{
    struct ward *w = *state;
    int64_t change = 0;
    resident(w, HOUSEHOLD, PAYER, 19960101);
    ward_income(w, WARD_FIRST, 2024, PAYER, 2000000);
    ward_business_date(w, 20240605);
    annual(w, 2024);
    ward_business_date(w, 20260701);
    new_income(w, 2024, PAYER, 1500000);
    struct premium_correction c = look(w, HOUSEHOLD, 0, false);
    assert_int_equal(item_of(&c, 2024)->state, CORRECTED_CHANGED);
    assert_int_equal(propose(w, &kind_correction_down, HOUSEHOLD, NULL, &change), ERR_NONE);
    ward_business_date(w, 20260702); /* proposed in time, decided too late */
    assert_int_equal(approve(w, change), ERR_INPUT);
    assert_non_null(strstr(said, "期間制限"));
    c = look(w, HOUSEHOLD, 0, false);
    assert_int_equal(item_of(&c, 2024)->state, CORRECTED_LATE);
    assert_int_equal(c.row_count, 0);
    c = look(w, HOUSEHOLD, 0, true);
    assert_int_equal(item_of(&c, 2024)->state, CORRECTED_CHANGED);
    new_income(w, 2024, PAYER, 2500000); /* an increase has no exception */
    c = look(w, HOUSEHOLD, 0, true);
    assert_int_equal(item_of(&c, 2024)->state, CORRECTED_LATE);
    assert_non_null(strstr(item_of(&c, 2024)->words, "減額だけ"));

    new_income(w, 2024, PAYER, 1500000);
    ward_business_date(w, 20280810); /* four years on: asked for by its year */
    c = look(w, HOUSEHOLD, 2024, true);
    char check[11];
    memcpy(check, c.check[KIND_DECREASE], sizeof(check));
    char amount[32];
    (void)snprintf(amount, sizeof(amount), "%" PRId64, -c.change[KIND_DECREASE]);
    const char *const fields[] = {
        "first-year", "2024", "exception", "被用者保険の遡及取得。届出の遅れは本人の責めによらない",
        "check",      check,  "amount",    amount,
        NULL};
    assert_int_equal(propose(w, &kind_correction_down, HOUSEHOLD, fields, &change), ERR_NONE);
    assert_int_equal(approve(w, change), ERR_NONE);
    struct premium_decision d = ward_decision(w, 2024, HOUSEHOLD, 0);
    assert_int_equal(d.version, 2);
    assert_int_equal(posted(w, PAYER, 2024), d.total);
}

/* A proposal of the batch has the next version's place: the counter waits for
 * its decision. */
static void test_waiting(void **state)
{
    struct ward *w = *state;
    int64_t change = 0;
    resident(w, HOUSEHOLD, PAYER, 19960101);
    ward_income(w, WARD_FIRST, 2026, PAYER, 3000000);
    annual(w, 2026);
    ward_business_date(w, 20260820);
    new_income(w, 2026, PAYER, 2000000);
    assert_true(ward_run(w, &job_premium_monthly, 2026, false, false) <= ERR_FINDINGS);
    struct premium_correction c = look(w, HOUSEHOLD, 0, false);
    assert_int_equal(item_of(&c, 2026)->state, CORRECTED_REFUSED);
    assert_non_null(strstr(item_of(&c, 2026)->words, "決議を待っています"));
    assert_int_equal(propose(w, &kind_correction_down, HOUSEHOLD, NULL, &change), ERR_FINDINGS);
    assert_int_equal(ward_approve(w, &job_premium_monthly, 2026), ERR_NONE);
    c = look(w, HOUSEHOLD, 0, false);
    assert_int_equal(item_of(&c, 2026)->state, CORRECTED_SAME);
}

static uint64_t random_next(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

/* Something happens to a household: an income comes or changes, somebody is
 * lost or joins. */
static void happen(struct ward *w, int64_t household, int64_t head, uint64_t *seed)
{
    int64_t now = next_moment();
    switch (random_next(seed) % 5) {
    case 0: new_income(w, 2026, head, (yen)(random_next(seed) % 9000000)); break;
    case 1: loses(w, head, 20200401, 20260500 + (int)(random_next(seed) % 28) + 1); break;
    case 2:
        ward_belongs(w, now, household, head + 500, 19900101 + (int)(random_next(seed) % 28), false,
                     20260701, DAY_OPEN);
        ward_fact(w, now, head + 500, FACT_MEMBERSHIP, 20260701, DAY_OPEN, 0);
        ward_income(w, now, 2026, head + 500, (yen)(random_next(seed) % 4000000));
        break;
    case 3: ward_fact(w, now, head, FACT_UNEMPLOYED, 20260331, DAY_OPEN, 31); break;
    default: break; /* nothing */
    }
}

/* LV-17, LV-18: whatever happened, the counter computes to the yen, instalment
 * and derivation what the batch proposes. */
static void test_same_as_batch(void **state)
{
    enum { HOUSEHOLDS = 60 };
    struct ward *w = *state;
    struct premium_correction all[HOUSEHOLDS];
    uint64_t seed = 20260820;
    for (int i = 0; i < HOUSEHOLDS; i++) {
        int birth = 19500101 + 10000 * (int)(random_next(&seed) % 60);
        ward_belongs(w, WARD_FIRST, 2001 + i, 6001 + i, birth, true, 20200401, DAY_OPEN);
        ward_fact(w, WARD_FIRST, 6001 + i, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
        yen total = random_next(&seed) % 7 == 0 ? -1 : (yen)(random_next(&seed) % 8000000);
        ward_income(w, WARD_FIRST, 2026, 6001 + i, total);
    }
    annual(w, 2026);
    ward_business_date(w, 20260820);
    for (int i = 0; i < HOUSEHOLDS; i++) {
        happen(w, 2001 + i, 6001 + i, &seed);
    }
    size_t changed = 0;
    for (int i = 0; i < HOUSEHOLDS; i++) {
        all[i] = look(w, 2001 + i, 2026, false);
        changed += all[i].changed[KIND_INCREASE] + all[i].changed[KIND_DECREASE];
    }
    assert_true(changed > HOUSEHOLDS / 3);
    assert_true(ward_run(w, &job_premium_monthly, 2026, false, false) <= ERR_FINDINGS);
    for (int i = 0; i < HOUSEHOLDS; i++) {
        for (size_t k = 0; k < all[i].count; k++) {
            const struct premium_corrected *item = &all[i].items[k];
            struct premium_decision d = ward_decision(w, 2026, 2001 + i, item->payer_no);
            if (item->state == CORRECTED_SAME) {
                assert_int_equal(d.version, item->before.version);
                continue;
            }
            assert_int_equal(item->state, CORRECTED_CHANGED);
            assert_int_equal(d.version, item->after.version);
            assert_int_equal(d.kind, item->after.kind);
            assert_int_equal(d.total, item->after.total);
            assert_memory_equal(d.part_amount, item->after.part_amount, sizeof(d.part_amount));
            assert_int_equal(d.instalment_count, item->after.instalment_count);
            for (size_t n = 0; n < d.instalment_count; n++) {
                assert_int_equal(d.instalments[n].amount, item->after.instalments[n].amount);
                assert_true(date_equal(d.instalments[n].due_date, item->after.instalments[n].due_date));
            }
            assert_string_equal(d.reasons, item->after.reasons);
            assert_memory_equal(d.derivation, item->after.derivation, sizeof(d.derivation));
        }
    }
    assert_int_equal(ward_approve(w, &job_premium_monthly, 2026), ERR_NONE);
}

#define IN_A_WARD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_A_WARD(test_both_lists), IN_A_WARD(test_facts_moved), IN_A_WARD(test_paid),
        IN_A_WARD(test_limit),      IN_A_WARD(test_waiting),     IN_A_WARD(test_same_as_batch),
    };
    return fixture_run(argc, argv, "correction immediate", tests, COUNT_OF(tests));
}
