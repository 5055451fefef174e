/* 授受の状態 -- the table of steps and the only door to it (transport.h). */
#include "interchange/transport.h"

#include "interchange/definition.h"

static const struct {
    const char *name, *label;
    bool is_out, is_open;
} states[] = {
    [TRANSPORT_NONE] = {"", "", false, false},
    [TRANSPORT_RECEIVED] = {"received", "受取", false, true},
    [TRANSPORT_CHECKED] = {"checked", "検査済", false, true},
    [TRANSPORT_CONVERTED] = {"converted", "変換済", false, true},
    [TRANSPORT_POSTED] = {"posted", "登録済", false, false},
    [TRANSPORT_REFUSED] = {"refused", "拒否", false, true},
    [TRANSPORT_CLEARED] = {"cleared", "端末から削除", false, false},
    [TRANSPORT_MADE] = {"made", "作成", true, true},
    [TRANSPORT_HANDED_OVER] = {"handed_over", "引渡し", true, true},
    [TRANSPORT_ACKNOWLEDGED] = {"acknowledged", "受領確認", true, true},
    [TRANSPORT_ANSWERED] = {"answered", "結果受取", true, true},
    [TRANSPORT_CLOSED] = {"closed", "完了", true, false},
    [TRANSPORT_WITHDRAWN] = {"withdrawn", "取下げ", true, false},
    [TRANSPORT_LOST] = {"lost", "不着", true, true},
};

static const struct {
    enum transport_state from, to;
} steps[] = {
    {TRANSPORT_NONE, TRANSPORT_RECEIVED},         {TRANSPORT_RECEIVED, TRANSPORT_CHECKED},
    {TRANSPORT_CHECKED, TRANSPORT_CONVERTED},     {TRANSPORT_CHECKED, TRANSPORT_POSTED},
    {TRANSPORT_CONVERTED, TRANSPORT_POSTED},      {TRANSPORT_POSTED, TRANSPORT_CLEARED},
    {TRANSPORT_RECEIVED, TRANSPORT_REFUSED},      {TRANSPORT_CHECKED, TRANSPORT_REFUSED},
    {TRANSPORT_CONVERTED, TRANSPORT_REFUSED},     {TRANSPORT_REFUSED, TRANSPORT_RECEIVED},
    {TRANSPORT_NONE, TRANSPORT_MADE},             {TRANSPORT_MADE, TRANSPORT_HANDED_OVER},
    {TRANSPORT_HANDED_OVER, TRANSPORT_ACKNOWLEDGED}, {TRANSPORT_HANDED_OVER, TRANSPORT_ANSWERED},
    {TRANSPORT_ACKNOWLEDGED, TRANSPORT_ANSWERED}, {TRANSPORT_ANSWERED, TRANSPORT_CLOSED},
    {TRANSPORT_MADE, TRANSPORT_WITHDRAWN},        {TRANSPORT_HANDED_OVER, TRANSPORT_WITHDRAWN},
    {TRANSPORT_ACKNOWLEDGED, TRANSPORT_WITHDRAWN}, {TRANSPORT_HANDED_OVER, TRANSPORT_LOST},
    {TRANSPORT_LOST, TRANSPORT_HANDED_OVER},
};

const char *transport_state_label(enum transport_state s) { return states[s].label; }

static enum transport_state state_of_name(struct text name)
{
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        if (text_is(name, states[i].name)) {
            return (enum transport_state)i;
        }
    }
    return TRANSPORT_NONE;
}

static bool may_step(enum transport_state from, enum transport_state to)
{
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        if (steps[i].from == from && steps[i].to == to) {
            return true;
        }
    }
    return false;
}

static enum err last_step(struct store *s, const char *sha256, struct report *report, int64_t *ret_step,
                          enum transport_state *ret)
{
    bool row = false;
    struct query *q = store_query(s, SQL_interchange_transport_last);
    query_set_text(q, "sha256", text_of(sha256));
    enum err e = query_step(q, report, &row);
    *ret_step = row ? query_i64(q, 0) : 0;
    *ret = row ? state_of_name(query_text(q, 1)) : TRANSPORT_NONE;
    query_reset(q);
    return e;
}

enum err transport_state_of(struct store *s, const char *sha256, struct report *report,
                            enum transport_state *ret)
{
    int64_t step;
    return last_step(s, sha256, report, &step, ret);
}

enum err transport_move(struct store *s, const struct layout *l, const struct file_receipt *f,
                        enum transport_state to, const struct transport_cause *cause, struct report *report)
{
    int64_t step = 0, changed;
    enum transport_state from = TRANSPORT_NONE;
    enum err e = last_step(s, f->sha256, report, &step, &from);
    if (e != ERR_NONE) {
        return e;
    }
    if (!may_step(from, to)) {
        return report_fail(report, ERR_INPUT, "ファイル「%s」は「%s」から「%s」へ進めません", f->file_name,
                           from == TRANSPORT_NONE ? "記録なし" : states[from].label, states[to].label);
    }
    struct query *q = store_query(s, SQL_interchange_transport_add);
    query_set_text(q, "sha256", text_of(f->sha256));
    query_set_i64(q, "step", step + 1);
    query_set_text(q, "state", text_of(states[to].name));
    query_set_text(q, "way", text_of(states[to].is_out ? "out" : "in"));
    query_set_text(q, "file_name", text_of(f->file_name));
    query_set_text(q, "layout", text_of(l->name));
    query_set_i64(q, "layout_version", l->version);
    query_set_text(q, "partner", text_of(l->partner));
    query_set_i64(q, "bytes", f->bytes);
    query_set_i64(q, "records", f->records);
    query_set_i64(q, "amount_sum", f->amount_sum);
    query_set_text(q, "words", text_of(cause->words));
    query_set_i64(q, "business_date", date_ymd(cause->business_date));
    query_set_text(q, "operator_id", text_of(cause->operator_id));
    query_set_i64(q, "recorded_at", cause->recorded_at);
    return query_run(q, report, &changed);
}

enum err transport_each(struct store *s, transport_fn on_row, void *context, struct report *report)
{
    bool row;
    enum err e;
    struct query *q = store_query(s, SQL_interchange_transport_list);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        enum transport_state state = state_of_name(query_text(q, 0));
        struct transport_row r = {.state = state, .is_out = text_is(query_text(q, 1), "out"),
                                  .is_open = states[state].is_open, .partner = query_text(q, 2),
                                  .layout = query_text(q, 3), .file_name = query_text(q, 4),
                                  .records = query_i64(q, 5), .amount_sum = query_i64(q, 6),
                                  .words = query_text(q, 7), .recorded_at = query_i64(q, 8),
                                  .sha256 = query_text(q, 9)};
        e = on_row(context, &r, report);
        if (e != ERR_NONE) {
            break;
        }
    }
    query_reset(q);
    return e;
}
