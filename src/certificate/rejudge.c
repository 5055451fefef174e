/*
 * 負担割合と区分の再判定 (EL-54) -- whether a paper that is valid still says what is judged for a day, why
 * not, and since which month it was wrong.
 *
 * Law     国民健康保険法42条, 同法施行令27条の2・29条の3, 同法施行規則27条の14の2; eligibility.md 8.4, 10.4
 *
 * A changed ratio or class stands on papers from the 1st of the next month: a 70th or 75th birthday, a
 * change of the household, a correction of the taxes. What a correction says of months that have begun
 * already is not put on a paper: their difference is claimed or refunded, and the first of them is told.
 */
#include "certificate/rejudge.h"

#include <inttypes.h>

const char *const rejudge_cause_labels[REJUDGE_CAUSES] = {
    [REJUDGED_NOT] = "",
    [REJUDGED_AGE] = "70歳・75歳に達した人がいる",
    [REJUDGED_HOUSEHOLD] = "世帯の被保険者の異動",
    [REJUDGED_APPLIED] = "基準収入額適用の申請",
    [REJUDGED_INCOME] = "所得・住民税の課税区分の変更",
};

bool rejudge_day_fits(date from, date today) { return date_civil(from).day == 1 && date_before(today, from); }

static bool shows_class(enum certificate_type type) { return type == CERT_LIMIT || type == CERT_DISEASE; }

/* What the paper would say by a judgement. */
static void said_by(const struct certificate_judgement *j, const struct certificate_paper *p,
                    struct rejudged *ret)
{
    ret->tenths = p->tenths > 0 ? certificate_tenths_of(j, p->addressee_no) : 0;
    ret->limit_class = shows_class(p->type) ? certificate_class_of(j, p->addressee_no) : LIMIT_NONE;
}

/* Whoever is not judged any more has lost the insurance: his paper ends with it, it does not change. */
static bool differs(const struct certificate_judgement *j, const struct certificate_paper *p,
                    const struct rejudged *now)
{
    bool is_dialysis = p->disease == DISEASE_DIALYSIS;

    if (p->tenths > 0 && !shows_class(p->type)) {
        return now->tenths > 0 && now->tenths != p->tenths;
    }
    if (p->type == CERT_DISEASE) { /* its class stands on it as the limit of a month */
        return now->limit_class != LIMIT_NONE &&
               copay_disease_limit(&j->copay_terms, is_dialysis, now->limit_class) !=
                   copay_disease_limit(&j->copay_terms, is_dialysis, p->limit_class);
    }
    return p->type == CERT_LIMIT && now->limit_class != LIMIT_NONE && now->limit_class != p->limit_class;
}

/* ------------------------------------------------------------------------------------- why ------ */

static const struct judged_person *person_in(const struct certificate_judgement *j, int64_t number)
{
    for (size_t i = 0; i < j->household.count; i++) {
        if (j->persons[i] == number && j->household.persons[i].is_insured) {
            return &j->household.persons[i];
        }
    }
    return NULL;
}

/* Of one who is insured by `a`: what the household of `b` has to do with him. */
static enum rejudge_cause person_cause(const struct certificate_judgement *a, size_t i,
                                       const struct certificate_judgement *b)
{
    const struct judged_person *p = &a->household.persons[i], *q = person_in(b, a->persons[i]);
    bool is_elder = age_class_holds(&a->terms, CLASS_ELDER, p->birth, a->on);

    if (q == NULL) {
        return age_class_holds(&b->terms, CLASS_LATE_ELDERLY, p->birth, b->on) ? REJUDGED_AGE
                                                                               : REJUDGED_HOUSEHOLD;
    }
    return age_class_holds(&b->terms, CLASS_ELDER, q->birth, b->on) != is_elder ? REJUDGED_AGE
                                                                               : REJUDGED_NOT;
}

static bool is_applied(const struct certificate_judgement *j)
{
    return j->copay.route == COPAY_REVENUE_UNDER || j->copay.route == COPAY_REVENUE_SPECIFIED;
}

/* What differs between the household as the paper was made and now; persons before incomes. */
static enum rejudge_cause cause_of(const struct certificate_judgement *then,
                                   const struct certificate_judgement *now)
{
    enum rejudge_cause cause = REJUDGED_NOT;

    for (int turn = 0; turn < 2; turn++) {
        const struct certificate_judgement *a = turn == 0 ? then : now, *b = turn == 0 ? now : then;
        for (size_t i = 0; i < a->household.count; i++) {
            if (a->household.persons[i].is_insured) {
                enum rejudge_cause one = person_cause(a, i, b);
                cause = one > cause ? one : cause;
            }
        }
    }
    return cause != REJUDGED_NOT                ? cause
           : is_applied(then) != is_applied(now) ? REJUDGED_APPLIED
                                                 : REJUDGED_INCOME;
}

/* --------------------------------------------------------------------------------- since when ---- */

