/* 動的メモリー -- the heap in large pages. */
#include "base/heap.h"

#include "base/base.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define HEAP_BYTES (128 << 20)
#define MAPPED_BYTES (4 << 20) /* smaller blocks are of the heap: those that come and go stay mapped */
#define FIRST_BYTES (1 << 20)  /* more than what the heap has at the start */
#define LARGE_PAGE ((uintptr_t)2 << 20)

#ifdef __GLIBC__
void heap_in_large_pages(void)
{
    if (mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES) == 0 || mallopt(M_TRIM_THRESHOLD, 2 * HEAP_BYTES) == 0 ||
        mallopt(M_TOP_PAD, HEAP_BYTES) == 0) {
        return;
    }
    uintptr_t first = (uintptr_t)sbrk(0);
    void *volatile block = malloc(FIRST_BYTES); /* the heap grows now, by HEAP_BYTES more than this */
    free(block);
    uintptr_t from = (first + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE, until = (uintptr_t)sbrk(0);
    if (until > from) {
        (void)madvise((void *)from, until - from, MADV_HUGEPAGE); /* only faster */
    }
}
#else
void heap_in_large_pages(void) {}
#endif
