/*
 * 料額試算 -- what is typed at the counter beside what the registers say, through the rules of 賦課.
 *
 * Rows    LV-21, VN-01
 */
#include "trial/trial.h"

#include "rules/common/age.h"
#include "rules/premium/law.h"

#include <inttypes.h>

const char *const trial_role_labels[TRIAL_ROLES] = {
    "登録どおり・加入", "国保に加入する", "国保でない（擬制世帯主など）", "旧国保（特定同一世帯所属者）"};

/* ------------------------------------------------------------------------------- as registered ---- */

static enum err subject_of(struct session *s, const struct premium_law *law, int64_t household_no,
                           int64_t payer_no, struct arena *arena, struct report *report,
                           const struct premium_subject **ret)
{
    const struct premium_subject *subjects;
    size_t count;
    enum err e = premium_subjects_of_household(s, law, household_no, INT64_MAX - 1, arena, report,
                                               &subjects, &count);

    *ret = NULL;
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        if (payer_no == 0 || subjects[i].payer_no == payer_no) {
            *ret = &subjects[i]; /* of several heads in the year the last one, unless one is named */
        }
    }
    return e;
}

static date birth_of(register_day born)
{
    date d;

    return date_from_ymd(born.ymd, &d) ? d : date_none(); /* no day of the calendar: to be typed */
}

/* Who lives there and has no part in the levy: he may join. */
static enum err add_others(struct session *s, int32_t year, int64_t household_no, struct arena *arena,
                           struct report *report, struct trial_household *ret)
{
    struct as_of as_of = {s->folder.business_date, INT64_MAX};
    struct addressee *people;
    struct premium_income_version *incomes = NULL;
    size_t count, income_count = 0;
    enum err e = addressee_household(s->store, household_no, as_of, arena, report, &people, &count);

    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        bool is_there = false;
        for (size_t k = 0; k < ret->count; k++) {
            is_there |= ret->persons[k].addressee_no == people[i].addressee_no;
        }
        if (is_there) {
            continue;
        }
        if (ret->count == TRIAL_LINES_MAX) {
            ret->words =
                arena_printf(arena, "世帯員が%d人を超える世帯は、画面では試算できません", TRIAL_LINES_MAX);
            return ERR_NONE;
        }
        e = premium_incomes_of(s->store, &people[i].addressee_no, 1, year, 1, arena, report, &incomes,
                               &income_count);
        if (e == ERR_NONE) {
            struct premium_income_look look =
                premium_income_known(incomes, income_count, people[i].addressee_no, year, INT64_MAX);
            ret->persons[ret->count++] =
                (struct trial_known){.addressee_no = people[i].addressee_no,
                                     .birth = birth_of(people[i].birth),
                                     .role = TRIAL_OUTSIDE,
                                     .is_head = people[i].is_head,
                                     .income_is_known = look.is_there && look.income.state == INCOME_KNOWN,
                                     .income = look.income};
        }
    }
    return e;
}

static enum trial_role role_of(const struct premium_member *m)
{
    return m->is_specified_member ? TRIAL_FORMER : m->insured_count > 0 ? TRIAL_INSURED : TRIAL_OUTSIDE;
}

static void add_members(const struct premium_household *h, struct arena *arena, struct trial_household *ret)
{
    if (h->member_count > TRIAL_LINES_MAX) {
        ret->words =
            arena_printf(arena, "世帯員が%d人を超える世帯は、画面では試算できません", TRIAL_LINES_MAX);
        return;
    }
    for (size_t i = 0; i < h->member_count; i++) {
        const struct premium_member *m = &h->members[(h->head + i) % h->member_count];
        ret->persons[ret->count++] =
            (struct trial_known){.addressee_no = m->id,
                                 .birth = m->birth_date,
                                 .role = role_of(m),
                                 .is_head = i == 0,
                                 .income_is_known = m->income.state == INCOME_KNOWN,
                                 .income = m->income};
    }
}

/* The head first: he owes, insured or not. */
static void head_first(struct trial_household *h)
{
    for (size_t i = 1; i < h->count; i++) {
        if (h->persons[i].is_head && !h->persons[0].is_head) {
            struct trial_known head = h->persons[i];
            memmove(&h->persons[1], &h->persons[0], i * sizeof(head));
            h->persons[0] = head;
        }
    }
    if (h->count > 0 && h->payer_no == 0) {
        h->payer_no = h->persons[0].addressee_no;
    }
}

