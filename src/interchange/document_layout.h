/* The documentation of a layout, made from its definition. */
#ifndef KOKUHO_INTERCHANGE_DOCUMENT_LAYOUT_H
#define KOKUHO_INTERCHANGE_DOCUMENT_LAYOUT_H

#include "interchange/definition.h"

#include <jansson.h>

void layout_document(const struct layout *l, FILE *to);
json_t *layout_as_json(const struct layout *l, bool whole);

/* docs/layouts.md: all definitions of SHARE/layouts and all conversion tables of SHARE/maps. */
MUST_CHECK enum err layout_page(const char *share, struct arena *arena, struct report *report, FILE *out);

#endif
