/*
 * 台帳の記録 -- acts, the charges they are about, and the events of the time limit; appended in versions.
 *
 * What an act does to others (events of 時効, stays, waivers of 延滞金) is never entered: it follows
 * from the act
 * as it stands, each time it is written. So an end, an undoing and an extension need no rule of their own.
 */
#include "arrears/book.h"

static const struct text nothing = {"", 0};

date day_read(int64_t ymd)
{
    date d = date_none();
    bool is_day = ymd == 0 || date_from_ymd((int32_t)ymd, &d);
    assert(is_day);
    return d;
}

struct book_writing writing_of(const struct change_call *call)
{
    return (struct book_writing){call->session->store, call->arena, call->report, call->change_no,
                            call->recorded_at};
}

enum err book_run(struct query *q, struct report *report)
{
    int64_t changed;
    return query_run(q, report, &changed);
}

void book_bind(struct query *q, const struct bound *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        query_set_i64(q, numbers[i].name, numbers[i].value);
    }
}

enum err book_number(struct store *s, enum sql sql, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, sql);
    bool row;
    enum err e = query_step(q, report, &row);

    if (e == ERR_NONE) {
        assert(row);
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

bool cover_same_notice(const struct act_cover *a, const struct act_cover *b)
{
    return a->levy_year == b->levy_year && a->notice_no == b->notice_no &&
           a->household_no == b->household_no;
}

bool cover_is_first(const struct act_cover *covers, size_t at)
{
    for (size_t k = 0; k < at; k++) {
        if (cover_same_notice(&covers[k], &covers[at])) {
            return false;
        }
    }
    return covers[at].notice_no > 0;
}

enum slip_class cover_slip_class(const struct act_cover *covers, size_t count, size_t at, date on)
{
    int32_t first_year = covers[at].charged_year;

    for (size_t i = at; i < count; i++) {
        bool is_earlier = cover_same_notice(&covers[at], &covers[i]) && covers[i].charged_year < first_year;
        first_year = is_earlier ? covers[i].charged_year : first_year;
    }
    assert(first_year > 0);
    return slip_class_of(covers[at].levy_year, first_year, fiscal_year_of(on).first_year);
}

/* --------------------------------------------------------------------------------- acts ------- */

static struct act act_of_row(const struct query *q, struct arena *arena)
{
    return (struct act){
        .act_no = query_i64(q, 0),
        .version = (int32_t)query_i64(q, 1),
        .kind = (enum act_kind)query_i64(q, 2),
        .payer_no = query_i64(q, 3),
        .number_year = (int32_t)query_i64(q, 4),
        .number = query_i64(q, 5),
        .on = day_read(query_i64(q, 6)),
        .until = day_read(query_i64(q, 7)),
        .ended_on = day_read(query_i64(q, 8)),
        .related_on = day_read(query_i64(q, 9)),
        .end = (enum act_end)query_i64(q, 10),
        .detail = (int)query_i64(q, 11),
        .amount = query_i64(q, 12),
        .costs = query_i64(q, 13),
        .other_no = query_i64(q, 14),
        .party = text_copy(arena, query_text(q, 15)),
        .body = text_copy(arena, query_text(q, 16)),
        .reason = text_copy(arena, query_text(q, 17)),
        .is_void = query_i64(q, 18) != 0,
        .change_no = query_i64(q, 19),
        .recorded_at = query_i64(q, 20),
    };
}

static enum err acts_read(struct query *q, struct arena *arena, struct report *report, struct act **ret,
                          size_t *ret_count)
{
    struct act *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) = act_of_row(q, arena);
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

enum err arrears_acts(struct store *s, int64_t payer_no, struct arena *arena, struct report *report,
                      struct act **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_arrears_acts_of_payer);
    query_set_i64(q, "payer_no", payer_no);
    return acts_read(q, arena, report, ret, ret_count);
}

enum err acts_open(struct store *s, enum act_kind kind, struct arena *arena, struct report *report,
                   struct act **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_arrears_acts_open);
    query_set_i64(q, "kind", kind);
    return acts_read(q, arena, report, ret, ret_count);
}

static enum err versions_of(struct store *s, int64_t act_no, struct arena *arena, struct report *report,
                            struct act **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_arrears_act_versions);
    query_set_i64(q, "act_no", act_no);
    return acts_read(q, arena, report, ret, ret_count);
}

