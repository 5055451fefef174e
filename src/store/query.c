/* Statements: parameters by name, rows by position. */
#include "store/internal.h"
#include "store/many.h"

struct query *query_new(struct store *s, const struct sql_text *text, bool is_scan)
{
    struct query *q = ARENA_NEW(s->arena, struct query);
    q->store = s;
    q->text = text;
    q->is_scan = is_scan;
    if (text->parameter_count > 0) {
        q->values = ARENA_ARRAY(s->arena, struct value, (size_t)text->parameter_count);
    }
    for (int i = 0; i < text->parameter_count; i++) {
        textbuf_init(&q->values[i].bytes, STORE_VALUE_BYTES_MAX);
    }
    return q;
}

static void forget(struct query *q)
{
    for (int i = 0; i < q->text->parameter_count; i++) {
        q->values[i].type = VALUE_UNSET;
    }
}

struct query *store_query(struct store *s, enum sql sql)
{
    size_t at = sql_place(sql);

    assert(at < SQL_COUNT);
    if (s->queries[at] == NULL) {
        s->queries[at] = query_new(s, &sql_texts[at], false);
    }
    query_reset(s->queries[at]);
    forget(s->queries[at]);
    return s->queries[at];
}

struct query *store_scan(struct store *s, enum sql sql)
{
    size_t at = sql_place(sql);
    struct query *q = s->scans;

    assert(at < SQL_COUNT);
    while (q != NULL && (q->is_taken || q->text != &sql_texts[at])) {
        q = q->next;
    }
    if (q == NULL) {
        q = query_new(s, &sql_texts[at], true);
        q->next = s->scans;
        s->scans = q;
    }
    forget(q);
    q->is_taken = true;
    q->state = QUERY_IDLE;
    q->rows = 0;
    return q;
}

void queries_end(struct store *s)
{
    for (size_t i = 0; i < SQL_COUNT; i++) {
        if (s->queries[i] != NULL) {
            query_reset(s->queries[i]);
        }
    }
    for (struct query *q = s->scans; q != NULL; q = q->next) {
        bool was_running = q->is_scan && q->state == QUERY_RUNNING;
        bool was_taken = q->is_taken;
        query_reset(q);
        if (was_running) {
            q->state = QUERY_ENDED;
        } else if (was_taken && q->rows == 0) {
            q->is_taken = true; /* made ready before the transaction, not begun yet */
        }
    }
}

/* ------------------------------------------------------------------------ parameters --------- */

static struct value *value_of(struct query *q, const char *name)
{
    assert(q->state != QUERY_RUNNING);
    for (int i = 0; i < q->text->parameter_count; i++) {
        if (strcmp(q->text->parameters[i], name) == 0) {
            return &q->values[i];
        }
    }
    fprintf(stderr, "store: $%s\n", name);
    store_bug(q->text->name, "has no such parameter");
}

void query_set_i64(struct query *q, const char *name, int64_t value)
{
    struct value *v = value_of(q, name);
    v->type = VALUE_I64;
    v->number = value;
}

static void set_bytes(struct query *q, const char *name, enum value_type type, const void *bytes,
                      size_t len)
{
    struct value *v = value_of(q, name);
    v->type = type;
    textbuf_clear(&v->bytes);
    textbuf_add(&v->bytes, bytes, len);
    assert(!v->bytes.overflow);
}

void query_set_text(struct query *q, const char *name, struct text value)
{
    set_bytes(q, name, VALUE_TEXT, value.bytes, value.len);
}

void query_set_blob(struct query *q, const char *name, const void *bytes, size_t len)
{
    set_bytes(q, name, VALUE_BLOB, bytes, len);
}

void query_set_null(struct query *q, const char *name) { value_of(q, name)->type = VALUE_NULL; }

void query_set_numbers(struct query *q, const int64_t *numbers, size_t count)
{
    assert(count > 0 && count <= QUERY_NUMBERS);
    for (size_t i = 0; i < QUERY_NUMBERS; i++) {
        const char name[] = {(char)('a' + i), '\0'};
        query_set_i64(q, name, numbers[i < count ? i : count - 1]);
    }
}

void query_set_list(struct query *q, const char *name, const int64_t *numbers, size_t count)
{
    struct value *v = value_of(q, name);
    v->type = VALUE_LIST;
    textbuf_clear(&v->bytes);
    q->store->backend->list(numbers, count, &v->bytes);
    assert(!v->bytes.overflow);
}

