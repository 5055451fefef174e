/* 督促・催告の設定 -- every key a row; what is missing or no number is named with file and line. */
#include "demand/terms.h"

#include "base/settings.h"

#define AT(member) offsetof(struct demand_terms, member)
#define WORDS_OF(key) {#key, SETTING_TEXT, AT(key), false, 0, 0}
#define NUMBER_OF(key) {#key, SETTING_NUMBER, AT(key), false, 0, 0}
#define TITLES_OF(word, kind)                                    \
    {"title_" word, SETTING_TEXT, AT(title[kind]), false, 0, 0}, \
    {"lead_" word, SETTING_TEXT, AT(lead[kind]), false, 0, 0}

static const struct setting demand_settings[] = {
    NUMBER_OF(dunning_wait_days),
    NUMBER_OF(dunning_after_days),
    NUMBER_OF(dunning_fixed_date_days),
    NUMBER_OF(dunning_fee),
    NUMBER_OF(public_notice_days),
    NUMBER_OF(promise_grace_days),
    NUMBER_OF(promise_watch_days),
    TITLES_OF("dunning", DEMAND_DUNNING),
    TITLES_OF("letter", DEMAND_LETTER),
    TITLES_OF("last_letter", DEMAND_LAST_LETTER),
    TITLES_OF("seizure_notice", DEMAND_SEIZURE_NOTICE),
    TITLES_OF("late_charge", DEMAND_LATE_CHARGE),
    WORDS_OF(after_dunning),
    WORDS_OF(crossing_text),
    WORDS_OF(late_text),
    WORDS_OF(place_text),
    WORDS_OF(consult_text),
    WORDS_OF(receipt_text),
    WORDS_OF(seal_text),
    WORDS_OF(telephone_text),
    WORDS_OF(publication_title),
    WORDS_OF(publication_text),
    WORDS_OF(publication_note),
    WORDS_OF(sms_text),
    NUMBER_OF(window_left),
    NUMBER_OF(window_top),
    NUMBER_OF(window_width),
    NUMBER_OF(window_height),
};
static const struct setting insurer_settings[] = {
    WORDS_OF(municipality_name), WORDS_OF(premium_label), WORDS_OF(issuer),      WORDS_OF(section),
    WORDS_OF(postal_code),       WORDS_OF(address),       WORDS_OF(appeal_text),
};

enum err demand_terms_load(const char *params_dir, const char *municipality, date day, struct arena *arena,
                           struct report *report, struct demand_terms *ret)
{
    const char *const what = "督促・催告の設定";
    const struct settings_table own = {params_dir, municipality, "demand.tsv", "key", what},
                                insurer = {params_dir, municipality, "insurer.tsv", "name", what};

    *ret = (struct demand_terms){0};
    enum err e = settings_read(&own, demand_settings, COUNT_OF(demand_settings), day, arena, report, ret,
                               ret->sha256);
    if (e == ERR_NONE) {
        e = settings_read(&insurer, insurer_settings, COUNT_OF(insurer_settings), day, arena, report, ret,
                          NULL);
    }
    return e == ERR_NONE ? settings_text_file(params_dir, municipality, ret->appeal_text, "教示文", arena,
                                              report, &ret->appeal_text)
                         : e;
}
