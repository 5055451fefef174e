/* 資格の証明書と通知 -- what the ledger says for one; inner header of certificate/. */
#ifndef KOKUHO_CERTIFICATE_PROOF_H
#define KOKUHO_CERTIFICATE_PROOF_H

#include "casework/casework.h"
#include "certificate/certificate.h"
#include "letter/letter.h"

extern const struct change_code proof_purposes[], proof_causes[], proof_receivers[];
const char *proof_code_label(const struct change_code *codes, int value);

/*
 * Fills days, reason, card and household of a proof of that kind about a person, as the ledger says now: for
 * the unbroken time of insurance that holds on `on`, or the last one that ended before. *ret_words says why
 * there is nothing to certify; NULL = it is filled.
 */
MUST_CHECK enum err proof_of_ledger(const struct session *session, int64_t addressee_no,
                                    enum certificate_proof_kind kind, date on, struct arena *arena,
                                    struct report *report, struct certificate_proof *ret,
                                    const char **ret_words);
MUST_CHECK enum err proof_add(struct change_call *call, struct certificate_proof *proof);
/* What stands in it; where a letter goes is left open. */
MUST_CHECK enum err proof_letter_make(struct session *session, const struct certificate_proof *proof,
                                      struct arena *arena, struct report *report, struct letter *ret,
                                      int64_t *ret_head_no);

#endif
