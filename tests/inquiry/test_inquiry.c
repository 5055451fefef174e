/*
 * LV-49, LV-50, LV-63: who is undeclared is asked once, the open ones are listed by age, and what comes back
 * makes the list shrink and the reduction be judged again.
 */
#include "../ops/moment.h"
#include "../premium/rows.h"
#include "../premium/ward.h"

#include "casework/casework.h"
#include "inquiry/sheet.h"
#include "interchange/interchange.h"

#include <inttypes.h>

const struct change_kind *const change_kinds[] = {&kind_premium_income, &kind_inquiry_issue,
                                                  &kind_inquiry_return};
const size_t change_kind_count = COUNT_OF(change_kinds);
const struct import_handler *const import_handlers[] = {&import_declarations};
const size_t import_handler_count = COUNT_OF(import_handlers);
const struct output_list *const output_lists[] = {&output_list_undeclared, &output_list_inquiries,
                                                  &output_list_income_watch};
const size_t output_list_count = COUNT_OF(output_lists);

/* 未申告; from 渋谷区; from a place without a row; from 渋谷区 and protected; from abroad. */
enum { UNDECLARED = 1015, SHIBUYA = 1023, NOWHERE = 1031, GUARDED = 1049, ABROAD = 1057 };
static struct arena *arena;
static char said[2048];

static void insured(struct ward *w, int64_t household, int64_t person)
{
    ward_belongs(w, WARD_FIRST, household, person, 19800101, true, 20200401, DAY_OPEN);
    ward_fact(w, WARD_FIRST, person, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
}

static int set_up(void **state)
{
    arena = arena_new("試験", (size_t)256 << 20);
    (void)ward_setup(state);
    struct ward *w = *state;
    for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        permission_add(&w->clerk.operator.permissions, p);
        permission_add(&w->chief.operator.permissions, p);
    }
    ward_person(w, 1001, UNDECLARED, 19800101, "見本　一郎", false);
    ward_moved_in(w, 1002, SHIBUYA, 19800101, "見本　二郎", 20260301, "131130", false);
    ward_moved_in(w, 1003, NOWHERE, 19800101, "見本　三郎", 20260301, "999999", false);
    ward_moved_in(w, 1004, GUARDED, 19800101, "見本　四郎", 20260301, "131130", true);
    ward_moved_in(w, 1005, ABROAD, 19800101, "見本　五郎", 20260301, NULL, false);
    static const int64_t all[] = {UNDECLARED, SHIBUYA, NOWHERE, GUARDED, ABROAD};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        insured(w, 1001 + (int64_t)i, all[i]);
    }
    ward_income(w, WARD_FIRST, 2026, UNDECLARED, -1);
    ward_business_date(w, 20260701);
    return 0;
}

static int tear_down(void **state)
{
    struct ward *w = *state;
    enum err e = inquiry_verify(w->chief.store, &w->report);
    e = e == ERR_NONE ? premium_verify(w->chief.store, &w->report) : e;
    e = e == ERR_NONE ? casework_verify(w->chief.store, &w->report) : e;
    report_print(&w->report, stderr);
    arena_free(arena);
    rows_done();
    (void)ward_teardown(state);
    return e == ERR_NONE ? 0 : 1;
}

/* ------------------------------------------------------------------------------------- helpers -- */

static void done(enum err e) { assert_true(e == ERR_NONE || e == ERR_FINDINGS); }

static void send(struct ward *w, const struct job *job)
{
    done(ward_run(w, job, 2026, false, false));
    assert_int_equal(ward_approve(w, job, 2026), ERR_NONE);
}

