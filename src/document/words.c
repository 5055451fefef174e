/* What papers write again and again: words of the program, amounts, days. */
#include "document/document.h"

#include <stdio.h>

void document_words(struct document *d, const char *box, double x_mm, double y_mm, double width_mm,
                    struct text_style style, const char *words)
{
    document_text(d, box, x_mm, y_mm, width_mm, style, text_of(words));
}

void document_yen(struct document *d, const char *box, double x_mm, double y_mm, double width_mm,
                  struct text_style style, yen amount)
{
    char figure[32], words[40];

    yen_format(amount, figure, sizeof(figure));
    snprintf(words, sizeof(words), "%s円", figure);
    document_words(d, box, x_mm, y_mm, width_mm, style, words);
}

void document_day(struct document *d, const char *box, double x_mm, double y_mm, double width_mm,
                  struct text_style style, date day)
{
    char words[DATE_TEXT_BYTES] = "";

    if (!date_is_none(day)) {
        date_format_era(day, words);
    }
    document_words(d, box, x_mm, y_mm, width_mm, style, words);
}
