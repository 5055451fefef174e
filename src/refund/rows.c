/* 還付・充当の行 -- cases, their parts, bases and steps in the store; a step is added, never changed. */
#include "refund/internal.h"

#include <inttypes.h>

static date day_of(int64_t ymd)
{
    date d;
    return ymd != 0 && date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

static int64_t ymd_of(date d)
{
    return date_is_none(d) ? 0 : date_ymd(d);
}

static const char *text_at(const struct query *q, int column, struct arena *arena)
{
    struct text t = query_text(q, column);
    return arena_copy(arena, t.bytes, t.len);
}

/* 還付番号: the last digit by modulus 10, weights 3 and 1 from the right, as on slips. */
static int64_t refund_with_check_digit(int64_t running)
{
    int64_t sum = 0, weight = 3;

    for (int64_t rest = running; rest > 0; rest /= 10, weight = 4 - weight) {
        sum += rest % 10 * weight;
    }
    return running * 10 + (10 - sum % 10) % 10;
}

static bool refund_no_is_valid(int64_t case_no)
{
    return case_no >= 10 && case_no <= INT64_C(9999999999) &&
           refund_with_check_digit(case_no / 10) == case_no;
}

const char *refund_state_label(enum refund_state state)
{
    static const char *const labels[] = {"",     "決定", "通知",     "請求受付", "支出命令",
                                         "振込", "完了", "口座相違", "時効",     "取消"};
    return (size_t)state < COUNT_OF(labels) ? labels[state] : "";
}

static enum err refund_number(struct store *s, enum sql sql, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, sql);
    bool row;
    enum err e = query_step(q, report, &row);

    if (e == ERR_NONE) {
        assert(row);
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

/* ----------------------------------------------------------------------------------- reading --- */

static void read_case(const struct query *q, struct arena *arena, struct refund_case *ret)
{
    *ret = (struct refund_case){
        .case_no = query_i64(q, 0),
        .payer_no = query_i64(q, 1),
        .household_no = query_i64(q, 2),
        .decided_on = day_of(query_i64(q, 3)),
        .note = text_at(q, 4, arena),
        .step_no = (int)query_i64(q, 5),
        .state = (enum refund_state)query_i64(q, 6),
        .on = day_of(query_i64(q, 7)),
        .interest = query_i64(q, 8),
        .revision = (int)query_i64(q, 9),
        .told_on = day_of(query_i64(q, 10)),
        .claimed_on = day_of(query_i64(q, 11)),
        .ordered_on = day_of(query_i64(q, 12)),
        .payee_no = query_i64(q, 13),
        .relation = (int)query_i64(q, 14),
        .attorney = text_at(q, 15, arena),
        .bank = text_at(q, 16, arena),
        .branch = text_at(q, 17, arena),
        .deposit_kind = (int)query_i64(q, 18),
        .number = text_at(q, 19, arena),
        .holder = text_at(q, 20, arena),
        .transfer_no = query_i64(q, 21),
        .sent_count = (int)query_i64(q, 22),
        .words = text_at(q, 23, arena),
        .amount = query_i64(q, 24),
        .appropriated = query_i64(q, 25),
        .change_no = query_i64(q, 26),
    };
}

enum err refund_cases(struct store *s, const struct refund_scope *scope, struct arena *arena,
                      struct report *report, struct refund_case **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_refund_cases);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "case_no", scope->case_no);
    query_set_i64(q, "payer_no", scope->payer_no);
    query_set_i64(q, "state", scope->state);
    query_set_i64(q, "transfer_no", scope->transfer_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        read_case(q, arena, ARENA_PUSH(arena, *ret, *ret_count, capacity));
    }
    query_reset(q);
    return e;
}

enum err refund_case_by_no(struct store *s, int64_t case_no, struct arena *arena, struct report *report,
                           struct refund_case *ret)
{
    const struct refund_scope scope = {.case_no = case_no};
    struct refund_case *list;
    size_t count = 0;

