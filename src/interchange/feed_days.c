/*
 * Days of feeds -- a file fulfils the oldest day that is open; what fulfils none came twice.
 *
 * Rows    NX-07
 */
#include "interchange/feed_days.h"

#include <inttypes.h>

#define FAULT_DAYS 31 /* older ones have been seen, or nobody looks any more */
#define STOPPED_MS (INT64_C(6) * 60 * 60 * 1000) /* nobody reads a file that long */

struct looking {
    struct feed_book *book;
    struct arena *arena;
    const struct feed *feed; /* in force on the asked day */
    date day;
    struct feed_day *open;   /* days of this feed, oldest first */
    size_t open_count, open_capacity;
    struct feed_day *days;
    size_t day_count, day_capacity;
    struct feed_fault *faults;
    size_t fault_count, fault_capacity;
};

bool feed_book_watches(const struct feed_book *b, struct text feed, date day)
{
    bool watched = false;
    for (size_t i = 0; i < b->watch_count; i++) {
        if (text_equal(b->watches[i].feed, feed) && date_at_most(b->watches[i].from, day)) {
            watched = b->watches[i].is_watched;
        }
    }
    return watched;
}

static date watched_from(const struct feed_book *b, struct text feed)
{
    for (size_t i = 0; i < b->watch_count; i++) {
        if (text_equal(b->watches[i].feed, feed) && b->watches[i].is_watched) {
            return b->watches[i].from;
        }
    }
    return date_none();
}

/* Has its hour passed? A business date that is not the day of the clock has no hour. */
static bool is_late(const struct feed_book *b, const struct feed *f, date day)
{
    date clock = clock_day(b->now);
    if (!date_equal(day, b->today)) {
        return date_before(day, b->today);
    }
    return date_before(day, clock) || (date_equal(day, clock) && clock_minute(b->now) >= f->by_minute);
}

/* ------------------------------------------------------------------------------------- days -- */

static void say_words(const struct feed_book *b, struct feed_day *d)
{
    for (size_t i = 0; i < b->word_count; i++) {
        const struct feed_word *w = &b->words[i];
        if (!text_is(w->feed, d->feed->name) || !date_equal(w->day, d->day)) {
            continue;
        }
        d->words = w->words;
        if (w->answer == ANSWER_PASS) {
            d->passed_until = w->until;
        } else {
            d->state = w->answer == ANSWER_NONE ? FEED_SAID_NONE : FEED_SAID_LATER;
        }
    }
}

/* Every day up to the asked one on which the feed was expected while it was watched. */
static void expect_days(struct looking *l)
{
    const struct feed_book *b = l->book;
    struct text name = text_of(l->feed->name);
    date from = watched_from(b, name);

    for (date d = from; !date_is_none(from) && date_at_most(d, l->day); d = date_add_days(d, 1)) {
        const struct feed *f = feed_on(&b->table, name, d);
        if (f != NULL && f->is_expected && recurrence_is_on(&f->days, d) && feed_book_watches(b, name, d)) {
            struct feed_day *day = ARENA_PUSH(l->arena, l->open, l->open_count, l->open_capacity);
            *day = (struct feed_day){.feed = f, .day = d, .state = FEED_WAITED, .passed_until = date_none()};
            say_words(b, day);
        }
    }
}

static struct feed_day *oldest_open(struct looking *l, date on)
{
    for (size_t i = 0; i < l->open_count; i++) {
        struct feed_day *d = &l->open[i];
        if (date_before(on, d->day)) {
            return NULL;
        }
        if (d->state != FEED_CAME && d->state != FEED_SAID_NONE) {
            return d;
        }
    }
    return NULL;
}

/* ----------------------------------------------------------------------------------- faults -- */

static void add_fault(struct looking *l, const struct feed *f, enum feed_fault_kind kind,
                      const struct arrival *a, const char *words)
{
    if (date_days_between(a->on, l->day) > FAULT_DAYS || date_before(l->day, a->on)) {
        return;
    }
    *ARENA_PUSH(l->arena, l->faults, l->fault_count, l->fault_capacity) =
        (struct feed_fault){.feed = f, .kind = kind, .arrival_no = a->arrival_no, .at = a->started_at,
                            .file_name = a->file_name, .words = words};
}

