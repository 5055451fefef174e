/*
 * 繰り返す日 -- see recurrence.h.
 *
 * Law     民法142条     Cases   recurrence.cases
 */
#include "rules/common/recurrence.h"

#include "base/text.h"
#include "rules/common/holidays.h"

#define YEARS_AHEAD 4

/* ------------------------------------------------------------------------------------ words -- */

static bool begins(const char *words, const char *with, const char **ret_rest)
{
    size_t n = strlen(with);
    if (strncmp(words, with, n) != 0) {
        return false;
    }
    *ret_rest = words + n;
    return true;
}

/* Each piece between commas; false when `take` refuses one, or there is none. */
static bool each_piece(const char *list, struct recurrence *r,
                       bool (*take)(struct recurrence *r, const char *piece, size_t len))
{
    for (;;) {
        size_t len = strcspn(list, ",");
        if (len == 0 || !take(r, list, len)) {
            return false;
        }
        if (list[len] == '\0') {
            return true;
        }
        list += len + 1;
    }
}

static bool add_number(struct recurrence *r, int64_t number)
{
    if (r->count == RECURRENCE_DAYS_MAX) {
        return false;
    }
    r->days[r->count++] = (int)number;
    return true;
}

static bool take_weekday(struct recurrence *r, const char *piece, size_t len)
{
    static const char *const names[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (len == strlen(names[i]) && memcmp(piece, names[i], len) == 0) {
            r->weekdays |= 1u << i;
            return true;
        }
    }
    return false;
}

static bool take_day(struct recurrence *r, const char *piece, size_t len)
{
    int64_t n;
    return parse_i64(piece, len, 1, 31, &n) && add_number(r, n);
}

/* The 23rd business day of a month does not exist in every one; the n-th from its end neither. */
static bool take_business_day(struct recurrence *r, const char *piece, size_t len)
{
    int64_t n;
    return parse_i64(piece, len, -15, 15, &n) && n != 0 && add_number(r, n);
}

static bool take_day_of_year(struct recurrence *r, const char *piece, size_t len)
{
    int64_t month, day;
    return len == 5 && piece[2] == '-' && parse_i64(piece, 2, 1, 12, &month) &&
           parse_i64(piece + 3, 2, 1, 31, &day) && date_is_valid(2024, (int)month, (int)day) &&
           add_number(r, month * 100 + day);
}

static bool parse_on(const char *on, struct recurrence *r)
{
    static const struct {
        const char *word;
        enum recurrence_kind kind;
        bool (*take)(struct recurrence *r, const char *piece, size_t len);
    } words[] = {{"weekday:", ON_WEEKDAYS, take_weekday},
                 {"day:", ON_DAYS_OF_MONTH, take_day},
                 {"business-day:", ON_BUSINESS_DAY_OF_MONTH, take_business_day},
                 {"year:", ON_DAYS_OF_YEAR, take_day_of_year}};
    static const struct {
        const char *word;
        enum recurrence_kind kind;
    } alone[] = {{"every-day", EVERY_DAY}, {"business-day", EVERY_BUSINESS_DAY}, {"last-day", ON_LAST_DAY}};

    for (size_t i = 0; i < COUNT_OF(alone); i++) {
        if (strcmp(on, alone[i].word) == 0) {
            r->kind = alone[i].kind;
            return true;
        }
    }
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        const char *rest;
        if (begins(on, words[i].word, &rest)) {
            r->kind = words[i].kind;
            return each_piece(rest, r, words[i].take);
        }
    }
    return false;
}

bool recurrence_parse(const char *on, const char *shift, struct recurrence *ret, const char **ret_why)
{
    static const char *const shifts[] = {"-", "next", "previous", "skip"};
    struct recurrence r = {.kind = EVERY_DAY};
    size_t s = 0;

    if (!parse_on(on, &r)) {
        *ret_why = "日は every-day, business-day, weekday:mon,thu, day:10,25, last-day, business-day:3, "
                   "business-day:-1, year:06-10 のように書きます";
        return false;
    }
    while (s < COUNT_OF(shifts) && strcmp(shift, shifts[s]) != 0) {
        s++;
    }
    if (s == COUNT_OF(shifts)) {
        *ret_why = "閉庁日のときは -（そのまま）, next, previous, skip から選びます";
        return false;
    }
    r.shift = (enum recurrence_shift)s;
    *ret = r;
    return true;
}

/* ------------------------------------------------------------------------------------- days -- */

static bool is_listed(const struct recurrence *r, int number)
{
    for (size_t i = 0; i < r->count; i++) {
        if (r->days[i] == number) {
            return true;
        }
    }
    return false;
}

/* The how-manieth business day of its month it is, from the front or (below zero) from the end. */
static bool is_listed_business_day(const struct recurrence *r, date day)
{
    struct civil c = date_civil(day);
    date first = date_of(c.year, c.month, 1), last = date_last_of_month(c.year, c.month);
    int before = 0, behind = 0;

    if (!business_day_is(day)) {
        return false;
    }
    for (date d = first; date_at_most(d, day); d = date_add_days(d, 1)) {
        before += business_day_is(d);
    }
    for (date d = day; date_at_most(d, last); d = date_add_days(d, 1)) {
        behind += business_day_is(d);
    }
    return is_listed(r, before) || is_listed(r, -behind);
}

/* Without the shift. The 31st is not a day of every month, 29 February not of every year. */
static bool is_named(const struct recurrence *r, date day)
{
    struct civil c = date_civil(day);

    switch (r->kind) {
    case EVERY_DAY: return true;
    case EVERY_BUSINESS_DAY: return business_day_is(day);
    case ON_WEEKDAYS: return (r->weekdays >> date_weekday(day) & 1) != 0;
    case ON_DAYS_OF_MONTH: return is_listed(r, c.day);
    case ON_LAST_DAY: return date_equal(day, date_last_of_month(c.year, c.month));
    case ON_BUSINESS_DAY_OF_MONTH: return is_listed_business_day(r, day);
    case ON_DAYS_OF_YEAR: return is_listed(r, c.month * 100 + c.day);
    }
    return false;
}

bool recurrence_is_on(const struct recurrence *r, date day)
{
    bool is_open = business_day_is(day);

    if (r->shift == SHIFT_NONE || (is_open && is_named(r, day))) {
        return is_named(r, day);
    }
    if (!is_open || r->shift == SHIFT_SKIP) {
        return false;
    }
    int step = r->shift == SHIFT_NEXT ? -1 : 1; /* a closed day beside this one may have moved here */
    for (date d = date_add_days(day, step); !business_day_is(d); d = date_add_days(d, step)) {
        if (is_named(r, d)) {
            return true;
        }
    }
    return false;
}

date recurrence_last(const struct recurrence *r, date from, date until)
{
    for (date d = until; date_at_most(from, d); d = date_add_days(d, -1)) {
        if (recurrence_is_on(r, d)) {
            return d;
        }
    }
    return date_none();
}

date recurrence_next(const struct recurrence *r, date from)
{
    for (int i = 0; i <= YEARS_AHEAD * 366; i++) {
        date d = date_add_days(from, i);
        if (recurrence_is_on(r, d)) {
            return d;
        }
    }
    return date_none();
}
