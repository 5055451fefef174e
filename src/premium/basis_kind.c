/*
 * 賦課根拠入力 -- incomes, property and the number of young members entered from papers (LV-12, LV-13,
 * LV-16).
 *
 * Law     国民健康保険法113条の2 (資料の提供等), 同法施行令29条の7, 健康保険法施行令27条の2第2項
 *         (年少被保険者); assessment.md 3.7, 5.2
 *
 * One entry of a kind stands for a person and year, with its paper and the reason for which it stands
 * before the tax ledger (basis_wins()). A second person approves; 即時更正 and 月次更正 follow by
 * themselves, because they read the same facts.
 */
#include "premium/basis.h"

#include "casework/casework.h"
#include "premium/decisions.h"
#include "premium/income.h"
#include "premium/law_now.h"

#include <inttypes.h>

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err preview(struct change_call *call, struct textbuf *ret);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);
static enum err end_check(struct change_call *call);
static enum err end_apply(struct change_call *call);
static enum err end_undo(struct change_call *call);

static const struct change_code income_papers[] = {
    {"return", "確定申告書・住民税申告書の控え"},
    {"withholding", "源泉徴収票"},
    {"declaration", "国民健康保険料に関する申告書（簡易申告）"},
    {"answer", "他市町村からの回答"},
    {"certificate", "課税（非課税）証明書"},
    {"inquiry", "職権による調査"},
    {NULL, NULL}};
static const struct change_code asset_papers[] = {{"roll", "固定資産課税台帳・名寄帳の写し"},
                                                  {"tax_notice", "固定資産税の納税通知書"},
                                                  {"inquiry", "職権による調査"},
                                                  {NULL, NULL}};
static const struct change_code young_papers[] = {
    {"declaration", "国民健康保険料に関する申告書（簡易申告）"},
    {"return", "確定申告書・住民税申告書の控え"},
    {"inquiry", "職権による調査"},
    {NULL, NULL}};
static const struct change_code stands[] = {{"1", "税の台帳で所得がわかるまで"},
                                            {"2", "税の台帳の内容が変わるまで"},
                                            {"3", "取り消すまで"},
                                            {NULL, NULL}};
static const struct change_code kinds[] = {
    {"1", "所得"}, {"2", "資産"}, {"3", "年少被保険者人数"}, {NULL, NULL}};

/* clang-format off: one field a macro, its lines end where they end */
#define FIELD_OF_YEAR \
    {.name = "year", .label = "賦課年度", .type = FIELD_NUMBER, .is_required = true, \
     .help = "西暦。この年度の前の年の所得です。例: 2026"}
#define FIELD_OF_PAPER(list) \
    {.name = "evidence", .label = "根拠の書類", .type = FIELD_CHOICE, .codes = (list), .is_required = true, \
     .help = "何を見て入力したか。算定根拠に出ます"}
#define FIELD_OF_PAPER_DAY \
    {.name = "evidence_on", .label = "書類の日", .type = FIELD_DATE, .is_required = true, \
     .help = "書類を受け取った日、または書類の日付。例: R8.7.10"}
#define FIELD_OF_STANDS \
    {.name = "stands", .label = "台帳より優先する間", .type = FIELD_CHOICE, .codes = stands, \
     .is_required = true, \
     .help = "この間だけ、入力した額を税の台帳に代えて使います。過ぎると台帳の額に戻ります"}
#define FIELD_OF_WORDS \
    {.name = "words", .label = "入力する理由", .type = FIELD_LINES, .is_required = true, \
     .help = "例: 1月2日以降の転入。前住所地からの回答（令和8年7月8日）による"}
#define FIELD_OF_MORE_WORDS \
    {.name = "words", .label = "入力する理由", .type = FIELD_LINES, \
     .help = "書類を見れば分かるときは空欄。職権による調査と「取り消すまで」には必ず入れます。" \
             "例: 1月2日以降の転入"}
#define FIELD_OF_YEN(key, words, rule) \
    {.name = (key), .label = (words), .type = FIELD_YEN, .help = (rule)}
/* clang-format on */

