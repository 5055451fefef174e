/*
 * 資格の一覧 -- 住記異動者 (EL-33), 在留期間満了予定 (EL-47), マル学・特例の更新対象 (5.9),
 * 非自発的失業の終了予定, 届出遅延者 (EL-66).
 *
 * Restricted persons (支援措置) are left out and counted.
 */
#include "eligibility/kinds.h"

#include "output/output.h"

#define TASKS_A_PAGE 500

static enum err person_of(struct session *s, int64_t addressee_no, struct arena *arena, struct report *report,
                          struct addressee *ret)
{
    const struct as_of now = {s->folder.business_date, INT64_MAX};
    enum err e = addressee_by_no(s->store, addressee_no, now, arena, report, ret);

    if (e == ERR_FINDINGS) {
        report_clear(report);
        *ret = (struct addressee){.addressee_no = addressee_no, .name = text_of("")};
        e = ERR_NONE;
    }
    return e;
}

static bool is_outside(date d, const struct output_value *v)
{
    return v->is_given && (date_is_none(d) || (!date_is_none(v->day_from) && date_before(d, v->day_from)) ||
                           (!date_is_none(v->day_until) && date_before(v->day_until, d)));
}

/* ------------------------------------------------------------------------------ 住記異動者 ------ */

static const struct output_column event_columns[] = {{.label = "宛名番号"}, {.label = "世帯番号"},
                                                     {.label = "氏名"},     {.label = "見つけた日"},
                                                     {.label = "内容"},     {.label = "期限"},
                                                     {.label = "状態"},     {.label = "処理の結果"}};
static const struct output_word event_words[] = {{.name = "見つけた日", .type = OUTPUT_WORD_DAY}};

static enum err write_events(struct session *s, const struct output_value *values, struct arena *arena,
                             struct output_sink *sink, struct report *report)
{
    int64_t after = 0, total = 0;
    size_t count = 0;
    enum err e = ERR_NONE;

    do {
        struct task *tasks = NULL;
        e = task_list(s, text_of("source=job:eligibility-daily:* state=any"), TASKS_A_PAGE, after, arena,
                      report, &tasks, &count, &total);
        for (size_t i = 0; i < count && e == ERR_NONE; i++) {
            const struct task *t = &tasks[i];
            struct addressee who;
            date made = clock_day(t->created_at);
            after = t->task_no;
            if (is_outside(made, &values[0])) {
                continue;
            }
            e = person_of(s, t->addressee_no, arena, report, &who);
            if (e != ERR_NONE) {
                break;
            }
            output_i64(sink, t->addressee_no);
            output_i64(sink, t->household_no);
            output_text(sink, who.name);
            output_day(sink, made);
            output_text(sink, t->words);
            output_day(sink, t->due);
            output_text(sink, text_of(task_state_label(t->state)));
            output_text(sink, t->done_words);
            e = output_row(sink, t->addressee_no, who.is_restricted, report);
        }
    } while (e == ERR_NONE && count == TASKS_A_PAGE);
    return e;
}

const struct output_list output_list_resident_events = {
    .name = "eligibility-residents",
    .label = "住記異動者一覧",
    .help = "国保に影響する住民異動と、その扱い（毎日の点検が見つけた作業とその結果）。",
    .permission = PERM_ELIGIBILITY_VIEW,
    .restricted = RESTRICTED_LEFT_OUT,
    .columns = event_columns,
    .column_count = COUNT_OF(event_columns),
    .words = event_words,
    .word_count = COUNT_OF(event_words),
    .criteria_help = "見つけた日=2026-06-01..2026-06-30",
    .write = write_events,
};

/* ---------------------------------------------------------------------------- 在留期間満了 ------ */

static const struct output_column stay_columns[] = {
    {.label = "宛名番号"}, {.label = "世帯番号"}, {.label = "氏名"},
    {.label = "在留資格"}, {.label = "満了日"},   {.label = "残り日数", .is_number = true}};
static const struct output_word stay_words[] = {{.name = "満了日", .type = OUTPUT_WORD_DAY}};

static bool is_insured_on(const struct eligibility_membership *m, size_t count, date day)
{
    for (size_t i = 0; i < count; i++) {
        if (date_at_most(m[i].span.from, day) && date_before(day, m[i].span.until)) {
            return true;
        }
    }
    return false;
}

static enum err stay_row(struct session *s, const struct resident_event *stay, struct arena *arena,
                         struct output_sink *sink, struct report *report)
{
    struct addressee who;
    struct eligibility_membership *m = NULL;
    size_t count = 0;
    date today = s->folder.business_date;
    enum err e =
        eligibility_memberships_of(s->store, stay->addressee_no, INT64_MAX, arena, report, &m, &count);

    if (e != ERR_NONE || !is_insured_on(m, count, today)) {
        return e;
    }
    e = person_of(s, stay->addressee_no, arena, report, &who);
    if (e != ERR_NONE) {
        return e;
    }
    output_i64(sink, stay->addressee_no);
    output_i64(sink, stay->household_no);
    output_text(sink, stay->name);
    output_text(sink, stay->residence_status);
    output_day(sink, stay->stay_ends_on);
    output_i64(sink, date_days_between(today, stay->stay_ends_on));
    return output_row(sink, stay->addressee_no, who.is_restricted, report);
}

