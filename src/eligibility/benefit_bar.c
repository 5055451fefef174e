/*
 * 給付を自動では行わない期間 -- what bars a benefit of a day, for whoever decides about one (EL-66, 法59条).
 *
 * Law     国民健康保険法59条 (held in a prison or a juvenile home), 54条2項 (「やむを得ないと認めるとき」)
 * Rules   eligibility.md 2.8, 3.5
 *
 * The acquisition goes back to the day of the fact however late the notice is; what was paid to a doctor
 * before the notice is refundable only with a reason. The reason is the note of the acquisition: it is
 * entered by a clerk, with the event again, so that what was known before stays known.
 */
#include "eligibility/events.h"

const char *unassessed_fact_label(int kind)
{
    return kind == FACT_DETAINED  ? "刑事施設などへの収容（給付制限）"
           : kind == FACT_RETIREE ? "退職被保険者等（終わった制度）"
                                  : NULL;
}

const struct benefit_bar *benefit_bar_on(const struct benefit_bar *bars, size_t count, date day)
{
    for (size_t i = 0; i < count; i++) {
        if (date_at_most(bars[i].span.from, day) && date_before(day, bars[i].span.until)) {
            return &bars[i];
        }
    }
    return NULL;
}

enum err late_notice_is(const struct eligibility_law *law, const struct eligibility_event *event,
                        struct report *report, bool *ret)
{
    struct eligibility_terms terms;

    *ret = false;
    if (event->kind != EVENT_ACQUIRE || event->how == HOW_OPENING || date_is_none(event->occurred_on) ||
        date_is_none(event->notified_on)) {
        return ERR_NONE;
    }
    enum err e = eligibility_terms_on(law, event->occurred_on, report, &terms);
    *ret = e == ERR_NONE && eligibility_notice_is_late(&terms, event->occurred_on, event->notified_on) &&
           date_before(event->effective_on, event->notified_on);
    return e;
}

enum err eligibility_benefit_bars(const struct session *session, int64_t addressee_no, int64_t known_at,
                                  struct arena *arena, struct report *report, struct benefit_bar **ret,
                                  size_t *ret_count)
{
    const struct eligibility_law *law = NULL;
    struct eligibility_event *events = NULL;
    struct benefit_bar *bars = NULL;
    size_t count = 0, bar_count = 0, capacity = 0;
    enum err e = eligibility_law_load(session->folder.params, NULL, arena, report, &law);

    if (e == ERR_NONE) {
        e = eligibility_events_of(session->store, addressee_no, known_at, false, arena, report, &events,
                                  &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct eligibility_event *v = &events[i];
        bool is_late = false, is_held = v->kind == EVENT_FACT && (int)v->fact_kind == FACT_DETAINED;
        e = late_notice_is(law, v, report, &is_late);
        if (e == ERR_NONE && (is_held || (is_late && v->note.len == 0))) {
            *ARENA_PUSH(arena, bars, bar_count, capacity) = (struct benefit_bar){
                .cause = is_held ? BAR_DETAINED : BAR_LATE_NOTICE,
                .span = {v->effective_on, is_held ? v->until : v->notified_on},
                .occurred_on = v->occurred_on,
                .notified_on = v->notified_on,
                .event_no = v->event_no};
        }
    }
    *ret = bars;
    *ret_count = bar_count;
    return e;
}
