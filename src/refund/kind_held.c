/*
 * 仮受の消込と期の訂正 -- held money finds its charge or its owner; a payment goes to the instalment that
 * was meant (collection.md 6.4 E01 to E15, 6.6; X22, X37).
 *
 * The day on which the payer paid stays his day: what is booked here has the receipt's own date.
 */
#include "refund/internal.h"

#include <inttypes.h>

static enum err assign_check(struct change_call *call);
static enum err assign_preview(struct change_call *call, struct textbuf *ret);
static enum err assign_apply(struct change_call *call);
static enum err move_check(struct change_call *call);
static enum err move_apply(struct change_call *call);

static const struct change_code causes[] = {
    {"K3", "時効・欠損の後の納付"}, {"K4", "調定がない・人違い"}, {"K2", "二重納付"}, {NULL, NULL}};

static const struct change_field assign_fields[] = {
    {.name = "receipt",
     .label = "仮受の収納番号",
     .type = FIELD_NUMBER,
     .is_required = true,
     .help = "仮受の一覧にある番号。"},
    {.name = "year",
     .label = "消し込む年度",
     .type = FIELD_NUMBER,
     .help = "西暦。期に消し込むとき。例: 2026"},
    {.name = "instalment",
     .label = "消し込む期",
     .type = FIELD_NUMBER,
     .help = "例: 3。超えた額は過誤納になります。"},
    {.name = "cause",
     .label = "還付する理由",
     .type = FIELD_CHOICE,
     .codes = causes,
     .help = "期に消し込めず、この人に返すべきお金のとき。過誤納になり、還付充当の決議に進みます。"},
    {.name = "reason",
     .label = "この人のものとした理由",
     .type = FIELD_LINES,
     .is_required = true,
     .help = "控えの確認など、誰の何の納付と分かったか。"},
};
static const struct change_field move_fields[] = {
    {.name = "receipt",
     .label = "収納番号",
     .type = FIELD_NUMBER,
     .is_required = true,
     .help = "違う期に入った収納。世帯の画面の収納の記録にあります。"},
    {.name = "year",
     .label = "正しい年度",
     .type = FIELD_NUMBER,
     .is_required = true,
     .help = "西暦。例: 2026"},
    {.name = "instalment", .label = "正しい期", .type = FIELD_NUMBER, .is_required = true, .help = "例: 3"},
    {.name = "statement",
     .label = "納付者の申出",
     .type = FIELD_LINES,
     .is_required = true,
     .help = "いつ誰がどう申し出たか。例: 窓口で本人から、4期の納付書を3期と思って使ったとの申出"},
};

const struct change_kind kind_refund_assign = {
    .name = "held-assign",
    .label = "仮受の消込",
    .help =
        "どの期の納付か分からず仮受になっているお金を、この人の期に消し込むか、この人に返すものとします。"
        "納めた日は変わりません。別の職員が確認すると記帳されます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_COLLECTION_CHANGE,
    .approve = PERM_COLLECTION_APPROVE,
    .fields = assign_fields,
    .field_count = COUNT_OF(assign_fields),
    .check = assign_check,
    .preview = assign_preview,
    .apply = assign_apply,
};
const struct change_kind kind_refund_move = {
    .name = "payment-move",
    .label = "納付の期の訂正",
    .help = "納付書を取り違えて納めた期を、納付者の申出により正しい期に直します。納めた日はそのままなので、"
            "正しい"
            "期には納めた日までの延滞金しか付きません。元の期は未納に戻ります。別の職員が確認すると記帳され"
            "ます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_COLLECTION_CHANGE,
    .approve = PERM_COLLECTION_APPROVE,
    .fields = move_fields,
    .field_count = COUNT_OF(move_fields),
    .check = move_check,
    .apply = move_apply,
};

/* ----------------------------------------------------------------------------------- what stands -- */

