/* `kokuho layout show`: head, records, fields, rules and maps in words, or as JSON. */
#include "interchange/document_layout.h"

static const char *status_words(const char *status)
{
    return strcmp(status, "confirmed") == 0 ? "確認済"
           : strcmp(status, "assumed") == 0 ? "推定"
                                            : "提案（公開された仕様なし）";
}

static const char *direction_words(const char *direction)
{
    return strcmp(direction, "in") == 0 ? "受け取る" : strcmp(direction, "out") == 0 ? "渡す" : "両方向";
}

static const char *need_words(enum field_need need)
{
    static const char *const words[] = {"必須", "任意", "0=なし", "予備"};
    return words[need];
}

static void options_words(const struct field *f, FILE *to)
{
    if (f->has_constant) {
        fprintf(to, " 固定値 %.*s", (int)f->constant.len, f->constant.bytes);
    }
    for (size_t i = 0; i < f->choice_count; i++) {
        fprintf(to, "%s%.*s", i == 0 ? " 値 " : "|", (int)f->choices[i].len, f->choices[i].bytes);
    }
    if (f->has_range) {
        fprintf(to, " 範囲 %lld..%lld", (long long)f->low, (long long)f->high);
    }
    if (f->exact > 0) {
        fprintf(to, " ちょうど%zu字", f->exact);
    }
    if (f->check != NULL) {
        fprintf(to, " 検査 %s", f->check->name);
    }
    if (f->strip.len > 0) {
        fprintf(to, " 前に付く %.*s", (int)f->strip.len, f->strip.bytes);
    }
    if (f->table != NULL) {
        fprintf(to, " コード表 %s", f->table->name);
    }
    fprintf(to, "%s%s", f->is_signed ? " 負の値あり" : "", f->is_secret ? " 表示しない" : "");
}

static void field_line(const struct layout *l, const struct field *f, const char *indent, FILE *to)
{
    fprintf(to, "%s%5zu %5zu  %-4s %-8s %-30s %s", indent, f->offset + 1, f->len,
            field_type_name(f->type), need_words(f->need), f->name, f->label);
    options_words(f, to);
    fputc('\n', to);
    for (size_t i = 0; i < f->sub_count; i++) {
        field_line(l, &f->subs[i], "      ", to);
    }
}

void layout_document(const struct layout *l, FILE *to)
{
    static const char *const ends[] = {"問わない", "CR+LF", "LF", "CR", "なし"};
    static const char *const scopes[] = {"記録", "グループ", "ファイル"};
    static const char *const actions[] = {"断る", "保留", "注意"};

    fprintf(to, "%s  版%lld  %s\n", l->name, (long long)l->version, l->label);
    fprintf(to, "相手先 %s  方向 %s  状態 %s\n", l->partner[0] != '\0' ? l->partner : "-",
            direction_words(l->direction), status_words(l->status));
    if (l->framing == FRAMING_FIXED) {
        fprintf(to, "固定長 %zuバイト", l->fixed_len);
    } else {
        fprintf(to, "区切り「%c」 引用符「%c」 見出し%lld行", l->delimiter, l->quote != 0 ? l->quote : ' ',
                (long long)l->header_lines);
    }
    fprintf(to, "  文字コード %s  行末 読み:%s 書き:%s\n", l->charset_words,
            ends[l->read_terminator], ends[l->write_terminator]);
    for (size_t i = 0; i < l->comment_count; i++) {
        fprintf(to, "  %.*s\n", (int)l->comments[i].len, l->comments[i].bytes);
    }
    for (size_t i = 0; i < l->record_count; i++) {
        const struct record_kind *r = &l->records[i];
        fprintf(to, "\nレコード %s", r->name);
        if (r->has_when) {
            fprintf(to, "（%zu%s が %.*s）", r->when_offset + 1,
                    l->framing == FRAMING_FIXED ? "バイト目" : "列目", (int)r->when_text.len,
                    r->when_text.bytes);
        }
        fprintf(to, "\n %5s %5s  %-4s %-8s %-30s %s\n", l->framing == FRAMING_FIXED ? "位置" : "列",
                "長さ", "型", "要否", "名前", "項目");
        for (size_t k = 0; k < r->field_count; k++) {
            field_line(l, &r->fields[k], " ", to);
        }
    }
    for (size_t i = 0; i < l->rule_count; i++) {
        const struct rule *r = &l->rules[i];
        fprintf(to, "%s規則 %s  %sごと  合わなければ%s（%s）: %s\n", i == 0 ? "\n" : "", r->id,
                scopes[r->scope], actions[r->action], r->code, r->text);
    }
    for (size_t i = 0; i < l->map_count; i++) {
        fprintf(to, "\n変換 %s ← %s%s%s\n", l->maps[i].event, l->records[l->maps[i].record].name,
                l->maps[i].where != NULL ? " ただし " : "",
                l->maps[i].where != NULL ? l->maps[i].where->text : "");
        for (size_t k = 0; k < l->maps[i].target_count; k++) {
            const struct map_target *t = &l->maps[i].targets[k];
            fprintf(to, "  %-14s ← %s\n", t->name, t->expression != NULL ? t->expression->text : "なし");
        }
    }
}

static json_t *field_json(const struct field *f)
{
    json_t *o = json_pack("{s:s, s:s, s:s, s:I, s:I, s:b}", "name", f->name, "label", f->label, "type",
                          field_type_name(f->type), "offset", (json_int_t)f->offset + 1, "length",
                          (json_int_t)f->len, "required", f->need == NEED_MUST);
    json_t *parts = json_array();
    for (size_t i = 0; i < f->sub_count; i++) {
        json_array_append_new(parts, field_json(&f->subs[i]));
    }
    json_object_set_new(o, "parts", parts);
    return o;
}

json_t *layout_as_json(const struct layout *l, bool whole)
{
    json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:s}", "name", l->name, "label", l->label,
                          "partner", l->partner, "direction", l->direction, "version",
                          (json_int_t)l->version, "status", l->status, "charset",
                          l->charset_words);
    json_t *records = json_array();
    for (size_t i = 0; whole && i < l->record_count; i++) {
        json_t *fields = json_array();
        for (size_t k = 0; k < l->records[i].field_count; k++) {
            json_array_append_new(fields, field_json(&l->records[i].fields[k]));
        }
        json_array_append_new(
            records, json_pack("{s:s, s:o}", "record", l->records[i].name, "fields", fields));
    }
    if (whole) {
        json_object_set(o, "records", records);
    }
    json_decref(records);
    return o;
}
