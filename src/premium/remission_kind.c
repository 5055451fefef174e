/*
 * 減免の決定と取消し -- relief on application: by amount, by rate, by
 * instalment (LV-08, LV-09, LV-10, LV-62).
 *
 * Law     国民健康保険法77条     Table   params/municipal/<city>/remission.tsv
 * assessment.md 4.8, 4.9
 *
 * A decision is for one levy year and payer, with its ground, its article, the
 * months and their end. It acts in the next correction (即時更正 or 月次更正),
 * which posts and notifies. A change of head needs a new application.
 */
#include "premium/remission.h"

#include "premium/application.h"

#include "base/table.h"
#include "casework/casework.h"
#include "premium/premium.h"
#include "rules/common/months.h"

#include <inttypes.h>

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err preview(struct change_call *call, struct textbuf *ret);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);
static enum err end_check(struct change_call *call);
static enum err end_apply(struct change_call *call);
static enum err end_undo(struct change_call *call);

const struct change_code remission_grounds[] = {{"disaster", "災害"},
                                                {"hardship", "所得激減・生活困窮"},
                                                {"imprisonment", "刑事施設等への収容（給付制限）"},
                                                {"other", "その他特別の事情"},
                                                {NULL, NULL}};
static const struct change_code outcomes[] = {
    {"1", "承認"}, {"3", "一部承認"}, {"2", "却下"}, {NULL, NULL}};
static const struct change_code patterns[] = {
    {"1", "減免額を指定"}, {"2", "減免率を指定"}, {"3", "期別の減免額を指定"}, {NULL, NULL}};
static const struct change_code parts[] = {{"15", "すべての区分"}, {"1", "医療分"},     {"2", "支援金分"},
                                           {"4", "介護分"},       {"8", "子ども分"}, {NULL, NULL}};
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
     .help = "宛名番号。世帯主が変わったときは、新しい世帯主の申請が要ります"},
    {.name = "applied", .label = "申請日", .type = FIELD_DATE, .is_required = true, .help = "例: R8.7.10"},
    {.name = "ground",
     .label = "理由",
     .type = FIELD_CHOICE,
     .codes = remission_grounds,
     .is_required = true,
     .help = "条例の減免の理由。年度ごとの月数と率の上限は remission.tsv にあります"},
    {.name = "outcome",
     .label = "決定",
     .type = FIELD_CHOICE,
     .codes = outcomes,
     .is_required = true,
     .help = "却下のときは賦課額は変わりません。却下も一覧に残ります"},
    {.name = "pattern",
     .label = "減免のしかた",
     .type = FIELD_CHOICE,
     .codes = patterns,
     .is_required = true,
     .only_if = "outcome=1|3",
     .help = "額は年額から、率は減免する月の分から、期別は指定した期から差し引きます"},
    {.name = "parts",
     .label = "区分",
     .type = FIELD_CHOICE,
     .codes = parts,
     .is_required = true,
     .only_if = "outcome=1|3",
     .help = "どの区分から差し引くか。ふつうはすべての区分です"},
    {.name = "amount",
     .label = "減免額（年額、円）",
     .type = FIELD_YEN,
     .is_required = true,
     .only_if = "pattern=1",
     .help = "賦課額より多くはなりません"},
    {.name = "rate",
     .label = "減免率（％）",
     .type = FIELD_NUMBER,
     .is_required = true,
     .only_if = "pattern=2",
     .help = "1から100。例: 30"},
    {.name = "from",
     .label = "減免する最初の月",
     .type = FIELD_NUMBER,
     .is_required = true,
     .only_if = "outcome=1|3",
     .help = "4から12、1から3。例: 7"},
    {.name = "until",
     .label = "減免する最後の月",
     .type = FIELD_NUMBER,
     .is_required = true,
     .only_if = "outcome=1|3",
     .help = "この月の末日で減免が終わります。例: 12"},
    {.name = "instalments",
     .label = "期別の減免額",
     .type = FIELD_TEXT,
     .is_required = true,
     .only_if = "pattern=3",
     .help = "期=円。例: 5=3000 6=3000"},
    {.name = "words",
     .label = "事情・添付書類・決裁",
     .type = FIELD_LINES,
     .is_required = true,
     .help = "例: り災証明書（半壊）。7月14日決裁"},
    {.name = "application",
     .label = "申請の受付番号",
     .type = FIELD_NUMBER,
     .help = "どの申請の決定か。申請が待っていれば、その番号が入っています"},
    {.name = "reason",
     .label = "却下・一部承認の理由",
     .type = FIELD_LINES,
     .is_required = true,
     .only_if = "outcome=2|3",
     .characters_max = 400,
     .help = "通知書にそのまま印刷されます。例: 損害の程度が住宅の10分の3に満たないため"},
};
static const struct change_field end_fields[] = {
    {.name = "year",
     .label = "賦課年度",
     .type = FIELD_NUMBER,
     .is_required = true,
     .help = "西暦。例: 2026"},
    {.name = "number",
     .label = "減免番号",
     .type = FIELD_NUMBER,
     .is_required = true,
     .help = "減免の一覧に出ている番号"},
    {.name = "words",
     .label = "取り消す理由",
     .type = FIELD_LINES,
     .is_required = true,
     .help = "例: 申請の内容が事実と違った。8月3日決裁"},
};

