/*
 * 口座登録・変更・停止・再開 -- the acts of a clerk on a mandate, each checked by a second person.
 *
 * Rows    CO-17, PX-10; payment_formats.md 4, 7
 *
 * The account may be another person's: the holder stands as the bank has him, with his relation to the payer.
 * A request that was made already keeps the account it was made with.
 */
#include "debit/mandate.h"

#include "interchange/check_digit.h"
#include "interchange/jpbank.h"
#include "interchange/zengin_kana.h"

static const struct change_code bank_kinds[] = {
    {"1", "銀行・信用金庫など"}, {"2", "ゆうちょ銀行"}, {NULL, NULL}};
enum { BANK_KIND_JPBANK = 2, BANK_DIGITS = 4, BRANCH_DIGITS = 3, ACCOUNT_DIGITS = 7 };

static const struct change_field account_fields[] = {
    {.name = "from", .label = "この日から", .type = FIELD_DATE, .is_required = true,
     .help = "この日より後に抽出する振替から使います。ペイジー口座振替受付は受付の日、紙の依頼書は"
             "金融機関の確認が済んだ日。例: 080620"},
    {.name = "source", .label = "受付の方法", .type = FIELD_CHOICE, .is_required = true,
     .codes = mandate_sources, .help = "紙の依頼書、窓口のカード端末（ペイジー）、Webのどれで受けたか。"},
    {.name = "received_on", .label = "受付日", .type = FIELD_DATE, .is_required = true,
     .help = "申込みを受けた日。例: 080605"},
    {.name = "pays", .label = "納め方", .type = FIELD_CHOICE, .is_required = true,
     .codes = mandate_pays_codes, .help = "全期は、納付義務者から全期の申込みがあるときだけ選びます。"},
    {.name = "bank_kind", .label = "金融機関の種類", .type = FIELD_CHOICE, .is_required = true,
     .codes = bank_kinds, .help = "ゆうちょ銀行は記号と番号で登録します。"},
    {.name = "bank", .label = "金融機関コード", .type = FIELD_TEXT, .characters_max = 4,
     .only_if = "bank_kind=1", .help = "4桁。例: 0001"},
    {.name = "branch", .label = "支店コード", .type = FIELD_TEXT, .characters_max = 3,
     .only_if = "bank_kind=1", .help = "3桁。例: 160"},
    {.name = "deposit_kind", .label = "預金種目", .type = FIELD_CHOICE, .codes = mandate_deposits,
     .only_if = "bank_kind=1", .help = "通帳のとおり。"},
    {.name = "account", .label = "口座番号", .type = FIELD_TEXT, .characters_max = 7,
     .only_if = "bank_kind=1", .help = "7桁。7桁より短いときは左に0を補います。"},
    {.name = "mark", .label = "通帳の記号", .type = FIELD_TEXT, .characters_max = 5,
     .only_if = "bank_kind=2", .help = "1で始まる5桁。例: 12340"},
    {.name = "number", .label = "通帳の番号", .type = FIELD_TEXT, .characters_max = 8,
     .only_if = "bank_kind=2", .help = "8桁まで、1で終わります。例: 12345671"},
    {.name = "holder", .label = "口座名義（カナ）", .type = FIELD_TEXT, .is_required = true,
     .characters_max = 60,
     .help = "通帳のとおりのカナ。半角で30字まで。納付義務者と違う人の口座でもかまいません。"},
    {.name = "relation", .label = "名義人と納付義務者の関係", .type = FIELD_TEXT, .characters_max = 40,
     .help = "名義人が納付義務者でないときに入れます。例: 長女"},
};

/* Digits in any width, zeros in front up to `width`; empty when something else stands in it. */
static struct text digits_of(struct change_call *call, const char *field, size_t width, bool fills)
{
    struct text typed = change_value(call, field);
    char *digits = arena_alloc(call->arena, width + 1, 1);
    size_t at = 0, n = 0;

