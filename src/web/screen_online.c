/*
 * オンライン申請 -- what residents filed at ぴったりサービス: the list, one application, its attachments, the
 * draft that a clerk goes on with.
 *
 * Rows    EL-67
 */
#include "web/templates.h"
#include "web/views_online.h"

#define ROWS_SHOWN 300
#define WORDS_MAX 400

static enum err onlines_show(struct screen_call *call);
static enum err online_show(struct screen_call *call);
static enum err online_act(struct screen_call *call);
static enum err file_act(struct screen_call *call);

const struct screen screen_onlines = {
    .path = "/online",
    .name = "onlines",
    .label = "オンライン申請",
    .permission = PERM_ELIGIBILITY_VIEW,
    .is_in_menu = true,
    .shows_persons = true,
    .only_reads = true,
    .event = "online.list",
    .help = "ぴったりサービスから届いた国保の申請を新しい順に並べます。受付は、まだだれも始めていないもの、"
            "下書きは入力の途中か審査を待つもの、処理済は登録したもの、不備は申請者に確かめているものです。"
            "行を開くと、内容と添付書類を見て、打ち直さずに入力を始められます。"
            "本人の見つからない人は作業一覧にも出ます。",
    .reading = "おんらいんしんせい ぴったりさーびす でんししんせい",
    .fields =
        (const struct screen_field[]){
            {"state", "状態", "受付、下書き、処理済、不備。すべてなら選びません。"}, {NULL, NULL, NULL}},
    .show = onlines_show,
};
static const char *const numbers[] = {"person", "addressee", NULL};
const struct screen screen_online = {
    .path = "/online/#",
    .name = "online",
    .label = "オンライン申請の内容",
    .permission = PERM_ELIGIBILITY_VIEW,
    .shows_persons = true,
    .no_words = numbers,
    .event = "online.look",
    .help = "1件の申請の内容と添付書類を見ます。「入力を始める」を押すと、申請の内容の入った入力の画面が開き"
            "ます。確かめて足りない項目を入れ、登録します。ほかの職員の下書きは「引き継ぐ」で自分のものに"
            "なります。本人の見つからない人は、宛名番号を入れて決めるか、住民記録が届いてから「もう一度照合"
            "する」を押します。申請に足りないものがあるときは、内容を書いて「不備にする」を押します。",
    .fields =
        (const struct screen_field[]){
            {"addressee", "宛名番号", "この申請の人の宛名番号。検索で確かめて入れます。"},
            {"words", "不備の内容", "何が足りず、申請者にどう伝えたか。例：離職票の添付がない"},
            {NULL, NULL, NULL}},
    .show = online_show,
    .act = online_act,
};
const struct screen screen_online_file = {
    .path = "/online/#/file/#",
    .name = "online-file",
    .label = "オンライン申請の添付書類",
    .permission = PERM_ELIGIBILITY_VIEW,
    .shows_persons = true,
    .may_repeat = true,
    .act_kind = AUDIT_VIEW,
    .event = "online.file",
    .help = "申請に付けられた書類を開きます。だれがどの申請の書類を開いたかが記録されます。",
    .act = file_act,
};

struct url online_url(int64_t application_no) { return url_number("/online/", application_no); }

const char *online_when(const struct online_application *a, struct arena *arena)
{
    char day[DATE_TEXT_BYTES];

    date_format_era_short(a->received_on, day);
    return a->received_at < 0
               ? arena_string(arena, day)
               : arena_printf(arena, "%s %d:%02d", day, a->received_at / 100, a->received_at % 100);
}

const char *online_size(int64_t bytes, struct arena *arena)
{
    return bytes < 1024 ? arena_printf(arena, "%lldB", (long long)bytes)
                        : arena_printf(arena, "%lldKB", (long long)(bytes / 1024));
}

/* Everybody of the application stands on the page. ERR_FINDINGS: one must not be found by this operator. */
static enum err see(struct screen_call *call, const struct online_application *a, bool *ret_hides_address)
{
    enum err e = ERR_NONE;

    *ret_hides_address = false;
    for (size_t i = 0; i < a->person_count && e == ERR_NONE; i++) {
        struct guard guard;
        if (a->persons[i].addressee_no == 0) {
            continue;
        }
        e = addressee_guard(call->session, a->persons[i].addressee_no, 0, GUARD_SCREEN, call->now,
                            call->arena, call->report, &guard);
        if (e == ERR_NONE && guard.level == GUARD_NOTHING) {
            e = report_fail(call->report, ERR_FINDINGS, "オンライン申請 %lld はありません",
                            (long long)a->application_no);
        }
        if (e == ERR_NONE) {
            screen_saw_all(call, &guard, 0);
            *ret_hides_address = *ret_hides_address || guard.level != GUARD_FULL;
        }
    }
    return e;
}

static const char *applicant_of(const struct online_application *a, struct arena *arena)
{
    const struct online_person *who = &a->persons[0];

    for (size_t i = 0; i < a->person_count; i++) {
        who = a->persons[i].is_applicant ? &a->persons[i] : who;
    }
    return arena_copy(arena, who->name.bytes, who->name.len);
}

