/* 支援措置の期限 -- measures that end this month or next, and those past their end, which lifts nothing
 * (RP-01, RP-08). */
#include "web/templates.h"
#include "web/views_office.h"

static enum err measures_show(struct screen_call *call);

const struct screen screen_measures = {
    .path = "/measures",
    .name = "measures",
    .label = "支援措置の期限",
    .permission = PERM_RESTRICTED_VIEW,
    .is_in_menu = true,
    .shows_persons = true,
    .event = "measures.look",
    .help = "今月と来月に終わる支援措置と、期限を過ぎたもの。"
        "期限が来ても自動では外れません。延長か解除を人が登録します。",
    .reading = "しえんそち",
    .show = measures_show,
};

static enum err measures_show(struct screen_call *call)
{
    struct support_measure *due = NULL;
    size_t count = 0, kept = 0;
    enum err e = addressee_measures_due(call->session->store, call->session->folder.business_date,
                                        call->arena, call->report, &due, &count);
    struct measure_line *lines = ARENA_ARRAY(call->arena, struct measure_line, count + 1);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct guard guard;
        e = addressee_guard(call->session, due[i].applicant_no, 0, GUARD_SCREEN, call->now, call->arena,
                            call->report, &guard);
        if (e == ERR_NONE && guard.level != GUARD_NOTHING) {
            lines[kept].measure = &due[i];
            e = subject_name(call, CHANGE_OF_PERSON, due[i].applicant_no, &lines[kept].name);
            kept++;
        }
    }
    if (e == ERR_NONE) {
        template_measures(&call->html, lines, kept);
    }
    return e;
}
