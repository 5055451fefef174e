/* Units, pages, lines and areas; what was shrunk or held back. Text is laid out in layout.c. */
#include "document/internal.h"

#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#define DOCUMENT_ARENA_MAX (256u << 20)
#define UNIT_ARENA_MAX (256u << 20)
#define SCRATCH_MAX (16u << 20)

int32_t document_units(double mm)
{
    double units = mm * 7200.0 / 25.4;
    return (int32_t)(units < 0 ? units - 0.5 : units + 0.5);
}

enum err document_open(const char *path, const char *title, struct report *report,
                       struct document **ret)
{
    enum err e = fonts_load(report);
    if (e != ERR_NONE) {
        return e;
    }
    struct arena *arena = arena_new("document", DOCUMENT_ARENA_MAX);
    struct document *d = ARENA_NEW(arena, struct document);
    e = pdf_open(path, title, arena, report, &d->pdf);
    if (e != ERR_NONE) {
        arena_free(arena);
        return e;
    }
    d->arena = arena;
    d->unit = arena_new("document unit", UNIT_ARENA_MAX);
    d->scratch = arena_new("document text", SCRATCH_MAX);
    d->report = report;
    d->path = arena_string(arena, path);
    d->unit_name = "";
    d->watermark = text_of("");
    shaper_init(&d->shaper, arena);
    textbuf_init(&d->unit_dump, 64u << 20);
    *ret = d;
    return ERR_NONE;
}

void document_dump_to(struct document *d, FILE *to)
{
    d->dump = to;
}

struct arena *document_op_arena(struct document *d)
{
    return d->in_form ? d->arena : d->unit;
}

struct op *document_op(struct document *d, enum op_kind kind)
{
    assert(d->in_form || d->page_count > 0);
    struct page *page = d->in_form ? &d->form : &d->pages[d->page_count - 1];
    struct op *o = ARENA_PUSH(document_op_arena(d), page->ops, page->count, page->capacity);
    *o = (struct op){.kind = kind};
    return o;
}

/* ---------------------------------------------------------------------------------- units ---- */

static void unit_reset(struct document *d)
{
    arena_reset(d->unit);
    d->pages = NULL;
    d->page_count = d->page_capacity = 0;
    d->is_held = false;
    textbuf_clear(&d->unit_dump);
}

/* Writes the pages of the unit, or drops them when something in it cannot be printed. */
static bool unit_flush(struct document *d)
{
    bool is_printed = !d->is_held;
    assert(!d->in_form);
    if (is_printed) {
        assert(d->pages_printed + (int)d->page_count <= DOCUMENT_PAGES_MAX);
        for (size_t i = 0; i < d->page_count; i++) {
            pdf_page(d->pdf, &d->pages[i]);
        }
        d->pages_printed += (int)d->page_count;
        if (d->dump != NULL) {
            assert(!d->unit_dump.overflow);
            fwrite(d->unit_dump.bytes, 1, d->unit_dump.len, d->dump);
        }
    }
    return is_printed;
}

void document_unit_begin(struct document *d, const char *name)
{
    assert(d->page_count == 0);
    d->in_units = true;
    d->unit_name = arena_string(d->unit, name);
    if (d->dump != NULL) {
        textbuf_printf(&d->unit_dump, "unit %s\n", name);
    }
}

bool document_unit_end(struct document *d)
{
    bool is_printed = unit_flush(d);
    d->unit_name = "";
    unit_reset(d);
    return is_printed;
}

void document_watermark(struct document *d, struct text words)
{
    d->watermark = text_copy(d->arena, words);
}

static void draw_watermark(struct document *d)
{
    static const double heights[] = {1.8, 290.2}; /* forms keep these free; printers reach the lower one */
    const struct text_style style = {FACE_GOTHIC, 9, ALIGN_CENTRE, 1, 0, 0};
    for (size_t i = 0; i < COUNT_OF(heights) && d->watermark.len > 0; i++) {
        document_text(d, "透かし", 10, heights[i], 190, style, d->watermark);
    }
}

void document_page(struct document *d)
{
    *ARENA_PUSH(d->unit, d->pages, d->page_count, d->page_capacity) = (struct page){NULL, 0, 0};
    if (d->dump != NULL) {
        textbuf_printf(&d->unit_dump, "page %zu\n", d->page_count);
    }
    draw_watermark(d);
}

int document_pages(const struct document *d)
{
    return d->pages_printed + (d->in_units ? 0 : (int)d->page_count);
}

