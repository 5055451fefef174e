/*
 * 支援措置 -- 仮支援, 開始, 延長, 解除.
 *
 * Law     住民基本台帳事務処理要領 第5-10; 住民記録システム標準仕様書 1.1.16, 3.1, 3.4
 * Rows    RP-01, RP-08, RP-09, SD-05, FE-12
 *
 * 仮支援 guards at once, by one person: waiting for a second would leave the protected person open.
 * Whatever takes a guard away needs two.
 */
#include "addressee/kinds.h"

#define PERSONS_MAX 20

static const struct change_field start_fields[] = {
    {.name = "from",
     .label = "開始日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "支援を始める日。例: 080401"},
    {.name = "ends_on",
     .label = "最後の日",
     .type = FIELD_DATE,
     .help = "空なら開始日から1年（開始日が4月1日なら翌年3月31日）。この日を過ぎても、解除するまで制限は続"
             "きます。"},
    {.name = "co_applicants",
     .label = "併せて支援を求める者",
     .type = FIELD_TEXT,
     .help = "宛名番号を空白で区切って。例: 000000000000019 000000000000027"},
    {.name = "protected",
     .label = "ほかに守る人",
     .type = FIELD_TEXT,
     .help = "宛名番号を空白で区切って。"},
    {.name = "party_no",
     .label = "相手方の宛名番号",
     .type = FIELD_ADDRESSEE,
     .help = "区に記録があるときだけ。"},
    {.name = "party_name",
     .label = "相手方の氏名",
     .type = FIELD_TEXT,
     .characters_max = 100,
     .help = "分かる範囲で。"},
    {.name = "party_kana",
     .label = "相手方のフリガナ",
     .type = FIELD_KANA,
     .characters_max = 100,
     .help = "分かる範囲で。"},
    {.name = "party_birth",
     .label = "相手方の生年月日",
     .type = FIELD_VAGUE_DATE,
     .help = "不詳のままでもかまいません。"},
    {.name = "party_sex",
     .label = "相手方の性別",
     .type = FIELD_CHOICE,
     .codes = sexes,
     .help = "分かる範囲で。"},
    {.name = "party_address", .label = "相手方の住所", .type = FIELD_TEXT, .help = "分かる範囲で。"},
    {.name = "hidden",
     .label = "隠すもの",
     .type = FIELD_TEXT,
     .help = "申出のとおり。例: 現住所・前住所（住民票）、附票"},
    {.name = "office",
     .label = "意見を聞いた機関",
     .type = FIELD_TEXT,
     .help = "警察署・配偶者暴力相談支援センターなど。"},
    {.name = "note", .label = "備考", .type = FIELD_LINES, .help = "窓口での注意。"},
    SEEN_FIELD,
};
static const struct change_field extend_fields[] = {
    {.name = "ends_on",
     .label = "新しい最後の日",
     .type = FIELD_DATE,
     .help = "空なら、今の最後の日の翌日から1年。"},
    {.name = "office",
     .label = "意見を聞いた機関",
     .type = FIELD_TEXT,
     .help = "延長の必要性を確かめた機関。"},
    {.name = "note", .label = "備考", .type = FIELD_LINES, .help = "延長の申出の内容。"},
    SEEN_FIELD,
};
static const struct change_field lift_fields[] = {
    {.name = "lifted_on", .label = "解除する日", .type = FIELD_DATE, .is_required = true,
     .help = "この日から制限がなくなります。先の日は入れられません。"},
    {.name = "note", .label = "解除の理由", .type = FIELD_LINES, .is_required = true,
     .help = "本人の申出、期間の満了と本人の意思の確認など。"},
    SEEN_FIELD,
};

/* ------------------------------------------------------------------------------- 措置 --------- */

/* The applicant's measure that has not been lifted. */
static enum err open_measure(struct change_call *call, struct register_row *ret, bool *ret_found)
{
    struct register_row *rows = NULL;
    size_t count = 0;
    enum err e = kind_rows(call, REGISTER_MEASURE, call->subject_no, &rows, &count);

    *ret_found = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (rows[i].n[ROW_UNTIL] == REGISTER_DAY_OPEN) {
            *ret = rows[i];
            *ret_found = true;
        }
    }
    return e;
}

