/*
 * 所得と区分の見張り -- cases that were forgotten all over the country, found each night from the registers
 * themselves and not from a mark that somebody has to set (NX-04, EL-57).
 *
 * 未申告      whose income is not known and whom nobody has asked: a task.
 * 海外転入    no address in Japan on 1 January: he is 課税最下位 and never 非課税 (certificate/judge.c),
 * which follows from the day itself; a task where ledger and register contradict each other. 非自発的失業
 * joined after an employment with pay of the year before, and nobody has registered or ruled out the
 * relief: a task. 特定同一世帯所属者 who counts as one today, as the facts say: on the list.
 *
 * A task is closed by the night in which its case is found no more.
 */
#include "inquiry/sheet.h"

#include <inttypes.h>

#define SOURCE "job:income-watch:"

enum watch_kind { WATCH_UNDECLARED, WATCH_ABROAD, WATCH_UNEMPLOYED, WATCH_SPECIFIED, WATCH_KINDS };
static const char *const kind_labels[] = {"未申告", "海外転入", "非自発的失業", "特定同一世帯所属者", NULL};
static const char *const kind_sources[WATCH_KINDS] = {SOURCE "undeclared", SOURCE "abroad",
                                                      SOURCE "unemployed", SOURCE "specified"};

struct watch_case {
    enum watch_kind kind;
    int64_t household_no, addressee_no;
    const char *words;
    bool is_task; /* somebody has to do something */
};
struct watching {
    struct session *session;
    struct arena *arena;
    int32_t year;
    int64_t known_at;
    struct watch_case *all;
    size_t count, capacity;
    struct joined { /* by A03 since the year began */
        int64_t addressee_no, household_no;
    } * joined;
    size_t joined_count, joined_capacity;
};

static void found(struct watching *w, enum watch_kind kind, int64_t household_no, int64_t addressee_no,
                  const char *words, bool is_task)
{
    *ARENA_PUSH(w->arena, w->all, w->count, w->capacity) = (struct watch_case){.kind = kind,
                                                                               .household_no = household_no,
                                                                               .addressee_no = addressee_no,
                                                                               .words = words,
                                                                               .is_task = is_task};
}

/* ------------------------------------------------------------------------------------- 未申告 ---- */

static enum err look_at_undeclared(struct watching *w, enum inquiry_kind kind, struct report *report)
{
    struct inquiry_sheet *sheets;
    size_t count;
    int64_t persons = 0;
    enum err e =
        asked_gather(w->session, w->year, kind, w->known_at, w->arena, report, &sheets, &count, &persons);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const char *words = arena_printf(
            w->arena, "%" PRId32 "年度の所得がわからず、まだ聞いていません。%sを出してください", w->year,
            inquiry_kind_labels[kind]);
        for (size_t k = 0; k < sheets[i].person_count; k++) {
            found(w, WATCH_UNDECLARED, sheets[i].household_no, sheets[i].persons[k], words, true);
        }
    }
    return e;
}

/* ------------------------------------------------------------- 海外転入, 特定同一世帯所属者 ---- */

static enum err look_at_member(struct watching *w, const struct premium_subject *subject, size_t i,
                               struct arena *arena, struct report *report)
{
    int64_t no = subject->facts->members[i].id;
    struct premium_income_version *all;
    struct asked_place place;
    size_t count;
    enum err e = premium_incomes_of(w->session->store, &no, 1, w->year, 1, arena, report, &all, &count);

    e = e == ERR_NONE ? asked_place_of(w->session->store, no, w->year, w->session->folder.business_date,
                                       arena, report, &place)
                      : e;
    if (e != ERR_NONE) {
        return e;
    }
    struct premium_income_look look = premium_income_known(all, count, no, w->year, w->known_at);
    if (look.place == TAXED_NOWHERE) {
        found(w, WATCH_ABROAD, subject->household_no, no,
              "1月1日に国内に住所がありません。所得が0円でも限度額の区分は課税最下位（エ・一般）で、"
              "非課税にはなりません",
              false);
    } else if (place.was_abroad && look.place != 0) {
        found(w, WATCH_ABROAD, subject->household_no, no,
              "住民記録では1月2日以降に国外から転入していますが、税の台帳では1月1日に国内に住所が"
              "あります。税務課に確かめてください",
              true);
    }
    return ERR_NONE;
}

