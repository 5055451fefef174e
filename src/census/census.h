/*
 * 資格の統計 -- 事業月報 (資格), 異動統計, 年齢別, 外国人国籍別: how many are insured, who came, who went
 * (EL-36, EL-38, EL-39).
 *
 * Rules    eligibility.md 16: counted on the last day, opening + increases - decreases = closing; what is
 * entered late counts in the month of its processing. 事業月報 B表 is money: 月報 of books/.
 *
 * Everything is counted from one list of items (a person or household at the opening, coming, going, at the
 * closing). A row and a column of a sheet are conditions on items, a cell is both: its figure and the list
 * behind it are one question. Two moments: the opening as known at the end of the month before, the closing
 * as known at the end of the day.
 */
#ifndef KOKUHO_CENSUS_H
#define KOKUHO_CENSUS_H

#include "eligibility/eligibility.h"
#include "output/output.h"

/* What a month is counted by. */
enum census_basis {
    CENSUS_BY_PROCESSING, /* 処理月: both ends as they were known then; what came late counts when it came
                           */
    CENSUS_BY_FACT,       /* 事実の月: both ends as known at one moment */
};
enum census_what { CENSUS_OPENING = 1, CENSUS_GAIN, CENSUS_LOSS, CENSUS_CLOSING };
/* Of who is 70 to 74: what the paper in force says of his ratio. */
enum census_ratio {
    CENSUS_RATIO_ANY,      /* as a condition; of an item: he is not 70 to 74 */
    CENSUS_RATIO_ORDINARY, /* 一般 (2割) */
    CENSUS_RATIO_ACTIVE,   /* 現役並み (3割) */
    CENSUS_RATIO_UNKNOWN   /* no paper says it */
};

struct census_item {
    enum census_what what;
    bool is_household; /* the household itself, shown by one of its persons; else a person */
    int64_t addressee_no, household_no; /* household_no 0: nobody knows */
    int age, sex;                       /* age -1: no day of birth in the calendar */
    bool is_foreign, is_known;          /* is_known: the resident register has him */
    bool is_late;                       /* a gain or loss of a day before the month */
    unsigned classes;                   /* bits of enum age_class_of_law */
    enum census_ratio ratio;
    enum eligibility_column column;     /* of gains and losses */
    const char *reason;                 /* "A01"; CENSUS_UNDONE; "" = not said */
    const char *nationality, *residence_status;
    date day; /* of gains and losses: the day from which he is, or is no longer, insured */
};
#define CENSUS_UNDONE "取消" /* an acquisition or loss that was entered before is no more */

struct census_wish {
    date day; /* the closing; the month in which it lies */
    enum census_basis basis;
    int64_t known_at; /* INT64_MAX = now; what was recorded later is not seen */
};
struct census {
    date from, until; /* the first of the month, and the day, both inclusive */
    enum census_basis
        basis; /* CENSUS_BY_FACT also where nothing was known at the end of the month before */
    bool has_no_past;
    int64_t known_before, known_at; /* of the opening and of the closing */
    struct census_item *items;
    size_t count;
    const struct eligibility_reason **reasons; /* in force on the day */
    size_t reason_count;
};
MUST_CHECK enum err census_make(struct session *session, const struct census_wish *wish,
                                struct arena *arena, struct report *report, struct census *ret);

/* ------------------------------------------------------------------------------- sheets ------- */

/* A condition on items. 0 and NULL = any. */
enum census_age { CENSUS_AGE_ANY, CENSUS_AGE_RANGE, CENSUS_AGE_UNKNOWN };
enum census_gap {
    CENSUS_GAP_NONE,
    CENSUS_GAP_HOUSEHOLD,
    CENSUS_GAP_BIRTH,
    CENSUS_GAP_SEX,
    CENSUS_GAP_NATIONALITY,
    CENSUS_GAP_REGISTER,
    CENSUS_GAP_RATIO,
    CENSUS_GAP_REASON
};
struct census_filter {
    enum census_what what;
    enum { CENSUS_PERSONS = 1, CENSUS_HOUSEHOLDS } subject;
    enum eligibility_column column;
    const char *reason;
    int sex; /* 1, 2; 3 = not known */
    enum census_age age;
    int age_from, age_until;            /* both inclusive */
    unsigned classes;                   /* any of these bits */
    enum census_ratio ratio;
    bool is_foreign, is_late, is_never; /* is_never: no item (退職: the scheme is closed) */
    const char *nationality, *residence_status;
    enum census_gap gap;
};
struct census_row {
    const char *code, *label;
    bool is_sum;
    struct census_filter filter;
};
struct census_column {
    const char *code;
    struct census_filter filter;
};
enum census_sheet_kind {
    CENSUS_MONTHLY,
    CENSUS_MOVES,
    CENSUS_AGES,
    CENSUS_NATIONS,
    CENSUS_STAYS,
    CENSUS_GAPS,
    CENSUS_SHEETS
};
struct census_form {
    const char *name, *title;
    enum permission permission;        /* to see it */
    const struct output_column *heads; /* コード, 区分, then the columns */
    const struct census_column *columns;
    size_t column_count;
};
extern const struct census_form census_forms[CENSUS_SHEETS];
/* Heads of the sheets: those of the lists, too. 国籍別 and 在留資格別 have the same. */
enum {
    CENSUS_MONTHLY_HEADS = 13,
    CENSUS_MOVES_HEADS = 8,
    CENSUS_AGES_HEADS = 7,
    CENSUS_FOREIGN_HEADS = 13,
    CENSUS_GAPS_HEADS = 3
};
extern const struct output_column census_monthly_heads[CENSUS_MONTHLY_HEADS],
    census_moves_heads[CENSUS_MOVES_HEADS], census_ages_heads[CENSUS_AGES_HEADS],
    census_foreign_heads[CENSUS_FOREIGN_HEADS], census_gaps_heads[CENSUS_GAPS_HEADS];
