/*
 * Expressions of rules and maps: parsed once into a postfix list, run on a fixed stack.
 *
 * Nothing here recurses on input data. A value is a text, a whole number, true or false, `bad` (a number
 * that is none: every comparison with it is false) or `absent` (a parameter the job did not give: the
 * rule is not judged).
 */
#ifndef KOKUHO_INTERCHANGE_EXPRESSION_H
#define KOKUHO_INTERCHANGE_EXPRESSION_H

#include "interchange/interchange.h"

#define EXPRESSION_OPS_MAX 128u
#define EXPRESSION_STACK 32u
#define EXPRESSION_DEPTH_MAX 16
#define EXPRESSION_SLOTS_MAX 256u

struct layout;
struct loader;
struct code_table;

enum value_kind { VALUE_TEXT, VALUE_INT, VALUE_BOOL, VALUE_BAD, VALUE_ABSENT };
struct value {
    enum value_kind kind;
    struct text text;
    int64_t number; /* VALUE_BOOL: 0 or 1 */
};

enum op_code {
    OP_TEXT, OP_INT, OP_FIELD, OP_SLOT, OP_PARAM, OP_AGGREGATE, OP_SLICE, OP_NUM, OP_YMD, OP_NEAR,
    OP_CODE,
    OP_EQ, OP_NE, OP_LE, OP_LT, OP_GE, OP_GT, OP_AND, OP_OR, OP_NOT, OP_IN_ENUM, OP_ADD, OP_SUB,
};
struct op {
    enum op_code code;
    size_t a, b; /* field and sub; slot, param, aggregate number; slice bounds */
    int64_t number;
    struct text text;
    const struct code_table *table;
};
struct expression {
    const char *text;
    int line;
    size_t record; /* the record whose fields stand bare; SIZE_MAX: none */
    size_t count;
    struct op *ops;
};

/* A field of another record, remembered: the latest one. */
struct slot {
    size_t record, field, sub; /* sub SIZE_MAX: the whole field */
};
/* count(record where ..) and sum(record.field where ..). */
struct aggregate {
    bool is_sum;
    bool of_group; /* begins anew with each group */
    size_t record, field, sub;
    struct expression *where;
};

/* Where expressions may look while they are compiled. */
struct expression_scope {
    size_t record;   /* bare names; SIZE_MAX: only record.field */
    bool of_group;   /* aggregates of this expression belong to the group */
    bool no_aggregates;
};
/* NULL after a fault was reported. */
struct expression *expression_parse(struct loader *l, int line, const char *text,
                                    const struct expression_scope *scope);
/* The record kind in which all bare names of the text stand; SIZE_MAX with a fault when there is none. */
size_t expression_record(struct loader *l, int line, const char *text);

struct evaluation {
    const struct layout *layout;
    const struct text *fields;      /* of the record at hand, NULL at group and file end */
    const struct value *slots;
    const struct value *aggregates;
    const struct value *params;
};
struct value expression_value(const struct expression *e, const struct evaluation *at);
struct text field_part(const struct layout *l, size_t record, size_t field, size_t sub,
                       const struct text *fields);

#endif
