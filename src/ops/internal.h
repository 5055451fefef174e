/* What the files of this folder share and nobody else sees. */
#ifndef KOKUHO_OPS_INTERNAL_H
#define KOKUHO_OPS_INTERNAL_H

#include "base/table.h"
#include "ops/login.h"
#include "ops/rights.h"
#include "ops/terminal.h"

#include <sodium.h>

/* Cut at a character's end. */
static inline void ops_copy_text(char *to, size_t size, struct text t)
{
    size_t n = t.len < size ? t.len : utf8_prefix(t.bytes, t.len, size - 1);
    memcpy(to, t.bytes, n);
    to[n] = '\0';
}
/* Ends the transaction that `e` is the result of: commit when it went well, else back. */
MUST_CHECK enum err ops_end(struct store *s, enum err e, struct report *report);

/* a..z 0..9 - _ . , 1 to 32 bytes: ids of users, duties, terminals. */
bool ops_id_is_valid(struct text id);
/* 1 to max bytes of valid UTF-8 without control characters. */
bool ops_words_are_valid(struct text words, size_t max);

/* "premium,eligibility" or "all"; false for an unknown word. */
bool ops_files_parse(struct text names, unsigned *ret);
const char *ops_files_label(unsigned files);

/* Business, administration, audit: more than one of them in one set (AZ-07, AZ-18). */
bool ops_classes_are_mixed(const struct permission_set *set);

/* The session's operator has this right; else ERR_INPUT with words. */
MUST_CHECK enum err ops_needs(const struct session *s, enum permission p, struct report *report);

/* CR-07: readable by its owner alone, and the owner is who runs this (or root does). */
MUST_CHECK enum err ops_key_check(int fd, const char *name, struct report *report);

/* users.c. What stands of a user; texts live in the arena. */
MUST_CHECK enum err ops_user_open(struct store *s, struct text id, struct arena *arena,
                                  struct report *report, struct ops_user *ret,
                                  int64_t *ret_recorded_at, bool *ret_is_there);
/* In a write transaction: closes what stands, unless it is new, and writes what is true now. */
MUST_CHECK enum err ops_user_put(struct store *s, const struct ops_user *user, bool is_new, int64_t now,
                                 const char *by, struct report *report);
/* In a write transaction: an initial password that lives for hours. */
MUST_CHECK enum err ops_one_time_put(struct session *s, struct text id,
                                     const struct login_policy *policy, int64_t now, const char *by,
                                     struct report *report, char ret_password[ONE_TIME_BYTES]);

/* rows.c: one row of ops_right. `subject` is a duty's code (is_duty) or a permission's name. */
struct right_row {
    int64_t right_no;
    enum rights_holder holder_kind;
    struct text holder, subject, office;
    bool is_duty, is_deny;
    unsigned files;
    date from, until;
    enum rights_source source;
    int64_t request_no, closed_by_request_no, applied_at, checked_at, superseded_at;
    struct text approver, applied_by;
};
/* In a write transaction. Gives the row its number. */
MUST_CHECK enum err right_row_add(struct store *s, const struct right_row *row, struct report *report,
                                  int64_t *ret_right_no);
MUST_CHECK enum err right_row_close(struct store *s, int64_t right_no, int64_t request_no, int64_t now,
                                    struct report *report);
/* Rows in force or to come on `on`; holder "" and kind 0 = of all. */
MUST_CHECK enum err right_rows(struct store *s, enum rights_holder kind, struct text holder, date on,
                               struct arena *arena, struct report *report, struct right_row **ret,
                               size_t *ret_count);
/* What practice has given, also where a request has ended it since. */
MUST_CHECK enum err right_rows_of_practice(struct store *s, struct arena *arena, struct report *report,
                                           struct right_row **ret, size_t *ret_count);
/* The next number of a table's own count: max + 1. */
MUST_CHECK enum err ops_next_no(struct store *s, enum sql sql, struct report *report, int64_t *ret);
/* In force on `on`, else ERR_INPUT with words. */
MUST_CHECK enum err ops_duty_must_exist(struct store *s, struct text code, date on,
                                        struct report *report);

/* requests.c: ASSIGN and UNASSIGN; whether an ending line ends this row. */
bool rights_line_is_duty(const struct rights_line *line);
bool rights_line_ends(const struct rights_line *line, const struct right_row *row);

/* Every row of the delivered tables duties.tsv and duty_rights.tsv. */
MUST_CHECK enum err ops_seed_rows(const struct data_folder *folder, struct arena *arena,
                                  struct report *report, struct table *ret_duties,
                                  struct right_row **ret, size_t *ret_count);

/* practice.c: a user with duties ("fuka,chief"), single rights and a password. */
MUST_CHECK enum err ops_practice_add(struct session *s, const struct ops_user *user,
                                     const struct permission_set *set, struct text duties,
                                     struct text password, struct report *report);

/* seals.c. In a write transaction: the seal of a request that is set now, with applier and moment in it. */
MUST_CHECK enum err request_seal(struct session *s, const struct rights_request *r, struct report *report);
/* For each of `list`: it was set, and says what it said then. */
MUST_CHECK enum err request_seals_check(struct session *s, const struct rights_request *list, size_t count,
                                        struct arena *arena, struct report *report, bool **ret_fits);

/* managers.c. Whoever holds a duty of managers today, without `except`; by id. */
struct ops_manager {
    struct text id, section;
};
MUST_CHECK enum err ops_managers(struct session *s, struct text except, struct arena *arena,
                                 struct report *report, struct ops_manager **ret, size_t *ret_count);

/* credentials.c */
#define CODE_SECRET_BYTES 20
#define CODE_NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define CODE_SEALED_BYTES (CODE_SECRET_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES)
#define CODE_STEP_SECONDS 30
struct credential {
    bool exists;
    char secret[CODE_SECRET_BYTES];
    int64_t last_step, locked_at, last_ok_at, last_failed_at, failures_in_a_row;
    int64_t valid_from, valid_until, password_no, usable_until, set_at;
    enum user_kind kind;
    bool is_initial;
    char hash[crypto_pwhash_STRBYTES];
};
/* `exists` false: no such id. */
MUST_CHECK enum err credential_find(struct session *s, struct text id, struct report *report,
                                    struct credential *ret);
/* In a write transaction: a new secret and no password yet. */
MUST_CHECK enum err credential_make(struct session *s, struct text id, struct report *report);
MUST_CHECK enum err credential_new_secret(struct session *s, struct text id, struct report *report,
                                          char ret_secret[CODE_SECRET_BYTES]);
/* ERR_WORLD when there is no memory for it. */
MUST_CHECK enum err password_hash(const struct login_policy *policy, struct text password,
                                  struct report *report, char ret[crypto_pwhash_STRBYTES]);
/* In a write transaction. */
MUST_CHECK enum err password_put(struct store *s, struct text id, const char *hash, bool is_initial,
                                 int64_t usable_until, int64_t now, const char *by,
                                 struct report *report);
/* Four groups of four letters and digits that are not taken for each other: 79 bits. */
void one_time_make(char ret[ONE_TIME_BYTES]);
/* Six digits of a step. */
void code_of_step(const char secret[CODE_SECRET_BYTES], int64_t step, char ret[7]);
/* Steps ahead of the clock that are taken: devices run a little fast; in practice many log in at once. */
int64_t code_steps_ahead(const struct data_folder *folder);

#endif
