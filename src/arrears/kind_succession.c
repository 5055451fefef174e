/*
 * 納付義務承継と相続人の納付 -- the shares of the heirs, their notices and slips, what each has paid.
 *
 * Law     地方税法9条 (国民健康保険法78条), 民法896条以下・922条・938条・939条
 * Rules   collection.md 19.4   Rows    CO-31; X38
 *
 * The charge stays that of the deceased. Each heir owes his share; who got more than that may be asked for
 * the others' shares up to it (9条3項). With 限定承認 nobody owes more than he got; who renounced is no heir.
 */
#include "arrears/heirs.h"
#include "arrears/kinds.h"
#include "arrears/money.h"
#include "arrears/options.h"

static const struct change_code acceptances[] = {{"1", "単純承認"}, {"2", "限定承認"}, {NULL, NULL}};
static const enum act_kind only_succession[] = {ACT_SUCCESSION, 0};

static const struct change_field succession_fields[] = {
    {.name = "on", .label = "承継の通知の日", .type = FIELD_DATE, .is_required = true, .help = "例: 081001"},
    {.name = "died_on",
     .label = "死亡の日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "被相続人（この人）が亡くなった日。"},
    {.name = "heirs",
     .label = "相続人と相続分",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 1000,
     .help = "1行に1人、宛名番号 分子/分母。代表者に *、分かれば相続で得た財産の額。放棄した人は書きません。"
             "相続分の合計は1。例: 000000000000019 1/2 * 3000000"},
    {.name = "sort",
     .label = "相続の種類",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = acceptances,
     .help = "限定承認では、得た財産の額までしか納める義務がありません（地方税法9条1項）。"},
    {.name = "replaces",
     .label = "改める承継の記録番号",
     .type = FIELD_NUMBER,
     .help = "放棄や遺産分割で相続人や相続分が変わったとき。前の承継を終わらせ、今の未納を分け直します。"},
    CHARGES_FIELD,
};

static enum err heirs_of(struct change_call *call, yen amount, struct heir **ret, size_t *ret_count)
{
    struct heir *heirs = NULL;
    size_t count = 0, representative = 0;
    const char *wrong = "";
    bool is_fine =
        heirs_read(change_value(call, "heirs"), call->arena, &heirs, &count, &representative, &wrong) &&
        heirs_split(heirs, count, representative, amount, call->arena, &wrong);

    if (!is_fine) {
        change_warn(call, WARNING_STOP, "heirs", "%s", wrong);
        count = 0;
    }
    *ret = heirs;
    if (is_fine && change_number(call, "sort") == 2 && !heirs_limit(heirs, count)) {
        change_warn(call, WARNING_STOP, "heirs",
                    "限定承認では、相続人ごとに相続で得た財産の額を入れてください（地方税法9条1項）。");
    }
    *ret_count = count;
    return ERR_NONE;
}

static enum err check_heir(struct change_call *call, const struct heir *h)
{
    struct addressee person;
    struct report quiet;

    report_init(&quiet);
    enum err e =
        addressee_by_no(call->session->store, h->heir_no, (struct as_of){change_today(call), INT64_MAX},
                        call->arena, &quiet, &person);
    report_done(&quiet);
    if (e == ERR_FINDINGS || h->heir_no == call->subject_no) {
        change_warn(call, WARNING_STOP, "heirs",
                    e == ERR_FINDINGS ? "宛名番号 %lld "
                                        "の記録がありません。住登外者として登録してから入れてください。"
                                      : "宛名番号 %lld は亡くなった本人です。",
                    (long long)h->heir_no);
        return ERR_NONE;
    }
    return e;
}

/* The succession that is changed; act_no 0 = none. Two of the same charges at once are refused. */
static enum err replaced(struct change_call *call, const struct chosen *chosen, struct act *ret)
{
    struct act *acts = NULL;
    size_t count = 0;
    int64_t replaces = change_number(call, "replaces");
    enum err e =
        arrears_acts(call->session->store, call->subject_no, call->arena, call->report, &acts, &count);

    *ret = (struct act){0};
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct act_cover *covers = NULL;
        size_t cover_count = 0;
        if (acts[i].kind != ACT_SUCCESSION || acts[i].is_void || !date_is_none(acts[i].ended_on)) {
            continue;
        }
        if (acts[i].act_no == replaces) {
            *ret = acts[i];
            continue;
        }
        e = arrears_covers(call->session->store, acts[i].act_no, call->arena, call->report, &covers,
                           &cover_count);
        for (size_t k = 0; k < chosen->count && e == ERR_NONE; k++) {
            if (covers_charge(&chosen->debts[k].charge, covers, cover_count)) {
                change_warn(call, WARNING_STOP, "replaces",
                            "%sはすでに承継しています（記録 %lld）。改めるときはその番号を入れてください。",
                            charge_words(call->arena, &chosen->debts[k].charge), (long long)acts[i].act_no);
            }
        }
    }
    if (e == ERR_NONE && replaces != 0 && ret->act_no == 0) {
        change_warn(call, WARNING_STOP, "replaces", "記録番号 %lld は、この人の続いている承継ではありま"
                                                    "せん。",
                    (long long)replaces);
    }
    return e;
}

