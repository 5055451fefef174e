/*
 * Shapes of households: who lives together, and who of them is insured here.
 */
#include "town/make.h"

enum shape {
    SHAPE_SINGLE_YOUNG,
    SHAPE_SINGLE_MIDDLE,
    SHAPE_SINGLE_ELDER,
    SHAPE_COUPLE_ELDER,
    SHAPE_HEAD_LATTER,   /* head of 75 or over, spouse insured: 擬制世帯主 */
    SHAPE_SPOUSE_LATTER, /* spouse of 75 or over: 特定同一世帯所属者 */
    SHAPE_COUPLE_MIDDLE,
    SHAPE_FAMILY,
    SHAPE_ONE_PARENT,
    SHAPE_NOMINAL_HEAD,  /* head insured with an employer, others here */
    SHAPE_THREE_GENERATIONS,
    SHAPE_COHABITANTS,
    SHAPES_INSURED,
    SHAPE_STAFF_SINGLE = SHAPES_INSURED,
    SHAPE_STAFF_COUPLE,
    SHAPE_STAFF_FAMILY,
    SHAPE_LATTER_SINGLE,
    SHAPE_LATTER_COUPLE,
    SHAPES
};

/* weight: of a thousand households with (without) insured persons; foreign: permille of them. */
static const struct {
    int weight, foreign;
} shapes[SHAPES] = {
    [SHAPE_SINGLE_YOUNG] = {306, 245},   [SHAPE_SINGLE_MIDDLE] = {232, 70},
    [SHAPE_SINGLE_ELDER] = {112, 15},    [SHAPE_COUPLE_ELDER] = {60, 10},
    [SHAPE_HEAD_LATTER] = {38, 5},       [SHAPE_SPOUSE_LATTER] = {18, 5},
    [SHAPE_COUPLE_MIDDLE] = {62, 70},    [SHAPE_FAMILY] = {64, 100},
    [SHAPE_ONE_PARENT] = {26, 50},       [SHAPE_NOMINAL_HEAD] = {46, 60},
    [SHAPE_THREE_GENERATIONS] = {12, 0}, [SHAPE_COHABITANTS] = {24, 800},
    [SHAPE_STAFF_SINGLE] = {520, 215},   [SHAPE_STAFF_COUPLE] = {160, 170},
    [SHAPE_STAFF_FAMILY] = {140, 170},   [SHAPE_LATTER_SINGLE] = {120, 15},
    [SHAPE_LATTER_COUPLE] = {60, 10},
};

int town_insured_count(const struct town_household *h)
{
    int n = 0;
    for (int i = 0; i < h->count; i++) {
        n += h->members[i].insurance == INSURANCE_NHI;
    }
    return n;
}

/* ------------------------------------------------------------------------------------ people -- */

static void name_person(struct town *t, struct town_household *h, struct town_person *p)
{
    struct town_person *head = &h->members[0];
    bool own_family = p == head || p->rows[0].relation == REL_COHABITANT;

    if (p->nation != NULL) {
        p->family = own_family ? town_below(&t->dice, 60) : head->family;
        town_name_foreign(t->unit, p->nation, p->family, p->sex, &t->dice, &p->name);
        return;
    }
    p->surname = own_family || head->surname == NULL ? town_surname(&t->dice) : head->surname;
    p->given = town_given(&t->dice, p->sex, p->birth / 10000);
    town_name_japanese(t->unit, p->surname, p->given, &p->name);
}

struct town_person *town_member_add(struct town *t, struct town_household *h, int age, int sex,
                                    enum town_relation relation, enum town_insurance insurance)
{
    assert(h->count < TOWN_MEMBERS_MAX);
    struct town_person *p = &h->members[h->count++];

    *p = (struct town_person){.age = age, .insurance = insurance, .row_count = 1,
                              .first_history_no = 1};
    p->no = town_number_next(&t->addressee_serial);
    p->sex = sex != 0 ? sex : town_between(&t->dice, 1, 2);
    p->birth = town_birth_of_age(&t->dice, town_year(t), age);
    p->nation = !h->is_foreign                ? NULL
                : h->count > 1 && relation != REL_COHABITANT ? h->members[0].nation
                                                             : town_nation(&t->dice);
    p->rows[0] = (struct town_row){
        .household_no = h->no, .order = h->count, .relation = relation,
        .kind = h->is_foreign ? KIND_FOREIGN : KIND_JAPANESE, .status = STATUS_RESIDENT,
        .address = h->address, .number_serial = ++t->number_serial};
    name_person(t, h, p);
    return p;
}

