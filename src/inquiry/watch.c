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
 * The year is the newest of which the ledger has told incomes: in April and May that of the year before, for
 * nobody's of the new one are known, and nobody has to be asked. A task is closed by
 * the night in which its case is found no more. A night looks at whom something touched since the night
 * before (watch_who.c); the list looks at everybody.
 */
#include "base/sorted.h"
#include "inquiry/watch.h"

#include <inttypes.h>

enum watch_kind { WATCH_UNDECLARED, WATCH_ABROAD, WATCH_UNEMPLOYED, WATCH_SPECIFIED, WATCH_KINDS };
static const char *const kind_labels[] = {"未申告", "海外転入", "非自発的失業", "特定同一世帯所属者", NULL};
static const char *const kind_sources[WATCH_KINDS] = {WATCH_SOURCE "undeclared", WATCH_SOURCE_ABROAD,
                                                      WATCH_SOURCE "unemployed",
                                                      WATCH_SOURCE "specified"};

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
    struct watched who;
    struct watch_case *all;
    size_t count, capacity;
    struct insured {
        int64_t addressee_no, household_no;
    } * members, *joined, *specified; /* joined: by A03 since the year began */
    size_t member_count, member_capacity, joined_count, joined_capacity, specified_count, specified_capacity;
    int64_t *settled; /* residents since before 2 January, ascending */
    size_t settled_count, settled_capacity;
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

static enum err take_members(void *context, const struct premium_subject *subject, struct arena *arena,
                             struct report *report)
{
    struct watching *w = context;
    const struct premium_household *h = subject->facts;

    (void)arena, (void)report;
    for (size_t i = 0; i < h->member_count; i++) {
        const struct insured who = {h->members[i].id, subject->household_no};
        if (!watched_has(&w->who, who.addressee_no)) {
            continue;
        }
        if (h->members[i].is_specified_member) {
            *ARENA_PUSH(w->arena, w->specified, w->specified_count, w->specified_capacity) = who;
        }
        if (h->members[i].insured_count > 0) {
            *ARENA_PUSH(w->arena, w->members, w->member_count, w->member_capacity) = who;
        }
    }
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------------- 未申告 ---- */

/* Out of the pass that reads the households for them come the members that the others are asked of. */
static enum err look_at_undeclared(struct watching *w, struct report *report)
{
    struct asked_sheets asked[INQUIRY_KINDS];
    const struct household_list *some = w->who.is_all ? NULL : &w->who.households;
    enum err e =
        asked_gather(w->session, w->year, w->known_at, some, take_members, w, w->arena, report, asked);

    for (int kind = INQUIRY_DECLARATION; kind < INQUIRY_KINDS && e == ERR_NONE; kind++) {
        const char *words = arena_printf(
            w->arena, "%" PRId32 "年度の所得がわからず、まだ聞いていません。%sを出してください", w->year,
            inquiry_kind_labels[kind]);
        for (size_t i = 0; i < asked[kind].count; i++) {
            const struct inquiry_sheet *sheet = &asked[kind].sheets[i];
            for (size_t k = 0; k < sheet->person_count; k++) {
                if (watched_has(&w->who, sheet->persons[k])) {
                    found(w, WATCH_UNDECLARED, sheet->household_no, sheet->persons[k], words, true);
                }
            }
        }
    }
    return e;
}

/* ----------------------------------------------------------------- 台帳の所得、大勢を一度に ------ */

/* Incomes of the year of many persons, those of one together. */
struct incomes {
    struct premium_income_version *all;
    size_t count;
};

static int by_person(const void *a, const void *b)
{
    const struct premium_income_version *x = a, *y = b;
    return (x->addressee_no > y->addressee_no) - (x->addressee_no < y->addressee_no);
}

static enum err read_incomes(struct watching *w, const struct insured *who, size_t count,
                             struct report *report, struct incomes *ret)
{
    int64_t *numbers = ARENA_ARRAY(w->arena, int64_t, count + 1);

