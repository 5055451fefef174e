/* Check digits: modulus 10, 11, 7 and 9, the OCR pair, CRC-16, and the numbers of the authorities. */
#include "interchange/check_digit.h"

static int digit(struct text t, size_t i) { return t.bytes[i] - '0'; }
/* The n-th digit from the right, n from 0. */
static int from_right(struct text t, size_t n) { return t.bytes[t.len - 1 - n] - '0'; }

bool digits_only(struct text t)
{
    for (size_t i = 0; i < t.len; i++) {
        if (t.bytes[i] < '0' || t.bytes[i] > '9') {
            return false;
        }
    }
    return t.len > 0;
}

/* payment_formats.md 8.3: from the right x3, x1, x3 ... */
int check_mod10w3(struct text base)
{
    int sum = 0;
    for (size_t n = 0; n < base.len; n++) {
        sum += from_right(base, n) * (n % 2 == 0 ? 3 : 1);
    }
    return (10 - sum % 10) % 10;
}

/* From the right x2, x1, ...; a product of two digits counts as their sum. */
int check_luhn(struct text base)
{
    int sum = 0;
    for (size_t n = 0; n < base.len; n++) {
        int product = from_right(base, n) * (n % 2 == 0 ? 2 : 1);
        sum += product / 10 + product % 10;
    }
    return (10 - sum % 10) % 10;
}

int check_mod11(struct text base)
{
    int sum = 0;
    for (size_t n = 0; n < base.len; n++) {
        sum += from_right(base, n) * (2 + (int)(n % 6));
    }
    int left = 11 - sum % 11;
    return left >= 10 ? 0 : left;
}

static int remainder_of(struct text base, int modulus)
{
    int r = 0;
    for (size_t i = 0; i < base.len; i++) {
        r = (r * 10 + digit(base, i)) % modulus;
    }
    return r;
}

int check_7dr(struct text base) { return remainder_of(base, 7); }
int check_7dsr(struct text base) { return (7 - remainder_of(base, 7)) % 7; }
int check_9dr(struct text base) { return remainder_of(base, 9); }

/* payment_formats.md 11.2: two runs of weights over the even and the odd positions. */
int check_ocr2(struct text base)
{
    static const int falling[] = {9, 8, 7, 6, 5, 4, 3, 2}, rising[] = {3, 4, 5, 6, 7, 8, 9, 2};
    int cd2 = 0, cd1 = 0;
    for (size_t i = 0; i < base.len; i++) {
        int d = digit(base, i);
        size_t step = i / 2 % 8;
        cd2 += i % 2 == 0 ? d * falling[step] : d;
        cd1 += i % 2 == 0 ? d : d * rising[step];
    }
    cd2 %= 10;
    cd1 = (cd1 + 2 * cd2) % 11;
    return (cd1 == 10 ? 0 : cd1) * 10 + cd2;
}

uint32_t crc16_ccitt(const char *bytes, size_t len)
{
    uint32_t crc = 0xFFFF;
    for (size_t i = 0; i < len; i++) {
        crc ^= (uint32_t)(unsigned char)bytes[i] << 8;
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc & 0x8000) != 0 ? (crc << 1 ^ 0x1021) & 0xFFFF : crc << 1;
        }
    }
    return crc;
}

static bool last_is(struct text t, int (*check)(struct text))
{
    return t.len >= 2 && digits_only(t) &&
           check((struct text){t.bytes, t.len - 1}) == digit(t, t.len - 1);
}

bool mod10w3_holds(struct text t) { return last_is(t, check_mod10w3); }
bool luhn_holds(struct text t) { return last_is(t, check_luhn); }
bool mod11_holds(struct text t) { return last_is(t, check_mod11); }
bool r7_holds(struct text t) { return last_is(t, check_7dr); }
bool s7_holds(struct text t) { return last_is(t, check_7dsr); }
bool r9_holds(struct text t) { return last_is(t, check_9dr); }

bool ocr2_holds(struct text t)
{
    return t.len >= 3 && digits_only(t) &&
           check_ocr2((struct text){t.bytes + 2, t.len - 2}) == digit(t, 0) * 10 + digit(t, 1);
}

bool crc16_holds(struct text t)
{
    int64_t written;
    return t.len > 5 && digits_only((struct text){t.bytes + t.len - 5, 5}) &&
           parse_i64(t.bytes + t.len - 5, 5, 0, 65535, &written) &&
           crc16_ccitt(t.bytes, t.len - 5) == (uint32_t)written;
}

/* 法人番号の指定等に関する省令（財務省令70号）: 9 - (sum mod 9), weights 1 and 2 from the right. */
bool corporate_number_holds(struct text t)
{
    int sum = 0;
    if (t.len != 13 || !digits_only(t)) {
        return false;
    }
    for (size_t n = 0; n < 12; n++) {
        sum += from_right(t, n) * (n % 2 == 0 ? 1 : 2);
    }
    return digit(t, 0) == 9 - sum % 9;
}

/* Weights 6 5 4 3 2; the last digit of 11 - remainder: remainder 0 gives 1, remainder 1 gives 0. */
bool municipality_holds(struct text t)
{
    int sum = 0;
    if (t.len != 6 || !digits_only(t)) {
        return false;
    }
    for (size_t i = 0; i < 5; i++) {
        sum += digit(t, i) * (6 - (int)i);
    }
    int prefecture = digit(t, 0) * 10 + digit(t, 1);
    return prefecture >= 1 && prefecture <= 47 && digit(t, 5) == (11 - sum % 11) % 10;
}

bool insurer_holds(struct text t) { return (t.len == 6 || t.len == 8) && luhn_holds(t); }