static enum err held_of(struct change_call *call, int64_t receipt_no, struct refund_open *ret,
                        bool *ret_found)
{
    struct refund_open *list;
    size_t count;
    enum err e = refund_opens(call->session, 0, call->arena, call->report, &list, &count);

    *ret_found = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (list[i].receipt_no == receipt_no && list[i].is_held && refund_left(&list[i]) > 0) {
            *ret = list[i];
            *ret_found = true;
        }
    }
    return e;
}

static enum err charge_of(struct change_call *call, int64_t year, int64_t instalment,
                          struct collection_charge *ret, bool *ret_found)
{
    const struct collection_scope scope = {
        .payer_no = call->subject_no, .first_year = (int32_t)year, .last_year = (int32_t)year};
    struct collection_charge *list;
    size_t count = 0;
    enum err e = ERR_NONE;

    *ret_found = false;
    if (year < 2000 || year > 2098) {
        return e;
    }
    e = collection_charges(call->session->store, &scope, call->arena, call->report, &list, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (list[i].instalment == instalment && !*ret_found) {
            *ret = list[i];
            *ret_found = true;
        }
    }
    return e;
}

/* 調定 under which the money of this person is kept until it is given back: of that year, else his newest.
 */
static enum err account_of(struct change_call *call, int32_t year, struct collection_charge *ret,
                           bool *ret_found)
{
    const struct collection_scope scope = {.payer_no = call->subject_no};
    struct collection_charge *list;
    size_t count;
    enum err e = collection_charges(call->session->store, &scope, call->arena, call->report, &list, &count);

    *ret_found = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (!*ret_found || ret->levy_year != year) {
            *ret = list[i];
            *ret_found = true;
        }
    }
    return e;
}

enum err refund_assign(struct session *session, const struct refund_assignment *a, int64_t recorded_at,
                       struct report *report, int64_t *ret_receipt_no)
{
    const struct refund_open *held = a->held;
    yen left = refund_left(held), taken = 0;

    for (size_t i = 0; i < a->line_count; i++) {
        taken += a->lines[i].amount;
    }
    assert(taken <= left);
    const struct collection_booking b = {.channel = (enum collection_channel)held->channel,
                                         .levy_year = a->account->levy_year,
                                         .notice_no = a->account->notice_no,
                                         .household_no = a->account->household_no,
                                         .payer_no = a->account->payer_no,
                                         .lines = a->lines,
                                         .line_count = a->line_count,
                                         .overpaid = left - taken,
                                         .cause = left > taken ? a->cause : "",
                                         .received_on = held->paid_on,
                                         .paid_in_on = session->folder.business_date,
                                         .from = ACCOUNT_HELD,
                                         .origin = "refund",
                                         .origin_no = a->origin_no,
                                         .uses = held->receipt_no};
    struct refund_part part = {.use = USE_ASSIGNED,
                               .receipt_no = held->receipt_no,
                               .paid_on = held->paid_on,
                               .ends_on = session->folder.business_date,
                               .amount = left,
                               .levy_year = held->levy_year,
                               .household_no = held->household_no,
                               .payer_no = a->account->payer_no,
                               .instalment = held->instalment};
    if (a->line_count > 0) {
        part.to = *a->account;
        part.to_item = ITEM_PRINCIPAL;
    }
    enum err e = collection_book(session, &b, recorded_at, report, &part.to_receipt_no);
    *ret_receipt_no = part.to_receipt_no;
    return e == ERR_NONE ? refund_part_add(session, 0, &part, recorded_at, report) : e;
}

/*
 * Held money, or a receipt taken back to held, on a charge: what is more than is asked becomes 過誤納. All
 * of it does when it is to be given back: `account` then only says whose it is.
 */
