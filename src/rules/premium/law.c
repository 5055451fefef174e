/*
 * 法令値の準備 -- what follows from the tables of a year, made once: ages as limits of birth days,
 * months, caps in twelfths, due dates.
 *
 * Law     年齢計算ニ関スル法律, 国民健康保険法施行令29条の7, 条例18条 (納期), 民法142条
 * Cases   care.cases, liable.cases, cap.cases, instalment.cases
 */
#include "rules/premium/law.h"

#include "rules/common/age.h"
#include "rules/common/holidays.h"

/* Born on or before: the age has been attained by the end of the month. */
static void age_limits(const struct premium_law *law, int age, int32_t limits[12])
{
    for (int i = 0; i < 12; i++) {
        limits[i] = age_born_until(age, (date){law->ends.day[i]}).day;
    }
}

static void ages_finish(struct premium_law *law)
{
    date day_before = date_add_days(law->from, -1); /* 31 March */
    date income_year_end = date_of(law->year.first_year - 1, 12, 31);

    age_limits(law, (int)law->care_age_from.value, law->care_from_born_until);
    age_limits(law, (int)law->care_age_until.value, law->care_until_born_until);
    law->care_from_before_year = age_born_until((int)law->care_age_from.value, day_before).day;
    /* 75: on the birthday itself, a day later than the eve. */
    for (int i = 0; i < 12; i++) {
        date eve = date_add_days((date){law->ends.day[i]}, -1);
        law->insured_until_born_until[i] = age_born_until((int)law->insured_age_until.value, eve).day;
    }
    law->born_under_75_on_1_april =
        age_born_until((int)law->insured_age_until.value, day_before).day;
    /* To the first 31 March on or after the age is attained: who attains it by then is in no more. */
    law->preschool_born_after = age_born_until((int)law->preschool_age.value, day_before).day;
    law->under_18_born_after = age_born_until((int)law->adult_age.value, day_before).day;
    law->pension_65_born_until = age_born_until((int)law->pension_age.value, income_year_end).day;
    law->no_record_born_after = age_born_until((int)law->no_record_age.value, income_year_end).day;
}

static void parts_finish(struct premium_law *law)
{
    for (size_t p = 0; p < LEVY_PARTS; p++) {
        struct premium_law_part *part = &law->parts[p];

        for (int months = 0; months <= 12; months++) {
            part->cap_by_months[months] =
                part->cap.present ? part->cap.value * months / 12 : PREMIUM_NO_CAP;
        }
        for (enum flat_level level = 0; level < FLAT_LEVELS; level++) {
            for (enum age_class age = 0; age < AGE_CLASSES; age++) {
                part->per_capita_month[level][age] = premium_per_capita_month(part, level, age);
            }
        }
    }
}

static void dues_finish(struct premium_law *law)
{
    for (size_t k = 0; k < law->instalment_count; k++) {
        int month = law->instalment_month[k];
        int year = law->year.first_year + (month < 4 ? 1 : 0);

        law->due[k].due_date = business_day_from(date_last_of_month(year, month));
        law->due[k].amount = 0;
    }
    law->instalment_step = (uint64_t)law->instalment_count * (uint64_t)law->instalment_unit.value;
}

void premium_law_finish(struct premium_law *law)
{
    assert(law->instalment_count >= 1 && law->instalment_count < INSTALMENTS_MAX);
    law->from = fiscal_year_from(law->year);
    law->until = fiscal_year_until(law->year);
    law->ends = months_of(law->year);
    ages_finish(law);
    parts_finish(law);
    dues_finish(law);
    law->maternity_first_month =
        law->maternity_months_from.present
            ? months_index(law->year, (date){(int32_t)law->maternity_months_from.value})
            : 0;
    law->former_dependant_level = LEFT_10;
    for (enum flat_level level = 0; level < FLAT_LEVELS; level++) {
        if (premium_left_tenths[level] == law->former_dependant_left.value) {
            law->former_dependant_level = level;
        }
    }
}

date premium_extra_due(date decided_on)
{
    struct civil c = date_civil(decided_on);
    date due;

    do {
        c.month = c.month % 12 + 1;
        c.year += c.month == 1;
        due = business_day_from(date_last_of_month(c.year, c.month));
    } while (date_days_between(decided_on, due) < 10);
    return due;
}
