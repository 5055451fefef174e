/*
 * kokuho import -- feeds of the partners into the data folder.
 *
 * With several files all layouts are settled first, so that a doubtful file stops the run before anything
 * was taken. Then each file is a transaction of its own, in the order its handler asks for.
 */
#include "interchange/given_params.h"
#include "interchange/import.h"
#include "interchange/transport.h"

#include <dirent.h>
#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES_MAX 1000u

struct chosen {
    const char *path;
    const struct layout *layout;
    int order;
};
struct files {
    const char *paths[FILES_MAX];
    size_t count;
    struct chosen chosen[FILES_MAX];
    struct given_params params;
};

/* --------------------------------------------------------------------------------- progress -- */

struct progress {
    const char *name;
    bool terminal, shown;
    int64_t begun_ms, shown_ms;
};

static void show_progress(void *context, int64_t done, int64_t total, int64_t records)
{
    struct progress *p = context;
    int64_t now = clock_now_ms(), spent = now - p->begun_ms;
    if (now - p->shown_ms < (p->terminal ? 200 : 10000) || total <= 0) {
        return;
    }
    int64_t left = done > 0 ? spent * (total - done) / done / 1000 : 0;
    fprintf(stderr, "%s%s %lld%%  %lld件  毎秒%lld件  残り約%lld秒%s", p->terminal ? "\r" : "", p->name,
            (long long)(done * 100 / total), (long long)records,
            (long long)(spent > 0 ? records * 1000 / spent : 0), (long long)left,
            p->terminal ? "\033[K" : "\n");
    fflush(stderr);
    p->shown = true;
    p->shown_ms = now;
}

/* ------------------------------------------------------------------------------ which files -- */

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

int import_is_data(const struct dirent *e)
{
    const char *dot = strrchr(e->d_name, '.');
    return e->d_name[0] != '.' && dot != NULL &&
           (strcmp(dot, ".csv") == 0 || strcmp(dot, ".dat") == 0 || strcmp(dot, ".txt") == 0);
}

/* The .csv, .dat and .txt files of a folder; folders inside it are left alone. */
static enum err files_of_folder(const char *dir, struct arena *arena, struct report *report,
                                struct files *files)
{
    struct dirent **names = NULL;
    int count = scandir(dir, &names, import_is_data, by_name);
    enum err e = ERR_NONE;
    if (count < 0) {
        return report_fail(report, ERR_WORLD, "フォルダー「%s」を開けません", dir);
    }
    for (int i = 0; i < count; i++) {
        struct stat st;
        char *path = arena_printf(arena, "%s/%s", dir, names[i]->d_name);
        if (stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
            if (files->count == FILES_MAX) {
                e = report_fail(report, ERR_INPUT, "ファイルが%uを超えています: %s", FILES_MAX, dir);
                break;
            }
            files->paths[files->count++] = path;
        }
    }
    for (int i = 0; i < count; i++) {
        free(names[i]);
    }
    free(names);
    if (e == ERR_NONE && files->count == 0) {
        e = report_fail(report, ERR_INPUT, "フォルダー「%s」に取り込むファイルがありません（.csv .dat .txt）",
                        dir);
    }
    return e;
}

static int by_order(const void *a, const void *b)
{
    const struct chosen *x = a, *y = b;
    return x->order != y->order ? (x->order < y->order ? -1 : 1) : strcmp(x->path, y->path);
}

static enum err choose(struct files *files, const struct layout_set *set, const char *name,
                       const char *partner, struct report *report)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; i < files->count; i++) {
        struct chosen *c = &files->chosen[i];
        enum err one = layout_set_pick(set, files->paths[i], name, partner, report, &c->layout);
        if (one != ERR_NONE) {
            e = one; /* all doubtful files are named */
            continue;
        }
        const struct import_handler *h = import_handler_of(c->layout);
        c->path = files->paths[i];
        c->order = h != NULL ? h->order : INT32_MAX;
        if (h == NULL) {
            e = report_fail(report, ERR_INPUT,
                            "レイアウト「%s」のファイルを取り込む処理はありません（%s）",
                            c->layout->name, c->path);
        }
    }
    return e;
}