static enum err look_at_household(void *context, const struct premium_subject *subject, struct arena *arena,
                                  struct report *report)
{
    struct watching *w = context;
    const struct premium_household *h = subject->facts;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < h->member_count && e == ERR_NONE; i++) {
        if (h->members[i].is_specified_member) {
            found(w, WATCH_SPECIFIED, subject->household_no, h->members[i].id,
                  "軽減の判定で人数と所得に数えています。世帯主が替わるか世帯を離れると、自動で外れます",
                  false);
        }
        if (h->members[i].insured_count > 0) {
            e = look_at_member(w, subject, i, arena, report);
        }
    }
    return e;
}

/* -------------------------------------------------------------------------------- 非自発的失業 ---- */

/* A03: 社保離脱 (reason.tsv). The pay and the registration are asked of each behind the scan. */
static enum err look_at_period(void *context, const struct eligibility_period *p, struct report *report)
{
    struct watching *w = context;
    const date today = w->session->folder.business_date;

    (void)report;
    if (text_is(p->acquired_by, "A03") && date_before(today, p->span.until) &&
        date_at_most(fiscal_year_from((fiscal_year){(int16_t)w->year}), p->span.from) &&
        date_at_most(p->span.from, today)) {
        *ARENA_PUSH(w->arena, w->joined, w->joined_count, w->joined_capacity) =
            (struct joined){p->addressee_no, p->household_no};
    }
    return ERR_NONE;
}

static enum err is_registered(struct watching *w, int64_t no, struct report *report, bool *ret)
{
    struct eligibility_fact *facts;
    size_t count;
    enum err e = eligibility_facts_of(w->session->store, no, (struct span){0}, w->known_at, w->arena, report,
                                      &facts, &count);

    *ret = false;
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        *ret = *ret || facts[i].kind == FACT_UNEMPLOYED;
    }
    return e;
}

static enum err look_at_joined(struct watching *w, const struct joined *j, struct report *report)
{
    struct premium_income_version *all;
    size_t count;
    bool registered = false;
    enum err e = premium_incomes_of(w->session->store, &j->addressee_no, 1, w->year, 1, w->arena, report,
                                    &all, &count);

    e = e == ERR_NONE ? is_registered(w, j->addressee_no, report, &registered) : e;
    if (e != ERR_NONE) {
        return e;
    }
    struct premium_income_look look =
        premium_income_known(all, count, j->addressee_no, w->year, w->known_at);
    bool had_pay = look.income.state == INCOME_KNOWN &&
                   (look.income.salary_revenue > 0 || look.income.salary_income > 0);
    if (had_pay && !registered) {
        found(w, WATCH_UNEMPLOYED, j->household_no, j->addressee_no,
              "会社の保険をやめて加入し、前の年に給与がありますが、非自発的失業の登録がありません。"
              "雇用保険受給資格者証を確かめてください",
              true);
    }
    return ERR_NONE;
}

/* --------------------------------------------------------------------------------------- all ----- */

static enum err gather(struct watching *w, struct report *report)
{
    const struct data_folder *f = &w->session->folder;
    const struct premium_law *law;
    enum err e = premium_law_load(f->params, f->municipality, (fiscal_year){(int16_t)w->year}, w->arena,
                                  report, &law);

    for (int kind = INQUIRY_DECLARATION; kind < INQUIRY_KINDS && e == ERR_NONE; kind++) {
        e = look_at_undeclared(w, (enum inquiry_kind)kind, report);
    }
    e = e == ERR_NONE ? premium_subjects(w->session, law, w->known_at, look_at_household, w, report) : e;
    e = e == ERR_NONE ? eligibility_each_period(w->session->store, date_add_days(f->business_date, 1),
                                                w->known_at, look_at_period, w, report)
                      : e;
    for (size_t i = 0; i < w->joined_count && e == ERR_NONE; i++) {
        e = look_at_joined(w, &w->joined[i], report);
    }
    return e;
}

/* --------------------------------------------------------------------------------- every night ---- */

static enum err propose(struct job_run *run);
static enum err show(struct job_run *run);

const struct job job_income_watch = {
    .name = "income-watch",
    .label = "所得と区分の見張り（未申告・海外転入・非自発的失業）",
    .unit = "件",
    .run_permission = PERM_NIGHT_RUN,
    .propose = propose,
    .show = show,
};

static enum err write_tasks(struct watching *w, struct job_run *run)
{
    struct task *tasks = ARENA_ARRAY(w->arena, struct task, w->count + 1);
    int64_t now = clock_now_ms();
    size_t count = 0;

