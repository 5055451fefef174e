/*
 * 調定の一巡 -- the newest decided version of each year, household and payer, with its due dates.
 *
 * Of one payer or household it is a question. Of all or many of them versions and numbers of notices are read
 * through in their order and merged, with the runs at hand.
 */
#include "premium/assessment.h"
#include "premium/former.h"
#include "premium/levy_scope.h"
#include "premium/notice.h"
#include "premium/premium.h"
#include "premium/withheld.h"
#include "store/many.h"

struct query *levy_question(struct store *s, const struct premium_levy_scope *scope,
                            const struct levy_statements *sql)
{
    const bool is_list = scope->household_count > 0;
    struct query *q = scope->payer_no != 0       ? store_query(s, sql->of_payer)
                      : scope->household_no != 0 ? store_query(s, sql->of_household)
                                                 : store_scan(s, is_list ? sql->of_many : sql->of_all);

    query_set_i64(q, "first_year", scope->first_year);
    if (is_list) {
        assert(scope->first_year == scope->last_year && scope->payer_no == 0 && scope->household_no == 0);
        query_set_list(q, "households", scope->households, scope->household_count);
        return q;
    }
    query_set_i64(q, "last_year", scope->last_year != 0 ? scope->last_year : INT32_MAX);
    if (scope->payer_no != 0) {
        query_set_i64(q, "payer_no", scope->payer_no);
    } else if (scope->household_no != 0) {
        query_set_i64(q, "household_no", scope->household_no);
    }
    return q;
}

/* Due dates of runs, by run: a run has at most twelve days. */
struct due_row {
    int64_t run_no;
    date due;
};
struct due_rows {
    struct due_row *rows;
    size_t count, capacity;
};

static enum err load_due(struct store *s, struct arena *arena, struct report *report, struct due_rows *ret)
{
    struct query *q = store_query(s, SQL_premium_due_all);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, ret->rows, ret->count, ret->capacity) =
            (struct due_row){query_i64(q, 0), date_of_day(query_i64(q, 1))};
    }
    query_reset(q);
    return e;
}

/* Where the days of a run begin; `count` when it has none. */
static size_t due_at(const struct due_rows *all, int64_t run_no)
{
    size_t low = 0, high = all->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all->rows[middle].run_no < run_no) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void read_instalments(const struct query *q, int first, const struct due_rows *due, int64_t run_no,
                             struct premium_levy *ret)
{
    size_t at = due_at(due, run_no);

    for (int i = 0; i < CALENDAR_MAX && !query_is_null(q, first + i); i++, at++) {
        assert(at < due->count && due->rows[at].run_no == run_no); /* a run has a day for each instalment */
        ret->instalments[ret->instalment_count++] =
            (struct premium_instalment){due->rows[at].due, query_i64(q, first + i)};
    }
    if (!query_is_null(q, first + CALENDAR_MAX)) { /* 随時 */
        ret->instalments[ret->instalment_count++] = (struct premium_instalment){
            date_of_day(query_i64(q, first + CALENDAR_MAX + 1)), query_i64(q, first + CALENDAR_MAX)};
        ret->extra_no = (int)ret->instalment_count;
    }
}

/* Of one run. */
static enum err load_due_of(struct store *s, int64_t run_no, struct arena *arena, struct report *report,
                            struct due_rows *ret)
{
    struct query *q = store_query(s, SQL_premium_due_of);
    bool row;
    enum err e;

    query_set_i64(q, "run_no", run_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, ret->rows, ret->count, ret->capacity) =
            (struct due_row){run_no, date_of_day(query_i64(q, 0))};
    }
    query_reset(q);
    return e;
}

static void read_levy(const struct query *q, const struct due_rows *due, struct premium_levy *ret)
{
    int64_t running_no = query_i64(q, 3);

    *ret = (struct premium_levy){
        .year = (int32_t)query_i64(q, 0),
        .household_no = query_i64(q, 1),
        .payer_no = query_i64(q, 2),
        .notice_no = running_no != 0 ? notice_no_of(running_no) : 0,
        .decided_on = date_of_day(query_i64(q, 5)),
        .first_decided_on = date_of_day(query_i64(q, 6)),
    };
    for (int p = 0; p < LEVY_PARTS; p++) {
        ret->part[p] = query_i64(q, 7 + p);
    }
    read_instalments(q, 7 + LEVY_PARTS, due, query_i64(q, 4), ret);
}

