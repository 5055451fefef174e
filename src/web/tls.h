/*
 * TLS -- nginx in front of the serving process: configured and started by us, patched by Debian.
 *
 * Rows    AU-03, AU-04, TR-01, AS-02, AS-17 of the security catalogue
 *
 * DIR/nginx/ holds its configuration and temporary files, DIR/run/ (0700) the Unix socket between the two.
 * nginx verifies the client's certificate against DIR/tls/ca.pem and crl.pem and says in fields of its own
 * who it is; fields of these names from outside are replaced. It needs no root on a high port.
 */
#ifndef KOKUHO_WEB_TLS_H
#define KOKUHO_WEB_TLS_H

#include "ops/ops.h"

struct tls_setup {
    const struct data_folder *folder;
    const char *host;    /* name people type */
    const char *address; /* to listen on: "0.0.0.0", "127.0.0.1" */
    int port;
};
/* The folder and name of the socket under DIR. */
MUST_CHECK enum err tls_socket_path(const struct data_folder *folder, struct report *report,
                                    char ret_folder[640], char ret_path[700]);
/* Writes DIR/nginx/nginx.conf and lets nginx check it. */
MUST_CHECK enum err tls_configure(const struct tls_setup *setup, struct report *report);
/* Starts nginx in the foreground as a child; *ret_pid. It ends when we do. */
MUST_CHECK enum err tls_start(const struct data_folder *folder, struct report *report, int *ret_pid);
/* The revocation list has changed: nginx reads its files again. */
void tls_reload(int pid);
/* Moment of the last change of ca.pem, crl.pem, server.pem; 0 = one is missing. */
int64_t tls_files_at(const struct data_folder *folder);

#endif