/* ------------------------------------------------------------------------------------ words -- */

static void say(struct command_call *call, const struct import_result *r)
{
    const struct file_receipt *f = &r->receipt;
    fprintf(call->out, "%s  %s  %s\n", f->file_name, r->layout->label,
            r->already ? "取込済（同じ内容のファイルを前に取り込んでいます。何も変えていません）"
            : r->held > 0 ? "取込み（保留あり）"
                          : "取込み");
    char amount[32];
    yen_format(f->amount_sum, amount, sizeof(amount));
    fprintf(call->out, "  記録 %lld件（データ %lld件）  金額の合計 %s円  SHA-256 %s\n", (long long)f->records,
            (long long)f->data_records, amount, f->sha256);
    if (r->held > 0) {
        fprintf(call->out, "  保留 %lld件: 担当者の判断を待っています（画面の作業一覧）\n",
                (long long)r->held);
    }
}

static json_t *as_json(const struct import_result *r)
{
    const struct file_receipt *f = &r->receipt;
    return json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:s, s:s}", "file", f->file_name, "layout",
                     r->layout->name, "result",
                     r->already    ? "already"
                     : r->held > 0 ? "accepted_with_tasks"
                                   : "accepted",
                     "records", (json_int_t)f->records, "data_records", (json_int_t)f->data_records,
                     "amount_sum", (json_int_t)f->amount_sum, "held", (json_int_t)r->held, "sha256",
                     f->sha256, "partner", r->layout->partner);
}

/* -------------------------------------------------------------------------------- states ----- */

struct listing {
    struct command_call *call;
    json_t *rows;
};

static enum err list_one(void *context, const struct transport_row *r, struct report *report)
{
    struct listing *l = context;
    (void)report;
    if (l->call->json) {
        json_t *o = json_pack("{s:s, s:b, s:I, s:I}", "state", transport_state_label(r->state), "open",
                              r->is_open, "records", (json_int_t)r->records, "amount_sum",
                              (json_int_t)r->amount_sum);
        json_object_set_new(o, "file", json_stringn(r->file_name.bytes, r->file_name.len));
        json_object_set_new(o, "layout", json_stringn(r->layout.bytes, r->layout.len));
        json_object_set_new(o, "partner", json_stringn(r->partner.bytes, r->partner.len));
        json_object_set_new(o, "sha256", json_stringn(r->sha256.bytes, r->sha256.len));
        json_object_set_new(o, "words", json_stringn(r->words.bytes, r->words.len));
        json_array_append_new(l->rows, o);
    } else {
        const char *star = r->is_open ? "*" : " ";
        fprintf(l->call->out, "%s %s  %.*s  %.*s（%.*s）  %lld件  %lld円  %.*s\n", star,
                transport_state_label(r->state), (int)r->file_name.len, r->file_name.bytes,
                (int)r->layout.len, r->layout.bytes, (int)r->partner.len, r->partner.bytes,
                (long long)r->records, (long long)r->amount_sum, (int)r->words.len, r->words.bytes);
    }
    return ERR_NONE;
}

/* import --list: where each file stands, those something is still expected of with a star. */
static enum err list_states(struct command_call *call)
{
    struct session s = {.store = NULL};
    struct listing l = {call, json_array()};
    enum err e = session_open(call, STORE_READ, PERM_IMPORT_RUN, &s);
    if (e == ERR_NONE) {
        e = transport_each(s.store, list_one, &l, call->report);
        session_close(&s);
    }
    if (e == ERR_NONE && call->json) {
        json_dumpf(l.rows, call->out, JSON_INDENT(2));
        fputc('\n', call->out);
    }
    json_decref(l.rows);
    return e;
}

/* ------------------------------------------------------------------------------------- run --- */

