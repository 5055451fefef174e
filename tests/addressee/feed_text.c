/* Feeds and a data folder for tests of addressee and eligibility. */
#include "addressee/feed_text.h"

#include "base/share.h"
#include "addressee/addressee.h"
#include "eligibility/eligibility.h"
#include "interchange/import.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define ITEMS_MAX 128

struct feed {
    FILE *to;
    char interface[16];
    char items[ITEMS_MAX][48];
    size_t item_count;
    int64_t rows, latest, residents, members, open_members;
};

/* Items of the record `data` of the definition, in their order. */
static void read_items(struct feed *f, const char *layout)
{
    char path[256], line[512];
    bool is_data = false;
    snprintf(path, sizeof(path), "%s/layouts/%s.layout", share_folder(),
             layout);
    FILE *in = fopen(path, "r");
    assert(in != NULL);
    while (fgets(line, sizeof(line), in) != NULL) {
        char name[48], value[64];
        if (strncmp(line, "record ", 7) == 0) {
            is_data = strncmp(line, "record data", 11) == 0;
        }
        const char *interface = strstr(line, "const=");
        if (sscanf(line, "f %47s %63s", name, value) == 2) {
            if (strcmp(name, "interface") == 0 && interface != NULL) {
                sscanf(interface, "const=%15s", f->interface);
            }
            if (is_data) {
                assert(f->item_count < ITEMS_MAX);
                memcpy(f->items[f->item_count++], name, sizeof(name));
            }
        }
    }
    fclose(in);
    assert(f->item_count > 0);
}

struct feed *feed_text_open(const char *path, const char *layout, int sequence)
{
    struct feed *f = calloc(1, sizeof(*f));
    assert(f != NULL);
    f->to = fopen(path, "w");
    assert(f->to != NULL);
    read_items(f, layout);
    static const char *const changes[] = {"JU-01", "IM-01", "SH-01"};
    bool is_change = false;
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        is_change = is_change || strcmp(f->interface, changes[i]) == 0;
    }
    fprintf(f->to, "H,%s,1,131041,20260401,090000,%d,%s,20260401\n", f->interface, sequence,
            is_change ? "D" : "F");
    return f;
}

/* The value of `name` in "name=value;name=value"; false when it is not there. */
static bool value_of(const char *row, const char *name, char *ret, size_t size)
{
    size_t len = strlen(name);
    for (const char *at = row; at != NULL; at = strchr(at, ';') ? strchr(at, ';') + 1 : NULL) {
        if (strncmp(at, name, len) == 0 && at[len] == '=') {
            size_t n = strcspn(at + len + 1, ";");
            assert(n < size);
            memcpy(ret, at + len + 1, n);
            ret[n] = '\0';
            return true;
        }
    }
    ret[0] = '\0';
    return false;
}

static const char *default_of(const char *name)
{
    static const char *const defaults[][2] = {
        {"record_kind", "D"},        {"history_no", "1"},
        {"is_latest", "1"},          {"is_head", "0"},
        {"kind", "1"},               {"status", "1"},
        {"kana_confirmed", "0"},     {"birth_accuracy", "0"},
        {"sex", "1"},                {"resident_since_accuracy", "0"},
        {"address_since_accuracy", "0"}, {"event_reason", "01"},
        {"event_on", "20200401"},    {"processed_on", "20200401"},
        {"is_special_permanent", "0"},   {"is_suppressed", "0"},
        {"is_ward", "0"},            {"mail_name_use", "0"},
        {"sent_at", "20260401090000"},   {"sent_sequence", "1"},
        {"name", "試験　太郎"},      {"birth", "19800101"},
        {"reason", "01"},
    };
    for (size_t i = 0; i < COUNT_OF(defaults); i++) {
        if (strcmp(name, defaults[i][0]) == 0) {
            return defaults[i][1];
        }
    }
    return "";
}

