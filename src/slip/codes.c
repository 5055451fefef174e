/* 納付書の番号 -- what each channel reads off a slip (payment_formats.md 8.1, 8.5, 10.3, 11, 13). */
#include "slip/slip.h"

#include "base/hash.h"
#include "interchange/check_digit.h"

#include <inttypes.h>

#define STORE_AMOUNT_MAX 999999 /* six digits */
#define AGENCY_OF_LOCAL_TAX "13800"

/* The 16 digits of ours in the collector's free area. */
static void free_area(const struct slip *s, char ret[17])
{
    int n = snprintf(ret, 17, "%02d%1d%08" PRId64 "%02d%1d%02d", s->levy_year % 100, (int)s->class,
                     s->notice_no, s->instalment, (int)s->kind, s->serial);
    assert(n == 16);
}

bool slip_barcode(const struct slip_form *f, const struct slip *s, char ret[45])
{
    char key[17];
    struct civil limit = date_civil(s->usable_until);

    if (s->amount <= 0 || s->amount > f->amount_max || s->amount > STORE_AMOUNT_MAX) {
        return false;
    }
    free_area(s, key);
    /* AI 91 | company 6 | client 5, ours 16 | reissue 1 | limit 6 | stamp 1 | amount 6 | check 1 */
    int n = snprintf(ret, 45, "91%s%s%s%d%02d%02d%02d0%06" PRId64, f->gs1_company, f->client_code, key,
                     slip_reissue_digit(s), limit.year % 100, limit.month, limit.day, s->amount);
    assert(n == 43);
    ret[43] = gs1_128_check_digit(ret);
    ret[44] = '\0';
    return true;
}

void slip_pay_number(const struct slip *s, char ret[21])
{
    int n = snprintf(ret, 21, "%04d%02d%08" PRId64 "%02d%03d", s->levy_year, (int)s->class, s->notice_no,
                     s->instalment, s->serial);
    assert(n == 19);
    ret[19] = (char)('0' + check_mod10w3((struct text){ret, 19}));
    ret[20] = '\0';
}

void slip_confirm(const struct slip_form *f, const struct slip *s, char ret[7])
{
    char number[21];
    unsigned char digest[SHA256_BYTES];
    struct sha256 sum;
    uint64_t value = 0;

    slip_pay_number(s, number);
    sha256_init(&sum);
    sha256_add(&sum, f->confirm_key, sizeof(f->confirm_key));
    sha256_add(&sum, number, 20);
    sha256_done(&sum, digest);
    for (size_t i = 0; i < 8; i++) {
        value = value << 8 | digest[i];
    }
    int n = snprintf(ret, 7, "%06" PRIu64, value % 1000000);
    assert(n == 6);
}

/* CD1 and CD2 stand in front of the digits they are made of. */
static void with_check(const char *base, size_t len, char *ret)
{
    assert(strlen(base) == len);
    int n = snprintf(ret, len + 3, "%02d%s", check_ocr2((struct text){base, len}), base);
    assert(n == (int)len + 2);
}

static void collector_lines(const struct slip_form *f, const struct slip *s, char upper[40], char lower[45])
{
    char base[48], key[17];

    snprintf(base, sizeof(base), "%s%011" PRId64 "2%09d%s", f->giro_account, s->amount, 0, f->client_code);
    with_check(base, 37, upper);
    free_area(s, key);
    snprintf(base, sizeof(base), "%s%d%09d%s%s%08d", key, slip_reissue_digit(s), 0, f->gs1_company + 1,
             f->ocr_control, 0);
    with_check(base, 42, lower);
}

static void elqr_lines(const struct slip_form *f, const struct slip *s, char upper[40], char lower[45])
{
    char base[48], number[21];

    snprintf(base, sizeof(base), "%s%011" PRId64 "2" AGENCY_OF_LOCAL_TAX "0%s00000", f->giro_account,
             s->amount, f->elqr_item);
    with_check(base, 37, upper);
    slip_pay_number(s, number);
    snprintf(base, sizeof(base), "%s%s0%s%03d%07d", number, s->confirm, f->elqr_body, 0, 0);
    with_check(base, 42, lower);
}

void slip_ocr_lines(const struct slip_form *f, const struct slip *s, char ret_upper[40], char ret_lower[45])
{
    if (f->elqr_item != NULL) {
        elqr_lines(f, s, ret_upper, ret_lower);
    } else {
        collector_lines(f, s, ret_upper, ret_lower);
    }
}

bool slip_elqr(const struct slip_form *f, const struct slip *s, char ret[256])
{
    char upper[40], lower[45];

    if (f->elqr_item == NULL) {
        return false;
    }
    slip_ocr_lines(f, s, upper, lower);
    /* 00 version | 01 dynamic | 27 agency, lines | 54 amount | 62 years, instalment, days | 80 | 63 CRC */
    int n = snprintf(ret, 256,
                     "000201"
                     "010212"
                     "2796"
                     "0005" AGENCY_OF_LOCAL_TAX "0183%s%s"
                     "5411%011" PRId64 "6226%04d%04d%02d%08d%08d"
                     "8085%085d"
                     "6305",
                     upper, lower, s->amount, s->levy_year, s->levy_year, s->instalment, date_ymd(s->due),
                     date_ymd(s->usable_until), 0);
    assert(n == 250);
    n = snprintf(ret + 250, 6, "%05u", (unsigned)crc16_ccitt(ret, 250));
    assert(n == 5);
    return true;
}
