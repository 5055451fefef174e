/* 版の確認 -- is what runs what was built: the program's own bytes, and the files it reads beside itself. */
#ifndef KOKUHO_RELEASE_H
#define KOKUHO_RELEASE_H

#include "audit/audit.h"

struct release_file {
    const char *path; /* "params/national/premium/reduction.tsv" */
    const char *sha256;
};
extern const struct release_file release_files[]; /* made at build time, by name */
extern const size_t release_file_count;

/*
 * What is to be recorded of a start: the program's version and digest, and each finding as an event of its
 * own (TE-06), which `report` says in a line, too. Without `reads_all` the files are not read again when they
 * were within a day and look the same since (release_seen.h).
 */
MUST_CHECK enum err release_look(const struct session *s, bool reads_all, struct arena *arena,
                                 struct report *report, struct audit_event **ret, size_t *ret_count);

/* kokuho release */
extern const struct command command_release;

#endif
