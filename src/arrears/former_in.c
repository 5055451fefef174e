/*
 * 前の系の滞納繰越 -- arrears of the system before this one, brought in whole or not at all (GY-03).
 *
 * Rules    collection.md 16 (5), 17: keys, due days, 督促, dispositions and what bears on the limit keep
 *          their identity
 * Rows     CO-22, CO-37; docs/adr/0132-former-arrears.md
 *
 * Charges become levies beside the decisions (premium_former_add()), payments receipts that are no money of
 * ours (ACCOUNT_FORMER), 督促 and acts what a clerk would have entered: the time limit is replayed from them.
 * Every fault is told and refuses the file, so what stands is what the file's totals say.
 */
#include "arrears/kinds.h"

#include "premium/premium.h"

#include <inttypes.h>

static enum err begin(struct import_run *run);
static enum err take(struct import_run *run, const struct record *r);
static enum err end(struct import_run *run);
static void cancel(struct import_run *run);

const struct import_handler import_former_arrears = {
    .layout = "gy-03-arrears",
    .partner = "旧システム",
    .label = "前の系の滞納繰越",
    .order = 95,
    .begin = begin,
    .record = take,
    .end = end,
    .cancel = cancel,
};

enum former_record { R_CHARGE, R_PAYMENT, R_DUNNING, R_EVENT, R_ACT, R_COUNT };
static const char *const record_names[R_COUNT] = {"charge", "payment", "dunning", "event", "act"};

struct taking {
    struct arena *arena;
    size_t record[R_COUNT];
    struct premium_former *levies; /* by year, household and payer */
    size_t levy_count, levy_capacity;
    yen (*left)[INSTALMENTS_MAX]; /* of each, what is not paid yet */
    bool is_written;
    const struct collection_law *law;
    struct act act; /* 0: none is open */
    struct text act_ref;
    struct act_cover covers[CHARGES_MAX];
    size_t cover_count;
    int64_t charges, payments, dunnings, events, acts, faults;
    yen amount, paid, late_paid;
};

static enum err begin(struct import_run *run)
{
    struct arena *arena = arena_new("前の系の滞納繰越", (size_t)2 << 30);
    struct taking *t = ARENA_NEW(arena, struct taking);

    t->arena = arena;
    run->state = t;
    for (int i = 0; i < R_COUNT; i++) {
        t->record[i] = layout_record(run->layout, record_names[i]);
        assert(t->record[i] != SIZE_MAX);
    }
    enum err e = collection_law_of(run->session, arena, run->report, &t->law);
    if (e != ERR_NONE) {
        cancel(run);
    }
    return e;
}

static void cancel(struct import_run *run)
{
    struct taking *t = run->state;

    arena_free(t->arena);
    run->state = NULL;
}

/* ------------------------------------------------------------------------------- fields ------- */

static struct text value(const struct import_run *run, const struct record *r, const char *field)
{
    size_t at = layout_field(run->layout, r->kind, field);

    assert(at != SIZE_MAX);
    return record_text(r, at);
}

static int64_t number(const struct import_run *run, const struct record *r, const char *field)
{
    int64_t n = 0;
    struct text t = value(run, r, field);

    return parse_i64(t.bytes, t.len, 0, INT64_MAX, &n) ? n : 0;
}

