/* What the lists of withholding/ share. Inner header. */
#ifndef KOKUHO_WITHHOLDING_LIST_H
#define KOKUHO_WITHHOLDING_LIST_H

#include "withholding/state.h"

/* The name of a head who is in the register today; "" = he is not. */
MUST_CHECK enum err list_head(struct session *s, int64_t payer_no, struct arena *arena, struct report *report,
                              struct text *ret_name, bool *ret_is_restricted);

#endif
