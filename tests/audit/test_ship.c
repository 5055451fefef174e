/* LG-15: records go by themselves to another place; what arrived proves itself, and what is done to it is found. */
#include "audit/ship.h"
#include "place.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARCH INT64_C(1773100800000)

static char target[64];

static int setup(void **state)
{
    snprintf(target, sizeof(target), "/tmp/kokuho-ship-XXXXXX");
    return mkdtemp(target) == NULL ? -1 : place_setup(state);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *at)
{
    (void)st, (void)flag, (void)at;
    return remove(path);
}

static int teardown(void **state)
{
    nftw(target, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return place_teardown(state);
}

static int64_t sent(struct place *p)
{
    struct audit_proof proof = {0};
    report_clear(&p->report);
    enum err e = audit_ship(&p->folder, target, &p->report, &proof);
    report_print(&p->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return proof.records;
}

/* Findings of what stands at the place, with the store beside it or not. */
static int64_t found(struct place *p, bool with_store)
{
    struct audit_proof proof = {0};
    struct audit_keys keys;
    report_clear(&p->report);
    assert_int_equal(audit_keys_open(&p->folder, &p->report, &keys), ERR_NONE);
    enum err e = with_store ? audit_shipped_compare(&p->folder, target, &p->report, &proof)
                            : audit_shipped_verify(target, keys.public_key, &p->report, &proof);
    assert_int_equal(e, proof.findings > 0 ? ERR_FINDINGS : ERR_NONE);
    return proof.findings;
}

/* The path of a segment, whichever day it was sent on. */
static void path_of(int number, char ret[400])
{
    DIR *dir = opendir(target);
    const struct dirent *entry;
    assert_non_null(dir);
    ret[0] = '\0';
    while ((entry = readdir(dir)) != NULL) {
        char path[400];
        snprintf(path, sizeof(path), "%s/%s/%09d.jsonl", target, entry->d_name, number);
        if (entry->d_name[0] == '2' && access(path, F_OK) == 0) {
            memcpy(ret, path, sizeof(path));
        }
    }
    closedir(dir);
}

static size_t read_segment(int number, char *bytes, size_t max)
{
    char path[400];
    path_of(number, path);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    size_t n = fread(bytes, 1, max, f);
    fclose(f);
    return n;
}

static void write_segment(int number, const char *bytes, size_t len)
{
    char path[400];
    path_of(number, path);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, len, f), len);
    fclose(f);
}

/* Three segments while one stream is open and another comes and goes. */
static void send_three(struct place *p)
{
    struct audit_log *log = place_log(p);
    for (int i = 0; i < 5; i++) {
        place_look(p, log, "fuka1", "household.look", 19 + i, MARCH + i);
    }
    assert_int_equal(sent(p), 5);
    assert_int_equal(sent(p), 0); /* nothing is new: no segment */
    struct audit_log *other = place_log(p);
    place_look(p, other, "fuka2", "household.look", 27, MARCH);
    place_look(p, log, "fuka1", "household.look", 27, MARCH);
    audit_close(other);
    assert_int_equal(sent(p), 3);
    place_look(p, log, "fuka1", "household.look", 35, MARCH);
    audit_close(log);
    assert_int_equal(sent(p), 2);
    assert_int_equal(sent(p), 0);
}

static void lg_15_what_is_new_goes_and_is_whole(void **state)
{
    struct place *p = *state;
    send_three(p);
    assert_int_equal(found(p, true), 0);
    assert_int_equal(found(p, false), 0); /* with the public key alone */
    struct stat st;
    char path[400];
    path_of(3, path);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    path_of(4, path);
    assert_string_equal(path, "");
}