static enum err book_held(struct change_call *call, const struct refund_open *held,
                          const struct collection_charge *account, bool is_back, const char *cause)
{
    yen unpaid = !is_back && collection_unpaid(account) > 0 ? collection_unpaid(account) : 0;
    yen left = refund_left(held), takes = left < unpaid ? left : unpaid;
    const struct collection_line line = {account->instalment, ITEM_PRINCIPAL, takes};
    const struct refund_assignment a = {.held = held,
                                        .account = account,
                                        .lines = &line,
                                        .line_count = takes > 0 ? 1 : 0,
                                        .cause = cause,
                                        .origin_no = call->change_no};
    int64_t receipt_no = 0;

    assert(account->payer_no == call->subject_no);
    enum err e = refund_assign(call->session, &a, call->recorded_at, call->report, &receipt_no);
    char taken[32], rest[32];
    yen_format(takes, taken, sizeof(taken));
    yen_format(left - takes, rest, sizeof(rest));
    snprintf(call->outcome, sizeof(call->outcome),
             "収納番号 %" PRId64 " として記帳しました（消込 %s円、過誤納 %s円）", receipt_no, taken, rest);
    return e;
}

/* ------------------------------------------------------------------------------- 仮受の消込 ------ */

static enum err assign_check(struct change_call *call)
{
    struct refund_open held;
    struct collection_charge to;
    bool found, is_charge = change_number(call, "year") != 0, is_back = change_value(call, "cause").len > 0;
    enum err e = held_of(call, change_number(call, "receipt"), &held, &found);

    if (e == ERR_NONE && !found) {
        change_warn(call, WARNING_STOP, "receipt",
                    "この収納番号の仮受はありません。仮受の一覧で番号を確かめてください。");
        return e;
    }
    if (e == ERR_NONE && held.payer_no != 0 && held.payer_no != call->subject_no) {
        change_warn(call, WARNING_WARN, "receipt",
                    "この仮受は宛名番号 %" PRId64
                    " の納付書で納められています。別の人のものとする理由を確かめてください。",
                    held.payer_no);
    }
    if (is_charge == is_back) {
        change_warn(call, WARNING_STOP, "cause",
                    "消し込む年度と期か、還付する理由の、どちらか一つを入れてください。");
    } else if (is_charge && e == ERR_NONE) {
        e = charge_of(call, change_number(call, "year"), change_number(call, "instalment"), &to, &found);
        if (e == ERR_NONE && !found) {
            change_warn(call, WARNING_STOP, "instalment", "この人にその年度・期の調定がありません。");
        }
    } else if (e == ERR_NONE) {
        e = account_of(call, held.levy_year, &to, &found);
        if (e == ERR_NONE && !found) {
            change_warn(call, WARNING_STOP, NULL,
                        "この人に保険料の調定がないため、過誤納にできません。仮受のまま残ります。");
        }
    }
    return e;
}

static enum err assign_preview(struct change_call *call, struct textbuf *ret)
{
    struct refund_open held;
    struct collection_charge to;
    bool found, is_charge = false;
    char left[32], unpaid[32];
    enum err e = held_of(call, change_number(call, "receipt"), &held, &found);

    if (e == ERR_NONE && found && change_number(call, "year") != 0) {
        e = charge_of(call, change_number(call, "year"), change_number(call, "instalment"), &to, &is_charge);
    }
    if (e != ERR_NONE || !found) {
        return e;
    }
    yen_format(refund_left(&held), left, sizeof(left));
    if (is_charge) {
        yen_format(collection_unpaid(&to) > 0 ? collection_unpaid(&to) : 0, unpaid, sizeof(unpaid));
        char year[DATE_TEXT_BYTES];
        fiscal_year_format_era((fiscal_year){(int16_t)to.levy_year}, year);
        textbuf_printf(ret,
                       "仮受 %s円を%s 第%d期（未納 %s円）に消し込みます。超えた額は過誤納になります。",
                       left, year, to.instalment, unpaid);
    } else {
        textbuf_printf(ret, "仮受 %s円をこの人の過誤納にします。還付充当の決議で返します。", left);
    }
    return e;
}

static enum err assign_apply(struct change_call *call)
{
    struct refund_open held;
    struct collection_charge to;
    bool found, is_charge = change_number(call, "year") != 0;
    enum err e = held_of(call, change_number(call, "receipt"), &held, &found);

