/*
 * 書き出した記録 -- lines of JSON that prove themselves without the store.
 *
 *     {"kokuho_audit_export":1,"municipality":"131041","from":"2026-03-01","until":"2026-04-01"}
 *     {"stream":5,"name":"serve","first":120,"last":500,"previous":"<hex>"}
 *     {"record":"5-120","previous":"<hex>","hash":"<hex>","body":"<base64>","at":"...", ... what body says
 * ...}
 *     {"records":381,"streams":1,"key":"<hex>","sha256":"<hex>","signature":"<hex>"}
 *
 * The records of a stream follow its line in one piece. `body` is what was hashed; the rest of the line is
 * made from it, and a line that says anything else is a finding. The last line signs every byte before it.
 */
#ifndef KOKUHO_AUDIT_EXPORT_H
#define KOKUHO_AUDIT_EXPORT_H

#include "audit/internal.h"

#define AUDIT_LINE_MAX 65536 /* bytes of one line */

/* The records of a period; until exclusive. */
MUST_CHECK enum err audit_export(const struct data_folder *folder, date from, date until, FILE *out,
                                 struct report *report, struct audit_proof *ret);
/* The same of some pieces of streams, inside an open read transaction; the days stand in its first line. */
struct audit_span;
MUST_CHECK enum err audit_export_spans(struct store *s, const struct data_folder *folder,
                                       const struct audit_keys *keys, date from, date until,
                                       const struct audit_span *spans, size_t count, FILE *out,
                                       struct report *report, struct audit_proof *ret);
/* The line of a record, with its end. `body` is what audit_body_decode() read `event` from. */
void audit_export_record(const struct audit_record *record, struct text body, struct textbuf *to);

/* What is told while one reads: a piece of a stream begins, and where it ended. */
struct audit_export_hooks {
    void *context;
    void (*begins)(void *context, int64_t stream_no, int64_t first, const unsigned char *previous);
    void (*ends)(void *context, const struct audit_chain *chain);
};
struct audit_export_check {
    struct audit_chain chain;
    struct audit_proof count;
    struct sha256 sum;
    struct arena *arena;
    struct textbuf line;
    const unsigned char *key; /* NULL: any that fits the signature */
    int64_t line_no, last;    /* of the stream being read: the number its line promised */
    const struct audit_export_hooks *hooks; /* NULL: nobody asks */
    enum { EXPORT_HEAD, EXPORT_RECORDS, EXPORT_ENDED } stage;
};
void audit_export_check_init(struct audit_export_check *c, const unsigned char *key,
                             struct report *report);
/* One line without its end. Bounded: whatever it holds, it is a finding or a record. */
void audit_export_check_line(struct audit_export_check *c, struct text line);
/* The file is over. ERR_FINDINGS when there was one. */
MUST_CHECK enum err audit_export_check_end(struct audit_export_check *c, struct audit_proof *ret);
MUST_CHECK enum err audit_export_verify_with(FILE *in, const unsigned char *key,
                                             const struct audit_export_hooks *hooks, struct report *report,
                                             struct audit_proof *ret);
MUST_CHECK enum err audit_export_verify(FILE *in, const unsigned char *key, struct report *report,
                                        struct audit_proof *ret);

#endif
