/* Records: what stands in them, that all of them stand there, who finds them, and what happens when they cannot. */
#include "place.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MARCH INT64_C(1773100800000) /* 2026-03-10 09:00 in Japan */
#define DAY_MS INT64_C(86400000)

static struct audit_query any(void)
{
    return (struct audit_query){.from = date_none(), .until = date_none(), .max = 1000};
}

/* LG-01, LG-16, MN-06, RL-01: every field comes back as it went in. */
static void every_field_comes_back(void **state)
{
    struct place *p = *state;
    struct audit_log *log = place_log(p);
    const struct audit_subject subjects[] = {{123456789012347, 55}, {0, 77}, {123456789012347, 55}};
    const struct audit_event event = {
        .at = MARCH, .kind = AUDIT_CHANGE, .event = text_of("address.change"),
        .operator_id = text_of("fuka1"), .section = text_of("資格係"), .terminal = text_of("mado-03"),
        .peer = text_of("10.0.0.8"), .certificate = text_of("0a:1b"), .correlation = text_of("c-77"),
        .purpose = text_of("転居の届出"), .reason = text_of("本人の申出"), .criteria = text_of("ヤマダ"),
        .file_name = text_of("list.csv"), .output_kind = text_of("print"), .result_count = 3,
        .approval_no = 9, .is_provisional = true, .number = AUDIT_NUMBER_SHOWN, .outcome = 403,
        .subjects = subjects, .subject_count = 3};
    assert_ok(audit_append(log, &event, &p->report));
    audit_close(log);

    struct arena *arena = arena_new("test", 1 << 20);
    struct audit_record *list;
    size_t count;
    struct audit_query q = any();
    q.addressee_no = 123456789012347;
    assert_ok(audit_find(&p->folder, &q, arena, &p->report, &list, &count));
    assert_int_equal(count, 1); /* a person is named once in the index */
    const struct audit_event *e = &list[0].event;
    assert_int_equal(list[0].seq, 1);
    assert_int_equal(e->at, MARCH);
    assert_int_equal(e->kind, AUDIT_CHANGE);
    assert_true(text_is(e->event, "address.change") && text_is(e->operator_id, "fuka1"));
    assert_true(text_is(e->section, "資格係") && text_is(e->terminal, "mado-03"));
    assert_true(text_is(e->peer, "10.0.0.8") && text_is(e->certificate, "0a:1b"));
    assert_true(text_is(e->correlation, "c-77") && text_is(e->purpose, "転居の届出"));
    assert_true(text_is(e->reason, "本人の申出") && text_is(e->criteria, "ヤマダ"));
    assert_true(text_is(e->file_name, "list.csv") && text_is(e->output_kind, "print"));
    assert_int_equal(e->result_count, 3);
    assert_int_equal(e->approval_no, 9);
    assert_true(e->is_provisional); /* LG-04 */
    assert_int_equal(e->number, AUDIT_NUMBER_SHOWN);
    assert_int_equal(e->outcome, 403);
    assert_int_equal(e->subject_count, 3);
    assert_int_equal(e->subjects[1].household_no, 77);
    arena_free(arena);
}

struct caller {
    struct place *place;
    struct audit_log *log;
    int number;
};

static void *append_many(void *argument)
{
    struct caller *c = argument;
    struct report own;
    report_init(&own);
    bool ok = true;
    for (int i = 0; i < 25 && ok; i++) {
        struct audit_subject subject = {1000 + c->number, 1};
        struct audit_event e = {.at = MARCH + i * 1000, .kind = AUDIT_VIEW, .event = text_of("person.look"),
                                .operator_id = text_of("fuka1"), .subjects = &subject, .subject_count = 1};
        ok = audit_append(c->log, &e, &own) == ERR_NONE;
    }
    report_done(&own);
    return ok ? c : NULL;
}

