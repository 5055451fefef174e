/*
 * 封のし直し -- numbers under a retired key of the seal or of the index are sealed and indexed anew (CR-06).
 *
 * Only `sealed` and `blind` of a row change, which say the same as before: no fact, no moment. The job that
 * calls this (src/keys.c) goes on from the last person it was told, so a row is looked at twice at most.
 */
#include "addressee/number_door.h"

#include <sodium.h>

static enum err scan_feed(struct session *s, struct key_scan *scan, struct report *report);
static enum err scan_own(struct session *s, struct key_scan *scan, struct report *report);

const struct key_purpose key_purpose_number = {KEY_NUMBER, "個人番号・住民票コードの封", "XChaCha20-Poly1305",
                                               KEY_SEALS};
const struct key_purpose key_purpose_number_index = {KEY_NUMBER_INDEX, "個人番号の索引", "HChaCha20",
                                                     KEY_SEALS};
const struct key_use key_use_number = {
    .label = "住民記録の個人番号", .keys = {KEY_NUMBER, KEY_NUMBER_INDEX}, .scan = scan_feed};
const struct key_use key_use_number_own = {
    .label = "窓口で確かめた個人番号", .keys = {KEY_NUMBER, KEY_NUMBER_INDEX}, .scan = scan_own};

/* Two tables of one shape: a person's rows, numbered, recorded at a moment. */
static const struct numbers_table {
    enum sql select, update;
    bool is_own;
} feed_table = {SQL_addressee_number_sealed_after, SQL_addressee_number_reseal, false},
    own_table = {SQL_addressee_number_own_sealed_after, SQL_addressee_number_own_reseal, true};

struct sealed_row {
    int64_t addressee_no, number, recorded_at;
    struct text sealed, blind;
};

/* About so many rows; those of one person stay together. */
static enum err gather(struct store *s, const struct numbers_table *table, struct key_scan *scan,
                       struct arena *arena, struct report *report, struct sealed_row **ret)
{
    size_t count = 0, capacity = 0;
    bool row = false;
    struct query *q = store_scan(s, table->select);
    enum err e;
    query_set_i64(q, "after", scan->after);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        int64_t addressee_no = query_i64(q, 0);
        if (count >= scan->max && addressee_no != scan->last) {
            break;
        }
        scan->last = addressee_no;
        *ARENA_PUSH(arena, *ret, count, capacity) =
            (struct sealed_row){addressee_no, query_i64(q, 1), query_i64(q, 2),
                                text_copy(arena, query_blob(q, 3)), text_copy(arena, query_blob(q, 4))};
    }
    query_reset(q);
    scan->seen = count;
    return e;
}

static enum err put_row(struct store *s, const struct numbers_table *table, const struct sealed_row *row,
                        const unsigned char *sealed, const unsigned char *blind, size_t blind_len,
                        struct report *report)
{
    int64_t changed;
    struct query *q = store_query(s, table->update);
    query_set_i64(q, "addressee_no", row->addressee_no);
    query_set_i64(q, "number", row->number);
    query_set_i64(q, "recorded_at", row->recorded_at);
    query_set_blob(q, "sealed", sealed, NUMBER_SEALED_BYTES);
    query_set_blob(q, "blind", blind, blind_len);
    enum err e = query_run(q, report, &changed);
    return e == ERR_NONE && changed != 1
               ? report_fail(report, ERR_WORLD,
                             "宛名番号 %lld の番号の記録がなくなりました。もう一度始めてください",
                             (long long)row->addressee_no)
               : e;
}

static enum err reseal(struct store *s, const struct numbers_table *table, const struct number_keys *keys,
                       struct number_sealer *sealer, const struct sealed_row *row, struct key_scan *scan,
                       struct report *report)
{
    unsigned char sealed[NUMBER_SEALED_BYTES], blind[NUMBER_BLIND_BYTES] = {0};
    struct number_pair pair = {{0}, {0}};
    struct number_place place = table->is_own
                                    ? number_own_place(row->addressee_no, row->number)
                                    : (struct number_place){row->addressee_no, row->number, row->recorded_at};
    size_t which = 0;
    if (!number_open_which(keys, place, row->sealed, &pair, &which)) {
        return report_fail(report, ERR_WORLD,
                           "宛名番号 %lld の個人番号の記録を開けません。データフォルダの keys/ の鍵が違うか、"
                           "記録が書き換えられています",
                           (long long)row->addressee_no);
    }
    size_t len = number_blind(keys, &pair, blind);
    bool is_old = which > 0 || row->blind.len != len || memcmp(row->blind.bytes, blind, len) != 0;
    enum err e = ERR_NONE;
    if (is_old && scan->writes) {
        number_seal(sealer, place, &pair, sealed);
        e = put_row(s, table, row, sealed, blind, len, report);
    }
    scan->old += is_old ? 1 : 0;
    sodium_memzero(&pair, sizeof(pair));
    return e;
}

static enum err scan_table(struct session *s, const struct numbers_table *table, struct key_scan *scan,
                           struct report *report)
{
    struct arena *arena = arena_new("番号の封", 256 << 20);
    struct sealed_row *rows = NULL;
    struct number_keys keys;
    struct number_sealer sealer;
    scan->old = 0;
    enum err e = number_keys_load(&s->folder, report, &keys);
    if (e != ERR_NONE) {
        arena_free(arena);
        return e;
    }
    number_sealer_begin(&keys, &sealer);
    e = gather(s->store, table, scan, arena, report, &rows);
    for (size_t i = 0; i < scan->seen && e == ERR_NONE; i++) {
        e = reseal(s->store, table, &keys, &sealer, &rows[i], scan, report);
    }
    number_sealer_wipe(&sealer);
    number_keys_wipe(&keys);
    arena_free(arena);
    return e;
}

static enum err scan_feed(struct session *s, struct key_scan *scan, struct report *report)
{
    return scan_table(s, &feed_table, scan, report);
}

static enum err scan_own(struct session *s, struct key_scan *scan, struct report *report)
{
    return scan_table(s, &own_table, scan, report);
}
