/*
 * 更正で読む世帯 -- a run that reads whom something was recorded of proposes and finds what a run over
 * everything does.
 *
 * Random events are played over a year: incomes, memberships, moves, heads, 国保上の世帯, facts of all
 * kinds, 減免, 賦課根拠入力, 前納, contradictions, corrections at the counter, 40th birthdays by mere time;
 * runs are decided, withdrawn, or not made.
 */
#include "../ops/moment.h"
#include "ward.h"
#include "store/sql_eligibility.h"
#include "store/sql_premium.h"

#include <inttypes.h>

#define HOUSEHOLDS 16
#define PERSONS_MAX 400
#define ROUNDS 10
#define YEAR 2026

static uint64_t seed;

static unsigned draw(unsigned below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((seed >> 33) % below);
}

struct someone {
    int64_t no, household_no, fact_at, overlay_at, overlay_no;
    int birth, since, fact_from;
    bool is_head, has_income, was_told[16];
};
static struct someone people[PERSONS_MAX];
static size_t people_count;
static int64_t last_no; /* of rows that are numbered */

static void settle(void)
{
    (void)next_moment();
    (void)next_moment(); /* a run knows what was recorded a millisecond before it */
}

/* ---------------------------------------------------------------------------------- rows ------ */

struct filled {
    const char *column;
    int64_t number;
    const char *text; /* NULL = the number */
};

static void insert(struct ward *w, const char *table, const struct filled *cells, size_t count)
{
    struct bulk_column columns[32];
    struct bulk *b;
    assert_true(count <= COUNT_OF(columns));
    for (size_t i = 0; i < count; i++) {
        columns[i] = (struct bulk_column){cells[i].column, cells[i].text != NULL ? BULK_TEXT : BULK_I64};
    }
    struct store *s = w->clerk.store;
    assert_int_equal(store_begin(s, &w->report), ERR_NONE);
    assert_int_equal(store_bulk_begin(s, table, columns, count, &w->report, &b), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        if (cells[i].text != NULL) {
            bulk_text(b, text_of(cells[i].text));
        } else {
            bulk_i64(b, cells[i].number);
        }
    }
    assert_int_equal(bulk_row(b, &w->report), ERR_NONE);
    assert_int_equal(bulk_end(b, &w->report), ERR_NONE);
    assert_int_equal(store_commit(s, &w->report), ERR_NONE);
}

static void fact_close(struct ward *w, int64_t at, const struct someone *p)
{
    int64_t changed;
    struct store *s = w->clerk.store;
    assert_int_equal(store_begin(s, &w->report), ERR_NONE);
    struct query *q = store_query(s, SQL_eligibility_fact_close);
    query_set_i64(q, "now", at);
    query_set_i64(q, "addressee_no", p->no);
    query_set_i64(q, "kind", FACT_MEMBERSHIP);
    query_set_i64(q, "valid_from", p->fact_from);
    query_set_i64(q, "recorded_at", p->fact_at);
    assert_int_equal(query_run(q, &w->report, &changed), ERR_NONE);
    assert_int_equal(changed, 1);
    assert_int_equal(store_commit(s, &w->report), ERR_NONE);
    ward_note(w, MOVED_FACT, at, p->no);
}

static struct someone *join(struct ward *w, int64_t at, int64_t household_no, int birth, bool is_head,
                            int from, bool is_insured)
{
    assert_true(people_count < PERSONS_MAX);
    struct someone *p = &people[people_count];
    *p = (struct someone){.no = 5000 + (int64_t)people_count++,
                          .household_no = household_no,
                          .birth = birth,
                          .since = from,
                          .is_head = is_head};
    ward_belongs(w, at, household_no, p->no, birth, is_head, from, DAY_OPEN);
    if (is_insured) {
        p->fact_at = at;
        p->fact_from = from;
        ward_fact(w, at, p->no, FACT_MEMBERSHIP, from, DAY_OPEN, 0);
    }
    return p;
}

/* --------------------------------------------------------------------------------- events ----- */

static int day_of_year(void) { return YEAR * 10000 + (int)(4 + draw(9)) * 100 + (int)(1 + draw(28)); }

