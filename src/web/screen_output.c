/*
 * 出力 -- lists as files: asked for, decided by a second person, taken once (output/output.h).
 *
 * The password of a file stands on one answer page and nowhere else. The file itself is a second request,
 * which carries a key that only this session can have made; a page about it can be opened by nobody else
 * (BO-03, BO-11).
 */
#include "web/templates.h"
#include "web/views_office.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#define OUTPUT_BYTES_MAX ((size_t)128 << 20)
#define OUTPUTS_SHOWN 200

static enum err outputs_show(struct screen_call *call);
static enum err ask_show(struct screen_call *call);
static enum err ask_act(struct screen_call *call);
static enum err output_show(struct screen_call *call);
static enum err decide_act(struct screen_call *call);
static enum err take_show(struct screen_call *call);
static enum err take_act(struct screen_call *call);
static enum err file_act(struct screen_call *call);

const struct screen screen_outputs = {
    .path = "/output",
    .name = "outputs",
    .label = "一覧の出力",
    .permission = PERM_OUTPUT_REQUEST,
    .is_in_menu = true,
    .event = "output.list",
    .help = "一覧をCSVやExcelのファイルとして申請し、取り出します。"
        "人数の多いものは別の職員の承認が要ります。"
            "自分の申請と、承認する人には審査を待つ申請が出ます。",
    .reading = "しゅつりょく いちらん",
    .show = outputs_show,
};
const struct screen screen_output_ask = {
    .path = "/output/new",
    .name = "output-ask",
    .label = "一覧の出力の申請",
    .permission = PERM_OUTPUT_REQUEST,
    .act_kind = AUDIT_OUTPUT,
    .event = "output.form",
    .help = "条件と目的を入れて申請します。申請すると人数を数え、承認が要るかどうかが分かります。",
    .fields =
        (const struct screen_field[]){
            {"criteria", "条件", "「名=値」を空白で区切ります。"
                "列=氏名,年齢 で列も選べます。例：年齢=65-74 列=氏名,年齢"},
            {"purpose", "目的", "何のために使うファイルかを言葉で。承認する人が読み、記録に残ります。"},
            {"format", "形式", "CSVかExcel（XLSX）。どちらもパスワードの付いたZIPに入ります。"},
            {"media", "外部媒体に写す", "印を付けると、人数にかかわらず承認が要ります。"},
            {NULL, NULL, NULL}},
    .show = ask_show,
    .act = ask_act,
};
const struct screen screen_output = {
    .path = "/output/#",
    .name = "output",
    .label = "出力の申請",
    .permission = PERM_OUTPUT_REQUEST,
    .event = "output.look",
    .help = "1件の申請。"
        "条件を言葉で、人数、除いた人数、状態を見ます。承認されると、申請した人が1回だけ取り出せます。",
    .show = output_show,
};
const struct screen screen_output_decide = {
    .path = "/output/#/decide",
    .name = "output-decide",
    .label = "出力の承認・却下",
    .permission = PERM_OUTPUT_APPROVE,
    .act_kind = AUDIT_APPROVE,
    .event = "output.decide",
    .help = "申請した人と別の職員が、表示された人数を自分で入力して承認するか、理由を書いて却下します。",
    .fields =
        (const struct screen_field[]){
            {"count", "人数", "画面に出ている人数を数字で入れます。例：1234"},
            {"words", "却下の理由", "申請した人に伝わる言葉で。例：目的に要らない列がある"},
            {NULL, NULL, NULL}},
    .act = decide_act,
};
const struct screen screen_output_take = {
    .path = "/output/#/take",
    .name = "output-take",
    .label = "ファイルの取出し",
    .permission = PERM_OUTPUT_REQUEST,
    .needs_step_up = true,
    .act_kind = AUDIT_OUTPUT,
    .event = "output.take.form",
    .help = "ファイルを1回だけ作って取り出します。パスワードはそのときの画面に1回だけ出ます。",
    .show = take_show,
    .act = take_act,
};
const struct screen screen_output_file = {
    .path = "/output/#/output-#.zip",
    .name = "output-file",
    .label = "出力ファイル",
    .permission = PERM_OUTPUT_REQUEST,
    .needs_step_up = true,
    .act_kind = AUDIT_OUTPUT,
    .event = "output.file",
    .help = "取り出したファイルそのもの。取出しの画面からだけ受け取れます。",
    .act = file_act,
};

static enum err outputs_show(struct screen_call *call)
{
    struct outputs_view view = {0};
    struct output_request *requests = NULL;
    view.lists = ARENA_ARRAY(call->arena, const struct output_list *, output_list_count + 1);
    for (size_t i = 0; i < output_list_count; i++) {
        if (operator_may(&call->session->operator, output_lists[i]->permission)) {
            view.lists[view.list_count++] = output_lists[i];
        }
    }
    enum err e =
        output_requests(call->session, OUTPUTS_SHOWN, call->arena, call->report, &requests, &view.count);
    if (e == ERR_NONE) {
        view.requests = requests;
        template_outputs(&call->html, call, &view);
    }
    return e;
}

