/*
 * 即時更正 -- the two changes of a household's premiums: 増額 and 減額 (LV-18, LV-19, LV-20, LV-53).
 *
 * Law     国民健康保険法76条の2, 110条の2; assessment.md 6.5, 6.6, 8
 *
 * The form opens with what would come out: the sum and a check over every row. Whoever proposes and whoever
 * decides see the same check, or nothing is written: the facts have moved on. There is no undoing: a decision
 * is superseded by the next correction.
 */
#include "correction/correction.h"

#include "collection/collection.h"
#include "premium/premium.h"

#include <inttypes.h>

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err preview(struct change_call *call, struct textbuf *ret);
static enum err apply(struct change_call *call);

enum {
    FIELD_DAY,
    FIELD_CUT_OFF,
    FIELD_OCCASION,
    FIELD_FIRST_YEAR,
    FIELD_EXCEPTION,
    FIELD_AMOUNT,
    FIELD_CHECK
};
static const struct change_field fields[] = {
    [FIELD_DAY] =
        {.name = "day",
         .label = "更正の日",
         .type = FIELD_DATE,
         .is_required = true,
         .help = "この日の納期限と期間制限で計算します。ふつうは今日です"},
    [FIELD_CUT_OFF] =
        {.name = "cut-off",
         .label = "期別確定日",
         .type = FIELD_DATE,
         .help = "この日までに納期が来る期は変えません。空なら更正の日"},
    [FIELD_OCCASION] =
        {.name = "occasion",
         .label = "更正のきっかけ",
         .type = FIELD_LINES,
         .is_required = true,
         .help = "例: 窓口で社会保険の資格取得証明書を確認。8月1日取得"},
    [FIELD_FIRST_YEAR] = {.name = "first-year",
                          .label = "さかのぼる最初の年度",
                          .type = FIELD_NUMBER,
                          .help = "西暦。空なら現年度と前の2年度。例: 2023"},
    [FIELD_EXCEPTION] =
        {.name = "exception",
         .label = "期間制限の例外の理由",
         .type = FIELD_LINES,
         .help = "法110条の2ただし書。責めによらない二重加入の調整で、"
                 "期間制限を過ぎた年度を減額するときだけ"},
    [FIELD_AMOUNT] = {.name = "amount",
                      .label = "差引きの合計（円）",
                      .type = FIELD_YEN,
                      .is_required = true,
                      .help = "この決議で変わる額の合計。計算した額が入っていま"
                              "す。内容を見て確かめてください"},
    [FIELD_CHECK] = {.name = "check",
                     .label = "確認番号",
                     .type = FIELD_TEXT,
                     .is_required = true,
                     .characters_max = 10,
                     .help = "計算した内容の印です。提案したものと決議するもの"
                             "が同じことを確かめます"},
};

static const char help[] =
    "世帯の更正を1件だけ、すぐに決議します。いま登録されている事実で、期間制限を過ぎていない年度を"
    "すべて計算し直します。月次更正と同じ計算です。増額と減額は別々に提案し、別の職員が決議します。"
    "決議すると調定が変わり、納めすぎになった額は過誤納になります。"
    "変更通知書と納付書はその場で印刷できます。";

const struct change_kind kind_correction_up = {
    .name = "correction-up",
    .label = "即時更正（増額）",
    .help = help,
    .subject = CHANGE_OF_HOUSEHOLD,
    .propose = PERM_PREMIUM_RUN,
    .approve = PERM_PREMIUM_APPROVE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = begin,
    .check = check,
    .preview = preview,
    .apply = apply,
};
const struct change_kind kind_correction_down = {
    .name = "correction-down",
    .label = "即時更正（減額）",
    .help = help,
    .subject = CHANGE_OF_HOUSEHOLD,
    .propose = PERM_PREMIUM_RUN,
    .approve = PERM_PREMIUM_APPROVE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = begin,
    .check = check,
    .preview = preview,
    .apply = apply,
};

static const char *const list_words[] = {
    [KIND_INCREASE] = "増額", [KIND_DECREASE] = "減額"};

