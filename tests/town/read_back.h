/*
 * Reads the town's files back, plainly and apart from both the town's writer and the layout engine.
 */
#ifndef KOKUHO_TEST_TOWN_READ_BACK_H
#define KOKUHO_TEST_TOWN_READ_BACK_H

#include "base/base.h"

#define READ_FIELDS_MAX 100

struct read_file {
    char *bytes;
    size_t len, at;
    char *fields[READ_FIELDS_MAX]; /* of the record just read; [1] is column 1 */
    int field_count;
};

/*
 * The one file of DIR whose name begins with `prefix` and ends in .csv; NULL ends the test
 * program.
 */
void read_open(struct read_file *f, const char *dir, const char *prefix, char *ret_path,
               size_t size);
/* Next record of kind D; false at the trailer, whose fields are then in place. */
bool read_data(struct read_file *f);
int64_t read_i64(const struct read_file *f, int column); /* empty = 0 */
bool read_is_empty(const struct read_file *f, int column);
void read_close(struct read_file *f);

/* A fresh folder under /tmp, and its removal with everything in it. */
void scratch_make(char *buf, size_t size);
void scratch_remove(const char *dir);

#endif
