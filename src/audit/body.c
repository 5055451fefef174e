/*
 * The bytes of a record: what is hashed, stored and exported.
 *
 *     1 byte     form, 1
 *     n          at, kind, number, is_provisional, outcome, result_count, approval_no
 *     t * 12     event, operator_id, section, terminal, peer, certificate, correlation, purpose, reason,
 *                criteria, file_name, output_kind
 *     n          count of subjects, at most AUDIT_SUBJECTS_MAX
 *     n n        addressee_no, household_no of each
 *
 * n is a whole number: zigzag (0, -1, 1, -2 ... are 0, 1, 2, 3 ...), seven bits a byte, lowest first, never
 * longer than needed. t is n bytes of UTF-8 after their length. Nothing follows.
 */
#include "audit/internal.h"

#include <sodium.h>

#define FORM 1

static const struct field {
    size_t offset;
    size_t max;     /* bytes */
    bool is_masked; /* free words: twelve digits do not pass */
} fields[] = {
    {offsetof(struct audit_event, event), 60, false},
    {offsetof(struct audit_event, operator_id), 32, false},
    {offsetof(struct audit_event, section), 48, false},
    {offsetof(struct audit_event, terminal), 64, false},
    {offsetof(struct audit_event, peer), 64, false},
    {offsetof(struct audit_event, certificate), 64, false},
    {offsetof(struct audit_event, correlation), 64, false},
    {offsetof(struct audit_event, purpose), 200, true},
    {offsetof(struct audit_event, reason), 400, true},
    {offsetof(struct audit_event, criteria), 200, true},
    {offsetof(struct audit_event, file_name), 200, true},
    {offsetof(struct audit_event, output_kind), 24, false},
};

static const struct text *field_of(const struct audit_event *event, const struct field *f)
{
    return (const struct text *)(const void *)((const char *)event + f->offset);
}

/* ----------------------------------------------------------------------------- writing -------- */

static void put_number(struct audit_body *b, int64_t value)
{
    uint64_t n = (uint64_t)value << 1 ^ (uint64_t)(value >> 63);
    do {
        assert(b->len < sizeof(b->bytes));
        b->bytes[b->len++] = (unsigned char)((n & 0x7f) | (n > 0x7f ? 0x80 : 0));
        n >>= 7;
    } while (n > 0);
}

static void put_text(struct audit_body *b, struct text t, const struct field *f)
{
    char clean[512];
    size_t n = f->is_masked ? audit_mask(t, NULL, clean, f->max) : audit_clean(t, clean, f->max);
    put_number(b, (int64_t)n);
    assert(b->len + n <= sizeof(b->bytes));
    memcpy(b->bytes + b->len, clean, n);
    b->len += n;
}

void audit_body_encode(const struct audit_event *event, struct audit_body *ret)
{
    assert(event->subject_count <= AUDIT_SUBJECTS_MAX);
    ret->len = 0;
    ret->bytes[ret->len++] = FORM;
    put_number(ret, event->at);
    put_number(ret, event->kind);
    put_number(ret, event->number);
    put_number(ret, event->is_provisional ? 1 : 0);
    put_number(ret, event->outcome);
    put_number(ret, event->result_count);
    put_number(ret, event->approval_no);
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        put_text(ret, *field_of(event, &fields[i]), &fields[i]);
    }
    put_number(ret, (int64_t)event->subject_count);
    for (size_t i = 0; i < event->subject_count; i++) {
        put_number(ret, event->subjects[i].addressee_no);
        put_number(ret, event->subjects[i].household_no);
    }
}

/* ----------------------------------------------------------------------------- reading -------- */

struct reading {
    const unsigned char *bytes;
    size_t len, at;
    bool failed;
};

static int64_t get_number(struct reading *r, int64_t min, int64_t max)
{
    uint64_t n = 0;
    for (int shift = 0; !r->failed; shift += 7) {
        if (r->at >= r->len) {
            r->failed = true;
            break;
        }
        unsigned char c = r->bytes[r->at++];
        if (shift > 63 || (shift == 63 && c > 1) || (shift > 0 && c == 0)) {
            r->failed = true; /* too large, or longer than needed */
            break;
        }
        n |= (uint64_t)(c & 0x7f) << shift;
        if ((c & 0x80) == 0) {
            break;
        }
    }
    int64_t value = (int64_t)(n >> 1) ^ -(int64_t)(n & 1);
    if (r->failed || value < min || value > max) {
        r->failed = true;
        return min;
    }
    return value;
}

static struct text get_text(struct reading *r, size_t max)
{
    char clean[512];
    size_t n = (size_t)get_number(r, 0, (int64_t)max);
    if (r->failed || n > r->len - r->at) {
        r->failed = true;
        return text_of("");
    }
    struct text t = {n > 0 ? (const char *)r->bytes + r->at : "", n};
    r->at += n;
    /* What the writer would have changed was not written by it. */
    size_t kept = audit_clean(t, clean, max);
    r->failed = kept != n || memcmp(clean, t.bytes, n) != 0 || !utf8_is_valid(t.bytes, n, NULL);
    return t;
}

