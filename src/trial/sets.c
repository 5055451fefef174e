/* 料率の組 -- a set of rates as a word, percents as people write them, and the
 * trials that are kept (LV-23). */
#include "trial/trial.h"

#define NAME_MAX_BYTES 120
#define NOTE_MAX_BYTES 2000
#define NUMBERS 6

static void numbers_of(const struct ward_rates *r, int p, int64_t ret[NUMBERS])
{
    ret[0] = r->parts[p].income_rate;
    ret[1] = r->parts[p].asset_rate;
    ret[2] = r->parts[p].per_capita;
    ret[3] = r->parts[p].adult;
    ret[4] = r->parts[p].per_household;
    ret[5] = r->parts[p].cap == PREMIUM_NO_CAP ? -1 : r->parts[p].cap;
}

void trial_rates_write(const struct ward_rates *rates, struct textbuf *to)
{
    for (int p = 0; p < LEVY_PARTS; p++) {
        int64_t numbers[NUMBERS];
        numbers_of(rates, p, numbers);
        textbuf_puts(to, p == 0 ? "" : ".");
        if (!rates->parts[p].is_levied) {
            textbuf_puts(to, "-");
            continue;
        }
        for (int k = 0; k < NUMBERS; k++) {
            textbuf_printf(to, "%s%lld", k == 0 ? "" : "_", (long long)numbers[k]);
        }
    }
    textbuf_puts(to, rates->is_unreduced ? "U" : "");
}

static bool part_parse(const char *bytes, size_t len, struct ward_rates *r, int p)
{
    static const int64_t most[NUMBERS] = {1000000, 1000000, 10000000, 10000000, 10000000, 100000000};
    int64_t numbers[NUMBERS];
    size_t at = 0;

    r->parts[p].is_levied = !(len == 1 && bytes[0] == '-');
    r->parts[p].cap = PREMIUM_NO_CAP;
    if (!r->parts[p].is_levied) {
        return true;
    }
    for (int k = 0; k < NUMBERS; k++) {
        size_t n = 0;
        while (at + n < len && bytes[at + n] != '_') {
            n++;
        }
        if (!parse_i64(bytes + at, n, k == NUMBERS - 1 ? -1 : 0, most[k], &numbers[k]) ||
            (at + n < len) != (k < NUMBERS - 1)) {
            return false;
        }
        at += n + 1;
    }
    r->parts[p].income_rate = numbers[0];
    r->parts[p].asset_rate = numbers[1];
    r->parts[p].per_capita = numbers[2];
    r->parts[p].adult = numbers[3];
    r->parts[p].per_household = numbers[4];
    r->parts[p].cap = numbers[5] < 0 ? PREMIUM_NO_CAP : numbers[5];
    return true;
}

bool trial_rates_parse(struct text word, struct ward_rates *ret)
{
    struct ward_rates r = {.is_unreduced = word.len > 0 && word.bytes[word.len - 1] == 'U'};
    size_t len = word.len - r.is_unreduced, at = 0;

    for (int p = 0; p < LEVY_PARTS; p++) {
        size_t n = 0;
        while (at + n < len && word.bytes[at + n] != '.') {
            n++;
        }
        if (!part_parse(word.bytes + at, n, &r, p) || (at + n < len) != (p < LEVY_PARTS - 1)) {
            return false;
        }
        at += n + 1;
    }
    *ret = r;
    return true;
}

bool trial_percent_parse(struct text typed, int64_t *ret_millionths)
{
    int64_t value = 0, scale = 10000;
    size_t at = 0, digits = 0;
    bool is_behind = false, is_done = false;

    while (at < typed.len) {
        uint32_t c = utf8_next(typed.bytes, typed.len, &at);
        c = c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c;
        if (is_done) {
            return false; /* nothing stands behind the sign */
        }
        if (c == '%' && digits > 0) {
            is_done = true;
        } else if (c == '.' && digits > 0 && !is_behind) {
            is_behind = true;
        } else if (c >= '0' && c <= '9' && digits < 8 && !(is_behind && scale == 1)) {
            scale /= is_behind ? 10 : 1;
            value =
                is_behind ? value + (int64_t)(c - '0') * scale : value * 10 + (int64_t)(c - '0') * 10000;
            digits++;
        } else {
            return false;
        }
    }
    if (digits == 0 || value > 1000000) {
        return false;
    }
    *ret_millionths = value;
    return true;
}