struct census_sheet {
    const struct census_form *form;
    struct census_row *rows;
    size_t row_count, row_capacity;
    int64_t *cells; /* row by row */
};
void census_sheet_make(const struct census *census, enum census_sheet_kind kind, struct arena *arena,
                       struct census_sheet *ret);
static inline int64_t census_cell(const struct census_sheet *s, size_t row, size_t column)
{
    return s->cells[row * s->form->column_count + column];
}
/* Whether the item stands in the cell. */
bool census_takes(const struct census_item *item, const struct census_row *row,
                  const struct census_column *column);
/* A cell by the codes of its row and column; false when there is none. */
bool census_find(const struct census_sheet *s, struct text row, struct text column, size_t *ret_row,
                 size_t *ret_column);
/* What does not add up, a line of words each; 0 = opening + gains - losses = closing, and every sum its
 * rows. */
size_t census_check(const struct census *census, struct arena *arena, const char ***ret);
const char *census_sheet_words(const struct census *c,
                               struct arena *arena); /* which month, by what, as known when */

/*
 * 年報 (16.7): the closings of the twelve months of a fiscal year, and what came and went in each.
 * The average is of twelve month-ends, rounded half up; a year that is not over has none.
 */
#define CENSUS_YEAR_MONTHS 12
enum {
    CENSUS_YEAR_HOUSEHOLDS,
    CENSUS_YEAR_PERSONS,
    CENSUS_YEAR_GAINS = 10,
    CENSUS_YEAR_LOSSES,
    CENSUS_YEAR_COLUMNS
};
enum { CENSUS_YEAR_HEADS = CENSUS_YEAR_COLUMNS + 1 };
extern const struct output_column census_year_heads[CENSUS_YEAR_HEADS]; /* 月, then the columns */
struct census_year_place {
    const char *row, *column; /* of 事業月報 */
};
extern const struct census_year_place census_year_places[CENSUS_YEAR_COLUMNS];
struct census_year_month {
    date day; /* its last */
    int64_t cells[CENSUS_YEAR_COLUMNS];
    bool adds_up;
    bool has_no_past; /* counted by CENSUS_BY_FACT for that, as struct census says */
};
struct census_year {
    fiscal_year year;
    bool adds_up;     /* all its months */
    bool has_no_past; /* one of them at least */
    struct census_year_month months[CENSUS_YEAR_MONTHS];
    size_t count; /* months that are over on the day of the wish */
    int64_t sums[CENSUS_YEAR_COLUMNS], averages[CENSUS_YEAR_COLUMNS]; /* averages: when count is twelve */
};
/* Whether a column counts who stands at the month's end: it is averaged, and not added up. */
static inline bool census_year_is_standing(size_t column) { return column < CENSUS_YEAR_GAINS; }
/* wish->day: the last day that is looked at; its fiscal year. */
MUST_CHECK enum err census_year_make(struct session *session, const struct census_wish *wish,
                                     struct report *report, struct census_year *ret);

/* The sheet as pages; recorded as a print. */
MUST_CHECK enum err census_paper(struct session *session, const struct census *census,
                                 enum census_sheet_kind kind, const char *path, struct report *report);

extern const struct output_list output_list_census_monthly, output_list_census_moves,
    output_list_census_ages, output_list_census_nations, output_list_census_stays, output_list_census_gaps,
    output_list_census_cell, output_list_census_cell_nations, output_list_census_year;

#endif
