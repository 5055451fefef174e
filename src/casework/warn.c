/* Warnings that are the same in many forms; and the check of a kind, whose words reach the form. */
#include "casework/warn.h"
#include "casework/internal.h"

static const char *label_of(const struct change_kind *kind, const char *field)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        if (strcmp(kind->fields[i].name, field) == 0) {
            return kind->fields[i].label;
        }
    }
    assert(false && "a field of the kind");
    return "";
}

bool change_warn_later(struct change_call *call, const char *field)
{
    date day = change_date(call, field), today = call->session->folder.business_date;
    char later[DATE_TEXT_BYTES], bound[DATE_TEXT_BYTES];

    if (date_is_none(day) || !date_before(today, day)) {
        return false;
    }
    date_format_era(day, later);
    date_format_era(today, bound);
    change_warn(call, WARNING_STOP, field,
                "「%s」の%sは今日（%s）より後です。今日までの日を入れてください。",
                label_of(call->kind, field), later, bound);
    return true;
}

void change_warn_before_law(struct change_call *call, const struct change_field *f)
{
    const date law = date_of(1959, 1, 1); /* 昭和33年法律192号 附則1条 */
    date day = change_date(call, f->name);
    char typed[DATE_TEXT_BYTES];

    if (!date_is_none(day) && date_before(day, law)) {
        date_format_era(day, typed);
        change_warn(call, WARNING_WARN, f->name,
                    "「%s」の%sは、国民健康保険法ができた昭和34年1月1日より前です。年号を確かめてください。",
                    f->label, typed);
    }
}

/* A table of the law that has no row: the clerk looks at the day, the words for whoever keeps it follow. */
static bool is_of_table(const char *line) { return strstr(line, ".tsv") != NULL; }

void change_warn_report(struct change_call *call)
{
    size_t kept = call->report->kept;
    const char *line = kept > 0 ? call->report->lines[kept - 1] : "登録できません";

    change_warn(call, WARNING_STOP, NULL, "%s%s",
                is_of_table(line) ? "入れた日付や年度には、まだ決まりの表がありません。日付と年度を確かめて"
                                    "ください。正しいときは、システム担当に次の行を伝えてください： "
                                  : "",
                line);
    report_clear(call->report);
}

bool change_warn_table(struct change_call *call)
{
    size_t kept = call->report->kept;
    bool is_table = kept > 0 && is_of_table(call->report->lines[kept - 1]);

    if (is_table) {
        change_warn_report(call);
    }
    return is_table;
}

enum err change_kind_check(struct change_call *call)
{
    enum err e = call->kind->check != NULL ? call->kind->check(call) : ERR_NONE;

    return e == ERR_INPUT && change_warn_table(call) ? ERR_NONE : e;
}
