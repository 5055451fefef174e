/* 発送の一巡 -- the pages of what was frozen, in files of 500 payers, each payer whole or held back. */
#include "demand/files.h"
#include "demand/papers.h"

#include <inttypes.h>
#include <unistd.h>

#define PAYERS_A_FILE 500
#define WORDS_BYTES 480
#define TEXT_SHRUNK "text-shrunk"
#define PAPER_HELD "paper-held"

const char *papers_finding_label(struct text code)
{
    static const struct {
        const char *code, *label;
    } all[] = {{TEXT_SHRUNK, "文字を縮小して印字しました"},
               {PAPER_HELD, "印刷できずに保留しました"},
               {FINDING_DEAD, "亡くなっています。相続人を調べてください"},
               {FINDING_NO_PLACE, "居所が分かりません。公示送達の対象です"},
               {FINDING_GUARDED, "支援措置の対象で、専用の送付先がありません"},
               {FINDING_LATE, "督促の期限を過ぎています"}};

    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (text_is(code, all[i].code)) {
            return all[i].label;
        }
    }
    return NULL;
}

enum { FILE_MAIL, FILE_PUBLIC, FILE_GUARDED, FILES };
static const char *const file_words[FILES] = {"yubin", "koji", "shien"};

struct printed_file {
    struct document *document;
    char name[64];
    char sha256[SHA256_HEX];
    int64_t papers, pages;
};
struct print_unit {
    struct papers_row row;
    int first_page, pages; /* 0 pages = held back */
    int file;
    const char *words;          /* finding; NULL = none */
    struct printed_file *files; /* of the chunk */
};
struct printing {
    struct job_run *run;
    struct arena *arena;
    struct store *reader;
    struct papers_source from;
    char dir[FILES_PATH_BYTES];
    int64_t after, printed, held;
};

/* ----------------------------------------------------------------------------- one chunk ------ */

static enum err read_chunk(void *context, struct chunk *c, struct report *report)
{
    struct printing *p = context;
    struct print_unit *units = c->units;
    struct papers_row *rows;
    size_t count;
    enum err e =
        papers_rows(p->reader, p->run->run_no, p->after, PAYERS_A_FILE, c->arena, report, &rows, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        units[i] = (struct print_unit){.row = rows[i]};
        c->last_key = p->after = rows[i].payer_no;
        c->count = i + 1;
    }
    return e;
}

static enum err file_of(struct printing *p, struct printed_file *files, int which, int64_t first_payer,
                        struct report *report)
{
    struct printed_file *f = &files[which];
    char path[FILES_PATH_BYTES + 80];

    if (f->document != NULL) {
        return ERR_NONE;
    }
    snprintf(f->name, sizeof(f->name), "%s-%015" PRId64 ".pdf", file_words[which], first_payer);
    snprintf(path, sizeof(path), "%s/%s", p->dir, f->name);
    return document_open(path, p->from.terms.title[p->from.batch.kind], report, &f->document);
}

/* What did not fit, in one line: box and size, no names. */
static const char *overflow_words(struct arena *arena, const struct document_overflow *o, size_t from,
                                  size_t count)
{
    char words[WORDS_BYTES];
    size_t at = 0;

    for (size_t i = from; i < count && at + 120 < sizeof(words); i++) {
        const char *how = o[i].shrunk_percent > 0 ? "を縮小" : "を印字できません";
        int n = snprintf(words + at, sizeof(words) - at, "%s%dページ「%.60s」%s", at == 0 ? "" : "、",
                         o[i].page, o[i].box, how);
        assert(n > 0);
        at += (size_t)n;
    }
    at = at < sizeof(words) ? at : sizeof(words) - 1;
    return arena_copy(arena, words, utf8_prefix(words, at, sizeof(words) - 1));
}

enum err papers_fill(const struct papers_source *from, struct store *s, const struct papers_row *row,
                     struct arena *arena, struct report *report, struct paper *ret)
{
    const struct papers_batch *b = &from->batch;
    struct slip *slips = NULL;
    enum err e = ERR_NONE;

