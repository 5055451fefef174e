/* 減免の申請 -- inner header: what the kinds, the decision and the letters share. */
#ifndef KOKUHO_PREMIUM_APPLICATION_H
#define KOKUHO_PREMIUM_APPLICATION_H

#include "casework/casework.h"
#include "letter/letter.h"
#include "premium/premium.h"

/* Days and words of one municipality: remission_letter.tsv. */
struct remission_terms {
    int64_t decide_days; /* from the application to the decision */
    const char *decision_lead, *decision_note, *refusal_lead, *refusal_note;
    const char *form_lead, *form_grounds, *form_evidence, *form_note, *reduction_note;
    const char *unemployed_lead, *unemployed_evidence, *maternity_lead, *maternity_evidence;
};
MUST_CHECK enum err remission_terms_load(const struct session *session, date day, struct arena *arena,
                                         struct report *report, struct remission_terms *ret);

/* An application of the household by its number; NULL: there is none that stands. */
MUST_CHECK enum err application_find(struct store *s, int64_t household_no, int64_t application_no,
                                     struct arena *arena, struct report *report,
                                     const struct premium_application **ret);
/* What ends an application, in a write transaction, with its task. remission_no 0 = 取下げ. */
struct application_end {
    int64_t application_no, remission_no;
    bool is_partial;
    struct text reason;
};
MUST_CHECK enum err application_close(struct change_call *call, const struct application_end *end);
/* The end that a change has written is taken back: the application waits again. None: nothing. */
MUST_CHECK enum err application_reopen(struct change_call *call);
MUST_CHECK enum err application_task(struct change_call *call, const struct premium_application *a);
MUST_CHECK enum err application_task_done(struct change_call *call, int64_t application_no,
                                          const char *words);
MUST_CHECK enum err applications_verify(struct store *s, struct report *report);

/* The letter of a decision as it would be handed out; *ret_version of the decision that shows the amounts.
 */
MUST_CHECK enum err remission_letter_make(struct session *session,
                                          const struct premium_remission_paper *which, struct arena *arena,
                                          struct report *report, struct letter *ret, int64_t *ret_payer,
                                          int32_t *ret_version);
MUST_CHECK enum err remission_form_make(struct session *session, const struct premium_remission_form *form,
                                        const char *address, struct arena *arena, struct report *report,
                                        struct letter *ret);

#endif