static const struct inquiry_item *item_of(struct ward *w, int64_t person)
{
    struct inquiry_item *items;
    const struct inquiry_item *ret = NULL;
    size_t count;
    assert_int_equal(inquiry_items(&w->clerk, 2026, arena, &w->report, &items, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        ret = items[i].addressee_no == person ? &items[i] : ret;
    }
    return ret;
}

static size_t rows(struct ward *w, const char *criteria)
{
    size_t n = 0;
    for (const char *at = rows_of(w, &output_list_inquiries, criteria); *at != '\0'; at++) {
        n += *at == '\n';
    }
    return n;
}

static void put(struct change_call *call, const char *field, const char *value)
{
    for (size_t i = 0; i < call->kind->field_count; i++) {
        if (strcmp(call->kind->fields[i].name, field) == 0) {
            call->values.at[i] = text_of(value);
            return;
        }
    }
    fail();
}

static enum err act(struct ward *w, const struct change_kind *kind, int64_t subject,
                    const char *const *fields, int64_t *ret_change)
{
    struct change_call call = {
        .kind = kind, .session = &w->clerk, .arena = arena, .report = &w->report, .subject_no = subject};
    size_t at = 0;
    assert_int_equal(kind->begin(&call), ERR_NONE);
    for (; fields[0] != NULL; fields += 2) {
        put(&call, fields[0], fields[1]);
    }
    enum err e = change_propose(&call, true, ret_change);
    if (e == ERR_NONE && kind->approve != PERM_NONE) {
        e = change_approve(&w->chief, *ret_change, arena, &w->report);
    }
    said[0] = '\0';
    for (size_t i = 0; i < call.warning_count && at + 300 < sizeof(said); i++) {
        at += (size_t)snprintf(said + at, sizeof(said) - at, "%s\n", call.warnings[i].words);
    }
    report_print(&w->report, stderr);
    report_clear(&w->report);
    return e;
}
#define FIELDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const char *code_of(struct ward *w, int64_t person)
{
    const struct inquiry_item *item = item_of(w, person);
    char *code = arena_alloc(arena, INQUIRY_CODE_BYTES, 1);
    assert_non_null(item);
    sheet_code(item->sheet_no, 1, 1, item->kind, code);
    return code;
}

static enum err punch(struct ward *w, const char *lines)
{
    static int serial;
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/declaration-punch_%d.csv", w->dir, ++serial);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    (void)fprintf(f, "code,line\r\n%s", lines);
    (void)fclose(f);
    char option[] = "--layout", layout[] = "declaration-punch", *words[] = {path, option, layout};
    struct command_call call = {.argc = 3,
                                .argv = words,
                                .data = w->dir,
                                .operator_id = "fuka1",
                                .business_date = w->clerk.folder.business_date,
                                .out = w->out,
                                .report = &w->report};
    enum err e = command_import.run(&call);
    report_print(&w->report, stderr);
    report_clear(&w->report);
    return e;
}

#define COUNTED(variable, what) TEST_SQL(variable, false, 0, "SELECT COUNT(*) FROM " what, "SELECT COUNT(*) FROM " what)
COUNTED(sheet_rows, "inquiry_sheet");
COUNTED(paper_rows, "inquiry_paper");
COUNTED(held_rows, "interchange_task");

static int64_t counted(struct ward *w, const struct sql_text *what)
{
    struct query *q = fixture_query(w->clerk.store, what);
    bool row;
    assert_int_equal(query_step(q, &w->report, &row), ERR_NONE);
    int64_t ret = query_i64(q, 0);
    query_reset(q);
    return ret;
}

/* ---------------------------------------------------------------------------------------- tests -- */

/* LV-49, NT-08: proposed by one, sent by another; who has been asked is not asked again. */
static void everybody_is_asked_once(void **state)
{
    struct ward *w = *state;
    done(ward_run(w, &job_declaration_forms, 2026, true, false));
    assert_int_equal(counted(w, &sheet_rows), 0); /* a dry run leaves nothing */
    done(ward_run(w, &job_declaration_forms, 2026, false, false));
    assert_int_equal(counted(w, &sheet_rows), 3); /* 未申告, 支援措置, 国外から */
    assert_null(item_of(w, UNDECLARED)); /* not sent before another has approved */
    assert_int_equal(ward_approve(w, &job_declaration_forms, 2026), ERR_NONE);
    assert_int_equal(rows(w, "状態=未回答"), 3);
    const struct inquiry_item *item = item_of(w, UNDECLARED);
    assert_int_equal(item->state, INQUIRY_WAITING);
    assert_int_equal(date_ymd(item->due_on), 20260722); /* 21 days: a Wednesday */
    assert_null(item_of(w, SHIBUYA));
    done(ward_run(w, &job_declaration_forms, 2026, false, false));
    assert_int_equal(counted(w, &sheet_rows), 3);
    assert_non_null(strstr(ward_printed(w), "簡易申告書 0 通"));
}

/* A proposal that is taken back by a newer one leaves no sheet, no paper. */
static void a_withdrawn_proposal_is_gone(void **state)
{
    struct ward *w = *state;
    done(ward_run(w, &job_declaration_forms, 2026, false, false));
    ward_income(w, clock_now_ms(), 2026, ABROAD, 0);
    done(ward_run(w, &job_declaration_forms, 2026, false, false));
    assert_int_equal(counted(w, &sheet_rows), 2);
    assert_int_equal(counted(w, &paper_rows), 2);
}

/* LV-50: 転入者 are asked for where they came from; a place nobody knows is held back and told; who is
 * protected is asked himself, and no letter says where he lives now. */
static void who_moved_in_is_asked_for_there(void **state)
{
    struct ward *w = *state;
    send(w, &job_income_inquiries);
    assert_int_equal(ward_findings(w, "income-inquiries", "paper-held"), 1);
    assert_int_equal(rows(w, ""), 1);
    assert_non_null(strstr(rows_of(w, &output_list_inquiries, "書類=所得照会書"),
                           "所得照会書|2026|1002|000000000001023|000000000001023|見本　二郎|渋谷区長|"
                           "2026-07-01|2026-07-22|0|0||回答待ち|"));
    assert_null(item_of(w, NOWHERE)); /* held back: not sent, and asked again by the next run */
    send(w, &job_income_inquiries);
    assert_int_equal(ward_findings(w, "income-inquiries", "paper-held"), 1);
    assert_int_equal(rows(w, ""), 1);
    send(w, &job_declaration_forms);
    assert_non_null(item_of(w, GUARDED));
    const struct inquiry_sheet wrong = {.kind = INQUIRY_MUNICIPALITY,
                                        .year = 2026,
                                        .payer_no = GUARDED,
                                        .municipality = text_of("131130"),
                                        .issued_on = w->clerk.folder.business_date,
                                        .due_on = w->clerk.folder.business_date,
                                        .persons = (const int64_t[]){GUARDED},
                                        .person_count = 1};
    struct inquiry_terms terms;
    struct inquiry_places places;
    struct sheet_paper paper;
    assert_int_equal(inquiry_terms_load(&w->clerk, wrong.issued_on, arena, &w->report, &terms), ERR_NONE);
    assert_int_equal(inquiry_places_load(&w->clerk, wrong.issued_on, arena, &w->report, &places), ERR_NONE);
    assert_int_equal(sheet_paper_fill(w->clerk.store, &terms, &places, &wrong, wrong.issued_on, INT64_MAX,
                                      arena, &w->report, &paper),
                     ERR_FINDINGS);
    report_clear(&w->report);
}

/* NT-08, LV-63: a returned form is matched by its number; what came back twice is refused; taken back again. */
static void what_comes_back_is_matched_by_its_code(void **state)
{
    struct ward *w = *state;
    int64_t change = 0, second = 0;
    done(ward_run(w, &job_declaration_forms, 2026, false, false));
    char early[INQUIRY_CODE_BYTES];
    sheet_code(1, 1, 1, INQUIRY_DECLARATION, early);
    assert_int_equal(act(w, &kind_inquiry_return, 0, FIELDS("code", early), &change), ERR_FINDINGS);
    assert_non_null(strstr(said, "承認前"));
    assert_int_equal(ward_approve(w, &job_declaration_forms, 2026), ERR_NONE);
    const char *code = code_of(w, UNDECLARED);
    assert_int_equal(act(w, &kind_inquiry_return, 0, FIELDS("code", "12345678901234567890"), &change),
                     ERR_FINDINGS);
    assert_non_null(strstr(said, "読み直してください"));
    assert_int_equal(act(w, &kind_inquiry_return, 0, FIELDS("code", code, "on", "R8.6.30"), &change),
                     ERR_FINDINGS);
    assert_non_null(strstr(said, "発行日より前"));
    assert_int_equal(act(w, &kind_inquiry_return, 0, FIELDS("code", code), &change), ERR_NONE);
    assert_int_equal(item_of(w, UNDECLARED)->state, INQUIRY_RETURNED);
    assert_int_equal(act(w, &kind_inquiry_return, 0, FIELDS("code", code), &second), ERR_FINDINGS);
    assert_int_equal(act(w, &kind_inquiry_return, 0, FIELDS("code", code, "outcome", "2", "words", "宛所不明"),
                         &second),
                     ERR_NONE);
    assert_int_equal(item_of(w, UNDECLARED)->state, INQUIRY_UNDELIVERED);
    assert_int_equal(change_undo(&w->clerk, change, text_of("誤り"), arena, &w->report), ERR_INPUT);
    report_clear(&w->report);
    assert_int_equal(change_undo(&w->clerk, second, text_of("誤り"), arena, &w->report), ERR_NONE);
    assert_int_equal(change_undo(&w->clerk, change, text_of("誤り"), arena, &w->report), ERR_NONE);
    assert_int_equal(item_of(w, UNDECLARED)->state, INQUIRY_WAITING);
    assert_int_equal(act(w, &kind_inquiry_return, 0, FIELDS("code", code, "outcome", "3"), &second), ERR_NONE);
    assert_int_equal(rows(w, "状態=取下げ"), 1);
    send(w, &job_declaration_forms); /* withdrawn: asked anew, under a number of its own */
    assert_string_not_equal(code_of(w, UNDECLARED), code);
    assert_int_equal(rows(w, "状態=未回答"), 3);
}

/* LV-63: open items by age; reminded behind the due day and so many days, so many times. */
static void the_silent_are_reminded(void **state)
{
    struct ward *w = *state;
    int64_t change = 0;
    send(w, &job_declaration_forms);
    assert_int_equal(act(w, &kind_inquiry_return, 0, FIELDS("code", code_of(w, ABROAD)), &change), ERR_NONE);
    ward_business_date(w, 20260805); /* the 14th day behind the due day: not yet */
    assert_int_equal(item_of(w, UNDECLARED)->state, INQUIRY_OVERDUE);
    done(ward_run(w, &job_inquiry_reminders, 2026, false, false));
    assert_non_null(strstr(ward_printed(w), "催促 0 通"));
    ward_business_date(w, 20260806);
    send(w, &job_inquiry_reminders);
    assert_int_equal(item_of(w, UNDECLARED)->reminders, 1);
    assert_int_equal(item_of(w, ABROAD)->reminders, 0); /* it has come back */
    assert_int_equal(date_ymd(item_of(w, UNDECLARED)->reminded_on), 20260806);
    assert_int_equal(counted(w, &sheet_rows), 3); /* the same sheets, the same codes */
    ward_business_date(w, 20260901);
    send(w, &job_inquiry_reminders);
    ward_business_date(w, 20261001);
    send(w, &job_inquiry_reminders); /* twice is enough */
    assert_int_equal(item_of(w, UNDECLARED)->reminders, 2);
    assert_int_equal(rows(w, "状態=期限過ぎ 経過日数=92-"), 2);
    assert_int_equal(rows(w, "状態=未回答 経過日数=93-"), 0);
}

/* LV-49: an answer that is entered closes its item by itself, as does the tax ledger. */
static void an_entry_closes_its_item(void **state)
{
    struct ward *w = *state;
    int64_t change = 0;
    send(w, &job_declaration_forms);
    send(w, &job_income_inquiries);
    assert_int_equal(act(w, &kind_premium_income, UNDECLARED,
                         FIELDS("evidence", "declaration", "stands", "1", "other_income", "0", "words", "申告"),
                         &change),
                     ERR_NONE);
    assert_int_equal(item_of(w, UNDECLARED)->state, INQUIRY_KNOWN);
    ward_income(w, clock_now_ms(), 2026, SHIBUYA, 1500000);
    assert_int_equal(item_of(w, SHIBUYA)->state, INQUIRY_KNOWN);
    assert_int_equal(rows(w, "状態=未回答"), 2);
    assert_null(strstr(rows_of(w, &output_list_undeclared, "年度=2026"), "1015"));
}

/* LV-49, NT-08: punched data of returned forms are entered by two persons; the list shrinks, the reduction is
 * judged again. What is wrong is held for a person. */
static void punched_answers_are_entered(void **state)
{
    struct ward *w = *state;
    done(ward_run(w, &job_premium_annual, 2026, false, false));
    done(ward_approve(w, &job_premium_annual, 2026));
    send(w, &job_declaration_forms);
    send(w, &job_income_inquiries);
    ward_business_date(w, 20260710);
    const char *one = code_of(w, UNDECLARED), *two = code_of(w, SHIBUYA), *three = code_of(w, ABROAD);
    const char *lines = arena_printf(
        arena,
        "%s,1,20260709,1,,,,,,,,,,,IMG1\r\n"     /* 収入なし */
        "%s,1,20260709,,4000000,,,,,,,,,,IMG2\r\n" /* 給与収入 */
        "%s,2,20260709,1,,,,,,,,,,,IMG3\r\n"     /* no second person */
        "%s,1,20260709,1,100,,,,,,,,,,IMG4\r\n"  /* 収入なし, and an amount */
        "%s,1,20260709,,,,,,,,,,,,IMG5\r\n"      /* nothing at all */
        "%s,1,20260630,1,,,,,,,,,,,IMG6\r\n"     /* before it was sent */
        "%s,1,20260709,,4000000,2760001,,,,,,,,,IMG7\r\n" /* against the table of the year */
        "00000000000101010100,1,20260709,1,,,,,,,,,,,IMG8\r\n",
        one, two, one, three, three, three, three);
    assert_int_equal(punch(w, lines), ERR_FINDINGS);
    assert_int_equal(counted(w, &held_rows), 6);
    assert_int_equal(item_of(w, UNDECLARED)->state, INQUIRY_RETURNED);
    assert_int_equal(item_of(w, ABROAD)->state, INQUIRY_WAITING);
    assert_int_equal(punch(w, arena_printf(arena,
                                           "%s,1,20260710,1,,,,,,,,,,,IMG9\r\n" /* once more: the same */
                                           "%s,1,20260709,,4000001,,,,,,,,,,IMGA\r\n",
                                           one, two)),
                     ERR_FINDINGS); /* the second time another amount: somebody looks at the paper */
    assert_int_equal(counted(w, &held_rows), 7);
    assert_int_equal(item_of(w, UNDECLARED)->state, INQUIRY_RETURNED); /* nothing is entered by a file alone */
    done(ward_run(w, &job_declaration_answers, 2026, false, false));
    assert_non_null(strstr(ward_printed(w), "登録する 2 件、しない 0 件"));
    ward_income(w, clock_now_ms(), 2026, SHIBUYA, 2760000); /* meanwhile the ledger knows */
    assert_int_equal(ward_approve(w, &job_declaration_answers, 2026), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), "賦課根拠入力にした 1 件、登録しなかった 1 件"));
    assert_int_equal(item_of(w, UNDECLARED)->state, INQUIRY_KNOWN);
    assert_int_equal(ward_decision(w, 2026, 1001, 0).reduction_tenths, 0);
    done(ward_run(w, &job_premium_monthly, 2026, false, false));
    done(ward_approve(w, &job_premium_monthly, 2026));
    assert_int_equal(ward_decision(w, 2026, 1001, 0).reduction_tenths, 7);
    assert_int_equal(ward_decision(w, 2026, 1001, 0).judged_income, 0);
    assert_null(strstr(rows_of(w, &output_list_undeclared, "年度=2026"), "1015"));
    done(ward_run(w, &job_declaration_answers, 2026, false, false)); /* nothing waits any more */
    assert_non_null(strstr(ward_printed(w), "申告・回答 0 件"));
}

