/* 通知書の内容 -- gathers what a notice says from the replayed decision and the register. */
#include "premium/notice_gather.h"

#include "premium/withheld.h"

#include <inttypes.h>

enum err notice_form_of(const struct session *session, date day, struct arena *arena, struct report *report,
                        struct notice_form *ret)
{
    const struct data_folder *f = &session->folder;
    enum err e = notice_form_load(f->params, f->municipality, day, arena, report, ret);
    return e == ERR_NONE ? slip_form_of(session, day, arena, report, &ret->slip) : e;
}

/* ------------------------------------------------------------------------------- members ----- */

static unsigned marks_of(const struct premium_law *law, const struct premium_replay *r, size_t i)
{
    const struct premium_member *m = &r->household.members[i];
    const struct premium_member_result *result = &r->assessment.members[i];
    bool is_liable = result->months[LEVY_MEDICAL] != 0;
    unsigned marks = 0;
    if (i == r->household.head) {
        marks |= is_liable ? NOTICE_HEAD : NOTICE_NOMINAL_HEAD;
    }
    marks |= m->is_register_head ? NOTICE_REGISTER_HEAD : 0;
    marks |= m->is_specified_member ? NOTICE_SPECIFIED : 0;
    marks |= !date_is_none(m->former_dependant_since) ? NOTICE_FORMER_DEPENDANT : 0;
    marks |= m->care_exempt_count > 0 ? NOTICE_CARE_EXEMPT : 0;
    marks |= !date_is_none(m->separated_on) ? NOTICE_UNEMPLOYED : 0;
    marks |= !date_is_none(m->expected_birth) && is_liable ? NOTICE_MATERNITY : 0;
    if (is_liable && law->parts[LEVY_MEDICAL].has_preschool_half &&
        m->birth_date.day > law->preschool_born_after) {
        marks |= NOTICE_PRESCHOOL;
    }
    if (is_liable && law->parts[LEVY_CHILD].has_under_18_relief &&
        m->birth_date.day > law->under_18_born_after) {
        marks |= NOTICE_UNDER_18;
    }
    return marks;
}

/* What the rules said about a member: income not known, a reason for leaving that does not qualify. */
static unsigned with_findings(unsigned marks, const struct premium_assessment *a, size_t i)
{
    for (size_t k = 0; k < a->finding_count; k++) {
        if (a->findings[k].member == i && a->findings[k].code == FINDING_INCOME_UNKNOWN) {
            marks |= NOTICE_INCOME_UNKNOWN;
        }
        if (a->findings[k].member == i && a->findings[k].code == FINDING_REASON_NOT_QUALIFYING) {
            marks &= ~(unsigned)NOTICE_UNEMPLOYED;
        }
    }
    return marks;
}

static enum err add_members(const struct notice_sources *from, const struct premium_replay *r,
                            struct arena *arena, struct report *report, struct notice *n)
{
    struct as_of as_of = {from->issued_on, from->known_at};
    size_t count = r->household.member_count;
    struct notice_member *members = ARENA_ARRAY(arena, struct notice_member, count);
    n->members = members;
    for (size_t i = 0; i < count; i++) {
        const struct premium_member_result *result = &r->assessment.members[i];
        struct notice_member *m = &members[n->member_count];
        unsigned marks = with_findings(marks_of(from->law, r, i), &r->assessment, i);
        struct addressee who;
        bool is_liable = false;
        for (size_t part = 0; part < LEVY_PARTS; part++) {
            is_liable = is_liable || result->months[part] != 0;
        }
        if (!is_liable && marks == 0) {
            continue; /* lived there, but neither insured nor counted */
        }
        enum err e = addressee_by_no(from->store, r->household.members[i].id, as_of, arena, report, &who);
        if (e != ERR_NONE) {
            return e;
        }
        *m = (struct notice_member){.name = who.printed_name, .marks = marks, .is_insured = is_liable,
                                    .base_income = result->base_income};
        memcpy(m->months, result->months, sizeof(m->months));
        memcpy(m->income_levy, result->income_levy, sizeof(m->income_levy));
        memcpy(m->per_capita, result->per_capita, sizeof(m->per_capita));
        n->has_unknown_income = n->has_unknown_income || (marks & NOTICE_INCOME_UNKNOWN) != 0;
        n->member_count++;
    }
    return ERR_NONE;
}

