/*
 * XLSX -- one sheet, written a row at a time into the seal: no part of it ever lies on a disk in plain.
 *
 * Law     ISO/IEC 29500-1 (SpreadsheetML): the six parts a reader needs, texts in their cells (inlineStr)
 * Rows    BO-08, BO-09 (foot of every sheet), BO-10 (a text is a text: no cell holds a formula)
 */
#include "output/internal.h"

#include <inttypes.h>

#define SHEET_ROWS_MAX 1048576
#define CELL_CHARACTERS_MAX 32767
#define ROW_BYTES_MAX ((size_t)16 << 20)

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006"
#define CONTENT "application/vnd.openxmlformats-officedocument.spreadsheetml."

/* What is the same in every workbook. Style 1: the head of a column; style 2: an amount. */
static const struct {
    const char *name, *text;
} fixed_parts[] = {
    {"[Content_Types].xml",
     XML "<Types xmlns=\"" PACKAGE "/content-types\">"
         "<Default Extension=\"rels\" "
         "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
         "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
         "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" CONTENT "sheet.main+xml\"/>"
         "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" CONTENT "worksheet+xml\"/>"
         "<Override PartName=\"/xl/styles.xml\" ContentType=\"" CONTENT "styles+xml\"/></Types>"},
    {"_rels/.rels",
     XML "<Relationships xmlns=\"" PACKAGE "/relationships\"><Relationship Id=\"rId1\" Type=\"" RELATIONS
         "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
    {"xl/workbook.xml", XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" RELATIONS "\"><sheets>"
                            "<sheet name=\"一覧\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     XML "<Relationships xmlns=\"" PACKAGE "/relationships\">"
         "<Relationship Id=\"rId1\" Type=\"" RELATIONS "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
         "<Relationship Id=\"rId2\" Type=\"" RELATIONS "/styles\" Target=\"styles.xml\"/></Relationships>"},
    {"xl/styles.xml",
     XML "<styleSheet xmlns=\"" MAIN
         "\"><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"游ゴシック\"/></font>"
         "<font><b/><sz val=\"11\"/><name val=\"游ゴシック\"/></font></fonts>"
         "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
         "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
         "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
         "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" "
         "borderId=\"0\"/></cellStyleXfs>"
         "<cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
         "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>"
         "<xf numFmtId=\"3\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
         "applyNumberFormat=\"1\"/></cellXfs>"
         "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" "
         "builtinId=\"0\"/></cellStyles></styleSheet>"},
};

struct workbook {
    struct pack *pack;
    struct textbuf text; /* of one row */
    int64_t rows;
};

/* ------------------------------------------------------------------------------- words -------- */

/* "_x0041_" stands for a character in a workbook; words that look so are words (ECMA-376, ST_Xstring). */
static bool looks_like_a_code(struct text t, size_t at)
{
    if (t.len - at < 7 || t.bytes[at + 1] != 'x' || t.bytes[at + 6] != '_') {
        return false;
    }
    for (size_t i = at + 2; i < at + 6; i++) {
        char c = t.bytes[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) {
            return false;
        }
    }
    return true;
}

/* What must not stand as it is, and what stands for it; NULL = the character itself. `ret_len`: its bytes. */
static const char *instead_of(struct text t, size_t at, size_t *ret_len)
{
    unsigned char c = (unsigned char)t.bytes[at];
    bool is_noncharacter = t.len - at >= 3 && memcmp(t.bytes + at, "\xef\xbf", 2) == 0 &&
                           (unsigned char)t.bytes[at + 2] >= 0xbe; /* U+FFFE, U+FFFF: no XML */
    *ret_len = is_noncharacter ? 3 : 1;
    if (c < 0x20 || c == 0x7f || is_noncharacter) {
        return " ";
    }
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '_': return looks_like_a_code(t, at) ? "_x005F_" : NULL;
    default: return NULL;
    }
}

static void put_words(struct textbuf *b, struct text t)
{
    size_t from = 0, len;
    for (size_t at = 0; at < t.len; at += len) {
        const char *other = instead_of(t, at, &len);
        if (other != NULL) {
            textbuf_add(b, t.bytes + from, at - from);
            textbuf_puts(b, other);
            from = at + len;
        }
    }
    textbuf_add(b, t.bytes + from, t.len - from);
}

/* "A" .. "Z", "AA" ...: of the columns a list may have two letters are enough. */
static void put_reference(struct textbuf *b, size_t column, int64_t row)
{
    _Static_assert(OUTPUT_COLUMNS_MAX <= 26 * 27, "two letters");
    if (column >= 26) {
        textbuf_printf(b, "%c", (int)('A' + column / 26 - 1));
    }
    textbuf_printf(b, "%c%" PRId64, (int)('A' + column % 26), row);
}