static enum err must_have_measure(struct change_call *call, struct register_row *ret)
{
    bool found = false;
    enum err e = open_measure(call, ret, &found);

    if (e == ERR_NONE && !found) {
        e = report_fail(call->report, ERR_INPUT,
                        "宛名番号 %lld "
                        "が申し出た、解除されていない支援措置がありません。申出者の番号で行ってください。",
                        (long long)call->subject_no);
    }
    return e;
}

/* 宛名番号 separated by blanks; false when something else stands there or they are too many. */
static bool numbers_in(struct text list, int64_t ret[PERSONS_MAX], size_t *ret_count)
{
    size_t at = 0, count = 0;

    while (at < list.len) {
        int64_t value = 0;
        size_t digits = 0;
        bool is_end = false;
        while (at < list.len && !is_end) {
            uint32_t c = utf8_next(list.bytes, list.len, &at);
            c = c >= 0xFF10 && c <= 0xFF19 ? c - 0xFF10 + '0' : c;
            is_end = c == ' ' || c == 0x3000 || c == ',' || c == 0x3001;
            if (!is_end && (c < '0' || c > '9' || ++digits > 15)) {
                return false;
            }
            value = is_end ? value : value * 10 + (int64_t)(c - '0');
        }
        if (digits > 0) {
            if (count == PERSONS_MAX) {
                return false;
            }
            ret[count++] = value;
        }
    }
    *ret_count = count;
    return true;
}

static enum err add_guarded(struct change_call *call, const struct register_change *c, int64_t addressee_no,
                            int64_t from, int64_t measure_no, enum guarded_role role)
{
    struct register_row row = register_row_of(addressee_no, from, REGISTER_DAY_OPEN), *rows = NULL;
    size_t count = 0;
    enum err e = kind_rows(call, REGISTER_GUARDED, addressee_no, &rows, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (rows[i].n[GUARDED_MEASURE_NO] == measure_no && rows[i].n[ROW_UNTIL] == REGISTER_DAY_OPEN) {
            return ERR_NONE; /* protected already, since the 仮支援 */
        }
    }
    row.n[GUARDED_MEASURE_NO] = measure_no;
    row.n[GUARDED_ROLE] = role;
    return e == ERR_NONE ? register_add(c, REGISTER_GUARDED, &row) : e;
}

static enum err add_list(struct change_call *call, const struct register_change *c, const char *field,
                         int64_t from, int64_t measure_no, enum guarded_role role)
{
    int64_t numbers[PERSONS_MAX];
    size_t count = 0;
    enum err e = numbers_in(change_value(call, field), numbers, &count)
                     ? ERR_NONE
                     : report_fail(call->report, ERR_INPUT, "宛名番号の並びを読めません。");

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = add_guarded(call, c, numbers[i], from, measure_no, role);
    }
    return e;
}

static enum err add_party(struct change_call *call, const struct register_change *c, int64_t from,
                          int64_t measure_no)
{
    struct register_row row = register_row_of(call->subject_no, from, REGISTER_DAY_OPEN);

    row.n[PARTY_MEASURE_NO] = measure_no;
    row.n[PARTY_NO] = change_number(call, "party_no");
    row.n[PARTY_SEX] = change_number(call, "party_sex");
    row.n[PARTY_BIRTH] = change_number(call, "party_birth");
    row.t[PARTY_NAME] = change_value(call, "party_name");
    row.t[PARTY_KANA] = change_value(call, "party_kana");
    row.t[PARTY_ADDRESS] = change_value(call, "party_address");
    bool has_party = row.n[PARTY_NO] != 0 || row.t[PARTY_NAME].len > 0 || row.t[PARTY_KANA].len > 0;
    return has_party ? register_add(c, REGISTER_PARTY, &row) : ERR_NONE;
}

