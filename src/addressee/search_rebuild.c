/*
 * 検索の鍵を作り直す -- after new kinds of keys or new variants (params/national/addressee/variants.tsv) a
 * folder gets the keys that the program of today would have written.
 *
 * All keys are gathered from one state of the register, then compared with the table in portions of some
 * hundred, each a transaction of its own; what is right already is not touched. Who holds a key is added to,
 * never taken away: what clerks and feeds write meanwhile stays, and a key that fits nobody any more finds
 * nobody, because each hit is compared with its person. So a run that was killed is simply begun again.
 */
#include "addressee/search_key.h"

#include "addressee/posting.h"

#define PORTION_KEYS 500

struct rebuild {
    struct store *store;
    struct report *report;
    struct arena *all; /* keys and who has them */
    struct key_list keys;
    int64_t changed;
};

/* ---------------------------------------------------------------------------------- 集める ----- */

static void own_keys(struct query *q, struct key_list *list)
{
    const struct key_names names = {
        .is_body = query_i64(q, 1) == 4, .name = query_text(q, 2),    .kana = query_text(q, 3),
        .alias = query_text(q, 4),       .roman = query_text(q, 5),   .address = query_text(q, 6),
        .building = query_text(q, 7)};
    keys_of_names(query_i64(q, 0), &names, NULL, list);
}

/* Both registers in the order of the numbers, as a list of keys wants them. */
static enum err gather_rows(struct rebuild *r, struct query *persons, struct query *own)
{
    bool has_person = false, has_own = false;
    struct arena *arena = arena_new("検索の鍵", (size_t)4 << 20);
    enum err e = query_step(persons, r->report, &has_person);

    e = e == ERR_NONE ? query_step(own, r->report, &has_own) : e;
    while (e == ERR_NONE && (has_person || has_own)) {
        if (has_person && (!has_own || query_i64(persons, 0) <= query_i64(own, 0))) {
            struct person_row row;
            arena_reset(arena);
            person_row_read(persons, arena, &row);
            keys_of_person(&row, NULL, &r->keys);
            keys_of_items(&row, &r->keys);
            e = query_step(persons, r->report, &has_person);
        } else {
            own_keys(own, &r->keys);
            e = query_step(own, r->report, &has_own);
        }
    }
    arena_free(arena);
    return e;
}

static enum err gather(struct rebuild *r)
{
    enum err e = store_begin_read(r->store, r->report);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *persons = store_scan(r->store, SQL_addressee_person_all);
    struct query *own = store_scan(r->store, SQL_addressee_own_names);
    e = gather_rows(r, persons, own);
    query_reset(persons);
    query_reset(own);
    store_rollback(r->store);
    key_list_sort(&r->keys);
    return e;
}

/* ---------------------------------------------------------------------------------- 書く ------- */

struct holders {
    int64_t *numbers;
    size_t count, capacity;
};

static int by_no(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void sort_once(struct holders *h)
{
    size_t n = 0;
    if (h->count > 0) {
        qsort(h->numbers, h->count, sizeof(h->numbers[0]), by_no);
    }
    for (size_t i = 0; i < h->count; i++) {
        if (n == 0 || h->numbers[n - 1] != h->numbers[i]) {
            h->numbers[n++] = h->numbers[i];
        }
    }
    h->count = n;
}

static struct text key_of(const struct key_entry *k)
{
    return (struct text){k->bytes, k->len};
}

static enum err write_key(struct rebuild *r, const struct key_entry *k, const struct holders *h)
{
    struct query *q = store_query(r->store, SQL_addressee_search_forget);
    int64_t changed = 0;

    query_set_i64(q, "kind", k->kind);
    query_set_text(q, "search_key", key_of(k));
    enum err e = query_run(q, r->report, &changed);
    for (size_t n = 0; n < h->count && e == ERR_NONE;) {
        struct posting p;
        p.count = 0;
        while (n < h->count && posting_add(&p, h->numbers[n])) {
            n++;
        }
        q = store_query(r->store, SQL_addressee_search_insert);
        query_set_i64(q, "kind", k->kind);
        query_set_text(q, "search_key", key_of(k));
        query_set_i64(q, "addressee_no", p.first);
        struct text more = posting_more(&p);
        query_set_blob(q, "more", more.bytes, more.len);
        e = query_run(q, r->report, &changed);
    }
    return e;
}

/* What stands now of the portion's keys, in the order of the portion; other keys between are passed over. */
static enum err read_portion(struct rebuild *r, const struct key_entry *keys, size_t count,
                             struct arena *arena, struct holders *ret)
{
    struct query *q = store_query(r->store, SQL_addressee_search_between);
    size_t at = 0;
    bool row = false;
    enum err e;

    query_set_i64(q, "kind", keys[0].kind);
    query_set_text(q, "first", key_of(&keys[0]));
    query_set_text(q, "last", key_of(&keys[count - 1]));
    while ((e = query_step(q, r->report, &row)) == ERR_NONE && row) {
        struct text key = query_text(q, 0), more = query_blob(q, 2);
        for (int c = 1; at < count; at += c > 0) {
            size_t both = key.len < keys[at].len ? key.len : keys[at].len;
            c = memcmp(key.bytes, keys[at].bytes, both);
            c = c != 0 ? c : (key.len > keys[at].len) - (key.len < keys[at].len);
            if (c <= 0) {
                break;
            }
        }
        if (at == count || !text_equal(key, key_of(&keys[at]))) {
            continue;
        }
        struct holders *h = &ret[at];
        *ARENA_PUSH(arena, h->numbers, h->count, h->capacity) = query_i64(q, 1);
        struct posting_walk w = posting_walk_of(query_i64(q, 1), more);
        while (posting_walk_next(&w)) {
            *ARENA_PUSH(arena, h->numbers, h->count, h->capacity) = w.number;
        }
    }
    query_reset(q);
    return e;
}

/* Inside a write transaction. */
static enum err write_portion(struct rebuild *r, const struct key_entry *keys, size_t count,
                              struct arena *arena)
{
    struct holders *now = ARENA_ARRAY(arena, struct holders, count);
    memset(now, 0, count * sizeof(now[0]));
    enum err e = read_portion(r, keys, count, arena, now);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct holders *h = &now[i];
        sort_once(h);
        size_t before = h->count;
        struct key_holders of_key = key_holders_of(&keys[i]);
        while (key_holders_next(&of_key)) {
            *ARENA_PUSH(arena, h->numbers, h->count, h->capacity) = of_key.number;
        }
        sort_once(h);
        if (h->count > before) {
            e = write_key(r, &keys[i], h);
            r->changed++;
        }
    }
    return e;
}

