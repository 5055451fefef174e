/*
 * kokuho import end to end on a data folder of its own: receipts, the same bytes twice, refusals that leave
 * nothing, held records, control files, a killed import. (OP-19: the result of a run is kept.)
 */
#include "tests/interchange/helper.h"

#include "casework/task.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* ------------------------------------------------------------------------ the test's handler -- */

static int64_t begun, ended, cancelled, seen, kill_at, hold_every;

static char base_day[32]; /* as the handler was given it */

static enum err feed_begin(struct import_run *run)
{
    begun++;
    snprintf(base_day, sizeof(base_day), "%.*s",
             run->options->param_count > 0 ? (int)run->options->params[0].value.len : 0,
             run->options->param_count > 0 ? run->options->params[0].value.bytes : "");
    seen = 0;
    run->state = &seen;
    return ERR_NONE;
}
static enum err feed_record(struct import_run *run, const struct record *r)
{
    seen++;
    if (kill_at > 0 && seen == kill_at) {
        raise(SIGKILL);
    }
    if (strcmp(run->layout->records[r->kind].name, "data") == 0 && hold_every > 0 &&
        r->number % hold_every == 0) {
        return import_hold(run, r, "K01", "この宛名番号の人はいません");
    }
    return ERR_NONE;
}
static enum err feed_end(struct import_run *run)
{
    assert_ptr_equal(run->state, &seen);
    ended++;
    return ERR_NONE;
}
static void feed_cancel(struct import_run *run)
{
    (void)run;
    cancelled++;
}
static const struct import_handler feed_handler = {
    .layout = "t-feed", .partner = "試験", .label = "試験", .order = 1,
    .begin = feed_begin, .record = feed_record, .end = feed_end, .cancel = feed_cancel};
const struct import_handler *const import_handlers[] = {&feed_handler};
const size_t import_handler_count = 1;

/* ------------------------------------------------------------------------------- the folder --- */

static char folder[256], share[256], database[320];

#define FEED                                                                                       \
    "charset utf8\nframing csv delimiter \",\" quote '\"'\nsequence header data* trailer\n"        \
    "param base_day date\n"                                                                        \
    "control data.amount\n"                                                                        \
    "record header when 1 = \"H\"\nf rec C 1 1 - m const=H\nf id C 2 8 - m const=%s\nend\n"        \
    "record data when 1 = \"D\"\nf rec C 1 1 - m const=D\nf no N 2 15 0 m\nf amount A 3 9 - m\n"   \
    "f individual_number N 4 12 0 o\nend\n"                                                        \
    "record trailer when 1 = \"T\"\nf rec C 1 1 - m const=T\nf n A 2 9 - m\nend\n"                 \
    "rule R1 file reject E09 : trailer.n == count(data)\n"                                         \
    "rule R2 record hold H01 : amount < 1000000 words=\"額が大きすぎます。相手先に確かめてください\"\n"

