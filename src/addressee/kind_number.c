/*
 * 個人番号の登録・訂正.
 *
 * Law     番号法 14条, 16条 (本人確認)
 * Rows    MN-08 (check digit, second entry, method), MN-09 (a difference is asked of 住基ネット first)
 *
 * No digit stands in a warning, an outcome or a record: the fields are FIELD_SECRET.
 */
#include "addressee/kinds.h"
#include "addressee/number_door.h"
#include "base/personal_number.h"

#include <sodium.h>

enum { METHOD_JUKINET = 2 };
static const struct change_code methods[] = {
    {"1", "本人の提示（マイナンバーカード・通知カード等）"},
    {"2", "住基ネットに照会"},
    {"3", "カードの読取り"},
    {"4", "住民票の写し等"},
    {NULL, NULL}};

static const struct change_field fields[] = {
    {.name = "number",
     .label = "個人番号",
     .type = FIELD_SECRET,
     .is_required = true,
     .characters_max = 12,
     .help = "12桁。最後の1桁は検査数字です。"},
    {.name = "again",
     .label = "個人番号（もう一度）",
     .type = FIELD_SECRET,
     .is_required = true,
     .characters_max = 12,
     .help = "資料を見て、もう一度入れます。"},
    {.name = "method",
     .label = "確認の方法",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = methods,
     .help = "記録と違う番号は、住基ネットに照会してから登録します。"},
    {.name = "confirmed_on",
     .label = "確認した日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "例: 080401"},
    {.name = "evidence",
     .label = "確認の内容",
     .type = FIELD_TEXT,
     .is_required = true,
     .help = "見た書類、照会の整理番号。個人番号は書きません。"},
};

static bool read_pair(const struct change_call *call, struct number_pair *ret)
{
    struct text number = change_value(call, "number");

    memset(ret, 0, sizeof(*ret));
    if (!individual_number_is_valid(number.bytes, number.len)) {
        return false;
    }
    memcpy(ret->individual, number.bytes, INDIVIDUAL_NUMBER_DIGITS);
    return true;
}

static bool differs(const struct number_pair *a, const struct number_pair *b)
{
    return b->individual[0] != '\0' && memcmp(a->individual, b->individual, sizeof(a->individual)) != 0;
}

static enum err check_known(struct change_call *call, const struct number_pair *pair)
{
    struct number_pair known = {{0}, {0}};
    int64_t *holders = NULL;
    size_t count = 0;
    bool found = false;
    enum err e = number_now(call->session, call->subject_no, call->arena, call->report, &known, &found);

    if (e == ERR_NONE && found && differs(pair, &known) && change_number(call, "method") != METHOD_JUKINET) {
        change_warn(call, WARNING_STOP, "method",
                    "記録にある個人番号と違います。住基ネットに照会し、その結果を確認の方法と内容に入れてく"
                    "ださい。");
    }
    sodium_memzero(&known, sizeof(known));
    if (e == ERR_NONE) {
        e = number_holders(call->session, pair, call->subject_no, call->arena, call->report, &holders,
                           &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        change_warn(call, WARNING_WARN, "number",
                    "宛名番号 %lld に同じ個人番号があります。どちらの番号か、二人で確かめてください。",
                    (long long)holders[i]);
    }
    return e;
}

static enum err check(struct change_call *call)
{
    struct number_pair pair;
    date confirmed = change_date(call, "confirmed_on");
    enum err e = ERR_NONE;

    if (!read_pair(call, &pair)) {
        change_warn(call, WARNING_STOP, "number", "個人番号の検査数字が合いません。12桁を確かめてください。");
    } else if (!text_equal(change_value(call, "number"), change_value(call, "again"))) {
        change_warn(call, WARNING_STOP, "again",
                    "二回の入力が違います。資料を見て、両方を入れ直してください。");
    } else {
        e = check_known(call, &pair);
    }
    if (!date_is_none(confirmed) && date_before(change_today(call), confirmed)) {
        change_warn(call, WARNING_STOP, "confirmed_on", "確認した日が先の日です。");
    }
    sodium_memzero(&pair, sizeof(pair));
    return e;
}

static enum err add_sealed(struct change_call *call, const struct register_change *c,
                           const struct number_pair *pair, struct register_row *row)
{
    struct number_keys keys;
    struct number_sealer sealer;
    unsigned char *sealed = arena_alloc(call->arena, NUMBER_SEALED_BYTES, 1);
    unsigned char *blind = arena_alloc(call->arena, NUMBER_BLIND_BYTES, 1);
    enum err e = number_keys_load(&call->session->folder, call->report, &keys);

    if (e != ERR_NONE) {
        return e;
    }
    number_sealer_begin(&keys, &sealer);
    number_seal(&sealer, number_own_place(call->subject_no, row->n[ROW_NO]), pair, sealed);
    number_sealer_wipe(&sealer);
    row->t[NUMBER_OWN_SEALED] = (struct text){(const char *)sealed, NUMBER_SEALED_BYTES};
    row->t[NUMBER_OWN_BLIND] = (struct text){(const char *)blind, number_blind(&keys, pair, blind)};
    number_keys_wipe(&keys);
    return register_add(c, REGISTER_NUMBER_OWN, row);
}

/* A new row number each time: it is part of what the number is sealed with. */
static enum err apply(struct change_call *call)
{
    struct register_change c = kind_change(call);
    struct register_row row = register_row_of(call->subject_no, kind_ymd(call, "confirmed_on", 0),
                                              REGISTER_DAY_OPEN);
    struct register_row *rows = NULL;
    struct number_pair pair, known = {{0}, {0}};
    size_t count = 0;
    bool found = false;

    if (!read_pair(call, &pair)) {
        return report_fail(call->report, ERR_INPUT, "個人番号の検査数字が合いません。");
    }
    enum err e = number_now(call->session, call->subject_no, call->arena, call->report, &known, &found);
    row.n[NUMBER_OWN_METHOD] = change_number(call, "method");
    row.n[NUMBER_OWN_DIFFERS] = found && differs(&pair, &known);
    row.n[NUMBER_OWN_CONFIRMED_ON] = row.n[ROW_FROM];
    row.t[NUMBER_OWN_EVIDENCE] = change_value(call, "evidence");
    if (e == ERR_NONE && row.n[NUMBER_OWN_DIFFERS] != 0 && row.n[NUMBER_OWN_METHOD] != METHOD_JUKINET) {
        e = report_fail(call->report, ERR_INPUT,
                        "記録にある個人番号と違います。住基ネットに照会してください。");
    }
    if (e == ERR_NONE) {
        e = kind_rows(call, REGISTER_NUMBER_OWN, call->subject_no, &rows, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = register_close(&c, REGISTER_NUMBER_OWN, &rows[i]);
    }
    if (e == ERR_NONE) {
        e = register_next_no(&c, REGISTER_NUMBER_OWN, call->subject_no, &row.n[ROW_NO]);
    }
    if (e == ERR_NONE) {
        e = add_sealed(call, &c, &pair, &row);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "個人番号を%sしました",
                       row.n[NUMBER_OWN_DIFFERS] != 0 ? "訂正" : "登録");
    }
    sodium_memzero(&pair, sizeof(pair));
    sodium_memzero(&known, sizeof(known));
    return e;
}

const struct change_kind kind_number = {
    .name = "individual-number",
    .label = "個人番号の登録・訂正",
    .help = "本人確認をした個人番号を登録します。二回入力し、検査数字を確かめます。記録と違う番号は、住基ネ"
            "ットに"
            "照会した結果がないと登録できません。別の職員が確認すると登録されます。番号は後から表示されませ"
            "ん。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_NUMBER_CHANGE,
    .approve = PERM_ADDRESSEE_APPROVE,
    .is_sensitive = true,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .check = check,
    .apply = apply,
    .undo = undo_subject,
};
