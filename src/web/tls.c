/* nginx: its configuration, its process. */
#include "web/tls.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NGINX "/usr/sbin/nginx"

static const char *const tls_files[] = {"ca.pem", "crl.pem", "server.pem", "server-key.pem"};

/* %1$s data folder, %2$s listen address, %3$d port, %4$s host. Nothing else varies. */
static const char configuration[] =
    "# Written by kokuho serve --tls at every start.\n"
    "daemon off;\n"
    "pid %1$s/nginx/nginx.pid;\n"
    "error_log stderr warn;\n"
    "worker_processes 2;\n"
    "events { worker_connections 4096; }\n"
    "http {\n"
    "    access_log off; # who looked at what stands in the records, with less in it\n"
    "    server_tokens off;\n"
    "    default_type application/octet-stream;\n"
    "    client_body_temp_path %1$s/nginx/body;\n"
    "    proxy_temp_path %1$s/nginx/proxy;\n"
    "    fastcgi_temp_path %1$s/nginx/fastcgi;\n"
    "    uwsgi_temp_path %1$s/nginx/uwsgi;\n"
    "    scgi_temp_path %1$s/nginx/scgi;\n"
    "    proxy_max_temp_file_size 0; # no page of a person on this disk (MN-15)\n"
    "    client_body_buffer_size 1152k; # larger than the largest body: none on this disk\n"
    "    client_max_body_size 1m;\n"
    "    client_header_buffer_size 4k;\n"
    "    large_client_header_buffers 4 8k;\n"
    "    client_header_timeout 10s;\n"
    "    client_body_timeout 10s;\n"
    "    send_timeout 30s;\n"
    "    keepalive_timeout 60s;\n"
    "    keepalive_requests 1000;\n"
    "    ignore_invalid_headers on;\n"
    "    underscores_in_headers off;\n"
    "    limit_conn_zone $binary_remote_addr zone=each:2m;\n"
    "    limit_req_zone $binary_remote_addr zone=pages:2m rate=100r/s;\n"
    "    limit_conn each 64;\n"
    "    limit_conn_status 429;\n"
    "    limit_req_status 429;\n"
    "    upstream pages {\n"
    "        server unix:%1$s/run/web.sock;\n"
    "        keepalive 64;\n"
    "        keepalive_timeout 30s;\n"
    "    }\n"
    "    server {\n"
    "        listen %2$s:%3$d ssl backlog=4096;\n"
    "        server_name %4$s;\n"
    "        ssl_certificate %1$s/tls/server.pem;\n"
    "        ssl_certificate_key %1$s/tls/server-key.pem;\n"
    "        ssl_protocols TLSv1.2 TLSv1.3;\n"
    "        ssl_ciphers ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"
    "ECDHE-ECDSA-AES128-GCM-SHA256;\n"
    "        ssl_ecdh_curve X25519:prime256v1;\n"
    "        ssl_session_tickets off;\n"
    "        ssl_session_cache shared:tls:4m;\n"
    "        ssl_session_timeout 10m;\n"
    "        ssl_client_certificate %1$s/tls/ca.pem;\n"
    "        ssl_crl %1$s/tls/crl.pem;\n"
    "        ssl_verify_depth 1;\n"
    "        ssl_verify_client optional; # who has none is told so by us, and recorded (AU-04)\n"
    "        error_page 495 496 = @refused;\n"
    "        location @refused { include %1$s/nginx/identity.conf; proxy_method GET;\n"
    "            proxy_set_body \"\"; proxy_pass http://pages; }\n"
    "        location / {\n"
    "            limit_req zone=pages burst=200 nodelay;\n"
    "            include %1$s/nginx/identity.conf;\n"
    "            proxy_pass http://pages;\n"
    "        }\n"
    "    }\n"
    "}\n";

/* What we say of the other side. A field set here is never the one that came from outside. */
static const char identity[] =
    "proxy_http_version 1.1;\n"
    "proxy_set_header Connection \"\";\n"
    "proxy_set_header Host $http_host;\n"
    "proxy_set_header Upgrade \"\";\n"
    "proxy_set_header Kokuho-Verify $ssl_client_verify;\n"
    "proxy_set_header Kokuho-Serial $ssl_client_serial;\n"
    "proxy_set_header Kokuho-Subject $ssl_client_s_dn;\n"
    "proxy_set_header Kokuho-Peer $remote_addr;\n"
    "proxy_connect_timeout 5s;\n"
    "proxy_read_timeout 120s;\n"
    "proxy_send_timeout 30s;\n"
    "proxy_buffers 16 64k;\n"
    "proxy_buffer_size 64k;\n"
    "proxy_busy_buffers_size 128k;\n"
    "proxy_next_upstream off; # nothing is sent twice\n";

/* What may stand in the configuration without a thought: no blank, quote, brace, semicolon, dollar. */
static bool is_plain(const char *word)
{
    for (const char *p = word; *p != '\0'; p++) {
        bool ok = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
                  strchr("/._-:[]", *p) != NULL;
        if (!ok) {
            return false;
        }
    }
    return word[0] != '\0';
}

