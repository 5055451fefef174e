/*
 * 証の交付・再交付 -- a paper for one person, entered at the counter (EL-13, EL-14, EL-16 to EL-19).
 *
 * The type, the ratio, the class and the last day follow from the law; a clerk says why and how it is
 * handed over. A
 * paper of the same type that still counts becomes void by the new one (差替).
 */
#include "casework/warn.h"
#include "certificate/register.h"

#include <inttypes.h>

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err preview(struct change_call *call, struct textbuf *ret);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);

static const struct change_code types[] = {
    {"4", "資格確認書"},         {"5", "資格情報のお知らせ"},
    {"6", "高齢受給者証"},       {"7", "限度額適用・標準負担額減額認定証"},
    {"8", "特定疾病療養受療証"}, {"9", "資格確認書（マル遠）"},
    {NULL, NULL}};
static const struct change_code reasons[] = {{"1", "新規"},     {"3", "再交付（紛失・汚損）"},
                                             {"4", "記載変更"}, {"5", "負担割合変更"},
                                             {"6", "区分変更"}, {"7", "申請"},
                                             {NULL, NULL}};
static const struct change_code deliveries[] = {
    {"1", "窓口"}, {"2", "普通郵便"}, {"3", "書留・特定記録"}, {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "type",
     .label = "証の種類",
     .type = FIELD_CHOICE,
     .codes = types,
     .is_required = true,
     .help = "マイナ保険証の利用登録がある人は資格情報のお知らせ、ない人は資格確認書です。開いたときに選ば"
             "れています"},
    {.name = "reason",
     .label = "交付の事由",
     .type = FIELD_CHOICE,
     .codes = reasons,
     .is_required = true,
     .help = "同じ種類の証を持っている人には、前の証が無効になります"},
    {.name = "valid_from",
     .label = "有効の始まり",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "例: 080801。限度額は申請の月の1日、負担割合の変更は翌月の1日"},
    {.name = "delivery",
     .label = "渡し方",
     .type = FIELD_CHOICE,
     .codes = deliveries,
     .is_required = true,
     .help = "窓口で渡すか、郵送か"},
    {.name = "delivery_no",
     .label = "引受番号",
     .type = FIELD_TEXT,
     .characters_max = 20,
     .only_if = "delivery=3",
     .help = "書留・特定記録の番号。例: 123-45-67890-1"},
    {.name = "stay_applied",
     .label = "在留期間の更新を申請した日",
     .type = FIELD_DATE,
     .help = "外国人住民が満了日までに更新を申請し、まだ結果が出ていないときだけ。申請中の在留カードや受付の"
             "控えを見て入れます。証は満了の翌日から2か月まで有効になります"},
};

const struct change_kind kind_certificate_issue = {
    .name = "certificate-issue",
    .label = "証の交付",
    .help = "資格確認書、資格情報のお知らせ、高齢受給者証、限度額適用認定証、特定疾病療養受療証、"
            "マル遠の証を1枚交付します。"
            "有効期限、負担割合、区分は法令の表から決まり、ここでは入れません。同じ種類の有効な証があれば無"
            "効になります。"
            "登録すると、世帯の画面の「証」から印刷できます。",
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
    const struct eligibility_law *law;
    enum certificate_type type = CERT_CONFIRMATION;
    enum err e = law_of(call->session, call->arena, call->report, &law);

    e = e == ERR_NONE ? issue_base_type(call->session, law, call->subject_no, change_today(call), INT64_MAX,
                                        call->report, &type)
                      : e;
    change_set_number(call, "type", type);
    change_set(call, "reason", "1");
    change_set_day(call, "valid_from", change_today(call));
    change_set(call, "delivery", "1");
    return e;
}

static enum err fill(struct change_call *call, struct certificate_paper *ret)
{
    const struct issue_wish wish = {
        .addressee_no = call->subject_no,
        .type = (enum certificate_type)change_number(call, "type"),
        .reason = (enum certificate_reason)change_number(call, "reason"),
        .issued_on = change_today(call),
        .valid_from = change_date(call, "valid_from"),
        .stay_applied_on = change_date(call, "stay_applied"),
        .delivery = (enum certificate_delivery)change_number(call, "delivery"),
        .delivery_no = change_value(call, "delivery_no"),
    };
    struct judge_laws laws;
    enum err e = judge_laws_load(call->session, wish.valid_from, call->arena, call->report, &laws);

    return e == ERR_NONE
               ? issue_fill(call->session, &laws, &wish, INT64_MAX, call->arena, call->report, ret)
               : e;
}

/* Papers of his that the new one makes void: of its type, and the other of 資格確認書 and お知らせ. */
static bool is_replaced(const struct certificate_paper *old, const struct certificate_paper *new)
{
    bool is_base = (old->type == CERT_CONFIRMATION || old->type == CERT_NOTICE) &&
                   (new->type == CERT_CONFIRMATION || new->type == CERT_NOTICE);

    return (old->type == new->type ? old->disease == new->disease : is_base) &&
           certificate_counts(old->state) && date_at_most(new->valid_from, old->last_day);
}

