/* Pages, forms, page tree and cross-reference table of a PDF file. */
#include "document/pdf.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <zlib.h>

#define CONTENT_MAX (64u << 20)
#define KIDS_PER_NODE 64u /* pages hang on nodes, nodes on the root */
#define FORMS_MAX 64u
#define DEFLATE_LEVEL 4 /* measured: level 6 is 7 % smaller and takes half as long again */

enum { OBJECT_CATALOG = 1, OBJECT_ROOT, OBJECT_RESOURCES, OBJECT_INFO, OBJECTS_FIXED };

struct pdf {
    FILE *file;
    const char *path, *title;
    struct arena *arena;
    uint64_t offset;
    bool failed;
    int error;
    uint64_t *objects; /* offset by number; 0 = not written yet */
    size_t object_count, object_capacity;
    uint32_t *nodes; /* objects of the inner nodes of the page tree */
    size_t node_count, node_capacity;
    uint32_t kids[KIDS_PER_NODE]; /* of the newest node */
    size_t kid_count, page_count;
    uint32_t forms[FORMS_MAX];
    size_t form_count;
    struct textbuf content;
    unsigned char *packed;
    size_t packed_size;
    z_stream deflater;
};

static void put(struct pdf *p, const void *bytes, size_t len)
{
    if (!p->failed && fwrite(bytes, 1, len, p->file) != len) {
        p->failed = true;
        p->error = errno;
    }
    p->offset += len;
}

void pdf_printf(struct pdf *p, const char *format, ...)
{
    char buf[1024];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(buf, sizeof(buf), format, args);
    va_end(args);
    assert(n >= 0 && (size_t)n < sizeof(buf));
    put(p, buf, (size_t)n);
}

uint32_t pdf_object_new(struct pdf *p)
{
    *ARENA_PUSH(p->arena, p->objects, p->object_count, p->object_capacity) = 0;
    return (uint32_t)(p->object_count - 1);
}

void pdf_object_begin(struct pdf *p, uint32_t number)
{
    assert(p->objects[number] == 0);
    p->objects[number] = p->offset;
    pdf_printf(p, "%" PRIu32 " 0 obj\n", number);
}

struct arena *pdf_arena(struct pdf *p)
{
    return p->arena;
}

static size_t deflate_into(struct pdf *p, const void *bytes, size_t len)
{
    size_t bound = deflateBound(&p->deflater, len);
    if (bound > p->packed_size) { /* the smaller one stays in the arena: doubling bounds the waste */
        p->packed_size = bound > p->packed_size * 2 ? bound : p->packed_size * 2;
        p->packed = ARENA_ARRAY(p->arena, unsigned char, p->packed_size);
    }
    int reset = deflateReset(&p->deflater);
    assert(reset == Z_OK);
    union {
        const void *from;
        Bytef *next;
    } in = {.from = bytes}; /* zlib's own type has no const */
    p->deflater.next_in = in.next;
    p->deflater.avail_in = (uInt)len;
    p->deflater.next_out = p->packed;
    p->deflater.avail_out = (uInt)bound;
    int done = deflate(&p->deflater, Z_FINISH);
    assert(done == Z_STREAM_END);
    return bound - p->deflater.avail_out;
}

void pdf_stream(struct pdf *p, uint32_t number, const char *dictionary, const void *bytes, size_t len)
{
    size_t packed = deflate_into(p, bytes, len);
    pdf_object_begin(p, number);
    pdf_printf(p, "<< %s /Filter /FlateDecode /Length %zu >>\nstream\n", dictionary, packed);
    put(p, p->packed, packed);
    put(p, "\nendstream\nendobj\n", 18);
}

