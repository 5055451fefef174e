/*
 * 料率試算 -- rates over the whole ward at once: totals, shares, who bears
 * more, and rates that yield a total.
 *
 * Rows    LV-22, LV-23, NX-03, users' wish L1. Nobody stands on the page; the
 * address line holds rates alone.
 */
#include "web/templates.h"
#include "web/views_trial.h"

#define YEAR_MIN 2000
#define YEAR_MAX 2097
#define NUMBERS 6
#define AMOUNT_MAX 100000000

static enum err rates_show(struct screen_call *call);
static enum err save_act(struct screen_call *call);

const struct screen screen_rates = {
    .path = "/rates",
    .name = "rates",
    .label = "料率の試算",
    .permission = PERM_TRIAL_RATES,
    .is_in_menu = true,
    .event = "rates.look",
    .help = "区全体の事実に、試したい料率・均等割・限度額を当てて、総賦課額と、"
            "増える世帯・減る世帯をすぐに出します。"
            "欄を変えると結果が変わります。「この案を並べる」で5つまで横に並べ"
            "て比べられます。"
            "目標額を入れて「総額から求める」を押すと、その額に届くいちばん小さ"
            "い率（または均等割）を求めます。"
            "何も決まらず、通知書にも賦課にも影響しません。",
    .reading = "りょうりつのしさん りつ",
    .fields =
        (const struct screen_field[]){{"r0", "所得割率", "パーセントで入れます。例：7.51"},
                                      {"c0", "均等割額", "円で入れます。例：47600"},
                                      {"x0", "限度額", "円で入れます。空欄は限度額なしです。例：670000"},
                                      {"g0", "目標額", "この区分の総賦課額（円）です。例：12億3000万"},
                                      {"u", "軽減", "7割・5割・2割の軽減をしないときの額も試せます"},
                                      {NULL, NULL, NULL}},
    .show = rates_show,
};
const struct screen screen_rates_save = {
    .path = "/rates/save",
    .name = "rates-save",
    .label = "料率の試算の保存",
    .permission = PERM_TRIAL_RATES,
    .event = "rates.save",
    .no_words = (const char *const[]){"set0", "set1", "set2", "set3", "set4", "at", "on", NULL},
    .help = "試算に名前を付けて残します。どの時点の事実で計算したか（要約値）、だれが作ったかも残ります。",
    .fields = (const struct screen_field[]){{"name", "名前", "40字まで。例：令和9年度 第2案"},
                                            {"note", "メモ", "600字まで"},
                                            {NULL, NULL, NULL}},
    .act = save_act,
};

const char rates_letters[NUMBERS + 1] = "rtcahx"; /* 率, 資産割率, 均等割, 18歳以上, 平等割, 限度額 */

const char *rates_field(int part, int which, struct arena *arena)
{
    return arena_printf(arena, "%c%d", rates_letters[which], part);
}

const char *rates_share(ward_sum part, ward_sum whole, struct arena *arena)
{
    int permille = trial_permille(part, whole);

    return arena_printf(arena, "%d.%d%%", permille / 10, permille % 10);
}

const char *rates_band(yen over, yen up_to, struct arena *arena)
{
    char from[40], to[40];

    yen_format(over, from, sizeof(from));
    yen_format(up_to, to, sizeof(to));
    return over < 0 && up_to == 0 ? "0円"
           : over < 0             ? arena_printf(arena, "%s円以下", to)
           : up_to == INT64_MAX   ? arena_printf(arena, "%s円を超える", from)
                                  : arena_printf(arena, "%s円を超え%s円以下", from, to);
}

struct url rates_list_url(const struct rates_view *v, const char *list, const char *more,
                          struct arena *arena)
{
    const char *trial =
        v->opened == NULL ? "" : arena_printf(arena, " 試算番号=%lld", (long long)v->opened->trial_no);
    const char *words =
        arena_printf(arena, "年度=%d%s%s%s", (int)v->year, trial, more[0] == '\0' ? "" : " ", more);

    return url_with(url_with(url_of("/output/new"), "list", list), "criteria", words);
}

