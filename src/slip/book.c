/* 納付書の台帳 -- rows of slips, their charges, and the steps that say what became of them. */
#include "slip/slip.h"
#include "store/many.h"

#include <inttypes.h>

const char *const slip_kind_labels[SLIP_KINDS] = {
    [SLIP_FIRST] = "当初", [SLIP_DUNNING] = "督促",   [SLIP_REMINDER] = "催告",
    [SLIP_PLAN] = "分納",  [SLIP_REISSUE] = "再発行",
};
const char *const slip_step_labels[SLIP_STEPS] = {
    [SLIP_MADE] = "作成済み",           [SLIP_UPLOADED] = "センターへ送信済み",
    [SLIP_ACCEPTED] = "使用できます",   [SLIP_REFUSED] = "センターが不受理",
    [SLIP_PAID] = "納付済み",           [SLIP_REPLACED] = "新しい納付書あり",
    [SLIP_DELETING] = "削除を送信済み", [SLIP_DELETED] = "削除済み",
};

/* ----------------------------------------------------------------------------------- reading --- */

static date day_at(const struct query *q, int column)
{
    date d;
    bool is_day = date_from_ymd((int32_t)query_i64(q, column), &d);
    assert(is_day);
    return d;
}

/* All but its cause in words, its step and its charges. */
static void read_row(const struct query *q, struct slip *ret)
{
    struct text confirm = query_text(q, 14);

    *ret = (struct slip){
        .levy_year = (int32_t)query_i64(q, 0),
        .notice_no = query_i64(q, 1),
        .instalment = (int)query_i64(q, 2),
        .serial = (int)query_i64(q, 3),
        .class = (enum slip_class)query_i64(q, 4),
        .kind = (enum slip_kind)query_i64(q, 5),
        .household_no = query_i64(q, 6),
        .payer_no = query_i64(q, 7),
        .amount = query_i64(q, 8),
        .late_charge = query_i64(q, 9),
        .fee = query_i64(q, 10),
        .due = day_at(q, 11),
        .issued_on = day_at(q, 12),
        .usable_until = day_at(q, 13),
        .cause_no = query_i64(q, 16),
        .cause_kind = "",
    };
    assert(confirm.len < sizeof(ret->confirm));
    memcpy(ret->confirm, confirm.bytes, confirm.len);
}

static void set_notice(struct query *q, int32_t levy_year, int64_t notice_no)
{
    query_set_i64(q, "levy_year", levy_year);
    query_set_i64(q, "notice_no", notice_no);
}

/* Slips and their charges come in the same order. */
static enum err load_charges(struct store *s, int32_t levy_year, int64_t notice_no, struct arena *arena,
                             struct report *report, struct slip *slips, size_t count)
{
    struct query *q = store_query(s, SQL_slip_charges_of_notice);
    size_t at = 0, capacity = 0;
    struct slip_charge *charges = NULL;
    bool row;
    enum err e;

    set_notice(q, levy_year, notice_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        while (at < count &&
               (slips[at].instalment != query_i64(q, 0) || slips[at].serial != query_i64(q, 1))) {
            at++;
            charges = NULL;
            capacity = 0;
        }
        assert(at < count); /* a charge has its slip */
        *ARENA_PUSH(arena, charges, slips[at].charge_count, capacity) =
            (struct slip_charge){(int)query_i64(q, 2), query_i64(q, 3), query_i64(q, 4), query_i64(q, 5)};
        slips[at].charges = charges;
    }
    query_reset(q);
    return e;
}

enum err slips_of_notice(struct store *s, int32_t levy_year, int64_t notice_no, struct arena *arena,
                         struct report *report, struct slip **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_slip_of_notice);
    size_t capacity = 0;
    bool row, has_split = false;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    set_notice(q, levy_year, notice_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct slip *slip = ARENA_PUSH(arena, *ret, *ret_count, capacity);
        struct text cause = query_text(q, 15);
        read_row(q, slip);
        slip->step = (enum slip_step)query_i64(q, 17);
        slip->claimed = query_i64(q, 18);
        slip->was_replaced = query_i64(q, 19) > 0;
        slip->cause_kind = arena_copy(arena, cause.bytes, cause.len);
        has_split = has_split || slip->kind != SLIP_FIRST || slip->class == SLIP_LATE_ONLY;
    }
    query_reset(q);
    return e == ERR_NONE && has_split
               ? load_charges(s, levy_year, notice_no, arena, report, *ret, *ret_count)
               : e;
}

