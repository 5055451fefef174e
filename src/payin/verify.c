/* The invariants of 払込の照合 for `kokuho verify`: nothing is told twice at once. */
#include "payin/payin.h"

#include <inttypes.h>

const struct store_table payin_tables[] = {
    {"payin_money",
     "money_no, source, channel, paid_in_on, from_day, until_day, label, items, gross, fee, net, "
     "layout, record_no"},
    {"payin_settlement", "settlement_no, channel, paid_in_on, reason, words, wait_until, data_amount, "
                         "agent_amount, sheet_amount, change_no"},
};
const size_t payin_table_count = COUNT_OF(payin_tables);

static enum err none_of(struct store *s, enum sql sql, const char *what, struct report *report)
{
    struct query *q = store_query(s, sql);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        report_add(report, "%s: 番号 %" PRId64 " 払込日 %" PRId64, what, query_i64(q, 0), query_i64(q, 1));
    }
    query_reset(q);
    return e;
}

enum err payin_verify(struct store *s, struct report *report)
{
    size_t before = report->count;
    enum err e = none_of(s, SQL_payin_verify_money, "同じ払込が二度数えられています", report);

    if (e == ERR_NONE) {
        e = none_of(s, SQL_payin_verify_settled, "払込の差異の処理が二つ有効です", report);
    }
    return e != ERR_NONE ? e : report->count > before ? ERR_FINDINGS : ERR_NONE;
}
