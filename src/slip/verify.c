/* The invariants of slips for `kokuho verify`, and the tables it sums up. */
#include "slip/slip.h"

#include <inttypes.h>

const struct store_table slip_tables[] = {
    /* 確認番号 come of each folder's own secret */
    {"slip_paper", "levy_year, notice_no, instalment, serial, class, kind, household_no, payer_no, amount, "
                   "late_charge, fee, due_on, issued_on, usable_until"},
    {"slip_charge", "levy_year, notice_no, instalment, serial, of_instalment, principal, late_charge, fee"},
    {"slip_step", "levy_year, notice_no, instalment, serial, seq, step, amount"},
};
const size_t slip_table_count = COUNT_OF(slip_tables);

static enum err none_of(struct store *s, enum sql sql, const char *what, struct report *report)
{
    struct query *q = store_query(s, sql);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        report_add(report, "%s: %" PRId64 "年度 通知書番号 %08" PRId64 " 第%" PRId64 "期 連番 %" PRId64,
                   what, query_i64(q, 0), query_i64(q, 1), query_i64(q, 2), query_i64(q, 3));
    }
    query_reset(q);
    return e;
}

enum err slip_verify(struct store *s, struct report *report)
{
    size_t before = report->count;
    enum err e = none_of(s, SQL_slip_verify_charges, "納付書の内訳の合計が金額と合いません", report);

    if (e == ERR_NONE) {
        e = none_of(s, SQL_slip_verify_split, "延滞金のある納付書に内訳がありません", report);
    }
    if (e == ERR_NONE) {
        e = none_of(s, SQL_slip_verify_orphans, "納付書のない処理の記録です", report);
    }
    return e != ERR_NONE ? e : report->count > before ? ERR_FINDINGS : ERR_NONE;
}
