/* Which file fulfils which day: pure, from what came and what was said. Inner header of interchange. */
#ifndef KOKUHO_INTERCHANGE_FEED_DAYS_H
#define KOKUHO_INTERCHANGE_FEED_DAYS_H

#include "interchange/feed.h"

enum arrival_outcome { ARRIVAL_READING, ARRIVAL_POSTED, ARRIVAL_HELD, ARRIVAL_REFUSED, ARRIVAL_ALREADY };
struct arrival {
    int64_t arrival_no, data_records, first_number, last_number, started_at, ended_at;
    enum arrival_outcome outcome;
    date on; /* business date */
    struct text file_name, layout;
    bool is_known; /* a feed takes it */
};
struct feed_watch {
    struct text feed;
    date from;
    bool is_watched;
};
enum feed_answer { ANSWER_NONE = 1, ANSWER_LATER, ANSWER_PASS };
struct feed_word {
    struct text feed;
    date day;
    enum feed_answer answer;
    date until;
    struct text words;
};
struct feed_book {
    struct feed_table table;
    struct feed_watch *watches; /* by feed, then by date */
    struct feed_word *words;    /* by feed, then by date */
    struct arrival *arrivals;   /* as they came */
    size_t watch_count, word_count, arrival_count;
    date today;                 /* business date */
    int64_t now;                /* ms */
};
/* Is it awaited on that day? */
bool feed_book_watches(const struct feed_book *b, struct text feed, date day);
/* Days and faults of all feeds; `day` is not after today. */
void feed_book_look(struct feed_book *b, date day, struct arena *arena, struct feeds_look *ret);

#endif
