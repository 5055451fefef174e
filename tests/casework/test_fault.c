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

/* The child decides the changes one after the other; its end by SIGKILL, and how many are decided by then. */
static void approve_in_a_child(struct desk *d, const int64_t *changes, size_t count, bool dies_in_apply, int wait_us)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct session s = d->at[CHIEF];
        struct report report;
        report_init(&report);
        desk_dies_in_apply = dies_in_apply;
        if (store_open(d->database.url, STORE_WRITE, &report, &s.store) != ERR_NONE ||
            write(ends[1], "x", 1) != 1) {
            _exit(1);
        }
        for (size_t i = 0; i < count; i++) {
            if (change_approve(&s, changes[i], d->arena, &report) != ERR_NONE) {
                _exit(2);
            }
        }
        (void)pause(); /* until it is killed */
    }
    char ready;
    close(ends[1]);
    assert_int_equal(read(ends[0], &ready, 1), 1);
    close(ends[0]);
    if (!dies_in_apply) {
        usleep((useconds_t)wait_us);
        kill(child, SIGKILL);
    }
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    desk_exec(d, "UPDATE casework_change SET version = version"); /* behind a COMMIT that was on its way */
}

/* kill -9 while a change is approved: its rows, its state and its steps, or none of them. */
static void a_kill_in_an_approval_leaves_nothing_half(void **state)
{
    struct desk *d = *state;
    int64_t changes[12];
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        char postal[9];
        (void)snprintf(postal, sizeof(postal), "160-%03zu0", 100 + i);
        assert_ok(desk_propose(d, CLERK, postal, &changes[i]));
    }
    int64_t before = rows(d);
    approve_in_a_child(d, changes, 1, true, 0); /* when the rows stand and the transaction is open */
    assert_int_equal(rows(d), before);
    assert_int_equal(desk_state(d, changes[0]), CHANGE_PROPOSED);
    desk_verified(d);

    size_t done = 0;
    for (int round = 1; round <= 6 && done < COUNT_OF(changes); round++) {
        approve_in_a_child(d, &changes[done], COUNT_OF(changes) - done, false, round * 4000);
        while (done < COUNT_OF(changes) && desk_state(d, changes[done]) == CHANGE_APPLIED) {
            done++;
        }
        for (size_t i = done; i < COUNT_OF(changes); i++) {
            assert_int_equal(desk_state(d, changes[i]), CHANGE_PROPOSED);
        }
        assert_int_equal(desk_facts(d), done);
        desk_verified(d);
    }
    if (done < COUNT_OF(changes)) { /* what is left is decided as if nothing had happened */
        assert_ok(desk_approve(d, CHIEF, changes[done]));
        assert_int_equal(desk_facts(d), done + 1);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_DESK(a_fault_at_any_call_of_an_approval),
        WITH_DESK(a_fault_at_any_call_of_a_paste),
        WITH_DESK(a_kill_in_a_paste_leaves_nothing_half),
        WITH_DESK(a_kill_in_an_approval_leaves_nothing_half),
    };
    return fixture_run(argc, argv, "casework fault", tests, COUNT_OF(tests));
}
