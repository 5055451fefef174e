/*
 * 資格の毎日の点検 -- what changed in the registers since the last run and touches the insurance.
 *
 * Rows    EL-42 (提案), EL-33 (住記異動者), EL-47 (在留期間), EL-48 (75歳), EL-49 (障害認定), EL-10 to
 * EL-12 (更新) Rules   eligibility.md 3.6, 3.3, 12.4, 12.5
 *
 * An event of the resident register becomes a task with the proposal, or is written where the matrix lets
 * it be (death); so are the losses that follow from the law alone (75 years, the other scheme by
 * disability). An event of the feed is taken once: its place in the person's history is the event's source.
 * All of a run is one transaction, and a run that was killed is done again. A night looks at whom something
 * touched since the night before (daily_who.c).
 */
#include "eligibility/daily.h"
#include "eligibility/kinds.h"
#include "eligibility/proposal.h"

#include "rules/common/age.h"
#include "store/moved.h"

#include <inttypes.h>

#define SOURCE DAILY_SOURCE

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err show(struct job_run *run);

enum { OPTION_ALL };
static const struct job_option options[] = {
    {"all", "全員を調べる（する / しない = 前回の後に記録のあった人と、日の来た人だけ）", "しない"},
};

const struct job job_eligibility_daily = {
    .name = "eligibility-daily",
    .label = "資格の毎日の点検（住民異動・年齢到達・在留期間）",
    .unit = "件",
    .run_permission = PERM_NIGHT_RUN,
    .options = options,
    .option_count = COUNT_OF(options),
    .prepare = prepare,
    .propose = propose,
    .show = show,
};

struct daily {
    struct job_run *run;
    struct session *session;
    struct arena *arena;
    date day;
    const struct eligibility_law *law;
    struct eligibility_terms terms;
    int64_t parameters[EVENT_PARAMETERS];
    struct daily_who who;
    struct resident_event *stays; /* of those looked at, whenever they end */
    size_t stay_count;
    struct task *tasks;
    size_t count, capacity;
    struct eligibility_event *adds, *cancels;
    size_t add_count, add_capacity, cancel_count, cancel_capacity;
};

static void tell(struct daily *d, const char *source, int64_t addressee_no, int64_t household_no,
                 const char *key, const char *words, date due)
{
    *ARENA_PUSH(d->arena, d->tasks, d->count, d->capacity) = (struct task){
        .addressee_no = addressee_no, .household_no = household_no, .source = text_of(source),
        .source_key = text_of(key), .words = text_of(words), .owner = {"", 0}, .section = {"", 0},
        .done_words = {"", 0}, .due = due, .state = TASK_OPEN};
}

static enum err memberships(struct daily *d, int64_t no, struct eligibility_membership **ret,
                            size_t *ret_count)
{
    return eligibility_memberships_of(d->session->store, no, INT64_MAX, d->arena, d->run->report, ret,
                                      ret_count);
}

/* Insured on the day, or the membership that ends last: NULL when he never was. */
static const struct eligibility_membership *membership_at(const struct eligibility_membership *m,
                                                          size_t count, date day)
{
    for (size_t i = 0; i < count; i++) {
        if (date_at_most(m[i].span.from, day) && date_before(day, m[i].span.until)) {
            return &m[i];
        }
    }
    return NULL;
}

/* A loss that is written without a clerk. False: the table has no such reason. */
static bool loss_add(struct daily *d, const struct eligibility_membership *m, const char *code, date fact,
                     const char *source, enum event_how how)
{
    const struct eligibility_reason *reason = eligibility_reason_on(d->law, code, fact);

    if (reason == NULL) {
        return false;
    }
    struct eligibility_effect effect = eligibility_effect_of(&d->terms, reason, fact);
    *ARENA_PUSH(d->arena, d->adds, d->add_count, d->add_capacity) =
        (struct eligibility_event){.addressee_no = m->addressee_no,
                                   .kind = EVENT_LOSE,
                                   .fact_kind = FACT_MEMBERSHIP,
                                   .reason = text_of(code),
                                   .occurred_on = fact,
                                   .effective_on = effect.day,
                                   .until = date_open_end(),
                                   .notified_on = date_none(),
                                   .prefecture_on = reason->is_prefectural ? effect.day : date_none(),
                                   .how = how,
                                   .detail = (int32_t)date_days_between(effect.duty_until, effect.day),
                                   .household_no = m->household_no,
                                   .card_symbol = {"", 0},
                                   .card_number = {"", 0},
                                   .evidence = {"", 0},
                                   .note = {"", 0},
                                   .source = text_of(source)};
    return true;
}

