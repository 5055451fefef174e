/*
 * 暦日・元号・年度 -- civil days, eras and fiscal years.
 *
 * Days are counted by the proleptic Gregorian calendar from 1970-01-01. Eras: 元号法 and its orders;
 * an era begins on the day its first year begins (明治 is taken from 1868-01-25 as registers do).
 */
#include "base/date.h"

#include "base/text.h"

struct era {
    const char *name;
    char letter;
    int digit; /* 1 明治 2 大正 3 昭和 4 平成 5 令和, as registers number them */
    int year, month, day;
};
static const struct era eras[] = {
    {"明治", 'M', 1, 1868, 1, 25}, {"大正", 'T', 2, 1912, 7, 30}, {"昭和", 'S', 3, 1926, 12, 25},
    {"平成", 'H', 4, 1989, 1, 8},  {"令和", 'R', 5, 2019, 5, 1},
};

static bool is_leap(int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; }

static int days_in_month(int y, int m)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return m == 2 && is_leap(y) ? 29 : days[m - 1];
}

bool date_is_valid(int year, int month, int day)
{
    return year >= 1868 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_in_month(year, month);
}

/* Days from civil, with years that begin in March so that the leap day is the last of a year. */
static int32_t day_number(int y, int m, int d)
{
    y -= m <= 2;
    int cycle = y / 400;
    int year_of_cycle = y - cycle * 400;
    int day_of_year = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
    int day_of_cycle = year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
    return cycle * 146097 + day_of_cycle - 719468;
}

date date_of(int year, int month, int day)
{
    assert(date_is_valid(year, month, day));
    return (date){day_number(year, month, day)};
}

struct civil date_civil(date d)
{
    assert(!date_is_none(d));
    int z = d.day + 719468;
    int cycle = (z >= 0 ? z : z - 146096) / 146097;
    int doc = z - cycle * 146097;
    int yoc = (doc - doc / 1460 + doc / 36524 - doc / 146096) / 365;
    int doy = doc - (365 * yoc + yoc / 4 - yoc / 100);
    int mp = (5 * doy + 2) / 153;
    struct civil c = {.day = doy - (153 * mp + 2) / 5 + 1, .month = mp < 10 ? mp + 3 : mp - 9};
    c.year = yoc + cycle * 400 + (c.month <= 2);
    return c;
}

date date_add_days(date d, int days)
{
    assert(!date_is_none(d));
    return (date){d.day + days};
}

int date_days_between(date from, date until) { return until.day - from.day; }

int date_weekday(date d) { return ((d.day + 4) % 7 + 7) % 7; }

date date_last_of_month(int year, int month)
{
    return date_of(year, month, days_in_month(year, month));
}

date date_open_end(void) { return (date){2932896}; }

int32_t date_ymd(date d)
{
    struct civil c = date_civil(d);
    return c.year * 10000 + c.month * 100 + c.day;
}

bool date_from_ymd(int32_t ymd, date *ret)
{
    int y = ymd / 10000, m = ymd / 100 % 100, d = ymd % 100;
    if (ymd < 0 || !date_is_valid(y, m, d)) {
        return false;
    }
    *ret = date_of(y, m, d);
    return true;
}

bool date_parse_iso(const char *text, size_t len, date *ret)
{
    int64_t y, m, d;
    if (len != 10 || text[4] != '-' || text[7] != '-' || !parse_i64(text, 4, 0, 9999, &y) ||
        !parse_i64(text + 5, 2, 0, 99, &m) || !parse_i64(text + 8, 2, 0, 99, &d) ||
        !date_is_valid((int)y, (int)m, (int)d)) {
        return false;
    }
    *ret = date_of((int)y, (int)m, (int)d);
    return true;
}

/* ------------------------------------------------------------------------------- typed dates -- */

#define TYPED_BYTES 64

/* Full-width letters and digits to ASCII, 年月日 and separators to '.', 元 to 1; blanks go. */
static bool normalise(const char *text, size_t len, char out[TYPED_BYTES], size_t *ret_len,
                      const struct era **ret_era)
{
    size_t at = 0, n = 0;
    *ret_era = NULL;
    if (len > 60 || !utf8_is_valid(text, len, NULL)) {
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(eras); i++) {
        size_t name = strlen(eras[i].name);
        if (len > name && memcmp(text, eras[i].name, name) == 0) {
            *ret_era = &eras[i];
            at = name;
        }
    }
    while (at < len) {
        uint32_t c = utf8_next(text, len, &at);
        if (c >= 0xFF01 && c <= 0xFF5E) {
            c -= 0xFEE0;
        }
        if (c == ' ' || c == 0x3000) {
            continue;
        }
        if (c == 0x5143) { /* 元年 */
            c = '1';
        }
        if (c == '/' || c == '-' || c == 0x5E74 || c == 0x6708 || c == 0x30FB || c == 0x2212) {
            c = '.';
        }
        if (c == 0x65E5 && at == len) { /* closing 日 */
            continue;
        }
        if (c > 0x7E) {
            return false;
        }
        out[n++] = (char)c;
    }
    *ret_len = n;
    return true;
}