enum err pdf_open(const char *path, const char *title, struct arena *arena, struct report *report,
                  struct pdf **ret)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return report_fail(report, ERR_WORLD, "「%s」に書き込めません: %s", path, strerror(errno));
    }
    struct pdf *p = ARENA_NEW(arena, struct pdf);
    *p = (struct pdf){.file = file, .arena = arena, .path = arena_string(arena, path),
                      .title = arena_string(arena, title)};
    setvbuf(file, NULL, _IOFBF, 1u << 18);
    int ready = deflateInit(&p->deflater, DEFLATE_LEVEL);
    assert(ready == Z_OK);
    textbuf_init(&p->content, CONTENT_MAX);
    for (size_t i = 0; i < OBJECTS_FIXED; i++) {
        (void)pdf_object_new(p);
    }
    pdf_printf(p, "%%PDF-1.5\n%%\xE5\x9B\xBD\xE4\xBF\x9D\n");
    *ret = p;
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------- content ---- */

/* "12.3" for 1230: hundredths without needless zeros. */
static void add_number(struct textbuf *b, int32_t hundredths)
{
    char buf[16];
    size_t at = sizeof(buf);
    uint32_t v = hundredths < 0 ? (uint32_t)-hundredths : (uint32_t)hundredths;
    uint32_t whole = v / 100, part = v % 100;
    buf[--at] = ' ';
    if (part != 0) {
        if (part % 10 != 0) {
            buf[--at] = (char)('0' + part % 10);
        }
        buf[--at] = (char)('0' + part / 10);
        buf[--at] = '.';
    }
    do {
        buf[--at] = (char)('0' + whole % 10);
        whole /= 10;
    } while (whole != 0);
    if (hundredths < 0) {
        buf[--at] = '-';
    }
    textbuf_add(b, buf + at, sizeof(buf) - at);
}

static void add_run(struct textbuf *b, const struct op *o)
{
    add_number(b, o->x);
    add_number(b, o->y);
    textbuf_add(b, "Tm\n(", 4);
    for (size_t i = 0; i < o->run.count; i++) {
        char code[4];
        size_t n = 0;
        unsigned char bytes[2] = {(unsigned char)(o->run.cids[i] >> 8),
                                  (unsigned char)o->run.cids[i]};
        for (size_t k = 0; k < 2; k++) {
            bool is_special = bytes[k] == '(' || bytes[k] == ')' || bytes[k] == '\\';
            if (is_special || bytes[k] == '\r') {
                code[n++] = '\\';
            }
            code[n++] = bytes[k] == '\r' ? 'r' : (char)bytes[k];
        }
        textbuf_add(b, code, n);
    }
    textbuf_add(b, ")Tj\n", 4);
}

static void add_rect(struct textbuf *b, int32_t x, int32_t y, int32_t w, int32_t h)
{
    add_number(b, x);
    add_number(b, y);
    add_number(b, w);
    add_number(b, h);
    textbuf_add(b, "re\n", 3);
}

static void add_bars(struct textbuf *b, const struct op *o)
{
    int32_t x = o->x;
    for (size_t i = 0; i < o->bars.count; i++) {
        int32_t w = o->bars.widths[i] * o->bars.pitch;
        if (i % 2 == 0 && w > 0) {
            add_rect(b, x, o->y, w, o->bars.h);
        }
        x += w;
    }
    textbuf_add(b, "f\n", 2);
}

static void add_framed(struct textbuf *b, const struct op *o)
{
    if (o->rect.grey >= 0) {
        add_number(b, o->rect.grey);
        textbuf_add(b, "g\n", 2);
    }
    add_rect(b, o->x, o->y, o->rect.w, o->rect.h);
    bool is_filled = o->rect.grey >= 0, is_framed = o->rect.width > 0;
    textbuf_puts(b, is_filled && is_framed ? "B\n" : is_filled ? "f\n" : is_framed ? "S\n" : "n\n");
    if (is_filled) {
        textbuf_add(b, "0 g\n", 4);
    }
}

static void set_width(struct textbuf *b, int32_t width, int32_t *now)
{
    if (width != *now && width > 0) {
        add_number(b, width);
        textbuf_add(b, "w\n", 2);
        *now = width;
    }
}

