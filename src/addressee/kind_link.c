/*
 * 名寄せ・分離・番号の付け替え. Rows AD-09, FE-12: two persons; evidence is named, name and birth day
 * alone are never enough (identity_exchange.md 3.3).
 */
#include "addressee/kinds.h"

static const struct change_code evidences[] = {
    {"1", "個人番号が同じ（確認済み）"},
    {"2", "住民票コード・在留カード番号が同じ"},
    {"3", "氏名・生年月日・性別・住所が同じ"},
    {"4", "氏名・生年月日・住所が同じ"},
    {"5", "本人の書類で確認"},
    {NULL, NULL}};

static const struct change_field link_fields[] = {
    {.name = "into_no",
     .label = "残す宛名番号",
     .type = FIELD_ADDRESSEE,
     .is_required = true,
     .help = "この人の番号として残す番号。住民記録の番号があれば、それを残します。"},
    {.name = "reason",
     .label = "同じ人とした根拠",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = evidences,
     .help = "氏名と生年月日だけでは名寄せできません。"},
    {.name = "evidence",
     .label = "確認の内容",
     .type = FIELD_LINES,
     .is_required = true,
     .help = "いつ、何を見て、誰が確かめたか。個人番号は書きません。"},
};
static const struct change_field split_fields[] = {
    {.name = "evidence", .label = "分離する理由", .type = FIELD_LINES, .is_required = true,
     .help = "別の人と分かった理由。名寄せしていた間の記録は、両方の番号に残ります。"},
};

static enum err link_of(struct change_call *call, struct register_row *ret, bool *ret_found)
{
    struct register_row *rows = NULL;
    size_t count = 0;
    enum err e = kind_rows(call, REGISTER_LINK, call->subject_no, &rows, &count);

    *ret_found = e == ERR_NONE && count > 0;
    if (*ret_found) {
        *ret = rows[count - 1];
    }
    return e;
}

static enum err find_person(struct change_call *call, int64_t number, struct addressee *ret, bool *ret_found)
{
    struct report quiet;

    report_init(&quiet);
    enum err e = addressee_by_no(call->session->store, number, (struct as_of){change_today(call), INT64_MAX},
                                 call->arena, &quiet, ret);
    report_done(&quiet);
    *ret_found = e == ERR_NONE;
    return e == ERR_FINDINGS ? ERR_NONE : e;
}

static void compare_persons(struct change_call *call, const struct addressee *a, const struct addressee *b)
{
    enum { STATUS_OF_RESIDENT = 1 };

    if (a->status == STATUS_OF_RESIDENT && b->status == STATUS_OF_RESIDENT) {
        change_warn(call, WARNING_STOP, "into_no",
                    "どちらの番号も今の住民です。住民記録で二重の登録を直してもらってください。");
    } else if (a->status == STATUS_OF_RESIDENT) {
        change_warn(call, WARNING_STOP, "into_no", "住民の番号を残してください（残す番号と入れ替えます）。");
    }
    if (a->birth.ymd != b->birth.ymd) {
        change_warn(call, WARNING_WARN, "into_no",
                    "二つの番号の生年月日が違います。同じ人か確かめてください。");
    }
    if (a->sex != 0 && b->sex != 0 && a->sex != b->sex) {
        change_warn(call, WARNING_WARN, "into_no", "二つの番号の性別が違います。同じ人か確かめてください。");
    }
    if (!text_equal(a->name, b->name)) {
        change_warn(call, WARNING_WARN, "into_no",
                    "二つの番号の氏名の表記が違います。同じ人か確かめてください。");
    }
    if (a->is_restricted || b->is_restricted) {
        change_warn(call, WARNING_WARN, "into_no",
                    "支援措置の対象者です。名寄せ後は両方の番号で制限が続きます。");
    }
}

static enum err check_target(struct change_call *call, int64_t except_into)
{
    struct addressee a, b;
    bool has_a = false, has_b = false;
    int64_t into = change_number(call, "into_no"), survivor = 0, *numbers = NULL;
    size_t count = 0;
    enum err e = addressee_numbers_of(call->session->store, call->subject_no, INT64_MAX, call->arena,
                                      call->report, &numbers, &count);

    if (e == ERR_NONE) {
        e = link_survivor(call->session->store, into, INT64_MAX, call->report, &survivor);
    }
    if (e == ERR_NONE) {
        e = find_person(call, call->subject_no, &a, &has_a);
    }
    if (e == ERR_NONE) {
        e = find_person(call, into, &b, &has_b);
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (!has_b) {
        change_warn(call, WARNING_STOP, "into_no", "残す番号の記録がありません。番号を確かめてください。");
        return ERR_NONE;
    }
    if (survivor != into) {
        change_warn(call, WARNING_STOP, "into_no",
                    "その番号は %lld に名寄せされています。%lld を残す番号にしてください。",
                    (long long)survivor, (long long)survivor);
    }
    bool is_same = into == call->subject_no || into == except_into;
    for (size_t i = 0; i < count && except_into == 0; i++) {
        is_same = is_same || numbers[i] == into;
    }
    if (is_same) {
        change_warn(call, WARNING_STOP, "into_no", "すでに同じ人の番号です。");
    } else if (has_a && except_into == 0) {
        compare_persons(call, &a, &b);
    }
    return ERR_NONE;
}

static enum err add_link(struct change_call *call, const struct register_change *c)
{
    struct register_row row =
        register_row_of(call->subject_no, date_ymd(change_today(call)), REGISTER_DAY_OPEN);
    int64_t survivor = 0;

