/*
 * 所得割・資産割・均等割 -- the terms of each member in each part, month by month.
 *
 * Law     国民健康保険法施行令29条の7第2項〜第5項, 条例15条の4・15条の12・16条の4・16条の9, 19条 (月割)
 * Table   params/municipal/<city>/levy.tsv     Cases   levies.cases
 *
 * a = (所得割 + 均等割) x (months - maternity months) / 12. The income levy of a person is cut to 1 yen;
 * prorated amounts stay exact until the part is added up. A person with two bases in the year
 * (特例対象被保険者等) has one term for each run of months.
 */
#include "rules/premium/work.h"

#define MILLION 1000000u

PART_TERM(term_income_rate, "所得割率", "", TRACE_RATE, TRACE_EXACT);
PART_TERM(term_asset_rate, "資産割率", "", TRACE_RATE, TRACE_EXACT);
PART_TERM(term_per_capita_amount, "均等割額", "", TRACE_YEN, TRACE_EXACT);
PART_TERM(term_18plus_amount, "18歳以上被保険者均等割額", "", TRACE_YEN, TRACE_EXACT);
PART_TERM(term_levy, "所得割額", "{1} × {2}", TRACE_YEN, TRACE_FLOOR_1);
PART_TERM(term_levy_30, "所得割額（特例対象の月）", "{1} × {2}", TRACE_YEN, TRACE_FLOOR_1);
PART_TERM(term_levy_months, "所得割額（月割後）", "{1} × {2} ÷ 12", TRACE_YEN_480THS, TRACE_EXACT);
PART_TERM(term_levy_runs, "所得割額（月割後）", "月ごとの {+} ÷ 12", TRACE_YEN_480THS, TRACE_EXACT);
PART_TERM(term_levy_shown, "所得割額（表示）", "{1}", TRACE_YEN, TRACE_FLOOR_1);
PART_TERM(term_asset_tax, "固定資産税額", "課税台帳", TRACE_YEN, TRACE_EXACT);
TERM term_asset_entered = {"固定資産税額の賦課根拠入力の番号", {"条例の資産割額の定め"},
                           "根拠の書類により、税の台帳に代えて使う", TRACE_NUMBER, TRACE_EXACT, {0}};
PART_TERM(term_asset, "資産割額（月割後）", "{1} × {2}（1円未満切捨て）× {3} ÷ 12", TRACE_YEN_480THS,
          TRACE_EXACT);
PART_TERM(term_per_capita_adult, "均等割額（18歳以上の分を加え、減額後）",
          "（{1} ＋ 18歳以上 {3}）× {2} ÷ 10",
          TRACE_YEN_480THS, TRACE_EXACT);
PART_TERM(term_per_capita_year, "均等割額（減額後）", "{1} × {2} ÷ 10", TRACE_YEN_480THS,
          TRACE_EXACT);
PART_TERM(term_per_capita_preschool, "均等割額（未就学児、減額後の2分の1）", "{1} × {2} ÷ 10 ÷ 2",
          TRACE_YEN_480THS, TRACE_EXACT);
PART_TERM(term_per_capita_relieved, "均等割額（18歳未満は10割減額）", "0", TRACE_YEN_480THS,
          TRACE_EXACT);
PART_TERM(term_per_capita_months, "均等割額（月割後）", "{1} × {2} ÷ 12", TRACE_YEN_480THS,
          TRACE_EXACT);
PART_TERM(term_per_capita_shown, "均等割額（表示）", "{1}", TRACE_YEN, TRACE_FLOOR_1);
PART_TERM(term_months, "賦課する月", "{1}", TRACE_MONTHS, TRACE_EXACT);
PART_TERM(term_months_maternity, "賦課する月", "{1} から産前産後期間 {2} を除く", TRACE_MONTHS,
          TRACE_EXACT);
PART_TERM(term_not_liable, "賦課する月がない", "0", TRACE_YEN, TRACE_EXACT);

/* What a member bears in a part, in 1/480 yen. */
struct levy_terms {
    uint64_t income, asset, per_capita;
};

/* base x rate, cut to 1 yen. Up to 10^12 the product with any rate (below 1,000 %) fits 64 bits. */
static inline uint64_t levy_on(yen base, const struct law_number *by)
{
    if (__builtin_expect(base > YEN_MAX, 0)) {
        return (uint64_t)muldiv_floor(base, by->value, MILLION);
    }
    return (uint64_t)base * (uint64_t)by->value / MILLION;
}

