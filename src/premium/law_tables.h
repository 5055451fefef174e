/*
 * 法令値の表 -- the dated tables of one insurer, read and checked together (params/national/premium and
 * params/municipal/<code>). Internal to law loading; others call premium_law_load().
 */
#ifndef KOKUHO_PREMIUM_LAW_TABLES_H
#define KOKUHO_PREMIUM_LAW_TABLES_H

#include "rules/premium/law.h"

enum law_table {
    TABLE_AGES,
    TABLE_BASIC_DEDUCTION,
    TABLE_REDUCTION,
    TABLE_EARNERS,
    TABLE_JUDGED_INCOME,
    TABLE_SALARY,
    TABLE_PENSION,
    TABLE_ADJUSTMENT,
    TABLE_UNEMPLOYMENT,
    TABLE_MATERNITY,
    TABLE_FORMER_DEPENDANT,
    TABLE_SPECIAL_HOUSEHOLD,
    TABLE_PARTS,
    TABLE_CAPS,
    TABLE_NATIONAL_OPTIONS,
    NATIONAL_TABLES,
    TABLE_LEVY = NATIONAL_TABLES,
    TABLE_ROUNDING,
    TABLE_INSTALMENT,
    TABLE_OPTIONS,
    LAW_TABLES
};

struct law_tables {
    char municipality[8]; /* "" = national tables only */
    struct table tables[LAW_TABLES];
};

/*
 * Reads and checks every table; all faults of all tables are listed before the answer. `municipality`
 * NULL reads the national ones alone. A municipality without a folder is ERR_INPUT.
 */
MUST_CHECK enum err law_tables_read(const char *params_dir, const char *municipality,
                                    struct arena *arena, struct report *report,
                                    const struct law_tables **ret);

/* 40歳到達 foreseen at the yearly run (options.tsv care40), else at the event. */
MUST_CHECK enum err law_foresees_care40(const struct law_tables *tables, fiscal_year fy,
                                        struct report *report, bool *ret);

/* An ordinance that came with a request (contracts 4.1 `rates`) instead of the municipal tables. */
struct law_ordinance {
    struct {
        bool is_levied;
        struct law_number income_rate, asset_rate;
        struct law_number per_capita, per_capita_18plus, per_household, cap;
    } parts[LEVY_PARTS];
    struct law_number base_unit, part_unit, total_unit, instalment_unit;
    enum odd_yen remainder_to;
    int instalments; /* due in the last N months to March */
};

/* Years whose calendar is known (due dates need the holidays of the next year too). */
#define LAW_FIRST_YEAR 2000
#define LAW_LAST_YEAR 2097
static inline bool law_year_is_possible(fiscal_year fy)
{
    return fy.first_year >= LAW_FIRST_YEAR && fy.first_year <= LAW_LAST_YEAR;
}

/*
 * The law of a year from the tables; `given` replaces the municipal ones (NULL: the tables have them).
 * What is missing is no fault here: the law names it and the assessment that needs it refuses.
 */
void law_compose(const struct law_tables *t, fiscal_year fy, const struct law_ordinance *given,
                 struct arena *arena, struct premium_law *ret);

/* Of premium/premium.h, where it is described. */
MUST_CHECK enum err premium_law_load(const char *params_dir, const char *municipality,
                                     fiscal_year fy, struct arena *arena, struct report *report,
                                     const struct premium_law **ret);

#endif
