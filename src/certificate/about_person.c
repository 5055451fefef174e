/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "certificate/certificate.h"

/* Every table has the number of the person; the last words say which moment a row carries. */
#define HELD(says, of, has, ...)                                                                           \
    {                                                                                                      \
        .area = "eligibility", .label = says, .table = of, .where = "addressee_no IN ($)", .columns = has, \
        __VA_ARGS__                                                                                        \
    }
#define KNOWN .known = "recorded_at"
#define NOT_KNOWN .known = NULL
/* What a paper says, issued or only proposed by a run. */
#define OF_PAPER                                                                                           \
    "paper_no=証の番号 household_no type=種類の番号 reason=理由の番号 issued_on valid_from " \
    "valid_until=有効の終わり end_reason=期限の理由の番号 tenths=負担割合（割） "

const struct store_held certificate_holdings[] = {
    HELD("証の交付", "certificate_paper",
         OF_PAPER "limit_class=限度額の区分の番号 disease=特定疾病の番号 card_symbol card_number branch_no "
                  "delivery=渡し方の番号 delivery_no=送達の番号 change_no run_no recorded_at superseded_at "
                  "-addressee_no",
         KNOWN),
    HELD("証の経過", "certificate_step",
         "paper_no=証の番号 state=経過の番号 on_day !words change_no recorded_at superseded_at "
         "-step_no -addressee_no",
         KNOWN),
    HELD("マイナ保険証の利用登録", "certificate_registration",
         "is_registered=登録{0:なし,1:あり} listed_on recorded_at superseded_at -addressee_no", KNOWN),
    HELD("認定の申請", "certificate_application",
         "kind=種類の番号 received_on is_accepted=認定{0:しない,1:する} valid_from valid_until "
         "disease=特定疾病の番号 revenue=収入の額（円） !words change_no recorded_at superseded_at "
         "-addressee_no",
         KNOWN),
    HELD("資格の証明書と通知", "certificate_proof",
         "proof_no=証明の番号 household_no kind=種類{1:資格取得証明,2:資格喪失証明,3:加入証明,4:届出勧奨,"
         "5:職権処理} purpose=目的の番号 receiver=受け取った人{0:郵送,1:本人,2:世帯の人,3:代理人} issued_on "
         "valid_from valid_until=適用の終わり prefecture_from=資格取得日 prefecture_until=資格喪失日 "
         "reason=事由 card_symbol card_number branch_no due_day=期限 !words change_no recorded_at "
         "superseded_at -addressee_no",
         KNOWN),
    HELD("前期高齢者の月次判定", "certificate_elder",
         "month=変わる月 age=年齢 reached=到達日 effect=変わる日 household_no run_no recorded_at superseded_"
         "at "
         "-addressee_no",
         KNOWN),
    HELD("一部負担金の減免の申請", "certificate_relief",
         "relief_no=減免の番号 household_no applied_on=申請日 measure=措置{1:減額,2:免除,3:徴収猶予} "
         "ground=事由の番号 continues_no=更新する減免の番号 !words change_no recorded_at superseded_at "
         "-addressee_no",
         KNOWN),
    HELD("一部負担金の減免の決定", "certificate_relief_step",
         "relief_no=減免の番号 step=決定{1:承認,2:不承認,3:終了} on_day measure=措置{1:減額,2:免除,3:徴収猶"
         "予} "
         "percent=減額の率（％） months=月数 valid_from valid_until=有効の終わり end_ground=終わりの理由の番"
         "号 "
         "!words change_no recorded_at superseded_at -addressee_no",
         KNOWN),
    HELD("案内の発送", "certificate_guide",
         "run_no household_no told_under_70=70歳未満の区分の番号 told_elder=70歳からの区分の番号 "
         "told_tenths=負担割合（割） pages -file -first_page -addressee_no",
         NOT_KNOWN),
    HELD("一斉更新の案", "certificate_renewal",
         "run_no " OF_PAPER "card_symbol card_number branch_no replaces_no=前の証の番号 "
                  "limit_class=限度額の区分の番号 disease=特定疾病の番号 is_recall=回収だけ{0:いいえ,1:はい} "
                  "cause=変わった理由の番号 old_tenths=前の負担割合（割） old_class=前の区分の番号 "
                  "differs_from=差額のある月の始まり pages -file -first_page -addressee_no",
         NOT_KNOWN),
};
const size_t certificate_holdings_count = COUNT_OF(certificate_holdings);
