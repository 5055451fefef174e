/*
 * The notice: its pages as text (golden), and as printed (LV-57, NT-05, NT-18, NT-19, LV-26).
 *
 * KOKUHO_GOLDEN_UPDATE=1 writes tests/document/golden/ anew, to be read before it is committed.
 */
#include "tools.h"

#include "base/share.h"
#include <inttypes.h>
#include <unistd.h>

#include "notice_samples.h"

static struct arena *arena;
static struct report report;
static struct notice_form form;
static char printed[SAMPLES][256];
static const struct document_overflow *overflows[SAMPLES];
static size_t overflow_counts[SAMPLES];

static void print_sample(enum sample which)
{
    struct document *d;
    const struct document_overflow *o;
    struct notice *n = sample_notice(which, &form, 0, arena);
    snprintf(printed[which], sizeof(printed[which]), "%s/%s", work_dir(), sample_names[which]);
    assert_int_equal(notice_check(n, &report), ERR_NONE);
    assert_int_equal(document_open(arena_printf(arena, "%s.pdf", printed[which]), "納入通知書", &report,
                                   &d), ERR_NONE);
    FILE *dump = fopen(arena_printf(arena, "%s.txt", printed[which]), "w");
    assert_non_null(dump);
    document_dump_to(d, dump);
    assert_true(notice_render(d, n));
    assert_int_equal(document_pages(d), notice_pages(n));
    overflow_counts[which] = document_overflows(d, &o);
    struct document_overflow *copy = ARENA_ARRAY(arena, struct document_overflow, overflow_counts[which] + 1);
    for (size_t i = 0; i < overflow_counts[which]; i++) {
        copy[i] = o[i];
        copy[i].box = arena_string(arena, o[i].box);
        copy[i].text = arena_string(arena, o[i].text);
    }
    overflows[which] = copy;
    assert_int_equal(document_close(d, &report), ERR_NONE);
    fclose(dump);
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new("test", 1024u << 20);
    report_init(&report);
    enum err e = notice_form_load(arena_printf(arena, "%s/params", share_folder()), "131041",
                                  date_of(2026, 6, 12), arena, &report, &form);
    report_print(&report, stderr);
    assert_int_equal(e, ERR_NONE);
    for (int i = 0; i < SAMPLES; i++) {
        print_sample((enum sample)i);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    report_done(&report);
    arena_free(arena);
    return 0;
}

static char *text_of_pdf(enum sample which)
{
    int status;
    char *text = run(arena, &status, "pdftotext -layout %s.pdf -", printed[which]);
    assert_int_equal(status, 0);
    return text;
}

static void pages_are_the_golden_ones(void **state)
{
    (void)state;
    for (int i = 0; i < SAMPLES; i++) {
        assert_golden(arena, "document", sample_names[i], arena_printf(arena, "%s.txt", printed[i]));
    }
}

static void files_are_clean(void **state)
{
    (void)state;
    for (int i = 0; i < SAMPLES; i++) {
        int status;
        run(arena, &status, "qpdf --check %s.pdf 2>&1", printed[i]);
        assert_int_equal(status, 0);
    }
}

static void find_yen(const char *text, yen amount)
{
    char buf[40];
    size_t n = yen_format(amount, buf, sizeof(buf));
    snprintf(buf + n, sizeof(buf) - n, "円");
    if (strstr(text, buf) == NULL) {
        print_message("not printed: %s\n", buf);
    }
    assert_non_null(strstr(text, buf));
}

/* Payer, every amount, every due date can be read back out of the file. */
static void name_amounts_and_dates_are_in_the_text(void **state)
{
    (void)state;
    for (int i = 0; i < SAMPLES; i++) {
        if (i == SAMPLE_LONG_NAMES) {
            continue; /* broken over lines: its own test below */
        }
        const struct notice *n = sample_notice((enum sample)i, &form, 0, arena);
        char *text = text_of_pdf((enum sample)i);
        assert_non_null(strstr(text, arena_copy(arena, n->mailing.name.bytes, 6)));
        find_yen(text, n->total);
        for (size_t k = 0; k < n->instalment_count; k++) {
            char day[DATE_TEXT_BYTES];
            date_format_era(n->instalments[k].due_date, day);
            assert_non_null(strstr(text, day));
            find_yen(text, n->instalments[k].amount);
        }
        for (size_t part = 0; part < LEVY_PARTS; part++) {
            find_yen(text, n->parts[part].result.amount);
            find_yen(text, n->parts[part].result.income_levy);
            assert_non_null(strstr(text, premium_levy_parts[part].label));
        }
        for (size_t k = 0; k < n->member_count; k++) {
            for (size_t part = 0; part < LEVY_PARTS; part++) {
                if (n->members[k].months[part] != 0) {
                    find_yen(text, n->members[k].per_capita[part]);
                }
            }
        }
    }
}

/* 渡邉󠄏 with its selector and 𠮷 survive the way through the file. */
static void rare_characters_survive(void **state)
{
    (void)state;
    char *text = text_of_pdf(SAMPLE_COUPLE);
    assert_non_null(strstr(text, "渡邉\xF3\xA0\x84\x8F"));
    assert_non_null(strstr(text, "𠮷彦"));
    assert_non_null(strstr(text, "葛\xF3\xA0\x84\x82城"));
}

/* NT-18: 3 months, the appeal body, the seal's omission; LV-57: 変更 with its reasons. */
static void appeal_seal_and_reasons_are_printed(void **state)
{
    (void)state;
    char *text = text_of_pdf(SAMPLE_CHANGE);
    assert_non_null(strstr(text, "知った日の翌日から起算して3か月以内に、東京都国民健康保険審査会"));
    assert_non_null(strstr(text, "（公印省略）"));
    assert_non_null(strstr(text, "納入（変更）通知書"));
    assert_non_null(strstr(text, "変更の理由：世帯員の方が令和8年8月1日に職場の健康保険に加入したため、前年の"));
    assert_null(strstr(text_of_pdf(SAMPLE_COUPLE), "変更"));
    assert_non_null(strstr(text_of_pdf(SAMPLE_UNKNOWN), "所得の申告が確認できない方"));
    assert_non_null(strstr(text_of_pdf(SAMPLE_ADVANCE), "条例第18条の3"));
}

/* NT-19: the address stands where every position of the sheet shows it, and nothing else does. */
static void only_the_address_is_in_the_window(void **state)
{
    struct notice_area may = notice_address_area(&form), sees = notice_visible_area(&form);
    (void)state;
    assert_int_equal(may.left, 200);
    assert_int_equal(may.right, 850);  /* 200 + 900 - (2350 - 2100) */
    assert_int_equal(may.top, 120);
    assert_int_equal(may.bottom, 360); /* 120 + 450 - (1200 - 990) */
    for (int i = 0; i < SAMPLES; i++) {
        int status;
        char *words = run(arena, &status, "pdftotext -f 1 -l 1 -bbox %s.pdf -", printed[i]);
        size_t in_window = 0;
        for (char *at = words; (at = strstr(at, "<word ")) != NULL; at++) {
            double x1, y1, x2, y2;
            assert_int_equal(sscanf(at, "<word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"", &x1,
                                    &y1, &x2, &y2), 4);
            double mm = 254.0 / 72.0; /* points to 1/10 mm */
            bool is_seen = x1 * mm < (double)sees.right && y1 * mm < (double)sees.bottom;
            bool is_inside = x1 * mm >= (double)may.left && x2 * mm <= (double)may.right &&
                             y1 * mm >= (double)may.top && y2 * mm <= (double)may.bottom;
            if (is_seen && !is_inside) {
                print_message("%s: %.120s\n", sample_names[i], at);
            }
            assert_true(!is_seen || is_inside);
            in_window += is_inside;
        }
        assert_true(in_window >= 2);
    }
}

/* 支援措置: nothing of the address anywhere in the file. */
static void a_restricted_person_has_no_address(void **state)
{
    (void)state;
    char *text = text_of_pdf(SAMPLE_RESTRICTED);
    assert_non_null(strstr(text, "見本"));
    assert_null(strstr(text, "秘密"));
    assert_null(strstr(text, "非開示"));
    assert_null(strstr(text, "160-0022"));
}

/* LV-26: what a shop's reader sees are the digits of the slip, and they name the amount owed. */
static void barcodes_read_back(void **state)
{
    static const enum sample samples[] = {SAMPLE_COUPLE, SAMPLE_ADVANCE, SAMPLE_CAPPED};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        int status;
        const struct notice *n = sample_notice(samples[i], &form, 0, arena);
        run(arena, &status, "pdftoppm -gray -r 300 -png %s.pdf %s", printed[samples[i]], printed[samples[i]]);
        assert_int_equal(status, 0);
        char *read = run(arena, &status, "zbarimg -q --raw -Sdisable -Scode128.enable %s-*.png 2>/dev/null",
                         printed[samples[i]]);
        int pages = notice_pages(n);
        for (int page = 1; page <= pages; page++) { /* the inserting machine's code, on every page */
            assert_non_null(strstr(read, arena_printf(arena, "%08" PRId64 "%03d%03d26\n", n->notice_no, page,
                                                      pages)));
        }
        for (size_t k = 0; k < n->slip_count; k++) {
            char digits[45];
            bool has_code = slip_barcode(&form.slip, &n->slips[k], digits);
            assert_int_equal(has_code, n->slips[k].amount <= 300000);
            if (has_code) {
                assert_true(gs1_128_is_valid(digits, 44));
                assert_non_null(strstr(read, digits));
                int64_t amount;
                assert_true(parse_i64(digits + 37, 6, 0, 999999, &amount));
                assert_int_equal(amount, n->slips[k].amount);
            }
        }
    }
    const char *text = text_of_pdf(SAMPLE_CAPPED);
    assert_non_null(strstr(text, "30万円を超えるため"));
}

