/*
 * 過誤納の検知 -- charges lowered after they were paid become 過誤納 (K1), so does their 延滞金 (K5), and
 * every excess is opened the day it is found (CO-62, CO-63).
 *
 * It looks at whose charges moved since its run before (collection/moved.h): nobody else's can have
 * become less than what was paid; and at the excesses that moved since (moved.c). At everybody with other
 * tables, without such a run, or where they are too many.
 *
 * Two steps, each done in pieces that stay: first what is lowered leaves its charge, then every excess
 * without a row of its own gets one, with a task. Killed anywhere, the next run goes on: what is raised is
 * below zero no more, what is opened has its row. Started twice it changes nothing.
 */
#include "refund/internal.h"

#include "batch/last_look.h"

#include <inttypes.h>
#include <stdlib.h>

#define RAISES_A_STEP 200
#define MOVED_EXCESSES_MAX 4000 /* more of them: all are read at once */

#define TABLES "collection"

enum { OPTION_ALL };
static const struct job_option options[] = {
    {"all", "全員の期別を見る（する / しない = 前回の後に調定・取消・充当・欠損・免除・還付が動いた人だけ）",
     "しない"},
};

static enum err prepare(struct job_run *run);
static enum err detect(struct job_run *run);
static enum err show_found(struct job_run *run);

const struct job job_refund_detect = {
    .name = "refund-detect",
    .label = "過誤納の検知",
    .unit = "件",
    .run_permission = PERM_COLLECTION_RUN,
    .options = options,
    .option_count = COUNT_OF(options),
    .prepare = prepare,
    .propose = detect,
    .show = show_found,
};

struct detecting {
    struct job_run *run;
    struct arena *arena;
    const struct collection_law *law; /* read once, for all that is raised */
    struct last_look since;
    struct collection_moved moved; /* who is looked at */
    struct collection_charge *lowered;
    size_t count, capacity, late_count;
    int64_t raised, opened;
    yen raised_yen, opened_yen;
};

/* ------------------------------------------------------------------------------------ lowered -- */

static enum err note_lowered(void *context, const struct collection_charge *c, struct report *report)
{
    struct detecting *d = context;

    (void)report;
    if (collection_unpaid(c) < 0) {
        *ARENA_PUSH(d->arena, d->lowered, d->count, d->capacity) = *c;
    }
    return ERR_NONE;
}

static int by_charge(const void *a, const void *b) { return collection_charge_order(a, b); }

static enum err find_lowered(struct detecting *d)
{
    struct store *s = d->run->session->store;
    struct report *report = d->run->report;
    struct collection_charge *list;
    size_t count;
    enum err e = ERR_NONE;

    if (d->moved.everybody) {
        return collection_each_charge(s, 0, 0, note_lowered, d, report);
    }
    for (size_t i = 0; i < d->moved.payers.count && e == ERR_NONE; i++) {
        const struct collection_scope scope = {.payer_no = d->moved.payers.items[i].number};
        e = collection_charges(s, &scope, d->arena, report, &list, &count);
        for (size_t k = 0; k < count && e == ERR_NONE; k++) {
            e = note_lowered(d, &list[k], report);
        }
    }
    if (d->count > 1) { /* they came by payer */
        qsort(d->lowered, d->count, sizeof(d->lowered[0]), by_charge);
    }
    return e;
}

/* One transaction, in which the run is held: another process that took it over raises nothing twice. */
static enum err raise_some(struct detecting *d, size_t from, size_t until)
{
    struct session *session = d->run->session;
    struct report *report = d->run->report;
    int64_t at = clock_now_ms();
    enum err e = store_begin(session->store, report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(d->run, report);
    for (size_t i = from; i < until && e == ERR_NONE; i++) {
        e = collection_raise(session, d->law, &d->lowered[i], session->folder.business_date, at, report,
                             NULL);
        yen over = d->lowered[i].paid - d->lowered[i].amount; /* the rest was written off: nobody paid it */
        d->raised_yen += over > 0 ? over : 0;
        d->raised += over > 0;
    }
    if (e == ERR_NONE) {
        return store_commit(session->store, report);
    }
    store_rollback(session->store);
    return e;
}

static enum err raise_all(struct detecting *d)
{
    enum err e = find_lowered(d);