const char *trial_percent(int64_t millionths, struct arena *arena)
{
    int64_t whole = millionths / 10000, part = millionths % 10000;

    return part % 100 == 0 ? arena_printf(arena, "%lld.%02lld", (long long)whole, (long long)part / 100)
                           : arena_printf(arena, "%lld.%04lld", (long long)whole, (long long)part);
}

int trial_permille(ward_sum part, ward_sum whole)
{
    return whole == 0 ? 0 : (int)((part * 1000 + whole / 2) / whole);
}

/* ------------------------------------------------------------------------------------- kept ---- */

static enum err save_row(struct session *s, const struct trial_ward *ward, struct text name,
                         struct text note, struct text words, yen total, struct report *report,
                         int64_t *ret_trial_no)
{
    int64_t number = 0, changed;
    bool row = false;
    struct query *q = store_query(s->store, SQL_trial_saved_next);
    enum err e = query_step(q, report, &row);

    if (e == ERR_NONE && row) {
        number = query_i64(q, 0);
    }
    query_reset(q);
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(s->store, SQL_trial_saved_add);
    query_set_i64(q, "trial_no", number);
    query_set_i64(q, "fiscal_year", ward->year);
    query_set_i64(q, "known_at", ward->known_at);
    query_set_i64(q, "on_day", date_ymd(ward->on));
    query_set_text(q, "digest", text_of(ward->digest));
    query_set_text(q, "name", name);
    query_set_text(q, "note", note);
    query_set_text(q, "sets", words);
    query_set_i64(q, "total", total);
    query_set_text(q, "maker", text_of(s->operator.id));
    query_set_i64(q, "made_at", clock_now_ms());
    *ret_trial_no = number;
    return query_run(q, report, &changed);
}

enum err trial_save(struct session *s, const struct trial_ward *ward, struct text name, struct text note,
                    const struct ward_rates *sets, size_t set_count, struct report *report,
                    int64_t *ret_trial_no)
{
    struct textbuf words;
    struct ward_totals totals;
    struct arena *arena = arena_new("試算の保存", (size_t)64 << 20);

    assert(set_count >= 1 && set_count <= TRIAL_SETS_MAX);
    if (name.len == 0 || name.len > NAME_MAX_BYTES || note.len > NOTE_MAX_BYTES) {
        arena_free(arena);
        return report_fail(report, ERR_INPUT, "試算の名前を40字までで入れてください。メモは600字までです");
    }
    premium_ward_assess(ward->law, &ward->w, &sets[0], &totals, ARENA_ARRAY(arena, yen, ward->w.count + 1),
                        NULL);
    textbuf_init(&words, 2048);
    for (size_t i = 0; i < set_count; i++) {
        textbuf_puts(&words, i == 0 ? "" : " ");
        trial_rates_write(&sets[i], &words);
    }
    enum err e = store_begin(s->store, report);
    if (e == ERR_NONE) {
        e = save_row(s, ward, name, note, textbuf_text(&words), totals.total, report,
                     ret_trial_no);
        if (e == ERR_NONE) {
            e = store_commit(s->store, report);
        } else {
            store_rollback(s->store);
        }
    }
    textbuf_done(&words);
    arena_free(arena);
    return e;
}

enum err trial_saved_all(struct store *s, int32_t year, struct arena *arena, struct report *report,
                         struct trial_saved **ret, size_t *ret_count)
{
    struct trial_saved *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;
    struct query *q = store_query(s, SQL_trial_saved_of_year);

    query_set_i64(q, "fiscal_year", year);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct trial_saved *t = ARENA_PUSH(arena, items, count, capacity);
        *t = (struct trial_saved){.trial_no = query_i64(q, 0),
                                  .year = year,
                                  .known_at = query_i64(q, 1),
                                  .digest = text_copy(arena, query_text(q, 3)),
                                  .name = text_copy(arena, query_text(q, 4)),
                                  .note = text_copy(arena, query_text(q, 5)),
                                  .sets = text_copy(arena, query_text(q, 6)),
                                  .total = query_i64(q, 7),
                                  .maker = text_copy(arena, query_text(q, 8)),
                                  .made_at = query_i64(q, 9)};
        if (!date_from_ymd((int32_t)query_i64(q, 2), &t->on)) {
            t->on = date_none();
        }
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = items;
        *ret_count = count;
    }
    return e;
}

const struct store_table trial_tables[] = {
    {"trial_saved", "trial_no, fiscal_year, known_at, on_day, digest, name, note, sets, total, maker"}};
const size_t trial_table_count = COUNT_OF(trial_tables);
