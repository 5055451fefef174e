/*
 * 利用者と権限 -- users, duties, requests, and what follows from them.
 *
 * Rows    AU-01, AU-13 .. AU-15, AZ-01 .. AZ-08, AZ-10, AZ-14 .. AZ-20 of the security catalogue
 *
 * A right is a row: duty, person or terminal x permission x office x file x from/until, with the request it
 * came from. It is asked for by one person, approved by a second, set, and compared with the request (AZ-03).
 * Nothing is overwritten: a row that ends is closed and a new one stands beside it.
 */
#ifndef KOKUHO_OPS_RIGHTS_H
#define KOKUHO_OPS_RIGHTS_H

#include "ops/ops.h"

/* One id a natural person: his staff number is on no other id, today or before (AU-01). */
struct ops_user {
    struct text id, staff_no, name, section, office;
    enum user_kind kind;
    int64_t addressee_no;
    date from, until;          /* open end = date_open_end(); a temporary one needs an end (AU-14) */
    int64_t last_ok_at, locked_at; /* told by ops_users() alone; 0 = never, not locked (AU-09) */
};
MUST_CHECK enum err ops_user_add(struct session *s, const struct ops_user *user, int64_t now,
                                 struct report *report);
/* His last day was the day before `until`; `until` not after today ends it at once. */
MUST_CHECK enum err ops_user_end(struct session *s, struct text id, date until, int64_t now,
                                 struct report *report);
/* On `on`, by id. */
MUST_CHECK enum err ops_users(struct store *s, date on, struct arena *arena, struct report *report,
                              struct ops_user **ret, size_t *ret_count);

/* 係 as data: params/national/ops/duties.tsv, or the municipality's own. */
struct ops_duty {
    struct text code, label;
    bool is_manager;           /* gets the notices of emergencies */
};
MUST_CHECK enum err ops_duties(struct store *s, date on, struct arena *arena, struct report *report,
                               struct ops_duty **ret, size_t *ret_count);
/* Loads the delivered duties and their rights into a store that has none. */
MUST_CHECK enum err ops_rights_seed(const struct data_folder *folder, struct store *s, int64_t now,
                                    struct report *report);

enum rights_what { RIGHTS_GRANT = 1, RIGHTS_DENY, RIGHTS_REVOKE, RIGHTS_ASSIGN, RIGHTS_UNASSIGN };
enum rights_holder { HOLDER_DUTY = 1, HOLDER_PERSON, HOLDER_TERMINAL };
struct rights_line {
    enum rights_what what;
    enum rights_holder holder_kind;
    struct text holder;
    struct text subject;       /* a permission's name, or a duty's code */
    struct text office;        /* "" = all */
    unsigned files;            /* FILE_ALL */
    date from, until;          /* REVOKE, UNASSIGN: what is in force ends at `from` */
};
enum rights_source { SOURCE_SEED = 1, SOURCE_PERSONNEL, SOURCE_REQUEST, SOURCE_EMERGENCY, SOURCE_BOOTSTRAP,
                     SOURCE_PRACTICE };

/* Nobody asks, approves or sets for himself; who asks does not approve (AZ-03, AZ-07, AZ-18). */
MUST_CHECK enum err ops_request_add(struct session *s, enum rights_source source, struct text reason,
                                    const struct rights_line *lines, size_t count, int64_t now,
                                    struct report *report, int64_t *ret_request_no);
MUST_CHECK enum err ops_request_approve(struct session *s, int64_t request_no, int64_t now,
                                        struct report *report);
MUST_CHECK enum err ops_request_refuse(struct session *s, int64_t request_no, struct text words,
                                       int64_t now, struct report *report);
MUST_CHECK enum err ops_request_apply(struct session *s, int64_t request_no, int64_t now,
                                      struct report *report);
enum request_state { REQUEST_OPEN = 1, REQUEST_APPROVED, REQUEST_REFUSED, REQUEST_APPLIED };
struct rights_request {
    int64_t request_no;
    enum rights_source source;
    enum request_state state;
    struct text requester, reason, approver, applier;
    int64_t requested_at, decided_at, applied_at;
    struct rights_line *lines;
    size_t line_count;
};
MUST_CHECK enum err ops_requests(struct store *s, struct arena *arena, struct report *report,
                                 struct rights_request **ret, size_t *ret_count);