/* Only a file: a device a caller writes to stays. */
static void remove_file(const char *path)
{
    struct stat what;
    if (lstat(path, &what) == 0 && S_ISREG(what.st_mode)) {
        unlink(path);
    }
}

static void document_free(struct document *d)
{
    shaper_done(&d->shaper);
    textbuf_done(&d->unit_dump);
    arena_free(d->scratch);
    arena_free(d->unit);
    arena_free(d->arena);
}

enum err document_close(struct document *d, struct report *report)
{
    bool is_printed = d->in_units || unit_flush(d);
    bool is_empty = document_pages(d) == 0;
    enum err e;
    assert(!d->in_units || d->page_count == 0);
    if (is_printed && !is_empty) {
        e = pdf_close(d->pdf, &d->shaper, report);
    } else {
        pdf_abandon(d->pdf);
        e = report_fail(report, ERR_FINDINGS,
                        is_empty ? "「%s」に印刷できるページがないため、ファイルは作りませんでした"
                                 : "「%s」に印字できない文字があるため、ファイルは作りませんでした",
                        d->path);
    }
    if (e != ERR_NONE) {
        remove_file(d->path);
    }
    document_free(d);
    return e;
}

void document_abandon(struct document *d)
{
    pdf_abandon(d->pdf);
    remove_file(d->path);
    document_free(d);
}

/* ------------------------------------------------------------------------------- overflow ---- */

void document_overflow_add(struct document *d, const char *box, struct text text, int percent,
                           bool is_missing_glyph)
{
    d->overflow_total++;
    if (percent == 0) {
        d->is_held = true;
    }
    if (d->overflow_count == DOCUMENT_OVERFLOWS_MAX) {
        d->is_held = true; /* nothing leaves that is not on the list */
        return;
    }
    *ARENA_PUSH(d->arena, d->overflows, d->overflow_count, d->overflow_capacity) =
        (struct document_overflow){
            .unit = arena_string(d->arena, d->unit_name),
            .page = (int)d->page_count,
            .box = arena_string(d->arena, box),
            .text = arena_copy(d->arena, text.bytes, text.len),
            .shrunk_percent = percent,
            .is_missing_glyph = is_missing_glyph,
        };
}

size_t document_overflows(const struct document *d, const struct document_overflow **ret)
{
    *ret = d->overflows;
    return d->overflow_count;
}

/* ----------------------------------------------------------------------- lines, areas, forms -- */

static void dump(struct document *d, const char *format, ...) PRINTF_LIKE(2, 3);
static void dump(struct document *d, const char *format, ...)
{
    if (d->dump == NULL) {
        return;
    }
    char line[512];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    textbuf_puts(&d->unit_dump, line);
}

void document_line(struct document *d, double x1, double y1, double x2, double y2, double width_mm)
{
    struct op *o = document_op(d, OP_LINE);
    o->x = document_units(x1);
    o->y = PAGE_HEIGHT - document_units(y1);
    o->line.x2 = document_units(x2);
    o->line.y2 = PAGE_HEIGHT - document_units(y2);
    o->line.width = document_units(width_mm);
    dump(d, "  line %.2f %.2f %.2f %.2f width %.2f\n", x1, y1, x2, y2, width_mm);
}

void document_rect(struct document *d, double x, double y, double w, double h, double width_mm,
                   double fill_grey)
{
    struct op *o = document_op(d, OP_RECT);
    o->x = document_units(x);
    o->y = PAGE_HEIGHT - document_units(y + h);
    o->rect.w = document_units(w);
    o->rect.h = document_units(h);
    o->rect.width = document_units(width_mm);
    o->rect.grey = fill_grey < 0 ? -1 : (int32_t)(fill_grey * 100 + 0.5);
    dump(d, "  rect %.2f %.2f %.2f %.2f width %.2f grey %d\n", x, y, w, h, width_mm, o->rect.grey);
}

static void code_128(struct document *d, double x_mm, double y_mm, double width_mm, double height_mm,
                     struct text digits, bool with_fnc1)
{
    int modules;
    unsigned char *widths = ARENA_ARRAY(document_op_arena(d), unsigned char, CODE_128_WIDTHS_MAX);
    size_t count = code_128_encode(digits.bytes, digits.len, with_fnc1, widths, &modules);
    int32_t dots = document_units(width_mm) / PAGE_DOT / modules;
    assert(dots >= 3); /* under an eighth of a millimetre no reader of a shop is sure */
    struct op *o = document_op(d, OP_BARS);
    o->x = document_units(x_mm) / PAGE_DOT * PAGE_DOT;
    o->y = PAGE_HEIGHT - document_units(y_mm + height_mm);
    o->bars.widths = widths;
    o->bars.pitch = dots * PAGE_DOT;
    o->bars.h = document_units(height_mm);
    o->bars.count = (uint16_t)count;
    dump(d, "  bars %.2f %.2f dots %d height %.2f %s%.*s\n", x_mm, y_mm, dots, height_mm,
         with_fnc1 ? "GS1 " : "", (int)digits.len, digits.bytes);
}

