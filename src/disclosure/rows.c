/*
 * 保有する情報 -- every row of a part in words (DS-03), parts of other persons and of clerks covered (79条).
 *
 * One reading for screen and file: what was shown to whoever decides is what is given.
 */
#include "disclosure/internal.h"

#include "audit/audit.h"
#include "ledger/ledger.h"

#include <inttypes.h>

#define ROW_BYTES ((size_t)4 << 20)
#define CELL_BYTES ((size_t)1 << 20)
#define LONG_DIGITS 12

const struct disclosure_tables *disclosure_tables_held;

enum err disclosure_whose(struct session *s, int64_t addressee_no, int64_t known_at, struct arena *arena,
                          struct report *report, struct held_whose *ret)
{
    int64_t *numbers = NULL, *households = NULL;
    struct held_whose whose = {.known_at = known_at};
    enum err e = addressee_numbers_of(s->store, addressee_no, INT64_MAX, arena, report, &numbers,
                                      &whose.number_count);
    if (e == ERR_NONE) {
        e = addressee_households_of(s->store, numbers, whose.number_count, arena, report, &households,
                                    &whose.household_count);
    }
    if (e == ERR_NONE) {
        whose.numbers = numbers;
        whose.households = households;
        *ret = whose;
    }
    return e;
}

/* ------------------------------------------------------------------------------- values ------- */

static const char *code_words(const char *codes, int64_t number, struct arena *arena)
{
    const char *code = arena_printf(arena, "%" PRId64 ":", number);
    size_t len = strlen(code);
    for (const char *p = codes; p != NULL && *p != '\0';) {
        size_t n = strcspn(p, ",");
        if (n > len && strncmp(p, code, len) == 0) {
            return arena_copy(arena, p + len, n - len);
        }
        p += n + (p[n] == ',');
    }
    return NULL;
}

static const char *day_words(int64_t ymd, struct arena *arena)
{
    char iso[DATE_TEXT_BYTES];
    date day;
    if (ymd == 0 || ymd == date_ymd(date_open_end())) {
        return "";
    }
    if (ymd < INT32_MIN || ymd > INT32_MAX || !date_from_ymd((int32_t)ymd, &day)) {
        return arena_printf(arena, "%" PRId64, ymd); /* a day of which parts are not known */
    }
    date_format_iso(day, iso);
    return arena_string(arena, iso);
}

static const char *moment_words(int64_t at, struct arena *arena)
{
    char words[32];
    if (at == 0 || at == INT64_MAX) {
        return "";
    }
    audit_moment_format(at, words);
    return arena_string(arena, words);
}

static const char *change_words(int64_t state)
{
    return state == 0 ? "（はじめ）" : change_state_label((enum change_state)state);
}

static const char *number_words(const struct held_column *c, int64_t n, struct arena *arena)
{
    char amount[40];
    switch (c->form) {
    case FORM_DAY:
        return day_words(n, arena);
    case FORM_MOMENT:
        return moment_words(n, arena);
    case FORM_MINUTE:
        return arena_printf(arena, "%02d:%02d", (int)(n / 60), (int)(n % 60));
    case FORM_YES:
        return n != 0 ? "はい" : "いいえ";
    case FORM_YEN:
        yen_format(n, amount, sizeof(amount));
        return arena_printf(arena, "%s円", amount);
    case FORM_LEDGER:
        return n >= 0 && n < ACCOUNT_COUNT ? ledger_accounts[n].label : arena_printf(arena, "%" PRId64, n);
    case FORM_DEPOSIT:
        return n == 1 ? "普通" : n == 2 ? "当座" : n == 4 ? "貯蓄" : arena_printf(arena, "%" PRId64, n);
    case FORM_CHANGE:
        return change_words(n);
    default:
        return arena_printf(arena, "%" PRId64, n);
    }
}

/* "name=value" lines, one behind the other. */
static const char *lines_words(struct text lines, struct arena *arena)
{
    char *copy = arena_copy(arena, lines.bytes, lines.len);
    for (char *p = copy; *p != '\0'; p++) {
        *p = *p == '\n' && p[1] == '\0' ? '\0' : *p == '\n' ? ' ' : *p;
    }
    return copy;
}

/*
 * Codes of twelve digits (町字コード) are written in groups: by chance they end
 * in the check digit of a 個人番号, and a file that seems to hold one is not
 * made. Only for what never holds one.
 */
static const char *grouped(const char *words, struct arena *arena)
{
    char *out = arena_alloc(arena, 2 * strlen(words) + 1, 1);
    size_t n = 0;
    while (*words != '\0') {
        size_t run = strspn(words, "0123456789");
        for (size_t i = 0; i < run; i++) {
            if (run >= LONG_DIGITS && i > 0 && i % 4 == 0) {
                out[n++] = '-';
            }
            out[n++] = words[i];
        }
        words += run;
        if (run == 0) {
            out[n++] = *words++;
        }
    }
    out[n] = '\0';
    return out;
}

