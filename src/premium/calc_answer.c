/*
 * 試算の答えを書く -- the answer of `kokuho calc premium` (contracts 4.1) and its derivation (5).
 */
#include "premium/calc.h"

#define FLUSH_BYTES (64u << 10)
#define PIECE_BYTES_MAX (4u << 20) /* the longest piece: a sum over 10,000 members */

struct answer {
    const struct calc_request *request;
    const struct premium_law *law;
    const struct premium_assessment *a;
    struct textbuf text;
    FILE *out;
};

static void flush(struct answer *w)
{
    assert(!w->text.overflow);
    (void)fwrite(w->text.bytes, 1, w->text.len, w->out); /* errors of the stream: at its end */
    textbuf_clear(&w->text);
}

static void add_amount(struct answer *w, const char *before, yen amount)
{
    textbuf_printf(&w->text, "%s%lld", before, (long long)amount);
}

static void add_reduction(struct answer *w)
{
    const struct premium_assessment *a = w->a;

    textbuf_printf(&w->text, ",\"reduction\":{\"tenths\":%d,\"judged_income\":",
                   a->reduction_tenths);
    if (a->judged_income_is_known) {
        add_amount(w, "", a->judged_income);
    } else {
        textbuf_puts(&w->text, "null");
    }
    textbuf_puts(&w->text, ",\"limits\":{");
    for (size_t k = 0; k < REDUCTION_TIERS; k++) {
        textbuf_printf(&w->text, "%s\"%d\":%lld", k == 0 ? "" : ",", w->law->tiers[k].tenths,
                       (long long)a->limits[k]);
    }
    textbuf_puts(&w->text, "}}");
}

static void add_parts(struct answer *w)
{
    bool is_first = true;

    textbuf_puts(&w->text, ",\"parts\":{");
    for (size_t p = 0; p < LEVY_PARTS; p++) {
        const struct premium_part_result *r = &w->a->parts[p];
        if (!r->is_levied) {
            continue;
        }
        textbuf_printf(&w->text, "%s\"%s\":{", is_first ? "" : ",", premium_levy_parts[p].name);
        is_first = false;
        add_amount(w, "\"income_levy\":", r->income_levy);
        add_amount(w, ",\"asset_levy\":", r->asset_levy);
        add_amount(w, ",\"per_capita\":", r->per_capita);
        add_amount(w, ",\"per_household\":", r->per_household);
        add_amount(w, ",\"before_cap\":", r->before_cap);
        add_amount(w, ",\"amount\":", r->amount);
        if (w->request->household.remission_count > 0) { /* amount is what is left of it */
            add_amount(w, ",\"remitted\":", r->remitted);
        }
        textbuf_puts(&w->text, "}");
    }
    textbuf_puts(&w->text, "}");
}

/* One number for each levied part, under a key. */
static void add_by_part(struct answer *w, const char *key, const yen amounts[LEVY_PARTS])
{
    bool is_first = true;

    textbuf_printf(&w->text, ",\"%s\":{", key);
    for (size_t p = 0; p < LEVY_PARTS; p++) {
        if (w->a->parts[p].is_levied) {
            textbuf_printf(&w->text, "%s\"%s\":%lld", is_first ? "" : ",",
                           premium_levy_parts[p].name, (long long)amounts[p]);
            is_first = false;
        }
    }
    textbuf_puts(&w->text, "}");
}

static void add_members(struct answer *w)
{
    textbuf_puts(&w->text, ",\"members\":[");
    for (size_t i = 0; i < w->request->household.member_count; i++) {
        const struct premium_member_result *m = &w->a->members[i];
        yen months[LEVY_PARTS];
        for (size_t p = 0; p < LEVY_PARTS; p++) {
            months[p] = months_count(m->months[p]);
        }
        textbuf_printf(&w->text, "%s{\"id\":%s", i == 0 ? "" : ",", w->request->ids[i]);
        add_amount(w, ",\"base_income\":", m->base_income);
        add_by_part(w, "months", months);
        add_by_part(w, "income_levy", m->income_levy);
        add_by_part(w, "per_capita", m->per_capita);
        textbuf_puts(&w->text, "}");
        if (w->text.len > FLUSH_BYTES) {
            flush(w);
        }
    }
    textbuf_puts(&w->text, "]");
}

static void add_instalments(struct answer *w)
{
    textbuf_puts(&w->text, ",\"instalments\":[");
    for (size_t k = 0; k < w->a->instalment_count; k++) {
        char day[DATE_TEXT_BYTES];
        date_format_iso(w->a->instalments[k].due_date, day);
        textbuf_printf(&w->text, "%s{\"no\":%zu,\"due_date\":\"%s\",\"amount\":%lld}",
                       k == 0 ? "" : ",", k + 1, day, (long long)w->a->instalments[k].amount);
    }
    textbuf_puts(&w->text, "]");
}

/*
 * Findings are what leaves the answer open. A reason code that does not qualify stands in the derivation
 * (contracts 4.1), and a household without months shows its zeros.
 */
static void add_findings(struct answer *w)
{
    bool is_first = true;

    textbuf_puts(&w->text, ",\"findings\":[");
    for (size_t k = 0; k < w->a->finding_count; k++) {
        const struct premium_finding *f = &w->a->findings[k];
        const char *message = premium_finding_message(f->code);
        if (f->code != FINDING_INCOME_UNKNOWN) {
            continue;
        }
        textbuf_printf(&w->text, "%s{\"code\":\"%s\",\"member\":%s,\"message\":",
                       is_first ? "" : ",", premium_finding_name(f->code),
                       w->request->ids[f->member]);
        is_first = false;
        trace_json_string(&w->text, message, strlen(message));
        textbuf_puts(&w->text, "}");
    }
    if (w->a->findings_total > w->a->finding_count) {
        textbuf_printf(&w->text,
                       "%s{\"code\":\"more\",\"member\":null,\"message\":\"ほか%d件\"}",
                       is_first ? "" : ",", w->a->findings_total - w->a->finding_count);
    }
    textbuf_puts(&w->text, "]");
}

static void add_trace(struct answer *w, const struct trace *t)
{
    textbuf_puts(&w->text, ",\"trace\":[");
    for (trace_id id = 1; id <= t->count; id++) {
        int32_t who = trace_step_at(t, id)->who;
        textbuf_puts(&w->text, id == 1 ? "" : ",");
        trace_step_json(t, id, who == TRACE_NOBODY ? NULL : w->request->ids[who], &w->text);
        if (w->text.len > FLUSH_BYTES) {
            flush(w);
        }
    }
    textbuf_puts(&w->text, "]");
}

void calc_answer_write(const struct calc_request *request, const struct premium_law *law,
                       const struct premium_assessment *a, const struct trace *trace, FILE *out)
{
    struct answer w = {.request = request, .law = law, .a = a, .out = out};

    textbuf_init(&w.text, PIECE_BYTES_MAX);
    textbuf_printf(&w.text, "{\"fiscal_year\":%d", request->year.first_year);
    add_reduction(&w);
    add_parts(&w);
    add_members(&w);
    add_amount(&w, ",\"total\":", a->total);
    add_instalments(&w);
    add_findings(&w);
    if (trace != NULL) {
        add_trace(&w, trace);
    }
    textbuf_puts(&w.text, "}\n");
    flush(&w);
    textbuf_done(&w.text);
}
