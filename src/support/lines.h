/* 連携の行 -- all that the other side is to know of a payer; inner header of support/. */
#ifndef KOKUHO_SUPPORT_LINES_H
#define KOKUHO_SUPPORT_LINES_H

#include "support/support.h"

/* As the layout numbers its records. */
enum line_kind {
    LINE_DEBTOR = 2, LINE_CHARGE, LINE_RECEIPT, LINE_MANDATE, LINE_PLAN, LINE_ACT, LINE_INSURED, LINE_GONE,
    LINE_KINDS
};
#define LINE_FIELDS_MAX 20
struct support_line {
    enum line_kind kind;
    int64_t key[3];
    int64_t digest; /* of what makes it another line: 延滞金 to the day does not */
    yen unpaid;     /* of a charge */
    struct text values[LINE_FIELDS_MAX];
};
/* By kind and keys; the debtor is the first of them. */
MUST_CHECK enum err support_lines(struct session *session, int64_t payer_no, date day, struct arena *arena,
                                  struct report *report, struct support_line **ret, size_t *ret_count);
int support_line_order(const void *a, const void *b);

/* Everyone ever charged, in ascending order. */
MUST_CHECK enum err support_payers(struct store *s, struct arena *arena, struct report *report,
                                   int64_t **ret, size_t *ret_count);
struct text support_number(struct arena *arena, int64_t value);
struct text support_day(struct arena *arena, date day); /* empty: none, or open */

#endif
