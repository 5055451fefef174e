/*
 * 総合振込 -- all ordered refunds in one file to the bank (全銀 21), made once, handed over once (CO-16).
 *
 * Rules   payment_formats.md 5, Y37: the file's total is the vouchers' total; amounts above zero
 *
 * The proposal writes the file and keeps its hash; another operator approves, the file is read again, and
 * only then the cases are paid and posted. A run's number is the file's: a run that was killed writes the
 * same file anew or finds it whole. What was handed over is never in a second file: its case has left
 * 支出命令.
 */
#include "refund/files.h"

#include "base/share.h"
#include "interchange/interchange.h"
#include "interchange/zengin_kana.h"
#include "rules/common/holidays.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 700

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err withdraw(struct job_run *run);
static enum err approve(struct job_run *run);
static enum err show(struct job_run *run);

enum { OPTION_ON };
static const struct job_option options[] = {{"transfer-on", "振込指定日（空 = 3営業日後）", ""}};

const struct job job_refund_transfer = {
    .name = "refund-transfer",
    .label = "還付の総合振込",
    .unit = "件",
    .run_permission = PERM_COLLECTION_RUN,
    .approve_permission = PERM_COLLECTION_APPROVE,
    .needs_approval = true,
    .options = options,
    .option_count = COUNT_OF(options),
    .prepare = prepare,
    .propose = propose,
    .withdraw = withdraw,
    .approve = approve,
    .show = show,
};

struct transfer {
    int64_t transfer_no;
    date on;
    int64_t payees;
    yen amount;
    char file[64], sha256[SHA256_HEX];
    int state;
};
enum { TRANSFER_MADE = 1, TRANSFER_HANDED, TRANSFER_ANSWERED };

/* ------------------------------------------------------------------------------------ the day --- */

static enum err transfer_day(const struct job_run *run, date *ret)
{
    enum { DAYS_BEFORE = 3 };
    date day = run->business_date;

    for (int n = 0; n < DAYS_BEFORE;) {
        day = date_add_days(day, 1);
        n += business_day_is(day);
    }
    enum err e = batch_option_day(run, OPTION_ON, day, ret);
    return e == ERR_NONE && (!business_day_is(*ret) || !date_before(run->business_date, *ret))
               ? report_fail(run->report, ERR_INPUT,
                             "振込指定日 %s は、今日より先の銀行の営業日でありません",
                             run->values[OPTION_ON])
               : e;
}

static enum err prepare(struct job_run *run)
{
    date day;
    return transfer_day(run, &day);
}

/* ------------------------------------------------------------------------------------ the rows --- */

static enum err read_transfer(struct store *s, int64_t transfer_no, struct report *report,
                              struct transfer *ret, bool *ret_found)
{
    struct query *q = store_query(s, SQL_refund_transfer_of);

    query_set_i64(q, "transfer_no", transfer_no);
    enum err e = query_step(q, report, ret_found);
    if (e == ERR_NONE && *ret_found) {
        struct text file = query_text(q, 3), sha256 = query_text(q, 4);
        *ret = (struct transfer){.transfer_no = transfer_no,
                                 .payees = query_i64(q, 1),
                                 .amount = query_i64(q, 2),
                                 .state = (int)query_i64(q, 5)};
        if (!date_from_ymd((int32_t)query_i64(q, 0), &ret->on)) {
            base_bug(__FILE__, __LINE__, "a transfer without a day");
        }
        snprintf(ret->file, sizeof(ret->file), "%.*s", (int)file.len, file.bytes);
        snprintf(ret->sha256, sizeof(ret->sha256), "%.*s", (int)sha256.len, sha256.bytes);
    }
    query_reset(q);
    return e;
}

