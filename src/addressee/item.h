/*
 * 項目の束 -- the items of a history row that no statement asks for by themselves, in one value.
 *
 * Inner header of addressee/. A full row of the register has some eighty items, most of them empty; those
 * that are there stand one behind the other in ascending order of their numbers: the number in one byte,
 * then an amount as base-128 digits, lowest first, or the length of a text in the same way and its UTF-8
 * bytes. So equal items give equal bytes. Numbers are never given away anew: they stand in databases.
 */
#ifndef KOKUHO_ADDRESSEE_ITEM_H
#define KOKUHO_ADDRESSEE_ITEM_H

#include "base/text.h"

enum item {
    ITEM_MEMBER_ORDER = 1,
    ITEM_RELATION,
    ITEM_RELATION_CODE,
    ITEM_IS_HEAD,
    ITEM_KANA_CONFIRMED,
    ITEM_FORMER_SURNAME,
    ITEM_FORMER_SURNAME_KANA,
    ITEM_ALIAS,
    ITEM_ALIAS_KANA,
    ITEM_ALIAS_REGISTERED_ON,
    ITEM_ALIAS_MUNICIPALITY,
    ITEM_ROMAN,
    ITEM_FOREIGN_KANJI,
    ITEM_BIRTH_AS_REGISTERED, /* a birth day that is none of the calendar */
    ITEM_BIRTH_ACCURACY,
    ITEM_BIRTH_TEXT,
    ITEM_SEX,
    ITEM_POSTAL_CODE,
    ITEM_ADDRESS_CODE,
    ITEM_LOT_CODE,
    ITEM_BUILDING,
    ITEM_BUILDING_KANA,
    ITEM_RESIDENT_FROM,
    ITEM_RESIDENT_FROM_ACCURACY,
    ITEM_ADDRESS_SINCE,
    ITEM_ADDRESS_SINCE_ACCURACY,
    ITEM_FOREIGN_RESIDENT_SINCE,
    ITEM_NOTIFIED_ON,
    ITEM_REASON,
    ITEM_EVENT_ON,
    ITEM_EVENT_ON_TEXT,
    ITEM_PROCESSED_ON,
    ITEM_REMOVAL_REASON,
    ITEM_REMOVED_ON,
    ITEM_PREVIOUS_ADDRESS,
    ITEM_PREVIOUS_MUNICIPALITY,
    ITEM_PREVIOUS_COUNTRY,
    ITEM_PLANNED_ADDRESS,
    ITEM_PLANNED_MUNICIPALITY,
    ITEM_PLANNED_MOVE_ON,
    ITEM_MOVED_TO_ADDRESS,
    ITEM_MOVED_TO_MUNICIPALITY,
    ITEM_MOVED_TO_COUNTRY,
    ITEM_MOVE_NOTICE_ON,
    ITEM_NATIONALITY,
    ITEM_RESIDENCE_STATUS,
    ITEM_RESIDENCE_PERIOD,
    ITEM_RESIDENCE_EXPIRES_ON,
    ITEM_RESIDENCE_CARD_NO,
    ITEM_IS_SPECIAL_PERMANENT,
    ITEM_IS_SUPPRESSED,
    ITEM_RESTRICTION_KIND,
    ITEM_RESTRICTION_LEVEL,
    ITEM_RESTRICTION_STATE,
    ITEM_RESTRICTION_FROM,
    ITEM_RESTRICTION_UNTIL,
    ITEM_IS_WARD,
    ITEM_MAIL_NAME_USE,
    ITEM_MAILING_KIND,
    ITEM_MAILING_NAME,
    ITEM_MAILING_POSTAL_CODE,
    ITEM_MAILING_ADDRESS,
    ITEM_MAILING_BUILDING,
    ITEM_MAILING_FROM,
    ITEM_MAILING_UNTIL,
    ITEM_MERGED_INTO,
    ITEM_CORPORATE_NUMBER,
    ITEMS,
};
_Static_assert(ITEMS <= 128, "a number is one byte below 128");

extern const bool item_is_text[ITEMS];

/* What is being put together; items come in ascending order. */
#define ITEMS_BYTES_MAX 12288
#define ITEM_DIGITS_MAX 9 /* bytes of 63 bits */
struct items {
    size_t len;
    char bytes[ITEMS_BYTES_MAX];
};
static inline size_t item_put_digits(char *to, uint64_t value)
{
    size_t n = 0;

    for (; value >= 0x80; value >>= 7) {
        to[n++] = (char)(value | 0x80);
    }
    to[n++] = (char)value;
    return n;
}
/* An item that says nothing (0, empty) takes no room. False: it does not fit. */
MUST_CHECK static inline bool items_put_number(struct items *to, enum item item, int64_t value)
{
    if (value == 0) {
        return true;
    }
    if (value < 0 || ITEMS_BYTES_MAX - to->len < 1 + ITEM_DIGITS_MAX) {
        return false;
    }
    to->bytes[to->len++] = (char)item;
    to->len += item_put_digits(to->bytes + to->len, (uint64_t)value);
    return true;
}
MUST_CHECK static inline bool items_put_text(struct items *to, enum item item, struct text value)
{
    if (value.len == 0) {
        return true;
    }
    if (value.len > ITEMS_BYTES_MAX || ITEMS_BYTES_MAX - to->len < 1 + ITEM_DIGITS_MAX + value.len) {
        return false;
    }
    to->bytes[to->len++] = (char)item;
    to->len += item_put_digits(to->bytes + to->len, value.len);
    memcpy(to->bytes + to->len, value.bytes, value.len);
    to->len += value.len;
    return true;
}

/* Walks over what is stored, trusting nothing of it. */
struct item_walk {
    struct text items;
    size_t at;
    bool is_broken; /* ended by bytes that are no items */
    enum item item;
    int64_t number;
    struct text text;
};
static inline struct item_walk item_walk_of(struct text items)
{
    return (struct item_walk){.items = items};
}
/* What says nothing is not stored: 0 is none. */
static inline bool item_take_digits(struct item_walk *w, uint64_t *ret)
{
    uint64_t value = 0;

    for (unsigned shift = 0; shift < 7 * ITEM_DIGITS_MAX && w->at < w->items.len; shift += 7) {
        unsigned char byte = (unsigned char)w->items.bytes[w->at++];
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            *ret = value;
            return value != 0;
        }
    }
    return false;
}
/* The next item; false at the end. */
MUST_CHECK static inline bool item_walk_next(struct item_walk *w)
{
    uint64_t value = 0;

    if (w->is_broken || w->at == w->items.len) {
        return false;
    }
    unsigned char item = (unsigned char)w->items.bytes[w->at++];
    w->is_broken = item >= ITEMS || item <= w->item || !item_take_digits(w, &value);
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

/* One item; 0 or empty when it is not there. */
int64_t items_number(struct text items, enum item item);
struct text items_text(struct text items, enum item item);

#endif
