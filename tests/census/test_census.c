/*
 * 資格の統計: 事業月報, 異動統計, 年齢別, 国籍別 (EL-36, EL-38, EL-39). Opening + increases - decreases = closing, late
 * entries in the month of their processing, any past month again as known then, every figure its persons.
 */
#include "../document/tools.h"
#include "../premium/rows.h"
#include "../premium/ward.h"

#include "census/census.h"
#include "certificate/register.h"

#include <sys/stat.h>

static struct arena *arena;

static int64_t noon(int ymd)
{
    date d;
    assert_true(date_from_ymd(ymd, &d));
    return moment_of_day(d) + 12 * 60 * 60 * 1000;
}

/* Insured since 2020, known from the first. */
static void insured(struct ward *w, int64_t household, int64_t person, int birth)
{
    ward_belongs(w, WARD_FIRST, household, person, birth, true, 20200401, DAY_OPEN);
    ward_period(w, WARD_FIRST, person, 20200401, DAY_OPEN, "acquisition_reason=A01\n");
}

/* What becomes of the membership since 2020 at that moment. */
static void changed(struct ward *w, int64_t at, int64_t person, int until, const char *rest)
{
    ward_forget_fact(w, at, person, FACT_MEMBERSHIP, 20200401);
    if (until != 0) {
        ward_period(w, at, person, 20200401, until, rest);
    }
}

/* August 2026: who stays, leaves, comes, comes late, comes and goes, was never insured, gets another card, and who is
 * entered in September only. */
static void august(struct ward *w)
{
    insured(w, 1001, 5001, 19610901);
    insured(w, 1002, 5002, 19900401);
    changed(w, noon(20260810), 5002, 20260811, "acquisition_reason=A01\nloss_reason=L04\n");
    ward_belongs(w, noon(20260806), 1001, 5003, 20260805, false, 20260805, DAY_OPEN);
    ward_period(w, noon(20260806), 5003, 20260805, DAY_OPEN, "acquisition_reason=A08\n");
    ward_belongs(w, WARD_FIRST, 1004, 5004, 20000101, true, 20200401, DAY_OPEN);
    ward_period(w, noon(20260803), 5004, 20260801, DAY_OPEN, "acquisition_reason=A03\n");
    ward_belongs(w, WARD_FIRST, 1001, 5005, 19700101, false, 20200401, DAY_OPEN);
    ward_period(w, noon(20260812), 5005, 20260610, DAY_OPEN, "acquisition_reason=A01\n");
    ward_belongs(w, WARD_FIRST, 1006, 5006, 19800101, true, 20200401, DAY_OPEN);
    ward_period(w, noon(20260803), 5006, 20260803, 20260820, "acquisition_reason=A01\nloss_reason=L01\n");
    insured(w, 1007, 5007, 19850101);
    changed(w, noon(20260815), 5007, 0, "");
    insured(w, 1008, 5008, 20210301);
    changed(w, noon(20260810), 5008, 20260810, "acquisition_reason=A01\n");
    ward_period(w, noon(20260810), 5008, 20260810, DAY_OPEN, "acquisition_reason=A01\n");
    ward_belongs(w, WARD_FIRST, 1009, 5009, 19800101, true, 20200401, DAY_OPEN);
    ward_period(w, noon(20260905), 5009, 20260815, DAY_OPEN, "acquisition_reason=A03\n");
    for (int64_t n = 1; n <= 9; n++) {
        if (n != 4) {
            ward_person(w, n == 3 || n == 5 ? 1001 : 1000 + n, 5000 + n, n == 3 ? 20260805 : 19610901,
                        "見本　太郎", false);
        }
    }
    ward_foreigner(w, 1004, 5004, 20000101, 2, "410", "留学");
}

static struct census made(struct ward *w, int ymd, enum census_basis basis, int64_t known_at)
{
    struct census c;
    struct census_wish wish = {.basis = basis, .known_at = known_at};
    const char **faults = NULL;

