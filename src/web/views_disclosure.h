/* What the pages of 開示請求 are made of. */
#ifndef KOKUHO_WEB_VIEWS_DISCLOSURE_H
#define KOKUHO_WEB_VIEWS_DISCLOSURE_H

#include "disclosure/disclosure.h"
#include "web/views.h"

struct disclosure_line {
    const struct disclosure_request *request;
    const char *name;
    bool is_overdue;
};
struct disclosures_view {
    const struct disclosure_line *lines;
    size_t count;
};
struct disclosure_item {
    const char *label, *words;
    bool is_covered;
};
struct disclosure_record {
    const char *label;
    int64_t no;
    const struct disclosure_item *items;
    size_t count;
};
struct disclosure_view {
    const struct disclosure_request *request;
    const char *name;
    bool is_guarded;
    int64_t counts[DISCLOSURE_AREAS];
    size_t area; /* whose rows stand below; DISCLOSURE_AREAS = none */
    const struct disclosure_record *records;
    size_t count, total; /* those that are shown, and all */
    bool may_decide, may_ask;
};
struct url disclosure_url(int64_t request_no);
struct url disclosure_area_url(int64_t request_no, size_t area);
extern const struct screen screen_disclosures, screen_disclosure;

#endif