    row.n[LINK_INTO_NO] = change_number(call, "into_no");
    row.n[LINK_REASON] = change_number(call, "reason");
    row.t[LINK_EVIDENCE] = change_value(call, "evidence");
    enum err e = link_survivor(c->store, row.n[LINK_INTO_NO], INT64_MAX, c->report, &survivor);
    if (e == ERR_NONE && (survivor != row.n[LINK_INTO_NO] || survivor == call->subject_no)) {
        e = report_fail(c->report, ERR_INPUT, "残す番号がその後に名寄せされています。開き直してください。");
    }
    if (e == ERR_NONE) {
        e = register_add(c, REGISTER_LINK, &row);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "%lld を %lld に名寄せしました",
                       (long long)call->subject_no, (long long)row.n[LINK_INTO_NO]);
    }
    return e;
}

/* ------------------------------------------------------------------------------- 名寄せ ------- */

static enum err merge_check(struct change_call *call)
{
    struct register_row link;
    bool is_linked = false;
    enum err e = link_of(call, &link, &is_linked);

    if (e == ERR_NONE && is_linked) {
        change_warn(call, WARNING_STOP, NULL,
                    "この番号は %lld に名寄せされています。付け替えか分離をしてください。",
                    (long long)link.n[LINK_INTO_NO]);
        return ERR_NONE;
    }
    return e == ERR_NONE ? check_target(call, 0) : e;
}

static enum err merge_preview(struct change_call *call, struct textbuf *ret)
{
    textbuf_printf(
        ret,
        "宛名番号 %lld を開くと %lld が出ます。送付先・連絡先・口座・支援措置は両方の番号のものが効きます。"
        "閲覧の記録は両方の番号で探せます。分離で元に戻せます。",
        (long long)call->subject_no, (long long)change_number(call, "into_no"));
    return ERR_NONE;
}

static enum err merge_apply(struct change_call *call)
{
    struct register_change c = kind_change(call);
    struct register_row link;
    bool is_linked = false;
    enum err e = link_of(call, &link, &is_linked);

    if (e == ERR_NONE && is_linked) {
        e = report_fail(call->report, ERR_INPUT,
                        "この番号はその後に名寄せされています。開き直してください。");
    }
    return e == ERR_NONE ? add_link(call, &c) : e;
}

const struct change_kind kind_link_merge = {
    .name = "addressee-merge",
    .label = "名寄せ",
    .help = "同じ人に付いた二つの宛名番号を一つの人にまとめます。どちらの番号でもその人が見つかります。提案"
            "した人と"
            "別の職員が承認します。分離で元に戻せます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ADDRESSEE_MERGE,
    .approve = PERM_ADDRESSEE_APPROVE,
    .is_sensitive = true,
    .fields = link_fields,
    .field_count = COUNT_OF(link_fields),
    .check = merge_check,
    .preview = merge_preview,
    .apply = merge_apply,
    .undo = undo_subject,
};

/* ------------------------------------------------------------------------------- 分離 --------- */

static enum err linked_check(struct change_call *call)
{
    struct register_row link;
    bool is_linked = false;
    enum err e = link_of(call, &link, &is_linked);

    if (e == ERR_NONE && !is_linked) {
        change_warn(call, WARNING_STOP, NULL,
                    "この番号は名寄せされていません。名寄せで消えた方の番号を開いてください。");
    }
    return e;
}

/* The link was wrong: it is closed as knowledge, so that today it never was, and then it was. */
static enum err close_link(struct change_call *call, const struct register_change *c)
{
    struct register_row link;
    bool is_linked = false;
    enum err e = link_of(call, &link, &is_linked);

    if (e == ERR_NONE && !is_linked) {
        e = report_fail(call->report, ERR_INPUT, "この番号の名寄せはもうありません。");
    }
    return e == ERR_NONE ? register_close(c, REGISTER_LINK, &link) : e;
}

static enum err split_apply(struct change_call *call)
{
    struct register_change c = kind_change(call);
    enum err e = close_link(call, &c);

    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "%lld を分離しました",
                       (long long)call->subject_no);
    }
    return e;
}

const struct change_kind kind_link_split = {
    .name = "addressee-split",
    .label = "分離",
    .help = "誤った名寄せを元に戻します。名寄せで消えた方の番号を開いて行います。別の職員が承認します。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ADDRESSEE_MERGE,
    .approve = PERM_ADDRESSEE_APPROVE,
    .is_sensitive = true,
    .fields = split_fields,
    .field_count = COUNT_OF(split_fields),
    .check = linked_check,
    .apply = split_apply,
    .undo = undo_subject,
};

/* ----------------------------------------------------------------------------- 付け替え ------- */

static enum err relink_check(struct change_call *call)
{
    struct register_row link;
    bool is_linked = false;
    enum err e = link_of(call, &link, &is_linked);

    if (e == ERR_NONE && !is_linked) {
        change_warn(call, WARNING_STOP, NULL, "この番号は名寄せされていません。名寄せを行ってください。");
        return ERR_NONE;
    }
    return e == ERR_NONE ? check_target(call, link.n[LINK_INTO_NO]) : e;
}

static enum err relink_apply(struct change_call *call)
{
    struct register_change c = kind_change(call);
    enum err e = close_link(call, &c);
    return e == ERR_NONE ? add_link(call, &c) : e;
}

const struct change_kind kind_link_relink = {
    .name = "addressee-relink",
    .label = "番号の付け替え",
    .help = "誤った人に名寄せした番号を、正しい人に付け替えます。別の職員が承認します。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ADDRESSEE_MERGE,
    .approve = PERM_ADDRESSEE_APPROVE,
    .is_sensitive = true,
    .fields = link_fields,
    .field_count = COUNT_OF(link_fields),
    .check = relink_check,
    .apply = relink_apply,
    .undo = undo_subject,
};
