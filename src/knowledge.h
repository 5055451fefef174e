/* What the nightly look at the records asks of the registers (audit/audit.h). */
#ifndef KOKUHO_KNOWLEDGE_H
#define KOKUHO_KNOWLEDGE_H

#include "audit/audit.h"

extern const struct audit_knowledge program_knowledge;

#endif
