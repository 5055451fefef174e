/*
 * 証の紙面 -- one A4 page a paper: the head's address in the window, the title, what the paper proves line by
 * line, and its type and number as a machine code, so that no paper goes out in the place of another (NT-01,
 * NT-02).
 */
#include "certificate/register.h"
#include "addressee/addressee.h"

#include <inttypes.h>

#define LEFT 20.0
#define WIDTH 170.0
#define TABLE_TOP 88.0
#define LABEL 52.0
#define ROW 8.0
#define ROWS_MAX 20

static const struct text_style style_words = {FACE_MINCHO, 14, ALIGN_LEFT, 5, 150};
static const struct text_style style_title = {FACE_GOTHIC, 24, ALIGN_CENTRE, 1, 0};
static const struct text_style style_label = {FACE_GOTHIC, 13, ALIGN_LEFT, 1, 0};
static const struct text_style style_value = {FACE_MINCHO, 16, ALIGN_LEFT, 1, 0};
static const struct text_style style_right = {FACE_MINCHO, 12, ALIGN_RIGHT, 1, 0};

struct row {
    const char *label;
    char value[400];
};
struct rows {
    struct row rows[ROWS_MAX];
    size_t count;
};

static char *row_add(struct rows *r, const char *label)
{
    assert(r->count < ROWS_MAX);
    r->rows[r->count].label = label;
    r->rows[r->count].value[0] = '\0';
    return r->rows[r->count++].value;
}

static void row_text(struct rows *r, const char *label, struct text t)
{
    char *to = row_add(r, label);

    snprintf(to, sizeof(r->rows[0].value), "%.*s", (int)t.len, t.len > 0 ? t.bytes : "");
}

static void row_words(struct rows *r, const char *label, const char *words)
{
    row_text(r, label, text_of(words));
}

static void row_day(struct rows *r, const char *label, date day, const char *none)
{
    char text[DATE_TEXT_BYTES];

    if (date_is_none(day) || date_equal(day, date_open_end())) {
        row_words(r, label, none);
        return;
    }
    date_format_era(day, text);
    row_words(r, label, text);
}

/* オ and 低所得 have the reduction of the meals, too; without limit it is that alone. */
static const char *title_of(const struct certificate_paper *p)
{
    bool is_reduced =
        p->limit_class == LIMIT_O || p->limit_class == LIMIT_LOW1 || p->limit_class == LIMIT_LOW2;

    return p->type == CERT_LIMIT && is_reduced ? "国民健康保険限度額適用・標準負担額減額認定証"
           : p->type == CERT_LIMIT             ? "国民健康保険限度額適用認定証"
           : p->type == CERT_CONFIRMATION ? "国民健康保険資格確認書"
           : p->type == CERT_NOTICE       ? "国民健康保険資格情報のお知らせ"
           : p->type == CERT_ELDER        ? "国民健康保険高齢受給者証"
           : p->type == CERT_DISEASE      ? "国民健康保険特定疾病療養受療証"
           : p->type == CERT_REMOTE       ? "国民健康保険資格確認書（遠隔地）"
                                          : certificate_type_labels[p->type];
}

static const char *words_of(const struct certificate_paper *p)
{
    switch (p->type) {
    case CERT_NOTICE:
        return "あなたの国民健康保険の資格情報です。マイナ保険証を読み取れない医療機関などでは、マイナンバ"
               "ーカードと一緒に"
               "このお知らせを見せてください。このお知らせだけでは受診できません。";
    case CERT_LIMIT:
        return "医療機関などの窓口で、資格確認書と一緒に見せてください。窓口での支払いが適用区分の限度額ま"
               "でになります。";
    case CERT_DISEASE:
        return "医療機関などの窓口で、資格確認書と一緒に見せてください。認定された疾病の治療の支払いが、1か"
               "月に自己負担"
               "限度額までになります。";
    case CERT_REMOTE:
        return "施設などで家族と離れて暮らす人の証です。家族の世帯の被保険者のままです。医療機関など"
               "で受診する"
               "ときは、窓口で見せてください。施設を出たとき、記載の内容が変わったときは、すぐに届け"
               "出て返して"
               "ください。";
    case CERT_ELDER: return "医療機関などの窓口で、被保険者証と一緒に見せてください。";
    default:
        return "医療機関などで受診するときは、窓口で見せてください。記載の内容が変わったとき、資格がなくな"
               "ったときは、"
               "すぐに届け出て返してください。";
    }
}

