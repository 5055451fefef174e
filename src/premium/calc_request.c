/*
 * 試算の依頼を読む -- the strict JSON of `kokuho calc premium` (contracts 4.1).
 *
 * The bytes come from outside: calc/request.h bounds them and names every fault by its JSON pointer.
 */
#include "premium/calc.h"

#include "calc/request.h"

#define ID_BYTES_MAX 200u

struct reader {
    struct calc_reader in;
    struct calc_request *request;
    struct premium_member *members; /* those of the request, while they are read */
};

/* ------------------------------------------------------------------------------------ rates -- */

static struct law_number given_number(struct reader *r, const struct calc_place *at, int64_t value)
{
    struct textbuf pointer;

    textbuf_init(&pointer, 1024);
    textbuf_puts(&pointer, "request:");
    calc_pointer(at, &pointer);
    struct source source = {.file = arena_string(r->in.arena, pointer.bytes), .line = 0,
                            .citation = "計算の依頼"};
    textbuf_done(&pointer);
    return (struct law_number){value, true, trace_source_of(&source)};
}

static void read_part(struct reader *r, const struct calc_place *up, const json_t *v, enum levy_part p,
                      struct law_ordinance *o)
{
    static const char *const keys[] = {"income_rate",       "asset_rate",    "per_capita",
                                       "per_capita_18plus", "per_household", "cap"};
    struct law_number *numbers[] = {&o->parts[p].income_rate,       &o->parts[p].asset_rate,
                                    &o->parts[p].per_capita,        &o->parts[p].per_capita_18plus,
                                    &o->parts[p].per_household,     &o->parts[p].cap};
    struct calc_place at = {up, premium_levy_parts[p].name, 0};

    o->parts[p].is_levied = true;
    if (!CALC_IS_OBJECT(&r->in, &at, v, keys)) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        const json_t *given = json_object_get(v, keys[i]);
        struct calc_place here = {&at, keys[i], 0};
        int64_t value = 0;
        if (given == NULL) {
            *numbers[i] = (struct law_number){0};
            if (strcmp(keys[i], "cap") != 0) {
                *numbers[i] = given_number(r, &at, 0); /* missing keys of a part are 0 */
            }
        } else if (i < 2 ? calc_read_rate(&r->in, &here, given, &value)
                         : calc_read_amount(&r->in, &here, given, 0, &value)) {
            *numbers[i] = given_number(r, &here, value);
        }
    }
}

static void read_rounding(struct reader *r, const struct calc_place *up, const json_t *v,
                          struct law_ordinance *o)
{
    static const char *const keys[] = {"base_unit", "part_unit", "total_unit", "instalment_unit",
                                       "remainder_to"};
    struct law_number *units[] = {&o->base_unit, &o->part_unit, &o->total_unit,
                                  &o->instalment_unit};
    struct calc_place at = {up, "rounding", 0};

    if (v == NULL || !CALC_IS_OBJECT(&r->in, &at, v, keys)) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        const json_t *given = json_object_get(v, keys[i]);
        struct calc_place here = {&at, keys[i], 0};
        int64_t value;
        if (given == NULL || !calc_read_amount(&r->in, &here, given, 0, &value)) {
            continue;
        }
        if (value < 1) {
            calc_fault(&r->in, &here, "1以上の整数にしてください");
            continue;
        }
        *units[i] = given_number(r, &here, value);
    }
    const json_t *end = json_object_get(v, "remainder_to");
    if (end != NULL) {
        const char *text = json_string_value(end);
        struct calc_place here = {&at, "remainder_to", 0};
        if (text == NULL || (strcmp(text, "first") != 0 && strcmp(text, "last") != 0)) {
            calc_fault(&r->in, &here, "\"first\" か \"last\" にしてください");
        } else {
            o->remainder_to = text[0] == 'l' ? ODD_YEN_LAST : ODD_YEN_FIRST;
        }
    }
}