static void add_op(struct textbuf *b, const struct op *o, int32_t *width)
{
    switch (o->kind) {
    case OP_LINE:
        set_width(b, o->line.width, width);
        add_number(b, o->x);
        add_number(b, o->y);
        textbuf_add(b, "m ", 2);
        add_number(b, o->line.x2);
        add_number(b, o->line.y2);
        textbuf_add(b, "l S\n", 4);
        break;
    case OP_RECT:
        set_width(b, o->rect.width, width);
        add_framed(b, o);
        break;
    case OP_BARS:
        add_bars(b, o);
        break;
    case OP_FORM:
        textbuf_printf(b, "/X%" PRIu32 " Do\n", o->form);
        break;
    case OP_RUN:
        break;
    }
}

/* Lines, areas and forms first, then all text in one block: what is drawn later lies on top. */
static void render(struct textbuf *b, const struct page *page)
{
    int32_t width = -1, size = -1;
    int font = -1;
    textbuf_clear(b);
    for (size_t i = 0; i < page->count; i++) {
        add_op(b, &page->ops[i], &width);
    }
    textbuf_add(b, "BT\n", 3);
    for (size_t i = 0; i < page->count; i++) {
        const struct op *o = &page->ops[i];
        if (o->kind != OP_RUN) {
            continue;
        }
        if (o->run.font != font || o->run.size != size) {
            font = o->run.font;
            size = o->run.size;
            textbuf_printf(b, "/F%d ", font);
            add_number(b, size);
            textbuf_add(b, "Tf\n", 3);
        }
        textbuf_add(b, "1 0 0 1 ", 8);
        add_run(b, o);
    }
    textbuf_add(b, "ET\n", 3);
    assert(!b->overflow);
}

static void node_write(struct pdf *p)
{
    if (p->kid_count == 0) {
        return;
    }
    pdf_object_begin(p, p->nodes[p->node_count - 1]);
    pdf_printf(p, "<< /Type /Pages /Parent %d 0 R /Count %zu /Kids [", OBJECT_ROOT, p->kid_count);
    for (size_t i = 0; i < p->kid_count; i++) {
        pdf_printf(p, " %" PRIu32 " 0 R", p->kids[i]);
    }
    pdf_printf(p, " ] >>\nendobj\n");
    p->kid_count = 0;
}

void pdf_page(struct pdf *p, const struct page *page)
{
    if (p->kid_count == KIDS_PER_NODE) {
        node_write(p);
    }
    if (p->kid_count == 0) {
        uint32_t node = pdf_object_new(p);
        *ARENA_PUSH(p->arena, p->nodes, p->node_count, p->node_capacity) = node;
    }
    render(&p->content, page);
    uint32_t content = pdf_object_new(p), number = pdf_object_new(p);
    pdf_stream(p, content, "", p->content.bytes, p->content.len);
    pdf_object_begin(p, number);
    pdf_printf(p, "<< /Type /Page /Parent %" PRIu32 " 0 R /MediaBox [0 0 595.28 841.89] "
               "/Resources %d 0 R /Contents %" PRIu32 " 0 R >>\nendobj\n",
               p->nodes[p->node_count - 1], OBJECT_RESOURCES, content);
    p->kids[p->kid_count++] = number;
    p->page_count++;
}

uint32_t pdf_form(struct pdf *p, const struct page *form)
{
    char dictionary[128];
    assert(p->form_count < FORMS_MAX);
    render(&p->content, form);
    uint32_t number = pdf_object_new(p);
    snprintf(dictionary, sizeof(dictionary),
             "/Type /XObject /Subtype /Form /BBox [0 0 595.28 841.89] /Resources %d 0 R",
             OBJECT_RESOURCES);
    pdf_stream(p, number, dictionary, p->content.bytes, p->content.len);
    p->forms[p->form_count] = number;
    return (uint32_t)p->form_count++;
}

