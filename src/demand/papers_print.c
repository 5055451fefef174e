/* 発送の一巡 -- the pages of what was frozen, in files of 500 payers, each payer whole or held back. */
#include "demand/papers.h"

#include <inttypes.h>

enum { HEAP_MAIL, HEAP_PUBLIC, HEAP_GUARDED, HEAPS };
static const char *const heap_words[HEAPS] = {"yubin", "koji", "shien"};

struct printing {
    struct job_run *run;
    struct arena *arena;
    struct store *reader;
    struct papers_source from;
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
    enum err e = papers_rows(p->reader, p->run->run_no, p->after, DISPATCH_FILE_PAPERS, c->arena, report,
                             &rows, &count);

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

    u->which = paper->mailing.is_restricted || row->way == WAY_GUARDED ? HEAP_GUARDED
               : row->way == WAY_PUBLIC                                ? HEAP_PUBLIC
                                                                       : HEAP_MAIL;
    *ret_paper = paper;
    return e;
}

static bool draw_paper(struct document *d, const struct dispatch_unit *u, const void *paper)
{
    (void)u;
    return paper_render(d, paper);
}

static enum err write_paper(void *context, const struct dispatch_unit *u, struct store *s,
                            struct report *report)
{
    const struct printing *p = context;
    struct query *q = store_query(s, SQL_demand_print_add);
    int64_t changed;

    query_set_i64(q, "run_no", p->run->run_no);
    query_set_i64(q, "payer_no", u->key);
    dispatch_bind_place(q, u);
    return query_run(q, report, &changed);
}

/* 受渡票, 公示送達の一覧, 支援措置の一覧: each payer on one of them, by sequence. */
static int heap_of(struct query *q)
{
    struct text file = query_text(q, 1);
    int64_t way = query_i64(q, 5);
    bool is_guarded = way == WAY_GUARDED || (file.len > 5 && memcmp(file.bytes, "shien", 5) == 0);

    return is_guarded ? HEAP_GUARDED : way == WAY_PUBLIC ? HEAP_PUBLIC : HEAP_MAIL;
}

static void write_line(FILE *to, struct query *q)
{
    struct text file = query_text(q, 1);

    fprintf(to,
            "%" PRId64 ",%.*s,%" PRId64 ",%" PRId64 ",%015" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64
            "\r\n",
            query_i64(q, 0), (int)file.len, file.bytes, query_i64(q, 2), query_i64(q, 3), query_i64(q, 4),
            query_i64(q, 6), query_i64(q, 7), query_i64(q, 8));
}

static const char *const lists[HEAPS] = {"uketori.csv", "koji.csv", "uketori-shien.csv"};
static const enum sql removals[] = {SQL_demand_print_delete, SQL_demand_file_delete,
                                    SQL_demand_line_delete, SQL_demand_paper_delete,
                                    SQL_demand_batch_delete};
static const struct dispatch_receipts receipts = {
    .lists = lists,
    .heads = "連番,ファイル,最初のページ,ページ数,納付義務者番号,保険料,延滞金,手数料",
    .rows = SQL_demand_list_of_run,
    .pile = heap_of,
    .line = write_line,
};
const struct dispatch_run demand_papers = {
    .folder = "demands",
    .piles = heap_words,
    .pile_count = HEAPS,
    .held = "paper-held",
    .held_words = "印刷できずに保留しました",
    .files = SQL_demand_files_of_run,
    .file_add = SQL_demand_file_add,
    .removals = removals,
    .removal_count = COUNT_OF(removals),
    .receipts = &receipts,
    .read = read_papers,
    .prepare = prepare_paper,
    .draw = draw_paper,
    .write = write_paper,
};

const char *papers_finding_label(struct text code)
{
    return text_is(code, FINDING_DEAD)       ? "亡くなっています。相続人を調べてください"
           : text_is(code, FINDING_NO_PLACE) ? "居所が分かりません。公示送達の対象です"
           : text_is(code, FINDING_GUARDED)  ? "支援措置の対象で、専用の送付先がありません"
                                             : dispatch_finding_words(&demand_papers, code);
}

static enum err open_printing(struct printing *p, struct job_run *run)
{
    *p = (struct printing){.run = run,
                           .arena = arena_new("督促・催告の印刷", (size_t)64 << 20),
                           .after = run->checkpoint == CHECKPOINT_NONE ? 0 : run->checkpoint};
    enum err e = papers_source_of(run->session, run->run_no, p->arena, run->report, &p->from);
    return e == ERR_NONE ? store_open(run->session->folder.store_url, STORE_READ, run->report, &p->reader)
                         : e;
}

enum err papers_print(struct job_run *run)
{
    struct printing p;
    struct dispatch_totals totals = {0};
    char dir[DISPATCH_PATH_BYTES];
    enum err e = open_printing(&p, run);

    if (e == ERR_NONE) {
        const char *title = p.from.terms.title[p.from.batch.kind];
        const struct dispatch_names names = {title, title, demand_kind_labels[p.from.batch.kind]};
        e = dispatch_run_print(&demand_papers, run, NULL, &names, &p, &totals);
    }
    if (dispatch_is_made(e)) {
        dispatch_run_folder(&demand_papers, run, dir);
        fprintf(run->out, "%s %" PRId64 " 件を印刷しました。保留 %" PRId64 " 件。受渡票: %s/uketori.csv\n",
                p.from.terms.title[p.from.batch.kind], totals.papers, totals.held, dir);
    }
    store_close(p.reader);
    arena_free(p.arena);
    return e;
}
