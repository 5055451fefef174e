/* 申告・回答の額の行. */
#include "inquiry/answer.h"

#include <inttypes.h>

#define ANSWER_AMOUNTS 10
static const char *const amount_names[ANSWER_AMOUNTS] = {"total_income",
                                                         "salary_revenue",
                                                         "salary_income",
                                                         "pension_revenue",
                                                         "pension_income",
                                                         "other_income",
                                                         "family_employee_pay_paid",
                                                         "family_employee_pay_received",
                                                         "special_deductions_of_gains",
                                                         "casualty_loss_carried"};

static yen *amount_of(struct premium_income *in, size_t i)
{
    yen *const all[ANSWER_AMOUNTS] = {&in->total_income,
                                      &in->salary_revenue,
                                      &in->salary_income,
                                      &in->pension_revenue,
                                      &in->pension_income,
                                      &in->other_income,
                                      &in->family_employee_pay_paid,
                                      &in->family_employee_pay_received,
                                      &in->special_deductions_of_gains,
                                      &in->casualty_loss_carried};
    return all[i];
}

enum err answer_same(struct store *s, const struct inquiry_answer *a, struct report *report,
                     bool *ret_found, bool *ret_is_same)
{
    struct premium_income in = a->entry.income;
    struct query *q = store_query(s, SQL_inquiry_answer_of);

    query_set_i64(q, "sheet_no", a->sheet_no);
    query_set_i64(q, "line_no", a->line);
    enum err e = query_step(q, report, ret_found);
    *ret_is_same = e == ERR_NONE && *ret_found && query_i64(q, 0) == (int64_t)in.given;
    for (size_t i = 0; i < ANSWER_AMOUNTS && *ret_is_same; i++) {
        *ret_is_same = query_i64(q, 1 + (int)i) == *amount_of(&in, i);
    }
    query_reset(q);
    return e;
}

enum err answer_add(struct store *s, const struct inquiry_answer *a, int64_t recorded_at,
                    struct report *report)
{
    struct premium_income in = a->entry.income;
    int64_t changed;
    struct query *q = store_query(s, SQL_inquiry_answer_add);

    query_set_i64(q, "sheet_no", a->sheet_no);
    query_set_i64(q, "line_no", a->line);
    query_set_i64(q, "received_on", date_ymd(a->received_on));
    query_set_text(q, "image_no", a->image_no);
    query_set_i64(q, "given", in.given);
    for (size_t i = 0; i < ANSWER_AMOUNTS; i++) {
        query_set_i64(q, amount_names[i], *amount_of(&in, i));
    }
    query_set_i64(q, "recorded_at", recorded_at);
    return query_run(q, report, &changed);
}

void answer_explain(struct inquiry_answer *a, enum inquiry_kind kind, struct arena *arena)
{
    a->entry.evidence = text_of(kind == INQUIRY_DECLARATION ? "declaration" : "answer");
    a->entry.evidence_on = a->received_on;
    a->entry.words = text_of(arena_printf(arena, "%s 照会番号 %" PRId64 " の%d行目（画像番号 %.*s）による",
                                          inquiry_kind_labels[kind], a->sheet_no, a->line,
                                          (int)a->image_no.len, a->image_no.bytes));
}

enum err answers_waiting(struct store *s, int32_t year, int64_t known_at, struct arena *arena,
                         struct report *report, struct inquiry_answer **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_inquiry_answers_waiting);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "known_at", known_at);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct inquiry_answer *a = ARENA_PUSH(arena, *ret, *ret_count, capacity);
        *a = (struct inquiry_answer){.answer_no = query_i64(q, 0),
                                     .sheet_no = query_i64(q, 1),
                                     .line = (int)query_i64(q, 2),
                                     .received_on = date_none(),
                                     .image_no = text_copy(arena, query_text(q, 4)),
                                     .household_no = query_i64(q, 18)};
        bool is_day = date_from_ymd((int32_t)query_i64(q, 3), &a->received_on);
        assert(is_day);
        a->entry = (struct premium_income_entry){
            .addressee_no = query_i64(q, 19),
            .year = (int32_t)query_i64(q, 17),
            .income = {.state = INCOME_KNOWN, .given = (unsigned)query_i64(q, 5)}};
        for (size_t i = 0; i < ANSWER_AMOUNTS; i++) {
            *amount_of(&a->entry.income, i) = query_i64(q, 6 + (int)i);
        }
        answer_explain(a, (enum inquiry_kind)query_i64(q, 16), arena);
    }
    query_reset(q);
    return e;
}
