/* Reader of the *.cases files (see cases.h). */
#include "cases.h"

#include "base/text.h"

#define LINE_BYTES 1024

const char *row_cell(const struct row *r, const char *name)
{
    for (size_t i = 0; i < r->count; i++) {
        if (strcmp(r->names[i], name) == 0) {
            return strcmp(r->cells[i], "-") == 0 ? NULL : r->cells[i];
        }
    }
    return NULL;
}

int64_t row_number(const struct row *r, const char *name, int64_t otherwise)
{
    const char *text = row_cell(r, name);
    int64_t value = otherwise;

    if (text != NULL) {
        bool is_number = parse_i64(text, strlen(text), -YEN_MAX, YEN_MAX, &value);
        assert(is_number);
    }
    return value;
}

date row_day(const struct row *r, const char *name)
{
    const char *text = row_cell(r, name);
    date d = date_none();

    if (text != NULL) {
        bool is_date = date_parse_iso(text, strlen(text), &d);
        assert(is_date);
    }
    return d;
}

void row_differs(struct row *r, const char *name, int64_t got)
{
    (void)snprintf(r->fault, sizeof r->fault, "%s:%d %s: %s expected, %lld computed", r->file,
                   r->line, name, row_cell(r, name), (long long)got);
}

void row_expect(struct row *r, const char *name, int64_t got)
{
    if (row_cell(r, name) != NULL && row_number(r, name, 0) != got) {
        row_differs(r, name, got);
    }
}

void row_expect_day(struct row *r, const char *name, date got)
{
    if (row_cell(r, name) != NULL && !date_equal(row_day(r, name), got)) {
        row_differs(r, name, date_is_none(got) ? 0 : date_ymd(got));
    }
}

/* Words of a line in place, "→" left out; the comment goes to *why. */
static size_t split(char *line, const char *words[COLUMNS_MAX], char *why, size_t why_size)
{
    size_t count = 0;
    char *comment = strchr(line, '#');

    why[0] = '\0';
    if (comment != NULL) {
        *comment++ = '\0';
        comment += strspn(comment, " ");
        comment[strcspn(comment, "\r\n")] = '\0';
        (void)snprintf(why, why_size, "%s", comment);
    }
    for (char *p = line; *p != '\0';) {
        p += strspn(p, " \t\r\n");
        size_t len = strcspn(p, " \t\r\n");
        if (len == 0) {
            break;
        }
        if (!(len == 3 && memcmp(p, "→", 3) == 0)) {
            assert(count < COLUMNS_MAX);
            words[count++] = p;
        }
        p += len;
        if (*p != '\0') {
            *p++ = '\0';
        }
    }
    return count;
}

static int run_file(const char *file, void (*run)(struct row *r), int *no)
{
    char path[600], names_line[LINE_BYTES], line[LINE_BYTES], unused[300];
    struct row head = {0};
    int failed = 0, rows = 0, line_no = 0;

    (void)snprintf(path, sizeof path, TEST_SOURCE_ROOT "/src/rules/%s", file);
    FILE *f = fopen(path, "re");
    if (f == NULL) {
        printf("not ok %d - %s cannot be opened\n", ++*no, file);
        return 1;
    }
    while (fgets(line, sizeof line, f) != NULL) {
        line_no++;
        if (line[0] == '#' || line[strspn(line, " \r\n")] == '\0') {
            continue;
        }
        if (head.count == 0) {
            memcpy(names_line, line, sizeof line);
            head.count = split(names_line, head.names, unused, sizeof unused);
            continue;
        }
        struct row r = head;
        r.file = file;
        r.line = line_no;
        size_t cells = split(line, r.cells, r.why, sizeof r.why);
        if (cells != r.count) {
            (void)snprintf(r.fault, sizeof r.fault, "%s:%d has %zu cells for %zu columns", file,
                           line_no, cells, r.count);
        } else {
            run(&r);
        }
        rows++;
        failed += r.fault[0] != '\0';
        printf("%s %d - %s:%d %s\n", r.fault[0] == '\0' ? "ok" : "not ok", ++*no, file, line_no,
               r.why);
        if (r.fault[0] != '\0') {
            printf("# %s\n", r.fault);
        }
    }
    fclose(f);
    if (rows == 0) {
        printf("not ok %d - %s has no rows\n", ++*no, file);
        failed++;
    }
    return failed;
}

int cases_run(const struct cases_file *files, size_t count)
{
    int no = 0, failed = 0;

    for (size_t i = 0; i < count; i++) {
        failed += run_file(files[i].file, files[i].run, &no);
    }
    printf("1..%d\n", no);
    return failed;
}
