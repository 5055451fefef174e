/*
 * 住登外者 -- who of the ward's own persons came by this feed as somebody of the register.
 *
 * The feed's rows are asked first from now on (own number brought by the feed), or there are two numbers
 * of perhaps one person: both are told, nothing is joined by itself (identity_exchange.md 3.3). Rows
 * AD-08, AD-09.
 */
#include "addressee/own.h"
#include "addressee/residents.h"

struct meeting {
    struct residents *in;
    struct arena *arena;
    int64_t tasks;
};

/* Did this feed bring or change a row of that number? */
static enum err is_of_this_feed(struct meeting *m, int64_t addressee_no, bool *ret)
{
    struct query *q = store_query(m->in->run->session->store, SQL_addressee_own_met);

    query_set_i64(q, "addressee_no", addressee_no);
    query_set_i64(q, "recorded_at", m->in->run->recorded_at);
    enum err e = query_step(q, m->in->run->report, ret);
    query_reset(q);
    return e;
}

static enum err meet_number(struct meeting *m, int64_t addressee_no)
{
    bool is_met = false;
    enum err e = is_of_this_feed(m, addressee_no, &is_met);

    if (e != ERR_NONE || !is_met) {
        return e;
    }
    return residents_task(
        m->in, -(++m->tasks), "O01",
        "宛名番号 %lld は区で登録した住登外者の番号ですが、住民記録から届きました。"
        "これからは住民記録の内容を使います。同じ人か確かめ、住登外者の登録を終えてください。",
        (long long)addressee_no);
}

static enum err meet_namesakes(struct meeting *m, const struct register_row *row)
{
    struct own_double *doubles = NULL;
    size_t count = 0;
    int64_t no = row->n[ROW_ADDRESSEE_NO], *numbers = NULL;
    size_t number_count = 0;
    struct store *s = m->in->run->session->store;
    enum err e =
        own_doubles(s, row, m->in->run->business_date, m->arena, m->in->run->report, &doubles, &count);

    if (e == ERR_NONE) {
        e = addressee_numbers_of(s, no, INT64_MAX, m->arena, m->in->run->report, &numbers, &number_count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_met = false, is_linked = false;
        for (size_t k = 0; k < number_count; k++) {
            is_linked = is_linked || numbers[k] == doubles[i].addressee_no;
        }
        if (!is_linked && doubles[i].likeness != LIKE_NAME_AND_ADDRESS) {
            e = is_of_this_feed(m, doubles[i].addressee_no, &is_met);
        }
        if (e == ERR_NONE && is_met) {
            e = residents_task(
                m->in, -(++m->tasks), "O02",
                "区で登録した宛名番号 %lld と、届いた宛名番号 %lld は、氏名と生年月日%sが同じです。"
                "同じ人か二人で確かめ、同じなら名寄せをしてください。",
                (long long)no, (long long)doubles[i].addressee_no,
                doubles[i].likeness == LIKE_ALL ? "と住所" : "");
        }
    }
    return e;
}

enum err own_look_at_feed(struct residents *in)
{
    struct meeting m = {.in = in, .arena = arena_new("own-feed", (size_t)256 << 20)};
    int64_t *numbers = NULL;
    size_t count = 0, capacity = 0;
    struct query *q = store_query(in->run->session->store, SQL_addressee_own_open);
    bool row = false;
    enum err e;

    while ((e = query_step(q, in->run->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(in->gathered, numbers, count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct register_row own;
        bool found = false;
        arena_reset(m.arena);
        e = meet_number(&m, numbers[i]);
        if (e == ERR_NONE) {
            e = own_as_of(in->run->session->store, numbers[i],
                          (struct as_of){in->run->business_date, INT64_MAX}, m.arena, in->run->report, &own,
                          &found);
        }
        if (e == ERR_NONE && found) {
            e = meet_namesakes(&m, &own);
        }
    }
    arena_free(m.arena);
    return e;
}
