/* 動的メモリー -- how the allocator asks the system for memory; results are the same without it. */
#ifndef KOKUHO_BASE_HEAP_H
#define KOKUHO_BASE_HEAP_H

/*
 * For a command that runs and ends: its heap is asked for once and in large pages. Pages of 4 KiB cost a
 * fault each, a tenth to a quarter of a short import. Memory that is not used is not taken.
 */
void heap_in_large_pages(void);

#endif
