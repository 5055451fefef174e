/*
 * 宛名 -- questions to the register: a person, a household, a mailing address, as true on a day and as
 * known at a moment; and the narrow belongings that batches read.
 */
#include "addressee/guard.h"
#include "addressee/own.h"
#include "addressee/person.h"
#include "addressee/posting.h"
#include "addressee/sending.h"
#include "base/sorted.h"
#include "store/moved.h"

const struct store_table addressee_tables[] = {
    {"addressee_person",
     "addressee_no, history_no, valid_from, valid_until, household_no, kind, status, birth, is_restricted, "
     "name, kana, address, items"},
    {"addressee_belonging", "household_no, addressee_no, valid_from, valid_until, is_head, birth"},
    /* addressee_birth and addressee_search follow from these: how their rows are shared says nothing. */
    /* The registers by what is known now: a change that was taken back leaves no trace in a digest. */
    {"addressee_own_now",
     "addressee_no, row_no, valid_from, valid_until, kind, status, sex, birth, reason, name, kana, "
     "alias, roman, corporate_number, postal_code, address, building, basis"},
    {"addressee_link_now",
     "addressee_no, row_no, valid_from, valid_until, into_no, reason, evidence"},
    {"addressee_sending_now",
     "addressee_no, row_no, valid_from, valid_until, duty, reason, is_safe, name, postal_code, "
     "address, building, note"},
    {"addressee_contact_now",
     "addressee_no, row_no, valid_from, valid_until, kind, value, digits, who, hours, note"},
    {"addressee_account_now",
     "addressee_no, row_no, valid_from, valid_until, purpose, deposit_kind, is_public, bank, "
     "branch, number, holder, note"},
    {"addressee_measure_now",
     "addressee_no, row_no, valid_from, valid_until, state, ends_on, office, hidden, note"},
    {"addressee_guarded_now",
     "addressee_no, row_no, valid_from, valid_until, measure_no, role"},
    {"addressee_party_now",
     "addressee_no, row_no, valid_from, valid_until, measure_no, party_no, sex, birth, name, kana, "
     "address, note"},
    {"addressee_transfer_now",
     "addressee_no, row_no, valid_from, valid_until, measure_no, sent_on, municipality, note"},
    {"addressee_release_now",
     "addressee_no, row_no, valid_from, valid_until, from_at, until_at, operator_id, purpose"},
    {"addressee_number_own_now",
     "addressee_no, row_no, valid_from, valid_until, method, differs, confirmed_on, evidence"},
};
const size_t addressee_table_count = COUNT_OF(addressee_tables);

/* "Now" is the last moment that is not the open end itself. */
static int64_t known_moment(int64_t known_at)
{
    return known_at == MOMENT_OPEN ? MOMENT_OPEN - 1 : known_at;
}

static void set_as_of(struct query *q, struct as_of as_of)
{
    query_set_i64(q, "day", date_ymd(as_of.on));
    query_set_i64(q, "known_at", known_moment(as_of.known_at));
}

/* *ret_found false: the feeds have no row of this number on the day. */
static enum err person_as_of(struct store *s, int64_t addressee_no, struct as_of as_of,
                             struct arena *arena, struct report *report, struct person_row *ret,
                             bool *ret_found)
{
    struct query *q = store_query(s, SQL_addressee_person_as_of);

    query_set_i64(q, "addressee_no", addressee_no);
    set_as_of(q, as_of);
    enum err e = query_step(q, report, ret_found);
    if (e == ERR_NONE && *ret_found) {
        person_row_read(q, arena, ret);
    }
    query_reset(q);
    return e;
}

/* Somebody as the feeds have him, or as the ward's own register has him. */
struct whoever {
    bool is_own;
    struct person_row feed;
    struct register_row own;
    int64_t *numbers; /* all of this person (名寄せ) */
    size_t number_count;
    bool is_restricted;
};

/*
 * By any of his numbers: the surviving one is asked first, the one that was given last; of each the
 * feeds first, so that a resident's row takes over from what a clerk had entered.
 */
static enum err whoever_as_of(struct store *s, int64_t addressee_no, struct as_of as_of, struct arena *arena,
                              struct report *report, struct whoever *ret)
{
    bool found = false, is_guarded = false;
    enum err e = addressee_numbers_of(s, addressee_no, as_of.known_at, arena, report, &ret->numbers,
                                      &ret->number_count);

