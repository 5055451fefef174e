/*
 * 年金の人の確認 -- who of our register a person of the pension side is: said by one, checked by another.
 *
 * Rules    interfaces.md 7.5; users_ask.md D6, D7: nobody's premium is taken from somebody else's pension
 */
#include "withholding/withholding.h"

#include <inttypes.h>

static enum err check(struct change_call *call);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);

static const struct change_field fields[] = {
    {.name = "pensioner_no",
     .label = "年金の人の番号",
     .type = FIELD_NUMBER,
     .is_required = true,
     .help = "作業一覧の「年金の人 12」の番号（基礎年金番号ではありません）。例: 12"},
    {.name = "reason",
     .label = "確かめた書類",
     .type = FIELD_LINES,
     .is_required = true,
     .help = "例: 年金振込通知書で氏名・生年月日・住所を確認。基礎年金番号は書かないでください"},
};

const struct change_kind kind_withholding_person = {
    .name = "withholding-person",
    .label = "年金の人の確認",
    .help = "年金保険者から届いた対象者情報の人が、宛名のどの人かを登録します。生年月日と性別が宛名と同じで"
            "なければ登録できません。別の職員が承認すると、次の対象者情報からは基礎年金番号で結ばれます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_PREMIUM_RUN,
    .approve = PERM_PREMIUM_APPROVE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .check = check,
    .apply = apply,
    .undo = undo,
};

struct stated {
    bool is_there;
    int64_t birth, sex, addressee_no;
    struct text kana;
};

static enum err stated_of(struct change_call *call, struct stated *ret)
{
    struct query *q = store_query(call->session->store, SQL_withholding_pension_look);
    bool row = false;

    *ret = (struct stated){.is_there = false};
    query_set_i64(q, "pensioner_no", change_number(call, "pensioner_no"));
    enum err e = query_step(q, call->report, &row);
    if (e == ERR_NONE && row) {
        struct text kana = query_text(q, 2);
        *ret = (struct stated){true,
                               query_i64(q, 0),
                               query_i64(q, 1),
                               query_i64(q, 5),
                               text_copy(call->arena, kana)};
    }
    query_reset(q);
    return e;
}

static enum err is_linked(struct change_call *call, int64_t *ret_pensioner_no)
{
    struct query *q = store_query(call->session->store, SQL_withholding_pensioners_of);
    bool row = false;

    query_set_i64(q, "addressee_no", call->subject_no);
    enum err e = query_step(q, call->report, &row);
    *ret_pensioner_no = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

static void compare(struct change_call *call, const struct stated *stated, const struct addressee *who)
{
    char ours[128], theirs[128];
    size_t n = kana_fold(who->kana.bytes, who->kana.len, ours, sizeof(ours));
    size_t m = kana_fold(stated->kana.bytes, stated->kana.len, theirs, sizeof(theirs));

    if (who->birth.ymd != stated->birth || who->sex != stated->sex) {
        change_warn(call, WARNING_STOP, "pensioner_no",
                    "年金の人の生年月日か性別が宛名と違います。番号を確かめてください");
    } else if (n != m || memcmp(ours, theirs, n) != 0) {
        change_warn(
            call, WARNING_WARN, "pensioner_no",
            "年金のカナ「%.*s」と宛名のカナ「%.*s」が違います。同じ人であることを書類で確かめましたか",
            (int)stated->kana.len, stated->kana.bytes, (int)who->kana.len, who->kana.bytes);
    }
}

static enum err check(struct change_call *call)
{
    const struct as_of now = {call->session->folder.business_date, INT64_MAX};
    struct stated stated;
    struct addressee who;
    int64_t other = 0;
    enum err e = stated_of(call, &stated);

    e = e == ERR_NONE ? is_linked(call, &other) : e;
    if (e != ERR_NONE) {
        return e;
    }
    if (!stated.is_there) {
        change_warn(call, WARNING_STOP, "pensioner_no",
                    "年金の人 %" PRId64 " はいません。作業一覧の番号を確かめてください",
                    change_number(call, "pensioner_no"));
        return ERR_NONE;
    }
    if (stated.addressee_no != 0) {
        change_warn(call, WARNING_STOP, "pensioner_no",
                    "年金の人 %" PRId64 " は、宛名番号 %" PRId64 " の人として登録されています",
                    change_number(call, "pensioner_no"), stated.addressee_no);
        return ERR_NONE;
    }
    if (other != 0) {
        change_warn(call, WARNING_STOP, NULL,
                    "この方は年金の人 %" PRId64
                    " として登録されています。誤りならそちらを取り消してください",
                    other);
        return ERR_NONE;
    }
    e = addressee_by_no(call->session->store, call->subject_no, now, call->arena, call->report, &who);
    if (e == ERR_FINDINGS) {
        report_clear(call->report);
        change_warn(call, WARNING_STOP, NULL, "この宛名番号の人は、今日の宛名にいません");
        return ERR_NONE;
    }
    if (e == ERR_NONE) {
        compare(call, &stated, &who);
    }
    return e;
}

static enum err apply(struct change_call *call)
{
    struct query *q = store_query(call->session->store, SQL_withholding_link_add);
    int64_t changed;

    query_set_i64(q, "pensioner_no", change_number(call, "pensioner_no"));
    query_set_i64(q, "recorded_at", call->recorded_at);
    query_set_i64(q, "addressee_no", call->subject_no);
    query_set_i64(q, "change_no", call->change_no);
    (void)snprintf(call->outcome, sizeof(call->outcome), "年金の人 %" PRId64 " をこの方に結びました",
                   change_number(call, "pensioner_no"));
    return query_run(q, call->report, &changed);
}

/* From whose pension something was taken or is to be taken stays said. */
static enum err is_used(struct change_call *call, bool *ret)
{
    struct query *q = store_query(call->session->store, SQL_withholding_pensioner_used);
    bool row = false;

    query_set_i64(q, "pensioner_no", change_number(call, "pensioner_no"));
    enum err e = query_step(q, call->report, &row);
    *ret = e == ERR_NONE && row && query_i64(q, 0) > 0;
    query_reset(q);
    return e;
}

static enum err undo(struct change_call *call)
{
    int64_t changed = 0;
    bool used = false;
    enum err e = is_used(call, &used);

    if (e != ERR_NONE) {
        return e;
    }
    if (used) {
        return report_fail(
            call->report, ERR_INPUT,
            "この方の年金からの天引きは依頼済みです。中止が受け付けられてから取り消してください");
    }
    struct query *q = store_query(call->session->store, SQL_withholding_link_undo);
    query_set_i64(q, "pensioner_no", change_number(call, "pensioner_no"));
    query_set_i64(q, "recorded_at", call->applied_at);
    query_set_i64(q, "superseded_at", call->recorded_at);
    e = query_run(q, call->report, &changed);
    return e == ERR_NONE && changed != 1
               ? report_fail(call->report, ERR_INPUT, "この確認はもう立っていません")
               : e;
}
