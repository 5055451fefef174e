/* 還付充当通知書・請求書・決議書・誓約書・支出命令書・銀行振込依頼書. Millimetres; sizes in 級 (1/4 mm). */
#include "refund/paper.h"
#include "addressee/addressee.h"

#include <inttypes.h>

#define LEFT 14.0
#define WIDTH 182.0
#define THIN 0.1
#define THICK 0.35
#define GREY 0.92
#define ROW 6.0
#define BOTTOM 272.0

static const struct text_style small = {FACE_GOTHIC, 10, ALIGN_LEFT, 1, 0, 0};
static const struct text_style label = {FACE_GOTHIC, 11, ALIGN_CENTRE, 1, 0, 0};
static const struct text_style heading = {FACE_GOTHIC, 14, ALIGN_LEFT, 1, 0, 0};
static const struct text_style title = {FACE_MINCHO, 24, ALIGN_CENTRE, 1, 0, 0};
static const struct text_style left = {FACE_MINCHO, 12, ALIGN_LEFT, 1, 0, 0};
static const struct text_style right = {FACE_MINCHO, 12, ALIGN_RIGHT, 1, 0, 0};
static const struct text_style centre = {FACE_MINCHO, 12, ALIGN_CENTRE, 1, 0, 0};
static const struct text_style large = {FACE_MINCHO, 15, ALIGN_LEFT, 1, 0, 0};
static const struct text_style block = {FACE_MINCHO, 12, ALIGN_LEFT, 1, 140, 0};

/* A page that is filled from above; what does not fit goes on to the next one. */
struct flow {
    struct document *d;
    const struct refund_paper *p;
    int64_t number;
    int page;
    double y;
};

static void put_block(struct flow *f, const char *box, const char *words)
{
    struct text_style style = block;
    int lines = document_text_lines(f->d, WIDTH, style, text_of(words));

    style.lines_max = lines < 2 ? 2 : lines;
    document_words(f->d, box, LEFT, f->y, WIDTH, style, words);
    f->y += (lines + 0.5) * style.size_q / 4.0 * 1.4;
}

static void page(struct flow *f)
{
    char code[48];

    document_page(f->d);
    f->page++;
    f->y = 16;
    snprintf(code, sizeof(code), "%010" PRId64 "%02d", f->number, f->page); /* for the inserting machine */
    document_code_128(f->d, LEFT, 284, 27, 4, text_of(code));
    snprintf(code, sizeof(code), "番号 %" PRId64 "　%dページ", f->number, f->page);
    document_words(f->d, "ページ", LEFT + 100, 285, 82,
                   (struct text_style){FACE_GOTHIC, 10, ALIGN_RIGHT, 1, 0, 0}, code);
}

static void room(struct flow *f, double height)
{
    if (f->y + height > BOTTOM) {
        page(f);
    }
}

/* ------------------------------------------------------------------------------------- tables --- */

struct table_form {
    const double *edges; /* columns + 1 */
    const char *const *heads;
    size_t columns;
};

static void head_row(struct flow *f, const struct table_form *t)
{
    document_rect(f->d, LEFT, f->y, t->edges[t->columns], ROW, THIN, GREY);
    for (size_t i = 0; i < t->columns; i++) {
        document_words(f->d, "見出し", LEFT + t->edges[i] + 0.5, f->y + 1.5,
                       t->edges[i + 1] - t->edges[i] - 1, label, t->heads[i]);
        if (i > 0) {
            document_line(f->d, LEFT + t->edges[i], f->y, LEFT + t->edges[i], f->y + ROW, THIN);
        }
    }
    f->y += ROW;
}

static void row(struct flow *f, const struct table_form *t)
{
    if (f->y + ROW > BOTTOM) {
        page(f);
        head_row(f, t);
    }
    document_rect(f->d, LEFT, f->y, t->edges[t->columns], ROW, THIN, -1);
    for (size_t i = 1; i < t->columns; i++) {
        document_line(f->d, LEFT + t->edges[i], f->y, LEFT + t->edges[i], f->y + ROW, THIN);
    }
}

