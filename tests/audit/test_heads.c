/*
 * TE-02, TE-04, OP-09: the file of signed heads after kills: what is missing at its end comes with the next
 * head, what is missing in its middle stays a finding.
 */
#include "place.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILE_BYTES 65536
#define MARCH INT64_C(1773100800000)

struct lines {
    char bytes[FILE_BYTES];
    size_t len, count;
};

static void path_of(const struct place *p, char path[AUDIT_PATH_BYTES])
{
    assert_true(audit_path(p->folder.path, "heads.tsv", path));
}

static void read_lines(const struct place *p, struct lines *ret)
{
    char path[AUDIT_PATH_BYTES];
    path_of(p, path);
    FILE *f = fopen(path, "rbe");
    assert_non_null(f);
    ret->len = fread(ret->bytes, 1, sizeof(ret->bytes), f);
    fclose(f);
    assert_true(ret->len < sizeof(ret->bytes));
    ret->count = 0;
    for (size_t i = 0; i < ret->len; i++) {
        ret->count += ret->bytes[i] == '\n';
    }
}

/* Where the line begins that has `behind` lines behind it. */
static size_t line_from_end(const struct lines *l, size_t behind)
{
    size_t at = l->len - 1;
    for (size_t i = 0; i <= behind; i++) {
        while (at > 0 && l->bytes[at - 1] != '\n') {
            at--;
        }
        at -= i < behind ? 1 : 0;
    }
    return at;
}

static void write_bytes(const struct place *p, const char *bytes, size_t len)
{
    char path[AUDIT_PATH_BYTES];
    path_of(p, path);
    FILE *f = fopen(path, "wbe");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

/* Two heads: one as it opens, one as it closes. */
static void one_stream(struct place *p)
{
    struct audit_log *log = place_log(p);
    place_look(p, log, "a1", "x.look", 100, MARCH);
    audit_close(log);
}

static int64_t findings(struct place *p)
{
    struct audit_proof proof = {0};
    report_clear(&p->report);
    enum err e = audit_verify(&p->folder, &p->report, &proof);
    assert_int_equal(e, proof.findings > 0 ? ERR_FINDINGS : ERR_NONE);
    return proof.findings;
}

/* Numbers of the file's lines: 1, 2, 3 ... without a gap and none twice. */
static void lines_are_whole(const struct place *p, size_t wanted)
{
    struct lines l;
    size_t from = 0;
    read_lines(p, &l);
    assert_int_equal(l.count, wanted);
    for (size_t n = 1; n <= wanted; n++) {
        struct audit_head head;
        const char *end = memchr(l.bytes + from, '\n', l.len - from);
        assert_non_null(end);
        assert_true(audit_head_parse((struct text){l.bytes + from, (size_t)(end - l.bytes) - from}, &head));
        assert_int_equal(head.head_no, n);
        from = (size_t)(end - l.bytes) + 1;
    }
}

static void lines_missing_at_the_end_come_with_the_next_head(void **state)
{
    struct place *p = *state;
    struct lines l;
    for (int i = 0; i < 3; i++) {
        one_stream(p);
    }
    for (size_t missing = 0; missing < 4; missing++) {
        read_lines(p, &l);
        size_t before = l.count;
        write_bytes(p, l.bytes, line_from_end(&l, missing));
        assert_true(missing == 0 || findings(p) >= 1); /* one line may be about to come */
        one_stream(p);
        assert_int_equal(findings(p), 0);
        lines_are_whole(p, before + 2);
    }
}

/* A power cut may leave half a line. */
static void half_a_line_is_completed(void **state)
{
    struct place *p = *state;
    struct lines l;
    one_stream(p);
    for (size_t keep = 1; keep < 260; keep += 37) {
        read_lines(p, &l);
        size_t before = l.count, from = line_from_end(&l, 0);
        assert_true(from + keep < l.len);
        write_bytes(p, l.bytes, from + keep);
        one_stream(p);
        if (findings(p) != 0) {
            report_print(&p->report, stderr);
            fail_msg("half a line of %zu bytes", keep);
        }
        lines_are_whole(p, before + 2);
    }
}

/* What nobody of us wrote is not made part of a line: it keeps a line of its own, and is told. */
static void a_foreign_end_is_told(void **state)
{
    struct place *p = *state;
    char path[AUDIT_PATH_BYTES];
    one_stream(p);
    path_of(p, path);
    FILE *f = fopen(path, "abe");
    assert_non_null(f);
    assert_int_equal(fwrite("xyz", 1, 3, f), 3);
    fclose(f);
    one_stream(p);
    assert_int_equal(findings(p), 1);
    assert_true(place_reports(p, "3行目"));
}

static void a_gap_in_the_middle_stays_a_finding(void **state)
{
    struct place *p = *state;
    struct lines l;
    for (int i = 0; i < 3; i++) {
        one_stream(p);
    }
    read_lines(p, &l);
    size_t from = line_from_end(&l, 3), until = line_from_end(&l, 1);
    memmove(l.bytes + from, l.bytes + until, l.len - until);
    write_bytes(p, l.bytes, l.len - (until - from));
    one_stream(p);
    assert_true(findings(p) >= 1);
    assert_true(place_reports(p, "行足りません"));
}

/* A file that was emptied says nothing of what followed it; an empty one is not filled again. */
static void an_emptied_file_stays_a_finding(void **state)
{
    struct place *p = *state;
    one_stream(p);
    write_bytes(p, "", 0);
    one_stream(p);
    assert_true(findings(p) >= 1);
}

/* Rows that do not carry our signature never become lines. */
static void a_forged_head_is_not_written_out(void **state)
{
    struct place *p = *state;
    struct lines l;
    one_stream(p);
    one_stream(p);
    read_lines(p, &l);
    write_bytes(p, l.bytes, line_from_end(&l, 1)); /* heads 3 and 4 are missing */
    place_tamper(p, "UPDATE audit_head SET seq = seq + 1 WHERE head_no = 3");
    one_stream(p);
    assert_true(findings(p) >= 2);
    read_lines(p, &l);
    assert_int_equal(l.count, 4); /* 1, 2, and the two of the last stream */
}

/* The file belongs to another store (or the store was cut): nothing of this store is put behind its end. */
static void behind_an_unknown_end_nothing_is_mended(void **state)
{
    struct place *p = *state;
    struct lines l;
    one_stream(p);
    one_stream(p);
    read_lines(p, &l);
    write_bytes(p, l.bytes, line_from_end(&l, 1));
    place_tamper(p, "DELETE FROM audit_head WHERE head_no = 2");
    one_stream(p);
    read_lines(p, &l);
    assert_int_equal(l.count, 4);
    assert_true(findings(p) >= 1);
}

/* The row is there, the line cannot be written: the process that opens tells it, the next one mends it. */
static void a_row_without_its_line_is_mended(void **state)
{
    struct place *p = *state;
    char path[AUDIT_PATH_BYTES], aside[AUDIT_PATH_BYTES + 8];
    struct audit_log *log = NULL;
    one_stream(p);
    path_of(p, path);
    snprintf(aside, sizeof(aside), "%s.aside", path);
    assert_int_equal(rename(path, aside), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(audit_open(&p->folder, "test", &p->report, &log), ERR_WORLD);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rename(aside, path), 0);
    one_stream(p);
    assert_int_equal(findings(p), 0);
    lines_are_whole(p, 6); /* 3 opened without a line; 4 closed it for the dead */
}

static size_t line_count(const struct place *p)
{
    struct lines l;
    read_lines(p, &l);
    return l.count;
}

/* Its head waits for the first record, and nothing is left open when there is none. */
static void a_stream_that_opens_soon_has_its_line_with_its_first_record(void **state)
{
    struct place *p = *state;
    struct audit_log *log = NULL;
    assert_ok(audit_open_soon(&p->folder, "first", &p->report, &log));
    assert_int_equal(line_count(p), 1); /* of all streams: no empty file is left by a kill */
    audit_close(log);
    assert_ok(audit_open_soon(&p->folder, "second", &p->report, &log));
    assert_int_equal(line_count(p), 2);
    assert_int_equal(findings(p), 0);
    place_look(p, log, "a1", "x.look", 100, MARCH);
    assert_int_equal(line_count(p), 3);
    audit_close(log);
    lines_are_whole(p, 4);

    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        _exit(audit_open_soon(&p->folder, "killed", &p->report, &log) == ERR_NONE ? 0 : 1);
    }
    int how;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    assert_int_equal(line_count(p), 4);
    one_stream(p);
    assert_int_equal(findings(p), 0);
    lines_are_whole(p, 8); /* 5 opened without a record; 6 closed it for the dead */
}