static enum err write_all(struct rebuild *r)
{
    struct arena *arena = arena_new("検索の鍵の一部", (size_t)256 << 20);
    enum err e = ERR_NONE;

    for (size_t at = 0; at < r->keys.count && e == ERR_NONE;) {
        const struct key_entry *keys = &r->keys.entries[at];
        size_t n = 0;
        while (at + n < r->keys.count && n < PORTION_KEYS && keys[n].kind == keys[0].kind) {
            n++;
        }
        arena_reset(arena);
        e = store_begin(r->store, r->report);
        if (e != ERR_NONE) {
            break;
        }
        e = write_portion(r, keys, n, arena);
        if (e == ERR_NONE) {
            e = store_commit(r->store, r->report);
        } else {
            store_rollback(r->store);
        }
        at += n;
    }
    arena_free(arena);
    return e;
}

enum err addressee_search_rebuild(struct store *s, struct report *report, int64_t *ret_keys,
                                  int64_t *ret_changed)
{
    struct rebuild r = {.store = s, .report = report, .all = arena_new("すべての検索の鍵", (size_t)8 << 30)};

    key_list_begin(&r.keys, r.all);
    enum err e = gather(&r);
    e = e == ERR_NONE ? write_all(&r) : e;
    *ret_keys = (int64_t)r.keys.count;
    *ret_changed = r.changed;
    arena_free(r.all);
    return e;
}

/* --------------------------------------------------------------------------------- コマンド ---- */

static enum err run(struct command_call *call)
{
    const char *words[1] = {NULL};
    size_t count = 0;
    int64_t keys = 0, changed = 0;
    struct session s;
    enum err e = command_options(call, NULL, 0, words, COUNT_OF(words), &count);

    if (e != ERR_NONE) {
        return e;
    }
    if (count != 1 || strcmp(words[0], "rebuild") != 0) {
        return report_fail(call->report, ERR_INPUT, "search rebuild と書いてください");
    }
    e = session_open(call, STORE_WRITE, PERM_IMPORT_RUN, &s);
    if (e != ERR_NONE) {
        return e;
    }
    e = addressee_search_rebuild(s.store, call->report, &keys, &changed);
    session_close(&s);
    if (e == ERR_NONE && call->json) {
        fprintf(call->out, "{\"keys\":%lld,\"changed\":%lld}\n", (long long)keys, (long long)changed);
    } else if (e == ERR_NONE) {
        fprintf(call->out, "検索の鍵 %lld 件を確かめ、%lld 件を書き直しました\n", (long long)keys,
                (long long)changed);
    }
    return e;
}

const struct command command_search = {
    .name = "search",
    .synopsis = "rebuild",
    .summary = "検索の鍵を、この版の種類と異体字の表で作り直す",
    .help = "版を上げたあとや、転入前の住所・転出先・在留カード番号で探せるようにするときに使います。\n"
            "職員が仕事をしている間も使えます。途中で止まったら、もう一度同じように始めてください。\n"
            "正しい鍵には触れません。import.run の権限が要ります。\n",
    .run = run,
};