const struct change_kind kind_premium_remission = {
    .name = "premium-remission",
    .label = "減免の決定",
    .help = "受け付けた申請の減免を、額・率・期別の額のどれかで決めます。却下も記録します。"
            "承認のあと、次の更正（即時更正か月次更正）で賦課額から差し引かれ、減額の通知が出ます。"
            "更正で年額が変わった世帯は、減免の一覧に「再確認」として出ます。",
    .subject = CHANGE_OF_HOUSEHOLD,
    .moves_premium = true,
    .propose = PERM_PREMIUM_RUN,
    .approve = PERM_PREMIUM_APPROVE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = begin,
    .check = check,
    .preview = preview,
    .apply = apply,
    .undo = undo,
};
const struct change_kind kind_premium_remission_end = {
    .name = "premium-remission-end",
    .label = "減免の取消し",
    .help = "決定した減免を、決定の日をもって取り消します。次の更正で賦課額がも"
            "とに戻ります。決定の記録は残ります。",
    .subject = CHANGE_OF_HOUSEHOLD,
    .moves_premium = true,
    .propose = PERM_PREMIUM_RUN,
    .approve = PERM_PREMIUM_APPROVE,
    .fields = end_fields,
    .field_count = COUNT_OF(end_fields),
    .check = end_check,
    .apply = end_apply,
    .undo = end_undo,
};

const char *premium_remission_ground_label(const char *code)
{
    for (size_t i = 0; remission_grounds[i].value != NULL; i++) {
        if (strcmp(remission_grounds[i].value, code) == 0) {
            return remission_grounds[i].label;
        }
    }
    return code;
}

/* ----------------------------------------------------------------------------------- table ---- */

struct ground_row {
    const char *law;
    int64_t months_max, rate_max; /* of 12; millionths */
};

static enum err ground_of(struct change_call *call, fiscal_year fy, bool *ret_found, struct ground_row *ret)
{
    static const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                            {"ground", COLUMN_TEXT, true, true},
                                            {"law", COLUMN_TEXT, true, false},
                                            {"months_max", COLUMN_INT, true, false},
                                            {"rate_max", COLUMN_RATE, true, false},
                                            {"source", COLUMN_TEXT, true, false}};
    const struct data_folder *f = &call->session->folder;
    const char *name = arena_printf(call->arena, "municipal/%s/remission.tsv", f->municipality);
    struct table *t = ARENA_NEW(call->arena, struct table);
    enum err e = table_read(arena_printf(call->arena, "%s/%s", f->params, name),
                            arena_printf(call->arena, "params/%s", name), columns, COUNT_OF(columns),
                            call->arena, call->report, t);
    if (e != ERR_NONE) {
        return e;
    }
    struct text ground = change_value(call, "ground");
    const char *const keys[] = {arena_copy(call->arena, ground.bytes, ground.len)};
    const struct table_row *row = table_in_force(t, fiscal_year_from(fy), keys);
    *ret_found = row != NULL;
    if (row != NULL) {
        rate most = table_cell(t, row, "rate_max")->rate;
        *ret = (struct ground_row){table_cell(t, row, "law")->text, table_cell(t, row, "months_max")->number,
                                   muldiv_floor(most.num, 1000000, most.den)};
    }
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------------ form ---- */

enum { MONTHS_A_YEAR = 12, APRIL = 4 };

static bool month_index(int64_t month, int *ret)
{
    *ret = (int)((month + MONTHS_A_YEAR - APRIL) % MONTHS_A_YEAR);
    return month >= 1 && month <= MONTHS_A_YEAR;
}