static struct town_person *add_spouse(struct town *t, struct town_household *h, int age,
                                      enum town_insurance insurance)
{
    int sex = 3 - h->members[0].sex;
    return town_member_add(t, h, age, sex, sex == 2 ? REL_WIFE : REL_HUSBAND, insurance);
}

static void add_children(struct town *t, struct town_household *h, int most, int parent_age,
                         enum town_insurance insurance)
{
    int oldest = parent_age - 22 < 17 ? parent_age - 22 : 17;
    int count = town_between(&t->dice, 1, most);
    for (int i = 0; i < count; i++) {
        int age = town_between(&t->dice, 0, oldest < 1 ? 1 : oldest);
        town_member_add(t, h, age, 0, REL_CHILD, insurance);
    }
}

static int between(struct town *t, int lo, int hi)
{
    return town_between(&t->dice, lo, hi);
}

/* ------------------------------------------------------------------------------------ shapes -- */

static struct town_person *add_head(struct town *t, struct town_household *h, int lo, int hi,
                                    int sex, enum town_insurance insurance)
{
    return town_member_add(t, h, between(t, lo, hi), sex, REL_HEAD, insurance);
}

/* One or two people without children. */
static void fill_small(struct town *t, enum shape shape, struct town_household *h)
{
    int mostly_male = town_chance(&t->dice, 850) ? 1 : 2;
    switch (shape) {
    case SHAPE_SINGLE_YOUNG:
        add_head(t, h, 19, 39, 0, INSURANCE_NHI);
        break;
    case SHAPE_SINGLE_MIDDLE:
        add_head(t, h, 40, 64, 0, INSURANCE_NHI);
        break;
    case SHAPE_COUPLE_ELDER:
        add_head(t, h, 66, 74, 1, INSURANCE_NHI);
        add_spouse(t, h, between(t, 65, 74), INSURANCE_NHI);
        break;
    case SHAPE_HEAD_LATTER:
        add_head(t, h, 75, 86, 1, INSURANCE_LATTER);
        add_spouse(t, h, between(t, 66, 74), INSURANCE_NHI);
        break;
    case SHAPE_SPOUSE_LATTER:
        add_head(t, h, 68, 74, 0, INSURANCE_NHI);
        add_spouse(t, h, between(t, 75, 80), INSURANCE_LATTER);
        break;
    case SHAPE_COUPLE_MIDDLE:
        add_head(t, h, 28, 64, mostly_male, INSURANCE_NHI);
        add_spouse(t, h, h->members[0].age - between(t, 0, 6), INSURANCE_NHI);
        break;
    case SHAPE_COHABITANTS:
        add_head(t, h, 19, 35, 0, INSURANCE_NHI);
        town_member_add(t, h, between(t, 19, 35), 0, REL_COHABITANT, INSURANCE_NHI);
        break;
    default:
        add_head(t, h, 65, 74, 0, INSURANCE_NHI);
        break;
    }
}

/* The head is insured with his employer; somebody of his family is insured here. */
static void fill_nominal_head(struct town *t, struct town_household *h)
{
    int age = add_head(t, h, 42, 60, 1, INSURANCE_EMPLOYEE)->age;
    if (town_chance(&t->dice, 400)) {
        add_spouse(t, h, age - between(t, 0, 5), INSURANCE_NHI);
    } else if (town_chance(&t->dice, 500)) {
        town_member_add(t, h, between(t, 18, age - 22), 0, REL_CHILD, INSURANCE_NHI);
    } else {
        town_member_add(t, h, between(t, 66, 74), 2, REL_MOTHER, INSURANCE_NHI);
    }
}