static enum err put_text(struct workbook *w, size_t column, struct text t, int style, struct report *report)
{
    if (utf8_characters(t.bytes, t.len) > CELL_CHARACTERS_MAX) {
        return report_fail(report, ERR_INPUT, "XLSXのセルに入らない長さの文字です（%d文字まで）",
                           CELL_CHARACTERS_MAX);
    }
    textbuf_puts(&w->text, "<c r=\"");
    put_reference(&w->text, column, w->rows);
    textbuf_printf(&w->text, "\" s=\"%d\" t=\"inlineStr\"><is><t xml:space=\"preserve\">", style);
    put_words(&w->text, t);
    textbuf_puts(&w->text, "</t></is></c>");
    return ERR_NONE;
}

static void put_number(struct workbook *w, size_t column, int64_t number)
{
    textbuf_puts(&w->text, "<c r=\"");
    put_reference(&w->text, column, w->rows);
    textbuf_printf(&w->text, "\" s=\"2\"><v>%" PRId64 "</v></c>", number);
}

/* -------------------------------------------------------------------------------- rows -------- */

static enum err flush(struct workbook *w, struct report *report)
{
    if (w->text.overflow) {
        return report_fail(report, ERR_WORLD, "1行が長すぎます（%zuバイトまで）", ROW_BYTES_MAX);
    }
    enum err e = pack_write(w->pack, w->text.bytes, w->text.len, report);
    textbuf_clear(&w->text);
    return e;
}

static void begin_row(struct workbook *w)
{
    w->rows++;
    textbuf_printf(&w->text, "<row r=\"%" PRId64 "\">", w->rows);
}

static enum err end_row(struct workbook *w, enum err e, struct report *report)
{
    textbuf_puts(&w->text, "</row>");
    return e == ERR_NONE ? flush(w, report) : e;
}

static enum err begin(struct writer *writer, struct report *report)
{
    struct workbook *w = ARENA_NEW(writer->arena, struct workbook);
    enum err e = ERR_NONE;
    w->pack = pack_new(writer->seal, writer->arena);
    textbuf_init(&w->text, ROW_BYTES_MAX);
    writer->own = w;
    for (size_t i = 0; i < COUNT_OF(fixed_parts) && e == ERR_NONE; i++) {
        e = pack_part(w->pack, fixed_parts[i].name, report);
        if (e == ERR_NONE) {
            e = pack_write(w->pack, fixed_parts[i].text, strlen(fixed_parts[i].text), report);
        }
    }
    if (e == ERR_NONE) {
        e = pack_part(w->pack, "xl/worksheets/sheet1.xml", report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    textbuf_printf(
        &w->text,
        XML "<worksheet xmlns=\"" MAIN "\"><sheetViews><sheetView workbookViewId=\"0\">"
            "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"
            "</sheetView></sheetViews><cols><col min=\"1\" max=\"%zu\" width=\"16\" customWidth=\"1\"/>"
            "</cols><sheetData>",
        writer->chosen_count);
    begin_row(w);
    for (size_t i = 0; i < writer->chosen_count && e == ERR_NONE; i++) {
        e = put_text(w, i, text_of(writer->columns[writer->chosen[i]].label), 1, report);
    }
    return end_row(w, e, report);
}

static enum err row(struct writer *writer, const struct cell_value *cells, struct report *report)
{
    struct workbook *w = writer->own;
    enum err e = ERR_NONE;
    begin_row(w);
    for (size_t i = 0; i < writer->chosen_count && e == ERR_NONE; i++) {
        const struct cell_value *cell = &cells[writer->chosen[i]];
        if (cell->is_number) {
            put_number(w, i, cell->number);
        } else {
            e = put_text(w, i, cell->text, 0, report);
        }
    }
    return end_row(w, e, report);
}

static void abandon(struct writer *writer)
{
    struct workbook *w = writer->own;
    if (w != NULL) {
        pack_abandon(w->pack);
        textbuf_done(&w->text);
        writer->own = NULL;
    }
}

/* 透かし: at the left foot of every sheet, the page at the right; '&' begins a code there. */
static enum err end(struct writer *writer, struct report *report)
{
    struct workbook *w = writer->own;
    textbuf_puts(&w->text, "</sheetData><pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" "
                           "header=\"0.3\" footer=\"0.3\"/><headerFooter><oddFooter>&amp;L");
    for (const char *c = writer->foot; *c != '\0'; c++) {
        put_words(&w->text, (struct text){c, 1});
        textbuf_puts(&w->text, *c == '&' ? "&amp;" : "");
    }
    textbuf_puts(&w->text, "&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>");
    enum err e = flush(w, report);
    if (e == ERR_NONE) {
        e = pack_end(w->pack, report);
    }
    abandon(writer);
    return e;
}

const struct writer_kind writer_xlsx = {"list.xlsx", SHEET_ROWS_MAX - 1, begin, row, end, abandon};
