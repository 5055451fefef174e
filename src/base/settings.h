/*
 * 設定表 -- dated tables of a municipality, a row a key: from, key, value, source. Each key is bound to a
 * member of a struct; a key without a row in force or with a value of another form is named with its line.
 */
#ifndef KOKUHO_BASE_SETTINGS_H
#define KOKUHO_BASE_SETTINGS_H

#include "base/arena.h"
#include "base/date.h"
#include "base/hash.h"
#include "base/report.h"

enum setting_form {
    SETTING_TEXT,   /* const char * */
    SETTING_DIGITS, /* const char *: digits_min to digits_max digits, kept as written */
    SETTING_NUMBER, /* int64_t: 0 to 1,000,000 */
};
struct setting {
    const char *key;
    enum setting_form form;
    size_t offset;    /* of the member */
    bool is_optional; /* without a row the member stays as it is */
    size_t digits_min, digits_max;
};
/* params/municipal/MUNICIPALITY/FILE */
struct settings_table {
    const char *params_dir, *municipality, *file;
    const char *key_column; /* "key", "name" */
    const char *what;       /* in words of faults: "督促・催告の設定" */
};
/* As in force on the day. ret_sha256 of the file's bytes; NULL = not asked. */
MUST_CHECK enum err settings_read(const struct settings_table *table, const struct setting *settings,
                                  size_t count, date day, struct arena *arena, struct report *report,
                                  void *ret, unsigned char ret_sha256[SHA256_BYTES]);
/* A text in a file of its own beside the tables (教示文: appeal.txt), without its last newlines. */
MUST_CHECK enum err settings_text_file(const char *params_dir, const char *municipality, const char *file,
                                       const char *what, struct arena *arena, struct report *report,
                                       const char **ret);

#endif
