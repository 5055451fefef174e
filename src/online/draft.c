/*
 * 下書き -- what was filed, as the fields of the form that it becomes a draft of.
 *
 * 取得 and 喪失 are one form for all persons of a household; the others are a form a person. What the form
 * opens with anyway (the register's proposal, the paper that fits) stands where the application says nothing.
 */
#include "online/internal.h"

#include "certificate/certificate.h"
#include "eligibility/eligibility.h"
#include "occasion/occasion.h"

#include <inttypes.h>

static const struct {
    const char *label;
    const struct change_kind *kind;
} procedures[ONLINE_PROCEDURES] = {
    [ONLINE_JOIN] = {"国保の加入（資格取得の届出）", &kind_eligibility_join},
    [ONLINE_LEAVE] = {"国保の脱退（資格喪失の届出）", &kind_eligibility_leave},
    [ONLINE_PAPER] = {"資格確認書の交付の申請", &kind_certificate_issue},
    [ONLINE_PAPER_AGAIN] = {"資格確認書の再交付の申請", &kind_certificate_issue},
    [ONLINE_LIMIT] = {"限度額適用・標準負担額減額認定の申請", &kind_certificate_application},
    [ONLINE_DISEASE] = {"特定疾病の認定の申請", &kind_certificate_application},
    [ONLINE_MATERNITY] = {"産前産後の保険料軽減の届出", &kind_eligibility_maternity},
    [ONLINE_UNEMPLOYED] = {"非自発的失業の届出", &kind_eligibility_unemployed},
};

const char *online_procedure_label(enum online_procedure procedure) { return procedures[procedure].label; }
const struct change_kind *online_kind(enum online_procedure procedure) { return procedures[procedure].kind; }

/* ------------------------------------------------------------------------------- fields ------- */

/* Nothing is typed over what stands; a choice that the form has not is left to the clerk. */
static void put(struct change_call *call, const char *field, struct text value)
{
    for (size_t i = 0; i < call->kind->field_count; i++) {
        const struct change_field *f = &call->kind->fields[i];
        const struct change_code *code = f->codes;
        if (strcmp(f->name, field) != 0 || value.len == 0) {
            continue;
        }
        while (code != NULL && code->value != NULL && !text_is(value, code->value)) {
            code++;
        }
        if (code == NULL || code->value != NULL) {
            call->values.at[i] = value;
        }
    }
}

static void clear(struct change_call *call, const char *field)
{
    for (size_t i = 0; i < call->kind->field_count; i++) {
        if (strcmp(call->kind->fields[i].name, field) == 0) {
            call->values.at[i] = text_of("");
        }
    }
}

static struct text day(struct change_call *call, date d)
{
    char iso[DATE_TEXT_BYTES];

    if (date_is_none(d)) {
        return text_of("");
    }
    date_format_iso(d, iso);
    return text_of(arena_string(call->arena, iso));
}

static struct text source_words(struct change_call *call, const struct online_application *a)
{
    return text_of(arena_printf(call->arena, "オンライン申請 受付番号 %.*s（添付書類 %zu件）",
                                (int)a->receipt.len, a->receipt.bytes, a->attachment_count));
}

static void put_notice(struct change_call *call, const struct online_application *a)
{
    put(call, "notified", day(call, a->received_on));
    put(call, "how", text_of("3"));
    put(call, "evidence", source_words(call, a));
}

static void put_move(struct change_call *call, const struct online_application *a)
{
    const char *members = "";

    for (size_t i = 0; i < a->person_count; i++) {
        members = arena_printf(call->arena, "%s%s%" PRId64, members, i > 0 ? " " : "",
                               a->persons[i].addressee_no);
    }
    put(call, "members", text_of(members));
    put(call, "reason", a->reason);
    put(call, "occurred", day(call, a->fact_on));
    put_notice(call, a);
}

static void put_paper(struct change_call *call, bool is_again)
{
    put(call, "type", text_of("4"));
    put(call, "reason", text_of(is_again ? "3" : "7"));
    put(call, "delivery", text_of("2")); /* nobody stands at the counter */
}

/* What is decided about it is never the file's word. */
static void put_application(struct change_call *call, const struct online_application *a)
{
    bool is_disease = a->procedure == ONLINE_DISEASE;

    put(call, "kind", text_of(is_disease ? "3" : "1"));
    put(call, "received_on", day(call, a->received_on));
    put(call, "disease", is_disease ? a->disease : text_of(""));
    put(call, "words", source_words(call, a));
    clear(call, "decision");
}

static void put_registration(struct change_call *call, const struct online_application *a)
{
    put(call, "act", text_of("1"));
    put(call, "from", day(call, a->fact_on));
    put(call, "code", a->code);
    put(call, "multiple", text_of(a->is_multiple ? "1" : ""));
    put_notice(call, a);
}

static void put_fields(struct change_call *call, const struct online_application *a)
{
    switch (a->procedure) {
    case ONLINE_JOIN:
    case ONLINE_LEAVE: put_move(call, a); return;
    case ONLINE_PAPER:
    case ONLINE_PAPER_AGAIN: put_paper(call, a->procedure == ONLINE_PAPER_AGAIN); return;
    case ONLINE_LIMIT:
    case ONLINE_DISEASE: put_application(call, a); return;
    case ONLINE_MATERNITY:
    case ONLINE_UNEMPLOYED: put_registration(call, a); return;
    case ONLINE_PROCEDURES: break;
    }
    assert(false);
}

/* ------------------------------------------------------------------------------- subject ------ */

