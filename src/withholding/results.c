/*
 * 徴収結果 -- what was taken from pensions on a pay day: receipts of the charges of that pay day (CO-08).
 *
 * Rules    interfaces.md 7.6 (Σ 結果額 = money received; every 予定額 ≠ 結果額 listed); users_ask.md D7
 *
 * 仮徴収 before the decision of the year waits and is booked with it. What nobody asked for is held (仮受):
 * it is somebody's money that must go back. What was not taken falls to 普通徴収, on a day to come.
 */
#include "withholding/sheet.h"
#include "withholding/taken.h"

#include <inttypes.h>

enum { BOOKED, WAITS, HELD, NOTHING };

struct result {
    const struct record *record;
    struct pensioner who;
    struct withholding_look stands; /* of the year; state 0 = nothing */
    struct withholding_taken taken;
};

static bool is_active(const struct withholding_look *l)
{
    return l->state == WITHHOLDING_REQUESTED || l->state == WITHHOLDING_RUNNING ||
           l->state == WITHHOLDING_STOPPING;
}

/* Was anything to be taken on that pay day? What was only judged, or judged away, nobody asked for; 仮徴収
 * goes on from last year before the year's request, and what a stop came too late for is taken all the
 * same. */
static bool is_expected(const struct withholding_look *l, int pay)
{
    bool goes_on = l->state == WITHHOLDING_CANDIDATE && pay < WITHHOLDING_PROVISIONAL;

    return is_active(l) || l->state == WITHHOLDING_STOPPED || goes_on;
}

/* The pay day of a day, false: no pension is paid in that month. */
static bool pay_of(date day, int32_t *ret_year, int *ret_pay)
{
    *ret_year = fiscal_year_of(day).first_year;
    for (*ret_pay = 0; *ret_pay < WITHHOLDING_PAYS; ++*ret_pay) {
        if (withholding_pay_month(*ret_pay) == date_civil(day).month) {
            return true;
        }
    }
    return false;
}

/* Did he pay on from last year, before this year was judged? */
static enum err is_provisional(struct import_run *run, const struct result *r, bool *ret)
{
    struct sheet *s = run->state;
    struct withholding_look last;
    enum err e = state_of_pensioner(run->session->store, r->taken.year - 1, r->who.pensioner_no, s->scratch,
                                    run->report, &last);

    *ret = r->taken.pay < WITHHOLDING_PROVISIONAL && is_active(&last);
    return e;
}

/* Somebody's money came, and nobody can say for what. */
static enum err hold_money(struct import_run *run, const struct withholding_taken *t, const char *reference)
{
    struct sheet *s = run->state;
    const struct collection_held h = {
        .channel = CHANNEL_PENSION,
        .amount = t->amount,
        .received_on = t->paid_on,
        .paid_in_on = t->paid_on,
        .code = "E52",
        .origin = "withholding",
        .reference = text_of(reference),
    };
    bool is_new;

    s->counts[HELD]++;
    return collection_hold(run->session, &h, run->recorded_at, run->report, &is_new);
}

/* Nobody asked for it, or he was to be left alone by then. */
static enum err hold(struct import_run *run, struct result *r)
{
    struct sheet *s = run->state;
    struct withholding_taken *t = &r->taken;
    enum err e = hold_money(run, t,
                            arena_printf(s->scratch, "NENKIN-%" PRId64 "-%" PRId32 "-%d",
                                         r->who.pensioner_no, t->year, t->pay + 1));

    t->place = TAKEN_HELD;
    return e == ERR_NONE
               ? sheet_leave(run, r->record, &r->who, "W11",
                             arena_printf(s->scratch,
                                          "依頼していない天引き %" PRId64 " 円がありました（%" PRId32
                                          "年度%d月の年金）。仮受にしました。還付と、年金保険者への中止の"
                                          "確認が要ります",
                                          t->amount, t->year, withholding_pay_month(t->pay)))
               : e;
}

/* A number that never came with 対象者情報, or a month in which no pension is paid. */
static enum err leave_unknown(struct import_run *run, struct result *r)
{
    struct sheet *s = run->state;
    struct withholding_taken *t = &r->taken;
    enum err e = ERR_NONE;

    if (date_is_none(t->paid_on)) {
        t->paid_on = run->business_date;
    }
    if (text_is(t->code, "00") && t->amount > 0) {
        e = hold_money(run, t,
                       arena_printf(s->scratch, "NENKIN-?-%" PRId32 "-%" PRId64, date_ymd(t->paid_on),
                                    r->record->number));
    }
    return e == ERR_NONE
               ? sheet_leave(run, r->record, &r->who, "W10",
                             r->who.pensioner_no == 0 ? "対象者情報で届いたことのない人の徴収結果です。額は"
                                                        "仮受にしました。年金保険者に確かめてください"
                                                      : "年月日が年金の支払月ではありません。額は仮受にしま"
                                                        "した。年金保険者に確かめてください")
               : e;
}

static enum err book(struct import_run *run, struct result *r)
{
    struct sheet *s = run->state;
    struct withholding_taken *t = &r->taken;
    enum err e = taken_book(run->session, &r->stands, s->law, t, run->recorded_at, s->scratch, run->report);

