/*
 * 認証局 -- EC P-256, SHA-256, X.509 v3, made with OpenSSL's library; no other program is called.
 *
 * The CA's key never leaves DIR/keys/. A terminal's key is made here, goes into the PKCS#12 file and is not
 * kept. Serials are 16 random bytes.
 */
#include "ops/authority.h"
#include "ops/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#define CA_DAYS 3650
#define SERIAL_BYTES 16
#define BACKDATE_SECONDS 300 /* terminals' clocks */

/* OpenSSL's reason stays out of the words a clerk reads; its first line helps the administrator. */
static enum err failed(struct report *report, const char *what)
{
    unsigned long code = ERR_get_error();
    const char *reason = code != 0 ? ERR_reason_error_string(code) : NULL;
    ERR_clear_error();
    return report_fail(report, ERR_WORLD, "%sができません（%s）", what,
                       reason != NULL ? reason : "OpenSSL");
}

static bool path_of(char to[700], const struct data_folder *f, const char *name)
{
    int n = snprintf(to, 700, "%s/%s", f->path, name);
    return n > 0 && n < 700;
}

/* A stream on a new or replaced file: written beside it and renamed by finish_file(). */
struct outfile {
    char path[700], temporary[710];
    FILE *f;
};

static enum err begin_file(struct outfile *o, const char *path, mode_t mode, struct report *report)
{
    snprintf(o->path, sizeof(o->path), "%s", path);
    snprintf(o->temporary, sizeof(o->temporary), "%s.new", path);
    (void)unlink(o->temporary);
    int fd = open(o->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    o->f = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (o->f == NULL) {
        if (fd >= 0) {
            close(fd);
        }
        return report_fail(report, ERR_WORLD, "%s を書けません: %s", path, strerror(errno));
    }
    return ERR_NONE;
}

static enum err finish_file(struct outfile *o, bool ok, struct report *report)
{
    ok = fflush(o->f) == 0 && fsync(fileno(o->f)) == 0 && ok;
    ok = fclose(o->f) == 0 && ok;
    ok = ok && rename(o->temporary, o->path) == 0;
    if (!ok) {
        (void)unlink(o->temporary);
        return report_fail(report, ERR_WORLD, "%s を書けません: %s", o->path, strerror(errno));
    }
    return ERR_NONE;
}

/* ----------------------------------------------------------------------------- certificates ---- */

static bool set_extension(X509 *x, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, x, NULL, NULL, 0);
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    bool ok = e != NULL && X509_add_ext(x, e, -1) == 1;
    X509_EXTENSION_free(e);
    return ok;
}

static bool set_time(ASN1_TIME *to, int64_t at_ms)
{
    time_t t = (time_t)(at_ms / 1000);
    return X509_time_adj_ex(to, 0, 0, &t) != NULL;
}

static bool set_serial(X509 *x, char ret[SERIAL_HEX])
{
    unsigned char bytes[SERIAL_BYTES];
    static const char digits[] = "0123456789ABCDEF";
    randombytes_buf(bytes, sizeof(bytes));
    bytes[0] = (unsigned char)((bytes[0] & 0x3f) | 0x40); /* positive, and no leading zero in any spelling */
    for (size_t i = 0; i < sizeof(bytes); i++) {
        ret[2 * i] = digits[bytes[i] >> 4];
        ret[2 * i + 1] = digits[bytes[i] & 15];
    }
    ret[2 * sizeof(bytes)] = '\0';
    BIGNUM *number = BN_bin2bn(bytes, sizeof(bytes), NULL);
    bool ok = number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x)) != NULL;
    BN_free(number);
    return ok;
}

static bool set_name(X509_NAME *name, const char *common, const char *unit)
{
    return X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8, (const unsigned char *)"kokuho", -1, -1,
                                      0) == 1 &&
           X509_NAME_add_entry_by_txt(name, "OU", MBSTRING_UTF8, (const unsigned char *)unit, -1, -1,
                                      0) == 1 &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)common, -1, -1,
                                      0) == 1;
}

/* What every certificate has; the caller adds extensions and signs. */
static X509 *new_certificate(EVP_PKEY *key, const char *name, const char *unit, int64_t from,
                             int64_t until, char ret_serial[SERIAL_HEX])
{
    X509 *x = X509_new();
    bool ok = x != NULL && X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x, ret_serial) &&
              set_time(X509_getm_notBefore(x), from) && set_time(X509_getm_notAfter(x), until) &&
              X509_set_pubkey(x, key) == 1 && set_name(X509_get_subject_name(x), name, unit);
    if (!ok) {
        X509_free(x);
        return NULL;
    }
    return x;
}

