/*
 * 還付充当の決議 -- one act for all that a payer has too much: his debts first, the rest is given back
 * (CO-11, CO-12).
 *
 * The form opens with what the rule proposes. Whoever enters it and whoever approves it have the same
 * amounts before them: when the facts have moved on meanwhile, the amounts differ and nothing is written.
 */
#include "refund/internal.h"

#include <inttypes.h>

static enum err decide_begin(struct change_call *call);
static enum err decide_check(struct change_call *call);
static enum err decide_preview(struct change_call *call, struct textbuf *ret);
static enum err decide_apply(struct change_call *call);
static enum err decide_undo(struct change_call *call);

static const struct change_field fields[] = {
    {.name = "receipts",
     .label = "対象の過誤納",
     .type = FIELD_TEXT,
     .help = "収納番号を空白で区切って。空ならこの人の過誤納すべて。例: 1024 1031"},
    {.name = "wish",
     .label = "充当の希望",
     .type = FIELD_TEXT,
     .help =
         "納付者が書面で選んだとき、年度-期を希望の順に。納期限前の期もここに書けば充てます。空なら納期限の"
         "古い順。例: 2026-3 2026-4"},
    {.name = "appropriated",
     .label = "充当する額",
     .type = FIELD_YEN,
     .is_required = true,
     .help = "法の順で計算した額。条件を変えたときは、確認の案内に出る額に直します。"},
    {.name = "refund",
     .label = "還付する額",
     .type = FIELD_YEN,
     .is_required = true,
     .help = "充当した残り。条件を変えたときは、確認の案内に出る額に直します。"},
    {.name = "note",
     .label = "決議の理由",
     .type = FIELD_LINES,
     .help = "起案に書く事情。例: 6月分を銀行とコンビニで納付"},
};

const struct change_kind kind_refund_decide = {
    .name = "refund-decide",
    .label = "還付充当の決議",
    .help =
        "納めすぎの保険料を、その人の納期限を過ぎた保険料・延滞金に古いものから充て、残りを還付すると決め"
        "ます。ほかの人の保険料には充てません。猶予・執行停止・係争・承継の決まらない期は飛ばします。加算金"
        "は原因ごとの起算日で計算します。別の職員が決議すると、充当は記帳され、通知書が作られます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_COLLECTION_CHANGE,
    .approve = PERM_COLLECTION_APPROVE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = decide_begin,
    .check = decide_check,
    .preview = decide_preview,
    .apply = decide_apply,
    .undo = decide_undo,
};

const char *refund_words(struct change_call *call, const char *field)
{
    struct text t = change_value(call, field);
    return arena_copy(call->arena, t.bytes, t.len);
}

static enum err plan_of(struct change_call *call, struct refund_plan *ret)
{
    struct refund_law_set law;
    enum err e =
        refund_law_read(call->session, call->session->folder.business_date, call->arena, call->report, &law);

    return e == ERR_NONE
               ? refund_plan_make(call->session, &law, call->subject_no, change_value(call, "receipts"),
                                  change_value(call, "wish"), call->arena, call->report, ret)
               : e;
}

static enum err decide_begin(struct change_call *call)
{
    struct refund_plan plan;
    enum err e = plan_of(call, &plan);

    if (e == ERR_NONE) {
        change_set_number(call, "appropriated", plan.appropriated);
        change_set_number(call, "refund", plan.refund);
    }
    return e;
}

static enum err decide_check(struct change_call *call)
{
    struct refund_plan plan;
    struct report words;

