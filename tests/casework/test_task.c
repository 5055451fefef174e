/* Expectation #18: work lists with owner, due day and count; nothing closes a task silently. */
#include "desk.h"
#include "../ops/moment.h"

static int64_t add(struct desk *d, const char *source, const char *key, const char *owner,
                   const char *section, date due)
{
    struct task t = {.source = text_of(source), .source_key = text_of(key), .owner = text_of(owner),
                     .section = text_of(section), .words = text_of("収入が分かりません"), .due = due,
                     .addressee_no = ADDRESSEE_NO};
    int64_t no = 0;
    assert_ok(task_add(&d->at[CHIEF], &t, &d->report, &no));
    return no;
}

static int64_t total(struct desk *d, enum who who, const char *condition)
{
    struct task *tasks;
    size_t count;
    int64_t n = -1;
    report_clear(&d->report);
    assert_ok(task_list(&d->at[who], text_of(condition), 1000, 0, d->arena, &d->report, &tasks, &count, &n));
    assert_int_equal(count, n);
    return n;
}

static void conditions_choose(void **state)
{
    static const struct {
        const char *condition;
        int64_t clerk, chief;
    } cases[] = {
        {"", 4, 5},
        {"source=import:*", 2, 2},
        {"source=import:V05", 1, 1},
        {"owner=me", 2, 0},
        {"担当=自分", 2, 0},
        {"状態=すべて　担当=自分 期限<=080630", 2, 0},
        {"owner=fuka1", 2, 2},
        {"owner=nobody", 2, 2},
        {"section=賦課係", 2, 2},
        {"section=資格係", 0, 1},
        {"due<=2026-06-30", 2, 3},
        {"due<today", 1, 1},
        {"due>=R8.7.1", 1, 1},
        {"due=none", 1, 1},
        {"state=done", 0, 0},
        {"state=open|waiting", 4, 5},
        {"state=any　owner=me due<=080630", 2, 0},
        {"addressee=1015", 4, 5},
        {"household=7", 0, 0},
        {"addressee=1015 due=none", 1, 1},
    };
    static const char *const bad[] = {"sourc=x",   "state=opened", "due<=昨日",  "owner",
                                      "owner=",    "source=a*b",   "due=",       "addressee=x",
                                      "owner<=me", "x\x01",        "state=open|"};
    struct desk *d = *state;
    struct task *tasks;
    size_t count;
    int64_t n;
    (void)add(d, "import:V05", "a", "fuka1", "賦課係", date_of(2026, 6, 4));
    (void)add(d, "import:V06", "a", "fuka1", "賦課係", date_of(2026, 6, 30));
    (void)add(d, "job:x:y", "a", "", "", date_of(2026, 7, 1));
    (void)add(d, "hand", "", "", "", date_none());
    (void)add(d, "job:x:y", "b", "shika1", "資格係", date_of(2026, 6, 10));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (total(d, CLERK, cases[i].condition) != cases[i].clerk ||
            total(d, CHIEF, cases[i].condition) != cases[i].chief) {
            fprintf(stderr, "%s\n", cases[i].condition);
        }
        assert_int_equal(total(d, CLERK, cases[i].condition), cases[i].clerk);
        assert_int_equal(total(d, CHIEF, cases[i].condition), cases[i].chief);
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        report_clear(&d->report);
        assert_int_equal(
            task_list(&d->at[CLERK], text_of(bad[i]), 10, 0, d->arena, &d->report, &tasks, &count, &n),
            ERR_INPUT);
    }
    assert_int_equal(task_list(&d->at[CLERK], text_of("state=open dew<=1"), 10, 0, d->arena, &d->report,
                               &tasks, &count, &n),
                     ERR_INPUT);
    assert_true(desk_says(d, "「dew<=1」")); /* the word that is not understood */
    assert_int_equal(
        task_list(&d->at[STRANGER], text_of(""), 10, 0, d->arena, &d->report, &tasks, &count, &n),
        ERR_INPUT);
    /* Pages. */
    assert_ok(task_list(&d->at[CHIEF], text_of(""), 2, 2, d->arena, &d->report, &tasks, &count, &n));
    assert_int_equal(count, 2);
    assert_int_equal(n, 5);
    assert_int_equal(tasks[0].task_no, 3);
    desk_verified(d);
}

