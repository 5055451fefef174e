/* 連携の行 -- gathered a payer at a time from what the capabilities say of him.
 */
#include "support/lines.h"

#include "base/hash.h"
#include "debit/debit.h"
#include "demand/demand.h"
#include "eligibility/eligibility.h"

#include <inttypes.h>
#include <stdlib.h>

struct gathering {
    struct session *session;
    struct arena *arena;
    struct report *report;
    int64_t payer_no;
    date day;
    struct support_line *lines;
    size_t count, capacity;
};

struct text support_number(struct arena *arena, int64_t value)
{
    return text_of(arena_printf(arena, "%" PRId64, value));
}

struct text support_day(struct arena *arena, date day)
{
    bool is_said = !date_is_none(day) && date_before(day, date_open_end());
    return is_said ? support_number(arena, date_ymd(day)) : text_of("");
}

int support_line_order(const void *a, const void *b)
{
    const struct support_line *x = a, *y = b;

    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    for (size_t i = 0; i < COUNT_OF(x->key); i++) {
        if (x->key[i] != y->key[i]) {
            return x->key[i] < y->key[i] ? -1 : 1;
        }
    }
    return 0;
}

/* The record kind and the debtor stand in front of every line. */
static struct support_line *add(struct gathering *g, enum line_kind kind, int64_t key1, int64_t key2,
                                int64_t key3)
{
    struct support_line *l = ARENA_PUSH(g->arena, g->lines, g->count, g->capacity);

    *l = (struct support_line){.kind = kind, .key = {key1, key2, key3}};
    l->values[0] = support_number(g->arena, kind);
    l->values[1] = support_number(g->arena, g->payer_no);
    return l;
}

static struct text num(struct gathering *g, int64_t value) { return support_number(g->arena, value); }
static struct text day(struct gathering *g, date d) { return support_day(g->arena, d); }

static struct text label(const char *words) { return text_of(words != NULL ? words : ""); }

/* -------------------------------------------------------------------------------- debtor ------ */

enum {
    D_GUARDED = 2,
    D_NAME,
    D_KANA,
    D_BIRTH,
    D_SEX,
    D_POSTAL,
    D_ADDRESS,
    D_PHONE,
    D_STATUS = 12,
    D_SINCE
};
static enum err add_debtor(struct gathering *g)
{
    struct addressee who;
    struct guard guard;
    struct support_line line = {.kind = LINE_DEBTOR};
    size_t phone_count;
    enum err e = addressee_by_no(g->session->store, g->payer_no, (struct as_of){g->day, INT64_MAX},
                                 g->arena, g->report, &who);

    if (e == ERR_NONE) {
        e = addressee_guard(g->session, g->payer_no, 0, GUARD_FILE, clock_now_ms(), g->arena, g->report,
                            &guard);
    }
    if (e != ERR_NONE) {
        return e;
    }
    bool is_guarded = guard.level != GUARD_FULL || guard.is_restricted || who.is_restricted;
    line.values[D_GUARDED] = num(g, is_guarded);
    line.values[D_SEX] = num(g, is_guarded ? 0 : who.sex);
    line.values[D_STATUS] = num(g, who.status);
    if (!is_guarded) {
        line.values[D_NAME] = who.name;
        line.values[D_KANA] = who.kana;
        line.values[D_BIRTH] =
            who.birth.ymd > 0 ? text_of(arena_printf(g->arena, "%08d", (int)who.birth.ymd)) : text_of("");
        line.values[D_POSTAL] = who.postal_code;
        line.values[D_ADDRESS] =
            text_of(arena_printf(g->arena, "%.*s%.*s", (int)who.address.len, who.address.bytes,
                                 (int)who.building.len, who.building.bytes));
        line.values[D_SINCE] = day(g, who.valid_from);
        e = demand_phones(g->session->store, g->payer_no, g->day, false, g->arena, g->report,
                          &line.values[D_PHONE], &phone_count);
    }
    struct support_line *l = add(g, LINE_DEBTOR, 0, 0, 0);
    memcpy(&l->values[D_GUARDED], &line.values[D_GUARDED],
           (D_SINCE - D_GUARDED + 1) * sizeof(line.values[0]));
    return e;
}

/* ---------------------------------------------------------------------- charges, receipts ------ */

enum { C_LATE = 14 }; /* 延滞金 to the day: another one every day, and no news */

static struct text stays_of(struct gathering *g, unsigned stays)
{
    const char *words = "";

    for (int i = 1; i < STAY_KINDS; i++) {
        if ((stays >> i & 1u) != 0) {
            words = arena_printf(g->arena, "%s%s%s", words, words[0] != '\0' ? " " : "",
                                 collection_stay_labels[i]);
        }
    }
    return text_of(words);
}

