/*
 * 口座振替の通知 -- 振替不能, 登録と停止, 振替済: what a paper says and its pages (NT-11, CO-41).
 *
 * Nothing is computed for display; the sums are added up again before a page is drawn. Inner header.
 */
#ifndef KOKUHO_DEBIT_PAPER_H
#define KOKUHO_DEBIT_PAPER_H

#include "debit/settings.h"
#include "document/document.h"
#include "slip/slip.h"

enum debit_paper_kind { PAPER_FAILED = 1, PAPER_MANDATE, PAPER_DONE };

/* An instalment that was asked of a bank. */
struct debit_paper_line {
    int64_t cause_no;      /* the item, or the row of the mandate */
    int32_t levy_year;
    int64_t household_no, notice_no;
    int instalment;
    date due, debit_on, redebit_on; /* redebit_on none: to be paid with the slip */
    yen amount, overpaid;
    int result;
};
/* The account as its holder knows it, most of its number covered. */
struct debit_paper_account {
    const char *act, *bank, *kind, *number, *pays, *reason;
    struct text holder;
    date from;
    bool is_stopped;
};
struct debit_paper {
    const struct debit_settings *settings;
    enum debit_paper_kind kind;
    int64_t run_no, payer_no;
    int year; /* calendar year of PAPER_DONE */
    struct mailing mailing;
    date issued_on;
    const struct debit_paper_line *lines; /* PAPER_FAILED, PAPER_DONE */
    size_t line_count;
    struct debit_paper_account account;   /* PAPER_MANDATE */
    yen amount; /* of the lines: what failed, or what was paid */
    const struct slip_form *slip_form;
    const struct slip *slips;
    size_t slip_count;
};
/* The lines make the sum, a slip asks for its line. ERR_FINDINGS with words: nothing is printed. */
MUST_CHECK enum err debit_paper_check(const struct debit_paper *p, struct report *report);
/* Draws the pages as one unit. False: held back, the overflows of the document say why. */
MUST_CHECK bool debit_paper_draw(struct document *d, const struct debit_paper *p);

#endif
