/* Runs a compiled expression on a fixed stack. */
#include "interchange/definition.h"

struct text field_part(const struct layout *l, size_t record, size_t field, size_t sub,
                       const struct text *fields)
{
    struct text t = fields[field];
    if (sub != SIZE_MAX) {
        const struct field *s = &l->records[record].fields[field].subs[sub];
        if (s->offset + s->len > t.len) {
            return (struct text){"", 0};
        }
        t = (struct text){t.bytes + s->offset, s->len};
    }
    return t;
}

/* A whole number, or bad. */
static struct value as_number(struct value v)
{
    if (v.kind == VALUE_INT || v.kind == VALUE_ABSENT) {
        return v;
    }
    struct value r = {.kind = VALUE_INT};
    if (v.kind != VALUE_TEXT ||
        !parse_i64(v.text.bytes, v.text.len, INT64_MIN / 4, INT64_MAX / 4, &r.number)) {
        r.kind = VALUE_BAD;
    }
    return r;
}

/* 20YYMMDD or YYYYMMDD of a day that exists. */
static struct value as_day(struct value v)
{
    date d;
    v = as_number(v);
    if (v.kind == VALUE_INT) {
        int64_t n = v.number < 1000000 ? v.number + 20000000 : v.number;
        if (n < 0 || n > 99991231 || !date_from_ymd((int32_t)n, &d)) {
            v.kind = VALUE_BAD;
        }
        v.number = n;
    }
    return v;
}

/* The day nearest to the base day (near.c) as YYYYMMDD. */
static struct value near_day(struct value v, struct value base)
{
    date at, found;
    if (v.kind == VALUE_ABSENT || base.kind == VALUE_ABSENT) {
        return (struct value){.kind = VALUE_ABSENT};
    }
    base = as_day(base);
    if (v.kind != VALUE_TEXT || base.kind != VALUE_INT || !date_from_ymd((int32_t)base.number, &at) ||
        !layout_day_near(v.text, at, &found)) {
        return (struct value){.kind = VALUE_BAD};
    }
    return (struct value){.kind = VALUE_INT, .number = date_ymd(found)};
}

static bool digits_only(struct text t)
{
    for (size_t i = 0; i < t.len; i++) {
        if (t.bytes[i] < '0' || t.bytes[i] > '9') {
            return false;
        }
    }
    return t.len > 0;
}

static int order_of_texts(struct text a, struct text b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common > 0 ? memcmp(a.bytes, b.bytes, common) : 0;
    return order != 0 ? order : a.len < b.len ? -1 : a.len > b.len;
}

static struct value compare(enum op_code code, struct value a, struct value b)
{
    struct value r = {.kind = VALUE_BOOL};
    int order;

    if (a.kind == VALUE_ABSENT || b.kind == VALUE_ABSENT) {
        r.kind = VALUE_ABSENT;
        return r;
    }
    bool sorts = code != OP_EQ && code != OP_NE;
    bool numeric = a.kind == VALUE_INT || b.kind == VALUE_INT ||
                   (sorts && a.kind == VALUE_TEXT && b.kind == VALUE_TEXT && digits_only(a.text) &&
                    digits_only(b.text));
    if (numeric) {
        a = as_number(a);
        b = as_number(b);
    }
    if (a.kind == VALUE_BAD || b.kind == VALUE_BAD || a.kind != b.kind) {
        return r; /* false */
    }
    if (a.kind == VALUE_TEXT) {
        order = code == OP_EQ || code == OP_NE ? !text_equal(a.text, b.text)
                                               : order_of_texts(a.text, b.text);
    } else {
        order = a.number < b.number ? -1 : a.number > b.number;
    }
    bool holds = code == OP_EQ   ? order == 0
                 : code == OP_NE ? order != 0
                 : code == OP_LE ? order <= 0
                 : code == OP_LT ? order < 0
                 : code == OP_GE ? order >= 0
                                 : order > 0;
    r.number = holds ? 1 : 0;
    return r;
}

static struct value logic(enum op_code code, struct value a, struct value b)
{
    struct value r = {.kind = VALUE_BOOL};
    bool left = a.kind == VALUE_BOOL && a.number != 0, right = b.kind == VALUE_BOOL && b.number != 0;
    bool decided = code == OP_OR ? left || right
                                 : (a.kind == VALUE_BOOL && !left) || (b.kind == VALUE_BOOL && !right);
    if (!decided && (a.kind == VALUE_ABSENT || b.kind == VALUE_ABSENT)) {
        r.kind = VALUE_ABSENT;
        return r;
    }
    r.number = code == OP_OR ? left || right : left && right;
    return r;
}

