/* Many at once: lists as values, and numbers with the moment of what is new about them. */
#include "store/many.h"

void moved_add(struct moved_list *list, struct arena *arena, int64_t number, int64_t at)
{
    *ARENA_PUSH(arena, list->items, list->count, list->capacity) = (struct moved){number, at};
}

enum err query_moved(struct query *q, struct arena *arena, struct report *report, struct moved_list *to)
{
    bool row;
    enum err e;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        moved_add(to, arena, query_i64(q, 0), query_i64(q, 1));
    }
    query_reset(q);
    return e;
}

static int by_number(const void *a, const void *b)
{
    const struct moved *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

void moved_settle(struct moved_list *list)
{
    size_t kept = 0;
    if (list->count > 0) {
        qsort(list->items, list->count, sizeof(list->items[0]), by_number);
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct moved m = list->items[i];
        if (kept == 0 || list->items[kept - 1].number != m.number) {
            list->items[kept++] = m;
        } else if (list->items[kept - 1].at < m.at) {
            list->items[kept - 1].at = m.at;
        }
    }
    list->count = kept;
}

const int64_t *moved_numbers(const struct moved_list *list, struct arena *arena)
{
    int64_t *numbers = ARENA_ARRAY(arena, int64_t, list->count + 1);

    for (size_t i = 0; i < list->count; i++) {
        numbers[i] = list->items[i].number;
    }
    return numbers;
}

const struct moved *moved_find(const struct moved_list *list, int64_t number)
{
    const struct moved key = {.number = number};
    return list->count > 0 ? bsearch(&key, list->items, list->count, sizeof(key), by_number) : NULL;
}
