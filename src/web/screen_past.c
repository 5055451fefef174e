/*
 * 過去の再現 (NX-08) -- the premium of a household's year as a past day knew it beside what is known now:
 * what was decided, the amounts of the facts, and every step of the derivation that came out differently.
 */
#include "web/templates.h"

static enum err past_show(struct screen_call *call);

const struct screen screen_premium_past = {
    .path = "/premium/#/#/#/past",
    .name = "premium-past",
    .label = "過去の再現",
    .permission = PERM_PREMIUM_VIEW,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .only_reads = true,
    .event = "premium.past.look",
    .help =
        "ある日の終わりに分かっていた事実で計算した保険料と、いま分かっている事実で計算した保険料を並べます"
        "。"
        "版を選ぶと、その決議をしたときに分かっていた事実と比べます。不服申立てや問い合わせに答えるとき、"
        "どの事実が後から変わったのかを確かめます。計算するだけで、何も変わりません。",
    .fields = (const struct screen_field[]){{"day", "再現する日",
                                             "この日の終わりまでに登録されていた事実と、効いていた決議で見"
                                             "ます。空欄は、選んだ版の決議のとき。"},
                                            {NULL, NULL, NULL}},
    .show = past_show,
};

/* -------------------------------------------------------------------------------- amounts ---- */

static const char *decided_words(struct arena *arena, const struct premium_past *past)
{
    char day[DATE_TEXT_BYTES];
    if (past->decided == NULL) {
        return "まだありません";
    }
    date_format_era_short(past->decided->decided_on, day);
    return arena_printf(arena, "第%d版（%s %s決議）", (int)past->decided->version,
                        kind_of_decision(past->decided->kind), day);
}

static const char *state_words(const struct premium_past *past)
{
    return !past->is_liable        ? "この人は納付義務者ではありません"
           : past->refused != NULL ? past->refused
                                   : "計算できます";
}

/* What the decision asks for beside what the facts yield. */
static const char *gap_words(struct arena *arena, const struct premium_past *past)
{
    if (past->made.trace == NULL || past->decided == NULL) {
        return "—";
    }
    yen gap = past->decided->total - past->made.assessment.total;
    if (gap == 0) {
        return "なし";
    }
    return arena_printf(arena, "決議が%s%s", web_yen_words(arena, gap > 0 ? gap : -gap),
                        gap > 0 ? "多い" : "少ない");
}

static const char *judged_words(struct arena *arena, const struct premium_assessment *a)
{
    return a->judged_income_is_known ? web_yen_words(arena, a->judged_income)
                                     : "不明（未申告の人がいます）";
}

static void collect_amounts(struct arena *arena, const struct premium_past *then,
                            const struct premium_past *now, struct compare_list *list)
{
    const struct premium_assessment *a = &then->made.assessment, *b = &now->made.assessment;
    bool is_left = then->made.trace != NULL, is_right = now->made.trace != NULL;

    compare_add(arena, list, "決議", "効いている版", decided_words(arena, then), decided_words(arena, now));
    compare_add(arena, list, "決議", "決議の年額",
                then->decided != NULL ? web_yen_words(arena, then->decided->total) : "—",
                now->decided != NULL ? web_yen_words(arena, now->decided->total) : "—");
    compare_add(arena, list, "分かっている事実からの計算", "計算", state_words(then), state_words(now));
    compare_add(arena, list, "分かっている事実からの計算", "年額",
                is_left ? web_yen_words(arena, a->total) : "—",
                is_right ? web_yen_words(arena, b->total) : "—");
    for (int p = 0; p < LEVY_PARTS; p++) {
        compare_add(arena, list, "分かっている事実からの計算", premium_levy_parts[p].label,
                    is_left ? web_yen_words(arena, a->parts[p].amount) : "—",
                    is_right ? web_yen_words(arena, b->parts[p].amount) : "—");
    }
    compare_add(arena, list, "分かっている事実からの計算", "軽減",
                is_left ? arena_printf(arena, "%d割", a->reduction_tenths) : "—",
                is_right ? arena_printf(arena, "%d割", b->reduction_tenths) : "—");
    compare_add(arena, list, "分かっている事実からの計算", "軽減判定所得",
                is_left ? judged_words(arena, a) : "—", is_right ? judged_words(arena, b) : "—");
    compare_add(arena, list, "分かっている事実からの計算", "決議との差", gap_words(arena, then),
                gap_words(arena, now));
}

/* ----------------------------------------------------------------------------- derivation ---- */

static int64_t person_of(const struct premium_replay *r, const struct trace_step *step)
{
    return step->who < 0 ? 0 : r->household.members[step->who].id;
}

/* The same step of the other derivation: the same words, the same person, as often met before; 0 = none. */
static trace_id same_step(const struct premium_replay *r, const struct trace_step *wanted, int64_t person,
                          const bool *is_met)
{
    if (r->trace == NULL) {
        return 0;
    }
    for (trace_id id = 1; id <= r->trace->count; id++) {
        const struct trace_step *step = trace_step_at(r->trace, id);
        if (!is_met[id] && step->term == wanted->term && person_of(r, step) == person) {
            return id;
        }
    }
    return 0;
}

static const char *step_words(struct arena *arena, const struct trace_step *step)
{
    const char *value = derivation_value(step, arena);
    return step->applied ? value : arena_printf(arena, "%s（当てはまりません）", value);
}

static const char *name_words(struct screen_call *call, int64_t person)
{
    return person == 0 ? "世帯" : arena_printf(call->arena, "宛名番号 %lld", (long long)person);
}

