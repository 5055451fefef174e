/*
 * 添付書類 -- pieces of base64 become the file that the applicant sent, within bounds, or a fault. Pure.
 *
 * Inner header of online/.
 */
#ifndef KOKUHO_ONLINE_PACKAGE_H
#define KOKUHO_ONLINE_PACKAGE_H

#include "online/online.h"

#define PACKAGE_BYTES_MAX ((size_t)32 << 20) /* whatever the table says */

struct package {
    struct text name, sha256;
    int64_t attachment_no, bytes; /* as announced */
    bool is_too_large;            /* announced as more than is taken: no content */
    size_t max, len;              /* max: as announced */
    unsigned char *content;       /* room for `max` + 2 */
    bool is_broken;
};
/* Of a kind that is kept, by its first bytes alone; what the applicant calls it says nothing. */
enum online_type package_type(const unsigned char *bytes, size_t len);
/* The next piece; every piece is base64 of whole bytes. */
void package_add(struct package *p, struct text piece);
/* Whether what came is what was announced, and of which type. */
enum online_fault package_end(const struct package *p, enum online_type *ret_type);

#endif
