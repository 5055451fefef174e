/* 記号・番号・枝番 typed into the one box, and whose they are. */
#ifndef KOKUHO_WEB_SEARCH_CARD_H
#define KOKUHO_WEB_SEARCH_CARD_H

#include "web/screen.h"

struct search_card {
    struct text symbol, number; /* symbol "" = any */
    int branch;                 /* 0 = any */
};
/*
 * 記号 新宿 番号 12345 枝番 01, 記号番号 新宿-12345-01, 被保険者番号 12345. False: these words say no card.
 */
bool search_card_read(struct text words, struct arena *arena, struct search_card *ret);
MUST_CHECK enum err search_card_find(struct screen_call *call, const struct search_card *card, size_t max,
                                     struct found_list *ret);

#endif
