/* オンライン申請 -- what the parts of the folder share. Inner header of online/. */
#ifndef KOKUHO_ONLINE_INTERNAL_H
#define KOKUHO_ONLINE_INTERNAL_H

#include "addressee/addressee.h"
#include "online/package.h"

#define ONLINE_ACTOR "import:online-application"

/* ------------------------------------------------------------------------------- bounds.c ----- */

struct online_bounds {
    int64_t attachments, attachment_bytes, persons;
};
MUST_CHECK enum err online_bounds_load(const struct data_folder *folder, date day, struct arena *arena,
                                       struct report *report, struct online_bounds *ret);

/* --------------------------------------------------------------------------------- seal.c ----- */

/* What may lie in a row: `what` "number" or "attachment", and its place are the associated data. */
struct online_place {
    const char *what;
    int64_t application_no, part_no;
};
MUST_CHECK enum err online_seal(const struct session *s, struct online_place place, struct text plain,
                                struct arena *arena, struct report *report, struct text *ret);
MUST_CHECK enum err online_open(const struct session *s, struct online_place place, struct text sealed,
                                struct arena *arena, struct report *report, struct text *ret);

/* -------------------------------------------------------------------------------- match.c ----- */

struct online_sought {
    struct text number, name, address; /* number: empty = none was given */
    date birth;
};
MUST_CHECK enum err online_match(struct session *s, const struct online_sought *sought, struct arena *arena,
                                 struct report *report, enum online_way *ret, int64_t *ret_addressee_no);
/* In a write transaction. The sealed number of who is found goes. */
MUST_CHECK enum err online_match_add(struct session *s, int64_t application_no, int64_t person_no,
                                     int64_t addressee_no, enum online_way way, int64_t now,
                                     struct report *report);
/* Tasks for those who are not found; closes those of who is, and all when `is_over`. In a write
 * transaction. */
MUST_CHECK enum err online_tasks(struct session *s, const struct online_application *a, bool is_over,
                                 struct arena *arena, struct report *report);

/* -------------------------------------------------------------------------------- draft.c ----- */

/* In the caller's write transaction; no draft where the operator may not enter the kind or not everybody is
 * known: *ret_made tells. */
MUST_CHECK enum err online_draft_of_file(struct session *s, const struct online_application *a,
                                         struct arena *arena, struct report *report, int64_t *ret_made);

/* -------------------------------------------------------------------------------- steps.c ----- */

MUST_CHECK enum err online_verdict_add(struct session *s, int64_t application_no, bool is_defect,
                                       struct text words, int64_t now, struct report *report);

enum err online_end(struct store *s, enum err e, struct report *report); /* commit, or back */

#endif