    while (at < typed.len) {
        uint32_t c = utf8_next(typed.bytes, typed.len, &at);
        c = c >= 0xFF10 && c <= 0xFF19 ? c - 0xFF10 + '0' : c;
        if (c < '0' || c > '9' || n == width) {
            return (struct text){"", 0};
        }
        digits[n++] = (char)c;
    }
    if (n == 0 || (n < width && !fills)) {
        return (struct text){"", 0};
    }
    memmove(digits + width - n, digits, n);
    memset(digits, '0', width - n);
    return (struct text){digits, width};
}

static bool is_jpbank(const struct change_call *call)
{
    return change_number(call, "bank_kind") == BANK_KIND_JPBANK;
}

static const char *iso(struct change_call *call, date d)
{
    char day[DATE_TEXT_BYTES];
    date_format_iso(d, day);
    return arena_string(call->arena, day);
}

static enum err rows_now(struct change_call *call, struct mandate **ret, size_t *ret_count)
{
    return mandates_of(call->session->store, call->subject_no, INT64_MAX, call->arena, call->report, ret,
                       ret_count);
}

/* ------------------------------------------------------------------------- what was typed ------ */

static void check_bank(struct change_call *call)
{
    static const struct {
        const char *field, *words;
        size_t width;
        bool fills;
    } digits[] = {{"bank", "金融機関コードは4桁の数字です。", BANK_DIGITS, false},
                  {"branch", "支店コードは3桁の数字です。", BRANCH_DIGITS, false},
                  {"account", "口座番号は7桁までの数字です。", ACCOUNT_DIGITS, true}};

    for (size_t i = 0; i < COUNT_OF(digits); i++) {
        if (digits_of(call, digits[i].field, digits[i].width, digits[i].fills).len == 0) {
            change_warn(call, WARNING_STOP, digits[i].field, "%s", digits[i].words);
        }
    }
    if (text_is(digits_of(call, "bank", BANK_DIGITS, false), JPBANK_NUMBER)) {
        change_warn(call, WARNING_STOP, "bank",
                    "9900はゆうちょ銀行です。種類をゆうちょ銀行にして、記号と番号を入れてください。");
    }
    if (change_value(call, "deposit_kind").len == 0) {
        change_warn(call, WARNING_STOP, "deposit_kind", "預金種目を選んでください。");
    }
}

/* The plain digits of a passbook's mark or number, as many as were typed. */
static struct text passbook(struct change_call *call, const char *field)
{
    struct text typed = change_value(call, field);
    return digits_of(call, field, utf8_characters(typed.bytes, typed.len), false);
}

static bool fill_account(struct change_call *call, struct mandate *m, struct report *words)
{
    size_t places;

    if (is_jpbank(call)) {
        struct jpbank_account a;
        m->jp_mark = passbook(call, "mark");
        m->jp_number = passbook(call, "number");
        if (jpbank_account_of(JPBANK_DEBIT, m->jp_mark, m->jp_number, words, &a) != ERR_NONE) {
            return false;
        }
        m->bank = text_of(JPBANK_NUMBER);
        m->branch = text_of(arena_string(call->arena, a.branch));
        m->account = text_of(arena_string(call->arena, a.account));
        m->deposit_kind = a.kind[0] - '0';
    } else {
        m->bank = digits_of(call, "bank", BANK_DIGITS, false);
        m->branch = digits_of(call, "branch", BRANCH_DIGITS, false);
        m->account = digits_of(call, "account", ACCOUNT_DIGITS, true);
        m->jp_mark = m->jp_number = text_of("");
        m->deposit_kind = (int)change_number(call, "deposit_kind");
    }
    return zengin_kana(change_value(call, "holder"), MANDATE_HOLDER_PLACES, call->arena, words, &m->holder,
                       &places) == ERR_NONE;
}

