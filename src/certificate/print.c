/*
 * 証の印刷 -- the page of a paper, out of its row: the same however often it is printed (EL-13, NT-01,
 * NT-02).
 *
 * The look at a 個人番号 for its last four digits is recorded like any other; without the record there is
 * no page.
 */
#include "base/settings.h"
#include "certificate/register.h"

#include <inttypes.h>
#include <unistd.h>

enum err certificate_page_words(const struct session *session, date day, struct arena *arena,
                         struct report *report, struct page_words *ret)
{
#define AT(member) offsetof(struct page_words, member)
    static const struct setting settings[] = {
        {"insurer_number", SETTING_TEXT, AT(insurer_number), false, 0, 0},
        {"municipality_name", SETTING_TEXT, AT(municipality_name), false, 0, 0},
        {"section", SETTING_TEXT, AT(section), false, 0, 0},
    };
#undef AT
    const struct settings_table table = {session->folder.params, session->folder.municipality,
                                         "insurer.tsv", "name", "保険者の設定"};

    return settings_read(&table, settings, COUNT_OF(settings), day, arena, report, ret, NULL);
}

static enum err find_paper(struct store *s, int64_t addressee_no, int64_t paper_no, struct arena *arena,
                           struct report *report, const struct certificate_paper **ret)
{
    struct certificate_paper *all;
    size_t count, i = 0;
    enum err e = certificate_papers_of(s, &addressee_no, 1, INT64_MAX, arena, report, &all, &count);

    if (e != ERR_NONE) {
        return e;
    }
    while (i < count && all[i].paper_no != paper_no) {
        i++;
    }
    if (i == count) {
        return report_fail(report, ERR_FINDINGS, "宛名番号 %" PRId64 " に番号%" PRId64 "の証はありません",
                           addressee_no, paper_no);
    }
    if (!certificate_counts(all[i].state)) {
        return report_fail(report, ERR_FINDINGS, "番号%" PRId64 "の証は%sです。印刷できません", paper_no,
                           certificate_state_labels[all[i].state]);
    }
    *ret = &all[i];
    return ERR_NONE;
}

/* The head of the insurance's household; 世帯主 himself may be the person. */
static enum err read_head(const struct session *session, const struct certificate_paper *p,
                          struct as_of as_of, struct arena *arena, struct report *report,
                          struct paper_page *page)
{
    struct addressee head;
    int64_t head_no;
    enum err e = eligibility_head_of(session->store, p->household_no, p->addressee_no, as_of, arena, report,
                                     &head_no);

    e = e == ERR_NONE ? addressee_by_no(session->store, head_no, as_of, arena, report, &head) : e;
    if (e == ERR_NONE) {
        page->head_name = head.printed_name;
    }
    return e == ERR_NONE ? addressee_mailing_for(session->store, head_no, DUTY_LEVY, as_of, arena, report,
                                                 &page->mailing)
                         : e;
}

static enum err read_acquired(const struct session *session, const struct certificate_paper *p,
                              int64_t known_at, struct arena *arena, struct report *report, date *ret)
{
    struct eligibility_fact *facts;
    size_t count;
    enum err e = eligibility_facts_of(session->store, p->addressee_no,
                                      span_of_day(p->valid_from),
                                      known_at, arena, report, &facts, &count);

    *ret = date_none();
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        *ret = facts[i].kind == FACT_MEMBERSHIP ? facts[i].span.from : *ret;
    }
    return e;
}

/* The last four digits and no more; nobody without a number is an error. */
static enum err read_tail(struct session *session, const struct certificate_paper *p, struct arena *arena,
                          struct report *report, const char **ret)
{
    char digits[16];

    *ret = NULL;
    if (p->type != CERT_NOTICE) {
        return ERR_NONE;
    }
    enum err e = addressee_number(session, p->addressee_no, NUMBER_INDIVIDUAL,
                                  "資格情報のお知らせに下4桁を印字", report, digits);
    if (e == ERR_NONE) {
        *ret = arena_copy(arena, digits + 8, 4);
    }
    explicit_bzero(digits, sizeof(digits));
    return e == ERR_FINDINGS ? ERR_NONE : e;
}

