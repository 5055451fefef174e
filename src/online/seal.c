/*
 * 個人番号と添付書類の封 -- XChaCha20-Poly1305 under a key of the data folder, the row's place as associated
 * data: what was sealed for one row opens nowhere else.
 */
#include "online/internal.h"

#include <inttypes.h>
#include <sodium.h>

#define KEY_ONLINE "online-application"
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES

static enum err scan_numbers(struct session *s, struct key_scan *scan, struct report *report);
static enum err scan_attachments(struct session *s, struct key_scan *scan, struct report *report);
const struct key_purpose key_purpose_online = {KEY_ONLINE, "オンライン申請の個人番号と添付書類の封",
                                               "XChaCha20-Poly1305", KEY_SEALS};
const struct key_use key_use_online_number = {
    .label = "オンライン申請の個人番号", .keys = {KEY_ONLINE, NULL}, .scan = scan_numbers};
const struct key_use key_use_online_attachment = {
    .label = "オンライン申請の添付書類", .keys = {KEY_ONLINE, NULL}, .scan = scan_attachments};

static struct text place_text(struct online_place place, struct arena *arena)
{
    return text_of(arena_printf(arena, "online_%s|%" PRId64 "|%" PRId64, place.what, place.application_no,
                                place.part_no));
}

enum err online_seal(const struct session *s, struct online_place place, struct text plain,
                     struct arena *arena, struct report *report, struct text *ret)
{
    struct key_ring ring;
    struct text data = place_text(place, arena);
    unsigned char *bytes = arena_alloc(arena, NONCE_BYTES + plain.len + TAG_BYTES, 1);
    enum err e = data_folder_ring(&s->folder, KEY_ONLINE, report, &ring);

    if (e != ERR_NONE) {
        return e;
    }
    randombytes_buf(bytes, NONCE_BYTES);
    int failed = crypto_aead_xchacha20poly1305_ietf_encrypt(
        bytes + NONCE_BYTES, NULL, (const unsigned char *)plain.bytes, plain.len,
        (const unsigned char *)data.bytes, data.len, NULL, bytes, ring.bytes[0]);
    key_ring_wipe(&ring);
    assert(failed == 0);
    *ret = (struct text){(const char *)bytes, NONCE_BYTES + plain.len + TAG_BYTES};
    return ERR_NONE;
}

static enum err open_under(const struct key_ring *ring, struct online_place place, struct text sealed,
                           struct arena *arena, struct report *report, struct text *ret, size_t *ret_which)
{
    const unsigned char *bytes = (const unsigned char *)sealed.bytes;
    bool fits = sealed.len >= NONCE_BYTES + TAG_BYTES;
    size_t len = fits ? sealed.len - NONCE_BYTES - TAG_BYTES : 0;
    unsigned char *plain = arena_alloc(arena, len + 1, 1);

    if (!fits || !key_ring_open(ring, bytes, bytes + NONCE_BYTES, sealed.len - NONCE_BYTES,
                                place_text(place, arena), plain, ret_which)) {
        return report_fail(report, ERR_WORLD,
                           "オンライン申請 %" PRId64 " の封が開けません。鍵か記録が変わっています",
                           place.application_no);
    }
    *ret = (struct text){(const char *)plain, len};
    return ERR_NONE;
}

enum err online_open(const struct session *s, struct online_place place, struct text sealed,
                     struct arena *arena, struct report *report, struct text *ret)
{
    struct key_ring ring;
    size_t which;
    enum err e = data_folder_ring(&s->folder, KEY_ONLINE, report, &ring);

    if (e == ERR_NONE) {
        e = open_under(&ring, place, sealed, arena, report, ret, &which);
        key_ring_wipe(&ring);
    }
    return e;
}

/* ------------------------------------------------------------------------------- rotation ----- */

struct sealed_part {
    struct online_place place;
    struct text sealed;
};
struct sealed_table {
    const char *what;
    enum sql scan, reseal;
    const char *part; /* the column of the part in `reseal` */
    size_t most;      /* rows at once: an attachment is large */
};

/* What was sealed of about so many applications; that of one stays together. */
static enum err gather(struct session *s, struct key_scan *scan, const struct sealed_table *t,
                       struct arena *arena, struct report *report, struct sealed_part **ret)
{
    struct query *q = store_scan(s->store, t->scan);
    size_t count = 0, capacity = 0, max = scan->max < t->most ? scan->max : t->most;
    bool row = false;
    enum err e;

    query_set_i64(q, "after", scan->after);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        int64_t application_no = query_i64(q, 0);
        if (count >= max && application_no != scan->last) {
            break;
        }
        scan->last = application_no;
        *ARENA_PUSH(arena, *ret, count, capacity) = (struct sealed_part){
            {t->what, application_no, query_i64(q, 1)}, text_copy(arena, query_blob(q, 2))};
    }
    query_reset(q);
    scan->seen = count;
    return e;
}

static enum err put(struct session *s, const struct sealed_table *t, const struct sealed_part *part,
                    struct text sealed, struct report *report)
{
    struct query *q = store_query(s->store, t->reseal);
    int64_t changed;

    query_set_i64(q, "application_no", part->place.application_no);
    query_set_i64(q, t->part, part->place.part_no);
    query_set_blob(q, "sealed", sealed.bytes, sealed.len);
    return query_run(q, report, &changed);
}

static enum err scan_table(struct session *s, struct key_scan *scan, const struct sealed_table *t,
                           struct report *report)
{
    struct arena *arena = arena_new("オンライン申請の封", (size_t)2 << 30);
    struct sealed_part *parts = NULL;
    struct key_ring ring = {0};
    enum err e = gather(s, scan, t, arena, report, &parts);

    scan->old = 0;
    e = e == ERR_NONE ? data_folder_ring(&s->folder, KEY_ONLINE, report, &ring) : e;
    for (size_t i = 0; i < scan->seen && e == ERR_NONE; i++) {
        struct text plain = {0}, sealed;
        size_t which = 0;
        e = open_under(&ring, parts[i].place, parts[i].sealed, arena, report, &plain, &which);
        scan->old += which > 0 ? 1 : 0;
        if (e == ERR_NONE && which > 0 && scan->writes) {
            e = online_seal(s, parts[i].place, plain, arena, report, &sealed);
            e = e == ERR_NONE ? put(s, t, &parts[i], sealed, report) : e;
        }
    }
    key_ring_wipe(&ring);
    arena_free(arena);
    return e;
}

static enum err scan_numbers(struct session *s, struct key_scan *scan, struct report *report)
{
    const struct sealed_table t = {"number", SQL_online_number_scan, SQL_online_number_reseal, "person_no",
                                   SIZE_MAX};
    return scan_table(s, scan, &t, report);
}

static enum err scan_attachments(struct session *s, struct key_scan *scan, struct report *report)
{
    const struct sealed_table t = {"attachment", SQL_online_attachment_scan, SQL_online_attachment_reseal,
                                   "attachment_no", 8};
    return scan_table(s, scan, &t, report);
}
