/* One case corrected: what differs, the version that follows, and why. */
#include "premium/correct.h"

#include <inttypes.h>

/* ------------------------------------------------------------------------------ what differs -- */

/* The same facts under other tables: does anything come out differently? */
static enum err amounts_differ(const struct correcting *correcting, const struct premium_case *c,
                               const struct decided_short *d, struct arena *scratch,
                               struct report *report, bool *ret)
{
    struct premium_assessment a = {0};
    a.members = ARENA_ARRAY(scratch, struct premium_member_result, c->facts.member_count);
    if (premium_assess_fast(correcting->law, &c->facts, scratch, report, &a) != PREMIUM_DONE) {
        return report_fail(report, ERR_INPUT, "世帯 %" PRId64 " を計算できません", c->household_no);
    }
    *ret = a.total != d->total;
    for (int p = 0; p < LEVY_PARTS; p++) {
        *ret |= a.parts[p].amount != d->part[p];
    }
    arena_reset(scratch);
    return ERR_NONE;
}

static enum err differs(const struct correcting *c, struct changed_case *changed, struct arena *scratch,
                        struct report *report, bool *ret)
{
    *ret = changed->decided == NULL;
    if (changed->decided == NULL) {
        return ERR_NONE;
    }
    changed->facts_differ =
        memcmp(changed->decided->facts_hash, changed->c->hash, FACTS_HASH_BYTES) != 0;
    *ret = changed->facts_differ;
    if (*ret || changed->decided->has_parameters) {
        return ERR_NONE;
    }
    return amounts_differ(c, changed->c, changed->decided, scratch, report, ret);
}

static bool has_payer(const struct household_cases *cases, int64_t payer_no)
{
    for (size_t i = 0; i < cases->count; i++) {
        if (cases->cases[i].payer_no == payer_no) {
            return true;
        }
    }
    return false;
}

enum err changed_cases(const struct correcting *c, int64_t household_no,
                       const struct household_cases *cases, const struct decided_short *decided,
                       size_t decided_count, bool with_same, struct arena *keep, struct arena *scratch,
                       struct report *report, struct changed_case **ret, size_t *ret_count)
{
    struct changed_case *list = ARENA_ARRAY(keep, struct changed_case, cases->count + decided_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < decided_count; i++) { /* payers the register no longer knows here */
        if (!has_payer(cases, decided[i].payer_no) && decided[i].total > 0) {
            struct premium_case *nobody = ARENA_NEW(keep, struct premium_case);
            *nobody = facts_case_of_nobody(household_no, decided[i].payer_no, &c->settings, keep);
            list[count++] = (struct changed_case){.c = nobody, .decided = &decided[i], .facts_differ = true};
        }
    }
    for (size_t k = 0; k < cases->count; k++) {
        struct changed_case changed = {.c = &cases->cases[k]};
        bool is_other;
        for (size_t i = 0; i < decided_count; i++) {
            if (decided[i].payer_no == changed.c->payer_no) {
                changed.decided = &decided[i];
            }
        }
        enum err e = differs(c, &changed, scratch, report, &is_other);
        if (e != ERR_NONE) {
            return e;
        }
        changed.is_same = !is_other;
        if (is_other || with_same) {
            list[count++] = changed;
        }
    }
    *ret = list;
    *ret_count = count;
    return ERR_NONE;
}

/* -------------------------------------------------------------------------------- time limit -- */

/* 法110条の2: counted from the first due date, or from the day the premium could first be assessed. */
static bool is_in_time(const struct correcting *correcting, const struct premium_case *c, date *ret_last)
{
    date first = correcting->law->due[0].due_date;
    date begun = date_none();
    for (size_t i = 0; i < c->facts.member_count; i++) {
        const struct premium_member *member = &c->facts.members[i];
        if (member->insured_count > 0 &&
            (date_is_none(begun) || date_before(member->insured[0].from, begun))) {
            begun = member->insured[0].from;
        }
    }
    if (!date_is_none(begun) && date_before(first, begun)) {
        first = begun;
    }
    *ret_last = premium_last_assessment_day(first);
    return date_at_most(correcting->decided_on, *ret_last);
}

/* The exception only lowers: what was charged twice without the insured's fault (法110条の2ただし書). */
static bool is_excepted(const struct correcting *c, const struct corrected *corrected)
{
    return c->has_exception && corrected->has_before && corrected->a.row.total < corrected->before.total;
}

