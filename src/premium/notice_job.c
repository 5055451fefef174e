/*
 * 納入通知書の一括作成: a notice for every approved decision that has none yet, in PDFs of 500 payers.
 *
 * The proposal writes the files under DIR/files/notices/YEAR/RUN/ with their hashes (発送の控え); approval
 * by another operator reads them back and marks them as sent. Payers under 支援措置 stand in files of
 * their own without an address. What cannot be printed whole is a finding, and tried again next time.
 */
#include "premium/notice_gather.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAYERS_A_FILE 500
#define PATH_BYTES 1024
#define WORDS_BYTES 480

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

struct notice_file {
    struct document *document;
    char name[64]; /* under the folder of the run */
    char sha256[SHA256_HEX];
    int64_t payers, pages;
    bool is_restricted;
};

/* One payer. */
struct notice_unit {
    struct premium_decision decision;
    int64_t running_no;
    bool is_new_number, is_restricted;
    int first_page, pages; /* 0 pages = held back */
    struct notice_slips slips;
    const char *words;     /* finding; NULL = none */
    struct notice_file *files; /* of the chunk */
};

enum { FILE_ORDINARY, FILE_RESTRICTED, FILES };

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
    int64_t notices, pages, files, restricted, held;
};

/* -------------------------------------------------------------------------------- folders ---- */

static void name_folders(const struct job_run *run, char *root, char *sub, char *dir)
{
    snprintf(root, PATH_BYTES, "%.500s/files/notices", run->session->folder.path);
    snprintf(sub, 64, "%" PRId32 "/%" PRId64, run->year, run->run_no);
    snprintf(dir, PATH_BYTES, "%.700s/%.60s", root, sub);
}

static enum err make_folders(const char *dir, struct report *report)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof(path), "%s", dir);
    for (char *at = path + 1;; at++) {
        if (*at == '/' || *at == '\0') {
            char kept = *at;
            *at = '\0';
            if (mkdir(path, 0700) != 0 && errno != EEXIST) {
                return report_fail(report, ERR_WORLD, "フォルダ「%s」を作れません: %s", path,
                                   strerror(errno));
            }
            *at = kept;
            if (kept == '\0') {
                return ERR_NONE;
            }
        }
    }
}

/* Everything in the folder of a run; nothing that was not recorded stays to be printed by mistake. */
static void remove_folder(const char *dir)
{
    char path[PATH_BYTES];
    DIR *d = opendir(dir);
    for (struct dirent *entry; d != NULL && (entry = readdir(d)) != NULL;) {
        if (entry->d_name[0] != '.') {
            snprintf(path, sizeof(path), "%.760s/%.255s", dir, entry->d_name);
            unlink(path);
        }
    }
    if (d != NULL) {
        closedir(d);
        rmdir(dir);
    }
}

/* ----------------------------------------------------------------------------- conditions ---- */

static enum err issue_day(const struct job_run *run, date *ret)
{
    const char *text = run->values[OPTION_ISSUED_ON];
    *ret = run->business_date;
    if (text[0] != '\0' && !date_parse_iso(text, strlen(text), ret)) {
        return report_fail(run->report, ERR_INPUT,
                           "発行日は YYYY-MM-DD で書いてください: 「%s」", text);
    }
    return ERR_NONE;
}

/* How many notices the run may make in all; a resumed run counts those it has made. */
static enum err notices_wanted(const struct job_run *run, int64_t *ret)
{
    const char *text = run->values[OPTION_FIRST];
    int64_t first;
    *ret = INT64_MAX;
    if (text[0] == '\0') {
        return ERR_NONE;
    }
    if (!parse_i64(text, strlen(text), 1, INT32_MAX, &first)) {
        return report_fail(run->report, ERR_INPUT, "first は1以上の通数です: 「%s」", text);
    }
    *ret = first > run->units_done ? first - run->units_done : 0;
    return ERR_NONE;
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
        e = make_folders(r->dir, run->report);
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
        remove_folder(r->dir);
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
    struct notice_unit *units = c->units;
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
        units[i] = (struct notice_unit){.decision = all[i]};
        e = number_unit(r, &units[i], report);
        c->count = i + 1;
        c->last_key = r->after = all[i].household_no;
    }
    r->left -= r->left == INT64_MAX ? 0 : (int64_t)c->count;
    return e;
}

