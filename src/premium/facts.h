/*
 * 賦課の事実 -- what the registers say about a household in a fiscal year, as the rules read it.
 *
 * A fact table holds the eligibility facts and incomes of many persons in narrow arrays, found by
 * addressee number. facts_cases() joins it with the belongings of one household: one case per head of the
 * household in the year (a change of head makes two debtors).
 */
#ifndef KOKUHO_PREMIUM_FACTS_H
#define KOKUHO_PREMIUM_FACTS_H

#include "addressee/addressee.h"
#include "eligibility/eligibility.h"
#include "premium/premium.h"

#define FACTS_HASH_BYTES 16

struct fact_row {
    int64_t addressee_no;
    struct span span;
    int32_t detail;
    int32_t kind; /* enum eligibility_fact_kind */
};

/* Only what is not zero is kept: most people have three or four amounts. */
struct income_row {
    int64_t addressee_no;
    uint32_t pool;      /* first amount in the pool */
    uint16_t mask;      /* which amounts follow, in the order of struct premium_income */
    uint8_t given;
    uint8_t flags;      /* INCOME_ROW_... */
};
/* Behind the amounts of an ENTERED row stand the numbers of what a clerk entered: of income, of property. */
enum { INCOME_ROW_KNOWN = 1, INCOME_ROW_ABROAD = 2, INCOME_ROW_ENTERED = 4 };

/* 減免 of a year; few. */
struct remission_row {
    int64_t household_no, payer_no;
    struct premium_remission rule;
};

struct number_index { /* addressee number -> first row; open addressing */
    uint32_t *slots;  /* row + 1, 0 = free */
    size_t size;      /* power of two */
};

struct fact_table {
    struct arena *arena;        /* of the facts and of the table itself */
    struct arena *income_arena; /* of incomes and pool: they are loaded by a thread of their own */
    struct fact_row *facts;
    size_t fact_count, fact_capacity;
    struct income_row *incomes;
    size_t income_count, income_capacity;
    int64_t *pool;
    size_t pool_count, pool_capacity;
    struct number_index fact_index, income_index;
    struct remission_row *remissions; /* by household, payer and decision */
    size_t remission_count, remission_capacity;
};

struct fact_table *fact_table_new(size_t max_bytes);
void fact_table_free(struct fact_table *t); /* NULL is allowed */
/* Everybody, by two ordered scans at once; `url` is that of the store, for the second handle. */
MUST_CHECK enum err fact_table_load(struct fact_table *t, struct store *s, const char *url,
                                    fiscal_year fy, int64_t known_at, struct report *report);
/* The persons and households of these belongings only. */
MUST_CHECK enum err fact_table_load_persons(struct fact_table *t, struct store *s, fiscal_year fy,
                                            int64_t known_at, const struct belonging *b, size_t count,
                                            struct report *report);
/* Whether he had no address in Japan on 1 January. True: he has a new row, which the index does not know yet.
 */
bool fact_table_set_abroad(struct fact_table *t, int64_t addressee_no, bool is_abroad);
/* The income as it stands in the table. */
struct premium_income fact_table_income_of(const struct fact_table *t, int64_t addressee_no,
                                           bool *ret_abroad);
/* What a clerk entered in its place. True: he has a new row, which the index does not know yet. */
bool fact_table_set_income(struct fact_table *t, int64_t addressee_no, const struct premium_income *income);
void fact_table_index_incomes(struct fact_table *t);
bool fact_table_is_insured(const struct fact_table *t, int64_t addressee_no, struct span year);

/* Belongings of every day since 後期高齢者医療 began, so that unbroken membership can be seen. */
struct span facts_belonging_span(fiscal_year fy);

enum case_problem {
    CASE_BIRTH_INCOMPLETE = 1, /* 生年月日の月日不明 */
    CASE_TWO_BIRTHS = 2,       /* 産前産後が2件 */
};

struct premium_case {
    int64_t household_no, payer_no;
    struct premium_household facts; /* members in the order of their numbers */
    size_t insured_count;           /* members with insured days */
    unsigned problems;
    unsigned char hash[FACTS_HASH_BYTES];
};

struct household_cases {
    size_t count;
    struct premium_case *cases; /* in the order of payer_no */
    bool has_no_payer;          /* somebody is insured on a day without a head */
};

struct case_settings {
    fiscal_year year;
    date care40_not_after; /* date_none(): foreseen */
};

/*
 * The cases of a household; `b` are all its belongings. Everything lives in the arena. Heads nobody of whose
 * household is insured make no case, unless they stand in `wanted` (payers decided before).
 */
void facts_cases(const struct fact_table *t, const struct belonging *b, size_t count,
                 const struct case_settings *settings, const int64_t *wanted, size_t wanted_count,
                 struct arena *arena, struct household_cases *ret);

/* A payer decided before who has left the register: nobody is insured under him any more. */
struct premium_case facts_case_of_nobody(int64_t household_no, int64_t payer_no,
                                         const struct case_settings *settings, struct arena *arena);

/* Some households, ascending, by few reads; whoever stands in `wanted` has a case (facts_cases). */
struct household_ask {
    int64_t household_no;
    const int64_t *wanted;
    size_t wanted_count;
    struct household_cases cases; /* the answer */
};
MUST_CHECK enum err facts_of_households(struct store *s, struct household_ask *asks, size_t count,
                                        const struct case_settings *settings, int64_t known_at,
                                        struct arena *arena, struct report *report);
/* One household: for the screen, the replay and the immediate correction. */
MUST_CHECK enum err facts_of_household(struct store *s, int64_t household_no,
                                       const struct case_settings *settings, int64_t known_at,
                                       const int64_t *wanted, size_t wanted_count,
                                       struct arena *arena, struct report *report,
                                       struct household_cases *ret);

/* BLAKE2b-128 over everything the rules read, but the days that only say when somebody looked. */
void facts_hash(const struct premium_household *h, int64_t payer_no,
                unsigned char ret[FACTS_HASH_BYTES]);

/* The request of `kokuho calc premium` (contracts 4.1), one line, with what was decided beside it. */
void facts_json(const struct premium_case *c, const char *municipality,
                const struct premium_decision *decided, struct textbuf *to);

/* Codes of what differs (資格取得 ...), comma separated; `was` may be NULL. */
#define REASONS_BYTES 128
void facts_reasons(const struct premium_case *was, const struct premium_case *now, char *ret);

#endif
