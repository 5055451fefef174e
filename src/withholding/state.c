/* 特別徴収の状況 -- rows of withholding_state: read, and put in the place of what stood. */
#include "withholding/state.h"

const char *const withholding_state_labels[WITHHOLDING_STATES] = {
    "", "候補", "対象外", "依頼中", "継続", "中止依頼中", "中止", "不可",
};

const char *withholding_bar_words(struct arena *arena, unsigned bars)
{
    const char *words = "";

    for (int i = 0; i < WITHHOLDING_BARS; i++) {
        if ((bars & 1u << i) != 0) {
            words = arena_printf(arena, "%s%s%s", words, words[0] != '\0' ? "、" : "",
                                 withholding_bar_labels[i]);
        }
    }
    return words;
}

static date day_of(int64_t ymd)
{
    date d;
    bool is_day = date_from_ymd((int32_t)ymd, &d);
    assert(is_day); /* as we wrote it */
    return d;
}

static void read_row(const struct query *q, struct withholding_look *ret)
{
    *ret = (struct withholding_look){
        .year = (int32_t)query_i64(q, 0),
        .household_no = query_i64(q, 1),
        .payer_no = query_i64(q, 2),
        .from = day_of(query_i64(q, 3)),
        .until = day_of(query_i64(q, 4)),
        .state = (enum withholding_state)query_i64(q, 5),
        .bars = (unsigned)query_i64(q, 6),
        .pensioner_no = query_i64(q, 7),
        .yearly = query_i64(q, 8),
    };
    for (int i = 0; i < WITHHOLDING_PAYS; i++) {
        ret->amounts.pays[i] = query_i64(q, 9 + i);
    }
    ret->amounts.ordinary = query_i64(q, 9 + WITHHOLDING_PAYS);
    ret->amounts.excess = query_i64(q, 10 + WITHHOLDING_PAYS);
}

static enum err read_all(struct query *q, struct arena *arena, struct report *report,
                         struct withholding_look **ret, size_t *ret_count)
{
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        read_row(q, ARENA_PUSH(arena, *ret, *ret_count, capacity));
    }
    query_reset(q);
    return e;
}

enum err states_of_year(struct store *s, int32_t year, struct arena *arena, struct report *report,
                        struct withholding_look **ret, size_t *ret_count)
{
    struct query *q = store_scan(s, SQL_withholding_state_of_year);

    query_set_i64(q, "fiscal_year", year);
    return read_all(q, arena, report, ret, ret_count);
}

enum err withholding_of_household(struct store *s, int64_t household_no, int64_t known_at,
                                  struct arena *arena, struct report *report, struct withholding_look **ret,
                                  size_t *ret_count)
{
    struct query *q = store_query(s, SQL_withholding_state_of_household);

    query_set_i64(q, "household_no", household_no);
    query_set_i64(q, "known_at", known_at);
    return read_all(q, arena, report, ret, ret_count);
}

enum err state_of_pensioner(struct store *s, int32_t year, int64_t pensioner_no, struct arena *arena,
                            struct report *report, struct withholding_look *ret)
{
    struct query *q = store_query(s, SQL_withholding_state_of_pensioner);
    struct withholding_look *all;
    size_t count;

    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "pensioner_no", pensioner_no);
    enum err e = read_all(q, arena, report, &all, &count);
    *ret = count > 0 ? all[0] : (struct withholding_look){0};
    return e;
}

static enum err add(struct store *s, const struct withholding_look *row, const struct state_cause *cause,
                    struct report *report)
{
    static const char *const pays[WITHHOLDING_PAYS] = {"pay_1", "pay_2", "pay_3",
                                                       "pay_4", "pay_5", "pay_6"};
    struct query *q = store_query(s, SQL_withholding_state_add);
    int64_t changed;

    query_set_i64(q, "fiscal_year", row->year);
    query_set_i64(q, "household_no", row->household_no);
    query_set_i64(q, "payer_no", row->payer_no);
    query_set_i64(q, "valid_from", date_ymd(row->from));
    query_set_i64(q, "recorded_at", cause->recorded_at);
    query_set_i64(q, "valid_until", date_ymd(row->until));
    query_set_i64(q, "state", row->state);
    query_set_i64(q, "bars", row->bars);
    query_set_i64(q, "pensioner_no", row->pensioner_no);
    query_set_i64(q, "yearly", row->yearly);
    for (int i = 0; i < WITHHOLDING_PAYS; i++) {
        query_set_i64(q, pays[i], row->amounts.pays[i]);
    }
    query_set_i64(q, "ordinary", row->amounts.ordinary);
    query_set_i64(q, "excess", row->amounts.excess);
    query_set_text(q, "cause_kind", text_of(cause->kind));
    query_set_i64(q, "cause_no", cause->no);
    return query_run(q, report, &changed);
}

enum err state_end(struct store *s, const struct withholding_look *was, date on,
                   const struct state_cause *cause, struct report *report)
{
    struct query *q = store_query(s, SQL_withholding_state_close);
    int64_t changed = 0;

    query_set_i64(q, "fiscal_year", was->year);
    query_set_i64(q, "household_no", was->household_no);
    query_set_i64(q, "payer_no", was->payer_no);
    query_set_i64(q, "recorded_at", cause->recorded_at);
    enum err e = query_run(q, report, &changed);
    assert(e != ERR_NONE || changed == 1);
    if (e == ERR_NONE && date_before(was->from, on)) {
        struct withholding_look before = *was;
        before.until = on;
        e = add(s, &before, cause, report);
    }
    return e;
}

enum err state_put(struct store *s, const struct withholding_look *was, const struct withholding_look *to,
                   const struct state_cause *cause, struct report *report)
{
    enum err e = was != NULL ? state_end(s, was, to->from, cause, report) : ERR_NONE;

    return e == ERR_NONE ? add(s, to, cause, report) : e;
}
