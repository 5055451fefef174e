/* 変更の種類 -- what they share: the charges chosen, the acts that stand, the legal order of steps. */
#include "arrears/kinds.h"

static const struct text nothing = {"", 0};

const char *day_words(struct arena *arena, date d)
{
    char text[DATE_TEXT_BYTES];

    if (date_is_none(d) || !date_before(d, date_open_end())) {
        return "期限なし";
    }
    date_format_era(d, text);
    return arena_string(arena, text);
}

const char *year_words(struct arena *arena, int32_t levy_year)
{
    char text[DATE_TEXT_BYTES];
    size_t len = date_format_era(date_of(levy_year, 4, 1), text), year = 0;

    while (year < len && memcmp(text + year, "年", 3) != 0) {
        year++;
    }
    return arena_printf(arena, "%.*s年度", (int)year, text);
}

const char *charge_words(struct arena *arena, const struct collection_charge *c)
{
    return arena_printf(arena, "%s 第%d期", year_words(arena, c->levy_year), c->instalment);
}

const char *yen_words(struct arena *arena, yen amount)
{
    char text[48];
    yen_format(amount, text, sizeof(text));
    return arena_printf(arena, "%s円", text);
}

static bool has_field(const struct change_call *call, const char *field)
{
    for (size_t i = 0; i < call->kind->field_count; i++) {
        if (strcmp(call->kind->fields[i].name, field) == 0) {
            return true;
        }
    }
    return false;
}

/* ------------------------------------------------------------------------------ 対象の期別 ---- */

#define LISTED_MAX 120 /* what the field has room for */

bool charges_parse(struct text list, struct charge_name *ret, size_t *ret_count)
{
    size_t at = 0, count = 0;

    while (at < list.len) {
        size_t from = at, dash = SIZE_MAX;
        while (at < list.len && list.bytes[at] != ' ' && list.bytes[at] != ',') {
            dash = list.bytes[at] == '-' ? at : dash;
            at++;
        }
        if (at > from) {
            bool is_fine = dash != SIZE_MAX && count < CHARGES_MAX &&
                           parse_i64(list.bytes + from, dash - from, 1900, 2200, &ret[count].year) &&
                           parse_i64(list.bytes + dash + 1, at - dash - 1, 1, 99, &ret[count].instalment);
            if (!is_fine) {
                return false;
            }
            count++;
        }
        at++;
    }
    *ret_count = count;
    return true;
}

static void take(const struct arrears_debt *d, struct chosen *to, struct arrears_debt *debts)
{
    debts[to->count] = *d;
    to->covers[to->count++] = (struct act_cover){
        .levy_year = d->charge.levy_year,
        .charged_year = d->charge.charged_year,
        .household_no = d->charge.household_no,
        .payer_no = d->charge.payer_no,
        .notice_no = d->charge.notice_no,
        .instalment = d->charge.instalment,
        .due = d->charge.due,
        .principal = d->unpaid,
        .late_charge = d->extra.late_left,
        .late_is_fixed = d->extra.is_fixed,
    };
    to->principal += d->unpaid;
    to->late_charge += d->extra.late_left;
}

enum err arrears_chosen(struct change_call *call, date on, struct chosen *ret)
{
    struct charge_name wanted[CHARGES_MAX];
    bool was_found[CHARGES_MAX] = {false};
    struct arrears_debt *all = NULL, *debts;
    size_t all_count = 0, wanted_count = 0;
    struct text list = has_field(call, "charges") ? change_value(call, "charges") : nothing;
    enum err e =
        arrears_debts(call->session, call->subject_no, on, call->arena, call->report, &all, &all_count);