/* The other party as known before: what the new statement says takes its place. */
static enum err close_parties(struct change_call *call, const struct register_change *c, int64_t measure_no)
{
    struct register_row *rows = NULL;
    size_t count = 0;
    enum err e = kind_rows(call, REGISTER_PARTY, call->subject_no, &rows, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (rows[i].n[PARTY_MEASURE_NO] == measure_no) {
            e = register_close(c, REGISTER_PARTY, &rows[i]);
        }
    }
    return e;
}

/* ------------------------------------------------------------------------------- 始まり ------- */

static enum err person_must_exist(struct change_call *call, int64_t number, const char *field)
{
    struct addressee a;
    struct report quiet;

    report_init(&quiet);
    enum err e = addressee_by_no(call->session->store, number, (struct as_of){change_today(call), INT64_MAX},
                                 call->arena, &quiet, &a);
    report_done(&quiet);
    if (e == ERR_FINDINGS) {
        change_warn(call, WARNING_STOP, field, "宛名番号 %lld の記録がありません。番号を確かめてください。",
                    (long long)number);
        return ERR_NONE;
    }
    return e;
}

static enum err check_persons(struct change_call *call, const char *field)
{
    int64_t numbers[PERSONS_MAX], party = change_number(call, "party_no");
    size_t count = 0;
    enum err e = ERR_NONE;

    if (!numbers_in(change_value(call, field), numbers, &count)) {
        change_warn(call, WARNING_STOP, field, "宛名番号を空白で区切って、%d人まで入れてください。",
                    PERSONS_MAX);
        return ERR_NONE;
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (numbers[i] == party) {
            change_warn(call, WARNING_STOP, field, "宛名番号 %lld は相手方です。守る人には入れられません。",
                        (long long)party);
        }
        e = person_must_exist(call, numbers[i], field);
    }
    return e;
}

static enum err start_begin(struct change_call *call)
{
    struct register_row measure, *rows = NULL;
    size_t count = 0;
    bool found = false;
    enum err e = open_measure(call, &measure, &found);

    kind_set_day(call, "from", date_ymd(change_today(call)));
    if (e != ERR_NONE || !found) {
        return e;
    }
    change_set_text(call, "office", measure.t[MEASURE_OFFICE]);
    change_set_text(call, "hidden", measure.t[MEASURE_HIDDEN]);
    e = kind_rows(call, REGISTER_PARTY, call->subject_no, &rows, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (rows[i].n[PARTY_MEASURE_NO] == measure.n[ROW_NO]) {
            if (rows[i].n[PARTY_NO] != 0) {
                change_set_number(call, "party_no", rows[i].n[PARTY_NO]);
            }
            change_set_text(call, "party_name", rows[i].t[PARTY_NAME]);
            change_set_text(call, "party_kana", rows[i].t[PARTY_KANA]);
            change_set_text(call, "party_address", rows[i].t[PARTY_ADDRESS]);
        }
    }
    return e;
}

static enum err start_check(struct change_call *call)
{
    struct register_row measure = {0};
    bool found = false;
    date from = change_date(call, "from"), ends = change_date(call, "ends_on");
    int64_t party = change_number(call, "party_no");
    enum err e = open_measure(call, &measure, &found);

    if (e == ERR_NONE && found && measure.n[MEASURE_STATE] == MEASURE_STATE_DECIDED) {
        change_warn(call, WARNING_STOP, NULL, "支援措置中です。期間を延ばすときは延長をしてください。");
    }
    if (!date_is_none(ends) && !date_is_none(from) && date_before(ends, from)) {
        change_warn(call, WARNING_STOP, "ends_on", "最後の日が開始日より前です。");
    }
    if (!date_is_none(ends) && !date_is_none(from) && date_before(measure_last_day(from), ends)) {
        change_warn(call, WARNING_WARN, "ends_on", "期間が1年を超えています。要領では1年です。");
    }
    if (party != 0 && party == call->subject_no) {
        change_warn(call, WARNING_STOP, "party_no", "相手方が申出者と同じ番号です。");
    } else if (e == ERR_NONE && party != 0) {
        e = person_must_exist(call, party, "party_no");
    }
    if (e == ERR_NONE) {
        e = check_persons(call, "co_applicants");
    }
    return e == ERR_NONE ? check_persons(call, "protected") : e;
}

