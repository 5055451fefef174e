/* 証明書の設定 -- certificate.tsv: what is counted when, and the words of the papers. */
#include "base/settings.h"
#include "collection/certificate.h"

#define WORDS_OF(key) {#key, SETTING_TEXT, offsetof(struct certificate_terms, key), false, 0, 0}

static const struct setting settings[] = {
    WORDS_OF(refund_day),   WORDS_OF(appropriated_day), WORDS_OF(stays),        WORDS_OF(paid_text),
    WORDS_OF(planned_text), WORDS_OF(changed_text),     WORDS_OF(charges_text), WORDS_OF(arrears_text),
    WORDS_OF(none_text),    WORDS_OF(stayed_text),
};

static enum err choose(const char *municipality, const char *key, const char *value, const char *no,
                       const char *yes, struct report *report, bool *ret)
{
    *ret = strcmp(value, yes) == 0;
    return *ret || strcmp(value, no) == 0 ? ERR_NONE
                                          : report_fail(report, ERR_INPUT,
                                                        "証明書の設定「%s」は %s か %s "
                                                        "です（params/municipal/%s/certificate.tsv）: "
                                                        "「%s」",
                                                        key, no, yes, municipality, value);
}

enum err certificate_terms_load(const char *params_dir, const char *municipality, date day,
                                struct arena *arena, struct report *report, struct certificate_terms *ret)
{
    const struct settings_table table = {params_dir, municipality, "certificate.tsv", "key", "証明書の設定"};

    *ret = (struct certificate_terms){0};
    enum err e =
        settings_read(&table, settings, COUNT_OF(settings), day, arena, report, ret, ret->sha256);
    if (e == ERR_NONE) {
        e = choose(municipality, "refund_day", ret->refund_day, "arising", "payment", report,
                   &ret->refund_by_payment);
    }
    if (e == ERR_NONE) {
        e = choose(municipality, "appropriated_day", ret->appropriated_day, "applied", "payment", report,
                   &ret->appropriated_by_payment);
    }
    return e == ERR_NONE ? choose(municipality, "stays", ret->stays, "grace", "grace,plan", report,
                                  &ret->plan_is_no_arrear)
                         : e;
}