static struct value add(enum op_code code, struct value a, struct value b)
{
    a = as_number(a);
    b = as_number(b);
    if (a.kind != VALUE_INT) {
        return a;
    }
    if (b.kind != VALUE_INT) {
        return b;
    }
    if (code == OP_ADD ? __builtin_add_overflow(a.number, b.number, &a.number)
                       : __builtin_sub_overflow(a.number, b.number, &a.number)) {
        a.kind = VALUE_BAD;
    }
    return a;
}

static struct value translate(const struct code_table *t, struct value v)
{
    if (v.kind == VALUE_TEXT) {
        for (size_t i = 0; i < t->count; i++) {
            if (text_equal(t->pairs[i].from, v.text)) {
                v.text = t->pairs[i].to;
                return v;
            }
        }
        v.kind = VALUE_BAD;
    }
    return v;
}

static struct value slice(struct value v, size_t from, size_t until)
{
    if (v.kind == VALUE_TEXT) {
        if (until > v.text.len) {
            v.kind = VALUE_BAD;
        } else {
            v.text = (struct text){v.text.bytes + from - 1, until - from + 1};
        }
    } else if (v.kind != VALUE_ABSENT) {
        v.kind = VALUE_BAD;
    }
    return v;
}

static struct value in_enum(const struct expression *e, const struct op *op,
                            const struct evaluation *at, struct value v)
{
    const struct field *f = &at->layout->records[e->record].fields[op->a];
    struct value r = {.kind = VALUE_BOOL};
    if (op->b != SIZE_MAX) {
        f = &f->subs[op->b];
    }
    for (size_t i = 0; i < f->choice_count && r.number == 0; i++) {
        r.number = text_equal(f->choices[i], v.text);
    }
    return r;
}

/* One operation on the values below the top; returns how the stack changes. */
static int run(const struct expression *e, const struct op *op, const struct evaluation *at,
               struct value *top)
{
    switch (op->code) {
    case OP_TEXT:
        top[0] = (struct value){.kind = VALUE_TEXT, .text = op->text};
        return 1;
    case OP_INT:
        top[0] = (struct value){.kind = VALUE_INT, .number = op->number};
        return 1;
    case OP_FIELD:
        top[0] = (struct value){.kind = VALUE_TEXT, .text = field_part(at->layout, e->record, op->a,
                                                                      op->b, at->fields)};
        return 1;
    case OP_SLOT:
        top[0] = at->slots[op->a];
        return 1;
    case OP_PARAM:
        top[0] = at->params[op->a];
        return 1;
    case OP_AGGREGATE:
        top[0] = at->aggregates[op->a];
        return 1;
    case OP_SLICE:
        top[-1] = slice(top[-1], op->a, op->b);
        return 0;
    case OP_NUM:
        top[-1] = as_number(top[-1]);
        return 0;
    case OP_YMD:
        top[-1] = as_day(top[-1]);
        return 0;
    case OP_NEAR:
        top[-2] = near_day(top[-2], top[-1]);
        return -1;
    case OP_CODE:
        top[-1] = translate(op->table, top[-1]);
        return 0;
    case OP_NOT:
        if (top[-1].kind == VALUE_BOOL) {
            top[-1].number = top[-1].number == 0;
        }
        return 0;
    case OP_IN_ENUM:
        top[-1] = in_enum(e, op, at, top[-1]);
        return 0;
    case OP_AND:
    case OP_OR:
        top[-2] = logic(op->code, top[-2], top[-1]);
        return -1;
    case OP_ADD:
    case OP_SUB:
        top[-2] = add(op->code, top[-2], top[-1]);
        return -1;
    case OP_EQ:
    case OP_NE:
    case OP_LE:
    case OP_LT:
    case OP_GE:
    case OP_GT:
        break;
    }
    top[-2] = compare(op->code, top[-2], top[-1]);
    return -1;
}

struct value expression_value(const struct expression *e, const struct evaluation *at)
{
    struct value stack[EXPRESSION_STACK + 1];
    struct value *top = stack;
    for (size_t i = 0; i < e->count; i++) {
        top += run(e, &e->ops[i], at, top);
    }
    assert(top == stack + 1);
    return stack[0];
}
