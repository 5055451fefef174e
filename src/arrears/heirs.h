/* 相続人と相続分; inner header of arrears/. */
#ifndef KOKUHO_ARREARS_HEIRS_H
#define KOKUHO_ARREARS_HEIRS_H

#include "arrears/book.h"
#include "slip/slip.h"

#define HEIR_SLIPS_COPY 50 /* of a succession: the slips of the heir copy - 50 */

/* "宛名番号 1/2 * 1500000", one a line: * is the representative, the last number what he got; false and words
 * when something is wrong. One representative. */
bool heirs_read(struct text lines, struct arena *arena, struct heir **ret, size_t *ret_count,
                size_t *ret_representative, const char **ret_wrong);
/* Shares must sum to 1; the odd yen go to the representative. */
bool heirs_split(struct heir *heirs, size_t count, size_t representative, yen amount, struct arena *arena,
                 const char **ret_wrong);
/* 限定承認: nobody owes more than he got. False: it is not known of one of them. */
bool heirs_limit(struct heir *heirs, size_t count);
MUST_CHECK enum err heirs_write(const struct book_writing *w, int64_t act_no, const struct heir *heirs,
                                size_t count);
MUST_CHECK enum err heirs_of_act(struct store *s, int64_t act_no, struct arena *arena, struct report *report,
                                 struct heir **ret, size_t *ret_count);

/* What an heir owes of a charge. */
struct heir_part {
    yen principal, late_charge;
};
/*
 * The shares over the charges, heir by heir (index heir x cover_count + cover): the principals of a charge
 * sum to it, those of an heir to his amount; then each is cut to what he owes, the newest charge first.
 * 延滞金 is cut and tested on the share of each.
 */
MUST_CHECK enum err heirs_allot(const struct collection_law *law, const struct heir *heirs, size_t count,
                                const struct act_cover *covers, size_t cover_count, struct arena *arena,
                                struct report *report, struct heir_part **ret);

/* In the write transaction of the succession: a slip for each heir and notice. */
MUST_CHECK enum err heir_slips_issue(struct session *session, const struct book_writing *w,
                                     const struct act *a, date due, const struct heir *heirs, size_t count,
                                     const struct act_cover *covers, size_t cover_count);
/* Of a succession that never was: replaced, and of no heir any more. */
MUST_CHECK enum err heir_slips_call_in(struct session *session, const struct book_writing *w,
                                       const struct act *a, size_t heir_count);
/* Those of one heir (from 1) as issued. */
MUST_CHECK enum err heir_slips_of(struct session *session, const struct act *a, int64_t heir_seq,
                                  struct arena *arena, struct report *report, struct slip **ret,
                                  size_t *ret_count);

#endif
