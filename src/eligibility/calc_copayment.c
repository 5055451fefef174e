/*
 * `kokuho calc copayment` -- 一部負担金の割合 and 適用区分 of a household on a day (contracts 4.4).
 *
 * A revenue that is not given leaves 基準収入額 untested; 住民税の課税・非課税 that is not given leaves
 * 低所得 untested.
 */
#include "base/text.h"
#include "calc/calc.h"
#include "calc/request.h"
#include "eligibility/law.h"

#define LAW_ARENA_BYTES (16u << 20)
#define REQUEST_ARENA_BYTES (64u << 20)
#define ANSWER_BYTES_MAX (16u << 20)
#define MEMBERS_MAX 1000
#define ID_BYTES_MAX 100
#define CHILDREN_MAX 100
#define LAST_YEAR 2199 /* ages of whoever is born until then stay inside the calendar */

struct calculator {
    const struct eligibility_law *law; /* NULL until the first request */
    const char *params_dir;
    struct arena *laws_arena, *arena;
};

struct request {
    struct judged_household household;
    struct judged_person *persons;
    const char **ids;
    bool has_trace;
};

static void *open_copayment(const char *params_dir)
{
    struct arena *arena = arena_new("eligibility laws", LAW_ARENA_BYTES);
    struct calculator *c = ARENA_NEW(arena, struct calculator);

    c->laws_arena = arena;
    c->arena = arena_new("copayment request", REQUEST_ARENA_BYTES);
    c->params_dir = arena_string(arena, params_dir);
    return c;
}

static void close_copayment(void *calculator)
{
    struct calculator *c = calculator;

    arena_free(c->arena);
    arena_free(c->laws_arena); /* holds the calculator itself */
}

/* ------------------------------------------------------------------------------------ request -- */

static const char *read_id(struct calc_reader *r, const struct calc_place *up, const json_t *member)
{
    const json_t *v = json_object_get(member, "id");
    struct calc_place at = {up, "id", 0};

    if (!json_is_string(v) || json_string_length(v) == 0 || json_string_length(v) > ID_BYTES_MAX) {
        calc_fault(r, &at, "人の符号を100バイトまでの文字列で書いてください");
        return "";
    }
    return arena_string(r->arena, json_string_value(v));
}

static void may_yen(struct calc_reader *r, const struct calc_place *up, const json_t *member, const char *key,
                    bool *ret_has, yen *ret)
{
    const json_t *v = json_object_get(member, key);
    struct calc_place at = {up, key, 0};

    if (v != NULL) {
        *ret_has = calc_read_amount(r, &at, v, 0, ret);
    }
}

static void read_member(struct calc_reader *r, const struct calc_place *up, const json_t *v, date on,
                        struct judged_person *p)
{
    static const char *const keys[] = {
        "id",   "birth_date", "insured",    "taxable_income",    "base_income",      "revenue",
        "head", "taxed",      "low_income", "children_under_16", "children_16_to_18"};
    struct calc_place birth_at = {up, "birth_date", 0};
    int64_t under_16 = 0, to_18 = 0;
    bool is_taxed = false;

    *p = (struct judged_person){.is_insured = true, .birth = date_none()};
    if (!CALC_IS_OBJECT(r, up, v, keys)) {
        return;
    }
    if (calc_need_date(r, up, v, "birth_date", &p->birth) && date_before(on, p->birth)) {
        calc_fault(r, &birth_at, "birth_date が on より後です");
    }
    calc_may_bool(r, up, v, "insured", &p->is_insured);
    calc_may_bool(r, up, v, "head", &p->is_head);
    may_yen(r, up, v, "taxable_income", &p->has_taxable, &p->taxable);
    may_yen(r, up, v, "base_income", &p->has_base, &p->base);
    may_yen(r, up, v, "revenue", &p->has_revenue, &p->revenue);
    may_yen(r, up, v, "low_income", &p->has_low_income, &p->low_income);
    calc_may_amount(r, up, v, "children_under_16", 0, CHILDREN_MAX, &under_16);
    calc_may_amount(r, up, v, "children_16_to_18", 0, CHILDREN_MAX, &to_18);
    p->children_under_16 = (int)under_16;
    p->children_16_to_18 = (int)to_18;
    if (json_object_get(v, "taxed") != NULL) {
        calc_may_bool(r, up, v, "taxed", &is_taxed);
        p->tax = is_taxed ? RESIDENT_TAX_LIABLE : RESIDENT_TAX_FREE;
    }
}

static void read_members(struct calc_reader *r, const struct calc_place *root, const json_t *v,
                         struct request *q)
{
    struct calc_place at = {root, "members", 0};
    size_t count = json_array_size(v);

