/*
 * Arenas: chained blocks that double in size up to a limit, freed whole.
 *
 * Large blocks come from the kernel and are zero until somebody writes: what was never handed out is not
 * zeroed again, and an array that is mostly left alone costs no memory. The largest are asked for in huge
 * pages: a register of a whole town is a hundred megabytes, and every page met for the first time is a fault.
 */
#include "base/arena.h"

#include <stdarg.h>
#include <sys/mman.h>

#define FIRST_BLOCK 4096u
#define LARGEST_BLOCK (8u << 20)
#define MAPPED_BLOCK ((size_t)512 << 10) /* and larger ones: from the kernel */
#define HUGE_BLOCK ((size_t)4 << 20)     /* and larger ones: in huge pages */

struct block {
    struct block *next; /* older block */
    size_t size, used;
    size_t written; /* what lies behind has never been handed out and is zero */
    bool is_mapped;
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

static struct block *make_block(size_t size)
{
    struct block *b;

#ifndef __SANITIZE_ADDRESS__ /* which follows pointers only through memory it knows of */
    if (size >= MAPPED_BLOCK) {
        b = mmap(NULL, sizeof(*b) + size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (b == MAP_FAILED) {
            return NULL;
        }
        if (size >= HUGE_BLOCK) {
            (void)madvise(b, sizeof(*b) + size, MADV_HUGEPAGE); /* only faster */
        }
        *b = (struct block){.size = size, .is_mapped = true};
        return b;
    }
#endif
    b = malloc(sizeof(*b) + size);
    if (b != NULL) {
        *b = (struct block){.size = size, .written = size};
    }
    return b;
}

static void free_block(struct block *b)
{
    if (b->is_mapped) {
        int failed = munmap(b, sizeof(*b) + b->size);
        assert(failed == 0);
    } else {
        free(b);
    }
}

void arena_free(struct arena *a)
{
    if (a == NULL) {
        return;
    }
    while (a->newest != NULL) {
        struct block *next = a->newest->next;
        free_block(a->newest);
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
        free_block(older);
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
    struct block *b = make_block(size);
    if (b == NULL) {
        return false;
    }
    b->next = a->newest;
    a->newest = b;
    a->total += size;
    return true;
}

/* Aligned to 16; NULL past the maximum. `ret_written`: how many of the bytes are not known to be zero. */
static void *take(struct arena *a, size_t bytes, size_t *ret_written)
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
    struct block *b = a->newest;
    void *p = b->bytes + b->used;
    size_t written = b->written > b->used ? b->written - b->used : 0;
    *ret_written = written < bytes ? written : bytes;
    b->used += rounded;
    b->written = b->used > b->written ? b->used : b->written;
    a->handed_out += rounded;
    return p;
}

void *arena_try_alloc(struct arena *a, size_t count, size_t size)
{
    size_t bytes, written = 0;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        return NULL;
    }
    void *p = take(a, bytes, &written);
    if (p != NULL) {
        memset(p, 0, written);
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
    size_t written;
    char *p = take(a, len + 1, &written);
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
    size_t written;
    char *p = take(a, (size_t)len + 1, &written);
    assert(p != NULL);
    vsnprintf(p, (size_t)len + 1, format, again);
    va_end(again);
    return p;
}

/* What was handed out last, and has room behind it, grows where it stands. */
static bool extend(struct arena *a, void *items, size_t bytes, size_t larger)
{
    struct block *b = a->newest;
    size_t old = (bytes + 15u) & ~(size_t)15u, new = (larger + 15u) & ~(size_t)15u;

    if (b == NULL || old == 0 || old > b->used || (char *)items != b->bytes + b->used - old ||
        b->size - b->used < new - old) {
        return false;
    }
    size_t from = b->used - old + bytes, until = b->used - old + new;
    size_t written = b->written > from ? b->written - from : 0;
    memset(b->bytes + from, 0, written < until - from ? written : until - from);
    b->used = until;
    b->written = b->used > b->written ? b->used : b->written;
    a->handed_out += new - old;
    return true;
}

/* A large array that grows will grow again: addresses behind it cost nothing until they are written. */
static void reserve(struct arena *a, size_t bytes)
{
    bool is_large = bytes >= MAPPED_BLOCK && bytes <= a->max / 32;

    if (is_large && 4 * bytes <= (a->max - a->total) / 8 &&
        (a->newest == NULL || a->newest->size - a->newest->used < bytes)) {
        (void)add_block(a, 4 * bytes);
    }
}

void *arena_grow(struct arena *a, void *items, size_t count, size_t *capacity, size_t item_size)
{
    if (count < *capacity) {
        return items;
    }
    size_t larger = *capacity == 0 ? 8 : *capacity * 2;
    if (extend(a, items, *capacity * item_size, larger * item_size)) {
        *capacity = larger;
        return items;
    }
    reserve(a, larger * item_size);
    void *copy = arena_alloc(a, larger, item_size);
    if (count > 0) {
        memcpy(copy, items, count * item_size);
    }
    *capacity = larger;
    return copy;
}