static void cell(struct flow *f, const struct table_form *t, size_t column, struct text_style style,
                 const char *words)
{
    document_words(f->d, t->heads[column], LEFT + t->edges[column] + 1, f->y + 1.4,
                   t->edges[column + 1] - t->edges[column] - 2, style, words);
}

static void cell_yen(struct flow *f, const struct table_form *t, size_t column, yen amount)
{
    document_yen(f->d, t->heads[column], LEFT + t->edges[column] + 1, f->y + 1.4,
                 t->edges[column + 1] - t->edges[column] - 2, right, amount);
}

static void cell_day(struct flow *f, const struct table_form *t, size_t column, date day)
{
    char buf[DATE_TEXT_BYTES] = "";

    if (!date_is_none(day)) {
        date_format_era(day, buf);
    }
    cell(f, t, column, centre, buf);
}

static const char *instalment_words(int32_t year, int instalment, char buf[48])
{
    char in_era[DATE_TEXT_BYTES];

    fiscal_year_format_era((fiscal_year){(int16_t)year}, in_era);
    if (instalment == 0) {
        snprintf(buf, 48, "%s 全期", in_era);
    } else {
        snprintf(buf, 48, "%s 第%d期", in_era, instalment);
    }
    return buf;
}

static const double part_edges[] = {0, 29, 55, 95, 118, 182};
static const char *const part_heads[] = {"納めた期", "納付の日", "納めすぎの原因", "額", "使い道"};
static const struct table_form part_table = {part_edges, part_heads, 5};

static void draw_parts(struct flow *f)
{
    const struct refund_paper *p = f->p;
    char buf[48], to[160], day[DATE_TEXT_BYTES];

    room(f, 3 * ROW);
    document_words(f->d, "見出し", LEFT, f->y, WIDTH, heading, "1　納めすぎの内訳と使い道");
    f->y += 5.5;
    head_row(f, &part_table);
    for (size_t i = 0; i < p->part_count; i++) {
        const struct refund_part *part = &p->parts[i];
        row(f, &part_table);
        cell(f, &part_table, 0, centre, instalment_words(part->levy_year, part->instalment, buf));
        cell_day(f, &part_table, 1, part->paid_on);
        cell(f, &part_table, 2, left, refund_cause_label(part->cause));
        cell_yen(f, &part_table, 3, part->amount);
        snprintf(to, sizeof(to), "還付");
        if (part->use == USE_APPROPRIATED) {
            date_format_era_short(part->ends_on, day);
            snprintf(to, sizeof(to), "充当 %s %s（%s）",
                     instalment_words(part->to.levy_year, part->to.instalment, buf),
                     part->to_item == ITEM_PRINCIPAL     ? "保険料"
                     : part->to_item == ITEM_LATE_CHARGE ? "延滞金"
                                                         : "督促手数料",
                     day);
        }
        cell(f, &part_table, 4, left, to);
        f->y += ROW;
    }
    f->y += 3;
}

static const double base_edges[] = {0, 12, 40, 64, 106, 138, 160, 182};
static const char *const base_heads[] = {"区分",     "納付の日",   "もとの額", "計算する期間",
                                         "除く期間", "計算した額", "加算金"};
static const struct table_form base_table = {base_edges, base_heads, 7};

static void span_words(struct span s, char buf[96])
{
    char from[DATE_TEXT_BYTES], until[DATE_TEXT_BYTES];

    snprintf(buf, 96, "—");
    if (date_before(s.from, s.until)) {
        date_format_era_short(s.from, from);
        date_format_era_short(date_add_days(s.until, -1), until);
        snprintf(buf, 96, "%s〜%s", from, until);
    }
}

