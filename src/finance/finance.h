/*
 * 財務会計連動 -- the journals of closed days for the finance system (CO-25).
 *
 * Rules    collection.md 14. A file is proposed, approved by another person, sent once and answered; a
 * corrected version takes back every line of the one before and says it anew. Moves no money.
 */
#ifndef KOKUHO_FINANCE_H
#define KOKUHO_FINANCE_H

#include "batch/batch.h"
#include "interchange/interchange.h"
#include "ledger/ledger.h"
#include "output/output.h"

extern const struct job job_finance_journal;
extern const struct import_handler import_finance_answer;
extern const struct output_list output_list_finance;

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err finance_verify(struct store *s, struct report *report);
extern const struct store_table finance_tables[];
extern const size_t finance_table_count;

#endif
