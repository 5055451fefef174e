/* Slots, counters, sums and the order of records. */
#include "interchange/rule_state.h"

static struct value param_value(const struct layout_options *options, const char *name,
                                struct arena *arena)
{
    for (size_t i = 0; options != NULL && i < options->param_count; i++) {
        if (strcmp(options->params[i].name, name) == 0) {
            struct text t = options->params[i].value;
            return (struct value){.kind = VALUE_TEXT,
                                  .text = text_copy(arena, t)};
        }
    }
    return (struct value){.kind = VALUE_ABSENT};
}

static void begin_counting(struct rule_state *s, bool of_group)
{
    for (size_t i = 0; i < s->layout->aggregate_count; i++) {
        if (s->layout->aggregates[i].of_group == of_group) {
            s->aggregates[i] = (struct value){.kind = VALUE_INT, .number = 0};
        }
    }
}

/* `a = "x"`, then `b = "y" and` any number of times. */
static struct plain_condition plain_condition_of(const struct expression *e)
{
    struct plain_condition c = {.count = 0};
    size_t n = 0;
    for (size_t i = 0; e != NULL && i + 3 <= e->count; n++) {
        const struct op *op = &e->ops[i];
        bool is_equal = n < PLAIN_CONDITIONS_MAX && op[0].code == OP_FIELD && op[0].b == SIZE_MAX &&
                        op[1].code == OP_TEXT && op[2].code == OP_EQ;
        bool is_joined = n == 0 || (i + 4 <= e->count && op[3].code == OP_AND);
        if (!is_equal || !is_joined) {
            return (struct plain_condition){.count = 0};
        }
        c.equal[n].field = op[0].a;
        c.equal[n].text = op[1].text;
        i += n == 0 ? 3 : 4;
        if (i == e->count) {
            c.count = n + 1;
        }
    }
    return c;
}

static bool condition_holds(const struct plain_condition *c, const struct text *fields)
{
    for (size_t i = 0; i < c->count; i++) {
        struct text is = fields[c->equal[i].field], wanted = c->equal[i].text;
        if (is.len != wanted.len || memcmp(is.bytes, wanted.bytes, wanted.len) != 0) {
            return false;
        }
    }
    return true;
}

struct rule_state *rule_state_new(const struct layout *l, const struct layout_options *options,
                                  struct arena *arena)
{
    struct rule_state *s = ARENA_NEW(arena, struct rule_state);
    s->layout = l;
    s->slots = ARENA_ARRAY(arena, struct value, l->slot_count + 1);
    s->slot_bytes = ARENA_ARRAY(arena, char *, l->slot_count + 1);
    s->slot_room = ARENA_ARRAY(arena, size_t, l->slot_count + 1);
    s->aggregates = ARENA_ARRAY(arena, struct value, l->aggregate_count + 1);
    s->params = ARENA_ARRAY(arena, struct value, l->param_count + 1);
    for (size_t i = 0; i < l->slot_count; i++) {
        const struct field *f = &l->records[l->slots[i].record].fields[l->slots[i].field];
        s->slots[i].kind = VALUE_BAD;
        s->slot_room[i] = f->len * 3 + 1; /* one byte of a file is at most three of UTF-8 */
        for (size_t k = 0; f->table != NULL && k < f->table->count; k++) {
            size_t len = f->table->pairs[k].to.len + 1;
            s->slot_room[i] = len > s->slot_room[i] ? len : s->slot_room[i];
        }
        s->slot_bytes[i] = arena_alloc(arena, s->slot_room[i], 1);
    }
    s->conditions = ARENA_ARRAY(arena, struct plain_condition, l->aggregate_count + 1);
    for (size_t i = 0; i < l->aggregate_count; i++) {
        s->conditions[i] = plain_condition_of(l->aggregates[i].where);
    }
    for (size_t i = 0; i < l->param_count; i++) {
        s->params[i] = param_value(options, l->params[i].name, arena);
    }
    for (size_t i = 0; i < l->rule_count; i++) {
        if (l->rules[i].record != SIZE_MAX) {
            s->kind_has_rules[l->rules[i].record] = true;
        }
    }
    begin_counting(s, false);
    begin_counting(s, true);
    return s;
}

