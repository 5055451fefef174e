/*
 * 滞納整理の帳票の内容 -- for each act and copy: title, basis, lines, table (NT-13).
 *
 * Law     国税徴収法54条・62条・68条・82条・86条・96条・131条, 国税通則法55条 (「例による」),
 * 地方税法13条の2・15条の2の2・
 *         15条の7・9条, 国税徴収法141条・地方税法20条の11 (照会), 行政不服審査法82条 (教示)
 */
#include "arrears/heirs.h"
#include "arrears/kinds.h"
#include "arrears/money.h"
#include "arrears/paper.h"

enum paper_to { TO_DEBTOR, TO_PARTY, TO_HEIRS };

#define BY_LAW "国民健康保険法第79条の2及び地方自治法第231条の3第3項の規定により、"
static const struct paper_kind {
    enum act_kind kind;
    int copy;
    bool of_end; /* when the act was released or cancelled */
    enum paper_to to;
    const char *title;
    bool has_charges, has_appeal;
    const char *lead;
} papers[] = {
    {ACT_SEIZURE, 0, false, TO_DEBTOR, "差押調書（謄本）", true, true,
     BY_LAW "国税徴収法第47条の例により、滞納者の次の財産を差し押さえましたので、同法第54条の例によりこの調"
            "書を作ります。"},
    {ACT_SEIZURE, 1, false, TO_PARTY, "債権差押通知書", true, false,
     BY_LAW "国税徴収法第62条の例により、滞納者があなたに対して有する次の債権を差し押さえましたので通知しま"
            "す。"
            "滞納者への支払は禁じられます。履行の期限までに当区に支払ってください。"},
    {ACT_SEIZURE, 2, true, TO_DEBTOR, "差押解除通知書", true, false,
     BY_LAW "国税徴収法第79条及び第80条の例により、次の差押えを解除しましたので通知します。"},
    {ACT_SEIZURE, 3, true, TO_PARTY, "差押解除通知書", true, false,
     BY_LAW "国税徴収法第80条の例により、次の債権の差押えを解除しましたので通知します。"},
    {ACT_JOINED, 0, false, TO_DEBTOR, "参加差押通知書", true, true,
     BY_LAW "国税徴収法第86条の例により、次の財産に参加差押えをしましたので通知します。"},
    {ACT_JOINED, 1, false, TO_PARTY, "参加差押書", true, false,
     BY_LAW "国税徴収法第86条第1項の例により、貴庁が差し押さえた次の財産に参加差押えをします。"},
    {ACT_DEMAND, 0, false, TO_DEBTOR, "交付要求通知書", true, true,
     BY_LAW "国税徴収法第82条の例により、次の手続の執行機関に交付要求をしましたので通知します。"},
    {ACT_DEMAND, 1, false, TO_PARTY, "交付要求書", true, false,
     BY_LAW "国税徴収法第82条第1項の例により、滞納者に係る次の徴収金の交付を求めます。"},
    {ACT_ADVANCE, 0, false, TO_DEBTOR, "繰上徴収告知書", true, true,
     "国民健康保険法第78条が準用する地方税法第13条の2第1項の規定により、次の保険料の納期限を繰り上げます。"
     "繰り上げた期限までに納付がないときは、督促をせずに差押えをします。"},
    {ACT_SALE, 0, false, TO_DEBTOR, "公売通知書", false, true,
     BY_LAW "国税徴収法第96条の例により、差し押さえた財産を次のとおり公売しますので通知します。"},
    {ACT_DISTRIBUTION, 0, false, TO_DEBTOR, "配当計算書（謄本）", false, true,
     BY_LAW "国税徴収法第131条の例により、受け入れた金銭を次のとおり配当します。"},
    {ACT_GRACE, 0, false, TO_DEBTOR, "徴収猶予許可通知書", true, true,
     BY_LAW "地方税法第15条の例により、次の徴収金の徴収を猶予しますので通知します。"},
    {ACT_SALE_GRACE, 0, false, TO_DEBTOR, "換価の猶予許可通知書", true, true,
     BY_LAW "地方税法第15条の5及び第15条の6の例により、次の徴収金に係る換価を猶予しますので通知します。"},
    {ACT_WAIVER, 0, false, TO_DEBTOR, "延滞金減免決定通知書", true, true,
     "条例の規定により、次の期間の延滞金を減免しますので通知します。"},
    {ACT_SECURITY, 0, false, TO_DEBTOR, "納付受託証書", true, false,
     BY_LAW "地方税法第16条の2の例により、次の証券を受け取り、その取立てと納付の委託を受けました。"},
    {ACT_PLAN, 0, false, TO_DEBTOR, "納付誓約書（分割納付）", true, false,
     "私は、次の国民健康保険料（延滞金を含みます。）を納める義務があることを認め、下の計画のとおり納めること"
     "を誓います。"
     "約束の日に納めないとき、または新たに滞納したときは、この誓約が取り消され、財産の差押えなどを受けても異"
     "議はありません。"},
    {ACT_SUSPENSION, 0, false, TO_DEBTOR, "滞納処分の執行停止通知書", true, false,
     BY_LAW "地方税法第15条の7第1項の例により、次の徴収金に係る滞納処分の執行を停止しましたので、同条第2項の"
            "例により通知します。"},
    {ACT_SUSPENSION, 2, true, TO_DEBTOR, "滞納処分の執行停止取消通知書", true, true,
     BY_LAW "地方税法第15条の8第1項の例により、次の執行停止を取り消しましたので通知します。"},
    {ACT_SUCCESSION, 0, false, TO_HEIRS, "納付義務承継通知書", true, true,
     "国民健康保険法第78条が準用する地方税法第9条の規定により、あなたは次のとおり被相続人の徴収金を納める義"
     "務を承継しましたので通知します。"},
    {ACT_INQUIRY, 0, false, TO_PARTY, "財産調査照会書", false, false,
     BY_LAW "国税徴収法第141条及び第146条の2並びに地方税法第20条の11の例により、徴収のため必要がありますので"
            "、"
            "次の者について回答をお願いします。"},
    {ACT_TRANSFER, 0, false, TO_PARTY, "徴収引継書", true, false,
     "国民健康保険法第78条が準用する地方税法第20条の4等の規定により、次の徴収金の徴収を引き継ぎます。"},
};

