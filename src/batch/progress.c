/* 進み具合: one line that moves on a terminal, plain lines every ten seconds elsewhere. */
#include "batch/internal.h"

#include <inttypes.h>
#include <unistd.h>

struct progress {
    char label[64];
    bool is_terminal, is_quiet, was_shown;
    int64_t done_at_start, started_ms, shown_ms;
};

static int64_t monotonic_ms(void)
{
    struct timespec t;
    int rc = clock_gettime(CLOCK_MONOTONIC, &t);
    assert(rc == 0);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct progress *progress_start(const struct job_run *run)
{
    static _Thread_local struct progress progress; /* one run a thread */
    struct progress *p = &progress;
    *p = (struct progress){
        .is_terminal = isatty(STDERR_FILENO) == 1,
        .is_quiet = run->is_quiet,
        .done_at_start = run->units_done,
        .started_ms = monotonic_ms(),
    };
    int n = snprintf(p->label, sizeof(p->label), "%s%s", run->job->label,
                     run->phase == JOB_APPROVE ? "（決議）" : "");
    assert(n > 0);
    p->shown_ms = p->started_ms;
    return p;
}

static void show(struct progress *p, int64_t done, int64_t total, int64_t now)
{
    int64_t spent = now - p->started_ms;
    int64_t rate = spent > 0 ? (done - p->done_at_start) * 1000 / spent : 0;
    char left[48] = "";
    if (rate > 0 && total > done) {
        int64_t seconds = (total - done) / rate;
        int n = snprintf(left, sizeof(left), "  残り約%" PRId64 "分%02" PRId64 "秒", seconds / 60,
                         seconds % 60);
        assert(n > 0);
    }
    if (total > 0) {
        fprintf(stderr, "%s%s %" PRId64 "/%" PRId64 "（%" PRId64 "%%）  毎秒%" PRId64 "%s%s",
                p->is_terminal ? "\r" : "", p->label, done, total, done * 100 / total, rate, left,
                p->is_terminal ? "\033[K" : "\n");
    } else {
        fprintf(stderr, "%s%s %" PRId64 "  毎秒%" PRId64 "%s", p->is_terminal ? "\r" : "", p->label,
                done, rate, p->is_terminal ? "\033[K" : "\n");
    }
    fflush(stderr);
    p->shown_ms = now;
    p->was_shown = true;
}

void progress_move(struct progress *p, int64_t done, int64_t total)
{
    int64_t now = monotonic_ms();
    if (!p->is_quiet && now - p->shown_ms >= (p->is_terminal ? 200 : 10000)) {
        show(p, done, total, now);
    }
}

void progress_stop(struct progress *p, int64_t done, int64_t total)
{
    if (p->was_shown) {
        show(p, done, total, monotonic_ms());
        if (p->is_terminal) {
            fputc('\n', stderr);
        }
    }
}
