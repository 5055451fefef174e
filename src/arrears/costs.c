/*
 * 滞納処分費と配当の預り金 -- what a seizure cost, what came back of it, and the money of other creditors.
 *
 * Law     国税徴収法128条から130条・133条・136条, 地方税法20条の4の2 (under 100 yen is cut),
 *         地方自治法235条の4
 * Rows    CO-33
 *
 * Every entry is one posting. What is taken back stands again below zero; nothing is changed.
 */
#include "arrears/costs.h"

#include "ledger/ledger.h"

enum money_item { MONEY_COSTS = 1, MONEY_OTHERS = 2 };
enum money_step { STEP_CHARGED = 1, STEP_TAKEN, STEP_HANDED };

struct entry {
    int64_t entry_no;
    enum money_item item;
    enum money_step step;
    int64_t act_no, claim_seq, by_act_no, payer_no;
    date on;
    yen spent, amount;
    struct text words;
    int64_t takes_back;
};

/* ------------------------------------------------------------------------------- entries ------ */

static enum err post(struct change_call *call, const struct entry *e)
{
    static const struct {
        enum account debit, credit;
        enum posting_reason reason;
        const char *part;
    } of[3][4] = {
        [MONEY_COSTS] = {[STEP_CHARGED] = {ACCOUNT_COSTS, ACCOUNT_COSTS_INCOME, REASON_COSTS_CHARGED,
                                           "costs"},
                         [STEP_TAKEN] = {ACCOUNT_CASH, ACCOUNT_COSTS, REASON_COSTS_PAID, "costs"}},
        [MONEY_OTHERS] = {[STEP_TAKEN] = {ACCOUNT_CASH, ACCOUNT_DEPOSITED, REASON_DEPOSITED, "deposit"},
                          [STEP_HANDED] = {ACCOUNT_DEPOSITED, ACCOUNT_CASH, REASON_PAID_OUT, "deposit"}},
    };
    bool is_back = e->amount < 0;
    int32_t year = fiscal_year_of(e->on).first_year;
    struct posting p = {
        .cause_kind = "arrears-money",
        .cause_no = e->entry_no,
        .cause_version = 1,
        .payer_no = e->payer_no,
        .levy_year = year,
        .account_year = year,
        .part = of[e->item][e->step].part,
        .debit = is_back ? of[e->item][e->step].credit : of[e->item][e->step].debit,
        .credit = is_back ? of[e->item][e->step].debit : of[e->item][e->step].credit,
        .amount = is_back ? -e->amount : e->amount,
        .reason = of[e->item][e->step].reason,
        .value_date = e->on,
        .business_date = call->session->folder.business_date,
        .recorded_at = call->recorded_at,
    };
    struct ledger_writer *w;
    enum err err = ledger_begin(call->session->store, call->report, &w);

    if (err != ERR_NONE) {
        return err;
    }
    err = ledger_post(w, &p, call->report);
    enum err end = ledger_end(w, call->report);
    return err != ERR_NONE ? err : end;
}

static enum err write_entry(struct change_call *call, struct entry *e)
{
    enum err err =
        book_number(call->session->store, SQL_arrears_money_last, call->report, &e->entry_no);
    e->entry_no += 1;
    struct query *q = store_query(call->session->store, SQL_arrears_money_add);
    const struct bound numbers[] = {
        {"entry_no", e->entry_no}, {"item", e->item},
        {"step", e->step},         {"act_no", e->act_no},
        {"claim_seq", e->claim_seq}, {"by_act_no", e->by_act_no},
        {"payer_no", e->payer_no}, {"on_day", date_ymd(e->on)},
        {"spent", e->spent},       {"amount", e->amount},
        {"takes_back", e->takes_back}, {"change_no", call->change_no},
        {"business_date", date_ymd(call->session->folder.business_date)}, {"recorded_at", call->recorded_at},
    };
    book_bind(q, numbers, COUNT_OF(numbers));
    query_set_text(q, "words", e->words);
    if (err == ERR_NONE) {
        err = book_run(q, call->report);
    }
    return err == ERR_NONE && e->amount != 0 ? post(call, e) : err; /* below 100 yen nothing is owed yet */
}

/* What stands of one item, step and claim of an act. */
static enum err stands(struct store *s, int64_t act_no, enum money_item item, enum money_step step,
                       int64_t claim_seq, struct report *report, yen *ret_spent, yen *ret_amount)
{
    struct query *q = store_query(s, SQL_arrears_money_of_act);
    bool row;
    enum err e;

    *ret_spent = *ret_amount = 0;
    query_set_i64(q, "act_no", act_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        if (query_i64(q, 0) == item && query_i64(q, 1) == step && query_i64(q, 2) == claim_seq) {
            *ret_spent = query_i64(q, 3);
            *ret_amount = query_i64(q, 4);
        }
    }
    query_reset(q);
    return e;
}

