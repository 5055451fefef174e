/*
 * 住民異動 -- the event of a history row, for those who follow residents (interfaces.md 6.2).
 *
 * The feeds hold what has been 本登録; an event says why its row came and where the person came from or
 * goes. What only had its days moved by a later row is no event.
 */
#include "addressee/person.h"
#include "store/moved.h"

static date day_of(int64_t ymd)
{
    date d;
    return date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

static struct resident_event event_of(const struct person_row *row)
{
    struct text items = row->t[PERSON_ITEMS];

    return (struct resident_event){
        .addressee_no = row->n[PERSON_ADDRESSEE_NO],
        .household_no = row->n[PERSON_HOUSEHOLD_NO],
        .history_no = (int32_t)row->n[PERSON_HISTORY_NO],
        .kind = (int)row->n[PERSON_KIND],
        .status = (int)row->n[PERSON_STATUS],
        .birth = {(int32_t)row->n[PERSON_BIRTH]},
        .name = row->t[PERSON_NAME],
        .is_head = items_number(items, ITEM_IS_HEAD) != 0,
        .reason = (int)items_number(items, ITEM_REASON),
        .event_on = day_of(items_number(items, ITEM_EVENT_ON)),
        .notified_on = day_of(items_number(items, ITEM_NOTIFIED_ON)),
        .planned_move_on = day_of(items_number(items, ITEM_PLANNED_MOVE_ON)),
        .move_notice_on = day_of(items_number(items, ITEM_MOVE_NOTICE_ON)),
        .previous_address = items_text(items, ITEM_PREVIOUS_ADDRESS),
        .previous_municipality = items_text(items, ITEM_PREVIOUS_MUNICIPALITY),
        .planned_municipality = items_text(items, ITEM_PLANNED_MUNICIPALITY),
        .moved_to_municipality = items_text(items, ITEM_MOVED_TO_MUNICIPALITY),
        .residence_status = items_text(items, ITEM_RESIDENCE_STATUS),
        .stay_ends_on = day_of(items_number(items, ITEM_RESIDENCE_EXPIRES_ON)),
    };
}

struct event_rows {
    struct resident_event *events;
    size_t count, capacity;
};

static enum err rows_read(struct query *q, date stay_until, struct arena *arena, struct report *report,
                          struct event_rows *to)
{
    bool row = false;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct person_row read;
        person_row_read(q, arena, &read);
        struct resident_event event = event_of(&read);
        bool is_wanted = date_is_none(stay_until) || (!date_is_none(event.stay_ends_on) &&
                                                      date_at_most(event.stay_ends_on, stay_until));
        if (is_wanted) {
            *ARENA_PUSH(arena, to->events, to->count, to->capacity) = event;
        }
    }
    query_reset(q);
    return e;
}

static struct query *events_of_moved(struct store *s, const struct moved_list *moved, struct arena *arena)
{
    struct query *q = store_scan(s, SQL_addressee_event_new_of);

    query_set_list(q, "persons", moved_numbers(moved, arena), moved->count);
    return q;
}

enum err addressee_resident_events(struct store *s, int64_t after, int64_t known_at, struct arena *arena,
                                   struct report *report, struct resident_event **ret, size_t *ret_count)
{
    struct moved_list moved = {0};
    struct event_rows rows = {0};
    bool is_all = false;
    enum err e = moved_noted(s, MOVED_RESIDENT, after, known_at, arena, report, &moved, &is_all);

    if (e == ERR_NONE && (is_all || moved.count > 0)) {
        struct query *q = is_all ? store_scan(s, SQL_addressee_event_new)
                                 : events_of_moved(s, &moved, arena);
        query_set_i64(q, "after", after);
        query_set_i64(q, "known_at", known_at);
        e = rows_read(q, date_none(), arena, report, &rows);
    }
    *ret = rows.events;
    *ret_count = rows.count;
    return e;
}

static enum err stays_read(struct query *q, date on, date until, struct arena *arena, struct report *report,
                           struct resident_event **ret, size_t *ret_count)
{
    struct event_rows rows = {0};

    query_set_i64(q, "day", date_ymd(on));
    enum err e = rows_read(q, until, arena, report, &rows);
    *ret = rows.events;
    *ret_count = rows.count;
    return e;
}

enum err addressee_stays_ending(struct store *s, date on, date until, struct arena *arena,
                                struct report *report, struct resident_event **ret, size_t *ret_count)
{
    return stays_read(store_scan(s, SQL_addressee_stay_ends), on, until, arena, report, ret, ret_count);
}

