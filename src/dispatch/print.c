/* 発送の印刷 -- a chunk is a set of files; each paper stands in one of them whole, or is held back. */
#include "dispatch/dispatch.h"

#include <inttypes.h>
#include <unistd.h>

#define WORDS_BYTES 480

struct printing {
    const struct dispatch_work *work;
    struct dispatch_totals totals;
};

static enum err read_chunk(void *context, struct chunk *c, struct report *report)
{
    const struct printing *p = context;

    return p->work->read(p->work->context, c, report);
}

/* ----------------------------------------------------------------------------- one chunk ------ */

static void path_of(const struct dispatch_work *w, const struct dispatch_file *f, char *ret, size_t size)
{
    snprintf(ret, size, "%.900s/%s", w->dir, f->name);
}

/* Opened when its first paper comes. */
static enum err file_of(const struct dispatch_work *w, struct dispatch_file *f, int which, int64_t first_key,
                        struct report *report)
{
    char path[DISPATCH_PATH_BYTES];

    if (f->document != NULL) {
        return ERR_NONE;
    }
    snprintf(f->name, sizeof(f->name), "%.40s-%015" PRId64 ".pdf", w->kinds[which], first_key);
    path_of(w, f, path, sizeof(path));
    return document_open(path, w->title, report, &f->document);
}

/* What did not fit, in one line: box and size, no names (those stand in the paper itself). */
static const char *overflow_words(struct arena *arena, const struct document_overflow *o, size_t from,
                                  size_t count)
{
    char words[WORDS_BYTES];
    size_t at = 0;

    for (size_t i = from; i < count && at + 120 < sizeof(words); i++) {
        bool is_again = i > from && strcmp(o[i].box, o[i - 1].box) == 0; /* every slip has the name */
        if (is_again) {
            continue;
        }
        const char *comma = at == 0 ? "" : "、";
        int n = o[i].shrunk_percent > 0
                    ? snprintf(words + at, sizeof(words) - at, "%s%dページ「%.60s」を%d%%に縮小", comma,
                               o[i].page, o[i].box, o[i].shrunk_percent)
                    : snprintf(words + at, sizeof(words) - at, "%s%dページ「%.60s」を印字できません（%s）",
                               comma, o[i].page, o[i].box,
                               o[i].is_missing_glyph ? "文字がフォントにない" : "最小の大きさでも入らない");
        assert(n > 0);
        at += (size_t)n;
        at = at < sizeof(words) ? at : sizeof(words) - 1;
    }
    return arena_copy(arena, words, utf8_prefix(words, at, sizeof(words) - 1));
}

static enum err print_unit(const struct dispatch_work *w, struct store *s, struct dispatch_unit *u,
                           int64_t first_key, struct arena *scratch, struct arena *kept,
                           struct report *words)
{
    const struct document_overflow *o;
    void *paper = NULL;
    enum err e = w->prepare(w->context, s, u, scratch, words, &paper);

    if (e != ERR_NONE) {
        return e;
    }
    assert(u->which >= 0 && u->which < w->kind_count);
    struct dispatch_file *f = &u->files[u->which];
    e = file_of(w, f, u->which, first_key, words);
    if (e != ERR_NONE) {
        return e;
    }
    size_t before = document_overflows(f->document, &o);
    int first = document_pages(f->document) + 1;
    if (w->draw(w->context, u, paper, f->document, kept)) {
        u->first_page = first;
        u->pages = document_pages(f->document) + 1 - first;
        f->papers++;
    }
    size_t after = document_overflows(f->document, &o);
    if (after > before) {
        u->words = overflow_words(kept, o, before, after);
    }
    return ERR_NONE;
}

static enum err print_units(const struct dispatch_work *w, struct store *s, struct chunk *c,
                            struct dispatch_file *files, struct arena *scratch, struct report *report)
{
    struct dispatch_unit *units = c->units;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < c->count && e == ERR_NONE; i++) {
        struct dispatch_unit *u = &units[i];
        struct report words;
        u->files = files;
        if (!batch_unit_begin(w->run, u->key)) {
            continue;
        }
        arena_reset(scratch);
        report_init(&words);
        e = print_unit(w, s, u, units[0].key, scratch, c->arena, &words);
        const char *why = words.kept > 0 ? words.lines[0] : "印刷できません";
        if (e == ERR_FINDINGS || e == ERR_INPUT) { /* this paper only */
            u->words = arena_string(c->arena, why);
            e = ERR_NONE;
        } else if (e != ERR_NONE) {
            report_add(report, "%s", why);
        }
        report_done(&words);
    }
    batch_unit_end();
    return e;
}

