/* Outside programs as witnesses: qpdf, pdftotext, pdftoppm, zbarimg. */
#ifndef KOKUHO_TEST_DOCUMENT_TOOLS_H
#define KOKUHO_TEST_DOCUMENT_TOOLS_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "document/document.h"

#include "base/share.h"
/* The standard output of a command line, NUL-terminated; *ret_status its exit code. */
PRINTF_LIKE(3, 4) static inline char *run(struct arena *arena, int *ret_status, const char *format, ...)
{
    char command[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof(command), format, args);
    va_end(args);
    FILE *p = popen(command, "r");
    assert_non_null(p);
    size_t capacity = 4u << 20, len = 0, n;
    char *text = arena_alloc(arena, capacity, 1);
    while ((n = fread(text + len, 1, capacity - 1 - len, p)) > 0) {
        len += n;
    }
    int status = pclose(p);
    *ret_status = status;
    return text;
}

/* A folder of this process, made once. */
static inline const char *work_dir(void)
{
    static char dir[] = "/tmp/kokuho-document-XXXXXX";
    static bool is_made;
    if (!is_made) {
        assert_non_null(mkdtemp(dir));
        is_made = true;
    }
    return dir;
}

static inline char *read_file(struct arena *arena, const char *path, size_t *ret_len)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        return NULL;
    }
    size_t capacity = 8u << 20;
    char *bytes = arena_alloc(arena, capacity, 1);
    *ret_len = fread(bytes, 1, capacity - 1, f);
    fclose(f);
    return bytes;
}

/*
 * The pages dumped at `made_path` are those of tests/<folder>/golden/<name>.txt. KOKUHO_GOLDEN_UPDATE=1 writes them
 * anew, to be read before they are committed.
 */
static inline void assert_golden(struct arena *arena, const char *folder, const char *name, const char *made_path)
{
    size_t made_len = 0, kept_len = 0;
    const char *kept_path = arena_printf(arena, "%s/tests/%s/golden/%s.txt", share_folder(), folder, name);
    const char *made = read_file(arena, made_path, &made_len);

    assert_non_null(made);
    if (getenv("KOKUHO_GOLDEN_UPDATE") != NULL) {
        FILE *f = fopen(kept_path, "w");
        assert_non_null(f);
        assert_int_equal(fwrite(made, 1, made_len, f), made_len);
        assert_int_equal(fclose(f), 0);
    }
    const char *kept = read_file(arena, kept_path, &kept_len);
    if (kept == NULL || strcmp(made, kept) != 0) {
        print_message("%s is not %s\n", made_path, kept_path);
    }
    assert_non_null(kept);
    assert_string_equal(made, kept);
}

#endif
