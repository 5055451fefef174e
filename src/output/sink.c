/*
 * 行の受け口 -- what a list gives, row by row: restricted persons by the rule of the list, persons counted
 * once, nothing that might be a 個人番号, the chosen columns in the chosen order.
 */
#include "output/internal.h"

#include <inttypes.h>

#define CELL_BYTES_MAX 65536 /* of one row */
#define PERSONS_FIRST 1024

struct output_sink {
    const struct output_list *list;
    struct writer *writer;
    struct arena *arena;
    struct cell_value *cells;
    size_t *starts; /* of text cells in `bytes`: the buffer moves as it grows */
    size_t count;
    struct textbuf bytes;
    struct output_counts counts;
    int64_t unnamed;  /* rows about nobody by number: each counts as a person, so that none slips below */
    bool is_broken; /* more cells than columns, or a row too long */
    int64_t *persons; /* open addressing, 0 = free */
    size_t slots;
};

struct output_sink *sink_new(const struct output_list *list, struct writer *writer, struct arena *arena)
{
    struct output_sink *sink = ARENA_NEW(arena, struct output_sink);
    *sink = (struct output_sink){.list = list, .writer = writer, .arena = arena, .slots = PERSONS_FIRST};
    sink->cells = ARENA_ARRAY(arena, struct cell_value, list->column_count);
    sink->starts = ARENA_ARRAY(arena, size_t, list->column_count);
    sink->persons = ARENA_ARRAY(arena, int64_t, sink->slots);
    textbuf_init(&sink->bytes, CELL_BYTES_MAX);
    return sink;
}

void sink_done(struct output_sink *sink)
{
    if (sink != NULL) {
        textbuf_done(&sink->bytes);
    }
}

struct output_counts sink_counts(const struct output_sink *sink)
{
    return sink->counts;
}

/* ------------------------------------------------------------------------------- persons ------ */

static int64_t *slot_of(int64_t *persons, size_t slots, int64_t number)
{
    size_t at = (size_t)(((uint64_t)number * UINT64_C(0x9e3779b97f4a7c15)) >> 20);
    while (persons[at & (slots - 1)] != 0 && persons[at & (slots - 1)] != number) {
        at++;
    }
    return &persons[at & (slots - 1)];
}

/* Old tables stay in the arena: less than the newest together. */
static void grow(struct output_sink *sink)
{
    size_t slots = sink->slots * 4;
    int64_t *persons = ARENA_ARRAY(sink->arena, int64_t, slots);
    for (size_t i = 0; i < sink->slots; i++) {
        if (sink->persons[i] != 0) {
            *slot_of(persons, slots, sink->persons[i]) = sink->persons[i];
        }
    }
    sink->persons = persons;
    sink->slots = slots;
}

/* False: he was counted before. Those left out are kept apart by their negative number. */
static bool is_new(struct output_sink *sink, int64_t number)
{
    if ((size_t)(sink->counts.persons + sink->counts.left_out) * 2 >= sink->slots) {
        grow(sink);
    }
    int64_t *slot = slot_of(sink->persons, sink->slots, number);
    if (*slot == number) {
        return false;
    }
    *slot = number;
    return true;
}

void sink_persons(const struct output_sink *sink, struct arena *arena, int64_t **ret, size_t *ret_count)
{
    int64_t *all = ARENA_ARRAY(arena, int64_t, (size_t)sink->counts.persons + 1);
    size_t count = 0;
    for (size_t i = 0; i < sink->slots; i++) {
        if (sink->persons[i] > 0) {
            all[count++] = sink->persons[i];
        }
    }
    assert(count == (size_t)(sink->counts.persons - sink->unnamed));
    *ret = all;
    *ret_count = count;
}

/* --------------------------------------------------------------------------------- cells ------ */

void output_text(struct output_sink *sink, struct text value)
{
    if (sink->count == sink->list->column_count) {
        sink->is_broken = true;
        return;
    }
    sink->starts[sink->count] = sink->bytes.len;
    sink->cells[sink->count++] = (struct cell_value){.text = value};
    textbuf_add(&sink->bytes, value.bytes, value.len);
}

void output_i64(struct output_sink *sink, int64_t value)
{
    char digits[24];
    if (sink->count < sink->list->column_count && sink->list->columns[sink->count].is_number) {
        sink->cells[sink->count++] = (struct cell_value){.number = value, .is_number = true};
        return;
    }
    snprintf(digits, sizeof(digits), "%" PRId64, value);
    output_text(sink, text_of(digits));
}

void output_day(struct output_sink *sink, date value)
{
    char text[DATE_TEXT_BYTES] = "";
    if (!date_is_none(value) && !date_equal(value, date_open_end())) {
        date_format_iso(value, text);
    }
    output_text(sink, text_of(text));
}

void output_addressee_no(struct output_sink *sink, int64_t addressee_no)
{
    char text[24] = "";
    if (addressee_no != 0) {
        snprintf(text, sizeof(text), "%015lld", (long long)addressee_no);
    }
    output_text(sink, text_of(text));
}

/* The texts now lie still; addresses of restricted persons go. ERR_WORLD: a 個人番号 (MN-01). */
static enum err settle(struct output_sink *sink, bool without_address, struct report *report)
{
    for (size_t i = 0; i < sink->count; i++) {
        struct cell_value *cell = &sink->cells[i];
        if (cell->is_number) {
            continue;
        }
        cell->text.bytes = sink->bytes.bytes + sink->starts[i];
        if (!utf8_is_valid(cell->text.bytes, cell->text.len, NULL)) {
            return report_fail(report, ERR_WORLD, "列「%s」に読めない文字があるため出力しません",
                               sink->list->columns[i].label);
        }
        if (holds_individual_number(cell->text)) {
            return report_fail(
                report, ERR_WORLD,
                "列「%"
                "s」に個人番号と思われる12けたの数字があるため出力しません。列の内容を確かめてください",
                sink->list->columns[i].label);
        }
        if (without_address && sink->list->columns[i].is_address) {
            cell->text = text_of("（支援措置）");
        }
    }
    return ERR_NONE;
}

static enum err keep(struct output_sink *sink, int64_t addressee_no, bool is_restricted,
                     struct report *report)
{
    enum output_restricted rule = sink->list->restricted;
    if (is_restricted && rule == RESTRICTED_LEFT_OUT) {
        sink->counts.left_out += addressee_no == 0 || is_new(sink, -addressee_no);
        return ERR_NONE;
    }
    enum err e = settle(sink, is_restricted && rule == RESTRICTED_WITHOUT_ADDRESS, report);
    if (e == ERR_NONE && sink->writer != NULL) {
        e = sink->writer->kind->row(sink->writer, sink->cells, report);
    }
    if (e == ERR_NONE) {
        sink->counts.rows++;
        sink->unnamed += addressee_no == 0;
        sink->counts.persons += addressee_no == 0 || (addressee_no > 0 && is_new(sink, addressee_no));
    }
    return e;
}

enum err output_row(struct output_sink *sink, int64_t addressee_no, bool is_restricted,
                    struct report *report)
{
    if (sink->bytes.overflow) {
        return report_fail(report, ERR_WORLD, "1行が長すぎます（%dバイトまで）", CELL_BYTES_MAX);
    }
    assert(addressee_no >= OUTPUT_NOBODY && !sink->is_broken && sink->count == sink->list->column_count);
    enum err e = keep(sink, addressee_no, is_restricted, report);
    textbuf_clear(&sink->bytes);
    sink->count = 0;
    return e;
}
