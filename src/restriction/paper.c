/*
 * 給付の制限の通知書 -- 事前通知, 弁明の機会の付与, 決定, 解除, 差止め, 控除: out of the rows of a step
 * (NT-04).
 *
 * Law     国民健康保険法54条の3第3項・第4項, 63条の2, 行政手続法30条, 行政不服審査法82条 (教示)
 *
 * There is a letter only of a step that was approved, so the order of the letters is that of the steps.
 */
#include "restriction/kinds.h"

static const struct letter_kind {
    const char *title, *lead, *notes;
    bool has_appeal;
} letters[MOVES] = {
    [MOVE_PRENOTICE] =
        {"特別療養費の支給に関する事前通知書",
         "次の国民健康保険料が納められておらず、そのうちに納期限から1年を過ぎたものがあります。このまま納付"
         "がない"
         "ときは、国民健康保険法第54条の3第1項の規定により、あなたの世帯の被保険者に、療養の給付に代えて特"
         "別療養費を支給する"
         "ことになりますので、同条第3項の規定により、あらかじめ通知します。特別療養費になると、医療機関など"
         "で"
         "かかった費用の全額をいったん支払い、あとで区に申請して払戻しを受けることになります。",
         "災害・盗難、病気・負傷、事業の廃止・休止、事業の著しい損失などの特別の事情があるとき、または公費"
         "負担"
         "医療を受けている人がいるときは、期限までに届け出てください。納付が難しいときは、期限までに相談し"
         "てく"
         "ださい。",
         false},
    [MOVE_HEARING] = {"弁明の機会の付与の通知書",
                      "次の不利益処分を予定していますので、行政手続法第13条第1項第2号及び第30条の規定により"
                      "、弁明の機会の付"
                      "与について通知します。",
                      "弁明をするときは、弁明書に、証拠書類があればそれを添えて、期限までに担当課に提出して"
                      "ください。期限まで"
                      "に提出がないときは、弁明がないものとして手続を進めます。",
                      false},
    [MOVE_DECIDED] = {"特別療養費の支給の決定通知書",
                      "国民健康保険法第54条の3第1項の規定により、次のとおり、あなたの世帯の被保険者に、療養"
                      "の給付に代えて特"
                      "別療養費を支給することに決定しましたので通知します。",
                      "医療機関などでは、かかった費用の全額を支払ってください。領収書などを添えて区に申請す"
                      "ると、自己負担分を"
                      "除いた額を支給します。保険料を納めたとき、滞納額が著しく減ったとき、特別の事情がある"
                      "ときは、療養の給付"
                      "に戻ります。",
                      true},
    [MOVE_RELEASED] = {"特別療養費の支給の解除通知書",
                       "国民健康保険法第54条の3第4項の規定により、次のとおり、特別療養費の支給を終え、療養"
                       "の給付を行いますの"
                       "で通知します。",
                       "有効な資格確認書などを医療機関などの窓口で見せてください。", false},
    [MOVE_WITHHELD] = {"保険給付の一時差止通知書",
                       "国民健康保険料を納めていただけないため、国民健康保険法第63条の2の規定により、次の保"
                       "険給付の支払を一時"
                       "差し止めますので通知します。",
                       "滞納している保険料を納めたとき、滞納額が著しく減ったとき、特別の事情があるときは、"
                       "差止めを解除します。",
                       true},
    [MOVE_DEDUCT_NOTICE] =
        {"滞納保険料の控除通知書",
         "国民健康保険法第63条の2第3項の規定により、一時差し止めている保険給付の額から、次の滞納保険料の額"
         "を控除"
         "しますので、あらかじめ通知します。期限までに納付があったときは、控除しません。",
         "", true},
    [MOVE_UNWITHHELD] =
        {"保険給付の一時差止解除通知書",
         "国民健康保険法第63条の2の規定による次の保険給付の一時差止めを解除しましたので通知します。", "",
         false},
};

const char *restriction_paper_label(enum restriction_move move) { return letters[move].title; }

/* -------------------------------------------------------------------------------- contents ----- */

struct making {
    struct session *session;
    const struct restriction_step *step;
    struct arena *arena;
    struct report *report;
    struct letter *to;
};