    for (int turn = 0; turn < 2 && e == ERR_NONE && !found; turn++) {
        int64_t number = turn == 0 ? ret->numbers[0] : addressee_no;
        if (turn == 1 && number == ret->numbers[0]) {
            break;
        }
        e = person_as_of(s, number, as_of, arena, report, &ret->feed, &found);
        ret->is_own = false;
        if (e == ERR_NONE && !found) {
            e = own_as_of(s, number, as_of, arena, report, &ret->own, &found);
            ret->is_own = found;
        }
    }
    if (e == ERR_NONE && !found) {
        char day[DATE_TEXT_BYTES];
        date_format_era(as_of.on, day);
        e = report_fail(report, ERR_FINDINGS,
                        "宛名番号 %lld の記録は%s現在ありません。番号を確かめてください",
                        (long long)addressee_no, day);
    }
    if (e == ERR_NONE) {
        e = guard_is_restricted(s, ret->numbers, ret->number_count, report, &is_guarded);
    }
    if (e == ERR_NONE) {
        ret->is_restricted = is_guarded || (!ret->is_own && ret->feed.n[PERSON_IS_RESTRICTED] != 0);
    }
    return e;
}

enum err addressee_by_no(struct store *s, int64_t addressee_no, struct as_of as_of,
                         struct arena *arena, struct report *report, struct addressee *ret)
{
    struct whoever w = {0};
    enum err e = whoever_as_of(s, addressee_no, as_of, arena, report, &w);

    if (e != ERR_NONE) {
        return e;
    }
    if (w.is_own) {
        own_to_addressee(&w.own, ret);
    } else {
        person_row_to_addressee(&w.feed, ret);
    }
    ret->is_restricted = w.is_restricted;
    return ERR_NONE;
}

/* 支援措置 of the ward's own register under another number of his. */
static enum err guarded_elsewhere(struct store *s, int64_t addressee_no, struct arena *arena,
                                  struct report *report, bool *ret)
{
    int64_t *numbers = NULL;
    size_t count = 0;
    enum err e = addressee_numbers_of(s, addressee_no, INT64_MAX, arena, report, &numbers, &count);

    return e == ERR_NONE ? guard_is_restricted(s, numbers, count, report, ret) : e;
}

struct member_row {
    struct person_row row;
    struct household_member marks;
};

/* The head first, then in the register's order. */
static int by_place_in_household(const void *a, const void *b)
{
    const struct person_row *x = &((const struct member_row *)a)->row;
    const struct person_row *y = &((const struct member_row *)b)->row;

    if (x->n[PERSON_IS_HEAD] != y->n[PERSON_IS_HEAD]) {
        return x->n[PERSON_IS_HEAD] > y->n[PERSON_IS_HEAD] ? -1 : 1;
    }
    int64_t i = items_number(x->t[PERSON_ITEMS], ITEM_MEMBER_ORDER);
    int64_t k = items_number(y->t[PERSON_ITEMS], ITEM_MEMBER_ORDER);
    if (i != k) {
        return i < k ? -1 : 1;
    }
    return x->n[PERSON_ADDRESSEE_NO] < y->n[PERSON_ADDRESSEE_NO] ? -1 : 1;
}

enum err household_read(struct store *s, int64_t household_no, struct as_of as_of, struct arena *arena,
                        struct report *report, struct household_member **ret, size_t *ret_count)
{
    struct member_row *rows = NULL;
    size_t count = 0, capacity = 0;
    bool row = false;
    enum err e;
    struct query *q = store_query(s, SQL_addressee_household_as_of);

    query_set_i64(q, "household_no", household_no);
    set_as_of(q, as_of);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct member_row *r = ARENA_PUSH(arena, rows, count, capacity);
        person_row_read(q, arena, &r->row);
        r->marks.is_guarded = query_i64(q, PERSON_COLUMNS + PERSON_TEXTS) != 0;
        r->marks.is_linked = query_i64(q, PERSON_COLUMNS + PERSON_TEXTS + 1) != 0;
    }
    query_reset(q);
    struct household_member *members = ARENA_ARRAY(arena, struct household_member, count + 1);
    if (count > 0) {
        qsort(rows, count, sizeof(rows[0]), by_place_in_household);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct household_member *m = &members[i];
        *m = rows[i].marks;
        person_row_to_addressee(&rows[i].row, &m->who);
        if (m->is_linked) {
            e = guarded_elsewhere(s, m->who.addressee_no, arena, report, &m->is_guarded);
        }
        m->who.is_restricted = m->who.is_restricted || m->is_guarded;
    }
    if (e == ERR_NONE) {
        *ret = members;
        *ret_count = count;
    }
    return e;
}

