/*
 * 特別徴収の通知書の作成 -- the job withholding-letters: a letter for each request of the year that was
 * accepted and not told of yet (NT-06, LV-58).
 *
 * The files lie under DIR/files/withholding-letter/RUN; what was told of is recorded in one transaction
 * when they are whole. 支援措置: a file of its own, and no address but one chosen for it.
 */
#include "interchange/outbox.h"
#include "withholding/paper.h"
#include "withholding/request.h"

#include <inttypes.h>

#define HELD "withholding-letter-held"
#define FORM "特別徴収の通知書"

static enum err propose(struct job_run *run);
static enum err withdraw(struct job_run *run);
static enum err show(struct job_run *run);

static const char *finding_label(struct text code)
{
    return text_is(code, HELD) ? "特別徴収の通知書を作らずに保留しました" : NULL;
}

const struct job job_withholding_letters = {
    .name = "withholding-letters",
    .label = "特別徴収の通知書の作成",
    .unit = "通",
    .run_permission = PERM_NOTICE_PRINT,
    .finding_label = finding_label,
    .propose = propose,
    .withdraw = withdraw,
    .show = show,
};

enum { FILE_ORDINARY, FILE_RESTRICTED, FILES };
static const char *const names[FILES] = {"tokucho.pdf", "shien-tokucho.pdf"};

struct printing {
    struct job_run *run;
    struct arena *arena, *unit;
    struct letter_office office;
    char dir[OUTBOX_PATH_BYTES];
    struct document *documents[FILES];
    int64_t letters[FILES], sheets[FILES];
    struct told {
        int64_t request_no, payer_no;
        int which;
    } * told;
    size_t count, capacity;
};

/* ------------------------------------------------------------------------------- drawing ------- */

static enum err open_file(struct printing *x, int which)
{
    if (x->documents[which] != NULL) {
        return ERR_NONE;
    }
    return document_open(arena_printf(x->arena, "%s/%s", x->dir, names[which]), FORM, x->run->report,
                         &x->documents[which]);
}

/* ERR_FINDINGS and ERR_INPUT hold this letter back with their words. */
static enum err draw(struct printing *x, const struct withholding_request *r, struct report *words)
{
    const struct collection_scope scope = {
        .payer_no = r->payer_no, .first_year = r->year, .last_year = r->year};
    struct session *session = x->run->session;
    struct collection_charge *charges = NULL;
    struct letter_place place;
    struct letter letter;
    size_t count = 0;
    enum err e = collection_charges(session->store, &scope, x->unit, words, &charges, &count);

    e = e == ERR_NONE ? withholding_letter_make(r, x->run->business_date, &x->office, charges, count,
                                                x->unit, words, &letter)
                      : e;
    e = e == ERR_NONE ? letter_place_of(session, r->payer_no, DUTY_LEVY, false, x->unit, words, &place) : e;
    int which = e == ERR_NONE && place.mailing.is_restricted ? FILE_RESTRICTED : FILE_ORDINARY;
    e = e == ERR_NONE ? open_file(x, which) : e;
    if (e != ERR_NONE) {
        return e;
    }
    letter_address(&letter, &place, x->unit);
    document_unit_begin(x->documents[which], arena_printf(x->unit, "%" PRId64, r->payer_no));
    (void)letter_draw(x->documents[which], &letter);
    if (!document_unit_end(x->documents[which])) {
        return report_fail(words, ERR_FINDINGS, "依頼 %" PRId64 " の通知書に印字できない文字があります",
                           r->request_no);
    }
    x->letters[which]++;
    *ARENA_PUSH(x->arena, x->told, x->count, x->capacity) =
        (struct told){r->request_no, r->payer_no, which};
    return ERR_NONE;
}

static enum err print_one(struct printing *x, const struct withholding_request *r)
{
    struct report words;

    arena_reset(x->unit);
    report_init(&words);
    enum err e = draw(x, r, &words);
    if (e == ERR_FINDINGS || e == ERR_INPUT) {
        e = batch_finding(x->run, HELD, r->household_no, r->payer_no,
                          words.kept > 0 ? words.lines[0] : "通知書を作れません", x->run->report);
    } else if (e != ERR_NONE) {
        report_add(x->run->report, "%s", words.kept > 0 ? words.lines[0] : "通知書を作れません");
    }
    report_done(&words);
    return e;
}

