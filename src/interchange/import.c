/*
 * 取込み -- a file, one write transaction, a receipt.
 *
 * Whole or not at all: begin, every record, end, control file, receipt, commit. The same bytes a second
 * time are answered from the receipt. Records held as tasks carry the file's digest, which is known only
 * at its end: until then they stand under a name of their own inside the open transaction.
 */
#include "interchange/decode.h"
#include "interchange/given_params.h"
#include "interchange/import.h"
#include "interchange/transport.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>

#define LARGE_FILE ((off_t)4 << 20) /* from here on a transaction that writes much */

#define IMPORT_PARAMS_MAX (GIVEN_PARAMS_MAX + 1)

static const char pending_name[] = "pending", base_day_name[] = "base_day";

const struct import_handler *import_handler_of(const struct layout *l)
{
    for (size_t i = 0; i < import_handler_count; i++) {
        if (strcmp(import_handlers[i]->layout, l->name) == 0) {
            return import_handlers[i];
        }
    }
    return NULL;
}

enum err file_sha256(const char *path, struct report *report, char ret[65])
{
    unsigned char digest[SHA256_BYTES];
    char bytes[65536];
    struct sha256 hash;
    ssize_t n;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        return report_fail(report, ERR_WORLD, "ファイル「%s」を開けません", path);
    }
    sha256_init(&hash);
    while ((n = read(fd, bytes, sizeof(bytes))) > 0 || (n < 0 && errno == EINTR)) {
        sha256_add(&hash, bytes, n > 0 ? (size_t)n : 0);
    }
    close(fd);
    if (n < 0) {
        return report_fail(report, ERR_WORLD, "ファイル「%s」を読めません", path);
    }
    sha256_done(&hash, digest);
    hex_format(digest, sizeof(digest), ret);
    return ERR_NONE;
}

/* ----------------------------------------------------------------------------- held records -- */

/* The record's fields as JSON, without the numbers that no plain table may hold. */
static char *fields_as_json(const struct layout *l, const struct record *r)
{
    json_t *object = json_object();
    const struct record_kind *kind = &l->records[r->kind];
    for (size_t i = 0; i < r->field_count && i < kind->field_count; i++) {
        const struct field *f = &kind->fields[i];
        struct text v = r->fields[i];
        if (v.len > 0 && !f->is_secret && f->type != FIELD_FILLER) {
            json_t *value = json_stringn(v.bytes, v.len);
            int failed = value == NULL ? -1 : json_object_set_new(object, f->name, value);
            assert(failed == 0); /* every value was decoded to UTF-8 */
        }
    }
    char *text = json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER);
    json_decref(object);
    assert(text != NULL);
    return text;
}

enum err import_hold(struct import_run *run, const struct record *r, const char *code,
                     const char *words)
{
    return import_hold_about(run, r, code, words, 0);
}

enum err import_hold_about(struct import_run *run, const struct record *r, const char *code,
                           const char *words, int64_t addressee_no)
{
    int64_t changed = 0;
    char *fields = fields_as_json(run->layout, r);
    struct query *q = store_query(run->session->store, SQL_interchange_task_add);
    query_set_text(q, "sha256", text_of(pending_name));
    query_set_i64(q, "record_number", r->number);
    query_set_text(q, "code", text_of(code));
    query_set_text(q, "words", text_of(words));
    query_set_i64(q, "addressee_no", addressee_no);
    query_set_text(q, "record_kind", text_of(run->layout->records[r->kind].name));
    query_set_text(q, "fields", text_of(fields));
    query_set_i64(q, "recorded_at", run->recorded_at);
    enum err e = query_run(q, run->report, &changed);
    free(fields);
    run->held += changed;
    return e;
}

/* --------------------------------------------------------------------------------- receipts -- */

