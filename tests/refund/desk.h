/* A ward whose two clerks may do everything of collection; payers with the decision of 2026; acts in one
 * line. */
#ifndef KOKUHO_TESTS_REFUND_DESK_H
#define KOKUHO_TESTS_REFUND_DESK_H

#include "../premium/ward.h"
#include "refund/internal.h"

enum { HOUSEHOLD = 1001, PAYER = 1015, OTHER = 1023 }; /* 宛名番号 with right check digits */

/* Decided in June; the day is then 2026-08-20: instalments 1 (06-30) and 2 (07-31) are overdue. */
void desk_levied(struct ward *w);
struct arena *desk_arena(void); /* of the test; freed by desk_done() */
void desk_done(struct ward *w); /* every verify finds nothing */
struct collection_charge desk_charge(struct ward *w, int64_t payer, int instalment);
/* At the counter; what is more than the line is 過誤納 (K2), without a line all of it. Its receipt. */
int64_t desk_pays(struct ward *w, int64_t payer, int instalment, yen amount, yen overpaid, int on);
/* Held under nobody's name, as a channel's file leaves it behind. */
yen desk_balance(struct ward *w, enum account account);
/* A form: fields and values in turn, up to NULL. Proposed by the clerk, approved by the chief; what came of
 * it. */
enum err desk_act(struct ward *w, const struct change_kind *kind, int64_t subject,
                  const char *const *fields);
bool desk_says(struct ward *w, const char *words); /* of the last act: warnings and report */
void desk_account(struct ward *w, int64_t person, const char *bank, const char *number);
struct refund_plan desk_plan(struct ward *w, int64_t payer, const char *wish);
struct refund_case desk_case(struct ward *w, int64_t payer); /* the newest */
void desk_step(struct ward *w, struct refund_case *c,
               enum refund_state state); /* as the job of notices does */
enum err desk_run(struct ward *w, const struct job *job, bool resume);
enum err desk_decide(struct ward *w, const struct job *job);
date desk_day(int ymd);

#endif
