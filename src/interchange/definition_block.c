/*
 * The blocks of a definition: record, rule, map, table, and the lines inside them.
 *
 * Expressions are kept as text here and compiled when every record is known.
 */
#include "interchange/definition.h"

/* record NAME [when POS:LEN = "TEXT" | when COLUMN = "TEXT"] */
void loader_record_line(struct loader *l, struct text *w, size_t n)
{
    struct layout *y = l->layout;
    struct record_kind r = {.line = l->line, .when_len = 0};

    l->has_record = l->has_record || !l->in_base;
    if (!loader_expect(l, n, 2, 6, "record 名前 when 位置:長さ = \"値\"")) {
        return;
    }
    if (!identifier_is_valid(w[1]) || text_is(w[1], "param")) {
        loader_fault(l, l->line, "レコード名「%.*s」の形が違います", (int)w[1].len, w[1].bytes);
    }
    r.name = loader_copy(l, w[1]);
    r.is_data = !text_is(w[1], "header") && !text_is(w[1], "trailer") && !text_is(w[1], "end");
    if (n > 2) {
        const char *colon = n == 6 ? memchr(w[3].bytes, ':', w[3].len) : NULL;
        size_t first = colon != NULL ? (size_t)(colon - w[3].bytes) : n == 6 ? w[3].len : 0;
        int64_t at = 0, len = 0;
        if (n != 6 || !text_is(w[2], "when") || !(text_is(w[4], "=") || text_is(w[4], "==")) ||
            !parse_i64(w[3].bytes, first, 1, LAYOUT_FIXED_MAX, &at) ||
            (colon != NULL && !parse_i64(colon + 1, w[3].len - first - 1, 1, 16, &len))) {
            loader_fault(l, l->line, "when の形が違います。固定長は「when 位置:長さ = \"値\"」、"
                                     "区切りは「when 列 = \"値\"」です");
        } else {
            struct text value = loader_unquote(l, w[5]);
            r.has_when = true;
            r.when_offset = (size_t)at - 1;
            r.when_len = (size_t)len;
            r.when_text = (struct text){loader_copy(l, value), value.len};
        }
    }
    l->field_capacity = 0;
    for (size_t i = 0; i < l->inherited.record_count; i++) {
        if (text_is(w[1], y->records[i].name)) { /* said again: in place of what based-on brought */
            l->record = &y->records[i];
            *l->record = r;
            return;
        }
    }
    if (y->record_count == LAYOUT_RECORDS_MAX) {
        loader_fault(l, l->line, "レコードの種類は%uまでです", LAYOUT_RECORDS_MAX);
        return;
    }
    l->record = ARENA_PUSH(l->arena, y->records, y->record_count, l->record_capacity);
    *l->record = r;
}

/* What waits of a rule or map that is said again shall not be compiled. */
static void forget_pending(struct loader *l, bool of_rule, size_t index)
{
    for (size_t i = 0; i < l->pending_count; i++) {
        struct pending *p = &l->pending[i];
        if (p->index == index && (p->kind == PENDING_RULE) == of_rule) {
            p->kind = PENDING_REPLACED;
        }
    }
}

static struct pending *pend(struct loader *l, int kind, const char *text)
{
    struct pending *p =
        ARENA_PUSH(l->arena, l->pending, l->pending_count, l->pending_capacity);
    *p = (struct pending){.line = l->line, .text = text};
    p->kind = kind == 0 ? PENDING_RULE : kind == 1 ? PENDING_WHERE : PENDING_TARGET;
    return p;
}

/* `words="..."` at the end: what a person reads instead of the expression. NULL: none. */
static const char *rule_words(struct loader *l, struct text *line, const struct text *w, size_t *n)
{
    static const char begins[] = "words=\"";
    struct text last = w[*n - 1];
    if (*n < 8 || last.len <= sizeof(begins) || memcmp(last.bytes, begins, sizeof(begins) - 1) != 0 ||
        last.bytes[last.len - 1] != '"') {
        return NULL;
    }
    line->len = (size_t)(last.bytes - line->bytes);
    *n -= 1;
    return arena_copy(l->arena, last.bytes + sizeof(begins) - 1, last.len - sizeof(begins));
}

