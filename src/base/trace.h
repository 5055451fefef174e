/*
 * 算定根拠 -- the derivation of a result: one short record per step, made by the computation itself.
 *
 * Nothing is formatted while computing. A step holds pointers to fixed words (struct trace_term), its
 * value, the row of the parameter it came from, and the numbers of the steps it was made of; the text
 * of `how` is put together when somebody looks. A step that was tested and did not apply stays in,
 * with `applied` false.
 *
 * With TRACE_OFF defined every call is an empty inline and TRACE() evaluates nothing: the same sources
 * compile to the kernel of the batch.
 */
#ifndef KOKUHO_BASE_TRACE_H
#define KOKUHO_BASE_TRACE_H

#include <stdatomic.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/table.h"
#include "base/text.h"

/* Number of a step in its list, from 1; 0 = no step. Shown as "t12". */
typedef uint32_t trace_id;

enum trace_unit {
    TRACE_YEN,        /* whole yen */
    TRACE_YEN_480THS, /* exact yen in 1/480: whole when it is, "21 9/10" when not */
    TRACE_RATE,       /* millionths, shown as "7.51%" */
    TRACE_PERSONS,    /* 人 */
    TRACE_MONTHS,     /* number of months */
    TRACE_MONTH_MASK, /* bit per fiscal month, shown as "4-7月 (4)" */
    TRACE_DAY,        /* days since 1970-01-01, shown as "2026-04-01" */
    TRACE_TENTHS,     /* 割 */
    TRACE_NUMBER,     /* a plain number, a code */
    TRACE_YES_NO,
    TRACE_UNITS
};

/* TRACE_FLOOR_UNIT cuts to the value of the step's last input. */
enum trace_rounding { TRACE_EXACT, TRACE_FLOOR_1, TRACE_FLOOR_UNIT, TRACE_CEIL_1 };

/*
 * The fixed words of a kind of step: static storage, never on the stack. `how` is a pattern: "{1}" is
 * the value of the first input, "{+}" all inputs joined by " + ", anything else stands as it is.
 * law[1] is the citation of the text in force before the renumbering of 2026-04-01 (NULL = the same).
 */
struct trace_term {
    const char *label; /* 所得割額 医療分 */
    const char *law[2];
    const char *how;
    enum trace_unit unit;
    enum trace_rounding rounding;
    _Atomic uint64_t fingerprint[2]; /* of the words; filled on first use */
};

/* A source with its fingerprint (made once when parameters are loaded). */
struct trace_source {
    struct source source;
    uint64_t fingerprint;
};
struct trace_source trace_source_of(const struct source *s);

struct trace_step {
    struct trace_term *term;
    const struct trace_source *source; /* NULL unless a parameter */
    int64_t value;
    uint32_t first_input; /* in the list's pool of inputs */
    uint32_t input_count;
    int32_t who; /* index of the member, -1 = the household */
    bool applied;
};

struct trace {
    struct arena *arena;
    struct trace_step *steps;
    size_t count, capacity;
    trace_id *inputs;
    size_t input_count, input_capacity;
    int law_text; /* 0 = in force from 2026-04-01, 1 = before */
};

#define TRACE_NOBODY (-1)

/* An empty list in the arena. */
struct trace *trace_new(struct arena *arena);

#ifndef TRACE_OFF
#define TRACE(statement) statement

void trace_law_text(struct trace *t, int law_text);
/* A fact as it came in. */
trace_id trace_fact(struct trace *t, struct trace_term *term, int32_t who, int64_t value);
/* A parameter with the row it stands in. */
trace_id trace_param(struct trace *t, struct trace_term *term, int64_t value,
                     const struct trace_source *source);
/* A value made of up to four steps; 0 for those that are not there. */
trace_id trace_made(struct trace *t, struct trace_term *term, int32_t who, int64_t value,
                    trace_id a, trace_id b, trace_id c, trace_id d);
/* The same for something that was tested: `applied` says how it came out. */
trace_id trace_tested(struct trace *t, struct trace_term *term, int32_t who, int64_t value,
                      bool applied, trace_id a, trace_id b, trace_id c, trace_id d);
/* A value made of any number of steps. */
trace_id trace_joined(struct trace *t, struct trace_term *term, int32_t who, int64_t value,
                      const trace_id *inputs, size_t count);
#else
#define TRACE(statement) ((void)0)

static inline void trace_law_text(struct trace *t, int law_text)
{
    (void)t, (void)law_text;
}
static inline trace_id trace_fact(struct trace *t, struct trace_term *term, int32_t who,
                                  int64_t value)
{
    (void)t, (void)term, (void)who, (void)value;
    return 0;
}
static inline trace_id trace_param(struct trace *t, struct trace_term *term, int64_t value,
                                   const struct trace_source *source)
{
    (void)t, (void)term, (void)value, (void)source;
    return 0;
}
static inline trace_id trace_made(struct trace *t, struct trace_term *term, int32_t who,
                                  int64_t value, trace_id a, trace_id b, trace_id c, trace_id d)
{
    (void)t, (void)term, (void)who, (void)value, (void)a, (void)b, (void)c, (void)d;
    return 0;
}
static inline trace_id trace_tested(struct trace *t, struct trace_term *term, int32_t who,
                                    int64_t value, bool applied, trace_id a, trace_id b,
                                    trace_id c, trace_id d)
{
    (void)applied;
    return trace_made(t, term, who, value, a, b, c, d);
}
static inline trace_id trace_joined(struct trace *t, struct trace_term *term, int32_t who,
                                    int64_t value, const trace_id *inputs, size_t count)
{
    (void)t, (void)term, (void)who, (void)value, (void)inputs, (void)count;
    return 0;
}
#endif

/* ----------------------------------------------------------------------------------- reading -- */

static inline const struct trace_step *trace_step_at(const struct trace *t, trace_id id)
{
    assert(id >= 1 && id <= t->count);
    return &t->steps[id - 1];
}
static inline trace_id trace_input(const struct trace *t, const struct trace_step *s, size_t i)
{
    assert(i < s->input_count);
    return t->inputs[s->first_input + i];
}
const char *trace_step_law(const struct trace *t, const struct trace_step *s);

/* What a person reads: "2,970,000 × 7.51%", "270,647", "floor 1", "params/.../levy.tsv:14". */
void trace_how_text(const struct trace *t, const struct trace_step *s, struct textbuf *to);
void trace_value_text(const struct trace_step *s, struct textbuf *to);
void trace_rounding_text(const struct trace *t, const struct trace_step *s, struct textbuf *to);
const char *trace_unit_name(enum trace_unit unit); /* "yen", "rate", "persons", ... */

/*
 * One step as the JSON object of contracts 5; `who` is the JSON text of the member's id ("\"A\"") or
 * NULL. The caller joins the steps and may flush `to` between them, so that a long list needs no
 * memory of its own.
 */
void trace_step_json(const struct trace *t, trace_id id, const char *who, struct textbuf *to);

/* A JSON string with its quotes; the bytes are valid UTF-8. */
void trace_json_string(struct textbuf *to, const char *bytes, size_t len);

/*
 * BLAKE2b-256 over the list in canonical form: words, law, value, unit, source (file, line, citation),
 * who, applied and inputs of every step, in order.
 */
#define TRACE_DIGEST_BYTES 32
void trace_digest(const struct trace *t, unsigned char ret[TRACE_DIGEST_BYTES]);

#endif
