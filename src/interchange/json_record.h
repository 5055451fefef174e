/* A record as JSON and back: {"record":"data","fields":{...}} (contracts 4.5). */
#ifndef KOKUHO_INTERCHANGE_JSON_RECORD_H
#define KOKUHO_INTERCHANGE_JSON_RECORD_H

#include "interchange/definition.h"

#include <jansson.h>

/* One line of JSON, with "\n". Amounts are integers, everything else text; what is empty is "" or null. */
void json_record_write(const struct layout *l, const struct record *r, FILE *to);

/*
 * One line to values, in `arena`. `number`: the line, for messages. Unknown keys, unknown records and values
 * that are no text, integer or null are ERR_INPUT.
 */
MUST_CHECK enum err json_record_parse(const struct layout *l, const char *line, size_t len,
                                      int64_t number, struct arena *arena, struct report *report,
                                      size_t *ret_record, const struct text **ret_values);

#endif
