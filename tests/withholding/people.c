/* Pensioners of a ward. All people and numbers are invented. */
#include "people.h"

#include "../ops/moment.h"
#include "base/share.h"
#include "store/sql_withholding.h"
#include "withholding/pensioner.h"
#include "withholding/state.h"

#include <inttypes.h>

int64_t people_tasks;

enum err take_file(struct session *s, const struct layout *layout, const char *path, struct report *report,
                   int64_t *ret_held);

static void digits_of(int64_t person, char ret[PENSION_DIGITS + 1])
{
    (void)snprintf(ret, PENSION_DIGITS + 1, "99%08" PRId64, person);
}

int64_t people_pensioner_no(struct ward *w, int64_t person)
{
    char digits[PENSION_DIGITS + 1];
    struct pension_keys keys;
    struct pensioner who;

    digits_of(person, digits);
    assert_int_equal(pension_keys_load(&w->clerk.folder, &w->report, &keys), ERR_NONE);
    assert_int_equal(pensioner_find(w->clerk.store, &keys, text_of(digits), &w->report, &who), ERR_NONE);
    return who.pensioner_no;
}

void people_pension(struct ward *w, int64_t person, yen yearly)
{
    struct store *s = w->clerk.store;
    char digits[PENSION_DIGITS + 1];
    struct pension_keys keys;
    int64_t changed, no;

    digits_of(person, digits);
    assert_int_equal(pension_keys_load(&w->clerk.folder, &w->report, &keys), ERR_NONE);
    assert_int_equal(store_begin(s, &w->report), ERR_NONE);
    assert_int_equal(pensioner_add(s, &keys, text_of(digits), WARD_FIRST, &w->report, &no), ERR_NONE);
    struct query *q = store_query(s, SQL_withholding_pension_add);
    query_set_i64(q, "pensioner_no", no);
    query_set_i64(q, "recorded_at", WARD_FIRST);
    query_set_text(q, "obligor", text_of("001"));
    query_set_text(q, "pension_code", text_of(PENSION));
    query_set_i64(q, "birth", BIRTH);
    query_set_i64(q, "sex", 1);
    query_set_text(q, "kana", text_of("ﾐﾎﾝ"));
    query_set_i64(q, "yearly", yearly);
    query_set_i64(q, "made_on", 20260525);
    assert_int_equal(query_run(q, &w->report, &changed), ERR_NONE);
    q = store_query(s, SQL_withholding_link_add);
    query_set_i64(q, "pensioner_no", no);
    query_set_i64(q, "recorded_at", WARD_FIRST);
    query_set_i64(q, "addressee_no", person);
    query_set_i64(q, "change_no", 1);
    assert_int_equal(query_run(q, &w->report, &changed), ERR_NONE);
    assert_int_equal(store_commit(s, &w->report), ERR_NONE);
}

void people_care(struct ward *w, int64_t person, const char *code, yen pay)
{
    struct store *s = w->clerk.store;
    int64_t changed;

    assert_int_equal(store_begin(s, &w->report), ERR_NONE);
    struct query *q = store_query(s, SQL_withholding_care_add);
    query_set_i64(q, "fiscal_year", 2026);
    query_set_i64(q, "addressee_no", person);
    query_set_i64(q, "recorded_at", WARD_FIRST);
    query_set_i64(q, "method", 1);
    query_set_text(q, "pension_code", text_of(code));
    query_set_i64(q, "pay_amount", pay);
    query_set_i64(q, "yearly", pay * 6);
    assert_int_equal(query_run(q, &w->report, &changed), ERR_NONE);
    assert_int_equal(store_commit(s, &w->report), ERR_NONE);
}

void people_choose_account(struct ward *w, int64_t person, const char *day)
{
    struct arena *arena = arena_new("試験", (size_t)1 << 20);
    struct change_call call = {.kind = &kind_withholding_account,
                               .session = &w->clerk,
                               .arena = arena,
                               .report = &w->report,
                               .subject_no = person,
                               .recorded_at = clock_now_ms(),
                               .change_no = 7};

    call.values.at[0] = text_of("1");
    call.values.at[1] = text_of(day);
    call.values.at[2] = text_of("申出書");
    assert_int_equal(store_begin(w->clerk.store, &w->report), ERR_NONE);
    assert_int_equal(call.kind->apply(&call), ERR_NONE);
    assert_int_equal(store_commit(w->clerk.store, &w->report), ERR_NONE);
    arena_free(arena);
}

