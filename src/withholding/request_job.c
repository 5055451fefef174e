/*
 * 特別徴収の依頼 -- the job withholding-request: proposed, approved by another person, sent once (LV-55,
 * LV-56).
 *
 * Rows    PG-20; users_ask.md D2, D4, D7
 *
 * The proposal gathers, writes the file under DIR/files/withholding/RUN and reads it back: the totals that
 * a person approves are those of the written file. The approval gathers again: when anything changed
 * meanwhile it refuses. Then the requests are recorded as sent, the heads stand as 依頼中 or 中止依頼中,
 * and the file moves to DIR/files/out by one rename.
 */
#include "base/share.h"
#include "interchange/outbox.h"
#include "interchange/transport.h"
#include "withholding/request.h"

#include <inttypes.h>
#include <unistd.h>

#define RUN_BYTES_MAX ((size_t)2 << 30)

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err compare(struct job_run *run, bool *ret_changed);
static enum err withdraw(struct job_run *run);
static enum err approve(struct job_run *run);
static enum err show(struct job_run *run);

static const char *finding_label(struct text code)
{
    for (const struct judgement_label *l = request_labels; l->code != NULL; l++) {
        if (text_is(code, l->code)) {
            return l->label;
        }
    }
    return NULL;
}

const struct job job_withholding_request = {
    .name = "withholding-request",
    .label = "特別徴収の依頼",
    .unit = "件",
    .run_permission = PERM_PREMIUM_RUN,
    .approve_permission = PERM_PREMIUM_APPROVE,
    .needs_approval = true,
    .unit_is_household = true,
    .closes_tasks = true,
    .finding_label = finding_label,
    .prepare = prepare,
    .propose = propose,
    .compare = compare,
    .withdraw = withdraw,
    .approve = approve,
    .show = show,
};

static enum err prepare(struct job_run *run)
{
    if (fiscal_year_of(run->business_date).first_year != run->year) {
        return report_fail(run->report, ERR_INPUT,
                           "%" PRId32 "年度の依頼は、その年度のうちの処理日で行います", run->year);
    }
    enum err e = interchange_feeds_complete(run->session, "registers", run->business_date, run->report);
    return e == ERR_NONE
               ? interchange_feeds_complete(run->session, "pension", run->business_date, run->report)
               : e;
}

static enum err gather(struct job_run *run, struct arena *arena, struct withholding_terms *terms,
                       struct requesting *ret)
{
    const struct data_folder *folder = &run->session->folder;

    *ret = (struct requesting){.judged = {.store = run->session->store,
                                          .terms = terms,
                                          .year = run->year,
                                          .on = run->business_date,
                                          .arena = arena}};
    enum err e = withholding_terms_load(folder->params, folder->municipality, run->business_date, arena,
                                        run->report, terms);
    return e == ERR_NONE ? requests_gather(ret, run->report) : e;
}

/* -------------------------------------------------------------------------------- paths -------- */

struct paths {
    char kept[OUTBOX_PATH_BYTES], send[OUTBOX_PATH_BYTES], out[OUTBOX_PATH_BYTES];
    char name[128];
};

static void paths_of(const struct job_run *run, struct paths *ret)
{
    const char *base = run->session->folder.path;

    (void)snprintf(ret->name, sizeof(ret->name), "TOKUCHO_%08" PRId32 "_%06" PRId64 ".dat",
                   date_ymd(run->business_date), run->run_no);
    (void)snprintf(ret->kept, sizeof(ret->kept), "%.500s/files/withholding/%" PRId64, base, run->run_no);
    (void)snprintf(ret->send, sizeof(ret->send), "%.500s/files/withholding/%" PRId64 "/send", base,
                   run->run_no);
    (void)snprintf(ret->out, sizeof(ret->out), "%.500s/files/out", base);
}

static void add_name(char path[OUTBOX_PATH_BYTES], const char *name)
{
    size_t n = strlen(path);
    (void)snprintf(path + n, OUTBOX_PATH_BYTES - n, "/%s", name);
}

/* -------------------------------------------------------------------------------- proposal ----- */

/* D2: what a person looks at is what the written file says, group by group. */
struct reading_back {
    size_t data, notice_at, amount_at;
    int64_t counts[REQUEST_KINDS];
    yen amount;
};

static enum err count_record(void *context, const struct record *r, struct report *report)
{
    struct reading_back *b = context;
    int64_t amount = 0;

    (void)report;
    if (r->kind == b->data) {
        struct text notice = record_text(r, b->notice_at);
        b->counts[text_is(notice, "01")   ? REQUEST_START
                  : text_is(notice, "31") ? REQUEST_STOP
                                          : REQUEST_CHANGE]++;
        b->amount += record_i64(r, b->amount_at, &amount) ? amount : 0;
    }
    return ERR_NONE;
}

