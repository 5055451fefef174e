/* An import as the command does it; apart from the tests, whose headers name other things the same. */
#include "interchange/import.h"

enum err take_file(struct session *s, const struct layout *layout, const char *path, struct report *report,
                   int64_t *ret_held);

enum err take_file(struct session *s, const struct layout *layout, const char *path, struct report *report,
                   int64_t *ret_held)
{
    struct layout_options options = {0};
    struct import_result result = {0};
    enum err e = import_file(s, layout, path, &options, report, &result);

    *ret_held = result.held;
    return e;
}
