/*
 * The order of records: `( header data+ trailer )+ end` as a position automaton.
 *
 * Each name in the expression is a position; first, last and follow sets are bit masks (Glushkov), so a
 * state is one word and a step is a few instructions. The outermost repeated parenthesis is the group of
 * the group rules.
 */
#include "interchange/definition.h"

struct part {
    uint64_t first, last, all;
    bool empty;
};
struct parser {
    struct loader *loader;
    const char *at;
    struct sequence *s;
    bool failed;
};

static void fail(struct parser *p, const char *words)
{
    if (!p->failed) {
        loader_fault(p->loader, p->loader->sequence_line, "sequence の式が読めません: %s", words);
    }
    p->failed = true;
}

static void blanks(struct parser *p)
{
    while (*p->at == ' ' || *p->at == '\t') {
        p->at++;
    }
}

static void join(struct sequence *s, uint64_t from, uint64_t to)
{
    for (size_t i = 0; i < s->count; i++) {
        if (from >> i & 1u) {
            s->follow[i] |= to;
        }
    }
}

static struct part name(struct parser *p)
{
    const char *from = p->at;
    struct part r = {.empty = false};
    struct layout *y = p->loader->layout;

    while ((*p->at >= 'a' && *p->at <= 'z') || (*p->at >= '0' && *p->at <= '9') || *p->at == '_' ||
           *p->at == '-') {
        p->at++;
    }
    struct text t = {from, (size_t)(p->at - from)};
    if (t.len == 0) {
        fail(p, "レコード名がありません");
        return r;
    }
    for (size_t i = 0; i < y->record_count; i++) {
        if (!text_is(t, y->records[i].name)) {
            continue;
        }
        if (p->s->count == LAYOUT_POSITIONS_MAX) {
            fail(p, "名前が多すぎます（64まで）");
            return r;
        }
        uint64_t bit = (uint64_t)1 << p->s->count;
        p->s->kind[p->s->count++] = (uint8_t)i;
        p->s->of_kind[i] |= bit;
        return (struct part){bit, bit, bit, false};
    }
    loader_fault(p->loader, p->loader->sequence_line, "sequence のレコード「%.*s」は定義されていません",
                 (int)t.len, t.bytes);
    p->failed = true;
    return r;
}

static struct part list(struct parser *p, int depth);

static struct part repeated(struct parser *p, struct part r, bool parenthesis, int depth)
{
    for (int n = 0; *p->at == '*' || *p->at == '+' || *p->at == '?'; n++) {
        if (n == 8) {
            fail(p, "* + ? が続きすぎます");
            return r;
        }
        if (*p->at != '?') {
            join(p->s, r.last, r.first);
            if (parenthesis && depth == 0 && p->s->group == 0) {
                p->s->group = r.all;
                p->s->group_first = r.first;
            }
        }
        if (*p->at != '+') {
            r.empty = true;
        }
        p->at++;
        blanks(p);
    }
    return r;
}

static struct part item(struct parser *p, int depth)
{
    struct part r;
    bool parenthesis = *p->at == '(';
    if (parenthesis) {
        if (depth == EXPRESSION_DEPTH_MAX) {
            fail(p, "括弧が深すぎます");
            return (struct part){.empty = false};
        }
        p->at++;
        r = list(p, depth + 1);
        if (*p->at != ')') {
            fail(p, "括弧が閉じていません");
            return r;
        }
        p->at++;
    } else {
        r = name(p);
    }
    blanks(p);
    return repeated(p, r, parenthesis, depth);
}

static struct part list(struct parser *p, int depth)
{
    struct part all = {.empty = true};
    blanks(p);
    while (!p->failed && *p->at != '\0' && *p->at != ')') {
        struct part r = item(p, depth);
        join(p->s, all.last, r.first);
        if (all.empty) {
            all.first |= r.first;
        }
        all.last = r.empty ? all.last | r.last : r.last;
        all.all |= r.all;
        all.empty = all.empty && r.empty;
        blanks(p);
    }
    return all;
}

bool sequence_parse(struct loader *l, const char *text, struct sequence *ret)
{
    struct parser p = {.loader = l, .at = text, .s = ret};
    struct part all = list(&p, 0);
    if (!p.failed && *p.at != '\0') {
        fail(&p, "余分な括弧があります");
    }
    if (!p.failed && ret->count == 0) {
        fail(&p, "レコード名がありません");
    }
    ret->first = all.first;
    ret->last = all.last;
    ret->empty_allowed = all.empty;
    return !p.failed;
}