/* Each byte of a segment is proved; a segment that is gone, doubled, or put there is found. */
static void lg_15_what_is_done_to_it_is_found(void **state)
{
    struct place *p = *state;
    static char bytes[1 << 16], other[1 << 16];
    char path[400], away[420];
    send_three(p);
    size_t len = read_segment(2, bytes, sizeof(bytes));
    for (size_t i = 0; i < len; i += 37) {
        char before = bytes[i];
        bytes[i] = (char)(before ^ 1);
        write_segment(2, bytes, len);
        assert_true(found(p, false) > 0);
        bytes[i] = before;
    }
    write_segment(2, bytes, len - 1 > 200 ? len - 200 : 1); /* its end is cut off */
    assert_true(found(p, false) > 0);
    write_segment(2, bytes, len);
    assert_int_equal(found(p, false), 0);

    path_of(2, path);
    snprintf(away, sizeof(away), "%s.away", path);
    assert_int_equal(rename(path, away), 0);
    assert_true(found(p, false) > 0);
    assert_true(place_reports(p, "送り先にありません"));
    assert_int_equal(rename(away, path), 0);

    path_of(3, path);
    snprintf(away, sizeof(away), "%s.away", path);
    assert_int_equal(rename(path, away), 0);
    assert_int_equal(found(p, false), 0); /* the newest: nothing at the place says that it was */
    assert_true(found(p, true) > 0);      /* the store does */
    assert_true(place_reports(p, "区切り 3"));
    assert_int_equal(rename(away, path), 0);

    size_t other_len = read_segment(1, other, sizeof(other)); /* an old segment in place of a new one */
    size_t newest = read_segment(3, bytes, sizeof(bytes));
    write_segment(3, other, other_len);
    assert_true(found(p, false) > 0);
    write_segment(3, bytes, newest);
    assert_int_equal(found(p, true), 0);
}

/* TE-02: whoever makes the past anew in the store, hashes and all, is found by what was sent before. */
static void a_past_made_anew_is_not_sent(void **state)
{
    struct place *p = *state;
    struct audit_proof proof = {0};
    struct audit_log *log = place_log(p);
    place_look(p, log, "fuka1", "household.look", 19, MARCH);
    place_look(p, log, "fuka1", "household.look", 27, MARCH);
    assert_int_equal(sent(p), 2);
    place_look(p, log, "fuka1", "household.look", 35, MARCH);
    place_tamper(p, "UPDATE audit_record SET previous = hash WHERE record_no = "
                    "(SELECT MAX(record_no) FROM audit_record)"); /* as if record 2 had been another */
    report_clear(&p->report);
    assert_int_equal(audit_ship(&p->folder, target, &p->report, &proof), ERR_FINDINGS);
    assert_true(place_reports(p, "作り直された"));
    assert_int_equal(found(p, true), 0); /* the place is as it was */
    audit_close(log);
}

/* A disk that is not there is no new folder on the own one; what could not go goes later. */
static void what_could_not_go_goes_later(void **state)
{
    struct place *p = *state;
    struct audit_proof proof = {0};
    struct audit_log *log = place_log(p);
    char away[80];
    place_look(p, log, "fuka1", "household.look", 19, MARCH);
    snprintf(away, sizeof(away), "%s.away", target);
    assert_int_equal(rename(target, away), 0);
    assert_int_equal(audit_ship(&p->folder, target, &p->report, &proof), ERR_WORLD);
    assert_int_not_equal(access(target, F_OK), 0);
    assert_int_equal(rename(away, target), 0);
    place_look(p, log, "fuka1", "household.look", 27, MARCH);
    assert_int_equal(sent(p), 2);
    /* A process that died after the file and before the store knew: the same number is sent again. */
    place_tamper(p, "DELETE FROM audit_segment");
    place_tamper(p, "DELETE FROM audit_shipped");
    place_look(p, log, "fuka1", "household.look", 35, MARCH);
    assert_int_equal(sent(p), 3);
    assert_int_equal(found(p, true), 0);
    audit_close(log);
}

#define WITH_TARGET(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        WITH_TARGET(lg_15_what_is_new_goes_and_is_whole),
        WITH_TARGET(lg_15_what_is_done_to_it_is_found),
        WITH_TARGET(a_past_made_anew_is_not_sent),
        WITH_TARGET(what_could_not_go_goes_later),
    };
    return fixture_run(argc, argv, "audit ship", tests, COUNT_OF(tests));
}
