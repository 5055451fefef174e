/* 台帳 -- how acts and events are kept; inner header of arrears/. */
#ifndef KOKUHO_ARREARS_BOOK_H
#define KOKUHO_ARREARS_BOOK_H

#include "arrears/arrears.h"
#include "slip/slip.h"

#define NO_LIMIT_EVENT (-1)

/* What an act does beside being written down. */
struct act_rule {
    const char *label;
    bool is_numbered;
    int limit_event;           /* enum limit_event_kind of each charge; NO_LIMIT_EVENT = none */
    bool acknowledges;         /* applied for by the debtor: an 承認 on that day */
    enum collection_stay stay; /* 0 = none */
    const struct change_code *details;
    const char *ends[ACT_BROKEN + 1]; /* words of its ends; NULL = it cannot end so */
};
extern const struct act_rule act_rules[ACT_KINDS];
int act_limit_event(const struct act *a);           /* NO_LIMIT_EVENT = none */
enum collection_stay act_stay(const struct act *a); /* 0 = none */
enum { CASE_BANKRUPTCY = 1, CASE_ESTATE, CASE_AUCTION, CASE_REHABILITATION };
const char *limit_event_label(enum limit_event_kind kind);

/* Who writes, and as of which change. */
struct book_writing {
    struct store *store;
    struct arena *arena;
    struct report *report;
    int64_t change_no, recorded_at;
};
struct book_writing writing_of(const struct change_call *call);

/*
 * In an open write transaction. A new act (act_no 0) gets its number and its covers; else a further version
 * of it. Events, stays and waivers follow from what the act now says.
 */
MUST_CHECK enum err act_write(const struct book_writing *w, struct act *a, const struct act_cover *covers,
                              size_t cover_count);
/* Takes back every act and event that a change wrote; ERR_INPUT when something was built on one. */
MUST_CHECK enum err acts_undo(struct change_call *call);

struct book_event {
    int64_t event_no, act_no;
    int32_t version;
    enum limit_event_kind kind;
    int32_t levy_year;
    int64_t household_no, payer_no;
    int instalment;
    date on, ended_on;
    bool is_cancelled, is_void;
    struct text words;
    int64_t change_no, recorded_at;
};
/* One event of no act, on one charge. */
MUST_CHECK enum err event_write(const struct book_writing *w, struct book_event *e);
struct book_event event_of_row(const struct query *q, struct arena *arena);
/* Of a payer, by charge and day; those undone are among them. */
MUST_CHECK enum err events_of_payer(struct store *s, int64_t payer_no, struct arena *arena,
                                    struct report *report, struct book_event **ret, size_t *ret_count);
/* Those that are not void, of any number of payers, in the order of the charges. */
MUST_CHECK enum err events_of_payers(struct store *s, const int64_t *payers, size_t payer_count,
                                     struct arena *arena, struct report *report, struct book_event **ret,
                                     size_t *ret_count);
MUST_CHECK enum err acts_open(struct store *s, enum act_kind kind, struct arena *arena,
                              struct report *report, struct act **ret, size_t *ret_count);
/* A statement that writes; how many rows it touched is nobody's question. */
MUST_CHECK enum err book_run(struct query *q, struct report *report);
/* Numbers of a row by the names of its parameters. */
struct bound {
    const char *name;
    int64_t value;
};
void book_bind(struct query *q, const struct bound *numbers, size_t count);
/* The charges of one notice stand on one slip: cover `at` is the first of its notice; none without a
 * number. */
bool cover_same_notice(const struct act_cover *a, const struct act_cover *b);
bool cover_is_first(const struct act_cover *covers, size_t at);
/* 現年度, 過年度 or 滞納繰越 of that slip: 滞納繰越 when one of its charges is. Of covers just chosen. */
enum slip_class cover_slip_class(const struct act_cover *covers, size_t count, size_t at, date on);
/* One number of a statement without parameters. */
MUST_CHECK enum err book_number(struct store *s, enum sql sql, struct report *report, int64_t *ret);

static inline bool is_charge(const struct collection_charge *c, int32_t levy_year, int64_t household_no,
                             int instalment)
{
    return c->levy_year == levy_year && c->household_no == household_no && c->instalment == instalment;
}

/* days as the tables keep them: 0 = none */
static inline int64_t day_kept(date d) { return date_is_none(d) ? 0 : date_ymd(d); }
date day_read(int64_t ymd);

#endif
