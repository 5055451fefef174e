/*
 * 開示請求への回答 -- one file of all that was decided to be given (OP-47):
 * asked for, approved, sealed, recorded and deleted as every list is
 * (src/output). A row is one item of one record.
 */
#include "disclosure/internal.h"

#include <inttypes.h>

static enum err write_answer(struct session *s, const struct output_value *values, struct arena *arena,
                             struct output_sink *sink, struct report *report);

static const struct output_column columns[] = {
    {.label = "部分"}, {.label = "記録"}, {.label = "件", .is_number = true},
    {.label = "項目"}, {.label = "内容"},
};
static const struct output_word words[] = {
    {.name = "受付番号", .type = OUTPUT_WORD_NUMBER, .is_required = true},
};
const struct output_list output_list_disclosure = {
    .name = "disclosure",
    .label = "開示請求への回答",
    .help = "開示請求の画面で決定したとおりの、本人について保有する情報と閲覧の"
            "記録。1人分。必ず承認が要ります。",
    .permission = PERM_DISCLOSURE_MAKE,
    .needs_approval = true,
    .restricted = RESTRICTED_AS_OTHERS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = COUNT_OF(words),
    .criteria_help = "受付番号=3",
    .write = write_answer,
};

struct writing {
    const struct disclosure_area *area;
    struct output_sink *sink;
    int64_t addressee_no, count;
};

static enum err put(struct writing *w, const char *record, int64_t no, const char *label, const char *value,
                    struct report *report)
{
    output_text(w->sink, text_of(w->area->label));
    output_text(w->sink, text_of(record));
    output_i64(w->sink, no);
    output_text(w->sink, text_of(label));
    output_text(w->sink, text_of(value));
    return output_row(w->sink, w->addressee_no, false, report);
}

/* Empty items are left out: what is not kept needs no line. */
static enum err put_row(void *context, const struct disclosure_row *row, struct report *report)
{
    struct writing *w = context;
    enum err e = ERR_NONE;
    w->count++;
    for (size_t i = 0; i < row->count && e == ERR_NONE; i++) {
        if (row->cells[i].words[0] != '\0') {
            e = put(w, row->label, row->no, row->cells[i].label, row->cells[i].words, report);
        }
    }
    return e;
}

static enum err put_area(struct session *s, const struct disclosure_request *r,
                         const struct held_whose *whose, size_t area, struct writing *w,
                         struct report *report)
{
    enum disclosure_answer answer = r->answers[area];
    if (answer == DISCLOSE_SILENT) {
        return ERR_NONE;
    }
    if (answer == DISCLOSE_NOT) {
        return put(w, "", 0, "決定", "開示しない決定をした部分です", report);
    }
    w->count = 0;
    enum err e = disclosure_each(s, whose, area, answer == DISCLOSE_ALL, put_row, w, report);
    return e == ERR_NONE && w->count == 0 ? put(w, "", 0, "決定", "保有している記録はありません", report)
                                          : e;
}

static enum err write_answer(struct session *s, const struct output_value *values, struct arena *arena,
                             struct output_sink *sink, struct report *report)
{
    struct disclosure_request r;
    struct held_whose whose;
    struct writing w = {.sink = sink};
    if (values[0].from != values[0].until) {
        return report_fail(report, ERR_INPUT, "受付番号は1つだけ入れてください。例: 受付番号=3");
    }
    enum err e = disclosure_request_by_no(s->store, values[0].from, arena, report, &r);
    if (e == ERR_FINDINGS) {
        return ERR_INPUT; /* said by whoever looked */
    }
    if (e == ERR_NONE && !r.is_decided) {
        return report_fail(report, ERR_INPUT,
                           "開示請求 %" PRId64 " にはまだ決定がありません。「開示の決定」を登録してください",
                           r.request_no);
    }
    if (e == ERR_NONE) {
        e = disclosure_whose(s, r.addressee_no, r.decided_at, arena, report, &whose);
    }
    w.addressee_no = r.addressee_no;
    for (size_t i = 0; i < DISCLOSURE_AREAS && e == ERR_NONE; i++) {
        w.area = &disclosure_areas[i];
        e = put_area(s, &r, &whose, i, &w, report);
    }
    return e;
}