static const struct change_field income_fields[] = {
    FIELD_OF_YEAR,
    FIELD_OF_PAPER(income_papers),
    FIELD_OF_YEN("total_income", "総所得金額等", "書類に合計だけがあるとき。空欄なら下の額を合計します"),
    FIELD_OF_YEN("salary_revenue", "給与収入", "支払金額。給与所得は年度の表で計算します"),
    FIELD_OF_YEN("salary_income", "給与所得", "書類に所得があるとき。空欄なら収入から計算します"),
    FIELD_OF_YEN("pension_revenue", "公的年金等収入", "遺族年金と障害年金は入れません"),
    FIELD_OF_YEN("pension_income", "公的年金等雑所得", "空欄なら収入から計算します"),
    FIELD_OF_YEN("other_income", "その他の所得", "営業、不動産、譲渡など。所得がなかった人は 0 を入れます"),
    FIELD_OF_YEN("family_employee_pay_paid", "専従者給与（控除）額", "事業から差し引いた額"),
    FIELD_OF_YEN("family_employee_pay_received", "専従者給与収入",
                 "給与収入のうち、家族の事業から受けた額"),
    FIELD_OF_YEN("special_deductions_of_gains", "譲渡所得の特別控除額", "軽減の判定で戻す額"),
    FIELD_OF_YEN("casualty_loss_carried", "雑損失の繰越控除額", "所得割では引かず、軽減の判定で引く額"),
    FIELD_OF_MORE_WORDS,
    FIELD_OF_PAPER_DAY,
    FIELD_OF_STANDS,
};
static const struct change_field asset_fields[] = {
    FIELD_OF_YEAR,
    FIELD_OF_PAPER(asset_papers),
    FIELD_OF_PAPER_DAY,
    FIELD_OF_STANDS,
    {.name = "fixed_asset_tax",
     .label = "固定資産税額",
     .type = FIELD_YEN,
     .is_required = true,
     .help = "土地と家屋の固定資産税。都市計画税と償却資産は入れません。共有は持分の額"},
    FIELD_OF_WORDS,
};
static const struct change_field young_fields[] = {
    FIELD_OF_YEAR,
    FIELD_OF_PAPER(young_papers),
    FIELD_OF_PAPER_DAY,
    {.name = "under_16",
     .label = "16歳未満の人数",
     .type = FIELD_NUMBER,
     .is_required = true,
     .help = "前年12月31日に、この世帯主の世帯にいた16歳未満の被保険者（所得の少ない人）。いなければ 0"},
    {.name = "from_16_to_18",
     .label = "16歳から18歳の人数",
     .type = FIELD_NUMBER,
     .is_required = true,
     .help = "同じ日に16歳以上19歳未満だった被保険者。いなければ 0"},
    FIELD_OF_WORDS,
};
static const struct change_field end_fields[] = {
    FIELD_OF_YEAR,
    {.name = "kind",
     .label = "取り消す入力",
     .type = FIELD_CHOICE,
     .codes = kinds,
     .is_required = true,
     .help = "この年度の、この種類の入力を終えます"},
    {.name = "words",
     .label = "取り消す理由",
     .type = FIELD_LINES,
     .is_required = true,
     .help = "例: 税の台帳が訂正された"},
};

const struct change_kind kind_premium_income = {
    .name = "premium-income",
    .label = "賦課根拠入力（所得）",
    .help = "書類を見て、税の台帳に代わる所得を入力します。簡易申告や他市町村からの回答もここで入れます。"
            "台帳より優先する間を選びます。別の職員が承認し、次の即時更正か月次更正で賦課額が変わります。"
            "どの書類によったかは算定根拠に残ります。住民税の課税所得は変わりません。",
    .subject = CHANGE_OF_PERSON,
    .moves_premium = true,
    .propose = PERM_PREMIUM_RUN,
    .approve = PERM_PREMIUM_APPROVE,
    .fields = income_fields,
    .field_count = COUNT_OF(income_fields),
    .begin = begin,
    .check = check,
    .preview = preview,
    .apply = apply,
    .undo = undo,
};
const struct change_kind kind_premium_asset = {
    .name = "premium-asset",
    .label = "賦課根拠入力（資産）",
    .help = "資産割のある市区町村で、税の台帳に代わる固定資産税額を入力します。"
            "資産割のない市区町村と年度では使えません。別の職員が承認します。",
    .subject = CHANGE_OF_PERSON,
    .moves_premium = true,
    .propose = PERM_PREMIUM_RUN,
    .approve = PERM_PREMIUM_APPROVE,
    .fields = asset_fields,
    .field_count = COUNT_OF(asset_fields),
    .begin = begin,
    .check = check,
    .preview = preview,
    .apply = apply,
    .undo = undo,
};
const struct change_kind kind_premium_young = {
    .name = "premium-young",
    .label = "年少被保険者人数の入力",
    .help = "70歳以上の世帯主の一部負担金の割合を判定するとき、課税所得から控除する19歳未満の被保険者の人数"
            "です。"
            "保険料の額は変わりません。別の職員が承認し、次の判定から使います。",
    .subject = CHANGE_OF_PERSON,
    .moves_premium = true,
    .propose = PERM_PREMIUM_RUN,
    .approve = PERM_PREMIUM_APPROVE,
    .fields = young_fields,
    .field_count = COUNT_OF(young_fields),
    .begin = begin,
    .check = check,
    .apply = apply,
    .undo = undo,
};
const struct change_kind kind_premium_basis_end = {
    .name = "premium-basis-end",
    .label = "賦課根拠入力の取消し",
    .help = "入力した所得、資産、人数を使うのをやめ、税の台帳に戻します。入力の記録は残ります。",
    .subject = CHANGE_OF_PERSON,
    .moves_premium = true,
    .propose = PERM_PREMIUM_RUN,
    .approve = PERM_PREMIUM_APPROVE,
    .fields = end_fields,
    .field_count = COUNT_OF(end_fields),
    .begin = begin,
    .check = end_check,
    .apply = end_apply,
    .undo = end_undo,
};