static int birth_drawn(void)
{
    static const int births[] = {19860610, 19860900, 19861115, 19870203,
                                 19870331, 19870000, 19520101, 19900101};
    return draw(2) == 0 ? births[draw(COUNT_OF(births))] : 19500101 + (int)draw(70) * 10000 + (int)draw(28);
}

static void on_income(struct ward *w, struct someone *p)
{
    int64_t at = next_moment();
    if (p->has_income) {
        ward_forget_income(w, at, YEAR, p->no);
    }
    if (draw(12) == 0) {
        ward_salary(w, at, YEAR, p->no, 3000000, 7); /* contradicts itself */
    } else {
        ward_income(w, at, YEAR, p->no, draw(5) == 0 ? -1 : (yen)draw(90) * 100000);
    }
    p->has_income = true;
}

static void on_membership(struct ward *w, struct someone *p)
{
    int64_t at = next_moment();
    int from = day_of_year();
    if (p->fact_at != 0) { /* he loses it, or never had it */
        fact_close(w, at, p);
        if (draw(3) != 0 && from > p->fact_from) {
            ward_fact(w, at, p->no, FACT_MEMBERSHIP, p->fact_from, from, (int)draw(2));
        }
        p->fact_at = 0;
    } else {
        p->fact_at = at;
        p->fact_from = from;
        ward_fact(w, at, p->no, FACT_MEMBERSHIP, from, DAY_OPEN, 0);
    }
}

static void on_move(struct ward *w, struct someone *p)
{
    int64_t at = next_moment();
    int on = day_of_year();
    int64_t to = 1000 + draw(HOUSEHOLDS + 20);
    if (on <= p->since || to == p->household_no) {
        return;
    }
    ward_forget_belonging(w, at, p->household_no, p->no, p->since);
    ward_belongs(w, at, p->household_no, p->no, p->birth, p->is_head, p->since, on);
    p->is_head = draw(2) == 0;
    ward_belongs(w, at, to, p->no, p->birth, p->is_head, on, DAY_OPEN);
    p->household_no = to;
    p->since = on;
}

static void on_head(struct ward *w, struct someone *p)
{
    int64_t at = next_moment();
    ward_forget_belonging(w, at, p->household_no, p->no, p->since);
    p->is_head = !p->is_head;
    ward_belongs(w, at, p->household_no, p->no, p->birth, p->is_head, p->since, DAY_OPEN);
}

/* 国保上の世帯: begins, or is taken back. */
static void on_overlay(struct ward *w, struct someone *p)
{
    int64_t at = next_moment();
    if (p->overlay_at != 0) {
        int64_t changed;
        struct store *s = w->clerk.store;
        assert_int_equal(store_begin(s, &w->report), ERR_NONE);
        struct query *q = store_query(s, SQL_eligibility_event_close);
        query_set_i64(q, "now", at);
        query_set_i64(q, "change_no", 0);
        query_set_i64(q, "addressee_no", p->no);
        query_set_i64(q, "event_no", p->overlay_no);
        query_set_i64(q, "recorded_at", p->overlay_at);
        assert_int_equal(query_run(q, &w->report, &changed), ERR_NONE);
        assert_int_equal(changed, 1);
        assert_int_equal(store_commit(s, &w->report), ERR_NONE);
        p->overlay_at = 0;
        return;
    }
    p->overlay_at = at;
    p->overlay_no = ++last_no;
    int reason = (int)(1 + draw(4));
    const struct filled cells[] = {
        {"addressee_no", p->no, NULL},
        {"event_no", p->overlay_no, NULL},
        {"recorded_at", at, NULL},
        {"superseded_at", INT64_MAX, NULL},
        {"kind", EVENT_HOUSEHOLD, NULL},
        {"fact_kind", 0, NULL},
        {"effective_on", day_of_year(), NULL},
        {"until_on", DAY_OPEN, NULL},
        {"occurred_on", 0, NULL},
        {"notified_on", 0, NULL},
        {"prefecture_on", 0, NULL},
        {"how", HOW_COUNTER, NULL},
        {"is_annotated", 0, NULL},
        {"is_planned", 0, NULL},
        {"is_head", draw(2), NULL},
        {"detail", reason, NULL},
        {"household_no", reason == BELONGING_HEAD ? p->household_no : 1000 + (int64_t)draw(HOUSEHOLDS + 20),
         NULL},
        {"branch_no", 0, NULL},
        {"birth", p->birth, NULL},
        {"change_no", 0, NULL},
        {"closed_by", 0, NULL},
        {"reason", 0, ""},
        {"card_symbol", 0, ""},
        {"card_number", 0, ""},
        {"evidence", 0, ""},
        {"note", 0, ""},
        {"source", 0, ""}};
    insert(w, "eligibility_event", cells, COUNT_OF(cells));
}

