/*
 * `kokuho calc refund-interest` -- 還付加算金 of an overpayment (contracts 4.2).
 *
 * `from` and `to` are the first and the last day that bear, as the cause of the overpayment gives them.
 */
#include "collection/calculator.h"

struct request {
    struct refund_facts facts;
    bool has_trace;
};

static void read_request(struct calc_reader *r, const json_t *root, void *ret)
{
    struct request *q = ret;
    static const char *const keys[] = {"refund", "from", "to", "excluded", "trace"};
    struct calc_place at = {0};
    struct calc_place to_at = {&at, "to", 0};
    date last;

    if (!CALC_IS_OBJECT(r, &at, root, keys)) {
        return;
    }
    (void)calc_need_amount(r, &at, root, "refund", &q->facts.refund);
    bool has_from = calc_need_date(r, &at, root, "from", &q->facts.span.from);
    if (calc_need_date(r, &at, root, "to", &last) && has_from) {
        q->facts.span.until = date_add_days(last, 1);
        if (date_before(last, q->facts.span.from)) {
            calc_fault(r, &to_at, "to が from より前です（どちらの日も含みます）");
        }
    }
    q->facts.excluded = collection_read_excluded(r, &at, json_object_get(root, "excluded"),
                                                 &q->facts.excluded_count);
    calc_may_bool(r, &at, root, "trace", &q->has_trace);
}

static enum err answer_refund_interest(void *calculator, const char *bytes, size_t len,
                                       struct report *report, FILE *out)
{
    struct collection_calculator *c = calculator;
    struct arena *arena = collection_calculator_begin(c);
    const struct collection_law *law = NULL;
    struct request q = {0};
    struct refund_terms terms;
    struct refund_result result;
    struct collection_answer a;
    enum err e;

    if ((e = calc_request_into(bytes, len, arena, report, read_request, &q)) != ERR_NONE ||
        (e = collection_calculator_law(c, "", report, &law)) != ERR_NONE ||
        (e = collection_refund_terms(law, q.facts.span.from, report, &terms)) != ERR_NONE) {
        return e;
    }
    struct trace *trace = q.has_trace ? trace_new(arena) : NULL;
    refund_interest(collection_refund_law(law), &terms, &q.facts, arena, trace, &result);
    if (result.missing_year != 0) {
        return collection_missing_year(law, RATE_REFUND_INTEREST, result.missing_year, report);
    }
    collection_answer_begin(&a, out);
    textbuf_printf(&a.text, "{\"raw\":%lld,\"amount\":%lld", (long long)result.raw,
                   (long long)result.amount);
    collection_answer_segments(&a, result.segments, result.segment_count);
    collection_answer_end(&a, trace);
    return ERR_NONE;
}

const struct calculation calculation_refund_interest = {
    .name = "refund-interest",
    .summary = "還付加算金（contracts 4.2）",
    .open = collection_calculator_open,
    .close = collection_calculator_close,
    .answer = answer_refund_interest,
};
