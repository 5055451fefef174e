/*
 * 消込データ -- the receipt event every channel's file is converted into, read from a record of the layout
 * receipt-event. Inner header of collection/.
 */
#ifndef KOKUHO_COLLECTION_EVENT_H
#define KOKUHO_COLLECTION_EVENT_H

#include "collection/match.h"
#include "interchange/interchange.h"

enum {
    EVENT_CHANNEL, EVENT_KIND, EVENT_KEY, EVENT_AMOUNT, EVENT_RECEIVED_ON, EVENT_RECEIVED_AT,
    EVENT_PAID_IN_ON, EVENT_CHAIN, EVENT_STORE, EVENT_LATE_CHARGE, EVENT_REFERENCE,
    EVENT_FIELDS,
};
struct event_fields {
    size_t at[EVENT_FIELDS];
};
MUST_CHECK enum err event_fields_find(const struct layout *event, struct report *report,
                                      struct event_fields *ret);

/*
 * Reads the values of one event. `client` is our number with the collector: a key of another one is E08.
 * What cannot be read is told by *ret_code (E01, E02, E05, E06, E08) with words; NULL = all is well.
 */
void event_read(const struct event_fields *fields, const struct text *values, const char *client,
                struct receipt_event *ret, const char **ret_code, const char **ret_words);

#endif
