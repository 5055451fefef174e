/* Four operators on one store, and change kinds that write into a small table of the tests' own. */
#ifndef KOKUHO_TESTS_CASEWORK_DESK_H
#define KOKUHO_TESTS_CASEWORK_DESK_H

#include "fixture.h"

#include "casework/internal.h"

enum who { CLERK, OTHER, CHIEF, STRANGER, WHO_COUNT }; /* STRANGER holds no right */

struct desk {
    struct fixture database;
    struct session at[WHO_COUNT];
    struct report report;
    struct arena *arena;
};
int desk_setup(void **state);
int desk_teardown(void **state);
#define WITH_DESK(test) cmocka_unit_test_setup_teardown(test, desk_setup, desk_teardown)

/* "address": of a person, with a second person. "memo": of a person, at once. "number": with a secret. */
extern const struct change_kind kind_address, kind_memo, kind_secret;
/* "guarded": the right to write two of its fields is account.change (AZ-14). */
extern const struct change_kind kind_guarded;
extern bool desk_dies_in_apply; /* kind_address: killed when its rows are written and nothing else is */
#define ADDRESSEE_NO 1015     /* its check digit is right: 1, 0, 1 by 4, 3, 2 are 6, 11 - 6 = 5 */
#define ADDRESSEE_OTHER 1023

struct change_call desk_call(struct desk *d, enum who who, const struct change_kind *kind);
void desk_set(struct change_call *call, const char *field, const char *value);
/* A filled form of kind_address; what propose() answers. */
enum err desk_propose(struct desk *d, enum who who, const char *postal, int64_t *ret_change_no);
enum err desk_approve(struct desk *d, enum who who, int64_t change_no);
enum change_state desk_state(struct desk *d, int64_t change_no);
/* What apply() of the kinds wrote and undo() has not closed. */
int64_t desk_facts(struct desk *d);
int64_t desk_number(struct desk *d, const char *sql);
void desk_exec(struct desk *d, const char *sql);
bool desk_says(struct desk *d, const char *words);
void desk_verified(struct desk *d); /* casework_verify() finds nothing */

#endif
