/*
 * `kokuho calc late-charge` -- 延滞金 of one instalment (contracts 4.2).
 */
#include "collection/calculator.h"

#define PAYMENTS_MAX 10000

struct request {
    const char *municipality; /* NULL when absent */
    struct late_facts facts;
    struct late_terms given; /* present = overrides the ordinance */
    bool has_trace;
};

static struct law_number given_number(struct arena *arena, const char *key, int64_t value)
{
    struct source source = {.file = arena_printf(arena, "request:/rules/%s", key), .line = 0,
                            .citation = "計算の依頼"};

    return (struct law_number){value, true, trace_source_of(&source)};
}

static void read_number(struct calc_reader *r, const struct calc_place *up, const json_t *v,
                        const char *key, int64_t least, int64_t most, struct law_number *ret)
{
    int64_t value = -1;

    calc_may_amount(r, up, v, key, least, most, &value);
    if (value >= 0) {
        *ret = given_number(r->arena, key, value);
    }
}

static void read_rules(struct calc_reader *r, const struct calc_place *root, const json_t *v,
                       struct late_terms *given)
{
    static const char *const keys[] = {"lower_rate_months", "base_floor",   "base_minimum", "segment_floor",
                                       "charge_floor",      "charge_minimum", "minimum_test"};
    struct calc_place at = {root, "rules", 0};
    const json_t *one;

    if (v == NULL || !CALC_IS_OBJECT(r, &at, v, keys)) {
        return;
    }
    read_number(r, &at, v, "lower_rate_months", 0, 1200, &given->lower_rate_months);
    read_number(r, &at, v, "base_floor", 1, YEN_MAX, &given->base_floor);
    read_number(r, &at, v, "base_minimum", 0, YEN_MAX, &given->base_minimum);
    read_number(r, &at, v, "charge_floor", 1, YEN_MAX, &given->charge_floor);
    read_number(r, &at, v, "charge_minimum", 0, YEN_MAX, &given->charge_minimum);
    if ((one = json_object_get(v, "segment_floor")) != NULL) {
        struct calc_place here = {&at, "segment_floor", 0};
        bool is_cut;
        if (calc_read_bool(r, &here, one, &is_cut)) {
            given->segment_floor = given_number(r->arena, "segment_floor", is_cut);
        }
    }
    if ((one = json_object_get(v, "minimum_test")) != NULL) {
        struct calc_place here = {&at, "minimum_test", 0};
        const char *word = json_string_value(one);
        if (word == NULL || (strcmp(word, "leftover") != 0 && strcmp(word, "original") != 0)) {
            calc_fault(r, &here, "\"leftover\" か \"original\" にしてください");
        } else {
            given->original_minimum = given_number(r->arena, "minimum_test", word[0] == 'o');
        }
    }
}

static void read_payments(struct calc_reader *r, const struct calc_place *root, const json_t *v,
                          struct late_facts *facts)
{
    static const char *const keys[] = {"date", "amount"};
    struct calc_place at = {root, "payments", 0};
    size_t count = json_array_size(v);
    yen sum = 0;

    if (v == NULL) {
        return;
    }
    if (!json_is_array(v) || count > PAYMENTS_MAX) {
        calc_fault(r, &at, "納付の配列 [ ]（10,000件まで）にしてください");
        return;
    }
    struct late_payment *payments = ARENA_ARRAY(r->arena, struct late_payment, count + 1);
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(v, i);
        struct calc_place here = {&at, NULL, i};
        if (CALC_IS_OBJECT(r, &here, one, keys)) {
            (void)calc_need_date(r, &here, one, "date", &payments[i].on);
            (void)calc_need_amount(r, &here, one, "amount", &payments[i].amount);
            sum += payments[i].amount;
        }
    }
    if (r->result == ERR_NONE && sum > facts->principal) {
        calc_fault(r, &at, "納付額の合計が principal を超えています（超えた分は過誤納です）");
    }
    facts->payments = payments;
    facts->payment_count = count;
}

static void read_waivers(struct calc_reader *r, const struct calc_place *root, const json_t *v,
                         struct late_facts *facts)
{
    size_t count;
    const struct span *spans = collection_read_excluded(r, root, v, &count);
    struct late_waiver *waivers = ARENA_ARRAY(r->arena, struct late_waiver, count + 1);

    for (size_t i = 0; i < count; i++) {
        waivers[i] = (struct late_waiver){spans[i], LATE_WAIVER_ALL};
    }
    facts->waivers = waivers;
    facts->waiver_count = count;
}

