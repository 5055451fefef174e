/* 未納の全体 -- every unpaid charge with what stands for and against it, by payer: one pass over the books.
 */
#ifndef KOKUHO_DEMAND_GATHER_H
#define KOKUHO_DEMAND_GATHER_H

#include "demand/extract.h"

struct arrear {
    struct collection_charge charge;
    struct demand_facts facts; /* place is filled by debts_place() */
};
struct debtor {
    int64_t payer_no;
    struct arrear *debts; /* oldest levy year, household and instalment first */
    size_t count;
    bool is_placed, is_restricted; /* by debts_place(); 支援措置 */
};
struct debts {
    struct debtor *debtors; /* by payer number */
    size_t debtor_count;
    struct arrear *all;
    size_t count;
    const int64_t *lost; /* payers whose mail came back and whom nobody found, ascending */
    size_t lost_count;
};
/* Everything unpaid as it stands now; stays as of `day`. One state of the database: the caller's
 * transaction, if there is one. */
MUST_CHECK enum err debts_gather(struct store *s, date day, struct arena *arena, struct report *report,
                                 struct debts *ret);
/* The same of the accounts alone that the papers of a run name. */
MUST_CHECK enum err debts_gather_of_run(struct store *s, int64_t run_no, date day, struct arena *arena,
                                        struct report *report, struct debts *ret);
/* NULL when the payer owes nothing. */
struct debtor *debts_find(const struct debts *d, int64_t payer_no);
/* NULL when the charge is paid. */
struct arrear *debtor_find(const struct debtor *d, int32_t levy_year, int64_t household_no, int instalment);
/* 時効: what has lapsed by `day` (late reading) is not demanded, by letter or telephone: *why of a charge
 * that is IN becomes LAPSED. Only what fell due long enough ago is asked for. */
MUST_CHECK enum err arrear_limit(struct session *session, const struct arrear *debt, date day,
                                 struct report *report, enum demand_why *why);
/* Where the payer is, into all his debts: one question to the register. */
MUST_CHECK enum err debts_place(struct store *s, const struct debts *d, struct debtor *debtor, date day,
                                struct arena *arena, struct report *report);

#endif
