/* 添付書類 -- what came in pieces, put together and looked at. Nothing of it is ever run or drawn here. */
#include "online/package.h"

#include "base/hash.h"

#include <sodium.h>

const char *const online_type_labels[ONLINE_TYPES] = {"対象外", "PDF", "JPEG", "PNG"};
const char *const online_fault_labels[ONLINE_FAULTS] = {
    [ONLINE_KEPT] = "",
    [ONLINE_WRONG_TYPE] = "PDF・JPEG・PNGのどれでもないため、保存していません",
    [ONLINE_TOO_LARGE] = "大きすぎるため、保存していません",
    [ONLINE_TOO_MANY] = "1件の申請に付けられる数を超えたため、保存していません",
    [ONLINE_BROKEN] = "途中で欠けているか、申請者の送ったものと違うため、保存していません"};

const char *online_media_type(enum online_type type)
{
    static const char *const types[ONLINE_TYPES] = {"", "application/pdf", "image/jpeg", "image/png"};
    return types[type];
}

enum online_type package_type(const unsigned char *bytes, size_t len)
{
    static const struct {
        enum online_type type;
        size_t len;
        unsigned char first[8];
    } kinds[] = {{ONLINE_PDF, 5, {'%', 'P', 'D', 'F', '-'}},
                 {ONLINE_JPEG, 3, {0xFF, 0xD8, 0xFF}},
                 {ONLINE_PNG, 8, {0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A}}};

    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (len >= kinds[i].len && memcmp(bytes, kinds[i].first, kinds[i].len) == 0) {
            return kinds[i].type;
        }
    }
    return ONLINE_NO_TYPE;
}

void package_add(struct package *p, struct text piece)
{
    size_t written = 0;
    const char *end = NULL;

    if (p->is_broken) {
        return;
    }
    if (piece.len % 4 != 0 || piece.len / 4 * 3 > p->max + 2 - p->len) {
        p->is_broken = true; /* more than was announced */
        return;
    }
    if (sodium_base642bin(p->content + p->len, p->max + 2 - p->len, piece.bytes, piece.len, NULL, &written,
                          &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
        end != piece.bytes + piece.len) {
        p->is_broken = true;
        return;
    }
    p->len += written;
    p->is_broken = p->len > p->max;
}

static bool is_announced(const struct package *p)
{
    struct sha256 hash;
    unsigned char digest[SHA256_BYTES];
    char hex[SHA256_HEX];

    sha256_init(&hash);
    sha256_add(&hash, p->content, p->len);
    sha256_done(&hash, digest);
    hex_format(digest, sizeof(digest), hex);
    return p->len > 0 && p->bytes == (int64_t)p->len && text_is(p->sha256, hex);
}

enum online_fault package_end(const struct package *p, enum online_type *ret_type)
{
    *ret_type = ONLINE_NO_TYPE;
    if (p->is_too_large) {
        return ONLINE_TOO_LARGE;
    }
    if (p->is_broken || !is_announced(p)) {
        return ONLINE_BROKEN;
    }
    *ret_type = package_type(p->content, p->len);
    return *ret_type == ONLINE_NO_TYPE ? ONLINE_WRONG_TYPE : ONLINE_KEPT;
}