    *ret = (struct paper){.terms = &from->terms,
                          .kind = b->kind,
                          .run_no = from->run_no,
                          .sequence_no = row->sequence_no,
                          .payer_no = row->payer_no,
                          .issued_on = b->issued_on,
                          .fixed_on = b->fixed_on,
                          .late_until = b->fixed_on,
                          .with_receipt = b->kind == DEMAND_LETTER && b->with_slip,
                          .lines = row->lines,
                          .line_count = row->line_count,
                          .amount = row->amount,
                          .late_charge = row->late_charge,
                          .fee = row->fee};
    if (b->kind == DEMAND_DUNNING && b->with_slip) {
        e = papers_slips_of(s, from->run_no, row, arena, report, &slips, &ret->slip_count);
        ret->slips = slips;
        ret->slip_form = &from->slip_form;
    }
    if (e == ERR_NONE) {
        e = paper_check(ret, report);
    }
    return e == ERR_NONE ? addressee_mailing_for(s, row->payer_no, DUTY_COLLECTION,
                                                 (struct as_of){b->issued_on, b->known_at}, arena, report,
                                                 &ret->mailing)
                         : e;
}

enum err papers_source_of(struct session *session, int64_t run_no, struct arena *arena,
                          struct report *report, struct papers_source *ret)
{
    const struct data_folder *f = &session->folder;

    *ret = (struct papers_source){.run_no = run_no};
    enum err e = papers_batch_of(session->store, run_no, report, &ret->batch, &ret->approved_on);
    if (e == ERR_NONE && ret->batch.kind == 0) {
        e = report_fail(report, ERR_INPUT, "処理 %" PRId64 " は督促・催告の処理ではありません", run_no);
    }
    if (e == ERR_NONE) {
        e = demand_terms_load(f->params, f->municipality, ret->batch.issued_on, arena, report, &ret->terms);
    }
    if (e == ERR_NONE && ret->batch.kind == DEMAND_DUNNING && ret->batch.with_slip) {
        e = slip_form_of(session, ret->batch.issued_on, arena, report, &ret->slip_form);
    }
    return e;
}

static enum err print_unit(struct printing *p, struct store *s, struct print_unit *u,
                           struct printed_file *files, int64_t first_payer, struct arena *scratch,
                           struct arena *kept, struct report *words)
{
    struct paper paper;
    const struct document_overflow *o;
    enum err e = papers_fill(&p->from, s, &u->row, scratch, words, &paper);

    if (e != ERR_NONE) {
        return e;
    }
    u->file = paper.mailing.is_restricted || u->row.way == WAY_GUARDED ? FILE_GUARDED
              : u->row.way == WAY_PUBLIC                               ? FILE_PUBLIC
                                                                       : FILE_MAIL;
    e = file_of(p, files, u->file, first_payer, words);
    if (e != ERR_NONE) {
        return e;
    }
    struct document *d = files[u->file].document;
    size_t before = document_overflows(d, &o);
    int first = document_pages(d) + 1;
    if (paper_render(d, &paper)) {
        u->first_page = first;
        u->pages = document_pages(d) + 1 - first;
        files[u->file].papers++;
    }
    size_t after = document_overflows(d, &o);
    if (after > before) {
        u->words = overflow_words(kept, o, before, after);
    }
    return ERR_NONE;
}

static enum err close_files(struct printing *p, struct printed_file *files, struct report *report)
{
    enum err e = ERR_NONE;

    for (int i = 0; i < FILES; i++) {
        struct printed_file *f = &files[i];
        char path[FILES_PATH_BYTES + 80];
        struct report words;
        if (f->document == NULL) {
            continue;
        }
        int64_t pages = document_pages(f->document);
        report_init(&words);
        enum err closed = document_close(f->document, &words);
        f->document = NULL;
        if (closed != ERR_NONE && closed != ERR_FINDINGS && e == ERR_NONE) {
            e = report_fail(report, closed, "%s", words.kept > 0 ? words.lines[0] : f->name);
        }
        report_done(&words);
        if (e == ERR_NONE && pages > 0) { /* a file of held papers only is not there */
            snprintf(path, sizeof(path), "%s/%s", p->dir, f->name);
            e = files_look(path, report, f->sha256, &f->pages);
            assert(e != ERR_NONE || f->pages == pages);
        }
    }
    return e;
}

