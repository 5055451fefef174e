/* 減免の行 -- read for the facts of an assessment, and with the decisions that came after them (LV-11). */
#include "premium/remission.h"

#include "premium/premium.h"

enum {
    AT_NO,
    AT_YEAR,
    AT_HOUSEHOLD,
    AT_PAYER,
    AT_APPLIED_ON,
    AT_GROUND,
    AT_LAW,
    AT_OUTCOME,
    AT_PATTERN,
    AT_PARTS,
    AT_AMOUNT,
    AT_RATE,
    AT_MONTHS,
    AT_INSTALMENTS,
    AT_ENDS_ON,
    AT_DECIDED_ON,
    AT_WORDS,
    AT_CHANGE,
    AT_RECORDED_AT,
    AT_SUPERSEDED_AT,
    AT_DECIDED_VERSION,
    AT_OTHER_VERSION,
};

bool remission_instalments_parse(struct text typed, yen ret[INSTALMENTS_MAX], const char **ret_words)
{
    bool is_any = false;
    memset(ret, 0, INSTALMENTS_MAX * sizeof(ret[0]));
    for (size_t at = 0; at < typed.len;) {
        int64_t number[2] = {0, 0};
        while (at < typed.len && (typed.bytes[at] == ' ' || typed.bytes[at] == ',')) {
            at++;
        }
        for (int i = 0; i < 2 && at < typed.len; i++) {
            size_t from = at;
            while (at < typed.len && typed.bytes[at] >= '0' && typed.bytes[at] <= '9') {
                at++;
            }
            if (!parse_i64(typed.bytes + from, at - from, 1,
                           i == 0 ? INSTALMENTS_MAX : YEN_MAX, &number[i]) ||
                (i == 0 && (at >= typed.len || typed.bytes[at++] != '='))) {
              *ret_words =
                  "「期=円」を空白で区切って入れてください。例: 5=3000 6=3000";
              return false;
            }
        }
        if (number[0] != 0) {
            if (ret[number[0] - 1] != 0) {
                *ret_words = "同じ期が2度あります";
                return false;
            }
            ret[number[0] - 1] = number[1];
            is_any = true;
        }
    }
    *ret_words = is_any ? "" : "減免する期と額を入れてください。例: 5=3000 6=3000";
    return is_any;
}

static void rule_of(const struct query *q, struct premium_remission *ret)
{
    const char *words;
    *ret = (struct premium_remission){
        .id = query_i64(q, AT_NO),
        .pattern = (enum remission_pattern)query_i64(q, AT_PATTERN),
        .parts = (unsigned)query_i64(q, AT_PARTS),
        .amount = query_i64(q, AT_AMOUNT),
        .rate = query_i64(q, AT_RATE),
        .months = (uint16_t)query_i64(q, AT_MONTHS),
    };
    if (ret->pattern == REMISSION_INSTALMENTS) {
        bool is_read = remission_instalments_parse(query_text(q, AT_INSTALMENTS), ret->instalments, &words);
        assert(is_read); /* written as it was checked */
    }
}

static enum err load(struct fact_table *t, struct query *q, struct report *report)
{
    bool row;
    enum err e;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct remission_row *r =
            ARENA_PUSH(t->arena, t->remissions, t->remission_count, t->remission_capacity);
        r->household_no = query_i64(q, AT_HOUSEHOLD);
        r->payer_no = query_i64(q, AT_PAYER);
        rule_of(q, &r->rule);
    }
    query_reset(q);
    return e;
}

enum err remissions_load(struct fact_table *t, struct store *s, fiscal_year fy, int64_t known_at,
                         struct report *report)
{
    struct query *q = store_query(s, SQL_premium_remission_scan);
    query_set_i64(q, "fiscal_year", fy.first_year);
    query_set_i64(q, "known_at", known_at);
    return load(t, q, report);
}

enum err remissions_load_households(struct fact_table *t, struct store *s, fiscal_year fy, int64_t known_at,
                                    const int64_t *households, size_t count, struct report *report)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; i < count && e == ERR_NONE; i += QUERY_NUMBERS) {
        struct query *q = store_query(s, SQL_premium_remission_of);
        query_set_i64(q, "fiscal_year", fy.first_year);
        query_set_numbers(q, households + i, count - i < QUERY_NUMBERS ? count - i : QUERY_NUMBERS);
        query_set_i64(q, "known_at", known_at);
        e = load(t, q, report);
    }
    return e;
}

/* ------------------------------------------------------------------------------------ looks --- */

static date day_of(const struct query *q, int column)
{
    date d = date_none();
    if (query_i64(q, column) != 0) {
        bool is_day = date_from_ymd((int32_t)query_i64(q, column), &d);
        assert(is_day);
    }
    return d;
}

enum err premium_remissions(struct store *s, int32_t year, int64_t household_no, struct arena *arena,
                            struct report *report, struct premium_remission_look **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_premium_remission_all);
    struct premium_remission_look *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;
    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "household_no", household_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct premium_remission_look *r = ARENA_PUSH(arena, list, count, capacity);
        *r = (struct premium_remission_look){
            .year = (int32_t)query_i64(q, AT_YEAR),
            .household_no = query_i64(q, AT_HOUSEHOLD),
            .payer_no = query_i64(q, AT_PAYER),
            .applied_on = day_of(q, AT_APPLIED_ON),
            .ground = text_copy(arena, query_text(q, AT_GROUND)).bytes,
            .law = text_copy(arena, query_text(q, AT_LAW)).bytes,
            .is_granted = query_i64(q, AT_OUTCOME) == 1,
            .instalments = text_copy(arena, query_text(q, AT_INSTALMENTS)).bytes,
            .ends_on = day_of(q, AT_ENDS_ON),
            .decided_on = day_of(q, AT_DECIDED_ON),
            .words = text_copy(arena, query_text(q, AT_WORDS)).bytes,
            .is_ended = query_i64(q, AT_SUPERSEDED_AT) != INT64_MAX,
            .decided_version = (int32_t)query_i64(q, AT_DECIDED_VERSION),
            .other_version = (int32_t)query_i64(q, AT_OTHER_VERSION),
        };
        rule_of(q, &r->rule);
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}