    *ret = (struct incomes){0};
    for (size_t i = 0; i < count; i++) {
        numbers[i] = who[i].addressee_no;
    }
    enum err e = premium_incomes_of(w->session->store, numbers, sorted_once(numbers, count), w->year, 1,
                                    w->arena, report, &ret->all, &ret->count);
    if (e == ERR_NONE && ret->count > 0) {
        qsort(ret->all, ret->count, sizeof(ret->all[0]), by_person);
    }
    return e;
}

static size_t first_of(const struct incomes *in, int64_t addressee_no)
{
    size_t low = 0, high = in->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (in->all[middle].addressee_no < addressee_no) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static struct premium_income_look look_of(const struct watching *w, const struct incomes *in,
                                          int64_t addressee_no)
{
    size_t first = first_of(in, addressee_no), end = first_of(in, addressee_no + 1);
    return premium_income_known(&in->all[first], end - first, addressee_no, w->year, w->known_at);
}

/* ------------------------------------------------------------- 海外転入, 特定同一世帯所属者 ---- */

/* Only who came after 1 January, and whom the feeds do not know under his number, has to be asked for one
 * by one. */
static enum err look_at_trait(void *context, const struct addressee_trait *trait, struct report *report)
{
    struct watching *w = context;

    (void)report;
    if (date_is_none(trait->resident_from) || date_at_most(trait->resident_from, date_of(w->year, 1, 1))) {
        *ARENA_PUSH(w->arena, w->settled, w->settled_count, w->settled_capacity) = trait->addressee_no;
    }
    return ERR_NONE;
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static bool is_settled(const struct watching *w, int64_t addressee_no)
{
    return w->settled_count > 0 &&
           bsearch(&addressee_no, w->settled, w->settled_count, sizeof(addressee_no), by_number) != NULL;
}

static enum err look_at_member(struct watching *w, const struct insured *who, const struct incomes *incomes,
                               struct report *report)
{
    int64_t no = who->addressee_no;
    struct premium_income_look look = look_of(w, incomes, no);
    struct asked_place place = {.was_abroad = false};
    enum err e = ERR_NONE;

    if (look.place == TAXED_NOWHERE) {
        found(w, WATCH_ABROAD, who->household_no, no,
              "1月1日に国内に住所がありません。所得が0円でも限度額の区分は課税最下位（エ・一般）で、"
              "非課税にはなりません",
              false);
        return ERR_NONE;
    }
    if (look.place != 0 && !is_settled(w, no)) {
        e = asked_place_of(w->session->store, no, w->year, w->session->folder.business_date, w->arena,
                           report, &place);
    }
    if (e == ERR_NONE && place.was_abroad) {
        found(w, WATCH_ABROAD, who->household_no, no,
              "住民記録では1月2日以降に国外から転入していますが、税の台帳では1月1日に国内に住所が"
              "あります。税務課に確かめてください",
              true);
    }
    return e;
}

static enum err look_at_traits(struct watching *w, struct report *report)
{
    const struct as_of today = {w->session->folder.business_date, INT64_MAX};

    return w->who.is_all ? addressee_each_trait(w->session->store, today, look_at_trait, w, report)
                         : addressee_each_trait_of(w->session->store, w->who.persons, w->who.person_count,
                                                   today, look_at_trait, w, report);
}

static enum err look_at_members(struct watching *w, struct report *report)
{
    struct incomes incomes;
    enum err e = read_incomes(w, w->members, w->member_count, report, &incomes);

    e = e == ERR_NONE ? look_at_traits(w, report) : e;
    for (size_t i = 0; i < w->member_count && e == ERR_NONE; i++) {
        e = look_at_member(w, &w->members[i], &incomes, report);
    }
    return e;
}

static void look_at_specified(struct watching *w)
{
    for (size_t i = 0; i < w->specified_count; i++) {
        found(w, WATCH_SPECIFIED, w->specified[i].household_no, w->specified[i].addressee_no,
              "軽減の判定で人数と所得に数えています。世帯主が替わるか世帯を離れると、自動で外れます", false);
    }
}

/* -------------------------------------------------------------------------------- 非自発的失業 ---- */

/* A03: 社保離脱 (reason.tsv). Pay and registrations are read behind the scan. */
static enum err look_at_period(void *context, const struct eligibility_period *p, struct report *report)
{
    struct watching *w = context;
    const date today = w->session->folder.business_date;

    (void)report;
    if (text_is(p->acquired_by, "A03") && date_before(today, p->span.until) &&
        date_at_most(fiscal_year_from((fiscal_year){(int16_t)w->year}), p->span.from) &&
        date_at_most(p->span.from, today)) {
        *ARENA_PUSH(w->arena, w->joined, w->joined_count, w->joined_capacity) =
            (struct insured){p->addressee_no, p->household_no};
    }
    return ERR_NONE;
}

/* Who has registered an unemployment, ascending. */
static enum err read_registered(struct watching *w, struct report *report, int64_t **ret, size_t *ret_count)
{
    int64_t *numbers = ARENA_ARRAY(w->arena, int64_t, w->joined_count + 1);
    struct eligibility_fact *facts;
    size_t count, kept = 0;

    for (size_t i = 0; i < w->joined_count; i++) {
        numbers[i] = w->joined[i].addressee_no;
    }
    enum err e = eligibility_facts_of_persons(w->session->store, numbers, w->joined_count, (struct span){0},
                                              w->known_at, w->arena, report, &facts, &count);
    if (e != ERR_NONE) {
        return e;
    }
    int64_t *registered = ARENA_ARRAY(w->arena, int64_t, count + 1);
    for (size_t i = 0; i < count; i++) { /* in the order of the persons */
        if (facts[i].kind == FACT_UNEMPLOYED) {
            registered[kept++] = facts[i].addressee_no;
        }
    }
    *ret = registered;
    *ret_count = kept;
    return ERR_NONE;
}

static enum err look_at_joined(struct watching *w, struct report *report)
{
    struct incomes incomes;
    int64_t *registered = NULL;
    size_t registered_count = 0;
    enum err e = read_incomes(w, w->joined, w->joined_count, report, &incomes);

    e = e == ERR_NONE ? read_registered(w, report, &registered, &registered_count) : e;
    for (size_t i = 0; i < w->joined_count && e == ERR_NONE; i++) {
        const struct insured *j = &w->joined[i];
        struct premium_income_look look = look_of(w, &incomes, j->addressee_no);
        bool had_pay = look.income.state == INCOME_KNOWN &&
                       (look.income.salary_revenue > 0 || look.income.salary_income > 0);
        bool is_registered = registered_count > 0 && bsearch(&j->addressee_no, registered, registered_count,
                                                             sizeof(*registered), by_number) != NULL;
        if (had_pay && !is_registered) {
            found(w, WATCH_UNEMPLOYED, j->household_no, j->addressee_no,
                  "会社の保険をやめて加入し、前の年に給与がありますが、非自発的失業の登録がありません。"
                  "雇用保険受給資格者証を確かめてください",
                  true);
        }
    }
    return e;
}

/* --------------------------------------------------------------------------------------- all ----- */

static enum err look_at_periods(struct watching *w, struct report *report)
{
    const date until = date_add_days(w->session->folder.business_date, 1);

    return w->who.is_all
               ? eligibility_each_period(w->session->store, until, w->known_at, look_at_period, w, report)
               : eligibility_each_period_of(w->session->store, w->who.persons, w->who.person_count, until,
                                            w->known_at, look_at_period, w, report);
}

/* Of this fiscal year, unless the ledger has told incomes of the year before only. */
static enum err watched_year(struct session *s, struct report *report, int32_t *ret)
{
    fiscal_year this = fiscal_year_of(s->folder.business_date);
    fiscal_year last = {(int16_t)(this.first_year - 1)};
    bool is_told = false, was_told = false;
    enum err e = premium_incomes_told(s->store, this, report, &is_told);

    e = e == ERR_NONE && !is_told ? premium_incomes_told(s->store, last, report, &was_told) : e;
    *ret = was_told ? last.first_year : this.first_year;
    return e;
}

static enum err gather(struct watching *w, struct report *report)
{
    if (!w->who.is_all && w->who.person_count == 0) {
        return ERR_NONE;
    }
    enum err e = look_at_undeclared(w, report);

    look_at_specified(w);
    e = e == ERR_NONE ? look_at_periods(w, report) : e;
    e = e == ERR_NONE ? look_at_members(w, report) : e;
    return e == ERR_NONE ? look_at_joined(w, report) : e;
}

/* --------------------------------------------------------------------------------- every night ---- */

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err show(struct job_run *run);

enum { OPTION_ALL };
static const struct job_option options[] = {
    {"all", "全員を調べる（する / しない = 前回の後に記録のあった世帯と、日の来た人だけ）", "しない"},
};

const struct job job_income_watch = {
    .name = "income-watch",
    .label = "所得と区分の見張り（未申告・海外転入・非自発的失業）",
    .unit = "件",
    .run_permission = PERM_NIGHT_RUN,
    .options = options,
    .option_count = COUNT_OF(options),
    .prepare = prepare,
    .propose = propose,
    .show = show,
};

#define TABLES "tables"

/* The tables, and the year they are asked about: another one is another question to everybody. */
static enum err tables_of(struct session *s, struct arena *arena, struct report *report, const char **ret)
{
    char digest[SHA256_HEX];
    int32_t year;
    enum err e = premium_tables_digest(s, report, digest);

    e = e == ERR_NONE ? watched_year(s, report, &year) : e;
    if (e == ERR_NONE) {
        *ret = arena_printf(arena, "%s %" PRId32, digest, year);
    }
    return e;
}

static enum err prepare(struct job_run *run)
{
    struct arena *arena = arena_new("見張りの条件", (size_t)1 << 20);
    const char *tables = NULL;
    enum err e = tables_of(run->session, arena, run->report, &tables);

    e = e == ERR_NONE ? batch_parameter(run, TABLES, tables) : e;
    arena_free(arena);
    return e;
}

static enum err find_who(struct watching *w, struct job_run *run)
{
    struct last_look since;
    const char *tables = NULL;
    enum err e = tables_of(run->session, w->arena, run->report, &tables);

    e = e == ERR_NONE ? watched_year(run->session, run->report, &w->year) : e;
    e = e == ERR_NONE ? batch_last_look_under(run, OPTION_ALL, TABLES, tables, w->arena, &since) : e;
    e = e == ERR_NONE ? watched_find(w->session, w->year, &since, w->arena, run->report, &w->who) : e;
    if (e == ERR_NONE && !w->who.is_all) {
        fprintf(run->out, "前回の後に動いた世帯の %zu 人を調べます\n", w->who.person_count);
    }
    return e;
}

static struct task task_of(const struct watching *w, const struct watch_case *c)
{
    return (struct task){
        .addressee_no = c->addressee_no,
        .household_no = c->household_no,
        .source = text_of(kind_sources[c->kind]),
        .source_key = text_of(arena_printf(w->arena, "%" PRId32 "/%" PRId64, w->year, c->addressee_no)),
        .words = text_of(arena_printf(w->arena, "%s: %s", kind_labels[c->kind], c->words)),
        .owner = {"", 0},
        .section = {"", 0},
        .done_words = {"", 0},
        .due = date_none(),
        .state = TASK_OPEN};
}

static enum err write_tasks(struct watching *w, struct job_run *run, struct task_sync *sync)
{
    int64_t now = clock_now_ms();
    enum err e = run->dry_run ? ERR_NONE : batch_hold(run, run->report);

    e = e == ERR_NONE ? task_sync(w->session->store, sync, now, run->report) : e;
    return e == ERR_NONE ? watched_note(w->session, &w->who, w->arena, run->report) : e;
}

/* What a trial writes is taken back: it says what would come and go. */
static enum err settle_tasks(struct watching *w, struct job_run *run)
{
    struct store *s = w->session->store;
    struct task *tasks = ARENA_ARRAY(w->arena, struct task, w->count + 1);
    size_t count = 0;

    for (size_t i = 0; i < w->count; i++) {
        if (w->all[i].is_task) {
            tasks[count++] = task_of(w, &w->all[i]);
        }
    }
    struct task_sync sync = {.actor = "job:income-watch",
                             .source_prefix = WATCH_SOURCE,
                             .key_prefix = "",
                             .words = "当てはまらなくなりました",
                             .closes = true,
                             .is_of_persons = !w->who.is_all,
                             .persons = w->who.persons,
                             .person_count = w->who.person_count,
                             .tasks = tasks,
                             .count = count};
    enum err e = store_begin(s, run->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = write_tasks(w, run, &sync);
    if (e != ERR_NONE || run->dry_run) {
        store_rollback(s);
    } else {
        e = store_commit(s, run->report);
    }
    if (e == ERR_NONE) {
        fprintf(run->out, "見つけた %zu 件、作業 %zu 件（新しく %" PRId64 " 件、閉じた %" PRId64 " 件）%s\n",
                w->count, count, sync.added + sync.reopened, sync.closed,
                run->dry_run ? "（試行のため記録しません）" : "");
    }
    return e == ERR_NONE && !run->dry_run ? batch_step(run, 1, (int64_t)count, (int64_t)count) : e;
}

static enum err propose(struct job_run *run)
{
    struct watching w = {.session = run->session,
                         .arena = arena_new("所得と区分の見張り", (size_t)1 << 30),
                         .known_at = run->known_at};
    enum err e = find_who(&w, run);

    e = e == ERR_NONE ? gather(&w, run->report) : e;
    e = e == ERR_NONE ? settle_tasks(&w, run) : e;
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
                         .who = {.is_all = true},
                         .arena = arena,
                         .known_at = clock_now_ms()};
    enum err e = watched_year(s, report, &w.year);

    e = e == ERR_NONE ? gather(&w, report) : e;

    for (size_t i = 0; i < w.count && e == ERR_NONE; i++) {
        if (!values[0].is_given || values[0].choice == (size_t)w.all[i].kind) {
            e = put(s, &w.all[i], scratch, sink, report);
            arena_reset(scratch);
        }
    }
    arena_free(scratch);
    return e;
}
