/*
 * 資格の証明書・通知の作成 -- what is certified at the counter or told by letter, entered and printed at once
 * (EL-70, NT-03).
 *
 * Law     国民健康保険法9条・113条, 同法施行規則13条 (職権による処理)
 */
#include "certificate/proof.h"

#include <inttypes.h>

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err preview(struct change_call *call, struct textbuf *ret);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);

static const struct change_code kinds[] = {{"1", "資格取得証明書"}, {"2", "資格喪失証明書"},
                                           {"3", "加入証明書"},     {"4", "届出勧奨通知書（世帯主あて）"},
                                           {"5", "職権処理通知書（世帯主あて）"},
                                           {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "kind",
     .label = "種類",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = kinds,
     .help = "日と事由は資格の台帳から載ります。台帳が違うときは、先に異動を直します"},
    {.name = "on",
     .label = "いつの資格か",
     .type = FIELD_DATE,
     .is_required = true,
     .only_if = "kind=1|2",
     .help = "この日の資格、この日に資格がなければその前の資格について作ります。例: 080801"},
    {.name = "purpose",
     .label = "使用目的",
     .type = FIELD_CHOICE,
     .codes = proof_purposes,
     .only_if = "kind=1|2|3",
     .help = "証明書に載ります"},
    {.name = "receiver",
     .label = "受け取る人",
     .type = FIELD_CHOICE,
     .codes = proof_receivers,
     .only_if = "kind=1|2|3",
     .help = "本人確認の書類を見てから渡します"},
    {.name = "cause",
     .label = "届出が要る理由",
     .type = FIELD_CHOICE,
     .codes = proof_causes,
     .only_if = "kind=4",
     .help = "通知書に載ります"},
    {.name = "due",
     .label = "届出の期限",
     .type = FIELD_DATE,
     .only_if = "kind=4",
     .help = "例: 080930"},
    {.name = "words",
     .label = "確かめた書類・事実",
     .type = FIELD_LINES,
     .characters_max = 300,
     .help = "届出勧奨と職権処理の通知書には、この事実が載ります。例: 資格重複状況結果一覧（令和8年8月）"},
};

const struct change_kind kind_certificate_proof = {
    .name = "certificate-proof",
    .label = "資格の証明書・通知",
    .help =
        "資格取得証明書、資格喪失証明書、加入証明書を窓口で作り、届出勧奨と職権処理の通知書を世帯主あてに作"
        "ります。取得・喪失の日と事由は資格の台帳のとおりに載り、入力はしません。登録すると「証」の画面か"
        "ら印刷できます。印刷のときに台帳が変わっていれば印刷しません。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ELIGIBILITY_CHANGE,
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
    change_set_day(call, "on", change_today(call));
    change_set(call, "purpose", "1");
    change_set(call, "receiver", "1");
    return ERR_NONE;
}

static enum err proof_of(struct change_call *call, struct certificate_proof *ret, const char **ret_words)
{
    enum certificate_proof_kind kind = (enum certificate_proof_kind)change_number(call, "kind");
    date today = call->session->folder.business_date;
    date on = kind == PROOF_ACQUIRED || kind == PROOF_LOST ? change_date(call, "on") : today;
    enum err e = proof_of_ledger(call->session, call->subject_no, kind, date_is_none(on) ? today : on,
                                 call->arena, call->report, ret, ret_words);

    if (e == ERR_NONE) {
        ret->issued_on = today;
        ret->purpose = (int)change_number(call, kind == PROOF_URGED ? "cause" : "purpose");
        ret->receiver = (int)change_number(call, "receiver");
        ret->due = change_date(call, "due");
        ret->words = change_value(call, "words");
    }
    return e;
}

static enum err check(struct change_call *call)
{
    struct certificate_proof p;
    struct guard guard;
    const char *words;
    enum err e = proof_of(call, &p, &words);

    e = e == ERR_NONE ? addressee_guard(call->session, call->subject_no, 0, GUARD_PRINT, clock_now_ms(),
                                        call->arena, call->report, &guard)
                      : e;
    if (e != ERR_NONE) {
        return e;
    }
    bool is_certificate = p.kind <= PROOF_MEMBER;
    if (words != NULL) {
        change_warn(call, WARNING_STOP, "kind", "%s。", words);
    }
    if (date_before(p.issued_on, change_date(call, "on"))) {
        change_warn(call, WARNING_STOP, "on", "先の日の資格は証明できません。");
    }
    if (is_certificate && (p.purpose == 0 || p.receiver == 0)) {
        change_warn(call, WARNING_STOP, p.purpose == 0 ? "purpose" : "receiver",
                    "使用目的と受け取る人を選んでください。");
    }
    if (!is_certificate && p.words.len == 0) {
        change_warn(call, WARNING_STOP, "words", "通知書に載せる事実を書いてください。");
    }
    if (p.kind == PROOF_URGED && (p.purpose == 0 || date_is_none(p.due))) {
        change_warn(call, WARNING_STOP, p.purpose == 0 ? "cause" : "due", "理由と期限を入れてください。");
    }
    if (guard.level == GUARD_NOTHING) {
        change_warn(call, WARNING_STOP, NULL, "この人の証明書は作れません。係長に代わってください。");
    } else if (guard.is_restricted && p.receiver > 1) {
        change_warn(call, WARNING_STOP, "receiver",
                    "支援措置の対象です。本人であることを確かめ、本人にだけ渡してください。");
    }
    return ERR_NONE;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    struct certificate_proof p;
    const char *words;
    char from[DATE_TEXT_BYTES] = "なし", until[DATE_TEXT_BYTES] = "なし";
    enum err e = proof_of(call, &p, &words);

    if (e != ERR_NONE || words != NULL) {
        return e;
    }
    if (!date_is_none(p.span.from)) {
        date_format_era(p.span.from, from);
    }
    if (!date_equal(p.span.until, date_open_end())) {
        date_format_era(p.span.until, until);
    }
    textbuf_printf(ret, "台帳の適用開始日 %s、適用終了日 %s、事由 %s。", from, until,
                   p.reason.len > 0 ? eligibility_reason_label(p.reason, call->arena) : "なし");
    return ERR_NONE;
}

static enum err apply(struct change_call *call)
{
    struct certificate_proof p;
    const char *words;
    enum err e = proof_of(call, &p, &words);

    if (e == ERR_NONE && words != NULL) {
        e = report_fail(call->report, ERR_INPUT, "%s。資格の画面を確かめてください", words);
    }
    e = e == ERR_NONE ? proof_add(call, &p) : e;
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "%s（番号%" PRId64 "）を登録しました",
                       proof_kind_labels[p.kind], p.proof_no);
    }
    return e;
}

static enum err undo(struct change_call *call)
{
    struct query *q = store_query(call->session->store, SQL_certificate_proofs_undo);
    int64_t changed;

    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "superseded_at", call->recorded_at);
    return query_run(q, call->report, &changed);
}
