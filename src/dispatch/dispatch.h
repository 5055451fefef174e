/*
 * 発送 -- papers of a run: drawn in chunks into files, hashed, recorded, listed.
 *
 * Rows    NT-20, NX-05, OP-11. What cannot be printed whole is held back and a finding of the run.
 */
#ifndef KOKUHO_DISPATCH_H
#define KOKUHO_DISPATCH_H

#include "base/hash.h"
#include "batch/batch.h"
#include "document/document.h"
#include "output/output.h"

/* ----------------------------------------------------------------------------------- files ---- */

#define DISPATCH_PATH_BYTES 1024
/* DIR/files/WHAT/RUN */
void dispatch_folder(const struct session *session, const char *what, int64_t run_no,
                     char ret[DISPATCH_PATH_BYTES]);
MUST_CHECK enum err dispatch_folder_make(const char *dir, struct report *report);
/* Everything in the folder of a run: nothing that was not recorded stays to be printed by mistake. */
void dispatch_folder_remove(const char *dir);
/* SHA-256 and number of pages of a document of ours; it is made durable. */
MUST_CHECK enum err dispatch_file_look(const char *path, struct report *report, char ret_sha256[SHA256_HEX],
                                       int64_t *ret_pages);
/* ERR_INPUT with words when it is not the file that was made: nothing is decided then. */
MUST_CHECK enum err dispatch_file_check(const char *dir, struct text name, struct text sha256, int64_t pages,
                                        struct report *report);
/* A list in that folder; closed by dispatch_list_end(), which says when it was not written whole. */
MUST_CHECK enum err dispatch_list(const char *dir, const char *name, struct report *report, FILE **ret);
MUST_CHECK enum err dispatch_list_end(FILE *f, const char *dir, const char *name, struct report *report);

/* ----------------------------------------------------------------------------------- print ---- */

#define DISPATCH_KINDS_MAX 4

struct dispatch_file {
    struct document *document; /* while it is drawn */
    char name[64];             /* under the folder */
    char sha256[SHA256_HEX];
    int64_t papers, pages;     /* papers 0: the file is not there */
};
/* A paper. The reader sets the first three; `key` names it in findings and after a crash. */
struct dispatch_unit {
    int64_t key, person_no;
    void *own;                  /* of the chunk's arena */
    int which;                  /* the file it lies in */
    int first_page, pages;      /* 0 pages = held back */
    const char *words;          /* its finding; NULL = none */
    struct dispatch_file *files; /* of the chunk, by kind */
};
struct dispatch_work {
    struct job_run *run;
    const char *dir, *title;   /* of the documents */
    const char *const *kinds;  /* the first word of a file's name, by kind of mail: "yubin" */
    int kind_count;
    const char *shrunk, *held; /* codes of the findings */
    size_t chunk_units;
    void *context;
    /* Fills struct dispatch_unit in `c->units`, in key order; sets count and last_key. */
    enum err (*read)(void *context, struct chunk *c, struct report *report);
    /* Worker threads. What the paper says, and in which file it lies. ERR_FINDINGS and ERR_INPUT hold this
     * paper back with their words. */
    enum err (*prepare)(void *context, struct store *s, struct dispatch_unit *u, struct arena *scratch,
                        struct report *words, void **ret_paper);
    /* False: held back, the overflows say why. `kept` lives until the chunk is written. */
    bool (*draw)(void *context, struct dispatch_unit *u, void *paper, struct document *d,
                 struct arena *kept);
    /* Writer: rows of the papers and of the files. In a dry run `s` is NULL. */
    enum err (*write)(void *context, const struct dispatch_unit *units, size_t count, struct arena *arena,
                      struct store *s, struct report *report);
    enum err (*write_file)(void *context, const struct dispatch_file *file, int which, struct store *s,
                           struct report *report);
};
struct dispatch_totals {
    int64_t papers, pages, files, held;
    int64_t of_kind[DISPATCH_KINDS_MAX]; /* papers */
};
/* Where a paper lies: $file, $first_page and $pages of a statement that records it. */
void dispatch_bind_place(struct query *q, const struct dispatch_unit *u);
/* Runs a statement that records a file: $run_no, $file, $sha256, $papers, $pages, $is_guarded. */
MUST_CHECK enum err dispatch_file_add(struct query *q, int64_t run_no, const struct dispatch_file *f,
                                      bool is_guarded, struct report *report);
/* Draws what is read; a dry run leaves no file. */
MUST_CHECK enum err dispatch_print(const struct dispatch_work *work, struct dispatch_totals *ret);

#endif