static enum err write_stays(struct session *s, const struct output_value *values, struct arena *arena,
                            struct output_sink *sink, struct report *report)
{
    struct resident_event *list = NULL;
    size_t count = 0;
    int64_t p[EVENT_PARAMETERS];
    enum err e = event_parameters(&s->folder, arena, report, p);

    if (e == ERR_NONE) {
        date until = values[0].is_given ? date_add_days(date_open_end(), -1)
                                        : date_add_days(s->folder.business_date, (int)p[PARAMETER_STAY_DAYS]);
        e = addressee_stays_ending(s->store, s->folder.business_date, until, arena, report, &list, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (!is_outside(list[i].stay_ends_on, &values[0])) {
            e = stay_row(s, &list[i], arena, sink, report);
        }
    }
    return e;
}

const struct output_list output_list_stays = {
    .name = "eligibility-stays",
    .label = "在留期間満了予定者一覧",
    .help = "加入している外国人住民のうち、在留期間がまもなく満了する人と満了した人。",
    .permission = PERM_STATUS_OF_RESIDENCE_VIEW,
    .restricted = RESTRICTED_LEFT_OUT,
    .columns = stay_columns,
    .column_count = COUNT_OF(stay_columns),
    .words = stay_words,
    .word_count = COUNT_OF(stay_words),
    .criteria_help = "満了日=2026-07-01..2026-08-31（なければ、知らせる日数まで）",
    .write = write_stays,
};

/* ------------------------------------------------------------------------- マル学・特例の更新 ---- */

static const struct output_column exception_columns[] = {{.label = "宛名番号"}, {.label = "世帯番号"},
                                                         {.label = "氏名"},     {.label = "種類"},
                                                         {.label = "最後の日"}};
static const struct output_word exception_words[] = {{.name = "最後の日", .type = OUTPUT_WORD_DAY}};

static const char *exception_label(int64_t reason)
{
    return reason == BELONGING_STUDENT    ? "マル学"
           : reason == BELONGING_FACILITY ? "住所地特例"
                                          : "マル遠";
}

static enum err write_exceptions(struct session *s, const struct output_value *values, struct arena *arena,
                                 struct output_sink *sink, struct report *report)
{
    struct {
        int64_t addressee_no, household_no, reason;
        date last;
    } *rows = NULL;
    size_t count = 0, capacity = 0;
    struct query *q = store_query(s->store, SQL_eligibility_overlay_ending);
    bool row = false;
    enum err e;

    query_set_i64(q, "from", 0);
    query_set_i64(q, "until", FACT_DAY_OPEN);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        bool is_open = query_i64(q, 3) == FACT_DAY_OPEN;
        date last = is_open ? date_none() : date_add_days(day_of_column(query_i64(q, 3)), -1);
        if (!is_outside(last, &values[0])) {
            (void)ARENA_PUSH(arena, rows, count, capacity);
            rows[count - 1].addressee_no = query_i64(q, 0);
            rows[count - 1].household_no = query_i64(q, 1);
            rows[count - 1].reason = query_i64(q, 2);
            rows[count - 1].last = last;
        }
    }
    query_reset(q);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct addressee who;
        e = person_of(s, rows[i].addressee_no, arena, report, &who);
        if (e != ERR_NONE) {
            break;
        }
        output_i64(sink, rows[i].addressee_no);
        output_i64(sink, rows[i].household_no);
        output_text(sink, who.name);
        output_text(sink, text_of(exception_label(rows[i].reason)));
        output_day(sink, rows[i].last);
        e = output_row(sink, rows[i].addressee_no, who.is_restricted, report);
    }
    return e;
}

const struct output_list output_list_exceptions = {
    .name = "eligibility-exceptions",
    .label = "マル学・特例 更新対象一覧",
    .help = "マル学・マル遠・住所地特例の登録。最後の日で絞ると更新の対象になる。",
    .permission = PERM_ELIGIBILITY_VIEW,
    .restricted = RESTRICTED_LEFT_OUT,
    .columns = exception_columns,
    .column_count = COUNT_OF(exception_columns),
    .words = exception_words,
    .word_count = COUNT_OF(exception_words),
    .criteria_help = "最後の日=2027-03-01..2027-03-31",
    .write = write_exceptions,
};

/* --------------------------------------------------------------------- 非自発的失業の終了予定 ---- */

static const struct output_column unemployed_columns[] = {{.label = "宛名番号"}, {.label = "世帯番号"},
                                                          {.label = "氏名"},     {.label = "離職日"},
                                                          {.label = "離職理由"}, {.label = "終わる日"}};
static const struct output_word unemployed_words[] = {{.name = "終わる日", .type = OUTPUT_WORD_DAY}};

