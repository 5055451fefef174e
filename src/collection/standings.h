/*
 * 多くの記帳 -- what the bookings and ends of stays of many write at once (docs/adr/0188).
 *
 * A booking that is given standings (collection_standings_read()) has its number, but its rows wait until
 * they are written: nothing else may number or ask for receipts before.
 */
#ifndef KOKUHO_COLLECTION_STANDINGS_H
#define KOKUHO_COLLECTION_STANDINGS_H

#include "base/date.h"
#include "store/store.h"

struct collection_standings;

/* Writes what waits; the standings stand, and more may be booked. `e`: what happened so far; what waits is
 * given up when that is a failure. To be called in any case before the arena of the standings goes. */
MUST_CHECK enum err collection_standings_write(struct collection_standings *all, enum err e,
                                               struct report *report);
/* collection_stay_end() of many causes of a kind, each named once, in their order. */
MUST_CHECK enum err collection_stays_end(struct store *s, const char *cause_kind, const int64_t *causes,
                                         size_t count, date until, int64_t recorded_at,
                                         struct report *report);

#endif