    assert_true(date_from_ymd(ymd, &wish.day));
    enum err e = census_make(&w->clerk, &wish, arena, &w->report, &c);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    size_t count = census_check(&c, arena, &faults);
    for (size_t i = 0; i < count; i++) {
        print_message("%s\n", faults[i]);
    }
    assert_int_equal(count, 0);
    return c;
}

/* The figure, which the items of its list must be as many as. */
static int64_t cell(const struct census *c, enum census_sheet_kind kind, const char *row, const char *column)
{
    struct census_sheet s;
    size_t r, k;
    int64_t listed = 0;

    census_sheet_make(c, kind, arena, &s);
    assert_true(census_find(&s, text_of(row), text_of(column), &r, &k));
    for (size_t i = 0; i < c->count; i++) {
        listed += census_takes(&c->items[i], &s.rows[r], &s.form->columns[k]);
    }
    assert_int_equal(listed, census_cell(&s, r, k));
    return listed;
}

/* EL-36: what came and went by reason, persons and households apart; 16.3: late is of this month, not of its own. */
static void test_month(void **state)
{
    struct ward *w = *state;
    august(w);
    const struct census c = made(w, 20260831, CENSUS_BY_PROCESSING, INT64_MAX);
    assert_false(c.has_no_past);
    static const struct {
        const char *row;
        int households, persons;
    } wanted[] = {{"mae", 4, 4},  {"zo1", 0, 2},  {"zo2", 1, 1},  {"zo3", 0, 0},  {"zo4", 0, 1},
                  {"zo5", 0, 0},  {"zo6", 0, 0},  {"zo", 1, 4},   {"gen1", 0, 1}, {"gen2", 1, 1},
                  {"gen3", 0, 0}, {"gen4", 0, 0}, {"gen5", 0, 0}, {"gen6", 1, 1}, {"gen", 2, 3},
                  {"matsu", 3, 5}};
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        assert_int_equal(cell(&c, CENSUS_MONTHLY, wanted[i].row, "setai"), wanted[i].households);
        assert_int_equal(cell(&c, CENSUS_MONTHLY, wanted[i].row, "hiho"), wanted[i].persons);
        assert_int_equal(cell(&c, CENSUS_MONTHLY, wanted[i].row, "taishoku"), 0);
    }
    assert_int_equal(cell(&c, CENSUS_MOVES, "A01", "kei"), 2);
    assert_int_equal(cell(&c, CENSUS_MOVES, "A01", "sokyu"), 1);
    assert_int_equal(cell(&c, CENSUS_MOVES, "A08", "kei"), 1);
    assert_int_equal(cell(&c, CENSUS_MOVES, "L04", "kei"), 1);
    assert_int_equal(cell(&c, CENSUS_MOVES, "gen-undone", "kei"), 1); /* never insured: the acquisition was undone */
}

/* The closing of a month is the opening of the next, and what is entered in September counts in September. */
static void test_months_join(void **state)
{
    struct ward *w = *state;
    august(w);
    const struct census c = made(w, 20260930, CENSUS_BY_PROCESSING, INT64_MAX);
    assert_int_equal(cell(&c, CENSUS_MONTHLY, "mae", "hiho"), 5);
    assert_int_equal(cell(&c, CENSUS_MONTHLY, "mae", "setai"), 3);
    assert_int_equal(cell(&c, CENSUS_MONTHLY, "zo2", "hiho"), 1);
    assert_int_equal(cell(&c, CENSUS_MOVES, "A03", "sokyu"), 1);
    assert_int_equal(cell(&c, CENSUS_MONTHLY, "matsu", "hiho"), 6);
}

