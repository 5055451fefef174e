/* 法令値の控え -- the tables in force, kept by the process for whoever assesses one household at a time. */
#ifndef KOKUHO_PREMIUM_LAW_NOW_H
#define KOKUHO_PREMIUM_LAW_NOW_H

#include "base/hash.h"
#include "ops/ops.h"
#include "rules/premium/law.h"

struct law_now {
    const struct premium_law *law;
    char parameters[SHA256_HEX]; /* as parameters_digest() gives it */
    bool foresees_care40;        /* options.tsv care40 = foreseen */
};
/*
 * The same as premium_law_load() and parameters_digest() give: only approved tables, the ward's choice of
 * 40歳到達. Files are read again when one of them has changed; what was handed out stays valid until the
 * process ends.
 */
MUST_CHECK enum err law_now(struct session *session, fiscal_year fy, struct report *report,
                            struct law_now *ret);

#endif