/* A row that no approved request explains, or a request whose row is not as asked. */
struct rights_finding {
    struct text code;          /* "right-unasked", "right-missing", "right-differs" ... */
    struct text words;
    int64_t request_no, right_no; /* 0 = none */
};
/* With `sign` the rows that agree are marked as compared by the operator, who has not set them himself. */
MUST_CHECK enum err ops_rights_compare(struct session *s, bool sign, int64_t now, struct arena *arena,
                                       struct report *report, struct rights_finding **ret,
                                       size_t *ret_count);
/* 四半期の点検 (AZ-16): unused for 90 days, ended, rights unused, no person; signed off by another person. */
MUST_CHECK enum err ops_rights_review(struct session *s, int64_t now, struct arena *arena,
                                      struct report *report, struct rights_finding **ret,
                                      size_t *ret_count);
MUST_CHECK enum err ops_review_sign(struct session *s, struct text words, int64_t now,
                                    struct report *report);

/*
 * 権限の表 (OP-04, AZ-01) on a day. `lines` are the rows: of duties, of persons and terminals, and what
 * comes to these through their duties. A row is not yet a right: what a person may stands in `effective`
 * (denials, kinds, classes), as every screen and command asks it.
 */
struct matrix_line {
    enum permission permission;
    enum rights_holder holder_kind;
    struct text holder, duty;  /* duty: through which it comes; "" = the holder's own row */
    struct text office;
    unsigned files;
    date from, until;
    bool is_deny;
    int64_t request_no;        /* 0 = delivered or of practice */
};
struct rights_matrix {
    date on;
    const struct ops_duty *duties;
    const struct ops_user *users;
    const struct operator_identity *effective; /* beside users */
    const struct matrix_line *lines;
    size_t duty_count, user_count, line_count;
};
MUST_CHECK enum err ops_rights_matrix(struct session *s, date on, int64_t now, struct arena *arena,
                                      struct report *report, struct rights_matrix *ret);
/* "すべて", "大久保／資格・賦課"; the other two "" when there is nothing. */
const char *rights_scope_words(struct text office, unsigned files, struct arena *arena);
const char *rights_granted_words(const struct operator_identity *who, enum permission p, struct arena *arena);
const char *rights_duty_words(const struct rights_matrix *m, struct text duty, enum permission p,
                              struct arena *arena);

/*
 * 人事異動 (AZ-04, AZ-17): a CSV of the whole staff for the day `from`. Makes one request of the
 * differences, or only tells them. UTF-8, at most 4 MiB and 20,000 lines, under the head line
 * 職員番号,氏名,係,出張所,区分,開始日,終了日.
 */
struct personnel_change {
    struct text operator_id, before, after; /* duties, comma-separated; "" = none */
    bool is_unknown;           /* no user with this staff number: to be registered first */
};
MUST_CHECK enum err ops_personnel(struct session *s, struct text csv, date from, bool dry_run,
                                  int64_t now, struct arena *arena, struct report *report,
                                  struct personnel_change **ret, size_t *ret_count,
                                  int64_t *ret_request_no);

/* 緊急時の権限 (26): 4 hours, a reason, notice to two managers, reviewed by somebody else. */
#define EMERGENCY_MS (4LL * 60 * 60 * 1000)
MUST_CHECK enum err ops_emergency_open(struct session *s, const struct permission_set *rights,
                                       struct text reason, int64_t now, struct report *report,
                                       int64_t *ret_emergency_no);
MUST_CHECK enum err ops_emergency_review(struct session *s, int64_t emergency_no, struct text words,
                                         int64_t now, struct report *report);
/*
 * Who is told of what the session's operator did: the first manager of his section who has this right, of any
 * section when his has none, never himself; "" = there is nobody.
 */
MUST_CHECK enum err ops_supervisor_find(struct session *s, enum permission needed, int64_t now,
                                        struct arena *arena, struct report *report, struct text *ret);
struct ops_notice {
    int64_t notice_no, at;
    struct text words;
};
/* Notices to this operator that he has not taken note of. */
MUST_CHECK enum err ops_notices(struct session *s, struct arena *arena, struct report *report,
                                struct ops_notice **ret, size_t *ret_count);
MUST_CHECK enum err ops_notice_read(struct session *s, int64_t notice_no, int64_t now,
                                    struct report *report);

/*
 * Practice folders only: a user with password and rights at once, nothing asked or approved. Rights that
 * mix classes (AZ-07) are ERR_INPUT.
 */
MUST_CHECK enum err ops_operator_add(struct session *s, const struct operator_identity *who,
                                     struct text password, struct report *report);

/* Every change of this folder ends with it: effective rights in memory are forgotten. In a transaction. */
MUST_CHECK enum err ops_rights_changed(struct store *s, struct report *report);

#endif
