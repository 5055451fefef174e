/*
 * 連携 -- one engine that reads and writes every file that enters or leaves.
 *
 * A layout is a definition file in layouts/ (the block form of payment_formats.md 16.2): charset, framing,
 * records, fields, checks, rules. The engine streams, is bounded (record <= 4,096 bytes fixed, 16,384
 * separated; 10,000,000 records), accounts for every byte, and is byte-exact in both directions.
 */
#ifndef KOKUHO_INTERCHANGE_H
#define KOKUHO_INTERCHANGE_H

#include "base/arena.h"
#include "base/date.h"
#include "base/report.h"
#include "base/text.h"
#include "ops/ops.h"
#include "store/store.h"

struct layout;

/* Reads a definition; every fault of it (gap, overlap, unknown keyword ...) with file and line. */
MUST_CHECK enum err layout_load(const char *path, struct arena *arena, struct report *report,
                                const struct layout **ret);
/* By name from DIR (share/layouts). */
MUST_CHECK enum err layout_find(const char *dir, const char *name, struct arena *arena,
                                struct report *report, const struct layout **ret);
/*
 * The version of that day: of NAME.layout and NAME.vN.layout the one whose `valid-from` is the latest not
 * after `day`; date_none(): the newest. layout_find() is the newest.
 */
MUST_CHECK enum err layout_find_on(const char *dir, const char *name, date day, struct arena *arena,
                                   struct report *report, const struct layout **ret);
const char *layout_name(const struct layout *l);
const char *layout_partner(const struct layout *l);
int64_t layout_version(const struct layout *l);
/* Index of a record kind or of a field in it; SIZE_MAX when there is none. */
size_t layout_record(const struct layout *l, const char *record);
size_t layout_field(const struct layout *l, size_t record, const char *field);

/*
 * The day that MMDD, YYMMDD of an era, or YYYYMMDD means in a job whose base day is `base`: the nearest (Y16:
 * 0105 in December is next January; Y36: 310430 is 平成, 010501 令和). False: no such day near it.
 */
bool layout_day_near(struct text written, date base, date *ret);

/* One record as read: views into the reader's buffer, decoded to UTF-8, padding taken off. */
struct record {
    size_t kind;       /* index of the record kind */
    int64_t number;    /* 1 = first of the file */
    size_t field_count;
    const struct text *fields;
    /* Bit n: field n may hold something; all others are empty. NULL: nobody has looked. */
    const uint64_t *filled;
    /* A `hold` rule of the layout that this record breaks, NULL when there is none: an import keeps such
     * a record as a task and does not hand it to its handler. */
    const char *hold_code, *hold_words;
};
static inline struct text record_text(const struct record *r, size_t field) { return r->fields[field]; }
/* The first field from `field` on that may hold something; at the end field_count. */
static inline size_t record_next_filled(const struct record *r, size_t field)
{
    while (r->filled != NULL && field < r->field_count) {
        uint64_t left = r->filled[field / 64] >> field % 64;
        if (left != 0) {
            field += (size_t)__builtin_ctzll(left);
            return field < r->field_count ? field : r->field_count;
        }
        field = (field / 64 + 1) * 64;
    }
    return field < r->field_count ? field : r->field_count;
}
/* Empty = false. Values have been checked against the field's type already. */
bool record_i64(const struct record *r, size_t field, int64_t *ret);

struct file_receipt {
    char file_name[256];
    char sha256[65];
    int64_t bytes, records, data_records;
    int64_t amount_sum; /* of the layout's control field, 0 when it has none */
};

/*
 * Streams a file through `on_record` (called in order, from one thread; decoding may run ahead in
 * another). Form, field, record and file rules are all checked; with any fault the result is ERR_INPUT and
 * the report lists each (record number, field, value, reason), up to 100 and a count. The callback may
 * have seen records of a file that is refused in the end: it writes inside a transaction or a staging table.
 */
typedef enum err (*record_fn)(void *context, const struct record *r, struct report *report);
MUST_CHECK enum err layout_read_file(const struct layout *l, const char *path, record_fn on_record,
                                     void *context, struct report *report,
                                     struct file_receipt *ret);

/*
 * The same with values for the layout's `param` lines and a sight of the progress. A rule whose parameter
 * is not given is not judged, and the report says so.
 */
struct layout_param {
    const char *name;
    struct text value;
};
struct layout_options {
    const struct layout_param *params;
    size_t param_count;
    void (*on_progress)(void *context, int64_t bytes_done, int64_t bytes_total, int64_t records);
    void *progress_context;
    int64_t stop_after; /* records; 0 = the whole file. What stands behind is neither read nor judged. */
};
MUST_CHECK enum err layout_read_file_with(const struct layout *l, const char *path,
                                          const struct layout_options *options,
                                          record_fn on_record, void *context,
                                          struct report *report, struct file_receipt *ret);

