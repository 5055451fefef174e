/* Arenas: chained blocks that double in size up to a limit, freed whole. */
#include "base/arena.h"

#include <stdarg.h>

#define FIRST_BLOCK 4096u
#define LARGEST_BLOCK (8u << 20)

struct block {
    struct block *next; /* older block */
    size_t size, used;
    _Alignas(16) char bytes[];
};

struct arena {
    const char *name;
    size_t max, total; /* total: bytes of all blocks */
    size_t handed_out;
    struct block *newest;
};

struct arena *arena_new(const char *name, size_t max_bytes)
{
    struct arena *a = calloc(1, sizeof(*a));
    assert(a != NULL);
    a->name = name;
    a->max = max_bytes;
    return a;
}

void arena_free(struct arena *a)
{
    if (a == NULL) {
        return;
    }
    while (a->newest != NULL) {
        struct block *next = a->newest->next;
        free(a->newest);
        a->newest = next;
    }
    free(a);
}

void arena_reset(struct arena *a)
{
    /* The newest block is the largest: it stays for the next unit. */
    if (a->newest == NULL) {
        return;
    }
    struct block *older = a->newest->next;
    while (older != NULL) {
        struct block *next = older->next;
        free(older);
        older = next;
    }
    a->newest->next = NULL;
    a->newest->used = 0;
    a->total = a->newest->size;
    a->handed_out = 0;
}

size_t arena_used(const struct arena *a) { return a->handed_out; }

static bool add_block(struct arena *a, size_t at_least)
{
    size_t size = a->newest != NULL ? a->newest->size * 2 : FIRST_BLOCK;
    if (size > LARGEST_BLOCK) {
        size = LARGEST_BLOCK;
    }
    if (size < at_least) {
        size = at_least;
    }
    if (size > a->max - a->total) {
        size = at_least;
        if (size > a->max - a->total) {
            return false;
        }
    }
    struct block *b = malloc(sizeof(*b) + size);
    if (b == NULL) {
        return false;
    }
    b->size = size;
    b->used = 0;
    b->next = a->newest;
    a->newest = b;
    a->total += size;
    return true;
}

/* Bytes that are not yet zeroed, aligned to 16; NULL past the maximum. */
static void *take(struct arena *a, size_t bytes)
{
    if (bytes > SIZE_MAX / 2) {
        return NULL;
    }
    size_t rounded = (bytes + 15u) & ~(size_t)15u;
    if (a->newest == NULL || a->newest->size - a->newest->used < rounded) {
        if (!add_block(a, rounded)) {
            return NULL;
        }
    }
    void *p = a->newest->bytes + a->newest->used;
    a->newest->used += rounded;
    a->handed_out += rounded;
    return p;
}

void *arena_try_alloc(struct arena *a, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        return NULL;
    }
    void *p = take(a, bytes);
    if (p != NULL) {
        memset(p, 0, bytes);
    }
    return p;
}

void *arena_alloc(struct arena *a, size_t count, size_t size)
{
    void *p = arena_try_alloc(a, count, size);
    if (p == NULL) {
        fprintf(stderr, "メモリ領域「%s」の上限 %zu バイトを超えました\n", a->name, a->max);
    }
    assert(p != NULL);
    return p;
}

char *arena_copy(struct arena *a, const char *bytes, size_t len)
{
    char *p = take(a, len + 1);
    assert(p != NULL);
    if (len > 0) {
        memcpy(p, bytes, len);
    }
    p[len] = '\0';
    return p;
}

char *arena_string(struct arena *a, const char *nul_terminated)
{
    return arena_copy(a, nul_terminated, strlen(nul_terminated));
}

char *arena_printf(struct arena *a, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(len >= 0);
    char *p = take(a, (size_t)len + 1);
    assert(p != NULL);
    vsnprintf(p, (size_t)len + 1, format, again);
    va_end(again);
    return p;
}

void *arena_grow(struct arena *a, void *items, size_t count, size_t *capacity, size_t item_size)
{
    if (count < *capacity) {
        return items;
    }
    size_t larger = *capacity == 0 ? 8 : *capacity * 2;
    void *copy = arena_alloc(a, larger, item_size);
    if (count > 0) {
        memcpy(copy, items, count * item_size);
    }
    *capacity = larger;
    return copy;
}