enum err addressee_household(struct store *s, int64_t household_no, struct as_of as_of,
                             struct arena *arena, struct report *report, struct addressee **ret,
                             size_t *ret_count)
{
    struct household_member *members = NULL;
    enum err e = household_read(s, household_no, as_of, arena, report, &members, ret_count);

    if (e != ERR_NONE) {
        return e;
    }
    *ret = ARENA_ARRAY(arena, struct addressee, *ret_count + 1);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret)[i] = members[i].who;
    }
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------- 送付先 ------- */

/* A 送付先 of the register counts while its days run; an empty end is open. */
static bool mailing_counts(struct text items, date on)
{
    int64_t until = items_number(items, ITEM_MAILING_UNTIL), day = date_ymd(on);

    return items_text(items, ITEM_MAILING_ADDRESS).len > 0 &&
           items_number(items, ITEM_MAILING_FROM) <= day && (until == 0 || day < until);
}

static void honour(struct mailing *m, int64_t kind)
{
    m->honorific = text_of(kind == OWN_KIND_BODY ? "御中" : "様");
}

/* Without a 送付先 of the ward's own: the resident register's 送付先, else where he is registered. */
static struct mailing registered_mailing(const struct whoever *w, date on)
{
    if (w->is_own) {
        struct mailing m = {.name = w->own.t[OWN_NAME], .postal_code = w->own.t[OWN_POSTAL_CODE],
                            .address = w->own.t[OWN_ADDRESS], .building = w->own.t[OWN_BUILDING]};
        honour(&m, w->own.n[OWN_KIND]);
        return m;
    }
    struct text items = w->feed.t[PERSON_ITEMS];
    struct mailing m = {.name = person_printed_name(&w->feed)};
    honour(&m, w->feed.n[PERSON_KIND]);
    if (mailing_counts(items, on)) {
        struct text name = items_text(items, ITEM_MAILING_NAME);
        m.postal_code = items_text(items, ITEM_MAILING_POSTAL_CODE);
        m.address = items_text(items, ITEM_MAILING_ADDRESS);
        m.building = items_text(items, ITEM_MAILING_BUILDING);
        m.name = name.len > 0 ? name : m.name;
    } else {
        m.postal_code = items_text(items, ITEM_POSTAL_CODE);
        m.address = w->feed.t[PERSON_ADDRESS];
        m.building = items_text(items, ITEM_BUILDING);
    }
    return m;
}

enum err addressee_mailing_for(struct store *s, int64_t addressee_no, enum duty duty, struct as_of as_of,
                               struct arena *arena, struct report *report, struct mailing *ret)
{
    struct whoever w = {0};
    struct register_row sending;
    bool has_sending = false;
    enum err e = whoever_as_of(s, addressee_no, as_of, arena, report, &w);

    if (e == ERR_NONE) {
        e = sending_for(s, w.numbers, w.number_count, duty, w.is_restricted, as_of, arena, report, &sending,
                        &has_sending);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct mailing m = registered_mailing(&w, as_of.on);
    if (has_sending) {
        m.name = sending.t[SENDING_NAME].len > 0 ? sending.t[SENDING_NAME] : m.name;
        m.postal_code = sending.t[SENDING_POSTAL_CODE];
        m.address = sending.t[SENDING_ADDRESS];
        m.building = sending.t[SENDING_BUILDING];
        m.is_safe = w.is_restricted;
    } else if (w.is_restricted) {
        /* 支援措置: no address of any kind leaves this function unless one was chosen for it (RP-04). */
        m.name = w.is_own ? w.own.t[OWN_NAME] : person_printed_name(&w.feed);
        m.postal_code = text_of("");
        m.address = text_of("窓口交付（支援措置の対象です。郵送しないでください）");
        m.building = text_of("");
    }
    m.is_restricted = w.is_restricted;
    *ret = m;
    return ERR_NONE;
}

enum err addressee_mailing(struct store *s, int64_t addressee_no, struct as_of as_of,
                           struct arena *arena, struct report *report, struct mailing *ret)
{
    return addressee_mailing_for(s, addressee_no, DUTY_LEVY, as_of, arena, report, ret);
}

/* ------------------------------------------------------------------------------ 世帯の所属 ----- */

static void belonging_read(struct query *q, struct belonging *ret)
{
    struct belonging b = {.household_no = query_i64(q, 0),
                          .addressee_no = query_i64(q, 1),
                          .is_head = query_i64(q, 4) != 0,
                          .birth = {(int32_t)query_i64(q, 5)}};
    bool is_from = date_from_ymd((int32_t)query_i64(q, 2), &b.span.from);
    bool is_until = date_from_ymd((int32_t)query_i64(q, 3), &b.span.until);
    assert(is_from && is_until);
    *ret = b;
}

static void set_touching(struct query *q, struct span touching, int64_t known_at)
{
    query_set_i64(q, "from", date_ymd(touching.from));
    query_set_i64(q, "until", date_ymd(touching.until));
    query_set_i64(q, "known_at", known_moment(known_at));
}

struct belonging_scan {
    struct arena *arena; /* holds this struct */
    struct query *query;
};

enum err addressee_belonging_open(struct store *s, struct span touching, int64_t known_at,
                                  int64_t after_household_no, struct report *report,
                                  struct belonging_scan **ret)
{
    struct query *q = store_scan(s, SQL_addressee_belonging_scan);