static enum err close_file(const struct dispatch_work *w, struct dispatch_file *f, struct report *report)
{
    char path[DISPATCH_PATH_BYTES];
    struct report words;
    int64_t pages = document_pages(f->document);

    report_init(&words);
    enum err e = document_close(f->document, &words);
    f->document = NULL;
    path_of(w, f, path, sizeof(path));
    e = e == ERR_FINDINGS ? ERR_NONE : e;
    if (e != ERR_NONE) {
        e = report_fail(report, e, "%s", words.kept > 0 ? words.lines[0] : f->name);
    } else if (pages > 0) { /* a file of held papers only is not there */
        e = dispatch_file_look(path, report, f->sha256, &f->pages);
        assert(e != ERR_NONE || f->pages == pages);
    }
    report_done(&words);
    if (w->run->dry_run) {
        unlink(path);
    }
    return e;
}

static enum err close_files(const struct dispatch_work *w, struct dispatch_file *files, struct report *report)
{
    enum err e = ERR_NONE;

    for (int i = 0; i < w->kind_count; i++) {
        if (files[i].document == NULL) {
            continue;
        }
        if (e == ERR_NONE) {
            e = close_file(w, &files[i], report);
        } else {
            document_abandon(files[i].document);
        }
    }
    return e;
}

static enum err compute_chunk(void *context, struct chunk *c, struct arena *scratch, struct report *report)
{
    const struct dispatch_work *w = ((const struct printing *)context)->work;
    struct dispatch_file *files = ARENA_ARRAY(c->arena, struct dispatch_file, (size_t)w->kind_count);
    struct store *s;
    enum err e = store_open(w->run->session->folder.store_url, STORE_READ, report, &s);

    if (e != ERR_NONE) {
        return e;
    }
    e = print_units(w, s, c, files, scratch, report);
    enum err closed = close_files(w, files, report);
    store_close(s);
    return e != ERR_NONE ? e : closed;
}

/* ----------------------------------------------------------------------------------- write ---- */

static enum err write_chunk(void *context, struct chunk *c, struct store *s, struct report *report)
{
    struct printing *p = context;
    const struct dispatch_work *w = p->work;
    struct dispatch_unit *units = c->units;
    enum err e = w->write(w->context, units, c->count, c->arena, s, report);

    for (size_t i = 0; i < c->count && e == ERR_NONE; i++) {
        const struct dispatch_unit *u = &units[i];
        if (u->words != NULL) {
            e = batch_finding(w->run, u->pages > 0 ? w->shrunk : w->held, u->key, u->person_no, u->words,
                              report);
        }
        p->totals.papers += u->pages > 0;
        p->totals.pages += u->pages;
        p->totals.held += u->pages == 0;
        p->totals.of_kind[u->which] += u->pages > 0;
    }
    for (int i = 0; i < w->kind_count && e == ERR_NONE; i++) {
        const struct dispatch_file *f = &units[0].files[i];
        if (f->papers > 0) {
            p->totals.files++;
            e = s != NULL ? w->write_file(w->context, f, i, s, report) : ERR_NONE;
        }
    }
    return e;
}

void dispatch_bind_place(struct query *q, const struct dispatch_unit *u)
{
    query_set_text(q, "file", text_of(u->files[u->which].name));
    query_set_i64(q, "first_page", u->first_page);
    query_set_i64(q, "pages", u->pages);
}

enum err dispatch_file_add(struct query *q, int64_t run_no, const struct dispatch_file *f, bool is_guarded,
                           struct report *report)
{
    int64_t changed;

    query_set_i64(q, "run_no", run_no);
    query_set_text(q, "file", text_of(f->name));
    query_set_text(q, "sha256", text_of(f->sha256));
    query_set_i64(q, "papers", f->papers);
    query_set_i64(q, "pages", f->pages);
    query_set_i64(q, "is_guarded", is_guarded);
    return query_run(q, report, &changed);
}

enum err dispatch_print(const struct dispatch_work *work, struct dispatch_totals *ret)
{
    struct printing p = {.work = work};
    const struct work chunks = {.unit_bytes = sizeof(struct dispatch_unit),
                                .chunk_units = work->chunk_units,
                                .arena_bytes = (size_t)64 << 20,
                                .context = &p,
                                .read = read_chunk,
                                .compute = compute_chunk,
                                .write = write_chunk};

    assert(work->kind_count > 0 && work->kind_count <= DISPATCH_KINDS_MAX);
    enum err e = batch_work(work->run, &chunks);
    *ret = p.totals;
    return e;
}