/* ------------------------------------------------------------------------------ 住民異動 ------- */

static enum err others_insured(struct daily *d, const struct resident_event *event, bool *ret)
{
    struct belonging *rows = NULL;
    size_t count = 0;
    struct span on = span_of_day(event->event_on);
    enum err e = eligibility_belonging_of(d->session->store, event->household_no, on, INT64_MAX, d->arena,
                                          d->run->report, &rows, &count);

    *ret = false;
    for (size_t i = 0; i < count && e == ERR_NONE && !*ret; i++) {
        struct eligibility_membership *m = NULL;
        size_t n = 0;
        if (rows[i].addressee_no != event->addressee_no) {
            e = memberships(d, rows[i].addressee_no, &m, &n);
            *ret = membership_at(m, n, event->event_on) != NULL;
        }
    }
    return e;
}

/* What this job made of a cancelled event is cancelled; what a clerk made is told. */
static enum err reverse(struct daily *d, const struct resident_event *event, const char *key)
{
    struct eligibility_event *events = NULL;
    size_t count = 0, found = 0;
    enum err e = eligibility_events_of(d->session->store, event->addressee_no, INT64_MAX, false, d->arena,
                                       d->run->report, &events, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_ours = events[i].change_no == 0 && events[i].source.len > 3 &&
                       memcmp(events[i].source.bytes, "ju:", 3) == 0;
        if (is_ours) {
            *ARENA_PUSH(d->arena, d->cancels, d->cancel_count, d->cancel_capacity) = events[i];
            found++;
        }
    }
    if (e == ERR_NONE) {
        tell(d, SOURCE "reversed", event->addressee_no, event->household_no, key,
             arena_printf(d->arena,
                          found > 0 ? "%.*sさんの住民異動が取り消され、自動で入れた異動を取り消しました。"
                                      "資格の履歴を確かめてください。"
                                    : "%.*sさんの住民異動が取り消されました。これをもとにした国保の異動が"
                                      "あれば取り消してください。",
                          (int)event->name.len, event->name.bytes),
             date_add_days(d->day, 7));
    }
    return e;
}

static void tell_proposal(struct daily *d, const struct resident_event *event, const struct proposal *p,
                          const char *key)
{
    const char *day = day_in_words(d->arena, p->occurred_on);
    const struct eligibility_reason *reason =
        p->reason[0] != '\0' ? eligibility_reason_on(d->law, p->reason, p->occurred_on) : NULL;
    const char *words = arena_printf(
        d->arena, "%s: %.*sさん、%s%s%s%s%s。%s", proposal_label(p->kind), (int)event->name.len,
        event->name.bytes, day, reason != NULL ? "、事由 " : "", reason != NULL ? p->reason : "",
        reason != NULL ? " " : "", reason != NULL ? reason->name : "",
        p->kind == PROPOSE_JOIN
            ? "ほかの保険に入っていないかを確かめ、世帯の画面から加入を入力してください。"
        : p->kind == PROPOSE_LEAVE
            ? (p->is_planned ? "転出予定です。転出先で住民となった日が届いたら確定してください。"
                             : "世帯の画面から脱退を入力してください。")
        : p->kind == PROPOSE_HOUSEHOLD ? "世帯の画面から世帯変更（記号番号）を入力してください。"
        : p->kind == PROPOSE_HEAD
            ? "納付義務者が変わります。特定同一世帯所属者と国保上の世帯主を確かめてください。"
            : "実態調査のうえ、脱退（L13c）を入力してください。");
    tell(d, arena_printf(d->arena, SOURCE "%s", p->kind == PROPOSE_JOIN    ? "join"
                                                : p->kind == PROPOSE_LEAVE ? "leave"
                                                                           : "household"),
         event->addressee_no, event->household_no, key, words, date_add_days(d->day, 14));
}

