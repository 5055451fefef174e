/*
 * 算定根拠 -- recording, showing and hashing a derivation (see trace.h).
 */
#include "base/trace.h"

#include <sodium.h>

#include "base/hash.h"
#include "base/yen.h"

#define FIRST_STEPS 192
#define FIRST_INPUTS 512

struct trace *trace_new(struct arena *arena)
{
    struct trace *t = ARENA_NEW(arena, struct trace);

    t->arena = arena;
    t->capacity = FIRST_STEPS;
    t->steps = ARENA_ARRAY(arena, struct trace_step, FIRST_STEPS);
    t->input_capacity = FIRST_INPUTS;
    t->inputs = ARENA_ARRAY(arena, trace_id, FIRST_INPUTS);
    return t;
}

void trace_law_text(struct trace *t, int law_text)
{
    assert(law_text == 0 || law_text == 1);
    t->law_text = law_text;
}

/* ------------------------------------------------------------------------------- recording -- */

static void add_input(struct trace *t, trace_id id)
{
    assert(id <= t->count); /* a step is made of earlier steps only */
    *ARENA_PUSH(t->arena, t->inputs, t->input_count, t->input_capacity) = id;
}

static trace_id add_step(struct trace *t, struct trace_term *term, int32_t who, int64_t value)
{
    struct trace_step *s = ARENA_PUSH(t->arena, t->steps, t->count, t->capacity);

    s->term = term;
    s->source = NULL;
    s->value = value;
    s->first_input = (uint32_t)t->input_count;
    s->input_count = 0;
    s->who = who;
    s->applied = true;
    return (trace_id)t->count;
}

trace_id trace_fact(struct trace *t, struct trace_term *term, int32_t who, int64_t value)
{
    return add_step(t, term, who, value);
}

trace_id trace_param(struct trace *t, struct trace_term *term, int64_t value,
                     const struct trace_source *source)
{
    trace_id id = add_step(t, term, TRACE_NOBODY, value);

    t->steps[id - 1].source = source;
    return id;
}

trace_id trace_made(struct trace *t, struct trace_term *term, int32_t who, int64_t value,
                    trace_id a, trace_id b, trace_id c, trace_id d)
{
    const trace_id inputs[] = {a, b, c, d};
    size_t first = t->input_count;

    for (size_t i = 0; i < COUNT_OF(inputs); i++) {
        if (inputs[i] != 0) {
            add_input(t, inputs[i]);
        }
    }
    trace_id id = add_step(t, term, who, value);
    t->steps[id - 1].first_input = (uint32_t)first;
    t->steps[id - 1].input_count = (uint32_t)(t->input_count - first);
    return id;
}

trace_id trace_tested(struct trace *t, struct trace_term *term, int32_t who, int64_t value,
                      bool applied, trace_id a, trace_id b, trace_id c, trace_id d)
{
    trace_id id = trace_made(t, term, who, value, a, b, c, d);

    t->steps[id - 1].applied = applied;
    return id;
}

trace_id trace_joined(struct trace *t, struct trace_term *term, int32_t who, int64_t value,
                      const trace_id *inputs, size_t count)
{
    size_t first = t->input_count;

    for (size_t i = 0; i < count; i++) {
        if (inputs[i] != 0) {
            add_input(t, inputs[i]);
        }
    }
    trace_id id = add_step(t, term, who, value);
    t->steps[id - 1].first_input = (uint32_t)first;
    t->steps[id - 1].input_count = (uint32_t)(t->input_count - first);
    return id;
}

/* -------------------------------------------------------------------------------- showing -- */

const char *trace_step_law(const struct trace *t, const struct trace_step *s)
{
    const char *law = s->term->law[t->law_text];

    return law != NULL ? law : s->term->law[0];
}

const char *trace_unit_name(enum trace_unit unit)
{
    static const char *const names[TRACE_UNITS] = {
        [TRACE_YEN] = "yen",       [TRACE_YEN_480THS] = "yen",      [TRACE_RATE] = "rate",
        [TRACE_PERSONS] = "persons", [TRACE_MONTHS] = "months",     [TRACE_MONTH_MASK] = "months",
        [TRACE_DAY] = "date",      [TRACE_TENTHS] = "tenths",       [TRACE_NUMBER] = "number",
        [TRACE_YES_NO] = "yes_no",
    };

    assert(unit < TRACE_UNITS);
    return names[unit];
}

