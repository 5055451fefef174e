/*
 * 返戻 (CO-55) and 公示送達 (CO-56) -- what came back, and what is served by posting it.
 *
 * Law     地方税法20条の2 (国民健康保険法78条): served when the days of the posting have passed
 */
#include <inttypes.h>

#include "demand/papers.h"
#include "demand/returned.h"

/* ---------------------------------------------------------------------------------- 返戻 ------ */

static enum err returned_begin(struct change_call *call);
static enum err returned_check(struct change_call *call);
static enum err returned_apply(struct change_call *call);
static enum err returned_undo(struct change_call *call);

static const struct change_field returned_fields[] = {
    {.name = "on",
     .label = "戻った日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "郵便が戻った日、または調査が終わった日。例: 080722"},
    {.name = "run",
     .label = "実行番号",
     .type = FIELD_NUMBER,
     .help = "戻った書類の左下にある実行の番号。分からなければ空。"},
    {.name = "reason",
     .label = "戻った理由",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = returned_reasons,
     .help = "封筒の付せんのとおり。"},
    {.name = "survey",
     .label = "住所の調査",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = returned_surveys,
     .help = "新しい住所は送付先か住民記録で直します。分からないとしたときから、督促は公示送達の一覧に入り"
             "ます。"},
    {.name = "words", .label = "調べたこと", .type = FIELD_LINES, .help = "戸籍の附票、実態調査の日など。"},
};
const struct change_kind kind_returned_mail = {
    .name = "returned-mail",
    .label = "返戻の記録",
    .help = "戻った郵便と住所の調査を記録します。調査の結果は、もう一度ここに記録します（新しいものが使われ"
            "ます）。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_NONE,
    .fields = returned_fields,
    .field_count = COUNT_OF(returned_fields),
    .begin = returned_begin,
    .check = returned_check,
    .apply = returned_apply,
    .undo = returned_undo,
};

static enum err returned_begin(struct change_call *call)
{
    change_set_day(call, "on", change_today(call));
    change_set(call, "survey", "1");
    return ERR_NONE;
}

/* The paper of that run went to this payer. */
static enum err paper_of(struct change_call *call, int64_t run_no, struct papers_batch *b,
                         struct papers_row *ret, bool *ret_found)
{
    struct papers_row *rows = NULL;
    size_t count = 0;
    date approved_on;
    enum err e = papers_batch_of(call->session->store, run_no, call->report, b, &approved_on);

    *ret_found = false;
    if (e == ERR_NONE && b->kind != 0 && !date_is_none(approved_on)) {
        e = papers_rows(call->session->store, run_no, call->subject_no - 1, 1, call->arena, call->report,
                        &rows, &count);
    }
    if (e == ERR_NONE && count == 1 && rows[0].payer_no == call->subject_no) {
        *ret = rows[0];
        *ret_found = true;
    }
    return e;
}

static enum err returned_check(struct change_call *call)
{
    struct papers_batch b;
    struct papers_row row;
    bool found = true;
    int64_t run = change_number(call, "run");
    enum err e = run != 0 ? paper_of(call, run, &b, &row, &found) : ERR_NONE;

    if (e == ERR_NONE && !found) {
        change_warn(call, WARNING_STOP, "run", "実行 %lld でこの人に送った書類はありません。",
                    (long long)run);
    }
    if (date_before(call->session->folder.business_date, change_date(call, "on"))) {
        change_warn(call, WARNING_STOP, "on", "戻った日が今日より後です。");
    }
    return e;
}

static enum err returned_apply(struct change_call *call)
{
    const struct returned_row row = {.payer_no = call->subject_no,
                                     .run_no = change_number(call, "run"),
                                     .on = change_date(call, "on"),
                                     .reason = change_number(call, "reason"),
                                     .survey = (enum returned_survey)change_number(call, "survey"),
                                     .words = change_value(call, "words")};

    snprintf(call->outcome, sizeof(call->outcome), "返戻を記録しました（%s）",
             returned_surveys[row.survey - 1].label);
    return returned_add(call->session, &row, call->recorded_at, call->report);
}

static enum err returned_undo(struct change_call *call)
{
    int64_t changed = 0;
    struct query *q = store_query(call->session->store, SQL_demand_returned_undo);

    query_set_i64(q, "payer_no", call->subject_no);
    query_set_i64(q, "run_no", change_number(call, "run"));
    query_set_i64(q, "applied_at", call->applied_at);
    query_set_i64(q, "now", call->recorded_at);
    enum err e = query_run(q, call->report, &changed);
    if (e == ERR_NONE && changed != 1) {
        e = report_fail(call->report, ERR_INPUT,
                        "この返戻の記録はもうありません。開き直して確かめてください");
    }
    return e == ERR_NONE ? returned_task_again(call->session, call->subject_no, call->report) : e;
}

/* ------------------------------------------------------------------------------- 公示送達 ----- */

static enum err publication_begin(struct change_call *call);
static enum err publication_check(struct change_call *call);
static enum err publication_apply(struct change_call *call);
static enum err publication_undo(struct change_call *call);

static const struct change_field publication_fields[] = {
    {.name = "run",
     .label = "実行番号",
     .type = FIELD_NUMBER,
     .is_required = true,
     .help = "公示送達する書類の実行の番号。公示送達の一覧（koji.csv）と書類の左下にあります。"},
    {.name = "on",
     .label = "掲示を始めた日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "この日から起算して条例・法律の日数が過ぎたとき、送達したことになります。例: 080801"},
    {.name = "words",
     .label = "掲示の場所と番号",
     .type = FIELD_TEXT,
     .is_required = true,
     .help = "例: 区役所前掲示場 8新健医第123号"},
};
const struct change_kind kind_publication = {
    .name = "public-notice",
    .label = "公示送達の登録",
    .help =
        "居所が分からない人への督促を、掲示で送達したことを登録します。効力の日を計算し、督促の送達の日に"
        "します。別の職員が確認すると登録されます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = publication_fields,
    .field_count = COUNT_OF(publication_fields),
    .begin = publication_begin,
    .check = publication_check,
    .apply = publication_apply,
    .undo = publication_undo,
};

static enum err publication_begin(struct change_call *call)
{
    change_set_day(call, "on", change_today(call));
    return ERR_NONE;
}

static enum err effective_day(struct change_call *call, date posted, date *ret)
{
    struct demand_terms terms;
    const struct data_folder *f = &call->session->folder;
    enum err e = demand_terms_load(f->params, f->municipality, posted, call->arena, call->report, &terms);

    if (e == ERR_NONE) { /* the day of the posting is the first */
        *ret = date_add_days(posted, (int)terms.public_notice_days);
    }
    return e;
}

static enum err posted_of(struct store *s, int64_t run_no, int64_t payer_no, struct report *report,
                          int64_t *ret_no)
{
    struct query *q = store_query(s, SQL_demand_publication_of);
    bool row;

    query_set_i64(q, "run_no", run_no);
    query_set_i64(q, "payer_no", payer_no);
    enum err e = query_step(q, report, &row);
    *ret_no = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

static enum err publication_check(struct change_call *call)
{
    struct papers_batch b;
    struct papers_row row;
    bool found = false;
    int64_t no = 0, run = change_number(call, "run");
    enum err e = paper_of(call, run, &b, &row, &found);

    if (e != ERR_NONE) {
        return e;
    }
    if (!found || row.is_pulled) {
        change_warn(call, WARNING_STOP, "run", "実行 %lld でこの人に送る書類はありません（引抜を含む）。",
                    (long long)run);
        return ERR_NONE;
    }
    if (row.way != WAY_PUBLIC) {
        change_warn(call, WARNING_WARN, "run", "この書類は郵送されたものです。返戻を記録してありますか。");
    }
    if (date_before(change_date(call, "on"), b.issued_on)) {
        change_warn(call, WARNING_STOP, "on", "掲示を始めた日が発付日より前です。");
    }
    e = posted_of(call->session->store, run, call->subject_no, call->report, &no);
    if (e == ERR_NONE && no != 0) {
        change_warn(call, WARNING_STOP, "run", "この書類の公示送達はもう登録されています。");
    }
    return e;
}

/* The 督促 of each charge is served on that day; none: it is taken back. */
static enum err serve(struct change_call *call, int64_t run_no, const struct papers_row *row,
                      date served_on)
{
    struct collection_dunning *all = NULL;
    size_t count = 0;
    enum err e = collection_dunnings(call->session->store, call->subject_no, call->arena, call->report,
                                     &all, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        for (size_t k = 0; k < row->line_count && e == ERR_NONE; k++) {
            const struct paper_line *l = &row->lines[k];
            if (!all[i].is_withdrawn && all[i].cause_no == run_no && all[i].levy_year == l->levy_year &&
                all[i].household_no == l->household_no && all[i].instalment == l->instalment) {
                all[i].served_on = served_on;
                e = collection_dun_change(call->session->store, &all[i], call->recorded_at, call->report);
            }
        }
    }
    return e;
}

static enum err publication_next(struct store *s, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_demand_publication_next);
    bool row;
    enum err e = query_step(q, report, &row);

    *ret = e == ERR_NONE ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

static enum err publication_apply(struct change_call *call)
{
    struct papers_batch b;
    struct papers_row row;
    bool found = false;
    int64_t no = 0, changed, run = change_number(call, "run");
    date posted = change_date(call, "on"), effective = date_none();
    char day[DATE_TEXT_BYTES];
    enum err e = effective_day(call, posted, &effective);

    if (e == ERR_NONE) {
        e = paper_of(call, run, &b, &row, &found);
    }
    if (e == ERR_NONE && (!found || row.is_pulled)) {
        e = report_fail(call->report, ERR_INPUT, "実行 %" PRId64 " の書類は引き抜かれました", run);
    }
    if (e == ERR_NONE) {
        e = publication_next(call->session->store, call->report, &no);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(call->session->store, SQL_demand_publication_add);
    query_set_i64(q, "publication_no", no);
    query_set_i64(q, "run_no", run);
    query_set_i64(q, "payer_no", call->subject_no);
    query_set_i64(q, "posted_on", date_ymd(posted));
    query_set_i64(q, "effective_on", date_ymd(effective));
    query_set_text(q, "words", change_value(call, "words"));
    query_set_i64(q, "recorded_at", call->recorded_at);
    e = query_run(q, call->report, &changed);
    date_format_era(effective, day);
    snprintf(call->outcome, sizeof(call->outcome), "公示送達を登録しました。効力の日 %s", day);
    return e == ERR_NONE && b.kind == DEMAND_DUNNING ? serve(call, run, &row, effective) : e;
}

static enum err publication_undo(struct change_call *call)
{
    struct papers_batch b;
    struct papers_row row;
    bool found = false;
    int64_t changed = 0;
    struct query *q = store_query(call->session->store, SQL_demand_publication_undo);

    query_set_i64(q, "payer_no", call->subject_no);
    query_set_i64(q, "applied_at", call->applied_at);
    query_set_i64(q, "now", call->recorded_at);
    enum err e = query_run(q, call->report, &changed);
    if (e == ERR_NONE && changed != 1) {
        return report_fail(call->report, ERR_INPUT,
                           "この公示送達はもうありません。開き直して確かめてください");
    }
    if (e == ERR_NONE) {
        e = paper_of(call, change_number(call, "run"), &b, &row, &found);
    }
    return e == ERR_NONE && found && b.kind == DEMAND_DUNNING
               ? serve(call, change_number(call, "run"), &row, date_none())
               : e;
}
