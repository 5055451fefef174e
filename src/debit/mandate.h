/* 口座振替の登録 -- rows of debit_mandate. Inner header of debit/. */
#ifndef KOKUHO_DEBIT_MANDATE_H
#define KOKUHO_DEBIT_MANDATE_H

#include "debit/debit.h"

enum mandate_act { ACT_REGISTER = 1, ACT_CHANGE, ACT_STOP, ACT_RESUME, ACT_BANK_STOPPED, ACT_BANK_ENDED };
enum mandate_source { SOURCE_PAPER = 1, SOURCE_TERMINAL, SOURCE_WEB };
enum mandate_pays { PAYS_EACH = 1, PAYS_WHOLE };
extern const struct change_code mandate_acts[], mandate_states[], mandate_sources[], mandate_deposits[],
    mandate_pays_codes[];
const char *mandate_label(const struct change_code *codes, int64_t value);

struct mandate {
    int64_t row_no, payer_no;
    date from, until;
    enum mandate_act act;
    enum debit_state state;
    int64_t serial;     /* of the account */
    int first_code;     /* 新規コード of the first debit from it */
    enum mandate_pays pays;
    enum mandate_source source;
    struct text bank, branch, account, jp_mark, jp_number, holder; /* holder: half-width, as banks take it */
    int deposit_kind;
    struct text relation, reason;
    date received_on;
};
#define MANDATE_HOLDER_PLACES 30

/* All rows of a payer as known then, by first day. */
MUST_CHECK enum err mandates_of(struct store *s, int64_t payer_no, int64_t known_at, struct arena *arena,
                                struct report *report, struct mandate **ret, size_t *ret_count);
/* The row of a day among them; NULL = none. */
const struct mandate *mandate_on(const struct mandate *all, size_t count, date day);
/* Every running mandate of that day, by payer. */
MUST_CHECK enum err mandates_in_force(struct store *s, date day, struct arena *arena, struct report *report,
                                      struct mandate **ret, size_t *ret_count);

/* Who wrote a row, and when. */
struct mandate_cause {
    const char *kind; /* "change", "answer" */
    int64_t no, recorded_at;
};
/* From its first day on this row counts and no other. In an open write transaction. */
MUST_CHECK enum err mandate_put(struct store *s, const struct mandate *m, const struct mandate_cause *cause,
                                struct arena *arena, struct report *report);
/* The serial for another account of the payer. */
MUST_CHECK enum err mandate_serial_next(struct store *s, int64_t payer_no, struct report *report,
                                        int64_t *ret);
/* Takes back what was written at `applied_at`; ERR_INPUT when something came after it. */
MUST_CHECK enum err mandate_undo(struct store *s, int64_t payer_no, int64_t applied_at, int64_t now,
                                 struct report *report);

#endif
