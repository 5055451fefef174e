/* What a definition must fulfil before it is used (payment_formats.md 16.3), each fault with its line. */
#include "interchange/definition.h"

/* ------------------------------------------------------------------------------ one field ---- */

/* `const=1` of a six-digit N means 000001. */
static struct text as_written(struct loader *l, const struct field *f, struct text value)
{
    if (f->type == FIELD_NUMBER && f->pad == PAD_ZEROS && value.len < f->len && value.len > 0) {
        char *filled = ARENA_ARRAY(l->arena, char, f->len);
        memset(filled, '0', f->len - value.len);
        memcpy(filled + f->len - value.len, value.bytes, value.len);
        return (struct text){filled, f->len};
    }
    return value;
}

static void constant_fits(struct loader *l, const struct field *f, struct text value,
                          const char *what)
{
    const char *why = NULL;
    struct textbuf bytes;
    size_t bad;
    textbuf_init(&bytes, LAYOUT_FIXED_MAX * 4);
    enum charset c = l->layout->charset == CHARSET_NONE ? CHARSET_UTF8 : l->layout->charset;
    if (!charset_encode(c, value, &bytes, &bad)) {
        why = "文字コードに無い文字を含みます";
    } else if (bytes.len > f->len) {
        why = "項目の長さに収まりません";
    }
    for (size_t i = 0; i < value.len && (f->type == FIELD_NUMBER || f->type == FIELD_AMOUNT); i++) {
        if ((value.bytes[i] < '0' || value.bytes[i] > '9') &&
            !(i == 0 && value.bytes[0] == '-' && f->is_signed)) {
            why = "数字ではありません";
        }
    }
    textbuf_done(&bytes);
    if (why != NULL) {
        loader_fault(l, f->line, "項目「%s」の%s「%.*s」は%s", f->name, what, (int)value.len,
                     value.bytes, why);
    }
}

static void check_field(struct loader *l, struct field *f)
{
    struct text *choices = ARENA_ARRAY(l->arena, struct text, f->choice_count + 1);

    if (f->has_constant) {
        constant_fits(l, f, f->constant, "const");
        f->constant = as_written(l, f, f->constant);
    }
    if (f->has_preset) {
        constant_fits(l, f, f->preset, "default");
        f->preset = as_written(l, f, f->preset);
    }
    for (size_t i = 0; i < f->choice_count; i++) {
        constant_fits(l, f, f->choices[i], "enum");
        choices[i] = as_written(l, f, f->choices[i]);
    }
    f->choices = choices;
    if ((f->type == FIELD_FILLER) != (f->need == NEED_FILLER)) {
        loader_fault(l, f->line, "項目「%s」: 型 F と要否 f は組で使います", f->name);
    }
    if (f->has_range && f->type != FIELD_AMOUNT && f->type != FIELD_NUMBER) {
        loader_fault(l, f->line, "項目「%s」: range は型 N と A に使えます", f->name);
    }
    if (f->exact > f->len) {
        loader_fault(l, f->line, "項目「%s」: exact が長さを超えています", f->name);
    }
    if (f->year_param != NULL) {
        bool known = false;
        for (size_t i = 0; i < l->layout->param_count; i++) {
            if (strcmp(l->layout->params[i].name, f->year_param) == 0) {
                known = true;
                f->year_index = i;
            }
        }
        if (f->type != FIELD_MONTH_DAY && f->type != FIELD_ERA_DAY6) {
            loader_fault(l, f->line, "項目「%s」: year は型 M4 と W6 に使えます", f->name);
        }
        if (known && strcmp(l->layout->params[f->year_index].type, "date") != 0) {
            loader_fault(l, f->line, "項目「%s」の year の param「%s」の型は date（基準日）です", f->name,
                         f->year_param);
        }
        if (!known) {
            loader_fault(l, f->line, "項目「%s」の year の param「%s」は定義されていません", f->name,
                         f->year_param);
        }
    }
    if (f->table_name != NULL) {
        for (size_t i = 0; i < l->layout->table_count; i++) {
            if (strcmp(l->layout->tables[i].name, f->table_name) == 0) {
                f->table = &l->layout->tables[i];
            }
        }
        if (f->table == NULL) {
            loader_fault(l, f->line, "項目「%s」の table「%s」は定義されていません", f->name,
                         f->table_name);
        }
    }
    f->has_options = f->has_constant || f->choice_count > 0 || f->has_range || f->check != NULL ||
                     f->exact > 0 || f->strip.len > 0 || f->table != NULL;
    field_prepare(f, l->layout->framing, l->arena);
}

