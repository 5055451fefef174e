/* レイアウト変換: one file into another layout by a conversion table maps/FROM--TO.map. */
#ifndef KOKUHO_INTERCHANGE_CONVERT_H
#define KOKUHO_INTERCHANGE_CONVERT_H

#include "interchange/definition.h"

/*
 * The table SHARE/maps/FROM--TO.map; a definition that builds on another one without a table of its own uses
 * that one's. The file need not exist.
 */
const char *layout_map_path(const char *share, const struct layout *from, const struct layout *to,
                            struct arena *arena);
/* `map_file` holds `map RECORD-OF-TO from RECORD-OF-FROM [where ..]` blocks; `begin` and `end` in
 * place of a record make one once, before the first and behind the last. Writes `to_path`, or nothing. */
MUST_CHECK enum err layout_convert(const struct layout *from, const struct layout *to,
                                   const char *map_file, const char *path, const char *to_path,
                                   const struct layout_options *options, struct report *report,
                                   struct file_receipt *ret);

/*
 * The same record by record: what a partner sent becomes records of another layout without a file between.
 * `options` may be NULL; it, both layouts and the arena stay until the converter is closed.
 */
struct converter;
MUST_CHECK enum err converter_open(const struct layout *from, const struct layout *to, const char *map_file,
                                   const struct layout_options *options, struct arena *arena,
                                   struct report *report, struct converter **ret);
/* `on_made` for each record made of this one; its values, one a field of `record`, stay until it returns. */
typedef enum err (*made_fn)(void *context, size_t record, const struct text *values, struct report *report);
MUST_CHECK enum err converter_record(struct converter *c, const struct record *r, made_fn on_made,
                                     void *context, struct report *report);
void converter_close(struct converter *c); /* NULL is allowed */

#endif
