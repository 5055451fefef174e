/* The records of one day in memory, by operator, and the alerts that come of them. */
#ifndef KOKUHO_AUDIT_DAY_H
#define KOKUHO_AUDIT_DAY_H

#include "audit/rules.h"

#define DAY_ACTS_MAX 4000000   /* of one day; twenty times a ward's */
#define DAY_ALERTS_MAX 20000
#define DAY_BYTES ((size_t)1 << 30)

/* One act of an operator at one person (or none), as small as the rules need it. */
struct day_act {
    int64_t at, addressee_no, result_count;
    uint32_t operator, terminal, event; /* numbers of words */
    int outcome;
    enum audit_kind kind;
    bool is_first; /* of its record: a record about several persons is several acts */
};
struct day_alert {
    int64_t at, addressee_no;
    const char *code;
    struct text operator_id;
    const char *words;
};

struct day_terminal {
    uint32_t operator, terminal;
};

struct day {
    date date;
    int64_t from, until;
    struct audit_limits limits;
    struct arena *arena;
    struct report *report;
    const struct data_folder *folder;
    const struct audit_knowledge *knowledge;
    struct day_act *acts;
    size_t act_count, act_capacity;
    struct text *words; /* each once */
    uint32_t *slots;    /* hash table of numbers + 1 */
    size_t word_count, word_capacity, slot_count;
    int64_t records, at_terminals; /* of operators at terminals */
    struct day_terminal *terminals; /* that were not known */
    size_t terminal_count, terminal_capacity;
    struct day_alert *alerts;
    size_t alert_count, alert_capacity;
};

uint32_t day_word(struct day *d, struct text word);
void day_alert(struct day *d, const char *code, int64_t at, struct text operator_id, int64_t addressee_no,
               const char *format, ...) PRINTF_LIKE(6, 7);
/* The acts of [from, until) into memory; what does not hold together becomes an alert. */
MUST_CHECK enum err day_gather(struct day *d, struct store *s);
bool day_is_search(const struct day *d, const struct day_act *a);
/* Every rule over acts in the order of operator and time. Reads only: no transaction waits for it. */
MUST_CHECK enum err day_look(struct day *d, struct store *s);

#endif
