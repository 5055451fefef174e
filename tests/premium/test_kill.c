/*
 * Killed anywhere, gone on with, the same rows: SIGKILL at random moments while proposing and while deciding,
 * on a second ward nobody disturbs the same is done, and the digests of `kokuho verify` are equal.
 */
#include "ward.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define HOUSEHOLDS 2500
#define KILLS_WANTED 50

static const int years[] = {2018, 2019, 2020, 2024, 2025, 2026};

static uint64_t seed = 20260605;

static unsigned draw(unsigned below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((seed >> 33) % below);
}

static int64_t now_us(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void sleep_us(int64_t us)
{
    struct timespec t = {us / 1000000, us % 1000000 * 1000};
    (void)nanosleep(&t, NULL);
}

/* The job in a process of its own, with handles of its own. */
static pid_t start(struct ward *w, int year, enum job_phase phase)
{
    (void)fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child != 0) {
        return child;
    }
    struct report report;
    struct session s;
    FILE *nowhere = fopen("/dev/null", "w");
    struct command_call call = {.data = w->dir,
                                .operator_id = phase == JOB_PROPOSE ? "fuka1" : "fuka2",
                                .business_date = w->clerk.folder.business_date,
                                .out = nowhere,
                                .report = &report};
    struct job_request request = {.year = year, .resume = phase == JOB_PROPOSE, .is_quiet = true};
    report_init(&report);
    enum err e = session_open(&call, STORE_WRITE, PERM_PREMIUM_VIEW, &s);
    if (e == ERR_NONE) {
        e = phase == JOB_PROPOSE ? job_start(&s, &job_premium_annual, &request, nowhere, &report)
                                 : job_decide(&s, &job_premium_annual, &request, nowhere, &report);
    }
    report_print(&report, stderr);
    _exit((int)e);
}

static int end_of(pid_t child)
{
    int status;
    while (waitpid(child, &status, 0) < 0) {
        assert_int_equal(errno, EINTR);
    }
    if (WIFSIGNALED(status)) {
        assert_int_equal(WTERMSIG(status), SIGKILL);
        return -1;
    }
    return WEXITSTATUS(status);
}

/* Until it is through; every attempt may live a little longer than the one before. */
static int attempts_until_done(struct ward *w, int year, enum job_phase phase, int64_t whole_us)
{
    int kills = 0;
    for (int attempt = 1;; attempt++) {
        pid_t child = start(w, year, phase);
        sleep_us(draw((unsigned)(whole_us * attempt / 8) + 1000));
        (void)kill(child, SIGKILL);
        int code = end_of(child);
        if (code >= 0) {
            assert_in_range(code, ERR_NONE, ERR_FINDINGS);
            return kills;
        }
        kills++;
    }
}

static void test_kill(void **state)
{
    static struct ward calm, killed;
    char expected[33], found[33];
    int kills = 0;
    int64_t whole_us = 0;
    (void)state;
    ward_make(&calm);
    ward_make(&killed);
    ward_many(&calm, HOUSEHOLDS, years, COUNT_OF(years));
    ward_many(&killed, HOUSEHOLDS, years, COUNT_OF(years));
    for (size_t i = 0; i < COUNT_OF(years); i++) {
        ward_business_date(&calm, years[i] * 10000 + 605);
        ward_business_date(&killed, years[i] * 10000 + 605);
        int64_t begun = now_us();
        pid_t child = start(&calm, years[i], JOB_PROPOSE);
        assert_in_range(end_of(child), ERR_NONE, ERR_FINDINGS);
        whole_us = now_us() - begun;
        child = start(&calm, years[i], JOB_APPROVE);
        assert_in_range(end_of(child), ERR_NONE, ERR_FINDINGS);

        kills += attempts_until_done(&killed, years[i], JOB_PROPOSE, whole_us);
        ward_digest(&killed, found);
        kills += attempts_until_done(&killed, years[i], JOB_APPROVE, whole_us);
    }
    (void)printf("# %d kills\n", kills);
    ward_digest(&calm, expected);
    ward_digest(&killed, found);
    assert_string_equal(found, expected);
    assert_int_equal(premium_verify(killed.clerk.store, &killed.report), ERR_NONE);
    assert_true(kills >= KILLS_WANTED);
    ward_free(&calm);
    ward_free(&killed);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_kill)};
    return fixture_run(argc, argv, "premium kill", tests, COUNT_OF(tests));
}
