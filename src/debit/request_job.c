/*
 * 口座振替データの作成 -- the job direct-debit-request: proposed, approved by another person, sent once.
 *
 * Rows    CO-15; users_ask.md E6, E9
 *
 * The proposal extracts, writes the files under DIR/files/debit/RUN and records their hashes. When anything
 * was paid, stayed or changed meanwhile, the approval extracts again: it refuses what differs, and one
 * proposes anew. Then the requests are recorded as sent, the charges are frozen (STAY_DEBIT), and each file
 * moves to DIR/files/out by one rename: whatever is killed, no file can leave twice.
 */
#include "debit/request.h"

#include "interchange/outbox.h"
#include "rules/common/holidays.h"

#include <inttypes.h>

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err compare(struct job_run *run, bool *ret_changed);
static enum err approve(struct job_run *run);
static enum err show(struct job_run *run);

enum { OPTION_DEBIT_ON, OPTION_GROUPING };
static const struct job_option options[] = {
    {"debit-on", "振替日（YYYY-MM-DD）", ""},
    {"grouping", "作成単位 bank・collector・item・section（空 = 設定のとおり）", ""},
};

static const char *finding_label(struct text code)
{
    for (const struct extract_label *l = extract_labels; l->code != NULL; l++) {
        if (text_is(code, l->code)) {
            return l->label;
        }
    }
    return NULL;
}

const struct job job_debit_request = {
    .name = "direct-debit-request",
    .label = "口座振替データの作成",
    .unit = "件",
    .run_permission = PERM_COLLECTION_RUN,
    .approve_permission = PERM_COLLECTION_APPROVE,
    .needs_approval = true,
    .unit_is_household = true,
    .finding_label = finding_label,
    .options = options,
    .option_count = COUNT_OF(options),
    .prepare = prepare,
    .propose = propose,
    .compare = compare,
    .withdraw = requests_withdraw,
    .approve = approve,
    .show = show,
};

/* ------------------------------------------------------------------------------ conditions ----- */

static enum err debit_day(const struct job_run *run, date *ret)
{
    return batch_option_day(run, OPTION_DEBIT_ON, date_none(), ret);
}

static enum err settings_of(struct job_run *run, struct arena *arena, struct debit_settings *ret)
{
    const char *grouping = run->values[OPTION_GROUPING];
    enum err e = debit_settings_load(&run->session->folder, run->business_date, arena, run->report, ret);

    if (e == ERR_NONE && grouping[0] != '\0' && !debit_grouping_find(grouping, &ret->grouping)) {
        return report_fail(run->report, ERR_INPUT,
                           "作成単位は bank, collector, item, section から選びます: 「%s」", grouping);
    }
    return e;
}

static enum err prepare(struct job_run *run)
{
    struct arena *arena = arena_new("口座振替の設定", (size_t)16 << 20);
    struct debit_settings settings;
    date day;
    enum err e = debit_day(run, &day);

    if (e == ERR_NONE && !date_before(run->business_date, day)) {
        e = report_fail(run->report, ERR_INPUT, "振替日「%s」は処理日より後の日にしてください",
                        run->values[OPTION_DEBIT_ON]);
    }
    if (e == ERR_NONE && !business_day_is(day)) {
        e = report_fail(run->report, ERR_INPUT, "振替日「%s」は金融機関の休みの日です",
                        run->values[OPTION_DEBIT_ON]);
    }
    if (e == ERR_NONE) {
        e = settings_of(run, arena, &settings);
    }
    if (e == ERR_NONE) { /* E2: nothing is debited that was paid in a file not loaded yet */
        e = interchange_feeds_complete(run->session, FEEDS_RECEIPTS, run->business_date, run->report);
    }
    if (e == ERR_NONE) {
        e = batch_parameter(run, "debit-settings", settings.sha256);
    }
    arena_free(arena);
    return e;
}

/* As the proposal saw it, with what is known now. */
static enum err extract(struct job_run *run, struct arena *arena, struct debit_settings *settings,
                        struct extraction *ret)
{
    *ret = (struct extraction){.store = run->session->store, .settings = settings, .arena = arena,
                               .extracted_on = run->business_date};
    enum err e = debit_day(run, &ret->debit_on);

    if (e == ERR_NONE) {
        e = settings_of(run, arena, settings);
    }
    return e == ERR_NONE ? debit_extract(ret, run->report) : e;
}

/* -------------------------------------------------------------------------------- proposal ----- */