static const struct paper_kind *find_paper(const struct act *a, int copy)
{
    bool has_ended = a->end == ACT_RELEASED || a->end == ACT_CANCELLED;

    for (size_t i = 0; i < COUNT_OF(papers); i++) {
        bool is_copy = papers[i].copy == copy || (papers[i].to == TO_HEIRS && copy < a->detail);
        if (papers[i].kind == a->kind && is_copy && (!papers[i].of_end || has_ended)) {
            return papers[i].to == TO_PARTY && a->party.len == 0 ? NULL : &papers[i];
        }
    }
    return NULL;
}

const char *arrears_paper_label(const struct act *a, int copy)
{
    if (a->kind == ACT_PLAN && copy == PLAN_SLIPS_COPY) {
        return a->is_void ? NULL : "分納用納付書";
    }
    if (a->kind == ACT_SUCCESSION && copy >= HEIR_SLIPS_COPY) {
        return a->is_void || copy - HEIR_SLIPS_COPY >= a->detail ? NULL : "相続人の納付書";
    }
    const struct paper_kind *k = a->is_void ? NULL : find_paper(a, copy);
    return k != NULL ? k->title : NULL;
}

/* --------------------------------------------------------------------------------- lines ------ */

struct making {
    const struct paper_of *of;
    struct letter *to;
    const struct paper_kind *kind;
};

static void line(struct making *m, const char *label, const char *value)
{
    letter_line(m->to, label, value);
}

