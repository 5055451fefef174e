/*
 * 調定の動いた納付義務者 -- whose levies may read otherwise than at a moment before.
 *
 * What premium_levies() tells of a payer follows from the decided versions, from what is laid over them
 * (特別徴収) and from what the system before this one charged. So a night asks for the decisions since, and
 * for the rows of the two others that came or were closed.
 */
#include "premium/assessment.h"
#include "premium/premium.h"

static enum err payers_of(struct query *q, struct arena *arena, struct report *report, struct moved_list *to)
{
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        moved_add(to, arena, query_i64(q, 0), 0);
    }
    query_reset(q);
    return e;
}

struct decided {
    int64_t run_no, kind;
};

static enum err decided_since(struct store *s, int64_t since, date day, struct arena *arena,
                              struct report *report, struct decided **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_premium_runs_approved_since);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "since", since);
    query_set_i64(q, "day", date_ymd(day));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) = (struct decided){query_i64(q, 0), query_i64(q, 1)};
    }
    query_reset(q);
    return e;
}

enum err premium_payers_moved(struct store *s, int64_t since, date day, struct arena *arena,
                              struct report *report, struct moved_list *to, bool *ret_everybody)
{
    struct decided *runs;
    size_t count;
    enum err e = decided_since(s, since, day, arena, report, &runs, &count);

    *ret_everybody = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct query *q = store_query(s, SQL_premium_payers_of_run);
        *ret_everybody = *ret_everybody || runs[i].kind == KIND_ANNUAL;
        query_set_i64(q, "run_no", runs[i].run_no);
        query_set_i64(q, "kind", runs[i].kind);
        e = payers_of(q, arena, report, to);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct query *laid = store_query(s, SQL_premium_payers_laid_since);
    query_set_i64(laid, "since", since);
    return payers_of(laid, arena, report, to);
}

enum err premium_due_instalments(struct store *s, date from, date until, struct report *report,
                                 struct premium_due_instalments *ret)
{
    struct query *q = store_query(s, SQL_premium_due_instalments);
    bool row;

    *ret = (struct premium_due_instalments){0};
    query_set_i64(q, "from", date_ymd(from));
    query_set_i64(q, "until", date_ymd(until));
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && !query_is_null(q, 0)) {
        *ret = (struct premium_due_instalments){(int32_t)query_i64(q, 0), (int32_t)query_i64(q, 1),
                                                (int)query_i64(q, 2), (int)query_i64(q, 3)};
    }
    query_reset(q);
    return e;
}
