/*
 * 適用適正化の1件 -- what a source said, what was done since, and what follows today.
 *
 * Inner header of enrolment/. suspect_judge() is pure: the same facts on the same day give the same state,
 * whoever asks.
 */
#ifndef KOKUHO_ENROLMENT_SUSPECT_H
#define KOKUHO_ENROLMENT_SUSPECT_H

#include "document/document.h"
#include "enrolment/enrolment.h"

enum suspect_source {
    SOURCE_PENSION = 1, /* 年金被保険者情報 (EL-45) */
    SOURCE_DUPLICATE,   /* 資格重複状況結果一覧 (EL-44) */
    SOURCE_IMMIGRATION, /* 在留情報 (EL-46) */
    SOURCE_WELFARE,     /* 生活保護 (EL-50) */
    SOURCE_ABSENCE,     /* 不現住・居所不明 (EL-43) */
    SUSPECT_SOURCES
};
extern const char *const suspect_source_labels[SUSPECT_SOURCES];
enum suspect_way { WAY_LOSE = 1, WAY_JOIN };

enum suspect_step {
    STEP_LETTER = 1, /* 勧奨通知 */
    STEP_SECOND,     /* 2回目の勧奨通知 */
    STEP_SURVEY,     /* 実態調査 */
    STEP_DECIDED,    /* 職権の決定 */
    STEP_SETTLED,    /* 終わり: 資格が合った */
    STEP_REASON,     /* 終わり: 理由がある */
    SUSPECT_STEPS
};
extern const char *const suspect_step_labels[SUSPECT_STEPS];

/* Where it stands. The first ones are in the order of the procedure. */
enum suspect_state {
    STATE_LISTED = 1,  /* 次の一覧を待つ: not yet in as many lists in a row as it takes */
    STATE_LETTER_DUE,  /* 勧奨通知を出す */
    STATE_ANSWER,      /* 答えを待つ */
    STATE_SECOND_DUE,  /* 2回目の勧奨通知を出す */
    STATE_LAST_ANSWER, /* 2回目の答えを待つ */
    STATE_SURVEY,      /* 実態調査を続ける */
    STATE_READY,       /* 職権の決定を待つ */
    STATE_DECIDED,     /* 決定した: 加入・脱退の入力を待つ */
    STATE_SETTLED,     /* 終わり: 資格が合った */
    STATE_REASON,      /* 終わり: 理由がある */
    SUSPECT_STATES
};
extern const char *const suspect_state_labels[SUSPECT_STATES];

struct suspect {
    int64_t suspect_no, addressee_no;
    enum suspect_source source;
    enum suspect_way way;
    struct text key, reason, words; /* reason: the code of 加入・脱退 that it proposes */
    date fact_on, other_until;      /* other_until: first day the other insurance holds no more; open end */
    date listed_on;
    int hits; /* lists in a row, up to the newest of its source */
    /* Of its steps that stand; date_none() = none. */
    date letter_on, second_on, first_visit_on, last_visit_on, decided_on, ended_on;
    int64_t asked; /* sources of the surveys, one bit each */
    int visits;
    enum suspect_step ended_by; /* 0 = it is open */
    struct text ended_words, survey_words;
};
/* All, or of one person (addressee_no 0 = all). Texts live in the arena. */
MUST_CHECK enum err suspects_read(struct store *s, int64_t addressee_no, struct arena *arena,
                                  struct report *report, struct suspect **ret, size_t *ret_count);

/* params/national/enrolment/steps.tsv in force on a day, by source. */
struct suspect_terms {
    struct {
        int64_t hits, answer_days, second_days, sources, visits, spread_days;
    } of[SUSPECT_SOURCES];
};
MUST_CHECK enum err suspect_terms_load(const struct data_folder *folder, date day, struct arena *arena,
                                       struct report *report, struct suspect_terms *ret);
/* Whether somebody of that status (and 告示の番号 of 特定活動, 0 = none) can be insured: residence.tsv. */
MUST_CHECK enum err residence_is_insurable(const struct data_folder *folder, struct text status,
                                           int64_t designation, date day, struct arena *arena,
                                           struct report *report, bool *ret);

/* `is_settled`: the register says what it should by now. *ret_due: the day on which the state ends by
 * itself, or none. */
enum suspect_state suspect_judge(const struct suspect *suspect, const struct suspect_terms *terms,
                                 bool is_settled, date today, date *ret_due);

/* What a person has to do in this state; NULL = nothing, days or letters go on by themselves. */
const char *suspect_wants(const struct suspect *suspect, enum suspect_state state);

/* ----------------------------------------------------------------------------------- sources of a survey
 * -- */

#define SURVEY_VISIT 1                            /* 現地の調査: the first of the sources */
extern const struct change_code survey_sources[]; /* values "1" .. ; bit n - 1 of struct suspect.asked */
const char *survey_words(struct arena *arena, int64_t asked);

/* ------------------------------------------------------------------------------------- writing -- */

/* Inside a write transaction. A new one, or the one that stands with the same key: *ret_no. */
MUST_CHECK enum err suspect_add(struct store *s, const struct suspect *suspect, int64_t now,
                                struct report *report, int64_t *ret_no, bool *ret_is_new);
struct suspect_act {
    int64_t suspect_no, detail, run_no, change_no;
    enum suspect_step kind;
    date on;
    struct text words;
};
MUST_CHECK enum err suspect_step_add(struct store *s, const struct suspect_act *act, int64_t now,
                                     struct report *report);

/*
 * The look at all of them: what the register has settled ends, tasks follow the states. Inside a write
 * transaction; also at the end of each file, so that what came today is seen today.
 */
struct suspect_look {
    int64_t open, settled, tasks_added;
};
MUST_CHECK enum err suspects_look(struct session *session, date today, int64_t now, struct arena *arena,
                                  struct report *report, struct suspect_look *ret);
/* The states of `suspects` on a day, in their order; nothing is written. */
MUST_CHECK enum err suspects_judge(struct session *session, const struct suspect *suspects, size_t count,
                                   date today, struct arena *arena, struct report *report,
                                   enum suspect_state *ret_states, date *ret_due);

/* ---------------------------------------------------------------------------------------- letter -- */

/* params/municipal/<city>/enrolment.tsv in force on a day. */
enum letter_word {
    WORD_ISSUER,
    WORD_SECTION,
    WORD_LOSE_TITLE,
    WORD_JOIN_TITLE,
    WORD_LOSE_TEXT,
    WORD_JOIN_TEXT,
    WORD_SECOND_TEXT,
    WORD_END_TEXT,
    LETTER_WORDS
};
struct letter_words {
    const char *of[LETTER_WORDS];
};
MUST_CHECK enum err letter_words_load(const struct data_folder *folder, date day, struct arena *arena,
                                      struct report *report, struct letter_words *ret);
struct suspect_letter {
    const struct suspect *suspect;
    const struct letter_words *words;
    bool is_second;
    date issued_on, answer_until;
    struct mailing mailing; /* of the head of his household */
    struct text person;     /* whom it is about */
};
void suspect_letter_draw(struct document *d, const struct suspect_letter *letter);

#endif
