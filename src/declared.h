/* What the program declares: screens, jobs, commands, kinds of change, lists, each with its event. */
#ifndef KOKUHO_DECLARED_H
#define KOKUHO_DECLARED_H

#include "ops/ops.h"

/* kokuho help events [--json]: Markdown of docs/audit-events.md, or JSON. */
void declared_print(FILE *out, const struct command *const *commands, size_t count, bool is_json);

#endif
