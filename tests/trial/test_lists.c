/* The lists behind the figures of a trial: they count the same households and the same yen (LV-24, LV-64,
 * LV-65). */
#include "../premium/ward.h"

#include "output/internal.h"
#include "trial/trial.h"

#define MANY 300

static struct arena *arena;

const struct output_list *const output_lists[] = {&output_list_trial_households, &output_list_income_bands,
                                                  &output_list_expected, &output_list_calculator};
const size_t output_list_count = COUNT_OF(output_lists);

/* A writer that adds up each column of numbers. */
struct sums {
    struct writer writer;
    int64_t column[OUTPUT_COLUMNS_MAX], rows;
};

static enum err add_row(struct writer *w, const struct cell_value *cells, struct report *report)
{
    struct sums *s = w->own;
    (void)report;
    for (size_t i = 0; i < w->chosen_count; i++) {
        s->column[w->chosen[i]] += cells[i].is_number ? cells[i].number : 0;
    }
    s->rows++;
    return ERR_NONE;
}
static const struct writer_kind adding = {.entry = "sums", .rows_max = 1000000, .row = add_row};

static enum err written(struct ward *w, const struct output_list *list, const char *words, struct sums *ret)
{
    struct criteria c;
    *ret = (struct sums){0};
    enum err e = criteria_parse(list, text_of(words), w->clerk.folder.business_date, &w->report, &c);
    if (e != ERR_NONE) {
        return e;
    }
    ret->writer = (struct writer){.arena = arena,
                                  .columns = list->columns,
                                  .chosen = c.chosen,
                                  .chosen_count = c.chosen_count,
                                  .own = ret,
                                  .kind = &adding};
    struct output_sink *sink = sink_new(list, &ret->writer, arena);
    e = list->write(&w->clerk, c.values, arena, sink, &w->report);
    sink_done(sink);
    return e;
}

static int set_up(void **state)
{
    static const int years[] = {2026};
    int failed = ward_setup(state);
    struct ward *w = *state;
    arena = arena_new("試験", (size_t)512 << 20);
    ward_many(w, MANY, years, 1);
    ward_income(w, 2, 2026, 1000000 + MANY + 1, 0);
    return failed;
}
static int tear_down(void **state)
{
    arena_free(arena);
    return ward_teardown(state);
}
#define WITH_WARD_OF_MANY(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

/* Counts tie to the snapshot, and every figure of a band is the sum of its households. */
static void bands_LV_65(void **state)
{
    struct ward *w = *state;
    struct trial_ward *ward;
    struct sums bands, all, one;
    assert_int_equal(trial_ward_open(&w->clerk, 2026, 0, date_none(), &w->report, &ward), ERR_NONE);
    assert_int_equal(written(w, &output_list_income_bands, "年度=2026", &bands), ERR_NONE);
    assert_int_equal(bands.column[3], ward->w.count);
    assert_int_equal(bands.column[4], ward->persons);
    assert_int_equal(bands.column[14], ward->totals.total);
    assert_int_equal(bands.column[10] + bands.column[11] + bands.column[12] + bands.column[13],
                     ward->totals.total);
    assert_int_equal(written(w, &output_list_trial_households, "年度=2026", &all), ERR_NONE);
    assert_int_equal(all.rows, ward->w.count);
    assert_int_equal(all.column[7], ward->totals.total);
    assert_int_equal(all.column[9], 0);
    int64_t households = 0;
    yen amount = 0;
    for (int band = 1; band <= bands.rows; band++) {
        char words[64];
        snprintf(words, sizeof(words), "年度=2026 階層=%d", band);
        assert_int_equal(written(w, &output_list_trial_households, words, &one), ERR_NONE);
        households += one.rows;
        amount += one.column[8];
    }
    assert_int_equal(households, ward->w.count);
    assert_int_equal(amount, ward->totals.total);
    trial_ward_close(ward);
}