/* A file of this length came before? Only then is its digest worth a reading of its own. */
static enum err may_be_known(struct store *s, const char *path, struct report *report, bool *ret,
                             bool *ret_large)
{
    struct stat st;
    bool row = false;
    if (stat(path, &st) != 0) {
        return report_fail(report, ERR_WORLD, "ファイル「%s」を開けません", path);
    }
    *ret_large = st.st_size >= LARGE_FILE;
    struct query *q = store_query(s, SQL_interchange_receipt_count_of_bytes);
    query_set_i64(q, "bytes", (int64_t)st.st_size);
    enum err e = query_step(q, report, &row);
    *ret = e == ERR_NONE && row && query_i64(q, 0) > 0;
    query_reset(q);
    return e;
}

static enum err find_receipt(struct store *s, const char *sha256, struct report *report, bool *ret,
                             struct file_receipt *ret_receipt)
{
    struct query *q = store_query(s, SQL_interchange_receipt_by_sha256);
    query_set_text(q, "sha256", text_of(sha256));
    enum err e = query_step(q, report, ret);
    if (e == ERR_NONE && *ret) {
        ret_receipt->records = query_i64(q, 2);
        ret_receipt->data_records = query_i64(q, 3);
        ret_receipt->amount_sum = query_i64(q, 4);
    }
    query_reset(q);
    return e;
}

static enum err add_receipt(const struct import_run *run, const struct file_receipt *r)
{
    int64_t changed;
    struct query *q = store_query(run->session->store, SQL_interchange_receipt_add);
    query_set_text(q, "sha256", text_of(r->sha256));
    query_set_text(q, "file_name", text_of(r->file_name));
    query_set_text(q, "layout", text_of(run->layout->name));
    query_set_i64(q, "layout_version", run->layout->version);
    query_set_text(q, "partner", text_of(run->layout->partner));
    query_set_i64(q, "bytes", r->bytes);
    query_set_i64(q, "records", r->records);
    query_set_i64(q, "data_records", r->data_records);
    query_set_i64(q, "amount_sum", r->amount_sum);
    query_set_i64(q, "held", run->held);
    query_set_text(q, "result", text_of(run->held > 0 ? "accepted_with_tasks" : "accepted"));
    query_set_i64(q, "business_date", date_ymd(run->business_date));
    query_set_text(q, "operator_id", text_of(run->session->operator.id));
    query_set_i64(q, "recorded_at", run->recorded_at);
    return query_run(q, run->report, &changed);
}

static enum err settle_tasks(const struct import_run *run, const struct file_receipt *r)
{
    int64_t changed;
    struct query *q = store_query(run->session->store, SQL_interchange_task_settle);
    query_set_text(q, "sha256", text_of(r->sha256));
    query_set_text(q, "pending", text_of(pending_name));
    return query_run(q, run->report, &changed);
}

/* ---------------------------------------------------------------------------------- states -- */

/* The steps a file went through in this transaction, one after another. */
static enum err take_steps(const struct import_run *run, const struct file_receipt *r,
                           const enum transport_state *to, size_t count, const char *words)
{
    const struct transport_cause cause = {.operator_id = run->session->operator.id, .words = words,
                                          .business_date = run->business_date,
                                          .recorded_at = run->recorded_at};
    enum err e = ERR_NONE;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = transport_move(run->session->store, run->layout, r, to[i], &cause, run->report);
    }
    return e;
}

static enum err note_posted(const struct import_run *run, const struct file_receipt *r,
                            const struct control_file *control, int64_t arrival_no)
{
    static const enum transport_state to[] = {TRANSPORT_RECEIVED, TRANSPORT_CHECKED, TRANSPORT_POSTED};
    enum err e = take_steps(run, r, to, COUNT_OF(to), run->held > 0 ? "保留あり" : "");
    return e == ERR_NONE ? arrival_end(run->session, arrival_no, r, control,
                                       run->held > 0 ? "held" : "posted", run->report)
                         : e;
}