    if (!refund_no_is_valid(case_no)) {
        return report_fail(report, ERR_INPUT,
                           "還付番号 %" PRId64 " は検査数字が合いません。通知書の番号を確かめてください",
                           case_no);
    }
    enum err e = refund_cases(s, &scope, arena, report, &list, &count);
    if (e == ERR_NONE && count == 0) {
        return report_fail(report, ERR_INPUT, "還付番号 %" PRId64 " の決議がありません", case_no);
    }
    if (e == ERR_NONE) {
        *ret = list[0];
    }
    return e;
}

enum err refund_parts_of(struct store *s, int64_t case_no, struct arena *arena, struct report *report,
                         struct refund_part **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_refund_items_of_case);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "case_no", case_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct refund_part *p = ARENA_PUSH(arena, *ret, *ret_count, capacity);
        struct text cause = query_text(q, 3);
        *p = (struct refund_part){.item_no = query_i64(q, 0),
                                  .receipt_no = query_i64(q, 1),
                                  .use = (enum refund_use)query_i64(q, 2),
                                  .paid_on = day_of(query_i64(q, 4)),
                                  .amount = query_i64(q, 5),
                                  .levy_year = (int32_t)query_i64(q, 6),
                                  .household_no = query_i64(q, 7),
                                  .payer_no = query_i64(q, 8),
                                  .instalment = (int)query_i64(q, 9),
                                  .account_year = (int32_t)query_i64(q, 10),
                                  .ends_on = day_of(query_i64(q, 11)),
                                  .to = {.levy_year = (int32_t)query_i64(q, 12),
                                         .household_no = query_i64(q, 13),
                                         .payer_no = query_i64(q, 8),
                                         .instalment = (int)query_i64(q, 14)},
                                  .to_item = (enum collection_item)query_i64(q, 15),
                                  .to_receipt_no = query_i64(q, 16)};
        snprintf(p->cause, sizeof(p->cause), "%.*s", (int)cause.len, cause.bytes);
    }
    query_reset(q);
    return e;
}

enum err refund_bases_of(struct store *s, int64_t case_no, int revision, struct arena *arena,
                         struct report *report, struct refund_base **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_refund_interest_of_case);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "case_no", case_no);
    query_set_i64(q, "revision", revision);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct refund_base *b = ARENA_PUSH(arena, *ret, *ret_count, capacity);
        struct text cause = query_text(q, 1);
        *b = (struct refund_base){.use = (enum refund_use)query_i64(q, 0),
                                  .paid_on = day_of(query_i64(q, 2)),
                                  .base = query_i64(q, 3),
                                  .days = {day_of(query_i64(q, 4)), day_of(query_i64(q, 5))},
                                  .waiting = {day_of(query_i64(q, 6)), day_of(query_i64(q, 7))},
                                  .raw = query_i64(q, 8),
                                  .amount = query_i64(q, 9)};
        snprintf(b->cause, sizeof(b->cause), "%.*s", (int)cause.len, cause.bytes);
    }
    query_reset(q);
    return e;
}

/* ----------------------------------------------------------------------------------- writing --- */

enum err refund_case_add(struct session *session, struct refund_case *c, int64_t change_no,
                         int64_t recorded_at, struct report *report)
{
    int64_t last, changed;
    enum err e = refund_number(session->store, SQL_refund_case_last, report, &last);

    if (e != ERR_NONE) {
        return e;
    }
    c->case_no = refund_with_check_digit(last / 10 + 1);
    struct query *q = store_query(session->store, SQL_refund_case_add);
    query_set_i64(q, "case_no", c->case_no);
    query_set_i64(q, "payer_no", c->payer_no);
    query_set_i64(q, "household_no", c->household_no);
    query_set_i64(q, "decided_on", date_ymd(c->decided_on));
    query_set_text(q, "note", text_of(c->note));
    query_set_i64(q, "change_no", change_no);
    query_set_i64(q, "recorded_at", recorded_at);
    return query_run(q, report, &changed);
}