/* ------------------------------------------------------------------------------ positions ---- */

/* Fixed: the fields fill the record byte by byte. Sub fields: their field. csv: column by column. */
static void check_places(struct loader *l, const char *of, int line, const struct field *fields,
                         size_t count, size_t total, const char *unit)
{
    size_t next = 0;
    bool columns = total == 0;

    for (size_t i = 0; i < count; i++) {
        const struct field *f = &fields[i];
        size_t len = columns ? 1 : f->len;
        if (f->offset > next) {
            loader_fault(l, f->line, "%s: %zuから%zuまでの%sに項目がありません（次は項目「%s」）", of,
                         next + 1, f->offset, unit, f->name);
        } else if (f->offset < next) {
            loader_fault(l, f->line, "%s: 項目「%s」が%zuの%sで前の項目と重なっています", of, f->name,
                         f->offset + 1, unit);
        }
        if (f->offset + len > next) {
            next = f->offset + len;
        }
    }
    if (!columns && next < total) {
        loader_fault(l, line, "%s: %zuから%zuまでの%sに項目がありません（終わりまで項目が要ります）", of,
                     next + 1, total, unit);
    } else if (!columns && next > total) {
        loader_fault(l, line, "%s: 項目が%zu%s目まであり、長さ%zuを超えています", of, next, unit,
                     total);
    }
}

static void check_record(struct loader *l, struct record_kind *r)
{
    struct layout *y = l->layout;
    bool fixed = y->framing == FRAMING_FIXED;
    char of[96];
    int n = snprintf(of, sizeof(of), "record「%s」", r->name);
    assert(n > 0);

    if (r->field_count == 0) {
        loader_fault(l, r->line, "%sに項目がありません", of);
        return;
    }
    check_places(l, of, r->line, r->fields, r->field_count, fixed ? y->fixed_len : 0,
                 fixed ? "バイト" : "列");
    for (size_t i = 0; i < r->field_count; i++) {
        struct field *f = &r->fields[i];
        check_field(l, f);
        if (!fixed && f->type == FIELD_FILLER) {
            loader_fault(l, f->line, "項目「%s」: 型 F は固定長にだけ使えます", f->name);
        }
        if (f->sub_count > 0) {
            n = snprintf(of, sizeof(of), "項目「%s」の sub", f->name);
            assert(n > 0);
            check_places(l, of, f->line, f->subs, f->sub_count, f->len, "文字");
            for (size_t k = 0; k < f->sub_count; k++) {
                check_field(l, &f->subs[k]);
            }
        }
    }
    if (!r->has_when) {
        return;
    }
    if (fixed && (r->when_len == 0 || r->when_offset + r->when_len > y->fixed_len ||
                  r->when_text.len != r->when_len)) {
        loader_fault(l, r->line, "record「%s」の when は 位置:長さ = \"値\" で、値の長さが長さと同じで、"
                                 "レコード長の中にあることが要ります", r->name);
    }
    if (!fixed && (r->when_len != 0 || r->when_offset >= r->field_count)) {
        loader_fault(l, r->line, "record「%s」の when は 列 = \"値\" で、列は項目の数までです",
                     r->name);
    }
}

/* No record may be of two kinds. */
static bool whens_are_apart(const struct record_kind *a, const struct record_kind *b)
{
    if (!a->has_when || !b->has_when) {
        return false;
    }
    if (a->when_len == 0) { /* columns */
        return a->when_offset == b->when_offset && !text_equal(a->when_text, b->when_text);
    }
    for (size_t i = 0; i < a->when_text.len; i++) {
        size_t at = a->when_offset + i;
        if (at >= b->when_offset && at < b->when_offset + b->when_text.len &&
            a->when_text.bytes[i] != b->when_text.bytes[at - b->when_offset]) {
            return true;
        }
    }
    return false;
}

