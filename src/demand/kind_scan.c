/*
 * 返戻のスキャン (CO-55) -- what came back is entered by the code at its foot: one at a time at the desk, a
 * stack as a pasted table or a file, each line with its result.
 */
#include "demand/returned.h"

#include <inttypes.h>

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);

static const struct change_field fields[] = {
    {.name = "code",
     .label = "コード",
     .type = FIELD_TEXT,
     .is_required = true,
     .characters_max = 20,
     .help = "書類の左下のバーコードを読みます（数字20桁）。例: 00000012000003010201"},
    {.name = "reason",
     .label = "戻った理由",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = returned_reasons,
     .help = "封筒の付せんのとおり。表では番号か言葉で書きます。"},
    {.name = "on",
     .label = "戻った日",
     .type = FIELD_DATE,
     .help = "空なら今日。例: 080722"},
};
const struct change_kind kind_returned_scan = {
    .name = "returned-scan",
    .label = "返戻のスキャン",
    .help = "戻った督促状・催告書を、左下のバーコードで記録します。だれの書類かはコードで分かります。"
            "表の貼り付けで、読み取ったコードをまとめて登録でき、行ごとに結果が出ます。"
            "記録した人は住所の調査の作業に入ります。調査の結果は「返戻の記録」で入れます。",
    .subject = CHANGE_OF_NOBODY,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_NONE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = begin,
    .check = check,
    .apply = apply,
    .undo = undo,
};

static date returned_on(const struct change_call *call)
{
    date on = change_date(call, "on");

    return date_is_none(on) ? call->session->folder.business_date : on;
}

static enum err begin(struct change_call *call)
{
    call->values.at[1] = text_of("1");
    return ERR_NONE;
}

static enum err check(struct change_call *call)
{
    struct returned_paper paper;
    const char *fault;
    enum err e = returned_scan(call->session->store, change_value(call, "code"), returned_on(call),
                               call->arena, call->report, &paper, &fault);

    if (e == ERR_NONE && fault != NULL) {
        change_warn(call, WARNING_STOP, "code", "%s。", fault);
    }
    if (date_before(call->session->folder.business_date, returned_on(call))) {
        change_warn(call, WARNING_STOP, "on", "戻った日が今日より後です。");
    }
    return e;
}

static enum err apply(struct change_call *call)
{
    struct returned_paper paper;
    const char *fault;
    enum err e = returned_scan(call->session->store, change_value(call, "code"), returned_on(call),
                               call->arena, call->report, &paper, &fault);

    if (e == ERR_NONE && fault != NULL) {
        e = report_fail(call->report, ERR_INPUT, "%s", fault);
    }
    if (e != ERR_NONE) {
        return e;
    }
    const struct returned_row row = {.payer_no = paper.payer_no,
                                     .run_no = paper.run_no,
                                     .on = returned_on(call),
                                     .reason = change_number(call, "reason"),
                                     .survey = SURVEY_OPEN};
    snprintf(call->outcome, sizeof(call->outcome),
             "宛名番号 %" PRId64 " の%s（実行 %" PRId64 "）の返戻を記録しました", paper.payer_no,
             demand_kind_labels[paper.kind], paper.run_no);
    return returned_add(call->session, &row, call->recorded_at, call->report);
}

static enum err undo(struct change_call *call)
{
    struct returned_paper paper;
    const char *fault;
    int64_t changed = 0;
    date none_of_ours = date_open_end(); /* the day is not asked here */
    enum err e = returned_scan(call->session->store, change_value(call, "code"), none_of_ours, call->arena,
                               call->report, &paper, &fault);

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(call->session->store, SQL_demand_returned_undo);
    query_set_i64(q, "payer_no", paper.payer_no);
    query_set_i64(q, "run_no", paper.run_no);
    query_set_i64(q, "applied_at", call->applied_at);
    query_set_i64(q, "now", call->recorded_at);
    e = query_run(q, call->report, &changed);
    if (e == ERR_NONE && changed != 1) {
        e = report_fail(call->report, ERR_INPUT,
                        "この返戻の記録はもうありません。開き直して確かめてください");
    }
    return e == ERR_NONE ? returned_task_again(call->session, paper.payer_no, call->report) : e;
}
