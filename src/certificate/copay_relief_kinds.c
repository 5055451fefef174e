/*
 * 一部負担金の減免の登録 (EL-58) -- the application, its decision, its end before the last day.
 *
 * Law     国民健康保険法44条; benefits.md 12
 *
 * The decision and the end are approved by another operator. Months and shares lie within the table of the
 * ward; whether income and assets allow it is judged by whoever decides, and told in the reason.
 */
#include "certificate/copay_relief.h"
#include "casework/warn.h"

#include <inttypes.h>

static enum err apply_begin(struct change_call *call);
static enum err apply_check(struct change_call *call);
static enum err apply_apply(struct change_call *call);
static enum err apply_undo(struct change_call *call);
static enum err decide_begin(struct change_call *call);
static enum err decide_check(struct change_call *call);
static enum err decide_preview(struct change_call *call, struct textbuf *ret);
static enum err decide_apply(struct change_call *call);
static enum err end_begin(struct change_call *call);
static enum err end_check(struct change_call *call);
static enum err end_apply(struct change_call *call);
static enum err step_undo(struct change_call *call);

static const struct change_code outcomes[] = {{"1", "承認"}, {"2", "不承認"}, {NULL, NULL}};

static const struct change_field apply_fields[] = {
    {.name = "applied_on", .label = "申請日", .type = FIELD_DATE, .is_required = true, .help = "例: 080820"},
    {.name = "measure",
     .label = "申請の内容",
     .type = FIELD_CHOICE,
     .codes = copay_relief_measures,
     .is_required = true,
     .help = "減額・免除は、資産と能力を活用してもなお困難なとき。猶予はあとで納めます"},
    {.name = "ground",
     .label = "事由",
     .type = FIELD_CHOICE,
     .codes = copay_relief_grounds,
     .is_required = true,
     .help = "申請書に書かれた事由"},
    {.name = "continues",
     .label = "更新する減免の番号",
     .type = FIELD_NUMBER,
     .help = "続けて受けるときだけ。前の減免の番号。例: 12"},
    {.name = "words",
     .label = "事情・添付書類",
     .type = FIELD_LINES,
     .is_required = true,
     .help = "例: り災証明書、離職票、預金通帳の写し"},
};
static const struct change_field decide_fields[] = {
    {.name = "relief",
     .label = "減免の番号",
     .type = FIELD_NUMBER,
     .is_required = true,
     .help = "世帯の画面の「証」に出る番号。例: 12"},
    {.name = "outcome",
     .label = "決定",
     .type = FIELD_CHOICE,
     .codes = outcomes,
     .is_required = true,
     .help = "不承認のときは理由が通知書に載ります"},
    {.name = "measure",
     .label = "措置",
     .type = FIELD_CHOICE,
     .codes = copay_relief_measures,
     .is_required = true,
     .only_if = "outcome=1",
     .help = "申請と違う措置にもできます"},
    {.name = "percent",
     .label = "減額の率（％）",
     .type = FIELD_NUMBER,
     .only_if = "measure=1",
     .help = "一部負担金から減らす率。例: 50"},
    {.name = "from",
     .label = "始まりの日",
     .type = FIELD_DATE,
     .is_required = true,
     .only_if = "outcome=1",
     .help = "申請の月の1日から。更新は前の終わりの翌日。例: 080801"},
    {.name = "months",
     .label = "月数",
     .type = FIELD_NUMBER,
     .is_required = true,
     .only_if = "outcome=1",
     .help = "月数の上限は copay_relief.tsv にあります。例: 3"},
    {.name = "words",
     .label = "決定の理由",
     .type = FIELD_LINES,
     .is_required = true,
     .help = "通知書に載ります。例: 収入が生活保護基準以下であると認められるため"},
};
static const struct change_field end_fields[] = {
    {.name = "relief",
     .label = "減免の番号",
     .type = FIELD_NUMBER,
     .is_required = true,
     .help = "世帯の画面の「証」に出る番号。例: 12"},
    {.name = "last_day",
     .label = "終わりの日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "この日まで減免し、翌日からもとに戻ります。例: 080915"},
    {.name = "ground",
     .label = "終わりの理由",
     .type = FIELD_CHOICE,
     .codes = copay_relief_ends,
     .is_required = true,
     .help = "通知書に載ります"},
    {.name = "words", .label = "確かめたこと", .type = FIELD_LINES, .is_required = true, .help = "例: 8月30"
        "日決裁"},
};

const struct change_kind kind_copay_relief = {
    .name = "copay-relief",
    .label = "一部負担金の減免・猶予の申請",
    .help = "医療機関で払う一部負担金の減額、免除、徴収猶予の申請を受け付けます。決定は「減免・猶予の決定」"
            "で行い、"
            "別の職員が承認します。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ELIGIBILITY_CHANGE,
    .fields = apply_fields,
    .field_count = COUNT_OF(apply_fields),
    .begin = apply_begin,
    .check = apply_check,
    .apply = apply_apply,
    .undo = apply_undo,
};
const struct change_kind kind_copay_relief_decide = {
    .name = "copay-relief-decide",
    .label = "一部負担金の減免・猶予の決定",
    .help = "申請を承認または不承認にします。別の職員が承認すると決まり、「証」の画面から証明書と通知書を印"
            "刷できま"
            "す。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ELIGIBILITY_CHANGE,
    .approve = PERM_ELIGIBILITY_APPROVE,
    .fields = decide_fields,
    .field_count = COUNT_OF(decide_fields),
    .begin = decide_begin,
    .check = decide_check,
    .preview = decide_preview,
    .apply = decide_apply,
    .undo = step_undo,
};
const struct change_kind kind_copay_relief_end = {
    .name = "copay-relief-end",
    .label = "一部負担金の減免・猶予の終了",
    .help = "承認した減免・猶予を、期間の途中で終えます。別の職員が承認すると、証明書は印刷できなくなり、終"
            "了の通知"
            "書を印刷できます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ELIGIBILITY_CHANGE,
    .approve = PERM_ELIGIBILITY_APPROVE,
    .fields = end_fields,
    .field_count = COUNT_OF(end_fields),
    .begin = end_begin,
    .check = end_check,
    .apply = end_apply,
    .undo = step_undo,
};

/* ------------------------------------------------------------------------------------ common ---- */

static enum err reliefs(struct change_call *call, struct certificate_relief **ret, size_t *ret_count)
{
    return certificate_reliefs_of(call->session->store, &call->subject_no, 1, INT64_MAX, call->arena,
                                  call->report, ret, ret_count);
}

/* The newest of his in a state, as the form opens. */
static enum err begin_with(struct change_call *call, enum copay_relief_state state,
                           const struct certificate_relief **ret)
{
    struct certificate_relief *all;
    size_t count;
    enum err e = reliefs(call, &all, &count);

    *ret = NULL;
    for (size_t i = 0; i < count && e == ERR_NONE && *ret == NULL; i++) {
        *ret = all[i].state == state ? &all[i] : NULL;
    }
    if (e == ERR_NONE && *ret != NULL) {
        change_set_number(call, "relief", (*ret)->relief_no);
    }
    return e;
}

/* The one that is named, when it stands where it has to; else a warning that stops. */
static enum err named(struct change_call *call, enum copay_relief_state state,
                      const struct certificate_relief **ret)
{
    int64_t number = change_number(call, "relief");
    enum err e = copay_relief_find(call->session->store, call->subject_no, number, call->arena, call->report,
                                   ret);

    if (e == ERR_NONE && *ret == NULL) {
        change_warn(call, WARNING_STOP, "relief", "この人に番号%" PRId64 "の減免はありません", number);
    } else if (e == ERR_NONE && (*ret)->state != state) {
        change_warn(call, WARNING_STOP, "relief", "番号%" PRId64 "の減免は%sです", number,
                    copay_relief_state_labels[(*ret)->state]);
        *ret = NULL;
    }
    return e;
}

/* The last day of the insurance as it is known now; none: he is not insured on the day. */
static enum err insured_last_day(struct change_call *call, date on, date *ret)
{
    struct eligibility_membership *all;
    size_t count;
    enum err e = eligibility_memberships_of(call->session->store, call->subject_no, INT64_MAX, call->arena,
                                            call->report, &all, &count);

    *ret = date_none();
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool holds = date_at_most(all[i].span.from, on) && date_before(on, all[i].span.until);
        *ret = holds ? date_add_days(all[i].span.until, -1) : *ret;
    }
    return e;
}