/* The derivation of the interest, so that a reader can add it up again (姫路市 2018). */
static void draw_bases(struct flow *f)
{
    const struct refund_paper *p = f->p;
    char days[96];

    room(f, 3 * ROW);
    document_words(f->d, "見出し", LEFT, f->y, WIDTH, heading, "2　還付加算金の計算（地方税法17条の4）");
    f->y += 5.5;
    head_row(f, &base_table);
    for (size_t i = 0; i < p->base_count; i++) {
        const struct refund_base *b = &p->bases[i];
        row(f, &base_table);
        cell(f, &base_table, 0, centre, b->use == USE_REFUNDED ? "還付" : "充当");
        cell_day(f, &base_table, 1, b->paid_on);
        cell_yen(f, &base_table, 2, b->base);
        span_words(b->days, days);
        cell(f, &base_table, 3, centre, days);
        span_words(b->waiting, days);
        cell(f, &base_table, 4, centre, days);
        cell_yen(f, &base_table, 5, b->raw);
        cell_yen(f, &base_table, 6, b->amount);
        f->y += ROW;
    }
    document_words(f->d, "注", LEFT, f->y + 0.8, WIDTH, small,
                   "もとの額は千円未満を、加算金は百円未満を切り捨てます。もとの額が2千円未満、"
                   "計算した額が千円未満のときは付きません。");
    f->y += 6;
}

static const double sum_edges[] = {0, 36.4, 72.8, 109.2, 145.6, 182};
static const char *const sum_heads[] = {"納めすぎの額", "充当する額", "還付する額", "還付加算金",
                                        "お支払いする額"};
static const struct table_form sum_table = {sum_edges, sum_heads, 5};

static void draw_sums(struct flow *f)
{
    const struct refund_case *c = &f->p->c;

    room(f, 3 * ROW);
    head_row(f, &sum_table);
    row(f, &sum_table);
    cell_yen(f, &sum_table, 0, c->appropriated + c->amount);
    cell_yen(f, &sum_table, 1, c->appropriated);
    cell_yen(f, &sum_table, 2, c->amount);
    cell_yen(f, &sum_table, 3, c->interest);
    cell_yen(f, &sum_table, 4, c->amount + c->interest);
    f->y += ROW + 3;
}

/* -------------------------------------------------------------------------------------- checks -- */

enum err refund_paper_check(const struct refund_paper *p, struct report *report)
{
    yen appropriated = 0, refund = 0, interest = 0;

    for (size_t i = 0; i < p->part_count; i++) {
        *(p->parts[i].use == USE_APPROPRIATED ? &appropriated : &refund) += p->parts[i].amount;
    }
    for (size_t i = 0; i < p->base_count; i++) {
        interest += p->bases[i].amount;
    }
    return appropriated == p->c.appropriated && refund == p->c.amount && interest == p->c.interest
               ? ERR_NONE
               : report_fail(report, ERR_FINDINGS,
                             "還付番号 %" PRId64 " の明細の計（充当 %" PRId64 "、還付 %" PRId64
                             "、加算金 %" PRId64 "）が決議と違います。印刷を止めました",
                             p->c.case_no, appropriated, refund, interest);
}

/* --------------------------------------------------------------------------------- the letter ---- */

static void draw_issuer(struct flow *f, const char *number_label)
{
    const struct refund_settings *s = f->p->settings;
    char number[64], place[160];

    snprintf(number, sizeof(number), "%s　%" PRId64, number_label, f->number);
    document_words(f->d, "番号", 120, 15, 76, right, number);
    document_day(f->d, "発行日", 120, 21, 76, right, f->p->issued_on);
    document_words(f->d, "発行者", 120, 29, 76, (struct text_style){FACE_MINCHO, 15, ALIGN_RIGHT, 1, 0, 0},
                   s->issuer);
    document_words(f->d, "公印", 120, 36, 76, right, s->seal_text);
    document_words(f->d, "担当課", 120, 43, 76, right, s->section);
    snprintf(place, sizeof(place), "〒%s　%s", s->postal_code, s->address);
    document_words(f->d, "所在地", 110, 49, 86, (struct text_style){FACE_MINCHO, 10, ALIGN_RIGHT, 1, 0, 0},
                   place);
}

