/*
 * OP-45: every file of the town passes the layout engine, which shares no code with its writer; and
 * the engine refuses what the layouts forbid. SD-03: an event reason outside the table stops the
 * file.
 */
#include "interchange/interchange.h"
#include "base/share.h"
#include "read_back.h"
#include "town/town.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static char town_dir[64];

static const struct {
    const char *prefix, *layout;
    bool is_later, has_sum;
} files[] = {
    {"JU-02", "ju-02-residents-full", false, false},
    {"ZE-01", "ze-01-income-full", false, true},
    {"KG-01", "kg-01-care", false, false},
    {"KK-01", "kk-01-latter-stage", false, false},
    {"GY-01", "gy-01-eligibility", false, false},
    {"GY-02", "gy-02-assessment", false, true},
    {"JU-01", "ju-01-residents-change", true, false},
    {"ZE-02", "ze-02-income-change", true, true},
};

static const struct layout *layout_of(const char *name, struct arena *arena, struct report *report)
{
    char dir[512];
    const struct layout *l = NULL;
    snprintf(dir, sizeof dir, "%s/layouts", share_folder());
    enum err e = layout_find(dir, name, arena, report, &l);
    report_print(report, stderr);
    assert_int_equal(e, ERR_NONE);
    return l;
}

static enum err count_data(void *context, const struct record *r, struct report *report)
{
    (void)report;
    int64_t *count = context;
    *count += r->field_count > 0;
    return ERR_NONE;
}

static int64_t number_after(const char *bytes, const char *key)
{
    const char *at = strstr(bytes, key);
    assert_non_null(at);
    return strtoll(at + strlen(key), NULL, 10);
}

/* The control file says what the engine finds. */
static void compare_with_control(const char *path, const struct file_receipt *receipt, bool has_sum)
{
    char ctl[300], bytes[1024];
    snprintf(ctl, sizeof ctl, "%s.ctl", path);
    FILE *f = fopen(ctl, "rb");
    assert_non_null(f);
    bytes[fread(bytes, 1, sizeof bytes - 1, f)] = '\0';
    fclose(f);
    assert_int_equal(number_after(bytes, "\nbytes="), receipt->bytes);
    assert_int_equal(number_after(bytes, "\nrecords="), receipt->records);
    assert_int_equal(number_after(bytes, "\ndata_records="), receipt->data_records);
    const char *sha = strstr(bytes, "\nsha256=");
    assert_non_null(sha);
    assert_memory_equal(sha + strlen("\nsha256="), receipt->sha256, 64);
    if (has_sum) {
        assert_int_equal(number_after(bytes, "\namount_sum="), receipt->amount_sum);
        assert_true(receipt->amount_sum > 0);
    }
}

static void every_file_passes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct arena *arena = arena_new("layouts", (size_t)64 << 20);
        struct report report;
        struct file_receipt receipt;
        struct read_file found;
        char dir[96], path[256];
        int64_t seen = 0;
        report_init(&report);
        snprintf(dir, sizeof dir, "%s%s", town_dir, files[i].is_later ? "/later" : "");
        read_open(&found, dir, files[i].prefix, path, sizeof path);
        read_close(&found);
        const struct layout *l = layout_of(files[i].layout, arena, &report);
        enum err e = layout_read_file(l, path, count_data, &seen, &report, &receipt);
        report_print(&report, stderr);
        assert_int_equal(e, ERR_NONE);
        assert_true(receipt.data_records > 0);
        assert_int_equal(seen, receipt.records);
        compare_with_control(path, &receipt, files[i].has_sum);
        report_done(&report);
        arena_free(arena);
    }
}

/* Copies a feed with the first `from` replaced by `to` (same length), and reads the copy. */
static enum err read_changed(size_t file, const char *from, const char *to, struct report *report)
{
    struct arena *arena = arena_new("layouts", (size_t)64 << 20);
    struct read_file f;
    struct file_receipt receipt;
    char path[256], copy[300];
    int64_t seen = 0;

    assert_int_equal(strlen(from), strlen(to));
    read_open(&f, town_dir, files[file].prefix, path, sizeof path);
    char *at = strstr(f.bytes, from);
    assert_non_null(at);
    memcpy(at, to, strlen(to));
    snprintf(copy, sizeof copy, "%s.changed", path);
    FILE *out = fopen(copy, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(f.bytes, 1, f.len, out), f.len);
    fclose(out);
    read_close(&f);

    const struct layout *l = layout_of(files[file].layout, arena, report);
    enum err e = layout_read_file(l, copy, count_data, &seen, report, &receipt);
    arena_free(arena);
    return e;
}

static void refuses(size_t file, const char *from, const char *to, const char *words)
{
    struct report report;
    report_init(&report);
    assert_int_equal(read_changed(file, from, to, &report), ERR_INPUT);
    bool is_named = false;
    for (size_t i = 0; i < report.kept; i++) {
        is_named = is_named || strstr(report.lines[i], words) != NULL;
    }
    assert_true(is_named);
    report_done(&report);
}

static void sd_03_unmapped_reason_stops_the_file(void **state)
{
    (void)state;
    /*
     * processed_on 20170401 of the first practice household: 国内転入 becomes a code nobody
     * defined.
     */
    refuses(0, ",20170401,01,20170401,", ",20170401,98,20170401,", "event_reason");
}

static void refuses_what_does_not_add_up(void **state)
{
    (void)state;
    /* One yen more in the first income, one person more in the last count. */
    refuses(1, ",740000,740000,430000,", ",740001,740000,430000,", "R3");
    refuses(4, "\nT,1", "\nT,9", "R1");
}

static int make_town(void **state)
{
    (void)state;
    struct report report;
    struct town_result made;
    report_init(&report);
    scratch_make(town_dir, sizeof town_dir);
    struct town_request request = {.persons = 1000, .seed = 4, .year = 2026, .out = town_dir};
    enum err e = town_make(&request, &report, &made);
    report_print(&report, stderr);
    report_done(&report);
    return e == ERR_NONE ? 0 : -1;
}

static int remove_town(void **state)
{
    (void)state;
    scratch_remove(town_dir);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_passes),
        cmocka_unit_test(sd_03_unmapped_reason_stops_the_file),
        cmocka_unit_test(refuses_what_does_not_add_up),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_town, remove_town);
}
