/*
 * 動いた過誤納・仮受 -- which excesses stand otherwise than at a moment.
 *
 * What is left of an excess follows from its receipt, from whether that was taken back, from the items that
 * took of it and from the newest step of their case. Each of these is a row that is added and never changed,
 * and no day alone changes what is left. So the excesses that moved are those of whom one was added since;
 * and those whose task a person opened again or gave to another, for a look at everybody would look at it.
 */
#include "refund/internal.h"

#include "casework/task.h"
#include "store/many.h"

#include <inttypes.h>

enum err refund_receipts_moved(struct store *s, int64_t since, int64_t receipts_after, struct arena *arena,
                               struct report *report, struct moved_list *ret)
{
    *ret = (struct moved_list){0};
    enum err e = collection_excesses_moved(s, receipts_after, arena, report, ret);

    if (e == ERR_NONE) {
        struct query *q = store_query(s, SQL_refund_receipts_moved);
        query_set_i64(q, "since", since);
        e = query_moved(q, arena, report, ret);
    }
    e = e == ERR_NONE ? task_keys_moved(s, REFUND_SOURCE, since, arena, report, ret) : e;
    moved_settle(ret);
    return e;
}

/* ------------------------------------------------------------------------------------ verify ----- */

/* When the newest done look knew what it knew; 0: none, or the clock went back behind it. */
static enum err last_known_at(struct store *s, struct arena *arena, struct report *report, int64_t *ret)
{
    const struct run_record *last;
    enum err e = batch_newest_done(s, job_refund_detect.name, 0, arena, report, &last);

    *ret = last != NULL && last->known_at <= clock_now_ms() ? last->known_at : 0;
    return e;
}

/* What is left has its row, and its task unless all of it is decided. */
static void check_opens(const struct refund_open *opens, size_t count, const struct moved_list *moved,
                        const struct moved_list *tasks, struct report *report)
{
    for (size_t i = 0; i < count; i++) {
        bool has_row = !date_is_none(opens[i].found_on);
        bool has_task = refund_left(&opens[i]) <= 0 || moved_find(tasks, opens[i].receipt_no) != NULL;
        if ((!has_row || !has_task) && moved_find(moved, opens[i].receipt_no) == NULL) {
            report_add(report,
                       "収納番号 %" PRId64
                       " の過誤納・仮受が%sのに、過誤納の検知は動いていないものとしています",
                       opens[i].receipt_no, has_row ? "作業になっていない" : "開かれていない");
        }
    }
}

/* An open task is about something of which something is left. */
static void check_tasks(const struct moved_list *tasks, const struct moved_list *left,
                        const struct moved_list *moved, struct report *report)
{
    for (size_t i = 0; i < tasks->count; i++) {
        int64_t receipt_no = tasks->items[i].number;
        if (tasks->items[i].at != TASK_DONE && moved_find(left, receipt_no) == NULL &&
            moved_find(moved, receipt_no) == NULL) {
            report_add(report,
                       "収納番号 %" PRId64 " の過誤納・仮受は残っていないのに、作業が終わっていません",
                       receipt_no);
        }
    }
}

enum err refund_verify_looks(struct store *s, struct arena *arena, struct report *report)
{
    struct moved_list moved = {0}, tasks = {0}, left = {0};
    struct refund_open *opens = NULL;
    size_t count = 0;
    int64_t known_at, receipt_no;
    enum err e = last_known_at(s, arena, report, &known_at);

    if (e != ERR_NONE || known_at == 0) {
        return e;
    }
    e = collection_receipt_at(s, known_at, report, &receipt_no);
    e = e == ERR_NONE ? refund_receipts_moved(s, known_at, receipt_no, arena, report, &moved) : e;
    e = e == ERR_NONE ? refund_opens_known(s, arena, report, &opens, &count) : e;
    e = e == ERR_NONE ? task_keys_standing(s, REFUND_SOURCE, arena, report, &tasks) : e;
    if (e != ERR_NONE) {
        return e;
    }
    moved_settle(&tasks);
    for (size_t i = 0; i < count; i++) {
        if (refund_left(&opens[i]) > 0) {
            moved_add(&left, arena, opens[i].receipt_no, 0);
        }
    }
    moved_settle(&left);
    check_opens(opens, count, &moved, &tasks, report);
    check_tasks(&tasks, &left, &moved, report);
    return ERR_NONE;
}
