/* 算定根拠 as a tree: which steps are roots, and the words of a step. There is no computation here. */
#include "web/views.h"

#define WORDS_MAX 4096

struct derivation *derivation_of(const struct premium_replay *r, const struct text *names,
                                 struct arena *arena)
{
    const struct trace *t = r->trace;
    struct derivation *d = ARENA_NEW(arena, struct derivation);
    bool *is_used = ARENA_ARRAY(arena, bool, t->count + 1);
    trace_id *roots = ARENA_ARRAY(arena, trace_id, t->count + 1);
    trace_id *not_applied = ARENA_ARRAY(arena, trace_id, t->count + 1);

    for (size_t i = 0; i < t->input_count; i++) {
        is_used[t->inputs[i]] = true;
    }
    for (trace_id id = 1; id <= t->count; id++) {
        const struct trace_step *step = trace_step_at(t, id);
        if (is_used[id] || step->input_count == 0) {
            continue; /* part of another, or a fact that nothing was made of */
        }
        if (step->applied) {
            roots[d->root_count++] = id;
        } else {
            not_applied[d->not_applied_count++] = id;
        }
    }
    /* The total leads: the last root with its value. */
    for (size_t i = d->root_count; i > 0; i--) {
        const struct trace_step *step = trace_step_at(t, roots[i - 1]);
        if (step->term->unit == TRACE_YEN && step->value == r->assessment.total) {
            trace_id total = roots[i - 1];
            memmove(roots + 1, roots, (i - 1) * sizeof(*roots));
            roots[0] = total;
            break;
        }
    }
    d->trace = t;
    d->names = names;
    d->name_count = r->household.member_count;
    d->is_told = ARENA_ARRAY(arena, bool, t->count + 1);
    d->roots = roots;
    d->not_applied = not_applied;
    return d;
}

static const char *kept(struct textbuf *b, struct arena *arena)
{
    const char *words = arena_copy(arena, b->bytes != NULL ? b->bytes : "", b->len);
    textbuf_done(b);
    return words;
}

const char *derivation_how(const struct derivation *d, trace_id id, struct arena *arena)
{
    struct textbuf b;
    textbuf_init(&b, WORDS_MAX);
    trace_how_text(d->trace, trace_step_at(d->trace, id), &b);
    return kept(&b, arena);
}

const char *derivation_value(const struct trace_step *step, struct arena *arena)
{
    struct textbuf b;
    textbuf_init(&b, WORDS_MAX);
    trace_value_text(step, &b);
    switch (step->term->unit) {
    case TRACE_YEN:
    case TRACE_YEN_480THS: textbuf_puts(&b, "円"); break;
    case TRACE_PERSONS: textbuf_puts(&b, "人"); break;
    case TRACE_MONTHS: textbuf_puts(&b, "月"); break;
    case TRACE_TENTHS: textbuf_puts(&b, "割"); break;
    default: break;
    }
    return kept(&b, arena);
}

const char *derivation_rounding(const struct derivation *d, trace_id id, struct arena *arena)
{
    struct textbuf b;
    const struct trace_step *step = trace_step_at(d->trace, id);
    if (step->term->rounding == TRACE_EXACT) {
        return "";
    }
    textbuf_init(&b, WORDS_MAX);
    trace_rounding_text(d->trace, step, &b);
    return kept(&b, arena);
}
