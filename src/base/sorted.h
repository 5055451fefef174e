/* Numbers in ascending order: put so, each once, and asked whether one is among them. */
#ifndef KOKUHO_BASE_SORTED_H
#define KOKUHO_BASE_SORTED_H

#include "base/base.h"

#include <stdlib.h>

/* For qsort(). */
static inline int order_of_numbers(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Sorts them and leaves each once; answers how many are left. */
static inline size_t sorted_once(int64_t *numbers, size_t count)
{
    size_t n = 0;

    if (count > 0) {
        qsort(numbers, count, sizeof(*numbers), order_of_numbers);
    }
    for (size_t i = 0; i < count; i++) {
        if (n == 0 || numbers[n - 1] != numbers[i]) {
            numbers[n++] = numbers[i];
        }
    }
    return n;
}

static inline bool sorted_holds(const int64_t *numbers, size_t count, int64_t number)
{
    size_t from = 0, until = count;

    while (from < until) {
        size_t at = (from + until) / 2;
        if (numbers[at] == number) {
            return true;
        }
        if (numbers[at] < number) {
            from = at + 1;
        } else {
            until = at;
        }
    }
    return false;
}

/* For qsort(): by the first numbers, then by the second. */
static inline int order_by_two(int64_t left, int64_t left_second, int64_t right, int64_t right_second)
{
    return left != right ? (left < right ? -1 : 1)
                         : (left_second > right_second) - (left_second < right_second);
}

#endif