    if (!json_is_array(v) || count == 0 || count > MEMBERS_MAX) {
        calc_fault(r, &at, "人の配列 [ ]（1人から1,000人）にしてください");
        return;
    }
    q->persons = ARENA_ARRAY(r->arena, struct judged_person, count);
    q->ids = ARENA_ARRAY(r->arena, const char *, count);
    q->household.persons = q->persons;
    q->household.count = count;
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(v, i);
        struct calc_place here = {&at, NULL, i}, id_at = {&here, "id", 0};
        read_member(r, &here, one, q->household.on, &q->persons[i]);
        q->ids[i] = read_id(r, &here, one);
        for (size_t k = 0; k < i; k++) {
            if (strcmp(q->ids[k], q->ids[i]) == 0) {
                calc_fault(r, &id_at, "同じ符号の人が2人います");
                break;
            }
        }
    }
}

static void read_others(struct calc_reader *r, const struct calc_place *root, const json_t *v,
                        struct request *q)
{
    static const char *const keys[] = {"revenue_of_specified"};
    struct calc_place at = {root, "others", 0};

    if (v != NULL && CALC_IS_OBJECT(r, &at, v, keys)) {
        struct judged_household *h = &q->household;
        may_yen(r, &at, v, "revenue_of_specified", &h->has_specified_revenue, &h->specified_revenue);
        /* The contract writes 0 where there is no 特定同一世帯所属者. */
        h->has_specified = h->specified_revenue > 0;
    }
}

static void read_request(struct calc_reader *r, const json_t *root, void *ret)
{
    static const char *const keys[] = {"on", "members", "others", "trace"};
    struct request *q = ret;
    struct calc_place at = {0};

    if (!CALC_IS_OBJECT(r, &at, root, keys) || !calc_need_date(r, &at, root, "on", &q->household.on)) {
        return;
    }
    if (date_civil(q->household.on).year > LAST_YEAR) {
        struct calc_place on_at = {&at, "on", 0};
        calc_fault(r, &on_at, "2199年までの日にしてください");
        return;
    }
    q->household.is_applied = true;
    read_members(r, &at, json_object_get(root, "members"), q);
    read_others(r, &at, json_object_get(root, "others"), q);
    calc_may_bool(r, &at, root, "trace", &q->has_trace);
}

/* What only the law of the day can tell: who is of an age that must be known, or cannot be insured. */
static enum err check_ages(const struct request *q, const struct eligibility_terms *t, struct report *report)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < q->household.count; i++) {
        const struct judged_person *p = &q->persons[i];
        if (!p->is_insured) {
            continue;
        }
        if (age_class_holds(t, CLASS_LATE_ELDERLY, p->birth, q->household.on)) {
            e = report_fail(report, ERR_INPUT,
                            "/members/%zu/insured: "
                            "75歳以上の人は国保の被保険者ではありません（false にしてください）",
                            i);
        } else if (age_class_holds(t, CLASS_ELDER, p->birth, q->household.on) && !p->has_taxable) {
            e = report_fail(report, ERR_INPUT,
                            "/members/%zu/taxable_income: 70歳から74歳の人の課税所得がありません", i);
        }
    }
    return e;
}

/* ------------------------------------------------------------------------------------- answer -- */

static void put_yen(struct textbuf *to, const char *before, yen amount, const char *after)
{
    char text[40];
    size_t len = yen_format(amount, text, sizeof text);

    textbuf_printf(to, "%s%.*s円%s", before, (int)len, text, after);
}

static void elder_reason(const struct copay_terms *terms, const struct copay_result *r, struct textbuf *to)
{
    const struct law_number *revenue = r->route == COPAY_REVENUE_UNDER && r->elders == 1
                                           ? &terms->revenue_under_one
                                           : &terms->revenue_under_several;

    put_yen(to, "課税所得 ", r->taxable_most, "が");
    put_yen(to, "", terms->taxable_from.value, r->route == COPAY_TAXABLE_UNDER ? "未満" : "以上");
    if (r->route == COPAY_BASE_AT_MOST) {
        put_yen(to, "、旧ただし書所得の合計 ", r->base_sum, "が");
        put_yen(to, "", terms->base_up_to.value, "以下");
    } else if (r->route == COPAY_REVENUE_UNDER || r->route == COPAY_REVENUE_SPECIFIED) {
        put_yen(to, r->route == COPAY_REVENUE_SPECIFIED ? "、特定同一世帯所属者を含む収入 " : "、収入 ",
                r->revenue_sum, "が");
        put_yen(to, "", revenue->value, "未満（基準収入額の適用は申請による）");
    } else if (r->route == COPAY_FULL) {
        textbuf_puts(to, (r->findings & JUDGEMENT_BASE_UNKNOWN) != 0 ? "、旧ただし書所得が分からない"
                         : (r->findings & JUDGEMENT_REVENUE_UNTESTED) != 0
                             ? "、基準収入額は判定していない"
                             : "、収入も基準収入額に当てはまらない");
    }
}