static void read_rates(struct reader *r, const struct calc_place *up, const json_t *v)
{
    static const char *const keys[] = {"parts", "rounding", "instalments"};
    static const char *const parts[] = {"medical", "support", "care", "child"};
    struct calc_place at = {up, "rates", 0};
    struct calc_place parts_at = {&at, "parts", 0};
    struct law_ordinance *o = ARENA_NEW(r->in.arena, struct law_ordinance);

    r->request->rates = o;
    o->base_unit = o->part_unit = o->total_unit = given_number(r, &at, 1);
    o->instalment_unit = given_number(r, &at, 10);
    o->instalments = 10;
    if (!CALC_IS_OBJECT(&r->in, &at, v, keys)) {
        return;
    }
    const json_t *given = json_object_get(v, "parts");
    if (given == NULL) {
        calc_fault(&r->in, &parts_at, "賦課の区分がありません");
    } else if (CALC_IS_OBJECT(&r->in, &parts_at, given, parts)) {
        for (enum levy_part p = 0; p < LEVY_PARTS; p++) {
            const json_t *part = json_object_get(given, parts[p]);
            if (part != NULL) {
                read_part(r, &parts_at, part, p, o);
            }
        }
    }
    read_rounding(r, &at, json_object_get(v, "rounding"), o);
    const json_t *count = json_object_get(v, "instalments");
    int64_t n;
    struct calc_place here = {&at, "instalments", 0};
    if (count != NULL && calc_read_amount(&r->in, &here, count, 0, &n)) {
        if (n < 1 || n > 12) {
            calc_fault(&r->in, &here, "1から12までの整数にしてください");
        } else {
            o->instalments = (int)n;
        }
    }
}

/* ---------------------------------------------------------------------------------- members -- */

static void sort_spans(struct span *spans, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        for (size_t k = i; k > 0 && date_before(spans[k].from, spans[k - 1].from); k--) {
            struct span other = spans[k];
            spans[k] = spans[k - 1];
            spans[k - 1] = other;
        }
    }
}

static const struct span *read_spans(struct reader *r, const struct calc_place *at, const json_t *v,
                                     uint16_t *ret_count)
{
    static const char *const keys[] = {"from", "until"};

    if (!json_is_array(v)) {
        calc_fault(&r->in, at, "期間の配列 [ ] にしてください");
        return NULL;
    }
    size_t count = json_array_size(v);
    if (count > PREMIUM_SPANS_MAX) {
        calc_fault(&r->in, at, "期間が多すぎます（64まで）");
        return NULL;
    }
    struct span *spans = ARENA_ARRAY(r->in.arena, struct span, count + 1);
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(v, i);
        struct calc_place here = {at, NULL, i};
        if (CALC_IS_OBJECT(&r->in, &here, one, keys)) {
            (void)calc_need_date(&r->in, &here, one, "from", &spans[i].from);
            (void)calc_need_date(&r->in, &here, one, "until", &spans[i].until);
        }
    }
    sort_spans(spans, count);
    *ret_count = (uint16_t)count;
    return spans;
}

static void read_income(struct reader *r, const struct calc_place *up, const json_t *v,
                        struct premium_income *in)
{
    static const char *const keys[] = {
        "declared",       "total_income",   "salary_revenue",  "salary_income",
        "pension_revenue", "pension_income", "other_income",    "combined_income",
        "family_employee_pay_paid", "family_employee_pay_received",
        "special_deductions_of_gains", "casualty_loss_carried", "fixed_asset_tax"};
    yen *amounts[] = {NULL,
                      &in->total_income,
                      &in->salary_revenue,
                      &in->salary_income,
                      &in->pension_revenue,
                      &in->pension_income,
                      &in->other_income,
                      &in->combined_income,
                      &in->family_employee_pay_paid,
                      &in->family_employee_pay_received,
                      &in->special_deductions_of_gains,
                      &in->casualty_loss_carried,
                      &in->fixed_asset_tax};
    struct calc_place at = {up, "income", 0};

    if (!CALC_IS_OBJECT(&r->in, &at, v, keys)) {
        return;
    }
    bool has_amount = false;
    for (size_t i = 1; i < COUNT_OF(keys); i++) {
        const json_t *given = json_object_get(v, keys[i]);
        struct calc_place here = {&at, keys[i], 0};
        if (given == NULL) {
            continue;
        }
        has_amount = true;
        if (calc_read_amount(&r->in, &here, given, amounts[i] == &in->other_income ? -YEN_MAX : 0,
                        amounts[i]) &&
            i <= 7) {
            in->given |= 1u << (i - 1); /* enum income_key in this order */
        }
    }
    bool declared = has_amount;
    const json_t *given = json_object_get(v, "declared");
    struct calc_place here = {&at, "declared", 0};
    if (given != NULL && calc_read_bool(&r->in, &here, given, &declared) && !declared && has_amount) {
        calc_fault(&r->in, &here, "未申告（declared: false）なのに金額があります");
    }
    in->state = declared ? INCOME_KNOWN : INCOME_UNKNOWN;
}
_Static_assert(INCOME_TOTAL == 1u << 0 && INCOME_SALARY_REVENUE == 1u << 1 &&
                   INCOME_SALARY == 1u << 2 && INCOME_PENSION_REVENUE == 1u << 3 &&
                   INCOME_PENSION == 1u << 4 && INCOME_OTHER == 1u << 5 &&
                   INCOME_COMBINED == 1u << 6,
               "the keys of read_income() stand in the order of the flags");

