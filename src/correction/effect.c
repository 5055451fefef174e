/*
 * 保険料への影響 -- before a change of facts is saved: every open year of its household as it would be
 * corrected.
 *
 * Law     国民健康保険法76条の2, 110条の2
 *
 * The change is applied in a transaction that is taken back, and the household is looked at by the code of
 * 即時更正 in between. So the clerk is told the very amounts that a correction made now would decide.
 */
#include "correction/correction.h"

#include "addressee/addressee.h"
#include "premium/premium.h"

#include <inttypes.h>

struct effect {
    int64_t household_no;
    struct textbuf *words;
};

/* Whose premiums it is about; 0 = of nobody known. */
static enum err household_of(const struct change_call *call, int64_t *ret)
{
    struct addressee who;
    const struct as_of now = {call->session->folder.business_date, INT64_MAX};

    *ret = call->kind->subject == CHANGE_OF_HOUSEHOLD ? call->subject_no : 0;
    if (call->kind->subject != CHANGE_OF_PERSON) {
        return ERR_NONE;
    }
    enum err e =
        addressee_by_no(call->session->store, call->subject_no, now, call->arena, call->report, &who);
    if (e == ERR_FINDINGS) {
        report_clear(call->report);
        return ERR_NONE;
    }
    *ret = e == ERR_NONE ? who.household_no : 0;
    return e;
}

static void say_amounts(const struct premium_corrected *item, struct textbuf *b)
{
    char before[32], after[32], change[32];
    yen moved = item->after.total - (item->has_before ? item->before.total : 0);

    yen_format(item->has_before ? item->before.total : 0, before, sizeof(before));
    yen_format(item->after.total, after, sizeof(after));
    yen_format(moved >= 0 ? moved : -moved, change, sizeof(change));
    if (item->has_before) {
        textbuf_printf(b, "%s円 → %s円（%s円の%s）", before, after, change, moved >= 0 ? "増" : "減");
    } else {
        textbuf_printf(b, "新しく %s円", after);
    }
    if (!item->made.assessment.judged_income_is_known) {
        textbuf_puts(b, "。所得が分からない人がいるので、軽減なしの額です");
    }
}

static void say_year(const struct premium_corrected *item, struct textbuf *b)
{
    char year[DATE_TEXT_BYTES];

    fiscal_year_format_era((fiscal_year){(int16_t)item->year}, year);
    textbuf_printf(b, "%s 納付義務者 %" PRId64 ": ", year, item->payer_no);
    switch (item->state) {
    case CORRECTED_SAME: textbuf_puts(b, "変わりません"); break;
    case CORRECTED_CHANGED: say_amounts(item, b); break;
    case CORRECTED_LATE:
    case CORRECTED_REFUSED: textbuf_puts(b, item->words); break;
    }
    textbuf_puts(b, "\n");
}

static enum err look(struct change_call *call, void *context)
{
    struct effect *e = context;
    struct premium_correction c;
    const struct premium_correction_wish wish = {.household_no = e->household_no,
                                                 .day = date_none(),
                                                 .cut_off = date_none(),
                                                 .known_at = call->recorded_at};
    enum err failed = premium_correct(call->session, &wish, call->arena, call->report, &c);

    if (failed != ERR_NONE) {
        return failed;
    }
    textbuf_puts(e->words, "\n保険料への影響（この届出を登録して、いま更正したときの年額）\n");
    for (size_t i = 0; i < c.count; i++) {
        say_year(&c.items[i], e->words);
    }
    if (c.count == 0) {
        textbuf_puts(e->words,
                     "この世帯に賦課した年度も、これから賦課になる決議済みの年度もありません。\n");
    }
    return ERR_NONE;
}

enum err correction_effect(const struct change_call *call, struct textbuf *ret)
{
    struct effect effect = {.words = ret};
    struct report quiet;
    struct change_call on_trial = *call;
    enum err e = household_of(call, &effect.household_no);

    if (e != ERR_NONE || effect.household_no <= 0) {
        return e;
    }
    report_init(&quiet);
    on_trial.report = &quiet;
    e = change_try(&on_trial, look, &effect);
    if (e == ERR_INPUT) { /* it cannot be saved as it is, or a table is missing: the reason in words */
        textbuf_printf(ret, "\n保険料への影響は計算できません。%s\n", quiet.kept > 0 ? quiet.lines[0] : "");
        e = ERR_NONE;
    }
    for (size_t i = 0; e != ERR_NONE && i < quiet.kept; i++) {
        report_add(call->report, "%s", quiet.lines[i]);
    }
    report_done(&quiet);
    return e;
}