static enum err succession_check(struct change_call *call)
{
    struct act before;
    struct chosen chosen;
    struct heir *heirs = NULL;
    size_t count = 0;
    date on = change_date(call, "on");
    enum err e = arrears_chosen(call, on, &chosen);

    step_not_future(call, "on");
    if (e == ERR_NONE && date_before(on, change_date(call, "died_on"))) {
        change_warn(call, WARNING_STOP, "on", "承継の通知が死亡の日より前です。");
    }
    if (e == ERR_NONE) {
        e = heirs_of(call, chosen.principal, &heirs, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = check_heir(call, &heirs[i]);
    }
    return e == ERR_NONE ? replaced(call, &chosen, &before) : e;
}

static enum err succession_preview(struct change_call *call, struct textbuf *ret)
{
    struct chosen chosen;
    struct heir *heirs = NULL;
    size_t count = 0;
    enum err e = arrears_chosen(call, change_date(call, "on"), &chosen);

    if (e == ERR_NONE) {
        e = heirs_of(call, chosen.principal, &heirs, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        textbuf_printf(ret, "宛名番号 %lld %lld/%lld %s%s", (long long)heirs[i].heir_no,
                       (long long)heirs[i].num, (long long)heirs[i].den,
                       yen_words(call->arena, heirs[i].amount),
                       heirs[i].is_representative ? "（代表者、端数を負う）" : "");
        if (heirs[i].owed < heirs[i].amount) {
            textbuf_printf(ret, "、限定承認のため納める額 %s", yen_words(call->arena, heirs[i].owed));
        } else if (heir_liable(&heirs[i]) > 0) {
            textbuf_printf(ret, "、ほかの相続人の分に %s まで責任", yen_words(call->arena,
                                                                heir_liable(&heirs[i])));
        }
        textbuf_puts(ret, "\n");
    }
    return e;
}

static enum err succession_apply(struct change_call *call)
{
    struct chosen chosen;
    struct heir *heirs = NULL;
    size_t count = 0;
    struct book_writing w = writing_of(call);
    struct arrears_options options;
    struct act before;
    struct act a = {
        .kind = ACT_SUCCESSION,
        .payer_no = call->subject_no,
        .on = change_date(call, "on"),
        .until = date_none(),
        .ended_on = date_none(),
        .related_on = change_date(call, "died_on"),
        .party = text_of(acceptances[change_number(call, "sort") == 2].label),
    };
    enum err e = arrears_still_chosen(call, a.on, &chosen);

