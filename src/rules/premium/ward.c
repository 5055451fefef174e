/*
 * 料率試算の中核 -- what of a household no rate touches, and the rates applied to it.
 *
 * Law     国民健康保険法施行令29条の7 (as the rules it is compiled with)     Cases   test_ward.c
 *
 * Part of the unit of assess_fast.c. The shares of the flat levies and the months of the incomes are not
 * computed a second time here: the rules of the levies are asked with amounts of one yen and a rate of 1.
 */
#include "rules/premium/ward.h"
#include "rules/premium/work.h"

#define YEN_480 480u

static enum ward_months months_class(enum levy_part p) { return p == LEVY_CARE ? WARD_CARE : WARD_INSURED; }

/* -------------------------------------------------------------------------------- one household --- */

/* Copies of the law whose only amount is one yen, or whose only rate is 1. */
struct ward_units {
    const struct premium_law *law;
    struct premium_law *per_capita, *adult, *household, *rates;
};

static struct premium_law *law_without_rates(const struct premium_law *law, struct arena *arena)
{
    struct premium_law *unit = ARENA_NEW(arena, struct premium_law);

    *unit = *law;
    for (enum levy_part p = 0; p < LEVY_PARTS; p++) {
        struct premium_law_part *part = &unit->parts[p];
        part->income_rate.value = part->asset_rate.value = 0;
        part->per_capita.value = part->per_capita_18plus.value = part->per_household.value = 0;
        part->is_levied = true;
        memset(part->per_capita_month, 0, sizeof(part->per_capita_month));
    }
    return unit;
}

static void months_finish(struct premium_law_part *part)
{
    for (enum flat_level level = 0; level < FLAT_LEVELS; level++) {
        for (enum age_class age = 0; age < AGE_CLASSES; age++) {
            part->per_capita_month[level][age] = premium_per_capita_month(part, level, age);
        }
    }
}

const struct ward_units *premium_ward_units(const struct premium_law *law, struct arena *arena)
{
    struct ward_units *u = ARENA_NEW(arena, struct ward_units);

    *u = (struct ward_units){law, law_without_rates(law, arena), law_without_rates(law, arena),
                             law_without_rates(law, arena), law_without_rates(law, arena)};
    for (enum levy_part p = 0; p < LEVY_PARTS; p++) {
        u->per_capita->parts[p].per_capita.value = 1;
        u->adult->parts[p].per_capita_18plus.value = 1;
        u->household->parts[p].per_household.value = 1;
        u->rates->parts[p].income_rate.value = u->rates->parts[p].asset_rate.value = MILLION;
        months_finish(&u->per_capita->parts[p]);
        months_finish(&u->adult->parts[p]);
    }
    return u;
}

static struct levy_terms terms_by(struct work *w, const struct premium_law *law,
                                  const struct work_member *m, enum levy_part p, yen asset_tax)
{
    const struct premium_law *own = w->law;
    struct levy_terms t = {0};

    w->law = law;
    if (part_months(m, p) != 0) {
        t = m->is_special ? special_terms(w, m, p, part_months(m, p), asset_tax)
                          : plain_terms(w, m, p, part_months(m, p), asset_tax);
    }
    w->law = own;
    return t;
}

/* Months in which the member bears the levy on his base, on his base at 30/100, on his property. */
static void bearing_months(struct work *w, const struct ward_units *u, const struct work_member *m,
                           struct ward_term *full, struct ward_term *at_30, struct ward_term *asset)
{
    static const enum levy_part asked[WARD_MONTHS] = {LEVY_MEDICAL, LEVY_CARE};

    for (int c = 0; c < WARD_MONTHS; c++) {
        struct work_member one = *m;
        one.base = 1;
        one.base_unemployed = 0;
        struct levy_terms t = terms_by(w, u->rates, &one, asked[c], 1);
        full->months[c] = (uint8_t)(t.income / 40);
        asset->months[c] = (uint8_t)(t.asset / 40);
        one.base = 0;
        one.base_unemployed = 1;
        at_30->months[c] = (uint8_t)(terms_by(w, u->rates, &one, asked[c], 0).income / 40);
    }
}

