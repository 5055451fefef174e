/*
 * 適用適正化 -- who may be insured elsewhere too, not insured though he should be, or not living here.
 *
 * Law     国民健康保険法5条から9条; eligibility.md 13, interfaces.md 9.4
 * Rows    EL-35, EL-43, EL-44, EL-45, EL-46, EL-50
 *
 * A list of another office makes suspects. Each is asked by a letter, asked again, and decided ex officio
 * only when the days of steps.tsv are over; it ends by the register itself (the notice came, or the loss
 * was entered) or by a reason that a person gave. Nothing here changes anybody's insurance: 加入 and 脱退
 * are entered as ever.
 */
#ifndef KOKUHO_ENROLMENT_H
#define KOKUHO_ENROLMENT_H

#include "addressee/addressee.h"
#include "batch/batch.h"
#include "casework/casework.h"
#include "eligibility/eligibility.h"
#include "output/output.h"

/* 毎日の点検: what the register has settled ends, what is due becomes a task. */
extern const struct job job_enrolment_check;
/* 勧奨通知: the first and the second letter to whom they are due; sent when another person has decided. */
extern const struct job job_enrolment_letters;

extern const struct import_handler import_pension_insured, import_duplicates, import_residence,
    import_welfare;
extern const struct change_kind kind_enrolment_survey, kind_enrolment_decide;

/* One suspicion as it stands on a day, for who looks and goes on with it. */
enum enrolment_show { SHOW_OPEN, SHOW_MINE, SHOW_ENDED, ENROLMENT_SHOWS }; /* MINE: waits for a person */
struct enrolment_case {
    int64_t suspect_no, addressee_no, household_no; /* household_no 0: in the register no more */
    const char *source, *state, *reason;            /* labels; reason: 提案の事由 */
    const char *wants;                              /* what a person has to do; NULL = nothing now */
    struct text words;
    date fact_on, listed_on, due, ended_on; /* due: the state ends by itself on that day; none */
    const struct change_kind *form;         /* what goes on with it; NULL = letters or days do */
};
struct enrolment_filter {
    int source; /* 0 = all of them */
    enum enrolment_show show;
};
#define ENROLMENT_SOURCES 6
extern const char *const *const enrolment_source_labels; /* 1 to ENROLMENT_SOURCES - 1 */
/* *ret_of_show: how many there are of each view, of the source. */
MUST_CHECK enum err enrolment_cases(struct session *session, const struct enrolment_filter *filter,
                                    struct arena *arena, struct report *report, struct enrolment_case **ret,
                                    size_t *ret_count, size_t ret_of_show[ENROLMENT_SHOWS]);

/* 年金異動確認一覧 and those of the other sources (EL-35), for output_lists[] of kokuho.c. */
extern const struct output_list output_list_enrolment;

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err enrolment_verify(struct store *s, struct report *report);
extern const struct store_table enrolment_tables[];
extern const size_t enrolment_table_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held enrolment_held[];
extern const size_t enrolment_held_count;

#endif
