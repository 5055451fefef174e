/* 一括の発送 -- piles, files, 受渡票, 印刷記録 and the folder of a run; what the papers say is the job's. */
#include "dispatch/run.h"

#include <inttypes.h>

#define TEXT_SHRUNK "text-shrunk"

const char *const dispatch_pile_names[PILES] = {"yubin", "shien"};
static const char *const list_names[PILES] = {"uketori.csv", "uketori-shien.csv"};

const char *dispatch_finding_words(const struct dispatch_run *what, struct text code)
{
    return text_is(code, TEXT_SHRUNK)  ? "文字を縮小して印字しました"
           : text_is(code, what->held) ? what->held_words
                                       : NULL;
}

void dispatch_unit_begin(struct document *d, const struct dispatch_unit *u)
{
    char name[32];

    snprintf(name, sizeof(name), "%015" PRId64, u->key);
    document_unit_begin(d, name);
}

bool dispatch_is_made(enum err e)
{
    return e == ERR_NONE || e == ERR_FINDINGS;
}

void dispatch_run_folder(const struct dispatch_run *what, const struct job_run *run,
                         char ret[DISPATCH_PATH_BYTES])
{
    dispatch_folder(run->session, what->folder, run->run_no, ret);
}

static int piles_of(const struct dispatch_run *what)
{
    return what->piles != NULL ? what->pile_count : PILES;
}

/* ---------------------------------------------------------------------------------- to whom --- */

void dispatch_papers_make(struct dispatch_papers *ret, size_t count, struct arena *arena)
{
    *ret = (struct dispatch_papers){.all = ARENA_ARRAY(arena, struct dispatch_unit, count + 1)};
}

void dispatch_paper_add(struct dispatch_papers *papers, int64_t key, int64_t person_no, void *own)
{
    assert(papers->count == 0 || papers->all[papers->count - 1].key < key);
    papers->all[papers->count++] = (struct dispatch_unit){.key = key, .person_no = person_no, .own = own};
}

const struct dispatch_unit *dispatch_paper_find(const struct dispatch_papers *papers, int64_t key, size_t *at)
{
    while (*at < papers->count && papers->all[*at].key < key) {
        (*at)++;
    }
    return *at < papers->count && papers->all[*at].key == key ? &papers->all[*at] : NULL;
}

/* ----------------------------------------------------------------------------------- a chunk -- */

struct printing {
    const struct dispatch_run *what;
    const struct dispatch_papers *papers;
    const struct dispatch_names *names;
    struct job_run *run;
    void *context; /* the job's */
    size_t at;
    char dir[DISPATCH_PATH_BYTES];
};

static enum err read_papers(void *context, struct chunk *c, struct report *report)
{
    struct printing *p = context;
    struct dispatch_unit *units = c->units;

    if (p->what->read != NULL) {
        return p->what->read(p->context, c, report);
    }
    while (p->at < p->papers->count && c->count < DISPATCH_FILE_PAPERS) {
        const struct dispatch_unit *u = &p->papers->all[p->at++];
        bool is_behind = p->run->checkpoint != CHECKPOINT_NONE && u->key <= p->run->checkpoint;
        if (!is_behind) {
            units[c->count++] = *u;
            c->last_key = u->key;
        }
    }
    return ERR_NONE;
}

static enum err prepare_paper(void *context, struct store *s, struct dispatch_unit *u, struct arena *scratch,
                              struct report *words, void **ret_paper)
{
    const struct printing *p = context;

    return p->what->prepare(p->context, s, u, scratch, words, ret_paper);
}

static bool draw_paper(void *context, struct dispatch_unit *u, void *paper, struct document *d,
                       struct arena *kept)
{
    const struct printing *p = context;

    (void)kept;
    return p->what->draw(d, u, paper);
}

static enum err write_papers(void *context, const struct dispatch_unit *units, size_t count,
                             struct arena *arena, struct store *s, struct report *report)
{
    const struct printing *p = context;
    enum err e = ERR_NONE;

    (void)arena;
    if (s != NULL && p->what->write_run != NULL) {
        e = p->what->write_run(p->context, s, report);
    }
    for (size_t i = 0; s != NULL && i < count && e == ERR_NONE; i++) {
        e = units[i].pages > 0 ? p->what->write(p->context, &units[i], s, report) : ERR_NONE;
    }
    return e;
}

static enum err write_file(void *context, const struct dispatch_file *f, int which, struct store *s,
                           struct report *report)
{
    const struct printing *p = context;
    bool is_guarded = which == piles_of(p->what) - 1;

    return dispatch_file_add(store_query(s, p->what->file_add), p->run->run_no, f, is_guarded, report);
}

/* --------------------------------------------------------------------------- lists, records --- */

static enum err write_rows(const struct dispatch_receipts *r, const struct job_run *run, FILE *const *to)
{
    struct query *q = store_query(run->session->store, r->rows);
    bool row;
    enum err e;

    query_set_i64(q, "run_no", run->run_no);
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        r->line(to[r->pile(q)], q);
    }
    query_reset(q);
    return e;
}

