/*
 * 行の封印 -- what was written once is found when anything but the program changed it.
 *
 * Row     TE-07 (edits of the database outside the program are found: 資格, 賦課, 収納, 権限)
 *
 * Rows are sealed in portions: those recorded on one day, when no more can come, or those of a run that was
 * decided. A seal is the number of rows and their sum under a key that does not lie in the database
 * (row_digest_add_keyed()). Each sealing ends with a head over all seals, so a seal that was changed or taken
 * away is found as well. What cannot be found: rows put in with a moment of today, and the end of the seals
 * when all of them are taken away together with their last head (the access record of each run says how many
 * there were). 権限 have seals of their own (ops/seals.c).
 */
#ifndef KOKUHO_SEAL_SEAL_H
#define KOKUHO_SEAL_SEAL_H

#include "ops/keys.h"

#define SEAL_DAYS_OPEN 2 /* a job that began before midnight may still write rows of the day before */

extern const struct key_purpose key_purpose_seal;

/* The sets, folder by folder; declared by the program (src/sealed.c). */
struct seal_part {
    const struct store_sealed *sets;
    const size_t *count;
};
extern const struct seal_part seal_parts[];
extern const size_t seal_part_count;

/* What a look at all sets found; the memory is the arena's. */
struct seal_look {
    int64_t rows, portions; /* looked at; sealed before */
    int64_t fresh;          /* portions that are whole and not sealed yet */
    int64_t carried;        /* portions that are what their seal says, which was made in an older way */
    int64_t different;      /* portions that are not what their seal says */
    bool is_head_broken;    /* the seals themselves are not what the last head says */
    void *inner;            /* what seal_add() writes */
};
/*
 * Reads all sets and compares them with their seals, in one state of the database: one line of `broken` for
 * each that differs. Outside of a transaction, with a session that may write; days of moments count up to
 * `today`.
 */
MUST_CHECK enum err seal_look(struct session *s, date today, struct arena *arena, struct report *report,
                              struct report *broken, struct seal_look *ret);
/*
 * Seals what is fresh, and in the way of today what was sealed in an older one, and makes a head, in the open
 * write transaction. Nothing when there is neither, and nothing while the seals themselves are broken: a new
 * head would hide it.
 */
MUST_CHECK enum err seal_add(struct session *s, const struct seal_look *look, struct report *report);
/*
 * 封のし直し: what differs is proposed as it stands; approved by somebody else, it is sealed if it stands so
 * still. What changed in between makes ERR_INPUT; nothing is sealed then.
 */
MUST_CHECK enum err seal_propose(struct session *s, const struct seal_look *look, int64_t run_no,
                                 struct report *report);
MUST_CHECK enum err seal_withdraw(struct session *s, int64_t run_no, struct report *report);
MUST_CHECK enum err seal_accept(struct session *s, const struct seal_look *look, int64_t run_no,
                                struct report *report);
/*
 * 保存期限: rows of the levy years and households that go in the open transaction are taken out of their
 * seals before they are deleted. ERR_FINDINGS: the seals themselves are broken, and nothing may go.
 */
MUST_CHECK enum err seal_let_go(struct session *s, struct report *report);
/* Forgets the key. */
void seal_done(struct seal_look *look);

#endif
