/*
 * 出生の一括 -- the joining with its branch number, the first paper and the mother's 産前産後 in one entry
 * (EL-71).
 *
 * Law     国民健康保険法7条・9条, 同法施行令29条の7第5項8号     Rules   eligibility.md 3.2 A08, 5.4
 *
 * 未就学児 of the premium follows from the birthday and is nowhere entered. Parts are the kinds that do the
 * same alone; what stands already is left out.
 */
#include "occasion/entry.h"

#include <inttypes.h>

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err choices(struct change_call *call, const struct change_field *field, struct change_code **ret);
static enum err preview(struct change_call *call, struct textbuf *ret);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);

static const struct change_code papers[] = {
    {"4", "資格確認書"}, {"5", "資格情報のお知らせ"}, {"0", "まだ交付しない"}, {NULL, NULL}};
static const struct change_code deliveries[] = {
    {"1", "窓口"}, {"2", "普通郵便"}, {"3", "書留・特定記録"}, {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "born", .label = "生まれた日", .type = FIELD_DATE, .is_required = true,
     .help = "この日に資格を取得します。住民記録の生年月日が入っています。例: R8.8.1"},
    {.name = "paper", .label = "証", .type = FIELD_CHOICE, .is_required = true, .codes = papers,
     .help = "マイナ保険証の利用登録がまだないので、ふつうは資格確認書です。"},
    {.name = "delivery", .label = "証の渡し方", .type = FIELD_CHOICE, .codes = deliveries,
     .is_required = true, .only_if = "paper=4|5", .help = "窓口で渡すか、郵送か"},
    {.name = "mother", .label = "産前産後を登録する母", .type = FIELD_TICKS, .characters_max = 20,
     .help = "出産した加入者に印を付けると、産前産後期間の保険料の軽減が登録されます。登録済みの人は"
             "出ません。"},
    {.name = "multiple", .label = "多胎", .type = FIELD_YES, .help = "双子以上のとき。"},
    {.name = "notified", .label = "届出日", .type = FIELD_DATE, .is_required = true,
     .help = "届出を受けた日。例: R8.8.10"},
    {.name = "how", .label = "届出の方法", .type = FIELD_CHOICE, .is_required = true, .codes = occasion_ways,
     .help = "窓口、郵送、オンライン、住民異動届の付記によるみなし届出のどれか。"},
};

const struct change_kind kind_occasion_birth = {
    .name = "occasion-birth",
    .label = "出生の手続き（一括）",
    .help = "生まれた人の加入（枝番は自動）、最初の証、母の産前産後期間を一度に登録します。未就学児の"
            "軽減は生年"
            "月日から自動で決まります。残りは「死亡・出生の手続き」の画面に出ます。すぐに登録されます。",
    .subject = CHANGE_OF_PERSON,
    .moves_premium = true,
    .follow = (const char *const[]){"correction-up", "correction-down", NULL},
    .propose = PERM_ELIGIBILITY_CHANGE,
    .approve = PERM_NONE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = begin,
    .check = check,
    .choices = choices,
    .preview = preview,
    .apply = apply,
    .undo = undo,
};

static enum err child_of(struct change_call *call, struct addressee *ret)
{
    return addressee_by_no(call->session->store, call->subject_no, (struct as_of){today(call), INT64_MAX},
                           call->arena, call->report, ret);
}

static enum err begin(struct change_call *call)
{
    struct addressee child;
    date born;
    enum err e = child_of(call, &child);

    if (e == ERR_NONE && date_from_ymd(child.birth.ymd, &born)) {
        change_part_set(call, "born", day_text(call, born));
    }
    change_part_set(call, "paper", text_of("4"));
    change_part_set(call, "delivery", text_of("1"));
    change_part_set(call, "notified", day_text(call, today(call)));
    change_part_set(call, "how", text_of("1"));
    return e;
}

/* Insured women of the household whose 産前産後 of this birth is not registered. */
static enum err choices(struct change_call *call, const struct change_field *field, struct change_code **ret)
{
    enum { FEMALE = 2 };
    struct addressee *members = NULL, child;
    size_t count = 0, n = 0;
    date born = change_date(call, "born");
    enum err e = child_of(call, &child);

    (void)field;
    born = date_is_none(born) ? today(call) : born;
    e = e == ERR_NONE ? addressee_household(call->session->store, child.household_no,
                                            (struct as_of){today(call), INT64_MAX}, call->arena,
                                            call->report, &members, &count)
                      : e;
    struct change_code *codes = ARENA_ARRAY(call->arena, struct change_code, count + 1);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct addressee *m = &members[i];
        struct eligibility_membership membership;
        date registered = date_none();
        bool is_insured = false;
        if (m->sex != FEMALE || m->addressee_no == call->subject_no) {
            continue;
        }
        e = occasion_membership(call->session, m->addressee_no, born, call->arena, call->report, &membership,
                                &is_insured);
        e = e == ERR_NONE ? occasion_maternity(call->session, m->addressee_no, born, call->arena,
                                               call->report, &registered)
                          : e;
        if (e == ERR_NONE && is_insured && date_is_none(registered)) {
            codes[n++] = (struct change_code){
                arena_printf(call->arena, "%" PRId64, m->addressee_no),
                arena_printf(call->arena, "%.*s", (int)m->name.len, m->name.bytes)};
        }
    }
    codes[n] = (struct change_code){NULL, NULL};
    *ret = codes;
    return e;
}

/* ----------------------------------------------------------------------------------- parts ---- */

