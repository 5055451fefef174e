/*
 * 会計年度と区分 -- which year's books a charge and a receipt belong to, and in which class.
 *
 * Law     地方自治法235条の5 (出納の閉鎖), 地方自治法施行令142条 (歳入の会計年度所属区分)
 * Table   params/national/collection/deadlines.tsv     Cases   accounting.cases
 *
 * Income with a fixed due date belongs to the year in which the nominal due date falls, the shift over
 * bank holidays disregarded: the instalment of 31 March stays in the old year although it is due on 1
 * April. In April and May two years' books are open.
 */
#include "rules/collection/arrears.h"

fiscal_year accounting_year_of_due(date nominal_due) { return fiscal_year_of(nominal_due); }

enum accounting_class accounting_class_of(fiscal_year levy, fiscal_year charged, fiscal_year books)
{
    assert(charged.first_year <= books.first_year);
    if (charged.first_year < books.first_year) {
        return ACCOUNTING_CARRIED;
    }
    return levy.first_year < charged.first_year ? ACCOUNTING_PRIOR : ACCOUNTING_CURRENT;
}

date accounting_closes_on(const struct arrears_terms *terms, fiscal_year year)
{
    return date_of(year.first_year + 1, (int)terms->closing_month.value, (int)terms->closing_day.value);
}

fiscal_year accounting_year_of_receipt(const struct arrears_terms *terms, fiscal_year charged, date day)
{
    fiscal_year own = fiscal_year_of(day);
    fiscal_year before = {(int16_t)(own.first_year - 1)};

    if (charged.first_year >= own.first_year) {
        return charged; /* paid before its year began, or in it */
    }
    return date_at_most(day, accounting_closes_on(terms, before)) ? before : own;
}
