/*
 * 見本の世帯: the same few households in every town, so that screens, demonstrations and
 * whole-system tests have something to hold on to. The totals are those of assessment.md section
 * 12, fiscal year 2026.
 */
#include "town/make.h"

struct member {
    int age, sex;
    enum town_relation relation;
    enum town_insurance insurance;
    yen business, salary_revenue, pension_revenue, casualty_loss, gain;
    int left_job_code; /* left the job on 31 March */
};

static const struct practice {
    int edge_case;
    const char *surname, *kana;
    yen total_2026;
    const char *story;
    int count;
    struct member members[4];
} practices[] = {
    {1, "見本一", "ミホンイチ", 20121, "単身30歳 所得0円 申告済: 7割軽減", 1,
     {{30, 1, REL_HEAD, INSURANCE_NHI, .business = 0}}},
    {2, "見本二", "ミホンニ", 67073, "単身30歳 未申告: 軽減なし", 1,
     {{30, 2, REL_HEAD, INSURANCE_NHI, .business = -1}}},
    {5, "見本五", "ミホンゴ", 66334, "単身30歳 所得740,000円: 5割軽減の上限", 1,
     {{30, 1, REL_HEAD, INSURANCE_NHI, .business = 740000}}},
    {7, "見本七", "ミホンナナ", 56113, "夫婦とも70歳 年金1,680,000円と900,000円: 7割軽減", 2,
     {{70, 1, REL_HEAD, INSURANCE_NHI, .pension_revenue = 1680000},
      {70, 2, REL_WIFE, INSURANCE_NHI, .pension_revenue = 900000}}},
    {9, "見本九", "ミホンキュウ", 84873, "擬制世帯主 所得6,000,000円 配偶者45歳 所得0円", 2,
     {{48, 1, REL_HEAD, INSURANCE_EMPLOYEE, .business = 6000000},
      {45, 2, REL_WIFE, INSURANCE_NHI, .business = 0}}},
    {10, "見本十", "ミホントオ", 35241, "親45歳 所得0円と子3歳: 7割軽減と未就学児", 2,
     {{45, 2, REL_HEAD, INSURANCE_NHI, .business = 0}, {3, 1, REL_CHILD, INSURANCE_NHI}}},
    {11, "見本十一", "ミホンジュウイチ", 636143,
     "世帯主45歳 給与4,800,000円 配偶者38歳 子15歳と2歳", 4,
     {{45, 1, REL_HEAD, INSURANCE_NHI, .salary_revenue = 4800000},
      {38, 2, REL_WIFE, INSURANCE_NHI, .business = 0},
      {15, 2, REL_CHILD, INSURANCE_NHI, .business = 0},
      {2, 1, REL_CHILD, INSURANCE_NHI}}},
    {12, "見本十二", "ミホンジュウニ", 1127712, "単身45歳 所得10,000,000円: 限度額", 1,
     {{45, 1, REL_HEAD, INSURANCE_NHI, .business = 10000000}}},
    {23, "見本二十三", "ミホンニジュウサン", 167875,
     "45歳 給与5,000,000円 3月31日離職 理由31: 30/100", 1,
     {{45, 1, REL_HEAD, INSURANCE_NHI, .salary_revenue = 5000000, .left_job_code = 31}}},
    {35, "見本三十五", "ミホンサンジュウゴ", 122747,
     "雑損失の繰越1,000,000円 所得1,400,000円: 7割軽減", 1,
     {{30, 2, REL_HEAD, INSURANCE_NHI, .business = 1400000, .casualty_loss = 1000000}}},
    {36, "見本三十六", "ミホンサンジュウロク", 67073,
     "自宅の譲渡20,000,000円 特別控除20,000,000円: 軽減なし", 1,
     {{30, 1, REL_HEAD, INSURANCE_NHI, .gain = 20000000}}},
};

/* A member's age stays the same from January to September: no boundary is near. */
static int32_t birth_of(const struct town *t, int age)
{
    return (town_year(t) - age - 1) * 10000 + 1010;
}