static void moves_leave_a_trace_and_counts_follow(void **state)
{
    struct desk *d = *state;
    struct task_step *steps;
    size_t count;
    int64_t no = add(d, "hand", "", "", "賦課係", date_of(2026, 6, 10));
    assert_int_equal(task_assign(&d->at[OTHER], no, text_of("shika1"), date_none(), &d->report),
                     ERR_FINDINGS); /* 係 */
    assert_int_equal(task_assign(&d->at[CLERK], no, text_of("shika1"), date_none(), &d->report), ERR_INPUT);
    assert_ok(task_assign(&d->at[CLERK], no, text_of("fuka1"), date_of(2026, 6, 20), &d->report));
    assert_int_equal(total(d, CLERK, "owner=me"), 1);
    assert_ok(task_wait(&d->at[CLERK], no, text_of("回答を待つ"), &d->report));
    assert_int_equal(total(d, CLERK, "state=waiting"), 1);
    assert_int_equal(task_finish(&d->at[CLERK], no, text_of(""), &d->report), ERR_INPUT); /* never silently */
    assert_ok(task_finish(&d->at[CLERK], no, text_of("申告あり"), &d->report));
    assert_int_equal(task_finish(&d->at[CLERK], no, text_of("もう一度"), &d->report), ERR_INPUT);
    assert_int_equal(total(d, CLERK, "owner=me"), 0);
    assert_int_equal(total(d, CLERK, "state=done"), 1);
    assert_ok(task_steps(&d->at[CLERK], no, d->arena, &d->report, &steps, &count));
    assert_int_equal(count, 4);
    assert_true(text_is(steps[3].operator_id, "fuka1") && text_is(steps[3].words, "申告あり"));
    assert_int_equal(add(d, "import:V05", "7", "", "", date_none()),
                     add(d, "import:V05", "7", "", "", date_none()));
    desk_verified(d);
}

static void saved_lists_are_own_or_shared_and_counted(void **state)
{
    struct desk *d = *state;
    struct work_list own = {.name = text_of("今月"), .condition = text_of("owner=me due<=2026-06-30")};
    struct work_list shared = {
        .name = text_of("取込み"), .condition = text_of("source=import:*"), .is_shared = true};
    struct work_list *lists;
    size_t count;
    int64_t no;
    (void)add(d, "import:V05", "1", "fuka1", "賦課係", date_of(2026, 6, 4));
    (void)add(d, "import:V05", "2", "fuka1", "賦課係", date_of(2026, 6, 30));
    assert_ok(work_list_save(&d->at[CLERK], &own, &d->report, &no));
    assert_int_equal(work_list_save(&d->at[CLERK], &own, &d->report, &no), ERR_INPUT); /* the name twice */
    assert_int_equal(work_list_save(&d->at[CLERK], &shared, &d->report, &no), ERR_INPUT);
    assert_ok(work_list_save(&d->at[CHIEF], &shared, &d->report, &no));
    assert_ok(work_lists(&d->at[CLERK], d->arena, &d->report, &lists, &count));
    assert_int_equal(count, 2);
    assert_int_equal(lists[0].count, 2);
    assert_int_equal(lists[0].overdue, 1);
    assert_ok(work_lists(&d->at[OTHER], d->arena, &d->report, &lists, &count));
    assert_int_equal(count, 1);
    assert_int_equal(lists[0].count, 0); /* tasks of another section are not his to see */
    assert_int_equal(work_list_drop(&d->at[CLERK], no, &d->report), ERR_INPUT);
    assert_ok(work_list_drop(&d->at[CHIEF], no, &d->report));
}

