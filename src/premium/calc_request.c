/*
 * 試算の依頼を読む -- the strict JSON of `kokuho calc premium` (contracts 4.1).
 *
 * The bytes come from outside: length and number of values are bounded before parsing; a key that
 * stands twice, an unknown key, a number with a point or an exponent, a value of another kind is a
 * fault with its JSON pointer.
 */
#include "premium/calc.h"

#include <jansson.h>

/* Values of any kind, so that the tree in memory stays bounded (about 100 bytes each). */
#define VALUES_MAX 1500000u
#define ID_BYTES_MAX 200u

/* Where a value stands: a chain up to the root, printed only when there is a fault. */
struct place {
    const struct place *up;
    const char *key; /* NULL: an index */
    size_t index;
};

struct reader {
    struct arena *arena;
    struct report *report;
    enum err result;
    struct calc_request *request;
};

static void add_pointer(const struct place *at, struct textbuf *to)
{
    if (at->up == NULL) {
        return;
    }
    add_pointer(at->up, to);
    if (at->key == NULL) {
        textbuf_printf(to, "/%zu", at->index);
        return;
    }
    textbuf_puts(to, "/");
    for (const char *p = at->key; *p != '\0'; p++) {
        if (*p == '~' || *p == '/') {
            textbuf_puts(to, *p == '~' ? "~0" : "~1");
        } else {
            textbuf_add(to, p, 1);
        }
    }
}

static void fault(struct reader *r, const struct place *at, const char *what)
{
    struct textbuf pointer;

    textbuf_init(&pointer, 4096);
    add_pointer(at, &pointer);
    r->result = report_fail(r->report, ERR_INPUT, "%s: %s",
                            pointer.len > 0 ? pointer.bytes : "/", what);
    textbuf_done(&pointer);
}

static bool is_object(struct reader *r, const struct place *at, const json_t *v,
                      const char *const *keys, size_t count)
{
    if (!json_is_object(v)) {
        fault(r, at, "オブジェクト { } にしてください");
        return false;
    }
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)v, key, value) {
        size_t i = 0;
        while (i < count && strcmp(keys[i], key) != 0) {
            i++;
        }
        if (i == count) {
            struct place here = {at, key, 0};
            fault(r, &here, "知らないキーです");
        }
    }
    return true;
}
#define IS_OBJECT(r, at, v, keys) is_object((r), (at), (v), (keys), COUNT_OF(keys))

static bool read_amount(struct reader *r, const struct place *at, const json_t *v, int64_t least,
                        int64_t *ret)
{
    if (!json_is_integer(v)) {
        fault(r, at, "整数にしてください（小数点や指数、文字列は使えません）");
        return false;
    }
    int64_t n = json_integer_value(v);
    if (n < least || n > YEN_MAX) {
        fault(r, at, least < 0 ? "1兆円までの整数にしてください" : "0から1兆円までの整数にしてください");
        return false;
    }
    *ret = n;
    return true;
}

static bool read_bool(struct reader *r, const struct place *at, const json_t *v, bool *ret)
{
    if (!json_is_boolean(v)) {
        fault(r, at, "true か false にしてください");
        return false;
    }
    *ret = json_is_true(v);
    return true;
}

static bool read_date(struct reader *r, const struct place *at, const json_t *v, date *ret)
{
    if (!json_is_string(v) ||
        !date_parse_iso(json_string_value(v), json_string_length(v), ret)) {
        fault(r, at, "存在する日付を YYYY-MM-DD で書いてください");
        return false;
    }
    return true;
}

static bool read_rate(struct reader *r, const struct place *at, const json_t *v, int64_t *ret)
{
    rate parsed;

    if (!json_is_string(v) || !rate_parse(json_string_value(v), json_string_length(v), &parsed)) {
        fault(r, at, "率は \"7.51%\" のように書いてください");
        return false;
    }
    *ret = muldiv_floor(parsed.num, 1000000, parsed.den);
    return true;
}

/* A date under a key of an object that must stand there. */
static bool need_date(struct reader *r, const struct place *up, const json_t *object,
                      const char *key, date *ret)
{
    const json_t *v = json_object_get(object, key);
    struct place at = {up, key, 0};

    if (v == NULL) {
        fault(r, &at, "日付がありません");
        return false;
    }
    return read_date(r, &at, v, ret);
}

