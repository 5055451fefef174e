/*
 * 窓口収納と収納の取消 -- money over the counter is booked at once; what was booked wrongly has a counterpart
 * on an open day, never a change (CO-01, CO-64).
 */
#include "refund/internal.h"

#include <inttypes.h>

static enum err counter_begin(struct change_call *call);
static enum err counter_check(struct change_call *call);
static enum err counter_preview(struct change_call *call, struct textbuf *ret);
static enum err counter_apply(struct change_call *call);
static enum err cancel_check(struct change_call *call);
static enum err cancel_apply(struct change_call *call);

static const struct change_code outcomes[] = {
    {"held", "お金は入っている（仮受に戻し、入れ直す）"},
    {"never", "お金は入っていない（誤入力・決済不能）"},
    {NULL, NULL}};

static const struct change_field counter_fields[] = {
    {.name = "year", .label = "年度", .type = FIELD_NUMBER, .is_required = true,
     .help = "西暦で。令和8年度は 2026"},
    {.name = "instalment", .label = "期", .type = FIELD_NUMBER, .is_required = true, .help = "例: 3"},
    {.name = "principal", .label = "保険料（円）", .type = FIELD_YEN, .help = "その期の未納まで"},
    {.name = "late", .label = "延滞金（円）", .type = FIELD_YEN, .help = "受け取ったときだけ"},
    {.name = "on", .label = "領収日", .type = FIELD_DATE, .is_required = true,
     .help = "領収印の日。納めた人の納付日になります。例: R8.8.20"},
};
static const struct change_field cancel_fields[] = {
    {.name = "receipt", .label = "収納番号", .type = FIELD_NUMBER, .is_required = true,
     .help = "世帯の画面の収納の記録にある番号。"},
    {.name = "outcome", .label = "お金", .type = FIELD_CHOICE, .codes = outcomes, .is_required = true,
     .help = "区に入ったままなら仮受に戻ります。"},
    {.name = "reason", .label = "取り消す理由", .type = FIELD_LINES, .is_required = true,
     .help = "例: 収納代行会社から決済不能の連絡（8月20日）"},
};

const struct change_kind kind_receipt_counter = {
    .name = "counter-receipt",
    .label = "窓口での収納",
    .help = "窓口で受け取った保険料を、この人の期に入れます。"
            "別の職員が現金と領収済通知を確かめると記帳されます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_COLLECTION_CHANGE,
    .approve = PERM_COLLECTION_APPROVE,
    .fields = counter_fields,
    .field_count = COUNT_OF(counter_fields),
    .begin = counter_begin,
    .check = counter_check,
    .preview = counter_preview,
    .apply = counter_apply,
};
const struct change_kind kind_receipt_cancel = {
    .name = "receipt-cancel",
    .label = "収納の取消",
    .help = "まちがって記帳した収納を取り消します。もとの行は残り、今日の日付で打ち消す行が足されます。"
            "期は未納に戻ります。充当や還付をした過誤納があるときは、先にそちらを取り消します。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_COLLECTION_CHANGE,
    .approve = PERM_COLLECTION_APPROVE,
    .fields = cancel_fields,
    .field_count = COUNT_OF(cancel_fields),
    .check = cancel_check,
    .apply = cancel_apply,
};

/* ----------------------------------------------------------------------------------- counter --- */

static enum err charge_of(struct change_call *call, struct collection_charge *ret, bool *ret_found)
{
    int64_t year = change_number(call, "year"), instalment = change_number(call, "instalment");
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
        if (list[i].instalment == instalment && list[i].amount > 0 && !*ret_found) {
            *ret = list[i];
            *ret_found = true;
        }
    }
    return e;
}

/* The form opens with what is unpaid longest, and today. */
static enum err counter_begin(struct change_call *call)
{
    const struct collection_scope scope = {.payer_no = call->subject_no};
    const struct collection_charge *oldest = NULL;
    struct collection_charge *list;
    size_t count = 0;
    enum err e = collection_charges(call->session->store, &scope, call->arena, call->report, &list, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (collection_unpaid(&list[i]) > 0 && (oldest == NULL || date_before(list[i].due, oldest->due))) {
            oldest = &list[i];
        }
    }
    if (e != ERR_NONE || oldest == NULL) {
        return e;
    }
    change_set_number(call, "year", oldest->levy_year);
    change_set_number(call, "instalment", oldest->instalment);
    change_set_number(call, "principal", collection_unpaid(oldest));
    change_set_day(call, "on", change_today(call));
    return ERR_NONE;
}

/* The bank has been asked for it: over the counter it may come in twice. */
static enum err warn_of_debit(struct change_call *call, const struct collection_charge *c)
{
    struct collection_stay_row *stays;
    size_t count = 0;
    enum err e = collection_stays(call->session->store, c->payer_no, call->session->folder.business_date,
                                  call->arena, call->report, &stays, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (stays[i].kind == STAY_DEBIT && stays[i].levy_year == c->levy_year &&
            stays[i].household_no == c->household_no && stays[i].instalment == c->instalment) {
            change_warn(
                call, WARNING_WARN, "instalment",
                "この期は口座振替を金融機関に依頼しています。受け取ると二重の納付になるおそれがあります");
            break;
        }
    }
    return e;
}

static enum err counter_check(struct change_call *call)
{
    struct collection_charge charge;
    yen principal = change_number(call, "principal"), late = change_number(call, "late");
    bool found;
    enum err e = charge_of(call, &charge, &found);

