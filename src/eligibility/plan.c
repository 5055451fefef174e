/*
 * 異動の計画 -- what a change would write: checked against what stands, told in
 * months, written.
 *
 * Rules   eligibility.md 18 R2, R3 (the fold says what an event could not
 * do), 3.4 (months), 1.7, 5.4 (numbers)
 */
#include "eligibility/kinds.h"

#include "rules/common/months.h"

struct event_plan *plan_new(struct change_call *call)
{
    return ARENA_NEW(call->arena, struct event_plan);
}

struct eligibility_event *plan_add(struct event_plan *plan, int64_t addressee_no,
                                   enum eligibility_event_kind kind)
{
    assert(plan->add_count < PLAN_EVENTS_MAX);
    struct eligibility_event *e = &plan->adds[plan->add_count++];
    *e = (struct eligibility_event){
        .addressee_no = addressee_no,
        .kind = kind,
        .fact_kind = kind == EVENT_FACT || kind == EVENT_HOUSEHOLD ? (enum eligibility_fact_kind)0
                                                                   : FACT_MEMBERSHIP,
        .reason = {"", 0}, .card_symbol = {"", 0}, .card_number = {"", 0}, .evidence = {"", 0},
        .note = {"", 0}, .source = {"", 0},
        .occurred_on = date_none(), .effective_on = date_none(), .until = date_open_end(),
        .notified_on = date_none(), .prefecture_on = date_none(), .how = HOW_COUNTER,
        .cancelled_at = FACT_MOMENT_OPEN,
        .event_no = INT64_MAX - (int64_t)plan->add_count,
    };
    return e;
}

void plan_cancel(struct event_plan *plan, const struct eligibility_event *event)
{
    assert(plan->cancel_count < PLAN_EVENTS_MAX);
    plan->cancels[plan->cancel_count++] = *event;
}

/* ------------------------------------------------------------------------------- 前と後 -------- */

static bool is_touched(const struct event_plan *plan, int64_t addressee_no)
{
    for (size_t i = 0; i < plan->add_count; i++) {
        if (plan->adds[i].addressee_no == addressee_no) {
            return true;
        }
    }
    for (size_t i = 0; i < plan->cancel_count; i++) {
        if (plan->cancels[i].addressee_no == addressee_no) {
            return true;
        }
    }
    return false;
}

/* The person of each event, each once: *at counts through adds and cancels. */
static bool next_person(const struct event_plan *plan, size_t *at, int64_t *ret)
{
    while (*at < plan->add_count + plan->cancel_count) {
        size_t i = (*at)++;
        int64_t no = i < plan->add_count ? plan->adds[i].addressee_no
                                         : plan->cancels[i - plan->add_count].addressee_no;
        bool is_first = true;
        for (size_t k = 0; k < i && is_first; k++) {
            is_first = no != (k < plan->add_count ? plan->adds[k].addressee_no
                                                  : plan->cancels[k - plan->add_count].addressee_no);
        }
        if (is_first) {
            *ret = no;
            return true;
        }
    }
    return false;
}

struct sides {
    struct fold before, after;
};

static bool is_cancelled(const struct event_plan *plan, const struct eligibility_event *e)
{
    for (size_t i = 0; i < plan->cancel_count; i++) {
        if (plan->cancels[i].addressee_no == e->addressee_no && plan->cancels[i].event_no == e->event_no) {
            return true;
        }
    }
    return false;
}

static enum err sides_of(struct change_call *call, const struct event_plan *plan, int64_t addressee_no,
                         struct sides *ret)
{
    struct eligibility_event *events = NULL;
    size_t count = 0, n = 0;
    enum err e = eligibility_events_of(call->session->store, addressee_no, INT64_MAX, false, call->arena,
                                       call->report, &events, &count);

    assert(is_touched(plan, addressee_no));
    if (e != ERR_NONE) {
        return e;
    }
    struct eligibility_event *after = ARENA_ARRAY(call->arena, struct eligibility_event,
                                                  count + plan->add_count + 1);
    events_fold(events, count, call->arena, &ret->before);
    for (size_t i = 0; i < count; i++) {
        if (!is_cancelled(plan, &events[i])) {
            after[n++] = events[i];
        }
    }
    for (size_t i = 0; i < plan->add_count; i++) {
        if (plan->adds[i].addressee_no == addressee_no) {
            after[n++] = plan->adds[i];
        }
    }
    events_fold(after, n, call->arena, &ret->after);
    return ERR_NONE;
}

static bool was_found(const struct fold *before, const struct fold_finding *f)
{
    for (size_t i = 0; i < before->finding_count; i++) {
      if (before->findings[i].event->event_no == f->event->event_no &&
          before->findings[i].fault == f->fault) {
        return true;
      }
    }
    return false;
}

