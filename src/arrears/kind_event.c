/*
 * 時効の事由の記録と、次に行うこと.
 *
 * Law     民法147条・150条・152条・160条   Rules   collection.md 17.2   Rows    CO-37, CO-46; X35
 */
#include "arrears/kinds.h"

static const struct change_code event_kinds[] = {
    {"1", "納入の通知"}, {"3", "催告"}, {"6", "承認（債務承認書など）"}, {"11", "承継の通知"}, {NULL, NULL}};

static const struct change_field event_fields[] = {
    {.name = "on", .label = "日", .type = FIELD_DATE, .is_required = true, .help = "あった日。例: 080810"},
    {.name = "sort",
     .label = "事由",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = event_kinds,
     .help = "督促、納付、差押え、猶予、分納などは、それぞれの手続から自動で入ります。"},
    {.name = "words",
     .label = "証拠となるもの",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 500,
     .help = "口頭の承認は証明が難しくなります。例: 債務承認書（令和8年8月10日、本人の署名）"},
    CHARGES_FIELD,
};

/* The code shown is the event's number and one, so that no code is 0. */
static enum limit_event_kind chosen_kind(const struct change_call *call)
{
    return (enum limit_event_kind)(change_number(call, "sort") - 1);
}

static enum err event_check(struct change_call *call)
{
    struct chosen chosen;
    date on = change_date(call, "on");
    enum err e = arrears_chosen(call, on, &chosen);

    step_not_future(call, "on");
    for (size_t i = 0; i < chosen.count && e == ERR_NONE; i++) {
        if (date_before(chosen.debts[i].limit_late, on)) {
            change_warn(call, WARNING_STOP, "on",
                        "%sは%"
                        "sで時効が完成しています。その後の事由は効力を持ちません（地方自治法236条2項）。",
                        charge_words(call->arena, &chosen.debts[i].charge),
                        day_words(call->arena, chosen.debts[i].limit_late));
        }
    }
    return e;
}

/* What the limits would become: the replay with the event among the others. */
static enum err event_preview(struct change_call *call, struct textbuf *ret)
{
    struct chosen chosen;
    const struct collection_law *law;
    enum err e = arrears_chosen(call, change_date(call, "on"), &chosen);

    if (e == ERR_NONE) {
        e = collection_law_of(call->session, call->arena, call->report, &law);
    }
    for (size_t i = 0; i < chosen.count && e == ERR_NONE; i++) {
        const struct arrears_debt *d = &chosen.debts[i];
        struct limit_moment *moments = ARENA_ARRAY(call->arena, struct limit_moment, d->moment_count + 1);
        date early, late;
        if (d->moment_count > 0) {
            memcpy(moments, d->moments, d->moment_count * sizeof(moments[0]));
        }
        moments[d->moment_count] = (struct limit_moment){.event = {.kind = chosen_kind(call),
                                                                   .on = change_date(call, "on"),
                                                                   .ended_on = date_none(),
                                                                   .fixed_on = date_none()}};
        e = debt_limit(law, d->charge.due, moments, d->moment_count + 1, call->arena, call->report, &early,
                       &late);
        textbuf_printf(ret, "%s 時効の完成 %s → %s\n", charge_words(call->arena, &d->charge),
                       day_words(call->arena, d->limit_late), day_words(call->arena, late));
    }
    return e;
}

static enum err event_apply(struct change_call *call)
{
    struct book_writing w = writing_of(call);
    struct chosen chosen;
    enum err e = arrears_still_chosen(call, change_date(call, "on"), &chosen);

    for (size_t i = 0; i < chosen.count && e == ERR_NONE; i++) {
        struct book_event event = {
            .kind = chosen_kind(call),
            .levy_year = chosen.covers[i].levy_year,
            .household_no = chosen.covers[i].household_no,
            .payer_no = chosen.covers[i].payer_no,
            .instalment = chosen.covers[i].instalment,
            .on = change_date(call, "on"),
            .ended_on = date_none(),
            .words = change_value(call, "words"),
        };
        e = event_write(&w, &event);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "%zu期に%sを記録しました", chosen.count,
                       limit_event_label(chosen_kind(call)));
    }
    return e;
}

