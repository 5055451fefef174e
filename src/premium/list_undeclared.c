/*
 * 未申告者の一覧 -- whose income of the year is not known although the premium needs it (LV-49).
 *
 * Law     国民健康保険法施行令29条の7第6項1号 (軽減の判定), assessment.md 3.7
 *
 * Asked of the rules as the facts stand now: the head, insured or not, every insured person and every
 * 特定同一世帯所属者 whose income nobody knows; a child under 16 without a record has none. Whose
 * declaration was entered (賦課根拠入力) or whom the tax ledger knows meanwhile is on it no more.
 */
#include "premium/lists.h"

#include <inttypes.h>

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report);

static const struct output_column columns[] = {
    {.label = "宛名番号"},
    {.label = "氏名"},
    {.label = "郵便番号", .is_address = true},
    {.label = "住所", .is_address = true},
    {.label = "方書", .is_address = true},
    {.label = "世帯番号"},
    {.label = "納付義務者番号"},
    {.label = "立場"},
    {.label = "台帳"},
    {.label = "台帳に届いた日"},
    {.label = "経過日数", .is_number = true},
    {.label = "支援措置"},
};
static const char *const ledger_labels[] = {"記録なし", "未申告", NULL};
enum { WORD_YEAR, WORD_LEDGER, WORDS };
static const struct output_word words[WORDS] = {
    [WORD_YEAR] = {.name = "年度", .type = OUTPUT_WORD_NUMBER, .unit = "年度", .is_required = true},
    [WORD_LEDGER] = {.name = "台帳", .type = OUTPUT_WORD_CHOICE, .choices = ledger_labels},
};

const struct output_list output_list_undeclared = {
    .name = "undeclared",
    .label = "未申告者の一覧",
    .help =
        "所得がわからないため、軽減を判定できず所得割を計算していない方。台帳に記録がない方（転入など）と、"
        "税でも未申告の方を分けて出す。賦課根拠入力で申告を入れるか、台帳に所得が届くと、この一覧から消え"
        "る",
    .permission = PERM_PREMIUM_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = WORDS,
    .criteria_help = "年度=2026 台帳=未申告",
    .write = write_list,
};

struct undeclared_listing {
    struct session *session;
    const struct premium_law *law;
    const struct output_value *values;
    struct output_sink *sink;
    struct as_of as_of;
};

static const char *standing_of(const struct premium_household *h, size_t i)
{
    const struct premium_member *m = &h->members[i];
    return m->insured_count == 0 && i == h->head ? "擬制世帯主"
           : i == h->head                        ? "世帯主"
           : m->is_specified_member              ? "特定同一世帯所属者"
                                                 : "被保険者";
}

static enum err put(struct undeclared_listing *l, const struct premium_subject *subject, size_t i,
                    struct arena *arena, struct report *report)
{
    const struct premium_member *m = &subject->facts->members[i];
    const struct output_value *asked = &l->values[WORD_LEDGER];
    int32_t year = subject->facts->year.first_year;
    struct premium_income_version *all;
    struct listed_person who;
    size_t count;
    enum err e = premium_incomes_of(l->session->store, &m->id, 1, year, 1, arena, report, &all, &count);
    e = e == ERR_NONE ? listed_person_find(l->session->store, m->id, l->as_of, arena, report, &who) : e;
    if (e != ERR_NONE) {
        return e;
    }
    struct premium_income_look look = premium_income_known(all, count, m->id, year, l->as_of.known_at);
    if (asked->is_given && (asked->choice == 1) != look.is_there) {
        return ERR_NONE;
    }
    date told = look.is_there ? clock_day(look.recorded_at) : date_none();
    output_addressee_no(l->sink, m->id);
    output_text(l->sink, who.name);
    output_text(l->sink, who.postal_code);
    output_text(l->sink, who.address);
    output_text(l->sink, who.building);
    output_i64(l->sink, subject->household_no);
    output_addressee_no(l->sink, subject->payer_no);
    output_text(l->sink, text_of(standing_of(subject->facts, i)));
    output_text(l->sink, text_of(ledger_labels[look.is_there]));
    output_day(l->sink, told);
    output_i64(l->sink, look.is_there ? date_days_between(told, clock_day(l->as_of.known_at)) : 0);
    output_text(l->sink, text_of(who.is_restricted ? "対象" : ""));
    return output_row(l->sink, m->id, who.is_restricted, report);
}

static enum err look_at(void *context, const struct premium_subject *subject, struct arena *arena,
                        struct report *report)
{
    struct undeclared_listing *l = context;
    const struct premium_household *h = subject->facts;
    struct premium_assessment a = {.members =
                                       ARENA_ARRAY(arena, struct premium_member_result, h->member_count)};
    bool is_any = false;
    enum err e = ERR_NONE;
    for (size_t i = 0; i < h->member_count; i++) {
        is_any = is_any || h->members[i].income.state == INCOME_UNKNOWN;
    }
    if (!is_any || subject->refused != NULL) { /* a refused household is a finding of the runs */
        return ERR_NONE;
    }
    if (premium_assess_fast(l->law, h, arena, report, &a) != PREMIUM_DONE) {
        return report_fail(report, ERR_INPUT, "%d年度の賦課の表がそろわないため、未申告者を調べられません",
                           h->year.first_year);
    }
    for (size_t f = 0; f < a.finding_count && e == ERR_NONE; f++) {
        if (a.findings[f].code == FINDING_INCOME_UNKNOWN) {
            e = put(l, subject, a.findings[f].member, arena, report);
        }
    }
    return e;
}

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    const struct data_folder *f = &s->folder;
    int64_t now = clock_now_ms();
    struct undeclared_listing l = {
        .session = s, .values = values, .sink = sink, .as_of = {f->business_date, now}};
    int32_t year;
    enum err e = listed_year(&values[WORD_YEAR], report, &year);
    if (e == ERR_NONE) {
        e = premium_law_load(f->params, f->municipality, (fiscal_year){(int16_t)year}, arena, report,
                             &l.law);
    }
    return e == ERR_NONE ? premium_subjects(s, l.law, now, look_at, &l, report) : e;
}
