/*
 * Fuzz target: the reader of exported records.
 *
 * Whatever the bytes are, every line is a record or a finding; what is read as a record's bytes and made again is
 * the same, or it is refused. First byte: whether the rest is lines of an export, or the bytes of one record.
 */
#include "audit/export.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_body(const unsigned char *bytes, size_t len)
{
    static struct arena *arena;
    static struct audit_body made;
    struct audit_event event;
    if (arena == NULL) {
        arena = arena_new("fuzz", (size_t)1 << 20);
    }
    arena_reset(arena);
    if (!audit_body_decode(bytes, len, arena, &event)) {
        return;
    }
    assert(event.subject_count <= AUDIT_SUBJECTS_MAX && event.kind >= AUDIT_VIEW);
    assert(event.criteria.len <= 200 && event.event.len <= 60);
    audit_body_encode(&event, &made);
    /* Twelve digits in a free word are masked when it is written: then the two differ there, and only there. */
    assert(made.len <= AUDIT_BODY_MAX && made.bytes[0] == bytes[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct report report;
    struct audit_export_check check;
    struct audit_proof proof;
    if (size == 0) {
        return 0;
    }
    if (data[0] == 'b') {
        check_body(data + 1, size - 1);
        return 0;
    }
    report_init(&report);
    audit_export_check_init(&check, NULL, &report);
    const char *bytes = (const char *)data;
    size_t at = 0;
    int64_t lines = 0;
    while (at < size) {
        const char *end = memchr(bytes + at, '\n', size - at);
        size_t len = end != NULL ? (size_t)(end - bytes) - at : size - at;
        audit_export_check_line(&check, (struct text){bytes + at, len});
        lines++;
        at += len + 1;
    }
    enum err e = audit_export_check_end(&check, &proof);
    assert(e == ERR_NONE ? proof.findings == 0 : proof.findings > 0);
    assert(proof.records + proof.streams <= lines);
    report_done(&report);
    return 0;
}
