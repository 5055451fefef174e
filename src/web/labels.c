/* Words for the codes of other folders, and ages, as the screens show them. */
#include "web/views.h"

const char *sex_label(int sex)
{
    return sex == 1 ? "男" : sex == 2 ? "女" : "不明";
}

const char *status_label(int status)
{
    static const char *const labels[] = {"不明", "住民", "転出", "死亡", "職権消除"};
    return status > 0 && (size_t)status < COUNT_OF(labels) ? labels[status] : labels[0];
}

const char *kind_label(int kind)
{
    static const char *const labels[] = {"不明", "日本人", "外国人", "住登外", "法人"};
    return kind > 0 && (size_t)kind < COUNT_OF(labels) ? labels[kind] : labels[0];
}

const char *day_reading(const struct day_field *day, struct arena *arena)
{
    char era[DATE_TEXT_BYTES], iso[DATE_TEXT_BYTES];
    if (day->typed.len == 0 || day->is_wrong) {
        return "";
    }
    date_format_era(day->day, era);
    date_format_iso(day->day, iso);
    return arena_printf(arena, "%s（%s）", era, iso);
}

const char *kind_of_decision(enum assessment_kind kind)
{
    switch (kind) {
    case KIND_ANNUAL: return "当初賦課";
    case KIND_INCREASE: return "増額";
    case KIND_DECREASE: return "減額";
    }
    return "不明";
}

const char *eligibility_event_label(const struct eligibility_event *event)
{
    switch (event->kind) {
    case EVENT_ACQUIRE: return "取得";
    case EVENT_LOSE: return event->is_planned ? "喪失（予定）" : "喪失";
    case EVENT_CARD: return "記号番号の変更";
    case EVENT_FACT: return fact_label(event->fact_kind);
    case EVENT_HOUSEHOLD: break;
    }
    switch ((enum belonging_reason)event->detail) {
    case BELONGING_HEAD: return "国保上の世帯主";
    case BELONGING_STUDENT: return "マル学";
    case BELONGING_FACILITY: return "住所地特例";
    case BELONGING_REMOTE: return "マル遠";
    }
    return "";
}

const char *event_how_label(enum event_how how)
{
    switch (how) {
    case HOW_COUNTER: return "窓口";
    case HOW_MAIL: return "郵送";
    case HOW_ONLINE: return "オンライン";
    case HOW_DEEMED: return "みなし届出";
    case HOW_EX_OFFICIO: return "職権";
    case HOW_OPENING: return "移行";
    }
    return "";
}

const char *fact_label(enum eligibility_fact_kind kind)
{
    switch (kind) {
    case FACT_MEMBERSHIP: return "被保険者";
    case FACT_CARE_EXEMPT: return "介護2号適用除外";
    case FACT_LATTER_STAGE: return "後期高齢者医療";
    case FACT_UNEMPLOYED: return "特例対象（非自発的失業）";
    case FACT_MATERNITY: return "産前産後";
    case FACT_FORMER_DEPENDANT: return "旧被扶養者";
    case FACT_SPECIFIED: return "特定同一世帯所属者（証明書）";
    }
    const char *label = unassessed_fact_label((int)kind);
    return label != NULL ? label : "不明";
}

const char *moment_words(struct arena *arena, int64_t ms)
{
    char buf[DATE_TEXT_BYTES + 8];
    if (ms == 0) {
        return "—";
    }
    moment_format(ms, buf);
    return arena_string(arena, buf);
}

const char *task_source_label(struct text source)
{
    static const struct {
        const char *begins, *label;
    } labels[] = {
        {"import:", "取込"}, {"job:", "一括処理"}, {"change", "変更の注意"}, {"audit:", "アクセスの点検"},
        {"demand:", "滞納整理"}, {"arrears:", "滞納整理"}, {"refund:", "過誤納の検知"},
        {"consistency", "情報の突合せ"}, {"online:", "オンライン申請"},
    };
    for (size_t i = 0; i < COUNT_OF(labels); i++) {
        size_t n = strlen(labels[i].begins);
        if (source.len >= n && memcmp(source.bytes, labels[i].begins, n) == 0) {
            return labels[i].label;
        }
    }
    return "職員が登録";
}

const char *task_actor_label(struct text actor, struct arena *arena)
{
    if (text_is(actor, "arrears")) {
        return "滞納整理";
    }
    return memchr(actor.bytes, ':', actor.len) != NULL ? task_source_label(actor)
                                                       : arena_copy(arena, actor.bytes, actor.len);
}

struct url household_url(int64_t household_no) { return url_number("/household/", household_no); }

struct url person_url(int64_t addressee_no) { return url_number("/person/", addressee_no); }

struct url household_url_from(int64_t household_no, int64_t from_no)
{
    struct url to = household_url(household_no);
    return from_no > 0 ? url_with_number(to, "from", from_no) : to;
}

struct url person_url_from(int64_t addressee_no, int64_t from_no)
{
    struct url to = person_url(addressee_no);
    return from_no > 0 ? url_with_number(to, "from", from_no) : to;
}

struct url household_compare_url(const struct household_view *view)
{
    char path[80], typed[DATE_TEXT_BYTES];
    snprintf(path, sizeof(path), "/household/%lld/compare", (long long)view->household_no);
    date_format_iso(view->at.on.day, typed);
    struct url to = url_with(url_of(path), "on", typed);
    if (!view->at.is_known_now) {
        date_format_iso(view->at.known.day, typed);
        to = url_with(to, "known", typed);
    }
    return view->from_no > 0 ? url_with_number(to, "from", view->from_no) : to;
}

struct url url_anchor(const char *id)
{
    struct url u = {.path = "#"};
    size_t n = strlen(id);
    assert(n + 2 < sizeof(u.path));
    memcpy(u.path + 1, id, n + 1);
    return u;
}

struct url premium_year_url(const struct premium_decision *d)
{
    char path[128];
    int n = snprintf(path, sizeof(path), "/premium/%lld/%lld/%d", (long long)d->payer_no,
                     (long long)d->household_no, (int)d->year);
    assert(n > 0 && (size_t)n < sizeof(path));
    return url_of(path);
}

struct url premium_url(const struct premium_decision *d)
{
    struct url year = premium_year_url(d);
    char path[160];
    int n = snprintf(path, sizeof(path), "%.120s/%d", year.path, (int)d->version);
    assert(n > 0 && (size_t)n < sizeof(path));
    return url_of(path);
}

struct url notice_url(const struct premium_decision *d)
{
    char path[80];
    snprintf(path, sizeof(path), "/notice/%lld/%d", (long long)d->payer_no, (int)d->year);
    return url_of(path);
}

struct url notice_print_url(const struct premium_decision *d)
{
    char path[80];
    snprintf(path, sizeof(path), "/notice/%lld/%d/print", (long long)d->payer_no, (int)d->year);
    return url_of(path);
}

static struct url under_year(const struct premium_decision *d, const char *name)
{
    struct url year = premium_year_url(d);
    char path[160];
    int n = snprintf(path, sizeof(path), "%.120s/%.20s", year.path, name);
    assert(n > 0 && (size_t)n < sizeof(path));
    return url_of(path);
}

struct url premium_compare_url(const struct premium_decision *d) { return under_year(d, "compare"); }

struct url taxes_url(const struct premium_decision *d) { return under_year(d, "taxes"); }

struct url premium_past_url(const struct premium_decision *d)
{
    return url_with_number(under_year(d, "past"), "version", d->version);
}
