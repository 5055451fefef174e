/* 依頼の記録 -- rows of withholding_request, of the file of a run, and of what was answered. */
#include "withholding/request.h"

#include <inttypes.h>

const char *const withholding_request_labels[REQUEST_KINDS] = {"", "開始", "中止", "仮徴収額の変更"};

static date day_or_none(int64_t ymd)
{
    date d = date_none();
    bool is_day = ymd == 0 || date_from_ymd((int32_t)ymd, &d);
    assert(is_day); /* as we wrote it */
    return d;
}

static void read_row(const struct query *q, struct arena *arena, struct withholding_request *ret)
{
    *ret = (struct withholding_request){
        .request_no = query_i64(q, 0),
        .run_no = query_i64(q, 1),
        .kind = (enum withholding_request_kind)query_i64(q, 2),
        .year = (int32_t)query_i64(q, 3),
        .household_no = query_i64(q, 4),
        .payer_no = query_i64(q, 5),
        .pensioner_no = query_i64(q, 6),
        .first = {{(int16_t)query_i64(q, 7)}, (int)query_i64(q, 8)},
        .provisional = query_i64(q, 15),
        .reason = text_copy(arena, query_text(q, 16)),
        .sent_on = day_or_none(query_i64(q, 17)),
        .answered_on = day_or_none(query_i64(q, 18)),
        .is_accepted = query_i64(q, 19) != 0,
        .code = text_copy(arena, query_text(q, 20)),
        .told_on = day_or_none(query_i64(q, 21)),
    };
    for (int i = 0; i < WITHHOLDING_PAYS; i++) {
        ret->pays[i] = query_i64(q, 9 + i);
    }
}

static enum err read_all(struct query *q, struct arena *arena, struct report *report,
                         struct withholding_request **ret, size_t *ret_count)
{
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        read_row(q, arena, ARENA_PUSH(arena, *ret, *ret_count, capacity));
    }
    query_reset(q);
    return e;
}

enum err requests_of_year(struct store *s, int32_t year, struct arena *arena, struct report *report,
                          struct withholding_request **ret, size_t *ret_count)
{
    struct query *q = store_scan(s, SQL_withholding_requests_of_year);

    query_set_i64(q, "fiscal_year", year);
    return read_all(q, arena, report, ret, ret_count);
}

enum err withholding_requests(struct store *s, int64_t household_no, struct arena *arena,
                              struct report *report, struct withholding_request **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_withholding_requests_of_household);

    query_set_i64(q, "household_no", household_no);
    return read_all(q, arena, report, ret, ret_count);
}

enum err request_open(struct store *s, int64_t pensioner_no, enum withholding_request_kind kind,
                      struct arena *arena, struct report *report, struct withholding_request *ret)
{
    struct query *q = store_query(s, SQL_withholding_request_open);
    struct withholding_request *all;
    size_t count;

    query_set_i64(q, "pensioner_no", pensioner_no);
    query_set_i64(q, "kind", kind);
    enum err e = read_all(q, arena, report, &all, &count);
    *ret = count > 0 ? all[0] : (struct withholding_request){0};
    return e;
}

/* ------------------------------------------------------------------------------- the file ------ */

static void copy_text(struct text from, char *to, size_t size)
{
    assert(from.len < size);
    memcpy(to, from.bytes, from.len);
    to[from.len] = '\0';
}

enum err request_file_of_run(struct store *s, int64_t run_no, struct report *report,
                             struct request_file *ret)
{
    struct query *q = store_query(s, SQL_withholding_file_of_run);
    bool row = false;

    *ret = (struct request_file){.items = -1, .sent_on = date_none()};
    query_set_i64(q, "run_no", run_no);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        copy_text(query_text(q, 0), ret->name, sizeof(ret->name));
        copy_text(query_text(q, 1), ret->digest, sizeof(ret->digest));
        copy_text(query_text(q, 2), ret->sha256, sizeof(ret->sha256));
        ret->items = query_i64(q, 3);
        ret->bytes = query_i64(q, 4);
        ret->amount = query_i64(q, 5);
        ret->sent_on = day_or_none(query_i64(q, 6));
    }
    query_reset(q);
    return e;
}

