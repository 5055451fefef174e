/*
 * 収納・滞納の法令値 -- the law of collection from its dated tables, and the calculations over it.
 */
#ifndef KOKUHO_COLLECTION_LAW_H
#define KOKUHO_COLLECTION_LAW_H

#include "base/hash.h"
#include "base/report.h"
#include "rules/collection/arrears.h"
#include "rules/collection/collection.h"

/* The dated tables of collection (params/national/collection, params/municipal/<code>), read and checked. */
struct collection_law;

/*
 * Every fault of every table is listed, with file and line; ERR_INPUT. `municipality` NULL reads the
 * national tables alone. Lives as long as the arena.
 */
MUST_CHECK enum err collection_law_load(const char *params_dir, const char *municipality,
                                        struct arena *arena, struct report *report,
                                        const struct collection_law **ret);

/* Of all its tables: another one may say otherwise of what was looked at before. */
void collection_law_digest(const struct collection_law *law, char ret[SHA256_HEX]);

/* Rates of all years, to be looked up by the rules; what is missing is named by collection_missing_year(). */
const struct late_law *collection_late_law(const struct collection_law *law);
const struct refund_law *collection_refund_law(const struct collection_law *law);

/* The terms in force on a day: of a due date, of the first day that bears, of a decision. ERR_INPUT names the
 * table and the day when there is no row. */
MUST_CHECK enum err collection_late_terms(const struct collection_law *law, date due,
                                          struct report *report, struct late_terms *ret);
MUST_CHECK enum err collection_refund_terms(const struct collection_law *law, date day,
                                            struct report *report, struct refund_terms *ret);
/* date_none(): the newest row. */
MUST_CHECK enum err collection_seizable_terms(const struct collection_law *law, date day,
                                              struct report *report, struct seizable_terms *ret);

/* Periods and days of the law; `is_tax`: the insurer levies 税, whose limit is longer. */
MUST_CHECK enum err collection_arrears_terms(const struct collection_law *law, date day, bool is_tax,
                                             struct report *report, struct arrears_terms *ret);

/* What the municipality has chosen; every choice with the row it stands in. */
struct collection_options {
    struct law_number principal_first_across; /* 1: all principals before any late charge */
    struct law_number odd_to;                 /* enum odd_part */
    struct law_number close_by_payin;         /* 1: books go by the pay-in day, 0: the receipt day */
};
MUST_CHECK enum err collection_options_on(const struct collection_law *law, date day,
                                          struct report *report, struct collection_options *ret);

/* The words for a calendar year without a rate; ERR_INPUT. */
enum rate_kind { RATE_LATE_CHARGE, RATE_GRACE, RATE_REFUND_INTEREST };
enum err collection_missing_year(const struct collection_law *law, enum rate_kind kind, int year,
                                 struct report *report);

extern const struct calculation calculation_late_charge, calculation_refund_interest,
    calculation_seizable; /* calc/calc.h */

#endif
