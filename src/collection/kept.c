/*
 * 保存期限 -- receipts, their lines and 不納欠損 past their retention: what the sheets count of them stays,
 * the rows go (docs/adr/0150).
 */
#include "collection/charges.h"

#define OF_UNITS "(levy_year, household_no) IN @"
#define INTO_CLOSING                                                                                       \
    "INSERT INTO collection_closing (levy_year, charged_year, item, channel, slip_kind, source, booked_on," \
    " received_on, paid_on, paid_in_on, items, amount, medical, support, care, child) "
#define ADDED                                                                                              \
    " ON CONFLICT (levy_year, charged_year, item, channel, slip_kind, source, booked_on, received_on,"      \
    " paid_on, paid_in_on) DO UPDATE SET items = collection_closing.items + excluded.items,"                \
    " amount = collection_closing.amount + excluded.amount,"                                               \
    " medical = collection_closing.medical + excluded.medical,"                                            \
    " support = collection_closing.support + excluded.support,"                                            \
    " care = collection_closing.care + excluded.care, child = collection_closing.child + excluded.child"
#define YEN_OF(column) "CAST(SUM(" column ") AS BIGINT)"
#define PARTS_OF(t)                                                                                        \
    YEN_OF(t "amount") ", " YEN_OF(t "medical") ", " YEN_OF(t "support") ", " YEN_OF(t "care") ", "          \
    YEN_OF(t "child")
/* A receipt that was held, or of a payer without charges, counts in the books of its levy year. */
#define CHARGED(t) "COALESCE(g.charged_year, " t ".levy_year)"
#define WITH_CHARGES(t)                                                                                    \
    " LEFT JOIN & g ON g.levy_year = " t ".levy_year AND g.household_no = " t ".household_no"               \
    " AND g.payer_no = " t ".payer_no WHERE (" t ".levy_year, " t ".household_no) IN @"
/* Of receipts: `item`, how many and how much each counts. */
#define OF_RECEIPTS(item, items, amount, which)                                                            \
    INTO_CLOSING "SELECT r.levy_year, " CHARGED("r") ", " item ", r.channel, r.slip_kind, r.source,"         \
    " r.business_date, r.received_on, r.received_on, r.paid_in_on, CAST(SUM(" items ") AS BIGINT), "         \
    YEN_OF(amount) ", 0, 0, 0, 0 FROM collection_receipt r" WITH_CHARGES("r") which                          \
    " GROUP BY r.levy_year, " CHARGED("r") ", r.channel, r.slip_kind, r.source, r.business_date,"            \
    " r.received_on, r.paid_in_on" ADDED

