/* 保険料への影響: what a change would do is told before it is saved, to the yen, and nothing of it stays (NX-12). */
#include "../premium/ward.h"

#include "correction/correction.h"

#include <inttypes.h>

const struct change_kind *const change_kinds[] = {&kind_premium_income};
const size_t change_kind_count = COUNT_OF(change_kinds);

enum { HOUSEHOLD = 1001, PAYER = 1015 };

static struct arena *arena;

static int set_up(void **state)
{
    arena = arena_new("試験", (size_t)256 << 20);
    (void)ward_setup(state);
    struct ward *w = *state;
    for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        permission_add(&w->clerk.operator.permissions, p);
    }
    ward_person(w, HOUSEHOLD, PAYER, 19800101, "新宿　太郎", false);
    ward_belongs(w, WARD_FIRST, HOUSEHOLD, PAYER, 19800101, true, 20200401, DAY_OPEN);
    ward_fact(w, WARD_FIRST, PAYER, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    ward_income(w, WARD_FIRST, 2026, PAYER, 3000000);
    return 0;
}

static int tear_down(void **state)
{
    arena_free(arena);
    return ward_teardown(state);
}

static struct change_call call_of(struct ward *w, const char *const *fields)
{
    struct change_call call = {.kind = &kind_premium_income,
                               .session = &w->clerk,
                               .arena = arena,
                               .report = &w->report,
                               .change_no = 1,
                               .subject_no = PAYER};
    for (; fields[0] != NULL; fields += 2) {
        size_t i = 0;
        while (i < call.kind->field_count && strcmp(call.kind->fields[i].name, fields[0]) != 0) {
            i++;
        }
        assert_true(i < call.kind->field_count);
        call.values.at[i] = text_of(fields[1]);
    }
    return call;
}

static const char *effect(const struct change_call *call)
{
    struct textbuf words;
    textbuf_init(&words, 16384);
    assert_int_equal(correction_effect(call, &words), ERR_NONE);
    const char *kept = arena_copy(arena, words.bytes, words.len);
    textbuf_done(&words);
    return kept;
}

static yen corrected(struct ward *w)
{
    struct premium_correction c;
    const struct premium_correction_wish wish = {
        .household_no = HOUSEHOLD, .day = date_none(), .cut_off = date_none()};
    assert_int_equal(premium_correct(&w->clerk, &wish, arena, &w->report, &c), ERR_NONE);
    assert_int_equal(c.count, 1);
    return c.items[0].after.total;
}

static const char *const less[] = {"year",   "2026", "evidence",     "return",  "evidence_on", "2026-07-01",
                                   "stands", "2",    "total_income", "1000000", NULL,          NULL};

static void annual(struct ward *w)
{
    assert_true(ward_run(w, &job_premium_annual, 2026, false, false) <= ERR_FINDINGS);
    assert_int_equal(ward_approve(w, &job_premium_annual, 2026), ERR_NONE);
    ward_business_date(w, 20260710);
}

/* The amount that is told is the amount that a correction makes once the change is saved. */
static void test_told_is_made(void **state)
{
    struct ward *w = *state;
    char before[33], after[33], amount[32];
    annual(w);
    yen stood = ward_decision(w, 2026, HOUSEHOLD, PAYER).total;
    struct change_call call = call_of(w, less);
    ward_digest(w, before);
    const char *words = effect(&call);
    ward_digest(w, after);
    assert_string_equal(before, after);
    assert_int_equal(corrected(w), stood); /* nothing of the trial stays */

    assert_int_equal(store_begin(w->clerk.store, &w->report), ERR_NONE);
    call.recorded_at = clock_now_ms();
    assert_int_equal(call.kind->apply(&call), ERR_NONE);
    assert_int_equal(store_commit(w->clerk.store, &w->report), ERR_NONE);
    yen now = corrected(w);
    assert_true(now < stood);
    yen_format(now, amount, sizeof(amount));
    assert_non_null(strstr(words, arena_printf(arena, "→ %s円", amount)));
    assert_non_null(strstr(words, "令和8年度 納付義務者 1015"));
    yen_format(stood - now, amount, sizeof(amount));
    assert_non_null(strstr(words, arena_printf(arena, "（%s円の減）", amount)));
}

/* Before anything is decided there is nothing to change, and that is said. */
static void test_nothing_decided(void **state)
{
    struct ward *w = *state;
    struct change_call call = call_of(w, less);
    assert_non_null(strstr(effect(&call), "決議済みの年度もありません"));
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        WITH(test_told_is_made),
        WITH(test_nothing_decided),
    };
    return fixture_run(argc, argv, "correction effect", tests, COUNT_OF(tests));
}
