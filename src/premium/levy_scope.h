/* 調定の範囲 -- which statement asks for the levies of a scope, and its parameters. Inner header. */
#ifndef KOKUHO_PREMIUM_LEVY_SCOPE_H
#define KOKUHO_PREMIUM_LEVY_SCOPE_H

#include "premium/premium.h"

/* One and the same thing, asked of whom. */
struct levy_statements {
    enum sql of_payer, of_household, of_many, of_all;
};
/* Ready to be stepped. Of many and of all it is a scan. */
struct query *levy_question(struct store *s, const struct premium_levy_scope *scope,
                            const struct levy_statements *sql);

#endif