static enum err look_at_event(struct daily *d, const struct resident_event *event)
{
    const char *source = arena_printf(d->arena, "ju:%d", (int)event->history_no);
    const char *key =
        arena_printf(d->arena, "%lld/%d/%d", (long long)event->addressee_no, (int)event->history_no,
                     date_is_none(event->event_on) ? 0 : (int)date_ymd(event->event_on));
    struct eligibility_membership *m = NULL;
    size_t count = 0;
    bool is_known = false, others = false;

    if (date_is_none(event->event_on)) {
        return ERR_NONE;
    }
    enum err e = event_source_known(d->session->store, event->addressee_no, text_of(source), d->run->report,
                                    &is_known);
    if (e == ERR_NONE && !is_known) {
        e = memberships(d, event->addressee_no, &m, &count);
    }
    if (e == ERR_NONE && !is_known) {
        e = others_insured(d, event, &others);
    }
    if (e != ERR_NONE || is_known) {
        return e;
    }
    const struct eligibility_membership *standing =
        membership_at(m, count, date_add_days(event->event_on, -1));
    standing = standing != NULL ? standing : membership_at(m, count, event->event_on);
    struct proposal p = proposal_of(event, standing != NULL, others);
    if (p.kind == PROPOSE_NOTHING) {
        return ERR_NONE;
    }
    if (p.kind == PROPOSE_REVERSE) {
        return reverse(d, event, key);
    }
    bool ends_already = standing != NULL && date_before(standing->span.until, date_open_end());
    if (p.kind == PROPOSE_LEAVE && ends_already && !standing->is_planned) {
        return ERR_NONE; /* the notice was first */
    }
    if (p.applies && !ends_already && loss_add(d, standing, p.reason, p.occurred_on, source, HOW_DEEMED)) {
        tell(d, SOURCE "applied", event->addressee_no, event->household_no, key,
             arena_printf(
                 d->arena,
                 "%.*sさんの死亡（%s）による喪失を自動で入れました。葬祭費を案内し、証を回収してください。",
                 (int)event->name.len, event->name.bytes, day_in_words(d->arena, p.occurred_on)),
             date_add_days(d->day, 14));
        return ERR_NONE;
    }
    tell_proposal(d, event, &p, key);
    return ERR_NONE;
}

/*
 * The run before says up to where the feeds were looked at. -1: there was none; what the register held before
 * the first run was worked off by the system before, and is no event of ours.
 */
static enum err looked_until(struct daily *d, int64_t *ret)
{
    const struct run_record *last;
    enum err e = batch_newest_done(d->session->store, job_eligibility_daily.name, d->run->run_no, d->arena,
                                   d->run->report, &last);

    *ret = last != NULL ? last->known_at : -1;
    return e;
}

static enum err look_at_residents(struct daily *d)
{
    struct resident_event *events = NULL;
    size_t count = 0;
    int64_t after = 0;
    enum err e = looked_until(d, &after);

