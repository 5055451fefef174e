/* 山 -- pieces, and sorting by the digits of a number from the lowest. */
#include "addressee/pile.h"

#define DIGIT_BITS 11
#define DIGITS (1u << DIGIT_BITS)

void pile_make_piece(struct pile *p)
{
    size_t piece = p->count / PILE_PIECE;

    assert(p->count < UINT32_MAX - PILE_PIECE);
    p->pieces = arena_grow(p->arena, p->pieces, piece, &p->piece_capacity, sizeof(p->pieces[0]));
    p->pieces[piece] = arena_alloc(p->arena, PILE_PIECE, p->item_size);
}

static bool is_in_order(const struct numbered *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (items[i].number < items[i - 1].number) {
            return false;
        }
    }
    return true;
}

struct numbered *numbered_sort(struct numbered *items, struct numbered *spare, size_t count)
{
    uint64_t differs = 0;

    if (is_in_order(items, count)) {
        return items;
    }
    for (size_t i = 1; i < count; i++) {
        differs |= items[i].number ^ items[0].number;
    }
    for (unsigned shift = 0; shift < 64; shift += DIGIT_BITS) {
        size_t starts[DIGITS] = {0}, at = 0;
        if ((differs >> shift & (DIGITS - 1)) == 0) {
            continue;
        }
        for (size_t i = 0; i < count; i++) {
            starts[items[i].number >> shift & (DIGITS - 1)]++;
        }
        for (size_t d = 0; d < DIGITS; d++) {
            size_t n = starts[d];
            starts[d] = at;
            at += n;
        }
        for (size_t i = 0; i < count; i++) {
            spare[starts[items[i].number >> shift & (DIGITS - 1)]++] = items[i];
        }
        struct numbered *sorted = spare;
        spare = items;
        items = sorted;
    }
    return items;
}

struct numbered *pile_order(const struct pile *p, uint64_t (*number_of)(const void *item),
                            struct arena *arena)
{
    struct numbered *items = ARENA_ARRAY(arena, struct numbered, p->count);
    struct numbered *spare = ARENA_ARRAY(arena, struct numbered, p->count);

    for (size_t i = 0; i < p->count; i++) {
        items[i] = (struct numbered){number_of(pile_at(p, i)), (uint32_t)i};
    }
    return numbered_sort(items, spare, p->count);
}
