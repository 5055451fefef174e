/*
 * 給付の制限 -- what follows for the benefits of a household whose premiums stay unpaid: 特別療養費 instead
 * of 療養の給付, benefits withheld, arrears deducted from them.
 *
 * Law     国民健康保険法54条の3, 63条の2, 同法施行令1条・1条の2,
 * 同法施行規則5条の6・27条の4の2・32条の2以下; eligibility.md 10.5 Rows    EL-29, EL-30, EL-59, EL-60,
 * NT-04
 *
 * Every step is a change of a clerk that a second person approves; none can be skipped, each has its day
 * and its letter. Whom it concerns follows from the household on each day. No money moves here.
 */
#ifndef KOKUHO_RESTRICTION_H
#define KOKUHO_RESTRICTION_H

#include "collection/collection.h"
#include "demand/demand.h"
#include "eligibility/eligibility.h"
#include "output/output.h"
#include "rules/restriction/restriction.h"

/* ------------------------------------------------------------------------------------ steps ----- */

enum restriction_measure { RESTRICT_SPECIAL = 1, RESTRICT_WITHHOLD, RESTRICT_MEASURES };
extern const char *const restriction_measure_labels[RESTRICT_MEASURES];

struct restriction_step {
    int64_t step_no, case_no; /* case_no: the first step of the same measure against the same payer */
    enum restriction_measure measure;
    enum restriction_move move;
    int64_t payer_no, household_no;
    date on;
    date due;    /* until when the payer may answer, or pay; none = not said */
    date effect; /* from when it holds: of a decision and its end; none = no such day */
    int outcome; /* of MOVE_HEARD */
    int ground;  /* of an end */
    yen owed;    /* overdue premiums on the day */
    yen amount;  /* of the benefit withheld, of the arrears deducted */
    struct text benefit, words;
    int32_t number_year; /* of its letter, by measure and fiscal year; number 0 = it has none */
    int64_t number, change_no, recorded_at;
};
const char *restriction_outcome_label(int outcome);
const char *restriction_ground_label(int ground);
/* Of a payer, oldest first, as known then (INT64_MAX = now). */
MUST_CHECK enum err restriction_steps_of(struct store *s, int64_t payer_no, int64_t known_at,
                                         struct arena *arena, struct report *report,
                                         struct restriction_step **ret, size_t *ret_count);
/* The newest step of a measure against a payer among them; NULL = none. */
const struct restriction_step *restriction_newest(const struct restriction_step *steps, size_t count,
                                                  enum restriction_measure measure);

/* ---------------------------------------------------------------------------------- grounds ----- */

enum restriction_notified {
    NOTIFIED_CIRCUMSTANCE = 1, /* 特別の事情, of the payer (施行令1条・1条の2) */
    NOTIFIED_MEDICAL,          /* 公費負担医療, of an insured person (法54条の3第1項) */
    NOTIFIEDS
};
struct restriction_ground {
    int64_t ground_no, addressee_no;
    enum restriction_notified kind;
    int code;
    date notified_on;
    bool is_accepted;
    struct span valid;
    struct text words;
    int64_t change_no;
};
const char *restriction_code_label(enum restriction_notified kind, int code);
/* Of persons, by number and first day. */
MUST_CHECK enum err restriction_grounds_of(struct store *s, const int64_t *addressee_nos, size_t count,
                                           int64_t known_at, struct arena *arena, struct report *report,
                                           struct restriction_ground **ret, size_t *ret_count);

/* ------------------------------------------------------------------------------------- facts ---- */

struct restriction_member {
    int64_t addressee_no;
    bool is_insured;
    enum restriction_left_out left_out;
};
/* What a measure against a payer would rest on, on a day. */
struct restriction_facts {
    int64_t payer_no, household_no;
    bool is_head; /* of the household, on the day */
    const struct collection_charge *charges; /* overdue and unpaid, oldest due day first */
    size_t charge_count;
    yen owed;
    size_t over_special, over_withhold; /* of them, past 1 year and 1 year 6 months */
    yen owed_over_special;
    bool has_stay; /* 猶予, 執行停止 or a kept 分納 on one of those past a year */
    const struct restriction_member *members;
    size_t member_count, covered_count; /* covered: insured and not left out */
    const struct restriction_ground *circumstance; /* accepted and in force; NULL = none */
    /* 納付の勧奨と相談の記録 since the oldest due day (EL-30) */
    size_t contact_count, letter_count;
    date last_effort; /* none = there is none */
    struct restriction_terms terms;
};
MUST_CHECK enum err restriction_facts_of(struct session *session, int64_t payer_no, date on,
                                         struct arena *arena, struct report *report,
                                         struct restriction_facts *ret);

/* Who of a household is paid 特別療養費 on a day: decided, not released, and not left out. */
struct restriction_held {
    bool is_special;
    int64_t payer_no, step_no; /* the decision */
    const struct restriction_member *members;
    size_t member_count;
};
MUST_CHECK enum err restriction_of_household(const struct session *session, int64_t household_no, date on,
                                             int64_t known_at, struct arena *arena, struct report *report,
                                             struct restriction_held *ret);
bool restriction_covers(const struct restriction_held *held, int64_t addressee_no);

/* ------------------------------------------------------------------------------------- letters -- */

/* The name of the letter of a step; NULL = it has none. */
const char *restriction_paper_label(enum restriction_move move);
/* As a PDF at `path`, out of its rows: the same however often. A preview carries the watermark; both are
 * recorded. ERR_INPUT: the step has no letter. */
MUST_CHECK enum err restriction_paper_print(struct session *session, int64_t payer_no, int64_t step_no,
                                            bool is_preview, const char *path, struct report *report);

/* ------------------------------------------------------------------------------------ registers - */

struct change_kind;
extern const struct change_kind kind_restriction_special, kind_restriction_withhold, kind_restriction_ground;
extern const struct output_list output_list_restriction;

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err restriction_verify(struct store *s, struct report *report);
extern const struct store_table restriction_tables[];
extern const size_t restriction_table_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held restriction_holdings[];
extern const size_t restriction_holdings_count;
/* 保存期限: levy years that a measure names are held. */
extern const struct store_kept restriction_kept[];
extern const size_t restriction_kept_count;

#endif
