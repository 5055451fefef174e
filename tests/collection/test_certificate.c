/* 納付済額のお知らせ, 納付証明書, 滞納明細書 on invented lines: golden pages, sums, 支援措置 (NT-12, CO-02, CO-40). */
#include "../document/tools.h"

#include "base/share.h"
#include "collection/certificate.h"

/* No job is run here. */
const struct job *const jobs[] = {NULL};
const size_t job_count = 0;

static struct arena *arena;
static struct report report;
static struct slip_form form;
static struct certificate_terms terms;

static const char *const names[CERTIFICATE_KINDS] = {"paid", "charges", "arrears", "none"};

static struct certificate sample(enum certificate_kind kind, size_t lines)
{
    struct certificate_line *l = ARENA_ARRAY(arena, struct certificate_line, lines);
    for (size_t i = 0; i < lines; i++) {
        l[i] = (struct certificate_line){
            .levy_year = kind == CERTIFICATE_PAID ? 2024 + (int32_t)i : 2025, .instalment = (int)i + 1,
            .due = date_add_days(date_of(2025, 6, 30), (int)i * 31), .paid_on = date_of(2025, 7, 1),
            .ordinary = 88500 + (yen)i, .pension = i == 0 ? 4000 : 0, .amount = 8850, .paid = i == 1 ? 0 : 8850,
            .unpaid = 8850, .late_charge = 100 * (yen)i, .fee = 0, .told = i == 1 ? 8850 : 0, .planned = 12000,
            .stay = i == 1 ? 0 : STAY_GRACE, .stays_until = i == 2 ? date_none() : date_of(2026, 6, 30)};
        l[i].paid_on = l[i].paid > 0 ? l[i].paid_on : date_none();
    }
    return (struct certificate){
        .kind = kind, .form = &form, .terms = &terms, .payer_no = 5001, .year = 2025, .issued_on = date_of(2026, 1, 20),
        .lines = l, .line_count = lines,
        .mailing = {.postal_code = text_of("1600022"), .address = text_of("東京都新宿区新宿九丁目99番9号"),
                    .building = text_of("見本荘101号"), .name = text_of("見本　花子"), .honorific = text_of("様")}};
}

static const char *print(const struct certificate *c, const char *name, int *ret_pages)
{
    struct document *d;
    const struct document_overflow *o;
    const char *path = arena_printf(arena, "%s/%s", work_dir(), name);
    FILE *dump = fopen(arena_printf(arena, "%s.txt", path), "w");

    assert_non_null(dump);
    assert_int_equal(document_open(arena_printf(arena, "%s.pdf", path), "証明書", &report, &d), ERR_NONE);
    document_dump_to(d, dump);
    *ret_pages = certificate_draw(d, c);
    assert_int_equal(document_overflows(d, &o), 0);
    assert_int_equal(document_close(d, &report), ERR_NONE);
    fclose(dump);
    return path;
}

/* The text of the PDF without the ends of its lines. */
static char *words_of(const char *path)
{
    int status;
    char *text = run(arena, &status, "pdftotext -raw %s.pdf -", path), *to = text;

    assert_int_equal(status, 0);
    for (const char *at = text; *at != '\0'; at++) {
        if (*at != '\n') {
            *to++ = *at;
        }
    }
    *to = '\0';
    return text;
}

static void pages_are_the_golden_ones(void **state)
{
    (void)state;
    for (int kind = 0; kind < CERTIFICATE_KINDS; kind++) {
        int pages;
        struct certificate c = sample((enum certificate_kind)kind, kind == CERTIFICATE_PAID ? 2 : 4);
        const char *path = print(&c, names[kind], &pages);
        assert_golden(arena, "collection", names[kind], arena_printf(arena, "%s.txt", path));
        assert_int_equal(pages, 1);
    }
}

