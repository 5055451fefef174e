/*
 * 国保上の世帯 -- the belongings of the resident register with those of the insurance in their place.
 *
 * Law     国民健康保険法116条, 116条の2, 116条の3   Rules  eligibility.md 5.3, 5.6 to 5.8
 *
 * On the days of a マル学, 住所地特例 or マル遠 a person belongs to the household of the insurance alone;
 * what the register says of him on those days does not count. A 国保上の世帯主 is head on the days on which
 * he belongs to that household, and nobody else is; whom the register says is marked as its head. All other
 * rows pass as they are read. What such days leave of a row is given only if it meets the days asked for.
 */
#include "base/sorted.h"
#include "eligibility/events.h"

struct overlay {
    int64_t household_no, addressee_no;
    struct span span;
    bool is_head;
    register_day birth;
    enum belonging_reason reason;
};
struct overlay_list {
    struct overlay *rows;
    size_t count, capacity;
};
struct belonging_list {
    struct span touching; /* rows that meet none of these days are left out */
    struct belonging *rows;
    size_t count, capacity;
};

static enum err overlay_read(struct query *q, struct arena *arena, struct report *report,
                             struct overlay_list *to)
{
    bool row = false;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, to->rows, to->count, to->capacity) = (struct overlay){
            .household_no = query_i64(q, 0),
            .addressee_no = query_i64(q, 1),
            .span = {day_of_column(query_i64(q, 2)), day_of_column(query_i64(q, 3))},
            .is_head = query_i64(q, 4) != 0,
            .birth = {(int32_t)query_i64(q, 5)},
            .reason = (enum belonging_reason)query_i64(q, 6),
        };
    }
    query_reset(q);
    return e;
}

static void set_touching(struct query *q, struct span touching, int64_t known_at)
{
    query_set_i64(q, "from", date_ymd(touching.from));
    query_set_i64(q, "until", date_ymd(touching.until));
    query_set_i64(q, "known_at", known_at == FACT_MOMENT_OPEN ? FACT_MOMENT_OPEN - 1 : known_at);
}

/* ------------------------------------------------------------------------------ 重ね合わせ ----- */

static void push(struct belonging_list *to, struct arena *arena, struct belonging b)
{
    if (date_before(b.span.from, b.span.until) && date_before(b.span.from, to->touching.until) &&
        date_before(to->touching.from, b.span.until)) {
        *ARENA_PUSH(arena, to->rows, to->count, to->capacity) = b;
    }
}

/* The days of `b` that no overlay of the person takes. `masks` are in order of their first day. */
static void push_unmasked(const struct overlay_list *masks, struct belonging b, struct belonging_list *to,
                          struct arena *arena)
{
    for (size_t i = 0; i < masks->count; i++) {
        const struct overlay *m = &masks->rows[i];
        bool meets = m->addressee_no == b.addressee_no && m->reason != BELONGING_HEAD &&
                     date_before(m->span.from, b.span.until) && date_before(b.span.from, m->span.until);
        if (meets) {
            struct belonging before = b;
            before.span.until = m->span.from;
            push(to, arena, before);
            b.span.from = m->span.until;
        }
    }
    push(to, arena, b);
}

static bool is_masked(const struct overlay_list *masks, int64_t addressee_no)
{
    size_t low = 0, high = masks->count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (masks->rows[mid].addressee_no < addressee_no) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < masks->count && masks->rows[low].addressee_no == addressee_no;
}

static int by_person(const void *a, const void *b)
{
    const struct belonging *x = a, *y = b;

    if (x->addressee_no != y->addressee_no) {
        return x->addressee_no < y->addressee_no ? -1 : 1;
    }
    return x->span.from.day < y->span.from.day ? -1 : x->span.from.day > y->span.from.day;
}

