/*
 * 宛名 -- persons, households, addresses: who lives where with whom, as true on a day and as known then.
 *
 * Every change of the resident register is a full row (全項目履歴); nothing is overwritten. 個人番号 and
 * 住民票コード live in one encrypted table of their own, reached only through addressee_number().
 */
#ifndef KOKUHO_ADDRESSEE_H
#define KOKUHO_ADDRESSEE_H

#include "base/arena.h"
#include "base/date.h"
#include "base/text.h"
#include "interchange/interchange.h"
#include "ops/ops.h"
#include "store/store.h"

/* "As true on `on`, as known at `known_at`" (ms UTC; INT64_MAX = now). */
struct as_of {
    date on;
    int64_t known_at;
};

struct addressee {
    int64_t addressee_no, household_no;
    int32_t history_no;
    struct text name, kana, alias, former_surname, roman;
    register_day birth;
    int sex;                 /* 1 male, 2 female, 0 unknown */
    int kind;                /* 1 Japanese, 2 foreign, 3 not a resident (住登外), 4 legal body */
    int status;              /* 1 resident, 2 moved out, 3 dead, 4 removed ex officio */
    bool is_head;
    struct text relation;    /* 続柄, as received */
    struct text postal_code; /* 1600022 */
    struct text address, building;
    date resident_from, valid_from, valid_until;
    bool is_restricted;      /* 支援措置: guarded on every screen, print and file */
};

/* ERR_FINDINGS when there is no such person. Texts live in the arena. */
MUST_CHECK enum err addressee_by_no(struct store *s, int64_t addressee_no, struct as_of as_of,
                                    struct arena *arena, struct report *report,
                                    struct addressee *ret);
MUST_CHECK enum err addressee_household(struct store *s, int64_t household_no, struct as_of as_of,
                                        struct arena *arena, struct report *report,
                                        struct addressee **ret, size_t *ret_count);
/* Where a notice goes: 送付先 if there is one, else the address; restricted persons are guarded. */
struct mailing {
    struct text postal_code, address, building, name, honorific;
    bool is_restricted;
};
MUST_CHECK enum err addressee_mailing(struct store *s, int64_t addressee_no, struct as_of as_of,
                                      struct arena *arena, struct report *report,
                                      struct mailing *ret);

/* One box for everything: kana, kanji, birth day in any spelling, number. Exact hits first. */
MUST_CHECK enum err addressee_search(struct store *s, struct text words, struct as_of as_of,
                                     size_t max, struct arena *arena, struct report *report,
                                     struct addressee **ret, size_t *ret_count);

/*
 * Who belonged to which household when, narrow rows in order of (household_no, addressee_no, from), for
 * batches: all belongings that touch [from, until), as known at `known_at`.
 */
struct belonging {
    int64_t household_no, addressee_no;
    bool is_head;
    register_day birth;
    struct span span;
};
struct belonging_scan;
MUST_CHECK enum err addressee_belonging_open(struct store *s, struct span touching, int64_t known_at,
                                             int64_t after_household_no, struct report *report,
                                             struct belonging_scan **ret);
MUST_CHECK enum err addressee_belonging_next(struct belonging_scan *scan, struct report *report,
                                             struct belonging *ret, bool *ret_more);
void addressee_belonging_close(struct belonging_scan *scan);
/* The same of one household. */
MUST_CHECK enum err addressee_belonging_of(struct store *s, int64_t household_no, struct span touching,
                                           int64_t known_at, struct arena *arena,
                                           struct report *report, struct belonging **ret,
                                           size_t *ret_count);

/* Everybody the register knows, ascending: for batches that check numbers from elsewhere. */
MUST_CHECK enum err addressee_known(struct store *s, struct arena *arena, struct report *report,
                                    int64_t **ret, size_t *ret_count);

/*
 * 個人番号 or 住民票コード of a person, for a purpose. The access record is committed before the number is
 * read: the session's store is writable and no transaction is open. ERR_FINDINGS when there is none.
 */
enum number_kind { NUMBER_INDIVIDUAL, NUMBER_RESIDENT_CODE };
MUST_CHECK enum err addressee_number(struct session *session, int64_t addressee_no,
                                     enum number_kind kind, const char *purpose,
                                     struct report *report, char ret[16]);
bool individual_number_is_valid(const char *digits, size_t len);
bool addressee_number_check_digit_is_right(int64_t addressee_no); /* M11 W2-7 */

/*
 * What must hold and does not (for `kokuho verify`): days of a person that overlap, two heads in a
 * household on one day, one person in two households, numbers outside their table. ERR_FINDINGS with
 * words when something is broken.
 */
MUST_CHECK enum err addressee_verify(struct store *s, struct report *report);

extern const struct import_handler import_residents_full, import_residents_change;
extern const struct store_table addressee_tables[];
extern const size_t addressee_table_count;

#endif
