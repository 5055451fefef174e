/* 抽出条件の登録 (CO-44) -- conditions saved by name; the older ones stay, so what a run asked for can be
 * read. */
#include "demand/select.h"

static enum err check(struct change_call *call);
static enum err preview(struct change_call *call, struct textbuf *ret);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);

static const struct change_field fields[] = {
    {.name = "name",
     .label = "名前",
     .type = FIELD_TEXT,
     .is_required = true,
     .characters_max = 20,
     .help = "催告や電話催告で選ぶ名前。同じ名前で登録すると、新しい条件に替わります。例: 夏の一斉催告"},
    {.name = "criteria",
     .label = "条件",
     .type = FIELD_TEXT,
     .is_required = true,
     .characters_max = 160,
     .help =
         "空白で区切り、すべてを満たす人を選びます。未納額 期数 年度 納期限 最終接触 付せん 処分 年齢 国籍 "
         "督促 約束 リスト。例: 未納額=10000- 納期限=..2026-03-31 処分=なし"},
};
const struct change_kind kind_demand_condition = {
    .name = "demand-condition",
    .label = "抽出条件の登録",
    .help = "滞納者を選ぶ条件を名前を付けて残します。登録の前に、いま当てはまる人数を示します。",
    .subject = CHANGE_OF_NOBODY,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_NONE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .check = check,
    .preview = preview,
    .apply = apply,
    .undo = undo,
};

static enum err read_values(struct change_call *call, struct output_value values[OUTPUT_WORDS_MAX],
                            bool *ret_is_right)
{
    struct report words;

    report_init(&words);
    enum err e =
        select_read(change_value(call, "criteria"), call->session->folder.business_date, &words, values);
    *ret_is_right = e == ERR_NONE;
    if (e == ERR_INPUT) {
        change_warn(call, WARNING_STOP, "criteria", "%s",
                    words.kept > 0 ? words.lines[0] : "条件を読めません。");
        e = ERR_NONE;
    }
    report_done(&words);
    return e;
}

static enum err check(struct change_call *call)
{
    struct output_value values[OUTPUT_WORDS_MAX] = {0};
    bool is_right;

    return read_values(call, values, &is_right);
}

struct counted {
    size_t persons, charges;
    yen unpaid;
};

static enum err count(void *context, const struct selected *s, struct report *report)
{
    struct counted *c = context;

    (void)report;
    c->persons++;
    c->charges += s->charges;
    c->unpaid += s->unpaid;
    return ERR_NONE;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    struct output_value values[OUTPUT_WORDS_MAX] = {0};
    struct arena *arena = arena_new("抽出条件", (size_t)1 << 30);
    struct counted c = {0};
    struct debts debts;
    bool is_right;
    char amount[32];
    date today = call->session->folder.business_date;
    enum err e = read_values(call, values, &is_right);

    if (e == ERR_NONE && is_right) {
        e = debts_gather(call->session->store, today, arena, call->report, &debts);
    }
    if (e == ERR_NONE && is_right) {
        e = select_each(call->session, &debts, values, today, arena, count, &c, call->report);
    }
    if (e == ERR_NONE && is_right) {
        yen_format(c.unpaid, amount, sizeof(amount));
        textbuf_printf(ret, "いま %zu 人、%zu 期、未納 %s 円が当てはまります。", c.persons, c.charges,
                       amount);
    }
    arena_free(arena);
    return e;
}

static enum err close_open(struct change_call *call)
{
    int64_t changed;
    struct query *q = store_query(call->session->store, SQL_demand_condition_close);

    query_set_text(q, "name", change_value(call, "name"));
    query_set_i64(q, "now", call->recorded_at);
    return query_run(q, call->report, &changed);
}

static enum err apply(struct change_call *call)
{
    int64_t changed;
    enum err e = close_open(call);

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(call->session->store, SQL_demand_condition_add);
    query_set_text(q, "name", change_value(call, "name"));
    query_set_text(q, "criteria", change_value(call, "criteria"));
    query_set_text(q, "operator_id", text_of(call->session->operator.id));
    query_set_i64(q, "recorded_at", call->recorded_at);
    e = query_run(q, call->report, &changed);
    struct text name = change_value(call, "name");
    snprintf(call->outcome, sizeof(call->outcome), "抽出条件「%.*s」を登録しました",
             (int)utf8_prefix(name.bytes, name.len, 80), name.bytes);
    return e;
}

/* The condition that stood before stands again. */
static enum err undo(struct change_call *call)
{
    int64_t changed;
    enum err e = close_open(call);

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(call->session->store, SQL_demand_condition_again);
    query_set_text(q, "name", change_value(call, "name"));
    query_set_text(q, "operator_id", text_of(call->session->operator.id));
    query_set_i64(q, "applied_at", call->applied_at);
    query_set_i64(q, "now", call->recorded_at);
    return query_run(q, call->report, &changed);
}
