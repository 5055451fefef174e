/*
 * kokuho layout -- the definitions and what they do to files.
 *
 * Pure: no data folder, nothing is posted. What is written goes to a file of its own first and to standard
 * output when it is whole, so that nothing comes out on exit 2.
 */
#include "interchange/convert.h"
#include "base/share.h"
#include "interchange/document_layout.h"
#include "interchange/given_params.h"
#include "interchange/import.h"
#include "interchange/json_record.h"

#include <errno.h>
#include <unistd.h>

#define LINE_BYTES_MAX ((size_t)1 << 20)

struct work {
    struct command_call *call;
    struct arena *arena;
    const char *dir; /* share/layouts */
    date day;        /* whose versions count: --on, the business date, or the newest */
    struct given_params params;
    struct layout_options options;
};

static enum err find(struct work *w, const char *name, const struct layout **ret)
{
    return layout_find_on(w->dir, name, w->day, w->arena, w->call->report, ret);
}

static enum err params_are_known(struct work *w, const struct layout *l)
{
    return given_params_check(&w->params, &l, 1, w->call->report);
}

/* ------------------------------------------------------------------------------- list, show -- */

static enum err list(struct work *w)
{
    struct layout_set set = {NULL, 0};
    enum err e = layout_set_load(w->dir, date_none(), w->arena, w->call->report, &set);
    if (e != ERR_NONE) {
        return e;
    }
    json_t *all = json_array();
    for (size_t i = 0; i < set.count; i++) {
        const struct layout *l = set.layouts[i];
        if (w->call->json) {
            json_array_append_new(all, layout_as_json(l, false));
        } else {
            fprintf(w->call->out, "%-26s  %-4s  版%lld  %-9s  %s  %s\n", l->name, l->direction,
                    (long long)l->version, l->status, l->partner[0] != '\0' ? l->partner : "-",
                    l->label);
        }
    }
    if (w->call->json) {
        json_dumpf(all, w->call->out, JSON_INDENT(2));
        fputc('\n', w->call->out);
    }
    json_decref(all);
    return ERR_NONE;
}

