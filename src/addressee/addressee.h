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
#include "store/many.h"
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
    struct text printed_name; /* on papers: 通称 when he chose it (郵便物送付コード 1) */
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
    bool is_safe; /* restricted, and this is the address chosen for it (RP-04) */
};
MUST_CHECK enum err addressee_mailing(struct store *s, int64_t addressee_no, struct as_of as_of,
                                      struct arena *arena, struct report *report,
                                      struct mailing *ret);
/* The same for the letters of one duty; addressee_mailing() is DUTY_LEVY (賦課: notices of premiums). */
enum duty { DUTY_ALL, DUTY_LEVY, DUTY_BENEFIT, DUTY_COLLECTION };
MUST_CHECK enum err addressee_mailing_for(struct store *s, int64_t addressee_no, enum duty duty,
                                          struct as_of as_of, struct arena *arena,
                                          struct report *report, struct mailing *ret);
/*
 * 宛名 on the open page where the window of the envelope is (NT-03, NT-04): 郵便番号, 住所, 方書, 氏名 and,
 * behind it, 敬称, downwards from (x, y), `width` wide and 27 high, in mm. Of a restricted person no
 * address is drawn but the one chosen for it (RP-04).
 */
struct document;
void addressee_window(struct document *d, double x, double y, double width, const struct mailing *m);

/*
 * Who belonged to which household when, narrow rows in order of (household_no, addressee_no, from), for
 * batches: all belongings that touch [from, until), as known at `known_at`.
 */
