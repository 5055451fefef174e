/*
 * 払込の取込み -- the bank's sheet by channel (払込内訳) and the card trustee's statement (払込明細):
 * money, no receipts (payment_formats.md 12, 15). What a later file says of the same day takes the place of
 * what stood.
 */
#include "payin/payin.h"

enum { SOURCE_SHEET = 1, SOURCE_AGENT = 2 };
enum {
    CELL_DAY,
    CELL_CHANNEL,
    CELL_FROM,
    CELL_UNTIL,
    CELL_LABEL,
    CELL_ITEMS,
    CELL_GROSS,
    CELL_FEE,
    CELL_NET,
    CELLS
};

struct taking {
    struct arena *arena;
    int source;
    size_t at[CELLS]; /* SIZE_MAX: this file does not tell it */
    int64_t last;     /* number given */
    int64_t rows;
    yen money;
};
/* One line of a file. */
struct money {
    int channel;
    date day, from, until;
    struct text label;
    int64_t items;
    yen gross, fee, net;
};

static void cancel(struct import_run *run)
{
    struct taking *t = run->state;

    run->state = NULL;
    arena_free(t->arena); /* holds *t itself */
}

static enum err last_number(struct import_run *run, struct taking *t)
{
    struct query *q = store_query(run->session->store, SQL_payin_money_last);
    bool row;
    enum err e = query_step(q, run->report, &row);

    t->last = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

static enum err begin_with(struct import_run *run, int source, const char *const names[CELLS])
{
    struct arena *arena = arena_new("払込の取込み", (size_t)64 << 20);
    struct taking *t = ARENA_NEW(arena, struct taking);
    size_t record = layout_record(run->layout, "data");

    t->arena = arena;
    t->source = source;
    run->state = t;
    for (int i = 0; i < CELLS; i++) {
        t->at[i] = names[i] != NULL ? layout_field(run->layout, record, names[i]) : SIZE_MAX;
        assert(names[i] == NULL || t->at[i] != SIZE_MAX); /* stands in the layout */
    }
    enum err e = last_number(run, t);
    if (e != ERR_NONE) {
        cancel(run);
    }
    return e;
}

static enum err begin_sheet(struct import_run *run)
{
    static const char *const names[CELLS] = {
        [CELL_DAY] = "payin", [CELL_CHANNEL] = "channel", [CELL_ITEMS] = "n", [CELL_GROSS] = "amount"};
    return begin_with(run, SOURCE_SHEET, names);
}

static enum err begin_agent(struct import_run *run)
{
    static const char *const names[CELLS] = {
        [CELL_DAY] = "payin", [CELL_FROM] = "from_day", [CELL_UNTIL] = "until_day", [CELL_LABEL] = "brand",
        [CELL_ITEMS] = "n",   [CELL_GROSS] = "gross",   [CELL_FEE] = "fee",         [CELL_NET] = "net"};
    return begin_with(run, SOURCE_AGENT, names);
}

/* The layout has checked every value; one that the file does not tell is `otherwise`. */
static int64_t number_of(const struct taking *t, const struct record *r, int cell, int64_t otherwise)
{
    int64_t value = otherwise;

    if (t->at[cell] != SIZE_MAX && !record_i64(r, t->at[cell], &value)) {
        return otherwise;
    }
    return value;
}

static date day_of(const struct taking *t, const struct record *r, int cell, date otherwise)
{
    date day;
    return date_from_ymd((int32_t)number_of(t, r, cell, 0), &day) ? day : otherwise;
}

static enum err supersede(struct import_run *run, const struct taking *t, const struct money *m)
{
    struct query *q = store_query(run->session->store, SQL_payin_money_close);
    int64_t changed;

    query_set_i64(q, "source", t->source);
    query_set_i64(q, "channel", m->channel);
    query_set_i64(q, "paid_in_on", date_ymd(m->day));
    query_set_i64(q, "from_day", date_ymd(m->from));
    query_set_i64(q, "until_day", date_ymd(m->until));
    query_set_text(q, "label", m->label);
    query_set_i64(q, "superseded_at", run->recorded_at);
    return query_run(q, run->report, &changed);
}

static enum err add(struct import_run *run, struct taking *t, const struct money *m, int64_t record_no)
{
    struct query *q = store_query(run->session->store, SQL_payin_money_add);
    int64_t changed;

    query_set_i64(q, "money_no", ++t->last);
    query_set_i64(q, "source", t->source);
    query_set_i64(q, "channel", m->channel);
    query_set_i64(q, "paid_in_on", date_ymd(m->day));
    query_set_i64(q, "from_day", date_ymd(m->from));
    query_set_i64(q, "until_day", date_ymd(m->until));
    query_set_text(q, "label", m->label);
    query_set_i64(q, "items", m->items);
    query_set_i64(q, "gross", m->gross);
    query_set_i64(q, "fee", m->fee);
    query_set_i64(q, "net", m->net);
    query_set_text(q, "layout", text_of(layout_name(run->layout)));
    query_set_i64(q, "record_no", record_no);
    query_set_i64(q, "recorded_at", run->recorded_at);
    return query_run(q, run->report, &changed);
}

/* Two lines of one file about the same day add up; only what an earlier file said is closed. */
static enum err record(struct import_run *run, const struct record *r)
{
    struct taking *t = run->state;

    if (r->kind != layout_record(run->layout, "data")) {
        return ERR_NONE;
    }
    struct money m = {.channel = (int)number_of(t, r, CELL_CHANNEL, CHANNEL_CARD),
                      .day = day_of(t, r, CELL_DAY, date_none()),
                      .label =
                          t->at[CELL_LABEL] != SIZE_MAX ? record_text(r, t->at[CELL_LABEL]) : text_of(""),
                      .items = number_of(t, r, CELL_ITEMS, 0),
                      .gross = number_of(t, r, CELL_GROSS, 0),
                      .fee = number_of(t, r, CELL_FEE, 0)};
    assert(!date_is_none(m.day));
    m.from = day_of(t, r, CELL_FROM, m.day);
    m.until = day_of(t, r, CELL_UNTIL, m.day);
    m.net = m.gross - m.fee;
    t->rows++;
    t->money += m.net;
    enum err e = supersede(run, t, &m);
    return e == ERR_NONE ? add(run, t, &m, r->number) : e;
}

static enum err end(struct import_run *run)
{
    const struct taking *t = run->state;
    char words[32];

    yen_format(t->money, words, sizeof(words));
    report_add(run->report, "払込 %lld 行 %s円", (long long)t->rows, words);
    cancel(run);
    return ERR_NONE;
}

const struct import_handler import_payin_sheet = {.layout = "payin-sheet",
                                                  .partner = "指定金融機関",
                                                  .label = "払込内訳",
                                                  .order = 110,
                                                  .begin = begin_sheet,
                                                  .record = record,
                                                  .end = end,
                                                  .cancel = cancel};
const struct import_handler import_card_agent_payin = {.layout = "card-agent-payin",
                                                       .partner = "指定納付受託者",
                                                       .label = "指定納付受託者 払込明細",
                                                       .order = 111,
                                                       .begin = begin_agent,
                                                       .record = record,
                                                       .end = end,
                                                       .cancel = cancel};
