/* 変更の種類 -- what the change kinds of arrears share; inner header. */
#ifndef KOKUHO_ARREARS_KINDS_H
#define KOKUHO_ARREARS_KINDS_H

#include "arrears/debts.h"

extern const struct change_code property_kinds[], grace_grounds[], sale_grace_grounds[], waiver_kinds[],
    suspension_grounds[], advance_grounds[], case_kinds[], proceedings[], inquiry_kinds[], transfer_kinds[],
    security_states[], hold_grounds[];

/* 対象の期別, as every kind asks for them. */
#define CHARGES_FIELD                                                                               \
    {.name = "charges", .label = "対象の期別", .type = FIELD_TEXT, .characters_max = 1000,          \
     .help = "賦課年度-期を空白で区切って。空なら納期限を過ぎた未納の期すべて。例: 2025-8 2026-1"}
#define ACT_FIELD(what)                                                                             \
    {.name = "act", .label = what "記録番号", .type = FIELD_NUMBER, .is_required = true,          \
     .help = "滞納の状況の画面に出る記録の番号。例: 12"}

const char *day_words(struct arena *arena, date d);             /* 令和8年7月18日; 「期限なし」 */
const char *year_words(struct arena *arena, int32_t levy_year); /* 令和8年度 */
const char *charge_words(struct arena *arena, const struct collection_charge *c); /* 令和8年度 第3期 */
const char *yen_words(struct arena *arena, yen amount);                           /* 12,300円 */

/* "2025-8 2025-9"; false when something else stands there. */
#define CHARGES_MAX 200
struct charge_name {
    int64_t year, instalment;
};
bool charges_parse(struct text list, struct charge_name *ret, size_t *ret_count); /* room for CHARGES_MAX */

/* The charges a change is about: those of the field, or all that are overdue on `on`. */
struct chosen {
    const struct arrears_debt *debts;
    size_t count;
    struct act_cover *covers;
    yen principal, late_charge; /* of all */
};
/* Warns (停止) about what is no unpaid charge of the payer. count 0: nothing was found, and it was
 * warned. */
MUST_CHECK enum err arrears_chosen(struct change_call *call, date on, struct chosen *ret);
/* The same inside apply(): what is not there any more is ERR_INPUT. */
MUST_CHECK enum err arrears_still_chosen(struct change_call *call, date on, struct chosen *ret);
bool covers_charge(const struct collection_charge *c, const struct act_cover *covers, size_t count);
/* begin(): the overdue charges of today, and the day. */
MUST_CHECK enum err arrears_begin(struct change_call *call);

/* The act of field `act` when it is one of `kinds` (up to 0), of this payer, and stands; else warns and
 * act_no
 * is 0. */
MUST_CHECK enum err arrears_standing(struct change_call *call, const enum act_kind *kinds, struct act *ret);
/* The same inside apply(). */
MUST_CHECK enum err arrears_still_standing(struct change_call *call, const enum act_kind *kinds,
                                           struct act *ret);
/* Writes a new act over the chosen charges of the day and tells its number in call->outcome. */
MUST_CHECK enum err arrears_write(struct change_call *call, struct act *a, const struct chosen *chosen);
/* An act that is no more than days (on, until), a ground and words about the charges chosen. */
MUST_CHECK enum err arrears_apply_until(struct change_call *call, enum act_kind kind);

/* ---------------------------------------------------------------------- the order of steps ---- */

/* 時効 完成: what has lapsed stops, what may have lapsed warns (collection.md 17.3). */
void step_alive(struct change_call *call, const struct chosen *chosen, date on);
/* 国税徴収法47条: dunned, and ten days passed; or 繰上徴収 whose day has passed. */
MUST_CHECK enum err step_seizable(struct change_call *call, const struct chosen *chosen, date on);
/* None of the stays stands: 停止 for `stops`, 注意 for `warns` (bits of enum collection_stay). */
void step_stays(struct change_call *call, const struct chosen *chosen, unsigned stops, unsigned warns);
/* Not after today: what has been done. */
void step_not_future(struct change_call *call, const char *field);

/* A task for a person about the payer, in the open write transaction; once per key. `due` none = no day. */
MUST_CHECK enum err arrears_task(struct change_call *call, const char *source, const char *key,
                                 const char *words, date due);
/* A property that is being sold stays seized until the sale is paid or given up (国税徴収法79条・117条). */
MUST_CHECK enum err step_not_in_sale(struct change_call *call, const struct act *seizure, const char *field);

#endif
