/* 2つの版の比較 -- two versions of a decision side by side; changed cells are marked in words. */
#include "web/templates.h"

static enum err compare_show(struct screen_call *call);

const struct screen screen_premium_compare = {
    .path = "/premium/#/#/#/compare",
    .name = "premium-compare",
    .label = "賦課の版の比較",
    .permission = PERM_PREMIUM_VIEW,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .only_reads = true,
    .event = "premium.compare.look",
    .help = "2つの版を並べて、変わったところに「変更」と印を付けます。",
    .show = compare_show,
};

void compare_add(struct arena *arena, struct compare_list *list, const char *group, const char *label,
                 const char *before, const char *after)
{
    bool is_changed = strcmp(before, after) != 0;
    *ARENA_PUSH(arena, list->lines, list->count, list->capacity) =
        (struct compare_line){group, label, before, after, is_changed};
    list->changed += is_changed;
}

const char *web_yen_words(struct arena *arena, yen amount)
{
    char buf[40];
    yen_format(amount, buf, sizeof(buf));
    return arena_printf(arena, "%s円", buf);
}

static const char *day_words(struct arena *arena, date day)
{
    char buf[DATE_TEXT_BYTES];
    if (date_is_none(day)) {
        return "—";
    }
    date_format_era(day, buf);
    return arena_string(arena, buf);
}

static const char *judged_words(struct arena *arena, yen income)
{
    return income < 0 ? "不明（未申告の人がいます）" : web_yen_words(arena, income);
}

static const char *instalment_words(struct arena *arena, const struct premium_decision *d, size_t k)
{
    char amount[40], day[DATE_TEXT_BYTES];
    if (k >= d->instalment_count) {
        return "—";
    }
    yen_format(d->instalments[k].amount, amount, sizeof(amount));
    date_format_era_short(d->instalments[k].due_date, day);
    return arena_printf(arena, "%s円（%s）", amount, day);
}

static void collect(struct arena *arena, const struct premium_decision *a,
                    const struct premium_decision *b, struct compare_list *ret)
{
    compare_add(arena, ret, "", "種類", kind_of_decision(a->kind), kind_of_decision(b->kind));
    compare_add(arena, ret, "", "状態", a->is_approved ? "決議済み" : "承認待ち",
                b->is_approved ? "決議済み" : "承認待ち");
    compare_add(arena, ret, "", "決議日", a->is_approved ? day_words(arena, a->decided_on) : "—",
        b->is_approved ? day_words(arena, b->decided_on) : "—");
    compare_add(arena, ret, "", "理由", arena_string(arena, a->reasons), arena_string(arena, b->reasons));
    compare_add(arena, ret, "", "軽減", arena_printf(arena, "%d割", a->reduction_tenths),
        arena_printf(arena, "%d割", b->reduction_tenths));
    compare_add(arena, ret, "", "軽減判定所得", judged_words(arena, a->judged_income),
        judged_words(arena, b->judged_income));
    for (int p = 0; p < LEVY_PARTS; p++) {
        compare_add(arena, ret, "", premium_levy_parts[p].label, web_yen_words(arena, a->part_amount[p]),
            web_yen_words(arena, b->part_amount[p]));
    }
    compare_add(arena, ret, "", "年額", web_yen_words(arena, a->total), web_yen_words(arena, b->total));
    size_t most =
        a->instalment_count > b->instalment_count ? a->instalment_count : b->instalment_count;
    for (size_t k = 0; k < most; k++) {
        compare_add(arena, ret, "", arena_printf(arena, "%d期", (int)k + 1), instalment_words(arena, a, k),
            instalment_words(arena, b, k));
    }
}

static enum err compare_show(struct screen_call *call)
{
    struct compare_view view = {0};
    struct premium_decision *decisions;
    size_t count;
    int64_t a = 0, b = 0;
    int32_t year = (int32_t)(call->numbers[2] % 10000);
    if (!form_number(&call->query, "a", 1, INT32_MAX, &a) ||
        !form_number(&call->query, "b", 1, INT32_MAX, &b)) {
        return report_fail(call->report, ERR_INPUT, "比べる2つの版を選んでください");
    }
    enum err e = premium_decisions(call->session->store, year, call->numbers[0], call->numbers[1],
                                   call->arena, call->report, &decisions, &count);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < count; i++) {
        if (decisions[i].version == (a < b ? a : b)) {
            view.before = &decisions[i];
        }
        if (decisions[i].version == (a < b ? b : a)) {
            view.after = &decisions[i];
        }
    }
    if (view.before == NULL || view.after == NULL) {
        return report_fail(call->report, ERR_FINDINGS, "%d年度にこの版はありません", (int)year);
    }
    collect(call->arena, view.before, view.after, &view.list);
    screen_saw(call, view.before->payer_no, view.before->household_no);
    template_compare(&call->html, &view);
    return ERR_NONE;
}
