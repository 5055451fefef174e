/*
 * What compiled templates write to: a bounded page, escaped unless it is markup of the template itself.
 *
 * Values are escaped by their type: `{{ x }}` becomes html_value(out, x). URLs are made by url_printf() only,
 * which percent-encodes its words, and stand only in URL attributes.
 */
#ifndef KOKUHO_WEB_HTML_H
#define KOKUHO_WEB_HTML_H

#include "base/date.h"
#include "base/text.h"
#include "base/yen.h"

#define HTML_BYTES_MAX (8u << 20)

struct html {
    struct textbuf page;
    const char *csrf;      /* of the session, for forms */
};

/* A path of our own: begins with "/", its parts percent-encoded. */
struct url {
    char path[512];
};

void html_init(struct html *h);
void html_done(struct html *h);

void html_markup(struct html *out, const char *markup);
void html_text(struct html *out, struct text value);
void html_string(struct html *out, const char *value);
void html_number(struct html *out, int64_t value);
void html_count(struct html *out, uint64_t value);
void html_yen(struct html *out, yen value);        /* 1,234,567 */
void html_era(struct html *out, date value);       /* 令和8年4月1日; nothing for date_none() */
void html_era_short(struct html *out, date value); /* R8.4.1 */
void html_fiscal_year(struct html *out, int64_t first_year); /* 令和8年度; 0: — */
void html_iso(struct html *out, date value);       /* 2026-04-01 */
void html_postal(struct html *out, struct text value); /* 〒160-0023; as it is when these are no 7 bytes */
void html_born(struct html *out, register_day value);
void html_url(struct html *out, struct url value);

#define html_value(out, value)                                                                     \
    _Generic((value), struct text: html_text, char *: html_string, const char *: html_string,      \
             int: html_number, unsigned: html_number, long: html_number, long long: html_number,   \
             unsigned long: html_count, unsigned char: html_number, unsigned short: html_number,  \
             short: html_number)((out), (value))

/* "/household/%lld" with numbers only, or one text that is percent-encoded after `?name=`. */
struct url url_of(const char *path);
/* A place on the same page: "#t12". */
struct url url_place(const char *letter, uint64_t number);
struct url url_at(struct url base, const char *id); /* ...#id */
struct url url_number(const char *path, int64_t number);
struct url url_with(struct url base, const char *name, const char *value);
struct url url_with_number(struct url base, const char *name, int64_t value);

#endif