/* The measure of a 仮支援 keeps its number and becomes the decided one. */
static enum err write_measure(struct change_call *call, const struct register_change *c, int state,
                              int64_t from, int64_t ends_on, int64_t *ret_measure_no)
{
    struct register_row before, row = register_row_of(call->subject_no, from, REGISTER_DAY_OPEN);
    bool found = false;
    enum err e = open_measure(call, &before, &found);

    if (e == ERR_NONE && found && before.n[MEASURE_STATE] == MEASURE_STATE_DECIDED) {
        return report_fail(c->report, ERR_INPUT, "すでに支援措置中です。開き直してください。");
    }
    if (e == ERR_NONE && found) {
        row.n[ROW_NO] = before.n[ROW_NO];
        e = register_close(c, REGISTER_MEASURE, &before);
    }
    if (e == ERR_NONE && found) {
        e = close_parties(call, c, before.n[ROW_NO]);
    }
    row.n[MEASURE_STATE] = state;
    row.n[MEASURE_ENDS_ON] = ends_on;
    row.t[MEASURE_OFFICE] = change_value(call, "office");
    row.t[MEASURE_HIDDEN] = change_value(call, "hidden");
    row.t[MEASURE_NOTE] = change_value(call, "note");
    if (e == ERR_NONE) {
        e = register_add(c, REGISTER_MEASURE, &row);
    }
    *ret_measure_no = row.n[ROW_NO];
    return e;
}

static enum err start_as(struct change_call *call, int state)
{
    struct register_change c = kind_change(call);
    int64_t measure_no = 0, from = kind_ymd(call, "from", date_ymd(change_today(call)));
    date first = change_today(call);
    bool is_day = date_from_ymd((int32_t)from, &first);
    int64_t ends_on = state == MEASURE_STATE_PROVISIONAL
                          ? 0 : kind_ymd(call, "ends_on", date_ymd(measure_last_day(first)));
    assert(is_day);
    enum err e = write_measure(call, &c, state, from, ends_on, &measure_no);

    if (e == ERR_NONE) {
        e = add_guarded(call, &c, call->subject_no, from, measure_no, GUARDED_APPLICANT);
    }
    if (e == ERR_NONE) {
        e = add_list(call, &c, "co_applicants", from, measure_no, GUARDED_CO_APPLICANT);
    }
    if (e == ERR_NONE) {
        e = add_list(call, &c, "protected", from, measure_no, GUARDED_OTHER);
    }
    if (e == ERR_NONE) {
        e = add_party(call, &c, from, measure_no);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "支援措置 %lld 号を%sました",
                       (long long)measure_no, state == MEASURE_STATE_PROVISIONAL ? "仮に始め" : "始め");
    }
    return e;
}

static enum err provisional_apply(struct change_call *call)
{
    return start_as(call, MEASURE_STATE_PROVISIONAL);
}

static enum err start_apply(struct change_call *call)
{
    return start_as(call, MEASURE_STATE_DECIDED);
}

/* The measure's rows stand with the applicant and with everybody it protects. */
static enum err measure_undo(struct change_call *call)
{
    struct register_change c = kind_change(call);
    struct query *q = store_query(call->session->store, SQL_addressee_guarded_of_change);
    int64_t *numbers = NULL;
    size_t count = 0, capacity = 0;
    bool row = false;
    enum err e;

    query_set_i64(q, "change_no", call->change_no);
    while ((e = query_step(q, call->report, &row)) == ERR_NONE && row) {
        if (query_i64(q, 0) != call->subject_no) {
            *ARENA_PUSH(call->arena, numbers, count, capacity) = query_i64(q, 0);
        }
    }
    query_reset(q);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        size_t touched = 0;
        e = register_undo(&c, REGISTER_GUARDED, numbers[i], call->applied_at, &touched);
    }
    return e == ERR_NONE ? register_undo_all(&c, call->subject_no, call->applied_at) : e;
}