/* ---------------------------------------------------------------------------- 滞納処分費 ------ */

enum err costs_of_act(struct store *s, int64_t act_no, struct report *report, struct costs *ret)
{
    yen none;
    *ret = (struct costs){0};
    enum err e = stands(s, act_no, MONEY_COSTS, STEP_CHARGED, 0, report, &ret->spent, &ret->charged);
    return e == ERR_NONE ? stands(s, act_no, MONEY_COSTS, STEP_TAKEN, 0, report, &none, &ret->recovered) : e;
}

enum err arrears_costs_of(struct store *s, int64_t payer_no, struct report *report, yen *ret)
{
    struct query *q = store_query(s, SQL_arrears_money_of_payer);
    bool row;

    query_set_i64(q, "payer_no", payer_no);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        assert(row); /* a sum always has a row */
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

enum err costs_charge(struct change_call *call, int64_t act_no, date on, yen spent, struct text words)
{
    struct costs now;
    enum err e = costs_of_act(call->session->store, act_no, call->report, &now);
    struct entry entry = {
        .item = MONEY_COSTS,
        .step = STEP_CHARGED,
        .act_no = act_no,
        .payer_no = call->subject_no,
        .on = on,
        .spent = spent,
        .amount = yen_floor_to(now.spent + spent, 100) - now.charged,
        .words = words,
    };
    return e == ERR_NONE ? write_entry(call, &entry) : e;
}

enum err costs_recover(struct change_call *call, int64_t act_no, int64_t by_act_no, date on, yen amount)
{
    struct costs now;
    enum err e = costs_of_act(call->session->store, act_no, call->report, &now);
    struct entry entry = {
        .item = MONEY_COSTS,
        .step = STEP_TAKEN,
        .act_no = act_no,
        .by_act_no = by_act_no,
        .payer_no = call->subject_no,
        .on = on,
        .amount = amount,
        .words = text_of(""),
    };
    if (e == ERR_NONE && amount > costs_left(&now)) {
        return report_fail(call->report, ERR_INPUT,
                           "記録 %lld の滞納処分費の残りは %lld 円です。%lld 円は入れられません",
                           (long long)act_no, (long long)costs_left(&now), (long long)amount);
    }
    return e == ERR_NONE ? write_entry(call, &entry) : e;
}

/* --------------------------------------------------------------------------- ほかの債権者 ----- */

enum err deposit_take(struct change_call *call, int64_t act_no, int64_t claim_seq, date on, yen amount,
                      struct text words)
{
    struct entry entry = {
        .item = MONEY_OTHERS,
        .step = STEP_TAKEN,
        .act_no = act_no,
        .claim_seq = claim_seq,
        .payer_no = call->subject_no,
        .on = on,
        .amount = amount,
        .words = words,
    };
    return write_entry(call, &entry);
}

enum err deposit_of_claim(struct store *s, int64_t act_no, int64_t claim_seq, struct report *report,
                          yen *ret_left)
{
    yen none, taken, handed = 0;
    enum err e = stands(s, act_no, MONEY_OTHERS, STEP_TAKEN, claim_seq, report, &none, &taken);

    if (e == ERR_NONE) {
        e = stands(s, act_no, MONEY_OTHERS, STEP_HANDED, claim_seq, report, &none, &handed);
    }
    *ret_left = taken - handed;
    return e;
}

enum err deposit_hand_out(struct change_call *call, int64_t act_no, int64_t claim_seq, date on, yen amount,
                          struct text words)
{
    yen left;
    enum err e = deposit_of_claim(call->session->store, act_no, claim_seq, call->report, &left);
    struct entry entry = {
        .item = MONEY_OTHERS,
        .step = STEP_HANDED,
        .act_no = act_no,
        .claim_seq = claim_seq,
        .payer_no = call->subject_no,
        .on = on,
        .amount = amount,
        .words = words,
    };
    if (e == ERR_NONE && amount > left) {
        return report_fail(call->report, ERR_INPUT,
                           "配当（記録 %lld）の%lld番目の債権の預り金は %lld 円です。%lld 円は渡せません",
                           (long long)act_no, (long long)claim_seq, (long long)left, (long long)amount);
    }
    return e == ERR_NONE ? write_entry(call, &entry) : e;
}

/* --------------------------------------------------------------------------------- undo ------- */

static enum err read_entries(struct change_call *call, struct entry **ret, size_t *ret_count)
{
    struct query *q = store_query(call->session->store, SQL_arrears_money_of_change);
    struct entry *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "change_no", call->change_no);
    while ((e = query_step(q, call->report, &row)) == ERR_NONE && row) {
        struct text words = query_text(q, 10);
        *ARENA_PUSH(call->arena, list, count, capacity) = (struct entry){
            .takes_back = query_i64(q, 0),
            .item = (enum money_item)query_i64(q, 1),
            .step = (enum money_step)query_i64(q, 2),
            .act_no = query_i64(q, 3),
            .claim_seq = query_i64(q, 4),
            .by_act_no = query_i64(q, 5),
            .payer_no = query_i64(q, 6),
            .on = day_read(query_i64(q, 7)),
            .spent = -query_i64(q, 8),
            .amount = -query_i64(q, 9),
            .words = text_copy(call->arena, words),
        };
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

static enum err take_back(struct change_call *call, struct entry *e)
{
    struct costs now = {0};
    yen left = 0;
    enum err err = ERR_NONE;

    if (e->item == MONEY_COSTS && e->step == STEP_CHARGED) { /* the cut is of what is left */
        err = costs_of_act(call->session->store, e->act_no, call->report, &now);
        e->amount = yen_floor_to(now.spent + e->spent, 100) - now.charged;
        left = costs_left(&now) + e->amount;
    } else if (e->item == MONEY_OTHERS && e->step == STEP_TAKEN) {
        err = deposit_of_claim(call->session->store, e->act_no, e->claim_seq, call->report, &left);
        left += e->amount;
    }
    if (err == ERR_NONE && left < 0) {
        return report_fail(call->report, ERR_INPUT,
                           e->item == MONEY_COSTS
                               ? "記録 %lld の滞納処分費はもう回収しています。先に配当・収納を取り消して"
                                 "ください"
                               : "配当（記録 %lld）の預り金はもう交付しています。先に交付を取り消してく"
                                 "ださい",
                           (long long)e->act_no);
    }
    return err == ERR_NONE ? write_entry(call, e) : err;
}

enum err costs_undo(struct change_call *call)
{
    struct entry *entries = NULL;
    size_t count = 0;
    enum err e = read_entries(call, &entries, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = take_back(call, &entries[i]);
    }
    return e;
}

/* -------------------------------------------------------------------------------- verify ------ */

enum err costs_verify(struct store *s, struct report *report)
{
    yen sums[3][4] = {0};
    struct query *q = store_query(s, SQL_arrears_money_sums);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        sums[query_i64(q, 0)][query_i64(q, 1)] = query_i64(q, 2);
    }
    query_reset(q);
    const struct {
        enum account account;
        yen want;
    } accounts[] = {
        {ACCOUNT_COSTS, sums[MONEY_COSTS][STEP_CHARGED] - sums[MONEY_COSTS][STEP_TAKEN]},
        {ACCOUNT_COSTS_INCOME, -sums[MONEY_COSTS][STEP_CHARGED]},
        {ACCOUNT_DEPOSITED, sums[MONEY_OTHERS][STEP_HANDED] - sums[MONEY_OTHERS][STEP_TAKEN]},
        {ACCOUNT_CASH, sums[MONEY_COSTS][STEP_TAKEN] + sums[MONEY_OTHERS][STEP_TAKEN] -
                           sums[MONEY_OTHERS][STEP_HANDED]},
    };
    for (size_t i = 0; i < COUNT_OF(accounts) && e == ERR_NONE; i++) {
        yen posted = 0;
        e = ledger_balance_of_cause(s, accounts[i].account, "arrears-money", report, &posted);
        if (e == ERR_NONE && posted != accounts[i].want) {
            report_add(report, "滞納整理: %sの記録 %lld 円と仕訳 %lld 円が合いません",
                       ledger_accounts[accounts[i].account].label, (long long)accounts[i].want,
                       (long long)posted);
        }
    }
    return e;
}

enum err arrears_cash_of(struct store *s, date from, date until, struct report *report,
                         struct arrears_cash *ret)
{
    struct query *q = store_query(s, SQL_arrears_money_of_days);
    bool row;
    enum err e;

    *ret = (struct arrears_cash){0};
    query_set_i64(q, "from_day", date_ymd(from));
    query_set_i64(q, "until_day", date_ymd(until));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        bool is_costs = query_i64(q, 0) == MONEY_COSTS;
        *(is_costs ? &ret->costs_count : &ret->others_count) = query_i64(q, 1);
        *(is_costs ? &ret->costs : &ret->others) = query_i64(q, 2);
    }
    query_reset(q);
    return e;
}
