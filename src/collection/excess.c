/* 過誤納・仮受の照会 -- what came in and no charge took, as it arose. */
#include "collection/charges.h"

static void read_excess(const struct query *q, struct arena *arena, struct collection_excess *ret)
{
    bool is_held = query_i64(q, 11) == 2;
    struct text cause = query_text(q, 12), codes = query_text(q, 13);

    *ret = (struct collection_excess){
        .receipt_no = query_i64(q, 0),
        .levy_year = (int32_t)query_i64(q, 1),
        .notice_no = query_i64(q, 2),
        .household_no = query_i64(q, 3),
        .payer_no = query_i64(q, 4),
        .instalment = (int)query_i64(q, 5),
        .channel = (int)query_i64(q, 6),
        .amount = is_held ? query_i64(q, 7) : query_i64(q, 8),
        .arose_on = collection_day(query_i64(q, 9)),
        .paid_on = collection_day(query_i64(q, 9)),
        .codes = arena_printf(arena, "%.*s", (int)codes.len, codes.bytes),
    };
    if (query_i64(q, 10) != 0 && ret->channel == CHANNEL_RAISED) { /* 過誤納の発生: the day of the payment */
        ret->paid_on = collection_day(query_i64(q, 10));
    }
    snprintf(ret->cause, sizeof(ret->cause), "%.*s", is_held ? 0 : (int)cause.len, cause.bytes);
}

static enum err read_all(struct query *q, struct arena *arena, struct report *report,
                         struct collection_excess **ret, size_t *ret_count)
{
    struct collection_excess *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        read_excess(q, arena, ARENA_PUSH(arena, list, count, capacity));
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

enum err collection_excesses(struct store *s, int64_t payer_no, struct arena *arena, struct report *report,
                             struct collection_excess **ret, size_t *ret_count)
{
    struct query *q =
        store_query(s, payer_no == 0 ? SQL_collection_excesses : SQL_collection_excesses_of_payer);

    if (payer_no != 0) {
        query_set_i64(q, "payer_no", payer_no);
    }
    return read_all(q, arena, report, ret, ret_count);
}

enum err collection_excesses_held(struct store *s, struct arena *arena, struct report *report,
                                  struct collection_excess **ret, size_t *ret_count)
{
    return read_all(store_query(s, SQL_collection_excesses_held), arena, report, ret, ret_count);
}

enum err collection_excesses_of(struct store *s, const int64_t *receipts, size_t receipt_count,
                                struct arena *arena, struct report *report, struct collection_excess **ret,
                                size_t *ret_count)
{
    struct query *q = store_query(s, SQL_collection_excesses_of_receipts);

    query_set_list(q, "receipts", receipts, receipt_count);
    return read_all(q, arena, report, ret, ret_count);
}

enum err collection_excesses_moved(struct store *s, int64_t receipts_after, struct arena *arena,
                                   struct report *report, struct moved_list *to)
{
    struct query *q = store_query(s, SQL_collection_excesses_moved);

    query_set_i64(q, "after", receipts_after);
    return query_moved(q, arena, report, to);
}