enum err requests_next_number(struct store *s, int64_t run_no, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_withholding_request_last);
    bool row = false;
    int64_t waiting = 0;

    query_set_i64(q, "run_no", run_no);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        assert(row);
        *ret = query_i64(q, 0) + 1;
        waiting = query_i64(q, 1);
    }
    query_reset(q);
    return e == ERR_NONE && waiting > 0
               ? report_fail(report, ERR_INPUT,
                             "承認を待っている特別徴収の依頼があります。先に承認してください: "
                             "kokuho job approve withholding-request")
               : e;
}

static enum err add_request(struct job_run *run, const struct withholding_request *r, int64_t no)
{
    static const char *const pays[WITHHOLDING_PAYS] = {"pay_1", "pay_2", "pay_3",
                                                       "pay_4", "pay_5", "pay_6"};
    struct query *q = store_query(run->session->store, SQL_withholding_request_add);
    int64_t changed;

    query_set_i64(q, "request_no", no);
    query_set_i64(q, "run_no", run->run_no);
    query_set_i64(q, "kind", r->kind);
    query_set_i64(q, "fiscal_year", r->year);
    query_set_i64(q, "household_no", r->household_no);
    query_set_i64(q, "payer_no", r->payer_no);
    query_set_i64(q, "pensioner_no", r->pensioner_no);
    query_set_i64(q, "first_year", r->first.year.first_year);
    query_set_i64(q, "first_pay", r->first.pay);
    for (int i = 0; i < WITHHOLDING_PAYS; i++) {
        query_set_i64(q, pays[i], r->pays[i]);
    }
    query_set_i64(q, "provisional", r->provisional);
    query_set_text(q, "reason", r->reason);
    return query_run(q, run->report, &changed);
}

enum err asked_add(struct job_run *run, const struct requesting *r, int64_t first_no,
                      const struct request_file *file)
{
    struct query *q = store_query(run->session->store, SQL_withholding_file_add);
    int64_t changed;

    query_set_i64(q, "run_no", run->run_no);
    query_set_i64(q, "fiscal_year", run->year);
    query_set_text(q, "file_name", text_of(file->name));
    query_set_text(q, "digest", text_of(r->digest));
    query_set_i64(q, "items", (int64_t)r->count);
    query_set_i64(q, "amount", r->amount);
    query_set_i64(q, "bytes", file->bytes);
    query_set_text(q, "sha256", text_of(file->sha256));
    query_set_i64(q, "recorded_at", run->known_at);
    enum err e = query_run(q, run->report, &changed);
    for (size_t i = 0; i < r->count && e == ERR_NONE; i++) {
        e = add_request(run, &r->drafts[i].row, first_no + (int64_t)i);
    }
    return e;
}

enum err requests_sent(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_withholding_file_sent);
    int64_t changed = 0;

    query_set_i64(q, "run_no", run->run_no);
    query_set_i64(q, "sent_on", date_ymd(run->decided_on));
    enum err e = query_run(q, run->report, &changed);
    assert(e != ERR_NONE || changed == 1);
    return e;
}

enum err requests_delete(struct job_run *run)
{
    static const enum sql steps[] = {SQL_withholding_requests_delete, SQL_withholding_file_delete};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(steps) && e == ERR_NONE; i++) {
        struct query *q = store_query(run->session->store, steps[i]);
        int64_t changed;
        query_set_i64(q, "run_no", run->run_no);
        e = query_run(q, run->report, &changed);
    }
    return e;
}

enum err request_answer(struct store *s, int64_t request_no, struct text code, bool is_accepted, date on,
                        int64_t recorded_at, struct report *report)
{
    struct query *q = store_query(s, SQL_withholding_answer_add);
    int64_t changed;

    query_set_i64(q, "request_no", request_no);
    query_set_text(q, "result_code", code);
    query_set_i64(q, "is_accepted", is_accepted);
    query_set_i64(q, "answered_on", date_ymd(on));
    query_set_i64(q, "recorded_at", recorded_at);
    return query_run(q, report, &changed);
}
