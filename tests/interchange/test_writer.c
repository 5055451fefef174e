/* Writing: totals filled, padding, what is refused, and read(write(x)) = x for every layout. */
#include "tests/interchange/zengin.h"

#include "interchange/check_digit.h"

/* Values by name into a record of a layout. */
struct values {
    const struct layout *layout;
    size_t record;
    struct text of[LAYOUT_FIELDS_MAX];
};

static void begin_values(struct values *v, const struct layout *l, const char *record)
{
    v->layout = l;
    v->record = layout_record(l, record);
    assert_true(v->record != SIZE_MAX);
    for (size_t i = 0; i < LAYOUT_FIELDS_MAX; i++) {
        v->of[i] = (struct text){"", 0};
    }
}

static void set(struct values *v, const char *field, const char *value)
{
    size_t i = layout_field(v->layout, v->record, field);
    assert_true(i != SIZE_MAX);
    v->of[i] = text_of(value);
}

static enum err write_zengin(const char *path, const char *holder, const char *amount,
                             struct report *report, struct file_receipt *receipt)
{
    const struct layout *l = shared_layout("zengin-91-request");
    static struct values v;
    struct layout_writer *w = NULL;
    enum err e = layout_writer_open(l, path, report, &w);
    assert_int_equal(e, ERR_NONE);
    begin_values(&v, l, "header");
    set(&v, "consignor", "1310400001");
    set(&v, "consignor_kn", "ｼﾝｼﾞﾕｸｸ");
    set(&v, "debit", "0630");
    set(&v, "bank", "0001");
    set(&v, "branch", "1");
    e = layout_write_record(w, v.record, v.of, report);
    for (int i = 0; e == ERR_NONE && i < 3; i++) {
        char number[21];
        customer_number(i + 1, number);
        begin_values(&v, l, "data");
        set(&v, "bank", "0001");
        set(&v, "branch", "001");
        set(&v, "dep_kind", "1");
        set(&v, "account", "1234567");
        set(&v, "holder_kn", holder);
        set(&v, "amount", amount);
        set(&v, "new_code", "1");
        set(&v, "cust_no", number);
        e = layout_write_record(w, v.record, v.of, report);
    }
    if (e == ERR_NONE) {
        begin_values(&v, l, "trailer");
        e = layout_write_record(w, v.record, v.of, report);
    }
    if (e == ERR_NONE) {
        begin_values(&v, l, "end");
        e = layout_write_record(w, v.record, v.of, report);
    }
    if (e != ERR_NONE) {
        layout_writer_cancel(w);
        return e;
    }
    return layout_writer_close(w, report, receipt);
}

static void a_request_is_written_byte_for_byte(void **state)
{
    struct report report;
    struct file_receipt receipt;
    const char *path = test_path("request.dat");
    struct reading r;
    size_t len;
    (void)state;
    report_init(&report);
    assert_int_equal(write_zengin(path, "ﾔﾏﾀﾞ ﾀﾛｳ", "12340", &report, &receipt), ERR_NONE);
    char *bytes = read_bytes_of(path, &len);
    assert_int_equal(len, 6 * 122);
    assert_int_equal(receipt.bytes, len);
    assert_int_equal(receipt.amount_sum, 3 * 12340);
    assert_memory_equal(bytes, "19101310400001\xBC\xDD\xBC\xDE\xD5\xB8\xB8 ", 22);
    assert_memory_equal(bytes + 54, "06300001", 8);
    assert_memory_equal(bytes + 77, "001", 3);
    assert_memory_equal(bytes + 120, "\r\n20001", 7);
    assert_memory_equal(bytes + 122 + 80, "0000012340120250100000123450111"
                                          "0        ", 40);
    /* The six result fields are 0 in a request, the totals are filled. */
    assert_memory_equal(bytes + 4 * 122, "8000003000000037020000000000000000000000000000000000000 ", 56);
    assert_memory_equal(bytes + 5 * 122, "9 ", 2);
    read_with(&r, shared_layout("zengin-91-request"), path, NULL);
    assert_int_equal(r.err, ERR_NONE);
    assert_string_equal(r.receipt.sha256, receipt.sha256);
    reading_done(&r);
    free(bytes);
    report_done(&report);
}

