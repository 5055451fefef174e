/*
 * 給付の制限の台帳 -- steps are added and superseded, never changed; what a letter names is kept with its
 * step.
 *
 * Rows    EL-59, EL-60
 */
#include "restriction/book.h"

#include <inttypes.h>

const struct store_table restriction_tables[] = {
    {"restriction_step",
     "step_no, case_no, measure, move, payer_no, household_no, on_day, due_day, effect_day, outcome, ground, "
     "owed, amount, benefit, words, number_year, number"},
    {"restriction_charge",
     "step_no, levy_year, household_no, payer_no, instalment, notice_no, due_on, amount"},
    {"restriction_member", "step_no, addressee_no, left_out"},
    {"restriction_ground",
     "ground_no, addressee_no, kind, code, notified_on, is_accepted, valid_from, valid_until, words"},
};
const size_t restriction_table_count = COUNT_OF(restriction_tables);

const char *const restriction_measure_labels[RESTRICT_MEASURES] = {
    [RESTRICT_SPECIAL] = "特別療養費",
    [RESTRICT_WITHHOLD] = "給付の差止め",
};

/* ----------------------------------------------------------------------------------- reading --- */

static date day_of(struct query *q, int column)
{
    int64_t ymd = query_i64(q, column);
    date d = date_none();
    bool is_day = ymd == 0 || date_from_ymd((int32_t)ymd, &d);

    assert(is_day);
    return d;
}

static int64_t ymd_of(date d) { return date_is_none(d) ? 0 : date_ymd(d); }

static int64_t moment(int64_t known_at) { return known_at == INT64_MAX ? INT64_MAX - 1 : known_at; }

static enum err read_steps(struct query *q, struct arena *arena, struct report *report,
                           struct restriction_step **ret, size_t *ret_count)
{
    struct restriction_step *steps = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, steps, count, capacity) = (struct restriction_step){
            .step_no = query_i64(q, 0),
            .case_no = query_i64(q, 1),
            .measure = (enum restriction_measure)query_i64(q, 2),
            .move = (enum restriction_move)query_i64(q, 3),
            .payer_no = query_i64(q, 4),
            .household_no = query_i64(q, 5),
            .on = day_of(q, 6),
            .due = day_of(q, 7),
            .effect = day_of(q, 8),
            .outcome = (int)query_i64(q, 9),
            .ground = (int)query_i64(q, 10),
            .owed = query_i64(q, 11),
            .amount = query_i64(q, 12),
            .benefit = text_copy(arena, query_text(q, 13)),
            .words = text_copy(arena, query_text(q, 14)),
            .number_year = (int32_t)query_i64(q, 15),
            .number = query_i64(q, 16),
            .change_no = query_i64(q, 17),
            .recorded_at = query_i64(q, 18),
        };
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = steps;
        *ret_count = count;
    }
    return e;
}

enum err restriction_steps_of(struct store *s, int64_t payer_no, int64_t known_at, struct arena *arena,
                              struct report *report, struct restriction_step **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_restriction_steps_of);

    query_set_i64(q, "payer_no", payer_no);
    query_set_i64(q, "known_at", moment(known_at));
    return read_steps(q, arena, report, ret, ret_count);
}

enum err book_steps_of_household(struct store *s, int64_t household_no, int64_t known_at, struct arena *arena,
                                 struct report *report, struct restriction_step **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_restriction_steps_of_household);

    query_set_i64(q, "household_no", household_no);
    query_set_i64(q, "known_at", moment(known_at));
    return read_steps(q, arena, report, ret, ret_count);
}

enum err book_steps_all(struct store *s, struct arena *arena, struct report *report,
                        struct restriction_step **ret, size_t *ret_count)
{
    return read_steps(store_scan(s, SQL_restriction_steps_scan), arena, report, ret, ret_count);
}

const struct restriction_step *restriction_newest(const struct restriction_step *steps, size_t count,
                                                  enum restriction_measure measure)
{
    const struct restriction_step *newest = NULL;

    for (size_t i = 0; i < count; i++) {
        newest = steps[i].measure == measure ? &steps[i] : newest;
    }
    return newest;
}

enum err book_charges_of(struct store *s, int64_t step_no, struct arena *arena, struct report *report,
                         struct book_charge **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_restriction_charges_of);
    struct book_charge *charges = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "step_no", step_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, charges, count, capacity) =
            (struct book_charge){(int32_t)query_i64(q, 0), (int)query_i64(q, 1), query_i64(q, 2),
                                 day_of(q, 3), query_i64(q, 4)};
    }
    query_reset(q);
    *ret = charges;
    *ret_count = count;
    return e;
}

