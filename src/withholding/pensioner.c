/*
 * 年金の人 -- 基礎年金番号 sealed (XChaCha20-Poly1305, our number of the row as associated data) and
 * indexed by a keyed digest (BLAKE2b), so that a file's number is found and nobody who reads the table
 * learns one.
 */
#include "withholding/pensioner.h"

#include "withholding/withholding.h"

#include <sodium.h>

#define KEY_PENSION "pension-number"
#define KEY_PENSION_INDEX "pension-number-index"
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define SEALED_BYTES (NONCE_BYTES + PENSION_DIGITS + TAG_BYTES)
#define BLIND_BYTES 16
#define PLACE_BYTES_MAX 64

_Static_assert(BLIND_BYTES >= crypto_generichash_BYTES_MIN, "blind");

static enum err scan_sealed(struct session *s, struct key_scan *scan, struct report *report);

const struct key_purpose key_purpose_pension = {KEY_PENSION, "基礎年金番号の封", "XChaCha20-Poly1305",
                                                KEY_SEALS};
const struct key_purpose key_purpose_pension_index = {KEY_PENSION_INDEX, "基礎年金番号の索引", "BLAKE2b",
                                                      KEY_SEALS};
const struct key_use key_use_pension = {
    .label = "年金の人の基礎年金番号", .keys = {KEY_PENSION, KEY_PENSION_INDEX}, .scan = scan_sealed};

enum err pension_keys_load(const struct data_folder *folder, struct report *report,
                           struct pension_keys *ret)
{
    enum err e = data_folder_ring(folder, KEY_PENSION, report, &ret->seal);

    return e == ERR_NONE ? data_folder_ring(folder, KEY_PENSION_INDEX, report, &ret->blind) : e;
}

void pension_keys_wipe(struct pension_keys *keys) { sodium_memzero(keys, sizeof(*keys)); }

static void blind_of(const struct pension_keys *keys, size_t which, struct text digits,
                     unsigned char ret[BLIND_BYTES])
{
    int failed = crypto_generichash(ret, BLIND_BYTES, (const unsigned char *)digits.bytes, digits.len,
                                    keys->blind.bytes[which], FOLDER_KEY_BYTES);
    assert(failed == 0);
}

static size_t place_of(int64_t pensioner_no, char buf[PLACE_BYTES_MAX])
{
    int n = snprintf(buf, PLACE_BYTES_MAX, "withholding_pensioner|%lld", (long long)pensioner_no);
    assert(n > 0 && n < PLACE_BYTES_MAX);
    return (size_t)n;
}

static void seal(const struct pension_keys *keys, int64_t pensioner_no, struct text digits,
                 unsigned char ret[SEALED_BYTES])
{
    char place[PLACE_BYTES_MAX];
    size_t len = place_of(pensioner_no, place);

    randombytes_buf(ret, NONCE_BYTES);
    int failed = crypto_aead_xchacha20poly1305_ietf_encrypt(
        ret + NONCE_BYTES, NULL, (const unsigned char *)digits.bytes, digits.len,
        (const unsigned char *)place, len, NULL, ret, keys->seal.bytes[0]);
    assert(failed == 0);
}

/* Under the active key of the index, then under those that were retired and not yet worked off. */
enum err pensioner_find(struct store *s, const struct pension_keys *keys, struct text digits,
                        struct report *report, struct pensioner *ret)
{
    unsigned char blind[BLIND_BYTES];
    bool row = false;
    enum err e = ERR_NONE;

    assert(digits.len == PENSION_DIGITS);
    *ret = (struct pensioner){.made_on = date_none()};
    for (size_t i = 0; i < keys->blind.count && e == ERR_NONE && !row; i++) {
        struct query *q = store_query(s, SQL_withholding_pensioner_by_blind);
        blind_of(keys, i, digits, blind);
        query_set_blob(q, "blind", blind, sizeof(blind));
        e = query_step(q, report, &row);
        if (e == ERR_NONE && row) {
            *ret = (struct pensioner){query_i64(q, 0), query_i64(q, 1), query_i64(q, 2), date_none()};
            (void)date_from_ymd((int32_t)query_i64(q, 3), &ret->made_on); /* 0: nothing was said of him */
        }
        query_reset(q);
    }
    return e;
}

enum err pensioner_add(struct store *s, const struct pension_keys *keys, struct text digits,
                       int64_t recorded_at, struct report *report, int64_t *ret_pensioner_no)
{
    unsigned char blind[BLIND_BYTES], sealed[SEALED_BYTES];
    struct query *q = store_query(s, SQL_withholding_pensioner_last);
    bool row = false;
    int64_t changed;
    enum err e = query_step(q, report, &row);

    if (e != ERR_NONE) {
        return e;
    }
    assert(row && digits.len == PENSION_DIGITS);
    *ret_pensioner_no = query_i64(q, 0) + 1;
    query_reset(q);
    blind_of(keys, 0, digits, blind);
    seal(keys, *ret_pensioner_no, digits, sealed);
    q = store_query(s, SQL_withholding_pensioner_add);
    query_set_i64(q, "pensioner_no", *ret_pensioner_no);
    query_set_blob(q, "blind", blind, sizeof(blind));
    query_set_blob(q, "sealed", sealed, sizeof(sealed));
    query_set_i64(q, "recorded_at", recorded_at);
    return query_run(q, report, &changed);
}

