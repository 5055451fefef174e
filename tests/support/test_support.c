/*
 * 滞納整理支援連携: what changed is told once and everything when asked; what comes back becomes a word, a
 * draft or a task, and counts once (collection.md 22.2, CO-42 to CO-46).
 */
#include "desk.h"

#include "file.h"

#include "demand/demand.h"
#include "support/support.h"

#include <inttypes.h>

const struct import_handler *const import_handlers[] = {&import_support_in};
const size_t import_handler_count = COUNT_OF(import_handlers);

static enum err make(struct ward *w, const char *scope)
{
    const struct job_request request = {.is_quiet = true, .values = {scope}};
    enum err e = job_start(&w->clerk, &job_support_out, &request, w->out, &w->report);
    if (e != ERR_NONE) {
        report_print(&w->report, stderr);
    }
    report_clear(&w->report);
    return e;
}

static struct support_look look(struct ward *w)
{
    struct support_look l;
    assert_int_equal(support_look(w->chief.store, 100, desk_arena(), &w->report, &l), ERR_NONE);
    return l;
}

static const char *file_words(struct ward *w, int sequence)
{
    static char words[1 << 16];
    char path[600];
    (void)snprintf(path, sizeof(path), "%s/files/support/support-%06d.csv", w->dir, sequence);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t n = fread(words, 1, sizeof(words) - 1, f);
    words[n] = '\0';
    assert_int_equal(fclose(f), 0);
    return words;
}

/* Records of a kind: lines that begin so. */
static int lines_of(const char *words, const char *kind)
{
    int n = 0;
    for (const char *line = words; *line != '\0'; line = strchr(line, '\n') + 1) {
        n += strncmp(line, kind, strlen(kind)) == 0;
    }
    return n;
}

static enum err pass(void *context, const struct record *r, struct report *report)
{
    (void)context;
    (void)r;
    (void)report;
    return ERR_NONE;
}

/* The layout reads what was written: kinds, order, sums of the trailer. */
static void reads(struct ward *w, int sequence)
{
    const struct layout *l;
    struct file_receipt receipt;
    char share[600], path[600];
    (void)snprintf(share, sizeof(share), "%s/layouts", w->chief.folder.share);
    (void)snprintf(path, sizeof(path), "%s/files/support/support-%06d.csv", w->dir, sequence);
    assert_int_equal(layout_find(share, "support-out", desk_arena(), &w->report, &l), ERR_NONE);
    enum err e = layout_read_file(l, path, pass, NULL, &w->report, &receipt);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
}

/* First everything; then nothing; then only the payer and what moved of him; what was undone is told as
 * gone. 延滞金 of another day is no news. */
static void tells_what_changed(void **state)
{
    struct ward *w = *state;
    desk_notified(w, 20260905);
    assert_int_equal(make(w, "1"), ERR_NONE);
    reads(w, 1);
    const char *words = file_words(w, 1);
    int charges = lines_of(words, "3,");
    assert_int_equal(lines_of(words, "2,"), 1);
    assert_true(charges >= 8);
    assert_int_equal(lines_of(words, "8,"), 1);
    assert_non_null(strstr(words, "見本　一郎"));
    assert_int_equal(make(w, "1"), ERR_NONE);
    reads(w, 2);
    assert_int_equal(lines_of(file_words(w, 2), ""), 2); /* head and trailer */
    ward_business_date(w, 20260906);
    desk_pays(w, 1, 1000, 20260905);
    assert_int_equal(ACT(w, kind_arrears_hold, "on", "2026-09-05", "until", "2026-10-31", "ground", "1", "words",
                         "審査請求", "charges", "2026-2"),
                     ERR_NONE);
    assert_int_equal(make(w, "1"), ERR_NONE);
    reads(w, 3);
    words = file_words(w, 3);
    assert_int_equal(lines_of(words, "2,"), 1);
    assert_int_equal(lines_of(words, "3,"), 2); /* paid; held */
    assert_int_equal(lines_of(words, "4,"), 1);
    assert_int_equal(lines_of(words, "7,"), 1);
    assert_non_null(strstr(words, "係争・保留"));
    assert_int_equal(desk_undo(w), ERR_NONE);
    assert_int_equal(make(w, "1"), ERR_NONE);
    words = file_words(w, 4);
    assert_int_equal(lines_of(words, "3,"), 1);
    assert_int_equal(lines_of(words, "9,"), 1);
    assert_int_equal(make(w, "2"), ERR_NONE);
    reads(w, 5);
    words = file_words(w, 5);
    assert_int_equal(lines_of(words, "3,"), charges);
    assert_int_equal(lines_of(words, "9,"), 0);
    struct support_look l = look(w);
    assert_int_equal(l.file_count, 5);
    assert_true(l.files[0].is_full);
    assert_int_equal(l.files[0].sequence, 5);
    assert_int_equal(support_verify(w->chief.store, &w->report), ERR_NONE);
    desk_done(w);
}

