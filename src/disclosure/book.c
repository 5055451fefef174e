/* 開示請求の帳簿 -- requests and their decisions as rows; the deadline from its table (DS-01). */
#include "disclosure/internal.h"

#include "base/table.h"

#include <inttypes.h>

#define DAYS_MOST 120

static const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                        {"step", COLUMN_TEXT, true, true},
                                        {"days", COLUMN_INT, true, false},
                                        {"source", COLUMN_TEXT, true, false}};

enum err deadline_of(const struct data_folder *folder, date received, struct report *report, date *ret)
{
    static const char *const decide[] = {"decide"};
    char path[700];
    struct table table;
    struct arena *arena = arena_new("開示の期限", 1 << 20);
    snprintf(path, sizeof(path), "%s/national/disclosure/deadlines.tsv", folder->params);
    enum err e = table_read(path, "params/national/disclosure/deadlines.tsv", columns, COUNT_OF(columns),
                            arena, report, &table);
    const struct table_row *row = e == ERR_NONE ? table_in_force(&table, received, decide) : NULL;
    if (e == ERR_NONE && row == NULL) {
        e = report_fail(report, ERR_INPUT, "%s: 請求の日に当たる「decide」の行がありません", table.file);
    }
    if (e == ERR_NONE) {
        int64_t days = table_cell(&table, row, "days")->number;
        if (days < 1 || days > DAYS_MOST) {
          e = report_fail(report, ERR_INPUT, "%s %d行目: 日数は1から%dまでです",
                          table.file, row->source.line, DAYS_MOST);
        } else {
            *ret = date_add_days(received, (int)days);
        }
    }
    arena_free(arena);
    return e;
}

static date day_of(int64_t ymd)
{
    date day;
    return ymd > 0 && date_from_ymd((int32_t)ymd, &day) ? day : date_none();
}

static void read_request(const struct query *q, struct arena *arena, struct disclosure_request *ret)
{
    *ret = (struct disclosure_request){
        .request_no = query_i64(q, 0),
        .addressee_no = query_i64(q, 1),
        .asked_by = (int)query_i64(q, 2),
        .agent = text_copy(arena, query_text(q, 3)),
        .evidence = text_copy(arena, query_text(q, 4)),
        .words = text_copy(arena, query_text(q, 5)),
        .received_on = day_of(query_i64(q, 6)),
        .due_on = day_of(query_i64(q, 7)),
        .recorded_at = query_i64(q, 8),
        .is_decided = query_i64(q, 10) > 0,
        .decided_on = day_of(query_i64(q, 9)),
        .decided_at = query_i64(q, 10),
        .ground = text_copy(arena, query_text(q, 11)),
    };
}

static enum err read_answers(struct store *s, struct disclosure_request *r, struct report *report)
{
    struct query *q = store_query(s, SQL_disclosure_answers);
    bool row = false;
    enum err e;
    query_set_i64(q, "request_no", r->request_no);
    query_set_i64(q, "recorded_at", r->decided_at);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text name = query_text(q, 0);
        for (size_t i = 0; i < DISCLOSURE_AREAS; i++) {
            if (text_is(name, disclosure_areas[i].name)) {
                r->answers[i] = (enum disclosure_answer)query_i64(q, 1);
            }
        }
    }
    query_reset(q);
    return e;
}

static enum err read_many(struct store *s, int64_t request_no, int64_t addressee_no, size_t max,
                          struct arena *arena, struct report *report, struct disclosure_request **ret,
                          size_t *ret_count)
{
    struct disclosure_request *list = NULL;
    size_t count = 0, capacity = 0;
    bool row = false;
    enum err e;
    struct query *q = store_query(s, SQL_disclosure_requests);
    query_set_i64(q, "request_no", request_no);
    query_set_i64(q, "addressee_no", addressee_no);
    query_set_i64(q, "max", (int64_t)max);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        read_request(q, arena, ARENA_PUSH(arena, list, count, capacity));
    }
    query_reset(q);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = list[i].is_decided ? read_answers(s, &list[i], report) : ERR_NONE;
    }
    if (e == ERR_NONE) {
        *ret = list;
        *ret_count = count;
    }
    return e;
}

enum err disclosure_requests(struct store *s, int64_t addressee_no, size_t max, struct arena *arena,
                             struct report *report, struct disclosure_request **ret, size_t *ret_count)
{
    return read_many(s, 0, addressee_no, max, arena, report, ret, ret_count);
}

enum err disclosure_request_by_no(struct store *s, int64_t request_no, struct arena *arena,
                                  struct report *report, struct disclosure_request *ret)
{
    struct disclosure_request *list = NULL;
    size_t count = 0;
    enum err e = request_no > 0 ? read_many(s, request_no, 0, 1, arena, report, &list, &count) : ERR_NONE;
    if (e == ERR_NONE && count == 0) {
        e = report_fail(report, ERR_FINDINGS, "開示請求 %" PRId64 " はありません", request_no);
    }
    if (e == ERR_NONE) {
        *ret = list[0];
    }
    return e;
}
