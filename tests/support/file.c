#include "file.h"

#include "interchange/import.h"

enum err file_take(struct session *s, const char *layout, const char *path, struct arena *arena,
                   struct report *report)
{
    const char *share = arena_printf(arena, "%s/layouts", s->folder.share);
    const struct layout *l;
    struct import_result result;
    enum err e = layout_find(share, layout, arena, report, &l);

    return e == ERR_NONE ? import_file(s, l, path, NULL, report, &result) : e;
}