const struct store_kept collection_kept[] = {
    /* 充当 and 取消 bind what they take from to what they pay. */
    {.ties = "SELECT receipt_no, levy_year, household_no FROM collection_receipt WHERE uses <> 0"
             " UNION ALL SELECT r.receipt_no, u.levy_year, u.household_no FROM collection_receipt r"
             " JOIN collection_receipt u ON u.receipt_no = r.uses WHERE r.uses <> 0 ORDER BY 1"},
    {.ties = "SELECT receipt_no, levy_year, household_no FROM collection_receipt WHERE reverses <> 0"
             " UNION ALL SELECT r.receipt_no, u.levy_year, u.household_no FROM collection_receipt r"
             " JOIN collection_receipt u ON u.receipt_no = r.reverses WHERE r.reverses <> 0 ORDER BY 1"},
    {.holds = "SELECT levy_year, household_no FROM collection_mark WHERE ended_at = 9223372036854775807",
     .words = "速報の確報を待っています"},
    {.holds = "SELECT levy_year, household_no FROM collection_stay WHERE levy_year > 0"
              " AND superseded_at = 9223372036854775807 AND valid_until = 99991231",
     .words = "猶予、係争、口座振替の依頼などが続いています"},
    {.holds = "SELECT r.levy_year, r.household_no FROM collection_stay s"
              " JOIN collection_receipt r ON r.payer_no = s.payer_no"
              " WHERE s.levy_year = 0 AND s.superseded_at = 9223372036854775807 AND s.valid_until = 99991231"
              " UNION SELECT w.levy_year, w.household_no FROM collection_stay s"
              " JOIN collection_write_off w ON w.payer_no = s.payer_no"
              " WHERE s.levy_year = 0 AND s.superseded_at = 9223372036854775807 AND s.valid_until = 99991231",
     .words = "猶予、係争などが続いています"},
    {.sums = "INSERT INTO # SELECT 'receipt', receipt_no FROM collection_receipt WHERE " OF_UNITS},
    {.sums = INTO_CLOSING "SELECT a.levy_year, " CHARGED("a") ", a.item, r.channel, r.slip_kind, r.source,"
             " r.business_date, r.received_on, a.paid_on, r.paid_in_on, COUNT(*), " PARTS_OF("a.")
             " FROM collection_allocation a JOIN collection_receipt r ON r.receipt_no = a.receipt_no"
             WITH_CHARGES("a") " GROUP BY a.levy_year, " CHARGED("a") ", a.item, r.channel, r.slip_kind,"
             " r.source, r.business_date, r.received_on, a.paid_on, r.paid_in_on" ADDED},
    {.sums = OF_RECEIPTS("0", "1", "r.overpaid", " AND r.overpaid <> 0 AND r.state = 1")},
    {.sums = OF_RECEIPTS("4", "1", "r.amount", " AND r.state = 2")},
    {.sums = OF_RECEIPTS("6", "CASE WHEN r.reverses = 0 THEN 1 ELSE -1 END", "r.amount", "")},
    {.sums = INTO_CLOSING "SELECT w.levy_year, " CHARGED("w") ", 5, 0, 0, 0, w.business_date,"
             " w.business_date, w.effective_on, 0, COUNT(*), " PARTS_OF("w.")
             " FROM collection_write_off w" WITH_CHARGES("w")
             " GROUP BY w.levy_year, " CHARGED("w") ", w.business_date, w.effective_on" ADDED},
    {.sums = INTO_CLOSING "SELECT levy_year, charged_year, 7, 0, 0, 0, 0, 0, 0, 0,"
             " CAST(SUM(charges) AS BIGINT), CAST(SUM(amount) AS BIGINT), 0, 0, 0, 0 FROM &"
             " WHERE charged_year > 0 GROUP BY levy_year, charged_year" ADDED},
    {.sums = "DELETE FROM collection_paid_in"},
    {.sums = "DELETE FROM collection_paid_in_until"},
    {.table = "collection_reference",
     .where = "receipt_no IN (SELECT row_no FROM # WHERE kind = 'receipt')"},
    {.table = "collection_allocation", .where = OF_UNITS},
    {.table = "collection_receipt", .where = OF_UNITS},
    {.table = "collection_mark", .where = OF_UNITS},
    {.table = "collection_mark_charge", .where = OF_UNITS},
    {.table = "collection_dunning", .where = OF_UNITS},
    {.table = "collection_stay", .where = OF_UNITS},
    {.table = "collection_waiver", .where = OF_UNITS},
    {.table = "collection_write_off", .where = OF_UNITS},
};
const size_t collection_kept_count = COUNT_OF(collection_kept);

enum err collection_each_closed(struct store *s, date until, collection_closed_fn each, void *context,
                                struct report *report)
{
    struct query *q = store_scan(s, SQL_collection_closing_all);
    bool row;
    enum err e;

    query_set_i64(q, "until", date_ymd(until));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        const int64_t item = query_i64(q, 2);
        struct collection_closed c = {
            .kind = item == 7 ? CLOSED_CHARGES : item == 5 ? CLOSED_WRITE_OFF : CLOSED_LINE,
            .count = query_i64(q, 3),
            .entry = {.levy_year = (int32_t)query_i64(q, 0),
                      .charged_year = (int32_t)query_i64(q, 1),
                      .item = item <= 3 ? (enum collection_item)item : ITEM_PRINCIPAL,
                      .amount = query_i64(q, 4),
                      .paid_on = collection_day(query_i64(q, 9)),
                      .channel = (enum collection_channel)query_i64(q, 10),
                      .source = (enum account)query_i64(q, 11),
                      .booked_on = collection_day(query_i64(q, 12)),
                      .received_on = collection_day(query_i64(q, 13)),
                      .paid_in_on = collection_day(query_i64(q, 14))},
        };
        for (int p = 0; p < LEVY_PARTS; p++) {
            c.entry.part[p] = query_i64(q, 5 + p);
        }
        e = each(context, &c, report);
        if (e != ERR_NONE) {
            break;
        }
    }
    query_reset(q);
    return e;
}

enum err collection_closing_sums(struct store *s, struct report *report, struct collection_closing_sums *ret)
{
    struct query *q = store_query(s, SQL_collection_closing_sums);
    bool row;

    query_set_i64(q, "cash", ACCOUNT_CASH);
    query_set_i64(q, "overpaid", ACCOUNT_OVERPAID);
    query_set_i64(q, "held", ACCOUNT_HELD);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        assert(row); /* a sum always has a row */
        *ret = (struct collection_closing_sums){query_i64(q, 0), query_i64(q, 1), query_i64(q, 2),
                                                query_i64(q, 3)};
    }
    query_reset(q);
    return e;
}
