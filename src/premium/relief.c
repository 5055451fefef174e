/*
 * 課税状況調・基盤安定の計算 -- a decided premium taken apart into what was relieved (LV-31, LV-32).
 *
 * Law     国民健康保険法72条の3 (軽減), 72条の3の2 (未就学児), 72条の3の3 (産前産後);
 * assessment.md 10.2, 10.3 (K)
 *
 * Each household of the snapshot is replayed from the facts its decision knew; that proves the decided
 * amounts. Then the same rules assess it again with one relief fewer each time, and the differences of the
 * amounts before the cap are the reliefs: 7・5・2割 first, then the half for preschool children, then the
 * months of birth, then 旧被扶養者 (a 減免, no public funds). No second formula computes any of them.
 */
#include "premium/relief.h"

#include "rules/premium/law.h"

const char *const relief_labels[RELIEFS + 1] = {"7・5・2割軽減", "未就学児", "産前産後", "旧被扶養者",
                                                NULL};
enum { STEPS = RELIEFS + 1 }; /* without any relief, then with one more each */
#define UNIT_BYTES ((size_t)64 << 20)

struct relief_laws {
    const struct premium_law *law;
    struct premium_law *without_reduction, *without_preschool;
};

static struct relief_laws laws_of(const struct premium_law *law, struct arena *arena)
{
    struct relief_laws l = {law, ARENA_NEW(arena, struct premium_law),
                            ARENA_NEW(arena, struct premium_law)};
    *l.without_preschool = *law;
    for (int p = 0; p < LEVY_PARTS; p++) {
        l.without_preschool->parts[p].has_preschool_half = false;
    }
    premium_law_finish(l.without_preschool);
    *l.without_reduction = *l.without_preschool;
    for (int t = 0; t < REDUCTION_TIERS; t++) { /* no judged income is below it */
        l.without_reduction->tiers[t].base.value = -YEN_MAX;
        l.without_reduction->tiers[t].per_member.value = 0;
        l.without_reduction->tiers[t].per_extra_earner.value = 0;
    }
    return l;
}

yen relief_sum(const yen amounts[LEVY_PARTS])
{
    yen sum = 0;
    for (int p = 0; p < LEVY_PARTS; p++) {
        sum += amounts[p];
    }
    return sum;
}

/* The facts with reliefs of persons left out. */
static struct premium_household facts_without(const struct premium_household *h, bool maternity,
                                              bool dependant, struct arena *arena)
{
    struct premium_household ret = *h;
    struct premium_member *members = ARENA_ARRAY(arena, struct premium_member, h->member_count);
    for (size_t i = 0; i < h->member_count; i++) {
        members[i] = h->members[i];
        members[i].expected_birth = maternity ? date_none() : members[i].expected_birth;
        members[i].former_dependant_since = dependant ? date_none() : members[i].former_dependant_since;
    }
    ret.members = members;
    ret.remission_count = 0;
    return ret;
}

static enum err assess_steps(const struct relief_laws *laws, const struct premium_household *h,
                             struct arena *arena, struct report *report,
                             struct premium_assessment ret[STEPS])
{
    const struct premium_law *const law[STEPS] = {laws->without_reduction, laws->without_preschool,
                                                  laws->law, laws->law, laws->law};
    for (int i = 0; i < STEPS; i++) {
        struct premium_household with =
            facts_without(h, i <= RELIEF_MATERNITY, i <= RELIEF_DEPENDANT, arena);
        ret[i] = (struct premium_assessment){
            .members = ARENA_ARRAY(arena, struct premium_member_result, h->member_count)};
        if (premium_assess_fast(law[i], &with, arena, report, &ret[i]) != PREMIUM_DONE) {
            return report_fail(report, ERR_INPUT, "%d年度の賦課の表がそろわないため、集計できません",
                               laws->law->year.first_year);
        }
    }
    return ERR_NONE;
}

static int64_t insured_on(const struct premium_household *h, date day)
{
    int64_t n = 0;
    for (size_t i = 0; i < h->member_count; i++) {
        for (size_t k = 0; k < h->members[i].insured_count; k++) {
            struct span s = h->members[i].insured[k];
            n += date_at_most(s.from, day) && date_before(day, s.until);
        }
    }
    return n;
}