/* *ret_wanted false: he is insured from his birth already. */
static enum err join_part(struct change_call *call, struct change_call *ret, bool *ret_wanted)
{
    struct eligibility_membership membership;
    struct addressee child;
    bool is_insured = false;
    enum err e = occasion_membership(call->session, call->subject_no, change_date(call, "born"), call->arena,
                                     call->report, &membership, &is_insured);

    *ret_wanted = e == ERR_NONE && !is_insured;
    if (!*ret_wanted) {
        return e;
    }
    e = child_of(call, &child);
    *ret = change_part(call, &kind_eligibility_join, e == ERR_NONE ? child.household_no : 0);
    change_part_set(ret, "members", text_of(arena_printf(call->arena, "%" PRId64, call->subject_no)));
    change_part_set(ret, "reason", text_of("A08"));
    change_part_set(ret, "occurred", change_value(call, "born"));
    change_part_set(ret, "notified", change_value(call, "notified"));
    change_part_set(ret, "how", change_value(call, "how"));
    return e;
}

/* Issued in the same transaction as the joining: from the birth on. */
static struct change_call paper_part(const struct change_call *call)
{
    struct change_call part = change_part(call, &kind_certificate_issue, call->subject_no);

    change_part_set(&part, "type", change_value(call, "paper"));
    change_part_set(&part, "reason", text_of("1"));
    change_part_set(&part, "valid_from", change_value(call, "born"));
    change_part_set(&part, "delivery", change_value(call, "delivery"));
    return part;
}

/* False: nobody was ticked. */
static bool maternity_part(const struct change_call *call, struct change_call *ret)
{
    int64_t mother = change_number(call, "mother");

    if (mother == 0) {
        return false;
    }
    *ret = change_part(call, &kind_eligibility_maternity, mother);
    change_part_set(ret, "act", text_of("1"));
    change_part_set(ret, "from", change_value(call, "born"));
    change_part_set(ret, "multiple", change_value(call, "multiple"));
    change_part_set(ret, "notified", change_value(call, "notified"));
    change_part_set(ret, "how", change_value(call, "how"));
    return true;
}

/* One of the list, or nobody. */
static enum err mother_check(struct change_call *call)
{
    struct text ticked = change_value(call, "mother");
    struct change_code *codes = NULL;
    bool is_listed = ticked.len == 0;
    enum err e = choices(call, NULL, &codes);

    for (size_t i = 0; e == ERR_NONE && codes[i].value != NULL; i++) {
        is_listed = is_listed || text_is(ticked, codes[i].value);
    }
    if (e == ERR_NONE && !is_listed) {
        change_warn(call, WARNING_STOP, "mother",
                    "母は、加入していて産前産後がまだ登録されていない人から1人を選びます。");
    }
    return e;
}

static enum err check(struct change_call *call)
{
    struct change_call part;
    bool is_wanted = false, is_day = false;
    enum err e = occasion_day_check(call, "born", &is_day);

    if (e != ERR_NONE || !is_day) {
        return e;
    }
    e = join_part(call, &part, &is_wanted);
    if (e == ERR_NONE && is_wanted) {
        e = change_part_check(&part, call, "born");
    } else if (e == ERR_NONE && change_number(call, "paper") != 0) {
        part = paper_part(call);
        e = change_part_check(&part, call, "paper");
    }
    e = e == ERR_NONE ? mother_check(call) : e;
    if (e == ERR_NONE && maternity_part(call, &part)) {
        e = change_part_check(&part, call, "mother");
    }
    return e;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    struct change_call part;
    bool is_wanted = false;
    enum err e = join_part(call, &part, &is_wanted);

    if (e == ERR_NONE && is_wanted) {
        e = part.kind->preview(&part, ret);
    } else if (e == ERR_NONE) {
        textbuf_puts(ret, "加入は登録済みです。証と産前産後だけを登録します。\n");
    }
    return e;
}

static enum err apply(struct change_call *call)
{
    struct change_call part;
    bool is_wanted = false, has_paper = change_number(call, "paper") != 0, has_mother;
    enum err e = join_part(call, &part, &is_wanted);

    if (e == ERR_NONE && is_wanted) {
        e = part.kind->apply(&part);
    }
    if (e == ERR_NONE && has_paper) {
        part = paper_part(call);
        e = part.kind->apply(&part);
    }
    has_mother = maternity_part(call, &part);
    if (e == ERR_NONE && has_mother) {
        e = part.kind->apply(&part);
    }
    (void)snprintf(call->outcome, sizeof(call->outcome), "出生の手続き: %s%s%s",
                   is_wanted ? "加入を登録" : "加入は登録済み", has_paper ? "、証を交付" : "、証はまだ",
                   has_mother ? "、母の産前産後を登録" : "");
    return e;
}

static enum err undo(struct change_call *call)
{
    struct change_call paper = change_part(call, &kind_certificate_issue, call->subject_no);
    struct change_call events = change_part(call, &kind_eligibility_join, 0);
    struct eligibility_event joined;
    bool is_joined = false;
    enum err e = paper.kind->undo(&paper);

    e = e == ERR_NONE ? occasion_event(call->session, call->subject_no, "A08", call->arena, call->report,
                                       &joined, &is_joined)
                      : e;
    bool wrote_events = change_number(call, "mother") != 0 ||
                        (is_joined && joined.change_no == call->change_no);
    return e == ERR_NONE && wrote_events ? events.kind->undo(&events) : e;
}
