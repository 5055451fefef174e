/*
 * 滞納者の1画面 (CO-42, CO-01) -- what a payer owes today with its 延滞金, what was said, sent and
 * promised, and what comes next. A few statements: the charges, what stands against them, contacts, papers.
 */
#include <errno.h>
#include <unistd.h>

#include "demand/contact.h"
#include "base/table.h"

#define TAGS_MAX 99
#define TAG_COLOURS 10

static date day_of(int64_t value)
{
    date d = date_none();
    bool ok = value == 0 || date_from_ymd((int32_t)value, &d);

    assert(ok);
    return d;
}

/* ------------------------------------------------------------------------------ money --------- */

static int by_due(const void *a, const void *b)
{
    const struct demand_owed *x = a, *y = b;
    int order = (x->charge.due.day > y->charge.due.day) - (x->charge.due.day < y->charge.due.day);

    order = order != 0 ? order : x->charge.levy_year - y->charge.levy_year;
    return order != 0 ? order : x->charge.instalment - y->charge.instalment;
}

static void dunned(struct demand_owed *o, const struct collection_dunning *all, size_t count)
{
    o->dunned_on = date_none();
    for (size_t i = 0; i < count; i++) {
        const struct collection_dunning *d = &all[i];
        if (!d->is_withdrawn && d->levy_year == o->charge.levy_year &&
            d->household_no == o->charge.household_no && d->instalment == o->charge.instalment) {
            o->is_dunned = true;
            o->dunned_on = d->issued_on;
        }
    }
}

/* A charge that is due, or paid late: its 延滞金 with the derivation. */
static enum err owed_of(struct session *session, const struct collection_law *law, date day,
                        struct arena *arena, struct report *report, struct demand_owed *o)
{
    o->trace = trace_new(arena);
    return collection_extra_on(session->store, law, &o->charge, day, arena, o->trace, report, &o->extra);
}

static enum err read_money(struct session *session, int64_t payer_no, date day, struct arena *arena,
                           struct report *report, struct demand_debtor *d)
{
    struct collection_charge *charges = NULL;
    struct collection_dunning *dunnings = NULL;
    struct demand_owed *owed = NULL;
    const struct collection_law *law = NULL;
    size_t count = 0, dunning_count = 0, capacity = 0;
    enum err e = collection_law_of(session, arena, report, &law);

    if (e == ERR_NONE) {
        e = collection_charges(session->store, &(struct collection_scope){.payer_no = payer_no}, arena,
                               report, &charges, &count);
    }
    if (e == ERR_NONE) {
        e = collection_dunnings(session->store, payer_no, arena, report, &dunnings, &dunning_count);
    }
    d->charge_count = count;
    d->next_due = date_none();
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct demand_owed o = {.charge = charges[i]};
        yen unpaid = collection_unpaid(&charges[i]);
        bool is_due = date_before(charges[i].due, day);
        if (unpaid > 0 && !is_due) {
            d->not_due += unpaid;
            bool is_first = date_is_none(d->next_due) || date_before(charges[i].due, d->next_due);
            d->next_amount = is_first                                  ? unpaid
                             : date_equal(charges[i].due, d->next_due) ? d->next_amount + unpaid
                                                                       : d->next_amount;
            d->next_due = is_first ? charges[i].due : d->next_due;
            continue;
        }
        dunned(&o, dunnings, dunning_count);
        bool paid_late = unpaid <= 0 && !date_is_none(charges[i].last_paid_on) &&
                         date_before(charges[i].due, charges[i].last_paid_on);
        if (unpaid > 0 || paid_late) {
            e = owed_of(session, law, day, arena, report, &o);
        }
        if (e == ERR_NONE && (unpaid > 0 || o.extra.late_left > 0 || o.extra.fee_left > 0)) {
            d->principal += unpaid > 0 ? unpaid : 0;
            d->told += charges[i].told;
            d->late_charge += o.extra.late_left;
            d->fee += o.extra.fee_left;
            *ARENA_PUSH(arena, owed, d->owed_count, capacity) = o;
        }
    }
    if (d->owed_count > 1) {
        qsort(owed, d->owed_count, sizeof(*owed), by_due);
    }
    d->owed = owed;
    return e;
}

