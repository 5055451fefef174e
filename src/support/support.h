/*
 * 滞納整理支援連携 -- what a system of arrears clerks is told, and what comes back from it, by file.
 *
 * Rules    collection.md 22.1, 22.2: everyone ever charged is in it; what changed each day, everything each
 *          week. No 個人番号 and no account number leaves, a protected person's name and place neither.
 * Rows     CO-42 to CO-46 as file exchange
 *
 * What was said is recorded as it comes; what binds a debtor (分納, 差押, 停止, 保留) comes back as a draft
 * that a clerk looks at, enters and a second person approves. Moves no money.
 */
#ifndef KOKUHO_SUPPORT_H
#define KOKUHO_SUPPORT_H

#include "arrears/arrears.h"
#include "batch/batch.h"
#include "interchange/interchange.h"

extern const struct job job_support_out;
extern const struct import_handler import_support_in;

/* The files that were written, newest first, and what came back, newest first.
 */
struct support_file_look {
    int64_t sequence, lines, debtors;
    bool is_full; /* 全件 */
    date made_on;
    struct text name, sha256;
    yen unpaid; /* of the charges in the file */
};
enum support_outcome { SUPPORT_SAID = 1, SUPPORT_DRAFT, SUPPORT_TASK };
struct support_taken_look {
    struct text ref;
    const char *kind_label, *outcome_label;
    int64_t payer_no, change_no; /* change_no 0: no draft */
    date taken_on;
};
struct support_look {
    const struct support_file_look *files;
    const struct support_taken_look *taken;
    size_t file_count, taken_count;
};
MUST_CHECK enum err support_look(struct store *s, size_t max, struct arena *arena, struct report *report,
                                 struct support_look *ret);

/* For `kokuho verify`: a line for each invariant that does not hold, and
 * ERR_FINDINGS. */
MUST_CHECK enum err support_verify(struct store *s, struct report *report);
extern const struct store_table support_tables[];
extern const size_t support_table_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held support_held[];
extern const size_t support_held_count;

#endif
