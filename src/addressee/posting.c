/* 索引の束 -- numbers of eight bytes, lowest byte first, one behind the other. */
#include "addressee/posting.h"

bool posting_add(struct posting *p, int64_t addressee_no)
{
    if (p->count == POSTING_MAX) {
        return false;
    }
    if (p->count == 0) {
        p->first = addressee_no;
    } else {
        unsigned char *to = p->more + (p->count - 1) * POSTING_NUMBER_BYTES;
        for (int i = 0; i < POSTING_NUMBER_BYTES; i++) {
            to[i] = (unsigned char)((uint64_t)addressee_no >> (8 * i));
        }
    }
    p->count++;
    return true;
}

struct text posting_more(const struct posting *p)
{
    assert(p->count > 0);
    return (struct text){(const char *)p->more, (p->count - 1) * POSTING_NUMBER_BYTES};
}

size_t posting_more_count(struct text more)
{
    return more.len / POSTING_NUMBER_BYTES;
}

int64_t posting_more_at(struct text more, size_t at)
{
    uint64_t value = 0;

    assert(at < posting_more_count(more));
    for (size_t i = POSTING_NUMBER_BYTES; i-- > 0;) {
        value = value << 8 | (unsigned char)more.bytes[at * POSTING_NUMBER_BYTES + i];
    }
    return (int64_t)value;
}
