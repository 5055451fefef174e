/*
 * Feeds for tests, written as partners send them: one row is a list "name=value;name=value".
 * What a row does not name takes the default of a resident's row, or stays empty.
 */
#ifndef KOKUHO_TEST_FEED_TEXT_H
#define KOKUHO_TEST_FEED_TEXT_H

#include "addressee/addressee.h"
#include "interchange/interchange.h"

struct feed;
/* `layout`: the file name in layouts/ without ".layout"; its items are read from there. `sequence`: 連番. */
struct feed *feed_text_open(const char *path, const char *layout, int sequence);
void feed_text_row(struct feed *f, const char *row);
void feed_text_close(struct feed *f); /* writes the trailer */

/*
 * A data folder of its own under /tmp with a migrated store, and imports into it as `kokuho import` does.
 * Asserts on failures of the world.
 */
struct bench {
    char folder[64];
    struct session session;
    struct report report;
    struct arena *arena;
    int files;
    int64_t held; /* of the import run last */
    char server[640], database[64]; /* of PostgreSQL */
};
void bench_open(struct bench *b, const char *store_url_or_null);
void bench_close(struct bench *b);
/* Rows end with NULL. Answers what the import answered. */
enum err bench_import(struct bench *b, const char *layout, const char *const *rows);
enum err bench_import_file(struct bench *b, const char *layout, const char *path);
/* One number out of a statement given as text. */
int64_t bench_count(struct bench *b, const char *sql);
int64_t bench_tasks(struct bench *b, const char *code);
/* What the box finds on 2026-04-01. */
struct found_list bench_find(struct bench *b, const char *words, size_t max);
/* The addressees found, in order, must read "19 27". */
void bench_finds(struct bench *b, const char *words, const char *expected);
/* Runs the tests on SQLite, or with the argument "postgres" on the server of KOKUHO_TEST_POSTGRES. */
int bench_run(int argc, char **argv, int (*run)(const char *store_url));

#endif
