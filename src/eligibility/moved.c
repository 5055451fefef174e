/* 記録のあった人と世帯 -- who is touched by what came or was closed after a moment. */
#include "base/sorted.h"
#include "eligibility/events.h"
#include "store/moved.h"

/* 国保上の世帯: few, so they are all read. */
struct overlay_seen {
    int64_t household_no, addressee_no, birth, moved_at;
};
typedef void (*overlay_fn)(void *context, const struct overlay_seen *seen);

static enum err each_overlay(struct store *s, overlay_fn each, void *context, struct report *report)
{
    struct query *q = store_query(s, SQL_eligibility_overlay_all);
    bool row = false;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        const struct overlay_seen seen = {query_i64(q, 0), query_i64(q, 1), query_i64(q, 2),
                                          query_i64(q, 3)};
        each(context, &seen);
    }
    query_reset(q);
    return e;
}

struct collecting {
    int64_t since, at;
    int32_t from, until;
    const struct moved_list *persons;
    struct arena *arena;
    struct moved_list *to;
};

/* ----------------------------------------------------------------------------------- 人 ------- */

static void add_person(void *context, const struct overlay_seen *seen)
{
    struct collecting *c = context;
    if (seen->moved_at > c->since) {
        moved_add(c->to, c->arena, seen->addressee_no, seen->moved_at);
    }
}

enum err eligibility_persons_moved(struct store *s, int64_t since, struct arena *arena,
                                   struct report *report, struct moved_list *to)
{
    struct collecting c = {.since = since, .arena = arena, .to = to};
    enum err e = moved_since(s, MOVED_FACT, SQL_eligibility_fact_moved, since, arena, report, to);

    return e == ERR_NONE ? each_overlay(s, add_person, &c, report) : e;
}

/* ---------------------------------------------------------------------------------- 世帯 ------ */

static void add_household(void *context, const struct overlay_seen *seen)
{
    struct collecting *c = context;
    if (seen->moved_at > c->since) {
        moved_add(c->to, c->arena, seen->household_no, seen->moved_at);
    }
}

enum err eligibility_households_moved(struct store *s, int64_t since, struct arena *arena,
                                      struct report *report, struct moved_list *to)
{
    struct collecting c = {.since = since, .arena = arena, .to = to};
    enum err e = addressee_households_moved(s, since, arena, report, to);

    return e == ERR_NONE ? each_overlay(s, add_household, &c, report) : e;
}

static void add_household_of(void *context, const struct overlay_seen *seen)
{
    struct collecting *c = context;
    const struct moved *person = moved_find(c->persons, seen->addressee_no);
    if (person != NULL) {
        moved_add(c->to, c->arena, seen->household_no, person->at);
    }
}

enum err eligibility_households_of_moved(struct store *s, struct moved_list *persons, struct arena *arena,
                                         struct report *report, struct moved_list *to)
{
    struct collecting c = {.persons = persons, .arena = arena, .to = to};

    moved_settle(persons);
    if (persons->count == 0) {
        return ERR_NONE;
    }
    enum err e = addressee_households_of_moved(s, persons, arena, report, to);
    return e == ERR_NONE ? each_overlay(s, add_household_of, &c, report) : e;
}

static void add_household_born(void *context, const struct overlay_seen *seen)
{
    struct collecting *c = context;
    if (seen->birth >= c->from && seen->birth <= c->until) {
        moved_add(c->to, c->arena, seen->household_no, c->at);
    }
}

enum err eligibility_households_born(struct store *s, int32_t from, int32_t until, int64_t at,
                                     struct arena *arena, struct report *report, struct moved_list *to)
{
    struct collecting c = {.at = at, .from = from, .until = until, .arena = arena, .to = to};
    enum err e = addressee_households_born(s, from, until, at, arena, report, to);

    return e == ERR_NONE ? each_overlay(s, add_household_born, &c, report) : e;
}

static void add_person_born(void *context, const struct overlay_seen *seen)
{
    struct collecting *c = context;
    if (seen->birth <= c->until) {
        moved_add(c->to, c->arena, seen->addressee_no, 0);
    }
}

enum err eligibility_persons_born(struct store *s, int32_t born, date day, struct arena *arena,
                                  struct report *report, struct moved_list *to)
{
    struct collecting c = {.until = born, .arena = arena, .to = to};
    enum err e = addressee_persons_born(s, born, day, arena, report, to);

    e = e == ERR_NONE ? each_overlay(s, add_person_born, &c, report) : e;
    moved_settle(to);
    return e;
}

/* ---------------------------------------------------------------------------- 夜間の点検 ------ */

static void add_person_between(void *context, const struct overlay_seen *seen)
{
    struct collecting *c = context;
    if (seen->birth >= c->from && seen->birth <= c->until) {
        moved_add(c->to, c->arena, seen->addressee_no, 0);
    }
}

enum err eligibility_born_between(struct store *s, int32_t from, int32_t until, struct arena *arena,
                                  struct report *report, struct moved_list *to)
{
    struct collecting c = {.from = from, .until = until, .arena = arena, .to = to};
    enum err e = addressee_born_between(s, from, until, arena, report, to);

    return e == ERR_NONE ? each_overlay(s, add_person_between, &c, report) : e;
}

enum err eligibility_latter_began(struct store *s, date after, date until, struct arena *arena,
                                  struct report *report, struct moved_list *to)
{
    struct query *q = store_query(s, SQL_eligibility_fact_latter_began);

    query_set_i64(q, "after", date_ymd(after));
    query_set_i64(q, "until", date_ymd(until));
    return query_moved(q, arena, report, to);
}

struct of_households {
    const int64_t *households;
    size_t count;
    struct arena *arena;
    struct moved_list *to;
};

static void add_person_of(void *context, const struct overlay_seen *seen)
{
    struct of_households *o = context;
    if (sorted_holds(o->households, o->count, seen->household_no)) {
        moved_add(o->to, o->arena, seen->addressee_no, 0);
    }
}

enum err eligibility_persons_of_households(struct store *s, const int64_t *households, size_t count,
                                           struct arena *arena, struct report *report, struct moved_list *to)
{
    struct of_households o = {households, count, arena, to};

    if (count == 0) {
        return ERR_NONE;
    }
    enum err e = addressee_persons_of_households(s, households, count, arena, report, to);
    return e == ERR_NONE ? each_overlay(s, add_person_of, &o, report) : e;
}
