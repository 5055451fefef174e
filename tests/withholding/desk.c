/* What a year of 特別徴収 is played with: asked for and accepted, what is charged, what is left alone. */
#include "desk.h"

const struct change_kind *const change_kinds[] = {&kind_withholding_account};
const size_t change_kind_count = COUNT_OF(change_kinds);
const struct import_handler *const import_handlers[] = {&import_pension_answers, &import_pension_results};
const size_t import_handler_count = COUNT_OF(import_handlers);
const struct output_list *const output_lists[] = {&output_list_withholding,
                                                  &output_list_withholding_compare};
const size_t output_list_count = COUNT_OF(output_lists);

struct arena *arena;
const struct job *const judge = &job_withholding_candidates, *const job = &job_withholding_request;

struct look charges(struct ward *w, int64_t person)
{
    const struct collection_scope scope = {.payer_no = person};
    struct collection_charge *all;
    struct look l = {0};
    size_t count;

    assert_int_equal(collection_charges(w->clerk.store, &scope, arena, &w->report, &all, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        int no = all[i].instalment;
        l.amount[no] = all[i].amount;
        l.unpaid[no] = collection_unpaid(&all[i]);
        l.due[no] = all[i].due;
        l.paid += all[i].paid;
        *(no < LEVY_PENSION_FIRST ? &l.ordinary : &l.pension) += all[i].amount;
    }
    return l;
}

int stays(struct ward *w, int64_t person, int ymd)
{
    struct collection_stay_row *all;
    size_t count;
    int found = 0;
    date day;

    assert_true(date_from_ymd(ymd, &day));
    assert_int_equal(collection_stays(w->clerk.store, person, day, arena, &w->report, &all, &count),
                     ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        found += all[i].kind == STAY_PENSION;
    }
    return found;
}

void asked(struct ward *w, int64_t household, int64_t person)
{
    people_pensioner(w, household, person, 1200000, 8000);
    people_decided(w, &job_premium_annual);
    people_decided(w, judge);
    people_decided(w, job);
}

void accepted(struct ward *w, int64_t household, int64_t person)
{
    asked(w, household, person);
    ward_business_date(w, 20260820);
    assert_int_equal(people_import(w, ANSWERS, "02", ONE(person, "00", "20261001", 1)), ERR_NONE);
    assert_int_equal(people_tasks, 0);
}

int set_up(void **state)
{
    arena = arena_new("試験", (size_t)512 << 20);
    return ward_setup(state);
}

int tear_down(void **state)
{
    arena_free(arena);
    return ward_teardown(state);
}
