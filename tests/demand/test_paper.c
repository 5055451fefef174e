/*
 * 督促状 and 催告書: their pages as text (golden) and as printed (NT-09, CO-18, CO-19, CO-56).
 *
 * KOKUHO_GOLDEN_UPDATE=1 writes tests/demand/golden/ anew, to be read before it is committed.
 */
#include "../document/tools.h"

#include "base/share.h"
#include <inttypes.h>

#include "demand/paper.h"

enum sample { DUNNING, DUNNING_SLIPS, DUNNING_LONG, DUNNING_GUARDED, LETTER_RECEIPT, LAST_LETTER, SEIZURE_NOTICE,
              LATE_CHARGE, LETTER_SLIPS, SAMPLES };
static const char *const names[SAMPLES] = {"dunning",        "dunning-slips",  "dunning-long",
                                           "dunning-guarded", "letter-receipt", "last-letter",
                                           "seizure-notice",  "late-charge", "letter-slips"};
static struct arena *arena;
static struct report report;
static struct demand_terms terms;
static struct slip_form slip_form;
static struct demand_explain explain;
static struct paper papers[SAMPLES];

static struct text t(const char *words)
{
    return text_of(words);
}

static void fill(struct paper *p, enum demand_kind kind, size_t lines, yen amount, yen late)
{
    struct paper_line *all = ARENA_ARRAY(arena, struct paper_line, lines);

    *p = (struct paper){.terms = &terms,
                        .kind = kind,
                        .run_no = 41,
                        .sequence_no = 7,
                        .payer_no = 1234567,
                        .mailing = {.postal_code = t("1620041"), .address = t("東京都新宿区早稲田鶴巻町9番1号"),
                                    .building = t("見本ハイツ203号室"), .name = t("新宿　太郎")},
                        .issued_on = date_of(2026, 7, 21),
                        .fixed_on = date_of(2026, 7, 31),
                        .late_until = date_of(2026, 7, 31),
                        .lines = all,
                        .line_count = lines};
    for (size_t i = 0; i < lines; i++) {
        all[i] = (struct paper_line){.levy_year = 2026 - (int32_t)(i / 10),
                                     .charged_year = 2026 - (int32_t)(i / 10),
                                     .notice_no = 10000007,
                                     .household_no = 55,
                                     .instalment = (int)(i % 10) + 1,
                                     .due = date_of(2026 - (int)(i / 10), 6 + (int)(i % 6), 28),
                                     .amount = amount + (yen)i * 10,
                                     .late_charge = late};
        p->amount += all[i].amount;
        p->late_charge += late;
    }
}

/* A slip for each line, as a run numbers them. */
static void add_slips(struct paper *p)
{
    struct slip *slips = ARENA_ARRAY(arena, struct slip, p->line_count);

    for (size_t i = 0; i < p->line_count; i++) {
        const struct paper_line *l = &p->lines[i];
        struct slip_charge *charge = ARENA_NEW(arena, struct slip_charge);
        *charge = (struct slip_charge){
            .instalment = l->instalment, .principal = l->amount, .late_charge = l->late_charge};
        slips[i] = (struct slip){.levy_year = l->levy_year, .class = SLIP_CURRENT, .notice_no = l->notice_no,
                                 .instalment = l->instalment, .kind = SLIP_DUNNING, .serial = 2,
                                 .household_no = l->household_no, .payer_no = p->payer_no,
                                 .amount = l->amount + l->late_charge, .late_charge = l->late_charge, .due = l->due, .issued_on = p->issued_on,
                                 .usable_until = date_of(2026, 8, 30), .charges = charge, .charge_count = 1,
                                 .cause_kind = "dunning", .cause_no = p->run_no};
        slip_confirm(&slip_form, &slips[i], slips[i].confirm);
    }
    p->slips = slips;
    p->slip_count = p->line_count;
    p->slip_form = &slip_form;
}