static enum err names_of(struct making *m, const struct restriction_member *members, size_t count,
                         bool left_out, const char **ret)
{
    const struct as_of as_of = {m->step->on, m->step->recorded_at};
    const char *list = "";
    enum err e = ERR_NONE;

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct addressee who;
        if ((members[i].left_out != LEFT_OUT_NOT) != left_out) {
            continue;
        }
        e = addressee_by_no(m->session->store, members[i].addressee_no, as_of, m->arena, m->report, &who);
        if (e == ERR_NONE) {
            list = arena_printf(m->arena, "%s%s%.*s%s%s%s", list, list[0] != '\0' ? "、" : "",
                                (int)who.printed_name.len, who.printed_name.bytes, left_out ? "（" : "",
                                left_out ? restriction_left_out_labels[members[i].left_out] : "",
                                left_out ? "）" : "");
        }
    }
    *ret = list;
    return e;
}

static enum err member_lines(struct making *m)
{
    struct restriction_member *members = NULL;
    size_t count = 0;
    const char *covered = "", *left_out = "";
    enum err e =
        book_members_of(m->session->store, m->step->step_no, m->arena, m->report, &members, &count);

    e = e == ERR_NONE ? names_of(m, members, count, false, &covered) : e;
    e = e == ERR_NONE ? names_of(m, members, count, true, &left_out) : e;
    if (e == ERR_NONE) {
        letter_line(m->to, "対象になる人", covered);
        letter_line(m->to, "対象にならない人", left_out);
    }
    return e;
}

static const char *plain(struct making *m, struct text t)
{
    return arena_printf(m->arena, "%.*s", (int)t.len, t.bytes);
}

static enum err lines_of(struct making *m)
{
    const struct restriction_step *s = m->step;
    const char *effect = restriction_day(m->arena, s->effect);
    enum err e = ERR_NONE;

    switch (s->move) {
    case MOVE_PRENOTICE:
        e = member_lines(m);
        letter_line(m->to, "納付・相談・届出の期限", restriction_day(m->arena, s->due));
        break;
    case MOVE_HEARING:
        letter_line(m->to, "予定する処分", "療養の給付に代えて特別療養費を支給する決定");
        letter_line(m->to, "根拠の条項", "国民健康保険法第54条の3第1項");
        letter_line(m->to, "原因となる事実", plain(m, s->words));
        e = member_lines(m);
        letter_line(m->to, "弁明書の提出先", m->to->office.section);
        letter_line(m->to, "弁明書の提出期限", restriction_day(m->arena, s->due));
        break;
    case MOVE_DECIDED:
        letter_line(m->to, "特別療養費になる日", effect);
        e = member_lines(m);
        letter_line(m->to, "決定の理由", plain(m, s->words));
        break;
    case MOVE_RELEASED:
        letter_line(m->to, "療養の給付に戻る日", effect);
        letter_line(m->to, "理由", restriction_ground_label(s->ground));
        break;
    case MOVE_WITHHELD:
        letter_line(m->to, "差し止める給付", plain(m, s->benefit));
        letter_line(m->to, "差し止める額", restriction_yen(m->arena, s->amount));
        letter_line(m->to, "理由", plain(m, s->words));
        break;
    case MOVE_DEDUCT_NOTICE:
        letter_line(m->to, "差し止めている給付", plain(m, s->benefit));
        letter_line(m->to, "控除する額", restriction_yen(m->arena, s->amount));
        letter_line(m->to, "納付の期限", restriction_day(m->arena, s->due));
        break;
    default:
        letter_line(m->to, "差止めを解除する給付", plain(m, s->benefit));
        letter_line(m->to, "差し止めていた額", restriction_yen(m->arena, s->amount));
        letter_line(m->to, "理由", restriction_ground_label(s->ground));
        break;
    }
    return e;
}

