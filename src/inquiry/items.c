/*
 * 申告書・照会書の状態 -- what is open is computed from what was sent, what came back and whether the
 * income is known now; nobody has to close anything.
 */
#include "inquiry/sheet.h"

const char *const inquiry_state_labels[INQUIRY_STATES] = {
    [INQUIRY_WAITING] = "回答待ち",
    [INQUIRY_OVERDUE] = "期限過ぎ",
    [INQUIRY_RETURNED] = "回収済み・入力待ち",
    [INQUIRY_UNDELIVERED] = "返戻",
    [INQUIRY_KNOWN] = "済み（所得がわかった）",
    [INQUIRY_WITHDRAWN] = "取下げ",
};

static date day_of(int64_t ymd)
{
    date d = date_none();
    return ymd != 0 && date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

static enum inquiry_state state_of(const struct inquiry_item *item, enum step_kind step, bool is_known,
                                   date today)
{
    return is_known                           ? INQUIRY_KNOWN
           : step == STEP_WITHDRAWN           ? INQUIRY_WITHDRAWN
           : step == STEP_UNDELIVERED         ? INQUIRY_UNDELIVERED
           : step == STEP_RETURNED            ? INQUIRY_RETURNED
           : date_before(item->due_on, today) ? INQUIRY_OVERDUE
                                              : INQUIRY_WAITING;
}

struct reading {
    struct inquiry_item *items;
    enum step_kind *steps;
    size_t count, capacity, step_count, step_capacity;
};

static enum err read_rows(struct query *q, int32_t year, struct arena *arena, struct report *report,
                          struct reading *r)
{
    bool row;
    enum err e;

    query_set_i64(q, "first_year", year == 0 ? 0 : year);
    query_set_i64(q, "last_year", year == 0 ? 9999 : year);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, r->items, r->count, r->capacity) =
            (struct inquiry_item){.sheet_no = query_i64(q, 0),
                                  .line = (int)query_i64(q, 1),
                                  .kind = (enum inquiry_kind)query_i64(q, 2),
                                  .year = (int32_t)query_i64(q, 3),
                                  .household_no = query_i64(q, 4),
                                  .payer_no = query_i64(q, 5),
                                  .addressee_no = query_i64(q, 6),
                                  .municipality = text_copy(arena, query_text(q, 7)),
                                  .sent_on = day_of(query_i64(q, 8)),
                                  .due_on = day_of(query_i64(q, 9)),
                                  .reminders = (int)query_i64(q, 10),
                                  .reminded_on = day_of(query_i64(q, 11)),
                                  .step_on = day_of(query_i64(q, 13)),
                                  .step_words = text_copy(arena, query_text(q, 14))};
        *ARENA_PUSH(arena, r->steps, r->step_count, r->step_capacity) = (enum step_kind)query_i64(q, 12);
    }
    query_reset(q);
    return e;
}

/* At most a question's worth of items of one year: whether the income of each is known now. */
static enum err settle(struct store *s, struct reading *r, size_t from, size_t until, date today,
                       struct arena *scratch, struct report *report)
{
    int64_t numbers[QUERY_NUMBERS];
    struct premium_income_version *all;
    size_t count;

    for (size_t i = from; i < until; i++) {
        numbers[i - from] = r->items[i].addressee_no;
    }
    enum err e =
        premium_incomes_of(s, numbers, until - from, r->items[from].year, 1, scratch, report, &all, &count);
    for (size_t i = from; i < until && e == ERR_NONE; i++) {
        struct inquiry_item *item = &r->items[i];
        struct premium_income_look look =
            premium_income_known(all, count, item->addressee_no, item->year, INT64_MAX);
        item->state =
            state_of(item, r->steps[i], look.is_there && look.income.state == INCOME_KNOWN, today);
        item->days = date_days_between(item->sent_on, today);
    }
    return e;
}

/* Of a query that is ready. */
static enum err items_read(struct session *session, struct query *q, int32_t year, struct arena *arena,
                           struct report *report, struct inquiry_item **ret, size_t *ret_count)
{
    struct reading r = {0};
    struct arena *scratch = arena_new("照会の状態", (size_t)16 << 20);
    enum err e = read_rows(q, year, arena, report, &r);

    for (size_t from = 0; from < r.count && e == ERR_NONE;) {
        size_t until = from + 1;
        while (until < r.count && until - from < QUERY_NUMBERS &&
               r.items[until].year == r.items[from].year) {
            until++;
        }
        e = settle(session->store, &r, from, until, session->folder.business_date, scratch, report);
        arena_reset(scratch);
        from = until;
    }
    arena_free(scratch);
    *ret = r.items;
    *ret_count = r.count;
    return e;
}

enum err inquiry_items(struct session *session, int32_t year, struct arena *arena, struct report *report,
                       struct inquiry_item **ret, size_t *ret_count)
{
    return items_read(session, store_query(session->store, SQL_inquiry_items), year, arena, report, ret,
                      ret_count);
}

enum err inquiry_items_of(struct session *session, int32_t year, const int64_t *persons, size_t person_count,
                          struct arena *arena, struct report *report, struct inquiry_item **ret,
                          size_t *ret_count)
{
    *ret = NULL;
    *ret_count = 0;
    if (person_count == 0) {
        return ERR_NONE;
    }
    struct query *q = store_scan(session->store, SQL_inquiry_items_of);
    query_set_list(q, "persons", persons, person_count);
    return items_read(session, q, year, arena, report, ret, ret_count);
}
