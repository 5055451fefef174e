/*
 * 納入通知書 from decisions to files (NT-05, NT-20, LV-57, NX-05): approved decisions only, restricted payers
 * apart, what cannot be printed stays, what was sent cannot be changed unseen.
 */
#include "rows.h"
#include "ward.h"
#include "store/sql_premium.h"

#include "base/hash.h"
#include "document/document.h"
#include "output/internal.h"
#include "premium/notice_gather.h"
#include "../ops/moment.h"

#include <inttypes.h>
#include <unistd.h>

static void single(struct ward *w, int64_t household, int64_t person, const char *name,
                   bool is_restricted, yen total)
{
    permission_add(&w->clerk.operator.permissions, PERM_NOTICE_PRINT);
    ward_person(w, household, person, 19810502, name, is_restricted);
    ward_belongs(w, WARD_FIRST, household, person, 19810502, true, 20200401, DAY_OPEN);
    ward_fact(w, WARD_FIRST, person, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    ward_income(w, WARD_FIRST, 2026, person, total);
}

static void assess(struct ward *w)
{
    enum err e = ward_run(w, &job_premium_annual, 2026, false, false);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    e = ward_approve(w, &job_premium_annual, 2026);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    (void)ward_printed(w);
}

struct found {
    int files, restricted_files;
    int64_t payers, pages;
    char ordinary[1200], restricted[1200], folder[1200];
};

/* What the table of files says of all runs. */
static struct found files_of(struct ward *w, int64_t run_no)
{
    struct found f = {0};
    bool row;
    struct query *q = store_query(w->clerk.store, SQL_premium_notice_file_of_run);
    query_set_i64(q, "run_no", run_no);
    while (query_step(q, &w->report, &row) == ERR_NONE && row) {
        struct text file = query_text(q, 0);
        bool is_restricted = query_i64(q, 4) != 0;
        snprintf(is_restricted ? f.restricted : f.ordinary, sizeof(f.ordinary), "%s/files/notices/%.*s",
                 w->clerk.folder.path, (int)file.len, file.bytes);
        f.files++;
        f.restricted_files += is_restricted;
        f.payers += query_i64(q, 2);
        f.pages += query_i64(q, 3);
    }
    query_reset(q);
    snprintf(f.folder, sizeof(f.folder), "%s/files/notices/2026/%" PRId64, w->clerk.folder.path, run_no);
    return f;
}

static char *words_of(const char *program, const char *path)
{
    static char text[1u << 20];
    char command[1400];
    bool is_pdf = strncmp(program, "pdftotext", strlen("pdftotext")) == 0;
    snprintf(command, sizeof(command), "%s %s%s", program, path, is_pdf ? " -" : "");
    FILE *p = popen(command, "r");
    assert_non_null(p);
    size_t n = fread(text, 1, sizeof(text) - 1, p);
    text[n] = '\0';
    assert_int_equal(pclose(p), 0);
    return text;
}

static int64_t last_run(struct ward *w)
{
    struct arena *arena = arena_new("実行", 1u << 20);
    struct run_record *runs;
    size_t count;
    assert_int_equal(batch_runs(w->clerk.store, "notice-annual", 2026, arena, &w->report, &runs, &count),
                     ERR_NONE);
    int64_t run_no = count > 0 ? runs[0].run_no : 0;
    arena_free(arena);
    return run_no;
}

static void three_payers(struct ward *w)
{
    single(w, 1001, 5001, "渡邉\xF3\xA0\x84\x8F　𠮷彦", false, 3400000);
    single(w, 1002, 5002, "秘匿　花子", true, 0);
    single(w, 1003, 5003, "無\xF3\xB0\x80\x80字　太郎", false, 1000000); /* a character no font has */
    assess(w);
}

static int64_t pages_by_others(const char *path)
{
    int64_t pages = 0;
    char *at = strstr(words_of("pdfinfo", path), "Pages:");
    assert_non_null(at);
    at += strlen("Pages:") + strspn(at + strlen("Pages:"), " ");
    assert_true(parse_i64(at, strspn(at, "0123456789"), 1, 100000, &pages));
    return pages;
}

/* OP-11, BO-06: the sheets of the print record are those a printer counts, once however often a run goes on. */
static void test_print_records(void **state)
{
    TEST_SQL(sums, false, 0, "SELECT COUNT(*), SUM(sheets) FROM output_print",
             "SELECT COUNT(*), CAST(SUM(sheets) AS bigint) FROM output_print");
    struct ward *w = *state;
    bool row;
    char root[600];
    three_payers(w);
    assert_int_equal(ward_run(w, &job_notice_annual, 2026, false, false), ERR_FINDINGS);
    struct found f = files_of(w, last_run(w));
    int64_t sheets = pages_by_others(f.ordinary) + pages_by_others(f.restricted);
    snprintf(root, sizeof(root), "%s/files/notices", w->clerk.folder.path);
    assert_int_equal(notice_prints_record(&w->clerk, last_run(w), root, 2026, &w->report), ERR_NONE);
    struct query *q = fixture_query(w->clerk.store, &sums);
    assert_int_equal(query_step(q, &w->report, &row), ERR_NONE);
    assert_true(row);
    assert_int_equal(query_i64(q, 0), 2);
    assert_int_equal(query_i64(q, 1), sheets);
    query_reset(q);
}

/* One PDF for the ordinary, one for the restricted payer without an address, one payer held back. */
static void test_files(void **state)
{
    struct ward *w = *state;
    three_payers(w);
    assert_int_equal(ward_run(w, &job_notice_annual, 2026, false, false), ERR_FINDINGS);
    struct found f = files_of(w, last_run(w));
    assert_int_equal(f.files, 2);
    assert_int_equal(f.restricted_files, 1);
    assert_int_equal(f.payers, 2);
    assert_int_equal(ward_findings(w, "notice-annual", "notice-held"), 1);

    char *text = words_of("pdftotext -layout", f.ordinary);
    assert_non_null(strstr(text, "渡邉\xF3\xA0\x84\x8F"));
    assert_non_null(strstr(text, "𠮷彦"));
    assert_non_null(strstr(text, "471,270円")); /* the total of contracts 4.1 */
    assert_non_null(strstr(text, "270,647円"));
    assert_null(strstr(text, "秘匿"));
    assert_null(strstr(text, "太郎"));
    text = words_of("pdftotext -layout", f.restricted);
    assert_non_null(strstr(text, "秘匿"));
    assert_null(strstr(text, "新宿九丁目"));
    assert_null(strstr(text, "160-0022"));
    assert_null(strstr(text, "見本荘"));

    char path[1300];
    snprintf(path, sizeof(path), "%s/uketori.csv", f.folder);
    text = words_of("cat", path);
    assert_non_null(strstr(text, ",000000000005001,1,471270"));
    assert_null(strstr(text, "5002"));
    assert_null(strstr(text, "5003"));
    snprintf(path, sizeof(path), "%s/uketori-shien.csv", f.folder);
    text = words_of("cat", path);
    assert_non_null(strstr(text, ",000000000005002,1,"));
    assert_null(strstr(text, "5001"));
}

/* ---------------------------------------------------------------------------------- lists ---- */

const struct output_list *const output_lists[] = {&output_list_assessed, &output_list_findings,
                                                   &output_list_changes};
const size_t output_list_count = COUNT_OF(output_lists);

static struct output_counts counts_of(struct ward *w, const struct output_list *list, const char *criteria)
{
    struct output_counts counts = {0};
    struct arena *arena = arena_new("一覧", (size_t)64 << 20);
    report_clear(&w->report);
    enum err e = list_count(&w->clerk, list, text_of(criteria), arena, &w->report, &counts);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    arena_free(arena);
    return counts;
}

/* OP-20, BO-11, RP-04: decided versions by condition; a restricted payer without his address. */
static void test_lists(void **state)
{
    struct ward *w = *state;
    single(w, 1001, 5001, "見本　一郎", false, 3400000);
    single(w, 1002, 5002, "秘匿　花子", true, 0);
    assert_int_equal(counts_of(w, &output_list_assessed, "年度=2026").rows, 0); /* nothing is decided */
    assess(w);
    const char *rows = rows_of(w, &output_list_assessed, "年度=2026");
    assert_non_null(strstr(rows, "000000000005001|見本　一郎|1600022|東京都新宿区新宿九丁目8番7号|見本荘|1001|1|471270|"));
    assert_non_null(strstr(rows, "000000000005002|秘匿　花子|（支援措置）|（支援措置）|（支援措置）|1002|1|"));
    assert_null(strstr(strstr(rows, "秘匿"), "新宿九丁目"));
    assert_int_equal(counts_of(w, &output_list_assessed, "年度=2026").persons, 2);
    assert_int_equal(counts_of(w, &output_list_assessed, "年度=2026 保険料額=471270-").rows, 1);
    assert_int_equal(counts_of(w, &output_list_assessed, "年度=2026 保険料額=471271-").rows, 0);
    assert_int_equal(counts_of(w, &output_list_assessed, "年度=2026 軽減=7割").rows, 1);
    assert_int_equal(counts_of(w, &output_list_assessed, "年度=2026 軽減=なし").rows, 1);
    assert_int_equal(counts_of(w, &output_list_assessed, "年度=2025").rows, 0);
    assert_int_equal(counts_of(w, &output_list_assessed, "年度=2026 確認事項=no_such").rows, 0);
    /* LV-29, LV-30: 当初 is a change from nothing; in another month nothing was decided. */
    rows = rows_of(w, &output_list_changes, "年度=2026 区分=当初");
    assert_non_null(strstr(rows, "2026|1001|000000000005001|1|当初|現年度|"));
    assert_non_null(strstr(rows, "|0|471270|471270|"));
    assert_int_equal(counts_of(w, &output_list_changes, "年度=2026").rows, 2);
    assert_int_equal(counts_of(w, &output_list_changes, "年度=2026 区分=減額").rows, 0);
    assert_int_equal(counts_of(w, &output_list_changes, "年度=2026 決議日=2020-01-01..2020-12-31").rows, 0);
    enum err e = ward_run(w, &job_notice_annual, 2026, false, false);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    int64_t outliers = ward_findings(w, "premium-annual", "outlier");
    assert_int_equal(counts_of(w, &output_list_findings, "年度=2026 区分=outlier 処理=premium-annual").rows,
                     outliers);
    assert_int_equal(counts_of(w, &output_list_findings, "年度=2025").rows, 0);
    struct output_counts none;
    struct arena *arena = arena_new("一覧", 1 << 22);
    assert_int_equal(list_count(&w->clerk, &output_list_assessed, text_of("年度=2025-2026"), arena, &w->report,
                                &none), ERR_INPUT);
    arena_free(arena);
    rows_done();
}

static void correct(struct ward *w, int64_t person, yen total)
{
    int64_t now = next_moment();
    ward_forget_income(w, now, 2026, person);
    ward_income(w, now, 2026, person, total);
    enum err e = ward_run(w, &job_premium_monthly, 2026, false, false);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    e = ward_approve(w, &job_premium_monthly, 2026);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    (void)ward_printed(w);
}

/* LV-29: opening + changes = closing in any stretch of days; a difference is a finding, and no list comes. */
static void test_changes_balance(void **state)
{
    struct ward *w = *state;
    single(w, 1001, 5001, "見本　一郎", false, 3400000);
    single(w, 1002, 5002, "見本　二郎", false, 2000000);
    assess(w);
    ward_business_date(w, 20260820);
    correct(w, 5001, 3000000);
    assert_int_equal(counts_of(w, &output_list_changes, "年度=2026").rows, 3);
    assert_int_equal(counts_of(w, &output_list_changes, "年度=2026 決議日=2026-08-01..2026-08-31").rows, 1);
    assert_int_equal(counts_of(w, &output_list_changes, "年度=2026 決議日=2026-08-21..2026-08-31").rows, 0);
    assert_int_equal(counts_of(w, &output_list_changes, "年度=2026 決議日=2026-08-01..2026-08-31 区分=増額").rows,
                     0);
    report_clear(&w->report);
    assert_int_equal(premium_verify(w->clerk.store, &w->report), ERR_NONE);
    ward_business_date(w, 20260720); /* decided on a day before that of the version before */
    correct(w, 5001, 2800000);
    struct output_counts none;
    struct arena *arena = arena_new("一覧", (size_t)64 << 20);
    static const char july[] = "年度=2026 決議日=2026-07-01..2026-07-31";
    report_clear(&w->report);
    assert_int_equal(list_count(&w->clerk, &output_list_changes, text_of(july), arena, &w->report, &none),
                     ERR_WORLD);
    assert_non_null(strstr(w->report.lines[0], "期首の調定額"));
    report_clear(&w->report);
    assert_int_equal(premium_verify(w->clerk.store, &w->report), ERR_FINDINGS);
    assert_non_null(strstr(w->report.lines[0], "前の版より前の日に決議されています"));
    report_clear(&w->report);
    assert_int_equal(counts_of(w, &output_list_changes, "年度=2026").rows, 4); /* over all days they meet */
    arena_free(arena);
}

/* Only the one that was held back is tried again; decisions that were notified are not. */
static void test_once(void **state)
{
    struct ward *w = *state;
    three_payers(w);
    assert_int_equal(ward_run(w, &job_notice_annual, 2026, false, false), ERR_FINDINGS);
    int64_t first = last_run(w);
    enum err e = ward_approve(w, &job_notice_annual, 2026);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    assert_int_equal(files_of(w, first).payers, 2);
    assert_int_equal(ward_run(w, &job_notice_annual, 2026, false, false), ERR_FINDINGS);
    assert_int_equal(files_of(w, last_run(w)).payers, 0);
}

/* A proposed assessment is not notified; a dry run leaves neither rows nor files. */
static void test_only_approved(void **state)
{
    struct ward *w = *state;
    single(w, 1001, 5001, "見本　一郎", false, 3400000);
    enum err e = ward_run(w, &job_premium_annual, 2026, false, false);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    (void)ward_run(w, &job_notice_annual, 2026, false, false);
    assert_int_equal(files_of(w, last_run(w)).payers, 0);
    e = ward_approve(w, &job_premium_annual, 2026);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    int64_t before = last_run(w);
    (void)ward_printed(w);
    assert_int_equal(ward_run(w, &job_notice_annual, 2026, true, false), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), "通知書 1 件"));
    assert_int_equal(last_run(w), before);
    assert_int_equal(ward_run(w, &job_notice_annual, 2026, false, false), ERR_NONE);
    assert_int_equal(files_of(w, last_run(w)).payers, 1);
}