static void check_account(struct change_call *call)
{
    struct mandate m = {.payer_no = call->subject_no};
    struct report words;
    struct text holder;
    size_t places = 0;

    if (!is_jpbank(call)) {
        check_bank(call);
    }
    report_init(&words);
    if (zengin_kana(change_value(call, "holder"), MANDATE_HOLDER_PLACES, call->arena, &words, &holder,
                    &places) != ERR_NONE) {
        change_warn(call, WARNING_STOP, "holder", "口座名義に%s", words.lines[0]);
    } else if (places > MANDATE_HOLDER_PLACES) {
        change_warn(call, WARNING_WARN, "holder",
                    "口座名義が半角で30字を超えています（%zu字）。銀行へは「%.*s」で送ります。", places,
                    (int)holder.len, holder.bytes);
    } else if (is_jpbank(call) && !fill_account(call, &m, &words)) {
        change_warn(call, WARNING_STOP, "mark", "%s。", words.lines[0]);
    }
    report_done(&words);
    if (change_number(call, "pays") == PAYS_WHOLE) {
        change_warn(call, WARNING_WARN, "pays",
                    "1年分を最初の納期にまとめて振り替えます。納付義務者の全期の申込みを確かめてください。");
    }
}

static enum err check_payer(struct change_call *call)
{
    struct addressee payer;
    struct as_of now = {change_today(call), INT64_MAX};
    enum err e = addressee_by_no(call->session->store, call->subject_no, now, call->arena, call->report,
                                 &payer);

    if (e == ERR_NONE && !payer.is_head) {
        change_warn(call, WARNING_WARN, NULL,
                    "この方は今、世帯主ではありません。納付義務者の宛名番号か確かめてください。");
    }
    if (e == ERR_FINDINGS) { /* who left the register may still owe */
        report_clear(call->report);
        e = ERR_NONE;
    }
    return e;
}

static void refuse_later(struct change_call *call, const struct mandate *all, size_t count, date from)
{
    for (size_t i = 0; i < count; i++) {
        if (date_before(from, all[i].from)) {
            change_warn(call, WARNING_STOP, "from",
                        "%sからの登録がすでにあります。その日より後にするか、先に取り消してください。",
                        iso(call, all[i].from));
        }
    }
}

/* ---------------------------------------------------------------------------- 登録・変更 -------- */

static enum err account_begin(struct change_call *call)
{
    struct mandate *all;
    size_t count;
    enum err e = rows_now(call, &all, &count);
    const struct mandate *now = e == ERR_NONE ? mandate_on(all, count, change_today(call)) : NULL;

    change_set_day(call, "from", change_today(call));
    change_set_day(call, "received_on", change_today(call));
    change_set(call, "pays", now != NULL && now->pays == PAYS_WHOLE ? "2" : "1");
    change_set(call, "bank_kind", now != NULL && text_is(now->bank, JPBANK_NUMBER) ? "2" : "1");
    change_set(call, "deposit_kind", "1");
    return e;
}

static enum err account_check(struct change_call *call, bool is_new)
{
    struct mandate *all;
    size_t count;
    date from = change_date(call, "from");
    enum err e = rows_now(call, &all, &count);

    check_account(call);
    if (e == ERR_NONE) {
        e = check_payer(call);
    }
    if (e != ERR_NONE) {
        return e;
    }
    const struct mandate *standing = mandate_on(all, count, from);
    bool stands = standing != NULL && standing->state != DEBIT_ENDED;
    if (is_new && stands) {
        change_warn(call, WARNING_STOP, "from",
                    "口座振替はすでに登録されています。口座を替えるなら「口座振替の変更」を使ってください。");
    }
    if (!is_new && !stands) {
        change_warn(call, WARNING_STOP, "from",
                    "この日に変更する口座振替の登録がありません。「口座振替の登録」を使ってください。");
    }
    refuse_later(call, all, count, from);
    return ERR_NONE;
}

static enum err register_check(struct change_call *call) { return account_check(call, true); }
static enum err change_check_account(struct change_call *call) { return account_check(call, false); }

