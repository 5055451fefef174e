/*
 * 振込結果 -- what the bank did with a transfer: paid, or sent back (口座相違, 組戻) by refund number.
 *
 * Rules    payment_formats.md 5: what bounced is booked back by its number; collection.md 8.6: claim wanted
 * again
 */
#include "refund/internal.h"

#include <inttypes.h>

static enum err check(struct change_call *call);
static enum err preview(struct change_call *call, struct textbuf *ret);
static enum err apply(struct change_call *call);

static const struct change_field fields[] = {
    {.name = "transfer",
     .label = "振込番号",
     .type = FIELD_NUMBER,
     .is_required = true,
     .help = "総合振込の処理に出た番号。"},
    {.name = "on",
     .label = "結果の日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "銀行の通知の日。例: 080905"},
    {.name = "returned",
     .label = "戻った還付番号",
     .type = FIELD_LINES,
     .help = "1行に一つ、還付番号と理由。なければ空。例: 17 口座番号なし"},
};

const struct change_kind kind_refund_result = {
    .name = "refund-result",
    .label = "総合振込の結果",
    .help = "銀行から届いた結果を入れます。戻った還付（口座相違・組戻）は支払いを取り消して請求待ちに戻し、"
            "ほかは完了"
            "にします。別の職員が確認すると記帳されます。",
    .subject = CHANGE_OF_NOBODY,
    .propose = PERM_COLLECTION_CHANGE,
    .approve = PERM_COLLECTION_APPROVE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .check = check,
    .preview = preview,
    .apply = apply,
};

struct returned {
    int64_t case_no;
    const char *words;
};

/* False: a line that begins with no refund number. */
static bool read_returned(struct change_call *call, struct returned **ret, size_t *ret_count)
{
    struct text all = change_value(call, "returned");
    size_t capacity = 0, at = 0;

    *ret = NULL;
    *ret_count = 0;
    while (at < all.len) {
        size_t from = at, digits = at, end = at;
        while (end < all.len && all.bytes[end] != '\n') {
            end++;
        }
        at = end + 1;
        while (digits < end && all.bytes[digits] >= '0' && all.bytes[digits] <= '9') {
            digits++;
        }
        if (from == end || (end == from + 1 && all.bytes[from] == '\r')) {
            continue;
        }
        struct returned r = {.words = ""};
        if (!parse_i64(all.bytes + from, digits - from, 1, INT64_C(9999999999), &r.case_no)) {
            return false;
        }
        while (digits < end && (all.bytes[digits] == ' ' || all.bytes[digits] == '\t')) {
            digits++;
        }
        while (end > digits && all.bytes[end - 1] == '\r') {
            end--;
        }
        r.words = arena_copy(call->arena, all.bytes + digits, end - digits);
        *ARENA_PUSH(call->arena, *ret, *ret_count, capacity) = r;
    }
    return true;
}

static const struct returned *is_returned(const struct returned *list, size_t count, int64_t case_no)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].case_no == case_no) {
            return &list[i];
        }
    }
    return NULL;
}

static enum err sent_cases(struct change_call *call, struct refund_case **ret, size_t *ret_count)
{
    const struct refund_scope sent = {.transfer_no = change_number(call, "transfer"), .state = REFUND_SENT};

    *ret_count = 0;
    return sent.transfer_no > 0
               ? refund_cases(call->session->store, &sent, call->arena, call->report, ret, ret_count)
               : ERR_NONE;
}

static enum err check(struct change_call *call)
{
    struct refund_case *cases;
    struct returned *back;
    size_t count, back_count;
    enum err e = sent_cases(call, &cases, &count);

    if (e == ERR_NONE && count == 0) {
        change_warn(call, WARNING_STOP, "transfer", "結果を待っている還付が、この振込番号にありません。");
        return e;
    }
    if (!read_returned(call, &back, &back_count)) {
        change_warn(call, WARNING_STOP, "returned", "1行ごとに、はじめに還付番号を数字で書いてください。");
        return e;
    }
    for (size_t i = 0; i < back_count && e == ERR_NONE; i++) {
        bool is_there = false;
        for (size_t k = 0; k < count; k++) {
            is_there = is_there || cases[k].case_no == back[i].case_no;
        }
        if (!is_there) {
            change_warn(call, WARNING_STOP, "returned",
                        "還付番号 %" PRId64 " は、この総合振込で結果を待っていません。", back[i].case_no);
        }
    }
    return e;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    struct refund_case *cases;
    struct returned *back;
    size_t count, back_count, returned = 0;
    yen paid = 0, undone = 0;
    char a[32], b[32];
    enum err e = sent_cases(call, &cases, &count);

    if (e != ERR_NONE || !read_returned(call, &back, &back_count)) {
        return e;
    }
    for (size_t i = 0; i < count; i++) {
        bool is_back = is_returned(back, back_count, cases[i].case_no) != NULL;
        returned += is_back;
        *(is_back ? &undone : &paid) += cases[i].amount + cases[i].interest;
    }
    yen_format(paid, a, sizeof(a));
    yen_format(undone, b, sizeof(b));
    textbuf_printf(ret, "完了 %zu 件 %s円。戻り %zu 件 %s円は支払いを取り消し、請求待ちに戻します。",
                   count - returned, a, returned, b);
    return e;
}

static enum err apply(struct change_call *call)
{
    struct refund_case *cases;
    struct returned *back;
    size_t count, back_count, undone = 0;
    int64_t changed;
    date on = change_date(call, "on");
    enum err e = sent_cases(call, &cases, &count);

    if (e == ERR_NONE && (count == 0 || !read_returned(call, &back, &back_count))) {
        return report_fail(call->report, ERR_INPUT, "この総合振込の結果はもう入っています");
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct returned *r = is_returned(back, back_count, cases[i].case_no);
        e = refund_step(call->session, &cases[i], r != NULL ? REFUND_RETURNED : REFUND_DONE, on,
                        r != NULL ? r->words : "", call->recorded_at, call->report);
        if (e == ERR_NONE && r != NULL) {
            e = refund_post(call->session, &cases[i], WAY_RETURNED, on, call->recorded_at, call->report);
            undone++;
        }
    }
    if (e == ERR_NONE) {
        struct query *q = store_query(call->session->store, SQL_refund_transfer_state);
        query_set_i64(q, "transfer_no", change_number(call, "transfer"));
        query_set_i64(q, "was", 2);
        query_set_i64(q, "state", 3);
        e = query_run(q, call->report, &changed);
    }
    snprintf(call->outcome, sizeof(call->outcome), "総合振込の結果を入れました（完了 %zu 件、戻り %zu 件）",
             count - undone, undone);
    return e;
}
