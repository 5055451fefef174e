/*
 * What the serving process may still do once it serves: it runs no program, opens no folder but its own,
 * gains no right, leaves no memory image behind.
 *
 * Row     AS-13 of the security catalogue
 */
#ifndef KOKUHO_WEB_SANDBOX_H
#define KOKUHO_WEB_SANDBOX_H

#include "ops/ops.h"

/*
 * Before the worker threads start: they inherit it. ERR_WORLD when the kernel refuses. Where the kernel has
 * no Landlock the folders stay open and *ret_words says so; else it is NULL.
 */
MUST_CHECK enum err sandbox_enter(const struct data_folder *folder, struct report *report,
                                  const char **ret_words);

#endif