static const struct era *era_of_letter(char c)
{
    char upper = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
    for (size_t i = 0; i < COUNT_OF(eras); i++) {
        if (eras[i].letter == upper) {
            return &eras[i];
        }
    }
    return NULL;
}

/* The day must lie inside the era: 平成31年4月30日 yes, 平成31年5月1日 no. */
static bool in_era(const struct era *e, int era_year, int month, int day, date *ret)
{
    int year = e->year + era_year - 1;
    if (era_year < 1 || !date_is_valid(year, month, day)) {
        return false;
    }
    date d = date_of(year, month, day);
    if (date_before(d, date_of(e->year, e->month, e->day))) {
        return false;
    }
    if (e + 1 < eras + COUNT_OF(eras)) {
        date next = date_of(e[1].year, e[1].month, e[1].day);
        if (!date_before(d, next)) {
            return false;
        }
    }
    *ret = d;
    return true;
}

/* "8.4.1", "2026.4.1": three numbers. */
static bool three_numbers(const char *s, size_t len, int64_t n[3])
{
    size_t from = 0;
    for (int k = 0; k < 3; k++) {
        size_t to = from;
        while (to < len && s[to] != '.') {
            to++;
        }
        if ((k < 2) != (to < len) || !parse_i64(s + from, to - from, 0, 9999, &n[k])) {
            return false;
        }
        from = to + 1;
    }
    return true;
}

static bool compact(const char *s, size_t len, int this_year, const struct era *era, date *ret)
{
    int64_t v;
    if (!parse_i64(s, len, 0, 99999999, &v)) {
        return false;
    }
    int month = (int)(v / 100 % 100), day = (int)(v % 100);

    if (era != NULL) {
        return len == 6 && in_era(era, (int)(v / 10000), month, day, ret);
    }
    if (len == 8) {
        return date_from_ymd((int32_t)v, ret);
    }
    if (len == 7) { /* era digit first: 5080401 */
        int digit = (int)(v / 1000000);
        return digit >= 1 && digit <= 5 &&
               in_era(&eras[digit - 1], (int)(v / 10000 % 100), month, day, ret);
    }
    if (len == 6) { /* 080401: 令和 as far as its years go, else 昭和 */
        int year = (int)(v / 10000);
        bool is_reiwa = year <= this_year - 2018 + 10;
        return in_era(is_reiwa ? &eras[4] : &eras[2], year, month, day, ret);
    }
    return false;
}

bool date_parse_typed(const char *text, size_t len, int this_year, date *ret)
{
    char s[TYPED_BYTES];
    size_t n;
    const struct era *era;
    if (!normalise(text, len, s, &n, &era) || n == 0) {
        return false;
    }
    const char *p = s;
    if (era == NULL && (era = era_of_letter(*p)) != NULL) {
        p++;
        n--;
        if (n > 0 && *p == '.') {
            p++;
            n--;
        }
    }
    int64_t v[3];
    if (three_numbers(p, n, v)) {
        if (era != NULL) {
            return in_era(era, (int)v[0], (int)v[1], (int)v[2], ret);
        }
        if (v[0] < 1868) { /* 8.4.1 without an era: 令和 */
            return v[0] <= 99 && in_era(&eras[4], (int)v[0], (int)v[1], (int)v[2], ret);
        }
        if (!date_is_valid((int)v[0], (int)v[1], (int)v[2])) {
            return false;
        }
        *ret = date_of((int)v[0], (int)v[1], (int)v[2]);
        return true;
    }
    return compact(p, n, this_year, era, ret);
}

/* ----------------------------------------------------------------------------------- printing -- */

static size_t put(char buf[DATE_TEXT_BYTES], int n)
{
    assert(n > 0 && n < DATE_TEXT_BYTES);
    (void)buf;
    return (size_t)n;
}

size_t date_format_iso(date d, char buf[DATE_TEXT_BYTES])
{
    struct civil c = date_civil(d);
    return put(buf, snprintf(buf, DATE_TEXT_BYTES, "%04d-%02d-%02d", c.year, c.month, c.day));
}

