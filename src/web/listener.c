/* Listening sockets, and who may come in through them. */
#include "web/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 4096

int64_t clock_forward_ms(void)
{
    struct timespec t;
    int rc = clock_gettime(CLOCK_MONOTONIC, &t);
    assert(rc == 0);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

enum err listener_bind(int port, struct report *report, int *ret_fd)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int on = 1;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
        bind(fd, (struct sockaddr *)&here, sizeof(here)) != 0 || listen(fd, BACKLOG) != 0) {
        int cause = errno;
        if (fd >= 0) {
            close(fd);
        }
        return report_fail(report, ERR_WORLD,
                           "ポート %d で待ち受けられません（%s）。--port で別の番号にしてください", port,
                           strerror(cause));
    }
    *ret_fd = fd;
    return ERR_NONE;
}

enum err listener_bind_unix(const char *folder, const char *path, struct report *report, int *ret_fd)
{
    struct sockaddr_un here = {.sun_family = AF_UNIX};
    struct stat st;
    if (strlen(path) >= sizeof(here.sun_path)) {
        return report_fail(
            report, ERR_INPUT,
            "ソケットの場所 %s が長すぎます（%zu 文字まで）。データフォルダを短い場所に置いてください",
            path, sizeof(here.sun_path) - 1);
    }
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return report_fail(report, ERR_WORLD, "フォルダ %s を作れません（%s）", folder, strerror(errno));
    }
    if (lstat(folder, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid() ||
        chmod(folder, 0700) != 0) {
        return report_fail(report, ERR_WORLD,
                           "フォルダ %s はこの利用者だけのものではありません。所有者を確かめてください",
                           folder);
    }
    memcpy(here.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    (void)unlink(path); /* of a run before; when it stays, bind() says so */
    if (fd < 0 || bind(fd, (struct sockaddr *)&here, sizeof(here)) != 0 ||
        chmod(path, 0600) != 0 || listen(fd, BACKLOG) != 0) {
        int cause = errno;
        if (fd >= 0) {
            close(fd);
        }
        return report_fail(report, ERR_WORLD, "ソケット %s で待ち受けられません（%s）", path,
                           strerror(cause));
    }
    *ret_fd = fd;
    return ERR_NONE;
}

int listener_port(int fd)
{
    struct sockaddr_in here = {0};
    socklen_t len = sizeof(here);
    if (getsockname(fd, (struct sockaddr *)&here, &len) != 0 || here.sin_family != AF_INET) {
        return 0;
    }
    return ntohs(here.sin_port);
}

/* The process on the other side runs as our own user. */
static bool is_our_user(int fd)
{
    struct ucred who;
    socklen_t len = sizeof(who);
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) == 0 && who.uid == geteuid();
}

int listener_accept(int fd, bool *ret_again, bool *ret_trusted)
{
    struct sockaddr_storage from = {0};
    socklen_t len = sizeof(from);
    int got = accept4(fd, (struct sockaddr *)&from, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
    *ret_again = got >= 0 || errno == EINTR || errno == ECONNABORTED;
    *ret_trusted = false;
    if (got < 0) {
        return -1;
    }
    if (from.ss_family == AF_INET) {
        int on = 1;
        (void)setsockopt(got, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)); /* only slower without it */
        return got;
    }
    if (!is_our_user(got)) {
        close(got);
        return -1;
    }
    *ret_trusted = true;
    return got;
}
