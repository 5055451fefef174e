/*
 * 検査数字 -- check digits of payment_formats.md 8.3, 11.2, 13, 14.1 and identity_exchange.md 1.
 *
 * Pure functions on digit texts. A number that passes is well formed and nothing more: it is never
 * evidence that it belongs to somebody.
 */
#ifndef KOKUHO_INTERCHANGE_CHECK_DIGIT_H
#define KOKUHO_INTERCHANGE_CHECK_DIGIT_H

#include "base/text.h"

bool digits_only(struct text t); /* at least one, all 0 to 9 */

/* The digit for a base without it; the base must be digits only. */
int check_mod10w3(struct text base);
int check_luhn(struct text base);
int check_mod11(struct text base); /* weights 2-7 from the right; 10 and 11 become 0 */
int check_7dr(struct text base);
int check_7dsr(struct text base);
int check_9dr(struct text base);
/* CD1 and CD2 of an OCR line as 10 * CD1 + CD2; `base` is what stands after the two. */
int check_ocr2(struct text base);
uint32_t crc16_ccitt(const char *bytes, size_t len); /* 0x1021, start 0xFFFF */

/* Whole numbers with their digit in place. */
bool mod10w3_holds(struct text t);
bool luhn_holds(struct text t);
bool mod11_holds(struct text t);
bool r7_holds(struct text t);
bool s7_holds(struct text t);
bool r9_holds(struct text t);
bool ocr2_holds(struct text t);
bool crc16_holds(struct text t); /* five decimal digits at the end over everything before */
bool corporate_number_holds(struct text t);  /* 法人番号, 13, digit first, 1 to 9 */
bool municipality_holds(struct text t);      /* 全国地方公共団体コード, 6 */
bool insurer_holds(struct text t);           /* 保険者番号, 6 or 8 */

#endif