static enum err write_key(const char *path, EVP_PKEY *key, struct report *report)
{
    struct outfile o;
    enum err e = begin_file(&o, path, 0600, report);
    return e == ERR_NONE
               ? finish_file(&o, PEM_write_PrivateKey(o.f, key, NULL, NULL, 0, NULL, NULL) == 1, report)
               : e;
}

static enum err write_certificate(const char *path, X509 *x, struct report *report)
{
    struct outfile o;
    enum err e = begin_file(&o, path, 0644, report);
    return e == ERR_NONE ? finish_file(&o, PEM_write_X509(o.f, x) == 1, report) : e;
}

static X509 *read_certificate(const char *path)
{
    FILE *f = fopen(path, "re");
    X509 *x = f != NULL ? PEM_read_X509(f, NULL, NULL, NULL) : NULL;
    if (f != NULL) {
        fclose(f);
    }
    ERR_clear_error();
    return x;
}

/* ------------------------------------------------------------------------------ the CA --------- */

/* The CA's key goes into DIR/keys like every other, and into the register: wrapped where the folder is. */
static enum err put_key(const struct data_folder *folder, EVP_PKEY *key, struct report *report)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    long len = bio != NULL && PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1
                   ? BIO_get_mem_data(bio, &bytes)
                   : 0;
    enum err e = len > 0 && len <= KEY_FILE_MAX
                     ? key_file_write(folder, KEY_CA, (const unsigned char *)bytes, (size_t)len, report)
                     : failed(report, "認証局の鍵を書くこと");
    if (len > 0) {
        sodium_memzero(bytes, (size_t)len);
    }
    BIO_free(bio);
    return e == ERR_NONE ? key_register_file(folder, KEY_CA, report) : e;
}

static enum err make_authority(const struct data_folder *folder, const char *certificate_path, int64_t now,
                               struct report *report)
{
    char serial[SERIAL_HEX];
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *x = key != NULL ? new_certificate(key, "kokuho terminal CA", "CA", now - BACKDATE_SECONDS * 1000,
                                            now + CA_DAYS * 86400000LL, serial)
                          : NULL;
    bool ok = x != NULL && X509_set_issuer_name(x, X509_get_subject_name(x)) == 1 &&
              set_extension(x, x, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
              set_extension(x, x, NID_key_usage, "critical,keyCertSign,cRLSign") &&
              set_extension(x, x, NID_subject_key_identifier, "hash") && X509_sign(x, key,
                                                                                   EVP_sha256()) > 0;
    enum err e = ok ? write_certificate(certificate_path, x, report) : failed(report, "認証局の作成");
    if (e == ERR_NONE) {
        e = put_key(folder, key, report); /* last: with the key the CA is there */
    }
    X509_free(x);
    EVP_PKEY_free(key);
    return e;
}

static enum err read_key(const struct data_folder *folder, struct report *report, EVP_PKEY **ret)
{
    unsigned char bytes[KEY_FILE_MAX];
    size_t len = 0;
    enum err e = key_register_file(folder, KEY_CA, report);
    e = e == ERR_NONE ? key_file_read(folder, KEY_CA, sizeof(bytes), report, bytes, &len) : e;
    if (e != ERR_NONE) {
        return e;
    }
    BIO *bio = BIO_new_mem_buf(bytes, (int)len);
    EVP_PKEY *key = bio != NULL ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) : NULL;
    BIO_free(bio);
    sodium_memzero(bytes, sizeof(bytes));
    if (key == NULL) {
        return failed(report, "認証局の鍵を読むこと");
    }
    *ret = key;
    return ERR_NONE;
}