static enum err show(struct work *w, const char *name)
{
    const struct layout *l = NULL;
    enum err e = find(w, name, &l);
    if (e != ERR_NONE) {
        return e;
    }
    if (w->call->json) {
        json_t *o = layout_as_json(l, true);
        json_dumpf(o, w->call->out, JSON_INDENT(2));
        fputc('\n', w->call->out);
        json_decref(o);
    } else {
        layout_document(l, w->call->out);
    }
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------ read, check -- */

struct printing {
    const struct layout *layout;
    FILE *out;
    int64_t held;
};

static enum err print_record(void *context, const struct record *r, struct report *report)
{
    struct printing *p = context;
    if (r->hold_code != NULL) {
        p->held++;
        report_add(report, "保留 記録%lld: %s に合いません: %s", (long long)r->number, r->hold_code,
                   r->hold_words);
    }
    if (p->out != NULL) {
        json_record_write(p->layout, r, p->out);
    }
    return ERR_NONE;
}

static enum err read_or_check(struct work *w, const char *name, const char *path, bool prints)
{
    const struct layout *l = NULL;
    struct file_receipt receipt;
    enum err e = find(w, name, &l);
    if (e == ERR_NONE) {
        e = params_are_known(w, l);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct printing p = {l, prints ? w->call->out : NULL, 0};
    e = layout_read_file_with(l, path, &w->options, print_record, &p, w->call->report, &receipt);
    if (e != ERR_NONE || prints) {
        return e;
    }
    if (w->call->json) {
        json_t *o = json_pack("{s:b, s:s, s:I, s:I, s:I, s:I, s:s}", "ok", 1, "layout", l->name,
                              "records", (json_int_t)receipt.records, "data_records",
                              (json_int_t)receipt.data_records, "amount_sum",
                              (json_int_t)receipt.amount_sum, "held", (json_int_t)p.held, "sha256",
                              receipt.sha256);
        json_dumpf(o, w->call->out, JSON_COMPACT);
        fputc('\n', w->call->out);
        json_decref(o);
    } else {
        fprintf(w->call->out,
                "%s は %s として正しい形です。記録 %lld件（データ %lld件、保留になるもの %lld件） "
                "金額の合計 %lld円\n",
                receipt.file_name, l->name, (long long)receipt.records,
                (long long)receipt.data_records, (long long)p.held, (long long)receipt.amount_sum);
    }
    return ERR_NONE;
}

/* --------------------------------------------------------------------------- write, convert -- */

/* A name of our own in the temporary folder. */
static enum err temporary(struct work *w, char **ret)
{
    const char *dir = getenv("TMPDIR");
    *ret = arena_printf(w->arena, "%s/kokuho-layout-XXXXXX", dir != NULL ? dir : "/tmp");
    int fd = mkstemp(*ret);
    if (fd < 0) {
        return report_fail(w->call->report, ERR_WORLD, "一時ファイルを作れません: %s", *ret);
    }
    close(fd);
    return ERR_NONE;
}

static enum err copy_out(struct work *w, const char *path)
{
    char bytes[65536];
    size_t n;
    FILE *f = fopen(path, "rbe");
    bool failed = f == NULL;
    while (!failed && (n = fread(bytes, 1, sizeof(bytes), f)) > 0) {
        failed = fwrite(bytes, 1, n, w->call->out) != n;
    }
    if (f != NULL) {
        failed = failed || ferror(f) != 0;
        fclose(f);
    }
    failed = failed || fflush(w->call->out) != 0;
    return failed ? report_fail(w->call->report, ERR_WORLD, "標準出力に書けません") : ERR_NONE;
}

static enum err write_lines(struct work *w, const struct layout *l, struct layout_writer *writer)
{
    struct arena *unit = arena_new("1行", LINE_BYTES_MAX * 4);
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len;
    enum err e = ERR_NONE;
    for (int64_t number = 1; e == ERR_NONE && (len = getline(&line, &capacity, stdin)) >= 0;
         number++) {
        const struct text *values = NULL;
        size_t record = 0;
        while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r')) {
            len--;
        }
        if (len == 0) {
            continue;
        }
        if ((size_t)len > LINE_BYTES_MAX) {
            e = report_fail(w->call->report, ERR_INPUT, "%lld行目: 1MiBを超えています",
                            (long long)number);
            break;
        }
        e = json_record_parse(l, line, (size_t)len, number, unit, w->call->report, &record, &values);
        if (e == ERR_NONE) {
            e = layout_write_record(writer, record, values, w->call->report);
        }
        arena_reset(unit);
    }
    if (e == ERR_NONE && ferror(stdin) != 0) {
        e = report_fail(w->call->report, ERR_WORLD, "標準入力を読めません");
    }
    free(line);
    arena_free(unit);
    return e;
}

static enum err write_file(struct work *w, const char *name)
{
    const struct layout *l = NULL;
    struct layout_writer *writer = NULL;
    char *path = NULL;
    enum err e = find(w, name, &l);
    if (e == ERR_NONE) {
        e = params_are_known(w, l);
    }
    if (e == ERR_NONE) {
        e = temporary(w, &path);
    }
    if (e != ERR_NONE) {
        return e;
    }
    e = layout_writer_open_with(l, path, &w->options, w->call->report, &writer);
    if (e == ERR_NONE) {
        e = write_lines(w, l, writer);
        if (e == ERR_NONE) {
            e = layout_writer_close(writer, w->call->report, NULL);
        } else {
            layout_writer_cancel(writer);
        }
    }
    e = e == ERR_NONE ? copy_out(w, path) : e;
    unlink(path);
    return e;
}

static enum err convert(struct work *w, const char *from_name, const char *to_name, const char *file)
{
    const struct layout *from = NULL, *to = NULL;
    char *path = NULL;
    enum err e = find(w, from_name, &from);
    if (e == ERR_NONE) {
        e = find(w, to_name, &to);
    }
    if (e != ERR_NONE) {
        return e;
    }
    const char *map = layout_map_path(share_folder(), from, to, w->arena);
    if (access(map, R_OK) != 0) {
        return report_fail(w->call->report, ERR_INPUT, "%s から %s への変換表はありません（%s）",
                           from_name, to_name, map);
    }
    e = temporary(w, &path);
    if (e != ERR_NONE) {
        return e;
    }
    e = layout_convert(from, to, map, file, path, &w->options, w->call->report, NULL);
    e = e == ERR_NONE ? copy_out(w, path) : e;
    unlink(path);
    return e;
}

/* -------------------------------------------------------------------------------------- run -- */

static enum err act(struct work *w, const char *const *words, size_t count)
{
    const char *verb = count > 0 ? words[0] : "";
    if (strcmp(verb, "list") == 0 && count == 1) {
        return list(w);
    }
    if (strcmp(verb, "page") == 0 && count == 1) {
        return layout_page(share_folder(), w->arena, w->call->report, w->call->out);
    }
    if (strcmp(verb, "show") == 0 && count == 2) {
        return show(w, words[1]);
    }
    if (strcmp(verb, "read") == 0 && count == 3) {
        return read_or_check(w, words[1], words[2], true);
    }
    if (strcmp(verb, "check") == 0 && count == 3) {
        return read_or_check(w, words[1], words[2], false);
    }
    if (strcmp(verb, "write") == 0 && count == 2) {
        return write_file(w, words[1]);
    }
    if (strcmp(verb, "convert") == 0 && count == 4) {
        return convert(w, words[1], words[2], words[3]);
    }
    return report_fail(w->call->report, ERR_INPUT,
                       "layout list、page、show 名前、read 名前 ファイル、check 名前 ファイル、write 名前、"
                       "convert 元 先 ファイル のどれかです");
}

static enum err run(struct command_call *call)
{
    const char *words[5] = {NULL}, *param = NULL, *on = NULL;
    const struct option_spec specs[] = {{"--param", true, &param}, {"--on", true, &on}};
    size_t count = 0;
    enum err e = command_options(call, specs, COUNT_OF(specs), words, COUNT_OF(words), &count);
    if (e != ERR_NONE) {
        return e;
    }
    struct work w = {.call = call, .day = call->business_date,
                     .arena = arena_new("レイアウト", (size_t)64 << 20)};
    w.dir = arena_printf(w.arena, "%s/layouts", share_folder());
    if (on != NULL && !date_parse_iso(on, strlen(on), &w.day)) {
        e = report_fail(call->report, ERR_INPUT, "--on は YYYY-MM-DD で書いてください: %s", on);
    }
    e = e == ERR_NONE ? given_params_parse(param, w.arena, call->report, &w.params) : e;
    w.options = (struct layout_options){.params = w.params.list, .param_count = w.params.count};
    if (e == ERR_NONE) {
        e = act(&w, words, count);
    }
    arena_free(w.arena);
    return e;
}

const struct command command_layout = {
    .name = "layout",
    .synopsis = "list | page | show NAME | read NAME FILE | check NAME FILE | write NAME |"
                " convert FROM TO FILE [--param NAME=VALUE,...] [--on DAY]",
    .summary = "ファイルのレイアウトを見る、読む、確かめる、書く、変換する",
    .help = "  list                  すべてのレイアウト（名前、方向、版、状態、相手先）\n"
            "  show NAME             定義から作った説明書\n"
            "  page                  すべてのレイアウトと変換表を1枚に（docs/layouts.md）\n"
            "  read NAME FILE        1記録を1行のJSONで標準出力へ\n"
            "  check NAME FILE       正しければ終了コード0、誤りがあればすべて並べて2\n"
            "  write NAME            標準入力のJSON（1行1記録）からファイルを作り標準出力へ\n"
            "  convert FROM TO FILE  変換表 maps/FROM--TO.map による変換\n"
            "  --param 名前=値,…     定義の param に渡す値（基準日は base_day=YYYYMMDD）\n"
            "  --on YYYY-MM-DD       その日に使える版で。なければ業務日付、それもなければいちばん新しい版\n\n"
            "個人番号などの秘密の項目は表示しません。\n",
    .run = run,
};
