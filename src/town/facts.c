/*
 * The dated facts of assessment (特例対象, 産前産後, 旧被扶養者, 適用除外) and the special cases
 * that a register of real people holds (identity_exchange.md 17.3).
 */
#include "town/make.h"

static const int qualifying_codes[] = {11, 12, 21, 22, 31, 32, 23, 33, 34};
static const int other_codes[] = {40, 45, 50};

/* 非自発的失業: left the job, which is often why he is insured here. */
static void maybe_unemployed(struct town *t, struct town_person *p)
{
    struct town_dice *d = &t->dice;
    if (p->age < 19 || p->age > 63 || p->income.salary_revenue == 0 ||
        p->income.family_pay_received > 0 || !town_chance(d, 30)) {
        return;
    }
    int32_t first = (town_year(t) - 1) * 10000 + 401;
    p->left_job_on = town_chance(d, 250) ? t->year_from - 70 /* 31 March */
                                         : town_day_between(d, first, t->as_of - 80);
    p->left_job_code = town_chance(d, 60) ? other_codes[town_below(d, COUNT_OF(other_codes))]
                                          : qualifying_codes[town_below(
                                                d, COUNT_OF(qualifying_codes))];
    int32_t day_after = town_day_after(p->left_job_on);
    if (p->insured_until == 0 && day_after > p->resident_since && day_after > p->insured_from &&
        town_chance(d, 700)) {
        p->insured_from = day_after;
        p->acquired_by = "A03";
    }
}

static void maybe_mother(struct town *t, struct town_person *p)
{
    if (p->sex != 2 || p->age < 21 || p->age > 42 || !town_chance(&t->dice, 16)) {
        return;
    }
    int year = town_year(t);
    p->expected_birth =
        town_day_between(&t->dice, (year - 1) * 10000 + 1101, year * 10000 + 1130);
    p->is_multiple_birth = town_chance(&t->dice, 40);
}

static void maybe_former_dependant(struct town *t, struct town_person *p)
{
    int32_t at_65 = town_birthday_in(p->birth, p->birth / 10000 + 65);
    int32_t first = p->resident_since > at_65 ? p->resident_since : at_65;
    if (p->age < 66 || p->age > 74 || p->insured_until != 0 || first >= t->year_from ||
        !town_chance(&t->dice, 15)) {
        return;
    }
    p->former_dependant_from = town_day_between(&t->dice, first, t->year_from);
    p->insured_from = p->former_dependant_from;
    p->acquired_by = "A04";
}

static void maybe_care_exempt(struct town *t, struct town_person *p)
{
    struct town_dice *d = &t->dice;
    int year = town_year(t);
    if (p->age < 41 || p->age > 62 || !town_chance(d, 4)) {
        return;
    }
    p->care_exempt_from = town_day_between(d, (year - 4) * 10000 + 401, t->as_of - 80);
    if (p->care_exempt_from < p->resident_since) {
        p->care_exempt_from = p->resident_since;
    }
    if (town_chance(d, 400)) {
        p->care_exempt_until = town_day_between(d, town_day_after(p->care_exempt_from), t->as_of);
    }
}

void town_facts(struct town *t, struct town_household *h)
{
    for (int i = 0; i < h->count; i++) {
        struct town_person *p = &h->members[i];
        if (p->insurance == INSURANCE_NHI && town_last_row(p)->status == STATUS_RESIDENT) {
            maybe_unemployed(t, p);
            maybe_mother(t, p);
            maybe_former_dependant(t, p);
            maybe_care_exempt(t, p);
        }
    }
}

/* ---------------------------------------------------------------------------- special cases -- */

/* 生年月日の不詳: far from the ages at which insurances begin and end. */
static void special_birth(struct town *t, struct town_person *p)
{
    bool is_far = (p->age >= 46 && p->age <= 58) || p->age >= 79;
    if (!is_far || !town_take(&t->special.unknown_birth)) {
        return;
    }
    switch (town_below(&t->dice, p->insurance == INSURANCE_NHI ? 2 : 4)) {
    case 0:
        p->birth = p->birth / 100 * 100;
        p->birth_accuracy = 1;
        p->birth_text = "日不詳";
        break;
    case 1:
        p->birth = p->birth / 10000 * 10000;
        p->birth_accuracy = 2;
        p->birth_text = arena_printf(t->unit, "西暦%d年頃", p->birth / 10000);
        break;
    case 2:
        p->birth = 0;
        p->birth_accuracy = 3;
        p->birth_text = "年月日不詳";
        break;
    default:
        p->birth = p->birth / 100 * 100;
        p->birth_accuracy = 1;
        p->birth_text = "春頃";
        break;
    }
}