/* --------------------------------------------------------------------------------- compute --- */

static void keep_words(struct notice_unit *u, struct arena *arena, const struct report *words)
{
    u->words = arena_string(arena, words->kept > 0 ? words->lines[0] : "通知書を作れません");
}

/* What did not fit, in one line: box and size, no names (the name stands in the notice itself). */
static void keep_overflows(struct notice_unit *u, struct arena *arena,
                           const struct document_overflow *o, size_t from, size_t count)
{
    char words[WORDS_BYTES];
    size_t at = 0;
    for (size_t i = from; i < count && at + 100 < sizeof(words); i++) {
        bool is_again = i > from && strcmp(o[i].box, o[i - 1].box) == 0; /* every slip has the name */
        if (is_again) {
            continue;
        }
        int n = o[i].shrunk_percent > 0
                    ? snprintf(words + at, sizeof(words) - at, "%s%dページ「%.60s」を%d%%に縮小",
                               at == 0 ? "" : "、", o[i].page, o[i].box, o[i].shrunk_percent)
                    : snprintf(words + at, sizeof(words) - at, "%s%dページ「%.60s」を印字できません（%s）",
                               at == 0 ? "" : "、", o[i].page, o[i].box,
                               o[i].is_missing_glyph ? "文字がフォントにない" : "最小の大きさでも入らない");
        assert(n > 0);
        at += (size_t)n;
        at = at < sizeof(words) ? at : sizeof(words) - 1;
    }
    u->words = arena_copy(arena, words, utf8_prefix(words, at, WORDS_BYTES - 1));
}

static enum err file_of(struct notice_run *r, struct notice_file *files, int which,
                        const struct chunk *c, struct report *report)
{
    struct notice_file *f = &files[which];
    char path[PATH_BYTES];
    const struct notice_unit *units = c->units;
    if (f->document != NULL) {
        return ERR_NONE;
    }
    f->is_restricted = which == FILE_RESTRICTED;
    snprintf(f->name, sizeof(f->name), "%s-%015" PRId64 ".pdf", f->is_restricted ? "shien" : "tsuchi",
             units[0].decision.household_no);
    snprintf(path, sizeof(path), "%.900s/%s", r->dir, f->name);
    return document_open(path, "国民健康保険料 納入通知書", report, &f->document);
}

static enum err print_unit(struct notice_run *r, const struct notice_sources *from,
                           struct notice_unit *u, struct notice_file *files, const struct chunk *c,
                           struct arena *scratch, struct report *words)
{
    struct notice *n;
    const struct document_overflow *o;
    enum err e = notice_gather(from, &u->decision, notice_no_of(u->running_no), scratch, words, &n);
    if (e != ERR_NONE) {
        return e;
    }
    u->is_restricted = n->mailing.is_restricted;
    int which = u->is_restricted ? FILE_RESTRICTED : FILE_ORDINARY;
    e = file_of(r, files, which, c, words);
    if (e != ERR_NONE) {
        return e;
    }
    struct document *d = files[which].document;
    size_t before = document_overflows(d, &o);
    int first = document_pages(d) + 1;
    if (notice_render(d, n)) {
        notice_slips_keep(n, r->run->run_no, c->arena, &u->slips);
        u->first_page = first;
        u->pages = document_pages(d) + 1 - first;
        files[which].payers++;
    }
    size_t after = document_overflows(d, &o);
    if (after > before) {
        keep_overflows(u, c->arena, o, before, after);
    }
    return ERR_NONE;
}