/* NX-03: the households of a saved trial are those that the screen counted, up and down. */
static void saved_trial_NX_03(void **state)
{
    struct ward *w = *state;
    struct trial_ward *ward;
    struct trial_settings settings;
    struct trial_outcome *outcome = ARENA_NEW(arena, struct trial_outcome);
    struct trial_saved *saved;
    struct sums up, down, big;
    size_t count;
    int64_t trial_no;
    char words[128];
    assert_int_equal(
        trial_settings_load(&w->clerk.folder, date_of(2026, 6, 5), arena, &w->report, &settings), ERR_NONE);
    assert_int_equal(trial_ward_open(&w->clerk, 2026, 0, date_none(), &w->report, &ward), ERR_NONE);
    struct ward_rates rates = ward->rates;
    rates.parts[LEVY_MEDICAL].income_rate += 4000;
    rates.parts[LEVY_MEDICAL].per_capita -= 2000;
    trial_try(ward, &settings, &rates, arena, outcome);
    assert_int_equal(
        trial_save(&w->clerk, ward, text_of(""), text_of(""), &rates, 1, &w->report, &trial_no), ERR_INPUT);
    report_clear(&w->report);
    assert_int_equal(
        trial_save(&w->clerk, ward, text_of("第1案"), text_of("見本"), &rates, 1, &w->report, &trial_no),
        ERR_NONE);
    assert_int_equal(trial_saved_all(w->clerk.store, 2026, arena, &w->report, &saved, &count), ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(saved[0].trial_no, trial_no);
    assert_int_equal(saved[0].total, outcome->totals.total);
    assert_true(text_is(saved[0].digest, ward->digest) && text_is(saved[0].maker, "fuka1"));
    ward_income(w, ward->known_at + 1000, 2026, 1000000 + MANY + 2, 0); /* the saved one is as it was */
    snprintf(words, sizeof(words), "年度=2026 試算番号=%lld 増減=増", (long long)trial_no);
    assert_int_equal(written(w, &output_list_trial_households, words, &up), ERR_NONE);
    snprintf(words, sizeof(words), "年度=2026 試算番号=%lld 増減=減", (long long)trial_no);
    assert_int_equal(written(w, &output_list_trial_households, words, &down), ERR_NONE);
    snprintf(words, sizeof(words), "年度=2026 試算番号=%lld 増減額=10001-", (long long)trial_no);
    assert_int_equal(written(w, &output_list_trial_households, words, &big), ERR_NONE);
    assert_int_equal(up.rows, outcome->up);
    assert_int_equal(up.column[9], outcome->up_yen);
    assert_int_equal(down.rows, outcome->down);
    assert_int_equal(down.column[9], -outcome->down_yen);
    assert_true(up.rows > 0 && down.rows > 0 && big.rows < up.rows + down.rows);
    assert_int_equal(written(w, &output_list_trial_households, "年度=2026 試算番号=99", &up), ERR_INPUT);
    assert_int_equal(written(w, &output_list_trial_households, "年度=2026-2027", &up), ERR_INPUT);
    report_clear(&w->report);
    trial_ward_close(ward);
}

/* LV-24: the extract's totals are the decided ones; LV-64: expected = instalments x rate. */
static void totals_LV_24_LV_64(void **state)
{
    struct ward *w = *state;
    struct sums rows, expected;
    yen decided = 0;
    enum err e = ward_run(w, &job_premium_annual, 2026, false, false);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    e = ward_approve(w, &job_premium_annual, 2026);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    for (int64_t i = 1; i <= MANY; i++) {
        decided += ward_decision(w, 2026, i, 0).total;
    }
    assert_int_equal(written(w, &output_list_calculator, "年度=2026", &rows), ERR_NONE);
    assert_int_equal(rows.rows, MANY);
    assert_int_equal(rows.column[12], decided);
    assert_int_equal(rows.column[8] + rows.column[9] + rows.column[10] + rows.column[11], decided);
    assert_int_equal(written(w, &output_list_expected, "年度=2026 収納率=9250", &expected), ERR_NONE);
    assert_int_equal(expected.rows, 10);
    assert_int_equal(expected.column[3], decided);
    assert_in_range(expected.column[4], decided * 9250 / 10000 - 10, decided * 9250 / 10000);
    assert_int_equal(written(w, &output_list_expected, "年度=2026 収納率=10001", &expected), ERR_INPUT);
    report_clear(&w->report);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD_OF_MANY(bands_LV_65),
        WITH_WARD_OF_MANY(saved_trial_NX_03),
        WITH_WARD_OF_MANY(totals_LV_24_LV_64),
    };
    return fixture_run(argc, argv, "trial lists", tests, COUNT_OF(tests));
}