/* 旧被扶養者: at most half is left, whichever is deeper; the levels descend. */
static inline enum flat_level dependant_level(const struct work *w)
{
    enum flat_level most = w->law->former_dependant_level;

    return w->level > most ? w->level : most;
}

/* The months that are rare: maternity, unemployment, former dependant. */
RARE struct levy_terms special_terms(const struct work *w, const struct work_member *m,
                                       enum levy_part p, unsigned months, yen asset_tax)
{
    const struct premium_law_part *part = &w->law->parts[p];
    unsigned charged = months & ~(unsigned)m->maternity;
    unsigned income = charged & ~(unsigned)m->dependant;
    unsigned at_30 = income & m->unemployed;
    unsigned half = charged & m->dependant_half;
    enum flat_level half_level = dependant_level(w);
    uint64_t full_months = (uint64_t)months_count(income & ~at_30);
    uint64_t asset_months = (uint64_t)months_count(months & ~(unsigned)m->dependant);
    struct levy_terms t;

    t.income = levy_on(m->base, &part->income_rate) * full_months * 40;
    t.income += levy_on(m->base_unemployed, &part->income_rate) * (uint64_t)months_count(at_30) * 40;
    t.asset = levy_on(asset_tax, &part->asset_rate) * asset_months * 40;
    t.per_capita = part->per_capita_month[w->level][m->age] *
                       (uint64_t)months_count(charged & ~half) +
                   part->per_capita_month[half_level][m->age] * (uint64_t)months_count(half);
    return t;
}

static inline struct levy_terms plain_terms(const struct work *w, const struct work_member *m,
                                            enum levy_part p, unsigned months, yen asset_tax)
{
    const struct premium_law_part *part = &w->law->parts[p];
    uint64_t n = (uint64_t)months_count(months);
    struct levy_terms t;

    t.income = levy_on(m->base, &part->income_rate) * n * 40;
    t.asset = part->asset_rate.value == 0 ? 0 : levy_on(asset_tax, &part->asset_rate) * n * 40;
    t.per_capita = part->per_capita_month[w->level][m->age] * n;
    return t;
}

#ifndef TRACE_OFF
/* The yearly per-capita amount of a class of age, once for the household. */
static trace_id trace_per_capita_year(struct work *w, enum levy_part p, enum age_class age,
                                      enum flat_level level)
{
    const struct premium_law_part *part = &w->law->parts[p];
    trace_id *known = &w->ids.per_capita[p][age];
    bool is_usual = level == w->level;

    if (is_usual && *known != 0) {
        return *known;
    }
    int64_t year = (int64_t)part->per_capita_month[level][age] * 12;
    trace_id amount = trace_param(w->trace, &term_per_capita_amount[p], part->per_capita.value,
                                  &part->per_capita.source);
    trace_id left = w->ids.level;
    trace_id made;
    if (!is_usual) {
        left = trace_param(w->trace, &term_left, premium_left_tenths[level],
                           &w->law->former_dependant_left.source);
    }
    if (age != AGE_ADULT && part->has_under_18_relief) {
        made = trace_made(w->trace, &term_per_capita_relieved[p], TRACE_NOBODY, 0, amount, left, 0,
                          0);
    } else if (age == AGE_PRESCHOOL && part->has_preschool_half) {
        made = trace_made(w->trace, &term_per_capita_preschool[p], TRACE_NOBODY, year, amount, left,
                          0, 0);
    } else if (age != AGE_ADULT || !part->per_capita_18plus.present ||
               part->per_capita_18plus.value == 0) {
        made = trace_made(w->trace, &term_per_capita_year[p], TRACE_NOBODY, year, amount, left, 0,
                          0);
    } else {
        trace_id adult = trace_param(w->trace, &term_18plus_amount[p],
                                     part->per_capita_18plus.value,
                                     &part->per_capita_18plus.source);
        made = trace_made(w->trace, &term_per_capita_adult[p], TRACE_NOBODY, year, amount, left,
                          adult, 0);
    }
    if (is_usual) {
        *known = made;
    }
    return made;
}

