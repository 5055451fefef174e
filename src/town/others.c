/*
 * Who is in the register of addressees without living here: former residents, 住登外者, legal
 * bodies.
 */
#include "town/make.h"

static struct town_person *begin_single(struct town *t, int age, int foreign_permille,
                                        struct town_household *h)
{
    *h = (struct town_household){.is_foreign = town_chance(&t->dice, foreign_permille)};
    h->no = town_number_next(&t->household_serial);
    town_address(t->unit, &t->dice, town_place(&t->dice, h->is_foreign), &h->address);
    return town_member_add(t, h, age, 0, REL_HEAD, INSURANCE_EMPLOYEE);
}

void town_former_make(struct town *t, struct town_household *h)
{
    struct town_dice *d = &t->dice;
    int year = town_year(t);
    struct town_person *p = begin_single(t, town_between(d, 20, 95), 170, h);
    int32_t first = (year - 15) * 10000 + 401;
    int32_t left = town_day_between(d, (year - 8) * 10000 + 401, (year - 1) * 10000 + 331);
    bool died = p->age >= 60 && town_chance(d, 600);
    bool removed = !died && town_chance(d, 40);

    p->resident_since = town_day_between(d, first, town_day_before(left));
    p->rows[0].event = EVENT_MOVED_IN;
    p->rows[0].event_on = p->resident_since;
    p->rows[0].address_since = p->resident_since;
    struct town_row *row =
        town_row_add(p, died ? EVENT_DEATH : removed ? EVENT_REMOVED : EVENT_MOVED_OUT, left);
    row->status = died ? STATUS_DEAD : removed ? STATUS_REMOVED : STATUS_MOVED;
    if (row->status == STATUS_MOVED) {
        row->away = town_elsewhere(d, &row->away_municipality);
    }
    if (p->age < 75 && town_chance(d, 350)) {
        p->insured_from = p->resident_since;
        p->insured_until = died ? town_day_after(left) : left;
        p->acquired_by = "A01";
        p->lost_by = died ? "L07" : removed ? "L13c" : "L03";
    }
}

/* 住登外者: somebody the ward writes to who lives elsewhere, and doubles of residents. */
void town_not_resident_make(struct town *t, struct town_household *h)
{
    struct town_dice *d = &t->dice;
    struct town_person *p = begin_single(t, town_between(d, 20, 90), 60, h);
    struct town_row *row = &p->rows[0];
    int32_t on = town_day_between(d, (town_year(t) - 10) * 10000 + 401, t->year_from);

    row->event = EVENT_REGISTERED;
    row->event_on = on;
    row->household_no = 0;
    row->relation = REL_NONE;
    row->kind = KIND_NOT_RESIDENT;
    row->status = STATUS_NONE;
    row->number_serial = town_chance(d, 300) ? row->number_serial : 0;
    const char *municipality = NULL;
    row->address = (struct town_address){
        .address = arena_printf(t->unit, "%s見本町%d番%d号", town_elsewhere(d, &municipality),
                                town_between(d, 1, 30), town_between(d, 1, 20)),
        .postal_code = "1000000", .code = "", .building = "", .building_kana = "",
        .lot_code = ""};

    if (!t->has_doubled) {
        return;
    }
    bool is_duplicate = town_take(&t->special.duplicates);
    bool differs_in_sex = !is_duplicate && town_take(&t->special.differ_only_in_sex);
    if (is_duplicate || differs_in_sex) {
        const struct town_double *twin = &t->doubled;
        p->name = (struct town_name){.name = arena_string(t->unit, twin->name),
                                     .kana = arena_string(t->unit, twin->kana)};
        p->nation = NULL;
        p->birth = twin->birth;
        p->sex = is_duplicate ? twin->sex : 3 - twin->sex;
        row->number_serial = 0;
        row->address.address = arena_string(t->unit, twin->address);
        row->address.building = arena_string(t->unit, twin->building);
        row->address.postal_code = arena_string(t->unit, twin->postal_code);
        row->address.code = arena_string(t->unit, twin->code);
        t->has_doubled = false;
    }
}

/* 法人番号: 12 digits with the check digit in front, 9 - (sum mod 9) with weights 1 and 2. */
static const char *corporate_number(struct arena *a, int64_t serial)
{
    char base[13];
    snprintf(base, sizeof base, "9999%08u", (unsigned)(serial % 100000000));
    int sum = 0;
    for (int i = 0; i < 12; i++) {
        sum += (base[11 - i] - '0') * (i % 2 == 0 ? 1 : 2);
    }
    return arena_printf(a, "%d%s", 9 - sum % 9, base);
}

void town_legal_make(struct town *t, struct town_household *h)
{
    static const char *const kinds[] = {"株式会社", "有限会社", "合同会社", "医療法人社団",
                                        "一般社団法人"};
    struct town_dice *d = &t->dice;
    struct town_person *p = begin_single(t, 30, 0, h);
    struct town_row *row = &p->rows[0];
    const struct town_word *s = town_surname(d);

    p->name = (struct town_name){
        .name = arena_printf(t->unit, "%s見本%s", kinds[town_below(d, COUNT_OF(kinds))], s->text),
        .kana = arena_printf(t->unit, "ミホン%s", s->kana)};
    p->sex = 0;
    p->birth = 0;
    p->birth_accuracy = 3;
    p->corporate_number = corporate_number(t->unit, p->no / 10);
    row->event = EVENT_REGISTERED;
    row->event_on = town_day_between(d, (town_year(t) - 10) * 10000 + 401, t->year_from);
    row->household_no = 0;
    row->relation = REL_NONE;
    row->kind = KIND_LEGAL;
    row->status = STATUS_NONE;
    row->number_serial = 0;
}