    s->counts[BOOKED]++;
    s->amounts[0] += t->amount;
    s->amounts[1] += t->overpaid;
    if (e != ERR_NONE || t->amount == t->planned) {
        return e;
    }
    return sheet_leave(run, r->record, &r->who, "W12",
                       arena_printf(s->scratch,
                                    "%" PRId32 "年度%d月の年金からの天引きは予定 %" PRId64
                                    " 円、結果 %" PRId64 " 円です。違う理由を年金保険者に確かめてください",
                                    t->year, withholding_pay_month(t->pay), t->planned, t->amount));
}

/* The pension side could not take it: it is asked for by ordinary collection (LV-56). */
static enum err fall(struct import_run *run, struct result *r)
{
    struct sheet *s = run->state;
    const struct plan_cause cause = {&s->terms, run->business_date, r->who.pensioner_no, run->recorded_at};
    struct withholding_taken *t = &r->taken;

    t->place = TAKEN_NOTHING;
    s->counts[NOTHING]++;
    if (t->planned == 0) {
        return ERR_NONE;
    }
    enum err e = plan_fall(run->session->store, &r->stands, t->pay, t->pay, &cause, run->report);
    return e == ERR_NONE
               ? sheet_leave(
                     run, r->record, &r->who, "W13",
                     arena_printf(s->scratch,
                                  "%" PRId32 "年度%d月の年金から天引きできませんでした（処理結果 %.*s）。"
                                  "%" PRId64 " 円を普通徴収に切り替えました。納付書を送ってください",
                                  t->year, withholding_pay_month(t->pay), (int)t->code.len, t->code.bytes,
                                  t->planned))
               : e;
}

static enum err place(struct import_run *run, struct result *r)
{
    struct sheet *s = run->state;
    struct withholding_taken *t = &r->taken;
    bool waits = false;

    if (!text_is(t->code, "00") || t->amount == 0) {
        return fall(run, r);
    }
    if (r->stands.state == 0) {
        enum err e = is_provisional(run, r, &waits);
        if (e != ERR_NONE) {
            return e;
        }
    }
    if (waits) {
        t->place = TAKEN_WAITS;
        s->counts[WAITS]++;
        s->amounts[0] += t->amount;
        return ERR_NONE;
    }
    return t->planned > 0 ? book(run, r) : hold(run, r);
}

static enum err read_result(struct import_run *run, const struct record *record, struct result *ret,
                            bool *ret_is_pay)
{
    struct sheet *s = run->state;
    date day = date_none();
    bool is_day = date_from_ymd((int32_t)sheet_number(s, record, SHEET_DAY), &day);
    struct withholding_taken *t = &ret->taken;

    *ret_is_pay = is_day && pay_of(day, &t->year, &t->pay);
    t->pensioner_no = ret->who.pensioner_no;
    t->payer_no = ret->who.addressee_no;
    t->paid_on = day;
    t->amount = sheet_number(s, record, SHEET_AMOUNT);
    t->code = record_text(record, s->at[SHEET_RESULT]);
    *ret_is_pay = *ret_is_pay && t->pensioner_no != 0;
    if (!*ret_is_pay) {
        return ERR_NONE;
    }
    enum err e = state_of_pensioner(run->session->store, t->year, t->pensioner_no, s->scratch, run->report,
                                    &ret->stands);
    if (e == ERR_NONE && ret->stands.state != 0) {
        t->household_no = ret->stands.household_no;
        t->payer_no = ret->stands.payer_no;
        t->planned = is_expected(&ret->stands, t->pay) ? ret->stands.amounts.pays[t->pay] : 0;
    }
    return e;
}

static enum err record(struct import_run *run, const struct record *record)
{
    struct sheet *s = run->state;
    struct result r = {.record = record};
    struct withholding_taken before;
    bool is_pay = false;

    if (record->kind != s->record) {
        return ERR_NONE;
    }
    enum err e = sheet_pensioner(run, record, &r.who);
    e = e == ERR_NONE ? read_result(run, record, &r, &is_pay) : e;
    if (e != ERR_NONE) {
        return e;
    }
    if (!is_pay) {
        return leave_unknown(run, &r);
    }
    e = taken_of_pay(run->session->store, r.taken.year, r.taken.pay, r.who.pensioner_no, s->scratch,
                     run->report, &before);
    if (e == ERR_NONE && before.place != 0 && before.place != TAKEN_NOTHING) {
        return sheet_leave(run, record, &r.who, "W14",
                           "この支払月の結果はもう取り込んでいます。この記録は入れていません");
    }
    e = e == ERR_NONE ? place(run, &r) : e;
    return e == ERR_NONE ? taken_put(run->session->store, &r.taken, run->recorded_at, run->report) : e;
}

static enum err end(struct import_run *run)
{
    const struct sheet *s = run->state;

    report_add(run->report,
               "年金からの天引き: 収納 %" PRId64 " 件、賦課の決定待ち %" PRId64 " 件、合わせて %" PRId64
               " 円（うち過誤納 %" PRId64 " 円）、仮受 %" PRId64 " 件、天引きなし %" PRId64 " 件",
               s->counts[BOOKED], s->counts[WAITS], s->amounts[0], s->amounts[1], s->counts[HELD],
               s->counts[NOTHING]);
    sheet_cancel(run);
    return ERR_NONE;
}

const struct import_handler import_pension_results = {
    .layout = "pension-withholding-result",
    .partner = "国保連合会（年金特別徴収）",
    .label = "特別徴収 徴収結果",
    .order = 133,
    .begin = sheet_begin,
    .record = record,
    .end = end,
    .cancel = sheet_cancel,
};