static void trace_shown(struct work *w, struct trace_term *term, size_t i, uint64_t value,
                        trace_id exact)
{
    if (value % 480 != 0) {
        trace_made(w->trace, term, (int32_t)i, (int64_t)(value / 480), exact, 0, 0, 0);
    }
}

static void trace_rates(struct work *w, enum levy_part p)
{
    const struct premium_law_part *part = &w->law->parts[p];

    if (w->ids.income_rate[p] == 0) {
        w->ids.income_rate[p] = trace_param(w->trace, &term_income_rate[p], part->income_rate.value,
                                            &part->income_rate.source);
        w->ids.asset_rate[p] = trace_param(w->trace, &term_asset_rate[p], part->asset_rate.value,
                                           &part->asset_rate.source);
    }
}

static void trace_terms(struct work *w, size_t i, enum levy_part p, unsigned months,
                        const struct levy_terms *t)
{
    const struct premium_law_part *part = &w->law->parts[p];
    struct work_member *m = &w->members[i];
    struct trace *tr = w->trace;
    int32_t who = (int32_t)i;
    trace_id state = p == LEVY_CARE ? m->ids.care : m->ids.insured;

    if (months == 0) {
        m->ids.income_levy[p] = m->ids.per_capita[p] = m->ids.asset_levy[p] =
            trace_tested(tr, &term_not_liable[p], who, 0, false, state, 0, 0, 0);
        return;
    }
    trace_rates(w, p);
    unsigned charged = months & ~(unsigned)m->maternity;
    unsigned income = charged & ~(unsigned)m->dependant;
    unsigned at_30 = income & m->unemployed;
    unsigned half = charged & m->dependant_half;
    struct trace_term *counted = m->maternity != 0 ? &term_months_maternity[p] : &term_months[p];
    trace_id n =
        trace_made(tr, counted, who, months_count(charged), state, m->ids.maternity, 0, 0);
    trace_id levy = trace_made(tr, &term_levy[p], who,
                               (int64_t)levy_on(m->base, &part->income_rate), m->ids.base,
                               w->ids.income_rate[p], 0, 0);
    if (at_30 == 0 && income == charged) {
        m->ids.income_levy[p] =
            trace_made(tr, &term_levy_months[p], who, (int64_t)t->income, levy, n, 0, 0);
    } else {
        trace_id reduced = trace_made(tr, &term_levy_30[p], who,
                                      (int64_t)levy_on(m->base_unemployed, &part->income_rate),
                                      m->ids.base_unemployed, w->ids.income_rate[p], 0, 0);
        const trace_id runs[] = {levy, reduced, n, m->ids.unemployed, m->ids.dependant};
        m->ids.income_levy[p] = trace_joined(tr, &term_levy_runs[p], who, (int64_t)t->income, runs,
                                             COUNT_OF(runs));
    }
    trace_shown(w, &term_levy_shown[p], i, t->income, m->ids.income_levy[p]);
    if (part->asset_rate.value != 0) {
        yen owned = m->is_known ? w->household->members[i].income.fixed_asset_tax : 0;
        unsigned bearing = months & ~(unsigned)m->dependant; /* maternity does not relieve it */
        int64_t entry_no = w->household->members[i].income.asset_entry_no;
        trace_id entry = entry_no == 0 ? 0 : trace_fact(tr, &term_asset_entered, who, entry_no);
        trace_id tax = trace_fact(tr, &term_asset_tax[p], who, owned);
        trace_id bears = trace_made(tr, &term_months[p], who, months_count(bearing), state,
                                    m->ids.dependant, 0, 0);
        m->ids.asset_levy[p] = trace_tested(tr, &term_asset[p], who, (int64_t)t->asset,
                                            t->asset != 0, tax, w->ids.asset_rate[p], bears, entry);
    }
    trace_id year = trace_per_capita_year(w, p, (enum age_class)m->age, w->level);
    trace_id year_half = 0;
    if (half != 0) {
        year_half = trace_per_capita_year(w, p, (enum age_class)m->age,
                                          dependant_level(w));
    }
    m->ids.per_capita[p] = trace_made(tr, &term_per_capita_months[p], who, (int64_t)t->per_capita,
                                      year, n, year_half, half != 0 ? m->ids.dependant : 0);
    trace_shown(w, &term_per_capita_shown[p], i, t->per_capita, m->ids.per_capita[p]);
}
#endif
