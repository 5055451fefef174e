/*
 * 特別徴収の通知書 -- 開始, 中止, 仮徴収額の変更: out of the request that the pension side has accepted
 * (NT-06, LV-58).
 *
 * Law     国民健康保険法76条の3, 同法施行令29条の13から29条の23, 行政不服審査法82条 (教示)
 * Rules   users_ask.md D3 (碧南市): months and amounts are those of the request; before its answer there is
 * none
 */
#include "withholding/paper.h"

#include <inttypes.h>

static const struct letter_kind {
    const char *title, *lead, *notes;
} letters[REQUEST_KINDS] = {
    [REQUEST_START] = {"国民健康保険料 特別徴収開始通知書",
                       "国民健康保険法第76条の3の規定により、次のとおり、国民健康保険料をあなたの年金から納"
                       "めていただくこと"
                       "（特別徴収）になりましたので通知します。年金保険者には受け付けられています。",
                       "翌年度の4月・6月・8月の年金からは、2月と同じ額を仮に納めていただき（仮徴収）、年度"
                       "の保険料が決まってから、"
                       "残りを10月・12月・2月の年金から納めていただきます。口座振替に変えることができます。"
                       "希望するときは担当課に"
                       "申し出てください。"},
    [REQUEST_STOP] = {"国民健康保険料 特別徴収中止通知書",
                      "次のとおり、国民健康保険料を年金から納めていただくこと（特別徴収）を中止しましたので"
                      "通知します。年金保険者"
                      "には受け付けられています。",
                      "表の額は、納付書か口座振替で納めていただきます。表のほかに、年度の保険料が変わったと"
                      "きは、別に変更通知書を"
                      "お送りします。"},
    [REQUEST_CHANGE] = {"国民健康保険料 仮徴収額変更通知書",
                        "1年の年金からの天引きの額をならすため、次のとおり、仮徴収の額を変えましたので通知"
                        "します。年金保険者には"
                        "受け付けられています。",
                        ""},
};

struct making {
    const struct withholding_request *r;
    struct arena *arena;
    struct letter_row *rows;
    size_t count;
    yen total;
};

static const char *money(struct arena *arena, yen amount)
{
    char buf[40];
    yen_format(amount, buf, sizeof(buf));
    return arena_printf(arena, "%s円", buf);
}

static const char *day_words(struct arena *arena, date day)
{
    char buf[DATE_TEXT_BYTES];
    date_format_era(day, buf);
    return arena_printf(arena, "%s", buf);
}

/* "令和8年10月の年金" */
static const char *pay_words(struct arena *arena, fiscal_year year, int pay)
{
    char buf[DATE_TEXT_BYTES];
    date_format_era(withholding_pay_day(year, pay), buf);
    char *end = strstr(buf, "月");
    *(end != NULL ? end + strlen("月") : buf) = '\0';
    return arena_printf(arena, "%sの年金", buf);
}

static void row(struct making *m, const char *pay, const char *kind, yen amount)
{
    m->rows[m->count++] = (struct letter_row){{pay, kind, money(m->arena, amount)}, false};
}

static void start_rows(struct making *m)
{
    const fiscal_year year = {(int16_t)m->r->year}, next = {(int16_t)(m->r->year + 1)};

    for (int i = 0; i < WITHHOLDING_PAYS; i++) {
        if (m->r->pays[i] > 0) {
            row(m, pay_words(m->arena, year, i), i < WITHHOLDING_PROVISIONAL ? "仮徴収" : "本徴収",
                m->r->pays[i]);
            m->total += m->r->pays[i];
        }
    }
    m->rows[m->count++] =
        (struct letter_row){{"年金から納める額の計", "", money(m->arena, m->total)}, true};
    for (int i = 0; i < WITHHOLDING_PROVISIONAL; i++) {
        row(m, pay_words(m->arena, next, i), "翌年度の仮徴収", m->r->provisional);
    }
}

static void change_rows(struct making *m)
{
    for (int i = m->r->first.pay; i < WITHHOLDING_PROVISIONAL; i++) {
        row(m, pay_words(m->arena, m->r->first.year, i), "仮徴収", m->r->pays[i]);
    }
}

/* What is left of the pay days that fell away, as it is asked for now. */
static void stop_rows(struct making *m, const struct collection_charge *charges, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct collection_charge *c = &charges[i];
        int pay = c->instalment - LEVY_PENSION_FIRST;
        bool is_it = c->levy_year == m->r->year && c->household_no == m->r->household_no &&
                     m->r->first.year.first_year == m->r->year && pay >= m->r->first.pay;
        if (is_it && collection_unpaid(c) > 0) {
            row(m, pay_words(m->arena, m->r->first.year, pay), day_words(m->arena, c->due),
                collection_unpaid(c));
            m->total += collection_unpaid(c);
        }
    }
    if (m->count > 0) {
        m->rows[m->count++] = (struct letter_row){{"計", "", money(m->arena, m->total)}, true};
    }
}

static void table_of(struct making *m, const struct collection_charge *charges, size_t count,
                     struct letter *ret)
{
    static const char *const taken[] = {"年金の支払月", "区分", "年金から納める額"};
    static const char *const left[] = {"取りやめた年金", "納期限", "納付書・口座振替で納める額"};
    bool is_stop = m->r->kind == REQUEST_STOP;

    m->rows = ARENA_ARRAY(m->arena, struct letter_row, count + 2 * WITHHOLDING_PAYS);
    if (m->r->kind == REQUEST_START) {
        start_rows(m);
    } else if (is_stop) {
        stop_rows(m, charges, count);
    } else {
        change_rows(m);
    }
    ret->table = (struct letter_table){is_stop ? left : taken, COUNT_OF(taken), m->rows, m->count};
}

enum err withholding_letter_make(const struct withholding_request *r, date issued_on,
                                 const struct letter_office *office,
                                 const struct collection_charge *charges, size_t charge_count,
                                 struct arena *arena, struct report *report, struct letter *ret)
{
    const struct letter_kind *kind = &letters[r->kind];
    struct making m = {.r = r, .arena = arena};
    char year[DATE_TEXT_BYTES];

    if (date_is_none(r->answered_on) || !r->is_accepted) {
        return report_fail(report, ERR_INPUT,
                           "依頼 %" PRId64
                           " は年金保険者にまだ受け付けられていません。受け付けられるまで通知書は"
                           "作れません",
                           r->request_no);
    }
    fiscal_year_format_era((fiscal_year){(int16_t)r->year}, year);
    *ret =
        (struct letter){.office = *office,
                        .title = kind->title,
                        .lead = kind->lead,
                        .notes = kind->notes,
                        .has_appeal = true,
                        .to_postal = "",
                        .to_address = "",
                        .to_name = "",
                        .day = day_words(arena, issued_on),
                        .number = arena_printf(arena, "%s 特別徴収 第%" PRId64 "号", year, r->request_no)};
    letter_line(ret, "納付義務者（世帯主）", arena_printf(arena, "宛名番号 %" PRId64, r->payer_no));
    letter_line(ret, "年度", arena_printf(arena, "%s", year));
    letter_line(ret, r->kind == REQUEST_STOP ? "中止する年金" : "最初の年金",
                arena_printf(arena, "%sから", pay_words(arena, r->first.year, r->first.pay)));
    if (r->kind == REQUEST_STOP) {
        letter_line(ret, "理由", arena_printf(arena, "%.*s", (int)r->reason.len, r->reason.bytes));
    }
    table_of(&m, charges, charge_count, ret);
    return ERR_NONE;
}
