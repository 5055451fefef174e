/*
 * 還付請求の受付と支出命令 -- who is paid, to which account, and the interest as it is paid (CO-11, CO-14).
 *
 * Law     地方税法17条の4第1項 (to the day on which the expenditure is decided), 第2項 (waiting of the
 * payer)
 *
 * The account stands in the register of accounts (宛名 口座) and is checked by two persons there; here it is
 * taken as it stands on the day and kept with the step. Who is not the payer brings a letter of attorney.
 */
#include "refund/internal.h"

#include <inttypes.h>

static enum err claim_check(struct change_call *call);
static enum err claim_apply(struct change_call *call);
static enum err order_begin(struct change_call *call);
static enum err order_check(struct change_call *call);
static enum err order_preview(struct change_call *call, struct textbuf *ret);
static enum err order_apply(struct change_call *call);

#define CASE_FIELD                                                                      \
    {                                                                                   \
        .name = "case", .label = "還付番号", .type = FIELD_NUMBER, .is_required = true, \
        .help = "通知書の右上の番号。最後の桁は検査数字。例: 17"   \
    }

static const struct change_code relations[] = {
    {"1", "本人"}, {"2", "相続人"}, {"3", "代理人"}, {"9", "その他"}, {NULL, NULL}};

static const struct change_field claim_fields[] = {
    CASE_FIELD,
    {.name = "claimed_on",
     .label = "請求を受けた日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "請求書が届いた日。通知から30日を過ぎた日数には加算金が付きません。例: 080820"},
    {.name = "relation",
     .label = "請求した人",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = relations,
     .help = "納付義務者本人か、ほかの人か。"},
    {.name = "payee",
     .label = "受取人の宛名番号",
     .type = FIELD_ADDRESSEE,
     .only_if = "relation=2|3|9",
     .help = "本人でないとき。その人の口座を、先に口座の登録で登録しておきます。"},
    {.name = "attorney",
     .label = "委任状・相続の書類",
     .type = FIELD_TEXT,
     .only_if = "relation=2|3|9",
     .help = "本人でないとき必ず。例: 委任状 令和8年8月20日付け"},
};
static const struct change_field order_fields[] = {
    CASE_FIELD,
    {.name = "amount",
     .label = "支払う額",
     .type = FIELD_YEN,
     .is_required = true,
     .help = "還付する額と、支出を決めた日までの加算金の合計。確認の案内に出る額です。"},
};

const struct change_kind kind_refund_claim = {
    .name = "refund-claim",
    .label = "還付請求の受付",
    .help = "届いた還付請求書を受け付け、受取人の口座を決めます。口座は宛名の口座の登録（還付・給付の受取り"
            "）から"
            "取ります。口座相違で戻った還付も、ここで新しい口座を受け付けます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_COLLECTION_CHANGE,
    .approve = PERM_COLLECTION_APPROVE,
    .fields = claim_fields,
    .field_count = COUNT_OF(claim_fields),
    .check = claim_check,
    .apply = claim_apply,
};
const struct change_kind kind_refund_order = {
    .name = "refund-order",
    .label = "還付の支出命令",
    .help = "請求を受け付けた還付の支払いを命令します。加算金はこの日までで計算し直し、納付者が30日を過ぎて"
            "請求した"
            "間は除きます。命令したものは、次の総合振込に入ります。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_COLLECTION_CHANGE,
    .approve = PERM_COLLECTION_APPROVE,
    .fields = order_fields,
    .field_count = COUNT_OF(order_fields),
    .begin = order_begin,
    .check = order_check,
    .preview = order_preview,
    .apply = order_apply,
};

/* ----------------------------------------------------------------------------- the case, the payee -- */

/* The case of the form, of this payer; what is wrong with it is said at the field and *ret_is_there false.
 */
static enum err case_of(struct change_call *call, struct refund_case *ret, bool *ret_is_there)
{
    struct report words;
    int64_t case_no = change_number(call, "case");

    report_init(&words);
    enum err e = refund_case_by_no(call->session->store, case_no, call->arena, &words, ret);
    *ret_is_there = e == ERR_NONE && ret->payer_no == call->subject_no;
    if (e == ERR_INPUT) {
        change_warn(call, WARNING_STOP, "case", "%s", words.kept > 0 ? words.lines[0] : "");
        e = ERR_NONE;
    } else if (e == ERR_NONE && !*ret_is_there) {
        change_warn(call, WARNING_STOP, "case", "還付番号 %" PRId64 " はこの人の還付ではありません。",
                    case_no);
    } else if (e != ERR_NONE) {
        report_add(call->report, "%s", words.kept > 0 ? words.lines[0] : "還付を読めません");
    }
    report_done(&words);
    return e;
}

/* The account for refunds that the payee has on that day, with what a bank's file needs. */
static enum err account_of(struct change_call *call, int64_t payee_no, struct bank_account *ret,
                           bool *ret_found)
{
    struct bank_account *list;
    size_t count;
    date on = call->session->folder.business_date;
    enum err e = addressee_accounts(call->session, payee_no, call->recorded_at, call->arena, call->report,
                                    &list, &count);

    *ret_found = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (list[i].purpose == ACCOUNT_FOR_REFUND && date_at_most(list[i].from, on) &&
            date_before(on, list[i].until)) {
            *ret = list[i];
            *ret_found = true;
        }
    }
    return e;
}

