/*
 * 記録 -- who looked at whom and why (DS-05), and the nightly list of 異常アクセス with its review (DA-12).
 *
 * For the class of auditors, who hold no business right (AZ-07): the pages here name people by number only.
 * A look at the records is a record of its own, about the person that was looked for.
 */
#include "web/templates.h"
#include "web/views_office.h"

#define RECORDS_SHOWN 100

static enum err records_show(struct screen_call *call);
static enum err alerts_show(struct screen_call *call);
static enum err alert_act(struct screen_call *call);

const struct screen screen_records = {
    .path = "/records",
    .name = "records",
    .label = "操作の記録",
    .permission = PERM_AUDIT_VIEW,
    .is_in_menu = true,
    .shows_persons = true,
    .event = "records.look",
    .help = "だれが、いつ、どの端末から、だれの情報を、何のために見たか・変えたかを新しい順に探します。"
            "宛名番号で探すと、その人が前に持っていた番号の記録も出ます。",
    .reading = "きろく ろぐ",
    .fields =
        (const struct screen_field[]){
            {"resident", "宛名番号", "だれの情報についての記録か。名寄せされた番号もまとめて探します。"},
            {"user", "職員番号", "だれの操作か。例：fuka1"},
            {"kind", "区分", "照会、登録、修正、出力、承認、認証などで絞ります。"},
            {"from", "この日から", "この日の0時から。例：080401"},
            {"until", "この日まで", "この日の終わりまで。例：080430"},
            {NULL, NULL, NULL}},
    .show = records_show,
};
const struct screen screen_alerts = {
    .path = "/alerts",
    .name = "alerts",
    .label = "異常アクセスの点検",
    .permission = PERM_AUDIT_REVIEW,
    .is_in_menu = true,
    .shows_persons = true,
    .event = "alerts.look",
    .help = "毎晩作られる、ふだんと違う照会や操作の一覧。"
        "本人以外の人が確かめて結果を残します。期限を過ぎたものには印が付きます。",
    .reading = "いじょう てんけん",
    .fields = (const struct screen_field[]){
        {"words", "確認の結果と対応", "だれに何を聞き、どう対応したか。"
            "例：係長に確認、窓口対応のための照会だった"},
        {NULL, NULL, NULL}},
    .show = alerts_show,
};
const struct screen screen_alert_review = {
    .path = "/alerts/#",
    .name = "alert-review",
    .label = "異常アクセスの確認",
    .permission = PERM_AUDIT_REVIEW,
    .act_kind = AUDIT_APPROVE,
    .event = "alerts.review",
    .help = "1件の異常アクセスを確かめた結果を残します。本人は自分のものを確認できません。",
    .fields =
        (const struct screen_field[]){
            {"words", "確認の結果と対応", "だれに何を聞き、どう対応したか。"
            "例：係長に確認、窓口対応のための照会だった"},
            {NULL, NULL, NULL}},
    .act = alert_act,
};

/* ------------------------------------------------------------------------------ in words ------ */

static const char *event_label(struct text event)
{
    for (size_t i = 0; i < screen_count; i++) {
        if (text_is(event, screens[i]->event)) {
            return screens[i]->label;
        }
    }
    return NULL;
}

static const char *subjects_words(struct arena *arena, const struct audit_event *e)
{
    const char *all = "";
    for (size_t i = 0; i < e->subject_count && i < 5; i++) {
        const struct audit_subject *s = &e->subjects[i];
        const char *one = s->addressee_no > 0
                              ? arena_printf(arena, "宛名番号 %lld", (long long)s->addressee_no)
                              : arena_printf(arena, "世帯 %lld", (long long)s->household_no);
        all = arena_printf(arena, "%s%s%s", all, i > 0 ? "、" : "", one);
    }
    if (e->subject_count > 5) {
        all = arena_printf(arena, "%s ほか%zu人", all, e->subject_count - 5);
    }
    return all[0] != '\0' ? all : "—";
}

static void add_words(struct arena *arena, const char **all, const char *label, struct text value)
{
    if (value.len > 0) {
        *all = arena_printf(arena, "%s%s%s%.*s", *all, (*all)[0] != '\0' ? "　" : "", label, (int)value.len,
                            value.bytes);
    }
}