enum err arrears_act(struct store *s, int64_t act_no, struct arena *arena, struct report *report,
                     struct act *ret)
{
    struct act *versions;
    size_t count;
    enum err e = versions_of(s, act_no, arena, report, &versions, &count);

    if (e == ERR_NONE && count == 0) {
        return report_fail(report, ERR_FINDINGS, "滞納整理の記録 %lld はありません。番号を確かめてください",
                           (long long)act_no);
    }
    if (e == ERR_NONE) {
        *ret = versions[0];
    }
    return e;
}

enum err arrears_covers(struct store *s, int64_t act_no, struct arena *arena, struct report *report,
                        struct act_cover **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_arrears_covers_of_act);
    struct act_cover *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "act_no", act_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) = (struct act_cover){
            .levy_year = (int32_t)query_i64(q, 0),
            .household_no = query_i64(q, 1),
            .payer_no = query_i64(q, 2),
            .instalment = (int)query_i64(q, 3),
            .notice_no = query_i64(q, 4),
            .due = day_read(query_i64(q, 5)),
            .principal = query_i64(q, 6),
            .late_charge = query_i64(q, 7),
            .late_is_fixed = query_i64(q, 8) != 0,
        };
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

static enum err insert_act(const struct book_writing *w, const struct act *a)
{
    struct query *q = store_query(w->store, SQL_arrears_act_add);
    const struct bound numbers[] = {
        {"act_no", a->act_no},
        {"version", a->version},
        {"kind", a->kind},
        {"payer_no", a->payer_no},
        {"number_year", a->number_year},
        {"number", a->number},
        {"begun_on", day_kept(a->on)},
        {"until_on", day_kept(a->until)},
        {"ended_on", day_kept(a->ended_on)},
        {"related_on", day_kept(a->related_on)},
        {"end_cause", a->end},
        {"detail", a->detail},
        {"amount", a->amount},
        {"costs", a->costs},
        {"other_no", a->other_no},
        {"is_void", a->is_void},
        {"change_no", w->change_no},
        {"recorded_at", w->recorded_at},
    };
    book_bind(q, numbers, COUNT_OF(numbers));
    query_set_text(q, "party", a->party.bytes != NULL ? a->party : nothing);
    query_set_text(q, "body", a->body.bytes != NULL ? a->body : nothing);
    query_set_text(q, "reason", a->reason.bytes != NULL ? a->reason : nothing);
    return book_run(q, w->report);
}

static enum err insert_cover(const struct book_writing *w, const struct act *a, const struct act_cover *c)
{
    struct query *q = store_query(w->store, SQL_arrears_cover_add);

    query_set_i64(q, "act_no", a->act_no);
    query_set_i64(q, "levy_year", c->levy_year);
    query_set_i64(q, "household_no", c->household_no);
    query_set_i64(q, "payer_no", c->payer_no);
    query_set_i64(q, "instalment", c->instalment);
    query_set_i64(q, "notice_no", c->notice_no);
    query_set_i64(q, "due_on", day_kept(c->due));
    query_set_i64(q, "principal", c->principal);
    query_set_i64(q, "late_charge", c->late_charge);
    query_set_i64(q, "late_is_fixed", c->late_is_fixed);
    query_set_i64(q, "recorded_at", w->recorded_at);
    return book_run(q, w->report);
}

/* Numbers of a kind run from 1 in each fiscal year; one that was undone keeps its own. */
static enum err number_act(const struct book_writing *w, struct act *a)
{
    struct query *q = store_query(w->store, SQL_arrears_act_number_last);
    struct civil on = date_civil(a->on);
    bool row;

    a->number_year = on.month >= 4 ? on.year : on.year - 1;
    query_set_i64(q, "kind", a->kind);
    query_set_i64(q, "number_year", a->number_year);
    enum err e = query_step(q, w->report, &row);
    if (e == ERR_NONE) {
        assert(row);
        a->number = query_i64(q, 0) + 1;
    }
    query_reset(q);
    return e;
}

/* ------------------------------------------------------------------------------- events ------- */

