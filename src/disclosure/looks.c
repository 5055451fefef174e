/*
 * 閲覧・操作の記録 -- who looked at a person and did what about him, from the
 * records of looks and acts (DS-05).
 *
 * Who it was, at which terminal and for what he had searched are parts of the
 * clerk: covered unless a person decides otherwise. What was recorded behind
 * the moment of the decision is left out.
 */
#include "disclosure/internal.h"

#include "audit/audit.h"

#include <inttypes.h>

#define LOOKS_AT_ONCE 500
#define LOOKS_BYTES ((size_t)64 << 20)

static const char *shown(struct arena *arena, struct text words)
{
    return arena_copy(arena, words.bytes, words.len);
}

static struct disclosure_cell others(struct arena *arena, const char *label, struct text words,
                                     bool with_others)
{
    bool is_covered = words.len > 0 && !with_others;
    return (struct disclosure_cell){.label = label,
                                    .words = is_covered ? COVERED_WORDS : shown(arena, words),
                                    .is_covered = is_covered};
}

/* What was done, in the words of the screen it was done on, and as the records name it. */
static const char *act_words(struct arena *arena, struct text event)
{
    const struct disclosure_tables *all = disclosure_tables_held;
    const char *label = all != NULL && all->event_label != NULL ? all->event_label(event) : NULL;
    return label == NULL ? shown(arena, event)
                         : arena_printf(arena, "%s（%.*s）", label, (int)event.len, event.bytes);
}

static const char *number_words(enum audit_number number)
{
    return number == AUDIT_NUMBER_SHOWN ? "表示" : number == AUDIT_NUMBER_PRINTED ? "印刷" : "なし";
}

static enum err one_look(const struct audit_record *record, int64_t no, bool with_others, struct arena *arena,
                         disclosure_row_fn row, void *context, struct report *report)
{
    const struct audit_event *v = &record->event;
    char at[32];
    audit_moment_format(v->at, at);
    const struct disclosure_cell cells[] = {
        {.label = "日時", .words = at},
        {.label = "係", .words = shown(arena, v->section)},
        {.label = "区分", .words = audit_kind_label(v->kind)},
        {.label = "操作", .words = act_words(arena, v->event)},
        {.label = "目的", .words = shown(arena, v->purpose)},
        {.label = "個人番号", .words = number_words(v->number)},
        {.label = "結果", .words = v->outcome == 0 ? "" : "拒否または失敗"},
        others(arena, "職員", v->operator_id, with_others),
        others(arena, "端末", v->terminal, with_others),
        others(arena, "検索の条件", v->criteria, with_others),
        others(arena, "理由", v->reason, with_others),
    };
    const struct disclosure_row out = {"閲覧・操作の記録", no, cells, COUNT_OF(cells)};
    return row(context, &out, report);
}

/* One page of records, the newest first; *ret_more: there may be older ones. */
static enum err one_page(struct session *s, const struct held_whose *whose, struct audit_query *query,
                         bool with_others, int64_t *no, disclosure_row_fn row, void *context, bool *ret_more,
                         struct report *report)
{
    struct audit_record *records = NULL;
    size_t count = 0;
    struct arena *arena = arena_new("閲覧の記録", LOOKS_BYTES);
    enum err e =
        audit_find_any(&s->folder, query, whose->numbers, whose->number_count,
                       arena, report, &records, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (records[i].event.at <= whose->known_at) {
            e = one_look(&records[i], ++*no, with_others, arena, row, context, report);
        }
    }
    *ret_more = e == ERR_NONE && count == query->max;
    if (*ret_more) {
        query->before = records[count - 1].event.at;
        query->before_stream = records[count - 1].stream_no;
        query->before_seq = records[count - 1].seq;
    }
    arena_free(arena);
    return e;
}

enum err looks_each(struct session *s, const struct held_whose *whose, bool with_others,
                    disclosure_row_fn row, void *context, struct report *report)
{
    struct audit_query query = {.from = date_none(), .until = date_none(), .max = LOOKS_AT_ONCE};
    int64_t no = 0;
    bool more = true;
    enum err e = ERR_NONE;
    while (more && e == ERR_NONE) {
        e = one_page(s, whose, &query, with_others, &no, row, context, &more, report);
    }
    return e;
}