enum err authority_open(const struct data_folder *folder, int64_t now, struct report *report,
                        struct authority *ret)
{
    char tls[700], key_path_of_ca[KEY_PATH_BYTES], certificate_path[700];
    struct authority a = {0};
    if (!path_of(tls, folder, "tls") || !path_of(certificate_path, folder, "tls/ca.pem")) {
        return report_fail(report, ERR_INPUT, "データフォルダの名前が長すぎます: %s", folder->path);
    }
    if (mkdir(tls, 0750) != 0 && errno != EEXIST) {
        return report_fail(report, ERR_WORLD, "%s を作れません: %s", tls, strerror(errno));
    }
    enum err e = key_path(folder, KEY_CA, report, key_path_of_ca);
    if (e == ERR_NONE && access(key_path_of_ca, F_OK) != 0) {
        e = make_authority(folder, certificate_path, now, report);
    }
    if (e == ERR_NONE) {
        e = read_key(folder, report, &a.key);
    }
    if (e == ERR_NONE) {
        a.certificate = read_certificate(certificate_path);
        if (a.certificate == NULL || X509_check_private_key(a.certificate, a.key) != 1) {
            ERR_clear_error();
            e = report_fail(report, ERR_WORLD, "認証局の証明書 %s が鍵と合いません", certificate_path);
        }
    }
    if (e != ERR_NONE) {
        authority_close(&a);
        return e;
    }
    *ret = a;
    return ERR_NONE;
}

void authority_close(struct authority *a)
{
    EVP_PKEY_free(a->key);
    X509_free(a->certificate);
    *a = (struct authority){0};
}

/* ------------------------------------------------------------------------------ issuing -------- */

static bool is_ipv4(const char *host)
{
    return host[0] != '\0' && strspn(host, "0123456789.") == strlen(host);
}

enum err authority_issue(const struct authority *a, const char *name, bool is_server, int days,
                         int64_t now, struct report *report, struct issued *ret)
{
    struct issued i = {.expires_at = now + days * 86400000LL};
    char san[300];
    snprintf(san, sizeof(san), "%s%s",
             is_server ? (is_ipv4(name) ? "IP:" : "DNS:") : "URI:kokuho:terminal:",
             name);
    i.key = EVP_EC_gen("P-256");
    i.certificate = i.key != NULL ? new_certificate(i.key, name, is_server ? "server" : "terminal",
                                                    now - BACKDATE_SECONDS * 1000, i.expires_at, i.serial)
                                  : NULL;
    X509 *x = i.certificate, *ca = a->certificate;
    bool ok = x != NULL && X509_set_issuer_name(x, X509_get_subject_name(ca)) == 1 &&
              set_extension(x, ca, NID_basic_constraints, "critical,CA:FALSE") &&
              set_extension(x, ca, NID_key_usage, "critical,digitalSignature") &&
              set_extension(x, ca, NID_ext_key_usage, is_server ? "serverAuth" : "clientAuth") &&
              set_extension(x, ca, NID_subject_alt_name, san) &&
              set_extension(x, ca, NID_subject_key_identifier, "hash") &&
              set_extension(x, ca, NID_authority_key_identifier, "keyid:always") &&
              X509_sign(x, a->key, EVP_sha256()) > 0;
    if (!ok) {
        issued_free(&i);
        return failed(report, "証明書の発行");
    }
    *ret = i;
    return ERR_NONE;
}

void issued_free(struct issued *i)
{
    EVP_PKEY_free(i->key);
    X509_free(i->certificate);
    *i = (struct issued){0};
}

