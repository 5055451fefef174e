/*
 * 検索の言葉 -- what was typed into the one box, as questions: names, birth days, numbers, telephone,
 * places.
 *
 * Inner header of addressee/. Pure: no store, no clock. Nothing of it is trusted; whatever is longer than
 * it may be is left out and told.
 */
#ifndef KOKUHO_ADDRESSEE_SEARCH_WORDS_H
#define KOKUHO_ADDRESSEE_SEARCH_WORDS_H

#include "base/date.h"
#include "base/text.h"

#define SEARCH_WORDS_MAX 8
#define SEARCH_WORD_BYTES 240
#define SEARCH_BIRTHS_MAX 16
#define SEARCH_PHONE_DIGITS 11
#define SEARCH_NUMBER_DIGITS 12

/* A word of letters: of a name, or of an address. */
struct search_word {
    char bytes[SEARCH_WORD_BYTES];
    size_t len;
    bool has_kana, has_kanji, has_latin;
    bool is_place; /* holds numbers of a 番地 or says 丁目: an address for certain */
};
/* Register days from `low` to `high`, both included; `is_vague`: the register does not know the day. */
struct birth_range {
    int32_t low, high;
    bool is_vague;
};

struct search_question {
    struct search_word words[SEARCH_WORDS_MAX];
    size_t word_count;
    bool is_cut;                                  /* more words, or longer ones, than are read */
    struct birth_range births[SEARCH_BIRTHS_MAX]; /* any of them */
    size_t birth_count;
    int64_t number; /* 宛名番号 or 世帯番号; 0 = none */
    char phone[SEARCH_PHONE_DIGITS + 1];
    char individual[SEARCH_NUMBER_DIGITS + 1];   /* 個人番号; "" = none */
    bool lacks_kana, lacks_birth, lacks_address; /* カナ未入力 ... */
};
/* `typed` is valid UTF-8. Births lie not after `today` (yyyymmdd). */
void search_question_read(struct text typed, int32_t today, struct search_question *ret);

/*
 * Roman letters as Japanese names are typed (Hepburn, Kunrei, of passports) as folded kana; false when they
 * are none. `buf` has KEY_BYTES.
 */
bool romaji_to_kana(struct text word, char *buf, size_t size, size_t *ret_len);
/*
 * Passports leave long vowels out (ONO = オノ or オオノ): the spellings of folded kana that a word may
 * stand for, itself first, at most `max` of KEY_BYTES each; returns how many.
 */
struct romaji_spelling {
    char bytes[128];
    size_t len;
};
size_t romaji_spellings(const char *kana, size_t len, struct romaji_spelling *ret, size_t max);

#endif