static void say_finding(struct change_call *call, const struct fold_finding *f, const char *field)
{
    const char *name = person_name(call, f->event->addressee_no);
    const char *day = day_in_words(call->arena, f->event->effective_on);

    switch (f->fault) {
    case FOLD_ALREADY:
      change_warn(
          call, WARNING_STOP, field,
          "%sさんは%"
          "sにもう加入しています。二重の届出でないか、履歴を確かめてください。",
          name, day);
      break;
    case FOLD_NOT_INSURED:
      change_warn(call, WARNING_STOP, field,
                  "%sさんの%"
                  "sの異動の前に、加入している期間がありません。日と順番を確か"
                  "めてください。",
                  name, day);
      break;
    case FOLD_OVERLAP:
      change_warn(
          call, WARNING_STOP, field,
          "%sさんには%"
          "sに重なる同じ登録があります。先に終了するか、日を直してください。",
          name, day);
      break;
    }
}

enum err plan_check(struct change_call *call, const struct event_plan *plan, const char *field)
{
    size_t at = 0;
    int64_t no = 0;
    enum err e = ERR_NONE;

    while (e == ERR_NONE && next_person(plan, &at, &no)) {
        struct sides sides = {0};
        e = sides_of(call, plan, no, &sides);
        for (size_t i = 0; i < sides.after.finding_count && e == ERR_NONE; i++) {
            if (!was_found(&sides.before, &sides.after.findings[i])) {
                say_finding(call, &sides.after.findings[i], field);
            }
        }
    }
    return e;
}

/* ------------------------------------------------------------------------------- 影響する月 ---- */

static unsigned months_insured(const struct fold *fold, fiscal_year fy)
{
    const struct month_ends ends = months_of(fy);
    unsigned months = 0;

    for (size_t i = 0; i < fold->row_count; i++) {
        const struct fact_row *row = &fold->rows[i];
        if (row->kind == FACT_MEMBERSHIP) {
            date until = day_of_column(row->until);
            until = date_before(until, date_open_end()) ? date_add_days(until, -row->detail) : until;
            months |= months_of_span(&ends, day_of_column(row->from), until);
        }
    }
    return months;
}

static void say_months(struct textbuf *b, unsigned months)
{
    for (int i = 0; i < 12; i++) {
        if ((months >> i & 1u) != 0) {
            int last = i;
            while (last < 11 && (months >> (last + 1) & 1u) != 0) {
                last++;
            }
            int from = (i + 3) % 12 + 1, to = (last + 3) % 12 + 1;
            if (from == to) {
                textbuf_printf(b, " %d月", from);
            } else {
                textbuf_printf(b, " %d月から%d月", from, to);
            }
            i = last;
        }
    }
}

static int32_t earliest_year(const struct sides *s, int32_t newest)
{
    int32_t year = newest;

    for (size_t side = 0; side < 2; side++) {
        const struct fold *f = side == 0 ? &s->before : &s->after;
        for (size_t i = 0; i < f->row_count; i++) {
            int32_t from = fiscal_year_of(day_of_column(f->rows[i].from)).first_year;
            year = from < year ? from : year;
        }
    }
    return year;
}

static void say_person(struct change_call *call, int64_t no, const struct sides *s, struct textbuf *b)
{
    int32_t newest = fiscal_year_of(change_today(call)).first_year;
    bool is_any = false;

    for (int32_t y = earliest_year(s, newest); y <= newest + 1; y++) {
        fiscal_year fy = {(int16_t)y};
        unsigned before = months_insured(&s->before, fy), after = months_insured(&s->after, fy);
        char year[DATE_TEXT_BYTES];
        if (before == after || (y > newest && before == 0 && after == MONTHS_ALL) ||
            (y > newest && after == 0 && before == MONTHS_ALL)) {
            continue; /* what goes on without an end is said once */
        }
        fiscal_year_format_era(fy, year);
        textbuf_printf(b, "%s%s %s:", is_any ? "" : person_name(call, no), is_any ? "　" : "さん", year);
        if ((after & ~before) != 0) {
            textbuf_puts(b, " 対象になる月");
            say_months(b, after & ~before);
        }
        if ((before & ~after) != 0) {
            textbuf_puts(b, " 対象でなくなる月");
            say_months(b, before & ~after);
        }
        textbuf_puts(b, "\n");
        is_any = true;
    }
}

enum err plan_preview(struct change_call *call, const struct event_plan *plan, struct textbuf *ret)
{
    size_t at = 0, before = ret->len;
    int64_t no = 0;
    enum err e = ERR_NONE;

