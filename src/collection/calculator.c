/* 試算の共通部分 -- laws kept between requests, spans of a request, segments and derivation of an answer. */
#include "collection/calculator.h"

#define LAWS_MAX 16
#define LAW_ARENA_BYTES (64u << 20)
#define REQUEST_ARENA_BYTES (256u << 20) /* 10,000 payments with a trace stay under it */
#define EXCLUDED_MAX 1000
#define FLUSH_BYTES (64u << 10)
#define PIECE_BYTES_MAX (4u << 20) /* the longest piece: a sum over all segments */

struct collection_calculator {
    const char *params_dir;
    struct arena *laws_arena, *request_arena;
    size_t law_count;
    struct {
        char municipality[8];
        const struct collection_law *law;
    } laws[LAWS_MAX];
};

void *collection_calculator_open(const char *params_dir)
{
    struct arena *arena = arena_new("collection laws", LAW_ARENA_BYTES);
    struct collection_calculator *c = ARENA_NEW(arena, struct collection_calculator);

    c->laws_arena = arena;
    c->request_arena = arena_new("collection request", REQUEST_ARENA_BYTES);
    c->params_dir = arena_string(arena, params_dir);
    return c;
}

void collection_calculator_close(void *calculator)
{
    struct collection_calculator *c = calculator;

    arena_free(c->request_arena);
    arena_free(c->laws_arena); /* holds the calculator itself */
}

struct arena *collection_calculator_begin(struct collection_calculator *c)
{
    arena_reset(c->request_arena);
    return c->request_arena;
}

enum err collection_calculator_law(struct collection_calculator *c, const char *municipality,
                                   struct report *report, const struct collection_law **ret)
{
    for (size_t i = 0; i < c->law_count; i++) {
        if (strcmp(c->laws[i].municipality, municipality) == 0) {
            *ret = c->laws[i].law;
            return ERR_NONE;
        }
    }
    const char *city = municipality[0] != '\0' ? municipality : NULL;
    enum err e = collection_law_load(c->params_dir, city, c->request_arena, report, ret);
    if (e == ERR_NONE && c->law_count < LAWS_MAX) {
        /* Only what is whole is kept: refused requests, however many, leave nothing behind. */
        e = collection_law_load(c->params_dir, city, c->laws_arena, report, ret);
    }
    if (e == ERR_NONE && c->law_count < LAWS_MAX) {
        (void)snprintf(c->laws[c->law_count].municipality, sizeof c->laws[0].municipality, "%s",
                       municipality);
        c->laws[c->law_count++].law = *ret;
    }
    return e;
}

/* ---------------------------------------------------------------------------------- requests -- */

const char *collection_read_municipality(struct calc_reader *r, const struct calc_place *root,
                                         const json_t *v)
{
    struct calc_place at = {root, "municipality", 0};

    if (v == NULL) {
        return NULL;
    }
    if (!json_is_string(v) || json_string_length(v) != 6) {
        calc_fault(r, &at, "市区町村コードを6桁の数字の文字列で書いてください");
        return NULL;
    }
    return arena_string(r->arena, json_string_value(v));
}

const struct span *collection_read_excluded(struct calc_reader *r, const struct calc_place *root,
                                            const json_t *v, size_t *ret_count)
{
    static const char *const keys[] = {"from", "to"};
    struct calc_place at = {root, "excluded", 0};
    size_t count = json_array_size(v);

    *ret_count = 0;
    if (v == NULL) {
        return NULL;
    }
    if (!json_is_array(v) || count > EXCLUDED_MAX) {
        calc_fault(r, &at, "期間の配列 [ ]（1,000まで）にしてください");
        return NULL;
    }
    struct span *spans = ARENA_ARRAY(r->arena, struct span, count + 1);
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(v, i);
        struct calc_place here = {&at, NULL, i};
        date last;
        if (!CALC_IS_OBJECT(r, &here, one, keys) ||
            !calc_need_date(r, &here, one, "from", &spans[i].from) ||
            !calc_need_date(r, &here, one, "to", &last)) {
            continue;
        }
        if (date_before(last, spans[i].from)) {
            calc_fault(r, &here, "to が from より前です（どちらの日も含みます）");
        }
        spans[i].until = date_add_days(last, 1);
    }
    *ret_count = count;
    return spans;
}

/* ----------------------------------------------------------------------------------- answers -- */

static void flush(struct collection_answer *a)
{
    assert(!a->text.overflow);
    (void)fwrite(a->text.bytes, 1, a->text.len, a->out); /* errors of the stream: at its end */
    textbuf_clear(&a->text);
}

void collection_answer_begin(struct collection_answer *a, FILE *out)
{
    a->out = out;
    textbuf_init(&a->text, PIECE_BYTES_MAX);
}

void collection_answer_segments(struct collection_answer *a, const struct interest_segment *segments,
                                size_t count)
{
    char from[DATE_TEXT_BYTES], to[DATE_TEXT_BYTES], rate_text[32];

    textbuf_puts(&a->text, ",\"segments\":[");
    for (size_t i = 0; i < count; i++) {
        const struct interest_segment *s = &segments[i];
        date_format_iso(s->span.from, from);
        date_format_iso(date_add_days(s->span.until, -1), to);
        size_t len = rate_format((rate){s->rate, 1000000}, rate_text, sizeof rate_text);
        textbuf_printf(&a->text,
                       "%s{\"from\":\"%s\",\"to\":\"%s\",\"days\":%d,\"base\":%lld,\"rate\":\"%.*s\","
                       "\"yen\":%lld}",
                       i == 0 ? "" : ",", from, to, date_days_between(s->span.from, s->span.until),
                       (long long)s->base, (int)len, rate_text, (long long)s->yen);
        if (a->text.len > FLUSH_BYTES) {
            flush(a);
        }
    }
    textbuf_puts(&a->text, "]");
}

void collection_answer_end(struct collection_answer *a, const struct trace *trace)
{
    if (trace != NULL) {
        textbuf_puts(&a->text, ",\"trace\":[");
        for (trace_id id = 1; id <= trace->count; id++) {
            textbuf_puts(&a->text, id == 1 ? "" : ",");
            trace_step_json(trace, id, NULL, &a->text);
            if (a->text.len > FLUSH_BYTES) {
                flush(a);
            }
        }
        textbuf_puts(&a->text, "]");
    }
    textbuf_puts(&a->text, "}\n");
    flush(a);
    textbuf_done(&a->text);
}