static enum err add_rows(struct job_run *run, const struct transfer *t, const struct refund_case *cases,
                         size_t count)
{
    struct store *s = run->session->store;
    int64_t changed;
    enum err e = store_begin(s, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    if (e == ERR_NONE) {
        struct query *q = store_query(s, SQL_refund_transfer_add);
        query_set_i64(q, "transfer_no", t->transfer_no);
        query_set_i64(q, "transfer_on", date_ymd(t->on));
        query_set_i64(q, "payees", t->payees);
        query_set_i64(q, "amount", t->amount);
        query_set_text(q, "file", text_of(t->file));
        query_set_text(q, "sha256", text_of(t->sha256));
        query_set_i64(q, "recorded_at", clock_now_ms());
        e = query_run(q, run->report, &changed);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct query *q = store_query(s, SQL_refund_transfer_line_add);
        query_set_i64(q, "transfer_no", t->transfer_no);
        query_set_i64(q, "case_no", cases[i].case_no);
        query_set_i64(q, "step_no", cases[i].step_no);
        query_set_i64(q, "amount", cases[i].amount + cases[i].interest);
        e = query_run(q, run->report, &changed);
    }
    if (e == ERR_NONE) {
        return store_commit(s, run->report);
    }
    store_rollback(s);
    return e;
}

/* ------------------------------------------------------------------------------------ the file --- */

struct writing {
    const struct layout *layout;
    struct layout_writer *writer;
    struct arena *arena;
    struct report *report;
    size_t record;
    struct text *values;
};

static void put(struct writing *w, const char *field, struct text value)
{
    size_t at = layout_field(w->layout, w->record, field);
    assert(at != SIZE_MAX);
    w->values[at] = value;
}

static void begin_record(struct writing *w, const char *record)
{
    enum { FIELDS_MAX = 32 };
    w->record = layout_record(w->layout, record);
    assert(w->record != SIZE_MAX);
    w->values = ARENA_ARRAY(w->arena, struct text, FIELDS_MAX);
    for (size_t i = 0; i < FIELDS_MAX; i++) {
        w->values[i] = text_of("");
    }
}

static enum err put_name(struct writing *w, const char *field, const char *name, size_t places)
{
    struct text kana;
    size_t needed;
    enum err e = zengin_kana(text_of(name), places, w->arena, w->report, &kana, &needed);

    if (e == ERR_NONE) {
        put(w, field, kana);
    }
    return e;
}

static enum err write_header(struct writing *w, const struct refund_settings *s, date on)
{
    struct civil day = date_civil(on);
    enum err e;

    begin_record(w, "header");
    put(w, "consignor", text_of(s->consignor_code));
    put(w, "transfer_day", text_of(arena_printf(w->arena, "%02d%02d", day.month, day.day)));
    put(w, "bank", text_of(s->bank));
    put(w, "branch", text_of(s->branch));
    put(w, "dep_kind", text_of(s->deposit_kind));
    put(w, "account", text_of(s->account));
    put(w, "code", text_of("0"));
    e = put_name(w, "consignor_kn", s->consignor_name, 40);
    e = e == ERR_NONE ? put_name(w, "bank_kn", s->bank_name, 15) : e;
    e = e == ERR_NONE ? put_name(w, "branch_kn", s->branch_name, 15) : e;
    return e == ERR_NONE ? layout_write_record(w->writer, w->record, w->values, w->report) : e;
}

static enum err write_payee(struct writing *w, const struct refund_case *c)
{
    begin_record(w, "data");
    put(w, "bank", text_of(c->bank));
    put(w, "branch", text_of(c->branch));
    put(w, "dep_kind", text_of(arena_printf(w->arena, "%d", c->deposit_kind)));
    put(w, "account", text_of(c->number));
    put(w, "amount", text_of(arena_printf(w->arena, "%" PRId64, c->amount + c->interest)));
    put(w, "new_code", text_of("0"));
    put(w, "cust1", text_of(arena_printf(w->arena, "%010" PRId64, c->case_no)));
    put(w, "wire", text_of("7"));
    enum err e = put_name(w, "payee_kn", c->holder, 30);
    if (e == ERR_INPUT) {
        report_add(w->report, "還付番号 %" PRId64 " の口座名義を直してから、もう一度作ってください",
                   c->case_no);
    }
    return e == ERR_NONE ? layout_write_record(w->writer, w->record, w->values, w->report) : e;
}

static enum err write_end(struct writing *w)
{
    enum err e;

    begin_record(w, "trailer"); /* count and sum: the rules of the layout fill them in */
    e = layout_write_record(w->writer, w->record, w->values, w->report);
    begin_record(w, "end");
    return e == ERR_NONE ? layout_write_record(w->writer, w->record, w->values, w->report) : e;
}

static enum err write_file(struct job_run *run, const struct refund_settings *s, const char *path, date on,
                           const struct refund_case *cases, size_t count, struct arena *arena,
                           struct file_receipt *ret)
{
    struct writing w = {.arena = arena, .report = run->report};
    const char *layouts = arena_printf(arena, "%s/layouts", share_folder());
    struct civil base = date_civil(run->business_date);
    const struct layout_param params[] = {
        {"base_day", text_of(arena_printf(arena, "%04d%02d%02d", base.year, base.month, base.day))},
        {"consignor", text_of(s->consignor_code)}};
    const struct layout_options with = {.params = params, .param_count = COUNT_OF(params)};
    enum err e = layout_find_on(layouts, "zengin-21", on, arena, run->report, &w.layout);

    e = e == ERR_NONE ? layout_writer_open_with(w.layout, path, &with, run->report, &w.writer) : e;
    if (e != ERR_NONE) {
        return e;
    }
    e = write_header(&w, s, on);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = write_payee(&w, &cases[i]);
    }
    e = e == ERR_NONE ? write_end(&w) : e;
    if (e != ERR_NONE) {
        layout_writer_cancel(w.writer);
        return e;
    }
    return layout_writer_close(w.writer, run->report, ret);
}