/* ----------------------------------------------------------------------------- running ------- */

/* What must hold before a statement reaches the database. */
static void check_ready(const struct query *q)
{
    if (q->state == QUERY_ENDED) {
        store_bug(q->text->name, "its transaction has ended");
    }
    if (q->text->writes && q->store->transaction != TRANSACTION_WRITE) {
        store_bug(q->text->name, "writes outside a write transaction");
    }
    for (int i = 0; i < q->text->parameter_count; i++) {
        if (q->values[i].type == VALUE_UNSET) {
            fprintf(stderr, "store: $%s\n", q->text->parameters[i]);
            store_bug(q->text->name, "a parameter was not set");
        }
    }
}

enum err query_step(struct query *q, struct report *report, bool *ret_row)
{
    struct store *s = q->store;
    bool row = false;

    if (q->state == QUERY_DONE) {
        *ret_row = false;
        return ERR_NONE;
    }
    bool reaches = q->state != QUERY_RUNNING || (q->is_scan && q->rows % STORE_FETCH_ROWS == 0);
    if (q->state != QUERY_RUNNING) {
        check_ready(q);
        if (s->transaction == TRANSACTION_NONE) {
            s->fault = STORE_FAULT_NONE;
        }
        q->rows = 0;
    }
    if (reaches && (store_is_broken(s, q->text->name, report) ||
                    store_fails_now(s, q->text->name, report))) {
        query_reset(q);
        return ERR_WORLD;
    }
    enum err e = s->backend->step(q, report, &row);
    if (e != ERR_NONE) {
        query_reset(q);
        return e;
    }
    q->state = row ? QUERY_RUNNING : QUERY_DONE;
    q->rows += row ? 1 : 0;
    *ret_row = row;
    return ERR_NONE;
}

enum err query_run(struct query *q, struct report *report, int64_t *ret_changed)
{
    bool row;
    enum err e = query_step(q, report, &row);
    if (e != ERR_NONE) {
        return e;
    }
    if (row) {
        store_bug(q->text->name, "gives rows: step it");
    }
    *ret_changed = q->store->backend->changed(q);
    query_reset(q); /* the same statement may be run again with other parameters */
    return ERR_NONE;
}

enum err query_post(struct query *q, struct report *report)
{
    struct store *s = q->store;
    int64_t changed;

    if (s->backend->post == NULL) {
        return query_run(q, report, &changed);
    }
    assert(q->text->writes && q->state != QUERY_RUNNING);
    check_ready(q);
    if (store_is_broken(s, q->text->name, report) || store_fails_now(s, q->text->name, report)) {
        return ERR_WORLD;
    }
    return s->backend->post(q, report);
}

void query_reset(struct query *q)
{
    if (q->state == QUERY_RUNNING || q->state == QUERY_DONE) {
        q->store->backend->reset(q);
    }
    q->state = QUERY_IDLE;
    q->is_taken = false;
}

/* ----------------------------------------------------------------------------- columns ------- */

int query_columns(const struct query *q)
{
    assert(q->state == QUERY_RUNNING);
    return q->store->backend->columns(q);
}

static enum value_type type_of(const struct query *q, int column)
{
    if (q->state != QUERY_RUNNING || column < 0 || column >= q->store->backend->columns(q)) {
        store_bug(q->text->name, "no such column, or no row stands");
    }
    return q->store->backend->type(q, column);
}

static void expect(const struct query *q, int column, enum value_type type)
{
    if (type_of(q, column) != type) {
        fprintf(stderr, "store: column %d\n", column);
        store_bug(q->text->name, "the column is NULL or of another type");
    }
}

bool query_is_null(const struct query *q, int column) { return type_of(q, column) == VALUE_NULL; }

int64_t query_i64(const struct query *q, int column)
{
    expect(q, column, VALUE_I64);
    return q->store->backend->i64(q, column);
}

struct text query_text(const struct query *q, int column)
{
    expect(q, column, VALUE_TEXT);
    return q->store->backend->bytes(q, column);
}

struct text query_blob(const struct query *q, int column)
{
    expect(q, column, VALUE_BLOB);
    return q->store->backend->bytes(q, column);
}
