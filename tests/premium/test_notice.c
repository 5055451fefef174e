/*
 * 納入通知書 from decisions to files (NT-05, NT-20, LV-57, NX-05): approved decisions only, restricted payers
 * apart, what cannot be printed stays, what was sent cannot be changed unseen.
 */
#include "ward.h"

#include "addressee/item.h"
#include "base/hash.h"
#include "document/document.h"
#include "premium/notice_gather.h"

#include <inttypes.h>
#include <unistd.h>

/* A resident with a name and an address; `is_restricted` = 支援措置. */
static void named(struct ward *w, int64_t household, int64_t person, int birth, const char *name,
                  bool is_restricted)
{
    static const char *const ints[] = {
        "addressee_no", "history_no", "recorded_at", "superseded_at", "valid_from", "valid_until",
        "household_no", "kind", "status", "birth", "is_restricted"};
    const int64_t values[COUNT_OF(ints)] = {person, 1, WARD_FIRST, INT64_MAX, 20200401, DAY_OPEN,
                                            household, 1, 1, birth, is_restricted};
    const struct {
        const char *column, *value;
    } texts[] = {{"name", name}, {"kana", ""}, {"address", "東京都新宿区新宿九丁目8番7号"}};
    struct bulk_column columns[COUNT_OF(ints) + COUNT_OF(texts) + 1];
    struct items items = {.len = 0};
    for (size_t i = 0; i + 1 < COUNT_OF(columns); i++) {
        columns[i] = i < COUNT_OF(ints)
                         ? (struct bulk_column){ints[i], BULK_I64}
                         : (struct bulk_column){texts[i - COUNT_OF(ints)].column, BULK_TEXT};
    }
    columns[COUNT_OF(columns) - 1] = (struct bulk_column){"items", BULK_BLOB};
    assert_true(items_put_text(&items, ITEM_RELATION, text_of("世帯主")) &&
                items_put_number(&items, ITEM_IS_HEAD, 1) &&
                items_put_text(&items, ITEM_POSTAL_CODE, text_of("1600022")) &&
                items_put_text(&items, ITEM_BUILDING, text_of("見本荘")));
    struct bulk *b;
    struct store *s = w->clerk.store;
    assert_int_equal(store_begin(s, &w->report), ERR_NONE);
    assert_int_equal(store_bulk_begin(s, "addressee_person", columns, COUNT_OF(columns), &w->report, &b),
                     ERR_NONE);
    for (size_t i = 0; i < COUNT_OF(ints); i++) {
        bulk_i64(b, values[i]);
    }
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        bulk_text(b, text_of(texts[i].value));
    }
    bulk_blob(b, items.bytes, items.len);
    assert_int_equal(bulk_row(b, &w->report), ERR_NONE);
    assert_int_equal(bulk_end(b, &w->report), ERR_NONE);
    assert_int_equal(store_commit(s, &w->report), ERR_NONE);
}

static void single(struct ward *w, int64_t household, int64_t person, const char *name,
                   bool is_restricted, yen total)
{
    permission_add(&w->clerk.operator.permissions, PERM_NOTICE_PRINT);
    named(w, household, person, 19810502, name, is_restricted);
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
    static char text[1u << 16];
    char command[1400];
    bool is_pdf = strcmp(program, "pdftotext -layout") == 0;
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
    assert_int_equal(ward_approve(w, &job_notice_annual, 2026), ERR_FINDINGS);
    assert_non_null(strstr(ward_printed(w), "作成のときと違います"));
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

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(test_files),
        WITH_WARD(test_once),
        WITH_WARD(test_only_approved),
        WITH_WARD(test_changed_file),
        WITH_WARD(test_again),
    };
    return fixture_run(argc, argv, "premium notice", tests, COUNT_OF(tests));
}
