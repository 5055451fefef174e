/*
 * Text into boxes: lines are broken by 禁則, what is too wide is shrunk, what cannot be shrunk is told.
 *
 * Order: wanted size, then smaller by whole percents down to DOCUMENT_SIZE_MIN_Q. A text that was shrunk is
 * printed and listed; one that does not fit at the smallest size, or has a character no font has, holds
 * its unit back (identity_exchange.md 18.4: never truncated silently).
 */
#include "document/internal.h"

#include <inttypes.h>

#define LINES_MAX 400u
#define ASCENT_PERMILLE 880 /* base line below the upper edge of the em square */

struct line {
    size_t from, until;
    int64_t width; /* 1/1000 em */
};

struct lines {
    struct line at[LINES_MAX];
    size_t count;
    bool too_many;
};

static bool has_missing(const struct shaped *g, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (g[i].flags & SHAPED_MISSING) {
            return true;
        }
    }
    return false;
}

/* May a line end before g[i]? */
static bool may_break(const struct shaped *g, size_t i)
{
    bool in_word = (g[i].flags & SHAPED_WORD) && (g[i - 1].flags & SHAPED_WORD);
    return !(g[i].flags & SHAPED_NOT_FIRST) && !(g[i - 1].flags & SHAPED_NOT_LAST) && !in_word;
}

/* Where the line that begins at `from` ends when `room` (1/1000 em) is what it has. */
static size_t line_end(const struct shaped *g, size_t count, size_t from, int64_t room)
{
    int64_t width = 0;
    size_t at = from;
    while (at < count && !(g[at].flags & SHAPED_NEWLINE) && width + g[at].advance <= room) {
        width += g[at++].advance;
    }
    if (at == count || g[at].flags & SHAPED_NEWLINE) {
        return at;
    }
    size_t end = at;
    while (end > from + 1 && !may_break(g, end)) {
        end--;
    }
    return end > from && may_break(g, end) ? end : at > from ? at : from + 1;
}

static void break_lines(const struct shaped *g, size_t count, int64_t room, struct lines *ret)
{
    ret->count = 0;
    ret->too_many = false;
    for (size_t from = 0; from < count;) {
        if (ret->count == LINES_MAX) {
            ret->too_many = true;
            return;
        }
        size_t until = line_end(g, count, from, room);
        struct line *line = &ret->at[ret->count++];
        *line = (struct line){from, until, 0};
        for (size_t i = from; i < until; i++) {
            line->width += g[i].advance;
        }
        from = until < count && g[until].flags & SHAPED_NEWLINE ? until + 1 : until;
    }
}

static int32_t size_of(struct text_style style)
{
    return (int32_t)((int64_t)style.size_q * 7200 * 10 / (4 * 254));
}

static int pitch_of(struct text_style style)
{
    return style.pitch_percent == 0 ? 150 : style.pitch_percent;
}

/* From the upper edge of the first line to the lower edge of the last. */
static int32_t block_height(size_t lines, int32_t size, struct text_style style)
{
    return lines == 0 ? 0 : size + (int32_t)(lines - 1) * size * pitch_of(style) / 100;
}

/* Lines at a size; false when they are more than allowed, too high, or one sticks out. */
static bool fits(const struct shaped *g, size_t count, int32_t width, int32_t size,
                 struct text_style style, struct lines *ret)
{
    size_t lines_max = style.lines_max <= 1 ? 1 : (size_t)style.lines_max;
    int64_t room = lines_max == 1 ? INT64_MAX : (int64_t)width * 1000 / size;
    break_lines(g, count, room, ret);
    if (ret->too_many || ret->count > lines_max) {
        return false;
    }
    if (style.height_q > 0 &&
        block_height(ret->count, size, style) > size_of((struct text_style){.size_q = style.height_q})) {
        return false;
    }
    for (size_t i = 0; i < ret->count; i++) {
        if (ret->at[i].width * size > (int64_t)width * 1000) {
            return false;
        }
    }
    return true;
}