static void add_yen(struct textbuf *to, int64_t amount)
{
    char buf[40];
    size_t len = yen_format(amount, buf, sizeof buf);

    textbuf_add(to, buf, len);
}

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* "21 9/10": whole yen and the rest as a reduced fraction. */
static void add_yen_480ths(struct textbuf *to, int64_t value)
{
    int64_t whole = value / 480;
    int64_t part = value % 480;

    if (part < 0) {
        part += 480;
        whole -= 1;
    }
    add_yen(to, whole);
    if (part != 0) {
        int64_t divisor = common_divisor(480, part);
        textbuf_printf(to, " %lld/%lld", (long long)(part / divisor), (long long)(480 / divisor));
    }
}

/* "4月〜7月、11月 (5)": the runs of fiscal months. */
static void add_months(struct textbuf *to, int64_t mask)
{
    bool is_first = true;

    for (int i = 0; i < 12; i++) {
        if ((mask >> i & 1) == 0) {
            continue;
        }
        int from = i;
        while (i < 11 && (mask >> (i + 1) & 1) != 0) {
            i++;
        }
        textbuf_printf(to, "%s%d月", is_first ? "" : "、", (from + 3) % 12 + 1);
        if (i > from) {
            textbuf_printf(to, "〜%d月", (i + 3) % 12 + 1);
        }
        is_first = false;
    }
    textbuf_printf(to, "%s(%d)", is_first ? "" : " ", __builtin_popcountll((uint64_t)mask));
}

static void add_value(struct textbuf *to, enum trace_unit unit, int64_t value)
{
    char buf[DATE_TEXT_BYTES];

    switch (unit) {
    case TRACE_YEN:
        add_yen(to, value);
        break;
    case TRACE_YEN_480THS:
        add_yen_480ths(to, value);
        break;
    case TRACE_RATE:
        textbuf_add(to, buf, rate_format((rate){value, 1000000}, buf, sizeof buf));
        break;
    case TRACE_DAY:
        if (value == date_none().day) {
            textbuf_puts(to, "-");
        } else {
            textbuf_add(to, buf, date_format_iso((date){(int32_t)value}, buf));
        }
        break;
    case TRACE_MONTH_MASK:
        add_months(to, value);
        break;
    case TRACE_PERSONS:
        textbuf_printf(to, "%lld人", (long long)value);
        break;
    case TRACE_MONTHS:
        textbuf_printf(to, "%lldか月", (long long)value);
        break;
    case TRACE_TENTHS:
        textbuf_printf(to, "%lld割", (long long)value);
        break;
    case TRACE_YES_NO:
        textbuf_puts(to, value != 0 ? "該当" : "非該当");
        break;
    case TRACE_NUMBER:
    case TRACE_UNITS:
        textbuf_printf(to, "%lld", (long long)value);
        break;
    }
}

void trace_value_text(const struct trace_step *s, struct textbuf *to)
{
    add_value(to, s->term->unit, s->value);
}

static void add_input_value(const struct trace *t, const struct trace_step *s, size_t i,
                            struct textbuf *to)
{
    const struct trace_step *in = trace_step_at(t, trace_input(t, s, i));

    add_value(to, in->term->unit, in->value);
}

void trace_how_text(const struct trace *t, const struct trace_step *s, struct textbuf *to)
{
    const char *p = s->term->how;

    while (p != NULL && *p != '\0') {
        if (p[0] == '{' && p[1] >= '1' && p[1] <= '9' && p[2] == '}') {
            size_t i = (size_t)(p[1] - '1');
            if (i < s->input_count) {
                add_input_value(t, s, i, to);
            } else {
                textbuf_puts(to, "0");
            }
            p += 3;
        } else if (p[0] == '{' && p[1] == '+' && p[2] == '}') {
            for (size_t i = 0; i < s->input_count; i++) {
                textbuf_puts(to, i == 0 ? "" : " + ");
                add_input_value(t, s, i, to);
            }
            textbuf_puts(to, s->input_count == 0 ? "0" : "");
            p += 3;
        } else {
            textbuf_add(to, p, 1);
            p++;
        }
    }
}

