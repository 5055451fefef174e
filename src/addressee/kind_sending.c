/*
 * 送付先・連絡先・口座の登録. Rows LV-33, EL-40, RP-04; payment_formats: bank 4, branch 3, number 7 digits.
 */
#include "addressee/kinds.h"

#include "base/text.h"

#define PERIOD_FIELDS \
    {.name = "from", .label = "この日から", .type = FIELD_DATE, .is_required = true, \
     .help = "使い始める日。終了のときは、使わなくなる日。例: 080401"}, \
    {.name = "until", .label = "最後の日", .type = FIELD_DATE, \
     .help = "決まっているときだけ入れます。空なら終わりなし。"}
#define ACTION_FIELD \
    {.name = "action", .label = "手続", .type = FIELD_CHOICE, .is_required = true, .codes = entry_actions, \
     .help = "登録は新しく、変更は今のものを前の日で終えて新しく、終了は今のものを終えます。"}

static void require(struct change_call *call, const char *field, const char *words)
{
    if (change_number(call, "action") != ENTRY_END && change_value(call, field).len == 0) {
        change_warn(call, WARNING_STOP, field, "%s", words);
    }
}

/* ------------------------------------------------------------------------------- 送付先 ------- */

static const struct change_field sending_fields[] = {
    ACTION_FIELD,
    {.name = "duty",
     .label = "業務",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = sending_duties,
     .help = "業務ごとの送付先は「すべて」より優先されます。"},
    PERIOD_FIELDS,
    {.name = "reason",
     .label = "理由",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = sending_reasons,
     .help = "申出や選任の根拠。"},
    {.name = "name",
     .label = "宛名",
     .type = FIELD_TEXT,
     .characters_max = 100,
     .help = "本人と違う名で送るときだけ。例: 成年後見人　新宿　次郎"},
    {.name = "postal_code",
     .label = "郵便番号",
     .type = FIELD_POSTAL,
     .completes = "address",
     .help = "例: 160-0022。住所が空なら町名まで入ります。"},
    {.name = "address", .label = "住所", .type = FIELD_TEXT, .help = "都道府県から番地まで。"},
    {.name = "building", .label = "方書", .type = FIELD_TEXT, .help = "建物の名と部屋番号、様方。"},
    {.name = "is_safe",
     .label = "支援措置の安全な送付先",
     .type = FIELD_YES,
     .help = "支援措置の対象者に郵送してよい送付先として、本人と確かめたもの。"},
    {.name = "note", .label = "備考", .type = FIELD_LINES, .help = "届出の日や書類など。"},
    SEEN_FIELD,
};

static void fill_sending(struct change_call *call, struct register_row *row)
{
    row->n[SENDING_DUTY] = change_number(call, "duty");
    row->n[SENDING_REASON] = change_number(call, "reason");
    row->n[SENDING_IS_SAFE] =
        change_value(call, "is_safe").len > 0 && !text_is(change_value(call, "is_safe"), "0");
    row->t[SENDING_NAME] = change_value(call, "name");
    row->t[SENDING_POSTAL_CODE] = change_value(call, "postal_code");
    row->t[SENDING_ADDRESS] = change_value(call, "address");
    row->t[SENDING_BUILDING] = change_value(call, "building");
    row->t[SENDING_NOTE] = change_value(call, "note");
}

static bool same_duty(const struct register_row *a, const struct register_row *b)
{
    return a->n[SENDING_DUTY] == b->n[SENDING_DUTY];
}

static const struct entry_register sendings = {REGISTER_SENDING, fill_sending, same_duty, "送付先"};

static enum err sending_begin(struct change_call *call)
{
    struct register_row *rows = NULL;
    size_t count = 0;
    enum err e = kind_rows(call, REGISTER_SENDING, call->subject_no, &rows, &count);

    change_set_text(call, "action", text_of("1"));
    change_set_text(call, "duty", text_of("0"));
    kind_set_day(call, "from", date_ymd(change_today(call)));
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (register_row_covers(&rows[i], change_today(call))) {
            change_set_text(call, "action", text_of("2"));
            change_set_number(call, "duty", rows[i].n[SENDING_DUTY]);
            change_set_number(call, "reason", rows[i].n[SENDING_REASON]);
            change_set_text(call, "name", rows[i].t[SENDING_NAME]);
            change_set_text(call, "postal_code", rows[i].t[SENDING_POSTAL_CODE]);
            change_set_text(call, "address", rows[i].t[SENDING_ADDRESS]);
            change_set_text(call, "building", rows[i].t[SENDING_BUILDING]);
            break;
        }
    }
    return e;
}