static enum err account_preview(struct change_call *call, struct textbuf *ret)
{
    textbuf_printf(ret,
                   "%sより後に抽出する振替から、この口座を使います。すでに作った依頼は元の口座のままです。",
                   iso(call, change_date(call, "from")));
    return ERR_NONE;
}

static enum err account_apply(struct change_call *call, enum mandate_act act)
{
    struct store *s = call->session->store;
    struct mandate_cause cause = {"change", call->change_no, call->recorded_at};
    struct mandate m = {
        .payer_no = call->subject_no,
        .from = change_date(call, "from"),
        .act = act,
        .state = DEBIT_RUNNING,
        .first_code = act == ACT_REGISTER ? 1 : 2,
        .pays = (enum mandate_pays)change_number(call, "pays"),
        .source = (enum mandate_source)change_number(call, "source"),
        .relation = change_value(call, "relation"),
        .reason = text_of(""),
        .received_on = change_date(call, "received_on"),
    };
    if (!fill_account(call, &m, call->report)) {
        return ERR_INPUT;
    }
    enum err e = mandate_serial_next(s, call->subject_no, call->report, &m.serial);
    if (e == ERR_NONE) {
        e = mandate_put(s, &m, &cause, call->arena, call->report);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "口座振替を%sしました",
                       mandate_label(mandate_acts, act));
    }
    return e;
}

static enum err register_apply(struct change_call *call) { return account_apply(call, ACT_REGISTER); }
static enum err change_apply(struct change_call *call) { return account_apply(call, ACT_CHANGE); }

static enum err undo(struct change_call *call)
{
    return mandate_undo(call->session->store, call->subject_no, call->applied_at, call->recorded_at,
                        call->report);
}

#define KIND_OF_ACCOUNT(kind_name, title, words, checks, applies)                                          \
    {                                                                                                      \
        .name = kind_name, .label = title, .help = words, .subject = CHANGE_OF_PERSON,                     \
        .propose = PERM_COLLECTION_CHANGE, .approve = PERM_COLLECTION_APPROVE, .is_sensitive = true,       \
        .fields = account_fields, .field_count = COUNT_OF(account_fields), .begin = account_begin,         \
        .check = checks, .preview = account_preview, .apply = applies, .undo = undo,                       \
    }
const struct change_kind kind_debit_register = KIND_OF_ACCOUNT(
    "debit-register", "口座振替の登録",
    "納付義務者の保険料を口座振替にします。紙の依頼書、ペイジー口座振替受付、Web口座振替受付のどれでも"
    "受けられ、名義人が納付義務者でなくてもかまいません。別の職員が確認すると登録されます。",
    register_check, register_apply);
const struct change_kind kind_debit_change = KIND_OF_ACCOUNT(
    "debit-change", "口座振替の変更",
    "口座振替に使う口座や納め方を替えます。すでに作った依頼は元の口座のままです。別の職員が確認すると"
    "登録されます。",
    change_check_account, change_apply);

/* ---------------------------------------------------------------------------- 停止・再開 -------- */

static const struct change_code stop_reasons[] = {
    {"1", "納付義務者の申出"}, {"2", "名義人の申出"}, {"3", "金融機関の解約通知"}, {"4", "死亡・転出"},
    {"5", "職権（振替不能が続く）"}, {NULL, NULL}};
static const struct change_field stop_fields[] = {
    {.name = "from", .label = "この日から", .type = FIELD_DATE, .is_required = true,
     .help = "この日より後に抽出する振替をやめます。依頼した振替を止めるには「振替停止依頼」を使います。"},
    {.name = "reason", .label = "理由", .type = FIELD_CHOICE, .is_required = true, .codes = stop_reasons,
     .help = "だれの申出か、なぜ止めるか。"},
};
static const struct change_code resume_reasons[] = {
    {"1", "納付義務者の申出"}, {"2", "依頼書を出し直した"}, {"3", "口座を確かめた"}, {NULL, NULL}};
