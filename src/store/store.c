/* Handles, transactions, and the words for what goes wrong; the same on both stores. */
#include "store/internal.h"

#include <inttypes.h>

#define HANDLE_BYTES ((size_t)16 << 20)

/* -------------------------------------------------------------------------- handles ---------- */

enum err store_open(const char *url, enum store_access access, struct report *report,
                    struct store **ret)
{
    struct arena *arena = arena_new("データベースの接続", HANDLE_BYTES);
    struct store *s = ARENA_NEW(arena, struct store);
    enum err e;

    s->arena = arena;
    s->access = access;
    if (strncmp(url, "sqlite:", 7) == 0 && url[7] != '\0') {
        s->kind = STORE_SQLITE;
        static const char short_log[] = "?log=short";
        size_t len = strlen(url) - 7, tail = sizeof(short_log) - 1;
        s->has_short_log = len > tail && strcmp(url + 7 + len - tail, short_log) == 0;
        e = sqlite_open(s, arena_copy(arena, url + 7, len - (s->has_short_log ? tail : 0)), report);
    } else if (strncmp(url, "postgres:", 9) == 0) {
        s->kind = STORE_POSTGRES;
        e = postgres_open(s, url + 9, report);
    } else {
        e = report_fail(report, ERR_WORLD,
                        "データベースの指定が読めません。"
                        "sqlite:ファイル名 または postgres:接続文字列 です");
    }
    if (e != ERR_NONE) {
        arena_free(arena);
        return e;
    }
    *ret = s;
    return ERR_NONE;
}

static void query_free(struct query *q)
{
    q->store->backend->finish(q);
    for (int i = 0; i < q->text->parameter_count; i++) {
        textbuf_done(&q->values[i].bytes);
    }
}

void store_close(struct store *s)
{
    if (s == NULL) {
        return;
    }
    store_rollback(s);
    for (size_t i = 0; i < SQL_COUNT; i++) {
        if (s->queries[i] != NULL) {
            query_free(s->queries[i]);
        }
    }
    for (struct query *q = s->scans; q != NULL; q = q->next) {
        query_free(q);
    }
    s->backend->close(s);
    arena_free(s->arena);
}

void store_turn_apart(struct store *s, int32_t turn) { s->turn = turn; }

enum store_kind store_kind(const struct store *s) { return s->kind; }

/* -------------------------------------------------------------------------- failing ---------- */

static const char *const fault_words[STORE_FAULT_COUNT] = {
    [STORE_FAULT_UNIQUE] = "同じキーの行がすでにあります",
    [STORE_FAULT_CHECK] = "列の条件に合わない値です",
    [STORE_FAULT_REFUSED] = "この変更は禁じられています",
    [STORE_FAULT_BUSY] = "ほかの書込みが30秒待っても終わりません。"
                         "しばらくしてからやり直してください",
    [STORE_FAULT_RETRY] = "ほかの書込みとぶつかりました。もう一度やり直してください",
    [STORE_FAULT_LOST] = "データベースとの接続が切れました。データベースが動いているか確かめ、"
                         "結果を確かめてからやり直してください",
    [STORE_FAULT_READONLY] = "読取り専用なので書けません",
    [STORE_FAULT_FULL] = "ディスクに空きがありません。空きを作ってからやり直してください",
    [STORE_FAULT_SCHEMA] = "データベースの表がこのプログラムの版と合いません。"
                           "kokuho init で移行が済んでいるか確かめてください",
    [STORE_FAULT_INJECTED] = "試験のための故障です",
    [STORE_FAULT_OTHER] = "データベースが処理を断りました",
};

enum err store_failed(struct store *s, enum store_fault fault, const char *what, const char *detail,
                      struct report *report)
{
    s->fault = fault;
    s->is_broken = s->transaction != TRANSACTION_NONE;
    if (detail != NULL && detail[0] != '\0') {
        report_add(report, "データベースの処理「%s」: %s（%s）", what, fault_words[fault], detail);
    } else {
        report_add(report, "データベースの処理「%s」: %s", what, fault_words[fault]);
    }
    return ERR_WORLD;
}

