/*
 * kokuho serve [--port P] | kokuho serve --tls --host NAME [--port P] [--listen ADDRESS]
 *
 * A small parent keeps the listening socket and watches the process that serves, and nginx in front of it: a
 * page that trips an assertion ends that process, and the next one goes on where the sessions stand, in the
 * store. Without --tls only practice is served, and only to this machine.
 */
#include "ops/terminal.h"
#include "web/frame.h"
#include "web/listener.h"
#include "web/sandbox.h"
#include "web/server.h"
#include "web/tls.h"
#include "web/web.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS 24u
#define SLOW_WORKERS 2u /* a password takes 19 MiB and a core */
#define KEPT_BYTES (4 << 20) /* of each heap */
#define RESTARTS_MAX 5       /* in a row, */
#define RESTART_CALM_MS 60000 /* each within a minute of its start */

static enum err run_serve(struct command_call *call);

const struct command command_serve = {
    .name = "serve",
    .synopsis = "[--port P] [--tls --host NAME [--listen ADDRESS]]",
    .summary = "画面（練習では http://127.0.0.1:8080）",
    .help =
        "  --port P          待ち受けるポート（既定 8080、--tls では 8443。--tls "
        "なしの0は空いている番号）\n"
        "  --tls             TLS と端末証明書で待ち受ける（nginx を設定して始める。証明書は kokuho "
        "terminal issue）\n"
        "  --host NAME       端末のブラウザに入れる名前（--tls では必ず要る）\n"
        "  --listen ADDRESS  待ち受けるアドレス（--tls の既定 0.0.0.0）\n\n"
        "--tls なしでは練習用のデータフォルダだけで動き、この機械からだけ使えます。職員番号、パスワード、\n"
        "確認コード（練習では kokuho operator code 職員番号）でログインします。止めるには Ctrl-C。\n",
    .run = run_serve,
};

/* What the command line said. */
struct serve_setup {
    struct data_folder folder;
    bool is_tls;
    const char *host, *address;
    int port, fd;
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

/* Sanitizers look into their own process and start helpers; the filter has a test of its own. */
static enum err enter_sandbox(const struct data_folder *folder, struct report *report)
{
#if defined(__SANITIZE_ADDRESS__)
    (void)folder, (void)report;
    return ERR_NONE;
#else
    const char *words;
    enum err e = sandbox_enter(folder, report, &words);
    if (e == ERR_NONE && words != NULL) {
        fprintf(stderr, "%s\n", words);
    }
    return e;
#endif
}

static enum err serve_with(struct command_call *call, const struct serve_setup *setup, struct frame *frame)
{
    struct server *server;
    const struct web_application app = {
        .context = frame,
        .worker_open = frame_worker_open,
        .answer = frame_worker_answer,
        .worker_close = frame_worker_close,
        .is_slow = frame_is_slow,
    };
    const struct server_setup how = {.fd = setup->fd, .workers = WORKERS, .slow_workers = SLOW_WORKERS};
    enum err e = server_start(&how, &app, call->report, &server);
    if (e != ERR_NONE) {
        return e;
    }
    if (setup->is_tls) {
        frame_set_host(frame, setup->host, setup->port);
        fprintf(call->out, "画面を開けます: https://%s:%d （登録した端末から。止めるには Ctrl-C）\n",
                setup->host, setup->port);
    } else {
        frame_set_port(frame, server_port(server));
        fprintf(call->out, "画面を開けます: http://127.0.0.1:%d （練習。止めるには Ctrl-C）\n",
                server_port(server));
    }
    serving = server;
    signals(true);
    fflush(call->out);
    e = server_run(server, call->report);
    signals(false);
    serving = NULL;
    server_free(server);
    fprintf(call->out, "画面を止めました\n");
    return e;
}

static enum err serve(struct command_call *call, const struct serve_setup *setup)
{
    struct arena *arena = arena_new("画面", 1 << 20);
    struct frame *frame = ARENA_NEW(arena, struct frame);
    (void)mallopt(M_MMAP_THRESHOLD, KEPT_BYTES); /* what one page gave back the next one takes: no call of */
    (void)mallopt(M_TRIM_THRESHOLD, KEPT_BYTES); /* the kernel, no zeroing in between */
    enum err e = enter_sandbox(&setup->folder, call->report);
    if (e == ERR_NONE) {
        e = frame_open(frame, &setup->folder, call->report);
    }
    if (e == ERR_NONE) {
        e = serve_with(call, setup, frame);
        frame_close(frame);
    }
    arena_free(arena);
    return e;
}

/* ------------------------------------------------------------------------------- the parent --- */

/* One process we keep alive. */
struct child {
    const char *label;
    int pid; /* 0 = not running */
    int in_a_row;
    int64_t started;
};

static enum err start_server(struct command_call *call, const struct serve_setup *setup, struct child *c,
                             const sigset_t *before, bool *ret_is_child)
{
    pid_t parent = getpid(), pid = fork();
    *ret_is_child = pid == 0;
    if (pid < 0) {
        return report_fail(call->report, ERR_WORLD, "画面の処理を始められません（%s）", strerror(errno));
    }
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM); /* never outlives its parent */
        sigprocmask(SIG_SETMASK, before, NULL);
        return getppid() == parent ? serve(call, setup) : ERR_WORLD;
    }
    c->pid = pid;
    return ERR_NONE;
}

