/*
 * 消込 -- money that was held because no charge had its number (E03) is matched again: when the charge has
 * been decided since, it takes the money, on the day the payer paid (collection.md 6.3, 6.4; CO-09).
 *
 * A file's receipts are matched in the transaction that takes the file in; what fits is booked there at once.
 * Here is what did not fit then. Each receipt is a transaction of its own, killed anywhere the next run goes
 * on; what still fits nothing stays held, with its task.
 */
#include "refund/internal.h"

#include "batch/batch.h"

#include <inttypes.h>

static enum err match_held(struct job_run *run);
static enum err show_matched(struct job_run *run);

const struct job job_receipts_match = {
    .name = "receipts-match",
    .label = "消込（仮受の再照合）",
    .unit = "件",
    .run_permission = PERM_COLLECTION_RUN,
    .propose = match_held,
    .show = show_matched,
};

/* A held receipt and the charges that its number names now, in the order of their instalments. */
struct waiting {
    const struct refund_open *held;
    struct collection_charge *charges;
    size_t count, capacity;
};
struct matching {
    struct job_run *run;
    struct arena *arena;
    struct waiting *list; /* by levy year and notice number */
    size_t count;
    int64_t held_count, matched;
    yen held_yen, matched_yen;
};

/* ------------------------------------------------------------------------------------ waiting -- */

static int by_number(const void *a, const void *b)
{
    const struct refund_open *x = ((const struct waiting *)a)->held, *y = ((const struct waiting *)b)->held;

    if (x->levy_year != y->levy_year) {
        return x->levy_year < y->levy_year ? -1 : 1;
    }
    if (x->notice_no != y->notice_no) {
        return x->notice_no < y->notice_no ? -1 : 1;
    }
    return (x->receipt_no > y->receipt_no) - (x->receipt_no < y->receipt_no);
}

/* E03 alone: what was held for another reason wants a person. */
static enum err load_waiting(struct matching *m)
{
    struct refund_open *opens;
    size_t count;
    enum err e = refund_opens_held(m->run->session, m->arena, m->run->report, &opens, &count);

    if (e != ERR_NONE || count == 0) {
        return e;
    }
    m->list = ARENA_ARRAY(m->arena, struct waiting, count);
    for (size_t i = 0; i < count; i++) {
        const struct refund_open *o = &opens[i];
        if (refund_left(o) <= 0) {
            continue;
        }
        m->held_count++;
        m->held_yen += refund_left(o);
        if (strcmp(o->codes, "E03") == 0 && o->notice_no != 0) {
            m->list[m->count++] = (struct waiting){.held = o};
        }
    }
    if (m->count > 0) {
        qsort(m->list, m->count, sizeof(*m->list), by_number);
    }
    return e;
}

/* One pass over the charges: each goes to the receipts that bear its number. */
static enum err note_charge(void *context, const struct collection_charge *c, struct report *report)
{
    struct matching *m = context;
    size_t low = 0, high = m->count;

    (void)report;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct refund_open *o = m->list[middle].held;
        bool is_before =
            o->levy_year != c->levy_year ? o->levy_year < c->levy_year : o->notice_no < c->notice_no;
        low = is_before ? middle + 1 : low;
        high = is_before ? high : middle;
    }
    for (; low < m->count; low++) {
        struct waiting *w = &m->list[low];
        if (w->held->levy_year != c->levy_year || w->held->notice_no != c->notice_no) {
            break;
        }
        if (w->held->instalment == 0 || w->held->instalment == c->instalment) {
            *ARENA_PUSH(m->arena, w->charges, w->count, w->capacity) = *c;
        }
    }
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------------ booking -- */

/* As the charges stand in this transaction: a receipt before this one may have paid them. */
static enum err lines_of(struct matching *m, const struct waiting *w, struct collection_line *lines,
                         size_t *ret_count)
{
    const struct collection_scope scope = {.payer_no = w->charges[0].payer_no,
                                           .first_year = w->charges[0].levy_year,
                                           .last_year = w->charges[0].levy_year};
    struct collection_charge *now;
    size_t count;
    yen left = refund_left(w->held);
    enum err e = collection_charges(m->run->session->store, &scope, m->arena, m->run->report, &now, &count);

    *ret_count = 0;
    for (size_t i = 0; i < count && e == ERR_NONE && left > 0; i++) {
        bool is_named = false;
        for (size_t k = 0; k < w->count; k++) {
            is_named = is_named || (w->charges[k].household_no == now[i].household_no &&
                                    w->charges[k].instalment == now[i].instalment);
        }
        yen unpaid = collection_unpaid(&now[i]);
        if (is_named && unpaid > 0) {
            yen takes = left < unpaid ? left : unpaid;
            lines[(*ret_count)++] = (struct collection_line){now[i].instalment, ITEM_PRINCIPAL, takes};
            left -= takes;
        }
    }
    return e;
}

static enum err match_one(struct matching *m, const struct waiting *w)
{
    struct session *session = m->run->session;
    struct report *report = m->run->report;
    struct collection_line *lines = ARENA_ARRAY(m->arena, struct collection_line, w->count);
    struct refund_assignment a = {.held = w->held, .account = &w->charges[0], .lines = lines, .cause = "K2",
                                  .origin_no = m->run->run_no};
    int64_t receipt_no;
    enum err e = store_begin(session->store, report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(m->run, report);
    e = e == ERR_NONE ? lines_of(m, w, lines, &a.line_count) : e;
    e = e == ERR_NONE ? refund_assign(session, &a, clock_now_ms(), report, &receipt_no) : e;
    if (e == ERR_NONE) {
        m->matched++;
        m->matched_yen += refund_left(w->held);
        return store_commit(session->store, report);
    }
    store_rollback(session->store);
    return e;
}

static enum err match_held(struct job_run *run)
{
    struct matching m = {.run = run, .arena = arena_new("消込", (size_t)1 << 30)};
    char held[32], matched[32];
    int64_t found = 0;
    enum err e = load_waiting(&m);

    if (e == ERR_NONE && m.count > 0) {
        e = collection_each_charge(run->session->store, 0, 0, note_charge, &m, run->report);
    }
    for (size_t i = 0; i < m.count && e == ERR_NONE; i++) {
        found += m.list[i].count > 0;
        if (m.list[i].count > 0 && !run->dry_run) {
            e = match_one(&m, &m.list[i]);
            e = e == ERR_NONE ? batch_step(run, m.list[i].held->receipt_no, (int64_t)i + 1, (int64_t)m.count)
                              : e;
        }
    }
    if (e == ERR_NONE) {
        yen_format(m.held_yen, held, sizeof(held));
        yen_format(m.matched_yen, matched, sizeof(matched));
        fprintf(run->out,
                "仮受 %" PRId64 " 件 %s 円のうち、調定が見つかったもの %" PRId64
                " 件、消し込んだもの %" PRId64 " 件 %s 円。残りは仮受の作業で1件ずつ決めてください\n",
                m.held_count, held, found, m.matched, matched);
        e = run->dry_run ? ERR_NONE : batch_step(run, INT64_MAX - 1, m.matched, m.matched);
    }
    arena_free(m.arena);
    return e;
}

static enum err show_matched(struct job_run *run)
{
    fprintf(run->out, "消し込んだ仮受 %" PRId64 " 件\n", run->units_done);
    return ERR_NONE;
}
