/*
 * 記号番号・枝番 -- which number a household gets (EL-51, EL-52).
 *
 * Rules   eligibility.md 1.7, 1.8, 5.4   Tables  card_series.tsv, eligibility_events.tsv
 *
 * Of each symbol only the highest number given is kept: above it numbers are free, up to it they are used
 * or retired, and a retired number is never given again. A symbol that is used up is followed by the next
 * row of the table; the number of digits does not change. A branch goes to one person and never returns.
 */
#include "eligibility/events.h"

static bool number_of(struct text t, int64_t *ret)
{
    char digits[24];
    size_t n = 0;

    for (size_t at = 0; at < t.len && n < sizeof(digits) - 1;) {
        uint32_t c = utf8_next(t.bytes, t.len, &at);
        c = c >= 0xFF10 && c <= 0xFF19 ? c - 0xFF10 + '0' : c;
        if (c < '0' || c > '9') {
            return false;
        }
        digits[n++] = (char)c;
    }
    return parse_i64(digits, n, 0, INT64_MAX, ret);
}

/* The highest number that any membership ever had under the symbol: asked once, for its first number. */
static enum err highest_of_facts(struct store *s, struct text symbol, struct arena *arena,
                                 struct report *report, int64_t *ret)
{
    struct query *q = store_scan(s, SQL_eligibility_fact_cards);
    bool row = false;
    enum err e;

    *ret = 0;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        int64_t number = 0;
        if (card_symbol_is(symbol, query_text(q, 0), arena) && number_of(query_text(q, 1), &number) &&
            number > *ret) {
            *ret = number;
        }
    }
    query_reset(q);
    return e;
}

static enum err highest_of(struct store *s, const struct series_row *series, struct arena *arena,
                           struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_eligibility_series_of);
    bool row = false;

    query_set_text(q, "symbol", series->symbol);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    if (e == ERR_NONE && !row) {
        e = highest_of_facts(s, series->symbol, arena, report, ret);
        *ret = *ret < series->first - 1 ? series->first - 1 : *ret;
    }
    return e;
}

static enum err highest_put(struct event_writer *w, struct text symbol, int64_t highest)
{
    struct query *q = store_query(w->store, SQL_eligibility_series_put);
    int64_t changed = 0;

    query_set_text(q, "symbol", symbol);
    query_set_i64(q, "highest", highest);
    return query_run(q, w->report, &changed);
}

enum err card_number_next(struct event_writer *w, const struct data_folder *folder, struct text *ret_symbol,
                          struct text *ret_number)
{
    struct series_row *rows = NULL;
    size_t count = 0;
    enum err e = card_series_rows(folder, w->arena, w->report, &rows, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        int64_t highest = 0;
        e = highest_of(w->store, &rows[i], w->arena, w->report, &highest);
        if (e != ERR_NONE || highest >= rows[i].last) {
            continue;
        }
        *ret_symbol = rows[i].symbol;
        *ret_number = text_of(arena_printf(w->arena, "%0*lld", rows[i].digits, (long long)(highest + 1)));
        return highest_put(w, rows[i].symbol, highest + 1);
    }
    return e == ERR_NONE
               ? report_fail(w->report, ERR_INPUT,
                             "記号番号が残っていません。params/municipal/%s/card_series.tsv に"
                             "新しい記号の行を加えてください。",
                             folder->municipality)
               : e;
}

static enum err branches_read(struct event_writer *w, struct query *q, bool is_fact, struct text symbol,
                              struct text number, int *ret)
{
    bool row = false;
    enum err e;

    card_spellings_set(q, number, w->arena);
    while ((e = query_step(q, w->report, &row)) == ERR_NONE && row) {
        int branch = is_fact ? card_branch_of(query_text(q, 2)) : (int)query_i64(q, 2);
        if (card_symbol_is(symbol, query_text(q, 1), w->arena) && branch > *ret) {
            *ret = branch;
        }
    }
    query_reset(q);
    return e;
}

enum err card_branch_next(struct event_writer *w, struct text symbol, struct text number, int *ret)
{
    int highest = 0;
    enum err e = branches_read(w, store_query(w->store, SQL_eligibility_fact_branches), true, symbol, number,
                               &highest);