static enum err import_all(struct command_call *call, struct session *s, struct files *files)
{
    enum err worst = ERR_NONE;
    json_t *list = json_array();
    qsort(files->chosen, files->count, sizeof(files->chosen[0]), by_order);
    for (size_t i = 0; i < files->count; i++) {
        const struct chosen *c = &files->chosen[i];
        struct import_result result = {.layout = c->layout};
        struct progress p = {.name = c->layout->label, .terminal = isatty(STDERR_FILENO) == 1,
                             .begun_ms = clock_now_ms()};
        p.shown_ms = p.begun_ms;
        struct layout_param params[GIVEN_PARAMS_MAX];
        struct layout_options options = {.on_progress = show_progress, .progress_context = &p,
                                         .params = params};
        options.param_count = given_params_of(&files->params, c->layout, params);
        enum err e = import_file(s, c->layout, c->path, &options, call->report, &result);
        if (p.shown && p.terminal) {
            fprintf(stderr, "\r\033[K");
        }
        if (e == ERR_INPUT || e == ERR_WORLD) {
            report_add(call->report, "ファイル「%s」は取り込まれていません%s", c->path,
                       i + 1 < files->count ? "。後のファイルも読んでいません" : "");
            worst = e;
            break;
        }
        worst = e == ERR_FINDINGS ? e : worst;
        if (call->json) {
            json_array_append_new(list, as_json(&result));
        } else {
            say(call, &result);
        }
    }
    if (call->json) {
        json_t *answer = json_pack("{s:o}", "files", list);
        json_dumpf(answer, call->out, JSON_INDENT(2));
        fputc('\n', call->out);
        json_decref(answer);
    } else {
        json_decref(list);
    }
    return worst;
}

/* What is asked of a run, beside its files. */
struct wish {
    struct command_call *call;
    const char *name, *partner;
    date on; /* none: the business date */
    struct files *files;
};

/* A session of its own: who may no longer take files in, and the business date, are seen each time. */
static enum err take(const struct wish *w, const char *dir)
{
    struct command_call *call = w->call;
    struct arena *arena = arena_new("取込みの定義", (size_t)64 << 20);
    struct session s = {.store = NULL};
    struct layout_set set;
    enum err e = session_open(call, STORE_WRITE, PERM_IMPORT_RUN, &s);

    if (e == ERR_NONE) {
        e = layout_set_load_some(arena_printf(arena, "%s/layouts", s.folder.share),
                                 date_is_none(w->on) ? s.folder.business_date : w->on, w->name, w->partner,
                                 arena, call->report, &set);
        if (e == ERR_NONE && dir != NULL) {
            e = files_of_folder(dir, arena, call->report, w->files);
        }
        if (e == ERR_NONE) {
            e = choose(w->files, &set, w->name, w->partner, call->report);
        }
        if (e == ERR_NONE) {
            e = given_params_check(&w->files->params, set.layouts, set.count, call->report);
        }
        if (e == ERR_NONE) {
            e = import_all(call, &s, w->files);
        }
        session_close(&s);
    }
    arena_free(arena);
    return e;
}

static enum err take_one(void *context, const char *path)
{
    const struct wish *w = context;

    w->files->paths[0] = path;
    w->files->count = 1;
    return take(w, NULL);
}

static enum err watch(struct wish *w, const char *dir, const char *every, const char *seconds)
{
    struct import_watch_wish watch = {.dir = dir, .every = 10, .take = take_one, .context = w};
    struct report *report = w->call->report;

    if ((every != NULL && !parse_i64(every, strlen(every), 1, 3600, &watch.every)) ||
        (seconds != NULL && !parse_i64(seconds, strlen(seconds), 1, 7 * 86400, &watch.seconds))) {
        return report_fail(report, ERR_INPUT, "--every は1から3600、--for は1から604800の秒数です");
    }
    return import_watch(w->call, &watch);
}