static enum err close_files(struct notice_run *r, struct notice_file *files, struct report *report)
{
    enum err e = ERR_NONE;
    for (int i = 0; i < FILES; i++) {
        struct notice_file *f = &files[i];
        char path[PATH_BYTES];
        if (f->document == NULL) {
            continue;
        }
        int64_t pages = document_pages(f->document);
        struct report words;
        report_init(&words);
        enum err closed = document_close(f->document, &words);
        f->document = NULL;
        if (closed != ERR_NONE && closed != ERR_FINDINGS && e == ERR_NONE) {
            e = report_fail(report, closed, "%s", words.kept > 0 ? words.lines[0] : f->name);
        }
        report_done(&words);
        if (e == ERR_NONE && pages > 0) { /* a file of held notices only is not there */
            snprintf(path, sizeof(path), "%.900s/%s", r->dir, f->name);
            e = notice_file_look(path, report, f->sha256, &f->pages);
            assert(e != ERR_NONE || f->pages == pages);
        }
        if (r->run->dry_run) {
            snprintf(path, sizeof(path), "%.900s/%s", r->dir, f->name);
            unlink(path);
        }
    }
    return e;
}

static enum err print_units(struct notice_run *r, struct chunk *c, const struct notice_sources *from,
                            struct notice_file *files, struct arena *scratch, struct report *report)
{
    struct notice_unit *units = c->units;
    enum err e = ERR_NONE;
    for (size_t i = 0; i < c->count && e == ERR_NONE; i++) {
        struct notice_unit *u = &units[i];
        struct report words;
        u->files = files;
        if (!batch_unit_begin(r->run, u->decision.household_no)) {
            continue;
        }
        arena_reset(scratch);
        report_init(&words);
        e = print_unit(r, from, u, files, c, scratch, &words);
        if (e == ERR_FINDINGS || e == ERR_INPUT) { /* this payer only */
            keep_words(u, c->arena, &words);
            e = ERR_NONE;
        } else if (e != ERR_NONE) {
            report_add(report, "%s", words.kept > 0 ? words.lines[0] : "通知書を作れません");
        }
        report_done(&words);
    }
    return e;
}

static enum err compute_chunk(void *context, struct chunk *c, struct arena *scratch,
                              struct report *report)
{
    struct notice_run *r = context;
    struct notice_file *files = ARENA_ARRAY(c->arena, struct notice_file, FILES);
    struct store *s;
    enum err e = store_open(r->run->session->folder.store_url, STORE_READ, report, &s);
    if (e != ERR_NONE) {
        return e;
    }
    struct notice_sources from = {s, r->law, &r->form, r->issued_on, r->run->known_at};
    e = print_units(r, c, &from, files, scratch, report);
    enum err closed = close_files(r, files, report);
    store_close(s);
    return e != ERR_NONE ? e : closed;
}

/* ----------------------------------------------------------------------------------- write --- */

static enum err add_notice(struct notice_run *r, const struct notice_unit *u, struct store *s,
                           struct report *report)
{
    char file[160];
    int64_t changed;
    const struct premium_decision *d = &u->decision;
    const struct notice_file *f = &u->files[u->is_restricted ? FILE_RESTRICTED : FILE_ORDINARY];
    snprintf(file, sizeof(file), "%s/%s", r->sub, f->name);
    struct query *q = store_query(s, SQL_premium_notice_add);
    query_set_i64(q, "fiscal_year", d->year);
    query_set_i64(q, "household_no", d->household_no);
    query_set_i64(q, "payer_no", d->payer_no);
    query_set_i64(q, "version", d->version);
    query_set_i64(q, "run_no", r->run->run_no);
    query_set_i64(q, "notice_no", notice_no_of(u->running_no));
    query_set_i64(q, "issued_on", date_ymd(r->issued_on));
    query_set_text(q, "file", text_of(file));
    query_set_i64(q, "first_page", u->first_page);
    query_set_i64(q, "pages", u->pages);
    query_set_i64(q, "total", d->total);
    query_set_i64(q, "is_restricted", u->is_restricted);
    return query_run(q, report, &changed);
}

