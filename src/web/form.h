/*
 * Fields of a form or a query, and cookies: outside bytes, read once with a maximum of each.
 *
 * application/x-www-form-urlencoded only. A value is strict UTF-8 without control characters (a tab and
 * line ends are taken); anything else, a broken %XX, a name that stands twice or too many fields refuses
 * the whole form; `unread` then names the field, so that the answer can say which one to mend.
 */
#ifndef KOKUHO_WEB_FORM_H
#define KOKUHO_WEB_FORM_H

#include "base/arena.h"
#include "base/text.h"

#define FORM_FIELDS_MAX 64u
#define FORM_NAME_MAX 40u
#define FORM_VALUE_MAX 4096u
#define FORM_CHANGE_MAX 16384u /* of a field of a change, "v-...": as many characters as casework keeps */
#define FORM_TABLE_MAX (256u << 10) /* of the field "table": lines pasted from a spreadsheet */

struct form_field {
    struct text name, value; /* NUL-terminated in the arena */
};
struct form {
    size_t count;
    struct text unread;  /* a name that could be read, of a value that could not; "" = there is none */
    size_t unread_at;    /* what stands before it in the bytes is a form of ours */
    struct form_field fields[FORM_FIELDS_MAX];
};

/* False: not a form of ours; `ret` is then empty but for `unread`. */
bool form_parse(struct text bytes, struct arena *arena, struct form *ret);
/* The value, without blanks at both ends; empty when the field is missing. */
struct text form_value(const struct form *f, const char *name);
/* As typed, blanks too: a password. */
struct text form_raw(const struct form *f, const char *name);
bool form_has(const struct form *f, const char *name);
/* Digits within bounds, or false. */
bool form_number(const struct form *f, const char *name, int64_t min, int64_t max, int64_t *ret);
/* A count as a page shows it ("1,430") or as a person types it: commas and full-width digits, too. */
bool form_count(const struct form *f, const char *name, int64_t *ret);

/* The value of one cookie of a Cookie field; empty when missing or standing twice. */
struct text cookie_value(struct text field, const char *name);

#endif