static enum err read_back(const struct requesting *r, const char *path, struct report *report)
{
    const struct layout *l;
    struct file_receipt receipt;
    enum err e = layout_find(arena_printf(r->judged.arena, "%s/layouts", share_folder()), "pension-request",
                             r->judged.arena, report, &l);

    if (e != ERR_NONE) {
        return e;
    }
    struct reading_back b = {.data = layout_record(l, "data")};
    b.notice_at = layout_field(l, b.data, "notice");
    b.amount_at = layout_field(l, b.data, "amount1");
    e = layout_read_file(l, path, count_record, &b, report, &receipt);
    if (e == ERR_NONE && (memcmp(b.counts, r->kinds, sizeof(b.counts)) != 0 || b.amount != r->amount)) {
        e = report_fail(report, ERR_WORLD,
                        "書いたファイル「%s」を読み返すと、依頼の件数か金額が違います。渡していません",
                        path);
    }
    return e;
}

static enum err write_file(struct job_run *run, const struct requesting *r, const struct paths *paths,
                           struct request_file *ret)
{
    struct paths p = *paths;
    struct file_receipt receipt;
    enum err e = outbox_folder(p.send, run->report);

    e = e == ERR_NONE ? outbox_folder(p.out, run->report) : e;
    add_name(p.kept, p.name);
    add_name(p.send, p.name);
    if (e == ERR_NONE) {
        e = asked_file_write(r, &run->session->folder, run->business_date, p.kept, run->report, &receipt);
    }
    e = e == ERR_NONE ? read_back(r, p.kept, run->report) : e;
    e = e == ERR_NONE ? outbox_wait(p.kept, p.send, run->report) : e;
    if (e == ERR_NONE) {
        (void)snprintf(ret->name, sizeof(ret->name), "%s", p.name);
        (void)snprintf(ret->sha256, sizeof(ret->sha256), "%s", receipt.sha256);
        ret->bytes = receipt.bytes;
    }
    return e;
}

static enum err end_transaction(struct job_run *run, enum err e)
{
    struct store *s = run->session->store;

