/*
 * The insides of the records: their bytes, the chain, the signed heads, the store they stand in.
 *
 * body.c says what the bytes of a record are; log.c appends; heads.c signs, heads_file.c writes the file of
 * heads; find.c reads; verify.c proves.
 */
#ifndef KOKUHO_AUDIT_INTERNAL_H
#define KOKUHO_AUDIT_INTERNAL_H

#include "audit/audit.h"

#include <pthread.h>

#define AUDIT_HASH_BYTES 32
#define AUDIT_KEY_BYTES 32        /* public key, Ed25519 */
#define AUDIT_SIGNATURE_BYTES 64
#define AUDIT_BODY_MAX 8192       /* bytes of one record: the sum of the maxima below fits */
#define AUDIT_TURN 1              /* store_turn_apart() */
#define AUDIT_EVENT_CLOSE "stream.close" /* the last record of a stream */
#define AUDIT_EVENT_LOST "stream.lost"   /* the same, written by the next process */
#define AUDIT_EVENT_CLOCK "clock.step"
#define AUDIT_EVENT_OVER "session.over" /* a limit of time ended somebody's session: no act of his */

/* ------------------------------------------------------------------------------- body.c ------- */

struct audit_body {
    size_t len;
    unsigned char bytes[AUDIT_BODY_MAX];
};
/*
 * Every field in one form: equal events have equal bytes, and no two events share them. Texts are cut to
 * their maximum between characters and lose control characters; at most AUDIT_SUBJECTS_MAX subjects.
 */
void audit_body_encode(const struct audit_event *event, struct audit_body *ret);
/* Strict: what audit_body_encode() would not have written is refused. Texts point into `bytes`. */
MUST_CHECK bool audit_body_decode(const unsigned char *bytes, size_t len, struct arena *arena,
                                  struct audit_event *ret);
void audit_record_hash(const unsigned char previous[AUDIT_HASH_BYTES], int64_t stream_no, int64_t seq,
                       const unsigned char *body, size_t len, unsigned char ret[AUDIT_HASH_BYTES]);
/* Of a stream before its first record. `previous`: the genesis of the stream before, zeros for the first. */
void audit_genesis_hash(const unsigned char previous[AUDIT_HASH_BYTES], int64_t stream_no,
                        struct text name, int64_t opened_at, unsigned char ret[AUDIT_HASH_BYTES]);
int64_t audit_class_of(struct text operator_id, enum audit_kind kind, struct text event);

static inline int64_t audit_record_no(int64_t stream_no, int64_t seq)
{
    assert(stream_no > 0 && stream_no < INT32_MAX && seq >= 0 && seq <= UINT32_MAX);
    return stream_no << 32 | seq;
}
static inline int64_t audit_stream_of(int64_t record_no) { return record_no >> 32; }
static inline int64_t audit_seq_of(int64_t record_no) { return record_no & 0xffffffff; }

/* The day and month in Japan (UTC+9, no summer time) of a moment. */
date audit_day_of(int64_t at);
int64_t audit_month_of(int64_t at);  /* yyyymm */
int64_t audit_moment_of(date day);   /* its first millisecond */

/* ------------------------------------------------------------------------------ words.c ------- */

/* Control characters become spaces, bytes that are no UTF-8 become '?', cut to `max` between characters. */
size_t audit_clean(struct text words, char *buf, size_t max);
/* The same, and every run of twelve digits becomes a hash under `key`, or stars when it is NULL. */
size_t audit_mask(struct text words, const unsigned char *key, char *buf, size_t max);

/* ------------------------------------------------------------------------------ heads.c ------- */

struct audit_keys {
    unsigned char public_key[AUDIT_KEY_BYTES], secret_key[64];
    unsigned char words[32]; /* for audit_criteria() */
};
struct audit_head {
    int64_t head_no, stream_no, seq, at;
    unsigned char hash[AUDIT_HASH_BYTES], public_key[AUDIT_KEY_BYTES];
    unsigned char signature[AUDIT_SIGNATURE_BYTES];
};
/* DIR/keys/audit-sign and audit-words, made on first use; the public key also stands in DIR/audit/key.pub. */
MUST_CHECK enum err audit_keys_open(const struct data_folder *folder, struct report *report,
                                    struct audit_keys *ret);
