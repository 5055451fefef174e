/*
 * kokuho serve [--port P]
 *
 * A small parent keeps the listening socket and watches the process that serves: a page that trips an
 * assertion ends that process, and the next one goes on where the sessions stand, in the store.
 */
#include "web/frame.h"
#include "web/listener.h"
#include "web/server.h"
#include "web/web.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS 16u
#define SLOW_WORKERS 2u /* a password takes 19 MiB and a core */
#define RESTARTS_MAX 5       /* in a row, */
#define RESTART_CALM_MS 60000 /* each within a minute of its start */

static enum err run_serve(struct command_call *call);

const struct command command_serve = {
    .name = "serve",
    .synopsis = "[--port P]",
    .summary = "画面（練習では http://127.0.0.1:8080）",
    .help = "  --port P   待ち受けるポート（既定 8080、0は空いている番号）\n\n"
            "練習用のデータフォルダだけで動き、この機械からだけ使えます。職員番号、パスワード、確認コード\n"
            "（kokuho operator code 職員番号）でログインします。止めるには Ctrl-C。\n",
    .run = run_serve,
};

static struct server *volatile serving; /* for the signal handler only */

static void on_signal(int number)
{
    struct server *s = serving;
    signal(number, SIG_DFL); /* the second one ends at once */
    if (s != NULL) {
        server_stop(s);
    }
}

static void signals(bool take)
{
    struct sigaction stop = {.sa_handler = take ? on_signal : SIG_DFL};
    struct sigaction none = {.sa_handler = SIG_IGN};
    sigemptyset(&stop.sa_mask);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    if (take) {
        sigaction(SIGPIPE, &none, NULL);
    }
}

static enum err serve(struct command_call *call, const struct data_folder *folder, int fd)
{
    struct arena *arena = arena_new("画面", 1 << 20);
    struct frame *frame = ARENA_NEW(arena, struct frame);
    struct server *server;
    const struct web_application app = {
        .context = frame,
        .worker_open = frame_worker_open,
        .answer = frame_worker_answer,
        .worker_close = frame_worker_close,
        .is_slow = frame_is_slow,
    };
    enum err e = frame_open(frame, folder, call->report);
    if (e != ERR_NONE) {
        arena_free(arena);
        return e;
    }
    const struct server_setup setup = {.fd = fd, .workers = WORKERS, .slow_workers = SLOW_WORKERS};
    e = server_start(&setup, &app, call->report, &server);
    if (e == ERR_NONE) {
        frame_set_port(frame, server_port(server));
        serving = server;
        signals(true);
        fprintf(call->out, "画面を開けます: http://127.0.0.1:%d （練習。止めるには Ctrl-C）\n",
                server_port(server));
        fflush(call->out);
        e = server_run(server, call->report);
        signals(false);
        serving = NULL;
        server_free(server);
        fprintf(call->out, "画面を止めました\n");
    }
    frame_close(frame);
    arena_free(arena);
    return e;
}

/* ------------------------------------------------------------------------------- the parent --- */

static volatile sig_atomic_t child_pid, is_stopping;

static void on_parent_signal(int number)
{
    (void)number;
    is_stopping = 1;
    if (child_pid > 0) {
        kill((pid_t)child_pid, SIGTERM);
    }
}

static void parent_signals(void)
{
    struct sigaction stop = {.sa_handler = on_parent_signal};
    sigemptyset(&stop.sa_mask);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
}

/* Waits for the child's end; its status as waitpid() gives it. */
static int wait_for(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

/* Starts the serving process again when it dies. Nothing is open here but the socket. */
static enum err supervise(struct command_call *call, const struct data_folder *folder, int fd)
{
    int in_a_row = 0;
    parent_signals();
    while (is_stopping == 0) {
        int64_t started = clock_forward_ms();
        pid_t parent = getpid(), child = fork();
        if (child < 0) {
            return report_fail(call->report, ERR_WORLD, "画面の処理を始められません（%s）", strerror(errno));
        }
        if (child == 0) {
            child_pid = 0;
            prctl(PR_SET_PDEATHSIG, SIGTERM); /* never outlives its parent */
            return getppid() == parent ? serve(call, folder, fd) : ERR_WORLD;
        }
        child_pid = child;
        if (is_stopping != 0) {
            kill(child, SIGTERM);
        }
        int status = wait_for(child);
        child_pid = 0;
        if (WIFEXITED(status)) {
            return (enum err)WEXITSTATUS(status);
        }
        in_a_row = clock_forward_ms() - started < RESTART_CALM_MS ? in_a_row + 1 : 1;
        if (in_a_row > RESTARTS_MAX) {
            return report_fail(call->report, ERR_WORLD,
                               "画面の処理が %d 回続けて異常終了しました（シグナル %d）。やめます", in_a_row,
                               WTERMSIG(status));
        }
        fprintf(stderr, "画面の処理が異常終了しました（シグナル %d）。始め直します\n", WTERMSIG(status));
    }
    return ERR_NONE;
}

static enum err run_serve(struct command_call *call)
{
    const char *port_word = NULL;
    const struct option_spec specs[] = {{"--port", true, &port_word}};
    struct session session;
    size_t words;
    int64_t port = 8080;
    enum err e = command_options(call, specs, COUNT_OF(specs), NULL, 0, &words);
    if (e != ERR_NONE) {
        return e;
    }
    if (port_word != NULL && !parse_i64(port_word, strlen(port_word), 0, 65535, &port)) {
        return report_fail(call->report, ERR_INPUT, "--port %s はポート番号として読めません（例 8080）",
                           port_word);
    }
    e = screens_check(screens, screen_count, call->report);
    if (e == ERR_NONE) {
        e = session_open(call, STORE_WRITE, PERM_NONE, &session);
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (!session.folder.is_practice) {
        e = report_fail(call->report, ERR_INPUT,
                        "データフォルダ %s は練習用ではありません。本番の画面には TLS と端末証明書が要り、"
                        "この版では始められません（練習用は kokuho init --practice で作ります）",
                        session.folder.path);
    } else {
        e = store_migrate(session.store, call->report);
    }
    struct data_folder folder = session.folder;
    session_close(&session);
    int fd = -1;
    if (e == ERR_NONE) {
        e = listener_bind((int)port, call->report, &fd);
    }
    if (e == ERR_NONE) {
        e = supervise(call, &folder, fd);
        close(fd);
    }
    return e;
}
