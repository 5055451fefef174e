/*
 * 届出から期間へ -- what follows from the events of a person, pure.
 *
 * Events are taken in the order of their effect, never of their recording. On one day a loss comes before
 * an acquisition (国民健康保険法7条・8条: lost and acquired on one day is without a break), then a change of
 * the household. An event that meets no state it can change says nothing and is a finding.
 */
#include "eligibility/events.h"

bool fact_rows_clash(const struct fact_row *before, const struct fact_row *row)
{
    bool is_one_kind = before->addressee_no == row->addressee_no && before->kind == row->kind;
    bool is_spanning = row->kind == FACT_MEMBERSHIP || row->kind == FACT_CARE_EXEMPT ||
                       row->kind == FACT_LATTER_STAGE || row->kind == FACT_DETAINED ||
                       row->kind == FACT_RETIREE;
    return is_one_kind && (row->from == before->from || (is_spanning && row->from < before->until));
}

static int order_on_a_day(enum eligibility_event_kind kind)
{
    return kind == EVENT_LOSE ? 0 : kind == EVENT_ACQUIRE ? 1 : 2;
}

static int by_effect(const void *a, const void *b)
{
    const struct eligibility_event *x = *(const struct eligibility_event *const *)a;
    const struct eligibility_event *y = *(const struct eligibility_event *const *)b;

    if (!date_equal(x->effective_on, y->effective_on)) {
        return date_before(x->effective_on, y->effective_on) ? -1 : 1;
    }
    if (x->kind != y->kind) {
        return order_on_a_day(x->kind) - order_on_a_day(y->kind);
    }
    return x->event_no < y->event_no ? -1 : x->event_no > y->event_no;
}

struct folding {
    struct arena *arena;
    struct fold *to;
    size_t row_capacity, finding_capacity;
};

static void find(struct folding *f, const struct eligibility_event *event, enum fold_fault fault)
{
    *ARENA_PUSH(f->arena, f->to->findings, f->to->finding_count, f->finding_capacity) =
        (struct fold_finding){event, fault};
}

static void put(struct fact_row row, struct text rest, struct folding *f)
{
    row.rest = rest;
    *ARENA_PUSH(f->arena, f->to->rows, f->to->row_count, f->row_capacity) = row;
}

/* ------------------------------------------------------------------------------ 被保険者 ------ */

/* A membership that is open while events are taken. */
struct open_membership {
    bool is_open;
    date from;
    const struct eligibility_event *acquired, *card; /* card: who says household and number */
};

static void line(struct textbuf *b, const char *name, struct text value)
{
    if (value.len > 0) {
        textbuf_printf(b, "%s=%.*s\n", name, (int)value.len, value.bytes);
    }
}

static void day_line(struct textbuf *b, const char *name, date d)
{
    if (!date_is_none(d)) {
        textbuf_printf(b, "%s=%d\n", name, (int)date_ymd(d));
    }
}

/* The lines of `rest`, in the order in which the opening balance has them. */
static struct text membership_rest(const struct open_membership *m, const struct eligibility_event *lost,
                                   struct arena *arena)
{
    struct textbuf b;

    textbuf_init(&b, 1024);
    if (m->card->household_no != 0) {
        textbuf_printf(&b, "household_no=%lld\n", (long long)m->card->household_no);
    }
    if (m->card->branch_no != 0) {
        textbuf_printf(&b, "branch_no=%02d\n", m->card->branch_no);
    }
    line(&b, "acquisition_reason", m->acquired->reason);
    if (lost != NULL) {
        line(&b, "loss_reason", lost->reason);
    }
    day_line(&b, "notified_on", m->acquired->notified_on);
    day_line(&b, "prefecture_from", m->acquired->prefecture_on);
    if (lost != NULL) {
        day_line(&b, "prefecture_until", lost->prefecture_on);
        if (lost->is_planned) {
            textbuf_puts(&b, "is_planned=1\n");
        }
    }
    assert(!b.overflow);
    struct text rest = text_copy(arena, textbuf_text(&b));
    textbuf_done(&b);
    return rest;
}

