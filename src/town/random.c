#include "town/random.h"

static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

struct town_dice town_dice_of(uint64_t seed, uint64_t unit, uint64_t salt)
{
    uint64_t a = mix(seed + 0x9e3779b97f4a7c15u);
    uint64_t b = mix(a ^ (unit * 0xd1342543de82ef95u + 1));
    return (struct town_dice){mix(b ^ (salt * 0x2545f4914f6cdd1du + 7))};
}

uint64_t town_next(struct town_dice *d)
{
    d->state += 0x9e3779b97f4a7c15u;
    return mix(d->state);
}

int town_below(struct town_dice *d, int n)
{
    assert(n >= 1);
    /* The bias of a 32-bit product is under n / 2^32: of no interest for an invented town. */
    return (int)(((town_next(d) >> 32) * (uint64_t)n) >> 32);
}

int town_between(struct town_dice *d, int lo, int hi)
{
    assert(lo <= hi);
    return lo + town_below(d, hi - lo + 1);
}

bool town_chance(struct town_dice *d, int permille)
{
    return town_below(d, 1000) < permille;
}

int town_weighted(struct town_dice *d, const int *weights, int count)
{
    int total = 0;
    for (int i = 0; i < count; i++) {
        total += weights[i];
    }
    int at = town_below(d, total);
    for (int i = 0; i < count - 1; i++) {
        if (at < weights[i]) {
            return i;
        }
        at -= weights[i];
    }
    return count - 1;
}

struct town_quota town_quota_of(int64_t want, int64_t expected)
{
    int64_t at_least_want = expected < want ? want : expected;
    return (struct town_quota){
        .want = want, .expected = at_least_want < 1 ? 1 : at_least_want, .sum = 0};
}

bool town_take(struct town_quota *q)
{
    if (q->taken >= q->want) {
        return false;
    }
    q->sum += q->want;
    if (q->sum < q->expected) {
        return false;
    }
    q->sum -= q->expected;
    q->taken++;
    return true;
}