/* The same period of the partner's numbers? */
static bool same_period(enum feed_restart restart, date a, date b)
{
    struct civil x = date_civil(a), y = date_civil(b);
    switch (restart) {
    case RESTART_NEVER: return true;
    case RESTART_DAY: return date_equal(a, b);
    case RESTART_MONTH: return x.year == y.year && x.month == y.month;
    case RESTART_YEAR: return x.year == y.year;
    case RESTART_FISCAL_YEAR: return fiscal_year_of(a).first_year == fiscal_year_of(b).first_year;
    }
    return true;
}

struct numbering {
    bool has_last;
    int64_t last;
    date on;
};

static void check_number(struct looking *l, const struct feed *f, const struct arrival *a, int64_t in_name,
                         struct numbering *n)
{
    int64_t first = f->number == NUMBER_IN_NAME ? in_name : a->first_number;
    int64_t last = f->number == NUMBER_IN_NAME ? in_name : a->last_number;
    if (f->number == NUMBER_NONE) {
        return;
    }
    if (first < 0 || last < first) {
        add_fault(l, f, FEED_GAP, a, "番号を読めません。相手先に番号を確かめてください");
        return;
    }
    bool goes_on = n->has_last && same_period(f->restart, n->on, a->on);
    int64_t expected = goes_on ? n->last + 1 : 1;
    if ((goes_on || (n->has_last && f->restart != RESTART_NEVER)) && first != expected) {
        add_fault(l, f, FEED_GAP, a,
                  arena_printf(l->arena, "番号%" PRId64 "のはずが%" PRId64 "です。%s", expected, first,
                               first > expected ? "間のファイルを相手先に送ってもらってください"
                                                : "前のファイルとの関係を相手先に確かめてください"));
    }
    *n = (struct numbering){true, goes_on && n->last > last ? n->last : last, a->on};
}

/* --------------------------------------------------------------------------------- arrivals -- */

static void take_file(struct looking *l, const struct feed *f, const struct arrival *a)
{
    struct feed_day *d = oldest_open(l, a->on);
    if (a->data_records == 0 && !f->may_be_empty) {
        add_fault(l, f, FEED_EMPTY, a, "データの記録が1件もありません。相手先に確かめてください");
    }
    if (d == NULL) {
        if (!date_before(a->on, watched_from(l->book, text_of(f->name)))) {
            add_fault(l, f, FEED_TWICE, a,
                      "この日までの分はもう届いています。同じ分を二度送っていないか相手先に確かめてください");
        }
        return;
    }
    d->state = FEED_CAME;
    d->file_name = a->file_name;
    d->at = a->ended_at;
    d->data_records = a->data_records;
    d->is_held = a->outcome == ARRIVAL_HELD;
}

/* A refusal or a reading says what of a day that is open is under way; a later file goes before it. */
static void note(struct looking *l, const struct arrival *a, enum feed_state state)
{
    struct feed_day *d = oldest_open(l, a->on);
    if (d != NULL) {
        d->state = state;
        d->file_name = a->file_name;
        d->at = a->started_at;
    }
}

static void take_arrival(struct looking *l, const struct feed *f, const struct arrival *a)
{
    switch (a->outcome) {
    case ARRIVAL_POSTED:
    case ARRIVAL_HELD: take_file(l, f, a); break;
    case ARRIVAL_REFUSED: note(l, a, FEED_REFUSED); break;
    case ARRIVAL_READING:
        if (l->book->now - a->started_at < STOPPED_MS) {
            note(l, a, FEED_READING);
        } else {
            add_fault(l, f, FEED_STOPPED, a, "取込みが終わっていません。もう一度取り込んでください");
        }
        break;
    case ARRIVAL_ALREADY:
        add_fault(l, f, FEED_TWICE, a, "前に取り込んだものと同じ内容です。何も変えていません");
        break;
    }
}

