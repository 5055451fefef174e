/*
 * 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03).
 *
 * Rows of 支援措置 are found by whom they protect alone: nobody reaches them as the other party (DS-04). A
 * 個人番号 is never among them, only that one is kept and since when.
 */
#include "addressee/addressee.h"
#include "addressee/item.h"

#include <inttypes.h>

#define OF_PERSON .where = "addressee_no IN ($)", .known = "recorded_at"
#define REGISTER                                                               \
    " valid_from valid_until recorded_at superseded_at change_no -row_no "       \
    "-closed_by -addressee_no"

const struct store_held addressee_held[] = {
    {.area = "addressee",
     .label = "住民記録の履歴",
     .table = "addressee_person",
     OF_PERSON,
     .columns = "valid_from valid_until name kana birth "
                "kind=区分{1:日本人,2:外国人,3:住登外,4:法人} "
                "status=状態{1:住民,2:転出,3:死亡,4:職権消除} household_no "
                "address items recorded_at superseded_at "
                "-history_no -is_restricted -addressee_no"},
    {.area = "measure",
     .label = "住民記録の支援措置の印",
     .table = "addressee_person",
     .where = "addressee_no IN ($) AND is_restricted = 1",
     .known = "recorded_at",
     .columns = "valid_from valid_until is_restricted items recorded_at "
                "superseded_at -history_no"},
    {.area = "addressee",
     .label = "住登外者の登録",
     .table = "addressee_own",
     OF_PERSON,
     .columns = "name kana alias roman birth sex "
                "kind=区分{1:日本人,2:外国人,3:住登外,4:法人} "
                "status=状態{1:住民,2:転出,3:死亡,4:職権消除} "
                "reason=事由の番号 corporate_number postal_code "
                "address building basis" REGISTER},
    {.area = "addressee",
     .label = "名寄せ",
     .table = "addressee_link",
     .where = "addressee_no IN ($) OR into_no IN ($)",
     .known = "recorded_at",
     .columns = "addressee_no into_no reason=理由の番号 evidence valid_from "
                "valid_until recorded_at "
                "superseded_at change_no -row_no -closed_by"},
    {.area = "addressee",
     .label = "送付先",
     .table = "addressee_sending",
     OF_PERSON,
     .columns = "duty=業務{0:すべて,1:賦課,2:給付,3:収納} reason=理由の番号 "
                "!name postal_code address building "
                "!note -is_safe" REGISTER},
    {.area = "measure",
     .label = "安全な送付先",
     .table = "addressee_sending",
     .where = "addressee_no IN ($) AND is_safe = 1",
     .known = "recorded_at",
     .columns =
         "is_safe address valid_from valid_until recorded_at superseded_at"},
    {.area = "addressee",
     .label = "連絡先",
     .table = "addressee_contact",
     OF_PERSON,
     .columns = "kind=種類の番号 value hours !who !note -digits" REGISTER},
    {.area = "account",
     .label = "口座",
     .table = "addressee_account",
     OF_PERSON,
     .columns = "purpose=使いみちの番号 bank branch deposit_kind number "
                "!holder is_public !note" REGISTER},
    {.area = "number",
     .label = "個人番号・住民票コードの記録（番号そのものは出しません）",
     .table = "addressee_number",
     OF_PERSON,
     .columns =
         "history_no recorded_at superseded_at -sealed -blind -addressee_no"},
    {.area = "number",
     .label = "窓口で登録した個人番号の記録（番号そのものは出しません）",
     .table = "addressee_number_own",
     OF_PERSON,
     .columns = "method=確認の方法の番号 differs confirmed_on evidence -sealed "
                "-blind" REGISTER},
    {.area = "measure",
     .label = "支援措置",
     .table = "addressee_measure",
     OF_PERSON,
     .columns =
         "state=状態{1:仮支援,2:決定} ends_on office hidden !note" REGISTER},
    {.area = "measure",
     .label = "支援措置で守られる人",
     .table = "addressee_guarded",
     OF_PERSON,
     .columns = "measure_no "
                "role=立場{1:申出者,2:併せて支援を求める者,3:その他}" REGISTER},
    {.area = "measure",
     .label = "支援措置の相手方",
     .table = "addressee_party",
     OF_PERSON,
     .columns = "measure_no !party_no !sex !birth !name !kana !address "
                "!note" REGISTER},
    {.area = "measure",
     .label = "支援措置の申出の転送",
     .table = "addressee_transfer",
     OF_PERSON,
     .columns = "measure_no sent_on municipality !note" REGISTER},
    {.area = "measure",
     .label = "支援措置の一時解除",
     .table = "addressee_release",
     OF_PERSON,
     .columns = "from_at until_at purpose=目的 !operator_id" REGISTER},
};
const size_t addressee_held_count = COUNT_OF(addressee_held);