    report_init(&words);
    struct report *outer = call->report;
    call->report = &words;
    enum err e = plan_of(call, &plan);
    call->report = outer;
    if (e == ERR_INPUT) { /* a wish that cannot be read is said at the field */
        change_warn(call, WARNING_STOP, "wish", "%s", words.kept > 0 ? words.lines[0] : "");
        e = ERR_NONE;
    } else if (e != ERR_NONE) {
        report_add(call->report, "%s", words.kept > 0 ? words.lines[0] : "過誤納を読めません");
    } else if (plan.part_count == 0) {
        change_warn(call, WARNING_STOP, NULL, "この人に、充当も還付もしていない過誤納はありません。");
    } else {
        char a[32], r[32];
        yen_format(plan.appropriated, a, sizeof(a));
        yen_format(plan.refund, r, sizeof(r));
        if (change_number(call, "appropriated") != plan.appropriated ||
            change_number(call, "refund") != plan.refund) {
            change_warn(
                call, WARNING_STOP, "appropriated",
                "いまの収納と条件では充当 %s円・還付 %s円です。額を直して、もう一度確認してください。", a,
                r);
        }
        if (plan.debited > 0) {
            change_warn(call, WARNING_WARN, NULL,
                        "口座振替を依頼している期が %zu "
                        "期あります。引き落とされると、充てた額がまた過誤納になります。",
                        plan.debited);
        }
        if (plan.passed_over > 0) {
            change_warn(call, WARNING_WARN, NULL,
                        "猶予・執行停止・係争・承継未定のため充当しない未納が %zu 期あります。",
                        plan.passed_over);
        }
    }
    report_done(&words);
    return e;
}

/* ------------------------------------------------------------------------------ what would follow -- */

static void say_part(const struct refund_part *p, struct textbuf *ret)
{
    char amount[32], day[DATE_TEXT_BYTES], paid[DATE_TEXT_BYTES];

    yen_format(p->amount, amount, sizeof(amount));
    date_format_era_short(p->ends_on, day);
    date_format_era_short(p->paid_on, paid);
    if (p->use == USE_APPROPRIATED) {
        textbuf_printf(ret, "充当 %s円 → %d年度 第%d期 %s（%s にさかのぼって効力、収納番号 %" PRId64 "）。",
                       amount, (int)p->to.levy_year, p->to.instalment,
                       p->to_item == ITEM_PRINCIPAL     ? "保険料"
                       : p->to_item == ITEM_LATE_CHARGE ? "延滞金"
                                                        : "督促手数料",
                       day, p->receipt_no);
    } else {
        textbuf_printf(ret, "還付 %s円（%s 納付、%s、収納番号 %" PRId64 "）。", amount, paid,
                       refund_cause_label(p->cause), p->receipt_no);
    }
}

static enum err decide_preview(struct change_call *call, struct textbuf *ret)
{
    struct refund_plan plan;
    char amount[32], from[DATE_TEXT_BYTES], until[DATE_TEXT_BYTES], base[32];
    enum err e = plan_of(call, &plan);

    for (size_t i = 0; i < plan.part_count && e == ERR_NONE; i++) {
        say_part(&plan.parts[i], ret);
    }
    for (size_t i = 0; i < plan.base_count && e == ERR_NONE; i++) {
        const struct refund_base *b = &plan.bases[i];
        if (b->amount > 0) {
            yen_format(b->base, base, sizeof(base));
            yen_format(b->amount, amount, sizeof(amount));
            date_format_era_short(b->days.from, from);
            date_format_era_short(date_add_days(b->days.until, -1), until);
            textbuf_printf(ret, "加算金 %s円（%s円に %s から %s まで）。", amount, base, from, until);
        }
    }
    if (e == ERR_NONE) {
        yen_format(plan.interest, amount, sizeof(amount));
        textbuf_printf(ret, "加算金の合計 %s円。別の職員の決議で充当は記帳され、通知書を送ります。", amount);
    }
    return e;
}

/* ----------------------------------------------------------------------------------- the act ---- */

/* Parts of one excess and one charge's year on one day are one receipt. */
static bool is_one_booking(const struct refund_part *a, const struct refund_part *b)
{
    return b->use == USE_APPROPRIATED && b->to_receipt_no == 0 && a->receipt_no == b->receipt_no &&
           a->to.levy_year == b->to.levy_year && a->to.household_no == b->to.household_no &&
           date_equal(a->ends_on, b->ends_on);
}