static void make_layout(const char *name, const char *id, const char *partner)
{
    char path[400], text[2048];
    snprintf(path, sizeof(path), "%s/layouts/%s.layout", share, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    snprintf(text, sizeof(text), FEED, id);
    fprintf(f, "layout %s version 1\npartner \"%s\"\n%s", name, partner, text);
    assert_int_equal(fclose(f), 0);
}

extern const struct command command_init, command_operator;

static struct report last;
static char *last_out;
static const char *who; /* the operator of the commands */

/* Runs a command with the words; its output in last_out, its report in `last`. */
static enum err run_command(const struct command *c, int count, const char *const *words, bool json)
{
    char *argv[16];
    size_t len = 0;
    for (int i = 0; i < count; i++) {
        argv[i] = strdup(words[i]);
    }
    free(last_out);
    last_out = NULL;
    report_done(&last);
    report_init(&last);
    FILE *out = open_memstream(&last_out, &len);
    struct command_call call = {.argc = count, .argv = argv, .data = folder, .operator_id = who,
                                .business_date = date_of(2026, 6, 1), .json = json, .out = out,
                                .report = &last};
    enum err e = c->run(&call);
    fclose(out);
    for (int i = 0; i < count; i++) {
        free(argv[i]);
    }
    return e;
}
#define RUN(command, ...)                                                                          \
    run_command(&(command), (int)COUNT_OF(((const char *[]){__VA_ARGS__})),                       \
                (const char *[]){__VA_ARGS__}, false)

static int64_t one_number(const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *q;
    assert_int_equal(sqlite3_open(database, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    sqlite3_close(db);
    return n;
}

/* The first operator is registered by whoever made the folder: nobody is named. */
static int make_folder(void **state)
{
    char path[400];
    (void)state;
    snprintf(folder, sizeof(folder), "%s", test_path("data"));
    snprintf(share, sizeof(share), "%s", test_path("share"));
    snprintf(database, sizeof(database), "%s/kokuho.db", folder);
    report_init(&last);
    /* The operator's password comes by standard input. */
    if (freopen(write_text("password", "Densha-9-Kakaku-Umi\n"), "rb", stdin) == NULL) {
        return -1;
    }
    if (RUN(command_init, "--municipality", "131041", "--practice") != ERR_NONE ||
        RUN(command_operator, "add", "toroku1", "--name", "登録 係員", "--section", "資格係", "--may",
            "import.run") != ERR_NONE) {
        report_print(&last, stderr);
        return -1;
    }
    who = "toroku1";
    mkdir(share, 0700);
    snprintf(path, sizeof(path), "%s/layouts", share);
    mkdir(path, 0700);
    make_layout("t-feed", "TT-01", "試験");
    make_layout("t-other", "TT-02", "試験");
    make_layout("t-twin", "TT-02", "ほか");
    return setenv("KOKUHO_SHARE", share, 1);
}

static int remove_folder(void **state)
{
    report_done(&last);
    free(last_out);
    return clean_up(state);
}

static const char *feed(const char *name, int count, int first, const char *id)
{
    struct textbuf t;
    textbuf_init(&t, 16 << 20);
    textbuf_printf(&t, "H,%s\n", id);
    for (int i = 0; i < count; i++) {
        textbuf_printf(&t, "D,%015d,%d,98320567%04d\n", first + i, 100, i % 10000);
    }
    textbuf_printf(&t, "T,%d\n", count);
    const char *path = write_bytes(name, t.bytes, t.len);
    textbuf_done(&t);
    return path;
}

static int64_t states_of(const char *file, const char *state)
{
    char sql[512];
    snprintf(sql, sizeof(sql), "SELECT count(*) FROM interchange_transport WHERE file_name = '%s' AND state = '%s'", file,
             state);
    return one_number(sql);
}

/* -------------------------------------------------------------------------------------- tests -- */

static void a_file_is_taken_once(void **state)
{
    (void)state;
    const char *path = feed("one.csv", 10, 1, "TT-01");
    assert_int_equal(RUN(command_import, path), ERR_NONE);
    assert_int_equal(last.count, 0);
    assert_non_null(strstr(last_out, "データ 10件"));
    assert_non_null(strstr(last_out, "1,000円"));
    assert_int_equal(begun, 1);
    assert_int_equal(ended, 1);
    assert_int_equal(seen, 12);
    assert_int_equal(one_number("SELECT count(*) FROM interchange_receipt WHERE records = 12 AND data_records = 10 "
                                "AND amount_sum = 1000 AND result = 'accepted' AND operator_id = 'toroku1' AND "
                                "business_date = 20260601 AND layout = 't-feed' AND length(sha256) = 64"),
                     1);
    assert_string_equal(base_day, "20260601"); /* the business date, unless another day is given */
    assert_int_equal(states_of("one.csv", "received"), 1);
    assert_int_equal(states_of("one.csv", "checked"), 1);
    assert_int_equal(states_of("one.csv", "posted"), 1);
    assert_int_equal(one_number("SELECT count(*) FROM interchange_transport"), 3);
    /* The same bytes under another name (Y40). */
    path = feed("again.csv", 10, 1, "TT-01");
    assert_int_equal(RUN(command_import, path), ERR_NONE);
    assert_non_null(strstr(last_out, "取込済"));
    assert_int_equal(begun, 1);
    assert_int_equal(one_number("SELECT count(*) FROM interchange_receipt"), 1);
    /* As many bytes, another content. */
    path = feed("other.csv", 10, 2, "TT-01");
    assert_int_equal(RUN(command_import, path, "--param", "colour=red"), ERR_INPUT);
    assert_int_equal(RUN(command_import, path, "--param", "base_day=20251225"), ERR_NONE);
    assert_string_equal(base_day, "20251225");
    assert_int_equal(one_number("SELECT count(*) FROM interchange_receipt"), 2);
}

static void a_refused_file_changes_nothing(void **state)
{
    int64_t receipts = one_number("SELECT count(*) FROM interchange_receipt");
    int64_t was_ended = ended, was_cancelled = cancelled;
    (void)state;
    hold_every = 2;
    const char *path = write_text("bad.csv", "H,TT-01\nD,000000000000001,1,\nD,x,1,\nD,000000000000003,y,\nT,9\n");
    assert_int_equal(RUN(command_import, path), ERR_INPUT);
    hold_every = 0;
    assert_says(&last, "記録3: data の項目 no");
    assert_says(&last, "記録4: data の項目 amount");
    assert_says(&last, "取り込まれていません");
    assert_int_equal(states_of("bad.csv", "refused"), 1);
    assert_int_equal(states_of("bad.csv", "posted"), 0);
    assert_int_equal(one_number("SELECT count(*) FROM interchange_transport WHERE words LIKE '%x%'"), 0);
    assert_int_equal(RUN(command_import, path), ERR_INPUT); /* once more: nothing new to say */
    assert_int_equal(states_of("bad.csv", "refused"), 1);
    assert_int_equal(RUN(command_import, "--list"), ERR_NONE);
    assert_non_null(strstr(last_out, "* 拒否  bad.csv  t-feed（試験）"));
    assert_non_null(strstr(last_out, "  登録済  one.csv  t-feed（試験）"));
    assert_int_equal(run_command(&command_import, 1, (const char *[]){"--list"}, true), ERR_NONE);
    assert_non_null(strstr(last_out, "\"state\": \"拒否\""));
    assert_int_equal(RUN(command_import, "--list", path), ERR_INPUT);
    assert_int_equal(RUN(command_import, path), ERR_INPUT);
    was_cancelled += 2; /* it was read three times */
    assert_int_equal(ended, was_ended);
    assert_int_equal(cancelled, was_cancelled + 1);
    assert_int_equal(one_number("SELECT count(*) FROM interchange_receipt"), receipts);
    assert_int_equal(one_number("SELECT count(*) FROM interchange_task"), 0);
}

static void held_records_are_tasks(void **state)
{
    (void)state;
    hold_every = 4;
    const char *path = feed("held.csv", 11, 500, "TT-01");
    assert_int_equal(RUN(command_import, path), ERR_FINDINGS);
    hold_every = 0;
    assert_non_null(strstr(last_out, "保留 3件"));
    assert_int_equal(one_number("SELECT count(*) FROM interchange_task t JOIN interchange_receipt r ON r.sha256 = "
                                "t.sha256 WHERE t.code = 'K01' AND r.held = 3 AND r.result = 'accepted_with_tasks'"),
                     3);
    /* No 個人番号 in the plain table. */
    assert_int_equal(one_number("SELECT count(*) FROM interchange_task WHERE fields LIKE '%98320567%'"), 0);
    assert_int_equal(one_number("SELECT count(*) FROM interchange_task WHERE fields LIKE '%000000000000502%'"), 1);
    /* A hold rule of the layout does the same without the handler. */
    path = write_text("rule.csv", "H,TT-01\nD,000000000000001,1000000,\nT,1\n");
    assert_int_equal(RUN(command_import, path), ERR_FINDINGS);
    assert_int_equal(one_number("SELECT count(*) FROM interchange_task WHERE code = 'H01'"), 1);
    /* Its task says the rule's words, then which record of what file; not its expression. */
    assert_int_equal(one_number("SELECT count(*) FROM casework_task WHERE source LIKE 'import:%:H01' AND words LIKE "
                                "'額が大きすぎます。相手先に確かめてください（%件目）'"), 1);
}

/* What was held is on the work lists with its file, once; a person closes it with words, and it stays closed. */
static void a_held_record_is_work_until_somebody_decides(void **state)
{
    char url[400];
    struct session s = {.folder = {.business_date = date_of(2026, 6, 1)}, .operator = {.id = "fuka1"}};
    struct report report;
    struct task *tasks;
    size_t count;
    int64_t total, work = one_number("SELECT count(*) FROM casework_task");
    (void)state;
    report_init(&report);
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    hold_every = 4;
    const char *path = feed("work.csv", 11, 700, "TT-01");
    assert_int_equal(RUN(command_import, path), ERR_FINDINGS);
    assert_int_equal(RUN(command_import, path), ERR_NONE); /* the same bytes again */
    hold_every = 0;
    assert_int_equal(one_number("SELECT count(*) FROM casework_task"), work + 3);

    snprintf(url, sizeof(url), "sqlite:%s", database);
    permission_add(&s.operator.permissions, PERM_CASE_VIEW);
    permission_add(&s.operator.permissions, PERM_CASE_CHANGE);
    assert_int_equal(store_open(url, STORE_WRITE, &report, &s.store), ERR_NONE);
    struct text condition = text_of("source=import:t-feed:K01");
    assert_int_equal(task_list(&s, condition, 1000, 0, arena, &report, &tasks, &count, &total), ERR_NONE);
    assert_true(total >= 3 && (int64_t)count == total);
    const struct task *last_task = &tasks[count - 1];
    assert_true(last_task->state == TASK_OPEN && last_task->owner.len == 0);
    assert_non_null(memmem(last_task->words.bytes, last_task->words.len, "この宛名番号の人はいません",
                           strlen("この宛名番号の人はいません")));
    assert_int_equal(task_finish(&s, last_task->task_no, text_of(""), &report), ERR_INPUT); /* no word, no end */
    assert_int_equal(task_finish(&s, last_task->task_no, text_of("届出により登録した"), &report), ERR_NONE);
    store_close(s.store);
    assert_int_equal(RUN(command_import, path), ERR_NONE);
    assert_int_equal(one_number("SELECT count(*) FROM casework_task"), work + 3);
    assert_int_equal(one_number("SELECT count(*) FROM casework_task t JOIN casework_task_step p ON p.task_no = t.task_no"
                                " WHERE t.state = 3 AND p.state = 3 AND p.operator_id = 'fuka1' AND p.words = '届出により登録した'"),
                     1);
    arena_free(arena);
    report_done(&report);
}

static void a_doubtful_file_needs_its_layout(void **state)
{
    (void)state;
    int64_t was = begun;
    const char *path = feed("twin.csv", 1, 1, "TT-02");
    assert_int_equal(RUN(command_import, path), ERR_INPUT);
    assert_says(&last, "2つのレイアウトで読めます: t-other（試験） t-twin（ほか）");
    assert_int_equal(RUN(command_import, path, "--partner", "ほか"), ERR_INPUT);
    assert_says(&last, "取り込む処理はありません");
    assert_int_equal(RUN(command_import, path, "--layout", "t-feed"), ERR_INPUT);
    assert_says(&last, "決まった値と違います");
    assert_int_equal(RUN(command_import, path, "--layout", "t-none"), ERR_INPUT);
    assert_int_equal(RUN(command_import, write_text("what.csv", "hello\n")), ERR_INPUT);
    assert_says(&last, "読めるレイアウトがありません");
    assert_int_equal(RUN(command_import, "/nonexistent.csv"), ERR_WORLD);
    assert_int_equal(RUN(command_import, "--frob"), ERR_INPUT);
    assert_int_equal(run_command(&command_import, 0, NULL, false), ERR_INPUT);
    assert_int_equal(begun, was + 1); /* only the one that named t-feed came so far */
}

static void a_control_file_is_compared(void **state)
{
    (void)state;
    int64_t receipts = one_number("SELECT count(*) FROM interchange_receipt");
    static const struct {
        const char *text, *words;
    } rows[] = {
        {"data_records=4\n", "データ件数が制御ファイルと違います（制御ファイル 4、実際 3）"},
        {"records=4\n", "記録数が制御ファイルと違います"},
        {"amount_sum=299\n", "金額の合計が制御ファイルと違います"},
        {"bytes=1\n", "バイト数"},
        {"layout=t-other\n", "レイアウト"},
        {"sha256=0000000000000000000000000000000000000000000000000000000000000000\n", "SHA-256が制御ファイルと違います"},
        {"frob=1\n", "1行目が読めません"},
        {"records=x\n", "1行目が読めません"},
    };
    char path[200];
    snprintf(path, sizeof(path), "%s", feed("ctl.csv", 3, 700, "TT-01"));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        write_text("ctl.csv.ctl", rows[i].text);
        assert_int_equal(RUN(command_import, path), ERR_INPUT);
        assert_says(&last, rows[i].words);
        assert_int_equal(one_number("SELECT count(*) FROM interchange_receipt"), receipts);
    }
    write_text("ctl.csv.ctl", "layout=t-feed\nversion=1\nfile=ctl.csv\nrecords=5\ndata_records=3\namount_sum=300\n");
    assert_int_equal(RUN(command_import, path), ERR_NONE);
    assert_int_equal(one_number("SELECT count(*) FROM interchange_receipt"), receipts + 1);
}

/* SIGKILL in the middle: nothing of the file is there, and it can be taken again. */
static void a_killed_import_leaves_nothing(void **state)
{
    (void)state;
    int64_t receipts = one_number("SELECT count(*) FROM interchange_receipt");
    int64_t tasks = one_number("SELECT count(*) FROM interchange_task");
    int64_t work = one_number("SELECT count(*) FROM casework_task");
    char path[200];
    snprintf(path, sizeof(path), "%s", feed("kill.csv", 20000, 10000, "TT-01"));
    for (int64_t at = 1; at <= 20001; at += 6667) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            kill_at = at;
            hold_every = 3;
            (void)!RUN(command_import, path);
            _exit(0);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        assert_int_equal(one_number("SELECT count(*) FROM interchange_receipt"), receipts);
        assert_int_equal(one_number("SELECT count(*) FROM interchange_task"), tasks);
        assert_int_equal(one_number("SELECT count(*) FROM casework_task"), work);
    }
    assert_int_equal(RUN(command_import, path), ERR_NONE);
    assert_int_equal(one_number("SELECT count(*) FROM interchange_receipt"), receipts + 1);
}

static void a_folder_is_taken_in_order(void **state)
{
    char dir[200], path[300];
    (void)state;
    snprintf(dir, sizeof(dir), "%s", test_path("feeds"));
    mkdir(dir, 0700);
    snprintf(path, sizeof(path), "feeds/%s", "b.csv");
    feed(path, 2, 800, "TT-01");
    feed("feeds/a.csv", 3, 900, "TT-01");
    write_text("feeds/manifest.json", "{}");
    write_text("feeds/a.csv.ctl", "data_records=3\n");
    assert_int_equal(run_command(&command_import, 2, (const char *[]){"--all", dir}, true), ERR_NONE);
    const char *a = strstr(last_out, "\"a.csv\""), *b = strstr(last_out, "\"b.csv\"");
    assert_true(a != NULL && b != NULL && a < b);
    assert_non_null(strstr(last_out, "\"result\": \"accepted\""));
    assert_int_equal(RUN(command_import, "--all", dir), ERR_NONE);
    assert_non_null(strstr(last_out, "取込済"));
    assert_int_equal(RUN(command_import, "--all", "/nonexistent"), ERR_WORLD);
}

static void without_the_right_nothing_happens(void **state)
{
    (void)state;
    char *none[] = {NULL};
    struct report report;
    report_init(&report);
    struct command_call call = {.argc = 0, .argv = none, .data = folder, .operator_id = NULL,
                                .business_date = date_of(2026, 6, 1), .out = stdout, .report = &report};
    char *words[] = {strdup("x.csv")};
    call.argc = 1;
    call.argv = words;
    assert_int_equal(command_import.run(&call), ERR_INPUT);
    call.operator_id = "nobody";
    assert_int_equal(command_import.run(&call), ERR_INPUT);
    free(words[0]);
    report_done(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_taken_once),
        cmocka_unit_test(a_refused_file_changes_nothing),
        cmocka_unit_test(held_records_are_tasks),
        cmocka_unit_test(a_held_record_is_work_until_somebody_decides),
        cmocka_unit_test(a_doubtful_file_needs_its_layout),
        cmocka_unit_test(a_control_file_is_compared),
        cmocka_unit_test(a_killed_import_leaves_nothing),
        cmocka_unit_test(a_folder_is_taken_in_order),
        cmocka_unit_test(without_the_right_nothing_happens),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
