/* Between the files of disclosure/ only. */
#ifndef KOKUHO_DISCLOSURE_INTERNAL_H
#define KOKUHO_DISCLOSURE_INTERNAL_H

#include "disclosure/disclosure.h"

/* How a value is written. */
enum column_form {
    FORM_PLAIN,  /* a number or a text as it is */
    FORM_DAY,    /* yyyymmdd; 0 and an open end are empty */
    FORM_MOMENT, /* ms UTC, as in Japan */
    FORM_MINUTE, /* of a day */
    FORM_YES,
    FORM_YEN,
    FORM_ACCOUNT,  /* the number of an account */
    FORM_CODE,     /* long digits that are no 個人番号, in groups */
    FORM_LINES,    /* name=value, one a line */
    FORM_ITEMS,    /* packed items of the resident register */
    FORM_LEDGER,   /* an account of the ledger */
    FORM_DEPOSIT,  /* 預金種目 */
    FORM_CHANGE,   /* 状態 of a change, as a step names it */
};
struct column_word {
    const char *name;
    const char *label;
    enum column_form form;
};

/* A column of a declaration. */
struct held_column {
    const char *name, *label;
    const char *codes; /* "1:語,2:語" or NULL */
    enum column_form form;
    bool is_given, is_others;
};
#define HELD_COLUMNS_MAX 64
/* Asserts that the declaration can be read; *ret_count columns that are given or covered stand first. */
void held_columns_read(const struct store_held *held, struct arena *arena,
                       struct held_column ret[HELD_COLUMNS_MAX], size_t *ret_count);

#define AREA_MEASURE 2 /* of disclosure_areas: 支援措置 */
#define AREA_LOG 14    /* records of looks and acts */
#define COVERED_WORDS "（ほかの人または職員に関する部分のため除いています）"

/* The records about him, as rows of AREA_LOG. */
MUST_CHECK enum err looks_each(struct session *s, const struct held_whose *whose, bool with_others,
                               disclosure_row_fn row, void *context, struct report *report);

/* The last day for a decision about what came in on a day. */
MUST_CHECK enum err deadline_of(const struct data_folder *folder, date received, struct report *report,
                                date *ret);

#endif