static void special_names(struct town *t, struct town_person *p)
{
    struct town_quotas *q = &t->special;
    if (p->nation == NULL) {
        if (p->rows[0].relation == REL_HEAD && town_take(&q->rare_characters)) {
            p->surname = town_rare_surname(&t->dice);
            town_name_japanese(t->unit, p->surname, p->given, &p->name);
        } else if (p->age >= 25 && p->age < 75 && town_take(&q->former_surname)) {
            const struct town_word *s = town_surname(&t->dice);
            p->name.former_surname = s->text;
            p->name.former_surname_kana = s->kana;
        }
        return;
    }
    if (town_take(&q->roman_of_100)) {
        town_name_lengthen(t->unit, 100, &p->name);
    } else if (town_take(&q->long_roman)) {
        town_name_lengthen(t->unit, (size_t)town_between(&t->dice, 41, 80), &p->name);
    } else if (town_take(&q->alias)) {
        town_name_alias(t->unit, &t->dice, p->sex, p->birth / 10000, &p->name);
    }
}

static void special_register(struct town *t, struct town_household *h, struct town_person *p)
{
    struct town_quotas *q = &t->special;
    int32_t until = t->year_from - 70;

    if (p->row_count > 1 || p->resident_since >= until - 10000 || p->age < 20) {
        return;
    }
    if (p->nation != NULL && p->nation->has_kanji && town_take(&q->naturalised)) {
        int32_t on = town_day_between(&t->dice, town_day_after(p->resident_since), until);
        town_row_add(p, EVENT_NATURALISED, on)->kind = KIND_JAPANESE;
    } else if (town_take(&q->number_changed)) {
        int32_t on = town_day_between(&t->dice, town_day_after(p->resident_since), until);
        town_row_add(p, EVENT_NUMBER_CHANGED, on)->number_serial = --t->changed_number_serial;
    } else if (h->count > 1 && p == &h->members[1] && town_take(&q->wrong_number_links)) {
        p->rows[0].number_serial = h->members[0].rows[0].number_serial;
    }
}

/* 支援措置: the until date alone does not lift it. */
static void special_restricted(struct town *t, struct town_person *p)
{
    struct town_quotas *q = &t->special;
    if (p->age < 20 || !town_take(&q->restricted)) {
        return;
    }
    bool has_ended = town_take(&q->restricted_ended);
    bool is_provisional = !has_ended && town_take(&q->restricted_provisional);
    bool is_released = !has_ended && !is_provisional && town_take(&q->restricted_released);

    p->restriction_state = is_provisional ? 2 : is_released ? 3 : 1;
    int32_t year_ago = t->as_of - 10000;
    p->restriction_from =
        has_ended ? year_ago - 20000 : town_day_between(&t->dice, year_ago, t->as_of);
    p->restriction_until =
        has_ended ? year_ago : town_birthday_in(p->restriction_from, town_year(t) + 1);
}

static void make_twins(struct town *t, struct town_household *h)
{
    struct town_person *first = NULL;
    for (int i = 0; i < h->count; i++) {
        struct town_person *p = &h->members[i];
        if (p->rows[0].relation != REL_CHILD || p->age >= 18 || p->nation != NULL ||
            p->row_count != 1) {
            continue;
        }
        if (first == NULL) {
            first = p;
            continue;
        }
        if (town_take(&t->special.twins)) {
            p->birth = first->birth;
            p->age = first->age;
            p->given = town_given_like(&t->dice, p->sex, first->given);
            town_name_japanese(t->unit, p->surname, p->given, &p->name);
            p->resident_since = first->resident_since;
            p->insured_from = first->insured_from;
            p->insured_until = first->insured_until;
            p->acquired_by = first->acquired_by;
            p->lost_by = first->lost_by;
            p->income = first->income;
            p->rows[0].event = first->rows[0].event;
            p->rows[0].event_on = first->rows[0].event_on;
            p->rows[0].address_since = first->rows[0].address_since;
        }
        return;
    }
}

void town_specials(struct town *t, struct town_household *h)
{
    bool is_quiet = true; /* nothing happened this year */
    for (int i = 0; i < h->count; i++) {
        is_quiet = is_quiet && h->members[i].row_count == 1 &&
                   h->members[i].resident_since < t->year_from - 10000;
    }
    make_twins(t, h);
    if (is_quiet && h->count > 1 && town_take(&t->special.without_head)) {
        h->has_no_head = true;
        for (int i = 0; i < h->count; i++) {
            h->members[i].rows[0].relation = REL_NONE;
        }
    }
    for (int i = 0; i < h->count; i++) {
        struct town_person *p = &h->members[i];
        special_register(t, h, p);
        special_names(t, p);
        special_birth(t, p);
        special_restricted(t, p);
        if (p->age >= 20 && town_take(&t->special.with_mailing)) {
            p->has_mailing = true;
            p->is_ward = p->age >= 70;
        }
        if (p->rows[0].relation == REL_HEAD && town_take(&t->special.long_building)) {
            town_last_row(p)->address.building =
                "社会福祉法人見本会　特別養護老人ホーム見本の里　サービス付き高齢者向け住宅"
                "「シャトー, ド \"ミホン\"」東館　一〇〇三号室　見本太郎様方";
        }
    }
}