static const char *plain(struct making *m, struct text t)
{
    return arena_printf(m->of->arena, "%.*s", (int)t.len, t.bytes);
}

static void lines_of(struct making *m)
{
    const struct act *a = m->of->act;
    struct arena *arena = m->of->arena;
    const char *on = day_words(arena, a->on);
    bool has_ended = m->kind->of_end;

    switch (a->kind) {
    case ACT_SEIZURE:
    case ACT_JOINED:
        line(m, "差押えの日", on);
        line(m, "財産の種類", act_detail_label(a->kind, a->detail));
        line(m, "差押財産", plain(m, a->body));
        line(m, a->kind == ACT_JOINED ? "先行の執行機関" : "第三債務者", plain(m, a->party));
        line(m, "差押えの額", a->amount > 0 ? yen_words(arena, a->amount) : "");
        line(m, "滞納処分費", a->costs > 0 ? yen_words(arena, a->costs) : "");
        line(m, "履行の期限",
             m->kind->to == TO_PARTY && a->kind == ACT_SEIZURE && !has_ended ? "当区が取り立てる時（即時）"
                                                                             : "");
        break;
    case ACT_DEMAND:
        line(m, "手続", act_detail_label(a->kind, a->detail));
        line(m, "事件・財産の表示", plain(m, a->body));
        line(m, "執行機関", plain(m, a->party));
        line(m, "配当要求の終期", date_is_none(a->related_on) ? "" : day_words(arena, a->related_on));
        break;
    case ACT_ADVANCE:
        line(m, "繰り上げた期限", day_words(arena, a->until));
        line(m, "理由", act_detail_label(a->kind, a->detail));
        line(m, "事情", plain(m, a->reason));
        break;
    case ACT_SALE:
        line(m, "公売の日", day_words(arena, a->until));
        line(m, "場所・方法", plain(m, a->body));
        line(m, "見積価額", yen_words(arena, a->costs));
        break;
    case ACT_DISTRIBUTION:
        line(m, "受け入れた日", on);
        line(m, "受け入れた額", yen_words(arena, a->amount));
        line(m, "残余金", yen_words(arena, a->costs));
        break;
    case ACT_GRACE:
    case ACT_SALE_GRACE:
        line(m, "猶予の期間", arena_printf(arena, "%sから%sまで", on, day_words(arena, a->until)));
        line(m, "理由", act_detail_label(a->kind, a->detail));
        line(m, "担保", plain(m, a->body));
        line(m, "条件", plain(m, a->reason));
        break;
    case ACT_WAIVER:
        line(m, "減免の期間", arena_printf(arena, "%sから%sまで", on, day_words(arena, a->until)));
        line(m, "減免する分", act_detail_label(a->kind, a->detail));
        line(m, "決定の番号", plain(m, a->party));
        line(m, "理由", plain(m, a->reason));
        break;
    case ACT_SECURITY:
        line(m, "証券の表示", plain(m, a->party));
        line(m, "券面の額", yen_words(arena, a->amount));
        line(m, "支払期日", day_words(arena, a->related_on));
        break;
    case ACT_PLAN:
        line(m, "納める額の合計", yen_words(arena, a->amount));
        line(m, "回数", arena_printf(arena, "%d回", a->detail));
        line(m, "事情と財源", plain(m, a->reason));
        break;
    case ACT_SUSPENSION:
        line(m, "停止の日", on);
        line(m, "理由", act_detail_label(a->kind, a->detail));
        line(m, "納付義務の消える日", has_ended ? "" : day_words(arena, a->until));
        break;
    case ACT_SUCCESSION:
        line(m, "死亡の日", day_words(arena, a->related_on));
        line(m, "相続の種類", plain(m, a->party));
        break;
    case ACT_INQUIRY:
        line(m, "回答していただく事項", plain(m, a->body));
        line(m, "回答の期限", day_words(arena, a->until));
        break;
    case ACT_TRANSFER:
        line(m, "引継ぎの種類", act_detail_label(a->kind, a->detail));
        line(m, "引き継ぐこと", plain(m, a->reason));
        break;
    default:
        break;
    }
    if (has_ended) {
        line(m, a->kind == ACT_SUSPENSION ? "取消しの日" : "解除の日", day_words(arena, a->ended_on));
        line(m, "解除の理由", plain(m, a->reason));
    }
}