    if (e == ERR_NONE && after < 0) {
        fprintf(d->run->out, "はじめての点検です。これより後に届く住民異動を見ます\n");
    } else if (e == ERR_NONE) {
        e = addressee_resident_events(d->session->store, after, d->run->known_at, d->arena, d->run->report,
                                      &events, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_last = i + 1 == count || events[i + 1].addressee_no != events[i].addressee_no;
        if (is_last) { /* of several events of a person the newest says where he stands */
            e = look_at_event(d, &events[i]);
        }
    }
    return e;
}

/* ---------------------------------------------------------------- 75歳・障害認定 (EL-48, EL-49) ---- */

/* Who may leave by the law: insured by the facts, and old enough or in the other scheme; in order. */
struct insured_person {
    int64_t addressee_no;
    date from, latter_from; /* of the open membership; of the other scheme, none */
};
struct insured_list {
    struct insured_person *all;
    size_t count, capacity;
};

/* Keeps the last person of the list if the law may end his insurance. NULL: anybody of it may be old. */
static void keep_last(struct insured_list *list, const struct moved_list *old)
{
    const struct insured_person *last = list->count > 0 ? &list->all[list->count - 1] : NULL;

    if (old != NULL && last != NULL && date_is_none(last->latter_from) &&
        moved_find(old, last->addressee_no) == NULL) {
        list->count--;
    }
}

static enum err insured_read(struct daily *d, const struct moved_list *old, struct insured_list *ret)
{
    struct query *q = store_scan(d->session->store, d->who.is_all ? SQL_eligibility_fact_insured_on
                                                                  : SQL_eligibility_fact_insured_of);
    int64_t last_no = 0;
    bool row = false;
    enum err e;

    if (!d->who.is_all) {
        query_set_list(q, "persons", d->who.persons, d->who.count);
    }
    query_set_i64(q, "day", date_ymd(d->day));
    while ((e = query_step(q, d->run->report, &row)) == ERR_NONE && row) {
        int64_t no = query_i64(q, 0);
        date from = day_of_column(query_i64(q, 2));
        if (query_i64(q, 1) == FACT_LATTER_STAGE) {
            if (no == last_no) {
                ret->all[ret->count - 1].latter_from = from;
            }
            continue;
        }
        keep_last(ret, old);
        *ARENA_PUSH(d->arena, ret->all, ret->count, ret->capacity) =
            (struct insured_person){no, from, date_none()};
        last_no = no;
    }
    query_reset(q);
    keep_last(ret, old);
    return e;
}

/* Households of these persons, ascending. */
static enum err households_read(struct daily *d, const struct insured_list *list, struct moved_list *ret)
{
    struct moved_list persons = {0};

    for (size_t i = 0; i < list->count; i++) {
        moved_add(&persons, d->arena, list->all[i].addressee_no, 0);
    }
    enum err e =
        eligibility_households_of_moved(d->session->store, &persons, d->arena, d->run->report, ret);
    moved_settle(ret);
    return e;
}

static int by_number(const void *key, const void *row)
{
    const int64_t *no = key;
    const struct insured_person *p = row;
    return (*no > p->addressee_no) - (*no < p->addressee_no);
}

/* Their births, by the belongings that assessment reads. */
static enum err births_read(struct daily *d, const struct insured_list *list, date *births)
{
    struct moved_list households = {0};
    struct belonging *b = NULL;
    size_t count = 0;
    struct span today = span_of_day(d->day);
    enum err e = households_read(d, list, &households);
    if (e == ERR_NONE) {
        e = eligibility_belongings_of(d->session->store, moved_numbers(&households, d->arena),
                                      households.count, today, INT64_MAX, d->arena, d->run->report, &b,
                                      &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct insured_person *p =
            bsearch(&b[i].addressee_no, list->all, list->count, sizeof(list->all[0]), by_number);
        if (p != NULL && !date_from_ymd(b[i].birth.ymd, &births[p - list->all])) {
            births[p - list->all] = date_none(); /* 不詳: shown by premium's findings, never guessed */
        }
    }
    return e;
}

static enum err leave_by_law(struct daily *d, const struct insured_person *p, date birth)
{
    struct eligibility_membership *m = NULL;
    size_t count = 0;
    bool is_75 = !date_is_none(birth) && date_at_most(age_birthday(birth, AGE_LATE_ELDERLY), d->day);
    bool is_latter = !date_is_none(p->latter_from) && date_before(p->from, p->latter_from);
    date fact = is_75 ? age_birthday(birth, AGE_LATE_ELDERLY) : p->latter_from;