static void take_arrivals(struct looking *l)
{
    struct numbering numbers = {.has_last = false};
    date from = watched_from(l->book, text_of(l->feed->name));
    for (size_t i = 0; i < l->book->arrival_count; i++) {
        struct arrival *a = &l->book->arrivals[i];
        const struct feed *f = feed_on(&l->book->table, text_of(l->feed->name), a->on);
        int64_t number;
        if (f == NULL || !feed_takes(f, a->layout, a->file_name, &number)) {
            continue;
        }
        a->is_known = true;
        if (date_is_none(from) || date_before(a->on, from) || date_before(l->day, a->on)) {
            continue;
        }
        if (a->outcome == ARRIVAL_POSTED || a->outcome == ARRIVAL_HELD) {
            check_number(l, f, a, number, &numbers);
        }
        take_arrival(l, f, a);
    }
}

/* ----------------------------------------------------------------------------------- a feed -- */

/* The asked day stands in any case; of the days before it only what is open. */
static void keep_days(struct looking *l)
{
    const struct feed_book *b = l->book;
    bool has_day = false;
    for (size_t i = 0; i < l->open_count; i++) {
        struct feed_day *d = &l->open[i];
        bool is_day = date_equal(d->day, l->day);
        if (d->state == FEED_WAITED && is_late(b, d->feed, d->day)) {
            d->state = FEED_LATE;
        }
        has_day = has_day || is_day;
        if (is_day || feed_state_is_open(d->state)) {
            *ARENA_PUSH(l->arena, l->days, l->day_count, l->day_capacity) = *d;
        }
    }
    if (!has_day) {
        bool watched = feed_book_watches(b, text_of(l->feed->name), l->day);
        *ARENA_PUSH(l->arena, l->days, l->day_count, l->day_capacity) =
            (struct feed_day){.feed = l->feed, .day = l->day, .passed_until = date_none(),
                              .state = watched ? FEED_NOT_TODAY : FEED_NOT_WATCHED};
    }
}

/* A file that was taken, of a layout that some feed has, and whose name no feed takes: a name was changed. */
static void find_unknown(struct looking *l)
{
    for (size_t i = 0; i < l->book->arrival_count; i++) {
        const struct arrival *a = &l->book->arrivals[i];
        bool has_layout = false;
        for (size_t k = 0; k < l->book->table.count; k++) {
            has_layout = has_layout || text_is(a->layout, l->book->table.rows[k].layout);
        }
        if (has_layout && !a->is_known && a->outcome != ARRIVAL_ALREADY) {
            add_fault(l, NULL, FEED_UNKNOWN, a,
                      "このレイアウトの連携のどの名前とも合いません。feeds.tsv の file を確かめてください");
        }
    }
}

static int by_newest(const void *x, const void *y)
{
    const struct feed_fault *a = x, *b = y;
    if (a->at != b->at) {
        return a->at > b->at ? -1 : 1;
    }
    return a->arrival_no != b->arrival_no ? (a->arrival_no > b->arrival_no ? -1 : 1)
                                          : (int)a->kind - (int)b->kind;
}

static bool is_first_of_name(const struct feed_table *t, size_t row)
{
    for (size_t i = 0; i < row; i++) {
        if (strcmp(t->rows[i].name, t->rows[row].name) == 0) {
            return false;
        }
    }
    return true;
}

void feed_book_look(struct feed_book *b, date day, struct arena *arena, struct feeds_look *ret)
{
    struct looking l = {.book = b, .arena = arena, .day = day};
    *ret = (struct feeds_look){.day = day};
    for (size_t i = 0; i < b->table.count; i++) {
        const struct feed *now = feed_on(&b->table, text_of(b->table.rows[i].name), day);
        if (!is_first_of_name(&b->table, i) || now == NULL) {
            continue;
        }
        l.feed = now;
        l.open_count = 0;
        expect_days(&l);
        take_arrivals(&l);
        keep_days(&l);
    }
    find_unknown(&l);
    for (size_t i = 0; i < l.day_count; i++) {
        ret->alarms += feed_state_is_alarm(l.days[i].state);
        ret->unwatched += l.days[i].state == FEED_NOT_WATCHED;
    }
    if (l.fault_count > 1) {
        qsort(l.faults, l.fault_count, sizeof(*l.faults), by_newest);
    }
    ret->days = l.days;
    ret->day_count = l.day_count;
    ret->faults = l.faults;
    ret->fault_count = l.fault_count;
}