struct book_event event_of_row(const struct query *q, struct arena *arena)
{
    return (struct book_event){
        .event_no = query_i64(q, 0),
        .version = (int32_t)query_i64(q, 1),
        .act_no = query_i64(q, 2),
        .kind = (enum limit_event_kind)query_i64(q, 3),
        .levy_year = (int32_t)query_i64(q, 4),
        .household_no = query_i64(q, 5),
        .payer_no = query_i64(q, 6),
        .instalment = (int)query_i64(q, 7),
        .on = day_read(query_i64(q, 8)),
        .ended_on = day_read(query_i64(q, 9)),
        .is_cancelled = query_i64(q, 10) != 0,
        .is_void = query_i64(q, 11) != 0,
        .words = text_copy(arena, query_text(q, 12)),
        .change_no = query_i64(q, 13),
        .recorded_at = query_i64(q, 14),
    };
}

static enum err events_read(struct query *q, struct arena *arena, struct report *report,
                            struct book_event **ret, size_t *ret_count)
{
    struct book_event *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) = event_of_row(q, arena);
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

enum err events_of_payer(struct store *s, int64_t payer_no, struct arena *arena, struct report *report,
                         struct book_event **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_arrears_events_of_payer);
    query_set_i64(q, "payer_no", payer_no);
    return events_read(q, arena, report, ret, ret_count);
}

enum err events_of_payers(struct store *s, const int64_t *payers, size_t payer_count, struct arena *arena,
                          struct report *report, struct book_event **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_arrears_events_of_payers);
    query_set_list(q, "payers", payers, payer_count);
    return events_read(q, arena, report, ret, ret_count);
}

enum err event_write(const struct book_writing *w, struct book_event *e)
{
    enum err result = ERR_NONE;
    if (e->event_no == 0) {
        e->version = 0;
        result = book_number(w->store, SQL_arrears_event_last, w->report, &e->event_no);
        e->event_no += 1;
    }
    e->version += 1;
    struct query *q = store_query(w->store, SQL_arrears_event_add);
    const struct bound numbers[] = {
        {"event_no", e->event_no},
        {"version", e->version},
        {"act_no", e->act_no},
        {"kind", e->kind},
        {"levy_year", e->levy_year},
        {"household_no", e->household_no},
        {"payer_no", e->payer_no},
        {"instalment", e->instalment},
        {"begun_on", day_kept(e->on)},
        {"ended_on", day_kept(e->ended_on)},
        {"is_cancelled", e->is_cancelled},
        {"is_void", e->is_void},
        {"change_no", w->change_no},
        {"recorded_at", w->recorded_at},
    };
    book_bind(q, numbers, COUNT_OF(numbers));
    query_set_text(q, "words", e->words.bytes != NULL ? e->words : nothing);
    return result == ERR_NONE ? book_run(q, w->report) : result;
}

/* ----------------------------------------------------------------- what follows from an act ---- */

/* The last day on which it says something: what was decided for a time is over then, whenever that is
 * written down. None = open. */
static date last_day(const struct act *a)
{
    return date_is_none(a->ended_on) || (!date_is_none(a->until) && date_before(a->until, a->ended_on))
               ? a->until
               : a->ended_on;
}

/* The events that an act as it stands makes of one of its charges; at most two. */
static size_t events_due(const struct act *a, const struct act_cover *c, struct book_event ret[2])
{
    const struct act_rule *rule = &act_rules[a->kind];
    struct book_event one = {.act_no = a->act_no,
                             .levy_year = c->levy_year,
                             .household_no = c->household_no,
                             .payer_no = c->payer_no,
                             .instalment = c->instalment,
                             .is_void = a->is_void,
                             .ended_on = date_none(),
                             .words = nothing};
    size_t n = 0;

    if (rule->acknowledges && !date_is_none(a->related_on)) { /* 職権: nobody applied, nobody acknowledged */
        ret[n] = one;
        ret[n].kind = LIMIT_ACKNOWLEDGED;
        ret[n++].on = a->related_on;
    }
    if (act_limit_event(a) != NO_LIMIT_EVENT) {
        ret[n] = one;
        ret[n].kind = (enum limit_event_kind)act_limit_event(a);
        ret[n].on = a->on;
        /* A grace runs to its last day as decided; what else lasts, lasts until it is ended. */
        ret[n].ended_on = ret[n].kind == LIMIT_GRACE ? last_day(a) : a->ended_on;
        ret[n++].is_cancelled = a->end == ACT_CANCELLED && !date_is_none(a->ended_on);
    }
    return n;
}

