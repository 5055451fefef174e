/*
 * casework -- how long one page of work waits: 100,000 open tasks, 20,000 changes, one clerk looking and locking.
 *
 * casework-tasks: the first page of a clerk's own list, and one far behind. casework-lists: the counts of his saved
 * lists. casework-changes: his changes, and those that wait for his approval. casework-lock: the lock of a person taken
 * and given back. Each p50 and p99 in ms over the calls named.
 *
 * Usage: bench-casework [sqlite | postgres:CONNECTION]
 */
#include "casework/casework.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TASKS 100000
#define CHANGES 20000
#define CALLS 1000
#define OPERATORS 50
#define BATCH 10000

static struct report report;
static const char *engine;
static struct session clerk, chief;
static int64_t ms_sample[CALLS];

/* ------------------------------------------------------------------------------- a small kind -- */

static const struct change_field fields[] = {
    {.name = "words", .label = "内容", .type = FIELD_LINES, .is_required = true, .help = "内容"}};
static enum err apply(struct change_call *call)
{
    (void)snprintf(call->outcome, sizeof(call->outcome), "登録しました");
    return ERR_NONE;
}
static const struct change_kind kind_memo = {
    .name = "b-memo", .label = "覚書", .help = "計測", .subject = CHANGE_OF_PERSON,
    .propose = PERM_ADDRESSEE_CHANGE, .approve = PERM_ADDRESSEE_APPROVE,
    .fields = fields, .field_count = COUNT_OF(fields), .apply = apply,
};
const struct change_kind *const change_kinds[] = {&kind_memo};
const size_t change_kind_count = COUNT_OF(change_kinds);