static uint16_t covered_months(int from, int until)
{
    unsigned months = 0;
    for (int i = from; i <= until; i++) {
        months |= 1u << i;
    }
    return (uint16_t)months;
}

/* The decision as typed; what is wrong becomes warnings. */
static enum err rule_of(struct change_call *call, struct premium_remission *ret, const char **ret_law,
                        date *ret_end)
{
    fiscal_year fy = {(int16_t)change_number(call, "year")};
    struct ground_row ground = {.law = ""};
    const char *words = "";
    int from, until;
    bool found = false;
    enum err e = ground_of(call, fy, &found, &ground);
    *ret = (struct premium_remission){.id = 1};
    *ret_law = ground.law;
    *ret_end = date_none();
    if (e == ERR_NONE && !found) {
        change_warn(call, WARNING_STOP, "ground", "この年度にこの理由の定めがありません（remission.tsv）");
    }
    if (e != ERR_NONE || !found || text_is(change_value(call, "outcome"), "2")) {
        return e;
    }
    ret->pattern = (enum remission_pattern)change_number(call, "pattern");
    ret->parts = (unsigned)change_number(call, "parts");
    ret->amount = change_number(call, "amount");
    ret->rate = change_number(call, "rate") * 10000;
    if (!month_index(change_number(call, "from"), &from) ||
        !month_index(change_number(call, "until"), &until) || from > until) {
      change_warn(call, WARNING_STOP, "until",
                  "月は4月から翌年3月までの順に入れてください。例: 7から12");
      return ERR_NONE;
    }
    ret->months = covered_months(from, until);
    int month = until + APRIL; /* of the end, counted from January */
    int year = fy.first_year + (month > MONTHS_A_YEAR);
    *ret_end = date_last_of_month(year, month > MONTHS_A_YEAR ? month - MONTHS_A_YEAR : month);
    if (months_count(ret->months) > ground.months_max) {
        change_warn(call, WARNING_STOP, "until", "この理由で減免できるのは%" PRId64 "か月までです（%s）",
                    ground.months_max, ground.law);
    }
    if (ret->pattern == REMISSION_RATE && (ret->rate < 10000 || ret->rate > ground.rate_max)) {
        change_warn(call, WARNING_STOP, "rate", "減免率は1から%" PRId64 "までです（%s）",
                    ground.rate_max / 10000, ground.law);
    }
    if (ret->pattern == REMISSION_AMOUNT && ret->amount <= 0) {
        change_warn(call, WARNING_STOP, "amount", "減免額は1円からです");
    }
    if (ret->pattern == REMISSION_INSTALMENTS &&
        !remission_instalments_parse(change_value(call, "instalments"), ret->instalments, &words)) {
        change_warn(call, WARNING_STOP, "instalments", "%s", words);
    }
    return ERR_NONE;
}

static enum err newest_decision(struct change_call *call, int32_t year, int64_t payer_no,
                                const struct premium_decision **ret)
{
    struct premium_decision *all;
    size_t count;
    enum err e = premium_decisions(call->session->store, year, payer_no, call->subject_no, call->arena,
                                   call->report, &all, &count);
    *ret = NULL;
    for (size_t i = 0; e == ERR_NONE && i < count && *ret == NULL; i++) {
        *ret = all[i].is_approved ? &all[i] : NULL;
    }
    return e;
}

enum err remission_begin(struct change_call *call)
{
    const struct premium_decision *d;
    int32_t year = fiscal_year_of(change_today(call)).first_year;
    enum err e = newest_decision(call, year, 0, &d);
    change_set_number(call, "year", year);
    change_set_day(call, "applied", change_today(call));
    if (e == ERR_NONE && d != NULL) {
        change_set_number(call, "payer", d->payer_no);
    }
    return e;
}

/* The oldest application that waits is what the form decides. */
static enum err begin(struct change_call *call)
{
    struct premium_application *all;
    size_t count;
    enum err e = remission_begin(call);

    e = e == ERR_NONE ? premium_applications(call->session->store, 0, call->subject_no, call->arena,
                                             call->report, &all, &count)
                      : e;
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        if (all[i].state == APPLICATION_WAITING) {
            change_set_number(call, "year", all[i].year);
            change_set_number(call, "payer", all[i].payer_no);
            change_set_day(call, "applied", all[i].applied_on);
            change_set(call, "ground", all[i].ground);
            change_set_number(call, "application", all[i].application_no);
            break;
        }
    }
    return e;
}

