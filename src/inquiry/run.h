/* 照会の発送 -- what the runs of papers share. Inner header of inquiry/. */
#ifndef KOKUHO_INQUIRY_RUN_H
#define KOKUHO_INQUIRY_RUN_H

#include "dispatch/run.h"
#include "inquiry/sheet.h"

extern const struct dispatch_run inquiry_run; /* what its papers are */
const char *run_finding_label(struct text code); /* of struct job */
/* In one transaction: the run, its new sheets (a reminder has none) and a place for each paper. */
MUST_CHECK enum err run_freeze(struct job_run *run, bool is_reminder, date issued_on,
                               struct inquiry_sheet *sheets, size_t count);
/* A run that was killed behind run_freeze() goes on with printing. */
MUST_CHECK enum err run_is_frozen(struct job_run *run, bool *ret);
/* The files and lists of what is frozen; ERR_FINDINGS: something was held back. */
MUST_CHECK enum err run_print(struct job_run *run, const char *title);
/* struct job */
MUST_CHECK enum err run_withdraw(struct job_run *run);
MUST_CHECK enum err run_approve(struct job_run *run);
MUST_CHECK enum err run_show(struct job_run *run);

#endif
