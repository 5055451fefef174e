/* 多くの口座 -- charges of many payers as they stand, read at once for the bookings of one transaction. */
#include "collection/book.h"
#include "collection/standings.h"

#include "base/sorted.h"

struct account_place {
    int32_t levy_year;
    int64_t household_no, payer_no;
};
struct collection_standings {
    struct session *session;
    struct arena *arena;
    struct act_rows *rows; /* of the bookings that wait; NULL: none does */
    struct choices choices;
    struct account_place *places; /* in order, like the standings */
    struct standing *list;
    size_t count, capacity, list_count, list_capacity;
};

static int by_place(const void *a, const void *b)
{
    const struct account_place *x = a, *y = b;

    if (x->levy_year != y->levy_year) {
        return x->levy_year < y->levy_year ? -1 : 1;
    }
    return order_by_two(x->household_no, x->payer_no, y->household_no, y->payer_no);
}

static enum err see_account(void *context, const struct collection_account *a, struct report *report)
{
    struct collection_standings *all = context;

    (void)report;
    *ARENA_PUSH(all->arena, all->places, all->count, all->capacity) =
        (struct account_place){a->levy_year, a->household_no, a->payer_no};
    standing_set(ARENA_PUSH(all->arena, all->list, all->list_count, all->list_capacity), a);
    return ERR_NONE;
}

static int by_year(const void *a, const void *b)
{
    const struct collection_place *x = a, *y = b;

    if (x->levy_year != y->levy_year) {
        return x->levy_year < y->levy_year ? -1 : 1;
    }
    return order_by_two(x->notice_no, x->household_no, y->notice_no, y->household_no);
}

/* Those of one levy year. */
static enum err read_year(struct store *s, const struct collection_place *places, size_t count,
                          struct collection_standings *all, struct report *report)
{
    int64_t *notices = ARENA_ARRAY(all->arena, int64_t, count);
    int64_t *households = ARENA_ARRAY(all->arena, int64_t, count);

    for (size_t i = 0; i < count; i++) {
        notices[i] = places[i].notice_no;
        households[i] = places[i].household_no;
    }
    const struct collection_named named = {places[0].levy_year, notices, sorted_once(notices, count),
                                           households, sorted_once(households, count)};
    return collection_each_account_of(s, &named, see_account, all, all->arena, report);
}

enum err collection_standings_read(struct session *session, const struct collection_law *law,
                                   struct collection_place *places, size_t count, struct arena *arena,
                                   struct report *report, struct collection_standings **ret)
{
    struct collection_standings *all = ARENA_NEW(arena, struct collection_standings);

    *all = (struct collection_standings){.session = session, .arena = arena};
    *ret = all;
    enum err e = choices_of(session, law, report, &all->choices);
    if (count > 1) {
        qsort(places, count, sizeof(*places), by_year);
    }
    for (size_t i = 0, n; i < count && e == ERR_NONE; i += n) {
        n = 1;
        while (i + n < count && places[i + n].levy_year == places[i].levy_year) {
            n++;
        }
        e = read_year(session->store, &places[i], n, all, report);
    }
    return e;
}

const struct choices *standings_choices(const struct collection_standings *all) { return &all->choices; }

struct standing *standings_find(struct collection_standings *all, int32_t levy_year, int64_t household_no,
                                int64_t payer_no)
{
    const struct account_place wanted = {levy_year, household_no, payer_no};
    const struct account_place *found =
        all->count > 0 ? bsearch(&wanted, all->places, all->count, sizeof(wanted), by_place) : NULL;

    return found != NULL ? &all->list[found - all->places] : NULL;
}

enum err standings_rows(struct collection_standings *all, struct report *report, struct act_rows **ret)
{
    enum err e = all->rows == NULL ? act_rows_begin(all->session, all->arena, report, &all->rows) : ERR_NONE;

    *ret = all->rows;
    return e;
}

enum err collection_standings_write(struct collection_standings *all, enum err e, struct report *report)
{
    struct act_rows *rows = all->rows;

    all->rows = NULL;
    return rows != NULL ? act_rows_end(rows, e, report) : e;
}
