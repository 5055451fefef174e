#include "office.h"

#include "base/share.h"
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct office *office;

static void make_dir(const char *name)
{
    char path[700];
    snprintf(path, sizeof(path), "%s/%s", office->dir, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

void office_policy(const char *changes)
{
    static const struct {
        const char *name;
        int64_t value;
    } defaults[] = {{"password_min", 8},   {"password_max", 128}, {"password_days", 0},
                    {"password_history", 5}, {"failures_max", 5},   {"failure_minutes", 15},
                    {"one_time_hours", 24}, {"argon_passes", 1},   {"argon_mib", 8}};
    char path[700];
    snprintf(path, sizeof(path), "%s/municipal/131041/login_policy.tsv", office->s.folder.params);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    fprintf(f, "# login_policy\n# law  x\n# unit  x\n# checked  2026-01-01\nfrom  name  value  source\n");
    for (size_t i = 0; i < COUNT_OF(defaults); i++) {
        char key[40];
        int64_t value = defaults[i].value;
        snprintf(key, sizeof(key), "%s=", defaults[i].name);
        const char *at = strstr(changes, key);
        if (at != NULL) {
            value = strtoll(at + strlen(key), NULL, 10);
        }
        fprintf(f, "2018-04-01  %s  %lld  x\n", defaults[i].name, (long long)value);
    }
    fclose(f);
}

int office_setup(void **state)
{
    struct office *o = test_calloc(1, sizeof(*o)); /* freed by office_teardown: handle of the test */
    char from[700], to[700];
    *state = office = o;
    assert_int_not_equal(sodium_init(), -1);
    fixture_open(&o->f, fixture_kind);
    assert_int_equal(store_migrate(o->f.store, &o->f.report), ERR_NONE);
    snprintf(o->dir, sizeof(o->dir), "/tmp/kokuho-office-XXXXXX");
    assert_non_null(mkdtemp(o->dir));
    make_dir("keys");
    make_dir("params");
    make_dir("params/municipal");
    make_dir("params/municipal/131041");
    snprintf(from, sizeof(from), "%s/params/national", share_folder());
    snprintf(to, sizeof(to), "%s/params/national", o->dir);
    assert_int_equal(symlink(from, to), 0);
    o->s.store = o->f.store;
    snprintf(o->s.folder.path, sizeof(o->s.folder.path), "%s", o->dir);
    snprintf(o->s.folder.params, sizeof(o->s.folder.params), "%s/params", o->dir);
    snprintf(o->s.folder.municipality, sizeof(o->s.folder.municipality), "131041");
    o->s.folder.business_date = date_of(2026, 6, 5);
    o->arena = arena_new("test", 512 << 20);
    office_policy("");
    assert_int_equal(ops_rights_seed(&o->s.folder, o->s.store, NOON, &o->f.report), ERR_NONE);
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *at)
{
    (void)st, (void)flag, (void)at;
    return remove(path);
}

int office_teardown(void **state)
{
    struct office *o = *state;
    fixture_close(&o->f); /* its queries name texts of the arena */
    arena_free(o->arena);
    nftw(o->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    test_free(o);
    office = NULL;
    return 0;
}

void office_person(const char *id, const char *rights, const char *duties)
{
    struct permission_set set = {0};
    char staff_no[40];
    snprintf(staff_no, sizeof(staff_no), "P-%s", id);
    struct ops_user user = {.id = text_of(id),
                            .staff_no = text_of(staff_no),
                            .name = text_of("試験 職員"),
                            .section = text_of("試験係"),
                            .office = text_of(""),
                            .kind = USER_REGULAR,
                            .from = date_of(2018, 4, 1),
                            .until = date_open_end()};
    bool was = office->s.folder.is_practice;
    office->s.folder.is_practice = true;
    if (rights[0] != '\0') {
        assert_ok(ops_permissions_parse(text_of(rights), &office->f.report, &set));
    }
    assert_ok(ops_practice_add(&office->s, &user, &set, text_of(duties), text_of(PASSWORD),
                               &office->f.report));
    office->s.folder.is_practice = was;
}

struct operator_identity office_find(const char *id, const char *terminal, int64_t now)
{
    struct operator_identity who = {0};
    enum err e = ops_operator_find(office->s.store, text_of(id), text_of(terminal),
                                   office->s.folder.business_date, now, &office->f.report, &who);
    if (e != ERR_NONE) {
        assert_int_equal(e, ERR_INPUT);
        return (struct operator_identity){0};
    }
    return who;
}

void office_as(const char *id)
{
    office->s.operator = office_find(id, "", NOON);
    assert_string_equal(office->s.operator.id, id);
}

bool office_may(const char *id, enum permission p)
{
    struct operator_identity who = office_find(id, "", NOON);
    return operator_may(&who, p);
}

void office_day(int year, int month, int day)
{
    office->s.folder.business_date = date_of(year, month, day);
}

void office_code(const char *id, int64_t now, int64_t away, char ret[7])
{
    struct credential c;
    assert_ok(credential_find(&office->s, text_of(id), &office->f.report, &c));
    assert_true(c.exists);
    code_of_step(c.secret, now / 1000 / CODE_STEP_SECONDS + away, ret);
}

struct login_answer office_login(const char *id, const char *password, const char *code, int64_t now)
{
    struct login_answer answer;
    struct login_attempt attempt = {.id = text_of(id),
                                    .password = text_of(password),
                                    .code = text_of(code),
                                    .terminal = text_of(""),
                                    .now = now};
    assert_ok(ops_login(&office->s, &attempt, &office->f.report, &answer));
    return answer;
}

struct login_answer office_enter(const char *id, const char *password, int64_t now)
{
    char code[7];
    office_code(id, now, 0, code);
    return office_login(id, password, code, now);
}

void office_sql(const char *sql)
{
    fixture_exec(&office->f, sql, sql);
}

int64_t office_number(const char *sql)
{
    static const char *const names[] = {NULL};
    struct sql_text *text = ARENA_NEW(office->arena, struct sql_text);
    struct sql_text plain = {"office", names, 0, false, sql, sql};
    memcpy(text, &plain, sizeof(plain));
    struct query *q = fixture_query(office->s.store, text);
    bool row;
    assert_ok(query_step(q, &office->f.report, &row));
    assert_true(row);
    int64_t number = query_i64(q, 0);
    query_reset(q);
    return number;
}

bool office_said(const char *words)
{
    bool said = fixture_report_has(&office->f, words);
    report_clear(&office->f.report);
    return said;
}

/* ------------------------------------------------------------------------------ requests ------ */

struct rights_line office_line(enum rights_what what, const char *holder, const char *subject)
{
    return (struct rights_line){.what = what,
                                .holder_kind = HOLDER_PERSON,
                                .holder = text_of(holder),
                                .subject = text_of(subject),
                                .office = text_of(""),
                                .files = FILE_ALL,
                                .from = office->s.folder.business_date,
                                .until = date_of(2027, 4, 1)};
}

enum err office_ask(struct rights_line line, int64_t *ret_no)
{
    report_clear(REPORT);
    return ops_request_add(OFFICE, SOURCE_REQUEST, text_of("事務分担の変更"), &line, 1, NOON,
                           REPORT, ret_no);
}

void office_give(struct rights_line line)
{
    int64_t no;
    office_as("kacho1");
    assert_ok(office_ask(line, &no));
    office_as("joho1");
    assert_ok(ops_request_approve(OFFICE, no, NOON + 1, REPORT));
    office_as("sys1");
    assert_ok(ops_request_apply(OFFICE, no, NOON + 2, REPORT));
}

void office_staff(void)
{
    office_person("kacho1", "", "kacho");
    office_person("joho1", "", "joho-chief");
    office_person("sys1", "", "shomu");
    office_person("fuka1", "", "fuka");
}
