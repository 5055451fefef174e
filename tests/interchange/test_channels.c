/*
 * The files of the payment channels (CO-03 to CO-08, CO-15, PX-01 to PX-11, PX-17, PX-19): each sample was set
 * byte by byte from the fact sheets by channels/make.py and not by our writer. It is read without a fault and
 * a warning and written back the same to the byte; what is spoiled in it is refused with its place.
 */
#include "tests/interchange/helper.h"

#include "base/share.h"
static const struct layout_param base_day[] = {{"base_day", {"20250625", 8}}};
static const struct layout_param reiwa_day[] = {{"base_day", {"20190507", 8}}};
static const struct layout_param year_end[] = {{"base_day", {"20251225", 8}}};

/* One sample: its records, what the receipt counts, and where its totals stand (0: it has none). */
static const struct sample {
    const char *layout, *file;
    const struct layout_param *param;
    int64_t records, data, amount;
    size_t len;           /* of a record with its line end; 0: separated */
    size_t trailer;       /* record with count and sum, from 0 */
    size_t count_at, sum_at; /* positions of the last digits, from 1 */
    size_t text_at;       /* position of a text in record 1 */
} samples[] = {
    {"zengin-91-request", "zengin-91-request.dat", base_day, 8, 5, 102829, 122, 6, 7, 19, 51},
    {"zengin-91-result", "zengin-91-result.dat", year_end, 14, 9, 148869, 122, 6, 7, 19, 51},
    {"zengin-91-request-ebcdic", "zengin-91-request-ebcdic.dat", base_day, 8, 5, 102829, 120, 6, 7, 19, 51},
    {"zengin-91-result-ebcdic", "zengin-91-result-ebcdic.dat", base_day, 8, 5, 102829, 120, 6, 7, 19, 51},
    {"zengin-91-request-jpbank", "zengin-91-request-jpbank.dat", base_day, 6, 3, 45940, 122, 4, 7, 19, 51},
    {"zengin-91-result-jpbank", "zengin-91-result-jpbank.dat", base_day, 7, 4, 46040, 122, 5, 7, 19, 51},
    {"zengin-21", "zengin-21.dat", base_day, 6, 3, 17250, 122, 4, 7, 19, 51},
    {"zengin-01", "zengin-01.dat", reiwa_day, 6, 3, 151200, 202, 4, 7, 19, 50},
    {"zengin-03", "zengin-03.dat", year_end, 6, 3, 67200, 202, 4, 7, 20, 82},
    {"cvs-csv13", "cvs-csv13.csv", NULL, 3, 3, 320340, 0, 0, 0, 0, 0},
    {"cvs-fixed120-a", "cvs-fixed120-a.dat", NULL, 6, 3, 320340, 122, 4, 7, 19, 97},
    {"cvs-fixed120-b", "cvs-fixed120-b.dat", NULL, 9, 4, 320840, 122, 4, 7, 19, 0},
    {"mobile-bank", "mobile-bank.dat", NULL, 5, 2, 20340, 122, 3, 7, 19, 97},
    {"mobile-card", "mobile-card.dat", NULL, 6, 3, 320340, 122, 4, 7, 19, 97},
    {"card-agent-payin", "card-agent-payin.csv", NULL, 2, 2, 20840, 0, 0, 0, 0, 0},
    {"pay-easy-claims", "pay-easy-claims.dat", NULL, 6, 3, 20440, 202, 4, 9, 23, 64},
    {"pay-easy-withdraw", "pay-easy-withdraw.dat", NULL, 6, 3, 20440, 202, 4, 9, 23, 64},
    {"pay-easy-answer", "pay-easy-answer.dat", NULL, 6, 3, 20440, 202, 4, 9, 23, 64},
    {"pay-easy-receipts", "pay-easy-receipts.dat", NULL, 6, 3, 28540, 202, 4, 9, 23, 87},
    {"claim-event", "claim-event.csv", NULL, 3, 3, 20440, 0, 0, 0, 0, 0},
    {"ocr-slip", "ocr-slip.dat", NULL, 4, 2, 20440, 122, 0, 23, 35, 82},
    {"ocr-refund", "ocr-refund.dat", NULL, 3, 1, 0, 122, 0, 23, 0, 40},
    {"branch-counter", "branch-counter.csv", NULL, 7, 3, 28540, 0, 0, 0, 0, 0},
    {"mandate-list", "mandate-list.csv", NULL, 2, 2, 0, 0, 0, 0, 0, 0},
    {"payin-sheet", "payin-sheet.csv", NULL, 3, 3, 32680, 0, 0, 0, 0, 0},
    {"elqr", "elqr.csv", NULL, 2, 2, 20440, 0, 0, 0, 0, 0},
    {"elqr-code", "elqr-code.dat", NULL, 2, 2, 51840, 257, 0, 0, 0, 0},
    {"pension-withholding-result", "pension-withholding-result.dat", NULL, 4, 2, 20700, 502, 3, 30, 41, 45},
    {"receipt-event", "receipt-event.csv", NULL, 3, 3, 32780, 0, 0, 0, 0, 0},
};

