/* Any bytes as a code of every kind. */
#include "interchange/codes.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < code_kind_count; i++) {
        struct report report;
        report_init(&report);
        bool holds = code_kinds[i].holds((struct text){(const char *)bytes, len}, &report);
        assert(holds || report.count > 0);
        const struct code_form *form =
            holds ? code_form_of(&code_kinds[i], (struct text){(const char *)bytes, len}) : NULL;
        for (const struct code_part *p = form != NULL ? form->parts : NULL; p != NULL && p->name != NULL; p++) {
            assert(p->offset >= 1 && p->offset + p->len - 1 <= len); /* what `code split` prints */
        }
        report_done(&report);
    }
    return 0;
}