static bool are_digits(struct text t, size_t count)
{
    int64_t number;
    return t.len == count && parse_i64(t.bytes, t.len, 0, INT64_MAX, &number);
}

static enum err check_account(struct change_call *call, int64_t payee_no, const char *field)
{
    struct bank_account a;
    bool found;
    enum err e = account_of(call, payee_no, &a, &found);

    if (e != ERR_NONE) {
        return e;
    }
    if (!found) {
        change_warn(call, WARNING_STOP, field,
                    "宛名番号 %" PRId64
                    " に、今日使える還付の口座がありません。先に口座の登録をしてください。",
                    payee_no);
    } else if (a.is_masked) {
        change_warn(call, WARNING_STOP, field, "口座を見る権限がないため、受取人の口座を確かめられません。");
    } else if (!are_digits(a.bank, 4) || !are_digits(a.branch, 3) || !are_digits(a.number, 7) ||
               a.holder.len == 0) {
        change_warn(call, WARNING_STOP, field,
                    "登録された口座の金融機関4桁・支店3桁・口座番号7桁・名義のどれかが足りません。口座を直し"
                    "てください。");
    }
    return ERR_NONE;
}

static int64_t payee_of(const struct change_call *call)
{
    int64_t payee = change_number(call, "payee");
    return change_number(call, "relation") == 1 || payee == 0 ? call->subject_no : payee;
}

/* ----------------------------------------------------------------------------------- the claim ---- */

static enum err claim_check(struct change_call *call)
{
    struct refund_case c;
    bool is_there;
    enum err e = case_of(call, &c, &is_there);

    if (e != ERR_NONE || !is_there) {
        return e;
    }
    struct refund_law_set law;
    date claimed = change_date(call, "claimed_on"), today = call->session->folder.business_date;
    e = refund_law_read(call->session, today, call->arena, call->report, &law);
    if (e != ERR_NONE) {
        return e;
    }
    if (c.state != REFUND_TOLD && c.state != REFUND_RETURNED) {
        change_warn(call, WARNING_STOP, "case",
                    "この還付は「%s」です。請求を受け付けられるのは通知の後、支出命令の"
                    "前です。",
                    refund_state_label(c.state));
    }
    if (date_before(today, claimed)) {
        change_warn(call, WARNING_STOP, "claimed_on", "請求を受けた日が今日より先です。");
    }
    if (date_before(refund_case_limit(&law, &c), claimed)) {
        change_warn(call, WARNING_STOP, "claimed_on",
                    "請求できる期間（2年）が過ぎています。還付できません。");
    }
    if (!date_is_none(c.told_on) && date_before(claimed, c.told_on)) {
        change_warn(call, WARNING_WARN, "claimed_on", "通知の日より前の請求です。");
    }
    if (change_number(call, "relation") != 1 && change_value(call, "attorney").len == 0) {
        change_warn(call, WARNING_STOP, "attorney",
                    "本人でない人への還付には、委任状か相続の書類が要ります。");
    }
    if (change_number(call, "relation") != 1 && change_number(call, "payee") == 0) {
        change_warn(call, WARNING_STOP, "payee", "受取人の宛名番号を入れてください。");
    }
    return check_account(call, payee_of(call), change_number(call, "relation") == 1 ? "case" : "payee");
}

