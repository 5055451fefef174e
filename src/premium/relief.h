/* 課税状況調・基盤安定 -- what each household's decided premium is made of at a day. Inner header of
 * premium/. */
#ifndef KOKUHO_PREMIUM_RELIEF_H
#define KOKUHO_PREMIUM_RELIEF_H

#include "premium/decisions.h"

/* 軽減・公費の種類, in the order in which they are taken off. */
enum relief { RELIEF_LOW_INCOME, RELIEF_PRESCHOOL, RELIEF_MATERNITY, RELIEF_DEPENDANT, RELIEFS };
extern const char *const relief_labels[RELIEFS + 1]; /* ends with NULL */

struct relief_row { /* of a household and payer */
    int64_t household_no, payer_no;
    int32_t version;
    int reduction_tenths;
    int64_t persons;      /* insured on the day */
    yen full[LEVY_PARTS]; /* 算定額 without any relief, before the cap */
    yen income[LEVY_PARTS], asset[LEVY_PARTS];
    yen relief[RELIEFS][LEVY_PARTS];
    yen over_cap[LEVY_PARTS]; /* 限度超過額 */
    yen remitted;             /* 減免 */
    yen amount[LEVY_PARTS];   /* as decided */
    yen difference;           /* decided against computed again; 0 unless something is wrong */
    bool is_alarm;            /* its derivation could not be made again: `words` */
    const char *words;
};
typedef enum err (*relief_fn)(void *context, const struct relief_row *row, struct report *report);
/* Every household decided up to the day, from its facts as known at its decision. */
MUST_CHECK enum err relief_rows(struct session *session, int32_t year, date day, relief_fn each,
                                void *context, struct arena *arena, struct report *report);
yen relief_sum(const yen amounts[LEVY_PARTS]);

#endif
