/*
 * 事業年報 (資格) -- twelve months of 事業月報 side by side (eligibility.md 16.7).
 *
 * Every figure is a cell of that month's 事業月報, so whoever stands behind it is found there. An average
 * is of twelve month-ends, rounded half up to whole persons.
 */
#include "census/census.h"

#define NUMBER(words)                                                                                      \
    {                                                                                                      \
        .label = words, .is_number = true                                                                  \
    }
const struct output_column census_year_heads[CENSUS_YEAR_HEADS] = {
    {.label = "月"},      NUMBER("世帯数"),     NUMBER("被保険者数"),   NUMBER("未就学児"),
    NUMBER("介護第2号"),  NUMBER("前期高齢者"), NUMBER("70歳以上"),     NUMBER("70歳以上一般"),
    NUMBER("70歳以上現役並み"), NUMBER("70歳以上割合不明"), NUMBER("うち外国人"), NUMBER("増　計"),
    NUMBER("減　計")};

/* The cell of 事業月報 that each column is. */
const struct census_year_place census_year_places[CENSUS_YEAR_COLUMNS] = {
    {"matsu", "setai"}, {"matsu", "hiho"},    {"matsu", "mishugaku"}, {"matsu", "kaigo2"},
    {"matsu", "zenki"}, {"matsu", "70"},      {"matsu", "70ippan"},   {"matsu", "70geneki"},
    {"matsu", "70fumei"}, {"matsu", "gaikoku"}, {"zo", "hiho"},       {"gen", "hiho"}};

static enum err month_make(struct session *session, const struct census_wish *wish, struct report *report,
                           struct census_year_month *ret)
{
    struct arena *arena = arena_new("年報の1か月", (size_t)1 << 30);
    struct census census;
    struct census_sheet sheet;
    const char **faults = NULL;
    enum err e = census_make(session, wish, arena, report, &census);

    *ret = (struct census_year_month){.day = wish->day};
    if (e == ERR_NONE) {
        ret->adds_up = census_check(&census, arena, &faults) == 0;
        ret->has_no_past = census.has_no_past;
        census_sheet_make(&census, CENSUS_MONTHLY, arena, &sheet);
        for (size_t c = 0; c < CENSUS_YEAR_COLUMNS; c++) {
            size_t row, column;
            bool found = census_find(&sheet, text_of(census_year_places[c].row),
                                     text_of(census_year_places[c].column), &row, &column);
            assert(found);
            ret->cells[c] = census_cell(&sheet, row, column);
        }
    }
    arena_free(arena);
    return e;
}

/* The last day of the n-th month of the year, from April. */
static date month_end(fiscal_year year, int n)
{
    int behind = 4 + n; /* of the month behind it, January is 0 */
    return date_add_days(date_of(year.first_year + behind / 12, behind % 12 + 1, 1), -1);
}

enum err census_year_make(struct session *session, const struct census_wish *wish, struct report *report,
                          struct census_year *ret)
{
    enum err e = ERR_NONE;

    *ret = (struct census_year){.year = fiscal_year_of(wish->day), .adds_up = true};
    for (int n = 0; n < CENSUS_YEAR_MONTHS && e == ERR_NONE; n++) {
        struct census_wish month = *wish;
        month.day = month_end(ret->year, n);
        if (date_before(wish->day, month.day)) {
            break;
        }
        e = month_make(session, &month, report, &ret->months[ret->count]);
        ret->adds_up = ret->adds_up && ret->months[ret->count].adds_up;
        ret->has_no_past = ret->has_no_past || ret->months[ret->count].has_no_past;
        ret->count++;
    }
    for (size_t c = 0; c < CENSUS_YEAR_COLUMNS; c++) {
        for (size_t n = 0; n < ret->count; n++) {
            ret->sums[c] += ret->months[n].cells[c];
        }
        ret->averages[c] = (2 * ret->sums[c] + CENSUS_YEAR_MONTHS) / (2 * CENSUS_YEAR_MONTHS);
    }
    return e;
}
