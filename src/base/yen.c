/* Whole yen, exact rates, and divisions that say who gets the odd yen. */
#include "base/yen.h"

#include <inttypes.h>

__extension__ typedef __int128 int128;

#define RATE_DEN 1000000 /* four decimals of a percentage */

static int64_t floor_div(int128 a, int64_t b)
{
    int128 q = a / b;
    if (a % b != 0 && a < 0) {
        q -= 1;
    }
    assert(q >= INT64_MIN && q <= INT64_MAX);
    return (int64_t)q;
}

int64_t muldiv_floor(int64_t a, int64_t b, int64_t c)
{
    assert(b >= 0 && c > 0);
    return floor_div((int128)a * b, c);
}

yen yen_at_rate(yen amount, rate r, enum rounding how)
{
    assert(r.den > 0);
    int128 product = (int128)amount * r.num;

    switch (how) {
    case ROUND_EXACT:
        assert(product % r.den == 0);
        return floor_div(product, r.den);
    case ROUND_FLOOR:
        return floor_div(product, r.den);
    case ROUND_CEIL:
        return -floor_div(-product, r.den);
    case ROUND_HALF_UP:
        return floor_div(2 * product + r.den, 2 * r.den);
    }
    base_bug(__FILE__, __LINE__, "a rounding that does not exist");
}

yen yen_floor_to(yen amount, yen unit)
{
    assert(unit >= 1);
    return floor_div(amount, unit) * unit;
}

void yen_allot(yen total, size_t n, yen unit, enum odd_yen to, yen *ret_parts)
{
    assert(n > 0 && total >= 0 && unit >= 1);
    yen each = yen_floor_to(total / (yen)n, unit);

    for (size_t i = 0; i < n; i++) {
        ret_parts[i] = each;
    }
    ret_parts[to == ODD_YEN_FIRST ? 0 : n - 1] = total - each * (yen)(n - 1);
}

bool rate_parse(const char *text, size_t len, rate *ret)
{
    if (len < 2 || text[len - 1] != '%') {
        return false;
    }
    int64_t whole = 0, part = 0;
    size_t i = 0, decimals = 0;

    for (; i < len - 1 && text[i] >= '0' && text[i] <= '9'; i++) {
        whole = whole * 10 + (text[i] - '0');
        if (i >= 3) {
            return false;
        }
    }
    if (i == 0) {
        return false;
    }
    if (i < len - 1) {
        if (text[i++] != '.') {
            return false;
        }
        for (; i < len - 1 && text[i] >= '0' && text[i] <= '9'; i++, decimals++) {
            part = part * 10 + (text[i] - '0');
            if (decimals >= 4) {
                return false;
            }
        }
        if (i != len - 1 || decimals == 0) {
            return false;
        }
    }
    for (; decimals < 4; decimals++) {
        part *= 10;
    }
    *ret = (rate){whole * 10000 + part, RATE_DEN};
    return true;
}

size_t rate_format(rate r, char *buf, size_t size)
{
    int128 scaled = (int128)r.num * RATE_DEN;
    assert(r.den > 0 && scaled % r.den == 0);
    int64_t millionths = (int64_t)(scaled / r.den);
    int64_t whole = millionths / 10000, part = millionths % 10000;
    int decimals = 4;

    while (decimals > 0 && part % 10 == 0) {
        part /= 10;
        decimals--;
    }
    int len = decimals == 0 ? snprintf(buf, size, "%" PRId64 "%%", whole)
                            : snprintf(buf, size, "%" PRId64 ".%0*" PRId64 "%%", whole, decimals, part);
    assert(len > 0 && (size_t)len < size);
    return (size_t)len;
}

size_t yen_format(yen amount, char *buf, size_t size)
{
    char digits[24];
    uint64_t magnitude = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
    int n = snprintf(digits, sizeof(digits), "%" PRIu64, magnitude);
    size_t need = (size_t)n + (size_t)(n - 1) / 3 + (amount < 0 ? 1 : 0);
    assert(n > 0 && need < size);

    size_t at = 0;
    if (amount < 0) {
        buf[at++] = '-';
    }
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0) {
            buf[at++] = ',';
        }
        buf[at++] = digits[i];
    }
    buf[at] = '\0';
    return at;
}