static enum err known_by(struct session *s, const struct premium_law *law, int64_t household_no,
                         int64_t payer_no, struct arena *arena, struct report *report,
                         const struct premium_subject **ret_subject, struct trial_household *ret)
{
    *ret = (struct trial_household){.payer_no = payer_no};
    enum err e = subject_of(s, law, household_no, payer_no, arena, report, ret_subject);

    if (e == ERR_NONE && *ret_subject != NULL) {
        ret->payer_no = (*ret_subject)->payer_no;
        add_members((*ret_subject)->facts, arena, ret);
    }
    if (e == ERR_NONE && ret->words == NULL) {
        e = add_others(s, law->year.first_year, household_no, arena, report, ret);
    }
    head_first(ret);
    if (e == ERR_NONE && ret->count == 0 && ret->words == NULL) {
        return report_fail(report, ERR_FINDINGS, "世帯番号 %" PRId64 " の世帯はありません", household_no);
    }
    return e;
}

static enum err load_law(struct session *s, int32_t year, struct arena *arena, struct report *report,
                         const struct premium_law **ret)
{
    enum err e = premium_law_load(s->folder.params, s->folder.municipality, (fiscal_year){(int16_t)year},
                                  arena, report, ret);

    return e == ERR_NONE && (*ret)->missing != NULL ? report_fail(report, ERR_INPUT, "%s", (*ret)->missing)
                                                    : e;
}

enum err trial_household_known(struct session *s, int32_t year, int64_t household_no, int64_t payer_no,
                               struct arena *arena, struct report *report, struct trial_household *ret)
{
    const struct premium_law *law;
    const struct premium_subject *subject;
    enum err e = load_law(s, year, arena, report, &law);

    return e == ERR_NONE ? known_by(s, law, household_no, payer_no, arena, report, &subject, ret) : e;
}

/* --------------------------------------------------------------------------------- a line typed ---- */

struct reading {
    const struct trial_wish *wish;
    const struct premium_law *law;
    struct arena *arena;
    struct report *report;
    int this_year;
    enum err result;
};

static void fault(struct reading *r, size_t line, const char *field, struct text typed, const char *how)
{
    r->result = report_fail(r->report, ERR_INPUT, "%zu人目の%s「%.*s」を読めません。%s", line + 1, field,
                            (int)utf8_prefix(typed.bytes, typed.len, 60), typed.bytes, how);
}

/* What the tax ledger has beside salary and pension, where it says the total alone. */
static yen rest_of(const struct premium_income *in)
{
    if ((in->given & INCOME_OTHER) != 0 || (in->given & INCOME_TOTAL) == 0) {
        return in->other_income;
    }
    return in->total_income - in->salary_income - in->pension_income;
}

#define AMOUNTS_TYPED "例：500万、4,000,000、所得356万、400m（m は万）、?（不明）"

static void read_kind(struct reading *r, size_t i, const char *field, struct text typed,
                      unsigned revenue_key, unsigned income_key, yen *revenue, yen *income,
                      struct premium_income *in)
{
    enum trial_spelling how;
    yen amount;

    if (!trial_income_parse(typed, &how, &amount)) {
        fault(r, i, field, typed, AMOUNTS_TYPED);
    } else if (how == TRIAL_NOT_KNOWN) {
        in->state = INCOME_UNKNOWN;
    } else if (how != TRIAL_BLANK) {
        in->given &= ~(revenue_key | income_key);
        in->given |= how == TRIAL_REVENUE ? revenue_key : income_key;
        *revenue = how == TRIAL_REVENUE ? amount : 0;
        *income = how == TRIAL_INCOME ? amount : 0;
    }
}

/* Where salaries or pensions are registered, what is typed replaces the one it
 * names; else it is all there is. */