const char *premium_evidence_label(struct text code)
{
    const struct change_code *const lists[] = {income_papers, asset_papers};
    for (size_t k = 0; k < COUNT_OF(lists); k++) {
        for (const struct change_code *c = lists[k]; c->value != NULL; c++) {
            if (text_is(code, c->value)) {
                return c->label;
            }
        }
    }
    return "その他の書類";
}

/* ------------------------------------------------------------------------------------ form ---- */

static enum basis_kind kind_of(const struct change_call *call)
{
    return call->kind == &kind_premium_income  ? BASIS_INCOME
           : call->kind == &kind_premium_asset ? BASIS_ASSET
           : call->kind == &kind_premium_young ? BASIS_YOUNG
                                               : (enum basis_kind)change_number(call, "kind");
}

static enum err standing(struct change_call *call, int32_t year, enum basis_kind kind,
                         const struct basis **ret, struct basis_ledger *ret_ledger)
{
    return basis_standing(call->session->store, call->subject_no, year, kind, call->arena, call->report, ret,
                          ret_ledger);
}

static struct text *field_of(struct change_call *call, const char *name)
{
    for (size_t i = 0; i < call->kind->field_count; i++) {
        if (strcmp(call->kind->fields[i].name, name) == 0) {
            return &call->values.at[i];
        }
    }
    return NULL;
}

static void open_with(struct change_call *call, const char *name, const char *value)
{
    struct text *field = field_of(call, name);

    if (field != NULL && field->len == 0) {
        *field = text_of(arena_string(call->arena, value));
    }
}

/* The year of the page one comes from, else the running one; what the ledger knows of it. */
static enum err begin(struct change_call *call)
{
    const struct basis *now;
    struct basis_ledger ledger = {0};
    char today[DATE_TEXT_BYTES];

    open_with(call, "year",
              arena_printf(call->arena, "%d",
                           fiscal_year_of(call->session->folder.business_date).first_year));
    int64_t year = change_number(call, "year");
    bool is_year = year >= INT16_MIN && year <= INT16_MAX; /* else it is told when it is checked */
    enum err e = is_year ? standing(call, (int32_t)year, BASIS_INCOME, &now, &ledger) : ERR_NONE;

    date_format_iso(call->session->folder.business_date, today);
    open_with(call, "evidence_on", today);
    open_with(call, "stands", ledger.is_known ? "2" : "1");
    return e;
}

/* Which amounts a paper gives; an empty field is not zero. */
static struct premium_income income_of(const struct change_call *call)
{
    static const struct {
        const char *field;
        unsigned key;
    } keys[] = {{"total_income", INCOME_TOTAL},     {"salary_revenue", INCOME_SALARY_REVENUE},
                {"salary_income", INCOME_SALARY},   {"pension_revenue", INCOME_PENSION_REVENUE},
                {"pension_income", INCOME_PENSION}, {"other_income", INCOME_OTHER}};
    struct premium_income in = {
        .state = INCOME_KNOWN,
        .total_income = change_number(call, "total_income"),
        .salary_revenue = change_number(call, "salary_revenue"),
        .salary_income = change_number(call, "salary_income"),
        .pension_revenue = change_number(call, "pension_revenue"),
        .pension_income = change_number(call, "pension_income"),
        .other_income = change_number(call, "other_income"),
        .family_employee_pay_paid = change_number(call, "family_employee_pay_paid"),
        .family_employee_pay_received = change_number(call, "family_employee_pay_received"),
        .special_deductions_of_gains = change_number(call, "special_deductions_of_gains"),
        .casualty_loss_carried = change_number(call, "casualty_loss_carried"),
    };
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        in.given |= change_value(call, keys[i].field).len > 0 ? keys[i].key : 0;
    }
    return in;
}

