/*
 * だれに聞くか -- of all undeclared persons those whom nobody has asked yet: whoever moved in from another
 * municipality after 1 January is asked for there, everybody else is asked himself.
 *
 * Rule    assessment.md 3.7 (転入者: 前住所地への照会). A protected person (支援措置) is never asked for at
 *         his former municipality: a letter there would say where he has gone.
 */
#include "inquiry/sheet.h"

#include "base/sorted.h"

struct asking {
    struct session *session;
    int32_t year;
    struct premium_undeclared *found;
    size_t found_count, found_capacity;
    int64_t *open; /* persons who have been asked, ascending */
    size_t open_count;
    struct asked {
        int64_t household_no, payer_no, addressee_no;
        struct text municipality;
    } * all;
    size_t count, capacity;
    struct arena *arena;
};

enum err asked_place_of(struct store *s, int64_t addressee_no, int32_t year, date today,
                        struct arena *arena, struct report *report, struct asked_place *ret)
{
    const date new_year = date_of(year, 1, 1);
    struct addressee who;
    struct resident_event event = {0};
    struct report quiet;
    bool found = false;

    *ret = (struct asked_place){{"", 0}, {"", 0}, false};
    report_init(&quiet);
    enum err e = addressee_by_no(s, addressee_no, (struct as_of){today, INT64_MAX}, arena, &quiet, &who);
    report_done(&quiet);
    if (e == ERR_FINDINGS) {
        return ERR_NONE; /* not in the register on the day: nothing is known of where he was */
    }
    if (e != ERR_NONE || date_is_none(who.resident_from) || date_at_most(who.resident_from, new_year)) {
        return e;
    }
    e = addressee_resident_event(s, addressee_no, (struct as_of){who.resident_from, INT64_MAX}, arena,
                                 report, &event, &found);
    if (e == ERR_NONE && found && event.previous_municipality.len > 0 && !who.is_restricted) {
        ret->municipality = event.previous_municipality;
        ret->address = event.previous_address;
    } else if (e == ERR_NONE && found) {
        enum { REASON_FROM_ABROAD = 2 };
        ret->was_abroad = event.reason == REASON_FROM_ABROAD && event.previous_municipality.len == 0;
    }
    return e;
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static enum err take(void *context, const struct premium_undeclared *u, struct arena *arena,
                     struct report *report)
{
    struct asking *a = context;

    (void)arena, (void)report;
    *ARENA_PUSH(a->arena, a->found, a->found_count, a->found_capacity) = *u;
    return ERR_NONE;
}

/* Who of those found has been asked. */
static enum err read_open(struct asking *a, struct report *report)
{
    int64_t *persons = ARENA_ARRAY(a->arena, int64_t, a->found_count + 1);
    struct inquiry_item *items;
    size_t count, capacity = 0;

    for (size_t i = 0; i < a->found_count; i++) {
        persons[i] = a->found[i].addressee_no;
    }
    enum err e = inquiry_items_of(a->session, a->year, persons, sorted_once(persons, a->found_count),
                                  a->arena, report, &items, &count);
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        if (inquiry_is_open(items[i].state)) {
            *ARENA_PUSH(a->arena, a->open, a->open_count, capacity) = items[i].addressee_no;
        }
    }
    if (a->open_count > 0) {
        qsort(a->open, a->open_count, sizeof(*a->open), by_number);
    }
    return e;
}

static enum err ask(struct asking *a, const struct premium_undeclared *u, struct arena *scratch,
                    struct report *report)
{
    struct asked_place place = {{"", 0}, {"", 0}, false};

    if (a->open_count > 0 &&
        bsearch(&u->addressee_no, a->open, a->open_count, sizeof(*a->open), by_number) != NULL) {
        return ERR_NONE;
    }
    enum err e = u->is_in_ledger ? ERR_NONE
                                 : asked_place_of(a->session->store, u->addressee_no, a->year,
                                                  a->session->folder.business_date, scratch, report, &place);
    if (e == ERR_NONE) {
        *ARENA_PUSH(a->arena, a->all, a->count, a->capacity) = (struct asked){
            .household_no = u->household_no,
            .payer_no = u->payer_no,
            .addressee_no = u->addressee_no,
            .municipality = {arena_copy(a->arena, place.municipality.bytes, place.municipality.len),
                             place.municipality.len}};
    }
    return e;
}

