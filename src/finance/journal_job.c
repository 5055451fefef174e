/*
 * 財務会計への仕訳の作成 -- the job finance-journal: a file for each closed day that was not sent yet
 * (CO-25).
 *
 * Proposed with its files under DIR/files/finance/RUN, approved by another person; then each file leaves
 * once, by one rename into DIR/files/out. With --again DAY a day that was sent is said anew: the next
 * version takes every line of the one before back and says what the ledger says now. Its reason stands in
 * the job's record.
 */
#include "finance/journal.h"

#include "base/share.h"
#include "dispatch/dispatch.h"
#include "interchange/outbox.h"
#include "interchange/transport.h"

#include <inttypes.h>

static enum err propose(struct job_run *run);
static enum err withdraw(struct job_run *run);
static enum err approve(struct job_run *run);
static enum err show(struct job_run *run);

enum { OPTION_FROM, OPTION_UNTIL, OPTION_AGAIN, OPTION_REASON };
static const struct job_option options[] = {
    {"from", "この日から（YYYY-MM-DD、空 = 送った日の次の日）", ""},
    {"until", "この日まで（YYYY-MM-DD、空 = 締めた日）", ""},
    {"again", "出し直す日（YYYY-MM-DD）", ""},
    {"reason", "出し直す理由", ""},
};
#define DAYS_MAX 400
#define PATH_BYTES (DISPATCH_PATH_BYTES + 80)

const struct job job_finance_journal = {
    .name = "finance-journal",
    .label = "財務会計への仕訳の作成",
    .unit = "日",
    .run_permission = PERM_COLLECTION_RUN,
    .approve_permission = PERM_COLLECTION_CLOSE,
    .needs_approval = true,
    .options = options,
    .option_count = COUNT_OF(options),
    .propose = propose,
    .withdraw = withdraw,
    .approve = approve,
    .show = show,
};

struct making {
    struct job_run *run;
    struct arena *arena;
    const struct layout *layout;
    char folder[DISPATCH_PATH_BYTES];
    struct journal *journals;
    struct file_receipt *files;
    size_t count;
    int64_t sequence; /* the last that was given */
};

/* ------------------------------------------------------------------------------- which days --- */

static enum err days_of(const struct job_run *run, date last_sent, date *ret_from, date *ret_until)
{
    date closed;
    enum err e = ledger_closed_until(run->session->store, run->report, &closed);

    if (e == ERR_NONE && date_is_none(closed)) {
        return report_fail(run->report, ERR_INPUT,
                           "まだどの日も締めていません。先に「収納の締め」をしてください");
    }
    if (e == ERR_NONE) {
        e = batch_option_day(run, OPTION_UNTIL, closed, ret_until);
    }
    if (e == ERR_NONE) {
        date next = date_is_none(last_sent) ? date_none() : date_add_days(last_sent, 1);
        e = batch_option_day(run, OPTION_FROM, next, ret_from);
    }
    if (e != ERR_NONE) {
        return e;
    }
    char day[DATE_TEXT_BYTES];
    date_format_era(closed, day);
    if (date_before(closed, *ret_until)) {
        return report_fail(run->report, ERR_INPUT, "%sまで締めています。締めていない日の仕訳は送れません",
                           day);
    }
    if (!date_is_none(last_sent) && date_at_most(*ret_from, last_sent)) {
        date_format_era(last_sent, day);
        return report_fail(run->report, ERR_INPUT,
                           "%sまで送っています。直すときは --again 日 で出し直してください", day);
    }
    return date_days_between(*ret_from, *ret_until) > DAYS_MAX
               ? report_fail(run->report, ERR_INPUT,
                             "一度に送れるのは%d日分までです。--until で区切ってください", DAYS_MAX)
               : ERR_NONE;
}

static struct journal *add_journal(struct making *m, date day, int64_t version)
{
    struct journal *j = &m->journals[m->count];

    *j = (struct journal){.day = day, .version = version};
    return j;
}

/* A day without postings has no file. */
static void keep(struct making *m, struct journal *j)
{
    if (j->count > 0) {
        j->sequence = ++m->sequence;
        journal_close(j);
        m->count++;
    }
}

static enum err gather_days(struct making *m, date from, date until)
{
    struct job_run *run = m->run;
    enum err e = ERR_NONE;

    m->journals = ARENA_ARRAY(m->arena, struct journal, DAYS_MAX + 2);
    for (date day = from; date_at_most(day, until) && e == ERR_NONE; day = date_add_days(day, 1)) {
        struct journal *j = add_journal(m, day, 1);
        e = journal_gather(run->session->store, day, m->arena, run->report, j);
        if (e == ERR_NONE) {
            keep(m, j);
        }
    }
    return e;
}

