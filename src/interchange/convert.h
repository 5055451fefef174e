/* レイアウト変換: one file into another layout by a conversion table maps/FROM--TO.map. */
#ifndef KOKUHO_INTERCHANGE_CONVERT_H
#define KOKUHO_INTERCHANGE_CONVERT_H

#include "interchange/definition.h"

/* `map_file` holds `map RECORD-OF-TO from RECORD-OF-FROM [where ..]` blocks. Writes `to_path`, or nothing. */
MUST_CHECK enum err layout_convert(const struct layout *from, const struct layout *to,
                                   const char *map_file, const char *path, const char *to_path,
                                   const struct layout_options *options, struct report *report,
                                   struct file_receipt *ret);

#endif
