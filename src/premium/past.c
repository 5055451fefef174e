/*
 * 過去の再現 (NX-08) -- what a day makes of a household's year: what had been decided by its end, and the
 * premium of the facts that were known then. Asked for today it is what is known now.
 *
 * The tables are those in force for the year: what differs between two moments are the facts. What a
 * decision was made of, with the tables of its own, is premium_replay().
 */
#include "premium/assessment.h"
#include "premium/law_now.h"
#include "premium/premium.h"

static const struct premium_decision *decided_by(const struct premium_decision *newest_first, size_t count,
                                                 date day)
{
    for (size_t i = 0; i < count; i++) {
        if (newest_first[i].is_approved && date_at_most(newest_first[i].decided_on, day)) {
            return &newest_first[i];
        }
    }
    return NULL;
}

static const struct premium_case *case_of(const struct household_cases *cases, int64_t payer_no)
{
    for (size_t i = 0; i < cases->count; i++) {
        if (cases->cases[i].payer_no == payer_no) {
            return &cases->cases[i];
        }
    }
    return NULL;
}

enum err premium_past(struct session *session, const struct premium_decision *d, date day, int64_t known_at,
                      struct arena *arena, struct report *report, struct premium_past *ret)
{
    struct law_now now;
    struct premium_decision *decisions;
    struct household_cases cases = {0};
    size_t count;
    enum err e = law_now(session, (fiscal_year){(int16_t)d->year}, report, &now);

    *ret = (struct premium_past){.day = day, .known_at = known_at};
    if (e == ERR_NONE) {
        e = premium_decisions(session->store, d->year, d->payer_no, d->household_no, arena, report,
                              &decisions, &count);
    }
    if (e != ERR_NONE) {
        return e;
    }
    ret->decided = decided_by(decisions, count, day);
    const struct case_settings settings = {.year = {(int16_t)d->year},
                                           .care40_not_after = now.foresees_care40 ? date_none() : day};
    e = facts_of_household(session->store, d->household_no, &settings, known_at, NULL, 0, arena, report,
                           &cases);
    if (e != ERR_NONE) {
        return e;
    }
    const struct premium_case *c = case_of(&cases, d->payer_no);
    ret->is_liable = c != NULL;
    if (c == NULL) {
        return ERR_NONE;
    }
    struct assessed a;
    e = assess_case(now.law, c, &(struct splitting){.before = NULL}, arena, report, &a);
    ret->refused = a.refused;
    if (e == ERR_NONE && a.refused == NULL) {
        ret->made = (struct premium_replay){now.law, c->facts, a.result, a.trace};
    }
    return e;
}