    if (!is_75 && !is_latter) {
        return ERR_NONE;
    }
    if (is_75 && is_latter) { /* entered by disability before the birthday */
        fact = date_min(fact, p->latter_from);
        is_75 = date_equal(fact, age_birthday(birth, AGE_LATE_ELDERLY));
    }
    enum err e = memberships(d, p->addressee_no, &m, &count);
    const struct eligibility_membership *standing = e == ERR_NONE ? membership_at(m, count, d->day) : NULL;
    const char *code = is_75 ? "L09" : "L10";
    if (standing == NULL || !date_before(standing->span.from, fact) ||
        !loss_add(d, standing, code, fact, is_75 ? "age:75" : "latter", HOW_EX_OFFICIO)) {
        return e;
    }
    tell(d, is_75 ? SOURCE "late-elderly" : SOURCE "disability", p->addressee_no, standing->household_no,
         arena_printf(d->arena, "%lld/%d", (long long)p->addressee_no, (int)date_ymd(fact)),
         arena_printf(d->arena,
                      "%sに後期高齢者医療へ移り、喪失（%s）を自動で入れました。証の回収、同じ世帯の人の"
                      "旧被扶養者・特定同一世帯の扱い、負担割合を確かめてください。",
                      day_in_words(d->arena, fact), code),
         date_add_days(d->day, 14));
    return e;
}

static enum err look_at_ages(struct daily *d)
{
    struct moved_list old = {0};
    struct insured_list list = {NULL, 0, 0};
    enum err e = ERR_NONE;

    if (!d->who.is_all && d->who.count == 0) {
        return ERR_NONE;
    }
    if (d->who.is_all) {
        e = eligibility_persons_born(d->session->store, daily_born_until(d->day), d->day, d->arena,
                                     d->run->report, &old);
    }
    e = e == ERR_NONE ? insured_read(d, d->who.is_all ? &old : NULL, &list) : e;
    date *births = ARENA_ARRAY(d->arena, date, list.count + 1);
    for (size_t i = 0; i < list.count; i++) {
        births[i] = date_none();
    }
    if (e == ERR_NONE && list.count > 0) {
        e = births_read(d, &list, births);
    }
    for (size_t i = 0; i < list.count && e == ERR_NONE; i++) {
        e = leave_by_law(d, &list.all[i], births[i]);
    }
    return e;
}

/* -------------------------------------------------------------- 在留期間・特例の更新 (EL-47, 5.9) ---- */

static enum err stays_read(struct daily *d)
{
    struct store *s = d->session->store;

    return d->who.is_all ? addressee_stays_ending(s, d->day, date_open_end(), d->arena, d->run->report,
                                                  &d->stays, &d->stay_count)
                         : addressee_stays_of(s, d->who.persons, d->who.count, d->day, d->arena,
                                              d->run->report, &d->stays, &d->stay_count);
}

static enum err look_at_stay(struct daily *d, const struct resident_event *stay)
{
    struct eligibility_membership *m = NULL;
    size_t n = 0;
    int left = date_days_between(d->day, stay->stay_ends_on), step = (int)d->parameters[PARAMETER_STAY_DAYS];
    enum err e = memberships(d, stay->addressee_no, &m, &n);

    if (e != ERR_NONE || membership_at(m, n, d->day) == NULL) {
        return e;
    }
    for (size_t k = COUNT_OF(daily_stay_steps); k-- > 0;) {
        step = left <= daily_stay_steps[k] ? daily_stay_steps[k] : step;
    }
    step = left < 0 ? 0 : step;
    tell(d, step == 0 ? SOURCE "stay-over" : SOURCE "stay", stay->addressee_no, stay->household_no,
         arena_printf(d->arena, "%lld/%d/%d", (long long)stay->addressee_no,
                      (int)date_ymd(stay->stay_ends_on), step),
         arena_printf(
             d->arena,
             left < 0 ? "%.*sさんの在留期間が%sで満了しています。更新の申請中か確かめ、申請がなければ"
                        "脱退（L12）を入力してください。"
                      : "%.*sさんの在留期間が%sで満了します。更新されれば証の期限が延びます。",
             (int)stay->name.len, stay->name.bytes, day_in_words(d->arena, stay->stay_ends_on)),
         stay->stay_ends_on);
    return ERR_NONE;
}

static enum err look_at_stays(struct daily *d)
{
    date until = date_add_days(d->day, (int)d->parameters[PARAMETER_STAY_DAYS]);
    enum err e = stays_read(d);

