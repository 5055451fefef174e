/*
 * 取込みと届出 -- a feed's facts beside what clerks have entered.
 *
 * Facts that follow from events are not replaced by an opening balance read again: its record is left out
 * when it says what it said before, else it is a task. A fact of any feed that clerks have registered
 * already in the same days is left out, and over other days it is a task.
 */
#include "eligibility/events.h"

struct taken_over {
    int64_t addressee_no;
    int32_t kind;
};
struct beside {
    struct taken_over *persons; /* whose facts of a kind follow from events */
    size_t person_count;
    struct fact_row *registered;
    size_t registered_count;
};

static enum err load(struct fact_import *in, struct beside *b)
{
    struct query *q = store_query(in->run->session->store, SQL_eligibility_event_persons);
    size_t capacity = 0;
    bool row = false;
    enum err e;

    while ((e = query_step(q, in->run->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(in->arena, b->persons, b->person_count, capacity) =
            (struct taken_over){query_i64(q, 0), (int32_t)query_i64(q, 1)};
    }
    query_reset(q);
    if (e != ERR_NONE) {
        return e;
    }
    capacity = 0;
    q = store_query(in->run->session->store, SQL_eligibility_fact_registered);
    while ((e = query_step(q, in->run->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(in->arena, b->registered, b->registered_count, capacity) =
            (struct fact_row){.addressee_no = query_i64(q, 0),
                              .kind = (int32_t)query_i64(q, 1),
                              .from = (int32_t)query_i64(q, 2),
                              .until = (int32_t)query_i64(q, 3),
                              .detail = (int32_t)query_i64(q, 4)};
    }
    query_reset(q);
    return e;
}

static int by_person_and_kind(const void *a, const void *b)
{
    const struct taken_over *x = a, *y = b;

    if (x->addressee_no != y->addressee_no) {
        return x->addressee_no < y->addressee_no ? -1 : 1;
    }
    return x->kind < y->kind ? -1 : x->kind > y->kind;
}

static bool is_taken_over(const struct beside *b, const struct fact_row *row)
{
    const struct taken_over key = {row->addressee_no, row->kind};
    return b->person_count > 0 && bsearch(&key, b->persons, b->person_count, sizeof(key),
                                          by_person_and_kind) != NULL;
}

/* The opening balance says of it what it said before events took over. */
static enum err says_the_same(struct fact_import *in, const struct fact_row *row, bool *ret)
{
    struct query *q = store_query(in->run->session->store, SQL_eligibility_fact_opening_last);
    bool found = false;

    query_set_i64(q, "addressee_no", row->addressee_no);
    query_set_i64(q, "kind", row->kind);
    query_set_i64(q, "valid_from", row->from);
    enum err e = query_step(q, in->run->report, &found);
    *ret = e == ERR_NONE && found && query_i64(q, 0) == row->until && query_i64(q, 1) == row->detail &&
           text_equal(query_text(q, 2), row->card_symbol) && text_equal(query_text(q, 3), row->card_number) &&
           text_equal(query_text(q, 4), row->rest);
    query_reset(q);
    return e;
}

/* A registered fact in whose days the feed's begins or ends; NULL when there is none. */
static const struct fact_row *registered_beside(const struct beside *b, const struct fact_row *row)
{
    for (size_t i = 0; i < b->registered_count; i++) {
        const struct fact_row *r = &b->registered[i];
        if (r->addressee_no == row->addressee_no && r->kind == row->kind &&
            (fact_rows_clash(r, row) || fact_rows_clash(row, r))) {
            return r;
        }
    }
    return NULL;
}

static enum err hold(struct fact_import *in, const struct fact_row *row, const char *why)
{
    struct record r = {.kind = in->data_record,
                       .number = row->record_no,
                       .field_count = in->field_count,
                       .fields = in->no_fields};
    return import_hold(in->run, &r, "K03", why);
}

/* *ret_kept: the row is the feed's to write. */
static enum err look(struct fact_import *in, const struct beside *b, const struct fact_row *row,
                     bool *ret_kept)
{
    bool is_same = false;
    enum err e = ERR_NONE;

    *ret_kept = false;
    if (in->source == SOURCE_OPENING && is_taken_over(b, row)) {
        e = says_the_same(in, row, &is_same);
        return e != ERR_NONE || is_same
                   ? e
                   : hold(in, row,
                          arena_printf(in->arena,
                                       "宛名番号 %lld "
                                       "には届出が入力されています。移行データの内容は"
                                       "取り込んでいません。違いを確かめ、要れば異動を訂正し"
                                       "てください。",
                                       (long long)row->addressee_no));
    }
    const struct fact_row *other = registered_beside(b, row);
    if (other == NULL) {
        *ret_kept = true;
        return ERR_NONE;
    }
    if (other->from == row->from && other->until == row->until && other->detail == row->detail) {
        return ERR_NONE;
    }
    return hold(in, row,
                arena_printf(in->arena,
                             "宛名番号 %lld には窓口で登録した期間（%d "
                             "から）があり、このレコードと"
                             "日が違います。どちらが正しいか確かめてください。",
                             (long long)row->addressee_no, other->from));
}

enum err fact_import_beside_events(struct fact_import *in)
{
    struct beside b = {0};
    size_t n = 0;
    enum err e = load(in, &b);

    if (e != ERR_NONE || (b.person_count == 0 && b.registered_count == 0)) {
        return e;
    }
    for (size_t i = 0; i < in->row_count && e == ERR_NONE; i++) {
        bool is_kept = false;
        e = look(in, &b, &in->rows[i], &is_kept);
        if (is_kept) {
            in->rows[n++] = in->rows[i];
        }
    }
    in->row_count = n;
    return e;
}