static enum err charge_table(struct making *m)
{
    static const char *const heads[] = {"年度・期別", "通知書番号", "納期限", "未納の保険料"};
    struct book_charge *charges = NULL;
    size_t count = 0;
    yen total = 0;
    enum err e =
        book_charges_of(m->session->store, m->step->step_no, m->arena, m->report, &charges, &count);
    struct letter_row *rows = ARENA_ARRAY(m->arena, struct letter_row, count + 1);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct book_charge *c = &charges[i];
        char year[DATE_TEXT_BYTES];
        fiscal_year_format_era((fiscal_year){(int16_t)c->levy_year}, year);
        rows[i] = (struct letter_row){{arena_printf(m->arena, "%s 第%d期", year, c->instalment),
                                       c->notice_no > 0
                                           ? arena_printf(m->arena, "%08lld", (long long)c->notice_no)
                                           : "―",
                                       restriction_day(m->arena, c->due),
                                       restriction_yen(m->arena, c->amount)},
                                      false};
        total += c->amount;
    }
    rows[count] = (struct letter_row){{"合計", "", "", restriction_yen(m->arena, total)}, true};
    m->to->table = (struct letter_table){heads, COUNT_OF(heads), rows, count > 0 ? count + 1 : 0};
    return e;
}

enum err restriction_letter_make(struct session *session, const struct restriction_step *step,
                                 struct arena *arena, struct report *report, struct letter *ret)
{
    const struct letter_kind *kind = &letters[step->move];
    struct making m = {session, step, arena, report, ret};
    char year[DATE_TEXT_BYTES];

    if (kind->title == NULL) {
        return report_fail(report, ERR_INPUT, "%s（記録 %lld）に通知書はありません",
                           restriction_move_labels[step->move], (long long)step->step_no);
    }
    fiscal_year_format_era((fiscal_year){(int16_t)step->number_year}, year);
    *ret = (struct letter){.title = kind->title,
                           .lead = kind->lead,
                           .notes = kind->notes,
                           .has_appeal = kind->has_appeal,
                           .to_postal = "",
                           .to_address = "",
                           .to_name = "",
                           .day = restriction_day(arena, step->on),
                           .number = arena_printf(arena, "%s %s 第%lld号", year,
                                                  restriction_measure_labels[step->measure],
                                                  (long long)step->number)};
    enum err e = letter_office_of(session, step->on, arena, report, &ret->office);
    e = e == ERR_NONE ? lines_of(&m) : e;
    return e == ERR_NONE ? charge_table(&m) : e;
}

/* ----------------------------------------------------------------------------------- print ----- */

static enum err find_step(struct store *s, int64_t payer_no, int64_t step_no, struct arena *arena,
                          struct report *report, const struct restriction_step **ret)
{
    struct restriction_step *steps = NULL;
    size_t count = 0;
    enum err e = restriction_steps_of(s, payer_no, INT64_MAX, arena, report, &steps, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (steps[i].step_no == step_no) {
            *ret = &steps[i];
            return ERR_NONE;
        }
    }
    return e == ERR_NONE
               ? report_fail(report, ERR_FINDINGS, "宛名番号 %lld に給付の制限の記録 %lld はありません",
                             (long long)payer_no, (long long)step_no)
               : e;
}

enum err restriction_paper_print(struct session *session, int64_t payer_no, int64_t step_no, bool is_preview,
                                 const char *path, struct report *report)
{
    struct arena *arena = arena_new("給付の制限の通知書", (size_t)64 << 20);
    const struct restriction_step *step = NULL;
    struct letter_place place;
    struct letter letter;
    enum err e = find_step(session->store, payer_no, step_no, arena, report, &step);

    e = e == ERR_NONE ? restriction_letter_make(session, step, arena, report, &letter) : e;
    e = e == ERR_NONE
            ? letter_place_of(session, payer_no, DUTY_BENEFIT, is_preview, arena, report, &place)
            : e;
    if (e == ERR_NONE) {
        letter_address(&letter, &place, arena);
        const struct letter_print print = {
            .path = path,
            .title = arena_printf(arena, "%s 記録 %lld", letter.title, (long long)step_no),
            .addressee_no = payer_no,
            .issue_no = step->number,
            .is_preview = is_preview};
        e = letter_print(session, &letter, &print, arena, report);
    }
    arena_free(arena);
    return e;
}