    e = e == ERR_NONE ? store_commit(s, run->report) : e;
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

static enum err record(struct job_run *run, const struct requesting *r, int64_t first_no,
                       const struct request_file *file)
{
    enum err e = store_begin(run->session->store, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    return end_transaction(run, e == ERR_NONE ? asked_add(run, r, first_no, file) : e);
}

static void print_totals(const struct job_run *run, const struct requesting *r)
{
    for (int kind = REQUEST_START; kind < REQUEST_KINDS; kind++) {
        fprintf(run->out, "%s %" PRId64 " 件\n", withholding_request_labels[kind], r->kinds[kind]);
    }
    if (r->kinds[REQUEST_STOP] > 0) { /* LV-56: a stop reaches no earlier pay day */
        struct withholding_pay next = withholding_next_pay(r->judged.terms, r->judged.on);
        fprintf(run->out, "中止は%" PRId16 "年度の%d月の年金から。その前の年金からは天引きされます\n",
                next.year.first_year, withholding_pay_month(next.pay));
    }
}

static enum err propose_in(struct job_run *run, struct arena *arena)
{
    struct withholding_terms terms;
    struct requesting r;
    struct request_file file = {.items = -1};
    struct paths paths;
    int64_t first_no = 1;
    enum err e = requests_next_number(run->session->store, run->run_no, run->report, &first_no);

    e = e == ERR_NONE ? request_file_of_run(run->session->store, run->run_no, run->report, &file) : e;
    e = e == ERR_NONE ? gather(run, arena, &terms, &r) : e;
    if (e != ERR_NONE) {
        return e;
    }
    if (r.count > 0 && !run->dry_run && file.items < 0) { /* else: recorded before it was killed */
        paths_of(run, &paths);
        e = write_file(run, &r, &paths, &file);
        e = e == ERR_NONE ? record(run, &r, first_no, &file) : e;
    }
    for (size_t i = 0; i < r.finding_count && e == ERR_NONE; i++) {
        const struct verdict_finding *f = &r.findings[i];
        e = batch_finding(run, f->code, f->household_no, f->payer_no, f->words, run->report);
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = batch_step(run, (int64_t)r.count, (int64_t)r.count, (int64_t)r.count);
    }
    if (e == ERR_NONE) {
        print_totals(run, &r);
    }
    return e == ERR_NONE && r.finding_count > 0 ? ERR_FINDINGS : e;
}

static enum err propose(struct job_run *run)
{
    struct arena *arena = arena_new("特別徴収の依頼", RUN_BYTES_MAX);
    enum err e = propose_in(run, arena);

    arena_free(arena);
    return e;
}

static enum err withdraw(struct job_run *run)
{
    struct paths p;

    paths_of(run, &p);
    enum err e = requests_delete(run);
    return e == ERR_NONE ? batch_gone(run, p.kept) : e; /* with what waits in it to be sent */
}

/* -------------------------------------------------------------------------------- decision ----- */

static enum err compare(struct job_run *run, bool *ret_changed)
{
    struct arena *arena = arena_new("特別徴収の依頼", RUN_BYTES_MAX);
    struct withholding_terms terms;
    struct requesting r;
    struct request_file file;
    enum err e = gather(run, arena, &terms, &r);

    e = e == ERR_NONE ? request_file_of_run(run->session->store, run->run_no, run->report, &file) : e;
    if (e == ERR_NONE) {
        *ret_changed = file.items < 0 ? r.count > 0 : strcmp(file.digest, r.digest) != 0;
    }
    arena_free(arena);
    return e;
}

static enum err move_file(struct job_run *run, const struct request_file *file, struct arena *arena)
{
    const struct layout *l;
    const struct transport_cause cause = {run->session->operator.id, "特別徴収の依頼", run->decided_on,
                                          clock_now_ms()};
    struct file_receipt f = {.bytes = file->bytes, .data_records = file->items, .amount_sum = file->amount};
    enum err e = layout_find(arena_printf(arena, "%s/layouts", share_folder()), "pension-request", arena,
                             run->report, &l);

    (void)snprintf(f.file_name, sizeof(f.file_name), "%s", file->name);
    (void)snprintf(f.sha256, sizeof(f.sha256), "%s", file->sha256);
    e = e == ERR_NONE ? transport_move(run->session->store, l, &f, TRANSPORT_MADE, &cause, run->report) : e;
    return e == ERR_NONE
               ? transport_move(run->session->store, l, &f, TRANSPORT_HANDED_OVER, &cause, run->report)
               : e;
}

/* Asked for: 依頼中 or 中止依頼中 from today on. A changed 仮徴収 comes with the start of the same head. */
static enum err put_states(struct job_run *run, const struct requesting *r)
{
    const struct state_cause cause = {job_withholding_request.name, run->run_no, clock_now_ms()};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < r->count && e == ERR_NONE; i++) {
        const struct request_draft *d = &r->drafts[i];
        struct withholding_look to = *d->was;
        if (d->row.kind != REQUEST_CHANGE) {
            to.from = run->decided_on;
            to.state = d->row.kind == REQUEST_START ? WITHHOLDING_REQUESTED : WITHHOLDING_STOPPING;
            e = state_put(run->session->store, d->was, &to, &cause, run->report);
        }
    }
    return e;
}

static enum err send(struct job_run *run, struct arena *arena, const struct request_file *file,
                     const struct paths *paths)
{
    struct withholding_terms terms;
    struct requesting r;
    struct paths p = *paths;
    enum err e = gather(run, arena, &terms, &r);

    if (e == ERR_NONE && strcmp(file->digest, r.digest) != 0) {
        return report_fail(run->report, ERR_INPUT,
                           "依頼を作った後に、判定のもとになる事実が変わりました。もう一度作ってください: "
                           "kokuho job run withholding-request");
    }
    add_name(p.kept, p.name);
    e = e == ERR_NONE ? outbox_check(p.kept, text_of(file->sha256), run->report) : e;
    e = e == ERR_NONE ? store_begin(run->session->store, run->report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    e = e == ERR_NONE ? requests_sent(run) : e;
    e = e == ERR_NONE ? move_file(run, file, arena) : e;
    return end_transaction(run, e == ERR_NONE ? put_states(run, &r) : e);
}

static enum err approve(struct job_run *run)
{
    struct arena *arena = arena_new("特別徴収の依頼の承認", RUN_BYTES_MAX);
    struct request_file file;
    struct paths p;
    enum err e = request_file_of_run(run->session->store, run->run_no, run->report, &file);

    paths_of(run, &p);
    if (e == ERR_NONE && file.items > 0) { /* else: nothing was to be asked */
        e = date_is_none(file.sent_on) ? send(run, arena, &file, &p) : ERR_NONE;
        add_name(p.send, p.name);
        add_name(p.out, p.name);
        e = e == ERR_NONE ? outbox_hand_over(p.send, p.out, run->report) : e;
    }
    arena_free(arena);
    return e == ERR_NONE ? show(run) : e;
}

static enum err show(struct job_run *run)
{
    struct request_file file;
    enum err e = request_file_of_run(run->session->store, run->run_no, run->report, &file);

    if (e == ERR_NONE && file.items > 0) {
        fprintf(run->out, "%s  %" PRId64 " 件  %s  SHA-256 %.16s\n", file.name, file.items,
                date_is_none(file.sent_on) ? "承認待ち" : "送付済み", file.sha256);
    } else if (e == ERR_NONE) {
        fputs("依頼するものはありません\n", run->out);
    }
    return e;
}