static void check_income(struct change_call *call, const struct premium_law *law,
                         const struct addressee *who)
{
    struct premium_income income = income_of(call);
    struct report quiet;

    report_init(&quiet);
    if (basis_income_check(law, who, &income, &quiet) != ERR_NONE) {
        for (size_t i = 0; i < quiet.kept; i++) {
            change_warn(call, WARNING_STOP, income.given == 0 ? "other_income" : NULL, "%s", quiet.lines[i]);
        }
    }
    report_done(&quiet);
}

static void check_asset(struct change_call *call, const struct premium_law *law)
{
    bool is_levied = false;
    for (int p = 0; p < LEVY_PARTS; p++) {
        is_levied = is_levied || law->parts[p].asset_rate.value != 0;
    }
    if (!is_levied) {
        change_warn(call, WARNING_STOP, NULL,
                    "この市区町村の%d年度の保険料に資産割はありません（levy.tsv）", law->year.first_year);
    }
}

static void check_young(struct change_call *call, const struct addressee *who)
{
    enum { MEMBERS_MAX = 30 };
    static const char *const names[] = {"under_16", "from_16_to_18"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        int64_t n = change_number(call, names[i]);
        if (n < 0 || n > MEMBERS_MAX) {
            change_warn(call, WARNING_STOP, names[i], "人数は0から%dまでです", MEMBERS_MAX);
        }
    }
    if (!who->is_head) {
        change_warn(call, WARNING_WARN, NULL,
                    "この方は今、世帯主ではありません。控除は世帯主だった方に付きます");
    }
}

/* The paper says why; where there is none, or nothing ends it by itself, a person does. */
static void check_reason(struct change_call *call)
{
    bool is_asked = text_is(change_value(call, "evidence"), "inquiry") ||
                    change_number(call, "stands") == STANDS_UNTIL_ENDED;

    if (is_asked && change_value(call, "words").len == 0) {
        change_warn(call, WARNING_STOP, "words",
                    "入力する理由を入れてください。審査する人と算定根拠に見えます");
    }
}

static enum err check_stands(struct change_call *call, int32_t year)
{
    const struct basis *now;
    struct basis_ledger ledger;
    enum err e = standing(call, year, kind_of(call), &now, &ledger);

    if (e == ERR_NONE && now != NULL) {
        change_warn(call, WARNING_WARN, NULL,
                    "この年度には入力%" PRId64 "（%s）があります。新しい入力に置き換わります",
                    now->basis_no, premium_evidence_label(now->evidence));
    }
    if (call->kind == &kind_premium_young) {
        return e;
    }
    if (e == ERR_NONE && ledger.is_known && change_number(call, "stands") == STANDS_UNTIL_KNOWN) {
        change_warn(call, WARNING_STOP, "stands",
                    "税の台帳で所得がもうわかっています。台帳を訂正する入力なら"
                    "「税の台帳の内容が変わるまで」を選んでください");
    }
    if (e == ERR_NONE && change_number(call, "stands") == STANDS_UNTIL_ENDED) {
        change_warn(call, WARNING_WARN, "stands",
                    "税の台帳で所得が変わっても、取り消すまでこの入力を使い続けます");
    }
    if (e == ERR_NONE && !ledger.is_known && call->kind == &kind_premium_asset) {
        change_warn(call, WARNING_WARN, NULL, "所得がわからない間は、資産割を計算しません");
    }
    return e;
}

static enum err check(struct change_call *call)
{
    struct addressee who;
    struct law_now law;
    const struct as_of now = {call->session->folder.business_date, INT64_MAX};
    int64_t newest = fiscal_year_of(call->session->folder.business_date).first_year;
    int64_t year = change_number(call, "year");

    if (year < newest - (PREMIUM_YEARS_MAX - 1) || year > newest) {
        change_warn(call, WARNING_STOP, "year", "年度は%" PRId64 "から%" PRId64 "までです",
                    newest - (PREMIUM_YEARS_MAX - 1), newest);
        return ERR_NONE;
    }
    if (date_before(call->session->folder.business_date, change_date(call, "evidence_on"))) {
        change_warn(call, WARNING_STOP, "evidence_on", "書類の日は今日までの日です");
    }
    enum err e =
        addressee_by_no(call->session->store, call->subject_no, now, call->arena, call->report, &who);
    e = e == ERR_NONE ? law_now(call->session, (fiscal_year){(int16_t)year}, call->report, &law) : e;
    if (e == ERR_NONE && call->kind == &kind_premium_income) {
        check_income(call, law.law, &who);
        check_reason(call);
    } else if (e == ERR_NONE && call->kind == &kind_premium_asset) {
        check_asset(call, law.law);
    } else if (e == ERR_NONE) {
        check_young(call, &who);
    }
    return e == ERR_NONE ? check_stands(call, (int32_t)year) : e;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    (void)call;
    textbuf_printf(ret, "承認のあと、即時更正か次の月次更正で賦課額が変わります。軽減も判定し直します。"
                        "納期が過ぎて確定した期は変わりません。");
    return ERR_NONE;
}

