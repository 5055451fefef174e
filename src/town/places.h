/*
 * Shinjuku's towns with postal codes, for invented addresses (identity_exchange.md 17.2).
 */
#ifndef KOKUHO_TOWN_PLACES_H
#define KOKUHO_TOWN_PLACES_H

#include "base/arena.h"
#include "town/random.h"

struct town_place {
    const char *postal_code, *name;
    int chome; /* 0 = no 丁目: the town is numbered by 番地 */
    int branch; /* index of its 特別出張所 */
};

struct town_address {
    const char *postal_code;
    const char *code; /* 11 digits: prefecture 2, municipality 3, 大字 3, 小字 3 */
    const char *address, *building, *building_kana;
    const char *lot_code;
    int branch;
};

/* A town of the ward; of foreign residents more live in some than in others. */
int town_place(struct town_dice *d, bool is_foreign);
void town_address(struct arena *a, struct town_dice *d, int place, struct town_address *ret);
/* An address in another municipality of Japan. */
const char *town_elsewhere(struct town_dice *d, const char **ret_municipality);

#endif
