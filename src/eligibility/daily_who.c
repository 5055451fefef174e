/*
 * 毎日の点検の対象 -- why a person may be passed over (docs/adr/0163).
 *
 * What a night does about a person follows from
 *   1. what the register says of him today, and which of its events are new (住民異動, 在留期間, birth);
 *   2. his memberships, his time in the other scheme, the exceptions of his belonging;
 *   3. the day: 75 years, the days before the end of a stay or of an exception;
 *   4. the tables and the program.
 * Of whom nothing of 1 and 2 came or was closed since the last look, nothing of it begins or ends on a day
 * between, and no day of 3 lies between, nothing is to be done now that was not done then. He is looked at,
 * too, when a person moved a task of his (opened it again).
 */
#include "eligibility/daily.h"

#include "casework/task.h"
#include "eligibility/events.h"
#include "rules/common/age.h"
#include "store/moved.h"

struct search {
    struct store *store;
    const struct last_look *since;
    date today;
    int stay_days;
    struct arena *arena;
    struct report *report;
    struct moved_list found;
};

/* Some days too many: the birthday itself decides. */
int32_t daily_born_until(date day)
{
    return date_ymd(age_born_until(AGE_LATE_ELDERLY, date_add_days(day, 1)));
}

static enum err recorded(struct search *f)
{
    int64_t since = f->since->known_at;
    enum err e = eligibility_persons_moved(f->store, since, f->arena, f->report, &f->found);

    e = e == ERR_NONE ? addressee_persons_moved(f->store, since, f->arena, f->report, &f->found) : e;
    return e == ERR_NONE
               ? task_persons_moved(f->store, DAILY_SOURCE, since, f->arena, f->report, &f->found)
               : e;
}

static enum err began_or_ended(struct search *f)
{
    int64_t *persons = NULL;
    size_t count = 0;
    enum err e = eligibility_periods_moved(f->store, f->since->known_at, f->since->day, f->today, f->arena,
                                           f->report, &persons, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        moved_add(&f->found, f->arena, persons[i], 0);
    }
    e = e == ERR_NONE ? eligibility_latter_began(f->store, f->since->day, f->today, f->arena, f->report,
                                                 &f->found)
                      : e;
    return e == ERR_NONE
               ? addressee_days_came(f->store, f->since->day, f->today, f->arena, f->report, &f->found)
               : e;
}

static enum err became_75(struct search *f)
{
    enum { MORE = 7 }; /* whose birthday it is not is looked at for nothing */

    return eligibility_born_between(f->store, daily_born_until(date_add_days(f->since->day, -MORE)),
                                    daily_born_until(f->today), f->arena, f->report, &f->found);
}

/* Whose stay ends `ahead` days behind a day that came. */
static enum err stays_ahead(struct search *f, int ahead)
{
    bool is_all = false;
    enum err e = moved_noted(f->store, MOVED_STAY_END, date_ymd(date_add_days(f->since->day, ahead)),
                             date_ymd(date_add_days(f->today, ahead)), f->arena, f->report, &f->found,
                             &is_all);

    assert(!is_all); /* days are noted one by one */
    return e;
}

static enum err stays(struct search *f)
{
    enum err e = stays_ahead(f, f->stay_days);

    for (size_t i = 0; i < COUNT_OF(daily_stay_steps) && e == ERR_NONE; i++) {
        e = stays_ahead(f, daily_stay_steps[i]);
    }
    return e == ERR_NONE ? stays_ahead(f, -1) : e; /* over the day after */
}

/* Few: all that are told now or were then. */
static enum err exceptions(struct search *f)
{
    struct query *q = store_query(f->store, SQL_eligibility_overlay_ending);
    bool row = false;
    enum err e;

    query_set_i64(q, "from", date_ymd(date_add_days(f->since->day, -DAILY_EXCEPTION_AFTER)));
    query_set_i64(q, "until", date_ymd(date_add_days(f->today, DAILY_EXCEPTION_BEFORE)));
    while ((e = query_step(q, f->report, &row)) == ERR_NONE && row) {
        moved_add(&f->found, f->arena, query_i64(q, 0), 0);
    }
    query_reset(q);
    return e;
}

enum err daily_who_find(struct session *session, const struct last_look *since, int stay_days,
                        struct arena *arena, struct report *report, struct daily_who *ret)
{
    static enum err (*const sources[])(struct search *) = {recorded, began_or_ended, became_75, stays,
                                                           exceptions};
    struct search f = {.store = session->store,
                       .since = since,
                       .today = session->folder.business_date,
                       .stay_days = stay_days,
                       .arena = arena,
                       .report = report};
    enum err e = ERR_NONE;

    *ret = (struct daily_who){.is_all = !since->is_there};
    for (size_t i = 0; i < COUNT_OF(sources) && e == ERR_NONE && !ret->is_all; i++) {
        e = sources[i](&f);
    }
    moved_settle(&f.found);
    ret->persons = moved_numbers(&f.found, arena);
    ret->count = f.found.count;
    return e;
}
