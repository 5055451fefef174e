/*
 * 口座振替への変更の申出 -- a head who asks to pay from an account is not taken from his pension (LV-56).
 *
 * Papers   assessment.md 7.1 [KATSU]; the account itself is registered as 口座振替の登録. What was
 * requested of the pension side already goes on until its stop has arrived there: the day says from when
 * the word counts for us.
 */
#include "withholding/withholding.h"
#include "casework/warn.h"

#include <inttypes.h>

static enum err check(struct change_call *call);
static enum err preview(struct change_call *call, struct textbuf *ret);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);

enum { WAY_ACCOUNT = 1, WAY_PENSION = 2 };
static const struct change_code ways[] = {{"1", "口座振替を選ぶ（年金から天引きしない）"},
                                          {"2", "申出をやめる（要件に当てはまれば天引き）"},
                                          {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "way",
     .label = "申出",
     .type = FIELD_CHOICE,
     .codes = ways,
     .is_required = true,
     .help = "世帯主の申出による。口座そのものは「口座振替の登録」で登録します"},
    {.name = "from",
     .label = "申出の日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "申出書を受け取った日。例: R8.6.1"},
    {.name = "reason",
     .label = "受け取った書類",
     .type = FIELD_LINES,
     .is_required = true,
     .help = "例: 納付方法変更申出書 令和8年6月1日受付"},
};

const struct change_kind kind_withholding_account = {
    .name = "withholding-account",
    .label = "特別徴収から口座振替への申出",
    .help = "世帯主が年金からの天引きではなく口座振替を選ぶとき、またはその申出をやめるときに登録します。"
            "別の職員が承認すると、次の特別徴収対象者判定から対象が変わります。"
            "依頼済みの天引きは、年金側で中止が受け付けられるまで続きます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_PREMIUM_RUN,
    .approve = PERM_PREMIUM_APPROVE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .check = check,
    .preview = preview,
    .apply = apply,
    .undo = undo,
};

/* What stands from the day on: at most what began before it, and what was said for later. */
struct standing {
    int64_t from, until, way, change_no;
    struct text reason;
};
static enum err standing_from(struct change_call *call, int64_t from, struct standing **ret,
                              size_t *ret_count)
{
    struct query *q = store_query(call->session->store, SQL_withholding_choice_standing);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "addressee_no", call->subject_no);
    query_set_i64(q, "from", from);
    while ((e = query_step(q, call->report, &row)) == ERR_NONE && row) {
        struct text reason = query_text(q, 3);
        *ARENA_PUSH(call->arena, *ret, *ret_count, capacity) =
            (struct standing){query_i64(q, 0),
                              query_i64(q, 1),
                              query_i64(q, 2),
                              query_i64(q, 4),
                              text_copy(call->arena, reason)};
    }
    query_reset(q);
    return e;
}

static enum err check(struct change_call *call)
{
    struct standing *all;
    size_t count;
    date from = change_date(call, "from");
    int64_t way = change_number(call, "way");
    enum err e = standing_from(call, date_ymd(from), &all, &count);

    if (e != ERR_NONE) {
        return e;
    }
    (void)change_warn_later(call, "from");
    int64_t now = count > 0 && all[0].from <= date_ymd(from) ? all[0].way : WAY_PENSION;
    if (now == way) {
        change_warn(call, WARNING_STOP, "way",
                    way == WAY_ACCOUNT ? "口座振替の申出はもう登録されています"
                                       : "やめる申出がありません。口座振替の申出は登録されていません");
    }
    if (count > 0 && all[count - 1].from > date_ymd(from)) {
        change_warn(call, WARNING_WARN, "from", "この日より後の申出が登録されています。それに代わります");
    }
    return ERR_NONE;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    textbuf_puts(ret,
                 change_number(call, "way") == WAY_ACCOUNT
                     ? "承認のあと、次の特別徴収対象者判定で対象外（口座振替を選んでいる）になります。"
                       "天引きが始まっている方は、中止の依頼が要る人として一覧に出ます。"
                     : "承認のあと、次の特別徴収対象者判定で、ほかの要件に当てはまれば候補になります。");
    return ERR_NONE;
}

static enum err add(struct change_call *call, const struct standing *row)
{
    struct query *q = store_query(call->session->store, SQL_withholding_choice_add);
    int64_t changed;

    query_set_i64(q, "addressee_no", call->subject_no);
    query_set_i64(q, "recorded_at", call->recorded_at);
    query_set_i64(q, "valid_from", row->from);
    query_set_i64(q, "valid_until", row->until);
    query_set_i64(q, "way", row->way);
    query_set_text(q, "reason", row->reason);
    query_set_i64(q, "change_no", row->change_no);
    return query_run(q, call->report, &changed);
}

static enum err apply(struct change_call *call)
{
    struct standing *all;
    size_t count;
    int64_t changed;
    const struct standing said = {date_ymd(change_date(call, "from")), date_ymd(date_open_end()),
                                  change_number(call, "way"), call->change_no,
                                  change_value(call, "reason")};
    enum err e = standing_from(call, said.from, &all, &count);

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(call->session->store, SQL_withholding_choice_close);
    query_set_i64(q, "addressee_no", call->subject_no);
    query_set_i64(q, "from", said.from);
    query_set_i64(q, "recorded_at", call->recorded_at);
    e = query_run(q, call->report, &changed);
    if (e == ERR_NONE && count > 0 && all[0].from < said.from) {
        all[0].until = said.from; /* what counted before goes on counting before */
        e = add(call, &all[0]);
    }
    (void)snprintf(call->outcome, sizeof(call->outcome), "%s",
                   said.way == WAY_ACCOUNT ? "口座振替を選ぶ申出を登録しました"
                                           : "申出をやめたことを登録しました");
    return e == ERR_NONE ? add(call, &said) : e;
}

static enum err undo(struct change_call *call)
{
    static const enum sql steps[] = {SQL_withholding_choice_undo, SQL_withholding_choice_reopen};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(steps) && e == ERR_NONE; i++) {
        struct query *q = store_query(call->session->store, steps[i]);
        int64_t changed = 0;
        query_set_i64(q, "addressee_no", call->subject_no);
        query_set_i64(q, "recorded_at", call->applied_at);
        if (i == 0) {
            query_set_i64(q, "superseded_at", call->recorded_at);
        }
        e = query_run(q, call->report, &changed);
        if (e == ERR_NONE && i == 0 && changed == 0) {
            return report_fail(call->report, ERR_INPUT,
                               "そのあとに別の申出が登録されています。そちらを先に取り消してください");
        }
    }
    return e;
}
