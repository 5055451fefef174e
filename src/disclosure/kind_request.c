/*
 * 開示請求の受付 -- who asks for what is held about whom, what he showed, until
 * when it is to be decided (76条・77条・ 83条; DS-01, DS-02).
 *
 * The deadline becomes a task. It does not end by itself: whoever has handed
 * the answer over ends it.
 */
#include "disclosure/internal.h"

#include <inttypes.h>

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err preview(struct change_call *call, struct textbuf *ret);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);

static const struct change_code askers[] = {
    {"1", "本人"}, {"2", "法定代理人"}, {"3", "任意代理人"}, {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "received_on",
     .label = "請求のあった日",
     .type = FIELD_DATE,
     .is_required = true,
     .help =
         "請求書を受け取った日。決定の期限はこの日から数えます。例: R8.6.5"},
    {.name = "asked_by",
     .label = "請求した人",
     .type = FIELD_CHOICE,
     .codes = askers,
     .is_required = true,
     .help = "本人か、代理人か。代理人のときは代理の資格も確かめます（76条2項・"
             "77条2項）。"},
    {.name = "agent",
     .label = "代理人",
     .type = FIELD_TEXT,
     .only_if = "asked_by=2|3",
     .is_required = true,
     .characters_max = 100,
     .help = "代理人の氏名と本人との関係。例: 見本　花子（母）"},
    {.name = "evidence",
     .label = "確かめた書類",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 400,
     .help = "本人か代理人であることを何で確かめたか（77条2項）。番号は書きませ"
             "ん。例: 運転免許証、戸籍全部事項証明書"},
    {.name = "words",
     .label = "請求の内容",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 1000,
     .help = "何の開示を求めているか、請求書のとおりに。例: "
             "国民健康保険について保有する一切の情報"},
};

const struct change_kind kind_disclosure_request = {
    .name = "disclosure-request",
    .label = "開示請求の受付",
    .help = "本人か代理人からの開示請求（個人情報の保護に関する法律76条）を受け付けます。"
            "別の職員が確認すると受付番号が付き、決定の期限（請求の日から30日、83条）が作業一覧に出ます。"
            "受け付けたら「開示請求」の画面で内容を見て、「開示の決定」に進みます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_DISCLOSURE_MAKE,
    .approve = PERM_DISCLOSURE_APPROVE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = begin,
    .check = check,
    .preview = preview,
    .apply = apply,
    .undo = undo,
};

static enum err begin(struct change_call *call)
{
    change_set_day(call, "received_on", change_today(call));
    change_set(call, "asked_by", "1");
    return ERR_NONE;
}

static enum err check(struct change_call *call)
{
    struct disclosure_request *standing = NULL;
    size_t count = 0;
    date received = change_date(call, "received_on");
    if (!date_is_none(received) && date_before(call->session->folder.business_date, received)) {
        change_warn(call, WARNING_STOP, "received_on", "請求のあった日が処理日より後です");
    }
    enum err e = disclosure_requests(call->session->store, call->subject_no, 1, call->arena, call->report,
                                     &standing, &count);
    if (e == ERR_NONE && count > 0 && !standing[0].is_decided) {
      change_warn(call, WARNING_WARN, NULL,
                  "この人の開示請求（受付番号 %" PRId64
                  "）がまだ決定されていません。"
                  "同じ請求でないか確かめてください",
                  standing[0].request_no);
    }
    return e;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    date due;
    char words[DATE_TEXT_BYTES];
    enum err e = deadline_of(&call->session->folder, change_date(call, "received_on"), call->report, &due);
    if (e == ERR_NONE) {
        date_format_era(due, words);
        textbuf_printf(ret, "決定の期限は%sです。", words);
    }
    return e;
}

static enum err next_number(struct change_call *call, int64_t *ret)
{
    struct query *q = store_query(call->session->store, SQL_disclosure_request_last);
    bool row = false;
    enum err e = query_step(q, call->report, &row);
    *ret = e == ERR_NONE && row ? query_i64(q, 0) + 1 : 0;
    query_reset(q);
    return e;
}

static enum err add_task(struct change_call *call, int64_t request_no, date due)
{
    struct task task = {
        .addressee_no = call->subject_no,
        .source = text_of("disclosure:request"),
        .source_key = text_of(arena_printf(call->arena, "%" PRId64, request_no)),
        .words = text_of(arena_printf(call->arena,
                                      "開示請求（受付番号 %" PRId64 "）に決定をし、渡してから終えてください",
                                      request_no)),
        .owner = text_of(""),
        .section = text_of(call->session->operator.section),
        .done_words = text_of(""),
        .due = due,
        .state = TASK_OPEN,
    };
    struct task_sync sync = {.actor = call->session->operator.id, .source_prefix = "disclosure:request",
                             .key_prefix = "", .words = "", .tasks = &task, .count = 1};
    return task_sync(call->session->store, &sync, call->recorded_at, call->report);
}

static enum err apply(struct change_call *call)
{
    int64_t number = 0, changed;
    date due;
    enum err e = deadline_of(&call->session->folder, change_date(call, "received_on"), call->report, &due);
    if (e == ERR_NONE) {
        e = next_number(call, &number);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(call->session->store, SQL_disclosure_request_add);
    query_set_i64(q, "request_no", number);
    query_set_i64(q, "addressee_no", call->subject_no);
    query_set_i64(q, "asked_by", change_number(call, "asked_by"));
    query_set_text(q, "agent", change_value(call, "agent"));
    query_set_text(q, "evidence", change_value(call, "evidence"));
    query_set_text(q, "words", change_value(call, "words"));
    query_set_i64(q, "received_on", date_ymd(change_date(call, "received_on")));
    query_set_i64(q, "due_on", date_ymd(due));
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "recorded_at", call->recorded_at);
    e = query_run(q, call->report, &changed);
    (void)snprintf(call->outcome, sizeof(call->outcome),
                   "開示請求を受け付けました（受付番号 %" PRId64 "）", number);
    return e == ERR_NONE ? add_task(call, number, due) : e;
}

/* What was decided about it has to be taken back first. */
static enum err undo(struct change_call *call)
{
    struct disclosure_request *standing = NULL;
    size_t count = 0;
    int64_t changed = 0;
    enum err e = disclosure_requests(call->session->store, call->subject_no, 1, call->arena, call->report,
                                     &standing, &count);
    if (e == ERR_NONE && count > 0 && standing[0].is_decided && standing[0].recorded_at == call->applied_at) {
        return report_fail(call->report, ERR_INPUT,
                           "この請求には決定があります。決定を先に取り消してください");
    }
    if (e == ERR_NONE) {
        struct query *q = store_query(call->session->store, SQL_disclosure_request_undo);
        query_set_i64(q, "change_no", call->change_no);
        query_set_i64(q, "now", call->recorded_at);
        e = query_run(q, call->report, &changed);
    }
    return e;
}