enum err authority_write_p12(const struct authority *a, const struct issued *i, const char *name,
                             const char *path, const char *password, struct report *report)
{
    STACK_OF(X509) *chain = sk_X509_new_null();
    PKCS12 *p12 = NULL;
    if (chain != NULL && sk_X509_push(chain, a->certificate) > 0) {
        /* AES-256-CBC and PBKDF2 for key and certificates, a SHA-256 MAC: the library's defaults. */
        p12 = PKCS12_create(password, name, i->key, i->certificate, chain, 0, 0, 100000, 100000, 0);
    }
    sk_X509_free(chain);
    if (p12 == NULL) {
        return failed(report, "PKCS#12 の作成");
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    FILE *f = fd >= 0 ? fdopen(fd, "wb") : NULL;
    enum err e = f == NULL ? report_fail(report, ERR_WORLD, "%s を書けません: %s", path, strerror(errno))
                           : ERR_NONE;
    if (f != NULL) {
        bool ok = i2d_PKCS12_fp(f, p12) == 1;
        ok = fflush(f) == 0 && fsync(fileno(f)) == 0 && ok;
        ok = fclose(f) == 0 && ok;
        if (!ok) {
            (void)unlink(path);
            e = report_fail(report, ERR_WORLD, "%s を書けません", path);
        }
    }
    PKCS12_free(p12);
    return e;
}

enum err authority_write_server(const struct data_folder *folder, const struct issued *i,
                                struct report *report)
{
    char key_path[700], certificate_path[700];
    if (!path_of(key_path, folder, "tls/server-key.pem") ||
        !path_of(certificate_path, folder, "tls/server.pem")) {
        return report_fail(report, ERR_INPUT, "データフォルダの名前が長すぎます: %s", folder->path);
    }
    enum err e = write_key(key_path, i->key, report);
    return e == ERR_NONE ? write_certificate(certificate_path, i->certificate, report) : e;
}

bool authority_server_is_good(const struct data_folder *folder, const struct authority *a,
                              const char *host, int64_t until)
{
    char path[700];
    time_t t = (time_t)(until / 1000);
    X509 *x = path_of(path, folder, "tls/server.pem") ? read_certificate(path) : NULL;
    EVP_PKEY *ca = X509_get0_pubkey(a->certificate);
    bool ok = x != NULL && X509_verify(x, ca) == 1 &&
              X509_cmp_time(X509_get0_notAfter(x), &t) > 0 &&
              (is_ipv4(host) ? X509_check_ip_asc(x, host, 0) : X509_check_host(x, host, 0, 0, NULL)) == 1;
    X509_free(x);
    ERR_clear_error();
    return ok && path_of(path, folder, "tls/server-key.pem") && access(path, R_OK) == 0;
}

/* --------------------------------------------------------------------------- revocation list --- */

static bool add_revoked(X509_CRL *crl, const struct revoked *r)
{
    char hex[SERIAL_HEX];
    BIGNUM *number = NULL;
    ASN1_INTEGER *serial = NULL;
    ASN1_TIME *at = ASN1_TIME_new();
    X509_REVOKED *entry = X509_REVOKED_new();
    ops_copy_text(hex, sizeof(hex), r->serial);
    bool ok = BN_hex2bn(&number, hex) > 0;
    serial = ok ? BN_to_ASN1_INTEGER(number, NULL) : NULL;
    ok = serial != NULL && at != NULL && entry != NULL && set_time(at, r->at) &&
         X509_REVOKED_set_serialNumber(entry, serial) == 1 &&
         X509_REVOKED_set_revocationDate(entry, at) == 1 && X509_CRL_add0_revoked(crl, entry) == 1;
    if (!ok) {
        X509_REVOKED_free(entry);
    }
    BN_free(number);
    ASN1_INTEGER_free(serial);
    ASN1_TIME_free(at);
    return ok;
}

static bool set_crl_head(X509_CRL *crl, const struct authority *a, int64_t number, int64_t now)
{
    ASN1_TIME *at = ASN1_TIME_new();
    ASN1_INTEGER *no = ASN1_INTEGER_new();
    bool ok = at != NULL && no != NULL && X509_CRL_set_version(crl, X509_CRL_VERSION_2) == 1 &&
              X509_CRL_set_issuer_name(crl, X509_get_subject_name(a->certificate)) == 1 &&
              set_time(at, now - BACKDATE_SECONDS * 1000) && X509_CRL_set1_lastUpdate(crl, at) == 1 &&
              set_time(at, now + CRL_DAYS * 86400000LL) && X509_CRL_set1_nextUpdate(crl, at) == 1 &&
              ASN1_INTEGER_set_int64(no, number) == 1 &&
              X509_CRL_add1_ext_i2d(crl, NID_crl_number, no, 0, X509V3_ADD_DEFAULT) == 1;
    ASN1_TIME_free(at);
    ASN1_INTEGER_free(no);
    return ok;
}

enum err authority_write_crl(const struct data_folder *folder, const struct authority *a,
                             const struct revoked *list, size_t count, int64_t number, int64_t now,
                             struct report *report)
{
    char path[700];
    struct outfile o;
    X509_CRL *crl = X509_CRL_new();
    bool ok = crl != NULL && path_of(path, folder, "tls/crl.pem") && set_crl_head(crl, a, number, now);
    for (size_t i = 0; i < count && ok; i++) {
        ok = add_revoked(crl, &list[i]);
    }
    ok = ok && X509_CRL_sort(crl) == 1 && X509_CRL_sign(crl, a->key, EVP_sha256()) > 0;
    enum err e = ok ? begin_file(&o, path, 0644, report) : failed(report, "失効の一覧の作成");
    if (e == ERR_NONE) {
        e = finish_file(&o, PEM_write_X509_CRL(o.f, crl) == 1, report);
    }
    X509_CRL_free(crl);
    return e;
}