/* Rows about slips that come in the order of the slips, and the one that stands. */
struct beside {
    struct query *q;
    bool row;
};

static enum err beside_next(struct beside *b, struct report *report)
{
    return query_step(b->q, report, &b->row);
}

/* Which slips: of levy years, or of many notices of one. */
struct slip_scope {
    int32_t first_year, last_year;
    const int64_t *notices, *instalments;
    size_t notice_count, instalment_count;
};

static enum err beside_begin(struct beside *b, struct store *s, enum sql sql, const struct slip_scope *scope,
                             struct report *report)
{
    b->q = store_scan(s, sql);
    if (scope->notice_count == 0) {
        query_set_i64(b->q, "first_year", scope->first_year);
        query_set_i64(b->q, "last_year", scope->last_year != 0 ? scope->last_year : INT32_MAX);
        return beside_next(b, report);
    }
    query_set_i64(b->q, "levy_year", scope->first_year);
    query_set_list(b->q, "notices", scope->notices, scope->notice_count);
    if (sql == SQL_slip_of_many) {
        query_set_list(b->q, "instalments", scope->instalments, scope->instalment_count);
    }
    return beside_next(b, report);
}

/* True while the row that stands is of the slip; rows before it are of none. */
static enum err is_of(struct beside *b, const struct slip *s, struct report *report, bool *ret)
{
    const int64_t key[] = {s->levy_year, s->notice_no, s->instalment, s->serial};
    enum err e = ERR_NONE;

    *ret = false;
    while (e == ERR_NONE && b->row) {
        int column = 0;
        while (column < (int)COUNT_OF(key) && query_i64(b->q, column) == key[column]) {
            column++;
        }
        *ret = column == (int)COUNT_OF(key);
        if (*ret || query_i64(b->q, column) > key[column]) {
            break;
        }
        e = beside_next(b, report);
    }
    return e;
}

static enum err read_steps(struct beside *steps, struct slip *slip, struct report *report)
{
    bool is_its;
    enum err e = is_of(steps, slip, report, &is_its);

    while (e == ERR_NONE && is_its) {
        slip->step = (enum slip_step)query_i64(steps->q, 4);
        slip->was_replaced = slip->was_replaced || slip->step == SLIP_REPLACED;
        if (slip->step == SLIP_UPLOADED) {
            slip->claimed = query_i64(steps->q, 5);
        }
        e = beside_next(steps, report);
        e = e == ERR_NONE ? is_of(steps, slip, report, &is_its) : e;
    }
    return e;
}

static enum err read_charges(struct beside *charges, struct slip *slip, struct arena *arena,
                             struct report *report)
{
    struct slip_charge *list = NULL;
    size_t capacity = 0;
    bool is_its;
    enum err e = is_of(charges, slip, report, &is_its);

    while (e == ERR_NONE && is_its) {
        const struct query *q = charges->q;
        *ARENA_PUSH(arena, list, slip->charge_count, capacity) =
            (struct slip_charge){(int)query_i64(q, 4), query_i64(q, 5), query_i64(q, 6), query_i64(q, 7)};
        e = beside_next(charges, report);
        e = e == ERR_NONE ? is_of(charges, slip, report, &is_its) : e;
    }
    slip->charges = list;
    return e;
}

