/*
 * 申請の封 -- a request and its row that SQL forged together are found (TE-07).
 *
 * When a request is set, a seal over all it says is kept: keyed with a secret of DIR/keys/, which the
 * database does not hold, and chained to the seal before. Who can write the tables alone can neither make
 * one nor take one out of the middle; the last of all he could remove together with its request and rows.
 */
#include "ops/internal.h"
#include "ops/keys.h"

#define SEAL_BYTES 32u

static void add_number(crypto_generichash_state *h, int64_t value)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (unsigned char)((uint64_t)value >> (56 - 8 * i));
    }
    (void)crypto_generichash_update(h, bytes, sizeof(bytes));
}

static void add_text(crypto_generichash_state *h, struct text t)
{
    add_number(h, (int64_t)t.len);
    (void)crypto_generichash_update(h, (const unsigned char *)t.bytes, t.len);
}

/* All that a request that was set says, behind the seal before it. */
static void seal_of(const unsigned char key[32], const unsigned char before[SEAL_BYTES],
                    const struct rights_request *r, unsigned char ret[SEAL_BYTES])
{
    crypto_generichash_state h;
    (void)crypto_generichash_init(&h, key, 32, SEAL_BYTES);
    (void)crypto_generichash_update(&h, before, SEAL_BYTES);
    const int64_t numbers[] = {r->request_no, r->source, r->requested_at, r->decided_at, r->applied_at,
                               (int64_t)r->line_count};
    const struct text texts[] = {r->requester, r->reason, r->approver, r->applier};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        add_number(&h, numbers[i]);
    }
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        add_text(&h, texts[i]);
    }
    for (size_t i = 0; i < r->line_count; i++) {
        const struct rights_line *l = &r->lines[i];
        const int64_t of_line[] = {l->what, l->holder_kind, l->files, date_ymd(l->from), date_ymd(l->until)};
        for (size_t k = 0; k < COUNT_OF(of_line); k++) {
            add_number(&h, of_line[k]);
        }
        add_text(&h, l->holder);
        add_text(&h, l->subject);
        add_text(&h, l->office);
    }
    (void)crypto_generichash_final(&h, ret, SEAL_BYTES);
}

static void take_seal(struct text blob, unsigned char ret[SEAL_BYTES])
{
    memset(ret, 0, SEAL_BYTES); /* one of another length fits nothing */
    if (blob.len == SEAL_BYTES) {
        memcpy(ret, blob.bytes, SEAL_BYTES);
    }
}

enum err request_seal(struct session *s, const struct rights_request *r, struct report *report)
{
    unsigned char key[32], before[SEAL_BYTES] = {0}, seal[SEAL_BYTES];
    int64_t number = 0, changed;
    bool row = false;
    enum err e = data_folder_key(&s->folder, KEY_RIGHTS_SEAL, key, report);
    if (e == ERR_NONE) {
        e = ops_next_no(s->store, SQL_ops_seal_no, report, &number);
    }
    if (e == ERR_NONE) {
        struct query *q = store_query(s->store, SQL_ops_seal_last);
        e = query_step(q, report, &row);
        if (e == ERR_NONE && row) {
            take_seal(query_blob(q, 0), before);
        }
        query_reset(q);
    }
    if (e == ERR_NONE) {
        seal_of(key, before, r, seal);
        struct query *q = store_query(s->store, SQL_ops_seal_add);
        query_set_i64(q, "seal_no", number);
        query_set_i64(q, "request_no", r->request_no);
        query_set_blob(q, "seal", seal, sizeof(seal));
        e = query_run(q, report, &changed);
    }
    sodium_memzero(key, sizeof(key));
    return e;
}

enum err request_seals_check(struct session *s, const struct rights_request *list, size_t count,
                             struct arena *arena, struct report *report, bool **ret_fits)
{
    unsigned char before[SEAL_BYTES] = {0}, stood[SEAL_BYTES], seal[SEAL_BYTES];
    struct key_ring ring; /* a retired key made the older seals */
    bool *fits = ARENA_ARRAY(arena, bool, count + 1);
    bool row = true;
    enum err e = data_folder_ring(&s->folder, KEY_RIGHTS_SEAL, report, &ring);
    struct query *q = store_query(s->store, SQL_ops_seal_list);
    while (e == ERR_NONE && (e = query_step(q, report, &row)) == ERR_NONE && row) {
        int64_t request_no = query_i64(q, 1);
        take_seal(query_blob(q, 2), stood);
        for (size_t i = 0; i < count; i++) {
            for (size_t k = 0; k < ring.count && list[i].request_no == request_no &&
                               list[i].state == REQUEST_APPLIED && !fits[i];
                 k++) {
                seal_of(ring.bytes[k], before, &list[i], seal);
                fits[i] = sodium_memcmp(seal, stood, SEAL_BYTES) == 0;
            }
        }
        memcpy(before, stood, SEAL_BYTES);
    }
    query_reset(q);
    key_ring_wipe(&ring);
    *ret_fits = fits;
    return e;
}