static enum err add_step(struct change_call *call, const struct certificate_relief *r, int step, date from,
                         date last_day)
{
    struct query *q = store_query(call->session->store, SQL_certificate_relief_step_add);
    int64_t changed;

    query_set_i64(q, "relief_no", r->relief_no);
    query_set_i64(q, "step", step);
    query_set_i64(q, "addressee_no", r->addressee_no);
    query_set_i64(q, "on_day", date_ymd(change_today(call)));
    query_set_i64(q, "measure", step == 2 ? 0 : step == 1 ? change_number(call, "measure") : r->measure);
    query_set_i64(q, "percent", step == 1 ? change_number(call, "percent") : 0);
    query_set_i64(q, "months", step == 1 ? change_number(call, "months") : 0);
    query_set_i64(q, "valid_from", date_is_none(from) ? 0 : date_ymd(from));
    query_set_i64(q, "valid_until", date_is_none(last_day) ? 0 : date_ymd(last_day));
    query_set_i64(q, "end_ground", step == 3 ? change_number(call, "ground") : 0);
    query_set_text(q, "words", change_value(call, "words"));
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "recorded_at", call->recorded_at);
    return query_run(q, call->report, &changed);
}

static enum err moved_on(struct change_call *call)
{
    return report_fail(call->report, ERR_INPUT,
                       "減免の状態が変わりました。世帯の画面の「証」を確かめてください");
}

