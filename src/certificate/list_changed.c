/*
 * 負担割合・区分の変更一覧 (EL-54) -- papers that were replaced while they were valid: what they said, what
 * is judged, why, and of which months the difference has to be claimed or refunded (負担割合相違).
 */
#include "certificate/rejudge.h"

#include <inttypes.h>

struct changed {
    int64_t paper_no, addressee_no, household_no, replaces_no;
    enum certificate_type type;
    date valid_from, differs_from;
    enum rejudge_cause cause;
    int old_tenths, tenths;
    enum limit_class old_class, limit_class;
    bool is_recall;
};

static void read_changed(struct query *q, struct changed *ret)
{
    *ret = (struct changed){.paper_no = query_i64(q, 1),
                            .addressee_no = query_i64(q, 2),
                            .household_no = query_i64(q, 3),
                            .type = (enum certificate_type)query_i64(q, 4),
                            .cause = (enum rejudge_cause)query_i64(q, 6),
                            .old_tenths = (int)query_i64(q, 7),
                            .tenths = (int)query_i64(q, 8),
                            .old_class = (enum limit_class)query_i64(q, 9),
                            .limit_class = (enum limit_class)query_i64(q, 10),
                            .replaces_no = query_i64(q, 11),
                            .differs_from = date_none(),
                            .is_recall = query_i64(q, 13) != 0};
    bool is_day = date_from_ymd((int32_t)query_i64(q, 5), &ret->valid_from) &&
                  (query_i64(q, 12) == 0 || date_from_ymd((int32_t)query_i64(q, 12), &ret->differs_from));
    assert(is_day);
}

static bool is_of_class(const struct changed *c) { return c->type == CERT_LIMIT || c->type == CERT_DISEASE; }

static const char *said(const struct changed *c, int tenths, enum limit_class limit_class,
                        struct arena *arena)
{
    return !is_of_class(c) ? arena_printf(arena, "%d割", tenths) : limit_class_labels[limit_class];
}

/* What a benefit that was paid by the old paper means for him. */
static const char *difference(const struct changed *c)
{
    return date_is_none(c->differs_from)      ? ""
           : is_of_class(c)                    ? "高額療養費を計算し直す"
           : c->tenths > c->old_tenths        ? "差額を世帯主に請求する"
                                              : "差額を払い戻す";
}

static enum err write_row(const struct changed *c, const struct addressee *who, struct arena *unit,
                          struct output_sink *sink, struct report *report)
{
    output_i64(sink, c->household_no);
    output_addressee_no(sink, c->addressee_no);
    output_text(sink, who->name);
    output_text(sink, text_of(certificate_type_labels[c->type]));
    output_text(sink, text_of(said(c, c->old_tenths, c->old_class, unit)));
    output_text(sink, text_of(said(c, c->tenths, c->limit_class, unit)));
    output_day(sink, c->valid_from);
    output_text(sink, text_of(rejudge_cause_labels[c->cause]));
    output_i64(sink, c->replaces_no);
    output_text(sink,
                text_of(c->is_recall ? "なし（回収だけ）" : arena_printf(unit, "%" PRId64, c->paper_no)));
    output_day(sink, c->differs_from);
    output_text(sink, text_of(difference(c)));
    return output_row(sink, c->addressee_no, who->is_restricted, report);
}

static enum err write_changed(struct session *s, const struct changed *c, struct output_sink *sink,
                              struct report *report)
{
    struct arena *unit = arena_new("一覧の行", (size_t)4 << 20);
    struct addressee who = {.addressee_no = c->addressee_no, .name = text_of("")};
    struct report words;

    report_init(&words);
    enum err e = addressee_by_no(s->store, c->addressee_no,
                                 (struct as_of){s->folder.business_date, INT64_MAX}, unit, &words, &who);
    if (e == ERR_NONE || e == ERR_FINDINGS) { /* one who has left the register keeps an empty name */
        e = write_row(c, &who, unit, sink, report);
    } else {
        report_add(report, "%s", words.kept > 0 ? words.lines[0] : "宛名を読めません");
    }
    report_done(&words);
    arena_free(unit);
    return e;
}

static enum err write(struct session *s, const struct output_value *values, struct arena *arena,
                      struct output_sink *sink, struct report *report)
{
    struct query *q = store_query(s->store, SQL_certificate_renewal_changed);
    struct changed *all = NULL;
    size_t count = 0, capacity = 0;
    bool has_from = values[0].is_given && !date_is_none(values[0].day_from);
    bool has_until = values[0].is_given && !date_is_none(values[0].day_until);
    enum err e;
    bool row;

    query_set_i64(q, "from", has_from ? date_ymd(values[0].day_from) : 0);
    query_set_i64(q, "until", has_until ? date_ymd(values[0].day_until) : date_ymd(date_open_end()));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        read_changed(q, ARENA_PUSH(arena, all, count, capacity));
    }
    query_reset(q);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = write_changed(s, &all[i], sink, report);
    }
    return e;
}

static const struct output_column columns[] = {
    {.label = "世帯番号"},
    {.label = "宛名番号"},
    {.label = "氏名"},
    {.label = "種類"},
    {.label = "変わる前"},
    {.label = "変わったあと"},
    {.label = "変わる日"},
    {.label = "理由"},
    {.label = "前の証の番号"},
    {.label = "新しい証の番号"},
    {.label = "差額のある月の始まり"},
    {.label = "差額の扱い"},
};
static const struct output_word words[] = {{.name = "変わる日", .type = OUTPUT_WORD_DAY}};
const struct output_list output_list_changed_papers = {
    .name = "certificate-changed",
    .label = "負担割合・区分の変更一覧",
    .help = "有効な証を差し替えた人。過去の月の判定も変わったときは、差額のある月と扱い（負担割合相違）",
    .permission = PERM_ELIGIBILITY_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = COUNT_OF(words),
    .criteria_help = "変わる日=2026-09-01..2026-09-30",
    .write = write,
};
