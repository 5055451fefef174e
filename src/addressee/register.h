/*
 * 台帳 -- the registers that clerks keep beside the feeds: 住登外者, 名寄せ, 送付先, 連絡先, 口座,
 * 支援措置, 一時解除, 個人番号 of the window.
 *
 * Inner header of addressee/. All have the same shape: rows of a 宛名番号, numbered, in two times;
 * nothing is overwritten, a change closes rows and adds rows and both carry its number. So one undo
 * serves all: what the change wrote is closed, what it closed is added again with a new moment, and the
 * past stays as it was known.
 */
#ifndef KOKUHO_ADDRESSEE_REGISTER_H
#define KOKUHO_ADDRESSEE_REGISTER_H

#include "addressee/addressee.h"

#define REGISTER_MOMENT_OPEN INT64_MAX /* superseded_at of what we know now */
#define REGISTER_DAY_OPEN 99991231

enum register_table {
    REGISTER_OWN,        /* 住登外者・法人 */
    REGISTER_LINK,       /* 名寄せ */
    REGISTER_SENDING,    /* 送付先 */
    REGISTER_CONTACT,    /* 連絡先 */
    REGISTER_ACCOUNT,    /* 口座 */
    REGISTER_MEASURE,    /* 支援措置, of the applicant */
    REGISTER_GUARDED,    /* 支援措置で守る人 */
    REGISTER_PARTY,      /* 支援措置の相手方, of the applicant */
    REGISTER_TRANSFER,   /* 転送の記録 */
    REGISTER_RELEASE,    /* 一時解除 */
    REGISTER_NUMBER_OWN, /* 個人番号, sealed */
    REGISTER_TABLES,
};

/* Columns that all have; the facts of each follow, numbers first (register.c names them). */
enum row_column {
    ROW_ADDRESSEE_NO,
    ROW_NO,
    ROW_RECORDED_AT,
    ROW_SUPERSEDED_AT,
    ROW_FROM,  /* first day */
    ROW_UNTIL, /* the day after the last */
    ROW_CHANGE_NO,
    ROW_CLOSED_BY,
    ROW_FACTS,
};
enum own_column {
    OWN_KIND = ROW_FACTS, OWN_STATUS, OWN_SEX, OWN_BIRTH, OWN_REASON, OWN_NAME, OWN_KANA, OWN_ALIAS,
    OWN_ROMAN, OWN_CORPORATE_NUMBER, OWN_POSTAL_CODE, OWN_ADDRESS, OWN_BUILDING, OWN_BASIS,
};
enum link_column { LINK_INTO_NO = ROW_FACTS, LINK_REASON, LINK_EVIDENCE };
enum sending_column {
    SENDING_DUTY = ROW_FACTS, SENDING_REASON, SENDING_IS_SAFE, SENDING_NAME, SENDING_POSTAL_CODE,
    SENDING_ADDRESS, SENDING_BUILDING, SENDING_NOTE,
};
enum contact_column {
    CONTACT_KIND = ROW_FACTS, CONTACT_VALUE, CONTACT_DIGITS, CONTACT_WHO, CONTACT_HOURS, CONTACT_NOTE,
};
enum account_column {
    ACCOUNT_PURPOSE = ROW_FACTS, ACCOUNT_DEPOSIT_KIND, ACCOUNT_IS_PUBLIC, ACCOUNT_BANK, ACCOUNT_BRANCH,
    ACCOUNT_NUMBER, ACCOUNT_HOLDER, ACCOUNT_NOTE,
};
enum measure_column {
    MEASURE_STATE = ROW_FACTS,
    MEASURE_ENDS_ON,
    MEASURE_OFFICE,
    MEASURE_HIDDEN,
    MEASURE_NOTE
};
enum guarded_column { GUARDED_MEASURE_NO = ROW_FACTS, GUARDED_ROLE };
enum party_column {
    PARTY_MEASURE_NO = ROW_FACTS, PARTY_NO, PARTY_SEX, PARTY_BIRTH, PARTY_NAME, PARTY_KANA, PARTY_ADDRESS,
    PARTY_NOTE,
};
enum transfer_column {
    TRANSFER_MEASURE_NO = ROW_FACTS,
    TRANSFER_SENT_ON,
    TRANSFER_MUNICIPALITY,
    TRANSFER_NOTE
};
enum release_column { RELEASE_FROM_AT = ROW_FACTS, RELEASE_UNTIL_AT, RELEASE_OPERATOR_ID, RELEASE_PURPOSE };
enum number_own_column {
    NUMBER_OWN_METHOD = ROW_FACTS, NUMBER_OWN_DIFFERS, NUMBER_OWN_CONFIRMED_ON, NUMBER_OWN_EVIDENCE,
    NUMBER_OWN_SEALED, NUMBER_OWN_BLIND,
};

#define REGISTER_COLUMNS_MAX 24
/* A value stands in `n` or in `t`, as its column's type says. */
struct register_row {
    int64_t n[REGISTER_COLUMNS_MAX];
    struct text t[REGISTER_COLUMNS_MAX];
};

/* A row of a person from a day on with nothing else said; its number is given by register_add(). */
struct register_row register_row_of(int64_t addressee_no, int64_t from, int64_t until);
bool register_row_covers(const struct register_row *row, date day);

/* The rows of a number as known at `known_at` (INT64_MAX = now), by first day. */
MUST_CHECK enum err register_rows(struct store *s, enum register_table which, int64_t addressee_no,
                                  int64_t known_at, struct arena *arena, struct report *report,
                                  struct register_row **ret, size_t *ret_count);

/* What a change writes: its number and its moment; inside a write transaction. */
struct register_change {
    struct store *store;
    int64_t change_no, at;
    struct arena *arena;
    struct report *report;
};
/* ROW_NO 0 = the next of the person (of all persons for REGISTER_MEASURE); the number used is set. */
MUST_CHECK enum err register_add(const struct register_change *c, enum register_table which,
                                 struct register_row *row);
MUST_CHECK enum err register_next_no(const struct register_change *c, enum register_table which,
                                     int64_t addressee_no, int64_t *ret);
/* ERR_INPUT when it is closed already: the facts have moved on. */
MUST_CHECK enum err register_close(const struct register_change *c, enum register_table which,
                                   const struct register_row *row);
/* Ends a row on the day `until` (exclusive): closed, and added again as far as days of it are left. */
MUST_CHECK enum err register_end(const struct register_change *c, enum register_table which,
                                 const struct register_row *row, int64_t until);
/*
 * Takes back what change `c->change_no` did to a number at `applied_at`. ERR_INPUT: a later change has
 * built on it. `ret_touched` counts its rows.
 */
MUST_CHECK enum err register_undo(const struct register_change *c, enum register_table which,
                                  int64_t addressee_no, int64_t applied_at, size_t *ret_touched);
/* The same in every register that a number may stand in; ERR_INPUT when there is nothing to undo. */
MUST_CHECK enum err register_undo_all(const struct register_change *c, int64_t addressee_no,
                                      int64_t applied_at);

/* What must hold in the registers and does not; words for each, counted in `broken`. */
MUST_CHECK enum err registers_verify(struct store *s, struct report *report, int64_t *broken);

/* A run of exactly twelve digits with a right check digit stands in it (verify.c). */
bool text_holds_number(struct text t);

/* Digits of a telephone number as a search compares them: full width, blanks, dashes and +81 folded. */
#define PHONE_DIGITS_MAX 20
size_t phone_digits(struct text typed, char ret[PHONE_DIGITS_MAX + 1]);

#endif
