/* What the records ask of the registers: the nightly look and the search (audit/audit.h). */
#ifndef KOKUHO_KNOWLEDGE_H
#define KOKUHO_KNOWLEDGE_H

#include "audit/audit.h"

extern const struct audit_knowledge program_knowledge;

#endif