/* A refused file leaves nothing but this, in a transaction of its own. What was wrong stands in no table. */
static enum err note_refused(struct import_run *run, size_t lines, int64_t arrival_no)
{
    static const enum transport_state to[] = {TRANSPORT_RECEIVED, TRANSPORT_REFUSED};
    struct file_receipt r = {.records = 0};
    struct stat st;
    char words[64];
    const char *slash = strrchr(run->path, '/');
    const char *name = slash != NULL ? slash + 1 : run->path;
    enum transport_state was;
    memcpy(r.file_name, name, utf8_prefix(name, strlen(name), sizeof(r.file_name) - 1));
    int n = snprintf(words, sizeof(words), "知らせ%zu件", lines);
    assert(n > 0);
    r.bytes = stat(run->path, &st) == 0 ? (int64_t)st.st_size : 0;
    enum err e = file_sha256(run->path, run->report, r.sha256);
    e = e == ERR_NONE ? store_begin(run->session->store, run->report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    e = transport_state_of(run->session->store, r.sha256, run->report, &was);
    if (e == ERR_NONE && was != TRANSPORT_REFUSED) { /* refused before: nothing new */
        e = take_steps(run, &r, to, COUNT_OF(to), words);
    }
    e = e == ERR_NONE ? arrival_end(run->session, arrival_no, &r, NULL, "refused", run->report) : e;
    e = e == ERR_NONE ? store_commit(run->session->store, run->report) : e;
    if (e != ERR_NONE) {
        store_rollback(run->session->store);
    }
    return e;
}

/* ------------------------------------------------------------------------------------ files -- */

struct importing {
    struct import_run run;
    const struct import_handler *handler;
    int64_t arrival_no;
};

static enum err on_record(void *context, const struct record *r, struct report *report)
{
    struct importing *in = context;
    (void)report;
    if (r->hold_code != NULL) {
        return import_hold(&in->run, r, r->hold_code, r->hold_words);
    }
    return in->handler->record(&in->run, r);
}

static void on_prepare(void *context, size_t place, const struct record *records, size_t count,
                       bool is_last)
{
    struct importing *in = context;
    in->handler->prepare(&in->run, place, records, count, is_last);
}

static enum err on_take(void *context, size_t place, const struct record *records, size_t count)
{
    struct importing *in = context;
    enum err e = ERR_NONE;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct record *r = &records[i];
        e = r->hold_code != NULL ? import_hold(&in->run, r, r->hold_code, r->hold_words) : ERR_NONE;
    }
    return e == ERR_NONE ? in->handler->take(&in->run, place) : e;
}

static const struct block_steps import_steps = {on_prepare, on_take};

/* Everything between begin and commit. */
static enum err inside(struct importing *in, const struct layout_options *options,
                       const struct control_file *control, struct file_receipt *ret)
{
    struct import_run *run = &in->run;
    enum err e = in->handler->begin(run);
    if (e != ERR_NONE) {
        return e;
    }
    e = in->handler->prepare != NULL
            ? layout_read_blocks(run->layout, run->path, options, &import_steps, in, run->report, ret)
            : layout_read_file_with(run->layout, run->path, options, on_record, in, run->report, ret);
    if (e == ERR_NONE) {
        e = control_file_check(control, run->layout, ret, run->report);
    }
    if (e != ERR_NONE) {
        if (in->handler->cancel != NULL) {
            in->handler->cancel(run);
        }
        return e;
    }
    e = in->handler->end(run);
    if (e == ERR_NONE && run->held > 0) {
        e = settle_tasks(run, ret);
        e = e == ERR_NONE ? import_tasks_add(run, ret->sha256) : e;
    }
    if (e == ERR_NONE) {
        e = add_receipt(run, ret);
        e = e == ERR_NONE ? note_posted(run, ret, control, in->arrival_no) : e;
    }
    return e == ERR_NONE ? import_again(run) : e;
}

