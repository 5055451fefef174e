/*
 * 開示請求 -- the requests with their deadlines; what is held about the person
 * of one, part by part, for whoever decides about it (OP-47, DS-01, DS-03,
 * DS-05).
 */
#include "web/templates.h"
#include "web/views_disclosure.h"

#define REQUESTS_SHOWN 200
#define RECORDS_SHOWN 300

static enum err disclosures_show(struct screen_call *call);
static enum err disclosure_show(struct screen_call *call);

const struct screen screen_disclosures = {
    .path = "/disclosures",
    .name = "disclosures",
    .label = "開示請求",
    .permission = PERM_DISCLOSURE_MAKE,
    .is_in_menu = true,
    .shows_persons = true,
    .only_reads = true,
    .event = "disclosure.list",
    .help = "受け付けた開示請求と決定の期限。請求は、その人の画面の「変更する」"
            "から「開示請求の受付」で登録します。",
    .reading = "かいじせいきゅう",
    .show = disclosures_show,
};
const struct screen screen_disclosure = {
    .path = "/disclosure/#",
    .name = "disclosure",
    .label = "開示請求の内容",
    .permission = PERM_DISCLOSURE_MAKE,
    .shows_persons = true,
    .only_reads = true,
    .event = "disclosure.look",
    .help = "1件の開示請求と、この人について保有する情報を部分ごとに見ます。決"
            "定の前はいまの記録、決定の後は決定の"
            "時点の記録です。部分の名を選ぶと中身が出ます。"
            "ほかの人や職員に関するところは、ファイルでは「すべて開示」にした部"
            "分だけに出ます。",
    .fields = (const struct screen_field[]){{"area", "部分", "中身を見る部分"},
                                            {NULL, NULL, NULL}},
    .show = disclosure_show,
};

struct url disclosure_url(int64_t request_no) { return url_number("/disclosure/", request_no); }

struct url disclosure_area_url(int64_t request_no, size_t area)
{
    return url_with(disclosure_url(request_no), "area", disclosure_areas[area].name);
}

/* ERR_FINDINGS: whoever must not be found here has no page. */
static enum err guard_of(struct screen_call *call, int64_t addressee_no, struct guard *ret)
{
    enum err e = addressee_guard(call->session, addressee_no, 0, GUARD_SCREEN, call->now, call->arena,
                                 call->report, ret);
    if (e == ERR_NONE && ret->level == GUARD_NOTHING) {
      return report_fail(call->report, ERR_FINDINGS,
                         "宛名番号 %lld の人はいません",
                         (long long)addressee_no);
    }
    if (e == ERR_NONE) {
        screen_saw_all(call, ret, 0);
    }
    return e;
}

static enum err disclosures_show(struct screen_call *call)
{
    struct disclosure_request *requests = NULL;
    struct disclosures_view view = {0};
    size_t count = 0;
    enum err e = disclosure_requests(call->session->store, 0, REQUESTS_SHOWN, call->arena, call->report,
                                     &requests, &count);
    struct disclosure_line *lines = ARENA_ARRAY(call->arena, struct disclosure_line, count + 1);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct guard guard;
        struct disclosure_line *line = &lines[view.count];
        e = guard_of(call, requests[i].addressee_no, &guard);
        if (e == ERR_FINDINGS) {
            report_clear(call->report);
            e = ERR_NONE;
            continue;
        }
        *line = (struct disclosure_line){
            .request = &requests[i],
            .is_overdue = !requests[i].is_decided &&
                          date_before(requests[i].due_on, call->session->folder.business_date)};
        if (e == ERR_NONE) {
            e = subject_name(call, CHANGE_OF_PERSON, requests[i].addressee_no, &line->name);
            view.count++;
        }
    }
    if (e == ERR_NONE) {
        view.lines = lines;
        template_disclosures(&call->html, &view);
    }
    return e;
}

/* ------------------------------------------------------------------------------ the rows ------ */

struct gathering {
    struct screen_call *call;
    struct disclosure_record *records;
    size_t count, total;
};

/* Of an account the last three digits: the screen is no place for the others. */
static const char *covered_account(struct arena *arena, const char *number)
{
    size_t len = strlen(number);
    return len <= 3 ? "***" : arena_printf(arena, "****%s", number + len - 3);
}

static enum err gather(void *context, const struct disclosure_row *row, struct report *report)
{
    struct gathering *g = context;
    struct arena *arena = g->call->arena;
    (void)report;
    if (g->total++ >= RECORDS_SHOWN) {
        return ERR_NONE;
    }
    struct disclosure_item *items = ARENA_ARRAY(arena, struct disclosure_item, row->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < row->count; i++) {
        const struct disclosure_cell *c = &row->cells[i];
        if (c->words[0] != '\0') {
            items[count++] = (struct disclosure_item){
                .label = arena_string(arena, c->label),
                .words = c->is_account ? covered_account(arena, c->words) : arena_string(arena, c->words),
                .is_covered = c->is_covered};
        }
    }
    g->records[g->count++] = (struct disclosure_record){row->label, row->no, items, count};
    return ERR_NONE;
}

static size_t area_asked(const struct screen_call *call)
{
    struct text typed = form_value(&call->query, "area");
    size_t i = 0;
    while (i < DISCLOSURE_AREAS && !text_is(typed, disclosure_areas[i].name)) {
        i++;
    }
    return i;
}

/* The person who decides sees what he decides about: parts of others, too. */
static enum err read_rows(struct screen_call *call, const struct held_whose *whose,
                          struct disclosure_view *view)
{
    struct gathering g = {.call = call};
    if (view->area == DISCLOSURE_AREAS) {
        return ERR_NONE;
    }
    g.records = ARENA_ARRAY(call->arena, struct disclosure_record, RECORDS_SHOWN);
    enum err e = disclosure_each(call->session, whose, view->area, true, gather, &g, call->report);
    view->records = g.records;
    view->count = g.count;
    view->total = g.total;
    return e;
}

static enum err disclosure_show(struct screen_call *call)
{
    struct disclosure_request request;
    struct disclosure_view view = {.request = &request, .area = area_asked(call)};
    struct held_whose whose;
    struct guard guard;
    enum err e = disclosure_request_by_no(call->session->store, call->numbers[0], call->arena, call->report,
                                          &request);
    if (e == ERR_NONE) {
        e = guard_of(call, request.addressee_no, &guard);
    }
    if (e == ERR_NONE) {
        view.is_guarded = guard.is_restricted;
        e = subject_name(call, CHANGE_OF_PERSON, request.addressee_no, &view.name);
    }
    if (e == ERR_NONE) {
        call->addressee_no = request.addressee_no;
        e = disclosure_whose(call->session, request.addressee_no,
                             request.is_decided ? request.decided_at : call->now, call->arena, call->report,
                             &whose);
    }
    if (e == ERR_NONE) {
        e = disclosure_count(call->session, &whose, call->report, view.counts);
    }
    if (e == ERR_NONE) {
        e = read_rows(call, &whose, &view);
    }
    if (e == ERR_NONE) {
        view.may_decide = operator_may(&call->session->operator, kind_disclosure_decide.propose);
        view.may_ask = request.is_decided && operator_may(&call->session->operator, PERM_OUTPUT_REQUEST);
        template_disclosure(&call->html, &view);
    }
    return e;
}