/* No slip over nothing, none for what has fallen due, one for the whole year while nothing has. */
static void slips_follow_the_instalments(void **state)
{
    struct notice *n = sample_notice(SAMPLE_COUPLE, &form, 0, arena);
    (void)state;
    assert_int_equal(n->slip_count, 5); /* June to September and the whole year */
    assert_int_equal(n->slips[4].instalment, 0);
    assert_int_equal(n->slips[4].amount, n->total);
    n->issued_on = date_of(2026, 8, 14);
    assert_int_equal(notice_slips_fill(n, NULL, 0, &report), ERR_NONE);
    assert_int_equal(n->slip_count, 2); /* August and September */
    assert_int_equal(n->slips[0].instalment, 3);
    for (size_t i = 0; i < n->instalment_count; i++) {
        n->instalments[i].amount = 0;
    }
    assert_int_equal(notice_slips_fill(n, NULL, 0, &report), ERR_NONE);
    assert_int_equal(n->slip_count, 0);
}

/* OP-32, RC-06: the longest names are shrunk, listed and whole. */
static void the_longest_names_are_listed(void **state)
{
    bool has_name = false;
    (void)state;
    const struct document_overflow *o = overflows[SAMPLE_LONG_NAMES];
    for (size_t i = 0; i < overflow_counts[SAMPLE_LONG_NAMES]; i++) {
        has_name = has_name || strcmp(o[i].box, "宛名 氏名") == 0;
        assert_true(o[i].shrunk_percent > 0 && o[i].shrunk_percent < 100);
        assert_false(o[i].is_missing_glyph);
    }
    assert_true(has_name);
    int status;
    char *text = run(arena, &status, "pdftotext -raw -f 1 -l 1 %s.pdf - | tr -d '\\n'",
                     printed[SAMPLE_LONG_NAMES]);
    assert_non_null(strstr(text, "フアン・ネポムセーノ・マリア・デ・ロス・レメディオス"));
    assert_int_equal(overflow_counts[SAMPLE_COUPLE], 0); /* an ordinary notice has none */
}

