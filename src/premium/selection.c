/*
 * 更正で読む世帯 -- why a household may be passed over.
 *
 * What a run proposes and finds of a household follows from
 *   1. the rows that are known of it: those of `sources` below, and of nothing else (facts.c,
 * fact_table.c);
 *   2. the tables and the program;
 *   3. who of its members is 40 by the day of the run, where birthdays are not foreseen;
 *   4. its newest decision.
 * The base is the newest decided run that looked at every household, or at all that it could not pass over
 * itself. At its moment each of them equalled its decision, got a new one, or left a finding: those it
 * looked at by that look, the others because they did at the base before and nothing changed since. (A
 * run that had looked before the base and was decided behind its moment is one the base did not see: then
 * an earlier run is the base.) A household is passed over now when since the base
 *   1. no source has a row of it that came or was closed. All writers take the moment of their rows while
 * they alone write, and a run takes its own in such a turn (batch/start.c, import.c, change_moment()): a
 * run knows what was recorded up to its moment, and nothing comes in behind;
 *   2. every decision was made with the tables and the program of now;
 *   3. nobody can have become 40 between the days of the runs from the base on;
 *   4. its decision is that of the base, or of a run that read it later: then that run's moment counts.
 * Who left a finding without a decision is read each time. When 2 does not hold all are read, and that run,
 * once it is decided, is the next base. A run over everything looks at the others too and says so when one
 * of them changes (`not_recorded`): that is the proof by example.
 */
#include "premium/selection.h"

#include "batch/standing.h"
#include "store/moved.h"

#include <inttypes.h>

#define ALWAYS INT64_MAX /* the moment of whom no later run settles */
#define AGE_CARE 40 /* 介護保険法9条2号: only to tell who may be seen differently; the rule decides */

/* ------------------------------------------------------------------------------- sources ------ */

/* What was recorded or closed after `since`: numbers of households or of persons, with the last such
 * moment. */
typedef enum err (*moved_fn)(struct store *s, fiscal_year fy, int64_t since, struct arena *arena,
                             struct report *report, struct moved_list *to);

static enum err households_moved(struct store *s, fiscal_year fy, int64_t since, struct arena *arena,
                                 struct report *report, struct moved_list *to)
{
    (void)fy; /* belongings since 2008 count: an unbroken membership is judged by them */
    return eligibility_households_moved(s, since, arena, report, to);
}

static enum err persons_moved(struct store *s, fiscal_year fy, int64_t since, struct arena *arena,
                              struct report *report, struct moved_list *to)
{
    (void)fy; /* facts of the years before count too (特例対象, 特定同一世帯) */
    return eligibility_persons_moved(s, since, arena, report, to);
}

static enum err of_year(struct store *s, enum sql sql, fiscal_year fy, int64_t since, struct arena *arena,
                        struct report *report, struct moved_list *to)
{
    struct query *q = store_query(s, sql);
    query_set_i64(q, "fiscal_year", fy.first_year);
    query_set_i64(q, "since", since);
    return query_moved(q, arena, report, to);
}

static enum err incomes_moved(struct store *s, fiscal_year fy, int64_t since, struct arena *arena,
                              struct report *report, struct moved_list *to)
{
    struct moved_list of_all_years = {0};
    bool is_all = false;
    enum err e = moved_noted(s, MOVED_INCOME, since, INT64_MAX, arena, report, &of_all_years, &is_all);
    if (e != ERR_NONE || is_all) {
        return e == ERR_NONE ? of_year(s, SQL_premium_income_moved, fy, since, arena, report, to) : e;
    }
    /* Who moved in another year alone is read for nothing. */
    for (size_t i = 0; i < of_all_years.count; i++) {
        moved_add(to, arena, of_all_years.items[i].number, of_all_years.items[i].at);
    }
    return e;
}

static enum err bases_moved(struct store *s, fiscal_year fy, int64_t since, struct arena *arena,
                            struct report *report, struct moved_list *to)
{
    return of_year(s, SQL_premium_basis_moved, fy, since, arena, report, to);
}

static enum err advances_moved(struct store *s, fiscal_year fy, int64_t since, struct arena *arena,
                               struct report *report, struct moved_list *to)
{
    return of_year(s, SQL_premium_advance_moved, fy, since, arena, report, to);
}

