/* 調定の照会 -- what a slip's numbers stand for; asked by collection. */
#include "premium/notice.h"
#include "premium/premium.h"

static enum err holder_of(struct store *s, int32_t year, int64_t running_no, struct report *report,
                          int64_t *ret_household, int64_t *ret_payer)
{
    struct query *q = store_query(s, SQL_premium_notice_number_holder);
    bool row;

    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "running_no", running_no);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        *ret_household = row ? query_i64(q, 0) : 0;
        *ret_payer = row ? query_i64(q, 1) : 0;
    }
    query_reset(q);
    return e;
}

enum err premium_decision_of_notice(struct store *s, int32_t year, int64_t notice_no, struct arena *arena,
                                    struct report *report, const struct premium_decision **ret)
{
    struct premium_decision *list = NULL;
    int64_t household = 0, payer = 0;
    size_t count = 0;

    *ret = NULL;
    if (!premium_notice_no_is_valid(notice_no)) {
        return ERR_NONE;
    }
    enum err e = holder_of(s, year, notice_no / 10, report, &household, &payer);
    if (e == ERR_NONE && household != 0) {
        e = premium_decisions(s, year, payer, household, arena, report, &list, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE && *ret == NULL; i++) { /* newest first */
        *ret = list[i].is_approved ? &list[i] : NULL;
    }
    return e;
}