static void read_request(struct calc_reader *r, const json_t *root, void *ret)
{
    struct request *q = ret;
    static const char *const keys[] = {"municipality", "principal", "due_date", "payments",
                                       "as_of",        "rules",     "excluded", "trace"};
    struct calc_place at = {0};
    struct calc_place payments_at = {&at, "payments", 0}, as_of_at = {&at, "as_of", 0};
    const json_t *as_of;

    q->facts.as_of = date_none();
    if (!CALC_IS_OBJECT(r, &at, root, keys)) {
        return;
    }
    q->municipality = collection_read_municipality(r, &at, json_object_get(root, "municipality"));
    (void)calc_need_amount(r, &at, root, "principal", &q->facts.principal);
    (void)calc_need_date(r, &at, root, "due_date", &q->facts.due);
    read_payments(r, &at, json_object_get(root, "payments"), &q->facts);
    if ((as_of = json_object_get(root, "as_of")) != NULL) {
        (void)calc_read_date(r, &as_of_at, as_of, &q->facts.as_of);
    } else if (json_object_get(root, "payments") == NULL) {
        calc_fault(r, &payments_at, "納付 payments か、いつまでの額かの日 as_of を書いてください");
    }
    read_rules(r, &at, json_object_get(root, "rules"), &q->given);
    read_waivers(r, &at, json_object_get(root, "excluded"), &q->facts);
    calc_may_bool(r, &at, root, "trace", &q->has_trace);
}

/* The ordinance's terms on the due date, with those of the request in their place. */
static enum err terms_of(const struct collection_law *law, const struct request *q,
                         struct report *report, struct late_terms *ret)
{
    const struct late_terms *given = &q->given;
    enum err e = ERR_NONE;

    *ret = (struct late_terms){0};
    if (q->municipality != NULL) {
        e = collection_late_terms(law, q->facts.due, report, ret);
    }
    const struct {
        const struct law_number *given;
        struct law_number *to;
    } pairs[] = {{&given->lower_rate_months, &ret->lower_rate_months},
                 {&given->base_floor, &ret->base_floor},
                 {&given->base_minimum, &ret->base_minimum},
                 {&given->segment_floor, &ret->segment_floor},
                 {&given->charge_floor, &ret->charge_floor},
                 {&given->charge_minimum, &ret->charge_minimum},
                 {&given->original_minimum, &ret->original_minimum}};
    bool is_whole = true;
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        if (pairs[i].given->present) {
            *pairs[i].to = *pairs[i].given;
        }
        /* Without an ordinance the minimum is tested on what is left, as the segments are. */
        is_whole = is_whole && (pairs[i].to->present || pairs[i].to == &ret->original_minimum);
    }
    if (e == ERR_NONE && !is_whole) {
        e = report_fail(report, ERR_INPUT,
                        "/municipality: 市区町村コードか、rules の6つのキーの全部を書いてください");
    }
    return e;
}

static enum err answer_late_charge(void *calculator, const char *bytes, size_t len,
                                   struct report *report, FILE *out)
{
    struct collection_calculator *c = calculator;
    struct arena *arena = collection_calculator_begin(c);
    const struct collection_law *law = NULL;
    struct request q = {0};
    struct late_terms terms;
    struct late_result result;
    struct collection_answer a;
    enum err e;

    if ((e = calc_request_into(bytes, len, arena, report, read_request, &q)) != ERR_NONE ||
        (e = collection_calculator_law(c, q.municipality != NULL ? q.municipality : "", report,
                                       &law)) != ERR_NONE ||
        (e = terms_of(law, &q, report, &terms)) != ERR_NONE) {
        return e;
    }
    struct trace *trace = q.has_trace ? trace_new(arena) : NULL;
    late_charge(collection_late_law(law), &terms, &q.facts, arena, trace, &result);
    if (result.missing_year != 0) {
        return collection_missing_year(law, result.missing_grace ? RATE_GRACE : RATE_LATE_CHARGE,
                                       result.missing_year, report);
    }
    collection_answer_begin(&a, out);
    textbuf_printf(&a.text, "{\"raw\":%lld,\"amount\":%lld,\"remaining\":%lld", (long long)result.raw,
                   (long long)result.amount, (long long)result.remaining);
    collection_answer_segments(&a, result.segments, result.segment_count);
    collection_answer_end(&a, trace);
    return ERR_NONE;
}

const struct calculation calculation_late_charge = {
    .name = "late-charge",
    .summary = "延滞金（contracts 4.2）",
    .open = collection_calculator_open,
    .close = collection_calculator_close,
    .answer = answer_late_charge,
};
