/* Proves what was sent: each segment by itself, the segments among each other, and against what the store
 * knows. */
#include "audit/ship.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#define SEGMENTS_MAX 20000000

struct segment {
    int64_t number;
    const char *path;
};
/* A stream that has not closed: where it stood at the end of a segment. */
struct standing {
    int64_t stream_no, seq;
    unsigned char hash[AUDIT_HASH_BYTES];
};
struct checking {
    const char *place;
    const unsigned char *key;
    struct report *report;
    struct arena *arena;
    struct segment *segments;
    size_t count, capacity;
    struct standing *open;
    size_t open_count, open_capacity;
    struct audit_proof count_all;
    int64_t findings;
};

static void find(struct checking *c, const char *what, const char *words)
{
    c->findings++;
    report_add(c->report, "%s: %s", what, words);
}

/* ------------------------------------------------------------------------------ files --------- */

static enum err take_day(struct checking *c, const char *day)
{
    const char *path = arena_printf(c->arena, "%s/%s", c->place, day);
    DIR *dir = opendir(path);
    if (dir == NULL) {
        return report_fail(c->report, ERR_WORLD, "%s を読めません: %s", path, strerror(errno));
    }
    const struct dirent *entry;
    while ((entry = readdir(dir)) != NULL && c->count < SEGMENTS_MAX) {
        struct text name = text_of(entry->d_name);
        int64_t number;
        if (name.len == 15 && memcmp(name.bytes + 9, ".jsonl", 6) == 0 &&
            parse_i64(name.bytes, 9, 1, 999999999, &number)) {
            *ARENA_PUSH(c->arena, c->segments, c->count, c->capacity) =
                (struct segment){number, arena_printf(c->arena, "%s/%s", path, entry->d_name)};
        }
    }
    closedir(dir);
    return ERR_NONE;
}