    (void)report;
    set_touching(q, touching, known_at);
    query_set_i64(q, "after", after_household_no);
    struct arena *arena = arena_new("belonging-scan", 4096);
    struct belonging_scan *scan = ARENA_NEW(arena, struct belonging_scan);
    *scan = (struct belonging_scan){arena, q};
    *ret = scan;
    return ERR_NONE;
}

enum err addressee_belonging_next(struct belonging_scan *scan, struct report *report,
                                  struct belonging *ret, bool *ret_more)
{
    bool row = false;
    enum err e = query_step(scan->query, report, &row);

    if (e != ERR_NONE) {
        return e;
    }
    if (row) {
        belonging_read(scan->query, ret);
    }
    *ret_more = row;
    return ERR_NONE;
}

void addressee_belonging_close(struct belonging_scan *scan)
{
    if (scan != NULL) {
        query_reset(scan->query);
        arena_free(scan->arena);
    }
}

enum err addressee_belongings_of(struct store *s, const int64_t *households, size_t household_count,
                                 struct span touching, int64_t known_at, struct arena *arena,
                                 struct report *report, struct belonging **ret, size_t *ret_count)
{
    struct belonging *rows = NULL;
    size_t count = 0, capacity = 0;
    bool row = false;
    enum err e = ERR_NONE;

    bool is_few = household_count <= QUERY_NUMBERS;
    for (size_t i = 0; i < household_count && e == ERR_NONE;
         i += is_few ? QUERY_NUMBERS : household_count) {
        struct query *q =
            store_query(s, is_few ? SQL_addressee_belonging_of : SQL_addressee_belonging_many);

        if (is_few) {
            query_set_numbers(q, households, household_count);
        } else {
            query_set_list(q, "households", households, household_count);
        }
        set_touching(q, touching, known_at);
        while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
            belonging_read(q, ARENA_PUSH(arena, rows, count, capacity));
        }
        query_reset(q);
    }
    if (e == ERR_NONE) {
        *ret = rows;
        *ret_count = count;
    }
    return e;
}

enum err addressee_belonging_of(struct store *s, int64_t household_no, struct span touching,
                                int64_t known_at, struct arena *arena, struct report *report,
                                struct belonging **ret, size_t *ret_count)
{
    return addressee_belongings_of(s, &household_no, 1, touching, known_at, arena, report, ret, ret_count);
}

/* -------------------------------------------------------------------------- what is new ------ */

enum err addressee_households_moved(struct store *s, int64_t since, struct arena *arena,
                                    struct report *report, struct moved_list *to)
{
    return moved_since(s, MOVED_BELONGING, SQL_addressee_belonging_moved, since, arena, report, to);
}

enum err addressee_persons_moved(struct store *s, int64_t since, struct arena *arena, struct report *report,
                                 struct moved_list *to)
{
    return moved_since(s, MOVED_RESIDENT, SQL_addressee_person_moved, since, arena, report, to);
}

enum err addressee_persons_of_households(struct store *s, const int64_t *households, size_t count,
                                         struct arena *arena, struct report *report, struct moved_list *to)
{
    if (count == 0) {
        return ERR_NONE;
    }
    struct query *q = store_scan(s, SQL_addressee_belonging_members);

    query_set_list(q, "households", households, count);
    return query_moved(q, arena, report, to);
}

