/*
 * 料率試算 -- the assessment of a whole municipality from amounts that no rate touches.
 *
 * A levy is linear in its rates but for two cuts to the yen (the income levy of a person, the part) and the
 * cap. So months, ages, incomes, the level of the reduction and every share are decided once, by the rules
 * themselves, and kept in columns; rates, per-capita amounts and caps are applied to the columns, as often
 * as somebody tries. premium_ward_assess() gives the amounts of premium_assess() to the yen: a test proves
 * it on random households.
 */
#ifndef KOKUHO_RULES_WARD_H
#define KOKUHO_RULES_WARD_H

#include "rules/premium/law.h"

/* Whose months count: every part but care, and care. */
enum ward_months { WARD_INSURED, WARD_CARE, WARD_MONTHS };
/* Shares of the flat levies with the reduction of the household, and without any (7割・5割・2割). */
enum ward_level { WARD_REDUCED, WARD_UNREDUCED, WARD_LEVELS };

/* Amounts that are multiplied by a rate and by months; those of one household stand together. */
struct ward_amounts {
    size_t count, capacity;
    uint32_t *first; /* of each household; one more than there are households */
    int64_t *yen;
    uint8_t *months[WARD_MONTHS];
};

/* Columns; a household is an index. */
struct premium_ward {
    size_t count, capacity;
    struct ward_amounts income, asset; /* 算定基礎額 (also at 30/100); 固定資産税額 */
    uint8_t *months[WARD_MONTHS];      /* in which somebody is liable */
    uint8_t *reduction_tenths;
    /* 1/480 yen of the levy for each yen of 均等割, of 18歳以上均等割, of 平等割 */
    uint32_t *per_capita[LEVY_PARTS][WARD_LEVELS];
    uint32_t *adult[LEVY_PARTS][WARD_LEVELS];
    uint32_t *household[LEVY_PARTS][WARD_LEVELS];
};

/* What one household adds to the columns. The amounts live in the arena. */
struct ward_term {
    yen amount;
    uint8_t months[WARD_MONTHS];
};
struct ward_row {
    bool has_nobody; /* nobody has a month to pay for: no assessment */
    uint8_t reduction_tenths;
    uint8_t months[WARD_MONTHS];
    uint32_t per_capita[LEVY_PARTS][WARD_LEVELS];
    uint32_t adult[LEVY_PARTS][WARD_LEVELS];
    uint32_t household[LEVY_PARTS][WARD_LEVELS];
    struct ward_term *income, *asset;
    size_t income_count, asset_count;
    uint16_t insured_count; /* persons with a month */
    bool income_is_known;   /* of everybody who counts for the reduction */
    yen total_income;       /* 総所得金額等 of the insured, as far as known */
    yen base;               /* 算定基礎額 of the insured */
};
/* What premium_ward_row() asks the rules with; of one law, made once. */
struct ward_units;
const struct ward_units *premium_ward_units(const struct premium_law *law, struct arena *arena);
/* The facts must satisfy premium_household_check(). Decides everything but the rates. */
void premium_ward_row(const struct ward_units *units, const struct premium_household *household,
                      struct arena *arena, struct ward_row *ret);

/* A household more; the columns grow in the arena. */
void premium_ward_add(struct premium_ward *w, struct arena *arena, const struct ward_row *row);

/* Rates to try, beside the law of the year (whose roundings and months stay). */
struct ward_rates {
    struct {
        bool is_levied;
        int64_t income_rate, asset_rate; /* millionths */
        yen per_capita, adult, per_household;
        yen cap; /* PREMIUM_NO_CAP = none */
    } parts[LEVY_PARTS];
    bool is_unreduced; /* 法定軽減なし: what the levy would be without 7/5/2 */
};
/* Those of the law itself. */
struct ward_rates premium_ward_rates(const struct premium_law *law);

__extension__ typedef unsigned __int128 ward_sum; /* 1/480 yen over a whole ward */

/* 賦課総額 of one part: income + asset + per capita + household - reduced - over_cap - cut = amount. */
struct ward_part {
    ward_sum income, asset, per_capita, household; /* before reduction and cap, 1/480 yen */
    ward_sum reduced;                              /* 軽減額, 1/480 yen */
    int64_t capped;                                /* households at the cap */
    yen over_cap;                                  /* 限度超過額 */
    yen amount;                                    /* 賦課額 */
    yen cut;                                       /* 端数: what the cuts to the yen took */
};
struct ward_totals {
    struct ward_part parts[LEVY_PARTS];
    yen total; /* of the households' yearly amounts */
};
/*
 * The whole ward at these rates. `amounts` takes the yearly amount of each household, `by_part` those of
 * the parts; NULL = not wanted (the amounts are needed where the year is cut to a unit of its own).
 */
void premium_ward_assess(const struct premium_law *law, const struct premium_ward *w,
                         const struct ward_rates *rates, struct ward_totals *ret, yen *amounts,
                         yen *by_part[LEVY_PARTS]);
/* One part alone, its 賦課額: the step of a search. */
yen premium_ward_part_amount(const struct premium_law *law, const struct premium_ward *w,
                             const struct ward_rates *rates, enum levy_part p);

#endif
