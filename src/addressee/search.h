/*
 * 検索 -- one search under way, shared by reading keys, looking at people and the plan.
 *
 * Inner header of addressee/.
 */
#ifndef KOKUHO_ADDRESSEE_SEARCH_H
#define KOKUHO_ADDRESSEE_SEARCH_H

#include "addressee/search_key.h"
#include "addressee/search_words.h"

#define SEARCH_LIMITS_MAX (SEARCH_WORDS_MAX + 8)
#define SEARCH_LOOKS_MAX 640   /* persons looked at in one search */
#define SEARCH_TOWNS_MAX 12
#define SEARCH_ROWS_NARROW 800 /* rows of keys read when hits are taken as they come */
#define SEARCH_ROWS_WIDE 6000  /* and when they are compared with another question */

/* Persons, key by key; of the first `exact` the key is the one asked for. */
struct number_set {
    int64_t *numbers;
    size_t count, capacity, exact;
    bool is_cut; /* there are more than were read */
};

struct search {
    struct store *s;
    struct session *session;
    struct as_of as_of;
    int64_t at;
    struct arena *arena;
    struct report *report;
    size_t max;
    const struct search_question *q;
    const struct town_entry **towns; /* whose name or reading holds the one word that is no name; or none */
    size_t town_count;
    bool by_place, by_phone; /* what is asked for now leads through an address or a telephone */
    struct number_set limits[SEARCH_LIMITS_MAX]; /* sorted; a hit is in all of them */
    size_t limit_count;
    struct number_set met; /* looked at already: an open hash table of numbers */
    size_t looks;
    struct found_person *hits;
    size_t hit_count, hit_capacity;
    bool is_cut;
};

/* Keys that begin with `key`, or (whole) are it. */
MUST_CHECK enum err search_read_keys(struct search *in, enum key_kind kind, const char *key, size_t len,
                                     bool whole, size_t rows_max, struct number_set *to);
/*
 * Several of the same at once, for sets whose order does not matter: eight cost a server hardly more than
 * one. Empty keys and those too long to be kept are left out.
 */
#define SEARCH_RANGES 8
struct key_range {
    enum key_kind kind;
    const char *key;
    size_t len;
    bool whole;
    size_t rows_max;
};
struct key_ranges {
    struct key_range list[5 * SEARCH_RANGES];
    size_t count;
};
void search_range_add(struct key_ranges *ranges, struct key_range range);
MUST_CHECK enum err search_read_ranges(struct search *in, const struct key_ranges *ranges,
                                       struct number_set *to);
MUST_CHECK enum err search_read_births(struct search *in, struct birth_range range, struct number_set *to);
/* Whose keys hold a word that holds `part`: words of `words`, persons by keys of `kind` that begin with
 * them. */
MUST_CHECK enum err search_read_part(struct search *in, enum key_kind words, enum key_kind kind,
                                     const char *part, size_t len, size_t rows_max, struct number_set *to);
void search_set_add(struct search *in, struct number_set *to, int64_t number);
/* Ascending, each once. */
void search_set_sort(struct search *in, struct number_set *set);
bool search_set_holds(const struct number_set *sorted, int64_t number);

/* Looks at the persons in their order and takes as hits those who fit all words. */
MUST_CHECK enum err search_take(struct search *in, const int64_t *numbers, size_t count,
                                enum found_how how);
/* towns.c: whose name holds `part`, or whose reading does, in the dictionary's order. */
void towns_holding(const struct town_dictionary *d, struct text part, date on, size_t max,
                   struct arena *arena, const struct town_entry ***ret, size_t *ret_count);
static inline bool search_is_full(const struct search *in)
{
    return in->hit_count > in->max || in->looks >= SEARCH_LOOKS_MAX;
}
/* 世帯主 and protection of the households of all hits. */
MUST_CHECK enum err search_heads(struct search *in);

#endif
