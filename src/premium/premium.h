/*
 * 賦課 -- gathers facts, calls the rules, proposes, is approved, posts, notifies, corrects.
 *
 * A decision (決議) is a version: facts as known at a moment, parameters by hash, program version, result,
 * reason, proposer and approver, and the hash of its derivation. After approval nothing is edited, only
 * superseded. The derivation is made again by the same code for screen, notice and appeal.
 */
#ifndef KOKUHO_PREMIUM_H
#define KOKUHO_PREMIUM_H

#include "addressee/addressee.h"
#include "base/hash.h"
#include "batch/batch.h"
#include "eligibility/eligibility.h"
#include "ledger/ledger.h"
#include "output/output.h"
#include "rules/premium/premium.h"

/* Parameters of one municipality and year from DIR (params/); the law lives in the arena. */
MUST_CHECK enum err premium_law_load(const char *params_dir, const char *municipality, fiscal_year fy,
                                     struct arena *arena, struct report *report,
                                     const struct premium_law **ret);

/*
 * 試算の事実: a head of a household in a year as the rules read him, as known at a moment, decided or not.
 * Who attains 40 is foreseen as the ordinance says on the business date, as premium-annual does.
 */
struct premium_subject {
    int64_t household_no, payer_no;
    size_t insured_count;
    const struct premium_household *facts; /* member ids are addressee numbers */
    const char *refused;                   /* facts that contradict each other, in words; NULL = none */
};
/* Everybody, in order of household and payer; `unit` is emptied behind each household. */
typedef enum err (*premium_subject_fn)(void *context, const struct premium_subject *subject,
                                       struct arena *unit, struct report *report);
MUST_CHECK enum err premium_subjects(struct session *session, const struct premium_law *law,
                                     int64_t known_at, premium_subject_fn each, void *context,
                                     struct report *report);
/* Of these households only, ascending; NULL = everybody. */
struct household_list {
    const int64_t *numbers;
    size_t count;
};
MUST_CHECK enum err premium_subjects_some(struct session *session, const struct premium_law *law,
                                          int64_t known_at, const struct household_list *some,
                                          premium_subject_fn each, void *context, struct report *report);
/*
 * Households of which anything that the rules read of the year was recorded or closed after `since`; behind
 * those of `to`. The case of no other is another (selection.c), but for 40th birthdays that are not foreseen.
 */
MUST_CHECK enum err premium_households_recorded(struct store *s, fiscal_year fy, int64_t since,
                                                struct arena *arena, struct report *report,
                                                struct moved_list *to);
/* SHA-256 over names and hashes of the tables as they lie in the folder, approved or not. */
MUST_CHECK enum err premium_tables_digest(struct session *session, struct report *report,
                                          char ret[SHA256_HEX]);
MUST_CHECK enum err premium_subjects_of_household(struct session *session, const struct premium_law *law,
                                                  int64_t household_no, int64_t known_at,
                                                  struct arena *arena, struct report *report,
                                                  const struct premium_subject **ret, size_t *ret_count);
/*
 * 額の変わる世帯: households some decision of which in the year would come out differently of the facts known
 * at the moment and of the tables in force, in order; none when the year is not decided. Nothing is stored.
 */
MUST_CHECK enum err premium_changed_households(struct session *session, int32_t year, int64_t known_at,
                                               struct arena *arena, struct report *report, int64_t **ret,
                                               size_t *ret_count);
/* Another number than before: facts of the year have come or were closed since. */
MUST_CHECK enum err premium_facts_mark(struct store *s, int32_t year, struct report *report, int64_t *ret);

enum assessment_kind { KIND_ANNUAL = 1, KIND_INCREASE = 2, KIND_DECREASE = 3 };

/* A decided (or proposed) version as stored. */
struct premium_decision {
    int32_t year;
    int64_t payer_no, household_no;
    int32_t version;
    enum assessment_kind kind;
    bool is_approved;
    int64_t run_no, known_at;
    date decided_on;
    int reduction_tenths;
    yen judged_income; /* -1 = not known */
    yen part_amount[LEVY_PARTS];
    yen total;
    size_t instalment_count;
    struct premium_instalment instalments[INSTALMENTS_MAX];
    char reasons[128];  /* codes, comma separated */
    char proposer[33], approver[33];
    unsigned char derivation[32];
};

