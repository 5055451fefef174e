/* The store fails at every call, the process dies anywhere, the disk is full: a file is handed out once or never. */
#include "play.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int64_t approved(struct play *p, enum output_format format)
{
    play_list.persons = 150;
    int64_t number = play_ask(p, "", format);
    assert_ok(output_approve(&p->chief, number, 150, p->report));
    return number;
}

/* Each call fails once: the request is as before, or taken; a file lies there only for one that was taken. */
static void the_store_fails_at_every_call(void **state)
{
    struct play *p = *state;
    char path[600], password[40], name[300];
    int64_t number = approved(p, OUTPUT_CSV);
    enum err e = ERR_WORLD;
    int tries = 0;
    for (int64_t n = 1; e != ERR_NONE && n < 60; n++, tries++) {
        report_clear(p->report);
        store_fail_at(p->store, n);
        e = output_take(&p->clerk, number, p->report, path, password);
        store_fail_at(p->store, 0);
        enum output_state now = play_state(p, number);
        assert_int_equal(now, e == ERR_NONE ? OUTPUT_TAKEN : OUTPUT_APPROVED);
        assert_int_equal(play_files(p, name), e == ERR_NONE ? 1 : 0);
        assert_true(e == ERR_NONE || p->report->kept > 0);
    }
    assert_int_equal(e, ERR_NONE);
    assert_true(tries >= 3);
}

static void asking_and_approving_fail_whole(void **state)
{
    struct play *p = *state;
    struct arena *arena = arena_new("test", 1 << 22);
    struct output_request *items;
    size_t count;
    int64_t number = 0;
    enum err e = ERR_WORLD;
    play_list.persons = 150;
    for (int64_t n = 1; e != ERR_NONE && n < 60; n++) {
        store_fail_at(p->store, n);
        e = output_ask(&p->clerk, &output_list_play, OUTPUT_CSV, text_of(""), text_of("試験"), false, p->report,
                       &number);
        store_fail_at(p->store, 0);
        assert_ok(output_requests(&p->chief, 10, arena, p->report, &items, &count));
        assert_int_equal(count, e == ERR_NONE ? 1 : 0);
    }
    assert_int_equal(e, ERR_NONE);
    e = ERR_WORLD;
    for (int64_t n = 1; e != ERR_NONE && n < 60; n++) {
        store_fail_at(p->store, n);
        e = output_approve(&p->chief, number, 150, p->report);
        store_fail_at(p->store, 0);
        assert_int_equal(play_state(p, number), e == ERR_NONE ? OUTPUT_APPROVED : OUTPUT_REQUESTED);
    }
    assert_int_equal(e, ERR_NONE);
    arena_free(arena);
}

/* A process of its own with its own handles takes the request and dies in the middle of the list. */
static void die_while_taking(struct play *p, int64_t number)
{
    int status;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        struct session s = p->clerk;
        struct report report;
        char path[600], password[40];
        report_init(&report);
        play_list.kill_at = 100;
        if (store_open(s.folder.store_url, STORE_WRITE, &report, &s.store) != ERR_NONE ||
            audit_open(&s.folder, "child", &report, &s.audit) != ERR_NONE) {
            _exit(3);
        }
        enum err e = output_take(&s, number, &report, path, password);
        _exit(e == ERR_NONE ? 4 : 5); /* it should have died */
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGKILL);
}

/* Files that are neither a sealed list nor one on its way to be. */
static int files_beside(struct play *p)
{
    char folder[OUTPUT_PATH_BYTES];
    int count = 0;
    assert_ok(output_folder(&p->place.folder, p->report, folder));
    DIR *d = opendir(folder);
    assert_non_null(d);
    for (struct dirent *entry; (entry = readdir(d)) != NULL;) {
        bool is_sealed = strstr(entry->d_name, ".zip") != NULL;
        count += !is_sealed && strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    closedir(d);
    return count;
}

/* BO-01: killed between approval and the file: the approval stands, nothing readable lies about, and it is taken
 * once afterwards. */
static void killed_between_approval_and_file(void **state)
{
    struct play *p = *state;
    struct arena *arena = arena_new("test", 1 << 22);
    char path[600], password[40], name[300], left[900];
    size_t len;
    static const enum output_format formats[] = {OUTPUT_CSV, OUTPUT_XLSX};
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        int64_t number = approved(p, formats[i]);
        die_while_taking(p, number);
        assert_int_equal(play_state(p, number), OUTPUT_APPROVED);
        assert_int_equal(files_beside(p), 0); /* neither kind is put together in a file */
        if (play_files(p, name) > (int)i) { /* of the second thread: enciphered or empty */
            snprintf(left, sizeof(left), "%s/output/%s", p->place.folder.path, name);
            struct stat info;
            char bytes[65536];
            assert_int_equal(stat(left, &info), 0);
            assert_int_equal(info.st_mode & 0777, 0600);
            FILE *f = fopen(left, "rb");
            assert_non_null(f);
            len = fread(bytes, 1, sizeof(bytes), f);
            fclose(f);
            assert_null(memmem(bytes, len, "見本", strlen("見本")));
            unlink(left);
        }
        assert_ok(output_take(&p->clerk, number, p->report, path, password));
        assert_non_null(play_open(path, formats[i] == OUTPUT_CSV ? "list.csv" : "list.xlsx", password, arena, &len));
        assert_int_equal(output_take(&p->clerk, number, p->report, path, password), ERR_INPUT);
    }
    arena_free(arena);
}

/* A disk that is full (here: files may not grow): told in words, nothing left, and it goes once there is room. */
static void a_full_disk_is_told(void **state)
{
    struct play *p = *state;
    char path[600], password[40], name[300];
    struct rlimit before, small;
    static const enum output_format formats[] = {OUTPUT_CSV, OUTPUT_XLSX};
    signal(SIGXFSZ, SIG_IGN);
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        play_list.persons = 60000;
        int64_t number = play_ask(p, "", formats[i]);
        assert_ok(output_approve(&p->chief, number, 60000, p->report));
        assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
        small = before;
        small.rlim_cur = 65536;
        report_clear(p->report);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        enum err e = output_take(&p->clerk, number, p->report, path, password);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(e, ERR_WORLD);
        assert_true(p->report->kept > 0);
        assert_int_equal(play_state(p, number), OUTPUT_APPROVED);
        assert_int_equal(play_files(p, name), (int)i);
        if (i == 0) {
            assert_ok(output_take(&p->clerk, number, p->report, path, password));
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_PLAY(the_store_fails_at_every_call), WITH_PLAY(asking_and_approving_fail_whole),
        WITH_PLAY(killed_between_approval_and_file), WITH_PLAY(a_full_disk_is_told),
    };
    return fixture_run(argc, argv, "output fault", tests, COUNT_OF(tests));
}
