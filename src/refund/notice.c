/*
 * 還付充当の通知 -- 通知書 with 請求書, 決議書 and 誓約書 of every decision that nobody was told of, and
 * letters before a refund lapses (CO-13, CO-23, NT-10).
 *
 * The proposal draws the papers from one struct a case, so that their amounts agree, and keeps their hashes;
 * approval by another operator reads them again and marks the cases as told. 支援措置: a file of their own.
 */
#include "refund/files.h"

#include <inttypes.h>
#include <unistd.h>

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err withdraw(struct job_run *run);
static enum err approve(struct job_run *run);
static enum err show(struct job_run *run);
static const char *finding_label(struct text code);

#define PAPER_HELD "refund-paper-held"

enum { OPTION_KIND, OPTION_BEFORE };
static const struct job_option options[] = {
    {"kind", "notice = 還付充当の通知、reminder = 時効の前のお知らせ", "notice"},
    {"before", "お知らせ: 請求できる最後の日がこの日まで（空 = 6か月先）", ""},
};

const struct job job_refund_notice = {
    .name = "refund-notice",
    .label = "還付充当の通知書の作成",
    .unit = "件",
    .run_permission = PERM_COLLECTION_RUN,
    .approve_permission = PERM_COLLECTION_APPROVE,
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

enum { FILE_NOTICE, FILE_RESTRICTED, FILE_DECISION, FILE_PLEDGE, FILES };

static const char *finding_label(struct text code)
{
    return text_is(code, PAPER_HELD) ? "還付の書類を作らずに保留しました" : NULL;
}

static bool is_reminder(const struct job_run *run)
{
    return strcmp(run->values[OPTION_KIND], "reminder") == 0;
}

static enum err before_day(const struct job_run *run, date *ret)
{
    enum { DAYS_AHEAD = 183 };

    return batch_option_day(run, OPTION_BEFORE, date_add_days(run->business_date, DAYS_AHEAD), ret);
}

static enum err prepare(struct job_run *run)
{
    date day;

    if (!is_reminder(run) && strcmp(run->values[OPTION_KIND], "notice") != 0) {
        return report_fail(run->report, ERR_INPUT, "kind は notice か reminder です: 「%s」",
                           run->values[OPTION_KIND]);
    }
    return before_day(run, &day);
}

/* ------------------------------------------------------------------------------------- drawing --- */

struct drawing {
    struct job_run *run;
    struct refund_law_set law;
    struct arena *arena, *unit;
    struct refund_file files[FILES];
    const struct refund_case **told;
    size_t told_count;
};

static enum err draw_into(struct drawing *d, int which, const struct refund_paper *p,
                          bool (*draw)(struct document *, const struct refund_paper *), bool *ret_printed)
{
    enum err e = refund_file_open(d->run, &d->files[which]);

    if (e == ERR_NONE) {
        *ret_printed = draw(d->files[which].document, p);
        d->files[which].units += *ret_printed;
    }
    return e;
}

/* A paper that cannot be printed whole is a finding of this case; the others go on. */
static enum err draw_case(struct drawing *d, const struct refund_case *c)
{
    struct refund_paper p;
    struct report words;
    bool printed = false, is_pure = c->amount + c->interest == 0;

    arena_reset(d->unit);
    report_init(&words);
    enum err e = refund_paper_read(d->run->session, &d->law, c, d->run->business_date, d->unit, &words, &p);
    if (e == ERR_NONE) {
        p.is_reminder = is_reminder(d->run);
        if (!p.is_reminder) { /* the two years run from this letter */
            p.limit_on = refund_limit(&d->law, d->run->business_date);
        }
        e = draw_into(d, p.mailing.is_restricted ? FILE_RESTRICTED : FILE_NOTICE, &p, refund_notice_draw,
                      &printed);
    }
    if (e == ERR_NONE && printed && !p.is_reminder) {
        e = draw_into(d, FILE_DECISION, &p, refund_decision_draw, &printed);
        e = e == ERR_NONE && printed && !is_pure
                ? draw_into(d, FILE_PLEDGE, &p, refund_pledge_draw, &printed)
                : e;
    }
    if (e == ERR_NONE && printed) {
        d->told[d->told_count++] = c;
    } else if (e == ERR_NONE || e == ERR_FINDINGS || e == ERR_INPUT) {
        e = batch_finding(d->run, PAPER_HELD, c->case_no, c->payer_no,
                          words.kept > 0 ? words.lines[0] : "書類に収まらない文字があります",
                          d->run->report);
    } else {
        report_add(d->run->report, "%s", words.kept > 0 ? words.lines[0] : "書類を作れません");
    }
    report_done(&words);
    return e;
}

static bool is_wanted(const struct drawing *d, const struct refund_case *c, date before)
{
    if (!is_reminder(d->run)) {
        return c->state == REFUND_DECIDED;
    }
    date limit = refund_case_limit(&d->law, c);
    return (c->state == REFUND_TOLD || c->state == REFUND_RETURNED) && c->amount > 0 &&
           !date_before(limit, d->run->business_date) && date_at_most(limit, before);
}

/* -------------------------------------------------------------------------------------- the rows -- */

static enum err run_rows(struct store *s, enum sql sql, int64_t run_no, struct report *report)
{
    struct query *q = store_query(s, sql);
    int64_t changed;

    query_set_i64(q, "run_no", run_no);
    return query_run(q, report, &changed);
}

static enum err add_file(struct drawing *d, const struct refund_file *f, const char *dir)
{
    char path[REFUND_PATH_BYTES + 64], sha256[SHA256_HEX];
    int64_t changed;

    snprintf(path, sizeof(path), "%s/%s", dir, f->name);
    enum err e = refund_file_hash(path, d->run->report, sha256);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(d->run->session->store, SQL_refund_paper_add);
    query_set_i64(q, "run_no", d->run->run_no);
    query_set_text(q, "file", text_of(f->name));
    query_set_text(q, "sha256", text_of(sha256));
    query_set_i64(q, "units", f->units);
    return query_run(q, d->run->report, &changed);
}

static enum err write_rows(struct drawing *d)
{
    struct store *s = d->run->session->store;
    char dir[REFUND_PATH_BYTES];
    int64_t changed;
    enum err e = refund_folder(d->run, dir);

    e = e == ERR_NONE ? store_begin(s, d->run->report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(d->run, d->run->report);
    e = e == ERR_NONE ? run_rows(s, SQL_refund_paper_delete, d->run->run_no, d->run->report) : e;
    e = e == ERR_NONE ? run_rows(s, SQL_refund_letter_delete, d->run->run_no, d->run->report) : e;
    for (int i = 0; i < FILES && e == ERR_NONE; i++) {
        e = d->files[i].units > 0 ? add_file(d, &d->files[i], dir) : ERR_NONE;
    }
    for (size_t i = 0; i < d->told_count && e == ERR_NONE; i++) {
        struct query *q = store_query(s, SQL_refund_letter_add);
        query_set_i64(q, "run_no", d->run->run_no);
        query_set_i64(q, "case_no", d->told[i]->case_no);
        query_set_i64(q, "step_no", d->told[i]->step_no);
        query_set_i64(q, "is_reminder", is_reminder(d->run));
        query_set_i64(q, "issued_on", date_ymd(d->run->business_date));
        e = query_run(q, d->run->report, &changed);
    }
    if (e == ERR_NONE) {
        return store_commit(s, d->run->report);
    }
    store_rollback(s);
    return e;
}

/* ------------------------------------------------------------------------------------- propose --- */

static enum err draw_all(struct drawing *d, const struct refund_case *cases, size_t count, date before)
{
    size_t wanted = 0;
    enum err e = ERR_NONE;

    d->told = ARENA_ARRAY(d->arena, const struct refund_case *, count + 1);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (is_wanted(d, &cases[i], before)) {
            wanted++;
            e = d->run->dry_run ? ERR_NONE : draw_case(d, &cases[i]);
        }
    }
    for (int i = 0; i < FILES; i++) {
        if (e == ERR_NONE) {
            e = refund_file_close(d->run, &d->files[i]);
        }
        refund_file_abandon(&d->files[i]);
    }
    if (e == ERR_NONE && d->run->dry_run) {
        fprintf(d->run->out, "書類を作る還付・充当が %zu 件あります\n", wanted);
        return e;
    }
    e = e == ERR_NONE ? write_rows(d) : e;
    return e == ERR_NONE ? batch_step(d->run, (int64_t)wanted, (int64_t)wanted, (int64_t)wanted) : e;
}

static enum err propose(struct job_run *run)
{
    const struct refund_scope all = {0};
    struct drawing d = {
        .run = run,
        .arena = arena_new("還付の書類", (size_t)256 << 20),
        .unit = arena_new("還付の1件", (size_t)32 << 20),
        .files = {[FILE_NOTICE] = {.name = "tsuchi.pdf", .form = "還付充当通知書"},
                  [FILE_RESTRICTED] = {.name = "shien.pdf", .form = "還付充当通知書（支援措置）"},
                  [FILE_DECISION] = {.name = "ketsugi.pdf", .form = "還付充当決議書"},
                  [FILE_PLEDGE] = {.name = "seiyaku.pdf", .form = "誓約書"}}};
    struct refund_case *cases;
    size_t count;
    date before;
    enum err e = before_day(run, &before);

    e = e == ERR_NONE ? refund_law_read(run->session, run->business_date, d.arena, run->report, &d.law) : e;
    e = e == ERR_NONE ? refund_cases(run->session->store, &all, d.arena, run->report, &cases, &count) : e;
    e = e == ERR_NONE ? draw_all(&d, cases, count, before) : e;
    e = e == ERR_NONE && !run->dry_run ? show(run) : e;
    arena_free(d.unit);
    arena_free(d.arena);
    return e == ERR_NONE && run->findings > 0 ? ERR_FINDINGS : e;
}

static enum err withdraw(struct job_run *run)
{
    char dir[REFUND_PATH_BYTES];
    enum err e = run_rows(run->session->store, SQL_refund_paper_delete, run->run_no, run->report);

    e = e == ERR_NONE ? run_rows(run->session->store, SQL_refund_letter_delete, run->run_no, run->report)
                      : e;
    e = e == ERR_NONE ? refund_folder(run, dir) : e;
    return e == ERR_NONE ? batch_gone(run, dir) : e;
}

/* ------------------------------------------------------------------------------------- approve --- */

static enum err files_unchanged(struct job_run *run)
{
    char dir[REFUND_PATH_BYTES], path[REFUND_PATH_BYTES + 64], sha256[SHA256_HEX];
    struct query *q = store_query(run->session->store, SQL_refund_papers);
    bool row;
    enum err e = refund_folder(run, dir);

    query_set_i64(q, "run_no", run->run_no);
    while (e == ERR_NONE && (e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        struct text file = query_text(q, 0);
        snprintf(path, sizeof(path), "%s/%.*s", dir, (int)file.len, file.bytes);
        e = refund_file_hash(path, run->report, sha256);
        if (e == ERR_NONE && !text_is(query_text(q, 1), sha256)) {
            e = report_fail(run->report, ERR_FINDINGS,
                            "書類「%s」が作ったときと違います。作り直してください", path);
        }
    }
    query_reset(q);
    return e;
}

struct letter {
    int64_t case_no;
    int step_no;
    bool is_reminder;
};

/* Told today; what is moved as a whole (充当だけ) is then done. */
static enum err tell(struct job_run *run, const struct letter *l, struct arena *arena, int64_t at)
{
    struct refund_case c;
    enum err e = refund_case_by_no(run->session->store, l->case_no, arena, run->report, &c);

    if (e != ERR_NONE || l->is_reminder || c.state != REFUND_DECIDED) {
        return e; /* a reminder changes nothing; one that was told by an attempt that was killed stays told
                   */
    }
    c.told_on = run->decided_on;
    e = refund_step(run->session, &c, REFUND_TOLD, run->decided_on, "", at, run->report);
    if (e == ERR_NONE && c.amount + c.interest == 0) {
        e = refund_step(run->session, &c, REFUND_DONE, run->decided_on, "", at, run->report);
    }
    return e;
}

static enum err tell_all(struct job_run *run, const struct letter *letters, size_t count,
                         struct arena *arena)
{
    struct store *s = run->session->store;
    int64_t at = clock_now_ms();
    enum err e = store_begin(s, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = tell(run, &letters[i], arena, at);
    }
    if (e == ERR_NONE) {
        return store_commit(s, run->report);
    }
    store_rollback(s);
    return e;
}

static enum err approve(struct job_run *run)
{
    struct arena *arena = arena_new("還付の通知", (size_t)256 << 20);
    struct letter *letters = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e = files_unchanged(run);

    if (e == ERR_NONE) {
        struct query *q = store_query(run->session->store, SQL_refund_letters);
        query_set_i64(q, "run_no", run->run_no);
        while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
            *ARENA_PUSH(arena, letters, count, capacity) =
                (struct letter){query_i64(q, 0), (int)query_i64(q, 1), query_i64(q, 2) != 0};
        }
        query_reset(q);
    }
    e = e == ERR_NONE ? tell_all(run, letters, count, arena) : e;
    arena_free(arena);
    return e == ERR_NONE ? show(run) : e;
}

static enum err show(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_refund_papers);
    bool row;
    int64_t files = 0;
    enum err e;

    query_set_i64(q, "run_no", run->run_no);
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        struct text file = query_text(q, 0);
        fprintf(run->out, "files/refunds/%" PRId64 "/%.*s　%" PRId64 " 件\n", run->run_no, (int)file.len,
                file.bytes, query_i64(q, 2));
        files++;
    }
    query_reset(q);
    if (e == ERR_NONE && files == 0) {
        fprintf(run->out, "作る書類はありません\n");
    }
    return e;
}