    if (e == ERR_NONE) {
        e = heirs_of(call, chosen.principal, &heirs, &count);
    }
    if (e == ERR_NONE && count == 0) {
        e = report_fail(call->report, ERR_INPUT, "相続人の行を読めません。開き直してください。");
    }
    if (e == ERR_NONE) {
        e = replaced(call, &chosen, &before);
    }
    if (e == ERR_NONE) {
        e = arrears_options_on(call->session, a.on, call->arena, call->report, &options);
    }
    if (e == ERR_NONE && before.act_no != 0) {
        before.ended_on = date_max(a.on, before.on);
        before.end = ACT_CANCELLED;
        before.reason = text_of("相続人・相続分の変更");
        e = act_write(&w, &before, NULL, 0);
    }
    a.amount = chosen.principal;
    a.detail = (int)count; /* a notice for each heir */
    a.other_no = before.act_no;
    if (e == ERR_NONE) {
        e = arrears_write(call, &a, &chosen);
    }
    if (e == ERR_NONE) {
        e = heirs_write(&w, a.act_no, heirs, count);
    }
    return e == ERR_NONE
               ? heir_slips_issue(call->session, &w, &a, date_add_days(a.on,
                   (int)options.heir_pay_days), heirs,
                                  count, chosen.covers, chosen.count)
               : e;
}

/* Slips of a succession that never was are nobody's of the heirs; their numbers are not given again. */
static enum err succession_undo(struct change_call *call)
{
    struct book_writing w = writing_of(call);
    struct act *acts = NULL;
    size_t count = 0;
    enum err e =
        arrears_acts(call->session->store, call->subject_no, call->arena, call->report, &acts, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct heir *heirs = NULL;
        size_t heir_count = 0;
        if (acts[i].kind != ACT_SUCCESSION || acts[i].change_no != call->change_no || acts[i].is_void ||
            !date_is_none(acts[i].ended_on)) {
            continue;
        }
        e = arrears_heirs(call->session, &acts[i], call->arena, call->report, &heirs, &heir_count);
        for (size_t k = 0; k < heir_count && e == ERR_NONE; k++) {
            if (heirs[k].paid + heirs[k].late_paid > 0) {
                e = report_fail(call->report, ERR_INPUT,
                                "相続人（宛名番号 %lld）の納付があります。先にその収納を取り消してください",
                                (long long)heirs[k].heir_no);
            }
        }
        if (e == ERR_NONE) {
            e = heir_slips_call_in(call->session, &w, &acts[i], heir_count);
        }
    }
    return e == ERR_NONE ? acts_undo(call) : e;
}

const struct change_kind kind_arrears_succession = {
    .name = "arrears-succession",
    .label = "納付義務承継",
    .help = "亡くなった人の未納を、相続人が相続分に応じて承継します（地方税法9条）。相続分の合計は1でなけれ"
            "ばなりません。"
            "端数は代表者が負います。元の期はそのまま残り、相続人ごとの額と承継通知書ができます。"
            "同じ世帯の家族でも、相続人でなければ義務を負いません。相続人ごとの納付書ができ、納めた額は"
            "その人の名で"
            "記録されます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = succession_fields,
    .field_count = COUNT_OF(succession_fields),
    .begin = arrears_begin,
    .check = succession_check,
    .preview = succession_preview,
    .apply = succession_apply,
    .undo = succession_undo,
};

/* -------------------------------------------------------------------------- 相続人の納付 ------ */

static const struct change_field paid_fields[] = {
    ACT_FIELD("承継の"),
    {.name = "heir",
     .label = "納めた相続人",
     .type = FIELD_ADDRESSEE,
     .is_required = true,
     .help = "承継の記録にある相続人の宛名番号。"},
    {.name = "on", .label = "納めた日", .type = FIELD_DATE, .is_required = true, .help = "例: 081015"},
    {.name = "amount",
     .label = "納めた額",
     .type = FIELD_YEN,
     .is_required = true,
     .help = "納付書によらない納付（窓口など）。保険料、延滞金の順に古い期から入れます。"},
    {.name = "words",
     .label = "納め方",
     .type = FIELD_TEXT,
     .is_required = true,
     .characters_max = 100,
     .help = "例: 窓口の現金、納入通知書によらない納付"},
};

static enum err heir_named(struct change_call *call, const struct act *a, struct heir *ret, int64_t *ret_seq)
{
    struct heir *heirs = NULL;
    size_t count = 0;
    int64_t heir_no = change_number(call, "heir");
    enum err e = arrears_heirs(call->session, a, call->arena, call->report, &heirs, &count);

    *ret_seq = 0;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (heirs[i].heir_no == heir_no) {
            *ret = heirs[i];
            *ret_seq = (int64_t)i + 1;
        }
    }
    if (e == ERR_NONE && *ret_seq == 0) {
        change_warn(call, WARNING_STOP, "heir", "宛名番号 %lld は承継（記録 %lld）の相続人ではありません。",
                    (long long)heir_no, (long long)a->act_no);
    }
    return e;
}

static enum err paid_check(struct change_call *call)
{
    struct act a;
    struct heir h;
    struct money_claim *claims = NULL;
    size_t count = 0;
    int64_t seq;
    yen amount = change_number(call, "amount"), open = 0;
    enum err e = arrears_standing(call, only_succession, &a);

