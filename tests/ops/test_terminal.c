/* 端末: certificates read back with the library as a browser and nginx would, revocation, keys of 0600. */
#include "office.h"

#include <ftw.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

static void path_of(char to[200], const char *name)
{
    snprintf(to, 200, "%s/%s", office->dir, name);
}

static struct terminal terminal_of(const char *id)
{
    struct terminal t = {.from = date_of(2026, 6, 5), .until = date_of(2027, 4, 1)};
    snprintf(t.id, sizeof(t.id), "%s", id);
    snprintf(t.place, sizeof(t.place), "1階 窓口3番");
    snprintf(t.section, sizeof(t.section), "資格係");
    return t;
}

struct issued_file {
    char path[200], password[20], serial[SERIAL_HEX];
};

static struct issued_file issue(const char *id, int days, int64_t now)
{
    static int made;
    struct issued_file f;
    char name[40];
    struct terminal t = terminal_of(id);
    snprintf(name, sizeof(name), "%d.p12", ++made);
    path_of(f.path, name);
    assert_ok(ops_terminal_issue(OFFICE, &t, days, f.path, now, REPORT, f.password, f.serial));
    return f;
}

/* The certificate inside; the password opens it and another does not. */
static X509 *open_p12(const struct issued_file *f)
{
    struct stat st;
    assert_int_equal(stat(f->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    FILE *in = fopen(f->path, "rbe");
    assert_non_null(in);
    PKCS12 *p12 = d2i_PKCS12_fp(in, NULL);
    fclose(in);
    assert_non_null(p12);
    EVP_PKEY *key = NULL;
    X509 *x = NULL;
    STACK_OF(X509) *chain = NULL;
    assert_int_equal(PKCS12_verify_mac(p12, "wrong", -1), 0);
    assert_int_equal(PKCS12_parse(p12, f->password, &key, &x, &chain), 1);
    assert_int_equal(sk_X509_num(chain), 1);
    assert_int_equal(X509_check_private_key(x, key), 1);
    assert_int_equal(EVP_PKEY_get_bits(key), 256);
    EVP_PKEY_free(key);
    sk_X509_pop_free(chain, X509_free);
    PKCS12_free(p12);
    return x;
}

static X509 *read_pem(const char *name)
{
    char path[200];
    path_of(path, name);
    FILE *f = fopen(path, "re");
    X509 *x = f != NULL ? PEM_read_X509(f, NULL, NULL, NULL) : NULL;
    if (f != NULL) {
        fclose(f);
    }
    return x;
}

static X509_CRL *read_crl(void)
{
    char path[200];
    path_of(path, "tls/crl.pem");
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    X509_CRL *crl = PEM_read_X509_CRL(f, NULL, NULL, NULL);
    fclose(f);
    assert_non_null(crl);
    return crl;
}

/* As nginx verifies: chain, purpose, revocation list, at a moment. X509_V_OK or the reason. */
static int verify(X509 *x, X509 *ca, int64_t now, int purpose)
{
    X509_STORE *trust = X509_STORE_new();
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    X509_CRL *crl = read_crl();
    X509_STORE_add_cert(trust, ca);
    X509_STORE_add_crl(trust, crl);
    X509_STORE_set_flags(trust, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_X509_STRICT);
    assert_int_equal(X509_STORE_CTX_init(context, trust, x, NULL), 1);
    X509_STORE_CTX_set_purpose(context, purpose);
    X509_STORE_CTX_set_time(context, 0, (time_t)(now / 1000));
    int reason = X509_verify_cert(context) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(context);
    X509_CRL_free(crl);
    X509_STORE_CTX_free(context);
    X509_STORE_free(trust);
    return reason;
}

static enum err find(const char *serial, int64_t now, struct terminal *ret)
{
    report_clear(REPORT);
    return ops_terminal_find(STORE, text_of(serial), office->s.folder.business_date, now,
                             REPORT, ret);
}

/* AU-04: issuer, validity, purpose and SAN of a terminal's certificate. */
static void a_certificate_names_its_terminal(void **state)
{
    (void)state;
    office_person("sys1", "", "shomu");
    office_as("sys1");
    struct issued_file f = issue("mado-03", 20, NOON);
    X509 *x = open_p12(&f), *ca = read_pem("tls/ca.pem");
    assert_non_null(ca);
    assert_int_equal(X509_check_ca(ca), 1);
    assert_int_equal(X509_check_ca(x), 0);
    assert_int_equal(verify(x, ca, NOON, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
    assert_int_not_equal(verify(x, ca, NOON, X509_PURPOSE_SSL_SERVER), X509_V_OK);
    assert_int_not_equal(verify(x, ca, NOON - 301 * 1000, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
    assert_int_equal(verify(x, ca, NOON + 20 * DAY - 1000, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
    assert_int_equal(verify(x, ca, NOON + 20 * DAY + 1000, X509_PURPOSE_SSL_CLIENT),
                     X509_V_ERR_CERT_HAS_EXPIRED);
    GENERAL_NAMES *names = X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
    assert_int_equal(sk_GENERAL_NAME_num(names), 1);
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, 0);
    assert_int_equal(name->type, GEN_URI);
    assert_string_equal((const char *)ASN1_STRING_get0_data(name->d.ia5), "kokuho:terminal:mado-03");
    GENERAL_NAMES_free(names);
    BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(x), NULL);
    char *hex = BN_bn2hex(number);
    assert_string_equal(hex, f.serial);
    OPENSSL_free(hex);
    BN_free(number);

    /* Another authority's certificate with the same names is no one of ours. */
    EVP_PKEY *other = EVP_EC_gen("P-256");
    X509 *forged = X509_dup(x);
    assert_true(X509_sign(forged, other, EVP_sha256()) > 0);
    assert_int_not_equal(verify(forged, ca, NOON, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
    X509_free(forged);
    EVP_PKEY_free(other);
    X509_free(x);
    X509_free(ca);
}

/* TR-01, AU-04: registered, inside its period, not revoked, not over; retired = refused at once. */
static void only_a_registered_terminal_is_found(void **state)
{
    (void)state;
    struct terminal t;
    office_person("sys1", "", "shomu");
    office_as("sys1");
    struct issued_file f = issue("mado-03", 30, NOON);
    assert_ok(find(f.serial, NOON, &t));
    assert_string_equal(t.id, "mado-03");
    assert_string_equal(t.place, "1階 窓口3番");
    char lower[SERIAL_HEX];
    for (size_t i = 0; i < sizeof(lower); i++) {
        lower[i] = (char)(f.serial[i] >= 'A' && f.serial[i] <= 'F' ? f.serial[i] - 'A' + 'a' : f.serial[i]);
    }
    assert_ok(find(lower, NOON, &t));
    assert_int_equal(find("", NOON, &t), ERR_FINDINGS);
    assert_int_equal(find("00", NOON, &t), ERR_FINDINGS);
    assert_int_equal(find("4142434445464748494A4B4C4D4E4F505152535455565758", NOON, &t), ERR_FINDINGS);
    assert_ok(find(f.serial, NOON + 30 * DAY - 1, &t));
    assert_int_equal(find(f.serial, NOON + 30 * DAY, &t), ERR_FINDINGS);
    office_day(2026, 6, 4);
    assert_int_equal(find(f.serial, NOON, &t), ERR_FINDINGS);
    office_day(2027, 3, 31);
    assert_ok(find(f.serial, NOON, &t));
    office_day(2027, 4, 1);
    assert_int_equal(find(f.serial, NOON, &t), ERR_FINDINGS);
    office_day(2026, 6, 5);

    assert_int_equal(ops_terminal_revoke(OFFICE, text_of("mado-03"), text_of(""), NOON, REPORT),
                     ERR_INPUT);
    assert_int_equal(ops_terminal_revoke(OFFICE, text_of("mado-04"), text_of("廃止"), NOON, REPORT),
                     ERR_INPUT);
    assert_ok(ops_terminal_revoke(OFFICE, text_of("mado-03"), text_of("故障"), NOON + 1, REPORT));
    assert_int_equal(find(f.serial, NOON + 1, &t), ERR_FINDINGS);
    assert_int_equal(ops_terminal_revoke(OFFICE, text_of("mado-03"), text_of("故障"), NOON + 2, REPORT),
                     ERR_INPUT);
    struct terminal again = terminal_of("mado-03");
    char path[200], password[20], serial[SERIAL_HEX];
    path_of(path, "again.p12");
    assert_int_equal(ops_terminal_issue(OFFICE, &again, 30, path, NOON + 3, REPORT, password, serial),
                     ERR_INPUT); /* retired is retired */
    assert_int_not_equal(access(path, F_OK), 0); /* no certificate that nobody registered */
    assert_int_equal(office_number("SELECT count(*) FROM ops_terminal WHERE terminal_id = 'mado-03'"), 2);
}

/* AU-04: the revocation list holds what was revoked and no more, grows in number and is signed. */
static void revoked_certificates_are_on_the_list(void **state)
{
    (void)state;
    struct terminal t;
    office_person("sys1", "", "shomu");
    office_as("sys1");
    struct issued_file a = issue("mado-01", 100, NOON), b = issue("mado-02", 100, NOON);
    X509 *x = open_p12(&a), *y = open_p12(&b), *ca = read_pem("tls/ca.pem");
    X509_CRL *crl = read_crl();
    ASN1_INTEGER *before = X509_CRL_get_ext_d2i(crl, NID_crl_number, NULL, NULL);
    X509_CRL_free(crl);
    assert_int_equal(verify(x, ca, NOON, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
    assert_ok(ops_terminal_revoke(OFFICE, text_of("mado-01"), text_of("紛失"), NOON, REPORT));
    assert_int_equal(verify(x, ca, NOON, X509_PURPOSE_SSL_CLIENT), X509_V_ERR_CERT_REVOKED);
    assert_int_equal(verify(y, ca, NOON, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
    assert_int_equal(verify(y, ca, NOON + 30 * DAY - 1000, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
    assert_int_equal(verify(y, ca, NOON + 30 * DAY + 1000, X509_PURPOSE_SSL_CLIENT),
                     X509_V_ERR_CRL_HAS_EXPIRED);
    assert_ok(ops_crl_write(OFFICE, NOON + 30 * DAY, REPORT)); /* made anew it serves again */
    assert_int_equal(verify(y, ca, NOON + 30 * DAY + 1000, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
    crl = read_crl();
    ASN1_INTEGER *after = X509_CRL_get_ext_d2i(crl, NID_crl_number, NULL, NULL);
    assert_true(ASN1_INTEGER_cmp(after, before) > 0);
    assert_int_equal(sk_X509_REVOKED_num(X509_CRL_get_REVOKED(crl)), 1);
    EVP_PKEY *key = X509_get0_pubkey(ca);
    assert_int_equal(X509_CRL_verify(crl, key), 1);
    X509_CRL_free(crl);
    ASN1_INTEGER_free(before);
    ASN1_INTEGER_free(after);

    /* A second certificate for a terminal revokes the first. */
    struct issued_file c = issue("mado-02", 100, NOON + 1);
    assert_string_not_equal(b.serial, c.serial);
    assert_int_equal(find(b.serial, NOON + 1, &t), ERR_FINDINGS);
    assert_ok(find(c.serial, NOON + 1, &t));
    assert_int_equal(verify(y, ca, NOON + 1, X509_PURPOSE_SSL_CLIENT), X509_V_ERR_CERT_REVOKED);
    X509_free(x);
    X509_free(y);
    X509_free(ca);
}

/* CR-07: the CA's key is 0600; readable by others it signs nothing. */
static void the_key_of_the_authority_is_closed(void **state)
{
    (void)state;
    char path[200], p12[200], password[20], serial[SERIAL_HEX];
    struct stat st;
    office_person("sys1", "", "shomu");
    office_as("sys1");
    (void)issue("mado-01", 100, NOON);
    path_of(path, "keys/ca-key.pem");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(chmod(path, 0644), 0);
    struct terminal t = terminal_of("mado-02");
    path_of(p12, "refused.p12");
    assert_int_equal(ops_terminal_issue(OFFICE, &t, 30, p12, NOON, REPORT, password, serial),
                     ERR_WORLD);
    assert_true(office_said("読めます"));
    assert_int_equal(ops_crl_write(OFFICE, NOON, REPORT), ERR_WORLD);
    assert_int_not_equal(access(p12, F_OK), 0);
    assert_int_equal(chmod(path, 0600), 0);
    assert_ok(ops_terminal_issue(OFFICE, &t, 30, p12, NOON, REPORT, password, serial));
    /* An existing file is not written over. */
    struct terminal u = terminal_of("mado-05");
    assert_int_equal(ops_terminal_issue(OFFICE, &u, 30, p12, NOON, REPORT, password, serial),
                     ERR_WORLD);
    assert_int_equal(office_number("SELECT count(*) FROM ops_terminal WHERE terminal_id = 'mado-05'"), 0);
}

/* nginx's certificate: for its host, kept while it lives 30 days more, made anew after that. */
static void the_server_has_a_certificate(void **state)
{
    (void)state;
    char path[200];
    struct stat st;
    office_person("sys1", "", "shomu");
    office_as("sys1");
    assert_ok(ops_tls_prepare(OFFICE, "kokuho.city.example", NOON, REPORT));
    X509 *first = read_pem("tls/server.pem"), *ca = read_pem("tls/ca.pem");
    assert_int_equal(verify(first, ca, NOON, X509_PURPOSE_SSL_SERVER), X509_V_OK);
    assert_int_not_equal(verify(first, ca, NOON, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
    assert_int_equal(X509_check_host(first, "kokuho.city.example", 0, 0, NULL), 1);
    assert_int_equal(X509_check_host(first, "other.city.example", 0, 0, NULL), 0);
    path_of(path, "tls/server-key.pem");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_ok(ops_tls_prepare(OFFICE, "kokuho.city.example", NOON + (397 - 31) * DAY, REPORT));
    X509 *same = read_pem("tls/server.pem");
    assert_int_equal(X509_cmp(first, same), 0);
    assert_ok(ops_tls_prepare(OFFICE, "kokuho.city.example", NOON + (397 - 30) * DAY, REPORT));
    X509 *next = read_pem("tls/server.pem");
    assert_int_not_equal(X509_cmp(first, next), 0);
    assert_ok(ops_tls_prepare(OFFICE, "127.0.0.1", NOON, REPORT));
    X509 *address = read_pem("tls/server.pem");
    assert_int_equal(X509_check_ip_asc(address, "127.0.0.1", 0), 1);
    assert_int_equal(ops_tls_prepare(OFFICE, "a b,DNS:evil", NOON, REPORT), ERR_INPUT);
    X509_free(first);
    X509_free(same);
    X509_free(next);
    X509_free(address);
    X509_free(ca);
}

/* Only who may; and names that would say something else in a certificate are refused. */
static void terminals_are_registered_by_who_may(void **state)
{
    (void)state;
    char path[200], password[20], serial[SERIAL_HEX];
    static const char *const names[] = {"", "mado 03", "mado,URI:x", "窓口", "a/b"};
    office_person("fuka1", "", "fuka");
    office_person("sys1", "", "shomu");
    path_of(path, "x.p12");
    struct terminal t = terminal_of("mado-03");
    office_as("fuka1");
    assert_int_equal(ops_terminal_issue(OFFICE, &t, 30, path, NOON, REPORT, password, serial),
                     ERR_INPUT);
    assert_int_equal(ops_terminal_revoke(OFFICE, text_of("mado-03"), text_of("x"), NOON, REPORT),
                     ERR_INPUT);
    office_as("sys1");
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        t = terminal_of(names[i]);
        assert_int_equal(ops_terminal_issue(OFFICE, &t, 30, path, NOON, REPORT, password, serial),
                         ERR_INPUT);
    }
    t = terminal_of("mado-03");
    assert_int_equal(ops_terminal_issue(OFFICE, &t, 0, path, NOON, REPORT, password, serial),
                     ERR_INPUT);
    struct terminal *list;
    size_t count;
    (void)issue("mado-07", 30, NOON);
    assert_ok(ops_terminals(STORE, office->arena, REPORT, &list, &count));
    assert_int_equal(count, 1);
    assert_string_equal(list[0].id, "mado-07");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_OFFICE(a_certificate_names_its_terminal),     IN_OFFICE(only_a_registered_terminal_is_found),
        IN_OFFICE(revoked_certificates_are_on_the_list), IN_OFFICE(the_key_of_the_authority_is_closed),
        IN_OFFICE(the_server_has_a_certificate),         IN_OFFICE(terminals_are_registered_by_who_may),
    };
    return fixture_run(argc, argv, "ops terminal", tests, COUNT_OF(tests));
}