static const char *sample_path(const char *file)
{
    static char path[512];
    snprintf(path, sizeof(path), "%s/tests/interchange/channels/%s", share_folder(), file);
    return path;
}

struct copying {
    struct layout_writer *writer;
    int64_t held;
};

static enum err copy_record(void *context, const struct record *r, struct report *report)
{
    struct copying *c = context;
    c->held += r->hold_code != NULL;
    return layout_write_record(c->writer, r->kind, r->fields, report);
}

static void each_sample_is_written_back_to_the_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        const struct sample *s = &samples[i];
        const struct layout *l = shared_layout(s->layout);
        const struct layout_options options = {.params = s->param, .param_count = s->param != NULL};
        struct copying c = {.held = 0};
        struct file_receipt receipt;
        struct report report;
        size_t was_len, is_len;
        report_init(&report);
        char *was = read_bytes_of(sample_path(s->file), &was_len);
        const char *to = test_path("again");
        assert_int_equal(layout_writer_open_with(l, to, &options, &report, &c.writer), ERR_NONE);
        enum err e = layout_read_file_with(l, sample_path(s->file), &options, copy_record, &c, &report, &receipt);
        for (size_t k = 0; k < report.kept; k++) { /* the only line there may be: a rule without its param */
            if (strstr(report.lines[k], "与えられていない") == NULL) {
                fail_msg("%s: %s", s->layout, report.lines[k]);
            }
        }
        assert_int_equal(e, ERR_NONE);
        assert_int_equal(layout_writer_close(c.writer, &report, NULL), ERR_NONE);
        char *is = read_bytes_of(to, &is_len);
        if (was_len != is_len || memcmp(was, is, was_len) != 0) {
            size_t at = 0;
            while (at < was_len && at < is_len && was[at] == is[at]) {
                at++;
            }
            fail_msg("%s differs at byte %zu", s->layout, at + 1);
        }
        if (receipt.records != s->records || receipt.data_records != s->data || receipt.amount_sum != s->amount) {
            fail_msg("%s: %lld records, %lld of data, %lld yen", s->layout, (long long)receipt.records,
                     (long long)receipt.data_records, (long long)receipt.amount_sum);
        }
        assert_int_equal(c.held, 0);
        free(was);
        free(is);
        report_done(&report);
    }
}

/* The sample with one byte changed or its end cut off. */
static void read_spoiled(const struct sample *s, size_t at, int change, size_t keep, struct reading *r)
{
    const struct layout_options options = {.params = s->param, .param_count = s->param != NULL};
    size_t len;
    char *bytes = read_bytes_of(sample_path(s->file), &len);
    assert_true(at < len && keep <= len);
    if (change > 0xFF) { /* the digit, one more or less; the same step in EBCDIC */
        bytes[at] = (char)(bytes[at] + ((bytes[at] & 0x0F) == 9 ? -1 : 1));
    } else if (change >= 0) {
        bytes[at] = (char)change;
    }
    const char *path = write_bytes("spoiled", bytes, keep > 0 ? keep : len);
    free(bytes);
    read_with(r, shared_layout(s->layout), path, &options);
}

#define NEXT_DIGIT 0x100

static void expect_refused(const struct sample *s, struct reading *r, const char *words)
{
    if (r->err != ERR_INPUT || !report_has(&r->report, words)) {
        report_print(&r->report, stderr);
        fail_msg("%s: err %d, wanted: %s", s->layout, (int)r->err, words);
    }
    reading_done(r);
}

static void wrong_counts_and_sums_are_refused(void **state)
{
    struct reading r;
    int tried = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        const struct sample *s = &samples[i];
        if (s->count_at > 0) {
            read_spoiled(s, s->trailer * s->len + s->count_at - 1, NEXT_DIGIT, 0, &r);
            expect_refused(s, &r, "（E09）");
            tried++;
        }
        if (s->sum_at > 0) {
            read_spoiled(s, s->trailer * s->len + s->sum_at - 1, NEXT_DIGIT, 0, &r);
            expect_refused(s, &r, "（E09）");
            tried++;
        }
    }
    assert_int_equal(tried, 39);
}

