/*
 * 試算 -- premiums of imagined households: computed by the rules and tables of 賦課, decided by nobody.
 *
 * Rows    LV-21, VN-01, expectation 8
 *
 * What is typed at the counter is read here, joined with what the registers say where the household exists,
 * and given to the same premium_assess() as a decision. Nothing of it is stored: no table of premiums, no
 * posting; the look alone is recorded by the screen.
 */
#ifndef KOKUHO_TRIAL_H
#define KOKUHO_TRIAL_H

#include "addressee/addressee.h"
#include "output/output.h"
#include "premium/premium.h"
#include "rules/premium/ward.h"

/* ------------------------------------------------------------------------------ what is typed ---- */

/* 500万, 4,000,000, 356.5万, 1億2000万, 400m (m = 万), with or without 円; full-width signs too. */
bool trial_amount_parse(struct text typed, yen *ret);

/* 給与 and 年金: a revenue as it is, an income after deduction with 所得 or s before it, ? = not known. */
enum trial_spelling { TRIAL_BLANK, TRIAL_REVENUE, TRIAL_INCOME, TRIAL_NOT_KNOWN };
bool trial_income_parse(struct text typed, enum trial_spelling *ret, yen *ret_amount);

/* 届出: 22R8.3.31 or 22080331 (離職理由と離職日), 産R8.8.15 or b080815 (出産予定), 多胎 or bb (双子など).
 */
struct trial_notices {
    int reason_code; /* 0 = none */
    date separated_on, expected_birth;
    bool is_multiple_birth;
};
bool trial_notices_parse(struct text typed, int this_year, struct trial_notices *ret);

/* 期間: R8.8.1- (加入), -R8.10.1 (喪失), both; an open end is date_none(). */
bool trial_period_parse(struct text typed, int this_year, date *ret_from, date *ret_until);

#define TRIAL_BANDS_MAX 16
/* Upper ends of bands, ascending (以下); one more band is open. */
struct trial_bands {
    size_t count;
    yen up_to[TRIAL_BANDS_MAX];
};

/* ---------------------------------------------------------------------------------- household ---- */

#define TRIAL_LINES_MAX 8

enum trial_role {
    TRIAL_AS_IS,   /* as registered; of an imagined person: insured */
    TRIAL_INSURED, /* 国保に入る */
    TRIAL_OUTSIDE, /* 国保でない: as head 擬制世帯主, else no part in the levy */
    TRIAL_FORMER,  /* 特定同一世帯所属者 (国保から後期高齢者医療へ) */
    TRIAL_ROLES
};
extern const char *const trial_role_labels[TRIAL_ROLES];

/* One person as typed; blank = as registered, or nothing. */
struct trial_line {
    int64_t addressee_no; /* 0 = imagined */
    struct text name;     /* of a registered person, as this operator may see it */
    struct text birth, salary, pension, other, notices, period;
    enum trial_role role;
};
struct trial_wish {
    int32_t year;
    int64_t household_no, payer_no; /* 0 = imagined household: the first line is the head */
    struct text notice_day;         /* 最初の通知の日; blank = 当初 */
    struct trial_line lines[TRIAL_LINES_MAX];
    size_t line_count;
};
/* A registered person beside the fields: what blank stands for. */
struct trial_known {
    int64_t addressee_no;
    date birth;
    enum trial_role role;
    bool is_head, income_is_known;
    struct premium_income income;
};
struct trial_household {
    int64_t payer_no;
    struct trial_known persons[TRIAL_LINES_MAX];
    size_t count;
    const char *words; /* why it cannot be tried; NULL = it can */
};
/* Persons of an existing household, head first; `payer_no` 0 = the head of today. ERR_FINDINGS: none. */
MUST_CHECK enum err trial_household_known(struct session *s, int32_t year, int64_t household_no,
                                          int64_t payer_no, struct arena *arena, struct report *report,
                                          struct trial_household *ret);

