/*
 * 前納の取扱い -- whether a household pays the year in one instalment (CO-60): a head without an address in
 * Japan on 1 January does; the mayor may set the ordinary dates for special reasons.
 *
 * Law     条例18条の3 (from FY2026, where the municipality's options.tsv says so); assessment.md 6.4
 *
 * The tax ledger tells the place of most people. Whom it does not know, or knows wrongly, a clerk says,
 * with a second person; the next 月次更正 assesses the household anew. Who leaves later is reduced like
 * everybody: what he has paid too much is 過誤納.
 */
#include "premium/advance.h"

#include "casework/casework.h"

#include <inttypes.h>

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err preview(struct change_call *call, struct textbuf *ret);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);

static const struct change_code ways[] = {{"1", "1月1日に国内に住所がない（前納：1回で納める）"},
                                          {"2", "1月1日に国内に住所がある（通常の納期）"},
                                          {"3", "住所はないが、特別の事情により通常の納期とする"},
                                          {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "year", .label = "年度", .type = FIELD_NUMBER, .is_required = true, .help = "西暦。例: 2026"},
    {.name = "way", .label = "取扱い", .type = FIELD_CHOICE, .codes = ways, .is_required = true,
     .help = "その年度が始まる年の1月1日に、世帯主の住所が国内にあったか。旅券や転入届で確かめます"},
    {.name = "reason", .label = "確かめた書類・理由", .type = FIELD_LINES, .is_required = true,
     .help = "例: 旅券の上陸許可 令和8年2月3日。特別の事情のときは、その事情と決裁の日"},
};
enum { YEAR_FIRST = 2018, YEARS_AHEAD = 1 };

const struct change_kind kind_premium_advance = {
    .name = "premium-advance",
    .label = "前納の取扱い",
    .help = "1月1日に国内に住所がなかった世帯主の世帯は、その年度の保険料を1回で納めます"
            "（前納の定めがある年度）。"
            "税の台帳でわからないとき、または特別の事情で通常の納期にするときに登録します。"
            "別の職員が承認し、次の月次更正で期割が変わります。",
    .subject = CHANGE_OF_PERSON,
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

static enum err standing(struct change_call *call, int64_t year, enum advance_way *ret)
{
    return advance_of(call->session->store, (fiscal_year){(int16_t)year}, call->subject_no, INT64_MAX - 1,
                      call->report, ret);
}

static enum err begin(struct change_call *call)
{
    enum advance_way way;
    int64_t year = fiscal_year_of(call->session->folder.business_date).first_year;
    enum err e = standing(call, year, &way);

    change_set_number(call, "year", year);
    if (e == ERR_NONE && way != ADVANCE_NONE) {
        change_set_number(call, "way", way);
    }
    return e;
}

static enum err check(struct change_call *call)
{
    struct addressee who;
    enum advance_way way;
    const struct as_of now = {call->session->folder.business_date, INT64_MAX};
    int64_t year = change_number(call, "year");
    int64_t newest = fiscal_year_of(call->session->folder.business_date).first_year + YEARS_AHEAD;

    if (year < YEAR_FIRST || year > newest) {
        change_warn(call, WARNING_STOP, "year", "年度は%dから%" PRId64 "までです", YEAR_FIRST, newest);
        return ERR_NONE;
    }
    enum err e = standing(call, year, &way);
    if (e == ERR_NONE && way != ADVANCE_NONE && (int64_t)way == change_number(call, "way")) {
        change_warn(call, WARNING_STOP, "way", "この取扱いはもう登録されています");
    }
    if (e == ERR_NONE) {
        e = addressee_by_no(call->session->store, call->subject_no, now, call->arena, call->report, &who);
    }
    if (e == ERR_NONE && !who.is_head) {
        change_warn(call, WARNING_WARN, NULL,
                    "この方は今、世帯主ではありません。前納は世帯主の住所で決まります");
    }
    if (e == ERR_FINDINGS) { /* who left the register may still owe */
        report_clear(call->report);
        e = ERR_NONE;
    }
    return e;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    bool is_advance = change_number(call, "way") == ADVANCE_ABROAD;

    textbuf_printf(ret,
                   is_advance ? "承認のあと、次の月次更正で、これから納期が来る期の最初の1回にまとまります。"
                              : "承認のあと、次の月次更正で、通常の期に分かれます。");
    textbuf_printf(ret, "納期が過ぎて確定した期は変わりません。");
    return ERR_NONE;
}

static enum err close_standing(struct change_call *call)
{
    struct query *q = store_query(call->session->store, SQL_premium_advance_close);
    int64_t changed;

    query_set_i64(q, "fiscal_year", change_number(call, "year"));
    query_set_i64(q, "addressee_no", call->subject_no);
    query_set_i64(q, "superseded_at", call->recorded_at);
    return query_run(q, call->report, &changed);
}

static enum err apply(struct change_call *call)
{
    enum err e = close_standing(call);
    int64_t changed;

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(call->session->store, SQL_premium_advance_add);
    query_set_i64(q, "fiscal_year", change_number(call, "year"));
    query_set_i64(q, "addressee_no", call->subject_no);
    query_set_i64(q, "way", change_number(call, "way"));
    query_set_text(q, "reason", change_value(call, "reason"));
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "recorded_at", call->recorded_at);
    (void)snprintf(call->outcome, sizeof(call->outcome), "%" PRId64 "年度の前納の取扱いを登録しました",
                   change_number(call, "year"));
    return query_run(q, call->report, &changed);
}

/* What was said before counts again. */
static enum err undo(struct change_call *call)
{
    static const enum sql steps[] = {SQL_premium_advance_undo, SQL_premium_advance_reopen};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(steps) && e == ERR_NONE; i++) {
        struct query *q = store_query(call->session->store, steps[i]);
        int64_t changed;
        query_set_i64(q, "fiscal_year", change_number(call, "year"));
        query_set_i64(q, "addressee_no", call->subject_no);
        query_set_i64(q, "recorded_at", call->applied_at);
        if (i == 0) {
            query_set_i64(q, "superseded_at", call->recorded_at);
        }
        e = query_run(q, call->report, &changed);
        if (e == ERR_NONE && i == 0 && changed == 0) {
            return report_fail(call->report, ERR_INPUT,
                               "そのあとに別の取扱いが登録されています。そちらを先に取り消してください");
        }
    }
    return e;
}
