/*
 * 消込 -- which charges a receipt pays, decided from what is known of them; no store, no clock.
 *
 * Rules    collection.md 6.3 to 6.5 and the codes of 6.4. Inner header of collection/.
 *
 * A preliminary record (速報) stops the demand and is not money; the confirmed one is booked, on the day the
 * store took it. Nothing that came in is unposted: what fits no charge is held (仮受) with a task.
 */
#ifndef KOKUHO_COLLECTION_MATCH_H
#define KOKUHO_COLLECTION_MATCH_H

#include "collection/collection.h"
#include "slip/slip.h"

enum receipt_kind {
    RECEIPT_PRELIMINARY = 1, /* 速報 */
    RECEIPT_CONFIRMED = 2,   /* 確報: a preliminary record went before it */
    RECEIPT_CANCEL = 3,      /* 速報取消 */
    RECEIPT_FINAL = 4,       /* a channel without preliminary records */
};

/* What a channel says of one payment (6.2). */
struct receipt_event {
    enum receipt_kind kind;
    int channel;
    int32_t levy_year;
    int64_t notice_no;
    int instalment; /* 1.. ; 0 = 全期 */
    int slip_class, slip_kind, slip_serial;
    yen amount, late_charge; /* late_charge: of which 延滞金, where the channel says so */
    date received_on; /* the store's or the bank's day: it counts for the payer */
    int received_at;  /* HHMM; -1 = not told */
    date paid_in_on;  /* 払込日; date_none() = not told */
    char store[24];   /* chain and store; "" = not told */
    char reference[21]; /* of the channel's own, one a payment; "" = not told */
    int64_t record_no;
};
/* The same record was there before (E10): booked, held, told or called off. */
struct charge_account;
bool receipt_is_known(const struct receipt_event *e, const struct charge_account *a);

struct charge {
    date due;
    yen amount; /* as decided now */
    yen paid;
    yen written_off; /* 不納欠損 */
    bool limit_is_known;
    date limit;   /* 時効: its last day, when known */
    date paid_on; /* the latest payment of this file; none = none */
};
/* 速報 that waits for its 確報; or was called off, also before it came (Y24). */
struct mark {
    struct receipt_event event;
    bool is_open, is_called_off;
    int64_t mark_no;
};
/* All of one notice number: what is asked of one payer and household for one levy year. */
struct charge_account {
    int32_t levy_year;
    int64_t notice_no, household_no, payer_no; /* household_no 0: nobody was notified under this number */
    int32_t account_year;                      /* 調定年度 */
    struct charge charges[LEVY_CHARGES_MAX];    /* the n-th instalment stands at n - 1 */
    size_t charge_count;
    yen part[LEVY_PARTS], part_paid[LEVY_PARTS]; /* part_paid: or written off */
    const struct receipt_event *receipts; /* booked already */
    size_t receipt_count;
    const struct mark *marks;
    size_t mark_count;
    const struct slip *slips; /* of the notice number; one that is not among them is older than the book */
    size_t slip_count;
};

enum match_outcome { MATCH_POST, MATCH_HOLD, MATCH_DROP, MATCH_MARK, MATCH_UNMARK };
struct match_line {
    int instalment;
    enum collection_item item;
    yen amount;
};
#define MATCH_WARNINGS_MAX 4
#define MATCH_LINES_MAX (3 * LEVY_CHARGES_MAX)
struct match {
    enum match_outcome outcome;
    const char *code, *words; /* why held or dropped: "E03"; NULL when posted or marked */
    const char *warnings[MATCH_WARNINGS_MAX];
    size_t warning_count;
    struct match_line lines[MATCH_LINES_MAX]; /* of MATCH_MARK: what the slip names, if it does */
    size_t line_count;
    yen overpaid;      /* 過誤納: what no charge takes */
    const char *cause; /* "K2" of collection.md 7; NULL when nothing is overpaid */
    const char *overpaid_code; /* which of the warnings says so: W11, W12, W22 */
    size_t mark;       /* the mark that ends; SIZE_MAX = none */
};
void receipt_match(const struct receipt_event *e, const struct charge_account *a, date today,
                   struct match *ret);

#endif
