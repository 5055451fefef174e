/*
 * 特別療養費 対象候補一覧 -- payers with a premium past a year, whom the measure would reach, and why
 * others are left out (EL-29; eligibility.md 15).
 */
#include "restriction/book.h"

#include "base/sorted.h"

#include <stdlib.h>

/* -------------------------------------------------------------------------- who owes long enough -- */

struct payers {
    struct arena *arena;
    const struct restriction_terms *terms;
    date on;
    int64_t *numbers;
    size_t count, capacity;
};

static enum err look(void *context, const struct collection_charge *c, struct report *report)
{
    struct payers *p = context;

    (void)report;
    if (collection_unpaid(c) > 0 &&
        date_at_most(restriction_reached_on(c->due, &p->terms->special_months), p->on)) {
        *ARENA_PUSH(p->arena, p->numbers, p->count, p->capacity) = c->payer_no;
    }
    return ERR_NONE;
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

static enum err read_payers(struct session *s, struct payers *p, struct report *report)
{
    enum err e = collection_each_charge(s->store, 0, INT16_MAX, look, p, report);
    size_t kept = 0;

    if (e == ERR_NONE && p->count > 0) {
        qsort(p->numbers, p->count, sizeof(*p->numbers), by_number);
        for (size_t i = 0; i < p->count; i++) {
            if (kept == 0 || p->numbers[kept - 1] != p->numbers[i]) {
                p->numbers[kept++] = p->numbers[i];
            }
        }
    }
    p->count = kept;
    return e;
}

/* ------------------------------------------------------------------------------------- rows ----- */

enum judged { JUDGED_CANDIDATE, JUDGED_LEFT_OUT, JUDGED_UNDER_WAY };
static const char *const judged_labels[] = {"候補", "対象外", "手続中", NULL};

static enum judged judge(const struct restriction_facts *f, const struct restriction_step *newest,
                         const char **ret_why)
{
    *ret_why = "";
    if (newest != NULL && !restriction_is_over(newest->move)) {
        *ret_why = restriction_move_labels[newest->move];
        return JUDGED_UNDER_WAY;
    }
    *ret_why = f->over_special == 0 ? "速報で納付"
               : !f->is_head        ? "いまは世帯主でない"
               : f->circumstance != NULL
                   ? restriction_code_label(NOTIFIED_CIRCUMSTANCE, f->circumstance->code)
               : f->covered_count == 0 ? "対象になる被保険者がいない"
               : f->has_stay           ? "猶予・執行停止・分納"
                                       : "";
    if ((*ret_why)[0] != '\0') {
        return JUDGED_LEFT_OUT;
    }
    *ret_why = f->contact_count + f->letter_count == 0 ? "勧奨・相談の記録がない" : "";
    return JUDGED_CANDIDATE;
}

static void count_left_out(const struct restriction_facts *f, int64_t ret[LEFT_OUTS])
{
    for (size_t i = 0; i < f->member_count; i++) {
        ret[f->members[i].left_out] += f->members[i].is_insured;
    }
}

static enum err write_payer(struct session *s, int64_t payer_no, date on, const struct output_value *wanted,
                            struct output_sink *sink, struct arena *unit, struct report *report)
{
    struct restriction_facts f;
    struct restriction_step *steps = NULL;
    struct addressee who;
    size_t step_count = 0;
    int64_t members[LEFT_OUTS] = {0};
    const char *why;
    enum err e =
        addressee_by_no(s->store, payer_no, (struct as_of){on, INT64_MAX}, unit, report, &who);

    e = e == ERR_NONE ? restriction_facts_of(s, payer_no, on, unit, report, &f) : e;
    e = e == ERR_NONE
            ? restriction_steps_of(s->store, payer_no, INT64_MAX, unit, report, &steps, &step_count)
            : e;
    if (e != ERR_NONE) {
        return e;
    }
    enum judged judged = judge(&f, restriction_newest(steps, step_count, RESTRICT_SPECIAL), &why);
    if (wanted->is_given && wanted->choice != (size_t)judged) {
        return ERR_NONE;
    }
    count_left_out(&f, members);
    output_i64(sink, payer_no);
    output_text(sink, who.name);
    output_i64(sink, f.household_no);
    output_text(sink, text_of(judged_labels[judged]));
    output_text(sink, text_of(why));
    output_day(sink, f.charge_count > 0 ? f.charges[0].due : date_none());
    output_i64(sink, (int64_t)f.over_special);
    output_i64(sink, f.owed_over_special);
    output_i64(sink, f.owed);
    output_i64(sink, members[LEFT_OUT_NOT]);
    output_i64(sink, members[LEFT_OUT_CHILD]);
    output_i64(sink, members[LEFT_OUT_PUBLIC]);
    output_i64(sink, (int64_t)f.contact_count);
    output_i64(sink, (int64_t)f.letter_count);
    output_day(sink, f.last_effort);
    return output_row(sink, payer_no, who.is_restricted, report);
}

static enum err write(struct session *s, const struct output_value *values, struct arena *arena,
                      struct output_sink *sink, struct report *report)
{
    struct restriction_terms terms;
    struct payers p = {.arena = arena, .terms = &terms, .on = s->folder.business_date};
    enum err e = restriction_terms_load(s, p.on, arena, report, &terms);

    e = e == ERR_NONE ? read_payers(s, &p, report) : e;
    for (size_t i = 0; i < p.count && e == ERR_NONE; i++) {
        struct arena *unit = arena_new("候補の1人", (size_t)16 << 20);
        e = write_payer(s, p.numbers[i], p.on, &values[0], sink, unit, report);
        arena_free(unit);
    }
    return e;
}

static const struct output_column columns[] = {
    {.label = "宛名番号"},
    {.label = "氏名"},
    {.label = "世帯番号"},
    {.label = "判定"},
    {.label = "理由・段階"},
    {.label = "いちばん古い納期限"},
    {.label = "1年を過ぎた期の数", .is_number = true},
    {.label = "1年を過ぎた未納の額", .is_number = true},
    {.label = "未納の額", .is_number = true},
    {.label = "対象になる人", .is_number = true},
    {.label = "除かれる子ども", .is_number = true},
    {.label = "除かれる公費負担医療", .is_number = true},
    {.label = "折衝の記録", .is_number = true},
    {.label = "催告", .is_number = true},
    {.label = "最後の勧奨・相談"},
};
static const struct output_word words[] = {
    {.name = "判定", .type = OUTPUT_WORD_CHOICE, .choices = judged_labels}};
const struct output_list output_list_restriction = {
    .name = "restriction-candidates",
    .label = "特別療養費の対象候補",
    .help = "納期限から1年を過ぎた未納の保険料がある納付義務者と、措置の対象になるか、ならない理由",
    .permission = PERM_ELIGIBILITY_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = COUNT_OF(words),
    .criteria_help = "判定=候補",
    .write = write,
};