/* Without its line no first record: who opened soon is refused like who waited. */
static void without_its_line_nothing_is_recorded(void **state)
{
    struct place *p = *state;
    char path[AUDIT_PATH_BYTES], aside[AUDIT_PATH_BYTES + 8];
    struct audit_log *log = NULL;
    struct audit_event event = {.kind = AUDIT_VIEW, .event = text_of("x.look"), .result_count = -1};
    one_stream(p);
    path_of(p, path);
    snprintf(aside, sizeof(aside), "%s.aside", path);
    assert_int_equal(rename(path, aside), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_ok(audit_open_soon(&p->folder, "test", &p->report, &log));
    assert_int_equal(audit_append(log, &event, &p->report), ERR_WORLD);
    assert_int_equal(audit_close_with(log, &event, &p->report), ERR_WORLD);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rename(aside, path), 0);
    one_stream(p);
    assert_int_equal(findings(p), 0);
    lines_are_whole(p, 6);
}

/* Killed anywhere between opening and closing, many times; the next process leaves nothing to be told. */
static void kills_leave_no_line_short(void **state)
{
    struct place *p = *state;
    one_stream(p);
    for (int round = 0; round < 12; round++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            struct audit_log *log = NULL;
            for (;;) {
                if ((round % 2 == 0 ? audit_open : audit_open_soon)(&p->folder, "killed", &p->report, &log) !=
                    ERR_NONE) {
                    _exit(1);
                }
                audit_close(log);
            }
        }
        usleep((useconds_t)(15000 + round * 2300));
        assert_int_equal(kill(child, SIGKILL), 0);
        int how;
        assert_int_equal(waitpid(child, &how, 0), child);
        assert_true(WIFSIGNALED(how));
        one_stream(p);
        assert_int_equal(findings(p), 0);
    }
    struct lines l;
    read_lines(p, &l);
    lines_are_whole(p, l.count);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        WITH_PLACE(lines_missing_at_the_end_come_with_the_next_head),
        WITH_PLACE(half_a_line_is_completed),
        WITH_PLACE(a_foreign_end_is_told),
        WITH_PLACE(a_gap_in_the_middle_stays_a_finding),
        WITH_PLACE(an_emptied_file_stays_a_finding),
        WITH_PLACE(a_forged_head_is_not_written_out),
        WITH_PLACE(behind_an_unknown_end_nothing_is_mended),
        WITH_PLACE(a_row_without_its_line_is_mended),
        WITH_PLACE(a_stream_that_opens_soon_has_its_line_with_its_first_record),
        WITH_PLACE(without_its_line_nothing_is_recorded),
        WITH_PLACE(kills_leave_no_line_short),
    };
    return fixture_run(argc, argv, "audit heads", tests, COUNT_OF(tests));
}
