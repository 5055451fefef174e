/* 個人番号 in free words: groups of digits that add up to twelve, and the check digit. */
#include "base/personal_number.h"

#define GAP_MAX 3

static int digit_of(uint32_t c)
{
    return c >= '0' && c <= '9' ? (int)(c - '0') : c >= 0xFF10 && c <= 0xFF19 ? (int)(c - 0xFF10) : -1;
}

/* The blanks and dashes that people put between groups, each as one kind; 0 = anything else. */
static char gap_of(uint32_t c)
{
    bool is_blank = c == ' ' || c == 0x3000 || c == 0xA0 || (c >= 0x2000 && c <= 0x200A);
    bool is_dash = c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x30FC || c == 0xFF0D ||
                   c == 0xFF70 || c == '_';
    return is_blank ? ' ' : is_dash ? '-' : '\0';
}

/* 総務省令85号5条: weights 2..7 and again 2..6 from the lowest of the eleven digits. */
static bool is_right(const int digits[PERSONAL_NUMBER_DIGITS])
{
    int sum = 0, any = 0;
    for (int n = 1; n <= 11; n++) {
        sum += digits[11 - n] * (n <= 6 ? n + 1 : n - 5);
        any |= digits[11 - n];
    }
    int rest = sum % 11;
    return any != 0 && digits[11] == (rest <= 1 ? 0 : 11 - rest);
}

bool individual_number_is_valid(const char *digits, size_t len)
{
    int values[PERSONAL_NUMBER_DIGITS];

    if (len != PERSONAL_NUMBER_DIGITS) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if (digits[i] < '0' || digits[i] > '9') {
            return false;
        }
        values[i] = digits[i] - '0';
    }
    return is_right(values);
}

/* Reads the gap at *at; ' ' or '-' when it is of one kind, '+' when mixed, 0 when no digit follows one. */
static char gap_read(struct text t, size_t *at)
{
    size_t here = *at;
    char kind = '\0';
    for (int n = 0; n <= GAP_MAX && here < t.len; n++) {
        size_t before = here;
        uint32_t c = utf8_next(t.bytes, t.len, &here);
        char gap = gap_of(c);
        if (gap == '\0') {
            *at = before;
            return digit_of(c) >= 0 ? kind : '\0';
        }
        kind = kind == '\0' || kind == gap ? gap : '+';
    }
    return '\0';
}

static size_t group_read(struct text t, size_t *at, int digits[PERSONAL_NUMBER_DIGITS], size_t count)
{
    size_t n = 0, here = *at;
    while (here < t.len) {
        int d = digit_of(utf8_next(t.bytes, t.len, &here));
        if (d < 0) {
            break;
        }
        if (count + n < PERSONAL_NUMBER_DIGITS) {
            digits[count + n] = d;
        }
        n++;
        *at = here;
    }
    return n;
}

/* What stands before a group of digits: '\0', the kind of a gap that has a digit before it, or '+'. */
struct before {
    char gap;
    bool is_plus; /* of a telephone */
};

/* Groups from `at` on, a group's first digit. */
static bool number_at(struct text t, size_t at, struct before before, size_t *ret_end)
{
    int digits[PERSONAL_NUMBER_DIGITS];
    size_t count = 0, groups = 0;
    bool in_fours = true, is_even = true;
    char gap = '\0';

    while (count < PERSONAL_NUMBER_DIGITS) {
        size_t n = group_read(t, &at, digits, count);
        count += n;
        groups++;
        in_fours = in_fours && n == 4;
        if (count >= PERSONAL_NUMBER_DIGITS) {
            break;
        }
        char next = gap_read(t, &at);
        is_even = is_even && next != '+' && (gap == '\0' || gap == next);
        gap = next;
        if (next == '\0') {
            return false;
        }
    }
    *ret_end = at;
    if (count != PERSONAL_NUMBER_DIGITS || before.is_plus || !is_right(digits)) {
        return false;
    }
    bool is_whole = gap != before.gap && gap_read(t, &at) != gap; /* nothing of the same kind around it */
    return groups == 1 || in_fours || (is_even && is_whole);
}

bool personal_number_find(struct text words, size_t *at, size_t *ret_end)
{
    struct before before = {0};
    bool in_digits = false;

    for (size_t here = *at; here < words.len;) {
        size_t start = here, gap_at = here;
        uint32_t c = utf8_next(words.bytes, words.len, &here);
        if (digit_of(c) >= 0) {
            if (!in_digits && number_at(words, start, before, ret_end)) {
                *at = start;
                return true;
            }
            in_digits = true;
            continue;
        }
        before = (struct before){in_digits ? gap_read(words, &gap_at) : '\0', c == '+' || c == 0xFF0B};
        if (before.gap != '\0') {
            here = gap_at;
        }
        in_digits = false;
    }
    return false;
}

bool personal_number_stands_in(struct text words)
{
    size_t at = 0, end;
    return personal_number_find(words, &at, &end);
}

struct text personal_number_covered(struct text words, struct arena *arena)
{
    struct textbuf b;
    size_t done = 0, at = 0, end = 0;

    if (!personal_number_find(words, &at, &end)) {
        return words;
    }
    textbuf_init(&b, words.len * 3 + 1);
    do {
        textbuf_add(&b, words.bytes + done, at - done);
        while (at < end) {
            size_t from = at;
            if (digit_of(utf8_next(words.bytes, words.len, &at)) >= 0) {
                textbuf_puts(&b, "＊");
            } else {
                textbuf_add(&b, words.bytes + from, at - from);
            }
        }
        done = at;
    } while (personal_number_find(words, &at, &end));
    textbuf_add(&b, words.bytes + done, words.len - done);
    assert(!b.overflow);
    struct text covered = {arena_copy(arena, b.bytes, b.len), b.len};
    textbuf_done(&b);
    return covered;
}
