/*
 * 納入通知書の一括作成: a notice for every approved decision that has none yet, in PDFs of 500 payers.
 *
 * The proposal writes the files under DIR/files/notices/YEAR/RUN/ with their hashes (発送の控え); approval
 * by another operator reads them back and marks them as sent. Payers under 支援措置 stand in files of
 * their own without an address. What cannot be printed whole is a finding, and tried again next time.
 */
#include "premium/notice_gather.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAYERS_A_FILE 500
#define PATH_BYTES DISPATCH_PATH_BYTES

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err withdraw(struct job_run *run);
static enum err approve(struct job_run *run);
static enum err show(struct job_run *run);
static const char *finding_label(struct text code);

enum { OPTION_ISSUED_ON, OPTION_FIRST };
static const struct job_option options[] = {
    {"issued-on", "通知書の発行日（空 = 処理日）", ""},
    {"first", "はじめの何通か（空 = 全部）", ""},
};

const struct job job_notice_annual = {
    .name = "notice-annual",
    .label = "納入通知書の一括作成",
    .unit = "納付義務者",
    .run_permission = PERM_NOTICE_PRINT,
    .approve_permission = PERM_PREMIUM_APPROVE,
    .needs_approval = true,
    .finding_label = finding_label,
    .options = options,
    .option_count = COUNT_OF(options),
    .prepare = prepare,
    .propose = propose,
    .withdraw = withdraw,
    .approve = approve,
    .show = show,
};

/* One payer. */
struct notice_unit {
    struct premium_decision decision;
    int64_t running_no;
    bool is_new_number;
    struct notice_slips slips;
};

enum { FILE_ORDINARY, FILE_RESTRICTED, FILES };
static const char *const file_words[FILES] = {"tsuchi", "shien"};

struct notice_run {
    struct job_run *run;
    struct arena *arena;
    struct store *reader;
    const struct premium_law *law;
    struct notice_form form;
    date issued_on;
    int64_t after, last_number;
    int64_t left; /* notices this run may still make; INT64_MAX = all */
    char root[PATH_BYTES], dir[PATH_BYTES], sub[64];
};

/* -------------------------------------------------------------------------------- folders ---- */

static void name_folders(const struct job_run *run, char *root, char *sub, char *dir)
{
    snprintf(root, PATH_BYTES, "%.500s/files/notices", run->session->folder.path);
    snprintf(sub, 64, "%" PRId32 "/%" PRId64, run->year, run->run_no);
    snprintf(dir, PATH_BYTES, "%.700s/%.60s", root, sub);
}

/* ----------------------------------------------------------------------------- conditions ---- */

static enum err issue_day(const struct job_run *run, date *ret)
{
    return batch_option_day(run, OPTION_ISSUED_ON, run->business_date, ret);
}

/* How many notices the run may make in all; a resumed run counts those it has made. */
static enum err notices_wanted(const struct job_run *run, int64_t *ret)
{
    int64_t first = INT64_MAX;
    enum err e = batch_option_number(run, OPTION_FIRST, 1, INT64_MAX, &first);
    *ret = first == INT64_MAX ? first : first > run->units_done ? first - run->units_done : 0;
    return e;
}

static enum err prepare(struct job_run *run)
{
    struct arena *arena = arena_new("法令値", (size_t)64 << 20);
    const struct premium_law *law;
    struct notice_form form;
    char digest[SHA256_HEX];
    date day;
    enum err e = parameters_in_force(run, arena, &law, digest);
    if (e == ERR_NONE) {
        e = issue_day(run, &day);
    }
    if (e == ERR_NONE) {
        int64_t wanted;
        e = notices_wanted(run, &wanted);
    }
    if (e == ERR_NONE) {
        e = notice_form_load(run->session->folder.params, run->session->folder.municipality, day, arena,
                             run->report, &form);
    }
    arena_free(arena);
    return e;
}

