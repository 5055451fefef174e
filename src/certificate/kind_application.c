/*
 * 限度額適用・基準収入額・特定疾病 の申請 -- received, decided, in force from when until when (EL-23 to
 * EL-25).
 *
 * Law     国民健康保険法施行規則24条の3 (基準収入額), 27条の13 (特定疾病), 27条の14の2 (限度額)
 *
 * 限度額 counts from the first of the month of the application, 基準収入額 from the first of the next
 * month; both end
 * with 31 July (paper.tsv, type limit). 特定疾病 counts from the day of the application until the person is
 * 75.
 */
#include "casework/casework.h"
#include "casework/warn.h"
#include "certificate/register.h"

#include <inttypes.h>

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err preview(struct change_call *call, struct textbuf *ret);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);

static const struct change_code kinds[] = {{"1", "限度額適用・標準負担額減額認定"},
                                           {"2", "基準収入額適用（70歳から74歳）"},
                                           {"3", "特定疾病認定"},
                                           {NULL, NULL}};
static const struct change_code decisions[] = {{"1", "認定する"}, {"0", "認定しない"}, {NULL, NULL}};
static const struct change_code diseases[] = {{"1", "人工透析を実施している慢性腎不全"},
                                              {"2", "血友病（第Ⅷ因子障害・第Ⅸ因子障害）"},
                                              {"3", "抗ウイルス剤を投与している後天性免疫不全症候群"},
                                              {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "kind",
     .label = "申請の種類",
     .type = FIELD_CHOICE,
     .codes = kinds,
     .is_required = true,
     .help = "マイナ保険証の人に限度額の申請は要りません（長期入院該当を除く）"},
    {.name = "received_on",
     .label = "受付日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "例: 080820"},
    {.name = "decision",
     .label = "決定",
     .type = FIELD_CHOICE,
     .codes = decisions,
     .is_required = true,
     .help = "認定しないときは理由を書きます"},
    {.name = "disease",
     .label = "疾病",
     .type = FIELD_CHOICE,
     .codes = diseases,
     .only_if = "kind=3",
     .help = "医師の意見書に書かれた疾病"},
    {.name = "revenue",
     .label = "収入の額",
     .type = FIELD_YEN,
     .only_if = "kind=2",
     .help = "この人の所得の年の収入（必要経費や控除を引く前）。例: "
             "3700000。世帯の70歳から74歳の人ごとに登録します"},
    {.name = "words",
     .label = "確かめた書類・理由",
     .type = FIELD_LINES,
     .is_required = true,
     .help = "例: 医師の意見書 令和8年8月1日、確定申告書の控え"},
};

const struct change_kind kind_certificate_application = {
    .name = "certificate-application",
    .label = "限度額・基準収入額・特定疾病の申請",
    .help = "申請の受付と決定を登録します。限度額は申請の月の1日から、基準収入額は申請の翌月の1日から、7月3"
            "1日までです。"
            "別の職員が承認すると、証の交付と負担割合の判定に使われます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ELIGIBILITY_CHANGE,
    .approve = PERM_ELIGIBILITY_APPROVE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = begin,
    .check = check,
    .preview = preview,
    .apply = apply,
    .undo = undo,
};

static enum err begin(struct change_call *call)
{
    change_set(call, "kind", "1");
    change_set_day(call, "received_on", change_today(call));
    change_set(call, "decision", "1");
    return ERR_NONE;
}

/* Days in force. The year's end is that of the limit certificates. */
static enum err days_of(struct change_call *call, struct span *ret)
{
    const struct eligibility_law *law;
    struct paper_terms limit;
    date received = change_date(call, "received_on");
    struct civil c = date_civil(received);
    enum certificate_application_kind kind = (enum certificate_application_kind)change_number(call, "kind");

    if (kind == APPLIED_DISEASE) {
        *ret = (struct span){received, date_open_end()};
        return ERR_NONE;
    }
    date from = kind == APPLIED_REVENUE ? copay_next_month(received) : date_of(c.year, c.month, 1);
    enum err e = law_of(call->session, call->arena, call->report, &law);
    e = e == ERR_NONE ? eligibility_paper_on(law, "limit", from, call->report, &limit) : e;
    if (e == ERR_NONE) {
        int month = (int)(limit.yearly_end.value / 100), day = (int)(limit.yearly_end.value % 100);
        date end = date_of(date_civil(from).year, month, day);
        end = date_before(end, from) ? date_of(date_civil(from).year + 1, month, day) : end;
        *ret = (struct span){from, date_add_days(end, 1)};
    }
    return e;
}

static enum err check(struct change_call *call)
{
    enum certificate_application_kind kind = (enum certificate_application_kind)change_number(call, "kind");
    bool is_accepted = change_number(call, "decision") == 1;

    (void)change_warn_later(call, "received_on");
    if (kind == APPLIED_DISEASE && is_accepted && change_number(call, "disease") == 0) {
        change_warn(call, WARNING_STOP, "disease", "疾病を選んでください");
    }
    if (kind == APPLIED_REVENUE && is_accepted && change_value(call, "revenue").len == 0) {
        change_warn(call, WARNING_STOP, "revenue", "収入の額を入れてください（0円のときは0）");
    }
    return ERR_NONE;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    char from[DATE_TEXT_BYTES], last[DATE_TEXT_BYTES] = "75歳になるまで";
    struct span days;
    enum err e = days_of(call, &days);

    if (e != ERR_NONE || change_number(call, "decision") != 1) {
        textbuf_puts(ret, e == ERR_NONE ? "認定しない決定として残ります。" : "");
        return e;
    }
    date_format_era(days.from, from);
    if (!date_equal(days.until, date_open_end())) {
        date_format_era(date_add_days(days.until, -1), last);
    }
    textbuf_printf(ret, "承認のあと、%sから%sまで使われます。", from, last);
    return ERR_NONE;
}

static enum err apply(struct change_call *call)
{
    struct span days;
    int64_t changed;
    enum err e = days_of(call, &days);

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(call->session->store, SQL_certificate_application_add);
    query_set_i64(q, "addressee_no", call->subject_no);
    query_set_i64(q, "kind", change_number(call, "kind"));
    query_set_i64(q, "received_on", date_ymd(change_date(call, "received_on")));
    query_set_i64(q, "is_accepted", change_number(call, "decision"));
    query_set_i64(q, "valid_from", date_ymd(days.from));
    query_set_i64(q, "valid_until", date_ymd(days.until));
    query_set_i64(q, "disease", change_number(call, "disease"));
    query_set_i64(q, "revenue", change_number(call, "revenue"));
    query_set_text(q, "words", change_value(call, "words"));
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "recorded_at", call->recorded_at);
    (void)snprintf(call->outcome, sizeof(call->outcome), "%s",
                   change_number(call, "decision") == 1 ? "申請を認定しました"
                                                        : "申請を認定しない決定を登録しました");
    return query_run(q, call->report, &changed);
}

static enum err undo(struct change_call *call)
{
    struct query *q = store_query(call->session->store, SQL_certificate_applications_undo);
    int64_t changed;

    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "superseded_at", call->recorded_at);
    return query_run(q, call->report, &changed);
}
