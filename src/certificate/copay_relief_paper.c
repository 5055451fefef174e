/*
 * 一部負担金の減免の帳票 (EL-58) -- the certificate to be shown at the doctor's, the notices of approval,
 * refusal and end, out of the rows.
 *
 * Law     国民健康保険法44条, 91条 (教示)
 */
#include "certificate/copay_relief.h"

#include <inttypes.h>

static const char *const lead_certificate =
    "次の人は、国民健康保険法第44条第1項の規定により、次のとおり一部負担金の措置を受けていることを証明します"
    "。";
static const char *const notes_certificate =
    "診療を受けるときに、資格の確認のできるもの（マイナ保険証、資格確認書など）といっしょに医療機関などの窓"
    "口で見せ"
    "てください。減額したあとの一部負担金に10円未満の端数があるときは、5円未満を切り捨て、5円以上を10円に切"
    "り上げ"
    "ます。期間が終わったとき、資格を失ったときは、この証明書を返してください。";

bool certificate_relief_has(const struct certificate_relief *r, enum copay_relief_paper paper, date on)
{
    bool was_approved = r->state == COPAY_RELIEF_APPROVED || r->state == COPAY_RELIEF_ENDED;

    switch (paper) {
    case RELIEF_CERTIFICATE: return r->state == COPAY_RELIEF_APPROVED && date_at_most(on, r->last_day);
    case RELIEF_DECISION: return was_approved || r->state == COPAY_RELIEF_REFUSED;
    case RELIEF_END: return r->state == COPAY_RELIEF_ENDED;
    case RELIEF_PAPERS: break;
    }
    return false;
}

struct making {
    const struct certificate_relief *relief;
    struct arena *arena;
    struct letter *to;
};

static const char *plain(struct making *m, struct text t)
{
    return arena_printf(m->arena, "%.*s", (int)t.len, t.bytes);
}

static const char *day_words(struct making *m, date day)
{
    char text[DATE_TEXT_BYTES];

    date_format_era(day, text);
    return arena_string(m->arena, text);
}

static void line_person(struct making *m, const struct addressee *who, struct text head)
{
    char birth[DATE_TEXT_BYTES];

    register_day_format_era(who->birth, birth);
    letter_line(m->to, "氏名", plain(m, who->printed_name));
    letter_line(m->to, "生年月日", arena_string(m->arena, birth));
    letter_line(m->to, "世帯主", plain(m, head));
}

static enum err line_card(struct making *m, struct session *session, date on, struct report *report)
{
    const struct certificate_relief *r = m->relief;
    struct eligibility_membership *all;
    size_t count;
    enum err e = eligibility_memberships_of(session->store, r->addressee_no, INT64_MAX, m->arena, report,
                                            &all, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool holds = date_at_most(all[i].span.from, on) && date_before(on, all[i].span.until);
        if (holds && all[i].card_number.len > 0) {
            letter_line(m->to, "記号・番号（枝番）",
                        arena_printf(m->arena, "%s　%s（%02d）", plain(m, all[i].card_symbol),
                                     plain(m, all[i].card_number), all[i].branch_no));
        }
    }
    return e;
}

static void line_measure(struct making *m)
{
    const struct certificate_relief *r = m->relief;

    letter_line(m->to, "措置",
                r->measure == COPAY_REDUCED
                    ? arena_printf(m->arena, "一部負担金の減額（%d％を減らす）", r->percent)
                    : arena_printf(m->arena, "一部負担金の%s", copay_relief_labels[r->measure]));
    letter_line(m->to, "期間",
                arena_printf(m->arena, "%sから%sまで", day_words(m, r->valid_from),
                             day_words(m, r->last_day)));
}

static const char *title_of(struct making *m, enum copay_relief_paper paper)
{
    const struct certificate_relief *r = m->relief;
    bool is_refused = r->state == COPAY_RELIEF_REFUSED;
    const char *what = copay_relief_labels[is_refused ? r->wished : r->measure];

    return arena_printf(m->arena, "国民健康保険一部負担金%s%s", what,
                        paper == RELIEF_CERTIFICATE ? "証明書"
                        : paper == RELIEF_END       ? "終了通知書"
                        : is_refused                ? "不承認通知書"
                                                    : "承認通知書");
}

static void lines_of(struct making *m, enum copay_relief_paper paper)
{
    const struct certificate_relief *r = m->relief;

    if (paper == RELIEF_DECISION) {
        letter_line(m->to, "申請日", day_words(m, r->applied_on));
        letter_line(m->to, "申請の事由", copay_relief_code(copay_relief_grounds, r->ground));
    }
    if (r->state != COPAY_RELIEF_REFUSED) {
        line_measure(m);
    }
    if (paper == RELIEF_DECISION) {
        letter_line(m->to, "理由", plain(m, r->decided_words));
    } else if (paper == RELIEF_END) {
        letter_line(m->to, "終わりの理由", copay_relief_code(copay_relief_ends, r->end_ground));
    }
    if (paper == RELIEF_CERTIFICATE) {
        letter_line(m->to, "保険者番号", m->to->office.insurer_number);
        letter_line(m->to, "保険者", m->to->office.municipality_name);
    }
}