static void what_may_not_be_sent_is_refused(void **state)
{
    static const struct {
        const char *holder, *amount, *words;
    } rows[] = {
        {"ｷｭｳﾖ", "100", "銀行へ渡せない文字"}, /* Y10: small kana in what we send */
        {"山田", "100", "相手の文字コードに無い文字"},
        {"ｱｱｱｱｱｱｱｱｱｱｱｱｱｱｱｱｱｱｱｱｱｱｱｱｱｱｱｱｱｱﾞ", "100", "項目の長さに収まりません"}, /* Y11: never cut here */
        {"", "100", "必須の項目が空です"},
        {"ﾔﾏﾀﾞ", "0", "範囲の外"},
        {"ﾔﾏﾀﾞ", "12345678901", "項目の長さに収まりません"},
        {"ﾔﾏﾀﾞ", "1,000", "数字でない文字"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *path = test_path("refused.dat");
        char part[256];
        struct report report;
        report_init(&report);
        assert_int_equal(write_zengin(path, rows[i].holder, rows[i].amount, &report, NULL), ERR_INPUT);
        assert_says(&report, rows[i].words);
        assert_int_equal(access(path, F_OK), -1); /* nothing stands where the file would */
        snprintf(part, sizeof(part), "%s.part", path);
        assert_int_equal(access(part, F_OK), -1);
        report_done(&report);
    }
}

static void an_incomplete_file_is_not_closed(void **state)
{
    const struct layout *l = shared_layout("zengin-91-request");
    const char *path = test_path("half.dat");
    struct layout_writer *w = NULL;
    struct report report;
    (void)state;
    report_init(&report);
    assert_int_equal(layout_writer_open(l, path, &report, &w), ERR_NONE);
    assert_int_equal(layout_writer_close(w, &report, NULL), ERR_INPUT);
    assert_says(&report, "途中で終わっています");
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(layout_writer_open(l, "/nonexistent/x", &report, &w), ERR_WORLD);
    report_done(&report);
}

/* ---------------------------------------------------------------------- read(write(x)) = x ---- */

static uint64_t random_state = 88172645463325252u;
static uint64_t draw(uint64_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state % below;
}

/* A value that the field takes, as it will be read. */
static void random_value(const struct layout *l, const struct field *f, char *buf, size_t size)
{
    static const char *const wide[] = {"渡", "邉", "ア", "ｱ", "ﾞ", "A", ",", "\"", "9", "ー"};
    static const char *const narrow[] = {"ｱ", "ﾞ", "A", "9", "-", "(", "Z"};
    bool narrow_only = l->charset == CHARSET_JISX0201 || f->type == FIELD_CHARS;
    size_t n = 0;
    buf[0] = '\0';
    if (f->has_constant || f->type == FIELD_FILLER || (f->need != NEED_MUST && draw(4) == 0 &&
                                                       f->type != FIELD_NUMBER)) {
        return;
    }
    if (f->choice_count > 0) {
        struct text t = f->choices[draw(f->choice_count)];
        snprintf(buf, size, "%.*s", (int)t.len, t.bytes);
        return;
    }
    switch (f->type) {
    case FIELD_NUMBER:
        for (size_t i = 0; i < f->len; i++) {
            n += (size_t)snprintf(buf + n, size - n, "%d", (int)draw(10));
        }
        break;
    case FIELD_AMOUNT: {
        int64_t high = f->has_range ? f->high : 9;
        for (size_t i = 1; !f->has_range && i < f->len; i++) {
            high = high * 10 + 9;
        }
        int64_t low = f->has_range ? f->low : 0;
        int64_t v = low + (int64_t)draw((uint64_t)(high - low) + 1);
        snprintf(buf, size, "%s%lld", f->is_signed && v > 0 && draw(2) == 0 && f->pad != PAD_ZEROS ? "-" : "",
                 (long long)v);
        break;
    }
    case FIELD_DAY8:
        snprintf(buf, size, "%04d%02d%02d", 1900 + (int)draw(200), 1 + (int)draw(12), 1 + (int)draw(28));
        break;
    case FIELD_DAY8_UNKNOWN:
        snprintf(buf, size, "%04d%s", 1900 + (int)draw(200), draw(2) == 0 ? "0000" : "0100");
        break;
    case FIELD_DAY6:
    case FIELD_ERA_DAY6:
        snprintf(buf, size, "%02d%02d%02d", 1 + (int)draw(90), 1 + (int)draw(12), 1 + (int)draw(28));
        break;
    case FIELD_MONTH_DAY:
        snprintf(buf, size, "%02d%02d", 1 + (int)draw(12), 1 + (int)draw(28));
        break;
    case FIELD_TIME:
        snprintf(buf, size, "%02d%02d", (int)draw(24), (int)draw(60));
        break;
    case FIELD_TIME_SECONDS:
        snprintf(buf, size, "%02d%02d%02d", (int)draw(24), (int)draw(60), (int)draw(60));
        break;
    case FIELD_CODE:
        snprintf(buf, size, "%.*s", (int)f->len, "A0-Z9");
        break;
    case FIELD_CHARS:
    case FIELD_KANJI:
    case FIELD_FILLER: {
        size_t most = f->len / 3 < 20 ? f->len / 3 : 20;
        most = most == 0 ? 1 : most;
        for (size_t i = 1 + draw(most); i > 0; i--) {
            const char *c = f->len < 3 ? "A" : narrow_only ? narrow[draw(COUNT_OF(narrow))]
                                                           : wide[draw(COUNT_OF(wide))];
            n += (size_t)snprintf(buf + n, size - n, "%s", c);
        }
        break;
    }
    }
}

static void write_one(struct layout_writer *w, const struct layout *l, size_t record, struct report *report)
{
    static char buffers[LAYOUT_FIELDS_MAX][256];
    static struct text values[LAYOUT_FIELDS_MAX];
    const struct record_kind *r = &l->records[record];
    for (size_t i = 0; i < r->field_count; i++) {
        random_value(l, &r->fields[i], buffers[i], sizeof(buffers[i]));
        values[i] = text_of(buffers[i]);
    }
    for (size_t i = 0; i < l->rule_count; i++) { /* the totals are the writer's */
        if (l->rules[i].fills && l->rules[i].fill_record == record) {
            values[l->rules[i].fill_field] = (struct text){"", 0};
        }
    }
    enum err e = layout_write_record(w, record, values, report);
    report_print(report, stderr);
    assert_int_equal(e, ERR_NONE);
}

/* Writes random records, reads them, writes what was read: the same bytes. */
static void round_trip(const struct layout *l)
{
    const char *first = test_path("first"), *second = test_path("second");
    struct layout_writer *w = NULL;
    struct report report;
    struct file_receipt a, b;
    struct reading r;
    struct text values[LAYOUT_FIELDS_MAX];
    static const char *const order[] = {"header", "data", "data", "data", "trailer", "end"};
    report_init(&report);
    assert_int_equal(layout_writer_open(l, first, &report, &w), ERR_NONE);
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        size_t record = layout_record(l, order[i]);
        for (int n = record != SIZE_MAX && strcmp(order[i], "data") == 0 ? 20 : 1; n > 0; n--) {
            if (record != SIZE_MAX) {
                write_one(w, l, record, &report);
            }
        }
    }
    assert_int_equal(layout_writer_close(w, &report, &a), ERR_NONE);
    read_with(&r, l, first, NULL);
    report_print(&r.report, stderr);
    assert_int_equal(r.err, ERR_NONE);
    assert_int_equal(layout_writer_open(l, second, &report, &w), ERR_NONE);
    char *line = r.records.bytes;
    for (int64_t n = 0; n < r.count; n++) {
        char *end = strchr(line, '\n');
        size_t fields = 0;
        char *cell = line;
        for (char *p = line; p <= end; p++) {
            if (*p == '|' || p == end) {
                values[fields++] = (struct text){cell, (size_t)(p - cell)};
                cell = p + 1;
            }
        }
        size_t record = 0;
        for (; record < l->record_count; record++) { /* the kind, by its first field and its count */
            const struct record_kind *k = &l->records[record];
            if (k->field_count == fields &&
                (!k->fields[0].has_constant || text_equal(k->fields[0].constant, values[0]))) {
                break;
            }
        }
        assert_true(record < l->record_count);
        assert_int_equal(layout_write_record(w, record, values, &report), ERR_NONE);
        line = end + 1;
    }
    assert_int_equal(layout_writer_close(w, &report, &b), ERR_NONE);
    assert_string_equal(a.sha256, b.sha256);
    reading_done(&r);
    report_done(&report);
}