/* LV-49, LV-50: one sheet at the counter, for whom it is needed only; printed again, its print recorded. */
static void a_sheet_at_the_counter(void **state)
{
    struct ward *w = *state;
    int64_t change = 0, other = 0;
    int pages = 0;
    char path[512];
    assert_int_equal(act(w, &kind_inquiry_issue, 1004, FIELDS("paper", "2"), &change), ERR_FINDINGS);
    assert_non_null(strstr(said, "支援措置の対象者がいます"));
    assert_int_equal(act(w, &kind_inquiry_issue, 1003, FIELDS("paper", "2"), &change), ERR_FINDINGS);
    assert_non_null(strstr(said, "inquiry_place.tsv にありません"));
    assert_int_equal(act(w, &kind_inquiry_issue, 1003, FIELDS("paper", "2", "municipality", "131148"), &other),
                     ERR_NONE); /* the clerk knows where */
    assert_int_equal(act(w, &kind_inquiry_issue, 1001, FIELDS("year", "2019"), &change), ERR_FINDINGS);
    assert_int_equal(act(w, &kind_inquiry_issue, 1001, FIELDS("paper", "1"), &change), ERR_NONE);
    const struct inquiry_item *item = item_of(w, UNDECLARED);
    assert_int_equal(item->state, INQUIRY_WAITING);
    (void)snprintf(path, sizeof(path), "%s/sheet.pdf", w->dir);
    assert_int_equal(inquiry_sheet_print(&w->clerk, item->sheet_no, false, path, &w->report, &pages), ERR_NONE);
    assert_int_equal(pages, 1);
    assert_int_equal(inquiry_sheet_print(&w->clerk, 999, false, path, &w->report, &pages), ERR_FINDINGS);
    report_clear(&w->report);
    done(ward_run(w, &job_declaration_forms, 2026, true, false));
    assert_non_null(strstr(ward_printed(w), "簡易申告書 2 通"));
    assert_int_equal(change_undo(&w->clerk, change, text_of("出し違い"), arena, &w->report), ERR_NONE);
    assert_null(item_of(w, UNDECLARED));
    ward_income(w, clock_now_ms(), 2026, ABROAD, 0);
    assert_int_equal(act(w, &kind_inquiry_issue, 1005, FIELDS("persons", "1057"), &change), ERR_FINDINGS);
    assert_non_null(strstr(said, "所得のわからない人はいません"));
}

