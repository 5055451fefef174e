/*
 * 特別徴収 -- premiums taken from pensions: who the pensioners are, who is a candidate and with what
 * amounts.
 *
 * Law      国民健康保険法76条の3, 同法施行令29条の8から29条の23; assessment.md 7, interfaces.md 7
 * Rows     NK-01, KG-02, LV-54, LV-55
 *
 * The pension side knows people by 基礎年金番号. Which of ours that is a person says and another person
 * checks; from then on the keyed number finds him. Nothing here guesses.
 */
#ifndef KOKUHO_WITHHOLDING_H
#define KOKUHO_WITHHOLDING_H

#include "addressee/addressee.h"
#include "batch/batch.h"
#include "casework/casework.h"
#include "eligibility/eligibility.h"
#include "premium/premium.h"
#include "withholding/law.h"

extern const struct import_handler import_pension_persons, import_care_premium;
extern const struct change_kind kind_withholding_person, kind_withholding_account;

/* 基礎年金番号 lie sealed and indexed under two keys of the folder. */
extern const struct key_purpose key_purpose_pension, key_purpose_pension_index;
extern const struct key_use key_use_pension;

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err withholding_verify(struct store *s, struct report *report);
extern const struct store_table withholding_tables[];
extern const size_t withholding_table_count;

#endif
