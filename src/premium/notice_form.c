/* 通知書の文言 -- notice.tsv, insurer.tsv and appeal.txt of a municipality. */
#include "premium/notice.h"

#include "base/settings.h"

#define AT(member) offsetof(struct notice_form, member)
#define TEXT_OF(key) {#key, SETTING_TEXT, AT(key), false, 0, 0}
#define NUMBER_OF(key) {#key, SETTING_NUMBER, AT(key), false, 0, 0}

static const struct setting insurer_settings[] = {
    TEXT_OF(municipality_name), TEXT_OF(premium_label), TEXT_OF(issuer), TEXT_OF(section),
    TEXT_OF(postal_code), TEXT_OF(address), TEXT_OF(appeal_body),
    TEXT_OF(appeal_text),
};
static const struct setting notice_settings[] = {
    TEXT_OF(seal_text), TEXT_OF(lead_text), TEXT_OF(change_text), TEXT_OF(place_text),
    TEXT_OF(unknown_income_text),
    {"advance_text", SETTING_TEXT, AT(advance_text), true, 0, 0},
    TEXT_OF(refund_text), TEXT_OF(telephone_text),
    NUMBER_OF(envelope_width), NUMBER_OF(envelope_height), NUMBER_OF(window_left),
    NUMBER_OF(window_top), NUMBER_OF(window_width), NUMBER_OF(window_height), NUMBER_OF(sheet_width),
    NUMBER_OF(sheet_height), NUMBER_OF(slip_first_until),
};

static enum err check_form(const struct notice_form *f, struct report *report)
{
    struct notice_area area = notice_address_area(f);
    if (area.right - area.left < 600 || area.bottom - area.top < 230) {
        return report_fail(report, ERR_INPUT,
                           "封筒の窓に宛名が収まりません（使えるのは %lld x %lld、単位0.1mm）",
                           (long long)(area.right - area.left), (long long)(area.bottom - area.top));
    }
    return ERR_NONE;
}

enum err notice_form_load(const char *params_dir, const char *municipality, date day,
                          struct arena *arena, struct report *report, struct notice_form *ret)
{
    struct notice_form form = {.municipality_code = arena_string(arena, municipality)};
    const struct settings_table insurer = {params_dir, municipality, "insurer.tsv", "name",
                                           "通知書の設定"},
                                own = {params_dir, municipality, "notice.tsv", "key", "通知書の設定"};
    enum err e = settings_read(&insurer, insurer_settings, COUNT_OF(insurer_settings), day, arena, report,
                               &form, NULL);
    if (e == ERR_NONE) {
        e = settings_read(&own, notice_settings, COUNT_OF(notice_settings), day, arena, report, &form,
                          form.sha256);
    }
    if (e == ERR_NONE) {
        e = settings_text_file(params_dir, municipality, form.appeal_text, "教示文", arena, report,
                               &form.appeal_text);
    }
    if (e == ERR_NONE) {
        e = slip_form_load(params_dir, municipality, day, arena, report, &form.slip);
    }
    if (e == ERR_NONE) {
        e = check_form(&form, report);
    }
    if (e == ERR_NONE) {
        *ret = form;
    }
    return e;
}

/* The sheet lies anywhere between the left and right, upper and lower edge of the envelope. */
struct notice_area notice_address_area(const struct notice_form *f)
{
    return (struct notice_area){
        .left = f->window_left,
        .top = f->window_top,
        .right = f->window_left + f->window_width - (f->envelope_width - f->sheet_width),
        .bottom = f->window_top + f->window_height - (f->envelope_height - f->sheet_height),
    };
}

struct notice_area notice_visible_area(const struct notice_form *f)
{
    return (struct notice_area){
        .left = f->window_left - (f->envelope_width - f->sheet_width),
        .top = f->window_top - (f->envelope_height - f->sheet_height),
        .right = f->window_left + f->window_width,
        .bottom = f->window_top + f->window_height,
    };
}
