/*
 * 送付先・連絡先・口座 -- which row counts, and the words of their codes.
 *
 * Inner header of addressee/.
 */
#ifndef KOKUHO_ADDRESSEE_SENDING_H
#define KOKUHO_ADDRESSEE_SENDING_H

#include "addressee/register.h"
#include "casework/casework.h"

/*
 * The 送付先 of a duty on a day, of any number of the person: the duty's own before that of all duties.
 * Of a restricted person only one that was chosen as safe.
 */
MUST_CHECK enum err sending_for(struct store *s, const int64_t *numbers, size_t count, enum duty duty,
                                bool is_restricted, struct as_of as_of, struct arena *arena,
                                struct report *report, struct register_row *ret, bool *ret_found);

enum { CONTACT_PHONE = 1, CONTACT_MOBILE, CONTACT_MAIL };
extern const struct change_code sending_duties[], sending_reasons[], contact_kinds[], account_purposes[],
    deposit_kinds[];
/* "" when there is no such code. */
const char *code_label(const struct change_code *codes, int64_t value);

#endif
