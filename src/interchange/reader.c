/*
 * Reading a file through a callback: a second thread decodes ahead, the caller's thread consumes; with steps,
 * a third prepares in between.
 *
 * The decoder fills a ring of blocks; whoever consumes gives them back. Small files take one thread: the
 * hand-over would cost more than it brings.
 */
#include "interchange/decode.h"

#include <pthread.h>

#define RING IMPORT_PLACES
#define SMALL_FILE 65536

struct consumer {
    record_fn on_record;
    const struct block_steps *steps; /* or NULL: record by record */
    void *context;
    struct report *report;
    const struct layout_options *options;
    int64_t total, records;
    enum err err;
};

struct ring {
    pthread_mutex_t lock;
    pthread_cond_t moved;
    struct block *blocks[RING];
    /* running counts; filled - consumed blocks wait, of which those below `prepared` may be consumed */
    size_t filled, prepared, consumed;
    bool stop;
    struct decoder *decoder;
    const struct consumer *consumer;
};

/* ------------------------------------------------------------------------------- hand-over --- */

/* Waits until *count is above `least`; false: it is over. */
static bool wait_above(struct ring *r, const size_t *count, size_t least)
{
    pthread_mutex_lock(&r->lock);
    while (*count <= least && !r->stop) {
        pthread_cond_wait(&r->moved, &r->lock);
    }
    bool go_on = !r->stop;
    pthread_mutex_unlock(&r->lock);
    return go_on;
}

static void moved_on(struct ring *r, size_t *count, bool stop)
{
    pthread_mutex_lock(&r->lock);
    ++*count;
    r->stop = r->stop || stop;
    pthread_cond_broadcast(&r->moved);
    pthread_mutex_unlock(&r->lock);
}

/* One block fewer than there are: the decoder still copies the rest out of the one before. */
static bool wait_for_room(struct ring *r)
{
    pthread_mutex_lock(&r->lock);
    while (r->filled - r->consumed >= RING - 1 && !r->stop) {
        pthread_cond_wait(&r->moved, &r->lock);
    }
    bool go_on = !r->stop;
    pthread_mutex_unlock(&r->lock);
    return go_on;
}

static void *decode_ahead(void *context)
{
    struct ring *r = context;
    bool last = false;
    for (size_t n = 0; !last && wait_for_room(r); n++) {
        struct block *b = r->blocks[n % RING];
        decoder_fill(r->decoder, b);
        last = b->last;
        moved_on(r, &r->filled, false);
    }
    return NULL;
}

static void prepare(const struct consumer *c, const struct block *b, size_t place)
{
    if (c->steps != NULL) {
        c->steps->prepare(c->context, place, b->records, b->record_count, b->last);
    }
}

static void *prepare_ahead(void *context)
{
    struct ring *r = context;
    bool last = false;
    for (size_t n = 0; !last && wait_above(r, &r->filled, n); n++) {
        const struct block *b = r->blocks[n % RING];
        prepare(r->consumer, b, n % RING);
        last = b->last;
        moved_on(r, &r->prepared, false);
    }
    return NULL;
}

/* ------------------------------------------------------------------------------- consuming --- */

/* Hands the block's records over, in order. False: the callback gave up. */
static bool consume(struct consumer *c, const struct block *b, size_t place)
{
    if (c->steps != NULL) {
        c->err = c->steps->take(c->context, place, b->records, b->record_count);
    }
    for (size_t i = 0; i < b->record_count && c->on_record != NULL && c->err == ERR_NONE; i++) {
        c->err = c->on_record(c->context, &b->records[i], c->report);
    }
    if (c->err != ERR_NONE) {
        return false;
    }
    c->records += (int64_t)b->record_count;
    if (c->options != NULL && c->options->on_progress != NULL) {
        c->options->on_progress(c->options->progress_context, b->bytes_done, c->total, c->records);
    }
    return true;
}

static void read_inline(struct decoder *d, struct consumer *c)
{
    struct block *b[2] = {NULL, NULL}; /* a file that ends in the first needs no other */
    for (size_t i = 0;; i ^= 1) {
        b[i] = b[i] != NULL ? b[i] : block_new(d, d->arena);
        decoder_fill(d, b[i]);
        prepare(c, b[i], i);
        if (!consume(c, b[i], i) || b[i]->last) {
            return;
        }
    }
}

static void consume_ring(struct ring *r, struct consumer *c)
{
    const size_t *ready = c->steps != NULL ? &r->prepared : &r->filled;
    bool go_on = true;
    for (size_t n = 0; go_on && wait_above(r, ready, n); n++) {
        const struct block *b = r->blocks[n % RING];
        go_on = consume(c, b, n % RING) && !b->last;
        moved_on(r, &r->consumed, !go_on);
    }
}

/* False: there is no thread to be had, and nothing was read. */
static bool read_in_threads(struct decoder *d, struct consumer *c)
{
    struct ring r = {.decoder = d, .consumer = c};
    pthread_t decoding, preparing;
    int failed = pthread_mutex_init(&r.lock, NULL) | pthread_cond_init(&r.moved, NULL);
    assert(failed == 0);
    for (size_t i = 0; i < RING; i++) {
        r.blocks[i] = block_new(d, d->arena);
    }
    bool prepares = c->steps != NULL;
    bool started = !prepares || pthread_create(&preparing, NULL, prepare_ahead, &r) == 0;
    prepares = prepares && started;
    started = started && pthread_create(&decoding, NULL, decode_ahead, &r) == 0;
    if (started) {
        consume_ring(&r, c);
        pthread_join(decoding, NULL);
    }
    if (prepares) {
        if (!started) {
            moved_on(&r, &r.consumed, true);
        }
        pthread_join(preparing, NULL);
    }
    pthread_cond_destroy(&r.moved);
    pthread_mutex_destroy(&r.lock);
    return started;
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

static enum err read_file(const struct layout *l, const char *path,
                          const struct layout_options *options, struct consumer *c,
                          struct file_receipt *ret)
{
    struct arena *arena = arena_new("ファイルの読込み", (size_t)64 << 20);
    struct decoder *d = ARENA_NEW(arena, struct decoder);
    struct report faults, warnings;
    report_init(&faults);
    report_init(&warnings);
    enum err e = decoder_open(d, l, path, options, arena, &faults, &warnings, c->report);
    if (e == ERR_NONE) {
        c->total = d->total_bytes;
        bool is_large = d->total_bytes > SMALL_FILE && d->stop_after == 0;
        if (!is_large || !read_in_threads(d, c)) {
            read_inline(d, c);
        }
        e = result_of(d, c, &faults, &warnings, ret);
        decoder_close(d);
    }
    report_done(&faults);
    report_done(&warnings);
    arena_free(arena);
    return e;
}

enum err layout_read_blocks(const struct layout *l, const char *path,
                            const struct layout_options *options, const struct block_steps *steps,
                            void *context, struct report *report, struct file_receipt *ret)
{
    struct consumer c = {.steps = steps, .context = context, .report = report, .options = options};
    return read_file(l, path, options, &c, ret);
}

enum err layout_read_file_with(const struct layout *l, const char *path,
                               const struct layout_options *options, record_fn on_record,
                               void *context, struct report *report, struct file_receipt *ret)
{
    struct consumer c = {.on_record = on_record, .context = context, .report = report,
                         .options = options};
    return read_file(l, path, options, &c, ret);
}

enum err layout_read_file(const struct layout *l, const char *path, record_fn on_record,
                          void *context, struct report *report, struct file_receipt *ret)
{
    return layout_read_file_with(l, path, NULL, on_record, context, report, ret);
}

