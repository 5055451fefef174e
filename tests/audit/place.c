#include "place.h"

#include "base/share.h"
#include <dirent.h>
#include <sys/wait.h>
#include <unistd.h>

void place_open(struct place *p)
{
    char path[] = "/tmp/kokuho-audit-XXXXXX";
    memset(p, 0, sizeof(*p));
    report_init(&p->report);
    fixture_open(&p->database, fixture_kind);
    assert_non_null(mkdtemp(path));
    snprintf(p->folder.path, sizeof(p->folder.path), "%s", path);
    size_t length = strlen(p->database.url);
    assert_true(length < sizeof(p->folder.store_url));
    memcpy(p->folder.store_url, p->database.url, length + 1);
    snprintf(p->folder.municipality, sizeof(p->folder.municipality), "131041");
    snprintf(p->folder.share, sizeof(p->folder.share), "%s", share_folder());
    snprintf(p->folder.params, sizeof(p->folder.params), "%s/params", share_folder());
    p->folder.business_date = date_of(2026, 11, 20);
}

void place_close(struct place *p)
{
    fixture_close(&p->database);
    report_done(&p->report);
    pid_t child = fork();
    if (child == 0) {
        execlp("rm", "rm", "-rf", p->folder.path, (char *)NULL);
        _exit(127);
    }
    waitpid(child, NULL, 0);
}

int place_setup(void **state)
{
    struct place *p = calloc(1, sizeof(*p));
    assert_non_null(p);
    place_open(p);
    *state = p;
    return 0;
}

int place_teardown(void **state)
{
    place_close(*state);
    free(*state);
    return 0;
}

struct audit_log *place_log(struct place *p)
{
    struct audit_log *log = NULL;
    enum err e = audit_open(&p->folder, "test", &p->report, &log);
    report_print(&p->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return log;
}

void place_look(struct place *p, struct audit_log *log, const char *operator_id, const char *event,
                int64_t addressee_no, int64_t at)
{
    struct audit_subject subject = {addressee_no, addressee_no / 10};
    struct audit_event e = {.at = at,
                            .kind = AUDIT_VIEW,
                            .event = text_of(event),
                            .operator_id = text_of(operator_id),
                            .section = text_of("資格係"),
                            .terminal = text_of("mado-01"),
                            .purpose = text_of("窓口の照会"),
                            .subjects = &subject,
                            .subject_count = addressee_no != 0 ? 1 : 0,
                            .result_count = 1};
    assert_ok(audit_append(log, &e, &p->report));
}

void place_tamper(struct place *p, const char *sql)
{
    static const char *const tables[] = {"audit_stream", "audit_record", "audit_head",
                                         "audit_subject", "audit_class", "audit_act"};
    struct store *s;
    assert_ok(audit_store_open(&p->folder, STORE_WRITE, &p->report, &s));
    assert_ok(store_begin(s, &p->report));
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        char words[300];
        if (store_kind(s) == STORE_SQLITE) {
            snprintf(words, sizeof(words), "DROP TRIGGER IF EXISTS %s_no_update; DROP TRIGGER IF EXISTS %s_no_delete",
                     tables[i], tables[i]);
        } else {
            snprintf(words, sizeof(words), "ALTER TABLE %s DISABLE TRIGGER ALL", tables[i]);
        }
        assert_ok(s->backend->exec(s, "test", words, &p->report));
    }
    enum err e = s->backend->exec(s, "test", sql, &p->report);
    report_print(&p->report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_ok(store_commit(s, &p->report));
    store_close(s);
}

bool place_reports(const struct place *p, const char *words)
{
    for (size_t i = 0; i < p->report.kept; i++) {
        if (strstr(p->report.lines[i], words) != NULL) {
            return true;
        }
    }
    report_print(&p->report, stderr);
    return false;
}

int64_t place_count(struct place *p, const struct audit_query *query)
{
    struct arena *arena = arena_new("test", (size_t)32 << 20);
    struct audit_record *list;
    size_t count;
    enum err e = audit_find(&p->folder, query, arena, &p->report, &list, &count);
    report_print(&p->report, stderr);
    assert_int_equal(e, ERR_NONE);
    for (size_t i = 1; i < count; i++) {
        assert_true(list[i - 1].event.at >= list[i].event.at);
    }
    arena_free(arena);
    return (int64_t)count;
}
