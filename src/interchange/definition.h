/*
 * A layout in memory: what the loader makes and what reader, rules and writer use.
 *
 * Inner header of interchange. Offsets are 0-based here; the definition file counts from 1. Everything
 * lives in the arena that layout_load() was given and is never changed after the load.
 */
#ifndef KOKUHO_INTERCHANGE_DEFINITION_H
#define KOKUHO_INTERCHANGE_DEFINITION_H

#include "interchange/expression.h"
#include "base/yen.h"
#include "interchange/interchange.h"

#define LAYOUT_FILE_MAX ((size_t)1 << 20)
#define LAYOUT_RECORDS_MAX 32u
#define LAYOUT_FIELDS_MAX 1024u
#define LAYOUT_FIXED_MAX 4096u
#define LAYOUT_SEPARATED_MAX 16384u
#define LAYOUT_FILE_RECORDS_MAX 10000000 /* a ward of 1,000,000 insured sends 4.4 million */
#define LAYOUT_POSITIONS_MAX 64u /* names in one sequence: a state is one 64-bit word */
#define FIELD_ENUM_MAX 512u

enum charset { CHARSET_NONE, CHARSET_UTF8, CHARSET_CP932, CHARSET_JISX0201, CHARSET_ASCII };
enum framing { FRAMING_NONE, FRAMING_FIXED, FRAMING_CSV };
enum terminator { TERMINATOR_ANY, TERMINATOR_CRLF, TERMINATOR_LF, TERMINATOR_CR, TERMINATOR_NONE };

enum field_type {
    FIELD_NUMBER,       /* N   digits, zeros kept */
    FIELD_CHARS,        /* C   single-byte text */
    FIELD_KANJI,        /* K   text of any width */
    FIELD_AMOUNT,       /* A   whole yen; with option `signed` also below zero */
    FIELD_DAY8,         /* D8  YYYYMMDD */
    FIELD_DAY8_UNKNOWN, /* D8U YYYYMMDD with 00 for an unknown month or day */
    FIELD_DAY6,         /* D6  YYMMDD western */
    FIELD_ERA_DAY6,     /* W6  YYMMDD of the Japanese era, the era known from the job */
    FIELD_MONTH_DAY,    /* M4  MMDD */
    FIELD_TIME,         /* T4  HHMM */
    FIELD_TIME_SECONDS, /* T6  HHMMSS */
    FIELD_CODE,         /* X   printable ASCII without blanks */
    FIELD_FILLER,       /* F */
};
enum field_pad { PAD_NONE, PAD_ZEROS, PAD_BLANKS };
enum field_need { NEED_MUST, NEED_OPTIONAL, NEED_ZERO_IS_NONE, NEED_FILLER };

/* Checks see the trimmed value, ASCII or UTF-8; an optional field that is empty is not checked. */
struct field_check {
    const char *name;  /* "mod10w3" */
    const char *words; /* what the fault says */
    bool (*holds)(struct text value);
    bool only_warns; /* on reading; in what we write it is a fault */
};

struct code_pair {
    struct text from, to;
};
struct code_table {
    const char *name;
    int line;
    size_t count;
    struct code_pair *pairs;
};

struct field {
    const char *name, *label; /* label: Japanese, or the name */
    int line;
    enum field_type type;
    enum field_pad pad;
    enum field_need need;
    size_t offset, len; /* fixed: byte; csv: column */
    bool is_signed, is_secret, is_quoted;
    bool choices_are_soft; /* `x in enum` stands in a hold or warn rule: that rule decides, not the field */
    bool has_constant, has_range, has_preset;
    struct text constant, strip, preset;
    const struct text *choices;
    size_t choice_count;
    const uint64_t *choice_keys; /* the same packed, when none is longer than eight bytes */
    int64_t low, high;
    size_t exact; /* characters the value must have, 0 = any up to len */
    const struct field_check *check;
    const char *table_name, *year_param;
    size_t year_index; /* of year_param */
    const struct code_table *table;
    struct field *subs;
    size_t sub_count;
    bool has_options; /* any of constant, choices, range, check, exact, strip */
    /* Takes the bytes of the field (padding on), leaves the value; NULL or the reason of the fault. */
    const char *(*accept)(const struct field *f, struct text *value);
};

struct record_kind {
    const char *name;
    int line;
    bool has_when;
    size_t when_offset, when_len; /* csv: column, 0 */
    struct text when_text;
    struct field *fields;
    size_t field_count;
    bool is_data; /* counted as data: every kind but header, trailer and end */
};