static bool same_event(const struct book_event *a, const struct book_event *b)
{
    return date_equal(a->on, b->on) && date_equal(a->ended_on, b->ended_on) &&
           a->is_cancelled == b->is_cancelled && a->is_void == b->is_void;
}

static enum err write_events(const struct book_writing *w, const struct act *a, const struct act_cover
                             *covers,
                             size_t cover_count)
{
    struct book_event *standing = NULL;
    size_t standing_count = 0;
    struct query *q = store_query(w->store, SQL_arrears_events_of_act);
    query_set_i64(q, "act_no", a->act_no);
    enum err e = events_read(q, w->arena, w->report, &standing, &standing_count);

    for (size_t i = 0; i < cover_count && e == ERR_NONE; i++) {
        struct book_event due[2];
        size_t n = events_due(a, &covers[i], due);
        for (size_t k = 0; k < n && e == ERR_NONE; k++) {
            const struct book_event *before = NULL;
            for (size_t j = 0; j < standing_count; j++) {
                const struct book_event *s = &standing[j];
                before = s->kind == due[k].kind && s->levy_year == due[k].levy_year &&
                                 s->household_no == due[k].household_no && s->instalment == due[k].instalment
                             ? s
                             : before;
            }
            if (before != NULL) {
                due[k].event_no = before->event_no;
                due[k].version = before->version;
            }
            e = before != NULL && same_event(before, &due[k]) ? ERR_NONE : event_write(w, &due[k]);
        }
    }
    return e;
}

/* [on, until): the days on which the act says something; empty when it was undone. */
static struct span days_of(const struct act *a)
{
    date last = last_day(a);
    date until = a->is_void ? a->on : date_is_none(last) ? date_open_end() : date_add_days(last, 1);
    return (struct span){a->on, date_max(a->on, until)};
}

static enum err write_stays(const struct book_writing *w, const struct act *a, const struct act_cover *covers,
                            size_t cover_count)
{
    struct span days = days_of(a);
    int64_t stay_no;
    enum err e = a->version > 1
                     ? collection_stay_end(w->store, "arrears", a->act_no, a->on, w->recorded_at, w->report)
                     : ERR_NONE;

    for (size_t i = 0; i < cover_count && e == ERR_NONE && date_before(days.from, days.until); i++) {
        struct collection_stay_row stay = {
            .kind = act_stay(a),
            .payer_no = covers[i].payer_no,
            .household_no = covers[i].household_no,
            .levy_year = covers[i].levy_year,
            .instalment = covers[i].instalment,
            .days = days,
            .cause_kind = "arrears",
            .cause_no = a->act_no,
        };
        e = collection_stay_add(w->store, &stay, w->recorded_at, w->report, &stay_no);
    }
    return e;
}

/* 地方税法15条の9: all of it for 災害・病気 and 執行停止, the part above the rate of grace for the rest. */
static bool waives(const struct act *a, enum late_waiver_kind *ret)
{
    switch (a->kind) {
    case ACT_GRACE:
        *ret = a->detail <= 2 ? LATE_WAIVER_ALL : LATE_WAIVER_GRACE_RATE;
        return true;
    case ACT_SALE_GRACE:
        *ret = LATE_WAIVER_GRACE_RATE;
        return true;
    case ACT_SUSPENSION:
        *ret = LATE_WAIVER_ALL;
        return true;
    case ACT_WAIVER:
        *ret = (enum late_waiver_kind)(a->detail - 1);
        return true;
    default:
        return false;
    }
}

static enum err write_waivers(const struct book_writing *w, const struct act *a, const struct act_cover
                              *covers,
                              size_t cover_count)
{
    enum late_waiver_kind kind;
    struct span days = days_of(a);
    enum err e = ERR_NONE;

    if (!waives(a, &kind)) {
        return ERR_NONE;
    }
    if (a->version > 1) {
        e = collection_waive_end(w->store, "arrears", a->act_no, w->recorded_at, w->report);
    }
    for (size_t i = 0; i < cover_count && e == ERR_NONE && date_before(days.from, days.until); i++) {
        struct collection_waiver waiver = {
            .levy_year = covers[i].levy_year,
            .household_no = covers[i].household_no,
            .payer_no = covers[i].payer_no,
            .instalment = covers[i].instalment,
            .waiver = {days, kind},
            .cause_kind = "arrears",
            .cause_no = a->act_no,
        };
        e = collection_waive(w->store, &waiver, w->recorded_at, w->report);
    }
    return e;
}

