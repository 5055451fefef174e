/* A Zengin 91 file to take apart: five records of payment_formats.md 3.7. */
#ifndef KOKUHO_TEST_INTERCHANGE_ZENGIN_H
#define KOKUHO_TEST_INTERCHANGE_ZENGIN_H

#include "tests/interchange/helper.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"

struct zengin {
    char records[8][121];
    size_t count;
};

static void put(char *record, size_t pos, const char *text)
{
    memcpy(record + pos - 1, text, strlen(text));
}

static char *new_record(struct zengin *z)
{
    char *r = z->records[z->count++];
    memset(r, ' ', 120);
    r[120] = '\0';
    return r;
}

/* The customer number of instalment n: 19 digits and their check digit. */
static void customer_number(int n, char buf[21])
{
    int len = snprintf(buf, 21, "202501%010d%02d1", 12345, n);
    assert_int_equal(len, 19);
    int sum = 0;
    for (int i = 0; i < 19; i++) {
        sum += (buf[18 - i] - '0') * (i % 2 == 0 ? 3 : 1);
    }
    buf[19] = (char)('0' + (10 - sum % 10) % 10);
    buf[20] = '\0';
}

/* `results`: five digits, or "00000" with the request's trailer when is_request. */
static void zengin_make(struct zengin *z, const char *results, bool is_request)
{
    static const int amounts[] = {12340, 8000, 25600, 100, 56789};
    int total = 0, done = 0, n_done = 0;
    char text[64];

    z->count = 0;
    char *h = new_record(z);
    put(h, 1, "19101310400001");
    /* ｼﾝｼﾞﾕｸｸ */
    put(h, 15, "\xBC\xDD\xBC\xDE\xD5\xB8\xB8");
    put(h, 55, "06300001");
    put(h, 78, "001");
    for (int i = 0; i < 5; i++) {
        char *d = new_record(z);
        char number[21];
        put(d, 1, "20001");
        put(d, 21, "001");
        snprintf(text, sizeof(text), "1%07d", 1234567 + i);
        put(d, 43, text);
        /* ﾔﾏﾀﾞ ﾀﾛｳ */
        put(d, 51, "\xD4\xCF\xC0\xDE \xC0\xDB\xB3");
        snprintf(text, sizeof(text), "%010d0", amounts[i]);
        put(d, 81, text);
        customer_number(i + 1, number);
        put(d, 92, number);
        d[111] = results[i];
        total += amounts[i];
        done += results[i] == '0' ? amounts[i] : 0;
        n_done += results[i] == '0';
    }
    char *t = new_record(z);
    char trailer[80]; /* six numbers, each as long as an int may be */
    snprintf(trailer, sizeof(trailer), "8%06d%012d%06d%012d%06d%012d", 5, total, is_request ? 0 : n_done,
             is_request ? 0 : done, is_request ? 0 : 5 - n_done, is_request ? 0 : total - done);
    put(t, 1, trailer);
    put(new_record(z), 1, "9");
}

static const char *zengin_file(const struct zengin *z, const char *terminator, const char *tail)
{
    static char bytes[2048];
    size_t len = 0;
    for (size_t i = 0; i < z->count; i++) {
        memcpy(bytes + len, z->records[i], 120);
        len += 120;
        memcpy(bytes + len, terminator, strlen(terminator));
        len += strlen(terminator);
    }
    memcpy(bytes + len, tail, strlen(tail));
    len += strlen(tail);
    return write_bytes("zengin.dat", bytes, len);
}

#pragma GCC diagnostic pop

#endif