static const char *relief_lead(const struct certificate_relief *r, enum copay_relief_paper paper)
{
    return paper == RELIEF_CERTIFICATE ? lead_certificate
           : paper == RELIEF_END
               ? "国民健康保険法第44条第1項の規定による一部負担金の措置を、次のとおり終了しましたので通知し"
                 "ます。"
           : r->state == COPAY_RELIEF_REFUSED
               ? "申請のあった一部負担金の措置について、国民健康保険法第44条第1項の規定により、次の理由によ"
                 "り承認しな"
                 "いことに決定しましたので通知します。"
               : "申請のあった一部負担金の措置について、国民健康保険法第44条第1項の規定により、次のとおり承"
                 "認しました"
                 "ので通知します。";
}

static const char *relief_notes(const struct certificate_relief *r, enum copay_relief_paper paper)
{
    return paper == RELIEF_CERTIFICATE           ? notes_certificate
           : paper == RELIEF_END                 ? "証明書は、担当課に返してください。"
           : r->state == COPAY_RELIEF_REFUSED    ? ""
           : r->measure == COPAY_DEFERRED        ? "猶予した一部負担金は、期間のあとで区に納めてください。事"
                                                   "情が変わっ"
                                                   "たときは、すぐに担当課に届け出てください。"
                                                 : "事情が変わったときは、すぐに担当課に届け出てください。続"
                                                   "けて必要な"
                                                   "ときは、期間の終わる前に更新を申請してください。";
}

static date day_of(const struct certificate_relief *r, enum copay_relief_paper paper)
{
    return paper == RELIEF_END ? r->ended_on : r->decided_on;
}

enum err copay_relief_letter(struct session *session, const struct certificate_relief *relief,
                             enum copay_relief_paper paper, struct arena *arena, struct report *report,
                             struct letter *ret, int64_t *ret_head_no)
{
    struct making m = {relief, arena, ret};
    date on = day_of(relief, paper);
    const struct as_of as_of = {on, INT64_MAX};
    struct addressee who, head;

    *ret = (struct letter){.title = title_of(&m, paper),
                           .lead = relief_lead(relief, paper),
                           .notes = relief_notes(relief, paper),
                           .has_appeal = paper != RELIEF_CERTIFICATE,
                           .to_postal = "",
                           .to_address = "",
                           .to_name = "",
                           .day = day_words(&m, on),
                           .number = arena_printf(arena, "減免の番号 %" PRId64, relief->relief_no)};
    enum err e = letter_office_of(session, on, arena, report, &ret->office);
    e = e == ERR_NONE ? addressee_by_no(session->store, relief->addressee_no, as_of, arena, report, &who) : e;
    e = e == ERR_NONE ? eligibility_head_of(session->store, relief->household_no, relief->addressee_no, as_of,
                                            arena, report, ret_head_no)
                      : e;
    e = e == ERR_NONE ? addressee_by_no(session->store, *ret_head_no, as_of, arena, report, &head) : e;
    if (e == ERR_NONE) {
        line_person(&m, &who, head.printed_name);
        e = paper == RELIEF_CERTIFICATE ? line_card(&m, session, relief->valid_from, report) : ERR_NONE;
        lines_of(&m, paper);
    }
    return e;
}

enum err certificate_relief_print(struct session *session, int64_t addressee_no, int64_t relief_no,
                                  enum copay_relief_paper paper, const char *path, struct report *report)
{
    struct arena *arena = arena_new("一部負担金の減免の帳票", (size_t)64 << 20);
    const struct certificate_relief *r = NULL;
    struct letter_place place;
    struct letter letter;
    int64_t head_no = 0;
    enum err e = copay_relief_find(session->store, addressee_no, relief_no, arena, report, &r);

    if (e == ERR_NONE && (r == NULL || !certificate_relief_has(r, paper, session->folder.business_date))) {
        e = report_fail(report, ERR_FINDINGS, "番号%" PRId64 "の減免に、いま印刷できるその帳票はありません",
                        relief_no);
    }
    e = e == ERR_NONE ? copay_relief_letter(session, r, paper, arena, report, &letter, &head_no) : e;
    e = e == ERR_NONE ? letter_place_of(session, head_no, DUTY_BENEFIT, false, arena, report, &place) : e;
    if (e == ERR_NONE) {
        letter_address(&letter, &place, arena);
        const struct letter_print print = {
            .path = path,
            .title = arena_printf(arena, "%s 番号%" PRId64, letter.title, relief_no),
            .addressee_no = addressee_no,
            .issue_no = relief_no};
        e = letter_print(session, &letter, &print, arena, report);
    }
    arena_free(arena);
    return e;
}
