/*
 * 個別の不納欠損と、不納欠損の取消し -- by two persons, by postings the other way round; nothing is deleted.
 *
 * Law     地方税法15条の7第5項 (「例による」), 国民健康保険法110条, 地方自治法236条
 * Rules   collection.md 21.2 (cancellable until the books of the year are closed)   Rows    CO-36
 */
#include "arrears/kinds.h"

#define CHANGE_CAUSE "arrears-change"
#define LIST_CAUSE "arrears-list"

static const struct change_code write_off_reasons[] = {{"3", "即時消滅（15条の7第5項）"},
                                                       {"4", "相続人がない・限定承認で尽きた"},
                                                       {"5", "法律・議決による免除"},
                                                       {NULL, NULL}};
static const struct change_field write_off_fields[] = {
    {.name = "on", .label = "決定の日", .type = FIELD_DATE, .is_required = true, .help = "例: 081201"},
    {.name = "ground",
     .label = "事由",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = write_off_reasons,
     .help = "時効（F1）と執行停止3年（F2）は「不納欠損の候補」の処理で一括して行います。"},
    {.name = "words",
     .label = "事実",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 1000,
     .help = "例: 法人の清算結了、限定承認の届出と財産目録。"},
    CHARGES_FIELD,
};

/* 15条の7第5項 speaks of a debt whose execution is suspended under 1号, or suspends it with the same
 * act. */
static enum err write_off_check(struct change_call *call)
{
    struct chosen chosen;
    date on = change_date(call, "on");
    enum err e = arrears_chosen(call, on, &chosen);

    step_not_future(call, "on");
    for (size_t i = 0; i < chosen.count && e == ERR_NONE; i++) {
        const struct arrears_debt *d = &chosen.debts[i];
        bool is_suspended = (d->stays & 1u << STAY_SUSPENDED) != 0;
        if (change_number(call, "ground") == 3 && !is_suspended) {
            change_warn(call, WARNING_STOP, "ground",
                        "%sは執行を停止していません。即時消滅は1号の執行停止をした期に限ります（地方税法15条"
                        "の7第5項）。",
                        charge_words(call->arena, &d->charge));
        }
        if ((d->stays & (1u << STAY_SEIZED | 1u << STAY_PLAN)) != 0) {
            change_warn(call, WARNING_STOP, "charges",
                        "%sは差押えか分納が続いています。先に終わらせてください。",
                        charge_words(call->arena, &d->charge));
        }
        if (d->charge.told > 0) {
            change_warn(call, WARNING_STOP, "charges", "%sには速報 %s があります。確報を待ってください。",
                        charge_words(call->arena, &d->charge), yen_words(call->arena, d->charge.told));
        }
    }
    return e;
}

static enum err write_off_apply(struct change_call *call)
{
    struct chosen chosen;
    date on = change_date(call, "on");
    enum err e = arrears_still_chosen(call, on, &chosen);

    for (size_t i = 0; i < chosen.count && e == ERR_NONE; i++) {
        e = collection_write_off(call->session, NULL, &chosen.debts[i].charge, chosen.debts[i].unpaid,
                                 (int)change_number(call, "ground"), on, CHANGE_CAUSE, call->change_no,
                                 call->recorded_at, call->report);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "%zu期、%s を不納欠損にしました", chosen.count,
                       yen_words(call->arena, chosen.principal));
    }
    return e;
}

/* What the change wrote off and nobody took back meanwhile. */
static enum err write_off_undo(struct change_call *call)
{
    struct collection_written_off *list = NULL;
    size_t count = 0, found = 0;
    enum err e = collection_write_offs(call->session->store, call->subject_no, call->arena, call->report,
                                       &list, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (strcmp(list[i].cause_kind, CHANGE_CAUSE) == 0 && list[i].cause_no == call->change_no) {
            found++;
            e = collection_write_off_back(call->session, &list[i], call->recorded_at, call->report);
        }
    }
    if (e == ERR_NONE && found == 0) {
        e = report_fail(call->report, ERR_INPUT, "この不納欠損はすでに取り消されています。");
    }
    return e;
}

const struct change_kind kind_arrears_write_off = {
    .name = "arrears-write-off",
    .label = "不納欠損（個別）",
    .help = "即時消滅、相続人の不存在、法律や議決による免除で、未納の期を不納欠損にします。その期の延滞金も"
            "なくなります。"
            "時効と執行停止3年は毎年の「不納欠損の候補」の一覧で行います。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .is_sensitive = true,
    .fields = write_off_fields,
    .field_count = COUNT_OF(write_off_fields),
    .begin = arrears_begin,
    .check = write_off_check,
    .apply = write_off_apply,
    .undo = write_off_undo,
};

/* ------------------------------------------------------------------------ 不納欠損の取消し ---- */