/* NT-05: a breakdown that does not add up is not printed (users_ask A12). */
static void a_notice_that_does_not_add_up_is_refused(void **state)
{
    (void)state;
    for (int i = 0; i < 7; i++) {
        struct notice *n = sample_notice(SAMPLE_COUPLE, &form, 0, arena);
        struct notice_member *m = ARENA_ARRAY(arena, struct notice_member, n->member_count);
        memcpy(m, n->members, n->member_count * sizeof(*m));
        n->members = m;
        assert_int_equal(notice_check(n, &report), ERR_NONE);
        switch (i) {
        case 0: n->total += 1; break;
        case 1: n->instalments[3].amount -= 10; break;
        case 2: n->parts[LEVY_CARE].result.amount += 1; break;
        case 3: m[0].income_levy[LEVY_MEDICAL] -= 10; break;
        case 4: m[1].per_capita[LEVY_SUPPORT] += 1; break;
        case 5: n->slips[0].amount += 1; break;
        default: n->notice_no += 1; break;
        }
        assert_int_equal(notice_check(n, &report), ERR_FINDINGS);
        report_clear(&report);
    }
}

static void a_name_without_glyph_holds_the_notice_back(void **state)
{
    struct document *d;
    (void)state;
    struct notice *n = sample_notice(SAMPLE_COUPLE, &form, 0, arena);
    n->mailing.name = text_of("渡\xF3\xB0\x80\x80　花子"); /* a private character no font here has */
    char *path = arena_printf(arena, "%s/held.pdf", work_dir());
    assert_int_equal(document_open(path, "納入通知書", &report, &d), ERR_NONE);
    assert_false(notice_render(d, n));
    assert_true(notice_render(d, sample_notice(SAMPLE_REDUCED, &form, 0, arena)));
    assert_int_equal(document_close(d, &report), ERR_NONE);
    int status;
    char *text = run(arena, &status, "pdftotext %s -", path);
    assert_null(strstr(text, "花子"));
    assert_non_null(strstr(text, "見本"));
}

