/* LG-08, LG-14, AS-11: a command is recorded when it begins and when it ends, and refuses when it cannot be. */
#include "place.h"

#include <sys/stat.h>
#include <unistd.h>

static void write_ini(const struct place *p)
{
    char path[600];
    snprintf(path, sizeof(path), "%s/kokuho.ini", p->folder.path);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    fprintf(f, "municipality = 131041\nstore = %s\nbusiness_date = 2026-11-20\n", p->folder.store_url);
    fclose(f);
}

static char line[300], *split[20];

/* The words as main() hands them over: changeable bytes. */
static struct command_call call_of(struct place *p, const char *words)
{
    int argc = 0;
    snprintf(line, sizeof(line), "%s", words);
    for (char *at = line; *at != '\0' && argc < 20; argc++) {
        split[argc] = at;
        at += strcspn(at, " ");
        if (*at != '\0') {
            *at++ = '\0';
        }
    }
    return (struct command_call){.argc = argc, .argv = split, .data = p->folder.path,
                                 .business_date = date_none(), .out = stdout, .report = &p->report};
}

static int64_t count_events(struct place *p, const char *event)
{
    struct audit_query q = {.from = date_none(), .until = date_none(), .max = 100, .event = text_of(event)};
    return place_count(p, &q);
}

static void a_command_has_a_beginning_and_an_end(void **state)
{
    struct place *p = *state;
    struct command_call call = call_of(
        p, "run premium-annual --year 2026 --name 山田 --store=postgres:password=x 123456789012");
    struct session s;
    write_ini(p);
    session_recorder = &audit_recorder;
    audit_command_name("job", AUDIT_JOB, false);
    assert_ok(session_open(&call, STORE_READ, PERM_NONE, &s));
    assert_non_null(s.audit);
    place_look(p, s.audit, "fuka1", "x.look", 5, 0); /* what it does in between */
    session_close(&s);
    assert_ok(audit_command_end(&call, ERR_FINDINGS));
    session_recorder = NULL;

    struct arena *arena = arena_new("test", 1 << 20);
    struct audit_record *list;
    size_t count;
    struct audit_query q = {.from = date_none(), .until = date_none(), .max = 100};
    assert_ok(audit_find(&p->folder, &q, arena, &p->report, &list, &count));
    assert_int_equal(count, 4);
    assert_true(text_is(list[3].event.event, "job.begin"));
    assert_true(text_is(list[2].event.event, "x.look"));
    assert_true(text_is(list[1].event.event, "job.end"));
    assert_int_equal(list[1].event.outcome, ERR_FINDINGS);
    assert_int_equal(list[1].event.kind, AUDIT_JOB);
    assert_true(text_is(list[0].event.event, AUDIT_EVENT_CLOSE));
    assert_true(text_equal(list[1].event.correlation, list[3].event.correlation)); /* LG-16 */
    struct text said = list[3].event.criteria;
    assert_non_null(memmem(said.bytes, said.len, "run premium-annual --year 2026", 30));
    static const char *const secrets[] = {"山田", "password", "123456789012"}; /* LG-12 */
    for (size_t i = 0; i < COUNT_OF(secrets); i++) {
        assert_null(memmem(said.bytes, said.len, secrets[i], strlen(secrets[i])));
    }
    arena_free(arena);
}

/* TE-06: what is told of the program stands right behind the begin, and more of it than one batch would take. */
static void what_comes_with_the_begin_stands_behind_it(void **state)
{
    struct place *p = *state;
    struct command_call call = call_of(p, "run");
    struct audit_event beside[300];
    struct session s;
    for (size_t i = 0; i < COUNT_OF(beside); i++) {
        beside[i] = (struct audit_event){.kind = AUDIT_SETTING,
                                         .event = text_of(i == 0 ? "release.start" : "release.changed"),
                                         .result_count = (int64_t)i};
    }
    write_ini(p);
    session_recorder = &audit_recorder;
    audit_command_name("job", AUDIT_JOB, false);
    audit_command_beside(beside, COUNT_OF(beside));
    assert_ok(session_open(&call, STORE_READ, PERM_NONE, &s));
    audit_command_beside(NULL, 0);
    session_close(&s);
    assert_ok(session_open(&call, STORE_READ, PERM_NONE, &s)); /* a second session is no second begin */
    session_close(&s);
    assert_ok(audit_command_end(&call, ERR_NONE));
    session_recorder = NULL;

    struct arena *arena = arena_new("test", 4 << 20);
    struct audit_record *list;
    size_t count;
    struct audit_query q = {.from = date_none(), .until = date_none(), .max = 1000};
    assert_ok(audit_find(&p->folder, &q, arena, &p->report, &list, &count));
    assert_int_equal(count, COUNT_OF(beside) + 3);
    int64_t last = (int64_t)count;
    for (size_t i = 0; i < count; i++) {
        const struct audit_record *r = &list[i];
        bool is_beside = r->seq >= 2 && r->seq <= last - 2;
        assert_int_equal(r->event.kind == AUDIT_SETTING, is_beside);
        assert_true(!is_beside || r->event.result_count == r->seq - 2);
        assert_true(r->seq != 1 || text_is(r->event.event, "job.begin"));
        assert_true(r->seq != last - 1 || text_is(r->event.event, "job.end"));
        assert_true(r->seq != last || text_is(r->event.event, AUDIT_EVENT_CLOSE));
    }
    arena_free(arena);
    struct audit_proof proof;
    assert_ok(audit_verify(&p->folder, &p->report, &proof));
}

/* One that forks holds no stream while it runs, and still has its end. */
static void a_command_that_forks_closes_first(void **state)
{
    struct place *p = *state;
    struct command_call call = call_of(p, "--port 0");
    struct session s;
    write_ini(p);
    session_recorder = &audit_recorder;
    audit_command_name("serve", AUDIT_JOB, true);
    assert_ok(session_open(&call, STORE_READ, PERM_NONE, &s));
    session_close(&s);
    assert_int_equal(count_events(p, AUDIT_EVENT_CLOSE), 1);
    assert_ok(audit_command_end(&call, ERR_NONE));
    session_recorder = NULL;
    assert_int_equal(count_events(p, "serve.begin"), 1);
    assert_int_equal(count_events(p, "serve.end"), 1);
    struct audit_proof proof;
    assert_ok(audit_verify(&p->folder, &p->report, &proof));
}

/* The records cannot be opened: the command does not begin. */
static void without_records_no_command(void **state)
{
    struct place *p = *state;
    struct command_call call = call_of(p, "run");
    char path[700];
    struct session s;
    write_ini(p);
    snprintf(path, sizeof(path), "%s/audit", p->folder.path);
    FILE *f = fopen(path, "we"); /* a file stands where the folder should */
    assert_non_null(f);
    fclose(f);
    session_recorder = &audit_recorder;
    audit_command_name("job", AUDIT_JOB, false);
    assert_int_equal(session_open(&call, STORE_READ, PERM_NONE, &s), ERR_WORLD);
    assert_true(place_reports(p, "記録を開けないため"));
    assert_ok(audit_command_end(&call, ERR_WORLD));
    session_recorder = NULL;
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        WITH_PLACE(a_command_has_a_beginning_and_an_end),
        WITH_PLACE(what_comes_with_the_begin_stands_behind_it),
        WITH_PLACE(a_command_that_forks_closes_first),
        WITH_PLACE(without_records_no_command),
    };
    return fixture_run(argc, argv, "audit hook", tests, COUNT_OF(tests));
}