static enum err notice_run_open(struct notice_run *r, struct job_run *run)
{
    *r = (struct notice_run){.run = run, .arena = arena_new("通知書の一括作成", (size_t)64 << 20),
                             .after = run->checkpoint == CHECKPOINT_NONE ? 0 : run->checkpoint};
    const struct data_folder *f = &run->session->folder;
    name_folders(run, r->root, r->sub, r->dir);
    enum err e = issue_day(run, &r->issued_on);
    if (e == ERR_NONE) {
        e = notices_wanted(run, &r->left);
    }
    if (e == ERR_NONE) {
        e = premium_law_load(f->params, f->municipality, (fiscal_year){(int16_t)run->year}, r->arena,
                             run->report, &r->law);
    }
    if (e == ERR_NONE) {
        e = notice_form_of(run->session, r->issued_on, r->arena, run->report, &r->form);
    }
    if (e == ERR_NONE && run->dry_run) {
        snprintf(r->dir, sizeof(r->dir), "/tmp/kokuho-notice-%ld-%" PRId64, (long)getpid(), clock_now_ms());
        if (mkdir(r->dir, 0700) != 0) {
            e = report_fail(run->report, ERR_WORLD, "試行のフォルダ「%s」を作れません: %s", r->dir,
                            strerror(errno));
        }
    } else if (e == ERR_NONE) {
        e = dispatch_folder_make(r->dir, run->report);
    }
    if (e == ERR_NONE) {
        e = reader_open(run, &r->reader);
    }
    if (e == ERR_NONE) {
        e = notice_number_last(r->reader, run->year, run->report, &r->last_number);
    }
    return e;
}

static void notice_run_close(struct notice_run *r)
{
    if (r->run->dry_run && r->dir[0] != '\0') {
        dispatch_folder_remove(r->dir);
    }
    store_close(r->reader);
    arena_free(r->arena);
}

/* ------------------------------------------------------------------------------------ read --- */

static enum err number_unit(struct notice_run *r, struct notice_unit *u, struct report *report)
{
    enum err e = notice_number_find(r->reader, &u->decision, report, &u->running_no);
    if (e == ERR_NONE && u->running_no == 0) {
        u->running_no = ++r->last_number;
        u->is_new_number = true;
    }
    return e;
}

/* Whole households only: the checkpoint is a household's number. */
static enum err read_chunk(void *context, struct chunk *c, struct report *report)
{
    struct notice_run *r = context;
    struct dispatch_unit *units = c->units;
    struct premium_decision *all;
    size_t count;
    enum err e = decisions_without_notice(r->reader, r->run->year, r->after, CHUNK_UNITS_MAX, c->arena,
                                          report, &all, &count);
    bool is_last = count < CHUNK_UNITS_MAX;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_same = i > 0 && all[i - 1].household_no == all[i].household_no;
        if ((i >= PAYERS_A_FILE || (int64_t)i >= r->left) && !is_same) {
            break;
        }
        assert(is_last || i + 1 < count); /* no household has five hundred payers in a year */
        struct notice_unit *u = ARENA_NEW(c->arena, struct notice_unit);
        u->decision = all[i];
        units[i] = (struct dispatch_unit){
            .key = all[i].household_no, .person_no = all[i].payer_no, .own = u};
        e = number_unit(r, u, report);
        c->count = i + 1;
        c->last_key = r->after = all[i].household_no;
    }
    r->left -= r->left == INT64_MAX ? 0 : (int64_t)c->count;
    return e;
}

/* --------------------------------------------------------------------------------- compute --- */

static enum err prepare_notice(void *context, struct store *s, struct dispatch_unit *u,
                               struct arena *scratch, struct report *words, void **ret_paper)
{
    const struct notice_run *r = context;
    const struct notice_unit *unit = u->own;
    const struct notice_sources from = {s, r->law, &r->form, r->issued_on, r->run->known_at};
    struct notice *n = NULL;
    enum err e = notice_gather(&from, &unit->decision, notice_no_of(unit->running_no), scratch, words, &n);
    if (e == ERR_NONE) {
        u->which = n->mailing.is_restricted ? FILE_RESTRICTED : FILE_ORDINARY;
    }
    *ret_paper = n;
    return e;
}

static bool draw_notice(void *context, struct dispatch_unit *u, void *paper, struct document *d,
                        struct arena *kept)
{
    const struct notice_run *r = context;
    struct notice_unit *unit = u->own;
    const struct notice *n = paper;
    bool is_whole = notice_render(d, n);
    if (is_whole) {
        notice_slips_keep(n, r->run->run_no, kept, &unit->slips);
    }
    return is_whole;
}