static enum err replaced_of(struct change_call *call, const struct certificate_paper *new,
                            struct certificate_paper **ret, size_t *ret_count)
{
    struct certificate_paper *all;
    size_t count, kept = 0;
    enum err e = certificate_papers_of(call->session->store, &call->subject_no, 1, INT64_MAX, call->arena,
                                       call->report, &all, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (is_replaced(&all[i], new)) {
            all[kept++] = all[i];
        }
    }
    *ret = all;
    *ret_count = e == ERR_NONE ? kept : 0;
    return e;
}

static enum err check(struct change_call *call)
{
    struct certificate_paper paper, *old;
    size_t count;
    date from = change_date(call, "valid_from");
    enum err e = fill(call, &paper);

    if (e == ERR_FINDINGS || e == ERR_INPUT) {
        change_warn_report(call);
        return ERR_NONE;
    }
    if (e == ERR_NONE && (e = replaced_of(call, &paper, &old, &count)) == ERR_NONE && count > 0 &&
        paper.reason == ISSUED_NEW) {
        change_warn(call, WARNING_WARN, "reason",
                    "%sの有効な証（番号%" PRId64 "）があります。新規でよいか確かめてください",
                    certificate_type_labels[old[0].type], old[0].paper_no);
    }
    if (e == ERR_NONE && date_before(date_add_days(change_today(call), 60), from)) {
        change_warn(call, WARNING_STOP, "valid_from", "有効の始まりは60日先までにしてください");
    }
    return e;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    struct certificate_paper paper, *old;
    char day[DATE_TEXT_BYTES] = "期限なし";
    size_t count;
    enum err e = fill(call, &paper);

    if (e != ERR_NONE) {
        return e;
    }
    if (!date_equal(paper.last_day, date_open_end())) {
        date_format_era(paper.last_day, day);
    }
    textbuf_printf(ret, "%s　有効期限 %s（%s）", certificate_type_labels[paper.type], day,
                   paper_end_labels[paper.why_end]);
    if (paper.tenths > 0) {
        textbuf_printf(ret, "　一部負担金の割合 %d割", paper.tenths);
    }
    if (paper.limit_class != LIMIT_NONE) {
        textbuf_printf(ret, "　区分 %s", limit_class_labels[paper.limit_class]);
    }
    e = replaced_of(call, &paper, &old, &count);
    for (size_t i = 0; i < count; i++) {
        textbuf_printf(ret, "。前の%s（番号%" PRId64 "）は無効になります",
                       certificate_type_labels[old[i].type], old[i].paper_no);
    }
    return e;
}

static enum err apply(struct change_call *call)
{
    struct certificate_paper paper, *old = NULL;
    struct store *s = call->session->store;
    int64_t last = 0;
    size_t count = 0;
    enum err e = fill(call, &paper);

    e = e == ERR_FINDINGS ? ERR_INPUT : e; /* the facts have moved on */
    e = e == ERR_NONE ? replaced_of(call, &paper, &old, &count) : e;
    e = e == ERR_NONE ? register_last_no(s, call->report, &last) : e;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = register_step_add(s, old[i].paper_no, call->subject_no,
                              paper.reason == ISSUED_AGAIN ? PAPER_LOST : PAPER_VOID, change_today(call),
                              text_of(arena_printf(call->arena, "証%" PRId64 "の交付による", last + 1)),
                              call->change_no, call->recorded_at, call->report);
    }
    if (e == ERR_NONE) {
        paper.paper_no = last + 1;
        paper.change_no = call->change_no;
        paper.recorded_at = call->recorded_at;
        e = register_paper_add(s, &paper, call->report);
    }
    (void)snprintf(call->outcome, sizeof(call->outcome), "%s（番号%" PRId64 "）を交付しました",
                   certificate_type_labels[paper.type], last + 1);
    return e;
}

static enum err undo(struct change_call *call)
{
    static const enum sql steps[] = {SQL_certificate_papers_undo, SQL_certificate_steps_undo};
    struct query *q = store_query(call->session->store, SQL_certificate_steps_of_change);
    bool row;

    query_set_i64(q, "change_no", call->change_no);
    enum err e = query_step(q, call->report, &row);
    int64_t later = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    if (e == ERR_NONE && later != 0) {
        return report_fail(
            call->report, ERR_INPUT,
            "証（番号%" PRId64 "）にそのあとの経過があります。そちらを先に取り消してください", later);
    }
    for (size_t i = 0; i < COUNT_OF(steps) && e == ERR_NONE; i++) {
        int64_t changed;
        q = store_query(call->session->store, steps[i]);
        query_set_i64(q, "change_no", call->change_no);
        query_set_i64(q, "superseded_at", call->recorded_at);
        e = query_run(q, call->report, &changed);
    }
    return e;
}
