/*
 * 依頼処理結果・異動処理結果 -- what became of what was asked: accepted, or refused with a reason (LV-04).
 *
 * Rules    interfaces.md 7.3; users_ask.md D3: until this came back nobody is told anything
 *
 * A start that is accepted takes what the pension pays out of the ordinary instalments; a stop that is
 * accepted, and a start that is refused, bring it back (普通徴収への切替, LV-56).
 */
#include "withholding/sheet.h"

#include <inttypes.h>

enum { ACCEPTED, REFUSED, LEFT };

struct answer {
    const struct record *record;
    struct pensioner who;
    struct withholding_request request;
    struct withholding_look stands;
    struct text code;
};

static enum withholding_request_kind kind_of(struct text notice)
{
    return text_is(notice, "02") ? REQUEST_START : text_is(notice, "41") ? REQUEST_STOP : REQUEST_CHANGE;
}

static struct plan_cause plan_cause_of(const struct import_run *run, const struct answer *a)
{
    const struct sheet *s = run->state;
    return (struct plan_cause){&s->terms, run->business_date, a->request.request_no, run->recorded_at};
}

static enum err move(struct import_run *run, const struct answer *a, const struct withholding_look *to)
{
    const struct state_cause cause = {"withholding-answer", a->request.request_no, run->recorded_at};

    return state_put(run->session->store, &a->stands, to, &cause, run->report);
}

/* What does not come from the pension any more is ordinary from the pay day `first` on. */
static void fall_from(struct withholding_look *to, int first)
{
    for (int i = first; i < WITHHOLDING_PAYS; i++) {
        to->amounts.ordinary += to->amounts.pays[i];
        to->amounts.pays[i] = 0;
    }
    yen back = to->amounts.excess < to->amounts.ordinary ? to->amounts.excess : to->amounts.ordinary;
    to->amounts.ordinary -= back;
    to->amounts.excess -= back;
}

static enum err on_start(struct import_run *run, const struct answer *a, bool is_accepted)
{
    struct withholding_look to = a->stands;
    const struct plan_cause cause = plan_cause_of(run, a);
    bool has_plan = a->stands.amounts.pays[0] > 0; /* 仮徴収 has gone on since April */

    to.from = run->business_date;
    to.state = is_accepted ? WITHHOLDING_RUNNING : WITHHOLDING_IMPOSSIBLE;
    if (!is_accepted) {
        fall_from(&to, a->request.first.pay);
    }
    enum err e = move(run, a, &to);
    if (e == ERR_NONE && is_accepted && !has_plan) {
        e = plan_put(run->session->store, &to, &cause, run->report);
    } else if (e == ERR_NONE && !is_accepted && has_plan) {
        e = plan_fall(run->session->store, &to, a->request.first.pay, WITHHOLDING_PAYS - 1, &cause,
                      run->report);
    }
    return e;
}

static enum err on_stop(struct import_run *run, const struct answer *a, bool is_accepted)
{
    struct withholding_look to = a->stands;
    const struct plan_cause cause = plan_cause_of(run, a);
    bool is_this_year = a->request.first.year.first_year == a->stands.year;

    to.from = run->business_date;
    to.state = is_accepted ? WITHHOLDING_STOPPED : WITHHOLDING_RUNNING;
    if (is_accepted && is_this_year) {
        fall_from(&to, a->request.first.pay);
    }
    enum err e = move(run, a, &to);
    return e == ERR_NONE && is_accepted && is_this_year
               ? plan_fall(run->session->store, &to, a->request.first.pay, WITHHOLDING_PAYS - 1, &cause,
                           run->report)
               : e;
}

static enum err take(struct import_run *run, const struct answer *a)
{
    struct sheet *s = run->state;
    bool is_accepted = text_is(a->code, "00");
    enum withholding_state asked =
        a->request.kind == REQUEST_STOP ? WITHHOLDING_STOPPING : WITHHOLDING_REQUESTED;
    enum err e = request_answer(run->session->store, a->request.request_no, a->code, is_accepted,
                                run->business_date, run->recorded_at, run->report);

    s->counts[is_accepted ? ACCEPTED : REFUSED]++;
    if (e == ERR_NONE && a->request.kind != REQUEST_CHANGE && a->stands.state == asked) {
        e = a->request.kind == REQUEST_START ? on_start(run, a, is_accepted) : on_stop(run, a, is_accepted);
    }
    if (e != ERR_NONE || is_accepted) {
        return e;
    }
    return sheet_leave(
        run, a->record, &a->who, "W02",
        arena_printf(
            s->scratch, "%" PRId32 "年度の%sの依頼が受け付けられませんでした（処理結果 %.*s）。%s",
            a->request.year, withholding_request_labels[a->request.kind], (int)a->code.len, a->code.bytes,
            a->request.kind == REQUEST_STOP ? "天引きが続きます。理由を確かめ、もう一度依頼してください"
                                            : "普通徴収のままです。理由を確かめてください"));
}

static enum err record(struct import_run *run, const struct record *record)
{
    struct sheet *s = run->state;
    struct answer a = {.record = record};

    if (record->kind != s->record) {
        return ERR_NONE;
    }
    enum err e = sheet_pensioner(run, record, &a.who);
    if (e == ERR_NONE && a.who.pensioner_no != 0) {
        e = request_open(run->session->store, a.who.pensioner_no,
                         kind_of(record_text(record, s->at[SHEET_NOTICE])), s->scratch, run->report,
                         &a.request);
    }
    if (e == ERR_NONE && a.request.request_no == 0) {
        s->counts[LEFT]++;
        return sheet_leave(run, record, &a.who, "W01",
                           "この人について回答を待っている依頼がありません。年金保険者に確かめてください");
    }
    if (e == ERR_NONE) {
        a.code = record_text(record, s->at[SHEET_RESULT]);
        e = state_of_pensioner(run->session->store, a.request.year, a.who.pensioner_no, s->scratch,
                               run->report, &a.stands);
    }
    return e == ERR_NONE ? take(run, &a) : e;
}

static enum err end(struct import_run *run)
{
    const struct sheet *s = run->state;

    report_add(run->report,
               "特別徴収の依頼: 受付 %" PRId64 " 件、不可 %" PRId64 " 件、依頼のない回答 %" PRId64 " 件",
               s->counts[ACCEPTED], s->counts[REFUSED], s->counts[LEFT]);
    sheet_cancel(run);
    return ERR_NONE;
}

const struct import_handler import_pension_answers = {
    .layout = "pension-request-result",
    .partner = "国保連合会（年金特別徴収）",
    .label = "特別徴収 依頼処理結果・異動処理結果",
    .order = 132,
    .begin = sheet_begin,
    .record = record,
    .end = end,
    .cancel = sheet_cancel,
};
