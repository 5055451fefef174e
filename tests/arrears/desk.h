/* A ward with two clerks who may do everything of arrears, a payer with the decision of 2026, acts in
 * one line. */
#ifndef KOKUHO_TESTS_ARREARS_DESK_H
#define KOKUHO_TESTS_ARREARS_DESK_H

#include "../premium/ward.h"
#include "arrears/arrears.h"

enum { HOUSEHOLD = 1001, PAYER = 1015, HEIR = 1023, OTHER_HEIR = 1031 }; /* right check digits */

/* Decided in June: instalments 1 (06-30), 2 (07-31), 3 (08-31) ... of 2026; the day is `today`. */
void desk_levied(struct ward *w, int today);
/* The same with names, the notices of June (so that charges have numbers and slips) and two who may inherit. */
void desk_notified(struct ward *w, int today);
struct arena *desk_arena(void); /* of the test; freed by desk_done() */
void desk_done(struct ward *w); /* every verify finds nothing */
date desk_day(int ymd);
/* Dunned on `issued`, to be paid by `fixed`. */
void desk_dun(struct ward *w, int instalment, int issued, int fixed);
int64_t desk_pays(struct ward *w, int instalment, yen amount, int on);
struct arrears_debt desk_debt(struct ward *w, int instalment); /* levy_year 0: nothing is unpaid of it */
struct act desk_last(struct ward *w);                          /* the newest act of the payer */
/* A form: fields and values in turn, up to NULL. Proposed by the clerk, approved by the chief. */
#define ACT(w, kind, ...) desk_act(w, &(kind), (const char *const[]){__VA_ARGS__, NULL})
enum err desk_act(struct ward *w, const struct change_kind *kind, const char *const *fields);
enum err desk_undo(struct ward *w); /* of the last act, by two persons */
bool desk_says(const char *words);  /* warnings and report of the last act */
const char *desk_yen(yen amount);   /* as a field takes it */
const char *desk_no(int64_t number);
enum err desk_run(struct ward *w, const struct job *job);
enum err desk_decide(struct ward *w, const struct job *job);
int64_t desk_tasks(struct ward *w, const char *condition);

#endif
