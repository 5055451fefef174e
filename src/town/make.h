/*
 * The making of a town: what its parts share while it runs.
 */
#ifndef KOKUHO_TOWN_MAKE_H
#define KOKUHO_TOWN_MAKE_H

#include "town/feed.h"
#include "town/people.h"
#include "town/town.h"

/* Everything that is counted on the way and stands in manifest.json under its own name. */
#define TOWN_COUNTS(X)                                                                             \
    X(addressees) X(residents) X(former) X(not_resident) X(legal_bodies) X(households)             \
    X(resident_rows) X(foreign_residents) X(insured) X(insured_on_1_april) X(insured_on_as_of)     \
    X(insured_foreign) X(households_with_insured) X(nominal_heads) X(specified_members)            \
    X(memberships) X(open_memberships) X(past_memberships) X(tax_rows) X(undeclared_rows)          \
    X(undeclared_insured) X(insured_without_tax_row) X(turning_40) X(turning_65) X(turning_75)     \
    X(preschool_insured) X(three_generation_households) X(unemployed) X(maternity)                 \
    X(former_dependants) X(care_exempt) X(latter_stage) X(moved_in_this_year)                      \
    X(moved_out_this_year) X(died_this_year) X(head_changed_this_year) X(split_this_year)          \
    X(moved_within_this_year) X(born_this_year) X(joined_this_year) X(left_this_year)              \
    X(from_abroad_this_year) X(last_year_assessments) X(later_resident_rows) X(later_tax_rows)     \
    X(gains_with_deduction) X(casualty_losses) X(family_employees) X(very_high_incomes)

#define TOWN_SUMS(X)                                                                               \
    X(total_income) X(total_income_insured) X(salary_revenue) X(pension_revenue)                   \
    X(fixed_asset_tax) X(last_year_total) X(later_total_income)

/* identity_exchange.md 17.3: numbers of cases in a town of 100,000 insured. */
#define TOWN_SPECIALS(X)                                                                           \
    X(unknown_birth, 200) X(rare_characters, 300) X(former_surname, 500) X(alias, 8000)            \
    X(long_roman, 400) X(roman_of_100, 20) X(restricted, 150) X(restricted_ended, 50)              \
    X(restricted_provisional, 20) X(restricted_released, 10) X(duplicates, 60)                     \
    X(wrong_number_links, 20) X(re_entered, 3000) X(naturalised, 200) X(twins, 100)                \
    X(without_head, 300) X(with_mailing, 1500) X(number_changed, 500) X(differ_only_in_sex, 5)     \
    X(long_building, 40)

/* Differences of July (DIR/later). */
#define TOWN_LATER(X)                                                                              \
    X(later_moved_within, 300) X(later_moved_out, 250) X(later_death_of_head, 60)                  \
    X(later_head_changed, 40) X(later_born, 60) X(later_split, 60) X(later_moved_in, 200)          \
    X(later_corrected_up, 500) X(later_corrected_down, 400) X(later_declared, 1200)

/* Counts of which the manifest names a household, beside all special cases. */
#define TOWN_SHOWN(X)                                                                              \
    X(nominal_heads) X(specified_members) X(three_generation_households) X(unemployed)             \
    X(maternity) X(former_dependants) X(care_exempt) X(turning_40) X(turning_65) X(turning_75)     \
    X(preschool_insured) X(moved_in_this_year) X(moved_out_this_year) X(died_this_year)            \
    X(head_changed_this_year) X(split_this_year) X(born_this_year) X(family_employees)             \
    X(undeclared_insured)

struct town_counts {
#define X(name) int64_t name;
    TOWN_COUNTS(X)
    struct {
        TOWN_SUMS(X)
    } sum;
#undef X
};
struct town_quotas {
#define X(name, full) struct town_quota name;
    TOWN_SPECIALS(X)
    TOWN_LATER(X)
#undef X
};

/* The first household in which a case came up: for demonstrations and tests. */
struct town_example {
    int64_t addressee_no, household_no;
};
struct town_examples {
#define X(name) struct town_example name;
    TOWN_SHOWN(X)
#undef X
#define X(name, full) struct town_example name;
    TOWN_SPECIALS(X)
    TOWN_LATER(X)
#undef X
};

