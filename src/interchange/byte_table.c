/*
 * Single-byte code tables of partners (payment_formats.md 2, EBCDIC kana): data beside the definitions.
 *
 * A line is `HEX CHARACTER`; SP, CR, LF and SUB stand for the characters that cannot be written. One to one:
 * a byte or a character that stands twice is a fault, so that what is read can be written back exactly.
 */
#include "interchange/definition.h"

static bool hex_byte(struct text t, unsigned char *ret)
{
    int v = 0;
    for (size_t i = 0; i < 2 && t.len == 2; i++) {
        const char *at = memchr("0123456789ABCDEF", t.bytes[i], 16);
        if (at == NULL) {
            return false;
        }
        v = v * 16 + (int)(at - "0123456789ABCDEF");
    }
    *ret = (unsigned char)v;
    return t.len == 2;
}

/* The byte of JIS X 0201 that the word stands for. */
static bool jis_byte(struct text t, unsigned char *ret)
{
    static const struct {
        const char *word;
        unsigned char byte;
    } names[] = {{"SP", 0x20}, {"CR", 0x0D}, {"LF", 0x0A}, {"SUB", 0x1A}};
    struct textbuf bytes;
    size_t bad;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (text_is(t, names[i].word)) {
            *ret = names[i].byte;
            return true;
        }
    }
    textbuf_init(&bytes, 16);
    bool one = t.len <= 4 && utf8_is_valid(t.bytes, t.len, NULL) &&
               charset_encode(CHARSET_JISX0201, t, &bytes, &bad) && bytes.len == 1;
    *ret = one ? (unsigned char)bytes.bytes[0] : 0;
    textbuf_done(&bytes);
    return one;
}

struct making {
    struct byte_table *table;
    bool taken[256]; /* by the byte of JIS X 0201 */
};

/* One line; NULL or the reason. */
static const char *take_line(struct making *m, struct text line)
{
    unsigned char from = 0, to = 0;
    const char *blank = memchr(line.bytes, ' ', line.len);
    if (blank == NULL) {
        return "行は「16進2桁 文字」です";
    }
    size_t left = (size_t)(blank - line.bytes);
    if (!hex_byte((struct text){line.bytes, left}, &from) ||
        !jis_byte((struct text){blank + 1, line.len - left - 1}, &to)) {
        return "行は「16進2桁 文字」で、文字は JIS X 0201 の1字か SP CR LF SUB です";
    }
    if (m->table->means[from] || m->taken[to]) {
        return "同じバイトか同じ文字が二度あります";
    }
    m->table->means[from] = m->taken[to] = true;
    m->table->to_jis[from] = to;
    m->table->from_jis[to] = from;
    return NULL;
}

/* Bytes without a meaning take the places that are left. */
static void fill_rest(struct making *m)
{
    size_t free_place = 0;
    for (size_t b = 0; b < 256; b++) {
        if (m->table->means[b]) {
            continue;
        }
        while (m->taken[free_place]) {
            free_place++;
        }
        m->taken[free_place] = true;
        m->table->to_jis[b] = (unsigned char)free_place;
        m->table->from_jis[free_place] = (unsigned char)b;
    }
}

const struct byte_table *byte_table_load(const char *path, struct arena *arena, struct report *report)
{
    char line[256];
    struct making m = {.table = ARENA_NEW(arena, struct byte_table)};
    bool sound = true;
    FILE *f = fopen(path, "rbe");
    if (f == NULL) {
        return NULL;
    }
    for (int number = 1; fgets(line, sizeof(line), f) != NULL; number++) {
        struct text t = text_of(line);
        while (t.len > 0 && (t.bytes[t.len - 1] == '\n' || t.bytes[t.len - 1] == '\r')) {
            t.len--;
        }
        if (t.len == 0 || (t.bytes[0] == '#' && (t.len == 1 || t.bytes[1] == ' '))) {
            continue;
        }
        const char *why = take_line(&m, t);
        if (why != NULL) {
            report_add(report, "%s %d行目: %s", path, number, why);
            sound = false;
        }
    }
    sound = ferror(f) == 0 && sound;
    fclose(f);
    fill_rest(&m);
    return sound ? m.table : NULL;
}

void byte_table_to_jis(const struct byte_table *t, char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        bytes[i] = (char)t->to_jis[(unsigned char)bytes[i]];
    }
}

void byte_table_from_jis(const struct byte_table *t, char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        bytes[i] = (char)t->from_jis[(unsigned char)bytes[i]];
    }
}
