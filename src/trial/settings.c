/* 試算の設定 -- trial.tsv (steps, bands, words of the paper) and the names of insurer.tsv. */
#include "trial/trial.h"

#include "base/settings.h"

#define AT(member) offsetof(struct trial_settings, member)
#define WORDS_OF(key)                                                                                      \
    {                                                                                                      \
#key, SETTING_TEXT, AT(key), false, 0, 0                                                           \
    }
#define NUMBER_OF(key)                                                                                     \
    {                                                                                                      \
#key, SETTING_NUMBER, AT(key), false, 0, 0                                                         \
    }

static const struct setting insurer_settings[] = {WORDS_OF(premium_label), WORDS_OF(issuer),
                                                  WORDS_OF(section)};
static const struct setting own_settings[] = {
    WORDS_OF(paper_text),   WORDS_OF(unknown_text), WORDS_OF(income_bands),
    WORDS_OF(change_bands), NUMBER_OF(rate_step),   NUMBER_OF(capita_step),
};

/* "430000,1000000,2000000": ascending, in yen; a band begins above the one before. */
static bool bands_parse(const char *words, struct trial_bands *ret)
{
    const char *at = words;

    ret->count = 0;
    while (*at != '\0' && ret->count < TRIAL_BANDS_MAX) {
        size_t n = strcspn(at, ",");
        if (!parse_i64(at, n, 0, YEN_MAX, &ret->up_to[ret->count]) ||
            (ret->count > 0 && ret->up_to[ret->count] <= ret->up_to[ret->count - 1])) {
            return false;
        }
        ret->count++;
        at += n;
        at += *at == ',';
    }
    return *at == '\0' && ret->count > 0;
}

enum err trial_settings_load(const struct data_folder *folder, date day, struct arena *arena,
                             struct report *report, struct trial_settings *ret)
{
    const struct settings_table insurer = {folder->params, folder->municipality, "insurer.tsv", "name",
                                           "試算の設定"},
                                own = {folder->params, folder->municipality, "trial.tsv", "key",
                                       "試算の設定"};

    *ret = (struct trial_settings){0};
    enum err e = settings_read(&insurer, insurer_settings, COUNT_OF(insurer_settings), day, arena, report,
                               ret, NULL);
    if (e == ERR_NONE) {
        e = settings_read(&own, own_settings, COUNT_OF(own_settings), day, arena, report, ret, NULL);
    }
    if (e == ERR_NONE && (!bands_parse(ret->income_bands, &ret->incomes) ||
                          !bands_parse(ret->change_bands, &ret->changes))) {
        e = report_fail(report, ERR_INPUT,
                        "階層は「430000,1000000」のように、円の昇順で%d個まで書いてください"
                        "（params/municipal/%s/trial.tsv）",
                        TRIAL_BANDS_MAX, folder->municipality);
    }
    if (e == ERR_NONE && (ret->rate_step < 1 || ret->capita_step < 1)) {
        e = report_fail(report, ERR_INPUT, "料率と均等割の刻みは1以上です（params/municipal/%s/trial.tsv）",
                        folder->municipality);
    }
    return e;
}
