/*
 * 支援措置の一時解除と転送の記録. Rows OP-25, RP-02, RP-08, RP-09.
 *
 * A temporary release is for one protected person, one operator and one purpose; it ends by the clock
 * and stands in no file and no feed.
 */
#include "addressee/kinds.h"

static const struct change_code minutes[] = {
    {"15", "15分"}, {"30", "30分"}, {"60", "1時間"}, {"180", "3時間"}, {NULL, NULL}};

static const struct change_field release_fields[] = {
    {.name = "operator_id",
     .label = "使う職員",
     .type = FIELD_TEXT,
     .is_required = true,
     .characters_max = 32,
     .help = "この職員だけが、この人の住所を見て、印刷できます。"},
    {.name = "minutes",
     .label = "長さ",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = minutes,
     .help = "承認されたときから数えます。時間が来ると、ひとりでに制限に戻ります。"},
    {.name = "purpose",
     .label = "目的",
     .type = FIELD_TEXT,
     .is_required = true,
     .help = "何のために、誰に渡すか。例: 本人に窓口で証を交付"},
};
static const struct change_field transfer_fields[] = {
    {.name = "municipality", .label = "転送先の市区町村コード", .type = FIELD_TEXT, .is_required = true,
     .characters_max = 6, .help = "6桁。例: 131130（渋谷区）"},
    {.name = "sent_on", .label = "転送した日", .type = FIELD_DATE, .is_required = true, .help = "例: 080401"},
    {.name = "note", .label = "備考", .type = FIELD_LINES, .help = "送った書類と受け取りの確認。"},
};

/* ------------------------------------------------------------------------------- 一時解除 ----- */

static enum err release_begin(struct change_call *call)
{
    change_set_text(call, "operator_id", text_of(call->session->operator.id));
    change_set_text(call, "minutes", text_of("15"));
    return ERR_NONE;
}

static enum err release_check(struct change_call *call)
{
    struct guard g;
    enum err e = addressee_guard(call->session, call->subject_no, 0, GUARD_FILE, call->recorded_at,
                                 call->arena, call->report, &g);

    if (e == ERR_NONE && !g.is_restricted) {
        change_warn(call, WARNING_STOP, NULL, "支援措置の対象者ではありません。解除するものがありません。");
    }
    if (e == ERR_NONE && g.level == GUARD_NOTHING) {
        change_warn(call, WARNING_STOP, NULL, "この記録は扱えません。別の職員に替わってください。");
    }
    return e;
}

static enum err release_apply(struct change_call *call)
{
    enum { MS_A_MINUTE = 60000 };
    struct register_change c = kind_change(call);
    int64_t today = date_ymd(change_today(call));
    struct register_row row =
        register_row_of(call->subject_no, today, date_ymd(date_add_days(change_today(call), 1)));

    row.n[RELEASE_FROM_AT] = call->recorded_at;
    row.n[RELEASE_UNTIL_AT] = call->recorded_at + change_number(call, "minutes") * MS_A_MINUTE;
    row.t[RELEASE_OPERATOR_ID] = change_value(call, "operator_id");
    row.t[RELEASE_PURPOSE] = change_value(call, "purpose");
    if (row.n[RELEASE_UNTIL_AT] <= row.n[RELEASE_FROM_AT]) {
        return report_fail(call->report, ERR_INPUT, "一時解除の長さがありません。");
    }
    enum err e = register_add(&c, REGISTER_RELEASE, &row);
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "%lld分だけ制限を外しました",
                       (long long)change_number(call, "minutes"));
    }
    return e;
}

const struct change_kind kind_measure_release = {
    .name = "measure-release",
    .label = "支援措置の一時解除",
    .help =
        "一人の対象者について、一人の職員が、決まった時間だけ住所を見て印刷できるようにします。時間が来ると"
        "ひとりでに戻ります。一覧・ファイル・連携には出ません。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_RESTRICTED_RELEASE,
    .approve = PERM_RESTRICTED_APPROVE,
    .is_sensitive = true,
    .fields = release_fields,
    .field_count = COUNT_OF(release_fields),
    .begin = release_begin,
    .check = release_check,
    .apply = release_apply,
    .undo = undo_subject,
};

/* ------------------------------------------------------------------------------- 転送 --------- */

/* 全国地方公共団体コード: weights 6 to 2, 11 less the rest, its last digit. */
static bool municipality_is_valid(struct text t)
{
    int sum = 0;

    if (t.len != 6) {
        return false;
    }
    for (size_t i = 0; i < t.len; i++) {
        if (t.bytes[i] < '0' || t.bytes[i] > '9') {
            return false;
        }
        sum += i < 5 ? (t.bytes[i] - '0') * (6 - (int)i) : 0;
    }
    return t.bytes[5] - '0' == (11 - sum % 11) % 10;
}

static enum err measure_number(struct change_call *call, int64_t *ret)
{
    struct register_row *rows = NULL;
    size_t count = 0;
    enum err e = kind_rows(call, REGISTER_MEASURE, call->subject_no, &rows, &count);

    *ret = 0;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        *ret = rows[i].n[ROW_UNTIL] == REGISTER_DAY_OPEN ? rows[i].n[ROW_NO] : *ret;
    }
    return e;
}

static enum err transfer_check(struct change_call *call)
{
    int64_t measure_no = 0;
    enum err e = measure_number(call, &measure_no);

    if (e == ERR_NONE && measure_no == 0) {
        change_warn(call, WARNING_STOP, NULL, "この人が申し出た、解除されていない支援措置がありません。");
    }
    if (!municipality_is_valid(change_value(call, "municipality"))) {
        change_warn(call, WARNING_STOP, "municipality",
                    "市区町村コードの検査数字が合いません。6桁を確かめてください。");
    }
    return e;
}

static enum err transfer_apply(struct change_call *call)
{
    struct register_change c = kind_change(call);
    int64_t measure_no = 0, sent_on = kind_ymd(call, "sent_on", date_ymd(change_today(call)));
    struct register_row row = register_row_of(call->subject_no, sent_on, REGISTER_DAY_OPEN);
    enum err e = measure_number(call, &measure_no);

    if (e == ERR_NONE && measure_no == 0) {
        e = report_fail(call->report, ERR_INPUT, "支援措置がその後に解除されています。");
    }
    row.n[TRANSFER_MEASURE_NO] = measure_no;
    row.n[TRANSFER_SENT_ON] = sent_on;
    row.t[TRANSFER_MUNICIPALITY] = change_value(call, "municipality");
    row.t[TRANSFER_NOTE] = change_value(call, "note");
    if (e == ERR_NONE) {
        e = register_add(&c, REGISTER_TRANSFER, &row);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "転送を記録しました");
    }
    return e;
}

const struct change_kind kind_measure_transfer = {
    .name = "measure-transfer",
    .label = "支援措置の転送の記録",
    .help = "申出書を他の市区町村に転送したことを記録します。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_RESTRICTED_CHANGE,
    .approve = PERM_RESTRICTED_APPROVE,
    .fields = transfer_fields,
    .field_count = COUNT_OF(transfer_fields),
    .check = transfer_check,
    .apply = transfer_apply,
    .undo = undo_subject,
};