/* The version before, line by line the other way round; then what the ledger says. */
static enum err gather_again(struct making *m, date day)
{
    struct job_run *run = m->run;
    struct journal sent;
    enum err e = journal_sent(run->session->store, day, m->arena, run->report, &sent);

    if (e == ERR_NONE && sent.sequence == 0) {
        return report_fail(run->report, ERR_INPUT, "「%s」の仕訳はまだ送っていません",
                           run->values[OPTION_AGAIN]);
    }
    if (e == ERR_NONE && run->values[OPTION_REASON][0] == '\0') {
        return report_fail(run->report, ERR_INPUT, "出し直す理由を --reason で書いてください");
    }
    m->journals = ARENA_ARRAY(m->arena, struct journal, 1);
    struct journal *j = add_journal(m, day, sent.version + 1);
    journal_take_back(j, &sent, m->arena);
    if (e == ERR_NONE) {
        e = journal_gather(run->session->store, day, m->arena, run->report, j);
    }
    if (e == ERR_NONE) {
        keep(m, j);
    }
    return e;
}

static enum err gather(struct making *m)
{
    struct job_run *run = m->run;
    date last, from, until, again;
    enum err e = journal_last(run->session->store, run->run_no, run->report, &last, &m->sequence);

    if (e == ERR_NONE && run->values[OPTION_AGAIN][0] != '\0') {
        e = batch_option_day(run, OPTION_AGAIN, date_none(), &again);
        return e == ERR_NONE ? gather_again(m, again) : e;
    }
    if (e == ERR_NONE) {
        e = days_of(run, last, &from, &until);
    }
    return e == ERR_NONE ? gather_days(m, from, until) : e;
}

/* ------------------------------------------------------------------------------- proposal ----- */

static enum err open_making(struct job_run *run, struct making *m)
{
    const char *layouts;

    *m = (struct making){.run = run, .arena = arena_new("財務会計への仕訳", (size_t)1 << 30)};
    dispatch_folder(run->session, "finance", run->run_no, m->folder);
    layouts = arena_printf(m->arena, "%s/layouts", share_folder());
    return layout_find(layouts, "finance-journal", m->arena, run->report, &m->layout);
}

static const char *name_of(struct making *m, const struct journal *j)
{
    return arena_printf(m->arena, "FJ_%08d_%06" PRId64 ".csv", date_ymd(j->day), j->sequence);
}

/* Two names for one file: one stays, one moves out when it is approved. */
static enum err write_files(struct making *m)
{
    struct job_run *run = m->run;
    const char *send = arena_printf(m->arena, "%s/send", m->folder);
    enum err e = outbox_folder(send, run->report);

    m->files = ARENA_ARRAY(m->arena, struct file_receipt, m->count + 1);
    for (size_t i = 0; i < m->count && e == ERR_NONE; i++) {
        const char *name = name_of(m, &m->journals[i]);
        const char *path = arena_printf(m->arena, "%s/%s", m->folder, name);
        const char *waits = arena_printf(m->arena, "%s/%s", send, name);
        e = journal_write(m->layout, &m->journals[i], run->business_date, path, m->arena, run->report,
                          &m->files[i]);
        e = e == ERR_NONE ? outbox_wait(path, waits, run->report) : e;
    }
    return e;
}

static enum err record(struct making *m)
{
    struct job_run *run = m->run;
    struct store *s = run->session->store;
    enum err e = store_begin(s, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    e = e == ERR_NONE ? journals_withdraw(s, run->run_no, run->report)
                      : e; /* of an attempt that was killed */
    for (size_t i = 0; i < m->count && e == ERR_NONE; i++) {
        e = journal_add(s, &m->journals[i], run->run_no, &m->files[i], clock_now_ms(), run->report);
    }
    if (e == ERR_NONE) {
        return store_commit(s, run->report);
    }
    store_rollback(s);
    return e;
}

static void say(const struct making *m)
{
    for (size_t i = 0; i < m->count; i++) {
        const struct journal *j = &m->journals[i];
        char day[DATE_TEXT_BYTES], amount[32];
        date_format_era(j->day, day);
        yen_format(j->amount, amount, sizeof(amount));
        fprintf(m->run->out, "%s 第%" PRId64 "版 通番%06" PRId64 " %zu行 %s円\n", day, j->version,
                j->sequence, j->count, amount);
    }
    if (m->count == 0) {
        fputs("送る仕訳はありません\n", m->run->out);
    }
}

static enum err propose(struct job_run *run)
{
    struct making m;
    enum err e = open_making(run, &m);

    if (e == ERR_NONE) {
        e = gather(&m);
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = write_files(&m);
        e = e == ERR_NONE ? record(&m) : e;
        e = e == ERR_NONE ? batch_step(run, INT64_MAX - 1, (int64_t)m.count, (int64_t)m.count) : e;
    }
    if (e == ERR_NONE) {
        say(&m);
    }
    arena_free(m.arena);
    return e;
}

static enum err withdraw(struct job_run *run)
{
    char folder[DISPATCH_PATH_BYTES];