static void print_totals(const struct job_run *run, const struct extraction *x)
{
    char amount[40], one[40];

    yen_format(x->amount, amount, sizeof(amount));
    fprintf(run->out, "口座振替の依頼 %zu 件 %s 円、ファイル %zu 個\n", x->count, amount, x->file_count);
    for (size_t i = 0; i < x->file_count; i++) {
        yen_format(x->files[i].amount, one, sizeof(one));
        fprintf(run->out, "  %s  %zu 件 %s 円\n", x->files[i].name, x->files[i].count, one);
    }
    fprintf(run->out, "除いたもの: 納付済み %" PRId64 "、速報あり %" PRId64 "、猶予・停止など %" PRId64 "\n",
            x->paid, x->told, x->stayed);
    if (x->households > 0) {
        fprintf(run->out,
                "口座振替の世帯 %" PRId64 " / %" PRId64 "（%" PRId64 ".%" PRId64 "%%）\n",
                x->on_debit, x->households, x->on_debit * 100 / x->households,
                x->on_debit * 1000 / x->households % 10);
    }
}

static void name_files(struct extraction *x, int64_t first_request)
{
    for (size_t i = 0; i < x->file_count; i++) {
        x->files[i].name =
            arena_printf(x->arena, "KF91_%s_%08" PRId32 "_%06" PRId64 ".dat", x->files[i].consignor,
                         date_ymd(x->debit_on), first_request + (int64_t)i);
    }
}

/* The kept file, and a second name for it that will move out. */
static enum err write_file(struct job_run *run, const struct extraction *x, const struct extracted_file *f,
                           struct file_receipt *ret)
{
    char dir[REQUEST_PATH_BYTES], send[REQUEST_PATH_BYTES];

    request_folder_name(run, FOLDER_KEPT, dir);
    request_folder_name(run, FOLDER_SEND, send);
    const char *path = arena_printf(x->arena, "%s/%s", dir, f->name);
    const char *waits = arena_printf(x->arena, "%s/%s", send, f->name);
    enum err e = request_file_write(x, f, path, run->report, ret);
    if (e != ERR_NONE) {
        return e;
    }
    return outbox_wait(path, waits, run->report);
}

static enum err write_files(struct job_run *run, struct extraction *x, struct file_receipt *files)
{
    char dir[REQUEST_PATH_BYTES];

    request_folder_name(run, FOLDER_OUT, dir);
    enum err e = outbox_folder(dir, run->report);
    request_folder_name(run, FOLDER_SEND, dir);
    if (e == ERR_NONE) {
        e = outbox_folder(dir, run->report);
    }
    for (size_t i = 0; i < x->file_count && e == ERR_NONE; i++) {
        e = write_file(run, x, &x->files[i], &files[i]);
    }
    request_folder_name(run, FOLDER_KEPT, dir);
    return e == ERR_NONE ? request_totals_write(x, arena_printf(x->arena, "%s/ginko-betsu.csv", dir),
                                                run->report)
                         : e;
}

static enum err record(struct job_run *run, struct extraction *x, const struct file_receipt *files,
                       struct request_numbers numbers)
{
    struct store *s = run->session->store;
    enum err e = store_begin(s, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    if (e == ERR_NONE) {
        e = requests_add(run, x, files, numbers);
    }
    if (e == ERR_NONE) {
        e = store_commit(s, run->report);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

static enum err add_findings(struct job_run *run, const struct extraction *x)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < x->finding_count && e == ERR_NONE; i++) {
        const struct extract_finding *f = &x->findings[i];
        e = batch_finding(run, f->code, f->household_no, f->payer_no, f->words, run->report);
    }
    return e;
}

/* Was the proposal of this run recorded before it was killed? */
static enum err is_recorded(struct job_run *run, struct arena *arena, bool *ret)
{
    struct request *all;
    size_t count = 0;
    enum err e = requests_of_run(run->session->store, run->run_no, arena, run->report, &all, &count);

    *ret = count > 0;
    return e;
}

static enum err propose_in(struct job_run *run, struct arena *arena)
{
    struct debit_settings settings;
    struct extraction x;
    struct request_numbers numbers = {1, 1};
    bool recorded = false;
    enum err e = request_numbers_next(run->session->store, run->run_no, run->report, &numbers);

    if (e == ERR_NONE && !run->dry_run) {
        e = is_recorded(run, arena, &recorded);
    }
    if (e == ERR_NONE) {
        e = extract(run, arena, &settings, &x);
    }
    if (e != ERR_NONE) {
        return e;
    }
    name_files(&x, numbers.request);
    if (!run->dry_run && !recorded) {
        struct file_receipt *files = ARENA_ARRAY(arena, struct file_receipt, x.file_count + 1);
        e = write_files(run, &x, files);
        if (e == ERR_NONE) {
            e = record(run, &x, files, numbers);
        }
    }
    if (e == ERR_NONE) {
        e = add_findings(run, &x);
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = batch_step(run, (int64_t)x.count, (int64_t)x.count, (int64_t)x.count);
    }
    if (e == ERR_NONE) {
        print_totals(run, &x);
    }
    return e == ERR_NONE && x.finding_count > 0 ? ERR_FINDINGS : e;
}

static enum err propose(struct job_run *run)
{
    struct arena *arena = arena_new("口座振替の抽出", (size_t)2 << 30);
    enum err e = propose_in(run, arena);

