/*
 * 個人 -- one person, with or without a household (転出した人, 住登外者): what the registers hold about him.
 */
#include "web/templates.h"

static enum err person_show(struct screen_call *call);

const struct screen screen_person = {
    .path = "/person/#",
    .name = "person",
    .label = "個人の照会",
    .permission = PERM_ADDRESSEE_VIEW,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .only_reads = true,
    .event = "person.look",
    .help = "1人の住民情報、資格の履歴、所得、納付義務者としての保険料を見ます。世帯のない人もここで見ます。",
    .fields =
        (const struct screen_field[]){
            {"on", "基準日", "この日に正しい姿を見ます。空欄は業務日です。例：R8.4.1"},
            {"known", "いつの時点で分かっていたこと",
             "この日までに届いていた届出と訂正だけで見ます。空欄は今までに分かっていることすべてです。"},
            {NULL, NULL, NULL}},
    .show = person_show,
};

/*
 * What this operator may see of him (RP-03): his own measure, or one of anybody in his household, whose
 * address is his too.
 */
static enum err look_for_guard(struct screen_call *call, struct person_view *view)
{
    struct guarded_member *members = NULL;
    struct guard guard;
    size_t count = 0;
    enum err e = addressee_guard(call->session, view->person.addressee_no, view->from_no, GUARD_SCREEN,
                                 call->now, call->arena, call->report, &guard);
    if (e == ERR_NONE && view->person.household_no > 0) {
        e = addressee_household_for(call->session, view->person.household_no, view->at.as_of, view->from_no,
                                    GUARD_SCREEN, call->now, call->arena, call->report, &members, &count);
        if (e == ERR_FINDINGS) { /* no such household on that day */
            report_clear(call->report);
            e = ERR_NONE;
        }
    }
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        const struct guard *other = &members[i].guard;
        bool hides = other->level == GUARD_WITHOUT_ADDRESS && guard.level == GUARD_FULL;
        view->is_guarded = view->is_guarded || other->is_restricted || members[i].who.is_restricted;
        guard.level = hides ? GUARD_WITHOUT_ADDRESS : guard.level;
    }
    if (e == ERR_NONE && guard.level == GUARD_NOTHING) {
        return report_fail(call->report, ERR_FINDINGS, "宛名番号 %lld の人はいません",
                           (long long)view->person.addressee_no);
    }
    if (e == ERR_NONE) {
        view->is_guarded = view->is_guarded || guard.is_restricted || view->person.is_restricted;
        view->is_hidden = guard.level != GUARD_FULL;
        view->member.guard = guard;
        screen_saw_all(call, &guard, view->person.household_no);
        addressee_mask(&view->person, &guard);
    }
    return e;
}

/* For which household each membership was notified: by the event that began it (EL-02). 0 = nobody said. */
static void households_read(struct screen_call *call, struct person_view *view)
{
    int64_t *found = ARENA_ARRAY(call->arena, int64_t, view->member.fact_count + 1);

    for (size_t i = 0; i < view->member.fact_count; i++) {
        const struct eligibility_fact *f = &view->member.facts[i];
        found[i] = 0;
        for (size_t k = 0; k < view->event_count && f->kind == FACT_MEMBERSHIP; k++) {
            const struct eligibility_event *e = &view->events[k];
            bool begins = (e->kind == EVENT_ACQUIRE || e->kind == EVENT_CARD) &&
                          e->cancelled_at == INT64_MAX && date_equal(e->effective_on, f->span.from);
            found[i] = begins && e->household_no > 0 ? e->household_no : found[i];
        }
    }
    view->member.households = found;
}

static enum err person_show(struct screen_call *call)
{
    struct person_view view = {.may_see_premium = operator_may(&call->session->operator, PERM_PREMIUM_VIEW)};
    as_of_read(call, "on", "known", &view.at);
    view.from_no = screen_came_from(call);
    call->addressee_no = call->numbers[0];
    enum err e = addressee_by_no(call->session->store, call->numbers[0], view.at.as_of, call->arena,
                                 call->report, &view.person);
    if (e == ERR_NONE) {
        call->household_no = view.person.household_no;
        e = look_for_guard(call, &view);
    }
    if (e == ERR_NONE) {
        view.member.person = &view.person;
        e = members_read(call, &view.at, &view.member, 1);
    }
    if (e == ERR_NONE && operator_may(&call->session->operator, PERM_ELIGIBILITY_VIEW)) {
        struct eligibility_event *events = NULL;
        e = eligibility_events_of(call->session->store, view.person.addressee_no, view.at.as_of.known_at,
                                  true, call->arena, call->report, &events, &view.event_count);
        view.events = events;
        households_read(call, &view);
    }
    if (e == ERR_NONE && view.may_see_premium) {
        e = years_read(call, &view.at, view.person.addressee_no, 0, view.years);
    }
    if (e == ERR_NONE && view.may_see_premium) {
        e = incomes_read(call, &view.at, &view.member, 1, view.years);
    }
    if (e == ERR_NONE) {
        e = subject_panels_read(call, CHANGE_OF_PERSON, view.person.addressee_no, view.at.as_of.known_at,
                                &view.panels);
    }
    if (e == ERR_NONE) {
        template_person(&call->html, call, &view);
    }
    return e;
}
