/*
 * 開示請求 -- what the system holds about one person, and who looked at it:
 * asked for, decided part by part by two persons, given as one sealed file.
 *
 * Law     個人情報の保護に関する法律 76条 (請求), 77条 (本人確認), 78条
 * (不開示情報), 79条 (部分開示), 81条 (存否を明らかにしない決定), 83条 (期限);
 * 番号法 30条・31条 Rows    OP-47, DS-01, DS-03, DS-04, DS-05
 *
 * Every folder declares its own tables that name a person (struct store_held);
 * src/held.c names them here. What must not be disclosed by itself -- words of
 * clerks, 滞納整理, 支援措置 -- waits for a person's decision; parts of other
 * persons and of clerks are covered unless he says otherwise. 個人番号 never
 * stand in it.
 */
#ifndef KOKUHO_DISCLOSURE_H
#define KOKUHO_DISCLOSURE_H

#include "addressee/addressee.h"
#include "casework/casework.h"
#include "output/output.h"

enum disclosure_answer {
    DISCLOSE_UNDECIDED,          /* a person has to say */
    DISCLOSE_WITHOUT_OTHERS = 1, /* 開示: columns of other persons and of clerks are covered (79条) */
    DISCLOSE_ALL,                /* with them */
    DISCLOSE_NOT,                /* 不開示: that something is held is said (78条) */
    DISCLOSE_SILENT,             /* 存否応答拒否 (81条) */
};
/* A part of an answer; its name is the `area` of struct store_held and a field of the decision. */
struct disclosure_area {
    const char *name, *label;
    enum disclosure_answer proposal;
};
#define DISCLOSURE_AREAS 15
extern const struct disclosure_area disclosure_areas[DISCLOSURE_AREAS];

/* ---------------------------------------------------------------------------- what is held ---- */

/* The declarations of one folder; src/held.c sets them. */
struct disclosure_source {
    const char *folder;
    const struct store_held *held;
    const size_t *count;
};
/* A table that names a person and is in no part, and why. */
struct disclosure_left_out {
    const char *table, *why;
};
struct disclosure_tables {
    const struct disclosure_source *sources;
    size_t source_count;
    const struct disclosure_left_out *left_out;
    size_t left_out_count;
    const char *(*event_label)(struct text event); /* "個人の照会" for "person.look"; NULL = no word for it */
};
extern const struct disclosure_tables *disclosure_tables_held; /* NULL = none are registered */

/* Under which numbers and households he stands; rows written behind `known_at` are left out. */
MUST_CHECK enum err disclosure_whose(struct session *s, int64_t addressee_no, int64_t known_at,
                                     struct arena *arena, struct report *report, struct held_whose *ret);

struct disclosure_cell {
    const char *label;
    const char *words;
    bool is_covered;  /* of another person or a clerk: `words` says so instead of what is kept */
    bool is_account;  /* number of an account: screens show its last digits */
};
struct disclosure_row {
    const char *label; /* of the table: "収納" */
    int64_t no;        /* counts from 1 in each table */
    const struct disclosure_cell *cells;
    size_t count;
};
typedef enum err (*disclosure_row_fn)(void *context, const struct disclosure_row *row, struct report *report);
/* Every row of a part, table by table, in a fixed order. Texts live until the next row. */
MUST_CHECK enum err disclosure_each(struct session *s, const struct held_whose *whose, size_t area,
                                    bool with_others, disclosure_row_fn row, void *context,
                                    struct report *report);
/* How many rows each part has. */
MUST_CHECK enum err disclosure_count(struct session *s, const struct held_whose *whose,
                                     struct report *report, int64_t ret[DISCLOSURE_AREAS]);

/* -------------------------------------------------------------------------------- requests ---- */

struct disclosure_request {
    int64_t request_no, addressee_no;
    int asked_by; /* 1 本人, 2 法定代理人, 3 任意代理人 */
    struct text agent, evidence, words;
    date received_on, due_on;
    int64_t recorded_at;
    bool is_decided;
    date decided_on;
    int64_t decided_at; /* what was known then is given */
    struct text ground;
    enum disclosure_answer answers[DISCLOSURE_AREAS];
};
const char *disclosure_asker_label(int asked_by);
const char *disclosure_answer_label(enum disclosure_answer answer);
/* The newest first; `addressee_no` 0 = of everybody. */
MUST_CHECK enum err disclosure_requests(struct store *s, int64_t addressee_no,
                                        size_t max, struct arena *arena,
                                        struct report *report,
                                        struct disclosure_request **ret,
                                        size_t *ret_count);
/* ERR_FINDINGS when there is none. */
MUST_CHECK enum err disclosure_request_by_no(struct store *s, int64_t request_no, struct arena *arena,
                                             struct report *report, struct disclosure_request *ret);

extern const struct change_kind kind_disclosure_request, kind_disclosure_decide;
extern const struct output_list output_list_disclosure;

/* For `kokuho verify`. */
MUST_CHECK enum err disclosure_verify(struct store *s, struct report *report);
extern const struct store_table disclosure_tables[];
extern const size_t disclosure_table_count;
/* What its own tables say about a person. */
extern const struct store_held disclosure_held[];
extern const size_t disclosure_held_count;

#endif