enum err refund_part_add(struct session *session, int64_t case_no, struct refund_part *part,
                         int64_t recorded_at, struct report *report)
{
    int64_t last, changed;
    enum err e = refund_number(session->store, SQL_refund_item_last, report, &last);

    if (e != ERR_NONE) {
        return e;
    }
    part->item_no = last + 1;
    struct query *q = store_query(session->store, SQL_refund_item_add);
    query_set_i64(q, "item_no", part->item_no);
    query_set_i64(q, "case_no", case_no);
    query_set_i64(q, "receipt_no", part->receipt_no);
    query_set_i64(q, "use", part->use);
    query_set_text(q, "cause", text_of(part->cause));
    query_set_i64(q, "paid_on", ymd_of(part->paid_on));
    query_set_i64(q, "amount", part->amount);
    query_set_i64(q, "levy_year", part->levy_year);
    query_set_i64(q, "household_no", part->household_no);
    query_set_i64(q, "payer_no", part->payer_no);
    query_set_i64(q, "instalment", part->instalment);
    query_set_i64(q, "account_year", part->account_year);
    query_set_i64(q, "ends_on", ymd_of(part->ends_on));
    query_set_i64(q, "to_year", part->to.levy_year);
    query_set_i64(q, "to_household_no", part->to.household_no);
    query_set_i64(q, "to_instalment", part->to.instalment);
    query_set_i64(q, "to_item", part->to_item);
    query_set_i64(q, "to_receipt_no", part->to_receipt_no);
    query_set_i64(q, "recorded_at", recorded_at);
    return query_run(q, report, &changed);
}

enum err refund_bases_add(struct session *session, int64_t case_no, int revision,
                          const struct refund_base *bases, size_t count, int64_t recorded_at,
                          struct report *report)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct refund_base *b = &bases[i];
        bool waited = date_before(b->waiting.from, b->waiting.until);
        int64_t changed;
        struct query *q = store_query(session->store, SQL_refund_interest_add);
        query_set_i64(q, "case_no", case_no);
        query_set_i64(q, "revision", revision);
        query_set_i64(q, "base_no", (int64_t)i + 1);
        query_set_i64(q, "use", b->use);
        query_set_text(q, "cause", text_of(b->cause));
        query_set_i64(q, "paid_on", date_ymd(b->paid_on));
        query_set_i64(q, "base", b->base);
        query_set_i64(q, "from_on", date_ymd(b->days.from));
        query_set_i64(q, "until_on", date_ymd(b->days.until));
        query_set_i64(q, "not_from", waited ? date_ymd(b->waiting.from) : 0);
        query_set_i64(q, "not_until", waited ? date_ymd(b->waiting.until) : 0);
        query_set_i64(q, "raw", b->raw);
        query_set_i64(q, "amount", b->amount);
        query_set_i64(q, "recorded_at", recorded_at);
        e = query_run(q, report, &changed);
    }
    return e;
}

enum err refund_step(struct session *session, struct refund_case *c, enum refund_state state, date on,
                     const char *words, int64_t recorded_at, struct report *report)
{
    struct query *q = store_query(session->store, SQL_refund_step_add);
    int64_t changed;

    c->step_no++;
    c->state = state;
    c->on = on;
    query_set_i64(q, "case_no", c->case_no);
    query_set_i64(q, "step_no", c->step_no);
    query_set_i64(q, "state", state);
    query_set_i64(q, "on_day", date_ymd(on));
    query_set_i64(q, "interest", c->interest);
    query_set_i64(q, "revision", c->revision);
    query_set_i64(q, "told_on", ymd_of(c->told_on));
    query_set_i64(q, "claimed_on", ymd_of(c->claimed_on));
    query_set_i64(q, "ordered_on", ymd_of(c->ordered_on));
    query_set_i64(q, "payee_no", c->payee_no);
    query_set_i64(q, "relation", c->relation);
    query_set_text(q, "attorney", text_of(c->attorney != NULL ? c->attorney : ""));
    query_set_text(q, "bank", text_of(c->bank != NULL ? c->bank : ""));
    query_set_text(q, "branch", text_of(c->branch != NULL ? c->branch : ""));
    query_set_i64(q, "deposit_kind", c->deposit_kind);
    query_set_text(q, "number", text_of(c->number != NULL ? c->number : ""));
    query_set_text(q, "holder", text_of(c->holder != NULL ? c->holder : ""));
    query_set_i64(q, "transfer_no", c->transfer_no);
    query_set_i64(q, "sent_count", c->sent_count);
    query_set_text(q, "words", text_of(words));
    query_set_text(q, "operator_id", text_of(session->operator.id));
    query_set_i64(q, "recorded_at", recorded_at);
    return query_run(q, report, &changed);
}