static enum err remissions_moved(struct store *s, fiscal_year fy, int64_t since, struct arena *arena,
                                 struct report *report, struct moved_list *to)
{
    return of_year(s, SQL_premium_remission_moved, fy, since, arena, report, to);
}

/* Whoever lets a further table into a case (fact_table.h) declares it here. */
static const struct case_source {
    const char *label, *tables;
    bool is_of_persons;
    moved_fn moved;
} sources[] = {
    {"世帯への所属、国保上の世帯", "addressee_belonging, eligibility_event", false, households_moved},
    {"資格の事実、世帯を離れる所属", "eligibility_fact, eligibility_event", true, persons_moved},
    {"所得", "premium_income", true, incomes_moved},
    {"賦課根拠入力", "premium_basis", true, bases_moved},
    {"前納の取扱い", "premium_advance", true, advances_moved},
    {"減免", "premium_remission", false, remissions_moved},
};

static enum err recorded_since(struct store *s, fiscal_year fy, int64_t since, struct arena *arena,
                               struct report *report, struct moved_list *to)
{
    struct moved_list persons = {0};
    enum err e = ERR_NONE;
    for (size_t i = 0; i < COUNT_OF(sources) && e == ERR_NONE; i++) {
        e = sources[i].moved(s, fy, since, arena, report, sources[i].is_of_persons ? &persons : to);
    }
    return e == ERR_NONE ? eligibility_households_of_moved(s, &persons, arena, report, to) : e;
}

enum err premium_households_recorded(struct store *s, fiscal_year fy, int64_t since, struct arena *arena,
                                     struct report *report, struct moved_list *to)
{
    return recorded_since(s, fy, since, arena, report, to);
}

/* ---------------------------------------------------------------------------------- base ------ */

struct base {
    const char *refused; /* why there is none; NULL = there is one */
    int64_t run_no, known_at;
    bool foresees_care40;
    date first, last; /* 40th birthdays were seen up to a day between these, since then */
};

static bool is_of_now(const struct decided_run *r) { return r->has_parameters && r->has_program; }

/* Some other run had looked before this one did, and was decided when it had. */
static bool is_crossed(const struct decided_runs *runs, const struct decided_run *by)
{
    for (size_t i = 0; i < runs->count; i++) {
        const struct decided_run *r = &runs->rows[i];
        if (r->run_no != by->run_no && r->known_at <= by->known_at && r->approved_at >= by->known_at) {
            return true;
        }
    }
    return false;
}

/* NULL: nobody has looked at all. */
static const struct decided_run *newest_base(const struct decided_runs *runs)
{
    const struct decided_run *newest = NULL;
    for (size_t i = 0; i < runs->count; i++) {
        const struct decided_run *r = &runs->rows[i];
        bool is_newer = newest == NULL || newest->known_at < r->known_at;
        bool is_base = is_newer && (r->is_whole || (r->is_complete && !is_crossed(runs, r)));
        newest = is_base ? r : newest;
    }
    return newest;
}

static struct base base_of(const struct decided_runs *runs, date care40_not_after)
{
    const struct decided_run *newest = newest_base(runs);
    if (newest == NULL) {
        return (struct base){.refused = "全世帯を読んだ決議がまだありません"};
    }
    if (newest->known_at > clock_now_ms()) { /* what is recorded now would seem to be of before */
        return (struct base){.refused = "時計が前の決議より戻っています"};
    }
    struct base b = {.run_no = newest->run_no,
                     .known_at = newest->known_at,
                     .foresees_care40 = date_is_none(care40_not_after),
                     .first = care40_not_after,
                     .last = care40_not_after};
    for (size_t i = 0; i < runs->count; i++) {
        const struct decided_run *r = &runs->rows[i];
        if (r->known_at < newest->known_at) {
            continue;
        }
        if (!is_of_now(r)) {
            return (struct base){.refused = "全世帯を読んだ後に、表かプログラムが変わりました"};
        }
        if (date_is_none(r->care40_not_after) != b.foresees_care40) {
            return (struct base){.refused = "40歳到達の扱いが前の決議と違います"};
        }
        if (!b.foresees_care40) {
            b.first = date_min(b.first, r->care40_not_after);
            b.last = date_max(b.last, r->care40_not_after);
        }
    }
    return b;
}

