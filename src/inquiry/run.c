/* 照会の発送の行 -- frozen in one transaction, sent by approval, gone when the proposal is taken back. */
#include "inquiry/run.h"

#include <inttypes.h>

static enum err change(struct store *s, enum sql sql, int64_t run_no, const char *name, int64_t value,
                       struct report *report)
{
    struct query *q = store_query(s, sql);
    int64_t changed;

    query_set_i64(q, "run_no", run_no);
    if (name != NULL) {
        query_set_i64(q, name, value);
    }
    return query_run(q, report, &changed);
}

static enum err freeze_rows(struct job_run *run, bool is_reminder, date issued_on,
                            struct inquiry_sheet *sheets, size_t count)
{
    struct store *s = run->session->store;
    int64_t changed, now = clock_now_ms();
    enum err e = batch_hold(run, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_inquiry_run_add);
    query_set_i64(q, "run_no", run->run_no);
    query_set_i64(q, "is_reminder", is_reminder);
    query_set_i64(q, "issued_on", date_ymd(issued_on));
    e = query_run(q, run->report, &changed);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (!is_reminder) {
            sheets[i].run_no = run->run_no;
            e = sheet_add(s, &sheets[i], now, run->report);
        }
        if (e == ERR_NONE) {
            q = store_query(s, SQL_inquiry_paper_add);
            query_set_i64(q, "run_no", run->run_no);
            query_set_i64(q, "sheet_no", sheets[i].sheet_no);
            query_set_i64(q, "sequence_no", (int64_t)i + 1);
            e = query_run(q, run->report, &changed);
        }
    }
    return e;
}

enum err run_freeze(struct job_run *run, bool is_reminder, date issued_on, struct inquiry_sheet *sheets,
                    size_t count)
{
    struct store *s = run->session->store;
    enum err e = store_begin(s, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = freeze_rows(run, is_reminder, issued_on, sheets, count);
    if (e != ERR_NONE) {
        store_rollback(s);
        return e;
    }
    return store_commit(s, run->report);
}

struct run_look {
    bool is_there, is_reminder;
    int64_t issued_on, sent_on, papers, pages;
};

static enum err look(struct job_run *run, struct run_look *ret)
{
    struct query *q = store_query(run->session->store, SQL_inquiry_run_look);
    bool row;

    *ret = (struct run_look){0};
    query_set_i64(q, "run_no", run->run_no);
    enum err e = query_step(q, run->report, &row);
    if (e == ERR_NONE && row) {
        *ret = (struct run_look){
            true, query_i64(q, 0) != 0, query_i64(q, 1), query_i64(q, 2), query_i64(q, 3), query_i64(q, 4)};
    }
    query_reset(q);
    return e;
}

enum err run_is_frozen(struct job_run *run, bool *ret)
{
    struct run_look r;
    enum err e = look(run, &r);

    *ret = r.is_there;
    return e;
}

enum err run_withdraw(struct job_run *run)
{
    return dispatch_run_withdraw(&inquiry_run, run);
}

static enum err send(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_inquiry_run_send);
    int64_t changed;

    query_set_i64(q, "run_no", run->run_no);
    query_set_i64(q, "sent_on", date_ymd(run->decided_on));
    query_set_i64(q, "now", clock_now_ms());
    return query_run(q, run->report, &changed);
}

enum err run_approve(struct job_run *run)
{
    struct store *s = run->session->store;
    enum err e = dispatch_run_check(&inquiry_run, run);

    e = e == ERR_NONE ? store_begin(s, run->report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    e = change(s, SQL_inquiry_run_held, run->run_no, "now", clock_now_ms(), run->report);
    e = e == ERR_NONE ? change(s, SQL_inquiry_run_unprinted, run->run_no, NULL, 0, run->report) : e;
    e = e == ERR_NONE ? send(run) : e;
    if (e != ERR_NONE) {
        store_rollback(s);
        return e;
    }
    e = store_commit(s, run->report);
    return e == ERR_NONE ? run_show(run) : e;
}

enum err run_show(struct job_run *run)
{
    struct run_look r;
    enum err e = look(run, &r);

    if (e == ERR_NONE && r.is_there) {
        fprintf(run->out, "%s%" PRId64 " 通、%" PRId64 " ページ%s\n", r.is_reminder ? "催促 " : "",
                r.papers, r.pages, r.sent_on != 0 ? "、発送済み" : "");
    }
    return e;
}
