/*
 * 権限の表 -- function x action x scope x period on a day: what the rows say, beside what is granted.
 *
 * Rows    OP-04, AZ-01 of the catalogues
 *
 * The rows tell why and until when; what a person may is asked of ops_operator_find(), the one that decides.
 */
#include "ops/internal.h"

struct lines {
    struct arena *arena;
    struct matrix_line *list;
    size_t count, capacity;
};

/* What a row says about its own holder; a permission this program does not know says nothing. */
static bool line_of_row(const struct right_row *row, struct matrix_line *ret)
{
    *ret = (struct matrix_line){.holder_kind = row->holder_kind, .holder = row->holder,
                                .duty = text_of(""), .office = row->office, .files = row->files,
                                .from = row->from, .until = row->until, .is_deny = row->is_deny,
                                .request_no = row->request_no};
    return !row->is_duty && ops_permission_find(row->subject, &ret->permission);
}

/* A right of the duty as it comes to whoever has the duty: the narrower of both (rights_effective.sql). */
static bool line_through(const struct right_row *assigned, const struct matrix_line *of_duty,
                         struct matrix_line *ret)
{
    *ret = *of_duty;
    ret->holder_kind = assigned->holder_kind;
    ret->holder = assigned->holder;
    ret->duty = assigned->subject;
    ret->office = of_duty->office.len > 0 ? of_duty->office : assigned->office;
    ret->files = of_duty->files & assigned->files;
    ret->from = date_max(of_duty->from, assigned->from);
    ret->until = date_min(of_duty->until, assigned->until);
    ret->request_no = assigned->request_no;
    return ret->files != 0 && (of_duty->office.len == 0 || assigned->office.len == 0 ||
                               text_equal(of_duty->office, assigned->office));
}

static void add_lines(struct lines *lines, const struct right_row *rows, size_t count)
{
    struct matrix_line line;
    for (size_t i = 0; i < count; i++) {
        if (line_of_row(&rows[i], &line)) {
            *ARENA_PUSH(lines->arena, lines->list, lines->count, lines->capacity) = line;
        }
    }
    size_t direct = lines->count;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; rows[i].is_duty && k < direct; k++) {
            const struct matrix_line of_duty = lines->list[k];
            if (of_duty.holder_kind == HOLDER_DUTY && text_equal(of_duty.holder, rows[i].subject) &&
                line_through(&rows[i], &of_duty, &line)) {
                *ARENA_PUSH(lines->arena, lines->list, lines->count, lines->capacity) = line;
            }
        }
    }
}

static enum err find_effective(struct session *s, date on, int64_t now, struct arena *arena,
                               struct report *report, struct rights_matrix *m)
{
    struct operator_identity *list = ARENA_ARRAY(arena, struct operator_identity, m->user_count + 1);
    enum err e = ERR_NONE;
    for (size_t i = 0; i < m->user_count && e == ERR_NONE; i++) {
        e = ops_operator_find(s->store, m->users[i].id, text_of(""), on, now, report, &list[i]);
    }
    m->effective = list;
    return e;
}

enum err ops_rights_matrix(struct session *s, date on, int64_t now, struct arena *arena,
                           struct report *report, struct rights_matrix *ret)
{
    struct rights_matrix m = {.on = on};
    struct lines lines = {.arena = arena};
    struct ops_duty *duties = NULL;
    struct ops_user *users = NULL;
    struct right_row *rows = NULL;
    size_t row_count = 0, kept = 0;
    enum err e = ops_duties(s->store, on, arena, report, &duties, &m.duty_count);
    if (e == ERR_NONE) {
        e = ops_users(s->store, on, arena, report, &users, &m.user_count);
    }
    if (e == ERR_NONE) {
        e = right_rows(s->store, 0, text_of(""), on, arena, report, &rows, &row_count);
    }
    for (size_t i = 0; e == ERR_NONE && i < row_count; i++) {
        if (date_at_most(rows[i].from, on)) {
            rows[kept++] = rows[i];
        }
    }
    m.duties = duties;
    m.users = users;
    if (e == ERR_NONE) {
        /* Rights of an emergency are of this moment: another day has none. */
        e = find_effective(s, on, date_equal(on, s->folder.business_date) ? now : 0, arena, report, &m);
    }
    if (e == ERR_NONE) {
        add_lines(&lines, rows, kept);
        m.lines = lines.list;
        m.line_count = lines.count;
        *ret = m;
    }
    return e;
}

const char *rights_scope_words(struct text office, unsigned files, struct arena *arena)
{
    if (office.len == 0 && files == FILE_ALL) {
        return "すべて";
    }
    return office.len == 0
               ? ops_files_label(files)
               : arena_printf(arena, "%.*s／%s", (int)office.len, office.bytes, ops_files_label(files));
}

const char *rights_granted_words(const struct operator_identity *who, enum permission p, struct arena *arena)
{
    const char *words = "";
    for (size_t i = 0; i < who->scope_count; i++) {
        const struct right_scope *scope = &who->scopes[i];
        if (permission_in(&scope->permissions, p)) {
            const char *more = rights_scope_words(text_of(scope->office), scope->files, arena);
            words = words[0] == '\0' ? more : arena_printf(arena, "%s、%s", words, more);
        }
    }
    return words;
}

const char *rights_duty_words(const struct rights_matrix *m, struct text duty, enum permission p,
                              struct arena *arena)
{
    const char *words = "";
    for (size_t i = 0; i < m->line_count; i++) {
        const struct matrix_line *l = &m->lines[i];
        if (l->holder_kind != HOLDER_DUTY || l->permission != p || !text_equal(l->holder, duty)) {
            continue;
        }
        const char *more = arena_printf(arena, "%s%s", l->is_deny ? "禁止：" : "",
                                        rights_scope_words(l->office, l->files, arena));
        words = words[0] == '\0' ? more : arena_printf(arena, "%s、%s", words, more);
    }
    return words;
}
