/* Our certificate authority, as OpenSSL's library makes it: keys, certificates, PKCS#12, revocation list. */
#ifndef KOKUHO_OPS_AUTHORITY_H
#define KOKUHO_OPS_AUTHORITY_H

#include "ops/internal.h"

#include <openssl/x509.h>

struct authority {
    EVP_PKEY *key;
    X509 *certificate;
};
/* Made on first use: DIR/keys/ca-key.pem, DIR/tls/ca.pem. */
MUST_CHECK enum err authority_open(const struct data_folder *folder, int64_t now, struct report *report,
                                   struct authority *ret);
void authority_close(struct authority *a);

/* A certificate of the CA for a terminal or, with is_server, for nginx. */
struct issued {
    EVP_PKEY *key;
    X509 *certificate;
    char serial[SERIAL_HEX];
    int64_t expires_at;
};
MUST_CHECK enum err authority_issue(const struct authority *a, const char *name, bool is_server, int days,
                                    int64_t now, struct report *report, struct issued *ret);
void issued_free(struct issued *i);

/* A new file of mode 0600. */
MUST_CHECK enum err authority_write_p12(const struct authority *a, const struct issued *i,
                                        const char *name, const char *path, const char *password,
                                        struct report *report);
MUST_CHECK enum err authority_write_server(const struct data_folder *folder, const struct issued *i,
                                           struct report *report);
/* Is there a server certificate of this CA for `host` that lives past `until`? */
bool authority_server_is_good(const struct data_folder *folder, const struct authority *a,
                              const char *host, int64_t until);

struct revoked {
    struct text serial;
    int64_t at;
};
#define CRL_DAYS 30
MUST_CHECK enum err authority_write_crl(const struct data_folder *folder, const struct authority *a,
                                        const struct revoked *list, size_t count, int64_t number,
                                        int64_t now, struct report *report);

#endif
