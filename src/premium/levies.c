/* 調定の一巡 -- the newest decided version of each year, household and payer, with its due dates. */
#include "premium/assessment.h"
#include "premium/notice.h"
#include "premium/premium.h"

/* Due dates of every run, by run: a year has few runs and a run at most twelve days. */
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
        ret->has_extra = true;
    }
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

enum err premium_levies(struct store *s, const struct premium_levy_scope *scope, premium_levy_fn each,
                        void *context, struct arena *arena, struct report *report)
{
    struct due_rows due = {0};
    enum err e = load_due(s, arena, report, &due);
    bool row;

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = scope->payer_no != 0       ? store_query(s, SQL_premium_levies_of_payer)
                      : scope->household_no != 0 ? store_query(s, SQL_premium_levies_of_household)
                                                 : store_scan(s, SQL_premium_levies_all);
    query_set_i64(q, "first_year", scope->first_year);
    query_set_i64(q, "last_year", scope->last_year != 0 ? scope->last_year : INT32_MAX);
    if (scope->payer_no != 0) {
        query_set_i64(q, "payer_no", scope->payer_no);
    } else if (scope->household_no != 0) {
        query_set_i64(q, "household_no", scope->household_no);
    }
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct premium_levy levy;
        read_levy(q, &due, &levy);
        e = each(context, &levy, report);
        if (e != ERR_NONE) {
            break;
        }
    }
    query_reset(q);
    return e;
}
