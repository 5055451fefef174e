/*
 * 授受の状態 -- where each file that came or goes stands (payment_formats.md 15, interfaces.md 1.6).
 *
 *   in    received -> checked -> (converted ->) posted -> cleared; refused from each of the first three,
 *         and a refused file may be received again (its cause may have been ours)
 *   out   made -> handed_over -> acknowledged -> answered -> closed; handed_over -> answered where nobody
 *         acknowledges; withdrawn before it is answered; lost after it was handed over, and handed over again
 *
 * A file is its bytes: their SHA-256 names it. Each state is a row of its own, written once.
 */
#ifndef KOKUHO_INTERCHANGE_TRANSPORT_H
#define KOKUHO_INTERCHANGE_TRANSPORT_H

#include "interchange/interchange.h"

enum transport_state {
    TRANSPORT_NONE, /* never seen */
    TRANSPORT_RECEIVED,
    TRANSPORT_CHECKED,
    TRANSPORT_CONVERTED,
    TRANSPORT_POSTED,
    TRANSPORT_REFUSED,
    TRANSPORT_CLEARED, /* the copy on the terminal is deleted */
    TRANSPORT_MADE,
    TRANSPORT_HANDED_OVER,
    TRANSPORT_ACKNOWLEDGED,
    TRANSPORT_ANSWERED,
    TRANSPORT_CLOSED,
    TRANSPORT_WITHDRAWN,
    TRANSPORT_LOST,
};
const char *transport_state_label(enum transport_state s); /* 受取 検査済 ... */

/* Who moves a file, when, and why. */
struct transport_cause {
    const char *operator_id, *words; /* words: never a value of the file */
    date business_date;
    int64_t recorded_at;
};
/*
 * The only door: refused with words when the table above does not have the step. In the caller's write
 * transaction; with SHA-256, name, bytes, records and sum of `f`.
 */
MUST_CHECK enum err transport_move(struct store *s, const struct layout *l, const struct file_receipt *f,
                                   enum transport_state to, const struct transport_cause *cause,
                                   struct report *report);
MUST_CHECK enum err transport_state_of(struct store *s, const char *sha256, struct report *report,
                                       enum transport_state *ret);

struct transport_row {
    enum transport_state state;
    bool is_out, is_open; /* open: something is still expected */
    struct text partner, layout, file_name, words, sha256;
    int64_t records, amount_sum, recorded_at;
};
/* The last state of every file, oldest first; what was sent and not yet answered is among the open ones. */
typedef enum err (*transport_fn)(void *context, const struct transport_row *row, struct report *report);
MUST_CHECK enum err transport_each(struct store *s, transport_fn on_row, void *context,
                                   struct report *report);

#endif