static enum err warn_of_others(struct change_call *call, int32_t year, int64_t payer_no)
{
    struct premium_remission_look *all;
    size_t count;
    enum err e = premium_remissions(call->session->store, year, call->subject_no, call->arena, call->report,
                                    &all, &count);
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        if (all[i].payer_no == payer_no && all[i].is_granted && !all[i].is_ended) {
            change_warn(call, WARNING_WARN, NULL,
                        "この年度には減免%" PRId64 "（%s）がもう決定されています。重ねて差し引きます",
                        all[i].rule.id, premium_remission_ground_label(all[i].ground));
        }
    }
    return e;
}

/* Year, day and payer: of an application as of a decision. */
static enum err check_of(struct change_call *call, const struct premium_decision **ret)
{
    int64_t year = change_number(call, "year");
    int64_t newest = fiscal_year_of(call->session->folder.business_date).first_year;
    *ret = NULL;
    if (year < newest - (PREMIUM_YEARS_MAX - 1) || year > newest) {
        change_warn(call, WARNING_STOP, "year", "年度は%" PRId64 "から%" PRId64 "までです",
                    newest - (PREMIUM_YEARS_MAX - 1), newest);
        return ERR_NONE;
    }
    if (date_before(call->session->folder.business_date, change_date(call, "applied"))) {
        change_warn(call, WARNING_STOP, "applied", "申請日は今日までの日です");
    }
    enum err e = newest_decision(call, (int32_t)year, change_number(call, "payer"), ret);
    if (e == ERR_NONE && *ret == NULL) {
        change_warn(call, WARNING_STOP, "payer", "この世帯とこの納付義務者に、決議された賦課がありません");
    }
    return e;
}

enum err remission_check_of(struct change_call *call)
{
    const struct premium_decision *d;
    return check_of(call, &d);
}

/* What is decided is the application as it was received; one that waits is not passed over. */
static enum err check_application(struct change_call *call)
{
    struct premium_application *all;
    int64_t no = change_number(call, "application");
    size_t count;
    bool found = false;
    enum err e = premium_applications(call->session->store, (int32_t)change_number(call, "year"),
                                      call->subject_no, call->arena, call->report, &all, &count);
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        const struct premium_application *a = &all[i];
        bool is_payers = a->payer_no == change_number(call, "payer") && a->state == APPLICATION_WAITING;
        if (is_payers && a->application_no == no) {
            found = true;
            if (!date_equal(a->applied_on, change_date(call, "applied")) ||
                !text_is(change_value(call, "ground"), a->ground)) {
                change_warn(call, WARNING_STOP, "applied", "申請日と理由が受付%" PRId64 "と違います", no);
            }
        } else if (is_payers && no == 0) {
            change_warn(call, WARNING_STOP, "application",
                        "申請（受付%" PRId64 "）が決定を待っています。受付番号を入れてください",
                        a->application_no);
            return ERR_NONE;
        }
    }
    if (e == ERR_NONE && no != 0 && !found) {
        change_warn(call, WARNING_STOP, "application",
                    "この世帯とこの納付義務者に、決定を待っている申請（受付%" PRId64 "）はありません", no);
    } else if (e == ERR_NONE && no == 0) {
        change_warn(call, WARNING_WARN, "application", "受け付けた申請のない決定です");
    }
    return e;
}

static enum err check(struct change_call *call)
{
    struct premium_remission rule;
    const struct premium_decision *d = NULL;
    const char *law;
    date end;
    enum err e = check_of(call, &d);
    if (e != ERR_NONE || d == NULL) {
        return e;
    }
    e = rule_of(call, &rule, &law, &end);
    if (e == ERR_NONE && rule.pattern == REMISSION_AMOUNT && rule.amount > d->total) {
        change_warn(call, WARNING_WARN, "amount", "減免額が年額を超えています。年額までを差し引きます");
    }
    e = e == ERR_NONE ? check_application(call) : e;
    return e == ERR_NONE
               ? warn_of_others(call, (int32_t)change_number(call, "year"), change_number(call, "payer"))
               : e;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    if (text_is(change_value(call, "outcome"), "2")) {
        textbuf_printf(ret, "却下として記録します。賦課額は変わりません。");
    } else {
        textbuf_printf(ret, "承認のあと、即時更正（減額）か次の月次更正で賦課額から差し引かれます。"
                            "すでに納めた額が新しい額を超える期は過誤納になります。");
    }
    return ERR_NONE;
}

