/* 依頼の記録 -- what a run asks of the pension side, as rows. Inner header of withholding/. */
#ifndef KOKUHO_WITHHOLDING_REQUEST_H
#define KOKUHO_WITHHOLDING_REQUEST_H

#include "withholding/candidates.h"
#include "withholding/plan.h"

/* One head of whom something is asked, with what his record of the file needs. */
struct request_draft {
    struct withholding_request row;
    const struct withholding_look *was; /* what stands of him */
    struct text obligor, pension_code, kana;
    int32_t birth;
    int sex;
};
struct requesting {
    struct judgement judged;
    struct request_draft *drafts; /* by obligor, kind, and number of the pensioner: the order of the file */
    size_t count, capacity;
    struct verdict_finding *findings;
    size_t finding_count, finding_capacity;
    int64_t kinds[REQUEST_KINDS];
    yen amount; /* of the first field of amounts, as the file adds them up */
    char digest[SHA256_HEX];
};
/* Beside the labels of the judgement's own findings. */
extern const struct judgement_label request_labels[]; /* to NULL */
/* judged.store, terms, year, on and arena are given. */
MUST_CHECK enum err requests_gather(struct requesting *r, struct report *report);
/* What its record says: of the first pay day, of each further one, of next year's. */
void request_amounts(const struct withholding_request *row, yen ret[3]);

/* The whole file; the numbers are unsealed while it is written. */
MUST_CHECK enum err asked_file_write(const struct requesting *r, const struct data_folder *folder,
                                     date made, const char *path, struct report *report,
                                     struct file_receipt *ret);

/* ------------------------------------------------------------------------------- rows ---------- */

/* The file of a run as recorded; items below 0: there is none. */
struct request_file {
    char name[128], digest[SHA256_HEX], sha256[SHA256_HEX];
    int64_t items, bytes;
    yen amount;
    date sent_on; /* none: proposed */
};
MUST_CHECK enum err request_file_of_run(struct store *s, int64_t run_no, struct report *report,
                                        struct request_file *ret);
/* ERR_INPUT when a proposal of another run waits. */
MUST_CHECK enum err requests_next_number(struct store *s, int64_t run_no, struct report *report,
                                         int64_t *ret);
MUST_CHECK enum err asked_add(struct job_run *run, const struct requesting *r, int64_t first_no,
                              const struct request_file *file);
MUST_CHECK enum err requests_sent(struct job_run *run);
MUST_CHECK enum err requests_delete(struct job_run *run);
/* What was sent of a pensioner and of which nothing came back; request_no 0 = nothing. */
MUST_CHECK enum err request_open(struct store *s, int64_t pensioner_no, enum withholding_request_kind kind,
                                 struct arena *arena, struct report *report,
                                 struct withholding_request *ret);
MUST_CHECK enum err request_answer(struct store *s, int64_t request_no, struct text code, bool is_accepted,
                                   date on, int64_t recorded_at, struct report *report);
/* Of all heads in a fiscal year, by household, head and number; those sent. */
MUST_CHECK enum err requests_of_year(struct store *s, int32_t year, struct arena *arena,
                                     struct report *report, struct withholding_request **ret,
                                     size_t *ret_count);

#endif