static void draw_lead(struct flow *f)
{
    const struct refund_paper *p = f->p;
    char words[400], limit[DATE_TEXT_BYTES];

    date_format_era(p->limit_on, limit);
    if (p->is_reminder) {
        snprintf(
            words, sizeof(words),
            "先にお知らせした下記の還付金について、まだ請求書をいただいていません。%sを過ぎると、時効により"
            "お支払いできなくなります。お早めにご請求ください。",
            limit);
    } else if (p->c.amount + p->c.interest == 0) {
        snprintf(words, sizeof(words),
                 "納めすぎになった%"
                 "sを、地方税法第17条の2の例により、下記のとおり未納の保険料等に充てましたので通知"
                 "します。お手続きは要りません。",
                 p->settings->premium_label);
    } else {
        snprintf(words, sizeof(words),
                 "納めすぎになった%"
                 "sについて、地方税法第17条・第17条の2・第17条の4の例により、下記のとおり充当・還付"
                 "することを決めましたので通知します。",
                 p->settings->premium_label);
    }
    put_block(f, "本文", words);
}

static void draw_how_to_claim(struct flow *f)
{
    const struct refund_paper *p = f->p;
    char words[500];

    room(f, 40);
    if (p->c.amount + p->c.interest > 0 && p->account[0] != '\0') {
        snprintf(words, sizeof(words),
                 "還付金は、登録されている口座（%"
                 "s）に振り込みます。請求書は要りません。口座を変えるときは、担当課へ"
                 "ご連絡ください。",
                 p->account);
        put_block(f, "支払い", words);
    } else if (p->c.amount + p->c.interest > 0) {
        put_block(f, "請求", p->settings->claim_text);
        put_block(f, "加算金",
                  "還付加算金は、この通知の日までで計算した額です。支払いを決める日までで計算し直し、確定し"
                  "た額をお支払い"
                  "します。30日を過ぎてご請求のときは、過ぎた日数には付きません。");
    }
    put_block(f, "詐欺への注意", p->settings->fraud_text);
    if (p->settings->appeal_text[0] != '\0') {
        room(f, 40);
        put_block(f, "教示", p->settings->appeal_text);
    }
}