/* By the rows of the register that belongings are made from. *ret_missing: somebody has none there. */
static enum err households_by_rows(struct store *s, const struct moved_list *persons, const int64_t *numbers,
                                   struct arena *arena, struct report *report, struct moved_list *to,
                                   bool *ret_missing)
{
    struct query *q = store_query(s, SQL_addressee_person_households);
    size_t found = 0;
    int64_t last = 0;
    bool row = false;
    enum err e;

    query_set_list(q, "persons", numbers, persons->count);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        int64_t no = query_i64(q, 0), household_no = query_i64(q, 1);
        found += no != last;
        last = no;
        if (household_no != 0) {
            moved_add(to, arena, household_no, moved_find(persons, no)->at);
        }
    }
    query_reset(q);
    *ret_missing = found < persons->count;
    return e;
}

/* By the belongings themselves, all of which are looked through: they are in the order of households. */
static enum err households_by_belongings(struct store *s, const struct moved_list *persons,
                                         const int64_t *numbers, struct arena *arena,
                                         struct report *report, struct moved_list *to)
{
    struct query *q = store_query(s, SQL_addressee_belonging_persons);
    bool row = false;
    enum err e;

    query_set_list(q, "persons", numbers, persons->count);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        const struct moved *person = moved_find(persons, query_i64(q, 1));
        assert(person != NULL);
        moved_add(to, arena, query_i64(q, 0), person->at);
    }
    query_reset(q);
    return e;
}

enum err addressee_households_of_moved(struct store *s, const struct moved_list *persons,
                                       struct arena *arena, struct report *report, struct moved_list *to)
{
    const int64_t *numbers = moved_numbers(persons, arena);
    bool is_missing = false;
    enum err e = persons->count > 0
                     ? households_by_rows(s, persons, numbers, arena, report, to, &is_missing)
                     : ERR_NONE;
    return e == ERR_NONE && is_missing ? households_by_belongings(s, persons, numbers, arena, report, to) : e;
}

enum err addressee_persons_born(struct store *s, int32_t born, date day, struct arena *arena,
                                struct report *report, struct moved_list *to)
{
    struct query *q = store_scan(s, SQL_addressee_belonging_persons_born);
    bool row = false;
    enum err e;

    query_set_i64(q, "born", born);
    query_set_i64(q, "day", date_ymd(day));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        moved_add(to, arena, query_i64(q, 0), 0);
    }
    query_reset(q);
    return e;
}

enum err addressee_households_born(struct store *s, int32_t from, int32_t until, int64_t at,
                                   struct arena *arena, struct report *report, struct moved_list *to)
{
    struct query *q = store_query(s, SQL_addressee_belonging_born);
    bool row = false;
    enum err e;

    query_set_i64(q, "from", from);
    query_set_i64(q, "until", until);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        moved_add(to, arena, query_i64(q, 0), at);
    }
    query_reset(q);
    return e;
}

enum err addressee_belonging_mark(struct store *s, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_addressee_belonging_mark);
    bool row;
    enum err e = query_step(q, report, &row);

    *ret = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

enum err addressee_born_between(struct store *s, int32_t from, int32_t until, struct arena *arena,
                                struct report *report, struct moved_list *to)
{
    struct query *q = store_query(s, SQL_addressee_birth_range);
    bool row = false;
    enum err e;

    query_set_i64(q, "lowest", from);
    query_set_i64(q, "highest", until);
    query_set_i64(q, "count", INT64_MAX);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct posting_walk w = posting_walk_of(query_i64(q, 0), query_blob(q, 1));
        moved_add(to, arena, w.number, 0);
        while (posting_walk_next(&w)) {
            moved_add(to, arena, w.number, 0);
        }
    }
    query_reset(q);
    return e;
}

enum err addressee_known(struct store *s, struct arena *arena, struct report *report,
                         int64_t **ret, size_t *ret_count)
{
    int64_t *numbers = NULL;
    size_t count = 0, capacity = 0;
    bool row = false;
    enum err e;
    struct query *q = store_scan(s, SQL_addressee_birth_all);

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text more = query_blob(q, 1);
        *ARENA_PUSH(arena, numbers, count, capacity) = query_i64(q, 0);
        struct posting_walk w = posting_walk_of(query_i64(q, 0), more);
        while (posting_walk_next(&w)) {
            *ARENA_PUSH(arena, numbers, count, capacity) = w.number;
        }
    }
    query_reset(q);
    if (e != ERR_NONE) {
        return e;
    }
    *ret_count = sorted_once(numbers, count);
    *ret = numbers;
    return ERR_NONE;
}
