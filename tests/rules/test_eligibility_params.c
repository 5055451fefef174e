/*
 * Faulty tables of eligibility are reported with file and line before anything is judged (OP-50); the reasons of the
 * fact sheet are all there, each with its column of the monthly statistics (EL-36); every day of many years has its
 * terms.
 */
#include "tables.h"

#include "eligibility/law.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define NATIONAL "national/eligibility/"
#define PREMIUM "national/premium/"

static const char *const tables[] = {NATIONAL "reason.tsv",        NATIONAL "terms.tsv",
                                     NATIONAL "copay.tsv",         NATIONAL "limit_class.tsv",
                                     "municipal/131041/paper.tsv", PREMIUM "ages.tsv",
                                     PREMIUM "unemployment.tsv",   PREMIUM "special_household.tsv"};

static bool load(const char *folder, struct report *report)
{
    struct arena *arena = arena_new("params", 16u << 20);
    const struct eligibility_law *law = NULL;
    enum err e = eligibility_law_load(folder, "131041", arena, report, &law);

    arena_free(arena);
    return e == ERR_NONE;
}

static struct tables_copy copy = {.names = tables, .count = COUNT_OF(tables), .load = load};

static int make_tables(void **state)
{
    (void)state;
    tables_make(&copy);
    return 0;
}

static int drop_tables(void **state)
{
    (void)state;
    tables_drop(&copy);
    return 0;
}

static void faults_are_named_with_their_line_OP_50(void **state)
{
    (void)state;
    tables_refused(&copy, tables[0], "  A01 ", "acquisition", "aquisition", 0);
    tables_refused(&copy, tables[0], "  L04 ", "1    0     0", "2    0     0", 0);
    tables_refused(&copy, tables[0], "  L04 ", "employed", "work", 0);
    tables_refused(&copy, tables[0], "  L04 ", "yes", "はい", 0);
    tables_refused(&copy, tables[0], "  A02 ", "A02", "A01", 0); /* one code twice on a day */
    tables_refused(&copy, tables[1], "student_end", "331", "332", 0);
    tables_refused(&copy, tables[1], "late_elderly_loss_offset", "  0 ", "  2 ", 0);
    tables_refused(&copy, tables[2], "taxable_from", "1450000", "145万", 0);
    tables_refused(&copy, tables[3], "2015-01-01", "9010000", "-", 0);
    tables_refused(&copy, tables[4], "  elder  ", "731", "732", 0);
    tables_refused(&copy, tables[4], "  card  ", "-   ", "731 ", 0); /* two ends */
    tables_refused(&copy, tables[4], "  card  ", "yes", "y", 0);
}

static const struct eligibility_law *law_of_the_tree(struct arena *arena, struct report *report)
{
    const struct eligibility_law *law = NULL;
    enum err e = eligibility_law_load(copy.folder, "131041", arena, report, &law);

    report_print(report, stderr);
    assert_int_equal(e, ERR_NONE);
    return law;
}

static void every_reason_has_its_column_EL_36(void **state)
{
    static const struct {
        enum eligibility_column column;
        const char *codes; /* 16.4 of the fact sheet; who is in no row is その他 */
    } columns[] = {{COLUMN_MOVE, "A01 A02 L01 L02 L03"},  {COLUMN_EMPLOYED, "A03 A04 A05 L04 L05"},
                   {COLUMN_PUBLIC_AID, "A07 L08"},        {COLUMN_BIRTH_DEATH, "A08 L07"},
                   {COLUMN_LATE_ELDERLY, "A09 L09 L10"},  {COLUMN_NONE, "L15 L16"}};
    struct arena *arena = arena_new("params", 16u << 20);
    const struct eligibility_reason **all;
    struct report report;
    size_t count, acquisitions = 0;

    (void)state;
    report_init(&report);
    const struct eligibility_law *law = law_of_the_tree(arena, &report);
    assert_int_equal(eligibility_reasons_on(law, date_of(2026, 4, 1), arena, &report, &all, &count), ERR_NONE);
    assert_int_equal(count, 32); /* A01-A14, A99, L01-L16, L99 */
    for (size_t i = 0; i < count; i++) {
        enum eligibility_column wanted = COLUMN_OTHER;
        for (size_t k = 0; k < COUNT_OF(columns); k++) {
            wanted = strstr(columns[k].codes, all[i]->code) != NULL ? columns[k].column : wanted;
        }
        assert_int_equal(all[i]->column, wanted);
        assert_int_equal(all[i]->side == SIDE_ACQUISITION, all[i]->code[0] == 'A');
        acquisitions += all[i]->side == SIDE_ACQUISITION;
        assert_ptr_equal(eligibility_reason_on(law, all[i]->code, date_of(2026, 4, 1)), all[i]);
    }
    assert_int_equal(acquisitions, 15);
    assert_null(eligibility_reason_on(law, "A98", date_of(2026, 4, 1)));
    report_done(&report);
    arena_free(arena);
}

/* A gap or an overlap of the dated rows would stop a judgement on some day. */
static void every_day_has_its_terms(void **state)
{
    static const char *const papers[] = {"card", "elder", "limit", "disease", "disease_yearly"};
    struct arena *arena = arena_new("params", 16u << 20);
    struct eligibility_terms terms;
    struct copay_terms copay;
    struct limit_terms limit;
    struct paper_terms paper;
    struct report report;

    (void)state;
    report_init(&report);
    const struct eligibility_law *law = law_of_the_tree(arena, &report);
    for (date day = date_of(2015, 1, 1); date_before(day, date_of(2035, 1, 1)); day = date_add_days(day, 1)) {
        assert_int_equal(eligibility_terms_on(law, day, &report, &terms), ERR_NONE);
        assert_int_equal(eligibility_copay_on(law, day, &report, &copay), ERR_NONE);
        assert_int_equal(eligibility_limit_on(law, day, &report, &limit), ERR_NONE);
        assert_true(terms.unemployed_code_count == 9 && copay.base_up_to.present);
        assert_true(limit.over_a.value > limit.over_i.value && limit.over_i.value > limit.over_u.value);
        for (size_t i = 0; i < COUNT_OF(papers) && date_civil(day).year > 2021; i++) {
            assert_int_equal(eligibility_paper_on(law, papers[i], day, &report, &paper), ERR_NONE);
        }
    }
    /* What was before the first row is said, not guessed. */
    assert_int_equal(eligibility_limit_on(law, date_of(2014, 12, 31), &report, &limit), ERR_INPUT);
    assert_int_equal(eligibility_paper_on(law, "confirmation", date_of(2024, 12, 1), &report, &paper), ERR_INPUT);
    assert_int_equal(eligibility_paper_on(law, "confirmation", date_of(2024, 12, 2), &report, &paper), ERR_NONE);
    assert_int_equal(eligibility_paper_on(law, "card", date_of(2024, 12, 1), &report, &paper), ERR_NONE);
    assert_true(paper.is_issued);
    assert_int_equal(eligibility_paper_on(law, "card", date_of(2024, 12, 2), &report, &paper), ERR_NONE);
    assert_false(paper.is_issued);
    report_done(&report);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_are_named_with_their_line_OP_50),
        cmocka_unit_test(every_reason_has_its_column_EL_36),
        cmocka_unit_test(every_day_has_its_terms),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_tables, drop_tables);
}
