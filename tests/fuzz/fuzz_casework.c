/*
 * Fuzz target: what clerks type and paste. The first byte says what the rest is: 't' a pasted table, 'c' the
 * condition of a work list, anything else one field, whose type it is.
 *
 * A table is read line by line to its end and never beyond; a condition that is understood has its days in order of
 * its own words; a value that is kept is valid, within its limit, and stays as it is when it is entered again.
 */
#include "casework/internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

const struct change_kind *const change_kinds[] = {NULL};
const size_t change_kind_count = 0;

static const struct change_code codes[] = {{"1", "登録"}, {"2", "終了"}, {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "postal", .label = "郵便番号", .type = FIELD_POSTAL, .help = "説明"},
    {.name = "action", .label = "手続", .type = FIELD_CHOICE, .codes = codes, .help = "説明"},
    {.name = "number", .label = "個人番号", .type = FIELD_SECRET, .help = "説明"},
};
static const struct change_kind kind = {
    .name = "f", .label = "表", .help = "説明", .subject = CHANGE_OF_PERSON, .propose = PERM_ADDRESSEE_CHANGE,
    .fields = fields, .field_count = COUNT_OF(fields),
};

static void table(struct text t, struct arena *arena, struct report *report)
{
    struct paste_cursor c = {.table = t};
    struct text line[PASTE_FIELDS_MAX];
    int columns[PASTE_FIELDS_MAX];
    size_t count, before = 0;
    if (paste_check(t, report) != ERR_NONE) {
        assert(report->count > 0);
        return;
    }
    while (paste_next(&c, line, &count)) {
        assert(c.at > before && c.at <= t.len && count >= 1 && count <= PASTE_FIELDS_MAX + 1);
        before = c.at;
        for (size_t i = 0; i < count && i < PASTE_FIELDS_MAX; i++) {
            assert(line[i].bytes >= t.bytes && line[i].bytes + line[i].len <= t.bytes + t.len);
            struct text value = paste_unquoted(line[i], arena);
            assert(value.len <= line[i].len);
        }
        if (c.line_no == 1 && paste_head(&kind, line, count, report, columns) == ERR_NONE) {
            for (size_t i = 0; i < count; i++) {
                assert(columns[i] >= -1 && columns[i] < (int)COUNT_OF(fields) && columns[i] != 2); /* no secret */
            }
        }
    }
    assert(c.at == t.len);
}

static void condition(struct text t, struct report *report)
{
    static const struct operator_identity who = {.id = "fuka1", .section = "賦課係"};
    struct task_condition c;
    if (task_condition_read(t, &who, date_of(2026, 6, 5), report, &c) == ERR_NONE) {
        assert(t.len <= 500 && c.due_from >= 0 && c.due_until <= 99991231);
        assert(c.owner.len <= t.len + strlen(who.id) && c.source.len <= t.len && c.source_prefix.len <= t.len);
    } else {
        assert(report->count > 0);
    }
}

static void field(enum field_type type, struct text t, struct arena *arena)
{
    const struct change_field f = {.name = "f", .label = "項目", .type = type, .help = "説明",
                                   .codes = type == FIELD_CHOICE ? codes : NULL};
    struct text kept = {"", 0}, again = {"", 0};
    const char *words = NULL;
    if (!field_normalise(&f, t, date_of(2026, 6, 5), arena, &kept, &words)) {
        assert(words != NULL && utf8_is_valid(words, strlen(words), NULL));
        return;
    }
    assert(utf8_is_valid(kept.bytes, kept.len, NULL) && utf8_characters(kept.bytes, kept.len) <= 200);
    assert(field_normalise(&f, kept, date_of(2026, 6, 5), arena, &again, &words));
    assert(again.len == kept.len && memcmp(again.bytes, kept.bytes, kept.len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena *arena;
    struct report report;
    if (size == 0) {
        return 0;
    }
    arena = arena != NULL ? arena : arena_new("試験", (size_t)64 << 20);
    report_init(&report);
    struct text t = {(const char *)data + 1, size - 1};
    if (data[0] == 't') {
        table(t, arena, &report);
    } else if (data[0] == 'c') {
        condition(t, &report);
    } else {
        field((enum field_type)(data[0] % (FIELD_SECRET + 1)), t, arena);
    }
    report_done(&report);
    arena_reset(arena);
    return 0;
}
