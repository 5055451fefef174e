/* 適用適正化の画面の行 -- the suspicions as they stand today, with what follows and where it is entered. */
#include "enrolment/suspect.h"

const char *const *const enrolment_source_labels = suspect_source_labels;
_Static_assert(ENROLMENT_SOURCES == SUSPECT_SOURCES, "every source has its label");

/* The form that goes on with it: the insurance itself once it was decided, else a survey or the decision. */
static const struct change_kind *form_of(const struct suspect *s, enum suspect_state state)
{
    switch (state) {
    case STATE_SURVEY: return &kind_enrolment_survey;
    case STATE_READY: return &kind_enrolment_decide;
    case STATE_DECIDED: return s->way == WAY_LOSE ? &kind_eligibility_leave : &kind_eligibility_join;
    default: return NULL;
    }
}

static bool is_of(enum enrolment_show show, const struct suspect *s, enum suspect_state state)
{
    bool is_ended = state >= STATE_SETTLED;

    return show == SHOW_ENDED ? is_ended
                              : !is_ended && (show == SHOW_OPEN || suspect_wants(s, state) != NULL);
}

static enum err household_of(struct session *session, int64_t addressee_no, struct arena *arena,
                             struct report *report, int64_t *ret)
{
    const struct as_of now = {session->folder.business_date, INT64_MAX};
    struct addressee who;
    enum err e = addressee_by_no(session->store, addressee_no, now, arena, report, &who);

    *ret = e == ERR_NONE ? who.household_no : 0;
    if (e == ERR_FINDINGS) { /* in the register on no day any more */
        report_clear(report);
        e = ERR_NONE;
    }
    return e;
}

static enum err fill(struct session *session, const struct suspect *s, enum suspect_state state, date due,
                     struct arena *arena, struct report *report, struct enrolment_case *ret)
{
    *ret = (struct enrolment_case){.suspect_no = s->suspect_no,
                                   .addressee_no = s->addressee_no,
                                   .source = suspect_source_labels[s->source],
                                   .state = suspect_state_labels[state],
                                   .reason = eligibility_reason_label(s->reason, arena),
                                   .wants = state < STATE_SETTLED ? suspect_wants(s, state) : NULL,
                                   .words = s->words,
                                   .fact_on = s->fact_on,
                                   .listed_on = s->listed_on,
                                   .due = due,
                                   .ended_on = s->ended_on,
                                   .form = form_of(s, state)};
    return household_of(session, s->addressee_no, arena, report, &ret->household_no);
}

enum err enrolment_cases(struct session *session, const struct enrolment_filter *filter,
                         struct arena *arena, struct report *report, struct enrolment_case **ret,
                         size_t *ret_count, size_t ret_of_show[ENROLMENT_SHOWS])
{
    struct suspect *all = NULL;
    size_t count = 0, found = 0;
    enum err e = suspects_read(session->store, 0, arena, report, &all, &count);
    enum suspect_state *states = ARENA_ARRAY(arena, enum suspect_state, count + 1);
    date *due = ARENA_ARRAY(arena, date, count + 1);

    *ret = ARENA_ARRAY(arena, struct enrolment_case, count + 1);
    memset(ret_of_show, 0, ENROLMENT_SHOWS * sizeof(*ret_of_show));
    if (e == ERR_NONE) {
        e = suspects_judge(session, all, count, session->folder.business_date, arena, report, states, due);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (filter->source != 0 && filter->source != (int)all[i].source) {
            continue;
        }
        for (enum enrolment_show show = SHOW_OPEN; show < ENROLMENT_SHOWS; show++) {
            ret_of_show[show] += is_of(show, &all[i], states[i]);
        }
        if (is_of(filter->show, &all[i], states[i])) {
            e = fill(session, &all[i], states[i], due[i], arena, report, &(*ret)[found++]);
        }
    }
    *ret_count = found;
    return e;
}
