/* 証の登録 -- rows of the register; inner header of certificate/. */
#ifndef KOKUHO_CERTIFICATE_REGISTER_H
#define KOKUHO_CERTIFICATE_REGISTER_H

#include "certificate/certificate.h"

#define PAPER_MOMENT_OPEN INT64_MAX

/* Writes; a write transaction is open. */
MUST_CHECK enum err register_paper_add(struct store *s, const struct certificate_paper *paper,
                                       struct report *report);
MUST_CHECK enum err register_step_add(struct store *s, int64_t paper_no, int64_t addressee_no,
                                      enum certificate_state state, date on, struct text words,
                                      int64_t change_no, int64_t recorded_at, struct report *report);
MUST_CHECK enum err register_last_no(struct store *s, struct report *report, int64_t *ret);

/* -------------------------------------------------------------------------------------- laws -- */

/* What a judgement reads of the tables, of one day: loaded once for a job. */
struct judge_laws {
    const struct eligibility_law *law;
    const struct premium_law *premium; /* of the fiscal year whose incomes count */
};
MUST_CHECK enum err judge_laws_load(const struct session *session, date on, struct arena *arena,
                                    struct report *report, struct judge_laws *ret);
MUST_CHECK enum err judge_with(const struct session *session, const struct judge_laws *laws,
                               int64_t household_no, date on, int64_t known_at, struct arena *arena,
                               struct report *report, struct certificate_judgement *ret);
/* The same with the incomes and taxes as they were known at another moment: what a tax update has changed. */
MUST_CHECK enum err judge_incomes_at(const struct session *session, const struct judge_laws *laws,
                                     int64_t household_no, date on, int64_t known_at,
                                     int64_t incomes_known_at, struct arena *arena, struct report *report,
                                     struct certificate_judgement *ret);

/* ------------------------------------------------------------------------------------- issue -- */

/* What a new paper is to be. */
struct issue_wish {
    int64_t addressee_no;
    enum certificate_type type;
    enum certificate_reason reason;
    date issued_on, valid_from;
    date stay_applied_on; /* 在留期間の更新を申請した日; none: not shown, or no foreign resident */
    int disease;
    enum certificate_delivery delivery;
    struct text delivery_no;
};
/*
 * Fills the paper: insured on the day, household, card, end of validity, ratio and class. ERR_FINDINGS with
 * words: he is not entitled to it.
 */
MUST_CHECK enum err issue_fill(const struct session *session, const struct judge_laws *laws,
                               const struct issue_wish *wish, int64_t known_at, struct arena *arena,
                               struct report *report, struct certificate_paper *ret);
/* 資格確認書 or 資格情報のお知らせ (before 2024-12-02 被保険者証), by law and registration of
 * マイナ保険証. */
MUST_CHECK enum err issue_base_type(const struct session *session, const struct eligibility_law *law,
                                    int64_t addressee_no, date on, int64_t known_at, struct report *report,
                                    enum certificate_type *ret);
/* The accepted application of a kind on a day; NULL = none. */
const struct certificate_application *application_on(const struct certificate_application *all,
                                                     size_t count, int64_t addressee_no,
                                                     enum certificate_application_kind kind, date on);
MUST_CHECK enum err law_of(const struct session *session, struct arena *arena, struct report *report,
                           const struct eligibility_law **ret);

/* -------------------------------------------------------------------------------------- page -- */

/* Everything that stands on the page. */
struct paper_page {
    const struct certificate_paper *paper;
    struct addressee person;
    struct text head_name;
    yen disease_limit;      /* 特定疾病: a month */
    struct mailing mailing; /* of the head */
    date acquired_on;
    const char *insurer_no, *insurer, *section,
        *number_tail; /* number_tail: last 4 digits; NULL = not printed */
};
/* What every page of an insurer says. */
struct page_words {
    const char *insurer_number, *municipality_name, *section;
};
MUST_CHECK enum err certificate_page_words(const struct session *session, date day, struct arena *arena,
                                    struct report *report, struct page_words *ret);
/* Everything but the last digits of the 個人番号, as known then. */
MUST_CHECK enum err certificate_page_fill(const struct session *session, const struct page_words *words,
                              const struct certificate_paper *paper, int64_t known_at, struct arena *arena,
                              struct report *report, struct paper_page *ret);
int certificate_page_draw(struct document *d, const struct paper_page *page);

#endif
