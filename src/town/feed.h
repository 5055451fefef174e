/*
 * One file as a partner sends it: header, data rows, trailer, and the control file beside it.
 *
 * The town writes the bytes itself, with its own hand: the layout engine that reads them must agree
 * with somebody. Files are written as NAME.part and take their names when the whole town is done.
 */
#ifndef KOKUHO_TOWN_FEED_H
#define KOKUHO_TOWN_FEED_H

#include "base/hash.h"
#include "base/report.h"
#include "base/text.h"
#include "base/yen.h"

struct feed {
    const char *layout; /* "ju-02-residents-full" */
    char name[96];      /* file name */
    char path[512];
    FILE *file;
    struct textbuf row;
    struct sha256 hash;
    char sha256_hex[SHA256_HEX];
    int64_t bytes, data_records, amount_sum;
    bool failed;
    int32_t as_of; /* ymd */
};

struct feed_spec {
    const char *interface, *layout;
    char extent; /* F or D */
    int sequence;
    int32_t as_of;
};

MUST_CHECK enum err feed_open(struct feed *f, const char *dir, const struct feed_spec *spec,
                              struct report *report);
/* Fields of the record being written, in order. */
void feed_begin(struct feed *f, char kind);
void feed_text(struct feed *f, const char *value); /* NULL or "" = empty */
void feed_i64(struct feed *f, int64_t value);
void feed_amount(struct feed *f, yen value); /* 0 = empty */
void feed_number(struct feed *f, int64_t value, int digits); /* leading zeros */
void feed_ymd(struct feed *f, int32_t ymd);                  /* 0 = empty */
void feed_flag(struct feed *f, bool value);
void feed_empty(struct feed *f, int fields);
void feed_end(struct feed *f);

/* After the trailer: flushes, hashes, writes the control file. */
MUST_CHECK enum err feed_close(struct feed *f, struct report *report);
/* NAME.part and its control file take their names; or are removed. */
MUST_CHECK enum err feed_publish(struct feed *f, struct report *report);
void feed_discard(struct feed *f);

#endif