static enum err print_units(struct printing *p, struct store *s, struct chunk *c,
                            struct printed_file *files, struct arena *scratch, struct report *report)
{
    struct print_unit *units = c->units;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < c->count && e == ERR_NONE; i++) {
        struct print_unit *u = &units[i];
        struct report words;
        u->files = files;
        if (!batch_unit_begin(p->run, u->row.payer_no)) {
            continue;
        }
        arena_reset(scratch);
        report_init(&words);
        e = print_unit(p, s, u, files, units[0].row.payer_no, scratch, c->arena, &words);
        if (e == ERR_FINDINGS || e == ERR_INPUT) { /* this payer only */
            u->words = arena_string(c->arena, words.kept > 0 ? words.lines[0] : "印刷できません");
            e = ERR_NONE;
        } else if (e != ERR_NONE) {
            report_add(report, "%s", words.kept > 0 ? words.lines[0] : "印刷できません");
        }
        report_done(&words);
    }
    batch_unit_end();
    return e;
}

static enum err compute_chunk(void *context, struct chunk *c, struct arena *scratch, struct report *report)
{
    struct printing *p = context;
    struct printed_file *files = ARENA_ARRAY(c->arena, struct printed_file, FILES);
    struct store *s;
    enum err e = store_open(p->run->session->folder.store_url, STORE_READ, report, &s);

    if (e != ERR_NONE) {
        return e;
    }
    e = print_units(p, s, c, files, scratch, report);
    enum err closed = close_files(p, files, report);
    store_close(s);
    return e != ERR_NONE ? e : closed;
}

/* ----------------------------------------------------------------------------------- write ---- */

static enum err write_unit(struct printing *p, const struct print_unit *u, struct store *s,
                           struct report *report)
{
    enum err e = ERR_NONE;

    if (u->pages > 0) {
        int64_t changed;
        struct query *q = store_query(s, SQL_demand_print_add);
        query_set_i64(q, "run_no", p->run->run_no);
        query_set_i64(q, "payer_no", u->row.payer_no);
        query_set_text(q, "file", text_of(u->files[u->file].name));
        query_set_i64(q, "first_page", u->first_page);
        query_set_i64(q, "pages", u->pages);
        e = query_run(q, report, &changed);
    }
    if (e == ERR_NONE && u->words != NULL) {
        e = batch_finding(p->run, u->pages > 0 ? TEXT_SHRUNK : PAPER_HELD, u->row.payer_no, u->row.payer_no,
                          u->words, report);
    }
    p->printed += u->pages > 0;
    p->held += u->pages == 0;
    return e;
}

static enum err write_chunk(void *context, struct chunk *c, struct store *s, struct report *report)
{
    struct printing *p = context;
    struct print_unit *units = c->units;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < c->count && e == ERR_NONE; i++) {
        e = write_unit(p, &units[i], s, report);
    }
    for (int i = 0; i < FILES && e == ERR_NONE; i++) {
        const struct printed_file *f = &units[0].files[i];
        if (f->papers > 0) {
            int64_t changed;
            struct query *q = store_query(s, SQL_demand_file_add);
            query_set_i64(q, "run_no", p->run->run_no);
            query_set_text(q, "file", text_of(f->name));
            query_set_text(q, "sha256", text_of(f->sha256));
            query_set_i64(q, "papers", f->papers);
            query_set_i64(q, "pages", f->pages);
            query_set_i64(q, "is_guarded", i == FILE_GUARDED);
            e = query_run(q, report, &changed);
        }
    }
    return e;
}

/* ----------------------------------------------------------------------------- lists, records -- */

/* 受渡票, 公示送達の一覧, 支援措置の一覧: each payer on one of them, by sequence. */
static enum err write_lists(struct printing *p)
{
    static const char *const names[FILES] = {"uketori.csv", "koji.csv", "uketori-shien.csv"};
    struct report *report = p->run->report;
    struct query *q = store_query(p->reader, SQL_demand_list_of_run);
    FILE *to[FILES] = {NULL};
    enum err e = ERR_NONE;
    bool row;