/* ------------------------------------------------------------------------------------ rates -- */

static struct law_number given_number(struct reader *r, const struct place *at, int64_t value)
{
    struct textbuf pointer;

    textbuf_init(&pointer, 1024);
    textbuf_puts(&pointer, "request:");
    add_pointer(at, &pointer);
    struct source source = {.file = arena_string(r->arena, pointer.bytes), .line = 0,
                            .citation = "計算の依頼"};
    textbuf_done(&pointer);
    return (struct law_number){value, true, trace_source_of(&source)};
}

static void read_part(struct reader *r, const struct place *up, const json_t *v, enum levy_part p,
                      struct law_ordinance *o)
{
    static const char *const keys[] = {"income_rate",       "asset_rate",    "per_capita",
                                       "per_capita_18plus", "per_household", "cap"};
    struct law_number *numbers[] = {&o->parts[p].income_rate,       &o->parts[p].asset_rate,
                                    &o->parts[p].per_capita,        &o->parts[p].per_capita_18plus,
                                    &o->parts[p].per_household,     &o->parts[p].cap};
    struct place at = {up, premium_levy_parts[p].name, 0};

    o->parts[p].is_levied = true;
    if (!IS_OBJECT(r, &at, v, keys)) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        const json_t *given = json_object_get(v, keys[i]);
        struct place here = {&at, keys[i], 0};
        int64_t value = 0;
        if (given == NULL) {
            *numbers[i] = (struct law_number){0};
            if (strcmp(keys[i], "cap") != 0) {
                *numbers[i] = given_number(r, &at, 0); /* missing keys of a part are 0 */
            }
        } else if (i < 2 ? read_rate(r, &here, given, &value)
                         : read_amount(r, &here, given, 0, &value)) {
            *numbers[i] = given_number(r, &here, value);
        }
    }
}

static void read_rounding(struct reader *r, const struct place *up, const json_t *v,
                          struct law_ordinance *o)
{
    static const char *const keys[] = {"base_unit", "part_unit", "total_unit", "instalment_unit",
                                       "remainder_to"};
    struct law_number *units[] = {&o->base_unit, &o->part_unit, &o->total_unit,
                                  &o->instalment_unit};
    struct place at = {up, "rounding", 0};

    if (v == NULL || !IS_OBJECT(r, &at, v, keys)) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        const json_t *given = json_object_get(v, keys[i]);
        struct place here = {&at, keys[i], 0};
        int64_t value;
        if (given == NULL || !read_amount(r, &here, given, 0, &value)) {
            continue;
        }
        if (value < 1) {
            fault(r, &here, "1以上の整数にしてください");
            continue;
        }
        *units[i] = given_number(r, &here, value);
    }
    const json_t *end = json_object_get(v, "remainder_to");
    if (end != NULL) {
        const char *text = json_string_value(end);
        struct place here = {&at, "remainder_to", 0};
        if (text == NULL || (strcmp(text, "first") != 0 && strcmp(text, "last") != 0)) {
            fault(r, &here, "\"first\" か \"last\" にしてください");
        } else {
            o->remainder_to = text[0] == 'l' ? ODD_YEN_LAST : ODD_YEN_FIRST;
        }
    }
}

