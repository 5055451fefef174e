/*
 * 住所辞書・住居表示 -- towns by postal code or by the beginning of their name; addresses as they are
 * written after a re-numbering.
 *
 * Law     住居表示に関する法律 3条
 * Row     OP-37
 */
#include "addressee/search.h"
#include "base/table.h"

#include <unistd.h>

#define ROUNDS_MAX 8 /* an address is re-numbered again at most so often */

struct town {
    struct town_entry entry;
    date from, until;
    const char *kana_key;
    size_t kana_len;
};
struct renumbering {
    date from;
    struct text old_words, new_words, postal_code;
};
struct town_dictionary {
    struct town *towns;
    size_t town_count;
    struct renumbering *renumberings;
    size_t renumbering_count;
};

/* --------------------------------------------------------------------------------- 読む ------- */

static struct text cell_text(const struct table *t, const struct table_row *row, const char *column)
{
    const struct cell *c = table_cell(t, row, column);
    return c->present ? text_of(c->text) : (struct text){"", 0};
}

static enum err read_towns(const char *path, const char *shown, struct arena *arena, struct report *report,
                           struct town_dictionary *d)
{
    static const struct column columns[] = {
        {"from", COLUMN_DATE, true, true},        {"until", COLUMN_DATE, false, false},
        {"postal_code", COLUMN_TEXT, true, true}, {"area", COLUMN_TEXT, true, false},
        {"town", COLUMN_TEXT, true, true},
        {"kana", COLUMN_TEXT, true, false},       {"chome_from", COLUMN_INT, false, false},
        {"chome_to", COLUMN_INT, false, false},   {"branch", COLUMN_TEXT, false, false},
        {"source", COLUMN_TEXT, true, false}};
    struct table t;

    if (access(path, F_OK) != 0) {
        return ERR_NONE; /* a municipality without one */
    }
    enum err e = table_read(path, shown, columns, COUNT_OF(columns), arena, report, &t);
    if (e != ERR_NONE) {
        return e;
    }
    d->towns = ARENA_ARRAY(arena, struct town, t.row_count + 1);
    for (size_t i = 0; i < t.row_count; i++) {
        const struct table_row *row = &t.rows[i];
        const struct cell *until = table_cell(&t, row, "until");
        struct town *town = &d->towns[d->town_count++];
        char key[KEY_BYTES];
        *town = (struct town){
            .entry = {.postal_code = cell_text(&t, row, "postal_code"),
                      .area = cell_text(&t, row, "area"),
                      .town = cell_text(&t, row, "town"),
                      .kana = cell_text(&t, row, "kana"),
                      .chome_from = (int)table_cell(&t, row, "chome_from")->number,
                      .chome_to = (int)table_cell(&t, row, "chome_to")->number,
                      .branch = cell_text(&t, row, "branch")},
            .from = row->from,
            .until = until->present ? (date){(int32_t)until->number} : date_open_end(),
        };
        town->kana_len = kana_fold(town->entry.kana.bytes, town->entry.kana.len, key, sizeof(key));
        town->kana_key = arena_copy(arena, key, town->kana_len);
    }
    return ERR_NONE;
}

static enum err read_renumberings(const char *path, const char *shown, struct arena *arena,
                                  struct report *report, struct town_dictionary *d)
{
    static const struct column columns[] = {
        {"from", COLUMN_DATE, true, true},         {"old", COLUMN_TEXT, true, true},
        {"new", COLUMN_TEXT, true, false},         {"postal_code", COLUMN_TEXT, false, false},
        {"source", COLUMN_TEXT, true, false}};
    struct table t;

    if (access(path, F_OK) != 0) {
        return ERR_NONE; /* a municipality without one */
    }
    enum err e = table_read(path, shown, columns, COUNT_OF(columns), arena, report, &t);
    if (e != ERR_NONE) {
        return e;
    }
    d->renumberings = ARENA_ARRAY(arena, struct renumbering, t.row_count + 1);
    for (size_t i = 0; i < t.row_count; i++) {
        d->renumberings[d->renumbering_count++] =
            (struct renumbering){t.rows[i].from, cell_text(&t, &t.rows[i], "old"),
                                 cell_text(&t, &t.rows[i], "new"),
                                 cell_text(&t, &t.rows[i], "postal_code")};
    }
    return ERR_NONE;
}

enum err addressee_towns_load(const struct data_folder *folder, struct arena *arena, struct report *report,
                              const struct town_dictionary **ret)
{
    struct town_dictionary *d = ARENA_NEW(arena, struct town_dictionary);
    const char *code = folder->municipality;
    enum err e = read_towns(arena_printf(arena, "%s/municipal/%s/towns.tsv", folder->params, code),
                            arena_printf(arena, "params/municipal/%s/towns.tsv", code), arena, report, d);

    if (e == ERR_NONE) {
        e = read_renumberings(arena_printf(arena, "%s/municipal/%s/renumbering.tsv", folder->params, code),
                              arena_printf(arena, "params/municipal/%s/renumbering.tsv", code), arena, report,
                              d);
    }
    if (e == ERR_NONE) {
        *ret = d;
    }
    return e;
}

/* --------------------------------------------------------------------------------- 補う ------- */

static bool begins_with(struct text whole, const char *bytes, size_t len)
{
    return len > 0 && whole.len >= len && memcmp(whole.bytes, bytes, len) == 0;
}

