/*
 * 年のない日付、元号だけの日付 -- days whose year the file leaves out (payment_formats.md 3.5 rule 3, 6, Y16,
 * Y36).
 *
 * The job's base day decides: of all days the digits may mean, the nearest one. MMDD is never more than half
 * a year away; YYMMDD of an era may be of any era in which the day exists, beyond ten years it is none.
 */
#include "interchange/interchange.h"

#define MONTH_DAYS_MOST 184
#define ERA_DAYS_MOST 3653

static int distance(date a, date b)
{
    int days = date_days_between(a, b);
    return days < 0 ? -days : days;
}

static void nearer(date candidate, date base, bool *found, date *best)
{
    if (!*found || distance(candidate, base) < distance(*best, base)) {
        *best = candidate;
        *found = true;
    }
}

static bool month_day_near(int month, int day, date base, date *ret)
{
    bool found = false;
    int year = date_civil(base).year;
    for (int y = year - 1; y <= year + 1; y++) {
        if (date_is_valid(y, month, day)) {
            nearer(date_of(y, month, day), base, &found, ret);
        }
    }
    return found && distance(*ret, base) <= MONTH_DAYS_MOST; /* 0229 of another year is none */
}

static bool era_day_near(struct text t, date base, date *ret)
{
    bool found = false;
    char digits[8];
    date candidate;
    memcpy(digits + 1, t.bytes, 6);
    digits[7] = '\0';
    for (char era = '1'; era <= '5'; era++) { /* 明治 to 令和; the day must lie inside the era */
        digits[0] = era;
        if (date_parse_typed(digits, 7, date_civil(base).year, &candidate)) {
            nearer(candidate, base, &found, ret);
        }
    }
    return found && distance(*ret, base) <= ERA_DAYS_MOST;
}

bool layout_day_near(struct text written, date base, date *ret)
{
    int64_t n;
    if (date_is_none(base) || !parse_i64(written.bytes, written.len, 0, 99999999, &n)) {
        return false;
    }
    switch (written.len) {
    case 4:
        return month_day_near((int)(n / 100), (int)(n % 100), base, ret);
    case 6:
        return era_day_near(written, base, ret);
    case 8:
        return date_from_ymd((int32_t)n, ret);
    default:
        return false;
    }
}
