/* Embedding: the used glyphs of a font file, the way from CID to glyph, and back to characters. */
#include "document/pdf.h"

#include <hb-subset.h>
#include <inttypes.h>

struct subset {
    hb_blob_t *file;
    uint16_t *glyph_of_cid; /* new glyph numbers */
};

/* The font file cut down to the glyphs of the table; false when HarfBuzz could not. */
static bool subset_make(enum font_id font, const struct cid_table *table, struct arena *arena,
                        struct subset *ret)
{
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    assert(input != NULL);
    hb_set_t *glyphs = hb_subset_input_glyph_set(input);
    for (size_t i = 1; i < table->count; i++) {
        hb_set_add(glyphs, table->cids[i].glyph);
    }
    /* Only outlines and metrics: codes come from the PDF, not from the font. */
    static const hb_tag_t drop[] = {
        HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'), HB_TAG('G', 'D', 'E', 'F'),
        HB_TAG('B', 'A', 'S', 'E'), HB_TAG('c', 'm', 'a', 'p'), HB_TAG('n', 'a', 'm', 'e'),
        HB_TAG('O', 'S', '/', '2'), HB_TAG('p', 'o', 's', 't'), HB_TAG('v', 'h', 'e', 'a'),
        HB_TAG('v', 'm', 't', 'x'), HB_TAG('V', 'O', 'R', 'G'), HB_TAG('g', 'a', 's', 'p')};
    hb_set_t *dropped = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);
    for (size_t i = 0; i < COUNT_OF(drop); i++) {
        hb_set_add(dropped, drop[i]);
    }
    hb_subset_plan_t *plan = hb_subset_plan_create_or_fail(font_at(font)->face, input);
    hb_face_t *face = plan != NULL ? hb_subset_plan_execute_or_fail(plan) : NULL;
    if (face != NULL) {
        const hb_map_t *map = hb_subset_plan_old_to_new_glyph_mapping(plan);
        ret->glyph_of_cid = ARENA_ARRAY(arena, uint16_t, table->count);
        for (size_t i = 1; i < table->count; i++) {
            ret->glyph_of_cid[i] = (uint16_t)hb_map_get(map, table->cids[i].glyph);
        }
        ret->file = hb_face_reference_blob(face);
        hb_face_destroy(face);
    }
    hb_subset_plan_destroy(plan);
    hb_subset_input_destroy(input);
    return face != NULL;
}

static void add_utf16(struct textbuf *b, const char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        uint32_t c = utf8_next(text, len, &at);
        if (c >= 0x10000) {
            textbuf_printf(b, "%04X", (unsigned)(0xD7C0 + (c >> 10)));
            c = 0xDC00 + (c & 0x3FF);
        }
        textbuf_printf(b, "%04X", (unsigned)c);
    }
}