static const char *items_words(struct text items, bool of_measures, struct arena *arena)
{
    struct textbuf words;
    textbuf_init(&words, CELL_BYTES);
    addressee_items_words(items, of_measures, &words);
    const char *copy = arena_copy(arena, words.len > 0 ? words.bytes : "", words.len);
    textbuf_done(&words);
    return grouped(copy, arena);
}

static const char *value_words(const struct held_column *c, const struct held_cell *cell, bool of_measures,
                               struct arena *arena)
{
    const char *words = NULL;
    if (cell->is_number) {
        words = c->codes != NULL ? code_words(c->codes, cell->number, arena) : NULL;
        return words != NULL ? words : number_words(c, cell->number, arena);
    }
    if (c->form == FORM_ITEMS) {
        return items_words(cell->text, of_measures, arena);
    }
    if (c->form == FORM_CODE) {
        return grouped(lines_words(cell->text, arena), arena);
    }
    return lines_words(cell->text, arena); /* a value of several lines stands in one cell */
}

/* --------------------------------------------------------------------------------- rows ------- */

struct reading {
    const struct store_held *held;
    const struct held_column *columns;
    size_t count;
    bool with_others, of_measures;
    int64_t no;
    struct arena *arena; /* of a row */
    disclosure_row_fn row;
    void *context;
};

static bool says_nothing(const struct held_cell *cell)
{
    return cell->is_number ? cell->number == 0 : cell->text.len == 0;
}

static enum err one_row(void *context, const struct held_cell *cells, struct report *report)
{
    struct reading *r = context;
    struct disclosure_cell out[HELD_COLUMNS_MAX];
    arena_reset(r->arena);
    for (size_t i = 0; i < r->count; i++) {
        const struct held_column *c = &r->columns[i];
        bool is_covered = c->is_others && !r->with_others && !says_nothing(&cells[i]);
        out[i] = (struct disclosure_cell){
            .label = c->label,
            .words = is_covered ? COVERED_WORDS : value_words(c, &cells[i], r->of_measures, r->arena),
            .is_covered = is_covered,
            .is_account = c->form == FORM_ACCOUNT && !cells[i].is_number,
        };
    }
    const struct disclosure_row row = {r->held->label, ++r->no, out, r->count};
    return r->row(r->context, &row, report);
}

static enum err one_table(struct session *s, const struct store_held *held, const struct held_whose *whose,
                          struct reading *r, struct arena *arena, struct report *report)
{
    struct held_column columns[HELD_COLUMNS_MAX];
    const char *names[HELD_COLUMNS_MAX];
    held_columns_read(held, arena, columns, &r->count);
    for (size_t i = 0; i < r->count; i++) {
        names[i] = columns[i].name;
    }
    r->held = held;
    r->columns = columns;
    r->no = 0;
    return store_held_each(s->store, held, names, r->count, whose, one_row, r, report);
}

static enum err tables_each(struct session *s, const struct held_whose *whose, size_t area,
                            struct reading *r, struct arena *arena, struct report *report)
{
    const struct disclosure_tables *all = disclosure_tables_held;
    enum err e = ERR_NONE;
    for (size_t i = 0; all != NULL && i < all->source_count && e == ERR_NONE; i++) {
        for (size_t k = 0; k < *all->sources[i].count && e == ERR_NONE; k++) {
            const struct store_held *held = &all->sources[i].held[k];
            if (strcmp(held->area, disclosure_areas[area].name) == 0) {
                e = one_table(s, held, whose, r, arena, report);
            }
        }
    }
    return e;
}

enum err disclosure_each(struct session *s, const struct held_whose *whose, size_t area, bool with_others,
                         disclosure_row_fn row, void *context, struct report *report)
{
    assert(area < DISCLOSURE_AREAS);
    if (area == AREA_LOG) {
        return looks_each(s, whose, with_others, row, context, report);
    }
    struct arena *arena = arena_new("開示する表", ROW_BYTES), *one = arena_new("開示する行", ROW_BYTES);
    struct reading r = {.with_others = with_others, .of_measures = area == AREA_MEASURE, .arena = one,
                        .row = row, .context = context};
    enum err e = tables_each(s, whose, area, &r, arena, report);
    arena_free(one);
    arena_free(arena);
    return e;
}

static enum err count_one(void *context, const struct disclosure_row *row, struct report *report)
{
    int64_t *count = context;
    (void)row;
    (void)report;
    ++*count;
    return ERR_NONE;
}

enum err disclosure_count(struct session *s, const struct held_whose *whose, struct report *report,
                          int64_t ret[DISCLOSURE_AREAS])
{
    enum err e = ERR_NONE;
    for (size_t i = 0; i < DISCLOSURE_AREAS && e == ERR_NONE; i++) {
        ret[i] = 0;
        e = disclosure_each(s, whose, i, false, count_one, &ret[i], report);
    }
    return e;
}
