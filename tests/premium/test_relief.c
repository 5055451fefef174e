/* 課税状況調・基盤安定 (LV-31, LV-32): sums of a snapshot, each cell opened by its conditions. */
#include "../ops/moment.h"
#include "rows.h"

#include "casework/casework.h"

#include <inttypes.h>

const struct output_list *const output_lists[] = {&output_list_relief_sums, &output_list_relief_households};
const size_t output_list_count = COUNT_OF(output_lists);
const struct change_kind *const change_kinds[] = {&kind_premium_remission};
const size_t change_kind_count = COUNT_OF(change_kinds);

static struct arena *arena;

static void lives(struct ward *w, int64_t at, int64_t household, int64_t person, int birth, bool is_head)
{
    ward_belongs(w, at, household, person, birth, is_head, 20200401, DAY_OPEN);
    ward_fact(w, at, person, FACT_MEMBERSHIP, birth > 20200401 ? birth : 20200401, DAY_OPEN, 0);
}

static void decide(struct ward *w, const struct job *job)
{
    enum err e = ward_run(w, job, 2026, false, false);
    report_print(&w->report, stderr);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    e = ward_approve(w, job, 2026);
    report_print(&w->report, stderr);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
}

/* One of 7割, one without, one of 5割 with a preschool child. */
static int set_up(void **state)
{
    arena = arena_new("試験", (size_t)256 << 20);
    (void)ward_setup(state);
    struct ward *w = *state;
    lives(w, WARD_FIRST, 1001, 5001, 19960101, true);
    lives(w, WARD_FIRST, 1002, 5002, 19960101, true);
    lives(w, WARD_FIRST, 1003, 5003, 19960101, true);
    lives(w, WARD_FIRST, 1003, 5004, 20240110, false);
    ward_income(w, WARD_FIRST, 2026, 5001, 0);
    ward_income(w, WARD_FIRST, 2026, 5002, 2000000);
    ward_income(w, WARD_FIRST, 2026, 5003, 900000);
    decide(w, &job_premium_annual);
    return 0;
}

static int tear_down(void **state)
{
    arena_free(arena);
    rows_done();
    return ward_teardown(state);
}

/* Households, persons and yen of a row of the sums; fails when there is none. */
static void cell_is(const char *sums, const char *row, int64_t households, int64_t persons, yen amount)
{
    char *wanted =
        arena_printf(arena, "%s|%" PRId64 "|%" PRId64 "|%" PRId64 "|", row, households, persons, amount);
    if (strstr(sums, wanted) == NULL) {
        fail_msg("%s\n%s", wanted, sums);
    }
}

static const char *sums_of(struct ward *w, const char *criteria)
{
    return arena_string(arena, rows_of(w, &output_list_relief_sums, criteria));
}

/* LV-32: by hand: 7割 33,320 + 12,320 + 1,312; 5割 47,600 + 17,600 + 937; the child a quarter of 65,200. */
static void test_funds(void **state)
{
    const char *sums = sums_of(*state, "年度=2026 基準日=2026-10-20");
    cell_is(sums, "課税状況調|賦課した世帯|計", 3, 4, 20121 + 233179 + 99562);
    cell_is(sums, "課税状況調|軽減・減免・確認|差がある", 0, 0, 0);
    cell_is(sums, "課税状況調|軽減・減免・確認|再計算できない", 0, 0, 0);
    cell_is(sums, "基盤安定|軽減分|7割", 1, 1, 46952);
    cell_is(sums, "基盤安定|軽減分|5割", 1, 2, 66137);
    cell_is(sums, "基盤安定|軽減分|2割", 0, 0, 0);
    cell_is(sums, "基盤安定|軽減分|計", 2, 3, 113089);
    cell_is(sums, "基盤安定|軽減分|都道府県", 2, 3, 84816);
    cell_is(sums, "基盤安定|軽減分|市区町村", 2, 3, 28273);
    cell_is(sums, "基盤安定|支援分|1人当たり平均", 3, 4, 120562); /* (67,073 + 233,179 + 181,999) ÷ 4 */
    cell_is(sums, "基盤安定|支援分|7割", 1, 1, 18084);            /* × 15 % */
    cell_is(sums, "基盤安定|支援分|5割", 1, 2, 33757);            /* × 2 × 14 % */
    cell_is(sums, "基盤安定|支援分|国", 2, 3, 25920);
    cell_is(sums, "基盤安定|支援分|市区町村", 2, 3, 51841 - 25920 - 12960);
    cell_is(sums, "基盤安定|未就学児|計", 1, 2, 16300);
    cell_is(sums, "基盤安定|未就学児|国", 1, 2, 8150);
    assert_null(strstr(sums, "基盤安定|産前産後")); /* nobody: no row */
}