struct trial_answer {
    struct premium_replay made;      /* law, facts, result and derivation, as a decision has them */
    size_t line_of[TRIAL_LINES_MAX]; /* of each member the line */
    bool has_registered;             /* there is an amount by what is registered, without the changes */
    yen registered;
    size_t unknown_count; /* persons whose income is not known: no reduction */
};
/*
 * Everything typed wrongly is named in `report` with its line and place (ERR_INPUT). Nothing is written.
 */
MUST_CHECK enum err trial_assess(struct session *s, const struct trial_wish *wish, struct arena *arena,
                                 struct report *report, struct trial_answer *ret);
/* 高額療養費の区分 and 負担割合 from the same incomes (LV-66), on 1 August of the year. */
struct trial_classes {
    date on;
    bool has_under_70;
    struct limit_judgement limit;   /* of those under 70 */
    struct copay_result copay;      /* of those of 70 to 74 */
    bool is_open;                   /* 2割 or 3割: 課税所得 decides, which a trial does not know */
    int tenths[TRIAL_LINES_MAX];    /* of each member; 0 = not insured on the day */
    bool is_elder[TRIAL_LINES_MAX]; /* 70 to 74 */
};
MUST_CHECK enum err trial_classes(struct session *s, const struct trial_answer *answer, struct arena *arena,
                                  struct report *report, struct trial_classes *ret);
/*
 * The paper of one page with 試算 over it, recorded as a print (OP-11, BO-06). `household_no` of the wish
 * and the names of its lines are what the paper shows.
 */
MUST_CHECK enum err trial_paper(struct session *s, const struct trial_wish *wish,
                                const struct trial_answer *answer, const struct trial_classes *classes,
                                const char *path, struct report *report);

/* --------------------------------------------------------------------------------- whole ward ---- */

/*
 * 区全体の事実: the facts of a year in columns, packed once and kept in the memory of the process, never on
 * disk. A ward is named by year, moment and business date: facts have two times, so the same three give the
 * same columns again, on another day and in another process (its digest says so). Read only.
 */
struct trial_ward {
    struct arena *arena;
    int users;        /* who holds it; guarded by the lock of ward.c */
    char folder[512]; /* whose data it is */
    int32_t year;
    int64_t known_at; /* facts recorded up to here */
    date on;          /* business date: a 40th birthday after it may not be foreseen (care40) */
    int64_t mark;     /* premium_facts_mark() when it was packed */
    char digest[33];  /* of facts: households, incomes, shares, months */
    const struct premium_law *law;
    struct premium_ward w;
    int64_t *household_no, *payer_no;
    uint16_t *insured;         /* persons with a month */
    bool *income_is_known;     /* of everybody who counts for the reduction */
    yen *base;                 /* 算定基礎額 of the insured: the bands go by it */
    yen *in_force;             /* the year's amount at the rates in force */
    struct ward_rates rates;   /* in force */
    struct ward_totals totals; /* at the rates in force */
    int64_t refused;           /* households whose facts contradict each other: not computed */
    int64_t persons;
    size_t capacity; /* of the five columns above */
};
/*
 * `known_at` 0: as known now; packed anew when facts have come since the one that is kept. `on` none: the
 * business date of the session. Held until trial_ward_close().
 */
MUST_CHECK enum err trial_ward_open(struct session *s, int32_t year, int64_t known_at, date on,
                                    struct report *report, struct trial_ward **ret);
void trial_ward_close(struct trial_ward *w); /* NULL is allowed */

/* --------------------------------------------------------------------------- 料率試算 (LV-22, LV-23) ----
 */