/* A job's findings: once each, closed by the job alone, opened again by it alone. */
static void findings_of_a_source_follow_it(void **state)
{
    struct desk *d = *state;
    struct task found[3000];
    struct store *s = d->at[CLERK].store;
    for (size_t i = 0; i < COUNT_OF(found); i++) {
        found[i] = (struct task){.source = text_of("job:annual:income_unknown"),
                                 .source_key = text_of(arena_printf(d->arena, "2026:%zu", i % 2999)),
                                 .words = text_of("収入が分かりません"), .due = date_none()};
    }
    struct task_sync sync = {.actor = "job:annual", .source_prefix = "job:annual:", .key_prefix = "2026:",
                             .words = "実行 1", .closes = true, .tasks = found, .count = COUNT_OF(found)};
    assert_ok(store_begin(s, &d->report));
    assert_ok(task_sync(s, &sync, clock_now_ms(), &d->report));
    assert_ok(store_commit(s, &d->report));
    assert_int_equal(sync.added, 2999);
    assert_int_equal(desk_number(d, "SELECT n FROM casework_task_count"), 2999);
    int64_t by_hand = desk_number(d, "SELECT task_no FROM casework_task WHERE source_key = '2026:5'");
    assert_ok(task_finish(&d->at[CLERK], by_hand, text_of("確認済み"), &d->report));
    /* The next run finds 1,000 of them; another year and another job stay untouched. */
    (void)add(d, "job:annual:income_unknown", "2025:1", "", "", date_none());
    (void)add(d, "job:annual2:x", "2026:1", "", "", date_none());
    sync.count = 1000;
    sync.words = "実行 2";
    assert_ok(store_begin(s, &d->report));
    assert_ok(task_sync(s, &sync, clock_now_ms(), &d->report));
    assert_ok(store_commit(s, &d->report));
    assert_int_equal(sync.added, 0);
    assert_int_equal(sync.closed, 1999);
    assert_int_equal(
        desk_number(
            d, "SELECT COUNT(*) FROM casework_task_step WHERE operator_id = 'job:annual' AND state = 3"),
        1999); /* with a trace */
    assert_int_equal(total(d, CHIEF, "state=open source=job:annual2:*"), 1);
    sync.count = COUNT_OF(found);
    assert_ok(store_begin(s, &d->report));
    assert_ok(task_sync(s, &sync, clock_now_ms(), &d->report));
    assert_ok(store_commit(s, &d->report));
    assert_int_equal(sync.reopened, 1999);
    assert_int_equal(desk_number(d, "SELECT state FROM casework_task WHERE source_key = '2026:5'"),
                     TASK_DONE);
    desk_verified(d);
}

/* A source that looked at some persons closes and adds for those; whose task a person moved is asked for. */
static void a_source_that_looked_at_some(void **state)
{
    struct desk *d = *state;
    struct store *s = d->at[CLERK].store;
    struct task found[4];
    static const int64_t looked_at[] = {19, 27, 43};
    static const int64_t persons[] = {19, 27, 35, 43};
    for (size_t i = 0; i < COUNT_OF(found); i++) {
        found[i] = (struct task){.source = text_of("job:watch:x"), .addressee_no = persons[i],
                                 .source_key = text_of(arena_printf(d->arena, "%d", (int)persons[i])),
                                 .words = text_of("確かめる"), .due = date_none()};
    }
    struct task_sync sync = {.actor = "job:watch", .source_prefix = "job:watch:", .key_prefix = "", .words = "実行",
                             .closes = true, .tasks = found, .count = 3};
    assert_ok(store_begin(s, &d->report));
    assert_ok(task_sync(s, &sync, clock_now_ms(), &d->report)); /* 19, 27 and 35 */
    assert_ok(store_commit(s, &d->report));
    const struct task again[] = {found[0], found[3]};
    sync = (struct task_sync){.actor = "job:watch", .source_prefix = "job:watch:", .key_prefix = "", .words = "実行",
                              .closes = true, .is_of_persons = true, .persons = looked_at,
                              .person_count = COUNT_OF(looked_at), .tasks = again, .count = COUNT_OF(again)};
    assert_ok(store_begin(s, &d->report));
    assert_ok(task_sync(s, &sync, clock_now_ms(), &d->report));
    assert_ok(store_commit(s, &d->report));
    assert_int_equal(sync.added, 1);  /* 43 */
    assert_int_equal(sync.closed, 1); /* 27; nobody looked at 35 */
    assert_int_equal(total(d, CHIEF, "state=open source=job:watch:*"), 3);
    struct moved_list moved = {0}, open = {0};
    int64_t before = moment_between();
    int64_t closed = desk_number(d, "SELECT task_no FROM casework_task WHERE addressee_no = 27");
    assert_ok(task_reopen(&d->at[CLERK], closed, text_of("もう一度"), &d->report));
    assert_ok(task_persons_moved(s, "job:watch:", before, d->arena, &d->report, &moved));
    assert_int_equal(moved.count, 1);
    assert_int_equal(moved.items[0].number, 27);
    assert_ok(task_persons_open(s, "job:watch:x", d->arena, &d->report, &open));
    assert_int_equal(open.count, 4);
    desk_verified(d);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_DESK(conditions_choose),
        WITH_DESK(moves_leave_a_trace_and_counts_follow),
        WITH_DESK(saved_lists_are_own_or_shared_and_counted),
        WITH_DESK(findings_of_a_source_follow_it),
        WITH_DESK(a_source_that_looked_at_some),
    };
    return fixture_run(argc, argv, "casework task", tests, COUNT_OF(tests));
}
