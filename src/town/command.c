#include "town/town.h"

#include "base/text.h"
#include "ops/ops.h"

static enum err run_town(struct command_call *call);

const struct command command_town = {
    .name = "town",
    .synopsis = "make --persons N --seed S --year Y --out DIR [--valid-numbers]",
    .summary = "架空の町を作る（住民記録・税・介護・後期高齢・移行データのファイル）",
    .help =
        "kokuho town make --persons N --seed S --year Y --out DIR [--valid-numbers]\n"
        "\n"
        "架空の町のデータを、連携先が送ってくるファイルの形で DIR に書きます。\n"
        "同じ N、S、Y からは、どの機械でも同じファイルができます。\n"
        "\n"
        "  --persons N       被保険者の数（100 から 1000000、省略時 100000）\n"
        "  --seed S          乱数の種（省略時 1）\n"
        "  --year Y          賦課年度（2018 から 2026、省略時 2026）\n"
        "  --out DIR         出力先。すでに町があるフォルダーには書きません\n"
        "  --valid-numbers   個人番号の検査数字を正しくします（漏えい検査の試験だけに使います）\n"
        "\n"
        "DIR/*.csv は6月1日時点の全件、DIR/later/*.csv は7月の異動と所得の更正、\n"
        "DIR/manifest.json は取り込んだあとに合うはずの件数と合計です。\n"
        "氏名・住所の組合せ・番号はすべて架空です。ふつうの個人番号は検査数字が合いません。\n",
    .run = run_town,
};

static bool number_of(const char *text, int64_t min, int64_t max, int64_t when_absent, int64_t *ret)
{
    if (text == NULL) {
        *ret = when_absent;
        return true;
    }
    return parse_i64(text, strlen(text), min, max, ret);
}

static void answer(const struct command_call *call, const struct town_request *request,
                   const struct town_result *made)
{
    if (call->json) {
        fprintf(call->out,
                "{\"out\":\"%s\",\"addressees\":%lld,\"residents\":%lld,"
                "\"households_with_insured\":%lld,\"insured\":%lld,\"bytes\":%lld}\n",
                request->out, (long long)made->addressees, (long long)made->residents,
                (long long)made->households_with_insured, (long long)made->insured,
                (long long)made->bytes);
        return;
    }
    fprintf(call->out, "架空の町を %s に書きました（種 %llu、%d年度）\n", request->out,
            (unsigned long long)request->seed, request->year);
    fprintf(call->out,
            "  宛名 %lld 件　住民 %lld 人　被保険者 %lld 人　被保険者のいる世帯 %lld\n"
            "  ファイル %lld バイト　合うはずの件数と合計 %s\n",
            (long long)made->addressees, (long long)made->residents, (long long)made->insured,
            (long long)made->households_with_insured, (long long)made->bytes, made->manifest);
}

static enum err run_town(struct command_call *call)
{
    const char *persons = NULL, *seed = NULL, *year = NULL, *out = NULL, *valid = NULL;
    const struct option_spec specs[] = {
        {"--persons", true, &persons}, {"--seed", true, &seed}, {"--year", true, &year},
        {"--out", true, &out},         {"--valid-numbers", false, &valid},
    };
    const char *positional[1];
    size_t positional_count = 0;
    enum err e = command_options(call, specs, COUNT_OF(specs), positional, 1, &positional_count);
    if (e != ERR_NONE) {
        return e;
    }
    if (positional_count != 1 || strcmp(positional[0], "make") != 0) {
        return report_fail(call->report, ERR_INPUT,
                           "kokuho town のあとに make と書いてください（kokuho help town）");
    }
    if (out == NULL) {
        return report_fail(call->report, ERR_INPUT,
                           "出力先がありません: --out DIR を書いてください");
    }

    int64_t n, s, y;
    if (!number_of(persons, 0, INT64_MAX, 100000, &n)) {
        return report_fail(call->report, ERR_INPUT, "--persons は数で書いてください: %s", persons);
    }
    if (!number_of(seed, 0, INT64_MAX, 1, &s)) {
        return report_fail(call->report, ERR_INPUT, "--seed は0以上の数で書いてください: %s", seed);
    }
    if (!number_of(year, 0, 9999, 2026, &y)) {
        return report_fail(call->report, ERR_INPUT, "--year は西暦の年度で書いてください: %s",
                           year);
    }
    struct town_request request = {.persons = n, .seed = (uint64_t)s, .year = (int)y, .out = out,
                                   .valid_numbers = valid != NULL};
    struct town_result made;
    e = town_make(&request, call->report, &made);
    if (e == ERR_NONE) {
        answer(call, &request, &made);
    }
    return e;
}
