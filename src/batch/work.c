/*
 * The pipeline of a run: reader thread -> worker threads -> writer (the calling thread).
 *
 * A ring of chunks goes round. Chunk number n is filled by the reader, computed by whichever worker is
 * free, and written strictly in order of n, so that the checkpoint is always "everything up to here".
 * The first failure of anybody stops all; what was not written is made again after the restart.
 */
#include "batch/internal.h"

#include <pthread.h>
#include <unistd.h>

#define WORKERS_MAX 16
#define ARENA_BYTES_DEFAULT ((size_t)256 << 20)

enum slot_state { SLOT_FREE, SLOT_FILLED, SLOT_COMPUTING, SLOT_DONE };

struct slot {
    struct chunk chunk;
    enum slot_state state;
    int64_t number;
};

struct pipeline {
    struct job_run *run;
    const struct work *work;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    struct slot *slots;
    size_t slot_count;
    int64_t filled;  /* chunks the reader has put in */
    int64_t taken;   /* chunks a worker has begun */
    int64_t written; /* chunks the writer has finished */
    bool input_ended;
    enum err failed;
    struct report report; /* of reader and workers; guarded by the lock */
};

static void report_move(struct report *to, const struct report *from)
{
    for (size_t i = 0; i < from->kept; i++) {
        report_add(to, "%s", from->lines[i]);
    }
    to->count += from->count - from->kept;
}

/* Under the lock: notes the first failure and wakes everybody. */
static void fail(struct pipeline *p, enum err e, const struct report *words)
{
    if (p->failed == ERR_NONE) {
        p->failed = e;
        report_move(&p->report, words);
    }
    pthread_cond_broadcast(&p->moved);
}

static void *reader_main(void *argument)
{
    struct pipeline *p = argument;
    struct report report;
    report_init(&report);

    pthread_mutex_lock(&p->lock);
    while (p->failed == ERR_NONE && !p->input_ended) {
        struct slot *s = &p->slots[(size_t)p->filled % p->slot_count];
        if (s->state != SLOT_FREE) {
            pthread_cond_wait(&p->moved, &p->lock);
            continue;
        }
        pthread_mutex_unlock(&p->lock);

        arena_reset(s->chunk.arena);
        s->chunk.count = 0;
        enum err e = p->work->read(p->work->context, &s->chunk, &report);
        assert(s->chunk.count <= p->work->chunk_units);

        pthread_mutex_lock(&p->lock);
        if (e != ERR_NONE) {
            fail(p, e, &report);
        } else if (s->chunk.count == 0) {
            p->input_ended = true;
        } else {
            s->number = p->filled++;
            s->state = SLOT_FILLED;
        }
        pthread_cond_broadcast(&p->moved);
    }
    pthread_mutex_unlock(&p->lock);
    report_done(&report);
    return NULL;
}

static void *worker_main(void *argument)
{
    struct pipeline *p = argument;
    size_t bytes = p->work->arena_bytes != 0 ? p->work->arena_bytes : ARENA_BYTES_DEFAULT;
    struct arena *scratch = arena_new("計算", bytes);
    struct report report;
    report_init(&report);

    pthread_mutex_lock(&p->lock);
    while (p->failed == ERR_NONE && !(p->input_ended && p->taken == p->filled)) {
        if (p->taken == p->filled) {
            pthread_cond_wait(&p->moved, &p->lock);
            continue;
        }
        struct slot *s = &p->slots[(size_t)p->taken++ % p->slot_count];
        assert(s->state == SLOT_FILLED);
        s->state = SLOT_COMPUTING;
        pthread_mutex_unlock(&p->lock);

        arena_reset(scratch);
        enum err e = p->work->compute(p->work->context, &s->chunk, scratch, &report);
        batch_unit_end();

        pthread_mutex_lock(&p->lock);
        s->state = SLOT_DONE;
        if (e != ERR_NONE) {
            fail(p, e, &report);
        }
        pthread_cond_broadcast(&p->moved);
    }
    pthread_mutex_unlock(&p->lock);
    report_done(&report);
    arena_free(scratch);
    return NULL;
}