static const struct arrears_debt *debt_of(const struct arrears_debt *debts, size_t count,
                                          const struct collection_charge *c)
{
    for (size_t i = 0; i < count; i++) {
        const struct collection_charge *d = &debts[i].charge;
        if (d->levy_year == c->levy_year && d->household_no == c->household_no &&
            d->instalment == c->instalment) {
            return &debts[i];
        }
    }
    return NULL;
}

static void add_charge(struct gathering *g, const struct collection_charge *c, const struct arrears_debt *d)
{
    struct support_line *l = add(g, LINE_CHARGE, c->levy_year, c->household_no, c->instalment);
    struct text *v = &l->values[2];

    *v++ = num(g, c->levy_year);
    *v++ = num(g, c->household_no);
    *v++ = num(g, c->instalment);
    *v++ = num(g, c->notice_no);
    *v++ = num(g, c->charged_year);
    *v++ = day(g, c->due);
    *v++ = num(g, c->amount);
    *v++ = num(g, c->paid);
    *v++ = num(g, c->written_off);
    *v++ = num(g, collection_unpaid(c));
    *v++ = num(g, c->told);
    l->unpaid = collection_unpaid(c);
    if (d != NULL) {
        bool is_claimed = d->extra.claim == LATE_CLAIM_YES;
        *v++ = day(g, d->dunned_on);
        *v++ = is_claimed ? num(g, d->extra.late_left) : text_of("");
        *v++ = day(g, d->limit_early);
        *v++ = day(g, d->limit_late);
        *v++ = stays_of(g, d->stays);
    }
}

/* A receipt, its charge and its item may stand in several lines (one that is
 * taken back has a number of its own): they are one for whoever counts. */
static enum err add_receipts(struct gathering *g, const struct collection_charge *c)
{
    struct collection_payment *list = NULL;
    size_t count = 0;
    enum err e = collection_payments(g->session->store, c, g->arena, g->report, &list, &count);

    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        const struct collection_payment *p = &list[i];
        struct support_line *l = add(g, LINE_RECEIPT, p->receipt_no, c->instalment, p->item);
        struct text *v = &l->values[2];
        *v++ = num(g, p->receipt_no);
        *v++ = num(g, c->instalment);
        *v++ = num(g, p->item);
        *v++ = num(g, c->levy_year);
        *v++ = num(g, c->household_no);
        *v++ = num(g, p->channel);
        *v++ = day(g, p->paid_on);
        *v++ = num(g, p->amount);
    }
    return e;
}

static enum err add_charges(struct gathering *g)
{
    const struct collection_scope scope = {.payer_no = g->payer_no};
    struct collection_charge *charges = NULL;
    struct arrears_debt *debts = NULL;
    size_t count = 0, debt_count = 0;
    bool is_owing = false;
    enum err e = collection_charges(g->session->store, &scope, g->arena, g->report, &charges, &count);

    for (size_t i = 0; i < count; i++) {
        is_owing = is_owing || collection_unpaid(&charges[i]) > 0;
    }
    if (e == ERR_NONE && is_owing) {
        e = arrears_debts(g->session, g->payer_no, g->day, g->arena, g->report, &debts, &debt_count);
    }
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        add_charge(g, &charges[i], debt_of(debts, debt_count, &charges[i]));
        e = add_receipts(g, &charges[i]);
    }
    return e;
}

/* ---------------------------------------------------------------- mandates, acts, insurance ---- */

static enum err add_mandates(struct gathering *g)
{
    struct debit_look look;
    enum err e = debit_of_payer(g->session, g->payer_no, INT64_MAX, g->arena, g->report, &look);

    for (size_t i = 0; e == ERR_NONE && i < look.mandate_count; i++) {
        const struct debit_mandate_look *m = &look.mandates[i];
        struct support_line *l = add(g, LINE_MANDATE, date_ymd(m->from), (int64_t)i + 1, 0);
        l->values[2] = day(g, m->from);
        l->values[3] = num(g, (int64_t)i + 1);
        l->values[4] = day(g, m->until);
        l->values[5] = num(g, m->state);
        l->values[6] = m->bank;
    }
    return e;
}

static enum err add_plan(struct gathering *g, const struct act *a)
{
    struct plan_step *steps = NULL;
    size_t count = 0;
    enum err e = arrears_plan(g->session, a, g->day, g->arena, g->report, &steps, &count);

    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        struct support_line *l = add(g, LINE_PLAN, a->act_no, steps[i].seq, 0);
        l->values[2] = num(g, a->act_no);
        l->values[3] = num(g, steps[i].seq);
        l->values[4] = day(g, steps[i].due);
        l->values[5] = num(g, steps[i].principal);
        l->values[6] = num(g, steps[i].late_charge);
        l->values[7] = num(g, steps[i].covered);
    }
    return e;
}