/* It died: may it be started again? */
static enum err count_death(struct child *c, int status, struct report *report)
{
    int signal_number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    c->in_a_row = clock_forward_ms() - c->started < RESTART_CALM_MS ? c->in_a_row + 1 : 1;
    c->pid = 0;
    if (c->in_a_row > RESTARTS_MAX) {
        return report_fail(report, ERR_WORLD, "%sが %d 回続けて異常終了しました（シグナル %d）。やめます",
                           c->label, c->in_a_row, signal_number);
    }
    fprintf(stderr, "%sが異常終了しました（シグナル %d）。始め直します\n", c->label, signal_number);
    return ERR_NONE;
}

static void end_child(struct child *c)
{
    int status;
    if (c->pid > 0) {
        kill(c->pid, SIGTERM);
        while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR) {
        }
        c->pid = 0;
    }
}

struct children {
    struct child server, front;
    int64_t files_at; /* of the certificates nginx has read */
    bool is_over;     /* the server has ended by itself or was told to */
    enum err result;
};

/* Whoever has ended; ERR_NONE to go on. */
static enum err reap(struct children *all, struct report *report)
{
    int status;
    pid_t pid;
    enum err e = ERR_NONE;
    while (e == ERR_NONE && (pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid == all->server.pid && WIFEXITED(status)) {
            all->server.pid = 0;
            all->is_over = true;
            all->result = (enum err)WEXITSTATUS(status);
        } else if (pid == all->server.pid) {
            e = count_death(&all->server, status, report);
        } else if (pid == all->front.pid) {
            e = count_death(&all->front, status, report);
        }
    }
    return e;
}

static enum err start_missing(struct command_call *call, const struct serve_setup *setup,
                              struct children *all, const sigset_t *before, bool *ret_is_child)
{
    enum err e = ERR_NONE;
    if (all->server.pid == 0) {
        all->server.started = clock_forward_ms();
        e = start_server(call, setup, &all->server, before, ret_is_child);
    }
    if (e == ERR_NONE && !*ret_is_child && setup->is_tls && all->front.pid == 0) {
        all->front.started = clock_forward_ms();
        all->files_at = tls_files_at(&setup->folder);
        e = tls_start(&setup->folder, call->report, &all->front.pid);
    }
    int64_t files_at = setup->is_tls && all->front.pid > 0 ? tls_files_at(&setup->folder) : 0;
    if (files_at > all->files_at) { /* a terminal was revoked */
        all->files_at = files_at;
        tls_reload(all->front.pid);
    }
    return e;
}

