/*
 * 届出・異動の記録 -- events are added and cancelled, never changed; their facts are settled by one function.
 *
 * The first event of a person turns what the opening balance said of him into events too (adoption), so
 * that all that follows has one source. Until then his opening facts are shown as events without being it.
 */
#include "eligibility/events.h"
#include "store/moved.h"

/* ----------------------------------------------------------------------------------- 書く ----- */

static const struct bulk_column columns[] = {
    {"addressee_no", BULK_I64},  {"event_no", BULK_I64},    {"recorded_at", BULK_I64},
    {"superseded_at", BULK_I64}, {"kind", BULK_I64},        {"fact_kind", BULK_I64},
    {"effective_on", BULK_I64},  {"until_on", BULK_I64},    {"occurred_on", BULK_I64},
    {"notified_on", BULK_I64},   {"prefecture_on", BULK_I64}, {"how", BULK_I64},
    {"is_annotated", BULK_I64},  {"is_planned", BULK_I64},  {"is_head", BULK_I64},
    {"detail", BULK_I64},        {"household_no", BULK_I64}, {"branch_no", BULK_I64},
    {"birth", BULK_I64},         {"change_no", BULK_I64},   {"closed_by", BULK_I64},
    {"reason", BULK_TEXT},       {"card_symbol", BULK_TEXT}, {"card_number", BULK_TEXT},
    {"evidence", BULK_TEXT},     {"note", BULK_TEXT},       {"source", BULK_TEXT},
};

static enum err event_insert(struct event_writer *w, const struct eligibility_event *event)
{
    struct bulk *b = NULL;
    enum err e = store_bulk_begin(w->store, "eligibility_event", columns, COUNT_OF(columns), w->report, &b);

    if (e != ERR_NONE) {
        return e;
    }
    const int64_t numbers[] = {
        event->addressee_no, event->event_no, event->recorded_at, event->cancelled_at, event->kind,
        event->fact_kind, day_column(event->effective_on), day_column(event->until),
        day_column(event->occurred_on), day_column(event->notified_on), day_column(event->prefecture_on),
        event->how, event->is_annotated, event->is_planned, event->is_head, event->detail,
        event->household_no, event->branch_no, event->birth.ymd, event->change_no, event->closed_by};
    const struct text texts[] = {event->reason, event->card_symbol, event->card_number,
                                 event->evidence, event->note, event->source};
    _Static_assert(COUNT_OF(numbers) + COUNT_OF(texts) == COUNT_OF(columns), "every column");
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        bulk_i64(b, numbers[i]);
    }
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        bulk_text(b, texts[i].len == 0 ? (struct text){"", 0} : texts[i]);
    }
    e = bulk_row(b, w->report);
    enum err end = bulk_end(b, w->report);
    return e != ERR_NONE ? e : end;
}

static void touch(struct event_writer *w, int64_t addressee_no)
{
    for (size_t i = 0; i < w->touched_count; i++) {
        if (w->touched[i] == addressee_no) {
            return;
        }
    }
    *ARENA_PUSH(w->arena, w->touched, w->touched_count, w->touched_capacity) = addressee_no;
}

static enum err next_no(struct event_writer *w, int64_t addressee_no, int64_t *ret)
{
    struct query *q = store_query(w->store, SQL_eligibility_event_next);
    bool row = false;

    query_set_i64(q, "addressee_no", addressee_no);
    enum err e = query_step(q, w->report, &row);
    if (e == ERR_NONE) {
        assert(row);
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

/* A row of the opening balance is closed when the events that say the same have taken its place. */
static enum err opening_close(struct event_writer *w, int64_t addressee_no, unsigned kind)
{
    struct query *q = store_query(w->store, SQL_eligibility_fact_opening_of);
    int64_t from[256], recorded_at[256];
    size_t count = 0;
    bool row = false;
    enum err e;

    query_set_i64(q, "addressee_no", addressee_no);
    query_set_i64(q, "known_at", FACT_MOMENT_OPEN - 1);
    while ((e = query_step(q, w->report, &row)) == ERR_NONE && row) {
        if ((unsigned)query_i64(q, 1) == kind && count < COUNT_OF(from)) {
            from[count] = query_i64(q, 2);
            recorded_at[count++] = query_i64(q, 3);
        }
    }
    query_reset(q);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        int64_t changed = 0;
        q = store_query(w->store, SQL_eligibility_fact_close);
        query_set_i64(q, "now", w->at);
        query_set_i64(q, "addressee_no", addressee_no);
        query_set_i64(q, "kind", kind);
        query_set_i64(q, "valid_from", from[i]);
        query_set_i64(q, "recorded_at", recorded_at[i]);
        e = query_run(q, w->report, &changed);
    }
    return e;
}

/* The opening balance's facts of that kind become events; those of other kinds stay as they are. */
static enum err adopt(struct event_writer *w, int64_t addressee_no, enum eligibility_fact_kind kind)
{
    struct event_list opening = {0};
    int64_t no = 0;
    struct eligibility_event *events = NULL;
    size_t count = 0;
    enum err e = eligibility_events_of(w->store, addressee_no, FACT_MOMENT_OPEN, false, w->arena, w->report,
                                       &events, &count);

