/*
 * 世帯主 -- to whom a letter about somebody's insurance goes.
 *
 * Law     国民健康保険法9条, 76条     Rules  eligibility.md 5.1, 5.3, 10.2
 *
 * The head is that of the household of the insurance, insured or not: the one whom the register names,
 * unless 国保上の世帯主変更 has put a member in his place, and the family's head for a student (マル学) or a
 * child in a home (マル遠) who is registered elsewhere.
 */
#include "eligibility/events.h"

/* The household of the insurance to which he belongs on the day; the register's where nothing differs. */
static enum err household_of(struct store *s, int64_t addressee_no, struct as_of as_of, struct arena *arena,
                             struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_eligibility_overlay_of_persons);
    struct addressee who;
    bool row = false;
    enum err e;

    *ret = 0;
    query_set_numbers(q, &addressee_no, 1);
    query_set_i64(q, "from", date_ymd(as_of.on));
    query_set_i64(q, "until", date_ymd(date_add_days(as_of.on, 1)));
    query_set_i64(q, "known_at", as_of.known_at == FACT_MOMENT_OPEN ? FACT_MOMENT_OPEN - 1 : as_of.known_at);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    if (e == ERR_NONE && *ret == 0 &&
        (e = addressee_by_no(s, addressee_no, as_of, arena, report, &who)) == ERR_NONE) {
        *ret = who.household_no;
    }
    return e;
}

enum err eligibility_head_of(struct store *s, int64_t household_no, int64_t addressee_no, struct as_of as_of,
                             struct arena *arena, struct report *report, int64_t *ret_head_no)
{
    const struct span day = span_of_day(as_of.on);
    struct belonging *members = NULL;
    size_t count = 0;
    enum err e = ERR_NONE;

    if (household_no == 0) {
        e = household_of(s, addressee_no, as_of, arena, report, &household_no);
    }
    if (e == ERR_NONE) {
        e = eligibility_belonging_of(s, household_no, day, as_of.known_at, arena, report, &members, &count);
    }
    *ret_head_no = addressee_no;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        /* A belonging that an overlay has cut may end before the day. */
        bool holds = date_at_most(members[i].span.from, as_of.on) &&
                     date_before(as_of.on, members[i].span.until);
        *ret_head_no = holds && members[i].is_head ? members[i].addressee_no : *ret_head_no;
    }
    return e;
}