/* The business date decides the year of days without one, unless the caller gave another base day. */
static struct layout_options with_base_day(const struct session *s, const struct layout *l,
                                           const struct layout_options *options, struct layout_param *params,
                                           char day[16])
{
    struct layout_options all = options != NULL ? *options : (struct layout_options){.params = NULL};
    bool wanted = layout_has_param(l, base_day_name), given = false;
    for (size_t i = 0; i < all.param_count; i++) {
        given = given || strcmp(all.params[i].name, base_day_name) == 0;
    }
    if (wanted && !given && all.param_count < IMPORT_PARAMS_MAX && !date_is_none(s->folder.business_date)) {
        int n = snprintf(day, 16, "%d", (int)date_ymd(s->folder.business_date));
        assert(n == 8);
        for (size_t i = 0; i < all.param_count; i++) {
            params[i] = all.params[i];
        }
        params[all.param_count++] = (struct layout_param){base_day_name, text_of(day)};
        all.params = params;
    }
    return all;
}

static enum err take(struct session *s, const struct import_handler *h, const struct layout *l,
                     const char *path, const struct layout_options *options, bool is_large,
                     struct report *report, struct import_result *ret)
{
    struct control_file control;
    struct importing in = {.handler = h,
                           .run = {.session = s, .layout = l, .options = options, .path = path,
                                   .report = report,
                                   .business_date = s->folder.business_date}};
    struct file_receipt receipt = {.bytes = 0};
    size_t before = report->count;
    enum err e = control_file_read(path, report, &control);
    if (e == ERR_NONE) {
        e = arrival_begin(s, l, path, "", report, &in.arrival_no);
    }
    if (e == ERR_NONE) {
        e = is_large ? store_begin_large(s->store, report) : store_begin(s->store, report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    /* Read while nobody else writes: a job that began before this turn never takes these facts for known. */
    in.run.recorded_at = clock_now_ms();
    e = inside(&in, options, &control, &receipt);
    clock_pass(in.run.recorded_at); /* whatever is recorded from here on is later */
    if (e == ERR_NONE) {
        e = store_commit(s->store, report);
    }
    if (e != ERR_NONE) {
        store_rollback(s->store);
        bool is_refused = e == ERR_INPUT || e == ERR_FINDINGS;
        enum err noted = is_refused ? note_refused(&in.run, report->count - before, in.arrival_no) : ERR_NONE;
        return noted != ERR_NONE ? noted : is_refused ? ERR_INPUT : e;
    }
    *ret = (struct import_result){l, receipt, in.run.held, false};
    return in.run.held > 0 ? ERR_FINDINGS : ERR_NONE;
}

enum err import_file(struct session *s, const struct layout *l, const char *path,
                     const struct layout_options *options, struct report *report,
                     struct import_result *ret)
{
    struct file_receipt known = {.bytes = 0};
    bool maybe = false, found = false, is_large = false;
    const struct import_handler *h = import_handler_of(l);

    if (h == NULL) {
        return report_fail(report, ERR_INPUT,
                           "レイアウト「%s」のファイルを取り込む処理はありません（%s）", l->name, path);
    }
    enum err e = may_be_known(s->store, path, report, &maybe, &is_large);
    if (e == ERR_NONE && maybe) {
        e = file_sha256(path, report, known.sha256);
        if (e == ERR_NONE) {
            e = find_receipt(s->store, known.sha256, report, &found, &known);
        }
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (found) {
        const char *slash = strrchr(path, '/');
        const char *name = slash != NULL ? slash + 1 : path;
        memcpy(known.file_name, name, utf8_prefix(name, strlen(name), sizeof(known.file_name) - 1));
        *ret = (struct import_result){l, known, 0, true};
        return arrival_begin(s, l, path, known.sha256, report, &(int64_t){0});
    }
    struct layout_param params[IMPORT_PARAMS_MAX];
    char day[16];
    struct layout_options all = with_base_day(s, l, options, params, day);
    return take(s, h, l, path, &all, is_large, report, ret);
}
