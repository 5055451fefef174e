/* What is handed out: how it is written, sealed, kept and deleted; restricted persons; external media. */
#include "play.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct taken {
    char path[600], password[40];
};

static struct taken take(struct play *p, int64_t number)
{
    struct taken t;
    enum err e = output_take(&p->clerk, number, p->report, t.path, t.password);
    report_print(p->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return t;
}

static char *read_file(const char *path, struct arena *arena, size_t *ret_len)
{
    FILE *f = fopen(path, "rb");
    char *bytes = arena_alloc(arena, 1 << 22, 1);
    assert_non_null(f);
    *ret_len = fread(bytes, 1, 1 << 22, f);
    fclose(f);
    return bytes;
}

/* BO-08: a ZIP that opens with its password only; nothing of the list is readable in it or in its name. */
static void the_file_is_sealed(void **state)
{
    struct play *p = *state;
    struct arena *arena = arena_new("test", (size_t)64 << 20);
    struct stat info;
    size_t len;
    mode_t before = umask(0);
    play_list.persons = 3;
    int64_t number = play_ask(p, "", OUTPUT_CSV);
    struct taken t = take(p, number);
    umask(before);
    assert_int_equal(stat(t.path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(strlen(t.password), 29);
    assert_null(play_open(t.path, "list.csv", NULL, arena, &len));
    assert_null(play_open(t.path, "about.txt", NULL, arena, &len));
    assert_null(play_open(t.path, "list.csv", "aaaa-aaaa-aaaa-aaaa-aaaa-aaaa", arena, &len));
    assert_non_null(play_open(t.path, "list.csv", t.password, arena, &len));
    char *raw = read_file(t.path, arena, &len);
    assert_null(memmem(raw, len, "見本", strlen("見本")));
    assert_null(memmem(raw, len, t.password, strlen(t.password)));
    /* Number of the request and the day it goes: nothing else (AS-05). */
    struct output_request r = play_request(p, number, arena);
    char expected[64];
    snprintf(expected, sizeof(expected), "kokuho-%06lld-%d.zip", (long long)number,
             date_ymd(day_in_japan(r.expires_at)));
    assert_true(text_is(r.file_name, expected));
    assert_true(r.expires_at - r.taken_at == 7 * DAY_MS);
    char *about = play_open(t.path, "about.txt", t.password, arena, &len), day[DATE_TEXT_BYTES];
    date_format_era(day_in_japan(r.expires_at), day);
    assert_non_null(strstr(about, day));
    assert_non_null(strstr(about, "sikaku1 ")); /* BO-09 */
    assert_non_null(strstr(about, "人数: 3"));
    /* Two files have two passwords. */
    struct taken again = take(p, play_ask(p, "", OUTPUT_CSV));
    assert_string_not_equal(t.password, again.password);
    arena_free(arena);
}

/* BO-10: no text begins a formula; numbers stay numbers; BOM, CRLF, quotes. */
static void csv_is_plain(void **state)
{
    static const struct {
        const char *name, *cell;
    } cases[] = {
        {"=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""},
        {"+81", "\"'+81\""},
        {"-1+1", "\"'-1+1\""},
        {"@SUM(A1)", "\"'@SUM(A1)\""},
        {"\t=1", "\"' =1\""},
        {"\r=1", "\"' =1\""},
        {"＝１", "\"'＝１\""},
        {"山田,太郎\n", "\"山田,太郎 \""},
        {"葛󠄀城 \"花子\"", "\"葛󠄀城 \"\"花子\"\"\""},
    };
    struct play *p = *state;
    struct arena *arena = arena_new("test", 1 << 22);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char expected[300];
        size_t len;
        play_list.persons = 1;
        play_list.name = cases[i].name;
        struct taken t = take(p, play_ask(p, "", OUTPUT_CSV));
        char *csv = play_open(t.path, "list.csv", t.password, arena, &len);
        snprintf(expected, sizeof(expected),
                 "\xef\xbb\xbf\"氏名\",\"年齢\",\"住所\",\"金額\",\"異動日\"\r\n"
                 "%s,1,\"架空区見本町1-2-3\",-1000,\"2026-04-01\"\r\n", cases[i].cell);
        assert_string_equal(csv, expected);
    }
    arena_free(arena);
}

/* OP-20: chosen columns in the chosen order. */
static void columns_are_chosen(void **state)
{
    struct play *p = *state;
    struct arena *arena = arena_new("test", 1 << 22);
    size_t len;
    play_list.persons = 2;
    struct taken t = take(p, play_ask(p, "列=金額,氏名 年齢=2", OUTPUT_CSV));
    assert_string_equal(play_open(t.path, "list.csv", t.password, arena, &len),
                        "\xef\xbb\xbf\"金額\",\"氏名\"\r\n-2000,\"見本 2番\"\r\n");
    arena_free(arena);
}

static const char *const reader =
    "import sys\n"
    "try:\n"
    "    import openpyxl\n"
    "except ImportError:\n"
    "    sys.exit(77)\n"
    "s = openpyxl.load_workbook(sys.argv[1]).active\n"
    "rows = list(s.iter_rows(values_only=True))\n"
    "assert rows[0] == ('氏名', '年齢', '住所', '金額', '異動日'), rows[0]\n"
    "assert rows[1] == ('=1+1 & <b> _x005F_x0041_ ', 1, '架空区見本町1-2-3', -1000, '2026-04-01'), rows[1]\n"
    "assert s.cell(2, 1).data_type == 's'\n"
    "assert len(rows) == 1501, len(rows)\n"
    "assert rows[1500][0] == '見本 1500番'\n"
    "assert 'sikaku1' in s.oddFooter.left.text\n";

/* The workbook opens, holds every row, texts as texts; nothing stays beside it (BO-09, BO-10). */
static void a_workbook_opens(void **state)
{
    struct play *p = *state;
    struct arena *arena = arena_new("test", (size_t)64 << 20);
    size_t len;
    int status;
    char path[640], name[300];
    play_list.persons = 1500;
    play_list.name = "=1+1 & <b> _x0041_\t";
    int64_t number = play_ask(p, "", OUTPUT_XLSX);
    assert_ok(output_approve(&p->chief, number, 1500, p->report));
    struct taken t = take(p, number);
    assert_int_equal(play_files(p, name), 1); /* the sealed one */
    char *book = play_open(t.path, "list.xlsx", t.password, arena, &len);
    assert_non_null(book);
    snprintf(path, sizeof(path), "%s/book.xlsx", p->place.folder.path);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(book, 1, len, f), len);
    fclose(f);
    pid_t child = fork();
    if (child == 0) {
        execl("/usr/bin/python3", "python3", "-c", reader, path, (char *)NULL); /* Debian's, which has openpyxl */
        _exit(127);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) {
        print_message("openpyxl is not installed: the workbook was not opened\n");
    } else {
        assert_int_equal(WEXITSTATUS(status), 0);
    }
    arena_free(arena);
}

/* BO-11, RP-04: by the rule of the list left out, without address, or as others; always counted. */
static void restricted_persons_by_the_rule(void **state)
{
    static const struct {
        const char *list;
        int64_t persons, left_out;
        bool has_address;
    } cases[] = {{"play", 3, 2, true}, {"play-2", 5, 0, false}, {"play-3", 5, 0, true}};
    struct play *p = *state;
    struct arena *arena = arena_new("test", 1 << 22);
    play_list.persons = 5;
    play_list.restricted = 2;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t number;
        size_t len;
        assert_ok(output_ask(&p->clerk, output_list_find(text_of(cases[i].list)), OUTPUT_CSV, text_of(""),
                             text_of("試験"), false, p->report, &number));
        struct output_request r = play_request(p, number, arena);
        assert_int_equal(r.person_count, cases[i].persons);
        assert_int_equal(r.left_out_count, cases[i].left_out);
        struct taken t = take(p, number);
        char *csv = play_open(t.path, "list.csv", t.password, arena, &len);
        bool shows_him = strstr(csv, "見本 1番") != NULL;
        assert_true(shows_him == (cases[i].left_out == 0));
        char *line = shows_him ? strstr(csv, "見本 1番") : strstr(csv, "見本 3番");
        bool has_address = strstr(line, "架空区") != NULL && strstr(line, "架空区") < strstr(line, "\r\n");
        assert_true(has_address == cases[i].has_address);
    }
    assert_true(play_records(p, "output.persons") == 3);
    struct audit_query q = {.addressee_no = 1001, .from = date_none(), .until = date_none(), .max = 10};
    assert_int_equal(place_count(&p->place, &q), 2); /* not of the list that left him out */
    arena_free(arena);
}

/* MN-01: a 個人番号 in a cell stops the list, half or full width; another number of 12 digits does not. */
static void no_individual_number_leaves(void **state)
{
    static const char *const refused[] = {"123456789018", "番号 123456789018 です", "１２３４５６７８９０１８"};
    struct play *p = *state;
    int64_t number;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        report_clear(p->report);
        play_list.name = refused[i];
        assert_int_equal(output_ask(&p->clerk, &output_list_play, OUTPUT_CSV, text_of(""), text_of("試験"), false,
                                    p->report, &number), ERR_WORLD);
        assert_true(place_reports(&p->place, "列「氏名」に個人番号と思われる"));
        assert_int_equal(output_ask(&p->clerk, &output_list_play, OUTPUT_CSV, text_of(""), text_of(refused[i]),
                                    false, p->report, &number), ERR_INPUT);
    }
    play_list.name = "123456789012";
    assert_true(play_ask(p, "", OUTPUT_CSV) > 0);
    play_list.name = "1234567890180";
    assert_true(play_ask(p, "", OUTPUT_CSV) > 0);
    assert_true(holds_individual_number(text_of("a123456789018")));
    assert_false(holds_individual_number(text_of("")));
}

