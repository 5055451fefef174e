/* 保存期限 -- 繰越 of levy years past their retention: its postings stay as sums, its rows go. */
#include "books/books.h"

const struct store_kept books_kept[] = {
    {.holds = "SELECT levy_year, household_no FROM books_carried WHERE posted_at = 0",
     .words = "承認を待つ繰越があります"},
    {.table = "books_carried", .where = "(levy_year, household_no) IN @"},
};
const size_t books_kept_count = COUNT_OF(books_kept);
