/*
 * 自己点検 -- every accident that a municipality has published, asked of this program and of this data.
 *
 * Row     NX-09
 * Pack    accidents/accidents.tsv: one line an accident and how it is proved; accidents/cases/: requests of
 *         `kokuho calc` with what must come out
 *
 * A line that the pack can ask is asked; what the tests of the program prove, and what concerns a function
 * that is not here yet, is said so and is no proof of the data.
 */
#ifndef KOKUHO_SELFCHECK_H
#define KOKUHO_SELFCHECK_H

#include "base/hash.h"
#include "batch/batch.h"

enum accident_result {
    ACCIDENT_CLEAR,  /* asked, and nothing of the kind was found */
    ACCIDENT_FOUND,  /* something was */
    ACCIDENT_TESTED, /* by the tests of the program alone */
    ACCIDENT_LATER,  /* the function that could do it is not here */
    ACCIDENT_RESULTS,
};
#define PROOFS_MAX 4
enum proof_kind { PROOF_DATA, PROOF_CASE, PROOF_TEST, PROOF_LATER };
struct accident_proof {
    enum proof_kind kind;
    const char *name; /* of the question, of the case, the file of the test, the function */
};
struct accident {
    const char *id, *what, *source; /* "A2+I6", what happened, who published it */
    struct accident_proof proofs[PROOFS_MAX];
    size_t proof_count;
    enum accident_result result;
    const char *words; /* of what was found; "" = nothing */
};
struct accident_pack {
    struct accident *all;
    size_t count;
    char digest[SHA256_HEX]; /* of the list and its cases */
};
/* Every fault of the list and of the cases with file and place: ERR_INPUT. */
MUST_CHECK enum err accident_pack_load(const char *share, struct arena *arena, struct report *report,
                                       struct accident_pack *ret);
/* A case by name, with the tables of the folder: ERR_FINDINGS and a line for each value that is not what must
 * come out. */
MUST_CHECK enum err accident_case_run(const char *share, const char *params, const char *name,
                                      struct arena *arena, struct report *report);
bool accident_case_is_there(const char *share, const char *name, struct arena *arena);

/* A question to the data: one line of `found` for each thing of that kind. */
struct accident_question {
    const char *name;
    enum err (*ask)(struct session *s, int64_t sample, struct report *report, struct report *found);
    bool is_proof; /* looks at the store and nothing else: several are asked at once */
};
extern const struct accident_question accident_questions[];
extern const size_t accident_question_count;

/*
 * Asks everything; `sample` decisions are made again. ERR_FINDINGS when something was found. `may_write`: the
 * session's store may, so that the proofs can be asked by several threads in one state of the database.
 */
MUST_CHECK enum err selfcheck_run(struct session *s, bool may_write, int64_t sample, struct arena *arena,
                                  struct report *report, struct accident_pack *ret);

extern const struct command command_selfcheck;
extern const struct job job_selfcheck; /* once a month */

#endif