static void read_income(struct reading *r, size_t i, struct premium_income *in)
{
    const struct trial_line *line = &r->wish->lines[i];
    const unsigned kinds = INCOME_SALARY | INCOME_SALARY_REVENUE | INCOME_PENSION | INCOME_PENSION_REVENUE;

    if (line->salary.len == 0 && line->pension.len == 0 && line->other.len == 0) {
        return;
    }
    struct premium_income now = {.state = INCOME_KNOWN, .given = INCOME_OTHER};
    if (in->state == INCOME_KNOWN && (in->given & kinds) != 0) {
        now = *in;
        now.other_income = rest_of(in);
        now.given = (in->given & kinds) | INCOME_OTHER;
        now.total_income = now.combined_income = 0;
    }
    if (line->salary.len > 0) {
        now.family_employee_pay_received = 0;
    }
    read_kind(r, i, "給与収入", line->salary, INCOME_SALARY_REVENUE, INCOME_SALARY, &now.salary_revenue,
              &now.salary_income, &now);
    read_kind(r, i, "年金収入", line->pension, INCOME_PENSION_REVENUE, INCOME_PENSION, &now.pension_revenue,
              &now.pension_income, &now);
    yen other = now.other_income;
    if (text_is(line->other, "?") || text_is(line->other, "？")) {
        now.state = INCOME_UNKNOWN;
    } else if (line->other.len > 0 && !trial_amount_parse(line->other, &other)) {
        fault(r, i, "その他の所得", line->other, AMOUNTS_TYPED);
    }
    now.other_income = other;
    *in = now.state == INCOME_KNOWN ? now : (struct premium_income){.state = INCOME_UNKNOWN};
}

static void read_notices(struct reading *r, size_t i, struct premium_member *m)
{
    const struct trial_line *line = &r->wish->lines[i];
    struct trial_notices n;

    if (!trial_notices_parse(line->notices, r->this_year, &n)) {
        fault(r, i, "届出", line->notices,
              "離職は「理由コード2桁 離職日」（例：22R8.3.31）、出産は「産 予定日」（例：産R8.8.15）です");
        return;
    }
    if (n.reason_code != 0) {
        m->reason_code = n.reason_code;
        m->separated_on = n.separated_on;
    }
    if (!date_is_none(n.expected_birth)) {
        m->expected_birth = n.expected_birth;
        m->is_multiple_birth = n.is_multiple_birth;
    }
}

/* The days of membership in the year: from birth, and until the 75th birthday. */
static bool cut_to_life(const struct reading *r, const struct premium_member *m, struct span *span)
{
    span->from = date_max(span->from, m->birth_date);
    span->until = date_min(span->until, age_birthday(m->birth_date, (int)r->law->insured_age_until.value));
    return date_before(span->from, span->until);
}

/* A day of loss alone shortens what is registered; a day of joining begins anew. */
static void read_period(struct reading *r, size_t i, struct premium_member *m)
{
    const struct trial_line *line = &r->wish->lines[i];
    struct span *spans = ARENA_ARRAY(r->arena, struct span, (size_t)m->insured_count + 1);
    date from, until;
    uint16_t count = 0;

    if (!trial_period_parse(line->period, r->this_year, &from, &until)) {
        fault(r, i, "期間", line->period, "例：R8.8.1-（加入）、-R8.10.1（喪失日）、R8.8.1-R8.10.1");
        return;
    }
    if (date_is_none(from) && date_is_none(until)) {
        return;
    }
    if (date_is_none(from) && m->insured_is_given && m->insured_count > 0) {
        for (size_t k = 0; k < m->insured_count; k++) {
            struct span s = {m->insured[k].from, date_min(m->insured[k].until, until)};
            if (date_before(s.from, s.until)) {
                spans[count++] = s;
            }
        }
    } else {
        struct span s = {date_is_none(from) ? r->law->from : from,
                         date_is_none(until) ? r->law->until : until};
        if (cut_to_life(r, m, &s)) {
            spans[count++] = s;
        }
    }
    m->insured_is_given = true;
    m->insured = spans;
    m->insured_count = count;
}