static void read_rates(struct reader *r, const struct place *up, const json_t *v)
{
    static const char *const keys[] = {"parts", "rounding", "instalments"};
    static const char *const parts[] = {"medical", "support", "care", "child"};
    struct place at = {up, "rates", 0};
    struct place parts_at = {&at, "parts", 0};
    struct law_ordinance *o = ARENA_NEW(r->arena, struct law_ordinance);

    r->request->rates = o;
    o->base_unit = o->part_unit = o->total_unit = given_number(r, &at, 1);
    o->instalment_unit = given_number(r, &at, 10);
    o->instalments = 10;
    if (!IS_OBJECT(r, &at, v, keys)) {
        return;
    }
    const json_t *given = json_object_get(v, "parts");
    if (given == NULL) {
        fault(r, &parts_at, "賦課の区分がありません");
    } else if (IS_OBJECT(r, &parts_at, given, parts)) {
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
    struct place here = {&at, "instalments", 0};
    if (count != NULL && read_amount(r, &here, count, 0, &n)) {
        if (n < 1 || n > 12) {
            fault(r, &here, "1から12までの整数にしてください");
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

static const struct span *read_spans(struct reader *r, const struct place *at, const json_t *v,
                                     uint16_t *ret_count)
{
    static const char *const keys[] = {"from", "until"};

    if (!json_is_array(v)) {
        fault(r, at, "期間の配列 [ ] にしてください");
        return NULL;
    }
    size_t count = json_array_size(v);
    if (count > PREMIUM_SPANS_MAX) {
        fault(r, at, "期間が多すぎます（64まで）");
        return NULL;
    }
    struct span *spans = ARENA_ARRAY(r->arena, struct span, count + 1);
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(v, i);
        struct place here = {at, NULL, i};
        if (IS_OBJECT(r, &here, one, keys)) {
            (void)need_date(r, &here, one, "from", &spans[i].from);
            (void)need_date(r, &here, one, "until", &spans[i].until);
        }
    }
    sort_spans(spans, count);
    *ret_count = (uint16_t)count;
    return spans;
}

static void read_income(struct reader *r, const struct place *up, const json_t *v,
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
    struct place at = {up, "income", 0};

    if (!IS_OBJECT(r, &at, v, keys)) {
        return;
    }
    bool has_amount = false;
    for (size_t i = 1; i < COUNT_OF(keys); i++) {
        const json_t *given = json_object_get(v, keys[i]);
        struct place here = {&at, keys[i], 0};
        if (given == NULL) {
            continue;
        }
        has_amount = true;
        if (read_amount(r, &here, given, amounts[i] == &in->other_income ? -YEN_MAX : 0,
                        amounts[i]) &&
            i <= 7) {
            in->given |= 1u << (i - 1); /* enum income_key in this order */
        }
    }
    bool declared = has_amount;
    const json_t *given = json_object_get(v, "declared");
    struct place here = {&at, "declared", 0};
    if (given != NULL && read_bool(r, &here, given, &declared) && !declared && has_amount) {
        fault(r, &here, "未申告（declared: false）なのに金額があります");
    }
    in->state = declared ? INCOME_KNOWN : INCOME_UNKNOWN;
}
_Static_assert(INCOME_TOTAL == 1u << 0 && INCOME_SALARY_REVENUE == 1u << 1 &&
                   INCOME_SALARY == 1u << 2 && INCOME_PENSION_REVENUE == 1u << 3 &&
                   INCOME_PENSION == 1u << 4 && INCOME_OTHER == 1u << 5 &&
                   INCOME_COMBINED == 1u << 6,
               "the keys of read_income() stand in the order of the flags");

static void read_unemployed(struct reader *r, const struct place *up, const json_t *v,
                            struct premium_member *m)
{
    static const char *const keys[] = {"separated_on", "reason_code"};
    struct place at = {up, "unemployed", 0};

    if (!IS_OBJECT(r, &at, v, keys)) {
        return;
    }
    (void)need_date(r, &at, v, "separated_on", &m->separated_on);
    const json_t *code = json_object_get(v, "reason_code");
    struct place here = {&at, "reason_code", 0};
    int64_t number;
    if (!json_is_string(code) ||
        !parse_i64(json_string_value(code), json_string_length(code), 0, 99, &number) ||
        json_string_length(code) != 2) {
        fault(r, &here, "離職理由コードは \"11\" のような2桁の数字の文字列にしてください");
        return;
    }
    m->reason_code = number == 0 ? -1 : (int)number;
}

static void read_maternity(struct reader *r, const struct place *up, const json_t *v,
                           struct premium_member *m)
{
    static const char *const keys[] = {"expected_birth", "multiple"};
    struct place at = {up, "maternity", 0};

    if (!IS_OBJECT(r, &at, v, keys)) {
        return;
    }
    (void)need_date(r, &at, v, "expected_birth", &m->expected_birth);
    const json_t *multiple = json_object_get(v, "multiple");
    struct place here = {&at, "multiple", 0};
    if (multiple != NULL) {
        (void)read_bool(r, &here, multiple, &m->is_multiple_birth);
    }
}

static void read_states(struct reader *r, const struct place *at, const json_t *v,
                        struct premium_member *m)
{
    const json_t *given;

    if ((given = json_object_get(v, "specified_member")) != NULL) {
        struct place here = {at, "specified_member", 0};
        (void)read_bool(r, &here, given, &m->is_specified_member);
    }
    if ((given = json_object_get(v, "specified_since")) != NULL) {
        struct place here = {at, "specified_since", 0};
        (void)read_date(r, &here, given, &m->specified_since);
    }
    if ((given = json_object_get(v, "unemployed")) != NULL) {
        read_unemployed(r, at, given, m);
    }
    if ((given = json_object_get(v, "maternity")) != NULL) {
        read_maternity(r, at, given, m);
    }
    if ((given = json_object_get(v, "former_dependant")) != NULL) {
        static const char *const keys[] = {"acquired_on"};
        struct place here = {at, "former_dependant", 0};
        if (IS_OBJECT(r, &here, given, keys)) {
            (void)need_date(r, &here, given, "acquired_on", &m->former_dependant_since);
        }
    }
}

static void read_member(struct reader *r, const struct place *at, const json_t *v,
                        struct premium_member *m)
{
    static const char *const keys[] = {
        "id",     "birth_date",  "insured",    "specified_member", "specified_since", "care_exempt",
        "income", "unemployed",  "maternity",  "former_dependant"};
    const json_t *given;

    m->specified_since = m->separated_on = date_none();
    m->expected_birth = m->former_dependant_since = date_none();
    if (!IS_OBJECT(r, at, v, keys)) {
        return;
    }
    (void)need_date(r, at, v, "birth_date", &m->birth_date);
    if ((given = json_object_get(v, "insured")) != NULL) {
        struct place here = {at, "insured", 0};
        m->insured_is_given = true;
        m->insured = read_spans(r, &here, given, &m->insured_count);
    }
    if ((given = json_object_get(v, "care_exempt")) != NULL) {
        struct place here = {at, "care_exempt", 0};
        m->care_exempt = read_spans(r, &here, given, &m->care_exempt_count);
    }
    if ((given = json_object_get(v, "income")) != NULL) {
        read_income(r, at, given, &m->income);
    }
    read_states(r, at, v, m);
}

/* The id as JSON text; ids are unique, `seen` maps them to their index. */
static void read_id(struct reader *r, const struct place *up, const json_t *v, size_t index,
                    json_t *seen)
{
    const json_t *id = json_object_get(v, "id");
    struct place at = {up, "id", 0};

    if (!json_is_string(id) || json_string_length(id) == 0 ||
        json_string_length(id) > ID_BYTES_MAX) {
        fault(r, &at, "世帯員を区別する文字列（200バイトまで）にしてください");
        return;
    }
    if (json_object_get(seen, json_string_value(id)) != NULL) {
        fault(r, &at, "同じ id の世帯員がいます");
        return;
    }
    (void)json_object_set_new(seen, json_string_value(id), json_integer((json_int_t)index));
    struct textbuf text;
    textbuf_init(&text, 8 * ID_BYTES_MAX);
    trace_json_string(&text, json_string_value(id), json_string_length(id));
    r->request->ids[index] = arena_copy(r->arena, text.bytes, text.len);
    textbuf_done(&text);
}

static void read_members(struct reader *r, const struct place *up, const json_t *v, json_t *seen)
{
    struct premium_household *h = &r->request->household;
    struct place at = {up, "members", 0};
    size_t count = json_array_size(v); /* 0 for what is no array */

    if (count < 1 || count > PREMIUM_MEMBERS_MAX) {
        fault(r, &at, "世帯員の配列（1人から10,000人まで）にしてください");
        return;
    }
    struct premium_member *members = ARENA_ARRAY(r->arena, struct premium_member, count);
    r->request->ids = ARENA_ARRAY(r->arena, const char *, count);
    h->members = members;
    h->member_count = count;
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(v, i);
        struct place here = {&at, NULL, i};
        members[i].id = (int64_t)i;
        read_member(r, &here, one, &members[i]);
        if (json_is_object(one)) {
            read_id(r, &here, one, i, seen);
        }
    }
}

static void read_household(struct reader *r, const struct place *up, const json_t *v)
{
    static const char *const keys[] = {"head", "members", "head_abroad_on_1_january"};
    struct premium_household *h = &r->request->household;
    struct place at = {up, "household", 0};
    struct place head_at = {&at, "head", 0};

    if (v == NULL) {
        fault(r, &at, "世帯がありません");
        return;
    }
    if (!IS_OBJECT(r, &at, v, keys)) {
        return;
    }
    json_t *seen = json_object();
    read_members(r, &at, json_object_get(v, "members"), seen);
    const char *head = json_string_value(json_object_get(v, "head"));
    const json_t *index = head != NULL ? json_object_get(seen, head) : NULL;
    if (index != NULL) {
        h->head = (size_t)json_integer_value(index);
    } else {
        fault(r, &head_at, "世帯主の id が世帯員にありません");
    }
    json_decref(seen);
    const json_t *abroad = json_object_get(v, "head_abroad_on_1_january");
    struct place here = {&at, "head_abroad_on_1_january", 0};
    if (abroad != NULL) {
        (void)read_bool(r, &here, abroad, &h->head_abroad_on_1_january);
    }
}

static void read_request(struct reader *r, const json_t *root)
{
    static const char *const keys[] = {"fiscal_year", "municipality",    "rates",
                                       "household",   "first_notice_on", "trace"};
    struct place at = {0};
    struct calc_request *q = r->request;
    const json_t *given;

    if (!IS_OBJECT(r, &at, root, keys)) {
        return;
    }
    struct place year_at = {&at, "fiscal_year", 0};
    given = json_object_get(root, "fiscal_year");
    if (!json_is_integer(given) || json_integer_value(given) < LAW_FIRST_YEAR ||
        json_integer_value(given) > LAW_LAST_YEAR) {
        fault(r, &year_at, "年度を西暦の整数（2026 など）で書いてください");
    } else {
        q->year.first_year = (int16_t)json_integer_value(given);
    }
    if ((given = json_object_get(root, "rates")) != NULL) {
        read_rates(r, &at, given);
    }
    struct place city_at = {&at, "municipality", 0};
    given = json_object_get(root, "municipality");
    if (given != NULL && !json_is_string(given)) {
        fault(r, &city_at, "市区町村コードを文字列で書いてください");
    } else if (given != NULL) {
        q->municipality = arena_string(r->arena, json_string_value(given));
    } else if (q->rates == NULL) {
        fault(r, &city_at, "市区町村コードか rates のどちらかを書いてください");
    }
    if ((given = json_object_get(root, "trace")) != NULL) {
        struct place here = {&at, "trace", 0};
        (void)read_bool(r, &here, given, &q->trace);
    }
    q->household.year = q->year;
    q->household.first_notice_on = q->household.care40_not_after = date_none();
    if ((given = json_object_get(root, "first_notice_on")) != NULL) {
        struct place here = {&at, "first_notice_on", 0};
        (void)read_date(r, &here, given, &q->household.first_notice_on);
    }
    read_household(r, &at, json_object_get(root, "household"));
}

/* Values of the text, counted without a tree: each begins the text, or follows a comma or bracket. */
static bool has_too_many_values(const char *bytes, size_t len)
{
    size_t count = 0;
    bool in_string = false;

    for (size_t i = 0; i < len && count <= VALUES_MAX; i++) {
        char c = bytes[i];
        if (in_string) {
            i += c == '\\';
            in_string = c != '"';
        } else {
            in_string = c == '"';
            count += c == ',' || c == '[' || c == '{' || c == ':';
        }
    }
    return count > VALUES_MAX;
}

enum err calc_request_read(const char *bytes, size_t len, struct arena *arena,
                           struct report *report, struct calc_request *ret)
{
    json_error_t error;
    struct calc_request request = {0};
    struct reader r = {.arena = arena, .report = report, .result = ERR_NONE, .request = &request};

    if (len > CALC_REQUEST_BYTES_MAX) {
        return report_fail(report, ERR_INPUT, "依頼が大きすぎます（16 MiB まで）");
    }
    if (has_too_many_values(bytes, len)) {
        return report_fail(report, ERR_INPUT, "依頼の値が多すぎます（世帯員は10,000人まで）");
    }
    json_t *root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        return report_fail(report, ERR_INPUT, "%d:%d: JSON として読めません（%s）", error.line,
                           error.column, error.text);
    }
    read_request(&r, root);
    json_decref(root);
    if (r.result == ERR_NONE) {
        *ret = request;
    }
    return r.result;
}
