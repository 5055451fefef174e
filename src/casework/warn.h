/* What several forms warn of, said in the same words everywhere. */
#ifndef KOKUHO_CASEWORK_WARN_H
#define KOKUHO_CASEWORK_WARN_H

#include "casework/casework.h"

/* A day after today is a STOP at its field, with the day and the bound; false: it is not one. */
bool change_warn_later(struct change_call *call, const char *field);
/* What the report says last, as a STOP of the whole; the report is empty then. */
void change_warn_report(struct change_call *call);
/* The same where the report names a row that a table does not have: a day that its law does not reach. */
bool change_warn_table(struct change_call *call);

#endif
