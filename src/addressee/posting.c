/* 索引の束 -- what each number adds to the one before it, as base-128 digits, lowest first. */
#include "addressee/posting.h"

bool posting_add(struct posting *p, int64_t addressee_no)
{
    if (p->count == POSTING_MAX) {
        return false;
    }
    if (p->count == 0) {
        p->first = addressee_no;
        p->used = 0;
    } else {
        uint64_t step = (uint64_t)addressee_no - (uint64_t)p->last;
        assert(addressee_no > p->last);
        for (; step >= 0x80; step >>= 7) {
            p->more[p->used++] = (unsigned char)(step | 0x80);
        }
        p->more[p->used++] = (unsigned char)step;
    }
    p->last = addressee_no;
    p->count++;
    return true;
}

struct text posting_more(struct posting *p)
{
    assert(p->count > 0);
    if (p->used > 0 && p->used % POSTING_NUMBER_BYTES == 0) {
        p->more[p->used++] = 0;
    }
    return (struct text){(const char *)p->more, p->used};
}

static bool next_whole(struct posting_walk *w)
{
    uint64_t value = 0;

    for (size_t i = POSTING_NUMBER_BYTES; i-- > 0;) {
        value = value << 8 | (unsigned char)w->more.bytes[w->at + i];
    }
    w->at += POSTING_NUMBER_BYTES;
    w->number = (int64_t)value;
    return true;
}

bool posting_walk_next(struct posting_walk *w)
{
    uint64_t step = 0;

    if (w->at == w->more.len) {
        return false;
    }
    if (w->more.len % POSTING_NUMBER_BYTES == 0) {
        return next_whole(w);
    }
    for (unsigned shift = 0; shift < 64 && w->at < w->more.len; shift += 7) {
        unsigned char byte = (unsigned char)w->more.bytes[w->at++];
        step |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            w->number = (int64_t)((uint64_t)w->number + step);
            return step != 0;
        }
    }
    return false;
}