/* Newest first. `payer_no` 0 = all payers of the household, household_no 0 = all households of the payer. */
MUST_CHECK enum err premium_decisions(struct store *s, int32_t year, int64_t payer_no,
                                      int64_t household_no, struct arena *arena,
                                      struct report *report, struct premium_decision **ret,
                                      size_t *ret_count);

/* Of `years` years from the newest one back, newest year first: one question for a page. */
#define PREMIUM_YEARS_MAX 3
MUST_CHECK enum err premium_decisions_of_years(struct store *s, int32_t newest, int32_t years,
                                               int64_t payer_no, int64_t household_no,
                                               struct arena *arena, struct report *report,
                                               struct premium_decision **ret, size_t *ret_count);

/*
 * Makes a decision again from its versions: facts as known then, the same parameters. ERR_FINDINGS when
 * the derivation's hash differs (an alarm, with words).
 */
struct premium_replay {
    const struct premium_law *law;
    struct premium_household household;
    struct premium_assessment assessment;
    struct trace *trace;
};
MUST_CHECK enum err premium_replay(struct session *session, const struct premium_decision *d,
                                   struct arena *arena, struct report *report,
                                   struct premium_replay *ret);

/*
 * 過去の再現 (NX-08): what a day makes of the year of the household and payer of `d`: the decision in force
 * at its end, and the premium of the facts recorded up to `known_at`, with its derivation. Nothing is stored.
 */
struct premium_past {
    date day;
    int64_t known_at;
    const struct premium_decision *decided; /* NULL: nothing was decided yet */
    bool is_liable;                         /* the facts know him as a payer of the year */
    const char *refused;                    /* facts that contradict each other, in words; NULL = none */
    struct premium_replay made;             /* of the facts; trace NULL unless liable and not refused */
};
MUST_CHECK enum err premium_past(struct session *session, const struct premium_decision *d, date day,
                                 int64_t known_at, struct arena *arena, struct report *report,
                                 struct premium_past *ret);

/*
 * 即時更正 (LV-18, LV-19): every open year of one household assessed again from the facts as known now, the
 * same way as 月次更正. Nothing is stored before premium_correct_decide().
 */
struct premium_correction_wish {
    int64_t household_no;
    date day;           /* 更正の日, of instalments and of the limit; none = business date */
    date cut_off;       /* instalments due up to this day are fixed; none = `day` */
    bool has_exception; /* 法110条の2ただし書: years past their limit may be lowered */
    int32_t first_year; /* how far back; 0 = PREMIUM_YEARS_MAX years */
    int64_t known_at;   /* 0 = now */
};
enum premium_corrected_state {
    CORRECTED_SAME,    /* looked at, nothing to change */
    CORRECTED_CHANGED, /* `after` can be decided */
    CORRECTED_LATE,    /* the limit has passed: `words` */
    CORRECTED_REFUSED, /* the facts contradict each other, or a proposal waits: `words` */
};
struct premium_corrected { /* of one year and payer */
    int32_t year;
    int64_t payer_no;
    enum premium_corrected_state state;
    bool has_before;
    struct premium_decision before, after; /* `after` of CHANGED: as it would be decided */
    struct premium_replay made;            /* why: with derivation; not of REFUSED */
    bool wants_recheck; /* 減免 stands and the correction is made for another reason (LV-11) */
    yen refund;      /* what lowers instalments that are fixed */
    date last_day;   /* of the limit */
    const char *words;
};
struct premium_correction {
    struct premium_correction_wish wish; /* its days filled in */
    struct premium_corrected *items;     /* newest year first, then by payer */
    size_t count;
    /* by enum assessment_kind, increases and decreases apart (LV-20) */
    size_t changed[KIND_DECREASE + 1];
    yen change[KIND_DECREASE + 1];
    char check[KIND_DECREASE + 1][11]; /* of every row of the list: the same check, the same rows */
    struct correction_row *rows;       /* what would be written */
    size_t row_count;
};
MUST_CHECK enum err premium_correct(struct session *session, const struct premium_correction_wish *wish,
                                    struct arena *arena, struct report *report,
                                    struct premium_correction *ret);
/*
 * 決議 of one of the two lists, with its postings, in an open write
 * transaction. The session's operator approves what `proposer` has proposed by
 * the change `change_no`. ERR_INPUT: nothing is in the list, or a limit passed
 * meanwhile.
 */
MUST_CHECK enum err premium_correct_decide(struct session *session, const struct premium_correction *c,
                                           enum assessment_kind kind, struct text proposer,
                                           int64_t change_no, int64_t recorded_at,
                                           struct report *report);

