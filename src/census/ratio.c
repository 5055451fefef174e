/*
 * 70歳以上の一般・現役並み (eligibility.md 16.5) -- by the ratio of the newest paper in force on the day.
 *
 * What is counted is what the person was told, not what a judgement of today would say of that day: so a
 * month counts the same whenever it is counted again. Whom no paper tells a ratio is counted apart.
 */
#include "census/ratio.h"

#define TENTHS_ACTIVE 3

static enum err take(void *context, const struct certificate_ratio *ratio, struct report *report)
{
    struct ratios *r = context;

    (void)report;
    *ARENA_PUSH(r->arena, r->list, r->count, r->capacity) = *ratio;
    return ERR_NONE;
}

enum err ratios_read(struct store *s, date from, date last_day, int64_t known_at, struct arena *arena,
                     struct report *report, struct ratios *ret)
{
    *ret = (struct ratios){.arena = arena};
    return certificate_each_ratio(s, from, last_day, known_at, take, ret, report);
}

static size_t first_of(const struct ratios *r, int64_t addressee_no)
{
    size_t from = 0, until = r->count;

    while (from < until) {
        size_t at = (from + until) / 2;
        if (r->list[at].addressee_no < addressee_no) {
            from = at + 1;
        } else {
            until = at;
        }
    }
    return from;
}

enum census_ratio ratio_on(const struct ratios *r, int64_t addressee_no, date day)
{
    for (size_t i = first_of(r, addressee_no); i < r->count && r->list[i].addressee_no == addressee_no;
         i++) {
        if (date_at_most(r->list[i].from, day) && date_at_most(day, r->list[i].last_day)) {
            return r->list[i].tenths >= TENTHS_ACTIVE ? CENSUS_RATIO_ACTIVE : CENSUS_RATIO_ORDINARY;
        }
    }
    return CENSUS_RATIO_UNKNOWN;
}
