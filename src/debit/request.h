/* 依頼の記録 -- rows of a run, its requests and items, and the files beside them. Inner header of debit/. */
#ifndef KOKUHO_DEBIT_REQUEST_H
#define KOKUHO_DEBIT_REQUEST_H

#include "debit/request_file.h"

#define REQUEST_PATH_BYTES 1024

/* A request as recorded. */
struct request {
    int64_t request_no, items, bytes;
    yen amount;
    date sent_on; /* none: proposed */
    struct text file_name, layout, sha256;
};
MUST_CHECK enum err requests_of_run(struct store *s, int64_t run_no, struct arena *arena,
                                    struct report *report, struct request **ret, size_t *ret_count);
/* The numbers that come next; ERR_INPUT when a proposal of another run waits. */
struct request_numbers {
    int64_t request, item;
};
MUST_CHECK enum err request_numbers_next(struct store *s, int64_t run_no, struct report *report,
                                         struct request_numbers *ret);
/* Writes everything of the run in the open write transaction; `files` one a file of the extraction. */
MUST_CHECK enum err requests_add(struct job_run *run, const struct extraction *x,
                                 const struct file_receipt *files, struct request_numbers numbers);
/* Deletes what a proposal wrote, files and rows. In an open write transaction. */
MUST_CHECK enum err requests_withdraw(struct job_run *run);
/* Sent now: the stays of its items begin. In an open write transaction. */
MUST_CHECK enum err requests_send(struct job_run *run, const struct request *requests, size_t count,
                                  struct arena *arena);

/* DIR/files/debit/RUN (kept), DIR/files/debit/RUN/send (not handed over yet), DIR/files/out (handed over). */
enum request_folder { FOLDER_KEPT, FOLDER_SEND, FOLDER_OUT };
void request_folder_name(const struct job_run *run, enum request_folder which, char ret[REQUEST_PATH_BYTES]);
/* The kept file is the one that was recorded. */
MUST_CHECK enum err request_file_check(const struct job_run *run, const struct request *r);
/* Moves the file out, once: what is no longer there was handed over before. */
MUST_CHECK enum err request_hand_over(const struct job_run *run, const struct request *r);

#endif
