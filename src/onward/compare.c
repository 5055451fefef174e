/*
 * 住民票への連携の突合 -- both sides by number, in one pass each.
 *
 * The last unbroken time of insurance is told: cards that follow each other without a break are one.
 */
#include "onward/compare.h"

#include "store/many.h"

struct truths {
    struct arena *arena;
    date today;
    struct insurance *all;
    size_t count, capacity;
};

static int64_t column_of(date d) { return date_equal(d, date_open_end()) ? 0 : date_ymd(d); }

static enum err take(void *context, const struct eligibility_period *p, struct report *report)
{
    struct truths *t = context;
    struct insurance *last = t->count > 0 ? &t->all[t->count - 1] : NULL;
    bool is_same = last != NULL && last->addressee_no == p->addressee_no;
    bool goes_on = is_same && last->lost_on == date_ymd(p->span.from);

    (void)report;
    if (!is_same) {
        last = ARENA_PUSH(t->arena, t->all, t->count, t->capacity);
    }
    *last = (struct insurance){.addressee_no = p->addressee_no,
                               .acquired_on = goes_on ? last->acquired_on : date_ymd(p->span.from),
                               .lost_on = column_of(p->span.until),
                               .is_insured = date_before(t->today, p->span.until)};
    return ERR_NONE;
}

struct tolds {
    struct insurance *all;
    size_t count;
};

/* Everything of a query that says whose; it is reset. */
static enum err told_read(struct query *q, struct arena *arena, struct report *report, struct tolds *ret)
{
    size_t capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, ret->all, ret->count, capacity) =
            (struct insurance){.addressee_no = query_i64(q, 0),
                               .is_insured = query_i64(q, 1) != 0,
                               .acquired_on = query_i64(q, 2),
                               .lost_on = query_i64(q, 3)};
    }
    query_reset(q);
    return e;
}

static bool is_alike(const struct insurance *a, const struct insurance *b)
{
    return a->is_insured == b->is_insured && a->acquired_on == b->acquired_on && a->lost_on == b->lost_on;
}

static enum err read_all(struct store *s, struct truths *t, struct tolds *told, struct report *report)
{
    enum err e = eligibility_each_period(s, date_add_days(t->today, 1), INT64_MAX, take, t, report);

    return e == ERR_NONE ? told_read(store_scan(s, SQL_onward_told_now), t->arena, report, told) : e;
}

static enum err read_moved(struct store *s, const struct last_look *since, struct truths *t,
                           struct tolds *told, struct report *report)
{
    int64_t *persons;
    size_t count;
    enum err e = eligibility_periods_moved(s, since->known_at, since->day, t->today, t->arena, report,
                                           &persons, &count);

    if (e != ERR_NONE || count == 0) {
        return e;
    }
    e = eligibility_each_period_of(s, persons, count, date_add_days(t->today, 1), INT64_MAX, take, t, report);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_scan(s, SQL_onward_told_of);
    query_set_list(q, "persons", persons, count);
    return told_read(q, t->arena, report, told);
}

enum err onward_differences(struct store *s, date today, const struct last_look *since, struct arena *arena,
                            struct report *report, struct difference **ret, size_t *ret_count)
{
    struct truths t = {.arena = arena, .today = today};
    struct tolds told = {NULL, 0};
    size_t at = 0, capacity = 0;
    enum err e = since != NULL && since->is_there ? read_moved(s, since, &t, &told, report)
                                                  : read_all(s, &t, &told, report);

    *ret = NULL;
    *ret_count = 0;
    for (size_t i = 0; e == ERR_NONE && (i < t.count || at < told.count);) {
        bool has_truth = i < t.count, has_told = at < told.count;
        int64_t no = has_truth ? t.all[i].addressee_no : told.all[at].addressee_no;
        no = has_told && told.all[at].addressee_no < no ? told.all[at].addressee_no : no;
        struct difference d = {.addressee_no = no,
                               .was_told = has_told && told.all[at].addressee_no == no,
                               .is_true = has_truth && t.all[i].addressee_no == no};
        d.told = d.was_told ? told.all[at] : d.told;
        d.truth = d.is_true ? t.all[i] : d.truth;
        i += d.is_true;
        at += d.was_told;
        if (!d.was_told || !d.is_true || !is_alike(&d.told, &d.truth)) {
            *ARENA_PUSH(arena, *ret, *ret_count, capacity) = d;
        }
    }
    return e;
}