/* Two times: August by its facts as known today, and on the 11th as known on the 11th. */
static void test_two_times(void **state)
{
    struct ward *w = *state;
    august(w);
    const struct census by_fact = made(w, 20260831, CENSUS_BY_FACT, INT64_MAX);
    assert_int_equal(cell(&by_fact, CENSUS_MONTHLY, "matsu", "hiho"), 6);  /* 5009, too */
    assert_int_equal(cell(&by_fact, CENSUS_MONTHLY, "mae", "hiho"), 4);    /* 5005 since June, 5007 never */
    assert_int_equal(cell(&by_fact, CENSUS_MOVES, "gen-undone", "kei"), 0);
    const struct census then = made(w, 20260811, CENSUS_BY_PROCESSING, noon(20260811));
    assert_int_equal(cell(&then, CENSUS_MONTHLY, "matsu", "hiho"), 6); /* with 5006 and 5007 */
    assert_int_equal(cell(&then, CENSUS_MONTHLY, "gen", "hiho"), 1);   /* 5002 */
    const struct census before = made(w, 20260811, CENSUS_BY_FACT, noon(20260731));
    assert_int_equal(cell(&before, CENSUS_MONTHLY, "matsu", "hiho"), 4);
    assert_int_equal(cell(&before, CENSUS_MONTHLY, "zo", "hiho"), 0);
}

/* A register that began later has no opening as known then: it says so and counts by facts. */
static void test_no_past(void **state)
{
    struct ward *w = *state;
    ward_belongs(w, noon(20260810), 1001, 5001, 19610901, true, 20200401, DAY_OPEN);
    ward_period(w, noon(20260810), 5001, 20200401, DAY_OPEN, "acquisition_reason=A01\n");
    const struct census c = made(w, 20260831, CENSUS_BY_PROCESSING, INT64_MAX);
    assert_true(c.has_no_past);
    assert_int_equal(c.basis, CENSUS_BY_FACT);
    assert_int_equal(cell(&c, CENSUS_MONTHLY, "mae", "hiho"), 1);
    assert_int_equal(cell(&c, CENSUS_MONTHLY, "zo", "hiho"), 0);
}

/* EL-39: ages are attained on the eve of the birthday; 65 on 31 August, 前期高齢者 from September. */
static void test_ages(void **state)
{
    struct ward *w = *state;
    insured(w, 1001, 5001, 19610901);
    insured(w, 1002, 5002, 19610902);
    insured(w, 1003, 5003, 19610801);
    ward_person(w, 1001, 5001, 19610901, "見本　一", false);
    ward_person(w, 1002, 5002, 19610902, "見本　二", false);
    ward_foreigner(w, 1003, 5003, 19610801, 1, "156", "永住者");
    const struct census c = made(w, 20260831, CENSUS_BY_PROCESSING, INT64_MAX);
    assert_int_equal(cell(&c, CENSUS_AGES, "65", "kei"), 2);
    assert_int_equal(cell(&c, CENSUS_AGES, "64", "kei"), 1);
    assert_int_equal(cell(&c, CENSUS_AGES, "65", "otoko"), 1);
    assert_int_equal(cell(&c, CENSUS_AGES, "65", "fusho"), 1);
    assert_int_equal(cell(&c, CENSUS_AGES, "kei", "kei"), 3);
    assert_int_equal(cell(&c, CENSUS_MONTHLY, "matsu", "zenki"), 1); /* born on the 1st of August: from August */
    assert_int_equal(cell(&c, CENSUS_MONTHLY, "matsu", "kaigo2"), 1);
}

/* EL-38: by nationality and by 在留資格, with who came in the month; their sum is the foreigners of 事業月報. */
static void test_foreigners(void **state)
{
    struct ward *w = *state;
    august(w);
    insured(w, 1011, 5011, 19950101);
    ward_foreigner(w, 1011, 5011, 19950101, 1, "156", "技能");
    insured(w, 1012, 5012, 19950101);
    ward_foreigner(w, 1012, 5012, 19950101, 1, "", "留学");
    const struct census c = made(w, 20260831, CENSUS_BY_PROCESSING, INT64_MAX);
    assert_int_equal(cell(&c, CENSUS_NATIONS, "kei", "kei"), 3);
    assert_int_equal(cell(&c, CENSUS_MONTHLY, "matsu", "gaikoku"), 3);
    assert_int_equal(cell(&c, CENSUS_NATIONS, "k1", "20"), 1); /* 156 */
    assert_int_equal(cell(&c, CENSUS_NATIONS, "k2", "zo"), 1); /* 410 */
    assert_int_equal(cell(&c, CENSUS_NATIONS, "none", "kei"), 1);
    assert_int_equal(cell(&c, CENSUS_GAPS, "kokuseki", "hiho"), 1);
    assert_int_equal(cell(&c, CENSUS_STAYS, "k2", "kei"), 2); /* 留学, after 技能 */
}

