/*
 * 更正の窓口 -- corrections that act at once, across premium and collection.
 *
 * 即時更正 (LV-18, LV-19, LV-20): one household, all open years; increases and decreases are changes of
 * their own, each proposed by one operator and decided by another. Deciding posts, and what was paid too
 * much leaves its charge as 過誤納 in the same transaction.
 */
#ifndef KOKUHO_CORRECTION_H
#define KOKUHO_CORRECTION_H

#include "casework/casework.h"

/*
 * 保険料への影響: what a change of facts would do to the decided premiums of its household, all open years,
 * in words behind `ret`; computed as 即時更正 computes, with the change applied on trial. No transaction is
 * open.
 */
MUST_CHECK enum err correction_effect(const struct change_call *call, struct textbuf *ret);

extern const struct change_kind kind_correction_up, kind_correction_down;

#endif