struct belonging {
    int64_t household_no, addressee_no;
    bool is_head;
    bool is_register_head; /* head in the register alone: another is 国保上の世帯主 (eligibility 5.3) */
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
/* And of several, ascending. */
MUST_CHECK enum err addressee_belongings_of(struct store *s, const int64_t *households, size_t count,
                                            struct span touching, int64_t known_at, struct arena *arena,
                                            struct report *report, struct belonging **ret,
                                            size_t *ret_count);

/*
 * For whoever reads what is new: households a belonging of which came or was closed after `since`; those that
 * moved persons (ascending) belong or belonged to, with their moments; those of whoever was born between two
 * days as the register writes them (yyyymmdd, 00 = not known), with `at`. Persons: a row of whom came or was
 * closed.
 */
MUST_CHECK enum err addressee_households_moved(struct store *s, int64_t since, struct arena *arena,
                                               struct report *report, struct moved_list *to);
MUST_CHECK enum err addressee_persons_moved(struct store *s, int64_t since, struct arena *arena,
                                            struct report *report, struct moved_list *to);
MUST_CHECK enum err addressee_households_of_moved(struct store *s, const struct moved_list *persons,
                                                  struct arena *arena, struct report *report,
                                                  struct moved_list *to);
MUST_CHECK enum err addressee_households_born(struct store *s, int32_t from, int32_t until, int64_t at,
                                              struct arena *arena, struct report *report,
                                              struct moved_list *to);
/* Who belongs to a household on the day and was born up to `born`, as now known; behind those of `to`. */
MUST_CHECK enum err addressee_persons_born(struct store *s, int32_t born, date day, struct arena *arena,
                                           struct report *report, struct moved_list *to);
/* Who belongs or belonged to these households, whatever is known of it now; behind those of `to`. */
MUST_CHECK enum err addressee_persons_of_households(struct store *s, const int64_t *households, size_t count,
                                                    struct arena *arena, struct report *report,
                                                    struct moved_list *to);
/* Whom any row of the register has as born in [from, until] (yyyymmdd); behind those of `to`. */
MUST_CHECK enum err addressee_born_between(struct store *s, int32_t from, int32_t until, struct arena *arena,
                                           struct report *report, struct moved_list *to);
/*
 * A night that looks at who moved only: rows of the register that begin or end behind `today` are noted, of
 * these persons (NULL = of everybody), in the open write transaction; and whose such day came in (after,
 * day].
 */
MUST_CHECK enum err addressee_note_days(struct store *s, date today, const int64_t *persons, size_t count,
                                        struct arena *arena, struct report *report);
MUST_CHECK enum err addressee_days_came(struct store *s, date after, date day, struct arena *arena,
                                        struct report *report, struct moved_list *to);

/* Grows with every row that comes and every row that is closed. */
MUST_CHECK enum err addressee_belonging_mark(struct store *s, struct report *report, int64_t *ret);

/* Everybody the register knows, ascending: for batches that check numbers from elsewhere. */
MUST_CHECK enum err addressee_known(struct store *s, struct arena *arena, struct report *report,
                                    int64_t **ret, size_t *ret_count);

/*
 * 個人番号 or 住民票コード of a person, for a purpose, for an operator with number.view or
 * resident-code.view. The look is recorded through session->audit and durable before a digit is read.
 * ERR_FINDINGS when there is none; ERR_INPUT without purpose or right (a refusal is recorded too).
 */
enum number_kind { NUMBER_INDIVIDUAL, NUMBER_RESIDENT_CODE };
MUST_CHECK enum err addressee_number(struct session *session, int64_t addressee_no,
                                     enum number_kind kind, const char *purpose,
                                     struct report *report, char ret[16]);
bool addressee_number_check_digit_is_right(int64_t addressee_no); /* M11 W2-7 */

/* The same number by its keyed hash, for operators with number.search; recorded as such. ERR_INPUT for
 * wrong check digits, before anything is read (MN-04). */
MUST_CHECK enum err addressee_find_number(struct session *session, struct text digits, const char *purpose,
                                          struct arena *arena, struct report *report, int64_t **ret,
                                          size_t *ret_count);

/*
 * Whose number it is that a file brings with an application, by its keyed hash: each person once, under his
 * surviving number. Recorded like a search; nothing of the number is shown or kept. ERR_INPUT as above.
 */
MUST_CHECK enum err addressee_number_brought(struct session *session, struct text digits, const char *purpose,
                                             struct arena *arena, struct report *report, int64_t **ret,
                                             size_t *ret_count);

/* ------------------------------------------------------------------------------ 住民異動 ------ */

/* The event behind a row of the feeds; days are date_none() where nothing is said. */
struct resident_event {
    int64_t addressee_no, household_no;
    int32_t history_no;
    int kind, status, reason; /* reason: 異動事由, as the head of layouts/ju-01 lists them */
    bool is_head;
    register_day birth;
    struct text name;
    date event_on, notified_on, planned_move_on, move_notice_on;
    struct text previous_municipality, planned_municipality, moved_to_municipality; /* "131130" */
    struct text previous_address; /* 転入前住所 */
    struct text residence_status; /* 在留資格 */
    date stay_ends_on;            /* 在留期間満了日 */
};
/* What the feeds brought after one moment and up to another, by number and history. */
MUST_CHECK enum err addressee_resident_events(struct store *s, int64_t after, int64_t known_at,
                                              struct arena *arena, struct report *report,
                                              struct resident_event **ret, size_t *ret_count);
/* The row of a person that is true then. */
MUST_CHECK enum err addressee_resident_event(struct store *s, int64_t addressee_no, struct as_of as_of,
                                             struct arena *arena, struct report *report,
                                             struct resident_event *ret, bool *ret_found);
/* 外国人住民 of the day whose stay ends up to `until`, also those whose stay is over. */
MUST_CHECK enum err addressee_stays_ending(struct store *s, date on, date until, struct arena *arena,
                                           struct report *report, struct resident_event **ret,
                                           size_t *ret_count);

/* The same of these persons, whenever their stays end. */
MUST_CHECK enum err addressee_stays_of(struct store *s, const int64_t *persons, size_t count, date on,
                                       struct arena *arena, struct report *report,
                                       struct resident_event **ret, size_t *ret_count);

/* What statistics ask of everybody: one row a person, by number; texts until the next. */
struct addressee_trait {
    int64_t addressee_no;
    int kind, sex; /* as of struct addressee */
    register_day birth;
    struct text nationality, residence_status; /* code of 国籍・地域 as received, 在留資格 */
    date resident_from; /* 住民となった日; date_none() = the feed does not say */
};
MUST_CHECK enum err addressee_each_trait(struct store *s, struct as_of as_of,
                                         enum err (*each)(void *context, const struct addressee_trait *trait,
                                                          struct report *report),
                                         void *context, struct report *report);
/* The same of these persons. */
MUST_CHECK enum err addressee_each_trait_of(struct store *s, const int64_t *persons, size_t count,
                                            struct as_of as_of,
                                            enum err (*each)(void *context,
                                                             const struct addressee_trait *trait,
                                                             struct report *report),
                                            void *context, struct report *report);

/* ------------------------------------------------------------------------------- 名寄せ ------- */

/*
 * Every number of the person behind `addressee_no`, the surviving one first: all that were linked to it, as
 * known at `known_at`. A number without links gives itself. Records of looks are searched by all of them.
 */
MUST_CHECK enum err addressee_numbers_of(struct store *s, int64_t addressee_no, int64_t known_at,
                                         struct arena *arena, struct report *report, int64_t **ret,
                                         size_t *ret_count);

/* ------------------------------------------------------------------------- 支援措置の閲覧制限 ---- */

enum guard_level { GUARD_FULL, GUARD_WITHOUT_ADDRESS, GUARD_NOTHING };
enum guard_use { /* what it is wanted for */
    GUARD_SCREEN,
    GUARD_PRINT,
    GUARD_FILE, /* lists, files, exchange: a temporary release never counts */
};
enum measure_phase { MEASURE_RUNNING, MEASURE_LAST_MONTH, MEASURE_PAST_END };
/* What an operator may see of a person at a moment, and what he is told first (RP-03). */
struct guard {
    enum guard_level level;
    bool is_restricted;     /* a measure of this register, or of the resident register */
    bool is_provisional;    /* 仮支援措置 */
    bool has_end;           /* `phase` and `ends_on` say something */
    enum measure_phase phase;
    date ends_on;           /* last day; its passing lifts nothing */
    int64_t released_until; /* ms: temporary release for this operator; 0 = none */
    bool is_own_or_family;  /* the operator's own person or household: asks for a reason (AZ-19) */
    const char *words;      /* "" when nothing is to be told */
    const int64_t *numbers; /* his own and those merged with it: he is recorded under all of them */
    size_t number_count;
};
/*
 * `from_no`: whose record or household led here, 0 = nobody's: a way from the other party (相手方) to
 * whom he must not find ends in GUARD_NOTHING (RP-07). `at`: ms UTC, for the temporary release.
 */
MUST_CHECK enum err addressee_guard(struct session *session, int64_t addressee_no, int64_t from_no,
                                    enum guard_use use, int64_t at, struct arena *arena,
                                    struct report *report, struct guard *ret);
/* Takes out of `a` what the guard does not allow. */
void addressee_mask(struct addressee *a, const struct guard *guard);
/* The members of a household as this operator may see them; who must not be found here is left out. */
struct guarded_member {
    struct addressee who;
    struct guard guard;
};
MUST_CHECK enum err addressee_household_for(struct session *session, int64_t household_no, struct as_of as_of,
                                            int64_t from_no, enum guard_use use, int64_t at,
                                            struct arena *arena, struct report *report,
                                            struct guarded_member **ret, size_t *ret_count);

struct support_measure {
    int64_t measure_no, applicant_no;
    bool is_provisional;
    date starts_on, ends_on; /* ends_on: none while provisional */
    enum measure_phase phase;
};
/* Measures not lifted that end up to the end of next month, or have ended, on `today`; by end (RP-08). */
MUST_CHECK enum err addressee_measures_due(struct store *s, date today, struct arena *arena,
                                           struct report *report, struct support_measure **ret,
                                           size_t *ret_count);

/* ---------------------------------------------------------------------------------- 検索 ------ */

enum found_how { FOUND_EXACT, FOUND_BEGINS, FOUND_PART };
struct found_person {
    struct addressee who; /* as on the day asked for, as this operator may see him */
    enum found_how how;
    const char *former;   /* the former name or address that was looked for; "" = as he is on the day */
    const char *head_name;     /* 世帯主; "" = not known */
    bool is_household_guarded; /* 支援措置 of anybody in the household */
};
struct found_list {
    struct found_person *persons;
    size_t count;
    bool has_more;     /* there are others, or the question was too wide to be sure */
    const char *words; /* what the operator is told; "" = nothing */
};
/*
 * One box for everything: kana, kanji, roman names, birth days in any spelling, numbers, telephone,
 * addresses now and formerly. Exact hits first, then what begins so, then parts. A protected person is
 * found by his name or number, not by an address or a telephone unless the operator may see them (RP-07). A
 * 個人番号 is not looked for here. `at`: ms UTC, for temporary releases.
 */
MUST_CHECK enum err addressee_find(struct session *session, struct text words, struct as_of as_of, size_t max,
                                   int64_t at, struct arena *arena, struct report *report,
                                   struct found_list *ret);
/* The 12 digits of a 個人番号 among the words; false when there is none (MN-04). */
bool addressee_words_number(struct text words, char ret[13]);

/* ------------------------------------------------------------- 送付先・連絡先・口座 as they stand ---- */

struct sending_address {
    int64_t row_no;
    enum duty duty;
    const char *duty_label, *reason_label;
    struct text name, postal_code, address, building, note;
    date from, until; /* until: exclusive; date_open_end() = no end */
    bool is_safe;
};
struct contact {
    int64_t row_no;
    const char *kind_label;
    struct text value, who, hours, note;
    date from, until;
};
enum { ACCOUNT_FOR_REFUND = 1, ACCOUNT_FOR_DEBIT = 2 };
struct bank_account {
    int64_t row_no;
    int purpose, deposit_kind; /* ACCOUNT_FOR_..; 1 普通, 2 当座, 4 貯蓄, 9 その他 as in the banks' files */
    const char *purpose_label, *deposit_label;
    struct text bank, branch, number, holder, note; /* number and holder masked without account.view */
    bool is_public, is_masked;
    date from, until;
};
MUST_CHECK enum err addressee_contacts(struct store *s, int64_t addressee_no, int64_t known_at,
                                       struct arena *arena, struct report *report, struct contact **ret,
                                       size_t *ret_count);
MUST_CHECK enum err addressee_accounts(struct session *session, int64_t addressee_no, int64_t known_at,
                                       struct arena *arena, struct report *report, struct bank_account **ret,
                                       size_t *ret_count);
/* Whose telephone it is or was; the digits from their beginning, at least four. */
MUST_CHECK enum err addressee_by_phone(struct store *s, struct text typed, size_t max, struct arena *arena,
                                       struct report *report, int64_t **ret, size_t *ret_count);

/* ---------------------------------------------------------------------------------- 個人番号 ---- */

/* MN-10: persons who share a 個人番号, and residents without one; `is_blank` tells which. */
struct number_finding {
    int64_t addressee_no, other_no; /* other_no 0 = blank */
    bool is_blank;
};
MUST_CHECK enum err addressee_number_findings(struct store *s, date on, size_t max, struct arena *arena,
                                              struct report *report, struct number_finding **ret,
                                              size_t *ret_count);
/* MN-17: every store that holds numbers, why, and until when. */
struct number_store {
    const char *table, *holds, *reason, *basis, *until;
};
extern const struct number_store addressee_number_stores[];
extern const size_t addressee_number_store_count;

/* ------------------------------------------------------------------------ 住所辞書・住居表示 ------ */

/* A town of the dictionary (params/municipal/<code>/towns.tsv). */
struct town_entry {
    struct text postal_code, area, town, kana; /* area: 東京都新宿区, what stands before the town */
    int chome_from, chome_to; /* 0 = no 丁目 */
    struct text branch;       /* 特別出張所, where one is certain */
};
struct town_dictionary;
MUST_CHECK enum err addressee_towns_load(const struct data_folder *folder, struct arena *arena,
                                         struct report *report, const struct town_dictionary **ret);
/* Towns in force on `on` by postal code (1620041, 162-0041, its beginning), or by the beginning of the name
 * in kanji (also behind its area) or kana; in the dictionary's order. */
void addressee_towns_complete(const struct town_dictionary *d, struct text typed, date on, size_t max,
                              struct arena *arena, const struct town_entry ***ret, size_t *ret_count);
/*
 * 住居表示 and other re-numberings (renumbering.tsv): the address as it is written on `on`, through every
 * re-numbering up to then. False: none concerns it. *ret_postal is empty when the postal code stays.
 */
bool addressee_renumbered(const struct town_dictionary *d, struct text address, date on, struct arena *arena,
                          struct text *ret, struct text *ret_postal);

/*
 * What must hold and does not (for `kokuho verify`): days of a person that overlap, two heads in a
 * household on one day, one person in two households, numbers outside their table. ERR_FINDINGS with
 * words when something is broken.
 */
MUST_CHECK enum err addressee_verify(struct store *s, struct report *report);

/* Search keys of everybody as this program writes them: `kokuho search rebuild`. Any time, and again. */
MUST_CHECK enum err addressee_search_rebuild(struct store *s, struct report *report, int64_t *ret_keys,
                                             int64_t *ret_changed);
extern const struct command command_search;

/* 個人番号 lie sealed and indexed under two keys of the folder. */
extern const struct key_purpose key_purpose_number, key_purpose_number_index;
extern const struct key_use key_use_number, key_use_number_own;
extern const struct import_handler import_residents_full, import_residents_change;
extern const struct store_table addressee_tables[];
extern const size_t addressee_table_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held addressee_held[];
extern const size_t addressee_held_count;
/* The packed items of a row in words, those of 支援措置 or all others; they never stand together (DS-04). */
void addressee_items_words(struct text items, bool of_measures, struct textbuf *to);
/* Every household that one of these numbers belonged to. */
MUST_CHECK enum err addressee_households_of(struct store *s, const int64_t *numbers, size_t count,
                                            struct arena *arena, struct report *report, int64_t **ret,
                                            size_t *ret_count);

/* 宛名の一覧, for output_lists[] of kokuho.c. */
struct output_list;
extern const struct output_list output_list_persons;

/* The registers' changes, for change_kinds[] of kokuho.c (casework/casework.h). */
struct change_kind;
extern const struct change_kind kind_own_add, kind_own_change, kind_link_merge, kind_link_split,
    kind_link_relink, kind_sending, kind_contact, kind_account, kind_measure_provisional, kind_measure_start,
    kind_measure_extend, kind_measure_lift, kind_measure_release, kind_measure_transfer, kind_number;

#endif