/* LG-02, RL-02: one look, one record, however many look at once; the chain has no gap. */
static void sixty_four_threads_lose_nothing(void **state)
{
    struct place *p = *state;
    struct audit_log *log = place_log(p);
    pthread_t threads[64];
    struct caller callers[64];
    for (int i = 0; i < 64; i++) {
        callers[i] = (struct caller){p, log, i};
        assert_int_equal(pthread_create(&threads[i], NULL, append_many, &callers[i]), 0);
    }
    for (int i = 0; i < 64; i++) {
        void *ok;
        pthread_join(threads[i], &ok);
        assert_non_null(ok);
    }
    audit_close(log);
    struct audit_query q = any();
    q.max = 2000;
    q.operator_id = text_of("fuka1");
    assert_int_equal(place_count(p, &q), 64 * 25);
    q.addressee_no = 1063;
    assert_int_equal(place_count(p, &q), 25);
    struct audit_proof proof;
    enum err e = audit_verify(&p->folder, &p->report, &proof);
    report_print(&p->report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_int_equal(proof.records, 64 * 25 + 1);
}

/* A list of 450 persons is three records; each of them is found. */
static void a_long_list_becomes_several_records(void **state)
{
    struct place *p = *state;
    struct audit_log *log = place_log(p);
    struct audit_subject subjects[450];
    for (int i = 0; i < 450; i++) {
        subjects[i] = (struct audit_subject){5000 + i, 0};
    }
    struct audit_event e = {.at = MARCH, .kind = AUDIT_OUTPUT, .event = text_of("output.take"),
                            .operator_id = text_of("fuka1"), .subjects = subjects, .subject_count = 450};
    assert_ok(audit_append(log, &e, &p->report));
    audit_close(log);
    struct audit_query q = any();
    q.event = text_of("output.take");
    assert_int_equal(place_count(p, &q), 3);
    q.addressee_no = 5449;
    assert_int_equal(place_count(p, &q), 1);
}

/* LG-10, DA-02: by person, operator, kind, event and period, alone and together. */
static void a_search_finds_exactly_what_fits(void **state)
{
    struct place *p = *state;
    struct audit_log *log = place_log(p);
    for (int i = 0; i < 120; i++) { /* four months, three operators, two events, four persons */
        place_look(p, log, i % 3 == 0 ? "a1" : i % 3 == 1 ? "a2" : "a3", i % 2 == 0 ? "x.look" : "y.look",
                   100 + i % 4, MARCH + i * DAY_MS);
    }
    audit_close(log);
    struct audit_query q = any();
    assert_int_equal(place_count(p, &q), 121); /* and the closing record */
    q.addressee_no = 101;
    assert_int_equal(place_count(p, &q), 30);
    q.operator_id = text_of("a1");
    assert_int_equal(place_count(p, &q), 10);
    q.event = text_of("y.look");
    assert_int_equal(place_count(p, &q), 10);
    q.event = text_of("x.look");
    assert_int_equal(place_count(p, &q), 0);
    q = any();
    q.operator_id = text_of("a2");
    q.event = text_of("x.look");
    assert_int_equal(place_count(p, &q), 20);
    q.kind = AUDIT_DELETE;
    assert_int_equal(place_count(p, &q), 0);
    q = any();
    q.kind = AUDIT_VIEW;
    q.from = date_of(2026, 3, 10);
    q.until = date_of(2026, 3, 20);
    assert_int_equal(place_count(p, &q), 10);
    q.from = date_of(2026, 3, 31); /* across the end of a month */
    q.until = date_of(2026, 4, 2);
    assert_int_equal(place_count(p, &q), 2);
    q.addressee_no = 101;
    q.from = date_of(2026, 4, 1);
    q.until = date_of(2026, 5, 1);
    assert_int_equal(place_count(p, &q), 7);
}

/* Pages that follow one another give every record once, also where many share a moment. */
static void pages_lose_nothing(void **state)
{
    struct place *p = *state;
    struct audit_log *log = place_log(p);
    for (int i = 0; i < 90; i++) {
        place_look(p, log, "a1", i % 2 == 0 ? "x.look" : "y.look", 7, MARCH + i / 20 * 31 * DAY_MS);
    }
    audit_close(log);
    for (int by_person = 0; by_person < 2; by_person++) {
        struct arena *arena = arena_new("test", 1 << 20);
        struct audit_query q = any();
        bool seen[92] = {false};
        size_t count, total = 0;
        q.max = 7;
        if (by_person) {
            q.addressee_no = 7;
        } else {
            q.operator_id = text_of("a1");
        }
        do {
            struct audit_record *list;
            assert_ok(audit_find(&p->folder, &q, arena, &p->report, &list, &count));
            for (size_t i = 0; i < count; i++) {
                assert_false(seen[list[i].seq]);
                seen[list[i].seq] = true;
                q.before = list[i].event.at;
                q.before_stream = list[i].stream_no;
                q.before_seq = list[i].seq;
            }
            total += count;
        } while (count > 0);
        assert_int_equal(total, 90);
        arena_free(arena);
    }
}

/* LG-12, LG-13, MN-04: what is searched for stands there without the number and without control characters. */
static void words_of_a_search_are_safe(void **state)
{
    struct place *p = *state;
    struct audit_log *log = place_log(p);
    struct arena *arena = arena_new("test", 1 << 20);
    static const char *const numbers[] = {"123456789012", "1234 5678 9012", "1234-5678-9012",
                                          "１２３４５６７８９０１２", "１２３４　５６７８　９０１２"};
    struct text first = audit_criteria(log, text_of(numbers[0]), arena);
    assert_int_equal(first.len, 17);
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        assert_true(text_equal(first, audit_criteria(log, text_of(numbers[i]), arena)));
    }
    assert_false(text_equal(first, audit_criteria(log, text_of("123456789013"), arena)));
    struct text inside = audit_criteria(log, text_of("番号=123456789012 氏名=ヤマダ"), arena);
    assert_null(memmem(inside.bytes, inside.len, "123456789012", 12));
    assert_non_null(memmem(inside.bytes, inside.len, "ヤマダ", 9));
    assert_true(text_is(audit_criteria(log, text_of("宛名=123456789012345"), arena), "宛名=123456789012345"));
    assert_true(text_is(audit_criteria(log, text_of("03-1234-5678"), arena), "03-1234-5678"));
    assert_true(text_is(audit_criteria(log, text_of("20260401"), arena), "20260401"));
    /* AS-19: a digest stays whole, with twelve digits in a row as well; a shorter word does not, nor what stands beside it. */
    const char *digest = "0.1.0 e14f396bebfc3fc123456789012c68e1";
    assert_true(text_is(audit_criteria(log, text_of(digest), arena), digest));
    struct text shorter = audit_criteria(log, text_of("e14f396bebfc3fc123456789012c68e"), arena);
    assert_null(memmem(shorter.bytes, shorter.len, "123456789012", 12));
    struct text beside = audit_criteria(log, text_of("e14f396bebfc3fc123456789012c68e1 123456789012"), arena);
    assert_null(memmem(beside.bytes + 32, beside.len - 32, "123456789012", 12));
    struct text torn = audit_criteria(log, text_of("a\r\n2026 admin\033[31mX\tY\302\205Z\342\200\256"), arena);
    assert_true(text_is(torn, "a  2026 admin [31mX Y Z "));
    assert_true(text_is(audit_criteria(log, text_of("a\xff\xe3\x81z"), arena), "a???z"));
    char longer[900];
    memset(longer, 'x', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = '\0';
    assert_int_equal(audit_criteria(log, text_of(longer), arena).len, 200);

    /* A free word that somebody forgot to mask does not pass either. */
    struct audit_event e = {.at = MARCH, .kind = AUDIT_VIEW, .event = text_of("search.person\nx"),
                            .operator_id = text_of("a\0331"), .criteria = text_of("123456789012"),
                            .reason = text_of("本人の番号 1234 5678 9012"), .purpose = text_of("123456789012"),
                            .file_name = text_of("123456789012.csv")};
    assert_ok(audit_append(log, &e, &p->report));
    audit_close(log);
    struct audit_record *list;
    size_t count;
    struct audit_query q = any();
    q.event = text_of("search.person x");
    assert_ok(audit_find(&p->folder, &q, arena, &p->report, &list, &count));
    assert_int_equal(count, 1);
    assert_true(text_is(list[0].event.criteria, "************"));
    assert_true(text_is(list[0].event.reason, "本人の番号 ************"));
    assert_true(text_is(list[0].event.purpose, "************"));
    assert_true(text_is(list[0].event.file_name, "************.csv"));
    assert_true(text_is(list[0].event.operator_id, "a 1"));
    arena_free(arena);
}

static int64_t offset;
static int64_t set_offset(void) { return offset; }

/* LG-11, DA-08: a clock that was set is a record of its own, before what is recorded next. */
static void a_clock_that_steps_is_recorded(void **state)
{
    struct place *p = *state;
    int64_t (*before)(void) = audit_clock_offset_ms;
    audit_clock_offset_ms = set_offset;
    offset = 0;
    struct audit_log *log = place_log(p);
    place_look(p, log, "a1", "x.look", 1, MARCH);
    offset = -900; /* a slow adjustment is none */
    place_look(p, log, "a1", "x.look", 1, MARCH);
    struct audit_query q = any();
    q.event = text_of(AUDIT_EVENT_CLOCK);
    assert_int_equal(place_count(p, &q), 0);
    offset = -2000;
    place_look(p, log, "a1", "x.look", 1, MARCH);
    assert_int_equal(place_count(p, &q), 1);
    offset = 5000;
    place_look(p, log, "a1", "x.look", 1, MARCH);
    assert_int_equal(place_count(p, &q), 2);
    audit_close(log);
    audit_clock_offset_ms = before;
    struct audit_proof proof;
    assert_ok(audit_verify(&p->folder, &p->report, &proof));
    assert_int_equal(proof.records, 7);
}

/* TE-01, LG-19: no statement changes or removes a record, whoever runs it through the program's handle. */
static void nothing_changes_or_removes_a_record(void **state)
{
    struct place *p = *state;
    struct audit_log *log = place_log(p);
    place_look(p, log, "a1", "x.look", 1, MARCH);
    audit_close(log);
    static const char *const tables[] = {"audit_record", "audit_stream", "audit_head",
                                         "audit_subject", "audit_class", "audit_act"};
    static const char *const columns[] = {"record_no", "stream_no", "head_no", "at", "month", "at"};
    struct store *s;
    assert_ok(audit_store_open(&p->folder, STORE_WRITE, &p->report, &s));
    for (size_t i = 0; i < COUNT_OF(tables) * 2; i++) {
        char sql[200];
        if (i % 2 == 0) {
            snprintf(sql, sizeof(sql), "DELETE FROM %s", tables[i / 2]);
        } else {
            snprintf(sql, sizeof(sql), "UPDATE %s SET %s = 2", tables[i / 2], columns[i / 2]);
        }
        assert_ok(store_begin(s, &p->report));
        assert_int_equal(s->backend->exec(s, "test", sql, &p->report), ERR_WORLD);
        assert_int_equal(store_last_fault(s), STORE_FAULT_REFUSED);
        store_rollback(s);
    }
    store_close(s);
}

/* A process that dies in the middle: what it was told is durable, and the next one closes its stream. */
static void a_stream_that_died_is_closed_by_the_next(void **state)
{
    struct place *p = *state;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        struct audit_log *log;
        struct audit_event e = {.at = MARCH, .kind = AUDIT_VIEW, .event = text_of("x.look")};
        if (audit_open(&p->folder, "serve", &p->report, &log) != ERR_NONE ||
            audit_append(log, &e, &p->report) != ERR_NONE) {
            _exit(1);
        }
        kill(getpid(), SIGKILL);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    struct audit_query q = any();
    q.event = text_of("x.look");
    assert_int_equal(place_count(p, &q), 1);
    audit_close(place_log(p));
    q.event = text_of(AUDIT_EVENT_LOST);
    assert_int_equal(place_count(p, &q), 1);
    audit_close(place_log(p));
    assert_int_equal(place_count(p, &q), 1); /* once */
    struct audit_proof proof;
    assert_ok(audit_verify(&p->folder, &p->report, &proof));
    assert_int_equal(proof.streams, 3);
}

/* Who waits for his turn holds no stream's lock: the one whose turn it is may be waiting for just that lock. */
static void waiting_for_the_turn_holds_no_lock(void **state)
{
    struct place *p = *state;
    const struct timespec a_moment = {.tv_nsec = 20000000};
    fflush(NULL);
    pid_t dead = fork();
    if (dead == 0) {
        struct audit_log *log;
        (void)!audit_open(&p->folder, "serve", &p->report, &log);
        kill(getpid(), SIGKILL);
    }
    assert_int_equal(waitpid(dead, NULL, 0), dead);
    int is_begun[2];
    assert_int_equal(pipe(is_begun), 0);
    pid_t waiting = fork();
    if (waiting == 0) {
        struct audit_keys keys;
        struct store *own;
        char go;
        bool is_done = read(is_begun[0], &go, 1) == 1 &&
                       audit_keys_open(&p->folder, &p->report, &keys) == ERR_NONE &&
                       audit_store_open(&p->folder, STORE_WRITE, &p->report, &own) == ERR_NONE &&
                       audit_streams_close_lost(own, &p->folder, &keys, &p->report) == ERR_NONE;
        _exit(is_done ? 0 : 1);
    }
    struct store *s;
    assert_ok(audit_store_open(&p->folder, STORE_WRITE, &p->report, &s));
    assert_ok(store_begin(s, &p->report));
    assert_int_equal(write(is_begun[1], "!", 1), 1);
    for (int i = 0; i < 25; i++) {
        nanosleep(&a_moment, NULL);
    }
    int fd = audit_stream_lock(p->folder.path, 1, false);
    assert_true(fd >= 0);
    audit_stream_unlock(p->folder.path, 1, fd, false);
    store_rollback(s);
    store_close(s);
    int status;
    assert_int_equal(waitpid(waiting, &status, 0), waiting);
    close(is_begun[0]);
    close(is_begun[1]);
    assert_int_equal(status, 0);
    struct audit_query q = any();
    q.event = text_of(AUDIT_EVENT_LOST);
    assert_int_equal(place_count(p, &q), 1);
}

/* Two processes at once record in streams of their own. */
static void two_processes_have_two_streams(void **state)
{
    struct place *p = *state;
    struct audit_log *a = place_log(p), *b = place_log(p);
    for (int i = 0; i < 20; i++) {
        place_look(p, i % 2 == 0 ? a : b, "a1", "x.look", 3, MARCH + i);
    }
    struct audit_proof proof;
    assert_ok(audit_verify(&p->folder, &p->report, &proof)); /* while both are open */
    assert_int_equal(proof.streams, 2);
    audit_close(b);
    audit_close(a);
    assert_ok(audit_verify(&p->folder, &p->report, &proof));
    struct audit_query q = any();
    q.addressee_no = 3;
    assert_int_equal(place_count(p, &q), 20);
}

/* LG-14, AS-11: a full disk refuses, and goes on refusing when there is room again, until the records are
 * opened anew; what was told to be durable is there. */
static void a_full_disk_refuses_and_stays(void **state)
{
    struct place *p = *state;
    if (fixture_kind == STORE_POSTGRES) {
        return; /* the server's disk is not this process's to fill */
    }
    struct rlimit before, tight;
    struct stat st;
    char path[600];
    struct audit_log *log = place_log(p);
    place_look(p, log, "a1", "x.look", 1, MARCH);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    snprintf(path, sizeof(path), "%s/audit.db-wal", p->folder.path);
    assert_int_equal(stat(path, &st), 0);
    tight = before;
    tight.rlim_cur = (rlim_t)st.st_size + 30000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    int durable = 1;
    struct audit_event e = {.at = MARCH, .kind = AUDIT_VIEW, .event = text_of("x.look")};
    while (audit_append(log, &e, &p->report) == ERR_NONE && durable < 10000) {
        durable++;
    }
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_true(durable < 10000);
    assert_true(place_reports(p, "記録を残せないため"));
    assert_int_equal(audit_append(log, &e, &p->report), ERR_WORLD);
    audit_close(log);
    report_clear(&p->report);
    audit_close(place_log(p));
    struct audit_query q = any();
    q.max = 20000;
    q.event = text_of("x.look");
    assert_int_equal(place_count(p, &q), durable);
    q.event = text_of(AUDIT_EVENT_LOST);
    assert_int_equal(place_count(p, &q), 1);
    struct audit_proof proof;
    assert_ok(audit_verify(&p->folder, &p->report, &proof));
}

/* AS-11: without its key, or without a place for it, nothing is recorded and so nothing begins. */
static void records_that_cannot_be_opened_refuse(void **state)
{
    struct place *p = *state;
    struct audit_log *log;
    struct data_folder nowhere = p->folder;
    snprintf(nowhere.path, sizeof(nowhere.path), "/nonexistent/kokuho");
    assert_int_equal(audit_open(&nowhere, "test", &p->report, &log), ERR_WORLD);
    assert_true(place_reports(p, "記録を開けないため"));
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        WITH_PLACE(every_field_comes_back),
        WITH_PLACE(sixty_four_threads_lose_nothing),
        WITH_PLACE(a_long_list_becomes_several_records),
        WITH_PLACE(a_search_finds_exactly_what_fits),
        WITH_PLACE(pages_lose_nothing),
        WITH_PLACE(words_of_a_search_are_safe),
        WITH_PLACE(a_clock_that_steps_is_recorded),
        WITH_PLACE(nothing_changes_or_removes_a_record),
        WITH_PLACE(a_stream_that_died_is_closed_by_the_next),
        WITH_PLACE(waiting_for_the_turn_holds_no_lock),
        WITH_PLACE(two_processes_have_two_streams),
        WITH_PLACE(a_full_disk_refuses_and_stays),
        WITH_PLACE(records_that_cannot_be_opened_refuse),
    };
    return fixture_run(argc, argv, "audit log", tests, COUNT_OF(tests));
}
