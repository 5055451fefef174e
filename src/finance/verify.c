/* The invariants of 財務会計連動 for `kokuho verify`: what stands at the finance system is what the ledger
 * says. */
#include "finance/journal.h"

#include <inttypes.h>

const struct store_table finance_tables[] = {
    {"finance_file", "sequence, day, version, file_name, line_count, amount, digest, sha256, sent_on"},
    {"finance_line",
     "sequence, line_no, kind, code, books, levy_year, part, debit, credit, items, amount, line_key"},
    {"finance_answer", "sequence, result, answered_on"},
};
const size_t finance_table_count = COUNT_OF(finance_tables);

static enum err files_are_lines(struct store *s, struct report *report)
{
    struct query *q = store_query(s, SQL_finance_verify_sums);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        report_add(report,
                   "仕訳ファイル 通番 %" PRId64 " の合計 %" PRId64 " 円と行の合計 %" PRId64
                   " 円が合いません",
                   query_i64(q, 0), query_i64(q, 1), query_i64(q, 2));
    }
    query_reset(q);
    return e;
}

struct standing {
    date day;
    yen amount;
};

static enum err read_standing(struct store *s, struct arena *arena, struct report *report,
                              struct standing **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_finance_standing_of_day);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct standing *d = ARENA_PUSH(arena, *ret, *ret_count, capacity);
        bool is_day = date_from_ymd((int32_t)query_i64(q, 0), &d->day);
        assert(is_day);
        d->amount = query_i64(q, 1);
    }
    query_reset(q);
    return e;
}

/* A closed day takes no posting: entries less those taken back are what the ledger has of it. */
enum err finance_verify(struct store *s, struct report *report)
{
    struct arena *arena = arena_new("仕訳の点検", (size_t)256 << 20);
    size_t before = report->count, count = 0;
    struct standing *days = NULL;
    enum err e = files_are_lines(s, report);

    if (e == ERR_NONE) {
        e = read_standing(s, arena, report, &days, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct journal j = {0};
        e = journal_gather(s, days[i].day, arena, report, &j);
        if (e == ERR_NONE) {
            journal_close(&j);
        }
        if (e == ERR_NONE && j.amount != days[i].amount) {
            report_add(report, "財務会計に送った仕訳 %08d: %" PRId64 " 円、帳簿 %" PRId64 " 円で合いません",
                       date_ymd(days[i].day), days[i].amount, j.amount);
        }
    }
    arena_free(arena);
    return e != ERR_NONE ? e : report->count > before ? ERR_FINDINGS : ERR_NONE;
}