/* RP-04: who is protected is a number; a dry run tells and writes nothing. */
static void guards(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260905);
    ward_person(w, HOUSEHOLD, PAYER, 19960101, "見本　隠子", true);
    const struct job_request dry = {.is_quiet = true, .dry_run = true};
    assert_int_equal(job_start(&w->clerk, &job_support_out, &dry, w->out, &w->report), ERR_NONE);
    assert_int_equal(look(w).file_count, 0);
    assert_int_equal(make(w, "2"), ERR_NONE);
    const char *words = file_words(w, 1);
    assert_null(strstr(words, "見本"));
    assert_non_null(strstr(words, "2,1015,1,,,,0,"));
    assert_true(lines_of(words, "3,") >= 8);
    desk_done(w);
}

static enum err take(struct ward *w, const char *name, const char *body, int records)
{
    char path[600];
    (void)snprintf(path, sizeof(path), "%s/%s.csv", w->dir, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fprintf(f, "S1,000001,20260905\r\n%sS9,%d\r\n", body, records);
    assert_int_equal(fclose(f), 0);
    enum err e = file_take(&w->clerk, "support-in", path, desk_arena(), &w->report);
    if (e > ERR_FINDINGS) {
        report_print(&w->report, stderr);
    }
    report_clear(&w->report);
    return e;
}

static struct demand_debtor debtor(struct ward *w)
{
    struct demand_debtor d;
    assert_int_equal(demand_debtor_look(&w->chief, PAYER, w->chief.folder.business_date, desk_arena(),
                                        &w->report, &d),
                     ERR_NONE);
    return d;
}

/* CO-46, CO-48: a word with its promise stands as one of ours, once, in whatever file it comes again. */
static void words_and_promises(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260905);
#define SAID "S2,A-1,1015,20260904,1830,1,11,20260930,5000,月末に納める,2,20261001\r\n"
    assert_int_equal(take(w, "one", SAID, 1), ERR_NONE);
    assert_int_equal(take(w, "two", SAID "S2,A-2,1015,20260904,,3,14,,,窓口で相談,,\r\n", 2), ERR_NONE);
    struct demand_debtor d = debtor(w);
    assert_int_equal(d.contact_count, 2);
    int promised = d.contacts[0].promise == PROMISE_NONE ? 1 : 0;
    assert_int_equal(d.contacts[promised].promise_amount, 5000);
    assert_int_equal(d.contacts[promised].minute, 18 * 60 + 30);
    assert_int_equal(look(w).taken_count, 2);
    /* nobody's, tomorrow's, a promise without a sum: held, nothing of them is recorded */
    assert_int_equal(take(w, "three",
                          "S2,A-3,1023,20260904,,1,21,,,,,\r\n"
                          "S2,A-4,1015,20260906,,1,21,,,,,\r\n"
                          "S2,A-5,1015,20260904,,1,11,20260930,,,,\r\n",
                          3),
                     ERR_FINDINGS);
    assert_int_equal(debtor(w).contact_count, 2);
    assert_int_equal(look(w).taken_count, 2);
    assert_int_equal(desk_tasks(w, "source=import:support-in:QS01"), 1);
    assert_int_equal(desk_tasks(w, "source=import:support-in:QS02"), 2);
    desk_done(w);
}