/* What nobody knows is shown as such: no household, no row of the register, no reason. */
static void test_gaps(void **state)
{
    struct ward *w = *state;
    august(w);
    ward_period(w, noon(20260805), 5020, 20260805, DAY_OPEN, "");
    const struct census c = made(w, 20260831, CENSUS_BY_PROCESSING, INT64_MAX);
    assert_int_equal(cell(&c, CENSUS_GAPS, "setai", "hiho"), 1);
    assert_int_equal(cell(&c, CENSUS_GAPS, "juki", "hiho"), 1);
    assert_int_equal(cell(&c, CENSUS_GAPS, "jiyu", "hiho"), 1);
    assert_int_equal(cell(&c, CENSUS_MONTHLY, "zo6", "hiho"), 1);
    assert_int_equal(cell(&c, CENSUS_MONTHLY, "matsu", "setai"), 3);
    assert_int_equal(cell(&c, CENSUS_AGES, "fusho", "kei"), 1);
}

/* Memberships of one person that overlap do not add up, and the check says which figure. */
static void test_does_not_add_up(void **state)
{
    struct ward *w = *state;
    insured(w, 1001, 5001, 19610901);
    ward_period(w, WARD_FIRST, 5001, 20260805, DAY_OPEN, "acquisition_reason=A03\n");
    struct census c;
    const struct census_wish wish = {.day = date_of(2026, 8, 31), .known_at = INT64_MAX};
    const char **faults = NULL;
    assert_int_equal(census_make(&w->clerk, &wish, arena, &w->report, &c), ERR_NONE);
    assert_true(census_check(&c, arena, &faults) > 0);
    assert_non_null(strstr(faults[0], "被保険者数の前月末＋増−減と当月末：2 と 1"));
}

/* A 高齢受給者証 of so many tenths for the days, entered at that moment; its number. */
static int64_t paper(struct ward *w, int64_t at, int64_t household, int64_t person, int tenths, date from,
                     date last_day)
{
    struct certificate_paper p = {.addressee_no = person,
                                  .household_no = household,
                                  .type = CERT_ELDER,
                                  .reason = ISSUED_NEW,
                                  .issued_on = from,
                                  .valid_from = from,
                                  .last_day = last_day,
                                  .tenths = tenths,
                                  .card_symbol = text_of(""),
                                  .card_number = text_of(""),
                                  .delivery = DELIVERED_MAIL,
                                  .delivery_no = text_of(""),
                                  .recorded_at = at};
    struct store *s = w->clerk.store;

    assert_int_equal(register_last_no(s, &w->report, &p.paper_no), ERR_NONE);
    p.paper_no++;
    assert_int_equal(store_begin(s, &w->report), ERR_NONE);
    assert_int_equal(register_paper_add(s, &p, &w->report), ERR_NONE);
    assert_int_equal(store_commit(s, &w->report), ERR_NONE);
    return p.paper_no;
}