static enum err take_apart(const struct relief_laws *laws, const struct premium_replay *r, date day,
                           struct arena *arena, struct report *report, struct relief_row *row)
{
    struct premium_assessment step[STEPS];
    enum err e = assess_steps(laws, &r->household, arena, report, step);
    for (int p = 0; p < LEVY_PARTS && e == ERR_NONE; p++) {
        const struct premium_part_result *last = &step[RELIEFS].parts[p];
        const struct premium_part_result *decided = &r->assessment.parts[p];
        row->full[p] = step[0].parts[p].before_cap;
        row->income[p] = step[0].parts[p].income_levy;
        row->asset[p] = step[0].parts[p].asset_levy;
        for (int k = 0; k < RELIEFS; k++) {
            row->relief[k][p] = step[k].parts[p].before_cap - step[k + 1].parts[p].before_cap;
        }
        row->over_cap[p] = last->before_cap > last->cap ? last->before_cap - last->cap : 0;
        row->remitted += decided->remitted;
        row->difference += row->amount[p] > decided->amount ? row->amount[p] - decided->amount
                                                            : decided->amount - row->amount[p];
    }
    row->remitted += r->assessment.remitted_by_instalment;
    row->persons = insured_on(&r->household, day);
    return e;
}

struct snapshot_row {
    struct assessment_row stored;
    int64_t known_at; /* of its run */
};

static enum err one(struct session *session, const struct relief_laws *laws, const struct snapshot_row *r,
                    date day, struct arena *arena, struct report *report, struct relief_row *row)
{
    struct premium_decision d;
    struct premium_replay replay;
    struct report quiet;
    decision_of_row(&r->stored, laws->law->due, laws->law->instalment_count, &d);
    d.known_at = r->known_at;
    *row = (struct relief_row){.household_no = d.household_no,
                               .payer_no = d.payer_no,
                               .version = d.version,
                               .reduction_tenths = d.reduction_tenths};
    memcpy(row->amount, d.part_amount, sizeof(row->amount));
    report_init(&quiet);
    enum err e = decision_replay(session->store, laws->law, &d, arena, &quiet, &replay);
    if (e == ERR_FINDINGS) { /* an alarm of its own row: the others still count */
        row->is_alarm = true;
        row->words = arena_string(arena, quiet.kept > 0 ? quiet.lines[0] : "算定根拠を作り直せません");
        e = ERR_NONE;
    } else if (e != ERR_NONE) {
        report_add(report, "%s", quiet.kept > 0 ? quiet.lines[0] : "決議を読めません");
    } else {
        e = take_apart(laws, &replay, day, arena, report, row);
    }
    report_done(&quiet);
    return e;
}

enum err relief_rows(struct session *session, int32_t year, date day, relief_fn each, void *context,
                     struct arena *arena, struct report *report)
{
    const struct data_folder *f = &session->folder;
    const struct premium_law *law;
    struct snapshot_row *rows = NULL;
    size_t count = 0, capacity = 0;
    bool more;
    enum err e =
        premium_law_load(f->params, f->municipality, (fiscal_year){(int16_t)year}, arena, report, &law);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(session->store, SQL_premium_snapshot_rows);
    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "day", date_ymd(day));
    while ((e = query_step(q, report, &more)) == ERR_NONE && more) {
        struct snapshot_row *r = ARENA_PUSH(arena, rows, count, capacity);
        row_read(q, 0, &r->stored);
        r->known_at = query_i64(q, ROW_COLUMNS);
    }
    query_reset(q);
    struct relief_laws laws = laws_of(law, arena);
    struct arena *unit = arena_new("集計の1世帯", UNIT_BYTES);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct relief_row row;
        e = one(session, &laws, &rows[i], day, unit, report, &row);
        e = e == ERR_NONE ? each(context, &row, report) : e;
        arena_reset(unit);
    }
    arena_free(unit);
    return e;
}