/* Of a household: all must be known and belong to the same one. ERR_FINDINGS with words. */
static enum err subject_of(struct session *s, const struct online_application *a,
                           const struct online_person *p, struct arena *arena, struct report *report,
                           int64_t *ret)
{
    enum err e = ERR_NONE;

    if (online_kind(a->procedure)->subject == CHANGE_OF_PERSON) {
        *ret = p->addressee_no;
        return p->addressee_no != 0 ? ERR_NONE
                                    : report_fail(report, ERR_FINDINGS,
                                                  "この人が宛名のだれか、先に確かめてください");
    }
    *ret = 0;
    for (size_t i = 0; i < a->person_count && e == ERR_NONE; i++) {
        int64_t household_no = 0;
        if (a->persons[i].addressee_no == 0) {
            return report_fail(report, ERR_FINDINGS, "申請の全員が宛名のだれか、先に確かめてください");
        }
        e = occasion_household(s, a->persons[i].addressee_no, arena, report, &household_no);
        if (e == ERR_NONE && *ret != 0 && household_no != *ret) {
            e = report_fail(report, ERR_FINDINGS,
                            "申請の人が2つ以上の世帯にいます。世帯ごとに「国保の加入」「国保の脱退」を入力し"
                            "てください");
        }
        *ret = household_no;
    }
    return e;
}

static enum err draft_call(struct session *s, const struct online_application *a,
                           const struct online_person *p, struct arena *arena, struct report *report,
                           struct change_call *ret)
{
    *ret = (struct change_call){
        .kind = online_kind(a->procedure), .session = s, .arena = arena, .report = report};
    enum err e = subject_of(s, a, p, arena, report, &ret->subject_no);
    if (e != ERR_NONE) {
        return e;
    }
    e = ret->kind->begin != NULL ? ret->kind->begin(ret) : ERR_NONE;
    if (e == ERR_FINDINGS) { /* nothing stands: an empty form */
        report_clear(report);
        e = ERR_NONE;
    }
    put_fields(ret, a);
    return e;
}

/* ---------------------------------------------------------------------------------- rows ------ */

static enum err draft_add(struct session *s, int64_t application_no, int64_t person_no, int64_t change_no,
                          int64_t now, struct report *report)
{
    struct query *q = store_query(s->store, SQL_online_draft_add);
    int64_t changed;

    query_set_i64(q, "application_no", application_no);
    query_set_i64(q, "person_no", person_no);
    query_set_i64(q, "change_no", change_no);
    query_set_text(q, "operator_id", text_of(s->operator.id));
    query_set_i64(q, "recorded_at", now);
    return query_run(q, report, &changed);
}

/* The draft is of all persons, or of this one. In a write transaction. */
static enum err draft_made(struct session *s, const struct online_application *a,
                           const struct online_person *p, struct arena *arena, struct report *report,
                           int64_t *ret_change_no)
{
    struct change_call call;
    bool is_of_all = online_kind(a->procedure)->subject == CHANGE_OF_HOUSEHOLD;
    int64_t now = clock_now_ms();
    enum err e = draft_call(s, a, p, arena, report, &call);

    *ret_change_no = 0;
    e = e == ERR_NONE ? change_draft_of_file(&call, ret_change_no) : e;
    for (size_t i = 0; i < a->person_count && e == ERR_NONE; i++) {
        if (is_of_all || &a->persons[i] == p) {
            e = draft_add(s, a->application_no, a->persons[i].person_no, *ret_change_no, now, report);
        }
    }
    return e;
}

enum err online_draft_of_file(struct session *s, const struct online_application *a, struct arena *arena,
                              struct report *report, int64_t *ret_made)
{
    size_t forms = online_kind(a->procedure)->subject == CHANGE_OF_HOUSEHOLD ? 1 : a->person_count;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < forms && e == ERR_NONE; i++) {
        struct report quiet; /* who is not known yet stands on the list and in his task */
        int64_t change_no = 0;
        report_init(&quiet);
        e = draft_made(s, a, &a->persons[i], arena, &quiet, &change_no);
        for (size_t k = 0; k < quiet.kept && e != ERR_NONE && e != ERR_FINDINGS; k++) {
            report_add(report, "%s", quiet.lines[k]);
        }
        report_done(&quiet);
        e = e == ERR_FINDINGS ? ERR_NONE : e;
        *ret_made += change_no != 0;
    }
    return e;
}

enum err online_draft_open(struct session *s, int64_t application_no, int64_t person_no, struct arena *arena,
                           struct report *report, int64_t *ret_change_no)
{
    struct online_application a;
    const struct online_person *p = NULL;
    enum err e = store_begin(s->store, report);

    if (e != ERR_NONE) {
        return e;
    }
    e = online_application(s->store, application_no, arena, report, &a);
    for (size_t i = 0; e == ERR_NONE && i < a.person_count; i++) {
        p = a.persons[i].person_no == person_no ? &a.persons[i] : p;
    }
    if (e == ERR_NONE && (p == NULL || a.state == ONLINE_DEFECT)) {
        e = report_fail(report, ERR_FINDINGS, "この申請は不備です。先に「処理に戻す」を押してください");
    } else if (e == ERR_NONE && p->change_no != 0) {
        *ret_change_no = p->change_no;
        e = change_draft_take(s, p->change_no, arena, report);
    } else if (e == ERR_NONE) {
        e = draft_made(s, &a, p, arena, report, ret_change_no);
        e = e == ERR_NONE && *ret_change_no == 0
                ? report_fail(report, ERR_INPUT, "「%s」を入力する権限がありません",
                              online_kind(a.procedure)->label)
                : e;
    }
    return online_end(s->store, e, report);
}
