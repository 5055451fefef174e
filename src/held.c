/*
 * 開示請求の表 -- every folder's tables that name a person, for the one answer
 * to him; and those that are left out, with the reason (DS-03).
 * tests/whole/test_disclosure.c finds a table or a column that is in neither.
 */
#include "held.h"

#include "addressee/addressee.h"
#include "arrears/arrears.h"
#include "batch/batch.h"
#include "books/books.h"
#include "casework/casework.h"
#include "certificate/certificate.h"
#include "collection/collection.h"
#include "debit/debit.h"
#include "demand/demand.h"
#include "eligibility/eligibility.h"
#include "inquiry/inquiry.h"
#include "interchange/interchange.h"
#include "ledger/ledger.h"
#include "ops/ops.h"
#include "output/output.h"
#include "premium/premium.h"
#include "refund/refund.h"
#include "remedy/remedy.h"
#include "restriction/restriction.h"
#include "slip/slip.h"
#include "online/online.h"
#include "support/support.h"
#include "enrolment/enrolment.h"
#include "onward/onward.h"
#include "withholding/withholding.h"
#include "web/screen.h"

static const struct disclosure_source sources[] = {
    {"addressee", addressee_held, &addressee_held_count},
    {"eligibility", eligibility_held, &eligibility_held_count},
    {"enrolment", enrolment_held, &enrolment_held_count},
    {"onward", onward_held, &onward_held_count},
    {"premium", premium_held, &premium_held_count},
    {"slip", slip_held, &slip_held_count},
    {"collection", collection_held, &collection_held_count},
    {"refund", refund_held, &refund_held_count},
    {"debit", debit_held, &debit_held_count},
    {"demand", demand_held, &demand_held_count},
    {"arrears", arrears_held, &arrears_held_count},
    {"certificate", certificate_holdings, &certificate_holdings_count},
    {"restriction", restriction_holdings, &restriction_holdings_count},
    {"withholding", withholding_held, &withholding_held_count},
    {"support", support_held, &support_held_count},
    {"online", online_held, &online_held_count},
    {"remedy", remedy_held, &remedy_held_count},
    {"inquiry", inquiry_held, &inquiry_held_count},
    {"books", books_held, &books_held_count},
    {"ledger", ledger_held, &ledger_held_count},
    {"casework", casework_held, &casework_held_count},
    {"batch", batch_held, &batch_held_count},
    {"interchange", interchange_held, &interchange_held_count},
    {"output", output_held, &output_held_count},
    {"ops", ops_held, &ops_held_count},
    {"disclosure", disclosure_held, &disclosure_held_count},
};

static const struct disclosure_left_out left_out[] = {
    {"addressee_belonging", "住民記録の履歴から作る写し"},
    {"addressee_search", "検索の索引。住民記録と登録から作る"},
    {"addressee_birth", "検索の索引。住民記録と登録から作る"},
    {"arrears_overdue", "時効の暦。毎晩、動いた人の分を期別と事由から作り直す"},
    {"audit_subject", "操作の記録の索引。記録そのものは「閲覧・操作の記録」"},
    {"audit_alert", "職員の点検の一覧。操作の記録から作る"},
    {"demand_gone", "保存期限を過ぎて消した明細の合計。残る明細と合わせて紙の額を確かめる"},
    {"retention_unit", "保存期限を過ぎて消す年度の一覧。承認されて消えるまでの間だけ"},
    {"store_moved", "記録の日時と番号だけの控え。もとの記録は宛名・資格・所得にある"},
    {"store_going", "消す処理の途中の表。ふだんは空"},
    {"batch_gone", "取り下げた実行のファイルの場所。消えるまでの間だけ"},
    {"casework_lock", "編集中の印。10分で終わる"},
    {"premium_income_close", "取込の途中の表。ふだんは空"},
};

/* An act of a screen bears the screen's name. */
static const char *event_label(struct text event)
{
    for (size_t i = 0; i < screen_count; i++) {
        if (text_is(event, screens[i]->event)) {
            return screens[i]->label;
        }
    }
    return NULL;
}

const struct disclosure_tables program_held = {
    .event_label = event_label,
    .sources = sources,
    .source_count = COUNT_OF(sources),
    .left_out = left_out,
    .left_out_count = COUNT_OF(left_out),
};