static date day(const struct import_run *run, const struct record *r, const char *field)
{
    date d = date_none();
    int64_t ymd = number(run, r, field);

    return ymd > 0 && date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

/* Each is told; the file is refused at its end. */
static enum err fault(struct import_run *run, const struct record *r, const char *words)
{
    struct taking *t = run->state;

    t->faults++;
    report_add(run->report,
               "%" PRId64 "件目 %" PRId64 "年度 世帯 %" PRId64 " 納付義務者 %" PRId64 " 第%" PRId64
               "期: %s",
               r->number, number(run, r, "fiscal_year"), number(run, r, "household_no"),
               number(run, r, "payer_no"), number(run, r, "instalment"), words);
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------- charges ------ */

static bool is_levy(const struct premium_former *l, const struct import_run *run, const struct record *r)
{
    return l->year == number(run, r, "fiscal_year") && l->household_no == number(run, r, "household_no") &&
           l->payer_no == number(run, r, "payer_no");
}

/* Whether the payer is somebody; a levy of nobody could not be asked for. */
static enum err is_known(struct import_run *run, int64_t payer_no, bool *ret)
{
    struct taking *t = run->state;
    struct addressee who;
    struct report quiet;

    report_init(&quiet);
    enum err e = addressee_by_no(run->session->store, payer_no,
                                 (struct as_of){run->business_date, INT64_MAX}, t->arena, &quiet, &who);
    report_done(&quiet);
    *ret = e == ERR_NONE;
    return e == ERR_FINDINGS || e == ERR_NONE
               ? ERR_NONE
               : report_fail(run->report, e, "宛名番号 %" PRId64 " を読めません", payer_no);
}

static enum err take_charge(struct import_run *run, const struct record *r)
{
    static const char *const parts[LEVY_PARTS] = {"medical", "support", "care", "child"};
    struct taking *t = run->state;
    struct premium_former *l = t->levy_count > 0 ? &t->levies[t->levy_count - 1] : NULL;
    size_t no = (size_t)number(run, r, "instalment");
    yen amount = number(run, r, "amount"), sum = 0;
    bool known = true;
    enum err e = ERR_NONE;

    if (l == NULL || !is_levy(l, run, r)) {
        struct text key = value(run, r, "former_key");
        l = ARENA_PUSH(t->arena, t->levies, t->levy_count, t->levy_capacity);
        *l = (struct premium_former){.year = (int32_t)number(run, r, "fiscal_year"),
                                     .books_year = fiscal_year_of(run->business_date).first_year,
                                     .household_no = number(run, r, "household_no"),
                                     .payer_no = number(run, r, "payer_no"),
                                     .key = text_copy(t->arena, key),
                                     .decided_on = day(run, r, "decided_on")};
        e = is_known(run, l->payer_no, &known);
    }
    for (int p = 0; p < LEVY_PARTS; p++) {
        l->part[p] += number(run, r, parts[p]);
        sum += number(run, r, parts[p]);
    }
    if (e != ERR_NONE) {
        return e;
    }
    bool is_twice = l->instalments[no - 1].amount != 0;
    l->instalments[no - 1] = (struct premium_instalment){day(run, r, "due"), amount};
    l->instalment_count = no > l->instalment_count ? no : l->instalment_count;
    t->charges++;
    t->amount += amount;
    return !known          ? fault(run, r, "納付義務者が宛名にいません。先に住民記録を取り込んでください")
           : sum != amount ? fault(run, r, "調定額が区分の合計と合いません")
           : is_twice      ? fault(run, r, "同じ期が2件あります")
                           : ERR_NONE;
}

static int levy_order(const void *a, const void *b)
{
    const struct premium_former *x = a, *y = b;
    const int64_t left[] = {x->year, x->household_no, x->payer_no};
    const int64_t right[] = {y->year, y->household_no, y->payer_no};

    for (size_t i = 0; i < COUNT_OF(left); i++) {
        if (left[i] != right[i]) {
            return left[i] < right[i] ? -1 : 1;
        }
    }
    return 0;
}

/* Behind the last charge: all levies, before anything is said of them. */
static enum err write_levies(struct import_run *run)
{
    struct taking *t = run->state;
    enum err e = ERR_NONE;

    if (t->is_written) {
        return ERR_NONE;
    }
    t->is_written = true;
    if (t->levy_count > 0) {
        qsort(t->levies, t->levy_count, sizeof(t->levies[0]), levy_order);
    }
    t->left = arena_alloc(t->arena, t->levy_count + 1, sizeof(t->left[0]));
    for (size_t i = 0; i < t->levy_count && e == ERR_NONE; i++) {
        struct premium_former *l = &t->levies[i];
        const char *words = NULL;
        for (size_t k = 0; k < INSTALMENTS_MAX; k++) {
            t->left[i][k] = l->instalments[k].amount;
        }
        for (size_t k = 0; k < l->instalment_count; k++) {
            if (l->instalments[k].amount == 0) {
                l->instalments[k].due_date = l->decided_on;
            }
        }
        e = premium_former_add(run->session->store, l, run->business_date, run->recorded_at, run->report,
                               &words);
        if (e == ERR_NONE && words != NULL) {
            t->faults++;
            report_add(run->report, "%d年度 世帯 %" PRId64 " 納付義務者 %" PRId64 ": %s", l->year,
                       l->household_no, l->payer_no, words);
        }
    }
    return e;
}

/* The levy that a record is about; NULL: it was told. */
static struct premium_former *levy_of(struct import_run *run, const struct record *r, size_t *ret_at)
{
    struct taking *t = run->state;
    const struct premium_former key = {.year = (int32_t)number(run, r, "fiscal_year"),
                                       .household_no = number(run, r, "household_no"),
                                       .payer_no = number(run, r, "payer_no")};
    struct premium_former *l =
        t->levy_count > 0 ? bsearch(&key, t->levies, t->levy_count, sizeof(key), levy_order) : NULL;
    size_t no = (size_t)number(run, r, "instalment");

    if (l == NULL || no > l->instalment_count || l->instalments[no - 1].amount == 0) {
        (void)fault(run, r, "この期の調定がファイルにありません");
        return NULL;
    }
    *ret_at = (size_t)(l - t->levies);
    return l;
}

/* ------------------------------------------------------------------------ what was paid ------- */

static enum err take_payment(struct import_run *run, const struct record *r)
{
    struct taking *t = run->state;
    size_t at = 0;
    const struct premium_former *l = levy_of(run, r, &at);
    const struct collection_line line = {(int)number(run, r, "instalment"),
                                         (enum collection_item)number(run, r, "item"),
                                         number(run, r, "amount")};
    int64_t receipt_no;

    if (l == NULL) {
        return ERR_NONE;
    }
    t->payments++;
    if (line.item == ITEM_PRINCIPAL) {
        yen *left = &t->left[at][line.instalment - 1];
        t->paid += line.amount;
        if (line.amount >= *left) {
            return fault(run, r, "納付が調定額に達しています。完納した期は引き継ぎません");
        }
        *left -= line.amount;
    }
    t->late_paid += line.item == ITEM_LATE_CHARGE ? line.amount : 0;
    const struct collection_booking booking = {
        .channel = (enum collection_channel)number(run, r, "channel"),
        .levy_year = l->year,
        .notice_no = l->notice_no,
        .household_no = l->household_no,
        .payer_no = l->payer_no,
        .lines = &line,
        .line_count = 1,
        .cause = "",
        .received_on = day(run, r, "paid_on"),
        .paid_in_on = day(run, r, "paid_on"),
        .from = ACCOUNT_FORMER,
        .origin = "former",
        .law = t->law,
    };
    if (date_before(run->business_date, booking.received_on)) {
        return fault(run, r, "納付日が今日より後です");
    }
    return t->faults == 0
               ? collection_book(run->session, &booking, run->recorded_at, run->report, &receipt_no)
               : ERR_NONE; /* it is refused: nothing more is written */
}

/* -------------------------------------------------------------------------- 督促, events ------- */

static enum err take_dunning(struct import_run *run, const struct record *r)
{
    struct taking *t = run->state;
    size_t at = 0;
    const struct premium_former *l = levy_of(run, r, &at);
    int no = (int)number(run, r, "instalment");

    if (l == NULL) {
        return ERR_NONE;
    }
    const struct collection_dunning d = {.levy_year = l->year,
                                         .household_no = l->household_no,
                                         .payer_no = l->payer_no,
                                         .instalment = no,
                                         .issued_on = day(run, r, "issued_on"),
                                         .fixed_on = day(run, r, "fixed_on"),
                                         .amount = number(run, r, "amount"),
                                         .fee = number(run, r, "fee"),
                                         .served_on = date_none()};
    t->dunnings++;
    if (!date_before(l->instalments[no - 1].due_date, d.issued_on) ||
        date_before(run->business_date, d.issued_on) || date_before(d.fixed_on, d.issued_on)) {
        return fault(run, r, "督促の日が納期限の後でないか、今日より後か、指定期限より後です");
    }
    return t->faults == 0 ? collection_dun(run->session->store, &d, run->recorded_at, run->report)
                          : ERR_NONE;
}

static struct book_writing writing(struct import_run *run)
{
    struct taking *t = run->state;

    return (struct book_writing){.store = run->session->store,
                                 .arena = t->arena,
                                 .report = run->report,
                                 .recorded_at = run->recorded_at};
}

static enum err take_event(struct import_run *run, const struct record *r)
{
    struct taking *t = run->state;
    size_t at = 0;
    const struct premium_former *l = levy_of(run, r, &at);
    const struct book_writing w = writing(run);

    if (l == NULL) {
        return ERR_NONE;
    }
    struct book_event e = {.kind = (enum limit_event_kind)number(run, r, "kind"),
                           .levy_year = l->year,
                           .household_no = l->household_no,
                           .payer_no = l->payer_no,
                           .instalment = (int)number(run, r, "instalment"),
                           .on = day(run, r, "on"),
                           .ended_on = date_none(),
                           .words = value(run, r, "words")};
    t->events++;
    if (date_before(run->business_date, e.on)) {
        return fault(run, r, "事由の日が今日より後です");
    }
    return t->faults == 0 ? event_write(&w, &e) : ERR_NONE;
}

/* ---------------------------------------------------------------------------------- acts ------ */

static enum err write_act(struct import_run *run)
{
    struct taking *t = run->state;
    const struct book_writing w = writing(run);
    bool is_open = t->act.kind != 0;

    t->acts += is_open;
    enum err e = is_open && t->faults == 0 ? act_write(&w, &t->act, t->covers, t->cover_count) : ERR_NONE;
    t->act = (struct act){0};
    t->cover_count = 0;
    return e;
}

static void open_act(struct import_run *run, const struct record *r, int64_t payer_no)
{
    struct taking *t = run->state;
    struct text party = value(run, r, "party"), body = value(run, r, "body"), ref = value(run, r, "ref");

    t->act_ref = text_copy(t->arena, ref);
    t->act = (struct act){
        .kind = (enum act_kind)number(run, r, "kind"),
        .payer_no = payer_no,
        .on = day(run, r, "on"),
        .until = day(run, r, "until"),
        .ended_on = day(run, r, "ended_on"),
        .related_on = date_none(),
        .end = (enum act_end)number(run, r, "end"),
        .detail = (int)number(run, r, "detail"),
        .amount = number(run, r, "amount"),
        .party = text_copy(t->arena, party),
        .body = text_copy(t->arena, body),
        .reason = text_of(arena_printf(t->arena, "前の系の記録 %.*s", (int)ref.len, ref.bytes)),
    };
}

static const char *act_fault(const struct taking *t, date today)
{
    const struct act *a = &t->act;
    bool has_end = !date_is_none(a->ended_on);

    return date_before(today, a->on)                    ? "処分や猶予の日が今日より後です"
           : has_end != (a->end != ACT_STANDS)          ? "終わりの日と終わり方が合いません"
           : has_end && date_before(a->ended_on, a->on) ? "終わりの日が初めの日より前です"
           : (a->kind == ACT_GRACE || a->kind == ACT_SALE_GRACE) && date_is_none(a->until)
               ? "猶予の期限がありません"
               : NULL;
}

static enum err take_act(struct import_run *run, const struct record *r)
{
    struct taking *t = run->state;
    size_t at = 0;
    const struct premium_former *l = levy_of(run, r, &at);
    struct text ref = value(run, r, "ref");
    bool is_same =
        t->act.kind != 0 && text_equal(ref, t->act_ref) && l != NULL && t->act.payer_no == l->payer_no;
    enum err e = is_same ? ERR_NONE : write_act(run);

    if (e != ERR_NONE || l == NULL) {
        return e;
    }
    if (!is_same) {
        open_act(run, r, l->payer_no);
        const char *words = act_fault(t, run->business_date);
        if (words != NULL) {
            return fault(run, r, words);
        }
    }
    if (t->cover_count == CHARGES_MAX) {
        return fault(run, r, "一つの処分や猶予の期が多すぎます");
    }
    size_t no = (size_t)number(run, r, "instalment");
    t->covers[t->cover_count++] = (struct act_cover){.levy_year = l->year,
                                                     .household_no = l->household_no,
                                                     .payer_no = l->payer_no,
                                                     .notice_no = l->notice_no,
                                                     .instalment = (int)no,
                                                     .due = l->instalments[no - 1].due_date,
                                                     .principal = t->left[at][no - 1]};
    return ERR_NONE;
}

/* ----------------------------------------------------------------------------------- all ------ */

/* Of this municipality, or nothing is read on; the trailer's sums are the layout's. */
static enum err check_head(struct import_run *run, const struct record *r)
{
    size_t at = layout_field(run->layout, r->kind, "municipality");
    const char *ours = run->session->folder.municipality;

    return at == SIZE_MAX || text_is(record_text(r, at), ours)
               ? ERR_NONE
               : report_fail(run->report, ERR_INPUT, "市区町村コードが %s ではありません", ours);
}

static enum err take(struct import_run *run, const struct record *r)
{
    static enum err (*const steps[R_COUNT])(struct import_run *, const struct record *) = {
        take_charge, take_payment, take_dunning, take_event, take_act};
    struct taking *t = run->state;
    int kind = 0;

    while (kind < R_COUNT && t->record[kind] != r->kind) {
        kind++;
    }
    if (kind == R_COUNT) {
        return check_head(run, r);
    }
    enum err e = kind != R_CHARGE ? write_levies(run) : ERR_NONE;
    return e == ERR_NONE ? steps[kind](run, r) : e;
}

static enum err end(struct import_run *run)
{
    struct taking *t = run->state;
    enum err e = write_levies(run);

    e = e == ERR_NONE ? write_act(run) : e;
    if (e == ERR_NONE && t->faults > 0) {
        e = report_fail(
            run->report, ERR_INPUT,
            "引き継げないものが %" PRId64
            " 件あります。旧システムのデータを直し、もう一度取り込んでください。何も引き継いでい"
            "ません",
            t->faults);
    }
    if (e == ERR_NONE) {
        report_add(run->report,
                   "滞納繰越を引き継ぎました: 期別 %" PRId64 " 件、調定 %s、収納 %s、未納 %s（延滞金の収納 "
                   "%s）。納付 %" PRId64 " 件、督促 %" PRId64 " 件、時効の事由 %" PRId64
                   " 件、処分・猶予 %" PRId64 " 件",
                   t->charges, yen_words(t->arena, t->amount), yen_words(t->arena, t->paid),
                   yen_words(t->arena, t->amount - t->paid), yen_words(t->arena, t->late_paid), t->payments,
                   t->dunnings, t->events, t->acts);
    }
    cancel(run);
    return e;
}