static void read_unemployed(struct reader *r, const struct calc_place *up, const json_t *v,
                            struct premium_member *m)
{
    static const char *const keys[] = {"separated_on", "reason_code"};
    struct calc_place at = {up, "unemployed", 0};

    if (!CALC_IS_OBJECT(&r->in, &at, v, keys)) {
        return;
    }
    (void)calc_need_date(&r->in, &at, v, "separated_on", &m->separated_on);
    const json_t *code = json_object_get(v, "reason_code");
    struct calc_place here = {&at, "reason_code", 0};
    int64_t number;
    if (!json_is_string(code) ||
        !parse_i64(json_string_value(code), json_string_length(code), 0, 99, &number) ||
        json_string_length(code) != 2) {
        calc_fault(&r->in, &here, "離職理由コードは \"11\" のような2桁の数字の文字列にしてください");
        return;
    }
    m->reason_code = number == 0 ? -1 : (int)number;
}

static void read_maternity(struct reader *r, const struct calc_place *up, const json_t *v,
                           struct premium_member *m)
{
    static const char *const keys[] = {"expected_birth", "multiple"};
    struct calc_place at = {up, "maternity", 0};

    if (!CALC_IS_OBJECT(&r->in, &at, v, keys)) {
        return;
    }
    (void)calc_need_date(&r->in, &at, v, "expected_birth", &m->expected_birth);
    const json_t *multiple = json_object_get(v, "multiple");
    struct calc_place here = {&at, "multiple", 0};
    if (multiple != NULL) {
        (void)calc_read_bool(&r->in, &here, multiple, &m->is_multiple_birth);
    }
}

static void read_states(struct reader *r, const struct calc_place *at, const json_t *v,
                        struct premium_member *m)
{
    const json_t *given;

    if ((given = json_object_get(v, "specified_member")) != NULL) {
        struct calc_place here = {at, "specified_member", 0};
        (void)calc_read_bool(&r->in, &here, given, &m->is_specified_member);
    }
    if ((given = json_object_get(v, "specified_since")) != NULL) {
        struct calc_place here = {at, "specified_since", 0};
        (void)calc_read_date(&r->in, &here, given, &m->specified_since);
    }
    if ((given = json_object_get(v, "unemployed")) != NULL) {
        read_unemployed(r, at, given, m);
    }
    if ((given = json_object_get(v, "maternity")) != NULL) {
        read_maternity(r, at, given, m);
    }
    if ((given = json_object_get(v, "former_dependant")) != NULL) {
        static const char *const keys[] = {"acquired_on"};
        struct calc_place here = {at, "former_dependant", 0};
        if (CALC_IS_OBJECT(&r->in, &here, given, keys)) {
            (void)calc_need_date(&r->in, &here, given, "acquired_on", &m->former_dependant_since);
        }
    }
}

static void read_member(struct reader *r, const struct calc_place *at, const json_t *v,
                        struct premium_member *m)
{
    static const char *const keys[] = {
        "id",     "birth_date",  "insured",    "specified_member", "specified_since", "care_exempt",
        "income", "unemployed",  "maternity",  "former_dependant"};
    const json_t *given;

    m->specified_since = m->separated_on = date_none();
    m->expected_birth = m->former_dependant_since = date_none();
    if (!CALC_IS_OBJECT(&r->in, at, v, keys)) {
        return;
    }
    (void)calc_need_date(&r->in, at, v, "birth_date", &m->birth_date);
    if ((given = json_object_get(v, "insured")) != NULL) {
        struct calc_place here = {at, "insured", 0};
        m->insured_is_given = true;
        m->insured = read_spans(r, &here, given, &m->insured_count);
    }
    if ((given = json_object_get(v, "care_exempt")) != NULL) {
        struct calc_place here = {at, "care_exempt", 0};
        m->care_exempt = read_spans(r, &here, given, &m->care_exempt_count);
    }
    if ((given = json_object_get(v, "income")) != NULL) {
        read_income(r, at, given, &m->income);
    }
    read_states(r, at, v, m);
}