/* 還付請求書: filled in by the payer; its number is read by machine when it comes back. */
static void draw_claim(struct flow *f)
{
    static const char *const rows[] = {"金融機関・支店の名", "金融機関コード（4桁）・支店コード（3桁）",
                                       "預金の種類", "口座番号（7桁）", "口座名義（カタカナ）"};
    const struct refund_paper *p = f->p;
    char code[24];

    page(f);
    snprintf(code, sizeof(code), "%010" PRId64, f->number);
    document_code_128(f->d, 150, 14, 46, 8, text_of(code));
    document_words(f->d, "還付番号", 150, 23, 46, right, code);
    document_words(f->d, "題", LEFT, 30, WIDTH, title, "還 付 請 求 書");
    document_words(f->d, "宛先", LEFT, 44, 100, large, p->settings->issuer);
    f->y = 54;
    put_block(f, "請求", "納めすぎになった保険料の還付金を、次のとおり請求します。");
    document_words(f->d, "請求額", LEFT, f->y, 60, heading, "請求する額");
    document_yen(f->d, "請求する額", LEFT + 60, f->y, 60, large, p->c.amount + p->c.interest);
    f->y += 7;
    document_words(f->d, "内訳", LEFT, f->y, WIDTH, small,
                   "還付する額と還付加算金の合計です。還付加算金は支払いを決める日までで計算し直します。");
    f->y += 8;
    document_rect(f->d, LEFT, f->y, WIDTH, 12, THICK, -1);
    document_line(f->d, LEFT + 60, f->y, LEFT + 60, f->y + 12, THIN);
    document_words(f->d, "請求日", LEFT + 2, f->y + 4, 56, left, "請求日");
    document_words(f->d, "請求日", LEFT + 64, f->y + 4, 110, left, "令和　　　　年　　　　月　　　　日");
    f->y += 12;
    document_rect(f->d, LEFT, f->y, WIDTH, 24, THICK, -1);
    document_line(f->d, LEFT + 60, f->y, LEFT + 60, f->y + 24, THIN);
    document_words(f->d, "請求者", LEFT + 2, f->y + 4, 56, left, "請求する人（納付義務者）");
    document_words(f->d, "納付義務者", LEFT + 64, f->y + 4, 110, left, p->payer_name);
    document_words(f->d, "署名", LEFT + 64, f->y + 14, 110, left, "署名");
    document_line(f->d, LEFT + 80, f->y + 20, LEFT + 176, f->y + 20, THIN);
    f->y += 24;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        document_rect(f->d, LEFT, f->y, WIDTH, 13, THICK, -1);
        document_line(f->d, LEFT + 60, f->y, LEFT + 60, f->y + 13, THIN);
        document_words(f->d, "口座", LEFT + 2, f->y + 4.5, 56, small, rows[i]);
        if (i == 2) {
            document_words(f->d, "預金の種類", LEFT + 64, f->y + 4.5, 110, left,
                           "普通　・　当座　・　貯蓄　（〇で囲む）");
        }
        f->y += 13;
    }
    f->y += 4;
    put_block(
        f, "委任",
        "納付義務者でない人が受け取るときは、委任状（相続人のときは続柄の分かる書類）を添えてください。");
    put_block(f, "詐欺への注意", p->settings->fraud_text);
}

static bool draw_unit(struct document *d, const struct refund_paper *p, void (*draw)(struct flow *f))
{
    struct flow f = {.d = d, .p = p, .number = p->c.case_no};
    char name[24];

    snprintf(name, sizeof(name), "%" PRId64, p->c.case_no);
    document_unit_begin(d, name);
    draw(&f);
    return document_unit_end(d);
}

static void letter(struct flow *f)
{
    const struct refund_paper *p = f->p;

    page(f);
    addressee_window(f->d, 22, 15, 84, &f->p->mailing);
    draw_issuer(f, "還付番号");
    document_words(f->d, "題", LEFT, 62, WIDTH, title,
                   p->is_reminder                     ? "還付金の請求のお願い"
                   : p->c.amount + p->c.interest == 0 ? "国民健康保険料 過誤納金充当通知書"
                   : p->c.appropriated == 0           ? "国民健康保険料 過誤納金還付通知書"
                                            : "国民健康保険料 過誤納金還付（充当）通知書");
    f->y = 74;
    draw_lead(f);
    draw_sums(f);
    draw_parts(f);
    if (p->base_count > 0) {
        draw_bases(f);
    }
    draw_how_to_claim(f);
    if (p->c.amount + p->c.interest > 0 && p->account[0] == '\0') {
        draw_claim(f);
    }
}

bool refund_notice_draw(struct document *d, const struct refund_paper *p)
{
    return draw_unit(d, p, letter);
}

/* -------------------------------------------------------------------------------- inner papers --- */

static void boxes(struct flow *f, const char *const *names, size_t count)
{
    double w = 20;
    for (size_t i = 0; i < count; i++) {
        double x = LEFT + WIDTH - w * (double)(count - i);
        document_rect(f->d, x, 14, w, 6, THIN, GREY);
        document_rect(f->d, x, 20, w, 16, THIN, -1);
        document_words(f->d, "決裁", x, 15.4, w, label, names[i]);
    }
}

