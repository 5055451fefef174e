/*
 * 試算の依頼 -- what every request of `kokuho calc` has in common (contracts 4): strict JSON, read as facts.
 *
 * The bytes come from outside: length and number of values are bounded before parsing; a key that stands
 * twice, an unknown key, a number with a point or an exponent, a value of another kind is a fault that
 * names its place as JSON pointer.
 */
#ifndef KOKUHO_CALC_REQUEST_H
#define KOKUHO_CALC_REQUEST_H

#include "base/arena.h"
#include "base/date.h"
#include "base/report.h"
#include "base/text.h"
#include "base/yen.h"

#include <jansson.h>

#define CALC_REQUEST_BYTES_MAX (16u << 20)

/* Where a value stands: a chain up to the root, printed only when there is a fault. */
struct calc_place {
    const struct calc_place *up;
    const char *key; /* NULL: an index */
    size_t index;
};

struct calc_reader {
    struct arena *arena;
    struct report *report;
    enum err result;
};

/* The tree of a request, to be released with json_decref(); line:column where it is no JSON. */
MUST_CHECK enum err calc_request_load(const char *bytes, size_t len, struct report *report,
                                      json_t **ret);

/* A whole request into `ret` by `read`; ERR_INPUT when it is no JSON or `read` found a fault. */
typedef void (*calc_read_fn)(struct calc_reader *r, const json_t *root, void *ret);
MUST_CHECK enum err calc_request_into(const char *bytes, size_t len, struct arena *arena,
                                      struct report *report, calc_read_fn read, void *ret);

/* "/household/members/0/birth_date", appended; nothing for the root. */
void calc_pointer(const struct calc_place *at, struct textbuf *to);
void calc_fault(struct calc_reader *r, const struct calc_place *at, const char *what);

/* An object with no other keys than these. */
bool calc_is_object(struct calc_reader *r, const struct calc_place *at, const json_t *v,
                    const char *const *keys, size_t count);
#define CALC_IS_OBJECT(r, at, v, keys) calc_is_object((r), (at), (v), (keys), COUNT_OF(keys))

/* False, with a fault, when the value is no such thing; *ret is then untouched. */
bool calc_read_amount(struct calc_reader *r, const struct calc_place *at, const json_t *v,
                      int64_t least, int64_t *ret); /* least ... 10^12 */
bool calc_read_bool(struct calc_reader *r, const struct calc_place *at, const json_t *v, bool *ret);
bool calc_read_date(struct calc_reader *r, const struct calc_place *at, const json_t *v, date *ret);
bool calc_read_rate(struct calc_reader *r, const struct calc_place *at, const json_t *v,
                    int64_t *ret_millionths);

/* Under a key of an object where it must stand. */
bool calc_need_date(struct calc_reader *r, const struct calc_place *up, const json_t *object,
                    const char *key, date *ret);
bool calc_need_amount(struct calc_reader *r, const struct calc_place *up, const json_t *object,
                      const char *key, int64_t *ret);
/* Under a key where it may stand; *ret keeps its value when the key is absent. */
void calc_may_amount(struct calc_reader *r, const struct calc_place *up, const json_t *object,
                     const char *key, int64_t least, int64_t most, int64_t *ret);
void calc_may_bool(struct calc_reader *r, const struct calc_place *up, const json_t *object,
                   const char *key, bool *ret);

#endif
