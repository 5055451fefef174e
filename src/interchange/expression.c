/*
 * The parser of expressions: text of a definition to a postfix list.
 *
 *   or := and {"or" and}      and := not {"and" not}      not := "not" not | test
 *   test := sum [("==" "=" "!=" "<=" "<" ">=" ">") sum] | sum "in" "enum"
 *   sum := part {("+" | "-") part}      part := first ["[" from ":" until "]"]
 *   first := number | "text" | "(" or ")" | name{.name} | num(or) | ymd(or) | near(or, or)
 *          | code(or, a=b, ..) | table(name, or) | count(record [where or]) | sum(record.field [where or])
 *
 * Depth, length of the list and stack are bounded; the text is a definition's, never a data file's.
 */
#include "interchange/definition.h"

#include <stdarg.h>

struct parser {
    struct loader *l;
    int line, depth;
    const char *text, *at;
    struct expression_scope scope;
    struct op ops[EXPRESSION_OPS_MAX];
    size_t count;
    size_t stack, deepest;
    bool failed, quiet, inside_where;
};

static void parse_or(struct parser *p);

static void PRINTF_LIKE(2, 3) fail(struct parser *p, const char *format, ...)
{
    char words[256];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(words, sizeof(words), format, args);
    va_end(args);
    assert(len >= 0);
    if (!p->failed && !p->quiet) {
        size_t cut = utf8_prefix(p->text, strlen(p->text), 120);
        loader_fault(p->l, p->line, "式「%.*s」が読めません: %s", (int)cut, p->text, words);
    }
    p->failed = true;
}

static void blanks(struct parser *p)
{
    while (*p->at == ' ' || *p->at == '\t') {
        p->at++;
    }
}

