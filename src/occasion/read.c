/* 出生・死亡の一括 -- what both entries and the page ask of the registers. */
#include "occasion/occasion.h"

/* Two births of one mother are at least this far apart; an expected day and the day itself are not. */
#define ONE_BIRTH_DAYS 200

enum err occasion_household(const struct session *session, int64_t addressee_no, struct arena *arena,
                            struct report *report, int64_t *ret)
{
    const date today = session->folder.business_date;
    struct eligibility_event *events = NULL;
    struct addressee who;
    size_t count = 0;
    enum err e = addressee_by_no(session->store, addressee_no, (struct as_of){today, INT64_MAX}, arena,
                                 report, &who);

    if (e == ERR_NONE) {
        *ret = who.household_no;
        e = eligibility_events_of(session->store, addressee_no, INT64_MAX, false, arena, report, &events,
                                  &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool runs = events[i].kind == EVENT_HOUSEHOLD && events[i].detail != BELONGING_HEAD &&
                    date_at_most(events[i].effective_on, today) && date_before(today, events[i].until);
        *ret = runs ? events[i].household_no : *ret;
    }
    return e;
}

enum err occasion_membership(const struct session *session, int64_t addressee_no, date day,
                             struct arena *arena, struct report *report, struct eligibility_membership *ret,
                             bool *ret_found)
{
    struct eligibility_membership *all = NULL;
    size_t count = 0;
    enum err e =
        eligibility_memberships_of(session->store, addressee_no, INT64_MAX, arena, report, &all, &count);

    *ret_found = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (date_at_most(all[i].span.from, day) && date_before(day, all[i].span.until)) {
            *ret = all[i];
            *ret_found = true;
        }
    }
    return e;
}

enum err occasion_event(const struct session *session, int64_t addressee_no, const char *reason,
                        struct arena *arena, struct report *report, struct eligibility_event *ret,
                        bool *ret_found)
{
    struct eligibility_event *events = NULL;
    size_t count = 0;
    enum err e = eligibility_events_of(session->store, addressee_no, INT64_MAX, false, arena, report, &events,
                                       &count);

    *ret_found = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (text_is(events[i].reason, reason) &&
            (events[i].kind == EVENT_ACQUIRE || events[i].kind == EVENT_LOSE)) {
            *ret = events[i];
            *ret_found = true;
        }
    }
    return e;
}

enum err occasion_maternity(const struct session *session, int64_t mother_no, date born, struct arena *arena,
                            struct report *report, date *ret)
{
    const struct span near = {date_add_days(born, -ONE_BIRTH_DAYS), date_add_days(born, ONE_BIRTH_DAYS)};
    struct eligibility_fact *facts = NULL;
    size_t count = 0;
    enum err e = eligibility_facts_of(session->store, mother_no, near, INT64_MAX, arena, report, &facts,
                                      &count);

    *ret = date_none();
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_near =
            date_before(near.from, facts[i].span.from) && date_before(facts[i].span.from, near.until);
        *ret = facts[i].kind == FACT_MATERNITY && is_near ? facts[i].span.from : *ret;
    }
    return e;
}