static enum assessment_kind list_of(const struct change_call *call)
{
    return call->kind == &kind_correction_up ? KIND_INCREASE : KIND_DECREASE;
}

/* --------------------------------------------------------------------------------- compute ---- */

static enum err compute(struct change_call *call, struct premium_correction *ret)
{
    const struct premium_correction_wish wish = {
        .household_no = call->subject_no,
        .day = change_date(call, "day"),
        .cut_off = change_date(call, "cut-off"),
        .has_exception = change_value(call, "exception").len > 0,
        .first_year = (int32_t)change_number(call, "first-year"),
        .known_at = call->recorded_at,
    };
    return premium_correct(call->session, &wish, call->arena, call->report, ret);
}

static yen difference(const struct premium_correction *c, enum assessment_kind list)
{
    return c->change[list] >= 0 ? c->change[list] : -c->change[list];
}

static enum err begin(struct change_call *call)
{
    struct premium_correction c;
    enum assessment_kind list = list_of(call);
    change_set_day(call, "day", change_today(call));
    enum err e = compute(call, &c);
    if (e == ERR_NONE) {
        change_set_number(call, "amount", difference(&c, list));
        change_set(call, "check", c.check[list]);
    }
    return e;
}

/* ----------------------------------------------------------------------------------- check ---- */

static void warn_of_years(struct change_call *call, const struct premium_correction *c)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct premium_corrected *item = &c->items[i];
        if (item->wants_recheck) {
            change_warn(call, WARNING_WARN, NULL,
                        "%" PRId32 "年度は減免している世帯です。減免の額が今の決定でよいか確かめてください",
                        item->year);
        }
        if (item->state == CORRECTED_LATE || item->state == CORRECTED_REFUSED) {
          change_warn(call, WARNING_WARN, NULL,
                      "%" PRId32 "年度は更正しません。%s", item->year,
                      item->words);
        }
    }
}

static enum err check(struct change_call *call)
{
    struct premium_correction c;
    enum assessment_kind list = list_of(call);
    enum assessment_kind other = list == KIND_INCREASE ? KIND_DECREASE : KIND_INCREASE;
    size_t lines = call->report->kept;
    enum err e = compute(call, &c);
    if (e == ERR_INPUT) { /* a day, a year, a table: in words */
        change_warn(call, WARNING_STOP, NULL, "%s",
                    call->report->kept > lines ? call->report->lines[lines] : "計算できません");
        return ERR_NONE;
    }
    if (e != ERR_NONE) {
        return e;
    }
    warn_of_years(call, &c);
    if (c.changed[list] == 0) {
        change_warn(call, WARNING_STOP, NULL, "%sになる年度はありません%s", list_words[list],
                    c.changed[other] > 0 ? "。反対の区分の即時更正から提案してください" : "");
        return ERR_NONE;
    }
    if (!text_is(change_value(call, "check"), c.check[list]) ||
        change_number(call, "amount") != difference(&c, list)) {
        char amount[32];
        yen_format(difference(&c, list), amount, sizeof(amount));
        change_warn(call, WARNING_STOP, "check",
                    "計算した内容と合いません。いま計算すると、差引きの合計 %s円、確認番号 %s です。"
                    "内容をもう一度確かめてから入れてください",
                    amount, c.check[list]);
    }
    if (c.changed[other] > 0) {
        change_warn(call, WARNING_WARN, NULL, "この世帯には%sになる年度もあります。%sは別に提案してください",
                    list_words[other], list_words[other]);
    }
    return ERR_NONE;
}

/* --------------------------------------------------------------------------------- preview ---- */

static void line_of(struct textbuf *ret, const char *label, yen was, yen now)
{
    char before[32], after[32];
    if (was == now) {
        return;
    }
    yen_format(was, before, sizeof(before));
    yen_format(now, after, sizeof(after));
    textbuf_printf(ret, "　　%s %s円 → %s円\n", label, before, after);
}