static enum err write_lists(const struct printing *p)
{
    const struct dispatch_receipts *r = p->what->receipts;
    const char *const *names = r->lists != NULL ? r->lists : list_names;
    struct report *report = p->run->report;
    FILE *to[DISPATCH_KINDS_MAX] = {NULL};
    enum err e = ERR_NONE;

    for (int i = 0; i < piles_of(p->what) && e == ERR_NONE; i++) {
        e = dispatch_list(p->dir, names[i], report, &to[i]);
        if (e == ERR_NONE) {
            fprintf(to[i], "%s\r\n", r->heads);
        }
    }
    e = e == ERR_NONE ? write_rows(r, p->run, to) : e;
    for (int i = 0; i < piles_of(p->what); i++) {
        enum err end = to[i] != NULL ? dispatch_list_end(to[i], p->dir, names[i], report) : ERR_NONE;
        e = e == ERR_NONE ? end : e;
    }
    return e;
}

struct filed {
    struct text name, sha256;
    int64_t pages;
};

static enum err files_of(const struct dispatch_run *what, const struct job_run *run, struct arena *arena,
                         struct filed **ret, size_t *ret_count)
{
    struct query *q = store_query(run->session->store, what->files);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "run_no", run->run_no);
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        struct text name = text_copy(arena, query_text(q, 0)), sha256 = text_copy(arena, query_text(q, 1));
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) = (struct filed){name, sha256, query_i64(q, 3)};
    }
    query_reset(q);
    return e;
}

/* Once each: files of two runs may have one name, so the record says the run. */
static enum err record_prints(const struct printing *p)
{
    struct arena *arena = arena_new("発送の印刷記録", (size_t)16 << 20);
    struct filed *files;
    size_t count;
    enum err e = files_of(p->what, p->run, arena, &files, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const char *name = arena_printf(arena, "%s/%" PRId64 "/%.*s", p->what->folder, p->run->run_no,
                                        (int)files[i].name.len, files[i].name.bytes);
        const struct print_record print = {.form = text_of(p->names->form),
                                           .printer = text_of("PDF"),
                                           .title = text_of(p->names->record),
                                           .file_name = text_of(name),
                                           .sheets = files[i].pages,
                                           .is_once = true};
        e = output_print_record(p->run->session, &print, p->run->report);
    }
    arena_free(arena);
    return e;
}

/* --------------------------------------------------------------- print, check, take back ------- */

static enum err print_papers(struct printing *p, struct dispatch_totals *ret)
{
    const struct dispatch_run *what = p->what;
    const struct dispatch_work work = {.run = p->run,
                                       .dir = p->dir,
                                       .title = p->names->document,
                                       .kinds = what->piles != NULL ? what->piles : dispatch_pile_names,
                                       .kind_count = piles_of(what),
                                       .shrunk = TEXT_SHRUNK,
                                       .held = what->held,
                                       .chunk_units = DISPATCH_FILE_PAPERS,
                                       .context = p,
                                       .read = read_papers,
                                       .prepare = prepare_paper,
                                       .draw = draw_paper,
                                       .write = write_papers,
                                       .write_file = write_file};
    enum err e = dispatch_folder_make(p->dir, p->run->report);

    return e == ERR_NONE ? dispatch_print(&work, ret) : e;
}

enum err dispatch_run_print(const struct dispatch_run *what, struct job_run *run,
                            const struct dispatch_papers *papers, const struct dispatch_names *names,
                            void *context, struct dispatch_totals *ret)
{
    struct printing p = {
        .what = what, .papers = papers, .names = names, .run = run, .context = context};

    *ret = (struct dispatch_totals){0};
    dispatch_run_folder(what, run, p.dir);
    enum err e = print_papers(&p, ret);
    if (dispatch_is_made(e) && !run->dry_run && what->receipts != NULL) {
        enum err listed = write_lists(&p);
        e = listed != ERR_NONE ? listed : e;
    }
    if (dispatch_is_made(e) && !run->dry_run) {
        enum err recorded = record_prints(&p);
        e = recorded != ERR_NONE ? recorded : e;
    }
    return e == ERR_NONE && ret->held > 0 ? ERR_FINDINGS : e;
}

enum err dispatch_run_check(const struct dispatch_run *what, struct job_run *run)
{
    struct arena *arena = arena_new("発送のファイルの確かめ", (size_t)16 << 20);
    struct filed *files;
    size_t count;
    char dir[DISPATCH_PATH_BYTES];
    enum err e = files_of(what, run, arena, &files, &count);

    dispatch_run_folder(what, run, dir);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = dispatch_file_check(dir, files[i].name, files[i].sha256, files[i].pages, run->report);
    }
    arena_free(arena);
    return e;
}

enum err dispatch_run_withdraw(const struct dispatch_run *what, struct job_run *run)
{
    char dir[DISPATCH_PATH_BYTES];
    enum err e = ERR_NONE;

    for (size_t i = 0; i < what->removal_count && e == ERR_NONE; i++) {
        struct query *q = store_query(run->session->store, what->removals[i]);
        int64_t changed;
        query_set_i64(q, "run_no", run->run_no);
        e = query_run(q, run->report, &changed);
    }
    dispatch_run_folder(what, run, dir);
    return e == ERR_NONE ? batch_gone(run, dir) : e;
}