/* NT-20: the copy is what is sent; a file that was changed after the proposal is not released. */
static void test_changed_file(void **state)
{
    struct ward *w = *state;
    single(w, 1001, 5001, "見本　一郎", false, 3400000);
    assess(w);
    assert_int_equal(ward_run(w, &job_notice_annual, 2026, false, false), ERR_NONE);
    struct found f = files_of(w, last_run(w));
    FILE *file = fopen(f.ordinary, "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, 2000, SEEK_SET), 0);
    int c = fgetc(file);
    assert_int_equal(fseek(file, 2000, SEEK_SET), 0);
    (void)fputc(c ^ 1, file);
    (void)fclose(file);
    assert_int_equal(ward_approve(w, &job_notice_annual, 2026), ERR_INPUT);
    assert_non_null(strstr(ward_printed(w), "作成のときと違います"));
    file = fopen(f.ordinary, "r+"); /* put right, it can be approved still */
    assert_non_null(file);
    assert_int_equal(fseek(file, 2000, SEEK_SET), 0);
    (void)fputc(c, file);
    (void)fclose(file);
    assert_int_equal(ward_approve(w, &job_notice_annual, 2026), ERR_NONE);
}

/* A new proposal takes the old one's files away; the number of the notice stays. */
static void test_again(void **state)
{
    struct ward *w = *state;
    single(w, 1001, 5001, "見本　一郎", false, 3400000);
    assess(w);
    assert_int_equal(ward_run(w, &job_notice_annual, 2026, false, false), ERR_NONE);
    struct found first = files_of(w, last_run(w));
    assert_int_equal(ward_run(w, &job_notice_annual, 2026, false, false), ERR_NONE);
    struct found second = files_of(w, last_run(w));
    assert_int_not_equal(access(first.folder, F_OK), 0);
    assert_int_equal(second.payers, 1);
    struct premium_decision d = ward_decision(w, 2026, 1001, 0);
    int64_t running;
    assert_int_equal(notice_number_find(w->clerk.store, &d, &w->report, &running), ERR_NONE);
    assert_int_equal(running, 1);
}

/* ------------------------------------------------------------------------ one payer's copy ---- */

static enum err copy_of(struct ward *w, int64_t payer_no, enum premium_copy copy, char ret_path[640])
{
    struct premium_print printed;
    snprintf(ret_path, 640, "%s/files/copy-%d.pdf", w->clerk.folder.path, (int)copy);
    unlink(ret_path);
    report_clear(&w->report);
    return premium_notice_print(&w->clerk, payer_no, 2026, copy, ret_path, &w->report, &printed);
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Every word of a PDF with its place, in one order, without those at the very edges, which are counted. */
static char *places_between(const char *path, int *ret_at_edges)
{
    static char between[1u << 20];
    static char *lines[8000];
    char *to = between, *rest = NULL;
    size_t count = 0;
    *ret_at_edges = 0;
    char *line = strtok_r(words_of("pdftotext -bbox", path), "\n", &rest);
    for (; line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        const char *y = strstr(line, "yMin=\"");
        double points = y != NULL ? strtod(y + 6, NULL) : 400;
        if (points < 10 || points > 820) { /* of 842 */
            *ret_at_edges += 1;
        } else {
            assert_true(count < COUNT_OF(lines));
            lines[count++] = line;
        }
    }
    qsort(lines, count, sizeof(*lines), compare_lines);
    for (size_t i = 0; i < count; i++) {
        to += snprintf(to, (size_t)(between + sizeof(between) - to), "%s\n", lines[i]);
    }
    return between;
}

static void prints_recorded(struct ward *w, int64_t *ret_previews, int64_t *ret_prints, int64_t *ret_sheets)
{
    TEST_SQL(sums, false, 0,
             "SELECT SUM(is_preview), SUM(1 - is_preview), SUM(sheets) FROM output_print "
             "WHERE issue_no > 0 AND household_no > 0 AND has_seal = 0 AND has_number = 0 AND terminal = 'mado-01'",
             "SELECT CAST(SUM(is_preview) AS bigint), CAST(SUM(1 - is_preview) AS bigint), "
             "CAST(SUM(sheets) AS bigint) FROM output_print "
             "WHERE issue_no > 0 AND household_no > 0 AND has_seal = 0 AND has_number = 0 AND terminal = 'mado-01'");
    bool row;
    struct query *q = fixture_query(w->clerk.store, &sums);
    assert_int_equal(query_step(q, &w->report, &row), ERR_NONE);
    assert_true(row);
    *ret_previews = query_i64(q, 0);
    *ret_prints = query_i64(q, 1);
    *ret_sheets = query_i64(q, 2);
    query_reset(q);
}

/* BO-06, BO-09, OP-31: the preview is the original and the watermark on every page; each has its record. */
static void test_preview_equals_print(void **state)
{
    struct ward *w = *state;
    char preview[640], original[640];
    int64_t previews, prints, sheets;
    int marks, none;
    w->clerk.terminal = "mado-01";
    single(w, 1001, 5001, "見本　一郎", false, 3400000);
    assess(w);
    assert_int_equal(copy_of(w, 5001, PREMIUM_COPY_PREVIEW, preview), ERR_NONE);
    assert_int_equal(copy_of(w, 5001, PREMIUM_COPY_ORIGINAL, original), ERR_NONE);
    char *seen = strdup(places_between(preview, &marks));
    bool is_same = strcmp(seen, places_between(original, &none)) == 0; /* no word has moved */
    free(seen);
    assert_true(is_same);
    assert_int_equal(none, 0);
    assert_true(marks >= 2 * pages_by_others(preview)); /* head and foot of each page */
    assert_int_equal(pages_by_others(original), pages_by_others(preview));
    char who[80];
    snprintf(who, sizeof(who), "%s 端末 mado-01 令和", w->clerk.operator.id);
    assert_non_null(strstr(words_of("pdftotext -layout", preview), who));
    assert_null(strstr(words_of("pdftotext -layout", original), "mado-01"));
    prints_recorded(w, &previews, &prints, &sheets);
    assert_int_equal(previews, 1);
    assert_int_equal(prints, 1);
    assert_int_equal(sheets, 2 * pages_by_others(original));
}

/* An address chosen for the letters of a restricted person. */
static void chosen(struct ward *w, int64_t person, const char *address)
{
    static const char *const ints[] = {"addressee_no", "row_no", "recorded_at", "superseded_at", "valid_from",
                                       "valid_until", "change_no", "closed_by", "duty", "reason", "is_safe"};
    const int64_t values[COUNT_OF(ints)] = {person, 1, WARD_FIRST, INT64_MAX, 20200401, DAY_OPEN,
                                            1, 0, DUTY_LEVY, 5, 1};
    const struct {
        const char *column, *value;
    } texts[] = {{"name", ""}, {"postal_code", "3300002"}, {"address", address}, {"building", ""}, {"note", ""}};
    struct bulk_column columns[COUNT_OF(ints) + COUNT_OF(texts)];
    struct bulk *b;
    struct store *s = w->clerk.store;
    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        columns[i] = i < COUNT_OF(ints) ? (struct bulk_column){ints[i], BULK_I64}
                                        : (struct bulk_column){texts[i - COUNT_OF(ints)].column, BULK_TEXT};
    }
    assert_int_equal(store_begin(s, &w->report), ERR_NONE);
    assert_int_equal(store_bulk_begin(s, "addressee_sending", columns, COUNT_OF(columns), &w->report, &b),
                     ERR_NONE);
    for (size_t i = 0; i < COUNT_OF(ints); i++) {
        bulk_i64(b, values[i]);
    }
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        bulk_text(b, text_of(texts[i].value));
    }
    assert_int_equal(bulk_row(b, &w->report), ERR_NONE);
    assert_int_equal(bulk_end(b, &w->report), ERR_NONE);
    assert_int_equal(store_commit(s, &w->report), ERR_NONE);
}

