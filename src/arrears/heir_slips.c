/*
 * 相続人の納付書と納付 -- a slip for each heir and notice; what came by them and at the counter is his
 * (CO-31).
 *
 * A slip stands for the charges of the deceased, so that its payment finds them; its serial tells whose it
 * is.
 */
#include "arrears/heirs.h"

#define CAUSE "heir"

/* Of the notice that cover `at` is the first of; amount 0: he owes nothing of it. */
static struct slip slip_for(const struct act *a, date due, const struct act_cover *covers, size_t cover_count,
                            const struct heir_part *own, size_t at, struct arena *arena)
{
    const struct act_cover *first = &covers[at];
    struct slip_charge *charges = ARENA_ARRAY(arena, struct slip_charge, cover_count + 1);
    struct slip s = {
        .levy_year = first->levy_year,
        .class = cover_slip_class(covers, cover_count, at, a->on),
        .notice_no = first->notice_no,
        .kind = SLIP_REISSUE,
        .household_no = first->household_no,
        .payer_no = first->payer_no,
        .due = due,
        .issued_on = a->on,
        .usable_until = due,
        .charges = charges,
        .cause_kind = CAUSE,
        .cause_no = a->act_no,
    };
    for (size_t k = at; k < cover_count; k++) {
        if (cover_same_notice(first, &covers[k]) && own[k].principal + own[k].late_charge > 0) {
            charges[s.charge_count++] =
                (struct slip_charge){covers[k].instalment, own[k].principal, own[k].late_charge, 0};
            s.amount += own[k].principal + own[k].late_charge;
            s.late_charge += own[k].late_charge;
        }
    }
    s.instalment = s.charge_count == 1 ? charges[0].instalment : 0;
    return s;
}

static enum err keep_owner(const struct book_writing *w, const struct slip *s, int64_t heir_seq)
{
    struct query *q = store_query(w->store, SQL_arrears_heir_slip_add);

    query_set_i64(q, "levy_year", s->levy_year);
    query_set_i64(q, "notice_no", s->notice_no);
    query_set_i64(q, "instalment", s->instalment);
    query_set_i64(q, "serial", s->serial);
    query_set_i64(q, "act_no", s->cause_no);
    query_set_i64(q, "heir_seq", heir_seq);
    query_set_i64(q, "recorded_at", w->recorded_at);
    return book_run(q, w->report);
}

enum err heir_slips_issue(struct session *session, const struct book_writing *w, const struct act *a,
                          date due,
                          const struct heir *heirs, size_t count, const struct act_cover *covers,
                          size_t cover_count)
{
    const struct collection_law *law;
    struct heir_part *parts = NULL;
    struct slip *slips = ARENA_ARRAY(w->arena, struct slip, count * cover_count + 1);
    int64_t *owners = ARENA_ARRAY(w->arena, int64_t, count * cover_count + 1);
    struct slip_form form;
    size_t n = 0;
    enum err e = collection_law_of(session, w->arena, w->report, &law);

    if (e == ERR_NONE) {
        e = heirs_allot(law, heirs, count, covers, cover_count, w->arena, w->report, &parts);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        for (size_t k = 0; k < cover_count; k++) {
            if (!cover_is_first(covers, k)) {
                continue;
            }
            slips[n] = slip_for(a, due, covers, cover_count, &parts[i * cover_count], k, w->arena);
            owners[n] = (int64_t)i + 1;
            n += slips[n].amount > 0;
        }
    }
    if (e != ERR_NONE || n == 0) {
        return e;
    }
    e = slip_form_of(session, a->on, w->arena, w->report, &form);
    if (e == ERR_NONE) {
        e = slips_issue(w->store, &form, slips, n, w->recorded_at, w->arena, w->report);
    }
    for (size_t i = 0; i < n && e == ERR_NONE; i++) {
        e = keep_owner(w, &slips[i], owners[i]);
    }
    return e;
}

/* ------------------------------------------------------------------------------- read back ---- */

struct owner {
    int32_t levy_year;
    int64_t notice_no;
    int instalment, serial;
    int64_t heir_seq;
};

static enum err owners_of(struct store *s, int64_t act_no, struct arena *arena, struct report *report,
                          struct owner **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_arrears_heir_slips_of_act);
    struct owner *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "act_no", act_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) =
            (struct owner){(int32_t)query_i64(q, 0), query_i64(q, 1), (int)query_i64(q, 2),
                           (int)query_i64(q, 3), query_i64(q, 4)};
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

enum err heir_slips_of(struct session *session, const struct act *a, int64_t heir_seq, struct arena *arena,
                       struct report *report, struct slip **ret, size_t *ret_count)
{
    struct owner *owners = NULL;
    struct slip *list = NULL, *all = NULL;
    size_t owner_count = 0, count = 0, capacity = 0, all_count = 0;
    enum err e = owners_of(session->store, a->act_no, arena, report, &owners, &owner_count);

