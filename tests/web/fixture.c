#include "fixture.h"

#include "casework/casework.h"
#include "ops/login.h"
#include "ops/rights.h"
#include "output/output.h"

#include <ftw.h>

/* The runner wants its jobs; these programs have none. */
const struct job *const jobs[] = {NULL};
const size_t job_count = 0;
/* One kind of change, for the form. */
static const struct change_field place_fields[] = {
    {.name = "postal", .label = "郵便番号", .type = FIELD_POSTAL,
     .completes = "address", .help = "例 160-0022"},
    {.name = "address", .label = "住所", .type = FIELD_TEXT, .help = "例 東京都新宿区西新宿2-8-1"},
    {.name = "note", .label = "備考", .type = FIELD_LINES, .help = "例 電話あり"},
};
static enum err place_apply(struct change_call *call)
{
    snprintf(call->outcome, sizeof(call->outcome), "登録しました");
    return ERR_NONE;
}
static const struct change_kind kind_place = {
    .name = "t-place", .label = "場所の登録", .help = "試験", .subject = CHANGE_OF_NOBODY,
    .propose = PERM_ADDRESSEE_CHANGE, .fields = place_fields, .field_count = COUNT_OF(place_fields),
    .apply = place_apply,
};
/* One of its fields has a right of its own (AZ-14). */
static const struct change_field limit_fields[] = {
    {.name = "limit", .label = "限度額", .type = FIELD_YEN, .may = PERM_ACCOUNT_CHANGE, .help = "例 1600"},
    {.name = "name", .label = "名", .type = FIELD_TEXT, .help = "例 渡辺"},
};
static enum err limit_begin(struct change_call *call)
{
    call->values.at[0] = text_of("1600");
    return ERR_NONE;
}
static const struct change_kind kind_limit = {
    .name = "t-limit", .label = "限度額の登録", .help = "試験", .subject = CHANGE_OF_NOBODY,
    .propose = PERM_ADDRESSEE_CHANGE, .fields = limit_fields, .field_count = COUNT_OF(limit_fields),
    .begin = limit_begin, .apply = place_apply,
};
const struct change_kind *const change_kinds[] = {&kind_place, &kind_limit};
const size_t change_kind_count = 2;
const struct output_list *const output_lists[] = {NULL};
const size_t output_list_count = 0;

char fixture_dir[64] = "/tmp/kokuho-web-XXXXXX";
struct report fixture_report;

void fixture_operator(const char *id, const char *may)
{
    struct operator_identity who = {0};
    struct session s = {.folder = fixture_folder()};
    snprintf(who.id, sizeof(who.id), "%s", id);
    snprintf(who.name, sizeof(who.name), "練習 %s", id);
    snprintf(who.section, sizeof(who.section), "賦課係");
    assert_int_equal(ops_permissions_parse(text_of(may), &fixture_report, &who.permissions), ERR_NONE);
    assert_int_equal(store_open(s.folder.store_url, STORE_WRITE, &fixture_report, &s.store), ERR_NONE);
    assert_int_equal(ops_operator_add(&s, &who, text_of(PASSWORD), &fixture_report), ERR_NONE);
    session_close(&s);
}

int fixture_make(void **state)
{
    (void)state;
    if (mkdtemp(fixture_dir) == NULL || sodium_init() < 0) {
        return -1;
    }
    report_init(&fixture_report);
    char municipality[] = "--municipality", code[] = "131041", practice[] = "--practice";
    char *words[] = {municipality, code, practice};
    FILE *out = fopen("/dev/null", "w");
    struct command_call call = {
        .argc = 3,
        .argv = words,
        .data = fixture_dir,
        .business_date = date_of(2026, 6, 5),
        .out = out,
        .report = &fixture_report,
    };
    enum err e = command_init.run(&call);
    fclose(out);
    if (e != ERR_NONE) {
        report_print(&fixture_report, stderr);
        return -1;
    }
    fixture_operator("many", "addressee.view,eligibility.view,premium.view,job.view");
    fixture_operator("few", "job.view");
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *at)
{
    (void)st, (void)flag, (void)at;
    return remove(path);
}

int fixture_remove(void **state)
{
    (void)state;
    report_done(&fixture_report);
    return nftw(fixture_dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

struct data_folder fixture_folder(void)
{
    struct data_folder folder;
    assert_int_equal(data_folder_open(fixture_dir, &fixture_report, &folder), ERR_NONE);
    return folder;
}

void fixture_code(const char *operator_id, char ret[7])
{
    struct session s = {.folder = fixture_folder()};
    assert_int_equal(store_open(s.folder.store_url, STORE_READ, &fixture_report, &s.store), ERR_NONE);
    assert_int_equal(ops_operator_code(&s, text_of(operator_id), &fixture_report, ret), ERR_NONE);
    session_close(&s);
}

int64_t fixture_number(const char *sql)
{
    struct data_folder folder = fixture_folder();
    sqlite3 *db;
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_open(folder.store_url + strlen("sqlite:"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return number;
}

int64_t fixture_records(const char *event, enum audit_kind kind, const char *operator_id)
{
    struct data_folder folder = fixture_folder();
    struct arena *arena = arena_new("test", (size_t)64 << 20);
    struct audit_query query = {.kind = kind, .max = 5000, .event = text_of(event),
                                .operator_id = text_of(operator_id), .from = date_none(),
                                .until = date_none()};
    struct audit_record *found;
    size_t count;
    assert_int_equal(audit_find(&folder, &query, arena, &fixture_report, &found, &count), ERR_NONE);
    arena_free(arena);
    return (int64_t)count;
}

void fixture_sql(const char *sql)
{
    struct data_folder folder = fixture_folder();
    sqlite3 *db;
    assert_int_equal(sqlite3_open(folder.store_url + strlen("sqlite:"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_busy_timeout(db, 5000), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}
