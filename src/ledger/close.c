/* 締め -- days whose books are closed, and what was posted on a stretch of days (CO-64, CO-10). */
#include "ledger/ledger.h"

#include <inttypes.h>

enum err ledger_closed_until(struct store *s, struct report *report, date *ret)
{
    struct query *q = store_query(s, SQL_ledger_closed_until);
    bool row;
    enum err e = query_step(q, report, &row);

    if (e == ERR_NONE) {
        assert(row); /* a maximum always has a row */
        *ret = date_none();
        if (query_i64(q, 0) != 0) {
            bool is_day = date_from_ymd((int32_t)query_i64(q, 0), ret);
            assert(is_day);
        }
    }
    query_reset(q);
    return e;
}

enum err ledger_close_days(struct store *s, date until, struct text operator_id, int64_t recorded_at,
                           struct report *report)
{
    date closed;
    int64_t changed;
    enum err e = ledger_closed_until(s, report, &closed);

    if (e != ERR_NONE) {
        return e;
    }
    if (!date_is_none(closed) && date_at_most(until, closed)) {
        char words[DATE_TEXT_BYTES];
        date_format_era(closed, words);
        return report_fail(report, ERR_INPUT, "%sまでは締め済みです", words);
    }
    struct query *q = store_query(s, SQL_ledger_close_add);
    query_set_i64(q, "closed_until", date_ymd(until));
    query_set_text(q, "operator_id", operator_id);
    query_set_i64(q, "recorded_at", recorded_at);
    return query_run(q, report, &changed);
}

enum err ledger_sums(struct store *s, date from, date until, ledger_sum_fn each, void *context,
                     struct report *report)
{
    struct query *q = store_query(s, SQL_ledger_sums);
    bool row;
    enum err e;

    query_set_i64(q, "from", date_ymd(from));
    query_set_i64(q, "until", date_ymd(until));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text part = query_text(q, 2);
        struct ledger_sum sum = {
            .account_year = (int32_t)query_i64(q, 0),
            .levy_year = (int32_t)query_i64(q, 1),
            .reason = (enum posting_reason)query_i64(q, 3),
            .debit = (enum account)query_i64(q, 4),
            .credit = (enum account)query_i64(q, 5),
            .count = query_i64(q, 6),
            .amount = query_i64(q, 7),
        };
        snprintf(sum.part, sizeof(sum.part), "%.*s", (int)part.len, part.bytes);
        e = each(context, &sum, report);
        if (e != ERR_NONE) {
            break;
        }
    }
    query_reset(q);
    return e;
}