void correction_late_words(const struct correcting *c, const struct corrected *corrected, char *ret,
                           size_t size)
{
    char day[DATE_TEXT_BYTES];
    date_format_era(corrected->last_day, day);
    int n = snprintf(ret, size,
                     c->has_exception
                         ? "賦課決定の期間制限（法110条の2）により %s の後は変えられません。"
                           "例外で変えられるのは減額だけです"
                         : "賦課決定の期間制限（法110条の2）により %s の後は変えられません。"
                           "責めによらない重複加入の調整による減額なら、例外の理由を付けて実行してください",
                     day);
    assert(n > 0 && (size_t)n < size);
}

bool correction_wants_recheck(const struct corrected *corrected)
{
    return corrected->result == CORRECTION_MADE && corrected->a.c->facts.remission_count > 0 &&
           strcmp(corrected->a.row.reasons, "減免") != 0;
}

/* --------------------------------------------------------------------------------- reasons ---- */

/* Why: the facts of the version before against those of now. */
static void reasons_of(const struct changed_case *changed, char *ret)
{
    assert(changed->decided == NULL || !changed->facts_differ || changed->was != NULL);
    if (changed->decided != NULL && !changed->facts_differ) {
        memcpy(ret, "料率等変更", sizeof("料率等変更"));
        return;
    }
    facts_reasons(changed->was, changed->c, ret);
}

/* --------------------------------------------------------------------------------- version ---- */

/* The version before, and the case as this version is assessed. */
static struct premium_case *case_of(const struct correcting *c, const struct changed_case *changed,
                                    struct arena *unit, struct corrected *ret)
{
    struct premium_case *now = ARENA_NEW(unit, struct premium_case);
    *now = *changed->c;
    now->facts.first_notice_on = c->decided_on;
    if (changed->decided != NULL) {
        assert(changed->before != NULL);
        ret->has_before = true;
        ret->before = *changed->before;
        now->facts.first_notice_on = ret->before.first_notice_on;
    }
    return now;
}

enum err changed_cases_of_unit(const struct correcting *c, const struct fact_table *facts,
                               const struct case_settings *settings, const struct decided_list *decided,
                               struct household_unit *u, bool with_same, struct arena *keep,
                               struct arena *scratch, struct report *report, struct changed_case **ret,
                               size_t *ret_count)
{
    size_t first = decided_find(decided, u->household_no), payers = 0;
    while (first + payers < decided->count &&
           decided->items[first + payers].household_no == u->household_no) {
        payers++;
    }
    int64_t *wanted = ARENA_ARRAY(keep, int64_t, payers + 1);
    for (size_t i = 0; i < payers; i++) {
        wanted[i] = decided->items[first + i].payer_no;
    }
    facts_cases(facts, u->belongings, u->belonging_count, settings, wanted, payers, keep, &u->cases);
    return changed_cases(c, u->household_no, &u->cases, &decided->items[first], payers, with_same, keep,
                         scratch, report, ret, ret_count);
}

enum err correction_make(const struct correcting *c, const struct changed_case *changed, struct arena *unit,
                         struct report *report, struct corrected *ret)
{
    *ret = (struct corrected){.result = CORRECTION_NONE, .last_day = date_none()};
    struct premium_case *now = case_of(c, changed, unit, ret);
    const struct splitting splitting = {ret->has_before ? &ret->before : NULL, c->law->due,
                                        c->law->instalment_count, c->decided_on, c->cut_off};
    enum err e = assess_case(c->law, now, &splitting, unit, report, &ret->a);
    if (e != ERR_NONE || ret->a.refused != NULL) {
        ret->result = CORRECTION_REFUSED;
        return e;
    }
    bool is_nothing = changed->decided == NULL && assessed_has_nobody(&ret->a);
    bool is_in_limit = is_in_time(c, now, &ret->last_day);
    if (changed->is_same || is_nothing) { /* joined and left in one month: no levy, no notice */
        return ERR_NONE;
    }
    if (!is_in_limit && !is_excepted(c, ret)) {
        ret->result = CORRECTION_LATE;
        return ERR_NONE;
    }
    if (changed->is_former) {
        ret->a.refused = "前の系で賦課し、滞納繰越として引き継いだ年度です。ここでは更正できません";
        ret->result = CORRECTION_REFUSED;
        return ERR_NONE;
    }
    struct assessment_row *row = &ret->a.row;
    row->version = ret->has_before ? ret->before.version + 1 : 1;
    row->kind = ret->has_before && row->total < ret->before.total ? KIND_DECREASE : KIND_INCREASE;
    ret->result = CORRECTION_MADE;
    reasons_of(changed, row->reasons);
    return ERR_NONE;
}