struct trial_settings {
    const char *premium_label, *issuer, *section; /* of insurer.tsv */
    const char *paper_text, *unknown_text;
    const char *income_bands, *change_bands;
    int64_t rate_step;   /* millionths: 100 = 0.01 % */
    int64_t capita_step; /* yen */
    struct trial_bands incomes, changes;
};
/* params/municipal/<code>/trial.tsv as in force on the day. */
MUST_CHECK enum err trial_settings_load(const struct data_folder *folder, date day, struct arena *arena,
                                        struct report *report, struct trial_settings *ret);

/* Households of a band of incomes: what they bear now and at the rates tried. */
struct trial_band {
    yen over, up_to; /* over < base <= up_to; -1 and INT64_MAX = open */
    int64_t households, persons, up, down;
    yen before, after;
};
/* Households by how much more or less they would bear. */
struct trial_change {
    yen over, up_to; /* of the amount more or less */
    int64_t up, down;
    yen up_yen, down_yen;
};
struct trial_outcome {
    struct ward_rates rates;
    struct ward_totals totals;
    int64_t up, down, same;
    yen up_yen, down_yen;
    size_t band_count, change_count;
    struct trial_band bands[TRIAL_BANDS_MAX + 1];
    struct trial_change changes[TRIAL_BANDS_MAX + 1];
    yen *amounts; /* of each household */
};
/* The whole ward at these rates against those in force. */
void trial_try(const struct trial_ward *w, const struct trial_settings *settings,
               const struct ward_rates *rates, struct arena *arena, struct trial_outcome *ret);
size_t trial_band_of(const struct trial_bands *bands, yen amount);

/* 総賦課額→率: the smallest step at which a part reaches its total, and the step below it. */
enum trial_solve { TRIAL_SOLVE_RATE, TRIAL_SOLVE_CAPITA };
struct trial_solved {
    bool is_reached;  /* false: no rate yields it (caps) */
    int64_t value;    /* millionths, or yen */
    yen total, below; /* at the value, one step below it (0 when there is none) */
};
void trial_solve(const struct trial_ward *w, const struct trial_settings *settings,
                 const struct ward_rates *rates, enum levy_part part, enum trial_solve what, yen total,
                 struct trial_solved *ret);

/* ------------------------------------------------------------------------------- sets of rates ---- */

#define TRIAL_SETS_MAX 5 /* side by side (LV-23) */

/* A set in one word, for forms and rows: parts by point, numbers by _, U = 軽減なし. */
void trial_rates_write(const struct ward_rates *rates, struct textbuf *to);
bool trial_rates_parse(struct text word, struct ward_rates *ret);
/* 7.51, 7.51% or ７．５１％ in millionths; at most four digits behind the point, at most 100 %. */
bool trial_percent_parse(struct text typed, int64_t *ret_millionths);
/* "7.51" */
const char *trial_percent(int64_t millionths, struct arena *arena);
/* Tenths of a percent of `part` in `whole`; 0 of nothing. */
int trial_permille(ward_sum part, ward_sum whole);

/* A trial that somebody keeps: which facts, which rates, who. It is never changed. */
struct trial_saved {
    int64_t trial_no;
    int32_t year;
    int64_t known_at, made_at;
    date on;
    struct text name, note, maker, digest; /* digest of the facts */
    struct text sets;                      /* words of trial_rates_write(), blanks between */
    yen total;                             /* of the first set */
};
MUST_CHECK enum err trial_save(struct session *s, const struct trial_ward *ward, struct text name,
                               struct text note, const struct ward_rates *sets, size_t set_count,
                               struct report *report, int64_t *ret_trial_no);
/* Newest first. */
MUST_CHECK enum err trial_saved_all(struct store *s, int32_t year, struct arena *arena,
                                    struct report *report, struct trial_saved **ret, size_t *ret_count);

/* For output_lists[] of kokuho.c: 料率試算の世帯, 所得階層別統計, 納付見込, 適正算定システム用データ. */
extern const struct output_list output_list_trial_households, output_list_income_bands,
    output_list_expected, output_list_calculator;
extern const struct store_table trial_tables[];
extern const size_t trial_table_count;

#endif