enum rule_scope { SCOPE_RECORD, SCOPE_GROUP, SCOPE_FILE };
enum rule_action { ACTION_REJECT, ACTION_HOLD, ACTION_WARN };

struct rule {
    const char *id, *code;
    const char *text;  /* the expression as written */
    const char *words; /* what a person reads: words="...", or the expression */
    int line;
    enum rule_scope scope;
    enum rule_action action;
    size_t record; /* of a record rule; SIZE_MAX otherwise */
    struct expression *expression;
    /* `trailer.n == count(data)`: the writer fills record.field with the value of the right side. */
    bool fills;
    size_t fill_record, fill_field;
    struct expression *fill;
};

struct map_target {
    const char *name;
    int line;
    struct expression *expression; /* NULL: declared absent */
};
enum map_moment { MAP_OF_RECORD, MAP_AT_BEGIN, MAP_AT_END };
struct map {
    const char *event;
    int line;
    enum map_moment moment; /* once before the first and once after the last record, without one at hand */
    size_t record;
    struct expression *where; /* NULL: every record */
    struct map_target *targets;
    size_t target_count;
};

/* The order of records as positions of the sequence expression (Glushkov): one bit a position. */
struct sequence {
    size_t count;
    uint8_t kind[LAYOUT_POSITIONS_MAX];
    uint64_t follow[LAYOUT_POSITIONS_MAX];
    uint64_t first, last, of_kind[LAYOUT_RECORDS_MAX];
    bool empty_allowed;
    uint64_t group, group_first; /* positions of the repeated group; group 0 = the file is one group */
};

struct param {
    const char *name, *type;
    int line;
};

/*
 * A partner's single-byte code table (`charset ebcdic:NAME`): which byte stands for which of JIS X 0201. Both
 * ways are one to one; bytes without a meaning take the places JIS X 0201 leaves free, so that a message
 * can name the byte as it stands in the file.
 */
struct byte_table {
    unsigned char to_jis[256], from_jis[256];
    bool means[256]; /* by the byte of the file */
};

struct layout {
    const char *path;
    const char *name, *label, *partner, *status, *direction, *variant, *valid_from, *based_on;
    int64_t version;
    int32_t first_day; /* valid_from as yyyymmdd; 0 = always */
    enum charset charset;
    const char *charset_words;       /* as the definition says it */
    const struct byte_table *bytes;  /* NULL: the bytes are those of `charset` */
    enum framing framing;
    size_t fixed_len;
    char delimiter, quote; /* quote 0 = none */
    int64_t header_lines;
    enum terminator read_terminator, write_terminator;
    struct text refuse; /* a file that begins with this is an error answer, not data */
    struct sequence sequence;
    struct record_kind *records;
    size_t record_count;
    struct param *params;
    size_t param_count;
    struct rule *rules;
    size_t rule_count;
    struct code_table *tables;
    size_t table_count;
    struct map *maps;
    size_t map_count;
    struct slot *slots; /* values of other records that expressions look at */
    size_t slot_count;
    struct aggregate *aggregates;
    size_t aggregate_count;
    size_t control_record, control_field, control_sub; /* SIZE_MAX: none */
    struct text *comments; /* the lines above `layout`, for its document */
    size_t comment_count;
};

/* ---- loader ---- */

#define WORDS_MAX 64u

struct loader {
    const char *path;
    const char *dir; /* of the definition, for `based-on` and code tables; NULL: it is no file */
    struct arena *arena;
    struct report *report;
    struct layout *layout;
    int line;
    size_t faults;
    /* the open blocks */
    struct record_kind *record;
    struct field *sub_of;
    struct code_table *table;
    struct map *map;
    size_t record_capacity, field_capacity, sub_capacity, param_capacity, rule_capacity,
        table_capacity, pair_capacity, map_capacity, target_capacity, slot_capacity,
        aggregate_capacity, comment_capacity;
    const char *sequence_text;
    int sequence_line;
    const char *control_text;
    int control_line;
    /* what `based-on` brought: the first ones of each list, and the words of the head, may be said again */
    bool in_base, framing_is_inherited;
    struct layout inherited;
    bool has_record;  /* one of its own has begun */
    bool only_head;   /* what stands before the records is enough */
    /* rules and maps are compiled after all records are known */
    struct pending *pending;
    size_t pending_count, pending_capacity;
};
struct pending {
    int line;
    const char *text;
    enum { PENDING_RULE, PENDING_WHERE, PENDING_TARGET, PENDING_REPLACED } kind;
    size_t index, target;
};

