/* 資格の変更 -- notices, persons of a household and words that the kinds share. */
#include "eligibility/kinds.h"

#include "rules/common/age.h"

#define RECENT_DAYS (3 * 366)

const struct change_code notice_ways[] = {{"1", "窓口"},
                                          {"2", "郵送"},
                                          {"3", "オンライン"},
                                          {"4", "みなし届出（住民異動届）"},
                                          {"5", "職権"},
                                          {NULL, NULL}};

const char *day_in_words(struct arena *arena, date d)
{
    char text[DATE_TEXT_BYTES];

    if (date_is_none(d) || !date_before(d, date_open_end())) {
        return "なし";
    }
    date_format_era(d, text);
    return arena_string(arena, text);
}

struct event_writer kind_writer(const struct change_call *call)
{
    return (struct event_writer){.store = call->session->store,
                                 .arena = call->arena,
                                 .report = call->report,
                                 .change_no = call->change_no,
                                 .at = call->recorded_at};
}

enum err undo_events(struct change_call *call)
{
    struct event_writer w = kind_writer(call);
    return event_undo(&w, call->applied_at);
}

/* ----------------------------------------------------------------------------------- 届出 ----- */

void notice_begin(struct change_call *call)
{
    change_set_day(call, "notified", change_today(call));
    change_set(call, "how", "1");
}

void notice_fill(const struct change_call *call, struct eligibility_event *event)
{
    int64_t how = change_number(call, "how");

    event->notified_on = change_date(call, "notified");
    event->how = how >= HOW_COUNTER && how <= HOW_EX_OFFICIO ? (enum event_how)how : HOW_COUNTER;
    event->is_annotated = change_value(call, "annotated").len > 0;
    event->evidence = change_value(call, "evidence");
}

enum err reason_effect_of(struct change_call *call, struct text code, date fact, enum eligibility_side side,
                          struct reason_effect *ret, bool *ret_found)
{
    const struct eligibility_law *law = NULL;
    const char *name = arena_copy(call->arena, code.bytes, code.len);

    *ret_found = false;
    if (date_is_none(fact) || code.len == 0) {
        return ERR_NONE; /* the frame has said that it is missing */
    }
    enum err e = eligibility_law_load(call->session->folder.params, NULL, call->arena, call->report, &law);
    if (e == ERR_NONE) {
        e = eligibility_terms_on(law, fact, call->report, &ret->terms);
    }
    if (e != ERR_NONE) {
        return e;
    }
    ret->reason = eligibility_reason_on(law, name, fact);
    if (ret->reason == NULL || ret->reason->side != side) {
        change_warn(call, WARNING_STOP, "reason", "事由 %s は%sの事由の表にありません。", name,
                    day_in_words(call->arena, fact));
        return ERR_NONE;
    }
    ret->effect = eligibility_effect_of(&ret->terms, ret->reason, fact);
    *ret_found = true;
    return ERR_NONE;
}

/* EL-66: what a late acquisition means for the days before its notice. */
#define LATE_REFUND                                                                                        \
    "届出より前の医療費は、やむを得ない理由を「届出の遅れの理由」で登録するまで払い戻しません。"

void notice_warn(struct change_call *call, const struct eligibility_terms *terms, date fact, bool is_joining)
{
    date notified = change_date(call, "notified");

    if (date_is_none(notified)) {
        return;
    }
    if (date_before(change_today(call), notified)) {
        change_warn(call, WARNING_STOP, "notified", "届出日が今日（%s）より後です。",
                    day_in_words(call->arena, change_today(call)));
    } else if (eligibility_notice_is_beyond(terms, fact, notified)) {
        change_warn(call, WARNING_WARN, "notified",
                    "事実の日から届出までが長く、保険料をさかのぼれない期間があります。"
                    "%s", is_joining ? LATE_REFUND : "");
    } else if (eligibility_notice_is_late(terms, fact, notified)) {
        change_warn(call, WARNING_WARN, "notified", "届出が事実の日（%s）から14日を過ぎています。%s",
                    day_in_words(call->arena, fact), is_joining ? LATE_REFUND : "");
    }
}

/* ------------------------------------------------------------------------------- 世帯と人 ------ */

static enum err person_read(struct change_call *call, int64_t addressee_no, struct household_person *p)
{
    const struct as_of now = {change_today(call), INT64_MAX};
    enum err e = addressee_by_no(call->session->store, addressee_no, now, call->arena, call->report, &p->who);

    if (e == ERR_FINDINGS) { /* no row on that day: he is shown by his number */
        report_clear(call->report);
        p->who = (struct addressee){.addressee_no = addressee_no, .name = text_of("（住民記録なし）"),
                                    .relation = {"", 0}, .valid_from = date_none()};
        e = ERR_NONE;
    }
    if (e == ERR_NONE) {
      e = eligibility_memberships_of(call->session->store, addressee_no,
                                     INT64_MAX, call->arena, call->report,
                                     &p->memberships, &p->membership_count);
    }
    return e;
}

enum err household_persons(struct change_call *call, int64_t household_no, struct household_person **ret,
                           size_t *ret_count)
{
    struct belonging *rows = NULL;
    struct household_person *list = NULL;
    size_t row_count = 0, count = 0, capacity = 0;
    date today = change_today(call);
    struct span recent = {date_add_days(today, -RECENT_DAYS), date_open_end()};
    enum err e = eligibility_belonging_of(call->session->store, household_no, recent, INT64_MAX, call->arena,
                                          call->report, &rows, &row_count);

    for (size_t i = 0; i < row_count && e == ERR_NONE; i++) {
        bool is_new = count == 0 || list[count - 1].who.addressee_no != rows[i].addressee_no;
        if (is_new) {
            struct household_person *p = ARENA_PUSH(call->arena, list, count, capacity);
            *p = (struct household_person){.belongs = false};
            e = person_read(call, rows[i].addressee_no, p);
            p->who.addressee_no = rows[i].addressee_no;
        }
        bool holds = date_at_most(rows[i].span.from, today) && date_before(today, rows[i].span.until);
        list[count - 1].belongs = list[count - 1].belongs || holds;
        if (holds) {
            list[count - 1].who.is_head = rows[i].is_head;
        }
    }
    *ret = list;
    *ret_count = count;
    return e;
}

