/*
 * 納入通知書・納入(変更)通知書 -- what a notice says, as plain data, and its pages.
 *
 * Law     地方自治法施行令154条3項 (年度, 歳入科目, 金額, 納期限, 納入場所, 請求の事由);
 *         行政不服審査法82条, 行政事件訴訟法46条 (教示)
 * Table   params/municipal/CODE/notice.tsv, insurer.tsv, appeal.txt; slip.tsv of slip/
 *
 * Nothing is computed for display: amounts come from the decision and its derivation, and
 * notice_check() adds them up again before a page is drawn. Months are fiscal months, bit 0 = April.
 */
#ifndef KOKUHO_PREMIUM_NOTICE_H
#define KOKUHO_PREMIUM_NOTICE_H

#include "addressee/addressee.h"
#include "document/document.h"
#include "rules/premium/premium.h"
#include "slip/slip.h"

/* Words and measures of one municipality in force on a day. */
struct notice_form {
    const char *municipality_code, *municipality_name, *premium_label, *issuer, *section, *postal_code;
    const char *address, *appeal_body, *appeal_text;
    const char *seal_text, *lead_text, *change_text, *place_text, *unknown_income_text;
    const char *advance_text; /* NULL where the ordinance has no 前納 */
    const char *refund_text, *telephone_text;
    /* 1/10 mm: envelope, its window, the folded sheet inside */
    int64_t envelope_width, envelope_height, window_left, window_top, window_width, window_height;
    int64_t sheet_width, sheet_height;
    int64_t slip_first_until; /* month: instalments until then have their slips with the first notice */
    struct slip_form slip;
    unsigned char sha256[32]; /* of notice.tsv */
};
MUST_CHECK enum err notice_form_load(const char *params_dir, const char *municipality, date day,
                                     struct arena *arena, struct report *report,
                                     struct notice_form *ret);

/* Where the address may stand on the sheet, however it lies in the envelope, and what the window can
 * show of the sheet: nothing but the address stands there. 1/10 mm. */
struct notice_area {
    int64_t left, top, right, bottom;
};
struct notice_area notice_address_area(const struct notice_form *f);
struct notice_area notice_visible_area(const struct notice_form *f);

enum notice_mark {
    NOTICE_HEAD = 1u << 0,
    NOTICE_NOMINAL_HEAD = 1u << 1,     /* 擬制世帯主 */
    NOTICE_SPECIFIED = 1u << 2,        /* 特定同一世帯所属者 */
    NOTICE_PRESCHOOL = 1u << 3,        /* 未就学児 */
    NOTICE_UNDER_18 = 1u << 4,         /* 18歳未満 (子ども分) */
    NOTICE_MATERNITY = 1u << 5,        /* 産前産後 */
    NOTICE_UNEMPLOYED = 1u << 6,       /* 非自発的失業 */
    NOTICE_FORMER_DEPENDANT = 1u << 7, /* 旧被扶養者 */
    NOTICE_CARE_EXEMPT = 1u << 8,      /* 介護2号適用除外 */
    NOTICE_INCOME_UNKNOWN = 1u << 9,   /* 所得不明 */
    NOTICE_REGISTER_HEAD = 1u << 10,   /* 住民票上の世帯主 beside 国保上の世帯主 */
    NOTICE_MARKS = 11
};
extern const char *const notice_mark_labels[NOTICE_MARKS];

struct notice_member {
    struct text name;
    unsigned marks;
    bool is_insured;
    yen base_income;
    uint16_t months[LEVY_PARTS];
    yen income_levy[LEVY_PARTS], per_capita[LEVY_PARTS];
};

struct notice_part {
    rate income_rate, asset_rate;
    yen per_capita, per_capita_18plus, per_household; /* of a year */
    struct premium_part_result result;
    yen previous; /* decided amount before the change */
};

#define NOTICE_SLIPS_MAX (INSTALMENTS_MAX + 1)
#define NOTICE_REASONS_MAX 8

struct notice {
    const struct notice_form *form;
    fiscal_year year;
    int64_t notice_no; /* 8 digits, the last one a check digit */
    int64_t household_no, payer_no;
    struct mailing mailing; /* of a restricted person nothing of the address is printed */
    date issued_on;
    bool is_change;
    struct text reasons[NOTICE_REASONS_MAX]; /* of a change, in words */
    size_t reason_count;
    size_t member_count;
    const struct notice_member *members;
    struct notice_part parts[LEVY_PARTS];
    uint8_t reduction_tenths;
    bool judged_income_is_known, has_unknown_income, is_advance;
    yen judged_income, limits[3];
    uint16_t persons_counted, earners_counted;
    yen total, previous_total, paid;
    size_t instalment_count, previous_count;
    struct premium_instalment instalments[INSTALMENTS_MAX], previous[INSTALMENTS_MAX];
    yen withheld; /* 特別徴収: of the total, what pensions pay; the instalments are what is left */
    yen pays[WITHHOLDING_PAYS];
    size_t slip_count;
    struct slip slips[NOTICE_SLIPS_MAX];
    bool slip_is_new[NOTICE_SLIPS_MAX]; /* not in the book of slips yet */
    const struct slip *known_slips;     /* of the notice number, in the book already */
    size_t known_slip_count;
};

/* 8 digits from a running number: 7 and a check digit (modulus 10, weight 3). */
int64_t notice_no_of(int64_t running_no);

/* What the book of slips is told of a notice: those that are new, and older ones that are out of date by
 * it. */
struct notice_slips {
    const struct slip *made, *outdated;
    size_t made_count, outdated_count;
};
/* Copies into the arena. `cause_no`: the run that issues them, 0 = printed one by one. */
void notice_slips_keep(const struct notice *n, int64_t cause_no, struct arena *arena,
                       struct notice_slips *ret);
/*
 * Slips of the first mailing: the instalments until `slip_first_until` and the whole year, numbered behind
 * those of the notice that are `known`.
 */
MUST_CHECK enum err notice_slips_fill(struct notice *n, const struct slip *known, size_t known_count,
                                      struct report *report);

/*
 * Adds up again what is going to be printed: parts = total, instalments = total, levies = part, slips =
 * instalments, members = part. ERR_FINDINGS with words for every difference.
 */
MUST_CHECK enum err notice_check(const struct notice *n, struct report *report);

/* The levies of a part, each shown without its fraction, make less than the part: told on the notice. */
bool notice_part_hides_yen(const struct premium_part_result *r);

int notice_pages(const struct notice *n);
/* Draws the pages as one unit. False: held back, the overflows of the document say why. */
MUST_CHECK bool notice_render(struct document *d, const struct notice *n);

#endif