/* The digits of a postal code, at most seven; 0 when anything else stands in it. */
static size_t postal_digits(struct text typed, char ret[8])
{
    size_t at = 0, n = 0;

    while (at < typed.len) {
        uint32_t c = utf8_next(typed.bytes, typed.len, &at);
        uint32_t digit = c >= '0' && c <= '9' ? c - '0' : c >= 0xFF10 && c <= 0xFF19 ? c - 0xFF10 : 10;
        if (digit > 9) {
            bool is_dash =
                c == '-' || c == 0xFF0D || c == 0x2010 || c == 0x2212 || c == 0x30FC || c == 0x3012;
            if (!is_dash) {
                return 0;
            }
            continue;
        }
        if (n == 7) {
            return 0;
        }
        ret[n++] = (char)('0' + digit);
    }
    return n;
}

void addressee_towns_complete(const struct town_dictionary *d, struct text typed, date on, size_t max,
                              struct arena *arena, const struct town_entry ***ret, size_t *ret_count)
{
    const struct town_entry **hits = NULL;
    size_t count = 0, capacity = 0;
    char postal[8], key[KEY_BYTES];
    size_t postal_len = postal_digits(typed, postal);
    size_t key_len = postal_len > 0 ? 0 : kana_fold(typed.bytes, typed.len, key, sizeof(key));

    for (size_t i = 0; i < d->town_count && count < max; i++) {
        const struct town *t = &d->towns[i];
        size_t area = begins_with(typed, t->entry.area.bytes, t->entry.area.len) ? t->entry.area.len : 0;
        bool is_hit = postal_len > 0
                          ? begins_with(t->entry.postal_code, postal, postal_len)
                          : begins_with(t->entry.town, typed.bytes + area, typed.len - area) ||
                                begins_with((struct text){t->kana_key, t->kana_len}, key, key_len);
        if (is_hit && date_at_most(t->from, on) && date_before(on, t->until)) {
            *ARENA_PUSH(arena, hits, count, capacity) = &t->entry;
        }
    }
    *ret = hits;
    *ret_count = count;
}

void towns_holding(const struct town_dictionary *d, struct text part, date on, size_t max,
                   struct arena *arena, const struct town_entry ***ret, size_t *ret_count)
{
    const struct town_entry **hits = NULL;
    size_t count = 0, capacity = 0;
    char key[KEY_BYTES];
    size_t key_len = kana_fold(part.bytes, part.len, key, sizeof(key));

    for (size_t i = 0; i < d->town_count && count < max; i++) {
        const struct town *t = &d->towns[i];
        bool is_hit =
            memmem(t->entry.town.bytes, t->entry.town.len, part.bytes, part.len) != NULL ||
            (key_len > 0 && memmem(t->kana_key, t->kana_len, key, key_len) != NULL);
        if (is_hit && date_at_most(t->from, on) && date_before(on, t->until)) {
            *ARENA_PUSH(arena, hits, count, capacity) = &t->entry;
        }
    }
    *ret = hits;
    *ret_count = count;
}

/* --------------------------------------------------------------------------------- 住居表示 --- */

static bool is_number(uint32_t c)
{
    static const char kanji[] = "〇一二三四五六七八九十百";

    if ((c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19)) {
        return true;
    }
    for (size_t at = 0; at < sizeof(kanji) - 1;) {
        if (utf8_next(kanji, sizeof(kanji) - 1, &at) == c) {
            return true;
        }
    }
    return false;
}

/* The character that ends at `end`; 0 at the beginning. */
static uint32_t character_before(struct text t, size_t end)
{
    uint32_t c = 0;

    for (size_t at = 0; at < end;) {
        c = utf8_next(t.bytes, t.len, &at);
    }
    return c;
}

static uint32_t character_at(struct text t, size_t at)
{
    return at < t.len ? utf8_next(t.bytes, t.len, &at) : 0;
}

/*
 * Where `words` stand in `address` with nothing of their own cut off: 1番 is found neither in 11番 nor in
 * 1番地.
 */
static bool find_words(struct text address, struct text words, size_t *ret_at)
{
    const uint32_t lot = 0x5730; /* 地 */
    uint32_t last = character_before(words, words.len);

    for (size_t at = 0; at + words.len <= address.len; at++) {
        if (memcmp(address.bytes + at, words.bytes, words.len) != 0) {
            continue;
        }
        uint32_t next = character_at(address, at + words.len);
        bool is_cut = (last != lot && next == lot) || (is_number(last) && is_number(next)) ||
                      (is_number(character_at(words, 0)) && is_number(character_before(address, at)));
        if (!is_cut) {
            *ret_at = at;
            return true;
        }
    }
    return false;
}

static bool renumber_once(const struct town_dictionary *d, struct text address, date after, date on,
                          struct arena *arena, struct text *ret, struct text *ret_postal, date *ret_day)
{
    for (size_t i = 0; i < d->renumbering_count; i++) {
        const struct renumbering *r = &d->renumberings[i];
        size_t at = 0;
        bool is_then = date_before(after, r->from) && date_at_most(r->from, on);
        if (!is_then || r->old_words.len == 0 || !find_words(address, r->old_words, &at)) {
            continue;
        }
        size_t behind = at + r->old_words.len;
        *ret = text_of(arena_printf(arena, "%.*s%.*s%.*s", (int)at, address.bytes, (int)r->new_words.len,
                                    r->new_words.bytes, (int)(address.len - behind), address.bytes + behind));
        *ret_postal = r->postal_code.len > 0 ? r->postal_code : *ret_postal;
        *ret_day = r->from;
        return true;
    }
    return false;
}

bool addressee_renumbered(const struct town_dictionary *d, struct text address, date on, struct arena *arena,
                          struct text *ret, struct text *ret_postal)
{
    date after = date_none();
    struct text now = address, postal = {"", 0};
    bool any = false;

    for (int round = 0; round < ROUNDS_MAX; round++) {
        if (!renumber_once(d, now, after, on, arena, &now, &postal, &after)) {
            break;
        }
        any = true;
    }
    if (any) {
        *ret = now;
        *ret_postal = postal;
    }
    return any;
}