/* What binds a debtor is a draft of the clerk's form; nothing stands before two persons have acted. */
static void drafts(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260905);
    desk_dun(w, 1, 20260718, 20260731);
    assert_int_equal(take(w, "one",
                          "S3,B-1,1015,20260905,20260930,2,,003,給与から,2026-1\r\n"
                          "S4,B-2,1015,20260905,1,01,見本銀行本店,普通預金,5000,2026-1\r\n"
                          "S5,B-3,1015,20260905,1,財産なし,2026-2\r\n"
                          "S6,B-4,1015,20260905,20261031,3,相談の日を待つ,2026-2\r\n"
                          "S7,B-5,1015,03-1234-5678,東京都新宿区見本町9-9,近隣の話\r\n",
                          5),
                     ERR_NONE);
    struct change_record *mine;
    size_t count;
    assert_int_equal(change_list(&w->clerk, CHANGES_MINE, 0, CHANGE_OF_PERSON, 20, desk_arena(), &w->report,
                                 &mine, &count),
                     ERR_NONE);
    static const char *const kinds[] = {"contact", "arrears-hold", "arrears-suspension", "arrears-seizure",
                                        "arrears-plan"};
    assert_int_equal(count, COUNT_OF(kinds));
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(mine[i].kind->name, kinds[i]);
        assert_int_equal(mine[i].state, CHANGE_DRAFT);
        assert_int_equal(mine[i].subject_no, PAYER);
    }
    struct act *acts;
    size_t act_count;
    assert_int_equal(arrears_acts(w->chief.store, PAYER, desk_arena(), &w->report, &acts, &act_count), ERR_NONE);
    assert_int_equal(act_count, 0);
    assert_int_equal(desk_tasks(w, "source=support:back"), 5);
    assert_int_equal(desk_tasks(w, "source=demand:phone"), 1);
    /* the clerk enters the 分納 as it came, the chief approves it */
    struct change_call call = {.kind = mine[4].kind,
                               .session = &w->clerk,
                               .arena = desk_arena(),
                               .report = &w->report,
                               .change_no = mine[4].change_no,
                               .subject_no = PAYER,
                               .values = mine[4].values,
                               .recorded_at = clock_now_ms()};
    int64_t no = 0;
    enum err e = change_propose(&call, true, &no);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_int_equal(change_approve(&w->chief, no, desk_arena(), &w->report), ERR_NONE);
    assert_int_equal(desk_last(w).kind, ACT_PLAN);
    assert_int_equal(support_verify(w->chief.store, &w->report), ERR_NONE);
    desk_done(w);
}

/* Who takes the file in and may not enter the form leaves a task with all its words. */
static void tasks_without_the_right(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260905);
    w->clerk.operator.permissions.bits[PERM_ARREARS_CHANGE / 64] &= ~(UINT64_C(1) << PERM_ARREARS_CHANGE % 64);
    assert_int_equal(take(w, "one", "S6,C-1,1015,20260905,20261031,3,相談の日を待つ,2026-2\r\n", 1), ERR_NONE);
    struct support_look l = look(w);
    assert_int_equal(l.taken_count, 1);
    assert_string_equal(l.taken[0].outcome_label, "作業");
    struct task *tasks;
    size_t count;
    int64_t total;
    assert_int_equal(task_list(&w->chief, text_of("source=support:back"), 10, 0, desk_arena(), &w->report, &tasks,
                               &count, &total),
                     ERR_NONE);
    assert_int_equal(count, 1);
    assert_non_null(strstr(tasks[0].words.bytes, "相談の日を待つ"));
    desk_done(w);
}

/* CO-42: what is held is left alone by letters and calls until its last day; the 督促 is not held. */
static void held(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260905);
    assert_int_equal(ACT(w, kind_arrears_hold, "on", "2026-09-05", "until", "2026-09-04", "ground", "1", "words",
                         "審査請求", "charges", "2026-1"),
                     ERR_FINDINGS);
    assert_int_equal(ACT(w, kind_arrears_hold, "on", "2026-09-05", "until", "2026-09-06", "ground", "1", "words",
                         "審査請求", "charges", "2026-1"),
                     ERR_NONE);
    assert_int_equal(desk_debt(w, 1).stays, 1u << STAY_DISPUTE);
    assert_int_equal(desk_debt(w, 2).stays, 0);
    ward_business_date(w, 20260906);
    assert_int_equal(desk_debt(w, 1).stays, 1u << STAY_DISPUTE);
    ward_business_date(w, 20260907);
    assert_int_equal(desk_debt(w, 1).stays, 0);
    desk_done(w);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(tells_what_changed), WITH_WARD(guards),
        WITH_WARD(words_and_promises), WITH_WARD(drafts),
        WITH_WARD(tasks_without_the_right), WITH_WARD(held),
    };
    return fixture_run(argc, argv, "support CO-42, CO-43, CO-46", tests, COUNT_OF(tests));
}
