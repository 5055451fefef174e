/* 項目の束 -- which items are texts, and taking items apart. */
#include "addressee/item.h"

const bool item_is_text[ITEMS] = {
    [ITEM_RELATION] = true,
    [ITEM_FORMER_SURNAME] = true,
    [ITEM_FORMER_SURNAME_KANA] = true,
    [ITEM_ALIAS] = true,
    [ITEM_ALIAS_KANA] = true,
    [ITEM_ALIAS_MUNICIPALITY] = true,
    [ITEM_ROMAN] = true,
    [ITEM_FOREIGN_KANJI] = true,
    [ITEM_BIRTH_AS_REGISTERED] = true,
    [ITEM_BIRTH_TEXT] = true,
    [ITEM_POSTAL_CODE] = true,
    [ITEM_BUILDING] = true,
    [ITEM_BUILDING_KANA] = true,
    [ITEM_EVENT_ON_TEXT] = true,
    [ITEM_PREVIOUS_ADDRESS] = true,
    [ITEM_PREVIOUS_MUNICIPALITY] = true,
    [ITEM_PREVIOUS_COUNTRY] = true,
    [ITEM_PLANNED_ADDRESS] = true,
    [ITEM_PLANNED_MUNICIPALITY] = true,
    [ITEM_MOVED_TO_ADDRESS] = true,
    [ITEM_MOVED_TO_MUNICIPALITY] = true,
    [ITEM_MOVED_TO_COUNTRY] = true,
    [ITEM_NATIONALITY] = true,
    [ITEM_RESIDENCE_STATUS] = true,
    [ITEM_RESIDENCE_PERIOD] = true,
    [ITEM_RESIDENCE_CARD_NO] = true,
    [ITEM_MAILING_NAME] = true,
    [ITEM_MAILING_POSTAL_CODE] = true,
    [ITEM_MAILING_ADDRESS] = true,
    [ITEM_MAILING_BUILDING] = true,
    [ITEM_CORPORATE_NUMBER] = true,
};

/* True when the walk stands on the item. */
static bool find(struct item_walk *w, enum item item)
{
    while (w->item < item && item_walk_next(w)) {
    }
    return w->item == item && !w->is_broken;
}

int64_t items_number(struct text items, enum item item)
{
    struct item_walk w = item_walk_of(items);
    return find(&w, item) ? w.number : 0;
}

struct text items_text(struct text items, enum item item)
{
    struct item_walk w = item_walk_of(items);
    return find(&w, item) ? w.text : (struct text){"", 0};
}
