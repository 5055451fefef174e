/*
 * 住登外者・法人の登録と変更.
 *
 * Rows    SD-01 (number with check digit), SD-02 (a full row per change), AD-08 (duplicates), OP-36
 * (vague dates)
 */
#include "addressee/kinds.h"

static const struct change_code kinds_of_own[] = {{"3", "個人"}, {"4", "法人・団体"}, {NULL, NULL}};
static const struct change_code statuses[] = {
    {"0", "使用中"}, {"3", "死亡"}, {"4", "使わない"}, {NULL, NULL}};

/* Who somebody is (`who`: the right to write it) and where he lives. */
#define OWN_FIELDS(who) \
    {.name = "name", .may = who, .label = "氏名・名称", .type = FIELD_TEXT, .is_required = true, \
     .characters_max = 100, \
     .help = "氏と名の間に空白を一つ入れます。例: 新宿　太郎。法人は正式な名称。"}, \
    {.name = "kana", .may = who, .label = "フリガナ", .type = FIELD_KANA, .is_required = true, \
     .characters_max = 100, \
     .help = "氏と名の間に空白を一つ入れます。例: シンジュク　タロウ。"}, \
    {.name = "alias", .may = who, .label = "通称", .type = FIELD_TEXT, .characters_max = 100, \
     .help = "届け出られた通称。"}, \
    {.name = "roman", .may = who, .label = "ローマ字氏名", .type = FIELD_TEXT, .characters_max = 100, \
     .help = "在留カードのとおり。例: SMITH JOHN。"}, \
    {.name = "sex", .may = who, .label = "性別", .type = FIELD_CHOICE, .codes = sexes, \
     .help = "法人は不明のまま。"}, \
    {.name = "birth", .may = who, .label = "生年月日", .type = FIELD_VAGUE_DATE, \
     .help = "分からない月日は不詳のまま入れます。個人には必要です。例: S20.0.0"}, \
    {.name = "corporate_number", .may = who, .label = "法人番号", .type = FIELD_TEXT, .characters_max = 13, \
     .help = "法人だけ。13桁。先頭が検査数字です。"}, \
    {.name = "postal_code", .label = "郵便番号", .type = FIELD_POSTAL, \
     .completes = "address", .help = "例: 160-0022。住所が空なら町名まで入ります。"}, \
    {.name = "address", .label = "住所・所在地", .type = FIELD_TEXT, .is_required = true, \
     .help = "都道府県から番地まで。国外は国名から。"}, \
    {.name = "building", .label = "方書", .type = FIELD_TEXT, .help = "建物の名と部屋番号。"}, \
    {.name = "basis", .label = "確認した資料", .type = FIELD_TEXT, .is_required = true, \
     .help = "何を見て入力したか。例: 戸籍の附票、登記事項証明書。"}

static const struct change_field add_fields[] = {
    {.name = "kind", .label = "種別", .type = FIELD_CHOICE, .is_required = true, .codes = kinds_of_own,
     .help = "住民記録に無い個人か、法人・団体か。"},
    {.name = "from", .label = "登録日", .type = FIELD_DATE, .is_required = true,
     .help = "この内容が正しくなった日。例: 080401"},
    OWN_FIELDS(PERM_NONE),
};
static const struct change_field change_fields[] = {
    {.name = "status", .may = PERM_ADDRESSEE_MERGE, .label = "状態", .type = FIELD_CHOICE,
     .is_required = true, .codes = statuses,
     .help = "亡くなったとき、もう使わないとき（解散など）に変えます。"},
    {.name = "from", .label = "変更日", .type = FIELD_DATE, .is_required = true,
     .help = "新しい内容が正しくなった日。前の日までは今の内容が残ります。例: 080401"},
    OWN_FIELDS(PERM_ADDRESSEE_MERGE), /* who he is: those who decide which numbers are one person (AZ-14) */
};

/* 法人番号の指定等に関する省令 2条: 9 less the sum's rest by 9, weights 1 and 2 in turn from the lowest
 * digit. */
static bool corporate_number_is_valid(struct text t)
{
    int sum = 0;

    if (t.len != 13) {
        return false;
    }
    for (size_t i = 0; i < t.len; i++) {
        if (t.bytes[i] < '0' || t.bytes[i] > '9') {
            return false;
        }
    }
    for (size_t n = 1; n <= 12; n++) {
        sum += (t.bytes[13 - n] - '0') * (n % 2 == 1 ? 1 : 2);
    }
    return t.bytes[0] - '0' == 9 - sum % 9;
}

static void fill(struct change_call *call, struct register_row *row)
{
    static const struct {
        const char *field;
        int column;
    } texts[] = {{"name", OWN_NAME},        {"kana", OWN_KANA},       {"alias", OWN_ALIAS},
                 {"roman", OWN_ROMAN},      {"corporate_number", OWN_CORPORATE_NUMBER},
                 {"postal_code", OWN_POSTAL_CODE}, {"address", OWN_ADDRESS}, {"building", OWN_BUILDING},
                 {"basis", OWN_BASIS}};

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        row->t[texts[i].column] = change_value(call, texts[i].field);
    }
    row->n[OWN_SEX] = change_number(call, "sex");
    row->n[OWN_BIRTH] = change_number(call, "birth");
}

