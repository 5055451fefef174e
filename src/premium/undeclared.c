/*
 * 未申告者 -- whose income of the year is not known although the premium needs it (LV-49).
 *
 * Law     国民健康保険法施行令29条の7第6項1号 (軽減の判定), assessment.md 3.7
 *
 * Asked of the rules as the facts stand now, so that it is the same question as that of the assessment: a
 * child under 16 without a record has no income, and who is not needed is not asked.
 */
#include "premium/decisions.h"

struct undeclared_search {
    struct session *session;
    const struct premium_law *law;
    int64_t known_at;
    premium_undeclared_fn each;
    void *context;
};

static const char *standing_of(const struct premium_household *h, size_t i)
{
    const struct premium_member *m = &h->members[i];
    return m->insured_count == 0 && i == h->head ? "擬制世帯主"
           : i == h->head                        ? "世帯主"
           : m->is_specified_member              ? "特定同一世帯所属者"
                                                 : "被保険者";
}

static enum err tell(const struct undeclared_search *u, const struct premium_subject *subject, size_t i,
                     struct arena *arena, struct report *report)
{
    int64_t id = subject->facts->members[i].id;
    int32_t year = subject->facts->year.first_year;
    struct premium_income_version *all;
    size_t count;
    enum err e = premium_incomes_of(u->session->store, &id, 1, year, 1, arena, report, &all, &count);

    if (e != ERR_NONE) {
        return e;
    }
    struct premium_income_look look = premium_income_known(all, count, id, year, u->known_at);
    const struct premium_undeclared who = {.household_no = subject->household_no,
                                           .payer_no = subject->payer_no,
                                           .addressee_no = id,
                                           .standing = standing_of(subject->facts, i),
                                           .is_in_ledger = look.is_there,
                                           .was_abroad = look.place == TAXED_NOWHERE,
                                           .told_on =
                                               look.is_there ? clock_day(look.recorded_at) : date_none()};
    return u->each(u->context, &who, arena, report);
}

static enum err look_at(void *context, const struct premium_subject *subject, struct arena *arena,
                        struct report *report)
{
    const struct undeclared_search *u = context;
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
    if (premium_assess_fast(u->law, h, arena, report, &a) != PREMIUM_DONE) {
        return report_fail(report, ERR_INPUT, "%d年度の賦課の表がそろわないため、未申告者を調べられません",
                           h->year.first_year);
    }
    for (size_t f = 0; f < a.finding_count && e == ERR_NONE; f++) {
        if (a.findings[f].code == FINDING_INCOME_UNKNOWN) {
            e = tell(u, subject, a.findings[f].member, arena, report);
        }
    }
    return e;
}

enum err premium_undeclared_each(struct session *session, int32_t year, int64_t known_at,
                                 premium_undeclared_fn each, void *context, struct report *report)
{
    const struct data_folder *f = &session->folder;
    struct arena *arena = arena_new("未申告者", (size_t)16 << 20);
    struct undeclared_search u = {
        .session = session, .known_at = known_at, .each = each, .context = context};
    enum err e =
        premium_law_load(f->params, f->municipality, (fiscal_year){(int16_t)year}, arena, report, &u.law);

    e = e == ERR_NONE ? premium_subjects(session, u.law, known_at, look_at, &u, report) : e;
    arena_free(arena);
    return e;
}
