/*
 * 検索キー -- what of a person's names is stored for search, and how typed words are folded the same way.
 *
 * Inner header of addressee/. Rules: 住民記録システム標準仕様書 2.1.2 (identity_exchange.md 18.3).
 */
#ifndef KOKUHO_ADDRESSEE_SEARCH_KEY_H
#define KOKUHO_ADDRESSEE_SEARCH_KEY_H

#include "addressee/person.h"
#include "addressee/pile.h"

enum key_kind { KEY_KANA = 1, KEY_GIVEN_KANA = 2, KEY_KANJI = 3, KEY_ROMAN = 4 };

#define KEY_BYTES 512

/* Kanji name: variants to one form (渡邉・渡邊・渡辺), variation selectors and blanks away. */
size_t kanji_fold(const char *bytes, size_t len, char *buf, size_t size);

/* A key and who has it. */
struct key_entry {
    uint64_t prefix; /* the first eight bytes of the key, for sorting */
    const char *bytes;
    int64_t last_no; /* the person who got it last */
    uint32_t len;
    uint32_t kind;
    uint32_t first_holder, holder_count; /* in `holders`, after key_list_sort() */
};
struct key_list {
    struct arena *arena; /* keys, entries and holders live here */
    struct key_entry *entries;
    size_t count, capacity;
    /* who got which key, as they came: numbers of persons and of entries */
    struct pile given_to, given;
    int64_t *holders; /* after key_list_sort(): key by key, ascending, each person once */
    struct key_slot {
        uint32_t entry; /* index + 1, 0 = free */
        uint32_t hash;  /* so that most of what is another key is passed over unseen */
    } *slots;           /* hash table of the entries; void after key_list_sort() */
    size_t slot_count;
};
void key_list_begin(struct key_list *list, struct arena *arena);
/*
 * All keys of a row; what `before` (an earlier row of the person, or NULL) had already is left out.
 * Persons come in ascending order.
 */
void keys_of_person(const struct person_row *row, const struct person_row *before,
                    struct key_list *list);
/* In the order of the table's key. Nothing is added afterwards. */
void key_list_sort(struct key_list *list);

#endif
