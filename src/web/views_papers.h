/* 証: what the template gets. */
#ifndef KOKUHO_WEB_VIEWS_PAPERS_H
#define KOKUHO_WEB_VIEWS_PAPERS_H

#include "certificate/certificate.h"
#include "restriction/restriction.h"
#include "web/views.h"

struct paper_holder {
    const struct addressee *person;
    struct certificate_registration registration;
    const struct certificate_paper *papers;
    size_t paper_count;
    const struct certificate_proof *proofs;
    size_t proof_count;
    const struct certificate_relief *reliefs;
    size_t relief_count;
    int tenths; /* 0 = not insured today */
    enum limit_class class_of_limit;
};
struct papers_view {
    int64_t household_no;
    date today;
    struct paper_holder *holders;
    size_t holder_count;
    const char *not_judged; /* why there is no judgement; NULL = there is one */
    struct certificate_judgement judged;
    struct restriction_held held; /* 特別療養費 today */
    bool is_guarded, may_change;
    size_t elder_count;
};
struct url papers_url(int64_t household_no);

#endif