    *ret = (struct chosen){0};
    if (e != ERR_NONE) {
        return e;
    }
    if (!charges_parse(list, wanted, &wanted_count)) {
        change_warn(call, WARNING_STOP, "charges",
                    "「%.*s」を読めません。賦課年度-期を空白で区切って入れてください。例: 2025-8 2026-1",
                    (int)list.len, list.bytes);
        return ERR_NONE;
    }
    debts = ARENA_ARRAY(call->arena, struct arrears_debt, all_count + 1);
    ret->covers = ARENA_ARRAY(call->arena, struct act_cover, all_count + 1);
    ret->debts = debts;
    for (size_t i = 0; i < all_count; i++) {
        bool is_wanted = wanted_count == 0 && date_before(all[i].charge.due, on);
        for (size_t k = 0; k < wanted_count; k++) {
            if (wanted[k].year == all[i].charge.levy_year &&
                wanted[k].instalment == all[i].charge.instalment) {
                was_found[k] = is_wanted = true;
            }
        }
        if (is_wanted) {
            take(&all[i], ret, debts);
        }
    }
    for (size_t k = 0; k < wanted_count; k++) {
        if (!was_found[k]) {
            change_warn(call, WARNING_STOP, "charges",
                        "%lld年度 第%lld期に未納はありません。滞納の状況の画面で期別を確かめてください。",
                        (long long)wanted[k].year, (long long)wanted[k].instalment);
        }
    }
    if (ret->count == 0 && wanted_count == 0) {
        change_warn(call, WARNING_STOP, has_field(call, "charges") ? "charges" : NULL,
                    "%s に納期限を過ぎた未納の期がありません。対象の期別を入れるか、日を確かめてください。",
                    day_words(call->arena, on));
    }
    return ERR_NONE;
}

enum err arrears_still_chosen(struct change_call *call, date on, struct chosen *ret)
{
    size_t before = call->warning_count;
    enum err e = arrears_chosen(call, on, ret);

    if (e == ERR_NONE && (call->warning_count > before || ret->count == 0)) {
        e = report_fail(call->report, ERR_INPUT,
                        "対象の期別の未納が変わりました。開き直して確かめてください。");
    }
    return e;
}

enum err arrears_begin(struct change_call *call)
{
    struct arrears_debt *debts = NULL;
    size_t count = 0;
    const char *list = "";
    date today = change_today(call);
    enum err e = ERR_NONE;

    if (has_field(call, "on")) {
        change_set_day(call, "on", today);
    }
    if (!has_field(call, "charges")) {
        return ERR_NONE;
    }
    e = arrears_debts(call->session, call->subject_no, today, call->arena, call->report, &debts, &count);
    for (size_t i = 0; i < count && e == ERR_NONE && count <= LISTED_MAX; i++) { /* more: empty, that
        is all */
        if (date_before(debts[i].charge.due, today)) {
            list = arena_printf(call->arena, "%s%s%d-%d", list, list[0] != '\0' ? " " : "",
                                (int)debts[i].charge.levy_year, debts[i].charge.instalment);
        }
    }
    if (e == ERR_NONE) {
        change_set(call, "charges", list);
    }
    return e;
}

/* ---------------------------------------------------------------------------- 台帳の記録 ------ */

static bool is_one_of(enum act_kind kind, const enum act_kind *kinds)
{
    for (; *kinds != 0; kinds++) {
        if (*kinds == kind) {
            return true;
        }
    }
    return false;
}

enum err arrears_standing(struct change_call *call, const enum act_kind *kinds, struct act *ret)
{
    int64_t act_no = change_number(call, "act");
    struct act a = {0};
    struct report quiet;

    *ret = (struct act){0};
    report_init(&quiet);
    enum err e = arrears_act(call->session->store, act_no, call->arena, &quiet, &a);
    report_done(&quiet);
    if (e != ERR_NONE && e != ERR_FINDINGS) {
        return report_fail(call->report, e, "滞納整理の記録 %lld を読めません", (long long)act_no);
    }
    if (e == ERR_FINDINGS || a.payer_no != call->subject_no || a.is_void || !is_one_of(a.kind, kinds)) {
        const char *names = "";
        for (const enum act_kind *k = kinds; *k != 0; k++) {
            names = arena_printf(call->arena, "%s%s%s", names, names[0] != '\0' ? "・" : "", act_label(*k));
        }
        change_warn(call, WARNING_STOP, "act",
                    "記録番号 %lld "
                    "は、この人の%sの記録ではありません。滞納の状況の画面で番号を確かめてください。",
                    (long long)act_no, names);
        return ERR_NONE;
    }
    if (!date_is_none(a.ended_on)) {
        change_warn(call, WARNING_STOP, "act", "%s（記録 %lld）は%sに%sで終わっています。",
                    act_label(a.kind), (long long)act_no, day_words(call->arena, a.ended_on),
                    act_end_label(a.kind, a.end));
        return ERR_NONE;
    }
    *ret = a;
    return ERR_NONE;
}

