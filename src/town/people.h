/*
 * Invented people while they are being made: one household at a time, gone when its rows are
 * written.
 */
#ifndef KOKUHO_TOWN_PEOPLE_H
#define KOKUHO_TOWN_PEOPLE_H

#include "base/arena.h"
#include "base/date.h"
#include "town/income.h"
#include "town/names.h"
#include "town/places.h"

#define TOWN_MEMBERS_MAX 12
#define TOWN_ROWS_MAX 8

enum town_relation {
    REL_NONE, /* 世帯主未設定, 住登外 */
    REL_HEAD,
    REL_WIFE,
    REL_HUSBAND,
    REL_CHILD,
    REL_FATHER,
    REL_MOTHER,
    REL_CHILDS_WIFE,
    REL_GRANDCHILD, /* 子の子 */
    REL_COHABITANT, /* 同居人 */
    REL_COUNT
};
struct town_relation_entry {
    const char *text, *code;
};
extern const struct town_relation_entry town_relations[REL_COUNT];

enum town_kind { KIND_JAPANESE = 1, KIND_FOREIGN, KIND_NOT_RESIDENT, KIND_LEGAL };
enum town_status { STATUS_NONE, STATUS_RESIDENT, STATUS_MOVED, STATUS_DEAD, STATUS_REMOVED };
enum town_insurance { INSURANCE_NHI, INSURANCE_EMPLOYEE, INSURANCE_LATTER };

/* 異動事由, as the head of layouts/ju-02-residents-full.layout lists them. */
enum town_event {
    EVENT_MOVED_IN = 1,
    EVENT_FROM_ABROAD = 2,
    EVENT_BIRTH = 3,
    EVENT_NATURALISED = 4,
    EVENT_MOVED_OUT = 11,
    EVENT_TO_ABROAD = 12,
    EVENT_DEATH = 13,
    EVENT_REMOVED = 16,
    EVENT_MOVED_WITHIN = 21,
    EVENT_NUMBER_CHANGED = 25,
    EVENT_HOUSEHOLD_SPLIT = 30,
    EVENT_HEAD_CHANGED = 33,
    EVENT_REGISTERED = 51, /* 住登外, 法人 */
};

/* What may differ from one history row of a person to the next. */
struct town_row {
    enum town_event event;
    int32_t event_on; /* ymd, as all days here */
    int64_t household_no;
    int order;
    enum town_relation relation;
    enum town_kind kind;
    enum town_status status;
    struct town_address address;
    int32_t address_since;
    int64_t number_serial; /* of the individual number; 0 = none yet */
    const char *away, *away_municipality; /* 転出先 */
};

struct town_person {
    int64_t no;
    struct town_name name;
    const struct town_word *surname, *given;
    const struct town_nation *nation; /* NULL = Japanese */
    int sex, age;                     /* age on 1 April of the year */
    int32_t birth;
    int birth_accuracy;
    const char *birth_text;
    int32_t resident_since;
    const char *previous, *previous_municipality, *previous_country;
    struct town_row rows[TOWN_ROWS_MAX];
    int row_count, first_history_no;

    enum town_insurance insurance;
    int32_t insured_from, insured_until; /* until 0 = open */
    const char *acquired_by, *lost_by;   /* eligibility.md 3.2 */
    int branch_no;
    int family; /* chooses the family name of people from abroad */
    int32_t left_job_on;
    int left_job_code;
    int32_t expected_birth;
    bool is_multiple_birth;
    int32_t former_dependant_from;
    int32_t care_exempt_from, care_exempt_until;
    int32_t latter_from;
    int latter_reason, latter_former_insurer;

    struct town_income income;

    int restriction_state; /* 0 none, 1 decided, 2 provisional, 3 released for a time */
    int32_t restriction_from, restriction_until;
    bool has_mailing, is_ward;
    const char *corporate_number;
};

struct town_household {
    int64_t no;
    int count;
    struct town_person members[TOWN_MEMBERS_MAX];
    struct town_address address;
    bool is_foreign, has_no_head;
};

static inline struct town_row *town_last_row(struct town_person *p)
{
    assert(p->row_count > 0);
    return &p->rows[p->row_count - 1];
}

/* The birthday in a year, as yyyymmdd; 29 February becomes 1 March where the year has none. */
int32_t town_birthday_in(int32_t birth, int year);
int32_t town_day_before(int32_t ymd);
int32_t town_day_after(int32_t ymd);
/* A day from `from` to `to`, both included. */
int32_t town_day_between(struct town_dice *d, int32_t from, int32_t to);
/*
 * A birth day that makes a person `age` years old on 1 April of `year` (day before birthday counts
 * not).
 */
int32_t town_birth_of_age(struct town_dice *d, int year, int age);

/*
 * 宛名番号 and 世帯番号: serial and check digit M11 W2-7; a serial that would need "10" is
 * skipped.
 */
int64_t town_number_next(int64_t *serial);
bool town_number_is_right(int64_t number);
/* 個人番号 from the block 9021: right check digit, or (the usual case) a wrong one. */
void town_individual_number(int64_t serial, bool is_valid, char ret[13]);

#endif