static const struct era *era_at(date d)
{
    for (size_t i = COUNT_OF(eras); i-- > 0;) {
        if (!date_before(d, date_of(eras[i].year, eras[i].month, eras[i].day))) {
            return &eras[i];
        }
    }
    return NULL;
}

size_t date_format_era(date d, char buf[DATE_TEXT_BYTES])
{
    struct civil c = date_civil(d);
    const struct era *e = era_at(d);
    if (e == NULL) {
        return put(buf, snprintf(buf, DATE_TEXT_BYTES, "%d年%d月%d日", c.year, c.month, c.day));
    }
    int year = c.year - e->year + 1;
    if (year == 1) {
        return put(buf, snprintf(buf, DATE_TEXT_BYTES, "%s元年%d月%d日", e->name, c.month, c.day));
    }
    return put(buf, snprintf(buf, DATE_TEXT_BYTES, "%s%d年%d月%d日", e->name, year, c.month, c.day));
}

size_t date_format_era_short(date d, char buf[DATE_TEXT_BYTES])
{
    struct civil c = date_civil(d);
    const struct era *e = era_at(d);
    if (e == NULL) {
        return put(buf, snprintf(buf, DATE_TEXT_BYTES, "%d.%d.%d", c.year, c.month, c.day));
    }
    return put(buf, snprintf(buf, DATE_TEXT_BYTES, "%c%d.%d.%d", e->letter, c.year - e->year + 1,
                             c.month, c.day));
}

bool register_day_is_valid(int32_t ymd)
{
    int y = ymd / 10000, m = ymd / 100 % 100, d = ymd % 100;
    if (ymd < 0) {
        return false;
    }
    if (y == 0) {
        return ymd == 0; /* wholly unknown */
    }
    if (y < 1868 || y > 9999) {
        return false;
    }
    if (m == 0) {
        return d == 0;
    }
    return m <= 12 && (d == 0 || date_is_valid(y, m, d));
}

bool register_day_is_lost_leap_day(int32_t ymd)
{
    return ymd % 10000 == 229 && register_day_is_valid(ymd / 100 * 100) && !register_day_is_valid(ymd);
}

size_t register_day_format_era(register_day day, char buf[DATE_TEXT_BYTES])
{
    int y = day.ymd / 10000, m = day.ymd / 100 % 100, d = day.ymd % 100;
    assert(register_day_is_valid(day.ymd));
    if (y == 0) {
        return put(buf, snprintf(buf, DATE_TEXT_BYTES, "不詳"));
    }
    if (d != 0) {
        return date_format_era(date_of(y, m, d), buf);
    }
    /* The era of a month or year that is only partly known is the one at its end. */
    const struct era *e = era_at(m != 0 ? date_last_of_month(y, m) : date_of(y, 12, 31));
    assert(e != NULL);
    char year[16];
    int n = y == e->year ? snprintf(year, sizeof(year), "%s元年", e->name)
                         : snprintf(year, sizeof(year), "%s%d年", e->name, y - e->year + 1);
    assert(n > 0 && n < (int)sizeof(year));
    if (m == 0) {
        return put(buf, snprintf(buf, DATE_TEXT_BYTES, "%s（月日不詳）", year));
    }
    return put(buf, snprintf(buf, DATE_TEXT_BYTES, "%s%d月（日不詳）", year, m));
}

/* -------------------------------------------------------------------------------------- 年度 -- */

fiscal_year fiscal_year_of(date d)
{
    struct civil c = date_civil(d);
    return (fiscal_year){(int16_t)(c.month >= 4 ? c.year : c.year - 1)};
}

date fiscal_year_from(fiscal_year fy) { return date_of(fy.first_year, 4, 1); }

date fiscal_year_until(fiscal_year fy) { return date_of(fy.first_year + 1, 4, 1); }

size_t fiscal_year_format_era(fiscal_year fy, char buf[DATE_TEXT_BYTES])
{
    /* A fiscal year carries the era of its later part: 令和元年度 is April 2019 to March 2020. */
    const struct era *e = era_at(date_of(fy.first_year, 12, 31));
    assert(e != NULL);
    int year = fy.first_year - e->year + 1;
    if (year == 1) {
        return put(buf, snprintf(buf, DATE_TEXT_BYTES, "%s元年度", e->name));
    }
    return put(buf, snprintf(buf, DATE_TEXT_BYTES, "%s%d年度", e->name, year));
}

date fiscal_month_from(fiscal_year fy, int fiscal_month_no)
{
    assert(fiscal_month_no >= 0 && fiscal_month_no <= 12);
    int month = (fiscal_month_no + 3) % 12 + 1;
    int year = fy.first_year + (fiscal_month_no >= 9 ? 1 : 0);
    return date_of(year, month, 1);
}