static void round_trips_of_forms(void **state)
{
    static const char *const texts[] = {
        "layout a version 1\ncharset utf8\nframing csv delimiter \",\" quote '\"'\nwrite terminator crlf\n"
        "sequence header data* trailer\ncontrol data.amount\n"
        "record header when 1 = \"H\"\nf rec C 1 1 - m const=H\nf d D8 2 8 - m\nend\n"
        "record data when 1 = \"D\"\nf rec C 1 1 - m const=D\nf no N 2 15 0 m\nf name K 3 90 - m quoted\n"
        "f b D8U 4 8 - o\nf c X 5 5 - o\nf amount A 6 9 - o signed\nf t T4 7 4 - o\nf z D8 8 8 - z\n"
        "f e N 9 1 0 m enum=1|2|3\nf k K 10 60 - o\nend\n"
        "record trailer when 1 = \"T\"\nf rec C 1 1 - m const=T\nf n A 2 9 - m\nf s A 3 15 - m signed\nend\n"
        "rule R1 file reject E : trailer.n == count(data)\nrule R2 file reject E : trailer.s == sum(data.amount)\n",
        "layout b version 1\ncharset cp932\nframing csv delimiter \",\" quote '\"' header 1\n"
        "sequence data*\nrecord data\nf no N 1 6 0 m\nf name K 2 60 - o\nf code C 3 10 - o\nf d D8 4 8 0 z\nend\n",
        "layout c version 1\ncharset jisx0201\nframing fixed 80 terminator any\nwrite terminator none\n"
        "sequence ( header data+ trailer )+ end\n"
        "record header when 1:1 = \"1\"\nf rec N 1 1 0 m const=1\nf f F 2 79 sp f\nend\n"
        "record data when 1:1 = \"2\"\nf rec N 1 1 0 m const=2\nf name C 2 30 sp m\nf amount A 32 10 0 m\n"
        "f m M4 42 4 0 m\nf w W6 46 6 0 o\nf y D6 52 6 0 z\nf n N 58 7 0 m\nf t T4 65 4 0 m\nf f F 69 12 sp f\nend\n"
        "record trailer when 1:1 = \"8\"\nf rec N 1 1 0 m const=8\nf n N 2 6 0 m\nf s A 8 12 0 m\nf f F 20 61 sp f\nend\n"
        "record end when 1:1 = \"9\"\nf rec N 1 1 0 m const=9\nf f F 2 79 sp f\nend\n"
        "rule R1 group reject E : trailer.n == count(data)\nrule R2 group reject E : trailer.s == sum(data.amount)\n",
        "layout d version 1\ncharset cp932\nframing fixed 60 terminator crlf\nsequence data*\n"
        "record data\nf name K 1 40 sp o\nf code C 41 10 sp m\nf amount A 51 10 0 m signed\nend\n",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const struct layout *l = parsed_layout(texts[i]);
        for (int n = 0; n < 50; n++) {
            round_trip(l);
        }
    }
}

/* The delivered feeds without record rules that random values would break. */
static void round_trips_of_feeds(void **state)
{
    static const char *const names[] = {"ju-01-residents-change", "ju-02-residents-full", "kg-01-care",
                                        "kk-01-latter-stage", "gy-01-eligibility"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        for (int n = 0; n < 5; n++) {
            round_trip(shared_layout(names[i]));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_written_byte_for_byte),
        cmocka_unit_test(what_may_not_be_sent_is_refused),
        cmocka_unit_test(an_incomplete_file_is_not_closed),
        cmocka_unit_test(round_trips_of_forms),
        cmocka_unit_test(round_trips_of_feeds),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, clean_up);
}
