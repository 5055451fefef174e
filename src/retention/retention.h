/*
 * 保存期限 -- finished levy years past their retention are deleted whole, their sums kept (CO-24, RT-01).
 *
 * Rules    docs/adr/0150-retention.md; privacy_security.md 0.3, RT-01, RT-04, RT-05, RT-07
 */
#ifndef KOKUHO_RETENTION_RETENTION_H
#define KOKUHO_RETENTION_RETENTION_H

#include "batch/batch.h"

/* The folders that hold something of a levy year, in the order in which it goes. Listed by the program. */
struct retention_folder {
    const char *name;
    const struct store_kept *kept;
    const size_t *count;
};
extern const struct retention_folder retention_folders[];
extern const size_t retention_folder_count;

extern const struct job job_retention;

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err retention_verify(struct store *s, struct report *report);
extern const struct store_table retention_tables[];
extern const size_t retention_table_count;

#endif
