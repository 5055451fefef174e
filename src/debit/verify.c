/* 口座振替の点検 -- sent = answered or open, booked = result 0, stays = open items, one mandate a day. */
#include "debit/debit.h"

#include <inttypes.h>

const struct store_table debit_tables[] = {
    {"debit_mandate", "payer_no, valid_from, valid_until, act, state, serial, bank, branch, account, holder"},
    {"debit_mandate_answer", "mandate_no, action, answer, answered_on, payer_no, source, outcome"},
    {"debit_run", "debit_on, grouping, digest, items, amount"},
    {"debit_request", "file_name, layout, consignor, debit_on, items, amount, sha256, sent_on"},
    {"debit_item", "levy_year, household_no, payer_no, instalment, attempt, amount, new_code, customer_no"},
    {"debit_halt", "item_no, halted_on"},
    {"debit_notice", "kind, cause_no, payer_no, issued_on, amount"},
    {"debit_gone", "request_no, items, amount"},
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

/* Money of one receipt on charges. */
struct booked {
    int64_t receipt_no;
    yen amount;
};
struct booked_list {
    struct arena *arena;
    struct booked *items;
    size_t count, capacity;
};

static int by_receipt(const void *a, const void *b)
{
    const struct booked *x = a, *y = b;
    return (x->receipt_no > y->receipt_no) - (x->receipt_no < y->receipt_no);
}

/* Of our channel only; what takes a receipt back (収納の取消) stands below zero under a number of its own. */
static enum err on_entry(void *context, const struct collection_entry *entry, struct report *report)
{
    struct booked_list *l = context;

    (void)report;
    if (entry->channel == CHANNEL_DEBIT && entry->source == ACCOUNT_CASH && entry->amount > 0) {
        *ARENA_PUSH(l->arena, l->items, l->count, l->capacity) =
            (struct booked){entry->receipt_no, entry->amount};
    }
    return ERR_NONE;
}

static enum err read_answers(struct store *s, struct booked_list *l, struct report *report)
{
    struct query *q = store_query(s, SQL_debit_debited_of_year);
    bool row;
    enum err e;

    query_set_i64(q, "from_day", 0);
    query_set_i64(q, "last_day", date_ymd(date_open_end()));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct booked b = {query_i64(q, 8), query_i64(q, 5) - query_i64(q, 6)};
        if (b.amount > 0) {
            *ARENA_PUSH(l->arena, l->items, l->count, l->capacity) = b;
        }
    }
    query_reset(q);
    return e;
}

/* Every answer 0 is one receipt of our channel with its amount, and there is no other such receipt. */
static enum err compare_receipts(struct store *s, struct arena *arena, struct report *report, bool *broken)
{
    struct booked_list told = {.arena = arena}, booked = {.arena = arena};
    enum err e = read_answers(s, &told, report);

    if (e == ERR_NONE) {
        e = collection_each_entry(s, date_of(1900, 1, 1), date_add_days(date_open_end(), -1), on_entry,
                                  &booked, report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (told.count > 0) {
        qsort(told.items, told.count, sizeof(*told.items), by_receipt);
    }
    if (booked.count > 0) {
        qsort(booked.items, booked.count, sizeof(*booked.items), by_receipt);
    }
    for (size_t i = 0; i < told.count || i < booked.count; i++) {
        const struct booked *t = i < told.count ? &told.items[i] : NULL;
        const struct booked *b = i < booked.count ? &booked.items[i] : NULL;
        if (t == NULL || b == NULL || t->receipt_no != b->receipt_no || t->amount != b->amount) {
            report_add(report, "口座振替: 振替済みの結果と収納が違います（収納番号 %" PRId64 "）",
                       b != NULL ? b->receipt_no : t->receipt_no);
            *broken = true;
            break; /* the lists have parted: one line says so */
        }
    }
    return ERR_NONE;
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
