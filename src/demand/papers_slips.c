/*
 * 納付書付きの督促状と催告書 (CO-18, CO-19, PX-18) -- a slip for each charge of a paper, numbered when the
 * run is frozen; the older ones of the same charge are replaced and stay payable at banks. The slip of a
 * letter asks for the 延滞金 to its pay-by day and ends with that day; over the limit of the stores a slip
 * has no barcode.
 */
#include "demand/papers.h"

static const char *cause_of(enum demand_kind kind)
{
    return kind == DEMAND_DUNNING ? "dunning" : "letter";
}

struct slipping {
    struct job_run *run;
    const struct papers_batch *batch;
    struct arena *arena;
    struct slip_form form;
    struct slip_writer *writer;
    struct slip *made;
    size_t made_count, made_capacity;
};

static enum err make_slip(struct slipping *x, int64_t payer_no, const struct paper_line *l)
{
    struct slip *known = NULL;
    size_t count = 0;
    bool is_new;
    struct report *report = x->run->report;
    struct store *s = x->run->session->store;
    struct slip_charge *charge = ARENA_NEW(x->arena, struct slip_charge);

    const struct papers_batch *b = x->batch;
    bool is_dunning = b->kind == DEMAND_DUNNING, is_late = b->kind == DEMAND_LATE_CHARGE;

    *charge = (struct slip_charge){.instalment = l->instalment,
                                   .principal = l->amount,
                                   .late_charge = l->late_charge,
                                   .fee = l->fee};
    struct slip slip = {
        .levy_year = l->levy_year,
        .class = is_late
                     ? SLIP_LATE_ONLY
                     : slip_class_of(l->levy_year, l->charged_year, fiscal_year_of(b->issued_on).first_year),
        .notice_no = l->notice_no,
        .instalment = l->instalment,
        .kind = is_dunning ? SLIP_DUNNING : SLIP_REMINDER,
        .household_no = l->household_no,
        .payer_no = payer_no,
        .amount = l->amount + l->late_charge + l->fee,
        .late_charge = l->late_charge,
        .fee = l->fee,
        .due = is_late ? b->fixed_on : l->due,
        .issued_on = b->issued_on,
        .usable_until =
            is_dunning || is_late ? date_add_days(b->fixed_on, (int)x->form.limit_days) : b->fixed_on,
        .charges = charge,
        .charge_count = 1,
        .cause_kind = cause_of(b->kind),
        .cause_no = x->run->run_no};
    enum err e = slips_of_notice(s, l->levy_year, l->notice_no, x->arena, report, &known, &count);
    if (e == ERR_NONE) {
        e = slip_number(&x->form, &slip, known, count, report, &is_new);
    }
    if (e == ERR_NONE) {
        e = slips_replace(s, &slip, known, count, x->run->known_at, report);
    }
    if (e == ERR_NONE) {
        *ARENA_PUSH(x->arena, x->made, x->made_count, x->made_capacity) = slip;
    }
    return e;
}

static enum err write_all(struct slipping *x)
{
    enum err e =
        slip_writer_begin(x->run->session->store, x->run->known_at, x->arena, x->run->report, &x->writer);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < x->made_count && e == ERR_NONE; i++) {
        e = slip_writer_add(x->writer, &x->made[i], x->run->report);
    }
    enum err end = slip_writer_end(x->writer, x->run->report);
    return e != ERR_NONE ? e : end;
}

enum err papers_slips_make(struct job_run *run, const struct papers_batch *b,
                           const struct papers_list *list)
{
    struct slipping x = {.run = run, .batch = b, .arena = arena_new("督促・催告の納付書", (size_t)1 << 30)};
    enum err e = slip_form_of(run->session, b->issued_on, x.arena, run->report, &x.form);

    for (size_t i = 0; i < list->count && e == ERR_NONE; i++) {
        const struct papers_choice *c = &list->choices[i];
        for (size_t k = 0; k < c->line_count && e == ERR_NONE; k++) {
            bool has_number = c->lines[k].notice_no > 0; /* nobody was notified: there is no key */
            e = has_number ? make_slip(&x, c->payer_no, &c->lines[k]) : ERR_NONE;
        }
    }
    if (e == ERR_NONE) {
        e = write_all(&x);
    }
    arena_free(x.arena);
    return e;
}

enum err papers_slips_of(struct store *s, enum demand_kind kind, int64_t run_no, const struct papers_row *row,
                         struct arena *arena, struct report *report, struct slip **ret, size_t *ret_count)
{
    size_t capacity = 0;
    enum err e = ERR_NONE;

    *ret = NULL;
    *ret_count = 0;
    for (size_t i = 0; i < row->line_count && e == ERR_NONE; i++) {
        const struct paper_line *l = &row->lines[i];
        struct slip *known = NULL;
        size_t count = 0;
        if (l->notice_no == 0) {
            continue;
        }
        e = slips_of_notice(s, l->levy_year, l->notice_no, arena, report, &known, &count);
        for (size_t k = 0; k < count && e == ERR_NONE; k++) {
            if (known[k].instalment == l->instalment && known[k].cause_no == run_no &&
                strcmp(known[k].cause_kind, cause_of(kind)) == 0) {
                *ARENA_PUSH(arena, *ret, *ret_count, capacity) = known[k];
            }
        }
    }
    return e;
}
