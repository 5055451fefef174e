/* What the calculations of collection share: the laws read so far, segments and derivation as JSON. */
#ifndef KOKUHO_COLLECTION_CALCULATOR_H
#define KOKUHO_COLLECTION_CALCULATOR_H

#include "calc/calc.h"
#include "calc/request.h"
#include "collection/law.h"

struct collection_calculator;

void *collection_calculator_open(const char *params_dir);
void collection_calculator_close(void *calculator);

/* The arena of one request, emptied. */
struct arena *collection_calculator_begin(struct collection_calculator *c);
/* The law of a municipality ("" = national tables alone), read once. */
MUST_CHECK enum err collection_calculator_law(struct collection_calculator *c,
                                              const char *municipality, struct report *report,
                                              const struct collection_law **ret);

/* "/municipality"; NULL when absent. */
const char *collection_read_municipality(struct calc_reader *r, const struct calc_place *root,
                                         const json_t *v);
/* Days that bear nothing, [{"from","to"}] both inclusive, as spans. */
const struct span *collection_read_excluded(struct calc_reader *r, const struct calc_place *root,
                                            const json_t *v, size_t *ret_count);

/* An answer in pieces, so that a long derivation needs no memory. */
struct collection_answer {
    struct textbuf text;
    FILE *out;
};
void collection_answer_begin(struct collection_answer *a, FILE *out);
void collection_answer_segments(struct collection_answer *a, const struct interest_segment *segments,
                                size_t count);
/* The derivation, when there is one, and the end of the line. */
void collection_answer_end(struct collection_answer *a, const struct trace *trace);

#endif
