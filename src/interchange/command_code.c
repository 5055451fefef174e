/* kokuho code -- checks a code, splits a barcode. Pure: no data folder, no clock. */
#include "base/yen.h"
#include "interchange/codes.h"
#include "interchange/interchange.h"

#include <jansson.h>

static enum err check(struct command_call *call, const struct code_kind *kind, struct text value)
{
    struct report why;
    report_init(&why);
    bool holds = kind->holds(value, &why);
    if (call->json) {
        json_t *reasons = json_array();
        for (size_t i = 0; i < why.kept; i++) {
            json_array_append_new(reasons, json_string(why.lines[i]));
        }
        json_t *answer = json_pack("{s:s, s:b, s:o}", "kind", kind->name, "valid", holds, "reasons",
                                   reasons);
        json_dumpf(answer, call->out, JSON_COMPACT);
        fputc('\n', call->out);
        json_decref(answer);
    } else if (holds) {
        fprintf(call->out, "%s: 正しい形です\n", kind->label);
    }
    for (size_t i = 0; i < why.kept; i++) {
        report_add(call->report, "%s: %s", kind->label, why.lines[i]);
    }
    report_done(&why);
    return holds ? ERR_NONE : ERR_INPUT;
}

static enum err split(struct command_call *call, const struct code_kind *kind, struct text value)
{
    if (!kind->holds(value, call->report)) {
        return ERR_INPUT;
    }
    const struct code_form *form = code_form_of(kind, value);
    if (form == NULL) {
        return report_fail(call->report, ERR_INPUT, "%sは分けて示すものではありません", kind->label);
    }
    json_t *answer = json_object();
    if (form->name != NULL) {
        json_object_set_new(answer, "form", json_string(form->name));
    }
    for (const struct code_part *p = form->parts; p->name != NULL; p++) {
        int64_t amount = 0;
        bool is_number = p->is_amount &&
                         parse_i64(value.bytes + p->offset - 1, p->len, 0, YEN_MAX, &amount);
        json_object_set_new(answer, p->name,
                            is_number ? json_integer(amount)
                                      : json_stringn(value.bytes + p->offset - 1, p->len));
    }
    json_dumpf(answer, call->out, JSON_PRESERVE_ORDER | JSON_INDENT(2));
    fputc('\n', call->out);
    json_decref(answer);
    return ERR_NONE;
}

#define KINDS                                                                                             \
    "gs1-128 ocr-line elqr pay-number customer-number slip-number individual-number corporate-number " \
    "municipality insurer"

static enum err run(struct command_call *call)
{
    const char *words[3] = {NULL, NULL, NULL};
    size_t count = 0;
    enum err e = command_options(call, NULL, 0, words, COUNT_OF(words), &count);
    if (e != ERR_NONE) {
        return e;
    }
    const struct code_kind *kind = count == 3 ? code_kind_find(words[1]) : NULL;
    bool is_check = count == 3 && strcmp(words[0], "check") == 0;
    bool is_split = count == 3 && strcmp(words[0], "split") == 0;
    if (kind == NULL || (!is_check && !is_split)) {
        return report_fail(call->report, ERR_INPUT,
                           "code check 種類 値、または code split 種類 値 と書いてください。"
                           "種類は " KINDS " です");
    }
    struct text value = text_of(words[2]);
    return is_check ? check(call, kind, value) : split(call, kind, value);
}

const struct command command_code = {
    .name = "code",
    .synopsis = "check KIND VALUE | split KIND VALUE",
    .summary = "バーコードや番号の検査数字を確かめる",
    .help = "KIND は " KINDS " です。\n"
            "check は正しければ終了コード0、そうでなければ2です。split は正しい値の内訳をJSONで書きます\n"
            "（個人番号は分けません）。値そのものは知らせの文に出しません。\n",
    .run = run,
};
