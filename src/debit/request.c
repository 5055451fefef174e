/* 依頼の記録 -- the rows of a run in one transaction; a file leaves its folder once, by one rename. */
#include "debit/request.h"

#include "base/share.h"
#include "interchange/outbox.h"
#include "interchange/transport.h"

#include <inttypes.h>

/* -------------------------------------------------------------------------------- reading ------ */

enum err requests_of_run(struct store *s, int64_t run_no, struct arena *arena, struct report *report,
                         struct request **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_debit_requests_of_run);
    struct request *all = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "run_no", run_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct request *r = ARENA_PUSH(arena, all, count, capacity);
        *r = (struct request){
            .request_no = query_i64(q, 0),
            .items = query_i64(q, 1),
            .amount = query_i64(q, 2),
            .bytes = query_i64(q, 3),
            .sent_on = date_none(),
            .file_name = text_copy(arena, query_text(q, 5)),
            .layout = text_copy(arena, query_text(q, 6)),
            .sha256 = text_copy(arena, query_text(q, 7)),
        };
        if (query_i64(q, 4) != 0 && !date_from_ymd((int32_t)query_i64(q, 4), &r->sent_on)) {
            r->sent_on = date_none();
        }
    }
    query_reset(q);
    *ret = all;
    *ret_count = count;
    return e;
}

static enum err two_numbers(struct query *q, struct report *report, int64_t *ret_first, int64_t *ret_second)
{
    bool row = false;
    enum err e = query_step(q, report, &row);

    if (e == ERR_NONE) {
        assert(row);
        *ret_first = query_i64(q, 0);
        *ret_second = query_i64(q, 1);
    }
    query_reset(q);
    return e;
}

enum err request_numbers_next(struct store *s, int64_t run_no, struct report *report,
                              struct request_numbers *ret)
{
    struct query *q = store_query(s, SQL_debit_waiting);
    int64_t waiting = 0, waiting_run = 0;

    query_set_i64(q, "run_no", run_no);
    enum err e = two_numbers(q, report, &waiting, &waiting_run);
    if (e == ERR_NONE && waiting > 0) {
        return report_fail(report, ERR_INPUT,
                           "承認を待っている口座振替の依頼があります（実行 %" PRId64
                           "）。先に承認するか、その年度で抽出し直してください",
                           waiting_run);
    }
    if (e == ERR_NONE) {
        q = store_query(s, SQL_debit_numbers_last);
        query_set_i64(q, "run_no", run_no);
        e = two_numbers(q, report, &ret->request, &ret->item);
        ret->request++;
        ret->item++;
    }
    return e;
}

/* ------------------------------------------------------------------------------- writing ------- */

static enum err add_run(struct job_run *run, const struct extraction *x)
{
    struct query *q = store_query(run->session->store, SQL_debit_run_add);
    int64_t changed;

    query_set_i64(q, "run_no", run->run_no);
    query_set_i64(q, "debit_on", date_ymd(x->debit_on));
    query_set_text(q, "grouping", text_of(debit_grouping_names[x->settings->grouping]));
    query_set_text(q, "digest", text_of(x->digest));
    query_set_i64(q, "items", (int64_t)x->count);
    query_set_i64(q, "amount", x->amount);
    query_set_i64(q, "households", x->households);
    query_set_i64(q, "on_debit", x->on_debit);
    query_set_i64(q, "recorded_at", run->known_at);
    return query_run(q, run->report, &changed);
}

static enum err add_request(struct job_run *run, const struct extraction *x, const struct extracted_file *f,
                            const struct file_receipt *file, int64_t request_no)
{
    struct query *q = store_query(run->session->store, SQL_debit_request_add);
    int64_t changed;

    query_set_i64(q, "request_no", request_no);
    query_set_i64(q, "run_no", run->run_no);
    query_set_text(q, "file_name", text_of(f->name));
    query_set_text(q, "layout", text_of(f->layout));
    query_set_text(q, "consignor", text_of(f->consignor));
    query_set_text(q, "group_key", text_of(f->key));
    query_set_i64(q, "debit_on", date_ymd(x->debit_on));
    query_set_i64(q, "items", (int64_t)f->count);
    query_set_i64(q, "amount", f->amount);
    query_set_i64(q, "bytes", file->bytes);
    query_set_text(q, "sha256", text_of(file->sha256));
    return query_run(q, run->report, &changed);
}

