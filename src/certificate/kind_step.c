/*
 * 証の経過 -- 返戻, 再送, 保管, 廃棄, 回収, 紛失, 書損: what became of a paper (EL-19; eligibility.md 10.4).
 */
#include "casework/casework.h"
#include "casework/warn.h"
#include "certificate/register.h"

#include <inttypes.h>

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);

static const struct change_code states[] = {{"1", "返戻（郵便が戻った）"},
                                            {"2", "再送"},
                                            {"3", "保管"},
                                            {"4", "廃棄"},
                                            {"5", "回収"},
                                            {"6", "紛失の届出"},
                                            {"8", "書損（渡す前の印刷の誤り）"},
                                            {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "paper",
     .label = "証の番号",
     .type = FIELD_NUMBER,
     .is_required = true,
     .help = "世帯の画面の「証」に出る番号。例: 12"},
    {.name = "state",
     .label = "経過",
     .type = FIELD_CHOICE,
     .codes = states,
     .is_required = true,
     .help = "返戻のあとは再送・保管・廃棄、保管のあとは再送・廃棄ができます"},
    {.name = "on",
     .label = "年月日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "その日。例: 080801"},
    {.name = "words",
     .label = "理由",
     .type = FIELD_TEXT,
     .characters_max = 100,
     .help = "例: 宛所不明、転出先で回収"},
};

const struct change_kind kind_certificate_step = {
    .name = "certificate-step",
    .label = "証の返戻・回収・紛失",
    .help = "交付した証が戻った、回収した、なくした、という経過を登録します。証の行は変わらず、経過が横に残"
            "ります。"
            "なくした人に新しい証を渡すときは「証の交付」で再交付を選びます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ELIGIBILITY_CHANGE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = begin,
    .check = check,
    .apply = apply,
    .undo = undo,
};

static enum err paper_of(struct change_call *call, int64_t paper_no, const struct certificate_paper **ret)
{
    struct certificate_paper *all;
    size_t count;
    enum err e = certificate_papers_of(call->session->store, &call->subject_no, 1, INT64_MAX, call->arena,
                                       call->report, &all, &count);

    *ret = NULL;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_it = paper_no == 0 ? certificate_counts(all[i].state) : all[i].paper_no == paper_no;
        if (is_it && *ret == NULL) {
            *ret = &all[i];
        }
    }
    return e;
}

static enum err begin(struct change_call *call)
{
    const struct certificate_paper *paper;
    enum err e = paper_of(call, 0, &paper);

    if (e == ERR_NONE && paper != NULL) {
        change_set_number(call, "paper", paper->paper_no);
    }
    change_set_day(call, "on", change_today(call));
    return e;
}

static enum err check(struct change_call *call)
{
    const struct certificate_paper *paper;
    enum certificate_state to = (enum certificate_state)change_number(call, "state");
    date on = change_date(call, "on");
    enum err e = paper_of(call, change_number(call, "paper"), &paper);

    if (e != ERR_NONE) {
        return e;
    }
    if (paper == NULL) {
        change_warn(call, WARNING_STOP, "paper", "この人に番号%" PRId64 "の証はありません",
                    change_number(call, "paper"));
        return ERR_NONE;
    }
    if (!certificate_may_move(paper->state, to)) {
        change_warn(call, WARNING_STOP, "state", "%sの証は「%s」にできません",
                    certificate_state_labels[paper->state], certificate_state_labels[to]);
    }
    if (date_before(on, paper->issued_on)) {
        change_warn(call, WARNING_STOP, "on", "交付の日より前の日です");
    } else {
        (void)change_warn_later(call, "on");
    }
    return ERR_NONE;
}

static enum err apply(struct change_call *call)
{
    const struct certificate_paper *paper;
    enum certificate_state to = (enum certificate_state)change_number(call, "state");
    enum err e = paper_of(call, change_number(call, "paper"), &paper);

    if (e == ERR_NONE && (paper == NULL || !certificate_may_move(paper->state, to))) {
        e = report_fail(call->report, ERR_INPUT,
                        "証の状態が変わりました。世帯の画面の「証」を確かめてください");
    }
    if (e == ERR_NONE) {
        e = register_step_add(call->session->store, paper->paper_no, call->subject_no, to,
                              change_date(call, "on"), change_value(call, "words"), call->change_no,
                              call->recorded_at, call->report);
        (void)snprintf(call->outcome, sizeof(call->outcome), "証（番号%" PRId64 "）を%sとして登録しました",
                       paper->paper_no, certificate_state_labels[to]);
    }
    return e;
}

static enum err undo(struct change_call *call)
{
    struct query *q = store_query(call->session->store, SQL_certificate_steps_of_change);
    int64_t changed, later = 0;
    bool row;

    query_set_i64(q, "change_no", call->change_no);
    enum err e = query_step(q, call->report, &row);
    later = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    if (e == ERR_NONE && later != 0) {
        return report_fail(
            call->report, ERR_INPUT,
            "証（番号%" PRId64 "）にそのあとの経過があります。そちらを先に取り消してください", later);
    }
    if (e == ERR_NONE) {
        q = store_query(call->session->store, SQL_certificate_steps_undo);
        query_set_i64(q, "change_no", call->change_no);
        query_set_i64(q, "superseded_at", call->recorded_at);
        e = query_run(q, call->report, &changed);
    }
    return e;
}
