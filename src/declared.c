/*
 * 操作の記録の一覧 -- every event that the records may name, read from the declarations themselves.
 *
 * Rows    LG-01 (each function has its record), LG-02, LG-08
 *
 * docs/audit-events.md is this output; a test compares the two, and finds each screen's event in the records.
 */
#include "declared.h"

#include "batch/batch.h"
#include "casework/casework.h"
#include "held.h"
#include "output/output.h"
#include "web/screen.h"

#include <jansson.h>

static const char *right_name(enum permission p) { return p == PERM_NONE ? "" : ops_permissions[p].name; }

static const char *door_name(enum screen_door door)
{
    switch (door) {
    case DOOR_PERMISSION: return "permission";
    case DOOR_EVERY_OPERATOR: return "operator";
    case DOOR_LOGIN: return "login";
    }
    return "";
}

/* A look is recorded when persons stand on the page; an act always. */
static const char *look_kind(const struct screen *s)
{
    return s->show != NULL && s->shows_persons ? audit_kind_label(AUDIT_VIEW) : "";
}

static const char *act_kind(const struct screen *s)
{
    return s->act == NULL ? "" : audit_kind_label(s->act_kind != 0 ? s->act_kind : AUDIT_CHANGE);
}

/* What its form takes, as far as the declaration says. */
static json_t *screen_fields_json(const struct screen *s)
{
    json_t *list = json_array();
    for (const struct screen_field *f = s->fields; f != NULL && f->name != NULL; f++) {
        json_array_append_new(list, json_string(f->name));
    }
    for (const char *const *name = s->no_words; name != NULL && *name != NULL; name++) {
        json_array_append_new(list, json_string(*name));
    }
    return list;
}

static json_t *screens_json(void)
{
    json_t *list = json_array();
    for (size_t i = 0; i < screen_count; i++) {
        const struct screen *s = screens[i];
        json_array_append_new(
            list, json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:b,s:b,s:b,s:o}", "name", s->name, "path",
                            s->path, "label", s->label, "event", s->event, "door", door_name(s->door),
                            "permission", right_name(s->permission), "look", look_kind(s), "act",
                            act_kind(s), "get", s->show != NULL, "post", s->act != NULL, "persons",
                            s->shows_persons, "fields", screen_fields_json(s)));
    }
    return list;
}

static json_t *jobs_json(void)
{
    json_t *list = json_array();
    for (size_t i = 0; i < job_count; i++) {
        const struct job *j = jobs[i];
        json_array_append_new(list, json_pack("{s:s,s:s,s:s,s:s}", "name", j->name, "label", j->label, "run",
                                              right_name(j->run_permission), "approve",
                                              right_name(j->approve_permission)));
    }
    return list;
}

static const char *type_name(enum field_type type)
{
    static const char *const names[] = {
        [FIELD_TEXT] = "text", [FIELD_LINES] = "lines", [FIELD_KANA] = "kana", [FIELD_DATE] = "date",
        [FIELD_VAGUE_DATE] = "vague-date", [FIELD_NUMBER] = "number", [FIELD_YEN] = "yen",
        [FIELD_CHOICE] = "choice", [FIELD_YES] = "yes", [FIELD_POSTAL] = "postal", [FIELD_PHONE] = "phone",
        [FIELD_ADDRESSEE] = "addressee", [FIELD_SECRET] = "secret", [FIELD_TICKS] = "ticks"};
    return names[type];
}

static json_t *fields_json(const struct change_kind *k)
{
    json_t *list = json_array();
    for (size_t i = 0; i < k->field_count; i++) {
        const struct change_field *f = &k->fields[i];
        json_array_append_new(list, json_pack("{s:s,s:s,s:s,s:b,s:i,s:s}", "name", f->name, "label",
                                              f->label, "type", type_name(f->type), "required",
                                              f->is_required, "most",
                                              f->characters_max > 0 ? f->characters_max : 200, "only_if",
                                              f->only_if != NULL ? f->only_if : ""));
    }
    return list;
}

static json_t *kinds_json(void)
{
    static const char *const subjects[] = {"", "person", "household", "nobody"};
    json_t *list = json_array();
    for (size_t i = 0; i < change_kind_count; i++) {
        const struct change_kind *k = change_kinds[i];
        json_array_append_new(list, json_pack("{s:s,s:s,s:s,s:s,s:s,s:b,s:o}", "name", k->name, "label",
                                              k->label, "propose", right_name(k->propose), "approve",
                                              right_name(k->approve), "subject", subjects[k->subject],
                                              "sensitive", k->is_sensitive, "fields", fields_json(k)));
    }
    return list;
}

