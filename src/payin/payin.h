/*
 * 払込の照合 -- receipts by channel and day of paying-in against the money told by bank and card trustee.
 *
 * Rules    payment_formats.md 9.5, 10.5, 12; 地方自治法231条の2の3
 * Rows     PX-05, PX-06, PX-07, CO-50
 *
 * Moves no money. Data and money come from different parties on different days: each difference is a task
 * until it agrees or a second person has approved what was found out about it.
 */
#ifndef KOKUHO_PAYIN_H
#define KOKUHO_PAYIN_H

#include "batch/batch.h"
#include "casework/casework.h"
#include "collection/collection.h"
#include "interchange/interchange.h"
#include "output/output.h"

enum payin_result {
    PAYIN_AGREES = 1, /* 一致 */
    PAYIN_WAITS,      /* the money may still come */
    PAYIN_DIFFERS,    /* 金額・件数の相違 */
    PAYIN_NO_MONEY,   /* 払込なし: data without money */
    PAYIN_NO_DATA,    /* 収納データなし: money without data */
    PAYIN_RESULTS
};
extern const char *const payin_result_labels[PAYIN_RESULTS];

/* One channel on one 払込日. */
struct payin_day {
    enum collection_channel channel;
    date day;
    int64_t items; /* receipts less those taken back */
    yen amount;
    bool has_agent; /* 払込明細 of the trustee */
    int64_t agent_items;
    yen gross, fee, net;
    bool has_sheet; /* 払込内訳 of the bank */
    int64_t sheet_items;
    yen sheet_amount;
    enum payin_result result;
    const char *words; /* what differs from what; "" when it agrees */
    yen difference;    /* money less data of the two that differ */
    bool is_settled;   /* a clerk has said why, approved, and the figures are still the same */
    const char *reason, *settled_words;
    date wait_until;     /* of what was said; none = for good */
    const char *section; /* whose task it is */
};
/* Of 払込日 within the days (both inclusive; none = open), by day and channel. */
MUST_CHECK enum err payin_days(struct session *session, date from, date until, struct arena *arena,
                               struct report *report, struct payin_day **ret, size_t *ret_count);
/* Whether somebody has to look at it today. */
static inline bool payin_is_open(const struct payin_day *d)
{
    return d->result >= PAYIN_DIFFERS && !d->is_settled;
}

extern const struct import_handler import_payin_sheet, import_card_agent_payin;
extern const struct job job_payin_compare;
extern const struct change_kind kind_payin_settle;
extern const struct output_list output_list_payin, output_list_unconfirmed;

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err payin_verify(struct store *s, struct report *report);
extern const struct store_table payin_tables[];
extern const size_t payin_table_count;

#endif