/* --------------------------------------------------------------------------------- closing -- */

static void resources_write(struct pdf *p, const struct shaper *shaper)
{
    uint32_t fonts[FONTS];
    for (size_t i = 0; i < FONTS; i++) {
        fonts[i] = pdf_font_embed(p, (enum font_id)i, &shaper->tables[i]);
    }
    pdf_object_begin(p, OBJECT_RESOURCES);
    pdf_printf(p, "<< /Font <<");
    for (size_t i = 0; i < FONTS; i++) {
        if (fonts[i] != 0) {
            pdf_printf(p, " /F%zu %" PRIu32 " 0 R", i, fonts[i]);
        }
    }
    pdf_printf(p, " >> /XObject <<");
    for (size_t i = 0; i < p->form_count; i++) {
        pdf_printf(p, " /X%zu %" PRIu32 " 0 R", i, p->forms[i]);
    }
    pdf_printf(p, " >> >>\nendobj\n");
}

/* A text string: UTF-16BE in hexadecimal digits. */
static void put_title(struct pdf *p)
{
    pdf_printf(p, "<FEFF");
    size_t len = strlen(p->title);
    for (size_t at = 0; at < len;) {
        uint32_t c = utf8_next(p->title, len, &at);
        if (c >= 0x10000) {
            pdf_printf(p, "%04X", (unsigned)(0xD7C0 + (c >> 10)));
            c = 0xDC00 + (c & 0x3FF);
        }
        pdf_printf(p, "%04X", (unsigned)c);
    }
    pdf_printf(p, ">");
}

static void tree_write(struct pdf *p)
{
    node_write(p);
    pdf_object_begin(p, OBJECT_ROOT);
    pdf_printf(p, "<< /Type /Pages /Count %zu /Kids [", p->page_count);
    for (size_t i = 0; i < p->node_count; i++) {
        pdf_printf(p, " %" PRIu32 " 0 R", p->nodes[i]);
    }
    pdf_printf(p, " ] >>\nendobj\n");
    pdf_object_begin(p, OBJECT_CATALOG);
    pdf_printf(p, "<< /Type /Catalog /Pages %d 0 R /Lang (ja-JP) "
               "/ViewerPreferences << /DisplayDocTitle true /PrintScaling /None >> >>\nendobj\n",
               OBJECT_ROOT);
    pdf_object_begin(p, OBJECT_INFO);
    pdf_printf(p, "<< /Producer (kokuho " KOKUHO_VERSION ") /Title ");
    put_title(p);
    pdf_printf(p, " >>\nendobj\n");
}

enum err pdf_close(struct pdf *p, const struct shaper *shaper, struct report *report)
{
    resources_write(p, shaper);
    tree_write(p);
    uint64_t table_at = p->offset;
    pdf_printf(p, "xref\n0 %zu\n0000000000 65535 f \n", p->object_count);
    for (size_t i = 1; i < p->object_count; i++) {
        assert(p->objects[i] != 0);
        pdf_printf(p, "%010" PRIu64 " 00000 n \n", p->objects[i]);
    }
    pdf_printf(p, "trailer\n<< /Size %zu /Root %d 0 R /Info %d 0 R >>\nstartxref\n%" PRIu64
               "\n%%%%EOF\n", p->object_count, OBJECT_CATALOG, OBJECT_INFO, table_at);
    if (!p->failed && fflush(p->file) != 0) {
        p->failed = true;
        p->error = errno;
    }
    bool failed = p->failed;
    int error = p->error;
    pdf_abandon(p);
    return failed ? report_fail(report, ERR_WORLD, "「%s」に書き込めませんでした: %s", p->path,
                                strerror(error))
                  : ERR_NONE;
}

void pdf_abandon(struct pdf *p)
{
    fclose(p->file);
    deflateEnd(&p->deflater);
    textbuf_done(&p->content);
}
