/*
 * 適用適正化の点検 -- what the register has settled, and a task for what waits for a person.
 *
 * Rules   eligibility.md 13.3: a loss is right when the insurance ended not later than the reason's own day
 * (法8条); a join is right when somebody is insured again from the fact on.
 */
#include "enrolment/suspect.h"

#include <inttypes.h>

#define SOURCE "enrolment:"

struct looking {
    struct session *session;
    struct arena *arena;
    struct report *report;
    date today;
    const struct eligibility_law *law;
    struct eligibility_terms terms;
    struct suspect_terms steps;
};

static enum err begin(struct looking *l)
{
    const struct data_folder *f = &l->session->folder;
    enum err e = eligibility_law_load(f->params, NULL, l->arena, l->report, &l->law);

    if (e == ERR_NONE) {
        e = eligibility_terms_on(l->law, l->today, l->report, &l->terms);
    }
    return e == ERR_NONE ? suspect_terms_load(f, l->today, l->arena, l->report, &l->steps) : e;
}

/* The first day on which he should not be insured any more, or from which he should be. */
static date wanted_from(const struct looking *l, const struct suspect *s)
{
    const char *code = arena_copy(l->arena, s->reason.bytes, s->reason.len);
    const struct eligibility_reason *reason = eligibility_reason_on(l->law, code, s->fact_on);

    return reason != NULL ? eligibility_effect_of(&l->terms, reason, s->fact_on).day : s->fact_on;
}

static enum err is_settled(const struct looking *l, const struct suspect *s, bool *ret)
{
    struct eligibility_membership *m = NULL;
    size_t count = 0;
    date from = wanted_from(l, s);
    bool is_insured = false;
    enum err e = eligibility_memberships_of(l->session->store, s->addressee_no, INT64_MAX, l->arena,
                                            l->report, &m, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool touches = date_before(from, m[i].span.until) && date_before(m[i].span.from, s->other_until);
        is_insured = is_insured || touches;
    }
    *ret = s->way == WAY_LOSE ? !is_insured : is_insured;
    return e;
}

static enum err judge(const struct looking *l, const struct suspect *s, enum suspect_state *ret,
                      date *ret_due)
{
    bool settled = false;
    enum err e = s->ended_by == 0 ? is_settled(l, s, &settled) : ERR_NONE;

    *ret = suspect_judge(s, &l->steps, settled, l->today, ret_due);
    return e;
}

enum err suspects_judge(struct session *session, const struct suspect *suspects, size_t count, date today,
                        struct arena *arena, struct report *report, enum suspect_state *ret_states,
                        date *ret_due)
{
    struct looking l = {.session = session, .arena = arena, .report = report, .today = today};
    enum err e = begin(&l);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = judge(&l, &suspects[i], &ret_states[i], &ret_due[i]);
    }
    return e;
}

/* ---------------------------------------------------------------------------------------- tasks -- */

const char *suspect_wants(const struct suspect *s, enum suspect_state state)
{
    switch (state) {
    case STATE_LETTER_DUE:
        return s->source == SOURCE_IMMIGRATION
                   ? "在留資格が変わりました。国保の資格を確かめ、届出がなければ勧奨通知を出してください。"
                   : NULL;
    case STATE_SURVEY: return "実態調査を続けてください。調べたことは「不現住の実態調査」に登録します。";
    case STATE_READY:
        return s->source == SOURCE_WELFARE
                   ? "保護の通知を確かめて、「適用適正化の決定」を登録してください。"
                   : "答えがありません。事実を調べ、「適用適正化の決定」で職権による処理か、終わる理由を登"
                     "録してください。";
    case STATE_DECIDED:
        return s->way == WAY_LOSE
                   ? "職権の決定がされました。世帯の画面から脱退（届出の方法は職権）を入力してください。"
                   : "職権の決定がされました。世帯の画面から加入（届出の方法は職権）を入力してください。";
    default: return NULL;
    }
}

static enum err task_of(const struct looking *l, const struct suspect *s, enum suspect_state state,
                        struct task *ret)
{
    static const char *const names[SUSPECT_STATES] = {[STATE_LETTER_DUE] = "letter",
                                                      [STATE_SURVEY] = "survey",
                                                      [STATE_READY] = "ready",
                                                      [STATE_DECIDED] = "enter"};
    const struct as_of now = {l->today, INT64_MAX};
    struct addressee who;
    char day[DATE_TEXT_BYTES];
    enum err e = addressee_by_no(l->session->store, s->addressee_no, now, l->arena, l->report, &who);

    if (e == ERR_FINDINGS) { /* in the register on no day: his number says who it is */
        report_clear(l->report);
        who = (struct addressee){.name = text_of("")};
        e = ERR_NONE;
    }
    date_format_era(s->fact_on, day);
    *ret = (struct task){
        .addressee_no = s->addressee_no,
        .source = text_of(arena_printf(l->arena, SOURCE "%s", names[state])),
        .source_key = text_of(arena_printf(l->arena, "%" PRId64, s->suspect_no)),
        .words = text_of(arena_printf(
            l->arena, "%s: %.*sさん、%s（%s、提案の事由 %.*s %s）。%s", suspect_source_labels[s->source],
            (int)who.name.len, who.name.bytes, arena_copy(l->arena, s->words.bytes, s->words.len), day,
            (int)s->reason.len, s->reason.bytes, eligibility_reason_label(s->reason, l->arena),
            suspect_wants(s, state))),
        .owner = {"", 0},
        .section = {"", 0},
        .done_words = {"", 0},
        .due = date_add_days(l->today, 14),
        .state = TASK_OPEN};
    return e;
}

static enum err settle(const struct looking *l, const struct suspect *s, int64_t now)
{
    const struct suspect_act act = {.suspect_no = s->suspect_no,
                                    .kind = STEP_SETTLED,
                                    .on = l->today,
                                    .words = text_of(s->way == WAY_LOSE
                                                         ? "国保の資格はこの日より前に終わっています"
                                                         : "国保に加入しています")};
    return suspect_step_add(l->session->store, &act, now, l->report);
}

enum err suspects_look(struct session *session, date today, int64_t now, struct arena *arena,
                       struct report *report, struct suspect_look *ret)
{
    struct looking l = {.session = session, .arena = arena, .report = report, .today = today};
    struct suspect *all = NULL;
    size_t count = 0, wanted = 0;
    enum err e = suspects_read(session->store, 0, arena, report, &all, &count);

    *ret = (struct suspect_look){0};
    if (e == ERR_NONE) {
        e = begin(&l);
    }
    struct task *tasks = ARENA_ARRAY(arena, struct task, count + 1);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        enum suspect_state state = STATE_REASON;
        date due;
        if (all[i].ended_by != 0) {
            continue;
        }
        e = judge(&l, &all[i], &state, &due);
        if (e == ERR_NONE && state == STATE_SETTLED) {
            ret->settled++;
            e = settle(&l, &all[i], now);
        } else if (e == ERR_NONE) {
            ret->open++;
            e = suspect_wants(&all[i], state) != NULL ? task_of(&l, &all[i], state, &tasks[wanted++])
                                                     : ERR_NONE;
        }
    }
    struct task_sync sync = {.actor = "job:enrolment-check",
                             .source_prefix = SOURCE,
                             .key_prefix = "",
                             .words = "次の手順に進んだか、終わりました",
                             .closes = true,
                             .tasks = tasks,
                             .count = wanted};
    e = e == ERR_NONE ? task_sync(session->store, &sync, now, report) : e;
    ret->tasks_added = sync.added;
    return e;
}
