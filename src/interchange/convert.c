/* Conversion of a file between layouts: expressions of the table over the records as they stream by. */
#include "interchange/convert.h"
#include "interchange/given_params.h"
#include "interchange/rule_state.h"

#include <unistd.h>

struct target {
    const struct map *map;
    size_t record;          /* of TO */
    struct expression **by_field; /* NULL: empty */
};
struct converter {
    const struct layout *from; /* with the maps of the table */
    const struct layout *to;
    struct target *targets;
    size_t target_count;
    struct rule_state *state;
    struct arena *record; /* values of one record */
    struct text *values;
};

static enum err bind_targets(struct converter *c, struct arena *arena, struct report *report)
{
    enum err e = ERR_NONE;
    c->targets = ARENA_ARRAY(arena, struct target, c->from->map_count + 1);
    for (size_t i = 0; i < c->from->map_count; i++) {
        const struct map *m = &c->from->maps[i];
        struct target *t = &c->targets[c->target_count++];
        *t = (struct target){.map = m, .record = layout_record(c->to, m->event)};
        if (t->record == SIZE_MAX) {
            e = report_fail(report, ERR_INPUT, "%d行目: レイアウト「%s」に record「%s」はありません",
                            m->line, c->to->name, m->event);
            continue;
        }
        size_t fields = c->to->records[t->record].field_count;
        t->by_field = ARENA_ARRAY(arena, struct expression *, fields);
        for (size_t k = 0; k < m->target_count; k++) {
            size_t f = layout_field(c->to, t->record, m->targets[k].name);
            if (f == SIZE_MAX) {
                e = report_fail(report, ERR_INPUT, "%d行目: record「%s」に項目「%s」はありません",
                                m->targets[k].line, m->event, m->targets[k].name);
            } else {
                t->by_field[f] = m->targets[k].expression;
            }
        }
    }
    return e;
}

/* The value as text, in the arena of the record; false when there is none. */
static bool as_text(struct converter *c, struct value v, struct text *ret)
{
    if (v.kind == VALUE_TEXT) {
        *ret = v.text;
    } else if (v.kind == VALUE_INT) {
        *ret = text_of(arena_printf(c->record, "%lld", (long long)v.number));
    }
    return v.kind == VALUE_TEXT || v.kind == VALUE_INT;
}

static enum err convert_one(struct converter *c, const struct target *t, const struct record *r,
                            made_fn on_made, void *context, struct report *report)
{
    const struct record_kind *kind = &c->to->records[t->record];
    if (t->map->where != NULL) {
        struct value holds = rule_state_value(c->state, t->map->where, r->fields);
        if (holds.kind == VALUE_ABSENT) {
            return report_fail(report, ERR_INPUT, "変換の条件「%s」の param が与えられていません",
                               t->map->where->text);
        }
        if (holds.kind != VALUE_BOOL || holds.number == 0) {
            return ERR_NONE;
        }
    }
    for (size_t i = 0; i < kind->field_count; i++) {
        c->values[i] = (struct text){"", 0};
        if (t->by_field[i] != NULL &&
            !as_text(c, rule_state_value(c->state, t->by_field[i], r->fields), &c->values[i])) {
            return report_fail(report, ERR_INPUT,
                               "記録%lld: 変換先の項目 %s「%s」の値を作れません"
                               "（式 %s。param の値も確かめてください）",
                               (long long)r->number, kind->fields[i].name, kind->fields[i].label,
                               t->by_field[i]->text);
        }
    }
    enum err e = on_made(context, t->record, c->values, report);
    arena_reset(c->record);
    return e;
}

enum err converter_record(struct converter *c, const struct record *r, made_fn on_made, void *context,
                          struct report *report)
{
    enum err e = ERR_NONE;

    rule_state_remember(c->state, r->kind, r->fields);
    for (size_t i = 0; i < c->target_count && e == ERR_NONE; i++) {
        if (c->targets[i].map->record == r->kind) {
            e = convert_one(c, &c->targets[i], r, on_made, context, report);
        }
    }
    return e;
}

