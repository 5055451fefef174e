/*
 * 版の確認を繰り返さない -- what program and files looked like from outside when every byte was last read.
 *
 * DIR/release.seen says so in one line: when, the stamp, the program's digest. The stamp is made of name,
 * place, size and the moments of change that the kernel keeps of every file and folder; whoever can set
 * those back can also change the program. It holds for a day, and only where all files had rested when they
 * were read.
 */
#ifndef KOKUHO_RELEASE_SEEN_H
#define KOKUHO_RELEASE_SEEN_H

#include "ops/ops.h"

struct release_stamp {
    struct row_digest files;
    int64_t changed_ns; /* the newest change among them, by the kernel's clock */
};

/* False: it cannot be told from outside (a link, a folder that cannot be read). */
bool release_stamp_take(const char *share, const char *const *folders, size_t count,
                        struct release_stamp *ret);

/* Everything was read less than a day ago, was as built, and looks the same now. */
bool release_is_seen(const char *data, const struct release_stamp *now, char ret_digest[SHA256_HEX]);

/* Before the bytes are read; a negative number = nobody may note now. */
int release_seen_begin(const char *data, int64_t *ret_began_ns);
/* They were read, and were as built (`stamp`), or not (NULL: nothing is noted). */
void release_seen_end(int fd, int64_t began_ns, const struct release_stamp *stamp, const char *digest);

#endif