static void read_role(struct reading *r, size_t i, struct premium_member *m)
{
    const struct trial_line *line = &r->wish->lines[i];

    switch (line->role) {
    case TRIAL_AS_IS: break;
    case TRIAL_INSURED:
        if (m->insured_is_given && m->insured_count == 0) {
            m->insured_is_given = false; /* the whole year, unless a period is typed */
        }
        m->is_specified_member = false;
        break;
    case TRIAL_OUTSIDE:
    case TRIAL_FORMER:
        m->insured_is_given = true;
        m->insured_count = 0;
        m->is_specified_member = line->role == TRIAL_FORMER;
        return;
    case TRIAL_ROLES: break;
    }
    if (line->period.len > 0) {
        m->is_specified_member = false;
        read_period(r, i, m);
    }
}

static bool is_blank_line(const struct trial_line *l)
{
    return l->addressee_no == 0 && l->birth.len == 0 && l->salary.len == 0 && l->pension.len == 0 &&
           l->other.len == 0 && l->notices.len == 0 && l->period.len == 0;
}

static bool read_birth(struct reading *r, size_t i, struct premium_member *m)
{
    struct text typed = r->wish->lines[i].birth;

    if (typed.len == 0 && m->birth_date.day != 0) {
        return true;
    }
    if (!date_parse_typed(typed.bytes, typed.len, r->this_year, &m->birth_date)) {
        fault(r, i, "生年月日", typed, "例：S60.4.1、S600401、1985-04-01");
        return false;
    }
    return true;
}

/* ---------------------------------------------------------------------------------- a household ---- */

static struct premium_member person_of(int64_t id)
{
    return (struct premium_member){.id = id,
                                   .specified_since = date_none(),
                                   .separated_on = date_none(),
                                   .expected_birth = date_none(),
                                   .former_dependant_since = date_none()};
}

/* As registered: a member of the levy, or who lives there beside it. */
static struct premium_member registered(const struct premium_subject *subject,
                                        const struct trial_household *known, int64_t addressee_no)
{
    for (size_t i = 0; subject != NULL && i < subject->facts->member_count; i++) {
        if (subject->facts->members[i].id == addressee_no) {
            return subject->facts->members[i];
        }
    }
    struct premium_member m = person_of(addressee_no);
    for (size_t i = 0; i < known->count; i++) {
        if (known->persons[i].addressee_no == addressee_no) {
            m.birth_date = date_is_none(known->persons[i].birth) ? (date){0} : known->persons[i].birth;
            m.income = known->persons[i].income;
            m.income.state = known->persons[i].income_is_known ? INCOME_KNOWN : INCOME_UNKNOWN;
        }
    }
    m.insured_is_given = true;
    return m;
}

/* Nobody of the levy: lives there, is not insured, no head, not a former member. */
static bool has_no_part(const struct premium_member *m, size_t line)
{
    return line > 0 && m->insured_is_given && m->insured_count == 0 && !m->is_specified_member &&
           !m->is_register_head;
}

static void read_household(struct reading *r, const struct premium_subject *subject,
                           const struct trial_household *known, struct premium_household *h,
                           struct trial_answer *ret)
{
    struct premium_member *members = ARENA_ARRAY(r->arena, struct premium_member, TRIAL_LINES_MAX);
    date notice = date_none();

    *h = (struct premium_household){.year = r->law->year,
                                    .members = members,
                                    .first_notice_on = date_none(),
                                    .care40_not_after = date_none()};
    if (subject != NULL) {
        h->head_abroad_on_1_january = subject->facts->head_abroad_on_1_january;
        h->care40_not_after = subject->facts->care40_not_after;
    }
    for (size_t i = 0; i < r->wish->line_count; i++) {
        const struct trial_line *line = &r->wish->lines[i];
        if (is_blank_line(line) && i > 0) {
            continue;
        }
        struct premium_member m = line->addressee_no != 0 ? registered(subject, known, line->addressee_no)
                                                          : person_of(-(int64_t)i - 1);
        if (!read_birth(r, i, &m)) {
            continue;
        }
        read_income(r, i, &m.income);
        read_notices(r, i, &m);
        read_role(r, i, &m);
        if (!has_no_part(&m, i)) {
            ret->line_of[h->member_count] = i;
            members[h->member_count++] = m;
        }
    }
    struct text day = r->wish->notice_day;
    if (day.len > 0 && !date_parse_typed(day.bytes, day.len, r->this_year, &notice)) {
        r->result =
            report_fail(r->report, ERR_INPUT, "最初の通知の日「%.*s」を日付として読めません。例：R8.8.20",
                        (int)utf8_prefix(day.bytes, day.len, 60), day.bytes);
    }
    h->first_notice_on = notice;
}