static enum err take_account(struct change_call *call, struct refund_case *c, int64_t payee_no)
{
    struct bank_account a;
    bool found;
    enum err e = account_of(call, payee_no, &a, &found);

    if (e == ERR_NONE && (!found || a.is_masked)) {
        return report_fail(call->report, ERR_INPUT, "受取人の口座が変わりました。口座を確かめてください");
    }
    if (e == ERR_NONE) {
        c->payee_no = payee_no;
        c->bank = arena_copy(call->arena, a.bank.bytes, a.bank.len);
        c->branch = arena_copy(call->arena, a.branch.bytes, a.branch.len);
        c->number = arena_copy(call->arena, a.number.bytes, a.number.len);
        c->holder = arena_copy(call->arena, a.holder.bytes, a.holder.len);
        c->deposit_kind = a.deposit_kind;
    }
    return e;
}

static enum err claim_apply(struct change_call *call)
{
    struct refund_case c;
    enum err e =
        refund_case_by_no(call->session->store, change_number(call, "case"), call->arena, call->report, &c);

    if (e == ERR_NONE && c.state != REFUND_TOLD && c.state != REFUND_RETURNED) {
        return report_fail(call->report, ERR_INPUT, "還付番号 %" PRId64 " は「%s」に進みました", c.case_no,
                           refund_state_label(c.state));
    }
    e = e == ERR_NONE ? take_account(call, &c, payee_of(call)) : e;
    if (e != ERR_NONE) {
        return e;
    }
    if (date_is_none(c.claimed_on)) { /* a new account after 口座相違 is no new claim */
        c.claimed_on = change_date(call, "claimed_on");
    }
    c.relation = (int)change_number(call, "relation");
    c.attorney = refund_words(call, "attorney");
    snprintf(call->outcome, sizeof(call->outcome), "還付番号 %" PRId64 " の請求を受け付けました", c.case_no);
    return refund_step(call->session, &c, REFUND_CLAIMED, call->session->folder.business_date, "",
                       call->recorded_at, call->report);
}

/* ----------------------------------------------------------------------------- 支出命令: the order -- */

/* The interest as it is paid: to today, waiting left out; once ordered it stays as it is. */
static enum err interest_now(struct change_call *call, const struct refund_case *c, struct refund_base **ret,
                             size_t *ret_count, yen *ret_interest)
{
    struct refund_law_set law;
    struct refund_part *parts;
    size_t count;
    date today = call->session->folder.business_date;
    enum err e = refund_law_read(call->session, today, call->arena, call->report, &law);

    *ret_count = 0;
    *ret_interest = c->interest;
    if (e != ERR_NONE || c->revision == 2) {
        return e;
    }
    e = refund_parts_of(call->session->store, c->case_no, call->arena, call->report, &parts, &count);
    return e == ERR_NONE ? refund_interest_of(&law, parts, count, today, c->told_on, c->claimed_on,
                                              call->arena, call->report, ret, ret_count, ret_interest)
                         : e;
}

/* From the claim, or from the notice when the account is registered and no claim is asked for. */
static bool may_order(const struct refund_case *c, const struct refund_law_set *law)
{
    return c->state == REFUND_CLAIMED || (c->state == REFUND_TOLD && law->settings.pay_without_claim);
}

