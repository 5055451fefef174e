/*
 * 未申告者 -- whose income of the year is not known although the premium needs it (LV-49).
 *
 * Law     国民健康保険法施行令29条の7第6項1号 (軽減の判定), assessment.md 3.7
 *
 * Asked of the rules as the facts stand now, so that it is the same question as that of the assessment: a
 * child under 16 without a record has no income, and who is not needed is not asked.
 */
#include "premium/basis.h"
#include "premium/decisions.h"

#include "base/sorted.h"

struct undeclared_search {
    struct session *session;
    premium_subject_fn beside; /* is handed each household too; NULL = nobody */
    void *beside_context;
    const struct premium_law *law;
    int64_t known_at;
    struct arena *arena;
    struct premium_undeclared *all; /* what the ledger says of them is read behind the scan, at once */
    size_t count, capacity;
};

static const char *standing_of(const struct premium_household *h, size_t i)
{
    const struct premium_member *m = &h->members[i];
    return m->insured_count == 0 && i == h->head ? "擬制世帯主"
           : i == h->head                        ? "世帯主"
           : m->is_specified_member              ? "特定同一世帯所属者"
           : m->insured_count == 0               ? "住民票上の世帯主"
                                                 : "被保険者";
}

static void note(struct undeclared_search *u, const struct premium_subject *subject, size_t i)
{
    *ARENA_PUSH(u->arena, u->all, u->count, u->capacity) =
        (struct premium_undeclared){.household_no = subject->household_no,
                                    .payer_no = subject->payer_no,
                                    .addressee_no = subject->facts->members[i].id,
                                    .standing = standing_of(subject->facts, i),
                                    .told_on = date_none()};
}

static enum err look_for_unknown(struct undeclared_search *u, const struct premium_subject *subject,
                                 struct arena *arena, struct report *report)
{
    const struct premium_household *h = subject->facts;
    struct premium_assessment a = {.members =
                                       ARENA_ARRAY(arena, struct premium_member_result, h->member_count)};
    bool is_any = false;

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
    for (size_t f = 0; f < a.finding_count; f++) {
        if (a.findings[f].code == FINDING_INCOME_UNKNOWN) {
            note(u, subject, a.findings[f].member);
        }
    }
    return ERR_NONE;
}

static enum err look_at(void *context, const struct premium_subject *subject, struct arena *arena,
                        struct report *report)
{
    struct undeclared_search *u = context;
    enum err e = u->beside != NULL ? u->beside(u->beside_context, subject, arena, report) : ERR_NONE;

    return e == ERR_NONE ? look_for_unknown(u, subject, arena, report) : e;
}

/* The ledger's versions of a person, then what was entered of him in its own order. */
static int by_person(const void *a, const void *b)
{
    const struct premium_income_version *x = a, *y = b;
    int64_t x_entered = x->entered != NULL ? x->entered->basis_no : 0;
    int64_t y_entered = y->entered != NULL ? y->entered->basis_no : 0;
    return order_by_two(x->addressee_no, x_entered, y->addressee_no, y_entered);
}

/* Where the versions of a person, or of the next one, begin. */
static size_t versions_of(const struct premium_income_version *all, size_t count, int64_t addressee_no)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].addressee_no < addressee_no) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* What the ledger says of all of them. */
static enum err read_ledger(struct undeclared_search *u, struct report *report)
{
    int32_t year = u->law->year.first_year;
    int64_t *numbers = ARENA_ARRAY(u->arena, int64_t, u->count + 1);
    struct premium_income_version *all;
    size_t count;
    for (size_t i = 0; i < u->count; i++) {
        numbers[i] = u->all[i].addressee_no;
    }
    size_t persons = sorted_once(numbers, u->count);
    enum err e =
        premium_incomes_of(u->session->store, numbers, persons, year, 1, u->arena, report, &all, &count);
    if (e != ERR_NONE || count == 0) {
        return e;
    }
    qsort(all, count, sizeof(all[0]), by_person);
    for (size_t i = 0; i < u->count; i++) {
        struct premium_undeclared *who = &u->all[i];
        size_t first = versions_of(all, count, who->addressee_no);
        size_t end = versions_of(all, count, who->addressee_no + 1);
        struct premium_income_look look =
            premium_income_known(&all[first], end - first, who->addressee_no, year, u->known_at);
        who->is_in_ledger = look.is_there;
        who->was_abroad = look.place == TAXED_NOWHERE;
        who->told_on = look.is_there ? clock_day(look.recorded_at) : date_none();
    }
    return ERR_NONE;
}

enum err premium_undeclared_each(struct session *session, int32_t year, int64_t known_at,
                                 premium_undeclared_fn each, void *context, struct report *report)
{
    return premium_undeclared_beside(session, year, known_at, NULL, NULL, NULL, each, context, report);
}

enum err premium_undeclared_beside(struct session *session, int32_t year, int64_t known_at,
                                   const struct household_list *some, premium_subject_fn beside,
                                   void *beside_context, premium_undeclared_fn each, void *context,
                                   struct report *report)
{
    const struct data_folder *f = &session->folder;
    struct undeclared_search u = {.session = session,
                                  .beside = beside,
                                  .beside_context = beside_context,
                                  .known_at = known_at,
                                  .arena = arena_new("未申告者", (size_t)1 << 30)};
    struct arena *one = arena_new("未申告者の1人", (size_t)16 << 20);
    enum err e =
        premium_law_load(f->params, f->municipality, (fiscal_year){(int16_t)year}, u.arena, report, &u.law);

    e = e == ERR_NONE ? premium_subjects_some(session, u.law, known_at, some, look_at, &u, report) : e;
    e = e == ERR_NONE && u.count > 0 ? read_ledger(&u, report) : e;
    for (size_t i = 0; i < u.count && e == ERR_NONE; i++) {
        e = each(context, &u.all[i], one, report);
        arena_reset(one);
    }
    arena_free(one);
    arena_free(u.arena);
    return e;
}
