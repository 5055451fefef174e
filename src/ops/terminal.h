/*
 * 端末 -- registered terminals, their client certificates, and our small certificate authority.
 *
 * Rows    TR-01, TR-02, AU-03, AU-04, CR-07 of the security catalogue
 *
 * DIR/keys/ca-key.pem (0600) signs. DIR/tls/ca.pem, crl.pem, server.pem and server-key.pem (0600) are what
 * nginx reads. EC P-256, SHA-256. A terminal's certificate names it in CN and SAN (URI kokuho:terminal:NAME)
 * and is handed over as PKCS#12 whose password is shown once.
 */
#ifndef KOKUHO_OPS_TERMINAL_H
#define KOKUHO_OPS_TERMINAL_H

#include "ops/ops.h"

#define SERIAL_HEX 41
struct terminal {
    char id[33];               /* "mado-03" */
    char place[97], section[49], office[17];
    char serial[SERIAL_HEX];   /* 32 digits of upper-case hex, as nginx writes it */
    date from, until;
    int64_t retired_at;        /* 0 = in use */
};
/*
 * The terminal of a certificate's serial (hex, upper or lower case) at this moment. ERR_FINDINGS with words:
 * the serial is unknown, revoked or over, the terminal is retired or outside its period.
 */
MUST_CHECK enum err ops_terminal_find(struct store *s, struct text serial, date on, int64_t now,
                                      struct report *report, struct terminal *ret);

/* A new terminal, or a new certificate for one (the old one is revoked). Inside no transaction. */
MUST_CHECK enum err ops_terminal_issue(struct session *s, const struct terminal *terminal, int days,
                                       const char *p12_path, int64_t now, struct report *report,
                                       char ret_password[20], char ret_serial[SERIAL_HEX]);
/* Retired at once, its certificate on the CRL. */
MUST_CHECK enum err ops_terminal_revoke(struct session *s, struct text id, struct text reason,
                                        int64_t now, struct report *report);
MUST_CHECK enum err ops_terminals(struct store *s, struct arena *arena, struct report *report,
                                  struct terminal **ret, size_t *ret_count);

/* Makes DIR/tls/: CA on first use, server certificate for `host` when there is none or it ends within 30
 * days, CRL as of now. */
MUST_CHECK enum err ops_tls_prepare(struct session *s, const char *host, int64_t now,
                                    struct report *report);
MUST_CHECK enum err ops_crl_write(struct session *s, int64_t now, struct report *report);

#endif