static enum err go_through(struct store *s, const struct slip_scope *scope, const enum sql sql[3],
                           slip_fn each, void *context, struct report *report)
{
    struct beside slips = {0}, steps = {0}, charges = {0};
    struct beside *const all[] = {&slips, &steps, &charges};
    struct arena *arena = arena_new("納付書の内訳", (size_t)1 << 20);
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(all) && e == ERR_NONE; i++) {
        e = beside_begin(all[i], s, sql[i], scope, report);
    }
    while (e == ERR_NONE && slips.row) {
        struct slip slip;
        read_row(slips.q, &slip);
        e = read_steps(&steps, &slip, report);
        if (e == ERR_NONE) {
            e = read_charges(&charges, &slip, arena, report);
        }
        if (e == ERR_NONE) {
            e = each(context, &slip, report);
        }
        if (slip.charge_count > 0) {
            arena_reset(arena);
        }
        e = e == ERR_NONE ? beside_next(&slips, report) : e;
    }
    for (size_t i = 0; i < COUNT_OF(all) && all[i]->q != NULL; i++) {
        query_reset(all[i]->q);
    }
    arena_free(arena);
    return e;
}

enum err slips_each(struct store *s, int32_t first_year, int32_t last_year, slip_fn each, void *context,
                    struct report *report)
{
    static const enum sql sql[] = {SQL_slip_each, SQL_slip_each_step, SQL_slip_each_charge};
    const struct slip_scope scope = {.first_year = first_year, .last_year = last_year};

    return go_through(s, &scope, sql, each, context, report);
}

enum err slips_of_notices(struct store *s, const struct slip_notices *of, slip_fn each, void *context,
                          struct report *report)
{
    static const enum sql sql[] = {SQL_slip_of_many, SQL_slip_of_many_step, SQL_slip_of_many_charge};
    const struct slip_scope scope = {.first_year = of->levy_year, .notices = of->notices,
                                     .notice_count = of->notice_count, .instalments = of->instalments,
                                     .instalment_count = of->instalment_count};

    assert(of->notice_count > 0);
    return go_through(s, &scope, sql, each, context, report);
}

/* ------------------------------------------------------------------------------------ numbers -- */

static bool is_same_paper(const struct slip *a, const struct slip *b)
{
    return a->instalment == b->instalment && a->class == b->class && a->kind == b->kind &&
           a->amount == b->amount && a->late_charge == b->late_charge && a->fee == b->fee &&
           date_equal(a->due, b->due) && date_equal(a->issued_on, b->issued_on) &&
           date_equal(a->usable_until, b->usable_until) && strcmp(a->cause_kind, b->cause_kind) == 0;
}