enum err book_members_of(struct store *s, int64_t step_no, struct arena *arena, struct report *report,
                         struct restriction_member **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_restriction_members_of);
    struct restriction_member *members = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "step_no", step_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, members, count, capacity) = (struct restriction_member){
            query_i64(q, 0), true, (enum restriction_left_out)query_i64(q, 1)};
    }
    query_reset(q);
    *ret = members;
    *ret_count = count;
    return e;
}

enum err restriction_grounds_of(struct store *s, const int64_t *addressee_nos, size_t person_count,
                                int64_t known_at, struct arena *arena, struct report *report,
                                struct restriction_ground **ret, size_t *ret_count)
{
    struct restriction_ground *grounds = NULL;
    size_t count = 0, capacity = 0;
    enum err e = ERR_NONE;
    bool row;

    for (size_t i = 0; i < person_count && e == ERR_NONE; i += QUERY_NUMBERS) {
        struct query *q = store_query(s, SQL_restriction_grounds_of);
        query_set_numbers(q, addressee_nos + i,
                          person_count - i < QUERY_NUMBERS ? person_count - i : QUERY_NUMBERS);
        query_set_i64(q, "known_at", moment(known_at));
        while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
            *ARENA_PUSH(arena, grounds, count, capacity) = (struct restriction_ground){
                .ground_no = query_i64(q, 0),
                .addressee_no = query_i64(q, 1),
                .kind = (enum restriction_notified)query_i64(q, 2),
                .code = (int)query_i64(q, 3),
                .notified_on = day_of(q, 4),
                .is_accepted = query_i64(q, 5) != 0,
                .valid = {day_of(q, 6), day_of(q, 7)},
                .words = text_copy(arena, query_text(q, 8)),
                .change_no = query_i64(q, 9),
            };
        }
        query_reset(q);
    }
    if (e == ERR_NONE) {
        *ret = grounds;
        *ret_count = count;
    }
    return e;
}

/* ----------------------------------------------------------------------------------- writing --- */

static enum err number_of(struct query *q, struct report *report, int64_t *ret)
{
    bool row;
    enum err e = query_step(q, report, &row);

    *ret = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

/* Of the letters of its measure in the fiscal year of its day, without a gap. */
static enum err number_letter(struct change_call *call, struct restriction_step *step)
{
    int64_t last;

    if (restriction_paper_label(step->move) == NULL) {
        return ERR_NONE;
    }
    step->number_year = fiscal_year_of(step->on).first_year;
    struct query *q = store_query(call->session->store, SQL_restriction_number_last);
    query_set_i64(q, "measure", step->measure);
    query_set_i64(q, "number_year", step->number_year);
    enum err e = number_of(q, call->report, &last);
    step->number = last + 1;
    return e;
}

static enum err add_row(struct change_call *call, const struct restriction_step *step)
{
    struct query *q = store_query(call->session->store, SQL_restriction_step_add);
    int64_t changed;

    query_set_i64(q, "step_no", step->step_no);
    query_set_i64(q, "case_no", step->case_no);
    query_set_i64(q, "measure", step->measure);
    query_set_i64(q, "move", step->move);
    query_set_i64(q, "payer_no", step->payer_no);
    query_set_i64(q, "household_no", step->household_no);
    query_set_i64(q, "on_day", ymd_of(step->on));
    query_set_i64(q, "due_day", ymd_of(step->due));
    query_set_i64(q, "effect_day", ymd_of(step->effect));
    query_set_i64(q, "outcome", step->outcome);
    query_set_i64(q, "ground", step->ground);
    query_set_i64(q, "owed", step->owed);
    query_set_i64(q, "amount", step->amount);
    query_set_text(q, "benefit", step->benefit);
    query_set_text(q, "words", step->words);
    query_set_i64(q, "number_year", step->number_year);
    query_set_i64(q, "number", step->number);
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "recorded_at", call->recorded_at);
    return query_run(q, call->report, &changed);
}

static enum err add_charge(struct change_call *call, int64_t step_no, const struct collection_charge *c)
{
    struct query *q = store_query(call->session->store, SQL_restriction_charge_add);
    int64_t changed;