static enum err sending_check(struct change_call *call)
{
    struct guard g;
    struct register_row row = register_row_of(0, 0, 0);
    enum err e = entry_check(call, &sendings);

    require(call, "postal_code", "送付先の郵便番号がありません。");
    require(call, "address", "送付先の住所がありません。");
    if (e == ERR_NONE) {
        e = addressee_guard(call->session, call->subject_no, 0, GUARD_FILE, call->recorded_at, call->arena,
                            call->report, &g);
    }
    if (e != ERR_NONE) {
        return e;
    }
    fill_sending(call, &row);
    if (g.is_restricted && row.n[SENDING_IS_SAFE] == 0 && change_number(call, "action") != ENTRY_END) {
        change_warn(call, WARNING_WARN, "is_safe",
                    "支援措置の対象者です。安全な送付先として選ばないと、郵送には使われません。");
    }
    if (!g.is_restricted && row.n[SENDING_IS_SAFE] != 0) {
        change_warn(call, WARNING_WARN, "is_safe",
                    "支援措置の対象者ではありません。ふつうの送付先として使われます。");
    }
    return ERR_NONE;
}

static enum err sending_preview(struct change_call *call, struct textbuf *ret)
{
    textbuf_printf(ret, "%sの通知は、この日からこの送付先に送ります。すでに作った通知書は変わりません。",
                   code_label(sending_duties, change_number(call, "duty")));
    return ERR_NONE;
}

static enum err sending_apply(struct change_call *call)
{
    return entry_apply(call, &sendings);
}

const struct change_kind kind_sending = {
    .name = "mailing-address",
    .label = "送付先の登録",
    .help = "通知や証を住所と違う所に送るための送付先を、業務ごとに期間を決めて登録します。一か所で変えると、"
            "納入通知書・資格・給付のすべての送付に使われます。別の職員が確認すると登録されます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ADDRESSEE_CHANGE,
    .approve = PERM_ADDRESSEE_APPROVE,
    .fields = sending_fields,
    .field_count = COUNT_OF(sending_fields),
    .begin = sending_begin,
    .check = sending_check,
    .preview = sending_preview,
    .apply = sending_apply,
    .undo = undo_subject,
};

/* ------------------------------------------------------------------------------- 連絡先 ------- */

static const struct change_field contact_fields[] = {
    ACTION_FIELD,
    {.name = "kind",
     .label = "種類",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = contact_kinds,
     .help = "電話、携帯電話、メール。"},
    {.name = "phone",
     .label = "電話番号",
     .type = FIELD_PHONE,
     .help = "電話・携帯電話のとき。例: 03-1234-5678。どの書き方でも探せます。"},
    {.name = "mail",
     .label = "メールアドレス",
     .type = FIELD_TEXT,
     .characters_max = 254,
     .only_if = "kind=3",
     .help = "例: taro@example.jp"},
    PERIOD_FIELDS,
    {.name = "who",
     .label = "誰の連絡先か",
     .type = FIELD_TEXT,
     .characters_max = 60,
     .help = "本人でないときの名と続柄。例: 長女 花子"},
    {.name = "hours",
     .label = "つながる時間",
     .type = FIELD_TEXT,
     .characters_max = 60,
     .help = "例: 平日18時以降"},
    {.name = "note",
     .label = "備考",
     .type = FIELD_LINES,
     .help = "留守番電話に用件を残してよいか、など。"},
    SEEN_FIELD,
};

static void fill_contact(struct change_call *call, struct register_row *row)
{
    char digits[PHONE_DIGITS_MAX + 1] = "";
    bool is_mail = change_number(call, "kind") == CONTACT_MAIL;
    struct text value = change_value(call, is_mail ? "mail" : "phone");

    if (!is_mail) {
        phone_digits(value, digits);
    }
    row->n[CONTACT_KIND] = change_number(call, "kind");
    row->t[CONTACT_VALUE] = value;
    row->t[CONTACT_DIGITS] = text_of(arena_string(call->arena, digits));
    row->t[CONTACT_WHO] = change_value(call, "who");
    row->t[CONTACT_HOURS] = change_value(call, "hours");
    row->t[CONTACT_NOTE] = change_value(call, "note");
}

