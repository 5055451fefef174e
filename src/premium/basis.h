/* 賦課根拠入力 -- what a clerk entered from a paper, read with the facts. Inner header of premium/. */
#ifndef KOKUHO_PREMIUM_BASIS_H
#define KOKUHO_PREMIUM_BASIS_H

#include "premium/facts.h"

#include "addressee/addressee.h"

enum basis_kind { BASIS_INCOME = 1, BASIS_ASSET, BASIS_YOUNG };
enum basis_stands {
    STANDS_UNTIL_KNOWN = 1, /* 台帳で所得がわかるまで */
    STANDS_UNTIL_CHANGED,   /* 台帳の内容が変わるまで */
    STANDS_UNTIL_ENDED,     /* 取り消すまで */
};
struct basis {
    int64_t basis_no, addressee_no;
    int32_t year;
    enum basis_kind kind;
    enum basis_stands stands;
    int64_t seen_at;      /* recorded_at of the ledger's row when it was entered; 0 = there was none */
    struct text evidence; /* code */
    date evidence_on;
    struct premium_income income; /* of INCOME; of ASSET fixed_asset_tax alone */
    int under_16, from_16_to_18;  /* of YOUNG */
    struct text words;
    int64_t recorded_at, superseded_at;
};
/* The ledger's row beside it; is_there false: it has none. */
struct basis_ledger {
    bool is_there, is_known;
    int64_t recorded_at;
};
/* The one place that says whether an entry wins over the tax ledger. */
bool basis_wins(const struct basis *b, struct basis_ledger ledger);
/* Puts what was entered in the ledger's place. */
void basis_enter(const struct basis *b, struct premium_income *to);

/* What stands of the kind (NULL = nothing), and what the ledger says now. */
MUST_CHECK enum err basis_standing(struct store *s, int64_t addressee_no, int32_t year, enum basis_kind kind,
                                   struct arena *arena, struct report *report, const struct basis **ret,
                                   struct basis_ledger *ret_ledger);
/* ERR_INPUT and a line for each fault: nothing is given, or the amounts contradict the tables of the year. */
MUST_CHECK enum err basis_income_check(const struct premium_law *law, const struct addressee *who,
                                       const struct premium_income *income, struct report *report);
/* In a write transaction: ends what stands of the kind and puts `b` in its place. basis_no is given. */
MUST_CHECK enum err basis_enter_row(struct store *s, const struct basis *b, int64_t change_no,
                                    int64_t recorded_at, struct report *report, int64_t *ret_basis_no);

/* Into a table whose incomes are loaded and indexed, as known at a moment: of everybody, of one. */
MUST_CHECK enum err bases_load(struct fact_table *t, struct store *s, fiscal_year fy, int64_t known_at,
                               struct report *report);
/* Of at most QUERY_NUMBERS persons. */
MUST_CHECK enum err bases_load_persons(struct fact_table *t, struct store *s, fiscal_year fy,
                                       const int64_t *persons, size_t count, int64_t known_at,
                                       struct report *report);
/* All that were ever entered for these persons in `years` years from the newest back. */
MUST_CHECK enum err bases_of(struct store *s, const int64_t *addressee_nos, size_t person_count,
                             int32_t newest, int32_t years, struct arena *arena, struct report *report,
                             struct basis **ret, size_t *ret_count);

#endif