/* Every row is cut at the days of `head`; on them only its person is head. */
static void head_put(const struct belonging_list *rows, const struct overlay *head, struct span days,
                     struct belonging_list *to, struct arena *arena)
{
    for (size_t i = 0; i < rows->count; i++) {
        struct belonging b = rows->rows[i], part = b;
        if (!date_before(days.from, b.span.until) || !date_before(b.span.from, days.until)) {
            push(to, arena, b);
            continue;
        }
        part.span.until = date_min(b.span.until, days.from);
        push(to, arena, part);
        part.span = (struct span){date_max(b.span.from, days.from), date_min(b.span.until, days.until)};
        part.is_head = b.addressee_no == head->addressee_no;
        part.is_register_head = b.is_register_head || (b.is_head && !part.is_head);
        push(to, arena, part);
        part.is_head = b.is_head;
        part.is_register_head = b.is_register_head;
        part.span = (struct span){date_max(b.span.from, days.until), b.span.until};
        push(to, arena, part);
    }
}

/* A household whole: the register's rows without masked days, the insurance's own, the heads. */
static void household_make(struct belonging_list *rows, const struct overlay *own, size_t own_count,
                           struct arena *arena)
{
    for (size_t i = 0; i < own_count; i++) {
        if (own[i].reason != BELONGING_HEAD) {
            push(rows, arena, (struct belonging){.household_no = own[i].household_no,
                                                 .addressee_no = own[i].addressee_no,
                                                 .is_head = own[i].is_head,
                                                 .birth = own[i].birth,
                                                 .span = own[i].span});
        }
    }
    for (size_t i = 0; i < own_count; i++) {
        struct belonging_list before = *rows;
        for (size_t k = 0; own[i].reason == BELONGING_HEAD && k < before.count; k++) {
            const struct belonging *b = &before.rows[k];
            struct span days = {date_max(b->span.from, own[i].span.from),
                                date_min(b->span.until, own[i].span.until)};
            if (b->addressee_no == own[i].addressee_no && date_before(days.from, days.until)) {
                struct belonging_list cut = {.touching = rows->touching};
                head_put(rows, &own[i], days, &cut, arena);
                *rows = cut;
            }
        }
    }
    if (rows->count > 0) {
        qsort(rows->rows, rows->count, sizeof(rows->rows[0]), by_person);
    }
}

/* ----------------------------------------------------------------------------------- 一括 ----- */

struct eligibility_belonging_scan {
    struct arena *arena;  /* holds this struct and the overlays */
    struct arena *buffer; /* rows that wait */
    struct belonging_scan *inner;
    struct overlay_list own;   /* by household */
    struct overlay_list masks; /* the same by person */
    size_t next_own;
    struct belonging held; /* read from the register, not yet given */
    bool has_held, is_at_end;
    struct belonging_list waiting;
    size_t next_waiting;
};

static int by_masked_person(const void *a, const void *b)
{
    const struct overlay *x = a, *y = b;

    if (x->addressee_no != y->addressee_no) {
        return x->addressee_no < y->addressee_no ? -1 : 1;
    }
    return x->span.from.day < y->span.from.day ? -1 : x->span.from.day > y->span.from.day;
}

/* Own rows behind `after`; masks of everybody. */
static enum err overlays_load(struct eligibility_belonging_scan *scan, struct store *s, struct span touching,
                              int64_t known_at, int64_t after, struct report *report)
{
    struct query *q = store_query(s, SQL_eligibility_overlay_scan);

    set_touching(q, touching, known_at);
    enum err e = overlay_read(q, scan->arena, report, &scan->own);
    if (e != ERR_NONE || scan->own.count == 0) {
        return e;
    }
    scan->masks.count = scan->own.count;
    scan->masks.rows = ARENA_ARRAY(scan->arena, struct overlay, scan->own.count);
    memcpy(scan->masks.rows, scan->own.rows, scan->own.count * sizeof(scan->own.rows[0]));
    qsort(scan->masks.rows, scan->masks.count, sizeof(scan->masks.rows[0]), by_masked_person);
    while (scan->next_own < scan->own.count && scan->own.rows[scan->next_own].household_no <= after) {
        scan->next_own++;
    }
    return ERR_NONE;
}

enum err eligibility_belonging_open(struct store *s, struct span touching, int64_t known_at,
                                    int64_t after_household_no, struct report *report,
                                    struct eligibility_belonging_scan **ret)
{
    struct arena *arena = arena_new("国保上の世帯", (size_t)256 << 20);
    struct eligibility_belonging_scan *scan = ARENA_NEW(arena, struct eligibility_belonging_scan);