static void check_records(struct loader *l)
{
    struct layout *y = l->layout;
    for (size_t i = 0; i < y->record_count; i++) {
        check_record(l, &y->records[i]);
        for (size_t k = 0; k < i; k++) {
            if (strcmp(y->records[i].name, y->records[k].name) == 0) {
                loader_fault(l, y->records[i].line, "record「%s」が二つあります",
                             y->records[i].name);
            } else if (!whens_are_apart(&y->records[i], &y->records[k])) {
                loader_fault(l, y->records[i].line,
                             "record「%s」と「%s」を when で見分けられません", y->records[k].name,
                             y->records[i].name);
            }
        }
    }
}

/* ---------------------------------------------------------------------------------- whole ---- */

static void check_head(struct loader *l)
{
    struct layout *y = l->layout;
    if (y->name == NULL) {
        loader_fault(l, 0, "layout の行がありません");
    }
    if (y->charset == CHARSET_NONE) {
        loader_fault(l, 0, "charset の行がありません");
    }
    if (y->framing == FRAMING_NONE) {
        loader_fault(l, 0, "framing の行がありません");
    }
    if (y->framing == FRAMING_CSV) {
        unsigned char d = (unsigned char)y->delimiter;
        if (d == '\r' || d == '\n' || d == 0 || d == (unsigned char)y->quote || d >= 0x40 ||
            (unsigned char)y->quote >= 0x40 || (y->quote != 0 && (unsigned char)y->quote < 0x20)) {
            /* Bytes from 0x40 on may be the second half of a CP932 character. */
            loader_fault(l, 0, "区切り文字か引用符に使えない文字です");
        }
        if (y->read_terminator == TERMINATOR_NONE || y->write_terminator == TERMINATOR_NONE) {
            loader_fault(l, 0, "csv の行末は any crlf lf cr です");
        }
    }
    date first;
    if (y->valid_from != NULL && !date_parse_iso(y->valid_from, strlen(y->valid_from), &first)) {
        loader_fault(l, 0, "valid-from「%s」は YYYY-MM-DD の日付ではありません", y->valid_from);
    } else if (y->valid_from != NULL) {
        y->first_day = date_ymd(first);
    }
    if (y->record_count == 0) {
        loader_fault(l, 0, "record がありません");
    }
    if (y->partner == NULL) {
        y->partner = "";
    }
    if (y->label == NULL) {
        y->label = y->name;
    }
    if (y->status == NULL) {
        y->status = "proposed";
    }
    if (y->direction == NULL) {
        y->direction = "in";
    }
}

/* control RECORD.FIELD[.SUB]: the amount whose sum stands in the receipt. */
static void check_control(struct loader *l)
{
    struct layout *y = l->layout;
    if (l->control_text == NULL) {
        return;
    }
    const char *dot = strchr(l->control_text, '.');
    const char *second = dot != NULL ? strchr(dot + 1, '.') : NULL;
    for (size_t r = 0; dot != NULL && r < y->record_count; r++) {
        struct text record = {l->control_text, (size_t)(dot - l->control_text)};
        struct text field = second != NULL ? (struct text){dot + 1, (size_t)(second - dot - 1)}
                                           : text_of(dot + 1);
        for (size_t f = 0; text_is(record, y->records[r].name) && f < y->records[r].field_count;
             f++) {
            const struct field *at = &y->records[r].fields[f];
            if (text_is(field, at->name) && second == NULL && at->type == FIELD_AMOUNT) {
                y->control_record = r;
                y->control_field = f;
            }
            for (size_t s = 0; text_is(field, at->name) && second != NULL && s < at->sub_count;
                 s++) {
                if (text_is(text_of(second + 1), at->subs[s].name) &&
                    at->subs[s].type == FIELD_AMOUNT) {
                    y->control_record = r;
                    y->control_field = f;
                    y->control_sub = s;
                }
            }
        }
    }
    if (y->control_record == SIZE_MAX) {
        loader_fault(l, l->control_line, "control は レコード.項目 で、型 A の項目です");
    }
}

void loader_check(struct loader *l)
{
    check_head(l);
    check_records(l);
    if (l->sequence_text == NULL) {
        loader_fault(l, 0, "sequence の行がありません");
    } else {
        (void)sequence_parse(l, l->sequence_text, &l->layout->sequence);
    }
    check_control(l);
}

