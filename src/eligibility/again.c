/*
 * 保留した事実の再取込み -- facts that waited for their person are taken when the register knows him.
 *
 * What a feed says of a person is what its newest file says: of facts that waited in several files only the
 * newest file's are taken. A person who has a fact of the same kind by now, or whose facts clash, is for a
 * person to settle.
 */
#include "eligibility/facts.h"

struct waiting {
    struct fact_row row;
    struct held_record *held;
};

/* Person by person, the newest file first, in it by kind and day. */
static int by_person_newest_first(const void *a, const void *b)
{
    const struct waiting *x = a, *y = b;

    if (x->row.addressee_no != y->row.addressee_no) {
        return x->row.addressee_no < y->row.addressee_no ? -1 : 1;
    }
    if (x->held->held_at != y->held->held_at) {
        return x->held->held_at > y->held->held_at ? -1 : 1;
    }
    if (x->row.kind != y->row.kind) {
        return x->row.kind < y->row.kind ? -1 : 1;
    }
    if (x->row.from != y->row.from) {
        return x->row.from < y->row.from ? -1 : 1;
    }
    return x->row.record_no < y->row.record_no ? -1 : x->row.record_no > y->row.record_no;
}

static enum err has_kind(struct fact_import *in, const struct fact_row *row, bool *ret)
{
    struct eligibility_fact *facts = NULL;
    size_t count = 0;
    enum err e = eligibility_facts_of(in->run->session->store, row->addressee_no, (struct span){{0}, {0}},
                                      INT64_MAX, in->arena, in->run->report, &facts, &count);

    *ret = false;
    for (size_t i = 0; i < count; i++) {
        *ret = *ret || (int32_t)facts[i].kind == row->kind;
    }
    return e;
}

/* One fact of a person who is known now. */
static enum err take(struct fact_import *in, const struct waiting *w)
{
    const struct fact_row *before = in->row_count > 0 ? &in->rows[in->row_count - 1] : NULL;
    bool is_there = false;
    enum err e = has_kind(in, &w->row, &is_there);

    if (e != ERR_NONE) {
        return e;
    }
    if (is_there || w->row.until < w->row.from || (before != NULL && fact_rows_clash(before, &w->row))) {
        w->held->outcome = HELD_LEFT;
        return ERR_NONE;
    }
    *ARENA_PUSH(in->arena, in->rows, in->row_count, in->row_capacity) = w->row;
    w->held->outcome = HELD_TAKEN;
    return ERR_NONE;
}

static enum err take_all(struct fact_import *in, bool is_own, const struct waiting *list, size_t count)
{
    enum err e = ERR_NONE;

    for (size_t i = 0, first = 0; i < count && e == ERR_NONE; i++) {
        const struct waiting *w = &list[i];
        first = w->row.addressee_no == list[first].row.addressee_no ? first : i;
        bool is_older = w->held->held_at < list[first].held->held_at;
        bool is_gone = in->is_replacement && is_own && w->held->held_at < in->run->recorded_at;
        if (is_older || is_gone) {
            w->held->outcome = HELD_REPLACED;
        } else if (fact_person_is_known(in, w->row.addressee_no)) {
            e = take(in, w);
        }
    }
    return e == ERR_NONE ? fact_rows_add(in) : e;
}

enum err fact_import_again(struct import_run *run, bool is_own, struct held_record *held, size_t count)
{
    struct fact_import *in = run->state;
    struct waiting *list = ARENA_ARRAY(in->arena, struct waiting, count);
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        struct fact_row row = {.card_symbol = {"", 0}, .card_number = {"", 0}, .rest = {"", 0}};
        if (in->read(in, &held[i].record, &row) != NULL) {
            held[i].outcome = HELD_LEFT;
            continue;
        }
        row.record_no = held[i].record.number;
        list[n++] = (struct waiting){row, &held[i]};
    }
    if (n > 0) {
        qsort(list, n, sizeof(list[0]), by_person_newest_first);
    }
    enum err e = take_all(in, is_own, list, n);
    fact_import_cancel(run);
    return e;
}