/* ---------------------------------------------------------------------------------- postings --- */

/*
 * 歳入戻出 while the books of the year in which it came in are open, else 歳出 of the year of payment
 * (自治令165条の7). The n-th payment of a case has version 2n - 1, its coming back 2n.
 */
enum err refund_post(struct session *session, const struct refund_case *c, enum refund_way way, date on,
                     int64_t recorded_at, struct report *report)
{
    struct arena *arena = arena_new("還付の仕訳", (size_t)8 << 20);
    struct refund_law_set law;
    struct refund_part *parts;
    size_t count;
    struct ledger_writer *w;
    enum err e = refund_law_read(session, on, arena, report, &law);

    e = e == ERR_NONE ? refund_parts_of(session->store, c->case_no, arena, report, &parts, &count) : e;
    e = e == ERR_NONE ? ledger_begin(session->store, report, &w) : e;
    if (e != ERR_NONE) {
        arena_free(arena);
        return e;
    }
    int32_t year = fiscal_year_of(on).first_year;
    struct posting p = {.cause_kind = "refund",
                        .part = "",
                        .levy_year = year,
                        .account_year = year,
                        .household_no = c->household_no,
                        .payer_no = c->payer_no,
                        .cause_version = way == WAY_LAPSED ? 1 : 2 * c->sent_count - (way == WAY_PAID),
                        .debit = way == WAY_RETURNED ? ACCOUNT_CASH : ACCOUNT_OVERPAID,
                        .credit = way == WAY_RETURNED ? ACCOUNT_OVERPAID
                                  : way == WAY_PAID   ? ACCOUNT_CASH
                                                      : ACCOUNT_LAPSED,
                        .reason = way == WAY_RETURNED ? REASON_CANCELLED
                                  : way == WAY_PAID   ? REASON_REFUNDED
                                                      : REASON_LAPSED,
                        .value_date = on,
                        .business_date = session->folder.business_date,
                        .recorded_at = recorded_at};
    if (way == WAY_LAPSED) {
        p.cause_kind = "refund-lapse";
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct refund_part *part = &parts[i];
        if (part->use != USE_REFUNDED) {
            continue;
        }
        date closes = accounting_closes_on(&law.terms, (fiscal_year){(int16_t)part->account_year});
        p.account_year = date_at_most(on, closes) ? part->account_year : year;
        p.cause_no = part->item_no;
        p.levy_year = part->levy_year;
        p.household_no = part->household_no;
        p.amount = part->amount;
        e = ledger_post(w, &p, report);
    }
    if (e == ERR_NONE && c->interest > 0 &&
        way != WAY_LAPSED) { /* 加算金 is expenditure of the day's year */
        p.cause_kind = "refund-interest";
        p.cause_no = c->case_no;
        p.levy_year = p.account_year = year;
        p.household_no = c->household_no;
        p.amount = c->interest;
        p.debit = way == WAY_RETURNED ? ACCOUNT_CASH : ACCOUNT_INTEREST;
        p.credit = way == WAY_RETURNED ? ACCOUNT_INTEREST : ACCOUNT_CASH;
        p.reason = way == WAY_RETURNED ? REASON_CANCELLED : REASON_INTEREST;
        e = ledger_post(w, &p, report);
    }
    enum err end = ledger_end(w, report);
    arena_free(arena);
    return e != ERR_NONE ? e : end;
}
