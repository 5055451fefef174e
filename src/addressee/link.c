/*
 * 名寄せ -- which numbers are one person.
 *
 * A link says "this number belongs to the person of that number" and nothing else: no row is moved, so
 * taking it back (分離) restores everything. Rows AD-09, FE-12; identity_exchange.md 3.4.
 */
#include "addressee/own.h"

#define CHAIN_MAX 16
#define NUMBERS_MAX 256 /* of one person; more is a fault of the links that verify tells */

static int64_t moment_of(int64_t known_at)
{
    return known_at == REGISTER_MOMENT_OPEN ? known_at - 1 : known_at;
}

enum err link_survivor(struct store *s, int64_t addressee_no, int64_t known_at, struct report *report,
                       int64_t *ret)
{
    int64_t at = addressee_no;
    enum err e = ERR_NONE;

    for (int hops = 0; hops < CHAIN_MAX; hops++) {
        struct query *q = store_query(s, SQL_addressee_link_any);
        int64_t into = 0;
        bool row = false;
        query_set_i64(q, "addressee_no", at);
        query_set_i64(q, "known_at", moment_of(known_at));
        while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
            if (query_i64(q, 0) == at) {
                into = query_i64(q, 1);
            }
        }
        query_reset(q);
        if (e != ERR_NONE || into == 0) {
            break;
        }
        at = into;
    }
    if (e == ERR_NONE) {
        *ret = at;
    }
    return e;
}

/* Most numbers have none: one question and done. */
static enum err has_links(struct store *s, int64_t addressee_no, int64_t known_at, struct report *report,
                          bool *ret)
{
    struct query *q = store_query(s, SQL_addressee_link_any);

    query_set_i64(q, "addressee_no", addressee_no);
    query_set_i64(q, "known_at", moment_of(known_at));
    enum err e = query_step(q, report, ret);
    query_reset(q);
    return e;
}

enum err addressee_numbers_of(struct store *s, int64_t addressee_no, int64_t known_at, struct arena *arena,
                              struct report *report, int64_t **ret, size_t *ret_count)
{
    int64_t *numbers = NULL, first = addressee_no;
    size_t count = 0, capacity = 0;
    bool is_linked = false;
    enum err e = has_links(s, addressee_no, known_at, report, &is_linked);

    if (e == ERR_NONE && is_linked) {
        e = link_survivor(s, addressee_no, known_at, report, &first);
    }
    if (e != ERR_NONE) {
        return e;
    }
    *ARENA_PUSH(arena, numbers, count, capacity) = first;
    for (size_t i = 0; is_linked && i < count && count < NUMBERS_MAX && e == ERR_NONE; i++) {
        struct query *q = store_query(s, SQL_addressee_link_any);
        int64_t of = numbers[i];
        bool row = false;
        query_set_i64(q, "addressee_no", of);
        query_set_i64(q, "known_at", moment_of(known_at));
        while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
            if (query_i64(q, 1) == of) {
                *ARENA_PUSH(arena, numbers, count, capacity) = query_i64(q, 0);
            }
        }
        query_reset(q);
    }
    if (e == ERR_NONE) {
        *ret = numbers;
        *ret_count = count;
    }
    return e;
}