void loader_fault(struct loader *l, int line, const char *format, ...) PRINTF_LIKE(3, 4);
/* `f` and `s` lines: definition_field.c. */
void loader_field_line(struct loader *l, struct text *words, size_t count);
void loader_sub_line(struct loader *l, struct text *words, size_t count);
struct text loader_unquote(struct loader *l, struct text word);
char *loader_copy(struct loader *l, struct text t);
/* Line helpers: definition.c. The number of words, one of a closed list, the rest as one text. */
bool loader_expect(struct loader *l, size_t count, size_t least, size_t most, const char *form);
bool loader_one_of(struct loader *l, struct text word, const char *what, const char *const *names,
                   size_t count, size_t *ret);
const char *loader_rest(struct loader *l, struct text line, struct text *words, size_t count,
                        size_t skip);
/* definition_load.c */
void loader_based_on_line(struct loader *l, struct text *w, size_t n);
void loader_charset_line(struct loader *l, struct text *w, size_t n);
/* definition.c: every line of the text, one after another. */
void loader_all_lines(struct loader *l, const char *bytes, size_t len);
/* definition_block.c */
void loader_record_line(struct loader *l, struct text *w, size_t n);
void loader_rule_line(struct loader *l, struct text line, struct text *w, size_t n);
void loader_map_line(struct loader *l, struct text line, struct text *w, size_t n);
void loader_target_line(struct loader *l, struct text line, struct text *w, size_t n);
void loader_table_line(struct loader *l, struct text *w, size_t n);
void loader_pair_line(struct loader *l, struct text *w, size_t n);
void loader_end_line(struct loader *l);
/* sequence.c */
bool sequence_parse(struct loader *l, const char *text, struct sequence *ret);
/* definition_check.c: 16.3 of payment_formats.md. */
void loader_check(struct loader *l);
/* Compiles everything kept in `pending`. */
void loader_compile(struct loader *l);
/* A file of map blocks on top of an existing layout (maps/FROM--TO). */
MUST_CHECK enum err layout_load_maps(const char *path, const struct layout *from,
                                     struct arena *arena, struct report *report,
                                     const struct layout **ret);
/* NAME.layout is version 1 of its name, NAME.vN.layout version N; 0 = no file of that name. */
#define LAYOUT_VERSIONS_MAX 100
int layout_version_of(const char *file, const char *name);
struct layout_files {
    bool is_there[LAYOUT_VERSIONS_MAX]; /* by version; [0] says nothing */
};
MUST_CHECK enum err layout_versions_load(const char *dir, const char *name, const struct layout_files *files,
                                         struct arena *arena, struct report *report,
                                         const struct layout ***ret, size_t *ret_count);
/* Whose files a definition describes, as the lines before its records say; NULL: they do not, or cannot be
 * read. */
const char *layout_partner_in(const char *path, struct arena *arena);
/* Every file of the folder that stands for the name, faults reported. */
MUST_CHECK enum err layout_versions(const char *dir, const char *name, struct arena *arena,
                                    struct report *report, const struct layout ***ret, size_t *ret_count);
MUST_CHECK enum err layout_parse(const char *bytes, size_t len, const char *shown_as,
                                 struct arena *arena, struct report *report,
                                 const struct layout **ret);

bool name_is_valid(struct text t);       /* of a layout: [a-z][a-z0-9_-]* up to 63 bytes */
bool identifier_is_valid(struct text t); /* of a record, field, param: the same without - */

/* ---- values: field.c ---- */

extern const struct field_check field_checks[];
extern const size_t field_check_count;

/* The options of one value after its bytes were decoded; NULL or the reason. `strict`: we write it. */
const char *field_options_hold(const struct field *f, struct text *value, bool strict,
                               const char **ret_warning);
void field_prepare(struct field *f, enum framing framing, struct arena *arena); /* picks `accept` */
const char *field_type_name(enum field_type t);
/* Bytes of the file to UTF-8 into `to` (room for 3 * len); SIZE_MAX and the offset when one has no pair. */
size_t charset_decode(enum charset c, struct text from, struct textbuf *scratch, char *to,
                      size_t *ret_bad);
/* UTF-8 to bytes of the file, appended to `to`. */
bool charset_encode(enum charset c, struct text value, struct textbuf *to, size_t *ret_bad);
/* byte_table.c: lines `HEX CHARACTER` (or SP CR LF SUB), one to one. NULL after a fault was reported. */
const struct byte_table *byte_table_load(const char *path, struct arena *arena, struct report *report);
void byte_table_to_jis(const struct byte_table *t, char *bytes, size_t len);
void byte_table_from_jis(const struct byte_table *t, char *bytes, size_t len);

#endif
