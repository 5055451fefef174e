/*
 * 書かない窓口 -- the forms of a visit, filled in from the register and from what was said once (EL-68).
 *
 * Law     国民健康保険法9条, 同法施行規則2条・3条・6条・11条・13条
 */
#ifndef KOKUHO_VISIT_H
#define KOKUHO_VISIT_H

#include "addressee/addressee.h"
#include "ops/ops.h"

enum visit_form {
    VISIT_JOIN,      /* 異動届（加入） */
    VISIT_LEAVE,     /* 異動届（脱退） */
    VISIT_CHANGE,    /* 異動届（世帯・氏名・住所の変更） */
    VISIT_PAPER,     /* 資格確認書等の交付・再交付 */
    VISIT_LIMIT,     /* 限度額適用認定 */
    VISIT_MATERNITY, /* 産前産後期間の保険料の軽減 */
    VISIT_FUNERAL,   /* 葬祭費 */
    VISIT_FORMS
};
extern const char *const visit_form_labels[VISIT_FORMS];

#define VISIT_PERSONS_MAX 20
/* Said once; every form of the visit has it. Texts are the caller's, checked by it. */
struct visit {
    int64_t household_no;
    unsigned forms; /* bits of enum visit_form */
    int64_t persons[VISIT_PERSONS_MAX];
    size_t person_count;
    date occurred;                  /* 事実の日; none = left open */
    struct text visitor, relation, phone, words;
};
/* One PDF at `path` with all forms, recorded as a print. ERR_FINDINGS and ERR_INPUT with words. */
MUST_CHECK enum err visit_print(struct session *session, const struct visit *visit, const char *path,
                                struct report *report);

#endif