static enum err apply(struct change_call *call)
{
    struct premium_remission rule;
    const char *law;
    date end;
    bool row;
    bool is_refused = text_is(change_value(call, "outcome"), "2");
    enum err e = rule_of(call, &rule, &law, &end);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(call->session->store, SQL_premium_remission_add);
    query_set_i64(q, "fiscal_year", change_number(call, "year"));
    query_set_i64(q, "household_no", call->subject_no);
    query_set_i64(q, "payer_no", change_number(call, "payer"));
    query_set_i64(q, "applied_on", date_ymd(change_date(call, "applied")));
    query_set_text(q, "ground", change_value(call, "ground"));
    query_set_text(q, "law", text_of(law));
    query_set_i64(q, "outcome", is_refused ? 2 : 1);
    query_set_i64(q, "pattern", rule.pattern);
    query_set_i64(q, "parts", rule.parts);
    query_set_i64(q, "amount", rule.amount);
    query_set_i64(q, "rate", rule.pattern == REMISSION_RATE ? rule.rate : 0);
    query_set_i64(q, "months", rule.months);
    query_set_text(q, "instalments",
                   rule.pattern == REMISSION_INSTALMENTS ? change_value(call, "instalments") : text_of(""));
    query_set_i64(q, "ends_on", date_is_none(end) ? 0 : date_ymd(end));
    query_set_i64(q, "decided_on", date_ymd(call->session->folder.business_date));
    query_set_text(q, "words", change_value(call, "words"));
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "recorded_at", call->recorded_at);
    e = query_step(q, call->report, &row);
    struct application_end ends = {.application_no = change_number(call, "application"),
                                   .is_partial = text_is(change_value(call, "outcome"), "3"),
                                   .reason = change_value(call, "reason")};
    if (e == ERR_NONE) {
        assert(row);
        ends.remission_no = query_i64(q, 0);
        (void)snprintf(call->outcome, sizeof(call->outcome), "減免%" PRId64 "を%sしました",
                       ends.remission_no, is_refused ? "却下" : "決定");
    }
    query_reset(q);
    return e == ERR_NONE && ends.application_no > 0 ? application_close(call, &ends) : e;
}

static enum err undo(struct change_call *call)
{
    struct query *q = store_query(call->session->store, SQL_premium_remission_undo);
    int64_t changed;
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "superseded_at", call->recorded_at);
    enum err e = query_run(q, call->report, &changed);
    if (e == ERR_NONE && changed != 1) {
        return report_fail(call->report, ERR_INPUT, "この減免はもう取り消されています");
    }
    return e == ERR_NONE ? application_reopen(call) : e;
}

/* --------------------------------------------------------------------------- cancellation ----- */

static enum err end_check(struct change_call *call)
{
    struct premium_remission_look *all;
    size_t count;
    bool found = false;
    enum err e = premium_remissions(call->session->store, (int32_t)change_number(call, "year"),
                                    call->subject_no, call->arena, call->report, &all, &count);
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        found = found || (all[i].rule.id == change_number(call, "number") && all[i].is_granted &&
                          !all[i].is_ended);
    }
    if (e == ERR_NONE && !found) {
      change_warn(call, WARNING_STOP, "number",
                  "この世帯のこの年度に、取り消せる減免%" PRId64 "はありません",
                  change_number(call, "number"));
    }
    return e;
}

static enum err end_move(struct change_call *call, enum sql sql, const char *name, int64_t at)
{
    struct query *q = store_query(call->session->store, sql);
    int64_t changed;
    query_set_i64(q, "remission_no", change_number(call, "number"));
    query_set_i64(q, name, at);
    enum err e = query_run(q, call->report, &changed);
    return e == ERR_NONE && changed != 1
               ? report_fail(call->report, ERR_INPUT, "減免%" PRId64 "はもう変わっています",
                             change_number(call, "number"))
               : e;
}

static enum err end_apply(struct change_call *call)
{
    (void)snprintf(call->outcome, sizeof(call->outcome), "減免%" PRId64 "を取り消しました",
                   change_number(call, "number"));
    return end_move(call, SQL_premium_remission_close, "superseded_at", call->recorded_at);
}

static enum err end_undo(struct change_call *call)
{
    return end_move(call, SQL_premium_remission_reopen, "closed_at", call->applied_at);
}
