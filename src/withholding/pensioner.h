/* 年金の人 -- a pensioner by his 基礎年金番号, which is sealed. Inner header of withholding/. */
#ifndef KOKUHO_WITHHOLDING_PENSIONER_H
#define KOKUHO_WITHHOLDING_PENSIONER_H

#include "ops/keys.h"
#include "store/store.h"

#define PENSION_DIGITS 10

struct pension_keys {
    struct key_ring seal, blind;
};
MUST_CHECK enum err pension_keys_load(const struct data_folder *folder, struct report *report,
                                      struct pension_keys *ret);
void pension_keys_wipe(struct pension_keys *keys);

struct pensioner {
    int64_t pensioner_no; /* 0 = his number was never seen */
    int64_t addressee_no; /* 0 = nobody has said who he is */
    int64_t stated_at;    /* of what stands of him; 0 = nothing */
    date made_on;         /* of the file that said it */
};
/* `digits`: ten of them. */
MUST_CHECK enum err pensioner_find(struct store *s, const struct pension_keys *keys, struct text digits,
                                   struct report *report, struct pensioner *ret);
/* In an open write transaction: the next number of our own. */
MUST_CHECK enum err pensioner_add(struct store *s, const struct pension_keys *keys, struct text digits,
                                  int64_t recorded_at, struct report *report, int64_t *ret_pensioner_no);
/* The ten digits themselves, for a file of the pension side and nothing else. */
MUST_CHECK enum err pensioner_digits(struct store *s, const struct pension_keys *keys, int64_t pensioner_no,
                                     struct report *report, char ret[PENSION_DIGITS]);

#endif