/* One chunk and its checkpoint: both or neither. */
static enum err write_chunk(struct pipeline *p, struct chunk *c)
{
    struct job_run *run = p->run;
    struct report *report = run->report;
    int64_t done_before = run->units_done;
    if (run->dry_run) {
        enum err e = p->work->write(p->work->context, c, NULL, report);
        run->units_done += (int64_t)c->count;
        return e;
    }
    struct store *s = run->session->store;
    enum err e = store_begin(s, report);
    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, report);
    if (e == ERR_NONE) {
        e = p->work->write(p->work->context, c, s, report);
    }
    if (e == ERR_NONE) {
        run->units_done += (int64_t)c->count;
        run->checkpoint = c->last_key;
        e = run_save_checkpoint(run, report);
    }
    if (e == ERR_NONE) {
        e = store_commit(s, report);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
        run->units_done = done_before;
    }
    return e;
}

static enum err writer_main(struct pipeline *p)
{
    struct job_run *run = p->run;
    struct progress *progress = progress_start(run);
    enum err e = ERR_NONE;

    pthread_mutex_lock(&p->lock);
    while (p->failed == ERR_NONE && !(p->input_ended && p->written == p->filled)) {
        struct slot *s = &p->slots[(size_t)p->written % p->slot_count];
        if (s->state != SLOT_DONE || s->number != p->written) {
            pthread_cond_wait(&p->moved, &p->lock);
            continue;
        }
        pthread_mutex_unlock(&p->lock);
        e = write_chunk(p, &s->chunk);
        progress_move(progress, run->units_done, run->units_total);
        pthread_mutex_lock(&p->lock);
        if (e != ERR_NONE && p->failed == ERR_NONE) {
            p->failed = e; /* its words are in the run's report already */
        }
        p->written++;
        s->state = SLOT_FREE;
        pthread_cond_broadcast(&p->moved);
    }
    pthread_mutex_unlock(&p->lock);
    progress_stop(progress, run->units_done, run->units_total);
    return e;
}

static size_t worker_count(void)
{
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    return cpus < 1 ? 1 : cpus > WORKERS_MAX ? WORKERS_MAX : (size_t)cpus;
}

static void slots_make(struct pipeline *p, struct arena *arena)
{
    const struct work *w = p->work;
    size_t bytes = w->arena_bytes != 0 ? w->arena_bytes : ARENA_BYTES_DEFAULT;
    p->slots = ARENA_ARRAY(arena, struct slot, p->slot_count);
    for (size_t i = 0; i < p->slot_count; i++) {
        p->slots[i].chunk.arena = arena_new("チャンク", bytes);
        p->slots[i].chunk.units = arena_alloc(arena, w->chunk_units, w->unit_bytes);
    }
}

enum err batch_work(struct job_run *run, const struct work *work)
{
    assert(work->chunk_units >= 1 && work->chunk_units <= CHUNK_UNITS_MAX && work->unit_bytes > 0);
    size_t workers = worker_count();
    struct arena *arena = arena_new("一括処理", (size_t)1 << 30);
    struct pipeline p = {.run = run, .work = work, .slot_count = 2 * workers + 2};
    pthread_t reader, threads[WORKERS_MAX];

    report_init(&p.report);
    pthread_mutex_init(&p.lock, NULL);
    pthread_cond_init(&p.moved, NULL);
    slots_make(&p, arena);
    crash_note_arm(run);

    int rc = pthread_create(&reader, NULL, reader_main, &p);
    assert(rc == 0);
    for (size_t i = 0; i < workers; i++) {
        rc = pthread_create(&threads[i], NULL, worker_main, &p);
        assert(rc == 0);
    }
    (void)writer_main(&p); /* its result stands in p.failed */
    pthread_join(reader, NULL);
    for (size_t i = 0; i < workers; i++) {
        pthread_join(threads[i], NULL);
    }

    crash_note_disarm();
    report_move(run->report, &p.report);
    report_done(&p.report);
    for (size_t i = 0; i < p.slot_count; i++) {
        arena_free(p.slots[i].chunk.arena);
    }
    arena_free(arena);
    pthread_cond_destroy(&p.moved);
    pthread_mutex_destroy(&p.lock);
    return p.failed;
}