    scan->arena = arena;
    scan->buffer = arena_new("国保上の世帯の行", (size_t)64 << 20);
    scan->waiting.touching = touching;
    enum err e = overlays_load(scan, s, touching, known_at, after_household_no, report);
    if (e == ERR_NONE) {
        e = addressee_belonging_open(s, touching, known_at, after_household_no, report, &scan->inner);
    }
    if (e != ERR_NONE) {
        eligibility_belonging_close(scan);
        scan = NULL;
    }
    *ret = scan;
    return e;
}

static enum err hold(struct eligibility_belonging_scan *scan, struct report *report)
{
    bool more = false;
    enum err e = ERR_NONE;

    if (!scan->has_held && !scan->is_at_end) {
        e = addressee_belonging_next(scan->inner, report, &scan->held, &more);
        scan->has_held = e == ERR_NONE && more;
        scan->is_at_end = !scan->has_held;
    }
    return e;
}

/* The household of the insurance's next own rows, whole, into the rows that wait. */
static enum err own_household(struct eligibility_belonging_scan *scan, struct report *report)
{
    const struct overlay *own = &scan->own.rows[scan->next_own];
    size_t count = 0;
    enum err e = ERR_NONE;

    while (scan->next_own + count < scan->own.count && own[count].household_no == own->household_no) {
        count++;
    }
    while (e == ERR_NONE && scan->has_held && scan->held.household_no == own->household_no) {
        push_unmasked(&scan->masks, scan->held, &scan->waiting, scan->buffer);
        scan->has_held = false;
        e = hold(scan, report);
    }
    household_make(&scan->waiting, own, count, scan->buffer);
    scan->next_own += count;
    return e;
}

enum err eligibility_belonging_next(struct eligibility_belonging_scan *scan, struct report *report,
                                    struct belonging *ret, bool *ret_more)
{
    if (scan->own.count == 0) { /* nobody: the register as it is */
        return addressee_belonging_next(scan->inner, report, ret, ret_more);
    }
    for (;;) {
        if (scan->next_waiting < scan->waiting.count) {
            *ret = scan->waiting.rows[scan->next_waiting++];
            *ret_more = true;
            return ERR_NONE;
        }
        if (scan->waiting.rows != NULL) {
            arena_reset(scan->buffer);
            scan->waiting = (struct belonging_list){.touching = scan->waiting.touching};
            scan->next_waiting = 0;
        }
        enum err e = hold(scan, report);
        bool has_own = scan->next_own < scan->own.count;
        if (e != ERR_NONE || (!scan->has_held && !has_own)) {
            *ret_more = false;
            return e;
        }
        if (has_own &&
            (!scan->has_held || scan->own.rows[scan->next_own].household_no <= scan->held.household_no)) {
            e = own_household(scan, report);
        } else if (is_masked(&scan->masks, scan->held.addressee_no)) {
            push_unmasked(&scan->masks, scan->held, &scan->waiting, scan->buffer);
            scan->has_held = false;
        } else {
            *ret = scan->held;
            scan->has_held = false;
            *ret_more = true;
            return ERR_NONE;
        }
        if (e != ERR_NONE) {
            return e;
        }
    }
}

void eligibility_belonging_close(struct eligibility_belonging_scan *scan)
{
    if (scan != NULL) {
        addressee_belonging_close(scan->inner);
        arena_free(scan->buffer);
        arena_free(scan->arena);
    }
}

/* -------------------------------------------------------------------------------- 1世帯 ------- */

static enum err masks_of(struct store *s, const struct belonging *rows, size_t count, struct span touching,
                         int64_t known_at, struct arena *arena, struct report *report,
                         struct overlay_list *to)
{
    int64_t *persons = ARENA_ARRAY(arena, int64_t, count + 1);
    size_t n;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < count; i++) {
        persons[i] = rows[i].addressee_no;
    }
    n = sorted_once(persons, count);
    for (size_t i = 0; i < n && e == ERR_NONE; i += QUERY_NUMBERS) {
        struct query *q = store_query(s, SQL_eligibility_overlay_of_persons);
        query_set_numbers(q, persons + i, n - i < QUERY_NUMBERS ? n - i : QUERY_NUMBERS);
        set_touching(q, touching, known_at);
        e = overlay_read(q, arena, report, to);
    }
    return e;
}