enum word_form { WORD_PLAIN, WORD_DAY, WORD_YES };
static const struct {
    const char *label;
    enum word_form form;
    bool is_measure; /* of 支援措置: never among the others (DS-04) */
} words[ITEMS] = {
    [ITEM_MEMBER_ORDER] = {"世帯の中の順", WORD_PLAIN, false},
    [ITEM_RELATION] = {"続柄", WORD_PLAIN, false},
    [ITEM_RELATION_CODE] = {"続柄コード", WORD_PLAIN, false},
    [ITEM_IS_HEAD] = {"世帯主", WORD_YES, false},
    [ITEM_KANA_CONFIRMED] = {"カナの確認", WORD_YES, false},
    [ITEM_FORMER_SURNAME] = {"旧氏", WORD_PLAIN, false},
    [ITEM_FORMER_SURNAME_KANA] = {"旧氏カナ", WORD_PLAIN, false},
    [ITEM_ALIAS] = {"通称", WORD_PLAIN, false},
    [ITEM_ALIAS_KANA] = {"通称カナ", WORD_PLAIN, false},
    [ITEM_ALIAS_REGISTERED_ON] = {"通称の登録日", WORD_DAY, false},
    [ITEM_ALIAS_MUNICIPALITY] = {"通称を登録した市区町村", WORD_PLAIN, false},
    [ITEM_ROMAN] = {"英字氏名", WORD_PLAIN, false},
    [ITEM_FOREIGN_KANJI] = {"外国人氏名（漢字）", WORD_PLAIN, false},
    [ITEM_BIRTH_AS_REGISTERED] = {"届出のままの生年月日", WORD_PLAIN, false},
    [ITEM_BIRTH_ACCURACY] = {"生年月日の確かさ", WORD_PLAIN, false},
    [ITEM_BIRTH_TEXT] = {"生年月日の表記", WORD_PLAIN, false},
    [ITEM_SEX] = {"性別コード", WORD_PLAIN, false},
    [ITEM_POSTAL_CODE] = {"郵便番号", WORD_PLAIN, false},
    [ITEM_ADDRESS_CODE] = {"町字コード", WORD_PLAIN, false},
    [ITEM_LOT_CODE] = {"番地コード", WORD_PLAIN, false},
    [ITEM_BUILDING] = {"方書", WORD_PLAIN, false},
    [ITEM_BUILDING_KANA] = {"方書カナ", WORD_PLAIN, false},
    [ITEM_RESIDENT_FROM] = {"住民となった日", WORD_DAY, false},
    [ITEM_RESIDENT_FROM_ACCURACY] = {"住民となった日の確かさ", WORD_PLAIN, false},
    [ITEM_ADDRESS_SINCE] = {"住所を定めた日", WORD_DAY, false},
    [ITEM_ADDRESS_SINCE_ACCURACY] = {"住所を定めた日の確かさ", WORD_PLAIN, false},
    [ITEM_FOREIGN_RESIDENT_SINCE] = {"外国人住民となった日", WORD_DAY, false},
    [ITEM_NOTIFIED_ON] = {"届出日", WORD_DAY, false},
    [ITEM_REASON] = {"異動事由コード", WORD_PLAIN, false},
    [ITEM_EVENT_ON] = {"異動日", WORD_DAY, false},
    [ITEM_EVENT_ON_TEXT] = {"異動日の表記", WORD_PLAIN, false},
    [ITEM_PROCESSED_ON] = {"処理日", WORD_DAY, false},
    [ITEM_REMOVAL_REASON] = {"消除の事由コード", WORD_PLAIN, false},
    [ITEM_REMOVED_ON] = {"消除の日", WORD_DAY, false},
    [ITEM_PREVIOUS_ADDRESS] = {"転入前の住所", WORD_PLAIN, false},
    [ITEM_PREVIOUS_MUNICIPALITY] = {"転入前の市区町村", WORD_PLAIN, false},
    [ITEM_PREVIOUS_COUNTRY] = {"転入前の国", WORD_PLAIN, false},
    [ITEM_PLANNED_ADDRESS] = {"転出予定の住所", WORD_PLAIN, false},
    [ITEM_PLANNED_MUNICIPALITY] = {"転出予定の市区町村", WORD_PLAIN, false},
    [ITEM_PLANNED_MOVE_ON] = {"転出の予定日", WORD_DAY, false},
    [ITEM_MOVED_TO_ADDRESS] = {"転出先の住所", WORD_PLAIN, false},
    [ITEM_MOVED_TO_MUNICIPALITY] = {"転出先の市区町村", WORD_PLAIN, false},
    [ITEM_MOVED_TO_COUNTRY] = {"転出先の国", WORD_PLAIN, false},
    [ITEM_MOVE_NOTICE_ON] = {"転入通知の日", WORD_DAY, false},
    [ITEM_NATIONALITY] = {"国籍・地域", WORD_PLAIN, false},
    [ITEM_RESIDENCE_STATUS] = {"在留資格", WORD_PLAIN, false},
    [ITEM_RESIDENCE_PERIOD] = {"在留期間", WORD_PLAIN, false},
    [ITEM_RESIDENCE_EXPIRES_ON] = {"在留期間の満了日", WORD_DAY, false},
    [ITEM_RESIDENCE_CARD_NO] = {"在留カード番号", WORD_PLAIN, false},
    [ITEM_IS_SPECIAL_PERMANENT] = {"特別永住者", WORD_YES, false},
    [ITEM_IS_SUPPRESSED] = {"抑止", WORD_YES, true},
    [ITEM_RESTRICTION_KIND] = {"抑止の種類", WORD_PLAIN, true},
    [ITEM_RESTRICTION_LEVEL] = {"抑止の段階", WORD_PLAIN, true},
    [ITEM_RESTRICTION_STATE] = {"抑止の状態", WORD_PLAIN, true},
    [ITEM_RESTRICTION_FROM] = {"抑止の開始日", WORD_DAY, true},
    [ITEM_RESTRICTION_UNTIL] = {"抑止の終了日", WORD_DAY, true},
    [ITEM_IS_WARD] = {"成年被後見人", WORD_YES, false},
    [ITEM_MAIL_NAME_USE] = {"宛名に使う名", WORD_PLAIN, false},
    [ITEM_MAILING_KIND] = {"住民記録の送付先の種類", WORD_PLAIN, false},
    [ITEM_MAILING_NAME] = {"住民記録の送付先の名", WORD_PLAIN, false},
    [ITEM_MAILING_POSTAL_CODE] = {"住民記録の送付先の郵便番号", WORD_PLAIN, false},
    [ITEM_MAILING_ADDRESS] = {"住民記録の送付先の住所", WORD_PLAIN, false},
    [ITEM_MAILING_BUILDING] = {"住民記録の送付先の方書", WORD_PLAIN, false},
    [ITEM_MAILING_FROM] = {"住民記録の送付先の開始日", WORD_DAY, false},
    [ITEM_MAILING_UNTIL] = {"住民記録の送付先の終了日", WORD_DAY, false},
    [ITEM_MERGED_INTO] = {"統合先の宛名番号", WORD_PLAIN, false},
    [ITEM_CORPORATE_NUMBER] = {"法人番号", WORD_PLAIN, false},
};

