/* A copy of the tree's own tables with one line changed (see tables.h). */
#include "tables.h"

#include <ftw.h>
#include <sys/stat.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

void tables_read_file(const char *path, char text[TABLES_FILE_BYTES])
{
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    size_t n = fread(text, 1, TABLES_FILE_BYTES - 1, f);
    text[n] = '\0';
    fclose(f);
}

void tables_write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    fclose(f);
}

static void copy_table(const struct tables_copy *t, const char *name)
{
    static char text[TABLES_FILE_BYTES];
    char path[TABLES_PATH_BYTES];

    (void)snprintf(path, sizeof path, "%s/params/%s", TEST_SOURCE_ROOT, name);
    tables_read_file(path, text);
    (void)snprintf(path, sizeof path, "%s/%s", t->folder, name);
    for (char *p = strchr(path + strlen(t->folder) + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
        *p = '\0';
        (void)mkdir(path, 0700); /* one that is there already is as good */
        *p = '/';
    }
    tables_write_file(path, text);
}

void tables_make(struct tables_copy *t)
{
    (void)snprintf(t->folder, sizeof t->folder, "/tmp/kokuho-params-XXXXXX");
    assert_non_null(mkdtemp(t->folder));
    for (size_t i = 0; i < t->count; i++) {
        copy_table(t, t->names[i]);
    }
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *at)
{
    (void)s, (void)kind, (void)at;
    return remove(path);
}

void tables_drop(struct tables_copy *t) { assert_int_equal(nftw(t->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0); }

void tables_restore(struct tables_copy *t, const char *name) { copy_table(t, name); }

void tables_refused(struct tables_copy *t, const char *name, const char *anchor, const char *from, const char *to,
                    int lines_later)
{
    static char text[TABLES_FILE_BYTES], changed[TABLES_FILE_BYTES + 1024];
    char path[TABLES_PATH_BYTES], place[TABLES_PATH_BYTES];
    struct report report;
    int line = 1;
    bool found = false;

    (void)snprintf(path, sizeof path, "%s/%s", t->folder, name);
    tables_read_file(path, text);
    char *at = strstr(text, anchor);
    assert_non_null(at);
    at = strstr(at, from);
    assert_non_null(at);
    for (const char *p = text; p < at; p++) {
        line += *p == '\n';
    }
    (void)snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    tables_write_file(path, changed);
    report_init(&report);
    assert_false(t->load(t->folder, &report));
    (void)snprintf(place, sizeof place, "params/%s %d行目", name, line + lines_later);
    for (size_t i = 0; i < report.kept; i++) {
        found = found || strstr(report.lines[i], place) != NULL;
    }
    if (!found) {
        report_print(&report, stderr);
        fail_msg("expected: %s", place);
    }
    report_done(&report);
    copy_table(t, name);
}