enum town_feed { FEED_RESIDENTS, FEED_INCOME, FEED_CARE, FEED_LATTER, FEED_ELIGIBILITY,
                 FEED_ASSESSMENT, FEED_LATER_RESIDENTS, FEED_LATER_INCOME, FEED_COUNT };

struct town_baby {
    int64_t household_no;
    int order;
    const struct town_word *surname;
    struct town_address address;
};

/* A resident remembered so that a double of him can be made. */
struct town_double {
    char name[256], kana[256];
    int32_t birth;
    int sex;
    char address[256], postal_code[8], code[12], building[128];
};

struct town {
    const struct town_request *request;
    int32_t as_of;     /* 1 June: the day of the full feeds */
    int32_t year_from; /* 1 April */
    struct arena *run;  /* the whole town */
    struct arena *unit; /* one household, person or body */
    struct town_dice dice;
    int64_t unit_no;
    int64_t addressee_serial, household_serial, number_serial, changed_number_serial;
    int64_t feed_sequence[FEED_COUNT];
    int64_t resident_trailer[FEED_COUNT]; /* latest rows of residents, by feed */
    int64_t latest_trailer[FEED_COUNT];
    struct feed feeds[FEED_COUNT];
    struct textbuf practice; /* manifest entries of the practice households */
    struct town_counts count;
    struct town_quotas special;
    struct town_examples examples;
    /* What is still to be made. */
    int64_t insured_left, resident_left, former_left, not_resident_left, legal_left;
    yen last_year_parts[3], later_salary_revenue, later_pension_revenue;
    struct town_double doubled;
    bool has_doubled;
    /* Babies of July get their numbers when everybody else has his. */
    struct town_baby *babies;
    size_t baby_count, baby_capacity;
    struct report *report;
};

static inline int town_year(const struct town *t)
{
    return t->request->year;
}

/* household.c: shapes; events.c: what happened to them; taxes.c: incomes; facts.c: the rest. */
/* `left`: the most insured persons (or residents) that may still come. */
void town_household_make(struct town *t, bool with_insured, int64_t left,
                         struct town_household *h);
void town_household_single(struct town *t, bool is_insured, struct town_household *h);
struct town_person *town_member_add(struct town *t, struct town_household *h, int age, int sex,
                                    enum town_relation relation, enum town_insurance insurance);
int town_insured_count(const struct town_household *h);
/* Since when they live here and are insured; what happened to them from January to May. */
void town_events(struct town *t, struct town_household *h);
struct town_row *town_row_add(struct town_person *p, enum town_event event, int32_t on);
/* Another member of 18 or over who could lead the household; NULL when there is none. */
struct town_person *town_successor(struct town_household *h);
void town_head_change(struct town_household *h, struct town_person *successor, int32_t on);
void town_household_split(struct town *t, struct town_person *leaving, int32_t on);
void town_move_out(struct town *t, struct town_household *h, int32_t on);
void town_move_within(struct town *t, struct town_household *h, int32_t on);
void town_incomes(struct town *t, struct town_household *h);
void town_facts(struct town *t, struct town_household *h);
void town_specials(struct town *t, struct town_household *h);
/* others.c: who is no resident. */
void town_former_make(struct town *t, struct town_household *h);
void town_not_resident_make(struct town *t, struct town_household *h);
void town_legal_make(struct town *t, struct town_household *h);
/* later.c: differences of July; before the household's rows are forgotten. */
void town_later(struct town *t, struct town_household *h);
void town_later_arrivals(struct town *t);
/* count.c: everything the feeds say about these people, counted on the way. */
void town_write(struct town *t, struct town_household *h);
/* rows.c, last_year.c */
void town_write_care(struct town *t, const struct town_person *p, const struct town_row *last);
void town_write_latter(struct town *t, const struct town_person *p, const struct town_row *last);
void town_write_eligibility(struct town *t, const struct town_person *p,
                            const struct town_row *last);
void town_write_last_year(struct town *t, const struct town_household *h);
void town_write_resident(struct town *t, enum town_feed feed, struct town_household *h,
                         struct town_person *p, int from_row);
void town_write_income(struct town *t, enum town_feed feed, const struct town_person *p,
                       int history_no);
/* practice.c */
void town_practice(struct town *t);
/* manifest.c */
void town_examples_note(struct town *t, const struct town_household *h);
MUST_CHECK enum err town_manifest_write(struct town *t, struct report *report);

#endif