    if (e == ERR_NONE) {
        e = branches_read(w, store_query(w->store, SQL_eligibility_event_branches), false, symbol, number,
                          &highest);
    }
    if (e == ERR_NONE && highest >= 99) {
      return report_fail(
          w->report, ERR_INPUT,
          "記号番号 %.*s %.*s "
          "の枝番は99まで使われています。世帯に新しい番号を付けてください。",
          (int)symbol.len, symbol.bytes, (int)number.len, number.bytes);
    }
    *ret = highest + 1;
    return e;
}

enum err household_number_next(struct event_writer *w, const struct data_folder *folder, int64_t *ret)
{
    int64_t p[EVENT_PARAMETERS], highest = 0;
    bool row = false;
    enum err e = event_parameters(folder, w->arena, w->report, p);

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(w->store, SQL_eligibility_household_highest);
    query_set_i64(q, "first", p[PARAMETER_HOUSEHOLD_FIRST] * 10);
    query_set_i64(q, "end", (p[PARAMETER_HOUSEHOLD_LAST] + 1) * 10);
    e = query_step(q, w->report, &row);
    if (e == ERR_NONE && row) {
        highest = query_i64(q, 0);
    }
    query_reset(q);
    int64_t serial = highest / 10 + 1 > p[PARAMETER_HOUSEHOLD_FIRST] ? highest / 10 + 1
                                                                     : p[PARAMETER_HOUSEHOLD_FIRST];
    for (; e == ERR_NONE && serial <= p[PARAMETER_HOUSEHOLD_LAST]; serial++) {
        for (int64_t digit = 0; digit <= 9; digit++) {
            if (addressee_number_check_digit_is_right(serial * 10 + digit)) {
                *ret = serial * 10 + digit;
                return ERR_NONE;
            }
        }
    }
    return e == ERR_NONE ? report_fail(w->report, ERR_INPUT,
                                       "国保世帯の番号（household_last_"
                                       "serial）が残っていません。")
                         : e;
}

/* ----------------------------------------------------------------------------------- 照会 ----- */

enum err eligibility_card_series(struct session *session, struct arena *arena, struct report *report,
                                 struct card_series **ret, size_t *ret_count)
{
    struct series_row *rows = NULL;
    int64_t p[EVENT_PARAMETERS];
    enum err e = card_series_rows(&session->folder, arena, report, &rows, ret_count);

    if (e == ERR_NONE) {
        e = event_parameters(&session->folder, arena, report, p);
    }
    *ret = ARENA_ARRAY(arena, struct card_series, *ret_count + 1);
    for (size_t i = 0; i < *ret_count && e == ERR_NONE; i++) {
        struct card_series *s = &(*ret)[i];
        *s = (struct card_series){.symbol = rows[i].symbol, .first = rows[i].first, .last = rows[i].last};
        e = highest_of(session->store, &rows[i], arena, report, &s->highest);
        int64_t given = s->highest < s->last ? s->highest - s->first + 1 : s->last - s->first + 1;
        s->used_percent = (int)(given * 100 / (s->last - s->first + 1));
        s->is_scarce = given * 100 >= p[PARAMETER_NUMBER_WARN] * (s->last - s->first + 1);
    }
    return e;
}

enum err eligibility_card_state(struct session *session, struct text symbol, struct text number,
                                struct arena *arena, struct report *report, enum card_state *ret)
{
    int64_t *persons = NULL;
    size_t count = 0;
    enum err e = eligibility_by_card(session->store, symbol, number, 0, 100, arena, report, &persons, &count);

    *ret = CARD_RETIRED;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct eligibility_membership *m = NULL;
        size_t n = 0;
        e = eligibility_memberships_of(session->store, persons[i], INT64_MAX, arena, report, &m, &n);
        for (size_t k = 0; k < n && e == ERR_NONE; k++) {
          bool is_it = card_symbol_is(symbol, m[k].card_symbol, arena) &&
                       text_equal(m[k].card_number, number);
          if (is_it &&
              date_before(session->folder.business_date, m[k].span.until)) {
            *ret = CARD_USED;
            }
        }
    }
    if (e == ERR_NONE && count == 0) {
        struct series_row *rows = NULL;
        size_t row_count = 0;
        int64_t n = 0, highest = 0;
        e = card_series_rows(&session->folder, arena, report, &rows, &row_count);
        for (size_t i = 0; i < row_count && e == ERR_NONE; i++) {
            if (text_equal(rows[i].symbol, symbol) && number_of(number, &n)) {
                e = highest_of(session->store, &rows[i], arena, report, &highest);
                *ret = n > highest ? CARD_FREE : CARD_RETIRED;
            }
        }
    }
    return e;
}