static void line(struct flow *f, const char *name, const char *words)
{
    room(f, 7);
    document_rect(f->d, LEFT, f->y, 44, 7, THIN, GREY);
    document_rect(f->d, LEFT + 44, f->y, WIDTH - 44, 7, THIN, -1);
    document_words(f->d, "見出し", LEFT + 2, f->y + 2, 40,
                   (struct text_style){FACE_GOTHIC, 11, ALIGN_LEFT, 1, 0, 0}, name);
    document_words(f->d, name, LEFT + 46, f->y + 2, WIDTH - 48, left, words);
    f->y += 7;
}

static void head_lines(struct flow *f)
{
    const struct refund_case *c = &f->p->c;
    char words[200], day[DATE_TEXT_BYTES];

    snprintf(words, sizeof(words), "%" PRId64, c->case_no);
    line(f, "還付番号", words);
    snprintf(words, sizeof(words), "%015" PRId64 "　%s", c->payer_no, f->p->payer_name);
    line(f, "納付義務者", words);
    date_format_era(c->decided_on, day);
    line(f, "決議の日", day);
}

static void decision(struct flow *f)
{
    static const char *const chops[] = {"課長", "係長", "係", "起案"};

    page(f);
    boxes(f, chops, COUNT_OF(chops));
    document_words(f->d, "題", LEFT, 44, WIDTH, title, "過誤納金 還付充当決議書");
    f->y = 58;
    head_lines(f);
    line(f, "理由", f->p->c.note);
    f->y += 4;
    draw_sums(f);
    draw_parts(f);
    if (f->p->base_count > 0) {
        draw_bases(f);
    }
    put_block(f, "根拠",
              "根拠：地方自治法231条の3第4項、地方税法17条・17条の2・17条の4、国民健康保険法110条");
}

bool refund_decision_draw(struct document *d, const struct refund_paper *p)
{
    return draw_unit(d, p, decision);
}

static void pledge(struct flow *f)
{
    page(f);
    document_words(f->d, "題", LEFT, 30, WIDTH, title, "誓 約 書");
    document_words(f->d, "宛先", LEFT, 46, 100, large, f->p->settings->issuer);
    f->y = 60;
    head_lines(f);
    f->y += 4;
    draw_sums(f);
    put_block(f, "誓約",
              "上の還付金を、納付義務者に代わって私が受け取ります。受け取った還付金について、ほかの相続人そ"
              "の他の人から"
              "請求や異議があったときは、私が責任をもって処理し、貴庁に迷惑をかけないことを誓約します。");
    f->y += 6;
    line(f, "日付", "令和　　　　年　　　　月　　　　日");
    line(f, "住所", "");
    line(f, "氏名（署名）", "");
    line(f, "納付義務者との続柄", "");
}

bool refund_pledge_draw(struct document *d, const struct refund_paper *p)
{
    return draw_unit(d, p, pledge);
}

static void order(struct flow *f)
{
    static const char *const chops[] = {"会計管理者", "審査", "課長", "係長"};
    const struct refund_paper *p = f->p;
    const struct refund_case *c = &p->c;
    char words[256], amount[32], day[DATE_TEXT_BYTES] = "";
    yen of_now = 0, earlier = 0;

    for (size_t i = 0; i < p->part_count; i++) {
        if (p->parts[i].use == USE_REFUNDED) {
            *(p->parts[i].account_year == fiscal_year_of(c->on).first_year ? &of_now : &earlier) +=
                p->parts[i].amount;
        }
    }
    page(f);
    boxes(f, chops, COUNT_OF(chops));
    document_words(f->d, "題", LEFT, 44, WIDTH, title, "支 出 命 令 書（過誤納還付金）");
    f->y = 58;
    head_lines(f);
    if (!date_is_none(c->ordered_on)) {
        date_format_era(c->ordered_on, day);
    }
    line(f, "支出を命令した日", day);
    f->y += 4;
    draw_sums(f);
    yen_format(of_now, amount, sizeof(amount));
    snprintf(words, sizeof(words), "%s円", amount);
    line(f, "今年度の収納から", words);
    yen_format(earlier, amount, sizeof(amount));
    snprintf(words, sizeof(words), "%s円（出納整理期間の内は歳入戻出、ほかは歳出 還付金）", amount);
    line(f, "前年度以前の収納から", words);
    yen_format(c->interest, amount, sizeof(amount));
    int n = snprintf(words, sizeof(words), "%s円", amount);
    yen_format(p->interest_decided, amount, sizeof(amount));
    snprintf(words + n, sizeof(words) - (size_t)n, "（決議のとき %s円）", amount);
    line(f, "還付加算金（歳出）", words);
    snprintf(words, sizeof(words), "%s%s%s", p->payee_name, c->relation > 1 ? "　" : "",
             c->relation > 1 ? c->attorney : "");
    line(f, "受取人", words);
    snprintf(words, sizeof(words), "%s-%s　%s %s　%s", c->bank, c->branch,
             c->deposit_kind == 2   ? "当座"
             : c->deposit_kind == 4 ? "貯蓄"
                                    : "普通",
             c->number, c->holder);
    line(f, "振込先", words);
    f->y += 4;
    if (p->base_count > 0) {
        draw_bases(f);
    }
}

