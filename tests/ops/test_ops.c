/* 運用: words of commands, rights that default to deny, folders and keys, log-in. */
#include "ops/internal.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static char base[] = "/tmp/kokuho-ops-XXXXXX";

static int make_base(void **state)
{
    (void)state;
    return mkdtemp(base) == NULL ? -1 : 0;
}

static int remove_base(void **state)
{
    (void)state;
    static const char *const names[] = {"keys/number", "keys/register.tsv", "keys", "kokuho.ini", "kokuho.db",
                                        "kokuho.db-wal", "kokuho.db-shm", "kokuho.db-turn", ""};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char path[200];
        snprintf(path, sizeof(path), "%s/%s", base, names[i]);
        (void)remove(path);
    }
    return 0;
}

/* Command words as main() hands them over: changeable bytes. */
static int split(char *line, char *words[], int max)
{
    int n = 0;
    for (char *p = line; *p != '\0' && n < max; n++) {
        words[n] = p;
        p += strcspn(p, " ");
        if (*p != '\0') {
            *p++ = '\0';
        }
    }
    return n;
}

static void words_of_commands(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    const char *year = NULL, *dry = NULL, *words[2];
    const struct option_spec specs[] = {{"--year", true, &year}, {"--dry-run", false, &dry}};
    size_t n;
    char good[] = "run --year 2026 premium-annual --dry-run", *argv[5];
    struct command_call call = {.argc = split(good, argv, 5), .argv = argv, .report = &r};
    assert_int_equal(command_options(&call, specs, 2, words, 2, &n), ERR_NONE);
    assert_int_equal(n, 2);
    assert_string_equal(words[1], "premium-annual");
    assert_string_equal(year, "2026");
    assert_non_null(dry);

    char joined[] = "--year=2025 -- --year";
    call = (struct command_call){.argc = split(joined, argv, 5), .argv = argv, .report = &r};
    assert_int_equal(command_options(&call, specs, 2, words, 2, &n), ERR_NONE);
    assert_string_equal(year, "2025");
    assert_string_equal(words[0], "--year");

    char wrong[][32] = {"--yaer 2026", "--year", "--dry-run=yes", "a b c"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        call = (struct command_call){.argc = split(wrong[i], argv, 5), .argv = argv, .report = &r};
        report_clear(&r);
        assert_int_equal(command_options(&call, specs, 2, words, 2, &n), ERR_INPUT);
        assert_int_equal(r.count, 1);
    }
    report_done(&r);
}

static void nothing_is_allowed_unless_granted(void **state)
{
    (void)state;
    struct operator_identity nobody = {0}, one = {0};
    permission_add(&one.permissions, PERM_PREMIUM_RUN);
    for (int p = 0; p < PERM_COUNT; p++) {
        assert_false(operator_may(&nobody, (enum permission)p));
        assert_int_equal(operator_may(&one, (enum permission)p), p == PERM_PREMIUM_RUN);
    }
    struct operator_identity all = {.permissions = {{UINT64_MAX, UINT64_MAX}}};
    assert_false(operator_may(&all, PERM_NONE)); /* an entry that declares nothing opens to nobody */
    enum permission found;
    for (int p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        assert_true(ops_permission_find(text_of(ops_permissions[p].name), &found));
        assert_int_equal(found, p);
    }
    assert_false(ops_permission_find(text_of("premium"), &found));
    assert_false(ops_permission_find(text_of(""), &found));
}

static void write_ini(const char *text)
{
    char path[200];
    snprintf(path, sizeof(path), "%s/kokuho.ini", base);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void the_folder_is_read_strictly(void **state)
{
    (void)state;
    struct report r;
    struct data_folder f;
    report_init(&r);
    assert_int_equal(data_folder_open("/nonexistent/kokuho", &r, &f), ERR_WORLD);
    static const char *const wrong[] = {
        "municipality = 131041\n", "store = sqlite:x\n",
        "municipality = 131041\nstore = sqlite:x\nbusiness_date = 2026-02-30\n",
        "municipality = 131041\nstore = sqlite:x\nshop = 1\n",
        "[a]\nmunicipality = 131041\nstore = sqlite:x\n",
        "municipality = 13104199\nstore = sqlite:x\n",
        "municipality = 131041\nstore = sqlite:x\npractice = maybe\n",
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        write_ini(wrong[i]);
        assert_int_equal(data_folder_open(base, &r, &f), ERR_INPUT);
    }
    write_ini("municipality = 131041\nstore = sqlite:x.db\nbusiness_date = 2026-06-05\npractice = yes\n");
    assert_int_equal(data_folder_open(base, &r, &f), ERR_NONE);
    assert_string_equal(f.municipality, "131041");
    assert_int_equal(date_ymd(f.business_date), 20260605);
    assert_true(f.is_practice);
    report_done(&r);
}

/* CR-07: a key that others can read is refused, by the reader of keys and by the folder. */
static void a_key_others_can_read_is_refused(void **state)
{
    (void)state;
    struct report r;
    struct data_folder f;
    unsigned char a[32];
    char path[200];
    report_init(&r);
    write_ini("municipality = 131041\nstore = sqlite:x.db\n");
    assert_int_equal(data_folder_open(base, &r, &f), ERR_NONE);
    assert_int_equal(data_folder_key(&f, "number", a, &r), ERR_NONE);
    snprintf(path, sizeof(path), "%s/keys/number", base);
    static const mode_t wrong[] = {0644, 0640, 0604, 0620, 0601};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_int_equal(chmod(path, wrong[i]), 0);
        report_clear(&r);
        assert_int_equal(data_folder_key(&f, "number", a, &r), ERR_WORLD);
        assert_non_null(strstr(r.lines[0], "number"));
        assert_int_equal(data_folder_open(base, &r, &f), ERR_WORLD);
    }
    assert_int_equal(chmod(path, 0400), 0);
    assert_int_equal(data_folder_open(base, &r, &f), ERR_NONE);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(remove(path), 0);
    assert_int_equal(symlink("/etc/hostname", path), 0); /* somewhere else's file is no key */
    assert_int_equal(data_folder_open(base, &r, &f), ERR_WORLD);
    assert_int_equal(remove(path), 0);
    assert_int_equal(data_folder_open(base, &r, &f), ERR_NONE);
    assert_int_equal(data_folder_key(&f, "number", a, &r), ERR_WORLD); /* a lost key is not made anew */
    snprintf(path, sizeof(path), "%s/keys/register.tsv", base);
    assert_int_equal(remove(path), 0);
    report_done(&r);
}

