/* 催告された期 -- which charges the letters named that were sent: 時効 asks it of each charge (民法150条). */
#include "demand/demand.h"

#include "store/many.h"

static int compare_i64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int order(const struct demand_letter *l, const struct collection_charge *c)
{
    int o = compare_i64(l->levy_year, c->levy_year);

    o = o != 0 ? o : compare_i64(l->household_no, c->household_no);
    o = o != 0 ? o : compare_i64(l->payer_no, c->payer_no);
    return o != 0 ? o : compare_i64(l->instalment, c->instalment);
}

/* The rows of a query that is ready; it is reset. */
static enum err read_letters(struct query *q, struct arena *arena, struct report *report,
                             struct demand_letter **ret, size_t *ret_count)
{
    struct demand_letter *all = NULL;
    size_t count = 0, capacity = 0;
    enum err e;
    bool row;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct demand_letter l = {.levy_year = (int32_t)query_i64(q, 0),
                                  .household_no = query_i64(q, 1),
                                  .payer_no = query_i64(q, 2),
                                  .instalment = (int)query_i64(q, 3),
                                  .kind = (enum demand_kind)query_i64(q, 4),
                                  .run_no = query_i64(q, 5)};
        bool is_day = date_from_ymd((int32_t)query_i64(q, 6), &l.issued_on);
        assert(is_day);
        *ARENA_PUSH(arena, all, count, capacity) = l;
    }
    query_reset(q);
    *ret = all;
    *ret_count = count;
    return e;
}

enum err demand_letters(struct store *s, int64_t payer_no, struct arena *arena, struct report *report,
                        struct demand_letter **ret, size_t *ret_count)
{
    struct query *q =
        payer_no != 0 ? store_query(s, SQL_demand_letters_of_payer) : store_scan(s, SQL_demand_letters_all);

    if (payer_no != 0) {
        query_set_i64(q, "payer_no", payer_no);
    }
    return read_letters(q, arena, report, ret, ret_count);
}

enum err demand_letters_of(struct store *s, const int64_t *payers, size_t payer_count, struct arena *arena,
                           struct report *report, struct demand_letter **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_demand_letters_of_payers);

    query_set_list(q, "payers", payers, payer_count);
    return read_letters(q, arena, report, ret, ret_count);
}

enum err demand_payers_lettered(struct store *s, int64_t since, struct arena *arena, struct report *report,
                                struct moved_list *to)
{
    struct query *q = store_query(s, SQL_demand_payers_lettered);
    bool row;
    enum err e;

    query_set_i64(q, "since", since);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        moved_add(to, arena, query_i64(q, 0), 0);
    }
    query_reset(q);
    return e;
}

const struct demand_letter *demand_letters_of_charge(const struct demand_letter *letters, size_t count,
                                                     const struct collection_charge *c, size_t *ret_count)
{
    size_t from = 0, until = count;

    while (from < until) { /* the first that does not stand before the charge */
        size_t at = (from + until) / 2;
        if (order(&letters[at], c) < 0) {
            from = at + 1;
        } else {
            until = at;
        }
    }
    for (until = from; until < count && order(&letters[until], c) == 0;) {
        until++;
    }
    *ret_count = until - from;
    return until > from ? &letters[from] : NULL;
}
