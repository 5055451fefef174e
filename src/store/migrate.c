/*
 * Numbered migrations, each once, in a transaction of its own, recorded with the hash of what it
 * said.
 *
 * Numbers are given out by folder (ops 0100s, batch 0200s ...), so a lower number may be newer:
 * what counts is whether it stands in store_migration. A migration that was changed after it had
 * been applied, and one that this program does not know, are refused by name.
 *
 * The tables of some folders stand in a store of their own, which may be the same database: what is
 * known is the whole list, what is applied is the folder's part of it.
 */
#include "store/internal.h"

/* Spelled alike on both stores. */
#define MIGRATION_TABLE                                                                            \
    "CREATE TABLE IF NOT EXISTS store_migration (number BIGINT NOT NULL PRIMARY KEY, "             \
    "name TEXT NOT NULL, hash TEXT NOT NULL)"

static const struct migration *find(const struct migration *list, size_t count, int64_t number)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].number == number) {
            return &list[i];
        }
    }
    return NULL;
}

/* Folders with a store of their own: the records of looks and changes outlive a rollback of the rest. */
static const char *const apart[] = {"audit"};

static bool is_apart(const struct migration *m)
{
    for (size_t i = 0; i < COUNT_OF(apart); i++) {
        if (m->folder != NULL && strcmp(m->folder, apart[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* `folder` NULL: all that stand in the common store. */
static bool belongs(const struct migration *m, const char *folder)
{
    return folder == NULL ? !is_apart(m) : m->folder != NULL && strcmp(m->folder, folder) == 0;
}

/* Marks those of `list` that have been applied. */
static enum err read_applied(struct store *s, const struct migration *list, size_t count,
                             struct report *report, bool *ret_applied)
{
    struct query *q = store_query(s, SQL_store_migration_list);
    enum err e, refused = ERR_NONE;
    bool row;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        const struct migration *m = find(list, count, query_i64(q, 0));
        struct text name = query_text(q, 1);
        if (m == NULL) {
            refused = report_fail(report, ERR_WORLD,
                                  "移行「%.*s」をこのプログラムは知りません。"
                                  "データベースの方が新しいので、新しい版のプログラムを使ってください",
                                  (int)name.len, name.bytes);
        } else if (!text_is(query_text(q, 2), m->hash)) {
            refused = report_fail(report, ERR_WORLD,
                                  "移行「%s」は適用した後で書き換えられています。元に戻し、"
                                  "変更は新しい番号の移行にしてください",
                                  m->name);
        } else {
            ret_applied[m - list] = true;
        }
    }
    query_reset(q);
    return e != ERR_NONE ? e : refused;
}

/* Somebody else may have applied it while we waited for the turn. */
static enum err is_applied_now(struct store *s, const struct migration *m, struct report *report,
                               bool *ret)
{
    struct query *q = store_query(s, SQL_store_migration_one);
    bool row;
    query_set_i64(q, "number", m->number);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        *ret = query_i64(q, 0) > 0;
        query_reset(q);
    }
    return e;
}

static enum err run_and_record(struct store *s, const struct migration *m, struct report *report)
{
    const char *sql = s->kind == STORE_SQLITE ? m->sqlite : m->postgres;
    int64_t changed;
    enum err e = s->backend->exec(s, m->name, sql, report);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_store_migration_add);
    query_set_i64(q, "number", m->number);
    query_set_text(q, "name", text_of(m->name));
    query_set_text(q, "hash", text_of(m->hash));
    return query_run(q, report, &changed);
}

static enum err apply(struct store *s, const struct migration *m, struct report *report)
{
    bool applied = false;
    enum err e = store_begin(s, report);
    if (e != ERR_NONE) {
        return e;
    }
    e = is_applied_now(s, m, report, &applied);
    if (e == ERR_NONE && !applied) {
        e = run_and_record(s, m, report);
    }
    if (e == ERR_NONE) {
        return store_commit(s, report);
    }
    store_rollback(s);
    report_add(report, "移行「%s」を適用できません。データベースは元のままです", m->name);
    return e;
}

static enum err make_table(struct store *s, struct report *report)
{
    enum err e = store_begin(s, report);
    if (e != ERR_NONE) {
        return e;
    }
    e = s->backend->exec(s, "store_migration", MIGRATION_TABLE, report);
    if (e == ERR_NONE) {
        return store_commit(s, report);
    }
    store_rollback(s);
    return e;
}

static enum err migrate(struct store *s, const struct migration *list, size_t count,
                        const char *folder, struct report *report)
{
    struct arena *arena = arena_new("移行", (size_t)1 << 20);
    bool *applied = ARENA_ARRAY(arena, bool, count + 1);
    enum err e = make_table(s, report);
    if (e == ERR_NONE) {
        e = read_applied(s, list, count, report, applied);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (!applied[i] && belongs(&list[i], folder)) {
            e = apply(s, &list[i], report);
        }
    }
    arena_free(arena);
    return e;
}

enum err store_migrate_to(struct store *s, const struct migration *list, size_t count,
                          struct report *report)
{
    return migrate(s, list, count, NULL, report);
}

enum err store_migrate(struct store *s, struct report *report)
{
    return migrate(s, sql_migrations, sql_migration_count, NULL, report);
}

enum err store_migrate_folder(struct store *s, const char *folder, struct report *report)
{
    return migrate(s, sql_migrations, sql_migration_count, folder, report);
}
