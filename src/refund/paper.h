/* The papers of 還付・充当 (CO-13, NT-10): all of them are drawn from one struct, so their amounts agree. */
#ifndef KOKUHO_REFUND_PAPER_H
#define KOKUHO_REFUND_PAPER_H

#include "document/document.h"
#include "refund/internal.h"

struct refund_paper {
    const struct refund_settings *settings;
    struct refund_case c;
    const struct refund_part *parts;
    const struct refund_base *bases; /* of the case's revision */
    size_t part_count, base_count;
    yen interest_decided; /* revision 1 */
    struct mailing mailing;
    const char *payer_name, *payee_name;
    const char *account; /* "みほん銀行 0001-001 普通 ****123": paid without a claim; "" = none */
    date issued_on, limit_on;
    bool is_reminder; /* the letter before the refund lapses */
};
/* Sums of parts and bases against the case; ERR_FINDINGS with words, nothing is printed. */
MUST_CHECK enum err refund_paper_check(const struct refund_paper *p, struct report *report);
/* Each is a unit of the document: false, it was held back whole. */
MUST_CHECK bool refund_notice_draw(struct document *d, const struct refund_paper *p); /* 通知書, 請求書 */
MUST_CHECK bool refund_decision_draw(struct document *d, const struct refund_paper *p); /* 決議書 */
MUST_CHECK bool refund_pledge_draw(struct document *d, const struct refund_paper *p);   /* 誓約書 */
MUST_CHECK bool refund_order_draw(struct document *d, const struct refund_paper *p);    /* 支出命令書 */

struct refund_request_paper { /* 銀行振込依頼書 */
    const struct refund_settings *settings;
    int64_t transfer_no;
    date on, issued_on;
    const char *file, *sha256;
    const struct refund_case *cases;
    size_t count;
    yen amount;
};
MUST_CHECK bool refund_request_draw(struct document *d, const struct refund_request_paper *p);

/* What the papers of a case say. `issued_on` is the day of the letter. */
MUST_CHECK enum err refund_paper_read(struct session *session, const struct refund_law_set *law,
                                      const struct refund_case *c, date issued_on, struct arena *arena,
                                      struct report *report, struct refund_paper *ret);

#endif
