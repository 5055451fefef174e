/*
 * CSV -- UTF-8 with BOM, CRLF, every text in quotes. A text that a spreadsheet would take for a formula
 * gets an apostrophe in front (BO-10); control characters become spaces.
 */
#include "output/internal.h"

#include <inttypes.h>

#define ROW_BYTES_MAX ((size_t)1 << 20)

/* = + - @ and their full-width forms, TAB, CR: what OWASP ASVS 1.2.10 names. */
static bool begins_a_formula(struct text t)
{
    static const char *const starts[] = {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        size_t len = strlen(starts[i]);
        if (t.len >= len && memcmp(t.bytes, starts[i], len) == 0) {
            return true;
        }
    }
    return false;
}

static void put_text(struct textbuf *b, struct text t)
{
    textbuf_puts(b, begins_a_formula(t) ? "\"'" : "\"");
    for (size_t i = 0; i < t.len; i++) {
        char c = t.bytes[i];
        if (c == '"') {
            textbuf_add(b, "\"\"", 2);
        } else {
            textbuf_add(b, (unsigned char)c < 0x20 || c == 0x7f ? " " : &c, 1);
        }
    }
    textbuf_puts(b, "\"");
}

static enum err put_row(struct writer *w, struct report *report)
{
    struct textbuf *b = w->own;
    textbuf_puts(b, "\r\n");
    if (b->overflow) {
        return report_fail(report, ERR_WORLD, "1行が長すぎます（%zuバイトまで）", ROW_BYTES_MAX);
    }
    enum err e = seal_write(w->seal, b->bytes, b->len, report);
    textbuf_clear(b);
    return e;
}

static enum err begin(struct writer *w, struct report *report)
{
    struct textbuf *b = ARENA_NEW(w->arena, struct textbuf);
    textbuf_init(b, ROW_BYTES_MAX);
    w->own = b;
    textbuf_puts(b, "\xef\xbb\xbf");
    for (size_t i = 0; i < w->chosen_count; i++) {
        textbuf_puts(b, i > 0 ? "," : "");
        put_text(b, text_of(w->columns[w->chosen[i]].label));
    }
    return put_row(w, report);
}

static enum err row(struct writer *w, const struct cell_value *cells, struct report *report)
{
    struct textbuf *b = w->own;
    for (size_t i = 0; i < w->chosen_count; i++) {
        const struct cell_value *cell = &cells[w->chosen[i]];
        textbuf_puts(b, i > 0 ? "," : "");
        if (cell->is_number) {
            textbuf_printf(b, "%" PRId64, cell->number);
        } else {
            put_text(b, cell->text);
        }
    }
    return put_row(w, report);
}

static void abandon(struct writer *w)
{
    if (w->own != NULL) {
        textbuf_done(w->own);
        w->own = NULL;
    }
}

static enum err end(struct writer *w, struct report *report)
{
    (void)report;
    abandon(w);
    return ERR_NONE;
}

const struct writer_kind writer_csv = {"list.csv", INT64_MAX, begin, row, end, abandon};
