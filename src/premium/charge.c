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

struct finding {
    int64_t household_no;
    struct premium_levy *levy;
    bool is_found;
};

static enum err keep_levy(void *context, const struct premium_levy *l, struct report *report)
{
    struct finding *f = context;

    (void)report;
    if (l->household_no == f->household_no) {
        *f->levy = *l;
        f->is_found = true;
    }
    return ERR_NONE;
}

enum err premium_levy_of_notice(struct store *s, int32_t year, int64_t notice_no, struct arena *arena,
                                struct report *report, struct premium_levy *ret, bool *ret_found)
{
    struct finding f = {.levy = ret};
    struct premium_levy_scope scope = {.first_year = year, .last_year = year};

    *ret_found = false;
    if (!premium_notice_no_is_valid(notice_no)) {
        return ERR_NONE;
    }
    enum err e = holder_of(s, year, notice_no / 10, report, &f.household_no, &scope.payer_no);
    if (e == ERR_NONE && f.household_no != 0) {
        e = premium_levies(s, &scope, keep_levy, &f, arena, report);
    }
    *ret_found = f.is_found;
    return e;
}

static enum err add_holders(struct query *q, struct arena *arena, struct report *report, int64_t **list,
                            size_t *count, size_t *capacity)
{
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, *list, *count, *capacity) = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

static enum err holders_of(struct store *s, int32_t year, const int64_t *running_nos, size_t count,
                           struct arena *arena, struct report *report, struct premium_levy_scope *ret)
{
    int64_t *households = NULL;
    size_t capacity = 0;
    enum err e = ERR_NONE;

    *ret = (struct premium_levy_scope){.first_year = year, .last_year = year};
    for (size_t i = 0; i < count && e == ERR_NONE; i += QUERY_NUMBERS) {
        struct query *q = store_query(s, SQL_premium_notice_number_holders);
        query_set_i64(q, "fiscal_year", year);
        query_set_numbers(q, running_nos + i, count - i < QUERY_NUMBERS ? count - i : QUERY_NUMBERS);
        e = add_holders(q, arena, report, &households, &ret->household_count, &capacity);
    }
    ret->households = households;
    return e;
}

enum err premium_levies_of_notices(struct store *s, int32_t year, const int64_t *notice_nos, size_t count,
                                   premium_levy_fn each, void *context, struct arena *arena,
                                   struct report *report)
{
    int64_t *running_nos = ARENA_ARRAY(arena, int64_t, count + 1);
    struct premium_levy_scope scope;
    size_t valid = 0;

    for (size_t i = 0; i < count; i++) {
        if (premium_notice_no_is_valid(notice_nos[i])) {
            running_nos[valid++] = notice_nos[i] / 10;
        }
    }
    enum err e = holders_of(s, year, running_nos, valid, arena, report, &scope);
    return e == ERR_NONE && scope.household_count > 0
               ? premium_levies(s, &scope, each, context, arena, report)
               : e;
}
