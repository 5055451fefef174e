/* Codes that people and devices hand over: is it valid, and what are its parts (contracts 4.5). */
#ifndef KOKUHO_INTERCHANGE_CODES_H
#define KOKUHO_INTERCHANGE_CODES_H

#include "base/report.h"
#include "base/text.h"

struct code_kind {
    const char *name;  /* "gs1-128" */
    const char *label;
    /* True, or false with each reason in `report`; the value itself never stands in a message. */
    bool (*holds)(struct text value, struct report *report);
};
extern const struct code_kind code_kinds[];
extern const size_t code_kind_count;
const struct code_kind *code_kind_find(const char *name);

/* Parts of a code that holds, 1-based; the list ends with a name of NULL. */
struct code_part {
    const char *name, *label;
    size_t offset, len;
    bool is_amount;
};
struct code_form {
    const char *name; /* which of several forms ("upper"); NULL: there is one */
    const struct code_part *parts;
};
/* NULL: codes of this kind are not taken apart (個人番号). */
const struct code_form *code_form_of(const struct code_kind *kind, struct text value);

#endif