void feed_text_row(struct feed *f, const char *row)
{
    char value[2048];
    char latest[4] = "", status[4] = "", kind[4] = "", until[16] = "";
    bool is_full_number = strncmp(f->interface, "JU", 2) == 0;
    for (size_t i = 0; i < f->item_count; i++) {
        const char *name = f->items[i];
        bool is_given = value_of(row, name, value, sizeof(value));
        const char *shown = is_given ? value : default_of(name);
        bool is_number = strcmp(name, "addressee_no") == 0 || strcmp(name, "household_no") == 0;
        if (is_number && shown[0] != '\0') {
            fprintf(f->to, "%s%015lld", i > 0 ? "," : "", strtoll(shown, NULL, 10));
        } else {
            fprintf(f->to, "%s%s", i > 0 ? "," : "", shown);
        }
        if (strcmp(name, "is_latest") == 0) {
            snprintf(latest, sizeof(latest), "%.3s", shown);
        } else if (strcmp(name, "status") == 0) {
            snprintf(status, sizeof(status), "%.3s", shown);
        } else if (strcmp(name, "fact_kind") == 0) {
            snprintf(kind, sizeof(kind), "%.3s", shown);
        } else if (strcmp(name, "until_on") == 0) {
            snprintf(until, sizeof(until), "%.15s", shown);
        }
    }
    fputc('\n', f->to);
    f->rows++;
    if (is_full_number && strcmp(latest, "1") == 0) {
        f->latest++;
        f->residents += strcmp(status, "1") == 0;
    }
    if (strcmp(kind, "1") == 0) {
        f->members++;
        f->open_members += until[0] == '\0';
    }
}

void feed_text_close(struct feed *f)
{
    if (strncmp(f->interface, "JU", 2) == 0) {
        fprintf(f->to, "T,%lld,%lld,%lld\n", (long long)f->rows, (long long)f->residents,
                (long long)f->latest);
    } else if (strcmp(f->interface, "GY-01") == 0) {
        fprintf(f->to, "T,%lld,%lld,%lld\n", (long long)f->rows, (long long)f->members,
                (long long)f->open_members);
    } else {
        fprintf(f->to, "T,%lld\n", (long long)f->rows);
    }
    int failed = fclose(f->to);
    assert(failed == 0);
    free(f);
}

/* -------------------------------------------------------------------------------- folder ------ */

/* Statements on the database `connection` names, for making and dropping the test's own. */
static void postgres_run(const char *connection, const char *sql)
{
    PGconn *db = PQconnectdb(connection);
    PGresult *result = PQexec(db, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        fprintf(stderr, "%s", PQerrorMessage(db));
    }
    assert(PQresultStatus(result) == PGRES_COMMAND_OK);
    PQclear(result);
    PQfinish(db);
}

/* A database of its own on the server of `store_url`; later words of a connection win over earlier ones. */
static void own_database(struct bench *b, const char *store_url, char *ret, size_t size)
{
    char sql[128];
    snprintf(b->database, sizeof(b->database), "kokuho_addr_%d", (int)getpid());
    snprintf(b->server, sizeof(b->server), "%s", store_url + strlen("postgres:"));
    snprintf(sql, sizeof(sql), "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8'", b->database);
    postgres_run(b->server, sql);
    snprintf(ret, size, "%s dbname=%s", store_url, b->database);
}

void bench_open(struct bench *b, const char *store_url)
{
    *b = (struct bench){.folder = "/tmp/kokuho-addr-XXXXXX"};
    report_init(&b->report);
    b->arena = arena_new("test", (size_t)64 << 20);
    const char *made = mkdtemp(b->folder);
    assert(made != NULL);
    struct data_folder *f = &b->session.folder;
    snprintf(f->path, sizeof(f->path), "%s", b->folder);
    snprintf(f->municipality, sizeof(f->municipality), "131041");
    if (store_url != NULL) {
        own_database(b, store_url, f->store_url, sizeof(f->store_url));
    } else {
        snprintf(f->store_url, sizeof(f->store_url), "sqlite:%s/kokuho.db", b->folder);
    }
    snprintf(f->share, sizeof(f->share), "%s", share_folder());
    f->business_date = date_of(2026, 4, 1);
    snprintf(b->session.operator.id, sizeof(b->session.operator.id), "fuka1");
    char keys[96];
    snprintf(keys, sizeof(keys), "%s/keys", b->folder);
    int failed = mkdir(keys, 0700);
    assert(failed == 0);
    enum err e = store_open(f->store_url, STORE_WRITE, &b->report, &b->session.store);
    report_print(&b->report, stderr);
    assert(e == ERR_NONE);
    e = store_migrate(b->session.store, &b->report);
    report_print(&b->report, stderr);
    assert(e == ERR_NONE);
}