    if (e != ERR_NONE) {
        return e;
    }
    date on = change_date(call, "on");
    int64_t year = change_number(call, "year");
    if (!found && year < 100) {
        change_warn(call, WARNING_STOP, "year",
                    "年度「%" PRId64 "」は西暦で入れてください（令和8年度は 2026）", year);
    } else if (!found) {
        change_warn(call, WARNING_STOP, "instalment",
                    "この人に%" PRId64 "年度 第%" PRId64
                    "期の調定はありません。世帯の画面の納付状況で確かめてください",
                    year, change_number(call, "instalment"));
    } else if (principal > collection_unpaid(&charge)) {
        char unpaid[32];
        yen_format(collection_unpaid(&charge), unpaid, sizeof(unpaid));
        change_warn(call, WARNING_STOP, "principal",
                    "この期の未納は%s円です。超えた分は受け取らずに返してください", unpaid);
    } else if (charge.told > 0) {
        change_warn(call, WARNING_WARN, "instalment", "この期はコンビニなどから納付の速報が来ています");
    }
    if (principal < 0 || late < 0) {
        change_warn(call, WARNING_STOP, principal < 0 ? "principal" : "late",
                    "受け取った額は0円以上です。返すお金は「収納の取消」か還付で扱います");
    } else if (principal == 0 && late == 0) {
        change_warn(call, WARNING_STOP, "principal", "保険料か延滞金の額を入れてください");
    }
    if (date_before(call->session->folder.business_date, on)) {
        change_warn(call, WARNING_STOP, "on", "領収日が今日より後です。領収印の日を入れてください");
    } else if (found && date_before(on, date_of((int)year, 4, 1))) {
        change_warn(call, WARNING_STOP, "on",
                    "領収日が%" PRId64 "年度の始まりより前です。領収印の日を入れてください", year);
    }
    return found ? warn_of_debit(call, &charge) : ERR_NONE;
}

static enum err counter_preview(struct change_call *call, struct textbuf *ret)
{
    struct collection_charge charge;
    char left[32], year[DATE_TEXT_BYTES];
    bool found;
    enum err e = charge_of(call, &charge, &found);

    if (e == ERR_NONE && found) {
        yen_format(collection_unpaid(&charge) - change_number(call, "principal"), left, sizeof(left));
        fiscal_year_format_era((fiscal_year){(int16_t)charge.levy_year}, year);
        textbuf_printf(ret, "%s 第%d期の残りは%s円になります。", year, charge.instalment, left);
    }
    return e;
}

static enum err counter_apply(struct change_call *call)
{
    struct collection_charge charge;
    struct collection_line lines[2];
    size_t count = 0;
    int64_t receipt_no = 0;
    bool found;
    enum err e = charge_of(call, &charge, &found);

    if (e == ERR_NONE && !found) {
        return report_fail(call->report, ERR_INPUT, "この人に、この年度・期の調定がなくなりました");
    }
    if (e != ERR_NONE) {
        return e;
    }
    const struct {
        enum collection_item item;
        const char *field;
    } items[] = {{ITEM_PRINCIPAL, "principal"}, {ITEM_LATE_CHARGE, "late"}};
    for (size_t i = 0; i < COUNT_OF(items); i++) {
        yen amount = change_number(call, items[i].field);
        if (amount > 0) {
            lines[count++] = (struct collection_line){charge.instalment, items[i].item, amount};
        }
    }
    const struct collection_booking b = {
        .channel = CHANNEL_COUNTER, .levy_year = charge.levy_year, .notice_no = charge.notice_no,
        .household_no = charge.household_no, .payer_no = charge.payer_no, .lines = lines, .line_count = count,
        .cause = "", .received_on = change_date(call, "on"),
        .paid_in_on = call->session->folder.business_date, .from = ACCOUNT_CASH, .origin = "counter",
        .origin_no = call->change_no};
    e = collection_book(call->session, &b, call->recorded_at, call->report, &receipt_no);
    snprintf(call->outcome, sizeof(call->outcome), "収納番号 %" PRId64 " で記帳しました", receipt_no);
    return e;
}

/* ----------------------------------------------------------------------------------- cancel ---- */

static enum err cancel_check(struct change_call *call)
{
    int64_t receipt_no = change_number(call, "receipt");
    struct collection_receipt_look look;
    struct refund_open *opens;
    size_t count;
    bool found;
    enum err e = collection_receipt_find(call->session->store, receipt_no, call->report, &look, &found);

    if (e != ERR_NONE) {
        return e;
    }
    if (!found || look.payer_no != call->subject_no) {
        change_warn(call, WARNING_STOP, "receipt", "この人に収納番号 %" PRId64 " の収納はありません",
                    receipt_no);
        return ERR_NONE;
    }
    if (look.amount <= 0) {
        change_warn(call, WARNING_STOP, "receipt", "収納番号 %" PRId64 " は取消や振替の行で、取り消せません",
                    receipt_no);
    }
    if (look.channel == CHANNEL_APPROPRIATED) {
        change_warn(call, WARNING_STOP, "receipt", "充当は「還付充当の決議」の取消で戻してください");
    }
    e = refund_opens(call->session, call->subject_no, call->arena, call->report, &opens, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (opens[i].receipt_no == receipt_no && opens[i].reserved > 0) {
            char reserved[32];
            yen_format(opens[i].reserved, reserved, sizeof(reserved));
            change_warn(call, WARNING_STOP, "receipt",
                        "過誤納%s円を還付する決議があります。先に決議を取り消してください", reserved);
        }
    }
    return e;
}

static enum err cancel_apply(struct change_call *call)
{
    bool to_held = text_is(change_value(call, "outcome"), "held");
    enum err e = collection_cancel(call->session, change_number(call, "receipt"), to_held, "",
                                   call->recorded_at, call->report);

    snprintf(call->outcome, sizeof(call->outcome), "収納番号 %" PRId64 " を取り消しました%s",
             change_number(call, "receipt"), to_held ? "（仮受に戻りました）" : "");
    return e;
}
