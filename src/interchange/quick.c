/* Which values of a record are right at a glance: made once from the layout. */
#include "interchange/decode.h"

/* The digits that are right as they stand, a bit each. */
static uint16_t digits_of(const struct field *f)
{
    uint16_t digits = 0;
    bool is_plain = f->type == FIELD_NUMBER && f->len == 1 && f->need != NEED_ZERO_IS_NONE &&
                    f->sub_count == 0 && !f->has_constant && !f->has_range && f->check == NULL &&
                    f->exact == 0 && f->strip.len == 0 && f->table == NULL;
    for (size_t i = 0; i < f->choice_count && is_plain; i++) {
        unsigned digit = (unsigned)((unsigned char)f->choices[i].bytes[0] - '0');
        if (f->choices[i].len == 1 && digit <= 9) {
            digits |= (uint16_t)(1u << digit);
        }
    }
    return digits;
}

static struct quick_field quick_field_of(const struct field *f)
{
    struct quick_field q = {.digits = digits_of(f), .len = (uint32_t)f->len};
    bool has_more = f->has_options || f->table != NULL || f->year_param != NULL || f->sub_count > 0;

    if (q.digits != 0) {
        q.kind = QUICK_DIGIT;
    } else if (has_more) {
        q.kind = QUICK_NONE;
    } else if (f->type == FIELD_CHARS || f->type == FIELD_KANJI) {
        q.kind = QUICK_TEXT;
    } else if (f->type == FIELD_NUMBER && f->pad == PAD_ZEROS && f->need != NEED_ZERO_IS_NONE) {
        q.kind = QUICK_DIGITS;
    } else {
        q.kind = QUICK_VALUE;
    }
    return q;
}

/* Of separated records that are read; of a fixed one, and of what we write, every field is looked at. */
static struct quick_record *quick_of(const struct record_kind *r, bool is_quick, struct arena *arena)
{
    struct quick_record *q = ARENA_NEW(arena, struct quick_record);
    q->fields = ARENA_ARRAY(arena, struct quick_field, r->field_count + 1);
    q->empty = ARENA_ARRAY(arena, struct text, r->field_count + 1);
    for (size_t i = 0; i < r->field_count; i++) {
        bool must = !is_quick || r->fields[i].need == NEED_MUST;
        q->must[i / 64] |= (uint64_t)must << i % 64;
        if (is_quick) {
            q->fields[i] = quick_field_of(&r->fields[i]);
        }
        q->empty[i] = (struct text){"", 0};
    }
    return q;
}

void decoder_make_quick(struct decoder *d)
{
    bool is_read = d->layout->framing == FRAMING_CSV && !d->strict;

    for (size_t k = 0; k < d->layout->record_count; k++) {
        d->quick[k] = quick_of(&d->layout->records[k], is_read, d->arena);
    }
    memset(d->filled, 0xFF, sizeof(d->filled)); /* until somebody cuts and says otherwise */
}
