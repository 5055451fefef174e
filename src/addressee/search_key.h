/*
 * 検索キー -- what of a person's names is stored for search, and how typed words are folded the same way.
 *
 * Inner header of addressee/. Rules: 住民記録システム標準仕様書 2.1.2 (identity_exchange.md 18.3).
 */
#ifndef KOKUHO_ADDRESSEE_SEARCH_KEY_H
#define KOKUHO_ADDRESSEE_SEARCH_KEY_H

#include "addressee/person.h"

/* Numbers stand in databases. Of a family word one holder is enough: it tells that the word is there. */
enum key_kind {
    KEY_KANA = 1,
    KEY_GIVEN_KANA = 2,
    KEY_KANJI = 3,
    KEY_ROMAN = 4, /* from each of its words on, turned */
    KEY_FAMILY_KANA = 5,
    KEY_FAMILY_KANJI = 6,
    KEY_GIVEN_KANJI = 7,
    KEY_PLACE = 8,    /* 町丁 and 番, now or formerly */
    KEY_BUILDING = 9, /* 方書 */
    KEY_BLANK = 10,   /* 未入力: what the person has not */
    KEY_OTHER_PLACE = 11,    /* 転入前住所, 転出先: whole, and from the town on */
    KEY_RESIDENCE_CARD = 12, /* 在留カード番号 */
};
#define BLANK_KANA "カナ"
#define BLANK_ADDRESS "住所"

#define KEY_BYTES 512

/* Kanji name: variants to one form (渡邉・渡邊・渡辺), variation selectors and blanks away. */
size_t kanji_fold(const char *bytes, size_t len, char *buf, size_t size);
struct variant {
    uint32_t from, to;
};
/* params/national/addressee/variants.tsv, ascending. */
extern const struct variant search_variants[];
extern const size_t search_variant_count;
uint32_t kanji_variant(uint32_t c);

/* 住所: 東京都新宿区西新宿2-8-1 whatever way the numbers are written. */
size_t place_fold(const char *bytes, size_t len, char *buf, size_t size);
/* Where the town begins behind 都道府県 and 市区; 0 when nothing stands before it. */
size_t place_start(const char *folded, size_t len);
/* How much of a folded address stands in keys: without its last number, when it has several. */
size_t place_block(const char *folded, size_t len);
/*
 * The same of an address as it is written, 8番1号 without its 1号, when its end leaves no doubt: what is
 * before it folds to the block. 0 = fold it whole and see.
 */
size_t place_written_block(struct text address);
size_t building_fold(const char *bytes, size_t len, char *buf, size_t size);

/* Steps from one holder of a key to the next, as base-128 digits, lowest first; each piece is larger. */
struct key_piece {
    struct key_piece *next; /* of the newest: the oldest */
    uint16_t used, room;
    unsigned char steps[];
};
/* A key and who has it. A name has thousands of holders: they are kept as small as in the table. */
struct key_entry {
    uint64_t prefix; /* the first eight bytes of the key, for sorting */
    const char *bytes;
    int64_t first_no, last_no;
    struct key_piece *newest; /* holders behind the first */
    uint32_t holder_count;
    uint16_t len, kind;
};
struct key_list {
    struct arena *arena; /* keys, entries and holders live here */
    struct key_entry *entries;
    size_t count, capacity;
    struct key_slot {
        uint32_t entry; /* index + 1, 0 = free */
        uint32_t hash;  /* so that most of what is another key is passed over unseen */
    } *slots;           /* hash table of the entries; void after key_list_sort() */
    size_t slot_count;
    struct key_memo *memo; /* texts met a moment ago, as they were written */
    struct key_queue *queue; /* keys that wait for their entry */
};
/* The holders of a key, ascending, each person once. */
struct key_holders {
    const struct key_entry *entry;
    const struct key_piece *piece;
    size_t at;
    uint32_t passed;
    int64_t number;
};
static inline struct key_holders key_holders_of(const struct key_entry *entry)
{
    return (struct key_holders){.entry = entry, .number = entry->first_no};
}
bool key_holders_next(struct key_holders *h);
void key_list_begin(struct key_list *list, struct arena *arena);
/* What of a row is searched by; empty where there is none. */
struct key_names {
    struct text name, kana, former_surname, former_surname_kana, alias, alias_kana, roman, foreign_kanji;
    struct text address, building;
    bool is_body; /* 法人: a missing kana is no gap */
};
struct key_names key_names_of(const struct person_row *row);
/* All keys of `now`; what `before` (or NULL) had already is left out. */
void keys_of_names(int64_t addressee_no, const struct key_names *now, const struct key_names *before,
                   struct key_list *list);
/*
 * All keys of a row; what `before` (an earlier row of the person, or NULL) had already is left out.
 * Persons come in ascending order.
 */
void keys_of_person(const struct person_row *row, const struct person_row *before,
                    struct key_list *list);
/* 転入前住所, 転出先, 在留カード番号. A first load leaves them out: `kokuho search rebuild` adds them. */
void keys_of_items(const struct person_row *row, struct key_list *list);
/* 在留カード番号 in half width and upper case (AB12345678CD); 0 = these are none. */
size_t card_fold(const char *bytes, size_t len, char *buf, size_t size);
/* In the order of the table's key. Nothing is added afterwards. */
void key_list_sort(struct key_list *list);

#endif