static void row_card(struct rows *r, const struct certificate_paper *p)
{
    char *to = row_add(r, "記号・番号（枝番）");

    snprintf(to, sizeof(r->rows[0].value), p->branch_no > 0 ? "%.*s　%.*s（%02d）" : "%.*s　%.*s",
             (int)p->card_symbol.len, p->card_symbol.bytes, (int)p->card_number.len, p->card_number.bytes,
             p->branch_no);
}

static void row_birth(struct rows *r, const struct addressee *who)
{
    static const char *const sexes[] = {"", "男", "女"};
    char *to;

    register_day_format_era(who->birth, row_add(r, "生年月日"));
    to = row_add(r, "性別");
    snprintf(to, sizeof(r->rows[0].value), "%s", who->sex >= 0 && who->sex <= 2 ? sexes[who->sex] : "");
}

static void rows_of_type(struct rows *r, const struct paper_page *page)
{
    const struct certificate_paper *p = page->paper;

    if (p->tenths > 0) {
        snprintf(row_add(r, "一部負担金の割合"), sizeof(r->rows[0].value), "%d割", p->tenths);
    }
    if (p->type == CERT_LIMIT) {
        row_words(r, "適用区分", limit_class_labels[p->limit_class]);
    }
    if (p->type == CERT_DISEASE) {
        char amount[32];
        yen_format(page->disease_limit, amount, sizeof(amount));
        row_words(r, "認定疾病名", certificate_disease_labels[p->disease]);
        snprintf(row_add(r, "自己負担限度額（1か月）"), sizeof(r->rows[0].value), "%s円", amount);
    }
    if (p->type == CERT_NOTICE) {
        row_words(r, "個人番号の下4桁", page->number_tail != NULL ? page->number_tail : "登録がありません");
    }
}

static void fill_rows(struct rows *r, const struct paper_page *page)
{
    const struct certificate_paper *p = page->paper;

    row_card(r, p);
    row_text(r, "氏名", page->person.printed_name);
    row_text(r, "氏名（カナ）", page->person.kana);
    row_birth(r, &page->person);
    row_day(r, "適用開始年月日", page->acquired_on, "");
    row_day(r, p->type == CERT_LIMIT || p->type == CERT_ELDER ? "発効期日" : "有効の始まり", p->valid_from,
            "");
    row_day(r, "有効期限", p->last_day, "期限はありません");
    rows_of_type(r, page);
    row_text(r, "世帯主氏名", page->head_name);
    row_day(r, "交付年月日", p->issued_on, "");
    row_words(r, "保険者番号", page->insurer_no);
    row_words(r, "保険者", page->insurer);
}

/* Type and number: what a machine compares before it is put into an envelope. */
static void draw_code(struct document *d, const struct certificate_paper *p)
{
    char digits[32], words[64];

    snprintf(digits, sizeof(digits), "%02d%012" PRId64, (int)p->type, p->paper_no);
    document_code_128(d, 130, 20, 55, 10, text_of(digits));
    snprintf(words, sizeof(words), "証の番号 %" PRId64 "　種類 %02d", p->paper_no, (int)p->type);
    document_words(d, "証の番号", 110, 31.5, 80, style_right, words);
}

int certificate_page_draw(struct document *d, const struct paper_page *page)
{
    struct rows rows = {.count = 0};

    fill_rows(&rows, page);
    document_page(d);
    addressee_window(d, LEFT, 14, 84, &page->mailing);
    draw_code(d, page->paper);
    document_words(d, "担当", 110, 40, 80, style_right, page->section);
    document_rect(d, LEFT, 62, WIDTH, 12, 0.35, 0.9);
    document_words(d, "題", LEFT, 65, WIDTH, style_title, title_of(page->paper));
    for (size_t i = 0; i < rows.count; i++) {
        double y = TABLE_TOP + (double)i * ROW;
        document_words(d, "見出し", LEFT + 2, y + 2.2, LABEL - 3, style_label, rows.rows[i].label);
        document_words(d, rows.rows[i].label, LEFT + LABEL + 2, y + 1.9, WIDTH - LABEL - 4, style_value,
                       rows.rows[i].value);
        document_line(d, LEFT, y + ROW, LEFT + WIDTH, y + ROW, 0.1);
    }
    double height = (double)rows.count * ROW;
    document_line(d, LEFT + LABEL, TABLE_TOP, LEFT + LABEL, TABLE_TOP + height, 0.1);
    document_rect(d, LEFT, TABLE_TOP, WIDTH, height, 0.35, -1);
    document_words(d, "説明", LEFT, TABLE_TOP + height + 6, WIDTH, style_words, words_of(page->paper));
    return 1;
}
