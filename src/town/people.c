#include "town/people.h"

const struct town_relation_entry town_relations[REL_COUNT] = {
    [REL_NONE] = {"", ""},
    [REL_HEAD] = {"世帯主", "02000000"},
    [REL_WIFE] = {"妻", "12000000"},
    [REL_HUSBAND] = {"夫", "11000000"},
    [REL_CHILD] = {"子", "20000000"},
    [REL_FATHER] = {"父", "51000000"},
    [REL_MOTHER] = {"母", "52000000"},
    [REL_CHILDS_WIFE] = {"子の妻", "20120000"},
    [REL_GRANDCHILD] = {"子の子", "20200000"},
    [REL_COHABITANT] = {"同居人", "99000000"},
};

static date day_of(int32_t ymd)
{
    date d;
    bool is_day = date_from_ymd(ymd, &d);
    assert(is_day);
    return d;
}

int32_t town_birthday_in(int32_t birth, int year)
{
    int month = birth / 100 % 100, day = birth % 100;
    if (!date_is_valid(year, month, day)) {
        return year * 10000 + 301;
    }
    return year * 10000 + month * 100 + day;
}

int32_t town_day_before(int32_t ymd)
{
    return date_ymd(date_add_days(day_of(ymd), -1));
}

int32_t town_day_after(int32_t ymd)
{
    return date_ymd(date_add_days(day_of(ymd), 1));
}

int32_t town_day_between(struct town_dice *d, int32_t from, int32_t to)
{
    int days = date_days_between(day_of(from), day_of(to));
    return days <= 0 ? from : date_ymd(date_add_days(day_of(from), town_below(d, days + 1)));
}

int32_t town_birth_of_age(struct town_dice *d, int year, int age)
{
    /* The months in which insurances end and begin: 40, 65 and 75 fall on the days that decide. */
    bool decides = age == 39 || age == 64 || age == 74;
    if (decides && town_chance(d, 250)) {
        /* Born on 1 April he is 75 and out of this insurance before the year begins. */
        bool first = age != 74 && town_chance(d, 500);
        return (year - age - 1) * 10000 + (first ? 401 : 402);
    }
    if (decides && town_chance(d, 350)) {
        static const int months[] = {5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3};
        int month = months[town_below(d, COUNT_OF(months))];
        int birth_year = month >= 5 ? year - age - 1 : year - age;
        return birth_year * 10000 + month * 100 + (town_chance(d, 500) ? 1 : 2);
    }
    int32_t last = (year - age) * 10000 + 401;
    int32_t first = (year - age - 1) * 10000 + 402;
    return town_day_between(d, first, last);
}

/* ----------------------------------------------------------------------------------- numbers -- */

/* Modulus 11, weights 2 to 7 from the lowest serial digit (住民記録システム標準仕様書 1.1.13). */
static int number_remainder(int64_t serial)
{
    int sum = 0, weight = 2;
    for (; serial > 0; serial /= 10) {
        sum += (int)(serial % 10) * weight;
        weight = weight == 7 ? 2 : weight + 1;
    }
    return sum % 11;
}

int64_t town_number_next(int64_t *serial)
{
    int r;
    do {
        (*serial)++;
        r = number_remainder(*serial);
    } while (r == 1);
    return *serial * 10 + (r == 0 ? 0 : 11 - r);
}

bool town_number_is_right(int64_t number)
{
    int r = number_remainder(number / 10);
    return r != 1 && number % 10 == (r == 0 ? 0 : 11 - r);
}

void town_individual_number(int64_t serial, bool is_valid, char ret[13])
{
    char base[12];
    assert(serial >= 0 && serial < 10000000);
    snprintf(base, sizeof base, "9021%07d", (int)serial);

    /* 番号法総務省令85号5条: weights 6 5 4 3 2 7 6 5 4 3 2 from the left. */
    static const int weights[] = {6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    int sum = 0;
    for (int i = 0; i < 11; i++) {
        sum += (base[i] - '0') * weights[i];
    }
    int r = sum % 11;
    int check = r <= 1 ? 0 : 11 - r;
    if (!is_valid) {
        check = (check + 1 + (int)(serial % 9)) % 10;
    }
    snprintf(ret, 13, "%s%d", base, check);
}