    for (size_t i = 0; i < count; i++) {
        if (events[i].event_no < 0 && events[i].fact_kind == kind) {
            *ARENA_PUSH(w->arena, opening.events, opening.count, opening.capacity) = events[i];
        }
    }
    if (e == ERR_NONE && opening.count > 0) {
        e = next_no(w, addressee_no, &no);
    }
    for (size_t i = 0; i < opening.count && e == ERR_NONE; i++) {
        struct eligibility_event event = opening.events[i];
        event.event_no = no++; /* known since the opening balance was read: recorded_at stays */
        e = event_insert(w, &event);
    }
    return e == ERR_NONE && opening.count > 0 ? opening_close(w, addressee_no, (unsigned)kind) : e;
}

enum err event_add(struct event_writer *w, const struct eligibility_event *event, int64_t *ret_no)
{
    struct eligibility_event row = *event;
    enum err e = ERR_NONE;

    if (row.kind == EVENT_ACQUIRE || row.kind == EVENT_LOSE || row.kind == EVENT_CARD) {
        row.fact_kind = FACT_MEMBERSHIP;
        row.until = date_open_end();
    }
    assert(date_before(row.effective_on, row.until));
    if (row.fact_kind != 0) {
        e = adopt(w, row.addressee_no, row.fact_kind);
    }
    if (e == ERR_NONE) {
        e = next_no(w, row.addressee_no, &row.event_no);
    }
    row.recorded_at = w->at;
    row.cancelled_at = FACT_MOMENT_OPEN;
    row.change_no = w->change_no;
    row.closed_by = 0;
    if (e == ERR_NONE) {
        e = event_insert(w, &row);
    }
    if (e == ERR_NONE) {
        touch(w, row.addressee_no);
        if (ret_no != NULL) {
            *ret_no = row.event_no;
        }
    }
    return e;
}

static enum err event_close(struct event_writer *w, const struct eligibility_event *event)
{
    struct query *q = store_query(w->store, SQL_eligibility_event_close);
    int64_t changed = 0;

    query_set_i64(q, "now", w->at);
    query_set_i64(q, "change_no", w->change_no);
    query_set_i64(q, "addressee_no", event->addressee_no);
    query_set_i64(q, "event_no", event->event_no);
    query_set_i64(q, "recorded_at", event->recorded_at);
    enum err e = query_run(q, w->report, &changed);
    if (e == ERR_NONE && changed != 1) {
        e = report_fail(w->report, ERR_INPUT,
                        "宛名番号 %lld の異動は、ほかの変更がその後に取り消しています。"
                        "今の内容を開き直してください。",
                        (long long)event->addressee_no);
    }
    touch(w, event->addressee_no);
    return e;
}

static bool is_same_statement(const struct eligibility_event *a, const struct eligibility_event *b)
{
    return a->kind == b->kind && a->fact_kind == b->fact_kind &&
           date_equal(a->effective_on, b->effective_on) && date_equal(a->until, b->until) &&
           a->detail == b->detail;
}

enum err event_cancel(struct event_writer *w, const struct eligibility_event *event)
{
    struct eligibility_event *events = NULL;
    size_t count = 0;

    if (event->event_no > 0) {
        return event_close(w, event);
    }
    enum err e = adopt(w, event->addressee_no, event->fact_kind);
    if (e == ERR_NONE) {
        e = eligibility_events_of(w->store, event->addressee_no, FACT_MOMENT_OPEN, false, w->arena, w->report,
                                  &events, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (events[i].how == HOW_OPENING && is_same_statement(&events[i], event)) {
            return event_close(w, &events[i]);
        }
    }
    return e == ERR_NONE
               ? report_fail(
                     w->report, ERR_INPUT,
                     "取り消す異動がもうありません。開き直してください。")
               : e;
}

/* ------------------------------------------------------------------------------ 期間への反映 --- */

static bool is_same_fact(const struct fact_row *a, const struct fact_row *b)
{
    return a->kind == b->kind && a->from == b->from && a->until == b->until && a->detail == b->detail &&
           text_equal(a->card_symbol, b->card_symbol) && text_equal(a->card_number, b->card_number) &&
           text_equal(a->rest, b->rest);
}

static bool stands_in(const struct fact_row *row, const struct fact_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_same_fact(row, &rows[i])) {
            return true;
        }
    }
    return false;
}