bool rule_state_step(struct rule_state *s, size_t kind, bool *ret_group_ends)
{
    const struct sequence *q = &s->layout->sequence;
    uint64_t reach = s->begun ? 0 : q->first;
    for (uint64_t left = s->sequence; left != 0; left &= left - 1) {
        reach |= q->follow[__builtin_ctzll(left)];
    }
    uint64_t next = reach & q->of_kind[kind];
    bool fits = next != 0;
    if (!fits) {
        next = q->of_kind[kind]; /* go on as if it stood where it belongs */
    }
    bool enters = q->group == 0 ? false : (next & q->group_first) != 0;
    bool inside = q->group == 0 || (next & q->group) != 0;
    *ret_group_ends = s->group_open && q->group != 0 && (enters || !inside);
    s->group_open = inside;
    s->sequence = next;
    s->begun = true;
    return fits;
}

bool rule_state_complete(const struct rule_state *s)
{
    const struct sequence *q = &s->layout->sequence;
    return s->begun ? (s->sequence & q->last) != 0 : q->empty_allowed;
}

static void count(struct rule_state *s, size_t i, const struct text *fields)
{
    const struct aggregate *a = &s->layout->aggregates[i];
    if (s->conditions[i].count > 0) {
        if (!condition_holds(&s->conditions[i], fields)) {
            return;
        }
    } else if (a->where != NULL) {
        struct value holds = rule_state_value(s, a->where, fields);
        if (holds.kind == VALUE_ABSENT) {
            s->aggregates[i].kind = VALUE_ABSENT;
        }
        if (holds.kind != VALUE_BOOL || holds.number == 0) {
            return;
        }
    }
    int64_t by = 1;
    if (a->is_sum) {
        struct text t = field_part(s->layout, a->record, a->field, a->sub, fields);
        by = 0; /* an empty amount adds nothing; what is no number was a fault of its field */
        if (t.len > 0 && !parse_i64(t.bytes, t.len, -YEN_MAX * 1000, YEN_MAX * 1000, &by)) {
            by = 0;
        }
    }
    if (__builtin_add_overflow(s->aggregates[i].number, by, &s->aggregates[i].number)) {
        s->overflow = true;
    }
}

void rule_state_count(struct rule_state *s, size_t kind, const struct text *fields)
{
    for (size_t i = 0; i < s->layout->aggregate_count; i++) {
        if (s->layout->aggregates[i].record == kind) {
            count(s, i, fields);
        }
    }
}

void rule_state_remember(struct rule_state *s, size_t kind, const struct text *fields)
{
    const struct layout *l = s->layout;
    for (size_t i = 0; i < l->slot_count; i++) {
        const struct slot *at = &l->slots[i];
        if (at->record == kind) {
            struct text t = field_part(l, kind, at->field, at->sub, fields);
            if (t.len >= s->slot_room[i]) { /* a value for writing that does not fit its field */
                t.len = 0;
            }
            if (t.len > 0) {
                memcpy(s->slot_bytes[i], t.bytes, t.len);
            }
            s->slots[i] = (struct value){.kind = VALUE_TEXT, .text = {s->slot_bytes[i], t.len}};
        }
    }
}

void rule_state_next_group(struct rule_state *s) { begin_counting(s, true); }

struct value rule_state_value(struct rule_state *s, const struct expression *e,
                              const struct text *fields)
{
    struct evaluation at = {s->layout, fields, s->slots, s->aggregates, s->params};
    return expression_value(e, &at);
}

struct value rule_state_judge(struct rule_state *s, const struct rule *r, const struct text *fields)
{
    return rule_state_value(s, r->expression, fields);
}