/* BO-12: past its day the file goes, with a record; so does what a killed process left. */
static void files_go_by_their_day(void **state)
{
    struct play *p = *state;
    int64_t done;
    char name[300], path[900];
    struct taken t = take(p, play_ask(p, "", OUTPUT_CSV));
    struct taken kept = take(p, play_ask(p, "", OUTPUT_CSV));
    fixture_exec(&p->place.database, "UPDATE output_request SET expires_at = 1000 WHERE request_no = 1",
                 "UPDATE output_request SET expires_at = 1000 WHERE request_no = 1");
    snprintf(path, sizeof(path), "%s/output/.000009-deadbeef.zip", p->place.folder.path);
    int fd = open(path, O_CREAT | O_WRONLY, 0600);
    assert_true(fd >= 0);
    assert_ok(output_expire(&p->clerk, p->report, &done));
    assert_int_equal(done, 1);
    assert_int_equal(access(t.path, F_OK), -1);
    assert_int_equal(access(kept.path, F_OK), 0);
    assert_int_equal(access(path, F_OK), 0); /* may still be on its way */
    struct timespec old[2] = {{1000, 0}, {1000, 0}};
    assert_int_equal(futimens(fd, old), 0);
    close(fd);
    assert_ok(output_expire(&p->clerk, p->report, &done));
    assert_int_equal(done, 1);
    assert_int_equal(play_files(p, name), 1);
    assert_int_equal(play_records(p, "output.expire"), 1);
    assert_int_equal(play_records(p, "output.sweep"), 1);
    assert_ok(output_expire(&p->clerk, p->report, &done));
    assert_int_equal(done, 0);
    assert_int_equal(unlink(kept.path), 0); /* gone already: no obstacle */
    fixture_exec(&p->place.database, "UPDATE output_request SET expires_at = 1000 WHERE request_no = 2",
                 "UPDATE output_request SET expires_at = 1000 WHERE request_no = 2");
    assert_ok(output_expire(&p->clerk, p->report, &done));
    assert_int_equal(play_state(p, 2), OUTPUT_EXPIRED);
}