/* Rows and the sum of 条件の額 (the field before the last) of a list of households. */
static void count_households(const char *rows, int64_t *ret_count, yen *ret_sum)
{
    *ret_count = *ret_sum = 0;
    for (const char *at = rows; *at != '\0'; at = strchr(at, '\n') + 1) {
        const char *field = at;
        for (int i = 0; i < 16; i++) {
            field = strchr(field, '|') + 1;
        }
        *ret_sum += strtoll(field, NULL, 10);
        (*ret_count)++;
    }
}

/* LV-31: the conditions of every cell list its households; their amounts add up to it where it is a sum. */
static void test_cells_open(void **state)
{
    struct ward *w = *state;
    int cells = 0;
    for (const char *at = sums_of(w, "年度=2026 基準日=2026-10-20"); *at != '\0';
         at = strchr(at, '\n') + 1) {
        const char *field[8] = {at};
        for (int i = 1; i < 8; i++) {
            field[i] = strchr(field[i - 1], '|') + 1;
        }
        char *criteria = arena_copy(arena, field[6], (size_t)(field[7] - field[6]) - 1);
        int64_t count;
        yen sum;
        count_households(rows_of(w, &output_list_relief_households, criteria), &count, &sum);
        if (count != strtoll(field[3], NULL, 10)) {
            fail_msg("%s: %" PRId64 "世帯", arena_copy(arena, at, (size_t)(field[7] - at)), count);
        }
        bool is_derived = strncmp(field[1], "支援分", strlen("支援分")) == 0 ||
                          strncmp(field[2], "国|", strlen("国|")) == 0 ||
                          strncmp(field[2], "都道府県|", strlen("都道府県|")) == 0 ||
                          strncmp(field[2], "市区町村|", strlen("市区町村|")) == 0;
        if (!is_derived && sum != strtoll(field[5], NULL, 10)) {
            fail_msg("%s: %" PRId64 "円", arena_copy(arena, at, (size_t)(field[7] - at)), sum);
        }
        cells++;
    }
    assert_true(cells > 40);
}

/* LV-32: what is decided later does not move the report of an earlier day; the new day shows it. */
static void test_snapshot(void **state)
{
    struct ward *w = *state;
    const char *june = sums_of(w, "年度=2026 基準日=2026-06-30");
    assert_non_null(strstr(june, "基盤安定|軽減分|7割|1|1|46952|"));
    ward_business_date(w, 20260710);
    int64_t now = next_moment();
    ward_forget_income(w, now, 2026, 5002);
    ward_income(w, now, 2026, 5002, 0);
    decide(w, &job_premium_monthly);
    assert_string_equal(sums_of(w, "年度=2026 基準日=2026-06-30"), june);
    const char *july = sums_of(w, "年度=2026");
    cell_is(july, "基盤安定|軽減分|7割", 2, 2, 2 * 46952);
    cell_is(july, "課税状況調|軽減・減免・確認|差がある", 0, 0, 0);
    cell_is(sums_of(w, "年度=2026 基準日=2026-06-01"), "課税状況調|賦課した世帯|計", 0, 0, 0);
}

/* A premium over its cap, and a birth: the months of birth come off behind the cap's amounts. */
static void test_cap_and_maternity(void **state)
{
    struct ward *w = *state;
    int64_t now = next_moment();
    lives(w, now, 1004, 5005, 19900101, true);
    ward_income(w, now, 2026, 5005, 20000000);
    lives(w, now, 1005, 5006, 19950101, true);
    ward_income(w, now, 2026, 5006, 2000000);
    ward_fact(w, now, 5006, FACT_MATERNITY, 20260901, DAY_OPEN, 1);
    (void)next_moment();
    (void)next_moment(); /* a run knows what was recorded a millisecond before */
    decide(w, &job_premium_monthly);
    const char *sums = sums_of(w, "年度=2026");
    /* 19,570,000 × 7.51 % + 47,600 − 670,000 */
    assert_non_null(strstr(sums, "課税状況調|限度超過額|医療分|1|1|847307|"));
    /* four of twelve months: 165,507 → 110,338; 61,560 → 41,040; 6,112 → 4,074 */
    cell_is(sums, "基盤安定|産前産後|計", 1, 1, 233179 - 110338 - 41040 - 4074);
}

#define WITH_HOUSEHOLDS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_HOUSEHOLDS(test_funds),
        WITH_HOUSEHOLDS(test_cells_open),
        WITH_HOUSEHOLDS(test_snapshot),
        WITH_HOUSEHOLDS(test_cap_and_maternity),
    };
    return fixture_run(argc, argv, "premium relief", tests, COUNT_OF(tests));
}
