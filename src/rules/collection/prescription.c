/*
 * 消滅時効 -- the last day on which a charge may still be collected, out of everything that happened to it.
 *
 * Law     国民健康保険法110条, 地方自治法236条, 地方税法18条・18条の2 (税), 民法143条・147条-152条・160条
 * Table   params/national/collection/deadlines.tsv     Cases   prescription.cases
 *
 * The period begins on the day after the due date. A renewal on a day begins a new period on the next; a
 * stay keeps the period from ending before its own last day. What comes after the end has no effect. The
 * limit is never typed in: it is this replay.
 */
#include "rules/collection/arrears.h"

#include "rules/common/period.h"

#include <stdlib.h>

#define TERM static struct trace_term

TERM term_due = {"納期限", {"国民健康保険法110条第1項"}, "", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_years = {"時効の年数", {"国民健康保険法110条第1項"}, "", TRACE_NUMBER, TRACE_EXACT, {0}};
TERM term_start = {"時効の完成する日（はじめ）", {"民法143条"}, "{1} の翌日から {2}年", TRACE_DAY,
                   TRACE_EXACT, {0}};
TERM term_early = {"時効の完成する日（早い読み方）", {"国民健康保険法110条"}, "督促の翌日から",
                   TRACE_DAY, TRACE_EXACT, {0}};
TERM term_late = {"時効の完成する日（遅い読み方）", {"国民健康保険法110条"},
                  "督促の指定の日の翌日から", TRACE_DAY, TRACE_EXACT, {0}};

#define EVENT_TERM(label_, law_) {label_, {law_}, "{1}、この後に完成する日", TRACE_DAY, TRACE_EXACT, {0}}
static struct trace_term event_terms[LIMIT_EVENT_KINDS] = {
    [LIMIT_NOTICE] = EVENT_TERM("納入の通知（更新）", "国民健康保険法110条第2項"),
    [LIMIT_DUNNING] = EVENT_TERM("督促（更新、初めの1回だけ）", "国民健康保険法110条第2項"),
    [LIMIT_REMINDER] = EVENT_TERM("催告（完成猶予）", "民法150条"),
    [LIMIT_SEIZURE] = EVENT_TERM("差押え（完成猶予と更新）", "民法148条"),
    [LIMIT_DEMAND] = EVENT_TERM("参加差押え・交付要求（完成猶予と更新）", "民法148条"),
    [LIMIT_ACKNOWLEDGED] = EVENT_TERM("承認（更新）", "民法152条"),
    [LIMIT_GRACE] = EVENT_TERM("猶予（その間は進まない）", "地方税法18条の2第4項"),
    [LIMIT_SUSPENSION] = EVENT_TERM("執行停止（時効は進む）", "地方税法15条の7"),
    [LIMIT_BANKRUPTCY] = EVENT_TERM("破産手続への参加（完成猶予と更新）", "民法147条"),
    [LIMIT_DEATH] = EVENT_TERM("相続財産（完成猶予）", "民法160条"),
    [LIMIT_SUCCESSION_NOTICE] = EVENT_TERM("承継の通知（更新しない）", "最高裁令和2年6月26日判決"),
};
TERM term_event_day = {"できごとの日", {"国民健康保険法110条"}, "", TRACE_DAY, TRACE_EXACT, {0}};

struct ordered {
    const struct limit_event *event;
    size_t index;
};

struct replay {
    const struct arrears_terms *terms;
    bool is_late;
    date limit;
    date reminder_until; /* a reminder's stay runs until this day */
    bool was_dunned;
};

static int by_day(const void *a, const void *b)
{
    const struct ordered *x = a, *y = b;

    if (x->event->on.day != y->event->on.day) {
        return x->event->on.day < y->event->on.day ? -1 : 1;
    }
    return (x->index > y->index) - (x->index < y->index);
}

static date months_after(date day, int64_t months)
{
    return period_end(date_add_days(day, 1), (int)months);
}

static enum limit_effect stay_until(struct replay *r, date day)
{
    if (!date_before(r->limit, day)) {
        return LIMIT_NO_EFFECT; /* it would not have ended before anyway */
    }
    r->limit = day;
    return LIMIT_STAYED;
}

static enum limit_effect renew(struct replay *r, date day)
{
    r->limit = date_max(r->limit, months_after(day, 12 * r->terms->limit_years.value));
    return LIMIT_RENEWED;
}

/* What lasts: no end while it lasts, a new period after it; half a year where it ended without purpose. */
static enum limit_effect last(struct replay *r, const struct limit_event *e)
{
    if (date_is_none(e->ended_on)) {
        r->limit = date_open_end();
        return LIMIT_STAYED;
    }
    if (e->is_cancelled) {
        return stay_until(r, months_after(e->ended_on, r->terms->cancelled_stay_months.value));
    }
    return renew(r, e->ended_on);
}

/* Only the first notice renews: a repeated one has no effect on the limit. */
static enum limit_effect dun(struct replay *r, const struct limit_event *e)
{
    if (r->was_dunned) {
        return LIMIT_NO_EFFECT;
    }
    r->was_dunned = true;
    if (!r->is_late) {
        return renew(r, e->on);
    }
    return renew(r, date_is_none(e->fixed_on)
                        ? date_add_days(e->on, (int)r->terms->dunning_restart_days.value)
                        : e->fixed_on);
}

/* 「催告によって時効の完成が猶予されている間にされた再度の催告」 has no effect (民法150条2項). */
static enum limit_effect remind(struct replay *r, const struct limit_event *e)
{
    if (!date_is_none(r->reminder_until) && date_at_most(e->on, r->reminder_until)) {
        return LIMIT_NO_EFFECT;
    }
    r->reminder_until = months_after(e->on, r->terms->reminder_stay_months.value);
    return stay_until(r, r->reminder_until);
}

static enum limit_effect apply(struct replay *r, const struct limit_event *e)
{
    if (e->is_void || date_before(r->limit, e->on)) {
        return LIMIT_NO_EFFECT;
    }
    switch (e->kind) {
    case LIMIT_NOTICE:
    case LIMIT_ACKNOWLEDGED:
        return renew(r, e->on);
    case LIMIT_DUNNING:
        return dun(r, e);
    case LIMIT_REMINDER:
        return remind(r, e);
    case LIMIT_SEIZURE:
    case LIMIT_DEMAND:
    case LIMIT_GRACE:
    case LIMIT_BANKRUPTCY:
        return last(r, e);
    case LIMIT_DEATH: /* six months from the day the heirs are certain */
        return stay_until(r, date_is_none(e->ended_on)
                                 ? date_open_end()
                                 : months_after(e->ended_on, r->terms->estate_stay_months.value));
    case LIMIT_SUSPENSION:
    case LIMIT_SUCCESSION_NOTICE:
        return LIMIT_NO_EFFECT;
    case LIMIT_EVENT_KINDS:
        break;
    }
    base_bug(__FILE__, __LINE__, "an event of the time limit that does not exist");
}

static date replay(const struct arrears_terms *terms, date due, bool is_late,
                   const struct ordered *order, size_t count, struct trace *t,
                   enum limit_effect *ret_effects)
{
    struct replay r = {.terms = terms, .is_late = is_late, .reminder_until = date_none()};

    r.limit = months_after(due, 12 * terms->limit_years.value);
    if (t != NULL) {
        trace_id due_id = trace_fact(t, &term_due, TRACE_NOBODY, due.day);
        trace_id years = trace_param(t, &term_years, terms->limit_years.value,
                                     &terms->limit_years.source);
        trace_made(t, &term_start, TRACE_NOBODY, r.limit.day, due_id, years, 0, 0);
    }
    for (size_t i = 0; i < count; i++) {
        enum limit_effect effect = apply(&r, order[i].event);
        if (ret_effects != NULL) {
            ret_effects[order[i].index] = effect;
        }
        if (t != NULL) {
            trace_id on = trace_fact(t, &term_event_day, TRACE_NOBODY, order[i].event->on.day);
            trace_tested(t, &event_terms[order[i].event->kind], TRACE_NOBODY, r.limit.day,
                         effect != LIMIT_NO_EFFECT, on, 0, 0, 0);
        }
    }
    if (t != NULL) {
        trace_fact(t, is_late ? &term_late : &term_early, TRACE_NOBODY, r.limit.day);
    }
    return r.limit;
}

void limit_replay(const struct arrears_terms *terms, date due, const struct limit_event *events,
                  size_t count, struct arena *arena, struct trace *trace,
                  enum limit_effect *ret_effects, struct limit_result *ret)
{
    struct ordered *order = ARENA_ARRAY(arena, struct ordered, count + 1);

    for (size_t i = 0; i < count; i++) {
        order[i] = (struct ordered){&events[i], i};
    }
    qsort(order, count, sizeof order[0], by_day);
    ret->early = replay(terms, due, false, order, count, trace, NULL);
    ret->late = replay(terms, due, true, order, count, trace, ret_effects);
}