void audit_head_sign(struct audit_head *head, const struct audit_keys *keys);
bool audit_head_is_signed(const struct audit_head *head); /* by its own public key */
/* One more head, inside the open write transaction; the number is given here. */
MUST_CHECK enum err audit_head_add(struct store *s, const struct audit_keys *keys, int64_t now,
                                   struct report *report, struct audit_head *head);
/* From a row: number, stream, place, moment, hash, key, signature. False: one of them has a wrong length. */
MUST_CHECK bool audit_head_read(struct query *q, struct audit_head *ret);
/*
 * Its line at the end of DIR/audit/heads.tsv, and before it those that killed processes left out; on the
 * disk when it returns if it `waits`. Outside a transaction, when its row is durable.
 */
MUST_CHECK enum err audit_head_write(struct store *s, const char *folder, const struct audit_head *head,
                                     bool waits, struct report *report);
#define AUDIT_HEAD_LINE 400
void audit_head_format(const struct audit_head *head, char line[AUDIT_HEAD_LINE]);
MUST_CHECK bool audit_head_parse(struct text line, struct audit_head *ret);
bool audit_hex_parse(struct text hex, unsigned char *ret, size_t bytes); /* exactly 2 * bytes, lower case */

/* ------------------------------------------------------------------------------- find.c -------- */

MUST_CHECK enum err audit_find_in(struct store *s, const struct audit_query *query, struct arena *arena,
                                  struct report *report, struct audit_record **ret, size_t *ret_count);

/* ------------------------------------------------------------------------------ chain.c ------- */

/*
 * Goes over records in their order and names each that is not what was written. A record is judged when the
 * next one is seen, because that one knows the hash it must have.
 */
struct audit_chain {
    struct report *report;
    int64_t findings;
    int64_t stream_no, seq;  /* of the last record */
    unsigned char hash[AUDIT_HASH_BYTES]; /* as it stands */
    bool is_known;           /* the hash before the next record is known */
    bool is_blamed;          /* the last record is already a finding */
    bool is_closed;
};
void audit_chain_init(struct audit_chain *c, struct report *report);
/* A stream begins: `seq` and `hash` are what stands before its first record. */
void audit_chain_stream(struct audit_chain *c, int64_t stream_no, int64_t seq,
                        const unsigned char hash[AUDIT_HASH_BYTES]);
/* False: not even readable; `event` is then untouched. */
bool audit_chain_record(struct audit_chain *c, int64_t seq, const unsigned char *previous,
                        const unsigned char *hash, const unsigned char *body, size_t len,
                        struct arena *arena, struct audit_event *event);
/* One finding: counts it and says it. */
void audit_chain_find(struct audit_chain *c, int64_t stream_no, int64_t seq, const char *words);

MUST_CHECK enum err audit_verify_in(struct store *s, const struct data_folder *folder,
                                    struct report *report, struct audit_proof *ret);

/* -------------------------------------------------------------------------------- log.c ------- */

#define AUDIT_PATH_BYTES 700
/* DIR/audit/<name>; false when it is too long. */
bool audit_path(const char *folder, const char *name, char ret[AUDIT_PATH_BYTES]);
int64_t audit_log_stream(const struct audit_log *log);
/* audit_open() of whoever has his first record next: the stream waits for the disk together with it. */
MUST_CHECK enum err audit_open_soon(const struct data_folder *folder, const char *stream,
                                    struct report *report, struct audit_log **ret);
/* The store of the records: DIR/audit.db beside a kokuho.db, else the same database. */
MUST_CHECK enum err audit_store_open(const struct data_folder *folder, enum store_access access,
                                     struct report *report, struct store **ret);
/* Holds DIR/audit/stream-N.lock while the stream's process lives. -1: somebody else holds it, or it is
 * gone. */
int audit_stream_lock(const char *folder, int64_t stream_no, bool makes);

/* What the writer sees of the clock: wall time minus running time. Tests put their own here. */
extern int64_t (*audit_clock_offset_ms)(void);

#endif