static enum err print_all(struct printing *x)
{
    struct store *s = x->run->session->store;
    struct withholding_request *all = NULL;
    size_t count = 0;
    enum err e = requests_of_year(s, x->run->year, x->arena, x->run->report, &all, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (all[i].is_accepted && date_is_none(all[i].told_on)) {
            e = print_one(x, &all[i]);
        }
    }
    for (int i = 0; i < FILES; i++) {
        struct document *d = x->documents[i];
        if (d != NULL && e == ERR_NONE) {
            x->sheets[i] = document_pages(d);
            e = document_close(d, x->run->report);
        } else if (d != NULL) {
            document_abandon(d);
        }
    }
    return e;
}

/* ------------------------------------------------------------------------------ recording ------ */

static enum err add_told(struct printing *x)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < x->count && e == ERR_NONE; i++) {
        const struct letter_told told = {.request_no = x->told[i].request_no,
                                         .run_no = x->run->run_no,
                                         .payer_no = x->told[i].payer_no,
                                         .on = x->run->business_date,
                                         .file = names[x->told[i].which]};
        e = letter_told_add(x->run->session->store, &told, x->run->known_at, x->run->report);
    }
    return e;
}

static enum err record(struct printing *x)
{
    struct store *s = x->run->session->store;
    enum err e = store_begin(s, x->run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(x->run, x->run->report);
    e = e == ERR_NONE ? add_told(x) : e;
    e = e == ERR_NONE ? store_commit(s, x->run->report) : e;
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    for (int i = 0; i < FILES && e == ERR_NONE; i++) {
        if (x->letters[i] > 0) {
            const struct print_record print = {.form = text_of(FORM),
                                               .title = text_of(FORM),
                                               .file_name = text_of(names[i]),
                                               .sheets = x->sheets[i],
                                               .issue_no = x->run->run_no,
                                               .is_once = true};
            e = output_print_record(x->run->session, &print, x->run->report);
        }
    }
    return e;
}

static enum err propose(struct job_run *run)
{
    struct arena *arena = arena_new("特別徴収の通知書", (size_t)1 << 30);
    struct printing x = {.run = run, .arena = arena, .unit = arena_new("通知書の1通", (size_t)64 << 20)};
    enum err e = run->dry_run ? report_fail(run->report, ERR_INPUT,
                                            "この処理に試行はありません。通知書は1件に一度だけ作られます")
                              : ERR_NONE;

    (void)snprintf(x.dir, sizeof(x.dir), "%.500s/files/withholding-letter/%" PRId64,
                   run->session->folder.path, run->run_no);
    e = e == ERR_NONE ? outbox_folder(x.dir, run->report) : e;
    e = e == ERR_NONE ? letter_office_of(run->session, run->business_date, arena, run->report, &x.office)
                      : e;
    e = e == ERR_NONE ? print_all(&x) : e;
    e = e == ERR_NONE ? record(&x) : e;
    if (e == ERR_NONE) {
        int64_t letters = x.letters[FILE_ORDINARY] + x.letters[FILE_RESTRICTED];
        fprintf(run->out, "%s %" PRId64 " 通（うち支援措置 %" PRId64 " 通）\n", FORM, letters,
                x.letters[FILE_RESTRICTED]);
        e = batch_step(run, letters, letters, letters);
        e = e == ERR_NONE && run->findings > 0 ? ERR_FINDINGS : e;
    }
    arena_free(x.unit);
    arena_free(arena);
    return e;
}

/* A run that was killed behind its commit: what it told of is told again by the next one. */
static enum err withdraw(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_withholding_letters_delete);
    int64_t changed;

    query_set_i64(q, "run_no", run->run_no);
    return query_run(q, run->report, &changed);
}

static enum err show(struct job_run *run)
{
    fprintf(run->out, "通知書のファイル: %s/files/withholding-letter/%" PRId64 "\n",
            run->session->folder.path, run->run_no);
    return ERR_NONE;
}
