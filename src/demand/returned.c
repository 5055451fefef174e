/* 返戻. */
#include "demand/returned.h"

#include <inttypes.h>

#include "base/digits.h"

const struct change_code returned_reasons[] = {{"1", "あて所に尋ねあたらない"},
                                               {"2", "転居先不明"},
                                               {"3", "保管期間経過"},
                                               {"4", "受取拒絶"},
                                               {"5", "その他"},
                                               {NULL, NULL}};
const struct change_code returned_surveys[] = {{"1", "調査中"},
                                               {"2", "新しい住所が分かった"},
                                               {"3", "居所が分からない（公示送達の対象）"},
                                               {NULL, NULL}};

/* The task stands while the address is being looked for; else it is closed. */
static enum err returned_task(struct session *session, int64_t payer_no, bool is_open, struct report *report)
{
    char key[32], words[160];

    snprintf(key, sizeof(key), "%" PRId64 "/", payer_no);
    snprintf(words, sizeof(words), "返戻: 住所を調べてください（宛名番号 %" PRId64 "）", payer_no);
    struct task task = {.addressee_no = payer_no,
                        .source = text_of("demand:returned"),
                        .source_key = text_of(key),
                        .words = text_of(words),
                        .owner = text_of(session->operator.id),
                        .due = date_none()};
    struct task_sync sync = {.actor = "demand:returned",
                             .source_prefix = "demand:returned",
                             .key_prefix = key,
                             .words = "住所の調査が終わりました",
                             .closes = true,
                             .tasks = &task,
                             .count = is_open ? 1 : 0};
    return task_sync(session->store, &sync, clock_now_ms(), report);
}

enum err returned_task_again(struct session *session, int64_t payer_no, struct report *report)
{
    struct query *q = store_query(session->store, SQL_demand_returned_open);
    bool row;

    query_set_i64(q, "payer_no", payer_no);
    enum err e = query_step(q, report, &row);
    bool is_open = e == ERR_NONE && row && query_i64(q, 0) == SURVEY_OPEN;
    query_reset(q);
    return e == ERR_NONE ? returned_task(session, payer_no, is_open, report) : e;
}

static enum err next_no(struct store *s, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_demand_returned_next);
    bool row;
    enum err e = query_step(q, report, &row);

    *ret = e == ERR_NONE ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

enum err returned_add(struct session *session, const struct returned_row *row, int64_t recorded_at,
                      struct report *report)
{
    int64_t no, changed;
    enum err e = next_no(session->store, report, &no);

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(session->store, SQL_demand_returned_add);
    query_set_i64(q, "returned_no", no);
    query_set_i64(q, "payer_no", row->payer_no);
    query_set_i64(q, "run_no", row->run_no);
    query_set_i64(q, "returned_on", date_ymd(row->on));
    query_set_i64(q, "reason", row->reason);
    query_set_i64(q, "survey", row->survey);
    query_set_text(q, "words", row->words.len > 0 ? row->words : text_of(""));
    query_set_i64(q, "recorded_at", recorded_at);
    e = query_run(q, report, &changed);
    return e == ERR_NONE ? returned_task(session, row->payer_no, row->survey == SURVEY_OPEN, report) : e;
}

/* ----------------------------------------------------------------------------------- codes ---- */

static int64_t part(struct text code, size_t from, size_t len)
{
    int64_t n = 0;
    bool ok = parse_i64(code.bytes + from, len, 0, INT64_MAX, &n);

    assert(ok); /* digits, looked at before */
    return n;
}

/* What the row of the paper says against it. */
static const char *fault_of(const struct query *q, int64_t kind, date on, struct arena *arena)
{
    date issued = date_none();
    bool is_day = date_from_ymd((int32_t)query_i64(q, 2), &issued);

    assert(is_day);
    if (query_i64(q, 1) != kind) {
        return "コードの書類の種類が違います。読み直してください";
    }
    if (query_i64(q, 3) == 0 || query_i64(q, 4) != 0) {
        return "この書類は発送していません（承認前か、引き抜いたもの）";
    }
    if (date_before(on, issued)) {
        return "戻った日が、書類の発付日より前です";
    }
    return query_i64(q, 5) == date_ymd(on)
               ? arena_printf(arena, "この書類の返戻は %" PRId64 " の分がもう記録されています",
                              query_i64(q, 5))
               : NULL;
}

enum err returned_scan(struct store *s, struct text code, date on, struct arena *arena, struct report *report,
                       struct returned_paper *ret, const char **ret_fault)
{
    enum { CODE_DIGITS = 20 };
    bool row;

    *ret = (struct returned_paper){0};
    *ret_fault = NULL;
    if (code.len != CODE_DIGITS || !are_digits(code.bytes, code.len)) {
        *ret_fault = "書類の左下のバーコード（数字20桁）ではありません";
        return ERR_NONE;
    }
    ret->run_no = part(code, 0, 8);
    struct query *q = store_query(s, SQL_demand_paper_of_code);
    query_set_i64(q, "run_no", ret->run_no);
    query_set_i64(q, "sequence_no", part(code, 8, 6));
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && !row) {
        *ret_fault = "このコードの督促状・催告書はありません。ほかの書類ではありませんか";
    } else if (e == ERR_NONE) {
        ret->payer_no = query_i64(q, 0);
        ret->kind = (enum demand_kind)query_i64(q, 1);
        *ret_fault = fault_of(q, part(code, 18, 2), on, arena);
    }
    query_reset(q);
    return e;
}