static enum err settled_read(struct event_writer *w, int64_t addressee_no, struct fact_row **ret,
                             size_t *ret_count)
{
    struct query *q = store_query(w->store, SQL_eligibility_fact_settled_of);
    size_t capacity = 0;
    bool row = false;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "addressee_no", addressee_no);
    while ((e = query_step(q, w->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(w->arena, *ret, *ret_count, capacity) =
            (struct fact_row){.addressee_no = query_i64(q, 0),
                              .kind = (int32_t)query_i64(q, 1),
                              .from = (int32_t)query_i64(q, 2),
                              .recorded_at = query_i64(q, 3),
                              .until = (int32_t)query_i64(q, 4),
                              .detail = (int32_t)query_i64(q, 5),
                              .card_symbol = text_copy(w->arena, query_text(q, 6)),
                              .card_number = text_copy(w->arena, query_text(q, 7)),
                              .rest = text_copy(w->arena, query_text(q, 8))};
    }
    query_reset(q);
    return e;
}

static enum err fact_close(struct event_writer *w, const struct fact_row *row)
{
    struct query *q = store_query(w->store, SQL_eligibility_fact_close);
    int64_t changed = 0;

    query_set_i64(q, "now", w->at);
    query_set_i64(q, "addressee_no", row->addressee_no);
    query_set_i64(q, "kind", row->kind);
    query_set_i64(q, "valid_from", row->from);
    query_set_i64(q, "recorded_at", row->recorded_at);
    return query_run(q, w->report, &changed);
}

/* Nights look at a membership on the days on which it begins and ends. */
static enum err note_days(struct event_writer *w, const struct fact_row *row)
{
    enum err e = moved_note_one(w->store, MOVED_MEMBERSHIP_DAY, row->from, row->addressee_no, w->report);

    return e == ERR_NONE ? moved_note_one(w->store, MOVED_MEMBERSHIP_DAY, row->until, row->addressee_no,
                                          w->report)
                         : e;
}

static enum err fact_add(struct event_writer *w, const struct fact_row *row)
{
    struct query *q = store_query(w->store, SQL_eligibility_fact_add);
    int64_t changed = 0;

    query_set_i64(q, "addressee_no", row->addressee_no);
    query_set_i64(q, "kind", row->kind);
    query_set_i64(q, "valid_from", row->from);
    query_set_i64(q, "recorded_at", w->at);
    query_set_i64(q, "valid_until", row->until);
    query_set_i64(q, "detail", row->detail);
    query_set_text(q, "card_symbol", row->card_symbol);
    query_set_text(q, "card_number", row->card_number);
    query_set_text(q, "rest", row->rest);
    enum err e = query_run(q, w->report, &changed);
    return e == ERR_NONE && row->kind == FACT_MEMBERSHIP ? note_days(w, row) : e;
}

/* What follows from a person's events, and what stands. */
static enum err settled_sides(struct event_writer *w, int64_t addressee_no, struct fold *ret_fold,
                              struct fact_row **ret_standing, size_t *ret_standing_count)
{
    struct event_list list = {0};
    struct query *q = store_query(w->store, SQL_eligibility_event_of);

    query_set_i64(q, "addressee_no", addressee_no);
    query_set_i64(q, "known_at", FACT_MOMENT_OPEN - 1);
    enum err e = events_read(q, w->arena, w->report, &list);
    if (e == ERR_NONE) {
        events_fold(list.events, list.count, w->arena, ret_fold);
        e = settled_read(w, addressee_no, ret_standing, ret_standing_count);
    }
    return e;
}

enum err events_are_settled(struct store *s, int64_t addressee_no, struct arena *arena, struct report *report,
                            bool *ret)
{
    struct event_writer w = {.store = s, .arena = arena, .report = report};
    struct fact_row *standing = NULL;
    size_t standing_count = 0;
    struct fold fold = {0};
    enum err e = settled_sides(&w, addressee_no, &fold, &standing, &standing_count);

    *ret = standing_count == fold.row_count;
    for (size_t i = 0; i < standing_count && *ret; i++) {
        *ret = stands_in(&standing[i], fold.rows, fold.row_count);
    }
    return e;
}

/* The one function that writes what follows from events. */
static enum err settle(struct event_writer *w, int64_t addressee_no)
{
    struct fact_row *standing = NULL;
    size_t standing_count = 0;
    struct fold fold = {0};
    enum err e = settled_sides(w, addressee_no, &fold, &standing, &standing_count);

    for (size_t i = 0; i < standing_count && e == ERR_NONE; i++) {
        if (!stands_in(&standing[i], fold.rows, fold.row_count)) {
            e = fact_close(w, &standing[i]);
        }
    }
    for (size_t i = 0; i < fold.row_count && e == ERR_NONE; i++) {
        if (!stands_in(&fold.rows[i], standing, standing_count)) {
            e = fact_add(w, &fold.rows[i]);
        }
    }
    return e;
}

enum err event_finish(struct event_writer *w)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < w->touched_count && e == ERR_NONE; i++) {
        e = settle(w, w->touched[i]);
    }
    e = e == ERR_NONE ? moved_note(w->store, MOVED_FACT, w->at, w->touched, w->touched_count, w->report) : e;
    w->touched_count = 0;
    return e;
}

