/*
 * The town's own dice: the same numbers on every machine, forever.
 *
 * splitmix64. Each unit of the town (a household, a former resident ...) has dice of its own, made
 * from the seed and the unit's index, so that a change in one unit does not reshuffle the rest of
 * the town.
 */
#ifndef KOKUHO_TOWN_RANDOM_H
#define KOKUHO_TOWN_RANDOM_H

#include "base/base.h"

struct town_dice {
    uint64_t state;
};

struct town_dice town_dice_of(uint64_t seed, uint64_t unit, uint64_t salt);
uint64_t town_next(struct town_dice *d);
int town_below(struct town_dice *d, int n);             /* 0 .. n-1, n >= 1 */
int town_between(struct town_dice *d, int lo, int hi);  /* both included */
bool town_chance(struct town_dice *d, int permille);
int town_weighted(struct town_dice *d, const int *weights, int count);

/*
 * A special case that must come out an exact number of times: of `expected` candidates (rather too
 * few than too many) `want` are taken at even distances; after that no more.
 */
struct town_quota {
    int64_t want, taken, expected, sum;
};
struct town_quota town_quota_of(int64_t want, int64_t expected);
bool town_take(struct town_quota *q);

#endif
