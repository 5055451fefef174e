/*
 * 簡易申告書・所得照会書の一括作成, 未回答の催促 -- proposed by one, sent by another (LV-49, LV-50, LV-63).
 *
 * Whom a run asks is frozen when it is proposed; who is asked already is left out, so a run may be made
 * every week. A reminder is the same sheet with the same code once more.
 */
#include "inquiry/run.h"
#include "rules/common/holidays.h"

#include <inttypes.h>

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err propose_reminders(struct job_run *run);

enum { OPTION_ISSUED_ON, OPTION_DUE_ON };
static const struct job_option options[] = {
    {"issued-on", "書類の日付（空 = 処理日）", ""},
    {"due-on", "回答の期限（空 = 設定の日数のあと、閉庁日なら次の開庁日）", ""},
};
enum { OPTION_REMIND_ISSUED_ON, OPTION_REMIND_TIMES };
static const struct job_option reminder_options[] = {
    {"issued-on", "書類の日付（空 = 処理日）", ""},
    {"times", "催促をこの回数まで出した人は除く", "2"},
};

const struct job job_declaration_forms = {
    .name = "declaration-forms",
    .label = "簡易申告書の一括作成",
    .unit = "通",
    .run_permission = PERM_PREMIUM_RUN,
    .approve_permission = PERM_PREMIUM_APPROVE,
    .needs_approval = true,
    .finding_label = run_finding_label,
    .options = options,
    .option_count = COUNT_OF(options),
    .prepare = prepare,
    .propose = propose,
    .withdraw = run_withdraw,
    .approve = run_approve,
    .show = run_show,
};
const struct job job_income_inquiries = {
    .name = "income-inquiries",
    .label = "所得照会書の一括作成",
    .unit = "通",
    .run_permission = PERM_PREMIUM_RUN,
    .approve_permission = PERM_PREMIUM_APPROVE,
    .needs_approval = true,
    .finding_label = run_finding_label,
    .options = options,
    .option_count = COUNT_OF(options),
    .prepare = prepare,
    .propose = propose,
    .withdraw = run_withdraw,
    .approve = run_approve,
    .show = run_show,
};
const struct job job_inquiry_reminders = {
    .name = "inquiry-reminders",
    .label = "申告書・照会書の催促",
    .unit = "通",
    .run_permission = PERM_PREMIUM_RUN,
    .approve_permission = PERM_PREMIUM_APPROVE,
    .needs_approval = true,
    .finding_label = run_finding_label,
    .options = reminder_options,
    .option_count = COUNT_OF(reminder_options),
    .prepare = prepare,
    .propose = propose_reminders,
    .withdraw = run_withdraw,
    .approve = run_approve,
    .show = run_show,
};

static enum inquiry_kind kind_of(const struct job_run *run)
{
    return run->job == &job_income_inquiries ? INQUIRY_MUNICIPALITY : INQUIRY_DECLARATION;
}

static enum err issued_on(const struct job_run *run, date *ret)
{
    return batch_option_day(run, OPTION_ISSUED_ON, run->business_date, ret);
}

static enum err prepare(struct job_run *run)
{
    struct arena *arena = arena_new("照会の設定", (size_t)16 << 20);
    struct inquiry_terms terms;
    char digest[SHA256_HEX];
    date issued;
    enum err e = issued_on(run, &issued);

    e = e == ERR_NONE ? inquiry_terms_load(run->session, issued, arena, run->report, &terms) : e;
    if (e == ERR_NONE) {
        hex_format(terms.sha256, sizeof(terms.sha256), digest);
        e = batch_parameter(run, "inquiry.tsv", digest);
    }
    arena_free(arena);
    return e;
}

static enum err extract(struct job_run *run)
{
    struct arena *arena = arena_new("照会の対象", (size_t)1 << 30);
    struct inquiry_terms terms;
    struct asked_sheets asked[INQUIRY_KINDS], *to_ask = &asked[kind_of(run)];
    date issued = date_none(), due = date_none();
    enum err e = issued_on(run, &issued);