/* ---------------------------------------------------------------------------------- 取消し ---- */

static size_t findings_of(struct event_writer *w, int64_t addressee_no, enum err *ret)
{
    struct eligibility_event *events = NULL;
    size_t count = 0;
    struct fold fold = {0};

    *ret = eligibility_events_of(w->store, addressee_no, FACT_MOMENT_OPEN,
                                 false, w->arena, w->report, &events, &count);
    if (*ret == ERR_NONE) {
        events_fold(events, count, w->arena, &fold);
    }
    return fold.finding_count;
}

static bool is_open(const struct eligibility_event *e)
{
    return e->cancelled_at == FACT_MOMENT_OPEN;
}

/* It stands still, or again: a later change that had cancelled it was undone. */
static bool stands_again(const struct event_list *list, const struct eligibility_event *written)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct eligibility_event *e = &list->events[i];
        if (is_open(e) && e->addressee_no == written->addressee_no && e->event_no == written->event_no) {
            return true;
        }
    }
    return false;
}

static enum err built_on(struct event_writer *w, int64_t addressee_no)
{
    return report_fail(w->report, ERR_INPUT,
                       "宛名番号 %lld のこの異動の後に、これをもとにした異動があります。"
                       "後の異動を先に取り消してください。",
                       (long long)addressee_no);
}

static enum err undo_rows(struct event_writer *w, const struct event_list *list, int64_t applied_at)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < list->count && e == ERR_NONE; i++) {
        const struct eligibility_event *row = &list->events[i];
        if (row->change_no != w->change_no) {
            continue;
        }
        if (!stands_again(list, row)) {
            e = built_on(w, row->addressee_no);
        } else if (is_open(row)) {
            e = event_close(w, row);
        }
    }
    for (size_t i = 0; i < list->count && e == ERR_NONE; i++) {
        struct eligibility_event again = list->events[i];
        if (again.closed_by == w->change_no && again.cancelled_at == applied_at) {
            again.recorded_at = w->at;
            again.cancelled_at = FACT_MOMENT_OPEN;
            again.closed_by = 0; /* its change_no stays: it says again what that change said */
            e = event_insert(w, &again);
            touch(w, again.addressee_no);
        }
    }
    return e;
}

enum err event_undo(struct event_writer *w, int64_t applied_at)
{
    struct event_list list = {0};
    struct query *q = store_query(w->store, SQL_eligibility_event_of_change);

    query_set_i64(q, "change_no", w->change_no);
    query_set_i64(q, "at", applied_at);
    enum err e = events_read(q, w->arena, w->report, &list);
    if (e == ERR_NONE && list.count == 0) {
        e = report_fail(w->report, ERR_INPUT, "取り消す異動がありません。");
    }
    size_t *before = ARENA_ARRAY(w->arena, size_t, list.count + 1);
    for (size_t i = 0; i < list.count && e == ERR_NONE; i++) {
        before[i] = findings_of(w, list.events[i].addressee_no, &e);
    }
    if (e == ERR_NONE) {
        e = undo_rows(w, &list, applied_at);
    }
    for (size_t i = 0; i < list.count && e == ERR_NONE; i++) {
        if (findings_of(w, list.events[i].addressee_no, &e) > before[i] && e == ERR_NONE) {
            e = built_on(w, list.events[i].addressee_no);
        }
    }
    return e == ERR_NONE ? event_finish(w) : e;
}
