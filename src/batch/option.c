/* 処理条件 -- the settings of a run as days, numbers and choices; what cannot be read is named in words. */
#include "batch/batch.h"

#include <inttypes.h>

enum err batch_option_day(const struct job_run *run, int option, date otherwise, date *ret)
{
    const struct job_option *o = &run->job->options[option];
    const char *text = run->values[option];
    date day = otherwise;

    if (text[0] != '\0' && !date_parse_iso(text, strlen(text), &day)) {
        return report_fail(run->report, ERR_INPUT, "--%s は YYYY-MM-DD で書いてください: 「%s」", o->name,
                           text);
    }
    if (date_is_none(day)) {
        return report_fail(run->report, ERR_INPUT, "%sを --%s YYYY-MM-DD で指定してください", o->label,
                           o->name);
    }
    *ret = day;
    return ERR_NONE;
}

enum err batch_option_number(const struct job_run *run, int option, int64_t least, int64_t otherwise,
                             int64_t *ret)
{
    const struct job_option *o = &run->job->options[option];
    const char *text = run->values[option];
    int64_t number = otherwise;

    if (text[0] != '\0' && !parse_i64(text, strlen(text), least, INT64_MAX, &number)) {
        return report_fail(run->report, ERR_INPUT, "--%s は %" PRId64 " 以上の数です: 「%s」", o->name,
                           least, text);
    }
    if (number < least) {
        return report_fail(run->report, ERR_INPUT, "%sを --%s で指定してください", o->label, o->name);
    }
    *ret = number;
    return ERR_NONE;
}

enum err batch_option_yes(const struct job_run *run, int option, bool *ret)
{
    const char *text = run->values[option];
    bool is_yes = strcmp(text, "する") == 0;

    if (!is_yes && strcmp(text, "しない") != 0) {
        return report_fail(run->report, ERR_INPUT, "--%s は する か しない です: 「%s」",
                           run->job->options[option].name, text);
    }
    *ret = is_yes;
    return ERR_NONE;
}