/* ---------------------------------------------------------------------------------- parts ---- */

static rate of_millionths(const struct law_number *n)
{
    return (rate){n->present ? n->value : 0, 1000000};
}

static yen value_of(const struct law_number *n)
{
    return n->present ? n->value : 0;
}

static void add_parts(const struct premium_law *law, const struct premium_assessment *a,
                      struct notice *n)
{
    for (size_t i = 0; i < LEVY_PARTS; i++) {
        const struct premium_law_part *p = &law->parts[i];
        n->parts[i] = (struct notice_part){
            .income_rate = of_millionths(&p->income_rate),
            .asset_rate = of_millionths(&p->asset_rate),
            .per_capita = value_of(&p->per_capita),
            .per_capita_18plus = value_of(&p->per_capita_18plus),
            .per_household = value_of(&p->per_household),
            .result = a->parts[i],
        };
    }
}

static void add_level(const struct premium_assessment *a, struct notice *n)
{
    n->reduction_tenths = a->reduction_tenths;
    n->judged_income_is_known = a->judged_income_is_known;
    n->judged_income = a->judged_income;
    n->persons_counted = a->persons_counted;
    n->earners_counted = a->earners_counted;
    memcpy(n->limits, a->limits, sizeof(n->limits));
    for (size_t i = 0; i < a->finding_count; i++) {
        n->has_unknown_income = n->has_unknown_income || a->findings[i].code == FINDING_INCOME_UNKNOWN;
    }
}

/* Codes "資格取得,所得更正" of the decision, as words. */
static void add_reasons(const struct premium_decision *d, struct arena *arena, struct notice *n)
{
    const char *at = arena_string(arena, d->reasons);
    while (*at != '\0' && n->reason_count < NOTICE_REASONS_MAX) {
        size_t len = strcspn(at, ",");
        n->reasons[n->reason_count++] = (struct text){at, len};
        at += at[len] == ',' ? len + 1 : len;
    }
}

/* What the notice before this one said: the newest approved version under it. */
static enum err add_previous(const struct notice_sources *from, const struct premium_decision *d,
                             struct arena *arena, struct report *report, struct notice *n)
{
    struct premium_decision *all;
    size_t count;
    enum err e = premium_decisions(from->store, d->year, d->payer_no, d->household_no, arena, report, &all,
                                   &count);
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        const struct premium_decision *was = &all[i];
        if (!was->is_approved || was->version >= d->version) {
            continue;
        }
        n->is_change = true;
        n->previous_total = was->total;
        n->previous_count = was->instalment_count;
        memcpy(n->previous, was->instalments, sizeof(n->previous));
        for (size_t part = 0; part < LEVY_PARTS; part++) {
            n->parts[part].previous = was->part_amount[part];
        }
        add_reasons(d, arena, n);
        return ERR_NONE; /* newest first */
    }
    return e;
}

/* 特別徴収: what pensions pay stands beside the instalments, also in what the notice before said. */
static enum err add_withheld(const struct notice_sources *from, const struct premium_decision *d,
                             struct arena *arena, struct report *report, struct notice *n)
{
    struct withheld_levy w;
    yen previous[WITHHOLDING_PAYS];
    bool found;
    enum err e = withheld_of(from->store, d->year, d->household_no, d->payer_no, arena, report, &w, &found);

    if (e != ERR_NONE || !found) {
        return e;
    }
    withheld_split(&w, n->instalments, n->instalment_count, n->pays);
    withheld_split(&w, n->previous, n->previous_count, previous);
    for (int i = 0; i < WITHHOLDING_PAYS; i++) {
        n->withheld += n->pays[i];
    }
    return ERR_NONE;
}

