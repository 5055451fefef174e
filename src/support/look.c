/* 受け渡しの一覧 -- for the screen; and the invariants for `kokuho verify`. */
#include "support/lines.h"

#include <inttypes.h>

const struct store_table support_tables[] = {
    {"support_file", "sequence, scope, made_on, file_name, line_count, "
                     "debtors, unpaid, bytes, sha256"},
    {"support_line", "payer_no, kind, key1, key2, key3, digest, sequence"},
    {"support_taken", "ref, kind, payer_no, outcome, other_no, taken_on"},
};
const size_t support_table_count = COUNT_OF(support_tables);

static const char *const kind_labels[] = {
    [2] = "折衝", [3] = "分納", [4] = "差押", [5] = "執行停止", [6] = "保留", [7] = "連絡先"};
static const char *const outcome_labels[] = {
    [SUPPORT_SAID] = "折衝に記録", [SUPPORT_DRAFT] = "下書き", [SUPPORT_TASK] = "作業"};

static date day_of(int64_t ymd)
{
    date d = date_none();
    bool is_day = date_from_ymd((int32_t)ymd, &d);

    assert(is_day); /* written by this folder */
    return d;
}

static enum err look_files(struct store *s, size_t max, struct arena *arena, struct report *report,
                           struct support_look *ret)
{
    struct query *q = store_query(s, SQL_support_files_newest);
    struct support_file_look *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "max", (int64_t)max);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) = (struct support_file_look){
            .sequence = query_i64(q, 0),
            .is_full = query_i64(q, 1) == 2,
            .made_on = day_of(query_i64(q, 2)),
            .name = text_copy(arena, query_text(q, 3)),
            .lines = query_i64(q, 4),
            .debtors = query_i64(q, 5),
            .unpaid = query_i64(q, 6),
            .sha256 = text_copy(arena, query_text(q, 7)),
        };
    }
    query_reset(q);
    ret->files = list;
    ret->file_count = count;
    return e;
}

static enum err look_taken(struct store *s, size_t max, struct arena *arena, struct report *report,
                           struct support_look *ret)
{
    struct query *q = store_query(s, SQL_support_taken_newest);
    struct support_taken_look *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "max", (int64_t)max);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) = (struct support_taken_look){
            .ref = text_copy(arena, query_text(q, 0)),
            .kind_label = kind_labels[query_i64(q, 1)],
            .payer_no = query_i64(q, 2),
            .outcome_label = outcome_labels[query_i64(q, 3)],
            .change_no = query_i64(q, 3) == SUPPORT_DRAFT ? query_i64(q, 4) : 0,
            .taken_on = day_of(query_i64(q, 5)),
        };
    }
    query_reset(q);
    ret->taken = list;
    ret->taken_count = count;
    return e;
}

enum err support_look(struct store *s, size_t max, struct arena *arena, struct report *report,
                      struct support_look *ret)
{
    *ret = (struct support_look){0};
    enum err e = look_files(s, max, arena, report, ret);
    return e == ERR_NONE ? look_taken(s, max, arena, report, ret) : e;
}

/* ------------------------------------------------------------------------------- verify ------- */

enum err support_verify(struct store *s, struct report *report)
{
    size_t before = report->count;
    struct query *q = store_query(s, SQL_support_verify_lines);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        report_add(report,
                   "滞納整理支援への連携: 宛名番号 %" PRId64 " の区分 %" PRId64 " を伝えたファイル"
                   "（通番 %" PRId64 "）の記録がありません",
                   query_i64(q, 0), query_i64(q, 1), query_i64(q, 2));
    }
    query_reset(q);
    if (e == ERR_NONE) {
        q = store_query(s, SQL_support_verify_gaps);
        e = query_step(q, report, &row);
        if (e == ERR_NONE && query_i64(q, 0) != query_i64(q, 1)) {
            report_add(report, "滞納整理支援への連携: 通番 %" PRId64 " までに %" PRId64 " 件しかありません",
                       query_i64(q, 1), query_i64(q, 0));
        }
        query_reset(q);
    }
    return e != ERR_NONE ? e : report->count > before ? ERR_FINDINGS : ERR_NONE;
}
