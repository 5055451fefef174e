/* A data folder with a store of either kind, for the tests of the records. */
#ifndef KOKUHO_TESTS_AUDIT_PLACE_H
#define KOKUHO_TESTS_AUDIT_PLACE_H

#include "audit/streams.h"
#include "fixture.h"

struct place {
    struct fixture database; /* on SQLite unused: the records stand in DIR/audit.db */
    struct data_folder folder;
    struct report report;
};
void place_open(struct place *p);
void place_close(struct place *p);
int place_setup(void **state);
int place_teardown(void **state);
#define WITH_PLACE(test) cmocka_unit_test_setup_teardown(test, place_setup, place_teardown)

struct audit_log *place_log(struct place *p);
/* One look of `operator_id` at a person; both may be empty. */
void place_look(struct place *p, struct audit_log *log, const char *operator_id, const char *event,
                int64_t addressee_no, int64_t at);
/* Runs a statement on the records with the triggers off, as somebody with the database's password might. */
void place_tamper(struct place *p, const char *sql);
bool place_reports(const struct place *p, const char *words);
int64_t place_count(struct place *p, const struct audit_query *query);

#endif