bool premium_notice_no_is_valid(int64_t notice_no); /* its check digit */

/*
 * 調定の一巡: the newest decided version, as collection sees it. What is taken from a pension (特別徴収)
 * stands behind the ordinary instalments: a charge for each pay day of pensions (LEVY_PENSION_FIRST).
 */
struct premium_levy {
    int32_t year;
    int64_t household_no, payer_no, notice_no; /* notice_no 0: nobody was notified yet */
    date decided_on, first_decided_on;         /* of this version, of the first one */
    yen part[LEVY_PARTS];
    size_t instalment_count; /* LEVY_CHARGES_MAX when something of it is taken from a pension */
    struct premium_instalment instalments[LEVY_CHARGES_MAX];
    int extra_no; /* the number of the instalment that is 随時; 0 = none */
};
struct premium_levy_scope {
    int64_t payer_no, household_no; /* one of them; 0, 0 = all */
    int32_t first_year, last_year;  /* 0, 0 = all */
    const int64_t *households;      /* of `first_year` alone: these, when there are any */
    size_t household_count;
};
/* By year, household and payer. With all of them `each` asks nothing of the store but scans. */
typedef enum err (*premium_levy_fn)(void *context, const struct premium_levy *levy, struct report *report);
MUST_CHECK enum err premium_levies(struct store *s, const struct premium_levy_scope *scope,
                                   premium_levy_fn each, void *context, struct arena *arena,
                                   struct report *report);

/*
 * Whose levies may read otherwise than at the moment `since` on the business day `day`: payers of 更正
 * decided since, of 特別徴収 that was laid over or taken off, and of 前の系の調定; behind those that the list
 * has, some more than once, with no moment. `ret_everybody`: a 当初賦課 was decided since, its payers are not
 * listed.
 */
MUST_CHECK enum err premium_payers_moved(struct store *s, int64_t since, date day, struct arena *arena,
                                         struct report *report, struct moved_list *to, bool *ret_everybody);

/* Between which years and instalments all stand that fall due on a day from `from` on and before `until`; 0:
 * none does. */
struct premium_due_instalments {
    int32_t first_year, last_year;
    int first_no, last_no;
};
MUST_CHECK enum err premium_due_instalments(struct store *s, date from, date until, struct report *report,
                                            struct premium_due_instalments *ret);

/* 調定: the levy behind the number on a slip; false when nobody was notified under it. Its n-th instalment is
 * the slip's instalment n. */
MUST_CHECK enum err premium_levy_of_notice(struct store *s, int32_t year, int64_t notice_no,
                                           struct arena *arena, struct report *report,
                                           struct premium_levy *ret, bool *ret_found);
/* The same of many numbers of a year, by household and payer; others of their households may come, too. */
MUST_CHECK enum err premium_levies_of_notices(struct store *s, int32_t year, const int64_t *notice_nos,
                                              size_t count, premium_levy_fn each, void *context,
                                              struct arena *arena, struct report *report);

/* ------------------------------------------------------------------------------ 特別徴収 -------- */

/* What of a levy is taken from a pension, by the pay days; it leaves the ordinary instalments, the latest
 * first (docs/adr/0141). A pay day that fell back to 普通徴収 stays a charge of its own with another day. */
struct premium_withheld {
    int32_t year;
    int64_t household_no, payer_no;
    struct premium_instalment pays[WITHHOLDING_PAYS]; /* due_date of 0 yen is not looked at */
    const char *cause_kind; /* "withholding" */
    int64_t cause_no;
};
/*
 * In an open write transaction: stands in the place of what stood. What the levy does not ask for at all
 * (仮徴収 above the year) is no charge: *ret_beyond. ERR_INPUT with words: nothing is decided of the year.
 */
MUST_CHECK enum err premium_withhold(struct store *s, const struct premium_withheld *w, int64_t recorded_at,
                                     struct report *report, yen *ret_beyond);
/* What stands of a levy; false: nothing of it is taken from a pension. */
MUST_CHECK enum err premium_withheld_of(struct store *s, int32_t year, int64_t household_no, int64_t payer_no,
                                        struct report *report, struct premium_withheld *ret, bool *ret_found);

/* ------------------------------------------------------------------------------ 前の系の調定 ---- */

/* A levy that the system before this one decided, with the instalments nobody had paid in full; their
 * amounts are those asked for, what was paid of them comes as receipts. */