/* --------------------------------------------------------------------------------- tables ----- */

static const char *const charge_heads[] = {"年度・期別", "通知書番号", "納期限", "保険料", "延滞金", "計"};
static const char *const step_heads[] = {"回", "納める日", "保険料", "延滞金", "計"};
static const char *const heir_heads[] = {"年度・期別",     "納期限", "全体の保険料",
                                         "あなたの保険料", "延滞金", "計"};
static const char *const claim_heads[] = {"債権", "日付", "債権の額", "配当の額"};

/* 延滞金 that still grows is 「法律による金額」: the yen of the day stand in the note. */
static enum err charge_table(struct making *m)
{
    struct arena *arena = m->of->arena;
    struct act_cover *covers = NULL;
    size_t count = 0;
    yen principal = 0, late = 0;
    bool grows = false;
    enum err e =
        arrears_covers(m->of->session->store, m->of->act->act_no, arena, m->of->report, &covers, &count);
    struct letter_row *rows = ARENA_ARRAY(arena, struct letter_row, count + 2);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct collection_charge c = {.levy_year = covers[i].levy_year, .instalment = covers[i].instalment};
        bool is_by_law = !covers[i].late_is_fixed && m->of->act->kind != ACT_PLAN;
        rows[i].cells[0] = charge_words(arena, &c);
        rows[i].cells[1] =
            covers[i].notice_no > 0 ? arena_printf(arena, "%08lld", (long long)covers[i].notice_no) : "―";
        rows[i].cells[2] = day_words(arena, covers[i].due);
        rows[i].cells[3] = yen_words(arena, covers[i].principal);
        rows[i].cells[4] = is_by_law ? "法律による金額" : yen_words(arena, covers[i].late_charge);
        rows[i].cells[5] = is_by_law ? yen_words(arena, covers[i].principal)
                                     : yen_words(arena, covers[i].principal + covers[i].late_charge);
        principal += covers[i].principal;
        late += covers[i].late_charge;
        grows = grows || is_by_law;
    }
    rows[count] =
        (struct letter_row){{"合計", "", "", yen_words(arena, principal), grows ? "" : yen_words(arena, late),
                            yen_words(arena, grows ? principal : principal + late), ""},
                           true};
    if (grows) {
        m->to->notes = arena_printf(arena,
                                    "延滞金は、納付の日までの日数に応じて計算した法律による金額です（%s現在 "
                                    "%s）。",
                                    day_words(arena, m->of->act->on), yen_words(arena, late));
    }
    m->to->table =
        (struct letter_table){charge_heads, COUNT_OF(charge_heads), rows, count > 0 ? count + 1 : 0};
    return e;
}

/* The plan's days; what is owed stands in the lines. */
static enum err step_table(struct making *m)
{
    struct arena *arena = m->of->arena;
    struct plan_step *steps = NULL;
    size_t count = 0;
    enum err e =
        arrears_plan(m->of->session, m->of->act, m->of->act->on, arena, m->of->report, &steps, &count);
    struct letter_row *rows = ARENA_ARRAY(arena, struct letter_row, count + 2);
    yen principal = 0, late = 0;

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        rows[i] =
            (struct letter_row){{arena_printf(arena, "第%d回", steps[i].seq), day_words(arena, steps[i].due),
                                yen_words(arena, steps[i].principal), yen_words(arena, steps[i].late_charge),
                                yen_words(arena, steps[i].principal + steps[i].late_charge), "", ""},
                               false};
        principal += steps[i].principal;
        late += steps[i].late_charge;
    }
    rows[count] = (struct letter_row){{"合計", "", yen_words(arena, principal), yen_words(arena, late),
                                      yen_words(arena, principal + late), "", ""},
                                     true};
    m->to->table = (struct letter_table){step_heads, COUNT_OF(step_heads), rows, count + 1};
    m->to->notes = "延滞金は、この計画どおりに納めたときの見込みです。早く納めると少なくなり、遅れると多くな"
                   "ります。";
    return e;
}