static enum err unemployed_row(struct session *s, const struct eligibility_fact *f, date last,
                               struct arena *arena, struct output_sink *sink, struct report *report)
{
    struct addressee who;
    enum err e = person_of(s, f->addressee_no, arena, report, &who);

    if (e != ERR_NONE) {
        return e;
    }
    output_i64(sink, f->addressee_no);
    output_i64(sink, who.household_no);
    output_text(sink, who.name);
    output_day(sink, f->span.from);
    output_i64(sink, f->detail);
    output_day(sink, last);
    return output_row(sink, f->addressee_no, who.is_restricted, report);
}

static enum err write_unemployed(struct session *s, const struct output_value *values, struct arena *arena,
                                 struct output_sink *sink, struct report *report)
{
    struct eligibility_scan *scan = NULL;
    struct eligibility_fact f, *list = NULL;
    struct span recent = {date_add_days(s->folder.business_date, -3 * 366), date_open_end()};
    size_t count = 0, capacity = 0;
    bool more = false;
    enum err e = eligibility_scan_open(s->store, recent, FACT_MOMENT_OPEN, report, &scan);

    while (e == ERR_NONE && (e = eligibility_scan_next(scan, report, &f, &more)) == ERR_NONE && more) {
        if (f.kind == FACT_UNEMPLOYED) {
            *ARENA_PUSH(arena, list, count, capacity) = f;
        }
    }
    eligibility_scan_close(scan);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        date last = date_add_days(unemployed_span(list[i].span.from).until, -1);
        bool is_over = !values[0].is_given && date_before(last, s->folder.business_date);
        if (!is_over && !is_outside(last, &values[0])) {
            e = unemployed_row(s, &list[i], last, arena, sink, report);
        }
    }
    return e;
}

const struct output_list output_list_unemployed = {
    .name = "eligibility-unemployed",
    .label = "非自発的失業者 終了予定一覧",
    .help = "非自発的失業の軽減を受けている人と、その終わる日（離職の翌年度末）。",
    .permission = PERM_ELIGIBILITY_VIEW,
    .restricted = RESTRICTED_LEFT_OUT,
    .columns = unemployed_columns,
    .column_count = COUNT_OF(unemployed_columns),
    .words = unemployed_words,
    .word_count = COUNT_OF(unemployed_words),
    .criteria_help = "終わる日=2027-03-31",
    .write = write_unemployed,
};

/* -------------------------------------------------------------------------- 届出遅延者 (EL-66) --- */

static const struct output_column late_columns[] = {{.label = "宛名番号"}, {.label = "世帯番号"},
                                                    {.label = "氏名"},     {.label = "事由"},
                                                    {.label = "事実の日"}, {.label = "届出日"},
                                                    {.label = "遅れた日数"}, {.label = "給付を止めて"
                                                        "いる最後の日"}};
static const struct output_word late_words[] = {{.name = "届出日", .type = OUTPUT_WORD_DAY}};

static enum err late_row(struct session *s, const struct eligibility_event *v, struct arena *arena,
                         struct output_sink *sink, struct report *report)
{
    struct addressee who;
    enum err e = person_of(s, v->addressee_no, arena, report, &who);

    if (e != ERR_NONE) {
        return e;
    }
    output_i64(sink, v->addressee_no);
    output_i64(sink, v->household_no);
    output_text(sink, who.name);
    output_text(sink, text_of(eligibility_reason_label(v->reason, arena)));
    output_day(sink, v->occurred_on);
    output_day(sink, v->notified_on);
    output_i64(sink, date_days_between(v->occurred_on, v->notified_on));
    output_day(sink, date_add_days(v->notified_on, -1));
    return output_row(sink, v->addressee_no, who.is_restricted, report);
}

static enum err write_late_notices(struct session *s, const struct output_value *values, struct arena *arena,
                                   struct output_sink *sink, struct report *report)
{
    const struct eligibility_law *law = NULL;
    struct event_list list = {0};
    enum err e = eligibility_law_load(s->folder.params, NULL, arena, report, &law);

    if (e == ERR_NONE) {
        e = events_read(store_query(s->store, SQL_eligibility_event_late), arena, report, &list);
    }
    for (size_t i = 0; i < list.count && e == ERR_NONE; i++) {
        bool is_late = false;
        e = late_notice_is(law, &list.events[i], report, &is_late);
        if (e == ERR_NONE && is_late && !is_outside(list.events[i].notified_on, &values[0])) {
            e = late_row(s, &list.events[i], arena, sink, report);
        }
    }
    return e;
}

const struct output_list output_list_late_notices = {
    .name = "eligibility-late-notices",
    .label = "届出遅延者一覧",
    .help = "加入の届出が14日を過ぎ、理由がまだ登録されていない人。届出より前の医療費は自動では払い戻"
            "されない。",
    .permission = PERM_ELIGIBILITY_VIEW,
    .restricted = RESTRICTED_LEFT_OUT,
    .columns = late_columns,
    .column_count = COUNT_OF(late_columns),
    .words = late_words,
    .word_count = COUNT_OF(late_words),
    .criteria_help = "届出日=2026-06-01..2026-06-30",
    .write = write_late_notices,
};