static void on_fact(struct ward *w, struct someone *p)
{
    static const enum eligibility_fact_kind kinds[] = {FACT_CARE_EXEMPT,      FACT_LATTER_STAGE,
                                                       FACT_UNEMPLOYED,       FACT_MATERNITY,
                                                       FACT_FORMER_DEPENDANT, FACT_SPECIFIED};
    enum eligibility_fact_kind kind = kinds[draw(COUNT_OF(kinds))];
    if (p->was_told[kind]) {
        return;
    }
    p->was_told[kind] = true;
    int from = day_of_year();
    ward_fact(w, next_moment(), p->no, kind, from, kind == FACT_CARE_EXEMPT ? from + 3 : DAY_OPEN,
              kind == FACT_UNEMPLOYED  ? 11
              : kind == FACT_SPECIFIED ? 20200401
                                       : 1);
}

static void on_remission(struct ward *w, struct someone *p)
{
    const struct filled cells[] = {{"remission_no", ++last_no, NULL},
                                   {"fiscal_year", YEAR, NULL},
                                   {"household_no", p->household_no, NULL},
                                   {"payer_no", p->no, NULL},
                                   {"applied_on", 20260701, NULL},
                                   {"outcome", 1, NULL},
                                   {"pattern", 1, NULL},
                                   {"parts", 15, NULL},
                                   {"amount", 3000, NULL},
                                   {"rate", 0, NULL},
                                   {"months", 0, NULL},
                                   {"ends_on", 0, NULL},
                                   {"decided_on", 20260701, NULL},
                                   {"change_no", 0, NULL},
                                   {"recorded_at", next_moment(), NULL},
                                   {"superseded_at", INT64_MAX, NULL},
                                   {"ground", 0, "disaster"},
                                   {"law", 0, ""},
                                   {"instalments", 0, ""},
                                   {"words", 0, ""}};
    insert(w, "premium_remission", cells, COUNT_OF(cells));
}

static void on_basis(struct ward *w, struct someone *p)
{
    if (p->was_told[14]) {
        return;
    }
    p->was_told[14] = true;
    const struct filled cells[] = {{"basis_no", ++last_no, NULL},
                                   {"fiscal_year", YEAR, NULL},
                                   {"addressee_no", p->no, NULL},
                                   {"kind", 1, NULL},
                                   {"evidence_on", 20260701, NULL},
                                   {"stands", 1 + (int64_t)draw(3), NULL},
                                   {"seen_at", 0, NULL},
                                   {"given", INCOME_TOTAL, NULL},
                                   {"total_income", 1000000 + (int64_t)draw(20) * 100000, NULL},
                                   {"salary_revenue", 0, NULL},
                                   {"salary_income", 0, NULL},
                                   {"pension_revenue", 0, NULL},
                                   {"pension_income", 0, NULL},
                                   {"other_income", 0, NULL},
                                   {"combined_income", 0, NULL},
                                   {"family_employee_pay_paid", 0, NULL},
                                   {"family_employee_pay_received", 0, NULL},
                                   {"special_deductions_of_gains", 0, NULL},
                                   {"casualty_loss_carried", 0, NULL},
                                   {"fixed_asset_tax", 0, NULL},
                                   {"under_16", 0, NULL},
                                   {"from_16_to_18", 0, NULL},
                                   {"change_no", 0, NULL},
                                   {"recorded_at", next_moment(), NULL},
                                   {"superseded_at", INT64_MAX, NULL},
                                   {"evidence", 0, "declaration"},
                                   {"words", 0, ""}};
    insert(w, "premium_basis", cells, COUNT_OF(cells));
}

static void on_advance(struct ward *w, struct someone *p)
{
    if (p->was_told[15]) {
        return;
    }
    p->was_told[15] = true;
    const struct filled cells[] = {{"fiscal_year", YEAR, NULL},
                                   {"addressee_no", p->no, NULL},
                                   {"way", 1 + (int64_t)draw(3), NULL},
                                   {"change_no", 0, NULL},
                                   {"recorded_at", next_moment(), NULL},
                                   {"superseded_at", INT64_MAX, NULL},
                                   {"reason", 0, ""}};
    insert(w, "premium_advance", cells, COUNT_OF(cells));
}

