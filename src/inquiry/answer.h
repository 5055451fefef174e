/* 申告・回答の額 -- what came by file and waits to be entered. Inner header of inquiry/. */
#ifndef KOKUHO_INQUIRY_ANSWER_H
#define KOKUHO_INQUIRY_ANSWER_H

#include "inquiry/sheet.h"

struct inquiry_answer {
    int64_t answer_no, sheet_no, household_no;
    int line;
    date received_on;
    struct text image_no;
    struct premium_income_entry entry; /* of the person on the line */
};
/* ERR_NONE and *ret_found: the line has an answer, with these amounts. */
MUST_CHECK enum err answer_same(struct store *s, const struct inquiry_answer *a, struct report *report,
                                bool *ret_found, bool *ret_is_same);
MUST_CHECK enum err answer_add(struct store *s, const struct inquiry_answer *a, int64_t recorded_at,
                               struct report *report);
/* Of a levy year, recorded up to known_at and not yet entered; by number. */
MUST_CHECK enum err answers_waiting(struct store *s, int32_t year, int64_t known_at, struct arena *arena,
                                    struct report *report, struct inquiry_answer **ret, size_t *ret_count);
/* Fills evidence and words of the entry from the sheet it stood on. */
void answer_explain(struct inquiry_answer *a, enum inquiry_kind kind, struct arena *arena);

#endif