/* EL-36: 70 to 74 by the paper in force on the day; the opening as known then; a misprint says nothing. */
static void test_ratios(void **state)
{
    struct ward *w = *state;
    const date july = date_of(2025, 8, 1), august = date_of(2026, 8, 1), end = date_of(2026, 7, 31),
               next = date_of(2027, 7, 31);
    for (int64_t n = 1; n <= 5; n++) { /* 70 since years; the fifth from September 2026 */
        insured(w, 1000 + n, 5000 + n, n == 5 ? 19560802 : 19540801);
        ward_person(w, 1000 + n, 5000 + n, n == 5 ? 19560802 : 19540801, "見本　太郎", false);
    }
    paper(w, WARD_FIRST, 1001, 5001, 2, july, end);
    paper(w, noon(20260720), 1001, 5001, 3, august, next); /* 2割, 3割 from August */
    paper(w, WARD_FIRST, 1002, 5002, 3, july, next);
    paper(w, noon(20260820), 1002, 5002, 2, august, next); /* found in August that it is 2割 */
    paper(w, WARD_FIRST, 1003, 5003, 2, july, end);        /* ended: no paper says anything of August */
    int64_t misprint = paper(w, WARD_FIRST, 1004, 5004, 3, july, next);
    assert_int_equal(store_begin(w->clerk.store, &w->report), ERR_NONE);
    assert_int_equal(register_step_add(w->clerk.store, misprint, 5004, PAPER_MISPRINT, july, text_of("書損"), 0,
                                       WARD_FIRST, &w->report), ERR_NONE);
    assert_int_equal(store_commit(w->clerk.store, &w->report), ERR_NONE);

    const struct census c = made(w, 20260831, CENSUS_BY_PROCESSING, INT64_MAX);
    static const struct {
        const char *row;
        int all, ordinary, active, unknown;
    } wanted[] = {{"mae", 4, 2, 1, 1}, {"matsu", 4, 1, 1, 2}};
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        assert_int_equal(cell(&c, CENSUS_MONTHLY, wanted[i].row, "70"), wanted[i].all);
        assert_int_equal(cell(&c, CENSUS_MONTHLY, wanted[i].row, "70ippan"), wanted[i].ordinary);
        assert_int_equal(cell(&c, CENSUS_MONTHLY, wanted[i].row, "70geneki"), wanted[i].active);
        assert_int_equal(cell(&c, CENSUS_MONTHLY, wanted[i].row, "70fumei"), wanted[i].unknown);
    }
    assert_int_equal(cell(&c, CENSUS_GAPS, "wariai", "hiho"), 2);
}

static struct census_year year_made(struct ward *w, int ymd, enum census_basis basis)
{
    struct census_year y;
    struct census_wish wish = {.basis = basis, .known_at = INT64_MAX};

    assert_true(date_from_ymd(ymd, &wish.day));
    assert_int_equal(census_year_make(&w->clerk, &wish, &w->report, &y), ERR_NONE);
    assert_true(y.adds_up);
    return y;
}

/* EL-36, 16.7: twelve month-ends and their average, rounded half up: 54 / 12 = 4.5 persons are 5, 30 / 12 = 2.5 households 3. */
static void test_year(void **state)
{
    struct ward *w = *state;
    for (int64_t n = 1; n <= 2; n++) {
        insured(w, 1000 + n, 5000 + n, 19800101);
        ward_person(w, 1000 + n, 5000 + n, 19800101, "見本　太郎", false);
    }
    ward_belongs(w, WARD_FIRST, 1003, 5003, 19800101, true, 20200401, DAY_OPEN); /* six month-ends of twelve */
    ward_period(w, WARD_FIRST, 5003, 20261001, DAY_OPEN, "acquisition_reason=A03\n");
    for (int64_t n = 4; n <= 5; n++) { /* in a household that is there already */
        ward_belongs(w, WARD_FIRST, 1001, 5000 + n, 19800101, false, 20200401, DAY_OPEN);
        ward_period(w, WARD_FIRST, 5000 + n, 20200401, DAY_OPEN, "acquisition_reason=A01\n");
    }
    const struct census_year whole = year_made(w, 20270331, CENSUS_BY_FACT);
    assert_int_equal(whole.count, CENSUS_YEAR_MONTHS);
    assert_int_equal(whole.year.first_year, 2026);
    assert_true(date_equal(whole.months[0].day, date_of(2026, 4, 30)));
    assert_true(date_equal(whole.months[11].day, date_of(2027, 3, 31)));
    assert_int_equal(whole.sums[CENSUS_YEAR_HOUSEHOLDS], 30);
    assert_int_equal(whole.averages[CENSUS_YEAR_HOUSEHOLDS], 3);
    assert_int_equal(whole.sums[CENSUS_YEAR_PERSONS], 54);
    assert_int_equal(whole.averages[CENSUS_YEAR_PERSONS], 5);
    assert_int_equal(whole.sums[CENSUS_YEAR_GAINS], 1);
    assert_int_equal(whole.months[6].cells[CENSUS_YEAR_GAINS], 1); /* October */
    assert_int_equal(whole.sums[CENSUS_YEAR_LOSSES], 0);
    assert_false(whole.has_no_past);
    assert_int_equal(year_made(w, 20270330, CENSUS_BY_FACT).count, CENSUS_YEAR_MONTHS - 1); /* March is not over */
    assert_int_equal(year_made(w, 20260429, CENSUS_BY_FACT).count, 0);
}

