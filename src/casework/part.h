/*
 * A change that is made of others (出生・死亡の一括): a part has the fields of its own kind, and is checked,
 * applied and taken back inside the whole one, by its kind's own functions.
 */
#ifndef KOKUHO_CASEWORK_PART_H
#define KOKUHO_CASEWORK_PART_H

#include "casework/casework.h"

/* Under the whole's number and moment, every field empty. Values are set as the frame normalises them. */
struct change_call change_part(const struct change_call *whole, const struct change_kind *kind,
                               int64_t subject_no);
void change_part_set(struct change_call *part, const char *field, struct text value);
/* What the part warns of is said of the whole, at `field` of its form. */
MUST_CHECK enum err change_part_check(struct change_call *part, struct change_call *whole, const char *field);

#endif
