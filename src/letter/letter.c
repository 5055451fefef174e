/* 通知書の宛先・発行者・印刷の記録 -- what every letter has beside its own words. */
#include "letter/letter.h"

#include "base/settings.h"
#include "output/output.h"

#include <unistd.h>

void letter_line(struct letter *l, const char *label, const char *value)
{
    if (value != NULL && value[0] != '\0') {
        assert(l->line_count < LETTER_LINES_MAX);
        l->lines[l->line_count++] = (struct letter_line){label, value};
    }
}

/* -------------------------------------------------------------------------------- office ------ */

enum err letter_office_of(const struct session *session, date day, struct arena *arena, struct report *report,
                          struct letter_office *ret)
{
#define AT(member) offsetof(struct letter_office, member)
    static const struct setting settings[] = {
        {"municipality_name", SETTING_TEXT, AT(municipality_name), true, 0, 0},
        {"insurer_number", SETTING_TEXT, AT(insurer_number), true, 0, 0},
        {"issuer", SETTING_TEXT, AT(issuer), false, 0, 0},
        {"section", SETTING_TEXT, AT(section), true, 0, 0},
        {"postal_code", SETTING_TEXT, AT(postal_code), true, 0, 0},
        {"address", SETTING_TEXT, AT(address), true, 0, 0},
        {"premium_label", SETTING_TEXT, AT(premium_label), true, 0, 0},
        {"appeal_text", SETTING_TEXT, AT(appeal_text), true, 0, 0},
    };
#undef AT
    const struct settings_table table = {session->folder.params, session->folder.municipality,
                                         "insurer.tsv", "name", "保険者の設定"};
    struct letter_office office = {"", "", "", "", "", "", "", ""};
    enum err e = settings_read(&table, settings, COUNT_OF(settings), day, arena, report, &office, NULL);

    if (e == ERR_NONE && office.appeal_text[0] != '\0') {
        e = settings_text_file(session->folder.params, session->folder.municipality, office.appeal_text,
                               "教示文", arena, report, &office.appeal_text);
    }
    if (e == ERR_NONE) {
        *ret = office;
    }
    return e;
}

/* -------------------------------------------------------------------------------- place ------- */

enum err letter_place_of(struct session *session, int64_t person_no, enum duty duty, bool is_preview,
                         struct arena *arena, struct report *report, struct letter_place *ret)
{
    const struct as_of as_of = {session->folder.business_date, INT64_MAX};
    struct mailing m = {0};
    struct guard guard;
    enum err e = addressee_guard(session, person_no, 0, GUARD_PRINT, clock_now_ms(), arena, report, &guard);

    if (e == ERR_NONE && guard.level == GUARD_NOTHING) {
        e = report_fail(report, ERR_FINDINGS, "宛名番号 %lld の帳票は表示も印刷もできません",
                        (long long)person_no);
    }
    if (e == ERR_NONE) {
        e = addressee_mailing_for(session->store, person_no, duty, as_of, arena, report, &m);
    }
    if (e != ERR_NONE) {
        return e;
    }
    bool is_restricted = m.is_restricted || guard.is_restricted;
    bool is_hidden =
        is_restricted && guard.released_until == 0 && (!m.is_safe || guard.level != GUARD_FULL);
    if (is_hidden && !is_preview) {
        return report_fail(report, ERR_INPUT,
                           "宛名番号 %lld "
                           "は支援措置の対象です。専用の送付先を登録し、支援措置の閲覧の権限のある職員が"
                           "印刷するか、一時解除を受けてください",
                           (long long)person_no);
    }
    *ret = (struct letter_place){m, is_hidden};
    return ERR_NONE;
}

const char *letter_place_words(const struct letter_place *place, struct arena *arena)
{
    const struct mailing *m = &place->mailing;

    return place->is_hidden
               ? "（支援措置のため記載しません）"
               : arena_printf(arena, "%.*s%s%.*s", (int)m->address.len, m->address.bytes,
                              m->building.len > 0 ? "　" : "", (int)m->building.len, m->building.bytes);
}

void letter_address(struct letter *l, const struct letter_place *place, struct arena *arena)
{
    const struct mailing *m = &place->mailing;

    l->to_postal = place->is_hidden || m->postal_code.len != 7
                       ? ""
                       : arena_printf(arena, "〒%.3s-%.4s", m->postal_code.bytes, m->postal_code.bytes + 3);
    l->to_address = letter_place_words(place, arena);
    l->to_name = arena_printf(arena, "%.*s　%.*s", (int)m->name.len, m->name.bytes, (int)m->honorific.len,
                              m->honorific.bytes);
}

/* -------------------------------------------------------------------------------- print ------- */

void letter_preview_mark(const struct session *session, struct document *d, struct arena *arena)
{
    char who[OUTPUT_WATERMARK_BYTES];

    output_watermark(session, clock_now_ms(), who);
    document_watermark(d, text_of(arena_printf(arena, "プレビュー（発送できません）　%s", who)));
}

static enum err draw(struct session *session, const struct letter *l, const struct letter_print *print,
                     struct arena *arena, struct report *report, int *ret_pages)
{
    struct document *document;
    const struct document_overflow *over;
    enum err e = document_open(print->path, l->title, report, &document);

    if (e != ERR_NONE) {
        return e;
    }
    if (print->is_preview) {
        letter_preview_mark(session, document, arena);
    }
    *ret_pages = letter_draw(document, l);
    size_t count = document_overflows(document, &over);
    for (size_t i = 0; i < count; i++) {
        report_add(report,
                   over[i].shrunk_percent > 0 ? "%dページ「%s」を%d%%に縮小しました: %s"
                                              : "%dページ「%s」を印字できません（%d%%）: %s",
                   over[i].page, over[i].box, over[i].shrunk_percent, over[i].text);
    }
    return document_close(document, report);
}

enum err letter_record(struct session *session, const char *form, int pages, const struct letter_print *print,
                       struct report *report)
{
    const struct print_record record = {
        .form = text_of(form),
        .printer = text_of("PDF"),
        .title = text_of(print->title),
        .addressee_no = print->addressee_no,
        .sheets = pages,
        .issue_no = print->issue_no,
        .is_preview = print->is_preview,
    };
    enum err e = output_print_record(session, &record, report);

    if (e != ERR_NONE) {
        unlink(print->path);
    }
    return e;
}

enum err letter_print(struct session *session, const struct letter *l, const struct letter_print *print,
                      struct arena *arena, struct report *report)
{
    int pages = 0;
    enum err e = draw(session, l, print, arena, report, &pages);

    return e == ERR_NONE ? letter_record(session, l->title, pages, print, report) : e;
}