/* The same telephone or the same mail. */
static bool same_contact(const struct register_row *a, const struct register_row *b)
{
    bool is_mail = a->n[CONTACT_KIND] == CONTACT_MAIL;

    return is_mail == (b->n[CONTACT_KIND] == CONTACT_MAIL) &&
           (is_mail ? text_equal(a->t[CONTACT_VALUE], b->t[CONTACT_VALUE])
                    : text_equal(a->t[CONTACT_DIGITS], b->t[CONTACT_DIGITS]));
}

static const struct entry_register contacts = {REGISTER_CONTACT, fill_contact, same_contact, "連絡先"};

static enum err contact_begin(struct change_call *call)
{
    change_set_text(call, "action", text_of("1"));
    change_set_text(call, "kind", text_of("2"));
    kind_set_day(call, "from", date_ymd(change_today(call)));
    return ERR_NONE;
}

static enum err contact_check(struct change_call *call)
{
    enum { DIGITS_MIN = 9 };
    char digits[PHONE_DIGITS_MAX + 1];
    bool is_mail = change_number(call, "kind") == CONTACT_MAIL;
    struct text value = change_value(call, is_mail ? "mail" : "phone");

    if (is_mail && memchr(value.bytes, '@', value.len) == NULL) {
        change_warn(call, WARNING_STOP, "mail", "メールアドレスに @ がありません。");
    }
    if (!is_mail && phone_digits(value, digits) < DIGITS_MIN) {
        change_warn(call, WARNING_STOP, "phone", "電話番号の桁が足りません。市外局番から入れてください。");
    }
    return entry_check(call, &contacts);
}

static enum err contact_apply(struct change_call *call)
{
    return entry_apply(call, &contacts);
}

const struct change_kind kind_contact = {
    .name = "contact",
    .label = "連絡先の登録",
    .help = "電話番号やメールを、誰のものか、つながる時間とともに登録します。すぐに登録されます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ADDRESSEE_CHANGE,
    .approve = PERM_NONE,
    .fields = contact_fields,
    .field_count = COUNT_OF(contact_fields),
    .begin = contact_begin,
    .check = contact_check,
    .apply = contact_apply,
    .undo = undo_subject,
};

/* --------------------------------------------------------------------------------- 口座 ------- */

static const struct change_field account_fields[] = {
    ACTION_FIELD,
    {.name = "purpose",
     .label = "用途",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = account_purposes,
     .help = "用途ごとに、同じ期間に一つ。"},
    PERIOD_FIELDS,
    {.name = "bank",
     .label = "金融機関コード",
     .type = FIELD_TEXT,
     .is_required = true,
     .characters_max = 4,
     .help = "4桁。例: 9900（ゆうちょ銀行）"},
    {.name = "branch",
     .label = "支店コード",
     .type = FIELD_TEXT,
     .is_required = true,
     .characters_max = 3,
     .help = "3桁。"},
    {.name = "deposit_kind",
     .label = "預金種目",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = deposit_kinds,
     .help = "通帳のとおり。"},
    {.name = "number",
     .label = "口座番号",
     .type = FIELD_TEXT,
     .is_required = true,
     .characters_max = 7,
     .help = "7桁。7桁より短いときは左に0を補います。"},
    {.name = "holder",
     .label = "口座名義（カナ）",
     .type = FIELD_TEXT,
     .is_required = true,
     .characters_max = 48,
     .help = "カタカナ・英大文字・数字と（）．－／。例: シンジユク　タロウ。半角で30字まで。"},
    {.name = "is_public",
     .label = "公金受取口座",
     .type = FIELD_YES,
     .help = "国に登録された公金受取口座として確認したもの。"},
    {.name = "note", .label = "備考", .type = FIELD_LINES, .help = "名義が本人と違うときの委任状など。"},
    SEEN_FIELD,
};

/* Full-width digits to half width; "" when something else stands in it. */
static struct text only_digits(struct change_call *call, const char *field, size_t width)
{
    struct text typed = change_value(call, field);
    char *digits = arena_alloc(call->arena, width + 1, 1);
    char buf[16];
    size_t at = 0, n = 0;

    while (at < typed.len) {
        uint32_t c = utf8_next(typed.bytes, typed.len, &at);
        c = c >= 0xFF10 && c <= 0xFF19 ? c - 0xFF10 + '0' : c;
        if (c < '0' || c > '9' || n == width) {
            return (struct text){"", 0};
        }
        buf[n++] = (char)c;
    }
    memset(digits, '0', width - n);
    memcpy(digits + width - n, buf, n);
    return (struct text){n == 0 ? "" : digits, n == 0 ? 0 : width};
}