/* ----------------------------------------------------------------------------------- write --- */

static enum err add_notice(const struct notice_run *r, const struct dispatch_unit *u, struct store *s,
                           struct report *report)
{
    char file[160];
    int64_t changed;
    const struct notice_unit *unit = u->own;
    const struct premium_decision *d = &unit->decision;
    snprintf(file, sizeof(file), "%s/%s", r->sub, u->files[u->which].name);
    struct query *q = store_query(s, SQL_premium_notice_add);
    query_set_i64(q, "fiscal_year", d->year);
    query_set_i64(q, "household_no", d->household_no);
    query_set_i64(q, "payer_no", d->payer_no);
    query_set_i64(q, "version", d->version);
    query_set_i64(q, "run_no", r->run->run_no);
    query_set_i64(q, "notice_no", notice_no_of(unit->running_no));
    query_set_i64(q, "issued_on", date_ymd(r->issued_on));
    query_set_text(q, "file", text_of(file));
    query_set_i64(q, "first_page", u->first_page);
    query_set_i64(q, "pages", u->pages);
    query_set_i64(q, "total", d->total);
    query_set_i64(q, "is_restricted", u->which == FILE_RESTRICTED);
    return query_run(q, report, &changed);
}

static enum err add_file(void *context, const struct dispatch_file *f, int which, struct store *s,
                         struct report *report)
{
    const struct notice_run *r = context;
    char file[160];
    int64_t changed;
    snprintf(file, sizeof(file), "%s/%s", r->sub, f->name);
    struct query *q = store_query(s, SQL_premium_notice_file_add);
    query_set_i64(q, "run_no", r->run->run_no);
    query_set_text(q, "file", text_of(file));
    query_set_text(q, "sha256", text_of(f->sha256));
    query_set_i64(q, "payers", f->papers);
    query_set_i64(q, "pages", f->pages);
    query_set_i64(q, "is_restricted", which == FILE_RESTRICTED);
    return query_run(q, report, &changed);
}

#define TEXT_SHRUNK "text-shrunk"
#define NOTICE_HELD "notice-held"

static const char *finding_label(struct text code)
{
    return text_is(code, TEXT_SHRUNK)   ? "文字を縮小して印字しました"
           : text_is(code, NOTICE_HELD) ? "通知書を作らずに保留しました" : NULL;
}

static enum err write_unit(const struct notice_run *r, const struct dispatch_unit *u, struct store *s,
                           struct slip_writer *slips, struct report *report)
{
    const struct notice_unit *unit = u->own;
    enum err e = ERR_NONE;
    if (unit->is_new_number) {
        e = notice_number_add(s, &unit->decision, unit->running_no, report);
    }
    if (e == ERR_NONE && u->pages > 0) {
        e = add_notice(r, u, s, report);
        e = e == ERR_NONE ? notice_slips_write(s, slips, &unit->slips, r->run->known_at, report) : e;
    }
    return e;
}

static enum err write_notices(void *context, const struct dispatch_unit *units, size_t count,
                              struct arena *arena, struct store *s, struct report *report)
{
    const struct notice_run *r = context;
    struct slip_writer *slips = NULL;
    if (s == NULL) {
        return ERR_NONE;
    }
    enum err e = slip_writer_begin(s, r->run->known_at, arena, report, &slips);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = write_unit(r, &units[i], s, slips, report);
    }
    enum err ended = slip_writer_end(slips, report);
    return e != ERR_NONE ? e : ended;
}

/* ------------------------------------------------------------------------- propose, decide --- */