/* What the table makes once, of params and of what went by: the head of a file, its trailer. */
static enum err converter_moment(struct converter *c, enum map_moment moment, made_fn on_made, void *context,
                                 struct report *report)
{
    const struct record none = {.kind = SIZE_MAX};
    enum err e = ERR_NONE;
    for (size_t i = 0; i < c->target_count && e == ERR_NONE; i++) {
        if (c->targets[i].map->moment == moment) {
            e = convert_one(c, &c->targets[i], &none, on_made, context, report);
        }
    }
    return e;
}

enum err converter_open(const struct layout *from, const struct layout *to, const char *map_file,
                        const struct layout_options *options, struct arena *arena, struct report *report,
                        struct converter **ret)
{
    struct converter *c = ARENA_NEW(arena, struct converter);
    enum err e = layout_load_maps(map_file, from, arena, report, &c->from);

    c->to = to;
    if (e == ERR_NONE) {
        e = bind_targets(c, arena, report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    c->state = rule_state_new(c->from, options, arena);
    c->values = ARENA_ARRAY(arena, struct text, LAYOUT_FIELDS_MAX);
    c->record = arena_new("変換の記録", (size_t)1 << 20);
    *ret = c;
    return ERR_NONE;
}

void converter_close(struct converter *c)
{
    if (c != NULL) {
        arena_free(c->record);
    }
}

/* ------------------------------------------------------------------------------- a file ------- */

const char *layout_map_path(const char *share, const struct layout *from, const struct layout *to,
                            struct arena *arena)
{
    const char *own = arena_printf(arena, "%s/maps/%s--%s.map", share, from->name, to->name);
    if (access(own, R_OK) == 0 || from->based_on == NULL) {
        return own;
    }
    const char *base = arena_printf(arena, "%s/maps/%s--%s.map", share, from->based_on, to->name);
    return access(base, R_OK) == 0 ? base : own;
}

/* What the caller gives must be a param of the source, of the table or of the target. */
static enum err params_are_known(const struct converter *c, const struct layout_options *options,
                                 struct report *report)
{
    for (size_t i = 0; options != NULL && i < options->param_count; i++) {
        const char *name = options->params[i].name;
        if (!layout_has_param(c->from, name) && !layout_has_param(c->to, name)) {
            return report_fail(report, ERR_INPUT, "%s から %s への変換に param「%s」はありません",
                               c->from->name, c->to->name, name);
        }
    }
    return ERR_NONE;
}

struct file_conversion {
    struct converter *converter;
    struct layout_writer *writer;
};

static enum err write_made(void *context, size_t record, const struct text *values, struct report *report)
{
    struct file_conversion *f = context;
    return layout_write_record(f->writer, record, values, report);
}

static enum err on_record(void *context, const struct record *r, struct report *report)
{
    struct file_conversion *f = context;

    if (r->hold_code != NULL) {
        return report_fail(report, ERR_INPUT, "記録%lld: 保留の記録は変換できません（%s %s）",
                           (long long)r->number, r->hold_code, r->hold_words);
    }
    return converter_record(f->converter, r, write_made, f, report);
}

enum err layout_convert(const struct layout *from, const struct layout *to, const char *map_file,
                        const char *path, const char *to_path, const struct layout_options *options,
                        struct report *report, struct file_receipt *ret)
{
    struct arena *arena = arena_new("変換", (size_t)16 << 20);
    struct file_conversion f = {0};
    enum err e = converter_open(from, to, map_file, options, arena, report, &f.converter);

    if (e == ERR_NONE) {
        e = params_are_known(f.converter, options, report);
    }
    if (e == ERR_NONE) {
        e = layout_writer_open_with(to, to_path, options, report, &f.writer);
    }
    if (e == ERR_NONE) {
        e = converter_moment(f.converter, MAP_AT_BEGIN, write_made, &f, report);
        if (e == ERR_NONE) {
            e = layout_read_file_with(from, path, options, on_record, &f, report, NULL);
        }
        if (e == ERR_NONE) {
            e = converter_moment(f.converter, MAP_AT_END, write_made, &f, report);
        }
        if (e == ERR_NONE) {
            e = layout_writer_close(f.writer, report, ret);
        } else {
            layout_writer_cancel(f.writer);
        }
    }
    converter_close(f.converter);
    arena_free(arena);
    return e;
}