/* The id as JSON text; ids are unique, `seen` maps them to their index. */
static void read_id(struct reader *r, const struct calc_place *up, const json_t *v, size_t index,
                    json_t *seen)
{
    const json_t *id = json_object_get(v, "id");
    struct calc_place at = {up, "id", 0};

    if (!json_is_string(id) || json_string_length(id) == 0 ||
        json_string_length(id) > ID_BYTES_MAX) {
        calc_fault(&r->in, &at, "世帯員を区別する文字列（200バイトまで）にしてください");
        return;
    }
    if (json_object_get(seen, json_string_value(id)) != NULL) {
        calc_fault(&r->in, &at, "同じ id の世帯員がいます");
        return;
    }
    (void)json_object_set_new(seen, json_string_value(id), json_integer((json_int_t)index));
    struct textbuf text;
    textbuf_init(&text, 8 * ID_BYTES_MAX);
    trace_json_string(&text, json_string_value(id), json_string_length(id));
    r->request->ids[index] = arena_copy(r->in.arena, text.bytes, text.len);
    textbuf_done(&text);
}

static void read_members(struct reader *r, const struct calc_place *up, const json_t *v, json_t *seen)
{
    struct premium_household *h = &r->request->household;
    struct calc_place at = {up, "members", 0};
    size_t count = json_array_size(v); /* 0 for what is no array */

    if (count < 1 || count > PREMIUM_MEMBERS_MAX) {
        calc_fault(&r->in, &at, "世帯員の配列（1人から10,000人まで）にしてください");
        return;
    }
    struct premium_member *members = ARENA_ARRAY(r->in.arena, struct premium_member, count);
    r->request->ids = ARENA_ARRAY(r->in.arena, const char *, count);
    h->members = r->members = members;
    h->member_count = count;
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(v, i);
        struct calc_place here = {&at, NULL, i};
        members[i].id = (int64_t)i;
        read_member(r, &here, one, &members[i]);
        if (json_is_object(one)) {
            read_id(r, &here, one, i, seen);
        }
    }
}

/* -------------------------------------------------------------------------------- remissions -- */

#define REMISSIONS_MAX 100u

/* "parts": which it is for; absent = all. */
static unsigned read_remitted_parts(struct reader *r, const struct calc_place *up, const json_t *v)
{
    struct calc_place at = {up, "parts", 0};
    unsigned parts = 0;

    if (v == NULL) {
        return (1u << LEVY_PARTS) - 1;
    }
    for (size_t i = 0; i < json_array_size(v); i++) {
        const char *name = json_string_value(json_array_get(v, i));
        unsigned part = 0;
        for (size_t p = 0; p < LEVY_PARTS && name != NULL; p++) {
            part |= strcmp(name, premium_levy_parts[p].name) == 0 ? 1u << p : 0;
        }
        if (part == 0 || (parts & part) != 0) {
            struct calc_place here = {&at, NULL, i};
            calc_fault(&r->in, &here, "賦課の区分（medical など）を1度ずつ書いてください");
            return 0;
        }
        parts |= part;
    }
    if (parts == 0) {
        calc_fault(&r->in, &at, "賦課の区分の配列にしてください");
    }
    return parts;
}

/* "months": the months 1 to 12 that a rate covers; absent = all. */
static uint16_t read_remitted_months(struct reader *r, const struct calc_place *up, const json_t *v)
{
    struct calc_place at = {up, "months", 0};
    unsigned months = 0;

    if (v == NULL) {
        return (1u << 12) - 1;
    }
    for (size_t i = 0; i < json_array_size(v); i++) {
        const json_t *one = json_array_get(v, i);
        int64_t month = json_is_integer(one) ? json_integer_value(one) : 0;
        unsigned bit = month >= 1 && month <= 12 ? 1u << (month + 8) % 12 : 0; /* April is the first */
        if (bit == 0 || (months & bit) != 0) {
            struct calc_place here = {&at, NULL, i};
            calc_fault(&r->in, &here, "月（1から12）を1度ずつ書いてください");
            return 0;
        }
        months |= bit;
    }
    if (months == 0) {
        calc_fault(&r->in, &at, "月の配列にしてください");
    }
    return (uint16_t)months;
}