void bench_close(struct bench *b)
{
    char command[128];
    store_close(b->session.store);
    arena_free(b->arena);
    report_done(&b->report);
    if (b->database[0] != '\0') {
        snprintf(command, sizeof(command), "DROP DATABASE %s", b->database);
        postgres_run(b->server, command);
    }
    snprintf(command, sizeof(command), "rm -r %s", b->folder);
    int failed = system(command);
    assert(failed == 0);
}

enum err bench_import_file(struct bench *b, const char *layout_id, const char *path)
{
    char layouts[600];
    const struct layout *layout = NULL;
    struct import_result result = {0};
    struct layout_options options = {0};

    report_clear(&b->report);
    snprintf(layouts, sizeof(layouts), "%s/layouts", b->session.folder.share);
    enum err e = layout_find(layouts, layout_id, b->arena, &b->report, &layout);
    if (e == ERR_NONE) {
        e = import_file(&b->session, layout, path, &options, &b->report, &result);
    }
    b->held = result.held;
    return e;
}

enum err bench_import(struct bench *b, const char *layout, const char *const *rows)
{
    char path[128];
    snprintf(path, sizeof(path), "%s/feed-%d.csv", b->folder, ++b->files);
    struct feed *f = feed_text_open(path, layout, b->files);
    for (size_t i = 0; rows[i] != NULL; i++) {
        feed_text_row(f, rows[i]);
    }
    feed_text_close(f);
    return bench_import_file(b, layout, path);
}

static int64_t count_postgres(const char *connection, const char *sql)
{
    PGconn *db = PQconnectdb(connection);
    PGresult *result = PQexec(db, sql);
    assert(PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) >= 1);
    int64_t value = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    PQfinish(db);
    return value;
}

int64_t bench_count(struct bench *b, const char *sql)
{
    const char *url = b->session.folder.store_url;
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    if (strncmp(url, "postgres:", 9) == 0) {
        return count_postgres(url + 9, sql);
    }
    int rc = sqlite3_open_v2(url + strlen("sqlite:"), &db, SQLITE_OPEN_READWRITE, NULL);
    assert(rc == SQLITE_OK);
    rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    assert(rc == SQLITE_OK);
    rc = sqlite3_step(stmt);
    assert(rc == SQLITE_ROW);
    int64_t value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return value;
}

int bench_run(int argc, char **argv, int (*run)(const char *store_url))
{
    const char *postgres = getenv("KOKUHO_TEST_POSTGRES");
    if (argc < 2 || strcmp(argv[1], "postgres") != 0) {
        return run(NULL);
    }
    if (postgres == NULL || postgres[0] == '\0') {
        puts("1..1\nok 1 - PostgreSQL # SKIP KOKUHO_TEST_POSTGRES names no server");
        return 0;
    }
    return run(postgres);
}

int64_t bench_tasks(struct bench *b, const char *code)
{
    char sql[160];
    snprintf(sql, sizeof(sql), "SELECT count(*) FROM interchange_task WHERE code = '%s'", code);
    return bench_count(b, sql);
}

struct found_list bench_find(struct bench *b, const char *words, size_t max)
{
    struct found_list list = {.count = 0};
    struct as_of as_of = {date_of(2026, 4, 1), INT64_MAX};

    report_clear(&b->report);
    enum err e = addressee_find(&b->session, text_of(words), as_of, max, clock_now_ms(), b->arena, &b->report,
                                &list);
    report_print(&b->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return list;
}

void bench_finds(struct bench *b, const char *words, const char *expected)
{
    struct found_list list = bench_find(b, words, 20);
    char text[256] = "";

    for (size_t i = 0; i < list.count; i++) {
        size_t len = strlen(text);
        snprintf(text + len, sizeof(text) - len, "%s%lld", i > 0 ? " " : "",
                 (long long)list.persons[i].who.addressee_no);
    }
    if (strcmp(text, expected) != 0) {
        fail_msg("「%s」: found %s, expected %s", words, text, expected);
    }
}