static const struct change_field restore_fields[] = {
    {.name = "charges",
     .label = "対象の期別",
     .type = FIELD_TEXT,
     .is_required = true,
     .characters_max = 1000,
     .help = "不納欠損にした期。賦課年度-期を空白で区切って。例: 2023-5 2023-6"},
    {.name = "words",
     .label = "理由",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 500,
     .help = "例: 時効の前の日付の債務承認書が見つかった。納付済通知が届いた（収納日 令和8年6月30日）。"},
};

/* The write-offs of the charges named; a charge that has none is warned of and left out. */
static enum err chosen_write_offs(struct change_call *call, struct collection_written_off **ret,
                                  size_t *ret_count)
{
    struct collection_written_off *all = NULL, *list;
    struct charge_name names[CHARGES_MAX];
    size_t all_count = 0, name_count = 0, count = 0;
    struct text typed = change_value(call, "charges");
    enum err e = collection_write_offs(call->session->store, call->subject_no, call->arena, call->report,
                                       &all, &all_count);

    list = ARENA_ARRAY(call->arena, struct collection_written_off, all_count + 1);
    if (e == ERR_NONE && !charges_parse(typed, names, &name_count)) {
        change_warn(call, WARNING_STOP, "charges",
                    "「%.*s」を読めません。賦課年度-期を空白で区切って入れてください。例: 2023-5 2023-6",
                    (int)typed.len, typed.bytes);
    }
    for (size_t k = 0; k < name_count && e == ERR_NONE; k++) {
        bool was_found = false;
        for (size_t i = 0; i < all_count; i++) {
            if (all[i].levy_year == names[k].year && all[i].instalment == names[k].instalment) {
                list[count++] = all[i];
                all[i].levy_year = 0; /* named twice, taken once */
                was_found = true;
            }
        }
        if (!was_found) {
            change_warn(call, WARNING_STOP, "charges", "%lld年度 第%lld期に、取り消せる不納欠損はありま"
                                                       "せん。",
                        (long long)names[k].year, (long long)names[k].instalment);
        }
    }
    *ret = list;
    *ret_count = count;
    return e;
}

static enum err restore_check(struct change_call *call)
{
    struct collection_written_off *list = NULL;
    size_t count = 0;
    return chosen_write_offs(call, &list, &count);
}

static enum err restore_preview(struct change_call *call, struct textbuf *ret)
{
    struct collection_written_off *list = NULL;
    size_t count = 0;
    enum err e = chosen_write_offs(call, &list, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        textbuf_printf(ret, "%s 第%d期 %s がまた未納になります（%sの不納欠損の取消し）。\n",
                       year_words(call->arena, list[i].levy_year), list[i].instalment,
                       yen_words(call->arena, list[i].amount), day_words(call->arena, list[i].effective_on));
    }
    return e;
}

/* The list of the year says so, too. */
static enum err mark_candidate(struct change_call *call, const struct collection_written_off *w)
{
    struct query *q = store_query(call->session->store, SQL_arrears_candidate_back);

    query_set_i64(q, "run_no", w->cause_no);
    query_set_i64(q, "levy_year", w->levy_year);
    query_set_i64(q, "household_no", w->household_no);
    query_set_i64(q, "payer_no", w->payer_no);
    query_set_i64(q, "instalment", w->instalment);
    return book_run(q, call->report);
}

static enum err restore_apply(struct change_call *call)
{
    struct collection_written_off *list = NULL;
    size_t count = 0;
    yen sum = 0;
    enum err e = chosen_write_offs(call, &list, &count);

    if (e == ERR_NONE && count == 0) {
        e = report_fail(call->report, ERR_INPUT, "取り消す不納欠損がありません。開き直してください。");
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        sum += list[i].amount;
        e = collection_write_off_back(call->session, &list[i], call->recorded_at, call->report);
        if (e == ERR_NONE && strcmp(list[i].cause_kind, LIST_CAUSE) == 0) {
            e = mark_candidate(call, &list[i]);
        }
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "%zu期、%s の不納欠損を取り消しました", count,
                       yen_words(call->arena, sum));
    }
    return e;
}

const struct change_kind kind_arrears_restore = {
    .name = "arrears-restore",
    .label = "不納欠損の取消し",
    .help = "まちがえて不納欠損にした期を、反対の仕訳で未納に戻します。一覧による欠損も個別の欠損も、1期ずつ"
            "取り消せます。その年度の出納閉鎖の後は取り消せません。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .is_sensitive = true,
    .fields = restore_fields,
    .field_count = COUNT_OF(restore_fields),
    .check = restore_check,
    .preview = restore_preview,
    .apply = restore_apply,
    .undo = NULL, /* the charge is written off again, by the list or one by one */
};
