/*
 * 突合 -- the facts of a file against the facts known from the same source.
 *
 * The opening balance replaces what it said before. The other feeds say everything about the persons they
 * name: of those, a fact that is gone is closed; persons they do not name stay as known and are counted.
 */
#include "eligibility/facts.h"
#include "store/moved.h"

struct known_facts {
    struct fact_row *rows;
    size_t count, capacity;
};

static enum err read_known(struct fact_import *in, struct known_facts *known)
{
    struct query *q = store_scan(in->run->session->store, SQL_eligibility_fact_open);
    bool row = false;
    enum err e;

    query_set_i64(q, "source", in->source);
    while ((e = query_step(q, in->run->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(in->arena, known->rows, known->count, known->capacity) =
            (struct fact_row){.addressee_no = query_i64(q, 0),
                              .kind = (int32_t)query_i64(q, 1),
                              .from = (int32_t)query_i64(q, 2),
                              .recorded_at = query_i64(q, 3),
                              .until = (int32_t)query_i64(q, 4),
                              .detail = (int32_t)query_i64(q, 5),
                              .card_symbol = text_copy(in->arena, query_text(q, 6)),
                              .card_number = text_copy(in->arena, query_text(q, 7)),
                              .rest = text_copy(in->arena, query_text(q, 8))};
    }
    query_reset(q);
    return e;
}

static int key_compare(const struct fact_row *a, const struct fact_row *b)
{
    if (a->addressee_no != b->addressee_no) {
        return a->addressee_no < b->addressee_no ? -1 : 1;
    }
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    return a->from < b->from ? -1 : a->from > b->from;
}

static bool is_same(const struct fact_row *a, const struct fact_row *b)
{
    return a->until == b->until && a->detail == b->detail &&
           text_equal(a->card_symbol, b->card_symbol) && text_equal(a->card_number, b->card_number) &&
           text_equal(a->rest, b->rest);
}

static enum err close_fact(struct fact_import *in, const struct fact_row *known)
{
    struct query *q = store_query(in->run->session->store, SQL_eligibility_fact_close);
    int64_t changed = 0;

    query_set_i64(q, "now", in->run->recorded_at);
    query_set_i64(q, "addressee_no", known->addressee_no);
    query_set_i64(q, "kind", known->kind);
    query_set_i64(q, "valid_from", known->from);
    query_set_i64(q, "recorded_at", known->recorded_at);
    enum err e = query_run(q, in->run->report, &changed);
    if (e == ERR_NONE) {
        assert(changed == 1);
        in->closed++;
        *ARENA_PUSH(in->arena, in->moved, in->moved_count, in->moved_capacity) = known->addressee_no;
    }
    return e;
}

/* What the file says newly stays in in->rows; what it says as known is taken out. */
static enum err close_differences(struct fact_import *in, const struct known_facts *known)
{
    size_t i = 0, k = 0, n = 0;
    int64_t absent = -1; /* the person counted last */
    enum err e = ERR_NONE;

    while (k < known->count && e == ERR_NONE) {
        const struct fact_row *t = &known->rows[k];
        while (i < in->row_count && key_compare(&in->rows[i], t) < 0) {
            in->rows[n++] = in->rows[i++];
        }
        bool is_met = i < in->row_count && key_compare(&in->rows[i], t) == 0;
        if (is_met) {
            if (is_same(&in->rows[i], t)) {
                i++;
            } else {
                e = close_fact(in, t);
                in->rows[n++] = in->rows[i++];
            }
            k++;
            continue;
        }
        bool is_named = (i < in->row_count && in->rows[i].addressee_no == t->addressee_no) ||
                        (i > 0 && in->rows[i - 1].addressee_no == t->addressee_no);
        if (in->is_replacement || is_named) {
            e = close_fact(in, t);
        } else if (absent != t->addressee_no) {
            in->absent++;
            absent = t->addressee_no;
        }
        k++;
    }
    while (i < in->row_count) {
        in->rows[n++] = in->rows[i++];
    }
    in->row_count = n;
    return e;
}

/* A day on which a membership begins or ends; of a whole register only those to come, for a look at
 * everybody follows. */
static enum err note_day(struct fact_import *in, const struct fact_row *row, int32_t day)
{
    bool is_far = in->row_count > MOVED_MANY && day <= date_ymd(in->run->business_date);

    return row->kind == FACT_MEMBERSHIP && !is_far
               ? moved_note_one(in->run->session->store, MOVED_MEMBERSHIP_DAY, day, row->addressee_no,
                                in->run->report)
               : ERR_NONE;
}

/* For whoever asks later what is new. */
static enum err note_moved(struct fact_import *in)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < in->row_count && e == ERR_NONE; i++) {
        const struct fact_row *row = &in->rows[i];
        *ARENA_PUSH(in->arena, in->moved, in->moved_count, in->moved_capacity) = row->addressee_no;
        e = note_day(in, row, row->from);
        e = e == ERR_NONE && row->until < FACT_DAY_OPEN ? note_day(in, row, row->until) : e;
    }
    return e == ERR_NONE ? moved_note(in->run->session->store, MOVED_FACT, in->run->recorded_at, in->moved,
                                      in->moved_count, in->run->report)
                         : e;
}

enum err fact_rows_add(struct fact_import *in)
{
    static const struct bulk_column columns[] = {
        {"addressee_no", BULK_I64}, {"kind", BULK_I64},          {"valid_from", BULK_I64},
        {"recorded_at", BULK_I64},  {"valid_until", BULK_I64},   {"superseded_at", BULK_I64},
        {"source", BULK_I64},       {"detail", BULK_I64},        {"card_symbol", BULK_TEXT},
        {"card_number", BULK_TEXT}, {"rest", BULK_TEXT},
    };
    struct bulk *b = NULL;

    if (in->row_count == 0) {
        return note_moved(in); /* what was closed */
    }
    enum err e = store_bulk_begin(in->run->session->store, "eligibility_fact", columns,
                                  COUNT_OF(columns), in->run->report, &b);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < in->row_count && e == ERR_NONE; i++) {
        const struct fact_row *row = &in->rows[i];
        bulk_i64(b, row->addressee_no);
        bulk_i64(b, row->kind);
        bulk_i64(b, row->from);
        bulk_i64(b, in->run->recorded_at);
        bulk_i64(b, row->until);
        bulk_i64(b, FACT_MOMENT_OPEN);
        bulk_i64(b, in->source);
        bulk_i64(b, row->detail);
        bulk_text(b, row->card_symbol);
        bulk_text(b, row->card_number);
        bulk_text(b, row->rest);
        e = bulk_row(b, in->run->report);
    }
    in->added += (int64_t)in->row_count;
    enum err end = bulk_end(b, in->run->report);
    e = e != ERR_NONE ? e : end;
    return e == ERR_NONE ? note_moved(in) : e;
}

enum err fact_import_write(struct fact_import *in)
{
    struct known_facts known = {0};
    enum err e = read_known(in, &known);

    if (e == ERR_NONE) {
        e = close_differences(in, &known);
    }
    return e == ERR_NONE ? fact_rows_add(in) : e;
}