/* rule ID SCOPE ACTION CODE : EXPR [words="..."] [only request|result] */
void loader_rule_line(struct loader *l, struct text line, struct text *w, size_t n)
{
    static const char *const scopes[] = {"record", "group", "file"};
    static const char *const actions[] = {"reject", "hold", "warn"};
    struct layout *y = l->layout;
    size_t scope, action;

    if (n < 7 || !text_is(w[5], ":")) {
        loader_fault(l, l->line, "行の形が違います。正しい形: rule 番号 file|group|record "
                                 "reject|hold|warn コード : 式 [words=\"言葉\"]");
        return;
    }
    if (!loader_one_of(l, w[2], "規則の範囲", scopes, 3, &scope) ||
        !loader_one_of(l, w[3], "規則の扱い", actions, 3, &action)) {
        return;
    }
    if (y->rule_count == 256) {
        loader_fault(l, l->line, "規則は256までです");
        return;
    }
    if (n > 8 && text_is(w[n - 2], "only")) {
        if (!text_is(w[n - 1], "request") && !text_is(w[n - 1], "result")) {
            loader_fault(l, l->line, "only は request か result です");
            return;
        }
        bool holds = y->variant != NULL && text_is(w[n - 1], y->variant);
        line.len = (size_t)(w[n - 2].bytes - line.bytes);
        n -= 2;
        if (!holds) {
            return; /* belongs to the other direction */
        }
    }
    struct rule *r = NULL;
    const char *words = rule_words(l, &line, w, &n);
    for (size_t i = 0; i < y->rule_count; i++) {
        if (text_is(w[1], y->rules[i].id) && i < l->inherited.rule_count) {
            r = &y->rules[i];
            forget_pending(l, true, i);
        } else if (text_is(w[1], y->rules[i].id)) {
            loader_fault(l, l->line, "規則「%s」が二つあります", y->rules[i].id);
        }
    }
    if (r == NULL) {
        r = ARENA_PUSH(l->arena, y->rules, y->rule_count, l->rule_capacity);
    }
    *r = (struct rule){.id = loader_copy(l, w[1]), .code = loader_copy(l, w[4]), .line = l->line,
                       .scope = (enum rule_scope)scope, .action = (enum rule_action)action,
                       .record = SIZE_MAX, .fill_record = SIZE_MAX};
    r->text = loader_rest(l, line, w, n, 6);
    r->words = words != NULL ? words : r->text;
    pend(l, 0, r->text)->index = (size_t)(r - y->rules);
}

/* The place of a map: one that based-on brought for the same event and record is given up. */
static struct map *map_place(struct loader *l, const struct map *m)
{
    struct layout *y = l->layout;
    for (size_t i = 0; i < l->inherited.map_count; i++) {
        if (strcmp(y->maps[i].event, m->event) == 0 && y->maps[i].record == m->record) {
            forget_pending(l, false, i);
            return &y->maps[i];
        }
    }
    return ARENA_PUSH(l->arena, y->maps, y->map_count, l->map_capacity);
}

/* map EVENT from RECORD|begin|end [where EXPR] */
void loader_map_line(struct loader *l, struct text line, struct text *w, size_t n)
{
    struct layout *y = l->layout;
    struct map m = {.line = l->line, .record = SIZE_MAX};

    if (n < 4 || !text_is(w[2], "from") || (n > 4 && (n < 6 || !text_is(w[4], "where")))) {
        loader_fault(l, l->line, "行の形が違います。正しい形: map 行き先 from レコード [where 式]");
        return;
    }
    if (y->map_count == 64) {
        loader_fault(l, l->line, "map は64までです");
        return;
    }
    for (size_t i = 0; i < y->record_count; i++) {
        if (text_is(w[3], y->records[i].name)) {
            m.record = i;
        }
    }
    if (m.record == SIZE_MAX && (text_is(w[3], "begin") || text_is(w[3], "end"))) {
        m.moment = text_is(w[3], "begin") ? MAP_AT_BEGIN : MAP_AT_END;
    } else if (m.record == SIZE_MAX) {
        loader_fault(l, l->line, "map のレコード「%.*s」は定義されていません", (int)w[3].len,
                     w[3].bytes);
    }
    m.event = loader_copy(l, w[1]);
    l->target_capacity = 0;
    l->map = map_place(l, &m);
    *l->map = m;
    if (n > 5) {
        pend(l, 1, loader_rest(l, line, w, n, 5))->index = (size_t)(l->map - y->maps);
    }
}

