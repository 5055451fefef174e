/* Any bytes as a layout definition: refused with words, or a layout that can be used. */
#include "interchange/document_layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena *arena = arena_new("fuzz", (size_t)512 << 20);
    struct report report;
    const struct layout *l = NULL;
    report_init(&report);
    enum err e = layout_parse((const char *)bytes, len, "fuzz", arena, &report, &l);
    assert((e == ERR_NONE) == (l != NULL));
    assert(e == ERR_NONE || report.count > 0);
    if (e == ERR_NONE) {
        FILE *nowhere = fopen("/dev/null", "wb");
        assert(nowhere != NULL);
        layout_document(l, nowhere);
        fclose(nowhere);
    }
    report_done(&report);
    arena_free(arena);
    return 0;
}