enum err eligibility_belonging_differs(struct store *s, int64_t household_no, struct span touching,
                                       int64_t known_at, struct report *report, bool *ret)
{
    struct query *q = store_query(s, SQL_eligibility_overlay_of);

    query_set_numbers(q, &household_no, 1);
    set_touching(q, touching, known_at);
    enum err e = query_step(q, report, ret);
    query_reset(q);
    return e;
}

static int by_household_no(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Of more households than one question takes: 国保上の世帯 are few, so all are read, and who is masked with
 * them. */
static enum err overlays_of_many(struct store *s, const int64_t *households, size_t count,
                                 struct span touching, int64_t known_at, struct arena *arena,
                                 struct report *report, struct overlay_list *own,
                                 struct overlay_list *masks)
{
    struct query *q = store_query(s, SQL_eligibility_overlay_scan);
    size_t capacity = 0;

    set_touching(q, touching, known_at);
    enum err e = overlay_read(q, arena, report, masks);
    for (size_t i = 0; i < masks->count && e == ERR_NONE; i++) { /* in the order of households */
        if (bsearch(&masks->rows[i].household_no, households, count, sizeof(*households),
                    by_household_no)) {
            *ARENA_PUSH(arena, own->rows, own->count, capacity) = masks->rows[i];
        }
    }
    if (masks->count > 0) {
        qsort(masks->rows, masks->count, sizeof(masks->rows[0]), by_masked_person);
    }
    return e;
}

/* The rows of one household: `registered` of the register and `own` of the insurance stand at their places.
 */
static void household_put(int64_t household_no, const struct belonging *registered, size_t count,
                          size_t *registered_at, const struct overlay_list *own, size_t *own_at,
                          const struct overlay_list *masks, struct arena *arena, struct belonging_list *to)
{
    struct belonging_list rows = {.touching = to->touching};
    size_t first = *own_at;

    while (*registered_at < count && registered[*registered_at].household_no == household_no) {
        push_unmasked(masks, registered[(*registered_at)++], &rows, arena);
    }
    while (*own_at < own->count && own->rows[*own_at].household_no == household_no) {
        (*own_at)++;
    }
    household_make(&rows, own->rows + first, *own_at - first, arena);
    for (size_t i = 0; i < rows.count; i++) {
        *ARENA_PUSH(arena, to->rows, to->count, to->capacity) = rows.rows[i];
    }
}

enum err eligibility_belongings_of(struct store *s, const int64_t *households, size_t household_count,
                                   struct span touching, int64_t known_at, struct arena *arena,
                                   struct report *report, struct belonging **ret, size_t *ret_count)
{
    struct overlay_list own = {0}, masks = {0};
    struct belonging_list rows = {.touching = touching};
    struct belonging *registered = NULL;
    size_t count = 0, registered_at = 0, own_at = 0;
    enum err e = ERR_NONE;

    bool is_few = household_count <= QUERY_NUMBERS;
    if (is_few && household_count > 0) {
        struct query *q = store_query(s, SQL_eligibility_overlay_of);
        query_set_numbers(q, households, household_count);
        set_touching(q, touching, known_at);
        e = overlay_read(q, arena, report, &own);
    } else if (!is_few) {
        e = overlays_of_many(s, households, household_count, touching, known_at, arena, report, &own,
                             &masks);
    }
    if (e == ERR_NONE) {
        e = addressee_belongings_of(s, households, household_count, touching, known_at, arena, report,
                                    &registered, &count);
    }
    if (e == ERR_NONE && is_few) {
        e = masks_of(s, registered, count, touching, known_at, arena, report, &masks);
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (own.count == 0 && masks.count == 0) {
        *ret = registered;
        *ret_count = count;
        return ERR_NONE;
    }
    for (size_t i = 0; i < household_count; i++) {
        household_put(households[i], registered, count, &registered_at, &own, &own_at, &masks, arena,
                      &rows);
    }
    *ret = rows.rows;
    *ret_count = rows.count;
    return ERR_NONE;
}

enum err eligibility_belonging_of(struct store *s, int64_t household_no, struct span touching,
                                  int64_t known_at, struct arena *arena, struct report *report,
                                  struct belonging **ret, size_t *ret_count)
{
    return eligibility_belongings_of(s, &household_no, 1, touching, known_at, arena, report, ret, ret_count);
}