/* ------------------------------------------------------------------------------- application ---- */

static enum err apply_begin(struct change_call *call)
{
    change_set_day(call, "applied_on", change_today(call));
    return ERR_NONE;
}

static void check_renewal(struct change_call *call, const struct certificate_relief *all, size_t count,
                          const struct copay_relief_settings *settings)
{
    int64_t number = change_number(call, "continues");
    const struct certificate_relief *before = NULL;

    for (size_t i = 0; i < count; i++) {
        before = all[i].relief_no == number ? &all[i] : before;
    }
    if (before == NULL || before->state != COPAY_RELIEF_APPROVED) {
        change_warn(call, WARNING_STOP, "continues", "番号%" PRId64 "の承認した減免はありません", number);
    } else if (date_before(change_date(call, "applied_on"),
                           date_add_days(before->last_day, -(int)settings->renew_days))) {
        change_warn(call, WARNING_STOP, "continues", "更新の申請は、終わりの%" PRId64 "日前からです",
                    settings->renew_days);
    }
}

static enum err apply_check(struct change_call *call)
{
    struct copay_relief_settings settings;
    struct certificate_relief *all;
    size_t count;
    date applied = change_date(call, "applied_on"), last_day;
    enum err e = copay_relief_load(call->session, applied, call->arena, call->report, &settings);

    e = e == ERR_NONE ? reliefs(call, &all, &count) : e;
    e = e == ERR_NONE ? insured_last_day(call, applied, &last_day) : e;
    if (e != ERR_NONE) {
        return e;
    }
    (void)change_warn_later(call, "applied_on");
    if (date_is_none(last_day)) {
        change_warn(call, WARNING_STOP, NULL, "申請の日に被保険者ではありません");
    }
    for (size_t i = 0; i < count; i++) {
        if (all[i].state == COPAY_RELIEF_APPLIED) {
            change_warn(call, WARNING_STOP, NULL, "審査中の申請（番号%" PRId64 "）があります。先に決定してく"
                "ださい",
                        all[i].relief_no);
        }
    }
    if (change_number(call, "continues") != 0) {
        check_renewal(call, all, count, &settings);
    }
    return ERR_NONE;
}

static enum err apply_apply(struct change_call *call)
{
    struct query *q = store_query(call->session->store, SQL_certificate_relief_last);
    struct addressee who;
    int64_t last = 0, changed;
    bool row;
    enum err e = query_step(q, call->report, &row);

    last = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    e = e == ERR_NONE ? addressee_by_no(call->session->store, call->subject_no,
                                        (struct as_of){change_date(call, "applied_on"), INT64_MAX},
                                        call->arena, call->report, &who)
                      : e;
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(call->session->store, SQL_certificate_relief_add);
    query_set_i64(q, "relief_no", last + 1);
    query_set_i64(q, "addressee_no", call->subject_no);
    query_set_i64(q, "household_no", who.household_no);
    query_set_i64(q, "applied_on", date_ymd(change_date(call, "applied_on")));
    query_set_i64(q, "measure", change_number(call, "measure"));
    query_set_i64(q, "ground", change_number(call, "ground"));
    query_set_i64(q, "continues_no", change_number(call, "continues"));
    query_set_text(q, "words", change_value(call, "words"));
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "recorded_at", call->recorded_at);
    (void)snprintf(call->outcome, sizeof(call->outcome), "減免の申請（番号%" PRId64 "）を受け付けました",
                   last + 1);
    return query_run(q, call->report, &changed);
}