/* ------------------------------------------------------------------------------- asking ------- */

static enum err list_of(struct screen_call *call, struct text name, const struct output_list **ret)
{
    *ret = output_list_find(name);
    if (*ret == NULL) {
        return report_fail(call->report, ERR_FINDINGS, "この一覧はこの版にありません");
    }
    return operator_may(&call->session->operator, (*ret)->permission)
               ? ERR_NONE
               : report_fail(call->report, ERR_INPUT, "「%s」には「%s」の権限が要ります", (*ret)->label,
                             ops_permissions[(*ret)->permission].label);
}

/* A list that wants a day or a number opens with that of the page one comes
 * from; without a day, with today. */
static struct text begin_criteria(struct screen_call *call, const struct output_list *list)
{
    char iso[DATE_TEXT_BYTES];
    date day = call->session->folder.business_date;
    struct text typed = form_value(&call->query, "day");
    int64_t number;
    for (size_t i = 0; i < list->word_count; i++) {
        if (list->words[i].type == OUTPUT_WORD_DAY && list->words[i].is_required) {
            if (typed.len > 0) {
                (void)screen_date(call, typed, &day); /* not a day: today stands there */
            }
            date_format_iso(day, iso);
            return text_of(arena_printf(call->arena, "%s=%s", list->words[i].name, iso));
        }
        if (list->words[i].type == OUTPUT_WORD_NUMBER && list->words[i].is_required &&
            form_number(&call->query, "number", 1, INT32_MAX, &number)) {
            return text_of(arena_printf(call->arena, "%s=%lld", list->words[i].name, (long long)number));
        }
    }
    return text_of("");
}

static enum err ask_show(struct screen_call *call)
{
    struct output_ask_view view = {.format = OUTPUT_CSV};
    enum err e = list_of(call, form_value(&call->query, "list"), &view.list);
    if (e == ERR_NONE) {
        view.criteria = form_value(&call->query, "criteria"); /* of a figure whose households are wanted */
        if (view.criteria.len == 0) {
            view.criteria = begin_criteria(call, view.list);
        }
        template_output_ask(&call->html, call, &view);
    }
    return e;
}

static enum err ask_act(struct screen_call *call)
{
    struct output_ask_view view = {
        .criteria = form_value(&call->form, "criteria"),
        .purpose = form_value(&call->form, "purpose"),
        .format = text_is(form_value(&call->form, "format"), "xlsx") ? OUTPUT_XLSX : OUTPUT_CSV,
        .is_for_media = form_has(&call->form, "media"),
    };
    int64_t number = 0;
    enum err e = list_of(call, form_value(&call->form, "list"), &view.list);
    if (e != ERR_NONE) {
        return e;
    }
    if (view.purpose.len == 0) {
        report_add(call->report, "目的を言葉で入れてください");
        e = ERR_INPUT;
    } else {
        e = output_ask(call->session, view.list, view.format, view.criteria, view.purpose, view.is_for_media,
                       call->report, &number);
    }
    if (e == ERR_INPUT) {
        view.message = screen_told(call);
        template_output_ask(&call->html, call, &view);
        return ERR_NONE;
    }
    call->location = url_number("/output/", number);
    return e;
}

/* ------------------------------------------------------------------------------ deciding ------ */

static enum err output_draw(struct screen_call *call, const char *message)
{
    struct output_request request;
    enum err e = output_request_find(call->session, call->numbers[0], call->arena, call->report, &request);
    struct output_view view = {.request = &request, .message = message};
    if (e == ERR_NONE && request.list != NULL) {
        e = output_criteria_words(request.list, request.criteria, call->session->folder.business_date,
                                  call->arena, call->report, &view.words);
    }
    if (e != ERR_NONE) {
        return e;
    }
    view.is_own = text_is(request.requester, call->session->operator.id);
    view.may_decide = !view.is_own && request.state == OUTPUT_REQUESTED &&
                      operator_may(&call->session->operator, PERM_OUTPUT_APPROVE);
    template_output(&call->html, call, &view);
    return ERR_NONE;
}

static enum err output_show(struct screen_call *call) { return output_draw(call, NULL); }

static enum err decide_act(struct screen_call *call)
{
    int64_t count = 0;
    enum err e;
    if (text_is(form_value(&call->form, "step"), "refuse")) {
        e = output_refuse(call->session, call->numbers[0], form_value(&call->form, "words"), call->report);
    } else if (!form_count(&call->form, "count", &count)) {
        report_add(call->report, "画面に出ている人数を数字で入れてください");
        e = ERR_INPUT;
    } else {
        e = output_approve(call->session, call->numbers[0], count, call->report);
    }
    if (e == ERR_INPUT) {
        return output_draw(call, screen_told(call));
    }
    call->location = url_number("/output/", call->numbers[0]);
    return e;
}