void document_gs1_128(struct document *d, double x_mm, double y_mm, double width_mm,
                      double height_mm, struct text digits44)
{
    assert(gs1_128_is_valid(digits44.bytes, digits44.len));
    code_128(d, x_mm, y_mm, width_mm, height_mm, digits44, true);
}

void document_code_128(struct document *d, double x_mm, double y_mm, double width_mm,
                       double height_mm, struct text digits)
{
    code_128(d, x_mm, y_mm, width_mm, height_mm, digits, false);
}

/* A row of modules is a row of bars: light first where the row begins light, with a bar of no width. */
static size_t row_widths(const unsigned char row[QR_255_SIZE], unsigned char *to)
{
    size_t count = 1;
    unsigned char now = 1;
    to[0] = 0;
    for (size_t i = 0; i < QR_255_SIZE; i++) {
        if (row[i] != now) {
            to[count++] = 0;
            now = row[i];
        }
        to[count - 1]++;
    }
    return count;
}

void document_qr_255(struct document *d, double x_mm, double y_mm, double size_mm, struct text digits)
{
    unsigned char modules[QR_255_SIZE][QR_255_SIZE];
    assert(digits.len == 255);
    qr_255_encode(digits.bytes, modules);
    int32_t pitch = document_units(size_mm) / PAGE_DOT / QR_255_SIZE * PAGE_DOT;
    assert(pitch >= 8 * PAGE_DOT); /* a third of a millimetre: what cameras of telephones read */
    for (size_t row = 0; row < QR_255_SIZE; row++) {
        unsigned char *widths = ARENA_ARRAY(document_op_arena(d), unsigned char, QR_255_SIZE + 1);
        size_t count = row_widths(modules[row], widths);
        struct op *o = document_op(d, OP_BARS);
        o->x = document_units(x_mm) / PAGE_DOT * PAGE_DOT;
        o->y = (PAGE_HEIGHT - document_units(y_mm)) / PAGE_DOT * PAGE_DOT - (int32_t)(row + 1) * pitch;
        o->bars.widths = widths;
        o->bars.pitch = pitch;
        o->bars.h = pitch;
        o->bars.count = (uint16_t)count;
    }
    dump(d, "  qr %.2f %.2f dots %d %.*s\n", x_mm, y_mm, pitch / PAGE_DOT, (int)digits.len, digits.bytes);
}

static void form_show(struct document *d, const struct form *form)
{
    document_op(d, OP_FORM)->form = form->number;
    dump(d, "  form %s\n", form->name);
}

/* What did not fit in the form is told of every unit that shows it, and holds it back. */
static void form_tell(struct document *d, const struct form *form)
{
    for (size_t i = 0; i < form->overflow_count; i++) {
        const struct document_overflow o = d->overflows[form->overflow_first + i];
        document_overflow_add(d, o.box, text_of(o.text), o.shrunk_percent, o.is_missing_glyph);
    }
    d->is_held = d->is_held || form->is_unlisted;
}

bool document_form_begin(struct document *d, const char *name)
{
    assert(!d->in_form);
    for (size_t i = 0; i < d->form_count; i++) {
        if (strcmp(d->forms[i].name, name) == 0) {
            form_show(d, &d->forms[i]);
            form_tell(d, &d->forms[i]);
            return false;
        }
    }
    struct form *form = ARENA_PUSH(d->arena, d->forms, d->form_count, d->form_capacity);
    *form = (struct form){.name = arena_string(d->arena, name), .overflow_first = d->overflow_count};
    d->form_overflows = d->overflow_total;
    d->form = (struct page){NULL, 0, 0};
    d->in_form = true;
    dump(d, "form %s\n", name);
    return true;
}

void document_form_end(struct document *d)
{
    assert(d->in_form);
    struct form *form = &d->forms[d->form_count - 1];
    form->number = pdf_form(d->pdf, &d->form);
    form->overflow_count = d->overflow_count - form->overflow_first;
    form->is_unlisted = d->overflow_total - d->form_overflows > form->overflow_count;
    d->in_form = false;
    dump(d, "end of form\n");
    form_show(d, form);
}