struct premium_former {
    int32_t year, books_year; /* 賦課年度; the books it enters as 滞納繰越 */
    int64_t household_no, payer_no;
    struct text key; /* as it was known there */
    date decided_on;
    yen part[LEVY_PARTS];
    size_t instalment_count;
    struct premium_instalment instalments[INSTALMENTS_MAX]; /* amount 0: not brought in */
    int64_t notice_no; /* given by premium_former_add() */
};
/* In an open write transaction: rows, a notice number, postings. *ret_fault: why it cannot stand, nothing was
 * written; NULL: it stands. */
MUST_CHECK enum err premium_former_add(struct store *s, struct premium_former *f, date business_date,
                                       int64_t recorded_at, struct report *report, const char **ret_fault);

/* 保存期限: what was decided of levy years that were deleted, by year and part (docs/adr/0150). `each` asks
 * nothing of this table. */
struct premium_closed {
    int32_t year;
    bool is_former; /* 前の系の調定 */
    yen part[LEVY_PARTS];
};
typedef enum err (*premium_closed_fn)(void *context, const struct premium_closed *closed,
                                      struct report *report);
MUST_CHECK enum err premium_each_closed(struct store *s, premium_closed_fn each, void *context,
                                        struct report *report);
extern const struct store_kept premium_kept[];
extern const size_t premium_kept_count;

/* An income of the year as known at a moment (is_there false: the tax ledger has said nothing). */
enum premium_taxing_place { TAXED_HERE = 1, TAXED_ELSEWHERE = 2, TAXED_NOWHERE = 3 }; /* 3: 1月1日に国外 */
enum premium_tax_class { TAX_NOT_SAID = -1, TAX_LIABLE = 0, TAX_PER_CAPITA_ONLY = 1, TAX_EXEMPT = 2 };
struct premium_income_look {
    bool is_there;
    int64_t recorded_at;
    int place; /* 課税地区分 of the ledger: enum premium_taxing_place; 0 = the ledger has no row */
    yen taxable_income; /* 住民税の課税標準額; -1: the ledger has not said */
    enum premium_tax_class tax;
    struct premium_income income;
    const char *evidence; /* 賦課根拠入力 (LV-12): the paper it was entered from; NULL = the tax ledger's */
    bool has_young;       /* 年少被保険者人数入力 (LV-16): of a head, on 31 December before the year */
    int under_16, from_16_to_18;
};
/* One of all that were ever recorded, by the tax ledger or (`entered`) by a clerk. */
struct premium_income_version {
    int64_t addressee_no;
    int32_t year;
    int64_t superseded_at;
    struct premium_income_look look;
    const struct basis *entered;
};
const char *premium_evidence_label(struct text code); /* 源泉徴収票 */
MUST_CHECK enum err premium_incomes_of(struct store *s, const int64_t *addressee_nos, size_t person_count,
                                       int32_t newest, int32_t years, struct arena *arena,
                                       struct report *report, struct premium_income_version **ret,
                                       size_t *ret_count);
struct premium_income_look premium_income_known(const struct premium_income_version *all, size_t count,
                                                int64_t addressee_no, int32_t year, int64_t known_at);
/* The ledger has told incomes of the year. It does so in late spring, before 当初賦課; until then nobody's
 * are known. */
MUST_CHECK enum err premium_incomes_told(struct store *s, fiscal_year year, struct report *report,
                                         bool *ret);
/* Whose incomes of a year, of the ledger or as entered, were recorded or ended in (after, until];
 * ascending. */
MUST_CHECK enum err premium_incomes_moved(struct store *s, fiscal_year year, int64_t after, int64_t until,
                                          struct arena *arena, struct report *report, int64_t **ret,
                                          size_t *ret_count);
/*
 * 未申告者 (LV-49): whose income of the year the rules miss as the facts stand now. The head, insured or not,
 * every insured person and every 特定同一世帯所属者; nobody whose declaration was entered or whom the ledger
 * knows.
 */
struct premium_undeclared {
    int64_t household_no, payer_no, addressee_no;
    const char *standing; /* 世帯主, 擬制世帯主, 住民票上の世帯主, 特定同一世帯所属者, 被保険者 */
    bool is_in_ledger;    /* the tax ledger has him as 未申告; else it has no row */
    bool was_abroad;      /* the ledger: no address in Japan on 1 January */
    date told_on;         /* when the ledger's row came; none without one */
};
/* By household; `arena` is emptied behind each household. */
typedef enum err (*premium_undeclared_fn)(void *context, const struct premium_undeclared *who,
                                          struct arena *arena, struct report *report);
