/*
 * 見張りの対象 -- why a person may be passed over (docs/adr/0163).
 *
 * What the watch finds of a person follows from
 *   1. the cases of the year of his households (premium/selection.c declares their sources): who is insured
 * and whose income the rules miss, which no 40th birthday changes (rules/premium/income.c, care.c);
 *   2. what he was asked: sheets that were sent, and their steps (未申告);
 *   3. his memberships, and whether one began this year and lasts today (非自発的失業);
 *   4. the rows of the register that are true today (海外転入);
 *   5. the tables, the program and the year, which the run keeps as its parameter.
 * Of whom nothing of 1 to 4 came or was closed since the last look, and no row begins or ends on a day
 * between, the same is found as then. He is looked at, too, when a person moved a task of his (opened it
 * again), or when he has a task 海外転入.
 *
 * Somebody may stand in several households of the year: everybody of a touched household is looked at, in
 * every household that he belongs or belonged to.
 */
#include "inquiry/watch.h"

#include "base/sorted.h"
#include "casework/task.h"

struct search {
    struct session *session;
    fiscal_year year;
    const struct last_look *since;
    struct arena *arena;
    struct report *report;
    struct moved_list persons, households;
};

/* Ascending, each once; 0 is no household of the register. */
static const int64_t *numbers_of(struct moved_list *list, struct arena *arena, size_t *ret_count)
{
    moved_settle(list);
    int64_t *numbers = ARENA_ARRAY(arena, int64_t, list->count + 1);
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].number > 0) {
            numbers[count++] = list->items[i].number;
        }
    }
    *ret_count = count;
    return numbers;
}

static enum err asked_moved(struct search *f)
{
    struct query *q = store_query(f->session->store, SQL_inquiry_person_moved);

    query_set_i64(q, "since", f->since->known_at);
    return query_moved(q, f->arena, f->report, &f->persons);
}

static enum err memberships_moved(struct search *f)
{
    int64_t *persons;
    size_t count = 0;
    enum err e = eligibility_periods_moved(f->session->store, f->since->known_at, f->since->day,
                                           f->session->folder.business_date, f->arena, f->report, &persons,
                                           &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        moved_add(&f->persons, f->arena, persons[i], 0);
    }
    return e;
}

static enum err residents_moved(struct search *f)
{
    struct store *s = f->session->store;
    enum err e = addressee_persons_moved(s, f->since->known_at, f->arena, f->report, &f->persons);

    return e == ERR_NONE ? addressee_days_came(s, f->since->day, f->session->folder.business_date, f->arena,
                                               f->report, &f->persons)
                         : e;
}

static enum err tasks_moved(struct search *f)
{
    struct store *s = f->session->store;
    enum err e =
        task_persons_moved(s, WATCH_SOURCE, f->since->known_at, f->arena, f->report, &f->persons);

    return e == ERR_NONE ? task_persons_open(s, WATCH_SOURCE_ABROAD, f->arena, f->report, &f->persons) : e;
}

static enum err cases_moved(struct search *f)
{
    return premium_households_recorded(f->session->store, f->year, f->since->known_at, f->arena, f->report,
                                       &f->households);
}

/* Everybody of the households whose case was touched (2 to 4 are his alone), then all their households. */
static enum err spread(struct search *f, struct watched *ret)
{
    struct store *s = f->session->store;
    struct moved_list to_read = {0};
    size_t count = 0;
    const int64_t *touched = numbers_of(&f->households, f->arena, &count);
    enum err e = eligibility_persons_of_households(s, touched, count, f->arena, f->report, &f->persons);

    ret->persons = numbers_of(&f->persons, f->arena, &ret->person_count);
    e = e == ERR_NONE ? eligibility_households_of_moved(s, &f->persons, f->arena, f->report, &to_read) : e;
    ret->households.numbers = numbers_of(&to_read, f->arena, &ret->households.count);
    return e;
}

enum err watched_find(struct session *session, int32_t year, const struct last_look *since,
                      struct arena *arena, struct report *report, struct watched *ret)
{
    static enum err (*const sources[])(struct search *) = {cases_moved, asked_moved, memberships_moved,
                                                           residents_moved, tasks_moved};
    struct search f = {.session = session,
                       .year = {(int16_t)year},
                       .since = since,
                       .arena = arena,
                       .report = report};
    enum err e = ERR_NONE;

    *ret = (struct watched){.is_all = !since->is_there};
    for (size_t i = 0; i < COUNT_OF(sources) && e == ERR_NONE && !ret->is_all; i++) {
        e = sources[i](&f);
    }
    return e == ERR_NONE && !ret->is_all ? spread(&f, ret) : e;
}

bool watched_has(const struct watched *w, int64_t addressee_no)
{
    return w->is_all || sorted_holds(w->persons, w->person_count, addressee_no);
}

enum err watched_note(struct session *session, const struct watched *w, struct arena *arena,
                      struct report *report)
{
    return addressee_note_days(session->store, session->folder.business_date, w->is_all ? NULL : w->persons,
                               w->person_count, arena, report);
}
