/*
 * Civil days in Japan, eras and fiscal years.
 *
 * A date counts days from 1970-01-01; date_none() stands where no day is known. Registers hold birth
 * days that are no calendar day (month or day unknown = 00): those are `register_day`, not `date`.
 * Ranges are [from, until): `from` inclusive, `until` exclusive, in code, tables and SQL.
 */
#ifndef KOKUHO_BASE_DATE_H
#define KOKUHO_BASE_DATE_H

#include "base/base.h"

typedef struct {
    int32_t day;
} date;

typedef struct {
    int16_t first_year;
} fiscal_year; /* 令和7年度 {2025}: from 2025-04-01 until 2026-04-01 */

struct span {
    date from, until;
};

struct civil {
    int year, month, day;
};

static inline date date_none(void) { return (date){INT32_MIN}; }
static inline bool date_is_none(date d) { return d.day == INT32_MIN; }
static inline bool date_before(date a, date b) { return a.day < b.day; }
static inline bool date_at_most(date a, date b) { return a.day <= b.day; }
static inline bool date_equal(date a, date b) { return a.day == b.day; }
static inline date date_min(date a, date b) { return a.day < b.day ? a : b; }
static inline date date_max(date a, date b) { return a.day > b.day ? a : b; }

bool date_is_valid(int year, int month, int day); /* years 1868 to 9999 */
date date_of(int year, int month, int day);       /* a day that does not exist is a bug */
struct civil date_civil(date d);
date date_add_days(date d, int days);
int date_days_between(date from, date until);
int date_weekday(date d); /* 0 = Sunday */
date date_last_of_month(int year, int month);
date date_open_end(void); /* 9999-12-31: an end that is not known */
static inline struct span span_of_day(date d) { return (struct span){d, date_add_days(d, 1)}; }

/* Stored and exchanged form: yyyymmdd as an integer. date_from_ymd refuses what is no calendar day. */
int32_t date_ymd(date d);
bool date_from_ymd(int32_t ymd, date *ret);

/* Strict "YYYY-MM-DD" (contracts) and what people type: 080401, R8.4.1, 令和8年4月1日, 2026-04-01,
 * 20260401, 2026/4/1, S56.5.2, 昭和56年5月2日, 5-07-... with era digits (1 明治 .. 5 令和: "5080401").
 * Full-width digits and letters are taken. Six digits are 令和 when the year is at most
 * `this_year`'s 令和 year + 10. */
bool date_parse_iso(const char *text, size_t len, date *ret);
bool date_parse_typed(const char *text, size_t len, int this_year, date *ret);

#define DATE_TEXT_BYTES 40
size_t date_format_iso(date d, char buf[DATE_TEXT_BYTES]);
size_t date_format_era(date d, char buf[DATE_TEXT_BYTES]);       /* 令和8年4月1日, 令和元年5月1日 */
size_t date_format_era_short(date d, char buf[DATE_TEXT_BYTES]); /* R8.4.1 */

/* A day of the register that need not exist: yyyymmdd with 00 for what is unknown. */
typedef struct {
    int32_t ymd;
} register_day;
bool register_day_is_valid(int32_t ymd); /* calendar day, or 00 in day, or 00 in month and day */
/* 29 February of a year that has none: no day of the calendar, yet registers hold it as somebody's birth day
 * (住民記録システム標準仕様書 1.1.8). Taken from feeds only; what is kept is its month. */
bool register_day_is_lost_leap_day(int32_t ymd);
size_t register_day_format_era(register_day d, char buf[DATE_TEXT_BYTES]); /* 昭和20年頃 etc. */

/* Fiscal years. */
fiscal_year fiscal_year_of(date d);
date fiscal_year_from(fiscal_year fy);
date fiscal_year_until(fiscal_year fy);
size_t fiscal_year_format_era(fiscal_year fy, char buf[DATE_TEXT_BYTES]); /* 令和8年度 */

/* Fiscal month 0 = April .. 11 = March. */
static inline int fiscal_month(int month) { return (month + 8) % 12; }
date fiscal_month_from(fiscal_year fy, int fiscal_month_no); /* its first day; 12 = next 1 April */

#endif