MUST_CHECK enum err premium_undeclared_each(struct session *session, int32_t year, int64_t known_at,
                                            premium_undeclared_fn each, void *context, struct report *report);
/* The same of some households (NULL = all); each is handed to `beside` first, out of the same pass. */
MUST_CHECK enum err premium_undeclared_beside(struct session *session, int32_t year, int64_t known_at,
                                              const struct household_list *some, premium_subject_fn beside,
                                              void *beside_context, premium_undeclared_fn each,
                                              void *context, struct report *report);

/*
 * 賦課根拠入力 of a declaration or an answer that came by file: stands until the ledger knows. The check says
 * in words what is against it (NULL: nothing); the other writes the row, in a write transaction.
 */
struct premium_income_entry {
    int64_t addressee_no;
    int32_t year;
    struct text evidence; /* code: "declaration", "answer" */
    date evidence_on;
    struct premium_income income; /* `given` says which of it */
    struct text words;
};
MUST_CHECK enum err premium_income_entry_check(struct session *session,
                                               const struct premium_income_entry *entry, struct arena *arena,
                                               struct report *report, const char **ret_fault);
MUST_CHECK enum err premium_income_entry_add(struct store *s, const struct premium_income_entry *entry,
                                             int64_t recorded_at, struct arena *arena, struct report *report,
                                             int64_t *ret_basis_no);
/* Notices of a household, newest year and version first; sent_on none = proposed, not sent. */
struct premium_notice_look {
    int32_t year, version;
    int64_t payer_no, notice_no, run_no;
    date issued_on, sent_on;
    yen total;
    int pages;
};
MUST_CHECK enum err premium_notices_of(struct store *s, int32_t newest, int32_t years,
                                       int64_t household_no, struct arena *arena, struct report *report,
                                       struct premium_notice_look **ret, size_t *ret_count);

/*
 * 納入通知書 of a payer's newest approved decisions as a PDF at `path`: what `kokuho notice` writes, what the
 * screen shows and what is posted come from the same code (expectation 23). The caller has checked
 * notice.print. A payer who has no notice number yet gets one (no transaction is open).
 *
 * ORIGINAL goes to the payer: it carries no watermark, and its sheets are recorded as a print. PREVIEW is the
 * same pages with the watermark on each of them (BO-09), recorded as a look. Without the record there is no
 * file (OP-11, BO-06).
 *
 * 支援措置 (RP-04, RP-07): whoever must not find the payer gets nothing; who may not see his address gets a
 * preview without any. An original of a restricted payer wants an address chosen for it and an operator who
 * may see it, or a temporary release; else ERR_INPUT with words.
 */
enum premium_copy { PREMIUM_COPY_ORIGINAL, PREMIUM_COPY_PREVIEW };
struct premium_print {
    int64_t notices, restricted, pages;
};
MUST_CHECK enum err premium_notice_print(struct session *session, int64_t payer_no, int32_t year,
                                         enum premium_copy copy, const char *path, struct report *report,
                                         struct premium_print *ret);

/* 減免 (LV-08 to LV-11, LV-62): a decision, and whether the household was corrected after it. */
struct premium_remission_look {
    struct premium_remission rule; /* rule.id: 減免番号 */
    int32_t year;
    int64_t household_no, payer_no;
    date applied_on, decided_on, ends_on;
    const char *ground, *law, *words, *instalments; /* ground: code of remission.tsv */
    bool is_granted, is_ended; /* ended: cancelled */
    int32_t decided_version;   /* newest decided version that knows it; 0 = not assessed yet */
    int32_t other_version; /* newest such version made for another reason: to be
                              looked at again; 0 = none */
};
/* Of a year (0 = all) and a household (0 = all). */
MUST_CHECK enum err premium_remissions(struct store *s, int32_t year, int64_t household_no,
                                       struct arena *arena, struct report *report,
                                       struct premium_remission_look **ret, size_t *ret_count);
const char *premium_remission_ground_label(const char *code); /* 災害; the code itself when it is none */

/* What a decision takes off, in words: "すべての区分 30％". */
const char *premium_remission_rule_words(const struct premium_remission_look *r, struct arena *arena);