static void put_number(struct textbuf *to, enum word_form form, int64_t number)
{
    char day[DATE_TEXT_BYTES];
    date when;
    if (form == WORD_YES) {
        textbuf_puts(to, "はい");
    } else if (form == WORD_DAY && date_from_ymd((int32_t)number, &when)) {
        date_format_iso(when, day);
        textbuf_puts(to, day);
    } else {
        textbuf_printf(to, "%" PRId64, number);
    }
}

void addressee_items_words(struct text items, bool of_measures, struct textbuf *to)
{
    struct item_walk w = item_walk_of(items);
    const char *between = "";
    while (item_walk_next(&w)) {
        if (words[w.item].label == NULL || words[w.item].is_measure != of_measures) {
            continue;
        }
        textbuf_printf(to, "%s%s: ", between, words[w.item].label);
        if (item_is_text[w.item]) {
            textbuf_add(to, w.text.bytes, w.text.len);
        } else {
            put_number(to, words[w.item].form, w.number);
        }
        between = "、";
    }
}

enum err addressee_households_of(struct store *s, const int64_t *numbers, size_t count, struct arena *arena,
                                 struct report *report, int64_t **ret, size_t *ret_count)
{
    int64_t *households = NULL;
    size_t kept = 0, capacity = 0;
    enum err e = ERR_NONE;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct query *q = store_query(s, SQL_addressee_households_of);
        bool row = false;
        query_set_i64(q, "addressee_no", numbers[i]);
        while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
            *ARENA_PUSH(arena, households, kept, capacity) = query_i64(q, 0);
        }
        query_reset(q);
    }
    if (e == ERR_NONE) {
        *ret = households;
        *ret_count = kept;
    }
    return e;
}