enum err arrears_still_standing(struct change_call *call, const enum act_kind *kinds, struct act *ret)
{
    enum err e = arrears_standing(call, kinds, ret);

    if (e == ERR_NONE && ret->act_no == 0) {
        e = report_fail(call->report, ERR_INPUT, "記録番号 %lld の記録が変わりました。開き直してください。",
                        (long long)change_number(call, "act"));
    }
    return e;
}

enum err arrears_write(struct change_call *call, struct act *a, const struct chosen *chosen)
{
    struct book_writing w = writing_of(call);
    enum err e =
        act_write(&w, a, chosen != NULL ? chosen->covers : NULL, chosen != NULL ? chosen->count : 0);

    if (e == ERR_NONE && a->number > 0) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "%s %d年度第%lld号（記録 %lld）を登録しました",
                       act_label(a->kind), (int)a->number_year, (long long)a->number, (long long)a->act_no);
    } else if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "%s（記録 %lld）を登録しました",
                       act_label(a->kind), (long long)a->act_no);
    }
    return e;
}

enum err arrears_apply_until(struct change_call *call, enum act_kind kind)
{
    struct chosen chosen;
    struct act a = {
        .kind = kind,
        .payer_no = call->subject_no,
        .on = change_date(call, "on"),
        .until = change_date(call, "until"),
        .ended_on = date_none(),
        .related_on = date_none(),
        .detail = (int)change_number(call, "ground"),
        .reason = change_value(call, "words"),
    };
    enum err e = arrears_still_chosen(call, a.on, &chosen);

    a.amount = chosen.principal;
    return e == ERR_NONE ? arrears_write(call, &a, &chosen) : e;
}

/* ---------------------------------------------------------------------------- 手続の順序 ------ */

void step_alive(struct change_call *call, const struct chosen *chosen, date on)
{
    for (size_t i = 0; i < chosen->count; i++) {
        const struct arrears_debt *d = &chosen->debts[i];
        if (date_before(d->limit_late, on)) {
            change_warn(call, WARNING_STOP, NULL,
                        "%sは%"
                        "sで時効が完成しています（国民健康保険法110条、地方自治法236条）。対象から除き、"
                        "不納欠損の候補として扱ってください。",
                        charge_words(call->arena, &d->charge), day_words(call->arena, d->limit_late));
        } else if (date_before(d->limit_early, on)) {
            change_warn(call, WARNING_WARN, NULL,
                        "%sは、督促状の発付の翌日から数えると%sで時効が完成しています（指定期限から数えると%"
                        "s）。",
                        charge_words(call->arena, &d->charge), day_words(call->arena, d->limit_early),
                        day_words(call->arena, d->limit_late));
        }
    }
}

/* The charges of 繰上徴収 whose day has passed. */
static enum err advanced_of(struct change_call *call, date on, struct act_cover **ret, size_t *ret_count)
{
    struct act *acts = NULL;
    struct act_cover *list = NULL;
    size_t count = 0, found = 0, capacity = 0;
    enum err e =
        arrears_acts(call->session->store, call->subject_no, call->arena, call->report, &acts, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct act_cover *covers = NULL;
        size_t cover_count = 0;
        bool counts = acts[i].kind == ACT_ADVANCE && !acts[i].is_void && date_is_none(acts[i].ended_on) &&
                      date_before(acts[i].until, on);
        if (counts) {
            e = arrears_covers(call->session->store, acts[i].act_no, call->arena, call->report, &covers,
                               &cover_count);
        }
        for (size_t k = 0; k < cover_count && e == ERR_NONE; k++) {
            *ARENA_PUSH(call->arena, list, found, capacity) = covers[k];
        }
    }
    *ret = list;
    *ret_count = found;
    return e;
}

bool covers_charge(const struct collection_charge *c, const struct act_cover *covers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_charge(c, covers[i].levy_year, covers[i].household_no, covers[i].instalment)) {
            return true;
        }
    }
    return false;
}

enum err step_seizable(struct change_call *call, const struct chosen *chosen, date on)
{
    const struct collection_law *law;
    struct arrears_terms terms;
    struct act_cover *advanced = NULL;
    size_t advanced_count = 0;
    enum err e = collection_law_of(call->session, call->arena, call->report, &law);