static void answer_member(const struct request *q, size_t i, const struct eligibility_terms *t,
                          const struct copay_terms *terms, const struct copay_result *result,
                          struct textbuf *to)
{
    const struct judged_person *p = &q->persons[i];
    date on = q->household.on;
    bool is_elder = p->is_insured && age_class_holds(t, CLASS_ELDER, p->birth, on);
    struct textbuf reason;

    textbuf_init(&reason, 1024);
    textbuf_puts(to, i == 0 ? "{\"id\":" : ",{\"id\":");
    trace_json_string(to, q->ids[i], strlen(q->ids[i]));
    if (!p->is_insured) {
        textbuf_puts(to, ",\"ratio\":null,\"category\":null");
        textbuf_puts(&reason, "被保険者ではない");
    } else {
        textbuf_printf(to, ",\"ratio\":%d,\"category\":", copay_tenths(t, terms, result, p->birth, on));
        const char *category = limit_class_labels[result->elder_class];
        if (is_elder) {
            trace_json_string(to, category, strlen(category));
            elder_reason(terms, result, &reason);
        } else {
            textbuf_puts(to, "null");
            textbuf_puts(&reason, age_class_holds(t, CLASS_PRESCHOOL, p->birth, on)
                                      ? "義務教育就学前"
                                      : "就学後から、70歳に達する月の末日まで");
        }
    }
    textbuf_puts(to, ",\"reason\":");
    trace_json_string(to, reason.bytes, reason.len);
    textbuf_puts(to, "}");
    textbuf_done(&reason);
}

static void answer_trace(const struct request *q, const struct trace *trace, struct arena *arena,
                         struct textbuf *to)
{
    textbuf_puts(to, ",\"trace\":[");
    for (trace_id id = 1; id <= trace->count; id++) {
        int32_t who = trace_step_at(trace, id)->who;
        struct textbuf name;
        textbuf_init(&name, 1024);
        if (who != TRACE_NOBODY) {
            trace_json_string(&name, q->ids[who], strlen(q->ids[who]));
        }
        textbuf_puts(to, id == 1 ? "" : ",");
        trace_step_json(trace, id, who != TRACE_NOBODY ? arena_copy(arena, name.bytes, name.len) : NULL, to);
        textbuf_done(&name);
    }
    textbuf_puts(to, "]");
}

static enum err answer_copayment(void *calculator, const char *bytes, size_t len, struct report *report,
                                 FILE *out)
{
    struct calculator *c = calculator;
    struct request q = {0};
    struct eligibility_terms t;
    struct copay_terms terms;
    struct copay_result result;
    struct textbuf text;
    enum err e = ERR_NONE;

    arena_reset(c->arena);
    if (c->law == NULL) {
        e = eligibility_law_load(c->params_dir, NULL, c->laws_arena, report, &c->law);
    }
    if (e != ERR_NONE ||
        (e = calc_request_into(bytes, len, c->arena, report, read_request, &q)) != ERR_NONE ||
        (e = eligibility_terms_on(c->law, q.household.on, report, &t)) != ERR_NONE ||
        (e = eligibility_copay_on(c->law, q.household.on, report, &terms)) != ERR_NONE ||
        (e = check_ages(&q, &t, report)) != ERR_NONE) {
        return e;
    }
    struct trace *trace = q.has_trace ? trace_new(c->arena) : NULL;
    copay_judge(&t, &terms, &q.household, trace, &result);
    textbuf_init(&text, ANSWER_BYTES_MAX);
    textbuf_puts(&text, "{\"members\":[");
    for (size_t i = 0; i < q.household.count; i++) {
        answer_member(&q, i, &t, &terms, &result, &text);
    }
    textbuf_puts(&text, "]");
    if (trace != NULL) {
        answer_trace(&q, trace, c->arena, &text);
    }
    textbuf_puts(&text, "}\n");
    assert(!text.overflow);
    (void)fwrite(text.bytes, 1, text.len, out); /* errors of the stream: at its end */
    textbuf_done(&text);
    return ERR_NONE;
}

const struct calculation calculation_copayment = {
    .name = "copayment",
    .summary = "一部負担金の割合（contracts 4.4）",
    .open = open_copayment,
    .close = close_copayment,
    .answer = answer_copayment,
};