static void set_income(struct town *t, const struct member *m, struct town_person *p)
{
    struct town_income *i = &p->income;
    if (m->age < 15) {
        return;
    }
    *i = (struct town_income){.declared = DECLARED_RESIDENT_TAX, .taxing_place = 1};
    if (m->business < 0) {
        i->declared = DECLARED_NOT;
        return;
    }
    i->business = m->business;
    i->salary_revenue = m->salary_revenue;
    i->pension_revenue = m->pension_revenue;
    i->casualty_loss_carried = m->casualty_loss;
    i->gain_long = i->gain_long_deduction = m->gain;
    i->declared = m->gain > 0 || m->business > 0 ? DECLARED_TAX_RETURN : DECLARED_RESIDENT_TAX;
    town_income_finish(town_year(t) - 1, m->age >= 65, i);
}

static void add_member(struct town *t, struct town_household *h, const struct practice *practice,
                       const struct member *m)
{
    static const struct town_word males[] = {{"太郎", "タロウ"}, {"次郎", "ジロウ"}};
    static const struct town_word females[] = {{"花子", "ハナコ"}, {"桃子", "モモコ"}};
    struct town_person *p =
        town_member_add(t, h, m->age, m->sex, m->relation, m->insurance);
    int32_t since = (town_year(t) - 9) * 10000 + 401;
    struct town_word *surname = ARENA_NEW(t->unit, struct town_word);

    *surname = (struct town_word){practice->surname, practice->kana};
    p->surname = surname;
    p->given = m->sex == 2 ? &females[m->age < 20] : &males[m->age < 20];
    town_name_japanese(t->unit, p->surname, p->given, &p->name);
    p->birth = birth_of(t, m->age);
    p->resident_since = p->birth > since ? p->birth : since;
    p->rows[0].event = p->birth > since ? EVENT_BIRTH : EVENT_MOVED_IN;
    p->rows[0].event_on = p->resident_since;
    p->rows[0].address_since = p->resident_since;
    if (p->insurance == INSURANCE_NHI) {
        p->insured_from = p->resident_since;
        p->acquired_by = p->birth > since ? "A08" : "A01";
    }
    if (m->left_job_code > 0) {
        p->left_job_on = t->year_from - 70;
        p->left_job_code = m->left_job_code;
        p->insured_from = t->year_from;
        p->acquired_by = "A03";
    }
    set_income(t, m, p);
}

static void note_in_manifest(struct town *t, const struct town_household *h,
                             const struct practice *practice)
{
    struct textbuf *b = &t->practice;
    textbuf_printf(b, "%s    {\"edge_case\": %d, \"name\": \"%s\", \"story\": \"%s\",\n",
                   b->len == 0 ? "" : ",\n", practice->edge_case, h->members[0].name.name,
                   practice->story);
    textbuf_printf(b, "     \"payer_no\": %lld, \"household_no\": %lld, \"insured\": %d, ",
                   (long long)h->members[0].no, (long long)h->no, town_insured_count(h));
    if (town_year(t) == 2026) {
        textbuf_printf(b, "\"expected_total\": %lld}", (long long)practice->total_2026);
    } else {
        textbuf_puts(b, "\"expected_total\": null}");
    }
}

void town_practice(struct town *t)
{
    for (size_t i = 0; i < COUNT_OF(practices); i++) {
        struct town_household h = {.no = town_number_next(&t->household_serial)};
        t->dice = town_dice_of(t->request->seed, (uint64_t)++t->unit_no, 2);
        town_address(t->unit, &t->dice, town_place(&t->dice, false), &h.address);
        for (int m = 0; m < practices[i].count; m++) {
            add_member(t, &h, &practices[i], &practices[i].members[m]);
        }
        town_write(t, &h);
        note_in_manifest(t, &h, &practices[i]);
        town_examples_note(t, &h);
        t->insured_left -= town_insured_count(&h);
        t->resident_left -= h.count;
        arena_reset(t->unit);
    }
}