static void keep_term(struct ward_term *to, size_t *count, yen amount, struct ward_term t)
{
    if (amount > 0 && (t.months[WARD_INSURED] | t.months[WARD_CARE]) != 0) {
        t.amount = amount;
        to[(*count)++] = t;
    }
}

static void add_member(struct work *w, const struct ward_units *u, size_t i, struct ward_row *row)
{
    const struct work_member *m = &w->members[i];
    const struct premium_income *in = &w->household->members[i].income;
    struct ward_term full, at_30, asset;

    if ((m->insured | m->care) == 0) {
        return;
    }
    bearing_months(w, u, m, &full, &at_30, &asset);
    keep_term(row->income, &row->income_count, m->base, full);
    keep_term(row->income, &row->income_count, m->base_unemployed, at_30);
    keep_term(row->asset, &row->asset_count, m->is_known ? in->fixed_asset_tax : 0, asset);
    row->insured_count++;
    row->total_income += m->total;
    row->base += base_shown(m);
}

/* The flat levies at the level of `w`, in 1/480 yen for a yen of each amount. */
static void add_flat(struct work *w, const struct ward_units *u, enum ward_level to, struct ward_row *row)
{
    struct special_months special = special_household(w);

    for (enum levy_part p = 0; p < LEVY_PARTS; p++) {
        unsigned liable = 0;
        for (size_t i = 0; i < w->household->member_count; i++) {
            const struct work_member *m = &w->members[i];
            liable |= part_months(m, p);
            row->per_capita[p][to] += (uint32_t)terms_by(w, u->per_capita, m, p, 0).per_capita;
            row->adult[p][to] += (uint32_t)terms_by(w, u->adult, m, p, 0).per_capita;
        }
        if (liable != 0) {
            const struct premium_law *own = w->law;
            w->law = u->household;
            row->household[p][to] = (uint32_t)household_levy(w, p, liable, &special);
            w->law = own;
        }
        row->months[months_class(p)] = (uint8_t)months_count(liable);
    }
}

void premium_ward_row(const struct ward_units *units, const struct premium_household *h,
                      struct arena *arena, struct ward_row *ret)
{
    const struct premium_law *law = units->law;
    struct premium_assessment a = {.members =
                                       ARENA_ARRAY(arena, struct premium_member_result, h->member_count)};
    struct work w = {.law = law,
                     .household = h,
                     .ret = &a,
                     .members = ARENA_ARRAY(arena, struct work_member, h->member_count)};

    assert(h->year.first_year == law->year.first_year && h->member_count <= PREMIUM_MEMBERS_MAX);
    liable_months(&w);
    for (size_t i = 0; i < h->member_count; i++) {
        income_of(&w, i);
        base_of(&w, i);
    }
    reduction_decide(&w);
    *ret = (struct ward_row){.has_nobody = w.months == 0,
                             .reduction_tenths = a.reduction_tenths,
                             .income_is_known = a.judged_income_is_known,
                             .income = ARENA_ARRAY(arena, struct ward_term, 2 * h->member_count),
                             .asset = ARENA_ARRAY(arena, struct ward_term, h->member_count)};
    for (size_t i = 0; i < h->member_count; i++) {
        add_member(&w, units, i, ret);
    }
    add_flat(&w, units, WARD_REDUCED, ret);
    w.level = LEFT_10;
    add_flat(&w, units, WARD_UNREDUCED, ret);
}

/* -------------------------------------------------------------------------------- the whole ward --- */

struct ward_rates premium_ward_rates(const struct premium_law *law)
{
    struct ward_rates r = {.is_unreduced = false};

    for (enum levy_part p = 0; p < LEVY_PARTS; p++) {
        const struct premium_law_part *part = &law->parts[p];
        r.parts[p].is_levied = part->is_levied;
        r.parts[p].income_rate = part->income_rate.value;
        r.parts[p].asset_rate = part->asset_rate.value;
        r.parts[p].per_capita = part->per_capita.value;
        r.parts[p].adult = part->per_capita_18plus.value;
        r.parts[p].per_household = part->per_household.value;
        r.parts[p].cap = part->cap.present ? part->cap.value : PREMIUM_NO_CAP;
    }
    return r;
}