/* "/household/members/1/birth_date: ..." is "2人目：..." to whoever typed it. */
static enum err tell_contradiction(const struct report *found, const size_t *line_of, struct report *report)
{
    for (size_t i = 0; i < found->kept; i++) {
        const char *at = strstr(found->lines[i], "/members/"), *words = strstr(found->lines[i], ": ");
        unsigned long member = at != NULL ? strtoul(at + strlen("/members/"), NULL, 10) : TRIAL_LINES_MAX;
        if (words != NULL && member < TRIAL_LINES_MAX) {
            report_add(report, "%zu人目：%s", line_of[member] + 1, words + 2);
        } else {
            report_add(report, "%s", words != NULL ? words + 2 : found->lines[i]);
        }
    }
    return ERR_INPUT;
}

static enum err check(const struct premium_law *law, const struct premium_household *h,
                      const size_t *line_of, struct report *report)
{
    struct report found;

    report_init(&found);
    enum err e = premium_household_check(law, h, "/household", &found);
    if (e != ERR_NONE) {
        e = tell_contradiction(&found, line_of, report);
    }
    report_done(&found);
    return e;
}

static enum err assess(const struct premium_law *law, const struct premium_household *h,
                       struct arena *arena, struct trace *trace, struct report *report,
                       struct premium_assessment *ret)
{
    *ret = (struct premium_assessment){
        .members = ARENA_ARRAY(arena, struct premium_member_result, h->member_count)};
    enum premium_status status = trace != NULL ? premium_assess(law, h, arena, trace, report, ret)
                                               : premium_assess_fast(law, h, arena, report, ret);
    return status == PREMIUM_DONE ? ERR_NONE : ERR_INPUT;
}

static enum err assess_typed(struct reading *r, const struct premium_subject *subject,
                             const struct trial_household *known, struct trial_answer *ret)
{
    struct premium_replay *made = &ret->made;
    struct premium_assessment before;

    made->law = r->law;
    read_household(r, subject, known, &made->household, ret);
    if (r->result != ERR_NONE) {
        return r->result;
    }
    enum err e = check(r->law, &made->household, ret->line_of, r->report);
    if (e == ERR_NONE) {
        made->trace = trace_new(r->arena);
        e = assess(r->law, &made->household, r->arena, made->trace, r->report, &made->assessment);
    }
    if (e == ERR_NONE && subject != NULL && subject->refused == NULL) {
        e = assess(r->law, subject->facts, r->arena, NULL, r->report, &before);
        ret->has_registered = e == ERR_NONE;
        ret->registered = e == ERR_NONE ? before.total : 0;
    }
    for (size_t i = 0; e == ERR_NONE && i < made->assessment.finding_count; i++) {
        ret->unknown_count += made->assessment.findings[i].code == FINDING_INCOME_UNKNOWN;
    }
    return e;
}

enum err trial_assess(struct session *s, const struct trial_wish *wish, struct arena *arena,
                      struct report *report, struct trial_answer *ret)
{
    struct trial_household known = {0};
    const struct premium_subject *subject = NULL;
    struct reading r = {.wish = wish,
                        .arena = arena,
                        .report = report,
                        .this_year = date_civil(s->folder.business_date).year};

    *ret = (struct trial_answer){0};
    if (wish->line_count == 0 || wish->line_count > TRIAL_LINES_MAX) {
        return report_fail(report, ERR_INPUT, "世帯員は1人から%d人まで入れてください", TRIAL_LINES_MAX);
    }
    enum err e = load_law(s, wish->year, arena, report, &r.law);
    if (e == ERR_NONE && wish->household_no != 0) {
        e = known_by(s, r.law, wish->household_no, wish->payer_no, arena, report, &subject, &known);
    }
    if (e == ERR_NONE && known.words != NULL) {
        e = report_fail(report, ERR_INPUT, "%s", known.words);
    }
    return e == ERR_NONE ? assess_typed(&r, subject, &known, ret) : e;
}
