/*
 * 項目 -- which item of the resident feeds goes into which column.
 *
 * Inner header of addressee/. An item the table does not name refuses the layout: nothing is dropped
 * unseen and no number slips into a plain column.
 */
#ifndef KOKUHO_ADDRESSEE_FIELD_H
#define KOKUHO_ADDRESSEE_FIELD_H

#include "addressee/person.h"

#define FIELDS_MAX 128

struct field_map {
    size_t data_record, header_record;
    size_t municipality; /* field of the header */
    size_t addressee_no; /* field of the data record */
    size_t field_count;  /* of the data record */
    bool is_in_order;    /* place n is field n */
    struct field_place {
        size_t field;
        const struct field_target *target;
    } places[FIELDS_MAX]; /* `field_count` of them, in the order of the items */
};
/* Words in the report and ERR_INPUT when the layout lacks an item that is needed. */
MUST_CHECK enum err field_map_make(const struct layout *layout, struct report *report,
                                   struct field_map *ret);
/*
 * One data record. Its items go into the arena, its other texts are views of the record's. ERR_INPUT with
 * words when it cannot be a row.
 */
MUST_CHECK enum err field_map_read(const struct field_map *map, const struct record *r,
                                   struct arena *arena, struct report *report,
                                   struct person_row *ret);

#endif