static enum err add_act(struct gathering *g, const struct act *a)
{
    struct act_cover *covers = NULL;
    size_t count = 0;
    const char *charges = "";
    enum err e = arrears_covers(g->session->store, a->act_no, g->arena, g->report, &covers, &count);

    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        charges = arena_printf(g->arena, "%s%s%d-%d", charges, i > 0 ? " " : "", covers[i].levy_year,
                               covers[i].instalment);
    }
    struct support_line *l = add(g, LINE_ACT, a->act_no, 0, 0);
    struct text *v = &l->values[2];
    *v++ = num(g, a->act_no);
    *v++ = num(g, a->kind);
    *v++ = label(act_label(a->kind));
    *v++ = label(act_detail_label(a->kind, a->detail));
    *v++ = day(g, a->on);
    *v++ = day(g, a->until);
    *v++ = day(g, a->ended_on);
    *v++ = label(a->end != ACT_STANDS ? act_end_label(a->kind, a->end) : "");
    *v++ = num(g, a->amount);
    *v++ = text_of(charges);
    return e == ERR_NONE && a->kind == ACT_PLAN ? add_plan(g, a) : e;
}

/* What was undone never was; inquiries and what they found stay with us. */
static enum err add_acts(struct gathering *g)
{
    struct act *acts = NULL;
    size_t count = 0;
    enum err e = arrears_acts(g->session->store, g->payer_no, g->arena, g->report, &acts, &count);

    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        if (!acts[i].is_void && acts[i].kind != ACT_INQUIRY && acts[i].kind != ACT_FINDING) {
            e = add_act(g, &acts[i]);
        }
    }
    return e;
}

static enum err add_insured(struct gathering *g)
{
    struct eligibility_fact *facts = NULL;
    size_t count = 0;
    enum err e = eligibility_facts_of(g->session->store, g->payer_no, (struct span){0}, INT64_MAX, g->arena,
                                      g->report, &facts, &count);

    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        if (facts[i].kind == FACT_MEMBERSHIP) {
            struct support_line *l = add(g, LINE_INSURED, date_ymd(facts[i].span.from), 0, 0);
            l->values[2] = day(g, facts[i].span.from);
            l->values[3] = day(g, facts[i].span.until);
        }
    }
    return e;
}

/* ----------------------------------------------------------------------------------- all ------ */

static int64_t digest_of(const struct support_line *l)
{
    struct sha256 sum;
    unsigned char bytes[SHA256_BYTES];
    uint64_t first = 0;

    sha256_init(&sum);
    for (size_t i = 0; i < COUNT_OF(l->values); i++) {
        if (l->kind != LINE_CHARGE || i != C_LATE) {
            sha256_add(&sum, l->values[i].bytes, l->values[i].len);
        }
        sha256_add(&sum, "\x1f", 1);
    }
    sha256_done(&sum, bytes);
    memcpy(&first, bytes, sizeof(first));
    return (int64_t)(first >> 1);
}

enum err support_lines(struct session *session, int64_t payer_no, date on, struct arena *arena,
                       struct report *report, struct support_line **ret, size_t *ret_count)
{
    struct gathering g = {
        .session = session, .payer_no = payer_no, .day = on, .arena = arena, .report = report};
    enum err (*const steps[])(struct gathering *) = {add_debtor, add_charges, add_mandates, add_acts,
                                                     add_insured};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(steps) && e == ERR_NONE; i++) {
        e = steps[i](&g);
    }
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < g.count; i++) {
        g.lines[i].digest = digest_of(&g.lines[i]);
    }
    qsort(g.lines, g.count, sizeof(g.lines[0]), support_line_order);
    *ret = g.lines;
    *ret_count = g.count;
    return ERR_NONE;
}

struct payers {
    struct arena *arena;
    int64_t *list;
    size_t count, capacity;
};

static enum err note_payer(void *context, const struct collection_account *a, struct report *report)
{
    struct payers *p = context;

    (void)report;
    *ARENA_PUSH(p->arena, p->list, p->count, p->capacity) = a->payer_no;
    return ERR_NONE;
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

enum err support_payers(struct store *s, struct arena *arena, struct report *report, int64_t **ret,
                        size_t *ret_count)
{
    struct payers p = {.arena = arena};
    const struct collection_scope all = {0};
    size_t count = 0;
    enum err e = collection_each_account(s, &all, note_payer, &p, arena, report);

    if (e == ERR_NONE && p.count > 0) {
        qsort(p.list, p.count, sizeof(p.list[0]), by_number);
    }
    for (size_t i = 0; i < p.count; i++) {
        if (i == 0 || p.list[i] != p.list[i - 1]) {
            p.list[count++] = p.list[i];
        }
    }
    *ret = p.list;
    *ret_count = count;
    return e;
}