    for (size_t from = 0; from < d->count && e == ERR_NONE && !d->run->dry_run; from += RAISES_A_STEP) {
        size_t until = from + RAISES_A_STEP < d->count ? from + RAISES_A_STEP : d->count;
        e = raise_some(d, from, until);
        e = e == ERR_NONE ? batch_step(d->run, (int64_t)until, (int64_t)until, (int64_t)d->count) : e;
    }
    return e;
}

/* 延滞金 (K5): in one transaction, behind the principal it was computed of; found and raised by the same
 * look, so what was raised is found no more. */
static enum err raise_late(struct detecting *d)
{
    struct session *session = d->run->session;
    struct report *report = d->run->report;
    struct collection_late_excess *list = NULL;
    int64_t at = clock_now_ms();
    enum err e = collection_late_excesses(session, &d->moved, d->arena, report, &list, &d->late_count);

    if (e != ERR_NONE || d->late_count == 0 || d->run->dry_run) {
        return e;
    }
    e = store_begin(session->store, report);
    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(d->run, report);
    for (size_t i = 0; i < d->late_count && e == ERR_NONE; i++) {
        e = collection_raise_late(session, d->law, &list[i], session->folder.business_date, at, report);
        d->raised_yen += list[i].amount;
        d->raised++;
    }
    if (e == ERR_NONE) {
        return store_commit(session->store, report);
    }
    store_rollback(session->store);
    return e;
}

/* -------------------------------------------------------------------------------------- open --- */

static enum err open_one(struct detecting *d, const struct refund_open *o, bool account, int64_t at)
{
    struct query *q = store_query(d->run->session->store, SQL_refund_found_add);
    int64_t changed;

    query_set_i64(q, "receipt_no", o->receipt_no);
    query_set_i64(q, "payer_no", o->payer_no);
    query_set_i64(q, "household_no", o->household_no);
    query_set_i64(q, "amount", o->amount);
    query_set_text(q, "cause", text_of(o->cause));
    query_set_i64(q, "arose_on", date_ymd(o->arose_on));
    query_set_i64(q, "found_on", date_ymd(d->run->session->folder.business_date));
    query_set_i64(q, "has_account", account);
    query_set_i64(q, "recorded_at", at);
    d->opened++;
    d->opened_yen += o->amount;
    return query_run(q, d->run->report, &changed);
}

/* Without an account the household waits longest for its money: its task comes due first. */
static struct task task_of(struct detecting *d, const struct refund_open *o, bool account)
{
    enum { DAYS_WITHOUT_ACCOUNT = 3, DAYS_WITH_ACCOUNT = 7 };
    char amount[32];

    yen_format(refund_left(o), amount, sizeof(amount));
    return (struct task){
        .addressee_no = o->payer_no,
        .household_no = o->household_no,
        .source = text_of(arena_printf(d->arena, REFUND_SOURCE "%s", o->is_held ? "held" : o->cause)),
        .source_key = text_of(arena_printf(d->arena, "%" PRId64, o->receipt_no)),
        .words = text_of(
            o->is_held
                ? arena_printf(d->arena, "仮受 %s円（収納番号 %" PRId64 "）。消し込む先を決めてください",
                               amount, o->receipt_no)
                : arena_printf(d->arena,
                               "過誤納 %s円 %s（収納番号 %" PRId64 "、還付の口座%s）。還付充当を決議して"
                               "ください",
                               amount, refund_cause_label(o->cause), o->receipt_no,
                               account ? "あり" : "なし")),
        .owner = text_of(""),
        .section = text_of(""),
        .done_words = text_of(""),
        .due = date_add_days(d->run->session->folder.business_date,
                             account ? DAYS_WITH_ACCOUNT : DAYS_WITHOUT_ACCOUNT)};
}

/* The excesses to look at: all, or those that moved. */
struct looked {
    bool all;
    struct text *keys; /* of the tasks of those that moved */
    size_t key_count;
    struct refund_open *opens;
    size_t count;
};

static enum err look_at_moved(struct detecting *d, const struct moved_list *moved, struct looked *l)
{
    const int64_t *receipts = moved_numbers(moved, d->arena);

    l->keys = ARENA_ARRAY(d->arena, struct text, moved->count + 1);
    for (size_t i = 0; i < moved->count; i++) {
        l->keys[i] = text_of(arena_printf(d->arena, "%" PRId64, receipts[i]));
    }
    l->key_count = moved->count;
    return moved->count > 0 ? refund_opens_of(d->run->session, receipts, moved->count, d->arena,
                                              d->run->report, &l->opens, &l->count)
                            : ERR_NONE;
}

static enum err look(struct detecting *d, struct looked *l)
{
    struct session *session = d->run->session;
    struct moved_list moved = {0};
    enum err e = ERR_NONE;