static enum err order_begin(struct change_call *call)
{
    const struct refund_scope scope = {.payer_no = call->subject_no};
    struct refund_case *list;
    struct refund_base *bases;
    size_t count, base_count;
    yen interest;
    enum err e = refund_cases(call->session->store, &scope, call->arena, call->report, &list, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (list[i].state == REFUND_CLAIMED || list[i].state == REFUND_TOLD) {
            e = interest_now(call, &list[i], &bases, &base_count, &interest);
            if (e == ERR_NONE) {
                change_set_number(call, "case", list[i].case_no);
                change_set_number(call, "amount", list[i].amount + interest);
            }
            break;
        }
    }
    return e;
}

static enum err order_check(struct change_call *call)
{
    struct refund_case c;
    struct refund_law_set law;
    struct refund_base *bases;
    size_t count;
    yen interest;
    bool is_there;
    enum err e = case_of(call, &c, &is_there);

    if (e != ERR_NONE || !is_there) {
        return e;
    }
    e = refund_law_read(call->session, call->session->folder.business_date, call->arena, call->report, &law);
    if (e == ERR_NONE && !may_order(&c, &law)) {
        change_warn(call, WARNING_STOP, "case", "この還付は「%s」です。支出命令は請求を受け付けてからです。",
                    refund_state_label(c.state));
        return ERR_NONE;
    }
    e = e == ERR_NONE ? interest_now(call, &c, &bases, &count, &interest) : e;
    if (e == ERR_NONE && change_number(call, "amount") != c.amount + interest) {
        char all[32], back[32], more[32];
        yen_format(c.amount + interest, all, sizeof(all));
        yen_format(c.amount, back, sizeof(back));
        yen_format(interest, more, sizeof(more));
        change_warn(call, WARNING_STOP, "amount",
                    "支払う額は %s円です（還付 %s円と加算金 %s円）。額を直してください。", all, back, more);
    }
    return e == ERR_NONE && c.state == REFUND_TOLD ? check_account(call, call->subject_no, "case") : e;
}

static enum err order_preview(struct change_call *call, struct textbuf *ret)
{
    struct refund_case c;
    struct refund_base *bases;
    size_t count;
    yen interest;
    enum err e =
        refund_case_by_no(call->session->store, change_number(call, "case"), call->arena, call->report, &c);

    e = e == ERR_NONE ? interest_now(call, &c, &bases, &count, &interest) : e;
    if (e == ERR_NONE) {
        char back[32], more[32], was[32];
        yen_format(c.amount, back, sizeof(back));
        yen_format(interest, more, sizeof(more));
        yen_format(c.interest, was, sizeof(was));
        textbuf_printf(ret, "還付 %s円と加算金 %s円（決議のとき %s円）を、次の総合振込で払います。", back,
                       more, was);
    }
    return e;
}

static enum err order_apply(struct change_call *call)
{
    struct refund_case c;
    struct refund_law_set law;
    struct refund_base *bases;
    size_t count;
    yen interest;
    date today = call->session->folder.business_date;
    enum err e =
        refund_case_by_no(call->session->store, change_number(call, "case"), call->arena, call->report, &c);

    e = e == ERR_NONE ? refund_law_read(call->session, today, call->arena, call->report, &law) : e;
    e = e == ERR_NONE ? interest_now(call, &c, &bases, &count, &interest) : e;
    if (e != ERR_NONE) {
        return e;
    }
    if (!may_order(&c, &law) || c.amount + interest != change_number(call, "amount") ||
        c.amount + interest == 0) {
        return report_fail(call->report, ERR_INPUT,
                           "還付番号 %" PRId64 " の状態か額が動きました。入れ直してください", c.case_no);
    }
    if (c.state == REFUND_TOLD) {
        e = take_account(call, &c, c.payer_no);
        c.relation = 1;
    }
    if (e == ERR_NONE && c.revision == 1) {
        c.revision = 2;
        c.interest = interest;
        c.ordered_on = today;
        e = refund_bases_add(call->session, c.case_no, 2, bases, count, call->recorded_at, call->report);
    }
    snprintf(call->outcome, sizeof(call->outcome), "還付番号 %" PRId64 " の支出を命令しました", c.case_no);
    return e == ERR_NONE
               ? refund_step(call->session, &c, REFUND_ORDERED, today, "", call->recorded_at, call->report)
               : e;
}