/* Everything that can stand on the first page at once stays on it. */
static void the_fullest_first_page_fits(void **state)
{
    struct document *d;
    (void)state;
    struct notice *n = sample_notice(SAMPLE_UNKNOWN, &form, 0, arena);
    for (size_t i = 0; i < NOTICE_REASONS_MAX; i++) {
        n->reasons[i] = text_of("特例対象被保険者等の届出");
    }
    n->reason_count = NOTICE_REASONS_MAX;
    n->is_change = n->is_advance = n->has_unknown_income = true;
    n->paid = 123450;
    n->previous_total = n->total + 100;
    n->instalment_count = INSTALMENTS_MAX;
    for (size_t i = 10; i < INSTALMENTS_MAX; i++) {
        n->instalments[i] = (struct premium_instalment){date_of(2027, 3, 31), 0};
    }
    assert_int_equal(document_open(arena_printf(arena, "%s/full.pdf", work_dir()), "納入通知書", &report, &d),
                     ERR_NONE);
    assert_true(notice_render(d, n));
    assert_int_equal(document_close(d, &report), ERR_NONE);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_the_golden_ones),
        cmocka_unit_test(files_are_clean),
        cmocka_unit_test(name_amounts_and_dates_are_in_the_text),
        cmocka_unit_test(rare_characters_survive),
        cmocka_unit_test(appeal_seal_and_reasons_are_printed),
        cmocka_unit_test(only_the_address_is_in_the_window),
        cmocka_unit_test(a_restricted_person_has_no_address),
        cmocka_unit_test(barcodes_read_back),
        cmocka_unit_test(slips_follow_the_instalments),
        cmocka_unit_test(the_longest_names_are_listed),
        cmocka_unit_test(a_notice_that_does_not_add_up_is_refused),
        cmocka_unit_test(a_name_without_glyph_holds_the_notice_back),
        cmocka_unit_test(the_fullest_first_page_fits),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
