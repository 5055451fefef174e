/* 勧奨通知 (EL-45) -- one page: who is asked to notify what, why, and until when. */
#include "enrolment/suspect.h"
#include "addressee/addressee.h"

#include <inttypes.h>

#define LEFT 20.0
#define WIDTH 170.0

static const struct text_style style_text = {FACE_MINCHO, 14, ALIGN_LEFT, 1, 0};
static const struct text_style style_words = {FACE_MINCHO, 15, ALIGN_LEFT, 7, 160};
static const struct text_style style_title = {FACE_GOTHIC, 22, ALIGN_CENTRE, 1, 0};
static const struct text_style style_head = {FACE_GOTHIC, 14, ALIGN_LEFT, 1, 0};
static const struct text_style style_cell = {FACE_MINCHO, 15, ALIGN_LEFT, 2, 130};

/* A row of the table: its head and what stands beside it. */
static void row(struct document *d, double y, const char *head, struct text words)
{
    document_rect(d, LEFT, y, 45, 12, 0, 0.92);
    document_rect(d, LEFT, y, WIDTH, 12, 0.1, -1);
    document_words(d, "見出し", LEFT + 2, y + 4, 42, style_head, head);
    document_text(d, head, LEFT + 47, y + 2, WIDTH - 49, style_cell, words);
}

void suspect_letter_draw(struct document *d, const struct suspect_letter *l)
{
    const char *const *w = l->words->of;
    bool loses = l->suspect->way == WAY_LOSE;
    char day[DATE_TEXT_BYTES], until[DATE_TEXT_BYTES], number[48];

    date_format_era(l->suspect->fact_on, day);
    date_format_era(l->answer_until, until);
    snprintf(number, sizeof(number), "宛名番号 %" PRId64, l->suspect->addressee_no);
    document_page(d);
    addressee_window(d, LEFT, 14, 84, &l->mailing);
    document_day(d, "発行日", 130, 14, 60, style_text, l->issued_on);
    document_words(d, "発行者", 130, 20, 60, style_text, w[WORD_ISSUER]);
    document_words(d, "担当", 130, 26, 60, style_text, w[WORD_SECTION]);
    document_words(d, "題", LEFT, 66, WIDTH, style_title, w[loses ? WORD_LOSE_TITLE : WORD_JOIN_TITLE]);
    document_words(d, "説明", LEFT, 80, WIDTH, style_words, w[loses ? WORD_LOSE_TEXT : WORD_JOIN_TEXT]);
    if (l->is_second) {
        document_words(d, "2回目", LEFT, 112, WIDTH, style_words, w[WORD_SECOND_TEXT]);
    }
    row(d, 132, "届出が要る方", l->person);
    row(d, 144, "番号", text_of(number));
    row(d, 156, "届いた情報", l->suspect->words);
    row(d, 168, "その日", text_of(day));
    row(d, 180, "届出の期限", text_of(until));
    document_words(d, "終わり", LEFT, 200, WIDTH, style_words, w[WORD_END_TEXT]);
}