    step_not_future(call, "on");
    if (e == ERR_NONE && a.act_no != 0) {
        e = heir_named(call, &a, &h, &seq);
    }
    if (e != ERR_NONE || a.act_no == 0 || seq == 0) {
        return e;
    }
    if (date_before(change_date(call, "on"), a.on)) {
        change_warn(call, WARNING_STOP, "on", "承継の通知の日（%s）より前です。",
                    day_words(call->arena, a.on));
    }
    e = money_own_claims(call, a.act_no, change_date(call, "on"), &claims, &count);
    for (size_t i = 0; i < count; i++) {
        open += claims[i].claim.amount;
    }
    yen own = h.owed + h.late_charge - h.paid - h.late_paid, left = own > 0 ? own : 0;
    if (amount <= 0 || amount > open) {
        change_warn(call, WARNING_STOP, "amount", "承継した期の未納は %s です。1円からその額までを入れて"
                                                  "ください。",
                    yen_words(call->arena, open));
    } else if (amount > left + heir_liable(&h)) {
        change_warn(call, WARNING_STOP, "amount",
                    "この相続人の残りは %s、ほかの相続人の分に負う責任は %s までです（地方税法9条3項）。"
                    "それを超える額は受け取れません。",
                    yen_words(call->arena, left), yen_words(call->arena, heir_liable(&h)));
    } else if (amount > left) {
        change_warn(call, WARNING_WARN, "amount",
                    "この相続人の残り %s を超えます。超える分はほかの相続人の分の納付になります（地方税"
                    "法9条3項）。",
                    yen_words(call->arena, left));
    }
    return e;
}

static enum err keep_receipt(struct change_call *call, int64_t receipt_no, int64_t act_no, int64_t seq)
{
    struct query *q = store_query(call->session->store, SQL_arrears_heir_receipt_add);

    query_set_i64(q, "receipt_no", receipt_no);
    query_set_i64(q, "act_no", act_no);
    query_set_i64(q, "heir_seq", seq);
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "recorded_at", call->recorded_at);
    return book_run(q, call->report);
}

static enum err paid_apply(struct change_call *call)
{
    struct act a;
    struct heir h;
    struct money_claim *claims = NULL;
    size_t count = 0;
    int64_t seq = 0, last = 0;
    date on = change_date(call, "on");
    yen left = change_number(call, "amount");
    enum err e = arrears_still_standing(call, only_succession, &a);

    if (e == ERR_NONE) {
        e = heir_named(call, &a, &h, &seq);
    }
    if (e == ERR_NONE) {
        e = money_own_claims(call, a.act_no, on, &claims, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        claims[i].paid = claims[i].claim.amount < left ? claims[i].claim.amount : left;
        left -= claims[i].paid;
    }
    if (e == ERR_NONE && (seq == 0 || left > 0)) {
        e = report_fail(call->report, ERR_INPUT, "承継した期の未納が変わりました。開き直してください。");
    }
    if (e == ERR_NONE) {
        e = money_book(call, a.act_no, CHANNEL_COUNTER, on, claims, count, 0, "");
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) { /* claims of one notice have one receipt */
        bool is_new = claims[i].paid > 0 && claims[i].receipt_no > last;
        e = is_new ? keep_receipt(call, claims[i].receipt_no, a.act_no, seq) : ERR_NONE;
        last = is_new ? claims[i].receipt_no : last;
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "相続人（宛名番号 %lld）の納付 %s を収納し"
            "ました",
                       (long long)h.heir_no, yen_words(call->arena, change_number(call, "amount")));
    }
    return e;
}

static enum err paid_undo(struct change_call *call)
{
    struct query *q = store_query(call->session->store, SQL_arrears_heir_receipts_of_change);
    int64_t *numbers = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "change_no", call->change_no);
    while ((e = query_step(q, call->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(call->arena, numbers, count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = collection_cancel(call->session, numbers[i], false, "相続人の納付の取消し", call->recorded_at,
                              call->report);
    }
    return e;
}

const struct change_kind kind_arrears_heir_paid = {
    .name = "arrears-heir-paid",
    .label = "相続人の納付",
    .help = "承継した保険料を、相続人が納付書によらずに納めたときに記録します。納付書による納付は自動で"
            "その人の"
            "名に入ります。自分の相続分を超える額は、相続で得た財産の額までです（地方税法9条3項）。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = paid_fields,
    .field_count = COUNT_OF(paid_fields),
    .begin = arrears_begin,
    .check = paid_check,
    .apply = paid_apply,
    .undo = paid_undo,
};