static size_t tasks_of(struct ward *w, const char *condition, const char *words)
{
    struct task *tasks = NULL;
    size_t count = 0, n = 0;
    int64_t total = 0;
    assert_int_equal(
        task_list(&w->chief, text_of(condition), 500, 0, arena, &w->report, &tasks, &count, &total), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        n += memmem(tasks[i].words.bytes, tasks[i].words.len, words, strlen(words)) != NULL;
    }
    return n;
}
#define WATCHED "source=job:income-watch:*"

/* NX-04, EL-57: seeded cases are tasks the next day, seen by all until somebody takes them; what is over is closed
 * by the next night. */
static void what_is_forgotten_is_found_at_night(void **state)
{
    struct ward *w = *state;
    ward_person(w, 1006, 1065, 19850101, "見本　六郎", false);
    ward_belongs(w, WARD_FIRST, 1006, 1065, 19850101, true, 20200401, DAY_OPEN);
    ward_period(w, WARD_FIRST, 1065, 20260515, DAY_OPEN, "acquisition_reason=A03\n");
    ward_salary(w, WARD_FIRST, 2026, 1065, 4000000, 2760000);
    done(ward_run(w, &job_income_watch, 2026, true, false));
    assert_int_equal(tasks_of(w, WATCHED, ""), 0);
    done(ward_run(w, &job_income_watch, 2026, false, false));
    assert_int_equal(tasks_of(w, WATCHED, "未申告: "), 5);
    assert_int_equal(tasks_of(w, WATCHED " 宛名番号=1023", "所得照会書を出してください"), 1);
    assert_int_equal(tasks_of(w, WATCHED " 宛名番号=1049", "簡易申告書を出してください"), 1); /* 支援措置 */
    assert_int_equal(tasks_of(w, WATCHED " 宛名番号=1065", "非自発的失業の登録がありません"), 1);
    send(w, &job_declaration_forms);                      /* now they have been asked */
    ward_income(w, clock_now_ms(), 2026, ABROAD, 0); /* the ledger: an address here on 1 January */
    ward_fact(w, clock_now_ms(), 1065, FACT_UNEMPLOYED, 20260514, DAY_OPEN, 11);
    ward_business_date(w, 20260702);
    done(ward_run(w, &job_income_watch, 2026, false, false));
    assert_int_equal(tasks_of(w, WATCHED, "未申告: "), 2); /* those to be asked for elsewhere */
    assert_int_equal(tasks_of(w, WATCHED " 宛名番号=1057", "海外転入: "), 1);
    assert_int_equal(tasks_of(w, WATCHED, "非自発的失業の登録"), 0);
    ward_forget_income(w, clock_now_ms(), 2026, ABROAD);
    ward_abroad_untaxed(w, clock_now_ms(), 2026, ABROAD, true);
    ward_business_date(w, 20260703);
    done(ward_run(w, &job_income_watch, 2026, false, false));
    assert_int_equal(tasks_of(w, WATCHED, "海外転入: "), 0); /* both say the same: nothing to do */
    const char *row = rows_of(w, &output_list_income_watch, "種類=海外転入");
    assert_non_null(strstr(row, "海外転入|1005|000000000001057|見本　五郎||1月1日に国内に住所がありません"));
}