    arena_free(arena);
    return e;
}

/* ------------------------------------------------------------------------------- decision ------ */

static enum err digest_of(struct job_run *run, struct arena *arena, struct text *ret)
{
    struct query *q = store_query(run->session->store, SQL_debit_run_digest);
    bool row = false;

    query_set_i64(q, "run_no", run->run_no);
    enum err e = query_step(q, run->report, &row);
    *ret = text_of("");
    if (e == ERR_NONE && row) {
        struct text t = query_text(q, 0);
        *ret = text_copy(arena, t);
    }
    query_reset(q);
    return e;
}

/* Whether an extraction of now differs from that of the proposal. */
static enum err differs(struct job_run *run, struct arena *arena, bool *ret)
{
    struct debit_settings settings;
    struct extraction x;
    struct text then;
    enum err e = extract(run, arena, &settings, &x);

    if (e == ERR_NONE) {
        e = digest_of(run, arena, &then);
    }
    if (e == ERR_NONE) {
        *ret = !text_is(then, x.digest);
    }
    return e;
}

static enum err compare(struct job_run *run, bool *ret_changed)
{
    struct arena *arena = arena_new("口座振替の抽出", (size_t)2 << 30);
    enum err e = differs(run, arena, ret_changed);

    arena_free(arena);
    return e;
}

/*
 * Whether nothing moved since the proposal that an extraction looks at: it would find the same (ADR 0188).
 * What it found wanting may have been mended elsewhere, where a notice was printed: then it is not known.
 */
static enum err is_still(struct job_run *run, struct arena *arena, bool *ret)
{
    const struct last_look since = {true, run->known_at, run->business_date};
    struct store *s = run->session->store;
    date debit_on;
    bool row = false;
    enum err e = debit_day(run, &debit_on);

    *ret = false;
    if (e == ERR_NONE && run->findings == 0) {
        e = collection_is_still(s, &since, arena, run->report, ret);
    }
    if (e != ERR_NONE || !*ret) {
        return e;
    }
    struct query *q = store_query(s, SQL_debit_moved_since);
    query_set_i64(q, "since", run->known_at);
    query_set_i64(q, "debit_on", date_ymd(debit_on));
    query_set_i64(q, "run_no", run->run_no);
    e = query_step(q, run->report, &row);
    *ret = e == ERR_NONE && row && query_i64(q, 0) == 0;
    query_reset(q);
    return e;
}

static enum err send(struct job_run *run, struct arena *arena, const struct request *requests, size_t count)
{
    struct store *s = run->session->store;
    bool still, is_other = false;
    enum err e = is_still(run, arena, &still);

    if (e == ERR_NONE && !still) {
        e = differs(run, arena, &is_other);
    }
    if (e == ERR_NONE && is_other) {
        return report_fail(run->report, ERR_INPUT,
                           "抽出した後に、納付・停止・口座の変更がありました。もう一度抽出してください: "
                           "kokuho job run direct-debit-request");
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = request_file_check(run, &requests[i]);
    }
    if (e == ERR_NONE) {
        e = store_begin(s, run->report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    if (e == ERR_NONE) {
        e = requests_send(run, requests, count, arena);
    }
    if (e == ERR_NONE) {
        e = store_commit(s, run->report);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

static enum err approve_in(struct job_run *run, struct arena *arena)
{
    struct request *requests;
    size_t count;
    enum err e = requests_of_run(run->session->store, run->run_no, arena, run->report, &requests, &count);
    bool is_sent = e == ERR_NONE && count > 0 && !date_is_none(requests[0].sent_on);

    if (e == ERR_NONE && !is_sent) {
        e = send(run, arena, requests, count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = request_hand_over(run, &requests[i]);
    }
    return e;
}

static enum err approve(struct job_run *run)
{
    struct arena *arena = arena_new("口座振替の承認", (size_t)2 << 30);
    enum err e = approve_in(run, arena);

    arena_free(arena);
    return e == ERR_NONE ? show(run) : e;
}

static enum err show(struct job_run *run)
{
    struct arena *arena = arena_new("口座振替の依頼", (size_t)64 << 20);
    struct request *all;
    size_t count;
    enum err e = requests_of_run(run->session->store, run->run_no, arena, run->report, &all, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        char amount[40];
        yen_format(all[i].amount, amount, sizeof(amount));
        fprintf(run->out, "%.*s  %" PRId64 " 件 %s 円  %s  SHA-256 %.16s\n", (int)all[i].file_name.len,
                all[i].file_name.bytes, all[i].items, amount,
                date_is_none(all[i].sent_on) ? "承認待ち" : "送付済み", all[i].sha256.bytes);
    }
    arena_free(arena);
    return e;
}