static void line_read(struct screen_call *call, const struct audit_record *r, struct record_line *ret)
{
    const struct audit_event *e = &r->event;
    const char *label = event_label(e->event), *more = "";
    char at[32];
    audit_moment_format(e->at, at);
    add_words(call->arena, &more, "目的：", e->purpose);
    add_words(call->arena, &more, "理由：", e->reason);
    add_words(call->arena, &more, "条件：", e->criteria);
    add_words(call->arena, &more, "ファイル：", e->file_name);
    if (e->number != AUDIT_NUMBER_NONE) {
        add_words(call->arena, &more, "", text_of(e->number == AUDIT_NUMBER_SHOWN ? "個人番号を表示"
                                                                                 : "個人番号を印刷"));
    }
    if (e->result_count >= 0) {
        more = arena_printf(call->arena, "%s%s%lld件", more, more[0] != '\0' ? "　" : "",
                            (long long)e->result_count);
    }
    if (e->outcome != 0) {
        more = arena_printf(call->arena, "%s%s結果：行われなかった（%d）", more, more[0] != '\0' ? "　" : "",
                            e->outcome);
    }
    *ret = (struct record_line){
        .record = r,
        .at = arena_string(call->arena, at),
        .what = label != NULL ? arena_printf(call->arena, "%s：%s", audit_kind_label(e->kind), label)
                              : arena_printf(call->arena, "%s：%.*s", audit_kind_label(e->kind),
                                             (int)e->event.len, e->event.bytes),
        .whom = subjects_words(call->arena, e),
        .more = more,
    };
}

/* ------------------------------------------------------------------------------- finding ------ */

static enum err find_all(struct screen_call *call, struct audit_query *query, struct records_view *view,
                         struct audit_record **ret, size_t *ret_count)
{
    static const int64_t anybody = 0;
    int64_t *numbers = NULL, no = query->addressee_no;
    enum err e = ERR_NONE;
    view->numbers = &anybody;
    view->number_count = 1;
    if (no > 0) {
        screen_saw(call, no, 0);
        e = addressee_numbers_of(call->session->store, no, INT64_MAX, call->arena, call->report, &numbers,
                                 &view->number_count);
        view->numbers = numbers;
    }
    return e != ERR_NONE ? e
                         : audit_find_any(&call->session->folder, query, view->numbers, view->number_count,
                                          call->arena, call->report, ret, ret_count);
}

static struct url next_url(struct screen_call *call, const struct records_view *view,
                           const struct audit_record *last)
{
    struct url to = url_of("/records");
    static const char *const kept[] = {"resident", "user", "kind", "from", "until"};
    (void)view;
    for (size_t i = 0; i < COUNT_OF(kept); i++) {
        struct text value = form_value(&call->query, kept[i]);
        if (value.len > 0) {
            to = url_with(to, kept[i], arena_copy(call->arena, value.bytes, value.len));
        }
    }
    to = url_with_number(to, "before", last->event.at);
    to = url_with_number(to, "stream", last->stream_no);
    return url_with_number(to, "seq", last->seq);
}

static const char *read_query(struct screen_call *call, struct records_view *view, struct audit_query *query)
{
    int64_t kind = 0;
    form_number(&call->query, "kind", AUDIT_VIEW, AUDIT_REFUSED, &kind);
    view->kind = (enum audit_kind)kind;
    view->resident = form_value(&call->query, "resident");
    view->user = form_value(&call->query, "user");
    view->from.typed = form_value(&call->query, "from");
    view->until.typed = form_value(&call->query, "until");
    *query = (struct audit_query){.operator_id = view->user, .event = text_of(""), .kind = view->kind,
                                  .from = date_none(), .until = date_none(), .max = RECORDS_SHOWN + 1};
    if (view->user.len == 0) {
        query->operator_id = text_of("");
    }
    if (view->resident.len > 0 &&
        !form_number(&call->query, "resident", 1, INT64_MAX, &query->addressee_no)) {
        return "宛名番号は数字で入れてください";
    }
    view->from.is_wrong = view->from.typed.len > 0 && !screen_date(call, view->from.typed, &query->from);
    view->until.is_wrong = view->until.typed.len > 0 && !screen_date(call, view->until.typed, &query->until);
    if (view->from.is_wrong || view->until.is_wrong) {
        return "期間の日を読めません。例：080401";
    }
    if (view->until.typed.len > 0) {
        query->until = date_add_days(query->until, 1); /* the field names the last day */
    }
    form_number(&call->query, "before", 0, INT64_MAX, &query->before);
    form_number(&call->query, "stream", 0, INT64_MAX, &query->before_stream);
    form_number(&call->query, "seq", 0, INT64_MAX, &query->before_seq);
    return NULL;
}

