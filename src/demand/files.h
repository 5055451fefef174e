/* 督促・催告・電話催告のファイル -- folders of a run, files as they lie on the disk. */
#ifndef KOKUHO_DEMAND_FILES_H
#define KOKUHO_DEMAND_FILES_H

#include "demand/demand.h"

#define FILES_PATH_BYTES 1024
/* DIR/files/WHAT/RUN */
void files_folder(const struct session *session, const char *what, int64_t run_no,
                  char ret[FILES_PATH_BYTES]);
MUST_CHECK enum err files_make(const char *dir, struct report *report);
/* Everything in the folder of a run: nothing that was not recorded stays to be printed by mistake. */
void files_remove(const char *dir);
/* SHA-256 and number of pages of a document of ours; it is made durable. */
MUST_CHECK enum err files_look(const char *path, struct report *report, char ret_sha256[SHA256_HEX],
                               int64_t *ret_pages);
/* A list in that folder; closed by files_list_end(), which says when it was not written whole. */
MUST_CHECK enum err files_list(const char *dir, const char *name, struct report *report, FILE **ret);
MUST_CHECK enum err files_list_end(FILE *f, const char *dir, const char *name, struct report *report);

#endif
