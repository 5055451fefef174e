/*
 * 一度の判定 -- premium, 高額療養費の区分 and 負担割合 from one set of incomes (LV-66).
 *
 * Law     国民健康保険法施行令27条の2・29条の3 (the rules of src/rules/eligibility)
 *
 * What a trial knows is 算定基礎額; 課税所得 and whether resident tax is due are not asked at the counter.
 * 課税所得 is never more than 総所得金額等 less the basic deduction, so a base under the amount decides for
 * 2割; above it the answer is open and says so. Classes of the tax-free (オ, 低所得) are named as what
 * would change it.
 */
#include "trial/trial.h"

#include "eligibility/eligibility.h"

#define AUGUST 4 /* fiscal month: from here the incomes of the trial's year count */

struct judging_terms {
    struct eligibility_terms ages;
    struct copay_terms copay;
    struct limit_terms limit;
};

static enum err load_terms(struct session *s, date on, struct arena *arena, struct report *report,
                           struct judging_terms *ret)
{
    const struct eligibility_law *law;
    enum err e = eligibility_law_load(s->folder.params, NULL, arena, report, &law);

    if (e == ERR_NONE) {
        e = eligibility_terms_on(law, on, report, &ret->ages);
    }
    if (e == ERR_NONE) {
        e = eligibility_copay_on(law, on, report, &ret->copay);
    }
    return e == ERR_NONE ? eligibility_limit_on(law, on, report, &ret->limit) : e;
}

static struct judged_person judged(const struct premium_replay *made, size_t i)
{
    const struct premium_member *m = &made->household.members[i];
    const struct premium_member_result *r = &made->assessment.members[i];
    bool is_child = m->birth_date.day > made->law->no_record_born_after; /* without a record: none */
    bool is_known = m->income.state == INCOME_KNOWN || is_child;

    return (struct judged_person){.birth = m->birth_date,
                                  .is_insured = (r->months[LEVY_MEDICAL] >> AUGUST & 1u) != 0,
                                  .is_head = i == made->household.head,
                                  .has_base = is_known,
                                  .base = r->base_income,
                                  .has_taxable = is_known,
                                  .taxable = r->base_income, /* at most this */
                                  .tax = RESIDENT_TAX_UNKNOWN};
}

enum err trial_classes(struct session *s, const struct trial_answer *answer, struct arena *arena,
                       struct report *report, struct trial_classes *ret)
{
    const struct premium_replay *made = &answer->made;
    size_t count = made->household.member_count;
    struct judged_person *persons = ARENA_ARRAY(arena, struct judged_person, count + 1);
    struct judging_terms terms;

    *ret = (struct trial_classes){.on = date_of(made->law->year.first_year, 8, 1)};
    enum err e = load_terms(s, ret->on, arena, report, &terms);
    if (e != ERR_NONE) {
        return e;
    }
    struct judged_household h = {.on = ret->on, .persons = persons, .count = count};
    for (size_t i = 0; i < count; i++) {
        persons[i] = judged(made, i);
        h.has_specified |= made->household.members[i].is_specified_member;
    }
    limit_judge(&terms.copay, &terms.limit, &h, NULL, &ret->limit);
    copay_judge(&terms.ages, &terms.copay, &h, NULL, &ret->copay);
    ret->is_open = ret->copay.elder_tenths == 3 || ret->copay.route == COPAY_NOT_KNOWN;
    for (size_t i = 0; i < count; i++) {
        bool is_elder = age_class_holds(&terms.ages, CLASS_ELDER, persons[i].birth, ret->on);
        ret->has_under_70 |= persons[i].is_insured && !is_elder;
        ret->tenths[i] = !persons[i].is_insured ? 0
                                                : copay_tenths(&terms.ages, &terms.copay, &ret->copay,
                                                               persons[i].birth, ret->on);
        ret->is_elder[i] = persons[i].is_insured && is_elder;
    }
    return ERR_NONE;
}
