/* The family of the tests of events and kinds: brought in, insured, asked for. */
#include "family.h"

enum err family_open(struct bench *b, const char *store_url, const char *more)
{
    bench_open(b, store_url);
    b->session.folder.business_date = date_of(2026, 6, 20);
    snprintf(b->session.folder.params, sizeof(b->session.folder.params), "%s/params", b->session.folder.share);
    return bench_import(b, "ju-02-residents-full",
                        ROWS("addressee_no=19;household_no=100;is_head=1;birth=19800502;name=試験　一",
                             "addressee_no=27;household_no=100;birth=19820703;name=試験　二",
                             "addressee_no=35;household_no=100;birth=20100801;name=試験　三",
                             "addressee_no=43;household_no=200;is_head=1;birth=19400101;name=見本　四",
                             "addressee_no=51;household_no=200;birth=19570301;name=見本　五", more));
}

enum err family_insured(struct bench *b)
{
    return bench_import(b, OPENING,
                        ROWS(MEMBER(19, "01") "from_on=20200401;acquisition_reason=A01",
                             MEMBER(27, "02") "from_on=20200401;acquisition_reason=A01",
                             MEMBER(35, "03") "from_on=20200401;acquisition_reason=A01"));
}

struct eligibility_membership last_membership(struct bench *b, int64_t no)
{
    struct eligibility_membership *m = NULL;
    size_t count = 0;
    assert_int_equal(eligibility_memberships_of(b->session.store, no, INT64_MAX, b->arena, &b->report, &m, &count), ERR_NONE);
    assert_true(count > 0);
    return m[count - 1];
}

const char *card(struct bench *b, int64_t no)
{
    struct eligibility_membership m = last_membership(b, no);
    return arena_printf(b->arena, "%.*s-%02d", (int)m.card_number.len, m.card_number.bytes, m.branch_no);
}

const char *household(struct bench *b, int64_t no, date day)
{
    struct belonging *rows = NULL;
    size_t count = 0;
    const char *all = "";
    assert_int_equal(eligibility_belonging_of(b->session.store, no, span_of_day(day), INT64_MAX,
                                              b->arena, &b->report, &rows, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        if (date_at_most(rows[i].span.from, day) && date_before(day, rows[i].span.until)) {
            all = arena_printf(b->arena, "%s%s%lld%s", all, all[0] != '\0' ? " " : "", (long long)rows[i].addressee_no,
                               rows[i].is_head ? "*" : "");
        }
    }
    return all;
}

bool says(struct play *p, const char *words)
{
    (void)play_warnings(p);
    for (size_t i = 0; i < p->call.warning_count; i++) {
        if (strstr(p->call.warnings[i].words, words) != NULL) {
            return true;
        }
    }
    return false;
}

const char *preview(struct play *p)
{
    struct textbuf words;
    textbuf_init(&words, 16384);
    assert_int_equal(p->call.kind->preview(&p->call, &words), ERR_NONE);
    const char *kept = arena_copy(p->b->arena, words.bytes, words.len);
    textbuf_done(&words);
    return kept;
}
