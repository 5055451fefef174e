/*
 * 利用の件数 -- log-ins, failed log-ins and searches of each user over a period, whether or not the nightly
 * look made an alert of them.
 *
 * Rows    DA-02
 */
#include "audit/day.h"

static int by_operator(const void *a, const void *b)
{
    const struct audit_count *x = a, *y = b;
    size_t n = x->operator_id.len < y->operator_id.len ? x->operator_id.len : y->operator_id.len;
    int order = memcmp(x->operator_id.bytes, y->operator_id.bytes, n);
    int length = (x->operator_id.len > y->operator_id.len) - (x->operator_id.len < y->operator_id.len);
    return order != 0 ? order : length;
}

/* By the number of the operator's word; a record about several persons counts once. */
static void count_acts(const struct day *d, struct audit_count *counts)
{
    for (size_t i = 0; i < d->act_count; i++) {
        const struct day_act *a = &d->acts[i];
        struct audit_count *c = &counts[a->operator];
        if (!a->is_first) {
            continue;
        }
        if (a->kind == AUDIT_LOGIN) {
            c->failed += a->outcome != 0 ? 1 : 0;
            c->logins += a->outcome == 0 && text_is(d->words[a->event], "session.login") ? 1 : 0;
        } else if (day_is_search(d, a)) {
            c->searches++;
            c->wide += a->result_count >= d->limits.wide_search ? 1 : 0;
            c->widest = a->result_count > c->widest ? a->result_count : c->widest;
        }
    }
}

static void keep_counted(const struct day *d, const struct audit_count *counts, struct arena *arena,
                         struct audit_count **ret, size_t *ret_count)
{
    struct audit_count *list = ARENA_ARRAY(arena, struct audit_count, d->word_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < d->word_count; i++) {
        if (counts[i].logins + counts[i].failed + counts[i].searches > 0) {
            list[count] = counts[i];
            list[count++].operator_id = text_copy(arena, d->words[i]);
        }
    }
    if (count > 0) {
        qsort(list, count, sizeof(*list), by_operator);
    }
    *ret = list;
    *ret_count = count;
}

enum err audit_counts(const struct data_folder *folder, date from, date until, struct arena *arena,
                      struct report *report, struct audit_count **ret, size_t *ret_count)
{
    struct day d = {.date = from, .report = report, .folder = folder, .from = audit_moment_of(from),
                    .until = audit_moment_of(until)};
    struct store *s = NULL;
    enum err e = audit_limits_read(folder, from, report, &d.limits);
    if (e == ERR_NONE) {
        e = audit_store_open(folder, STORE_READ, report, &s);
    }
    if (e != ERR_NONE) {
        return e;
    }
    d.arena = arena_new("利用の件数", DAY_BYTES);
    e = day_gather(&d, s);
    store_close(s);
    if (e == ERR_NONE && d.alert_count > 0) {
        e = report_fail(report, ERR_FINDINGS,
                        "記録につながらないところがあります。kokuho audit verify で確かめてください");
    }
    if (e == ERR_NONE || e == ERR_FINDINGS) {
        struct audit_count *counts = ARENA_ARRAY(d.arena, struct audit_count, d.word_count + 1);
        count_acts(&d, counts);
        keep_counted(&d, counts, arena, ret, ret_count);
    }
    arena_free(d.arena);
    return e;
}