/* Cut inside its last record, and without it. */
static void truncated_files_are_refused(void **state)
{
    struct reading r;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        const struct sample *s = &samples[i];
        if (s->len == 0) {
            continue;
        }
        size_t last = (size_t)(s->records - 1) * s->len;
        char words[64];
        snprintf(words, sizeof(words), "記録%lld: 長さが57バイト", (long long)s->records);
        read_spoiled(s, 0, -1, last + 57, &r);
        expect_refused(s, &r, words);
        bool end_is_optional = strncmp(s->layout, "ocr-", 4) == 0 || strcmp(s->layout, "elqr-code") == 0;
        if (!end_is_optional) {
            read_spoiled(s, 0, -1, last, &r);
            expect_refused(s, &r, "途中で終わっています");
        }
    }
    const struct sample *counter = &samples[22];
    assert_string_equal(counter->layout, "branch-counter");
    read_spoiled(counter, 0, -1, strlen("1,001,01,20250630\r\n"), &r);
    expect_refused(counter, &r, "途中で終わっています");
}

/* A byte that is no character of the partner's set, in a text of record 2: named with record, field and place. */
static void bytes_outside_the_set_are_refused(void **state)
{
    struct reading r;
    int tried = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        const struct sample *s = &samples[i];
        if (s->text_at == 0) {
            continue;
        }
        bool ebcdic = strstr(s->layout, "ebcdic") != NULL;
        read_spoiled(s, s->len + s->text_at, ebcdic ? 0xFE : 0x85, 0, &r);
        assert_true(report_has(&r.report, "記録2: data の項目"));
        expect_refused(s, &r, ebcdic ? "値の2バイト目（0xFE）がebcdic:kanaの文字ではありません"
                                     : "値の2バイト目（0x85）がjisx0201の文字ではありません");
        read_spoiled(s, s->len + s->text_at, ebcdic ? 0x01 : 0x07, 0, &r);
        expect_refused(s, &r, "記録2: data の項目");
        tried++;
    }
    assert_int_equal(tried, 19);
}

/* Y16, Y36: the same four or six digits in jobs of different days. */
static void y16_y36_days_without_a_year(void **state)
{
    static const struct {
        const char *written;
        int32_t base, day; /* 0: none */
    } rows[] = {
        {"0105", 20251225, 20260105}, {"0105", 20260110, 20260105}, {"1228", 20260105, 20251228},
        {"0630", 20250601, 20250630}, {"0229", 20240301, 20240229}, {"0229", 20250225, 0},
        {"0230", 20250225, 0},        {"310430", 20190507, 20190430}, {"010501", 20190507, 20190501},
        {"010507", 20190425, 20190507}, {"310501", 20190507, 0},    {"071224", 20251225, 20251224},
        {"640107", 19890110, 19890107}, {"010108", 19890110, 19890108}, {"000101", 20250101, 0},
        {"20250630", 20250101, 20250630}, {"2025063", 20250101, 0}, {"", 20250101, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        date base, day = date_none();
        assert_true(date_from_ymd(rows[i].base, &base));
        bool found = layout_day_near(text_of(rows[i].written), base, &day);
        if (found != (rows[i].day != 0) || (found && date_ymd(day) != rows[i].day)) {
            fail_msg("%s near %d is %d", rows[i].written, rows[i].base, found ? date_ymd(day) : 0);
        }
    }
    /* 平成31年5月1日 was no day of 平成: with the base day of the job the file is refused, with the place. */
    struct reading r;
    const struct sample *s = &samples[7];
    assert_string_equal(s->layout, "zengin-01");
    read_spoiled(s, s->len * 2 + 8, '3', 0, &r); /* 010501 becomes 030501 ... */
    assert_int_equal(r.err, ERR_NONE);           /* ... a day of 令和, near enough */
    reading_done(&r);
    const struct layout_options options = {.params = (const struct layout_param[]){{"base_day", text_of("20401231")}},
                                           .param_count = 1};
    read_with(&r, shared_layout("zengin-01"), sample_path("zengin-01.dat"), &options);
    assert_int_equal(r.err, ERR_INPUT);
    assert_says(&r.report, "記録1: header の項目 made「作成日」の値「010507」: 基準日の近くにない日付です");
    reading_done(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_sample_is_written_back_to_the_byte),
        cmocka_unit_test(wrong_counts_and_sums_are_refused),
        cmocka_unit_test(truncated_files_are_refused),
        cmocka_unit_test(bytes_outside_the_set_are_refused),
        cmocka_unit_test(y16_y36_days_without_a_year),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, clean_up);
}