static enum err undo_rows(struct change_call *call, enum sql sql)
{
    struct query *q = store_query(call->session->store, sql);
    int64_t changed;

    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "superseded_at", call->recorded_at);
    return query_run(q, call->report, &changed);
}

/* One that has been decided stays: its decision is taken back before. */
static enum err apply_undo(struct change_call *call)
{
    enum err e = undo_rows(call, SQL_certificate_reliefs_undo);
    enum err told = ERR_NONE;

    if (e == ERR_NONE) {
        struct query *q = store_query(call->session->store, SQL_certificate_verify_reliefs);
        bool row;
        e = query_step(q, call->report, &row);
        told = e == ERR_NONE && row ? ERR_INPUT : ERR_NONE;
        query_reset(q);
    }
    return e == ERR_NONE && told != ERR_NONE
               ? report_fail(call->report, ERR_INPUT, "決定した申請です。先に決定を取り消してください")
               : e;
}

/* ---------------------------------------------------------------------------------- decision ---- */

static enum err decide_begin(struct change_call *call)
{
    const struct certificate_relief *r;
    enum err e = begin_with(call, COPAY_RELIEF_APPLIED, &r);

    change_set(call, "outcome", "1");
    if (e == ERR_NONE && r != NULL) {
        struct civil c = date_civil(r->applied_on);
        change_set_number(call, "measure", r->wished);
        change_set_day(call, "from", date_of(c.year, c.month, 1));
    }
    return e;
}

/* Months of those it continues, one behind the other. */
static int months_before(const struct certificate_relief *all, size_t count,
                         const struct certificate_relief *r)
{
    int64_t number = r->continues_no;
    int months = 0;

    for (size_t i = 0; i < count; i++) { /* newest first: an earlier one has a smaller number */
        if (all[i].relief_no == number) {
            months += all[i].months;
            number = all[i].continues_no;
        }
    }
    return months;
}

static void check_terms(struct change_call *call, const struct copay_relief_settings *settings, int before)
{
    static const char *const fields[] = {[COPAY_RELIEF_TOO_LONG] = "months",
                                         [COPAY_RELIEF_TOTAL_TOO_LONG] = "months",
                                         [COPAY_RELIEF_NO_SHARE] = "percent"};
    enum copay_relief_measure measure = (enum copay_relief_measure)change_number(call, "measure");
    enum copay_relief_fault fault =
        copay_relief_check(&settings->terms, measure, (int)change_number(call, "months"), before,
                           (int)change_number(call, "percent"));
    const struct copay_relief_terms *t = &settings->terms;

    if (fault == COPAY_RELIEF_NO_SHARE) {
        change_warn(call, WARNING_STOP, fields[fault], "減額の率は%" PRId64 "％から%" PRId64 "％までです",
                    t->percent_least, t->percent_most);
    } else if (fault != COPAY_RELIEF_FITS) {
        change_warn(call, WARNING_STOP, fields[fault],
                    "月数は、減額・免除が1回%" PRId64 "か月・続けて%" PRId64 "か月まで、徴収猶予が%" PRId64
                    "か月までです（前の分 %dか月）",
                    t->months_max, t->months_total, t->defer_months, before);
    }
}

static void check_days(struct change_call *call, const struct certificate_relief *all, size_t count,
                       const struct certificate_relief *r, date from, date last_day)
{
    struct civil c = date_civil(r->applied_on);

    if (date_before(from, date_of(c.year, c.month, 1))) {
        change_warn(call, WARNING_STOP, "from", "申請の月の1日より前にはできません");
    }
    for (size_t i = 0; i < count; i++) {
        bool holds = all[i].state == COPAY_RELIEF_APPROVED || all[i].state == COPAY_RELIEF_ENDED;
        if (holds && date_at_most(all[i].valid_from, last_day) && date_at_most(from, all[i].last_day)) {
            change_warn(call, WARNING_STOP, "from", "番号%" PRId64 "の減免の期間と重なります",
                        all[i].relief_no);
        }
    }
}

static enum err decide_check(struct change_call *call)
{
    struct copay_relief_settings settings;
    const struct certificate_relief *r;
    struct certificate_relief *all;
    size_t count;
    date from = change_date(call, "from"), insured;
    enum err e = named(call, COPAY_RELIEF_APPLIED, &r);

