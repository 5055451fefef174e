/* 依頼ファイル -- one file of an extraction in the bank's layout, and its totals. Inner header. */
#ifndef KOKUHO_DEBIT_REQUEST_FILE_H
#define KOKUHO_DEBIT_REQUEST_FILE_H

#include "debit/extract.h"

/* Several groups of header, data and trailer, one a bank; the file appears at `path` when it is whole. */
MUST_CHECK enum err request_file_write(const struct extraction *x, const struct extracted_file *f,
                                       const char *path, struct report *report, struct file_receipt *ret);
/* 銀行別集計: a line a file and bank with count and sum, then the whole; CSV, UTF-8. */
MUST_CHECK enum err request_totals_write(const struct extraction *x, const char *path, struct report *report);

#endif