static enum err ask_all(struct asking *a, struct report *report)
{
    struct arena *scratch = arena_new("照会の1人", (size_t)16 << 20);
    enum err e = ERR_NONE;

    for (size_t i = 0; i < a->found_count && e == ERR_NONE; i++) {
        e = ask(a, &a->found[i], scratch, report);
        arena_reset(scratch);
    }
    arena_free(scratch);
    return e;
}

/* By municipality, so that the pile goes out by it; then by household, payer and person. */
static int by_sheet(const void *a, const void *b)
{
    const struct asked *x = a, *y = b;
    size_t shorter = x->municipality.len < y->municipality.len ? x->municipality.len : y->municipality.len;
    int c = shorter > 0 ? memcmp(x->municipality.bytes, y->municipality.bytes, shorter) : 0;

    c = c != 0 ? c
               : (x->municipality.len > y->municipality.len) - (x->municipality.len < y->municipality.len);
    c = c != 0 ? c : (x->household_no > y->household_no) - (x->household_no < y->household_no);
    c = c != 0 ? c : (x->payer_no > y->payer_no) - (x->payer_no < y->payer_no);
    return c != 0 ? c : (x->addressee_no > y->addressee_no) - (x->addressee_no < y->addressee_no);
}

static bool is_same_sheet(const struct asked *a, const struct asked *b)
{
    return a->household_no == b->household_no && a->payer_no == b->payer_no &&
           text_equal(a->municipality, b->municipality);
}

static enum inquiry_kind kind_of(const struct asked *one)
{
    return one->municipality.len > 0 ? INQUIRY_MUNICIPALITY : INQUIRY_DECLARATION;
}

static void make_sheets(struct asking *a, struct asked_sheets ret[INQUIRY_KINDS])
{
    size_t capacities[INQUIRY_KINDS] = {0};

    for (size_t from = 0; from < a->count;) {
        enum inquiry_kind kind = kind_of(&a->all[from]);
        struct asked_sheets *to = &ret[kind];
        size_t until = from;
        int64_t *persons = ARENA_ARRAY(a->arena, int64_t, SHEET_PERSONS_MAX);
        while (until < a->count && until - from < SHEET_PERSONS_MAX &&
               is_same_sheet(&a->all[from], &a->all[until])) {
            persons[until - from] = a->all[until].addressee_no;
            until++;
        }
        to->persons += (int64_t)(until - from);
        *ARENA_PUSH(a->arena, to->sheets, to->count, capacities[kind]) =
            (struct inquiry_sheet){.kind = kind,
                                   .year = a->year,
                                   .household_no = a->all[from].household_no,
                                   .payer_no = a->all[from].payer_no,
                                   .municipality = a->all[from].municipality,
                                   .persons = persons,
                                   .person_count = until - from};
        from = until;
    }
}

enum err asked_gather(struct session *session, int32_t year, int64_t known_at,
                      const struct household_list *some, premium_subject_fn beside, void *context,
                      struct arena *arena, struct report *report, struct asked_sheets ret[INQUIRY_KINDS])
{
    struct asking a = {.session = session, .year = year, .arena = arena};
    enum err e =
        premium_undeclared_beside(session, year, known_at, some, beside, context, take, &a, report);

    memset(ret, 0, INQUIRY_KINDS * sizeof(ret[0]));
    e = e == ERR_NONE ? read_open(&a, report) : e;
    e = e == ERR_NONE ? ask_all(&a, report) : e;
    if (e == ERR_NONE && a.count > 0) {
        qsort(a.all, a.count, sizeof(*a.all), by_sheet);
        make_sheets(&a, ret);
    }
    return e;
}