const struct change_kind kind_arrears_event = {
    .name = "arrears-event",
    .label = "時効の事由の記録",
    .help = "債務の承認や催告など、時効を新しくし、または完成を猶予する事由を記録します。時効の日は入力せず"
            "、"
            "すべての事由から計算し直します。催告は6か月の完成猶予だけで、その間の再度の催告に効力はありませ"
            "ん（民法150条）。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = event_fields,
    .field_count = COUNT_OF(event_fields),
    .begin = arrears_begin,
    .check = event_check,
    .preview = event_preview,
    .apply = event_apply,
    .undo = acts_undo,
};

/* --------------------------------------------------------------------------- 次に行うこと ----- */

static const struct change_code next_steps[] = {
    {"1", "催告・連絡"},     {"2", "実態調査"},   {"3", "財産調査"},   {"4", "差押え"},
    {"5", "交付要求・届出"}, {"6", "分納の相談"}, {"7", "猶予の判断"}, {"8", "執行停止の判断"},
    {"9", "換価・配当"},     {"10", "その他"},    {NULL, NULL}};
static const struct change_field next_fields[] = {
    {.name = "step",
     .label = "次に行うこと",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = next_steps,
     .help = "滞納整理の次の段階。"},
    {.name = "due",
     .label = "期限",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "この日を過ぎると、はじめの画面に期限切れとして出ます。例: 080930"},
    {.name = "owner",
     .label = "担当",
     .type = FIELD_TEXT,
     .characters_max = 32,
     .help = "職員番号。空なら自分。"},
    {.name = "words",
     .label = "内容",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 500,
     .help = "例: 9月10日の給料日の後に勤務先へ照会する。"},
};

static enum err next_check(struct change_call *call)
{
    date due = change_date(call, "due");

    if (!date_is_none(due) && date_before(due, change_today(call))) {
        change_warn(call, WARNING_STOP, "due", "期限が今日（%s）より前です。",
                    day_words(call->arena, change_today(call)));
    }
    return ERR_NONE;
}

static enum err next_apply(struct change_call *call)
{
    struct text owner = change_value(call, "owner"), words = change_value(call, "words");
    int64_t step = change_number(call, "step");
    struct task task = {
        .addressee_no = call->subject_no,
        .source = text_of("arrears:next"),
        .source_key = text_of(arena_printf(call->arena, "%lld", (long long)call->change_no)),
        .words = text_of(arena_printf(call->arena, "滞納整理 %s: %.*s", next_steps[step - 1].label,
                                      (int)words.len, words.bytes)),
        .owner = owner.len > 0 ? owner : text_of(call->session->operator.id),
        .section = {"", 0},
        .done_words = {"", 0},
        .due = change_date(call, "due"),
        .state = TASK_OPEN,
    };
    struct task_sync sync = {.actor = "arrears",
                             .source_prefix = "arrears:next",
                             .key_prefix = "",
                             .words = "",
                             .tasks = &task,
                             .count = 1};
    enum err e = task_sync(call->session->store, &sync, call->recorded_at, call->report);

    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "「%s」を%sまでの作業にしました",
                       next_steps[step - 1].label, day_words(call->arena, task.due));
    }
    return e;
}

const struct change_kind kind_arrears_next = {
    .name = "arrears-next",
    .label = "次に行うこと（進行管理）",
    .help = "次の手続、担当、期限を作業にします。作業一覧とはじめの画面に出て、期限を過ぎると期限切れになり"
            "ます。"
            "すぐに登録されます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_NONE,
    .fields = next_fields,
    .field_count = COUNT_OF(next_fields),
    .check = next_check,
    .apply = next_apply,
    .undo = NULL, /* a task is finished in the list of tasks, with words */
};
