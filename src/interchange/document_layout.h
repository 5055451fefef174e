/* The documentation of a layout, made from its definition. */
#ifndef KOKUHO_INTERCHANGE_DOCUMENT_LAYOUT_H
#define KOKUHO_INTERCHANGE_DOCUMENT_LAYOUT_H

#include "interchange/definition.h"

#include <jansson.h>

void layout_document(const struct layout *l, FILE *to);
json_t *layout_as_json(const struct layout *l, bool whole);

#endif
