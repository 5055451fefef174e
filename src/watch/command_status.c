/* kokuho status -- how the system stands, for a person and for a program that watches the machine (OP-15). */
#include "watch/internal.h"

#include <jansson.h>

static void print_text(const struct watch_item *items, size_t count, FILE *out)
{
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "%s  %-8s  %s\n", items[i].is_alarm ? "NG" : "OK", items[i].kind, items[i].words);
    }
}

static void print_json(const struct watch_item *items, size_t count, FILE *out)
{
    json_t *list = json_array();
    size_t alarms = 0;
    for (size_t i = 0; i < count; i++) {
        alarms += items[i].is_alarm;
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:b}", "key", items[i].key, "kind",
                                              items[i].kind, "words", items[i].words, "alarm",
                                              items[i].is_alarm));
    }
    json_t *all = json_pack("{s:I, s:o}", "alarms", (json_int_t)alarms, "items", list);
    json_dumpf(all, out, JSON_INDENT(2));
    fputc('\n', out);
    json_decref(all);
}

static void print_all(const struct command_call *call, const struct watch_item *items, size_t count)
{
    if (call->json) {
        print_json(items, count, call->out);
    } else {
        print_text(items, count, call->out);
    }
}

/* No words about persons: whoever watches the machine needs no right to ask. */
static enum err run(struct command_call *call)
{
    static const struct watch_item unreachable = {
        "store", "store", "データベースを開けません。動いているか、空きがあるかを確かめてください", true};
    static const struct watch_item reachable = {"store", "store", "データベースは開けます", false};
    struct session s;
    struct watch_item *items = NULL;
    size_t words, count = 0, alarms = 0;
    enum err e = command_options(call, NULL, 0, NULL, 0, &words);
    if (e != ERR_NONE) {
        return e;
    }
    e = session_open(call, STORE_READ, PERM_NONE, &s);
    if (e != ERR_NONE) {
        if (e == ERR_WORLD) {
            print_all(call, &unreachable, 1);
        }
        return e;
    }
    struct arena *arena = arena_new("運用状態", (size_t)256 << 20);
    e = watch_look(&s, arena, call->report, &items, &count);
    if (e == ERR_NONE) {
        struct watch_item *all = ARENA_ARRAY(arena, struct watch_item, count + 1);
        all[0] = reachable;
        if (count > 0) {
            memcpy(all + 1, items, count * sizeof(*items));
        }
        for (size_t i = 0; i < count; i++) {
            alarms += items[i].is_alarm;
        }
        print_all(call, all, count + 1);
    }
    arena_free(arena);
    session_close(&s);
    return e == ERR_NONE && alarms > 0 ? ERR_FINDINGS : e;
}

const struct command command_status = {
    .name = "status",
    .synopsis = "[--json]",
    .summary = "運用の状態を見る（監視用）",
    .help = "データベース、毎晩の処理、予定の処理、連携ファイル、ディスクの空き、署名した\n"
            "記録の見出しを見て、OK か NG を1行ずつ出します。個人の情報は出ません。職員の番号は要りません。\n"
            "境目と通報の方法は params/national/ops/watch.tsv（市区町村のものがあればそれ）にあります。\n\n"
            "  0  すべて OK\n"
            "  1  NG があります\n"
            "  2  設定の表に誤りがあります\n"
            "  3  データベースを開けないなど、調べられません\n",
    .run = run,
};