enum err notice_gather(const struct notice_sources *from, const struct premium_decision *d,
                       int64_t notice_no, struct arena *arena, struct report *report,
                       struct notice **ret)
{
    struct premium_replay *replay = ARENA_NEW(arena, struct premium_replay);
    struct notice *n = ARENA_NEW(arena, struct notice);
    struct as_of as_of = {from->issued_on, from->known_at};
    assert(d->is_approved); /* a proposal binds nobody and is not notified */
    enum err e = decision_replay(from->store, from->law, d, arena, report, replay);
    if (e != ERR_NONE) {
        return e;
    }
    *n = (struct notice){.form = from->form, .year = {(int16_t)d->year}, .notice_no = notice_no,
                         .household_no = d->household_no, .payer_no = d->payer_no,
                         .issued_on = from->issued_on,
                         .total = d->total, .instalment_count = d->instalment_count};
    memcpy(n->instalments, d->instalments, sizeof(n->instalments));
    n->is_advance = from->law->has_advance_payment && replay->household.head_abroad_on_1_january &&
                    d->instalment_count == 1;
    add_parts(from->law, &replay->assessment, n);
    add_level(&replay->assessment, n);
    e = add_members(from, replay, arena, report, n);
    if (e == ERR_NONE) {
        e = addressee_mailing(from->store, d->payer_no, as_of, arena, report, &n->mailing);
    }
    if (e == ERR_NONE) {
        e = add_previous(from, d, arena, report, n);
    }
    e = e == ERR_NONE ? add_withheld(from, d, arena, report, n) : e;
    if (e == ERR_NONE) {
        struct slip *known;
        size_t known_count;
        e = slips_of_notice(from->store, d->year, notice_no, arena, report, &known, &known_count);
        if (e == ERR_NONE) {
            n->known_slips = known;
            n->known_slip_count = known_count;
            e = notice_slips_fill(n, known, known_count, report);
        }
    }
    if (e != ERR_NONE) {
        return e;
    }
    *ret = n;
    return notice_check(n, report);
}

enum err notice_slips_write(struct store *s, struct slip_writer *w, const struct notice_slips *slips,
                            int64_t recorded_at, struct report *report)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; i < slips->made_count && e == ERR_NONE; i++) {
        e = slip_writer_add(w, &slips->made[i], report);
    }
    for (size_t i = 0; i < slips->outdated_count && e == ERR_NONE; i++) {
        e = slip_move(s, &slips->outdated[i], SLIP_REPLACED, 0, recorded_at, report);
    }
    return e;
}

/* -------------------------------------------------------------------------------- numbers ---- */

static void set_key(struct query *q, const struct premium_decision *d)
{
    query_set_i64(q, "fiscal_year", d->year);
    query_set_i64(q, "household_no", d->household_no);
    query_set_i64(q, "payer_no", d->payer_no);
}

static enum err one_number(struct query *q, struct report *report, int64_t *ret)
{
    bool row;
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        *ret = row ? query_i64(q, 0) : 0;
    }
    query_reset(q);
    return e;
}

enum err notice_number_find(struct store *s, const struct premium_decision *d, struct report *report,
                            int64_t *ret_running)
{
    struct query *q = store_query(s, SQL_premium_notice_number_find);
    set_key(q, d);
    return one_number(q, report, ret_running);
}

enum err notice_number_last(struct store *s, int32_t year, struct report *report,
                            int64_t *ret_running)
{
    struct query *q = store_query(s, SQL_premium_notice_number_max);
    query_set_i64(q, "fiscal_year", year);
    return one_number(q, report, ret_running);
}

enum err notice_number_add(struct store *s, const struct premium_decision *d, int64_t running,
                           struct report *report)
{
    int64_t changed;
    struct query *q = store_query(s, SQL_premium_notice_number_add);
    set_key(q, d);
    query_set_i64(q, "running_no", running);
    return query_run(q, report, &changed);
}
