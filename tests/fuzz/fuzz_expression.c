/* Any text as the expression of a record rule and of a file rule, compiled and run on one record. */
#include "interchange/rule_state.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const char head[] =
    "layout t version 1\ncharset ascii\nframing fixed 20 terminator any\nsequence header data*\n"
    "param p text\ntable t\nt \"1\" = \"2\"\nend\n"
    "record header when 1:1 = \"1\"\nf rec N 1 1 0 m const=1\nf limit N 2 6 0 m\nf f F 8 13 sp f\nend\n"
    "record data when 1:1 = \"2\"\nf rec N 1 1 0 m const=2\nf a N 2 8 0 m enum=1|2\nf b A 10 5 0 m\n"
    "f c C 15 6 sp o\nsub a\ns x N 1 4 m\ns y A 5 4 m\nendsub\nend\n";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const char *const rules[] = {"rule R1 record warn E : ", "rule R1 file warn E : "};
    struct text fields[] = {{"2", 1}, {"20250229", 8}, {"123", 3}, {"", 0}};
    struct text header[] = {{"1", 1}, {"250630", 6}, {"", 0}};
    if (len > 3000) {
        return 0;
    }
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        struct arena *arena = arena_new("fuzz", (size_t)64 << 20);
        struct report report;
        struct textbuf text;
        const struct layout *l = NULL;
        report_init(&report);
        textbuf_init(&text, 8192);
        textbuf_puts(&text, head);
        textbuf_puts(&text, rules[i]);
        textbuf_add(&text, (const char *)bytes, len);
        if (layout_parse(text.bytes, text.len, "fuzz", arena, &report, &l) == ERR_NONE &&
            l->record_count == 2 && l->rule_count > 0) {
            struct rule_state *s = rule_state_new(l, NULL, arena);
            rule_state_count(s, 0, header);
            rule_state_remember(s, 0, header);
            rule_state_count(s, 1, fields);
            rule_state_remember(s, 1, fields);
            for (size_t k = 0; k < l->rule_count; k++) {
                const struct rule *r = &l->rules[k];
                (void)rule_state_judge(s, r, r->record == 0   ? header
                                             : r->record == 1 ? fields
                                                              : NULL);
            }
        }
        textbuf_done(&text);
        report_done(&report);
        arena_free(arena);
    }
    return 0;
}