static int by_number(const void *a, const void *b)
{
    const struct segment *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

static enum err take_place(struct checking *c)
{
    DIR *dir = opendir(c->place);
    if (dir == NULL) {
        return report_fail(c->report, ERR_WORLD, "送り先 %s を読めません: %s", c->place, strerror(errno));
    }
    const struct dirent *entry;
    enum err e = ERR_NONE;
    while (e == ERR_NONE && (entry = readdir(dir)) != NULL) {
        date day;
        if (date_parse_iso(entry->d_name, strlen(entry->d_name), &day)) {
            e = take_day(c, entry->d_name);
        }
    }
    closedir(dir);
    if (c->count > 1) {
        qsort(c->segments, c->count, sizeof(c->segments[0]), by_number);
    }
    return e;
}

/* ------------------------------------------------------------------------------ streams ------- */

static struct standing *standing_of(struct checking *c, int64_t stream_no)
{
    for (size_t i = 0; i < c->open_count; i++) {
        if (c->open[i].stream_no == stream_no) {
            return &c->open[i];
        }
    }
    return NULL;
}

/* A piece of a stream begins: where the one before it ended, or with the first record of all. */
static void piece_begins(void *context, int64_t stream_no, int64_t first, const unsigned char *previous)
{
    struct checking *c = context;
    const struct standing *s = standing_of(c, stream_no);
    char what[60];
    snprintf(what, sizeof(what), "記録 %" PRId64 "-%" PRId64, stream_no, first);
    if (first != (s != NULL ? s->seq : 0) + 1) {
        find(c, what, "この前の記録が、送り先にありません");
    } else if (s != NULL && memcmp(s->hash, previous, AUDIT_HASH_BYTES) != 0) {
        find(c, what, "前に送った記録とつながりません（どちらかが作り直されています）");
    }
}

static void piece_ends(void *context, const struct audit_chain *chain)
{
    struct checking *c = context;
    struct standing *s = standing_of(c, chain->stream_no);
    if (chain->is_closed) { /* nothing may follow: should it, it is found as one without a beginning */
        if (s != NULL) {
            *s = c->open[--c->open_count];
        }
        return;
    }
    if (s == NULL) {
        s = ARENA_PUSH(c->arena, c->open, c->open_count, c->open_capacity);
    }
    *s = (struct standing){.stream_no = chain->stream_no, .seq = chain->seq};
    memcpy(s->hash, chain->hash, AUDIT_HASH_BYTES);
}

static enum err check_segment(struct checking *c, const struct segment *segment)
{
    struct audit_proof proof = {0};
    struct audit_export_hooks hooks = {c, piece_begins, piece_ends};
    FILE *in = fopen(segment->path, "re");
    if (in == NULL) {
        return report_fail(c->report, ERR_WORLD, "%s を読めません: %s", segment->path, strerror(errno));
    }
    size_t before = c->report->count;
    enum err e = audit_export_verify_with(in, c->key, &hooks, c->report, &proof);
    fclose(in);
    if (e == ERR_FINDINGS) {
        c->findings += (int64_t)(c->report->count - before);
        find(c, segment->path, "送ったときのままではありません");
        e = ERR_NONE;
    }
    c->count_all.records += proof.records;
    c->count_all.streams += proof.streams;
    c->count_all.heads++;
    return e;
}

static enum err check_all(struct checking *c)
{
    enum err e = take_place(c);
    for (size_t i = 0; i < c->count && e == ERR_NONE; i++) {
        int64_t before = i > 0 ? c->segments[i - 1].number : 0;
        if (c->segments[i].number != before + 1) {
            char what[60];
            snprintf(what, sizeof(what), "区切り %" PRId64, before + 1);
            find(c, what, c->segments[i].number == before ? "二つあります" : "送り先にありません");
        }
        e = check_segment(c, &c->segments[i]);
    }
    return e;
}

static enum err end_check(struct checking *c, enum err e, struct audit_proof *ret)
{
    arena_free(c->arena);
    c->count_all.findings = c->findings;
    if (e == ERR_NONE) {
        *ret = c->count_all;
    }
    return e != ERR_NONE ? e : c->findings > 0 ? ERR_FINDINGS : ERR_NONE;
}

enum err audit_shipped_verify(const char *place, const unsigned char *key, struct report *report,
                              struct audit_proof *ret)
{
    struct checking c = {.place = place, .key = key, .report = report,
                         .arena = arena_new("送った記録", (size_t)4 << 30)};
    return end_check(&c, check_all(&c), ret);
}

/* ------------------------------------------------------------------------------ the store ----- */

static enum err compare(struct checking *c, struct store *s)
{
    struct query *q = store_scan(s, SQL_audit_segment_list);
    size_t at = 0;
    bool row;
    enum err e;
    query_set_text(q, "place", text_of(c->place));
    while ((e = query_step(q, c->report, &row)) == ERR_NONE && row) {
        char what[60], digest[SHA256_HEX];
        int64_t number = query_i64(q, 0);
        snprintf(what, sizeof(what), "区切り %" PRId64, number);
        while (at < c->count && c->segments[at].number < number) {
            find(c, c->segments[at++].path, "送った覚えのない区切りです");
        }
        if (at == c->count || c->segments[at].number != number) {
            find(c, what, "送ったのに、送り先にありません");
        } else if ((e = audit_file_digest(c->segments[at++].path, c->report, digest)) != ERR_NONE) {
            break;
        } else if (!text_is(query_text(q, 1), digest)) {
            find(c, what, "送ったときと要約値が違います");
        }
    }
    query_reset(q);
    while (e == ERR_NONE && at < c->count) {
        find(c, c->segments[at++].path, "送った覚えのない区切りです");
    }
    return e;
}

enum err audit_shipped_compare(const struct data_folder *folder, const char *place, struct report *report,
                               struct audit_proof *ret)
{
    struct audit_keys keys;
    struct store *s = NULL;
    enum err e = audit_keys_open(folder, report, &keys);
    struct checking c = {.place = place, .key = keys.public_key, .report = report,
                         .arena = arena_new("送った記録", (size_t)4 << 30)};
    e = e == ERR_NONE ? audit_store_open(folder, STORE_READ, report, &s) : e;
    e = e == ERR_NONE ? check_all(&c) : e;
    e = e == ERR_NONE ? compare(&c, s) : e;
    store_close(s);
    return end_check(&c, e, ret);
}
