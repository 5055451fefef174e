/*
 * 払込の照合 -- the channels' data, the trustee's statement and the bank's sheet of one 払込日 beside each
 * other.
 *
 * Rules    payment_formats.md 9.5, 10.5, 12. With a card the trustee owes the whole of the data (売上金額)
 * and the bank gets that, or that less the fee, as the contract says (payin.tsv); else the bank gets the
 * data.
 */
#include "payin/settings.h"

const char *const payin_result_labels[PAYIN_RESULTS] = {[PAYIN_AGREES] = "一致",
                                                        [PAYIN_WAITS] = "払込待ち",
                                                        [PAYIN_DIFFERS] = "相違",
                                                        [PAYIN_NO_MONEY] = "払込なし",
                                                        [PAYIN_NO_DATA] = "収納データなし"};

static const char *const reasons[] = {[1] = "相手先に請求中",
                                      [2] = "ほかの日の払込に含まれる",
                                      [3] = "収納データの訂正を待つ",
                                      [4] = "手数料の差引き",
                                      [5] = "その他"};

enum { SOURCE_SHEET = 1, SOURCE_AGENT = 2 };

struct comparing {
    struct session *session;
    struct arena *arena;
    struct report *report;
    int64_t from, until; /* yyyymmdd */
    struct payin_day *days;
    size_t count, capacity;
};

