/* What a list writes, row by row, without the seal. */
#ifndef KOKUHO_TEST_PREMIUM_ROWS_H
#define KOKUHO_TEST_PREMIUM_ROWS_H

#include "ward.h"

/* Fields end with "|", rows with a line end; valid until the next call. */
const char *rows_of(struct ward *w, const struct output_list *list, const char *criteria);
void rows_done(void);

#endif
