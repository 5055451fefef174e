/*
 * 連携ファイルの到着 -- which file is expected from whom on which day, and whether it has come (NX-07).
 *
 * Table    params/municipal/CODE/feeds.tsv, a dated row a feed; days by rules/common/recurrence.h
 * Papers   interfaces.md 1.6, 14 (C, S); collection.md E2; users_ask.md D4, E2, E4, E7
 *
 * A feed is awaited from the day on which a clerk and his chief have begun to watch it (kind_feed_watch). A
 * file fulfils the oldest day that is still open: whoever sends Tuesday's file does not hide that Monday's is
 * missing. A day stays open until its file has come, or until somebody has said with a reason that there is
 * none (kind_feed_word).
 */
#ifndef KOKUHO_INTERCHANGE_FEED_H
#define KOKUHO_INTERCHANGE_FEED_H

#include "base/table.h"
#include "interchange/interchange.h"
#include "rules/common/recurrence.h"

/* Where the numbers that a partner gives his files stand, and when they begin at 1 again. */
enum feed_number { NUMBER_NONE, NUMBER_IN_NAME, NUMBER_IN_CONTROL };
enum feed_restart { RESTART_NEVER, RESTART_DAY, RESTART_MONTH, RESTART_YEAR, RESTART_FISCAL_YEAR };

/* A row of the table. */
struct feed {
    const char *name, *label, *partner, *layout;
    const char *file;  /* "CVS_*_#.dat": * anything, # its number; NULL = any name */
    const char *group; /* "receipts": what runs of collection wait for */
    const char *section, *owner; /* whose task it is when it does not come; "" = nobody's */
    struct recurrence days;
    bool is_expected;  /* false: not sent any more */
    int by_minute;     /* it is late from this minute of the day on */
    bool may_be_empty;
    enum feed_number number;
    enum feed_restart restart;
    const struct source *source;
};
struct feed_table {
    struct feed *rows; /* by date */
    date *from;        /* of each row */
    size_t count;
};
/* Every fault with file and line. A municipality without the file has no feeds. */
MUST_CHECK enum err feed_table_read(const struct data_folder *folder, struct arena *arena,
                                    struct report *report, struct feed_table *ret);
/* The row in force; NULL = not declared on that day. */
const struct feed *feed_on(const struct feed_table *t, struct text name, date day);
/* Does a file of that layout and name belong to it? *ret_number: what stands at #, -1 = nothing. */
bool feed_takes(const struct feed *f, struct text layout, struct text file_name, int64_t *ret_number);

enum feed_state {
    FEED_NOT_WATCHED, /* 見張り前 */
    FEED_NOT_TODAY,   /* 予定なし */
    FEED_WAITED,      /* 待ち: its hour has not come */
    FEED_READING,     /* 読取り中 */
    FEED_CAME,        /* 到着 */
    FEED_REFUSED,     /* 拒否: it came and could not be taken */
    FEED_LATE,        /* 未着 */
    FEED_SAID_LATER,  /* 未着（遅れて届くと確認済み） */
    FEED_SAID_NONE,   /* 届かない（その日の分はないと確認済み） */
    FEED_STATES
};
extern const char *const feed_state_labels[FEED_STATES];
/* Nothing of that day was taken: a run that needs it must not go on. */
static inline bool feed_state_is_open(enum feed_state s)
{
    return s == FEED_WAITED || s == FEED_READING || s == FEED_REFUSED || s == FEED_LATE ||
           s == FEED_SAID_LATER;
}
/* Somebody has to do something now. */
static inline bool feed_state_is_alarm(enum feed_state s) { return s == FEED_LATE || s == FEED_REFUSED; }

struct feed_day {
    const struct feed *feed;
    date day;
    enum feed_state state;
    struct text file_name, words; /* words: what a clerk has said of it */
    int64_t at;                   /* when the file came, or was last refused; 0 = not */
    int64_t data_records;
    bool is_held;                 /* records of it wait for a person */
    date passed_until;            /* runs may go on without it up to this day; none = they may not */
};
enum feed_fault_kind { FEED_TWICE = 1, FEED_EMPTY, FEED_GAP, FEED_UNKNOWN, FEED_STOPPED, FEED_FAULTS };
extern const char *const feed_fault_labels[FEED_FAULTS];
/* What is odd about a file that came. */
struct feed_fault {
    const struct feed *feed; /* NULL: of FEED_UNKNOWN, no feed takes it */
    enum feed_fault_kind kind;
    int64_t arrival_no, at;
    struct text file_name;
    const char *words;
};
struct feeds_look {
    date day;
    const struct feed_day *days; /* of each feed the asked day and every day before it that is open */
    size_t day_count;
    const struct feed_fault *faults; /* of the last 31 days, newest first */
    size_t fault_count;
    size_t alarms, unwatched;
};
/* As it stood on a day that is not after the business date: what came later is not seen. */
MUST_CHECK enum err feeds_look(struct session *s, date day, struct arena *arena, struct report *report,
                               struct feeds_look *ret);
MUST_CHECK enum err feed_is_watched(struct session *s, struct text name, date day, struct report *report,
                                    bool *ret);

/* 見張り, and what is known of a file that did not come. */
struct change_kind; /* casework/casework.h */
extern const struct change_kind kind_feed_watch, kind_feed_word;

#endif