/* The day from which the incomes of `on` count: 1 August. */
static date year_begin(const struct copay_terms *terms, date on)
{
    return date_of(copay_income_year(terms, on) + 1, (int)terms->year_from_month.value, 1);
}

/* The 1st of the first month, in one row up to the new days, for which the judgement of today contradicts
 * the paper. */
static enum err read_since(const struct session *session, const struct judge_laws *laws,
                           const struct certificate_judgement *now, const struct certificate_paper *p,
                           int64_t known_at, struct arena *arena, struct report *report,
                           struct rejudged *ret)
{
    date first = date_max(p->valid_from, year_begin(&now->copay_terms, now->on));
    enum err e = ERR_NONE;

    ret->differs_from = date_none();
    for (date day = first; e == ERR_NONE && date_before(day, now->on); day = copay_next_month(day)) {
        struct certificate_judgement month;
        struct rejudged then = {0};
        e = judge_with(session, laws, now->household_no, day, known_at, arena, report, &month);
        if (e == ERR_NONE) {
            said_by(&month, p, &then);
            bool is_wrong = differs(&month, p, &then);
            ret->differs_from = !is_wrong                          ? date_none()
                                : date_is_none(ret->differs_from) ? day
                                                                  : ret->differs_from;
        }
    }
    return e;
}

enum err rejudge_paper(const struct session *session, const struct judge_laws *laws,
                       const struct certificate_judgement *now, const struct certificate_paper *paper,
                       int64_t known_at, struct arena *arena, struct report *report, struct rejudged *ret)
{
    date made_for = date_max(paper->valid_from, year_begin(&now->copay_terms, now->on));
    struct certificate_judgement then;

    *ret = (struct rejudged){.differs_from = date_none()};
    said_by(now, paper, ret);
    if (!differs(now, paper, ret)) {
        return ERR_NONE;
    }
    enum err e = judge_with(session, laws, paper->household_no, made_for, paper->recorded_at, arena, report,
                            &then);
    if (e == ERR_NONE) {
        ret->cause = cause_of(&then, now);
        ret->is_recall = paper->type == CERT_LIMIT &&
                         (ret->limit_class == LIMIT_GENERAL || ret->limit_class == LIMIT_ACTIVE3);
        e = read_since(session, laws, now, paper, known_at, arena, report, ret);
    }
    return e;
}

/* ------------------------------------------------------------------------------------ letter ----- */

static const char *value_of(const struct certificate_paper *p, int tenths, enum limit_class limit_class,
                            struct arena *arena)
{
    return !shows_class(p->type) ? arena_printf(arena, "一部負担金の割合　%d割", tenths)
                                 : arena_printf(arena, "適用区分　%s", limit_class_labels[limit_class]);
}

static const char *day_words(date day, const char *after, struct arena *arena)
{
    char text[DATE_TEXT_BYTES];

    date_format_era(day, text);
    return arena_printf(arena, "%s%s", text, after);
}

enum err rejudge_letter_make(const struct session *session, const struct certificate_paper *old,
                             const struct certificate_paper *paper, const struct rejudged *r,
                             struct text name, struct arena *arena, struct report *report,
                             struct letter *ret)
{
    const char *label = certificate_type_labels[old->type];

    *ret = (struct letter){
        .title = !shows_class(old->type) ? "一部負担金の割合の変更のお知らせ" : "適用区分の変更のお知らせ",
        .lead = "あなたの世帯の次の人が持っている証の記載が、国民健康保険法及び同法施行令の規定による判定に"
                "より、"
                "次のとおり変わりますので通知します。",
        .notes =
            "前の証は、変わる日からは使えません。変わる日のあとで、担当課の窓口に持参するか、郵送で返し"
            "てく"
            "ださい。前の証を使って受けた診療の自己負担が足りなかったときは、その額をお支払いいただき、"
            "多か"
            "ったときは、申請によりお返しします。",
        .has_appeal = true,
        .to_postal = "",
        .to_address = "",
        .to_name = "",
        .number = "",
        .day = day_words(paper->issued_on, "", arena)};
    letter_line(ret, "氏名", arena_printf(arena, "%.*s", (int)name.len, name.bytes));
    letter_line(ret, "変わる日", day_words(paper->valid_from, "", arena));
    letter_line(ret, "変わる前", value_of(old, old->tenths, old->limit_class, arena));
    letter_line(ret, "変わったあと", value_of(old, r->tenths, r->limit_class, arena));
    letter_line(ret, "理由", rejudge_cause_labels[r->cause]);
    letter_line(ret, "返していただく証", arena_printf(arena, "%s　番号%" PRId64, label, old->paper_no));
    letter_line(ret, "新しい証", r->is_recall
                                     ? "この区分では証が要りません（負担割合の記載だけで限度額が決まります）"
                                     : arena_printf(arena, "%s（同封）", label));
    if (!date_is_none(r->differs_from)) {
        letter_line(ret, "差額のある月",
                    day_words(r->differs_from, "以後の診療（訂正された所得などで判定し直した月）", arena));
    }
    return letter_office_of(session, paper->issued_on, arena, report, &ret->office);
}
