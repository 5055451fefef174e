/* 発送の一巡 -- the pages of what was frozen, in files of 500 payers, each payer whole or held back. */
#include "demand/papers.h"

#include <inttypes.h>

#define PAYERS_A_FILE 500
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
               {FINDING_GUARDED, "支援措置の対象で、専用の送付先がありません"}};

    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (text_is(code, all[i].code)) {
            return all[i].label;
        }
    }
    return NULL;
}

enum { FILE_MAIL, FILE_PUBLIC, FILE_GUARDED, FILES };
static const char *const file_words[FILES] = {"yubin", "koji", "shien"};

struct printing {
    struct job_run *run;
    struct arena *arena;
    struct store *reader;
    struct papers_source from;
    char dir[DISPATCH_PATH_BYTES];
    int64_t after;
};

/* ---------------------------------------------------------------------------- one paper ------- */

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
                          .with_receipt = b->with_receipt,
                          .lines = row->lines,
                          .line_count = row->line_count,
                          .amount = row->amount,
                          .late_charge = row->late_charge,
                          .fee = row->fee};
    if (b->with_slip) {
        e = papers_slips_of(s, b->kind, from->run_no, row, arena, report, &slips, &ret->slip_count);
        ret->slips = slips;
        ret->slip_form = &from->slip_form;
    }
    if (e == ERR_NONE && from->explain.count > 0) {
        enum { KIND_FOREIGN = 2 };
        struct addressee who;
        e = addressee_by_no(s, row->payer_no, (struct as_of){b->issued_on, b->known_at}, arena, report, &who);
        ret->explain = e == ERR_NONE && who.kind == KIND_FOREIGN ? &from->explain : NULL;
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
        e = report_fail(report, ERR_INPUT, "実行 %" PRId64 " は督促・催告の処理ではありません", run_no);
    }
    if (e == ERR_NONE) {
        e = demand_terms_load(f->params, f->municipality, ret->batch.issued_on, arena, report, &ret->terms);
    }
    if (e == ERR_NONE) {
        e = demand_explain_load(f->params, f->municipality, ret->batch.issued_on, arena, report,
                                &ret->explain);
    }
    if (e == ERR_NONE && ret->batch.with_slip) {
        e = slip_form_of(session, ret->batch.issued_on, arena, report, &ret->slip_form);
    }
    return e;
}

static enum err read_papers(void *context, struct chunk *c, struct report *report)
{
    struct printing *p = context;
    struct dispatch_unit *units = c->units;
    struct papers_row *rows;
    size_t count;
    enum err e =
        papers_rows(p->reader, p->run->run_no, p->after, PAYERS_A_FILE, c->arena, report, &rows, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        units[i] = (struct dispatch_unit){
            .key = rows[i].payer_no, .person_no = rows[i].payer_no, .own = &rows[i]};
        c->last_key = p->after = rows[i].payer_no;
        c->count = i + 1;
    }
    return e;
}

static enum err prepare_paper(void *context, struct store *s, struct dispatch_unit *u, struct arena *scratch,
                              struct report *words, void **ret_paper)
{
    const struct printing *p = context;
    const struct papers_row *row = u->own;
    struct paper *paper = ARENA_NEW(scratch, struct paper);
    enum err e = papers_fill(&p->from, s, row, scratch, words, paper);

    u->which = paper->mailing.is_restricted || row->way == WAY_GUARDED ? FILE_GUARDED
               : row->way == WAY_PUBLIC                                ? FILE_PUBLIC
                                                                       : FILE_MAIL;
    *ret_paper = paper;
    return e;
}

static bool draw_paper(void *context, struct dispatch_unit *u, void *paper, struct document *d,
                       struct arena *kept)
{
    (void)context;
    (void)u;
    (void)kept;
    return paper_render(d, paper);
}

static enum err write_papers(void *context, const struct dispatch_unit *units, size_t count,
                             struct arena *arena, struct store *s, struct report *report)
{
    const struct printing *p = context;
    enum err e = ERR_NONE;

    (void)arena;
    for (size_t i = 0; i < count && e == ERR_NONE && s != NULL; i++) {
        const struct dispatch_unit *u = &units[i];
        int64_t changed;
        if (u->pages == 0) {
            continue;
        }
        struct query *q = store_query(s, SQL_demand_print_add);
        query_set_i64(q, "run_no", p->run->run_no);
        query_set_i64(q, "payer_no", u->key);
        dispatch_bind_place(q, u);
        e = query_run(q, report, &changed);
    }
    return e;
}

static enum err write_file(void *context, const struct dispatch_file *f, int which, struct store *s,
                           struct report *report)
{
    const struct printing *p = context;

    return dispatch_file_add(store_query(s, SQL_demand_file_add), p->run->run_no, f, which == FILE_GUARDED,
                             report);
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
        e = dispatch_list(p->dir, names[i], report, &to[i]);
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
            enum err end = dispatch_list_end(to[i], p->dir, names[i], report);
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
    dispatch_folder(run->session, "demands", run->run_no, p->dir);
    enum err e = papers_source_of(run->session, run->run_no, p->arena, run->report, &p->from);
    if (e == ERR_NONE) {
        e = dispatch_folder_make(p->dir, run->report);
    }
    return e == ERR_NONE ? store_open(run->session->folder.store_url, STORE_READ, run->report, &p->reader)
                         : e;
}

enum err papers_print(struct job_run *run)
{
    struct printing p;
    struct dispatch_totals totals = {0};
    enum err e = open_printing(&p, run);

    if (e == ERR_NONE) {
        const struct dispatch_work work = {.run = run,
                                           .dir = p.dir,
                                           .title = p.from.terms.title[p.from.batch.kind],
                                           .kinds = file_words,
                                           .kind_count = FILES,
                                           .shrunk = TEXT_SHRUNK,
                                           .held = PAPER_HELD,
                                           .chunk_units = PAYERS_A_FILE,
                                           .context = &p,
                                           .read = read_papers,
                                           .prepare = prepare_paper,
                                           .draw = draw_paper,
                                           .write = write_papers,
                                           .write_file = write_file};
        e = dispatch_print(&work, &totals);
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
                p.from.terms.title[p.from.batch.kind], totals.papers, totals.held, p.dir);
        e = e == ERR_NONE && totals.held > 0 ? ERR_FINDINGS : e;
    }
    store_close(p.reader);
    arena_free(p.arena);
    return e;
}
