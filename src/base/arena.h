/*
 * Memory named by lifetime: `run` (a batch), `unit` (one household), `request` (one screen).
 *
 * Whatever an arena hands out lives until arena_reset() or arena_free(); nobody frees single objects.
 * An arena has a maximum; passing it is a bug in the caller's own bound and stops the unit, except
 * through arena_try_alloc(), which readers of outside bytes use and which answers NULL.
 */
#ifndef KOKUHO_BASE_ARENA_H
#define KOKUHO_BASE_ARENA_H

#include "base/base.h"

struct arena;

struct arena *arena_new(const char *name, size_t max_bytes);
void arena_free(struct arena *a);  /* NULL is allowed */
void arena_reset(struct arena *a); /* keeps the first block for the next unit */
size_t arena_used(const struct arena *a);

/* Zeroed, aligned to 16. `count * size` is checked for overflow. */
void *arena_alloc(struct arena *a, size_t count, size_t size);
void *arena_try_alloc(struct arena *a, size_t count, size_t size);
#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), (count), sizeof(type)))

char *arena_copy(struct arena *a, const char *bytes, size_t len); /* with a closing NUL */
char *arena_string(struct arena *a, const char *nul_terminated);
char *arena_printf(struct arena *a, const char *format, ...) PRINTF_LIKE(2, 3);

/* An array that grows inside an arena (old copies stay until the arena is reset). Returns the slot. */
void *arena_grow(struct arena *a, void *items, size_t count, size_t *capacity, size_t item_size);
#define ARENA_PUSH(arena, items, count, capacity)                                                  \
    ((items) = arena_grow((arena), (items), (count), &(capacity), sizeof(*(items))),               \
     &(items)[(count)++])

#endif