/* m TARGET = EXPR, or m TARGET absent */
void loader_target_line(struct loader *l, struct text line, struct text *w, size_t n)
{
    if (l->map == NULL) {
        loader_fault(l, l->line, "m の行は map の中に書きます");
        return;
    }
    bool absent = n == 3 && text_is(w[2], "absent");
    if (!absent && (n < 4 || !text_is(w[2], "="))) {
        loader_fault(l, l->line, "行の形が違います。正しい形: m 項目 = 式、または m 項目 absent");
        return;
    }
    if (l->map->target_count == 1024) {
        loader_fault(l, l->line, "m の行は1024までです");
        return;
    }
    for (size_t i = 0; i < l->map->target_count; i++) {
        if (text_is(w[1], l->map->targets[i].name)) {
            loader_fault(l, l->line, "m「%s」が二つあります", l->map->targets[i].name);
        }
    }
    struct map_target *t =
        ARENA_PUSH(l->arena, l->map->targets, l->map->target_count, l->target_capacity);
    *t = (struct map_target){.name = loader_copy(l, w[1]), .line = l->line};
    if (!absent) {
        struct pending *p = pend(l, 2, loader_rest(l, line, w, n, 3));
        p->index = (size_t)(l->map - l->layout->maps);
        p->target = l->map->target_count - 1;
    }
}

/* table NAME ... t "FROM" = "TO" ... end */
void loader_table_line(struct loader *l, struct text *w, size_t n)
{
    struct layout *y = l->layout;
    if (!loader_expect(l, n, 2, 2, "table 名前")) {
        return;
    }
    if (y->table_count == 64) {
        loader_fault(l, l->line, "table は64までです");
        return;
    }
    for (size_t i = 0; i < y->table_count; i++) {
        if (text_is(w[1], y->tables[i].name) && i < l->inherited.table_count) {
            l->pair_capacity = 0;
            l->table = &y->tables[i];
            *l->table = (struct code_table){.name = y->tables[i].name, .line = l->line};
            return;
        }
        if (text_is(w[1], y->tables[i].name)) {
            loader_fault(l, l->line, "table「%s」が二つあります", y->tables[i].name);
        }
    }
    l->pair_capacity = 0;
    l->table = ARENA_PUSH(l->arena, y->tables, y->table_count, l->table_capacity);
    *l->table = (struct code_table){.name = loader_copy(l, w[1]), .line = l->line};
}

void loader_pair_line(struct loader *l, struct text *w, size_t n)
{
    if (l->table == NULL || n != 4 || !text_is(w[2], "=")) {
        loader_fault(l, l->line, "行の形が違います。正しい形: table の中に t \"元\" = \"先\"");
        return;
    }
    if (l->table->count == 4096) {
        loader_fault(l, l->line, "table の行は4096までです");
        return;
    }
    struct text from = loader_unquote(l, w[1]), to = loader_unquote(l, w[3]);
    for (size_t i = 0; i < l->table->count; i++) {
        if (text_equal(l->table->pairs[i].from, from)) {
            loader_fault(l, l->line, "table「%s」に「%.*s」が二つあります", l->table->name,
                         (int)from.len, from.bytes);
        }
    }
    *ARENA_PUSH(l->arena, l->table->pairs, l->table->count, l->pair_capacity) =
        (struct code_pair){{loader_copy(l, from), from.len}, {loader_copy(l, to), to.len}};
}

void loader_end_line(struct loader *l)
{
    if (l->record == NULL && l->table == NULL && l->map == NULL) {
        loader_fault(l, l->line, "end に対応する record、table、map がありません");
    }
    l->record = NULL;
    l->sub_of = NULL;
    l->table = NULL;
    l->map = NULL;
}
