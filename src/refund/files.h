/* The folder of a run's papers under DIR/files/refunds: documents that are written, hashed and recorded. */
#ifndef KOKUHO_REFUND_FILES_H
#define KOKUHO_REFUND_FILES_H

#include "batch/batch.h"
#include "refund/paper.h"

#define REFUND_PATH_BYTES 700

/* DIR/files/refunds/RUN/, made when it is not there. */
MUST_CHECK enum err refund_folder(const struct job_run *run, char ret[REFUND_PATH_BYTES]);
MUST_CHECK enum err refund_file_hash(const char *path, struct report *report, char ret[SHA256_HEX]);
/* One of a run's documents, opened when its first unit comes. */
struct refund_file {
    const char *name, *form; /* "tsuchi.pdf", "還付充当通知書" */
    struct document *document;
    int64_t units;
};
MUST_CHECK enum err refund_file_open(struct job_run *run, struct refund_file *f);
/* Closes it, and puts the print on record; a file of nothing is not there. */
MUST_CHECK enum err refund_file_close(struct job_run *run, struct refund_file *f);
void refund_file_abandon(struct refund_file *f);

#endif