    dispatch_folder(run->session, "finance", run->run_no, folder);
    enum err e = journals_withdraw(run->session->store, run->run_no, run->report);
    return e == ERR_NONE ? batch_gone(run, folder) : e;
}

/* ------------------------------------------------------------------------------- sending ------ */

/* The file is the one that was proposed: read again by the layout's rules, its bytes by their hash. */
static enum err nothing(void *context, const struct record *r, struct report *report)
{
    (void)context;
    (void)r;
    (void)report;
    return ERR_NONE;
}

static enum err check_file(const struct making *m, const struct journal_file *f, struct file_receipt *ret)
{
    char path[PATH_BYTES];

    (void)snprintf(path, sizeof(path), "%s/%.*s", m->folder, (int)f->file_name.len, f->file_name.bytes);
    enum err e = layout_read_file(m->layout, path, nothing, NULL, m->run->report, ret);
    return e == ERR_NONE && !text_is(f->sha256, ret->sha256)
               ? report_fail(m->run->report, ERR_WORLD,
                             "仕訳ファイル「%s」が提案したときと違います。もう一度作ってください", path)
               : e;
}

static enum err mark_sent(struct making *m, const struct file_receipt *files, size_t count)
{
    struct job_run *run = m->run;
    struct store *s = run->session->store;
    const struct transport_cause cause = {run->session->operator.id, "財務会計への仕訳",
                                          run->session->folder.business_date, clock_now_ms()};
    enum err e = store_begin(s, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    e = e == ERR_NONE ? journals_send(s, run->run_no, run->decided_on, run->report) : e;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = transport_move(s, m->layout, &files[i], TRANSPORT_MADE, &cause, run->report);
        e = e == ERR_NONE
                ? transport_move(s, m->layout, &files[i], TRANSPORT_HANDED_OVER, &cause, run->report)
                : e;
    }
    if (e == ERR_NONE) {
        return store_commit(s, run->report);
    }
    store_rollback(s);
    return e;
}

/* One rename: what has left is not there any more, and does not leave again. */
static enum err hand_over(const struct making *m, const struct journal_file *f)
{
    char from[PATH_BYTES], to[PATH_BYTES], out[700];

    (void)snprintf(out, sizeof(out), "%.500s/files/out", m->run->session->folder.path);
    enum err e = outbox_folder(out, m->run->report);
    (void)snprintf(from, sizeof(from), "%s/send/%.*s", m->folder, (int)f->file_name.len,
                   f->file_name.bytes);
    (void)snprintf(to, sizeof(to), "%s/%.*s", out, (int)f->file_name.len, f->file_name.bytes);
    return e == ERR_NONE ? outbox_hand_over(from, to, m->run->report) : e;
}

static enum err approve(struct job_run *run)
{
    struct making m;
    struct journal_file *files = NULL;
    size_t count = 0;
    enum err e = open_making(run, &m);

    if (e == ERR_NONE) {
        e = journal_files_of_run(run->session->store, run->run_no, m.arena, run->report, &files, &count);
    }
    bool is_sent = count > 0 && !date_is_none(files[0].sent_on); /* killed behind the commit */
    struct file_receipt *receipts = ARENA_ARRAY(m.arena, struct file_receipt, count + 1);
    for (size_t i = 0; i < count && e == ERR_NONE && !is_sent; i++) {
        e = check_file(&m, &files[i], &receipts[i]);
    }
    if (e == ERR_NONE && !is_sent) {
        e = mark_sent(&m, receipts, count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = hand_over(&m, &files[i]);
    }
    if (e == ERR_NONE) {
        fprintf(run->out, "仕訳ファイル %zu 個を渡しました（files/out）\n", count);
    }
    arena_free(m.arena);
    return e;
}

static enum err show(struct job_run *run)
{
    struct making m;
    struct journal_file *files = NULL;
    size_t count = 0;
    enum err e = open_making(run, &m);

    if (e == ERR_NONE) {
        e = journal_files_of_run(run->session->store, run->run_no, m.arena, run->report, &files, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        char day[DATE_TEXT_BYTES], amount[32];
        date_format_era(files[i].journal.day, day);
        yen_format(files[i].journal.amount, amount, sizeof(amount));
        fprintf(run->out, "%s 第%" PRId64 "版 %.*s %zu行 %s円 %s\n", day, files[i].journal.version,
                (int)files[i].file_name.len, files[i].file_name.bytes, files[i].journal.count, amount,
                date_is_none(files[i].sent_on) ? "承認待ち"
                : files[i].result < 0          ? "送付済み"
                : files[i].result == 0         ? "受付済み"
                                               : "エラー");
    }
    arena_free(m.arena);
    return e;
}
