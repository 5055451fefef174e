/*
 * Values of a change: text by field; a secret is sealed with a key of the data folder, with its row as
 * associated data, so that what was sealed for one change opens nowhere else.
 */
#include "casework/internal.h"

#include <sodium.h>

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define PLACE_BYTES_MAX 96
#define KEY_CASEWORK "casework"

static size_t place_of(int64_t change_no, int version, const char *field, char buf[PLACE_BYTES_MAX])
{
    int n = snprintf(buf, PLACE_BYTES_MAX, "casework_value|%lld|%d|%s", (long long)change_no, version, field);
    assert(n > 0 && n < PLACE_BYTES_MAX);
    return (size_t)n;
}

static enum err seal(const struct change_call *call, int version, const char *field, struct text value,
                     struct text *ret)
{
    unsigned char key[32];
    char place[PLACE_BYTES_MAX];
    size_t place_len = place_of(call->change_no, version, field, place);
    unsigned char *bytes = arena_alloc(call->arena, NONCE_BYTES + value.len + TAG_BYTES, 1);
    enum err e = data_folder_key(&call->session->folder, KEY_CASEWORK, key, call->report);
    if (e != ERR_NONE) {
        return e;
    }
    randombytes_buf(bytes, NONCE_BYTES);
    int failed = crypto_aead_xchacha20poly1305_ietf_encrypt(
        bytes + NONCE_BYTES, NULL, (const unsigned char *)value.bytes, value.len,
        (const unsigned char *)place, place_len, NULL, bytes, key);
    sodium_memzero(key, sizeof(key));
    assert(failed == 0);
    *ret = (struct text){(const char *)bytes, NONCE_BYTES + value.len + TAG_BYTES};
    return ERR_NONE;
}

static enum err open_with(const struct key_ring *ring, const struct change_call *call, int version,
                          const char *field, struct text sealed, struct text *ret, size_t *ret_which)
{
    char place[PLACE_BYTES_MAX];
    size_t place_len = place_of(call->change_no, version, field, place);
    const unsigned char *bytes = (const unsigned char *)sealed.bytes;
    bool fits = sealed.len >= NONCE_BYTES + TAG_BYTES;
    size_t len = fits ? sealed.len - NONCE_BYTES - TAG_BYTES : 0;
    unsigned char *plain = arena_alloc(call->arena, len + 1, 1);
    fits = fits && key_ring_open(ring, bytes, bytes + NONCE_BYTES, sealed.len - NONCE_BYTES,
                                 (struct text){place, place_len}, plain, ret_which);
    if (!fits) {
        return report_fail(
            call->report, ERR_WORLD,
            "変更 %lld の封をした項目が開けません。鍵か記録が変わっています。入れ直してください",
            (long long)call->change_no);
    }
    *ret = (struct text){(const char *)plain, len};
    return ERR_NONE;
}

static enum err open_sealed(const struct change_call *call, int version, const char *field,
                            struct text sealed, struct text *ret)
{
    struct key_ring ring;
    size_t which;
    enum err e = data_folder_ring(&call->session->folder, KEY_CASEWORK, call->report, &ring);
    if (e == ERR_NONE) {
        e = open_with(&ring, call, version, field, sealed, ret, &which);
        key_ring_wipe(&ring);
    }
    return e;
}

static enum err put(const struct change_call *call, int version, const char *field, struct text value,
                    struct text sealed)
{
    struct query *q = store_query(call->session->store, SQL_casework_value_put);
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "version", version);
    query_set_text(q, "field", text_of(field));
    query_set_text(q, "value", value.len > 0 ? value : text_of(""));
    if (sealed.len > 0) {
        query_set_blob(q, "sealed", sealed.bytes, sealed.len);
    } else {
        query_set_null(q, "sealed");
    }
    return casework_one(q, call->report);
}

static enum err drop(const struct change_call *call, int version, const char *field)
{
    struct query *q = store_query(call->session->store, SQL_casework_value_drop);
    int64_t changed;
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "version", version);
    query_set_text(q, "field", text_of(field));
    return query_run(q, call->report, &changed);
}

enum err change_values_save(const struct change_call *call, int version)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; e == ERR_NONE && i < call->kind->field_count; i++) {
        const struct change_field *f = &call->kind->fields[i];
        struct text value = call->values.at[i], sealed = {0};
        if (f->type == FIELD_SECRET && value.len > 0) {
            e = seal(call, version, f->name, value, &sealed);
            e = e == ERR_NONE ? put(call, version, f->name, (struct text){"", 0}, sealed) : e;
        } else if (f->type == FIELD_SECRET) {
            /* never shown again: an empty one means that nothing new was typed */
        } else if (value.len > 0) {
            e = put(call, version, f->name, value, sealed);
        } else {
            e = drop(call, version, f->name);
        }
    }
    return e;
}

