/* Characters to glyphs: a table for plain characters, HarfBuzz for what combines. */
#include "document/shape.h"

struct shape_slot {
    uint64_t key; /* 0 = free */
    struct shaped shaped;
};

#define SLOTS_FIRST 4096u
#define CIDS_MAX 65535u

void shaper_init(struct shaper *s, struct arena *arena)
{
    *s = (struct shaper){.arena = arena, .slot_count = SLOTS_FIRST};
    s->slots = ARENA_ARRAY(arena, struct shape_slot, s->slot_count);
    s->buffer = hb_buffer_create();
    for (size_t i = 0; i < FONTS; i++) {
        struct cid_table *t = &s->tables[i];
        *ARENA_PUSH(arena, t->cids, t->count, t->capacity) = (struct cid){.text = ""};
    }
}

void shaper_done(struct shaper *s)
{
    hb_buffer_destroy(s->buffer);
}

static bool is_selector(uint32_t c)
{
    return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

/* Characters whose glyph depends on nothing but themselves in the fonts used here. */
static bool is_plain(uint32_t c)
{
    return (c >= 0x20 && c <= 0x2FF) || (c >= 0x370 && c <= 0x482) || (c >= 0x48A && c <= 0x52F) ||
           (c >= 0x1E00 && c <= 0x1FFF) || (c >= 0x2010 && c <= 0x2027) ||
           (c >= 0x2030 && c <= 0x205E) || (c >= 0x2070 && c <= 0x20CF) ||
           (c >= 0x2100 && c <= 0x2BFF) || (c >= 0x2E80 && c <= 0x3029) ||
           (c >= 0x3030 && c <= 0x3098) || (c >= 0x309B && c <= 0x319F) ||
           (c >= 0x31C0 && c <= 0xA4CF) || (c >= 0xE000 && c <= 0xFAFF) ||
           (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF01 && c <= 0xFFEF) ||
           (c >= 0x1B000 && c <= 0x1B16F) || (c >= 0x1F100 && c <= 0x1F2FF) ||
           (c >= 0x20000 && c <= 0x3FFFF) || (c >= 0xF0000 && c <= 0x10FFFD);
}

/* 行頭・行末禁則 (JIS X 4051, the characters that occur here). */
static uint8_t line_flags(uint32_t c)
{
    static const uint32_t not_first[] = {
        0x3001, 0x3002, 0xFF0C, 0xFF0E, 0xFF09, 0x300D, 0x300F, 0x3011, 0x3009, 0x300B, 0x3015,
        0xFF01, 0xFF1F, 0x30FC, 0x30FB, 0x3005, 0x303B, 0x309D, 0x309E, 0x30FD, 0x30FE, 0x3041,
        0x3043, 0x3045, 0x3047, 0x3049, 0x3063, 0x3083, 0x3085, 0x3087, 0x308E, 0x30A1, 0x30A3,
        0x30A5, 0x30A7, 0x30A9, 0x30C3, 0x30E3, 0x30E5, 0x30E7, 0x30EE, 0x30F5, 0x30F6, ')'};
    static const uint32_t not_last[] = {0xFF08, 0x300C, 0x300E, 0x3010, 0x3008, 0x300A, 0x3014, '('};
    for (size_t i = 0; i < COUNT_OF(not_first); i++) {
        if (c == not_first[i]) {
            return SHAPED_NOT_FIRST;
        }
    }
    for (size_t i = 0; i < COUNT_OF(not_last); i++) {
        if (c == not_last[i]) {
            return SHAPED_NOT_LAST;
        }
    }
    bool is_word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                   c == ',' || c == '.' || c == '%' || c == '-' || c == '\'' || c == '/';
    return is_word ? SHAPED_WORD : 0;
}

static uint16_t cid_add(struct shaper *s, enum font_id font, uint32_t glyph, int advance,
                        const char *text, size_t len)
{
    struct cid_table *t = &s->tables[font];
    assert(t->count < CIDS_MAX);
    *ARENA_PUSH(s->arena, t->cids, t->count, t->capacity) =
        (struct cid){glyph, (uint16_t)advance, (uint16_t)len, arena_copy(s->arena, text, len)};
    return (uint16_t)(t->count - 1);
}

/* The CID of a glyph the shaper chose for a stretch of text; there are few, so a plain search does. */
static uint16_t cid_of(struct shaper *s, enum font_id font, uint32_t glyph, int advance,
                       const char *text, size_t len)
{
    const struct cid_table *t = &s->tables[font];
    for (size_t i = 1; i < t->count; i++) {
        const struct cid *c = &t->cids[i];
        if (c->glyph == glyph && c->text_len == len && memcmp(c->text, text, len) == 0) {
            return (uint16_t)i;
        }
    }
    return cid_add(s, font, glyph, advance, text, len);
}

static size_t slot_at(const struct shaper *s, uint64_t key)
{
    size_t at = (size_t)((key * 0x9E3779B97F4A7C15u) >> 32) & (s->slot_count - 1);
    while (s->slots[at].key != 0 && s->slots[at].key != key) {
        at = (at + 1) & (s->slot_count - 1);
    }
    return at;
}

static void slots_grow(struct shaper *s)
{
    struct shape_slot *old = s->slots;
    size_t count = s->slot_count;
    s->slot_count = count * 2;
    s->slots = ARENA_ARRAY(s->arena, struct shape_slot, s->slot_count);
    for (size_t i = 0; i < count; i++) {
        if (old[i].key != 0) {
            s->slots[slot_at(s, old[i].key)] = old[i];
        }
    }
}

static struct shaped plain_find(struct shaper *s, enum face face, uint32_t c, uint32_t selector,
                                const char *bytes, size_t len)
{
    uint64_t key = 1ull << 63 | (uint64_t)face << 42 | (uint64_t)selector << 21 | c;
    size_t at = slot_at(s, key);
    if (s->slots[at].key == key) {
        return s->slots[at].shaped;
    }
    struct shaped g = {.flags = SHAPED_MISSING, .advance = 1000};
    const enum font_id *chain = face_fonts(face);
    for (size_t i = 0; i < FONTS; i++) {
        uint32_t glyph;
        int advance;
        if (font_has(chain[i], c, selector, &glyph, &advance)) {
            g = (struct shaped){cid_add(s, chain[i], glyph, advance, bytes, len), (uint8_t)chain[i], 0,
                                advance};
            break;
        }
    }
    g.flags |= line_flags(c);
    if (++s->slot_used * 2 > s->slot_count) {
        slots_grow(s);
        at = slot_at(s, key);
    }
    s->slots[at] = (struct shape_slot){key, g};
    return g;
}

static size_t shape_plain(struct shaper *s, enum face face, struct text text, struct shaped *to,
                          bool *ret_is_plain)
{
    size_t count = 0, at = 0;
    while (at < text.len) {
        size_t from = at;
        uint32_t c = utf8_next(text.bytes, text.len, &at), selector = 0;
        if (c == '\n') {
            to[count++] = (struct shaped){.flags = SHAPED_NEWLINE};
            continue;
        }
        if (!is_plain(c)) {
            *ret_is_plain = false;
            return 0;
        }
        size_t after = at;
        uint32_t next = after < text.len ? utf8_next(text.bytes, text.len, &after) : 0;
        if (is_selector(next)) {
            selector = next;
            at = after;
        }
        to[count++] = plain_find(s, face, c, selector, text.bytes + from, at - from);
    }
    *ret_is_plain = true;
    return count;
}

/* Shapes with one font; false when it lacks something. Kerning is off: columns stay columns. */
static bool shape_with(struct shaper *s, enum font_id font, struct text text, struct shaped *to,
                       size_t *ret_count)
{
    static const hb_feature_t off[] = {
        {HB_TAG('k', 'e', 'r', 'n'), 0, 0, HB_FEATURE_GLOBAL_END},
        {HB_TAG('l', 'i', 'g', 'a'), 0, 0, HB_FEATURE_GLOBAL_END}};
    hb_buffer_reset(s->buffer);
    hb_buffer_set_flags(s->buffer, HB_BUFFER_FLAG_PRESERVE_DEFAULT_IGNORABLES);
    hb_buffer_add_utf8(s->buffer, text.bytes, (int)text.len, 0, (int)text.len);
    hb_buffer_guess_segment_properties(s->buffer);
    hb_buffer_set_direction(s->buffer, HB_DIRECTION_LTR);
    hb_shape(font_at(font)->font, s->buffer, off, COUNT_OF(off));

    unsigned count;
    const hb_glyph_info_t *info = hb_buffer_get_glyph_infos(s->buffer, &count);
    const hb_glyph_position_t *pos = hb_buffer_get_glyph_positions(s->buffer, NULL);
    for (unsigned i = 0; i < count; i++) {
        /* A mark that is placed by offsets would need more than an advance: not drawn wrongly. */
        if (info[i].codepoint == 0 || pos[i].x_offset != 0 || pos[i].y_offset != 0) {
            return false;
        }
        size_t end = text.len;
        bool is_first = i == 0 || info[i - 1].cluster != info[i].cluster;
        for (unsigned k = i + 1; k < count; k++) {
            if (info[k].cluster != info[i].cluster) {
                end = info[k].cluster;
                break;
            }
        }
        size_t len = is_first ? end - info[i].cluster : 0;
        int advance = font_advance(font, info[i].codepoint);
        uint16_t cid = cid_of(s, font, info[i].codepoint, advance, text.bytes + info[i].cluster, len);
        to[i] = (struct shaped){cid, (uint8_t)font, 0, advance};
    }
    *ret_count = count;
    return true;
}

size_t shaper_text(struct shaper *s, enum face face, struct text text, struct arena *scratch,
                   struct shaped **ret)
{
    /* No shaping here makes more glyphs than bytes. */
    struct shaped *to = ARENA_ARRAY(scratch, struct shaped, text.len + 1);
    *ret = to;
    if (!utf8_is_valid(text.bytes, text.len, NULL)) {
        to[0] = (struct shaped){.flags = SHAPED_MISSING, .advance = 1000};
        return 1;
    }
    bool is_plain_text;
    size_t count = shape_plain(s, face, text, to, &is_plain_text);
    for (size_t i = 0; !is_plain_text && i < FONTS; i++) {
        if (shape_with(s, face_fonts(face)[i], text, to, &count)) {
            return count;
        }
    }
    if (!is_plain_text) {
        to[0] = (struct shaped){.flags = SHAPED_MISSING, .advance = 1000};
        return 1;
    }
    return count;
}
