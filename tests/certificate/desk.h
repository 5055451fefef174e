/* The desk of 証 in tests: a household, the changes a clerk makes at the counter, the papers they leave. */
#ifndef KOKUHO_TESTS_CERTIFICATE_DESK_H
#define KOKUHO_TESTS_CERTIFICATE_DESK_H

#include "../premium/ward.h"

#include "casework/casework.h"
#include "certificate/register.h"
#include "eligibility/eligibility.h"

enum { HOUSE = 1001, HUSBAND = 5001, WIFE = 5002, SON = 5003 };

extern struct arena *arena; /* of the test that runs */

/* One of HOUSE, since April 2020. */
void lives(struct ward *w, int64_t person, int birth, bool is_head, bool is_insured);
/* A change as the frame makes it; `values` as many as the kind has fields. Not checked, not applied. */
struct change_call call_of(struct ward *w, const struct change_kind *kind, int64_t person,
                           const char *const *values);
enum err in_transaction(struct ward *w, struct change_call *call, enum err (*what)(struct change_call *));
/* Checked and applied. */
struct change_call say(struct ward *w, const struct change_kind *kind, int64_t person,
                       const char *const *values);
/* Its check stops it with these words. */
void refused(struct ward *w, const struct change_kind *kind, int64_t person, const char *const *values,
             const char *words);
#define ISSUE(type, reason, from) ((const char *const[]){type, reason, from, "1", "", ""})

const struct certificate_paper *papers_of(struct ward *w, int64_t person, size_t *ret_count);
/* What the nightly check of the papers asks. */
void verified(struct ward *w);

int set_up(void **state);
int tear_down(void **state);
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