static const struct change_field resume_fields[] = {
    {.name = "from", .label = "この日から", .type = FIELD_DATE, .is_required = true,
     .help = "この日より後に抽出する振替から、止める前の口座で振り替えます。"},
    {.name = "reason", .label = "理由", .type = FIELD_CHOICE, .is_required = true, .codes = resume_reasons,
     .help = "依頼書を出し直したときは、次の振替を初めての振替として送ります。"},
};
enum { RESUME_SENT_AGAIN = 2 };

static enum err stop_begin(struct change_call *call)
{
    change_set_day(call, "from", change_today(call));
    return ERR_NONE;
}

static enum err state_check(struct change_call *call, enum debit_state needed, const char *words)
{
    struct mandate *all;
    size_t count;
    date from = change_date(call, "from");
    enum err e = rows_now(call, &all, &count);

    if (e == ERR_NONE) {
        const struct mandate *now = mandate_on(all, count, from);
        if (now == NULL || now->state != needed) {
            change_warn(call, WARNING_STOP, "from", "%s", words);
        }
        refuse_later(call, all, count, from);
    }
    return e;
}

static enum err stop_check(struct change_call *call)
{
    return state_check(call, DEBIT_RUNNING, "この日に振替中の口座振替がありません。日を確かめてください。");
}

static enum err resume_check(struct change_call *call)
{
    return state_check(call, DEBIT_STOPPED,
                       "この日に停止中の口座振替がありません。解約したものは登録からやり直してください。");
}

static enum err state_apply(struct change_call *call, enum mandate_act act, const struct change_code *reasons)
{
    struct mandate *all;
    size_t count;
    struct mandate_cause cause = {"change", call->change_no, call->recorded_at};
    date from = change_date(call, "from");
    enum err e = rows_now(call, &all, &count);
    const struct mandate *now = e == ERR_NONE ? mandate_on(all, count, from) : NULL;

    if (e != ERR_NONE || now == NULL) {
        return e != ERR_NONE ? e
                             : report_fail(call->report, ERR_INPUT,
                                           "口座振替の登録がもうありません。開き直してください。");
    }
    struct mandate m = *now;
    m.from = from;
    m.act = act;
    m.state = act == ACT_STOP ? DEBIT_STOPPED : DEBIT_RUNNING;
    m.reason = text_of(mandate_label(reasons, change_number(call, "reason")));
    if (act == ACT_RESUME && change_number(call, "reason") == RESUME_SENT_AGAIN) {
        m.first_code = 1;
        e = mandate_serial_next(call->session->store, call->subject_no, call->report, &m.serial);
    }
    if (e == ERR_NONE) {
        e = mandate_put(call->session->store, &m, &cause, call->arena, call->report);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "口座振替を%sしました",
                       mandate_label(mandate_acts, act));
    }
    return e;
}

static enum err stop_apply(struct change_call *call) { return state_apply(call, ACT_STOP, stop_reasons); }
static enum err resume_apply(struct change_call *call)
{
    return state_apply(call, ACT_RESUME, resume_reasons);
}

const struct change_kind kind_debit_stop = {
    .name = "debit-stop",
    .label = "口座振替の停止",
    .help = "これから抽出する振替をやめて、納付書で納めてもらいます。口座は残るので、再開できます。"
            "別の職員が確認すると登録されます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_COLLECTION_CHANGE,
    .approve = PERM_COLLECTION_APPROVE,
    .fields = stop_fields,
    .field_count = COUNT_OF(stop_fields),
    .begin = stop_begin,
    .check = stop_check,
    .apply = stop_apply,
    .undo = undo,
};
const struct change_kind kind_debit_resume = {
    .name = "debit-resume",
    .label = "口座振替の再開",
    .help = "停止した口座振替を、同じ口座で再開します。別の職員が確認すると登録されます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_COLLECTION_CHANGE,
    .approve = PERM_COLLECTION_APPROVE,
    .fields = resume_fields,
    .field_count = COUNT_OF(resume_fields),
    .begin = stop_begin,
    .check = resume_check,
    .apply = resume_apply,
    .undo = undo,
};
