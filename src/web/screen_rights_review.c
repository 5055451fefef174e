/*
 * 権限の点検 -- every three months: users and rights that stand without need, and rights nobody uses (AZ-16).
 *
 * A right counts as used when its holder has opened or sent a screen that needs it since the first day of the
 * month three months ago. Rights no screen needs are not judged: their use leaves no record of its own.
 */
#include "web/templates.h"
#include "web/views_office.h"

static enum err review_show(struct screen_call *call);

const struct screen screen_rights_review = {
    .path = "/rights/review",
    .name = "rights-review",
    .label = "権限の点検",
    .permission = PERM_RIGHTS_APPROVE,
    .is_in_menu = true,
    .event = "rights.review",
    .help = "3か月ごとの点検。"
        "使われていない利用者や権限、期間の終わったもの、申請と設定の食違いを出します。",
    .show = review_show,
};

/* Which rights a screen of this kind needs; what leaves no record cannot be counted. */
static bool is_counted(enum permission p)
{
    for (size_t i = 0; i < screen_count; i++) {
        if (screens[i]->permission == p && (screens[i]->shows_persons || screens[i]->act != NULL)) {
            return true;
        }
    }
    return false;
}

static bool is_used(const struct audit_use *uses, size_t count, const char *operator_id, enum permission p)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; text_is(uses[i].operator_id, operator_id) && k < screen_count; k++) {
            if (screens[k]->permission == p && text_is(uses[i].event, screens[k]->event)) {
                return true;
            }
        }
    }
    return false;
}

static enum err find_unused(struct screen_call *call, struct rights_review_view *view)
{
    struct session *s = call->session;
    struct rights_matrix m = {0};
    struct audit_use *uses = NULL;
    struct unused_right *list = NULL;
    size_t use_count = 0, capacity = 0;
    struct civil today = date_civil(clock_day(call->now));
    view->since = today.month > 3 ? date_of(today.year, today.month - 3, 1)
                                  : date_of(today.year - 1, today.month + 9, 1);
    enum err e = ops_rights_matrix(s, s->folder.business_date, call->now, call->arena, call->report, &m);
    if (e == ERR_NONE) {
        e = audit_used_since(&s->folder, moment_of_day(view->since), call->arena, call->report, &uses,
                             &use_count);
    }
    for (size_t i = 0; e == ERR_NONE && i < m.user_count; i++) {
        for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
            if (operator_may(&m.effective[i], p) && is_counted(p) &&
                !is_used(uses, use_count, m.effective[i].id, p)) {
                *ARENA_PUSH(call->arena, list, view->unused_count, capacity) =
                    (struct unused_right){m.effective[i].id, p};
            }
        }
    }
    view->unused = list;
    return e;
}

static enum err review_show(struct screen_call *call)
{
    struct rights_review_view view = {0};
    struct rights_finding *found = NULL;
    enum err e = ops_rights_review(call->session, call->now, call->arena, call->report, &found, &view.count);
    if (e == ERR_FINDINGS) {
        report_clear(call->report);
        e = ERR_NONE;
    }
    view.found = found;
    if (e == ERR_NONE) {
        e = find_unused(call, &view);
    }
    if (e == ERR_NONE) {
        template_rights_review(&call->html, call, &view);
    }
    return e;
}