static enum err onlines_show(struct screen_call *call)
{
    struct onlines_view v = {0};
    struct online_application *all = NULL;
    size_t count = 0;
    int64_t state = 0;

    if (form_value(&call->query, "state").len > 0) {
        form_number(&call->query, "state", 0, ONLINE_STATES - 1, &state);
    }
    v.state = (enum online_state)state;
    enum err e = online_applications(call->session->store, v.state, ROWS_SHOWN, call->arena, call->report,
                                     &all, &count, v.of_state);
    struct online_line *lines = ARENA_ARRAY(call->arena, struct online_line, count + 1);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool hides = false;
        e = see(call, &all[i], &hides);
        if (e == ERR_FINDINGS) {
            report_clear(call->report);
            e = ERR_NONE;
            continue;
        }
        lines[v.count++] = (struct online_line){&all[i], applicant_of(&all[i], call->arena)};
    }
    if (e == ERR_NONE) {
        v.lines = lines;
        template_onlines(&call->html, call, &v);
    }
    return e;
}

/* ---------------------------------------------------------------------------------- one ------- */

static enum err online_draw(struct screen_call *call, const char *message)
{
    struct online_application a;
    struct online_view v = {.application = &a, .message = message};
    enum err e =
        online_application(call->session->store, call->numbers[0], call->arena, call->report, &a);

    e = e == ERR_NONE ? see(call, &a, &v.is_hidden) : e;
    if (e == ERR_NONE) {
        v.may_work = operator_may(&call->session->operator, PERM_ELIGIBILITY_CHANGE);
        call->status = message != NULL ? 422 : call->status;
        call->title = message != NULL ? "エラー：オンライン申請の内容" : NULL;
        template_online(&call->html, call, &v);
    }
    return e;
}

static enum err online_show(struct screen_call *call) { return online_draw(call, NULL); }

static enum err step_match(struct screen_call *call, int64_t person_no)
{
    int64_t addressee_no = 0;

    if (!form_number(&call->form, "addressee", 1, INT64_MAX, &addressee_no)) {
        return report_fail(call->report, ERR_FINDINGS, "宛名番号を数字で入れてください");
    }
    return online_match_by_clerk(call->session, call->numbers[0], person_no, addressee_no, call->arena,
                                 call->report);
}

static enum err step_words(struct screen_call *call, bool is_defect)
{
    struct text words = form_value(&call->form, "words");

    if (utf8_characters(words.bytes, words.len) > WORDS_MAX) {
        return report_fail(call->report, ERR_FINDINGS, "不備の内容は%d字までです", WORDS_MAX);
    }
    return online_verdict(call->session, call->numbers[0], is_defect, words, call->arena, call->report);
}

static enum err step_of(struct screen_call *call, struct text step, struct url *ret)
{
    int64_t person_no = 0, change_no = 0, found = 0;

    form_number(&call->form, "person", 1, INT64_MAX, &person_no);
    *ret = online_url(call->numbers[0]);
    if (text_is(step, "draft")) {
        enum err e = online_draft_open(call->session, call->numbers[0], person_no, call->arena, call->report,
                                       &change_no);
        *ret = url_with_number(url_of("/change"), "change", change_no);
        return e;
    }
    if (text_is(step, "match")) {
        return step_match(call, person_no);
    }
    if (text_is(step, "again")) {
        return online_match_again(call->session, call->numbers[0], call->arena, call->report, &found);
    }
    if (text_is(step, "defect") || text_is(step, "work")) {
        return step_words(call, text_is(step, "defect"));
    }
    return report_fail(call->report, ERR_INPUT, "この手順はありません");
}

static enum err online_act(struct screen_call *call)
{
    struct online_application a;
    struct url to;
    bool hides = false;
    enum err e =
        online_application(call->session->store, call->numbers[0], call->arena, call->report, &a);

    e = e == ERR_NONE ? see(call, &a, &hides) : e; /* who must not be found is not worked on */
    if (e != ERR_NONE) {
        return e;
    }
    e = step_of(call, form_value(&call->form, "step"), &to);
    if (e == ERR_FINDINGS) {
        return online_draw(call, screen_told(call));
    }
    if (e == ERR_NONE) {
        call->location = to;
    }
    return e;
}

/* --------------------------------------------------------------------------------- file ------- */

static enum err file_act(struct screen_call *call)
{
    struct online_application a;
    enum online_type type = ONLINE_NO_TYPE;
    bool hides_address = false;
    enum err e =
        online_application(call->session->store, call->numbers[0], call->arena, call->report, &a);

    e = e == ERR_NONE ? see(call, &a, &hides_address) : e;
    if (e == ERR_NONE && hides_address) {
        e = report_fail(call->report, ERR_INPUT,
                        "支援措置の人の申請です。添付書類には住所があるため、住所を見る権限のない人には"
                        "開けません");
    }
    e = e == ERR_NONE ? online_attachment_open(call->session, call->numbers[0], call->numbers[1], call->arena,
                                               call->report, &call->file, &type)
                      : e;
    call->file_type = e == ERR_NONE ? online_media_type(type) : NULL;
    return e;
}
