/*
 * 賦課 -- the premium of one payer and year: versions, amounts, instalments, and why (算定根拠).
 *
 * The derivation is made again by the code that decided; a digest that differs is an alarm, and then no
 * derivation is shown.
 */
#include "web/templates.h"

static enum err year_show(struct screen_call *call);

const struct screen screen_premium = {
    .path = "/premium/#/#/#",
    .name = "premium",
    .label = "賦課の照会",
    .permission = PERM_PREMIUM_VIEW,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .only_reads = true,
    .event = "premium.look",
    .help = "納付義務者の年度の保険料。いちばん新しい版の額と期別、算定根拠を見ます。",
    .show = year_show,
};
const struct screen screen_premium_version = {
    .path = "/premium/#/#/#/#",
    .name = "premium-version",
    .label = "賦課の版の照会",
    .permission = PERM_PREMIUM_VIEW,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .only_reads = true,
    .event = "premium.version.look",
    .help = "決議の版を1つ選んで、額と算定根拠を見ます。どの額も開くと根拠の条文と料率の出所が出ます。",
    .show = year_show,
};

/* Names of the members; a person the register does not know stays nameless. */
static enum err read_names(struct screen_call *call, const struct premium_replay *replay,
                           int64_t household_no, const struct text **ret)
{
    size_t count = replay->household.member_count;
    struct text *names = ARENA_ARRAY(call->arena, struct text, count + 1);
    struct as_of as_of = {call->session->folder.business_date, INT64_MAX};
    for (size_t i = 0; i < count; i++) {
        struct addressee person;
        enum err e = addressee_by_no(call->session->store, replay->household.members[i].id, as_of,
                                     call->arena, call->report, &person);
        names[i] = (struct text){"", 0};
        if (e == ERR_NONE) {
            names[i] = person.name;
        } else if (e == ERR_FINDINGS) {
            report_clear(call->report);
        } else {
            return e;
        }
        screen_saw(call, replay->household.members[i].id, household_no);
    }
    *ret = names;
    return ERR_NONE;
}

static enum err read_payer_name(struct screen_call *call, struct premium_view *view)
{
    struct as_of as_of = {call->session->folder.business_date, INT64_MAX};
    struct addressee payer;
    enum err e = addressee_by_no(call->session->store, view->chosen->payer_no, as_of, call->arena,
                                 call->report, &payer);
    view->payer_name = (struct text){"", 0};
    if (e == ERR_NONE) {
        view->payer_name = payer.name;
    } else if (e == ERR_FINDINGS) {
        report_clear(call->report);
        e = ERR_NONE;
    }
    return e;
}

static enum err replay_and_draw(struct screen_call *call, struct premium_view *view)
{
    struct report alarm;
    struct premium_replay replay;
    report_init(&alarm);
    enum err e = premium_replay(call->session, view->chosen, call->arena, &alarm, &replay);
    if (e == ERR_WORLD) {
        for (size_t i = 0; i < alarm.kept; i++) {
            report_add(call->report, "%s", alarm.lines[i]);
        }
        report_done(&alarm);
        return e;
    }
    if (e == ERR_NONE) {
        view->replay = &replay;
        e = read_names(call, &replay, view->chosen->household_no, &view->names);
        if (e == ERR_NONE) {
            view->derivation = derivation_of(&replay, view->names, call->arena);
        }
    } else { /* the digest differs, or facts and parameters are not as they were */
        e = ERR_NONE;
    }
    view->alarm = &alarm;
    if (e == ERR_NONE) {
        template_premium(&call->html, call, view);
    }
    report_done(&alarm);
    return e;
}

static enum err year_show(struct screen_call *call)
{
    struct premium_view view = {.year = (int32_t)(call->numbers[2] % 10000)};
    struct premium_decision *decisions;
    int64_t version = call->screen == &screen_premium_version ? call->numbers[3] : 0;
    enum err e = premium_decisions(call->session->store, view.year, call->numbers[0],
                                   call->numbers[1], call->arena, call->report, &decisions,
                                   &view.count);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < view.count && view.chosen == NULL; i++) {
        if (version == 0 || decisions[i].version == version) {
            view.chosen = &decisions[i];
        }
    }
    if (view.chosen == NULL) {
        return report_fail(call->report, ERR_FINDINGS, "%d年度にこの賦課はありません",
                           (int)view.year);
    }
    view.decisions = decisions;
    screen_saw(call, view.chosen->payer_no, view.chosen->household_no);
    e = read_payer_name(call, &view);
    return e == ERR_NONE ? replay_and_draw(call, &view) : e;
}