static void instalments_of(struct textbuf *ret, const struct premium_corrected *item)
{
    size_t most = item->after.instalment_count > item->before.instalment_count
                      ? item->after.instalment_count
                      : item->before.instalment_count;
    for (size_t i = 0; i < most; i++) {
        char label[32];
        yen was = i < item->before.instalment_count ? item->before.instalments[i].amount : 0;
        yen now = i < item->after.instalment_count ? item->after.instalments[i].amount : 0;
        int n = snprintf(label, sizeof(label), "第%zu期", i + 1);
        assert(n > 0);
        line_of(ret, label, was, now);
    }
}

static void item_words(struct textbuf *ret, const struct premium_corrected *item)
{
    char before[32], after[32];
    yen_format(item->before.total, before, sizeof(before));
    yen_format(item->after.total, after, sizeof(after));
    textbuf_printf(ret, "%" PRId32 "年度　納付義務者 %" PRId64 "　年額 %s円 → %s円　理由 %s\n", item->year,
                   item->payer_no, before, after, item->after.reasons);
    for (int p = 0; p < LEVY_PARTS; p++) {
        line_of(ret, premium_levy_parts[p].label, item->before.part_amount[p], item->after.part_amount[p]);
    }
    instalments_of(ret, item);
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    struct premium_correction c;
    enum assessment_kind list = list_of(call);
    char amount[32];
    enum err e = compute(call, &c);
    if (e != ERR_NONE) {
        return e;
    }
    yen_format(difference(&c, list), amount, sizeof(amount));
    textbuf_printf(ret, "%s %zu件 %s円\n", list_words[list], c.changed[list], amount);
    for (size_t i = 0; i < c.count; i++) {
        if (c.items[i].state == CORRECTED_CHANGED && c.items[i].after.kind == list) {
            item_words(ret, &c.items[i]);
        }
    }
    if (list == KIND_DECREASE) {
        textbuf_printf(ret, "すでに納めた額が新しい額を超える期は、決議と同時に過誤納になります。");
    }
    return ERR_NONE;
}

/* ----------------------------------------------------------------------------------- apply ---- */

/* What was paid on charges that are lower now leaves them (K1); interest and
 * 還付・充当 are refund's matter. */
static enum err raise_lowered(struct change_call *call, const struct premium_correction *c, yen *ret_raised)
{
    struct session *session = call->session;
    const struct collection_scope scope = {
        .household_no = c->wish.household_no,
        .first_year = c->wish.first_year,
        .last_year = fiscal_year_of(session->folder.business_date).first_year,
    };
    struct collection_charge *charges;
    size_t count;
    enum err e = collection_charges(session->store, &scope, call->arena, call->report, &charges, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (collection_unpaid(&charges[i]) < 0) {
            yen over = charges[i].paid - charges[i].amount; /* the rest was written off: nobody paid it */
            *ret_raised += over > 0 ? over : 0;
            e = collection_raise(session, NULL, &charges[i], session->folder.business_date, call->recorded_at,
                                 call->report, NULL);
        }
    }
    return e;
}

static enum err apply(struct change_call *call)
{
    struct premium_correction c;
    struct change_record record;
    enum assessment_kind list = list_of(call);
    char amount[32], raised_words[32];
    yen raised = 0;
    enum err e = compute(call, &c);
    if (e == ERR_NONE) {
        e = change_by_no(call->session, call->change_no, call->arena, call->report, &record);
    }
    if (e == ERR_NONE) {
        e = premium_correct_decide(call->session, &c, list, record.owner, call->change_no, call->recorded_at,
                                   call->report);
    }
    if (e == ERR_NONE && list == KIND_DECREASE) {
        e = raise_lowered(call, &c, &raised);
    }
    if (e != ERR_NONE) {
        return e;
    }
    yen_format(difference(&c, list), amount, sizeof(amount));
    yen_format(raised, raised_words, sizeof(raised_words));
    int n = raised > 0 ? snprintf(call->outcome, sizeof(call->outcome),
                                  "%s %zu件 %s円を決議しました。過誤納 %s円",
                                  list_words[list], c.changed[list], amount,
                                  raised_words)
                       : snprintf(call->outcome, sizeof(call->outcome),
                                  "%s %zu件 %s円を決議しました",
                                  list_words[list], c.changed[list], amount);
    assert(n > 0);
    return ERR_NONE;
}
