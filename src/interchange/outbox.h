/*
 * 渡すファイル -- a file that leaves once: kept under its run, a second name of it waits, and that name moves
 * out by one rename when what it says was decided. Whatever is killed, no file can leave twice.
 */
#ifndef KOKUHO_INTERCHANGE_OUTBOX_H
#define KOKUHO_INTERCHANGE_OUTBOX_H

#include "base/report.h"
#include "base/text.h"

#define OUTBOX_PATH_BYTES 1400

/* Makes the folder and those above it. */
MUST_CHECK enum err outbox_folder(const char *path, struct report *report);
/* A second name for the kept file, that will move out; one of a killed run is replaced. */
MUST_CHECK enum err outbox_wait(const char *kept, const char *waits, struct report *report);
/* The kept file is the one that was recorded. */
MUST_CHECK enum err outbox_check(const char *kept, struct text sha256, struct report *report);
/* Moves it out; what is no longer there was handed over before. */
MUST_CHECK enum err outbox_hand_over(const char *waits, const char *out, struct report *report);

#endif