/* ------------------------------------------------------- who moved, beside everybody ---------- */

#define PEOPLE_MAX 200
#define NIGHTS 50

static uint64_t seed;

static unsigned draw(unsigned below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((seed >> 33) % below);
}

static struct someone {
    int64_t no, household;
    bool has_income[2], is_joined, is_registered, has_row; /* incomes of 2025, 2026; a row of the register */
} someones[PEOPLE_MAX];
static size_t someone_count;
static bool waits; /* a run that is proposed and not sent */
static unsigned years_told; /* of 2025 and 2026: those of which the ledger tells */

static date in_days(struct ward *w, int from, int count)
{
    return date_add_days(w->clerk.folder.business_date, from + (int)draw((unsigned)count));
}

static struct someone *newcomer(struct ward *w, int64_t at)
{
    assert_true(someone_count < PEOPLE_MAX);
    struct someone *p = &someones[someone_count];
    *p = (struct someone){.no = 700000 + (int64_t)someone_count, .household = 7000 + draw(30)};
    someone_count++;
    ward_belongs(w, at, p->household, p->no, 19800101, true, 20200401, DAY_OPEN);
    return p;
}

static void on_income(struct ward *w)
{
    struct someone *p = &someones[draw((unsigned)someone_count)];
    unsigned year = draw(years_told);
    if (p->has_income[year]) {
        ward_forget_income(w, next_moment(), 2025 + (int)year, p->no);
    }
    p->has_income[year] = !p->has_income[year] || draw(3) != 0;
    if (!p->has_income[year]) {
        return;
    }
    if (draw(6) == 0) {
        ward_abroad_untaxed(w, next_moment(), 2025 + (int)year, p->no, true);
    } else {
        ward_income(w, next_moment(), 2025 + (int)year, p->no, draw(3) == 0 ? -1 : (yen)draw(50) * 100000);
    }
}

