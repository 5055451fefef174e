/* 窓口の書き方 -- amounts, days and notices as a resident brings them and a clerk types them. */
#include "trial/trial.h"

#define TYPED_MAX 200

/* Full-width ASCII and the wide blank become what they stand for; △ and ▲ a minus. False: too long. */
static bool narrow(struct text typed, char ret[TYPED_MAX + 4], size_t *ret_len)
{
    size_t n = 0, at = 0;

    while (at < typed.len) {
        uint32_t c = utf8_next(typed.bytes, typed.len, &at);
        if (c >= 0xFF01 && c <= 0xFF5E) {
            c -= 0xFEE0;
        } else if (c == 0x3000 || c == '\t') {
            c = ' ';
        } else if (c == 0x25B3 || c == 0x25B2 || c == 0x2212 || c == 0x2010 || c == 0x2013) {
            c = '-';
        } else if (c == 0x301C || c == 0x2019 || c == 0x3001) {
            c = c == 0x301C ? '~' : ',';
        }
        if (n + 4 > TYPED_MAX) {
            return false;
        }
        n += utf8_encode(c, ret + n);
    }
    while (n > 0 && ret[n - 1] == ' ') {
        n--;
    }
    ret[n] = '\0';
    *ret_len = n;
    return true;
}

/* Takes `word` off the beginning. */
static bool take(const char **at, const char *word)
{
    size_t len = strlen(word);

    if (strncmp(*at, word, len) != 0) {
        return false;
    }
    *at += len;
    return true;
}

static const char *skip_blanks(const char *at)
{
    while (*at == ' ') {
        at++;
    }
    return at;
}

/* -------------------------------------------------------------------------------------- amounts ---- */

static const struct amount_unit {
    const char *word;
    yen value;
} units[] = {{"億", 100000000}, {"百万", 1000000}, {"万", 10000}, {"m", 10000}, {"M", 10000}, {"千", 1000}};

/* 356.5 of a unit: digits, then a fraction of at most six digits that comes out whole. */
static bool read_number(const char **at, int64_t *ret_whole, int64_t *ret_millionths)
{
    int64_t whole = 0, part = 0, scale = 1000000;
    size_t digits = 0;

    for (; (**at >= '0' && **at <= '9') || (**at == ',' && digits > 0); (*at)++) {
        if (**at == ',') {
            continue;
        }
        if (++digits > 13) {
            return false;
        }
        whole = whole * 10 + (**at - '0');
    }
    if (digits > 0 && **at == '.') {
        for ((*at)++; **at >= '0' && **at <= '9' && scale > 1; (*at)++) {
            scale /= 10;
            part += (**at - '0') * scale;
        }
    }
    *ret_whole = whole;
    *ret_millionths = part;
    return digits > 0;
}

static bool read_amount(const char *at, yen *ret)
{
    yen sum = 0, last = YEN_MAX;
    bool is_negative = take(&at, "-"), any = false;

    while (*at != '\0' && strcmp(at, "円") != 0) {
        int64_t whole, part;
        yen unit = 1;
        if (!read_number(&at, &whole, &part)) {
            return false;
        }
        for (size_t i = 0; i < COUNT_OF(units); i++) {
            if (take(&at, units[i].word)) {
                unit = units[i].value;
                break;
            }
        }
        if (unit >= last || whole > YEN_MAX / unit || part * unit % 1000000 != 0) {
            return false; /* 万 behind 億 only; no part of a yen */
        }
        sum += whole * unit + part * unit / 1000000;
        last = unit;
        any = true;
    }
    if (!any || sum > YEN_MAX) {
        return false;
    }
    *ret = is_negative ? -sum : sum;
    return true;
}

bool trial_amount_parse(struct text typed, yen *ret)
{
    char text[TYPED_MAX + 4];
    size_t len;

    return narrow(typed, text, &len) && read_amount(skip_blanks(text), ret);
}