const struct change_kind kind_measure_provisional = {
    .name = "measure-provisional",
    .label = "仮支援措置の開始",
    .help = "申出を受けてから決定までの間、すぐに制限を始めます。守るための手続なので、一人で登録できます。"
            "外すには"
            "解除（二人）が要ります。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_RESTRICTED_CHANGE,
    .approve = PERM_NONE,
    .fields = start_fields,
    .field_count = COUNT_OF(start_fields),
    .begin = start_begin,
    .check = start_check,
    .apply = provisional_apply,
    .undo = NULL, /* taking a guard away is 解除, by two persons */
};

const struct change_kind kind_measure_start = {
    .name = "measure",
    .label = "支援措置の開始",
    .help = "申出者の宛名番号で始めます。期間は1年です。最後の日を過ぎても、解除するまで制限は続きます。仮"
            "支援措置が"
            "あれば、その番号のまま本決定になります。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_RESTRICTED_CHANGE,
    .approve = PERM_RESTRICTED_APPROVE,
    .is_sensitive = true,
    .fields = start_fields,
    .field_count = COUNT_OF(start_fields),
    .begin = start_begin,
    .check = start_check,
    .apply = start_apply,
    .undo = measure_undo,
};

/* ------------------------------------------------------------------------------- 延長 --------- */

static date extended_end(struct change_call *call, const struct register_row *measure)
{
    date last = change_date(call, "ends_on");

    if (date_is_none(last) && date_from_ymd((int32_t)measure->n[MEASURE_ENDS_ON], &last)) {
        last = measure_last_day(date_add_days(last, 1));
    }
    return last;
}

static enum err extend_check(struct change_call *call)
{
    struct register_row measure = {0};
    date last;
    char day[DATE_TEXT_BYTES];
    enum err e = must_have_measure(call, &measure);

    if (e != ERR_NONE) {
        return e;
    }
    if (!date_from_ymd((int32_t)measure.n[MEASURE_ENDS_ON], &last)) {
        change_warn(call, WARNING_STOP, NULL, "仮支援措置です。先に支援措置の開始をしてください。");
        return ERR_NONE;
    }
    if (measure_phase_on(last, change_today(call)) == MEASURE_RUNNING) {
        date_format_era(measure_month_before(last), day);
        change_warn(call, WARNING_STOP, NULL, "延長は最後の日の1か月前（%s）から受け付けます。", day);
    }
    if (!date_before(last, extended_end(call, &measure))) {
        change_warn(call, WARNING_STOP, "ends_on", "新しい最後の日が今の最後の日より後ではありません。");
    }
    return ERR_NONE;
}

static enum err extend_apply(struct change_call *call)
{
    struct register_change c = kind_change(call);
    struct register_row measure = {0};
    char day[DATE_TEXT_BYTES];
    enum err e = must_have_measure(call, &measure);

    if (e == ERR_NONE) {
        e = register_close(&c, REGISTER_MEASURE, &measure);
    }
    if (e != ERR_NONE) {
        return e;
    }
    date last = extended_end(call, &measure);
    if (date_is_none(last)) {
        return report_fail(call->report, ERR_INPUT, "仮支援措置は延長できません。");
    }
    measure.n[MEASURE_ENDS_ON] = date_ymd(last);
    if (change_value(call, "office").len > 0) {
        measure.t[MEASURE_OFFICE] = change_value(call, "office");
    }
    if (change_value(call, "note").len > 0) {
        measure.t[MEASURE_NOTE] = change_value(call, "note");
    }
    e = register_add(&c, REGISTER_MEASURE, &measure);
    if (e == ERR_NONE) {
        date_format_era(last, day);
        (void)snprintf(call->outcome, sizeof(call->outcome), "支援措置を%sまで延長しました", day);
    }
    return e;
}

