/*
 * 開示の決定 -- what of each part is given, what is held back and why, by two
 * persons (78条・79条・81条・82条; DS-01, DS-03, DS-04).
 */
#include "disclosure/internal.h"

#include <inttypes.h>

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err preview(struct change_call *call, struct textbuf *ret);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);

static const struct change_code answers[] = {{"1", "開示（ほかの人の部分を除く）"},
                                             {"2", "すべて開示"},
                                             {"3", "不開示（あることは答える）"},
                                             {"4", "有無を答えない（81条）"},
                                             {NULL, NULL}};
#define FIRST_AREA 1
#define GROUND (FIRST_AREA + DISCLOSURE_AREAS)
#define AREA_FIELD(key, words, rule) \
    {.name = key, .label = words, .type = FIELD_CHOICE, .codes = answers, .is_required = true, .help = rule}
#define AS_A_RULE "開示請求の画面で中身を見てから選びます。"
#define TO_BE_JUDGED "事務の適正な遂行に支障があるか（78条1項6号・7号）を判断して選びます。"
/* In the order of disclosure_areas. */
static const struct change_field fields[] = {
    {.name = "request",
     .label = "受付番号",
     .type = FIELD_NUMBER,
     .is_required = true,
     .help = "開示請求の画面にある番号。この人の新しい請求がはじめから入ってい"
             "ます。"},
    AREA_FIELD("addressee", "宛名", AS_A_RULE "住所も入ります。"),
    AREA_FIELD("number", "個人番号の記録",
               AS_A_RULE "番号そのものは出ません。"),
    AREA_FIELD("measure", "支援措置",
               "有無を答えることで相手方に知られるおそれがあるときは「有無を答"
               "えない」。だれの請求でも同じにします。"),
    AREA_FIELD("eligibility", "資格", AS_A_RULE),
    AREA_FIELD("premium", "所得・賦課", AS_A_RULE),
    AREA_FIELD("paper", "通知・納付書", AS_A_RULE),
    AREA_FIELD("collection", "収納・還付", AS_A_RULE),
    AREA_FIELD("account", "口座・口座振替", AS_A_RULE),
    AREA_FIELD("demand", "督促・催告", AS_A_RULE),
    AREA_FIELD("contact", "折衝の記録", TO_BE_JUDGED),
    AREA_FIELD("arrears", "滞納整理", TO_BE_JUDGED),
    AREA_FIELD("casework", "事務の記録（変更・作業）", TO_BE_JUDGED),
    AREA_FIELD("note", "メモ・付せん", TO_BE_JUDGED),
    AREA_FIELD("print", "印刷の記録", AS_A_RULE),
    AREA_FIELD("log", "閲覧・操作の記録",
               AS_A_RULE "職員の番号と端末は「すべて開示」のときだけ出ます。"),
    {.name = "ground",
     .label = "開示しない部分の根拠と理由",
     .type = FIELD_LINES,
     .characters_max = 1000,
     .help = "部分ごとに号と理由を。決定通知書に写すことになる言葉です。例: "
             "折衝の記録は78条1項7号ハ"},
};
_Static_assert(COUNT_OF(fields) == GROUND + 1, "a field for each part");

const struct change_kind kind_disclosure_decide = {
    .name = "disclosure-decide",
    .label = "開示の決定",
    .help = "開示請求について、部分ごとに開示するかどうかを決めます。別の職員が承認すると決定になり、"
            "承認の時点までに記録されたものがファイルになります（「一覧の出力」の「開示請求への回答」）。"
            "決め直すと前の決定は閉じます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_DISCLOSURE_MAKE,
    .approve = PERM_DISCLOSURE_APPROVE,
    .is_sensitive = true,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = begin,
    .check = check,
    .preview = preview,
    .apply = apply,
    .undo = undo,
};

/* Whoever is protected: nothing about where he lives is proposed, his agent may
 * be the other party (DS-04). */
static bool waits_for_guarded(size_t area)
{
    static const char *const open[] = {"number", "eligibility", "measure"};
    for (size_t i = 0; i < COUNT_OF(open); i++) {
        if (strcmp(disclosure_areas[area].name, open[i]) == 0) {
            return false;
        }
    }
    return true;
}

static enum err is_guarded(struct change_call *call, bool *ret)
{
    struct guard guard;
    enum err e = addressee_guard(call->session, call->subject_no, 0, GUARD_FILE, clock_now_ms(), call->arena,
                                 call->report, &guard);
    *ret = e == ERR_NONE && guard.is_restricted;
    return e;
}