static enum err add_file(struct notice_run *r, const struct notice_file *f, struct store *s,
                         struct report *report)
{
    char file[160];
    int64_t changed;
    snprintf(file, sizeof(file), "%s/%s", r->sub, f->name);
    struct query *q = store_query(s, SQL_premium_notice_file_add);
    query_set_i64(q, "run_no", r->run->run_no);
    query_set_text(q, "file", text_of(file));
    query_set_text(q, "sha256", text_of(f->sha256));
    query_set_i64(q, "payers", f->payers);
    query_set_i64(q, "pages", f->pages);
    query_set_i64(q, "is_restricted", f->is_restricted);
    return query_run(q, report, &changed);
}

#define TEXT_SHRUNK "text-shrunk"
#define NOTICE_HELD "notice-held"

static const char *finding_label(struct text code)
{
    return text_is(code, TEXT_SHRUNK)   ? "文字を縮小して印字しました"
           : text_is(code, NOTICE_HELD) ? "通知書を作らずに保留しました" : NULL;
}

static enum err write_unit(struct notice_run *r, const struct notice_unit *u, struct store *s,
                           struct slip_writer *slips, struct report *report)
{
    enum err e = ERR_NONE;
    if (s != NULL && u->is_new_number) {
        e = notice_number_add(s, &u->decision, u->running_no, report);
    }
    if (e == ERR_NONE && s != NULL && u->pages > 0) {
        e = add_notice(r, u, s, report);
        e = e == ERR_NONE ? notice_slips_write(s, slips, &u->slips, r->run->known_at, report) : e;
    }
    if (e == ERR_NONE && u->words != NULL) {
        e = batch_finding(r->run, u->pages > 0 ? TEXT_SHRUNK : NOTICE_HELD,
                          u->decision.household_no, u->decision.payer_no, u->words, report);
    }
    r->notices += u->pages > 0;
    r->pages += u->pages;
    r->restricted += u->pages > 0 && u->is_restricted;
    r->held += u->pages == 0;
    return e;
}

static enum err write_chunk(void *context, struct chunk *c, struct store *s, struct report *report)
{
    struct notice_run *r = context;
    struct notice_unit *units = c->units;
    const struct notice_file *files = units[0].files;
    struct slip_writer *slips = NULL;
    enum err e = ERR_NONE;
    if (s != NULL) {
        e = slip_writer_begin(s, r->run->known_at, c->arena, report, &slips);
        if (e != ERR_NONE) {
            return e;
        }
    }
    for (size_t i = 0; i < c->count && e == ERR_NONE; i++) {
        e = write_unit(r, &units[i], s, slips, report);
    }
    if (s != NULL) {
        enum err ended = slip_writer_end(slips, report);
        e = e != ERR_NONE ? e : ended;
    }
    for (int i = 0; i < FILES && e == ERR_NONE; i++) {
        if (files[i].payers > 0) {
            r->files++;
            e = s != NULL ? add_file(r, &files[i], s, report) : ERR_NONE;
        }
    }
    return e;
}

/* ------------------------------------------------------------------------- propose, decide --- */

static enum err propose(struct job_run *run)
{
    struct notice_run r;
    enum err e = notice_run_open(&r, run);
    if (e == ERR_NONE) {
        struct work work = {.unit_bytes = sizeof(struct notice_unit), .chunk_units = CHUNK_UNITS_MAX,
                            .arena_bytes = (size_t)64 << 20, .context = &r,
                            .read = read_chunk, .compute = compute_chunk, .write = write_chunk};
        e = batch_work(run, &work);
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
                r.notices, r.pages, r.files, r.restricted, r.held);
        if (!run->dry_run) {
            fprintf(run->out, "受渡票 %" PRId64 " 件: %s/uketori.csv\n", listed, r.dir);
        }
        e = e == ERR_NONE && r.held > 0 ? ERR_FINDINGS : e;
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
    if (e == ERR_NONE) {
        remove_folder(dir);
    }
    return e;
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
