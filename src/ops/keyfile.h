/* Files of DIR/keys/, open or wrapped: what the register (keys.c) and the certificate authority share. */
#ifndef KOKUHO_OPS_KEYFILE_H
#define KOKUHO_OPS_KEYFILE_H

#include "ops/internal.h"
#include "ops/keys.h"

#define KEY_PATH_BYTES 700
#define KEY_FILE_MAX 2048 /* bytes of a key that is no wrapping: a PEM is the longest */
#define KEY_WRAPPING_BYTES (13 + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + \
                            crypto_aead_xchacha20poly1305_ietf_ABYTES)

/* DIR/keys/FILE; the folder itself for "". */
MUST_CHECK enum err key_path(const struct data_folder *f, const char *file, struct report *report,
                             char ret[KEY_PATH_BYTES]);
/* Refuses what others can read (CR-07), and what is not wrapped in a folder that is. */
MUST_CHECK enum err key_file_read(const struct data_folder *f, const char *file, size_t max,
                                  struct report *report, unsigned char *ret, size_t *ret_len);
/* Durable when it returns, whole or not there at all; an older one of this name is replaced. */
MUST_CHECK enum err key_file_write(const struct data_folder *f, const char *file, const unsigned char *bytes,
                                   size_t len, struct report *report);
MUST_CHECK enum err key_file_destroy(const struct data_folder *f, const char *file, struct report *report);

/* With the parts that were handed in; nothing when the folder is not wrapped, or open already (CR-08). */
MUST_CHECK enum err keys_unlock(const struct data_folder *f, struct report *report);
void keys_lock(void); /* forgets the folder key */
MUST_CHECK enum err keys_wrap_begin(const struct data_folder *f, const char *part1_path,
                                    const char *part2_path, struct report *report);
MUST_CHECK enum err key_file_wrap(const struct data_folder *f, const char *file, struct report *report);

/* keys.c: every file of DIR/keys is readable by its owner alone (CR-07). */
MUST_CHECK enum err keys_check_folder(const struct data_folder *f, struct report *report);
/* A key that is no 32 bytes and was just written by its owner enters the register. */
MUST_CHECK enum err key_register_file(const struct data_folder *f, const char *name, struct report *report);

#endif
