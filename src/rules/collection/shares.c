/*
 * 按分 -- a receipt over the parts of a charge, a debt over the heirs: no yen is lost or made.
 *
 * Law     国民健康保険特別会計の区分 (医療・支援・介護・子ども), 地方税法9条 (納付義務の承継:
 *         国民健康保険法78条), 民法900条
 * Table   params/municipal/<city>/collection.tsv     Cases   shares.cases
 *
 * A receipt is split in the ratio of what is unpaid of each part: the first one in the ratio of the charge,
 * the last one pays every part to the yen.
 */
#include "rules/collection/arrears.h"

/* The next part to take odd yen: the largest (or first) of those after `done` that has room. */
static size_t next_part(const yen *unpaid, size_t count, const bool *is_done, enum odd_part odd_to)
{
    size_t best = count;

    for (size_t i = 0; i < count; i++) {
        if (!is_done[i] && (best == count || (odd_to == ODD_PART_LARGEST && unpaid[i] > unpaid[best]))) {
            best = i;
        }
    }
    return best;
}

#define PARTS_MAX 16

void split_over_parts(yen amount, const yen *unpaid, size_t count, enum odd_part odd_to,
                      yen *ret_parts)
{
    bool is_done[PARTS_MAX] = {false};
    yen whole = 0, odd = amount;

    assert(count >= 1 && count <= PARTS_MAX);
    for (size_t i = 0; i < count; i++) {
        assert(unpaid[i] >= 0);
        whole += unpaid[i];
    }
    assert(amount >= 0 && amount <= whole);
    for (size_t i = 0; i < count; i++) {
        ret_parts[i] = whole > 0 ? muldiv_floor(unpaid[i], amount, whole) : 0;
        odd -= ret_parts[i];
    }
    while (odd > 0) {
        size_t i = next_part(unpaid, count, is_done, odd_to);
        assert(i < count); /* there is room: amount is at most the whole */
        yen room = unpaid[i] - ret_parts[i];
        yen more = odd < room ? odd : room;
        ret_parts[i] += more;
        odd -= more;
        is_done[i] = true;
    }
}

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

bool split_over_heirs(yen amount, const int64_t *num, const int64_t *den, size_t count,
                      size_t representative, yen *ret_parts)
{
    int64_t sum_num = 0, sum_den = 1;
    yen odd = amount;

    assert(amount >= 0 && representative < count);
    for (size_t i = 0; i < count; i++) {
        if (num[i] < 0 || den[i] < 1 || den[i] > 1000000 || num[i] > den[i] ||
            sum_den > INT64_MAX / 2 / den[i] / 1000000) {
            return false;
        }
        sum_num = sum_num * den[i] + num[i] * sum_den;
        sum_den *= den[i];
        int64_t common = common_divisor(sum_num, sum_den);
        sum_num /= common;
        sum_den /= common;
    }
    if (sum_num != sum_den) {
        return false; /* shares that are not the whole are no succession */
    }
    for (size_t i = 0; i < count; i++) {
        ret_parts[i] = muldiv_floor(amount, num[i], den[i]);
        odd -= ret_parts[i];
    }
    ret_parts[representative] += odd;
    return true;
}