enum store_fault store_last_fault(const struct store *s) { return s->fault; }

_Noreturn void store_bug(const char *what, const char *why)
{
    fprintf(stderr, "store: %s: %s\n", what, why);
    base_bug(__FILE__, __LINE__, what);
}

void store_fail_at(struct store *s, int64_t nth_call)
{
    s->fail_at = nth_call == 0 ? 0 : s->calls + nth_call;
}

/* Every call is counted, also when none is to fail: tests hold pages to a budget by it (EV-11). */
bool store_fails_now(struct store *s, const char *what, struct report *report)
{
    if (++s->calls != s->fail_at) {
        return false;
    }
    enum err e = store_failed(s, STORE_FAULT_INJECTED, what, NULL, report);
    return e != ERR_NONE;
}

bool store_is_broken(struct store *s, const char *what, struct report *report)
{
    if (!s->is_broken) {
        return false;
    }
    report_add(report,
               "データベースの処理「%s」: 先の誤りのため、この取引はもう続けられません", what);
    return true;
}

/* --------------------------------------------------------------------- transactions ---------- */

static enum err begin(struct store *s, enum transaction kind, enum writing much,
                      struct report *report)
{
    const char *what = kind == TRANSACTION_WRITE ? "書込みの開始" : "読取りの開始";
    assert(s->transaction == TRANSACTION_NONE);
    assert(kind == TRANSACTION_READ || s->access == STORE_WRITE);
    for (struct query *q = s->scans; q != NULL; q = q->next) {
        if (q->is_scan && q->state == QUERY_RUNNING) {
            store_bug(q->text->name, "a transaction begins while this scan is open");
        }
    }
    queries_end(s);
    s->fault = STORE_FAULT_NONE;
    s->is_broken = false;
    if (store_fails_now(s, what, report)) {
        return ERR_WORLD;
    }
    enum err e = s->backend->begin(s, kind, much, report);
    if (e == ERR_NONE) {
        s->transaction = kind;
    }
    return e;
}

enum err store_begin(struct store *s, struct report *report)
{
    return begin(s, TRANSACTION_WRITE, WRITES_FEW, report);
}

enum err store_begin_large(struct store *s, struct report *report)
{
    return begin(s, TRANSACTION_WRITE, WRITES_MUCH, report);
}

enum err store_begin_soon(struct store *s, struct report *report)
{
    return begin(s, TRANSACTION_WRITE, WRITES_SOON, report);
}

enum err store_begin_read(struct store *s, struct report *report)
{
    return begin(s, TRANSACTION_READ, WRITES_FEW, report);
}

enum err store_commit(struct store *s, struct report *report)
{
    static const char what[] = "確定";
    assert(s->transaction != TRANSACTION_NONE);
    queries_end(s);
    if (store_is_broken(s, what, report) || store_fails_now(s, what, report)) {
        store_rollback(s);
        return ERR_WORLD;
    }
    enum err e = s->backend->commit(s, report);
    if (e != ERR_NONE) {
        store_rollback(s);
        return e;
    }
    s->transaction = TRANSACTION_NONE;
    return ERR_NONE;
}

void store_rollback(struct store *s)
{
    if (s->transaction == TRANSACTION_NONE) {
        return;
    }
    queries_end(s);
    s->backend->rollback(s);
    s->transaction = TRANSACTION_NONE;
    s->is_broken = false;
}

void store_write_back_apart(struct store *s)
{
    if (s->backend->write_back_apart != NULL) {
        s->backend->write_back_apart(s);
    }
}

enum err store_write_back(struct store *s, bool now, struct report *report, int64_t *ret_waiting)
{
    assert(s->transaction == TRANSACTION_NONE);
    if (s->backend->write_back == NULL) {
        *ret_waiting = 0;
        return ERR_NONE;
    }
    return s->backend->write_back(s, now, report, ret_waiting);
}