static enum err run(struct command_call *call)
{
    const char *dir = NULL, *name = NULL, *partner = NULL, *param = NULL, *on = NULL, *list = NULL;
    const char *watched = NULL, *every = NULL, *seconds = NULL;
    const struct option_spec specs[] = {{"--all", true, &dir},
                                        {"--layout", true, &name},
                                        {"--partner", true, &partner},
                                        {"--param", true, &param},
                                        {"--on", true, &on},
                                        {"--watch", true, &watched},
                                        {"--every", true, &every},
                                        {"--for", true, &seconds},
                                        {"--list", false, &list}};
    struct arena *arena = arena_new("取込み", (size_t)64 << 20);
    struct files *files = ARENA_NEW(arena, struct files);
    struct wish w = {.call = call, .on = date_none(), .files = files};

    enum err e = command_options(call, specs, COUNT_OF(specs), files->paths, FILES_MAX,
                                 &files->count);
    if (e == ERR_NONE && list != NULL && (dir != NULL || watched != NULL || files->count > 0)) {
        e = report_fail(call->report, ERR_INPUT, "--list はファイルと一緒には使えません");
    }
    if (e == ERR_NONE && list != NULL) {
        arena_free(arena);
        return list_states(call);
    }
    if (e == ERR_NONE && (dir != NULL) + (watched != NULL) + (files->count > 0) != 1) {
        e = report_fail(call->report, ERR_INPUT,
                        "取り込むファイル、--all フォルダー、--watch フォルダー のどれか一つを書いて"
                        "ください");
    }
    if (e == ERR_NONE && watched == NULL && (every != NULL || seconds != NULL)) {
        e = report_fail(call->report, ERR_INPUT, "--every と --for は --watch と一緒に使います");
    }
    if (e == ERR_NONE && on != NULL && !date_parse_iso(on, strlen(on), &w.on)) {
        e = report_fail(call->report, ERR_INPUT, "--on は YYYY-MM-DD で書いてください: %s", on);
    }
    if (e == ERR_NONE) {
        e = given_params_parse(param, arena, call->report, &files->params);
    }
    w.name = name;
    w.partner = partner;
    if (e == ERR_NONE) {
        e = watched != NULL ? watch(&w, watched, every, seconds) : take(&w, dir);
    }
    arena_free(arena);
    return e;
}

const struct command command_import = {
    .name = "import",
    .synopsis = "FILE... | --all DIR | --watch DIR [--every SECONDS] [--for SECONDS] | --list"
                " [--layout NAME] [--partner ID] [--param NAME=VALUE,...] [--on DAY]",
    .summary = "相手先のファイルを取り込む",
    .help = "ファイルは丸ごと取り込むか、まったく取り込まないかのどちらかです。誤りのある記録はすべて\n"
            "（100件まで）記録番号、項目、値、理由を並べて知らせ、何も変えません（終了コード2）。\n"
            "知らない人の記録などは保留の仕事として残ります（終了コード1）。同じ内容のファイルは\n"
            "二度数えません（「取込済」、終了コード0）。\n\n"
            "  --all DIR       フォルダーの .csv .dat .txt を決まった順に取り込みます\n"
            "  --watch DIR     フォルダーを見張り、書き終わったファイルを一つずつ取り込みます。取り込んだ\n"
            "                  ものは DIR/taken に、取り込めなかったものは DIR/refused に移します。\n"
            "                  信号（TERM、INT）で終わります\n"
            "  --every 秒      見る間隔（はじめは10秒）。2回続けて大きさと時刻が同じなら、\n"
            "                  書き終わりとします\n"
            "  --for 秒        この時間で終わります\n"
            "  --layout NAME   レイアウトの名前。二つ以上のレイアウトで読めるファイルに要ります\n"
            "  --partner ID    相手先の名前でレイアウトを絞ります\n"
            "  --param 名前=値,…  定義の param に渡す値。base_day（基準日）は業務日付が入ります\n"
            "  --on YYYY-MM-DD 業務日付ではなく、その日に使える版で読みます\n"
            "  --list          授受したファイルの今の状態を並べます（* はまだ終わっていないもの）\n\n"
            "FILE.ctl がそばにあれば、件数、金額の合計、SHA-256 を照らし合わせます。\n",
    .run = run,
};