    while (e == ERR_NONE && next_person(plan, &at, &no)) {
        struct sides sides = {0};
        e = sides_of(call, plan, no, &sides);
        if (e == ERR_NONE) {
            say_person(call, no, &sides, ret);
        }
    }
    if (e == ERR_NONE && ret->len == before) {
        textbuf_puts(ret, "保険料の対象になる月は変わりません。\n");
    }
    return e;
}

/* ---------------------------------------------------------------------------------- 書く ------ */

/*
 * 記号番号 of a household: that of a member who is insured on the day, else the one its members had last in
 * this household (5.4: re-entry into the same household), else a new one.
 */
static enum err household_card(struct change_call *call, struct event_writer *w,
                               const struct event_plan *plan, int64_t household_no, date on,
                               struct text *ret_symbol, struct text *ret_number)
{
    struct household_person *persons = NULL;
    const struct eligibility_membership *found = NULL;
    size_t count = 0;
    enum err e = household_persons(call, household_no, &persons, &count);

    for (size_t i = 0; i < count && e == ERR_NONE && found == NULL; i++) {
        const struct eligibility_membership *m = membership_on(&persons[i], on);
        bool counts = persons[i].belongs && !is_touched(plan, persons[i].who.addressee_no);
        found = m != NULL && counts && m->card_number.len > 0 ? m : NULL;
    }
    for (size_t i = 0; i < count && e == ERR_NONE && found == NULL; i++) {
        for (size_t k = 0; k < persons[i].membership_count && persons[i].belongs; k++) {
            const struct eligibility_membership *m = &persons[i].memberships[k];
            if (m->household_no == household_no && m->card_number.len > 0) {
                found = m;
            }
        }
    }
    if (e != ERR_NONE || found == NULL) {
        return e == ERR_NONE ? card_number_next(w, &call->session->folder, ret_symbol, ret_number) : e;
    }
    *ret_symbol = found->card_symbol;
    *ret_number = found->card_number;
    return ERR_NONE;
}

/* His own branch when he had one under this number before, else the next. */
static enum err branch_of_person(struct change_call *call, struct event_writer *w,
                                 struct eligibility_event *event)
{
    struct eligibility_membership *m = NULL;
    size_t count = 0;
    enum err e = eligibility_memberships_of(call->session->store, event->addressee_no, INT64_MAX,
                                            call->arena, call->report, &m, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (m[i].branch_no > 0 && text_equal(m[i].card_number, event->card_number) &&
            text_equal(m[i].card_symbol, event->card_symbol)) {
            event->branch_no = m[i].branch_no;
            return ERR_NONE;
        }
    }
    return e == ERR_NONE ? card_branch_next(w, event->card_symbol, event->card_number, &event->branch_no)
                         : e;
}

/* Who acquires or changes his household without a number gets one: one number for all of a household. */
static enum err plan_number(struct change_call *call, struct event_writer *w, struct event_plan *plan,
                            size_t at)
{
    struct eligibility_event *event = &plan->adds[at];
    enum err e = ERR_NONE;

    if ((event->kind != EVENT_ACQUIRE && event->kind != EVENT_CARD) || event->branch_no > 0) {
        return ERR_NONE;
    }
    for (size_t i = 0; i < at && event->card_number.len == 0; i++) {
        if (plan->adds[i].household_no == event->household_no && plan->adds[i].card_number.len > 0) {
            event->card_symbol = plan->adds[i].card_symbol;
            event->card_number = plan->adds[i].card_number;
        }
    }
    if (event->card_number.len == 0 && plan->wants_new_number) {
        e = card_number_next(w, &call->session->folder, &event->card_symbol, &event->card_number);
    } else if (event->card_number.len == 0) {
        e = household_card(call, w, plan, event->household_no, event->effective_on, &event->card_symbol,
                           &event->card_number);
    }
    return e == ERR_NONE ? branch_of_person(call, w, event) : e;
}

enum err plan_apply(struct change_call *call, struct event_plan *plan)
{
    struct event_writer w = kind_writer(call);
    enum err e = ERR_NONE;

    for (size_t i = 0; i < plan->cancel_count && e == ERR_NONE; i++) {
        e = event_cancel(&w, &plan->cancels[i]);
    }
    for (size_t i = 0; i < plan->add_count && e == ERR_NONE; i++) {
        e = plan_number(call, &w, plan, i);
        if (e == ERR_NONE) {
            e = event_add(&w, &plan->adds[i], NULL);
        }
    }
    return e == ERR_NONE ? event_finish(&w) : e;
}
