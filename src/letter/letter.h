/*
 * 通知書 -- one form for letters about one person: who, to whom, what about, what is owed, the basis, 教示.
 *
 * Rows    NT-03, NT-04, NT-13, OP-11, BO-06, BO-09, RP-04, RP-07 (a protected address stands on no paper
 *         unasked)
 *
 * A capability says what stands in the letter (struct letter); the form, who issues, where it goes and the
 * record of the print are the same for all of them.
 */
#ifndef KOKUHO_LETTER_H
#define KOKUHO_LETTER_H

#include "addressee/addressee.h"
#include "document/document.h"

/* Who issues: insurer.tsv and appeal.txt of the municipality. */
struct letter_office {
    const char *municipality_name, *insurer_number, *issuer, *section, *postal_code, *address, *premium_label,
        *appeal_text;
};
struct letter_line {
    const char *label, *value;
};
/* A row of a table: columns as the head says. */
#define LETTER_COLUMNS_MAX 7
struct letter_row {
    const char *cells[LETTER_COLUMNS_MAX];
    bool is_total;
};
struct letter_table {
    const char *const *heads;
    size_t columns;
    const struct letter_row *rows;
    size_t row_count;
};
#define LETTER_LINES_MAX 16
struct letter {
    struct letter_office office;
    const char *title, *number, *day; /* "差押調書（謄本）", "令和8年度 差押 第3号", "令和8年9月1日" */
    const char *to_postal, *to_address, *to_name; /* where it goes; "" = nothing is shown */
    const char *lead;                             /* the basis, a sentence */
    struct letter_line lines[LETTER_LINES_MAX];
    size_t line_count;
    struct letter_table table;
    const char *notes; /* below the table */
    bool has_appeal;   /* 教示 */
    bool is_signed;    /* by the debtor: 納付誓約書 */
};
/* One more line; nothing for a value that is NULL or empty. */
void letter_line(struct letter *l, const char *label, const char *value);
/* Returns the number of pages. */
int letter_draw(struct document *d, const struct letter *l);

MUST_CHECK enum err letter_office_of(const struct session *session, date day, struct arena *arena,
                                     struct report *report, struct letter_office *ret);

/* Where a letter about a duty goes. is_hidden: a protected person without a safe address, in a preview. */
struct letter_place {
    struct mailing mailing;
    bool is_hidden;
};
/* ERR_FINDINGS and ERR_INPUT with words: he may not be seen here, or it may not be printed. */
MUST_CHECK enum err letter_place_of(struct session *session, int64_t person_no, enum duty duty,
                                    bool is_preview, struct arena *arena, struct report *report,
                                    struct letter_place *ret);
/* His address in one line, or that it is not written. */
const char *letter_place_words(const struct letter_place *place, struct arena *arena);
/* The head of the letter. */
void letter_address(struct letter *l, const struct letter_place *place, struct arena *arena);
/* The line that a preview carries (BO-09). */
void letter_preview_mark(const struct session *session, struct document *d, struct arena *arena);

/* As a PDF at `path`, with its record; nothing is handed out without one. */
struct letter_print {
    const char *path, *title; /* title: in the record, "差押調書（謄本） 記録 3" */
    int64_t addressee_no, issue_no;
    bool is_preview;
};
MUST_CHECK enum err letter_print(struct session *session, const struct letter *l,
                                 const struct letter_print *print, struct arena *arena,
                                 struct report *report);
/* The record of pages that were drawn elsewhere; without it the file goes. */
MUST_CHECK enum err letter_record(struct session *session, const char *form, int pages,
                                  const struct letter_print *print, struct report *report);

#endif
