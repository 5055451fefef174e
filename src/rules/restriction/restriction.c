/*
 * 給付の制限 -- days, persons left out, order of steps (see restriction.h).
 *
 * Law     国民健康保険法54条の3, 63条の2, 民法140条・143条
 * Table   params/national/restriction/terms.tsv
 * Cases   reached.cases, left_out.cases, order.cases
 *
 * 「納期限から1年間が経過するまでの間に納付しない場合」: the year begins with the day after the due date and
 * has passed when its last day ends (民法140条・143条).
 */
#include "rules/restriction/restriction.h"

#include "rules/common/age.h"
#include "rules/common/period.h"

const char *const restriction_left_out_labels[LEFT_OUTS] = {
    [LEFT_OUT_NOT] = "対象",
    [LEFT_OUT_CHILD] = "18歳に達する日以後の最初の3月31日まで",
    [LEFT_OUT_PUBLIC] = "公費負担医療",
};
const char *const restriction_move_labels[MOVES] = {
    [MOVE_NONE] = "なし",
    [MOVE_PRENOTICE] = "事前通知",
    [MOVE_HEARING] = "弁明の機会の通知",
    [MOVE_HEARD] = "弁明の結果",
    [MOVE_DECIDED] = "決定",
    [MOVE_RELEASED] = "解除",
    [MOVE_DROPPED] = "取りやめ",
    [MOVE_WITHHELD] = "差止め",
    [MOVE_DEDUCT_NOTICE] = "控除の通知",
    [MOVE_DEDUCTED] = "控除",
    [MOVE_UNWITHHELD] = "差止めの解除",
};

date restriction_reached_on(date due, const struct law_number *months)
{
    return date_add_days(period_end(date_add_days(due, 1), (int)months->value), 1);
}

date restriction_child_until(const struct restriction_terms *terms, date birth)
{
    date reached = age_attained_on(birth, (int)terms->child_age.value);
    int month = (int)(terms->child_end.value / 100), day = (int)(terms->child_end.value % 100);
    int year = date_civil(reached).year;
    date end = date_of(year, month, day);

    return date_before(end, reached) ? date_of(year + 1, month, day) : end;
}

enum restriction_left_out restriction_leaves_out(const struct restriction_terms *terms,
                                                 const struct restriction_person *person, date on)
{
    if (!date_is_none(person->birth) && date_at_most(on, restriction_child_until(terms, person->birth))) {
        return LEFT_OUT_CHILD;
    }
    bool is_public = !date_is_none(person->medical.from) && date_at_most(person->medical.from, on) &&
                     date_before(on, person->medical.until);
    return is_public ? LEFT_OUT_PUBLIC : LEFT_OUT_NOT;
}

bool restriction_may_move(enum restriction_move from, enum restriction_move to)
{
#define TO(move) (1u << (move))
    static const unsigned ways[MOVES] = {
        [MOVE_NONE] = TO(MOVE_PRENOTICE) | TO(MOVE_WITHHELD),
        [MOVE_PRENOTICE] = TO(MOVE_HEARING) | TO(MOVE_DROPPED),
        [MOVE_HEARING] = TO(MOVE_HEARD) | TO(MOVE_DROPPED),
        [MOVE_HEARD] = TO(MOVE_DECIDED) | TO(MOVE_DROPPED),
        [MOVE_DECIDED] = TO(MOVE_RELEASED),
        [MOVE_WITHHELD] = TO(MOVE_DEDUCT_NOTICE) | TO(MOVE_UNWITHHELD),
        [MOVE_DEDUCT_NOTICE] = TO(MOVE_DEDUCTED) | TO(MOVE_UNWITHHELD),
    };
#undef TO
    return (ways[from] >> to & 1u) != 0;
}

bool restriction_is_over(enum restriction_move move)
{
    return move == MOVE_NONE || move == MOVE_RELEASED || move == MOVE_DROPPED || move == MOVE_DEDUCTED ||
           move == MOVE_UNWITHHELD;
}
