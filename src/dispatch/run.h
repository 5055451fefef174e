/*
 * 一括の発送 -- a run of papers, from the list of those it goes to until it may be sent.
 *
 * Rows    NT-20, NX-05, OP-11
 *
 * A job says what is its own: to whom, which words, what is recorded of a paper. Piles and their files,
 * 受渡票, 印刷記録, the folder, taking a run back and reading its files again before it is decided are the
 * same for all and stand here.
 *
 * Shapes  a job's propose is dispatch_run_print(), its approve begins with dispatch_run_check(), its
 *         withdraw is dispatch_run_withdraw(); of the piles of a run that under 支援措置 is the last
 * Units   a paper is a unit of the job with a key of its own (payer, household, suspect), ascending; pages
 *         are those of the PDF, the first is 1; sheets of 印刷記録 are pages
 * Killed  at any write: a chunk's rows stand together with its checkpoint, the chunk after it is drawn anew
 *         into files of the same names; lists are written anew, each print is recorded once
 * Errors  ERR_FINDINGS  all is made but what was held back, or was shrunk: the findings of the run say it
 *         ERR_INPUT     a file is not the one that was made
 *         ERR_WORLD     the disk, the database
 */
#ifndef KOKUHO_DISPATCH_RUN_H
#define KOKUHO_DISPATCH_RUN_H

#include "dispatch/dispatch.h"

#define DISPATCH_FILE_PAPERS 500 /* at the most in a file */

/* What goes by mail, what goes to those under 支援措置. */
enum { PILE_MAIL, PILE_GUARDED, PILES };
extern const char *const dispatch_pile_names[PILES];

/* 受渡票: each paper of the run once, on the list of its pile. */
struct dispatch_receipts {
    const char *const *lists; /* by pile; NULL = uketori.csv, uketori-shien.csv */
    const char *heads;        /* "連番,ファイル,..." */
    enum sql rows;            /* of $run_no */
    int (*pile)(struct query *q);
    void (*line)(FILE *to, struct query *q); /* with its end */
};

/* What is the same in every run of a job. */
struct dispatch_run {
    const char *folder;                       /* under DIR/files */
    const char *const *piles;                 /* first words of the files' names; NULL = the two above */
    int pile_count;
    const char *held, *held_words;            /* the finding of a paper that was held back: code, words */
    enum sql files;                           /* of $run_no, by name: name, SHA-256, papers, pages */
    enum sql file_add;                        /* see dispatch_file_add() */
    const enum sql *removals;                 /* by $run_no */
    size_t removal_count;
    const struct dispatch_receipts *receipts; /* NULL = none */
    /* NULL: `papers` of the run in print are what there is. Else as in struct dispatch_work. */
    enum err (*read)(void *context, struct chunk *c, struct report *report);
    /* As in struct dispatch_work. */
    enum err (*prepare)(void *context, struct store *s, struct dispatch_unit *u, struct arena *scratch,
                        struct report *words, void **ret_paper);
    /* One unit of the document, which dispatch_unit_begin() opens. False: held back. */
    bool (*draw)(struct document *d, const struct dispatch_unit *u, const void *paper);
    /* Writer. The row of the run, which a chunk before may have written; NULL = there is none. */
    enum err (*write_run)(void *context, struct store *s, struct report *report);
    /* Writer. The row of a paper that lies in a file: dispatch_bind_place(). */
    enum err (*write)(void *context, const struct dispatch_unit *u, struct store *s, struct report *report);
};

/* Those a run goes to, by key. */
struct dispatch_papers {
    struct dispatch_unit *all;
    size_t count;
};
/* A place for `count` of them. */
void dispatch_papers_make(struct dispatch_papers *ret, size_t count, struct arena *arena);
void dispatch_paper_add(struct dispatch_papers *papers, int64_t key, int64_t person_no, void *own);
/* The next one whose key is at least `key`; NULL = none. *at goes on from call to call. */
const struct dispatch_unit *dispatch_paper_find(const struct dispatch_papers *papers, int64_t key,
                                                size_t *at);

/* struct job: the words of a finding of every such run, or NULL. */
const char *dispatch_finding_words(const struct dispatch_run *what, struct text code);
void dispatch_unit_begin(struct document *d, const struct dispatch_unit *u);

/* What a run is called: in its PDFs; in 印刷記録 of each file (OP-11) the form and what was printed. */
struct dispatch_names {
    const char *document, *form, *record;
};
/* Files, lists and records; a dry run leaves none of them. ERR_FINDINGS when something was held back. */
MUST_CHECK enum err dispatch_run_print(const struct dispatch_run *what, struct job_run *run,
                                       const struct dispatch_papers *papers,
                                       const struct dispatch_names *names, void *context,
                                       struct dispatch_totals *ret);
/* Whether it was made, if with findings: `e` of dispatch_run_print(). */
bool dispatch_is_made(enum err e);
/* Every file of the run lies there as it was made, or nothing is decided. */
MUST_CHECK enum err dispatch_run_check(const struct dispatch_run *what, struct job_run *run);
/* In the runner's transaction: the rows go, then the folder. */
MUST_CHECK enum err dispatch_run_withdraw(const struct dispatch_run *what, struct job_run *run);
/* The folder of a run. */
void dispatch_run_folder(const struct dispatch_run *what, const struct job_run *run,
                         char ret[DISPATCH_PATH_BYTES]);

#endif