static void item_cells(struct bulk *b, const struct extracted *item, int64_t item_no, int64_t request_no)
{
    const struct collection_charge *c = &item->charge;

    bulk_i64(b, c->levy_year);
    bulk_i64(b, c->household_no);
    bulk_i64(b, c->payer_no);
    bulk_i64(b, c->instalment);
    bulk_i64(b, item->attempt);
    bulk_i64(b, item_no);
    bulk_i64(b, request_no);
    bulk_i64(b, c->notice_no);
    bulk_i64(b, date_ymd(c->due));
    bulk_i64(b, item->amount);
    bulk_i64(b, c->charged_year);
    bulk_i64(b, item->mandate->row_no);
    bulk_i64(b, item->mandate->serial);
    bulk_i64(b, item->new_code);
    bulk_text(b, item->mandate->bank);
    bulk_text(b, text_of(item->customer_no));
}

static enum err add_items(struct job_run *run, const struct extraction *x, struct request_numbers numbers)
{
    static const struct bulk_column columns[] = {
        {"levy_year", BULK_I64},   {"household_no", BULK_I64}, {"payer_no", BULK_I64},
        {"instalment", BULK_I64},
        {"attempt", BULK_I64},     {"item_no", BULK_I64},      {"request_no", BULK_I64},
        {"notice_no", BULK_I64},
        {"due", BULK_I64},         {"amount", BULK_I64},       {"charged_year", BULK_I64},
        {"mandate_row", BULK_I64}, {"serial", BULK_I64},       {"new_code", BULK_I64}, {"bank", BULK_TEXT},
        {"customer_no", BULK_TEXT},
    };
    struct bulk *b;
    enum err e = store_bulk_begin(run->session->store, "debit_item", columns, COUNT_OF(columns), run->report,
                                  &b);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < x->count && e == ERR_NONE; i++) {
        item_cells(b, &x->items[i], numbers.item + (int64_t)i, numbers.request + (int64_t)x->items[i].file);
        e = bulk_row(b, run->report);
    }
    enum err end = bulk_end(b, run->report);
    return e != ERR_NONE ? e : end;
}

static enum err move_file(struct job_run *run, struct text layout, const struct file_receipt *f,
                          enum transport_state to, struct arena *arena)
{
    const struct layout *l;
    const char *layouts = arena_printf(arena, "%s/layouts", share_folder());
    enum err e = layout_find(layouts, arena_copy(arena, layout.bytes, layout.len), arena, run->report, &l);
    struct transport_cause cause = {run->session->operator.id, "口座振替の依頼",
                                    run->session->folder.business_date, clock_now_ms()};

    return e == ERR_NONE ? transport_move(run->session->store, l, f, to, &cause, run->report) : e;
}

enum err requests_add(struct job_run *run, const struct extraction *x, const struct file_receipt *files,
                      struct request_numbers numbers)
{
    enum err e = add_run(run, x);

    for (size_t i = 0; i < x->file_count && e == ERR_NONE; i++) {
        e = add_request(run, x, &x->files[i], &files[i], numbers.request + (int64_t)i);
    }
    return e == ERR_NONE ? add_items(run, x, numbers) : e;
}

static enum err of_run(struct job_run *run, enum sql sql, date sent_on)
{
    struct query *q = store_query(run->session->store, sql);
    int64_t changed;

    query_set_i64(q, "run_no", run->run_no);
    if (!date_is_none(sent_on)) {
        query_set_i64(q, "sent_on", date_ymd(sent_on));
    }
    return query_run(q, run->report, &changed);
}

static struct file_receipt receipt_of(const struct request *r)
{
    struct file_receipt f = {.bytes = r->bytes, .records = 0, .data_records = r->items,
                             .amount_sum = r->amount};