/* ----------------------------------------------------------------------------------- the form ---- */

static int64_t *number_of(struct ward_rates *r, int p, int which)
{
    int64_t *numbers[NUMBERS] = {&r->parts[p].income_rate,   &r->parts[p].asset_rate,
                                 &r->parts[p].per_capita,    &r->parts[p].adult,
                                 &r->parts[p].per_household, &r->parts[p].cap};

    return numbers[which];
}

static const char *shown_number(struct ward_rates *r, int p, int which, struct arena *arena)
{
    int64_t value = *number_of(r, p, which);

    if (which < 2) {
        return trial_percent(value, arena);
    }
    return which == 5 && value == PREMIUM_NO_CAP ? "" : arena_printf(arena, "%lld", (long long)value);
}

struct rates_call {
    struct screen_call *call;
    struct rates_view v;
    struct trial_ward *ward;
    struct trial_settings settings;
    struct ward_rates sets[TRIAL_SETS_MAX];
    struct ward_rates typed;
    const char **faults;
    bool is_held, is_solving;
    int64_t dropped; /* 0 = none */
};

/* What was typed, for words about it: at most forty bytes, whole characters. */
static const char *shortened(struct rates_call *c, struct text typed)
{
    return arena_copy(c->call->arena, typed.bytes, utf8_prefix(typed.bytes, typed.len, 40));
}

static void fault(struct rates_call *c, const char *words) { c->faults[c->v.fault_count++] = words; }

static void read_number(struct rates_call *c, int p, int which)
{
    const char *name = rates_field(p, which, c->call->arena);
    struct text typed = form_value(&c->call->query, name);
    int64_t *value = number_of(&c->typed, p, which);
    int64_t read = 0;
    bool is_read;

    if (!form_has(&c->call->query, name)) {
        return; /* as in force */
    }
    if (which == 5 && typed.len == 0) {
        *value = PREMIUM_NO_CAP;
        return;
    }
    is_read = which < 2 ? trial_percent_parse(typed, &read)
                        : trial_amount_parse(typed, &read) && read >= 0 && read <= AMOUNT_MAX;
    if (!is_read) {
        fault(c,
              arena_printf(c->call->arena, "%sの%s「%s」を読めません。例：%s", premium_levy_parts[p].label,
                           which == 0   ? "所得割率"
                           : which == 1 ? "資産割率"
                           : which == 2 ? "均等割額"
                           : which == 3 ? "18歳以上均等割額"
                           : which == 4 ? "平等割額"
                                        : "限度額",
                           shortened(c, typed), which < 2 ? "7.51" : "47600"));
        c->v.typed[p][which] = arena_copy(c->call->arena, typed.bytes, typed.len);
        return;
    }
    *value = read;
}

static void read_typed(struct rates_call *c)
{
    c->typed = c->ward->rates;
    c->typed.is_unreduced = form_has(&c->call->query, "u");
    for (int p = 0; p < LEVY_PARTS; p++) {
        for (int k = 0; k < NUMBERS && c->typed.parts[p].is_levied; k++) {
            read_number(c, p, k);
        }
    }
}

/* The part of the goal is solved; the typed set becomes the one that yields it. */
static void read_goal(struct rates_call *c, int p)
{
    const char *name = arena_printf(c->call->arena, "g%d", p);
    struct text typed = form_value(&c->call->query, name);
    yen goal;

    c->v.goal[p] = arena_copy(c->call->arena, typed.bytes, typed.len);
    if (!c->is_solving || typed.len == 0 || !c->typed.parts[p].is_levied) {
        return;
    }
    if (!trial_amount_parse(typed, &goal) || goal <= 0) {
        fault(c, arena_printf(c->call->arena, "%sの目標額「%s」を読めません。例：12億3000万",
                              premium_levy_parts[p].label, shortened(c, typed)));
        return;
    }
    enum trial_solve what = c->v.by_capita ? TRIAL_SOLVE_CAPITA : TRIAL_SOLVE_RATE;
    trial_solve(c->ward, &c->settings, &c->typed, (enum levy_part)p, what, goal, &c->v.solved[p]);
    c->v.is_solved[p] = true;
    *number_of(&c->typed, p, c->v.by_capita ? 2 : 0) = c->v.solved[p].value;
}