const struct change_kind kind_measure_extend = {
    .name = "measure-extend",
    .label = "支援措置の延長",
    .help = "最後の日の1か月前から受け付けます。新しい1年は、今の最後の日の翌日から数えます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_RESTRICTED_CHANGE,
    .approve = PERM_RESTRICTED_APPROVE,
    .fields = extend_fields,
    .field_count = COUNT_OF(extend_fields),
    .check = extend_check,
    .apply = extend_apply,
    .undo = measure_undo,
};

/* ------------------------------------------------------------------------------- 解除 --------- */

static enum err lift_check(struct change_call *call)
{
    struct register_row measure = {0};
    date on = change_date(call, "lifted_on");
    enum err e = must_have_measure(call, &measure);

    if (e == ERR_NONE && !date_is_none(on) && date_before(change_today(call), on)) {
        change_warn(call, WARNING_STOP, "lifted_on",
                    "解除する日が先の日です。その日が来てから解除してください。");
    }
    if (e == ERR_NONE && !date_is_none(on) && date_ymd(on) < measure.n[ROW_FROM]) {
        change_warn(call, WARNING_STOP, "lifted_on", "解除する日が開始日より前です。");
    }
    return e;
}

static enum err lift_preview(struct change_call *call, struct textbuf *ret)
{
    (void)call;
    textbuf_puts(
        ret, "承認されると、この措置で守っている全員の住所が、画面・一覧・印刷・送付にふつうに出るように"
             "なります。");
    return ERR_NONE;
}

static enum err lift_guarded(struct change_call *call, const struct register_change *c, int64_t measure_no,
                             int64_t until)
{
    struct query *q = store_query(call->session->store, SQL_addressee_guarded_by_measure);
    int64_t *numbers = NULL;
    size_t count = 0, capacity = 0;
    bool more = false;
    enum err e;

    query_set_i64(q, "measure_no", measure_no);
    while ((e = query_step(q, call->report, &more)) == ERR_NONE && more) {
        *ARENA_PUSH(call->arena, numbers, count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct register_row *rows = NULL;
        size_t row_count = 0;
        e = kind_rows(call, REGISTER_GUARDED, numbers[i], &rows, &row_count);
        for (size_t k = 0; k < row_count && e == ERR_NONE; k++) {
            if (rows[k].n[GUARDED_MEASURE_NO] == measure_no && rows[k].n[ROW_UNTIL] == REGISTER_DAY_OPEN) {
                e = register_end(c, REGISTER_GUARDED, &rows[k], until);
            }
        }
    }
    return e;
}

static enum err lift_apply(struct change_call *call)
{
    struct register_change c = kind_change(call);
    struct register_row measure = {0};
    int64_t until = kind_ymd(call, "lifted_on", date_ymd(change_today(call)));
    enum err e = must_have_measure(call, &measure);

    if (e == ERR_NONE && until > date_ymd(change_today(call))) {
        e = report_fail(call->report, ERR_INPUT, "解除する日が先の日です。");
    }
    if (e == ERR_NONE) {
        measure.t[MEASURE_NOTE] = change_value(call, "note");
        e = register_end(&c, REGISTER_MEASURE, &measure, until);
    }
    if (e == ERR_NONE) {
        e = lift_guarded(call, &c, measure.n[ROW_NO], until);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "支援措置 %lld 号を解除しました",
                       (long long)measure.n[ROW_NO]);
    }
    return e;
}

const struct change_kind kind_measure_lift = {
    .name = "measure-lift",
    .label = "支援措置の解除",
    .help = "提案した人と別の職員が承認すると、制限がなくなります。最後の日が過ぎただけでは制限はなくなりま"
            "せん。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_RESTRICTED_CHANGE,
    .approve = PERM_RESTRICTED_APPROVE,
    .is_sensitive = true,
    .fields = lift_fields,
    .field_count = COUNT_OF(lift_fields),
    .check = lift_check,
    .preview = lift_preview,
    .apply = lift_apply,
    .undo = measure_undo,
};
