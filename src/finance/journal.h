/* 財務会計への仕訳 -- lines, files and their rows. Inner header of finance/. */
#ifndef KOKUHO_FINANCE_JOURNAL_H
#define KOKUHO_FINANCE_JOURNAL_H

#include "base/hash.h"
#include "finance/finance.h"

enum line_kind { LINE_ENTRY = 1, LINE_CANCEL };
struct journal_line {
    enum line_kind kind;
    char code[4]; /* "J02" */
    int32_t books, levy_year;
    char part[16];
    enum account debit, credit;
    int64_t count;
    yen amount;
    char key[121];
};
struct journal {
    date day;
    int64_t sequence, version; /* of the day: 1.. */
    struct journal_line *lines;
    size_t count, capacity;
    yen amount; /* of all lines, both kinds */
    char digest[SHA256_HEX];
};
/* The entries of a day behind those that stand already. */
MUST_CHECK enum err journal_gather(struct store *s, date day, struct arena *arena, struct report *report,
                                   struct journal *j);
/* What was said by a version is taken back line by line. */
void journal_take_back(struct journal *j, const struct journal *sent, struct arena *arena);
/* Sum and digest of its lines. */
void journal_close(struct journal *j);

/* ------------------------------------------------------------------------------- rows --------- */

struct journal_file {
    struct journal journal; /* without lines */
    int64_t run_no;
    struct text file_name, sha256;
    int64_t bytes;
    date sent_on; /* none: proposed */
    int result;   /* -1: not answered; 0 taken, 1 refused */
};
MUST_CHECK enum err journal_files_of_run(struct store *s, int64_t run_no, struct arena *arena,
                                         struct report *report, struct journal_file **ret,
                                         size_t *ret_count);
/* The newest version of a day that was sent; sequence 0: none was. */
MUST_CHECK enum err journal_sent(struct store *s, date day, struct arena *arena, struct report *report,
                                 struct journal *ret);
/* The day after the last one that was sent; none: nothing was. The last number of all files but those
 * of this run: one that was killed and goes on gives the same numbers again, for none may be missing. */
MUST_CHECK enum err journal_last(struct store *s, int64_t run_no, struct report *report, date *ret_day,
                                 int64_t *ret_sequence);
MUST_CHECK enum err journal_add(struct store *s, const struct journal *j, int64_t run_no,
                                const struct file_receipt *file, int64_t recorded_at,
                                struct report *report);
/* Of a run: those proposed are gone; or all are sent today. */
MUST_CHECK enum err journals_withdraw(struct store *s, int64_t run_no, struct report *report);
MUST_CHECK enum err journals_send(struct store *s, int64_t run_no, date on, struct report *report);

MUST_CHECK enum err journal_write(const struct layout *l, const struct journal *j, date made,
                                  const char *path, struct arena *arena, struct report *report,
                                  struct file_receipt *ret);

#endif
