/*
 * Rules while a file goes by: the latest values of other records, counters and sums, the sequence state.
 *
 * Memory is constant whatever the length of the file. Reader and writer use the same.
 */
#ifndef KOKUHO_INTERCHANGE_RULE_STATE_H
#define KOKUHO_INTERCHANGE_RULE_STATE_H

#include "interchange/definition.h"

/*
 * A condition that is nothing but `field = "text"`, or several of them joined by `and`: looked at by itself
 * for every record. `count` 0: it is another one.
 */
#define PLAIN_CONDITIONS_MAX 4
struct plain_condition {
    size_t count;
    struct {
        size_t field;
        struct text text;
    } equal[PLAIN_CONDITIONS_MAX];
};

struct rule_state {
    const struct layout *layout;
    struct plain_condition *conditions; /* of the aggregates */
    struct value *slots, *aggregates, *params;
    char **slot_bytes; /* room of the slot's text */
    size_t *slot_room;
    bool *param_noted;
    uint64_t sequence; /* positions the last record may stand at; 0 before the first */
    bool begun, group_open, overflow;
    /* hot lists: what a record kind touches */
    bool kind_has_rules[LAYOUT_RECORDS_MAX];
};

struct rule_state *rule_state_new(const struct layout *l, const struct layout_options *options,
                                  struct arena *arena);

/* The record's kind in the order of the file. False: it may not stand here. *ret_group_ends: the rules of
 * the group before it are due first. */
bool rule_state_step(struct rule_state *s, size_t kind, bool *ret_group_ends);
bool rule_state_complete(const struct rule_state *s);

/* Takes the record's values into counters and sums, and into the slots others look at. */
void rule_state_count(struct rule_state *s, size_t kind, const struct text *fields);
void rule_state_remember(struct rule_state *s, size_t kind, const struct text *fields);
/* After the group rules were judged. */
void rule_state_next_group(struct rule_state *s);

/* VALUE_BOOL or VALUE_ABSENT; `fields` NULL outside record rules. */
struct value rule_state_judge(struct rule_state *s, const struct rule *r, const struct text *fields);
struct value rule_state_value(struct rule_state *s, const struct expression *e,
                              const struct text *fields);

#endif