static enum err path_of(const struct job_run *run, const char *file, char path[PATH_BYTES])
{
    int n = snprintf(path, PATH_BYTES, "%s/files", run->session->folder.path);
    assert(n > 0 && n < PATH_BYTES - 80);
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        return report_fail(run->report, ERR_WORLD, "フォルダ「%s」を作れません: %s", path, strerror(errno));
    }
    snprintf(path + n, PATH_BYTES - (size_t)n, "/transfers");
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        return report_fail(run->report, ERR_WORLD, "フォルダ「%s」を作れません: %s", path, strerror(errno));
    }
    snprintf(path + n, PATH_BYTES - (size_t)n, "/transfers/%s", file);
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------------- propose --- */

static void say(FILE *out, const struct transfer *t)
{
    char amount[32], day[DATE_TEXT_BYTES];

    yen_format(t->amount, amount, sizeof(amount));
    date_format_era_short(t->on, day);
    fprintf(out,
            "総合振込 %" PRId64 "：%" PRId64
            " 件 %s 円、振込指定日 %s\nファイル files/transfers/%s\nSHA-256 %s\n",
            t->transfer_no, t->payees, amount, day, t->file, t->sha256);
}

/* 支出命令書 a case and 銀行振込依頼書 of the file, with its hash. */
static enum err write_vouchers(struct job_run *run, const struct refund_law_set *law,
                               const struct transfer *t, const struct refund_case *cases, size_t count)
{
    struct refund_file orders = {.name = "shishutsu.pdf", .form = "支出命令書"},
                       request = {.name = "irai.pdf", .form = "銀行振込依頼書"};
    struct arena *unit = arena_new("支出命令書", (size_t)32 << 20);
    const struct refund_request_paper all = {.settings = &law->settings,
                                             .transfer_no = t->transfer_no,
                                             .on = t->on,
                                             .issued_on = run->business_date,
                                             .file = t->file,
                                             .sha256 = t->sha256,
                                             .cases = cases,
                                             .count = count,
                                             .amount = t->amount};
    bool printed = true;
    enum err e = refund_file_open(run, &orders);

    e = e == ERR_NONE ? refund_file_open(run, &request) : e;
    for (size_t i = 0; i < count && e == ERR_NONE && printed; i++) {
        struct refund_paper p;
        arena_reset(unit);
        e = refund_paper_read(run->session, law, &cases[i], run->business_date, unit, run->report, &p);
        printed = e == ERR_NONE && refund_order_draw(orders.document, &p);
        orders.units += printed;
    }
    if (e == ERR_NONE && printed) {
        printed = refund_request_draw(request.document, &all);
        request.units = 1;
    }
    if (e == ERR_NONE && !printed) {
        e = report_fail(run->report, ERR_FINDINGS,
                        "支出命令書か銀行振込依頼書に印字できない文字があります。振込を作りません");
    }
    e = e == ERR_NONE ? refund_file_close(run, &orders) : e;
    e = e == ERR_NONE ? refund_file_close(run, &request) : e;
    refund_file_abandon(&orders);
    refund_file_abandon(&request);
    arena_free(unit);
    return e;
}

