/*
 * 口座振替 -- the state of requests and the share of households on debit (CO-17); the payers of a household.
 */
#include "web/templates.h"
#include "web/views_debit.h"

static enum err debits_show(struct screen_call *call);
static enum err household_debit_show(struct screen_call *call);

#define REQUESTS_SHOWN 40

const struct screen screen_debits = {
    .path = "/debits",
    .name = "debits",
    .label = "口座振替の状況",
    .permission = PERM_COLLECTION_VIEW,
    .is_in_menu = true,
    .only_reads = true,
    .event = "debits.look",
    .help = "口座振替の世帯の割合と、金融機関に送った依頼の回答の状況。回答のない明細が残る依頼は、"
            "金融機関に問い合わせます。",
    .reading = "こうざふりかえ",
    .show = debits_show,
};

const struct screen screen_household_debit = {
    .path = "/household/#/debit",
    .name = "household-debit",
    .label = "世帯の口座振替",
    .permission = PERM_COLLECTION_VIEW,
    .shows_persons = true,
    .about = ABOUT_HOUSEHOLD,
    .only_reads = true,
    .event = "household.debit.look",
    .help = "納付義務者ごとの口座振替の登録と、依頼とその結果。口座番号と名義は、口座を見る権限のない職員には"
            "隠れます。登録、変更、停止、再開、依頼中の振替の停止もここから始めます。",
    .show = household_debit_show,
};

struct url household_debit_url(int64_t household_no)
{
    char path[80];
    snprintf(path, sizeof(path), "/household/%lld/debit", (long long)household_no);
    return url_of(path);
}

const char *debit_share_words(struct arena *arena, const struct debit_status *s)
{
    return s->households == 0
               ? "—"
               : arena_printf(arena, "%lld.%lld%%", (long long)(s->on_debit * 100 / s->households),
                              (long long)(s->on_debit * 1000 / s->households % 10));
}

struct url debit_begin_url(const char *kind, int64_t payer_no)
{
    return change_begin_url(change_kind_find(text_of(kind)), payer_no);
}

static enum err debits_show(struct screen_call *call)
{
    struct debit_status status;
    enum err e = debit_status(call->session->store, call->session->folder.business_date, REQUESTS_SHOWN,
                              call->arena, call->report, &status);

    if (e == ERR_NONE) {
        template_debits(&call->html, call, &status);
    }
    return e;
}

static bool is_there(const struct debit_panel *panels, size_t count, int64_t payer_no)
{
    for (size_t i = 0; i < count; i++) {
        if (panels[i].payer_no == payer_no) {
            return true;
        }
    }
    return false;
}

/* A payer whom this operator must not find is left out; everybody else is recorded as seen. */
static enum err add_panel(struct screen_call *call, int64_t household_no, int64_t payer_no,
                          struct debit_panel *panels, size_t *count)
{
    struct guard guard;
    enum err e = addressee_guard(call->session, payer_no, 0, GUARD_SCREEN, call->now, call->arena,
                                 call->report, &guard);

    if (e != ERR_NONE || guard.level == GUARD_NOTHING) {
        return e;
    }
    struct debit_panel *p = &panels[*count];
    *p = (struct debit_panel){.payer_no = payer_no};
    screen_saw(call, payer_no, household_no);
    e = subject_name(call, CHANGE_OF_PERSON, payer_no, &p->name);
    if (e == ERR_NONE) {
        e = debit_of_payer(call->session, payer_no, INT64_MAX, call->arena, call->report, &p->look);
    }
    (*count)++;
    return e;
}

static enum err household_debit_show(struct screen_call *call)
{
    struct debit_panels view = {.household_no = call->numbers[0]};
    struct premium_decision *all = NULL;
    size_t count = 0;
    int32_t newest = fiscal_year_of(call->session->folder.business_date).first_year;
    enum err e = premium_decisions_of_years(call->session->store, newest, PREMIUM_YEARS_MAX, 0,
                                            view.household_no, call->arena, call->report, &all, &count);
    struct debit_panel *panels = ARENA_ARRAY(call->arena, struct debit_panel, count + 1);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (!is_there(panels, view.count, all[i].payer_no)) {
            e = add_panel(call, view.household_no, all[i].payer_no, panels, &view.count);
        }
    }
    view.panels = panels;
    view.may_change = operator_may(&call->session->operator, PERM_COLLECTION_CHANGE);
    call->household_no = view.household_no;
    if (e == ERR_NONE) {
        template_household_debit(&call->html, &view);
    }
    return e;
}