static void on_newcomer(struct ward *w, struct someone *p)
{
    (void)p;
    struct someone *who = join(w, next_moment(), 1000 + draw(HOUSEHOLDS + 20), birth_drawn(), draw(2) == 0,
                               day_of_year(), draw(4) != 0);
    on_income(w, who);
}

/* 即時更正: decided at the counter between two runs. */
static void on_counter(struct ward *w, struct someone *p)
{
    struct arena *arena = arena_new("窓口の更正", (size_t)64 << 20);
    const struct premium_correction_wish wish = {.household_no = p->household_no,
                                                 .first_year = YEAR,
                                                 .known_at = next_moment() + 1,
                                                 .day = date_none(),
                                                 .cut_off = date_none()};
    struct premium_correction c;
    settle();
    assert_int_equal(premium_correct(&w->clerk, &wish, arena, &w->report, &c), ERR_NONE);
    for (int kind = KIND_INCREASE; kind <= KIND_DECREASE; kind++) {
        if (c.changed[kind] > 0) {
            struct store *s = w->chief.store;
            assert_int_equal(store_begin(s, &w->report), ERR_NONE);
            assert_int_equal(premium_correct_decide(&w->chief, &c, (enum assessment_kind)kind,
                                                    text_of("fuka1"), 1, next_moment(), &w->report),
                             ERR_NONE);
            assert_int_equal(store_commit(s, &w->report), ERR_NONE);
        }
    }
    arena_free(arena);
}

static void play(struct ward *w)
{
    static void (*const events[])(struct ward *, struct someone *) = {
        on_income, on_income, on_membership, on_membership, on_move,    on_head,     on_overlay,
        on_fact,   on_fact,   on_remission,  on_basis,      on_advance, on_newcomer, on_counter};
    for (unsigned n = draw(9); n > 0; n--) {
        events[draw(COUNT_OF(events))](w, &people[draw((unsigned)people_count)]);
    }
    settle();
}

/* ---------------------------------------------------------------------------------- runs ------ */

enum { OPTION_ALL = 4 }; /* of premium-monthly: the fifth */

