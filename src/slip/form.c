/* 納付書の設定 -- slip.tsv of a municipality, and what its papers are called (insurer.tsv). */
#include "slip/slip.h"

#include "base/settings.h"

#define AT(member) offsetof(struct slip_form, member)
#define WORDS_OF(key) {#key, SETTING_TEXT, AT(key), false, 0, 0}
#define NUMBER_OF(key) {#key, SETTING_NUMBER, AT(key), false, 0, 0}
#define DIGITS_OF(key, min, max, is_optional) {#key, SETTING_DIGITS, AT(key), is_optional, min, max}

static const struct setting insurer_settings[] = {WORDS_OF(premium_label), WORDS_OF(issuer),
                                                  WORDS_OF(section)};
static const struct setting slip_settings[] = {
    DIGITS_OF(gs1_company, 6, 6, false),
    DIGITS_OF(client_code, 5, 5, false),
    NUMBER_OF(amount_max),
    WORDS_OF(amount_text),
    NUMBER_OF(limit_days),
    WORDS_OF(account_name),
    DIGITS_OF(giro_account, 11, 11, false),
    DIGITS_OF(ocr_control, 3, 3, false),
    DIGITS_OF(agency, 5, 5, true),
    DIGITS_OF(division, 1, 10, true),
    DIGITS_OF(elqr_item, 3, 3, true),
    DIGITS_OF(elqr_body, 5, 5, true),
};

enum err slip_form_load(const char *params_dir, const char *municipality, date day, struct arena *arena,
                        struct report *report, struct slip_form *ret)
{
    *ret = (struct slip_form){0};
    const struct settings_table insurer = {params_dir, municipality, "insurer.tsv", "name",
                                           "納付書の設定"},
                                own = {params_dir, municipality, "slip.tsv", "key", "納付書の設定"};
    enum err e = settings_read(&insurer, insurer_settings, COUNT_OF(insurer_settings), day, arena, report,
                               ret, NULL);

    if (e == ERR_NONE) {
        e = settings_read(&own, slip_settings, COUNT_OF(slip_settings), day, arena, report, ret, NULL);
    }
    if (e == ERR_NONE && ((ret->agency == NULL) != (ret->division == NULL) ||
                          (ret->elqr_item == NULL) != (ret->elqr_body == NULL))) {
        e = report_fail(
            report, ERR_INPUT,
            "納付書の設定は agency と division、elqr_item と elqr_body をそれぞれ組で書いてください"
            "（params/municipal/%s/slip.tsv）",
            municipality);
    }
    return e;
}

enum err slip_form_of(const struct session *session, date day, struct arena *arena, struct report *report,
                      struct slip_form *ret)
{
    const struct data_folder *f = &session->folder;
    enum err e = slip_form_load(f->params, f->municipality, day, arena, report, ret);

    return e == ERR_NONE ? data_folder_key(f, "slip-confirm", ret->confirm_key, report) : e;
}
