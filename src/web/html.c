/* Pages: escaping by context, numbers and days as people read them, paths of our own. */
#include "web/html.h"

#include <inttypes.h>

void html_init(struct html *h)
{
    *h = (struct html){.csrf = ""};
    textbuf_init(&h->page, HTML_BYTES_MAX);
}

void html_done(struct html *h) { textbuf_done(&h->page); }

void html_markup(struct html *out, const char *markup) { textbuf_puts(&out->page, markup); }

void html_text(struct html *out, struct text value)
{
    size_t from = 0;
    for (size_t i = 0; i < value.len; i++) {
        const char *escape = NULL;
        switch (value.bytes[i]) {
        case '&': escape = "&amp;"; break;
        case '<': escape = "&lt;"; break;
        case '>': escape = "&gt;"; break;
        case '"': escape = "&quot;"; break;
        case '\'': escape = "&#39;"; break;
        default: break;
        }
        if (escape != NULL) {
            textbuf_add(&out->page, value.bytes + from, i - from);
            textbuf_puts(&out->page, escape);
            from = i + 1;
        }
    }
    textbuf_add(&out->page, value.bytes + from, value.len - from);
}

void html_string(struct html *out, const char *value) { html_text(out, text_of(value)); }

void html_number(struct html *out, int64_t value) { textbuf_printf(&out->page, "%" PRId64, value); }

void html_count(struct html *out, uint64_t value) { textbuf_printf(&out->page, "%" PRIu64, value); }

void html_yen(struct html *out, yen value)
{
    char buf[40];
    size_t n = yen_format(value, buf, sizeof(buf));
    textbuf_add(&out->page, buf, n);
}

void html_era(struct html *out, date value)
{
    char buf[DATE_TEXT_BYTES];
    if (!date_is_none(value)) {
        textbuf_add(&out->page, buf, date_format_era(value, buf));
    }
}

void html_postal(struct html *out, struct text value)
{
    if (value.len == 0) {
        return;
    }
    html_string(out, "〒");
    if (value.len != 7) {
        html_text(out, value);
        return;
    }
    html_text(out, (struct text){value.bytes, 3});
    html_string(out, "-");
    html_text(out, (struct text){value.bytes + 3, 4});
}

void html_era_short(struct html *out, date value)
{
    char buf[DATE_TEXT_BYTES];
    if (!date_is_none(value)) {
        textbuf_add(&out->page, buf, date_format_era_short(value, buf));
    }
}

void html_fiscal_year(struct html *out, int64_t first_year)
{
    char buf[DATE_TEXT_BYTES];
    if (first_year <= 0) {
        html_string(out, "—");
        return;
    }
    assert(first_year <= INT16_MAX);
    textbuf_add(&out->page, buf, fiscal_year_format_era((fiscal_year){(int16_t)first_year}, buf));
}

void html_iso(struct html *out, date value)
{
    char buf[DATE_TEXT_BYTES];
    if (!date_is_none(value)) {
        textbuf_add(&out->page, buf, date_format_iso(value, buf));
    }
}

void html_born(struct html *out, register_day value)
{
    char buf[DATE_TEXT_BYTES];
    if (register_day_is_valid(value.ymd)) {
        textbuf_add(&out->page, buf, register_day_format_era(value, buf));
    } else {
        html_string(out, "不詳");
    }
}

void html_url(struct html *out, struct url value) { html_string(out, value.path); }

struct url url_of(const char *path)
{
    struct url u;
    size_t n = strlen(path);
    assert(path[0] == '/' && n < sizeof(u.path));
    memcpy(u.path, path, n + 1);
    return u;
}

struct url url_place(const char *letter, uint64_t number)
{
    struct url u;
    int n = snprintf(u.path, sizeof(u.path), "#%s%" PRIu64, letter, number);
    assert(n > 1 && n < (int)sizeof(u.path));
    return u;
}

struct url url_at(struct url base, const char *id)
{
    size_t n = strlen(base.path);
    int m = snprintf(base.path + n, sizeof(base.path) - n, "#%s", id);
    assert(m > 1 && n + (size_t)m < sizeof(base.path));
    return base;
}

struct url url_number(const char *path, int64_t number)
{
    struct url u;
    int n = snprintf(u.path, sizeof(u.path), "%s%" PRId64, path, number);
    assert(path[0] == '/' && n > 0 && n < (int)sizeof(u.path));
    return u;
}

struct url url_with(struct url base, const char *name, const char *value)
{
    struct textbuf b;
    textbuf_init(&b, sizeof(base.path) - 1);
    textbuf_puts(&b, base.path);
    textbuf_puts(&b, strchr(base.path, '?') == NULL ? "?" : "&");
    textbuf_puts(&b, name);
    textbuf_puts(&b, "=");
    for (const char *p = value; *p != '\0'; p++) {
        bool plain = (*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
                     *p == '-' || *p == '.' || *p == '_';
        if (plain) {
            textbuf_add(&b, p, 1);
        } else {
            textbuf_printf(&b, "%%%02X", (unsigned)(unsigned char)*p);
        }
    }
    struct url u = base;
    if (!b.overflow) { /* a value that is too long is left out: the page then shows everything */
        u = url_of(b.bytes);
    }
    textbuf_done(&b);
    return u;
}

struct url url_with_number(struct url base, const char *name, int64_t value)
{
    char digits[24];
    snprintf(digits, sizeof(digits), "%" PRId64, value);
    return url_with(base, name, digits);
}
