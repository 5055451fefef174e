/* 抽出の決まり. */
#include "demand/extract.h"

const char *const demand_why_labels[DEMAND_WHYS] = {
    [DEMAND_IN] = "対象",
    [DEMAND_NOT_DUE] = "納期限前（済通の届くのを待つ日を含む）",
    [DEMAND_PAID] = "納付済み",
    [DEMAND_TOLD] = "速報あり（確報待ち）",
    [DEMAND_HELD] = "仮受あり",
    [DEMAND_DUNNED] = "督促済み",
    [DEMAND_NOT_DUNNED] = "督促していない",
    [DEMAND_GRACE] = "猶予中",
    [DEMAND_SUSPENDED] = "執行停止中",
    [DEMAND_PLAN] = "分納中",
    [DEMAND_DEBIT] = "口座振替の依頼中",
    [DEMAND_SUCCESSION] = "承継の手続中",
    [DEMAND_DISPUTE] = "係争中・催告の保留",
    [DEMAND_DEAD] = "死亡（相続人の調査が要る）",
    [DEMAND_NO_PLACE] = "居所不明",
    [DEMAND_GUARDED] = "支援措置",
    [DEMAND_CHANGED] = "未納額が変わった",
    [DEMAND_NO_CALL] = "電話番号なし・電話しない",
    [DEMAND_FOUND] = "居所不明ではない（調査中・判明）",
    [DEMAND_LAPSED] = "時効が完成している",
    [DEMAND_PENSION] = "年金からの特別徴収",
};

static bool stays(const struct demand_facts *f, enum collection_stay kind)
{
    return (f->stays >> kind & 1) != 0;
}

/* Nothing is owed, or money is on its way. */
static enum demand_why money_of(const struct demand_facts *f)
{
    if (f->unpaid <= 0) {
        return DEMAND_PAID;
    }
    if (f->told > 0) {
        return DEMAND_TOLD;
    }
    return f->is_held ? DEMAND_HELD : DEMAND_IN;
}

static enum demand_why stay_of(const struct demand_facts *f)
{
    static const struct {
        enum collection_stay stay;
        enum demand_why why;
    } all[] = {
        {STAY_GRACE, DEMAND_GRACE}, {STAY_SUSPENDED, DEMAND_SUSPENDED},   {STAY_PLAN, DEMAND_PLAN},
        {STAY_DEBIT, DEMAND_DEBIT}, {STAY_SUCCESSION, DEMAND_SUCCESSION}, {STAY_DISPUTE, DEMAND_DISPUTE},
        {STAY_PENSION, DEMAND_PENSION}};

    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (stays(f, all[i].stay)) {
            return all[i].why;
        }
    }
    return f->place == PLACE_DEAD ? DEMAND_DEAD : DEMAND_IN; /* heirs owe it by a charge of their own */
}

/* 分納 and 係争 do not keep the first demand from being sent: it is what the law asks for. */
static enum demand_why dunning_stay_of(const struct demand_facts *f)
{
    struct demand_facts seen = *f;

    seen.stays &= ~(UINT32_C(1) << STAY_PLAN | UINT32_C(1) << STAY_DISPUTE);
    return stay_of(&seen);
}

enum demand_why demand_dunning_of(const struct demand_facts *f, date cut_off, int64_t wait_days)
{
    assert(wait_days >= 0 && wait_days <= 366);
    if (!date_before(date_add_days(f->due, (int)wait_days), cut_off)) {
        return DEMAND_NOT_DUE;
    }
    enum demand_why why = money_of(f);
    if (why != DEMAND_IN) {
        return why;
    }
    if (f->is_dunned) { /* a second one has no effect on the limit: it is never made */
        return DEMAND_DUNNED;
    }
    why = dunning_stay_of(f);
    return why != DEMAND_IN ? why : f->place == PLACE_UNKNOWN ? DEMAND_NO_PLACE : DEMAND_IN;
}

enum demand_why demand_letter_of(const struct demand_facts *f, date cut_off)
{
    if (!date_before(f->due, cut_off)) {
        return DEMAND_NOT_DUE;
    }
    enum demand_why why = money_of(f);
    if (why != DEMAND_IN) {
        return why;
    }
    if (!f->is_dunned) {
        return DEMAND_NOT_DUNNED;
    }
    why = stay_of(f);
    return why != DEMAND_IN ? why : f->place == PLACE_UNKNOWN ? DEMAND_NO_PLACE : DEMAND_IN;
}

enum demand_why demand_call_of(const struct demand_facts *f, date cut_off)
{
    struct demand_facts seen = *f;

    seen.is_dunned = true; /* one may be called before a demand is sent */
    return demand_letter_of(&seen, cut_off);
}

enum demand_why demand_pull_of(enum demand_kind kind, const struct demand_facts *now, yen amount)
{
    enum demand_why why = money_of(now);

    if (why != DEMAND_IN) {
        return why;
    }
    if (now->unpaid != amount) {
        return DEMAND_CHANGED;
    }
    return kind == DEMAND_DUNNING ? dunning_stay_of(now) : stay_of(now);
}
