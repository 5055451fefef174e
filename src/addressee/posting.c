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

enum posting_place posting_join(int64_t first, struct text more, int64_t addressee_no, struct posting *ret)
{
    struct posting_walk w = posting_walk_of(first, more);
    bool is_in = addressee_no <= first, goes_on = true;

    if (is_in) {
        return addressee_no == first ? POSTING_STANDS : POSTING_ALONE;
    }
    ret->count = 0;
    while (goes_on) {
        if (!is_in && addressee_no < w.number) {
            is_in = posting_add(ret, addressee_no);
        }
        if (addressee_no == w.number) {
            return POSTING_STANDS;
        }
        if ((ret->count > 0 && w.number <= ret->last) || !posting_add(ret, w.number)) {
            return POSTING_ALONE;
        }
        goes_on = posting_walk_next(&w);
    }
    return is_in || posting_add(ret, addressee_no) ? POSTING_JOINS : POSTING_ALONE;
}