/* The sets that are held beside the typed one. */
static void read_sets(struct rates_call *c)
{
    c->sets[0] = c->typed;
    c->v.count = 1;
    if (c->is_held) { /* 「この案を並べる」: what was typed stays, and is held once more */
        c->sets[c->v.count++] = c->typed;
    }
    for (int k = 1; k < TRIAL_SETS_MAX && c->v.count < TRIAL_SETS_MAX; k++) {
        struct text word = form_value(&c->call->query, arena_printf(c->call->arena, "set%d", k));
        if (word.len == 0 || k == c->dropped) {
            continue;
        }
        if (trial_rates_parse(word, &c->sets[c->v.count])) {
            c->v.count++;
        } else {
            fault(c, "並べた案を読めません。もう一度並べてください");
        }
    }
}

/* ---------------------------------------------------------------------------------- addresses ---- */

static const char *rates_word(const struct ward_rates *r, struct arena *arena)
{
    struct textbuf b;

    textbuf_init(&b, 1024);
    trial_rates_write(r, &b);
    const char *word = arena_copy(arena, b.bytes, b.len);
    textbuf_done(&b);
    return word;
}

struct url rates_saved_url(const struct trial_saved *t)
{
    return url_with_number(url_with_number(url_of("/rates"), "year", t->year), "saved", t->trial_no);
}

/* --------------------------------------------------------------------------------- the screen ---- */

static enum err read_year(struct rates_call *c, const struct form *from)
{
    int64_t year = fiscal_year_of(c->call->session->folder.business_date).first_year;

    if (form_value(from, "year").len > 0 && !form_number(from, "year", YEAR_MIN, YEAR_MAX, &year)) {
        return report_fail(c->call->report, ERR_INPUT, "年度は西暦4桁で入れてください。例：2026");
    }
    c->v.year = (int32_t)year;
    return ERR_NONE;
}

/* Those that are kept, and the one that is looked at again. */
static enum err read_saved(struct rates_call *c)
{
    struct trial_saved *saved;
    int64_t number = 0;
    enum err e = trial_saved_all(c->call->session->store, c->v.year, c->call->arena, c->call->report,
                                 &saved, &c->v.saved_count);

    (void)form_number(&c->call->query, "saved", 1, INT64_MAX, &number);
    c->v.saved = saved;
    for (size_t i = 0; e == ERR_NONE && i < c->v.saved_count; i++) {
        c->v.opened = saved[i].trial_no == number ? &saved[i] : c->v.opened;
    }
    return e == ERR_NONE && number != 0 && c->v.opened == NULL
               ? report_fail(c->call->report, ERR_FINDINGS, "保存した試算 %lld はこの年度にありません",
                             (long long)number)
               : e;
}

static enum err open_ward(struct rates_call *c, const struct form *from)
{
    struct session *s = c->call->session;
    int64_t known_at = 0, day = 0;
    date on = date_none();

    if ((form_value(from, "at").len > 0 && !form_number(from, "at", 1, clock_now_ms(), &known_at)) ||
        (form_value(from, "on").len > 0 &&
         (!form_number(from, "on", 1, 99991231, &day) || !date_from_ymd((int32_t)day, &on)))) {
        return report_fail(c->call->report, ERR_INPUT,
                           "試算の時点を読めません。「いまの事実で」から開いてください");
    }
    if (c->v.opened != NULL) {
        known_at = c->v.opened->known_at;
        on = c->v.opened->on;
    }
    enum err e = trial_settings_load(&s->folder, s->folder.business_date, c->call->arena, c->call->report,
                                     &c->settings);
    if (e == ERR_NONE) {
        e = trial_ward_open(s, c->v.year, known_at, on, c->call->report, &c->ward);
    }
    c->v.ward = c->ward;
    c->v.settings = &c->settings;
    return e;
}

