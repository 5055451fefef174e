/* Files, layouts and reports for the tests of interchange. */
#ifndef KOKUHO_TEST_INTERCHANGE_HELPER_H
#define KOKUHO_TEST_INTERCHANGE_HELPER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "interchange/definition.h"

#include "base/share.h"
#include <unistd.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"

static char test_folder[64];

static const char *test_path(const char *name)
{
    static char paths[4][192];
    static unsigned turn;
    if (test_folder[0] == '\0') {
        memcpy(test_folder, "/tmp/kokuho-interchange-XXXXXX", sizeof("/tmp/kokuho-interchange-XXXXXX"));
        assert_non_null(mkdtemp(test_folder));
    }
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof(paths[0]), "%s/%s", test_folder, name);
    return path;
}

static const char *write_bytes(const char *name, const void *bytes, size_t len)
{
    const char *path = test_path(name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
    return path;
}

static const char *write_text(const char *name, const char *text)
{
    return write_bytes(name, text, strlen(text));
}

static char *read_bytes_of(const char *path, size_t *ret_len)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *bytes = calloc(1, 4 << 20);
    assert_non_null(bytes);
    *ret_len = fread(bytes, 1, (4 << 20) - 1, f);
    fclose(f);
    return bytes;
}

static const char *share_layouts(void)
{
    static char dir[512];
    snprintf(dir, sizeof(dir), "%s/layouts", share_folder());
    return dir;
}

static bool report_has(const struct report *r, const char *words)
{
    for (size_t i = 0; i < r->kept; i++) {
        if (strstr(r->lines[i], words) != NULL) {
            return true;
        }
    }
    return false;
}

#define assert_says(report, words)                                                                 \
    do {                                                                                           \
        if (!report_has((report), (words))) {                                                      \
            report_print((report), stderr);                                                        \
            fail_msg("no line says: %s", (words));                                                 \
        }                                                                                          \
    } while (0)

/* What came out of reading a file: one line a record, fields joined by |. */
struct reading {
    enum err err;
    struct report report;
    struct file_receipt receipt;
    struct textbuf records;
    int64_t count, held;
};

static enum err note_record(void *context, const struct record *r, struct report *report)
{
    struct reading *to = context;
    (void)report;
    to->count++;
    to->held += r->hold_code != NULL;
    size_t filled = record_next_filled(r, 0);
    for (size_t i = 0; i < r->field_count; i++) {
        if (r->fields[i].len > 0) {
            assert_true(filled <= i); /* nothing that holds something is passed over */
        }
        filled = i == filled ? record_next_filled(r, i + 1) : filled;
        textbuf_puts(&to->records, i > 0 ? "|" : "");
        textbuf_add(&to->records, r->fields[i].bytes, r->fields[i].len);
    }
    textbuf_puts(&to->records, "\n");
    return ERR_NONE;
}

static void reading_begin(struct reading *r)
{
    memset(r, 0, sizeof(*r));
    report_init(&r->report);
    textbuf_init(&r->records, 64 << 20);
}

static void reading_done(struct reading *r)
{
    report_done(&r->report);
    textbuf_done(&r->records);
}

static void read_with(struct reading *r, const struct layout *l, const char *path,
                      const struct layout_options *options)
{
    reading_begin(r);
    r->err = layout_read_file_with(l, path, options, note_record, r, &r->report, &r->receipt);
}

static struct arena *layouts_arena;

static const struct layout *shared_layout(const char *name)
{
    struct report report;
    const struct layout *l = NULL;
    if (layouts_arena == NULL) {
        layouts_arena = arena_new("test layouts", 256 << 20);
    }
    report_init(&report);
    enum err e = layout_find(share_layouts(), name, layouts_arena, &report, &l);
    report_print(&report, stderr);
    report_done(&report);
    assert_int_equal(e, ERR_NONE);
    return l;
}

static const struct layout *parsed_layout(const char *text)
{
    struct report report;
    const struct layout *l = NULL;
    if (layouts_arena == NULL) {
        layouts_arena = arena_new("test layouts", 256 << 20);
    }
    report_init(&report);
    enum err e = layout_parse(text, strlen(text), "test.layout", layouts_arena, &report, &l);
    report_print(&report, stderr);
    report_done(&report);
    assert_int_equal(e, ERR_NONE);
    return l;
}

static int clean_up(void **state)
{
    (void)state;
    arena_free(layouts_arena);
    layouts_arena = NULL;
    if (test_folder[0] != '\0') {
        char command[128];
        snprintf(command, sizeof(command), "rm -rf '%s'", test_folder);
        return system(command);
    }
    return 0;
}

#pragma GCC diagnostic pop

#endif
