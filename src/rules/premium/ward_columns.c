/*
 * 料率試算の列 -- one household more in the columns of a ward.
 *
 * Law     (none: storage of what ward.c decides)     Cases   test_ward.c
 */
#include "rules/premium/ward.h"

static void *grown(struct arena *arena, const void *column, size_t count, size_t capacity, size_t size)
{
    char *more = arena_alloc(arena, capacity, size);

    if (column != NULL && count > 0) {
        memcpy(more, column, count * size);
    }
    return more;
}
#define GROW(column, count, capacity)                                                                      \
    ((column) = grown(arena, (column), (count), (capacity), sizeof(*(column))))

static void amounts_grow(struct arena *arena, struct ward_amounts *a, size_t more)
{
    if (a->count + more <= a->capacity) {
        return;
    }
    a->capacity = (a->count + more) * 2 + 1024;
    GROW(a->yen, a->count, a->capacity);
    for (int c = 0; c < WARD_MONTHS; c++) {
        GROW(a->months[c], a->count, a->capacity);
    }
}

static void households_grow(struct premium_ward *w, struct arena *arena)
{
    size_t n = w->count;

    if (n < w->capacity) {
        return;
    }
    w->capacity = n * 2 + 4096;
    GROW(w->reduction_tenths, n, w->capacity);
    GROW(w->income.first, n + 1, w->capacity + 1);
    GROW(w->asset.first, n + 1, w->capacity + 1);
    for (int c = 0; c < WARD_MONTHS; c++) {
        GROW(w->months[c], n, w->capacity);
    }
    for (int p = 0; p < LEVY_PARTS; p++) {
        for (int l = 0; l < WARD_LEVELS; l++) {
            GROW(w->per_capita[p][l], n, w->capacity);
            GROW(w->adult[p][l], n, w->capacity);
            GROW(w->household[p][l], n, w->capacity);
        }
    }
}

static void amounts_add(struct ward_amounts *a, struct arena *arena, size_t household,
                        const struct ward_term *terms, size_t count)
{
    amounts_grow(arena, a, count);
    for (size_t k = 0; k < count; k++, a->count++) {
        a->yen[a->count] = terms[k].amount;
        for (int c = 0; c < WARD_MONTHS; c++) {
            a->months[c][a->count] = terms[k].months[c];
        }
    }
    a->first[household + 1] = (uint32_t)a->count;
}

void premium_ward_add(struct premium_ward *w, struct arena *arena, const struct ward_row *row)
{
    households_grow(w, arena);
    size_t i = w->count++;

    w->reduction_tenths[i] = row->reduction_tenths;
    amounts_add(&w->income, arena, i, row->income, row->income_count);
    amounts_add(&w->asset, arena, i, row->asset, row->asset_count);
    for (int c = 0; c < WARD_MONTHS; c++) {
        w->months[c][i] = row->months[c];
    }
    for (int p = 0; p < LEVY_PARTS; p++) {
        for (int l = 0; l < WARD_LEVELS; l++) {
            w->per_capita[p][l][i] = row->per_capita[p][l];
            w->adult[p][l][i] = row->adult[p][l];
            w->household[p][l][i] = row->household[p][l];
        }
    }
}