bool refund_order_draw(struct document *d, const struct refund_paper *p)
{
    return draw_unit(d, p, order);
}

/* --------------------------------------------------------------------------- 銀行振込依頼書 ------ */

static const double request_edges[] = {0, 14, 42, 66, 80, 106, 150, 182};
static const char *const request_heads[] = {"番",       "還付番号", "銀行・支店", "種目",
                                            "口座番号", "受取人",   "金額"};
static const struct table_form request_table = {request_edges, request_heads, 7};

bool refund_request_draw(struct document *d, const struct refund_request_paper *p)
{
    struct flow f = {.d = d, .number = p->transfer_no};
    char words[160], amount[32], day[DATE_TEXT_BYTES];

    document_unit_begin(d, "振込依頼書");
    page(&f);
    document_day(d, "発行日", 120, 15, 76, right, p->issued_on);
    document_words(d, "題", LEFT, 26, WIDTH, title, "銀 行 振 込 依 頼 書");
    document_words(d, "発行者", 120, 38, 76, (struct text_style){FACE_MINCHO, 15, ALIGN_RIGHT, 1, 0, 0},
                   p->settings->issuer);
    f.y = 48;
    snprintf(words, sizeof(words), "%" PRId64 "（ファイル %s）", p->transfer_no, p->file);
    line(&f, "振込番号", words);
    date_format_era(p->on, day);
    line(&f, "振込指定日", day);
    yen_format(p->amount, amount, sizeof(amount));
    snprintf(words, sizeof(words), "%zu件　%s円", p->count, amount);
    line(&f, "合計", words);
    snprintf(words, sizeof(words), "%.32s", p->sha256);
    line(&f, "ファイルの要約値", words);
    line(&f, "（SHA-256）続き", p->sha256 + 32);
    f.y += 4;
    head_row(&f, &request_table);
    for (size_t i = 0; i < p->count; i++) {
        const struct refund_case *c = &p->cases[i];
        row(&f, &request_table);
        snprintf(words, sizeof(words), "%zu", i + 1);
        cell(&f, &request_table, 0, right, words);
        snprintf(words, sizeof(words), "%" PRId64, c->case_no);
        cell(&f, &request_table, 1, centre, words);
        snprintf(words, sizeof(words), "%s-%s", c->bank, c->branch);
        cell(&f, &request_table, 2, centre, words);
        snprintf(words, sizeof(words), "%d", c->deposit_kind);
        cell(&f, &request_table, 3, centre, words);
        cell(&f, &request_table, 4, centre, c->number);
        cell(&f, &request_table, 5, left, c->holder);
        cell_yen(&f, &request_table, 6, c->amount + c->interest);
        f.y += ROW;
    }
    return document_unit_end(d);
}
