/*
 * 滞納者への給付の制限の規則 -- since when a premium is overdue long enough, whom the measure leaves out,
 * which step may follow which: pure functions.
 *
 * Law     国民健康保険法54条の3 (特別療養費), 63条の2 (一時差止・控除), 同法施行令1条・1条の2,
 *         同法施行規則27条の4の2以下・32条の2から32条の5
 * Table   params/national/restriction/terms.tsv     Cases   the *.cases of this folder
 */
#ifndef KOKUHO_RULES_RESTRICTION_H
#define KOKUHO_RULES_RESTRICTION_H

#include "rules/common/number.h"

struct restriction_terms {
    struct law_number special_months;  /* 納期限から特別療養費まで: 12 */
    struct law_number withhold_months; /* 納期限から差止めまで: 18 */
    struct law_number child_age;       /* to the 31 March after it: 18 */
    struct law_number child_end;       /* month and day: 331 */
    struct law_number answer_days;     /* 事前通知 and 弁明: days the payer is given */
};

/* The first day on which the months since the due date have passed: due 30 June, twelve months: 1 July. */
date restriction_reached_on(date due, const struct law_number *months);

/* The last day on which a child is left out: 31 March on or after the day of reaching 18. */
date restriction_child_until(const struct restriction_terms *terms, date birth);

/* Why an insured person of the household keeps 療養の給付. */
enum restriction_left_out { LEFT_OUT_NOT, LEFT_OUT_CHILD, LEFT_OUT_PUBLIC, LEFT_OUTS };
extern const char *const restriction_left_out_labels[LEFT_OUTS];
struct restriction_person {
    date birth;          /* none: not known; he is no child then */
    struct span medical; /* days of a 公費負担医療 that was notified; empty = none */
};
enum restriction_left_out restriction_leaves_out(const struct restriction_terms *terms,
                                                 const struct restriction_person *person, date on);

/* --------------------------------------------------------------------------- order of the steps ---- */

enum restriction_move {
    MOVE_NONE,          /* nothing has been done, or all of it has ended */
    MOVE_PRENOTICE,     /* 事前通知 (54条の3第3項) */
    MOVE_HEARING,       /* 弁明の機会の付与の通知 */
    MOVE_HEARD,         /* 弁明の結果 */
    MOVE_DECIDED,       /* 特別療養費の支給の決定 */
    MOVE_RELEASED,      /* 解除 (54条の3第4項) */
    MOVE_DROPPED,       /* 取りやめ before a decision */
    MOVE_WITHHELD,      /* 一時差止 (63条の2第1項・第2項) */
    MOVE_DEDUCT_NOTICE, /* 控除の通知 (同条第3項) */
    MOVE_DEDUCTED,      /* 控除 */
    MOVE_UNWITHHELD,    /* 差止めの解除 */
    MOVES
};
extern const char *const restriction_move_labels[MOVES];
bool restriction_may_move(enum restriction_move from, enum restriction_move to);
/* Nothing follows in the same case. */
bool restriction_is_over(enum restriction_move move);

#endif
