/*
 * Names for invented people: common surnames and given names, put together by dice.
 */
#ifndef KOKUHO_TOWN_NAMES_H
#define KOKUHO_TOWN_NAMES_H

#include "base/arena.h"
#include "town/random.h"

struct town_word {
    const char *text, *kana;
};

/* A country people come from: how often, and how its names are made. */
struct town_nation {
    const char *code;      /* ISO 3166-1 alpha-3 */
    int weight;            /* of a thousand foreign residents */
    bool family_first;     /* WANG XIAOMING, not JOHN SMITH */
    bool has_kanji;
    const struct town_word *families; /* text = Roman */
    const char *const *family_kanji;  /* beside families, when has_kanji */
    int family_count;
    const struct town_word *males, *females;
    const char *const *male_kanji, *const *female_kanji;
    int given_count; /* of males and of females */
};

struct town_name {
    const char *name, *kana; /* as registered */
    const char *alias, *alias_kana;
    const char *roman, *foreign_kanji;
    const char *former_surname, *former_surname_kana;
};

const struct town_word *town_surname(struct town_dice *d);
/* With variation selectors, or outside JIS X 0213. */
const struct town_word *town_rare_surname(struct town_dice *d);
const struct town_word *town_given(struct town_dice *d, int sex, int birth_year);
/* A given name of the sex whose kana begins with the same letter as `like` (twins), or another. */
const struct town_word *town_given_like(struct town_dice *d, int sex, const struct town_word *like);

void town_name_japanese(struct arena *a, const struct town_word *surname,
                        const struct town_word *given, struct town_name *ret);
const struct town_nation *town_nation(struct town_dice *d);
/* `family` chooses the family name (the same number within a household). */
void town_name_foreign(struct arena *a, const struct town_nation *nation, int family, int sex,
                       struct town_dice *d, struct town_name *ret);
/* 通称: a Japanese name in use. */
void town_name_alias(struct arena *a, struct town_dice *d, int sex, int birth_year,
                     struct town_name *ret);
/* Makes the Roman name `length` characters long. */
void town_name_lengthen(struct arena *a, size_t length, struct town_name *ret);

#endif
