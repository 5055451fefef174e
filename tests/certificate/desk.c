/* Households, changes and papers of the tests of 証. */
#include "desk.h"

#include "../ops/moment.h"

struct arena *arena;
static int64_t change_no;

void lives(struct ward *w, int64_t person, int birth, bool is_head, bool is_insured)
{
    ward_belongs(w, WARD_FIRST, HOUSE, person, birth, is_head, 20200401, DAY_OPEN);
    ward_person(w, HOUSE, person, birth, "見本　太郎", false);
    if (is_insured) {
        ward_fact(w, WARD_FIRST, person, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    }
}

struct change_call call_of(struct ward *w, const struct change_kind *kind, int64_t person,
                           const char *const *values)
{
    struct change_call call = {.kind = kind,
                               .session = &w->clerk,
                               .arena = arena,
                               .report = &w->report,
                               .subject_no = person,
                               .change_no = ++change_no,
                               .recorded_at = next_moment()};

    for (size_t i = 0; i < kind->field_count; i++) {
        call.values.at[i] = text_of(values[i]);
    }
    return call;
}

static size_t stops(const struct change_call *call)
{
    size_t count = 0;

    for (size_t i = 0; i < call->warning_count; i++) {
        count += call->warnings[i].level == WARNING_STOP;
    }
    return count;
}

enum err in_transaction(struct ward *w, struct change_call *call, enum err (*what)(struct change_call *))
{
    struct store *s = w->clerk.store;

    assert_int_equal(store_begin(s, &w->report), ERR_NONE);
    enum err e = what(call);
    if (e == ERR_NONE) {
        assert_int_equal(store_commit(s, &w->report), ERR_NONE);
    } else {
        store_rollback(s);
    }
    return e;
}

struct change_call say(struct ward *w, const struct change_kind *kind, int64_t person,
                       const char *const *values)
{
    struct change_call call = call_of(w, kind, person, values);

    assert_int_equal(kind->check(&call), ERR_NONE);
    if (stops(&call) > 0) {
        fail_msg("%s", call.warnings[0].words);
    }
    assert_int_equal(in_transaction(w, &call, kind->apply), ERR_NONE);
    return call;
}

void refused(struct ward *w, const struct change_kind *kind, int64_t person, const char *const *values,
             const char *words)
{
    struct change_call call = call_of(w, kind, person, values);

    assert_int_equal(kind->check(&call), ERR_NONE);
    assert_true(stops(&call) > 0);
    if (strstr(call.warnings[0].words, words) == NULL) {
        fail_msg("%s", call.warnings[0].words);
    }
}

const struct certificate_paper *papers_of(struct ward *w, int64_t person, size_t *ret_count)
{
    struct certificate_paper *all = NULL;

    assert_int_equal(
        certificate_papers_of(w->clerk.store, &person, 1, INT64_MAX, arena, &w->report, &all, ret_count),
        ERR_NONE);
    return all;
}

void verified(struct ward *w)
{
    enum err e = certificate_verify(w->clerk.store, &w->report);

    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
}

int set_up(void **state)
{
    arena = arena_new("証の試験", (size_t)256 << 20);
    return ward_setup(state);
}

int tear_down(void **state)
{
    arena_free(arena);
    return ward_teardown(state);
}
