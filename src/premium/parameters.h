/* 法令値・料率の承認 -- table files by hash: proposed by one operator, approved by another (LV-59). */
#ifndef KOKUHO_PREMIUM_PARAMETERS_H
#define KOKUHO_PREMIUM_PARAMETERS_H

#include "base/hash.h"
#include "ops/ops.h"

#define PARAMETER_FILES_MAX 512
#define PARAMETER_FILE_BYTES_MAX (1 << 20)

struct parameter_file {
    const char *name; /* relative to the folder: "municipal/131041/levy.tsv" */
    char sha256[SHA256_HEX];
};
struct parameter_files {
    struct parameter_file *items; /* in order of name */
    size_t count;
};
/* Every file under DIR/params as it is now. */
MUST_CHECK enum err parameter_files_read(const char *dir, struct arena *arena,
                                         struct report *report, struct parameter_files *ret);

struct parameter_set {
    int64_t set_no; /* 0 = none */
    char proposer[33], approver[33];
    char reason[256];
    struct parameter_files files;
};
/* The newest set; `approved` chooses among the approved ones only. */
MUST_CHECK enum err parameter_set_last(struct store *s, bool approved, struct arena *arena,
                                       struct report *report, struct parameter_set *ret);
/* Lines into the report for each file that differs; returns how many. */
size_t parameter_files_differ(const struct parameter_files *approved,
                              const struct parameter_files *now, struct report *report);
/* SHA-256 over names and hashes: what a decision keeps of the tables. */
void parameter_files_digest(const struct parameter_files *files, char ret[SHA256_HEX]);
/* ERR_INPUT with words unless `now` is what was approved last. */
MUST_CHECK enum err parameter_files_approved(struct session *session, const struct parameter_files *now,
                                             struct report *report);
/* Number of the newest approved set; 0 = none. */
MUST_CHECK enum err parameter_set_number(struct store *s, struct report *report, int64_t *ret);

#endif