    for (size_t i = 0; i < owner_count && e == ERR_NONE; i++) {
        const struct owner *o = &owners[i];
        if (o->heir_seq != heir_seq) {
            continue;
        }
        e = slips_of_notice(session->store, o->levy_year, o->notice_no, arena, report, &all, &all_count);
        for (size_t k = 0; k < all_count && e == ERR_NONE; k++) {
            if (all[k].instalment == o->instalment && all[k].serial == o->serial) {
                *ARENA_PUSH(arena, list, count, capacity) = all[k];
            }
        }
    }
    *ret = list;
    *ret_count = count;
    return e;
}

enum err heir_slips_call_in(struct session *session, const struct book_writing *w, const struct act *a,
                            size_t heir_count)
{
    enum err e = ERR_NONE;

    for (size_t i = 1; i <= heir_count && e == ERR_NONE; i++) {
        struct slip *slips = NULL;
        size_t count = 0;
        e = heir_slips_of(session, a, (int64_t)i, w->arena, w->report, &slips, &count);
        for (size_t k = 0; k < count && e == ERR_NONE; k++) {
            if (slips[k].step < SLIP_PAID) {
                e = slip_move(w->store, &slips[k], SLIP_REPLACED, 0, w->recorded_at, w->report);
            }
        }
    }
    struct query *q = store_query(w->store, SQL_arrears_heir_slips_drop);
    query_set_i64(q, "act_no", a->act_no);
    return e == ERR_NONE ? book_run(q, w->report) : e;
}

/* Receipts entered under a name: number and heir. */
struct named {
    int64_t receipt_no, heir_seq;
};

static enum err named_of(struct store *s, int64_t act_no, struct arena *arena, struct report *report,
                         struct named **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_arrears_heir_receipts_of_act);
    struct named *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "act_no", act_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) = (struct named){query_i64(q, 0), query_i64(q, 1)};
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

/* 0: nobody's of the heirs. */
static int64_t payer_of(const struct collection_payment *p, const struct act_cover *c,
                        const struct owner *owners, size_t owner_count, const struct named *named,
                        size_t named_count)
{
    for (size_t i = 0; i < named_count; i++) {
        if (named[i].receipt_no == p->of_receipt_no) {
            return named[i].heir_seq;
        }
    }
    for (size_t i = 0; i < owner_count && p->slip_serial > 0; i++) {
        if (owners[i].levy_year == c->levy_year && owners[i].notice_no == c->notice_no &&
            owners[i].instalment == p->slip_instalment && owners[i].serial == p->slip_serial) {
            return owners[i].heir_seq;
        }
    }
    return 0;
}

static enum err add_late_shares(struct session *session, const struct act_cover *covers, size_t cover_count,
                                struct heir *heirs, size_t count, struct arena *arena, struct report *report)
{
    const struct collection_law *law;
    struct heir_part *parts = NULL;
    enum err e = collection_law_of(session, arena, report, &law);

    if (e == ERR_NONE) {
        e = heirs_allot(law, heirs, count, covers, cover_count, arena, report, &parts);
    }
    for (size_t i = 0; i < count * cover_count && e == ERR_NONE; i++) {
        heirs[i / cover_count].late_charge += parts[i].late_charge;
    }
    return e;
}

enum err arrears_heirs(struct session *session, const struct act *succession, struct arena *arena,
                       struct report *report, struct heir **ret, size_t *ret_count)
{
    struct store *s = session->store;
    struct heir *heirs = NULL;
    struct act_cover *covers = NULL;
    struct owner *owners = NULL;
    struct named *named = NULL;
    size_t count = 0, cover_count = 0, owner_count = 0, named_count = 0;
    enum err e = heirs_of_act(s, succession->act_no, arena, report, &heirs, &count);

    if (e == ERR_NONE) {
        e = arrears_covers(s, succession->act_no, arena, report, &covers, &cover_count);
    }
    if (e == ERR_NONE) {
        e = add_late_shares(session, covers, cover_count, heirs, count, arena, report);
    }
    if (e == ERR_NONE) {
        e = owners_of(s, succession->act_no, arena, report, &owners, &owner_count);
    }
    if (e == ERR_NONE) {
        e = named_of(s, succession->act_no, arena, report, &named, &named_count);
    }
    for (size_t k = 0; k < cover_count && e == ERR_NONE; k++) {
        struct collection_charge c = {.levy_year = covers[k].levy_year,
                                      .household_no = covers[k].household_no,
                                      .payer_no = covers[k].payer_no,
                                      .instalment = covers[k].instalment};
        struct collection_payment *paid = NULL;
        size_t paid_count = 0;
        e = collection_payments(s, &c, arena, report, &paid, &paid_count);
        for (size_t i = 0; i < paid_count && e == ERR_NONE; i++) {
            int64_t seq = payer_of(&paid[i], &covers[k], owners, owner_count, named, named_count);
            if (seq >= 1 && (size_t)seq <= count) {
                struct heir *h = &heirs[seq - 1];
                *(paid[i].item == ITEM_PRINCIPAL ? &h->paid : &h->late_paid) += paid[i].amount;
            }
        }
    }
    *ret = heirs;
    *ret_count = count;
    return e;
}
