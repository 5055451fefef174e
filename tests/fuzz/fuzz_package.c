/*
 * Any bytes as pieces of an attachment, one a line: never more is written than was announced, and what is kept is what its
 * digest and its first bytes say.
 */
#include "online/package.h"

#include "base/hash.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum { ROOM = 256, GUARD = 16 };

/* First byte: how much is announced; the digest is of what came, as far as it came. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    unsigned char room[ROOM + 2 + GUARD], digest[SHA256_BYTES];
    char hex[SHA256_HEX];
    struct sha256 hash;
    enum online_type type;

    if (len == 0) {
        return 0;
    }
    memset(room, 0xA5, sizeof(room));
    struct package p = {.max = bytes[0], .bytes = bytes[0], .content = room};
    for (size_t at = 1; at < len;) {
        const uint8_t *end = memchr(bytes + at, '\n', len - at);
        size_t n = end != NULL ? (size_t)(end - bytes) - at : len - at;
        package_add(&p, (struct text){(const char *)bytes + at, n});
        at += n + 1;
    }
    for (size_t i = p.max + 2; i < sizeof(room); i++) {
        assert(room[i] == 0xA5);
    }
    sha256_init(&hash);
    sha256_add(&hash, room, p.len);
    sha256_done(&hash, digest);
    hex_format(digest, sizeof(digest), hex);
    p.sha256 = text_of(hex);
    if (package_end(&p, &type) == ONLINE_KEPT) {
        assert(p.len == p.max && type == package_type(room, p.len) && type != ONLINE_NO_TYPE);
    }
    return 0;
}