static enum err make(struct job_run *run, const struct refund_case *cases, size_t count, struct arena *arena)
{
    struct transfer t = {.transfer_no = run->run_no, .payees = (int64_t)count, .state = TRANSFER_MADE};
    struct refund_law_set law;
    struct file_receipt receipt;
    char path[PATH_BYTES];
    enum err e = transfer_day(run, &t.on);

    for (size_t i = 0; i < count; i++) {
        t.amount += cases[i].amount + cases[i].interest;
    }
    snprintf(t.file, sizeof(t.file), "furikomi-%d-%" PRId64 ".txt", (int)date_ymd(t.on), t.transfer_no);
    e = e == ERR_NONE ? refund_law_read(run->session, run->business_date, arena, run->report, &law) : e;
    e = e == ERR_NONE ? path_of(run, t.file, path) : e;
    e = e == ERR_NONE ? write_file(run, &law.settings, path, t.on, cases, count, arena, &receipt) : e;
    if (e == ERR_NONE && (receipt.amount_sum != t.amount || receipt.data_records != t.payees)) {
        unlink(path);
        return report_fail(run->report, ERR_WORLD,
                           "総合振込の合計 %" PRId64 " 円が支出命令の合計 %" PRId64
                           " 円と違います。書き出しません（Y37）",
                           receipt.amount_sum, t.amount);
    }
    e = e == ERR_NONE ? refund_file_hash(path, run->report, t.sha256) : e;
    e = e == ERR_NONE ? write_vouchers(run, &law, &t, cases, count) : e;
    e = e == ERR_NONE ? add_rows(run, &t, cases, count) : e;
    if (e == ERR_NONE) {
        say(run->out, &t);
    }
    return e;
}

static enum err propose(struct job_run *run)
{
    const struct refund_scope ordered = {.state = REFUND_ORDERED};
    struct arena *arena = arena_new("総合振込", (size_t)256 << 20);
    struct refund_case *cases;
    struct transfer t;
    size_t count;
    bool found = false;
    enum err e = refund_cases(run->session->store, &ordered, arena, run->report, &cases, &count);

    if (e == ERR_NONE && !run->dry_run) {
        e = read_transfer(run->session->store, run->run_no, run->report, &t, &found);
    }
    if (e == ERR_NONE && found) { /* the file was whole before the run was killed */
        say(run->out, &t);
    } else if (e == ERR_NONE && count == 0) {
        fprintf(run->out, "支出命令の済んだ還付はありません\n");
    } else if (e == ERR_NONE && run->dry_run) {
        fprintf(run->out, "支出命令の済んだ還付が %zu 件あります\n", count);
    } else if (e == ERR_NONE) {
        e = make(run, cases, count, arena);
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = batch_step(run, (int64_t)count, (int64_t)count, (int64_t)count);
    }
    arena_free(arena);
    return e;
}

static enum err withdraw(struct job_run *run)
{
    struct transfer t;
    char path[PATH_BYTES];
    bool found;
    int64_t changed;
    enum err e = read_transfer(run->session->store, run->run_no, run->report, &t, &found);

    if (e != ERR_NONE || !found) {
        return e;
    }
    assert(t.state == TRANSFER_MADE); /* what was handed over is decided and cannot be withdrawn */
    struct query *q = store_query(run->session->store, SQL_refund_transfer_line_delete);
    query_set_i64(q, "transfer_no", t.transfer_no);
    e = query_run(q, run->report, &changed);
    if (e == ERR_NONE) {
        q = store_query(run->session->store, SQL_refund_transfer_delete);
        query_set_i64(q, "transfer_no", t.transfer_no);
        e = query_run(q, run->report, &changed);
    }
    e = e == ERR_NONE ? path_of(run, t.file, path) : e;
    return e == ERR_NONE ? batch_gone(run, path) : e;
}

/* ------------------------------------------------------------------------------------- approve --- */

