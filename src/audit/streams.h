/* Streams and the rows of one record: what log.c, verify.c and the tests share with streams.c. */
#ifndef KOKUHO_AUDIT_STREAMS_H
#define KOKUHO_AUDIT_STREAMS_H

#include "audit/internal.h"

#define AUDIT_OPERATOR_MAX 32
#define AUDIT_EVENT_MAX 60

/* An event made ready on its caller's thread: bytes, and what the indexes say of it. */
struct audit_entry {
    int64_t at, month, class_no;
    enum audit_kind kind;
    struct text operator_id, event;
    char operator_bytes[AUDIT_OPERATOR_MAX], event_bytes[AUDIT_EVENT_MAX];
    size_t subject_count; /* persons, each once, 0 left out */
    int64_t subjects[AUDIT_SUBJECTS_MAX];
    struct audit_body body;
};
void audit_entry_make(const struct audit_event *event, struct audit_entry *ret);

/* Its place in the chain. */
struct audit_link {
    const struct audit_entry *entry;
    int64_t record_no;
    unsigned char previous[AUDIT_HASH_BYTES], hash[AUDIT_HASH_BYTES];
};
MUST_CHECK enum err audit_record_put(struct store *s, const struct audit_link *link,
                                     struct report *report);
MUST_CHECK enum err audit_class_put(struct store *s, const struct audit_entry *entry,
                                    struct report *report);

struct audit_end {
    bool exists, is_closed;
    int64_t seq; /* 0 = nothing recorded yet */
    unsigned char hash[AUDIT_HASH_BYTES];
};
MUST_CHECK enum err audit_stream_end(struct store *s, int64_t stream_no, struct report *report,
                                     struct audit_end *ret);
/* A new stream with its row, lock and first head. With `is_soon` its first record makes all that durable with
 * itself, and whoever stores that one writes the head's line behind it. */
MUST_CHECK enum err audit_stream_begin(struct store *s, const struct data_folder *folder,
                                       const struct audit_keys *keys, const char *name,
                                       bool is_soon, struct report *report,
                                       struct audit_head *ret_head, int *ret_lock);
void audit_stream_unlock(const char *folder, int64_t stream_no, int fd, bool is_closed);
/* The closing records of processes that died. */
MUST_CHECK enum err audit_streams_close_lost(struct store *s, const struct data_folder *folder,
                                             const struct audit_keys *keys, struct report *report);

#endif