    snprintf(f.file_name, sizeof(f.file_name), "%.*s", (int)r->file_name.len, r->file_name.bytes);
    snprintf(f.sha256, sizeof(f.sha256), "%.*s", (int)r->sha256.len, r->sha256.bytes);
    return f;
}

enum err requests_withdraw(struct job_run *run)
{
    static const enum sql deletes[] = {SQL_debit_items_delete, SQL_debit_requests_delete,
                                       SQL_debit_run_delete};
    char dir[REQUEST_PATH_BYTES];
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(deletes) && e == ERR_NONE; i++) {
        e = of_run(run, deletes[i], date_none());
    }
    request_folder_name(run, FOLDER_KEPT, dir);
    return e == ERR_NONE ? batch_gone(run, dir) : e;
}

/* 凍結 of each item of the run: no slip is reissued and no demand made while the bank has it. */
static enum err read_stays(struct job_run *run, struct arena *arena, struct collection_stay_row **ret,
                           size_t *ret_count)
{
    struct query *q = store_query(run->session->store, SQL_debit_items_of_run);
    struct collection_stay_row *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "run_no", run->run_no);
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) = (struct collection_stay_row){
            .kind = STAY_DEBIT,
            .levy_year = (int32_t)query_i64(q, 1),
            .household_no = query_i64(q, 2),
            .payer_no = query_i64(q, 3),
            .instalment = (int)query_i64(q, 4),
            .days = {run->decided_on, date_open_end()},
            .cause_kind = "debit",
            .cause_no = query_i64(q, 0),
        };
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

static enum err add_stays(struct job_run *run, struct arena *arena, int64_t items)
{
    struct collection_stay_row *rows;
    size_t count;
    int64_t first;
    enum err e = read_stays(run, arena, &rows, &count);

    assert(e != ERR_NONE || (int64_t)count == items);
    return e == ERR_NONE ? collection_stays_add(run->session->store, rows, count, clock_now_ms(),
                                                run->report, &first)
                         : e;
}

enum err requests_send(struct job_run *run, const struct request *requests, size_t count,
                       struct arena *arena)
{
    int64_t items = 0;
    enum err e = of_run(run, SQL_debit_requests_sent, run->decided_on);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct file_receipt f = receipt_of(&requests[i]);
        items += requests[i].items;
        e = move_file(run, requests[i].layout, &f, TRANSPORT_MADE, arena);
        if (e == ERR_NONE) {
            e = move_file(run, requests[i].layout, &f, TRANSPORT_HANDED_OVER, arena);
        }
    }
    return e == ERR_NONE ? add_stays(run, arena, items) : e;
}

/* -------------------------------------------------------------------------------- files -------- */

void request_folder_name(const struct job_run *run, enum request_folder which, char ret[REQUEST_PATH_BYTES])
{
    static const char *const below[] = {[FOLDER_KEPT] = "", [FOLDER_SEND] = "/send"};
    const char *base = run->session->folder.path;

    if (which == FOLDER_OUT) {
        snprintf(ret, REQUEST_PATH_BYTES, "%.500s/files/out", base);
    } else {
        snprintf(ret, REQUEST_PATH_BYTES, "%.500s/files/debit/%" PRId64 "%s", base, run->run_no,
                 below[which]);
    }
}

static void path_of(const struct job_run *run, enum request_folder which, const struct request *r,
                    char ret[REQUEST_PATH_BYTES + 300])
{
    char dir[REQUEST_PATH_BYTES];

    request_folder_name(run, which, dir);
    snprintf(ret, REQUEST_PATH_BYTES + 300, "%s/%.*s", dir, (int)r->file_name.len, r->file_name.bytes);
}

enum err request_file_check(const struct job_run *run, const struct request *r)
{
    char path[REQUEST_PATH_BYTES + 300];

    path_of(run, FOLDER_KEPT, r, path);
    return outbox_check(path, r->sha256, run->report);
}

enum err request_hand_over(const struct job_run *run, const struct request *r)
{
    char from[REQUEST_PATH_BYTES + 300], to[REQUEST_PATH_BYTES + 300];

    path_of(run, FOLDER_SEND, r, from);
    path_of(run, FOLDER_OUT, r, to);
    return outbox_hand_over(from, to, run->report);
}
