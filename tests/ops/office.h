/*
 * An office for tests: an empty store of both kinds, a data folder with keys, and people in it.
 *
 * Time is handed in: NOON is 2026-06-05 12:00 in Japan; nothing sleeps. The policy is a table of the test's
 * own, with the least Argon2 costs, so that a log-in is quick.
 */
#ifndef KOKUHO_TEST_OFFICE_H
#define KOKUHO_TEST_OFFICE_H

#include "fixture.h"

#include "ops/internal.h"

#define NOON INT64_C(1780628400000)
#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define REPORT (&office->f.report)
#define OFFICE (&office->s)
#define STORE (office->s.store)
#define PASSWORD "himitsu no kotoba"

struct office {
    struct fixture f;
    struct session s;
    char dir[64];
    struct arena *arena;
};
extern struct office *office;

int office_setup(void **state);
int office_teardown(void **state);
#define IN_OFFICE(test) cmocka_unit_test_setup_teardown(test, office_setup, office_teardown)

/* A policy for the folder: "password_days=90 argon_passes=1"; what is not named keeps the test's default. */
void office_policy(const char *changes);
/* Registers a person with rights "premium.view,..." and duties "fuka,..." by practice's way. */
void office_person(const char *id, const char *rights, const char *duties);
/* The session's operator is now this one. */
void office_as(const char *id);
/* His rights now and there. */
struct operator_identity office_find(const char *id, const char *terminal, int64_t now);
bool office_may(const char *id, enum permission p);
void office_day(int year, int month, int day); /* business date */

/* Code of the step `away` steps from `now`. */
void office_code(const char *id, int64_t now, int64_t away, char ret[7]);
struct login_answer office_login(const char *id, const char *password, const char *code, int64_t now);
/* With the right code of the moment. */
struct login_answer office_enter(const char *id, const char *password, int64_t now);

void office_sql(const char *sql);          /* on both stores the same words */
int64_t office_number(const char *sql);    /* one number */
bool office_said(const char *words);       /* in the report; empties it */

/* From today to 2027-04-01, all offices and files; `what` of a person. */
struct rights_line office_line(enum rights_what what, const char *holder, const char *subject);
enum err office_ask(struct rights_line line, int64_t *ret_no);
/* Asked by the chief, approved by the information section, set by the administrator. */
void office_give(struct rights_line line);
void office_staff(void); /* kacho1, joho1, sys1, fuka1 with the duties of their names */

#endif
