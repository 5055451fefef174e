/* kokuho output -- lists asked for, approved, taken; files past their day deleted. */
#include "output/internal.h"

#include <inttypes.h>

static enum err run(struct command_call *call);

const struct command command_output = {
    .name = "output",
    .synopsis =
        "list | ask 一覧 … | approve 番号 --persons 人数 | refuse 番号 --reason 理由 | take 番号 | expire",
    .summary = "一覧の出力を申請し、承認し、封緘したファイルを取り出す",
    .help =
        "  list                出せる一覧と条件、申請の状態\n"
        "  ask 一覧 --purpose 目的 [--criteria \"年齢=65-74 列=氏名,年齢\"] [--format csv|xlsx] [--media]\n"
        "                      人数を数えて申請する。係ごとの人数（既定100人）を超えるもの、外部媒体に\n"
        "                      出すもの（--media）は、別の職員の承認が要る\n"
        "  show 番号           条件を言葉にして、人数、目的とともに示す\n"
        "  approve 番号 --persons 人数   条件と目的を確かめ、示された人数を自分で入力して承認する\n"
        "  refuse 番号 --reason 理由     却下する\n"
        "  take 番号 [--media PATH]      暗号化したZIPを DIR/output/ "
        "に作る。パスワードは1回だけ表示する。\n"
        "                      ファイルと同じ経路で送らない。--media で外部媒体に写す（権限が要る）\n"
        "  expire              期限を過ぎた申請とファイルを片付ける（毎日1回）\n"
        "人数が申請のときから変わっていれば無効になり、申請し直します。\n",
    .run = run,
};

struct words {
    const char *criteria, *purpose, *format, *media, *persons, *reason;
    const char *name; /* of a list, or the number of a request */
    int64_t number;
};

/* ----------------------------------------------------------------------------------- list ----- */

static void say_moment(FILE *out, const char *before, int64_t at)
{
    char day[DATE_TEXT_BYTES];
    date_format_era(day_in_japan(at), day);
    fprintf(out, "%s%s", before, day);
}

static enum err list(struct command_call *call, struct session *s, const struct words *w)
{
    struct output_request *items;
    size_t count;
    (void)w;
    for (size_t i = 0; i < output_list_count; i++) {
        const struct output_list *l = output_lists[i];
        if (operator_may(&s->operator, l->permission)) {
            fprintf(call->out, "%-12s %s\n             %s\n             条件: %s\n", l->name, l->label,
                    l->help, l->criteria_help);
        }
    }
    struct arena *arena = arena_new("出力の一覧", (size_t)16 << 20);
    enum err e = output_requests(s, 100, arena, call->report, &items, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct output_request *r = &items[i];
        fprintf(call->out, "申請 %" PRId64 "  %s  %s  %" PRId64 "人  %.*s", r->request_no,
                output_state_label(r->state), r->list != NULL ? r->list->label : "?", r->person_count,
                (int)r->requester.len, r->requester.bytes);
        say_moment(call->out, "  期限 ", r->expires_at);
        fprintf(call->out, "\n");
    }
    arena_free(arena);
    return e;
}

static enum err show(struct command_call *call, struct session *s, const struct words *w)
{
    struct output_request r;
    struct text criteria = {"", 0};
    struct arena *arena = arena_new("出力の申請", 1 << 20);
    enum err e = output_request_find(s, w->number, arena, call->report, &r);
    if (e == ERR_NONE && r.list != NULL) {
        e = output_criteria_words(r.list, r.criteria, s->folder.business_date, arena, call->report,
                                  &criteria);
    }
    if (e == ERR_NONE) {
        fprintf(call->out,
                "申請 %" PRId64 "  %s  %s\n  条件: %.*s\n  目的: %.*s\n  人数: %" PRId64 "人（%" PRId64
                "行、支援措置により除いた人 %" PRId64 "人）\n  申請: %.*s%s\n",
                r.request_no, output_state_label(r.state), r.list != NULL ? r.list->label : "?",
                (int)criteria.len, criteria.bytes, (int)r.purpose.len, r.purpose.bytes, r.person_count,
                r.row_count, r.left_out_count, (int)r.requester.len, r.requester.bytes,
                r.is_for_media ? "（外部媒体に出す）" : "");
        say_moment(call->out, "  期限: ", r.expires_at);
        fprintf(call->out, "\n");
    }
    arena_free(arena);
    return e;
}

/* ---------------------------------------------------------------------------------- steps ----- */