/*
 * Households of whoever may have become 40 in those days: by the months of birth, for a register writes 00
 * for a day or month that it does not know. The day before the birthday counts, so the month begins a day
 * early.
 */
static enum err birthdays(struct store *s, const struct base *b, struct arena *arena, struct report *report,
                          struct moved_list *to)
{
    if (b->foresees_care40 || !date_before(b->first, b->last)) {
        return ERR_NONE;
    }
    struct civil first = date_civil(date_add_days(b->first, -1)),
                 last = date_civil(date_add_days(b->last, 2));
    int32_t from = (first.year - AGE_CARE) * 10000 + (first.month == 1 ? 0 : first.month * 100);
    int32_t until = (last.year - AGE_CARE) * 10000 + last.month * 100 + 31;
    return eligibility_households_born(s, from, until, ALWAYS, arena, report, to);
}

static enum err standing(struct store *s, fiscal_year fy, const struct base *b, struct arena *arena,
                         struct report *report, struct moved_list *to)
{
    /* Found without a version being made; all other findings come with one. */
    static const char *const codes[STANDING_CODES] = {"facts_contradict", "no_payer", "time_limit"};
    int64_t *units;
    size_t count;
    enum err e = batch_standing_units(s, fy.first_year, b->run_no, codes, arena, report, &units, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        moved_add(to, arena, units[i], ALWAYS);
    }
    return e;
}

/* ------------------------------------------------------------------------------- selection ---- */

/* The last moment at which a run read the household and decided it; a counter reads without findings. */
static int64_t read_at(const struct decided_list *decided, int64_t household_no)
{
    int64_t at = 0;
    for (size_t i = decided_find(decided, household_no);
         i < decided->count && decided->items[i].household_no == household_no; i++) {
        const struct decided_short *d = &decided->items[i];
        at = d->run_no > 0 && d->known_at > at ? d->known_at : at;
    }
    return at;
}

/* The touched households that no later run has read, in order. */
static enum err keep_unread(struct store *s, fiscal_year fy, const char *parameters,
                            const struct moved_list *touched, struct arena *arena, struct report *report,
                            struct selection *ret)
{
    struct decided_list decided;
    ret->households = ARENA_ARRAY(arena, int64_t, touched->count + 1);
    for (size_t i = 0; i < touched->count; i++) {
        ret->households[i] = touched->items[i].number;
    }
    enum err e = decided_load_some(s, fy.first_year, parameters, ret->households, touched->count, arena,
                                   report, &decided);
    for (size_t i = 0; i < touched->count && e == ERR_NONE; i++) {
        const struct moved *m = &touched->items[i];
        if (m->number > 0 && m->at > read_at(&decided, m->number)) { /* 0: no household of the register */
            ret->households[ret->count++] = m->number;
        }
    }
    return e;
}

enum err selection_make(struct store *s, fiscal_year fy, const char *parameters, date care40_not_after,
                        struct arena *arena, struct report *report, struct selection *ret)
{
    struct decided_runs runs;
    struct moved_list touched = {0};
    *ret = (struct selection){0};
    enum err e = decided_runs_load(s, fy.first_year, parameters, arena, report, &runs);
    if (e != ERR_NONE) {
        return e;
    }
    struct base b = base_of(&runs, care40_not_after);
    if (b.refused != NULL) {
        *ret = (struct selection){.is_all = true, .why = b.refused};
        return ERR_NONE;
    }
    e = recorded_since(s, fy, b.known_at, arena, report, &touched);
    if (e == ERR_NONE) {
        e = birthdays(s, &b, arena, report, &touched);
    }
    if (e == ERR_NONE) {
        e = standing(s, fy, &b, arena, report, &touched);
    }
    if (e != ERR_NONE) {
        return e;
    }
    moved_settle(&touched);
    ret->why = arena_printf(arena, "実行 %" PRId64 " の後に記録のあった世帯", b.run_no);
    return keep_unread(s, fy, parameters, &touched, arena, report, ret);
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

bool selection_has(const struct selection *sel, int64_t household_no)
{
    return sel->is_all || (sel->count > 0 && bsearch(&household_no, sel->households, sel->count,
                                                     sizeof(household_no), by_number) != NULL);
}