/* CO-40: 納付予定額 stands apart and is not in the sum; a letter that corrects an earlier one says so. */
static void what_is_planned_is_not_paid(void **state)
{
    int pages;
    struct certificate c = sample(CERTIFICATE_PAID, 2);

    (void)state;
    c.with_planned = true;
    const char *path = print(&c, "planned", &pages);
    assert_golden(arena, "collection", "planned", arena_printf(arena, "%s.txt", path));
    const char *text = words_of(path);
    assert_non_null(strstr(text, "181,001円"));
    assert_non_null(strstr(text, "24,000円"));
    assert_non_null(strstr(text, "納められたことを証明するものではありません"));
    c.with_planned = false;
    c.is_changed = true;
    text = words_of(print(&c, "changed", &pages));
    assert_non_null(strstr(text, "このお知らせの額が正しい額です"));
    assert_null(strstr(text, "24,000円"));
}

/* NT-12: nothing is owed, and what 猶予 or a 速報 keeps from being 滞納 is said. */
static void what_is_stayed_is_said(void **state)
{
    int pages;
    struct certificate c = sample(CERTIFICATE_NONE, 0);

    (void)state;
    const char *text = words_of(print(&c, "none-at-all", &pages));
    assert_non_null(strstr(text, "未納がないことを証明します"));
    assert_null(strstr(text, "猶予"));
    assert_int_equal(pages, 1);
    c = sample(CERTIFICATE_NONE, 3);
    text = words_of(print(&c, "none-stayed", &pages));
    assert_non_null(strstr(text, "猶予中"));
    assert_non_null(strstr(text, "令和8年6月30日まで"));
    assert_non_null(strstr(text, "納付の連絡あり（速報）"));
}

/* What stands in the text of the PDF adds up: 88,500 + 4,000 + 88,501; pension apart. */
static void the_sum_is_that_of_the_lines(void **state)
{
    int pages, status;
    struct certificate c = sample(CERTIFICATE_PAID, 2);
    const char *path = print(&c, "sum", &pages);
    char *text = run(arena, &status, "pdftotext -raw %s.pdf -", path);

    (void)state;
    assert_non_null(strstr(text, "181,001円"));
    assert_non_null(strstr(text, "4,000円"));
    assert_non_null(strstr(text, "年金からの特別徴収"));
    c = sample(CERTIFICATE_ARREARS, 60);
    c.year = 0; /* not asked: it is of today. More than a page: the sum stands once, on the last */
    path = print(&c, "long", &pages);
    assert_int_equal(pages, 3);
    text = run(arena, &status, "pdftotext -raw %s.pdf -", path);
    const char *first = strstr(text, "708,000円");
    assert_non_null(first);
    assert_null(strstr(first + 1, "708,000円"));
}

/* RP-04: nothing of the address of a restricted person, but the one chosen for it. */
static void a_restricted_payer_has_no_address(void **state)
{
    int pages, status;
    struct certificate c = sample(CERTIFICATE_CHARGES, 4);

    (void)state;
    c.mailing.is_restricted = true;
    char *text = run(arena, &status, "pdftotext -raw %s.pdf -", print(&c, "restricted", &pages));
    assert_null(strstr(text, "新宿九丁目"));
    assert_null(strstr(text, "見本荘"));
    assert_non_null(strstr(text, "花子"));
    c.mailing.is_safe = true;
    text = run(arena, &status, "pdftotext -raw %s.pdf -", print(&c, "safe", &pages));
    assert_non_null(strstr(text, "新宿九丁目"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pages_are_the_golden_ones),
                                       cmocka_unit_test(what_is_planned_is_not_paid),
                                       cmocka_unit_test(what_is_stayed_is_said),
                                       cmocka_unit_test(the_sum_is_that_of_the_lines),
                                       cmocka_unit_test(a_restricted_payer_has_no_address)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    arena = arena_new("証明書の試験", (size_t)256 << 20);
    report_init(&report);
    assert_int_equal(slip_form_load(arena_printf(arena, "%s/params", share_folder()), "131041", date_of(2026, 1, 1),
                                    arena, &report, &form),
                     ERR_NONE);
    assert_int_equal(certificate_terms_load(arena_printf(arena, "%s/params", share_folder()), "131041",
                                            date_of(2026, 1, 1), arena, &report, &terms),
                     ERR_NONE);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    report_done(&report);
    arena_free(arena);
    return failed;
}
