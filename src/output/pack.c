/*
 * 詰める -- a ZIP written from its first byte to its last, without going back: what a workbook is made of.
 *
 * Sizes and sums follow the bytes of each part (APPNOTE 4.3.9, data descriptor), so nothing has to be kept
 * until a part is whole, and nothing lies on the disk before it is sealed. No part is larger than 4 GiB.
 */
#include "output/internal.h"

#include <zlib.h>

#define PARTS_MAX 8
#define PACKED_BYTES 65536u
#define FLAGS 0x0808u   /* descriptor behind the bytes, names in UTF-8 */
#define METHOD 8u       /* deflate */
#define DOS_DAY 0x0021u /* 1980-01-01: the same list gives the same bytes */
#define VERSION 20u

struct part {
    const char *name;
    uint32_t crc;
    uint64_t size, packed, offset;
};

struct pack {
    struct seal *seal;
    struct part parts[PARTS_MAX];
    size_t part_count;
    uint64_t written;
    z_stream z;
    bool is_open; /* the last part, with the compressor */
    unsigned char packed[PACKED_BYTES];
};

struct pack *pack_new(struct seal *seal, struct arena *arena)
{
    struct pack *p = ARENA_NEW(arena, struct pack);
    p->seal = seal;
    return p;
}

static enum err put(struct pack *p, const void *bytes, size_t len, struct report *report)
{
    p->written += len;
    return p->written > UINT32_MAX
               ? report_fail(report, ERR_INPUT, "一覧が大きすぎてXLSXにできません。CSVで出してください")
               : seal_write(p->seal, bytes, len, report);
}

/* Little-endian fields, one after the other. */
struct record {
    unsigned char bytes[64];
    size_t len;
};

static void put16(struct record *r, uint32_t value)
{
    r->bytes[r->len++] = (unsigned char)(value & 0xff);
    r->bytes[r->len++] = (unsigned char)(value >> 8 & 0xff);
}

static void put32(struct record *r, uint64_t value)
{
    assert(value <= UINT32_MAX);
    put16(r, (uint32_t)value & 0xffff);
    put16(r, (uint32_t)(value >> 16));
}

/* Compresses what waits; with Z_FINISH to the end of the part. */
static enum err squeeze(struct pack *p, int flush, struct report *report)
{
    struct part *part = &p->parts[p->part_count - 1];
    enum err e = ERR_NONE;
    do {
        p->z.next_out = p->packed;
        p->z.avail_out = PACKED_BYTES;
        int code = deflate(&p->z, flush);
        assert(code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR);
        size_t len = PACKED_BYTES - p->z.avail_out;
        part->packed += len;
        e = len > 0 ? put(p, p->packed, len, report) : ERR_NONE;
    } while (e == ERR_NONE && p->z.avail_out == 0);
    return e;
}

static enum err close_part(struct pack *p, struct report *report)
{
    if (!p->is_open) {
        return ERR_NONE;
    }
    struct part *part = &p->parts[p->part_count - 1];
    struct record r = {.len = 0};
    p->z.next_in = NULL;
    p->z.avail_in = 0;
    enum err e = squeeze(p, Z_FINISH, report);
    deflateEnd(&p->z);
    p->is_open = false;
    if (e == ERR_NONE) {
        put32(&r, 0x08074b50);
        put32(&r, part->crc);
        put32(&r, part->packed);
        put32(&r, part->size);
        e = put(p, r.bytes, r.len, report);
    }
    return e;
}

enum err pack_part(struct pack *p, const char *name, struct report *report)
{
    struct record r = {.len = 0};
    enum err e = close_part(p, report);
    if (e != ERR_NONE) {
        return e;
    }
    assert(p->part_count < PARTS_MAX);
    p->z = (z_stream){0};
    if (deflateInit2(&p->z, Z_BEST_SPEED, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return report_fail(report, ERR_WORLD, "圧縮のためのメモリがありません");
    }
    p->is_open = true;
    p->parts[p->part_count++] = (struct part){.name = name, .offset = p->written};
    put32(&r, 0x04034b50);
    put16(&r, VERSION);
    put16(&r, FLAGS);
    put16(&r, METHOD);
    put16(&r, 0);
    put16(&r, DOS_DAY);
    put32(&r, 0); /* sum and sizes stand behind the bytes */
    put32(&r, 0);
    put32(&r, 0);
    put16(&r, (uint32_t)strlen(name));
    put16(&r, 0);
    e = put(p, r.bytes, r.len, report);
    return e == ERR_NONE ? put(p, name, strlen(name), report) : e;
}

enum err pack_write(struct pack *p, const char *bytes, size_t len, struct report *report)
{
    struct part *part = &p->parts[p->part_count - 1];
    assert(p->is_open && len <= UINT32_MAX);
    part->size += len;
    if (part->size > UINT32_MAX) {
        return report_fail(report, ERR_INPUT, "一覧が大きすぎてXLSXにできません。CSVで出してください");
    }
    part->crc = (uint32_t)crc32(part->crc, (const unsigned char *)bytes, (unsigned)len);
    p->z.next_in = (unsigned char *)(uintptr_t)bytes; /* read only */
    p->z.avail_in = (unsigned)len;
    return squeeze(p, Z_NO_FLUSH, report);
}

static enum err list_part(struct pack *p, const struct part *part, struct report *report)
{
    struct record r = {.len = 0};
    put32(&r, 0x02014b50);
    put16(&r, VERSION);
    put16(&r, VERSION);
    put16(&r, FLAGS);
    put16(&r, METHOD);
    put16(&r, 0);
    put16(&r, DOS_DAY);
    put32(&r, part->crc);
    put32(&r, part->packed);
    put32(&r, part->size);
    put16(&r, (uint32_t)strlen(part->name));
    put32(&r, 0); /* no extra field, no comment */
    put32(&r, 0); /* disk 0, not text */
    put32(&r, 0);
    put32(&r, part->offset);
    enum err e = put(p, r.bytes, r.len, report);
    return e == ERR_NONE ? put(p, part->name, strlen(part->name), report) : e;
}

enum err pack_end(struct pack *p, struct report *report)
{
    struct record r = {.len = 0};
    enum err e = close_part(p, report);
    uint64_t from = p->written;
    for (size_t i = 0; i < p->part_count && e == ERR_NONE; i++) {
        e = list_part(p, &p->parts[i], report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    put32(&r, 0x06054b50);
    put32(&r, 0);
    put16(&r, (uint32_t)p->part_count);
    put16(&r, (uint32_t)p->part_count);
    put32(&r, p->written - from);
    put32(&r, from);
    put16(&r, 0);
    return put(p, r.bytes, r.len, report);
}

void pack_abandon(struct pack *p)
{
    if (p->is_open) {
        deflateEnd(&p->z);
        p->is_open = false;
    }
}
