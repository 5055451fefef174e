/* 払込日 -- what the channels' data say reached us on which day, and 速報 that wait for their 確報 (E14).
 */
#include "collection/charges.h"

enum err collection_paid_in(struct store *s, date from, date until, struct arena *arena,
                            struct report *report, struct collection_paid_in_row **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_collection_paid_in);
    struct collection_paid_in_row *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "from", date_ymd(from));
    query_set_i64(q, "until", date_ymd(until));
    query_set_i64(q, "cash", ACCOUNT_CASH);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) = (struct collection_paid_in_row){
            .day = collection_day(query_i64(q, 0)),
            .channel = (enum collection_channel)query_i64(q, 1),
            .count = query_i64(q, 2),
            .amount = query_i64(q, 3),
        };
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

static enum err change(struct query *q, struct report *report)
{
    int64_t changed;
    return query_run(q, report, &changed);
}

enum err collection_paid_in_sum(struct store *s, struct report *report)
{
    struct query *q = store_query(s, SQL_collection_paid_in_add);

    query_set_i64(q, "cash", ACCOUNT_CASH);
    enum err e = change(q, report);
    if (e == ERR_NONE) {
        e = change(store_query(s, SQL_collection_paid_in_until_drop), report);
    }
    return e == ERR_NONE ? change(store_query(s, SQL_collection_paid_in_until_set), report) : e;
}

enum err collection_told_open(struct store *s, date until, struct arena *arena, struct report *report,
                              struct collection_told **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_collection_marks_open);
    struct collection_told *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "until", date_ymd(until));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) = (struct collection_told){
            .mark_no = query_i64(q, 0),
            .channel = (enum collection_channel)query_i64(q, 1),
            .levy_year = (int32_t)query_i64(q, 2),
            .notice_no = query_i64(q, 3),
            .instalment = (int)query_i64(q, 4),
            .household_no = query_i64(q, 5),
            .payer_no = query_i64(q, 6),
            .amount = query_i64(q, 7),
            .received_on = collection_day(query_i64(q, 8)),
        };
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}