static size_t field_index(const struct change_kind *k, struct text name)
{
    for (size_t i = 0; i < k->field_count; i++) {
        if (text_is(name, k->fields[i].name)) {
            return i;
        }
    }
    return SIZE_MAX; /* of an older version of the program */
}

enum err change_values_load(struct change_call *call, int version, bool secrets)
{
    struct query *q = store_query(call->session->store, SQL_casework_value_list);
    bool row;
    enum err e;
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "version", version);
    while ((e = query_step(q, call->report, &row)) == ERR_NONE && row) {
        size_t at = field_index(call->kind, query_text(q, 0));
        if (at == SIZE_MAX) {
            continue;
        }
        if (query_is_null(q, 2)) {
            call->values.at[at] = text_copy(call->arena, query_text(q, 1));
        } else if (secrets && call->values.at[at].len == 0) {
            e = open_sealed(call, version, call->kind->fields[at].name, query_blob(q, 2),
                            &call->values.at[at]);
            if (e != ERR_NONE) {
                break;
            }
        }
    }
    query_reset(q);
    return e;
}

enum err change_secrets_drop(const struct change_call *call, int version)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; e == ERR_NONE && i < call->kind->field_count; i++) {
        if (call->kind->fields[i].type == FIELD_SECRET) {
            for (int v = 1; e == ERR_NONE && v <= version; v++) {
                e = drop(call, v, call->kind->fields[i].name);
            }
        }
    }
    return e;
}

void change_secrets_wipe(struct change_call *call)
{
    for (size_t i = 0; i < call->kind->field_count; i++) {
        call->values.at[i] =
            call->kind->fields[i].type == FIELD_SECRET ? (struct text){"", 0} : call->values.at[i];
    }
}

enum err change_values_next(struct change_call *call, int from_version, int to_version)
{
    struct change_values typed = call->values;
    enum err e = change_values_load(call, from_version, true);
    for (size_t i = 0; i < call->kind->field_count; i++) {
        bool keeps = call->kind->fields[i].type == FIELD_SECRET && typed.at[i].len == 0;
        call->values.at[i] = keeps ? call->values.at[i] : typed.at[i];
    }
    return e == ERR_NONE ? change_values_save(call, to_version) : e;
}

/* ------------------------------------------------------------------------------- rotation ------ */

static enum err scan_sealed(struct session *s, struct key_scan *scan, struct report *report);
const struct key_use key_use_casework = {
    .label = "登録を待つ個人番号", .keys = {KEY_CASEWORK, NULL}, .scan = scan_sealed};
const struct key_purpose key_purpose_casework = {KEY_CASEWORK, "申請と下書きの個人番号の封",
                                                 "XChaCha20-Poly1305", KEY_SEALS};

struct sealed_value {
    int64_t change_no;
    int version;
    struct text field, sealed;
};

/* The sealed values of about so many changes; those of one change stay together. */
static enum err gather_sealed(struct session *s, struct key_scan *scan, struct arena *arena,
                              struct report *report, struct sealed_value **ret)
{
    size_t count = 0, capacity = 0;
    bool row = false;
    struct query *q = store_scan(s->store, SQL_casework_value_sealed);
    enum err e;
    query_set_i64(q, "after", scan->after);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        int64_t change_no = query_i64(q, 0);
        if (count >= scan->max && change_no != scan->last) {
            break;
        }
        scan->last = change_no;
        *ARENA_PUSH(arena, *ret, count, capacity) =
            (struct sealed_value){change_no, (int)query_i64(q, 1), text_copy(arena, query_text(q, 2)),
                                  text_copy(arena, query_blob(q, 3))};
    }
    query_reset(q);
    scan->seen = count;
    return e;
}

static enum err scan_sealed(struct session *s, struct key_scan *scan, struct report *report)
{
    struct arena *arena = arena_new("申請の封", 64 << 20);
    struct sealed_value *values = NULL;
    struct key_ring ring;
    scan->old = 0;
    enum err e = gather_sealed(s, scan, arena, report, &values);
    e = e == ERR_NONE ? data_folder_ring(&s->folder, KEY_CASEWORK, report, &ring) : e;
    for (size_t i = 0; i < scan->seen && e == ERR_NONE; i++) {
        struct change_call call = {
            .session = s, .change_no = values[i].change_no, .arena = arena, .report = report};
        const char *field = arena_printf(arena, "%.*s", (int)values[i].field.len, values[i].field.bytes);
        struct text plain = {0}, sealed;
        size_t which = 0;
        e = open_with(&ring, &call, values[i].version, field, values[i].sealed, &plain, &which);
        scan->old += which > 0 ? 1 : 0;
        if (e == ERR_NONE && which > 0 && scan->writes) {
            e = seal(&call, values[i].version, field, plain, &sealed);
            e = e == ERR_NONE ? put(&call, values[i].version, field, (struct text){"", 0}, sealed) : e;
        }
    }
    key_ring_wipe(&ring);
    arena_free(arena);
    return e;
}
