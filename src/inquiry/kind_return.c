/*
 * 回収・返戻・取下げ -- what became of a sheet, by the code at its foot: one at a time, or a stack as a
 * pasted table (LV-63, NT-08).
 */
#include "inquiry/sheet.h"
#include "casework/warn.h"

#include <inttypes.h>

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);

static const struct change_code outcomes[] = {
    {"1", "申告・回答を受け取った"}, {"2", "届かずに戻った"}, {"3", "取り下げる"}, {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "code",
     .label = "コード",
     .type = FIELD_TEXT,
     .is_required = true,
     .characters_max = 20,
     .help = "書類の左下のバーコードを読みます（数字20桁）"},
    {.name = "outcome",
     .label = "結果",
     .type = FIELD_CHOICE,
     .codes = outcomes,
     .is_required = true,
     .help = "取り下げると、次の一括作成でまた聞きます"},
    {.name = "on", .label = "受け取った日", .type = FIELD_DATE, .help = "空なら今日"},
    {.name = "words",
     .label = "メモ",
     .type = FIELD_TEXT,
     .characters_max = 100,
     .help = "例: 宛所不明。取下げの理由"},
};
const struct change_kind kind_inquiry_return = {
    .name = "inquiry-return",
    .label = "申告書・照会書の回収",
    .help = "戻った簡易申告書・所得照会書を、左下のコードで記録します。だれの書類かはコードで分かります。"
            "表の貼り付けでまとめて記録できます。回答の額は「賦課根拠入力（所得）」で入れるか、"
            "パンチデータを取り込んで「申告・回答の一括登録」で入れます。入ると自動で済みになります。",
    .subject = CHANGE_OF_NOBODY,
    .propose = PERM_PREMIUM_RUN,
    .approve = PERM_NONE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = begin,
    .check = check,
    .apply = apply,
    .undo = undo,
};

static date on_day(const struct change_call *call)
{
    date on = change_date(call, "on");

    return date_is_none(on) ? call->session->folder.business_date : on;
}

static enum err begin(struct change_call *call)
{
    call->values.at[1] = text_of("1");
    return ERR_NONE;
}

static enum err look(struct change_call *call, struct inquiry_sheet *ret, const char **ret_fault)
{
    enum step_kind last = (enum step_kind)0;
    enum err e = sheet_of_code(call->session->store, change_value(call, "code"), on_day(call), call->arena,
                               call->report, ret, ret_fault);

    if (e == ERR_NONE && *ret_fault == NULL) {
        e = step_last(call->session->store, ret->sheet_no, call->report, &last);
    }
    if (e == ERR_NONE && *ret_fault == NULL && (int64_t)last == change_number(call, "outcome")) {
        *ret_fault = "この書類はもう同じ結果で記録されています";
    }
    return e;
}

static enum err check(struct change_call *call)
{
    struct inquiry_sheet sheet;
    const char *fault;
    enum err e = look(call, &sheet, &fault);

    if (e == ERR_NONE && fault != NULL) {
        change_warn(call, WARNING_STOP, "code", "%s。", fault);
    }
    (void)change_warn_later(call, "on");
    return e;
}

static enum err apply(struct change_call *call)
{
    struct inquiry_sheet sheet;
    const char *fault;
    enum err e = look(call, &sheet, &fault);

    if (e == ERR_NONE && fault != NULL) {
        e = report_fail(call->report, ERR_INPUT, "%s", fault);
    }
    if (e != ERR_NONE) {
        return e;
    }
    (void)snprintf(call->outcome, sizeof(call->outcome),
                   "%s 照会番号 %" PRId64 "（納付義務者 %" PRId64 "）を記録しました",
                   inquiry_kind_labels[sheet.kind], sheet.sheet_no, sheet.payer_no);
    return step_add(call->session->store, sheet.sheet_no, (enum step_kind)change_number(call, "outcome"),
                    on_day(call), change_value(call, "words"), call->change_no, call->recorded_at,
                    call->report);
}

static enum err undo(struct change_call *call)
{
    struct query *q = store_query(call->session->store, SQL_inquiry_step_undo);
    int64_t changed = 0;

    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "now", call->recorded_at);
    enum err e = query_run(q, call->report, &changed);
    return e == ERR_NONE && changed != 1
               ? report_fail(call->report, ERR_INPUT,
                             "この書類にはあとの記録があります。そちらを先に取り消してください")
               : e;
}