static enum err write_consequences(const struct book_writing *w, const struct act *a,
                                   const struct act_cover *covers, size_t cover_count)
{
    enum err e = write_events(w, a, covers, cover_count);

    if (e == ERR_NONE && act_stay(a) != 0) {
        e = write_stays(w, a, covers, cover_count);
    }
    return e == ERR_NONE ? write_waivers(w, a, covers, cover_count) : e;
}

enum err act_write(const struct book_writing *w, struct act *a, const struct act_cover *covers,
                   size_t cover_count)
{
    struct act_cover *standing = NULL;
    bool is_new = a->act_no == 0;
    enum err e = ERR_NONE;

    if (is_new) {
        a->version = 0;
        e = book_number(w->store, SQL_arrears_act_last, w->report, &a->act_no);
        a->act_no += 1;
        if (e == ERR_NONE && act_rules[a->kind].is_numbered) {
            e = number_act(w, a);
        }
    } else {
        e = arrears_covers(w->store, a->act_no, w->arena, w->report, &standing, &cover_count);
        covers = standing;
    }
    a->version += 1;
    if (e == ERR_NONE) {
        e = insert_act(w, a);
    }
    for (size_t i = 0; i < cover_count && e == ERR_NONE && is_new; i++) {
        e = insert_cover(w, a, &covers[i]);
    }
    return e == ERR_NONE ? write_consequences(w, a, covers, cover_count) : e;
}

/* --------------------------------------------------------------------------------- undo ------- */

/* An act upon which another was done stands until that one is taken back. */
static enum err nothing_upon(const struct book_writing *w, const struct act *a)
{
    struct act *acts = NULL;
    size_t count = 0;
    enum err e = arrears_acts(w->store, a->payer_no, w->arena, w->report, &acts, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (acts[i].other_no == a->act_no && !acts[i].is_void) {
            e = report_fail(w->report, ERR_INPUT,
                            "「%s」（記録 %lld）をもとにした「%s」（記録 %lld）があります。"
                            "新しいものから順に取り消してください",
                            act_rules[a->kind].label, (long long)a->act_no, act_rules[acts[i].kind].label,
                            (long long)acts[i].act_no);
        }
    }
    return e;
}

static enum err undo_act(const struct book_writing *w, int64_t act_no, int64_t applied_at)
{
    struct act *versions;
    size_t count;
    enum err e = versions_of(w->store, act_no, w->arena, w->report, &versions, &count);

    if (e != ERR_NONE) {
        return e;
    }
    if (versions[0].recorded_at != applied_at || versions[0].change_no != w->change_no) {
        return report_fail(w->report, ERR_INPUT,
                           "「%s」（記録 "
                           "%lld）にはその後の記録があります。新しいものから順に取り消してください",
                           act_rules[versions[0].kind].label, (long long)act_no);
    }
    if (count == 1) {
        e = nothing_upon(w, &versions[0]);
    }
    struct act back = count > 1 ? versions[1] : versions[0];
    back.version = versions[0].version;
    back.is_void = count > 1 ? back.is_void : true;
    return e == ERR_NONE ? act_write(w, &back, NULL, 0) : e;
}

static enum err undo_events(const struct book_writing *w, int64_t applied_at)
{
    struct book_event *events = NULL;
    size_t count = 0;
    struct query *q = store_query(w->store, SQL_arrears_events_of_change);
    query_set_i64(q, "change_no", w->change_no);
    query_set_i64(q, "applied_at", applied_at);
    enum err e = events_read(q, w->arena, w->report, &events, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        events[i].is_void = true;
        e = event_write(w, &events[i]);
    }
    return e;
}

enum err acts_undo(struct change_call *call)
{
    struct book_writing w = writing_of(call);
    int64_t *numbers = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;
    struct query *q = store_query(w.store, SQL_arrears_acts_of_change);

    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "applied_at", call->applied_at);
    while ((e = query_step(q, w.report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(w.arena, numbers, count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    for (size_t i = count; i-- > 0 && e == ERR_NONE;) {
        e = undo_act(&w, numbers[i], call->applied_at);
    }
    return e == ERR_NONE ? undo_events(&w, call->applied_at) : e;
}
