/* Plays change kinds of the register for its tests. */
#include "addressee/change_play.h"

#include "eligibility/eligibility.h"
#include "../ops/moment.h"

const struct change_kind *const change_kinds[] = {
    &kind_own_add,       &kind_own_change,     &kind_link_merge,     &kind_link_split,
    &kind_link_relink,   &kind_sending,        &kind_contact,        &kind_account,
    &kind_measure_provisional, &kind_measure_start, &kind_measure_extend, &kind_measure_lift,
    &kind_measure_release, &kind_measure_transfer, &kind_number,
    &kind_eligibility_join, &kind_eligibility_leave, &kind_eligibility_household, &kind_eligibility_head,
    &kind_eligibility_exception, &kind_eligibility_care_exempt, &kind_eligibility_unemployed,
    &kind_eligibility_specified, &kind_eligibility_former_dependant, &kind_eligibility_maternity,
    &kind_eligibility_detained, &kind_eligibility_late_reason, &kind_eligibility_cancel,
};
const size_t change_kind_count = COUNT_OF(change_kinds);

static int64_t last_change;

static const struct change_kind *kind_named(const char *name)
{
    for (size_t i = 0; i < change_kind_count; i++) {
        if (strcmp(change_kinds[i]->name, name) == 0) {
            return change_kinds[i];
        }
    }
    assert(false && "a kind of the register");
    return NULL;
}

static void set_field(struct change_call *call, const char *name, size_t name_len, const char *value,
                      size_t len)
{
    for (size_t i = 0; i < call->kind->field_count; i++) {
        const char *field = call->kind->fields[i].name;
        if (strlen(field) == name_len && memcmp(field, name, name_len) == 0) {
            call->values.at[i] = (struct text){arena_copy(call->arena, value, len), len};
            return;
        }
    }
    fprintf(stderr, "no field %.*s\n", (int)name_len, name);
    assert(false && "a field of the kind");
}

struct play play_of(struct bench *b, const char *kind, int64_t subject_no, const char *fields)
{
    return play_kind(b, kind_named(kind), subject_no, fields);
}

struct play play_kind(struct bench *b, const struct change_kind *kind, int64_t subject_no, const char *fields)
{
    struct play p = {.b = b};
    report_clear(&b->report);
    p.call = (struct change_call){.kind = kind,
                                  .session = &b->session,
                                  .arena = b->arena,
                                  .report = &b->report,
                                  .change_no = ++last_change,
                                  .subject_no = subject_no,
                                  .recorded_at = next_moment()};
    for (size_t i = 0; i < CHANGE_FIELDS_MAX; i++) {
        p.call.values.at[i] = (struct text){"", 0};
    }
    if (p.call.kind->begin != NULL) {
        enum err e = p.call.kind->begin(&p.call);
        report_print(&b->report, stderr);
        assert(e == ERR_NONE);
    }
    for (const char *at = fields; *at != '\0';) {
        size_t len = strcspn(at, ";"), name = strcspn(at, "=");
        assert(name < len);
        set_field(&p.call, at, name, at + name + 1, len - name - 1);
        at += len + (at[len] == ';');
    }
    return p;
}

static size_t check(struct play *p, enum warning_level level)
{
    size_t n = 0;

    p->call.warning_count = 0;
    if (p->call.kind->check != NULL) {
        report_clear(&p->b->report);
        enum err e = p->call.kind->check(&p->call);
        if (e != ERR_NONE && e != ERR_INPUT) {
            report_print(&p->b->report, stderr);
        }
        assert(e == ERR_NONE || e == ERR_INPUT);
        n += e == ERR_INPUT && level == WARNING_STOP;
    }
    for (size_t i = 0; i < p->call.warning_count; i++) {
        n += p->call.warnings[i].level == level;
    }
    return n;
}

size_t play_stops(struct play *p)
{
    return check(p, WARNING_STOP);
}

size_t play_warnings(struct play *p)
{
    return check(p, WARNING_WARN);
}

bool play_stops_at(struct play *p, const char *field)
{
    (void)check(p, WARNING_STOP);
    for (size_t i = 0; i < p->call.warning_count; i++) {
        const struct change_warning *w = &p->call.warnings[i];
        if (w->level == WARNING_STOP && w->field != NULL && strcmp(w->field, field) == 0) {
            return true;
        }
    }
    return false;
}

static enum err in_transaction(struct play *p, enum err (*run)(struct change_call *call))
{
    struct store *s = p->b->session.store;
    enum err e = store_begin(s, &p->b->report);

    assert(e == ERR_NONE);
    report_clear(&p->b->report);
    e = run(&p->call);
    if (e == ERR_NONE) {
        e = store_commit(s, &p->b->report);
        assert(e == ERR_NONE);
    } else {
        store_rollback(s);
    }
    return e;
}

enum err play_apply(struct play *p)
{
    p->call.recorded_at = next_moment();
    enum err e = in_transaction(p, p->call.kind->apply);
    if (e == ERR_NONE) {
        p->call.applied_at = p->call.recorded_at;
    }
    return e;
}

enum err play_undo(struct play *p)
{
    p->call.recorded_at = next_moment();
    return in_transaction(p, p->call.kind->undo);
}

struct play play_done(struct bench *b, const char *kind, int64_t subject_no, const char *fields)
{
    struct play p = play_of(b, kind, subject_no, fields);
    size_t stops = play_stops(&p);
    for (size_t i = 0; stops > 0 && i < p.call.warning_count; i++) {
        fprintf(stderr, "%s: %s\n", kind, p.call.warnings[i].words);
    }
    assert(stops == 0);
    enum err e = play_apply(&p);
    report_print(&b->report, stderr);
    assert(e == ERR_NONE);
    return p;
}

char *play_digests(struct bench *b)
{
    char *all = arena_alloc(b->arena, 64 * addressee_table_count + 1, 1);
    size_t len = 0;

    for (size_t i = 0; i < addressee_table_count; i++) {
        int64_t rows = 0;
        struct row_digest digest = {0};
        char hex[33];
        enum err e = store_table_digest(b->session.store, &addressee_tables[i], &b->report, &rows, &digest);
        assert(e == ERR_NONE);
        row_digest_format(&digest, hex);
        len += (size_t)snprintf(all + len, 64, "%lld %s\n", (long long)rows, hex);
    }
    return all;
}

int64_t play_number(const struct play *p)
{
    size_t at = strcspn(p->call.outcome, "0123456789");
    return strtoll(p->call.outcome + at, NULL, 10);
}

void play_may(struct bench *b, enum permission p)
{
    permission_add(&b->session.operator.permissions, p);
}

void play_may_not(struct bench *b)
{
    b->session.operator.permissions = (struct permission_set){{0}};
}