/* Starts what dies again. Nothing is open here but the socket. */
static enum err supervise(struct command_call *call, const struct serve_setup *setup)
{
    struct children all = {.server.label = "画面の処理", .front.label = "nginx"};
    struct timespec second = {1, 0};
    sigset_t waited, before;
    bool is_child = false;
    sigemptyset(&waited);
    sigaddset(&waited, SIGCHLD);
    sigaddset(&waited, SIGTERM);
    sigaddset(&waited, SIGINT);
    sigprocmask(SIG_BLOCK, &waited, &before);
    enum err e = ERR_NONE;
    while (e == ERR_NONE && !all.is_over) {
        e = start_missing(call, setup, &all, &before, &is_child);
        if (is_child) {
            return e; /* the serving process, at its end */
        }
        if (e == ERR_NONE) {
            int number = sigtimedwait(&waited, NULL, &second);
            if (number == SIGTERM || number == SIGINT) {
                break;
            }
            e = reap(&all, call->report);
        }
    }
    end_child(&all.front);
    end_child(&all.server);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return e != ERR_NONE ? e : all.result;
}

/* ------------------------------------------------------------------------------ the command --- */

static enum err read_words(struct command_call *call, struct serve_setup *ret)
{
    const char *port_word = NULL, *tls = NULL;
    const struct option_spec specs[] = {{"--port", true, &port_word},
                                        {"--tls", false, &tls},
                                        {"--host", true, &ret->host},
                                        {"--listen", true, &ret->address}};
    size_t words;
    enum err e = command_options(call, specs, COUNT_OF(specs), NULL, 0, &words);
    if (e != ERR_NONE) {
        return e;
    }
    ret->is_tls = tls != NULL;
    int64_t port = ret->is_tls ? 8443 : 8080;
    if (port_word != NULL &&
        !parse_i64(port_word, strlen(port_word), ret->is_tls ? 1 : 0, 65535, &port)) {
        return report_fail(call->report, ERR_INPUT, "--port %s はポート番号として読めません（例 8080）",
                           port_word);
    }
    ret->port = (int)port;
    if (!ret->is_tls && (ret->host != NULL || ret->address != NULL)) {
        return report_fail(
            call->report, ERR_INPUT,
            "--host と --listen は --tls と一緒に使います。TLS なしではこの機械からだけ使えます");
    }
    if (ret->is_tls && ret->host == NULL) {
        return report_fail(call->report, ERR_INPUT,
                           "--tls には --host（端末のブラウザに入れる名前）が要ります");
    }
    ret->address = ret->address != NULL ? ret->address : "0.0.0.0";
    return ERR_NONE;
}

/* The store is up to date; with TLS its files and nginx's configuration are there. */
static enum err prepare(struct command_call *call, struct serve_setup *setup)
{
    struct session session;
    enum err e = session_open(call, STORE_WRITE, PERM_NONE, &session);
    if (e != ERR_NONE) {
        return e;
    }
    setup->folder = session.folder;
    if (!session.folder.is_practice && !setup->is_tls) {
        e = report_fail(call->report, ERR_INPUT,
                        "データフォルダ %s は練習用ではありません。本番の画面には TLS と端末証明書が要ります"
                        "（kokuho serve --tls --host 名前）",
                        session.folder.path);
    } else {
        e = store_migrate(session.store, call->report);
    }
    if (e == ERR_NONE && setup->is_tls) {
        e = ops_tls_prepare(&session, setup->host, clock_now_ms(), call->report);
    }
    session_close(&session);
    const struct tls_setup tls = {&setup->folder, setup->host, setup->address, setup->port};
    return e == ERR_NONE && setup->is_tls ? tls_configure(&tls, call->report) : e;
}

static enum err listen_on(struct command_call *call, struct serve_setup *setup)
{
    char folder[640], path[700];
    if (!setup->is_tls) {
        return listener_bind(setup->port, call->report, &setup->fd);
    }
    enum err e = tls_socket_path(&setup->folder, call->report, folder, path);
    return e == ERR_NONE ? listener_bind_unix(folder, path, call->report, &setup->fd) : e;
}

static enum err run_serve(struct command_call *call)
{
    struct serve_setup setup = {.fd = -1};
    enum err e = read_words(call, &setup);
    if (e == ERR_NONE) {
        e = screens_check(screens, screen_count, call->report);
    }
    if (e == ERR_NONE) {
        e = prepare(call, &setup);
    }
    if (e == ERR_NONE) {
        e = listen_on(call, &setup);
    }
    if (e == ERR_NONE) {
        e = supervise(call, &setup);
        if (fcntl(setup.fd, F_GETFD) >= 0) { /* the serving process has closed its own */
            close(setup.fd);
        }
    }
    return e;
}
