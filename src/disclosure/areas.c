/* 開示の部分 -- the parts of an answer, and what is proposed for each
 * (個人情報の保護に関する法律78条・79条・81条). */
#include "disclosure/internal.h"

/*
 * Nothing is proposed where the law wants a judgement: words of clerks
 * (78条1項6号・7号), 滞納整理 (7号ハ), what was entered and by whom. 支援措置
 * is silent for everybody, so that silence tells nothing (81条, DS-04).
 */
const struct disclosure_area disclosure_areas[DISCLOSURE_AREAS] = {
    {"addressee", "宛名", DISCLOSE_WITHOUT_OTHERS},
    {"number", "個人番号の記録", DISCLOSE_WITHOUT_OTHERS},
    {"measure", "支援措置", DISCLOSE_SILENT},
    {"eligibility", "資格", DISCLOSE_WITHOUT_OTHERS},
    {"premium", "所得・賦課", DISCLOSE_WITHOUT_OTHERS},
    {"paper", "通知・納付書", DISCLOSE_WITHOUT_OTHERS},
    {"collection", "収納・還付", DISCLOSE_WITHOUT_OTHERS},
    {"account", "口座・口座振替", DISCLOSE_WITHOUT_OTHERS},
    {"demand", "督促・催告", DISCLOSE_WITHOUT_OTHERS},
    {"contact", "折衝の記録", DISCLOSE_UNDECIDED},
    {"arrears", "滞納整理", DISCLOSE_UNDECIDED},
    {"casework", "事務の記録（変更・作業）", DISCLOSE_UNDECIDED},
    {"note", "メモ・付せん", DISCLOSE_UNDECIDED},
    {"print", "印刷の記録", DISCLOSE_WITHOUT_OTHERS},
    {"log", "閲覧・操作の記録", DISCLOSE_WITHOUT_OTHERS},
};

const char *disclosure_asker_label(int asked_by)
{
    static const char *const labels[] = {"", "本人", "法定代理人", "任意代理人"};
    return asked_by > 0 && (size_t)asked_by < COUNT_OF(labels) ? labels[asked_by] : "";
}

const char *disclosure_answer_label(enum disclosure_answer answer)
{
    switch (answer) {
    case DISCLOSE_UNDECIDED: break;
    case DISCLOSE_WITHOUT_OTHERS: return "開示（ほかの人の部分を除く）";
    case DISCLOSE_ALL: return "すべて開示";
    case DISCLOSE_NOT: return "不開示";
    case DISCLOSE_SILENT: return "有無を答えない";
    }
    return "まだ決めていない";
}