    for (size_t i = 0; i < d->stay_count && e == ERR_NONE; i++) {
        e = date_at_most(d->stays[i].stay_ends_on, until) ? look_at_stay(d, &d->stays[i]) : ERR_NONE;
    }
    return e;
}

static enum err look_at_exceptions(struct daily *d)
{
    struct query *q = store_query(d->session->store, SQL_eligibility_overlay_ending);
    bool row = false;
    enum err e;

    query_set_i64(q, "from", date_ymd(date_add_days(d->day, -DAILY_EXCEPTION_AFTER)));
    query_set_i64(q, "until", date_ymd(date_add_days(d->day, DAILY_EXCEPTION_BEFORE)));
    while ((e = query_step(q, d->run->report, &row)) == ERR_NONE && row) {
        date last = date_add_days(day_of_column(query_i64(q, 3)), -1);
        int64_t reason = query_i64(q, 2);
        tell(d, SOURCE "exception", query_i64(q, 0), query_i64(q, 1),
             arena_printf(d->arena, "%lld/%lld/%d", (long long)query_i64(q, 0), (long long)reason,
                          (int)date_ymd(last)),
             arena_printf(
                 d->arena,
                 "%sが%sで終わります。在学証明書・入所証明書を確かめて更新するか、終了を入力してください。",
                 reason == BELONGING_STUDENT    ? "マル学"
                 : reason == BELONGING_FACILITY ? "住所地特例"
                                                : "マル遠",
                 day_in_words(d->arena, last)),
             last);
    }
    query_reset(q);
    return e;
}

/* -------------------------------------------------------------------------------- the run ----- */

static enum err write_events(struct daily *d, int64_t now)
{
    struct event_writer w = {
        .store = d->session->store, .arena = d->arena, .report = d->run->report, .at = now};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < d->cancel_count && e == ERR_NONE; i++) {
        e = event_cancel(&w, &d->cancels[i]);
    }
    for (size_t i = 0; i < d->add_count && e == ERR_NONE; i++) {
        e = event_add(&w, &d->adds[i], NULL);
    }
    return e == ERR_NONE ? event_finish(&w) : e;
}

/* A proposal stays until a person has seen to it; what only tells a day ends when it holds no more. */
static bool covers_task(const void *context, const struct task *standing)
{
    (void)context;
    return text_is(standing->source, SOURCE "stay") || text_is(standing->source, SOURCE "stay-over") ||
           text_is(standing->source, SOURCE "exception");
}

/* The nights to come find by them whose stay ends, and whose row of the register begins or ends. */
static enum err note_days(struct daily *d)
{
    struct store *s = d->session->store;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < d->stay_count && e == ERR_NONE; i++) {
        e = moved_note_one(s, MOVED_STAY_END, date_ymd(d->stays[i].stay_ends_on), d->stays[i].addressee_no,
                           d->run->report);
    }
    return e == ERR_NONE ? addressee_note_days(s, d->day, d->who.is_all ? NULL : d->who.persons, d->who.count,
                                               d->arena, d->run->report)
                         : e;
}

static enum err write_all(struct daily *d, struct task_sync *sync)
{
    int64_t now = clock_now_ms(); /* while nobody else writes: no run takes these facts for known before */
    enum err e = d->run->dry_run ? ERR_NONE : batch_hold(d->run, d->run->report);

    e = e == ERR_NONE ? write_events(d, now) : e;
    e = e == ERR_NONE ? task_sync(d->session->store, sync, now, d->run->report) : e;
    return e == ERR_NONE ? note_days(d) : e;
}