static void warn_double(struct change_call *call, const struct own_double *d)
{
    long long no = (long long)d->addressee_no;

    switch (d->likeness) {
    case LIKE_ALL:
        change_warn(call, WARNING_STOP, "name",
                    "宛名番号 %lld が同じ人・同じ法人です（氏名・生年月日・住所、または法人番号が同じ）。"
                    "新しい番号は付けず、その番号を使ってください。", no);
        break;
    case LIKE_NAME_AND_BIRTH:
        change_warn(
            call, WARNING_WARN, "birth",
            "宛名番号 %lld は氏名と生年月日が同じです。住所を比べ、同じ人ならその番号を使ってください。",
            no);
        break;
    case LIKE_NAME_AND_ADDRESS:
        change_warn(call, WARNING_WARN, "address",
                    "宛名番号 %lld は氏名と住所が同じです。同じ人ならその番号を使ってください。", no);
        break;
    }
}

static enum err check_facts(struct change_call *call, const struct register_row *row)
{
    struct own_double *doubles = NULL;
    size_t count = 0;
    bool is_body = row->n[OWN_KIND] == OWN_KIND_BODY;
    struct text number = row->t[OWN_CORPORATE_NUMBER];

    if (!is_body && row->n[OWN_BIRTH] == 0) {
        change_warn(call, WARNING_WARN, "birth", "生年月日がありません。分かる部分だけでも入れてください。");
    }
    if (is_body && row->n[OWN_BIRTH] != 0) {
        change_warn(call, WARNING_STOP, "birth", "法人・団体に生年月日があります。空にしてください。");
    }
    if (!is_body && number.len > 0) {
        change_warn(call, WARNING_STOP, "corporate_number",
                    "個人に法人番号があります。種別か番号を直してください。");
    } else if (number.len > 0 && !corporate_number_is_valid(number)) {
        change_warn(call, WARNING_STOP, "corporate_number",
                    "法人番号の検査数字が合いません。13桁を確かめてください。");
    }
    enum err e = own_doubles(call->session->store, row, change_today(call), call->arena, call->report,
                             &doubles, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        warn_double(call, &doubles[i]);
    }
    return e;
}

/* ------------------------------------------------------------------------------- 登録 --------- */

static struct register_row added(struct change_call *call, int64_t number)
{
    struct register_row row =
        register_row_of(number, kind_ymd(call, "from", date_ymd(change_today(call))), REGISTER_DAY_OPEN);

    fill(call, &row);
    row.n[OWN_KIND] = change_number(call, "kind");
    row.n[OWN_STATUS] = OWN_STATUS_IN_USE;
    row.n[OWN_REASON] = OWN_REASON_ADDED;
    return row;
}

static enum err add_begin(struct change_call *call)
{
    change_set_text(call, "kind", text_of("3"));
    kind_set_day(call, "from", date_ymd(change_today(call)));
    return ERR_NONE;
}

static enum err add_check(struct change_call *call)
{
    struct register_row row = added(call, 0);
    return check_facts(call, &row);
}

static enum err add_apply(struct change_call *call)
{
    struct register_change c = kind_change(call);
    int64_t number = 0;
    enum err e = own_number_next(&c, &call->session->folder, &number);
    struct register_row row = added(call, number);

    if (e == ERR_NONE) {
        e = register_add(&c, REGISTER_OWN, &row);
    }
    if (e == ERR_NONE) {
        e = own_write_keys(call->session->store, &row, call->report);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "宛名番号 %lld を付けて登録しました",
                       (long long)number);
    }
    return e;
}

/* The number was given by apply(): it is found by the change. It is not given again. */
static enum err add_undo(struct change_call *call)
{
    struct register_change c = kind_change(call);
    struct query *q = store_query(call->session->store, SQL_addressee_own_of_change);
    bool row = false;
    int64_t number = 0;

    query_set_i64(q, "change_no", call->change_no);
    enum err e = query_step(q, call->report, &row);
    if (e == ERR_NONE && row) {
        number = query_i64(q, 0);
    }
    query_reset(q);
    if (e == ERR_NONE && !row) {
        e = report_fail(call->report, ERR_INPUT, "この登録はもうありません。");
    }
    return e == ERR_NONE ? register_undo_all(&c, number, call->applied_at) : e;
}