enum err addressee_stays_of(struct store *s, const int64_t *persons, size_t count, date on,
                            struct arena *arena, struct report *report, struct resident_event **ret,
                            size_t *ret_count)
{
    *ret = NULL;
    *ret_count = 0;
    if (count == 0) {
        return ERR_NONE;
    }
    struct query *q = store_scan(s, SQL_addressee_stay_ends_of);
    query_set_list(q, "persons", persons, count);
    return stays_read(q, on, date_open_end(), arena, report, ret, ret_count);
}

enum err addressee_resident_event(struct store *s, int64_t addressee_no, struct as_of as_of,
                                  struct arena *arena, struct report *report, struct resident_event *ret,
                                  bool *ret_found)
{
    struct query *q = store_query(s, SQL_addressee_person_as_of);
    struct event_rows rows = {0};

    query_set_i64(q, "addressee_no", addressee_no);
    query_set_i64(q, "day", date_ymd(as_of.on));
    query_set_i64(q, "known_at", as_of.known_at == MOMENT_OPEN ? MOMENT_OPEN - 1 : as_of.known_at);
    enum err e = rows_read(q, date_none(), arena, report, &rows);
    *ret_found = rows.count > 0;
    if (*ret_found) {
        *ret = rows.events[0];
    }
    return e;
}

typedef enum err (*trait_fn)(void *context, const struct addressee_trait *trait, struct report *report);

static enum err each_trait(struct query *q, struct as_of as_of, trait_fn each, void *context,
                           struct report *report)
{
    int64_t last = 0;
    bool row = false;
    enum err e;

    query_set_i64(q, "day", date_ymd(as_of.on));
    query_set_i64(q, "known_at", as_of.known_at == MOMENT_OPEN ? MOMENT_OPEN - 1 : as_of.known_at);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text items = query_blob(q, 3);
        const struct addressee_trait trait = {.addressee_no = query_i64(q, 0),
                                              .kind = (int)query_i64(q, 1),
                                              .sex = (int)items_number(items, ITEM_SEX),
                                              .birth = {(int32_t)query_i64(q, 2)},
                                              .nationality = items_text(items, ITEM_NATIONALITY),
                                              .residence_status = items_text(items, ITEM_RESIDENCE_STATUS),
                                              .resident_from =
                                                  day_of(items_number(items, ITEM_RESIDENT_FROM))};
        if (trait.addressee_no != last && (e = each(context, &trait, report)) != ERR_NONE) {
            break;
        }
        last = trait.addressee_no;
    }
    query_reset(q);
    return e;
}

enum err addressee_each_trait(struct store *s, struct as_of as_of, trait_fn each, void *context,
                              struct report *report)
{
    return each_trait(store_scan(s, SQL_addressee_trait_scan), as_of, each, context, report);
}

enum err addressee_each_trait_of(struct store *s, const int64_t *persons, size_t count, struct as_of as_of,
                                 trait_fn each, void *context, struct report *report)
{
    if (count == 0) {
        return ERR_NONE;
    }
    struct query *q = store_scan(s, SQL_addressee_trait_of);
    query_set_list(q, "persons", persons, count);
    return each_trait(q, as_of, each, context, report);
}

/* ------------------------------------------------------------------------------ 来る日 ------- */

static void add_day(struct moved_list *to, struct arena *arena, date today, int64_t no, int64_t day)
{
    if (day > date_ymd(today) && day < date_ymd(date_open_end())) {
        moved_add(to, arena, no, day);
    }
}

static enum err days_to_come(struct query *q, date today, struct arena *arena, struct report *report,
                             struct moved_list *to)
{
    bool row = false;
    enum err e;

    query_set_i64(q, "today", date_ymd(today));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        add_day(to, arena, today, query_i64(q, 0), query_i64(q, 1));
        add_day(to, arena, today, query_i64(q, 0), query_i64(q, 2));
    }
    query_reset(q);
    return e;
}

enum err addressee_note_days(struct store *s, date today, const int64_t *persons, size_t count,
                             struct arena *arena, struct report *report)
{
    struct moved_list days = {0};
    if (persons != NULL && count == 0) {
        return ERR_NONE;
    }
    struct query *q =
        store_scan(s, persons == NULL ? SQL_addressee_person_days : SQL_addressee_person_days_of);

    if (persons != NULL) {
        query_set_list(q, "persons", persons, count);
    }
    enum err e = days_to_come(q, today, arena, report, &days);
    for (size_t i = 0; i < days.count && e == ERR_NONE; i++) {
        e = moved_note_one(s, MOVED_RESIDENT_DAY, days.items[i].at, days.items[i].number, report);
    }
    return e;
}

enum err addressee_days_came(struct store *s, date after, date day, struct arena *arena,
                             struct report *report, struct moved_list *to)
{
    bool is_all = false;
    enum err e =
        moved_noted(s, MOVED_RESIDENT_DAY, date_ymd(after), date_ymd(day), arena, report, to, &is_all);

    assert(!is_all); /* days are noted one by one */
    return e;
}