    query_set_i64(q, "step_no", step_no);
    query_set_i64(q, "levy_year", c->levy_year);
    query_set_i64(q, "household_no", c->household_no);
    query_set_i64(q, "payer_no", c->payer_no);
    query_set_i64(q, "instalment", c->instalment);
    query_set_i64(q, "notice_no", c->notice_no);
    query_set_i64(q, "due_on", date_ymd(c->due));
    query_set_i64(q, "amount", collection_unpaid(c));
    query_set_i64(q, "recorded_at", call->recorded_at);
    return query_run(q, call->report, &changed);
}

static enum err add_member(struct change_call *call, int64_t step_no, const struct restriction_member *m)
{
    struct query *q = store_query(call->session->store, SQL_restriction_member_add);
    int64_t changed;

    query_set_i64(q, "step_no", step_no);
    query_set_i64(q, "addressee_no", m->addressee_no);
    query_set_i64(q, "left_out", m->left_out);
    query_set_i64(q, "recorded_at", call->recorded_at);
    return query_run(q, call->report, &changed);
}

enum err book_step_add(struct change_call *call, struct restriction_step *step,
                       const struct restriction_facts *facts)
{
    int64_t last;
    enum err e =
        number_of(store_query(call->session->store, SQL_restriction_step_last), call->report, &last);

    step->step_no = last + 1;
    step->case_no = step->case_no == 0 ? step->step_no : step->case_no;
    step->owed = facts->owed;
    e = e == ERR_NONE ? number_letter(call, step) : e;
    e = e == ERR_NONE ? add_row(call, step) : e;
    for (size_t i = 0; i < facts->charge_count && e == ERR_NONE; i++) {
        e = add_charge(call, step->step_no, &facts->charges[i]);
    }
    for (size_t i = 0; i < facts->member_count && e == ERR_NONE; i++) {
        e = facts->members[i].is_insured ? add_member(call, step->step_no, &facts->members[i]) : e;
    }
    return e;
}

enum err book_ground_add(struct change_call *call, const struct restriction_ground *g)
{
    int64_t last, changed;
    enum err e =
        number_of(store_query(call->session->store, SQL_restriction_ground_last), call->report, &last);

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(call->session->store, SQL_restriction_ground_add);
    query_set_i64(q, "ground_no", last + 1);
    query_set_i64(q, "addressee_no", g->addressee_no);
    query_set_i64(q, "kind", g->kind);
    query_set_i64(q, "code", g->code);
    query_set_i64(q, "notified_on", date_ymd(g->notified_on));
    query_set_i64(q, "is_accepted", g->is_accepted);
    query_set_i64(q, "valid_from", date_ymd(g->valid.from));
    query_set_i64(q, "valid_until", date_ymd(g->valid.until));
    query_set_text(q, "words", g->words);
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "recorded_at", call->recorded_at);
    return query_run(q, call->report, &changed);
}

/* ------------------------------------------------------------------------------------- undo ---- */

static enum err close_rows(struct change_call *call, enum sql sql, const char *key, int64_t number)
{
    struct query *q = store_query(call->session->store, sql);
    int64_t changed;

    query_set_i64(q, key, number);
    query_set_i64(q, "superseded_at", call->recorded_at);
    return query_run(q, call->report, &changed);
}

static enum err find(struct change_call *call, enum sql sql, int64_t *ret)
{
    struct query *q = store_query(call->session->store, sql);

    query_set_i64(q, "change_no", call->change_no);
    return number_of(q, call->report, ret);
}

enum err book_steps_undo(struct change_call *call)
{
    int64_t later = 0, step_no = 0;
    enum err e = find(call, SQL_restriction_later_of_change, &later);

    if (e == ERR_NONE && later != 0) {
        return report_fail(
            call->report, ERR_INPUT,
            "この段階のあとの段階（記録 %" PRId64 "）があります。そちらを先に取り消してください", later);
    }
    e = e == ERR_NONE ? find(call, SQL_restriction_step_of_change, &step_no) : e;
    e = e == ERR_NONE ? close_rows(call, SQL_restriction_charges_undo, "step_no", step_no) : e;
    e = e == ERR_NONE ? close_rows(call, SQL_restriction_members_undo, "step_no", step_no) : e;
    return e == ERR_NONE ? close_rows(call, SQL_restriction_step_undo, "change_no", call->change_no) : e;
}

enum err book_grounds_undo(struct change_call *call)
{
    return close_rows(call, SQL_restriction_ground_undo, "change_no", call->change_no);
}