/* A register that came in August: months up to it have no month before that was known, and say that they are by fact. */
static void test_year_of_the_move(void **state)
{
    struct ward *w = *state;
    ward_belongs(w, WARD_FIRST, 1001, 5001, 19800101, true, 20200401, DAY_OPEN);
    ward_period(w, noon(20260803), 5001, 20200401, DAY_OPEN, "acquisition_reason=A01\n");
    const struct census_year y = year_made(w, 20260930, CENSUS_BY_PROCESSING);
    assert_int_equal(y.count, 6);
    assert_true(y.has_no_past);
    for (size_t n = 0; n < y.count; n++) {
        assert_int_equal(y.months[n].has_no_past, n < 5); /* April to August; in September the end of August is known */
        assert_int_equal(y.months[n].cells[CENSUS_YEAR_PERSONS], 1);
    }
    const char *rows = rows_of(w, &output_list_census_year, "日=2026-09-30 基準=処理月");
    assert_non_null(strstr(rows, "2026年8月（事実の月で集計）|1|1|"));
    assert_non_null(strstr(rows, "2026年9月|1|1|"));
    rows_done();
}

/* The pages: three of 年齢別, each with its head; nothing shrunk away. */
static void test_paper(void **state)
{
    struct ward *w = *state;
    august(w);
    const struct census c = made(w, 20260831, CENSUS_BY_PROCESSING, INT64_MAX);
    for (int k = 0; k < CENSUS_SHEETS; k++) {
        const char *path = arena_printf(arena, "%s/%s.pdf", work_dir(), census_forms[k].name);
        struct stat made_file;
        enum err e = census_paper(&w->clerk, &c, (enum census_sheet_kind)k, path, &w->report);
        report_print(&w->report, stderr);
        assert_int_equal(e, ERR_NONE);
        assert_int_equal(stat(path, &made_file), 0);
        int status = 0;
        const char *words = run(arena, &status, "pdftotext -layout %s -", path);
        assert_int_equal(status, 0);
        assert_non_null(strstr(words, census_forms[k].title));
        assert_null(strstr(words, "円")); /* persons, not money */
        if (k == CENSUS_MONTHLY) {
            assert_non_null(strstr(words, "前月末現在"));
            assert_non_null(strstr(words, "処理月で集計"));
        }
    }
}

static int set_up(void **state)
{
    arena = arena_new("試験", (size_t)1 << 30);
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
        TEST(test_month), TEST(test_months_join), TEST(test_two_times), TEST(test_no_past),
        TEST(test_ages),  TEST(test_foreigners),  TEST(test_gaps),      TEST(test_does_not_add_up),
        TEST(test_ratios),
        TEST(test_year),  TEST(test_year_of_the_move), TEST(test_paper)};
    return fixture_run(argc, argv, "census", tests, COUNT_OF(tests));
}