static enum err covered_line(struct making *m)
{
    struct act_cover *covers = NULL;
    size_t count = 0;
    const char *list = "";
    enum err e = arrears_covers(m->of->session->store, m->of->act->act_no, m->of->arena, m->of->report,
                                &covers, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct collection_charge c = {.levy_year = covers[i].levy_year, .instalment = covers[i].instalment};
        list = arena_printf(m->of->arena, "%s%s%s %s", list, i > 0 ? "、" : "",
                            charge_words(m->of->arena, &c), yen_words(m->of->arena, covers[i].principal));
    }
    line(m, "対象の保険料", list);
    return e;
}

static enum err claim_table(struct making *m)
{
    struct arena *arena = m->of->arena;
    struct money_claim *claims = NULL;
    size_t count = 0;
    enum err e =
        money_claims(m->of->session->store, m->of->act->act_no, arena, m->of->report, &claims, &count);
    struct letter_row *rows = ARENA_ARRAY(arena, struct letter_row, count + 2);
    yen paid = 0;

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        rows[i] = (struct letter_row){{claims[i].claimant, day_words(arena, claims[i].claim.on),
                                      yen_words(arena, claims[i].claim.amount),
                                      yen_words(arena, claims[i].paid), "", "", ""},
                                     false};
        paid += claims[i].paid;
    }
    rows[count] = (struct letter_row){{"合計", "", "", yen_words(arena, paid), "", "", ""}, true};
    m->to->table = (struct letter_table){claim_heads, COUNT_OF(claim_heads), rows, count + 1};
    return e;
}

/* The share of the heir the copy is for. */
static enum err heir_lines(struct making *m, int64_t *ret_heir_no)
{
    struct heir *heirs = NULL;
    size_t count = 0;
    enum err e =
        heirs_of_act(m->of->session->store, m->of->act->act_no, m->of->arena, m->of->report, &heirs, &count);

    if (e == ERR_NONE && (size_t)m->of->copy >= count) {
        return report_fail(m->of->report, ERR_INPUT, "承継（記録 %lld）に %d 人目の相続人はいません",
                           (long long)m->of->act->act_no, m->of->copy + 1);
    }
    if (e == ERR_NONE) {
        const struct heir *h = &heirs[m->of->copy];
        *ret_heir_no = h->heir_no;
        line(m, "あなたの相続分",
             arena_printf(m->of->arena, "%lld分の%lld", (long long)h->den, (long long)h->num));
        line(m, "あなたが承継する額", yen_words(m->of->arena, h->amount));
        line(m, "納める義務のある額",
             h->owed < h->amount ? arena_printf(m->of->arena, "%s（限定承認のため、相続で得た財産の額まで）",
                                                yen_words(m->of->arena, h->owed))
                                 : "");
        line(m, "代表者", h->is_representative ? "あなたが書類を受け取る代表者です" : "");
    }
    return e;
}

/* What the heir owes of each charge; 延滞金 as it stood on the day of the notice. */
static enum err heir_table(struct making *m)
{
    struct arena *arena = m->of->arena;
    const struct collection_law *law;
    struct heir *heirs = NULL;
    struct heir_part *parts = NULL;
    struct act_cover *covers = NULL;
    size_t count = 0, cover_count = 0;
    yen whole = 0, principal = 0, late = 0;
    enum err e = collection_law_of(m->of->session, arena, m->of->report, &law);

