/*
 * From bytes to records, a block at a time: framing, kind, order, fields, rules, hash.
 *
 * One decoder reads one file from beginning to end, in one thread. A block is filled here and then only
 * read by the one who consumes it, so blocks can travel between two threads.
 */
#ifndef KOKUHO_INTERCHANGE_DECODE_H
#define KOKUHO_INTERCHANGE_DECODE_H

#include "base/digits.h"
#include "base/hash.h"
#include "interchange/rule_state.h"

#define BLOCK_BYTES ((size_t)256 << 10)
#define PROBE_BYTES ((size_t)8 << 10) /* when only the first records are asked for */
#define BLOCK_SLACK 64u /* the scanner reads whole 64-byte pieces */
#define BLOCK_FIELDS ((size_t)64 << 10)
#define BLOCK_RECORDS ((size_t)8 << 10)
#define WARNINGS_MAX 20u

struct block {
    char *raw;
    size_t raw_len, raw_capacity;
    char *decoded; /* values that are not a plain view into raw */
    size_t decoded_used, decoded_capacity;
    struct text *fields;
    size_t field_count, field_capacity;
    struct record *records;
    size_t record_count, record_capacity;
    uint64_t *filled; /* of the records, one behind the other */
    size_t filled_used, filled_capacity;
    int64_t bytes_done; /* of the file, at the end of this block */
    bool last;
};
static inline void block_clear(struct block *b)
{
    b->record_count = b->field_count = b->decoded_used = b->filled_used = 0;
}

#define FIELD_BITS (LAYOUT_FIELDS_MAX / 64 + 1) /* words of a bit for each field */

struct cell {
    struct text text;
    bool doubled; /* holds "" for a quote */
};

/*
 * Of a kind of record, what needs few looks at a field's definition: an empty value where it may be empty,
 * one digit that stands in its list, and values of fields without options, which their type alone decides.
 * Most values of a wide separated record are of these kinds. What is not right here is told by the whole way.
 */
enum quick_kind {
    QUICK_NONE,   /* the whole way */
    QUICK_DIGIT,  /* one digit of a list */
    QUICK_DIGITS, /* digits, exactly so many */
    QUICK_VALUE,  /* whatever the type accepts */
    QUICK_TEXT,   /* text of at most so many bytes, when the record has nothing to be decoded */
};
struct quick_field {
    uint8_t kind;
    uint16_t digits; /* bit n: the value "n" is right as it stands */
    uint32_t len;
};
struct quick_record {
    uint64_t must[FIELD_BITS]; /* bit n: the field is looked at, empty or not */
    struct quick_field *fields;
    struct text *empty; /* a value for each field */
};
/* `is_plain`: no control characters, and UTF-8 or ASCII. *v is the cell's text before and the value after. */
static inline bool quick_is_right(const struct quick_field *q, const struct field *f, const struct cell *c,
                                  bool is_plain, struct text *v)
{
    if (c->doubled || v->len == 0) {
        return false;
    }
    switch ((enum quick_kind)q->kind) {
    case QUICK_DIGIT: {
        unsigned digit = v->len == 1 ? (unsigned)((unsigned char)v->bytes[0] - '0') : 10;
        return digit <= 9 && (q->digits >> digit & 1) != 0;
    }
    case QUICK_DIGITS:
        return v->len == q->len && are_digits(v->bytes, v->len);
    case QUICK_VALUE:
        return f->accept(f, v) == NULL;
    case QUICK_TEXT:
        return is_plain && v->len <= q->len;
    case QUICK_NONE:
        break;
    }
    return false;
}

enum layout_mode { MODE_UNKNOWN, MODE_LINES, MODE_NO_TERMINATOR };

struct decoder {
    const struct layout *layout;
    const char *file_name; /* last part of the path, for messages */
    int fd;
    struct arena *arena;
    struct rule_state *rules;
    struct sha256 hash;
    struct report *faults;   /* the decoder's own: merged when it is done */
    struct report *warnings;
    struct file_receipt receipt;
    int64_t stop_after, total_bytes;
    struct cell cells[LAYOUT_FIELDS_MAX + 1];
    uint64_t filled[FIELD_BITS]; /* bit n: cells[n] may hold something; written where cells are cut */
    struct quick_record *quick[LAYOUT_RECORDS_MAX]; /* of each kind of record */
    struct textbuf scratch;
    const char *carry; /* what the last block did not use, in that block */
    size_t carry_len;
    int64_t header_lines_left;
    size_t likely_kind;
    enum layout_mode mode;
    unsigned terminators_seen; /* bit per enum terminator */
    bool eof, begun, stopped, skipping, failed_world, record_is_faulty;
    bool strict;               /* what we write ourselves: warnings of fields are faults */
    bool sums_are_sound;       /* no record was left out of counts and sums */
};

MUST_CHECK enum err decoder_open(struct decoder *d, const struct layout *l, const char *path,
                                 const struct layout_options *options, struct arena *arena,
                                 struct report *faults, struct report *warnings,
                                 struct report *report);
void decoder_close(struct decoder *d);
struct block *block_new(const struct decoder *d, struct arena *arena);
/*
 * Blocks of a file in two steps, as import_handler describes them. `place` counts round 0 .. places - 1 and
 * is free again when take() of that block has returned.
 */
struct block_steps {
    void (*prepare)(void *context, size_t place, const struct record *records, size_t count,
                    bool is_last);
    enum err (*take)(void *context, size_t place, const struct record *records, size_t count);
};
MUST_CHECK enum err layout_read_blocks(const struct layout *l, const char *path,
                                       const struct layout_options *options,
                                       const struct block_steps *steps, void *context,
                                       struct report *report, struct file_receipt *ret);
/* Fills the block; block->last at the end of the file or when nothing more is read. */
void decoder_fill(struct decoder *d, struct block *b);

/* The end of the file: is it complete, do the rules of groups and file hold? */
void decoder_finish(struct decoder *d);

/* ---- inner ---- */

/* What cutting one record out of the block came to. */
enum cut { CUT_RECORD, CUT_SKIP, CUT_MORE, CUT_END };

/* A fault of the file or of record `number` (0: of the file). */
void decoder_fault(struct decoder *d, int64_t number, const char *format, ...) PRINTF_LIKE(3, 4);
void decoder_warn(struct decoder *d, int64_t number, const char *format, ...) PRINTF_LIKE(3, 4);
void decoder_terminator(struct decoder *d, enum terminator t, int64_t number);
/* The byte as it stands in the file: before a partner's code table. */
unsigned decoder_file_byte(const struct decoder *d, char c);
/* True when all that is left of the file is 0x1A (the old end-of-file mark): warned and dropped. */
bool decoder_only_ctrl_z(struct decoder *d, const char *bytes, size_t len);

/* csv.c: cells of the record at *at; d->cells, count. */
struct csv_scan;
void csv_block(struct decoder *d, struct block *b, size_t *ret_used);
/* fixed.c */
void fixed_block(struct decoder *d, struct block *b, size_t *ret_used);

/* Room for one more record of any kind? */
bool block_has_room(const struct block *b);
/* quick.c: what decoder_record() needs to know of the layout's fields: once, when layout, arena and `strict`
 * are set. */
void decoder_make_quick(struct decoder *d);
/* The record's kind is known, its cells cut: values, order, rules. `cells` padding on. */
void decoder_record(struct decoder *d, struct block *b, size_t kind, const struct cell *cells,
                    bool has_control, bool has_high);

#endif
