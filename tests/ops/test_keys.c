/* 鍵: states, rotation, two persons, wrapping with two parts; each in a folder of its own. */
#include "ops/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static struct place {
    char dir[64];
    struct data_folder folder;
    struct report report;
    struct arena *arena;
} place;

static void path_in(char ret[400], const char *name) { snprintf(ret, 400, "%s/%s", place.dir, name); }

static void write_file(const char *name, const char *bytes, size_t len)
{
    char path[400];
    path_in(path, name);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, len, f), len);
    fclose(f);
    assert_int_equal(chmod(path, 0600), 0);
}

static size_t read_file(const char *name, char *ret, size_t max)
{
    char path[400];
    path_in(path, name);
    FILE *f = fopen(path, "re");
    if (f == NULL) {
        return 0;
    }
    size_t n = fread(ret, 1, max, f);
    fclose(f);
    return n;
}

static int setup(void **state)
{
    (void)state;
    static const char ini[] = "municipality = 131041\nstore = sqlite:x.db\n";
    snprintf(place.dir, sizeof(place.dir), "/tmp/kokuho-keys-XXXXXX");
    if (sodium_init() < 0 || mkdtemp(place.dir) == NULL) {
        return -1;
    }
    report_init(&place.report);
    place.arena = arena_new("keys", 16 << 20);
    write_file("kokuho.ini", ini, sizeof(ini) - 1);
    assert_int_equal(data_folder_open(place.dir, &place.report, &place.folder), ERR_NONE);
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *at)
{
    (void)st, (void)flag, (void)at;
    return remove(path);
}