/* "instalments": what is taken off which of them, each once. */
static void read_remitted_instalments(struct reader *r, const struct calc_place *up, const json_t *v,
                                      struct premium_remission *ret)
{
    static const char *const keys[] = {"no", "amount"};
    struct calc_place at = {up, "instalments", 0};

    if (json_array_size(v) == 0) {
        calc_fault(&r->in, &at, "期と額の配列にしてください");
    }
    for (size_t i = 0; i < json_array_size(v); i++) {
        const json_t *one = json_array_get(v, i);
        struct calc_place here = {&at, NULL, i}, no_at = {&here, "no", 0}, amount_at = {&here, "amount", 0};
        int64_t no = 0;
        yen amount = 0;
        if (!CALC_IS_OBJECT(&r->in, &here, one, keys) ||
            !calc_read_amount(&r->in, &no_at, json_object_get(one, "no"), 0, &no) ||
            !calc_read_amount(&r->in, &amount_at, json_object_get(one, "amount"), 0, &amount)) {
            continue; /* the fault is told */
        }
        if (no < 1 || no > INSTALMENTS_MAX || ret->instalments[no - 1] != 0 || amount == 0) {
            calc_fault(&r->in, &here, "期（1から13）を1度ずつ、1円以上の額と書いてください");
            continue;
        }
        ret->instalments[no - 1] = amount;
    }
}

_Static_assert(INSTALMENTS_MAX == 13, "the words of read_remitted_instalments()");

static void read_remission(struct reader *r, const struct calc_place *at, const json_t *v,
                           struct premium_remission *ret)
{
    static const char *const keys[] = {"parts", "amount", "rate", "months", "instalments"};
    struct calc_place amount_at = {at, "amount", 0}, rate_at = {at, "rate", 0}, months_at = {at, "months", 0};

    if (!CALC_IS_OBJECT(&r->in, at, v, keys)) {
        return;
    }
    const json_t *amount = json_object_get(v, "amount"), *share = json_object_get(v, "rate");
    const json_t *months = json_object_get(v, "months"), *instalments = json_object_get(v, "instalments");
    ret->parts = read_remitted_parts(r, at, json_object_get(v, "parts"));
    if ((amount != NULL) + (share != NULL) + (instalments != NULL) != 1) {
        calc_fault(&r->in, at, "減免は amount か rate か instalments のどれか1つを書いてください");
    } else if (share == NULL && months != NULL) {
        calc_fault(&r->in, &months_at, "月は率の減免だけに書けます");
    } else if (instalments != NULL) {
        ret->pattern = REMISSION_INSTALMENTS;
        read_remitted_instalments(r, at, instalments, ret);
    } else if (amount != NULL) {
        ret->pattern = REMISSION_AMOUNT;
        (void)calc_read_amount(&r->in, &amount_at, amount, 0, &ret->amount);
    } else if (calc_read_rate(&r->in, &rate_at, share, &ret->rate)) {
        ret->pattern = REMISSION_RATE;
        ret->months = read_remitted_months(r, at, months);
        if (ret->rate > 1000000) {
            calc_fault(&r->in, &rate_at, "率は 100% までです");
        }
    }
}

/* 減免 (法77条), in the order of their decisions. */
static void read_remissions(struct reader *r, const struct calc_place *up, const json_t *v)
{
    struct premium_household *h = &r->request->household;
    struct calc_place at = {up, "remissions", 0};
    size_t count = json_array_size(v);

    if (v == NULL) {
        return;
    }
    if (!json_is_array(v) || count > REMISSIONS_MAX) {
        calc_fault(&r->in, &at, "減免の配列（100件まで）にしてください");
        return;
    }
    struct premium_remission *list = ARENA_ARRAY(r->in.arena, struct premium_remission, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct calc_place here = {&at, NULL, i};
        list[i].id = (int64_t)i + 1;
        read_remission(r, &here, json_array_get(v, i), &list[i]);
    }
    h->remissions = list;
    h->remission_count = count;
}

/* The member whose id stands under `key`. */
static bool read_who(struct reader *r, const struct calc_place *up, const json_t *v, const char *key,
                     const char *fault, const json_t *seen, size_t *ret)
{
    struct calc_place at = {up, key, 0};
    const char *id = json_string_value(json_object_get(v, key));
    const json_t *index = id != NULL ? json_object_get(seen, id) : NULL;

    if (index == NULL) {
        calc_fault(&r->in, &at, fault);
        return false;
    }
    *ret = (size_t)json_integer_value(index);
    return true;
}

