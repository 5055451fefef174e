/* Numbers in ascending order, asked whether one is among them. */
#ifndef KOKUHO_BASE_SORTED_H
#define KOKUHO_BASE_SORTED_H

#include "base/base.h"

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
