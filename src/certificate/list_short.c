/*
 * 短期証交付状況集計表 -- cards of short validity (短期被保険者証) and 被保険者資格証明書 by month of
 * issue, reason and months of validity: history, none is issued since 2024-12-02 (EL-37; eligibility.md
 * 15).
 */
#include "certificate/register.h"

#include <stdlib.h>

struct issued {
    int32_t month; /* yyyymm */
    enum certificate_type type;
    enum certificate_reason reason;
    int months; /* of validity, a part of one counts as one */
    int64_t household_no;
};

static int months_of(const struct certificate_paper *p)
{
    struct civil from = date_civil(p->valid_from), last = date_civil(p->last_day);
    int months = (last.year - from.year) * 12 + last.month - from.month;

    return last.day >= from.day ? months + 1 : months > 0 ? months : 1;
}

static int by_row(const void *a, const void *b)
{
    const struct issued *x = a, *y = b;
    const int64_t left[] = {x->month, x->type, x->reason, x->months, x->household_no};
    const int64_t right[] = {y->month, y->type, y->reason, y->months, y->household_no};

    for (size_t i = 0; i < COUNT_OF(left); i++) {
        if (left[i] != right[i]) {
            return left[i] < right[i] ? -1 : 1;
        }
    }
    return 0;
}

static bool is_same_row(const struct issued *x, const struct issued *y)
{
    return x->month == y->month && x->type == y->type && x->reason == y->reason && x->months == y->months;
}

/* A misprint was handed to nobody. */
static bool counts(const struct certificate_paper *p, const struct output_value *days)
{
    bool is_type = p->type == CERT_SHORT_CARD || p->type == CERT_STATUS_CARD;
    bool is_in = !days->is_given ||
                 ((date_is_none(days->day_from) || date_at_most(days->day_from, p->issued_on)) &&
                  (date_is_none(days->day_until) || date_at_most(p->issued_on, days->day_until)));

    return is_type && is_in && p->state != PAPER_MISPRINT;
}

static enum err write_row(const struct issued *rows, size_t count, struct output_sink *sink,
                          struct report *report)
{
    char month[16];
    int64_t households = 0;

    for (size_t i = 0; i < count; i++) {
        households += i == 0 || rows[i].household_no != rows[i - 1].household_no;
    }
    (void)snprintf(month, sizeof(month), "%04d-%02d", rows->month / 100, rows->month % 100);
    output_text(sink, text_of(month));
    output_text(sink, text_of(certificate_type_labels[rows->type]));
    output_text(sink, text_of(certificate_reason_labels[rows->reason]));
    output_i64(sink, rows->months);
    output_i64(sink, (int64_t)count);
    output_i64(sink, households);
    return output_row(sink, OUTPUT_NOBODY, false, report);
}

static enum err write(struct session *s, const struct output_value *values, struct arena *arena,
                      struct output_sink *sink, struct report *report)
{
    struct certificate_paper *papers = NULL;
    struct issued *rows = NULL;
    size_t paper_count = 0, count = 0, capacity = 0;
    enum err e = certificate_papers_all(s->store, INT64_MAX, arena, report, &papers, &paper_count);

    for (size_t i = 0; i < paper_count && e == ERR_NONE; i++) {
        const struct certificate_paper *p = &papers[i];
        struct civil day = date_civil(p->issued_on);
        if (counts(p, &values[0])) {
            *ARENA_PUSH(arena, rows, count, capacity) = (struct issued){
                day.year * 100 + day.month, p->type, p->reason, months_of(p), p->household_no};
        }
    }
    if (count > 0) {
        qsort(rows, count, sizeof(*rows), by_row);
    }
    for (size_t first = 0, next; first < count && e == ERR_NONE; first = next) {
        for (next = first + 1; next < count && is_same_row(&rows[first], &rows[next]); next++) {
        }
        e = write_row(&rows[first], next - first, sink, report);
    }
    return e;
}

static const struct output_column columns[] = {
    {.label = "交付の月"},
    {.label = "種類"},
    {.label = "交付の事由"},
    {.label = "有効の月数", .is_number = true},
    {.label = "枚数", .is_number = true},
    {.label = "世帯数", .is_number = true},
};
static const struct output_word words[] = {{.name = "交付日", .type = OUTPUT_WORD_DAY}};
const struct output_list output_list_short_cards = {
    .name = "certificate-short-cards",
    .label = "短期証交付状況集計表",
    .help = "短期被保険者証と被保険者資格証明書の交付を、月、事由、有効の月数ごとに数えます（2024年12月1日"
            "まで）",
    .permission = PERM_ELIGIBILITY_VIEW,
    .restricted = RESTRICTED_AS_OTHERS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = COUNT_OF(words),
    .criteria_help = "交付日=2023-04-01..2024-03-31",
    .write = write,
};
