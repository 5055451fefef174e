/* A kind of change by its name, among those the program has registered. */
#include "casework/internal.h"

const struct change_kind *change_kind_find(struct text name)
{
    for (size_t i = 0; i < change_kind_count; i++) {
        if (text_is(name, change_kinds[i]->name)) {
            return change_kinds[i];
        }
    }
    return NULL;
}
