/*
 * eL-QR 収納データの取込み -- public money paid by the unified QR, from September 2026 (CO-01;
 * payment_formats.md 13). The 案件特定キー番号 is our 納付番号; a payment is final, a record with 取消区分
 * 1 takes it back.
 *
 * In use from the day on which slip.tsv names the 料金番号 and the 共通納税機関コード. Money for another
 * 料金番号 came to us all the same: it is held (仮受) with a task (E05). A record of another body is a task
 * and no money.
 */
#include "collection/collection.h"
#include "collection/take.h"

static bool is_field(const struct import_run *run, const struct record *r, const char *name,
                     const char *value)
{
    size_t field = layout_field(run->layout, r->kind, name);

    assert(field != SIZE_MAX); /* stands in the layout */
    return text_is(record_text(r, field), value);
}

static enum err begin(struct import_run *run)
{
    enum err e = take_begin(run);

    if (e == ERR_NONE && take_form(run)->elqr_item == NULL) {
        take_cancel(run);
        return report_fail(
            run->report, ERR_INPUT,
            "eL-QR を使う設定がこの処理日にありません（納付書の設定 slip.tsv に elqr_item と "
            "elqr_body の行を足してください）");
    }
    return e;
}

static enum err record(struct import_run *run, const struct record *r)
{
    const struct slip_form *form = take_form(run);

    if (!is_field(run, r, "body", form->elqr_body)) {
        return import_hold(
            run, r, "E08",
            "共通納税機関コードが当方のものではありません。地方税共同機構に確かめてください");
    }
    if (!is_field(run, r, "item", form->elqr_item)) {
        return take_as_held(run, r, "E05",
                            "料金番号が保険料のものではありません。どの科目の収納か確かめてください");
    }
    return take_record(run, r);
}

const struct import_handler import_receipts_elqr = {
    .layout = "elqr",
    .partner = "地方税共同機構",
    .label = "eL-QR 収納データ",
    .order = 108,
    .begin = begin,
    .record = record,
    .end = take_end,
    .cancel = take_cancel,
};