/* 減免の申請: received, and what became of it. */
enum premium_application_state {
    APPLICATION_WAITING = 1,
    APPLICATION_GRANTED,
    APPLICATION_PARTLY, /* 一部承認 */
    APPLICATION_REFUSED,
    APPLICATION_WITHDRAWN,
};
const char *premium_application_state_label(enum premium_application_state state);
struct premium_application {
    int64_t application_no; /* 受付番号 */
    int32_t year;
    int64_t household_no, payer_no;
    date applied_on, due_on;
    const char *ground, *evidence, *words; /* ground: code of remission.tsv */
    enum premium_application_state state;
    int64_t remission_no; /* the decision; 0 = it waits, or was taken back */
    date ended_on;
    const char *reason; /* of 却下, 一部承認 and 取下げ */
};
/* The application that a decision answered; NULL = none is recorded. */
const struct premium_application *premium_application_of(const struct premium_application *all, size_t count,
                                                        int64_t remission_no);
/* A refusal says why (行政手続法8条): without a reason there is no letter. */
bool premium_remission_has_letter(const struct premium_remission_look *look,
                                  const struct premium_application *application);
/* Of a year (0 = all) and a household (0 = all), oldest first. */
MUST_CHECK enum err premium_applications(struct store *s, int32_t year, int64_t household_no,
                                         struct arena *arena, struct report *report,
                                         struct premium_application **ret, size_t *ret_count);

/*
 * NT-07: 減免決定通知書 or 減免却下通知書 of a decision, as a PDF at `path` with its record. An original of
 * a granted one waits until a correction has taken the relief off: the letter says how much. Each original
 * leaves a row with the version it was drawn of, so a copy of it can be drawn again.
 */
struct premium_remission_paper {
    int64_t household_no, remission_no;
    int32_t version; /* that shows the amounts; 0 = the newest */
    bool is_preview;
};
MUST_CHECK enum err premium_remission_print(struct session *session,
                                            const struct premium_remission_paper *which, const char *path,
                                            struct report *report);
struct premium_remission_letter { /* that was handed out */
    int64_t remission_no, copy_no, recorded_at;
    int32_t version;
    date printed_on;
    const char *operator_id;
};
MUST_CHECK enum err premium_remission_letters(struct store *s, int64_t household_no, struct arena *arena,
                                              struct report *report, struct premium_remission_letter **ret,
                                              size_t *ret_count);
/* 申請書 for somebody to fill in, with what is known of him: 減免, 非自発的失業, 産前産後. */
enum premium_form_kind { FORM_REMISSION = 1, FORM_UNEMPLOYED, FORM_MATERNITY };
const char *premium_form_label(enum premium_form_kind kind);
struct premium_remission_form {
    enum premium_form_kind kind;
    int64_t household_no, person_no; /* who applies */
    int32_t year;
    bool is_preview;
};
MUST_CHECK enum err premium_remission_form_print(struct session *session,
                                                 const struct premium_remission_form *form, const char *path,
                                                 struct report *report);

struct change_kind;
extern const struct change_kind kind_premium_application, kind_premium_application_end; /* 減免の申請 */
extern const struct change_kind kind_premium_advance; /* 前納の取扱い */
/* 賦課根拠入力 (LV-12, LV-13, LV-16) */
extern const struct change_kind kind_premium_income, kind_premium_asset, kind_premium_young,
    kind_premium_basis_end;
extern const struct change_kind kind_premium_remission, kind_premium_remission_end; /* 減免の決定, 取消し */
extern const struct job job_premium_annual, job_premium_monthly, job_notice_annual;
extern const struct command command_notice, command_params;
extern const struct calculation calculation_premium; /* calc/calc.h */
extern const struct import_handler import_income_full, import_income_change,
    import_opening_assessment;
/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err premium_verify(struct store *s, struct report *report);
/* 賦課の一覧, 確認事項の一覧, for output_lists[] of kokuho.c. */
extern const struct output_list output_list_assessed, output_list_findings, output_list_changes;
extern const struct store_table premium_tables[];
extern const size_t premium_table_count;
/* What never changes once it is written (TE-07). */
extern const struct store_sealed premium_sealed[];
extern const size_t premium_sealed_count;
extern const struct output_list output_list_undeclared; /* 未申告者の一覧 (LV-49) */
/* 課税状況調・基盤安定 (LV-31, LV-32): sums of a snapshot, and the households behind each of their cells. */
extern const struct output_list output_list_relief_sums, output_list_relief_households;
/* What the tables say about a person (開示請求). */
extern const struct store_held premium_held[];
extern const size_t premium_held_count;

#endif