static enum err book_part(struct change_call *call, struct refund_plan *plan, size_t first, int64_t case_no)
{
    struct collection_line *lines = ARENA_ARRAY(call->arena, struct collection_line, plan->part_count);
    struct refund_part *p = &plan->parts[first];
    struct collection_booking b = {.channel = CHANNEL_APPROPRIATED,
                                   .levy_year = p->to.levy_year,
                                   .notice_no = p->to.notice_no,
                                   .household_no = p->to.household_no,
                                   .payer_no = p->to.payer_no,
                                   .lines = lines,
                                   .cause = "",
                                   .received_on = p->ends_on,
                                   .paid_in_on = call->session->folder.business_date,
                                   .from = ACCOUNT_OVERPAID,
                                   .origin = "refund",
                                   .origin_no = case_no,
                                   .uses = p->receipt_no};
    int64_t receipt_no;

    assert(p->to.payer_no == call->subject_no); /* never another person's debt */
    for (size_t i = first; i < plan->part_count; i++) {
        const struct refund_part *o = &plan->parts[i];
        if (!is_one_booking(p, o)) {
            continue;
        }
        size_t k = 0;
        while (k < b.line_count &&
               (lines[k].instalment != o->to.instalment || lines[k].item != o->to_item)) {
            k++;
        }
        if (k == b.line_count) {
            lines[b.line_count++] = (struct collection_line){o->to.instalment, o->to_item, 0};
        }
        lines[k].amount += o->amount;
    }
    enum err e = collection_book(call->session, &b, call->recorded_at, call->report, &receipt_no);
    const struct refund_part key = *p;
    for (size_t i = first; i < plan->part_count && e == ERR_NONE; i++) {
        if (is_one_booking(&key, &plan->parts[i])) {
            plan->parts[i].to_receipt_no = receipt_no;
        }
    }
    return e;
}

/* The tasks of 過誤納の検知 about excesses that this decision used up. */
struct settled {
    const struct refund_plan *plan;
    const struct refund_open *opens; /* of the payer, after it */
    size_t count;
};

static bool is_of(const struct task *task, int64_t receipt_no)
{
    char key[24];

    snprintf(key, sizeof(key), "%" PRId64, receipt_no);
    return text_is(task->source_key, key);
}

static bool is_settled(const void *context, const struct task *task)
{
    const struct settled *s = context;
    bool is_used = false;

    for (size_t i = 0; i < s->plan->part_count; i++) {
        is_used = is_used || is_of(task, s->plan->parts[i].receipt_no);
    }
    for (size_t i = 0; i < s->count; i++) {
        is_used = is_used && !(is_of(task, s->opens[i].receipt_no) && refund_left(&s->opens[i]) > 0);
    }
    return is_used;
}

static enum err settle_tasks(struct change_call *call, const struct refund_plan *plan)
{
    struct settled s = {.plan = plan};
    struct refund_open *opens;
    enum err e = refund_opens(call->session, plan->payer_no, call->arena, call->report, &opens, &s.count);

    if (e != ERR_NONE) {
        return e;
    }
    s.opens = opens;
    struct task_sync sync = {.actor = "job:refund-detect",
                             .source_prefix = "refund:K",
                             .key_prefix = "",
                             .words = "充当・還付を決議しました",
                             .closes = true,
                             .covers = is_settled,
                             .context = &s};
    return task_sync(call->session->store, &sync, call->recorded_at, call->report);
}

static enum err decide_apply(struct change_call *call)
{
    struct refund_plan plan;
    enum err e = plan_of(call, &plan);

