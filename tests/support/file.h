/* One file into the folder of a test, as `kokuho import` takes it. */
#ifndef KOKUHO_TESTS_SUPPORT_FILE_H
#define KOKUHO_TESTS_SUPPORT_FILE_H

#include "ops/ops.h"

enum err file_take(struct session *s, const char *layout, const char *path, struct arena *arena,
                   struct report *report);

#endif
