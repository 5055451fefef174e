/*
 * 抽出条件 (CO-44) -- payers with debts by conditions in words, and what is told of each.
 *
 * The words are those of the list of debtors (output/output.h): a list, a saved condition, a run of 催告
 * and a list of calls mean the same by them.
 */
#ifndef KOKUHO_DEMAND_SELECT_H
#define KOKUHO_DEMAND_SELECT_H

#include "demand/gather.h"

enum {
    SELECT_UNPAID, SELECT_COUNT, SELECT_YEAR, SELECT_OLDEST, SELECT_CONTACT, SELECT_TAG, SELECT_STAY,
    SELECT_AGE, SELECT_NATIONALITY, SELECT_DUNNED, SELECT_PROMISE, SELECT_KEYS, SELECT_WORDS
};
extern const struct output_word select_words[SELECT_WORDS];

/* A payer who fits. */
struct selected {
    struct debtor *debtor;
    struct addressee who;
    yen unpaid;          /* overdue, of the years that were asked for */
    size_t charges;
    date oldest, contact_on; /* contact_on none: nobody spoke to him */
    uint32_t stays;
    bool is_dunned, has_who;
    int age;             /* on the day; -1 = not known */
};
typedef enum err (*select_fn)(void *context, const struct selected *s, struct report *report);
/* Every payer with overdue debts that fits, by number; `each` may ask the store. */
MUST_CHECK enum err select_each(struct session *session, const struct debts *debts,
                                const struct output_value *values, date day, struct arena *arena,
                                select_fn each, void *context, struct report *report);
/* Reads the words; ERR_INPUT names the one that is not understood. */
MUST_CHECK enum err select_read(struct text criteria, date today, struct report *report,
                                struct output_value ret[OUTPUT_WORDS_MAX]);
/* The newest condition of that name. ERR_INPUT when there is none. */
MUST_CHECK enum err select_saved(struct store *s, struct text name, struct arena *arena,
                                 struct report *report, struct text *ret);
/* Whether the charge is of the years that were asked for. */
bool select_takes(const struct output_value *values, const struct collection_charge *c);

#endif