/* ToUnicode: the whole sequence, selector included; at most 100 entries a block. */
static void to_unicode_write(struct pdf *p, uint32_t number, const struct cid_table *table)
{
    struct textbuf b;
    size_t entries = 0;
    textbuf_init(&b, 16u << 20);
    textbuf_puts(&b, "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                     "/CMapType 2 def\n/CMapName /kokuho def\n"
                     "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
                     "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
    for (size_t from = 1; from < table->count;) {
        struct textbuf block;
        textbuf_init(&block, 1u << 20);
        for (entries = 0; entries < 100 && from < table->count; from++) {
            const struct cid *c = &table->cids[from];
            if (c->text_len > 0) {
                textbuf_printf(&block, "<%04X> <", (unsigned)from);
                add_utf16(&block, c->text, c->text_len);
                textbuf_puts(&block, ">\n");
                entries++;
            }
        }
        if (entries > 0) {
            textbuf_printf(&b, "%zu beginbfchar\n", entries);
            textbuf_add(&b, block.bytes, block.len);
            textbuf_puts(&b, "endbfchar\n");
        }
        textbuf_done(&block);
    }
    textbuf_puts(&b, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    assert(!b.overflow);
    pdf_stream(p, number, "", b.bytes, b.len);
    textbuf_done(&b);
}

static void cid_to_gid_write(struct pdf *p, uint32_t number, const uint16_t *glyphs, size_t count)
{
    unsigned char *bytes = ARENA_ARRAY(pdf_arena(p), unsigned char, count * 2);
    for (size_t i = 0; i < count; i++) {
        bytes[i * 2] = (unsigned char)(glyphs[i] >> 8);
        bytes[i * 2 + 1] = (unsigned char)glyphs[i];
    }
    pdf_stream(p, number, "", bytes, count * 2);
}

static void widths_write(struct pdf *p, const struct cid_table *table)
{
    pdf_printf(p, "/DW 1000 /W [");
    for (size_t i = 1; i < table->count; i++) {
        if (table->cids[i].advance != 1000) {
            pdf_printf(p, " %zu [%u]", i, (unsigned)table->cids[i].advance);
        }
    }
    pdf_printf(p, " ]");
}

/* "KQXBAC+": six letters made of the subset itself, so that equal bytes have equal names. */
static void tag_make(const char *bytes, size_t len, char ret[7])
{
    uint64_t sum = 0xCBF29CE484222325u; /* FNV-1a */
    for (size_t i = 0; i < len; i++) {
        sum = (sum ^ (unsigned char)bytes[i]) * 0x100000001B3u;
    }
    for (size_t i = 0; i < 6; i++) {
        ret[i] = (char)('A' + sum % 26);
        sum /= 26;
    }
    ret[6] = '\0';
}

static int head_value(const struct font *f, size_t offset)
{
    unsigned len;
    hb_blob_t *head = hb_face_reference_table(f->face, HB_TAG('h', 'e', 'a', 'd'));
    const char *bytes = hb_blob_get_data(head, &len);
    assert(len >= offset + 2);
    int value = (int16_t)((unsigned char)bytes[offset] << 8 | (unsigned char)bytes[offset + 1]);
    hb_blob_destroy(head);
    return value * 1000 / (int)f->upem;
}

static void descriptor_write(struct pdf *p, uint32_t number, uint32_t file, const struct font *f,
                             const char *tag)
{
    pdf_object_begin(p, number);
    pdf_printf(p, "<< /Type /FontDescriptor /FontName /%s+%s /Flags 4 /FontBBox [%d %d %d %d] "
               "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 "
               "/FontFile2 %" PRIu32 " 0 R >>\nendobj\n",
               tag, f->name, head_value(f, 36), head_value(f, 38), head_value(f, 40),
               head_value(f, 42), file);
}

uint32_t pdf_font_embed(struct pdf *p, enum font_id font, const struct cid_table *table)
{
    struct subset subset;
    char tag[7], dictionary[64];
    const struct font *f = font_at(font);
    if (table->count <= 1) {
        return 0;
    }
    bool is_made = subset_make(font, table, pdf_arena(p), &subset);
    assert(is_made); /* glyphs come from this very file */

    unsigned len;
    const char *bytes = hb_blob_get_data(subset.file, &len);
    tag_make(bytes, len, tag);
    uint32_t file = pdf_object_new(p), descriptor = pdf_object_new(p), map = pdf_object_new(p);
    uint32_t unicode = pdf_object_new(p), descendant = pdf_object_new(p), number = pdf_object_new(p);
    snprintf(dictionary, sizeof(dictionary), "/Length1 %u", len);
    pdf_stream(p, file, dictionary, bytes, len);
    hb_blob_destroy(subset.file);
    descriptor_write(p, descriptor, file, f, tag);
    cid_to_gid_write(p, map, subset.glyph_of_cid, table->count);
    to_unicode_write(p, unicode, table);

    pdf_object_begin(p, descendant);
    pdf_printf(p, "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s+%s /CIDSystemInfo "
               "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
               "/FontDescriptor %" PRIu32 " 0 R /CIDToGIDMap %" PRIu32 " 0 R ",
               tag, f->name, descriptor, map);
    widths_write(p, table);
    pdf_printf(p, " >>\nendobj\n");
    pdf_object_begin(p, number);
    pdf_printf(p, "<< /Type /Font /Subtype /Type0 /BaseFont /%s+%s /Encoding /Identity-H "
               "/DescendantFonts [%" PRIu32 " 0 R] /ToUnicode %" PRIu32 " 0 R >>\nendobj\n",
               tag, f->name, descendant, unicode);
    return number;
}