static enum err read_disease(const struct session *session, const struct certificate_paper *p,
                             struct arena *arena, struct report *report, yen *ret)
{
    const struct eligibility_law *law;
    struct copay_terms terms;
    enum err e = law_of(session, arena, report, &law);

    e = e == ERR_NONE ? eligibility_copay_on(law, p->valid_from, report, &terms) : e;
    if (e == ERR_NONE) {
        *ret = copay_disease_limit(&terms, p->disease == DISEASE_DIALYSIS, p->limit_class);
    }
    return e;
}

enum err certificate_page_fill(const struct session *session, const struct page_words *words,
                   const struct certificate_paper *paper, int64_t known_at, struct arena *arena,
                   struct report *report, struct paper_page *ret)
{
    const struct as_of as_of = {paper->valid_from, known_at};
    struct paper_page page = {.paper = paper,
                              .insurer_no = words->insurer_number,
                              .insurer = words->municipality_name,
                              .section = words->section};
    enum err e = addressee_by_no(session->store, paper->addressee_no, as_of, arena, report, &page.person);

    e = e == ERR_NONE ? read_head(session, paper, as_of, arena, report, &page) : e;
    e = e == ERR_NONE ? read_acquired(session, paper, known_at, arena, report, &page.acquired_on) : e;
    e = e == ERR_NONE && paper->type == CERT_DISEASE
            ? read_disease(session, paper, arena, report, &page.disease_limit)
            : e;
    if (e == ERR_NONE) {
        page.mailing.is_restricted = page.mailing.is_restricted || page.person.is_restricted;
        *ret = page;
    }
    return e;
}

static enum err print_page(struct session *session, const struct paper_page *page, const char *path,
                           struct report *report)
{
    const char *label = certificate_type_labels[page->paper->type];
    struct document *d;
    enum err e = document_open(path, label, report, &d);

    if (e != ERR_NONE) {
        return e;
    }
    int pages = certificate_page_draw(d, page);
    e = document_close(d, report);
    const struct print_record print = {.form = text_of(label),
                                       .printer = text_of("PDF"),
                                       .title = text_of(label),
                                       .addressee_no = page->paper->addressee_no,
                                       .sheets = pages};
    e = e == ERR_NONE ? output_print_record(session, &print, report) : e;
    if (e != ERR_NONE) {
        unlink(path); /* nothing is handed out without a record */
    }
    return e;
}

enum err certificate_print(struct session *session, int64_t addressee_no, int64_t paper_no,
                           const char *path, struct report *report)
{
    struct arena *arena = arena_new("証の印刷", (size_t)64 << 20);
    const struct certificate_paper *p = NULL;
    struct paper_page page = {0};
    struct page_words words;
    struct guard guard;
    enum err e =
        addressee_guard(session, addressee_no, 0, GUARD_PRINT, clock_now_ms(), arena, report, &guard);

    if (e == ERR_NONE && guard.level == GUARD_NOTHING) {
        e = report_fail(report, ERR_FINDINGS, "宛名番号 %" PRId64 " の証は印刷できません", addressee_no);
    }
    e = e == ERR_NONE ? find_paper(session->store, addressee_no, paper_no, arena, report, &p) : e;
    e = e == ERR_NONE ? certificate_page_words(session, p->issued_on, arena, report, &words) : e;
    e = e == ERR_NONE ? certificate_page_fill(session, &words, p, INT64_MAX, arena, report, &page) : e;
    if (e == ERR_NONE) {
        page.mailing.is_restricted = page.mailing.is_restricted || guard.is_restricted;
        page.mailing.is_safe = page.mailing.is_safe && guard.level == GUARD_FULL;
        e = read_tail(session, p, arena, report, &page.number_tail);
    }
    e = e == ERR_NONE ? print_page(session, &page, path, report) : e;
    arena_free(arena);
    return e;
}