    if (e == ERR_NONE) {
        e = heirs_of_act(m->of->session->store, m->of->act->act_no, arena, m->of->report, &heirs, &count);
    }
    if (e == ERR_NONE) {
        e = arrears_covers(m->of->session->store, m->of->act->act_no, arena, m->of->report, &covers,
                           &cover_count);
    }
    if (e == ERR_NONE) {
        e = heirs_allot(law, heirs, count, covers, cover_count, arena, m->of->report, &parts);
    }
    struct letter_row *rows = ARENA_ARRAY(arena, struct letter_row, cover_count + 2);
    for (size_t i = 0; i < cover_count && e == ERR_NONE; i++) {
        struct collection_charge c = {.levy_year = covers[i].levy_year, .instalment = covers[i].instalment};
        const struct heir_part *p = &parts[(size_t)m->of->copy * cover_count + i];
        rows[i] = (struct letter_row){{charge_words(arena, &c), day_words(arena, covers[i].due),
                                      yen_words(arena, covers[i].principal), yen_words(arena, p->principal),
                                      yen_words(arena, p->late_charge),
                                      yen_words(arena, p->principal + p->late_charge), ""},
                                     false};
        whole += covers[i].principal;
        principal += p->principal;
        late += p->late_charge;
    }
    rows[cover_count] = (struct letter_row){{"合計", "", yen_words(arena, whole), yen_words(arena, principal),
                                            yen_words(arena, late), yen_words(arena, principal + late), ""},
                                           true};
    m->to->table = (struct letter_table){heir_heads, COUNT_OF(heir_heads), rows, cover_count + 1};
    m->to->notes = "延滞金はこの通知の日現在の額です。納付の日までの日数に応じて増えます。相続で得た財産"
                   "の額が承継"
                   "した額を超える人は、超える額まで、ほかの相続人が納めない額を納める責任があります（地"
                   "方税法"
                   "第9条第3項）。";
    return e;
}

enum err paper_make(const struct paper_of *of, struct letter *ret, int64_t *ret_heir_no)
{
    struct making m = {
        of, ret, arrears_paper_label(of->act, of->copy) != NULL ? find_paper(of->act, of->copy) : NULL};
    const struct act *a = of->act;

    *ret_heir_no = 0;
    if (m.kind == NULL) {
        return report_fail(of->report, ERR_INPUT, "%s（記録 %lld）にこの帳票はありません",
                           act_label(a->kind), (long long)a->act_no);
    }
    *ret = (struct letter){.title = m.kind->title,
                          .lead = m.kind->lead,
                          .to_postal = "",
                          .to_address = "",
                          .to_name = "",
                          .notes = "",
                          .day = day_words(of->arena, m.kind->of_end ? a->ended_on : a->on),
                          .number = a->number > 0 ? arena_printf(of->arena, "%s %s 第%lld号",
                                                                 year_words(of->arena, a->number_year),
                                                                 act_label(a->kind), (long long)a->number)
                                                  : "",
                          .has_appeal = m.kind->has_appeal,
                          .is_signed = a->kind == ACT_PLAN};
    enum err e = letter_office_of(of->session, a->on, of->arena, of->report, &ret->office);
    if (e == ERR_NONE && m.kind->to == TO_HEIRS) {
        e = heir_lines(&m, ret_heir_no);
    }
    lines_of(&m);
    if (e == ERR_NONE && a->kind == ACT_PLAN) {
        e = covered_line(&m);
        e = e == ERR_NONE ? step_table(&m) : e;
    } else if (e == ERR_NONE && a->kind == ACT_DISTRIBUTION) {
        e = claim_table(&m);
    } else if (e == ERR_NONE && m.kind->to == TO_HEIRS) {
        e = heir_table(&m);
    } else if (e == ERR_NONE && m.kind->has_charges) {
        e = charge_table(&m);
    }
    if (e == ERR_NONE && m.kind->to == TO_PARTY) {
        ret->to_name = arena_printf(of->arena, "%s　御中", plain(&m, a->party));
    }
    return e;
}
