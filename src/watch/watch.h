/*
 * 見張り -- what is due and whether it was done (OP-16), how the system stands and who is called (OP-15).
 *
 * Tables   params/national/ops/schedule.tsv, watch.tsv; a municipality's own of that name stand before them
 *
 * A job is due on the days of its entry, from its hour on. What is due is settled when it was done, or told
 * as missed; until then each start of `kokuho nightly` tries again. What failed or waits holds what stands on
 * it.
 */
#ifndef KOKUHO_WATCH_H
#define KOKUHO_WATCH_H

#include "base/table.h"
#include "batch/batch.h"
#include "interchange/feed.h"
#include "rules/common/recurrence.h"

/* -------------------------------------------------------------------------- 予定 (OP-16) ------- */

#define WATCH_AFTER_MAX 6
struct watch_entry {
    const char *name;
    const struct job *job;
    struct recurrence days;
    int minute;            /* of the day; not before */
    bool makes_up;         /* days that were missed are made up by one run */
    const char *after[WATCH_AFTER_MAX]; /* entries before it in the table, or "feeds:GROUP" */
    size_t after_count;
    struct job_request request;
    const struct source *source;
};
struct watch_schedule {
    struct watch_entry *entries; /* in force on the day, in the order of the table */
    size_t count;
};
/* Every fault with file and line: a job that is not there, an order that cannot be ... */
MUST_CHECK enum err watch_schedule_read(const struct data_folder *folder, date day, struct arena *arena,
                                        struct report *report, struct watch_schedule *ret);

enum watch_state { WATCH_NEVER, WATCH_DONE, WATCH_FAILED, WATCH_MISSED, WATCH_HELD, WATCH_STATES };
extern const char *const watch_state_labels[WATCH_STATES];
/* An entry as the job monitor shows it. */
struct watch_line {
    const struct watch_entry *entry;
    date due;               /* the day that is due and not settled; none = nothing is */
    date next;              /* the next day behind today */
    enum watch_state state; /* of the last attempt */
    date last;              /* the day it was for; none = never */
    int64_t last_at;
    int missed;             /* so many days before it were not done on their day */
    const char *words;      /* why not; "" = done */
};
MUST_CHECK enum err watch_lines(struct session *s, struct arena *arena, struct report *report,
                                struct watch_line **ret, size_t *ret_count);

/*
 * Does what is due, in order, and writes down what became of it. One that cannot be done does not keep the
 * others from it, only those that stand on it; the gravest outcome is the answer.
 */
MUST_CHECK enum err watch_night(struct session *s, FILE *out, struct report *report);

/* 届かない連携ファイルを作業にする: a task for each file that is missing, refused or odd. */
extern const struct job job_feed_alarms;

/* -------------------------------------------------------------------------- 状態 (OP-15) ------- */

struct watch_item {
    const char *key;   /* "feed/cvs/20261120": the same alarm has the same key */
    const char *kind;  /* "store", "night", "job", "feed", "disk", "records", "schedule" */
    const char *words; /* no personal data */
    bool is_alarm;
};
/* Asks everything once; alarms and what is well. The store is open. */
MUST_CHECK enum err watch_look(struct session *s, struct arena *arena, struct report *report,
                               struct watch_item **ret, size_t *ret_count);
/*
 * What stands is written down, what has gone is cleared, and what was not told yet is told: once an alarm,
 * and again when it comes back. A way that does not take it is ERR_WORLD; it is told by the next start.
 */
MUST_CHECK enum err watch_tell(struct session *s, FILE *out, struct report *report);

extern const struct command command_status;

#endif