static void print(enum sample which)
{
    struct document *d;
    const struct document_overflow *o;
    const char *path = arena_printf(arena, "%s/%s", work_dir(), names[which]);

    assert_int_equal(paper_check(&papers[which], &report), ERR_NONE);
    assert_int_equal(document_open(arena_printf(arena, "%s.pdf", path), "督促・催告", &report, &d), ERR_NONE);
    FILE *dump = fopen(arena_printf(arena, "%s.txt", path), "w");
    assert_non_null(dump);
    document_dump_to(d, dump);
    assert_true(paper_render(d, &papers[which]));
    assert_int_equal(document_pages(d), paper_pages(&papers[which]));
    assert_int_equal(document_overflows(d, &o), 0);
    assert_int_equal(document_close(d, &report), ERR_NONE);
    fclose(dump);
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new("test", (size_t)1 << 30);
    report_init(&report);
    enum err e = demand_terms_load(arena_printf(arena, "%s/params", share_folder()), "131041", date_of(2026, 7, 21),
                                   arena, &report, &terms);
    report_print(&report, stderr);
    assert_int_equal(e, ERR_NONE);
    e = slip_form_load(arena_printf(arena, "%s/params", share_folder()), "131041", date_of(2026, 7, 21), arena, &report,
                       &slip_form);
    report_print(&report, stderr);
    assert_int_equal(e, ERR_NONE);
    fill(&papers[DUNNING], DEMAND_DUNNING, 1, 30000, 0);
    fill(&papers[DUNNING_SLIPS], DEMAND_DUNNING, 4, 30000, 0);
    add_slips(&papers[DUNNING_SLIPS]);
    fill(&papers[DUNNING_LONG], DEMAND_DUNNING, 27, 12340, 0);
    fill(&papers[DUNNING_GUARDED], DEMAND_DUNNING, 2, 8850, 0);
    papers[DUNNING_GUARDED].mailing.is_restricted = true;
    fill(&papers[LETTER_RECEIPT], DEMAND_LETTER, 6, 25000, 1400);
    papers[LETTER_RECEIPT].with_receipt = true;
    fill(&papers[LAST_LETTER], DEMAND_LAST_LETTER, 8, 31000, 2100);
    fill(&papers[SEIZURE_NOTICE], DEMAND_SEIZURE_NOTICE, 12, 31000, 2100);
    papers[SEIZURE_NOTICE].is_copy = true;
    fill(&papers[LATE_CHARGE], DEMAND_LATE_CHARGE, 2, 0, 2100); /* the premium itself is paid */
    papers[LATE_CHARGE].amount = 0;
    for (size_t i = 0; i < papers[LATE_CHARGE].line_count; i++) {
        struct paper_line *l = (struct paper_line *)&papers[LATE_CHARGE].lines[i];
        l->amount = 0;
        l->paid = 31000;
    }
    add_slips(&papers[LATE_CHARGE]);
    for (size_t i = 0; i < papers[LATE_CHARGE].slip_count; i++) {
        struct slip *slip = (struct slip *)&papers[LATE_CHARGE].slips[i];
        slip->class = SLIP_LATE_ONLY;
        slip->kind = SLIP_REMINDER;
        slip->due = papers[LATE_CHARGE].fixed_on;
    }
    fill(&papers[LETTER_SLIPS], DEMAND_LETTER, 2, 298600, 1400); /* the second is over what stores take */
    add_slips(&papers[LETTER_SLIPS]);
    papers[LETTER_SLIPS].explain = &explain;
    e = demand_explain_load(arena_printf(arena, "%s/params", share_folder()), "131041", date_of(2026, 7, 21), arena,
                            &report, &explain);
    assert_int_equal(e, ERR_NONE);
    for (int i = 0; i < SAMPLES; i++) {
        print((enum sample)i);
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

static void nt09_pages_are_the_golden_ones(void **state)
{
    (void)state;
    for (int i = 0; i < SAMPLES; i++) {
        assert_golden(arena, "demand", names[i], arena_printf(arena, "%s/%s.txt", work_dir(), names[i]));
    }
}

static char *text_of_pdf(enum sample which)
{
    int status;
    char *text = run(arena, &status, "pdftotext -layout %s/%s.pdf -", work_dir(), names[which]);

    assert_int_equal(status, 0);
    return text;
}

static bool shows_yen(const char *text, yen amount)
{
    char buf[48];
    size_t n = yen_format(amount, buf, sizeof(buf) - 4);

    memcpy(buf + n, "円", sizeof("円"));
    return strstr(text, buf) != NULL;
}

/* E1: what is printed is read back out of the file and compared with what is demanded. */
static void co18_amounts_and_days_are_in_the_file(void **state)
{
    (void)state;
    for (int i = 0; i < SAMPLES; i++) {
        const struct paper *p = &papers[i];
        char *text = text_of_pdf((enum sample)i), day[DATE_TEXT_BYTES];
        assert_non_null(strstr(text, "新宿"));
        assert_true(shows_yen(text, p->amount + p->late_charge + p->fee));
        for (size_t k = 0; k < p->line_count; k++) {
            assert_true(shows_yen(text, p->lines[k].amount));
        }
        date_format_era(p->fixed_on, day);
        assert_non_null(strstr(text, day));
    }
}

static void co19_the_receipt_repeats_the_total(void **state)
{
    (void)state;
    char *text = text_of_pdf(LETTER_RECEIPT);
    assert_non_null(strstr(text, "領収証書"));
    assert_non_null(strstr(text, "領収日付印"));
    assert_null(strstr(text_of_pdf(LAST_LETTER), "領収証書"));
}

/* 支援措置: no address leaves the office but the one chosen for it. */
static void co18_a_restricted_payer_has_no_address_on_it(void **state)
{
    (void)state;
    assert_null(strstr(text_of_pdf(DUNNING_GUARDED), "早稲田鶴巻町"));
    assert_non_null(strstr(text_of_pdf(DUNNING), "早稲田鶴巻町"));
}

static void nt09_the_demand_says_how_to_object_and_a_letter_does_not(void **state)
{
    (void)state;
    assert_non_null(strstr(text_of_pdf(DUNNING), "審査請求"));
    assert_null(strstr(text_of_pdf(LAST_LETTER), "審査請求"));
}

static void nt09_files_are_clean_and_the_machine_reads_the_foot(void **state)
{
    (void)state;
    for (int i = 0; i < SAMPLES; i++) {
        int status;
        run(arena, &status, "qpdf --check %s/%s.pdf 2>&1", work_dir(), names[i]);
        assert_int_equal(status, 0);
    }
    int status;
    char *codes = run(arena, &status,
                      "pdftoppm -png -r 300 -f 1 -l 1 %s/dunning.pdf %s/dunning && zbarimg -q --raw %s/dunning-*.png",
                      work_dir(), work_dir(), work_dir());
    assert_non_null(strstr(codes, "00000041000007010101"));
}

/* E1, NT-09: the store's barcode on the slip says the amount of the paper. */
static void nt09_the_barcode_of_a_slip_says_its_amount(void **state)
{
    (void)state;
    int status;
    char *codes = run(arena, &status,
                      "pdftoppm -png -r 600 -f 2 -l 2 %s/dunning-slips.pdf %s/slips && zbarimg -q --raw %s/slips-*.png",
                      work_dir(), work_dir(), work_dir());
    for (size_t i = 0; i < SLIPS_A_PAGE; i++) {
        char digits[45];
        assert_true(slip_barcode(&slip_form, &papers[DUNNING_SLIPS].slips[i], digits));
        assert_non_null(strstr(codes, digits));
        assert_non_null(strstr(digits, arena_printf(arena, "%06" PRId64, papers[DUNNING_SLIPS].lines[i].amount)));
    }
    struct slip wrong = papers[DUNNING_SLIPS].slips[0];
    struct paper p = papers[DUNNING_SLIPS];
    wrong.amount += 100;
    p.slips = &wrong;
    p.slip_count = 1;
    assert_int_equal(paper_check(&p, &report), ERR_FINDINGS);
    report_clear(&report);
}

/* CO-19: the slip of a letter asks for the 延滞金, too; over 300,000 yen there is no barcode (X45). */
static void co19_the_slips_of_a_letter_and_its_sheet_in_other_languages(void **state)
{
    (void)state;
    int status;
    char digits[45], *text = text_of_pdf(LETTER_SLIPS);
    const struct paper *p = &papers[LETTER_SLIPS];
    char *codes = run(arena, &status,
                      "pdftoppm -png -r 600 -f 3 -l 3 %s/letter-slips.pdf %s/lslips && zbarimg -q --raw %s/lslips-*.png",
                      work_dir(), work_dir(), work_dir());
    assert_true(slip_barcode(&slip_form, &p->slips[0], digits));
    assert_non_null(strstr(codes, digits));
    assert_non_null(strstr(digits, "300000"));
    assert_false(slip_barcode(&slip_form, &p->slips[1], digits));
    assert_int_equal(paper_pages(p), 3);
    assert_non_null(strstr(text, "Amount to pay: 600,010 yen. Pay by: 2026-07-31"));
    assert_non_null(strstr(text, "払うお金：600,010円"));
    assert_null(strstr(text, "{amount}"));
}

/* CO-56: names and documents, no amount and no address; many go on over pages. */
static void co56_what_is_posted_names_and_tells_no_amount(void **state)
{
    (void)state;
    enum { PERSONS = 40 };
    struct publication_line lines[PERSONS];
    const struct publication p = {.terms = &terms, .number = "8新健医第123号", .run_no = 41,
                                  .posted_on = date_of(2026, 8, 3), .lines = lines, .line_count = PERSONS};
    struct document *d;
    int status;

    for (int i = 0; i < PERSONS; i++) {
        lines[i] = (struct publication_line){.name = t(arena_printf(arena, "見本　%d郎", i + 1)), .document = "督促状",
                                             .charges = i == 0 ? "令和7年度 第9期・第10期、令和8年度 第1期"
                                                               : "令和8年度 第1期"};
    }
    const char *path = arena_printf(arena, "%s/publication", work_dir());
    assert_int_equal(document_open(arena_printf(arena, "%s.pdf", path), "公示送達書", &report, &d), ERR_NONE);
    FILE *dump = fopen(arena_printf(arena, "%s.txt", path), "w");
    assert_non_null(dump);
    document_dump_to(d, dump);
    assert_true(publication_render(d, &p));
    assert_int_equal(document_close(d, &report), ERR_NONE);
    fclose(dump);
    assert_golden(arena, "demand", "publication", arena_printf(arena, "%s.txt", path));
    char *text = run(arena, &status, "pdftotext -layout %s.pdf -", path);
    assert_non_null(strstr(text, "40郎"));
    assert_non_null(strstr(text, "地方税法第20条の2"));
    assert_null(strstr(text, "円"));
    assert_null(strstr(text, "丁目"));
}

/* Words that are too long for the page hold the paper back; they never end the program. */
static void nt09_words_that_do_not_fit_hold_the_paper_back(void **state)
{
    (void)state;
    struct demand_terms wordy = terms;
    struct paper p = papers[DUNNING];
    struct document *d;
    char *words = arena_alloc(arena, 30001, 1);

    for (size_t i = 0; i + 3 <= 30000; i += 3) {
        memcpy(words + i, "納", 3);
    }
    wordy.consult_text = words;
    p.terms = &wordy;
    assert_int_equal(document_open(arena_printf(arena, "%s/wordy.pdf", work_dir()), "督促", &report, &d), ERR_NONE);
    for (int i = 0; i < 2; i++) { /* the second finds the form drawn */
        assert_false(paper_render(d, &p));
    }
    p.terms = &terms;
    p.run_no++;
    assert_true(paper_render(d, &p));
    document_abandon(d);
}

/* The calendar proposes the next day of 督促状 on which the office is open; a ward without one proposes none. */
static void co18_the_days_of_dunning_are_those_of_the_calendar(void **state)
{
    (void)state;
    static const struct {
        int year, month, day, instalment;
        int want_year, want_month, want_day;
    } cases[] = {
        {2026, 7, 1, 1, 2026, 7, 21},   /* the 20th is 海の日 */
        {2026, 7, 21, 1, 2026, 7, 21},  /* on the day itself */
        {2026, 7, 22, 2, 2026, 8, 20},
        {2026, 12, 25, 7, 2027, 1, 20}, /* over the turn of the year */
        {2026, 5, 1, 1, 2026, 7, 21},   /* nothing falls due in April and May */
    };
    date day;
    int no;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum err e = dunning_day_next(arena_printf(arena, "%s/params", share_folder()), "131041",
                                      date_of(cases[i].year, cases[i].month, cases[i].day), arena, &report, &day,
                                      &no);
        assert_int_equal(e, ERR_NONE);
        assert_int_equal(no, cases[i].instalment);
        assert_true(date_equal(day, date_of(cases[i].want_year, cases[i].want_month, cases[i].want_day)));
    }
    assert_int_equal(dunning_day_next(arena_printf(arena, "%s/params", share_folder()), "202011", date_of(2026, 7, 1), arena,
                                      &report, &day, &no),
                     ERR_NONE);
    assert_true(date_is_none(day));
}

/* What does not add up is not printed. */
static void nt09_a_paper_that_does_not_add_up_is_refused(void **state)
{
    (void)state;
    struct paper p = papers[DUNNING];
    p.amount += 1;
    assert_int_equal(paper_check(&p, &report), ERR_FINDINGS);
    p = papers[DUNNING];
    p.line_count = 0;
    assert_int_equal(paper_check(&p, &report), ERR_FINDINGS);
    report_clear(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nt09_pages_are_the_golden_ones),
        cmocka_unit_test(co18_amounts_and_days_are_in_the_file),
        cmocka_unit_test(co19_the_receipt_repeats_the_total),
        cmocka_unit_test(co18_a_restricted_payer_has_no_address_on_it),
        cmocka_unit_test(nt09_the_demand_says_how_to_object_and_a_letter_does_not),
        cmocka_unit_test(nt09_files_are_clean_and_the_machine_reads_the_foot),
        cmocka_unit_test(nt09_the_barcode_of_a_slip_says_its_amount),
        cmocka_unit_test(nt09_a_paper_that_does_not_add_up_is_refused),
        cmocka_unit_test(co19_the_slips_of_a_letter_and_its_sheet_in_other_languages),
        cmocka_unit_test(co56_what_is_posted_names_and_tells_no_amount),
        cmocka_unit_test(nt09_words_that_do_not_fit_hold_the_paper_back),
        cmocka_unit_test(co18_the_days_of_dunning_are_those_of_the_calendar),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