static enum err absolute(const struct data_folder *folder, struct report *report, char ret[512])
{
    char *real = realpath(folder->path, NULL);
    bool ok = real != NULL && strlen(real) < 400 && is_plain(real);
    if (ok) {
        memcpy(ret, real, strlen(real) + 1);
    }
    free(real);
    return ok ? ERR_NONE
              : report_fail(report, ERR_INPUT,
                            "データフォルダ %s の名前は、TLS では英数字と / . _ - だけにしてください",
                            folder->path);
}

enum err tls_socket_path(const struct data_folder *folder, struct report *report, char ret_folder[640],
                         char ret_path[700])
{
    char dir[512];
    enum err e = absolute(folder, report, dir);
    if (e == ERR_NONE) {
        snprintf(ret_folder, 640, "%s/run", dir);
        snprintf(ret_path, 700, "%s/run/web.sock", dir);
    }
    return e;
}

static enum err write_file(const char *path, const char *text, struct report *report)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    size_t len = strlen(text);
    bool ok = fd >= 0 && write(fd, text, len) == (ssize_t)len;
    int cause = errno;
    if (fd >= 0) {
        ok = close(fd) == 0 && ok;
    }
    return ok ? ERR_NONE : report_fail(report, ERR_WORLD, "%s に書けません（%s）", path, strerror(cause));
}

/* `nginx -t` of what was written; its words go to our standard error. */
static enum err check(const char *dir, struct report *report)
{
    pid_t child = fork();
    if (child == 0) {
        char conf[600], prefix[600];
        snprintf(conf, sizeof(conf), "%s/nginx/nginx.conf", dir);
        snprintf(prefix, sizeof(prefix), "%s/nginx", dir);
        execl(NGINX, "nginx", "-t", "-q", "-e", "stderr", "-p", prefix, "-c", conf, (char *)NULL);
        _exit(127);
    }
    int status = -1;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        return ERR_NONE;
    }
    if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 127) {
        return report_fail(report, ERR_WORLD,
                           "nginx がありません。apt-get install nginx-light で入れてください");
    }
    return report_fail(report, ERR_WORLD,
                       "nginx がこの設定では始まりません（%s/nginx/nginx.conf、%s/tls/）", dir, dir);
}

enum err tls_configure(const struct tls_setup *setup, struct report *report)
{
    static const char *const folders[] = {"", "/body", "/proxy", "/fastcgi", "/uwsgi", "/scgi"};
    char dir[512], path[640], text[8192], user[128] = "";
    enum err e = absolute(setup->folder, report, dir);
    if (e == ERR_NONE && (!is_plain(setup->host) || !is_plain(setup->address))) {
        e = report_fail(report, ERR_INPUT, "--host と --listen は英数字と . _ - : だけで書いてください");
    }
    for (size_t i = 0; e == ERR_NONE && i < COUNT_OF(folders); i++) {
        snprintf(path, sizeof(path), "%s/nginx%s", dir, folders[i]);
        if (mkdir(path, 0700) != 0 && errno != EEXIST) {
            e = report_fail(report, ERR_WORLD, "フォルダ %s を作れません（%s）", path, strerror(errno));
        }
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct passwd *me = geteuid() == 0 ? getpwuid(0) : NULL; /* started as root its workers stay ours */
    if (me != NULL) {
        snprintf(user, sizeof(user), "user %s;\n", me->pw_name);
    }
    int n = snprintf(text, sizeof(text), "%s", user);
    n += snprintf(text + n, sizeof(text) - (size_t)n, configuration, dir, setup->address, setup->port,
                  setup->host);
    assert(n > 0 && (size_t)n < sizeof(text));
    snprintf(path, sizeof(path), "%s/nginx/identity.conf", dir);
    e = write_file(path, identity, report);
    if (e == ERR_NONE) {
        snprintf(path, sizeof(path), "%s/nginx/nginx.conf", dir);
        e = write_file(path, text, report);
    }
    return e == ERR_NONE ? check(dir, report) : e;
}

enum err tls_start(const struct data_folder *folder, struct report *report, int *ret_pid)
{
    char dir[512], conf[600], prefix[600];
    enum err e = absolute(folder, report, dir);
    if (e != ERR_NONE) {
        return e;
    }
    snprintf(conf, sizeof(conf), "%s/nginx/nginx.conf", dir);
    snprintf(prefix, sizeof(prefix), "%s/nginx", dir);
    pid_t parent = getpid(), child = fork();
    if (child < 0) {
        return report_fail(report, ERR_WORLD, "nginx を始められません（%s）", strerror(errno));
    }
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM); /* never outlives its parent */
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        if (getppid() == parent) {
            execl(NGINX, "nginx", "-e", "stderr", "-p", prefix, "-c", conf, (char *)NULL);
        }
        _exit(127);
    }
    *ret_pid = child;
    return ERR_NONE;
}

void tls_reload(int pid) { (void)kill(pid, SIGHUP); /* it has ended: then there is nothing to reload */ }

int64_t tls_files_at(const struct data_folder *folder)
{
    int64_t latest = 0;
    for (size_t i = 0; i < COUNT_OF(tls_files); i++) {
        char path[640];
        struct stat st;
        snprintf(path, sizeof(path), "%s/tls/%s", folder->path, tls_files[i]);
        if (stat(path, &st) != 0) {
            return 0;
        }
        int64_t at = (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
        latest = at > latest ? at : latest;
    }
    return latest;
}