static void add_if_changed(struct screen_call *call, int64_t person, const char *label, const char *before,
                           const char *after, struct compare_list *list)
{
    if (strcmp(before, after) != 0) {
        compare_add(call->arena, list, name_words(call, person), label, before, after);
    }
}

/*
 * Only what came out differently, of one person (0 = the household): what nobody knew then has no left
 * side, what fell away no right one.
 */
static void collect_steps(struct screen_call *call, const struct premium_replay *then,
                          const struct premium_replay *now, int64_t person, struct compare_list *list)
{
    size_t then_count = then->trace != NULL ? then->trace->count : 0;
    size_t now_count = now->trace != NULL ? now->trace->count : 0;
    bool *is_met = ARENA_ARRAY(call->arena, bool, now_count + 1);

    for (trace_id id = 1; id <= then_count; id++) {
        const struct trace_step *step = trace_step_at(then->trace, id);
        if (person_of(then, step) == person) {
            trace_id other = same_step(now, step, person, is_met);
            is_met[other] = other != 0;
            add_if_changed(call, person, step->term->label, step_words(call->arena, step),
                           other != 0 ? step_words(call->arena, trace_step_at(now->trace, other)) : "—",
                           list);
        }
    }
    for (trace_id id = 1; id <= now_count; id++) {
        const struct trace_step *step = trace_step_at(now->trace, id);
        if (!is_met[id] && person_of(now, step) == person) {
            add_if_changed(call, person, step->term->label, "—", step_words(call->arena, step), list);
        }
    }
}

static bool is_member(const struct premium_replay *r, int64_t person)
{
    for (size_t i = 0; r->trace != NULL && i < r->household.member_count; i++) {
        if (r->household.members[i].id == person) {
            return true;
        }
    }
    return false;
}

/* The household first, then everybody known then, then who came since. */
static void collect_all_steps(struct screen_call *call, const struct premium_replay *then,
                              const struct premium_replay *now, struct compare_list *list)
{
    collect_steps(call, then, now, 0, list);
    for (size_t i = 0; then->trace != NULL && i < then->household.member_count; i++) {
        collect_steps(call, then, now, then->household.members[i].id, list);
    }
    for (size_t i = 0; now->trace != NULL && i < now->household.member_count; i++) {
        if (!is_member(then, now->household.members[i].id)) {
            collect_steps(call, then, now, now->household.members[i].id, list);
        }
    }
}

/* ----------------------------------------------------------------------------------- page ---- */

static void saw_members(struct screen_call *call, const struct premium_replay *r, int64_t household_no)
{
    for (size_t i = 0; r->trace != NULL && i < r->household.member_count; i++) {
        screen_saw(call, r->household.members[i].id, household_no);
    }
}

static const struct premium_decision *choose(const struct premium_decision *decisions, size_t count,
                                             int64_t version)
{
    for (size_t i = 0; i < count; i++) {
        if (version == 0 || decisions[i].version == version) {
            return &decisions[i];
        }
    }
    return NULL;
}

static void read_day(struct screen_call *call, struct past_view *view)
{
    date today = call->session->folder.business_date;
    view->day.typed = form_value(&call->query, "day");
    if (view->day.typed.len == 0) {
        return;
    }
    view->day.is_wrong =
        !screen_date(call, view->day.typed, &view->day.day) || date_before(today, view->day.day);
    if (view->day.is_wrong) {
        call->status = 422;
        call->title = arena_printf(call->arena, "エラー：%s", call->screen->label);
    }
}

static enum err look(struct screen_call *call, struct past_view *view)
{
    bool is_of_day = view->day.typed.len > 0 && !view->day.is_wrong;
    date today = call->session->folder.business_date;
    date day = is_of_day ? view->day.day : view->chosen->is_approved ? view->chosen->decided_on : today;
    int64_t known_at = is_of_day ? moment_of_day(date_add_days(day, 1)) - 1 : view->chosen->known_at;
    enum err e = premium_past(call->session, view->chosen, day, known_at < call->now ? known_at : call->now,
                              call->arena, call->report, &view->then);
    view->is_of_day = is_of_day;
    if (e == ERR_NONE) {
        e = premium_past(call->session, view->chosen, today, call->now, call->arena, call->report,
                         &view->now);
    }
    return e;
}

static enum err past_show(struct screen_call *call)
{
    struct past_view view = {.year = (int32_t)(call->numbers[2] % 10000)};
    struct premium_decision *decisions;
    size_t count;
    int64_t version = 0;
    (void)form_number(&call->query, "version", 1, INT32_MAX, &version);
    enum err e = premium_decisions(call->session->store, view.year, call->numbers[0], call->numbers[1],
                                   call->arena, call->report, &decisions, &count);
    if (e != ERR_NONE) {
        return e;
    }
    view.chosen = choose(decisions, count, version);
    if (view.chosen == NULL) {
        return report_fail(call->report, ERR_FINDINGS, "%d年度にこの賦課はありません", (int)view.year);
    }
    screen_saw(call, view.chosen->payer_no, view.chosen->household_no);
    read_day(call, &view);
    e = look(call, &view);
    if (e != ERR_NONE) {
        return e;
    }
    saw_members(call, &view.then.made, view.chosen->household_no);
    saw_members(call, &view.now.made, view.chosen->household_no);
    collect_amounts(call->arena, &view.then, &view.now, &view.amounts);
    collect_all_steps(call, &view.then.made, &view.now.made, &view.steps);
    template_past(&call->html, call, &view);
    return ERR_NONE;
}