    if (e != ERR_NONE || r == NULL || change_number(call, "outcome") != 1) {
        return e;
    }
    e = copay_relief_load(call->session, r->applied_on, call->arena, call->report, &settings);
    e = e == ERR_NONE ? reliefs(call, &all, &count) : e;
    e = e == ERR_NONE ? insured_last_day(call, from, &insured) : e;
    if (e != ERR_NONE) {
        return e;
    }
    if (date_is_none(insured)) {
        change_warn(call, WARNING_STOP, "from", "始まりの日に被保険者ではありません");
        return ERR_NONE;
    }
    check_terms(call, &settings, months_before(all, count, r));
    check_days(call, all, count, r, from,
               copay_relief_last_day(from, (int)change_number(call, "months"), insured));
    return ERR_NONE;
}

static enum err decide_preview(struct change_call *call, struct textbuf *ret)
{
    char day[DATE_TEXT_BYTES];
    date from = change_date(call, "from"), insured;

    if (change_number(call, "outcome") != 1) {
        textbuf_puts(ret, "承認のあと、不承認の通知書を印刷できます。");
        return ERR_NONE;
    }
    enum err e = insured_last_day(call, from, &insured);
    if (e == ERR_NONE && !date_is_none(insured)) {
        date_format_era(copay_relief_last_day(from, (int)change_number(call, "months"), insured), day);
        textbuf_printf(ret, "承認のあと、%sまでの証明書と承認の通知書を印刷できます。", day);
    }
    return e;
}

static enum err decide_apply(struct change_call *call)
{
    const struct certificate_relief *r;
    bool is_approved = change_number(call, "outcome") == 1;
    date from = is_approved ? change_date(call, "from") : date_none(), last_day = date_none();
    enum err e = copay_relief_find(call->session->store, call->subject_no, change_number(call, "relief"),
                                   call->arena, call->report, &r);

    if (e == ERR_NONE && (r == NULL || r->state != COPAY_RELIEF_APPLIED)) {
        e = moved_on(call);
    }
    if (e == ERR_NONE && is_approved) {
        e = insured_last_day(call, from, &last_day);
        last_day = date_is_none(last_day)
                       ? last_day
                       : copay_relief_last_day(from, (int)change_number(call, "months"), last_day);
        e = e == ERR_NONE && date_is_none(last_day) ? moved_on(call) : e;
    }
    (void)snprintf(call->outcome, sizeof(call->outcome), "減免の申請を%sしました",
                   is_approved ? "承認" : "不承認と");
    return e == ERR_NONE ? add_step(call, r, is_approved ? 1 : 2, from, last_day) : e;
}

/* --------------------------------------------------------------------------------------- end ---- */

static enum err end_begin(struct change_call *call)
{
    const struct certificate_relief *r;

    change_set_day(call, "last_day", change_today(call));
    return begin_with(call, COPAY_RELIEF_APPROVED, &r);
}

static enum err end_check(struct change_call *call)
{
    const struct certificate_relief *r;
    date last_day = change_date(call, "last_day");
    enum err e = named(call, COPAY_RELIEF_APPROVED, &r);

    if (e == ERR_NONE && r != NULL &&
        (date_before(last_day, date_add_days(r->valid_from, -1)) || !date_before(last_day, r->last_day))) {
        change_warn(call, WARNING_STOP, "last_day", "始まりの前日から、期間の終わりの前の日までの日を入れて"
                                                    "ください");
    }
    return e;
}

static enum err end_apply(struct change_call *call)
{
    const struct certificate_relief *r;
    enum err e = copay_relief_find(call->session->store, call->subject_no, change_number(call, "relief"),
                                   call->arena, call->report, &r);

    if (e == ERR_NONE && (r == NULL || r->state != COPAY_RELIEF_APPROVED)) {
        e = moved_on(call);
    }
    (void)snprintf(call->outcome, sizeof(call->outcome), "減免を終了しました");
    return e == ERR_NONE ? add_step(call, r, 3, r->valid_from, change_date(call, "last_day")) : e;
}

/* A decision that an end followed stays until the end is taken back. */
static enum err step_undo(struct change_call *call)
{
    enum err e = undo_rows(call, SQL_certificate_relief_steps_undo);
    bool row = false;

    if (e == ERR_NONE) {
        struct query *q = store_query(call->session->store, SQL_certificate_verify_reliefs);
        e = query_step(q, call->report, &row);
        query_reset(q);
    }
    return e == ERR_NONE && row
               ? report_fail(call->report, ERR_INPUT, "終了した減免です。先に終了を取り消してください")
               : e;
}
