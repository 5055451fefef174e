/*
 * Reader of dated tables (params/): tab- or blank-separated text with a commented head.
 *
 *   # params/national/premium/reduction.tsv      保険料の減額の判定に用いる基準額
 *   # law      国民健康保険法施行令 29条の7
 *   # unit     yen          key  tier
 *   # checked  2026-04-10
 *   from        tier  base    per_member  source
 *   2025-04-01  7     430000  0           据置
 *
 * The first line without # names the columns. Columns are split at runs of two or more blanks or at
 * tabs; the last column (source) may hold single blanks. "-" is an empty cell. Every fault names file
 * and line: unknown, missing or doubled column, bad date, bad number, two rows of one key and day,
 * a missing `# unit` or `# checked`, rows out of order of date.
 */
#ifndef KOKUHO_BASE_TABLE_H
#define KOKUHO_BASE_TABLE_H

#include "base/arena.h"
#include "base/date.h"
#include "base/report.h"
#include "base/yen.h"

/* Where a number comes from; a loaded value does not travel without it. */
struct source {
    const char *file; /* relative to the folder of the parameters: "params/national/..." */
    int line;
    const char *citation; /* the text of the column `source` */
};

struct dated_yen {
    yen value;
    const struct source *source;
};
struct dated_rate {
    rate value;
    const struct source *source;
};

enum column_type { COLUMN_DATE, COLUMN_TEXT, COLUMN_YEN, COLUMN_RATE, COLUMN_INT };

struct column {
    const char *name;
    enum column_type type;
    bool required; /* a required cell must not be "-" */
    bool is_key;   /* `from` and the key columns together must be unique */
};

struct cell {
    bool present;
    const char *text; /* as written */
    int64_t number;   /* COLUMN_YEN, COLUMN_INT, COLUMN_DATE (days) */
    rate rate;        /* COLUMN_RATE */
};

struct table_row {
    date from;
    struct cell *cells; /* one per struct column, in its order */
    struct source source;
};

struct table {
    const char *file;
    const char *title, *law, *unit;
    date checked;
    size_t row_count;
    struct table_row *rows; /* as written: dates ascend */
    const struct column *columns;
    size_t column_count;
    unsigned char sha256[32]; /* of the file's bytes: what a person approved */
};

/*
 * Reads `path`; `shown_as` is the name used in messages and sources. All faults are collected in
 * `report` (ERR_INPUT); a file that cannot be opened is ERR_WORLD. At most 1 MiB and 20,000 rows.
 */
enum err table_read(const char *path, const char *shown_as, const struct column *columns,
                    size_t column_count, struct arena *arena, struct report *report,
                    struct table *ret);
enum err table_parse(const char *bytes, size_t len, const char *shown_as,
                     const struct column *columns, size_t column_count, struct arena *arena,
                     struct report *report, struct table *ret);

/*
 * The row in force on `day` whose key cells equal `keys` (one text per key column other than `from`, in
 * the order of the columns), or NULL.
 */
const struct table_row *table_in_force(const struct table *t, date day, const char *const *keys);
const struct cell *table_cell(const struct table *t, const struct table_row *row, const char *column);

#endif
