/* A failing call at any place, and SIGKILL in the middle: as if nothing had been tried. */
#include "desk.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const char table[] = "宛名番号\t内容\n1015\t一\n1015\t二\n1015\t三\n";

static int64_t rows(struct desk *d)
{
    return desk_number(
        d, "SELECT (SELECT COUNT(*) FROM casework_change) + (SELECT COUNT(*) FROM casework_value) + "
           "(SELECT COUNT(*) FROM casework_step) + (SELECT COUNT(*) FROM casework_check) + "
           "(SELECT COUNT(*) FROM casework_task) + (SELECT COUNT(*) FROM t_fact)");
}

static void a_fault_at_any_call_of_an_approval(void **state)
{
    struct desk *d = *state;
    int64_t no, n = 0;
    enum err e = ERR_WORLD;
    assert_int_equal(desk_propose(d, CLERK, "160-0029", &no),
                     ERR_FINDINGS); /* with a warning that becomes a task */
    struct change_call call = desk_call(d, CLERK, &kind_address);
    call.change_no = no;
    desk_set(&call, "action", "1");
    desk_set(&call, "postal", "160-0029");
    desk_set(&call, "from", "R8.4.1");
    assert_ok(change_propose(&call, true, &no));
    int64_t before = rows(d);
    while (e != ERR_NONE) {
        assert_true(++n < 200);
        store_fail_at(d->at[CHIEF].store, n);
        e = desk_approve(d, CHIEF, no);
        store_fail_at(d->at[CHIEF].store, 0);
        if (e != ERR_NONE) {
            assert_int_equal(e, ERR_WORLD);
            assert_int_equal(rows(d), before);
            assert_int_equal(desk_state(d, no), CHANGE_PROPOSED);
        }
    }
    assert_true(n > 15);
    assert_int_equal(desk_facts(d), 1);
    desk_verified(d);
}

static void a_fault_at_any_call_of_a_paste(void **state)
{
    struct desk *d = *state;
    struct paste_line *lines;
    size_t count;
    int64_t n = 0;
    enum err e = ERR_WORLD;
    while (e != ERR_NONE) {
        assert_true(++n < 300);
        report_clear(&d->report);
        store_fail_at(d->at[CLERK].store, n);
        e = change_paste(&d->at[CLERK], &kind_memo, text_of(table), false, d->arena, &d->report, &lines,
                         &count);
        store_fail_at(d->at[CLERK].store, 0);
        if (e != ERR_NONE) {
            assert_int_equal(e, ERR_WORLD);
            assert_int_equal(rows(d), 0);
        }
    }
    assert_true(n > 30);
    assert_int_equal(desk_facts(d), 3);
    desk_verified(d);
}

/* Killed after a number of calls that grows: all lines or none. */
static void a_kill_in_a_paste_leaves_nothing_half(void **state)
{
    struct desk *d = *state;
    for (int round = 1; round <= 6; round++) {
        int64_t before = desk_facts(d);
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0) {
            struct session s = d->at[CLERK];
            struct paste_line *lines;
            size_t count;
            struct report report;
            report_init(&report);
            if (store_open(d->database.url, STORE_WRITE, &report, &s.store) != ERR_NONE ||
                write(ends[1], "x", 1) != 1) {
                _exit(1);
            }
            for (;;) {
                if (change_paste(&s, &kind_memo, text_of(table), false, d->arena, &report, &lines,
                                 &count) != ERR_NONE) {
                    _exit(2);
                }
            }
        }
        char ready;
        close(ends[1]);
        assert_int_equal(read(ends[0], &ready, 1), 1);
        close(ends[0]);
        usleep((useconds_t)round * 7000);
        kill(child, SIGKILL);
        int status;
        waitpid(child, &status, 0);
        assert_true(WIFSIGNALED(status));
        assert_int_equal((desk_facts(d) - before) % 3, 0);
        desk_verified(d);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_DESK(a_fault_at_any_call_of_an_approval),
        WITH_DESK(a_fault_at_any_call_of_a_paste),
        WITH_DESK(a_kill_in_a_paste_leaves_nothing_half),
    };
    return fixture_run(argc, argv, "casework fault", tests, COUNT_OF(tests));
}
