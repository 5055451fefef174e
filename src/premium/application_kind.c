/*
 * 減免の申請の受付と取下げ -- an application is a row of its own: with its day, ground and evidence it
 * waits for a decision (減免の決定), which another person makes (LV-08 to LV-10, LV-62, NT-07).
 *
 * Law     国民健康保険法77条     Table   params/municipal/<city>/remission.tsv, remission_letter.tsv
 */
#include "premium/application.h"
#include "premium/remission.h"

#include "rules/common/holidays.h"

#include <inttypes.h>

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);
static enum err end_check(struct change_call *call);
static enum err end_apply(struct change_call *call);

static const char *const follow[] = {"premium-remission", NULL};
static const struct change_field fields[] = {
    {.name = "year",
     .label = "賦課年度",
     .type = FIELD_NUMBER,
     .is_required = true,
     .help = "西暦。例: 2026"},
    {.name = "payer",
     .label = "納付義務者",
     .type = FIELD_ADDRESSEE,
     .is_required = true,
     .help = "申請した世帯主の宛名番号"},
    {.name = "applied", .label = "申請日", .type = FIELD_DATE, .is_required = true, .help = "例: R8.7.10"},
    {.name = "ground",
     .label = "理由",
     .type = FIELD_CHOICE,
     .codes = remission_grounds,
     .is_required = true,
     .help = "条例の減免の理由（remission.tsv）"},
    {.name = "evidence",
     .label = "添付書類",
     .type = FIELD_TEXT,
     .help = "例: り災証明書。まだ出ていなければ空けておき、事情の欄に書きます"},
    {.name = "words",
     .label = "申請の事情",
     .type = FIELD_LINES,
     .is_required = true,
     .help = "例: 7月3日の火災で住宅が半壊"},
};
static const struct change_field end_fields[] = {
    {.name = "application",
     .label = "受付番号",
     .type = FIELD_NUMBER,
     .is_required = true,
     .help = "減免の画面に出ている申請の受付番号"},
    {.name = "words",
     .label = "取下げの事情",
     .type = FIELD_LINES,
     .is_required = true,
     .help = "例: 本人から取下書（8月3日）"},
};

const struct change_kind kind_premium_application = {
    .name = "premium-application",
    .label = "減免の申請の受付",
    .help = "減免の申請を受け付けます。決定の期限の作業が作られ、決定か取下げで終わります。"
            "決定は「減免の決定」で別の人が承認し、決定通知書か却下通知書を印刷します。",
    .subject = CHANGE_OF_HOUSEHOLD,
    .propose = PERM_PREMIUM_RUN,
    .approve = PERM_NONE,
    .follow = follow,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = begin,
    .check = check,
    .apply = apply,
    .undo = undo,
};
const struct change_kind kind_premium_application_end = {
    .name = "premium-application-withdraw",
    .label = "減免の申請の取下げ",
    .help =
        "決定の前に本人が申請を取り下げたことを記録します。申請の行は残り、待っていた作業が終わります。",
    .subject = CHANGE_OF_HOUSEHOLD,
    .propose = PERM_PREMIUM_RUN,
    .approve = PERM_NONE,
    .fields = end_fields,
    .field_count = COUNT_OF(end_fields),
    .check = end_check,
    .apply = end_apply,
    .undo = application_reopen,
};

/* ------------------------------------------------------------------------------------ 受付 ----- */

static enum err begin(struct change_call *call) { return remission_begin(call); }

static enum err warn_of_waiting(struct change_call *call)
{
    struct premium_application *all;
    size_t count;
    enum err e = premium_applications(call->session->store, (int32_t)change_number(call, "year"),
                                      call->subject_no, call->arena, call->report, &all, &count);

    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        if (all[i].state == APPLICATION_WAITING && all[i].payer_no == change_number(call, "payer")) {
            change_warn(call, WARNING_WARN, NULL,
                        "この年度の申請（受付%" PRId64 "）がもう決定を待っています", all[i].application_no);
        }
    }
    return e;
}

static enum err check(struct change_call *call)
{
    enum err e = remission_check_of(call);

    if (e == ERR_NONE && change_value(call, "evidence").len == 0) {
        change_warn(call, WARNING_WARN, "evidence", "添付書類がありません。決定までに求めてください");
    }
    return e == ERR_NONE ? warn_of_waiting(call) : e;
}

static enum err apply(struct change_call *call)
{
    struct remission_terms terms;
    date applied = change_date(call, "applied");
    struct text ground = change_value(call, "ground");
    bool row;
    enum err e = remission_terms_load(call->session, applied, call->arena, call->report, &terms);

    if (e != ERR_NONE) {
        return e;
    }
    struct premium_application a = {.household_no = call->subject_no,
                                    .payer_no = change_number(call, "payer"),
                                    .ground = arena_copy(call->arena, ground.bytes, ground.len),
                                    .due_on =
                                        business_day_from(date_add_days(applied, (int)terms.decide_days))};
    struct query *q = store_query(call->session->store, SQL_premium_application_add);
    query_set_i64(q, "fiscal_year", change_number(call, "year"));
    query_set_i64(q, "household_no", a.household_no);
    query_set_i64(q, "payer_no", a.payer_no);
    query_set_i64(q, "applied_on", date_ymd(applied));
    query_set_i64(q, "due_on", date_ymd(a.due_on));
    query_set_text(q, "ground", ground);
    query_set_text(q, "evidence", change_value(call, "evidence"));
    query_set_text(q, "words", change_value(call, "words"));
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "recorded_at", call->recorded_at);
    e = query_step(q, call->report, &row);
    if (e == ERR_NONE) {
        assert(row);
        a.application_no = query_i64(q, 0);
        (void)snprintf(call->outcome, sizeof(call->outcome),
                       "減免の申請を受け付けました（受付%" PRId64 "）", a.application_no);
    }
    query_reset(q);
    return e == ERR_NONE ? application_task(call, &a) : e;
}

static enum err undo(struct change_call *call)
{
    struct query *q = store_query(call->session->store, SQL_premium_application_undo);
    int64_t application_no = 0;
    bool row;

    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "superseded_at", call->recorded_at);
    enum err e = query_step(q, call->report, &row);
    if (e == ERR_NONE && row) {
        application_no = query_i64(q, 0);
    }
    query_reset(q);
    if (e == ERR_NONE && application_no == 0) {
        return report_fail(call->report, ERR_INPUT, "この申請はもう決定されたか取り下げられています");
    }
    return e == ERR_NONE ? application_task_done(call, application_no, "受付が取り消されました") : e;
}

/* ----------------------------------------------------------------------------------- 取下げ ---- */

static enum err end_check(struct change_call *call)
{
    const struct premium_application *a = NULL;
    enum err e = application_find(call->session->store, call->subject_no,
                                  change_number(call, "application"), call->arena, call->report, &a);

    if (e == ERR_NONE && (a == NULL || a->state != APPLICATION_WAITING)) {
        change_warn(call, WARNING_STOP, "application",
                    "この世帯に、決定を待っている申請（受付%" PRId64 "）はありません",
                    change_number(call, "application"));
    }
    return e;
}

static enum err end_apply(struct change_call *call)
{
    const struct application_end end = {.application_no = change_number(call, "application"),
                                        .reason = change_value(call, "words")};

    (void)snprintf(call->outcome, sizeof(call->outcome), "申請（受付%" PRId64 "）を取下げにしました",
                   end.application_no);
    return application_close(call, &end);
}