const struct change_kind kind_own_add = {
    .name = "addressee-add",
    .label = "住登外者・法人の登録",
    .help = "住民記録に無い人や法人・団体に宛名番号を付けて登録します。登録の前に、氏名・生年月日・住所で同"
            "じ人が"
            "いないかを探します。別の職員が確認すると登録されます。",
    .subject = CHANGE_OF_NOBODY,
    .propose = PERM_ADDRESSEE_ADD,
    .approve = PERM_ADDRESSEE_APPROVE,
    .fields = add_fields,
    .field_count = COUNT_OF(add_fields),
    .begin = add_begin,
    .check = add_check,
    .apply = add_apply,
    .undo = add_undo,
};

/* ------------------------------------------------------------------------------- 変更 --------- */

static enum err own_rows(struct change_call *call, struct register_row **ret, size_t *ret_count)
{
    enum err e = kind_rows(call, REGISTER_OWN, call->subject_no, ret, ret_count);

    if (e == ERR_NONE && *ret_count == 0) {
        e = report_fail(
            call->report, ERR_INPUT,
            "宛名番号 %lld は区で登録した住登外者・法人ではありません。住民の内容は住民記録で変えます。",
            (long long)call->subject_no);
    }
    return e;
}

static enum err changed_begin(struct change_call *call)
{
    struct register_row *rows = NULL;
    size_t count = 0;
    enum err e = own_rows(call, &rows, &count);

    if (e != ERR_NONE) {
        return e;
    }
    const struct register_row *last = &rows[count - 1];
    change_set_number(call, "status", last->n[OWN_STATUS]);
    kind_set_day(call, "from", date_ymd(change_today(call)));
    change_set_text(call, "name", last->t[OWN_NAME]);
    change_set_text(call, "kana", last->t[OWN_KANA]);
    change_set_text(call, "alias", last->t[OWN_ALIAS]);
    change_set_text(call, "roman", last->t[OWN_ROMAN]);
    change_set_number(call, "sex", last->n[OWN_SEX]);
    if (last->n[OWN_BIRTH] != 0) {
        change_set_number(call, "birth", last->n[OWN_BIRTH]);
    }
    change_set_text(call, "corporate_number", last->t[OWN_CORPORATE_NUMBER]);
    change_set_text(call, "postal_code", last->t[OWN_POSTAL_CODE]);
    change_set_text(call, "address", last->t[OWN_ADDRESS]);
    change_set_text(call, "building", last->t[OWN_BUILDING]);
    return ERR_NONE;
}

static struct register_row changed(struct change_call *call, const struct register_row *rows)
{
    struct register_row row =
        register_row_of(call->subject_no, kind_ymd(call, "from", date_ymd(change_today(call))),
                        REGISTER_DAY_OPEN);

    fill(call, &row);
    row.n[OWN_KIND] = rows[0].n[OWN_KIND];
    row.n[OWN_STATUS] = change_number(call, "status");
    row.n[OWN_REASON] = OWN_REASON_CHANGED;
    return row;
}

static enum err changed_check(struct change_call *call)
{
    struct register_row *rows = NULL;
    size_t count = 0;
    enum err e = own_rows(call, &rows, &count);

    if (e != ERR_NONE) {
        return e;
    }
    struct register_row row = changed(call, rows);
    if (row.n[ROW_FROM] < rows[0].n[ROW_FROM]) {
        change_warn(call, WARNING_STOP, "from",
                    "変更日が登録日より前です。登録日からの内容を変えてください。");
    }
    if (count > 0 && row.n[ROW_FROM] < rows[count - 1].n[ROW_FROM]) {
        change_warn(call, WARNING_WARN, "from", "この日より後の変更は、新しい内容に置き換わります。");
    }
    return check_facts(call, &row);
}

/* A full row from its day on takes over; rows before it keep the days before it (SD-02). */
static enum err changed_apply(struct change_call *call)
{
    struct register_change c = kind_change(call);
    struct register_row *rows = NULL;
    size_t count = 0;
    enum err e = own_rows(call, &rows, &count);

    if (e != ERR_NONE) {
        return e;
    }
    struct register_row row = changed(call, rows);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (row.n[ROW_FROM] < rows[i].n[ROW_UNTIL]) {
            e = register_end(&c, REGISTER_OWN, &rows[i], row.n[ROW_FROM]);
        }
    }
    if (e == ERR_NONE) {
        e = register_add(&c, REGISTER_OWN, &row);
    }
    if (e == ERR_NONE) {
        e = own_write_keys(call->session->store, &row, call->report);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "住登外者・法人の内容を変更しました");
    }
    return e;
}

const struct change_kind kind_own_change = {
    .name = "addressee-change",
    .label = "住登外者・法人の変更",
    .help = "区で登録した住登外者・法人の氏名・住所・状態を、変更日から変えます。前の内容は履歴に残ります。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ADDRESSEE_CHANGE,
    .approve = PERM_ADDRESSEE_APPROVE,
    .fields = change_fields,
    .field_count = COUNT_OF(change_fields),
    .begin = changed_begin,
    .check = changed_check,
    .apply = changed_apply,
    .undo = undo_subject,
};