void trace_rounding_text(const struct trace *t, const struct trace_step *s, struct textbuf *to)
{
    switch (s->term->rounding) {
    case TRACE_EXACT:
        textbuf_puts(to, "exact");
        break;
    case TRACE_FLOOR_1:
        textbuf_puts(to, "floor 1");
        break;
    case TRACE_CEIL_1:
        textbuf_puts(to, "ceil 1");
        break;
    case TRACE_FLOOR_UNIT: {
        assert(s->input_count > 0);
        const struct trace_step *unit = trace_step_at(t, trace_input(t, s, s->input_count - 1));
        textbuf_printf(to, "floor %lld", (long long)unit->value);
        break;
    }
    }
}

/* ----------------------------------------------------------------------------------- JSON -- */

void trace_json_string(struct textbuf *to, const char *bytes, size_t len)
{
    size_t plain = 0; /* start of what can be copied as it is */

    textbuf_add(to, "\"", 1);
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        textbuf_add(to, bytes + plain, i - plain);
        plain = i + 1;
        if (c == '"' || c == '\\') {
            textbuf_printf(to, "\\%c", c);
        } else {
            textbuf_printf(to, "\\u%04x", c);
        }
    }
    textbuf_add(to, bytes + plain, len - plain);
    textbuf_add(to, "\"", 1);
}

static void add_json_text(struct textbuf *to, const char *key, const struct textbuf *text)
{
    textbuf_puts(to, key);
    trace_json_string(to, text->bytes, text->len);
}

static void add_json_value(const struct trace_step *s, struct textbuf *to, struct textbuf *word)
{
    enum trace_unit unit = s->term->unit;
    bool is_whole = unit == TRACE_YEN_480THS && s->value % 480 == 0;

    if (is_whole) {
        textbuf_printf(to, ",\"value\":%lld", (long long)(s->value / 480));
    } else if (unit == TRACE_YES_NO) {
        textbuf_printf(to, ",\"value\":%s", s->value != 0 ? "true" : "false");
    } else if (unit == TRACE_YEN_480THS || unit == TRACE_RATE || unit == TRACE_DAY ||
               unit == TRACE_MONTH_MASK) {
        textbuf_clear(word);
        trace_value_text(s, word);
        add_json_text(to, ",\"value\":", word);
    } else {
        textbuf_printf(to, ",\"value\":%lld", (long long)s->value);
    }
}

void trace_step_json(const struct trace *t, trace_id id, const char *who, struct textbuf *to)
{
    const struct trace_step *s = trace_step_at(t, id);
    const char *law = trace_step_law(t, s);
    struct textbuf word;

    textbuf_init(&word, 1 << 20); /* the longest: the sum over 10,000 members */
    textbuf_printf(to, "{\"id\":\"t%u\",\"label\":", id);
    trace_json_string(to, s->term->label, strlen(s->term->label));
    textbuf_puts(to, ",\"law\":");
    trace_json_string(to, law, strlen(law));
    if (who != NULL) {
        textbuf_printf(to, ",\"member\":%s", who);
    }
    add_json_value(s, to, &word);
    textbuf_printf(to, ",\"unit\":\"%s\"", trace_unit_name(s->term->unit));
    textbuf_clear(&word);
    trace_how_text(t, s, &word);
    add_json_text(to, ",\"how\":", &word);
    textbuf_clear(&word);
    trace_rounding_text(t, s, &word);
    add_json_text(to, ",\"rounding\":", &word);
    if (s->source == NULL) {
        textbuf_puts(to, ",\"source\":null");
    } else {
        const struct source *from = &s->source->source;
        textbuf_clear(&word);
        textbuf_puts(&word, from->file);
        if (from->line > 0) {
            textbuf_printf(&word, ":%d", from->line);
        }
        add_json_text(to, ",\"source\":", &word);
    }
    textbuf_puts(to, ",\"inputs\":[");
    for (size_t i = 0; i < s->input_count; i++) {
        textbuf_printf(to, "%s\"t%u\"", i == 0 ? "" : ",", trace_input(t, s, i));
    }
    textbuf_printf(to, "],\"applied\":%s}", s->applied ? "true" : "false");
    textbuf_done(&word);
}

