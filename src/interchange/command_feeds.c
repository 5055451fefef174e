/* kokuho feeds -- which expected files have come, for a person and for what watches the machine (NX-07). */
#include "interchange/feed.h"

#include <jansson.h>

static const char *const state_names[FEED_STATES] = {
    [FEED_NOT_WATCHED] = "not_watched", [FEED_NOT_TODAY] = "not_expected", [FEED_WAITED] = "waiting",
    [FEED_READING] = "reading",         [FEED_CAME] = "came",              [FEED_REFUSED] = "refused",
    [FEED_LATE] = "missing",            [FEED_SAID_LATER] = "said_later",  [FEED_SAID_NONE] = "said_none",
};

/* Each row names a layout that is there, and its partner: a wrong word would be waited for in vain. */
static enum err check_layouts(const struct data_folder *folder, struct arena *arena, struct report *report)
{
    struct feed_table t;
    const char *dir = arena_printf(arena, "%s/layouts", folder->share);
    enum err e = feed_table_read(folder, arena, report, &t);
    size_t rows = e == ERR_NONE ? t.count : 0;
    for (size_t i = 0; i < rows; i++) {
        const struct feed *f = &t.rows[i];
        const struct layout *l;
        enum err one = layout_find(dir, f->layout, arena, report, &l);
        if (one != ERR_NONE) {
            e = report_fail(report, ERR_INPUT, "%s %d行目: レイアウト「%s」を読めません", f->source->file,
                            f->source->line, f->layout);
        } else if (strcmp(layout_partner(l), f->partner) != 0) {
            e = report_fail(report, ERR_INPUT, "%s %d行目: 「%s」の相手先は「%s」です（「%s」とあります）",
                            f->source->file, f->source->line, f->layout, layout_partner(l), f->partner);
        }
    }
    return e;
}

static void print_text(const struct feeds_look *look, FILE *out)
{
    char day[DATE_TEXT_BYTES];
    for (size_t i = 0; i < look->day_count; i++) {
        const struct feed_day *d = &look->days[i];
        date_format_iso(d->day, day);
        fprintf(out, "%s %s  %s  %s（%s）  %s", feed_state_is_alarm(d->state) ? "!" : " ", day,
                d->feed->name, d->feed->label, d->feed->partner, feed_state_labels[d->state]);
        if (d->file_name.len > 0) {
            fprintf(out, "  %.*s", (int)d->file_name.len, d->file_name.bytes);
        }
        if (d->state == FEED_WAITED) {
            fprintf(out, "  %02d:%02d まで", d->feed->by_minute / 60, d->feed->by_minute % 60);
        }
        fprintf(out, "%s\n", d->is_held ? "  保留あり" : "");
    }
    for (size_t i = 0; i < look->fault_count; i++) {
        const struct feed_fault *f = &look->faults[i];
        fprintf(out, "? %s  %s  %.*s: %s\n", f->feed != NULL ? f->feed->name : "-",
                feed_fault_labels[f->kind], (int)f->file_name.len, f->file_name.bytes, f->words);
    }
    fprintf(out, "届いていないもの %zu 件、おかしなもの %zu 件", look->alarms, look->fault_count);
    if (look->unwatched > 0) {
        fprintf(out, "、見張りを始めていない連携 %zu 件", look->unwatched);
    }
    fprintf(out, "\n");
}

static json_t *text_json(struct text t) { return json_stringn(t.len > 0 ? t.bytes : "", t.len); }

static json_t *day_json(const struct feed_day *d)
{
    char day[DATE_TEXT_BYTES];
    date_format_iso(d->day, day);
    json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:i}", "feed", d->feed->name, "label",
                          d->feed->label, "partner", d->feed->partner, "day", day, "state",
                          state_names[d->state], "alarm", feed_state_is_alarm(d->state), "held", d->is_held,
                          "by_minute", d->feed->by_minute);
    json_object_set_new(o, "file", text_json(d->file_name));
    return o;
}

static void print_json(const struct feeds_look *look, FILE *out)
{
    static const char *const kinds[FEED_FAULTS] = {[FEED_TWICE] = "twice", [FEED_EMPTY] = "empty",
                                                   [FEED_GAP] = "gap", [FEED_UNKNOWN] = "unknown",
                                                   [FEED_STOPPED] = "stopped"};
    json_t *days = json_array(), *faults = json_array();
    for (size_t i = 0; i < look->day_count; i++) {
        json_array_append_new(days, day_json(&look->days[i]));
    }
    for (size_t i = 0; i < look->fault_count; i++) {
        const struct feed_fault *f = &look->faults[i];
        json_t *o = json_pack("{s:s, s:s, s:s}", "feed", f->feed != NULL ? f->feed->name : "", "fault",
                              kinds[f->kind], "words", f->words);
        json_object_set_new(o, "file", text_json(f->file_name));
        json_array_append_new(faults, o);
    }
    json_t *all = json_pack("{s:I, s:I, s:o, s:o}", "missing", (json_int_t)look->alarms, "not_watched",
                            (json_int_t)look->unwatched, "days", days, "faults", faults);
    json_dumpf(all, out, JSON_INDENT(2));
    fputc('\n', out);
    json_decref(all);
}

static enum err run(struct command_call *call)
{
    const char *on = NULL;
    const struct option_spec specs[] = {{"--day", true, &on}};
    struct session s;
    struct feeds_look look;
    size_t words;
    date day = date_none();
    enum err e = command_options(call, specs, COUNT_OF(specs), NULL, 0, &words);
    if (e == ERR_NONE && on != NULL && !date_parse_iso(on, strlen(on), &day)) {
        e = report_fail(call->report, ERR_INPUT, "--day は YYYY-MM-DD で書いてください: %s", on);
    }
    e = e == ERR_NONE ? session_open(call, STORE_READ, PERM_JOB_VIEW, &s) : e;
    if (e != ERR_NONE) {
        return e;
    }
    struct arena *arena = arena_new("連携ファイルの到着", (size_t)256 << 20);
    e = check_layouts(&s.folder, arena, call->report);
    if (e == ERR_NONE) {
        e = feeds_look(&s, on != NULL ? day : s.folder.business_date, arena, call->report, &look);
    }
    if (e == ERR_NONE) {
        if (call->json) {
            print_json(&look, call->out);
        } else {
            print_text(&look, call->out);
        }
        e = look.alarms > 0 ? ERR_FINDINGS : ERR_NONE;
    }
    arena_free(arena);
    session_close(&s);
    return e;
}

const struct command command_feeds = {
    .name = "feeds",
    .synopsis = "[--day DAY] [--json]",
    .summary = "届くはずの連携ファイルが届いたかを見る",
    .help = "params/municipal/…/feeds.tsv に書いた連携について、届いた、読み取り中、届いたが取り込めない、\n"
            "届いていない、"
            "その日の予定なし、のどれかを並べます。"
            "前の日の分でまだ届いていないものも出ます（! が付きます）。\n"
            "二度届いた、中身がない、番号が飛んでいるファイルは ? で始まる行に出ます。\n"
            "見張りの開始と、届かないものの確認は画面の「連携ファイルの到着」から登録します。\n\n"
            "  --day YYYY-MM-DD  処理日の代わりにその日で見る（先の日は見られません）\n\n"
            "  0  届いていないものはありません\n"
            "  1  届いていないもの、取り込めないものがあります\n",
    .run = run,
};