static int teardown(void **state)
{
    (void)state;
    keys_lock();
    arena_free(place.arena);
    report_done(&place.report);
    return nftw(place.dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static enum key_state state_of(const char *name, int64_t version)
{
    struct key_record *records;
    size_t count;
    assert_int_equal(keys_list(&place.folder, place.arena, &place.report, &records, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(records[i].name, name) == 0 && records[i].version == version) {
            return records[i].state;
        }
    }
    return 0;
}

static enum err move_by(const char *who, int64_t version, enum key_state to)
{
    return key_move(&place.folder, "box", version, to, who, "年次", &place.report);
}

/* CR-05: states follow one another as the table says; every other step is refused and changes nothing. */
static void states_follow_the_table(void **state)
{
    (void)state;
    struct key_ring ring;
    int64_t version = 0;
    assert_int_equal(data_folder_ring(&place.folder, "box", &place.report, &ring), ERR_NONE);
    assert_int_equal(ring.count, 1);
    assert_int_equal(state_of("box", 1), KEY_ACTIVE);
    static const enum key_state wrong[] = {KEY_MADE, KEY_ACTIVE, KEY_RETIRED, KEY_REVOKED, KEY_DESTROYED};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) { /* what seals is not taken away: only another takes its place */
        assert_int_equal(move_by("adm1", 1, wrong[i]), ERR_INPUT);
    }
    assert_int_equal(key_make(&place.folder, "box", "adm1", "年次", &place.report, &version), ERR_NONE);
    assert_int_equal(version, 2);
    assert_int_equal(key_make(&place.folder, "box", "adm1", "年次", &place.report, &version), ERR_INPUT);
    assert_int_equal(move_by("adm1", 2, KEY_RETIRED), ERR_INPUT);
    assert_int_equal(key_rotate(&place.folder, "box", "adm1", "年次", &place.report, &version), ERR_NONE);
    assert_int_equal(version, 2); /* the one that waited */
    assert_int_equal(state_of("box", 1), KEY_RETIRED);
    assert_int_equal(state_of("box", 2), KEY_ACTIVE);
    assert_int_equal(move_by("adm1", 1, KEY_DESTROYED), ERR_INPUT); /* revoked first */
    assert_int_equal(move_by("adm1", 1, KEY_REVOKED), ERR_NONE);
    assert_int_equal(move_by("adm1", 1, KEY_RETIRED), ERR_NONE); /* something needed it after all */
    assert_int_equal(move_by("adm1", 1, KEY_REVOKED), ERR_NONE);
    assert_int_equal(move_by("adm1", 1, KEY_DESTROYED), ERR_INPUT); /* by another person */
    assert_int_equal(move_by("adm2", 1, KEY_DESTROYED), ERR_NONE);
    assert_int_equal(state_of("box", 1), KEY_DESTROYED);
    assert_int_equal(move_by("adm1", 1, KEY_RETIRED), ERR_INPUT);
    assert_int_equal(move_by("adm1", 7, KEY_REVOKED), ERR_INPUT);
    char bytes[100];
    assert_int_equal(read_file("keys/box", bytes, sizeof(bytes)), 0); /* gone */
    assert_int_equal(read_file("keys/box.2", bytes, sizeof(bytes)), FOLDER_KEY_BYTES);
    assert_int_equal(move_by("adm1", 2, KEY_REVOKED), ERR_INPUT);
    assert_int_equal(key_move(&place.folder, "box", 2, KEY_ACTIVE, "adm1", "年次", &place.report), ERR_INPUT);
    assert_int_equal(key_rotate(&place.folder, "box", "adm1", "", &place.report, &version), ERR_INPUT);
}

/* CR-06: the active key is first, retired ones open what they sealed, revoked ones do not. */
static void a_rotation_keeps_what_was_sealed_open(void **state)
{
    (void)state;
    struct key_ring before, after;
    int64_t version;
    unsigned char nonce[24] = {1}, sealed[20 + 16], plain[20], words[20] = "invented words";
    struct text row = text_of("row 1");
    size_t which;
    assert_int_equal(data_folder_ring(&place.folder, "box", &place.report, &before), ERR_NONE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, NULL, words, sizeof(words),
                                               (const unsigned char *)row.bytes, row.len, NULL, nonce,
                                               before.bytes[0]);
    assert_int_equal(key_rotate(&place.folder, "box", "adm1", "年次", &place.report, &version), ERR_NONE);
    assert_int_equal(data_folder_ring(&place.folder, "box", &place.report, &after), ERR_NONE);
    assert_int_equal(after.count, 2);
    assert_int_equal(after.versions[0], 2);
    assert_int_equal(after.versions[1], 1);
    assert_memory_not_equal(after.bytes[0], before.bytes[0], FOLDER_KEY_BYTES);
    assert_memory_equal(after.bytes[1], before.bytes[0], FOLDER_KEY_BYTES);
    assert_true(key_ring_open(&after, nonce, sealed, sizeof(sealed), row, plain, &which));
    assert_int_equal(which, 1);
    assert_memory_equal(plain, words, sizeof(words));
    assert_false(key_ring_open(&after, nonce, sealed, sizeof(sealed), text_of("row 2"), plain, &which));
    unsigned char active[FOLDER_KEY_BYTES];
    assert_int_equal(data_folder_key(&place.folder, "box", active, &place.report), ERR_NONE);
    assert_memory_equal(active, after.bytes[0], FOLDER_KEY_BYTES);
    assert_int_equal(move_by("adm1", 1, KEY_REVOKED), ERR_NONE);
    assert_int_equal(data_folder_ring(&place.folder, "box", &place.report, &after), ERR_NONE);
    assert_int_equal(after.count, 1);
    assert_false(key_ring_open(&after, nonce, sealed, sizeof(sealed), row, plain, &which));
    for (int i = 0; i < KEY_RING_MAX; i++) { /* nobody forgets to seal anew for ever */
        assert_int_equal(key_rotate(&place.folder, "box", "adm1", "年次", &place.report, &version), ERR_NONE);
    }
    assert_int_equal(data_folder_ring(&place.folder, "box", &place.report, &after), ERR_WORLD);
    assert_int_equal(data_folder_key(&place.folder, "box", active, &place.report), ERR_NONE);
}

/* CR-05: a register that somebody wrote into, and a key that somebody put there, are found. */
static void what_somebody_else_wrote_is_refused(void **state)
{
    (void)state;
    unsigned char key[FOLDER_KEY_BYTES];
    struct key_record *records;
    size_t count;
    int64_t version;
    assert_int_equal(data_folder_key(&place.folder, "box", key, &place.report), ERR_NONE);
    char whole[2000];
    size_t len = read_file("keys/register.tsv", whole, sizeof(whole) - 200);
    assert_true(len > 0);
    static const char *const wrong[] = {
        "1\tbox\t1\tactive\tadm1\t0011223344556677\tx\n",  /* active twice */
        "1\tbox\t1\tdestroyed\tadm1\t0011223344556677\tx\n",
        "1\tbox\t0\tmade\tadm1\t0011223344556677\tx\n",    "1\tBox!\t1\tmade\tadm1\t0011223344556677\tx\n",
        "1\tbox\t2\tlost\tadm1\t0011223344556677\tx\n",    "x\tbox\t2\tmade\tadm1\t0011223344556677\tx\n",
        "1\tbox\t2\tmade\tadm1\t001122\tx\n",              "1\tbox\t2\tmade\tadm1\n", "\n",
        "1\tbox\t2\tmade\tadm1\t0011223344556677\tx\tmore\n"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        memcpy(whole + len, wrong[i], strlen(wrong[i]));
        write_file("keys/register.tsv", whole, len + strlen(wrong[i]));
        report_clear(&place.report);
        assert_int_equal(data_folder_key(&place.folder, "box", key, &place.report), ERR_WORLD);
        assert_non_null(strstr(place.report.lines[0], "2行目"));
    }
    memcpy(whole + len, "1\tbox\t2\tma", 10); /* a writer that died: nobody was told of it */
    write_file("keys/register.tsv", whole, len + 10);
    assert_int_equal(data_folder_key(&place.folder, "box", key, &place.report), ERR_NONE);
    assert_int_equal(key_make(&place.folder, "box", "adm1", "年次", &place.report, &version), ERR_NONE);
    assert_int_equal(version, 2);
    assert_int_equal(keys_list(&place.folder, place.arena, &place.report, &records, &count), ERR_NONE);
    assert_int_equal(count, 2);
    assert_int_equal(key_check(&place.folder, &records[0], &place.report), ERR_NONE);
    memset(key, 7, sizeof(key));
    write_file("keys/box", (const char *)key, sizeof(key)); /* another key under the same name */
    assert_int_equal(key_check(&place.folder, &records[0], &place.report), ERR_FINDINGS);
    report_clear(&place.report);
    assert_int_equal(data_folder_key(&place.folder, "box", key, &place.report), ERR_WORLD);
    assert_non_null(strstr(place.report.lines[0], "台帳"));
}

/* A key of a folder that had no register is taken as it is. */
static void an_older_folder_is_taken_over(void **state)
{
    (void)state;
    unsigned char old[FOLDER_KEY_BYTES], key[FOLDER_KEY_BYTES];
    char path[400];
    path_in(path, "keys");
    assert_int_equal(mkdir(path, 0700), 0);
    memset(old, 3, sizeof(old));
    write_file("keys/box", (const char *)old, sizeof(old));
    assert_int_equal(data_folder_key(&place.folder, "box", key, &place.report), ERR_NONE);
    assert_memory_equal(key, old, sizeof(old));
    assert_int_equal(state_of("box", 1), KEY_ACTIVE);
}

/* ------------------------------------------------------------------------------- wrapping ------ */

/* Hands in what stands in these files of the folder, as a parent process would. */
static void hand_in(const char *const *files, size_t count)
{
    int ends[2];
    char word[20], bytes[400];
    assert_int_equal(pipe(ends), 0);
    for (size_t i = 0; i < count; i++) {
        size_t n = read_file(files[i], bytes, sizeof(bytes));
        assert_int_equal(write(ends[1], bytes, n), n);
    }
    close(ends[1]);
    snprintf(word, sizeof(word), "%d", ends[0]);
    assert_int_equal(setenv("KOKUHO_KEY_FD", word, 1), 0);
}

static enum err start(void)
{
    struct data_folder f;
    keys_lock();
    report_clear(&place.report);
    enum err e = data_folder_open(place.dir, &place.report, &f);
    (void)unsetenv("KOKUHO_KEY_FD");
    return e;
}

static void wrap_into(const char *one, const char *two)
{
    char part1[400], part2[400];
    path_in(part1, one);
    path_in(part2, two);
    assert_int_equal(keys_wrap(&place.folder, part1, part2, &place.report), ERR_NONE);
}

/* CR-08: both parts together open, in any order; one alone, twice the same, or a slip of the pen do not. */
static void two_parts_open_and_one_does_not(void **state)
{
    (void)state;
    unsigned char key[FOLDER_KEY_BYTES], again[FOLDER_KEY_BYTES];
    char bytes[400];
    assert_int_equal(data_folder_key(&place.folder, "box", key, &place.report), ERR_NONE);
    wrap_into("part1", "part2");
    assert_true(keys_are_wrapped(&place.folder));
    size_t len = read_file("keys/box", bytes, sizeof(bytes));
    assert_true(len > FOLDER_KEY_BYTES);
    assert_null(memmem(bytes, len, key, 8)); /* who reads the folder has nothing */
    assert_int_equal(read_file("keys/box.old", bytes, sizeof(bytes)), 0);

    hand_in((const char *const[]){"part2", "part1"}, 2);
    assert_int_equal(start(), ERR_NONE);
    assert_int_equal(data_folder_key(&place.folder, "box", again, &place.report), ERR_NONE);
    assert_memory_equal(again, key, sizeof(key));
    assert_int_equal(data_folder_key(&place.folder, "new", key, &place.report), ERR_NONE); /* wrapped at once */
    assert_true(read_file("keys/new", bytes, sizeof(bytes)) > FOLDER_KEY_BYTES);

    hand_in((const char *const[]){"part1"}, 1);
    assert_int_equal(start(), ERR_INPUT);
    assert_non_null(strstr(place.report.lines[0], "控え2"));
    hand_in((const char *const[]){"part2", "part2"}, 2);
    assert_int_equal(start(), ERR_INPUT);
    assert_non_null(strstr(place.report.lines[0], "控え1"));
    assert_int_equal(data_folder_key(&place.folder, "box", again, &place.report), ERR_WORLD);
    hand_in(NULL, 0);
    assert_int_equal(start(), ERR_INPUT);
    len = read_file("part1", bytes, sizeof(bytes));
    for (size_t i = 2; i < 12; i++) { /* one digit is another */
        char changed[400];
        if (bytes[i] == '-') {
            continue;
        }
        memcpy(changed, bytes, len);
        changed[i] = bytes[i] == '0' ? '1' : '0';
        write_file("slip", changed, len);
        hand_in((const char *const[]){"slip", "part2"}, 2);
        assert_int_equal(start(), ERR_INPUT);
        assert_non_null(strstr(place.report.lines[0], "書き誤り"));
    }
}

/* CR-08: as systemd hands them in. */
static void credentials_of_the_service_open(void **state)
{
    (void)state;
    unsigned char key[FOLDER_KEY_BYTES];
    assert_int_equal(data_folder_key(&place.folder, "box", key, &place.report), ERR_NONE);
    wrap_into("kokuho-key-1", "kokuho-key-2");
    assert_int_equal(setenv("CREDENTIALS_DIRECTORY", place.dir, 1), 0);
    assert_int_equal(start(), ERR_NONE);
    char path[400];
    path_in(path, "kokuho-key-2");
    assert_int_equal(remove(path), 0);
    assert_int_equal(start(), ERR_INPUT);
    (void)unsetenv("CREDENTIALS_DIRECTORY");
}

/* CR-08: a custodian leaves: new parts open, the old ones do not, and every key is the same. */
static void new_parts_replace_the_old_ones(void **state)
{
    (void)state;
    unsigned char key[FOLDER_KEY_BYTES], again[FOLDER_KEY_BYTES];
    char part1[400], part2[400];
    assert_int_equal(data_folder_key(&place.folder, "box", key, &place.report), ERR_NONE);
    path_in(part1, "new1");
    path_in(part2, "new2");
    assert_int_equal(keys_rewrap(&place.folder, part1, part2, &place.report), ERR_INPUT); /* not wrapped yet */
    wrap_into("part1", "part2");
    assert_int_equal(keys_rewrap(&place.folder, part1, part2, &place.report), ERR_NONE);
    hand_in((const char *const[]){"part1", "part2"}, 2);
    assert_int_equal(start(), ERR_INPUT);
    hand_in((const char *const[]){"part1", "new2"}, 2);
    assert_int_equal(start(), ERR_INPUT);
    hand_in((const char *const[]){"new1", "new2"}, 2);
    assert_int_equal(start(), ERR_NONE);
    assert_int_equal(data_folder_key(&place.folder, "box", again, &place.report), ERR_NONE);
    assert_memory_equal(again, key, sizeof(key));
    assert_int_equal(keys_rewrap(&place.folder, part1, part2, &place.report), ERR_INPUT); /* never over a file */
}

/* An open key in a wrapped folder is refused: it was put there, or wrapping was cut off; wrapping ends it. */
static void wrapping_that_was_cut_off_is_ended(void **state)
{
    (void)state;
    unsigned char key[FOLDER_KEY_BYTES], again[FOLDER_KEY_BYTES];
    char bytes[400];
    assert_int_equal(data_folder_key(&place.folder, "box", key, &place.report), ERR_NONE);
    wrap_into("part1", "part2");
    write_file("keys/box", (const char *)key, sizeof(key)); /* as if it had not been its turn yet */
    write_file("keys/box.old", (const char *)key, sizeof(key));
    assert_int_equal(data_folder_key(&place.folder, "box", again, &place.report), ERR_WORLD);
    assert_int_equal(keys_wrap(&place.folder, "", "", &place.report), ERR_NONE);
    assert_true(read_file("keys/box", bytes, sizeof(bytes)) > FOLDER_KEY_BYTES);
    assert_int_equal(read_file("keys/box.old", bytes, sizeof(bytes)), 0);
    assert_int_equal(data_folder_key(&place.folder, "box", again, &place.report), ERR_NONE);
    assert_memory_equal(again, key, sizeof(key));
    size_t len = read_file("keys/box", bytes, sizeof(bytes)); /* CR-03: a key moved to another name does not open */
    write_file("keys/other", bytes, len);
    assert_int_equal(data_folder_key(&place.folder, "other", again, &place.report), ERR_WORLD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(states_follow_the_table, setup, teardown),
        cmocka_unit_test_setup_teardown(a_rotation_keeps_what_was_sealed_open, setup, teardown),
        cmocka_unit_test_setup_teardown(what_somebody_else_wrote_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(an_older_folder_is_taken_over, setup, teardown),
        cmocka_unit_test_setup_teardown(two_parts_open_and_one_does_not, setup, teardown),
        cmocka_unit_test_setup_teardown(credentials_of_the_service_open, setup, teardown),
        cmocka_unit_test_setup_teardown(new_parts_replace_the_old_ones, setup, teardown),
        cmocka_unit_test_setup_teardown(wrapping_that_was_cut_off_is_ended, setup, teardown),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
