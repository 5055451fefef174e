/*
 * ゆうちょ銀行の記号番号 -- branch and account that stand for a passbook's mark and number in the files of
 * banks (payment_formats.md 4, Y38). Mark and number are the stored truth: the two uses give different
 * branches.
 */
#ifndef KOKUHO_INTERCHANGE_JPBANK_H
#define KOKUHO_INTERCHANGE_JPBANK_H

#include "base/report.h"
#include "base/text.h"

#define JPBANK_NUMBER "9900"

enum jpbank_use { JPBANK_TRANSFER, JPBANK_DEBIT }; /* zengin-21; zengin-91-*-jpbank */

struct jpbank_account {
    char branch[4], account[8], kind[2]; /* digits */
};
/* ERR_INPUT with the reason when the mark or the number is none. The report names neither. */
MUST_CHECK enum err jpbank_account_of(enum jpbank_use use, struct text mark, struct text number,
                                      struct report *report, struct jpbank_account *ret);

#endif
