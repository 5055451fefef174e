/* A family and two elders for the tests of events and kinds. All people are invented. */
#ifndef KOKUHO_TESTS_ELIGIBILITY_FAMILY_H
#define KOKUHO_TESTS_ELIGIBILITY_FAMILY_H

#include "eligibility/eligibility.h"
#include "addressee/change_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define OPENING "gy-01-eligibility"
#define CHANGE "ju-01-residents-change"
#define MEMBER(no, branch) "addressee_no=" #no ";fact_kind=1;card_symbol=13-01;card_number=000123;branch_no=" branch ";household_no=100;"
#define JOIN "eligibility-join"
#define LEAVE "eligibility-leave"

/* 100: 19 head 1980, 27 his wife 1982, 35 their child 2010; 200: 43 head 1940 alone, 51 1957; `more`: one row, or NULL. */
enum err family_open(struct bench *b, const char *store_url, const char *more);
/* The three of 100, since April 2020. */
enum err family_insured(struct bench *b);

struct eligibility_membership last_membership(struct bench *b, int64_t no);
const char *card(struct bench *b, int64_t no); /* "000123-01" */
/* "19* 27": who belongs to it on the day, the head with a star. */
const char *household(struct bench *b, int64_t no, date day);
bool says(struct play *p, const char *words); /* a warning */
const char *preview(struct play *p);

#endif