enum err slip_number(const struct slip_form *f, struct slip *slip, const struct slip *known,
                     size_t known_count, struct report *report, bool *ret_is_new)
{
    int last = 0;

    if (slip->amount <= 0) {
        return report_fail(report, ERR_INPUT, "0円の納付書は作れません（通知書番号 %08" PRId64 " 第%d期）",
                           slip->notice_no, slip->instalment);
    }
    if (date_before(slip->usable_until, slip->issued_on)) {
        return report_fail(report, ERR_INPUT,
                           "納付書の取扱期限が発行日より前です（通知書番号 %08" PRId64 " 第%d期）。"
                           "取扱期限を発行日以後にしてください",
                           slip->notice_no, slip->instalment);
    }
    for (size_t i = 0; i < known_count; i++) {
        if (known[i].instalment != slip->instalment) {
            continue;
        }
        if (slip->kind == SLIP_FIRST && known[i].step < SLIP_PAID && is_same_paper(&known[i], slip)) {
            slip->serial = known[i].serial;
            memcpy(slip->confirm, known[i].confirm, sizeof(slip->confirm));
            *ret_is_new = false;
            return ERR_NONE;
        }
        last = known[i].serial > last ? known[i].serial : last;
    }
    if (last >= SLIP_SERIAL_MAX) {
        return report_fail(report, ERR_INPUT,
                           "納付書の発行は1つの期につき%d回までです（通知書番号 %08" PRId64 " 第%d期）",
                           SLIP_SERIAL_MAX, slip->notice_no, slip->instalment);
    }
    slip->serial = last + 1;
    slip_confirm(f, slip, slip->confirm);
    *ret_is_new = true;
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------------ writing -- */

struct slip_writer {
    struct bulk *papers, *charges;
    int64_t recorded_at;
};

enum err slip_writer_begin(struct store *s, int64_t recorded_at, struct arena *arena, struct report *report,
                           struct slip_writer **ret)
{
    static const struct bulk_column papers[] = {
        {"levy_year", BULK_I64},    {"notice_no", BULK_I64},    {"instalment", BULK_I64},
        {"serial", BULK_I64},       {"class", BULK_I64},        {"kind", BULK_I64},
        {"household_no", BULK_I64}, {"payer_no", BULK_I64},     {"amount", BULK_I64},
        {"late_charge", BULK_I64},  {"fee", BULK_I64},          {"due_on", BULK_I64},
        {"issued_on", BULK_I64},    {"usable_until", BULK_I64}, {"confirm", BULK_TEXT},
        {"cause_kind", BULK_TEXT},  {"cause_no", BULK_I64},     {"recorded_at", BULK_I64},
    };
    static const struct bulk_column charges[] = {
        {"levy_year", BULK_I64},   {"notice_no", BULK_I64},     {"instalment", BULK_I64},
        {"serial", BULK_I64},      {"of_instalment", BULK_I64}, {"principal", BULK_I64},
        {"late_charge", BULK_I64}, {"fee", BULK_I64},
    };
    struct slip_writer *w = ARENA_NEW(arena, struct slip_writer);
    enum err e = store_bulk_begin(s, "slip_paper", papers, COUNT_OF(papers), report, &w->papers);

    if (e == ERR_NONE) {
        e = store_bulk_begin(s, "slip_charge", charges, COUNT_OF(charges), report, &w->charges);
        if (e != ERR_NONE) {
            bulk_drop(w->papers);
        }
    }
    w->recorded_at = recorded_at;
    *ret = w;
    return e;
}

static void put_key(struct bulk *b, const struct slip *s)
{
    bulk_i64(b, s->levy_year);
    bulk_i64(b, s->notice_no);
    bulk_i64(b, s->instalment);
    bulk_i64(b, s->serial);
}

enum err slip_writer_add(struct slip_writer *w, const struct slip *slip, struct report *report)
{
    struct bulk *b = w->papers;

    assert(slip->serial >= 1 && slip->confirm[0] != '\0'); /* slip_number() was asked */
    put_key(b, slip);
    bulk_i64(b, slip->class);
    bulk_i64(b, slip->kind);
    bulk_i64(b, slip->household_no);
    bulk_i64(b, slip->payer_no);
    bulk_i64(b, slip->amount);
    bulk_i64(b, slip->late_charge);
    bulk_i64(b, slip->fee);
    bulk_i64(b, date_ymd(slip->due));
    bulk_i64(b, date_ymd(slip->issued_on));
    bulk_i64(b, date_ymd(slip->usable_until));
    bulk_text(b, text_of(slip->confirm));
    bulk_text(b, text_of(slip->cause_kind));
    bulk_i64(b, slip->cause_no);
    bulk_i64(b, w->recorded_at);
    enum err e = bulk_row(b, report);
    for (size_t i = 0; i < slip->charge_count && e == ERR_NONE; i++) {
        put_key(w->charges, slip);
        bulk_i64(w->charges, slip->charges[i].instalment);
        bulk_i64(w->charges, slip->charges[i].principal);
        bulk_i64(w->charges, slip->charges[i].late_charge);
        bulk_i64(w->charges, slip->charges[i].fee);
        e = bulk_row(w->charges, report);
    }
    return e;
}

enum err slip_writer_end(struct slip_writer *w, struct report *report)
{
    enum err e = bulk_end(w->papers, report);
    enum err charges = bulk_end(w->charges, report);

    return e != ERR_NONE ? e : charges;
}

/* -------------------------------------------------------------------------------------- steps -- */

enum err slip_move(struct store *s, const struct slip *slip, enum slip_step to, yen amount,
                   int64_t recorded_at, struct report *report)
{
    struct query *q = store_query(s, SQL_slip_step_add);
    int64_t changed;

    assert(to > SLIP_MADE && to < SLIP_STEPS);
    set_notice(q, slip->levy_year, slip->notice_no);
    query_set_i64(q, "instalment", slip->instalment);
    query_set_i64(q, "serial", slip->serial);
    query_set_i64(q, "step", to);
    query_set_i64(q, "amount", amount);
    query_set_i64(q, "recorded_at", recorded_at);
    return query_run(q, report, &changed);
}

enum err slips_replace(struct store *s, const struct slip *by, const struct slip *known, size_t known_count,
                       int64_t recorded_at, struct report *report)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < known_count && e == ERR_NONE; i++) {
        const struct slip *old = &known[i];
        bool is_late = old->class == SLIP_LATE_ONLY;
        bool is_sibling = old->cause_no != 0 && old->cause_no == by->cause_no &&
                          strcmp(old->cause_kind, by->cause_kind) == 0;
        if (!is_sibling && old->instalment == by->instalment && is_late == (by->class == SLIP_LATE_ONLY) &&
            old->serial < by->serial && old->step < SLIP_PAID) {
            e = slip_move(s, old, SLIP_REPLACED, 0, recorded_at, report);
        }
    }
    return e;
}

