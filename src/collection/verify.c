/* The invariants of receipts for `kokuho verify` (design 4; collection.md 2.2), and the tables it sums up. */
#include "collection/collection.h"

#include "ledger/ledger.h"

#include <inttypes.h>

const struct store_table collection_tables[] = {
    {"collection_receipt", "receipt_no, levy_year, notice_no, instalment, slip_kind, slip_serial, "
                           "household_no, payer_no, kind, channel,"
                           " amount, received_on, received_at, paid_in_on, store, state, codes, overpaid, "
                           "cause, source, origin, origin_no, reverses, uses, layout, record_no,"
                           " business_date"},
    {"collection_reference", "receipt_no, channel, reference"},
    {"collection_allocation",
     "levy_year, household_no, payer_no, receipt_no, instalment, item, amount, paid_on, medical, support, "
     "care, child"},
    {"collection_mark", "mark_no, levy_year, notice_no, instalment, slip_kind, slip_serial, household_no, "
                        "payer_no, channel, amount,"
                        " received_on, received_at, store, ended_by"},
    {"collection_mark_charge", "mark_no, of_instalment, levy_year, household_no, principal, extra"},
    {"collection_dunning", "levy_year, household_no, payer_no, instalment, issued_on, fixed_on, amount, fee, "
                           "cause_no, served_on, is_withdrawn"},
    {"collection_stay", "stay_no, kind, payer_no, household_no, levy_year, instalment, valid_from, "
                        "valid_until, cause_kind, cause_no"},
    {"collection_waiver", "waiver_no, levy_year, household_no, payer_no, instalment, kind, valid_from, "
                          "valid_until, cause_kind, cause_no"},
    {"collection_write_off", "write_off_no, levy_year, household_no, payer_no, instalment, amount, medical, "
                             "support, care, child, reason, effective_on, cause_kind, cause_no"},
    {"collection_closing", "levy_year, charged_year, item, channel, slip_kind, source, booked_on, "
                           "received_on, paid_on, paid_in_on, items, amount, medical, support, care, child"},
    {"collection_letter", "run_no, payer_no, sequence_no, ordinary, pension, file, first_page, pages"},
};
const size_t collection_table_count = COUNT_OF(collection_tables);

const struct store_sealed collection_sealed[] = {
    {"collection_receipt", "収納", "collection_receipt",
     "receipt_no, levy_year, notice_no, instalment, slip_kind, slip_serial, household_no, payer_no, kind, "
     "channel, "
     "amount, received_on, received_at, paid_in_on, store, state, codes, overpaid, cause, source, origin, "
     "origin_no, "
     "reverses, uses, layout, record_no, business_date, recorded_at",
     "recorded_at", NULL, SEALED_BY_MOMENT, "levy_year, household_no"},
    {"collection_allocation", "消込", "collection_allocation",
     "levy_year, household_no, payer_no, receipt_no, instalment, item, amount, paid_on, medical, support, "
     "care, "
     "child, recorded_at",
     "recorded_at", NULL, SEALED_BY_MOMENT, "levy_year, household_no"},
};
const size_t collection_sealed_count = COUNT_OF(collection_sealed);

static enum err none_of(struct store *s, enum sql sql, const char *what, struct report *report)
{
    struct query *q = store_query(s, sql);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        report_add(report, "%s: 収納番号 %" PRId64 " %" PRId64 " 円", what, query_i64(q, 0), query_i64(q, 1));
    }
    query_reset(q);
    return e;
}

static enum err agrees(struct store *s, enum account account, yen want, struct report *report)
{
    yen posted;
    enum err e = ledger_balance_of_cause(s, account, "receipt", report, &posted);

    if (e == ERR_NONE && posted != want) {
        report_add(report, "%s: 収納の記録 %" PRId64 " 円と仕訳 %" PRId64 " 円が合いません",
                   ledger_accounts[account].label, want, posted);
    }
    return e;
}

/* What came in is what the postings say came in, went to nobody, or is to be given back. */
static enum err postings_agree(struct store *s, struct report *report)
{
    struct query *q = store_query(s, SQL_collection_sums);
    bool row;
    yen all = 0, overpaid = 0, held = 0;
    query_set_i64(q, "cash", ACCOUNT_CASH);
    query_set_i64(q, "overpaid", ACCOUNT_OVERPAID);
    query_set_i64(q, "held", ACCOUNT_HELD);
    enum err e = query_step(q, report, &row);

    if (e == ERR_NONE) {
        assert(row);
        all = query_i64(q, 0);
        overpaid = query_i64(q, 1);
        held = query_i64(q, 2);
    }
    query_reset(q);
    if (e == ERR_NONE) {
        e = agrees(s, ACCOUNT_CASH, all, report);
    }
    if (e == ERR_NONE) {
        e = agrees(s, ACCOUNT_OVERPAID, -overpaid, report);
    }
    return e == ERR_NONE ? agrees(s, ACCOUNT_HELD, -held, report) : e;
}

/* 不納欠損 as its postings. */
static enum err write_offs_agree(struct store *s, struct report *report)
{
    struct query *q = store_query(s, SQL_collection_write_off_sum);
    bool row;
    yen rows = 0, posted = 0;
    enum err e = query_step(q, report, &row);

    if (e == ERR_NONE) {
        assert(row);
        rows = query_i64(q, 0);
    }
    query_reset(q);
    if (e == ERR_NONE) {
        e = ledger_balance_of_cause(s, ACCOUNT_WRITTEN_OFF, "write-off", report, &posted);
    }
    if (e == ERR_NONE && rows != posted) {
        report_add(report, "不納欠損: 記録 %" PRId64 " 円と仕訳 %" PRId64 " 円が合いません", rows, posted);
    }
    return e;
}

static enum err paid_in_agrees(struct store *s, struct report *report)
{
    struct query *q = store_query(s, SQL_collection_verify_paid_in);
    bool row;
    enum err e;

    query_set_i64(q, "cash", ACCOUNT_CASH);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        report_add(report, "払込日 %" PRId64 " の合計が収納の記録と %" PRId64 " 円（または件数）合いません",
                   query_i64(q, 0), query_i64(q, 1));
    }
    query_reset(q);
    return e;
}

enum err collection_verify(struct store *s, struct report *report)
{
    size_t before = report->count;
    enum err e = none_of(s, SQL_collection_verify_lines, "消込と過誤納の合計が収納額と合いません", report);

    if (e == ERR_NONE) {
        e = none_of(s, SQL_collection_verify_parts, "区分の合計が消込額と合いません", report);
    }
    if (e == ERR_NONE) {
        e = none_of(s, SQL_collection_verify_orphans, "収納のない消込です", report);
    }
    if (e == ERR_NONE) {
        e = postings_agree(s, report);
    }
    if (e == ERR_NONE) {
        e = paid_in_agrees(s, report);
    }
    if (e == ERR_NONE) {
        e = write_offs_agree(s, report);
    }
    return e != ERR_NONE ? e : report->count > before ? ERR_FINDINGS : ERR_NONE;
}