/* Recorded now, as a feed does: a later 月次更正 reads him for it. A run knows what was recorded a millisecond before. */
void people_head(struct ward *w, int64_t household, int64_t person, int birth)
{
    int64_t now = next_moment();

    ward_belongs(w, now, household, person, birth, true, 20200401, DAY_OPEN);
    ward_fact(w, now, person, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    ward_income(w, now, 2026, person, 500000);
    (void)next_moment();
    (void)next_moment();
}

void people_pensioner(struct ward *w, int64_t household, int64_t person, yen pension, yen care)
{
    people_head(w, household, person, BIRTH);
    people_pension(w, person, pension);
    people_care(w, person, PENSION, care);
}

void people_with(struct ward *w, int64_t household, int64_t person, int birth, bool is_insured)
{
    ward_belongs(w, WARD_FIRST, household, person, birth, false, 20200401, DAY_OPEN);
    if (is_insured) {
        ward_fact(w, WARD_FIRST, person, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
        ward_income(w, WARD_FIRST, 2026, person, 0);
    }
}

void people_decided(struct ward *w, const struct job *job)
{
    enum err e = ward_run(w, job, 2026, false, false);
    report_print(&w->report, stderr);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    e = ward_approve(w, job, 2026);
    report_print(&w->report, stderr);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
}

struct withholding_look people_stands(struct ward *w, int64_t household)
{
    struct arena *arena = arena_new("試験", (size_t)1 << 20);
    struct withholding_look *all, found = {0};
    size_t count;

    assert_int_equal(
        withholding_of_household(w->clerk.store, household, INT64_MAX - 1, arena, &w->report, &all, &count),
        ERR_NONE);
    for (size_t i = 0; i < count && found.state == 0; i++) {
        if (date_equal(all[i].until, date_open_end())) {
            found = all[i];
        }
    }
    arena_free(arena);
    return found;
}

void people_make_running(struct ward *w, int32_t year, int64_t household, int64_t person, yen yearly)
{
    const struct state_cause cause = {"test", 1, next_moment()};
    struct withholding_look now = people_stands(w, household), to = now;
    bool is_there = now.state != 0 && now.year == year;

    if (!is_there) {
        to = (struct withholding_look){.year = year,
                                       .household_no = household,
                                       .payer_no = person,
                                       .yearly = yearly,
                                       .pensioner_no = people_pensioner_no(w, person),
                                       .until = date_open_end()};
        for (int i = 3; i < WITHHOLDING_PAYS; i++) {
            to.amounts.pays[i] = yearly / 3;
        }
    }
    to.state = WITHHOLDING_RUNNING;
    to.from = date_of(year, 10, 15);
    assert_int_equal(store_begin(w->clerk.store, &w->report), ERR_NONE);
    assert_int_equal(state_put(w->clerk.store, is_there ? &now : NULL, &to, &cause, &w->report), ERR_NONE);
    assert_int_equal(store_commit(w->clerk.store, &w->report), ERR_NONE);
}

void people_proved(struct ward *w)
{
    static enum err (*const all[])(struct store *, struct report *) = {withholding_verify, premium_verify,
                                                                       collection_verify};

    for (size_t i = 0; i < COUNT_OF(all); i++) {
        enum err e = all[i](w->clerk.store, &w->report);
        report_print(&w->report, stderr);
        assert_int_equal(e, ERR_NONE);
    }
}

/* ------------------------------------------------------------------------------ the files ------ */

#define RECORD_BYTES 500

static void put(char *record, size_t at, const char *value)
{
    memcpy(record + at - 1, value, strlen(value));
}

static void write_record(FILE *f, char kind, const char *notice, const char *rest)
{
    char record[RECORD_BYTES + 1], head[32];

    memset(record, ' ', RECORD_BYTES);
    record[RECORD_BYTES] = '\0';
    (void)snprintf(head, sizeof(head), "%c13104001%s 120260601", kind, notice);
    put(record, 1, head);
    put(record, 22, rest);
    fprintf(f, "%s\r\n", record);
}

static void write_lines(FILE *f, const char *notice, const struct people_line *lines, size_t count)
{
    char rest[160], digits[PENSION_DIGITS + 1];
    yen sum = 0;

    write_record(f, '1', notice, "");
    for (size_t i = 0; i < count; i++) {
        digits_of(lines[i].person, digits);
        (void)snprintf(rest, sizeof(rest), "%s" PENSION "%d1%-25s00%s%s%011" PRId64 "%011d%011d", digits,
                       BIRTH, "\xD0\xCE\xDD", lines[i].result, lines[i].day, lines[i].amount, 0, 0);
        write_record(f, '2', notice, rest);
        sum += lines[i].amount;
    }
    (void)snprintf(rest, sizeof(rest), "%09zu%011" PRId64 "%011d%011d", count, sum, 0, 0);
    write_record(f, '3', notice, rest);
}

enum err people_import(struct ward *w, const char *layout_id, const char *notice,
                       const struct people_line *lines, size_t count)
{
    static int files;
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    const struct layout *layout;
    char path[400];

    people_tasks = 0;

    (void)snprintf(path, sizeof(path), "%s/pension-%d.dat", w->dir, ++files);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    write_lines(f, notice, lines, count);
    assert_int_equal(fclose(f), 0);
    (void)next_moment();
    report_clear(&w->report);
    enum err e = layout_find(arena_printf(arena, "%s/layouts", share_folder()), layout_id, arena,
                             &w->report, &layout);
    e = e == ERR_NONE ? take_file(&w->clerk, layout, path, &w->report, &people_tasks) : e;
    report_print(&w->report, stderr);
    arena_free(arena);
    return e;
}
