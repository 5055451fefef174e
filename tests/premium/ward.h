/* A ward for the tests: a data folder of its own, facts put in row by row, two operators. */
#ifndef KOKUHO_TEST_PREMIUM_WARD_H
#define KOKUHO_TEST_PREMIUM_WARD_H

#include "fixture.h" /* of tests/store: databases of both kinds */
#include "premium/premium.h"
#include "store/moved.h"

struct ward {
    char dir[256];
    struct fixture database;     /* PostgreSQL only */
    struct session clerk, chief; /* proposes; approves */
    struct report report;
    FILE *out;                   /* what the jobs print */
    char *printed;
    size_t printed_len;
};

/* Whose tables the next ward has; the ward's own, unless a test says another. */
extern const char *ward_municipality;
/* On the store the test was started for. The parameters are proposed and approved. */
void ward_make(struct ward *w);
void ward_free(struct ward *w);
/* As setup and teardown of a test: *state is a struct ward. */
int ward_setup(void **state);
int ward_teardown(void **state);
#define WITH_WARD(test) cmocka_unit_test_setup_teardown(test, ward_setup, ward_teardown)
/* What was printed since the last call (or the beginning). */
const char *ward_printed(struct ward *w);
void ward_business_date(struct ward *w, int ymd);

#define DAY_OPEN 99991231
#define WARD_FIRST 1 /* ms: long before any run */
/* Rows recorded at `at` (ms); `until` DAY_OPEN = still so. */
void ward_belongs(struct ward *w, int64_t at, int64_t household, int64_t person, int birth,
                  bool is_head, int from, int until);
/* 国保上の世帯: a household of the insurance's own, or who stands for its head. */
void ward_household(struct ward *w, int64_t at, enum belonging_reason why, int64_t household,
                    int64_t person, int birth, int from, int until);
/* A resident with a name and an address, head of his household; `is_restricted` = 支援措置. */
void ward_person(struct ward *w, int64_t household, int64_t person, int birth, const char *name,
                 bool is_restricted);
/* A foreign resident: 1 male, 2 female; code of 国籍・地域, 在留資格. */
void ward_foreigner(struct ward *w, int64_t household, int64_t person, int birth, int sex,
                    const char *nationality, const char *residence_status);
/* Who moved in on a day: from a municipality (code), or from abroad (NULL). */
void ward_moved_in(struct ward *w, int64_t household, int64_t person, int birth, const char *name, int on,
                   const char *municipality, bool is_restricted);
/* The same whose stay ends on that day. */
void ward_stays(struct ward *w, int64_t household, int64_t person, int birth, int until);
/* The register says of him from now on: status 3 = dead, or 支援措置. */
void ward_person_again(struct ward *w, int64_t household, int64_t person, int birth, const char *name,
                       int status, bool is_restricted);
void ward_fact(struct ward *w, int64_t at, int64_t person, enum eligibility_fact_kind kind, int from,
               int until, int detail);
/* A membership with its lines of reasons: "acquisition_reason=A01\nloss_reason=L04\n". */
void ward_period(struct ward *w, int64_t at, int64_t person, int from, int until, const char *rest);
/* total < 0: declared unknown (未申告). */
void ward_income(struct ward *w, int64_t at, int year, int64_t person, yen total);
/* With the 課税標準額 and 非課税区分 of the tax ledger (0 課税, 1 均等割のみ, 2 非課税; -1 = not said). */
void ward_taxed(struct ward *w, int64_t at, int year, int64_t person, yen total, yen taxable, int exempt_class);
/* The same of one who has a pension; `revenue` before any deduction. */
void ward_pension(struct ward *w, int64_t at, int year, int64_t person, yen total, yen taxable, yen revenue);
/* No address in Japan on 1 January. */
void ward_abroad(struct ward *w, int64_t at, int year, int64_t person, yen total);
/* The same, marked 非課税 by the ledger, with an income of zero; or 未申告. */
void ward_abroad_untaxed(struct ward *w, int64_t at, int year, int64_t person, bool is_declared);
void ward_salary(struct ward *w, int64_t at, int year, int64_t person, yen revenue, yen income);
void ward_last_year(struct ward *w, int year, int64_t household, int64_t payer, yen total);
/* `count` single households 1..count, persons 1,000,001.., incomes of the years given; quickly. */
void ward_many(struct ward *w, int count, const int *years, size_t year_count);
/* The row in force ends being known at `at` (facts: the one recorded at WARD_FIRST). */
void ward_forget_belonging(struct ward *w, int64_t at, int64_t household, int64_t person, int from);
/* Of rows that a test wrote or closed by a statement of its own. */
void ward_note(struct ward *w, enum moved_topic topic, int64_t at, int64_t number);
void ward_forget_fact(struct ward *w, int64_t at, int64_t person, enum eligibility_fact_kind kind,
                      int from);
void ward_forget_income(struct ward *w, int64_t at, int year, int64_t person);

/* `kokuho params propose` (of fuka1) and `approve` (of the operator named). */
enum err ward_params_propose(struct ward *w, const char *reason);
enum err ward_params_approve(struct ward *w, const char *operator_id);

/* `kokuho job run` and `approve`, in the process. */
enum err ward_run(struct ward *w, const struct job *job, int year, bool dry_run, bool resume);
enum err ward_approve(struct ward *w, const struct job *job, int year);
/* Newest version of a payer (0 = any) in a household. */
struct premium_decision ward_decision(struct ward *w, int year, int64_t household, int64_t payer);
/* Sum of digests of premium and ledger tables as text. */
void ward_digest(struct ward *w, char ret[33]);
int64_t ward_findings(struct ward *w, const char *job, const char *code);

#endif