/* --------------------------------------------------------------------------------- digest -- */

static uint64_t first_8(const unsigned char *hash)
{
    uint64_t value;

    memcpy(&value, hash, sizeof value);
    return value | 1; /* 0 means: not made yet */
}

static void hash_text(crypto_generichash_state *h, const char *text)
{
    const char *bytes = text != NULL ? text : "";

    crypto_generichash_update(h, (const unsigned char *)bytes, strlen(bytes) + 1);
}

static uint64_t term_fingerprint(struct trace_term *term, int law_text)
{
    uint64_t known = atomic_load_explicit(&term->fingerprint[law_text], memory_order_relaxed);

    if (known != 0) {
        return known;
    }
    crypto_generichash_state h;
    unsigned char out[32];
    unsigned char kinds[2] = {(unsigned char)term->unit, (unsigned char)term->rounding};
    const char *law = term->law[law_text] != NULL ? term->law[law_text] : term->law[0];

    crypto_generichash_init(&h, NULL, 0, sizeof out);
    hash_text(&h, term->label);
    hash_text(&h, law);
    hash_text(&h, term->how);
    crypto_generichash_update(&h, kinds, sizeof kinds);
    crypto_generichash_final(&h, out, sizeof out);
    known = first_8(out);
    atomic_store_explicit(&term->fingerprint[law_text], known, memory_order_relaxed);
    return known;
}

struct trace_source trace_source_of(const struct source *s)
{
    crypto_generichash_state h;
    unsigned char out[32];
    char line[24];

    crypto_generichash_init(&h, NULL, 0, sizeof out);
    hash_text(&h, s->file);
    (void)snprintf(line, sizeof line, "%d", s->line);
    hash_text(&h, line);
    hash_text(&h, s->citation);
    crypto_generichash_final(&h, out, sizeof out);
    return (struct trace_source){*s, first_8(out)};
}

/* 7 bits a byte, low first. */
static size_t put_varint(unsigned char *at, uint64_t v)
{
    size_t len = 0;

    while (v >= 0x80) {
        at[len++] = (unsigned char)(v | 0x80);
        v >>= 7;
    }
    at[len++] = (unsigned char)v;
    return len;
}

static size_t put_u64(unsigned char *at, uint64_t v)
{
    for (int i = 0; i < 8; i++) {
        at[i] = (unsigned char)(v >> (8 * i));
    }
    return 8;
}

static uint64_t zigzag(int64_t v)
{
    return ((uint64_t)v << 1) ^ (uint64_t)(v >> 63);
}

#define DIGEST_BUFFER 4096
#define STEP_BYTES_MAX 64 /* without its inputs */
#define INPUT_BYTES_MAX 10

void trace_digest(const struct trace *t, unsigned char ret[TRACE_DIGEST_BYTES])
{
    crypto_generichash_state h;
    unsigned char buf[DIGEST_BUFFER];
    size_t len = 0;

    crypto_generichash_init(&h, NULL, 0, TRACE_DIGEST_BYTES);
    for (size_t i = 0; i < t->count; i++) {
        const struct trace_step *s = &t->steps[i];

        if (len + STEP_BYTES_MAX > sizeof buf) {
            crypto_generichash_update(&h, buf, len);
            len = 0;
        }
        len += put_u64(buf + len, term_fingerprint(s->term, t->law_text));
        buf[len++] = (unsigned char)((s->applied ? 1u : 0u) | (s->source != NULL ? 2u : 0u));
        if (s->source != NULL) {
            len += put_u64(buf + len, s->source->fingerprint);
        }
        len += put_varint(buf + len, (uint64_t)(s->who + 1));
        len += put_varint(buf + len, zigzag(s->value));
        len += put_varint(buf + len, s->input_count);
        for (size_t k = 0; k < s->input_count; k++) {
            if (len + INPUT_BYTES_MAX > sizeof buf) {
                crypto_generichash_update(&h, buf, len);
                len = 0;
            }
            len += put_varint(buf + len, (uint64_t)(i + 1) - trace_input(t, s, k));
        }
    }
    crypto_generichash_update(&h, buf, len);
    crypto_generichash_final(&h, ret, TRACE_DIGEST_BYTES);
}