/* ------------------------------------------------------------------------------ all of them ---- */

struct run_row {
    int64_t run_no, kind;
    bool is_approved;
    date decided_on;
};
struct through {
    struct due_rows due;
    struct run_row *runs;
    size_t run_count, run_capacity, last_run;
    struct query *numbers;
    bool has_number;
    struct premium_levy levy;    /* the newest decided version so far of the household and payer that stand */
    bool has_levy, has_decision; /* a household and payer stand; one of their versions is decided */
    premium_levy_fn each;
    void *context;
};

static enum err load_runs(struct store *s, struct arena *arena, struct report *report, struct through *t)
{
    struct query *q = store_query(s, SQL_premium_levy_runs);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, t->runs, t->run_count, t->run_capacity) =
            (struct run_row){query_i64(q, 0), query_i64(q, 1), query_i64(q, 2) != 0, date_none()};
        if (query_i64(q, 3) != 0) {
            t->runs[t->run_count - 1].decided_on = date_of_day(query_i64(q, 3));
        }
    }
    query_reset(q);
    return e;
}

static const struct run_row *run_of(struct through *t, int64_t run_no, int64_t kind)
{
    const struct run_row *last = t->last_run < t->run_count ? &t->runs[t->last_run] : NULL;

    if (last != NULL && last->run_no == run_no && last->kind == kind) {
        return last; /* most versions of a year are of one run */
    }
    size_t low = 0, high = t->run_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct run_row *r = &t->runs[middle];
        if (r->run_no < run_no || (r->run_no == run_no && r->kind < kind)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    t->last_run = low;
    bool is_there = low < t->run_count && t->runs[low].run_no == run_no && t->runs[low].kind == kind;
    return is_there ? &t->runs[low] : NULL;
}

/* Below zero: the number that stands is of somebody before the levy. */
static int number_order(const struct query *q, const struct premium_levy *l)
{
    const int64_t key[] = {l->year, l->household_no, l->payer_no};

    for (int i = 0; i < (int)COUNT_OF(key); i++) {
        int64_t other = query_i64(q, i);
        if (other != key[i]) {
            return other < key[i] ? -1 : 1;
        }
    }
    return 0;
}

/* The household and payer that stood are complete. */
static enum err hand_over(struct through *t, struct report *report)
{
    struct premium_levy *l = &t->levy;
    enum err e = ERR_NONE;

    if (!t->has_decision) {
        return ERR_NONE;
    }
    while (e == ERR_NONE && t->has_number && number_order(t->numbers, l) < 0) {
        e = query_step(t->numbers, report, &t->has_number);
    }
    if (e == ERR_NONE && t->has_number && number_order(t->numbers, l) == 0) {
        l->notice_no = notice_no_of(query_i64(t->numbers, 3));
    }
    t->has_decision = false;
    return e == ERR_NONE ? t->each(t->context, l, report) : e;
}

static enum err take_version(struct through *t, const struct query *q, struct report *report)
{
    int32_t year = (int32_t)query_i64(q, 0);
    int64_t household_no = query_i64(q, 1), payer_no = query_i64(q, 2), run_no = query_i64(q, 4);
    const struct run_row *run = run_of(t, run_no, query_i64(q, 5));
    struct premium_levy *l = &t->levy;
    enum err e = ERR_NONE;

    assert(run != NULL); /* versions are of a run */
    if (!t->has_levy || year != l->year || household_no != l->household_no || payer_no != l->payer_no) {
        assert(query_i64(q, 3) == 1);
        e = hand_over(t, report);
        *l = (struct premium_levy){.year = year, .household_no = household_no, .payer_no = payer_no,
                                   .first_decided_on = run->decided_on};
        t->has_levy = true;
    }
    if (e != ERR_NONE || !run->is_approved) {
        return e;
    }
    t->has_decision = true;
    l->decided_on = run->decided_on;
    l->instalment_count = 0;
    l->extra_no = 0;
    for (int p = 0; p < LEVY_PARTS; p++) {
        l->part[p] = query_i64(q, 6 + p);
    }
    read_instalments(q, 6 + LEVY_PARTS, &t->due, run_no, l);
    return ERR_NONE;
}

static enum err go_through(struct store *s, const struct premium_levy_scope *scope, struct through *t,
                           struct report *report)
{
    static const struct levy_statements of_versions = {.of_many = SQL_premium_levy_versions_of_many,
                                                       .of_all = SQL_premium_levy_versions};
    static const struct levy_statements of_numbers = {.of_many = SQL_premium_levy_numbers_of_many,
                                                      .of_all = SQL_premium_levy_numbers};
    struct query *versions = levy_question(s, scope, &of_versions);
    bool row = false;

    t->numbers = levy_question(s, scope, &of_numbers);
    enum err e = query_step(t->numbers, report, &t->has_number);
    while (e == ERR_NONE && (e = query_step(versions, report, &row)) == ERR_NONE && row) {
        e = take_version(t, versions, report);
    }
    e = e == ERR_NONE ? hand_over(t, report) : e;
    query_reset(versions);
    query_reset(t->numbers);
    return e;
}

/* ------------------------------------------------------------------------------------------------ */

/* The days of every run would be more than all else that is read of a payer. */
static enum err of_one(struct store *s, const struct premium_levy_scope *scope, premium_levy_fn each,
                       void *context, struct arena *arena, struct report *report)
{
    static const struct levy_statements sql = {.of_payer = SQL_premium_levies_of_payer,
                                               .of_household = SQL_premium_levies_of_household};
    struct query *q = levy_question(s, scope, &sql);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct premium_levy levy;
        struct due_rows due = {0};
        e = load_due_of(s, query_i64(q, 4), arena, report, &due);
        if (e == ERR_NONE) {
            read_levy(q, &due, &levy);
            e = each(context, &levy, report);
        }
        if (e != ERR_NONE) {
            break;
        }
    }
    query_reset(q);
    return e;
}