/* ------------------------------------------------------------------------------------ measuring -- */

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void must(enum err e)
{
    if (e != ERR_NONE) {
        report_print(&report, stderr);
        exit(3);
    }
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void measure(const char *row, const char *work, void (*call)(int64_t n, struct arena *arena))
{
    struct arena *arena = arena_new("計測", (size_t)64 << 20);
    for (int i = -20; i < CALLS; i++) {
        int64_t begun = now_us();
        call(i + 20, arena);
        if (i >= 0) {
            ms_sample[i] = now_us() - begun;
        }
        arena_reset(arena);
    }
    arena_free(arena);
    qsort(ms_sample, CALLS, sizeof(ms_sample[0]), by_size);
    printf("%s\t%s: %s p50\t%.3f\tms\t\n", row, engine, work, (double)ms_sample[CALLS / 2] / 1000);
    printf("%s\t%s: %s p99\t%.3f\tms\t\n", row, engine, work, (double)ms_sample[CALLS * 99 / 100] / 1000);
    fflush(stdout);
}

static void tasks_page(const char *condition, int64_t after, struct arena *arena)
{
    struct task *tasks;
    size_t count;
    int64_t total;
    must(task_list(&clerk, text_of(condition), 100, after, arena, &report, &tasks, &count, &total));
    assert(count > 0 && total >= (int64_t)count);
}
static void tasks_own(int64_t n, struct arena *arena) { (void)n, tasks_page("owner=me", 0, arena); }
static void tasks_all(int64_t n, struct arena *arena) { (void)n, tasks_page("source=job:*", 0, arena); }
static void tasks_late(int64_t n, struct arena *arena)
{
    (void)n, tasks_page("due<=2026-06-30", TASKS / 2, arena);
}
static void lists(int64_t n, struct arena *arena)
{
    struct work_list *list;
    size_t count;
    (void)n;
    must(work_lists(&clerk, arena, &report, &list, &count));
    assert(count == 8);
}
static void changes(enum change_list which, struct session *s, int64_t person, struct arena *arena)
{
    struct change_record *list;
    size_t count;
    must(change_list(s, which, person, CHANGE_OF_PERSON, 100, arena, &report, &list, &count));
    assert(count > 0);
}
static void changes_mine(int64_t n, struct arena *arena) { (void)n, changes(CHANGES_MINE, &clerk, 0, arena); }
static void changes_waiting(int64_t n, struct arena *arena)
{
    (void)n, changes(CHANGES_TO_APPROVE, &chief, 0, arena);
}
static void changes_of(int64_t n, struct arena *arena)
{
    changes(CHANGES_OF_SUBJECT, &clerk, 1000 + n % 5000, arena);
}
static void lock(int64_t n, struct arena *arena)
{
    struct edit_lock held;
    must(lock_take(&clerk, CHANGE_OF_PERSON, 1000 + n, text_of("mado-01"), false, arena, &report, &held));
    must(lock_release(&clerk, CHANGE_OF_PERSON, 1000 + n, &report));
}

/* ----------------------------------------------------------------------------------- filling --- */

static void sit_down(struct session *s, const char *url, const char *id)
{
    static const enum permission rights[] = {PERM_ADDRESSEE_CHANGE, PERM_ADDRESSEE_APPROVE, PERM_CASE_VIEW,
                                             PERM_CASE_CHANGE, PERM_CASE_ASSIGN};
    *s = (struct session){.folder = {.business_date = date_of(2026, 6, 5)}, .terminal = "mado-01", .purpose = ""};
    (void)snprintf(s->operator.id, sizeof(s->operator.id), "%s", id);
    (void)snprintf(s->operator.section, sizeof(s->operator.section), "賦課係");
    for (size_t i = 0; i < COUNT_OF(rights) - (strcmp(id, "fuka000") == 0); i++) { /* the clerk distributes nothing */
        permission_add(&s->operator.permissions, rights[i]);
    }
    must(store_open(url, STORE_WRITE, &report, &s->store));
}

static void fill_tasks(void)
{
    struct arena *arena = arena_new("作業", (size_t)256 << 20);
    for (int first = 0; first < TASKS; first += BATCH) {
        struct task *tasks = ARENA_ARRAY(arena, struct task, BATCH);
        int64_t added;
        for (int i = 0; i < BATCH; i++) {
            int n = first + i;
            tasks[i] = (struct task){
                .source = text_of(n % 3 == 0 ? "import:JU-02:V05" : "job:premium-annual:income_unknown"),
                .source_key = text_of(arena_printf(arena, "2026:%d", n)),
                .addressee_no = 1000 + n % 50000,
                .words = text_of("所得が分かりません。申告を促してください"),
                .owner = text_of(n % 4 == 0 ? "" : arena_printf(arena, "fuka%03d", n % OPERATORS)),
                .section = text_of("賦課係"),
                .due = n % 5 == 0 ? date_none() : date_of(2026, 6, 1 + n % 30),
            };
        }
        must(task_add_many(&chief, tasks, BATCH, &report, &added));
        assert(added == BATCH);
        arena_reset(arena);
    }
    static const char *const conditions[] = {
        "owner=me", "owner=nobody", "source=import:*", "source=job:*", "due<today", "due=none",
        "state=done owner=me", "section=賦課係 due<=2026-06-30",
    };
    for (size_t i = 0; i < COUNT_OF(conditions); i++) {
        struct work_list l = {.name = text_of(conditions[i]), .condition = text_of(conditions[i])};
        int64_t no;
        must(work_list_save(&clerk, &l, &report, &no));
    }
    arena_free(arena);
}

static void fill_changes(void)
{
    struct arena *arena = arena_new("変更", (size_t)64 << 20);
    for (int n = 0; n < CHANGES; n++) {
        struct change_call call = {.kind = &kind_memo, .session = n % 2 == 0 ? &clerk : &chief, .arena = arena,
                                   .report = &report, .subject_no = 1000 + n % 5000};
        int64_t no;
        call.values.at[0] = text_of("計測のための変更");
        must(change_propose(&call, true, &no));
        if (n % 10 != 0) {
            must(change_approve(n % 2 == 0 ? &chief : &clerk, no, arena, &report));
        }
        /* who proposed holds the lock of the person until he is through */
        must(lock_release(call.session, CHANGE_OF_PERSON, call.subject_no, &report));
        arena_reset(arena);
    }
    arena_free(arena);
}

int main(int argc, char **argv)
{
    char url[1200];
    report_init(&report);
    char dir[] = "/tmp/kokuho-bench-casework-XXXXXX";
    const char *given = argc > 1 ? argv[1] : "sqlite";
    engine = strncmp(given, "postgres", 8) == 0 ? "postgres" : "sqlite";
    if (strcmp(given, "sqlite") == 0) {
        if (mkdtemp(dir) == NULL) {
            return 3;
        }
        (void)snprintf(url, sizeof(url), "sqlite:%s/kokuho.db", dir);
    } else {
        (void)snprintf(url, sizeof(url), "%s", given);
    }
    struct store *s;
    must(store_open(url, STORE_WRITE, &report, &s));
    must(store_migrate(s, &report));
    store_close(s);
    sit_down(&clerk, url, "fuka000");
    sit_down(&chief, url, "fuka001");
    fill_tasks();
    int64_t begun = now_us();
    fill_changes();
    printf("casework-change\t%s: proposed, nine of ten approved\t%.0f\tchanges/s\t\n", engine,
           CHANGES * 1e6 / (double)(now_us() - begun));
    measure("casework-tasks", "own list of 100,000, page of 100", tasks_own);
    measure("casework-tasks", "everything of jobs", tasks_all);
    measure("casework-tasks", "by day, from the middle", tasks_late);
    measure("casework-lists", "eight saved lists counted", lists);
    measure("casework-changes", "own of 20,000", changes_mine);
    measure("casework-changes", "waiting for approval", changes_waiting);
    measure("casework-changes", "of one person", changes_of);
    measure("casework-lock", "taken and released", lock);
    store_close(clerk.store);
    store_close(chief.store);
    if (strcmp(given, "sqlite") == 0) {
        static const char *const names[] = {"kokuho.db", "kokuho.db-wal", "kokuho.db-shm"};
        for (size_t i = 0; i < COUNT_OF(names); i++) {
            char path[100];
            (void)snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
            (void)unlink(path);
        }
        (void)rmdir(dir);
    }
    report_done(&report);
    return 0;
}
