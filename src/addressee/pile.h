/*
 * 山 -- what a whole import gathers: it grows without being copied, and is put in order by a number.
 *
 * Inner header of addressee/. Items stand in pieces that never move. Sorting goes by a key of 64 bits, as
 * many passes as its digits differ; items of one key keep the order they came in.
 */
#ifndef KOKUHO_ADDRESSEE_PILE_H
#define KOKUHO_ADDRESSEE_PILE_H

#include "base/arena.h"

#define PILE_PIECE 8192 /* items */

struct pile {
    struct arena *arena;
    size_t item_size;
    char **pieces;
    size_t piece_capacity, count;
};
static inline struct pile pile_of(struct arena *arena, size_t item_size)
{
    return (struct pile){.arena = arena, .item_size = item_size};
}
void pile_make_piece(struct pile *p);
/* Room for one more item. */
static inline void *pile_push(struct pile *p)
{
    if (p->count % PILE_PIECE == 0) {
        pile_make_piece(p);
    }
    size_t at = p->count++;
    return p->pieces[at / PILE_PIECE] + at % PILE_PIECE * p->item_size;
}
static inline void *pile_at(const struct pile *p, size_t at)
{
    assert(at < p->count);
    return p->pieces[at / PILE_PIECE] + at % PILE_PIECE * p->item_size;
}

struct numbered {
    uint64_t number;
    uint32_t at; /* of the item in its pile */
};
/* `spare` has as much room; the result is `items` or `spare`. */
struct numbered *numbered_sort(struct numbered *items, struct numbered *spare, size_t count);
/* All items of a pile in the order of number_of(); the memory is the arena's. */
struct numbered *pile_order(const struct pile *p, uint64_t (*number_of)(const void *item),
                            struct arena *arena);

#endif
