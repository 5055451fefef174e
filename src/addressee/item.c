/* 項目の束 -- putting items together and taking them apart. */
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

/* -------------------------------------------------------------------------------- まとめる ---- */

#define NUMBER_BYTES_MAX 9 /* 63 bits */

static size_t put_digits(char *to, uint64_t value)
{
    size_t n = 0;

    for (; value >= 0x80; value >>= 7) {
        to[n++] = (char)(value | 0x80);
    }
    to[n++] = (char)value;
    return n;
}

bool items_put_number(struct items *to, enum item item, int64_t value)
{
    if (value == 0) {
        return true;
    }
    if (value < 0 || ITEMS_BYTES_MAX - to->len < 1 + NUMBER_BYTES_MAX) {
        return false;
    }
    to->bytes[to->len++] = (char)item;
    to->len += put_digits(to->bytes + to->len, (uint64_t)value);
    return true;
}

bool items_put_text(struct items *to, enum item item, struct text value)
{
    if (value.len == 0) {
        return true;
    }
    if (value.len > ITEMS_BYTES_MAX || ITEMS_BYTES_MAX - to->len < 1 + NUMBER_BYTES_MAX + value.len) {
        return false;
    }
    to->bytes[to->len++] = (char)item;
    to->len += put_digits(to->bytes + to->len, value.len);
    memcpy(to->bytes + to->len, value.bytes, value.len);
    to->len += value.len;
    return true;
}

/* -------------------------------------------------------------------------------- ほどく ------ */

static bool take_digits(struct item_walk *w, uint64_t *ret)
{
    uint64_t value = 0;

    for (unsigned shift = 0; shift < 7 * NUMBER_BYTES_MAX && w->at < w->items.len; shift += 7) {
        unsigned char byte = (unsigned char)w->items.bytes[w->at++];
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            *ret = value;
            return value != 0; /* what says nothing is not stored */
        }
    }
    return false;
}

bool item_walk_next(struct item_walk *w)
{
    uint64_t value = 0;

    if (w->is_broken || w->at == w->items.len) {
        return false;
    }
    unsigned char item = (unsigned char)w->items.bytes[w->at++];
    w->is_broken = item >= ITEMS || item <= w->item || !take_digits(w, &value);
    if (w->is_broken) {
        return false;
    }
    w->item = item;
    w->number = 0;
    w->text = (struct text){"", 0};
    if (!item_is_text[w->item]) {
        w->number = (int64_t)value;
        return true;
    }
    w->is_broken = value > w->items.len - w->at;
    if (w->is_broken) {
        return false;
    }
    w->text = (struct text){w->items.bytes + w->at, (size_t)value};
    w->at += (size_t)value;
    return true;
}

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