struct sent_line {
    int64_t case_no;
    int step_no;
    yen amount;
};

static enum err read_lines(struct store *s, int64_t transfer_no, struct arena *arena, struct report *report,
                           struct sent_line **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_refund_transfer_lines);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "transfer_no", transfer_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) =
            (struct sent_line){query_i64(q, 0), (int)query_i64(q, 1), query_i64(q, 2)};
    }
    query_reset(q);
    return e;
}

static enum err send_one(struct job_run *run, const struct transfer *t, const struct sent_line *line,
                         struct arena *arena, int64_t at)
{
    struct refund_case c;
    enum err e = refund_case_by_no(run->session->store, line->case_no, arena, run->report, &c);

    if (e == ERR_NONE &&
        (c.state != REFUND_ORDERED || c.step_no != line->step_no || c.amount + c.interest != line->amount)) {
        return report_fail(run->report, ERR_INPUT,
                           "還付番号 %" PRId64 " が、ファイルを作ったあとで動きました。作り直してください",
                           c.case_no);
    }
    if (e == ERR_NONE) {
        c.transfer_no = t->transfer_no;
        c.sent_count++;
        e = refund_step(run->session, &c, REFUND_SENT, t->on, "", at, run->report);
    }
    return e == ERR_NONE ? refund_post(run->session, &c, WAY_PAID, t->on, at, run->report) : e;
}

static enum err hand_over(struct job_run *run, const struct transfer *t, const struct sent_line *lines,
                          size_t count, struct arena *arena)
{
    struct store *s = run->session->store;
    int64_t at = clock_now_ms(), changed;
    enum err e = store_begin(s, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = send_one(run, t, &lines[i], arena, at);
    }
    if (e == ERR_NONE) {
        struct query *q = store_query(s, SQL_refund_transfer_state);
        query_set_i64(q, "transfer_no", t->transfer_no);
        query_set_i64(q, "was", TRANSFER_MADE);
        query_set_i64(q, "state", TRANSFER_HANDED);
        e = query_run(q, run->report, &changed);
        e = e == ERR_NONE && changed != 1
                ? report_fail(run->report, ERR_INPUT, "総合振込 %" PRId64 " は引き渡し済みです",
                              t->transfer_no)
                : e;
    }
    if (e == ERR_NONE) {
        return store_commit(s, run->report);
    }
    store_rollback(s);
    return e;
}

static enum err approve(struct job_run *run)
{
    struct arena *arena = arena_new("総合振込", (size_t)256 << 20);
    struct transfer t;
    struct sent_line *lines;
    char path[PATH_BYTES], sha256[SHA256_HEX];
    size_t count = 0;
    bool found;
    enum err e = read_transfer(run->session->store, run->run_no, run->report, &t, &found);

    if (e == ERR_NONE && found && t.state == TRANSFER_MADE) {
        e = read_lines(run->session->store, t.transfer_no, arena, run->report, &lines, &count);
        e = e == ERR_NONE ? path_of(run, t.file, path) : e;
        e = e == ERR_NONE ? refund_file_hash(path, run->report, sha256) : e;
        if (e == ERR_NONE && strcmp(sha256, t.sha256) != 0) {
            e = report_fail(run->report, ERR_FINDINGS,
                            "総合振込のファイル「%s」が作ったときと違います。作り直してください", path);
        }
        e = e == ERR_NONE ? hand_over(run, &t, lines, count, arena) : e;
    }
    arena_free(arena);
    return e == ERR_NONE ? show(run) : e;
}

static enum err show(struct job_run *run)
{
    struct transfer t;
    bool found;
    enum err e = read_transfer(run->session->store, run->run_no, run->report, &t, &found);

    if (e == ERR_NONE && found) {
        say(run->out, &t);
        fprintf(run->out, "%s\n",
                t.state == TRANSFER_MADE ? "承認を待っています（まだ銀行に渡せません）"
                : t.state == TRANSFER_HANDED ? "銀行に引き渡すファイルです。結果を待っています"
                                             : "結果が届いています");
    } else if (e == ERR_NONE) {
        fprintf(run->out, "総合振込に入れる還付はありません\n");
    }
    return e;
}