/* A trial that is opened again: its first set is the one that is typed. */
static void take_saved(struct rates_call *c)
{
    const struct trial_saved *t = c->v.opened;
    size_t at = 0;

    for (int k = 0; t != NULL && k < TRIAL_SETS_MAX && at < t->sets.len; k++) {
        size_t n = 0;
        while (at + n < t->sets.len && t->sets.bytes[at + n] != ' ') {
            n++;
        }
        struct ward_rates *to = k == 0 ? &c->typed : &c->sets[c->v.count];
        if (!trial_rates_parse((struct text){t->sets.bytes + at, n}, to)) {
            fault(c, "保存した案を読めません");
        }
        c->v.count += k > 0;
        at += n + 1;
    }
    if (t != NULL) {
        c->sets[0] = c->typed;
        c->v.is_other = !text_is(t->digest, c->ward->digest);
    }
}

static void fill(struct rates_call *c)
{
    struct arena *arena = c->call->arena;
    struct trial_outcome *sets = ARENA_ARRAY(arena, struct trial_outcome, TRIAL_SETS_MAX);

    for (int p = 0; p < LEVY_PARTS; p++) {
        for (int k = 0; k < NUMBERS; k++) {
            if (c->v.typed[p][k] == NULL) {
                c->v.typed[p][k] = shown_number(&c->typed, p, k, arena);
            }
        }
    }
    for (size_t i = 0; i < c->v.count; i++) {
        trial_try(c->ward, &c->settings, &c->sets[i], arena, &sets[i]);
        c->v.words[i] = rates_word(&c->sets[i], arena);
    }
    c->v.sets = sets;
    c->v.faults = c->faults;
}

static void read_query(struct rates_call *c)
{
    struct text act = form_value(&c->call->query, "act");

    c->is_held = text_is(act, "hold");
    c->is_solving = text_is(act, "solve");
    c->v.by_capita = text_is(form_value(&c->call->query, "by"), "capita");
    (void)form_number(&c->call->query, "drop", 1, TRIAL_SETS_MAX - 1, &c->dropped);
    read_typed(c);
    for (int p = 0; p < LEVY_PARTS; p++) {
        read_goal(c, p);
    }
    read_sets(c);
    take_saved(c);
}

static enum err rates_show(struct screen_call *call)
{
    struct rates_call c = {.call = call, .faults = ARENA_ARRAY(call->arena, const char *, 64)};
    enum err e = read_year(&c, &call->query);

    if (e == ERR_NONE) {
        e = read_saved(&c);
    }
    if (e == ERR_NONE) {
        e = open_ward(&c, &call->query);
    }
    if (e == ERR_NONE) {
        read_query(&c);
        fill(&c);
        call->status = c.v.fault_count > 0 ? 422 : call->status;
        template_rates(&call->html, call, &c.v);
        trial_ward_close(c.ward);
    }
    return e;
}

static enum err save_act(struct screen_call *call)
{
    struct rates_call c = {.call = call};
    int64_t trial_no;
    enum err e = read_year(&c, &call->form);

    if (e == ERR_NONE) {
        e = open_ward(&c, &call->form);
    }
    if (e != ERR_NONE) {
        return e;
    }
    for (int k = 0; e == ERR_NONE && k < TRIAL_SETS_MAX; k++) {
        struct text word = form_value(&call->form, arena_printf(call->arena, "set%d", k));
        if (word.len > 0 && !trial_rates_parse(word, &c.sets[c.v.count++])) {
            e = report_fail(call->report, ERR_INPUT,
                            "保存する案を読めません。料率の試算から保存してください");
        }
    }
    if (e == ERR_NONE && c.v.count == 0) {
        e = report_fail(call->report, ERR_INPUT, "保存する案がありません。料率の試算から保存してください");
    }
    if (e == ERR_NONE) {
        e = trial_save(call->session, c.ward, form_value(&call->form, "name"),
                       form_value(&call->form, "note"), c.sets, c.v.count, call->report, &trial_no);
    }
    if (e == ERR_NONE) {
        const struct trial_saved made = {.year = c.v.year, .trial_no = trial_no};
        call->location = rates_saved_url(&made);
    }
    trial_ward_close(c.ward);
    return e;
}