/* What a trial writes is taken back: it says what would come and go. */
static enum err settle(struct daily *d)
{
    struct job_run *run = d->run;
    struct store *s = d->session->store;
    struct task_sync sync = {.actor = "job:eligibility-daily", .source_prefix = SOURCE, .key_prefix = "",
                             .words = "当てはまらなくなりました", .closes = true, .covers = covers_task,
                             .is_of_persons = !d->who.is_all, .persons = d->who.persons,
                             .person_count = d->who.count, .tasks = d->tasks, .count = d->count};
    enum err e = store_begin(s, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = write_all(d, &sync);
    if (e != ERR_NONE || run->dry_run) {
        store_rollback(s);
    } else {
        e = store_commit(s, run->report);
    }
    if (e == ERR_NONE) {
        fprintf(run->out,
                "知らせる作業 %zu 件（新しく %" PRId64 " 件、閉じた %" PRId64
                " 件）、自動で入れた異動 %zu 件、"
                "取り消した異動 %zu 件%s\n",
                d->count, sync.added + sync.reopened, sync.closed, d->add_count, d->cancel_count,
                run->dry_run ? "（試行のため記録しません）" : "");
    }
    return e == ERR_NONE && !run->dry_run
               ? batch_step(run, 1, (int64_t)(d->count + d->add_count), (int64_t)(d->count + d->add_count))
               : e;
}

#define TABLES "tables"

/* Tables and the ward's own numbers. */
static const char *tables_of(struct arena *arena, const struct eligibility_law *law,
                             const int64_t *parameters)
{
    char digest[SHA256_HEX];

    eligibility_law_digest(law, digest);
    return arena_printf(arena, "%s %" PRId64, digest, parameters[PARAMETER_STAY_DAYS]);
}

static enum err find_who(struct daily *d)
{
    struct last_look since;
    enum err e = batch_last_look_under(d->run, OPTION_ALL, TABLES, tables_of(d->arena, d->law, d->parameters),
                                       d->arena, &since);

    e = e == ERR_NONE ? daily_who_find(d->session, &since, (int)d->parameters[PARAMETER_STAY_DAYS], d->arena,
                                       d->run->report, &d->who)
                      : e;
    if (e == ERR_NONE && !d->who.is_all) {
        fprintf(d->run->out, "前回の後に動いた %zu 人を調べます\n", d->who.count);
    }
    return e;
}

static enum err prepare(struct job_run *run)
{
    struct arena *arena = arena_new("資格の点検の条件", (size_t)64 << 20);
    const struct eligibility_law *law;
    int64_t parameters[EVENT_PARAMETERS];
    enum err e = eligibility_law_load(run->session->folder.params, NULL, arena, run->report, &law);

    e = e == ERR_NONE ? event_parameters(&run->session->folder, arena, run->report, parameters) : e;
    e = e == ERR_NONE ? batch_parameter(run, TABLES, tables_of(arena, law, parameters)) : e;
    arena_free(arena);
    return e;
}

/* In one transaction: thousands of small questions would each take the lock of the file anew. */
static enum err look(struct daily *d)
{
    static enum err (*const looks[])(struct daily *) = {find_who, look_at_residents, look_at_ages,
                                                        look_at_stays, look_at_exceptions};
    struct store *s = d->session->store;
    enum err e = store_begin_read(s, d->run->report);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < COUNT_OF(looks) && e == ERR_NONE; i++) {
        e = looks[i](d);
    }
    store_rollback(s);
    return e;
}

static enum err propose(struct job_run *run)
{
    struct daily d = {.run = run, .session = run->session, .day = run->business_date,
                      .arena = arena_new("資格の毎日の点検", (size_t)2 << 30)};
    enum err e = eligibility_law_load(run->session->folder.params, NULL, d.arena, run->report, &d.law);

    if (e == ERR_NONE) {
        e = eligibility_terms_on(d.law, d.day, run->report, &d.terms);
    }
    if (e == ERR_NONE) {
        e = event_parameters(&run->session->folder, d.arena, run->report, d.parameters);
    }
    e = e == ERR_NONE ? look(&d) : e;
    e = e == ERR_NONE ? settle(&d) : e;
    arena_free(d.arena);
    return e;
}

static enum err show(struct job_run *run)
{
    fprintf(run->out,
            "作業と自動の異動 %" PRId64
            " 件。内訳は作業一覧の source=job:eligibility-daily:* で見られます\n",
            run->units_done);
    return ERR_NONE;
}
