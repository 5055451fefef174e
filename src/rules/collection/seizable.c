/*
 * 差押可能額 -- how much of a pay or pension may be seized.
 *
 * Law     国税徴収法76条1項から5項・77条, 国税徴収法施行令34条 (地方税の滞納処分の例:
 * 地方自治法231条の3第3項) Table   params/national/collection/seizable.tsv     Cases   seizable.cases
 *
 * Protected are 1 the income tax, 2 the resident tax, 3 the social insurance withheld, 4 the means of
 * living of the debtor and the relatives sharing them, 5 a fifth of the rest, at most twice item 4. With
 * several employers the sums are reckoned together. Practice cuts the pay and raises items 1 to 3 and 5
 * to 1,000 yen. The civil rule of three quarters does not apply here.
 *
 * A bonus is a month's pay (3項). Pay by the day or week has its share of a month's item 4. Of a retirement
 * pay item 4 is three months', item 5 a fifth of it for each year of service beyond five (4項). With the
 * debtor's consent nothing is protected (5項).
 */
#include "rules/collection/collection.h"

#define PAY_LAW "国税徴収法76条第1項"
#define TERM static struct trace_term

TERM term_gross = {"給料等の額", {PAY_LAW}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_item1 = {"1号 源泉徴収の所得税", {PAY_LAW "1号"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_item2 = {"2号 特別徴収の住民税", {PAY_LAW "2号"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_item3 = {"3号 社会保険料", {PAY_LAW "3号"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_unit = {"端数の単位", {"国税徴収法基本通達76条関係"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_gross_cut = {"給料等の額（端数切捨て）", {"国税徴収法基本通達76条関係"}, "{1}", TRACE_YEN,
                       TRACE_FLOOR_UNIT, {0}};
TERM term_raised = {"端数を切り上げた額", {"国税徴収法基本通達76条関係"},
                    "{1} を {2} 円単位に切上げ", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_months = {"支給の月数", {"国税徴収法施行令34条"}, "", TRACE_MONTHS, TRACE_EXACT, {0}};
TERM term_relatives = {"生計を一にする親族", {"国税徴収法施行令34条"}, "", TRACE_PERSONS,
                       TRACE_EXACT, {0}};
TERM term_per_month = {"本人の1か月の額", {"国税徴収法施行令34条"}, "", TRACE_YEN, TRACE_EXACT,
                       {0}};
TERM term_per_relative = {"親族1人の1か月の額", {"国税徴収法施行令34条"}, "", TRACE_YEN,
                          TRACE_EXACT, {0}};
TERM term_own = {"本人の額", {PAY_LAW "4号"}, "{1} × {2}", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_family = {"親族の額", {PAY_LAW "4号"}, "{1} × {2} × {3}", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_item4 = {"4号 最低の生活費", {PAY_LAW "4号"}, "{1} ＋ {2}", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_item123 = {"1号から3号の和", {PAY_LAW}, "{+}", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_rest = {"1号から4号を引いた額（0以上）", {PAY_LAW "5号"}, "{1} − {2} − {3}", TRACE_YEN,
                  TRACE_EXACT, {0}};
TERM term_share = {"割合", {PAY_LAW "5号"}, "", TRACE_RATE, TRACE_EXACT, {0}};
TERM term_times = {"4号の額に対する限度（倍）", {PAY_LAW "5号"}, "", TRACE_NUMBER, TRACE_EXACT,
                   {0}};
TERM term_share_of = {"残りの額の100分の20", {PAY_LAW "5号"}, "{1} × {2}", TRACE_YEN, TRACE_FLOOR_1,
                      {0}};
TERM term_cap = {"5号の限度", {PAY_LAW "5号"}, "{1} × {2}", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_item5 = {"5号 体面を保つ額", {PAY_LAW "5号"}, "{1} と {2} の小さい方", TRACE_YEN,
                   TRACE_EXACT, {0}};
TERM term_days = {"支給の日数", {"国税徴収法施行令34条"}, "", TRACE_NUMBER, TRACE_EXACT, {0}};
TERM term_month_days = {"1か月とする日数", {"国税徴収法施行令34条"}, "", TRACE_NUMBER, TRACE_EXACT, {0}};
TERM term_item4_days = {"4号 最低の生活費（日数分、1円未満切上げ）",
                        {PAY_LAW "4号"},
                        "{1} × {2} ÷ {3}",
                        TRACE_YEN,
                        TRACE_EXACT,
                        {0}};
TERM term_times3 = {"月数（退職手当）", {"国税徴収法76条第4項4号"}, "", TRACE_NUMBER, TRACE_EXACT, {0}};
TERM term_item4_retired = {
    "4号 1か月の額の3倍", {"国税徴収法76条第4項4号"}, "{1} × {2}", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_years = {"勤続の年数", {"国税徴収法76条第4項5号"}, "", TRACE_NUMBER, TRACE_EXACT, {0}};
TERM term_free_years = {"加算のない年数", {"国税徴収法76条第4項5号"}, "", TRACE_NUMBER, TRACE_EXACT, {0}};
TERM term_year_share = {"1年ごとの割合", {"国税徴収法76条第4項5号"}, "", TRACE_RATE, TRACE_EXACT, {0}};
TERM term_item5_retired = {"5号 5年を超える年数の加算",
                           {"国税徴収法76条第4項5号"},
                           "{1} ×（{2} − {3}）× {4}",
                           TRACE_YEN,
                           TRACE_FLOOR_1,
                           {0}};
TERM term_consent = {
    "本人の承諾: 差押可能額は支給額の全部", {"国税徴収法76条第5項"}, "{1}", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_seizable = {"差押可能額（0以上）", {PAY_LAW}, "{1} − {2}", TRACE_YEN, TRACE_EXACT, {0}};

struct work {
    const struct seizable_terms *terms;
    const struct seizable_facts *facts;
    yen gross, item1, item2, item3, item5, rest, share, cap,
        left; /* item5 before its rounding; left without consent */
    struct seizable_result *ret;
};

static yen raise_to(yen amount, yen unit) { return -yen_floor_to(-amount, unit); }

static bool is_by_days(const struct seizable_facts *f) { return f->kind == SEIZABLE_PAY && f->days > 0; }

/* A bonus is for one month, item 4 of a retirement pay is reckoned from one. */
static int64_t months_of(const struct seizable_facts *f)
{
    return f->kind == SEIZABLE_PAY && f->days == 0 ? f->months : 1;
}

static yen a_month(const struct seizable_terms *t, const struct seizable_facts *f)
{
    return t->per_month.value + t->per_relative.value * f->relatives;
}

static yen item4_of(const struct seizable_terms *t, const struct seizable_facts *f)
{
    yen month = a_month(t, f);

    if (is_by_days(f)) {
        return -muldiv_floor(-month, f->days, t->month_days.value);
    }
    return f->kind == SEIZABLE_RETIREMENT ? month * t->retirement_times.value : month * months_of(f);
}

static void trace_item4(const struct work *w, struct trace *t, trace_id *ret)
{
    const struct seizable_terms *terms = w->terms;
    trace_id months = trace_fact(t, &term_months, TRACE_NOBODY, months_of(w->facts));
    trace_id relatives = trace_fact(t, &term_relatives, TRACE_NOBODY, w->facts->relatives);
    trace_id each = trace_param(t, &term_per_month, terms->per_month.value, &terms->per_month.source);
    trace_id more = trace_param(t, &term_per_relative, terms->per_relative.value,
                                &terms->per_relative.source);
    yen own = terms->per_month.value * months_of(w->facts),
        all = a_month(terms, w->facts) * months_of(w->facts);
    trace_id own_id = trace_made(t, &term_own, TRACE_NOBODY, own, each, months, 0, 0);
    trace_id family = trace_made(t, &term_family, TRACE_NOBODY, all - own, more, relatives, months, 0);

    *ret = trace_made(t, &term_item4, TRACE_NOBODY, all, own_id, family, 0, 0);
    if (is_by_days(w->facts)) {
        trace_id days = trace_fact(t, &term_days, TRACE_NOBODY, w->facts->days);
        trace_id of = trace_param(t, &term_month_days, terms->month_days.value, &terms->month_days.source);
        *ret = trace_made(t, &term_item4_days, TRACE_NOBODY, w->ret->item4, *ret, days, of, 0);
    } else if (w->facts->kind == SEIZABLE_RETIREMENT) {
        trace_id times =
            trace_param(t, &term_times3, terms->retirement_times.value, &terms->retirement_times.source);
        *ret = trace_made(t, &term_item4_retired, TRACE_NOBODY, w->ret->item4, *ret, times, 0, 0);
    }
}

static trace_id trace_item5(const struct work *w, struct trace *t, trace_id rest, trace_id item4)
{
    const struct seizable_terms *terms = w->terms;

    if (w->facts->kind == SEIZABLE_RETIREMENT) {
        trace_id years = trace_fact(t, &term_years, TRACE_NOBODY, w->facts->years);
        trace_id free =
            trace_param(t, &term_free_years, terms->retirement_years.value, &terms->retirement_years.source);
        trace_id each =
            trace_param(t, &term_year_share, terms->retirement_share.value, &terms->retirement_share.source);
        return trace_made(t, &term_item5_retired, TRACE_NOBODY, w->item5, item4, years, free, each);
    }
    trace_id share = trace_param(t, &term_share, terms->share.value, &terms->share.source);
    trace_id times = trace_param(t, &term_times, terms->share_cap_times.value,
                                 &terms->share_cap_times.source);
    trace_id fifth = trace_made(t, &term_share_of, TRACE_NOBODY, w->share, rest, share, 0, 0);
    trace_id cap = trace_made(t, &term_cap, TRACE_NOBODY, w->cap, item4, times, 0, 0);
    return trace_made(t, &term_item5, TRACE_NOBODY, w->item5, fifth, cap, 0, 0);
}

static void trace_all(const struct work *w, struct trace *t)
{
    const struct seizable_facts *f = w->facts;
    const struct seizable_terms *terms = w->terms;
    const yen given[] = {f->income_tax, f->resident_tax, f->social_insurance};
    const yen used[] = {w->item1, w->item2, w->item3};
    struct trace_term *const terms123[] = {&term_item1, &term_item2, &term_item3};
    trace_id item4, deductions[5];
    trace_id unit = trace_param(t, &term_unit, terms->unit.value, &terms->unit.source);
    trace_id gross = trace_fact(t, &term_gross, TRACE_NOBODY, f->gross);

    gross = trace_tested(t, &term_gross_cut, TRACE_NOBODY, w->gross, f->is_rounded, gross, unit, 0, 0);
    for (size_t i = 0; i < 3; i++) {
        deductions[i] = trace_fact(t, terms123[i], TRACE_NOBODY, given[i]);
        deductions[i] = trace_tested(t, &term_raised, TRACE_NOBODY, used[i], f->is_rounded, deductions[i],
                                     unit, 0, 0);
    }
    trace_item4(w, t, &item4);
    trace_id three = trace_joined(t, &term_item123, TRACE_NOBODY, w->item1 + w->item2 + w->item3,
                                  deductions, 3);
    trace_id rest = trace_made(t, &term_rest, TRACE_NOBODY, w->rest, gross, three, item4, 0);
    trace_id item5 = trace_item5(w, t, rest, item4);
    item5 = trace_tested(t, &term_raised, TRACE_NOBODY, w->ret->item5, f->is_rounded, item5, unit, 0, 0);
    trace_made(t, &term_seizable, TRACE_NOBODY, w->left, rest, item5, 0, 0);
    if (f->has_consent) {
        trace_made(t, &term_consent, TRACE_NOBODY, w->ret->seizable, gross, 0, 0, 0);
    }
}

void seizable_amount(const struct seizable_terms *terms, const struct seizable_facts *facts,
                     struct trace *trace, struct seizable_result *ret)
{
    struct work w = {.terms = terms, .facts = facts, .ret = ret};
    yen unit = facts->is_rounded ? terms->unit.value : 1;

    w.gross = yen_floor_to(facts->gross, unit);
    w.item1 = raise_to(facts->income_tax, unit);
    w.item2 = raise_to(facts->resident_tax, unit);
    w.item3 = raise_to(facts->social_insurance, unit);
    ret->item4 = item4_of(terms, facts);
    w.rest = w.gross - w.item1 - w.item2 - w.item3 - ret->item4;
    w.rest = w.rest > 0 ? w.rest : 0;
    w.share = muldiv_floor(w.rest, terms->share.value, 1000000);
    w.cap = ret->item4 * terms->share_cap_times.value;
    w.item5 = w.share < w.cap ? w.share : w.cap;
    if (facts->kind == SEIZABLE_RETIREMENT) {
        int64_t beyond = facts->years - terms->retirement_years.value;
        w.item5 = beyond > 0 ? muldiv_floor(ret->item4 * beyond, terms->retirement_share.value, 1000000) : 0;
    }
    ret->item5 = raise_to(w.item5, unit);
    w.left = w.rest > ret->item5 ? w.rest - ret->item5 : 0;
    ret->seizable = facts->has_consent ? w.gross : w.left;
    if (trace != NULL) {
        trace_all(&w, trace);
    }
}