    e = e == ERR_NONE ? inquiry_terms_load(run->session, issued, arena, run->report, &terms) : e;
    if (e == ERR_NONE) {
        e = batch_option_day(run, OPTION_DUE_ON,
                             business_day_from(date_add_days(issued, (int)terms.due_days)), &due);
    }
    if (e == ERR_NONE && !date_before(issued, due)) {
        e = report_fail(run->report, ERR_INPUT, "回答の期限は書類の日付より後の日にしてください");
    }
    if (e == ERR_NONE) {
        e = asked_gather(run->session, run->year, run->known_at, NULL, NULL, NULL, arena, run->report, asked);
    }
    for (size_t i = 0; e == ERR_NONE && i < to_ask->count; i++) {
        to_ask->sheets[i].issued_on = issued;
        to_ask->sheets[i].due_on = due;
    }
    if (e == ERR_NONE) {
        fprintf(run->out, "%" PRId32 "年度の%s %zu 通、%" PRId64 " 人\n", run->year,
                inquiry_kind_labels[kind_of(run)], to_ask->count, to_ask->persons);
        e = run->dry_run ? ERR_NONE : run_freeze(run, false, issued, to_ask->sheets, to_ask->count);
    }
    arena_free(arena);
    return e;
}

static enum err propose(struct job_run *run)
{
    bool is_frozen = false;
    enum err e = run->dry_run ? ERR_NONE : run_is_frozen(run, &is_frozen);

    e = e == ERR_NONE && !is_frozen ? extract(run) : e;
    return e == ERR_NONE && !run->dry_run ? run_print(run, inquiry_kind_labels[kind_of(run)]) : e;
}

/* ------------------------------------------------------------------------------------- 催促 ------ */

/* By sheet number, each once; the items of a sheet stand together. */
static enum err overdue_sheets(struct job_run *run, const struct inquiry_terms *terms, int64_t times,
                               struct arena *arena, struct inquiry_sheet **ret, size_t *ret_count)
{
    struct inquiry_item *items;
    size_t count, capacity = 0;
    enum err e = inquiry_items(run->session, run->year, arena, run->report, &items, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct inquiry_item *item = &items[i];
        date last = date_is_none(item->reminded_on) ? item->due_on : item->reminded_on;
        bool is_wanted = item->state == INQUIRY_OVERDUE && item->reminders < times &&
                         date_before(date_add_days(last, (int)terms->reminder_days), run->business_date);
        bool is_new = *ret_count == 0 || (*ret)[*ret_count - 1].sheet_no != item->sheet_no;
        if (is_wanted && is_new) {
            *ARENA_PUSH(arena, *ret, *ret_count, capacity) =
                (struct inquiry_sheet){.sheet_no = item->sheet_no};
        }
    }
    return e;
}

static enum err extract_reminders(struct job_run *run)
{
    struct arena *arena = arena_new("催促の対象", (size_t)1 << 30);
    struct inquiry_terms terms;
    struct inquiry_sheet *sheets = NULL;
    size_t count = 0;
    int64_t times = 0;
    date issued = date_none();
    enum err e = batch_option_day(run, OPTION_REMIND_ISSUED_ON, run->business_date, &issued);

    e = e == ERR_NONE ? batch_option_number(run, OPTION_REMIND_TIMES, 1, 0, &times) : e;
    e = e == ERR_NONE ? inquiry_terms_load(run->session, issued, arena, run->report, &terms) : e;
    e = e == ERR_NONE ? overdue_sheets(run, &terms, times, arena, &sheets, &count) : e;
    if (e == ERR_NONE) {
        fprintf(run->out, "%" PRId32 "年度の催促 %zu 通\n", run->year, count);
        e = run->dry_run ? ERR_NONE : run_freeze(run, true, issued, sheets, count);
    }
    arena_free(arena);
    return e;
}

static enum err propose_reminders(struct job_run *run)
{
    bool is_frozen = false;
    enum err e = run->dry_run ? ERR_NONE : run_is_frozen(run, &is_frozen);

    e = e == ERR_NONE && !is_frozen ? extract_reminders(run) : e;
    return e == ERR_NONE && !run->dry_run ? run_print(run, "申告書・照会書の催促") : e;
}