/* -------------------------------------------------------------------------- papers, tags ------ */

static enum err read_sent(struct store *s, int64_t payer_no, struct arena *arena, struct report *report,
                          struct demand_debtor *d)
{
    struct query *q = store_query(s, SQL_demand_sent_of);
    struct demand_sent *sent = NULL;
    size_t capacity = 0;
    enum err e;
    bool row;

    query_set_i64(q, "payer_no", payer_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, sent, d->sent_count, capacity) =
            (struct demand_sent){.run_no = query_i64(q, 0),
                                 .sequence_no = query_i64(q, 1),
                                 .kind = (enum demand_kind)query_i64(q, 2),
                                 .issued_on = day_of(query_i64(q, 3)),
                                 .fixed_on = day_of(query_i64(q, 4)),
                                 .approved_on = day_of(query_i64(q, 5)),
                                 .way = (int)query_i64(q, 6),
                                 .amount = query_i64(q, 7),
                                 .pulled_on = day_of(query_i64(q, 8)),
                                 .why = (enum demand_why)query_i64(q, 9),
                                 .returned_on = day_of(query_i64(q, 10)),
                                 .effective_on = day_of(query_i64(q, 11))};
    }
    query_reset(q);
    d->sent = sent;
    return e;
}

/* 付せんの一覧: a municipality without the table has none. */
enum err demand_tags(const struct data_folder *f, date day, struct arena *arena, struct report *report,
                     const struct demand_tag **ret, size_t *ret_count)
{
    static const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                            {"no", COLUMN_INT, true, true},
                                            {"colour", COLUMN_INT, true, false},
                                            {"label", COLUMN_TEXT, true, false},
                                            {"source", COLUMN_TEXT, true, false}};
    const char *path = arena_printf(arena, "%s/municipal/%s/tags.tsv", f->params, f->municipality);
    struct table t;
    struct demand_tag *tags = ARENA_ARRAY(arena, struct demand_tag, TAGS_MAX);

    *ret = tags;
    *ret_count = 0;
    if (access(path, F_OK) != 0 && errno == ENOENT) {
        return ERR_NONE;
    }
    enum err e = table_read(path, arena_printf(arena, "params/municipal/%s/tags.tsv", f->municipality),
                            columns, COUNT_OF(columns), arena, report, &t);
    for (int no = 1; no <= TAGS_MAX && e == ERR_NONE; no++) {
        const char *keys[] = {arena_printf(arena, "%d", no)};
        const struct table_row *row = table_in_force(&t, day, keys);
        if (row == NULL) {
            continue;
        }
        int64_t colour = row->cells[2].number;
        if (colour < 1 || colour > TAG_COLOURS) {
            return report_fail(report, ERR_INPUT, "付せんの色は1から%dです（%s %d行目）", TAG_COLOURS,
                               t.file, row->source.line);
        }
        tags[(*ret_count)++] = (struct demand_tag){no, (int)colour, row->cells[3].text};
    }
    return e;
}

enum err demand_debtor_look(struct session *session, int64_t payer_no, date day, struct arena *arena,
                            struct report *report, struct demand_debtor *ret)
{
    struct collection_stay_row *stays = NULL;
    struct demand_contact *contacts = NULL;

    *ret = (struct demand_debtor){0};
    enum err e = read_money(session, payer_no, day, arena, report, ret);
    if (e == ERR_NONE) {
        e = collection_stays(session->store, payer_no, day, arena, report, &stays, &ret->stay_count);
        ret->stays = stays;
    }
    if (e == ERR_NONE) {
        e = demand_contacts(session->store, payer_no, arena, report, &contacts, &ret->contact_count);
        ret->contacts = contacts;
        for (size_t i = 0; i < ret->contact_count; i++) {
            bool is_past = contacts[i].promise == PROMISE_OPEN && date_before(contacts[i].promise_on, day);
            contacts[i].promise = is_past ? PROMISE_DUE : contacts[i].promise;
        }
    }
    if (e == ERR_NONE) {
        e = read_sent(session->store, payer_no, arena, report, ret);
    }
    return e == ERR_NONE
               ? demand_tags(&session->folder, day, arena, report, &ret->tags, &ret->tag_count)
               : e;
}