bool audit_body_decode(const unsigned char *bytes, size_t len, struct arena *arena,
                       struct audit_event *ret)
{
    struct reading r = {.bytes = bytes, .len = len, .at = 1};
    struct audit_event event = {0};
    if (len < 2 || len > AUDIT_BODY_MAX || bytes[0] != FORM) {
        return false;
    }
    event.at = get_number(&r, INT64_MIN, INT64_MAX);
    event.kind = (enum audit_kind)get_number(&r, AUDIT_VIEW, AUDIT_REFUSED);
    event.number = (enum audit_number)get_number(&r, AUDIT_NUMBER_NONE, AUDIT_NUMBER_PRINTED);
    event.is_provisional = get_number(&r, 0, 1) == 1;
    event.outcome = (int)get_number(&r, INT32_MIN, INT32_MAX);
    event.result_count = get_number(&r, INT64_MIN, INT64_MAX);
    event.approval_no = get_number(&r, INT64_MIN, INT64_MAX);
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        struct text t = get_text(&r, fields[i].max);
        memcpy((char *)&event + fields[i].offset, &t, sizeof(t));
    }
    event.subject_count = (size_t)get_number(&r, 0, AUDIT_SUBJECTS_MAX);
    if (r.failed) {
        return false;
    }
    if (event.subject_count > 0) {
        struct audit_subject *subjects =
            ARENA_ARRAY(arena, struct audit_subject, event.subject_count);
        for (size_t i = 0; i < event.subject_count; i++) {
            subjects[i].addressee_no = get_number(&r, INT64_MIN, INT64_MAX);
            subjects[i].household_no = get_number(&r, INT64_MIN, INT64_MAX);
        }
        event.subjects = subjects;
    }
    if (r.failed || r.at != r.len) {
        return false;
    }
    *ret = event;
    return true;
}

/* ------------------------------------------------------------------------------ hashes -------- */

static void put_be64(unsigned char *to, int64_t value)
{
    for (int i = 0; i < 8; i++) {
        to[i] = (unsigned char)((uint64_t)value >> (56 - 8 * i) & 0xff);
    }
}

void audit_record_hash(const unsigned char previous[AUDIT_HASH_BYTES], int64_t stream_no, int64_t seq,
                       const unsigned char *body, size_t len, unsigned char ret[AUDIT_HASH_BYTES])
{
    unsigned char head[AUDIT_HASH_BYTES + 16];
    crypto_generichash_state state;
    memcpy(head, previous, AUDIT_HASH_BYTES);
    put_be64(head + AUDIT_HASH_BYTES, stream_no);
    put_be64(head + AUDIT_HASH_BYTES + 8, seq);
    crypto_generichash_init(&state, NULL, 0, AUDIT_HASH_BYTES);
    crypto_generichash_update(&state, head, sizeof(head));
    crypto_generichash_update(&state, body, len);
    crypto_generichash_final(&state, ret, AUDIT_HASH_BYTES);
}

void audit_genesis_hash(const unsigned char previous[AUDIT_HASH_BYTES], int64_t stream_no,
                        struct text name, int64_t opened_at, unsigned char ret[AUDIT_HASH_BYTES])
{
    static const char what[] = "kokuho audit stream 1";
    unsigned char numbers[16];
    crypto_generichash_state state;
    put_be64(numbers, stream_no);
    put_be64(numbers + 8, opened_at);
    crypto_generichash_init(&state, NULL, 0, AUDIT_HASH_BYTES);
    crypto_generichash_update(&state, (const unsigned char *)what, sizeof(what));
    crypto_generichash_update(&state, previous, AUDIT_HASH_BYTES);
    crypto_generichash_update(&state, numbers, sizeof(numbers));
    crypto_generichash_update(&state, (const unsigned char *)name.bytes, name.len);
    crypto_generichash_final(&state, ret, AUDIT_HASH_BYTES);
}

int64_t audit_class_of(struct text operator_id, enum audit_kind kind, struct text event)
{
    unsigned char hash[16], mark = (unsigned char)kind;
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof(hash));
    crypto_generichash_update(&state, &mark, 1);
    crypto_generichash_update(&state, (const unsigned char *)operator_id.bytes, operator_id.len);
    mark = 0;
    crypto_generichash_update(&state, &mark, 1);
    crypto_generichash_update(&state, (const unsigned char *)event.bytes, event.len);
    crypto_generichash_final(&state, hash, sizeof(hash));
    int64_t class_no = 0;
    for (size_t i = 0; i < 6; i++) { /* 48 bits: six bytes of a row, and no two classes meet */
        class_no = class_no << 8 | hash[i];
    }
    return class_no;
}

/* ------------------------------------------------------------------------------- days --------- */

#define DAY_MS ((int64_t)86400000)
#define JAPAN_MS ((int64_t)9 * 3600000)

date audit_day_of(int64_t at)
{
    static const int64_t first = INT64_C(-3216000000000), last = INT64_C(253402200000000);
    at = at < first ? first : at > last ? last : at; /* 1868 to 9999: the days there are */
    int64_t shifted = at + JAPAN_MS;
    int64_t day = shifted / DAY_MS - (shifted % DAY_MS < 0 ? 1 : 0);
    return (date){(int32_t)day};
}

int64_t audit_month_of(int64_t at)
{
    struct civil c = date_civil(audit_day_of(at));
    return c.year * 100 + c.month;
}

int64_t audit_moment_of(date day) { return day.day * DAY_MS - JAPAN_MS; }
