/* 口座振替の点検 -- sent = answered or open, booked = result 0, stays = open items, one mandate a day. */
#include "debit/debit.h"

#include "premium/premium.h"

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

/* Money of one receipt on a charge. */
struct booked {
    int64_t receipt_no;
    yen amount;
    int32_t levy_year;
    int64_t household_no, payer_no;
    int instalment;
};
struct booked_list {
    struct arena *arena;
    struct booked *items;
    size_t count, capacity, at; /* at: where a pass over the levies stands */
};

static int order_of(int64_t a, int64_t b) { return (a > b) - (a < b); }

static int by_receipt(const void *a, const void *b)
{
    const struct booked *x = a, *y = b;
    return order_of(x->receipt_no, y->receipt_no);
}

static int by_levy(const void *a, const void *b)
{
    const struct booked *x = a, *y = b;
    int c = order_of(x->levy_year, y->levy_year);

    c = c != 0 ? c : order_of(x->household_no, y->household_no);
    return c != 0 ? c : order_of(x->payer_no, y->payer_no);
}

/* What takes a receipt back (収納の取消) stands below zero under a number of its own. */
static void on_line(void *context, const struct collection_line_look *line)
{
    struct booked_list *l = context;

    *ARENA_PUSH(l->arena, l->items, l->count, l->capacity) =
        (struct booked){line->receipt_no,   line->amount,   line->levy_year,
                        line->household_no, line->payer_no, line->instalment};
}

static enum err read_answers(struct store *s, struct booked_list *l, struct report *report)
{
    struct query *q = store_query(s, SQL_debit_debited_of_year);
    bool row;
    enum err e;

    query_set_i64(q, "from_day", 0);
    query_set_i64(q, "last_day", date_ymd(date_open_end()));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct booked b = {query_i64(q, 8),          query_i64(q, 5) - query_i64(q, 6),
                           (int32_t)query_i64(q, 2), query_i64(q, 1),
                           query_i64(q, 0),          (int)query_i64(q, 3)};
        if (b.amount > 0) {
            *ARENA_PUSH(l->arena, l->items, l->count, l->capacity) = b;
        }
    }
    query_reset(q);
    return e;
}

static bool is_same(const struct booked *a, const struct booked *b)
{
    return a->receipt_no == b->receipt_no && a->amount == b->amount && a->instalment == b->instalment &&
           by_levy(a, b) == 0;
}

static void settle(struct booked_list *l, int (*order)(const void *, const void *))
{
    if (l->count > 0) {
        qsort(l->items, l->count, sizeof(*l->items), order);
    }
}

/* Every answer 0 is one receipt of our channel with its amount on the charge that was asked for, and there is
 * no other such receipt. */
static bool are_same(struct booked_list *told, struct booked_list *booked, struct report *report)
{
    settle(told, by_receipt);
    settle(booked, by_receipt);
    for (size_t i = 0; i < told->count || i < booked->count; i++) {
        const struct booked *t = i < told->count ? &told->items[i] : NULL;
        const struct booked *b = i < booked->count ? &booked->items[i] : NULL;
        if (t == NULL || b == NULL || !is_same(t, b)) {
            report_add(report, "口座振替: 振替済みの結果と収納が違います（収納番号 %" PRId64 "）",
                       b != NULL ? b->receipt_no : t->receipt_no);
            return false; /* the lists have parted: one line says so */
        }
    }
    return true;
}

/* Passes over the lines of this levy; what stands before it stands on none. */
static enum err on_levy(void *context, const struct premium_levy *levy, struct report *report)
{
    struct booked_list *l = context;
    const struct booked key = {
        .levy_year = levy->year, .household_no = levy->household_no, .payer_no = levy->payer_no};

    (void)report;
    while (l->at < l->count && by_levy(&l->items[l->at], &key) == 0) {
        l->at++;
    }
    return ERR_NONE;
}

/* Each stands on a levy: the pass over them in order stops at the first line that does not. */
static enum err compare_levies(struct store *s, struct booked_list *booked, struct report *report,
                               bool *broken)
{
    const struct premium_levy_scope all = {0};
    settle(booked, by_levy);
    enum err e = premium_levies(s, &all, on_levy, booked, booked->arena, report);

    if (e == ERR_NONE && booked->at < booked->count) {
        report_add(report, "口座振替: 調定のない収納です（収納番号 %" PRId64 "）",
                   booked->items[booked->at].receipt_no);
        *broken = true;
    }
    return e;
}

static enum err compare_receipts(struct store *s, struct arena *arena, struct report *report, bool *broken)
{
    struct booked_list told = {.arena = arena}, booked = {.arena = arena};
    enum err e = read_answers(s, &told, report);

    e = e == ERR_NONE
            ? collection_each_line_of(s, CHANNEL_DEBIT, ACCOUNT_CASH, on_line, &booked, report)
            : e;
    if (e != ERR_NONE) {
        return e;
    }
    *broken = !are_same(&told, &booked, report) || *broken;
    return compare_levies(s, &booked, report, broken);
}

enum err debit_verify(struct store *s, struct report *report)
{
    static const struct store_rule rules[] = {
        {SQL_debit_verify_overlap, "同じ日に二つの登録があります。納付義務者"},
        {SQL_debit_verify_sums, "依頼の件数か金額が明細と違います。依頼"},
        {SQL_debit_verify_unsent, "送っていない依頼に回答があります。明細"},
        {SQL_debit_verify_halt, "依頼していない明細の振替停止です。明細"},
        {SQL_debit_verify_twice, "同じ期が同時に二つの銀行に依頼されています。納付義務者"},
    };
    struct arena *arena = arena_new("口座振替の点検", (size_t)1 << 30);
    enum err e = store_rules_hold(s, "口座振替", rules, COUNT_OF(rules), report);
    bool broken = e == ERR_FINDINGS;

    if (e == ERR_NONE || e == ERR_FINDINGS) {
        e = compare_stays(s, arena, report, &broken);
    }
    if (e == ERR_NONE) {
        e = compare_receipts(s, arena, report, &broken);
    }
    arena_free(arena);
    return e != ERR_NONE ? e : broken ? ERR_FINDINGS : ERR_NONE;
}
