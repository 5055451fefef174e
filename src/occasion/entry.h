/* What the entries of a death and of a birth share. Inner header of occasion/. */
#ifndef KOKUHO_OCCASION_ENTRY_H
#define KOKUHO_OCCASION_ENTRY_H

#include "casework/part.h"
#include "occasion/occasion.h"

extern const struct change_code occasion_ways[]; /* 届出の方法 */

static inline date today(const struct change_call *call) { return call->session->folder.business_date; }
/* As a field of a form takes it. */
struct text day_text(const struct change_call *call, date day);
/* *ret false: not a day of that person's life up to today; a STOP names the field, the day and the bound. */
MUST_CHECK enum err occasion_day_check(struct change_call *call, const char *field, bool *ret);

#endif