static void emit(struct parser *p, struct op op, int stack_change)
{
    if (p->count == EXPRESSION_OPS_MAX) {
        fail(p, "長すぎます");
        return;
    }
    p->ops[p->count++] = op;
    p->stack = (size_t)((int64_t)p->stack + stack_change);
    if (p->stack > EXPRESSION_STACK) {
        fail(p, "深すぎます");
    }
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The keyword or sign at hand, taken. */
static bool take(struct parser *p, const char *sign)
{
    size_t len = strlen(sign);
    blanks(p);
    if (strncmp(p->at, sign, len) != 0 || (is_word_char(sign[len - 1]) && is_word_char(p->at[len]))) {
        return false;
    }
    p->at += len;
    return true;
}

static struct text word(struct parser *p)
{
    blanks(p);
    const char *from = p->at;
    while (is_word_char(*p->at)) {
        p->at++;
    }
    return (struct text){from, (size_t)(p->at - from)};
}

static void need(struct parser *p, const char *sign)
{
    if (!take(p, sign)) {
        fail(p, "「%s」がありません", sign);
    }
}

static size_t find_field(const struct record_kind *r, struct text name)
{
    for (size_t i = 0; i < r->field_count; i++) {
        if (text_is(name, r->fields[i].name)) {
            return i;
        }
    }
    return SIZE_MAX;
}

static size_t find_record(const struct layout *y, struct text name)
{
    for (size_t i = 0; i < y->record_count; i++) {
        if (text_is(name, y->records[i].name)) {
            return i;
        }
    }
    return SIZE_MAX;
}

struct reference {
    size_t record, field, sub;
};

/* field or field.sub of the record */
static bool in_record(struct parser *p, size_t record, const struct text *names, size_t count,
                      struct reference *ret)
{
    const struct record_kind *r = &p->l->layout->records[record];
    size_t field = count > 0 ? find_field(r, names[0]) : SIZE_MAX;
    if (field == SIZE_MAX || count > 2) {
        return false;
    }
    *ret = (struct reference){record, field, SIZE_MAX};
    if (count == 2) {
        const struct field *f = &r->fields[field];
        for (size_t i = 0; i < f->sub_count; i++) {
            if (text_is(names[1], f->subs[i].name)) {
                ret->sub = i;
                return true;
            }
        }
        return false;
    }
    return true;
}

static size_t dotted(struct parser *p, struct text *names, size_t max)
{
    size_t n = 0;
    do {
        names[n] = word(p);
        if (names[n].len == 0) {
            fail(p, "名前か値がありません");
            return 0;
        }
        n++;
    } while (n < max && *p->at == '.' && *p->at++ == '.');
    return n;
}

static void param_reference(struct parser *p, struct text name)
{
    const struct layout *y = p->l->layout;
    for (size_t i = 0; i < y->param_count; i++) {
        if (text_is(name, y->params[i].name)) {
            emit(p, (struct op){.code = OP_PARAM, .a = i}, 1);
            return;
        }
    }
    fail(p, "param「%.*s」は定義されていません", (int)name.len, name.bytes);
}

static void slot_reference(struct parser *p, const struct reference *r)
{
    struct layout *y = p->l->layout;
    for (size_t i = 0; i < y->slot_count; i++) {
        if (y->slots[i].record == r->record && y->slots[i].field == r->field &&
            y->slots[i].sub == r->sub) {
            emit(p, (struct op){.code = OP_SLOT, .a = i}, 1);
            return;
        }
    }
    if (y->slot_count == EXPRESSION_SLOTS_MAX) {
        fail(p, "ほかのレコードへの参照が多すぎます");
        return;
    }
    *ARENA_PUSH(p->l->arena, y->slots, y->slot_count, p->l->slot_capacity) =
        (struct slot){r->record, r->field, r->sub};
    emit(p, (struct op){.code = OP_SLOT, .a = y->slot_count - 1}, 1);
}

static void reference(struct parser *p)
{
    struct text names[3];
    struct reference r;
    size_t n = dotted(p, names, 3);
    if (n == 0) {
        return;
    }
    if (n == 2 && text_is(names[0], "param")) {
        param_reference(p, names[1]);
        return;
    }
    size_t record = n > 1 ? find_record(p->l->layout, names[0]) : SIZE_MAX;
    if (record != SIZE_MAX && in_record(p, record, names + 1, n - 1, &r)) {
        if (record == p->scope.record) {
            emit(p, (struct op){.code = OP_FIELD, .a = r.field, .b = r.sub}, 1);
        } else {
            slot_reference(p, &r);
        }
        return;
    }
    if (p->scope.record != SIZE_MAX && in_record(p, p->scope.record, names, n, &r)) {
        emit(p, (struct op){.code = OP_FIELD, .a = r.field, .b = r.sub}, 1);
        return;
    }
    fail(p, "項目「%.*s」は定義されていません", (int)(p->at - names[0].bytes), names[0].bytes);
}

/* "text" or 'text' */
static bool string(struct parser *p, struct text *ret)
{
    blanks(p);
    char quote = *p->at;
    if (quote != '"' && quote != '\'') {
        return false;
    }
    const char *end = strchr(p->at + 1, quote);
    if (end == NULL) {
        fail(p, "引用符が閉じていません");
        return false;
    }
    size_t len = (size_t)(end - p->at - 1);
    *ret = (struct text){arena_copy(p->l->arena, p->at + 1, len), len};
    p->at = end + 1;
    return true;
}

/* code(x, 01=preliminary, ..) */
static void code_call(struct parser *p)
{
    struct code_table *t = ARENA_NEW(p->l->arena, struct code_table);
    size_t capacity = 0;
    need(p, "(");
    parse_or(p);
    while (!p->failed && take(p, ",")) {
        struct text from, to;
        if (!string(p, &from)) {
            from = word(p);
        }
        need(p, "=");
        if (!string(p, &to)) {
            to = word(p);
        }
        if (t->count == 256) {
            fail(p, "code の組が多すぎます");
        }
        if (!p->failed) {
            *ARENA_PUSH(p->l->arena, t->pairs, t->count, capacity) =
                (struct code_pair){text_copy(p->l->arena, from),
                                   text_copy(p->l->arena, to)};
        }
    }
    need(p, ")");
    emit(p, (struct op){.code = OP_CODE, .table = t}, 0);
}

static void table_call(struct parser *p)
{
    const struct layout *y = p->l->layout;
    const struct code_table *t = NULL;
    need(p, "(");
    struct text name = word(p);
    for (size_t i = 0; i < y->table_count; i++) {
        if (text_is(name, y->tables[i].name)) {
            t = &y->tables[i];
        }
    }
    if (t == NULL) {
        fail(p, "table「%.*s」は定義されていません", (int)name.len, name.bytes);
    }
    need(p, ",");
    parse_or(p);
    need(p, ")");
    emit(p, (struct op){.code = OP_CODE, .table = t}, 0);
}

static bool same_aggregate(const struct aggregate *a, const struct aggregate *b)
{
    bool same_where = a->where == NULL
                          ? b->where == NULL
                          : b->where != NULL && strcmp(a->where->text, b->where->text) == 0;
    return same_where && a->is_sum == b->is_sum && a->of_group == b->of_group &&
           a->record == b->record && a->field == b->field && a->sub == b->sub;
}

static void add_aggregate(struct parser *p, struct aggregate a)
{
    struct layout *y = p->l->layout;
    for (size_t i = 0; i < y->aggregate_count; i++) {
        if (same_aggregate(&y->aggregates[i], &a)) {
            emit(p, (struct op){.code = OP_AGGREGATE, .a = i}, 1);
            return;
        }
    }
    if (y->aggregate_count == EXPRESSION_SLOTS_MAX) {
        fail(p, "count と sum が多すぎます");
        return;
    }
    *ARENA_PUSH(p->l->arena, y->aggregates, y->aggregate_count, p->l->aggregate_capacity) = a;
    emit(p, (struct op){.code = OP_AGGREGATE, .a = y->aggregate_count - 1}, 1);
}

/* The condition after `where`, up to the closing parenthesis of the call. */
static struct expression *where_part(struct parser *p, size_t record)
{
    const char *from = p->at;
    int depth = 0;
    char quote = 0;
    for (; *p->at != '\0' && !(depth == 0 && quote == 0 && *p->at == ')'); p->at++) {
        if (quote != 0) {
            quote = *p->at == quote ? 0 : quote;
        } else if (*p->at == '"' || *p->at == '\'') {
            quote = *p->at;
        } else {
            depth += *p->at == '(' ? 1 : *p->at == ')' ? -1 : 0;
        }
    }
    struct expression_scope scope = {record, p->scope.of_group, true};
    const char *text = arena_copy(p->l->arena, from, (size_t)(p->at - from));
    struct expression *e = expression_parse(p->l, p->line, text, &scope);
    p->failed = p->failed || e == NULL;
    return e;
}

static void aggregate_call(struct parser *p, bool is_sum)
{
    struct text names[3];
    struct reference r = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
    struct aggregate a = {.is_sum = is_sum, .of_group = p->scope.of_group};

    if (p->scope.no_aggregates) {
        fail(p, "count と sum は group と file の規則に書きます");
        return;
    }
    need(p, "(");
    size_t n = dotted(p, names, 3);
    a.record = n > 0 ? find_record(p->l->layout, names[0]) : SIZE_MAX;
    if (a.record == SIZE_MAX || (is_sum && !in_record(p, a.record, names + 1, n - 1, &r)) ||
        (!is_sum && n != 1)) {
        fail(p, "count はレコード、sum は レコード.項目 を数えます");
        return;
    }
    a.field = r.field;
    a.sub = r.sub;
    if (take(p, "where")) {
        a.where = where_part(p, a.record);
    }
    need(p, ")");
    if (!p->failed) {
        add_aggregate(p, a);
    }
}

static void first(struct parser *p)
{
    struct text t;
    blanks(p);
    const char *from = p->at;
    if (string(p, &t)) {
        emit(p, (struct op){.code = OP_TEXT, .text = t}, 1);
        return;
    }
    if (p->failed) {
        return;
    }
    if (take(p, "(")) {
        parse_or(p);
        need(p, ")");
        return;
    }
    if (*from >= '0' && *from <= '9') {
        struct op op = {.code = OP_INT};
        t = word(p);
        if (!parse_i64(t.bytes, t.len, 0, INT64_MAX, &op.number)) {
            fail(p, "「%.*s」は数ではありません", (int)t.len, t.bytes);
        }
        emit(p, op, 1);
        return;
    }
    t = word(p);
    blanks(p);
    if (*p->at != '(') {
        p->at = from;
        reference(p);
    } else if (text_is(t, "num") || text_is(t, "ymd")) {
        need(p, "(");
        parse_or(p);
        need(p, ")");
        emit(p, (struct op){.code = text_is(t, "num") ? OP_NUM : OP_YMD}, 0);
    } else if (text_is(t, "near")) {
        need(p, "(");
        parse_or(p);
        need(p, ",");
        parse_or(p);
        need(p, ")");
        emit(p, (struct op){.code = OP_NEAR}, -1);
    } else if (text_is(t, "code")) {
        code_call(p);
    } else if (text_is(t, "table")) {
        table_call(p);
    } else if (text_is(t, "count") || text_is(t, "sum")) {
        aggregate_call(p, text_is(t, "sum"));
    } else {
        fail(p, "知らない関数「%.*s」です", (int)t.len, t.bytes);
    }
}

static void part(struct parser *p)
{
    if (p->depth++ >= EXPRESSION_DEPTH_MAX) {
        fail(p, "括弧が深すぎます");
        return;
    }
    first(p);
    if (!p->failed && take(p, "[")) {
        int64_t from = 0, until = 0;
        struct text a = word(p);
        need(p, ":");
        struct text b = word(p);
        need(p, "]");
        if (!p->failed && (!parse_i64(a.bytes, a.len, 1, 4096, &from) ||
                           !parse_i64(b.bytes, b.len, from, 4096, &until))) {
            fail(p, "[始め:終わり] の数が違います");
        }
        emit(p, (struct op){.code = OP_SLICE, .a = (size_t)from, .b = (size_t)until}, 0);
    }
    p->depth--;
}

static void sum(struct parser *p)
{
    part(p);
    for (;;) {
        bool plus = !p->failed && take(p, "+");
        if (!plus && (p->failed || !take(p, "-"))) {
            return;
        }
        part(p);
        emit(p, (struct op){.code = plus ? OP_ADD : OP_SUB}, -1);
    }
}

static void test(struct parser *p)
{
    static const struct {
        const char *sign;
        enum op_code code;
    } signs[] = {{"==", OP_EQ}, {"!=", OP_NE}, {"<=", OP_LE}, {">=", OP_GE},
                 {"<", OP_LT},  {">", OP_GT},  {"=", OP_EQ}};
    size_t begin = p->count;

    sum(p);
    for (size_t i = 0; !p->failed && i < COUNT_OF(signs); i++) {
        if (take(p, signs[i].sign)) {
            sum(p);
            emit(p, (struct op){.code = signs[i].code}, -1);
            return;
        }
    }
    if (!p->failed && take(p, "in")) {
        need(p, "enum");
        if (!p->failed && (p->count != begin + 1 || p->ops[begin].code != OP_FIELD)) {
            fail(p, "in enum の前は項目の名前です");
            return;
        }
        emit(p, (struct op){.code = OP_IN_ENUM, .a = p->ops[begin].a, .b = p->ops[begin].b}, 0);
    }
}

static void parse_not(struct parser *p)
{
    size_t nots = 0;
    while (!p->failed && take(p, "not")) {
        nots++;
    }
    test(p);
    for (; nots > 0 && !p->failed; nots--) {
        emit(p, (struct op){.code = OP_NOT}, 0);
    }
}

static void parse_and(struct parser *p)
{
    parse_not(p);
    while (!p->failed && take(p, "and")) {
        parse_not(p);
        emit(p, (struct op){.code = OP_AND}, -1);
    }
}

static void parse_or(struct parser *p)
{
    if (p->failed) {
        return;
    }
    parse_and(p);
    while (!p->failed && take(p, "or")) {
        parse_and(p);
        emit(p, (struct op){.code = OP_OR}, -1);
    }
}

static struct expression *parse(struct loader *l, int line, const char *text,
                                const struct expression_scope *scope, bool quiet)
{
    struct parser p = {.l = l, .line = line, .text = text, .at = text, .scope = *scope,
                       .quiet = quiet};
    parse_or(&p);
    blanks(&p);
    if (!p.failed && *p.at != '\0') {
        fail(&p, "「%.40s」が余分です", p.at);
    }
    if (p.failed) {
        return NULL;
    }
    struct expression *e = ARENA_NEW(l->arena, struct expression);
    *e = (struct expression){.text = text, .line = line, .record = scope->record, .count = p.count};
    e->ops = ARENA_ARRAY(l->arena, struct op, p.count);
    memcpy(e->ops, p.ops, p.count * sizeof(*e->ops));
    return e;
}

struct expression *expression_parse(struct loader *l, int line, const char *text,
                                    const struct expression_scope *scope)
{
    return parse(l, line, text, scope, false);
}

size_t expression_record(struct loader *l, int line, const char *text)
{
    struct layout *y = l->layout;
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < y->record_count; i++) {
        size_t slots = y->slot_count;
        struct expression_scope scope = {i, false, true};
        if (parse(l, line, text, &scope, true) != NULL &&
            (found == SIZE_MAX || strcmp(y->records[i].name, "data") == 0)) {
            found = i;
        }
        y->slot_count = slots;
    }
    if (found == SIZE_MAX) {
        /* Once more aloud, as of the data record: its words name what is missing. */
        size_t data = layout_record(y, "data");
        struct expression_scope scope = {data != SIZE_MAX ? data : 0, false, true};
        if (parse(l, line, text, &scope, false) != NULL) {
            loader_fault(l, line, "式「%.120s」の項目がそろうレコードがありません", text);
        }
    }
    return found;
}