    for (int i = 0; i < FILES && e == ERR_NONE; i++) {
        e = files_list(p->dir, names[i], report, &to[i]);
        if (e == ERR_NONE) {
            fputs("連番,ファイル,最初のページ,ページ数,納付義務者番号,保険料,延滞金,手数料\r\n", to[i]);
        }
    }
    query_set_i64(q, "run_no", p->run->run_no);
    while (e == ERR_NONE && (e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text file = query_text(q, 1);
        int64_t way = query_i64(q, 5);
        bool is_guarded = way == WAY_GUARDED || (file.len > 5 && memcmp(file.bytes, "shien", 5) == 0);
        fprintf(to[is_guarded          ? FILE_GUARDED
                   : way == WAY_PUBLIC ? FILE_PUBLIC
                                       : FILE_MAIL],
                "%" PRId64 ",%.*s,%" PRId64 ",%" PRId64 ",%015" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64
                "\r\n",
                query_i64(q, 0), (int)file.len, file.bytes, query_i64(q, 2), query_i64(q, 3),
                query_i64(q, 4), query_i64(q, 6), query_i64(q, 7), query_i64(q, 8));
    }
    query_reset(q);
    for (int i = 0; i < FILES; i++) {
        if (to[i] != NULL) {
            enum err end = files_list_end(to[i], p->dir, names[i], report);
            e = e == ERR_NONE ? end : e;
        }
    }
    return e;
}

/* 印刷記録 of every file, once each, with the sheets that lie in it (OP-11). */
static enum err record_prints(struct printing *p)
{
    struct {
        struct text name;
        int64_t pages;
    } *files = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;
    struct query *q = store_query(p->reader, SQL_demand_files_of_run);

    query_set_i64(q, "run_no", p->run->run_no);
    while ((e = query_step(q, p->run->report, &row)) == ERR_NONE && row) {
        const char *name = arena_printf(p->arena, "demands/%" PRId64 "/%.*s", p->run->run_no,
                                        (int)query_text(q, 0).len, query_text(q, 0).bytes);
        ARENA_PUSH(p->arena, files, count, capacity)->name = text_of(name);
        files[count - 1].pages = query_i64(q, 3);
    }
    query_reset(q);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct print_record print = {.form = text_of(p->from.terms.title[p->from.batch.kind]),
                                     .printer = text_of("PDF"),
                                     .title = text_of(demand_kind_labels[p->from.batch.kind]),
                                     .file_name = files[i].name,
                                     .sheets = files[i].pages,
                                     .is_once = true};
        e = output_print_record(p->run->session, &print, p->run->report);
    }
    return e;
}

static enum err open_printing(struct printing *p, struct job_run *run)
{
    *p = (struct printing){.run = run,
                           .arena = arena_new("督促・催告の印刷", (size_t)64 << 20),
                           .after = run->checkpoint == CHECKPOINT_NONE ? 0 : run->checkpoint};
    files_folder(run->session, "demands", run->run_no, p->dir);
    enum err e = papers_source_of(run->session, run->run_no, p->arena, run->report, &p->from);
    if (e == ERR_NONE) {
        e = files_make(p->dir, run->report);
    }
    return e == ERR_NONE ? store_open(run->session->folder.store_url, STORE_READ, run->report, &p->reader)
                         : e;
}

enum err papers_print(struct job_run *run)
{
    struct printing p;
    enum err e = open_printing(&p, run);

    if (e == ERR_NONE) {
        struct work work = {.unit_bytes = sizeof(struct print_unit),
                            .chunk_units = PAYERS_A_FILE,
                            .arena_bytes = (size_t)64 << 20,
                            .context = &p,
                            .read = read_chunk,
                            .compute = compute_chunk,
                            .write = write_chunk};
        e = batch_work(run, &work);
    }
    if (e == ERR_NONE || e == ERR_FINDINGS) {
        enum err listed = write_lists(&p);
        e = listed != ERR_NONE ? listed : e;
    }
    if (e == ERR_NONE || e == ERR_FINDINGS) {
        enum err recorded = record_prints(&p);
        e = recorded != ERR_NONE ? recorded : e;
    }
    if (e == ERR_NONE || e == ERR_FINDINGS) {
        fprintf(run->out, "%s %" PRId64 " 件を印刷しました。保留 %" PRId64 " 件。受渡票: %s/uketori.csv\n",
                p.from.terms.title[p.from.batch.kind], p.printed, p.held, p.dir);
        e = e == ERR_NONE && p.held > 0 ? ERR_FINDINGS : e;
    }
    store_close(p.reader);
    arena_free(p.arena);
    return e;
}
