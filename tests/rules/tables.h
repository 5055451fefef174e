/*
 * Faulty tables (LV-59, OP-50): a copy of the tree's own tables is made, one line of it is changed, and the reader
 * must name that line.
 */
#ifndef KOKUHO_TEST_RULES_TABLES_H
#define KOKUHO_TEST_RULES_TABLES_H

#include "base/report.h"

#define TABLES_FILE_BYTES 65536
#define TABLES_PATH_BYTES 700

struct tables_copy {
    char folder[64];
    const char *const *names; /* under params/ */
    size_t count;
    bool (*load)(const char *folder, struct report *report);
};

void tables_read_file(const char *path, char text[TABLES_FILE_BYTES]);
void tables_write_file(const char *path, const char *text);
void tables_make(struct tables_copy *t);
void tables_drop(struct tables_copy *t);
/* As it stands in the tree. */
void tables_restore(struct tables_copy *t, const char *name);
/* With `to` instead of the first `from` after `anchor` the table is refused, and a line of the report names it. */
void tables_refused(struct tables_copy *t, const char *name, const char *anchor, const char *from, const char *to,
                    int lines_later);

#endif