static inline sum480 levies_of(const struct ward_amounts *amounts, size_t i, enum ward_months c,
                               const struct law_number *by)
{
    sum480 sum = 0;

    for (size_t k = amounts->first[i]; k < amounts->first[i + 1]; k++) {
        sum += (sum480)levy_on(amounts->yen[k], by) * amounts->months[c][k] * 40u;
    }
    return sum;
}

/* One part over all households; adds to their amounts. */
static void assess_part(const struct premium_law *law, const struct premium_ward *w,
                        const struct ward_rates *rates, enum levy_part p, struct ward_part *ret,
                        yen *amounts, yen *parts)
{
    const struct law_number income_rate = {.value = rates->parts[p].income_rate};
    const struct law_number asset_rate = {.value = rates->parts[p].asset_rate};
    const enum ward_months c = months_class(p);
    const enum ward_level level = rates->is_unreduced ? WARD_UNREDUCED : WARD_REDUCED;
    const uint64_t per_capita = (uint64_t)rates->parts[p].per_capita;
    const uint64_t adult = (uint64_t)rates->parts[p].adult;
    const uint64_t per_household = (uint64_t)rates->parts[p].per_household;
    yen caps[13];

    for (int months = 0; months <= 12; months++) {
        caps[months] =
            rates->parts[p].cap == PREMIUM_NO_CAP ? PREMIUM_NO_CAP : rates->parts[p].cap * months / 12;
    }
    *ret = (struct ward_part){0};
    for (size_t i = 0; i < w->count; i++) {
        sum480 income = levies_of(&w->income, i, c, &income_rate);
        sum480 asset = asset_rate.value == 0 ? 0 : levies_of(&w->asset, i, c, &asset_rate);
        uint64_t head =
            per_capita * w->per_capita[p][WARD_UNREDUCED][i] + adult * w->adult[p][WARD_UNREDUCED][i];
        uint64_t house = per_household * w->household[p][WARD_UNREDUCED][i];
        uint64_t left = per_capita * w->per_capita[p][level][i] + adult * w->adult[p][level][i] +
                        per_household * w->household[p][level][i];
        yen before = whole_yen(income + asset + left);
        yen cap = caps[w->months[c][i]];
        yen amount = cut_to(before <= cap ? before : cap, &law->part_unit);

        ret->income += income;
        ret->asset += asset;
        ret->per_capita += head;
        ret->household += house;
        ret->reduced += head + house - left;
        ret->capped += before > cap;
        ret->over_cap += before > cap ? before - cap : 0;
        ret->amount += amount;
        if (amounts != NULL) {
            amounts[i] += amount;
        }
        if (parts != NULL) {
            parts[i] = amount;
        }
    }
    ward_sum levied = ret->income + ret->asset + ret->per_capita + ret->household - ret->reduced;
    ret->cut = (yen)(levied / YEN_480) - ret->over_cap - ret->amount;
}

void premium_ward_assess(const struct premium_law *law, const struct premium_ward *w,
                         const struct ward_rates *rates, struct ward_totals *ret, yen *amounts,
                         yen *by_part[LEVY_PARTS])
{
    assert(amounts != NULL || law->total_unit.value == 1);
    *ret = (struct ward_totals){0};
    if (amounts != NULL) {
        memset(amounts, 0, w->count * sizeof(*amounts));
    }
    for (enum levy_part p = 0; p < LEVY_PARTS; p++) {
        yen *parts = by_part != NULL ? by_part[p] : NULL;
        if (rates->parts[p].is_levied) {
            assess_part(law, w, rates, p, &ret->parts[p], amounts, parts);
        } else if (parts != NULL) {
            memset(parts, 0, w->count * sizeof(*parts));
        }
        ret->total += ret->parts[p].amount;
    }
    if (law->total_unit.value != 1) {
        ret->total = 0;
        for (size_t i = 0; i < w->count; i++) {
            amounts[i] = cut_to(amounts[i], &law->total_unit);
            ret->total += amounts[i];
        }
    }
}

yen premium_ward_part_amount(const struct premium_law *law, const struct premium_ward *w,
                             const struct ward_rates *rates, enum levy_part p)
{
    struct ward_part part;

    assess_part(law, w, rates, p, &part, NULL, NULL);
    return part.amount;
}