/* Draws a line: a run ends where the font changes. */
static void draw_line(struct document *d, const struct shaped *g, const struct line *line, int32_t x,
                      int32_t y, int32_t size)
{
    size_t n = line->until - line->from;
    uint16_t *cids = ARENA_ARRAY(document_op_arena(d), uint16_t, n + 1);
    struct op *run = NULL;
    int64_t advance = 0; /* 1/1000 em */
    for (size_t i = 0; i < n; i++) {
        const struct shaped *s = &g[line->from + i];
        cids[i] = s->cid;
        if (run == NULL || run->run.font != s->font) {
            run = document_op(d, OP_RUN);
            run->x = x + (int32_t)(advance * size / 1000);
            run->y = y;
            run->run.cids = cids + i;
            run->run.size = size;
            run->run.font = s->font;
        }
        run->run.count++;
        advance += s->advance;
    }
}

static void dump_text(struct document *d, const char *box, double x, double y, double w,
                      struct text_style style, struct text text, int percent)
{
    static const char *const aligns[] = {"left", "centre", "right"};
    static const char *const faces[FACES] = {"mincho", "gothic"};
    if (d->dump == NULL) {
        return;
    }
    textbuf_printf(&d->unit_dump, "  text %.2f %.2f %.2f %s %dQ %s%s%d%% [%s] ", x, y, w,
                   faces[style.face], style.size_q, aligns[style.align],
                   style.lines_max > 1 ? " lines " : " ", percent, box);
    for (size_t i = 0; i < text.len; i++) {
        textbuf_add(&d->unit_dump, text.bytes[i] == '\n' ? "\xE2\x8F\x8E" : text.bytes + i,
                    text.bytes[i] == '\n' ? 3 : 1);
    }
    textbuf_add(&d->unit_dump, "\n", 1);
}

static void draw(struct document *d, const struct shaped *g, const struct lines *lines, int32_t x,
                 int32_t y, int32_t width, int32_t size, struct text_style style)
{
    int pitch = pitch_of(style);
    for (size_t i = 0; i < lines->count; i++) {
        const struct line *line = &lines->at[i];
        int32_t rest = width - (int32_t)((line->width * size + 999) / 1000);
        int32_t left = style.align == ALIGN_LEFT ? 0 : style.align == ALIGN_RIGHT ? rest : rest / 2;
        int32_t base = y - size * ASCENT_PERMILLE / 1000 - (int32_t)i * size * pitch / 100;
        draw_line(d, g, line, x + left, base, size);
    }
}

void document_text(struct document *d, const char *box, double x_mm, double y_mm, double width_mm,
                   struct text_style style, struct text text)
{
    struct shaped *g;
    struct lines lines;
    if (text.len == 0) {
        return;
    }
    arena_reset(d->scratch);
    size_t count = shaper_text(&d->shaper, style.face, text, d->scratch, &g);
    int32_t width = document_units(width_mm), wanted = size_of(style);
    int32_t smallest = size_of((struct text_style){.size_q = DOCUMENT_SIZE_MIN_Q});
    int percent = 100;
    while (percent > 0 && !fits(g, count, width, wanted * percent / 100, style, &lines)) {
        percent--;
        percent = wanted * percent / 100 < smallest ? 0 : percent;
    }
    bool is_missing = has_missing(g, count);
    if (is_missing || percent < 100) {
        document_overflow_add(d, box, text, is_missing ? 0 : percent, is_missing);
    }
    dump_text(d, box, x_mm, y_mm, width_mm, style, text, is_missing ? 0 : percent);
    if (is_missing || percent == 0) {
        return;
    }
    int32_t size = wanted * percent / 100;
    /* What was shrunk stays on the middle of its first line. */
    int32_t height = block_height(lines.count, size, style);
    int32_t drop = height < wanted ? (wanted - height) / 2 : 0;
    draw(d, g, &lines, document_units(x_mm), PAGE_HEIGHT - document_units(y_mm) - drop, width, size,
         style);
}

double document_text_width(struct document *d, struct text_style style, struct text text)
{
    struct shaped *g;
    int64_t width = 0;
    arena_reset(d->scratch);
    size_t count = shaper_text(&d->shaper, style.face, text, d->scratch, &g);
    for (size_t i = 0; i < count; i++) {
        width += g[i].advance;
    }
    return (double)width / 1000.0 * style.size_q / 4.0;
}

int document_text_lines(struct document *d, double width_mm, struct text_style style,
                        struct text text)
{
    struct shaped *g;
    struct lines lines;
    arena_reset(d->scratch);
    size_t count = shaper_text(&d->shaper, style.face, text, d->scratch, &g);
    break_lines(g, count, (int64_t)document_units(width_mm) * 1000 / size_of(style), &lines);
    return (int)lines.count;
}
