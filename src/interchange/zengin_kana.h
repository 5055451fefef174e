/*
 * 全銀の文字 -- a name as banks' files take it: half-width kana with their marks apart, capitals, digits and
 * a few signs (payment_formats.md 2, Y10, Y11).
 */
#ifndef KOKUHO_INTERCHANGE_ZENGIN_KANA_H
#define KOKUHO_INTERCHANGE_ZENGIN_KANA_H

#include "base/report.h"
#include "base/text.h"

/*
 * Full width becomes half width, small kana large, small letters capitals, every dash and long vowel a
 * hyphen, ヲ becomes ｵ. At most `places` characters are kept and no mark (ﾞ ﾟ) is cut from its letter;
 * *ret_places is how many the whole name has. ERR_INPUT names the character that no bank takes.
 */
MUST_CHECK enum err zengin_kana(struct text name, size_t places, struct arena *arena, struct report *report,
                                struct text *ret, size_t *ret_places);

#endif
