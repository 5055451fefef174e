/* 滞納整理の帳票 -- what a paper says, as plain data, and its pages; inner header of arrears/. */
#ifndef KOKUHO_ARREARS_PAPER_H
#define KOKUHO_ARREARS_PAPER_H

#include "arrears/arrears.h"
#include "document/document.h"

/* Who issues: insurer.tsv and appeal.txt of the municipality. */
struct paper_office {
    const char *municipality_name, *issuer, *section, *postal_code, *address, *premium_label, *appeal_text;
};
struct paper_line {
    const char *label, *value;
};
/* A row of amounts: columns as the head says. */
struct paper_row {
    const char *cells[7];
    bool is_total;
};
struct paper_table {
    const char *const *heads;
    size_t columns;
    const struct paper_row *rows;
    size_t row_count;
};
#define PAPER_LINES_MAX 16
struct paper {
    struct paper_office office;
    const char *title, *number, *day; /* "差押調書（謄本）", "令和8年度 差押 第3号", "令和8年9月1日" */
    const char *to_postal, *to_address, *to_name; /* where it goes; "" = nothing is shown */
    const char *lead;                             /* the basis, a sentence */
    struct paper_line lines[PAPER_LINES_MAX];
    size_t line_count;
    struct paper_table table;
    const char *notes; /* below the table */
    bool has_appeal;   /* 教示 */
    bool is_signed;    /* by the debtor: 納付誓約書 */
};
#define PLAN_SLIPS_COPY 1 /* of a plan: its slips */
/* Returns the number of pages. */
int paper_draw(struct document *d, const struct paper *p);

/* What the paper of an act says. `addressed_to`: where it goes. */
struct paper_of {
    struct session *session;
    const struct act *act;
    int copy;
    struct arena *arena;
    struct report *report;
};
MUST_CHECK enum err paper_make(const struct paper_of *of, struct paper *ret, int64_t *ret_heir_no);
MUST_CHECK enum err paper_office_of(const struct session *session, date day, struct arena *arena,
                                    struct report *report, struct paper_office *ret);

#endif
