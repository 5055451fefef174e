/*
 * 取込み -- one file into the data folder: whole or not at all. Inner header of interchange.
 */
#ifndef KOKUHO_INTERCHANGE_IMPORT_H
#define KOKUHO_INTERCHANGE_IMPORT_H

#include "interchange/definition.h"

/* ---- which layout (import_pick.c) ---- */

struct layout_set {
    const struct layout **layouts; /* in the order of their names */
    size_t count;
};
/*
 * The definitions of the folder: of each name the version of that day, with date_none() all versions. One
 * that cannot be read is a fault of the installation.
 */
MUST_CHECK enum err layout_set_load(const char *dir, date day, struct arena *arena, struct report *report,
                                    struct layout_set *ret);
/* Of them those of one name, or else of one partner (NULL: any). The others are not read. */
MUST_CHECK enum err layout_set_load_some(const char *dir, date day, const char *name, const char *partner,
                                         struct arena *arena, struct report *report, struct layout_set *ret);
/*
 * The one layout that can read the head of the file; what we only send is no candidate. `name` and `partner`
 * narrow the choice (NULL: any). None or several: ERR_INPUT with names and partners; nobody guesses.
 */
MUST_CHECK enum err layout_set_pick(const struct layout_set *set, const char *path, const char *name,
                                    const char *partner, struct report *report,
                                    const struct layout **ret);

/* ---- the control file beside a file (import_control.c) ---- */

struct control_file {
    bool found, has_records, has_data_records, has_amount, has_bytes, has_first, has_last;
    int64_t records, data_records, amount_sum, bytes, first, last; /* first, last: of the partner's numbers */
    char sha256[65], layout[64];
};
MUST_CHECK enum err control_file_read(const char *path, struct report *report,
                                      struct control_file *ret);
MUST_CHECK enum err control_file_check(const struct control_file *c, const struct layout *l,
                                       const struct file_receipt *r, struct report *report);

/* ---- what was offered (arrival.c) ---- */

/* `sha256`: "" = it will be read; else it is a file that was taken before. */
MUST_CHECK enum err arrival_begin(struct session *s, const struct layout *l, const char *path,
                                  const char *sha256, struct report *report, int64_t *ret_no);
/* In the write transaction that decides: "posted", "held" or "refused". `control` may be NULL. */
MUST_CHECK enum err arrival_end(struct session *s, int64_t arrival_no, const struct file_receipt *f,
                                const struct control_file *control, const char *outcome,
                                struct report *report);

/* ---- one file (import.c) ---- */

struct import_result {
    const struct layout *layout;
    struct file_receipt receipt;
    int64_t held;
    bool already; /* these bytes were taken before: nothing was done */
};
const struct import_handler *import_handler_of(const struct layout *l);
MUST_CHECK enum err import_file(struct session *s, const struct layout *l, const char *path,
                                const struct layout_options *options, struct report *report,
                                struct import_result *ret);
/* ---- a folder that is watched (import_watch.c) ---- */

struct dirent;
int import_is_data(const struct dirent *e); /* .csv, .dat or .txt */
struct import_watch_wish {
    const char *dir;
    int64_t every, seconds; /* between two looks; how long, 0 = until a signal ends it */
    enum err (*take)(void *context, const char *path);
    void *context;
};
/* The worst result of all files. */
MUST_CHECK enum err import_watch(struct command_call *call, const struct import_watch_wish *wish);

/* What import_hold() kept of a file, as tasks of the work lists; in the file's write transaction. */
MUST_CHECK enum err import_tasks_add(const struct import_run *run, const char *sha256);
/* What was held before is offered again (import_again.c); in the write transaction of the file `taken`,
 * behind its receipt. */
MUST_CHECK enum err import_again(const struct import_run *taken);
/* SHA-256 of a file's bytes as it lies there. */
MUST_CHECK enum err file_sha256(const char *path, struct report *report, char ret[65]);

#endif
