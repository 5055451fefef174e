/*
 * 督促状・催告書・最終催告書・差押予告書 -- what a paper says, as plain data, and its pages.
 *
 * Law     地方自治法231条の3第1項 (期限を指定して督促), 国民健康保険法79条の2, 行政不服審査法82条 (教示)
 *
 * Nothing is computed for display; the sums are added up again before a page is drawn.
 */
#ifndef KOKUHO_DEMAND_PAPER_H
#define KOKUHO_DEMAND_PAPER_H

#include "demand/terms.h"
#include "document/document.h"
#include "slip/slip.h"

struct paper_line {
    int32_t levy_year, charged_year;
    int64_t notice_no, household_no;
    int instalment;
    date due;
    yen amount, late_charge, fee;
    yen paid; /* of the charge, when it was extracted */
};
struct paper {
    const struct demand_terms *terms;
    enum demand_kind kind;
    int64_t run_no, sequence_no, payer_no;
    struct mailing mailing; /* of a restricted person only a chosen address is printed */
    date issued_on, fixed_on, late_until; /* 発付日, 指定期限, 延滞金の基準日 */
    bool with_receipt;      /* 催告書兼領収書 */
    bool is_copy;           /* 再発行: the same paper with the same dates */
    const struct paper_line *lines;
    size_t line_count;
    yen amount, late_charge, fee;
    const struct demand_explain *explain; /* NULL: no sheet in other languages */
    const struct slip_form *slip_form; /* 納付書付き: a slip for each charge that has a notice number */
    const struct slip *slips;
    size_t slip_count;
};
/* ---- 公示送達書: the paper that is posted. No amount and no address stand on it. ---- */
struct publication_line {
    struct text name;
    const char *document; /* "督促状" */
    const char *charges;  /* "令和8年度 第1期・第2期" */
};
struct publication {
    const struct demand_terms *terms;
    const char *number;   /* 文書番号; "" = none */
    int64_t run_no;
    date posted_on;
    const struct publication_line *lines;
    size_t line_count;
};
/* Its pages, as one unit; false: held back. */
MUST_CHECK bool publication_render(struct document *d, const struct publication *p);

/* The lines make the sums, there is something to pay, and every slip asks for its line. ERR_FINDINGS with
 * words. */
MUST_CHECK enum err paper_check(const struct paper *p, struct report *report);
int paper_pages(const struct paper *p);
/* The sheet in other languages, on the page that was begun. */
void explain_draw(struct document *d, const struct paper *p);
/* Draws the pages as one unit. False: held back, the overflows of the document say why. */
MUST_CHECK bool paper_render(struct document *d, const struct paper *p);

#endif