static enum err begin(struct change_call *call)
{
    struct disclosure_request *standing = NULL;
    size_t count = 0;
    bool guarded = false;
    enum err e = disclosure_requests(call->session->store, call->subject_no, 1, call->arena, call->report,
                                     &standing, &count);
    if (e == ERR_NONE) {
        e = is_guarded(call, &guarded);
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (count > 0) {
        call->values.at[0] = text_of(arena_printf(call->arena, "%" PRId64, standing[0].request_no));
    }
    for (size_t i = 0; i < DISCLOSURE_AREAS; i++) {
        enum disclosure_answer proposal = disclosure_areas[i].proposal;
        if (proposal != DISCLOSE_UNDECIDED && !(guarded && waits_for_guarded(i))) {
            call->values.at[FIRST_AREA + i] = text_of(arena_printf(call->arena, "%d", (int)proposal));
        }
    }
    return ERR_NONE;
}

static enum disclosure_answer answer_of(const struct change_call *call, size_t area)
{
    return (enum disclosure_answer)change_number(call, disclosure_areas[area].name);
}

static void check_answers(struct change_call *call, const struct disclosure_request *r, bool guarded)
{
    bool holds_back = false, gives_others = false;
    for (size_t i = 0; i < DISCLOSURE_AREAS; i++) {
        enum disclosure_answer answer = answer_of(call, i);
        holds_back = holds_back || answer == DISCLOSE_NOT || (answer == DISCLOSE_SILENT && i != AREA_MEASURE);
        gives_others = gives_others || answer == DISCLOSE_ALL;
        if (guarded && r->asked_by != 1 && waits_for_guarded(i) &&
            (answer == DISCLOSE_ALL || answer == DISCLOSE_WITHOUT_OTHERS)) {
          change_warn(call, WARNING_WARN, disclosure_areas[i].name,
                      "支援措置の対象者について代理人が請求しています。相手方に"
                      "住所が伝わらないか確かめてください");
        }
    }
    if (answer_of(call, AREA_MEASURE) != DISCLOSE_SILENT) {
      change_warn(call, WARNING_WARN, "measure",
                  "支援措置の有無が請求した人に伝わります。相手方ではないか確か"
                  "めてください");
    }
    if (gives_others) {
      change_warn(call, WARNING_WARN, NULL,
                  "「すべて開示」の部分では、ほかの人と職員に関する部分も渡りま"
                  "す（78条1項2号）");
    }
    if (holds_back && change_value(call, "ground").len == 0) {
        change_warn(call, WARNING_STOP, "ground", "開示しない部分の根拠と理由を書いてください");
    }
}

static enum err check(struct change_call *call)
{
    struct disclosure_request r;
    bool guarded = false;
    enum err e = disclosure_request_by_no(call->session->store, change_number(call, "request"), call->arena,
                                          call->report, &r);
    if (e == ERR_FINDINGS || (e == ERR_NONE && r.addressee_no != call->subject_no)) {
        report_clear(call->report);
        change_warn(call, WARNING_STOP, "request",
                    "この人の開示請求にこの番号はありません。先に「開示請求の受"
                    "付」を登録してください");
        return ERR_NONE;
    }
    if (e == ERR_NONE) {
        e = is_guarded(call, &guarded);
    }
    if (e == ERR_NONE) {
        check_answers(call, &r, guarded);
    }
    return e;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    struct held_whose whose;
    int64_t counts[DISCLOSURE_AREAS];
    enum err e = disclosure_whose(call->session, call->subject_no, clock_now_ms(), call->arena, call->report,
                                  &whose);
    if (e == ERR_NONE) {
        e = disclosure_count(call->session, &whose, call->report, counts);
    }
    for (size_t i = 0; i < DISCLOSURE_AREAS && e == ERR_NONE; i++) {
        textbuf_printf(ret, "%s%s %" PRId64 "件: %s", i > 0 ? "。" : "", disclosure_areas[i].label, counts[i],
                       disclosure_answer_label(answer_of(call, i)));
    }
    return e;
}

static enum err close_before(struct change_call *call, int64_t request_no)
{
    int64_t changed;
    struct query *q = store_query(call->session->store, SQL_disclosure_decision_close);
    query_set_i64(q, "request_no", request_no);
    query_set_i64(q, "now", call->recorded_at);
    return query_run(q, call->report, &changed);
}

static enum err add_answers(struct change_call *call, int64_t request_no)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; i < DISCLOSURE_AREAS && e == ERR_NONE; i++) {
        int64_t changed;
        struct query *q = store_query(call->session->store, SQL_disclosure_answer_add);
        query_set_i64(q, "request_no", request_no);
        query_set_i64(q, "recorded_at", call->recorded_at);
        query_set_text(q, "area", text_of(disclosure_areas[i].name));
        query_set_i64(q, "answer", (int64_t)answer_of(call, i));
        e = query_run(q, call->report, &changed);
    }
    return e;
}

static enum err apply(struct change_call *call)
{
    struct disclosure_request r;
    int64_t changed, request_no = change_number(call, "request");
    enum err e = disclosure_request_by_no(call->session->store, request_no, call->arena, call->report, &r);
    if (e == ERR_FINDINGS || (e == ERR_NONE && r.addressee_no != call->subject_no)) {
        return report_fail(call->report, ERR_INPUT, "この開示請求はもうありません");
    }
    if (e == ERR_NONE) {
        e = close_before(call, request_no);
    }
    if (e == ERR_NONE) {
        struct query *q = store_query(call->session->store, SQL_disclosure_decision_add);
        query_set_i64(q, "request_no", request_no);
        query_set_i64(q, "decided_on", date_ymd(call->session->folder.business_date));
        query_set_text(q, "ground", change_value(call, "ground"));
        query_set_i64(q, "change_no", call->change_no);
        query_set_i64(q, "recorded_at", call->recorded_at);
        e = query_run(q, call->report, &changed);
    }
    (void)snprintf(call->outcome, sizeof(call->outcome),
                   "開示請求（受付番号 %" PRId64 "）に決定をしました",
                   request_no);
    return e == ERR_NONE ? add_answers(call, request_no) : e;
}

/* What was decided before counts again. */
static enum err undo(struct change_call *call)
{
    int64_t changed = 0;
    struct query *q = store_query(call->session->store, SQL_disclosure_decision_undo);
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "now", call->recorded_at);
    enum err e = query_run(q, call->report, &changed);
    if (e == ERR_NONE && changed == 0) {
        return report_fail(call->report, ERR_INPUT,
                           "そのあとに別の決定が入っています。そちらを先に取り消してください");
    }
    if (e == ERR_NONE) {
        q = store_query(call->session->store, SQL_disclosure_decision_reopen);
        query_set_i64(q, "request_no", change_number(call, "request"));
        query_set_i64(q, "then", call->applied_at);
        e = query_run(q, call->report, &changed);
    }
    return e;
}
