/*
 * 消去の点検 -- what was deleted is counted, even, and kept as the same sums by every folder.
 */
#include "retention/internal.h"

#include <inttypes.h>

const struct store_table retention_tables[] = {
    {"retention_unit", "run_no, levy_year, household_no, charges, amount"},
    {"retention_done", "run_no, levy_year, households, charges, amount"},
    {"retention_rows", "run_no, name, deleted"},
};
const size_t retention_table_count = COUNT_OF(retention_tables);

static enum err number_of(struct store *s, enum sql sql, const char *name, struct report *report,
                          int64_t *ret)
{
    struct query *q = store_query(s, sql);
    bool row;

    if (name != NULL) {
        query_set_text(q, "name", text_of(name));
    }
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        assert(row); /* a sum always has a row */
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

static enum err way_is_shut(struct store *s, struct report *report)
{
    int64_t open = 0;
    enum err e = number_of(s, SQL_retention_verify_open, NULL, report, &open);

    if (e == ERR_NONE && open > 0) {
        report_add(report, "保存期限の整理: 消す途中の印が %" PRId64 " 件残っています", open);
    }
    return e;
}

static enum err postings_are_counted(struct store *s, struct report *report)
{
    int64_t recorded = 0, kept = 0;
    enum err e = number_of(s, SQL_retention_rows_of_table, "ledger_posting", report, &recorded);

    if (e == ERR_NONE) {
        e = ledger_closing_items(s, report, &kept);
    }
    if (e == ERR_NONE && recorded != kept) {
        report_add(report,
                   "保存期限の整理: 消した仕訳は記録で %" PRId64 " 件、残した合計で %" PRId64 " 件です",
                   recorded, kept);
    }
    return e;
}

static enum err agrees(struct store *s, enum account account, const char *cause, yen want,
                       struct report *report)
{
    yen posted = 0;
    enum err e = ledger_closing_balance(s, account, 0, cause, "", report, &posted);

    if (e == ERR_NONE && posted != want) {
        report_add(report,
                   "保存期限の整理: 消した収納の合計 %" PRId64 " 円と、消した仕訳の %s %" PRId64
                   " 円が合いません",
                   want, ledger_accounts[account].label, posted);
    }
    return e;
}

static enum err receipts_agree(struct store *s, struct report *report)
{
    struct collection_closing_sums sums;
    enum err e = collection_closing_sums(s, report, &sums);

    if (e == ERR_NONE) {
        e = agrees(s, ACCOUNT_CASH, "receipt", sums.cash, report);
    }
    if (e == ERR_NONE) {
        e = agrees(s, ACCOUNT_OVERPAID, "receipt", -sums.overpaid, report);
    }
    if (e == ERR_NONE) {
        e = agrees(s, ACCOUNT_HELD, "receipt", -sums.held, report);
    }
    return e == ERR_NONE ? agrees(s, ACCOUNT_WRITTEN_OFF, "write-off", sums.written_off, report) : e;
}

static enum err on_levy(void *context, const struct premium_closed *c, struct report *report)
{
    enum err e = ERR_NONE;

    for (int p = 0; p < LEVY_PARTS && e == ERR_NONE && !c->is_former; p++) {
        yen posted = 0;
        e = ledger_closing_balance(context, ACCOUNT_REVENUE, c->year, "", premium_levy_parts[p].name, report,
                                   &posted);
        if (e == ERR_NONE && -posted != c->part[p]) {
            report_add(report,
                       "保存期限の整理: %" PRId32 "年度 %s の消した決定 %" PRId64 " 円と消した調定 %" PRId64
                       " 円が合いません",
                       c->year, premium_levy_parts[p].label, c->part[p], -posted);
        }
    }
    return e;
}

enum err retention_verify(struct store *s, struct report *report)
{
    size_t before = report->count;
    enum err e = way_is_shut(s, report);

    if (e == ERR_NONE) {
        e = postings_are_counted(s, report);
    }
    if (e == ERR_NONE) {
        e = receipts_agree(s, report);
    }
    if (e == ERR_NONE) {
        e = premium_each_closed(s, on_levy, s, report);
    }
    return e != ERR_NONE ? e : report->count > before ? ERR_FINDINGS : ERR_NONE;
}
