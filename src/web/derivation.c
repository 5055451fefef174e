/* 算定根拠 as a tree: which steps are roots, and the words of a step. There is no computation here. */
#include "web/views.h"

#define WORDS_MAX 4096

/* The yearly amount first, also where instalments were made of it; what remains follows in order. */
static void total_leads(const struct trace *t, yen total, trace_id *roots, size_t *count)
{
    trace_id leader = 0;
    for (trace_id id = 1; id <= t->count && leader == 0; id++) {
        const struct trace_step *step = trace_step_at(t, id);
        if (step->term->unit == TRACE_YEN && step->value == total && step->input_count > 0 &&
            strcmp(step->term->label, "保険料の年額") == 0) {
            leader = id;
        }
    }
    size_t at = 0;
    while (at < *count && roots[at] != leader) {
        at++;
    }
    if (leader != 0) {
        *count += at == *count;
        memmove(roots + 1, roots, at * sizeof(*roots));
        roots[0] = leader;
    }
}

/* The total is the sum of the levied parts, in their order. */
static void find_parts(struct derivation *d, const struct premium_assessment *a, trace_id total)
{
    if (total == 0) {
        return;
    }
    const struct trace_step *sum = trace_step_at(d->trace, total);
    size_t at = 0;
    for (int p = 0; p < LEVY_PARTS; p++) {
        if (a->parts[p].is_levied && at < sum->input_count) {
            trace_id id = trace_input(d->trace, sum, at++);
            bool is_it = trace_step_at(d->trace, id)->value == a->parts[p].amount;
            d->parts[p] = is_it ? id : 0;
        }
    }
}

struct derivation *derivation_of(const struct premium_replay *r, const struct text *names,
                                 struct arena *arena)
{
    const struct trace *t = r->trace;
    struct derivation *d = ARENA_NEW(arena, struct derivation);
    bool *is_used = ARENA_ARRAY(arena, bool, t->count + 1);
    trace_id *roots = ARENA_ARRAY(arena, trace_id, t->count + 2);
    trace_id *not_applied = ARENA_ARRAY(arena, trace_id, t->count + 1);

    d->trace = t;
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
    total_leads(t, r->assessment.total, roots, &d->root_count);
    find_parts(d, &r->assessment, d->root_count > 0 ? roots[0] : 0);
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
    if (step->term->unit == TRACE_YEN || step->term->unit == TRACE_YEN_480THS) {
        textbuf_puts(&b, "円"); /* the other units stand in the text already */
    }
    return kept(&b, arena);
}

const char *derivation_rounding(const struct derivation *d, trace_id id, struct arena *arena)
{
    const struct trace_step *step = trace_step_at(d->trace, id);
    switch (step->term->rounding) {
    case TRACE_EXACT: return "";
    case TRACE_FLOOR_1: return "1円未満切捨て";
    case TRACE_CEIL_1: return "1円未満切上げ";
    case TRACE_FLOOR_UNIT: break;
    }
    char unit[40];
    trace_id last = trace_input(d->trace, step, step->input_count - 1u);
    yen_format(trace_step_at(d->trace, last)->value, unit, sizeof(unit));
    return arena_printf(arena, "%s円未満切捨て", unit);
}
