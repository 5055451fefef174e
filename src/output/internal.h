/* Between the files of output/ only. */
#ifndef KOKUHO_OUTPUT_INTERNAL_H
#define KOKUHO_OUTPUT_INTERNAL_H

#include "output/output.h"

#define CRITERIA_BYTES_MAX 500
#define WORDS_BYTES_MAX 200 /* of a purpose, of a refusal */
#define OUTPUT_COLUMNS_MAX 64
#define OUTPUT_PATH_BYTES 600

/* ------------------------------------------------------------------------------ criteria ------ */

struct criteria {
    struct output_value values[OUTPUT_WORDS_MAX];
    size_t chosen[OUTPUT_COLUMNS_MAX]; /* columns in the order they are written */
    size_t chosen_count;
};
MUST_CHECK enum err criteria_parse(const struct output_list *list, struct text criteria, date today,
                                   struct report *report, struct criteria *ret);
/* One line without control characters and without anything that might be a 個人番号 (MN-04). */
MUST_CHECK enum err words_check(const char *what, struct text words, size_t max, struct report *report);
/* Twelve digits in a row, half or full width, whose check digit is right. */
bool holds_individual_number(struct text words);

/* -------------------------------------------------------------------------------- limits ------ */

struct output_limits {
    int64_t persons, approval_days, file_days;
};
/* Of a 係 on a day: params/municipal/<code>/output.tsv before params/national/output/limits.tsv. */
MUST_CHECK enum err limits_read(const struct data_folder *folder, const char *section, date on,
                                struct report *report, struct output_limits *ret);

/* ------------------------------------------------------------------------------- writers ------ */

/* A ZIP whose list is written by this thread while another compresses, enciphers and stores it. */
struct seal;
struct seal_about {
    const char *entry;    /* name of the list inside: "list.csv" */
    struct text words;    /* about.txt: what it is, for whom, until when */
    const char *password;
};
/* `path` must not exist; it is made with mode 0600. */
MUST_CHECK enum err seal_open(const char *path, const struct seal_about *about, struct arena *arena,
                              struct report *report, struct seal **ret);
MUST_CHECK enum err seal_write(struct seal *seal, const void *bytes, size_t len, struct report *report);
/* Ends the file; with is_whole false, or after a failure, nothing is left of it. Durable with ERR_NONE. */
MUST_CHECK enum err seal_close(struct seal *seal, bool is_whole, struct report *report);

/* A ZIP inside of it, written from the first byte to the last: the parts of a workbook. */
struct pack;
struct pack *pack_new(struct seal *seal, struct arena *arena);
/* Begins the next part and ends the one before. `name` lives as long as the pack. */
MUST_CHECK enum err pack_part(struct pack *p, const char *name, struct report *report);
MUST_CHECK enum err pack_write(struct pack *p, const char *bytes, size_t len, struct report *report);
/* Ends the last part and writes the list of all. */
MUST_CHECK enum err pack_end(struct pack *p, struct report *report);
void pack_abandon(struct pack *p);

/* A cell as a list gave it. */
struct cell_value {
    struct text text; /* "" with is_number */
    int64_t number;
    bool is_number;
};
struct writer {
    struct seal *seal;
    struct arena *arena;
    const struct output_column *columns;
    const size_t *chosen; /* of `columns`, in the order they are written */
    size_t chosen_count;
    const char *foot;     /* 透かし: at the foot of every sheet */
    void *own;
    const struct writer_kind *kind;
};
struct writer_kind {
    const char *entry;
    int64_t rows_max;
    enum err (*begin)(struct writer *w, struct report *report);
    enum err (*row)(struct writer *w, const struct cell_value *cells, struct report *report);
    enum err (*end)(struct writer *w, struct report *report); /* puts the last bytes into the seal */
    void (*abandon)(struct writer *w);
};
extern const struct writer_kind writer_csv, writer_xlsx;
static inline const struct writer_kind *writer_kind_of(enum output_format format)
{
    return format == OUTPUT_XLSX ? &writer_xlsx : &writer_csv;
}

/* --------------------------------------------------------------------------------- sink ------- */

struct output_counts {
    int64_t rows, persons, left_out;
};
/* `writer` NULL: only counts. */
struct output_sink *sink_new(const struct output_list *list, struct writer *writer, struct arena *arena);
struct output_counts sink_counts(const struct output_sink *sink);
/* The persons of a finished list, in no order. */
void sink_persons(const struct output_sink *sink, struct arena *arena, int64_t **ret, size_t *ret_count);
void sink_done(struct output_sink *sink);

/* ------------------------------------------------------------------------------- requests ----- */

/* The one door: a step that the table of states allows, its record, and the row, together or not at all.
 * `request` carries what the row says afterwards; its state is where it comes from. */
MUST_CHECK enum err output_move(struct session *s, const struct output_request *request,
                                enum output_state to, struct report *report);
/* A refusal (拒否) is recorded and `e` given back; when it cannot be recorded, that failure. */
MUST_CHECK enum err record_refusal(struct session *s, const char *event, int64_t request_no,
                                   struct text criteria, enum err e, struct report *report);
MUST_CHECK enum err record_event(struct session *s, struct audit_event *event, struct report *report);
/* Counts the list by its criteria as they stand now. */
MUST_CHECK enum err list_count(struct session *s, const struct output_list *list, struct text criteria,
                               struct arena *arena, struct report *report, struct output_counts *ret);
MUST_CHECK enum err may_see(struct session *s, const struct output_list *list, struct report *report);
void output_row_read(const struct query *q, struct arena *arena, struct output_request *ret);

/* DIR/output/, made with mode 0700. */
MUST_CHECK enum err output_folder(const struct data_folder *folder, struct report *report,
                                  char ret[OUTPUT_PATH_BYTES]);
MUST_CHECK enum err folder_sync(const char *path, struct report *report);
date day_in_japan(int64_t at);

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

#endif
