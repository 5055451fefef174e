/* What the pages of 資格の統計 are given. */
#ifndef KOKUHO_WEB_VIEWS_CENSUS_H
#define KOKUHO_WEB_VIEWS_CENSUS_H

#include "census/census.h"
#include "web/views.h"

struct census_view {
    struct as_of_fields at;
    enum census_basis basis;
    enum census_sheet_kind kind;
    struct census census;
    struct census_sheet sheet;
    const char **faults; /* what does not add up */
    size_t fault_count;
    bool may_see[CENSUS_SHEETS];
};

struct census_year_view {
    struct as_of_fields at;
    enum census_basis basis;
    struct census_year year;
    const char *criteria; /* of its file */
};

struct census_line {
    const struct census_item *item;
    struct text name;
};
#define CENSUS_LINES_MAX 200
struct census_cell_view {
    struct census_view month;
    size_t row, column;
    struct census_line lines[CENSUS_LINES_MAX];
    size_t line_count, hidden; /* hidden: protected, not shown to this operator */
    int64_t total;
    const char *list, *criteria; /* of the file with all of them */
};
/* The same month on another sheet; a cell of the sheet; what the sheet's file is asked for with. */
struct url census_url(const struct census_view *v, const char *path, enum census_sheet_kind kind);
struct url census_cell_url(const struct census_view *v, size_t row, size_t column);
/* A month of the year as its own sheet; the persons behind a figure. */
struct url census_year_month_url(const struct census_year_view *v, size_t month);
struct url census_year_url(const struct census_year_view *v, size_t month, size_t column);
const char *census_criteria(const struct census_view *v, struct arena *arena);
const char *census_what_label(enum census_what what);
extern const struct screen screen_census, screen_census_year, screen_census_cell, screen_census_paper;

#endif