static date day_of(int64_t ymd)
{
    date d;
    return ymd != 0 && date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

static int by_day(const void *a, const void *b)
{
    const struct payin_day *x = a, *y = b;
    return x->day.day != y->day.day ? (x->day.day > y->day.day) - (x->day.day < y->day.day)
                                    : (int)x->channel - (int)y->channel;
}

static struct payin_day *add_row(struct comparing *c, date day, int channel)
{
    struct payin_day *d = ARENA_PUSH(c->arena, c->days, c->count, c->capacity);

    *d = (struct payin_day){.day = day,
                            .channel = (enum collection_channel)channel,
                            .words = "",
                            .reason = "",
                            .settled_words = "",
                            .section = "",
                            .wait_until = date_none()};
    return d;
}

/* Among the first `sorted` rows. */
static struct payin_day *find(const struct comparing *c, size_t sorted, date day, int channel)
{
    const struct payin_day key = {.day = day, .channel = (enum collection_channel)channel};
    return sorted > 0 ? bsearch(&key, c->days, sorted, sizeof(*c->days), by_day) : NULL;
}

static enum err read_data(struct comparing *c)
{
    struct collection_paid_in_row *rows;
    size_t count;
    enum err e = collection_paid_in(c->session->store, day_of(c->from), day_of(c->until), c->arena,
                                    c->report, &rows, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct payin_day *d = add_row(c, rows[i].day, (int)rows[i].channel);
        d->items = rows[i].count;
        d->amount = rows[i].amount;
    }
    return e;
}

static void set_span(struct query *q, const struct comparing *c)
{
    query_set_i64(q, "from", c->from);
    query_set_i64(q, "until", c->until);
}

/* Data comes by day and channel, each once; so does money, the trustee's beside the bank's. */
static enum err read_money(struct comparing *c)
{
    struct query *q = store_query(c->session->store, SQL_payin_money_by_day);
    size_t sorted = c->count;
    bool row;
    enum err e;

    set_span(q, c);
    while ((e = query_step(q, c->report, &row)) == ERR_NONE && row) {
        date day = day_of(query_i64(q, 0));
        int channel = (int)query_i64(q, 1);
        struct payin_day *d = find(c, sorted, day, channel), *last = c->days + c->count;
        if (d == NULL) {
            bool is_last =
                c->count > sorted && date_equal(last[-1].day, day) && (int)last[-1].channel == channel;
            d = is_last ? last - 1 : add_row(c, day, channel);
        }
        if (query_i64(q, 2) == SOURCE_AGENT) {
            d->has_agent = true;
            d->agent_items = query_i64(q, 3);
            d->gross = query_i64(q, 4);
            d->fee = query_i64(q, 5);
            d->net = query_i64(q, 6);
        } else {
            d->has_sheet = true;
            d->sheet_items = query_i64(q, 3);
            d->sheet_amount = query_i64(q, 6);
        }
    }
    query_reset(q);
    return e;
}

/* ------------------------------------------------------------------------------- judging ------ */

static void differs(struct comparing *c, struct payin_day *d, enum payin_result result, const char *left,
                    const char *right, yen expected, yen told)
{
    char a[32], b[32];

    yen_format(expected, a, sizeof(a));
    yen_format(told, b, sizeof(b));
    d->result = result;
    d->difference = told - expected;
    d->words = arena_printf(c->arena, "%s %s円、%s %s円", left, a, right, b);
}

static const char words_data[] = "収納データ", words_agent[] = "受託者の払込明細",
                  words_sheet[] = "払込内訳";

/* False: nothing more is to be compared. */
static bool judge_agent(struct comparing *c, struct payin_day *d, bool is_late)
{
    if (!d->has_agent) {
        if (d->items != 0 || d->amount != 0) {
            differs(c, d, is_late ? PAYIN_NO_MONEY : PAYIN_WAITS, words_data, words_agent, d->amount, 0);
            return false;
        }
        return true;
    }
    if (d->items == 0 && d->amount == 0 && (d->agent_items != 0 || d->gross != 0)) {
        differs(c, d, PAYIN_NO_DATA, words_data, words_agent, 0, d->gross);
        return false;
    }
    if (d->gross != d->amount || d->agent_items != d->items) {
        differs(c, d, PAYIN_DIFFERS, arena_printf(c->arena, "%s %lld件", words_data, (long long)d->items),
                arena_printf(c->arena, "%s %lld件", words_agent, (long long)d->agent_items), d->amount,
                d->gross);
        return false;
    }
    return true;
}

/* What the bank has to have: the data, or what the trustee said it pays in. */
static void judge_sheet(struct comparing *c, struct payin_day *d, const struct payin_rule *rule,
                        bool is_late)
{
    bool by_agent = rule->has_agent && d->has_agent;
    yen expected = !by_agent ? d->amount : rule->fee_deducted ? d->net : d->gross;
    const char *whose = by_agent ? words_agent : words_data;

    if (!d->has_sheet) {
        if (expected != 0) {
            differs(c, d, is_late ? PAYIN_NO_MONEY : PAYIN_WAITS, whose, words_sheet, expected, 0);
        }
    } else if (expected == 0 && d->items == 0 && (d->sheet_items != 0 || d->sheet_amount != 0)) {
        differs(c, d, PAYIN_NO_DATA, whose, words_sheet, 0, d->sheet_amount);
    } else if (d->sheet_amount != expected) {
        differs(c, d, PAYIN_DIFFERS, whose, words_sheet, expected, d->sheet_amount);
    } else if (!by_agent && d->sheet_items != d->items) {
        differs(c, d, PAYIN_DIFFERS, arena_printf(c->arena, "%s %lld件", whose, (long long)d->items),
                arena_printf(c->arena, "%s %lld件", words_sheet, (long long)d->sheet_items), expected,
                d->sheet_amount);
    }
}

static enum err judge_all(struct comparing *c)
{
    struct payin_settings settings;
    date today = c->session->folder.business_date;
    size_t kept = 0;
    enum err e = ERR_NONE;

    if (c->count > 0) { /* a municipality without such channels has no table of them */
        e = payin_settings_load(&c->session->folder, c->arena, c->report, &settings);
    }
    for (size_t i = 0; i < c->count && e == ERR_NONE; i++) {
        struct payin_day *d = &c->days[i];
        struct payin_rule rule;
        e = payin_rule_on(&settings, (int)d->channel, d->day, c->report, &rule);
        if (e != ERR_NONE || !rule.is_compared) {
            continue; /* counters and acts of ours: their money is in the 日計 */
        }
        bool is_late = date_before(date_add_days(d->day, rule.wait_days), today);
        d->result = PAYIN_AGREES;
        d->section = rule.section;
        if (!rule.has_agent || judge_agent(c, d, is_late)) {
            judge_sheet(c, d, &rule, is_late);
        }
        c->days[kept++] = *d;
    }
    c->count = kept;
    return e;
}

/* --------------------------------------------------------------------- what clerks have said -- */

/* It counts while the figures are those that were seen. */
static enum err read_settled(struct comparing *c)
{
    struct query *q = store_query(c->session->store, SQL_payin_settlements);
    date today = c->session->folder.business_date;
    bool row;
    enum err e;

    set_span(q, c);
    while ((e = query_step(q, c->report, &row)) == ERR_NONE && row) {
        struct payin_day *d = find(c, c->count, day_of(query_i64(q, 0)), (int)query_i64(q, 1));
        if (d == NULL || d->amount != query_i64(q, 5) || d->gross != query_i64(q, 6) ||
            d->sheet_amount != query_i64(q, 7)) {
            continue;
        }
        struct text words = query_text(q, 3);
        d->reason = reasons[query_i64(q, 2)];
        d->settled_words = arena_copy(c->arena, words.bytes, words.len);
        d->wait_until = day_of(query_i64(q, 4));
        d->is_settled = date_is_none(d->wait_until) || date_at_most(today, d->wait_until);
    }
    query_reset(q);
    return e;
}

enum err payin_days(struct session *session, date from, date until, struct arena *arena,
                    struct report *report, struct payin_day **ret, size_t *ret_count)
{
    struct comparing c = {.session = session,
                          .arena = arena,
                          .report = report,
                          .from = date_is_none(from) ? 19000101 : date_ymd(from),
                          .until = date_is_none(until) ? 99991231 : date_ymd(until)};
    enum err e = read_data(&c);

    if (e == ERR_NONE) {
        e = read_money(&c);
    }
    if (e == ERR_NONE) {
        e = judge_all(&c);
    }
    if (e == ERR_NONE && c.count > 1) {
        qsort(c.days, c.count, sizeof(*c.days), by_day);
    }
    if (e == ERR_NONE) {
        e = read_settled(&c);
    }
    *ret = c.days;
    *ret_count = c.count;
    return e;
}