/* 住民票上の世帯主, where 国保上の世帯主 is somebody else; the same as the head says nothing. */
static void read_register_head(struct reader *r, const struct calc_place *up, const json_t *v,
                               const json_t *seen)
{
    const struct premium_household *h = &r->request->household;
    size_t who;

    if (json_object_get(v, "register_head") != NULL &&
        read_who(r, up, v, "register_head", "住民票上の世帯主の id が世帯員にありません", seen, &who)) {
        r->members[who].is_register_head = who != h->head;
    }
}

static void read_household(struct reader *r, const struct calc_place *up, const json_t *v)
{
    static const char *const keys[] = {"head", "register_head", "members", "head_abroad_on_1_january",
                                       "remissions"};
    struct premium_household *h = &r->request->household;
    struct calc_place at = {up, "household", 0};

    if (v == NULL) {
        calc_fault(&r->in, &at, "世帯がありません");
        return;
    }
    if (!CALC_IS_OBJECT(&r->in, &at, v, keys)) {
        return;
    }
    json_t *seen = json_object();
    read_members(r, &at, json_object_get(v, "members"), seen);
    (void)read_who(r, &at, v, "head", "世帯主の id が世帯員にありません", seen, &h->head);
    read_register_head(r, &at, v, seen);
    json_decref(seen);
    const json_t *abroad = json_object_get(v, "head_abroad_on_1_january");
    struct calc_place here = {&at, "head_abroad_on_1_january", 0};
    if (abroad != NULL) {
        (void)calc_read_bool(&r->in, &here, abroad, &h->head_abroad_on_1_january);
    }
    read_remissions(r, &at, json_object_get(v, "remissions"));
}

static void read_request(struct reader *r, const json_t *root)
{
    static const char *const keys[] = {"fiscal_year", "municipality",    "rates",
                                       "household",   "first_notice_on", "trace"};
    struct calc_place at = {0};
    struct calc_request *q = r->request;
    const json_t *given;

    if (!CALC_IS_OBJECT(&r->in, &at, root, keys)) {
        return;
    }
    struct calc_place year_at = {&at, "fiscal_year", 0};
    given = json_object_get(root, "fiscal_year");
    if (!json_is_integer(given) || json_integer_value(given) < LAW_FIRST_YEAR ||
        json_integer_value(given) > LAW_LAST_YEAR) {
        calc_fault(&r->in, &year_at, "年度を西暦の整数（2026 など）で書いてください");
    } else {
        q->year.first_year = (int16_t)json_integer_value(given);
    }
    if ((given = json_object_get(root, "rates")) != NULL) {
        read_rates(r, &at, given);
    }
    struct calc_place city_at = {&at, "municipality", 0};
    given = json_object_get(root, "municipality");
    if (given != NULL && !json_is_string(given)) {
        calc_fault(&r->in, &city_at, "市区町村コードを文字列で書いてください");
    } else if (given != NULL) {
        q->municipality = arena_string(r->in.arena, json_string_value(given));
    } else if (q->rates == NULL) {
        calc_fault(&r->in, &city_at, "市区町村コードか rates のどちらかを書いてください");
    }
    if ((given = json_object_get(root, "trace")) != NULL) {
        struct calc_place here = {&at, "trace", 0};
        (void)calc_read_bool(&r->in, &here, given, &q->trace);
    }
    q->household.year = q->year;
    q->household.first_notice_on = q->household.care40_not_after = date_none();
    if ((given = json_object_get(root, "first_notice_on")) != NULL) {
        struct calc_place here = {&at, "first_notice_on", 0};
        (void)calc_read_date(&r->in, &here, given, &q->household.first_notice_on);
    }
    read_household(r, &at, json_object_get(root, "household"));
}

enum err calc_request_read(const char *bytes, size_t len, struct arena *arena,
                           struct report *report, struct calc_request *ret)
{
    struct calc_request request = {0};
    struct reader r = {.in = {.arena = arena, .report = report, .result = ERR_NONE},
                       .request = &request};
    json_t *root = NULL;
    enum err e = calc_request_load(bytes, len, report, &root);

    if (e != ERR_NONE) {
        return e;
    }
    read_request(&r, root);
    json_decref(root);
    if (r.in.result == ERR_NONE) {
        *ret = request;
    }
    return r.in.result;
}