    if (e == ERR_NONE) {
        e = collection_arrears_terms(law, on, false, call->report, &terms);
    }
    if (e == ERR_NONE) {
        e = advanced_of(call, on, &advanced, &advanced_count);
    }
    for (size_t i = 0; i < chosen->count && e == ERR_NONE; i++) {
        const struct arrears_debt *d = &chosen->debts[i];
        if (covers_charge(&d->charge, advanced, advanced_count)) {
            continue;
        }
        if (date_is_none(d->dunned_on)) {
            change_warn(call, WARNING_STOP, "charges",
                        "%sは督促状を発していません（国税徴収法47条1項）。先に督促をするか、対象から除いてく"
                        "ださい。",
                        charge_words(call->arena, &d->charge));
            continue;
        }
        date earliest = seizure_earliest(&terms, d->dunned_on, NULL);
        if (date_before(on, earliest)) {
            change_warn(call, WARNING_STOP, "on",
                        "%sは%sに督促状を発し、10日を経過した日までに完納されないときに差し押さえます"
                        "（国税徴収法47条1項1号）。差し押さえられるのは%sからです。",
                        charge_words(call->arena, &d->charge), day_words(call->arena, d->dunned_on),
                        day_words(call->arena, earliest));
        }
    }
    return e;
}

void step_stays(struct change_call *call, const struct chosen *chosen, unsigned stops, unsigned warns)
{
    static const struct {
        enum collection_stay stay;
        const char *words;
    } said[] = {
        {STAY_GRACE, "は猶予の期間中です（地方税法15条の2の3）。先に猶予を取り消すか、期間の終わりを待ってく"
                     "ださい。"},
        {STAY_SUSPENDED, "は滞納処分の執行を停止しています（地方税法15条の7）。先に執行停止を取り消してくだ"
                         "さい。"},
        {STAY_PLAN, "は分納の約束の期間中です。履行の状況を確かめてください。"},
        {STAY_SEIZED, "はすでに差し押さえています。"},
        {STAY_SUCCESSION, "は相続人が確定していません（地方税法9条）。"},
        {STAY_DISPUTE, "は争いがあるか、催告を保留しています。"},
        {STAY_DEBIT, "は口座振替を依頼しています。"},
        {STAY_PENSION, "は年金から天引きする分です。天引きの結果を待ってください。"},
    };
    for (size_t i = 0; i < chosen->count; i++) {
        for (size_t k = 0; k < COUNT_OF(said); k++) {
            unsigned bit = 1u << said[k].stay;
            if ((chosen->debts[i].stays & bit & (stops | warns)) != 0) {
                change_warn(call, (stops & bit) != 0 ? WARNING_STOP : WARNING_WARN, NULL, "%s%s",
                            charge_words(call->arena, &chosen->debts[i].charge), said[k].words);
            }
        }
    }
}

enum err step_not_in_sale(struct change_call *call, const struct act *seizure, const char *field)
{
    struct act *acts = NULL;
    size_t count = 0;
    enum err e =
        arrears_acts(call->session->store, call->subject_no, call->arena, call->report, &acts, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_open = acts[i].kind == ACT_SALE && !acts[i].is_void && date_is_none(acts[i].ended_on);
        if (is_open && acts[i].other_no == seizure->act_no) {
            change_warn(call, WARNING_STOP, field,
                        "公売（記録 %lld）が続いています。先に代金の納付か中止を登録してください。",
                        (long long)acts[i].act_no);
        }
    }
    return e;
}

void step_not_future(struct change_call *call, const char *field)
{
    date on = change_date(call, field);

    if (!date_is_none(on) && date_before(change_today(call), on)) {
        change_warn(call, WARNING_STOP, field, "先の日は入れられません。今日（%s）までの日にしてください。",
                    day_words(call->arena, change_today(call)));
    }
}

enum err arrears_task(struct change_call *call, const char *source, const char *key, const char *words,
                      date due)
{
    struct task task = {
        .addressee_no = call->subject_no,
        .source = text_of(source),
        .source_key = text_of(key),
        .words = text_of(words),
        .owner = nothing,
        .section = nothing,
        .done_words = nothing,
        .due = due,
        .state = TASK_OPEN,
    };
    struct task_sync sync = {.actor = "arrears",
                             .source_prefix = source,
                             .key_prefix = key,
                             .words = "",
                             .closes = false,
                             .tasks = &task,
                             .count = 1};
    return task_sync(call->session->store, &sync, call->recorded_at, call->report);
}