/* ----------------------------------------------------------------------------------- rows ----- */

static enum err move(struct change_call *call, enum sql sql, const char *name, int64_t at,
                     const char *other, int64_t other_at, int64_t *ret_changed)
{
    struct query *q = store_query(call->session->store, sql);
    query_set_i64(q, "fiscal_year", change_number(call, "year"));
    query_set_i64(q, "addressee_no", call->subject_no);
    query_set_i64(q, "kind", kind_of(call));
    query_set_i64(q, name, at);
    if (other != NULL) {
        query_set_i64(q, other, other_at);
    }
    return query_run(q, call->report, ret_changed);
}

static struct basis entered(const struct change_call *call, struct basis_ledger ledger)
{
    enum basis_kind kind = kind_of(call);
    struct basis b = {
        .addressee_no = call->subject_no,
        .year = (int32_t)change_number(call, "year"),
        .kind = kind,
        .stands = kind == BASIS_YOUNG ? STANDS_UNTIL_ENDED : (enum basis_stands)change_number(call, "stands"),
        .seen_at = ledger.is_there ? ledger.recorded_at : 0,
        .evidence = change_value(call, "evidence"),
        .evidence_on = change_date(call, "evidence_on"),
        .words = change_value(call, "words"),
    };
    if (kind == BASIS_INCOME) {
        b.income = income_of(call);
    } else if (kind == BASIS_ASSET) {
        b.income.fixed_asset_tax = change_number(call, "fixed_asset_tax");
    } else {
        b.under_16 = (int)change_number(call, "under_16");
        b.from_16_to_18 = (int)change_number(call, "from_16_to_18");
    }
    return b;
}

static enum err apply(struct change_call *call)
{
    const struct basis *now;
    struct basis_ledger ledger;
    int64_t no = 0;
    enum err e = standing(call, (int32_t)change_number(call, "year"), kind_of(call), &now, &ledger);

    if (e == ERR_NONE) {
        const struct basis b = entered(call, ledger);
        e = basis_enter_row(call->session->store, &b, call->change_no, call->recorded_at, call->report, &no);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "賦課根拠入力%" PRId64 "を登録しました", no);
    }
    return e;
}

/* What was entered before counts again. */
static enum err undo(struct change_call *call)
{
    int64_t changed;
    enum err e = move(call, SQL_premium_basis_undo, "recorded_at", call->applied_at, "superseded_at",
                      call->recorded_at, &changed);
    if (e == ERR_NONE && changed == 0) {
        return report_fail(call->report, ERR_INPUT,
                           "そのあとに別の入力か取消しがあります。そちらを先に取り消してください");
    }
    return e == ERR_NONE
               ? move(call, SQL_premium_basis_reopen, "recorded_at", call->applied_at, NULL, 0, &changed)
               : e;
}

static enum err end_check(struct change_call *call)
{
    const struct basis *now;
    struct basis_ledger ledger;
    enum err e = standing(call, (int32_t)change_number(call, "year"), kind_of(call), &now, &ledger);

    if (e == ERR_NONE && now == NULL) {
        change_warn(call, WARNING_STOP, "kind", "この方のこの年度に、取り消せる入力はありません");
    }
    return e;
}

static enum err end_apply(struct change_call *call)
{
    int64_t changed;
    enum err e = move(call, SQL_premium_basis_close, "superseded_at", call->recorded_at, NULL, 0, &changed);

    (void)snprintf(call->outcome, sizeof(call->outcome), "賦課根拠入力を取り消しました");
    return e == ERR_NONE && changed != 1
               ? report_fail(call->report, ERR_INPUT, "この入力はもう取り消されています")
               : e;
}

static enum err end_undo(struct change_call *call)
{
    int64_t changed;
    enum err e = move(call, SQL_premium_basis_reopen, "recorded_at", call->applied_at, NULL, 0, &changed);

    return e == ERR_NONE && changed != 1
               ? report_fail(call->report, ERR_INPUT, "そのあとに別の入力があります。元に戻せません")
               : e;
}
