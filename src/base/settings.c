/* 設定表. */
#include "base/settings.h"

#include <errno.h>

#include "base/table.h"
#include "base/text.h"

#define TEXT_BYTES_MAX 8192u
#define PATH_BYTES 1024
#define NUMBER_MAX 1000000

static enum err take(const struct table *t, const char *what, date day, const struct setting *s,
                     struct report *report, void *ret)
{
    const char *keys[] = {s->key};
    const struct table_row *row = table_in_force(t, day, keys);
    char *at = (char *)ret + s->offset;
    int64_t number;

    if (row == NULL) {
        return s->is_optional ? ERR_NONE
                              : report_fail(report, ERR_INPUT, "%s「%s」の行がありません（%s）", what,
                                            s->key, t->file);
    }
    const char *text = row->cells[2].text;
    size_t len = strlen(text);
    if (s->form == SETTING_DIGITS && (len < s->digits_min || len > s->digits_max ||
                                      strspn(text, "0123456789") != len)) {
        return report_fail(report, ERR_INPUT, "%s「%s」は数字%zu桁で書いてください（%s %d行目）: 「%s」",
                           what, s->key, s->digits_max, t->file, row->source.line, text);
    }
    if (s->form != SETTING_NUMBER) {
        memcpy(at, &text, sizeof(text));
        return ERR_NONE;
    }
    if (!parse_i64(text, len, 0, NUMBER_MAX, &number)) {
        return report_fail(report, ERR_INPUT, "%s「%s」は数で書いてください（%s %d行目）: 「%s」", what,
                           s->key, t->file, row->source.line, text);
    }
    memcpy(at, &number, sizeof(number));
    return ERR_NONE;
}

enum err settings_read(const struct settings_table *table, const struct setting *settings, size_t count,
                       date day, struct arena *arena, struct report *report, void *ret,
                       unsigned char ret_sha256[SHA256_BYTES])
{
    char path[PATH_BYTES];
    struct table t;
    struct column *columns = ARENA_ARRAY(arena, struct column, 4);

    columns[0] = (struct column){"from", COLUMN_DATE, true, true};
    columns[1] = (struct column){table->key_column, COLUMN_TEXT, true, true};
    columns[2] = (struct column){"value", COLUMN_TEXT, true, false};
    columns[3] = (struct column){"source", COLUMN_TEXT, true, false};
    snprintf(path, sizeof(path), "%.600s/municipal/%.8s/%.100s", table->params_dir, table->municipality,
             table->file);
    enum err e = table_read(path, arena_printf(arena, "params/municipal/%s/%s", table->municipality,
                                               table->file),
                            columns, 4, arena, report, &t);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = take(&t, table->what, day, &settings[i], report, ret);
    }
    if (e == ERR_NONE && ret_sha256 != NULL) {
        memcpy(ret_sha256, t.sha256, SHA256_BYTES);
    }
    return e;
}

enum err settings_text_file(const char *params_dir, const char *municipality, const char *file,
                            const char *what, struct arena *arena, struct report *report, const char **ret)
{
    char path[PATH_BYTES], bytes[TEXT_BYTES_MAX + 1];

    snprintf(path, sizeof(path), "%.600s/municipal/%.8s/%.100s", params_dir, municipality, file);
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        return report_fail(report, ERR_WORLD, "%s「%s」を開けません: %s", what, path, strerror(errno));
    }
    size_t len = fread(bytes, 1, sizeof(bytes), f);
    bool failed = ferror(f) != 0;
    fclose(f);
    if (failed) {
        return report_fail(report, ERR_WORLD, "%s「%s」を読めません", what, path);
    }
    while (len > 0 && bytes[len - 1] == '\n') {
        len--;
    }
    if (len == 0 || len > TEXT_BYTES_MAX || !utf8_is_valid(bytes, len, NULL)) {
        return report_fail(report, ERR_INPUT, "%s「%s」は1から%uバイトのUTF-8で書いてください", what, path,
                           TEXT_BYTES_MAX);
    }
    *ret = arena_copy(arena, bytes, len);
    return ERR_NONE;
}
