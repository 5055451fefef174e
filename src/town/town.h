/*
 * 架空の町 -- draws an invented town from a seed and writes the feeds as the partners send them.
 *
 * No person, name with address, or number in it is real. The same request gives the same bytes on
 * every machine. See README of this folder.
 */
#ifndef KOKUHO_TOWN_H
#define KOKUHO_TOWN_H

#include "base/report.h"

#define TOWN_PERSONS_MIN 100
#define TOWN_PERSONS_MAX 1000000

struct town_request {
    int64_t persons; /* insured at some time of the year, as known on 1 June */
    uint64_t seed;
    int year; /* fiscal year */
    const char *out;
    bool valid_numbers; /* 個人番号 with right check digits, for the leak test only */
};

/* What the command prints. */
struct town_result {
    int64_t addressees, residents, households_with_insured, insured, bytes;
    char manifest[512];
};

/*
 * Writes the feeds with their control files, later/ and manifest.json into the folder, or nothing.
 *
 */
MUST_CHECK enum err town_make(const struct town_request *request, struct report *report,
                              struct town_result *ret);

struct command; /* ops/ops.h */
extern const struct command command_town;

#endif