static json_t *lists_json(void)
{
    json_t *list = json_array();
    for (size_t i = 0; i < output_list_count; i++) {
        const struct output_list *l = output_lists[i];
        json_array_append_new(list, json_pack("{s:s,s:s,s:s}", "name", l->name, "label", l->label,
                                              "permission", right_name(l->permission)));
    }
    return list;
}

/* What of each table stands in an answer to a person, and what is left out. */
static json_t *held_json(void)
{
    json_t *list = json_array();
    for (size_t i = 0; i < program_held.source_count; i++) {
        const struct disclosure_source *s = &program_held.sources[i];
        for (size_t k = 0; k < *s->count; k++) {
            const struct store_held *h = &s->held[k];
            json_array_append_new(list, json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "folder", s->folder, "table",
                                                  h->table, "area", h->area, "label", h->label, "where",
                                                  h->where, "columns", h->columns));
        }
    }
    for (size_t i = 0; i < program_held.left_out_count; i++) {
        const struct disclosure_left_out *l = &program_held.left_out[i];
        json_array_append_new(list, json_pack("{s:s,s:s}", "table", l->table, "why", l->why));
    }
    return list;
}

static void print_json(FILE *out, const struct command *const *commands, size_t count)
{
    json_t *names = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(names, json_string(commands[i]->name));
    }
    json_t *all =
        json_pack("{s:o,s:o,s:o,s:o,s:o,s:o}", "held", held_json(), "screens",
                  screens_json(), "jobs", jobs_json(), "changes", kinds_json(),
                  "lists", lists_json(), "commands", names);
    json_dumpf(all, out, JSON_COMPACT);
    fputc('\n', out);
    json_decref(all);
}

static const char *or_dash(const char *words) { return words[0] != '\0' ? words : "—"; }

static void print_screens(FILE *out)
{
    fputs("# 操作の記録の一覧\n\n`kokuho help events` が宣言から作る。手で書き換えない。\n\n"
          "どの記録にも、時刻、系列と番号、職員番号、係、端末、区分、結果、対象者（宛名番号と世帯番号）、"
          "個人番号の有無、検索の条件、件数、目的、理由がある（当てはまるもの）。"
          "拒否は同じ操作の名で、区分が「拒否」になる。\n\n"
          "## 画面\n\n| 操作 | 画面 | 場所 | 権限 | 見たとき | 送ったとき |\n|---|---|---|---|---|---|\n",
          out);
    for (size_t i = 0; i < screen_count; i++) {
        const struct screen *s = screens[i];
        fprintf(out, "| `%s` | %s | `%s` | %s | %s | %s |\n", s->event, s->label, s->path,
                or_dash(right_name(s->permission)), or_dash(look_kind(s)), or_dash(act_kind(s)));
    }
}

static void print_rest(FILE *out, const struct command *const *commands, size_t count)
{
    fputs("\n## 処理（`job.begin`、`job.end` の条件にこの名前が入る）\n\n"
          "| 処理 | 名前 | 実行 | 承認 |\n|---|---|---|---|\n",
          out);
    for (size_t i = 0; i < job_count; i++) {
        const struct job *j = jobs[i];
        fprintf(out, "| `%s` | %s | %s | %s |\n", j->name, j->label, or_dash(right_name(j->run_permission)),
                or_dash(right_name(j->approve_permission)));
    }
    fputs("\n## 変更（`change.form`、`change.form.guarded`、`change.step`）\n\n"
          "| 変更 | 名前 | 入力 | 承認 |\n|---|---|---|---|\n",
          out);
    for (size_t i = 0; i < change_kind_count; i++) {
        const struct change_kind *k = change_kinds[i];
        fprintf(out, "| `%s` | %s | %s | %s |\n", k->name, k->label, or_dash(right_name(k->propose)),
                or_dash(right_name(k->approve)));
    }
    fputs("\n## 一覧（`output.*`）\n\n| 一覧 | 名前 | 権限 |\n|---|---|---|\n", out);
    for (size_t i = 0; i < output_list_count; i++) {
        fprintf(out, "| `%s` | %s | %s |\n", output_lists[i]->name, output_lists[i]->label,
                or_dash(right_name(output_lists[i]->permission)));
    }
    fputs("\n## コマンド（`名前.begin`、`名前.end`、許されないときは `名前.refused`）\n\n",
          out);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "- `%s` %s\n", commands[i]->name, commands[i]->summary);
    }
}

void declared_print(FILE *out, const struct command *const *commands, size_t count, bool is_json)
{
    if (is_json) {
        print_json(out, commands, count);
        return;
    }
    print_screens(out);
    print_rest(out, commands, count);
}