/* Targets that a map to an event must name or declare absent (collection.md 6.2). */
static const struct {
    const char *event;
    const char *const targets[8];
} events[] = {
    {"receipt", {"slip_key", "amount", "receipt_date", "channel", "kind", NULL}},
};

static void check_targets(struct loader *l, const struct map *m)
{
    for (size_t i = 0; i < COUNT_OF(events); i++) {
        for (size_t k = 0; strcmp(m->event, events[i].event) == 0 && events[i].targets[k] != NULL;
             k++) {
            bool named = false;
            for (size_t t = 0; t < m->target_count; t++) {
                named = named || strcmp(m->targets[t].name, events[i].targets[k]) == 0;
            }
            if (!named) {
                loader_fault(l, m->line, "map「%s」に項目「%s」がありません（無いなら m %s absent）",
                             m->event, events[i].targets[k], events[i].targets[k]);
            }
        }
    }
}

/* `trailer.n == EXPR` of two or more sides: the writer can fill trailer.n. */
static void find_fill(struct loader *l, struct rule *r)
{
    struct layout *y = l->layout;
    const char *sign = strstr(r->text, "==");
    const char *dot = strchr(r->text, '.');
    if (r->scope == SCOPE_RECORD || sign == NULL || dot == NULL || dot > sign) {
        return;
    }
    struct text record = {r->text, (size_t)(dot - r->text)};
    struct text field = {dot + 1, (size_t)(sign - dot - 1)};
    while (field.len > 0 && field.bytes[field.len - 1] == ' ') {
        field.len--;
    }
    const char *side = sign + 2;
    while (*side == ' ') {
        side++;
    }
    bool plain = true;
    for (const char *p = side; *p != '\0'; p++) {
        /* A right side with a comparison outside of a call is no amount. */
        plain = plain && !(p > side && p[-1] == ' ' && (strncmp(p, "or ", 3) == 0));
    }
    for (size_t k = 0; plain && k < y->record_count; k++) {
        for (size_t f = 0; text_is(record, y->records[k].name) && f < y->records[k].field_count;
             f++) {
            if (text_is(field, y->records[k].fields[f].name)) {
                struct expression_scope scope = {SIZE_MAX, r->scope == SCOPE_GROUP, false};
                r->fill = expression_parse(l, r->line, side, &scope);
                r->fills = r->fill != NULL;
                r->fill_record = k;
                r->fill_field = f;
            }
        }
    }
}

/* A hold or warn rule `x in enum` decides itself: the field must let an unknown code pass. */
static void soften(struct layout *y, const struct rule *r)
{
    for (size_t i = 0; r->expression != NULL && r->record != SIZE_MAX && i < r->expression->count;
         i++) {
        const struct op *op = &r->expression->ops[i];
        if (op->code == OP_IN_ENUM && r->action != ACTION_REJECT) {
            struct field *f = &y->records[r->record].fields[op->a];
            f = op->b != SIZE_MAX ? &f->subs[op->b] : f;
            f->choices_are_soft = true;
        }
    }
}

void loader_compile(struct loader *l)
{
    struct layout *y = l->layout;
    for (size_t i = 0; i < l->pending_count; i++) {
        const struct pending *p = &l->pending[i];
        struct expression_scope scope = {SIZE_MAX, false, false};
        if (p->kind == PENDING_REPLACED) {
            continue;
        }
        if (p->kind == PENDING_RULE) {
            struct rule *r = &y->rules[p->index];
            if (r->scope == SCOPE_RECORD) {
                r->record = expression_record(l, p->line, p->text);
                if (r->record == SIZE_MAX) {
                    continue;
                }
                scope.no_aggregates = true;
            }
            scope.record = r->record;
            scope.of_group = r->scope == SCOPE_GROUP;
            r->expression = expression_parse(l, p->line, p->text, &scope);
            soften(y, r);
            find_fill(l, r);
            continue;
        }
        struct map *m = &y->maps[p->index];
        scope.record = m->record;
        scope.no_aggregates = true;
        struct expression *e = expression_parse(l, p->line, p->text, &scope);
        if (p->kind == PENDING_WHERE) {
            m->where = e;
        } else {
            m->targets[p->target].expression = e;
        }
    }
    for (size_t i = 0; i < y->map_count; i++) {
        check_targets(l, &y->maps[i]);
    }
}