static void fill_account(struct change_call *call, struct register_row *row)
{
    row->n[ACCOUNT_PURPOSE] = change_number(call, "purpose");
    row->n[ACCOUNT_DEPOSIT_KIND] = change_number(call, "deposit_kind");
    row->n[ACCOUNT_IS_PUBLIC] =
        change_value(call, "is_public").len > 0 && !text_is(change_value(call, "is_public"), "0");
    row->t[ACCOUNT_BANK] = only_digits(call, "bank", 4);
    row->t[ACCOUNT_BRANCH] = only_digits(call, "branch", 3);
    row->t[ACCOUNT_NUMBER] = only_digits(call, "number", 7);
    row->t[ACCOUNT_HOLDER] = change_value(call, "holder");
    row->t[ACCOUNT_NOTE] = change_value(call, "note");
}

static bool same_purpose(const struct register_row *a, const struct register_row *b)
{
    return a->n[ACCOUNT_PURPOSE] == b->n[ACCOUNT_PURPOSE];
}

static const struct entry_register accounts = {REGISTER_ACCOUNT, fill_account, same_purpose, "口座"};

/* Places of a holder's name in half-width kana, as the bank's files have it; 0 = a character they do not
 * take. */
static size_t holder_places(struct text holder)
{
    static const char voiced[] = "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴ";
    static const char others[] = "（）．－／ー　「」";
    size_t at = 0, places = 0;

    while (at < holder.len) {
        size_t before = at;
        uint32_t c = utf8_next(holder.bytes, holder.len, &at);
        char one[8] = "";
        memcpy(one, holder.bytes + before, at - before);
        bool is_plain = (c >= 0x30A1 && c <= 0x30F6) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                        (c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF10 && c <= 0xFF19) || c == ' ' ||
                        c == '(' || c == ')' || c == '.' || c == '-' || c == '/' ||
                        strstr(others, one) != NULL;
        if (!is_plain) {
            return 0;
        }
        places += strstr(voiced, one) != NULL ? 2 : 1;
    }
    return places;
}

static enum err account_begin(struct change_call *call)
{
    change_set_text(call, "action", text_of("1"));
    change_set_text(call, "purpose", text_of("1"));
    change_set_text(call, "deposit_kind", text_of("1"));
    kind_set_day(call, "from", date_ymd(change_today(call)));
    return ERR_NONE;
}

static enum err account_check(struct change_call *call)
{
    enum { HOLDER_PLACES_MAX = 30 };
    struct text typed_bank = change_value(call, "bank"), typed_branch = change_value(call, "branch");
    size_t places = holder_places(change_value(call, "holder"));

    if (only_digits(call, "bank", 4).len == 0 || utf8_characters(typed_bank.bytes, typed_bank.len) != 4) {
        change_warn(call, WARNING_STOP, "bank", "金融機関コードは4桁の数字です。");
    }
    if (only_digits(call, "branch", 3).len == 0 ||
        utf8_characters(typed_branch.bytes, typed_branch.len) != 3) {
        change_warn(call, WARNING_STOP, "branch", "支店コードは3桁の数字です。");
    }
    if (only_digits(call, "number", 7).len == 0) {
        change_warn(call, WARNING_STOP, "number",
                    "口座番号は7桁までの数字です。ゆうちょ銀行は振込用の番号（7桁）に直してください。");
    }
    if (places == 0) {
        change_warn(call, WARNING_STOP, "holder",
                    "口座名義に使えない文字があります。カタカナで入れてください。");
    } else if (places > HOLDER_PLACES_MAX) {
        change_warn(call, WARNING_STOP, "holder",
                    "口座名義が半角で30字を超えています。通帳の印字のとおり短くしてください。");
    }
    return entry_check(call, &accounts);
}

static enum err account_apply(struct change_call *call)
{
    return entry_apply(call, &accounts);
}

const struct change_kind kind_account = {
    .name = "account",
    .label = "口座の登録",
    .help = "還付や給付の受取り、口座振替に使う口座を、用途ごとに期間を決めて登録します。権限のない職員には"
            "番号と名義が隠れます。別の職員が確認すると登録されます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ACCOUNT_CHANGE,
    .approve = PERM_ADDRESSEE_APPROVE,
    .is_sensitive = true,
    .fields = account_fields,
    .field_count = COUNT_OF(account_fields),
    .begin = account_begin,
    .check = account_check,
    .apply = account_apply,
    .undo = undo_subject,
};
