/*
 * 鍵の台帳 -- the secrets of a data folder: made, active, retired, revoked, destroyed.
 *
 * Rows    CR-05 (register with states), CR-06 (rotation), CR-07 (readable by the service user alone),
 *         CR-08 (two parts, held by two persons, open them)
 *
 * A key has a name and versions. One version is active: it seals. Retired ones open what they sealed until
 * it has been sealed anew. DIR/keys/register.tsv says who moved which version when and why; it only grows.
 * What a key is lies in DIR/keys/NAME (the first version) or NAME.2, NAME.3 ... as 32 bytes, or wrapped
 * (docs/adr/0140-keys.md).
 */
#ifndef KOKUHO_OPS_KEYS_H
#define KOKUHO_OPS_KEYS_H

#include "ops/ops.h"

#define FOLDER_KEY_BYTES 32
#define KEY_RING_MAX 8 /* active and retired versions of one key at once */
#define KEY_YEARS_MAX 2 /* an active key that is older is a finding (CR-06) */

enum key_state { KEY_MADE = 1, KEY_ACTIVE, KEY_RETIRED, KEY_REVOKED, KEY_DESTROYED };
const char *key_state_label(enum key_state state); /* 準備 有効 復号のみ 失効 破棄 */

/* What a key is for: declared beside the code that uses it, registered by the program. */
enum key_need {
    KEY_SEALS = 1, /* values of tables: they are sealed anew before a retired key goes (struct key_use) */
    KEY_PROVES,    /* retired ones are needed as long as what they proved is kept: they are not revoked */
    KEY_PASSES,    /* nothing that is kept needs a retired one */
    KEY_STAYS,     /* is on paper or in certificates outside: it is not rotated here */
};
struct key_purpose {
    const char *name;      /* "addressee-number" */
    const char *label;     /* "個人番号・住民票コードの封" */
    const char *algorithm; /* "XChaCha20-Poly1305" */
    enum key_need need;
};

/* Active first, then retired ones, newest first. */
struct key_ring {
    size_t count;
    int64_t versions[KEY_RING_MAX];
    unsigned char bytes[KEY_RING_MAX][FOLDER_KEY_BYTES];
};
/* The first version is made on first use. */
MUST_CHECK enum err data_folder_ring(const struct data_folder *f, const char *name, struct report *report,
                                     struct key_ring *ret);
void key_ring_wipe(struct key_ring *ring);
/*
 * XChaCha20-Poly1305: opens what the active or a retired key sealed; *ret_which = 0 for the active one.
 * `ret` gets len - 16 bytes.
 */
bool key_ring_open(const struct key_ring *ring, const unsigned char *nonce, const unsigned char *sealed,
                   size_t len, struct text place, unsigned char *ret, size_t *ret_which);

/* A table with values under one or two keys. */
struct key_scan {
    int64_t after;  /* rows behind this place; 0 = from the first */
    size_t max;     /* about so many rows */
    bool writes;    /* seals anew what is not under the active keys, inside the open write transaction */
    int64_t last;   /* answer: the place of the last row */
    size_t seen, old; /* answer: rows, and those that were not under the active keys; seen 0 = the end */
};
struct key_use {
    const char *label; /* "住民記録の個人番号" */
    const char *keys[2]; /* names; the second may be NULL */
    enum err (*scan)(struct session *s, struct key_scan *scan, struct report *report);
};

/* Of this folder. */
#define KEY_LOGIN_CODE "login-code"
#define KEY_LOGIN_STRANGER "login-stranger"
#define KEY_RIGHTS_SEAL "rights-seal"
#define KEY_CA "ca-key.pem"
extern const struct key_use key_use_login_code;
extern const struct key_purpose key_purposes_of_ops[];
extern const size_t key_purposes_of_ops_count;

/* As the register says it. Moments are ms UTC, 0 = not yet. */
struct key_record {
    char name[33];
    int64_t version;
    enum key_state state;
    int64_t made_at, active_at, retired_at, revoked_at, destroyed_at;
    char by[33];     /* who moved it last; "-" = made by the program on first use */
    char mark[17];   /* of the bytes: says whether the file holds the key it is said to hold */
    char reason[121];
};
MUST_CHECK enum err keys_list(const struct data_folder *f, struct arena *arena, struct report *report,
                              struct key_record **ret, size_t *ret_count);
/* The file is there and holds what the register says; destroyed ones have none. */
MUST_CHECK enum err key_check(const struct data_folder *f, const struct key_record *record,
                              struct report *report);

/* A version that waits. ERR_INPUT when one waits already. */
MUST_CHECK enum err key_make(const struct data_folder *f, const char *name, const char *by,
                             const char *reason, struct report *report, int64_t *ret_version);
/* The version that waits, or a new one, becomes active; what was active is retired. */
MUST_CHECK enum err key_rotate(const struct data_folder *f, const char *name, const char *by,
                               const char *reason, struct report *report, int64_t *ret_version);
/*
 * 復号のみ → 失効 (it opens nothing any more), 失効 → 復号のみ (something needed it after all), 失効 → 破棄
 * (its file is overwritten and gone). Who destroys is another person than who revoked. Whether values still
 * need it is the caller's to prove before.
 */
MUST_CHECK enum err key_move(const struct data_folder *f, const char *name, int64_t version,
                             enum key_state to, const char *by, const char *reason, struct report *report);

/* ------------------------------------------------------------------------------ wrapping ------- */

/*
 * Wrapped: what lies in DIR/keys opens with a folder key, which lies there sealed under two parts together.
 * Each part is held by another person and handed in when a process starts: on the descriptor KOKUHO_KEY_FD,
 * as systemd credentials kokuho-key-1 and kokuho-key-2, or typed. Without both nothing starts (CR-08).
 */
bool keys_are_wrapped(const struct data_folder *f);
/* Writes the two parts to new files, mode 0600, and wraps every key. Called again it ends what was cut. */
MUST_CHECK enum err keys_wrap(const struct data_folder *f, const char *part1_path, const char *part2_path,
                              struct report *report);
/* New parts; the old ones open nothing any more. */
MUST_CHECK enum err keys_rewrap(const struct data_folder *f, const char *part1_path, const char *part2_path,
                                struct report *report);

#endif
