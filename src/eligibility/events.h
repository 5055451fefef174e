/*
 * 届出・異動 -- writing events, and what follows from them.
 *
 * Inner header of eligibility/. Events are the only source of memberships once a person has one: what the
 * opening balance said becomes his first events (adoption), and event_finish() is the only function that
 * writes the facts that follow. So the order of recording does not matter, and an event that is cancelled
 * leaves what stood without it.
 */
#ifndef KOKUHO_ELIGIBILITY_EVENTS_H
#define KOKUHO_ELIGIBILITY_EVENTS_H

#include "eligibility/facts.h"

/* A day as columns hold it: 0 = none, FACT_DAY_OPEN = open end; and back. */
int64_t day_column(date d);
date day_of_column(int64_t ymd);
/* "name=value" of the lines of `rest`; empty when there is none. */
struct text rest_value(struct text rest, const char *name);

/* 記号・番号 in any spelling (card.c): an empty symbol is any; $a to $d of a statement; 0 = no branch. */
bool card_symbol_is(struct text typed, struct text kept, struct arena *arena);
void card_spellings_set(struct query *q, struct text number, struct arena *arena);
int card_branch_of(struct text rest);

/* ------------------------------------------------------------------------------- fold.c ------- */

enum fold_fault {
    FOLD_ALREADY,     /* acquired while insured */
    FOLD_NOT_INSURED, /* lost or moved while not insured */
    FOLD_OVERLAP,     /* a registration or a household over another one of its kind */
};
struct fold_finding {
    const struct eligibility_event *event;
    enum fold_fault fault;
};
/* What follows from events, pure: facts as rows of the table, and the events that say nothing. */
struct fold {
    struct fact_row *rows;
    size_t row_count;
    struct fold_finding *findings;
    size_t finding_count;
};
/* `events` of one person in any order; their texts are used. */
void events_fold(const struct eligibility_event *events, size_t count, struct arena *arena, struct fold *ret);

/* ------------------------------------------------------------------------------ events.c ------ */

/* What writes events: a change, a file or a job, inside a write transaction. */
struct event_writer {
    struct store *store;
    struct arena *arena;
    struct report *report;
    int64_t change_no, at;
    int64_t *touched; /* persons whose facts event_finish() settles */
    size_t touched_count, touched_capacity;
};
/* Texts stay the caller's. The number is given; *ret_no may be NULL. */
MUST_CHECK enum err event_add(struct event_writer *w, const struct eligibility_event *event, int64_t *ret_no);
/* Cancels one that stands; one of the opening balance becomes an event first.
 * ERR_INPUT: it stands no more. */
MUST_CHECK enum err event_cancel(struct event_writer *w, const struct eligibility_event *event);
/* Settles the facts of everybody touched. Once, at the end. */
MUST_CHECK enum err event_finish(struct event_writer *w);
/* Takes back what change `w->change_no` did at `applied_at`, and settles.
 * ERR_INPUT: something was built on it. */
MUST_CHECK enum err event_undo(struct event_writer *w, int64_t applied_at);
/* The standing facts of a person are exactly those that follow (verify). */
MUST_CHECK enum err events_are_settled(struct store *s, int64_t addressee_no, struct arena *arena,
                                       struct report *report, bool *ret);
/* Rows of a statement that selects all columns of an event (events_read.c). */
struct event_list {
    struct eligibility_event *events;
    size_t count, capacity;
};
MUST_CHECK enum err events_read(struct query *q, struct arena *arena, struct report *report,
                                struct event_list *to);
/* A feed's row made an event already. */
MUST_CHECK enum err event_source_known(struct store *s, int64_t addressee_no, struct text source,
                                       struct report *report, bool *ret);

/* ------------------------------------------------------------------------- benefit_bar.c ------ */

/* An acquisition that was notified too late, whatever its reason. */
MUST_CHECK enum err late_notice_is(const struct eligibility_law *law, const struct eligibility_event *event,
                                   struct report *report, bool *ret);

/* ------------------------------------------------------------------------------ number.c ------ */

/* The next free number of the first series that has one. ERR_INPUT in words when none has. */
MUST_CHECK enum err card_number_next(struct event_writer *w, const struct data_folder *folder,
                                     struct text *ret_symbol, struct text *ret_number);
/* The lowest 枝番 above all that were ever given under the number; the person's own former one is not given
 * again (EL-52). ERR_INPUT above 99. */
MUST_CHECK enum err card_branch_next(struct event_writer *w, struct text symbol, struct text number,
                                     int *ret);
/* A household number that the resident register does not have (住所地特例). */
MUST_CHECK enum err household_number_next(struct event_writer *w, const struct data_folder *folder,
                                          int64_t *ret);

/* -------------------------------------------------------------------------- parameters.c ------ */

/* params/municipal/<code>/eligibility_events.tsv */
enum event_parameter {
    PARAMETER_HOUSEHOLD_FIRST, /* first serial of household numbers given here */
    PARAMETER_HOUSEHOLD_LAST,
    PARAMETER_NUMBER_WARN,     /* percent */
    PARAMETER_STAY_DAYS,       /* 在留期間満了の予定を知らせる日数 */
    EVENT_PARAMETERS,
};
MUST_CHECK enum err event_parameters(const struct data_folder *folder, struct arena *arena,
                                     struct report *report, int64_t ret[EVENT_PARAMETERS]);
struct series_row {
    struct text symbol;
    int64_t first, last;
    int digits;
};
MUST_CHECK enum err card_series_rows(const struct data_folder *folder, struct arena *arena,
                                     struct report *report, struct series_row **ret, size_t *ret_count);

/* For the night: whom the register or the insurance has as born in [from, until] (yyyymmdd), and whose time
 * in the other scheme begins on a day in (after, until]; behind those of `to`. */
MUST_CHECK enum err eligibility_born_between(struct store *s, int32_t from, int32_t until,
                                             struct arena *arena, struct report *report,
                                             struct moved_list *to);
MUST_CHECK enum err eligibility_latter_began(struct store *s, date after, date until, struct arena *arena,
                                             struct report *report, struct moved_list *to);

#endif
