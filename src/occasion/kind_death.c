/*
 * 死亡の一括 -- the loss, the papers that were handed in and the word about 葬祭費 in one entry (EL-71).
 *
 * Law     国民健康保険法8条・9条・58条1項, 同法施行規則6条     Rules   eligibility.md 3.2 L07, 10.4
 *
 * Parts are the kinds that do the same alone. A loss that the register's death has written already stays;
 * the papers are taken in all the same.
 */
#include "occasion/entry.h"

#include <inttypes.h>

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err choices(struct change_call *call, const struct change_field *field, struct change_code **ret);
static enum err preview(struct change_call *call, struct textbuf *ret);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);

enum { FUNERAL_TOLD = 1, FUNERAL_LATER = 2, FUNERAL_NONE = 3 };
static const struct change_code funerals[] = {{"1", "案内した（申請書を渡した）"},
                                              {"2", "まだ（作業に残す）"},
                                              {"3", "対象でない（葬祭を行わない、前の保険から出る）"},
                                              {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "died",
     .label = "死亡した日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "この日の翌日に資格を失います。住民記録の死亡の日が入っています。例: R8.8.20"},
    {.name = "papers",
     .label = "受け取った証",
     .type = FIELD_TICKS,
     .characters_max = 200,
     .help = "返してもらった証に印を付けます。残りは回収の作業になります。"},
    {.name = "funeral",
     .label = "葬祭費の案内",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = funerals,
     .help = "葬祭費は葬祭を行った人に支給します（法58条1項）。世帯主とは限りません。葬祭の日の翌日か"
             "ら2年で時効です。"},
    {.name = "mourner",
     .label = "葬祭を行った人と連絡先",
     .type = FIELD_TEXT,
     .characters_max = 100,
     .only_if = "funeral=1|2",
     .help = "分かるとき。例: 長男 見本 一郎 03-0000-0000"},
    {.name = "notified", .label = "届出日", .type = FIELD_DATE, .is_required = true,
     .help = "届出を受けた日。例: R8.8.25"},
    {.name = "how", .label = "届出の方法", .type = FIELD_CHOICE, .is_required = true, .codes = occasion_ways,
     .help = "窓口、郵送、オンライン、住民異動届の付記によるみなし届出のどれか。"},
};

const struct change_kind kind_occasion_death = {
    .name = "occasion-death",
    .label = "死亡の手続き（一括）",
    .help = "亡くなった人の資格の喪失、受け取った証の回収、葬祭費の案内を一度に登録します。残りの手続"
            "き（還付、"
            "相続人、世帯主、保険料）は「死亡・出生の手続き」の画面に出ます。すぐに登録されます。",
    .subject = CHANGE_OF_PERSON,
    .moves_premium = true,
    .follow = (const char *const[]){"correction-down", "correction-up", NULL},
    .propose = PERM_ELIGIBILITY_CHANGE,
    .approve = PERM_NONE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = begin,
    .check = check,
    .choices = choices,
    .preview = preview,
    .apply = apply,
    .undo = undo,
};

static enum err lost_already(struct change_call *call, struct eligibility_event *ret, bool *ret_found)
{
    return occasion_event(call->session, call->subject_no, "L07", call->arena, call->report, ret, ret_found);
}

static enum err begin(struct change_call *call)
{
    enum { DIED = 13 }; /* 異動事由 of JU-01 */
    const struct as_of now = {today(call), INT64_MAX};
    struct eligibility_event loss;
    struct resident_event event;
    bool is_lost = false, is_known = false;
    enum err e = lost_already(call, &loss, &is_lost);

    e = e == ERR_NONE ? addressee_resident_event(call->session->store, call->subject_no, now, call->arena,
                                                 call->report, &event, &is_known)
                      : e;
    if (e != ERR_NONE) {
        return e;
    }
    if (is_lost) {
        change_part_set(call, "died", day_text(call, loss.occurred_on));
    } else if (is_known && event.reason == DIED && !date_is_none(event.event_on)) {
        change_part_set(call, "died", day_text(call, event.event_on));
    }
    change_part_set(call, "notified", day_text(call, today(call)));
    change_part_set(call, "how", text_of("1"));
    return ERR_NONE;
}

/* Papers of his that are with somebody. */
static enum err choices(struct change_call *call, const struct change_field *field, struct change_code **ret)
{
    struct certificate_paper *papers = NULL;
    size_t count = 0, n = 0;
    enum err e = certificate_papers_of(call->session->store, &call->subject_no, 1, INT64_MAX, call->arena,
                                       call->report, &papers, &count);
    struct change_code *codes = ARENA_ARRAY(call->arena, struct change_code, count + 1);

    (void)field;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (certificate_counts(papers[i].state)) {
            codes[n++] = (struct change_code){
                arena_printf(call->arena, "%" PRId64, papers[i].paper_no),
                arena_printf(call->arena, "%s（番号%" PRId64 "）", certificate_type_labels[papers[i].type],
                             papers[i].paper_no)};
        }
    }
    codes[n] = (struct change_code){NULL, NULL};
    *ret = codes;
    return e;
}

/* ----------------------------------------------------------------------------------- parts ---- */

/* The loss of this entry; *ret_wanted false: it stands already. */
static enum err loss_part(struct change_call *call, struct change_call *ret, bool *ret_wanted)
{
    struct eligibility_event loss;
    int64_t household = 0;
    bool is_lost = false;
    enum err e = lost_already(call, &loss, &is_lost);