    if (e == ERR_NONE && !found) {
        return report_fail(call->report, ERR_INPUT, "この仮受はもう消し込まれています");
    }
    if (e == ERR_NONE) {
        e = is_charge ? charge_of(call, change_number(call, "year"), change_number(call, "instalment"), &to,
                                  &found)
                      : account_of(call, held.levy_year, &to, &found);
    }
    if (e == ERR_NONE && !found) {
        return report_fail(call->report, ERR_INPUT, "消し込む期の調定がなくなりました");
    }
    if (e != ERR_NONE) {
        return e;
    }
    return book_held(call, &held, &to, !is_charge, is_charge ? "K2" : refund_words(call, "cause"));
}

/* --------------------------------------------------------------------------------- 期の訂正 ------ */

/* The payment on a charge of the payer that this receipt made; *ret_found false when there is none. */
static enum err payment_of(struct change_call *call, int64_t receipt_no, struct collection_payment *ret,
                           struct collection_charge *ret_charge, bool *ret_found)
{
    const struct collection_scope scope = {.payer_no = call->subject_no};
    struct collection_charge *list;
    struct collection_payment *payments;
    size_t count, payment_count;
    enum err e = collection_charges(call->session->store, &scope, call->arena, call->report, &list, &count);

    *ret_found = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = collection_payments(call->session->store, &list[i], call->arena, call->report, &payments,
                                &payment_count);
        for (size_t k = 0; k < payment_count && e == ERR_NONE; k++) {
            if (payments[k].receipt_no == receipt_no && payments[k].item == ITEM_PRINCIPAL) {
                *ret = payments[k];
                *ret_charge = list[i];
                *ret_found = true;
            }
        }
    }
    return e;
}

static enum err move_check(struct change_call *call)
{
    struct collection_payment payment;
    struct collection_charge from, to;
    bool found, is_there;
    enum err e = payment_of(call, change_number(call, "receipt"), &payment, &from, &found);

    e = e == ERR_NONE
            ? charge_of(call, change_number(call, "year"), change_number(call, "instalment"), &to, &is_there)
            : e;
    if (e != ERR_NONE) {
        return e;
    }
    if (!found || payment.amount <= 0 || payment.channel == CHANNEL_APPROPRIATED) {
        change_warn(
            call, WARNING_STOP, "receipt",
            "この人の期に入った収納ではありません。世帯の画面の収納の記録で番号を確かめてください。");
    } else if (!is_there) {
        change_warn(call, WARNING_STOP, "instalment", "この人にその年度・期の調定がありません。");
    } else if (from.levy_year == to.levy_year && from.instalment == to.instalment) {
        change_warn(call, WARNING_STOP, "instalment", "もうその期に入っています。");
    } else if (collection_unpaid(&to) <= 0) {
        change_warn(call, WARNING_STOP, "instalment",
                    "その期に未納はありません。納めすぎなら還付充当の決議をしてください。");
    }
    return ERR_NONE;
}

static enum err move_apply(struct change_call *call)
{
    struct collection_payment payment;
    struct collection_charge from, to;
    struct refund_open *list, *held = NULL;
    size_t count;
    bool found, is_there;
    int64_t receipt_no = change_number(call, "receipt");
    enum err e = payment_of(call, receipt_no, &payment, &from, &found);

    e = e == ERR_NONE
            ? charge_of(call, change_number(call, "year"), change_number(call, "instalment"), &to, &is_there)
            : e;
    if (e == ERR_NONE && (!found || !is_there)) {
        return report_fail(call->report, ERR_INPUT, "収納か期がなくなりました。入れ直してください");
    }
    e = e == ERR_NONE ? collection_cancel(call->session, receipt_no, true, refund_words(call, "statement"),
                                          call->recorded_at, call->report)
                      : e;
    e = e == ERR_NONE
            ? refund_opens(call->session, call->subject_no, call->arena, call->report, &list, &count)
            : e;
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < count; i++) { /* what the cancellation has put there: the newest */
        if (list[i].is_held && (held == NULL || list[i].receipt_no > held->receipt_no)) {
            held = &list[i];
        }
    }
    if (held == NULL) {
        return report_fail(call->report, ERR_INPUT,
                           "この収納は仮受に戻せません（現金の収納ではありません）");
    }
    return book_held(call, held, &to, false, "K2");
}