/* RP-04, RP-03: a print of a restricted payer stops with words unless an address was chosen and the operator may
 * see it; a preview shows no address to whoever may not. Nothing is recorded as printed that was not. */
static void test_guarded_prints(void **state)
{
    struct ward *w = *state;
    char path[640];
    int64_t previews, prints, sheets;
    w->clerk.terminal = "mado-01";
    single(w, 1002, 5002, "秘匿　花子", true, 0);
    assess(w);
    permission_add(&w->clerk.operator.permissions, PERM_RESTRICTED_VIEW);
    assert_int_equal(copy_of(w, 5002, PREMIUM_COPY_ORIGINAL, path), ERR_INPUT); /* no address was chosen */
    assert_non_null(strstr(w->report.lines[0], "専用の送付先がありません"));
    assert_int_not_equal(access(path, F_OK), 0);
    chosen(w, 5002, "支援団体気付");
    assert_int_equal(copy_of(w, 5002, PREMIUM_COPY_ORIGINAL, path), ERR_NONE);
    assert_non_null(strstr(words_of("pdftotext -layout", path), "支援団体気付"));
    assert_null(strstr(words_of("pdftotext -layout", path), "新宿九丁目"));
    assert_int_equal(copy_of(w, 5002, PREMIUM_COPY_PREVIEW, path), ERR_NONE);
    assert_non_null(strstr(words_of("pdftotext -layout", path), "支援団体気付"));

    w->clerk.operator.permissions = (struct permission_set){0};
    permission_add(&w->clerk.operator.permissions, PERM_NOTICE_PRINT);
    assert_int_equal(copy_of(w, 5002, PREMIUM_COPY_ORIGINAL, path), ERR_INPUT);
    assert_non_null(strstr(w->report.lines[0], "権限のある職員"));
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(copy_of(w, 5002, PREMIUM_COPY_PREVIEW, path), ERR_NONE);
    assert_non_null(strstr(words_of("pdftotext -layout", path), "秘匿"));
    assert_null(strstr(words_of("pdftotext -layout", path), "支援団体気付"));
    assert_null(strstr(words_of("pdftotext -layout", path), "新宿九丁目"));
    prints_recorded(w, &previews, &prints, &sheets);
    assert_int_equal(previews, 2);
    assert_int_equal(prints, 1);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(test_files),
        WITH_WARD(test_print_records),
        WITH_WARD(test_lists),
        WITH_WARD(test_changes_balance),
        WITH_WARD(test_once),
        WITH_WARD(test_only_approved),
        WITH_WARD(test_changed_file),
        WITH_WARD(test_again),
        WITH_WARD(test_preview_equals_print),
        WITH_WARD(test_guarded_prints),
    };
    return fixture_run(argc, argv, "premium notice", tests, COUNT_OF(tests));
}