/* Lines that tell how it was read, and with which conditions. */
static bool is_of_the_way(const char *line)
{
    static const char *const begins[] = {"読んだ世帯 ", "前回", "  ", "月次更正 2026年度: "};
    for (size_t i = 0; i < COUNT_OF(begins); i++) {
        if (strncmp(line, begins[i], strlen(begins[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* What a run says, but how many it read. */
static char *said(struct ward *w, bool is_all, bool dry_run)
{
    struct job_request request = {.year = YEAR, .dry_run = dry_run, .is_quiet = true};
    assert_string_equal(job_premium_monthly.options[OPTION_ALL].name, "all");
    request.values[OPTION_ALL] = is_all ? "する" : "しない";
    (void)ward_printed(w);
    enum err e = job_start(&w->clerk, &job_premium_monthly, &request, w->out, &w->report);
    if (e != ERR_NONE && e != ERR_FINDINGS) {
        report_print(&w->report, stderr);
        fail();
    }
    report_clear(&w->report);
    char *words = strdup(ward_printed(w)), *to = words;
    for (char *line = words; *line != '\0';) {
        size_t n = strcspn(line, "\n");
        n += line[n] == '\n';
        if (is_of_the_way(line)) {
            if (getenv("KOKUHO_TEST_LOUD") != NULL) {
                (void)fprintf(stderr, "# %.*s", (int)n, line);
            }
        } else {
            memmove(to, line, n);
            to += n;
        }
        line += n;
    }
    *to = '\0';
    return words;
}

/* Both ways say the same: the same versions for the same reasons, the same findings. */
static void compare(struct ward *w, unsigned round)
{
    char *some = said(w, false, true), *all = said(w, true, true);
    if (strcmp(some, all) != 0) {
        (void)fprintf(stderr, "# round %u, seed %" PRIu64 "\n# some:\n%s\n# all:\n%s\n", round, seed, some,
                      all);
    }
    assert_string_equal(some, all);
    free(some);
    free(all);
}

static void make_ward(struct ward *w)
{
    people_count = 0;
    for (unsigned i = 0; i < HOUSEHOLDS; i++) {
        for (unsigned k = 0; k < 1 + draw(3); k++) {
            struct someone *p = join(w, WARD_FIRST, 1000 + i, birth_drawn(), k == 0 && draw(20) != 0,
                                     20200401, draw(6) != 0);
            ward_income(w, WARD_FIRST, YEAR, p->no, draw(8) == 0 ? -1 : (yen)draw(60) * 100000);
            p->has_income = true;
            p->fact_at = p->fact_at != 0 ? WARD_FIRST : 0;
        }
    }
    ward_salary(w, WARD_FIRST, YEAR,
                join(w, WARD_FIRST, 1000 + HOUSEHOLDS, 19800101, true, 20200401, true)->no, 3000000,
                7); /* refused from the beginning: it has no decision */
    people[people_count - 1].has_income = true;
}

static void play_year(struct ward *w)
{
    make_ward(w);
    enum err e = ward_run(w, &job_premium_annual, YEAR, false, false);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    e = ward_approve(w, &job_premium_annual, YEAR);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    date day = date_of(YEAR, 6, 10);
    for (unsigned round = 0; round < ROUNDS; round++) {
        day = date_add_days(day, (int)draw(35));
        ward_business_date(w, date_ymd(day));
        play(w);
        compare(w, round);
        if (draw(4) == 0) {
            continue; /* nobody runs it this time */
        }
        free(said(w, draw(5) == 0, false));
        if (draw(4) == 0) {
            play(w); /* what comes while it waits belongs to the next */
        }
        if (draw(4) != 0) {
            e = ward_approve(w, &job_premium_monthly, YEAR);
            assert_true(e == ERR_NONE || e == ERR_FINDINGS);
        }
    }
    assert_int_equal(premium_verify(w->clerk.store, &w->report), ERR_NONE);
}

/* LV-17, LV-20: whoever is passed over would not have changed. */
static void test_same_as_all(void **state)
{
    seed = 11;
    play_year(*state);
}

static void test_same_as_all_again(void **state)
{
    seed = 4711;
    play_year(*state);
}

/* A run over everything tells of a household that changes although nothing was recorded of it. */
static void test_proof(void **state)
{
    struct ward *w = *state;
    seed = 7;
    people_count = 0;
    struct someone *p = join(w, WARD_FIRST, 1001, 19900101, true, 20200401, true);
    ward_income(w, WARD_FIRST, YEAR, p->no, 2000000);
    assert_int_equal(ward_run(w, &job_premium_annual, YEAR, false, false), ERR_NONE);
    assert_int_equal(ward_approve(w, &job_premium_annual, YEAR), ERR_NONE);
    ward_fact(w, WARD_FIRST, p->no, FACT_CARE_EXEMPT, 20260701, 20260901, 0);
    ward_forget_income(w, WARD_FIRST + 1, YEAR, p->no); /* behind the back of all clocks */
    ward_income(w, WARD_FIRST + 1, YEAR, p->no, 3000000);
    settle();
    char *some = said(w, false, true), *all = said(w, true, true);
    assert_null(strstr(some, "差分: 世帯 1001"));
    assert_non_null(strstr(all, "差分: 世帯 1001"));
    assert_non_null(strstr(all, "記録された変更がないのに更正されます"));
    free(some);
    free(all);
}

static void decide_monthly(struct ward *w)
{
    free(said(w, false, false));
    assert_int_equal(ward_approve(w, &job_premium_monthly, YEAR), ERR_NONE);
    settle();
}

static void reads(struct ward *w, const char *how_many)
{
    (void)ward_printed(w);
    assert_int_equal(ward_run(w, &job_premium_monthly, YEAR, true, false), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), how_many));
    compare(w, 0);
}

static void earns(struct ward *w, const struct someone *p, yen income)
{
    int64_t at = next_moment();
    ward_forget_income(w, at, YEAR, p->no);
    ward_income(w, at, YEAR, p->no, income);
    settle();
}

/* A decided run is where the next begins, also when it had looked at some only; unless a correction at the counter had
 * looked before it and was decided after it had looked: then that run's base is begun from again. */
static void test_chain(void **state)
{
    struct ward *w = *state;
    people_count = 0;
    struct someone *p[3];
    for (int i = 0; i < 3; i++) {
        p[i] = join(w, WARD_FIRST, 1001 + i, 19900101, true, 20200401, true);
        ward_income(w, WARD_FIRST, YEAR, p[i]->no, 2000000);
    }
    assert_int_equal(ward_run(w, &job_premium_annual, YEAR, false, false), ERR_NONE);
    assert_int_equal(ward_approve(w, &job_premium_annual, YEAR), ERR_NONE);
    settle();
    earns(w, p[1], 2100000);
    earns(w, p[1], 2000000); /* touched, and as before: no run decides it anew */
    earns(w, p[0], 3000000);
    reads(w, "読んだ世帯 2（");
    decide_monthly(w);
    reads(w, "読んだ世帯 0（");
    earns(w, p[2], 4000000);
    reads(w, "読んだ世帯 1（");

    struct arena *arena = arena_new("窓口の更正", (size_t)64 << 20);
    const struct premium_correction_wish wish = {.household_no = p[2]->household_no, .first_year = YEAR,
                                                 .known_at = next_moment(), .day = date_none(), .cut_off = date_none()};
    struct premium_correction c;
    assert_int_equal(premium_correct(&w->clerk, &wish, arena, &w->report, &c), ERR_NONE);
    settle();
    earns(w, p[2], 2000000); /* the run sees nothing to change; the counter still has the other income */
    earns(w, p[0], 3100000);
    reads(w, "読んだ世帯 2（");
    decide_monthly(w);
    struct store *s = w->chief.store;
    assert_int_equal(store_begin(s, &w->report), ERR_NONE);
    assert_int_equal(premium_correct_decide(&w->chief, &c, KIND_INCREASE, text_of("fuka1"), 1, next_moment(),
                                            &w->report), ERR_NONE);
    assert_int_equal(store_commit(s, &w->report), ERR_NONE);
    settle();
    arena_free(arena);
    char *some = said(w, false, true);
    assert_non_null(strstr(some, "差分: 世帯 1003"));
    free(some);
    compare(w, 1);
}

/* Other tables than those of the last run over everything: all are read, until that run is decided. */
static void test_all_after_other_tables(void **state)
{
    struct ward *w = *state;
    people_count = 0;
    struct someone *p = join(w, WARD_FIRST, 1001, 19900101, true, 20200401, true);
    ward_income(w, WARD_FIRST, YEAR, p->no, 2000000);
    assert_int_equal(ward_run(w, &job_premium_annual, YEAR, false, false), ERR_NONE);
    assert_int_equal(ward_approve(w, &job_premium_annual, YEAR), ERR_NONE);
    settle();
    assert_int_equal(ward_run(w, &job_premium_monthly, YEAR, true, false), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), "読んだ世帯 0（"));
    char path[800];
    int n = snprintf(path, sizeof(path), "%s/municipal/%s/rounding.tsv", w->clerk.folder.params,
                     ward_municipality);
    assert_true(n > 0 && (size_t)n < sizeof(path));
    FILE *table = fopen(path, "a");
    assert_non_null(table);
    assert_true(fputs("# another edition\n", table) >= 0 && fclose(table) == 0);
    assert_int_equal(ward_params_propose(w, "別の版"), ERR_NONE);
    assert_int_equal(ward_params_approve(w, "fuka2"), ERR_NONE);
    for (int i = 0; i < 2; i++) { /* proposed, and once more: only the decision counts */
        assert_int_equal(ward_run(w, &job_premium_monthly, YEAR, i == 1, false), ERR_NONE);
        assert_non_null(strstr(ward_printed(w), "読んだ世帯 1（全部: "));
    }
    assert_int_equal(ward_approve(w, &job_premium_monthly, YEAR), ERR_NONE);
    assert_int_equal(ward_run(w, &job_premium_monthly, YEAR, true, false), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), "読んだ世帯 0（"));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(test_same_as_all),
        WITH_WARD(test_same_as_all_again),
        WITH_WARD(test_proof),
        WITH_WARD(test_chain),
        WITH_WARD(test_all_after_other_tables),
    };
    return fixture_run(argc, argv, "selection", tests, COUNT_OF(tests));
}
