/*
 * 庁内への連携 -- what other systems of the ward are told of the insurance.
 *
 * Rows    EL-41, EL-61 (JU-03 国保資格の住民票への連携); interfaces.md 6.3, 住民基本台帳法7条10号
 *
 * Compared with what was told last, so a file holds what changed, and right behind it the list of
 * differences is empty.
 */
#ifndef KOKUHO_ONWARD_H
#define KOKUHO_ONWARD_H

#include "batch/batch.h"
#include "eligibility/eligibility.h"
#include "output/output.h"

extern const struct job job_resident_insurance;
/* Who stands otherwise with us than the resident record was told. */
extern const struct output_list output_list_resident_insurance;

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err onward_verify(struct store *s, struct report *report);
extern const struct store_table onward_tables[];
extern const size_t onward_table_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held onward_held[];
extern const size_t onward_held_count;

#endif