    *l = (struct looked){.all = !d->since.is_there};
    if (!l->all) {
        e = refund_receipts_moved(session->store, d->since.known_at, d->moved.receipts_after, d->arena,
                                  d->run->report, &moved);
        l->all = moved.count > MOVED_EXCESSES_MAX;
    }
    if (e == ERR_NONE && l->all) {
        return refund_opens(session, 0, d->arena, d->run->report, &l->opens, &l->count);
    }
    return e == ERR_NONE ? look_at_moved(d, &moved, l) : e;
}

/* In an open write transaction: rows of those that have none, and tasks of what is left. */
static enum err open_some(struct detecting *d, const struct looked *l, int64_t at)
{
    struct session *session = d->run->session;
    struct report *report = d->run->report;
    struct task *tasks = ARENA_ARRAY(d->arena, struct task, l->count + 1);
    struct task_sync sync = {.actor = "job:refund-detect",
                             .source_prefix = REFUND_SOURCE,
                             .key_prefix = "",
                             .words = "充当・還付・消込が済みました",
                             .closes = true,
                             .is_of_keys = !l->all,
                             .keys = l->keys,
                             .key_count = l->key_count,
                             .tasks = tasks};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < l->count && e == ERR_NONE; i++) {
        bool account = l->opens[i].has_account;
        if (date_is_none(l->opens[i].found_on)) {
            e = refund_has_account(session, l->opens[i].payer_no, d->arena, report, &account);
            e = e == ERR_NONE ? open_one(d, &l->opens[i], account, at) : e;
        }
        if (refund_left(&l->opens[i]) > 0) { /* what is decided waits in its case, not here */
            tasks[sync.count++] = task_of(d, &l->opens[i], account);
        }
    }
    return e == ERR_NONE ? task_sync(session->store, &sync, at, report) : e;
}

static enum err open_all(struct detecting *d)
{
    struct store *s = d->run->session->store;
    struct report *report = d->run->report;
    struct looked l;
    int64_t at = clock_now_ms();
    enum err e = look(d, &l);

    if (e != ERR_NONE || d->run->dry_run || (!l.all && l.key_count == 0)) {
        return e;
    }
    e = store_begin(s, report);
    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(d->run, report);
    e = e == ERR_NONE ? open_some(d, &l, at) : e;
    if (e == ERR_NONE) {
        return store_commit(s, report);
    }
    store_rollback(s);
    return e;
}

/* --------------------------------------------------------------------------------------- run --- */

static enum err prepare(struct job_run *run)
{
    struct arena *arena = arena_new("収納の表", (size_t)64 << 20);
    const struct collection_law *law;
    char digest[SHA256_HEX];
    enum err e = collection_law_of(run->session, arena, run->report, &law);

    if (e == ERR_NONE) {
        collection_law_digest(law, digest);
        e = batch_parameter(run, TABLES, digest);
    }
    arena_free(arena);
    return e;
}

/* Whom it looks at, and by which tables. */
static enum err begin(struct detecting *d)
{
    struct job_run *run = d->run;
    char digest[SHA256_HEX];
    enum err e = collection_law_of(run->session, d->arena, run->report, &d->law);

    if (e == ERR_NONE) {
        collection_law_digest(d->law, digest);
        e = batch_last_look_under(run, OPTION_ALL, TABLES, digest, d->arena, &d->since);
    }
    return e == ERR_NONE
               ? collection_payers_moved(run->session->store, &d->since, d->arena, run->report, &d->moved)
               : e;
}

static enum err detect(struct job_run *run)
{
    struct detecting d = {.run = run, .arena = arena_new("過誤納の検知", (size_t)1 << 30)};
    char raised[32], opened[32];
    enum err e = begin(&d);

    e = e == ERR_NONE ? raise_all(&d) : e;
    e = e == ERR_NONE ? raise_late(&d) : e;
    if (e == ERR_NONE && run->dry_run) {
        fprintf(run->out, "減額で納めすぎになった期が %zu 件、延滞金が %zu 件あります\n", d.count,
                d.late_count);
    }
    e = e == ERR_NONE ? open_all(&d) : e;
    if (e == ERR_NONE && !run->dry_run) {
        yen_format(d.raised_yen, raised, sizeof(raised));
        yen_format(d.opened_yen, opened, sizeof(opened));
        fprintf(run->out,
                "減額による過誤納 %" PRId64 " 件 %s 円、新しく開いた過誤納・仮受 %" PRId64 " 件 %s 円\n",
                d.raised, raised, d.opened, opened);
        e = batch_step(run, INT64_MAX - 1, d.raised + d.opened, d.raised + d.opened);
    }
    arena_free(d.arena);
    return e;
}

static enum err show_found(struct job_run *run)
{
    fprintf(run->out, "検知した過誤納・仮受 %" PRId64 " 件\n", run->units_done);
    return ERR_NONE;
}