    *ret_wanted = e == ERR_NONE && !is_lost;
    if (!*ret_wanted) {
        return e;
    }
    e = occasion_household(call->session, call->subject_no, call->arena, call->report, &household);
    *ret = change_part(call, &kind_eligibility_leave, household);
    change_part_set(ret, "members",
                    text_of(arena_printf(call->arena, "%" PRId64, call->subject_no)));
    change_part_set(ret, "reason", text_of("L07"));
    change_part_set(ret, "occurred", change_value(call, "died"));
    change_part_set(ret, "notified", change_value(call, "notified"));
    change_part_set(ret, "how", change_value(call, "how"));
    return e;
}

static struct change_call paper_part(const struct change_call *call, struct text paper)
{
    struct change_call part = change_part(call, &kind_certificate_step, call->subject_no);

    change_part_set(&part, "paper", paper);
    change_part_set(&part, "state", text_of(arena_printf(call->arena, "%d", (int)PAPER_RECALLED)));
    change_part_set(&part, "on", change_value(call, "notified"));
    change_part_set(&part, "words", text_of("死亡による回収"));
    return part;
}

static enum err check(struct change_call *call)
{
    struct change_call part;
    struct eligibility_event loss;
    struct text ticked = change_value(call, "papers"), one;
    date died = change_date(call, "died");
    size_t at = 0;
    bool is_wanted = false, is_lost = false, is_day = false;
    enum err e = occasion_day_check(call, "died", &is_day);

    if (e != ERR_NONE || !is_day) {
        return e;
    }
    e = loss_part(call, &part, &is_wanted);
    if (e == ERR_NONE && is_wanted) {
        e = change_part_check(&part, call, "died");
    }
    e = e == ERR_NONE ? lost_already(call, &loss, &is_lost) : e;
    if (e == ERR_NONE && is_lost && !date_equal(loss.occurred_on, died)) {
        change_warn(call, WARNING_STOP, "died",
                    "登録済みの喪失と死亡の日が違います。日が誤りなら「異動の取消・訂正」で直してください。");
    }
    while (e == ERR_NONE && change_ticks_next(ticked, &at, &one)) {
        part = paper_part(call, one);
        e = change_part_check(&part, call, "papers");
    }
    return e;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    struct change_call part;
    bool is_wanted = false;
    enum err e = loss_part(call, &part, &is_wanted);

    if (e == ERR_NONE && is_wanted) {
        return part.kind->preview(&part, ret);
    }
    textbuf_puts(ret, "喪失は登録済みです。受け取った証の回収と葬祭費の案内だけを登録します。\n");
    return e;
}

/* ----------------------------------------------------------------------------------- write ---- */

/* What one entry cannot decide stays a task until somebody has looked at all of it. */
static enum err left_task(struct change_call *call)
{
    bool is_later = change_number(call, "funeral") == FUNERAL_LATER;
    struct text mourner = change_value(call, "mourner");
    const struct task task = {
        .addressee_no = call->subject_no,
        .source = text_of("occasion:death"),
        .source_key = text_of(arena_printf(call->arena, "%" PRId64, call->change_no)),
        .words = text_of(arena_printf(
            call->arena, "死亡の手続きの残り（還付、未納と相続人、世帯主、保険料）を「死亡・出生の手"
                         "続き」で確かめてください。%s%s%.*s",
            is_later ? "葬祭費の案内がまだです。" : "", mourner.len > 0 ? "葬祭を行った人: " : "",
            (int)mourner.len, mourner.bytes)),
        .owner = {"", 0}, .section = text_of(call->session->operator.section), .done_words = {"", 0},
        .due = date_add_days(today(call), 14), .state = TASK_OPEN};
    struct task_sync sync = {.actor = "occasion", .source_prefix = "occasion:death", .key_prefix = "",
                             .words = "", .tasks = &task, .count = 1};
    return task_sync(call->session->store, &sync, call->recorded_at, call->report);
}

static enum err apply(struct change_call *call)
{
    struct change_call part;
    struct text ticked = change_value(call, "papers"), one;
    size_t at = 0, papers = 0;
    bool is_wanted = false;
    enum err e = loss_part(call, &part, &is_wanted);

    if (e == ERR_NONE && is_wanted) {
        e = part.kind->apply(&part);
    }
    while (e == ERR_NONE && change_ticks_next(ticked, &at, &one)) {
        part = paper_part(call, one);
        e = part.kind->apply(&part);
        papers++;
    }
    e = e == ERR_NONE ? left_task(call) : e;
    (void)snprintf(call->outcome, sizeof(call->outcome), "死亡の手続き: %s、証%zu枚を回収、葬祭費は%s",
                   is_wanted ? "喪失を登録" : "喪失は登録済み", papers,
                   change_number(call, "funeral") == FUNERAL_TOLD   ? "案内済み"
                   : change_number(call, "funeral") == FUNERAL_NONE ? "対象外"
                                                                    : "案内が残る");
    return e;
}

static enum err undo(struct change_call *call)
{
    struct change_call papers = change_part(call, &kind_certificate_step, call->subject_no);
    struct change_call loss = change_part(call, &kind_eligibility_leave, 0);
    struct eligibility_event event;
    struct task_sync sync = {.actor = "occasion", .source_prefix = "occasion:death",
                             .key_prefix = arena_printf(call->arena, "%" PRId64, call->change_no),
                             .words = "死亡の手続きが取り消されました", .closes = true};
    bool is_lost = false;
    enum err e = papers.kind->undo(&papers);

    e = e == ERR_NONE ? lost_already(call, &event, &is_lost) : e;
    if (e == ERR_NONE && is_lost && event.change_no == call->change_no) {
        e = loss.kind->undo(&loss);
    }
    return e == ERR_NONE ? task_sync(call->session->store, &sync, call->recorded_at, call->report) : e;
}