/* Joins behind an employment with pay: now, some days ago, or on a day to come; and may leave again. */
static void on_join(struct ward *w)
{
    int64_t at = next_moment();
    struct someone *p = newcomer(w, at);
    date from = in_days(w, -6, 14);
    p->is_joined = true;
    ward_period(w, at, p->no, date_ymd(from),
                draw(2) == 0 ? DAY_OPEN : date_ymd(date_add_days(from, 1 + (int)draw(12))), "acquisition_reason=A03\n");
    for (unsigned year = 0; year < years_told; year++) {
        p->has_income[year] = true;
        ward_salary(w, at, 2025 + (int)year, p->no, 4000000, 2760000);
    }
}

static void on_registered(struct ward *w)
{
    struct someone *p = &someones[draw((unsigned)someone_count)];
    if (p->is_joined && !p->is_registered) {
        p->is_registered = true;
        ward_fact(w, next_moment(), p->no, FACT_UNEMPLOYED, 20260101, DAY_OPEN, 11);
    }
}

TEST_SQL(row_later, true, 4,
         "UPDATE addressee_person SET recorded_at = ?1, valid_from = ?2, valid_until = ?3 WHERE addressee_no = ?4",
         "UPDATE addressee_person SET recorded_at = $1, valid_from = $2, valid_until = $3 WHERE addressee_no = $4", "at",
         "valid_from", "valid_until", "no");

