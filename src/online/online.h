/*
 * オンライン申請 -- what residents filed at ぴったりサービス: received, matched, a draft of a change, done.
 *
 * Law     国民健康保険法9条, 同法施行規則 (届出); 情報通信技術を活用した行政の推進等に関する法律6条
 * Rows    EL-67
 *
 * An application counts once, by its receipt number. Who it is about is found by 個人番号, or by name, birth
 * and address; else a person decides. What was filed becomes a draft of the form a clerk would have filled
 * in: he looks at it, completes it and enters it. Nothing is registered by the file itself.
 */
#ifndef KOKUHO_ONLINE_H
#define KOKUHO_ONLINE_H

#include "casework/casework.h"
#include "interchange/interchange.h"

extern const struct import_handler import_online_application;

enum online_procedure {
    ONLINE_JOIN = 1,
    ONLINE_LEAVE,
    ONLINE_PAPER,
    ONLINE_PAPER_AGAIN,
    ONLINE_LIMIT,
    ONLINE_DISEASE,
    ONLINE_MATERNITY,
    ONLINE_UNEMPLOYED,
    ONLINE_PROCEDURES
};
const char *online_procedure_label(enum online_procedure procedure);
/* The form that it becomes a draft of. */
const struct change_kind *online_kind(enum online_procedure procedure);

enum online_state { ONLINE_RECEIVED = 1, ONLINE_DRAFT, ONLINE_DONE, ONLINE_DEFECT, ONLINE_STATES };
extern const char *const online_state_labels[ONLINE_STATES];

enum online_way {
    ONLINE_BY_NUMBER = 1,
    ONLINE_BY_NAME,
    ONLINE_BY_CLERK,
    ONLINE_NOBODY,      /* what is left is for a person */
    ONLINE_SEVERAL,
    ONLINE_DIFFERS,     /* the 個人番号 is of somebody born on another day */
    ONLINE_WRONG_DIGITS,
    ONLINE_WAYS
};
extern const char *const online_way_labels[ONLINE_WAYS];

enum online_type { ONLINE_NO_TYPE, ONLINE_PDF, ONLINE_JPEG, ONLINE_PNG, ONLINE_TYPES };
extern const char *const online_type_labels[ONLINE_TYPES];
enum online_fault {
    ONLINE_KEPT,
    ONLINE_WRONG_TYPE,
    ONLINE_TOO_LARGE,
    ONLINE_TOO_MANY,
    ONLINE_BROKEN, /* not the bytes that the applicant sent */
    ONLINE_FAULTS
};
extern const char *const online_fault_labels[ONLINE_FAULTS];

struct online_person {
    int64_t person_no, addressee_no; /* addressee_no 0: not found */
    bool is_applicant, has_number;
    struct text name, kana, relation;
    date birth;
    enum online_way way;
    int64_t change_no; /* 0 = no draft, or it was thrown away */
    enum change_state change_state;
    struct text change_owner;
};
struct online_attachment {
    int64_t attachment_no, bytes;
    struct text name, sha256;
    enum online_type type;
    enum online_fault fault;
};
struct online_application {
    int64_t application_no;
    struct text receipt, postal_code, address, phone, reason, code, disease, words;
    enum online_procedure procedure;
    date received_on, fact_on; /* fact_on: date_none() = not said */
    int received_at;           /* 1305; -1 = not said */
    bool is_multiple;
    enum online_state state;
    struct text verdict; /* why it is 不備, or back to work */
    int64_t recorded_at;
    struct online_person *persons;
    struct online_attachment *attachments;
    size_t person_count, attachment_count, unknown_count; /* unknown: persons not found */
};
/* Newest first; `state` 0 = all. ret_of_state, when not NULL: how many there are of each of those read. */
#define ONLINE_READ_MAX 2000
MUST_CHECK enum err online_applications(struct store *s, enum online_state state, size_t max,
                                        struct arena *arena, struct report *report,
                                        struct online_application **ret, size_t *ret_count,
                                        size_t ret_of_state[ONLINE_STATES]);
/* ERR_FINDINGS when there is none. */
MUST_CHECK enum err online_application(struct store *s, int64_t application_no, struct arena *arena,
                                       struct report *report, struct online_application *ret);
/* The application that a change was made of; 0 = of none. */
MUST_CHECK enum err online_of_change(struct store *s, int64_t change_no, struct report *report, int64_t *ret);

/* ------------------------------------------------------------------------------- by clerks ---- */

/*
 * The draft of a person's part, in the clerk's own name: the one that stands is taken over, or a new one is
 * made. ERR_FINDINGS with words: not everybody it needs is found, the persons are of several households.
 */
MUST_CHECK enum err online_draft_open(struct session *s, int64_t application_no, int64_t person_no,
                                      struct arena *arena, struct report *report, int64_t *ret_change_no);
/* Who he is, by a clerk. ERR_FINDINGS: nobody has this number, or a draft stands of him. */
MUST_CHECK enum err online_match_by_clerk(struct session *s, int64_t application_no, int64_t person_no,
                                          int64_t addressee_no, struct arena *arena, struct report *report);
/* Looks again for those who are not found; *ret_found = how many are now. */
MUST_CHECK enum err online_match_again(struct session *s, int64_t application_no, struct arena *arena,
                                       struct report *report, int64_t *ret_found);
/* 不備, or back to work. Words are required for 不備. */
MUST_CHECK enum err online_verdict(struct session *s, int64_t application_no, bool is_defect,
                                   struct text words, struct arena *arena, struct report *report);
/* ERR_FINDINGS: there is none, or it was not kept. */
MUST_CHECK enum err online_attachment_open(struct session *s, int64_t application_no, int64_t attachment_no,
                                           struct arena *arena, struct report *report, struct text *ret,
                                           enum online_type *ret_type);
const char *online_media_type(enum online_type type);

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err online_verify(struct store *s, struct report *report);
extern const struct store_table online_tables[];
extern const size_t online_table_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held online_held[];
extern const size_t online_held_count;
/* 個人番号 of who is not found, and attachments, lie sealed under a key of the folder. */
extern const struct key_purpose key_purpose_online;
extern const struct key_use key_use_online_number, key_use_online_attachment;

#endif
