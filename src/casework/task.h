/*
 * 作業一覧 -- tasks for persons: what, about whom, whose, until when. Nothing closes one silently.
 *
 * Who sees a task: its owner, everyone of its section, everyone when it has none; who may distribute
 * (case.assign) sees all. Apart from casework.h, so that batch/ and interchange/ need no more than this.
 */
#ifndef KOKUHO_CASEWORK_TASK_H
#define KOKUHO_CASEWORK_TASK_H

#include "ops/ops.h"
#include "store/many.h"

enum task_state { TASK_OPEN = 1, TASK_WAITING, TASK_DONE };
const char *task_state_label(enum task_state state);
struct task {
    int64_t task_no, addressee_no, household_no;
    /*
     * "audit:..." about what somebody did: source_key begins with his number and "/", he never ends it
     * (AZ-19).
     */
    struct text source;    /* "import:V05", "job:premium-annual:income_unknown", "change", "audit:DA-03" */
    struct text source_key;/* the same source and key make no second task; "" = one of its own */
    struct text words, owner, section, done_words;
    date due;              /* date_none() = no day */
    enum task_state state;
    int64_t created_at, changed_at;
};
#define TASK_WORDS_MAX 1000 /* characters of words and of done_words */

/* ERR_NONE also when it stands already; *ret_task_no is then its number, and nothing was changed. */
MUST_CHECK enum err task_add(struct session *s, const struct task *task, struct report *report,
                             int64_t *ret_task_no);
/* Many at once, in one transaction of its own; *ret_added = those that stood not yet. */
MUST_CHECK enum err task_add_many(struct session *s, const struct task *tasks, size_t count,
                                  struct report *report, int64_t *ret_added);
/* Own tasks and those of nobody with case.change; all with case.assign. `owner` "" = nobody. */
MUST_CHECK enum err task_assign(struct session *s, int64_t task_no, struct text owner, date due,
                                struct report *report);
MUST_CHECK enum err task_wait(struct session *s, int64_t task_no, struct text words, struct report *report);
MUST_CHECK enum err task_reopen(struct session *s, int64_t task_no, struct text words, struct report *report);
MUST_CHECK enum err task_finish(struct session *s, int64_t task_no, struct text words,
                                struct report *report);
/* ERR_FINDINGS when there is none that this operator may see. */
MUST_CHECK enum err task_by_no(struct session *s, int64_t task_no, struct arena *arena,
                               struct report *report, struct task *ret);
struct task_step {
    enum task_state state;
    struct text owner, operator_id, words;
    date due;
    int64_t at;
};
MUST_CHECK enum err task_steps(struct session *s, int64_t task_no, struct arena *arena, struct report *report,
                               struct task_step **ret, size_t *ret_count);

/*
 * Findings of a job or records that a file left over become tasks, inside the caller's write transaction:
 * `tasks` is all that the source found this time. What stands not yet is added. With `closes`, open tasks
 * whose source begins with `source_prefix` and whose key begins with `key_prefix` and that are not among
 * `tasks` are finished with `words` in the name of `actor` ("job:premium-annual"); one that `actor` had
 * finished and that is among them again is opened again. What a person has finished stays so.
 *
 * A source that looked at some persons only says so with `is_of_persons`: `persons` (ascending) are all whom
 * it looked at, each of `tasks` is about one of them, and tasks about anybody else stay as they are. A source
 * whose keys say what it looked at does the same with `is_of_keys` and `keys`, each once.
 */
struct task_sync {
    const char *actor, *source_prefix, *key_prefix, *words;
    bool closes;
    bool (*covers)(const void *context, const struct task *standing); /* closes only these; NULL = all */
    const void *context;
    bool is_of_persons;
    const int64_t *persons;
    size_t person_count;
    bool is_of_keys;
    const struct text *keys;
    size_t key_count;
    const struct task *tasks;
    size_t count;
    int64_t added, closed, reopened; /* set by task_sync() */
};
MUST_CHECK enum err task_sync(struct store *s, struct task_sync *sync, int64_t now, struct report *report);
/* Persons of open tasks whose source begins so and that somebody moved after `since` (opened again, given to
 * another), with the moment: whoever syncs some persons only looks at these too. Behind those of `to`. */
MUST_CHECK enum err task_persons_moved(struct store *s, const char *source_prefix, int64_t since,
                                       struct arena *arena, struct report *report, struct moved_list *to);
/* The same of a source whose keys are numbers: the keys (0: one that is none). */
MUST_CHECK enum err task_keys_moved(struct store *s, const char *source_prefix, int64_t since,
                                    struct arena *arena, struct report *report, struct moved_list *to);
/* All tasks of such a source: key and state. Behind those of `to`. */
MUST_CHECK enum err task_keys_standing(struct store *s, const char *source_prefix, struct arena *arena,
                                       struct report *report, struct moved_list *to);
/* Persons of open tasks of exactly this source, with the moment of the last change. */
MUST_CHECK enum err task_persons_open(struct store *s, const char *source, struct arena *arena,
                                      struct report *report, struct moved_list *to);

/*
 * Conditions of a list: words apart by blanks, all must hold.
 *
 *     source=import:V05   source=job:*    state=open|waiting|done|any   owner=me|nobody|fuka1
 *     section=賦課係      due<=2026-06-30  due>=2026-06-01  due<today  due=none
 *     addressee=123       household=456
 *
 * The same in Japanese: 出どころ= 状態=未着手|待ち|完了|すべて 担当=自分|なし 係=自分 期限<今日 期限=なし
 * 宛名番号= 世帯番号=
 *
 * At most 500 bytes; a word that is not understood is ERR_INPUT and named. Without state=: what is not done.
 */
/* Newest last, behind `after_task_no`, at most `max` (1,000). *ret_total counts all, not only these. */
MUST_CHECK enum err task_list(struct session *s, struct text condition, size_t max, int64_t after_task_no,
                              struct arena *arena, struct report *report, struct task **ret,
                              size_t *ret_count, int64_t *ret_total);

/* A saved list: named, own or shared. Its count is of what this operator may see; "me" is whoever looks. */
struct work_list {
    int64_t list_no;
    struct text name, condition, owner;
    bool is_shared;
    int64_t count, overdue;
};
MUST_CHECK enum err work_lists(struct session *s, struct arena *arena, struct report *report,
                               struct work_list **ret, size_t *ret_count);
/* list_no 0 = a new one. A shared one is made and changed with case.assign. */
MUST_CHECK enum err work_list_save(struct session *s, const struct work_list *list,
                                   struct report *report, int64_t *ret_list_no);
MUST_CHECK enum err work_list_drop(struct session *s, int64_t list_no, struct report *report);

#endif
