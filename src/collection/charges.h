/* 調定の今 with the decision behind it: what booking needs beside the charges. Inner header of collection/. */
#ifndef KOKUHO_COLLECTION_CHARGES_H
#define KOKUHO_COLLECTION_CHARGES_H

#include "collection/collection.h"
#include "premium/premium.h"

/* The n-th instalment stands at n - 1; also those of 0 yen. */
typedef enum err (*collection_levy_fn)(void *context, const struct premium_levy *levy,
                                       const struct collection_charge *charges, size_t count,
                                       struct report *report);
MUST_CHECK enum err collection_levies(struct store *s, const struct collection_scope *scope,
                                      collection_levy_fn each, void *context, struct arena *arena,
                                      struct report *report);

/* yyyymmdd as stored; 0 is date_none(). */
date collection_day(int64_t ymd);

#endif
