/* The parts of codes: payment_formats.md 8.1 and 8.5, 10.3, 11.1, 13 and 14; identity_exchange.md 1. */
#include "interchange/codes.h"

static struct text slice(struct text t, size_t from, size_t until)
{
    return (struct text){t.bytes + from - 1, until - from + 1};
}

static bool zeros(struct text t)
{
    for (size_t i = 0; i < t.len; i++) {
        if (t.bytes[i] != '0') {
            return false;
        }
    }
    return true;
}

static bool any(struct text t)
{
    (void)t;
    return true;
}
static bool tax_upper(struct text t) { return t.len == 39 && text_is(slice(t, 26, 30), "13800"); }
static bool upper(struct text t) { return t.len == 39; }
/* The collector's form leaves these places empty (11.1); everything else is read as the tax form. */
static bool collector_lower(struct text t)
{
    return t.len == 44 && zeros(slice(t, 20, 28)) && zeros(slice(t, 37, 44)) && !zeros(slice(t, 29, 33));
}
static bool eight(struct text t) { return t.len == 8; }

static const struct code_part gs1_128[] = {
    {"ai", "AI", 1, 2, false},
    {"company", "発行者", 3, 6, false},
    {"free", "自由使用欄", 9, 21, false},
    {"client", "委託者コード", 9, 5, false},
    {"fy", "年度", 14, 2, false},
    {"item", "区分", 16, 1, false},
    {"notice", "通知書番号", 17, 8, false},
    {"inst", "期別", 25, 2, false},
    {"slip_kind", "納付書種別", 27, 1, false},
    {"serial", "発行連番", 28, 2, false},
    {"reissue", "再発行", 30, 1, false},
    {"limit", "支払期限", 31, 6, false},
    {"stamp", "印紙", 37, 1, false},
    {"amount", "金額", 38, 6, true},
    {"cd", "検査数字", 44, 1, false},
    {NULL, NULL, 0, 0, false},
};
static const struct code_part ocr_upper[] = {
    {"check", "検査数字", 1, 2, false},
    {"giro_account", "振替口座", 3, 11, false},
    {"amount", "金額", 14, 11, true},
    {"fee_bearer", "手数料負担", 25, 1, false},
    {"agency", "収納機関番号", 26, 5, false},
    {"stamp", "印紙", 31, 1, false},
    {"item", "税目・料金番号", 32, 3, false},
    {"extension", "拡張", 35, 5, false},
    {NULL, NULL, 0, 0, false},
};
static const struct code_part ocr_upper_collector[] = {
    {"check", "検査数字", 1, 2, false},
    {"giro_account", "振替口座", 3, 11, false},
    {"amount", "金額", 14, 11, true},
    {"fee_bearer", "手数料負担", 25, 1, false},
    {"client", "委託者コード", 35, 5, false},
    {NULL, NULL, 0, 0, false},
};
static const struct code_part ocr_lower_collector[] = {
    {"check", "検査数字", 1, 2, false},
    {"free", "自由使用欄", 3, 16, false},
    {"reissue", "再発行", 19, 1, false},
    {"maker", "発行者", 29, 5, false},
    {"control", "管理コード", 34, 3, false},
    {NULL, NULL, 0, 0, false},
};
static const struct code_part ocr_lower[] = {
    {"check", "検査数字", 1, 2, false},
    {"case_key", "案件特定キー番号", 3, 20, false},
    {"confirm", "確認番号", 23, 6, false},
    {"area", "eLTAX領域", 29, 1, false},
    {"body", "共通納税機関コード", 30, 5, false},
    {"office", "事務所コード", 35, 3, false},
    {"extension", "拡張", 38, 7, false},
    {NULL, NULL, 0, 0, false},
};
static const struct code_part elqr[] = {
    {"version", "版", 5, 2, false},
    {"kind", "種別", 11, 2, false},
    {"agency", "収納機関番号", 21, 5, false},
    {"upper", "OCR上段", 30, 39, false},
    {"lower", "OCR下段", 69, 44, false},
    {"amount", "金額", 117, 11, true},
    {"item", "税目・料金番号", 61, 3, false},
    {"case_key", "案件特定キー番号", 71, 20, false},
    {"confirm", "確認番号", 91, 6, false},
    {"body", "共通納税機関コード", 98, 5, false},
    {"levy_year", "賦課年度", 132, 4, false},
    {"tax_year", "課税年度", 136, 4, false},
    {"inst", "期別", 140, 2, false},
    {"due", "納期限", 142, 8, false},
    {"limit", "支払期限", 150, 8, false},
    {"crc", "CRC", 251, 5, false},
    {NULL, NULL, 0, 0, false},
};
static const struct code_part pay_number[] = {
    {"levy_year", "賦課年度", 1, 4, false},
    {"class", "区分", 5, 2, false},
    {"notice", "通知書番号", 7, 8, false},
    {"inst", "期別", 15, 2, false},
    {"serial", "発行連番", 17, 3, false},
    {"cd", "検査数字", 20, 1, false},
    {NULL, NULL, 0, 0, false},
};
static const struct code_part customer_number[] = {
    {"levy_year", "賦課年度", 1, 4, false},
    {"class", "区分・科目", 5, 2, false},
    {"notice", "通知書番号", 7, 10, false},
    {"inst", "期別", 17, 2, false},
    {"attempt", "回数", 19, 1, false},
    {"cd", "検査数字", 20, 1, false},
    {NULL, NULL, 0, 0, false},
};
static const struct code_part slip_number[] = {
    {"levy_year", "賦課年度", 1, 4, false},
    {"class", "区分", 5, 1, false},
    {"notice", "通知書番号", 6, 8, false},
    {"inst", "期別", 14, 2, false},
    {"slip_kind", "納付書種別", 16, 1, false},
    {"serial", "発行連番", 17, 2, false},
    {"cd", "検査数字", 19, 1, false},
    {NULL, NULL, 0, 0, false},
};
static const struct code_part corporate_number[] = {
    {"cd", "検査用数字", 1, 1, false},
    {"base", "基礎番号", 2, 12, false},
    {NULL, NULL, 0, 0, false},
};
static const struct code_part municipality[] = {
    {"prefecture", "都道府県", 1, 2, false},
    {"city", "市区町村", 3, 3, false},
    {"cd", "検査数字", 6, 1, false},
    {NULL, NULL, 0, 0, false},
};
static const struct code_part insurer_eight[] = {
    {"scheme", "法別番号", 1, 2, false},
    {"prefecture", "都道府県", 3, 2, false},
    {"insurer", "保険者別番号", 5, 3, false},
    {"cd", "検査数字", 8, 1, false},
    {NULL, NULL, 0, 0, false},
};
static const struct code_part insurer_six[] = {
    {"prefecture", "都道府県", 1, 2, false},
    {"insurer", "保険者別番号", 3, 3, false},
    {"cd", "検査数字", 6, 1, false},
    {NULL, NULL, 0, 0, false},
};

/* The first that fits. */
static const struct {
    const char *kind;
    struct code_form form;
    bool (*is)(struct text value);
} forms[] = {
    {"gs1-128", {NULL, gs1_128}, any},
    {"ocr-line", {"upper", ocr_upper}, tax_upper},
    {"ocr-line", {"upper-collector", ocr_upper_collector}, upper},
    {"ocr-line", {"lower-collector", ocr_lower_collector}, collector_lower},
    {"ocr-line", {"lower", ocr_lower}, any},
    {"elqr", {NULL, elqr}, any},
    {"pay-number", {NULL, pay_number}, any},
    {"customer-number", {NULL, customer_number}, any},
    {"slip-number", {NULL, slip_number}, any},
    {"corporate-number", {NULL, corporate_number}, any},
    {"municipality", {NULL, municipality}, any},
    {"insurer", {NULL, insurer_eight}, eight},
    {"insurer", {NULL, insurer_six}, any},
};

const struct code_form *code_form_of(const struct code_kind *kind, struct text value)
{
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        if (strcmp(forms[i].kind, kind->name) == 0 && forms[i].is(value)) {
            return &forms[i].form;
        }
    }
    return NULL;
}
