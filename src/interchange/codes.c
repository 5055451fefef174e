/* The kinds of `kokuho code`: store barcode, OCR line, eL-QR, and the numbers of the authorities. */
#include "interchange/codes.h"

#include "base/date.h"
#include "base/personal_number.h"
#include "interchange/check_digit.h"

static bool refuse(struct report *report, const char *why)
{
    report_add(report, "%s", why);
    return false;
}

/* 1-based, both ends included, as the fact sheet counts. */
static struct text part(struct text t, size_t from, size_t len)
{
    return (struct text){t.bytes + from - 1, len};
}

static bool is_day(struct text t, int century)
{
    int64_t n;
    date d;
    return parse_i64(t.bytes, t.len, 0, 99991231, &n) &&
           date_from_ymd((int32_t)(n + (int64_t)century * 1000000), &d);
}

static bool barcode_holds(struct text t, struct report *report)
{
    if (t.len != 44) {
        return refuse(report, "バーコードは44桁です（検査数字を落とした43桁は補わずに断ります）");
    }
    if (!digits_only(t)) {
        return refuse(report, "バーコードに数字でない文字があります");
    }
    if (!text_is(part(t, 1, 2), "91")) {
        return refuse(report, "AIが91ではありません");
    }
    if (!mod10w3_holds(t)) {
        return refuse(report, "検査数字（モジュラス10 ウェイト3）が合いません");
    }
    if (t.bytes[36] != '0' && t.bytes[36] != '1') {
        return refuse(report, "印紙フラグが0か1ではありません");
    }
    if (!text_is(part(t, 31, 6), "999999") && !is_day(part(t, 31, 6), 20)) {
        /* Y22: AI and check digit are right, so the money is taken. */
        report_add(report, "注意: 支払期限が暦にない日付です");
    }
    return true;
}

static bool ocr_line_holds(struct text t, struct report *report)
{
    if ((t.len != 39 && t.len != 44) || !digits_only(t)) {
        return refuse(report, "OCR行は上段39桁か下段44桁の数字です");
    }
    return ocr2_holds(t) || refuse(report, "OCR行の検査数字が合いません");
}

/* payment_formats.md 13: seven elements in this order, tag 2, length 2, value. */
static const struct {
    const char *head; /* tag and length */
    size_t offset, len;
} elements[] = {
    {"0002", 0, 2},    {"0102", 6, 2},    {"2796", 12, 96}, {"5411", 112, 11},
    {"6226", 127, 26}, {"8085", 157, 85}, {"6305", 246, 5},
};

static struct text element(struct text t, size_t i)
{
    return (struct text){t.bytes + elements[i].offset + 4, elements[i].len};
}

static bool elqr_lines_hold(struct text t, struct report *report)
{
    struct text account = element(t, 2);
    if (!text_is(part(account, 1, 9), "000513800") || !text_is(part(account, 10, 4), "0183")) {
        return refuse(report, "タグ27の中の形か収納機関番号（13800）が違います");
    }
    struct text upper = part(account, 14, 39), lower = part(account, 53, 44);
    if (!ocr2_holds(upper) || !ocr2_holds(lower)) {
        return refuse(report, "上段か下段の検査数字が合いません");
    }
    if (!text_is(part(upper, 26, 5), "13800")) {
        return refuse(report, "上段の収納機関番号が13800ではありません");
    }
    return text_equal(part(upper, 14, 11), element(t, 3)) ||
           refuse(report, "上段の金額とタグ54の金額が違います");
}

static bool elqr_holds(struct text t, struct report *report)
{
    if (t.len != 255 || !digits_only(t)) {
        return refuse(report, "eL-QRは255桁の数字です");
    }
    for (size_t i = 0; i < COUNT_OF(elements); i++) {
        if (memcmp(t.bytes + elements[i].offset, elements[i].head, 4) != 0) {
            return refuse(report, "タグの順か長さが違います");
        }
    }
    if (!text_is(element(t, 0), "01") || !text_is(element(t, 1), "12")) {
        return refuse(report, "タグ00が01、タグ01が12（動的）ではありません");
    }
    if (!crc16_holds(t)) {
        return refuse(report, "CRCが合いません");
    }
    if (!elqr_lines_hold(t, report)) {
        return false;
    }
    struct text due = part(element(t, 4), 11, 8), limit = part(element(t, 4), 19, 8);
    if (!is_day(due, 0) || !is_day(limit, 0)) {
        return refuse(report, "納期限か支払期限が暦にない日付です");
    }
    return memcmp(limit.bytes, due.bytes, 8) >= 0 || refuse(report, "支払期限が納期限より前です");
}

/* Keys of our own making (10.3, 11.4, 14): digits with modulus 10, weight 3. */
static bool key_holds(struct text t, size_t len, struct report *report)
{
    if (t.len != len || !digits_only(t)) {
        report_add(report, "%zu桁の数字ではありません", len);
        return false;
    }
    return mod10w3_holds(t) || refuse(report, "検査数字（モジュラス10 ウェイト3）が合いません");
}
static bool twenty_holds(struct text t, struct report *report) { return key_holds(t, 20, report); }
static bool nineteen_holds(struct text t, struct report *report) { return key_holds(t, 19, report); }

static bool individual(struct text t, struct report *report)
{
    return individual_number_is_valid(t.bytes, t.len) ||
           refuse(report, "個人番号（12桁、検査用数字つき）ではありません");
}
static bool corporate(struct text t, struct report *report)
{
    return corporate_number_holds(t) || refuse(report, "法人番号（13桁、先頭が検査用数字）ではありません");
}
static bool municipality(struct text t, struct report *report)
{
    return municipality_holds(t) || refuse(report, "全国地方公共団体コード（6桁）ではありません");
}
static bool insurer(struct text t, struct report *report)
{
    return insurer_holds(t) || refuse(report, "保険者番号（6桁か8桁）ではありません");
}

const struct code_kind code_kinds[] = {
    {"gs1-128", "コンビニ納付バーコード", barcode_holds},
    {"ocr-line", "OCR行", ocr_line_holds},
    {"elqr", "eL-QR", elqr_holds},
    {"pay-number", "納付番号", twenty_holds},
    {"customer-number", "顧客番号", twenty_holds},
    {"slip-number", "納付書番号", nineteen_holds},
    {"individual-number", "個人番号", individual},
    {"corporate-number", "法人番号", corporate},
    {"municipality", "全国地方公共団体コード", municipality},
    {"insurer", "保険者番号", insurer},
};
const size_t code_kind_count = COUNT_OF(code_kinds);

const struct code_kind *code_kind_find(const char *name)
{
    for (size_t i = 0; i < code_kind_count; i++) {
        if (strcmp(code_kinds[i].name, name) == 0) {
            return &code_kinds[i];
        }
    }
    return NULL;
}
