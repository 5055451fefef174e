/* 消込 -- the order of collection.md 6.3. */
#include "collection/match.h"

/* Records of the same payment: preliminary, cancelled, confirmed; or the same one sent twice. */
static bool receipt_is_same_payment(const struct receipt_event *a, const struct receipt_event *b)
{
    return a->channel == b->channel && a->levy_year == b->levy_year && a->notice_no == b->notice_no &&
           a->instalment == b->instalment && a->slip_kind == b->slip_kind &&
           a->slip_serial == b->slip_serial && date_equal(a->received_on, b->received_on) &&
           a->received_at == b->received_at && strcmp(a->store, b->store) == 0;
}

static size_t open_mark(const struct charge_account *a, const struct receipt_event *e)
{
    for (size_t i = 0; i < a->mark_count; i++) {
        if (a->marks[i].is_open && receipt_is_same_payment(&a->marks[i].event, e)) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* Called off before it was told, or told again after it was called off. */
static bool is_called_off(const struct charge_account *a, const struct receipt_event *e)
{
    for (size_t i = 0; i < a->mark_count; i++) {
        if (a->marks[i].is_called_off && receipt_is_same_payment(&a->marks[i].event, e)) {
            return true;
        }
    }
    return false;
}

static bool is_booked(const struct charge_account *a, const struct receipt_event *e)
{
    for (size_t i = 0; i < a->receipt_count; i++) {
        if (receipt_is_same_payment(&a->receipts[i], e) && a->receipts[i].amount == e->amount) {
            return true;
        }
    }
    return false;
}

static void hold(struct match *m, const char *code, const char *words)
{
    *m = (struct match){.outcome = MATCH_HOLD, .code = code, .words = words, .mark = SIZE_MAX};
}

static void warn(struct match *m, const char *code)
{
    if (m->warning_count < MATCH_WARNINGS_MAX) {
        m->warnings[m->warning_count++] = code;
    }
}

static bool has_lapsed(const struct charge *c, date on)
{
    return c->limit_is_known && date_before(c->limit, on);
}

/* What it takes of a payment of that day. */
static yen left_of(const struct charge *c, date on)
{
    yen left = c->amount - c->paid - c->written_off;
    return left > 0 && !has_lapsed(c, on) ? left : 0;
}

/* 時効 or 不納欠損: nothing may be taken for it any more (E41). */
static bool is_gone(const struct charge *c, date on)
{
    return (c->written_off > 0 || has_lapsed(c, on)) && left_of(c, on) == 0;
}

/* What is left of all parts: less than the instalments say when one of them was lowered after it was paid. */
static yen left_of_parts(const struct charge_account *a)
{
    yen left = 0;

    for (int p = 0; p < LEVY_PARTS; p++) {
        left += a->part[p] > a->part_paid[p] ? a->part[p] - a->part_paid[p] : 0;
    }
    return left;
}

/* A charge takes what is left of it, within what is left of the year (*room). */
static yen take(struct match *m, int instalment, const struct charge *c, date on, yen rest, yen *room)
{
    yen left = left_of(c, on) < *room ? left_of(c, on) : *room;
    yen amount = rest < left ? rest : left;

    if (amount > 0) {
        m->lines[m->line_count++] = (struct match_line){instalment, ITEM_PRINCIPAL, amount};
        *room -= amount;
    }
    return rest - amount;
}

/* ------------------------------------------------------------------------ by the slip that was printed -- */

static const struct slip *slip_of(const struct receipt_event *e, const struct charge_account *a)
{
    for (size_t i = 0; i < a->slip_count; i++) {
        const struct slip *s = &a->slips[i];
        if (s->instalment == e->instalment && s->serial == e->slip_serial && (int)s->class == e->slip_class) {
            return s;
        }
    }
    return NULL;
}

static bool is_cash_in_store(int channel) { return channel >= 4 && channel <= 8; }

/* What is told of the slip itself: an old one (W13), before it was issued (W32), after its limit (W33). */
static void warn_of_slip(const struct receipt_event *e, const struct slip *s, struct match *m)
{
    if (s == NULL) {
        return;
    }
    if (s->step == SLIP_REPLACED || s->step == SLIP_DELETING || s->step == SLIP_DELETED) {
        warn(m, "W13");
    }
    if (date_before(e->received_on, s->issued_on)) {
        warn(m, "W32");
    }
    if (is_cash_in_store(e->channel) && date_before(s->usable_until, e->received_on)) {
        warn(m, "W33");
    }
}

/* Another payment with the same paper went before, and was not taken back. */
static bool was_used(const struct receipt_event *e, const struct charge_account *a)
{
    for (size_t i = 0; i < a->receipt_count; i++) {
        const struct receipt_event *r = &a->receipts[i];
        if (r->kind != RECEIPT_CANCEL && r->instalment == e->instalment &&
            r->slip_serial == e->slip_serial && r->slip_kind == e->slip_kind) {
            return true;
        }
    }
    return false;
}

static void add_line(struct match *m, int instalment, enum collection_item item, yen amount, yen *rest)
{
    yen taken = amount < *rest ? amount : *rest;

    if (taken > 0) {
        m->lines[m->line_count++] = (struct match_line){instalment, item, taken};
        *rest -= taken;
    }
}

/* A 速報 of a slip that names its charges is told of those alone: principal first, as it will be booked. */
static void tell_split(const struct receipt_event *e, const struct slip *s, struct match *m)
{
    yen rest = e->amount;

    for (size_t i = 0; s != NULL && i < s->charge_count; i++) {
        add_line(m, s->charges[i].instalment, ITEM_PRINCIPAL, s->charges[i].principal, &rest);
    }
    for (size_t i = 0; s != NULL && i < s->charge_count; i++) {
        add_line(m, s->charges[i].instalment, ITEM_LATE_CHARGE, s->charges[i].late_charge, &rest);
        add_line(m, s->charges[i].instalment, ITEM_FEE, s->charges[i].fee, &rest);
    }
}

/* What is left over: too late (K3), or twice and too much (K2). */
static void overpay(struct match *m, yen rest, bool gone, const char *code)
{
    m->overpaid = rest;
    if (rest > 0) {
        m->cause = gone ? "K3" : "K2";
        m->overpaid_code = gone ? "E41" : code;
        warn(m, m->overpaid_code);
    }
}

/*
 * As printed (6.3 no. 2, 6): first the principal of every charge of the slip, then its 延滞金 and 手数料.
 * Those stand as printed when the principal was still due (X42); a slip paid a second time, or whose
 * principal came by another one, pays none again.
 */
static void post_split(const struct receipt_event *e, const struct charge_account *a,
                       const struct slip_charge *charges, size_t count, struct match *m)
{
    yen rest = e->amount, room = left_of_parts(a), asked = 0, extra = 0, taken = 0;
    bool gone = false;

    for (size_t i = 0; i < count; i++) {
        yen want = charges[i].principal < rest ? charges[i].principal : rest;
        const struct charge *c = &a->charges[charges[i].instalment - 1];
        yen left = take(m, charges[i].instalment, c, e->received_on, want, &room);
        gone = gone || is_gone(c, e->received_on);
        asked += charges[i].principal;
        extra += charges[i].late_charge + charges[i].fee;
        taken += want - left;
        rest -= want - left;
    }
    bool is_again = was_used(e, a) || (asked > 0 && taken == 0);
    for (size_t i = 0; i < count && !is_again; i++) {
        add_line(m, charges[i].instalment, ITEM_LATE_CHARGE, charges[i].late_charge, &rest);
    }
    for (size_t i = 0; i < count && !is_again; i++) {
        add_line(m, charges[i].instalment, ITEM_FEE, charges[i].fee, &rest);
    }
    if (e->amount < asked + extra) {
        warn(m, "W21");
    }
    overpay(m, rest, gone, is_again ? "W11" : "W22");
}

/*
 * The charge the slip names, or all of a whole-year slip in the order of their due dates. What is left over
 * is 過誤納: K1 when the charge was lowered after the slip was printed is told apart by whoever reduces it.
 */
static void post(const struct receipt_event *e, const struct charge_account *a, struct match *m)
{
    yen rest = e->amount, room = left_of_parts(a);
    date on = e->received_on;
    bool had_paid = false, gone = false;

    if (e->instalment > 0) {
        const struct charge *c = &a->charges[e->instalment - 1];
        gone = is_gone(c, on);
        had_paid = c->paid > 0 && left_of(c, on) == 0;
        if (rest < left_of(c, on)) {
            warn(m, "W21"); /* 不足 */
        }
        rest = take(m, e->instalment, c, on, rest, &room);
    } else {
        for (size_t i = 0; i < a->charge_count; i++) {
            gone = gone || is_gone(&a->charges[i], on);
            had_paid = had_paid || (a->charges[i].paid > 0 && left_of(&a->charges[i], on) == 0);
            rest = take(m, (int)i + 1, &a->charges[i], on, rest, &room);
        }
    }
    overpay(m, rest, gone, e->instalment == 0 && had_paid ? "W12" : had_paid ? "W11" : "W22");
}

/* The split of the slip, or of a channel that tells its own; none: all of it is principal. */
struct split {
    const struct slip_charge *charges;
    size_t count;
    struct slip_charge told;
};

static const char *find_split(const struct receipt_event *e, const struct charge_account *a,
                              const struct slip *s, struct split *ret)
{
    *ret = (struct split){0};
    if (s != NULL && s->charge_count > 0) {
        ret->charges = s->charges;
        ret->count = s->charge_count;
    } else if (e->late_charge > 0 && e->instalment > 0 && e->late_charge <= e->amount) {
        ret->told = (struct slip_charge){e->instalment, e->amount - e->late_charge, e->late_charge, 0};
        ret->charges = &ret->told;
        ret->count = 1;
    } else if (e->late_charge > 0 || e->slip_class == SLIP_LATE_ONLY) {
        return "この納付書の内訳（延滞金の期別）がわかりません。納付書の写しで確かめてください";
    }
    for (size_t i = 0; i < ret->count; i++) {
        if ((size_t)ret->charges[i].instalment > a->charge_count) {
            return "納付書の内訳にある期の調定がなくなっています。賦課の変更を確かめてください";
        }
    }
    return NULL;
}

bool receipt_is_known(const struct receipt_event *e, const struct charge_account *a)
{
    size_t mark = open_mark(a, e);

    switch (e->kind) {
    case RECEIPT_PRELIMINARY: return mark != SIZE_MAX || is_booked(a, e) || is_called_off(a, e);
    case RECEIPT_CANCEL: return mark == SIZE_MAX && is_called_off(a, e);
    case RECEIPT_CONFIRMED:
    case RECEIPT_FINAL: break;
    }
    return is_booked(a, e);
}

void receipt_match(const struct receipt_event *e, const struct charge_account *a, date today,
                   struct match *ret)
{
    size_t mark = open_mark(a, e);

    *ret = (struct match){.mark = SIZE_MAX};
    if (receipt_is_known(e, a)) { /* first of all: what was held before is not held a second time */
        *ret = (struct match){.outcome = MATCH_DROP, .code = "E10", .words = "同じ記録を受け取っています",
                              .mark = SIZE_MAX};
        return;
    }
    if (a->household_no == 0) {
        hold(ret, "E03", "この年度・通知書番号の調定がありません。納付書の写しで番号を確かめてください");
        return;
    }
    if (e->instalment < 0 || (size_t)e->instalment > a->charge_count) {
        hold(ret, "E03", "この通知書番号に、この期の調定がありません。納付書の写しで期別を確かめてください");
        return;
    }
    if (e->amount <= 0) {
        hold(ret, "E06", "金額が0円です。収納の相手先に確かめてください");
        return;
    }
    if (date_before(today, e->received_on)) {
        hold(ret, "E31", "領収日が処理日より後です。収納の相手先に確かめてください");
        return;
    }
    if (e->instalment > 0 && e->kind == RECEIPT_PRELIMINARY &&
        is_gone(&a->charges[e->instalment - 1], e->received_on)) {
        hold(ret, "E41", "時効が完成したか不納欠損にした期への納付の速報です。確報が来たら還付してください");
        return;
    }
    if (e->kind == RECEIPT_CANCEL) {
        if (mark == SIZE_MAX) {
            hold(ret, "E12", "速報のない速報取消です。収納の相手先に確かめてください");
            return;
        }
        ret->outcome = MATCH_UNMARK;
        ret->mark = mark;
        return;
    }
    if (e->kind == RECEIPT_PRELIMINARY) {
        ret->outcome = MATCH_MARK;
        tell_split(e, slip_of(e, a), ret);
        return;
    }
    if (mark != SIZE_MAX && a->marks[mark].event.amount != e->amount) {
        hold(ret, "E15", "確報の金額が速報と違います。収納の相手先に確かめてください");
        return;
    }
    const struct slip *slip = slip_of(e, a);
    struct split split;
    const char *words = find_split(e, a, slip, &split);
    if (words != NULL) {
        hold(ret, "E05", words);
        return;
    }
    ret->outcome = MATCH_POST;
    ret->mark = mark;
    if (e->kind == RECEIPT_CONFIRMED && mark == SIZE_MAX) {
        warn(ret, "E13"); /* 速報のない確報 */
    }
    warn_of_slip(e, slip, ret);
    if (split.count > 0) {
        post_split(e, a, split.charges, split.count, ret);
    } else {
        post(e, a, ret);
    }
}
