/*
 * Whole yen and exact rates. Binary floating point never touches money.
 *
 * + and - on yen read like the ordinance; multiplying by a rate always names its rounding.
 */
#ifndef KOKUHO_BASE_YEN_H
#define KOKUHO_BASE_YEN_H

#include "base/base.h"

typedef int64_t yen; /* whole yen; readers accept at most +-10^12 */

#define YEN_MAX 1000000000000LL

typedef struct {
    int64_t num, den;
} rate; /* exact: 6.76 % is {67600, 1000000}, den > 0 */

enum rounding {
    ROUND_EXACT = 0, /* the result must be whole: anything else is a bug */
    ROUND_FLOOR,     /* 切捨て */
    ROUND_CEIL,      /* 切上げ */
    ROUND_HALF_UP,   /* 四捨五入 */
};

enum odd_yen { ODD_YEN_FIRST = 0, ODD_YEN_LAST = 1 };

yen yen_at_rate(yen amount, rate r, enum rounding how);

/* amount cut down to a multiple of unit (unit >= 1); amounts below zero go towards minus infinity. */
yen yen_floor_to(yen amount, yen unit);

/* floor(a * b / c) for b >= 0, c > 0 with a 128-bit product. */
int64_t muldiv_floor(int64_t a, int64_t b, int64_t c);

/* The n parts are multiples of `unit` and sum to total; `to` carries what is left over. total >= 0. */
void yen_allot(yen total, size_t n, yen unit, enum odd_yen to, yen *ret_parts);

/* "7.51%" -> {75100, 1000000}. One to three digits, at most four decimals, as contracts 4 says. */
bool rate_parse(const char *text, size_t len, rate *ret);
/* "7.51%": as few decimals as the value needs. Returns the length. */
size_t rate_format(rate r, char *buf, size_t size);

/* "1,234,567" into buf; returns the length. */
size_t yen_format(yen amount, char *buf, size_t size);

#endif