static enum err decided(struct store *s, const struct premium_levy_scope *scope, premium_levy_fn each,
                        void *context, struct arena *arena, struct report *report)
{
    struct through t = {.each = each, .context = context};

    if (scope->payer_no != 0 || scope->household_no != 0) {
        return of_one(s, scope, each, context, arena, report);
    }
    enum err e = load_due(s, arena, report, &t.due);
    if (e == ERR_NONE) {
        e = load_runs(s, arena, report, &t);
    }
    return e == ERR_NONE ? go_through(s, scope, &t, report) : e;
}

/* Those of the system before this one stand in their places among them; what is taken from pensions is laid
 * over. */
struct merging {
    struct formers formers;
    struct withheld_all withheld;
    premium_levy_fn each;
    void *context;
};

static enum err hand_out(void *context, const struct premium_levy *l, struct report *report)
{
    struct merging *m = context;
    struct premium_levy laid = *l;
    enum err e = formers_before(&m->formers, l, m->each, m->context, report);

    withheld_lay(&m->withheld, &laid);
    return e == ERR_NONE ? m->each(m->context, &laid, report) : e;
}

enum err premium_levies(struct store *s, const struct premium_levy_scope *scope, premium_levy_fn each,
                        void *context, struct arena *arena, struct report *report)
{
    struct merging m = {.each = each, .context = context};
    enum err e = formers_load(s, scope, arena, report, &m.formers);

    e = e == ERR_NONE ? withheld_load(s, scope, arena, report, &m.withheld) : e;
    if (e == ERR_NONE) {
        bool is_plain = m.formers.count == 0 && m.withheld.count == 0;
        e = decided(s, scope, is_plain ? each : hand_out, is_plain ? context : &m, arena, report);
    }
    return e == ERR_NONE ? formers_before(&m.formers, NULL, each, context, report) : e;
}
