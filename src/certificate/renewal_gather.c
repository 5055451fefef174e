/*
 * 一斉更新の対象 -- who is insured on the day and holds no paper for it, and whose valid paper says something
 * else than what is judged for that day (EL-31, EL-54).
 */
#include "certificate/renewal.h"

#include "base/sorted.h"

struct registration_list {
    int64_t *numbers; /* registered, ascending */
    size_t count, capacity;
};

static enum err read_registered(struct renewing *n, struct registration_list *ret)
{
    struct query *q = store_scan(n->run->session->store, SQL_certificate_registration_scan);
    bool row;
    enum err e;

    query_set_i64(q, "known_at", n->run->known_at);
    while ((e = query_step(q, n->run->report, &row)) == ERR_NONE && row) {
        if (query_i64(q, 1) != 0) {
            *ARENA_PUSH(n->arena, ret->numbers, ret->count, ret->capacity) = query_i64(q, 0);
        }
    }
    query_reset(q);
    return e;
}

static bool is_registered(const struct registration_list *l, int64_t number)
{
    size_t low = 0, high = l->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (l->numbers[middle] < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < l->count && l->numbers[low] == number;
}

/* His papers stand together, newest first. */
static const struct certificate_paper *papers_from(const struct renewing *n, int64_t number,
                                                   size_t *ret_count)
{
    size_t low = 0, high = n->paper_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (n->papers[middle].addressee_no < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *ret_count = 0;
    while (low + *ret_count < n->paper_count && n->papers[low + *ret_count].addressee_no == number) {
        (*ret_count)++;
    }
    return n->papers + low;
}

/* A valid paper that shows a ratio or a class is judged anew. */
static void check_paper(struct renewing *n, const struct certificate_paper *p)
{
    if (n->is_rejudging) {
        *ARENA_PUSH(n->arena, n->all, n->count, n->capacity) = (struct wanted){
            .addressee_no = p->addressee_no, .type = p->type, .before = p, .is_check = true};
    }
}

static bool is_valid_on(const struct certificate_paper *p, date on)
{
    return certificate_counts(p->state) && date_at_most(p->valid_from, on) && date_at_most(on, p->last_day);
}

static void want(struct renewing *n, const struct registration_list *registered, int64_t number)
{
    enum certificate_type type = is_registered(registered, number) ? CERT_NOTICE : CERT_CONFIRMATION;
    const struct certificate_paper *papers, *before = NULL;
    size_t count;

    n->insured++;
    papers = papers_from(n, number, &count);
    for (size_t i = 0; i < count; i++) {
        bool is_base = papers[i].type == CERT_CONFIRMATION || papers[i].type == CERT_NOTICE;
        if (before == NULL && is_base && certificate_counts(papers[i].state)) {
            before = &papers[i];
        }
        if ((papers[i].type == CERT_LIMIT || papers[i].type == CERT_DISEASE) &&
            is_valid_on(&papers[i], n->from)) {
            check_paper(n, &papers[i]);
        }
    }
    if (before == NULL || before->type != type || !is_valid_on(before, n->from)) {
        *ARENA_PUSH(n->arena, n->all, n->count, n->capacity) =
            (struct wanted){.addressee_no = number, .type = type, .before = before};
        return;
    }
    n->covered++;
    if (before->tenths > 0) {
        check_paper(n, before);
    }
}

static int by_household(const void *a, const void *b)
{
    const struct wanted *x = a, *y = b;

    int order = order_by_two(x->household_no, x->addressee_no, y->household_no, y->addressee_no);

    return order != 0 ? order : (x->type > y->type) - (x->type < y->type);
}

static int by_person(const void *a, const void *b)
{
    const struct wanted *x = a, *y = b;

    return (x->addressee_no > y->addressee_no) - (x->addressee_no < y->addressee_no);
}

/* Households of those who are wanted; who belongs to none stays at 0 and is held back when his turn comes. */
static enum err read_households(struct renewing *n)
{
    struct eligibility_belonging_scan *scan;
    struct belonging b;
    bool more = true;
    enum err e = eligibility_belonging_open(n->run->session->store,
                                            span_of_day(n->from),
                                            n->run->known_at, INT64_MIN, n->run->report, &scan);

    if (e != ERR_NONE) {
        return e;
    }
    while ((e = eligibility_belonging_next(scan, n->run->report, &b, &more)) == ERR_NONE && more) {
        const struct wanted key = {.addressee_no = b.addressee_no};
        struct wanted *w = n->count > 0 ? bsearch(&key, n->all, n->count, sizeof(key), by_person) : NULL;
        while (w != NULL && w > n->all && w[-1].addressee_no == b.addressee_no) {
            w--;
        }
        for (; w != NULL && w < n->all + n->count && w->addressee_no == b.addressee_no; w++) {
            w->household_no = b.household_no;
        }
    }
    eligibility_belonging_close(scan);
    return e;
}

/* The papers of one household from `first` on that are to be judged anew; *ret_end: the next household's.
 * What cannot be judged is held back when its turn comes. */
static enum err rejudge_household(struct renewing *n, size_t first, size_t *ret_end)
{
    struct arena *unit = arena_new("再判定の世帯", (size_t)64 << 20);
    struct certificate_judgement now;
    struct report words;
    bool is_judged = false;
    size_t i = first;
    enum err e = ERR_NONE, told = ERR_NONE;

    report_init(&words);
    for (; i < n->count && n->all[i].household_no == n->all[first].household_no; i++) {
        struct wanted *w = &n->all[i];
        if (!w->is_check || e != ERR_NONE) {
            continue;
        }
        if (!is_judged) {
            told = judge_with(n->run->session, &n->laws, w->household_no, n->from, n->run->known_at, unit,
                              &words, &now);
            is_judged = true;
        }
        enum err one = told == ERR_NONE ? rejudge_paper(n->run->session, &n->laws, &now, w->before,
                                                        n->run->known_at, unit, &words, &w->rejudged)
                                        : told;
        w->is_unjudged = one == ERR_FINDINGS || one == ERR_INPUT;
        if (one != ERR_NONE && !w->is_unjudged) {
            e = report_fail(n->run->report, one, "%s", words.kept > 0 ? words.lines[0] : "判定できません");
        }
    }
    *ret_end = i;
    report_done(&words);
    arena_free(unit);
    return e;
}

/* Keeps of the valid papers those that are judged otherwise; `all` is in the order of households. */
static enum err rejudge_all(struct renewing *n)
{
    size_t kept = 0, end = 0;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < n->count && e == ERR_NONE; i = end) {
        e = rejudge_household(n, i, &end);
    }
    for (size_t i = 0; i < n->count && e == ERR_NONE; i++) {
        const struct wanted *w = &n->all[i];
        if (!w->is_check || w->is_unjudged || w->rejudged.cause != REJUDGED_NOT) {
            n->all[kept++] = n->all[i];
        }
    }
    n->count = e == ERR_NONE ? kept : n->count;
    return e;
}

enum err renewal_gather(struct renewing *n)
{
    struct job_run *run = n->run;
    struct registration_list registered = {0};
    struct eligibility_scan *scan = NULL;
    struct eligibility_fact f;
    bool more = true;
    enum err e = certificate_papers_all(run->session->store, run->known_at, n->arena, run->report,
                                        &n->papers, &n->paper_count);

    e = e == ERR_NONE ? read_registered(n, &registered) : e;
    e = e == ERR_NONE
            ? eligibility_scan_open(run->session->store, span_of_day(n->from),
                                    run->known_at, run->report, &scan)
            : e;
    while (e == ERR_NONE && (e = eligibility_scan_next(scan, run->report, &f, &more)) == ERR_NONE && more) {
        if (f.kind == FACT_MEMBERSHIP) {
            want(n, &registered, f.addressee_no);
        }
    }
    eligibility_scan_close(scan);
    e = e == ERR_NONE ? read_households(n) : e;
    if (e == ERR_NONE && n->count > 0) {
        qsort(n->all, n->count, sizeof(*n->all), by_household);
    }
    e = e == ERR_NONE ? rejudge_all(n) : e;
    for (size_t i = 0; i < n->count && e == ERR_NONE; i++) {
        n->all[i].sequence = (int64_t)i + 1;
    }
    return e;
}