static void fill_with_insured(struct town *t, enum shape shape, struct town_household *h)
{
    int age;
    switch (shape) {
    case SHAPE_FAMILY:
        age = add_head(t, h, 27, 52, town_chance(&t->dice, 850) ? 1 : 2, INSURANCE_NHI)->age;
        add_spouse(t, h, age - between(t, 0, 4), INSURANCE_NHI);
        add_children(t, h, 3, age, INSURANCE_NHI);
        break;
    case SHAPE_ONE_PARENT:
        age = add_head(t, h, 25, 50, town_chance(&t->dice, 150) ? 1 : 2, INSURANCE_NHI)->age;
        add_children(t, h, 2, age, INSURANCE_NHI);
        break;
    case SHAPE_NOMINAL_HEAD:
        fill_nominal_head(t, h);
        break;
    case SHAPE_THREE_GENERATIONS:
        age = add_head(t, h, 40, 50, 1, INSURANCE_NHI)->age;
        add_spouse(t, h, age - between(t, 0, 5), INSURANCE_NHI);
        add_children(t, h, 3, age, INSURANCE_NHI);
        town_member_add(t, h, between(t, 75, 88), 1, REL_FATHER, INSURANCE_LATTER);
        town_member_add(t, h, between(t, 66, 74), 2, REL_MOTHER, INSURANCE_NHI);
        t->count.three_generation_households++;
        break;
    default:
        fill_small(t, shape, h);
        break;
    }
}

static void fill_without_insured(struct town *t, enum shape shape, struct town_household *h)
{
    int age = between(t, 26, 58);
    switch (shape) {
    case SHAPE_STAFF_COUPLE:
        town_member_add(t, h, age, 0, REL_HEAD, INSURANCE_EMPLOYEE);
        add_spouse(t, h, age - between(t, 0, 4), INSURANCE_EMPLOYEE);
        break;
    case SHAPE_STAFF_FAMILY:
        town_member_add(t, h, age, 1, REL_HEAD, INSURANCE_EMPLOYEE);
        add_spouse(t, h, age - between(t, 0, 4), INSURANCE_EMPLOYEE);
        add_children(t, h, 3, age, INSURANCE_EMPLOYEE);
        break;
    case SHAPE_LATTER_SINGLE:
        town_member_add(t, h, between(t, 75, 99), town_chance(&t->dice, 650) ? 2 : 1, REL_HEAD,
                        INSURANCE_LATTER);
        break;
    case SHAPE_LATTER_COUPLE:
        town_member_add(t, h, between(t, 76, 92), 1, REL_HEAD, INSURANCE_LATTER);
        add_spouse(t, h, between(t, 75, 90), INSURANCE_LATTER);
        break;
    default:
        town_member_add(t, h, between(t, 20, 62), 0, REL_HEAD, INSURANCE_EMPLOYEE);
        break;
    }
}

static void begin_household(struct town *t, int foreign_permille, struct town_household *h)
{
    *h = (struct town_household){.is_foreign = town_chance(&t->dice, foreign_permille)};
    h->no = town_number_next(&t->household_serial);
    town_address(t->unit, &t->dice, town_place(&t->dice, h->is_foreign), &h->address);
}

/* Larger shapes than what is left are not taken: the numbers of the request come out exactly. */
static int most_insured(enum shape shape)
{
    static const int most[SHAPES] = {
        [SHAPE_COUPLE_ELDER] = 2, [SHAPE_COUPLE_MIDDLE] = 2, [SHAPE_FAMILY] = 5,
        [SHAPE_ONE_PARENT] = 3, [SHAPE_THREE_GENERATIONS] = 6, [SHAPE_COHABITANTS] = 2,
        [SHAPE_STAFF_COUPLE] = 2, [SHAPE_STAFF_FAMILY] = 5, [SHAPE_LATTER_COUPLE] = 2};
    return most[shape] == 0 ? 1 : most[shape];
}

void town_household_make(struct town *t, bool with_insured, int64_t left,
                         struct town_household *h)
{
    int first = with_insured ? 0 : SHAPES_INSURED;
    int count = with_insured ? SHAPES_INSURED : SHAPES - SHAPES_INSURED;
    int weights[SHAPES];

    for (int i = 0; i < count; i++) {
        weights[i] = shapes[first + i].weight;
    }
    enum shape shape = (enum shape)(first + town_weighted(&t->dice, weights, count));
    if (most_insured(shape) > left) {
        shape = with_insured ? SHAPE_SINGLE_YOUNG : SHAPE_STAFF_SINGLE;
    }
    begin_household(t, shapes[shape].foreign, h);
    if (with_insured) {
        fill_with_insured(t, shape, h);
    } else {
        fill_without_insured(t, shape, h);
    }
}

void town_household_single(struct town *t, bool is_insured, struct town_household *h)
{
    begin_household(t, 0, h);
    town_member_add(t, h, between(t, 30, 60), 0, REL_HEAD,
                    is_insured ? INSURANCE_NHI : INSURANCE_EMPLOYEE);
}