/* The register knows of a day, passed or to come, from which he lives here, from abroad; the ledger has an address. */
static void on_abroad(struct ward *w)
{
    int64_t at = next_moment(), changed;
    struct someone *p = &someones[draw((unsigned)someone_count)];
    date from = in_days(w, -3, 9);
    if (p->has_row || draw(2) == 0) {
        p = newcomer(w, at);
        ward_fact(w, at, p->no, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    }
    p->has_row = true;
    ward_moved_in(w, p->household, p->no, 19800101, "見本　何某", date_ymd(from), NULL, false);
    assert_int_equal(store_begin(w->clerk.store, &w->report), ERR_NONE);
    struct query *q = fixture_query(w->clerk.store, &row_later);
    query_set_i64(q, "at", at);
    query_set_i64(q, "valid_from", date_ymd(from));
    query_set_i64(q, "valid_until", draw(3) != 0 ? DAY_OPEN : date_ymd(date_add_days(from, 1 + (int)draw(12))));
    query_set_i64(q, "no", p->no);
    assert_int_equal(query_run(q, &w->report, &changed), ERR_NONE);
    assert_int_equal(changed, 1);
    assert_int_equal(store_commit(w->clerk.store, &w->report), ERR_NONE);
    ward_note(w, MOVED_RESIDENT, at, p->no);
    for (unsigned year = 0; year < years_told; year++) {
        if (!p->has_income[year]) {
            p->has_income[year] = true;
            ward_income(w, at, 2025 + (int)year, p->no, 0);
        }
    }
}

static void on_household(struct ward *w)
{
    struct someone *p = &someones[draw((unsigned)someone_count)];
    ward_forget_belonging(w, next_moment(), p->household, p->no, 20200401);
    p->household = 7000 + ((p->household - 7000) + 1 + draw(28)) % 30;
    ward_belongs(w, next_moment(), p->household, p->no, 19800101, draw(2) == 0, 20200401, DAY_OPEN);
}

/* Sheets are proposed; those that were are sent. */
static void on_sheets(struct ward *w)
{
    int year = fiscal_year_of(w->clerk.folder.business_date).first_year;
    (void)next_moment();
    if (waits) {
        assert_int_equal(ward_approve(w, &job_declaration_forms, 2026), ERR_NONE);
        waits = false;
    } else if (year == 2026) {
        done(ward_run(w, &job_declaration_forms, 2026, false, false));
        waits = true;
    }
    (void)next_moment();
}

/* A sheet came back, did not arrive, or is withdrawn; or such a step is taken back. */
static void on_step(struct ward *w)
{
    struct inquiry_item *items;
    size_t count;
    int64_t change = 0;
    char code[INQUIRY_CODE_BYTES];
    static const char *const outcomes[] = {"1", "2", "3"};
    assert_int_equal(inquiry_items(&w->clerk, 0, arena, &w->report, &items, &count), ERR_NONE);
    if (count > 0) {
        const struct inquiry_item *item = &items[draw((unsigned)count)];
        sheet_code(item->sheet_no, 1, 1, item->kind, code);
        done(act(w, &kind_inquiry_return, 0,
                 FIELDS("code", arena_string(arena, code), "outcome", outcomes[draw(3)], "words", "試験"), &change));
    }
}

TEST_SQL(closed_task, false, 0, "SELECT COALESCE(MAX(task_no), 0) FROM casework_task WHERE state = 3",
         "SELECT COALESCE(MAX(task_no), 0) FROM casework_task WHERE state = 3");

static void on_task(struct ward *w)
{
    int64_t no = counted(w, &closed_task);
    (void)next_moment();
    if (no != 0) {
        assert_int_equal(task_reopen(&w->clerk, no, text_of("もう一度確かめる"), &w->report), ERR_NONE);
    }
}

TEST_SQL(forget_2026, true, 0, "DELETE FROM premium_income WHERE fiscal_year = 2026",
         "DELETE FROM premium_income WHERE fiscal_year = 2026");

static void tell_nothing_of_2026(struct ward *w)
{
    int64_t changed;
    assert_int_equal(store_begin(w->clerk.store, &w->report), ERR_NONE);
    assert_int_equal(query_run(fixture_query(w->clerk.store, &forget_2026), &w->report, &changed), ERR_NONE);
    assert_int_equal(store_commit(w->clerk.store, &w->report), ERR_NONE);
}

enum { WATCH_NEW, WATCH_CLOSED, WATCH_SAID };

/* What a run would change, or (dry_run false) changes; whether it passed over anybody. */
static bool watched(struct ward *w, bool is_all, bool dry_run, int64_t ret[WATCH_SAID])
{
    struct job_request request = {.dry_run = dry_run, .is_quiet = true, .values = {is_all ? "する" : "しない"}};
    (void)next_moment();
    (void)ward_printed(w);
    assert_int_equal(job_start(&w->clerk, &job_income_watch, &request, w->out, &w->report), ERR_NONE);
    const char *text = ward_printed(w), *at = strstr(text, "（新しく ");
    assert_non_null(at);
    assert_int_equal(sscanf(at, "（新しく %" SCNd64 " 件、閉じた %" SCNd64 " 件）", &ret[WATCH_NEW], &ret[WATCH_CLOSED]),
                     WATCH_SAID);
    (void)next_moment();
    return strstr(text, "前回の後に動いた") != NULL;
}

/* A night that looks at who moved finds what one that looks at everybody would find. Incomes of 2026 are told from
 * the night `told_on` on. */
static void nights(struct ward *w, int told_on)
{
    static void (*const events[])(struct ward *) = {on_income, on_income,    on_join,   on_registered, on_abroad,
                                                    on_abroad, on_household, on_sheets, on_step,       on_task};
    int64_t sums[WATCH_SAID] = {0}, all[WATCH_SAID], moved[WATCH_SAID];
    size_t few = 0;
    seed = 20260320;
    someone_count = 0;
    waits = false;
    years_told = told_on > 0 ? 1 : 2;
    if (told_on > 0) {
        tell_nothing_of_2026(w);
    }
    for (int i = 0; i < 20; i++) {
        struct someone *p = newcomer(w, WARD_FIRST);
        ward_fact(w, WARD_FIRST, p->no, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
        for (unsigned year = 0; year < years_told && i % 2 == 0; year++) {
            p->has_income[year] = true;
            ward_income(w, WARD_FIRST, 2025 + (int)year, p->no, 1000000);
        }
    }
    ward_business_date(w, 20260320);
    (void)watched(w, false, false, moved);
    for (int night = 0; night < NIGHTS; night++) {
        if (night == told_on) {
            years_told = 2;
        }
        for (unsigned n = draw(6); n > 0; n--) {
            events[draw(COUNT_OF(events))](w);
        }
        ward_business_date(w, date_ymd(in_days(w, 0, 3)));
        assert_false(watched(w, true, true, all));
        (void)watched(w, false, true, moved);
        assert_memory_equal(moved, all, sizeof(all));
        few += watched(w, false, false, moved);
        assert_memory_equal(moved, all, sizeof(all));
        (void)watched(w, true, true, all); /* nothing is left for it, and nothing was too much */
        for (int i = 0; i < WATCH_SAID; i++) {
            assert_int_equal(all[i], 0);
            sums[i] += moved[i];
        }
    }
    assert_true(few == NIGHTS - 1); /* everybody once: on the first night of the year that is asked about */
    assert_true(sums[WATCH_NEW] > NIGHTS / 2 && sums[WATCH_CLOSED] > NIGHTS / 2);
}

/* NX-04, EL-57: over the turn of the fiscal year too. */
static void who_moved(void **state) { nights(*state, 0); }

/* The new year's incomes come when it is weeks old: until then the old one's are asked about. */
static void who_moved_before_the_ledger_tells(void **state) { nights(*state, NIGHTS * 3 / 5); }

/* A year of which no income is known asks nobody; its first income turns the question to it. */
static void a_year_that_is_not_told_asks_nobody(void **state)
{
    struct ward *w = *state;
    tell_nothing_of_2026(w);
    ward_income(w, WARD_FIRST, 2025, UNDECLARED, -1);
    ward_business_date(w, 20260401);
    done(ward_run(w, &job_income_watch, 2026, false, false));
    assert_true(tasks_of(w, WATCHED, "2025年度の所得がわからず") > 0);
    assert_int_equal(tasks_of(w, WATCHED, "2026年度の所得がわからず"), 0);
    ward_income(w, clock_now_ms(), 2026, ABROAD, 0);
    ward_business_date(w, 20260402);
    done(ward_run(w, &job_income_watch, 2026, false, false));
    assert_int_equal(tasks_of(w, WATCHED, "2025年度の所得がわからず"), 0);
    assert_true(tasks_of(w, WATCHED, "2026年度の所得がわからず") > 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(everybody_is_asked_once),
        TEST(a_withdrawn_proposal_is_gone),
        TEST(who_moved_in_is_asked_for_there),
        TEST(what_comes_back_is_matched_by_its_code),
        TEST(the_silent_are_reminded),
        TEST(an_entry_closes_its_item),
        TEST(punched_answers_are_entered),
        TEST(a_sheet_at_the_counter),
        TEST(what_is_forgotten_is_found_at_night),
        TEST(who_moved),
        TEST(who_moved_before_the_ledger_tells),
        TEST(a_year_that_is_not_told_asks_nobody),
    };
    return fixture_run(argc, argv, "inquiry", tests, COUNT_OF(tests));
}