/* -------------------------------------------------------------------------------- taking ------ */

#define FILE_KEY_BYTES 16
#define FILE_KEY_HEX (2 * FILE_KEY_BYTES + 1)

/* Nobody but this session can make it: it hangs on the key of its forms. */
static void file_key(const struct screen_call *call, int64_t request_no, char ret[FILE_KEY_HEX])
{
    unsigned char mac[FILE_KEY_BYTES];
    char words[48];
    int n = snprintf(words, sizeof(words), "output-file %lld", (long long)request_no);
    assert(n > 0 && (size_t)n < sizeof(words));
    crypto_generichash(mac, sizeof(mac), (const unsigned char *)words, (unsigned long long)n,
                       call->login->form_key, sizeof(call->login->form_key));
    hex_format(mac, sizeof(mac), ret);
}

static enum err own_request(struct screen_call *call, enum output_state state, struct output_request *ret)
{
    enum err e = output_request_find(call->session, call->numbers[0], call->arena, call->report, ret);
    if (e == ERR_NONE && (ret->state != state || !text_is(ret->requester, call->session->operator.id))) {
        e = report_fail(call->report, ERR_INPUT, "出力%lldは%sです。"
            "取り出せるのは申請した人だけ、1回だけです",
                        (long long)ret->request_no, output_state_label(ret->state));
    }
    return e;
}

static enum err take_show(struct screen_call *call)
{
    struct output_request request;
    enum err e = own_request(call, OUTPUT_APPROVED, &request);
    if (e == ERR_NONE) {
        template_output_take(&call->html, call, &request);
    }
    return e;
}

static enum err take_act(struct screen_call *call)
{
    char path[600], password[40], key[FILE_KEY_HEX];
    enum err e = output_take(call->session, call->numbers[0], call->report, path, password);
    if (e == ERR_FINDINGS) { /* the numbers have moved: void */
        return report_fail(call->report, ERR_INPUT, "この申請は無効になりました。もう一度申請してください");
    }
    if (e != ERR_NONE) {
        return e;
    }
    file_key(call, call->numbers[0], key);
    const struct output_taken_view view = {
        .request_no = call->numbers[0],
        .password = arena_string(call->arena, password),
        .key = arena_string(call->arena, key),
        .file = url_of(arena_printf(call->arena, "/output/%lld/output-%lld.zip", (long long)call->numbers[0],
                                    (long long)call->numbers[0])),
    };
    sodium_memzero(password, sizeof(password));
    template_output_taken(&call->html, call, &view);
    return ERR_NONE;
}

static enum err read_sealed(struct screen_call *call, const struct output_request *r)
{
    struct stat st;
    struct data_folder *folder = &call->session->folder;
    if (r->file_name.len == 0 || memchr(r->file_name.bytes, '/', r->file_name.len) != NULL) {
        return report_fail(call->report, ERR_INPUT, "この申請のファイルはもうありません");
    }
    const char *path = arena_printf(call->arena, "%s/output/%.*s", folder->path, (int)r->file_name.len,
                                    r->file_name.bytes);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= 0 ||
        (size_t)st.st_size > OUTPUT_BYTES_MAX) {
        if (fd >= 0) {
            close(fd);
        }
        return report_fail(call->report, ERR_INPUT, "この申請のファイルは画面から渡せません"
                                                    "（期限が過ぎたか、128MBを超えています）");
    }
    size_t len = (size_t)st.st_size, at = 0;
    char *bytes = arena_alloc(call->arena, len, 1);
    for (ssize_t n = 1; at < len && n > 0; at += (size_t)(n > 0 ? n : 0)) {
        n = read(fd, bytes + at, len - at);
    }
    close(fd);
    if (at != len) {
        return report_fail(call->report, ERR_WORLD, "ファイルを最後まで読めません");
    }
    call->file = (struct text){bytes, len};
    call->file_type = "application/zip";
    return ERR_NONE;
}

static enum err file_act(struct screen_call *call)
{
    struct output_request request;
    char key[FILE_KEY_HEX];
    struct text given = form_value(&call->form, "key");
    file_key(call, call->numbers[0], key);
    if (call->numbers[0] != call->numbers[1] || given.len != FILE_KEY_HEX - 1 ||
        sodium_memcmp(given.bytes, key, FILE_KEY_HEX - 1) != 0) {
        return report_fail(
            call->report, ERR_INPUT,
            "このファイルは、取り出した画面からだけ受け取れます（別のログインからは渡せません）");
    }
    enum err e = own_request(call, OUTPUT_TAKEN, &request);
    return e == ERR_NONE ? read_sealed(call, &request) : e;
}
