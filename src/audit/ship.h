/*
 * 記録の送り出し -- what is recorded goes by itself to another place: other media, another machine's folder
 * (LG-15).
 *
 *     PLACE/2026-11-21/000000042.jsonl
 *
 * A segment holds what has come since the one before: an export (export.h) that proves itself, signed at its
 * end. Segments are numbered without a gap; a stream goes on in a later one where it stood. So whoever has
 * the folder and the public key can prove all of it, and the store knows which segments there are.
 */
#ifndef KOKUHO_AUDIT_SHIP_H
#define KOKUHO_AUDIT_SHIP_H

#include "audit/export.h"

/*
 * One more segment with all that is new; *ret says how many records, 0 = nothing was. It is on the place's
 * disk, read back and proved when this returns ERR_NONE. ERR_FINDINGS: what was sent before is not what
 * stands here any more: nothing is sent, and the words say which record.
 */
MUST_CHECK enum err audit_ship(const struct data_folder *folder, const char *place, struct report *report,
                               struct audit_proof *ret);
/* Proves a place by itself. `key` NULL: who signed is not looked at. */
MUST_CHECK enum err audit_shipped_verify(const char *place, const unsigned char *key, struct report *report,
                                         struct audit_proof *ret);
/* The same, and that every segment the store knows is there as it was sent, and no other. */
MUST_CHECK enum err audit_shipped_compare(const struct data_folder *folder, const char *place,
                                          struct report *report, struct audit_proof *ret);
MUST_CHECK enum err audit_file_digest(const char *path, struct report *report, char ret[SHA256_HEX]);

#endif