static void membership_end(struct folding *f, struct open_membership *m, date until,
                           const struct eligibility_event *lost)
{
    put((struct fact_row){.addressee_no = m->card->addressee_no,
                          .kind = FACT_MEMBERSHIP,
                          .from = date_ymd(m->from),
                          .until = date_ymd(until),
                          .detail = lost != NULL ? lost->detail : 0,
                          .card_symbol = m->card->card_symbol,
                          .card_number = m->card->card_number},
        membership_rest(m, lost, f->arena), f);
    m->is_open = false;
}

static void membership_take(struct folding *f, struct open_membership *m, const struct eligibility_event *e)
{
    if (e->kind == EVENT_ACQUIRE) {
        if (m->is_open) {
            find(f, e, FOLD_ALREADY);
            return;
        }
        *m = (struct open_membership){true, e->effective_on, e, e};
        return;
    }
    if (!m->is_open) {
        find(f, e, FOLD_NOT_INSURED);
        return;
    }
    if (e->kind == EVENT_LOSE) {
        membership_end(f, m, e->effective_on, e);
        return;
    }
    if (date_before(m->from, e->effective_on)) {
        membership_end(f, m, e->effective_on, NULL);
    }
    *m = (struct open_membership){true, e->effective_on, m->acquired, e};
}

/* ---------------------------------------------------------------------------------- 登録 ------ */

static void registration_take(struct folding *f, const struct eligibility_event *e)
{
    struct textbuf b;
    struct fact_row row = {.addressee_no = e->addressee_no,
                           .kind = (int32_t)e->fact_kind,
                           .from = date_ymd(e->effective_on),
                           .until = date_ymd(e->until),
                           .detail = e->detail,
                           .card_symbol = {"", 0},
                           .card_number = {"", 0}};

    for (size_t i = 0; i < f->to->row_count; i++) {
        const struct fact_row *other = &f->to->rows[i];
        bool meets = other->kind == row.kind && other->from < row.until && row.from < other->until;
        if (meets && (other->from == row.from || fact_rows_clash(other, &row) ||
                      fact_rows_clash(&row, other))) {
          find(f, e, FOLD_OVERLAP);
          return;
        }
    }
    textbuf_init(&b, 1024);
    line(&b, "reason", e->reason);
    day_line(&b, "notified_on", e->notified_on);
    struct text rest = text_copy(f->arena, textbuf_text(&b));
    textbuf_done(&b);
    put(row, rest, f);
}

static bool is_household_overlap(const struct eligibility_event *a, const struct eligibility_event *b)
{
    bool is_one = (a->detail == BELONGING_HEAD) == (b->detail == BELONGING_HEAD);
    return a->kind == EVENT_HOUSEHOLD && b->kind == EVENT_HOUSEHOLD && is_one &&
           date_before(a->effective_on, b->until) && date_before(b->effective_on, a->until);
}

void events_fold(const struct eligibility_event *events, size_t count, struct arena *arena, struct fold *ret)
{
    const struct eligibility_event **order = ARENA_ARRAY(arena, const struct eligibility_event *, count + 1);
    struct folding f = {.arena = arena, .to = ret};
    struct open_membership m = {.is_open = false};

    *ret = (struct fold){0};
    for (size_t i = 0; i < count; i++) {
        order[i] = &events[i];
    }
    qsort(order, count, sizeof(*order), by_effect);
    for (size_t i = 0; i < count; i++) {
        const struct eligibility_event *e = order[i];
        if (e->kind == EVENT_FACT) {
            registration_take(&f, e);
        } else if (e->kind != EVENT_HOUSEHOLD) {
            membership_take(&f, &m, e);
        }
        for (size_t k = 0; k < i; k++) {
            if (is_household_overlap(order[k], e)) {
                find(&f, e, FOLD_OVERLAP);
                break;
            }
        }
    }
    if (m.is_open) {
        membership_end(&f, &m, date_open_end(), NULL);
    }
}
