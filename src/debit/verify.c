/* 口座振替の点検 -- sent = answered or open, booked = result 0, stays = open items, one mandate a day. */
#include "debit/debit.h"

#include <inttypes.h>

const struct store_table debit_tables[] = {
    {"debit_mandate", "payer_no, valid_from, valid_until, act, state, serial, bank, branch, account, holder"},
    {"debit_run", "debit_on, grouping, digest, items, amount"},
    {"debit_request", "file_name, layout, consignor, debit_on, items, amount, sha256, sent_on"},
    {"debit_item", "levy_year, household_no, payer_no, instalment, attempt, amount, new_code, customer_no"},
    {"debit_halt", "item_no, halted_on"},
    {"debit_notice", "kind, cause_no, payer_no, issued_on, amount"},
    {"debit_answer", "item_no, result, receipt_no, overpaid, redebit_on"},
};
const size_t debit_table_count = COUNT_OF(debit_tables);

/* Rows that must not be there: one line each, with the number that names it. */
static enum err no_rows(struct store *s, enum sql sql, const char *words, struct report *report,
                        bool *broken)
{
    struct query *q = store_query(s, sql);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        report_add(report, "口座振替: %s（番号 %" PRId64 "）", words, query_i64(q, 0));
        *broken = true;
    }
    query_reset(q);
    return e;
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Every open item is frozen by one stay of its own, and nothing else is frozen by us. */
static enum err compare_stays(struct store *s, struct arena *arena, struct report *report, bool *broken)
{
    struct collection_stay_row *stays;
    size_t stay_count, count = 0, capacity = 0, own_count = 0, own_capacity = 0;
    int64_t *open = NULL, *own = NULL;
    bool row;
    enum err e = collection_stays(s, 0, date_add_days(date_open_end(), -1), arena, report, &stays,
                                  &stay_count);

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_debit_open_items);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, open, count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    for (size_t i = 0; i < stay_count; i++) {
        if (stays[i].kind == STAY_DEBIT && strcmp(stays[i].cause_kind, "debit") == 0) {
            *ARENA_PUSH(arena, own, own_count, own_capacity) = stays[i].cause_no;
        }
    }
    if (own_count > 0) {
        qsort(own, own_count, sizeof(*own), by_number);
    }
    for (size_t i = 0, k = 0; e == ERR_NONE && (i < count || k < own_count);) {
        if (k == own_count || (i < count && open[i] < own[k])) {
            report_add(report, "口座振替: 依頼中なのに凍結されていません（明細 %" PRId64 "）", open[i++]);
            *broken = true;
        } else if (i == count || own[k] < open[i]) {
            report_add(report, "口座振替: 回答が済んだのに凍結が残っています（明細 %" PRId64 "）", own[k++]);
            *broken = true;
        } else {
            i++;
            k++;
        }
    }
    return e;
}

/* What the answers booked is what the ledger of receipts has by our channel. */
static enum err compare_receipts(struct store *s, struct arena *arena, struct report *report, bool *broken)
{
    struct query *q = store_query(s, SQL_debit_booked);
    yen overpaid = 0, raised = 0;
    struct collection_excess *all;
    size_t count;
    bool row = false;
    enum err e = query_step(q, report, &row);

    if (e == ERR_NONE) {
        assert(row);
        overpaid = query_i64(q, 0);
    }
    query_reset(q);
    if (e == ERR_NONE) {
        e = collection_excesses(s, 0, arena, report, &all, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        raised += all[i].channel == 3 ? all[i].amount : 0;
    }
    if (e == ERR_NONE && raised != overpaid) {
        report_add(report, "口座振替: 結果の過誤納 %" PRId64 " 円と収納の過誤納 %" PRId64 " 円が違います",
                   overpaid, raised);
        *broken = true;
    }
    return e;
}

enum err debit_verify(struct store *s, struct report *report)
{
    static const struct {
        enum sql sql;
        const char *words;
    } rules[] = {
        {SQL_debit_verify_overlap, "同じ日に二つの登録があります。納付義務者"},
        {SQL_debit_verify_sums, "依頼の件数か金額が明細と違います。依頼"},
        {SQL_debit_verify_unsent, "送っていない依頼に回答があります。明細"},
        {SQL_debit_verify_halt, "依頼していない明細の振替停止です。明細"},
        {SQL_debit_verify_twice, "同じ期が同時に二つの銀行に依頼されています。納付義務者"},
    };
    struct arena *arena = arena_new("口座振替の点検", (size_t)1 << 30);
    bool broken = false;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(rules) && e == ERR_NONE; i++) {
        e = no_rows(s, rules[i].sql, rules[i].words, report, &broken);
    }
    if (e == ERR_NONE) {
        e = compare_stays(s, arena, report, &broken);
    }
    if (e == ERR_NONE) {
        e = compare_receipts(s, arena, report, &broken);
    }
    arena_free(arena);
    return e != ERR_NONE ? e : broken ? ERR_FINDINGS : ERR_NONE;
}