bool trial_income_parse(struct text typed, enum trial_spelling *ret, yen *ret_amount)
{
    char text[TYPED_MAX + 4];
    size_t len;

    *ret_amount = 0;
    if (!narrow(typed, text, &len)) {
        return false;
    }
    const char *at = skip_blanks(text);
    if (*at == '\0') {
        *ret = TRIAL_BLANK;
        return true;
    }
    if (strcmp(at, "?") == 0 || strcmp(at, "不明") == 0) {
        *ret = TRIAL_NOT_KNOWN;
        return true;
    }
    *ret = TRIAL_REVENUE;
    if (take(&at, "所得") || take(&at, "s") || take(&at, "S")) {
        *ret = TRIAL_INCOME;
    } else {
        (void)take(&at, "収入");
    }
    return read_amount(skip_blanks(at), ret_amount) && *ret_amount >= 0;
}

/* ----------------------------------------------------------------------------------------- days ---- */

static size_t word_len(const char *at)
{
    size_t n = 0;

    while (at[n] != '\0' && at[n] != ' ' && at[n] != ',') {
        n++;
    }
    return n;
}

static bool read_notice(const char *at, size_t len, int this_year, struct trial_notices *ret)
{
    char word[TYPED_MAX + 4];
    const char *p = word;

    memcpy(word, at, len);
    word[len] = '\0';
    bool is_multiple = take(&p, "多胎") || take(&p, "bb");
    if (is_multiple || take(&p, "産") || take(&p, "b")) {
        ret->is_multiple_birth = is_multiple;
        return date_is_none(ret->expected_birth) &&
               date_parse_typed(p, strlen(p), this_year, &ret->expected_birth);
    }
    bool has_code = len > 2 && p[0] >= '1' && p[0] <= '9' && p[1] >= '0' && p[1] <= '9';
    if (!has_code || ret->reason_code != 0) {
        return false;
    }
    ret->reason_code = (p[0] - '0') * 10 + (p[1] - '0');
    p += 2;
    while (*p == '/' || *p == ':') {
        p++;
    }
    return date_parse_typed(p, strlen(p), this_year, &ret->separated_on);
}

bool trial_notices_parse(struct text typed, int this_year, struct trial_notices *ret)
{
    char text[TYPED_MAX + 4];
    size_t len;

    *ret = (struct trial_notices){.separated_on = date_none(), .expected_birth = date_none()};
    if (!narrow(typed, text, &len)) {
        return false;
    }
    for (const char *at = text; *at != '\0';) {
        size_t n = word_len(at);
        if (n > 0 && !read_notice(at, n, this_year, ret)) {
            return false;
        }
        at += n;
        at += *at != '\0';
    }
    return true;
}

/* The sign between two days; days like 2026-08-01 hold two of them each. NULL: one day alone. */
static const char *range_sign(const char *text)
{
    const char *signs[8];
    size_t count = 0, len = strlen(text);

    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '~') {
            return at;
        }
        if (*at == '-' && count < COUNT_OF(signs)) {
            signs[count++] = at;
        }
    }
    if (count > 0 && (signs[0] == text || count == 1)) {
        return signs[0];
    }
    if (count > 0 && signs[count - 1] == text + len - 1) {
        return signs[count - 1];
    }
    return count == 5 ? signs[2] : NULL;
}

bool trial_period_parse(struct text typed, int this_year, date *ret_from, date *ret_until)
{
    char text[TYPED_MAX + 4];
    size_t len;

    *ret_from = *ret_until = date_none();
    if (!narrow(typed, text, &len)) {
        return false;
    }
    const char *at = skip_blanks(text);
    if (*at == '\0') {
        return true;
    }
    const char *sign = range_sign(at);
    if (sign == NULL) { /* one day alone: from then on */
        return date_parse_typed(at, strlen(at), this_year, ret_from);
    }
    size_t before = (size_t)(sign - at);
    const char *behind = skip_blanks(sign + 1);
    while (before > 0 && at[before - 1] == ' ') {
        before--;
    }
    return (before > 0 || *behind != '\0') &&
           (before == 0 || date_parse_typed(at, before, this_year, ret_from)) &&
           (*behind == '\0' || date_parse_typed(behind, strlen(behind), this_year, ret_until)) &&
           (date_is_none(*ret_from) || date_is_none(*ret_until) || date_before(*ret_from, *ret_until));
}
