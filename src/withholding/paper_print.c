/*
 * 特別徴収の通知書の窓口での印刷 -- one letter for whoever stands there (NT-06).
 *
 * What nobody was told of yet is told by this letter: its copy lies under DIR/files/withholding-letter/0,
 * and the job makes no second one. What was told of before is made again and says so; what a stop leaves to
 * be paid is then that of the day it is made.
 */
#include "interchange/outbox.h"
#include "withholding/paper.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

enum { AT_THE_COUNTER = 0 }; /* instead of a run's number */

struct one {
    struct session *session;
    struct arena *arena;
    struct report *report;
    const struct withholding_request *request;
    const char *path;
    bool is_preview;
};

enum err letter_told_add(struct store *s, const struct letter_told *told, int64_t recorded_at,
                         struct report *report)
{
    struct query *q = store_query(s, SQL_withholding_letter_add);
    int64_t changed;

    query_set_i64(q, "request_no", told->request_no);
    query_set_i64(q, "run_no", told->run_no);
    query_set_i64(q, "payer_no", told->payer_no);
    query_set_i64(q, "issued_on", date_ymd(told->on));
    query_set_text(q, "file", text_of(told->file));
    query_set_i64(q, "recorded_at", recorded_at);
    return query_run(q, report, &changed);
}

static enum err find_request(struct one *o, int64_t household_no, int64_t request_no)
{
    struct withholding_request *all;
    size_t count = 0;
    enum err e =
        withholding_requests(o->session->store, household_no, o->arena, o->report, &all, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (all[i].request_no == request_no) {
            o->request = &all[i];
            return ERR_NONE;
        }
    }
    return e != ERR_NONE ? e
                         : report_fail(o->report, ERR_INPUT,
                                       "世帯 %" PRId64 " に、送った依頼 %" PRId64 " はありません",
                                       household_no, request_no);
}

static enum err make(struct one *o, struct letter *ret)
{
    const struct withholding_request *r = o->request;
    const struct collection_scope scope = {
        .payer_no = r->payer_no, .first_year = r->year, .last_year = r->year};
    const date today = o->session->folder.business_date;
    struct collection_charge *charges = NULL;
    struct letter_office office;
    struct letter_place place;
    char told[DATE_TEXT_BYTES];
    size_t count = 0;
    enum err e = letter_office_of(o->session, today, o->arena, o->report, &office);

    e = e == ERR_NONE
            ? collection_charges(o->session->store, &scope, o->arena, o->report, &charges, &count)
            : e;
    e = e == ERR_NONE ? withholding_letter_make(r, today, &office, charges, count, o->arena, o->report, ret)
                      : e;
    e = e == ERR_NONE ? letter_place_of(o->session, r->payer_no, DUTY_LEVY, o->is_preview, o->arena,
                                        o->report, &place)
                      : e;
    if (e != ERR_NONE) {
        return e;
    }
    letter_address(ret, &place, o->arena);
    if (!date_is_none(r->told_on)) {
        date_format_era(r->told_on, told);
        letter_line(ret, "再発行", arena_printf(o->arena, "%sに出した通知書をもう一度作ったもの", told));
    }
    return ERR_NONE;
}

static bool copy_bytes(int from, int to)
{
    char bytes[65536];
    ssize_t n;

    while ((n = read(from, bytes, sizeof(bytes))) > 0) {
        if (write(to, bytes, (size_t)n) != n) {
            return false;
        }
    }
    return n == 0 && fsync(to) == 0;
}

/* A copy byte by byte: a role that serves may not link from one folder into another. One that a kill left
 * half written is written anew. */
static enum err keep_copy(const char *path, const char *copy, struct report *report)
{
    char why[128];
    int from = open(path, O_RDONLY | O_CLOEXEC);
    int to = open(copy, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool is_whole = from >= 0 && to >= 0 && copy_bytes(from, to);
    int error = errno;

    if (from >= 0) {
        (void)close(from);
    }
    if (to >= 0) {
        is_whole = close(to) == 0 && is_whole;
    }
    return is_whole ? ERR_NONE
                    : report_fail(report, ERR_WORLD, "通知書の控え「%s」を残せません: %s", copy,
                                  strerror_r(error, why, sizeof(why)));
}

/* The print has its record first; then the copy that is kept, then the word that he was told. */
static enum err tell(struct one *o)
{
    char dir[OUTBOX_PATH_BYTES], copy[OUTBOX_PATH_BYTES];
    const char *file = arena_printf(o->arena, "%" PRId64 ".pdf", o->request->request_no);
    const struct letter_told told = {.request_no = o->request->request_no,
                                     .run_no = AT_THE_COUNTER,
                                     .payer_no = o->request->payer_no,
                                     .on = o->session->folder.business_date,
                                     .file = file};
    struct store *s = o->session->store;

    (void)snprintf(dir, sizeof(dir), "%.500s/files/withholding-letter/%d", o->session->folder.path,
                   AT_THE_COUNTER);
    (void)snprintf(copy, sizeof(copy), "%.600s/%s", dir, file);
    enum err e = outbox_folder(dir, o->report);
    e = e == ERR_NONE ? keep_copy(o->path, copy, o->report) : e;
    e = e == ERR_NONE ? store_begin(s, o->report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    e = letter_told_add(s, &told, clock_now_ms(), o->report);
    e = e == ERR_NONE ? store_commit(s, o->report) : e;
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

static enum err print(struct one *o)
{
    const struct letter_print print = {.path = o->path,
                                       .title = arena_printf(o->arena, "特別徴収の通知書 依頼 %" PRId64,
                                                             o->request->request_no),
                                       .addressee_no = o->request->payer_no,
                                       .issue_no = o->request->request_no,
                                       .is_preview = o->is_preview};
    struct letter letter;
    enum err e = make(o, &letter);

    e = e == ERR_NONE ? letter_print(o->session, &letter, &print, o->arena, o->report) : e;
    bool is_first = !o->is_preview && date_is_none(o->request->told_on);
    if (e == ERR_NONE && is_first) {
        e = tell(o);
        if (e != ERR_NONE) {
            (void)unlink(o->path); /* nothing is handed out that nobody knows of */
        }
    }
    return e;
}

enum err withholding_letter_print(struct session *session, int64_t household_no, int64_t request_no,
                                  bool is_preview, const char *path, struct report *report)
{
    struct one o = {.session = session,
                    .arena = arena_new("特別徴収の通知書の1通", (size_t)64 << 20),
                    .report = report,
                    .path = path,
                    .is_preview = is_preview};
    enum err e = find_request(&o, household_no, request_no);

    e = e == ERR_NONE ? print(&o) : e;
    arena_free(o.arena);
    return e;
}
