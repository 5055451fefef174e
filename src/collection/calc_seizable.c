/*
 * `kokuho calc seizable` -- 給料・年金・賞与・退職手当の差押可能額 (contracts 4.3). The request names no
 * day: the newest row of the table applies.
 */
#include "collection/calculator.h"

#define RELATIVES_MAX 1000
#define MONTHS_MAX 1200
#define DAYS_MAX 366
#define YEARS_MAX 80

struct request {
    struct seizable_facts facts;
    bool has_trace;
};

static void read_kind(struct calc_reader *r, const struct calc_place *up, const json_t *v,
                      enum seizable_kind *ret)
{
    static const char *const kinds[] = {
        [SEIZABLE_PAY] = "pay", [SEIZABLE_BONUS] = "bonus", [SEIZABLE_RETIREMENT] = "retirement"};
    const struct calc_place here = {.up = up, .key = "kind"};
    const char *text = json_string_value(v);

    if (v == NULL) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(kinds) && text != NULL; i++) {
        if (strcmp(text, kinds[i]) == 0) {
            *ret = (enum seizable_kind)i;
            return;
        }
    }
    calc_fault(r, &here, "\"pay\"、\"bonus\"、\"retirement\" のどれかにしてください");
}

static void read_request(struct calc_reader *r, const json_t *root, void *ret)
{
    struct request *q = ret;
    struct seizable_facts *facts = &q->facts;
    static const char *const keys[] = {"gross",  "income_tax", "resident_tax", "social_insurance",
                                       "family", "months",     "round_1000",   "trace",
                                       "kind",   "days",       "years",        "consent"};

    struct calc_place at = {0};

    facts->months = 1;
    if (!CALC_IS_OBJECT(r, &at, root, keys)) {
        return;
    }
    (void)calc_need_amount(r, &at, root, "gross", &facts->gross);
    (void)calc_need_amount(r, &at, root, "income_tax", &facts->income_tax);
    (void)calc_need_amount(r, &at, root, "resident_tax", &facts->resident_tax);
    (void)calc_need_amount(r, &at, root, "social_insurance", &facts->social_insurance);
    calc_may_amount(r, &at, root, "family", 0, RELATIVES_MAX, &facts->relatives);
    calc_may_amount(r, &at, root, "months", 1, MONTHS_MAX, &facts->months);
    calc_may_amount(r, &at, root, "days", 1, DAYS_MAX, &facts->days);
    calc_may_amount(r, &at, root, "years", 0, YEARS_MAX, &facts->years);
    read_kind(r, &at, json_object_get(root, "kind"), &facts->kind);
    calc_may_bool(r, &at, root, "consent", &facts->has_consent);
    calc_may_bool(r, &at, root, "round_1000", &facts->is_rounded);
    calc_may_bool(r, &at, root, "trace", &q->has_trace);
}

static enum err answer_seizable(void *calculator, const char *bytes, size_t len,
                                struct report *report, FILE *out)
{
    struct collection_calculator *c = calculator;
    struct arena *arena = collection_calculator_begin(c);
    const struct collection_law *law = NULL;
    struct request q = {0};
    struct seizable_terms terms;
    struct seizable_result result;
    struct collection_answer a;
    enum err e;

    if ((e = calc_request_into(bytes, len, arena, report, read_request, &q)) != ERR_NONE ||
        (e = collection_calculator_law(c, "", report, &law)) != ERR_NONE ||
        (e = collection_seizable_terms(law, date_none(), report, &terms)) != ERR_NONE) {
        return e;
    }
    struct trace *trace = q.has_trace ? trace_new(arena) : NULL;
    seizable_amount(&terms, &q.facts, trace, &result);
    collection_answer_begin(&a, out);
    textbuf_printf(&a.text, "{\"item4\":%lld,\"item5\":%lld,\"seizable\":%lld", (long long)result.item4,
                   (long long)result.item5, (long long)result.seizable);
    collection_answer_end(&a, trace);
    return ERR_NONE;
}

const struct calculation calculation_seizable = {
    .name = "seizable",
    .summary = "給料・年金の差押可能額（contracts 4.3）",
    .open = collection_calculator_open,
    .close = collection_calculator_close,
    .answer = answer_seizable,
};
