/*
 * 台帳の変更 -- what the register's change kinds (casework/casework.h) share.
 *
 * Inner header of addressee/. One file a kind or a few of one register: kind_*.c; addressee.h
 * names them for kokuho.c.
 */
#ifndef KOKUHO_ADDRESSEE_KINDS_H
#define KOKUHO_ADDRESSEE_KINDS_H

#include "addressee/guard.h"
#include "addressee/own.h"
#include "addressee/sending.h"
#include "casework/casework.h"

/* 手続: what happens to an entry of a register. */
enum entry_action { ENTRY_ADD = 1, ENTRY_CHANGE, ENTRY_END };
extern const struct change_code entry_actions[];
extern const struct change_code sexes[];
/* 窓口で確かめたもの (FE-11): what the clerk saw of who stood before him. It stays with the change, by code.
 */
extern const struct change_code seen_at_window[];
#define SEEN_FIELD \
    {.name = "seen", .label = "窓口で確かめたもの", .type = FIELD_CHOICE, .codes = seen_at_window, \
     .help = "申し出た人が本人か代理人かを、何で確かめたか。郵送や職権のときは「窓口ではない」。"}

/* The change as the registers know it, inside apply() and undo(). */
struct register_change kind_change(const struct change_call *call);
/* A field's value, as begin() sets it; the text must live as long as the call. */
void kind_set_day(struct change_call *call, const char *field, int64_t ymd);
/* yyyymmdd of a date field; `otherwise` when it is empty. */
int64_t kind_ymd(const struct change_call *call, const char *field, int64_t otherwise);
/* undo() of a kind that touches the rows of its subject alone. */
MUST_CHECK enum err undo_subject(struct change_call *call);
MUST_CHECK enum err kind_rows(struct change_call *call, enum register_table which, int64_t addressee_no,
                                struct register_row **ret, size_t *ret_count);

/* Fills `row` from the kind's fields; nothing else. */
typedef void (*entry_fill)(struct change_call *call, struct register_row *row);
/* Rows that must not overlap `row`: of the same purpose. */
typedef bool (*entry_same)(const struct register_row *a, const struct register_row *b);
/* A register of entries with an action, a first and a last day: 送付先, 連絡先, 口座. */
struct entry_register {
    enum register_table which;
    entry_fill fill;
    entry_same same;
    const char *what; /* "送付先" */
};
MUST_CHECK enum err entry_check(struct change_call *call, const struct entry_register *r);
MUST_CHECK enum err entry_apply(struct change_call *call, const struct entry_register *r);

#endif