    if (e != ERR_NONE) {
        return e;
    }
    if (plan.part_count == 0 || plan.appropriated != change_number(call, "appropriated") ||
        plan.refund != change_number(call, "refund")) {
        return report_fail(call->report, ERR_INPUT,
                           "過誤納か未納の額が動きました。決議を入れ直してください");
    }
    struct refund_case c = {.payer_no = plan.payer_no,
                            .household_no = plan.household_no,
                            .decided_on = plan.decided_on,
                            .note = refund_words(call, "note"),
                            .interest = plan.interest,
                            .revision = 1,
                            .told_on = date_none(),
                            .claimed_on = date_none(),
                            .ordered_on = date_none()};
    e = refund_case_add(call->session, &c, call->change_no, call->recorded_at, call->report);
    for (size_t i = 0; i < plan.part_count && e == ERR_NONE; i++) {
        if (plan.parts[i].use == USE_APPROPRIATED && plan.parts[i].to_receipt_no == 0) {
            e = book_part(call, &plan, i, c.case_no);
        }
        e = e == ERR_NONE
                ? refund_part_add(call->session, c.case_no, &plan.parts[i], call->recorded_at, call->report)
                : e;
    }
    if (e == ERR_NONE) {
        e = refund_bases_add(call->session, c.case_no, 1, plan.bases, plan.base_count, call->recorded_at,
                             call->report);
    }
    if (e == ERR_NONE) {
        e = refund_step(call->session, &c, REFUND_DECIDED, c.decided_on, "", call->recorded_at,
                        call->report);
    }
    e = e == ERR_NONE ? settle_tasks(call, &plan) : e;
    if (e == ERR_NONE) {
        char a[32], r[32];
        yen_format(plan.appropriated, a, sizeof(a));
        yen_format(plan.refund, r, sizeof(r));
        snprintf(call->outcome, sizeof(call->outcome),
                 "還付番号 %" PRId64 "：充当 %s円、還付 %s円を決議しました", c.case_no, a, r);
    }
    return e;
}

/* ------------------------------------------------------------------------------- taken back ------ */

/* Until its payment is ordered; where nothing is to be paid, also when the payer has been told. */
static bool may_withdraw(const struct refund_case *c)
{
    return c->state == REFUND_DECIDED || c->state == REFUND_TOLD || c->state == REFUND_CLAIMED ||
           c->state == REFUND_RETURNED || (c->state == REFUND_DONE && c->amount + c->interest == 0);
}

static enum err case_of_change(struct change_call *call, struct refund_case *ret)
{
    const struct refund_scope scope = {.payer_no = call->subject_no};
    struct refund_case *list;
    size_t count;
    enum err e = refund_cases(call->session->store, &scope, call->arena, call->report, &list, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (list[i].change_no == call->change_no) {
            *ret = list[i];
            return ERR_NONE;
        }
    }
    return e == ERR_NONE ? report_fail(call->report, ERR_INPUT, "この変更の還付充当の決議がありません") : e;
}

/* 充当 is cancelled receipt by receipt: what it paid is owed again, and the excess stands again. */
static enum err decide_undo(struct change_call *call)
{
    struct refund_case c;
    struct refund_part *parts;
    size_t count = 0;
    enum err e = case_of_change(call, &c);

    if (e == ERR_NONE && !may_withdraw(&c)) {
        return report_fail(call->report, ERR_INPUT,
                           "還付番号 %" PRId64 " は「%s」です。支出を命令した後は取り消せません", c.case_no,
                           refund_state_label(c.state));
    }
    e = e == ERR_NONE
            ? refund_parts_of(call->session->store, c.case_no, call->arena, call->report, &parts, &count)
            : e;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_done = false;
        for (size_t k = 0; k < i; k++) {
            is_done = is_done || parts[k].to_receipt_no == parts[i].to_receipt_no;
        }
        if (parts[i].use == USE_APPROPRIATED && !is_done) {
            e = collection_cancel(call->session, parts[i].to_receipt_no, false, "決議の取消",
                                  call->recorded_at, call->report);
        }
    }
    return e == ERR_NONE
               ? refund_step(call->session, &c, REFUND_WITHDRAWN, call->session->folder.business_date, "",
                             call->recorded_at, call->report)
               : e;
}