static enum err ask(struct command_call *call, struct session *s, const struct words *w)
{
    int64_t number;
    struct output_request r;
    enum output_format format = OUTPUT_CSV;
    const struct output_list *l = output_list_find(text_of(w->name));
    if (l == NULL) {
        return report_fail(call->report, ERR_INPUT,
                           "一覧「%s」はありません（kokuho output list で見られます）", w->name);
    }
    if (w->format != NULL && strcmp(w->format, "xlsx") == 0) {
        format = OUTPUT_XLSX;
    } else if (w->format != NULL && strcmp(w->format, "csv") != 0) {
        return report_fail(call->report, ERR_INPUT, "--format は csv か xlsx です: %s", w->format);
    }
    enum err e = output_ask(s, l, format, text_of(w->criteria != NULL ? w->criteria : ""),
                            text_of(w->purpose != NULL ? w->purpose : ""), w->media != NULL, call->report,
                            &number);
    if (e != ERR_NONE) {
        return e;
    }
    struct arena *arena = arena_new("出力の申請", 1 << 20);
    e = output_request_find(s, number, arena, call->report, &r);
    if (e == ERR_NONE) {
        fprintf(call->out, "申請 %" PRId64 ": %" PRId64 "人（%" PRId64 "行）。", number, r.person_count,
                r.row_count);
        if (r.needs_approval) {
            fprintf(call->out,
                    "別の職員の承認を待ちます: kokuho output show %" PRId64 "、approve %" PRId64 "\n", number,
                    number);
        } else {
            fprintf(call->out, "取り出す: kokuho output take %" PRId64 "\n", number);
        }
    }
    arena_free(arena);
    return e;
}

static enum err approve(struct command_call *call, struct session *s, const struct words *w)
{
    int64_t persons;
    if (w->persons == NULL || !parse_i64(w->persons, strlen(w->persons), 0, INT64_MAX, &persons)) {
        return report_fail(call->report, ERR_INPUT, "--persons に、示された人数を入力してください");
    }
    enum err e = output_approve(s, w->number, persons, call->report);
    if (e == ERR_NONE) {
        fprintf(call->out, "申請 %" PRId64 " を承認しました\n", w->number);
    }
    return e;
}

static enum err refuse(struct command_call *call, struct session *s, const struct words *w)
{
    enum err e = output_refuse(s, w->number, text_of(w->reason != NULL ? w->reason : ""), call->report);
    if (e == ERR_NONE) {
        fprintf(call->out, "申請 %" PRId64 " を却下しました\n", w->number);
    }
    return e;
}

static enum err take(struct command_call *call, struct session *s, const struct words *w)
{
    char path[600], password[40];
    if (w->media != NULL) {
        enum err e = output_to_media(s, w->number, w->media, call->report);
        if (e == ERR_NONE) {
            fprintf(call->out, "申請 %" PRId64 " のファイルを「%s」に写しました\n", w->number, w->media);
        }
        return e;
    }
    enum err e = output_take(s, w->number, call->report, path, password);
    if (e == ERR_NONE) {
        fprintf(call->out,
                "ファイル:   %s\nパスワード: "
                "%s\nパスワードは二度と表示しません。ファイルとは別の方法で伝えてください\n",
                path, password);
    }
    return e;
}

static enum err expire(struct command_call *call, struct session *s, const struct words *w)
{
    int64_t count;
    (void)w;
    enum err e = output_expire(s, call->report, &count);
    if (e == ERR_NONE) {
        fprintf(call->out, "期限を過ぎたもの %" PRId64 " 件を片付けました\n", count);
    }
    return e;
}

/* ---------------------------------------------------------------------------------- words ----- */

static const struct verb {
    const char *name;
    enum permission permission;
    bool wants_name, wants_number, is_flag_media;
    enum err (*run)(struct command_call *call, struct session *s, const struct words *w);
} verbs[] = {
    {"list", PERM_OUTPUT_REQUEST, false, false, false, list},
    {"ask", PERM_OUTPUT_REQUEST, true, false, true, ask},
    {"show", PERM_OUTPUT_REQUEST, true, true, false, show},
    {"approve", PERM_OUTPUT_APPROVE, true, true, false, approve},
    {"refuse", PERM_OUTPUT_APPROVE, true, true, false, refuse},
    {"take", PERM_OUTPUT_REQUEST, true, true, false, take},
    {"expire", PERM_OUTPUT_REQUEST, false, false, false, expire},
};

static const struct verb *verb_of(const struct command_call *call)
{
    for (size_t i = 0; call->argc > 0 && i < COUNT_OF(verbs); i++) {
        if (strcmp(call->argv[0], verbs[i].name) == 0) {
            return &verbs[i];
        }
    }
    return NULL;
}

static enum err run(struct command_call *call)
{
    struct words w = {0};
    struct session s;
    const char *positional[2] = {NULL, NULL};
    size_t count;
    const struct verb *verb = verb_of(call);
    const struct option_spec specs[] = {
        {"--criteria", true, &w.criteria}, {"--purpose", true, &w.purpose},
        {"--format", true, &w.format},     {"--media", verb == NULL || !verb->is_flag_media, &w.media},
        {"--persons", true, &w.persons},   {"--reason", true, &w.reason}};
    enum err e = command_options(call, specs, COUNT_OF(specs), positional, COUNT_OF(positional), &count);
    if (e != ERR_NONE) {
        return e;
    }
    if (verb == NULL || (count > 1) != verb->wants_name) {
        return report_fail(call->report, ERR_INPUT, "使い方: kokuho output %s", command_output.synopsis);
    }
    w.name = positional[1];
    if (verb->wants_number && !parse_i64(w.name, strlen(w.name), 1, INT64_MAX, &w.number)) {
        return report_fail(call->report, ERR_INPUT, "申請の番号ではありません: %s", w.name);
    }
    e = session_open(call, STORE_WRITE, verb->permission, &s);
    if (e != ERR_NONE) {
        return e;
    }
    e = verb->run(call, &s, &w);
    session_close(&s);
    return e;
}