struct layout_writer;
MUST_CHECK enum err layout_writer_open(const struct layout *l, const char *path,
                                       struct report *report, struct layout_writer **ret);
/* The same with values for the layout's params: what we write is judged with them. */
MUST_CHECK enum err layout_writer_open_with(const struct layout *l, const char *path,
                                            const struct layout_options *options, struct report *report,
                                            struct layout_writer **ret);
/*
 * `values`: one UTF-8 text per field of the record kind, as record_text() would give it. Padding, fillers
 * and constants are filled in; an empty field of a trailer that a rule `trailer.x == count(..) | sum(..)`
 * determines is filled with that value. The file appears at `path` when the writer is closed, whole.
 */
MUST_CHECK enum err layout_write_record(struct layout_writer *w, size_t record,
                                        const struct text *values, struct report *report);
MUST_CHECK enum err layout_writer_close(struct layout_writer *w, struct report *report,
                                        struct file_receipt *ret);
/* Gives up: nothing is left at `path`. NULL is allowed. */
void layout_writer_cancel(struct layout_writer *w);

/* ------------------------------------------------------------------------------- import ------- */

/*
 * What a capability does with a layout's records. Entries are registered by kokuho.c. An import is one
 * file, whole or not at all: begin, every record, end (all inside one write transaction), receipt.
 * The same bytes a second time: "取込済" and exit 0, nothing is called.
 */
struct import_run {
    struct session *session;
    const struct layout *layout;
    const struct layout_options *options; /* values of its params, base_day among them; or NULL */
    const char *path;
    int64_t recorded_at;    /* one moment for the whole file */
    date business_date;
    int64_t held;           /* records held as tasks: exit 1 */
    void *state;
    struct report *report;
};
#define IMPORT_PLACES 8
/* A record that import_hold() kept, offered again, and what became of it. */
enum held_outcome {
    HELD_STAYS,    /* waits on */
    HELD_TAKEN,    /* its task is done */
    HELD_REPLACED, /* a later file says something else in its place: its task is done */
    HELD_LEFT,     /* cannot be taken as it is: its task stays, it is not offered again */
};
struct held_record {
    struct record record;
    int64_t held_at; /* recorded_at of its file */
    enum held_outcome outcome;
};
struct import_handler {
    const char *layout;  /* "ju-02" */
    const char *partner; /* "住民記録" */
    const char *label;   /* "住民記録 全件" */
    int order;           /* `import --all` reads lower numbers first */
    enum err (*begin)(struct import_run *run);
    enum err (*record)(struct import_run *run, const struct record *r);
    /*
     * Instead of `record`, for feeds of millions: records come a block at a time and in two steps that
     * overlap. prepare() runs ahead in a thread of its own, in order; it touches neither the store nor the
     * report, passes over held records, and leaves what it made in one of IMPORT_PLACES places of the
     * handler's state. take() writes it, in the importing thread, in order. The texts of a block's records
     * stay until its take() has returned; then its place is used again.
     */
    void (*prepare)(struct import_run *run, size_t place, const struct record *records, size_t count,
                    bool is_last);
    enum err (*take)(struct import_run *run, size_t place);
    enum err (*end)(struct import_run *run);
    /* Optional: the file was refused after begin; only frees what `state` holds. end() frees it itself. */
    void (*cancel)(struct import_run *run);
    /*
     * Optional: what was held under `again_code` because something had not come yet is offered again inside
     * the transaction of every file taken later, of whatever layout. `run` is as for begin(); `is_own`: the
     * file just taken is of this handler's layout. Oldest first; what no plain table may hold is empty.
     */
    const char *again_code;
    enum err (*again)(struct import_run *run, bool is_own, struct held_record *held, size_t count);
};
extern const struct import_handler *const import_handlers[];
extern const size_t import_handler_count;

/* A record that the ledger refuses (unknown person ...): kept as a task for a person. */
MUST_CHECK enum err import_hold(struct import_run *run, const struct record *r, const char *code,
                                const char *words);
/* The same about somebody: his task leads to him. 0 = nobody. */
MUST_CHECK enum err import_hold_about(struct import_run *run, const struct record *r, const char *code,
                                      const char *words, int64_t addressee_no);

/*
 * Has every file of the feeds of a group (or of one feed) come that was expected up to that day? ERR_INPUT
 * and a line for each that has not, unless a chief has said with a reason that runs may go on without it. A
 * feed is awaited once it is watched (interchange/feed.h).
 */
MUST_CHECK enum err interchange_feeds_complete(struct session *s, const char *group, date until,
                                               struct report *report);
#define FEEDS_RECEIPTS "receipts" /* the group of all payments */

extern const struct command command_import, command_layout, command_code, command_feeds;

/* What the tables say about a person (開示請求). */
extern const struct store_held interchange_held[];
extern const size_t interchange_held_count;

#endif