/* BO-02, EM-02: external media want their own right, an approval whatever the number, and the sealed file. */
static void media_by_right_and_approval(void **state)
{
    struct play *p = *state;
    struct arena *arena = arena_new("test", 1 << 22);
    char path[600];
    size_t len;
    int64_t number;
    snprintf(path, sizeof(path), "%s/usb.zip", p->place.folder.path);
    assert_int_equal(output_ask(&p->clerk, &output_list_play, OUTPUT_CSV, text_of(""), text_of("試験"), true,
                                p->report, &number), ERR_INPUT);
    int64_t plain = play_ask(p, "", OUTPUT_CSV);
    take(p, plain);
    assert_int_equal(output_to_media(&p->clerk, plain, path, p->report), ERR_INPUT); /* no right */
    permission_add(&p->clerk.operator.permissions, PERM_OUTPUT_MEDIA);
    assert_int_equal(output_to_media(&p->clerk, plain, path, p->report), ERR_INPUT); /* not approved for it */
    assert_ok(output_ask(&p->clerk, &output_list_play, OUTPUT_CSV, text_of(""), text_of("試験"), true, p->report,
                         &number));
    assert_int_equal(play_state(p, number), OUTPUT_REQUESTED); /* three persons */
    assert_int_equal(output_to_media(&p->clerk, number, path, p->report), ERR_INPUT);
    assert_ok(output_approve(&p->chief, number, 3, p->report));
    struct taken t = take(p, number);
    assert_ok(output_to_media(&p->clerk, number, path, p->report));
    assert_non_null(play_open(path, "list.csv", t.password, arena, &len));
    assert_null(play_open(path, "list.csv", NULL, arena, &len));
    assert_int_equal(output_to_media(&p->clerk, number, path, p->report), ERR_WORLD); /* never over a file */
    assert_int_equal(play_records(p, "output.media"), 5); /* three refused, two tried */
    /* BO-05: where to, of what file, how many, by which approval; the refused ones say so. */
    struct audit_query q = {.event = text_of("output.media"), .from = date_none(), .until = date_none(), .max = 10};
    struct audit_record *list;
    size_t count, refused = 0;
    assert_ok(audit_find(&p->place.folder, &q, arena, p->report, &list, &count));
    for (size_t i = 0; i < count; i++) {
        const struct audit_event *e = &list[i].event;
        refused += e->kind == AUDIT_REFUSED;
        assert_true(text_is(e->operator_id, "sikaku1") && e->number == AUDIT_NUMBER_NONE);
        if (e->kind == AUDIT_OUTPUT) {
            assert_true(text_is(e->output_kind, "media") && text_is(e->reason, "usb.zip"));
            assert_true(e->file_name.len > 0 && text_is(e->purpose, "試験"));
            assert_int_equal(e->result_count, 3);
            assert_int_equal(e->approval_no, number);
        }
    }
    assert_int_equal(refused, 3);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_PLAY(the_file_is_sealed), WITH_PLAY(csv_is_plain), WITH_PLAY(columns_are_chosen),
        WITH_PLAY(a_workbook_opens), WITH_PLAY(restricted_persons_by_the_rule),
        WITH_PLAY(no_individual_number_leaves), WITH_PLAY(files_go_by_their_day),
        WITH_PLAY(media_by_right_and_approval),
    };
    return fixture_run(argc, argv, "output file", tests, COUNT_OF(tests));
}