/* Numbers one behind the known ones of its notice, which it joins. */
static enum err issue_one(struct store *s, const struct slip_form *f, struct slip *slip,
                          const struct slip *before, size_t before_count, int64_t recorded_at,
                          struct arena *arena, struct report *report)
{
    struct slip *stored, *known;
    size_t stored_count;
    bool is_new;
    enum err e =
        slips_of_notice(s, slip->levy_year, slip->notice_no, arena, report, &stored, &stored_count);

    if (e != ERR_NONE) {
        return e;
    }
    known = ARENA_ARRAY(arena, struct slip, stored_count + before_count + 1);
    if (stored_count > 0) {
        memcpy(known, stored, stored_count * sizeof(*known));
    }
    size_t count = stored_count;
    for (size_t i = 0; i < before_count; i++) { /* those of this call are not written yet */
        if (before[i].levy_year == slip->levy_year && before[i].notice_no == slip->notice_no) {
            known[count++] = before[i];
        }
    }
    e = slip_number(f, slip, known, count, report, &is_new);
    assert(e != ERR_NONE || is_new); /* first slips go with their notice */
    return e == ERR_NONE ? slips_replace(s, slip, stored, stored_count, recorded_at, report) : e;
}

enum err slips_issue(struct store *s, const struct slip_form *f, struct slip *slips, size_t count,
                     int64_t recorded_at, struct arena *arena, struct report *report)
{
    struct slip_writer *w;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        assert(slips[i].kind != SLIP_FIRST);
        e = issue_one(s, f, &slips[i], slips, i, recorded_at, arena, report);
    }
    if (e == ERR_NONE) {
        e = slip_writer_begin(s, recorded_at, arena, report, &w);
    }
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = slip_writer_add(w, &slips[i], report);
    }
    enum err ended = slip_writer_end(w, report);
    return e != ERR_NONE ? e : ended;
}

static enum err withdraw(struct store *s, enum sql sql, const char *cause_kind, int64_t cause_no,
                         struct report *report)
{
    struct query *q = store_query(s, sql);
    int64_t changed;

    query_set_text(q, "cause_kind", text_of(cause_kind));
    query_set_i64(q, "cause_no", cause_no);
    return query_run(q, report, &changed);
}

enum err slips_withdraw(struct store *s, const char *cause_kind, int64_t cause_no, int64_t recorded_at,
                        struct report *report)
{
    struct query *q = store_query(s, SQL_slip_withdraw_known);
    int64_t changed;

    query_set_text(q, "cause_kind", text_of(cause_kind));
    query_set_i64(q, "cause_no", cause_no);
    query_set_i64(q, "step", SLIP_REPLACED);
    query_set_i64(q, "amount", 0);
    query_set_i64(q, "recorded_at", recorded_at);
    enum err e = query_run(q, report, &changed);
    if (e == ERR_NONE) {
        e = withdraw(s, SQL_slip_withdraw_charges, cause_kind, cause_no, report);
    }
    return e == ERR_NONE ? withdraw(s, SQL_slip_withdraw, cause_kind, cause_no, report) : e;
}
