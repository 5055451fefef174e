#include "read_back.h"

#include "base/text.h"

#include <dirent.h>
#include <ftw.h>
#include <unistd.h>

static void find(const char *dir, const char *prefix, char *path, size_t size)
{
    DIR *d = opendir(dir);
    struct dirent *e;
    path[0] = '\0';
    while (d != NULL && (e = readdir(d)) != NULL) {
        size_t len = strlen(e->d_name);
        bool is_csv = len > 4 && strcmp(e->d_name + len - 4, ".csv") == 0;
        if (is_csv && strncmp(e->d_name, prefix, strlen(prefix)) == 0) {
            int written = snprintf(path, size, "%s/%s", dir, e->d_name);
            assert(written > 0 && (size_t)written < size);
        }
    }
    if (d != NULL) {
        closedir(d);
    }
    assert(path[0] != '\0');
}

void read_open(struct read_file *f, const char *dir, const char *prefix, char *ret_path,
               size_t size)
{
    *f = (struct read_file){.at = 0};
    find(dir, prefix, ret_path, size);
    FILE *file = fopen(ret_path, "rb");
    assert(file != NULL);
    fseek(file, 0, SEEK_END);
    f->len = (size_t)ftell(file);
    rewind(file);
    f->bytes = malloc(f->len + 1);
    assert(f->bytes != NULL && fread(f->bytes, 1, f->len, file) == f->len);
    f->bytes[f->len] = '\0';
    fclose(file);
    assert(f->len > 0 && f->bytes[f->len - 1] == '\n');
}

/* One record: fields are cut in place, quoted ones are unquoted in place. */
static void next_record(struct read_file *f)
{
    char *from = f->bytes + f->at, *to = from;
    bool is_quoted = false;
    f->field_count = 1;
    f->fields[1] = to;
    for (;; from++) {
        assert(from < f->bytes + f->len);
        if (*from == '"' && is_quoted && from[1] == '"') {
            *to++ = *++from;
        } else if (*from == '"') {
            is_quoted = !is_quoted;
        } else if (!is_quoted && (*from == ',' || *from == '\n')) {
            bool is_end = *from == '\n';
            *to++ = '\0';
            if (is_end) {
                break;
            }
            f->field_count++;
            assert(f->field_count < READ_FIELDS_MAX);
            f->fields[f->field_count] = to;
        } else {
            *to++ = *from;
        }
    }
    f->at = (size_t)(from + 1 - f->bytes);
}

bool read_data(struct read_file *f)
{
    next_record(f);
    if (strcmp(f->fields[1], "H") == 0) {
        next_record(f);
    }
    bool is_data = strcmp(f->fields[1], "D") == 0;
    assert(is_data || (strcmp(f->fields[1], "T") == 0 && f->at == f->len));
    return is_data;
}

bool read_is_empty(const struct read_file *f, int column)
{
    assert(column <= f->field_count);
    return f->fields[column][0] == '\0';
}

int64_t read_i64(const struct read_file *f, int column)
{
    int64_t v = 0;
    if (read_is_empty(f, column)) {
        return 0;
    }
    bool ok = parse_i64(f->fields[column], strlen(f->fields[column]), INT64_MIN + 1, INT64_MAX, &v);
    assert(ok);
    return v;
}

void read_close(struct read_file *f)
{
    free(f->bytes);
    f->bytes = NULL;
}

void scratch_make(char *buf, size_t size)
{
    assert(size > 24);
    snprintf(buf, size, "/tmp/town-test-XXXXXX");
    char *made = mkdtemp(buf);
    assert(made != NULL);
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *walk)
{
    (void)s;
    (void)kind;
    (void)walk;
    return remove(path);
}

void scratch_remove(const char *dir)
{
    int left = nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    assert(left == 0);
}