static enum err propose(struct job_run *run)
{
    struct notice_run r;
    struct dispatch_totals made = {0};
    enum err e = notice_run_open(&r, run);
    if (e == ERR_NONE) {
        const struct dispatch_work work = {.run = run, .dir = r.dir, .title = "国民健康保険料 納入通知書",
                                           .kinds = file_words, .kind_count = FILES,
                                           .shrunk = TEXT_SHRUNK, .held = NOTICE_HELD,
                                           .chunk_units = CHUNK_UNITS_MAX, .context = &r,
                                           .read = read_chunk, .prepare = prepare_notice,
                                           .draw = draw_notice, .write = write_notices,
                                           .write_file = add_file};
        e = dispatch_print(&work, &made);
    }
    int64_t listed = 0;
    if ((e == ERR_NONE || e == ERR_FINDINGS) && !run->dry_run) {
        enum err receipts = notice_receipts_write(run->session->store, run->run_no, r.root, r.dir,
                                                  run->report, &listed);
        e = receipts != ERR_NONE ? receipts : e;
    }
    if ((e == ERR_NONE || e == ERR_FINDINGS) && !run->dry_run) {
        enum err recorded = notice_prints_record(run->session, run->run_no, r.root, run->year, run->report);
        e = recorded != ERR_NONE ? recorded : e;
    }
    if (e == ERR_NONE || e == ERR_FINDINGS) {
        fprintf(run->out,
                "通知書 %" PRId64 " 件、%" PRId64 " ページ、ファイル %" PRId64 " 個（うち支援措置 %" PRId64
                " 件は別のファイル）。印刷を止めたもの %" PRId64 " 件。\n",
                made.papers, made.pages, made.files, made.of_kind[FILE_RESTRICTED], made.held);
        if (!run->dry_run) {
            fprintf(run->out, "受渡票 %" PRId64 " 件: %s/uketori.csv\n", listed, r.dir);
        }
        e = e == ERR_NONE && made.held > 0 ? ERR_FINDINGS : e;
    }
    notice_run_close(&r);
    return e;
}

static enum err change(struct store *s, enum sql sql, int64_t run_no, date sent_on,
                       struct report *report)
{
    int64_t changed;
    struct query *q = store_query(s, sql);
    query_set_i64(q, "run_no", run_no);
    if (!date_is_none(sent_on)) {
        query_set_i64(q, "sent_on", date_ymd(sent_on));
    }
    return query_run(q, report, &changed);
}

/* The rows go inside the caller's transaction; numbers stay with their payers. */
static enum err withdraw(struct job_run *run)
{
    char root[PATH_BYTES], sub[64], dir[PATH_BYTES];
    struct store *s = run->session->store;
    name_folders(run, root, sub, dir);
    enum err e = change(s, SQL_premium_notice_delete_run, run->run_no, date_none(), run->report);
    if (e == ERR_NONE) {
        e = change(s, SQL_premium_notice_file_delete_run, run->run_no, date_none(), run->report);
    }
    if (e == ERR_NONE) {
        e = slips_withdraw(s, "notice", run->run_no, clock_now_ms(), run->report);
    }
    return e == ERR_NONE ? batch_gone(run, dir) : e;
}

static enum err approve(struct job_run *run)
{
    char root[PATH_BYTES], sub[64], dir[PATH_BYTES];
    struct store *s = run->session->store;
    name_folders(run, root, sub, dir);
    enum err e = notice_files_check(s, run->run_no, root, run->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = store_begin(s, run->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = change(s, SQL_premium_notice_file_sent, run->run_no, run->decided_on, run->report);
    if (e == ERR_NONE) {
        e = store_commit(s, run->report);
    } else {
        store_rollback(s);
    }
    return e == ERR_NONE ? show(run) : e;
}

static enum err show(struct job_run *run)
{
    bool row;
    int64_t files = 0, payers = 0, pages = 0, restricted = 0, sent = 0;
    struct query *q = store_query(run->session->store, SQL_premium_notice_file_of_run);
    query_set_i64(q, "run_no", run->run_no);
    enum err e;
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        files++;
        payers += query_i64(q, 2);
        pages += query_i64(q, 3);
        restricted += query_i64(q, 4) != 0 ? query_i64(q, 2) : 0;
        sent += query_i64(q, 5) != 0;
    }
    query_reset(q);
    if (e == ERR_NONE) {
        fprintf(run->out,
                "納入通知書 %" PRId64 " 件、%" PRId64 " ページ、ファイル %" PRId64 " 個（支援措置 %" PRId64
                " 件）、発送済みファイル %" PRId64 " 個\n",
                payers, pages, files, restricted, sent);
    }
    return e;
}
