/* 相続人と相続分; inner header of arrears/. */
#ifndef KOKUHO_ARREARS_HEIRS_H
#define KOKUHO_ARREARS_HEIRS_H

#include "arrears/book.h"

#define HEIRS_MAX 40
struct heir {
    int64_t heir_no, num, den;
    yen amount;
    bool is_representative;
};
/* "宛名番号 1/2 *", one a line; false and words when something is wrong. One representative. */
bool heirs_read(struct text lines, struct arena *arena, struct heir **ret, size_t *ret_count,
                size_t *ret_representative, const char **ret_wrong);
/* Shares must sum to 1; the odd yen go to the representative. */
bool heirs_split(struct heir *heirs, size_t count, size_t representative, yen amount, struct arena *arena,
                 const char **ret_wrong);
MUST_CHECK enum err heirs_write(const struct writing *w, int64_t act_no, const struct heir *heirs,
                                size_t count);
MUST_CHECK enum err heirs_of_act(struct store *s, int64_t act_no, struct arena *arena, struct report *report,
                                 struct heir **ret, size_t *ret_count);

#endif