    for (size_t i = 0; i < w->count; i++) {
        const struct watch_case *c = &w->all[i];
        if (c->is_task) {
            tasks[count++] = (struct task){
                .addressee_no = c->addressee_no,
                .household_no = c->household_no,
                .source = text_of(kind_sources[c->kind]),
                .source_key =
                    text_of(arena_printf(w->arena, "%" PRId32 "/%" PRId64, w->year, c->addressee_no)),
                .words = text_of(arena_printf(w->arena, "%s: %s", kind_labels[c->kind], c->words)),
                .owner = {"", 0},
                .section = {"", 0},
                .done_words = {"", 0},
                .due = date_none(),
                .state = TASK_OPEN};
        }
    }
    struct task_sync sync = {.actor = "job:income-watch",
                             .source_prefix = SOURCE,
                             .key_prefix = "",
                             .words = "当てはまらなくなりました",
                             .closes = true,
                             .tasks = tasks,
                             .count = count};
    enum err e = store_begin(w->session->store, run->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    e = e == ERR_NONE ? task_sync(w->session->store, &sync, now, run->report) : e;
    if (e != ERR_NONE) {
        store_rollback(w->session->store);
        return e;
    }
    e = store_commit(w->session->store, run->report);
    if (e == ERR_NONE) {
        fprintf(run->out, "見つけた %zu 件、作業 %zu 件（新しく %" PRId64 " 件、閉じた %" PRId64 " 件）\n",
                w->count, count, sync.added, sync.closed);
        e = batch_step(run, 1, (int64_t)count, (int64_t)count);
    }
    return e;
}

static enum err propose(struct job_run *run)
{
    struct watching w = {.session = run->session,
                         .arena = arena_new("所得と区分の見張り", (size_t)1 << 30),
                         .year = fiscal_year_of(run->business_date).first_year,
                         .known_at = run->known_at};
    enum err e = gather(&w, run->report);

    if (e == ERR_NONE && run->dry_run) {
        fprintf(run->out, "見つけた %zu 件（試行のため記録しません）\n", w.count);
    } else if (e == ERR_NONE) {
        e = write_tasks(&w, run);
    }
    arena_free(w.arena);
    return e;
}

static enum err show(struct job_run *run)
{
    fprintf(run->out, "作業 %" PRId64 " 件。内訳は作業一覧の source=job:income-watch:* で見られます\n",
            run->units_done);
    return ERR_NONE;
}

/* -------------------------------------------------------------------------------------- the list --- */

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report);

static const struct output_column columns[] = {{.label = "種類"},     {.label = "世帯番号"},
                                               {.label = "宛名番号"}, {.label = "氏名"},
                                               {.label = "作業"},     {.label = "内容"}};
static const struct output_word words[] = {
    {.name = "種類", .type = OUTPUT_WORD_CHOICE, .choices = kind_labels}};

const struct output_list output_list_income_watch = {
    .name = "income-watch",
    .label = "所得と区分の見張りの一覧",
    .help = "今の台帳から数え直した、未申告（まだ聞いていない人）、海外転入、非自発的失業の登録がない人、"
            "特定同一世帯所属者。作業=要 は、毎晩の見張りで作業にも出る",
    .permission = PERM_PREMIUM_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = COUNT_OF(words),
    .criteria_help = "種類=海外転入",
    .write = write_list,
};

static enum err put(struct session *s, const struct watch_case *c, struct arena *arena,
                    struct output_sink *sink, struct report *report)
{
    struct addressee who = {.name = {"", 0}};
    struct report quiet;

    report_init(&quiet);
    enum err e = addressee_by_no(s->store, c->addressee_no,
                                 (struct as_of){s->folder.business_date, INT64_MAX}, arena, &quiet, &who);
    report_done(&quiet);
    if (e != ERR_NONE && e != ERR_FINDINGS) { /* FINDINGS: not in the register today, the row stays */
        return report_fail(report, e, "宛名番号 %" PRId64 " を読めません", c->addressee_no);
    }
    output_text(sink, text_of(kind_labels[c->kind]));
    output_i64(sink, c->household_no);
    output_addressee_no(sink, c->addressee_no);
    output_text(sink, who.name);
    output_text(sink, text_of(c->is_task ? "要" : ""));
    output_text(sink, text_of(c->words));
    return output_row(sink, c->addressee_no, who.is_restricted, report);
}

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    struct arena *scratch = arena_new("見張りの一覧", (size_t)16 << 20);
    struct watching w = {.session = s,
                         .arena = arena,
                         .year = fiscal_year_of(s->folder.business_date).first_year,
                         .known_at = clock_now_ms()};
    enum err e = gather(&w, report);

    for (size_t i = 0; i < w.count && e == ERR_NONE; i++) {
        if (!values[0].is_given || values[0].choice == (size_t)w.all[i].kind) {
            e = put(s, &w.all[i], scratch, sink, report);
            arena_reset(scratch);
        }
    }
    arena_free(scratch);
    return e;
}