static enum err records_show(struct screen_call *call)
{
    struct records_view view = {.was_searched = call->query.count > 0};
    struct audit_query query;
    struct audit_record *all = NULL;
    size_t count = 0;
    enum err e = ERR_NONE;
    view.message = read_query(call, &view, &query);
    if (view.message != NULL) {
        call->status = 422;
        call->title = "エラー：操作の記録";
    } else if (view.was_searched) {
        call->criteria = text_of(arena_printf(call->arena, "職員=%.*s 区分=%d", (int)view.user.len,
                                              view.user.len > 0 ? view.user.bytes : "", (int)view.kind));
        e = find_all(call, &query, &view, &all, &count);
    }
    if (e != ERR_NONE) {
        return e;
    }
    view.has_more = count > RECORDS_SHOWN;
    view.count = view.has_more ? RECORDS_SHOWN : count;
    struct record_line *lines = ARENA_ARRAY(call->arena, struct record_line, view.count + 1);
    for (size_t i = 0; i < view.count; i++) {
        line_read(call, &all[i], &lines[i]);
    }
    view.lines = lines;
    call->result_count = view.was_searched ? (int64_t)view.count : -1;
    if (view.has_more) {
        view.next = next_url(call, &view, &all[view.count - 1]);
    }
    template_records(&call->html, &view);
    return ERR_NONE;
}

/* -------------------------------------------------------------------------------- alerts ------ */

static enum err alerts_draw(struct screen_call *call, bool is_all, const char *message)
{
    struct alerts_view view = {.is_all = is_all, .message = message};
    struct audit_alert *alerts = NULL;
    date today = clock_day(call->now);
    enum err e =
        audit_alerts(&call->session->folder, !is_all, call->arena, call->report, &alerts, &view.count);
    if (e != ERR_NONE) {
        return e;
    }
    struct alert_line *lines = ARENA_ARRAY(call->arena, struct alert_line, view.count + 1);
    for (size_t i = 0; i < view.count; i++) {
        const struct audit_alert *a = &alerts[i];
        bool is_open = a->reviewer.len == 0;
        lines[i] = (struct alert_line){
            .alert = a,
            .is_overdue = is_open && !date_at_most(today, a->due),
            .is_own = text_is(a->operator_id, call->session->operator.id),
            .at = moment_words(call->arena, a->reviewed_at),
        };
        view.open += is_open;
        view.overdue += lines[i].is_overdue;
        if (a->addressee_no > 0) {
            screen_saw(call, a->addressee_no, 0);
        }
    }
    view.lines = lines;
    template_alerts(&call->html, call, &view);
    return ERR_NONE;
}

static enum err alerts_show(struct screen_call *call)
{
    return alerts_draw(call, form_has(&call->query, "all"), NULL);
}

static enum err alert_act(struct screen_call *call)
{
    enum err e = audit_alert_review(call->session->audit, &call->session->folder, call->numbers[0],
                                    &call->session->operator, form_value(&call->form, "words"), call->report);
    if (e == ERR_INPUT) {
        const char *words =
            call->report->kept > 0 ? arena_string(call->arena, call->report->lines[0]) : "確認できません";
        report_clear(call->report);
        call->status = 422;
        call->title = "エラー：異常アクセスの点検";
        return alerts_draw(call, false, words);
    }
    call->location = url_of("/alerts");
    return e;
}