static void a_key_is_made_once_and_closed(void **state)
{
    (void)state;
    struct report r;
    struct data_folder f;
    unsigned char a[32], b[32], zero[32] = {0};
    report_init(&r);
    write_ini("municipality = 131041\nstore = sqlite:x.db\n");
    assert_int_equal(data_folder_open(base, &r, &f), ERR_NONE);
    assert_int_equal(data_folder_key(&f, "number", a, &r), ERR_NONE);
    assert_int_equal(data_folder_key(&f, "number", b, &r), ERR_NONE);
    assert_memory_equal(a, b, 32);
    assert_memory_not_equal(a, zero, 32);
    char path[200];
    struct stat st;
    snprintf(path, sizeof(path), "%s/keys/number", base);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(truncate(path, 10), 0);
    assert_int_equal(data_folder_key(&f, "number", b, &r), ERR_WORLD); /* never a short key */
    report_done(&r);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *at)
{
    (void)st, (void)flag, (void)at;
    return remove(path);
}

/* AU-24: `kokuho init` makes exactly one user; its one-time value is shown once and stored as a hash. */
static void init_makes_one_administrator(void **state)
{
    (void)state;
    char dir[] = "/tmp/kokuho-init-XXXXXX", data[64], answer[2000];
    char bare[] = "--municipality 131041", *argv[8];
    char whole[] = "--municipality 131041 --administrator adm1 --staff-no 100001 --name Kanri";
    struct report r;
    report_init(&r);
    assert_non_null(mkdtemp(dir));
    snprintf(data, sizeof(data), "%s/data", dir);
    FILE *out = tmpfile();
    struct command_call call = {.argc = split(bare, argv, 8), .argv = argv, .data = data, .out = out,
                                .business_date = date_of(2026, 6, 5), .report = &r};
    snprintf(data, sizeof(data), "%s/bare", dir);
    assert_int_equal(command_init.run(&call), ERR_NONE); /* nobody named: one all the same, kanri1 */
    rewind(out);
    answer[fread(answer, 1, sizeof(answer) - 1, out)] = '\0';
    assert_non_null(strstr(answer, "otpauth://totp/kokuho:kanri1?secret="));
    rewind(out);
    snprintf(data, sizeof(data), "%s/data", dir);
    call.argc = split(whole, argv, 8);
    assert_int_equal(command_init.run(&call), ERR_NONE);
    rewind(out);
    size_t n = fread(answer, 1, sizeof(answer) - 1, out);
    answer[n] = '\0';
    assert_non_null(strstr(answer, "otpauth://totp/kokuho:adm1?secret="));
    const char *at = strstr(answer, "1回だけ）: ");
    assert_non_null(at);
    char password[20];
    snprintf(password, sizeof(password), "%.19s", at + strlen("1回だけ）: "));

    struct session s = {0};
    struct arena *arena = arena_new("init", 1 << 20);
    struct ops_user *users;
    size_t count;
    assert_int_equal(data_folder_open(data, &r, &s.folder), ERR_NONE);
    assert_int_equal(store_open(s.folder.store_url, STORE_WRITE, &r, &s.store), ERR_NONE);
    assert_int_equal(ops_users(s.store, s.folder.business_date, arena, &r, &users, &count), ERR_NONE);
    assert_int_equal(count, 1);
    struct credential c;
    assert_int_equal(credential_find(&s, text_of("adm1"), &r, &c), ERR_NONE);
    assert_true(c.is_initial);
    assert_null(strstr(c.hash, password));
    assert_int_equal(crypto_pwhash_str_verify(c.hash, password, strlen(password)), 0);
    struct operator_identity who;
    assert_int_equal(ops_operator_find(s.store, text_of("adm1"), text_of(""), s.folder.business_date, 1,
                                       &r, &who),
                     ERR_NONE);
    for (int p = PERM_NONE + 1; p < PERM_COUNT; p++) { /* AZ-07: an administrator sees no person */
        assert_false(operator_may(&who, (enum permission)p) && ops_permissions[p].class == CLASS_BUSINESS);
    }
    assert_true(operator_may(&who, PERM_OPERATOR_MANAGE));
    store_close(s.store);
    call.argc = split((char[]){"--municipality 131041 --administrator adm2 --staff-no 2 --name Kanri"},
                      argv, 8);
    assert_int_equal(command_init.run(&call), ERR_INPUT); /* only the first one comes this way */
    fclose(out);
    arena_free(arena);
    report_done(&r);
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_commands),
        cmocka_unit_test(nothing_is_allowed_unless_granted),
        cmocka_unit_test(the_folder_is_read_strictly),
        cmocka_unit_test(a_key_others_can_read_is_refused),
        cmocka_unit_test(a_key_is_made_once_and_closed),
        cmocka_unit_test(init_makes_one_administrator),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("ops", tests, make_base, remove_base);
}