const struct eligibility_membership *membership_on(const struct household_person *p, date day)
{
    for (size_t i = 0; i < p->membership_count; i++) {
        const struct eligibility_membership *m = &p->memberships[i];
        if (date_at_most(m->span.from, day) && date_before(day, m->span.until)) {
            return m;
        }
    }
    return NULL;
}

bool is_insured_from(const struct household_person *p, date day)
{
    for (size_t i = 0; i < p->membership_count; i++) {
        if (date_before(day, p->memberships[i].span.until)) {
            return true;
        }
    }
    return false;
}

const char *person_label(struct change_call *call, const struct household_person *p)
{
    const struct addressee *a = &p->who;
    const struct eligibility_membership *m = membership_on(p, change_today(call));
    char birth[DATE_TEXT_BYTES] = "生年月日不明";

    if (register_day_is_valid(a->birth.ymd)) {
        register_day_format_era(a->birth, birth);
    }
    return arena_printf(call->arena, "%.*s　%.*s　%s%s%s", (int)a->name.len, a->name.bytes,
                        a->is_head ? (int)strlen("世帯主") : (int)a->relation.len,
                        a->is_head ? "世帯主" : a->relation.bytes, birth,
                        m != NULL ? arena_printf(call->arena, "　加入中（%sから）",
                                                 day_in_words(call->arena, m->span.from))
                                  : "　未加入",
                        p->belongs ? "" : "　今はこの世帯にいません");
}

const char *person_name(struct change_call *call, int64_t addressee_no)
{
    struct household_person p = {.belongs = false};

    if (person_read(call, addressee_no, &p) != ERR_NONE) {
        report_clear(call->report);
        return arena_printf(call->arena, "宛名番号 %lld", (long long)addressee_no);
    }
    return arena_printf(call->arena, "%.*s", (int)p.who.name.len, p.who.name.bytes);
}

enum err member_choices(struct change_call *call, bool insured, bool not_insured, struct change_code **ret)
{
    struct household_person *persons = NULL;
    size_t count = 0, n = 0;
    enum err e = household_persons(call, call->subject_no, &persons, &count);
    struct change_code *codes = ARENA_ARRAY(call->arena, struct change_code, count + 1);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_insured = is_insured_from(&persons[i], change_today(call));
        if ((is_insured && insured) || (!is_insured && not_insured && persons[i].belongs)) {
            codes[n++] = (struct change_code){
                arena_printf(call->arena, "%lld", (long long)persons[i].who.addressee_no),
                person_label(call, &persons[i])};
        }
    }
    codes[n] = (struct change_code){NULL, NULL};
    *ret = codes;
    return e;
}

/* Edge 32: a second notice of a fact that was notified already says so, and which notice counts. */
static enum err say_not_listed(struct change_call *call, const char *field, struct text ticked)
{
    struct eligibility_event *events = NULL;
    const struct eligibility_event *first = NULL;
    size_t count = 0;
    int64_t number = 0;
    bool is_number = parse_i64(ticked.bytes, ticked.len, 1, INT64_MAX, &number);
    enum err e = ERR_NONE;

    if (is_number && call->kind == &kind_eligibility_join) {
        e = eligibility_events_of(call->session->store, number, INT64_MAX, false, call->arena, call->report,
                                  &events, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        first = events[i].kind == EVENT_ACQUIRE ? &events[i] : first;
    }
    if (e == ERR_NONE && first != NULL && date_equal(first->occurred_on, change_date(call, "occurred"))) {
        change_warn(call, WARNING_STOP, field,
                    "%sさんの同じ事実（%s）の届出は、%sに受けています。二重の届出です。届出日は%sのま"
                    "ま変わりません。",
                    person_name(call, number), day_in_words(call->arena, first->occurred_on),
                    day_in_words(call->arena, first->notified_on),
                    day_in_words(call->arena, first->notified_on));
    } else {
        change_warn(call, WARNING_STOP, field,
                    "「%.*s」の人はここでは選べません。一覧から選び直してください。", (int)ticked.len,
                    ticked.bytes);
    }
    return e;
}

enum err ticked_persons(struct change_call *call, const char *field, int64_t **ret, size_t *ret_count)
{
    struct text ticked = change_value(call, field), one;
    struct change_code *choices = NULL;
    const struct change_field *f = call->kind->fields;
    size_t at = 0, capacity = 0;

    while (strcmp(f->name, field) != 0) {
        f++;
    }
    *ret = NULL;
    *ret_count = 0;
    enum err e = call->kind->choices(call, f, &choices);
    while (e == ERR_NONE && change_ticks_next(ticked, &at, &one)) {
        const struct change_code *c = choices;
        int64_t number = 0;
        while (c->value != NULL && !text_is(one, c->value)) {
            c++;
        }
        if (c->value == NULL || !parse_i64(one.bytes, one.len, 1, INT64_MAX, &number)) {
          e = say_not_listed(call, field, one);
          continue;
        }
        if (*ret_count == PLAN_EVENTS_MAX / 4) {
            change_warn(call, WARNING_STOP, field, "一度に選べるのは%d人までです。", PLAN_EVENTS_MAX / 4);
            break;
        }
        *ARENA_PUSH(call->arena, *ret, *ret_count, capacity) = number;
    }
    return e;
}
