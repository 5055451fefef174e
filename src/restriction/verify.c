/* The invariants of restriction for `kokuho verify`: steps in order, sums, rows of steps that stand. */
#include "restriction/book.h"

#include <inttypes.h>

/* Every row of a statement is a fault: two numbers that name it. */
static enum err none_of(struct store *s, enum sql sql, const char *what, struct report *report)
{
    struct query *q = store_query(s, sql);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        report_add(report, "給付の制限: %s（%" PRId64 "、%" PRId64 "）", what, query_i64(q, 0),
                   query_i64(q, 1));
    }
    query_reset(q);
    return e;
}

/* EL-59: no step of a case is skipped, no day runs backwards. */
static enum err check_order(struct store *s, struct arena *arena, struct report *report)
{
    struct restriction_step *steps = NULL;
    size_t count = 0;
    enum err e = book_steps_all(s, arena, report, &steps, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct restriction_step *before =
            i > 0 && steps[i - 1].case_no == steps[i].case_no ? &steps[i - 1] : NULL;
        bool is_first = steps[i].step_no == steps[i].case_no;
        bool is_right = restriction_may_move(before != NULL ? before->move : MOVE_NONE, steps[i].move) &&
                        (before == NULL) == is_first &&
                        (before == NULL ||
                         (before->payer_no == steps[i].payer_no && before->measure == steps[i].measure &&
                          date_at_most(before->on, steps[i].on)));
        if (!is_right) {
            report_add(report, "給付の制限: 記録 %" PRId64 "（%s）は前の段階から進めません", steps[i].step_no,
                       restriction_move_labels[steps[i].move]);
        }
    }
    return e;
}

enum err restriction_verify(struct store *s, struct report *report)
{
    struct arena *arena = arena_new("給付の制限の点検", (size_t)256 << 20);
    size_t before = report->kept;
    enum err e = check_order(s, arena, report);

    e = e == ERR_NONE
            ? none_of(s, SQL_restriction_verify_owed, "通知した保険料の合計が滞納額と違います", report)
            : e;
    e = e == ERR_NONE
            ? none_of(s, SQL_restriction_verify_orphans, "取り消された段階の保険料か人が残っています", report)
            : e;
    arena_free(arena);
    return e == ERR_NONE && report->kept > before ? ERR_FINDINGS : e;
}