/* ------------------------------------------------------------------------------- rotation ------ */

struct sealed_row {
    int64_t pensioner_no;
    struct text sealed, blind;
};

static enum err gather_sealed(struct store *s, struct key_scan *scan, struct arena *arena,
                              struct report *report, struct sealed_row **ret)
{
    struct query *q = store_scan(s, SQL_withholding_pensioner_sealed_after);
    size_t count = 0, capacity = 0;
    bool row = false;
    enum err e = ERR_NONE;

    query_set_i64(q, "after", scan->after);
    while (count < scan->max && (e = query_step(q, report, &row)) == ERR_NONE && row) {
        scan->last = query_i64(q, 0);
        *ARENA_PUSH(arena, *ret, count, capacity) =
            (struct sealed_row){scan->last, text_copy(arena, query_blob(q, 1)),
                                text_copy(arena, query_blob(q, 2))};
    }
    query_reset(q);
    scan->seen = count;
    return e;
}

static enum err open_row(const struct pension_keys *keys, const struct sealed_row *row,
                         struct report *report, unsigned char ret[PENSION_DIGITS], size_t *ret_which)
{
    const unsigned char *bytes = (const unsigned char *)row->sealed.bytes;
    char place[PLACE_BYTES_MAX];
    size_t len = place_of(row->pensioner_no, place);

    if (row->sealed.len != SEALED_BYTES ||
        !key_ring_open(&keys->seal, bytes, bytes + NONCE_BYTES, SEALED_BYTES - NONCE_BYTES,
                       (struct text){place, len}, ret, ret_which)) {
        return report_fail(
            report, ERR_WORLD,
            "年金の人 %lld の番号の封が開けません。データフォルダの keys/ の鍵が違うか、記録が"
            "書き換えられています",
            (long long)row->pensioner_no);
    }
    return ERR_NONE;
}

enum err pensioner_digits(struct store *s, const struct pension_keys *keys, int64_t pensioner_no,
                          struct report *report, char ret[PENSION_DIGITS])
{
    unsigned char plain[PENSION_DIGITS];
    struct query *q = store_query(s, SQL_withholding_pensioner_sealed);
    bool row = false;
    size_t which;

    query_set_i64(q, "pensioner_no", pensioner_no);
    enum err e = query_step(q, report, &row);
    assert(e != ERR_NONE || row); /* of a row that names him */
    if (e == ERR_NONE) {
        const struct sealed_row sealed = {pensioner_no, query_blob(q, 0), {0}};
        e = open_row(keys, &sealed, report, plain, &which);
    }
    query_reset(q);
    if (e == ERR_NONE) {
        memcpy(ret, plain, sizeof(plain));
    }
    sodium_memzero(plain, sizeof(plain));
    return e;
}

static enum err reseal_row(struct store *s, const struct pension_keys *keys, const struct sealed_row *row,
                           struct key_scan *scan, struct report *report)
{
    unsigned char plain[PENSION_DIGITS], blind[BLIND_BYTES], sealed[SEALED_BYTES];
    size_t which = 0;
    int64_t changed;
    enum err e = open_row(keys, row, report, plain, &which);

    if (e != ERR_NONE) {
        return e;
    }
    struct text digits = {(const char *)plain, sizeof(plain)};
    blind_of(keys, 0, digits, blind);
    bool is_old =
        which > 0 || row->blind.len != BLIND_BYTES || memcmp(row->blind.bytes, blind, BLIND_BYTES) != 0;
    if (is_old && scan->writes) {
        struct query *q = store_query(s, SQL_withholding_pensioner_reseal);
        seal(keys, row->pensioner_no, digits, sealed);
        query_set_i64(q, "pensioner_no", row->pensioner_no);
        query_set_blob(q, "sealed", sealed, sizeof(sealed));
        query_set_blob(q, "blind", blind, sizeof(blind));
        e = query_run(q, report, &changed);
    }
    scan->old += is_old ? 1 : 0;
    sodium_memzero(plain, sizeof(plain));
    return e;
}

static enum err scan_sealed(struct session *s, struct key_scan *scan, struct report *report)
{
    struct arena *arena = arena_new("年金の人の封", (size_t)64 << 20);
    struct sealed_row *rows = NULL;
    struct pension_keys keys;

    scan->old = 0;
    enum err e = pension_keys_load(&s->folder, report, &keys);
    e = e == ERR_NONE ? gather_sealed(s->store, scan, arena, report, &rows) : e;
    for (size_t i = 0; i < scan->seen && e == ERR_NONE; i++) {
        e = reseal_row(s->store, &keys, &rows[i], scan, report);
    }
    pension_keys_wipe(&keys);
    arena_free(arena);
    return e;
}
