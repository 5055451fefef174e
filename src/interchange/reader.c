/*
 * Reading a file through a callback: a second thread decodes ahead, the caller's thread consumes.
 *
 * The decoder fills a ring of blocks; whoever consumes gives them back. Small files take one thread: the
 * hand-over would cost more than it brings.
 */
#include "interchange/decode.h"

#include <pthread.h>

#define RING 8u
#define SMALL_FILE 65536

struct ring {
    pthread_mutex_t lock;
    pthread_cond_t moved;
    struct block *blocks[RING];
    size_t filled, consumed; /* running counts; filled - consumed blocks wait */
    bool stop;
    struct decoder *decoder;
};

static void *decode_ahead(void *context)
{
    struct ring *r = context;
    bool last = false;
    while (!last) {
        pthread_mutex_lock(&r->lock);
        /* One block fewer than there are: the decoder still copies the rest out of the one before. */
        while (r->filled - r->consumed >= RING - 1 && !r->stop) {
            pthread_cond_wait(&r->moved, &r->lock);
        }
        bool stop = r->stop;
        pthread_mutex_unlock(&r->lock);
        if (stop) {
            return NULL;
        }
        struct block *b = r->blocks[r->filled % RING];
        decoder_fill(r->decoder, b);
        last = b->last;
        pthread_mutex_lock(&r->lock);
        r->filled++;
        pthread_cond_signal(&r->moved);
        pthread_mutex_unlock(&r->lock);
    }
    return NULL;
}

struct consumer {
    record_fn on_record;
    void *context;
    struct report *report;
    const struct layout_options *options;
    int64_t total, records;
    enum err err;
};

/* Hands the block's records over, in order. False: the callback gave up. */
static bool consume(struct consumer *c, const struct block *b)
{
    for (size_t i = 0; i < b->record_count && c->on_record != NULL; i++) {
        c->err = c->on_record(c->context, &b->records[i], c->report);
        if (c->err != ERR_NONE) {
            return false;
        }
    }
    c->records += (int64_t)b->record_count;
    if (c->options != NULL && c->options->on_progress != NULL) {
        c->options->on_progress(c->options->progress_context, b->bytes_done, c->total, c->records);
    }
    return true;
}

static void read_inline(struct decoder *d, struct consumer *c)
{
    struct block *b[2] = {block_new(d, d->arena), block_new(d, d->arena)};
    for (size_t i = 0;; i ^= 1) {
        decoder_fill(d, b[i]);
        if (!consume(c, b[i]) || b[i]->last) {
            return;
        }
    }
}

static void consume_ring(struct ring *r, struct consumer *c)
{
    bool go_on = true;
    while (go_on) {
        pthread_mutex_lock(&r->lock);
        while (r->filled == r->consumed) {
            pthread_cond_wait(&r->moved, &r->lock);
        }
        pthread_mutex_unlock(&r->lock);
        const struct block *b = r->blocks[r->consumed % RING];
        go_on = consume(c, b) && !b->last;
        pthread_mutex_lock(&r->lock);
        r->consumed++;
        r->stop = !go_on;
        pthread_cond_signal(&r->moved);
        pthread_mutex_unlock(&r->lock);
    }
}

static void read_in_two_threads(struct decoder *d, struct consumer *c)
{
    struct ring r = {.decoder = d};
    pthread_t thread;
    int failed = pthread_mutex_init(&r.lock, NULL) | pthread_cond_init(&r.moved, NULL);
    assert(failed == 0);
    for (size_t i = 0; i < RING; i++) {
        r.blocks[i] = block_new(d, d->arena);
    }
    if (pthread_create(&thread, NULL, decode_ahead, &r) != 0) {
        read_inline(d, c);
    } else {
        consume_ring(&r, c);
        pthread_join(thread, NULL);
    }
    pthread_cond_destroy(&r.moved);
    pthread_mutex_destroy(&r.lock);
}

static void append(struct report *to, const struct report *from, const char *prefix)
{
    for (size_t i = 0; i < from->kept; i++) {
        report_add(to, "%s%s", prefix, from->lines[i]);
    }
    to->count += from->count - from->kept;
}

static enum err result_of(struct decoder *d, struct consumer *c, const struct report *faults,
                          const struct report *warnings, struct file_receipt *ret)
{
    unsigned char digest[SHA256_BYTES];
    append(c->report, faults, "");
    if (warnings->count > 0) {
        append(c->report, warnings, "注意 ");
    }
    if (d->failed_world) {
        return report_fail(c->report, ERR_WORLD, "%s: %lldバイト目から読めません", d->file_name,
                           (long long)d->receipt.bytes + 1);
    }
    if (faults->count > 0) {
        return ERR_INPUT;
    }
    if (c->err != ERR_NONE) {
        return c->err;
    }
    sha256_done(&d->hash, digest);
    hex_format(digest, sizeof(digest), d->receipt.sha256);
    if (ret != NULL) {
        *ret = d->receipt;
    }
    return ERR_NONE;
}

enum err layout_read_file_with(const struct layout *l, const char *path,
                               const struct layout_options *options, record_fn on_record,
                               void *context, struct report *report, struct file_receipt *ret)
{
    struct arena *arena = arena_new("ファイルの読込み", (size_t)64 << 20);
    struct decoder *d = ARENA_NEW(arena, struct decoder);
    struct report faults, warnings;
    report_init(&faults);
    report_init(&warnings);
    enum err e = decoder_open(d, l, path, options, arena, &faults, &warnings, report);
    if (e == ERR_NONE) {
        struct consumer c = {on_record, context, report, options, d->total_bytes, 0, ERR_NONE};
        if (d->total_bytes > SMALL_FILE && d->stop_after == 0) {
            read_in_two_threads(d, &c);
        } else {
            read_inline(d, &c);
        }
        e = result_of(d, &c, &faults, &warnings, ret);
        decoder_close(d);
    }
    report_done(&faults);
    report_done(&warnings);
    arena_free(arena);
    return e;
}

enum err layout_read_file(const struct layout *l, const char *path, record_fn on_record,
                          void *context, struct report *report, struct file_receipt *ret)
{
    return layout_read_file_with(l, path, NULL, on_record, context, report, ret);
}

struct text record_part(const struct layout *l, const struct record *r, size_t field,
                        const char *name)
{
    const struct field *f = &l->records[r->kind].fields[field];
    for (size_t i = 0; i < f->sub_count; i++) {
        if (strcmp(f->subs[i].name, name) == 0) {
            return field_part(l, r->kind, field, i, r->fields);
        }
    }
    return (struct text){"", 0};
}
